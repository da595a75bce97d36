//! Labels that say that they are a part of the row above, or told for memory only.

use std::sync::OnceLock;

use foldhash::HashMap;

use crate::data::words::{entries, is_unspaced, plain};

const PARTS: &str = include_str!("parts.txt");

/// How a label stands to the others of its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    /// A part of the row above that does not begin so: `of which: meat`.
    PartOfAbove,
    /// In no sum: `Memorandum item: OECD`.
    Memo,
}

/// What the beginning of a label says, in any of the table's languages.
pub(crate) fn beside(label: &str) -> Option<Beside> {
    /// Words by their first letters: most labels begin with none of them.
    type Words = HashMap<char, Vec<(String, Beside)>>;
    static WORDS: OnceLock<Words> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let of = |sense: &str| if sense == "memo" { Beside::Memo } else { Beside::PartOfAbove };
        let mut words = Words::default();
        for (word, beside) in entries(PARTS).map(|entry| (plain(entry.text), of(entry.sense))) {
            if let Some(first) = word.chars().next() {
                words.entry(first).or_default().push((word, beside));
            }
        }
        words
    });
    let label = label.trim_start_matches(|c: char| !c.is_alphanumeric());
    let text = plain(label);
    let begins = |word: &str| {
        let rest = text.strip_prefix(word)?;
        // What is short may as well be a word or a name, unless a colon follows; `内` begins many words.
        let is_marked =
            || label.chars().find(|c| !c.is_alphanumeric() && *c != ' ').is_some_and(|c| ":：）)．.、".contains(c));
        let apart = if word.chars().any(is_unspaced) {
            word.chars().count() > 1 || is_marked()
        } else {
            rest.starts_with(' ') && (word.len() > 3 || is_marked())
        };
        (apart && !rest.trim().is_empty()).then_some(())
    };
    let alike = text.chars().next().and_then(|first| words.get(&first));
    alike
        .into_iter()
        .flatten()
        .filter(|(word, _)| begins(word).is_some())
        .max_by_key(|(word, _)| word.len())
        .map(|(_, beside)| *beside)
}

/// The row that a label says to be a part of at its end: `Fish (included in Food)`.
pub(crate) fn included_in(label: &str) -> Option<&str> {
    const IN: [&str; 6] = ["included in ", "incl. in ", "part of ", "also in ", "enthalten in ", "inclus dans "];
    let (_, inside) = label.trim().strip_suffix(')')?.rsplit_once('(')?;
    IN.iter().find_map(|word| {
        inside.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word)).and(inside.get(word.len()..))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_of_parts() {
        for label in [
            "of which: meat",
            "  Of which coffee",
            "davon Fleisch",
            "darunter: Rohöl",
            "dont viande",
            "うち肉類",
            "incl. crude oil",
            "including meat",
            "- of which: fish",
            "其中：汽车",
            "w tym: mięso",
            "в том числе нефть",
            "(of which: Ruritania)",
        ] {
            assert_eq!(beside(label), Some(Beside::PartOfAbove), "{label}");
        }
        for label in ["Memo: Euro area", "Memorandum item: OECD", "Nachrichtlich: EU", "参考：EU"] {
            assert_eq!(beside(label), Some(Beside::Memo), "{label}");
        }
        for label in
            ["Meat", "Incas", "Memory chips", "内蒙古", "Ow", "Inc", "Dar es Salaam", "Davon", "PM vehicles", ""]
        {
            assert_eq!(beside(label), None, "{label}");
        }
        assert_eq!(included_in("Fish (included in Food)"), Some("Food"));
        assert_eq!(included_in("Fish (fresh)"), None);
    }
}
