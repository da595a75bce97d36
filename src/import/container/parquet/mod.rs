//! Parquet files: the rows as CSV, written while they are read, one row group after the other or several at a time.

mod cells;
mod pages;
mod pieces;
#[cfg(test)]
mod tests;
mod text;

use std::io::{self, Read};
use std::sync::Arc;

use parquet::basic::{Compression, Repetition};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{ChunkReader, FileReader, Length};
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::schema::types::Type;

use super::bytes::{ByteSource, ContainerError, Seekable};
use super::catch_panic;
use super::csv;
use crate::import::memory::Held;
use crate::import::source::Cancelled;
use crate::import::{MAX_RECORD, Progress};
use cells::Column;
use pages::Pages;
pub(crate) use pieces::{Begun, Pieces};

const KIND: &str = "Parquet file";
/// Cells that are decoded at a time, and rows of them at most.
const BATCH_CELLS: usize = 1 << 17;
const BATCH_ROWS: usize = 1024;
/// How many bytes each byte of what a file says of itself becomes, where it says as much as can be.
const FOOTER: u64 = 20;
/// Bytes of text that are written at a time.
const STRETCH: usize = 1 << 16;

/// A Parquet file whose columns are known.
#[derive(Debug)]
pub(crate) struct Rows {
    ground: ByteSource,
    pages: Arc<Pages>,
    header: Vec<String>,
    /// How many rows the file says it has.
    pub(crate) count: u64,
    /// The memory that is taken for its row groups.
    _held: Held,
}

impl Rows {
    /// Reads the columns' names.
    pub(crate) fn new(ground: ByteSource, progress: &Progress) -> io::Result<Self> {
        let (reader, _while_it_is_read) = reader(&ground, progress)?;
        let about = reader.metadata().file_metadata();
        let fields = about.schema_descr().root_schema().get_fields();
        if let Some(nested) = fields.iter().find(|field| is_nested(field)) {
            return Err(io::Error::other(ContainerError::Unread {
                kind: "the Parquet file".to_owned(),
                why: format!("holds lists or records in the column {}: write it as a flat table", nested.name()),
            }));
        }
        let header = fields.iter().map(|field| field.name().to_owned()).collect();
        let count = u64::try_from(about.num_rows()).unwrap_or(0);
        for group in reader.metadata().row_groups() {
            for column in group.columns() {
                packed(column.compression())?;
            }
        }
        let groups = reader.metadata().num_row_groups();
        let mut held = progress.memory().hold();
        held.more(groups as u64 * pages::GROUP)?;
        let pages = Arc::new(Pages::new(ground.clone(), groups));
        Ok(Self { ground, pages, header, count, _held: held })
    }

    /// The size of the file.
    pub(crate) fn packed(&self) -> u64 {
        self.ground.size()
    }

    /// Its rows as CSV.
    pub(crate) fn open<'a>(&self, progress: &'a Progress) -> io::Result<Csv<'a>> {
        let (reader, held) = reader(&self.ground, progress)?;
        let mut text = Vec::new();
        csv::write(&mut text, &self.header);
        let pages = Arc::clone(&self.pages);
        Ok(Csv { reader, pages, next: 0, group: None, text, given: 0, progress, step: self.step(), _held: held })
    }

    /// Packed bytes for each row, for the progress.
    fn step(&self) -> u64 {
        self.packed() / self.count.max(1)
    }
}

/// What a decoder complains of.
fn damaged(why: impl std::fmt::Display) -> io::Error {
    ContainerError::damaged(KIND, why)
}

fn is_nested(field: &Type) -> bool {
    let about = field.get_basic_info();
    field.is_group() || about.has_repetition() && about.repetition() == Repetition::REPEATED
}

fn packed(method: Compression) -> io::Result<()> {
    match method {
        Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::GZIP(_) | Compression::ZSTD(_) => Ok(()),
        other => Err(io::Error::other(ContainerError::Unread {
            kind: "the Parquet file".to_owned(),
            why: format!("is packed by {other}, which is not read here: write it with snappy, gzip or zstd"),
        })),
    }
}

/// A reader of a file, and the memory that it takes for what the file says of itself.
fn reader(ground: &ByteSource, progress: &Progress) -> io::Result<(SerializedFileReader<Bounded>, Held)> {
    let mut held = progress.memory().hold();
    held.more(footer(ground)?.saturating_mul(FOOTER))?;
    let bounded = Bounded(ground.clone(), ground.size());
    let reader = catch_panic::run(KIND, move || SerializedFileReader::new(bounded).map_err(damaged))?;
    Ok((reader, held))
}

/// How many bytes at the end of a file say what is in it.
fn footer(ground: &ByteSource) -> io::Result<u64> {
    let size = ground.size();
    let mut input = ground.open()?;
    input.seek(io::SeekFrom::Start(size.saturating_sub(8)))?;
    let mut length = [0; 4];
    input.read_exact(&mut length).map_err(|_| damaged("it ends too early"))?;
    // More than there is cannot be read: that is said by whoever reads it.
    Ok(u64::from(u32::from_le_bytes(length)).min(size))
}

/// A file of which no more is asked than there is, whatever its own numbers say.
struct Bounded(ByteSource, u64);

impl Length for Bounded {
    fn len(&self) -> u64 {
        self.1
    }
}

impl ChunkReader for Bounded {
    type T = io::BufReader<Box<dyn Seekable>>;

    fn get_read(&self, start: u64) -> ParquetResult<Self::T> {
        let mut input = self.0.open()?;
        input.seek(io::SeekFrom::Start(start))?;
        Ok(io::BufReader::new(input))
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<bytes::Bytes> {
        if start.checked_add(length as u64).is_none_or(|end| end > self.1) {
            return Err(ParquetError::EOF("it ends too early".to_owned()));
        }
        let mut out = Vec::with_capacity(length);
        self.get_read(start)?.take(length as u64).read_to_end(&mut out)?;
        if out.len() != length {
            return Err(ParquetError::EOF("it ends too early".to_owned()));
        }
        Ok(out.into())
    }
}

/// A row group that is read.
struct Group {
    columns: Vec<Box<dyn Column>>,
    /// How many of its rows must still be decoded.
    left: usize,
    /// How many are decoded, and how many of those are written.
    decoded: usize,
    written: usize,
    /// How many are decoded at a time.
    batch: usize,
    /// The memory that its pages and values take.
    _held: Held,
}

impl Group {
    fn open(
        reader: &SerializedFileReader<Bounded>,
        index: usize,
        pages: &Pages,
        progress: &Progress,
    ) -> io::Result<Self> {
        let about = reader.metadata().row_groups().get(index).ok_or_else(|| damaged("a row group is missing"))?;
        let mut held = progress.memory().hold();
        let wanted = (BATCH_CELLS / about.num_columns().max(1)).clamp(1, BATCH_ROWS);
        let batch = pages.take(index, about, wanted, &mut held)?;
        let group = reader.get_row_group(index).map_err(damaged)?;
        let schema = group.metadata().schema_descr_ptr();
        let of_column = |(at, about)| Ok(cells::column(about, group.get_column_reader(at).map_err(damaged)?));
        let columns = schema.columns().iter().enumerate().map(of_column).collect::<io::Result<_>>()?;
        Ok(Self { columns, left: rows_of(group.metadata()), decoded: 0, written: 0, batch, _held: held })
    }

    /// Leaves out its first rows.
    fn skip(&mut self, rows: usize) -> io::Result<()> {
        self.left = self.left.saturating_sub(rows);
        self.columns.iter_mut().try_for_each(|column| column.skip(rows))
    }

    /// Writes some rows, `most` at most, until there are `length` bytes of text; gives how many, at the end none.
    fn write(&mut self, most: usize, length: usize, text: &mut Vec<u8>) -> io::Result<usize> {
        let mut rows = 0;
        while rows < most && text.len() < length {
            if self.written == self.decoded && !self.decode()? {
                break;
            }
            let start = text.len();
            for (at, column) in self.columns.iter_mut().enumerate() {
                if at > 0 {
                    text.push(b',');
                }
                column.write(self.written, text)?;
                if text.len() - start > MAX_RECORD {
                    return Err(damaged("a row takes more than 64 MB"));
                }
            }
            if text.len() == start && self.columns.len() == 1 {
                // Else it would be a blank line.
                text.extend_from_slice(b"\"\"");
            }
            text.push(b'\n');
            self.written += 1;
            rows += 1;
        }
        Ok(rows)
    }

    /// Decodes more rows; false at the end.
    fn decode(&mut self) -> io::Result<bool> {
        (self.decoded, self.written) = (self.left.min(self.batch), 0);
        self.left -= self.decoded;
        self.columns.iter_mut().try_for_each(|column| column.read(self.decoded))?;
        Ok(self.decoded > 0)
    }
}

/// How many rows a row group says it has.
fn rows_of(group: &RowGroupMetaData) -> usize {
    usize::try_from(group.num_rows()).unwrap_or(0)
}

/// A reader of CSV over rows.
pub(crate) struct Csv<'a> {
    reader: SerializedFileReader<Bounded>,
    pages: Arc<Pages>,
    /// The next row group, and the one that is read.
    next: usize,
    group: Option<Group>,
    /// Text that is written, and how much of it was given away.
    text: Vec<u8>,
    given: usize,
    progress: &'a Progress,
    step: u64,
    /// The memory of what the file says of itself.
    _held: Held,
}

impl Csv<'_> {
    /// Writes some rows; at the end of the file none.
    fn refill(&mut self) -> io::Result<()> {
        catch_panic::run(KIND, || {
            while self.text.is_empty() && (self.group.is_some() || self.next < self.reader.num_row_groups()) {
                if self.progress.is_cancelled() {
                    return Err(io::Error::other(Cancelled));
                }
                let group = match &mut self.group {
                    Some(group) => group,
                    none => none.insert(Group::open(&self.reader, self.next, &self.pages, self.progress)?),
                };
                let rows = group.write(BATCH_ROWS, STRETCH, &mut self.text)?;
                self.progress.advance(self.step * rows as u64);
                if rows == 0 {
                    self.group = None;
                    self.next += 1;
                }
            }
            Ok(())
        })
    }
}

impl Read for Csv<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given == self.text.len() {
            self.text.clear();
            self.given = 0;
            self.refill()?;
        }
        let length = self.text.get(self.given..).unwrap_or_default().read(out)?;
        self.given += length;
        Ok(length)
    }
}
