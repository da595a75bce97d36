//! What the reader could not decide, with its best proposal and a preview to try others on.

use super::engine::Reading;
use super::formats_setup;
use super::propose::{self, Proposal};
use super::records::Record;
use super::sniff::Sniffed;
use super::{ImportError, Mapping, Preview, Source};
use crate::data::Dataset;

/// A table whose columns cannot be understood with certainty: the user decides.
///
/// Answer it by opening the same source again with [`super::Options::mapping`] set.
#[derive(Debug, Clone)]
pub struct Question {
    /// What is to be opened.
    pub source: Source,
    /// The first rows.
    pub table: Preview,
    /// The best proposal.
    pub mapping: Mapping,
    /// What could not be decided, in plain questions.
    pub problems: Vec<String>,
    sniffed: Sniffed,
}

impl Question {
    pub(crate) fn new(source: Source, sniffed: &Sniffed, proposal: Proposal) -> Self {
        let rows = sniffed.sample.iter().take(Preview::ROWS);
        let table = Preview {
            header: sniffed.header.clone(),
            rows: rows.clone().map(|(_, row)| row.clone()).collect(),
            lines: rows.map(|(line, _)| *line).collect(),
        };
        Self { source, table, mapping: proposal.mapping, problems: proposal.problems, sniffed: sniffed.clone() }
    }

    /// What the preview's rows become under a mapping.
    ///
    /// # Errors
    /// When the mapping lacks a value, a period or a flow, or when no row of the preview can be used.
    pub fn try_mapping(&self, mapping: &Mapping) -> Result<Dataset, ImportError> {
        let sniffed = &self.sniffed;
        if mapping.columns.len() != sniffed.header.len() {
            let why =
                format!("the mapping has {} columns and the table {}", mapping.columns.len(), sniffed.header.len());
            return Err(ImportError::Mapping { file: sniffed.file.clone(), line: sniffed.header_line, why });
        }
        let proposal = Proposal { mapping: mapping.clone(), wide: propose::is_wide(mapping), ..Proposal::default() };
        let (recipe, setup) = formats_setup(sniffed, &proposal);
        let mut reading = Reading::new(&sniffed.file, setup);
        reading.table(sniffed.header_line, &sniffed.header, recipe)?;
        let mut record = Record::default();
        for (row, line) in self.table.rows.iter().zip(&self.table.lines) {
            record.set(*line, row);
            reading.row(&record);
        }
        reading.finish()
    }
}
