//! Variant columns: a file tells the same trade several times in them, and one variant is used.

use crate::import::recipe::{Cells, RowDisposition};

/// A column whose values are not parts to be added but variants of the same thing.
#[derive(Debug, Clone)]
pub(super) struct VariantColumn {
    /// The column, counted from 0.
    pub column: usize,
    /// What it distinguishes: "seasonal adjustment".
    pub what: &'static str,
    /// Its values, best first; all others come after them, together.
    pub best: Vec<String>,
}

impl VariantColumn {
    /// A column with its best values.
    pub(super) fn new(column: usize, what: &'static str, best: &[&str]) -> Self {
        Self { column, what, best: best.iter().map(|text| (*text).to_owned()).collect() }
    }
}

/// Ranks rows by all such columns: for each reporter, flow and period the best variant is used.
pub(super) fn rank(variants: &[VariantColumn], cells: &Cells<'_>, disposition: RowDisposition) -> RowDisposition {
    const MOST: u32 = 20;
    let (mut rank, mut names) = (0u32, Vec::new());
    for variant in variants {
        let cell = cells.get(Some(variant.column));
        let place = variant.best.iter().position(|best| best == cell).unwrap_or(variant.best.len());
        rank = rank.saturating_mul(MOST).saturating_add(u32::try_from(place).unwrap_or(MOST).min(MOST - 1));
        if place > 0 {
            names.push(format!("{} `{cell}`", variant.what));
        }
    }
    let name = if names.is_empty() { "the usual series".to_owned() } else { names.join(", ") };
    if variants.is_empty() { disposition } else { disposition.variant(rank, name) }
}
