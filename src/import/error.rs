//! Why a file could not be used: each error names the file, the place, what was found and what to do.

use super::MAX_COLUMNS;
use super::container::bytes::ContainerError;
use super::memory::in_words;
use super::source::Cancelled;

/// Why a source could not be turned into a dataset, or events could not be read.
///
/// `file` is the path as the user gave it, or `library:NAME`. Lines and columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// There is no such file.
    #[error("{file}: no such file. Check the path, or use `library:NAME` for a built-in dataset")]
    NotFound {
        /// The file.
        file: String,
    },
    /// The path is a folder.
    #[error("{file}: this is a folder. Open a file inside it")]
    Directory {
        /// The folder.
        file: String,
    },
    /// The system refused to read it.
    #[error("{file}: cannot be read ({why}). Check that it exists, that you may read it, and that its disk is there")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system said.
        why: String,
    },
    /// No bytes, or nothing but blank lines.
    #[error("{file}: the file is empty. Export it again from its source")]
    Empty {
        /// The file.
        file: String,
    },
    /// A header and nothing below it.
    #[error("{file}, line {line}: a header and no rows below it. Export the file again with its data")]
    HeaderOnly {
        /// The file.
        file: String,
        /// The header's line.
        line: u64,
    },
    /// Not a text table.
    #[error("{file}: this is {kind}, not a table of trade. {advice}")]
    Binary {
        /// The file.
        file: String,
        /// "a PNG picture", "an Excel workbook".
        kind: String,
        /// What to do.
        advice: String,
    },
    /// Files that were opened at once and are not parts of one dataset.
    #[error("{file}: these files are not parts of one dataset: {why}. Open them one by one")]
    Apart {
        /// The files.
        file: String,
        /// What tells them apart.
        why: String,
    },
    /// No column holds numbers.
    #[error(
        "{file}, line {line}: no column holds numbers (columns: {columns}). A table of trade needs a column with \
         values; check the delimiter and the decimal sign"
    )]
    NoNumericColumn {
        /// The file.
        file: String,
        /// The header's line.
        line: u64,
        /// The header's first names.
        columns: String,
    },
    /// No column holds periods.
    #[error(
        "{file}, line {line}: no column holds years, quarters or months (columns: {columns}). Add a column such as \
         `period` with 2024, 2024Q1 or 2024-04, or say which column it is"
    )]
    NoPeriod {
        /// The file.
        file: String,
        /// The header's line.
        line: u64,
        /// The header's first names.
        columns: String,
    },
    /// More columns than a table of trade has.
    #[error(
        "{file}, line {line}: {found} columns, more than the {MAX_COLUMNS} that can be read. Check the delimiter, or \
         turn the table so that years or partners stand in rows"
    )]
    TooManyColumns {
        /// The file.
        file: String,
        /// The line.
        line: u64,
        /// How many were found.
        found: usize,
    },
    /// One record is longer than the limit.
    #[error(
        "{file}, line {line}: a single row of more than {limit} bytes. Check that the file is a table with line \
         breaks, and export it again"
    )]
    RowTooLong {
        /// The file.
        file: String,
        /// The line on which the row starts.
        line: u64,
        /// The limit in bytes.
        limit: usize,
    },
    /// A quoted field that is never closed, and no good row beside it.
    #[error("{file}, line {line}: a quote (\") opens a field here and is never closed. Close it, or export again")]
    UnclosedQuote {
        /// The file.
        file: String,
        /// The line on which it opens.
        line: u64,
    },
    /// A text encoding that is not read.
    #[error("{file}: the text is in {encoding}, which is not read here. Save it again as UTF-8")]
    UnsupportedEncoding {
        /// The file.
        file: String,
        /// The encoding.
        encoding: String,
    },
    /// The user cancelled.
    #[error("{file}: reading was cancelled. Open it again to read it")]
    Cancelled {
        /// The file.
        file: String,
    },
    /// The file became shorter while it was read.
    #[error(
        "{file}: the file became shorter while it was read ({found} of {expected} bytes). Open it again when it is complete"
    )]
    Truncated {
        /// The file.
        file: String,
        /// Bytes at the start.
        expected: u64,
        /// Bytes that came.
        found: u64,
    },
    /// Rows, but none of them could be used.
    #[error(
        "{file}, line {line}: none of the {rows} rows could be used; here: {reason}. Check the columns that were \
         recognised ({columns}), or set their roles by hand"
    )]
    NoRows {
        /// The file.
        file: String,
        /// The first row's line.
        line: u64,
        /// How many rows there were.
        rows: u64,
        /// Why the first was not used.
        reason: String,
        /// Which columns were taken for what.
        columns: String,
    },
    /// The JSON file beside a tidy table is wrong.
    #[error("{file}{}: {why}. Mend the sidecar, or move it away to open the table without it", place(*.line, *.column))]
    Sidecar {
        /// The sidecar's file.
        file: String,
        /// The line in it (0 where the whole file is meant).
        line: usize,
        /// The column in it.
        column: usize,
        /// What is wrong.
        why: String,
    },
    /// An events file is wrong.
    #[error(
        "{file}, line {line}, column {column}: found {found}, expected {expected}. Mend this place and open it again"
    )]
    Events {
        /// The file.
        file: String,
        /// The line.
        line: u64,
        /// The column, by name or number.
        column: String,
        /// What stands there.
        found: String,
        /// What should stand there.
        expected: String,
    },
    /// A mapping that does not fit the table.
    #[error("{file}, line {line}: {why}. Choose the columns again")]
    Mapping {
        /// The file.
        file: String,
        /// The header's line.
        line: u64,
        /// What is missing or wrong.
        why: String,
    },
    /// More periods than a dataset can have.
    #[error(
        "{file}: more different periods than a trade dataset can have (65,535). Check which column holds the period"
    )]
    TooManyPeriods {
        /// The file.
        file: String,
    },
    /// What is packed unpacks to more than is good for the machine.
    #[error(
        "{file}: it unpacks to more than {limit} and was stopped there. If you trust its publisher, open it without \
         the limit (--no-size-limit on the command line)"
    )]
    TooLarge {
        /// The file.
        file: String,
        /// The limit in words.
        limit: String,
    },
    /// It takes more memory than an opening may hold.
    #[error(
        "{file}: it takes more memory than {limit} and was stopped there. If you trust its publisher, allow more \
         (--memory 8GB on the command line, or SALDO_MEMORY=8GB in the environment)"
    )]
    TooMuchMemory {
        /// The file.
        file: String,
        /// The limit in words.
        limit: String,
    },
    /// A container that is cut short or broken.
    #[error("{file}: {what}. Download or export it again")]
    Damaged {
        /// The file.
        file: String,
        /// "the gzip stream is damaged: it ends too early".
        what: String,
    },
    /// A member with a password.
    #[error("{file}: {member} is encrypted. Unpack it with its password and open the table inside")]
    Encrypted {
        /// The file.
        file: String,
        /// The member's name, or "the workbook".
        member: String,
    },
    /// A container that is whole but not read here.
    #[error("{file}: {what}")]
    Unread {
        /// The file.
        file: String,
        /// What it is and what to do.
        what: String,
    },
    /// No sheet or member of that name.
    #[error("{file}: there is no sheet or member \u{201c}{wanted}\u{201d} in it. {}", said(.names))]
    NoPart {
        /// The file.
        file: String,
        /// What was asked for.
        wanted: String,
        /// The names that there are; empty for a plain table.
        names: String,
    },
    /// Several tables where one is needed.
    #[error("{file}: it holds several tables: {names}. Say which with --sheet NAME")]
    Several {
        /// The file.
        file: String,
        /// Their names.
        names: String,
    },
    /// An encoding that nobody knows.
    #[error("{name}: no such text encoding. Known are {known}")]
    UnknownEncoding {
        /// What was asked for.
        name: String,
        /// The usual ones.
        known: &'static str,
    },
    /// No built-in dataset of that name.
    #[error("library:{name}: there is no such dataset in the library. Did you mean library:{nearest}?")]
    UnknownLibrary {
        /// What was asked for.
        name: String,
        /// The most similar name.
        nearest: String,
    },
}

impl ImportError {
    /// The whole message on one line, without control characters, for stderr and the status bar.
    #[must_use]
    pub fn one_line(&self) -> String {
        let text: String = self.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether no part of the file can be read either, or none shall be.
    pub(crate) const fn ends_all(&self) -> bool {
        use ImportError::{Cancelled, NotFound, TooLarge, TooMuchMemory, Truncated, Unreadable};
        matches!(
            self,
            Cancelled { .. }
                | NotFound { .. }
                | TooLarge { .. }
                | TooMuchMemory { .. }
                | Truncated { .. }
                | Unreadable { .. }
        )
    }

    /// What is wrong, without the name of the file and without advice, to be said beside its name.
    pub(crate) fn why(&self, file: &str) -> String {
        let line = self.one_line();
        let what = line.strip_prefix(file).map_or(line.as_str(), |rest| rest.trim_start_matches([':', ',', ' ']));
        what.split_once(". ").map_or(what, |(what, _)| what).to_owned()
    }

    /// Maps what the system said when a file was opened or read.
    pub(crate) fn from_io(file: &str, error: &std::io::Error) -> Self {
        let file = file.to_owned();
        if error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Cancelled>) {
            return Self::Cancelled { file };
        }
        if let Some(trouble) = error.get_ref().and_then(|inner| inner.downcast_ref::<ContainerError>()) {
            return Self::from_trouble(file, trouble);
        }
        match error.kind() {
            std::io::ErrorKind::NotFound if file == "-" => {
                Self::Unread { file, what: "standard input is not read. Write it to a file and open that".to_owned() }
            }
            std::io::ErrorKind::NotFound => Self::NotFound { file },
            std::io::ErrorKind::IsADirectory => Self::Directory { file },
            _ => Self::Unreadable { file, why: error.to_string() },
        }
    }

    fn from_trouble(file: String, trouble: &ContainerError) -> Self {
        match trouble {
            ContainerError::TooLarge(bytes) => Self::TooLarge { file, limit: in_words(*bytes) },
            ContainerError::TooMuch(bytes) => Self::TooMuchMemory { file, limit: in_words(*bytes) },
            ContainerError::Damaged { .. } => Self::Damaged { file, what: trouble.to_string() },
            ContainerError::Encrypted(member) => Self::Encrypted { file, member: member.clone() },
            ContainerError::Unread { .. } => Self::Unread { file, what: trouble.to_string() },
        }
    }
}

/// A place in a file for a message; nothing where the whole file is meant.
fn place(line: usize, column: usize) -> String {
    if line == 0 { String::new() } else { format!(", line {line}, column {column}") }
}

/// What there is instead of a part that is not.
fn said(names: &str) -> String {
    if names.is_empty() { "It is a single table".to_owned() } else { format!("There are {names}") }
}

/// The first names of a header, for a message.
pub(crate) fn some_columns(header: &[String]) -> String {
    const SHOWN: usize = 8;
    let shorten = |name: &String| {
        let name = name.trim();
        let short: String = name.chars().take(40).collect();
        if short.len() < name.len() { format!("{short}\u{2026}") } else { short }
    };
    let mut names: Vec<String> = header.iter().take(SHOWN).map(shorten).collect();
    if header.len() > SHOWN {
        names.push(format!("and {} more", header.len() - SHOWN));
    }
    names.join(", ")
}
