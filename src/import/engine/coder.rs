//! Records to numbers: each cell that is looked up becomes its place in a dictionary, each value an integer.

use std::sync::Arc;

use super::dictionary::{Codes, Dictionary};
use super::numbers::{Hole, Numbers};
use super::plan::{CONTEXT, FIRST_AXIS, PERIOD, PeriodColumns, Plan, SLOTS};
use crate::data::{Axis, FactStatus, ImportReport, Outcome, Period};
use crate::import::recipe::Recipe;
use crate::import::records::Record;
use crate::import::{composite, number};

/// Between the parts of a key that is made of several cells.
pub(super) const SEPARATOR: u8 = 0x1f;
/// Before the name of a member that has no code.
pub(super) const NAMED: u8 = 0x1e;
/// So many rows make a chunk.
const CHUNK_ROWS: usize = 1 << 16;

/// Rows as numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Chunk {
    /// The line of each row.
    pub lines: Vec<u64>,
    /// What was looked up, by slot.
    pub codes: [Codes; SLOTS],
    /// The cells of each value column.
    pub values: Vec<Numbers>,
    /// Rows in which at most one cell holds something, and how many do.
    pub sparse: Vec<(u32, u8)>,
}

/// Turns records of one table into chunks.
#[derive(Debug)]
pub(super) struct Coder {
    plan: Arc<Plan>,
    recipe: Arc<Recipe>,
    /// What was met, by slot.
    pub dictionaries: [Dictionary; SLOTS],
    /// Finished chunks, then the one at hand.
    pub chunks: Vec<Chunk>,
    /// Rows that are no rows of the table.
    pub report: ImportReport,
    /// How many columns the file has, before the first is taken apart.
    written: usize,
    key: Vec<u8>,
    above: Above,
}

/// What rows above a row say of it.
#[derive(Debug, Default)]
struct Above {
    cells: Vec<String>,
    year: Option<i32>,
    patched: Record,
}

impl Coder {
    pub(super) fn new(plan: Arc<Plan>, recipe: Arc<Recipe>) -> Self {
        let (plan_width, recipe_composite) = (plan.width, recipe.composite);
        let above = Above { cells: vec![String::new(); recipe.carry.len()], ..Above::default() };
        Self {
            plan,
            recipe,
            dictionaries: Default::default(),
            chunks: Vec::new(),
            report: ImportReport::default(),
            written: (plan_width + 1).saturating_sub(recipe_composite.max(1)),
            key: Vec::new(),
            above,
        }
    }

    /// Takes one record.
    pub(super) fn row(&mut self, record: &Record) {
        if let Some(reason) = self.fault(record) {
            self.report.drop_row(Outcome::Rejected, record.line, reason);
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
        if self.recipe.composite > 0 {
            cells = composite::row_apart(cells, self.recipe.composite);
        }
        for (above, at) in self.above.cells.iter_mut().zip(&self.recipe.carry) {
            let Some(cell) = cells.get_mut(*at) else { continue };
            if cell.trim().is_empty() { above.clone_into(cell) } else { cell.clone_into(above) }
        }
        if let (true, PeriodColumns::Whole(at)) = (self.recipe.year_headings, self.plan.period)
            && let Some(cell) = cells.get_mut(at)
        {
            let year = Period::parse(cell).filter(|period| period.to_string().len() == 4).map(Period::start_year);
            match (year, self.above.year) {
                (Some(year), _) => self.above.year = Some(year),
                (None, Some(year)) if Period::parse(cell).is_none() => *cell = format!("{year} {}", month_word(cell)),
                _ => {}
            }
            if year.is_some() && record.filled() == 1 {
                self.report.drop_row(Outcome::LeftOut, record.line, "a heading or remark, not a figure");
                return;
            }
        }
        let mut patched = std::mem::take(&mut self.above.patched);
        patched.set(record.line, &cells);
        self.code(&patched);
        self.above.patched = patched;
    }

    fn code(&mut self, record: &Record) {
        if self.chunks.last().is_none_or(|chunk| chunk.lines.len() >= CHUNK_ROWS) {
            self.close();
            let values = vec![Numbers::default(); self.plan.values.len()];
            self.chunks.push(Chunk { values, ..Chunk::default() });
        }
        let plan = Arc::clone(&self.plan);
        let Some(chunk) = self.chunks.last_mut() else { return };
        let (mut codes, mut bare) = ([0u32; SLOTS], false);
        let key = &mut self.key;
        let mut look_up = |slot: usize, key: &[u8], label: &[u8]| {
            if let (Some(code), Some(dictionary)) = (codes.get_mut(slot), self.dictionaries.get_mut(slot)) {
                *code = dictionary.code(key, || label);
            }
        };
        match plan.period {
            PeriodColumns::Header => {}
            PeriodColumns::Whole(at) => {
                bare |= record.bytes(at).is_empty();
                look_up(PERIOD, record.bytes(at), b"");
            }
            PeriodColumns::Parts(year, part, _) => {
                bare |= record.bytes(year).is_empty();
                look_up(PERIOD, joined(key, record, [year, part]), b"");
            }
        }
        for axis in Axis::ALL {
            let columns = plan.axis(axis);
            let name = columns.name.map_or(&b""[..], |at| record.bytes(at));
            let code = columns.code.map_or(&b""[..], |at| record.bytes(at));
            let slot = FIRST_AXIS + axis.index();
            if !code.trim_ascii().is_empty() {
                look_up(slot, code, name);
            } else if columns.name.is_some() {
                key.clear();
                key.push(NAMED);
                key.extend_from_slice(name);
                look_up(slot, key, b"");
            } else if columns.code.is_some() {
                bare = true;
                look_up(slot, b"", b"");
            }
        }
        if !plan.context.is_empty() {
            look_up(CONTEXT, joined(key, record, plan.context.iter().copied()), b"");
        }
        for (numbers, column) in chunk.values.iter_mut().zip(&plan.values) {
            let mut cell = number::read(record.text(column.at), self.recipe.mapping.decimal_sign);
            if self.recipe.missing.is_some_and(|missing| cell.is(missing)) {
                cell = number::Cell::Marked(FactStatus::MISSING);
            }
            bare |= !matches!(cell, number::Cell::Value(_));
            numbers.push(cell);
        }
        if let (true, filled @ (0 | 1)) = (bare, record.filled()) {
            chunk.sparse.push((u32::try_from(chunk.lines.len()).unwrap_or(u32::MAX), u8::from(filled == 1)));
        }
        chunk.lines.push(record.line);
        for (column, code) in chunk.codes.iter_mut().zip(codes) {
            column.push(code);
        }
    }

    /// For each slot, which texts stand in rows that satisfy a condition and hold anything in a value column.
    pub(super) fn texts_of(&self, is_wanted: impl Fn(&Chunk, usize) -> bool) -> [Vec<bool>; SLOTS] {
        let mut found = self.dictionaries.each_ref().map(|dictionary| vec![false; dictionary.entries().len()]);
        for chunk in &self.chunks {
            let mut walks: Vec<_> = chunk.values.iter().map(Numbers::walk).collect();
            for row in 0..chunk.lines.len() {
                let filled = walks.iter_mut().any(|walk| walk.at(row) != Err(Hole::Empty));
                if !filled || !is_wanted(chunk, row) {
                    continue;
                }
                for (codes, found) in chunk.codes.iter().zip(&mut found) {
                    if let Some(place) = found.get_mut(codes.get(row)) {
                        *place = true;
                    }
                }
            }
        }
        found
    }

    /// Brings the chunk at hand into its smallest form.
    pub(super) fn close(&mut self) {
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.values.iter_mut().for_each(Numbers::close);
        }
    }
}

/// Several cells as one key.
fn joined<'a>(key: &'a mut Vec<u8>, record: &Record, columns: impl IntoIterator<Item = usize>) -> &'a [u8] {
    key.clear();
    for (index, at) in columns.into_iter().enumerate() {
        if index > 0 {
            key.push(SEPARATOR);
        }
        key.extend_from_slice(record.bytes(at));
    }
    key
}

/// `Jan. (R)`, `January(1)` and the like without their marks; nothing for `Jan. - Dec.`, which is the whole year.
pub(crate) fn month_word(cell: &str) -> &str {
    let lower = cell.trim().to_lowercase();
    if lower.starts_with("jan") && lower.trim_end_matches('.').ends_with("dec") {
        return "";
    }
    cell.split(['(', '*', '/']).next().unwrap_or(cell).trim().trim_end_matches('.')
}
