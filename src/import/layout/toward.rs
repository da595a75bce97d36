//! Labels that tell a flow and a partner at once, `Exports to Germany`: taken apart into two columns.

use super::grid::{Grid, Kind};
use super::headings::Heading;
use crate::data::Flow;
use crate::import::header::Row;
use crate::import::phrases::{flow_of_phrase, flow_towards, split_towards};
use crate::import::vocabulary::claims_total;

/// Whose partner is all of them.
const WORLD: &str = "World";

/// The grid with its one column of labels taken apart, where each row of figures tells a flow, and most of them whither.
pub(super) fn apart(grid: &Grid, heading: &Heading) -> Option<Grid> {
    let (column, first) = (0, heading.last + 1);
    if heading.labels != 1 {
        return None;
    }
    let told = |row: usize| told(grid.text(row, column));
    let rows: Vec<usize> = heading.data.iter().copied().filter(|row| *row >= first).collect();
    let toward = rows.iter().filter(|row| told(**row).is_some_and(|(_, partner)| partner != WORLD)).count();
    if toward < 2 || toward * 2 < rows.len() || rows.iter().any(|row| told(*row).is_none()) {
        return None;
    }
    let split = |(at, row): (usize, &Row)| {
        let mut cells = row.cells.clone();
        let pair = match told(at) {
            _ if at == heading.last => ["Flow".to_owned(), "Partner".to_owned()],
            Some((flow, partner)) if grid.is_data(at) => [flow.word().to_owned(), partner],
            _ => [grid.text(at, column).to_owned(), String::new()],
        };
        cells.splice(column..(column + 1).min(cells.len()), pair);
        Row { cells, ..row.clone() }
    };
    let is_plain = grid.rows.iter().enumerate().all(|(at, _)| grid.kind(at, column) != Kind::Number);
    is_plain.then(|| Grid::new(grid.rows.iter().enumerate().map(split).collect()))
}

/// The flow and the partner that a label tells; where it tells a flow alone, all partners. `Exports of cars` tells more.
fn told(label: &str) -> Option<(Flow, String)> {
    if let Some((before, _)) = split_towards(label) {
        return flow_towards(label).filter(|_| Flow::parse(before).is_some());
    }
    let total = || flow_of_phrase(label).filter(|_| claims_total(label).is_some());
    Flow::parse(label).or_else(total).map(|flow| (flow, WORLD.to_owned()))
}
