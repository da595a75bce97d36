//! JSON tables as CSV: an array of flat objects, or of rows with the header first, alone or under a key.

use std::fmt;
use std::io::{self, BufReader, Read};

use foldhash::{HashMap, HashMapExt as _};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::bytes::{Bound, Supply, Trouble};
use super::csv::{self, Line};
use super::{json_stat, sdmx_json};
use crate::import::number::of_text_cell;
use crate::import::{MAX_COLUMNS, Progress};

const KIND: &str = "JSON file";
/// The keys under which publishers put their table.
const KEYS: [&str; 6] = ["data", "dataset", "results", "records", "rows", "Data"];

/// The table of a JSON file as CSV.
pub(crate) fn csv(supply: &Supply, bound: Bound, progress: &Progress) -> io::Result<Vec<u8>> {
    if sdmx_json::is_it(supply, bound, progress)?
        && let Some(table) = sdmx_json::csv(supply, bound, progress)?
    {
        return Ok(table);
    }
    let mut tables: Vec<Columns> = Vec::new();
    pass(supply, bound, progress, Tables { take: &mut |key, row| Columns::take(&mut tables, key, row) })?;
    let preferred = KEYS.iter().find_map(|key| tables.iter().position(|table| table.key == *key));
    let Some(columns) = preferred.or_else(|| (!tables.is_empty()).then_some(0)).map(|at| tables.swap_remove(at)) else {
        if let Some(cube) = json_stat::csv(supply, bound, progress)? {
            return Ok(cube);
        }
        return Err(io::Error::other(Trouble::Unread {
            kind: "this JSON file".to_owned(),
            why: "holds no table. Expected is an array of flat objects, alone or under `data`, rows with the header first, \
                  JSON-stat or SDMX-JSON. Export the table as CSV and open that"
                .to_owned(),
        }));
    };
    if columns.names.len() > MAX_COLUMNS {
        return Err(Trouble::damaged(KIND, format!("more than {MAX_COLUMNS} different keys")));
    }
    let mut out = Vec::new();
    if !columns.headed {
        csv::write(&mut out, &columns.names);
    }
    let mut large = false;
    let mut line = Line::default();
    let mut cells: Vec<String> = Vec::new();
    let take = &mut |key: &str, row: Row| {
        if key != columns.key || large {
            return;
        }
        match row {
            Row::List(list) => list.iter().for_each(|cell| line.cell(cell)),
            Row::Object(pairs) => {
                cells.clear();
                cells.resize(columns.names.len(), String::new());
                for (name, cell) in pairs {
                    if let Some(place) = columns.places.get(&name).and_then(|at| cells.get_mut(*at)) {
                        *place = cell;
                    }
                }
                for cell in &cells {
                    line.cell(cell);
                }
            }
            Row::Other => {}
        }
        line.end(&mut out);
        large = out.len() as u64 > bound.0;
    };
    pass(supply, bound, progress, Tables { take })?;
    if large { Err(io::Error::other(Trouble::TooLarge(bound.0))) } else { Ok(out) }
}

fn pass(supply: &Supply, bound: Bound, progress: &Progress, tables: Tables<'_>) -> io::Result<()> {
    progress.start(supply.packed());
    let mut json = serde_json::Deserializer::from_reader(text(supply, bound, progress)?);
    let whole = json.deserialize_any(tables).and_then(|()| json.end());
    whole.map_err(|error| if error.is_io() { io::Error::from(error) } else { Trouble::damaged(KIND, error) })
}

/// The text of a JSON file without the mark that some write before it.
pub(super) fn text<'a>(supply: &'a Supply, bound: Bound, progress: &'a Progress) -> io::Result<impl Read + 'a> {
    let mut input = supply.open(bound, progress)?;
    let mut first = Vec::new();
    (&mut input).take(3).read_to_end(&mut first)?;
    let first = first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&first).to_vec();
    Ok(BufReader::with_capacity(1 << 16, io::Cursor::new(first).chain(input)))
}

/// The columns of one table.
#[derive(Debug, Default)]
struct Columns {
    key: String,
    /// Whether its first row is the header.
    headed: bool,
    names: Vec<String>,
    places: HashMap<String, usize>,
}

impl Columns {
    fn take(tables: &mut Vec<Self>, key: &str, row: Row) {
        let at = tables.iter().position(|table| table.key == key);
        match (row, at.and_then(|at| tables.get_mut(at))) {
            (Row::Object(pairs), Some(table)) => table.add(pairs),
            (Row::Object(pairs), None) => {
                let mut table = Self { key: key.to_owned(), places: HashMap::new(), ..Self::default() };
                table.add(pairs);
                tables.push(table);
            }
            (Row::List(list), None) => {
                tables.push(Self { key: key.to_owned(), headed: true, names: list, places: HashMap::new() });
            }
            _ => {}
        }
    }

    fn add(&mut self, pairs: Vec<(String, String)>) {
        for (name, _) in pairs {
            // One more than may be, so that the excess is seen.
            if !self.places.contains_key(&name) && self.names.len() <= MAX_COLUMNS {
                self.places.insert(name.clone(), self.names.len());
                self.names.push(name);
            }
        }
    }
}

/// One element of an array.
enum Row {
    Object(Vec<(String, String)>),
    List(Vec<String>),
    Other,
}

/// Gives each row of the arrays at the top, or one level below, to `take` with the key of its array.
struct Tables<'a> {
    take: &'a mut dyn FnMut(&str, Row),
}

impl<'de> Visitor<'de> for Tables<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a table")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        Array { key: "", take: self.take }.visit_seq(seq)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            map.next_value_seed(Array { key: &key, take: self.take })?;
        }
        Ok(())
    }
}

/// What stands under a key: rows where it is an array.
struct Array<'a, 'b> {
    key: &'a str,
    take: &'b mut dyn FnMut(&str, Row),
}

/// Visits that matter to nobody.
macro_rules! ignored {
    ($answer:expr) => {
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($answer)
        }
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($answer)
        }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($answer)
        }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($answer)
        }
        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok($answer)
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($answer)
        }
    };
}

impl<'de> DeserializeSeed<'de> for Array<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Array<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(row) = seq.next_element_seed(RowSeed)? {
            (self.take)(self.key, row);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }

    ignored!(());
}

struct RowSeed;

impl<'de> DeserializeSeed<'de> for RowSeed {
    type Value = Row;

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<Row, D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for RowSeed {
    type Value = Row;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a row")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row, A::Error> {
        let mut pairs = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, serde_json::Value>()? {
            pairs.push((name, cell(value)));
        }
        Ok(Row::Object(pairs))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Row, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = seq.next_element::<serde_json::Value>()? {
            list.push(cell(value));
        }
        Ok(Row::List(list))
    }

    ignored!(Row::Other);
}

fn cell(value: serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::Bool(is) => csv::boolean(is).to_owned(),
        serde_json::Value::String(text) => of_text_cell(&text).into_owned(),
        serde_json::Value::Number(number) if number.is_f64() => number.as_f64().map(csv::number).unwrap_or_default(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::bytes::Ground;
    use super::*;

    fn read(text: &str) -> Result<String, String> {
        let supply = Supply::Plain(Ground::Memory(text.as_bytes().into()));
        match csv(&supply, Bound::NONE, &Progress::new()) {
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
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
    fn what_is_no_table_is_said() {
        assert!(read(r#"{"class": "dataset", "value": [1, 2]}"#).expect_err("no table").contains("holds no table"));
        let error = read("[{\"a\": 1},\n{\"a\": ").expect_err("cut short");
        assert!(error.contains("damaged") && error.contains("line 2"), "{error}");
        assert!(read(&"[".repeat(100_000)).is_err());
    }
}
