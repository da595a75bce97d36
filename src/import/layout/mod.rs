//! The geometry of small tables that people laid out for the eye: headings over several rows, sections, blocks, remarks.
//!
//! A table whose heading takes several rows, whose labels stand once for several rows, or whose rows are headed by
//! sections is written again as a regular one, in which each row has its line in the file; what is left out keeps its
//! place in the account. A regular table is read as it stands.

mod body;
mod grid;
mod headings;
mod labels;
mod regular;
mod spans;
mod toward;

use super::container::Table;
use super::formats::{self, Input};
use super::header::{self, Row};
use super::ingest;
use super::record::Record;
use super::sniff::Sniffed;
use super::{ColumnRole, ImportError, Limits, Options, Progress, Source, mapping, sniff_for};
use crate::data::{ColumnUse, ImportReport, Outcome};
use grid::Grid;

/// Larger tables are not looked at: nobody lays them out for the eye.
const MOST_BYTES: u64 = 4 << 20;
const MOST_CELLS: usize = 200_000;
/// The most places of a grid as wide as its widest row.
const MOST_PLACES: usize = 4 * MOST_CELLS;
/// The most bytes of a label that is written again in further rows: a longer text is a remark.
const LONGEST_LABEL: usize = 400;

/// What a table was before it was written again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Laid {
    /// The source as it stands.
    pub(crate) before: Option<Source>,
    /// The place of the header among the records that are not blank.
    pub(crate) header: usize,
    /// Lines that are not in the table any more, and why.
    pub(crate) left_out: Vec<(u64, &'static str)>,
    /// Columns that are not, and why.
    pub(crate) columns: Vec<(String, &'static str)>,
    /// What stands alone in a row below the header and is no figure.
    pub(crate) notes: Vec<String>,
    /// What must be asked.
    pub(crate) doubts: Vec<String>,
    /// The encoding and the delimiter of the file.
    pub(crate) written: (String, String),
}

impl Laid {
    /// Accounts for what is not in the table any more.
    pub(crate) fn account(&self, report: &mut ImportReport) {
        (report.encoding, report.delimiter) = self.written.clone();
        for (line, reason) in &self.left_out {
            report.exclude_row(Outcome::LeftOut, *line, reason);
        }
        for (name, reason) in &self.columns {
            let (name, reason) = (name.trim().to_owned(), (*reason).to_owned());
            report.columns.push(ColumnUse { name, role: ColumnRole::Ignore.words(), used: false, reason });
        }
    }
}

/// A source as it is to be read, and its head where that was looked at already.
pub(crate) type SourceAndHead = (Source, Option<Sniffed>);

/// The source of the same table written regularly, where it is small and laid out for the eye; else the source itself.
///
/// # Errors
/// When the job was cancelled. What else is wrong with the source is said when it is read.
pub(crate) fn lay(
    source: &Source,
    options: &Options,
    progress: &Progress,
    limits: &Limits,
) -> Result<SourceAndHead, ImportError> {
    let placed = options.mapping.as_ref().is_some_and(|mapping| mapping.header_row.is_some());
    if placed || source.laid().is_some() || source.size() > MOST_BYTES || matches!(source.root(), Source::Library(_)) {
        return Ok((source.clone(), None));
    }
    let Ok(sniffed) = sniff_for(source, options, progress, limits) else { return Ok((source.clone(), None)) };
    if sniffed.composite > 0 || !formats::lays_out(&sniffed) {
        return Ok((source.clone(), Some(sniffed)));
    }
    let input = Input { source, sniffed: &sniffed, options, progress, limits };
    let Some(rows) = all_rows(&input) else {
        let cancelled = progress.is_cancelled();
        let as_it_is = || (source.clone(), Some(sniffed));
        return if cancelled { Err(ImportError::Cancelled { file: source.name() }) } else { Ok(as_it_is()) };
    };
    if (0..rows.len().min(10)).any(|at| header::stacked(&rows, at).is_some()) {
        return Ok((source.clone(), Some(sniffed)));
    }
    let Some(regular) = regular::write(&Grid::new(rows)) else { return Ok((source.clone(), Some(sniffed))) };
    let regular::Regular { text, mut laid } = regular;
    laid.written = (sniffed.encoding_name().to_owned(), sniffed.delimiter_word().to_owned());
    laid.before = Some(source.clone());
    let table = Box::new(Table::laid(source, text, laid));
    Ok((source.with(table, &Options { part: None, ..options.clone() }), None))
}

/// All records of a source from the top; none where there are too many or they cannot be read.
fn all_rows(input: &Input<'_>) -> Option<Vec<Row>> {
    let from_top = Sniffed { skip: 0, ..input.sniffed.clone() };
    let input = Input { sniffed: &from_top, ..*input };
    let mut records = input.records(from_top.encoding).ok()?;
    let mut record = Record::default();
    let (mut rows, mut cells, mut width) = (Vec::new(), 0, 0);
    while ingest::next(&mut records, &mut record, &input).ok()? {
        cells += record.len();
        width = width.max(record.len());
        if cells > MOST_CELLS || width * (rows.len() + 1) > MOST_PLACES {
            return None;
        }
        rows.push(Row { line: record.line, cells: record.to_strings(), malformed: record.malformed });
    }
    records.unclosed.is_empty().then_some(rows)
}

/// Whether a name is that of a column of line numbers.
fn is_line_name(name: &str) -> bool {
    const NAMES: [&str; 14] = [
        "",
        "line",
        "lineno",
        "linenumber",
        "no",
        "sno",
        "slno",
        "srno",
        "nr",
        "lfdnr",
        "zeile",
        "row",
        "番号",
        "序号",
    ];
    NAMES.contains(&mapping::fold(name).as_str())
}
