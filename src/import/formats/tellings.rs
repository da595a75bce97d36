//! Columns in which a file tells the same trade several times, and which telling is used.

use crate::import::recipe::{Cells, Verdict};

/// A column whose values are not parts to be added but tellings of the same thing.
#[derive(Debug, Clone)]
pub(super) struct Telling {
    /// The column, counted from 0.
    pub column: usize,
    /// What it distinguishes: "seasonal adjustment".
    pub what: &'static str,
    /// Its values, best first; all others come after them, together.
    pub best: Vec<String>,
}

impl Telling {
    /// A column with its best values.
    pub(super) fn new(column: usize, what: &'static str, best: &[&str]) -> Self {
        Self { column, what, best: best.iter().map(|text| (*text).to_owned()).collect() }
    }
}

/// Ranks rows by all such columns: for each reporter, flow and period the best telling is used.
pub(super) fn rank(tellings: &[Telling], cells: &Cells<'_>, verdict: Verdict) -> Verdict {
    const MOST: u32 = 20;
    let (mut rank, mut names) = (0u32, Vec::new());
    for telling in tellings {
        let cell = cells.get(Some(telling.column));
        let place = telling.best.iter().position(|best| best == cell).unwrap_or(telling.best.len());
        rank = rank.saturating_mul(MOST).saturating_add(u32::try_from(place).unwrap_or(MOST).min(MOST - 1));
        if place > 0 {
            names.push(format!("{} `{cell}`", telling.what));
        }
    }
    let name = if names.is_empty() { "the usual series".to_owned() } else { names.join(", ") };
    if tellings.is_empty() { verdict } else { verdict.variant(rank, name) }
}
