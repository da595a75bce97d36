//! The quick way from text to coded rows: what is plain and fits the table is cut and coded many rows at a time.
//!
//! A row is plain when it has as many cells as the table, its quotes stand around whole cells and doubled within,
//! and it takes at most two lines. Any other row is handed to the cutter that reads files in order, so that both
//! ways give the same.

use memchr::memchr_iter;

use super::coder::{Coder, Room, read_value};
use super::cut_rows::{CutRows, NO_PLAIN};
use super::joint::Joint;
use super::numbers::Numbers;
use super::separators::{Separators, Signs};
use crate::data::Lines;
use crate::import::blocks::{Block, Stop};
use crate::import::cutter::{Cut, Cutter};
use crate::import::dialect::Dialect;
use crate::import::number::Cell;
use crate::import::recipe::Recipe;
use crate::import::records::Record;

/// So many rows are cut before they are coded.
const BATCH: usize = 512;
/// So many are cut ahead where many rows are not plain.
const FEW: usize = 4;

/// How a table's text is cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    pub dialect: Dialect,
    /// How many cells a row has.
    pub width: usize,
    /// Rows of more bytes are left to whoever reads in order.
    pub longest: usize,
}

/// Reads blocks.
#[derive(Debug)]
pub(super) struct Quick {
    form: Form,
    pub coder: Coder,
    separators: Separators,
    batch: Batch,
    record: Record,
    /// So many rows are cut at a time: fewer after a row that is not plain.
    ahead: usize,
}

/// What the rows of a batch are coded into, before it is put into a chunk.
#[derive(Debug, Default)]
struct Batch {
    codes: Vec<u32>,
    units: Vec<i64>,
    decimals: Vec<u8>,
    /// Which rows lack something that figures have; empty while none does.
    bare: Vec<bool>,
    /// The decimals that numbers mostly have, by value column.
    usual: Vec<u8>,
    /// What is known of things that several columns tell, by look.
    joints: Vec<Joint>,
}

impl Quick {
    pub(super) fn new(form: Form, coder: Coder) -> Self {
        let (separators, batch) = (Separators::default(), Batch::default());
        Self { form, coder, separators, batch, record: Record::default(), ahead: BATCH }
    }

    /// Reads a block below so many records that stand above the rows.
    pub(super) fn block(&mut self, block: &Block, above: usize, cutter: &mut Cutter) -> Result<(), Stop> {
        let (padded, length) = block.padded();
        let text = padded.get(..length).unwrap_or_default();
        if !text.is_ascii() && std::str::from_utf8(text).is_err() {
            return Err(Stop::Tangled);
        }
        let (mut at, mut above) = (0, above);
        while at < length {
            if above == 0 {
                at = self.rows(block, at, cutter);
            }
            let rest = text.get(at..).unwrap_or_default();
            if rest.is_empty() {
                break;
            }
            match cutter.cut(rest, block.is_last, &mut self.record) {
                Cut::Record(length) if length <= self.form.longest => {
                    at += length;
                    if above == 0 {
                        self.coder.row(&self.record);
                    }
                    above = above.saturating_sub(1);
                }
                Cut::Blank(length) => at += length,
                _ => return Err(Stop::Tangled),
            }
        }
        if above > 0 && !block.is_last { Err(Stop::Tangled) } else { Ok(()) }
    }

    /// Cuts and codes plain rows from `at` on; gives the start of the first row that is not plain.
    fn rows(&mut self, block: &Block, mut at: usize, cutter: &mut Cutter) -> usize {
        let (padded, length) = block.padded();
        let Form { dialect, width, longest } = self.form;
        let signs = Signs { delimiter: dialect.first(), quote: dialect.quote.filter(|_| block.has_quotes) };
        while at < length {
            self.separators.find(padded, length, at, self.ahead * width, signs);
            let rows = self.separators.rows(width, self.ahead);
            let cut = CutRows { padded, separators: &self.separators, width, quote: signs.quote };
            let rows = cut.plain_rows(rows, longest, self.coder.written);
            if rows > 0 {
                at = cut.row_start(rows);
                code(&mut self.coder, &mut self.batch, &cut, rows, cutter);
            }
            if rows < self.ahead {
                self.ahead = rows.max(FEW);
                break;
            }
            self.ahead = (self.ahead * 2).min(BATCH);
        }
        at
    }
}

/// Codes the first rows of those that were cut.
fn code(coder: &mut Coder, batch: &mut Batch, cut: &CutRows<'_>, rows: usize, cutter: &mut Cutter) {
    let Batch { codes, bare, joints, .. } = batch;
    let Some(Room { chunk, plan, recipe, dictionaries, key }) = coder.room(rows) else { return };
    bare.clear();
    codes.resize(rows, 0);
    joints.resize(plan.looks.len(), Joint::default());
    for (look, joint) in plan.looks.iter().zip(joints) {
        if let (Some(dictionary), Some(column)) = (dictionaries.get_mut(look.slot), chunk.codes.get_mut(look.slot)) {
            let missed = |row| mark(bare, rows, row);
            cut.look_up(look, (dictionary, key, joint), codes, missed);
            column.extend(codes);
        }
    }
    batch.usual.resize(plan.values.len(), 0);
    for (index, (numbers, column)) in chunk.values.iter_mut().zip(&plan.values).enumerate() {
        batch.read(cut, rows, recipe, (index, column.at), numbers);
    }
    for row in (0..batch.bare.len()).filter(|row| batch.bare.get(*row) == Some(&true)) {
        let filled = (0..cut.width).filter(|at| !cut.text(row, *at).trim_ascii().is_empty()).count();
        if filled <= 1 {
            chunk.sparse.push(((chunk.lines.len() + row) as u32, filled as u8));
        }
    }
    count_lines(cut, rows, &mut cutter.line, &mut chunk.lines);
}

impl Batch {
    /// Reads the value column of an index and place for so many rows.
    fn read(
        &mut self,
        cut: &CutRows<'_>,
        rows: usize,
        recipe: &Recipe,
        (index, at): (usize, usize),
        numbers: &mut Numbers,
    ) {
        let Self { units, decimals, bare, usual, .. } = self;
        let Some(usual) = usual.get_mut(index) else { return };
        units.resize(rows, 0);
        decimals.resize(rows, 0);
        cut.read(at, recipe.mapping.decimal_sign, usual, (units, decimals));
        if let Some(missing) = recipe.missing {
            let marks = units.iter().zip(decimals.iter_mut()).filter(|(units, _)| **units == missing);
            marks.for_each(|(_, decimals)| *decimals = NO_PLAIN);
        }
        let mut done = 0;
        let take = |numbers: &mut Numbers, from: usize, to: usize| {
            numbers.extend(units.get(from..to).unwrap_or_default(), decimals.get(from..to).unwrap_or_default());
        };
        for row in memchr_iter(NO_PLAIN, decimals) {
            take(numbers, done, row);
            done = row + 1;
            let text = cut.text(row, at);
            let cell = read_value(recipe, std::str::from_utf8(&text).unwrap_or_default());
            if !matches!(cell, Cell::Value(_)) {
                mark(bare, rows, row);
            }
            numbers.push(cell);
        }
        take(numbers, done, rows);
    }
}

/// Adds the lines of rows, the first of which stands on `line`, and counts on.
fn count_lines(cut: &CutRows<'_>, rows: usize, line: &mut u64, lines: &mut Lines) {
    if cut.separators.inner().is_empty() {
        lines.extend(*line, rows);
        *line += rows as u64;
        return;
    }
    let mut inner = cut.separators.inner().iter().peekable();
    for row in 0..rows {
        lines.push(*line);
        let end = cut.row_start(row + 1);
        let within = std::iter::from_fn(|| inner.next_if(|place| (**place as usize) < end)).count();
        *line += 1 + within as u64;
    }
}

fn mark(bare: &mut Vec<bool>, rows: usize, row: usize) {
    bare.resize(rows, false);
    bare.get_mut(row).into_iter().for_each(|row| *row = true);
}
