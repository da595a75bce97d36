//! Assembles blocks of coded columns in the order of the file: sorted by counting, chunk by chunk and block by block in
//! parallel.
//!
//! [`sorted`] orders each chunk by flow and period, [`pieces`] puts the rows of one flow and period together from all
//! chunks, [`dedup`] decides between rows of the same key, and [`cell`] makes blocks of what stays.

mod cell;
mod columns;
mod dedup;
mod pieces;
mod sorted;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt as _};
use rayon::prelude::*;

use super::facts::{Block, Codes, FactStatus, Facts};
use super::integers::Integers;
use super::lines::Lines;
use super::{Axis, CancelCheck, Flow};
use cell::{Cell, CellResult, Sized};
use columns::Columns;
use pieces::Pieces;
use sorted::Sorted;

/// Facts as a reader hands them over: columns of the same length, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct FactChunk {
    /// Reporter, partner and sector of each row by [`Axis::index`].
    pub codes: [Codes; 3],
    /// Index into the dataset's periods.
    pub period: Vec<u16>,
    /// Direction.
    pub flow: Vec<Flow>,
    /// Scaled integer; 0 where the status is a gap.
    pub value: Integers,
    /// Remarks; none where no row of the chunk has one.
    pub status: Option<Vec<FactStatus>>,
    /// Line of the file.
    pub line: Lines,
}

impl FactChunk {
    /// Without some of its rows, given in order.
    pub(super) fn without(self, rows: &[u32]) -> Self {
        let mut dropped = rows.iter().copied().peekable();
        let keep = |row: &u32| dropped.next_if_eq(row).is_none();
        let order: Vec<u32> = (0..self.value.len() as u32).filter(keep).collect();
        let columns = Columns { codes: self.codes, value: self.value, status: self.status, line: Vec::new() };
        let Columns { codes, value, status, .. } = columns.permuted(&order);
        let line = self.line.permuted(&order);
        let period = order.iter().map(|row| self.period[*row as usize]).collect();
        let flow = order.iter().map(|row| self.flow[*row as usize]).collect();
        Self { codes, period, flow, value, status, line }
    }
}

/// What happens where two rows have the same reporter, partner, sector, flow and period.
///
/// A gap always yields to a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Duplicates {
    /// The first figure stays, the others are reported.
    #[default]
    Refuse,
    /// Figures are added up.
    Sum,
}

/// A figure that was not taken because its key had one already: its line, and two bits. A file may have as many of them
/// as rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused(u64);

impl Refused {
    const SAME: u64 = 1;
    const LINE_USED: u64 = 2;

    pub(super) const fn new(line: u64, same: bool) -> Self {
        Self(line << 2 | if same { Self::SAME } else { 0 })
    }

    /// Line of the file.
    #[must_use]
    pub const fn line(self) -> u64 {
        self.0 >> 2
    }

    /// Whether it was the same figure.
    #[must_use]
    pub const fn is_same(self) -> bool {
        self.0 & Self::SAME != 0
    }

    /// Whether its line gave another figure that was taken.
    #[must_use]
    pub const fn is_line_used(self) -> bool {
        self.0 & Self::LINE_USED != 0
    }
}

/// Facts with what was done to rows of the same key.
#[derive(Debug, Clone, Default)]
pub struct Assembled {
    /// The facts.
    pub facts: Facts,
    /// Figures that were not taken, by line.
    pub refused: Vec<Refused>,
    /// Whether figures were added up.
    pub summed: bool,
    /// First lines of keys whose sum leaves 64 bits; they are not among the facts.
    pub too_large: Vec<u64>,
}

/// How facts are cut into blocks and ordered in them.
#[derive(Debug, Clone, Copy)]
pub struct BlockLayout {
    /// At most so many rows stand in a block: [`Block::MOST_ROWS`], or fewer.
    pub most_rows: usize,
    /// Rows are ordered by an axis of which each member has at least so many rows in a block.
    pub rows_of_each: usize,
}

impl Default for BlockLayout {
    fn default() -> Self {
        Self { most_rows: Block::MOST_ROWS, rows_of_each: 16 }
    }
}

/// The sizes of what the codes point into.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Members by [`Axis::index`].
    pub members: [usize; 3],
    /// Periods of the dataset.
    pub periods: usize,
    /// How blocks are made.
    pub layout: BlockLayout,
}

impl Shape {
    const fn cells(&self) -> usize {
        self.periods * Flow::ALL.len()
    }

    /// The axis with the most members of which each still has some rows in a block: rows of a member
    /// then stand together, and a member that is not selected is skipped at once.
    fn leading(&self, rows: usize, blocks: usize) -> Axis {
        let in_block = rows / blocks.max(1);
        let members = |axis: &Axis| self.members[axis.index()];
        let long = Axis::ALL.into_iter().filter(|axis| members(axis) * self.layout.rows_of_each <= in_block);
        long.max_by_key(members).filter(|axis| members(axis) > 1).unwrap_or(Axis::Partner)
    }
}

impl Facts {
    /// Facts from chunks of coded columns. Every code must be below its size in `shape`.
    #[must_use]
    pub fn assemble(chunks: Vec<FactChunk>, shape: Shape, duplicates: Duplicates) -> Assembled {
        Self::assemble_with(chunks, |chunk| (chunk, Vec::new()), shape, duplicates, &|| false).0
    }

    /// As [`Facts::assemble`] from what becomes chunks one by one, so that both do not pile up; gives also the lines
    /// that came with them. Where it is stopped, what it gives means nothing.
    pub(super) fn assemble_with<T: Send>(
        sources: Vec<T>,
        chunk_of: impl Fn(T) -> (FactChunk, Vec<u64>) + Sync,
        shape: Shape,
        duplicates: Duplicates,
        is_cancelled: CancelCheck<'_>,
    ) -> (Assembled, Vec<u64>) {
        let sorted = |source: T| {
            if is_cancelled() {
                return (Sorted::new(FactChunk::default(), shape), Vec::new());
            }
            let (chunk, lines) = chunk_of(source);
            (Sorted::new(chunk, shape), lines)
        };
        let (chunks, lines): (Vec<Sorted>, Vec<_>) = sources.into_par_iter().map(sorted).unzip();
        (Self::assembled(&chunks, shape, duplicates, is_cancelled), lines.into_iter().flatten().collect())
    }

    fn assembled(chunks: &[Sorted], shape: Shape, duplicates: Duplicates, is_cancelled: CancelCheck<'_>) -> Assembled {
        let rows = |cell: usize| chunks.iter().map(|chunk| chunk.rows(cell).len()).sum::<usize>();
        let filled: Vec<usize> = (0..shape.cells()).filter(|cell| rows(*cell) > 0).collect();
        let all = chunks.iter().map(|chunk| chunk.columns.value.len()).sum();
        let leading = shape.leading(all, filled.len());
        let cells: Vec<CellResult> = filled
            .into_par_iter()
            .map(|cell| {
                if is_cancelled() {
                    return CellResult::default();
                }
                let stretches = chunks.iter().map(|chunk| (chunk, chunk.rows(cell)));
                let stretches = stretches.filter(|(_, rows)| !rows.is_empty()).collect();
                Pieces { stretches, leading, shape }.settled(cell, duplicates)
            })
            .collect();
        let mut assembled = Assembled::default();
        assembled.facts.leading = leading;
        assembled.refused.reserve_exact(cells.iter().map(|cell| cell.refused.len()).sum());
        for cell in cells {
            assembled.facts.add(cell.blocks, cell.largest_sum);
            assembled.refused.extend(cell.refused);
            assembled.too_large.extend(cell.too_large);
            assembled.summed |= cell.summed;
        }
        mark_used_lines(&mut assembled.refused, chunks);
        assembled.refused.sort_unstable();
        assembled
    }

    /// The facts with those of one flow added to those of another with the same members and period; they as they were
    /// where a sum leaves 64 bits.
    pub(super) fn added_up(mut self, from: Flow, into: Flow, shape: Shape) -> Result<Self, Self> {
        let periods: BTreeSet<u16> =
            self.blocks.iter().filter(|block| block.flow == from).map(|block| block.period).collect();
        let mut sums = Vec::new();
        for period in periods {
            let mut columns = Columns::for_members(shape.members);
            let both = |block: &&Block| block.period == period && (block.flow == into || block.flow == from);
            self.blocks.iter().filter(both).flat_map(Block::facts).for_each(|fact| columns.push(&fact));
            // They stand on no line of the file any more.
            columns.line = vec![0; columns.value.len()];
            let cell = Cell { columns, leading: self.leading, shape }.in_order();
            sums.push((period, cell.settled(cell_of(into, period, shape), Duplicates::Sum)));
        }
        if sums.iter().any(|(_, sum)| !sum.too_large.is_empty()) {
            return Err(self);
        }
        for (period, CellResult { blocks, largest_sum, .. }) in sums {
            self.rows -=
                self.blocks.iter().filter(|b| b.flow == into && b.period == period).map(Block::len).sum::<usize>();
            self.blocks.retain(|block| block.flow != into || block.period != period);
            self.add(blocks, largest_sum);
        }
        self.blocks.sort_by_key(|block| cell_of(block.flow, block.period, shape));
        Ok(self)
    }

    /// Leaves blocks out.
    pub(super) fn leave_out(&mut self, is_out: impl Fn(&Block) -> bool) {
        self.rows -= self.blocks.iter().filter(|block| is_out(block)).map(Block::len).sum::<usize>();
        self.blocks.retain(|block| !is_out(block));
    }

    /// Adds the blocks of one flow and period.
    fn add(&mut self, blocks: Vec<Block>, largest_sum: u128) {
        self.rows += blocks.iter().map(Block::len).sum::<usize>();
        self.largest_sum = self.largest_sum.max(largest_sum);
        self.blocks.extend(blocks);
    }

    /// The facts with more, whose keys are new.
    pub(super) fn with(self, more: Vec<super::Fact>, shape: Shape) -> Self {
        let mut by_cell: HashMap<usize, Vec<super::Fact>> = HashMap::new();
        for fact in more {
            by_cell.entry(cell_of(fact.flow, fact.period, shape)).or_default().push(fact);
        }
        let mut old: HashMap<usize, Vec<Block>> = HashMap::new();
        for block in self.blocks {
            old.entry(cell_of(block.flow, block.period, shape)).or_default().push(block);
        }
        let mut facts = Self { leading: self.leading, ..Self::default() };
        for cell in 0..shape.cells() {
            let blocks = old.remove(&cell).unwrap_or_default();
            let Some(more) = by_cell.remove(&cell) else {
                let largest = blocks.iter().map(|block| largest_sum((0..block.len()).map(|row| block.values.get(row))));
                let largest = largest.sum();
                facts.add(blocks, largest);
                continue;
            };
            let mut columns = Columns::for_members(shape.members);
            blocks.iter().flat_map(Block::facts).chain(more).for_each(|fact| columns.push(&fact));
            let Sized { blocks, largest_sum } = Cell { columns, leading: self.leading, shape }.in_order().cut(cell);
            facts.add(blocks, largest_sum);
        }
        facts
    }
}

const fn cell_of(flow: Flow, period: u16, shape: Shape) -> usize {
    flow.index() * shape.periods + period as usize
}

/// The sum of all absolute values.
fn largest_sum(values: impl Iterator<Item = i64>) -> u128 {
    values.map(|value| u128::from(value.unsigned_abs())).sum()
}

/// A line that gave several figures stays used while one of them was taken.
fn mark_used_lines(refused: &mut [Refused], chunks: &[Sorted]) {
    // Where each line gives one figure, one that is not taken is all of it.
    let follow = |pair: &[Sorted]| match pair {
        [above, below] => above.lines.get(above.lines.len().saturating_sub(1)) != below.lines.get(0),
        _ => true,
    };
    if refused.is_empty() || chunks.iter().all(|chunk| chunk.lines.are_distinct()) && chunks.windows(2).all(follow) {
        return;
    }
    let mut taken: HashMap<u64, i64> = HashMap::new();
    for row in refused.iter() {
        *taken.entry(row.line()).or_default() -= 1;
    }
    for chunk in chunks {
        for row in 0..chunk.columns.value.len() {
            if let Some(count) = taken.get_mut(&chunk.line(row)).filter(|_| !chunk.columns.status(row).is_gap()) {
                *count += 1;
            }
        }
    }
    for row in refused.iter_mut().filter(|row| taken.get(&row.line()).is_some_and(|count| *count > 0)) {
        row.0 |= Refused::LINE_USED;
    }
}
