//! The cells of a file's table as they are read, before any meaning is given to them.

use super::cell_type::CellType;
use super::container::Found;
use super::formats::Input;
use super::header::filled;
use super::ingest;
use super::record::Record;
use super::record::parser::count_lines;
use super::sniff::{self, Sniffed};
use super::{ImportError, Limits, Options, Progress, Source, Table, encoding_named};

/// The decoded table of a source as read: encoding, delimiter, quoting, preamble and header found, nothing else
/// changed.
///
/// What comes out where the file is not as RFC 4180 has it:
///
/// - **Nothing in the file**, or blank lines only: an empty table. A header alone: the header.
/// - **Blank lines, line ends of any kind, none at the end of the file**: they are no cells and no rows.
/// - **Other delimiters, quotes and escapes**: undone. Text keeps every other character, a quote in mid-field too.
/// - **No header**: none is made up; the rows are all there is.
/// - **A header over several rows**: one name for each column, the parts joined with a blank. Where the header has
///   more fields than every row and as many of them are empty, those are no columns.
/// - **Lines above the table** (a title, notes, empty rows) and **below it** (rows with a text in the first cell only,
///   and empty ones): left out.
/// - **A second table in the same file** (the header again, or other names above rows after a blank line): the first
///   is what is asked for; the rest is left out.
/// - **A row with too few fields**: as it is. **A row with too many**: as it is, without empty ones at its end.
/// - **A quote that opens a field and closes none, or a bare quote within a quoted field**: text, if the row has as
///   many fields as the others then. The lines around it are rows of their own.
/// - **A row that another delimiter cuts into as many fields as the others have**: those fields.
/// - **A row for which neither is so**: cut as well as its quotes allow.
///
/// # Errors
/// When the source cannot be read or is no table, or holds several tables.
pub fn cells(source: &Source) -> Result<Table, ImportError> {
    cells_with(source, &Options::default())
}

/// As [`cells`], with what the user said beforehand: the sheet, the encoding.
///
/// # Errors
/// When the source cannot be read or is no table, or holds several and none is named.
pub fn cells_with(source: &Source, options: &Options) -> Result<Table, ImportError> {
    cells_with_remarks(source, options).map(|(table, _)| table)
}

/// As [`cells_with`], and what was left out below the table.
///
/// # Errors
/// As [`cells_with`].
pub fn cells_with_remarks(source: &Source, options: &Options) -> Result<(Table, Vec<String>), ImportError> {
    let (progress, limits) = (Progress::new(), Limits::default());
    options.begin(&progress);
    let source = match source.unpack(options, &progress)? {
        Found::Plain => source.clone(),
        Found::Table(table) => source.with(table, options),
        Found::Choice(choice) => {
            return Err(ImportError::Several { file: source.name(), names: choice.names() });
        }
    };
    let stated = options.encoding.as_deref().map(encoding_named).transpose()?;
    let sniffed = match sniff::look(&source, None, stated, &progress, &limits) {
        Err(ImportError::Empty { .. }) => return Ok((Table::default(), Vec::new())),
        found => found?,
    };
    let input = Input { source: &source, sniffed: &sniffed, options, progress: &progress, limits: &limits };
    let mut records = input.records(sniffed.encoding)?;
    let mut record = Record::default();
    let mut reader = Cells::new(&sniffed);
    let mut held = progress.memory().hold();
    while ingest::next(&mut records, &mut record, &input)? {
        held.more(record.size()).map_err(|error| ImportError::from_io(&sniffed.file, &error))?;
        if !reader.take(&record) {
            break;
        }
    }
    Ok(reader.finish())
}

/// Collects rows until another table begins.
struct Cells<'a> {
    sniffed: &'a Sniffed,
    columns: usize,
    table: Table,
    /// The line of each row.
    lines: Vec<u64>,
    /// The line after the last row.
    next_line: u64,
    /// A row of names after a gap, which heads another table if the next row is data.
    names: Option<usize>,
    remarks: Vec<String>,
}

impl<'a> Cells<'a> {
    fn new(sniffed: &'a Sniffed) -> Self {
        let header = if sniffed.headless { Vec::new() } else { header(sniffed) };
        let columns = if sniffed.headless && sniffed.width > 1 { sniffed.width } else { sniffed.header.len() };
        let table = Table { header, rows: Vec::new() };
        Self { sniffed, columns, table, lines: Vec::new(), next_line: 0, names: None, remarks: Vec::new() }
    }

    /// Takes a record; false where another table begins.
    fn take(&mut self, record: &Record) -> bool {
        let mut row = record.to_strings();
        // Surplus empty fields at the end are no cells.
        while row.len() > self.columns && row.last().is_some_and(String::is_empty) {
            row.pop();
        }
        let known = self.names.take();
        if self.repeats_header(&row) {
            self.remark(record.line, "another table begins here and is not shown");
            return false;
        }
        if let Some(at) = known {
            let names = self.table.rows.get(at).map_or(0, |row| filled(row));
            if filled(&row) == names && row.iter().any(|cell| CellType::of(cell).is_typed()) {
                let line = self.lines.get(at).copied().unwrap_or_default();
                self.remark(line, "another table begins here and is not shown");
                self.table.rows.truncate(at);
                self.lines.truncate(at);
                return false;
            }
        }
        let gap = record.line > self.next_line + 1 || self.table.rows.last().is_some_and(|row| filled(row) == 0);
        if gap && self.is_names(&row) {
            self.names = Some(self.table.rows.len());
        }
        let breaks: u64 = if record.quoted { row.iter().map(|cell| count_lines(cell.as_bytes())).sum() } else { 0 };
        self.next_line = record.line + breaks;
        self.lines.push(record.line);
        self.table.rows.push(row);
        true
    }

    /// Whether a row has the names of the header in its first columns, or all of its own there.
    fn repeats_header(&self, row: &[String]) -> bool {
        let Some(header) = self.sniffed.header_rows.first().filter(|_| !self.table.rows.is_empty()) else {
            return false;
        };
        let shared = header.len().min(row.len());
        let same = header.iter().zip(row).all(|(name, cell)| name.trim() == cell.trim());
        let names = header.iter().take(shared).filter(|name| !name.trim().is_empty()).count();
        same && names > 1 && shared * 2 > header.len()
    }

    /// Whether a row of several cells has no number where the table has numbers, and no number elsewhere.
    fn is_names(&self, row: &[String]) -> bool {
        let names =
            row.iter().all(|cell| matches!(CellType::of(cell), CellType::Word | CellType::Text | CellType::Empty));
        names
            && filled(row) > 1
            && filled(row) + 1 >= row.len()
            && self.typed().any(|at| row.get(at).is_some_and(|cell| !cell.trim().is_empty()))
    }

    /// The columns of numbers, dates or times, by the first rows.
    fn typed(&self) -> impl Iterator<Item = usize> {
        let kinds = |at: usize| {
            let rows = self.table.rows.iter().take(100);
            rows.filter_map(move |row| row.get(at))
                .map(|cell| CellType::of(cell))
                .filter(|kind| *kind != CellType::Empty)
        };
        let share = move |at: &usize| {
            let (typed, all) = (kinds(*at).filter(|kind| kind.is_typed()).count(), kinds(*at).count());
            typed * 10 > all * 8
        };
        (0..self.columns).filter(share)
    }

    fn remark(&mut self, line: u64, what: &str) {
        self.remarks.push(format!("line {line}: {what}"));
    }

    /// The table without what stands below it.
    fn finish(mut self) -> (Table, Vec<String>) {
        let rows = &self.table.rows;
        // A text in the first cell of a table with several columns, or nothing.
        let is_note = |row: &Vec<String>| {
            let first = row.first().map(|cell| CellType::of(cell));
            filled(row) == 0
                || self.columns > 2
                    && filled(row) == 1
                    && matches!(first, Some(CellType::Word | CellType::Text | CellType::Odd))
        };
        let notes = rows.iter().rev().take_while(|row| is_note(row)).count();
        let end = rows.len() - notes;
        if notes > 0 && end > 0 {
            let told = rows.iter().skip(end).any(|row| filled(row) > 0);
            if let Some(line) = self.lines.get(end).filter(|_| told) {
                self.remarks.push(format!("line {line}: the notes below the table are not shown"));
            }
            self.table.rows.truncate(end);
        }
        (self.table, self.remarks)
    }
}

/// One name for each column, the parts of a header over several rows joined with a blank.
fn header(sniffed: &Sniffed) -> Vec<String> {
    let [_, _, ..] = sniffed.header_rows.as_slice() else { return sniffed.header.clone() };
    let name = |at: usize| {
        let parts: Vec<&str> =
            sniffed.header_rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.trim()).collect();
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    };
    (0..sniffed.header.len()).map(name).collect()
}
