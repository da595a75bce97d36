//! Bytes of a file to a [`Dataset`]: what was recognised, what became of every row, and what must be asked.
//!
//! [`open`] unpacks a source (`container/`), looks at its head (`encoding`, `dialect`, `header`), lets each
//! format under `formats/` say how sure it is, and takes the surest one's recipe (`recipe`). The rows are
//! read by it in three steps (`ingest/`): cells to numbers, distinct cells to meanings, meanings to facts.
//! Tables of one file that belong together become one dataset (`combine`). What cannot be decided becomes a
//! [`Question`] or a [`Choice`]; nothing is guessed in silence and no row is lost: read = used + left out +
//! rejected.

mod account;
mod alike;
mod audit;
mod balances;
mod beneath;
mod blocks;
mod cache;
mod cell_type;
mod combine;
mod composite;
pub mod container;
mod date_order;
mod dated;
mod decode;
mod encoding;
mod error;
pub mod events;
mod formats;
mod header;
mod infer;
mod ingest;
mod layout;
pub mod library;
mod machine;
mod mapping;
mod marked;
mod members;
pub mod memory;
mod number;
mod phrases;
mod progress;
mod question;
mod raw_table;
mod recipe;
mod reconcile;
mod record;
mod regions;
mod row_lookup;
mod shared_title;
mod sidecar;
mod sniff;
mod source;
mod table;
mod vocabulary;
mod words;

pub use balances::{Balances, open_balances};
pub use cache::{Cache, CacheKey};
pub use container::{Choice, Likely, Part, apart, parts, tables};
pub use encoding::{ENCODINGS, encoding_named};
pub use error::ImportError;
#[doc(hidden)]
pub use ingest::stages::Stages;
pub use ingest::{PreviewSchedule, Pushdown, SkippedMembers};
pub use mapping::{ColumnRole, Mapping, SeriesColumn, StatedMember, WithinYear, fingerprint, read_mapping};
pub use number::DecimalSign;
pub use progress::Progress;
pub use question::{Answer, Question, Tried};
pub use raw_table::{cells, cells_with, cells_with_remarks};
pub use row_lookup::{SomeRows, rows_at};
pub use source::{FileStamp, Source, Unpacked, stamp};
pub use table::{Preview, Table, write_csv};

use formats::setup as formats_setup;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::data::{self, AuditState, Dataset, country};
use container::Found;
use formats::Input;

/// The most columns that a table may have.
pub const MAX_COLUMNS: usize = 20_000;
/// The most bytes that one record may have.
pub const MAX_RECORD: usize = 64 << 20;

/// What the user may say about a file beforehand.
#[derive(Debug, Default, Clone)]
pub struct Options {
    /// What the columns mean; without it they are recognised.
    pub mapping: Option<Mapping>,
    /// The text encoding, where it should not be recognised (it wins over the mapping's).
    pub encoding: Option<String>,
    /// The sheet or member to open, where a file holds several.
    pub part: Option<String>,
    /// Whether what is packed may unpack to any size, and the file may take all memory that is free.
    pub no_size_limit: bool,
    /// How many bytes of memory the opening may hold; without it what is usual ([`memory`]).
    pub memory: Option<u64>,
    /// What the columns mean where the header has one of these fingerprints: answers given earlier.
    pub remembered: Arc<BTreeMap<u64, Mapping>>,
    /// Whether figures that the audit disputes are opened all the same: a person has seen the dispute and said so.
    pub accept_disputed: bool,
    /// Whether the description beside a tidy table is left aside, as where it is broken.
    pub no_sidecar: bool,
    /// The one question that the file is read for, where it is read for no other.
    pub pushdown: Option<Arc<Pushdown>>,
}

impl Options {
    /// Begins an opening: it holds nothing yet.
    pub(crate) fn begin(&self, progress: &Progress) {
        progress.memory().begin(self.memory, self.no_size_limit);
    }
}

/// What came of opening a source.
#[derive(Debug, Clone)]
pub enum Opened {
    /// A dataset.
    Dataset(Box<Dataset>),
    /// A table whose columns the user must explain.
    Question(Box<Question>),
    /// Several tables in one file, of which the user must say which.
    Choice(Box<Choice>),
    /// A dataset that the audit disputes: nothing is shown of it before a person has seen why and said so.
    Disputed(Box<Disputed>),
}

/// A dataset whose own figures contradict each other, or the way in which they were read.
#[derive(Debug, Clone)]
pub struct Disputed {
    /// The dataset; its [`Dataset::audit`] names the disputes.
    pub dataset: Dataset,
    /// The question about its columns, where another answer may settle it; several tables have none.
    pub question: Option<Question>,
}

/// Bounds, smaller in tests.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// The most bytes of one record.
    pub record: usize,
    /// Bytes that are looked at before reading.
    pub head: usize,
    /// Bytes that are read at a time.
    pub chunk: usize,
    /// Bytes of a block where several are read at a time; 0 where records are read one after another. A block that
    /// stays in a core's own cache (L2) between being read and being cut takes a tenth less time than a larger one.
    pub block: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { record: MAX_RECORD, head: 1 << 18, chunk: 1 << 18, block: 1 << 19 }
    }
}

/// Opens a source: recognises its format and reads all of it.
///
/// # Errors
/// When there is no such source, it is no table of trade, nothing in it can be used, or the job
/// was cancelled. Each error names the file and where known the line and column.
pub fn open(source: &Source, options: &Options, progress: &Progress) -> Result<Opened, ImportError> {
    options.begin(progress);
    let opened = open_within(source, options, progress, &Limits::default())?;
    Ok(undisputed(opened, source, options, progress))
}

/// Holds back a dataset that the audit disputes, with the question about its columns, unless it is wanted as it is.
fn undisputed(opened: Opened, source: &Source, options: &Options, progress: &Progress) -> Opened {
    match opened {
        Opened::Dataset(dataset) if dataset.audit.state == AuditState::Disputed && !options.accept_disputed => {
            let question = match ask(source, options, progress) {
                Ok(Opened::Question(question)) => Some(with_proposals(*question, &dataset)),
                _ => None,
            };
            Opened::Disputed(Box::new(Disputed { dataset: *dataset, question }))
        }
        opened => opened,
    }
}

/// As [`open`], within given bounds.
pub(crate) fn open_within(
    source: &Source,
    options: &Options,
    progress: &Progress,
    limits: &Limits,
) -> Result<Opened, ImportError> {
    // The names of countries are needed a little later and take some milliseconds to put in order.
    rayon::spawn(country::prepare);
    if let Source::Several(files) = source {
        return combine::files(files, options, progress, limits);
    }
    let source = match source.unpack(options, progress)? {
        Found::Plain => source.clone(),
        Found::Table(table) => source.with(table, options),
        Found::Choice(choice) => {
            let joined = combine::read(&choice, options, progress, limits)?;
            return Ok(joined.unwrap_or(Opened::Choice(choice)));
        }
    };
    let (source, looked) = layout::lay(&source, options, progress, limits)?;
    let sniffed = looked.map_or_else(|| sniff_for(&source, options, progress, limits), Ok)?;
    if let (None, Some(mapping)) = (&options.mapping, options.remembered.get(&fingerprint(&sniffed.header))) {
        let answered = Options { mapping: Some(mapping.clone()), ..options.clone() };
        let read = sniff_for(&source, &answered, progress, limits).and_then(|sniffed| {
            formats::read(&Input { source: &source, sniffed: &sniffed, options: &answered, progress, limits })
        });
        match read {
            // The answer was for another table with the same header.
            Err(ImportError::Mapping { .. } | ImportError::NoRows { .. }) => {}
            read => return read,
        }
    }
    formats::read(&Input { source: &source, sniffed: &sniffed, options, progress, limits })
}

/// The head of a table of trade as it is to be read.
fn sniff_for(
    source: &Source,
    options: &Options,
    progress: &Progress,
    limits: &Limits,
) -> Result<sniff::Sniffed, ImportError> {
    let stated = options.encoding.as_deref().map(encoding_named).transpose()?;
    let mut sniffed = sniff::sniff(source, options.mapping.as_ref(), stated, progress, limits)?;
    composite::take_apart(&mut sniffed);
    Ok(sniffed)
}

/// The question with what would settle the disputes about members put first.
fn with_proposals(mut question: Question, dataset: &Dataset) -> Question {
    for proposed in dataset.audit.disputes().filter_map(|check| check.proposes.clone()) {
        match proposed {
            data::Proposed::Member { axis, member, role } => {
                question.mapping.members.push(StatedMember { axis, member, role });
            }
            data::Proposed::OtherSign(flow) => question.mapping.turn_sign(flow),
            data::Proposed::EndsWith { figures, .. } => question.mapping.ends_with = Some(figures),
        }
    }
    // The answers are to the columns; what is disputed is told by itself.
    question.choices.clear();
    question.problems.extend(dataset.audit.disputes().map(|check| check.what.clone()));
    question
}

/// Asks what the columns of a source mean, also where they could be recognised: the answer may be another.
///
/// # Errors
/// As [`open`].
pub fn ask(source: &Source, options: &Options, progress: &Progress) -> Result<Opened, ImportError> {
    if let Source::Several(files) = source {
        return Err(row_lookup::several(files, source));
    }
    options.begin(progress);
    let source = match source.unpack(options, progress)? {
        Found::Plain => source.clone(),
        Found::Table(table) => source.with(table, options),
        Found::Choice(choice) => return Ok(Opened::Choice(choice)),
    };
    Ok(Opened::Question(Box::new(Question::about(&source, options, progress)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open_small(bytes: &[u8], limits: &Limits) -> Result<Opened, ImportError> {
        let source = Source::Bytes { name: "t.csv".to_owned(), bytes: bytes.into() };
        open_within(&source, &Options::default(), &Progress::new(), limits)
    }

    #[test]
    fn a_single_long_line_is_refused_with_its_line() {
        let limits = Limits { record: 1000, head: 64, chunk: 64, block: 64 };
        let text =
            format!("period,reporter,partner,sector,flow,value\n2020,JPN,USA,A,export,5\n2020,{}", "x".repeat(9000));
        let error = open_small(text.as_bytes(), &limits).expect_err("an error").one_line();
        assert!(error.contains("t.csv, line 3: a single row of more than 1000 bytes"), "{error}");
        let error = open_small("x".repeat(9000).as_bytes(), &limits).expect_err("an error").one_line();
        assert!(error.contains("line 1: a single row of more than 1000 bytes"), "{error}");
    }

    #[test]
    fn an_unclosed_quote_needs_no_more_memory_than_a_record() {
        let limits = Limits { record: 4000, head: 256, chunk: 256, block: 256 };
        let mut text = "period,reporter,partner,sector,flow,value\n2020,JPN,\"USA,A,export,5\n".to_owned();
        (1900..2100).for_each(|year| text += &format!("{year},JPN,CHN,A,export,5\n"));
        let Ok(Opened::Dataset(dataset)) = open_small(text.as_bytes(), &limits) else { panic!("no dataset") };
        assert_eq!((dataset.report.rows.used, dataset.report.rows.rejected), (200, 1));
        assert!(dataset.report.balances());
    }

    #[test]
    fn rows_beyond_the_memory_are_refused_however_they_are_read() {
        let row = |n: u32| format!("{},JPN,P{},A,export,{n}\n", 1900 + n % 100, n / 100);
        let rows: String = (0..40_000).map(row).collect();
        // Where no block is read by itself, rows are read one after another.
        for block in [0, 2 << 20] {
            let text = format!("period,reporter,partner,sector,flow,value\n{rows}");
            let source = Source::Bytes { name: "t.csv".to_owned(), bytes: text.into_bytes().into() };
            let (progress, limits) = (Progress::new(), Limits { block, ..Limits::default() });
            let of = |memory| {
                let options = Options { memory: Some(memory), ..Options::default() };
                options.begin(&progress);
                open_within(&source, &options, &progress, &limits).map(|opened| matches!(opened, Opened::Dataset(_)))
            };
            let error = of(1_500_000).expect_err("too much").one_line();
            assert!(error.contains("t.csv: it takes more memory than 1500 kB"), "{error}");
            assert_eq!(of(100_000_000), Ok(true));
        }
    }

    #[test]
    fn the_answer_does_not_depend_on_chunks() {
        let mut text = "period,reporter,partner,sector,flow,value\r\r\n".to_owned();
        for n in 0..300 {
            text += &format!("{},JPN,\"P\n{}\",A,export,{}.5\r\r\n", 1900 + n % 100, n / 100, n);
        }
        text += "2020,JPN,last,A,export,1";
        let sum = |chunk| {
            let limits = Limits { chunk, ..Limits::default() };
            let Ok(Opened::Dataset(dataset)) = open_small(text.as_bytes(), &limits) else { panic!("no dataset") };
            (dataset.report.rows, dataset.facts.iter().map(|fact| fact.value).sum::<i64>())
        };
        let expected = sum(1 << 18);
        assert_eq!(expected.0.used, 301);
        for chunk in (1..40).chain([63, 64, 65, 4096]) {
            assert_eq!(sum(chunk), expected, "in chunks of {chunk}");
        }
    }
}
