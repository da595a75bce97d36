//! Excel workbooks, new (.xlsx, .xlsm) and old (.xls): which sheets there are, and one of them as CSV.

use std::io::{self, BufReader, Read as _};

use calamine::{
    Data, DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxFormulaMetadata,
};
use serde::{Deserialize, Serialize};

use super::bytes::{ByteSource, ByteStream, ContainerError, Seekable, SizeLimit, Tallied};
use super::catch_panic;
use super::csv;
use super::grid::{Grid, ROWS};
use super::zip::Member;
use crate::import::Progress;
use crate::import::memory::{Held, Text};
use crate::import::number::of_text_cell;
use crate::import::source::Cancelled;

pub(super) const KIND: &str = "Excel workbook";

type Input<'a> = BufReader<Tallied<'a, Box<dyn Seekable>>>;

/// An open workbook.
pub(crate) enum Book<'a> {
    /// ZIP with XML.
    New(Box<Xlsx<Input<'a>>>),
    /// Compound file with records, whose cells are all decoded.
    Old {
        /// The decoder.
        book: Box<Xls<Input<'a>>>,
        /// The memory that the cells take.
        _held: Held,
    },
}

/// A sheet's name and whether it is shown.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Sheet {
    /// Its name.
    pub(crate) name: String,
    /// Whether the publisher shows it.
    pub(crate) visible: bool,
}

impl<'a> Book<'a> {
    /// Opens a new workbook after its members were measured, because the decoder keeps them in memory.
    pub(crate) fn new(
        ground: &ByteSource,
        members: &[Member],
        bound: SizeLimit,
        progress: &'a Progress,
    ) -> io::Result<Self> {
        progress.start(ground.size());
        let mut left = bound.0;
        for member in members.iter().filter(|member| is_xml(&member.name)) {
            let Ok(place) = member.place.clone() else { continue };
            let mut xml = ByteStream::Member(ground.clone(), place).open(SizeLimit(left), progress)?;
            left -= io::copy(&mut xml, &mut io::sink()).map_err(|error| whole(error, bound))?.min(left);
        }
        progress.start(ground.size());
        let input = BufReader::new(ground.open_counted(progress)?);
        let opened =
            catch_panic::run(KIND, move || Xlsx::new(input).map(|book| Self::New(Box::new(book))).map_err(damaged));
        opened.map_err(|error| unless_cancelled(error, progress))
    }

    /// Opens an old workbook after its cells were found to make a sheet that fits into memory.
    pub(crate) fn old(ground: &ByteSource, progress: &'a Progress) -> io::Result<Self> {
        progress.start(ground.size());
        let held = check_old(ground, progress)?;
        progress.start(ground.size());
        let input = BufReader::new(ground.open_counted(progress)?);
        let opened = catch_panic::run(KIND, move || match Xls::new(input) {
            Ok(book) => Ok(Self::Old { book: Box::new(book), _held: held }),
            Err(XlsError::Password) => Err(io::Error::other(ContainerError::Encrypted("the workbook".to_owned()))),
            Err(error) => Err(damaged(error)),
        });
        opened.map_err(|error| unless_cancelled(error, progress))
    }

    /// Its sheets of cells.
    pub(crate) fn sheets(&self) -> Vec<Sheet> {
        let all = match self {
            Self::New(book) => book.sheets_metadata(),
            Self::Old { book, .. } => book.sheets_metadata(),
        };
        let cells = all.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        cells.map(|sheet| Sheet { name: sheet.name.clone(), visible: sheet.visible == SheetVisible::Visible }).collect()
    }

    /// The first `most` rows of a sheet as CSV, and how many rows it says it has.
    pub(crate) fn csv(
        &mut self,
        name: &str,
        bound: SizeLimit,
        most: u32,
        progress: &Progress,
    ) -> io::Result<(Text, u64)> {
        progress.start(progress.total());
        let read = catch_panic::run(KIND, || match self {
            Self::New(book) => new_csv(book, name, bound, most, progress),
            Self::Old { book, .. } => old_csv(book, name, bound, most, progress),
        });
        read.map_err(|error| unless_cancelled(error, progress))
    }
}

fn is_xml(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".xml", ".rels"].iter().any(|ending| name.ends_with(ending))
}

fn damaged(error: impl std::fmt::Display) -> io::Error {
    ContainerError::damaged(KIND, error)
}

/// A decoder of others tells in words of its own that it was stopped.
fn unless_cancelled(error: io::Error, progress: &Progress) -> io::Error {
    if progress.is_cancelled() { io::Error::other(Cancelled) } else { error }
}

/// The bound that is reported is the workbook's, not what was left of it.
fn whole(error: io::Error, bound: SizeLimit) -> io::Error {
    let too_large = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref())
        .is_some_and(|t| matches!(t, ContainerError::TooLarge(_)));
    if too_large { io::Error::other(ContainerError::TooLarge(bound.0)) } else { error }
}

fn new_csv(
    book: &mut Xlsx<Input<'_>>,
    name: &str,
    bound: SizeLimit,
    most: u32,
    progress: &Progress,
) -> io::Result<(Text, u64)> {
    let mut grid = Grid::new(KIND, bound, most, progress.memory());
    // Merged cells stand at the end of a sheet: a first look does without them. A sheet of which they
    // cannot be read is read as it stands.
    if most == ROWS
        && let Ok(ranges) = book.merge_cells_by_sheet_name(name)
    {
        grid.merged(ranges.into_iter().map(|range| (range.start, range.end)));
    }
    let mut cells = book.worksheet_cells_reader(name).map_err(damaged)?;
    let size = cells.dimensions();
    let rows = u64::from(size.end.0.saturating_sub(size.start.0)) + 1;
    let mut count = 0u32;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(damaged)? {
        let text = match (&cell.value, &cell.formula) {
            (DataRef::Empty, Some(formula)) => uncomputed(formula),
            (found, _) => value(found),
        };
        grid.put(cell.pos.0, cell.pos.1, text)?;
        if grid.is_full() {
            break;
        }
        count = count.wrapping_add(1);
        if count.is_multiple_of(4096) && progress.is_cancelled() {
            return Err(io::Error::other(Cancelled));
        }
    }
    Ok((grid.finish()?, rows))
}

fn old_csv(
    book: &mut Xls<Input<'_>>,
    name: &str,
    bound: SizeLimit,
    most: u32,
    progress: &Progress,
) -> io::Result<(Text, u64)> {
    let mut grid = Grid::new(KIND, bound, most, progress.memory());
    if let Ok(ranges) = book.merge_cells_by_sheet_name(name) {
        grid.merged(ranges.into_iter().map(|range| (range.start, range.end)));
    }
    let range = book.worksheet_range(name).map_err(damaged)?;
    let (top, left) = range.start().unwrap_or((0, 0));
    for (row, column, cell) in range.used_cells() {
        let (row, column) = (u32::try_from(row).unwrap_or(ROWS), u32::try_from(column).unwrap_or(ROWS));
        grid.put(top.saturating_add(row), left.saturating_add(column), old_value(cell))?;
        if grid.is_full() {
            break;
        }
    }
    Ok((grid.finish()?, range.height() as u64))
}

/// A number as Excel shows it: it keeps fifteen digits ("Excel specifications and limits"), and what stands in the file
/// behind them comes from the binary form, as in `7.500000000000001e-05`.
fn number(value: f64) -> String {
    csv::number(format!("{value:.14e}").parse().unwrap_or(value))
}

/// A longer formula is cut: it is shown to a person and never computed.
const FORMULA: usize = 60;

/// A formula beside which no result is kept, as programs write it that do not compute. Such a cell is no blank: it
/// stands as its formula, which no reader takes for a figure. One that a cell shares with others is written at the
/// first of them only.
fn uncomputed(formula: &XlsxFormulaMetadata) -> String {
    let text = match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => formula,
        _ => "shared formula",
    };
    std::iter::once('=').chain(text.chars().take(FORMULA)).collect()
}

fn value(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Int(whole) => whole.to_string(),
        DataRef::Float(value) => number(*value),
        DataRef::String(text) => of_text_cell(text).into_owned(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => of_text_cell(text).into_owned(),
        DataRef::Bool(is) => csv::boolean(*is).to_owned(),
        DataRef::DateTime(date) => date_time(*date),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn old_value(cell: &Data) -> String {
    match cell {
        Data::Int(whole) => whole.to_string(),
        Data::Float(value) => number(*value),
        Data::String(text) => of_text_cell(text).into_owned(),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(is) => csv::boolean(*is).to_owned(),
        Data::DateTime(date) => date_time(*date),
        Data::Error(_) | Data::Empty => String::new(),
    }
}

fn date_time(date: ExcelDateTime) -> String {
    if date.is_duration() {
        return csv::number(date.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    if (hour, minute, second) == (0, 0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }
}

/// The most columns that a sheet of an old workbook has.
const OLD_COLUMNS: u16 = 256;
/// Bytes that the decoder takes for each cell of the box around the filled ones.
const CELL: u64 = size_of::<Data>() as u64;

/// Looks through the records of an old workbook for what the decoder would not bear: it makes room for
/// the whole box around the filled cells, and one cell far away makes that box immense.
fn check_old(ground: &ByteSource, progress: &Progress) -> io::Result<Held> {
    let mut file = cfb::CompoundFile::open(ground.open_counted(progress)?).map_err(damaged)?;
    if file.exists("/EncryptedPackage") {
        return Err(io::Error::other(ContainerError::Encrypted("the workbook".to_owned())));
    }
    let stream = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name));
    let Some(stream) = stream else {
        return Err(io::Error::other(ContainerError::Unread {
            kind: "this".to_owned(),
            why: "is an old Office document and no Excel workbook. Save its table as CSV (UTF-8) and open that"
                .to_owned(),
        }));
    };
    let mut records = BufReader::new(file.open_stream(stream).map_err(damaged)?);
    let (mut sheet, mut all) = (Extent::default(), 0);
    let mut head = [0; 4];
    while records.read_exact(&mut head).is_ok() {
        let [id0, id1, length0, length1] = head;
        let (id, length) = (u16::from_le_bytes([id0, id1]), u64::from(u16::from_le_bytes([length0, length1])));
        let mut body = Vec::new();
        (&mut records).take(length).read_to_end(&mut body)?;
        match id {
            // BOF: a sheet begins.
            0x0809 | 0x0409 | 0x0209 => {
                all += sheet.size();
                sheet = Extent::default();
            }
            // FORMULA, NUMBER, LABEL, BOOLERR, RK, MULRK, LABELSST, RSTRING, BLANK, MULBLANK.
            0x0006 | 0x0203 | 0x0204 | 0x0205 | 0x027E | 0x00BD | 0x00FD | 0x00D6 | 0x0201 | 0x00BE => {
                sheet.take(&body)?;
                if matches!(id, 0x00BD | 0x00BE) {
                    sheet.take_run(&body)?;
                }
            }
            _ => {}
        }
    }
    // All sheets are decoded together.
    let mut held = progress.memory().hold();
    held.more((all + sheet.size()).saturating_mul(CELL))?;
    Ok(held)
}

/// The box around the cells of a sheet.
#[derive(Debug, Default)]
struct Extent {
    rows: Option<(u16, u16)>,
    columns: Option<(u16, u16)>,
}

impl Extent {
    fn take(&mut self, body: &[u8]) -> io::Result<()> {
        let &[row0, row1, column0, column1, ..] = body else { return Ok(()) };
        self.add(u16::from_le_bytes([row0, row1]), u16::from_le_bytes([column0, column1]))
    }

    /// A run of cells ends with its last column.
    fn take_run(&mut self, body: &[u8]) -> io::Result<()> {
        let (&[row0, row1, ..], [.., last0, last1]) = (body, body) else { return Ok(()) };
        self.add(u16::from_le_bytes([row0, row1]), u16::from_le_bytes([*last0, *last1]))
    }

    fn add(&mut self, row: u16, column: u16) -> io::Result<()> {
        let wider = |known: Option<(u16, u16)>, at: u16| Some(known.map_or((at, at), |(a, b)| (a.min(at), b.max(at))));
        self.rows = wider(self.rows, row);
        self.columns = wider(self.columns, column);
        if column < OLD_COLUMNS { Ok(()) } else { Err(damaged("a cell lies outside of its sheet")) }
    }

    /// How many cells the box has.
    fn size(&self) -> u64 {
        let length = |range: Option<(u16, u16)>| range.map_or(0, |(a, b)| u64::from(b - a) + 1);
        length(self.rows) * length(self.columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_fifteen_digits() {
        let texts = [7.500_000_000_000_001e-05, 0.1 + 0.2, 123_456_789_012_345.0, -1234.5, 0.0, 1e21].map(number);
        assert_eq!(texts, ["0.000075", "0.3", "123456789012345", "-1234.5", "0", "1000000000000000000000"]);
    }
}
