//! Sheets in the open document format (.ods): read as a stream, because their cells and rows may be repeated a million times.

use std::io::{self, BufRead, BufReader, Read};
use std::ops::Range;
use std::rc::Rc;

use foldhash::{HashMap, HashMapExt as _};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::bytes::{ByteStream, ContainerError, SizeLimit};
use super::catch_panic;
use super::csv;
use super::grid::{COLUMNS, Grid, ROWS};
use crate::import::memory::{Held, Text};
use crate::import::number::of_text_cell;
use crate::import::source::Cancelled;
use crate::import::{MAX_RECORD, Progress};

const KIND: &str = "OpenDocument sheet";
/// Bytes that a sheet takes beside its name and its cells, about.
const NAME: usize = 512;
const TOO_LONG: &str = "a text or a row takes more than 64 MB";

/// The names of the sheets, each with its first rows as CSV.
pub(crate) fn sheets(
    content: &ByteStream,
    bound: SizeLimit,
    most: u32,
    progress: &Progress,
) -> io::Result<Vec<(String, Text)>> {
    let mut found = Vec::new();
    each(content, bound, progress, |name| Some((name.to_owned(), most)), |name, text| found.push((name, text)))?;
    Ok(found)
}

/// All rows of a sheet as CSV.
pub(crate) fn csv(content: &ByteStream, wanted: &str, bound: SizeLimit, progress: &Progress) -> io::Result<Text> {
    let mut found = None;
    each(
        content,
        bound,
        progress,
        |name| (name == wanted).then(|| (name.to_owned(), ROWS)),
        |_, text| found = Some(text),
    )?;
    found.ok_or_else(|| ContainerError::damaged(KIND, format!("the sheet {wanted} is missing")))
}

/// Goes through the sheets that `select` wants and gives each to `take`.
fn each(
    content: &ByteStream,
    bound: SizeLimit,
    progress: &Progress,
    select: impl Fn(&str) -> Option<(String, u32)>,
    mut take: impl FnMut(String, Text),
) -> io::Result<()> {
    catch_panic::run(KIND, || {
        let input = BufReader::new(content.open(bound, progress)?);
        let mut xml = Reader::from_reader(Piecewise { input, left: MAX_RECORD });
        let (mut buffer, mut names) = (Vec::new(), HashMap::new());
        let mut held = progress.memory().hold();
        loop {
            match next(&mut xml, &mut buffer)? {
                Event::Start(tag) if is(&tag, "table:table") => {
                    let name = attribute(&tag, "table:name").unwrap_or_default();
                    held.more((name.len() + NAME) as u64)?;
                    let name = own_name(&mut names, name);
                    match select(&name) {
                        Some((name, most)) => {
                            let grid = Grid::new(KIND, bound, most, progress.memory());
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

/// The name of a sheet; a second of one name is told apart by its number.
fn own_name(names: &mut HashMap<String, usize>, name: String) -> String {
    let count = names.entry(name.clone()).or_insert(0);
    *count += 1;
    if *count == 1 { name } else { format!("{name} ({count})") }
}

fn refused(error: quick_xml::Error) -> io::Error {
    match error {
        // What the layers below said, such as that it is too large.
        quick_xml::Error::Io(inner) => match inner.get_ref().and_then(|error| error.downcast_ref::<ContainerError>()) {
            Some(trouble) => io::Error::other(trouble.clone()),
            None if inner.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Cancelled>) => {
                io::Error::other(Cancelled)
            }
            None => ContainerError::damaged(KIND, inner),
        },
        other => ContainerError::damaged(KIND, other),
    }
}

fn is(tag: &BytesStart<'_>, name: &str) -> bool {
    tag.name().as_ref() == name
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok()??;
    Some(found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// How often something is repeated: once where that is not said, and as often as can be where the number is immense.
fn count(tag: &BytesStart<'_>, name: &str) -> u32 {
    let Some(text) = attribute(tag, name) else { return 1 };
    let digits = text.trim();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { digits.parse().unwrap_or(u32::MAX) } else { 1 }
}

/// What comes next.
fn next<'b, R: BufRead>(xml: &mut Xml<R>, buffer: &'b mut Vec<u8>) -> io::Result<Event<'b>> {
    buffer.clear();
    xml.get_mut().left = MAX_RECORD;
    xml.read_event_into(buffer).map_err(refused)
}

fn skip<R: BufRead>(xml: &mut Xml<R>, tag: &BytesStart<'_>) -> io::Result<()> {
    let (mut buffer, mut depth) = (Vec::new(), 1);
    while depth > 0 {
        match next(xml, &mut buffer)? {
            Event::Start(inner) if inner.name() == tag.name() => depth += 1,
            Event::End(inner) if inner.name() == tag.name() => depth -= 1,
            Event::Eof => return Err(ContainerError::damaged(KIND, "it ends too early")),
            _ => {}
        }
    }
    Ok(())
}

type Xml<R> = Reader<Piecewise<R>>;

/// Bytes of which only so many are given for one piece of XML: a reader keeps a piece in memory until its end.
struct Piecewise<R> {
    input: R,
    left: usize,
}

impl<R: BufRead> Read for Piecewise<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Piecewise<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(ContainerError::damaged(KIND, TOO_LONG));
        }
        self.input.fill_buf()
    }

    fn consume(&mut self, length: usize) {
        self.left = self.left.saturating_sub(length);
        self.input.consume(length);
    }
}

/// A sheet that is read.
struct Sheet<'a, R> {
    xml: &'a mut Xml<R>,
    grid: Grid,
    progress: &'a Progress,
    row: u32,
    column: u32,
}

impl<R: BufRead> Sheet<'_, R> {
    /// Reads up to the end of the sheet.
    fn read(mut self) -> io::Result<Text> {
        let mut buffer = Vec::new();
        loop {
            if self.row.is_multiple_of(256) && self.progress.is_cancelled() {
                return Err(io::Error::other(Cancelled));
            }
            match next(self.xml, &mut buffer)? {
                Event::Start(tag) if is(&tag, "table:table-row") => {
                    let repeated = count(&tag, "table:number-rows-repeated");
                    self.row(repeated)?;
                }
                Event::Empty(tag) if is(&tag, "table:table-row") => {
                    self.row = self.row.saturating_add(count(&tag, "table:number-rows-repeated"));
                }
                Event::End(tag) if tag.name().as_ref() == "table:table" => return self.grid.finish(),
                Event::Eof => return Err(ContainerError::damaged(KIND, "it ends too early")),
                _ => {}
            }
        }
    }

    fn row(&mut self, repeated: u32) -> io::Result<()> {
        let mut buffer = Vec::new();
        let mut cells = Cells { texts: Vec::new(), size: 0, held: self.progress.memory().hold() };
        self.column = 0;
        loop {
            match next(self.xml, &mut buffer)? {
                Event::Start(tag) if is_cell(&tag) => {
                    let tag = tag.into_owned();
                    let text = self.text(&tag)?;
                    self.cell(&tag, &text, &mut cells)?;
                }
                Event::Empty(tag) if is_cell(&tag) => {
                    let text = value(&tag).unwrap_or_default();
                    self.cell(&tag, &text, &mut cells)?;
                }
                Event::End(tag) if tag.name().as_ref() == "table:table-row" => break,
                Event::Eof => return Err(ContainerError::damaged(KIND, "it ends too early")),
                _ => {}
            }
        }
        if !cells.texts.is_empty() {
            for row in (self.row..self.row.saturating_add(repeated)).take(ROWS as usize) {
                if self.grid.is_full() {
                    break;
                }
                for (column, text) in &cells.texts {
                    self.grid.put(row, *column, Rc::clone(text))?;
                }
            }
        }
        self.row = self.row.saturating_add(repeated);
        Ok(())
    }

    fn cell(&mut self, tag: &BytesStart<'_>, text: &str, cells: &mut Cells) -> io::Result<()> {
        let repeated = count(tag, "table:number-columns-repeated");
        let end = self.column.saturating_add(repeated);
        if !text.trim().is_empty() {
            cells.add(self.column..end.min(COLUMNS), text)?;
        }
        self.column = end;
        Ok(())
    }

    /// The text of a cell: its value where it has one, else its paragraphs.
    fn text(&mut self, cell: &BytesStart<'_>) -> io::Result<String> {
        let value = value(cell);
        let mut buffer = Vec::new();
        let mut text = String::new();
        loop {
            if text.len() > MAX_RECORD {
                return Err(ContainerError::damaged(KIND, TOO_LONG));
            }
            match next(self.xml, &mut buffer)? {
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
                Event::Eof => return Err(ContainerError::damaged(KIND, "it ends too early")),
                _ => {}
            }
        }
        Ok(value.unwrap_or_else(|| of_text_cell(&text).into_owned()))
    }
}

/// The cells of a row that hold something, by column.
struct Cells {
    texts: Vec<(u32, Rc<str>)>,
    /// Bytes of texts, each counted once.
    size: usize,
    held: Held,
}

impl Cells {
    /// Adds a text that stands in some columns.
    fn add(&mut self, columns: Range<u32>, text: &str) -> io::Result<()> {
        let places = columns.len() * size_of::<(u32, Rc<str>)>();
        self.size += text.len();
        if self.size > MAX_RECORD {
            return Err(ContainerError::damaged(KIND, TOO_LONG));
        }
        // The list may grow to twice its length.
        self.held.more((text.len() + 2 * places) as u64)?;
        let text: Rc<str> = text.into();
        self.texts.extend(columns.map(|column| (column, Rc::clone(&text))));
        Ok(())
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
