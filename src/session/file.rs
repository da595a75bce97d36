//! The session file: what was open and how it was looked at, as JSON, written so that the old file survives a failure.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Document;
use crate::data::Event;
use crate::query::View;

/// A session on disk. Later versions may add fields; unknown ones are ignored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SessionFile {
    /// Marks the file and the version of its form.
    pub saldo_session: u32,
    /// A path or `library:NAME`.
    pub source: String,
    /// What was shown.
    pub view: View,
    /// All events, the library's and the user's own.
    pub events: Vec<Event>,
    /// What is disputed of the figures and was accepted by the person who saved it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<String>,
}

/// A session is no longer than this; of anything longer no more is read.
const MOST_BYTES: u64 = 64 << 20;

/// Why a session cannot be saved or opened.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The disk said no. The old file is intact.
    #[error("{path}: cannot be saved ({cause}); the file on disk was not changed")]
    Write {
        /// Where.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// It cannot be read.
    #[error("{path}: cannot be read ({cause})")]
    Read {
        /// Where.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// It is not a session.
    #[error("{path}: not a Saldo session (line {line}, column {column}: {cause})")]
    Form {
        /// Where.
        path: PathBuf,
        /// Line of the first fault, from 1.
        line: usize,
        /// Column of the first fault, from 1.
        column: usize,
        /// What was wrong.
        cause: serde_json::Error,
    },
}

impl SessionFile {
    /// The session of a document.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        Self {
            saldo_session: 1,
            source: document.source.clone(),
            view: document.view.clone(),
            events: document.events.to_vec(),
            accepted: document.dataset.audit.disputes().map(|check| check.what.clone()).collect(),
        }
    }

    /// Writes beside the target and renames, so that a full disk or a kill leaves the old file.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), FileError> {
        let write = || -> std::io::Result<()> {
            let mut file = atomic_write_file::AtomicWriteFile::open(path)?;
            file.write_all(&serde_json::to_vec_pretty(self)?)?;
            file.write_all(b"\n")?;
            file.commit()
        };
        write().map_err(|cause| FileError::Write { path: path.to_owned(), cause })
    }

    /// Reads a session.
    ///
    /// # Errors
    /// When the file cannot be read or is not a session.
    pub fn load(path: &Path) -> Result<Self, FileError> {
        let mut text = Vec::new();
        let read = std::fs::File::open(path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut text));
        read.map_err(|cause| FileError::Read { path: path.to_owned(), cause })?;
        serde_json::from_slice(&text).map_err(|cause| FileError::Form {
            path: path.to_owned(),
            line: cause.line(),
            column: cause.column(),
            cause,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::data::{Dataset, Date};

    #[test]
    fn a_session_comes_back_as_it_was_saved() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("meeting.saldo.json");
        let mut document = Document::open(Arc::new(Dataset::default()), "library:x".to_owned(), Arc::default());
        document.view.top = 5;
        let event: Event = serde_json::from_str(r#"{"date":"2025-04-02","title":"Tariffs"}"#).expect("an event");
        assert_eq!(Some(event.date), Date::new(2025, 4, 2));
        document.events = Arc::new(vec![event]);
        let file = SessionFile::of(&document);
        file.save(&path).expect("saved");
        assert_eq!(SessionFile::load(&path).expect("loaded"), file);
        std::fs::write(&path, "{").expect("written");
        let error = SessionFile::load(&path).expect_err("not a session").to_string();
        assert!(error.contains("line 1"), "{error}");
        let nowhere = folder.path().join("missing").join("x.json");
        assert!(matches!(file.save(&nowhere), Err(FileError::Write { .. })));
    }
}
