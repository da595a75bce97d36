//! The formats that are recognised: one file each, and one line in [`ALL`].

mod generic;
pub(in crate::import) use generic::setup;
mod tidy;

use encoding_rs::Encoding;

use super::decode::Decoded;
use super::read::{self, SourceRecords};
use super::records::{Record, Records};
use super::sniff::Sniffed;
use super::{ImportError, Limits, Opened, Options, Progress, Source};

/// A table to be read: where it is, what its head shows, and what the user asked for.
pub struct Input<'a> {
    /// Where it comes from.
    pub source: &'a Source,
    /// What its head shows.
    pub sniffed: &'a Sniffed,
    /// What the user asked for.
    pub options: &'a Options,
    /// Progress and cancellation.
    pub progress: &'a Progress,
    /// Bounds.
    pub(crate) limits: &'a Limits,
}

impl<'a> Input<'a> {
    /// The records below the header, decoded from `encoding`.
    pub(crate) fn records(&self, encoding: &'static Encoding) -> Result<SourceRecords<'a>, ImportError> {
        let bytes = self.source.open(self.progress)?;
        let decoded = Decoded::new(bytes, encoding);
        let mut records = Records::new(decoded, self.sniffed.delimiter, self.limits.record, self.limits.chunk);
        let mut record = Record::default();
        let mut above = self.sniffed.skip;
        while above > 0 && read::next(&mut records, &mut record, self)? {
            // The sniffer did not see malformed records either.
            above -= usize::from(!record.malformed);
        }
        records.expect_width(self.sniffed.header.len());
        Ok(records)
    }
}

/// A family of files: how it is recognised and how it becomes a dataset.
pub trait Format: Sync {
    /// The name for reports, such as "Saldo tidy CSV".
    fn name(&self) -> &'static str;

    /// How sure the format is that the file is its own: 0 not at all, 100 certain.
    fn score(&self, sniffed: &Sniffed) -> u8;

    /// Reads the table.
    ///
    /// # Errors
    /// When the table cannot be used.
    fn read(&self, input: &Input<'_>) -> Result<Opened, ImportError>;
}

/// All formats. Where two are equally sure, the user is asked.
const ALL: [&dyn Format; 2] = [&tidy::Tidy, &generic::Generic];

/// Reads with the format that is surest of the table.
pub(crate) fn read(input: &Input<'_>) -> Result<Opened, ImportError> {
    let scored = ALL.map(|format| (format.score(input.sniffed), format));
    let best = scored.iter().map(|(score, _)| *score).max().unwrap_or(0);
    let mut surest = scored.iter().filter(|(score, _)| *score == best).map(|(_, format)| *format);
    match (surest.next(), surest.next()) {
        // A mapping by hand is always applied by the generic reader.
        (Some(format), None) if input.options.mapping.is_none() => format.read(input),
        (Some(one), Some(other)) if input.options.mapping.is_none() => {
            let problem = format!("Which format is this: {} or {}?", one.name(), other.name());
            generic::ask(input, &[problem])
        }
        _ => generic::Generic.read(input),
    }
}
