//! Composite keys of several columns: each distinct combination of their cells is put together once.

use super::dictionary::{Dictionary, SHORT, Short};
use super::row_slices::RowSlices;

/// The combinations that were met.
#[derive(Debug, Clone, Default)]
pub(super) struct CompositeKeys {
    /// Columns that stand side by side and hold little are looked up as one: from the first to the last of each.
    spans: Vec<[usize; 2]>,
    /// The texts of each span.
    columns: Vec<Dictionary>,
    /// For each span after the first: numbers of a combination of those before it and of its text to that of both.
    pairs: Vec<PairTable>,
    /// What was looked up for each combination of all columns.
    known: Vec<Option<(u32, bool)>>,
    /// The codes of the column at hand.
    codes: Vec<u32>,
}

impl CompositeKeys {
    /// Looks a combination up for all rows; `slowly` one that is new. Says in which rows nothing stands where figures
    /// have something.
    pub(super) fn look_up(
        &mut self,
        rows: &RowSlices<'_>,
        columns: &[usize],
        codes: &mut [u32],
        mut slowly: impl FnMut(usize) -> (u32, bool),
        mut missed: impl FnMut(usize),
    ) {
        if self.spans.is_empty() {
            self.spans = spans(rows, columns, codes.len());
            self.columns.resize(self.spans.len(), Dictionary::default());
            self.pairs.resize(self.spans.len().saturating_sub(1), PairTable::default());
        }
        self.codes.resize(codes.len(), 0);
        for (place, (span, dictionary)) in self.spans.iter().zip(&mut self.columns).enumerate() {
            match place.checked_sub(1).and_then(|place| self.pairs.get_mut(place)) {
                None => rows.look_up_span(*span, dictionary, codes),
                Some(pairs) => {
                    rows.look_up_span(*span, dictionary, &mut self.codes);
                    pairs.join(codes, &self.codes);
                }
            }
        }
        for (row, code) in codes.iter_mut().enumerate() {
            let combination = *code as usize;
            let known = self.known.get(combination).copied().flatten();
            let (found, empty) = known.unwrap_or_else(|| {
                let found = slowly(row);
                self.known.resize(self.known.len().max(combination + 1), None);
                self.known.get_mut(combination).into_iter().for_each(|known| *known = Some(found));
                found
            });
            *code = found;
            if empty {
                missed(row);
            }
        }
    }
}

/// The columns in spans of such as stand side by side, as far as what stands in them is short in the first rows.
///
/// What differs in writing only (quotes) counts as another combination of the same cells.
fn spans(rows: &RowSlices<'_>, columns: &[usize], looked_at: usize) -> Vec<[usize; 2]> {
    let mut spans: Vec<[usize; 2]> = Vec::new();
    let is_short = |span: [usize; 2]| (0..looked_at).all(|row| rows.span(row, span).len() <= SHORT);
    for at in columns {
        match spans.last_mut() {
            Some([first, last]) if *last + 1 == *at && is_short([*first, *at]) => *last = *at,
            _ => spans.push([*at, *at]),
        }
    }
    spans
}

/// Pairs of numbers, each with a number of its own.
#[derive(Debug, Clone, Default)]
struct PairTable {
    all: Short<u64>,
    /// The numbers of pairs of small numbers, one more than they are, by both of them side by side; 0 where not known.
    small: Vec<u32>,
}

impl PairTable {
    /// So many bits each half of a small pair has.
    const BITS: u32 = 6;

    /// Numbers of pairs instead of those of their first halves.
    fn join(&mut self, firsts: &mut [u32], seconds: &[u32]) {
        self.small.resize(1 << (2 * Self::BITS), 0);
        for (first, second) in firsts.iter_mut().zip(seconds) {
            let is_small = (*first | *second) >> Self::BITS == 0;
            let place = if is_small { (*first << Self::BITS | *second) as usize } else { usize::MAX };
            *first = match self.small.get(place) {
                Some(number @ 1..) => number - 1,
                _ => self.number(*first, *second, place),
            };
        }
    }

    #[inline(never)]
    fn number(&mut self, first: u32, second: u32, place: usize) -> u32 {
        // No key is 0.
        let number = self.all.number((u64::from(first) + 1) << 32 | u64::from(second));
        self.small.get_mut(place).into_iter().for_each(|known| *known = number + 1);
        number
    }
}
