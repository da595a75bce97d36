//! All rows of one flow and period, and the blocks that are made of them.

use std::ops::Range;

use super::columns::{Columns, beside, counted, is_few};
use super::dedup::Dedup;
use super::{Duplicates, Refused, Shape};
use crate::data::facts::{Block, Codes, FactStatus, Values};
use crate::data::integers::Integers;
use crate::data::{Axis, Flow};

/// Blocks with the sum of their absolute values.
pub(super) struct Sized {
    pub(super) blocks: Vec<Block>,
    pub(super) largest_sum: u128,
}

/// All rows of one flow and period.
pub(super) struct Cell {
    pub(super) columns: Columns,
    pub(super) leading: Axis,
    pub(super) shape: Shape,
}

#[derive(Default)]
pub(super) struct CellResult {
    pub(super) blocks: Vec<Block>,
    pub(super) largest_sum: u128,
    pub(super) refused: Vec<Refused>,
    pub(super) too_large: Vec<u64>,
    pub(super) summed: bool,
}

impl Cell {
    /// Blocks in which rows of the same key are settled.
    pub(super) fn settled(self, cell: usize, duplicates: Duplicates) -> CellResult {
        let Self { leading, ref columns, .. } = self;
        let mut dedup = Dedup { columns, leading, result: CellResult::default() };
        let (kept, values) = dedup.kept(duplicates);
        let mut result = dedup.result;
        let mut columns = columns.permuted(&kept);
        for (place, value, status) in values {
            columns.value.set(place, value);
            columns.status_for(status != FactStatus::OK).into_iter().for_each(|column| column[place] = status);
        }
        Sized { blocks: result.blocks, largest_sum: result.largest_sum } = Self { columns, ..self }.cut(cell);
        result
    }

    /// Ordered by the leading axis, stable.
    pub(super) fn in_order(self) -> Self {
        let codes = &self.columns.codes[self.leading.index()];
        let (members, rows) = (self.shape.members[self.leading.index()], codes.len());
        let order = if is_few(rows, members) {
            let mut order: Vec<u32> = (0..rows as u32).collect();
            order.sort_by_key(|row| codes.get(*row as usize));
            order
        } else {
            match codes {
                Codes::Narrow(codes) => counted(members, codes).0,
                Codes::Medium(codes) => counted(members, codes).0,
                Codes::Wide(codes) => counted(members, codes).0,
            }
        };
        Self { columns: self.columns.permuted(&order), ..self }
    }

    /// Whether two rows have the same members: a mark for each pair of the other two axes, taken back
    /// after each run of the leading axis.
    pub(super) fn has_duplicates(&self) -> bool {
        const MOST_MARKS: usize = 1 << 23;
        let codes = |axis: Axis| &self.columns.codes[axis.index()];
        let [second, third] = beside(self.leading);
        let width = self.shape.members[third.index()];
        let marks = self.shape.members[second.index()].saturating_mul(width);
        let (lead, second, third) = (codes(self.leading), codes(second), codes(third));
        if marks > MOST_MARKS {
            let mut keys: Vec<_> =
                (0..lead.len()).map(|row| (lead.get(row), second.get(row), third.get(row))).collect();
            keys.sort_unstable();
            return keys.windows(2).any(|pair| pair[0] == pair[1]);
        }
        let mut places: Vec<u32> = Vec::with_capacity(lead.len());
        second.each(|_, member| places.push(member * width as u32));
        third.each(|row, member| places[row] += member);
        // Files are mostly in order, and then each row of a member stands behind the one before.
        let rows = places.windows(2).enumerate();
        if rows.filter(|(_, pair)| pair[0] >= pair[1]).all(|(row, _)| lead.get(row) != lead.get(row + 1)) {
            return false;
        }
        let mut seen = vec![0u64; marks / 64 + 1];
        let mut start = 0;
        while start < places.len() {
            let member = lead.get(start);
            let end = (start..places.len()).find(|row| lead.get(*row) != member).unwrap_or(places.len());
            for place in &places[start..end] {
                let bit = 1 << (place % 64);
                let marks = &mut seen[(place / 64) as usize];
                if *marks & bit != 0 {
                    return true;
                }
                *marks |= bit;
            }
            places[start..end].iter().for_each(|place| seen[(place / 64) as usize] = 0);
            start = end;
        }
        false
    }

    /// Blocks of at most as many rows as the layout says.
    pub(super) fn cut(self, cell: usize) -> Sized {
        let Columns { codes, value, status, .. } = self.columns;
        let sizes = value.largest_sum();
        let flow = Flow::ALL[cell / self.shape.periods.max(1)];
        let period = (cell % self.shape.periods.max(1)) as u16;
        let block = |codes, rows: Range<usize>, status: Option<Vec<FactStatus>>| {
            let status = status.filter(|status| status.iter().any(|status| *status != FactStatus::OK));
            let values = match &value {
                Integers::Narrow(values) => Values::narrow(&values[rows]),
                Integers::Wide(values) => Values::new(values[rows].iter().copied()),
            };
            Block { flow, period, codes, values, status }
        };
        let rows = value.len();
        let most = self.shape.layout.most_rows;
        if rows <= most {
            let blocks = if rows == 0 { Vec::new() } else { vec![block(codes, 0..rows, status)] };
            return Sized { blocks, largest_sum: sizes };
        }
        let size = rows.div_ceil(rows.div_ceil(most));
        let piece = |start: usize| {
            let range = start..rows.min(start + size);
            let mut some = self.shape.members.map(Codes::for_members);
            for (some, all) in some.iter_mut().zip(&codes) {
                some.extend(all, range.clone());
            }
            block(some, range.clone(), status.as_ref().map(|status| status[range].to_vec()))
        };
        Sized { blocks: (0..rows).step_by(size).map(piece).collect(), largest_sum: sizes }
    }
}
