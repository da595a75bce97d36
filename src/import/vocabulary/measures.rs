//! Whether a name or a cell counts something other than money: quantities, shares, rates.

use std::sync::OnceLock;

use foldhash::{HashMap, HashSet};

use crate::data::words::{entries, is_unspaced, plain};

const MEASURES: &str = include_str!("measures.txt");

#[derive(Default)]
struct Words {
    /// Words and phrases, in plain letters.
    whole: HashSet<String>,
    /// The same in scripts that do not part words.
    unspaced: Vec<String>,
    /// What stands in brackets.
    brackets: HashSet<String>,
    /// The most words of the phrases that begin with one.
    longest: HashMap<String, usize>,
}

impl Words {
    fn read() -> Self {
        let mut words = Self::default();
        for entry in entries(MEASURES) {
            // A sign such as % is no letter, and counts in brackets only.
            let text = plain(entry.text);
            if entry.sense == "bracket" {
                words.brackets.insert(if text.is_empty() { entry.text.to_owned() } else { text });
            } else if text.chars().any(is_unspaced) {
                words.unspaced.push(text);
            } else {
                let first = text.split(' ').next().unwrap_or_default().to_owned();
                let longest = words.longest.entry(first).or_default();
                *longest = text.split(' ').count().max(*longest);
                words.whole.insert(text);
            }
        }
        words
    }
}

/// Whether a text counts something other than money, in any of the table's languages.
pub(crate) fn no_money(text: &str) -> bool {
    static WORDS: OnceLock<Words> = OnceLock::new();
    if text.len() > 200 || !text.chars().any(|letter| letter.is_alphabetic() || letter == '%') {
        return false;
    }
    let words = WORDS.get_or_init(Words::read);
    let bracket = text.trim_end().strip_suffix([')', ']', '）']).and_then(|rest| rest.rsplit_once(['(', '[', '（']));
    if let Some((_, inside)) = bracket {
        let inside = inside.trim();
        // `(2015=100)`: an index.
        if inside.contains('=') && inside.bytes().any(|b| b.is_ascii_digit()) {
            return true;
        }
        let bare = plain(inside);
        if words.brackets.contains(if bare.is_empty() { inside } else { &bare }) {
            return true;
        }
    }
    let bare = plain(text);
    let tokens: Vec<&str> = bare.split(' ').collect();
    let begins_phrase = |at: usize| {
        let longest = tokens.get(at).and_then(|first| words.longest.get(*first)).copied().unwrap_or(0);
        let phrases = (1..=longest).filter_map(|length| tokens.get(at..at + length));
        phrases.into_iter().any(|phrase| words.whole.contains(&phrase.join(" ")))
    };
    (0..tokens.len()).any(begins_phrase) || words.unspaced.iter().any(|word| bare.contains(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::no_money;

    #[test]
    fn quantities_and_shares_in_many_languages() {
        for text in [
            "Cantidad (t)",
            "Share (%)",
            "Anteil (%)",
            "数量 (t)",
            "Ilość",
            "Вес нетто, кг",
            "Exports (kg)",
            "Quantité",
        ] {
            assert!(no_money(text), "{text}");
        }
        for text in ["Value", "Exports (million US$)", "Wert", "Value (t USD)", "Exports", "金額", "Germany"] {
            assert!(!no_money(text), "{text}");
        }
    }
}
