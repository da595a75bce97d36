//! Parquet files: the rows as CSV, written while they are read, one row group after the other.

use std::io::{self, Read};

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{DataType, Decimal};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::reader::{ChunkReader, FileReader, Length};
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::record::Field;
use parquet::schema::types::{ColumnDescPtr, Type};

use super::bytes::{Ground, Seekable, Trouble};
use super::csv::{self, Line};
use super::guard;
use crate::import::Progress;
use crate::import::source::Cancelled;

const KIND: &str = "Parquet file";
/// Rows that are written at a time.
const BATCH: usize = 1024;

/// A Parquet file whose columns are known.
#[derive(Debug)]
pub(crate) struct Rows {
    ground: Ground,
    header: Vec<String>,
    /// How many rows the file says it has.
    pub(crate) count: u64,
}

impl Rows {
    /// Reads the columns' names.
    pub(crate) fn new(ground: Ground) -> io::Result<Self> {
        let reader = reader(&ground)?;
        let about = reader.metadata().file_metadata();
        let fields = about.schema_descr().root_schema().get_fields();
        if let Some(nested) = fields.iter().find(|field| is_nested(field)) {
            return Err(io::Error::other(Trouble::Unread {
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
        Ok(Self { ground, header, count })
    }

    /// The size of the file.
    pub(crate) fn packed(&self) -> u64 {
        self.ground.size()
    }

    /// Its rows as CSV.
    pub(crate) fn open<'a>(&self, progress: &'a Progress) -> io::Result<Csv<'a>> {
        let reader = reader(&self.ground)?;
        let mut text = Vec::new();
        csv::write(&mut text, &self.header);
        let step = self.packed() / self.count.max(1);
        let (columns, cells) = (Vec::new(), Vec::new());
        Ok(Csv { reader, group: 0, columns, left: 0, cells, text, given: 0, progress, step })
    }
}

fn is_nested(field: &Type) -> bool {
    let about = field.get_basic_info();
    field.is_group() || about.has_repetition() && about.repetition() == Repetition::REPEATED
}

fn packed(method: Compression) -> io::Result<()> {
    match method {
        Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::GZIP(_) | Compression::ZSTD(_) => Ok(()),
        other => Err(io::Error::other(Trouble::Unread {
            kind: "the Parquet file".to_owned(),
            why: format!("is packed by {other}, which is not read here: write it with snappy, gzip or zstd"),
        })),
    }
}

fn reader(ground: &Ground) -> io::Result<SerializedFileReader<Bounded>> {
    let bounded = Bounded(ground.clone(), ground.size());
    guard::run(KIND, move || SerializedFileReader::new(bounded).map_err(|error| Trouble::damaged(KIND, error)))
}

/// A file of which no more is asked than there is, whatever its own numbers say.
struct Bounded(Ground, u64);

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

/// A reader of CSV over rows.
pub(crate) struct Csv<'a> {
    reader: SerializedFileReader<Bounded>,
    /// The next row group.
    group: usize,
    /// The columns of the row group that is read, and how many of its rows must still come.
    columns: Vec<Box<dyn Column>>,
    left: usize,
    /// Cells of the rows that are read, column by column.
    cells: Vec<Vec<String>>,
    /// Text that is written, and how much of it was given away.
    text: Vec<u8>,
    given: usize,
    progress: &'a Progress,
    /// Packed bytes for each row, for the progress.
    step: u64,
}

impl Csv<'_> {
    /// Writes some rows; at the end of the file none.
    fn refill(&mut self) -> io::Result<()> {
        if self.progress.is_cancelled() {
            return Err(io::Error::other(Cancelled));
        }
        guard::run(KIND, || {
            while self.left == 0 && self.group < self.reader.num_row_groups() {
                self.next_group().map_err(|error| Trouble::damaged(KIND, error))?;
            }
            let rows = self.left.min(BATCH);
            for (column, cells) in self.columns.iter_mut().zip(&mut self.cells) {
                cells.clear();
                while cells.len() < rows {
                    let before = cells.len();
                    column.read(rows - before, cells).map_err(|error| Trouble::damaged(KIND, error))?;
                    if cells.len() == before {
                        return Err(Trouble::damaged(KIND, "rows are missing at the end of a column"));
                    }
                }
            }
            self.left -= rows;
            self.progress.advance(self.step * rows as u64);
            let mut line = Line::default();
            for row in 0..rows {
                for column in &self.cells {
                    line.cell(column.get(row).map_or("", String::as_str));
                }
                line.end(&mut self.text);
            }
            Ok(())
        })
    }

    fn next_group(&mut self) -> ParquetResult<()> {
        let group = self.reader.get_row_group(self.group)?;
        let schema = group.metadata().schema_descr_ptr();
        self.columns.clear();
        for (at, about) in schema.columns().iter().enumerate() {
            self.columns.push(column(about.clone(), group.get_column_reader(at)?));
        }
        self.cells.resize_with(self.columns.len(), Vec::new);
        self.left = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        self.group += 1;
        Ok(())
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

/// A column of a row group that gives its values as text.
trait Column: Send {
    /// Appends up to `most` cells.
    fn read(&mut self, most: usize, cells: &mut Vec<String>) -> ParquetResult<()>;
}

struct Typed<T: DataType, F> {
    about: ColumnDescPtr,
    reader: ColumnReaderImpl<T>,
    text: F,
    levels: Vec<i16>,
    values: Vec<T::T>,
}

impl<T: DataType, F: Fn(&ColumnDescPtr, T::T) -> ParquetResult<String> + Send> Column for Typed<T, F> {
    fn read(&mut self, most: usize, cells: &mut Vec<String>) -> ParquetResult<()> {
        self.levels.clear();
        self.values.clear();
        let (rows, ..) = self.reader.read_records(most, Some(&mut self.levels), None, &mut self.values)?;
        let mut values = self.values.drain(..);
        let optional = self.about.max_def_level() > 0;
        for row in 0..rows {
            // A level of nothing is a value that is not there.
            let there = !optional || self.levels.get(row).is_some_and(|level| *level > 0);
            let value = if there { values.next() } else { None };
            cells.push(value.map(|value| (self.text)(&self.about, value)).transpose()?.unwrap_or_default());
        }
        Ok(())
    }
}

fn typed<T: DataType>(
    about: ColumnDescPtr,
    reader: ColumnReaderImpl<T>,
    text: impl Fn(&ColumnDescPtr, T::T) -> ParquetResult<String> + Send + 'static,
) -> Box<dyn Column> {
    Box::new(Typed { about, reader, text, levels: Vec::new(), values: Vec::new() })
}

fn column(about: ColumnDescPtr, reader: ColumnReader) -> Box<dyn Column> {
    match reader {
        ColumnReader::BoolColumnReader(reader) => typed(about, reader, |_, value| Ok(csv::boolean(value).to_owned())),
        ColumnReader::Int32ColumnReader(reader) => {
            typed(about, reader, |about, value| Ok(text(&Field::convert_int32(about, value))))
        }
        ColumnReader::Int64ColumnReader(reader) => typed(about, reader, |about, value| {
            Ok(match about.logical_type_ref() {
                Some(LogicalType::Timestamp(stamp)) if stamp.unit == TimeUnit::NANOS => {
                    csv::date_time(value.div_euclid(1000), false)
                }
                _ => text(&Field::convert_int64(about, value)),
            })
        }),
        ColumnReader::Int96ColumnReader(reader) => {
            typed(about, reader, |about, value| Ok(text(&Field::convert_int96(about, value))))
        }
        ColumnReader::FloatColumnReader(reader) => typed(about, reader, |_, value| Ok(text(&Field::Float(value)))),
        ColumnReader::DoubleColumnReader(reader) => typed(about, reader, |_, value| Ok(csv::number(value))),
        ColumnReader::ByteArrayColumnReader(reader) => {
            typed(about, reader, |about, value| Field::convert_byte_array(about, value).map(|field| text(&field)))
        }
        ColumnReader::FixedLenByteArrayColumnReader(reader) => typed(about, reader, |about, value| {
            Field::convert_byte_array(about, value.into()).map(|field| text(&field))
        }),
    }
}

/// A value as text: nothing for nothing, dates as ISO, numbers in their shortest exact form.
fn text(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Bool(value) => csv::boolean(*value).to_owned(),
        Field::Float16(value) => csv::number(f64::from(value.to_f32())),
        // Through its own shortest form: 0.1 stays 0.1 and does not become 0.10000000149.
        Field::Float(value) => value.to_string().parse().map_or_else(|_| String::new(), csv::number),
        Field::Double(value) => csv::number(*value),
        Field::Decimal(value) => decimal(value),
        Field::Str(value) => value.clone(),
        Field::Bytes(value) => String::from_utf8_lossy(value.data()).into_owned(),
        Field::Date(days) => csv::date_time(i64::from(*days) * 86_400_000_000, true),
        Field::TimestampMillis(value) => {
            value.checked_mul(1000).map_or_else(String::new, |micros| csv::date_time(micros, false))
        }
        Field::TimestampMicros(value) => csv::date_time(*value, false),
        other => other.to_string(),
    }
}

/// A decimal: a whole number in two's complement with the point moved.
fn decimal(value: &Decimal) -> String {
    let bytes = value.data();
    let Ok(scale) = usize::try_from(value.scale()) else { return String::new() };
    if bytes.is_empty() || bytes.len() > 16 {
        return String::new();
    }
    let negative = bytes.first().is_some_and(|first| first & 0x80 != 0);
    let start = if negative { -1i128 } else { 0 };
    let whole = bytes.iter().fold(start, |sum, byte| (sum << 8) | i128::from(*byte));
    let digits = format!("{:0>width$}", whole.unsigned_abs(), width = scale.min(60) + 1);
    let (before, after) = digits.split_at(digits.len() - scale.min(60));
    let after = after.trim_end_matches('0');
    let sign = if negative { "-" } else { "" };
    if after.is_empty() { format!("{sign}{before}") } else { format!("{sign}{before}.{after}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_plainly() {
        assert_eq!(text(&Field::Null), "");
        assert_eq!(text(&Field::Float(0.1)), "0.1");
        assert_eq!(text(&Field::Double(1e15)), "1000000000000000");
        assert_eq!(text(&Field::Date(19723)), "2024-01-01");
        assert_eq!(text(&Field::TimestampMillis(1_704_067_200_000)), "2024-01-01");
        assert_eq!(text(&Field::TimestampMicros(1_704_067_201_500_000)), "2024-01-01 00:00:01.5");
        assert_eq!(decimal(&Decimal::from_i32(-12345, 9, 2)), "-123.45");
        assert_eq!(decimal(&Decimal::from_i64(5, 18, 3)), "0.005");
        assert_eq!(decimal(&Decimal::from_i64(700, 18, 2)), "7");
    }
}
