//! The tables that a file holds, and which of them look like figures.

use crate::data::{Period, Unit, country, shortened};
use crate::import::number::{self, Cell, DecimalSign};
use crate::import::record::{Record, Records};
use crate::import::{Source, decode, sniff, words};

/// What a part of a file seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likely {
    /// Figures by period.
    Data,
    /// Text, codes or remarks.
    Notes,
    /// Nothing.
    Empty,
    /// It cannot be looked into: encrypted, damaged, or no table.
    Closed,
}

/// A table within a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The name by which it is opened: a sheet's, or a member's with its folders.
    pub name: String,
    /// "sheet", "member".
    pub kind: &'static str,
    /// What it seems to be.
    pub likely: Likely,
    /// How many rows it says it has, where it says so.
    pub rows: Option<u64>,
    /// How many bytes it holds unpacked, where this is known.
    pub size: Option<u64>,
    /// The first cells of the first rows.
    pub preview: Vec<Vec<String>>,
    /// The unit that its first rows state, as notes do for the tables beside them.
    pub unit: Option<Unit>,
    /// Why it cannot be read, where it could be a table.
    pub trouble: Option<String>,
}

impl Part {
    /// Rows and columns of the preview, at most.
    const PREVIEW: (usize, usize) = (6, 10);
    /// How long a cell of the preview may be.
    const CELL: usize = 60;

    /// A part of which the first rows are known.
    pub(crate) fn new(name: String, kind: &'static str, rows: &[Vec<String>]) -> Self {
        let unit = rows.iter().flatten().filter(|cell| cell.len() < 300).find_map(|cell| words::unit_of(cell));
        // A sheet called `2014`, `Imports` or `Japan` holds what was then, theirs or that, be it a single row.
        let tells = is_period(&name) || words::flow_of_phrase(&name).is_some() || country::recognise(&name).is_some();
        let figures = || rows.iter().skip(1).any(|row| row.len() > 1 && row.iter().skip(1).any(|cell| is_number(cell)));
        let likely = match judge(rows) {
            Likely::Notes if tells && figures() => Likely::Data,
            likely => likely,
        };
        Self { name, kind, likely, rows: None, size: None, preview: Self::small(rows), unit, trouble: None }
    }

    fn small(rows: &[Vec<String>]) -> Vec<Vec<String>> {
        let cell = |cell: &String| cell.trim().chars().take(Self::CELL).collect();
        let filled = rows.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty()));
        filled.take(Self::PREVIEW.0).map(|row| row.iter().take(Self::PREVIEW.1).map(cell).collect()).collect()
    }

    /// Rows or size, in words.
    #[must_use]
    pub fn extent(&self) -> String {
        match (self.rows, self.size) {
            (Some(1), _) => "1 row".to_owned(),
            (Some(rows), _) => format!("{rows} rows"),
            (None, Some(bytes)) if bytes < 10_000 => format!("{bytes} bytes"),
            (None, Some(bytes)) if bytes < 10_000_000 => format!("{} kB", bytes / 1000),
            (None, Some(bytes)) => format!("{} MB", bytes / 1_000_000),
            (None, None) => String::new(),
        }
    }

    /// Why it is left out beside a table that is read; nothing where there is nothing in it, or no text.
    pub(crate) fn why_left_out(&self) -> Option<(String, String)> {
        let why = match self.likely {
            Likely::Empty => return None,
            Likely::Closed => self.trouble.clone()?,
            Likely::Data | Likely::Notes => self.likely_words().to_owned(),
        };
        Some((self.name.clone(), why))
    }

    /// What it seems to be, in words.
    #[must_use]
    pub const fn likely_words(&self) -> &'static str {
        match self.likely {
            Likely::Data => "figures",
            Likely::Notes => "notes or codes",
            Likely::Empty => "empty",
            Likely::Closed => "cannot be read",
        }
    }
}

/// Several tables in one file: the user decides which to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The file that holds them.
    pub source: Source,
    /// What it holds.
    pub parts: Vec<Part>,
    /// How many more there are that are not listed.
    pub unlisted: usize,
}

impl Choice {
    /// The source of one part.
    #[must_use]
    pub fn source_of(&self, part: &Part) -> Source {
        self.source.part(&part.name)
    }

    /// The names, for a message: what looks like figures first.
    #[must_use]
    pub fn names(&self) -> String {
        names(&self.parts, self.unlisted)
    }
}

/// The most letters of a name in a message that says several.
const LETTERS: usize = 100;

fn quoted(name: &str) -> String {
    format!("\u{201c}{}\u{201d}", shortened(name, LETTERS))
}

/// What was not read beside a table, for a remark.
pub(crate) fn not_read(beside: &[(String, String)]) -> Option<String> {
    const SHOWN: usize = 12;
    let mut named: Vec<String> = beside
        .iter()
        .take(SHOWN)
        .map(|(name, why)| format!("{} ({})", quoted(name), shortened(why, 3 * LETTERS)))
        .collect();
    if beside.len() > SHOWN {
        named.push(format!("and {} more", beside.len() - SHOWN));
    }
    (!named.is_empty()).then(|| format!("not read: {}", named.join(", ")))
}

/// The names of parts for a message, beside which there are some more.
pub(crate) fn names(parts: &[Part], unlisted: usize) -> String {
    const SHOWN: usize = 12;
    let sorted = [true, false]
        .into_iter()
        .flat_map(|data| parts.iter().filter(move |part| (part.likely == Likely::Data) == data));
    let mut names: Vec<String> = sorted.take(SHOWN).map(|part| quoted(&part.name)).collect();
    let more = parts.len().saturating_sub(SHOWN) + unlisted;
    if more > 0 {
        names.push(format!("and {more} more"));
    }
    names.join(", ")
}

/// The rows at the start of a text; none where it is no text.
pub(crate) fn first_rows(head: &[u8], whole: bool) -> Option<Vec<Vec<String>>> {
    let decode::Looks::Text { encoding, .. } = decode::look(head, whole) else { return None };
    let (text, ..) = encoding.decode(head);
    let delimiter = sniff::delimiter(text.as_bytes(), whole).unwrap_or(b',');
    let mut rows = split(text.as_bytes(), delimiter);
    if !whole && rows.len() < LOOKED {
        rows.pop();
    }
    Some(rows)
}

/// The first rows of a text that was written here.
pub(crate) fn rows_of(text: &[u8]) -> Vec<Vec<String>> {
    split(text, b',')
}

fn split(text: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let mut records = Records::new(text, delimiter, usize::MAX, text.len().max(1));
    let mut record = Record::default();
    let mut rows = Vec::new();
    while rows.len() < LOOKED && records.next(&mut record).unwrap_or(false) {
        rows.push(record.to_strings());
    }
    rows
}

/// How many rows are looked at.
pub(crate) const LOOKED: usize = 200;

/// Whether rows are figures: periods in a header or a column, and numbers in another.
///
/// A list of countries has one column of numbers (its codes) and no periods; a sheet of remarks has neither.
pub(crate) fn judge(rows: &[Vec<String>]) -> Likely {
    let filled = |row: &&Vec<String>| row.iter().filter(|cell| !cell.trim().is_empty()).count() > 1;
    let table: Vec<&Vec<String>> = rows.iter().filter(filled).collect();
    if rows.iter().flatten().all(|cell| cell.trim().is_empty()) {
        return Likely::Empty;
    }
    let width = table.iter().map(|row| row.len()).max().unwrap_or(0).min(400);
    let (mut periods, mut numbers) = (0, 0);
    for at in 0..width {
        let cells =
            || table.iter().filter_map(|row| row.get(at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let all = cells().count();
        let dated = cells().filter(|cell| is_period(cell)).count();
        let counted = cells().filter(|cell| is_number(cell)).count();
        if all > 1 && dated * 2 > all {
            periods += 1;
        } else if counted > 1 && counted * 5 > all {
            // In a file of many indicators a column holds units and remarks between its figures.
            numbers += 1;
        }
    }
    let header = table.iter().take(30).map(|row| row.iter().filter(|cell| names_period(cell)).count());
    let header = header.max().unwrap_or(0);
    // One row of figures below a heading of periods is a table, too.
    let below = |row: &&Vec<String>| {
        let count = |is: fn(&str) -> bool| row.iter().filter(|cell| is(cell.trim())).count();
        let figures = count(|cell| is_number(cell) && !is_period(cell));
        figures > 1 && figures > count(names_period)
    };
    if header > 1 && table.iter().any(below) {
        return Likely::Data;
    }
    if numbers > 0 && (periods > 0 || header > 1) || periods > 1 && header > 1 { Likely::Data } else { Likely::Notes }
}

fn is_period(cell: &str) -> bool {
    Period::parse(cell).is_some_and(|period| (1700..=2150).contains(&period.start_year()))
}

/// Whether a heading is a period or has one among its parts: `Cereals, 1Q2020`, `2019年: 世界`.
fn names_period(cell: &str) -> bool {
    is_period(cell) || cell.len() < 120 && cell.split([',', ':', '_', '/', ' ']).any(|part| is_period(part.trim()))
}

fn is_number(cell: &str) -> bool {
    matches!(number::read(cell, DecimalSign::Point), Cell::Value(_))
        || matches!(number::read(cell, DecimalSign::Comma), Cell::Value(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Likely {
        judge(&first_rows(text.as_bytes(), true).expect("text"))
    }

    #[test]
    fn figures_are_told_from_codes_and_remarks() {
        assert_eq!(
            of("t,i,j,k,v,q\n2020,4,842,200110,5,1\n2020,8,842,200120,7,1\n2020,8,842,300120,7,1\n"),
            Likely::Data
        );
        assert_eq!(of("country_code,country_name,iso\n4,Afghanistan,AFG\n842,USA,USA\n392,Japan,JPN\n"), Likely::Notes);
        assert_eq!(of("code,description\n010121,Horses\n200110,Cucumbers\n200210,Tomatoes\n"), Likely::Notes);
        assert_eq!(of("Country,2019,2020\nJapan,5,6\nChina,7,8\n"), Likely::Data);
        assert_eq!(of("Partner,\"Meat, 1Q2020\",\"Meat, 2Q2020\"\nJapan,5,6\nChina,7,8\n"), Likely::Data);
        assert_eq!(of("Category,Value\nFrequency,Annual\nUnit,Million US dollar\n"), Likely::Notes);
        assert_eq!(of("read me\n\nThis archive was made on 2020-01-01.\n"), Likely::Notes);
        assert_eq!(of("\n,,\n"), Likely::Empty);
    }
}
