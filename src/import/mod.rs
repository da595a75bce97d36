//! Bytes of a file to a [`Dataset`]: what was recognised, what became of every row, and what must be asked.
//!
//! [`open`] looks at the head of a source (encoding, delimiter, header), lets each format under
//! `formats/` say how sure it is, and streams the rows through the surest one. What cannot be
//! decided becomes a [`Question`]; nothing is guessed in silence and no row is lost: read =
//! used + left out + rejected.

mod decode;
mod error;
pub mod events;
mod formats;
pub mod library;
mod mapping;
mod members;
mod number;
mod progress;
mod propose;
mod question;
mod read;
mod records;
mod sidecar;
mod sniff;
mod source;
mod table;
mod words;

pub use error::ImportError;
pub use mapping::{ColumnRole, Mapping, fingerprint};
pub use number::DecimalSign;
pub use progress::Progress;
pub use question::Question;
pub use source::{FileStamp, Source, stamp};
pub use table::{Preview, Table, write_csv};

use formats::setup as formats_setup;

use crate::data::Dataset;
use formats::Input;
use records::Record;

/// The most columns that a table may have.
pub const MAX_COLUMNS: usize = 20_000;
/// The most bytes that one record may have.
pub const MAX_RECORD: usize = 64 << 20;

/// What the user may say about a file beforehand.
#[derive(Debug, Default, Clone)]
pub struct Options {
    /// What the columns mean; without it they are recognised.
    pub mapping: Option<Mapping>,
}

/// What came of opening a source.
#[derive(Debug, Clone)]
pub enum Opened {
    /// A dataset.
    Dataset(Box<Dataset>),
    /// A table whose columns the user must explain.
    Question(Box<Question>),
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
}

impl Default for Limits {
    fn default() -> Self {
        Self { record: MAX_RECORD, head: 1 << 18, chunk: 1 << 18 }
    }
}

/// Opens a source: recognises its format and reads all of it.
///
/// # Errors
/// When there is no such source, it is no table of trade, nothing in it can be used, or the job
/// was cancelled. Each error names the file and where known the line and column.
pub fn open(source: &Source, options: &Options, progress: &Progress) -> Result<Opened, ImportError> {
    open_within(source, options, progress, &Limits::default())
}

fn open_within(
    source: &Source,
    options: &Options,
    progress: &Progress,
    limits: &Limits,
) -> Result<Opened, ImportError> {
    let sniffed = sniff::sniff(source, options.mapping.as_ref(), None, progress, limits)?;
    formats::read(&Input { source, sniffed: &sniffed, options, progress, limits })
}

/// The decoded table of a source as read: delimiter, quoting, encoding, preamble and header
/// found, nothing else changed.
///
/// # Errors
/// When the source cannot be read or is no text table.
pub fn cells(source: &Source) -> Result<Table, ImportError> {
    let (progress, options, limits) = (Progress::new(), Options::default(), Limits::default());
    let sniffed = sniff::sniff(source, None, None, &progress, &limits)?;
    let input = Input { source, sniffed: &sniffed, options: &options, progress: &progress, limits: &limits };
    let mut records = input.records(sniffed.encoding)?;
    let mut record = Record::default();
    let mut rows = Vec::new();
    while read::next(&mut records, &mut record, &input)? {
        let mut row = record.to_strings();
        // Surplus empty fields at the end are no cells.
        while row.len() > sniffed.header.len() && row.last().is_some_and(String::is_empty) {
            row.pop();
        }
        rows.push(row);
    }
    Ok(Table { header: sniffed.header, rows })
}
