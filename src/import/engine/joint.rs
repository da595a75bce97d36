//! What several columns tell together: each distinct combination of their cells is put together once.

use super::cut_rows::CutRows;
use super::dictionary::{Dictionary, Short};

/// The combinations that were met.
#[derive(Debug, Clone, Default)]
pub(super) struct Joint {
    /// The texts of each column.
    columns: Vec<Dictionary>,
    /// For each column after the first: numbers of a combination of those before it and of its text to that of both.
    pairs: Vec<Short<u64>>,
    /// What was looked up for each combination of all columns.
    known: Vec<Option<(u32, bool)>>,
    /// The codes of the column at hand.
    codes: Vec<u32>,
}

impl Joint {
    /// Looks a combination up for all rows; `slowly` one that is new. Says in which rows nothing stands where figures
    /// have something.
    pub(super) fn look_up(
        &mut self,
        rows: &CutRows<'_>,
        columns: &[usize],
        codes: &mut [u32],
        mut slowly: impl FnMut(usize) -> (u32, bool),
        mut missed: impl FnMut(usize),
    ) {
        self.columns.resize(columns.len(), Dictionary::default());
        self.pairs.resize(columns.len().saturating_sub(1), Short::default());
        self.codes.resize(codes.len(), 0);
        for (place, (at, dictionary)) in columns.iter().zip(&mut self.columns).enumerate() {
            let slowly =
                |row: usize, dictionary: &mut Dictionary| dictionary.code(&rows.text(row, *at), Default::default);
            match place.checked_sub(1).and_then(|place| self.pairs.get_mut(place)) {
                None => rows.look_up_at(*at, dictionary, codes, slowly),
                Some(pairs) => {
                    rows.look_up_at(*at, dictionary, &mut self.codes, slowly);
                    join(pairs, codes, &self.codes);
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

/// Numbers of pairs instead of those of their first halves.
fn join(pairs: &mut Short<u64>, firsts: &mut [u32], seconds: &[u32]) {
    let (mut last, mut last_number) = (u64::MAX, 0);
    for (first, second) in firsts.iter_mut().zip(seconds) {
        let pair = u64::from(*first) << 32 | u64::from(*second);
        if pair != last {
            (last, last_number) = (pair, pairs.number(pair));
        }
        *first = last_number;
    }
}
