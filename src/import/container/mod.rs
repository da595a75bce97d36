//! What a file is packed in: archives, workbooks and columns become streams of text tables.
//!
//! Kinds are known by their contents, never by their names. `look` goes through the layers of a
//! file (a workbook in an archive, a table in a gzip stream) until it comes to a text table, or to a
//! place where several tables stand beside one another and the user must say which.

pub mod apart;
pub(crate) mod bytes;
mod catch_panic;
pub(crate) mod csv;
mod excel;
mod grid;
mod json;
mod json_stat;
mod kind;
mod ods;
mod parquet;
mod part;
mod resolve;
mod sdmx_json;
mod table;
mod zip;

pub use part::{Choice, Likely, Part};

use super::{ImportError, Options, Progress, Source};
pub(crate) use parquet::{Begun, Pieces};
pub(crate) use part::not_read;
use resolve::Walk;
pub(crate) use table::{Origin, Table};

/// Bytes that are looked at to know a kind and to judge a member.
const HEAD: u64 = 1 << 16;

/// What is in a file.
pub(crate) enum Found {
    /// A text table as it stands.
    Plain,
    /// A text table that was unpacked.
    Table(Box<Table>),
    /// Several.
    Choice(Box<Choice>),
}

/// The tables of a file; one without a name where the file is a text table as it stands.
///
/// # Errors
/// When the file cannot be read or unpacked.
pub fn parts(source: &Source, options: &Options, progress: &Progress) -> Result<Vec<Part>, ImportError> {
    options.begin(progress);
    let mut walk = Walk::new(source, options, progress);
    walk.list_only = true;
    match walk.run()? {
        Found::Choice(choice) => Ok(choice.parts),
        Found::Plain | Found::Table(_) => {
            let head = walk.head()?;
            let rows = part::first_rows(&head, (head.len() as u64) < HEAD).unwrap_or_default();
            Ok(vec![Part { size: Some(source.size()), ..Part::new(String::new(), "table", &rows) }])
        }
    }
}

/// The choice between the tables of the file that a source is or is a part of; none where it holds one only.
///
/// # Errors
/// When the file cannot be read or unpacked.
pub fn tables(source: &Source, options: &Options, progress: &Progress) -> Result<Option<Box<Choice>>, ImportError> {
    options.begin(progress);
    let mut walk = Walk::new(source.root(), options, progress);
    walk.list_only = true;
    Ok(match walk.run()? {
        Found::Choice(choice) => Some(choice),
        Found::Plain | Found::Table(_) => None,
    })
}

/// Looks through the layers of a file for its table.
pub(crate) fn look(source: &Source, options: &Options, progress: &Progress) -> Result<Found, ImportError> {
    Walk::new(source, options, progress).run()
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn what_is_unpacked_is_held_for_as_long_as_the_table_is_there() {
        let mut rows = "year,value\n".to_owned();
        (0..60_000).for_each(|row| rows += &format!("{},{row}\n", 1900 + row % 100));
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(rows.as_bytes()).expect("memory");
        let json: Vec<String> =
            (0..60_000).map(|row| format!("{{\"year\":{},\"v\":{row}}}", 1900 + row % 100)).collect();
        let files = [packed.finish().expect("memory"), format!("[{}]", json.join(",")).into_bytes()];
        for bytes in files {
            let progress = Progress::new();
            progress.memory().begin(Some(10_000_000), false);
            let source = Source::Bytes { name: "t".to_owned(), bytes: bytes.into() };
            let Ok(Found::Table(table)) = look(&source, &Options::default(), &progress) else { panic!("no table") };
            assert!(table.size > 500_000);
            assert!(progress.memory().left() <= 10_000_000 - table.size, "{}", table.container);
            drop(table);
            assert_eq!(progress.memory().left(), 10_000_000);
            progress.memory().begin(Some(400_000), false);
            let error = look(&source, &Options::default(), &progress).err().expect("too much");
            assert!(matches!(error, ImportError::TooMuchMemory { .. }), "{error}");
            assert_eq!(progress.memory().left(), 400_000);
        }
    }
}
