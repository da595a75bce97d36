//! The rows of one flow and period, from all chunks to where they belong.

use std::ops::Range;

use super::cell::{Cell, CellResult, Sized};
use super::columns::{Columns, is_few};
use super::sorted::Sorted;
use super::{Duplicates, Shape};
use crate::data::Axis;
use crate::data::facts::{Codes, FactStatus};
use crate::data::integers::Integers;

/// The rows of one flow and period as they stand in the chunks.
pub(super) struct Pieces<'a> {
    pub(super) stretches: Vec<(&'a Sorted, Range<usize>)>,
    pub(super) leading: Axis,
    pub(super) shape: Shape,
}

impl Pieces<'_> {
    /// Blocks without rows of the same key.
    pub(super) fn settled(&self, cell: usize, duplicates: Duplicates) -> CellResult {
        let placed = Cell { columns: self.placed(), leading: self.leading, shape: self.shape };
        if placed.has_duplicates() {
            return self.joined().in_order().settled(cell, duplicates);
        }
        let Sized { blocks, largest_sum } = placed.cut(cell);
        CellResult { blocks, largest_sum, ..CellResult::default() }
    }

    /// One after another, with their lines.
    pub(super) fn joined(&self) -> Cell {
        let mut columns = Columns::for_members(self.shape.members);
        for (chunk, rows) in &self.stretches {
            columns.extend(&chunk.columns, rows.clone());
            columns.line.extend(rows.clone().map(|row| chunk.line(row)));
        }
        Cell { columns, leading: self.leading, shape: self.shape }
    }

    /// In the order of the leading axis, each row put where it belongs.
    pub(super) fn placed(&self) -> Columns {
        let rows = self.stretches.iter().map(|(_, rows)| rows.len()).sum();
        let places = self.places(rows);
        let marked = self.stretches.iter().any(|(chunk, _)| chunk.columns.status.is_some());
        let mut columns = Columns {
            codes: self.shape.members.map(|members| Codes::filled(members, rows)),
            value: Integers::zeros(rows, self.stretches.iter().all(|(chunk, _)| chunk.columns.value.is_narrow())),
            status: marked.then(|| vec![FactStatus::OK; rows]),
            line: Vec::new(),
        };
        let mut done = 0;
        for (chunk, rows) in &self.stretches {
            let places = &places[done..done + rows.len()];
            for (codes, from) in columns.codes.iter_mut().zip(&chunk.columns.codes) {
                codes.put(from, rows.clone(), places);
            }
            columns.value.put(&chunk.columns.value, rows.clone(), places);
            if let (Some(all), Some(status)) = (&mut columns.status, &chunk.columns.status) {
                for (place, status) in places.iter().zip(&status[rows.clone()]) {
                    all[*place as usize] = *status;
                }
            }
            done += rows.len();
        }
        columns
    }

    /// For each row in the order of the file its place in the order of the leading axis, stable.
    pub(super) fn places(&self, rows: usize) -> Vec<u32> {
        let mut places = Vec::with_capacity(rows);
        for (chunk, rows) in &self.stretches {
            chunk.columns.codes[self.leading.index()].each_of(rows.clone(), |member| places.push(member));
        }
        let members = self.shape.members[self.leading.index()];
        if is_few(rows, members) {
            let mut order: Vec<u32> = (0..rows as u32).collect();
            order.sort_by_key(|row| places[*row as usize]);
            (0..).zip(&order).for_each(|(place, row)| places[*row as usize] = place);
            return places;
        }
        let mut next = vec![0u32; members];
        for member in &places {
            next[*member as usize] += 1;
        }
        let mut sum = 0;
        for next in &mut next {
            sum += std::mem::replace(next, sum);
        }
        for place in &mut places {
            let next = &mut next[*place as usize];
            *place = *next;
            *next += 1;
        }
        places
    }
}
