//! Names of products and services that hold others by what they mean: `Vehicles` holds `Passenger cars`.

use std::sync::OnceLock;

use foldhash::{HashMap, HashSet};

use crate::data::words::{entries, is_unspaced, plain};

const CONTAINS: &str = include_str!("contains.txt");
/// All trade, and the trade with some.
const TRADE: &str = "trade";
const WITH: &str = "trade with";

/// Words that make of a name another thing: `Articles of iron and steel` are none of `Iron and steel`.
const OTHERWISE: [&str; 28] = [
    "of",
    "from",
    "for",
    "and",
    "or",
    "articles",
    "products",
    "parts",
    "waste",
    "scrap",
    "other",
    "others",
    "non",
    "not",
    "excluding",
    "except",
    "excl",
    "ex",
    "without",
    "nes",
    "autres",
    "otros",
    "outros",
    "sonstige",
    "sin",
    "sem",
    "et",
    "y",
];

/// How sure it is that one name holds another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// The whole stands first and what it holds below it: `Other services`, `Transport` above `Sea transport`.
    Below,
    /// Whichever of both stands first.
    Either,
}

/// Whether a name may hold another: by the table of meanings, as half of a joint name (`Fuels and mining products` holds
/// `Fuels`), or by its own words (`Transport` holds `Sea transport`).
pub(crate) fn may_hold(whole: &str, part: &str) -> Option<Holds> {
    let (whole, part) = (plain(whole), plain(part));
    let (whole, part) = (whole.trim(), part.trim());
    if whole == part || whole.is_empty() || whole.len() > 80 || part.len() > 80 {
        return None;
    }
    let names = Names::get();
    if names.is_trade_with(whole, part) {
        return Some(Holds::Either);
    }
    if names.hold(whole, part) {
        return Some(if whole.split(' ').any(|word| OTHERWISE.contains(&word)) { Holds::Below } else { Holds::Either });
    }
    (is_half(whole, part) || is_kind_of(whole, part)).then_some(Holds::Below)
}

/// The table, made ready.
#[derive(Default)]
struct Names {
    /// By the name of a whole, the things that it is; by that of a part, the things that may hold it.
    wholes: HashMap<String, HashSet<&'static str>>,
    parts: HashMap<String, HashSet<&'static str>>,
    /// How the trade with some begins.
    with: Vec<String>,
}

impl Names {
    fn get() -> &'static Self {
        static NAMES: OnceLock<Names> = OnceLock::new();
        NAMES.get_or_init(|| {
            let mut names = Self::default();
            for entry in entries(CONTAINS) {
                let name = plain(entry.text);
                match (entry.sense, entry.sense.strip_suffix(" part")) {
                    (WITH, _) => names.with.push(name + " "),
                    (_, Some(thing)) => _ = names.parts.entry(name).or_default().insert(thing),
                    (thing, None) => _ = names.wholes.entry(name).or_default().insert(thing),
                }
            }
            names
        })
    }

    /// Whether the one is a whole that may hold the other.
    fn hold(&self, whole: &str, part: &str) -> bool {
        let (Some(held), Some(holds)) = (self.parts.get(part), self.wholes.get(whole)) else { return false };
        held.iter().any(|thing| holds.contains(thing))
    }

    /// Whether the one is all trade and the other that with some: `Foreign trade`, `Trade with EU`.
    fn is_trade_with(&self, whole: &str, part: &str) -> bool {
        self.wholes.get(whole).is_some_and(|things| things.contains(TRADE))
            && self.with.iter().any(|with| part.starts_with(with))
    }
}

/// Whether a name is one half of a joint one.
fn is_half(whole: &str, part: &str) -> bool {
    [" and ", " und ", " et ", " y ", " e "]
        .iter()
        .any(|word| whole.split_once(word).is_some_and(|(one, other)| one == part || other == part))
}

/// Whether a name is another with more words before or behind it, and these do not make another thing of it.
fn is_kind_of(whole: &str, part: &str) -> bool {
    if whole.len() < 4 || whole.chars().any(is_unspaced) {
        return false;
    }
    let more = part
        .strip_suffix(whole)
        .and_then(|before| before.strip_suffix(' '))
        .or_else(|| part.strip_prefix(whole).and_then(|behind| behind.strip_prefix(' ')));
    more.is_some_and(|more| {
        more.split(' ').all(|word| word.chars().any(char::is_alphabetic) && !OTHERWISE.contains(&word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wholes_and_what_they_hold() {
        for (whole, part, holds) in [
            ("Vehicles", "Passenger cars", Some(Holds::Either)),
            ("Manufactures", "Iron and steel", Some(Holds::Either)),
            ("Seaborne", "Containerised", Some(Holds::Either)),
            ("Fahrzeuge", "Personenkraftwagen", Some(Holds::Either)),
            ("Foreign trade", "Trade with EU", Some(Holds::Either)),
            ("Other services", "Financial services", Some(Holds::Below)),
            ("Fuels and mining products", "Fuels", Some(Holds::Below)),
            ("Transport", "Sea transport", Some(Holds::Below)),
            ("Viajes", "Viajes personales", Some(Holds::Below)),
            ("Iron and steel", "Articles of iron and steel", None),
            ("Services", "Other services", None),
            ("Machinery", "Machinery and parts", None),
            ("Vehicles", "Chemicals", None),
            ("Passenger cars", "Vehicles", None),
            ("Food", "Food", None),
            ("Oil", "Oil exports non", None),
        ] {
            assert_eq!(may_hold(whole, part), holds, "{whole} {part}");
        }
    }
}
