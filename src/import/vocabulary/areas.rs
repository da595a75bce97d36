//! Columns of parts of a country, of ports and of districts: what their members are called.

use std::sync::OnceLock;

use super::lexicon::Lexicon;
use crate::data::Noun;
use crate::data::words::plain;

const AREAS: &str = include_str!("areas.txt");

/// What a column of places other than countries is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Called {
    /// What its members are.
    pub noun: Noun,
    /// Whether it says that they are codes (true) or names (false).
    pub code: Option<bool>,
}

/// How names of columns end that hold codes or names of what stands before.
const ENDS: [(&str, bool); 6] =
    [("codes", true), ("code", true), ("id", true), ("abbreviation", true), ("names", false), ("name", false)];

/// What the members of a column are, where its name says that they are places other than countries.
pub(crate) fn noun_of(column: &str) -> Option<Called> {
    static WORDS: OnceLock<Lexicon> = OnceLock::new();
    let words = WORDS.get_or_init(|| Lexicon::of(&[AREAS]));
    let name = plain(column);
    let noun = |bare: &str| {
        let sense = words.sense(bare.trim())?;
        NOUNS.into_iter().find(|noun| noun.word() == sense)
    };
    if let Some(noun) = noun(&name) {
        return Some(Called { noun, code: None });
    }
    ENDS.iter().find_map(|(end, code)| Some(Called { noun: noun(name.strip_suffix(end)?)?, code: Some(*code) }))
}

/// What a column may be called by.
const NOUNS: [Noun; 6] = [Noun::State, Noun::Province, Noun::Prefecture, Noun::Canton, Noun::District, Noun::Port];

/// Whether they are parts of a country, which trade; goods only pass through a port.
pub(crate) const fn trades(noun: Noun) -> bool {
    matches!(noun, Noun::State | Noun::Province | Noun::Prefecture | Noun::Canton)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_parts_of_countries() {
        for (name, expected) in [
            ("Province", Some((Noun::Province, None))),
            ("statename", Some((Noun::State, Some(false)))),
            ("State Name", Some((Noun::State, Some(false)))),
            ("State_Code", Some((Noun::State, Some(true)))),
            ("Port Code", Some((Noun::Port, Some(true)))),
            ("都道府県", Some((Noun::Prefecture, None))),
            ("Status", None),
            ("Transport", None),
        ] {
            assert_eq!(noun_of(name).map(|called| (called.noun, called.code)), expected, "{name}");
        }
    }
}
