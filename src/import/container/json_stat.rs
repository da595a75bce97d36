//! JSON-stat, as Eurostat and many statistical offices answer: a cube of values with its dimensions, to a CSV with a
//! column for each dimension and its labels (<https://json-stat.org/full/>).

use std::borrow::Cow;
use std::io;

use foldhash::HashMap;

use super::bytes::{ByteStream, ContainerError, SizeLimit};
use super::csv::{self, Line};
use super::json::tree::{self, Value};
use crate::import::Progress;
use crate::import::memory::{Held, Text};
use crate::import::source::Cancelled;

/// The most cells that a cube may have.
const MOST: usize = 50_000_000;
/// Bytes that a code with its label takes, about.
const CODE: u64 = 100;

/// The cube of a JSON-stat file as CSV; none where the file is no JSON-stat.
pub(super) fn csv(supply: &ByteStream, bound: SizeLimit, progress: &Progress) -> io::Result<Option<Text>> {
    let tree = tree::read(supply, bound, progress)?;
    // Version 2 is the dataset itself, version 1 has it under a key.
    let own = Parts::of(&tree.root).or_else(|| Parts::of(tree.root.get("dataset")?));
    own.map(|parts| table(&Cube::of(&parts, progress)?, bound, progress)).transpose()
}

fn damaged(why: &str) -> io::Error {
    ContainerError::damaged("JSON-stat file", why)
}

/// What every cube has.
struct Parts<'a> {
    id: Vec<&'a str>,
    size: Vec<usize>,
    dimension: &'a Value,
    value: &'a Value,
    status: Option<&'a Value>,
    /// The dimensions that are said to be time.
    time: Vec<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(root: &'a Value) -> Option<Self> {
        let time = root.get("role").and_then(|role| role.get("time")).and_then(Value::texts);
        Some(Self {
            id: root.get("id")?.texts()?,
            size: root.get("size")?.items().iter().map(Value::place).collect::<Option<_>>()?,
            dimension: root.get("dimension")?,
            value: root.get("value")?,
            status: root.get("status"),
            time: time.unwrap_or_default(),
        })
    }

    fn name(&self, id: &str) -> String {
        let is_time = self.time.contains(&id) || (self.time.is_empty() && id == "time");
        if is_time { "TIME_PERIOD".to_owned() } else { id.to_owned() }
    }
}

/// The codes of a dimension in order, each with its label.
type Codes<'a> = Vec<(&'a str, &'a str)>;

/// A cube whose parts fit each other.
struct Cube<'a> {
    names: Vec<String>,
    dimensions: Vec<Codes<'a>>,
    cells: usize,
    value: Sparse<'a>,
    status: Option<Sparse<'a>>,
    _held: Held,
}

impl<'a> Cube<'a> {
    fn of(parts: &Parts<'a>, progress: &Progress) -> io::Result<Self> {
        let cells = parts.size.iter().try_fold(1usize, |all, size| all.checked_mul(*size)).unwrap_or(usize::MAX);
        if cells > MOST {
            return Err(damaged("its cube has more cells than can be read"));
        }
        let mut held = progress.memory().hold();
        let mut dimensions = Vec::new();
        for (id, size) in parts.id.iter().zip(&parts.size) {
            let category = parts.dimension.get(id).and_then(|dimension| dimension.get("category"));
            let category = category.ok_or_else(|| damaged("a dimension is not described"))?;
            let own = codes(category, &mut held)?;
            if own.len() != *size || parts.id.len() != parts.size.len() {
                return Err(damaged("a dimension has another size than categories"));
            }
            dimensions.push(own);
        }
        Ok(Self {
            names: parts.id.iter().map(|id| parts.name(id)).collect(),
            dimensions,
            cells,
            value: Sparse::of(parts.value, cells, &mut held)?,
            status: parts.status.map(|status| Sparse::of(status, cells, &mut held)).transpose()?,
            _held: held,
        })
    }
}

fn codes<'a>(category: &'a Value, held: &mut Held) -> io::Result<Codes<'a>> {
    let labels = category.get("label").map(Value::entries).unwrap_or_default();
    let index = category.get("index");
    let count = index.map_or(0, |index| index.items().len().max(index.entries().len()));
    held.more((labels.len() + count) as u64 * CODE)?;
    let own: Vec<&str> = match index {
        Some(Value::List(list)) => list.iter().filter_map(Value::text).collect(),
        Some(Value::Object(places)) => {
            let place = |(code, place): &'a (Box<str>, Value)| Some((place.place()?, &**code));
            let mut places: Vec<(usize, &str)> = places.iter().filter_map(place).collect();
            places.sort_unstable();
            if places.iter().enumerate().any(|(at, (place, _))| at != *place) {
                return Err(damaged("the categories of a dimension do not stand at places of their own"));
            }
            places.into_iter().map(|(_, code)| code).collect()
        }
        // A dimension with one category needs no index.
        _ => labels.iter().map(|(code, _)| &**code).collect(),
    };
    let labels: HashMap<&str, &str> =
        labels.iter().filter_map(|(code, label)| Some((&**code, label.text()?))).collect();
    Ok(own.into_iter().map(|code| (code, labels.get(code).copied().unwrap_or_default())).collect())
}

/// Values of all cells, or of those that have one.
enum Sparse<'a> {
    All(&'a [Value]),
    Some(Vec<(usize, &'a Value)>),
    One(&'a str),
}

impl<'a> Sparse<'a> {
    fn of(value: &'a Value, cells: usize, held: &mut Held) -> io::Result<Self> {
        match value {
            Value::List(list) if list.len() > cells => Err(damaged("it has more values than cells")),
            Value::List(list) => Ok(Self::All(list)),
            Value::Text(text) => Ok(Self::One(text)),
            _ => {
                held.more((value.entries().len() * size_of::<(usize, &Value)>()) as u64)?;
                let of = |(place, value): &'a (Box<str>, Value)| {
                    let place = place.parse().ok().filter(|place| *place < cells);
                    place.map(|place| (place, value)).ok_or_else(|| damaged("a value stands outside of its cube"))
                };
                let mut some = value.entries().iter().map(of).collect::<io::Result<Vec<_>>>()?;
                some.sort_unstable_by_key(|(place, _)| *place);
                if some.windows(2).any(|two| matches!(two, [(one, _), (other, _)] if one == other)) {
                    return Err(damaged("two values stand at one place of its cube"));
                }
                Ok(Self::Some(some))
            }
        }
    }

    fn at(&self, place: usize) -> Cow<'a, str> {
        let value = match self {
            Self::All(list) => list.get(place),
            Self::Some(some) => {
                let found = some.binary_search_by_key(&place, |(place, _)| *place).ok();
                found.and_then(|at| some.get(at)).map(|(_, value)| *value)
            }
            Self::One(text) => return Cow::Borrowed(text),
        };
        value.map(Value::cell).unwrap_or_default()
    }
}

fn table(cube: &Cube<'_>, bound: SizeLimit, progress: &Progress) -> io::Result<Text> {
    let mut out = Text::within(progress.memory());
    let names = cube.names.iter().flat_map(|name| [name.clone(), format!("{name}_LABEL")]);
    let names: Vec<String> = names.chain(["OBS_VALUE".to_owned(), "OBS_FLAG".to_owned()]).collect();
    out.write(|out| csv::write(out, &names))?;
    let mut line = Line::default();
    for place in 0..cube.cells {
        // The last dimension changes fastest.
        let mut below = cube.cells;
        for codes in &cube.dimensions {
            below /= codes.len().max(1);
            let (code, label) = codes.get(place / below.max(1) % codes.len().max(1)).copied().unwrap_or_default();
            line.cell(code);
            line.cell(label);
        }
        line.cell(&cube.value.at(place));
        line.cell(&cube.status.as_ref().map(|status| status.at(place)).unwrap_or_default());
        line.end(out.room(line.size())?);
        if out.len() as u64 > bound.0 {
            return Err(io::Error::other(ContainerError::TooLarge(bound.0)));
        }
        if place % 4096 == 0 && progress.is_cancelled() {
            return Err(io::Error::other(Cancelled));
        }
    }
    Ok(out)
}
