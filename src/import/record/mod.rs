//! Record reader of delimited text: a streaming, quote-aware reader with bounded memory and true line numbers.

pub(super) mod dialect;
pub(super) mod parser;
mod quote_repair;
pub(super) mod splitter;

use std::io::{self, Read};

use dialect::Dialect;
use splitter::{Cut, RecordSplitter};

/// How the quotes of a record pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Quotes {
    /// Each that opens a field is closed where the field ends.
    #[default]
    Tidy,
    /// Text follows a closing quote before the next delimiter, as when the delimiter is wrong.
    Untidy,
    /// Some were taken for text so that the fields fit the table.
    Repaired,
}

/// One record: its fields as UTF-8 bytes and the line on which it starts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Record {
    data: Vec<u8>,
    ends: Vec<usize>,
    /// Whether any field was quoted.
    pub quoted: bool,
    /// How its quotes pair.
    pub quotes: Quotes,
    /// The physical line, counted from 1, on which the record starts.
    pub line: u64,
    /// Whether a quote was opened on this line and not closed where it had to be, or other fields were cut by
    /// another delimiter than the table's: the fields are the best reading of the line, and a guess.
    pub malformed: bool,
    /// Whether a field in quotes holds lines that look like rows of the table. They are its text.
    pub quotes_rows: bool,
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

    /// Bytes of memory that its texts take, each by itself.
    pub(crate) fn size(&self) -> u64 {
        (self.data.len() + self.ends.len() * (size_of::<String>() + 16)) as u64
    }

    /// How many fields hold something.
    pub(crate) fn filled(&self) -> usize {
        (0..self.len()).filter(|field| !self.bytes(*field).trim_ascii().is_empty()).count()
    }

    /// The number of fields without the empty ones at the end.
    pub(crate) fn width(&self) -> usize {
        (0..self.len()).rev().find(|field| !self.bytes(*field).trim_ascii().is_empty()).map_or(0, |last| last + 1)
    }

    /// The number of fields, where empty ones beyond `width` do not count.
    pub(crate) fn width_of(&self, width: usize) -> usize {
        if self.len() > width { self.width().max(width) } else { self.len() }
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

    /// Empties the record.
    pub(crate) fn clear(&mut self) {
        self.data.clear();
        self.ends.clear();
        self.quoted = false;
        self.quotes = Quotes::Tidy;
        self.malformed = false;
        self.quotes_rows = false;
    }

    /// Appends to the field at hand.
    pub(crate) fn push(&mut self, text: &[u8]) {
        self.data.extend_from_slice(text);
    }

    /// Ends the field at hand.
    pub(crate) fn end_field(&mut self) {
        self.ends.push(self.data.len());
    }
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
    splitter: RecordSplitter,
    limit: usize,
    chunk: usize,
    buffer: Vec<u8>,
    from: usize,
    to: usize,
    ended: bool,
    /// Lines on which a quote was opened and never closed.
    pub unclosed: Vec<u64>,
}

/// After so many unclosed quotes the file is given up, so that reading stays linear.
const MAX_REPAIRS: usize = 64;

impl<R: Read> Records<R> {
    /// Records of `input` in which no record may be longer than `limit` bytes; reads `chunk` bytes at a time.
    pub(crate) fn new(input: R, dialect: impl Into<Dialect>, limit: usize, chunk: usize) -> Self {
        let (buffer, unclosed, splitter) = (Vec::new(), Vec::new(), RecordSplitter::new(dialect.into()));
        Self { input, splitter, limit, chunk, buffer, from: 0, to: 0, ended: false, unclosed }
    }

    /// From now on a record with another number of fields is looked at twice: quotes that do not pair, and lines
    /// that are cut by another delimiter, are read so that they fit if they can be.
    pub(crate) const fn expect_width(&mut self, width: usize) {
        self.splitter.expect_width(width);
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
            let ahead = self.buffer.get(self.from..self.to).unwrap_or_default();
            match self.splitter.cut(ahead, self.ended, record) {
                Cut::Record(length) => {
                    self.from += length;
                    return Ok(true);
                }
                Cut::Blank(length) => {
                    self.from += length;
                }
                Cut::More { open } if self.ended || self.to - self.from >= self.limit => {
                    if !open {
                        return Err(RecordError::TooLong(self.splitter.line));
                    }
                    self.unclosed.push(self.splitter.line);
                    if self.unclosed.len() > MAX_REPAIRS {
                        return Err(RecordError::Unclosed(self.splitter.line));
                    }
                    // A quote that is never closed spoils its own line only.
                    self.from += self.splitter.take_line(ahead, record);
                    return Ok(true);
                }
                Cut::More { .. } => self.fill()?,
            }
        }
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
    use crate::import::record::dialect;

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
        check("\r\n\n\r\r\n\ra\r\n\r\n\nb", &[(5, &["a"]), (8, &["b"])]);
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

    fn read_as(text: &str, dialect: Dialect, width: usize, chunk: usize) -> Vec<(u64, bool, Vec<String>)> {
        let mut records = Records::new(text.as_bytes(), dialect, 1 << 20, chunk);
        records.expect_width(width);
        let mut record = Record::default();
        let mut all = Vec::new();
        while records.next(&mut record).expect("records") {
            all.push((record.line, record.malformed, record.to_strings()));
        }
        all
    }

    /// The same rows at every chunk size; the first where nothing is cut.
    fn steady(text: &str, dialect: Dialect, width: usize) -> Vec<(u64, bool, Vec<String>)> {
        let expected = read_as(text, dialect, width, 1 << 20);
        for chunk in (1..70).chain([4096]) {
            assert_eq!(read_as(text, dialect, width, chunk), expected, "{text:?} in chunks of {chunk}");
        }
        expected
    }

    #[test]
    fn stray_quotes_are_text_where_the_row_fits_then() {
        let text =
            "a,b,c\r\n1,\"x,\"y, z\"\r\r\n2,\"10\" wide, x\",3\r\n3,\"two\nlines\",4\r\n\"5,6,7\r\n8,9,\"\r\n10,11,12";
        let rows = steady(text, b','.into(), 3);
        let expected: &[(u64, bool, [&str; 3])] = &[
            (1, false, ["a", "b", "c"]),
            (2, true, ["1", "\"x", "y, z"]),
            (3, false, ["2", "10\" wide, x", "3"]),
            (4, false, ["3", "two\nlines", "4"]),
            (6, true, ["\"5", "6", "7"]),
            (7, true, ["8", "9", "\""]),
            (8, false, ["10", "11", "12"]),
        ];
        assert_eq!(rows.len(), expected.len());
        for (found, (line, malformed, row)) in rows.iter().zip(expected) {
            assert_eq!((found.0, found.1, found.2.clone()), (*line, *malformed, row.map(str::to_owned).to_vec()));
        }
    }

    #[test]
    fn delimiters_of_two_bytes_and_escapes() {
        let two = dialect::detect(b"a, b\n1, 2\n3, \"4, 5\"\n", true, None).expect("a dialect").dialect;
        let rows = steady("a, b\n\"1, 1\", 2,3\n4, \n", two, 2);
        assert_eq!(rows[1].2, ["1, 1", "2,3"]);
        assert_eq!(rows[2].2, ["4", ""]);
        let escape = Dialect { escape: Some(b'\\'), ..Dialect::from(b',') };
        let rows = steady("\"a\\\"b, c\",d\\e\n\"x\\\\\",\"y\\z\"\n", escape, 2);
        assert_eq!(rows[0].2, ["a\"b, c", "d\\e"]);
        assert_eq!(rows[1].2, ["x\\", "y\\z"]);
        let nul = Dialect { quote: Some(0), escape: Some(0), ..Dialect::from(b',') };
        let rows = steady("\0a,b\0,\0c\0\0d\0\n1,2\n", nul, 2);
        assert_eq!(rows[0].2, ["a,b", "c\0d"]);
    }

    #[test]
    fn a_quote_that_opens_in_a_large_text_spoils_its_own_line_only() {
        let mut text = "1,\"2,3\n".to_owned();
        (0..40_000).for_each(|n| text += &format!("{n},{},{}\n", n + 1, n + 2));
        for chunk in [500, 4096, 1 << 16, 1 << 22] {
            let rows = read_as(&text, b','.into(), 3, chunk);
            assert_eq!(rows.len(), 40_001, "in chunks of {chunk}");
            assert_eq!(rows[0], (1, true, ["1", "\"2", "3"].map(str::to_owned).to_vec()));
        }
    }

    #[test]
    fn rows_within_quotes_that_pair_are_text() {
        let note = "As revised:\n2019,USA,7,old\n2020,USA,25,older\n2021,USA,99,forecast";
        let long = "2020,USA,25,older\n".repeat(5000);
        for note in [note, &long] {
            let text = format!("2020,CHN,10,plain\n2020,USA,20,\"{note}\"\n2021,CHN,30,\n");
            for chunk in [1, 7, 100, 4096, 1 << 20] {
                let rows = read_as(&text, b','.into(), 4, chunk.max(note.len() / 500));
                assert_eq!(rows.len(), 3, "in chunks of {chunk}");
                assert_eq!(rows[1], (2, false, ["2020", "USA", "20", note].map(str::to_owned).to_vec()));
                assert_eq!(rows[2].2[1], "CHN");
            }
        }
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
