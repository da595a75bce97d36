//! A chunk in the order of flow and period.

use std::ops::Range;

use super::columns::{Columns, counted};
use super::{FactChunk, Shape, cell_of};
use crate::data::facts::Codes;
use crate::data::lines::Lines;

/// A chunk whose rows are ordered by flow and period.
pub(super) struct Sorted {
    /// Without their lines.
    pub(super) columns: Columns,
    /// Lines in the order of the file, and for each row its place there, where that differs.
    pub(super) lines: Lines,
    pub(super) order: Option<Codes>,
    /// Where each cell starts, and the end.
    pub(super) starts: Vec<u32>,
}

impl Sorted {
    pub(super) fn new(chunk: FactChunk, shape: Shape) -> Self {
        let FactChunk { codes, period, flow, value, status, line } = chunk;
        let cells: Vec<u32> =
            flow.iter().zip(&period).map(|(flow, period)| cell_of(*flow, *period, shape) as u32).collect();
        let columns = Columns { codes, value, status, line: Vec::new() };
        let (order, starts) = counted(shape.cells(), &cells);
        if cells.is_sorted() {
            return Self { columns, lines: line, order: None, starts };
        }
        let columns = columns.permuted(&order);
        let order = match Codes::for_members(order.len()) {
            Codes::Wide(_) => Codes::Wide(order),
            _ => Codes::Medium(order.into_iter().map(|row| row as u16).collect()),
        };
        Self { columns, lines: line, order: Some(order), starts }
    }

    pub(super) fn line(&self, row: usize) -> u64 {
        self.lines.get(self.order.as_ref().map_or(row, |order| order.get(row) as usize))
    }

    pub(super) fn rows(&self, cell: usize) -> Range<usize> {
        self.starts[cell] as usize..self.starts[cell + 1] as usize
    }
}
