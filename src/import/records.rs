//! Text to records: a streaming, quote-aware reader with bounded memory and true line numbers.

use std::io::{self, Read};

/// One record: its fields as UTF-8 bytes and the line on which it starts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Record {
    data: Vec<u8>,
    ends: Vec<usize>,
    quoted: bool,
    /// Whether text follows a closing quote before the next delimiter, as when the delimiter is wrong.
    pub untidy: bool,
    /// The physical line, counted from 1, on which the record starts.
    pub line: u64,
    /// Whether a quote was opened on this line and not closed where it had to be.
    pub malformed: bool,
}

impl Record {
    /// How many fields there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A field's bytes; empty beyond the last.
    pub(crate) fn bytes(&self, field: usize) -> &[u8] {
        let Some(end) = self.ends.get(field) else { return &[] };
        let start = field.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.data.get(start..*end).unwrap_or_default()
    }

    /// A field's text; empty beyond the last.
    pub(crate) fn text(&self, field: usize) -> &str {
        std::str::from_utf8(self.bytes(field)).unwrap_or_default()
    }

    /// All fields as owned texts.
    pub(crate) fn to_strings(&self) -> Vec<String> {
        (0..self.len()).map(|field| self.text(field).to_owned()).collect()
    }

    /// Whether any field holds a NUL byte.
    pub(crate) fn has_nul(&self) -> bool {
        self.data.contains(&0)
    }

    /// How many fields hold something.
    pub(crate) fn filled(&self) -> usize {
        (0..self.len()).filter(|field| !self.bytes(*field).trim_ascii().is_empty()).count()
    }

    /// The number of fields without the empty ones at the end.
    pub(crate) fn width(&self) -> usize {
        (0..self.len()).rev().find(|field| !self.bytes(*field).trim_ascii().is_empty()).map_or(0, |last| last + 1)
    }

    /// Fields from texts, as for the rows of a preview.
    pub(crate) fn set(&mut self, line: u64, fields: &[String]) {
        self.clear();
        self.line = line;
        for field in fields {
            self.data.extend_from_slice(field.as_bytes());
            self.end_field();
        }
    }

    fn clear(&mut self) {
        self.data.clear();
        self.ends.clear();
        self.quoted = false;
        self.untidy = false;
        self.malformed = false;
    }

    fn end_field(&mut self) {
        self.ends.push(self.data.len());
    }
}

/// Where scanning one record ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scan {
    /// A record of so many bytes, its line end included.
    Record(usize),
    /// The input ends within the record; `open` when within quotes.
    More { open: bool },
}

/// Reads one record from the start of `input`. `whole` when nothing follows it.
fn scan(input: &[u8], delimiter: u8, whole: bool, record: &mut Record) -> Scan {
    record.clear();
    let mut at = 0;
    loop {
        let after_quote = input.get(at) == Some(&b'"');
        if after_quote {
            record.quoted = true;
            match scan_quoted(input, at + 1, whole, record) {
                Ok(next) => at = next,
                Err(stop) => return stop,
            }
        }
        let rest = input.get(at..).unwrap_or_default();
        let length = rest.iter().position(|b| *b == delimiter || *b == b'\n' || *b == b'\r');
        let text = rest.get(..length.unwrap_or(rest.len())).unwrap_or_default();
        record.data.extend_from_slice(text);
        record.untidy |= after_quote && !text.trim_ascii().is_empty();
        let Some(length) = length else {
            record.end_field();
            return if whole { Scan::Record(input.len()) } else { Scan::More { open: false } };
        };
        record.end_field();
        at += length;
        if input.get(at) != Some(&delimiter) {
            return line_end(input, at, whole).map_or(Scan::More { open: false }, Scan::Record);
        }
        at += 1;
    }
}

/// The text of a quoted field up to its closing quote; gives the place after it.
fn scan_quoted(input: &[u8], from: usize, whole: bool, record: &mut Record) -> Result<usize, Scan> {
    let mut at = from;
    loop {
        let rest = input.get(at..).unwrap_or_default();
        let Some(length) = rest.iter().position(|b| *b == b'"') else {
            return Err(Scan::More { open: true });
        };
        record.data.extend_from_slice(rest.get(..length).unwrap_or_default());
        match rest.get(length + 1) {
            Some(b'"') => {
                record.data.push(b'"');
                at += length + 2;
            }
            None if !whole => return Err(Scan::More { open: true }),
            _ => return Ok(at + length + 1),
        }
    }
}

/// The place after the line end at `at`: `\n`, `\r`, `\r\n` or `\r\r\n`. Nothing when more must be seen.
fn line_end(input: &[u8], at: usize, whole: bool) -> Option<usize> {
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
fn count_lines(text: &[u8]) -> u64 {
    let (mut at, mut lines) = (0, 0);
    while let Some(length) = text.get(at..).and_then(|rest| rest.iter().position(|b| matches!(b, b'\n' | b'\r'))) {
        at = line_end(text, at + length, true).unwrap_or(text.len());
        lines += 1;
    }
    lines
}

/// Whether most lines of a quoted stretch are rows themselves: as many delimiters as a row of `width` fields has.
fn holds_rows(text: &[u8], delimiter: u8, width: usize) -> bool {
    let lines = text.split(|b| *b == b'\n').map(|line| line.iter().filter(|b| **b == delimiter).count());
    let (mut rows, mut others) = (0usize, 0usize);
    lines.for_each(|delimiters| if delimiters + 1 == width { rows += 1 } else { others += 1 });
    width > 2 && rows > others.max(2)
}

/// Why records cannot be read on.
#[derive(Debug)]
pub(crate) enum RecordError {
    /// The input failed.
    Io(io::Error),
    /// The record that starts on this line is longer than the limit.
    TooLong(u64),
    /// One unclosed quote too many, on this line.
    Unclosed(u64),
}

/// Streams records. Blank lines are skipped and counted.
pub(crate) struct Records<R> {
    input: R,
    delimiter: u8,
    limit: usize,
    chunk: usize,
    buffer: Vec<u8>,
    from: usize,
    to: usize,
    ended: bool,
    line: u64,
    width: Option<usize>,
    /// Lines on which a quote was opened and never closed.
    pub unclosed: Vec<u64>,
}

/// After so many unclosed quotes the file is given up, so that reading stays linear.
const MAX_REPAIRS: usize = 64;

impl<R: Read> Records<R> {
    /// Records of `input` in which no record may be longer than `limit` bytes; reads `chunk` bytes at a time.
    pub(crate) fn new(input: R, delimiter: u8, limit: usize, chunk: usize) -> Self {
        let (buffer, unclosed) = (Vec::new(), Vec::new());
        Self { input, delimiter, limit, chunk, buffer, from: 0, to: 0, ended: false, line: 1, width: None, unclosed }
    }

    /// From now on a record over several lines that has another number of fields is a broken quote.
    pub(crate) const fn expect_width(&mut self, width: usize) {
        self.width = Some(width);
    }

    /// The reader below.
    pub(crate) const fn input(&self) -> &R {
        &self.input
    }

    /// Reads the next record; false at the end.
    pub(crate) fn next(&mut self, record: &mut Record) -> Result<bool, RecordError> {
        loop {
            if self.from == self.to {
                if self.ended {
                    return Ok(false);
                }
                self.fill()?;
                continue;
            }
            let input = self.buffer.get(self.from..self.to).unwrap_or_default();
            match scan(input, self.delimiter, self.ended, record) {
                Scan::Record(length) => {
                    if self.accept(record, length) {
                        return Ok(true);
                    }
                }
                Scan::More { open } if self.ended || self.to - self.from >= self.limit => {
                    if !open {
                        return Err(RecordError::TooLong(self.line));
                    }
                    self.repair(record)?;
                    return Ok(true);
                }
                Scan::More { .. } => self.fill()?,
            }
        }
    }

    /// Takes a scanned record of `length` bytes; false for a blank line.
    fn accept(&mut self, record: &mut Record, length: usize) -> bool {
        record.line = self.line;
        let blank = record.len() == 1 && record.bytes(0).is_empty() && !record.quoted;
        let lines = if record.quoted {
            count_lines(self.buffer.get(self.from..self.from + length).unwrap_or_default()).max(1)
        } else {
            1
        };
        let fits = |width: usize| record.len() == width || (record.len() > width && record.width() <= width);
        let whole_rows = || {
            let text = self.buffer.get(self.from..self.from + length).unwrap_or_default();
            self.width.is_some_and(|width| holds_rows(text, self.delimiter, width))
        };
        if lines > 1 && (record.untidy || !self.width.is_none_or(fits) || whole_rows()) {
            self.take_line(record);
            return true;
        }
        self.from += length;
        self.line += lines;
        !blank
    }

    /// A quote that is never closed spoils its own line only.
    fn repair(&mut self, record: &mut Record) -> Result<(), RecordError> {
        self.unclosed.push(self.line);
        if self.unclosed.len() > MAX_REPAIRS {
            return Err(RecordError::Unclosed(self.line));
        }
        self.take_line(record);
        Ok(())
    }

    /// Makes the physical line at hand a malformed record of one field.
    fn take_line(&mut self, record: &mut Record) {
        let input = self.buffer.get(self.from..self.to).unwrap_or_default();
        let length = input.iter().position(|b| matches!(b, b'\n' | b'\r'));
        let text = input.get(..length.unwrap_or(input.len())).unwrap_or_default();
        let next = length.and_then(|at| line_end(input, at, true)).unwrap_or(input.len());
        record.clear();
        record.malformed = true;
        record.line = self.line;
        record.data.extend_from_slice(text.get(..text.len().min(256)).unwrap_or_default());
        record.end_field();
        self.from += next;
        self.line += 1;
    }

    /// Reads on: at least as much again as the record at hand, so that long records stay linear.
    fn fill(&mut self) -> Result<(), RecordError> {
        self.buffer.copy_within(self.from..self.to, 0);
        self.to -= self.from;
        self.from = 0;
        let goal = self.to + self.chunk.max(self.to);
        if self.buffer.len() < goal {
            self.buffer.resize(goal, 0);
        }
        while self.to < goal {
            let space = self.buffer.get_mut(self.to..goal).unwrap_or_default();
            match self.input.read(space) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(read) => self.to += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(RecordError::Io(error)),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, chunk: usize) -> Vec<(u64, Vec<String>)> {
        let mut records = Records::new(text.as_bytes(), b',', 1 << 20, chunk);
        let mut record = Record::default();
        let mut all = Vec::new();
        while records.next(&mut record).expect("records") {
            all.push((record.line, record.to_strings()));
        }
        all
    }

    fn check(text: &str, expected: &[(u64, &[&str])]) {
        for chunk in (1..70).chain([4096]) {
            let found = read(text, chunk);
            let expected: Vec<(u64, Vec<String>)> =
                expected.iter().map(|(line, cells)| (*line, cells.iter().map(|c| (*c).to_owned()).collect())).collect();
            assert_eq!(found, expected, "{text:?} in chunks of {chunk}");
        }
    }

    #[test]
    fn line_ends_of_every_kind() {
        check("a,b\n1,2\n", &[(1, &["a", "b"]), (2, &["1", "2"])]);
        check("a,b\r\n1,2", &[(1, &["a", "b"]), (2, &["1", "2"])]);
        check("a,b\r1,2\r", &[(1, &["a", "b"]), (2, &["1", "2"])]);
        check("a,b\r\r\n1,2\r\r\n", &[(1, &["a", "b"]), (2, &["1", "2"])]);
        check("\n\na\n\nb", &[(3, &["a"]), (5, &["b"])]);
        check("", &[]);
    }

    #[test]
    fn quotes() {
        check("\"a\nb\",c\nd,e\n", &[(1, &["a\nb", "c"]), (3, &["d", "e"])]);
        check("\"a \"\"x\"\"\",joh\"n\n", &[(1, &["a \"x\"", "joh\"n"])]);
        check("\"\",\n", &[(1, &["", ""])]);
        check("\"a\r\nb\r\n\",1\r\nz,2", &[(1, &["a\r\nb\r\n", "1"]), (4, &["z", "2"])]);
        check("\"a\"b,c\n", &[(1, &["ab", "c"])]);
    }

    #[test]
    fn an_unclosed_quote_spoils_its_own_line_only() {
        let mut records = Records::new("a,b\n1,\"2\n3,4\n5,6\n".as_bytes(), b',', 1 << 20, 4);
        let mut record = Record::default();
        let mut lines = Vec::new();
        while records.next(&mut record).expect("records") {
            lines.push((record.line, record.malformed));
        }
        assert_eq!(lines, vec![(1, false), (2, true), (3, false), (4, false)]);
        assert_eq!(records.unclosed, vec![2]);
    }

    #[test]
    fn a_record_over_the_limit_is_refused_with_its_line() {
        let text = format!("a,b\n{}\n", "x".repeat(5000));
        let mut records = Records::new(text.as_bytes(), b',', 1000, 64);
        let mut record = Record::default();
        assert!(records.next(&mut record).expect("the header"));
        assert!(matches!(records.next(&mut record), Err(RecordError::TooLong(2))));
    }
}
