//! Where a table comes from, and how its bytes are reached.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::{ImportError, Progress, library};

/// What to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file on disk.
    Path(PathBuf),
    /// A built-in dataset by name.
    Library(String),
    /// Bytes that are in memory already, such as a file dropped from a web page.
    Bytes {
        /// A name for messages and titles.
        name: String,
        /// The contents.
        bytes: Arc<[u8]>,
    },
}

impl Source {
    /// Reads `library:NAME`, else takes the text as a path.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text.strip_prefix("library:") {
            Some(name) => Self::Library(name.trim().to_owned()),
            None => Self::Path(PathBuf::from(text)),
        }
    }

    /// How messages and reports name it: the path, `library:NAME`, or the given name.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Path(path) => path.display().to_string(),
            Self::Library(name) => format!("library:{name}"),
            Self::Bytes { name, .. } => name.clone(),
        }
    }

    /// The name without folder and extension: a dataset's id.
    #[must_use]
    pub fn stem(&self) -> String {
        let of_path =
            |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        match self {
            Self::Path(path) => of_path(path),
            Self::Library(name) => name.clone(),
            Self::Bytes { name, .. } => of_path(Path::new(name)),
        }
    }

    /// Its size in bytes; 0 when it is not known.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::Path(path) => std::fs::metadata(path).map_or(0, |about| about.len()),
            Self::Library(name) => library::bytes(name).map_or(0, |bytes| bytes.len() as u64),
            Self::Bytes { bytes, .. } => bytes.len() as u64,
        }
    }

    /// Up to `length` bytes from a place within it.
    pub(crate) fn stretch(&self, from: u64, length: u64) -> Option<Vec<u8>> {
        let within = |bytes: &[u8]| {
            let start = usize::try_from(from).ok()?.min(bytes.len());
            let end = start.saturating_add(usize::try_from(length).ok()?).min(bytes.len());
            bytes.get(start..end).map(<[u8]>::to_vec)
        };
        match self {
            Self::Path(path) => {
                let mut file = File::open(path).ok()?;
                file.seek(SeekFrom::Start(from)).ok()?;
                let mut bytes = Vec::new();
                file.take(length).read_to_end(&mut bytes).ok()?;
                Some(bytes)
            }
            Self::Library(name) => within(library::bytes(name)?),
            Self::Bytes { bytes, .. } => within(bytes),
        }
    }

    /// Its bytes from the start, counted into `progress`.
    pub(crate) fn open<'a>(&self, progress: &'a Progress) -> Result<Counted<'a>, ImportError> {
        let file = self.name();
        let (input, size): (Box<dyn Read>, u64) = match self {
            Self::Path(path) => open_path(path, &file)?,
            Self::Library(name) => {
                let bytes = library::bytes(name).ok_or_else(|| library::unknown(name))?;
                (Box::new(bytes), bytes.len() as u64)
            }
            Self::Bytes { bytes, .. } => (Box::new(Cursor::new(Arc::clone(bytes))), bytes.len() as u64),
        };
        progress.start(size);
        Ok(Counted { input, progress, size, done: 0 })
    }
}

fn open_path(path: &Path, file: &str) -> Result<(Box<dyn Read>, u64), ImportError> {
    let refuse = |error: &io::Error| ImportError::from_io(file, error);
    // Looked at before it is opened: opening a pipe would wait for ever.
    let about = std::fs::metadata(path).map_err(|error| refuse(&error))?;
    if about.is_dir() {
        return Err(ImportError::Directory { file: file.to_owned() });
    }
    if !about.is_file() {
        return Err(ImportError::Unreadable { file: file.to_owned(), why: "it is not an ordinary file".to_owned() });
    }
    let opened = File::open(path).map_err(|error| refuse(&error))?;
    Ok((Box::new(opened), about.len()))
}

/// A reader that counts its bytes and stops when the job is cancelled.
pub(crate) struct Counted<'a> {
    input: Box<dyn Read>,
    progress: &'a Progress,
    /// How long the source was when it was opened.
    pub size: u64,
    /// How much came.
    pub done: u64,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.progress.is_cancelled() {
            return Err(io::Error::other(Cancelled));
        }
        let read = self.input.read(buffer)?;
        self.done += read as u64;
        self.progress.advance(read as u64);
        Ok(read)
    }
}

/// Stops a read because the user cancelled.
///
/// Not an "interrupted" error: those are tried again.
#[derive(Debug, thiserror::Error)]
#[error("cancelled")]
pub(crate) struct Cancelled;

/// A file's size and time of change: when it differs, the file was rewritten or appended to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileStamp {
    /// Size in bytes.
    pub size: u64,
    /// Last change, where the system tells.
    pub modified: Option<SystemTime>,
}

/// The stamp of a file, or nothing when it is gone or not a file.
#[must_use]
pub fn stamp(path: &Path) -> Option<FileStamp> {
    let about = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    Some(FileStamp { size: about.len(), modified: about.modified().ok() })
}
