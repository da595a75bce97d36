//! The fast path from text to coded rows: what is plain and fits the table is cut and coded many rows at a time.
//!
//! A row is plain when it has as many cells as the table, its quotes stand around whole cells and doubled within,
//! and it takes at most two lines. Any other row is handed to the splitter that reads files in order, so that both
//! ways give the same.

use std::sync::Arc;

use memchr::memchr;

use super::composite_key::CompositeKeys;
use super::decimal_column::DecimalColumn;
use super::dictionary::Dictionary;
use super::encoder::{Chunk, DictionaryEncoder, Room, read_value};
use super::pushdown::filter::{Coded, NOT_ASKED_FOR, RowFilter};
use super::pushdown::predicate::MemberPredicate;
use super::pushdown::sizes::SkippedSizes;
use super::row_slices::{NO_PLAIN, RowSlices};
use super::structural_index::{Signs, StructuralIndex};
use super::table_layout::{SLOTS, TableLayout};
use super::values::{SparseCells, ValueLayout, Values};
use crate::data::{Lines, Outcome};
use crate::import::blocks::{Block, Stop};
use crate::import::number::Cell;
use crate::import::recipe::Recipe;
use crate::import::record::Record;
use crate::import::record::dialect::Dialect;
use crate::import::record::splitter::{Cut, RecordSplitter};

/// So many rows are cut before they are coded.
pub(super) const BATCH: usize = 512;
/// So many are cut ahead where many rows are not plain.
const FEW: usize = 4;
/// Of wide tables fewer rows are cut before they are coded: so many cells, which stay near.
const CELLS: usize = 1 << 14;
/// At most one value cell in so many holds something where only those are kept.
const SPARSE: usize = 4;

/// How a table's text is cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct TableShape {
    pub dialect: Dialect,
    /// How many cells a row has.
    pub width: usize,
    /// Rows of more bytes are left to whoever reads in order.
    pub longest: usize,
}

/// Reads blocks.
pub(super) struct FastPath {
    form: TableShape,
    pub encoder: DictionaryEncoder,
    index: StructuralIndex,
    batch: RowBatch,
    filter: Option<RowFilter>,
    record: Record,
    /// Whether the block at hand is known to be UTF-8.
    is_utf8: bool,
    /// So many rows are cut at a time: fewer after a row that is not plain.
    ahead: usize,
    /// So many at most.
    most: usize,
}

/// What the rows of a batch are coded into, before it is put into a chunk.
#[derive(Debug, Default)]
struct RowBatch {
    /// By slot.
    codes: [Vec<u32>; SLOTS],
    units: Vec<i64>,
    decimals: Vec<u8>,
    /// Which rows lack something that figures have; empty while none does.
    bare: Vec<bool>,
    /// The decimals that numbers mostly have, by value column.
    usual: Vec<u8>,
    /// What is known of things that several columns tell, by lookup.
    composites: Vec<CompositeKeys>,
    /// The rows that are kept, where not all are.
    kept: Vec<u32>,
    is_filtered: bool,
    /// Rows and value columns in which something stands, where few do.
    held: Vec<(u32, u32)>,
}

impl FastPath {
    /// Reads into an encoder; under predicate push-down only what its answer needs.
    pub(super) fn new(form: TableShape, encoder: DictionaryEncoder, predicate: Option<&Arc<MemberPredicate>>) -> Self {
        let (index, batch, filter) = (StructuralIndex::default(), RowBatch::default(), predicate.map(RowFilter::new));
        let most = (CELLS / form.width.max(1)).clamp(FEW, BATCH);
        Self { form, encoder, index, batch, filter, record: Record::default(), is_utf8: false, ahead: most, most }
    }

    /// The texts with which rows were perhaps not kept, by slot and number.
    pub(super) fn filtered(&self) -> [Vec<bool>; SLOTS] {
        self.filter.as_ref().map(RowFilter::filtered).unwrap_or_default()
    }

    /// What the rows that were not kept add up to.
    pub(super) fn skipped_sizes(&self) -> SkippedSizes {
        self.filter.as_ref().map(RowFilter::sizes).unwrap_or_default()
    }

    /// Reads a block below so many records that stand above the rows.
    pub(super) fn block(&mut self, block: &Block, above: usize, splitter: &mut RecordSplitter) -> Result<(), Stop> {
        let (_, length) = block.padded();
        self.is_utf8 = false;
        let (mut at, mut above) = (0, above);
        while at < length {
            if above == 0 {
                at = self.rows(block, at, splitter)?;
            }
            if at >= length {
                break;
            }
            let rest = self.text(block)?.get(at..).unwrap_or_default();
            match splitter.cut(rest, block.is_last, &mut self.record) {
                Cut::Record(length) if length <= self.form.longest => {
                    at += length;
                    if above == 0 {
                        self.encoder.row(&self.record);
                    }
                    above = above.saturating_sub(1);
                }
                Cut::Blank(length) => at += length,
                Cut::More { .. } => return Err(Stop::WrongBoundary),
                Cut::Record(_) => return Err(Stop::NotSplittable),
            }
        }
        if above > 0 && !block.is_last { Err(Stop::NotSplittable) } else { Ok(()) }
    }

    /// The text of a block, which is UTF-8.
    fn text<'a>(&mut self, block: &'a Block) -> Result<&'a [u8], Stop> {
        let (padded, length) = block.padded();
        let text = padded.get(..length).unwrap_or_default();
        self.is_utf8 = self.is_utf8 || text.is_ascii() || std::str::from_utf8(text).is_ok();
        if self.is_utf8 { Ok(text) } else { Err(Stop::NotSplittable) }
    }

    /// Cuts and codes plain rows from `at` on; gives the start of the first row that is not plain.
    fn rows(&mut self, block: &Block, mut at: usize, splitter: &mut RecordSplitter) -> Result<usize, Stop> {
        let (padded, length) = block.padded();
        let TableShape { dialect, width, longest } = self.form;
        let signs = Signs { delimiter: dialect.first(), quote: dialect.quote.filter(|_| block.has_quotes) };
        while at < length {
            self.index.find(padded, length, at, [width, self.ahead], signs);
            if self.index.has_others {
                self.text(block)?;
            }
            let rows = self.index.rows(padded, width, self.ahead);
            let slices = RowSlices { padded, index: &self.index, width, quote: signs.quote };
            let rows = slices.plain_rows(rows, longest, self.encoder.written);
            if rows > 0 {
                at = slices.row_start(rows);
                self.batch.code(&mut self.encoder, self.filter.as_mut(), &slices, rows, splitter);
            }
            if rows < self.ahead {
                self.ahead = rows.max(FEW);
                break;
            }
            self.ahead = (self.ahead * 2).min(self.most);
        }
        Ok(at)
    }
}

impl RowBatch {
    /// Codes the first rows of those that were cut.
    fn code(
        &mut self,
        encoder: &mut DictionaryEncoder,
        mut filter: Option<&mut RowFilter>,
        slices: &RowSlices<'_>,
        rows: usize,
        splitter: &mut RecordSplitter,
    ) {
        let value_layout =
            if self.is_sparse(encoder.layout(), slices, rows) { ValueLayout::Sparse } else { ValueLayout::Dense };
        let Some(Room { chunk, layout, recipe, dictionaries, key }) = encoder.room(rows, Some(value_layout)) else {
            return;
        };
        self.bare.clear();
        self.is_filtered = false;
        self.composites.resize(layout.lookups.len(), CompositeKeys::default());
        for (lookup, composite) in layout.lookups.iter().zip(&mut self.composites) {
            if let (Some(dictionary), Some(codes)) =
                (dictionaries.get_mut(lookup.slot), self.codes.get_mut(lookup.slot))
            {
                codes.resize(rows, 0);
                slices.look_up(lookup, (dictionary, key, composite), codes, |row| mark(&mut self.bare, rows, row));
            }
        }
        self.usual.resize(layout.values.len(), 0);
        match &mut chunk.values {
            Values::Dense(columns) => {
                for (index, (numbers, column)) in columns.iter_mut().zip(&layout.values).enumerate() {
                    self.read(slices, rows, recipe, (index, column.at));
                    // Where there is a filter there is one column.
                    if let Some(filter) = filter.take() {
                        self.filter_rows(filter, dictionaries, rows);
                    }
                    self.put(slices, rows, recipe, column.at, numbers);
                }
            }
            Values::Sparse(cells) => self.put_held(slices, rows, recipe, layout, cells),
        }
        for lookup in &layout.lookups {
            if let (Some(codes), Some(column)) = (self.codes.get(lookup.slot), chunk.codes.get_mut(lookup.slot)) {
                column.extend(codes);
            }
        }
        self.note_sparse(slices, chunk);
        let skipped = count_lines(slices, rows, self.kept(), &mut splitter.line, &mut chunk.lines);
        if let (Some(line), Some(kept)) = (skipped, self.kept()) {
            encoder.report.exclude_rows(Outcome::LeftOut, (rows - kept.len()) as u64, line, NOT_ASKED_FOR);
        }
    }

    /// Whether few value cells hold anything; those are then known.
    fn is_sparse(&mut self, layout: &TableLayout, slices: &RowSlices<'_>, rows: usize) -> bool {
        self.held.clear();
        let most = rows * layout.values.len() / SPARSE;
        layout.may_be_sparse()
            && (0..rows as u32).all(|row| {
                slices.held(row as usize, |at| {
                    let index = layout.value_at.get(at).copied().flatten();
                    self.held.extend(index.map(|index| (row, index)));
                });
                self.held.len() <= most
            })
    }

    /// Puts the value cells that hold something into a chunk.
    fn put_held(
        &mut self,
        slices: &RowSlices<'_>,
        rows: usize,
        recipe: &Recipe,
        layout: &TableLayout,
        cells: &mut SparseCells,
    ) {
        let mut held = self.held.iter().peekable();
        for row in 0..rows {
            let mut numbers = 0;
            while let Some((_, index)) = held.next_if(|(of, _)| *of as usize == row) {
                let at = layout.values.get(*index as usize).map_or(usize::MAX, |column| column.at);
                let plain = slices.number(row, at, recipe.mapping.decimal_sign);
                if let Some((units, decimals)) = plain.filter(|(units, _)| *units >= 0 || recipe.missing.is_none()) {
                    cells.push_number(*index, units, decimals);
                    numbers += 1;
                    continue;
                }
                let text = slices.text(row, at);
                let cell = read_value(recipe, std::str::from_utf8(&text).unwrap_or_default());
                numbers += usize::from(matches!(cell, Cell::Value(_)));
                cells.push(*index, cell);
            }
            if numbers < layout.values.len() {
                mark(&mut self.bare, rows, row);
            }
            cells.end_row();
        }
    }

    /// Reads the value column of an index and place for so many rows.
    fn read(&mut self, slices: &RowSlices<'_>, rows: usize, recipe: &Recipe, (index, at): (usize, usize)) {
        let Self { units, decimals, usual, .. } = self;
        let Some(usual) = usual.get_mut(index) else { return };
        units.resize(rows, 0);
        decimals.resize(rows, 0);
        slices.read(at, recipe.mapping.decimal_sign, usual, (units, decimals));
        // `-9999.0` is that as well as `-9999`: what is below zero is looked at one by one.
        if recipe.missing.is_some() {
            let marks = units.iter().zip(decimals.iter_mut()).filter(|(units, _)| **units < 0);
            marks.for_each(|(_, decimals)| *decimals = NO_PLAIN);
        }
    }

    /// Leaves away the rows that are not needed.
    fn filter_rows(&mut self, filter: &mut RowFilter, dictionaries: &[Dictionary; SLOTS], rows: usize) {
        self.codes.iter_mut().for_each(|codes| codes.resize(rows, 0));
        let coded = Coded { codes: &self.codes, units: &self.units, decimals: &self.decimals };
        let kept = filter.kept(&coded, dictionaries);
        if kept.len() < rows {
            self.codes.iter_mut().for_each(|codes| keep(codes, kept));
            keep(&mut self.units, kept);
            keep(&mut self.decimals, kept);
            self.is_filtered = true;
            kept.clone_into(&mut self.kept);
        }
    }

    /// The rows that are kept, where not all are.
    fn kept(&self) -> Option<&[u32]> {
        self.is_filtered.then_some(&self.kept)
    }

    /// The row that was cut of a row that is kept.
    fn origin(&self, row: usize) -> usize {
        self.kept().map_or(row, |kept| kept.get(row).map_or(0, |row| *row as usize))
    }

    /// Puts what was read of the value column at a place into a chunk, of so many rows that were cut.
    fn put(&mut self, slices: &RowSlices<'_>, rows: usize, recipe: &Recipe, at: usize, numbers: &mut DecimalColumn) {
        let mut done = 0;
        let take = |batch: &Self, numbers: &mut DecimalColumn, from: usize, to: usize| {
            let (units, decimals) = (batch.units.get(from..to), batch.decimals.get(from..to));
            numbers.extend(units.unwrap_or_default(), decimals.unwrap_or_default());
        };
        while let Some(row) = memchr(NO_PLAIN, self.decimals.get(done..).unwrap_or_default()).map(|next| done + next) {
            take(self, numbers, done, row);
            done = row + 1;
            let origin = self.origin(row);
            let text = slices.text(origin, at);
            let cell = read_value(recipe, std::str::from_utf8(&text).unwrap_or_default());
            if !matches!(cell, Cell::Value(_)) {
                mark(&mut self.bare, rows, origin);
            }
            numbers.push(cell);
        }
        take(self, numbers, done, self.decimals.len());
    }

    /// Notes the rows in which at most one cell holds something.
    fn note_sparse(&self, slices: &RowSlices<'_>, chunk: &mut Chunk) {
        for row in (0..self.bare.len()).filter(|row| self.bare.get(*row) == Some(&true)) {
            let place = match self.kept() {
                None => Some(row),
                Some(kept) => kept.binary_search_by_key(&row, |kept| *kept as usize).ok(),
            };
            // Of two it is known that there are more than one.
            let filled = (0..slices.width).filter(|at| !slices.text(row, *at).trim_ascii().is_empty()).take(2).count();
            if let (Some(place), 0 | 1) = (place, filled) {
                chunk.sparse.push(((chunk.lines.len() + place) as u32, filled as u8));
            }
        }
    }
}

/// Leaves only some rows, given in order.
fn keep<T: Copy>(column: &mut Vec<T>, rows: &[u32]) {
    for (place, row) in rows.iter().enumerate() {
        if let Some(value) = column.get(*row as usize).copied() {
            column.get_mut(place).into_iter().for_each(|place| *place = value);
        }
    }
    column.truncate(rows.len());
}

/// Adds the lines of rows that are kept, the first of all standing on `line`, and counts on. Gives the line of the
/// first that is not kept.
fn count_lines(
    slices: &RowSlices<'_>,
    rows: usize,
    kept: Option<&[u32]>,
    line: &mut u64,
    lines: &mut Lines,
) -> Option<u64> {
    let (first, inner) = (*line, slices.index.inner());
    // Rows before a row, and line ends within them.
    let above = |row: u32| first + u64::from(row) + inner.partition_point(|other| *other < row) as u64;
    *line = above(rows as u32);
    if inner.is_empty() && kept.is_none() {
        lines.extend(first, rows);
        return None;
    }
    let mut done = 0;
    let tell = |row: u32| {
        done += inner.get(done..).unwrap_or_default().iter().take_while(|other| **other < row).count();
        lines.push(first + u64::from(row) + done as u64);
    };
    let Some(kept) = kept else {
        (0..rows as u32).for_each(tell);
        return None;
    };
    kept.iter().copied().for_each(tell);
    let skipped = (0..).zip(kept).find(|(place, row)| place != *row).map_or(kept.len() as u32, |(place, _)| place);
    Some(above(skipped))
}

fn mark(bare: &mut Vec<bool>, rows: usize, row: usize) {
    bare.resize(rows, false);
    bare.get_mut(row).into_iter().for_each(|row| *row = true);
}
