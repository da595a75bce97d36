//! SDMX-JSON, as statistical offices and the OECD answer (data message, versions 1.0 and 2.0): series or flat
//! observations keyed by places in lists of codes, to the table that SDMX-CSV writes, with codes and names.

use std::borrow::Cow;
use std::io::{self, Read};

use super::bytes::{ByteStream, ContainerError, SizeLimit};
use super::csv::{self, Line};
use super::json;
use super::json::tree::{self, Value};
use crate::import::Progress;
use crate::import::memory::{Held, Text};

/// Bytes that a code with its name takes, about.
const CODE: u64 = 64;

/// A dimension or an attribute: its codes, each with its name.
struct Component<'a> {
    id: &'a str,
    values: Vec<(Cow<'a, str>, &'a str)>,
}

impl<'a> Component<'a> {
    fn of(value: &'a Value, held: &mut Held) -> io::Result<Option<Self>> {
        let Some(id) = value.get("id").and_then(Value::text) else { return Ok(None) };
        let codes = value.get("values").map(Value::items).unwrap_or_default();
        held.more(codes.len() as u64 * CODE)?;
        let code = |code: &'a Value| {
            let name = code.get("name").and_then(Value::text);
            // The code; where it has none, what it says.
            let says = [code.get("id"), code.get("value")].into_iter().flatten().map(Value::cell);
            let id = says.into_iter().find(|text| !text.is_empty()).or_else(|| name.map(Cow::Borrowed));
            (id.unwrap_or_default(), name.unwrap_or_default())
        };
        Ok(Some(Self { id, values: codes.iter().map(code).collect() }))
    }

    fn at(&self, place: Option<usize>) -> Option<(&str, &str)> {
        self.values.get(place?).map(|(code, name)| (&**code, *name))
    }
}

/// Dimensions or attributes of a whole set, of a series and of an observation.
struct Levels<'a> {
    set: Vec<Component<'a>>,
    series: Vec<Component<'a>>,
    observation: Vec<Component<'a>>,
}

impl<'a> Levels<'a> {
    fn of(value: Option<&'a Value>, held: &mut Held) -> io::Result<Self> {
        let mut level = |key: &str| {
            let list = value.and_then(|value| value.get(key)).map(Value::items).unwrap_or_default();
            list.iter().filter_map(|value| Component::of(value, held).transpose()).collect::<io::Result<Vec<_>>>()
        };
        Ok(Self { set: level("dataSet")?, series: level("series")?, observation: level("observation")? })
    }

    fn all(&self) -> impl Iterator<Item = &Component<'a>> {
        self.set.iter().chain(&self.series).chain(&self.observation)
    }
}

/// Whether a file is SDMX-JSON, by the word that every data message has.
pub(super) fn is_it(supply: &ByteStream, bound: SizeLimit, progress: &Progress) -> io::Result<bool> {
    const WORD: &[u8] = b"\"dataSets\"";
    let mut input = json::text(supply, bound, progress)?;
    let (mut kept, mut chunk) = (Vec::new(), vec![0; 1 << 16]);
    loop {
        let read = input.read(&mut chunk)?;
        if read == 0 {
            return Ok(false);
        }
        kept.extend_from_slice(chunk.get(..read).unwrap_or_default());
        if kept.windows(WORD.len()).any(|window| window == WORD) {
            return Ok(true);
        }
        // The word may stand across two pieces.
        kept.drain(..kept.len().saturating_sub(WORD.len()));
    }
}

/// The observations of a data message as CSV; none where the file is no such message.
pub(super) fn csv(supply: &ByteStream, bound: SizeLimit, progress: &Progress) -> io::Result<Option<Text>> {
    let tree = tree::read(supply, bound, progress)?;
    // Version 2 has everything but the sender below `data`.
    let data = tree.root.get("data").unwrap_or(&tree.root);
    let header = tree.root.get("header").or_else(|| tree.root.get("meta"));
    let sender = header.and_then(|header| header.get("sender")?.get("id")?.text()).unwrap_or_default();
    let structures = data.get("structures").map(Value::items).unwrap_or_default();
    let mut table = Rows {
        out: Text::within(progress.memory()),
        held: progress.memory().hold(),
        line: Line::default(),
        bound,
        header: Vec::new(),
    };
    for set in data.get("dataSets").map(Value::items).unwrap_or_default() {
        let structure = structures.get(set.get("structure").and_then(Value::place).unwrap_or(0));
        let Some(structure) = structure.or_else(|| data.get("structure")) else { return Ok(None) };
        let name = structure.get("name").and_then(Value::text).unwrap_or_default();
        table.set(set, structure, &format!("{sender}:{name}"))?;
    }
    Ok((!table.header.is_empty()).then_some(table.out))
}

/// The table as it is written.
struct Rows {
    out: Text,
    held: Held,
    line: Line,
    bound: SizeLimit,
    header: Vec<String>,
}

impl Rows {
    fn set(&mut self, set: &Value, structure: &Value, source: &str) -> io::Result<()> {
        let mut levels = |key: &str| Levels::of(structure.get(key), &mut self.held);
        let (dimensions, attributes, measures) = (levels("dimensions")?, levels("attributes")?, levels("measures")?);
        let mut header = vec!["DATAFLOW".to_owned()];
        header.extend(
            dimensions.all().flat_map(|dimension| [dimension.id.to_owned(), format!("{}_LABEL", dimension.id)]),
        );
        header.push("OBS_VALUE".to_owned());
        header.extend(attributes.all().map(|attribute| attribute.id.to_owned()));
        if self.header.is_empty() {
            self.out.write(|out| csv::write(out, &header))?;
            self.header = header;
        } else if self.header != header {
            return Err(ContainerError::damaged("SDMX-JSON message", "its data sets have different dimensions"));
        }
        let of_set = set.get("attributes").map(Value::items).unwrap_or_default();
        // What holds for the whole set may stand in its list alone.
        let first: Vec<Value> = attributes.set.iter().map(|_| Value::Number("0".into())).collect();
        let of_set = if of_set.is_empty() { &first } else { of_set };
        let count = measures.observation.len().max(1);
        let mut of = |key: &str, of_series: &[Value], observations: Option<&Value>| -> io::Result<()> {
            for (places, cells) in observations.map(Value::entries).unwrap_or_default() {
                let cells = cells.items();
                self.line.cell(source);
                // Dimensions of the whole set have one code each.
                dimensions.set.iter().try_for_each(|dimension| self.code(dimension, Some("0")))?;
                self.codes(&dimensions.series, key)?;
                self.codes(&dimensions.observation, places)?;
                self.line.cell(&cells.first().map(Value::cell).unwrap_or_default());
                self.remarks(&attributes.set, of_set);
                self.remarks(&attributes.series, of_series);
                self.remarks(&attributes.observation, cells.get(count..).unwrap_or_default());
                self.line.end(self.out.room(self.line.size())?);
                if self.out.len() as u64 > self.bound.0 {
                    return Err(io::Error::other(ContainerError::TooLarge(self.bound.0)));
                }
            }
            Ok(())
        };
        for (key, series) in set.get("series").map(Value::entries).unwrap_or_default() {
            let own = series.get("attributes").map(Value::items).unwrap_or_default();
            of(key, own, series.get("observations"))?;
        }
        of("", &[], set.get("observations"))
    }

    /// The codes and names at the places of a key such as `0:12:3`.
    fn codes(&mut self, dimensions: &[Component<'_>], key: &str) -> io::Result<()> {
        let mut places = key.split(':');
        dimensions.iter().try_for_each(|dimension| self.code(dimension, places.next()))
    }

    fn code(&mut self, dimension: &Component<'_>, place: Option<&str>) -> io::Result<()> {
        let Some((code, name)) = dimension.at(place.and_then(|place| place.trim().parse().ok())) else {
            let why = format!("a key has no place among the codes of {}", dimension.id);
            return Err(ContainerError::damaged("SDMX-JSON message", why));
        };
        self.line.cell(code);
        self.line.cell(name);
        Ok(())
    }

    /// Remarks: places in their lists of codes, or what is said itself.
    fn remarks(&mut self, attributes: &[Component<'_>], given: &[Value]) {
        for (at, attribute) in attributes.iter().enumerate() {
            let given = given.get(at);
            let code = attribute.at(given.and_then(Value::place)).map(|(code, _)| Cow::Borrowed(code));
            self.line.cell(&code.or_else(|| given.map(Value::cell)).unwrap_or_default());
        }
    }
}
