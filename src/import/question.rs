//! What the reader could not decide, with its best proposal and a preview to try others on.

use super::formats::{self, Input, ReadPlan};
use super::infer::{self, Proposal};
use super::ingest::{self, Reading};
use super::number::as_written;
use super::record::Record;
use super::sniff::Sniffed;
use super::{ImportError, Limits, Mapping, Options, Preview, Progress, Source, fingerprint};
use super::{formats_setup, layout, sniff_for};
use crate::data::{Dataset, Meta};

/// So many cells of the preview are tried.
const CELLS: usize = 20_000;

/// An answer to a question: what it means, and the mapping that opens the table so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What a person reads on its button.
    pub label: String,
    /// The whole mapping.
    pub mapping: Mapping,
}

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
    /// Answers to choose from, the proposed one first; each can be opened as it is. None where the columns
    /// themselves must be told.
    pub choices: Vec<Answer>,
    sniffed: Sniffed,
    /// The same with the preview's rows only: what is tried between two frames must be little.
    brief: Sniffed,
}

/// The first rows of a file as a mapping reads them.
#[derive(Debug, Clone)]
pub struct Tried {
    /// What they become.
    pub dataset: Dataset,
    /// Whether they are all rows.
    pub whole: bool,
}

impl Question {
    pub(crate) fn new(source: Source, sniffed: &Sniffed, proposal: Proposal) -> Self {
        let rows = sniffed.sample.iter().take(Preview::ROWS);
        let table = Preview {
            header: sniffed.header.clone(),
            rows: rows.clone().map(|(_, row)| row.iter().map(|cell| as_written(cell).to_owned()).collect()).collect(),
            lines: rows.clone().map(|(line, _)| *line).collect(),
        };
        let brief = Sniffed { sample: rows.cloned().collect(), ..sniffed.clone() };
        let Proposal { mapping, problems, choices, .. } = proposal;
        Self { source, table, mapping, problems, choices, sniffed: sniffed.clone(), brief }
    }

    /// The question about a table, whether or not a format recognises it.
    pub(crate) fn about(source: &Source, options: &Options, progress: &Progress) -> Result<Self, ImportError> {
        let limits = Limits::default();
        // How the text is written may have been said anew.
        let before = source.laid().and_then(|laid| laid.before.as_ref()).unwrap_or(source);
        let (source, looked) = layout::lay(before, options, progress, &limits)?;
        let source = &source;
        let mut sniffed = looked.map_or_else(|| sniff_for(source, options, progress, &limits), Ok)?;
        let recalled = options.remembered.get(&fingerprint(&sniffed.header));
        let given = options.mapping.as_ref().or(recalled);
        if let (None, Some(mapping)) = (&options.mapping, given) {
            let answered = Options { mapping: Some(mapping.clone()), ..options.clone() };
            sniffed = sniff_for(source, &answered, progress, &limits)?;
        }
        let input = Input { source, sniffed: &sniffed, options, progress, limits: &limits };
        let mut proposal = proposed(&input);
        match given {
            Some(given) if given.columns.len() == sniffed.header.len() => {
                (proposal.mapping, proposal.problems) = (given.clone(), Vec::new());
                proposal.choices.clear();
            }
            Some(given) => proposal.mapping.written_as(given),
            None => {}
        }
        if let (None, Some(encoding)) = (&proposal.mapping.encoding, &options.encoding) {
            proposal.mapping.encoding = Some(encoding.clone());
        }
        Ok(Self::new(source.clone(), &sniffed, proposal))
    }

    /// The question about the same table when its text is read in another encoding, taken apart at another
    /// delimiter, or headed by another row, as `mapping` says. What was chosen for the columns stays where there
    /// are as many as before.
    ///
    /// # Errors
    /// When the table cannot be read like that.
    pub fn again(&self, mapping: &Mapping, progress: &Progress) -> Result<Self, ImportError> {
        let options = Options { mapping: Some(mapping.clone()), ..Options::default() };
        Self::about(&self.source, &options, progress)
    }

    /// The encoding that the text is read in, as browsers name it.
    #[must_use]
    pub fn encoding(&self) -> &'static str {
        self.sniffed.encoding_name()
    }

    /// Whether the file says how its text is written: a workbook or a table of columns leaves nothing to choose.
    #[must_use]
    pub fn is_text(&self) -> bool {
        !self.source.is_our_csv()
    }

    /// The delimiter that the rows are taken apart at.
    #[must_use]
    pub fn delimiter(&self) -> char {
        char::from(self.sniffed.delimiter)
    }

    /// The header's place among the records, from 0.
    #[must_use]
    pub fn header_row(&self) -> usize {
        self.sniffed.skip.saturating_sub(self.sniffed.header_rows.len())
    }

    /// Whether the table has no header, so that its columns are only numbered.
    #[must_use]
    pub fn is_headless(&self) -> bool {
        self.sniffed.headless
    }

    /// The distinct cells of a column in the rows that were looked at, in order of appearance, at most `most`.
    #[must_use]
    pub fn distinct(&self, column: usize, most: usize) -> Vec<&str> {
        let mut seen: Vec<&str> = Vec::new();
        for cell in self.sniffed.column(column) {
            if seen.len() >= most {
                break;
            }
            if !seen.contains(&cell) {
                seen.push(cell);
            }
        }
        seen
    }

    /// What the preview's rows become under a mapping.
    ///
    /// # Errors
    /// When the mapping lacks a value, a period or a flow, or when no row of the preview can be used.
    pub fn try_mapping(&self, mapping: &Mapping) -> Result<Dataset, ImportError> {
        let mut reading = reading_of(&self.brief, mapping, 0)?;
        let mut record = Record::default();
        // A table of thousands of columns is not read within a frame.
        let most = (CELLS / mapping.columns.len().max(1)).max(3);
        for (row, line) in self.table.rows.iter().zip(&self.table.lines).take(most) {
            record.set(*line, row);
            reading.row(&record);
        }
        reading.finish(&Progress::new())
    }

    /// What the first `most` rows of the file become under a mapping. Takes as long as reading them.
    ///
    /// # Errors
    /// As [`Question::try_mapping`], and when the file cannot be read or the job was cancelled.
    pub fn try_rows(&self, mapping: &Mapping, most: usize, progress: &Progress) -> Result<Tried, ImportError> {
        let (sniffed, limits, options) = (&self.sniffed, Limits::default(), Options::default());
        let input = Input { source: &self.source, sniffed, options: &options, progress, limits: &limits };
        let mut reading = reading_of(sniffed, mapping, sniffed.composite)?;
        let mut records = input.records(sniffed.encoding)?;
        let mut record = Record::default();
        let mut whole = true;
        for row in 0..=most {
            if !ingest::next(&mut records, &mut record, &input)? {
                break;
            }
            if row == most {
                whole = false;
                break;
            }
            if row % 1024 == 0 && progress.is_cancelled() {
                return Err(ImportError::Cancelled { file: sniffed.file.clone() });
            }
            reading.row(&record);
        }
        Ok(Tried { dataset: reading.finish(progress)?, whole })
    }
}

/// A reading of the table under a mapping, before its first row.
fn reading_of(sniffed: &Sniffed, mapping: &Mapping, composite: usize) -> Result<Reading, ImportError> {
    if mapping.columns.len() != sniffed.header.len() {
        let why = format!("the mapping has {} columns and the table {}", mapping.columns.len(), sniffed.header.len());
        return Err(ImportError::Mapping { file: sniffed.file.clone(), line: sniffed.header_line, why });
    }
    let proposal = Proposal { mapping: mapping.clone(), wide: infer::is_wide(mapping), ..Proposal::default() };
    let (mut recipe, setup) = formats_setup(sniffed, &proposal);
    recipe.split_first_column = composite;
    let mut reading = Reading::new(&sniffed.file, setup);
    reading.table(sniffed, recipe)?;
    Ok(reading)
}

/// The best proposal for a table: by its columns, else what a publisher's format makes of it, else nothing but the
/// reason why. What a publisher counts in is taken over where the columns do not say.
fn proposed(input: &Input<'_>) -> Proposal {
    let known = match formats::plan(input) {
        Ok(ReadPlan::Ready(recipe, setup)) => {
            let unit = recipe.mapping.unit.clone().unwrap_or_else(|| setup.meta.unit.clone());
            let stated = unit != Meta::default().unit;
            let mapping = Mapping { unit: stated.then_some(unit), ..recipe.mapping };
            Some(mapping)
        }
        _ => None,
    };
    match (infer::infer(input.sniffed, None), known) {
        (Ok(mut proposal), known) => {
            let unit = known.and_then(|mapping| mapping.unit);
            proposal.mapping.unit = proposal.mapping.unit.or(unit);
            proposal
        }
        (Err(_), Some(mapping)) => Proposal { mapping, ..Proposal::default() },
        (Err(error), None) => {
            let columns = vec![super::ColumnRole::Ignore; input.sniffed.header.len()];
            let mapping = Mapping { columns, ..Mapping::default() };
            Proposal { mapping, problems: vec![error.one_line()], ..Proposal::default() }
        }
    }
}
