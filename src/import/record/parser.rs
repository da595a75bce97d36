//! The record parser: one record at a time from a stretch of text: fields, quotes and line ends of a dialect.

use super::dialect::Dialect;
use super::{Quotes, Record};

/// Where scanning one record ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scan {
    /// A record of so many bytes, its line end included.
    Record(usize),
    /// The input ends within the record; `open` when within quotes.
    More { open: bool },
}

/// Whether a quote ends its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Close {
    Yes,
    No,
    /// More input must be seen.
    Unknown,
}

/// A stretch of input and how it is read.
struct Input<'a> {
    text: &'a [u8],
    dialect: Dialect,
    /// Whether nothing follows the text.
    whole: bool,
    /// Up to here it is known that no quote of the line closes a field.
    hopeless: usize,
}

/// Reads one record from the start of `text`. `whole` when nothing follows it.
pub(crate) fn scan(text: &[u8], dialect: Dialect, whole: bool, record: &mut Record) -> Scan {
    record.clear();
    Input { text, dialect, whole, hopeless: 0 }.record(record).unwrap_or_else(|stop| stop)
}

impl Input<'_> {
    fn rest(&self, at: usize) -> &[u8] {
        self.text.get(at..).unwrap_or_default()
    }

    fn record(&mut self, record: &mut Record) -> Result<Scan, Scan> {
        const CUT: Scan = Scan::More { open: false };
        let mut at = 0;
        loop {
            let opens = self.dialect.quote.is_some_and(|quote| self.text.get(at) == Some(&quote));
            if opens {
                record.quoted = true;
                at = self.quoted(at + 1, record)?;
            }
            let end = self.plain_end(at)?;
            let text = self.text.get(at..end).unwrap_or_default();
            record.push(text);
            if opens && !text.trim_ascii().is_empty() {
                record.quotes = Quotes::Untidy;
            }
            record.end_field();
            let rest = self.rest(end);
            if rest.is_empty() {
                return if self.whole { Ok(Scan::Record(self.text.len())) } else { Err(CUT) };
            }
            if !self.dialect.delimits(rest) {
                return line_end(self.text, end, self.whole).map(Scan::Record).ok_or(CUT);
            }
            at = end + self.dialect.delimiter().len();
        }
    }

    /// Where the unquoted text from `at` ends: at a delimiter, a line end or the end of all.
    fn plain_end(&self, from: usize) -> Result<usize, Scan> {
        let mut at = from;
        let first = self.dialect.first();
        loop {
            let found = self.rest(at).iter().position(|b| *b == first || *b == b'\n' || *b == b'\r');
            let Some(length) = found else { return Ok(self.text.len()) };
            at += length;
            let rest = self.rest(at);
            if rest.first() != Some(&first) || self.dialect.delimits(rest) {
                return Ok(at);
            }
            if rest.len() < self.dialect.delimiter().len() && !self.whole {
                return Err(Scan::More { open: false });
            }
            at += 1;
        }
    }

    /// The text of a quoted field up to its closing quote; gives the place after it.
    ///
    /// A quote closes the field when a delimiter or the line's end follows. One that does not is text as long
    /// as a later quote of the same line closes the field; otherwise the field ends there, and what follows up to
    /// the delimiter is appended as it stands.
    fn quoted(&mut self, from: usize, record: &mut Record) -> Result<usize, Scan> {
        const OPEN: Scan = Scan::More { open: true };
        let Some(quote) = self.dialect.quote else { return Ok(from) };
        let escape = self.dialect.own_escape();
        let (mut at, mut text_until) = (from, 0);
        loop {
            let rest = self.rest(at);
            let length = match escape {
                None => rest.iter().position(|b| *b == quote),
                Some(escape) => rest.iter().position(|b| *b == quote || *b == escape),
            };
            let length = length.ok_or(OPEN)?;
            record.push(rest.get(..length).unwrap_or_default());
            at += length;
            let next = match self.text.get(at + 1) {
                None if !self.whole => return Err(OPEN),
                next => next.copied(),
            };
            if let Some(length) = self.escaped(at, next, record) {
                at += length;
            } else if at < text_until {
                record.push(&[quote]);
                at += 1;
            } else {
                match self.closes(at + 1) {
                    Close::Yes => return Ok(at + 1),
                    Close::Unknown => return Err(OPEN),
                    Close::No if at < self.hopeless => return Ok(at + 1),
                    Close::No => match self.closing_quote(at + 1)? {
                        Some(closing) => text_until = closing,
                        None => return Ok(at + 1),
                    },
                }
                record.quotes = Quotes::Untidy;
            }
        }
    }

    /// Takes an escaped byte at `at`; gives the length taken, or nothing at a bare quote.
    fn escaped(&self, at: usize, next: Option<u8>, record: &mut Record) -> Option<usize> {
        let here = self.text.get(at).copied()?;
        if self.dialect.quote == Some(here) {
            let pair = self.dialect.doubles() && next == Some(here);
            return pair.then(|| {
                record.push(&[here]);
                2
            });
        }
        // An escape is taken off before a quote or another escape only.
        match next {
            Some(next) if self.dialect.quote == Some(next) || next == here => {
                record.push(&[next]);
                Some(2)
            }
            _ => {
                record.push(&[here]);
                Some(1)
            }
        }
    }

    /// Whether the text at `at`, after a quote, lets the quote end its field: blanks, and then a delimiter or line end.
    fn closes(&self, at: usize) -> Close {
        let rest = self.rest(at);
        if self.dialect.delimits(rest) {
            return Close::Yes;
        }
        let blank = |b: &u8| *b == b' ' || *b == b'\t';
        let mut start = 0;
        while rest.get(start).is_some_and(blank) {
            start += 1;
            if self.dialect.delimits(rest.get(start..).unwrap_or_default()) {
                return Close::Yes;
            }
        }
        match rest.get(start) {
            Some(b'\n' | b'\r') => Close::Yes,
            None if self.whole => Close::Yes,
            None => Close::Unknown,
            Some(b) if *b == self.dialect.first() && rest.len() - start < self.dialect.delimiter().len() => {
                if self.whole { Close::No } else { Close::Unknown }
            }
            Some(_) => Close::No,
        }
    }

    /// The first quote of the line from `from` on that closes a field.
    fn closing_quote(&mut self, from: usize) -> Result<Option<usize>, Scan> {
        const OPEN: Scan = Scan::More { open: true };
        let Some(quote) = self.dialect.quote else { return Ok(None) };
        let escape = self.dialect.own_escape();
        let mut at = from;
        loop {
            let mark = |b: &u8| *b == quote || Some(*b) == escape || *b == b'\n' || *b == b'\r';
            let Some(length) = self.rest(at).iter().position(mark) else {
                self.hopeless = self.text.len();
                return if self.whole { Ok(None) } else { Err(OPEN) };
            };
            at += length;
            let (here, next) = (self.text.get(at).copied(), self.text.get(at + 1).copied());
            if matches!(here, Some(b'\n' | b'\r')) {
                self.hopeless = at;
                return Ok(None);
            }
            let pair = next == Some(quote) && (here != Some(quote) || self.dialect.doubles());
            if pair || here != Some(quote) {
                at += if pair { 2 } else { 1 };
                continue;
            }
            match self.closes(at + 1) {
                Close::Yes => return Ok(Some(at)),
                Close::Unknown => return Err(OPEN),
                Close::No => at += 1,
            }
        }
    }
}

/// The place after the line end at `at`: `\n`, `\r`, `\r\n` or `\r\r\n`. Nothing when more must be seen.
pub(crate) fn line_end(input: &[u8], at: usize, whole: bool) -> Option<usize> {
    let rest = input.get(at..).unwrap_or_default();
    match rest {
        [b'\r', b'\r', b'\n', ..] => Some(at + 3),
        [b'\r', b'\n', ..] => Some(at + 2),
        [b'\r'] | [b'\r', b'\r'] if !whole => None,
        [] => None,
        _ => Some(at + 1),
    }
}

/// How many line ends a stretch of text holds.
pub(crate) fn count_lines(text: &[u8]) -> u64 {
    let (mut at, mut lines) = (0, 0);
    while let Some(length) = text.get(at..).and_then(|rest| rest.iter().position(|b| matches!(b, b'\n' | b'\r'))) {
        at = line_end(text, at + length, true).unwrap_or(text.len());
        lines += 1;
    }
    lines
}

/// The text up to the first line end, and the place after that.
pub(crate) fn first_line(text: &[u8]) -> (&[u8], usize) {
    match text.iter().position(|b| matches!(b, b'\n' | b'\r')) {
        Some(at) => (text.get(..at).unwrap_or_default(), line_end(text, at, true).unwrap_or(text.len())),
        None => (text, text.len()),
    }
}
