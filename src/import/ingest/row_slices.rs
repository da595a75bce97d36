//! Slices of rows, column by column: numbers are read and texts looked up for all rows at a time.

use std::borrow::Cow;

use memchr::memchr;

use super::composite_key::CompositeKeys;
use super::dictionary::{Dictionary, SHORT, TINY, Tiny, key, tiny};
use super::encoder::{Row, look_up};
use super::structural_index::StructuralIndex;
use super::table_layout::{Lookup, LookupCells};
use crate::import::DecimalSign;
use crate::import::number;

/// So many cells are seen to be empty at once.
const RUN: usize = 16;
/// Instead of the decimals of a cell that is no plain number.
pub(super) const NO_PLAIN: u8 = u8::MAX;

/// Rows that were cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowSlices<'a> {
    /// The block's text, and bytes behind it.
    pub padded: &'a [u8],
    pub index: &'a StructuralIndex,
    /// How many cells a row has.
    pub width: usize,
    /// None where the text has no quotes.
    pub quote: Option<u8>,
}

/// One of them.
struct RowSlice<'a> {
    rows: &'a RowSlices<'a>,
    row: usize,
}

impl Row for RowSlice<'_> {
    fn cell(&self, at: usize) -> Cow<'_, [u8]> {
        self.rows.text(self.row, at)
    }
}

/// From where to where a cell stands.
type Cell = (usize, usize);

impl<'a> RowSlices<'a> {
    /// How many of the first rows are plain also in what separators do not tell: none is longer than `longest`, takes
    /// more than two lines or holds something beyond the first `named` cells.
    pub(super) fn plain_rows(&self, rows: usize, longest: usize, named: usize) -> usize {
        let mut inner = self.index.inner().array_windows();
        let twice = inner.find_map(|[one, other]| (one == other).then_some(*one as usize));
        let rows = rows.min(twice.unwrap_or(rows));
        if self.row_start(rows) - self.row_start(0) <= longest && self.width <= named {
            return rows;
        }
        let is_plain = |row: &usize| {
            // A cell beyond the header's may be blank.
            let is_overfull = || (named..self.width).any(|at| !self.text(*row, at).trim_ascii().is_empty());
            self.row_start(row + 1) - self.row_start(*row) <= longest && !is_overfull()
        };
        (0..rows).take_while(is_plain).count()
    }

    /// Where a row starts.
    pub(super) fn row_start(&self, row: usize) -> usize {
        self.index.ends().get(row * self.width).map_or(0, |end| end.wrapping_add(1) as usize)
    }

    /// The cells of a column from a row on, as they are written, with quotes around them.
    #[inline]
    fn column(&self, at: usize, row: usize) -> impl Iterator<Item = Cell> {
        self.columns([at, at], row)
    }

    /// What stands in some columns side by side, from the first to the last of them, with what is between them: in all
    /// rows that were cut, and then of no meaning.
    #[inline]
    fn columns(&self, [first, last]: [usize; 2], row: usize) -> impl Iterator<Item = Cell> {
        let ends = self.index.ends_and_room().get(row * self.width + first..).unwrap_or_default();
        // A line may end with two signs.
        let returns = self.index.has_returns && last + 1 == self.width;
        let further = last - first;
        ends.chunks_exact(self.width.max(1)).map_while(move |ends| {
            let [before, rest @ ..] = ends else { return None };
            let (start, end) = (before.wrapping_add(1) as usize, *rest.get(further)? as usize);
            Some((start, if returns { self.without_return(start, end) } else { end }))
        })
    }

    /// What stands in columns side by side in a row.
    pub(super) fn span(&self, row: usize, columns: [usize; 2]) -> &'a [u8] {
        let cell = self.columns(columns, row).next();
        cell.and_then(|(start, end)| self.padded.get(start..end)).unwrap_or_default()
    }

    /// Visits the columns of a row in which anything stands.
    #[inline]
    pub(super) fn held(&self, row: usize, mut visit: impl FnMut(usize)) {
        let start = row * self.width;
        let ends = self.index.ends().get(start..=start + self.width).unwrap_or_default();
        let end = |at: usize| ends.get(at).copied().unwrap_or_default();
        for from in (0..self.width).step_by(RUN) {
            let to = self.width.min(from + RUN);
            // As many separators as bytes: nothing stands between them.
            if end(to).wrapping_sub(end(from)) as usize == to - from {
                continue;
            }
            (from..to).filter(|at| end(at + 1).wrapping_sub(end(*at)) != 1).for_each(&mut visit);
        }
    }

    /// The plain number in a cell, with its decimals.
    pub(super) fn number(&self, row: usize, at: usize, sign: DecimalSign) -> Option<(i64, u8)> {
        let cell = self.column(at, row).next()?;
        self.other_number(self.within_quotes(cell), sign)
    }

    fn without_return(&self, start: usize, end: usize) -> usize {
        end - usize::from(end > start && self.padded.get(end - 1) == Some(&b'\r'))
    }

    /// What stands within the quotes of a cell, if it has any.
    #[inline]
    fn within_quotes(&self, (start, end): Cell) -> Cell {
        let quoted = self.quote.is_some() && end >= start + 2 && self.padded.get(start).copied() == self.quote;
        if quoted { (start + 1, end - 1) } else { (start, end) }
    }

    /// As [`RowSlices::within_quotes`]; nothing where the text holds doubled quotes.
    #[inline]
    fn as_it_stands(&self, cell: Cell) -> Option<Cell> {
        let (start, end) = self.within_quotes(cell);
        let may_hold = start > cell.0 && self.index.has_doubled;
        let holds = |quote| self.padded.get(start..end).is_some_and(|text| memchr(quote, text).is_some());
        (!may_hold || !self.quote.is_some_and(holds)).then_some((start, end))
    }

    /// The text of a cell.
    pub(super) fn text(&self, row: usize, at: usize) -> Cow<'a, [u8]> {
        let Some(cell) = (at < self.width).then(|| self.column(at, row).next()).flatten() else {
            return Cow::Borrowed(&[]);
        };
        let (start, end) = self.within_quotes(cell);
        let text = self.padded.get(start..end).unwrap_or_default();
        match self.quote {
            Some(quote) if start > cell.0 && self.index.has_doubled => single(text, quote),
            _ => Cow::Borrowed(text),
        }
    }

    /// Reads the plain numbers of a column; the decimals of other cells are [`NO_PLAIN`]. `usual` are the decimals
    /// that a number is taken to have, which saves looking for its point; some finer number is not long remembered.
    pub(super) fn read(
        &self,
        at: usize,
        sign: DecimalSign,
        usual: &mut u8,
        (units, decimals): (&mut [i64], &mut [u8]),
    ) {
        // Most rows may be shorter than the header.
        if at >= self.width {
            return decimals.fill(NO_PLAIN);
        }
        let mut row = 0;
        while row < units.len() {
            let plain = match sign {
                DecimalSign::Point => self.plain_numbers(at, row, *usual, units.get_mut(row..).unwrap_or_default()),
                DecimalSign::Comma | DecimalSign::Either => 0,
            };
            decimals.get_mut(row..row + plain).into_iter().for_each(|decimals| decimals.fill(*usual));
            row += plain;
            let Some(((units, decimals), cell)) =
                units.get_mut(row).zip(decimals.get_mut(row)).zip(self.column(at, row).next())
            else {
                break;
            };
            let number = self.other_number(self.within_quotes(cell), sign);
            (*units, *decimals) = number.unwrap_or((0, NO_PLAIN));
            *usual = if number.is_some() { (*usual).max(*decimals) } else { *usual };
            row += 1;
        }
        *usual = decimals.last().copied().filter(|last| *last != NO_PLAIN).unwrap_or(*usual);
    }

    /// Reads numbers of so many decimals from a row on until one is not seen to be such; gives how many.
    #[inline(never)]
    fn plain_numbers(&self, at: usize, row: usize, decimals: u8, units: &mut [i64]) -> usize {
        let mut done = 0;
        for (units, cell) in units.iter_mut().zip(self.column(at, row)) {
            let (start, end) = self.within_quotes(cell);
            let Some(number) = number::plain_before(self.padded, start, end, decimals) else { break };
            *units = number;
            done += 1;
        }
        done
    }

    #[inline(never)]
    fn other_number(&self, (start, end): Cell, sign: DecimalSign) -> Option<(i64, u8)> {
        let within = match self.padded.get(start..).and_then(|bytes| bytes.first_chunk()) {
            Some(bytes) if sign == DecimalSign::Point => number::plain_within(*bytes, end - start),
            _ => None,
        };
        within.or_else(|| number::plain(self.padded.get(start..end).unwrap_or_default(), sign))
    }

    /// Looks one thing up for all rows; says in which rows nothing stands where figures have something.
    pub(super) fn look_up(
        &self,
        lookup: &Lookup,
        (dictionary, joined, composite): (&mut Dictionary, &mut Vec<u8>, &mut CompositeKeys),
        codes: &mut [u32],
        mut missed: impl FnMut(usize),
    ) {
        let mut slowly = |row: usize, dictionary: &mut Dictionary| {
            look_up(lookup, &RowSlice { rows: self, row }, dictionary, joined)
        };
        let mut told = |row: usize, dictionary: &mut Dictionary| {
            let (code, empty) = slowly(row, dictionary);
            if empty {
                missed(row);
            }
            code
        };
        match &lookup.cells {
            LookupCells::One(at) if *at < self.width => self.look_up_at(*at, dictionary, codes, told),
            LookupCells::Member(columns) if columns.code.is_some_and(|at| at < self.width) => {
                self.look_up_at(columns.code.unwrap_or_default(), dictionary, codes, told);
            }
            LookupCells::Several(columns) if columns.iter().all(|at| *at < self.width) => {
                composite.look_up(self, columns, codes, |row| slowly(row, dictionary), missed);
            }
            _ => codes.iter_mut().enumerate().for_each(|(row, to)| *to = told(row, dictionary)),
        }
    }

    /// Looks up the cells of a column; `slowly` those that are long, empty or new.
    pub(super) fn look_up_at(
        &self,
        at: usize,
        dictionary: &mut Dictionary,
        codes: &mut [u32],
        mut slowly: impl FnMut(usize, &mut Dictionary) -> u32,
    ) {
        let mut row = 0;
        while row < codes.len() {
            row += match self.quote {
                Some(_) => self.known::<true>([at, at], row, dictionary, codes),
                None => self.known::<false>([at, at], row, dictionary, codes),
            };
            if let Some(code) = codes.get_mut(row) {
                *code = slowly(row, dictionary);
                row += 1;
            }
        }
        dictionary.repeats = are_repeated(codes);
    }

    /// Looks up what stands in columns side by side as it is written.
    pub(super) fn look_up_span(&self, columns: [usize; 2], dictionary: &mut Dictionary, codes: &mut [u32]) {
        let mut row = 0;
        while row < codes.len() {
            row += self.known::<false>(columns, row, dictionary, codes);
            if let Some(code) = codes.get_mut(row) {
                *code = dictionary.code(self.span(row, columns), Cow::default);
                row += 1;
            }
        }
        dictionary.repeats = are_repeated(codes);
    }

    /// Looks up cells from a row on until one is not both short and known; gives how many.
    fn known<const QUOTED: bool>(
        &self,
        columns: [usize; 2],
        row: usize,
        dictionary: &Dictionary,
        codes: &mut [u32],
    ) -> usize {
        let codes = codes.get_mut(row..).unwrap_or_default();
        let cells = self.columns(columns, row);
        let cells = cells.map_while(|cell| if QUOTED { self.as_it_stands(cell) } else { Some(cell) });
        // Where cells mostly repeat the one above, that is looked at first; elsewhere it would be a wrong guess at many
        // rows.
        if dictionary.repeats {
            let mut last = (0, 0);
            self.known_of(cells, dictionary, codes, |key| {
                if key != last.0 {
                    last = (key, dictionary.tiny(key)?);
                }
                Some(last.1)
            })
        } else {
            self.known_of(cells, dictionary, codes, |key| dictionary.tiny(key))
        }
    }

    /// As [`RowSlices::known`] of some cells, of which something finds tiny ones.
    #[inline]
    fn known_of(
        &self,
        cells: impl Iterator<Item = Cell>,
        dictionary: &Dictionary,
        codes: &mut [u32],
        mut tiny_one: impl FnMut(Tiny) -> Option<u32>,
    ) -> usize {
        let mut done = 0;
        for (to, (start, end)) in codes.iter_mut().zip(cells) {
            let bytes = self.padded.get(start..start + SHORT + 1).and_then(|bytes| bytes.first_chunk());
            let (Some(bytes), length) = (bytes, end - start) else { return done };
            let code = match length {
                1..=TINY => tiny_one(tiny(*bytes, length)),
                ..=SHORT => dictionary.short(key(*bytes, length)),
                _ => None,
            };
            let Some(code) = code else { return done };
            *to = code;
            done += 1;
        }
        done
    }
}

/// Whether most codes repeat the one before.
fn are_repeated(codes: &[u32]) -> bool {
    codes.windows(2).filter(|pair| pair.first() == pair.last()).count() * 8 > codes.len() * 7
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
