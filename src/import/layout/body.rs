//! The rows below a heading: which are figures, which head the rows below them, and which are remarks.

use foldhash::{HashMap, HashMapExt as _, HashSet};

use super::LONGEST_LABEL;
use super::grid::{Grid, Kind, Tells};
use super::headings::{Heading, one_line};
use crate::data::Period;
use crate::import::header::{are_labels, numbers_columns};
use crate::import::{infer, words};

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
    let mut known = Known::new(grid);
    let mut fates: Vec<(usize, Fate)> = rows
        .filter(|row| !grid.filled(*row).is_empty())
        .map(|row| {
            let goes = row > end && grid.single(row).is_some();
            let labelled = |column: usize| {
                let below = heading.data.iter().filter(|below| **below > row).take(4);
                let below: Vec<Kind> = below.map(|at| grid.kind(*at, column)).collect();
                are_labels(column, &below, |kind| *kind == Kind::Text, |kind| *kind == Kind::Empty)
            };
            let labelled = || (0..grid.filled(row).len()).any(labelled);
            let is_numbers = || grid.rows.get(row).is_some_and(|row| numbers_columns(&row.cells, labelled));
            if row == heading.last + 1 && is_numbers() {
                return (row, Fate::Goes("the numbers of the columns"));
            }
            (row, if goes { Fate::Goes(HEADING) } else { of(grid, heading, row, &mut known) })
        })
        .collect();
    doubtful_sections(grid, heading, &mut fates);
    fates
}

/// What is asked for many rows and found once.
struct Known<'a> {
    /// For each row the next below it that holds more than one text.
    next: Vec<Option<usize>>,
    /// Whether the labels of a column mostly tell a kind of thing.
    mostly: HashMap<(usize, Tells), bool>,
    /// The texts of a column beside figures.
    labels: HashMap<usize, HashSet<&'a str>>,
}

impl<'a> Known<'a> {
    fn new(grid: &'a Grid) -> Self {
        let mut next = vec![None; grid.rows.len()];
        let mut below = None;
        for (row, next) in next.iter_mut().enumerate().rev() {
            *next = below;
            if grid.single(row).is_none() && !grid.filled(row).is_empty() {
                below = Some(row);
            }
        }
        Self { next, mostly: HashMap::new(), labels: HashMap::new() }
    }

    fn mostly(&mut self, grid: &Grid, heading: &Heading, column: usize, tells: Tells) -> bool {
        *self.mostly.entry((column, tells)).or_insert_with(|| mostly(grid, heading, column, tells))
    }

    fn stands_beside_figures(&mut self, grid: &'a Grid, heading: &Heading, column: usize, text: &str) -> bool {
        let all = || heading.data.iter().map(|data| grid.text(*data, column)).collect();
        self.labels.entry(column).or_insert_with(all).contains(text)
    }
}

fn of<'a>(grid: &'a Grid, heading: &Heading, row: usize, known: &mut Known<'a>) -> Fate {
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
    let Some(next) = known.next.get(row).copied().flatten() else { return Fate::Goes(HEADING) };
    let text = one_line(text);
    let tells = Tells::of(&text);
    let months = |row: usize| {
        let cell = grid.text(row, 0);
        Period::parse(cell).is_none() && infer::is_month(cell)
    };
    let further = (next..grid.rows.len()).take_while(|row| grid.single(*row).is_none());
    if tells == Tells::Period && further.take(14).any(months) {
        // Years above their months are read where periods are.
        return Fate::Stays;
    }
    let long =
        text.len() > LONGEST_LABEL || text.split(' ').count() > WORDS || text.ends_with('.') || text.starts_with('*');
    if long || (tells == Tells::Other && words::unit_of(&text).is_some()) {
        return Fate::Goes(HEADING);
    }
    // A country among countries is a row without figures, and no heading; so is what stands beside figures elsewhere,
    // right of the labels that head it.
    let among = tells != Tells::Other && known.mostly(grid, heading, column, tells);
    let again = among || column > 0 && known.stands_beside_figures(grid, heading, column, &text);
    if column < heading.labels && again {
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
    let mut seen: HashMap<String, usize> = HashMap::new();
    let (mut section, mut again) = (0, false);
    for (row, fate) in fates.iter() {
        match fate {
            Fate::Section(Tells::Other, _) => section += 1,
            Fate::Stays if section > 0 => {
                let label: Vec<&str> = (0..heading.labels).map(|at| grid.text(*row, at)).collect();
                let before = seen.insert(label.join("\u{1f}"), section);
                again |= before.is_some_and(|before| before != section);
            }
            _ => {}
        }
    }
    for ((_, fate), title) in fates.iter_mut().zip(titles) {
        if matches!(fate, Fate::Section(Tells::Other, _)) && !again && !title {
            *fate = Fate::Stays;
        }
    }
}
