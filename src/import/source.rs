//! Where a table comes from, and how its bytes are reached.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;

use super::container::bytes::ByteSource;
use super::container::{self, Found, Origin, Pieces, Table};
use super::layout::Laid;
use super::{ImportError, Options, Progress, library};
use crate::disk;

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
    /// Several files that are one dataset: exports and imports, or one year each.
    Several(Vec<Source>),
    /// One table of a file: a sheet of a workbook, a member of an archive, what a compressed file holds.
    Part {
        /// The file, or the part that holds this one.
        of: Box<Source>,
        /// The table's name; empty where the file holds one table only.
        name: String,
        /// The table, once it was unpacked.
        unpacked: Unpacked,
    },
}

/// Between the names of several files.
const SEVERAL: &str = " + ";

/// A table that was unpacked already. Two sources are the same whether or not they were.
#[derive(Debug, Clone, Default)]
pub struct Unpacked(Option<Arc<Table>>);

impl PartialEq for Unpacked {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Unpacked {}

impl Source {
    /// Reads `library:NAME`, `FILE#PART` or `FILE + FILE` where there are such files, else takes the text as a path.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if let Some(name) = text.strip_prefix("library:") {
            return Self::Library(name.trim().to_owned());
        }
        let whole = disk::from_text(text);
        let files: Vec<&str> = text.split(SEVERAL).collect();
        if files.len() > 1 && !whole.exists() && files.iter().all(|file| disk::from_text(file).is_file()) {
            return Self::Several(files.into_iter().map(|file| Self::Path(disk::from_text(file))).collect());
        }
        if !text.contains('#') || whole.exists() {
            return Self::Path(whole);
        }
        let mut splits = text.rmatch_indices('#').map(|(at, _)| (disk::from_text(&text[..at]), &text[at + 1..]));
        match splits.find(|(file, _)| file.is_file()) {
            Some((file, part)) => Self::Path(file).part(part),
            None => Self::Path(whole),
        }
    }

    /// As [`Source::parse`], where the name of a file need not be text.
    #[must_use]
    pub fn parse_os(name: &OsStr) -> Self {
        match name.to_str() {
            Some(text) => Self::parse(text),
            None => Self::Path(PathBuf::from(name)),
        }
    }

    /// A part of this source by its name.
    #[must_use]
    pub fn part(&self, name: &str) -> Self {
        Self::Part { of: Box::new(self.clone()), name: name.to_owned(), unpacked: Unpacked::default() }
    }

    /// The whole file or dataset that it is, or is a part of.
    #[must_use]
    pub fn root(&self) -> &Self {
        match self {
            Self::Part { of, .. } => of.root(),
            whole => whole,
        }
    }

    /// The file on disk that it is, or is a part of.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self.root() {
            Self::Path(path) => Some(path),
            _ => None,
        }
    }

    /// The names of the parts that lead to it, with `#` between them; empty for a whole file.
    #[must_use]
    pub fn part_name(&self) -> String {
        match self {
            Self::Part { of, name, .. } => match (of.part_name(), name.as_str()) {
                (outer, "") => outer,
                (outer, name) if outer.is_empty() => name.to_owned(),
                (outer, name) => format!("{outer}#{name}"),
            },
            _ => String::new(),
        }
    }

    /// The source with its table unpacked, or the choice between its tables.
    pub(crate) fn unpack(&self, options: &Options, progress: &Progress) -> Result<Found, ImportError> {
        match self {
            // Nothing to unpack: it is a plain table, or was unpacked before.
            Self::Library(_) => Ok(Found::Plain),
            Self::Part { unpacked: Unpacked(Some(_)), .. } if options.part.is_none() => Ok(Found::Plain),
            _ => container::look(self, options, progress),
        }
    }

    /// The source of a table that was unpacked from this one.
    pub(crate) fn with(&self, table: Box<Table>, options: &Options) -> Self {
        let named = options.part.as_deref().unwrap_or_default();
        let whole = match (self, named) {
            (Self::Part { .. }, "") => self.clone(),
            _ => self.part(named),
        };
        match whole {
            Self::Part { of, name, .. } => Self::Part { of, name, unpacked: Unpacked(Some(table.into())) },
            plain => plain,
        }
    }

    fn table(&self) -> Option<&Table> {
        match self {
            Self::Part { unpacked: Unpacked(table), .. } => table.as_deref(),
            _ => None,
        }
    }

    /// What it is packed in, for the report.
    pub(crate) fn container(&self) -> String {
        self.table().map_or_else(|| "plain".to_owned(), |table| table.container.clone())
    }

    /// The sheet or member that was opened: its name may say the flow or the frequency.
    #[must_use]
    pub fn opened_part(&self) -> Option<&str> {
        self.table().map(|table| table.part.as_str()).filter(|name| !name.is_empty())
    }

    /// What could not be read beside its table, and why.
    pub(crate) fn beside(&self) -> &[(String, String)] {
        self.table().map(|table| table.beside.as_slice()).unwrap_or_default()
    }

    /// What its table was before it was written again as a regular one.
    pub(crate) fn laid(&self) -> Option<&Laid> {
        self.table().and_then(Table::before)
    }

    /// Whether its text was written here, as CSV in UTF-8 with commas and double quotes.
    pub(crate) fn is_our_csv(&self) -> bool {
        self.origin() != Origin::File || self.laid().is_some()
    }

    /// Where the text of its table is from, before it was written again as a regular one.
    pub(crate) fn origin(&self) -> Origin {
        self.table().map_or(Origin::File, |table| table.origin)
    }

    /// The stamp that its file had when it was first looked at.
    pub(crate) fn first_stamp(&self) -> Option<FileStamp> {
        match self.table() {
            Some(table) => table.stamp,
            None => self.path().and_then(stamp),
        }
    }

    /// The bytes of the whole file.
    pub(crate) fn ground(&self) -> ByteSource {
        match self {
            Self::Path(path) => ByteSource::File(path.clone()),
            Self::Library(name) => ByteSource::Memory(library::bytes(name).unwrap_or_default().into()),
            Self::Bytes { bytes, .. } => ByteSource::Memory(Bytes::from_owner(Arc::clone(bytes))),
            // Each file is read by itself.
            Self::Several(_) => ByteSource::Memory(Bytes::new()),
            Self::Part { of, .. } => of.ground(),
        }
    }

    /// Whether the file is there and can be read.
    pub(crate) fn check(&self) -> Result<(), ImportError> {
        match self.root() {
            Self::Path(path) => open_path(path, &self.name()).map(|_| ()),
            Self::Library(name) => library::bytes(name).map(|_| ()).ok_or_else(|| library::unknown(name)),
            Self::Several(files) => files.iter().try_for_each(Self::check),
            _ => Ok(()),
        }
    }

    /// How messages, reports and sessions name it: the path, `library:NAME`, the given name; with `#PART` behind it.
    /// [`Source::parse`] finds it by this name.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Path(path) => disk::text(path),
            Self::Library(name) => format!("library:{name}"),
            Self::Bytes { name, .. } => name.clone(),
            Self::Several(files) => files.iter().map(Self::name).collect::<Vec<_>>().join(SEVERAL),
            Self::Part { of, name, .. } if name.is_empty() => of.name(),
            Self::Part { of, name, .. } => format!("{}#{name}", of.name()),
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
            Self::Several(files) => files.iter().map(Self::stem).collect::<Vec<_>>().join(SEVERAL),
            Self::Part { of, .. } => self.table().map_or_else(|| of.stem(), |table| table.stem.clone()),
        }
    }

    /// Its size in bytes; 0 when it is not known.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::Path(path) => std::fs::metadata(path).map_or(0, |about| about.len()),
            Self::Library(name) => library::bytes(name).map_or(0, |bytes| bytes.len() as u64),
            Self::Bytes { bytes, .. } => bytes.len() as u64,
            Self::Several(files) => files.iter().map(Self::size).sum(),
            Self::Part { of, .. } => self.table().map_or_else(|| of.size(), |table| table.size),
        }
    }

    /// Up to `length` bytes from a place within it, or near it where the text is unpacked as it is read.
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
            Self::Several(_) => None,
            Self::Part { .. } => self.table()?.stretch(from, length),
        }
    }

    /// Its bytes from the start, counted into `progress`.
    pub(crate) fn open<'a>(&self, progress: &'a Progress) -> Result<Counted<'a>, ImportError> {
        let file = self.name();
        let (input, size): (Box<dyn Read + Send>, u64) = match self {
            Self::Path(path) => {
                let (opened, size) = open_path(path, &file)?;
                (Box::new(opened), size)
            }
            Self::Library(name) => {
                let bytes = library::bytes(name).ok_or_else(|| library::unknown(name))?;
                (Box::new(bytes), bytes.len() as u64)
            }
            Self::Bytes { bytes, .. } => (Box::new(Cursor::new(Arc::clone(bytes))), bytes.len() as u64),
            Self::Several(_) => (Box::new(io::empty()), 0),
            Self::Part { .. } => return self.open_table(&file, progress),
        };
        progress.start(size);
        Ok(Counted { input, progress, counts: true, size, done: 0 })
    }

    /// Its bytes from any place, counted into `progress`, where it is a file as it stands.
    pub(crate) fn open_placed<'a>(&self, progress: &'a Progress) -> Result<Option<Placed<'a>>, ImportError> {
        let Self::Path(path) = self else { return Ok(None) };
        let (file, size) = open_path(path, &self.name())?;
        progress.start(size);
        Ok(Some(Placed { file, progress, size }))
    }

    /// Its rows in pieces of about so many bytes of text, for several readers, where it is made of rows.
    pub(crate) fn open_pieces<'a>(
        &self,
        length: usize,
        progress: &'a Progress,
    ) -> Result<Option<Pieces<'a>>, ImportError> {
        let Some(table) = self.table() else { return Ok(None) };
        let pieces = table.pieces(length, progress).map_err(|error| ImportError::from_io(&self.name(), &error))?;
        if pieces.is_some() {
            progress.start(table.to_count());
        }
        Ok(pieces)
    }

    fn open_table<'a>(&self, file: &str, progress: &'a Progress) -> Result<Counted<'a>, ImportError> {
        let Some(table) = self.table() else {
            // Nobody unpacked it yet.
            return match container::look(self, &Options::default(), progress)? {
                Found::Table(table) => self.with(table, &Options::default()).open_table(file, progress),
                Found::Plain => self.root().open(progress),
                Found::Choice(choice) => Err(ImportError::Several { file: file.to_owned(), names: choice.names() }),
            };
        };
        progress.start(table.to_count());
        let (input, counted) = table.open(progress).map_err(|error| ImportError::from_io(file, &error))?;
        Ok(Counted { input, progress, counts: !counted, size: table.exact_size(), done: 0 })
    }
}

fn open_path(path: &Path, file: &str) -> Result<(File, u64), ImportError> {
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
    Ok((opened, about.len()))
}

/// A reader that counts its bytes and stops when the job is cancelled.
pub(crate) struct Counted<'a> {
    input: Box<dyn Read + Send + 'a>,
    progress: &'a Progress,
    /// Whether bytes are counted here, not further down where they are packed.
    counts: bool,
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
        if self.counts {
            self.progress.advance(read as u64);
        }
        Ok(read)
    }
}

/// A file of which several readers at once can have any bytes, counted; reading stops when the job is cancelled.
pub(crate) struct Placed<'a> {
    file: File,
    progress: &'a Progress,
    /// How long the file was when it was opened.
    pub size: u64,
}

impl Placed<'_> {
    /// Reads some bytes from a place on; none at the end.
    pub(crate) fn read_at(&self, buffer: &mut [u8], place: u64) -> io::Result<usize> {
        if self.progress.is_cancelled() {
            return Err(io::Error::other(Cancelled));
        }
        let read = read_at(&self.file, buffer, place)?;
        self.progress.advance(read as u64);
        Ok(read)
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], place: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, place)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], place: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, place)
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
