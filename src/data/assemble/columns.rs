//! Columns of rows, and their order by a key.

use std::ops::Range;

use crate::data::facts::{Codes, FactStatus};
use crate::data::integers::Integers;
use crate::data::{Axis, Fact};

/// Columns of rows whose flow and period are known from where they stand. Lines are there only while rows of
/// the same key may have to be told of.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) codes: [Codes; 3],
    pub(super) value: Integers,
    pub(super) status: Option<Vec<FactStatus>>,
    pub(super) line: Vec<u64>,
}

impl Columns {
    pub(super) fn for_members(members: [usize; 3]) -> Self {
        Self { codes: members.map(Codes::for_members), ..Self::default() }
    }

    pub(super) fn status(&self, row: usize) -> FactStatus {
        self.status.as_ref().map_or(FactStatus::OK, |status| status[row])
    }

    pub(super) fn push(&mut self, fact: &Fact) {
        for (codes, member) in self.codes.iter_mut().zip(fact.members) {
            codes.push(member);
        }
        self.status_for(fact.status != FactStatus::OK).into_iter().for_each(|status| status.push(fact.status));
        self.value.push(fact.value);
    }

    /// The column of remarks up to here, made when it is first needed.
    pub(super) fn status_for(&mut self, needed: bool) -> Option<&mut Vec<FactStatus>> {
        if needed && self.status.is_none() {
            self.status = Some(vec![FactStatus::OK; self.value.len()]);
        }
        self.status.as_mut()
    }

    /// Adds rows of other columns, without their lines.
    pub(super) fn extend(&mut self, other: &Self, rows: Range<usize>) {
        for (codes, more) in self.codes.iter_mut().zip(&other.codes) {
            codes.extend(more, rows.clone());
        }
        let more = other.status.as_ref().map(|status| &status[rows.clone()]);
        if let Some(status) = self.status_for(more.is_some()) {
            match more {
                Some(more) => status.extend_from_slice(more),
                None => status.resize(status.len() + rows.len(), FactStatus::OK),
            }
        }
        self.value.extend(&other.value, rows);
    }

    pub(super) fn permuted(&self, order: &[u32]) -> Self {
        Self {
            codes: [0, 1, 2].map(|axis: usize| self.codes[axis].permuted(order)),
            value: self.value.permuted(order),
            status: self.status.as_ref().map(|status| order.iter().map(|row| status[*row as usize]).collect()),
            line: order.iter().filter_map(|row| self.line.get(*row as usize).copied()).collect(),
        }
    }
}

/// The axes other than one.
pub(super) const fn beside(axis: Axis) -> [Axis; 2] {
    match axis {
        Axis::Reporter => [Axis::Partner, Axis::Sector],
        Axis::Partner => [Axis::Reporter, Axis::Sector],
        Axis::Sector => [Axis::Reporter, Axis::Partner],
    }
}

/// Whether rows are so few beside the members of an axis that comparing them costs less than counting them.
pub(super) const fn is_few(rows: usize, members: usize) -> bool {
    members > rows.saturating_mul(4)
}

/// Rows in the order of their keys, which are below `keys`, and where each key starts: a stable counting sort.
pub(super) fn counted<K: Copy + Into<u32>>(keys: usize, of_rows: &[K]) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; keys + 1];
    for key in of_rows {
        starts[(*key).into() as usize + 1] += 1;
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let mut next = starts.clone();
    let mut order = vec![0u32; of_rows.len()];
    for (row, key) in of_rows.iter().enumerate() {
        let place = &mut next[(*key).into() as usize];
        order[*place as usize] = row as u32;
        *place += 1;
    }
    (order, starts)
}
