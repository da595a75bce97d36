//! JSON-stat, as Eurostat and many statistical offices answer: a cube of values with its dimensions, to a CSV with a
//! column for each dimension and its labels (<https://json-stat.org/full/>).

use std::io;

use foldhash::HashMap;
use serde::Deserialize;

use super::bytes::{Bound, Supply, Trouble};
use super::csv::{self, Line};
use super::json;
use crate::import::Progress;
use crate::import::memory::Metered;
use crate::import::source::Cancelled;

/// The most cells that a cube may have.
const MOST: usize = 50_000_000;

/// The file: version 2 is the dataset itself, version 1 has it under a key.
#[derive(Deserialize)]
#[serde(untagged)]
enum File {
    Own(Cube),
    Wrapped { dataset: Cube },
}

#[derive(Deserialize)]
struct Cube {
    id: Vec<String>,
    size: Vec<usize>,
    dimension: HashMap<String, Dimension>,
    value: Sparse,
    #[serde(default)]
    status: Option<Sparse>,
    #[serde(default)]
    role: Role,
}

#[derive(Deserialize, Default)]
struct Role {
    #[serde(default)]
    time: Vec<String>,
}

#[derive(Deserialize)]
struct Dimension {
    category: Category,
}

#[derive(Deserialize)]
struct Category {
    #[serde(default)]
    index: Option<Index>,
    #[serde(default)]
    label: HashMap<String, String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Index {
    List(Vec<String>),
    Places(HashMap<String, usize>),
}

/// Values of all cells, or of those that have one.
#[derive(Deserialize)]
#[serde(untagged)]
enum Sparse {
    All(Vec<serde_json::Value>),
    Some(HashMap<String, serde_json::Value>),
    One(String),
}

impl Sparse {
    fn at(&self, place: usize) -> String {
        let value = match self {
            Self::All(list) => list.get(place),
            Self::Some(map) => map.get(&place.to_string()),
            Self::One(text) => return text.clone(),
        };
        match value {
            Some(serde_json::Value::Number(number)) if number.is_f64() => {
                number.as_f64().map(csv::number).unwrap_or_default()
            }
            Some(serde_json::Value::Number(number)) => number.to_string(),
            Some(serde_json::Value::String(text)) => text.clone(),
            _ => String::new(),
        }
    }
}

impl Category {
    /// The codes in order.
    fn codes(&self) -> Vec<String> {
        match &self.index {
            Some(Index::List(list)) => list.clone(),
            Some(Index::Places(places)) => {
                let mut codes: Vec<(&usize, &String)> = places.iter().map(|(code, place)| (place, code)).collect();
                codes.sort();
                codes.into_iter().map(|(_, code)| code.clone()).collect()
            }
            // A dimension with one category needs no index.
            None => self.label.keys().cloned().collect(),
        }
    }
}

/// The cube of a JSON-stat file as CSV; none where the file is no JSON-stat.
pub(super) fn csv(supply: &Supply, bound: Bound, progress: &Progress) -> io::Result<Option<Vec<u8>>> {
    let mut text = Metered::new(json::text(supply, bound, progress)?, json::HELD, progress.memory().hold());
    let file: Result<File, serde_json::Error> = serde_json::from_reader(&mut text);
    match file {
        Ok(File::Own(cube) | File::Wrapped { dataset: cube }) => table(&cube, bound, progress).map(Some),
        Err(error) if error.is_io() => Err(error.into()),
        Err(_) => Ok(None),
    }
}

fn table(cube: &Cube, bound: Bound, progress: &Progress) -> io::Result<Vec<u8>> {
    let damaged = |why: &str| Trouble::damaged("JSON-stat file", why);
    let cells = cube.size.iter().try_fold(1usize, |all, size| all.checked_mul(*size)).unwrap_or(usize::MAX);
    if cells > MOST {
        return Err(damaged("its cube has more cells than can be read"));
    }
    let mut codes = Vec::new();
    for (id, size) in cube.id.iter().zip(&cube.size) {
        let dimension = cube.dimension.get(id).ok_or_else(|| damaged("a dimension is not described"))?;
        let own = dimension.category.codes();
        if own.len() != *size || cube.id.len() != cube.size.len() {
            return Err(damaged("a dimension has another size than categories"));
        }
        codes.push((own, &dimension.category.label));
    }
    let (mut out, mut held) = (Vec::new(), progress.memory().hold());
    let is_time = |id: &String| cube.role.time.contains(id) || (cube.role.time.is_empty() && id == "time");
    let names = cube.id.iter().flat_map(|id| {
        let name = if is_time(id) { "TIME_PERIOD".to_owned() } else { id.clone() };
        [format!("{name}_LABEL"), name].into_iter().rev()
    });
    let names: Vec<String> = names.chain(["OBS_VALUE".to_owned(), "OBS_FLAG".to_owned()]).collect();
    csv::write(&mut out, &names);
    let mut line = Line::default();
    for place in 0..cells {
        // The last dimension changes fastest.
        let mut below = cells;
        for (codes, labels) in &codes {
            below /= codes.len().max(1);
            let code = codes.get(place / below.max(1) % codes.len().max(1)).map_or("", String::as_str);
            line.cell(code);
            line.cell(labels.get(code).map_or("", String::as_str));
        }
        line.cell(&cube.value.at(place));
        line.cell(&cube.status.as_ref().map(|status| status.at(place)).unwrap_or_default());
        held.room(&mut out, line.size())?;
        line.end(&mut out);
        if out.len() as u64 > bound.0 {
            return Err(io::Error::other(Trouble::TooLarge(bound.0)));
        }
        if place % 4096 == 0 && progress.is_cancelled() {
            return Err(io::Error::other(Cancelled));
        }
    }
    held.keep();
    Ok(out)
}
