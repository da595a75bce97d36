//! Labels that stand once for several rows: filled down to the rows below.

use foldhash::{HashMap, HashMapExt as _, HashSet};

use super::LONGEST_LABEL;
use super::grid::{Grid, Kind, Tells};
use super::headings::Heading;
use crate::data::Role;
use crate::import::phrases::sector_role;
use crate::import::regions::region_role;
use crate::import::words::{self, Hint};

/// The columns in which an empty cell means the label above, and whether also in rows of totals.
pub(super) fn filled_down(grid: &Grid, heading: &Heading, rows: &[usize], names: &[String]) -> Vec<(usize, bool)> {
    let stands = |column: &usize| stands_for_several(grid, heading, rows, *column, names);
    let told: Vec<usize> = (0..heading.labels).filter(stands).collect();
    // A code and its name stand and are left out together.
    let blanks = |column: usize| rows.iter().map(move |row| grid.text(*row, column).is_empty());
    let together =
        |column: &usize| told.contains(column) || told.iter().any(|other| blanks(*column).eq(blanks(*other)));
    let columns = (0..heading.labels).filter(together);
    columns.map(|column| (column, has_own_totals(grid, heading, rows, column))).collect()
}

/// Whether a row is one of totals, by a label right of a column.
pub(super) fn is_total(grid: &Grid, heading: &Heading, row: usize, column: usize) -> bool {
    (column + 1..heading.labels)
        .map(|at| grid.text(row, at))
        .any(|label| !label.is_empty() && (sector_role(label) == Role::Total || region_role(label) == Role::Total))
}

/// Whether each of a column's labels has a total among its rows, so that totals are the label's own.
fn has_own_totals(grid: &Grid, heading: &Heading, rows: &[usize], column: usize) -> bool {
    // What is counted, or the flow, is told of totals as well.
    let labels = || rows.iter().map(|row| grid.text(*row, column)).filter(|label| !label.is_empty());
    if labels().all(|label| Tells::of(label) == Tells::Flow) || labels().any(words::is_no_money) {
        return true;
    }
    let blank = rows.iter().filter(|row| grid.text(**row, column).is_empty());
    let totals = blank.filter(|row| is_total(grid, heading, **row, column)).count();
    totals >= rows.iter().filter(|row| !grid.text(**row, column).is_empty()).count()
}

fn stands_for_several(grid: &Grid, heading: &Heading, rows: &[usize], column: usize, names: &[String]) -> bool {
    let label = |row: &usize| grid.text(*row, column);
    let filled = rows.iter().filter(|row| !label(row).is_empty()).count();
    let blank = rows.len() - filled;
    let first = rows.first().is_some_and(|row| !label(row).is_empty());
    let hint = names.get(column).and_then(|name| words::hint(name)).map(|(hint, _)| hint);
    if !first || blank * 3 < rows.len() || filled == 0 || matches!(hint, Some(Hint::Status | Hint::Unit)) {
        return false;
    }
    // What is counted is told of all rows, whatever else tells them apart and whatever the column is called.
    let counts = |row: &&usize| words::is_no_money(label(row)) || words::unit_of(label(row)).is_some();
    if hint == Some(Hint::Series) || rows.iter().filter(counts).count() * 2 >= filled {
        return true;
    }
    // Another label, or a period, tells the rows below apart, in nearly all of them.
    let dated = |at: &usize| rows.iter().all(|row| grid.kind(*row, *at) == Kind::Period);
    let periods = heading.area.first().copied().filter(dated);
    let beside = (column + 1..heading.labels).chain(0..column).chain(periods);
    let mut beside = beside.filter(|at| {
        let told = rows.iter().filter(|row| !grid.text(**row, *at).is_empty()).count();
        told * 20 >= rows.len() * 19 || (*at < column && told > filled)
    });
    let Some(other) = beside.next() else { return false };
    let runs: Vec<&str> = rows.iter().map(label).filter(|label| !label.is_empty()).collect();
    if runs.iter().any(|label| label.len() > LONGEST_LABEL) {
        return false;
    }
    let distinct = runs.iter().collect::<HashSet<_>>().len() == runs.len();
    let telling = runs.iter().filter(|label| Tells::of(label) != Tells::Other).count();
    distinct && telling * 2 >= runs.len() || again(grid, rows, column, other) && (distinct || column > 0)
}

/// Whether the same label of another column stands below several labels of this one, and never twice below one.
fn again(grid: &Grid, rows: &[usize], column: usize, other: usize) -> bool {
    let (mut group, mut several) = (0, false);
    // The last group in which each label was seen.
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for row in rows {
        group += usize::from(!grid.text(*row, column).is_empty());
        match seen.insert(grid.text(*row, other), group) {
            Some(before) if before == group => return false,
            before => several |= before.is_some(),
        }
    }
    several
}
