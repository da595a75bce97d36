//! Sheets in the open document format (.ods): read as a stream, because their cells and rows may be repeated a million times.

use std::io::{self, BufRead, BufReader};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::bytes::{Bound, Supply, Trouble};
use super::csv;
use super::grid::{COLUMNS, Grid, ROWS};
use super::guard;
use crate::import::Progress;
use crate::import::number::of_text_cell;
use crate::import::source::Cancelled;

const KIND: &str = "OpenDocument sheet";

/// The names of the sheets, each with its first rows as CSV.
pub(crate) fn sheets(
    content: &Supply,
    bound: Bound,
    most: u32,
    progress: &Progress,
) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    each(content, bound, progress, |name| Some((name.to_owned(), most)), |name, text| found.push((name, text)))?;
    Ok(found)
}

/// All rows of a sheet as CSV.
pub(crate) fn csv(content: &Supply, wanted: &str, bound: Bound, progress: &Progress) -> io::Result<Vec<u8>> {
    let mut found = None;
    each(
        content,
        bound,
        progress,
        |name| (name == wanted).then(|| (name.to_owned(), ROWS)),
        |_, text| found = Some(text),
    )?;
    found.ok_or_else(|| Trouble::damaged(KIND, format!("the sheet {wanted} is missing")))
}

/// Goes through the sheets that `select` wants and gives each to `take`.
fn each(
    content: &Supply,
    bound: Bound,
    progress: &Progress,
    select: impl Fn(&str) -> Option<(String, u32)>,
    mut take: impl FnMut(String, Vec<u8>),
) -> io::Result<()> {
    guard::run(KIND, || {
        let mut xml = Reader::from_reader(BufReader::new(content.open(bound, progress)?));
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(refused)? {
                Event::Start(tag) if is(&tag, "table:table") => {
                    let name = attribute(&tag, "table:name").unwrap_or_default();
                    match select(&name) {
                        Some((name, most)) => {
                            let grid = Grid::new(KIND, bound, most);
                            let text = Sheet { xml: &mut xml, grid, progress, row: 0, column: 0 }.read()?;
                            take(name, text);
                        }
                        None => skip(&mut xml, &tag.into_owned())?,
                    }
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    })
}

fn refused(error: quick_xml::Error) -> io::Error {
    match error {
        // What the layers below said, such as that it is too large.
        quick_xml::Error::Io(inner) => match inner.get_ref().and_then(|error| error.downcast_ref::<Trouble>()) {
            Some(trouble) => io::Error::other(trouble.clone()),
            None if inner.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Cancelled>) => {
                io::Error::other(Cancelled)
            }
            None => Trouble::damaged(KIND, inner),
        },
        other => Trouble::damaged(KIND, other),
    }
}

fn is(tag: &BytesStart<'_>, name: &str) -> bool {
    tag.name().as_ref() == name
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok()??;
    Some(found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?.into_owned())
}

fn count(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|text| text.trim().parse().ok()).unwrap_or(1)
}

fn skip<R: BufRead>(xml: &mut Reader<R>, tag: &BytesStart<'_>) -> io::Result<()> {
    let mut buffer = Vec::new();
    xml.read_to_end_into(tag.name(), &mut buffer).map(|_| ()).map_err(refused)
}

/// A sheet that is read.
struct Sheet<'a, R> {
    xml: &'a mut Reader<R>,
    grid: Grid,
    progress: &'a Progress,
    row: u32,
    column: u32,
}

impl<R: BufRead> Sheet<'_, R> {
    /// Reads up to the end of the sheet.
    fn read(mut self) -> io::Result<Vec<u8>> {
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            if self.row.is_multiple_of(256) && self.progress.is_cancelled() {
                return Err(io::Error::other(Cancelled));
            }
            match self.xml.read_event_into(&mut buffer).map_err(refused)? {
                Event::Start(tag) if is(&tag, "table:table-row") => {
                    let repeated = count(&tag, "table:number-rows-repeated");
                    self.row(repeated)?;
                }
                Event::Empty(tag) if is(&tag, "table:table-row") => {
                    self.row = self.row.saturating_add(count(&tag, "table:number-rows-repeated"));
                }
                Event::End(tag) if tag.name().as_ref() == "table:table" => return self.grid.finish(),
                Event::Eof => return Err(Trouble::damaged(KIND, "it ends too early")),
                _ => {}
            }
        }
    }

    fn row(&mut self, repeated: u32) -> io::Result<()> {
        let mut buffer = Vec::new();
        let mut cells: Vec<(u32, String)> = Vec::new();
        self.column = 0;
        loop {
            buffer.clear();
            match self.xml.read_event_into(&mut buffer).map_err(refused)? {
                Event::Start(tag) if is_cell(&tag) => {
                    let tag = tag.into_owned();
                    let text = self.text(&tag)?;
                    self.cell(&tag, &text, &mut cells);
                }
                Event::Empty(tag) if is_cell(&tag) => {
                    let text = value(&tag).unwrap_or_default();
                    self.cell(&tag, &text, &mut cells);
                }
                Event::End(tag) if tag.name().as_ref() == "table:table-row" => break,
                Event::Eof => return Err(Trouble::damaged(KIND, "it ends too early")),
                _ => {}
            }
        }
        if !cells.is_empty() {
            for row in (self.row..self.row.saturating_add(repeated)).take(ROWS as usize) {
                if self.grid.is_full() {
                    break;
                }
                for (column, text) in &cells {
                    self.grid.put(row, *column, text.clone())?;
                }
            }
        }
        self.row = self.row.saturating_add(repeated);
        Ok(())
    }

    fn cell(&mut self, tag: &BytesStart<'_>, text: &str, cells: &mut Vec<(u32, String)>) {
        let repeated = count(tag, "table:number-columns-repeated");
        let end = self.column.saturating_add(repeated);
        if !text.trim().is_empty() {
            cells.extend((self.column..end.min(COLUMNS)).map(|column| (column, text.to_owned())));
        }
        self.column = end;
    }

    /// The text of a cell: its value where it has one, else its paragraphs.
    fn text(&mut self, cell: &BytesStart<'_>) -> io::Result<String> {
        let value = value(cell);
        let mut buffer = Vec::new();
        let mut text = String::new();
        loop {
            buffer.clear();
            match self.xml.read_event_into(&mut buffer).map_err(refused)? {
                // Comments and drawings are no cell's text.
                Event::Start(tag) if is(&tag, "office:annotation") || is(&tag, "draw:frame") => {
                    let tag = tag.into_owned();
                    skip(self.xml, &tag)?;
                }
                Event::Start(tag) if is(&tag, "text:p") && !text.is_empty() => text.push(' '),
                Event::Empty(tag) if is(&tag, "text:s") => {
                    text.extend((0..count(&tag, "text:c").min(1000)).map(|_| ' '));
                }
                Event::Empty(tag) if is(&tag, "text:tab") || is(&tag, "text:line-break") => text.push(' '),
                Event::Text(part) => text.push_str(&part),
                Event::CData(part) => text.push_str(&part),
                Event::GeneralRef(entity) => text.push_str(&entity_text(&entity)),
                Event::End(tag) if tag.name() == cell.name() => break,
                Event::Eof => return Err(Trouble::damaged(KIND, "it ends too early")),
                _ => {}
            }
        }
        Ok(value.unwrap_or_else(|| of_text_cell(&text).into_owned()))
    }
}

fn is_cell(tag: &BytesStart<'_>) -> bool {
    is(tag, "table:table-cell") || is(tag, "table:covered-table-cell")
}

/// The value of a cell as its attributes state it.
fn value(tag: &BytesStart<'_>) -> Option<String> {
    match attribute(tag, "office:value-type")?.as_str() {
        "float" | "percentage" | "currency" => {
            let text = attribute(tag, "office:value")?;
            Some(text.trim().parse().map_or(text, csv::number))
        }
        // A date with midnight is a date.
        "date" => attribute(tag, "office:date-value").map(|date| date.trim_end_matches("T00:00:00").replace('T', " ")),
        "boolean" => Some(csv::boolean(attribute(tag, "office:boolean-value")? == "true").to_owned()),
        "string" => attribute(tag, "office:string-value").map(|text| of_text_cell(&text).into_owned()),
        _ => None,
    }
}

/// What stands for a character that XML writes by name or number.
fn entity_text(entity: &str) -> String {
    let named = match entity {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    };
    let number = entity.strip_prefix('#').and_then(|digits| match digits.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
        None => digits.parse().ok(),
    });
    number.and_then(char::from_u32).map_or_else(|| named.to_owned(), String::from)
}
