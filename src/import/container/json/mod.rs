//! JSON tables as CSV: an array of flat objects, or of rows with the header first, alone or under a key; or one object
//! on each line.

mod tokens;
pub(super) mod tree;

use std::io::{self, Read};
use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use foldhash::{HashMap, HashMapExt as _};

use super::bytes::{ByteStream, ContainerError, SizeLimit};
use super::csv::{self, Line};
use super::{HEAD, json_stat, sdmx_json};
use crate::import::decode::Decoded;
use crate::import::memory::{Held, Memory, Text};
use crate::import::number::of_text_cell;
use crate::import::{MAX_COLUMNS, MAX_RECORD, Progress};
use tokens::{Shape, Tokens};

const KIND: &str = "JSON file";
/// Bytes that the name of a column takes beside its letters, about.
const NAME: usize = 64;
/// The keys under which publishers put their table.
const KEYS: [&str; 6] = ["data", "dataset", "results", "records", "rows", "Data"];

/// What a file holds.
pub(crate) struct Found {
    /// Its table as CSV.
    pub(crate) text: Text,
    /// Other tables in it, by their keys, and why they are not read.
    pub(crate) beside: Vec<(String, String)>,
}

/// The table of a JSON file.
pub(crate) fn read(supply: &ByteStream, bound: SizeLimit, progress: &Progress) -> io::Result<Found> {
    if sdmx_json::is_it(supply, bound, progress)?
        && let Some(table) = sdmx_json::csv(supply, bound, progress)?
    {
        return Ok(Found { text: table, beside: Vec::new() });
    }
    let file = File { supply, bound, progress, by_lines: is_by_lines(supply)? };
    let mut tables = Tables::default();
    file.rows(&mut |key, row| tables.take(key, row, progress.memory()))?;
    let Some((columns, beside)) = tables.preferred() else {
        if let Some(cube) = json_stat::csv(supply, bound, progress)? {
            return Ok(Found { text: cube, beside: Vec::new() });
        }
        return Err(io::Error::other(ContainerError::Unread {
            kind: "this JSON file".to_owned(),
            why: "holds no table. Expected is an array of flat objects, alone or under `data`, rows with the header first, \
                  one object on each line, JSON-stat or SDMX-JSON. Export the table as CSV and open that"
                .to_owned(),
        }));
    };
    if columns.names.len() > MAX_COLUMNS {
        return Err(ContainerError::damaged(KIND, format!("more than {MAX_COLUMNS} different keys")));
    }
    Ok(Found { text: written(&file, &columns)?, beside })
}

/// The rows of a table as CSV.
fn written(file: &File<'_>, columns: &Columns) -> io::Result<Text> {
    let mut out = Text::within(file.progress.memory());
    if !columns.headed {
        out.write(|out| csv::write(out, &columns.names))?;
    }
    let (mut line, mut rows) = (Line::default(), 0u64);
    file.rows(&mut |key, row| {
        if key != columns.key {
            return Ok(());
        }
        match row.shape {
            Shape::List => (0..row.len()).for_each(|at| line.cell(row.cell(at))),
            Shape::Object => {
                let mut cells = vec![None; columns.names.len()];
                for at in 0..row.len() {
                    let (name, cell) = (row.name(at), row.cell(at));
                    let Some(place) = columns.places.get(name).and_then(|at| cells.get_mut(*at)) else { continue };
                    if place.replace(cell).is_some_and(|other| other != cell) {
                        let why = format!("an object says \u{201c}{name}\u{201d} twice and differently");
                        return Err(ContainerError::damaged(KIND, format!("{why}, in row {}", rows + 1)));
                    }
                }
                for cell in cells {
                    line.cell(cell.unwrap_or_default());
                }
            }
            _ => {}
        }
        line.end(out.room(line.size())?);
        rows += 1;
        if out.len() as u64 > file.bound.0 {
            Err(io::Error::other(ContainerError::TooLarge(file.bound.0)))
        } else {
            Ok(())
        }
    })?;
    Ok(out)
}

/// The text of a JSON file as UTF-8, without the mark that some write before it.
pub(super) fn text<'a>(
    supply: &'a ByteStream,
    bound: SizeLimit,
    progress: &'a Progress,
) -> io::Result<Box<dyn Read + 'a>> {
    let mut input = supply.open(bound, progress)?;
    let mut first = Vec::new();
    (&mut input).take(4).read_to_end(&mut first)?;
    let encoding = encoding_of(&first);
    let mark = Encoding::for_bom(&first).map_or(0, |(_, length)| length);
    let first = first.get(mark..).unwrap_or_default().to_vec();
    let whole = io::Cursor::new(first).chain(input);
    Ok(if encoding == UTF_8 { Box::new(whole) } else { Box::new(Decoded::new(whole, encoding)) })
}

/// UTF-8, or UTF-16 by its mark or by the zeros beside the first characters, which are ASCII.
pub(super) fn encoding_of(first: &[u8]) -> &'static Encoding {
    match first {
        [0xFF, 0xFE, ..] | [1..=255, 0, 1..=255, 0, ..] => UTF_16LE,
        [0xFE, 0xFF, ..] | [0, 1..=255, 0, 1..=255, ..] => UTF_16BE,
        _ => UTF_8,
    }
}

/// Whether a file holds one object after the other, by what follows the first.
fn is_by_lines(supply: &ByteStream) -> io::Result<bool> {
    let progress = Progress::new();
    let mut json = Tokens::new(text(supply, SizeLimit::NONE, &progress)?.take(HEAD));
    // A first object that is cut short here is long: a line is not.
    Ok(has_two_objects(&mut json).unwrap_or(false))
}

fn has_two_objects<R: Read>(json: &mut Tokens<R>) -> io::Result<bool> {
    if json.shape()? != Some(Shape::Object) {
        return Ok(false);
    }
    json.skip()?;
    Ok(json.shape()? == Some(Shape::Object))
}

/// A file that is gone through for its rows.
struct File<'a> {
    supply: &'a ByteStream,
    bound: SizeLimit,
    progress: &'a Progress,
    by_lines: bool,
}

/// Takes a row and the key of its array.
type Take<'a> = &'a mut dyn FnMut(&str, &Row) -> io::Result<()>;

impl File<'_> {
    /// Gives each row of the arrays at the top, or one level below, to `take` with the key of its array.
    fn rows(&self, take: Take<'_>) -> io::Result<()> {
        self.progress.start(self.supply.packed());
        let mut json = Tokens::new(text(self.supply, self.bound, self.progress)?);
        let mut row = Row::default();
        match json.shape()? {
            Some(Shape::Object) if self.by_lines => {
                while json.shape()?.is_some() {
                    row.read(&mut json)?;
                    take("", &row)?;
                }
            }
            Some(Shape::Object) => json.object(|json, key| array(json, key, &mut row, take))?,
            _ => array(&mut json, "", &mut row, take)?,
        }
        if json.shape()?.is_some() { Err(json.wrong("more stands behind the table")) } else { Ok(()) }
    }
}

/// What stands under a key: rows where it is an array.
fn array<R: Read>(json: &mut Tokens<R>, key: &str, row: &mut Row, take: Take<'_>) -> io::Result<()> {
    if json.shape()? != Some(Shape::List) {
        return json.skip();
    }
    json.list(|json| {
        row.read(json)?;
        take(key, row)
    })
}

/// The tables of a file.
#[derive(Debug, Default)]
struct Tables {
    /// The first, and those under the keys that publishers use.
    known: Vec<Columns>,
    /// The keys of some of the others, and how many more there are.
    others: Vec<String>,
    more: usize,
    /// The key of the last of the others, whose rows come one after the other.
    last: String,
}

impl Tables {
    /// Learns of a row.
    fn take(&mut self, key: &str, row: &Row, memory: &Arc<Memory>) -> io::Result<()> {
        let at = self.known.iter().position(|table| table.key == key);
        if at.is_none() && !self.known.is_empty() && !KEYS.contains(&key) {
            self.pass(key, row);
            return Ok(());
        }
        match (row.shape, at.and_then(|at| self.known.get_mut(at))) {
            (Shape::Object, Some(table)) => table.add(row)?,
            (Shape::Object, None) => {
                let mut table = Columns { key: key.to_owned(), held: memory.hold(), ..Columns::default() };
                table.add(row)?;
                self.known.push(table);
            }
            (Shape::List, None) => {
                let mut held = memory.hold();
                held.more((row.text.len() + NAME * row.len()) as u64)?;
                let names = (0..row.len()).map(|at| row.cell(at).to_owned()).collect();
                self.known.push(Columns { key: key.to_owned(), headed: true, names, places: HashMap::new(), held });
            }
            _ => {}
        }
        Ok(())
    }

    /// Notes the key of a table that is not read.
    fn pass(&mut self, key: &str, row: &Row) {
        const NOTED: usize = 20;
        if !matches!(row.shape, Shape::Object | Shape::List) || self.last == key {
            return;
        }
        key.clone_into(&mut self.last);
        if self.others.len() < NOTED {
            self.others.push(key.to_owned());
        } else {
            self.more += 1;
        }
    }

    /// The table that is read, and why the others are not.
    fn preferred(mut self) -> Option<(Columns, Vec<(String, String)>)> {
        let preferred = KEYS.iter().find_map(|key| self.known.iter().position(|table| table.key == *key));
        let own = preferred.or_else(|| (!self.known.is_empty()).then_some(0)).map(|at| self.known.remove(at))?;
        let why = format!("another table of the file than \u{201c}{}\u{201d}", own.key);
        let names = self.known.into_iter().map(|table| table.key).chain(self.others);
        let mut beside: Vec<_> = names.map(|name| (name, why.clone())).collect();
        if self.more > 0 {
            beside.push((format!("{} more", self.more), why));
        }
        Some((own, beside))
    }
}

/// The columns of one table.
#[derive(Debug, Default)]
struct Columns {
    key: String,
    /// Whether its first row is the header.
    headed: bool,
    names: Vec<String>,
    places: HashMap<String, usize>,
    held: Held,
}

impl Columns {
    fn add(&mut self, row: &Row) -> io::Result<()> {
        for at in 0..row.len() {
            let name = row.name(at);
            // One more than may be, so that the excess is seen.
            if !self.places.contains_key(name) && self.names.len() <= MAX_COLUMNS {
                self.held.more(2 * (name.len() + NAME) as u64)?;
                self.places.insert(name.to_owned(), self.names.len());
                self.names.push(name.to_owned());
            }
        }
        Ok(())
    }
}

/// One element of an array: the cells of a list, or of an object with their names.
#[derive(Debug)]
struct Row {
    shape: Shape,
    text: String,
    /// Where the name and the cell end in the text, one after the other.
    ends: Vec<[usize; 2]>,
}

impl Default for Row {
    fn default() -> Self {
        Self { shape: Shape::Word, text: String::new(), ends: Vec::new() }
    }
}

impl Row {
    fn len(&self) -> usize {
        self.ends.len()
    }

    fn name(&self, at: usize) -> &str {
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |[_, end]| *end);
        self.ends.get(at).and_then(|[end, _]| self.text.get(start..*end)).unwrap_or_default()
    }

    fn cell(&self, at: usize) -> &str {
        self.ends.get(at).and_then(|[start, end]| self.text.get(*start..*end)).unwrap_or_default()
    }

    fn read<R: Read>(&mut self, json: &mut Tokens<R>) -> io::Result<()> {
        self.text.clear();
        self.ends.clear();
        self.shape = json.shape()?.unwrap_or(Shape::Word);
        match self.shape {
            Shape::List => json.list(|json| self.put("", json)),
            Shape::Object => json.object(|json, name| self.put(name, json)),
            _ => json.skip(),
        }
    }

    /// Adds a cell.
    fn put<R: Read>(&mut self, name: &str, json: &mut Tokens<R>) -> io::Result<()> {
        self.text.push_str(name);
        let start = self.text.len();
        match json.shape()? {
            Some(Shape::Text) => {
                json.text(&mut self.text)?;
                if let std::borrow::Cow::Owned(marked) = of_text_cell(self.text.get(start..).unwrap_or_default()) {
                    self.text.truncate(start);
                    self.text.push_str(&marked);
                }
            }
            Some(Shape::Number) => self.text.push_str(&tokens::number(&json.bare()?)),
            Some(Shape::Word) => match json.bare()?.as_str() {
                "true" => self.text.push_str(csv::boolean(true)),
                "false" => self.text.push_str(csv::boolean(false)),
                "null" => {}
                beyond => self.text.push_str(beyond),
            },
            _ => json.as_written(&mut self.text)?,
        }
        self.ends.push([start, self.text.len()]);
        if self.ends.len() > 2 * MAX_COLUMNS {
            return Err(json.wrong("a row of too many cells"));
        }
        if self.text.len() > MAX_RECORD {
            return Err(json.wrong("a row of more than 64 MB"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::bytes::ByteSource;
    use super::*;

    fn read(text: &str) -> Result<String, String> {
        let supply = ByteStream::Plain(ByteSource::Memory(text.to_owned().into_bytes().into()));
        match super::read(&supply, SizeLimit::NONE, &Progress::new()) {
            Ok(found) => Ok(String::from_utf8_lossy(&found.text).into_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn tables_of_objects_and_of_rows() {
        let objects = r#"[{"year": 2020, "value": 1.5}, {"year": 2021, "note": "a, \"b\"", "value": null}]"#;
        assert_eq!(read(objects).expect("CSV"), "year,value,note\n2020,1.5,\n2021,,\"a, \"\"b\"\"\"\n");
        let census = "\u{feff}[[\"CTY_NAME\",\"ALL_VAL_MO\"],\n[\"JAPAN\",\"5\"],[\"CHINA\",7]]";
        assert_eq!(read(census).expect("CSV"), "CTY_NAME,ALL_VAL_MO\nJAPAN,5\nCHINA,7\n");
        let under = r#"{"count": 1, "meta": {"a": [1]}, "notes": [{"n": 1}], "data": [{"t": true, "big": 12345678901234567890}]}"#;
        assert_eq!(read(under).expect("CSV"), "t,big\nTRUE,12345678901234567890\n");
    }

    #[test]
    fn objects_line_by_line_in_any_unicode_and_with_comments() {
        let lines = "{\"year\": 2020, \"v\": 1.50}\n{\"year\": 2021, \"v\": 12345678901234567.25}\n";
        assert_eq!(read(lines).expect("CSV"), "year,v\n2020,1.5\n2021,12345678901234567.25\n");
        let rows = "[{\"year\": 2020, \"name\": \"Côte d'Ivoire\"}] // all of it";
        let expected = "year,name\n2020,Côte d'Ivoire\n";
        assert_eq!(read(rows).expect("CSV"), expected);
        let wide = |mark: &str, bytes: fn(u16) -> [u8; 2]| -> String {
            let text: Vec<u8> = mark.encode_utf16().chain(rows.encode_utf16()).flat_map(bytes).collect();
            assert_eq!(super::super::kind::Kind::of(&text), super::super::kind::Kind::Json);
            let supply = ByteStream::Plain(ByteSource::Memory(text.into()));
            let found = super::read(&supply, SizeLimit::NONE, &Progress::new()).expect("CSV");
            String::from_utf8_lossy(&found.text).into_owned()
        };
        for mark in ["", "\u{feff}"] {
            assert_eq!(wide(mark, u16::to_le_bytes), expected);
            assert_eq!(wide(mark, u16::to_be_bytes), expected);
        }
    }

    #[test]
    fn a_row_beyond_all_measure_is_refused_before_it_is_held() {
        let cells = format!("[{{\"a\": 1}}, {{{}\"a\": 2}}]", "\"a\": 1, ".repeat(2 * MAX_COLUMNS));
        assert!(read(&cells).expect_err("too many").contains("a row of too many cells"));
        let nested = format!("[{{\"a\": [{}1]}}]", "[],".repeat(MAX_RECORD / 3));
        assert!(read(&nested).expect_err("too long").contains("more than 64 MB"));
    }

    #[test]
    fn many_tables_are_gone_through_once() {
        let many: Vec<String> = (0..200_000).map(|at| format!("\"k{at}\": [{{\"a\": {at}}}]")).collect();
        assert_eq!(read(&format!("{{{}}}", many.join(","))).expect("CSV"), "a\n0\n");
    }

    #[test]
    fn a_table_that_takes_more_memory_than_there_is_is_refused() {
        let progress = Progress::new();
        progress.memory().begin(Some(10_000), false);
        let rows = format!("[{}{{\"a\": 1}}]", "{\"a\": 1},".repeat(10_000));
        let supply = ByteStream::Plain(ByteSource::Memory(rows.into_bytes().into()));
        let error = super::read(&supply, SizeLimit::NONE, &progress).err().expect("too much").to_string();
        assert!(error.contains("more memory than 10000 bytes"), "{error}");
    }

    #[test]
    fn what_is_no_table_is_said() {
        assert!(read(r#"{"class": "dataset", "value": [1, 2]}"#).expect_err("no table").contains("holds no table"));
        let error = read("[{\"a\": 1},\n{\"a\": ").expect_err("cut short");
        assert!(error.contains("damaged") && error.contains("line 2"), "{error}");
        assert!(read(&"[".repeat(100_000)).is_err());
        assert!(read("[[\"a\"],[1]] [2]").expect_err("more").contains("more stands behind"));
    }
}
