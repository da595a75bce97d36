//! The rows below a heading: which are figures, which head the rows below them, and which are remarks.

use super::grid::{Grid, Kind, Tells};
use super::headings::{Heading, one_line};
use crate::data::Period;
use crate::import::{propose, words};

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// Stays in the table.
    Stays,
    /// Heads the rows below it.
    Section(Tells, String),
    /// Is left out, for a reason.
    Goes(&'static str),
    /// Names the columns again.
    Repeats,
    /// Other names than the first ones: another table begins.
    Other,
}

/// Why headings are left out.
pub(super) const HEADING: &str = "a heading or remark, not a figure";

/// The most words of a section's heading.
const WORDS: usize = 10;

/// What becomes of each row below the heading.
pub(super) fn fates(grid: &Grid, heading: &Heading) -> Vec<(usize, Fate)> {
    let end = heading.data.last().copied().unwrap_or(0);
    let rows = heading.last + 1..grid.rows.len();
    let mut fates: Vec<(usize, Fate)> = rows
        .filter(|row| !grid.filled(*row).is_empty())
        .map(|row| {
            (row, if row > end && grid.single(row).is_some() { Fate::Goes(HEADING) } else { of(grid, heading, row) })
        })
        .collect();
    doubtful_sections(grid, heading, &mut fates);
    fates
}

fn of(grid: &Grid, heading: &Heading, row: usize) -> Fate {
    if grid.is_data(row) {
        return Fate::Stays;
    }
    let same = |header: usize| {
        let filled = grid.filled(header);
        filled.len() > 1
            && filled == grid.filled(row)
            && filled.iter().all(|at| grid.text(header, *at) == grid.text(row, *at))
    };
    if (heading.first..=heading.last).any(same) {
        return Fate::Repeats;
    }
    let Some((column, text)) = grid.single(row) else {
        let filled = grid.filled(row);
        let names = filled.iter().filter(|at| heading.area.contains(at)).count();
        let texts = filled.iter().filter(|at| grid.kind(row, **at) == Kind::Text).count();
        // Years that are figures stand beside a label too, but not above figures of their own.
        return if names > 1
            && is_after_gap(grid, row)
            && heads_again(grid, heading, row)
            && texts + names > filled.len().min(2)
        {
            Fate::Other
        } else {
            Fate::Stays
        };
    };
    let next = (row + 1..grid.rows.len()).find(|next| grid.single(*next).is_none() && !grid.filled(*next).is_empty());
    let Some(next) = next else { return Fate::Goes(HEADING) };
    let text = one_line(text);
    let tells = Tells::of(&text);
    let months = |row: usize| {
        let cell = grid.text(row, 0);
        Period::parse(cell).is_none() && propose::is_month(cell)
    };
    let further = (next..grid.rows.len()).take_while(|row| grid.single(*row).is_none());
    if tells == Tells::Period && further.take(14).any(months) {
        // Years above their months are read where periods are.
        return Fate::Stays;
    }
    let long = text.split(' ').count() > WORDS || text.ends_with('.') || text.starts_with('*');
    if long || (tells == Tells::Other && words::unit_of(&text).is_some()) {
        return Fate::Goes(HEADING);
    }
    // A country among countries is a row without figures, and no heading; so is what stands beside figures elsewhere,
    // right of the labels that head it.
    let among = tells != Tells::Other && mostly(grid, heading, column, tells);
    let again = || heading.data.iter().any(|data| grid.text(*data, column) == text);
    if column < heading.labels && (among || column > 0 && again()) {
        return Fate::Stays;
    }
    Fate::Section(tells, text)
}

/// Whether a blank line or a line of one text stands above a row, as above a further table.
fn is_after_gap(grid: &Grid, row: usize) -> bool {
    let line = |row: usize| grid.rows.get(row).map_or(0, |row| row.line);
    row.checked_sub(1).is_none_or(|above| line(above) + 1 < line(row) || grid.filled(above).len() < 2)
}

/// Whether a row of names stands above figures, as a heading does and a row of years as figures does not.
fn heads_again(grid: &Grid, heading: &Heading, row: usize) -> bool {
    let first = heading.last;
    let periods = |row: usize| heading.area.iter().filter(|at| grid.kind(row, **at) == Kind::Period).count();
    let filled = |row: usize| grid.filled(row).len();
    let texts = heading.area.iter().filter(|at| grid.kind(row, **at) == Kind::Text).count();
    texts > 1 || periods(first) > 1 && periods(row) > 1 && filled(row) + 1 >= periods(first)
}

/// Whether a column's labels mostly tell the same kind of thing.
fn mostly(grid: &Grid, heading: &Heading, column: usize, tells: Tells) -> bool {
    let labels: Vec<&str> =
        heading.data.iter().map(|row| grid.text(*row, column)).filter(|label| !label.is_empty()).collect();
    let same = labels.iter().filter(|label| Tells::of(label) == tells).count();
    same * 2 >= labels.len() && same > 0
}

/// Headings that tell neither flow nor period nor country are sections only where the same labels stand below several
/// of them, and else a part of a list of goods.
fn doubtful_sections(grid: &Grid, heading: &Heading, fates: &mut [(usize, Fate)]) {
    // A title right above the names of a further block tells what the block is.
    let titles: Vec<bool> =
        (0..fates.len()).map(|at| matches!(fates.get(at + 1), Some((_, Fate::Repeats | Fate::Other)))).collect();
    let mut seen: Vec<(usize, String)> = Vec::new();
    let mut section = 0;
    for (row, fate) in fates.iter() {
        match fate {
            Fate::Section(Tells::Other, _) => section += 1,
            Fate::Stays if section > 0 => {
                let label: Vec<&str> = (0..heading.labels).map(|at| grid.text(*row, at)).collect();
                seen.push((section, label.join("\u{1f}")));
            }
            _ => {}
        }
    }
    let again = seen.iter().any(|(at, label)| seen.iter().any(|(other, same)| at != other && label == same));
    for ((_, fate), title) in fates.iter_mut().zip(titles) {
        if matches!(fate, Fate::Section(Tells::Other, _)) && !again && !title {
            *fate = Fate::Stays;
        }
    }
}
