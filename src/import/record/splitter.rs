//! The record splitter: records cut from text in memory one by one; what does not fit the table is read again so that
//! it fits, if it can be.

use super::dialect::Dialect;
use super::parser::{Scan, count_lines, first_line, scan};
use super::quote_repair;
use super::{Quotes, Record};

/// After so many lines that no other delimiter fits none is tried: the table is ragged.
pub(in crate::import) const MAX_MISFITS: usize = 1000;
/// So many bytes tell whether what stands within quotes looks like rows; no row of a block by itself is longer.
pub(in crate::import) const PROBE: usize = 64 << 10;

/// What stands at the start of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) enum Cut {
    /// A record of so many bytes, its line end included.
    Record(usize),
    /// Blank lines of so many bytes.
    Blank(usize),
    /// A part of a record; `open` when its end lies within quotes.
    More { open: bool },
}

/// Cuts records and counts lines.
#[derive(Debug, Clone)]
pub(in crate::import) struct RecordSplitter {
    dialect: Dialect,
    width: Option<usize>,
    /// The line, counted from 1, of the record to come.
    pub line: u64,
    /// Lines that no other delimiter fitted.
    pub misfits: usize,
    /// Lines that another delimiter fitted.
    pub refitted: usize,
}

impl RecordSplitter {
    pub(in crate::import) const fn new(dialect: Dialect) -> Self {
        Self { dialect, width: None, line: 1, misfits: 0, refitted: 0 }
    }

    /// How many fields a record should have.
    pub(in crate::import) const fn expect_width(&mut self, width: usize) {
        self.width = if width > 1 { Some(width) } else { None };
    }

    /// Takes what stands at the start of `ahead`; `whole` when nothing follows it.
    pub(in crate::import) fn cut(&mut self, ahead: &[u8], whole: bool, record: &mut Record) -> Cut {
        let (blank, lines) = blank_lines(ahead);
        if blank > 0 {
            self.line += lines;
            return Cut::Blank(blank);
        }
        let length = match scan(ahead, self.dialect, whole, record) {
            Scan::Record(length) => length,
            Scan::More { open } => return Cut::More { open },
        };
        record.line = self.line;
        let blank = record.len() == 1 && record.bytes(0).is_empty() && !record.quoted;
        let text = ahead.get(..length).unwrap_or_default();
        let lines = if record.quoted { count_lines(text).max(1) } else { 1 };
        if !blank && self.is_suspect(record) {
            if let Some(next) = self.mend(text, record, lines) {
                self.line += 1;
                return Cut::Record(next);
            }
            if lines > 1 && (record.quotes == Quotes::Untidy || self.swallows_rows(text)) {
                return Cut::Record(self.take_line(ahead, record));
            }
        }
        record.quotes_rows = lines > 1 && self.swallows_rows(text);
        self.line += lines;
        if blank { Cut::Blank(length) } else { Cut::Record(length) }
    }

    /// Whether a record may be cut in the wrong places. One whose quotes pair and whose fields fit is what it says,
    /// whatever stands within its quotes.
    fn is_suspect(&self, record: &Record) -> bool {
        let fits = self.width.is_none_or(|width| record.width_of(width) == width);
        record.quotes == Quotes::Untidy || !fits
    }

    /// Whether a record seems to hold rows within quotes.
    fn swallows_rows(&self, text: &[u8]) -> bool {
        let text = text.get(..text.len().min(PROBE)).unwrap_or_default();
        self.width.is_some_and(|width| holds_rows(text, self.dialect, width))
    }

    /// Reads the first line of a suspect record again so that it fits the table, if it can be; gives the line's length.
    fn mend(&mut self, text: &[u8], record: &mut Record, lines: u64) -> Option<usize> {
        let width = self.width?;
        let (line, next) = first_line(text);
        let mut other = Record { line: record.line, ..Record::default() };
        // A tidy line with too few or too many fields has no stray quote, and perhaps another delimiter.
        let stray = record.quotes == Quotes::Untidy || lines > 1;
        let mut repaired = stray && quote_repair::fields(line, self.dialect, width, &mut other);
        if !repaired && lines == 1 && record.len() < width && self.misfits < MAX_MISFITS {
            repaired = quote_repair::other_delimiter(line, self.dialect, width, &mut other);
            self.misfits += usize::from(!repaired);
            self.refitted += usize::from(repaired);
        }
        repaired.then(|| {
            *record = other;
            next
        })
    }

    /// Makes the physical line at hand a record as well as can be, and gives its length. It is malformed unless it
    /// fits after all.
    pub(in crate::import) fn take_line(&mut self, ahead: &[u8], record: &mut Record) -> usize {
        let (line, next) = first_line(ahead);
        let fits = self.width.is_some_and(|width| quote_repair::fields(line, self.dialect, width, record));
        if !fits {
            quote_repair::as_it_stands(line, self.dialect, record);
        }
        record.line = self.line;
        self.line += 1;
        next
    }
}

/// How many bytes of nothing but line ends a text begins with, and how many lines they are: a file may hold a thousand
/// million of them. Ends of other kinds are told by whoever looks at each line.
fn blank_lines(text: &[u8]) -> (usize, u64) {
    let (mut at, mut lines) = (0, 0);
    loop {
        at += match text.get(at..) {
            Some([b'\n', ..]) => 1,
            Some([b'\r', b'\n', ..]) => 2,
            _ => return (at, lines),
        };
        lines += 1;
    }
}

/// Whether most lines of a quoted stretch are rows themselves: as many delimiters as a row of `width` fields has.
fn holds_rows(text: &[u8], dialect: Dialect, width: usize) -> bool {
    let lines = text.split(|b| *b == b'\n' || *b == b'\r').filter(|line| !line.is_empty());
    let (mut rows, mut others) = (0usize, 0usize);
    lines.for_each(|line| if dialect.count(line) + 1 == width { rows += 1 } else { others += 1 });
    width > 2 && rows > others.max(2)
}
