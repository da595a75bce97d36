//! Where a table begins: what stands above it, and which rows name its columns.

use super::number::{self, Cell, DecimalSign};
use super::record::dialect::mode;
use super::words;
use crate::data::Period;

/// How many records may stand above the header.
pub(crate) const MAX_PREAMBLE: usize = 30;
/// How many rows a header may take.
const MAX_HEADER: usize = 4;
/// A count over more columns than these from the first one on is no row of figures, whatever stands below it.
const FEW_COLUMNS: usize = 4;
/// How many rows may name a time series.
const MAX_STACK: usize = 12;

/// A row of the head of a file.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Its line; 0 where it is not known.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<String>,
    /// Whether the cells are a guess.
    pub malformed: bool,
}

/// Where the header stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Records above it.
    pub at: usize,
    /// How many records it takes; 0 without a header.
    pub rows: usize,
    /// Whether there is none.
    pub headless: bool,
}

fn is_number(cell: &str) -> bool {
    matches!(number::read(cell, DecimalSign::Point), Cell::Value(_))
        || matches!(number::read(cell, DecimalSign::Comma), Cell::Value(_))
}

/// Whether a cell of a row says that the row is data: a number that is no year, as headers have.
fn is_datum(cell: &str) -> bool {
    let cell = cell.trim();
    is_number(cell) && Period::parse(cell).is_none()
}

/// `1 000 USD`: what is counted, and no figure.
pub(crate) fn is_factor(cell: &str) -> bool {
    let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
    let power = digits.strip_prefix('1').is_some_and(|noughts| matches!(noughts, "000" | "000000" | "000000000"));
    power && cell.chars().any(|c| !c.is_ascii_digit() && !c.is_whitespace()) && words::unit_of(cell).is_some()
}

pub(crate) fn filled(row: &[String]) -> usize {
    row.iter().filter(|cell| !cell.trim().is_empty()).count()
}

/// Finds the header: the first full row of names above rows of the same width.
pub(crate) fn locate(records: &[Row], stated: Option<usize>) -> Place {
    if let Some(at) = stated.filter(|at| *at < records.len()) {
        return Place { at, rows: 1, headless: false };
    }
    let (width, _) = mode(records.iter().map(|row| row.cells.len())).unwrap_or((0, 0));
    for (at, row) in records.iter().enumerate().take(MAX_PREAMBLE) {
        let cells = &row.cells;
        if let Some(rows) = stacked(records, at) {
            return Place { at, rows, headless: false };
        }
        let full = filled(cells);
        let wide_enough = cells.len() + 1 >= width && full * 2 >= width.min(cells.len()) && full >= width.min(2);
        if !wide_enough || cells.len() < width && heads_data(records, at + 1, width) || is_torn_title(records, at) {
            continue;
        }
        let named = cells.iter().filter(|cell| words::is_known_header(cell)).count() * 2 >= full;
        if cells.iter().any(|cell| is_datum(cell) && !(named && is_factor(cell)))
            || looks_like_data(cells, records.get(at + 1))
        {
            // The first full row is data already: there is no header above it.
            return Place { at, rows: 0, headless: true };
        }
        return crowned(records, Place { at, rows: header_rows(records, at), headless: false });
    }
    Place { at: 0, rows: 1, headless: false }
}

/// Whether a full row of names stands at a place, above a row of data: what is above it is a title with a comma.
fn heads_data(records: &[Row], at: usize, width: usize) -> bool {
    let has_datum = |row: &Row| row.cells.iter().any(|cell| is_datum(cell));
    let heads = |row: &Row| row.cells.len() == width && filled(&row.cells) == width && !has_datum(row);
    records.get(at).is_some_and(heads) && records.get(at + 1).is_some_and(has_datum)
}

/// Whether a row is a title that was torn at its commas, `Japan: trade, 2020, by partner`, above names that tell all by
/// themselves.
fn is_torn_title(records: &[Row], at: usize) -> bool {
    let cells = |at: usize| records.get(at).map(|row| row.cells.as_slice()).unwrap_or_default();
    let (upper, lower) = (cells(at), cells(at + 1));
    let tells = |cell: &str| words::flow_of_phrase(cell).is_some() || Period::parse(cell).is_some();
    let known = |cell: &String| words::is_known_header(cell) || tells(cell);
    let distinct = lower.iter().enumerate().all(|(place, name)| !lower.iter().take(place).any(|before| before == name));
    let says =
        |cell: &String| !known(cell) && words::unit_of(cell).is_none() && !is_number(cell) && cell.trim().contains(' ');
    upper.len() == lower.len()
        && filled(upper) == upper.len()
        && distinct
        && lower.iter().all(known)
        && upper.first().is_some_and(says)
        && records.get(at + 2).is_some_and(|row| row.cells.iter().any(|cell| is_datum(cell)))
}

/// A row such as `2024,JPN,5` of the same kinds as the next: years in a column that is not all years.
fn looks_like_data(row: &[String], next: Option<&Row>) -> bool {
    let Some(Row { cells: next, .. }) = next else { return false };
    let periods = row.iter().filter(|cell| Period::parse(cell).is_some()).count();
    let names = row.iter().filter(|cell| words::is_known_header(cell)).count();
    let same = row.iter().zip(next).filter(|(a, b)| Period::parse(a).is_some() && Period::parse(b).is_some()).count();
    names == 0
        && periods > 0
        && periods <= 2
        && same == periods
        && row.iter().zip(next).all(|(a, b)| is_number(a) == is_number(b))
        && row.iter().any(|cell| is_number(cell))
}

/// How many rows the header takes: as often as it is repeated, or two when years stand above flows, and a third
/// that only names the first column.
fn header_rows(records: &[Row], at: usize) -> usize {
    let row = |offset: usize| records.get(at + offset).map(|row| row.cells.as_slice()).unwrap_or_default();
    let repeated = (1..MAX_HEADER).take_while(|offset| filled(row(0)) > 1 && same(row(0), row(*offset))).count();
    if repeated > 0 {
        return 1 + repeated;
    }
    // A row of figures is like the ones below it; those that number the columns stand above labels.
    let is_label = |cell: &String| !cell.trim().is_empty() && !is_number(cell) && Period::parse(cell).is_none();
    let is_blank = |cell: &&String| cell.trim().is_empty();
    let labelled = |column: usize| {
        let below: Vec<&String> = (2..6).filter_map(|offset| row(offset).get(column)).collect();
        are_labels(column, &below, |cell| is_label(cell), is_blank)
    };
    if numbers_columns(row(1), || (0..row(1).len()).any(labelled)) {
        return 2;
    }
    // A row of units belongs to the names above it.
    let unit = |cell: &String| words::unit_of(cell).is_some() || words::is_no_money(cell);
    let units = row(1).iter().filter(|cell| !cell.trim().is_empty());
    if filled(row(1)) >= 1 && row(1).len() == row(0).len() && filled(row(1)) < filled(row(0)) && units.clone().all(unit)
    {
        return 2;
    }
    let flows = row(1).iter().filter(|cell| words::flow_of_phrase(cell).is_some()).count();
    let periods = row(0).iter().filter(|cell| Period::parse(cell).is_some()).count();
    if flows < 2 || periods < 2 || flows * 2 < periods {
        return 1;
    }
    if row(2).len() > 2 && filled(row(2)) == 1 { 3 } else { 2 }
}

/// Whether cells below a row of numbers are labels of a column, so that the row numbers the columns and is no figure. Labels
/// may stand behind codes, which are numbers, and be blank below one that is the same; there one text tells nothing.
pub(crate) fn are_labels<T>(
    column: usize,
    below: &[T],
    is_label: impl Fn(&T) -> bool,
    is_blank: impl Fn(&T) -> bool,
) -> bool {
    let labels = below.iter().filter(|cell| is_label(cell)).count();
    let is_told = labels > usize::from(column > 0) && below.first().is_some_and(&is_label);
    is_told && below.iter().all(|cell| is_blank(cell) || is_label(cell))
}

/// Whether a row numbers the columns, and is no figure: a count of all of them, or one that stands above labels.
pub(crate) fn numbers_columns(row: &[String], is_above_labels: impl FnOnce() -> bool) -> bool {
    let begins = || row.first().is_some_and(|cell| cell.trim() == "1");
    is_row_of_numbers(row) && (row.len() > FEW_COLUMNS && begins() || is_above_labels())
}

/// Whether a row is a count: `1,2,3,4`, `A,1,2,3`, `(1),(2),(3)`. Behind a flow (`X,1,2,3`) it is one of figures.
fn is_row_of_numbers(row: &[String]) -> bool {
    let bare = |cell: &String| cell.trim().trim_matches(['(', ')', '[', ']', '.']).to_owned();
    let cells: Vec<String> = row.iter().map(bare).collect();
    let mut numbers = cells.iter().map(|cell| cell.parse::<usize>().ok()).skip_while(Option::is_none).peekable();
    let labels = cells.iter().take_while(|cell| cell.parse::<usize>().is_err());
    let letters = labels.clone().all(|cell| cell.chars().count() < 2 && words::flow_of_phrase(cell).is_none());
    let first = numbers.peek().copied().flatten();
    let follows = (0..).zip(numbers).all(|(nth, number)| number == first.map(|first| first + nth));
    let counted = cells.len() - labels.count();
    letters && counted > 2 && follows && first.is_some_and(|first| first <= cells.len())
}

fn same(one: &[String], other: &[String]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| a.trim() == b.trim())
}

/// Takes a row of headings above the header into it: `Exports` over `Goods` and `Services`.
fn crowned(records: &[Row], place: Place) -> Place {
    let cells = |at: usize| records.get(at).map(|row| row.cells.as_slice()).unwrap_or_default();
    let Some(above) = place.at.checked_sub(1) else { return place };
    let (upper, lower) = (cells(above), cells(place.at));
    let telling = upper.iter().filter(|cell| words::flow_of_phrase(cell).is_some() || Period::parse(cell).is_some());
    let heads = upper.len() == lower.len() && telling.count() >= 2 && filled(upper) < filled(lower);
    if heads && place.rows == 1 { Place { at: above, rows: 2, ..place } } else { place }
}

/// How many rows of names stand above the first period in the first column, as in tables of time series that give
/// code, name, unit and source of each series one below the other. None where it is but one.
pub(crate) fn stacked(records: &[Row], at: usize) -> Option<usize> {
    let first = |row: &Row| row.cells.first().map_or("", |cell| cell.trim()).to_owned();
    let rows = records.get(at..)?;
    let width = rows.first()?.cells.len();
    let names = rows.iter().take(MAX_STACK + 1).take_while(|row| {
        let name = first(row);
        row.cells.len() == width && !name.is_empty() && Period::parse(&name).is_none() && !is_number(&name)
    });
    let names: Vec<String> = names.map(first).collect();
    let below = rows.get(names.len()..).unwrap_or_default();
    let mut dated = below.iter().take(3).map(|row| Period::parse(&first(row)).is_some() && row.cells.len() == width);
    let distinct = names.iter().enumerate().all(|(place, name)| !names.iter().take(place).any(|before| before == name));
    // A table of long rows has other words than these in its first column.
    let known = ["CDID", "系列名称", "Unit", "単位", "Series code", "データコード", "Name of time-series"];
    let named = names.iter().any(|name| known.iter().any(|word| name.eq_ignore_ascii_case(word)));
    let fits = (2..=MAX_STACK).contains(&names.len()) && named && distinct && !below.is_empty();
    (fits && dated.all(|is| is)).then_some(names.len())
}

/// The names of a header over one or more rows: `2020` above `Export` makes `2020 / Export`. A heading stands above all
/// columns up to the next one.
pub(crate) fn joined(rows: &[Row]) -> Vec<String> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let last = rows.iter().map(|row| filled(&row.cells)).next_back().unwrap_or(0);
    let spread = |row: &Row| -> Vec<String> {
        let mut heading = String::new();
        let cells = row.cells.iter().map(|cell| {
            if !cell.trim().is_empty() {
                cell.trim().clone_into(&mut heading);
            }
            heading.clone()
        });
        if filled(&row.cells) < last { cells.collect() } else { row.cells.clone() }
    };
    let names = rows.iter().enumerate().filter(|(at, row)| *at == 0 || !is_row_of_numbers(&row.cells));
    let rows: Vec<Vec<String>> = names.map(|(_, row)| spread(row)).collect();
    let name = |at: usize| {
        let mut parts: Vec<&str> = rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.trim()).collect();
        parts.retain(|part| !part.is_empty());
        parts.dedup();
        parts.join(" / ")
    };
    (0..width).map(name).collect()
}

/// Takes nameless columns out of a header that has more fields than any row below: each is a surplus delimiter.
pub(crate) fn without_surplus(header: &mut Vec<String>, width: usize) {
    let nameless = header.iter().filter(|name| name.trim().is_empty()).count();
    if width > 1 && nameless > 0 && header.len() == width + nameless {
        header.retain(|name| !name.trim().is_empty());
    }
}
