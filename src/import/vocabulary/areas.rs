//! Columns of parts of a country, of ports and of districts: what their members are called.

use std::sync::OnceLock;

use super::lexicon::Lexicon;
use crate::data::Noun;
use crate::data::words::plain;

const AREAS: &str = include_str!("areas.txt");

/// What the members of a column are, where its name says that they are places other than countries.
pub(crate) fn noun_of(column: &str) -> Option<Noun> {
    static WORDS: OnceLock<Lexicon> = OnceLock::new();
    let name = plain(column);
    let bare = [" code", " name", " names"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    let sense = WORDS.get_or_init(|| Lexicon::of(&[AREAS])).sense(bare)?;
    NOUNS.into_iter().find(|noun| noun.word() == sense)
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
        for (name, noun) in [
            ("Province", Some(Noun::Province)),
            ("statename", Some(Noun::State)),
            ("State Name", Some(Noun::State)),
            ("Port Code", Some(Noun::Port)),
            ("都道府県", Some(Noun::Prefecture)),
            ("Status", None),
            ("Transport", None),
        ] {
            assert_eq!(noun_of(name), noun, "{name}");
        }
    }
}
