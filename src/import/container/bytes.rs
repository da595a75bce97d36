//! Where a table's bytes come from: a file, memory, or either of them unpacked as it is read.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use flate2::bufread::{DeflateDecoder, GzDecoder};
use serde::{Deserialize, Serialize};
use zstd::stream::read::Decoder as ZstdDecoder;

use super::parquet::Rows;
use super::zip::{Checked, Method, Place};
use crate::import::Progress;
use crate::import::memory::Text;
use crate::import::source::Cancelled;

/// The least that a file may unpack to before it is taken for a bomb.
const LEAST: u64 = 1 << 30;
/// How many times its own size a file may unpack to.
const RATIO: u64 = 200;

/// How far a file may grow as it is unpacked.
///
/// One gibibyte, or two hundred times the packed size where that is more: tables of figures pack to a
/// fifth or a fiftieth, monotonous ones to a hundredth, and only what was made to do harm to a
/// thousandth. A small bomb is stopped at a size that the machine can bear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SizeLimit(pub(crate) u64);

impl SizeLimit {
    /// The bound for a file of so many bytes.
    pub(crate) fn of(packed: u64) -> Self {
        Self(packed.saturating_mul(RATIO).max(LEAST))
    }

    /// No bound, as the user asked.
    pub(crate) const NONE: Self = Self(u64::MAX);
}

/// Why unpacking stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub(crate) enum ContainerError {
    /// It grew beyond the bound.
    #[error("it unpacks to more than {0} bytes")]
    TooLarge(u64),
    /// It takes more memory than an opening may hold.
    #[error("it takes more memory than {0} bytes")]
    TooMuch(u64),
    /// The packed bytes are cut short or broken.
    #[error("the {kind} is damaged: {why}")]
    Damaged {
        /// "gzip stream", "Excel workbook".
        kind: Cow<'static, str>,
        /// What the decoder said.
        why: String,
    },
    /// A member that can only be read with a password.
    #[error("{0} is encrypted")]
    Encrypted(String),
    /// Something that is whole but not read here.
    #[error("{kind} {why}")]
    Unread {
        /// "the ZIP member a.csv".
        kind: String,
        /// "is packed by a method that is not read here (number 9)".
        why: String,
    },
}

impl ContainerError {
    /// A damage, as a reader's error.
    pub(crate) fn damaged(kind: &'static str, why: impl std::fmt::Display) -> io::Error {
        let why = why.to_string();
        io::Error::other(Self::Damaged { kind: kind.into(), why })
    }

    /// The container error that an error is; a damage of `kind` where it is none.
    pub(crate) fn of(error: &io::Error, kind: &'static str) -> Self {
        let known = error.get_ref().and_then(|inner| inner.downcast_ref::<Self>()).cloned();
        known.unwrap_or_else(|| Self::Damaged { kind: kind.into(), why: error.to_string() })
    }
}

/// Bytes of a file or in memory: what can be read from any place.
#[derive(Debug, Clone)]
pub(crate) enum ByteSource {
    /// A file on disk.
    File(PathBuf),
    /// Bytes in memory.
    Memory(Bytes),
}

impl ByteSource {
    /// A reader that can seek.
    pub(crate) fn open(&self) -> io::Result<Box<dyn Seekable>> {
        Ok(match self {
            Self::File(path) => Box::new(File::open(path)?),
            Self::Memory(bytes) => Box::new(Cursor::new(bytes.clone())),
        })
    }

    /// A reader that can seek, of which the bytes are counted into `progress`; it stops when the job is cancelled.
    pub(crate) fn open_counted<'a>(&self, progress: &'a Progress) -> io::Result<Tallied<'a, Box<dyn Seekable>>> {
        Ok(Tallied { input: self.open()?, progress })
    }

    /// How many bytes there are.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::File(path) => std::fs::metadata(path).map_or(0, |about| about.len()),
            Self::Memory(bytes) => bytes.len() as u64,
        }
    }
}

/// What reads and seeks.
pub(crate) trait Seekable: Read + Seek + Send {}
impl<T: Read + Seek + Send> Seekable for T {}

/// Bytes, packed or not, that can be read from the start again and again.
#[derive(Debug, Clone)]
pub(crate) enum ByteStream {
    /// As they stand.
    Plain(ByteSource),
    /// Through gzip, one member or many.
    Gzip(Box<ByteStream>),
    /// Through zstandard.
    Zstd(Box<ByteStream>),
    /// A member of a ZIP archive.
    Member(ByteSource, Place),
    /// The rows of a Parquet file, written as CSV while they are read.
    Rows(Arc<Rows>),
}

impl ByteStream {
    /// Opens it; the packed bytes are counted into `progress`.
    pub(crate) fn open<'a>(&self, bound: SizeLimit, progress: &'a Progress) -> io::Result<Box<dyn Read + Send + 'a>> {
        Ok(match self {
            Self::Plain(ground) => Box::new(Tallied { input: ground.open()?, progress }),
            Self::Gzip(below) => {
                let packed = BufReader::with_capacity(1 << 16, below.open(bound, progress)?);
                Box::new(Grown::new(Gzip::new(packed), "gzip stream", bound))
            }
            Self::Zstd(below) => {
                let packed = BufReader::with_capacity(1 << 16, below.open(bound, progress)?);
                Box::new(Grown::new(zstd(packed, progress)?, "zstd stream", bound))
            }
            Self::Member(ground, place) => {
                let mut input = ground.open()?;
                input.seek(SeekFrom::Start(place.start))?;
                let packed = BufReader::with_capacity(1 << 16, Tallied { input, progress }.take(place.packed));
                let unpacked: Box<dyn Read + Send + 'a> = match place.method {
                    Method::Stored => Box::new(packed),
                    Method::Deflated => Box::new(DeflateDecoder::new(packed)),
                    Method::Zstd => Box::new(zstd(packed, progress)?),
                };
                Box::new(Grown::new(Checked::new(unpacked, place), "ZIP archive", bound))
            }
            Self::Rows(rows) => Box::new(Grown::new(rows.open(progress)?, "Parquet file", bound)),
        })
    }

    /// How many packed bytes a pass over it reads.
    pub(crate) fn packed(&self) -> u64 {
        match self {
            Self::Plain(ground) => ground.size(),
            Self::Gzip(below) | Self::Zstd(below) => below.packed(),
            Self::Member(_, place) => place.packed,
            Self::Rows(rows) => rows.packed(),
        }
    }

    /// Its first bytes.
    pub(crate) fn head(&self, length: u64) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        self.open(SizeLimit::NONE, &Progress::new())?.take(length).read_to_end(&mut head)?;
        Ok(head)
    }

    /// All of it in a form that can be read from any place.
    pub(crate) fn ground(&self, bound: SizeLimit, progress: &Progress) -> io::Result<ByteSource> {
        const CHUNK: usize = 1 << 16;
        if let Self::Plain(ground) = self {
            return Ok(ground.clone());
        }
        let mut bytes = Text::within(progress.memory());
        let mut input = self.open(bound, progress)?;
        while input.by_ref().take(CHUNK as u64).read_to_end(bytes.room(CHUNK)?)? > 0 {}
        Ok(ByteSource::Memory(bytes.into()))
    }
}

/// A zstd stream. It may look back as far as half the memory that is left lets it, and 128 MB in any case.
fn zstd<R: BufRead>(packed: R, progress: &Progress) -> io::Result<ZstdDecoder<'static, R>> {
    const USUAL: u32 = 27;
    const MOST: u32 = 31;
    let mut decoder = ZstdDecoder::with_buffer(packed)?;
    decoder.window_log_max((progress.memory().left() / 2).max(1).ilog2().clamp(USUAL, MOST))?;
    Ok(decoder)
}

/// A gzip stream of one member or many; zeros behind a member fill up a block of a tape and mean nothing.
enum Gzip<R> {
    Member(Box<GzDecoder<R>>),
    Ended,
}

impl<R: BufRead> Gzip<R> {
    fn new(packed: R) -> Self {
        Self::Member(Box::new(GzDecoder::new(packed)))
    }
}

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let Self::Member(member) = self else { return Ok(0) };
            let read = member.read(out)?;
            if read > 0 || out.is_empty() {
                return Ok(read);
            }
            let Self::Member(member) = std::mem::replace(self, Self::Ended) else { return Ok(0) };
            let mut packed = member.into_inner();
            loop {
                let rest = packed.fill_buf()?;
                let zeros = rest.iter().take_while(|byte| **byte == 0).count();
                if rest.is_empty() {
                    return Ok(0);
                }
                if zeros < rest.len() {
                    packed.consume(zeros);
                    *self = Self::new(packed);
                    break;
                }
                packed.consume(zeros);
            }
        }
    }
}

/// Counts packed bytes and stops when the job is cancelled.
pub(crate) struct Tallied<'a, R> {
    input: R,
    progress: &'a Progress,
}

impl<R: Read> Read for Tallied<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.progress.is_cancelled() {
            return Err(io::Error::other(Cancelled));
        }
        let read = self.input.read(out)?;
        self.progress.advance(read as u64);
        Ok(read)
    }
}

impl<R: Seek> Seek for Tallied<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.input.seek(to)
    }
}

/// Unpacked bytes: stops beyond the bound and says what is damaged.
struct Grown<R> {
    input: R,
    kind: &'static str,
    bound: SizeLimit,
    done: u64,
}

impl<R> Grown<R> {
    const fn new(input: R, kind: &'static str, bound: SizeLimit) -> Self {
        Self { input, kind, bound, done: 0 }
    }
}

impl<R: Read> Read for Grown<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.input.read(out) {
            Ok(read) => {
                self.done += read as u64;
                if self.done > self.bound.0 {
                    return Err(io::Error::other(ContainerError::TooLarge(self.bound.0)));
                }
                Ok(read)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted || is_ours(&error) => Err(error),
            // The words of the library that unpacks zstd; nothing else tells it.
            Err(error) if error.to_string().contains("too much memory") => Err(io::Error::other(ContainerError::Unread {
                kind: format!("the {}", self.kind),
                why: "looks back farther than there is memory for: allow more memory, or pack it with less than --long=28"
                    .to_owned(),
            })),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                Err(ContainerError::damaged(self.kind, "it ends too early"))
            }
            Err(error) => Err(ContainerError::damaged(self.kind, error)),
        }
    }
}

fn is_ours(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<ContainerError>() || inner.is::<Cancelled>())
}
