//! Row lookup: some rows of a file as they stand in it, by their lines.

use std::collections::BTreeSet;

use super::container::Found;
use super::formats::Input;
use super::ingest;
use super::record::Record;
use super::{ImportError, Limits, Options, Progress, Source, encoding_named, fingerprint, sniff};

/// Rows of a file with the line of each, below the file's header.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SomeRows {
    /// The names of the columns.
    pub header: Vec<String>,
    /// The rows that were found, in the order of the file.
    pub rows: Vec<(u64, Vec<String>)>,
    /// How many of the lines begin no row.
    pub missing: usize,
}

impl SomeRows {
    /// Header and rows as tab-separated text, the line first.
    #[must_use]
    pub fn text(&self) -> String {
        let clean = |cell: &String| cell.replace(['\t', '\n', '\r'], " ");
        let row = |first: &str, cells: &[String]| {
            let cells: Vec<String> = std::iter::once(first.to_owned()).chain(cells.iter().map(clean)).collect();
            cells.join("\t") + "\n"
        };
        let rows = self.rows.iter().map(|(line, cells)| row(&line.to_string(), cells));
        std::iter::once(row("line", &self.header)).chain(rows).collect()
    }

    /// How many cells the widest row has.
    #[must_use]
    pub fn width(&self) -> usize {
        self.rows.iter().map(|(_, row)| row.len()).chain([self.header.len()]).max().unwrap_or(0)
    }
}

/// Several files have no lines in common.
pub(crate) fn several(files: &[Source], source: &Source) -> ImportError {
    let names: Vec<String> = files.iter().map(Source::name).collect();
    ImportError::Several { file: source.name(), names: names.join(", ") }
}

/// The rows of a source that begin on some lines, as their cells are written. Reads up to the last of them.
///
/// # Errors
/// When the source cannot be read or is no table, holds several tables, or the job was cancelled.
pub fn rows_at(
    source: &Source,
    options: &Options,
    lines: &[u64],
    progress: &Progress,
) -> Result<SomeRows, ImportError> {
    let limits = Limits::default();
    if let Source::Several(files) = source {
        return Err(several(files, source));
    }
    options.begin(progress);
    let source = match source.unpack(options, progress)? {
        Found::Plain => source.clone(),
        Found::Table(table) => source.with(table, options),
        Found::Choice(choice) => {
            return Err(ImportError::Several { file: source.name(), names: choice.names() });
        }
    };
    let stated = options.encoding.as_deref().map(encoding_named).transpose()?;
    let look = |mapping| sniff::sniff(&source, mapping, stated, progress, &limits);
    let mut sniffed = look(options.mapping.as_ref())?;
    if let (None, Some(mapping)) = (&options.mapping, options.remembered.get(&fingerprint(&sniffed.header))) {
        sniffed = look(Some(mapping))?;
    }
    let mut wanted: BTreeSet<u64> = lines.iter().copied().collect();
    let input = Input { source: &source, sniffed: &sniffed, options, progress, limits: &limits };
    let mut records = input.records(sniffed.encoding)?;
    let mut record = Record::default();
    let mut rows = Vec::new();
    while !wanted.is_empty() && ingest::next(&mut records, &mut record, &input)? {
        if wanted.remove(&record.line) {
            rows.push((record.line, record.to_strings()));
        } else if wanted.last().is_some_and(|last| record.line > *last) {
            break;
        }
    }
    if progress.is_cancelled() {
        return Err(ImportError::Cancelled { file: source.name() });
    }
    Ok(SomeRows { header: sniffed.header.clone(), rows, missing: wanted.len() })
}
