//! The columns of a row group: a stretch of rows of each is decoded, and its cells are written row by row.

use std::io;

use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType, Int96};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::record::Field;
use parquet::schema::types::ColumnDescPtr;

use super::{damaged, text};
use crate::import::MAX_RECORD;
use crate::import::container::csv;
use crate::import::number::of_text_cell;

/// A column of a row group that writes its values as text.
pub(super) trait Column: Send {
    /// Decodes the next rows, of which there must be so many.
    fn read(&mut self, rows: usize) -> io::Result<()>;

    /// Writes the cell of a row of those; rows must be asked for in order, each once.
    fn write(&mut self, row: usize, out: &mut Vec<u8>) -> io::Result<()>;

    /// Leaves out so many rows.
    fn skip(&mut self, rows: usize) -> io::Result<()>;
}

struct Typed<T: DataType, F> {
    reader: ColumnReaderImpl<T>,
    write: F,
    is_optional: bool,
    levels: Vec<i16>,
    values: Vec<T::T>,
    /// The value to be written next.
    next: usize,
}

impl<T: DataType, F: Fn(&T::T, &mut Vec<u8>) -> ParquetResult<()> + Send> Column for Typed<T, F> {
    fn read(&mut self, rows: usize) -> io::Result<()> {
        self.levels.clear();
        self.values.clear();
        self.next = 0;
        let mut done = 0;
        while done < rows {
            let read = self.reader.read_records(rows - done, Some(&mut self.levels), None, &mut self.values);
            match read.map_err(damaged)? {
                (0, ..) => return Err(too_few()),
                (more, ..) => done += more,
            }
        }
        Ok(())
    }

    fn write(&mut self, row: usize, out: &mut Vec<u8>) -> io::Result<()> {
        // A level of nothing is a value that is not there.
        if self.is_optional && self.levels.get(row).is_none_or(|level| *level <= 0) {
            return Ok(());
        }
        let value = self.values.get(self.next);
        self.next += 1;
        value.map_or(Ok(()), |value| (self.write)(value, out)).map_err(damaged)
    }

    fn skip(&mut self, rows: usize) -> io::Result<()> {
        if self.reader.skip_records(rows).map_err(damaged)? == rows { Ok(()) } else { Err(too_few()) }
    }
}

fn too_few() -> io::Error {
    damaged("rows are missing at the end of a column")
}

fn typed<T: DataType>(
    about: &ColumnDescPtr,
    reader: ColumnReaderImpl<T>,
    write: impl Fn(&T::T, &mut Vec<u8>) -> ParquetResult<()> + Send + 'static,
) -> Box<dyn Column> {
    let is_optional = about.max_def_level() > 0;
    Box::new(Typed { reader, write, is_optional, levels: Vec::new(), values: Vec::new(), next: 0 })
}

/// A column whose values can always be written.
fn plain<T: DataType>(
    about: &ColumnDescPtr,
    reader: ColumnReaderImpl<T>,
    write: impl Fn(&T::T, &mut Vec<u8>) + Send + 'static,
) -> Box<dyn Column> {
    typed(about, reader, move |value, out| {
        write(value, out);
        Ok(())
    })
}

/// A column of which each value is first made a field: for kinds that are rare.
fn by_field<T: DataType>(
    about: &ColumnDescPtr,
    reader: ColumnReaderImpl<T>,
    field: impl Fn(&ColumnDescPtr, &T::T) -> ParquetResult<Field> + Send + 'static,
) -> Box<dyn Column> {
    let own = about.clone();
    typed(about, reader, move |value, out| {
        csv::cell(out, &text::of_field(&field(&own, value)?));
        Ok(())
    })
}

/// The column of a reader.
pub(super) fn column(about: &ColumnDescPtr, reader: ColumnReader) -> Box<dyn Column> {
    match reader {
        ColumnReader::BoolColumnReader(reader) => {
            plain(about, reader, |value, out| out.extend_from_slice(csv::boolean(*value).as_bytes()))
        }
        ColumnReader::Int32ColumnReader(reader) => int32(about, reader),
        ColumnReader::Int64ColumnReader(reader) => int64(about, reader),
        ColumnReader::Int96ColumnReader(reader) => plain(about, reader, |value: &Int96, out| {
            value.to_millis().checked_mul(1000).into_iter().for_each(|micros| text::date_time(out, micros, false));
        }),
        ColumnReader::FloatColumnReader(reader) => plain(about, reader, |value, out| text::single(out, *value)),
        ColumnReader::DoubleColumnReader(reader) => plain(about, reader, |value, out| text::double(out, *value)),
        ColumnReader::ByteArrayColumnReader(reader) => byte_array(about, reader),
        ColumnReader::FixedLenByteArrayColumnReader(reader) => {
            by_field(about, reader, |about, value| Field::convert_byte_array(about, value.clone().into()))
        }
    }
}

/// How many places the point of a decimal is moved, where the quick way can.
fn places(about: &ColumnDescPtr) -> Option<usize> {
    usize::try_from(about.type_scale()).ok().filter(|scale| *scale <= 18)
}

fn int32<T: DataType<T = i32>>(about: &ColumnDescPtr, reader: ColumnReaderImpl<T>) -> Box<dyn Column> {
    const MICROS_A_DAY: i64 = 86_400_000_000;
    match (about.converted_type(), places(about)) {
        (ConvertedType::NONE | ConvertedType::INT_32, _) => {
            plain(about, reader, |value, out| text::whole(out, i64::from(*value)))
        }
        (ConvertedType::DATE, _) => {
            plain(about, reader, |value, out| text::date_time(out, i64::from(*value) * MICROS_A_DAY, true))
        }
        (ConvertedType::DECIMAL, Some(places)) => {
            plain(about, reader, move |value, out| text::scaled(out, i64::from(*value), places))
        }
        _ => by_field(about, reader, |about, value| Ok(Field::convert_int32(about, *value))),
    }
}

fn int64<T: DataType<T = i64>>(about: &ColumnDescPtr, reader: ColumnReaderImpl<T>) -> Box<dyn Column> {
    let is_nanos =
        matches!(about.logical_type_ref(), Some(LogicalType::Timestamp(stamp)) if stamp.unit == TimeUnit::NANOS);
    match (about.converted_type(), places(about)) {
        _ if is_nanos => plain(about, reader, |value, out| text::date_time(out, value.div_euclid(1000), false)),
        (ConvertedType::NONE | ConvertedType::INT_64, _) => plain(about, reader, |value, out| text::whole(out, *value)),
        (ConvertedType::TIMESTAMP_MICROS, _) => plain(about, reader, |value, out| text::date_time(out, *value, false)),
        (ConvertedType::TIMESTAMP_MILLIS, _) => plain(about, reader, |value: &i64, out| {
            value.checked_mul(1000).into_iter().for_each(|micros| text::date_time(out, micros, false));
        }),
        (ConvertedType::DECIMAL, Some(places)) => {
            plain(about, reader, move |value, out| text::scaled(out, *value, places))
        }
        _ => by_field(about, reader, |about, value| Ok(Field::convert_int64(about, *value))),
    }
}

fn byte_array<T: DataType<T = ByteArray>>(about: &ColumnDescPtr, reader: ColumnReaderImpl<T>) -> Box<dyn Column> {
    let field = |about: &ColumnDescPtr, value: &ByteArray| Field::convert_byte_array(about, value.clone());
    match about.converted_type() {
        ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON | ConvertedType::BSON | ConvertedType::NONE => {
            let own = about.clone();
            typed(about, reader, move |value, out| {
                if value.len() > MAX_RECORD {
                    return Err(ParquetError::General("a text takes more than 64 MB".to_owned()));
                }
                // Most texts are short and plain: no more is asked of them than that.
                if is_like_number(value.data()) {
                    csv::cell(out, &of_text_cell(&text::of_field(&field(&own, value)?)));
                } else if value.data().iter().fold(true, |plain, byte| plain & is_plain(*byte)) {
                    out.extend_from_slice(value.data());
                } else {
                    csv::cell(out, &text::of_field(&field(&own, value)?));
                }
                Ok(())
            })
        }
        _ => by_field(about, reader, field),
    }
}

/// Whether a text may be meant as a number with decimals or thousands.
fn is_like_number(text: &[u8]) -> bool {
    let first = text.first().is_some_and(|byte| byte.is_ascii_digit() || *byte == b'-');
    first && text.iter().any(|byte| matches!(byte, b'.' | b','))
}

/// Whether a byte is a character by itself and can stand in a cell without quotes.
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii() && !matches!(byte, b'"' | b',' | b'\n' | b'\r')
}
