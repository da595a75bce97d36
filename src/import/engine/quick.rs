//! The quick way from text to coded rows: what is plain and fits the table is cut and coded many rows at a time.
//!
//! A row is plain when it has as many cells as the table, its quotes stand around whole cells and none within,
//! and it takes at most two lines. Any other row is handed to the cutter that reads files in order, so that both
//! ways give the same.

use super::coder::{Coder, Room, Row, look_up, read_value};
use super::dictionary::{Dictionary, SHORT, TINY, key, tiny};
use super::plan::{Look, LookAt};
use crate::import::DecimalSign;
use crate::import::blocks::{Block, PADDING, Stop};
use crate::import::cutter::{Cut, Cutter};
use crate::import::dialect::Dialect;
use crate::import::number::{self, Cell};
use crate::import::records::Record;
use crate::import::scan::line_end;

/// So many rows are cut before they are coded.
const BATCH: usize = 512;
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
    batch: Batch,
    record: Record,
}

/// Rows that are cut and not coded yet.
#[derive(Debug, Default)]
struct Batch {
    /// The start and end of each cell, row by row.
    cells: Vec<(u32, u32)>,
    /// The line of each row.
    lines: Vec<u64>,
    codes: Vec<u32>,
    units: Vec<i64>,
    decimals: Vec<u8>,
    /// Which rows lack something that figures have; empty while none does.
    bare: Vec<bool>,
}

impl Quick {
    pub(super) fn new(form: Form, coder: Coder) -> Self {
        Self { form, coder, batch: Batch::default(), record: Record::default() }
    }

    /// Reads a block below so many records that stand above the rows.
    pub(super) fn block(&mut self, block: &Block, above: usize, cutter: &mut Cutter) -> Result<(), Stop> {
        let (padded, length) = block.padded();
        let text = padded.get(..length).unwrap_or_default();
        let signs = Signs::of(text);
        if !signs.is_ascii && std::str::from_utf8(text).is_err() {
            return Err(Stop::Tangled);
        }
        let (mut at, mut above) = (0, above);
        while at < length {
            if above == 0 && !signs.has_nul {
                at = if block.has_quotes || signs.has_returns {
                    self.rows::<4>(padded, length, at, cutter)
                } else {
                    self.rows::<2>(padded, length, at, cutter)
                };
                self.code(padded);
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
    fn rows<const SIGNS: usize>(&mut self, padded: &[u8], length: usize, at: usize, cutter: &mut Cutter) -> usize {
        let Form { dialect, width, longest } = self.form;
        let delimiter = dialect.first();
        let signs = [delimiter, b'\n', b'\r', dialect.quote.unwrap_or(delimiter)].map(u64::from);
        let wanted: [u64; SIGNS] = std::array::from_fn(|sign| signs.get(sign).map_or(0, |sign| sign * EACH));
        // Where the row and its cell begin; up to where signs mean nothing; the line ends within the row's quotes.
        let (mut row, mut cell, mut past, mut within) = (at, at, at, 0u64);
        let (mut open, mut closed) = (false, false);
        for base in (at..length).step_by(64) {
            let mut found = marks(padded, base, &wanted);
            if length - base < 64 {
                found &= (1 << (length - base)) - 1;
            }
            while found != 0 {
                let place = base + found.trailing_zeros() as usize;
                found &= found - 1;
                if place < past {
                    continue;
                }
                let sign = padded.get(place).copied().unwrap_or(0);
                let is_line = sign == b'\n' || sign == b'\r';
                if SIGNS > 2 && open {
                    if is_line {
                        within += 1;
                        past = after_line(padded, length, place);
                    } else if sign != delimiter || Some(sign) == dialect.quote {
                        let next = padded.get(place + 1).copied().filter(|_| place + 1 < length);
                        if !next.is_some_and(|next| next == delimiter || next == b'\n' || next == b'\r') {
                            return self.undo(row);
                        }
                        self.batch.cells.push((cell as u32 + 1, place as u32));
                        (open, closed) = (false, true);
                    }
                    continue;
                }
                if is_line {
                    let next = after_line(padded, length, place);
                    if cell == row && place == row {
                        // A blank line.
                        if self.batch.cells.len() != self.batch.lines.len() * width {
                            return self.undo(row);
                        }
                        cutter.line += 1;
                        (row, cell, past) = (next, next, next);
                        continue;
                    }
                    if !closed {
                        self.batch.cells.push((cell as u32, place as u32));
                    }
                    let fits = self.batch.cells.len() == (self.batch.lines.len() + 1) * width;
                    if !fits || within > 1 || next - row > longest || self.is_overfull(padded) {
                        return self.undo(row);
                    }
                    self.batch.lines.push(cutter.line);
                    cutter.line += 1 + within;
                    (row, cell, past, within, closed) = (next, next, next, 0, false);
                    if self.batch.lines.len() == BATCH {
                        self.code(padded);
                    }
                } else if sign == delimiter {
                    if !closed {
                        self.batch.cells.push((cell as u32, place as u32));
                    }
                    (cell, closed) = (place + 1, false);
                } else if place == cell {
                    open = true;
                } else {
                    return self.undo(row);
                }
            }
        }
        self.undo(row)
    }

    /// Whether the last row holds something in cells beyond the header's.
    fn is_overfull(&self, padded: &[u8]) -> bool {
        let (width, named) = (self.form.width, self.coder.written);
        let beyond = self.batch.cells.rchunks(width.max(1)).next().and_then(|cells| cells.get(named..));
        let filled = |(start, end): &(u32, u32)| {
            padded.get(*start as usize..*end as usize).is_some_and(|cell| !cell.trim_ascii().is_empty())
        };
        width > named && beyond.is_some_and(|cells| cells.iter().any(filled))
    }

    /// Forgets the cells of a row that is not plain.
    fn undo(&mut self, row: usize) -> usize {
        self.batch.cells.truncate(self.batch.lines.len() * self.form.width);
        row
    }

    /// Codes the rows that were cut.
    fn code(&mut self, padded: &[u8]) {
        let (width, rows) = (self.form.width, self.batch.lines.len());
        if rows == 0 {
            return;
        }
        let Batch { cells, lines, codes, units, decimals, bare } = &mut self.batch;
        let Some(Room { chunk, plan, recipe, dictionaries, key }) = self.coder.room(rows) else { return };
        let cut = CutRows { padded, cells, width };
        bare.clear();
        for look in &plan.looks {
            let (Some(dictionary), Some(column)) = (dictionaries.get_mut(look.slot), chunk.codes.get_mut(look.slot))
            else {
                continue;
            };
            codes.resize(rows, 0);
            cut.look_up(look, (dictionary, key), codes, bare);
            column.extend(codes);
        }
        for (numbers, column) in chunk.values.iter_mut().zip(&plan.values) {
            let sign = recipe.mapping.decimal_sign;
            units.resize(rows, 0);
            decimals.resize(rows, 0);
            cut.read(column.at, sign, units, decimals);
            if let Some(missing) = recipe.missing {
                let marks = units.iter().zip(decimals.iter_mut()).filter(|(units, _)| **units == missing);
                marks.for_each(|(_, decimals)| *decimals = NO_PLAIN);
            }
            let mut done = 0;
            for row in (0..rows).filter(|row| decimals.get(*row) == Some(&NO_PLAIN)).collect::<Vec<_>>() {
                numbers.extend(units.get(done..row).unwrap_or_default(), decimals.get(done..row).unwrap_or_default());
                done = row + 1;
                let text = std::str::from_utf8(cut.text(row, column.at)).unwrap_or_default();
                let cell = read_value(recipe, text);
                if !matches!(cell, Cell::Value(_)) {
                    mark(bare, rows, row);
                }
                numbers.push(cell);
            }
            numbers.extend(units.get(done..).unwrap_or_default(), decimals.get(done..).unwrap_or_default());
        }
        for row in (0..bare.len()).filter(|row| bare.get(*row) == Some(&true)) {
            let filled = (0..width).filter(|at| !cut.text(row, *at).trim_ascii().is_empty()).count();
            if filled <= 1 {
                chunk.sparse.push(((chunk.lines.len() + row) as u32, filled as u8));
            }
        }
        match (lines.first(), lines.last()) {
            (Some(first), Some(last)) if last - first == rows as u64 - 1 => chunk.lines.extend(*first, rows),
            _ => lines.iter().for_each(|line| chunk.lines.push(*line)),
        }
        lines.clear();
        cells.clear();
    }
}

fn mark(bare: &mut Vec<bool>, rows: usize, row: usize) {
    bare.resize(rows, false);
    bare.get_mut(row).into_iter().for_each(|row| *row = true);
}

/// Rows that were cut.
struct CutRows<'a> {
    padded: &'a [u8],
    cells: &'a [(u32, u32)],
    width: usize,
}

/// One of them.
struct CutRow<'a> {
    padded: &'a [u8],
    cells: &'a [(u32, u32)],
}

impl Row for CutRow<'_> {
    fn cell(&self, at: usize) -> &[u8] {
        let Some((start, end)) = self.cells.get(at) else { return &[] };
        self.padded.get(*start as usize..*end as usize).unwrap_or_default()
    }
}

impl<'a> CutRows<'a> {
    fn text(&self, row: usize, at: usize) -> &'a [u8] {
        if at >= self.width {
            return &[];
        }
        let Some((start, end)) = self.cells.get(row * self.width + at) else { return &[] };
        self.padded.get(*start as usize..*end as usize).unwrap_or_default()
    }

    /// Reads the plain numbers of a column; the decimals of other cells are [`NO_PLAIN`].
    fn read(&self, at: usize, sign: DecimalSign, units: &mut [i64], decimals: &mut [u8]) {
        let rows = self.cells.chunks_exact(self.width.max(1)).zip(units).zip(decimals);
        for ((cells, units), decimals) in rows {
            let (start, end) = cells.get(at).map_or((0, 0), |(start, end)| (*start as usize, *end as usize));
            let number = match self.padded.get(start..start + 16).and_then(|bytes| <[u8; 16]>::try_from(bytes).ok()) {
                Some(bytes) if sign == DecimalSign::Point => number::plain_within(bytes, end - start),
                _ => None,
            };
            let number = number.or_else(|| number::plain(self.padded.get(start..end).unwrap_or_default(), sign));
            (*units, *decimals) = number.unwrap_or((0, NO_PLAIN));
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
        let rows = self.cells.len() / self.width.max(1);
        let (at, name) = match &look.cells {
            LookAt::One(at) => (Some(*at), None),
            LookAt::Member(columns) => (columns.code, columns.name),
            LookAt::Several(_) => (None, None),
        };
        let at = at.filter(|at| *at < self.width).unwrap_or(usize::MAX);
        let (mut last, mut last_code, mut repeats) = (0, 0, 0usize);
        for ((row, cells), to) in self.cells.chunks_exact(self.width.max(1)).enumerate().zip(codes) {
            if let Some((start, end)) = cells.get(at) {
                let (start, length) = (*start as usize, (*end - *start) as usize);
                // A cell that begins with a blank may be blank.
                let filled = self.padded.get(start).is_some_and(|first| *first > b' ');
                if (1..=SHORT).contains(&length) && filled {
                    let label = || name.map_or(&b""[..], |name| self.text(row, name));
                    let key = if length <= TINY {
                        u128::from(tiny(self.padded, start, length))
                    } else {
                        key(self.padded, start, length)
                    };
                    // Where cells often repeat the one above they are compared first; elsewhere that is a wrong guess
                    // at every other row.
                    let is_same = last == key;
                    repeats += usize::from(is_same);
                    if repeats * 4 < row * 3 || !is_same {
                        last = key;
                        last_code = if length <= TINY {
                            dictionary.tiny_code(key as u64, label)
                        } else {
                            dictionary.short_code(key, label)
                        };
                    }
                    *to = last_code;
                    continue;
                }
            }
            let (code, empty) = look_up(look, &CutRow { padded: self.padded, cells }, dictionary, joined);
            *to = code;
            if empty {
                mark(bare, rows, row);
            }
        }
    }
}

/// The place after the line end at a place.
fn after_line(padded: &[u8], length: usize, place: usize) -> usize {
    match padded.get(place) {
        Some(b'\n') => place + 1,
        _ => line_end(padded.get(..length).unwrap_or_default(), place, true).unwrap_or(length),
    }
}

/// A one in each of eight bytes.
const EACH: u64 = 0x0101_0101_0101_0101;

/// Which of the 64 bytes from `base` on are one of some bytes, each given eight times over.
fn marks<const SIGNS: usize>(padded: &[u8], base: usize, wanted: &[u64; SIGNS]) -> u64 {
    const LOW: u64 = 0x7F * EACH;
    /// Brings the lowest bit of each byte together in the uppermost byte.
    const TOGETHER: u64 = 0x0102_0408_1020_4080;
    let Some(window) = padded.get(base..base + PADDING) else { return 0 };
    let (words, _) = window.as_chunks::<8>();
    let mut marks = 0;
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        // The highest bit of each byte that is not zero.
        let others = wanted.iter().fold(!0, |others, sign| {
            let apart = word ^ sign;
            others & (((apart & LOW) + LOW) | apart)
        });
        let hits = (!others >> 7) & EACH;
        marks |= (hits.wrapping_mul(TOGETHER) >> 56) << (index * 8);
    }
    marks
}

/// What a text holds that is looked at with more care.
struct Signs {
    is_ascii: bool,
    has_nul: bool,
    has_returns: bool,
}

impl Signs {
    fn of(text: &[u8]) -> Self {
        let (mut all, mut nul, mut returns) = (0u8, 0u8, 0u8);
        for byte in text {
            all |= byte;
            nul |= u8::from(*byte == 0);
            returns |= u8::from(*byte == b'\r');
        }
        Self { is_ascii: all < 0x80, has_nul: nul > 0, has_returns: returns > 0 }
    }
}
