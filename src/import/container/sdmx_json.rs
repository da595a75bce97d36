//! SDMX-JSON, as statistical offices and the OECD answer (data message, versions 1.0 and 2.0): series or flat
//! observations keyed by places in lists of codes, to the table that SDMX-CSV writes, with codes and names.

use std::collections::BTreeMap;
use std::io::{self, Read};

use serde::Deserialize;
use serde_json::Value;

use super::bytes::{Bound, Supply, Trouble};
use super::csv::{self, Line};
use super::json;
use crate::import::Progress;
use crate::import::memory::{Held, Metered};

/// The message: version 2 has everything but the sender below `data`.
#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    header: Option<Header>,
    #[serde(default)]
    meta: Option<Header>,
    #[serde(default)]
    data: Option<Data>,
    #[serde(flatten)]
    own: Data,
}

#[derive(Deserialize, Default)]
struct Header {
    #[serde(default)]
    sender: Option<Sender>,
}

#[derive(Deserialize, Default)]
struct Sender {
    #[serde(default)]
    id: Option<String>,
}

#[derive(Deserialize, Default)]
struct Data {
    #[serde(default, rename = "dataSets")]
    sets: Vec<DataSet>,
    #[serde(default)]
    structure: Option<Structure>,
    #[serde(default)]
    structures: Vec<Structure>,
}

#[derive(Deserialize)]
struct DataSet {
    #[serde(default)]
    structure: Option<usize>,
    #[serde(default)]
    series: BTreeMap<String, Series>,
    #[serde(default)]
    observations: BTreeMap<String, Vec<Value>>,
    #[serde(default)]
    attributes: Vec<Value>,
}

#[derive(Deserialize)]
struct Series {
    #[serde(default)]
    attributes: Vec<Value>,
    #[serde(default)]
    observations: BTreeMap<String, Vec<Value>>,
}

#[derive(Deserialize, Default)]
struct Structure {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    dimensions: Levels,
    #[serde(default)]
    attributes: Levels,
    #[serde(default)]
    measures: Levels,
}

#[derive(Deserialize, Default)]
struct Levels {
    #[serde(default, rename = "dataSet")]
    set: Vec<Component>,
    #[serde(default)]
    series: Vec<Component>,
    #[serde(default)]
    observation: Vec<Component>,
}

#[derive(Deserialize)]
struct Component {
    id: String,
    #[serde(default)]
    values: Vec<Code>,
}

#[derive(Deserialize, Default)]
struct Code {
    #[serde(default)]
    id: Option<Value>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    value: Option<Value>,
}

impl Code {
    /// The code; where it has none, what it says.
    fn id(&self) -> String {
        let first = [&self.id, &self.value].into_iter().flatten().map(plain).find(|text| !text.is_empty());
        first.or_else(|| self.name.clone()).unwrap_or_default()
    }

    fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }
}

/// Whether a file is SDMX-JSON, by the word that every data message has.
pub(super) fn is_it(supply: &Supply, bound: Bound, progress: &Progress) -> io::Result<bool> {
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
pub(super) fn csv(supply: &Supply, bound: Bound, progress: &Progress) -> io::Result<Option<Vec<u8>>> {
    let mut text = Metered::new(json::text(supply, bound, progress)?, json::HELD, progress.memory().hold());
    let message: Result<Message, serde_json::Error> = serde_json::from_reader(&mut text);
    let message = match message {
        Ok(message) => message,
        Err(error) if error.is_io() => return Err(error.into()),
        Err(_) => return Ok(None),
    };
    let sender = message.header.or(message.meta).and_then(|header| header.sender).and_then(|sender| sender.id);
    let data = message.data.unwrap_or(message.own);
    let held = progress.memory().hold();
    let mut table = Rows { out: Vec::new(), held, line: Line::default(), bound, header: Vec::new() };
    for set in &data.sets {
        let structure = data.structures.get(set.structure.unwrap_or(0)).or(data.structure.as_ref());
        let Some(structure) = structure else { return Ok(None) };
        let source = format!("{}:{}", sender.as_deref().unwrap_or_default(), structure.name.as_deref().unwrap_or(""));
        table.set(set, structure, &source)?;
    }
    table.held.keep();
    Ok((!table.header.is_empty()).then_some(table.out))
}

/// The table as it is written.
struct Rows {
    out: Vec<u8>,
    held: Held,
    line: Line,
    bound: Bound,
    header: Vec<String>,
}

impl Rows {
    fn set(&mut self, set: &DataSet, structure: &Structure, source: &str) -> io::Result<()> {
        let Structure { dimensions, attributes, measures, .. } = structure;
        let all = dimensions.set.iter().chain(&dimensions.series).chain(&dimensions.observation);
        let mut header = vec!["DATAFLOW".to_owned()];
        header.extend(all.flat_map(|dimension| [dimension.id.clone(), format!("{}_LABEL", dimension.id)]));
        header.push("OBS_VALUE".to_owned());
        let remarks = attributes.set.iter().chain(&attributes.series).chain(&attributes.observation);
        header.extend(remarks.map(|attribute| attribute.id.clone()));
        if self.header.is_empty() {
            csv::write(&mut self.out, &header);
            self.header = header;
        } else if self.header != header {
            return Err(Trouble::damaged("SDMX-JSON message", "its data sets have different dimensions"));
        }
        let (flat, none) = (Series { attributes: Vec::new(), observations: BTreeMap::new() }, String::new());
        // What holds for the whole set may stand in its list alone.
        let first = vec![Value::from(0); attributes.set.len()];
        let count = measures.observation.len().max(1);
        let mut of = |key: &str, series: &Series, observations: &BTreeMap<String, Vec<Value>>| -> io::Result<()> {
            for (places, cells) in observations {
                self.line.cell(source);
                // Dimensions of the whole set have one code each.
                dimensions.set.iter().try_for_each(|dimension| self.code(dimension, Some("0")))?;
                self.codes(&dimensions.series, key)?;
                self.codes(&dimensions.observation, places)?;
                self.line.cell(&cells.first().map(plain).unwrap_or_default());
                self.remarks(&attributes.set, if set.attributes.is_empty() { &first } else { &set.attributes });
                self.remarks(&attributes.series, &series.attributes);
                self.remarks(&attributes.observation, cells.get(count..).unwrap_or_default());
                self.held.room(&mut self.out, self.line.size())?;
                self.line.end(&mut self.out);
                if self.out.len() as u64 > self.bound.0 {
                    return Err(io::Error::other(Trouble::TooLarge(self.bound.0)));
                }
            }
            Ok(())
        };
        set.series.iter().try_for_each(|(key, series)| of(key, series, &series.observations))?;
        of(&none, &flat, &set.observations)
    }

    /// The codes and names at the places of a key such as `0:12:3`.
    fn codes(&mut self, dimensions: &[Component], key: &str) -> io::Result<()> {
        let mut places = key.split(':');
        dimensions.iter().try_for_each(|dimension| self.code(dimension, places.next()))
    }

    fn code(&mut self, dimension: &Component, place: Option<&str>) -> io::Result<()> {
        let place = place.and_then(|place| place.trim().parse::<usize>().ok());
        let Some(code) = place.and_then(|place| dimension.values.get(place)) else {
            let why = format!("a key has no place among the codes of {}", dimension.id);
            return Err(Trouble::damaged("SDMX-JSON message", why));
        };
        self.line.cell(&code.id());
        self.line.cell(code.name());
        Ok(())
    }

    /// Remarks: places in their lists of codes, or what is said itself.
    fn remarks(&mut self, attributes: &[Component], given: &[Value]) {
        for (at, attribute) in attributes.iter().enumerate() {
            let given = given.get(at);
            let place = given.and_then(Value::as_u64).and_then(|place| usize::try_from(place).ok());
            let code = place.and_then(|place| attribute.values.get(place)).map(Code::id);
            self.line.cell(&code.or_else(|| given.map(plain)).unwrap_or_default());
        }
    }
}

/// A value as a cell.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_f64() => number.as_f64().map(csv::number).unwrap_or_default(),
        Value::Number(number) => number.to_string(),
        Value::Array(list) => list.first().map(plain).unwrap_or_default(),
        _ => String::new(),
    }
}
