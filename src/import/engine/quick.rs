//! The quick way from text to coded rows: what is plain and fits the table is cut and coded many rows at a time.
//!
//! A row is plain when it has as many cells as the table, its quotes stand around whole cells and doubled within,
//! and it takes at most two lines. Any other row is handed to the cutter that reads files in order, so that both
//! ways give the same.

use std::borrow::Cow;

use memchr::memchr;

use super::coder::{Coder, Room, Row, look_up, read_value};
use super::dictionary::{Dictionary, SHORT, TINY, key, tiny};
use super::plan::{Look, LookAt};
use super::separators::{Separators, Signs};
use crate::import::DecimalSign;
use crate::import::blocks::{Block, Stop};
use crate::import::cutter::{Cut, Cutter};
use crate::import::dialect::Dialect;
use crate::import::number::{self, Cell};
use crate::import::records::Record;

/// So many rows are cut before they are coded.
const BATCH: usize = 512;
/// So many are cut ahead where many rows are not plain.
const FEW: usize = 4;
/// Instead of the decimals of a cell that is no plain number.
const NO_PLAIN: u8 = u8::MAX;

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
    /// The decimals of the cell before, by value column.
    usual: Vec<u8>,
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
    let Batch { codes, units, decimals, bare, usual } = batch;
    let Some(Room { chunk, plan, recipe, dictionaries, key }) = coder.room(rows) else { return };
    bare.clear();
    codes.resize(rows, 0);
    units.resize(rows, 0);
    decimals.resize(rows, 0);
    usual.resize(plan.values.len(), 0);
    for look in &plan.looks {
        if let (Some(dictionary), Some(column)) = (dictionaries.get_mut(look.slot), chunk.codes.get_mut(look.slot)) {
            cut.look_up(look, (dictionary, key), codes, bare);
            column.extend(codes);
        }
    }
    for ((numbers, column), usual) in chunk.values.iter_mut().zip(&plan.values).zip(usual) {
        cut.read(column.at, recipe.mapping.decimal_sign, usual, (units, decimals));
        if let Some(missing) = recipe.missing {
            let marks = units.iter().zip(decimals.iter_mut()).filter(|(units, _)| **units == missing);
            marks.for_each(|(_, decimals)| *decimals = NO_PLAIN);
        }
        let mut done = 0;
        while let Some(row) = decimals.get(done..).and_then(|rest| memchr(NO_PLAIN, rest)).map(|row| done + row) {
            numbers.extend(units.get(done..row).unwrap_or_default(), decimals.get(done..row).unwrap_or_default());
            done = row + 1;
            let text = cut.text(row, column.at);
            let cell = read_value(recipe, std::str::from_utf8(&text).unwrap_or_default());
            if !matches!(cell, Cell::Value(_)) {
                mark(bare, rows, row);
            }
            numbers.push(cell);
        }
        numbers.extend(units.get(done..).unwrap_or_default(), decimals.get(done..).unwrap_or_default());
    }
    for row in (0..bare.len()).filter(|row| bare.get(*row) == Some(&true)) {
        let filled = (0..cut.width).filter(|at| !cut.text(row, *at).trim_ascii().is_empty()).count();
        if filled <= 1 {
            chunk.sparse.push(((chunk.lines.len() + row) as u32, filled as u8));
        }
    }
    match cut.separators.inner() {
        [] => {
            chunk.lines.extend(cutter.line, rows);
            cutter.line += rows as u64;
        }
        inner => {
            let mut inner = inner.iter().peekable();
            for row in 0..rows {
                chunk.lines.push(cutter.line);
                let end = cut.row_start(row + 1);
                let within = std::iter::from_fn(|| inner.next_if(|place| (**place as usize) < end)).count();
                cutter.line += 1 + within as u64;
            }
        }
    }
}

fn mark(bare: &mut Vec<bool>, rows: usize, row: usize) {
    bare.resize(rows, false);
    bare.get_mut(row).into_iter().for_each(|row| *row = true);
}

/// Rows that were cut.
struct CutRows<'a> {
    padded: &'a [u8],
    separators: &'a Separators,
    width: usize,
    quote: Option<u8>,
}

/// One of them.
struct CutRow<'a> {
    rows: &'a CutRows<'a>,
    row: usize,
}

impl Row for CutRow<'_> {
    fn cell(&self, at: usize) -> Cow<'_, [u8]> {
        self.rows.text(self.row, at)
    }
}

impl<'a> CutRows<'a> {
    /// How many of the first rows are plain also in what separators do not tell.
    fn plain_rows(&self, rows: usize, longest: usize, named: usize) -> usize {
        let (first, last) = (self.row_start(0), self.row_start(rows));
        let inner = self.separators.inner();
        if last - first <= longest && self.width <= named && inner.is_empty() {
            return rows;
        }
        let mut inner = inner.iter().map(|place| *place as usize).peekable();
        let is_plain = |row: &usize| {
            let end = self.row_start(row + 1);
            let within = std::iter::from_fn(|| inner.next_if(|place| *place < end)).count();
            // A cell beyond the header's may be blank.
            let is_overfull = || (named..self.width).any(|at| !self.text(*row, at).trim_ascii().is_empty());
            within <= 1 && end - self.row_start(*row) <= longest && !is_overfull()
        };
        (0..rows).take_while(is_plain).count()
    }

    /// Where a row starts.
    fn row_start(&self, row: usize) -> usize {
        self.separators.ends().get(row * self.width).map_or(0, |end| end.wrapping_add(1) as usize)
    }

    /// The cells of a column as they are written, with quotes around them.
    fn column(&self, at: usize) -> impl Iterator<Item = (usize, usize)> {
        let ends = self.separators.ends().get(at..).unwrap_or_default();
        // A line may end with two signs.
        let returns = self.separators.has_returns && at + 1 == self.width;
        ends.chunks(self.width).map_while(move |ends| {
            let [before, end, ..] = ends else { return None };
            let (start, end) = (before.wrapping_add(1) as usize, *end as usize);
            Some((start, if returns { self.without_return(start, end) } else { end }))
        })
    }

    fn without_return(&self, start: usize, end: usize) -> usize {
        end - usize::from(end > start && self.padded.get(end - 1) == Some(&b'\r'))
    }

    /// What stands within the quotes of a cell, if it has any.
    fn within_quotes(&self, start: usize, end: usize) -> (usize, usize) {
        let quoted = end >= start + 2 && self.quote.is_some() && self.padded.get(start).copied() == self.quote;
        if quoted { (start + 1, end - 1) } else { (start, end) }
    }

    /// As [`CutRows::within_quotes`], and whether the cell holds no doubled quote.
    fn single_quoted(&self, start: usize, end: usize) -> (usize, usize, bool) {
        let (from, to) = self.within_quotes(start, end);
        let may_hold = from > start && self.separators.has_doubled;
        let doubled =
            may_hold && self.padded.get(from..to).zip(self.quote).is_some_and(|(cell, quote)| cell.contains(&quote));
        (from, to, !doubled)
    }

    fn text(&self, row: usize, at: usize) -> Cow<'a, [u8]> {
        let Some((start, end)) = (at < self.width).then(|| self.column(at).nth(row)).flatten() else {
            return Cow::Borrowed(&[]);
        };
        let (from, to) = self.within_quotes(start, end);
        let text = self.padded.get(from..to).unwrap_or_default();
        match self.quote {
            Some(quote) if from > start && self.separators.has_doubled => single(text, quote),
            _ => Cow::Borrowed(text),
        }
    }

    /// Reads the plain numbers of a column; the decimals of other cells are [`NO_PLAIN`]. `usual` are the decimals
    /// that a number is taken to have, which saves looking for its point.
    fn read(&self, at: usize, sign: DecimalSign, usual: &mut u8, (units, decimals): (&mut [i64], &mut [u8])) {
        for (((start, end), units), decimals) in self.column(at).zip(units).zip(decimals) {
            let (start, end) = self.within_quotes(start, end);
            if sign == DecimalSign::Point
                && let Some(number) = number::plain_before(self.padded, start, end, *usual)
            {
                (*units, *decimals) = (number, *usual);
                continue;
            }
            let number = match self.padded.get(start..start + 16).and_then(|bytes| bytes.first_chunk()) {
                Some(bytes) if sign == DecimalSign::Point => number::plain_within(*bytes, end - start),
                _ => None,
            };
            let number = number.or_else(|| number::plain(self.padded.get(start..end).unwrap_or_default(), sign));
            (*units, *decimals) = number.unwrap_or((0, NO_PLAIN));
            *usual = if number.is_some() { (*usual).max(*decimals) } else { *usual };
        }
    }

    /// Looks one thing up for all rows.
    fn look_up(
        &self,
        look: &Look,
        (dictionary, joined): (&mut Dictionary, &mut Vec<u8>),
        codes: &mut [u32],
        bare: &mut Vec<bool>,
    ) {
        let rows = codes.len();
        let (at, name) = match &look.cells {
            LookAt::One(at) => (Some(*at), None),
            LookAt::Member(columns) => (columns.code, columns.name),
            LookAt::Several(_) => (None, None),
        };
        let mut slowly = |row: usize, dictionary: &mut Dictionary| {
            let (code, empty) = look_up(look, &CutRow { rows: self, row }, dictionary, joined);
            if empty {
                mark(bare, rows, row);
            }
            code
        };
        let Some(at) = at.filter(|at| *at < self.width) else {
            codes.iter_mut().enumerate().for_each(|(row, to)| *to = slowly(row, dictionary));
            return;
        };
        // Where cells mostly repeat the one above, that is looked at first; elsewhere it would be a wrong guess at many
        // rows.
        let repeats = std::mem::take(&mut dictionary.repeats) * 8 > rows * 7;
        let (mut last, mut last_code, mut same) = (0u128, 0, 0);
        for ((row, (start, end)), to) in self.column(at).enumerate().zip(codes) {
            let (start, end, is_single) = self.single_quoted(start, end);
            let length = end - start;
            let bytes = self.padded.get(start..).and_then(|bytes| bytes.first_chunk::<16>()).filter(|_| is_single);
            let Some(bytes) = bytes.filter(|[first, ..]| *first > b' ' && (1..=SHORT).contains(&length)) else {
                // Long, or perhaps blank.
                *to = slowly(row, dictionary);
                continue;
            };
            let key = if length <= TINY { tiny(*bytes, length).into() } else { key(*bytes, length) };
            same += usize::from(key == last);
            if repeats && key == last {
                *to = last_code;
                continue;
            }
            let label = || name.map_or(Cow::Borrowed(&b""[..]), |name| self.text(row, name));
            last = key;
            last_code = match u64::try_from(key) {
                Ok(tiny) => dictionary.tiny_code(tiny, label),
                Err(_) => dictionary.short_code(key, label),
            };
            *to = last_code;
        }
        dictionary.repeats = same;
    }
}

/// A text in which each pair of quotes stands for one.
fn single(text: &[u8], quote: u8) -> Cow<'_, [u8]> {
    if memchr(quote, text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(quote, rest) {
        plain.extend_from_slice(rest.get(..=at).unwrap_or_default());
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    plain.extend_from_slice(rest);
    Cow::Owned(plain)
}
