//! The first look at a table: encoding, delimiter, preamble, header and a sample of rows.

use std::io::Read;

use encoding_rs::Encoding;

use super::container::Origin;
use super::decode::Looks;
use super::error::some_columns;
use super::header::{self, MAX_PREAMBLE, Place, Row};
use super::record::dialect::{self, Dialect};
use super::record::{Quotes, Record, RecordError, Records};
use super::source::Counted;
use super::{ImportError, Limits, MAX_COLUMNS, Mapping, Progress, Source, encoding};

/// How many rows of the head are looked at.
const SAMPLE_ROWS: usize = 1000;
/// At most so many rows from further down in the head are looked at beside them.
const FURTHER_ROWS: usize = 500;

/// What the head of a file shows.
#[derive(Debug, Clone)]
pub(crate) struct Sniffed {
    /// The source's name for messages.
    pub file: String,
    /// The name without folder and extension.
    pub stem: String,
    /// The sheet or member that it is, where the file holds several.
    pub part: Option<String>,
    /// The encoding.
    pub(crate) encoding: &'static Encoding,
    /// Whether the encoding was guessed.
    pub guessed_encoding: bool,
    /// The delimiter, or its first byte.
    pub delimiter: u8,
    /// How fields are separated and quoted.
    pub(crate) dialect: Dialect,
    /// How many fields most rows have; 0 where there is one column only.
    pub(crate) width: usize,
    /// What stands above the header, cell by cell.
    pub preamble: Vec<String>,
    /// The names of the columns.
    pub header: Vec<String>,
    /// The rows that name the columns, as they stand.
    pub(crate) header_rows: Vec<Vec<String>>,
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
    /// What stood alone in rows below the header, where the table was written again without it.
    pub notes: Vec<String>,
    /// What stands alone in rows of the sample.
    pub alone: Vec<String>,
    /// What must be asked because of how the table is laid out.
    pub doubts: Vec<String>,
    /// Where its text is from.
    pub(crate) origin: Origin,
}

impl Sniffed {
    /// The cells of one column of the sample that hold something.
    pub(crate) fn column(&self, at: usize) -> impl Iterator<Item = &str> {
        self.sample
            .iter()
            .filter_map(move |(_, row)| row.get(at))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
    }

    /// How many rows of the sample fill more than one cell: the others are blank, or remarks.
    #[must_use]
    pub(crate) fn rows_of_cells(&self) -> usize {
        let several = |row: &[String]| row.iter().filter(|cell| !cell.trim().is_empty()).nth(1).is_some();
        self.sample.iter().filter(|(_, row)| several(row)).count()
    }

    /// The delimiter as a word.
    #[must_use]
    pub(crate) fn delimiter_word(&self) -> &'static str {
        match self.delimiter {
            b',' => "comma",
            b';' => "semicolon",
            b'\t' => "tab",
            b'|' => "pipe",
            b':' => "colon",
            b'^' => "caret",
            b'~' => "tilde",
            _ => "space",
        }
    }

    /// The encoding as people name it.
    #[must_use]
    pub(crate) fn encoding_name(&self) -> &'static str {
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

/// Looks at the head of a source that is to be read as a table of trade.
pub(crate) fn sniff(
    source: &Source,
    mapping: Option<&Mapping>,
    stated: Option<&'static Encoding>,
    progress: &Progress,
    limits: &Limits,
) -> Result<Sniffed, ImportError> {
    let sniffed = look(source, mapping, stated, progress, limits)?;
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

/// Looks at the head of a source, whatever it holds, if it is text.
pub(crate) fn look(
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
    let asked = mapping.and_then(|m| m.encoding.as_deref()).map(encoding::encoding_named).transpose()?;
    // What was written here is in UTF-8, whatever is said of the file.
    let stated = stated.or(asked).filter(|_| !source.is_our_csv());
    let (encoding, guessed_encoding) = match (stated, looks(source, &bytes, whole)) {
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
    let stated = mapping.and_then(|m| m.delimiter).and_then(|c| u8::try_from(c).ok());
    // What was written here is plain, and no row of it needs mending.
    let found = if source.is_our_csv() { None } else { dialect::detect(text.as_bytes(), whole, stated) };
    let (dialect, width) = match found {
        Some(found) => (found.dialect, found.width),
        None => (stated.filter(|_| !source.is_our_csv()).unwrap_or(b',').into(), 0),
    };
    let (mut records, unclosed) = first_records(&file, text.as_bytes(), dialect, width, whole, limits)?;
    let laid = source.laid();
    let stated = mapping.and_then(|mapping| mapping.header_row).filter(|_| laid.is_none());
    if let Some(row) = stated.filter(|row| *row >= records.len()) {
        let why = format!(
            "the header is said to stand in row {}, and there are {} rows to look for it",
            row + 1,
            records.len()
        );
        return Err(ImportError::Mapping { file, line: records.last().map_or(1, |row| row.line), why });
    }
    let place = header::locate(&records, laid.map(|laid| laid.header).or(stated));
    let sampled = records.len();
    let header = records.get(place.at).map_or(0, |row| row.cells.len());
    if sampled == SAMPLE_ROWS {
        records.extend(rows_further_down(text.as_bytes(), dialect, header));
    }
    if !whole && encoding.is_ascii_compatible() {
        records.extend(rows_elsewhere(source, bytes.len() as u64, encoding, dialect, header));
    }
    describe(
        Sniffed {
            file,
            stem: source.stem(),
            part: source.opened_part().map(str::to_owned),
            encoding,
            guessed_encoding,
            delimiter: dialect.first(),
            dialect,
            width,
            preamble: Vec::new(),
            header: Vec::new(),
            header_rows: Vec::new(),
            header_line: 1,
            skip: 0,
            headless: place.headless,
            sample: Vec::new(),
            whole: whole && sampled < SAMPLE_ROWS,
            unclosed,
            composite: 0,
            notes: laid.map(|laid| laid.notes.clone()).unwrap_or_default(),
            alone: Vec::new(),
            doubts: laid.map(|laid| laid.doubts.clone()).unwrap_or_default(),
            origin: source.origin(),
        },
        records,
        place,
    )
}

/// What the first bytes say, where NUL bytes that quote fields do not make them binary.
fn looks(source: &Source, bytes: &[u8], whole: bool) -> Looks {
    let looks = encoding::look(source, bytes, whole);
    if matches!(looks, Looks::Binary { .. }) && dialect::nul_is_mark(bytes) {
        let quoted: Vec<u8> = bytes.iter().map(|b| if *b == 0 { b'"' } else { *b }).collect();
        return encoding::look(source, &quoted, whole);
    }
    looks
}

/// Fills in preamble, header and sample.
fn describe(mut sniffed: Sniffed, mut records: Vec<Row>, place: Place) -> Result<Sniffed, ImportError> {
    let width = records.iter().skip(place.at).map(|row| row.cells.len()).max().unwrap_or(0);
    sniffed.skip = place.at + place.rows;
    sniffed.header_line = records.get(place.at).or(records.first()).map_or(1, |row| row.line);
    let header = records.get(place.at..sniffed.skip).unwrap_or_default();
    sniffed.header =
        if place.headless { (1..=width).map(|n| format!("column {n}")).collect() } else { header::joined(header) };
    sniffed.header_rows = header.iter().map(|row| row.cells.clone()).collect();
    if sniffed.header.len() > MAX_COLUMNS {
        return Err(ImportError::TooManyColumns {
            file: sniffed.file,
            line: sniffed.header_line,
            found: sniffed.header.len(),
        });
    }
    let rows = records.split_off(sniffed.skip.min(records.len()));
    sniffed.preamble =
        records.into_iter().take(place.at).flat_map(|row| row.cells).filter(|cell| !cell.trim().is_empty()).collect();
    let widest = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    sniffed.sample = rows.into_iter().filter(|row| !row.malformed).map(|row| (row.line, row.cells)).collect();
    // Asked for each column that is named after a year: found once.
    let lone = |(_, row): &(u64, Vec<String>)| {
        let mut filled = row.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        filled.next().filter(|_| filled.next().is_none()).map(str::to_owned)
    };
    sniffed.alone = sniffed.sample.iter().filter_map(lone).collect();
    if !place.headless {
        header::without_surplus(&mut sniffed.header, widest);
    }
    // A surplus last field without a name and without contents is no column.
    while sniffed.header.last().is_some_and(|name| name.trim().is_empty())
        && sniffed.column(sniffed.header.len() - 1).next().is_none()
    {
        sniffed.header.pop();
    }
    Ok(sniffed)
}

/// The first records of a text, and the line of the first quote that is never closed.
fn first_records(
    file: &str,
    text: &[u8],
    dialect: Dialect,
    width: usize,
    whole: bool,
    limits: &Limits,
) -> Result<(Vec<Row>, Option<u64>), ImportError> {
    let file = file.to_owned();
    let mut records = Records::new(text, dialect, limits.record, text.len().max(1));
    records.expect_width(width);
    let mut record = Record::default();
    let mut rows: Vec<Row> = Vec::new();
    while rows.len() < SAMPLE_ROWS {
        match records.next(&mut record) {
            Ok(true) if record.len() > MAX_COLUMNS && rows.len() < MAX_PREAMBLE => {
                return Err(ImportError::TooManyColumns { file, line: record.line, found: record.len() });
            }
            Ok(true) => {
                rows.push(Row { line: record.line, cells: record.to_strings(), malformed: record.malformed });
            }
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
    match (rows.iter().all(|row| row.malformed), records.unclosed.first()) {
        (true, Some(line)) => Err(ImportError::UnclosedQuote { file, line: *line }),
        (true, None) if rows.is_empty() => Err(ImportError::Empty { file }),
        (_, unclosed) => Ok((rows, unclosed.copied())),
    }
}

/// Rows from the rest of a head that has more of them than the sample: the first rows of a table that is in order of its
/// dates are all of one. Every so-many-th is taken, so that they are few and from all over.
fn rows_further_down(text: &[u8], dialect: Dialect, width: usize) -> Vec<Row> {
    let mut records = Records::new(text, dialect, usize::MAX, text.len().max(1));
    let mut record = Record::default();
    let (mut rows, mut every): (Vec<Row>, usize) = (Vec::new(), 1);
    let mut at = 0;
    // The last record may be half a row, and is known for the last only when the next one is asked for.
    let mut last: Option<Row> = None;
    while records.next(&mut record).unwrap_or(false) {
        at += 1;
        rows.extend(last.take());
        let is_tidy = record.len().abs_diff(width) <= 1 && !record.malformed && record.quotes == Quotes::Tidy;
        if at <= SAMPLE_ROWS || !(at - SAMPLE_ROWS).is_multiple_of(every) || !is_tidy {
            continue;
        }
        last = Some(Row { line: record.line, cells: record.to_strings(), malformed: false });
        if rows.len() >= FURTHER_ROWS {
            let mut keep = false;
            rows.retain(|_| {
                keep = !keep;
                keep
            });
            every *= 2;
        }
    }
    rows
}

/// How many stretches of a long file are looked at beside its head, and how long each is.
const STRETCHES: u64 = 24;
const STRETCH: u64 = 16 << 10;
/// So many rows of a stretch are looked at.
const FROM_EACH: usize = 100;

/// Rows from all over a long file, because what is constant in its head may vary later. Their lines are not known (0).
fn rows_elsewhere(source: &Source, head: u64, encoding: &'static Encoding, dialect: Dialect, width: usize) -> Vec<Row> {
    let size = source.size();
    let mut rows = Vec::new();
    for part in 1..=STRETCHES {
        // The head was looked at, and its heading is no row.
        let end = size / STRETCHES * part;
        if end <= head {
            continue;
        }
        let from = end.saturating_sub(STRETCH).max(head);
        let Some(bytes) = source.stretch(from, STRETCH) else { continue };
        let (text, _, _) = encoding.decode(&bytes);
        // From the first whole line; the last may be cut.
        let start = text.find(['\n', '\r']).unwrap_or(text.len());
        let mut records =
            Records::new(text.as_bytes().get(start..).unwrap_or_default(), dialect, usize::MAX, text.len().max(1));
        let mut record = Record::default();
        let mut found = Vec::new();
        while found.len() <= FROM_EACH && records.next(&mut record).unwrap_or(false) {
            if record.len().abs_diff(width) <= 1 && !record.malformed && record.quotes == Quotes::Tidy {
                found.push(Row { line: 0, cells: record.to_strings(), malformed: false });
            }
        }
        found.pop();
        rows.append(&mut found);
    }
    rows
}

/// The delimiter of a text, if it has columns.
pub(crate) fn delimiter(text: &[u8], whole: bool) -> Option<u8> {
    dialect::detect(text, whole, None).map(|found| found.dialect.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(text: &str) -> Sniffed {
        let source = Source::Bytes { name: "t.csv".to_owned(), bytes: text.as_bytes().into() };
        sniff(&source, None, None, &Progress::new(), &Limits::default()).expect(text)
    }

    #[test]
    fn what_comes_late_in_a_table_in_order_of_its_dates_is_seen() {
        for rows in [1001, 1500, 4000] {
            let row = |at: usize| format!("{}-01-01,Spain,{at}\n", 2020 + at / rows);
            let text = "date,partner,value\n".to_owned() + &(0..3 * rows).map(row).collect::<String>();
            let sniffed = look(&text);
            let dates: std::collections::BTreeSet<&str> = sniffed.column(0).collect();
            assert_eq!(dates.into_iter().collect::<Vec<_>>(), ["2020-01-01", "2021-01-01", "2022-01-01"], "{rows}");
            assert!(sniffed.sample.len() <= SAMPLE_ROWS + FURTHER_ROWS + 1, "{}", sniffed.sample.len());
        }
    }

    #[test]
    fn the_heading_is_no_row_of_a_text_a_little_longer_than_its_head() {
        let row = |at: usize| format!("Japan\tSpain\tMeat\t2016-{:02}\tValue\t{at}\n", at % 12 + 1);
        for rows in [2500, 8000, 12_000] {
            let text = "Foreign trade\t\t\t\t\t\n\nReporter\tPartner\tProduct\tPeriod\tIndicator\tValue\n".to_owned();
            let sniffed = look(&(text + &(0..rows).map(row).collect::<Vec<_>>().concat()));
            assert!(sniffed.column(4).all(|cell| cell == "Value"), "{rows} rows");
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
