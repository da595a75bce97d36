//! Parquet files: the rows as CSV, written while they are read, one row group after the other.

use std::collections::VecDeque;
use std::io::{self, Read};

use parquet::basic::Compression;
use parquet::data_type::Decimal;
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::reader::{ChunkReader, FileReader, Length};
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};

use super::bytes::{Ground, Seekable, Trouble};
use super::csv::{self, Line};
use super::guard;
use crate::import::Progress;
use crate::import::source::Cancelled;

const KIND: &str = "Parquet file";
/// Rows that are written at a time.
const BATCH: usize = 256;

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
        let rows = guard::run(KIND, move || Ok(RowIter::from_file_into(Box::new(reader))))?;
        let mut text = Vec::new();
        csv::write(&mut text, &self.header);
        let step = self.packed() / self.count.max(1);
        Ok(Csv { rows: Some(rows), text: text.into(), line: Line::default(), progress, step, left: self.count })
    }
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
    rows: Option<RowIter<'static>>,
    text: VecDeque<u8>,
    line: Line,
    progress: &'a Progress,
    /// Packed bytes for each row, for the progress.
    step: u64,
    /// Rows that must still come.
    left: u64,
}

impl Csv<'_> {
    fn refill(&mut self) -> io::Result<()> {
        let Some(mut rows) = self.rows.take() else { return Ok(()) };
        if self.progress.is_cancelled() {
            return Err(io::Error::other(Cancelled));
        }
        let (rows, batch) = guard::run(KIND, move || {
            let mut batch = Vec::with_capacity(BATCH);
            for row in rows.by_ref().take(BATCH) {
                batch.push(row.map_err(|error| Trouble::damaged(KIND, error))?);
            }
            Ok((rows, batch))
        })?;
        self.progress.advance(self.step * batch.len() as u64);
        for row in &batch {
            write(&mut self.line, row);
            self.text.extend(self.line.end());
        }
        self.left = self.left.saturating_sub(batch.len() as u64);
        if batch.len() == BATCH {
            self.rows = Some(rows);
        } else if self.left > 0 {
            return Err(Trouble::damaged(KIND, format!("{} rows are missing at its end", self.left)));
        }
        Ok(())
    }
}

impl Read for Csv<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.text.is_empty() {
            self.refill()?;
        }
        self.text.read(out)
    }
}

fn write(line: &mut Line, row: &Row) {
    for (_, field) in row.get_column_iter() {
        line.cell(&text(field));
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
