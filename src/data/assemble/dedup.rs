//! Deduplication of rows of the same key: which of them stays.

use super::cell::CellResult;
use super::columns::{Columns, beside};
use super::{Duplicates, Refused};
use crate::data::Axis;
use crate::data::facts::FactStatus;

/// The rows of one flow and period while those of the same key are settled.
pub(super) struct Dedup<'a> {
    pub(super) columns: &'a Columns,
    pub(super) leading: Axis,
    pub(super) result: CellResult,
}

impl Dedup<'_> {
    /// Rows that stay, and what changes in them: the place among those that stay, value and remark.
    pub(super) fn kept(&mut self, duplicates: Duplicates) -> (Vec<u32>, Vec<(usize, i64, FactStatus)>) {
        let columns = self.columns;
        let lead = &columns.codes[self.leading.index()];
        let [second, third] = beside(self.leading).map(|axis| &columns.codes[axis.index()]);
        let gap = |row: u32| columns.status(row as usize).is_gap();
        let key = |row: usize| u64::from(second.get(row)) << 32 | u64::from(third.get(row));
        let (mut kept, mut changed) = (Vec::with_capacity(columns.value.len()), Vec::new());
        let mut run: Vec<(u64, bool, u64, u32)> = Vec::new();
        let mut start = 0;
        // Rows of a member along the leading axis stand together.
        while start < lead.len() {
            let end = (start..lead.len()).find(|row| lead.get(*row) != lead.get(start)).unwrap_or(lead.len());
            run.clear();
            run.extend((start..end).map(|row| (key(row), gap(row as u32), columns.line[row], row as u32)));
            run.sort_unstable();
            for rows in run.chunk_by(|a, b| a.0 == b.0) {
                if let [(.., only)] = rows {
                    kept.push(*only);
                    continue;
                }
                let figures: Vec<u32> = rows.iter().filter(|(_, gap, ..)| !gap).map(|(.., row)| *row).collect();
                let first = rows[0].3;
                if figures.len() > 1 && duplicates == Duplicates::Sum {
                    let Some((value, status)) = self.sum(&figures) else { continue };
                    changed.push((kept.len(), value, status));
                } else {
                    figures.iter().skip(1).for_each(|row| self.refuse(*row, first));
                }
                kept.push(first);
            }
            start = end;
        }
        (kept, changed)
    }

    pub(super) fn refuse(&mut self, row: u32, first: u32) {
        let columns = self.columns;
        let same = columns.value.get(row as usize) == columns.value.get(first as usize);
        self.result.refused.push(Refused::new(columns.line[row as usize], same));
    }

    /// None, and a remark in the result, where the sum leaves 64 bits.
    pub(super) fn sum(&mut self, rows: &[u32]) -> Option<(i64, FactStatus)> {
        self.result.summed = true;
        let value: i128 = rows.iter().map(|row| i128::from(self.columns.value.get(*row as usize))).sum();
        let status = rows.iter().fold(0, |bits, row| bits | self.columns.status(*row as usize).0);
        let value = i64::try_from(value).ok();
        if value.is_none() {
            self.result.too_large.push(self.columns.line[rows[0] as usize]);
        }
        value.map(|value| (value, FactStatus(status)))
    }
}
