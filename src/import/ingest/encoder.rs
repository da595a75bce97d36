//! Dictionary encoding of records: a cell that is looked up becomes its place in a dictionary, a value an integer.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use rayon::prelude::*;

use super::dictionary::{Codes, Dictionary};
use super::pushdown::sizes::SkippedSizes;
use super::table_layout::{Lookup, LookupCells, PeriodColumns, SLOTS, TableLayout};
use super::values::{ValueLayout, Values};
use crate::data::{CancelCheck, FactStatus, ImportReport, Lines, Outcome, Period};
use crate::import::composite;
use crate::import::memory::Held;
use crate::import::number::{self, Cell};
use crate::import::recipe::Recipe;
use crate::import::record::Record;

/// Between the parts of a key that is made of several cells.
pub(super) const SEPARATOR: u8 = 0x1f;
/// Before the name of a member that has no code.
pub(super) const NAMED: u8 = 0x1e;
/// So many rows make a chunk.
pub(super) const CHUNK_ROWS: usize = 1 << 16;

/// Rows as numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Chunk {
    /// The line of each row.
    pub lines: Lines,
    /// What was looked up, by slot; nothing where no column tells.
    pub codes: [Codes; SLOTS],
    /// The reader whose dictionaries the codes are of: see [`DictionaryEncoder::remap`].
    pub reader: usize,
    /// The cells of the value columns.
    pub values: Values,
    /// Rows in which at most one cell holds something, and how many do.
    pub sparse: Vec<(u32, u8)>,
}

/// Turns records of one table into chunks.
#[derive(Debug, Clone)]
pub(super) struct DictionaryEncoder {
    layout: Arc<TableLayout>,
    recipe: Arc<Recipe>,
    /// What was met, by slot.
    pub dictionaries: [Dictionary; SLOTS],
    /// Finished chunks, then the one at hand.
    pub chunks: Vec<Chunk>,
    /// Where several wrote chunks, each with dictionaries of its own: for each of these readers and each slot the
    /// place in the dictionaries here.
    pub remap: Vec<[Vec<u32>; SLOTS]>,
    /// By slot and place in the dictionaries, whether rows with a text were perhaps not kept.
    pub filtered: [Vec<bool>; SLOTS],
    /// What the rows add up to that were not kept.
    pub skipped_sizes: SkippedSizes,
    /// Rows that are no rows of the table.
    pub report: ImportReport,
    /// The first line on which a field in quotes begins that holds lines which look like rows.
    pub quoted_rows: Option<u64>,
    /// How many columns the file has, before the first is taken apart.
    pub written: usize,
    /// The memory that all of it takes, and for how much of it that was asked.
    pub held: Held,
    charged: u64,
    key: Vec<u8>,
    above: Above,
}

/// Bytes that a row and each of its figures take until they are facts.
const ROW: u64 = 16;
const FIGURE: u64 = 40;

impl Chunk {
    /// Bytes of memory that its rows take in the end.
    fn size(&self) -> u64 {
        self.lines.len() as u64 * ROW + self.values.len() as u64 * FIGURE
    }
}

/// The cells of a row.
pub(super) trait Row {
    /// The bytes of a cell; empty beyond the last.
    fn cell(&self, at: usize) -> Cow<'_, [u8]>;
}

impl Row for Record {
    fn cell(&self, at: usize) -> Cow<'_, [u8]> {
        Cow::Borrowed(self.bytes(at))
    }
}

/// What rows above a row say of it.
#[derive(Debug, Clone, Default)]
struct Above {
    cells: Vec<String>,
    year: Option<i32>,
    patched: Record,
}

impl DictionaryEncoder {
    pub(super) fn new(layout: Arc<TableLayout>, recipe: Arc<Recipe>) -> Self {
        let (plan_width, recipe_composite) = (layout.width, recipe.split_first_column);
        let above = Above { cells: vec![String::new(); recipe.fill_down.len()], ..Above::default() };
        Self {
            layout,
            recipe,
            dictionaries: Default::default(),
            chunks: Vec::new(),
            remap: Vec::new(),
            filtered: Default::default(),
            skipped_sizes: SkippedSizes::default(),
            report: ImportReport::default(),
            quoted_rows: None,
            written: (plan_width + 1).saturating_sub(recipe_composite.max(1)),
            held: Held::default(),
            charged: 0,
            key: Vec::new(),
            above,
        }
    }

    /// Another for the same table, which has seen nothing yet.
    pub(super) fn fresh(&self) -> Self {
        Self { held: self.held.clone(), ..Self::new(Arc::clone(&self.layout), Arc::clone(&self.recipe)) }
    }

    /// Takes the memory of what was read since the last time.
    pub(super) fn charge(&mut self) -> io::Result<()> {
        let all = self.texts() + self.chunks.iter().map(Chunk::size).sum::<u64>();
        self.held.more(all.saturating_sub(self.charged))?;
        self.charged = self.charged.max(all);
        Ok(())
    }

    /// Gives away the chunks, whose memory stays held.
    pub(super) fn take_chunks(&mut self) -> Vec<Chunk> {
        self.charged = self.texts();
        std::mem::take(&mut self.chunks)
    }

    /// Bytes of memory that all texts take.
    fn texts(&self) -> u64 {
        self.dictionaries.iter().map(Dictionary::size).sum()
    }

    /// Whether rows were perhaps not kept.
    pub(super) fn has_skipped(&self) -> bool {
        self.filtered.iter().flatten().any(|filtered| *filtered)
    }

    /// The texts of a slot with which rows were perhaps not kept.
    pub(super) fn filtered_texts(&self, slot: usize) -> impl Iterator<Item = usize> {
        let filtered = self.filtered.get(slot).into_iter().flatten().enumerate();
        filtered.filter(|(_, filtered)| **filtered).map(|(place, _)| place)
    }

    /// Whether rows depend on the rows above them.
    pub(super) fn is_sequential(&self) -> bool {
        self.recipe.is_sequential()
    }

    /// Takes one record.
    pub(super) fn row(&mut self, record: &Record) {
        if record.quotes_rows {
            self.quoted_rows.get_or_insert(record.line);
        }
        if let Some(reason) = self.fault(record) {
            self.report.exclude_row(Outcome::Rejected, record.line, reason);
        } else if self.recipe.is_sequential() {
            self.patched_row(record);
        } else {
            self.code(record);
        }
    }

    /// Why a record cannot be a row of the table.
    fn fault(&self, record: &Record) -> Option<&'static str> {
        if record.malformed {
            Some("a quote opens a field in this row and is not closed where it should be")
        } else if record.has_nul() {
            Some("the row holds a NUL byte")
        } else if record.len() > self.written && record.width() > self.written {
            Some("more cells than the header has columns")
        } else {
            None
        }
    }

    /// A row of which parts stand in the rows above.
    fn patched_row(&mut self, record: &Record) {
        let mut cells = record.to_strings();
        if self.recipe.split_first_column > 0 {
            cells = composite::row_apart(cells, self.recipe.split_first_column);
        }
        for (above, at) in self.above.cells.iter_mut().zip(&self.recipe.fill_down) {
            let Some(cell) = cells.get_mut(*at) else { continue };
            if cell.trim().is_empty() { above.clone_into(cell) } else { cell.clone_into(above) }
        }
        if let (true, PeriodColumns::Whole(at)) = (self.recipe.year_headings, self.layout.period)
            && let Some(cell) = cells.get_mut(at)
        {
            let year = Period::parse(cell).filter(|period| period.to_string().len() == 4).map(Period::start_year);
            match (year, self.above.year) {
                (Some(year), _) => self.above.year = Some(year),
                (None, Some(year)) if Period::parse(cell).is_none() => *cell = format!("{year} {}", month_word(cell)),
                _ => {}
            }
            if year.is_some() && record.filled() == 1 {
                self.report.exclude_row(Outcome::LeftOut, record.line, "a heading or remark, not a figure");
                return;
            }
        }
        let mut patched = std::mem::take(&mut self.above.patched);
        patched.set(record.line, &cells);
        self.code(&patched);
        self.above.patched = patched;
    }

    /// The layout of the table.
    pub(super) fn layout(&self) -> &TableLayout {
        &self.layout
    }

    /// The chunk for so many more rows, whose values are kept in a form if one is asked for, and what belongs to it.
    pub(super) fn room(&mut self, rows: usize, value_layout: Option<ValueLayout>) -> Option<Room<'_>> {
        let fits = |chunk: &Chunk| {
            chunk.lines.len() + rows <= CHUNK_ROWS
                && value_layout.is_none_or(|value_layout| value_layout == chunk.values.layout())
        };
        if !self.chunks.last().is_some_and(fits) {
            self.close();
            let usual = if self.layout.may_be_sparse() { ValueLayout::Sparse } else { ValueLayout::Dense };
            let values = Values::new(value_layout.unwrap_or(usual), self.layout.values.len());
            self.chunks.push(Chunk { values, ..Chunk::default() });
        }
        Some(Room {
            chunk: self.chunks.last_mut()?,
            layout: &self.layout,
            recipe: &self.recipe,
            dictionaries: &mut self.dictionaries,
            key: &mut self.key,
        })
    }

    fn code(&mut self, record: &Record) {
        let Some(Room { chunk, layout, recipe, dictionaries, key }) = self.room(1, None) else { return };
        let mut bare = false;
        for lookup in &layout.lookups {
            let (Some(dictionary), Some(codes)) = (dictionaries.get_mut(lookup.slot), chunk.codes.get_mut(lookup.slot))
            else {
                continue;
            };
            let (code, empty) = look_up(lookup, record, dictionary, key);
            bare |= empty;
            codes.push(code);
        }
        for (index, column) in layout.values.iter().enumerate() {
            let cell = read_value(recipe, record.text(column.at));
            bare |= !matches!(cell, Cell::Value(_));
            chunk.values.push(index, cell);
        }
        chunk.values.end_row();
        if let (true, filled @ (0 | 1)) = (bare, record.filled()) {
            chunk.sparse.push((u32::try_from(chunk.lines.len()).unwrap_or(u32::MAX), u8::from(filled == 1)));
        }
        chunk.lines.push(record.line);
    }

    /// The place in the dictionaries of what was looked up for a row.
    pub(super) fn place(&self, chunk: &Chunk, slot: usize, row: usize) -> usize {
        let code = chunk.codes.get(slot).map_or(0, |codes| codes.get(row));
        match self.remap.get(chunk.reader).and_then(|reader| reader.get(slot)) {
            Some(remap) => remap.get(code).map_or(0, |place| *place as usize),
            None => code,
        }
    }

    /// For each slot, which texts stand in rows that satisfy a condition and hold anything in a value column.
    ///
    /// `all_wanted` where it is known that all rows satisfy it. Means nothing where it is cancelled.
    pub(super) fn texts_of(
        &self,
        all_wanted: bool,
        is_wanted: impl Fn(&Chunk, usize) -> bool + Sync,
        is_cancelled: CancelCheck<'_>,
    ) -> [Vec<bool>; SLOTS] {
        let none = || self.dictionaries.each_ref().map(|dictionary| vec![false; dictionary.entries().len()]);
        let both = |mut found: [Vec<bool>; SLOTS], more: [Vec<bool>; SLOTS]| {
            let all = found.iter_mut().zip(more).flat_map(|(found, more)| found.iter_mut().zip(more));
            all.for_each(|(found, more)| *found |= more);
            found
        };
        let of_chunk = |mut found: [Vec<bool>; SLOTS], chunk: &Chunk| {
            if is_cancelled() {
                return found;
            }
            if all_wanted && chunk.values.is_filled() {
                self.mark_all(chunk, &mut found);
                return found;
            }
            let mut rows = chunk.values.walk();
            for row in 0..chunk.lines.len() {
                if !rows.holds(row) || !is_wanted(chunk, row) {
                    continue;
                }
                for (slot, found) in found.iter_mut().enumerate() {
                    if let Some(place) = found.get_mut(self.place(chunk, slot, row)) {
                        *place = true;
                    }
                }
            }
            found
        };
        self.chunks.par_iter().fold(none, of_chunk).reduce(none, both)
    }

    /// Marks every text of a chunk.
    fn mark_all(&self, chunk: &Chunk, found: &mut [Vec<bool>; SLOTS]) {
        for (slot, (codes, found)) in chunk.codes.iter().zip(found).enumerate() {
            let remap = self.remap.get(chunk.reader).and_then(|reader| reader.get(slot));
            let mut own = vec![false; remap.map_or(found.len(), Vec::len)];
            codes.each(|code| own.get_mut(code).into_iter().for_each(|own| *own = true));
            for code in (0..own.len()).filter(|code| own.get(*code) == Some(&true)) {
                let place = remap.map_or(Some(code), |remap| remap.get(code).map(|place| *place as usize));
                place.and_then(|place| found.get_mut(place)).into_iter().for_each(|found| *found = true);
            }
        }
    }

    /// Brings the chunk at hand into its smallest form.
    pub(super) fn close(&mut self) {
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.values.close();
            chunk.codes.iter_mut().for_each(Codes::shrink);
        }
    }
}

/// A value cell, where a number may stand for no value.
pub(super) fn read_value(recipe: &Recipe, text: &str) -> Cell {
    let cell = number::read(text, recipe.mapping.decimal_sign);
    if recipe.missing.is_some_and(|missing| cell.is(missing)) { Cell::Marked(FactStatus::MISSING) } else { cell }
}

/// What is needed to put rows into a chunk.
pub(super) struct Room<'a> {
    pub chunk: &'a mut Chunk,
    pub layout: &'a TableLayout,
    pub recipe: &'a Recipe,
    pub dictionaries: &'a mut [Dictionary; SLOTS],
    pub key: &'a mut Vec<u8>,
}

/// The number of what a row says, and whether it says nothing where a figure would.
pub(super) fn look_up(lookup: &Lookup, row: &impl Row, dictionary: &mut Dictionary, key: &mut Vec<u8>) -> (u32, bool) {
    match &lookup.cells {
        LookupCells::One(at) => {
            let cell = row.cell(*at);
            (dictionary.code(&cell, Cow::default), lookup.is_required && cell.is_empty())
        }
        LookupCells::Several(columns) => {
            key.clear();
            for (index, at) in columns.iter().enumerate() {
                if index > 0 {
                    key.push(SEPARATOR);
                }
                key.extend_from_slice(&row.cell(*at));
            }
            let empty = columns.first().is_some_and(|at| row.cell(*at).is_empty());
            (dictionary.code(key, Cow::default), lookup.is_required && empty)
        }
        LookupCells::Member(columns) => {
            let code = columns.code.map_or(Cow::default(), |at| row.cell(at));
            let name = columns.name.map_or(Cow::default(), |at| row.cell(at));
            if !code.trim_ascii().is_empty() {
                (dictionary.code(&code, || name), false)
            } else if columns.name.is_some() {
                key.clear();
                key.push(NAMED);
                key.extend_from_slice(&name);
                (dictionary.code(key, Cow::default), false)
            } else {
                (dictionary.code(b"", Cow::default), true)
            }
        }
    }
}

/// `Jan. (R)`, `January(1)` and the like without their marks; nothing for `Jan. - Dec.`, which is the whole year.
pub(crate) fn month_word(cell: &str) -> &str {
    let lower = cell.trim().to_lowercase();
    if lower.starts_with("jan") && lower.trim_end_matches('.').ends_with("dec") {
        return "";
    }
    cell.split(['(', '*', '/']).next().unwrap_or(cell).trim().trim_end_matches('.')
}
