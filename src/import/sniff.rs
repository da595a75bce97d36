//! The first look at a table: encoding, delimiter, preamble, header and a sample of rows.

use std::io::Read;

use encoding_rs::Encoding;

use super::decode::Looks;
use super::error::some_columns;
use super::number::{self, Cell, DecimalSign};
use super::records::{Record, RecordError, Records};
use super::source::Counted;
use super::{ImportError, Limits, MAX_COLUMNS, Mapping, Progress, Source, encoding, words};
use crate::data::Period;

/// How many rows of the head are looked at.
const SAMPLE_ROWS: usize = 1000;
/// How many records may stand above the header.
const MAX_PREAMBLE: usize = 30;

/// What the head of a file shows.
#[derive(Debug, Clone)]
pub struct Sniffed {
    /// The source's name for messages.
    pub file: String,
    /// The name without folder and extension.
    pub stem: String,
    /// The encoding.
    pub(crate) encoding: &'static Encoding,
    /// Whether the encoding was guessed.
    pub guessed_encoding: bool,
    /// The delimiter.
    pub delimiter: u8,
    /// What stands above the header, cell by cell.
    pub preamble: Vec<String>,
    /// The names of the columns.
    pub header: Vec<String>,
    /// The header's first line (where there is none: the first row's).
    pub header_line: u64,
    /// How many records stand above the first row: preamble and header.
    pub skip: usize,
    /// Whether names had to be made up because the table has no header.
    pub headless: bool,
    /// The first rows, each with its line.
    pub sample: Vec<(u64, Vec<String>)>,
    /// Whether the sample holds all rows.
    pub whole: bool,
    /// The line of a quote in the head that is never closed.
    pub unclosed: Option<u64>,
    /// How many columns the first one was taken apart into; 0 where it was not.
    pub composite: usize,
}

impl Sniffed {
    /// The cells of one column of the sample that hold something.
    pub fn column(&self, at: usize) -> impl Iterator<Item = &str> {
        self.sample
            .iter()
            .filter_map(move |(_, row)| row.get(at))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
    }

    /// The delimiter as a word.
    #[must_use]
    pub fn delimiter_word(&self) -> &'static str {
        match self.delimiter {
            b',' => "comma",
            b';' => "semicolon",
            b'\t' => "tab",
            b'|' => "pipe",
            _ => "space",
        }
    }

    /// The encoding as people name it.
    #[must_use]
    pub fn encoding_name(&self) -> &'static str {
        self.encoding.name()
    }
}

/// The bytes at the start of a source: enough for the sample, and at least one line.
fn head(source: &Source, progress: &Progress, limits: &Limits) -> Result<(Vec<u8>, bool), ImportError> {
    let file = source.name();
    let mut input: Counted<'_> = source.open(progress)?;
    let mut head = Vec::new();
    let mut goal = limits.head;
    loop {
        let missing = goal.saturating_sub(head.len()) as u64;
        let read = (&mut input).take(missing).read_to_end(&mut head).map_err(|e| ImportError::from_io(&file, &e))?;
        if (read as u64) < missing {
            return Ok((head, true));
        }
        let breaks = head.iter().filter(|b| matches!(b, b'\n' | b'\r')).take(4).count();
        if breaks >= 4 || goal >= limits.record {
            return Ok((head, false));
        }
        goal = (goal * 4).min(limits.record);
    }
}

/// Looks at the head of a source.
pub(crate) fn sniff(
    source: &Source,
    mapping: Option<&Mapping>,
    stated: Option<&'static Encoding>,
    progress: &Progress,
    limits: &Limits,
) -> Result<Sniffed, ImportError> {
    let file = source.name();
    let (bytes, whole) = head(source, progress, limits)?;
    if bytes.trim_ascii().is_empty() || bytes == b"\xEF\xBB\xBF" {
        return Err(ImportError::Empty { file });
    }
    let asked = mapping.and_then(|m| m.encoding.as_deref()).and_then(|name| encoding::encoding_named(name).ok());
    // What was written here is in UTF-8, whatever is said of the file.
    let stated = stated.or(asked).filter(|_| !source.is_our_csv());
    let (encoding, guessed_encoding) = match (stated, encoding::look(source, &bytes, whole)) {
        (_, Looks::Binary { kind, advice }) => {
            return Err(ImportError::Binary { file, kind: kind.to_owned(), advice: advice.to_owned() });
        }
        (Some(encoding), _) => (encoding, false),
        (None, Looks::Text { encoding, certain }) => (encoding, !certain),
        (None, Looks::Unsupported(name)) => {
            return Err(ImportError::UnsupportedEncoding { file, encoding: name.to_owned() });
        }
    };
    let (text, encoding, _) = encoding.decode(&bytes);
    let ours = source.is_our_csv().then_some(b',');
    let stated = ours.or_else(|| mapping.and_then(|m| m.delimiter).and_then(|c| u8::try_from(c).ok()));
    let delimiter = stated.or_else(|| delimiter(text.as_bytes(), whole)).unwrap_or(b',');
    let (mut records, unclosed) = first_records(&file, text.as_bytes(), delimiter, whole, limits)?;
    let place = locate(&records, mapping.and_then(|m| m.header_row));
    if !whole && encoding.is_ascii_compatible() {
        let elsewhere =
            rows_elsewhere(source, encoding, delimiter, records.get(place.at).map_or(0, |(_, row)| row.len()));
        records.extend(elsewhere);
    }
    describe(
        Sniffed {
            file,
            stem: source.stem(),
            encoding,
            guessed_encoding,
            delimiter,
            preamble: Vec::new(),
            header: Vec::new(),
            header_line: 1,
            skip: 0,
            headless: place.headless,
            sample: Vec::new(),
            whole: whole && records.len() < SAMPLE_ROWS,
            unclosed,
            composite: 0,
        },
        records,
        &place,
    )
}

/// Fills in preamble, header and sample.
fn describe(mut sniffed: Sniffed, records: Vec<(u64, Vec<String>)>, place: &Place) -> Result<Sniffed, ImportError> {
    let width = records.iter().skip(place.at).map(|(_, row)| row.len()).max().unwrap_or(0);
    sniffed.skip = place.at + place.rows;
    sniffed.header_line = records.get(place.at).or(records.first()).map_or(1, |(line, _)| *line);
    sniffed.header = if place.headless {
        (1..=width).map(|n| format!("column {n}")).collect()
    } else {
        joined_header(records.get(place.at..sniffed.skip).unwrap_or_default())
    };
    // A surplus last field without a name and without contents is no column.
    if sniffed.header.len() > MAX_COLUMNS {
        return Err(ImportError::TooManyColumns {
            file: sniffed.file,
            line: sniffed.header_line,
            found: sniffed.header.len(),
        });
    }
    let mut records = records.into_iter();
    sniffed.preamble =
        records.by_ref().take(place.at).flat_map(|(_, row)| row).filter(|c| !c.trim().is_empty()).collect();
    sniffed.sample = records.skip(place.rows).collect();
    while sniffed.header.last().is_some_and(|name| name.trim().is_empty())
        && sniffed.column(sniffed.header.len() - 1).next().is_none()
    {
        sniffed.header.pop();
    }
    if let (true, true, Some(line)) = (sniffed.sample.is_empty(), sniffed.whole, sniffed.unclosed) {
        return Err(ImportError::UnclosedQuote { file: sniffed.file, line });
    }
    if sniffed.sample.is_empty() && sniffed.whole {
        return Err(ImportError::HeaderOnly { file: sniffed.file, line: sniffed.header_line });
    }
    if sniffed.header.is_empty() {
        let columns = some_columns(&sniffed.header);
        return Err(ImportError::NoNumericColumn { file: sniffed.file, line: sniffed.header_line, columns });
    }
    Ok(sniffed)
}

/// The names of a header over one or two rows: `2020` above `Export` makes `2020 / Export`.
fn joined_header(rows: &[(u64, Vec<String>)]) -> Vec<String> {
    let width = rows.iter().map(|(_, row)| row.len()).max().unwrap_or(0);
    let name = |at: usize| {
        let mut parts: Vec<&str> = rows.iter().filter_map(|(_, row)| row.get(at)).map(|cell| cell.trim()).collect();
        parts.retain(|part| !part.is_empty());
        parts.dedup();
        parts.join(" / ")
    };
    (0..width).map(name).collect()
}

/// Rows, each with its line.
type Rows = Vec<(u64, Vec<String>)>;

/// The first records of a text, and the line of the first quote that is never closed.
fn first_records(
    file: &str,
    text: &[u8],
    delimiter: u8,
    whole: bool,
    limits: &Limits,
) -> Result<(Rows, Option<u64>), ImportError> {
    let file = file.to_owned();
    let mut records = Records::new(text, delimiter, limits.record, text.len().max(1));
    let mut record = Record::default();
    let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
    while rows.len() < SAMPLE_ROWS {
        match records.next(&mut record) {
            Ok(true) if record.len() > MAX_COLUMNS && rows.len() < MAX_PREAMBLE => {
                return Err(ImportError::TooManyColumns { file, line: record.line, found: record.len() });
            }
            Ok(true) if !record.malformed => rows.push((record.line, record.to_strings())),
            Ok(true) => {}
            Ok(false) => break,
            Err(RecordError::TooLong(line)) => {
                return Err(ImportError::RowTooLong { file, line, limit: limits.record });
            }
            Err(RecordError::Unclosed(line)) => return Err(ImportError::UnclosedQuote { file, line }),
            Err(RecordError::Io(error)) => return Err(ImportError::from_io(&file, &error)),
        }
    }
    if !whole && rows.len() < SAMPLE_ROWS && rows.len() > 1 {
        // The last record of a cut head may be half a row.
        rows.pop();
    } else if !whole && rows.len() == 1 {
        return Err(ImportError::RowTooLong { file, line: 1, limit: limits.record });
    }
    match (rows.is_empty(), records.unclosed.first()) {
        (false, unclosed) => Ok((rows, unclosed.copied())),
        (true, Some(line)) => Err(ImportError::UnclosedQuote { file, line: *line }),
        (true, None) => Err(ImportError::Empty { file }),
    }
}

/// How many stretches of a long file are looked at beside its head, and how long each is.
const STRETCHES: u64 = 24;
const STRETCH: u64 = 16 << 10;

/// Rows from all over a long file, because what is constant in its head may vary later. Their lines are not known (0).
fn rows_elsewhere(
    source: &Source,
    encoding: &'static Encoding,
    delimiter: u8,
    width: usize,
) -> Vec<(u64, Vec<String>)> {
    let size = source.size();
    let mut rows = Vec::new();
    for part in 1..=STRETCHES {
        let from = (size / STRETCHES * part).saturating_sub(STRETCH);
        let Some(bytes) = source.stretch(from, STRETCH) else { continue };
        let (text, _, _) = encoding.decode(&bytes);
        // From the first whole line; the last may be cut.
        let start = text.find(['\n', '\r']).unwrap_or(text.len());
        let mut records =
            Records::new(text.as_bytes().get(start..).unwrap_or_default(), delimiter, usize::MAX, text.len().max(1));
        let mut record = Record::default();
        let mut found = Vec::new();
        while records.next(&mut record).unwrap_or(false) {
            if record.len().abs_diff(width) <= 1 && !record.malformed && !record.untidy {
                found.push((0, record.to_strings()));
            }
        }
        found.pop();
        rows.extend(found.into_iter().take(100));
    }
    rows
}

/// The delimiter that gives the same number of fields (more than one) on most lines.
pub(crate) fn delimiter(text: &[u8], whole: bool) -> Option<u8> {
    let score = |delimiter: u8| {
        let mut records = Records::new(text, delimiter, usize::MAX, text.len().max(1));
        let mut record = Record::default();
        let mut widths: Vec<usize> = Vec::new();
        while widths.len() < 300 && records.next(&mut record).unwrap_or(false) {
            // Text after a closing quote: this is not the delimiter.
            widths.push(if record.untidy { 0 } else { record.len() });
        }
        if !whole && widths.len() > 1 {
            widths.pop();
        }
        let (width, count) = mode(&widths);
        (width > 1).then(|| (count as f64 / widths.len().max(1) as f64, width))
    };
    let mut best: Option<(f64, usize, u8)> = None;
    for delimiter in [b',', b';', b'\t', b'|', b' '] {
        let Some((share, width)) = score(delimiter) else { continue };
        if delimiter == b' ' && (best.is_some() || share < 0.8) {
            continue;
        }
        // Nearly equal shares: the one that makes more columns.
        let better = best.is_none_or(|(known, columns, _)| {
            share > known + 0.1 || (share > known - 0.1 && (width > columns || (width == columns && share > known)))
        });
        if better {
            best = Some((share, width, delimiter));
        }
    }
    best.map(|(_, _, delimiter)| delimiter)
}

/// The most frequent width and how often it occurs; of equals the larger.
fn mode(widths: &[usize]) -> (usize, usize) {
    let mut sorted = widths.to_vec();
    sorted.sort_unstable();
    sorted
        .chunk_by(|a, b| a == b)
        .map(|run| (run.first().copied().unwrap_or(0), run.len()))
        .max_by_key(|(w, n)| (*n, *w))
        .unwrap_or((0, 0))
}

/// Where the header stands.
struct Place {
    /// Records above it.
    at: usize,
    /// How many records it takes; 0 without a header.
    rows: usize,
    headless: bool,
}

fn is_number(cell: &str) -> bool {
    matches!(number::read(cell, DecimalSign::Point), Cell::Value(_))
        || matches!(number::read(cell, DecimalSign::Comma), Cell::Value(_))
}

/// Whether a cell of a row says that the row is data: a number that is no year, as headers have.
fn is_datum(cell: &str) -> bool {
    let cell = cell.trim();
    is_number(cell) && Period::parse(cell).is_none()
}

fn filled(row: &[String]) -> usize {
    row.iter().filter(|cell| !cell.trim().is_empty()).count()
}

/// Finds the header: the first full row of names above rows of the same width.
fn locate(records: &[(u64, Vec<String>)], stated: Option<usize>) -> Place {
    if let Some(at) = stated.filter(|at| *at < records.len()) {
        return Place { at, rows: 1, headless: false };
    }
    let widths: Vec<usize> = records.iter().map(|(_, row)| row.len()).collect();
    let (width, _) = mode(&widths);
    for (at, (_, row)) in records.iter().enumerate().take(MAX_PREAMBLE) {
        let full = filled(row);
        let wide_enough = row.len() + 1 >= width && full * 2 >= width.min(row.len()) && full >= width.min(2);
        if !wide_enough {
            continue;
        }
        if row.iter().any(|cell| is_datum(cell)) || looks_like_data(row, records.get(at + 1)) {
            // The first full row is data already: there is no header above it.
            return Place { at, rows: 0, headless: true };
        }
        return Place { at, rows: header_rows(records, at), headless: false };
    }
    Place { at: 0, rows: 1, headless: false }
}

/// A row such as `2024,JPN,5` of the same kinds as the next: years in a column that is not all years.
fn looks_like_data(row: &[String], next: Option<&(u64, Vec<String>)>) -> bool {
    let Some((_, next)) = next else { return false };
    let periods = row.iter().filter(|cell| Period::parse(cell).is_some()).count();
    let names = row.iter().filter(|cell| words::is_known_header(cell)).count();
    let same = row.iter().zip(next).filter(|(a, b)| Period::parse(a).is_some() && Period::parse(b).is_some()).count();
    names == 0
        && periods > 0
        && periods <= 2
        && same == periods
        && row.iter().zip(next).all(|(a, b)| is_number(a) == is_number(b))
        && row.iter().any(|cell| is_number(cell))
}

/// Two header rows when years stand above flows, and a third that only names the first column.
fn header_rows(records: &[(u64, Vec<String>)], at: usize) -> usize {
    let row = |offset: usize| records.get(at + offset).map(|(_, row)| row.as_slice()).unwrap_or_default();
    let flows = row(1).iter().filter(|cell| words::flow_of_phrase(cell).is_some()).count();
    let periods = row(0).iter().filter(|cell| Period::parse(cell).is_some()).count();
    if flows < 2 || periods < 2 || flows * 2 < periods {
        return 1;
    }
    if row(2).len() > 2 && filled(row(2)) == 1 { 3 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(text: &str) -> Sniffed {
        let source = Source::Bytes { name: "t.csv".to_owned(), bytes: text.as_bytes().into() };
        sniff(&source, None, None, &Progress::new(), &Limits::default()).expect(text)
    }

    #[test]
    fn delimiters_by_equal_width_not_by_number() {
        for (text, expected) in [
            ("a,b\n\"x;y;z\",1\n\"p;q\",2\n", b','),
            ("data;valor\n01/01/1995;-398,7\n01/02/1995;-1151,6\n", b';'),
            ("a\tb, c\n1\t2\n", b'\t'),
            ("a|b\n1|2\n", b'|'),
            ("a;b;c\n1,5;2,5;3,5\n1,5;2,5;3\n", b';'),
        ] {
            assert_eq!(delimiter(text.as_bytes(), true), Some(expected), "{text}");
        }
    }

    #[test]
    fn headers_below_a_preamble() {
        let sniffed = look("Title of the table,,\nsource: x\n\nyear,partner,exports\n2020,Japan,5\n2021,Japan,6\n");
        assert_eq!((sniffed.header_line, sniffed.skip, sniffed.header.len()), (4, 3, 3));
        assert!(sniffed.preamble.contains(&"Title of the table".to_owned()));
        let sniffed = look("country,2019,2020\nJapan,1,2\n");
        assert_eq!((sniffed.header_line, sniffed.headless), (1, false));
    }

    #[test]
    fn tables_without_a_header() {
        let sniffed = look("2020,JPN,export,5.5\n2021,JPN,export,6.5\n");
        assert!(sniffed.headless);
        assert_eq!(sniffed.sample.len(), 2);
    }

    #[test]
    fn two_header_rows_are_joined() {
        let sniffed = look(
            "year,2000,2000,2001,2001\nflow,Export,Import,Export,Import\nCountry,,,,\nJapan,1,2,3,4\nChina,1,2,3,4\n",
        );
        assert_eq!(sniffed.header[1], "2000 / Export");
        assert_eq!(sniffed.sample.len(), 2);
    }

    #[test]
    fn a_surplus_empty_field_is_no_column() {
        assert_eq!(look("a,b\n1,2,\n3,4,\n").header.len(), 2);
        assert_eq!(look("a,b,\n1,2,\n3,4,\n").header.len(), 2);
    }
}
