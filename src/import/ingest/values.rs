//! The value cells of some rows: column by column, or only those that hold something where most are empty.
//!
//! A table with a column for each period may have a thousand empty cells for each figure. An empty cell of a row with
//! a figure says nothing: it is no fact, no gap and in no count, so that nothing is lost where it is not kept.

use super::decimal_column::{DecimalColumn, NullReason, Walk};
use crate::data::Amount;
use crate::import::number::Cell;

/// How cells are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueLayout {
    Dense,
    Sparse,
}

/// The value cells of the rows of a chunk.
#[derive(Debug, Clone)]
pub(super) enum Values {
    /// All of them, by value column.
    Dense(Vec<DecimalColumn>),
    /// Those that are not empty, by row.
    Sparse(SparseCells),
}

impl Default for Values {
    fn default() -> Self {
        Self::Dense(Vec::new())
    }
}

impl Values {
    /// None yet, of so many columns.
    pub(super) fn new(layout: ValueLayout, columns: usize) -> Self {
        match layout {
            ValueLayout::Dense => Self::Dense(vec![DecimalColumn::default(); columns]),
            ValueLayout::Sparse => Self::Sparse(SparseCells::default()),
        }
    }

    pub(super) const fn layout(&self) -> ValueLayout {
        match self {
            Self::Dense(_) => ValueLayout::Dense,
            Self::Sparse(_) => ValueLayout::Sparse,
        }
    }

    /// How many cells are kept.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Dense(columns) => columns.iter().map(DecimalColumn::len).sum(),
            Self::Sparse(cells) => cells.numbers.len(),
        }
    }

    /// Adds a cell of a value column to the row at hand, whose cells come in order.
    pub(super) fn push(&mut self, column: usize, cell: Cell) {
        match self {
            Self::Dense(columns) => columns.get_mut(column).into_iter().for_each(|numbers| numbers.push(cell)),
            Self::Sparse(cells) => cells.push(u32::try_from(column).unwrap_or(u32::MAX), cell),
        }
    }

    /// Ends the row at hand.
    pub(super) fn end_row(&mut self) {
        if let Self::Sparse(cells) = self {
            cells.end_row();
        }
    }

    /// Gives back what memory is not used.
    pub(super) fn close(&mut self) {
        match self {
            Self::Dense(columns) => columns.iter_mut().for_each(DecimalColumn::close),
            Self::Sparse(cells) => {
                cells.numbers.close();
                cells.columns.shrink_to_fit();
                cells.ends.shrink_to_fit();
            }
        }
    }

    /// Whether it is seen at once that something stands in every row.
    pub(super) fn is_filled(&self) -> bool {
        match self {
            Self::Dense(columns) => columns.iter().any(DecimalColumn::is_filled),
            Self::Sparse(cells) => {
                let mut before = 0;
                cells.ends.iter().all(|end| std::mem::replace(&mut before, *end) < *end)
            }
        }
    }

    /// A walk over the rows in order.
    pub(super) fn walk(&self) -> ValueRows<'_> {
        match self {
            Self::Dense(columns) => ValueRows::Dense(columns.iter().map(DecimalColumn::walk).collect()),
            Self::Sparse(cells) => ValueRows::Sparse { cells, walk: cells.numbers.walk() },
        }
    }
}

/// Cells that hold something.
#[derive(Debug, Clone, Default)]
pub(super) struct SparseCells {
    /// For each row where its cells end.
    ends: Vec<u32>,
    /// For each cell its value column, rising within a row.
    columns: Vec<u32>,
    numbers: DecimalColumn,
}

impl SparseCells {
    /// Adds a cell to the row at hand, behind those of columns before its own; an empty one is left away.
    pub(super) fn push(&mut self, column: u32, cell: Cell) {
        if cell != Cell::Empty {
            self.columns.push(column);
            self.numbers.push(cell);
        }
    }

    /// Adds a number.
    pub(super) fn push_number(&mut self, column: u32, units: i64, decimals: u8) {
        self.columns.push(column);
        self.numbers.extend(&[units], &[decimals]);
    }

    /// Ends the row at hand.
    pub(super) fn end_row(&mut self) {
        self.ends.push(u32::try_from(self.columns.len()).unwrap_or(u32::MAX));
    }

    /// Where the cells of a row stand.
    fn of_row(&self, row: usize) -> std::ops::Range<usize> {
        let end = |row: usize| self.ends.get(row).map_or(0, |end| *end as usize);
        row.checked_sub(1).map_or(0, end)..end(row)
    }
}

/// Goes through the rows of a chunk in order; one may be asked for several times.
pub(super) enum ValueRows<'a> {
    Dense(Vec<Walk<'a>>),
    Sparse { cells: &'a SparseCells, walk: Walk<'a> },
}

impl ValueRows<'_> {
    /// Whether a visit leaves out empty cells.
    pub(super) const fn skips_empty(&self) -> bool {
        matches!(self, Self::Sparse { .. })
    }

    /// Whether anything stands in a row.
    pub(super) fn holds(&mut self, row: usize) -> bool {
        match self {
            Self::Dense(walks) => walks.iter_mut().any(|walk| walk.at(row) != Err(NullReason::Empty)),
            Self::Sparse { cells, .. } => !cells.of_row(row).is_empty(),
        }
    }

    /// Visits the cells of a row in the order of their columns; empty ones perhaps not.
    pub(super) fn each(&mut self, row: usize, mut visit: impl FnMut(usize, Result<Amount, NullReason>)) {
        match self {
            Self::Dense(walks) => {
                walks.iter_mut().enumerate().for_each(|(index, walk)| visit(index, walk.at(row)));
            }
            Self::Sparse { cells, walk } => {
                let range = cells.of_row(row);
                walk.pass(range.start);
                let mut walk = *walk;
                for place in range {
                    visit(cells.columns.get(place).map_or(0, |column| *column as usize), walk.at(place));
                }
            }
        }
    }

    /// Visits all cells of a row of so many columns.
    pub(super) fn every(
        &mut self,
        row: usize,
        columns: usize,
        mut visit: impl FnMut(usize, Result<Amount, NullReason>),
    ) {
        if !self.skips_empty() {
            return self.each(row, visit);
        }
        let mut next = 0;
        self.each(row, |index, cell| {
            (next..index).for_each(|empty| visit(empty, Err(NullReason::Empty)));
            visit(index, cell);
            next = index + 1;
        });
        (next..columns).for_each(|empty| visit(empty, Err(NullReason::Empty)));
    }
}
