//! The prices in which a name says that values are counted: those of each year, or those of one year for all.

use std::sync::OnceLock;

use crate::data::words::{entries, is_unspaced, plain};

const PRICES: &str = include_str!("prices.txt");

/// Whether a text says that values are counted at constant prices.
pub(crate) fn is_at_constant_prices(text: &str) -> bool {
    static WORDS: OnceLock<Vec<&'static str>> = OnceLock::new();
    if text.len() > 300 {
        return false;
    }
    let words = WORDS.get_or_init(|| entries(PRICES).map(|entry| entry.text).collect());
    let text = format!(" {} ", plain(text));
    words.iter().any(|word| {
        // Scripts without blanks have no ends of words.
        if word.chars().any(is_unspaced) { text.contains(word) } else { text.contains(&format!(" {word} ")) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_constant_prices() {
        for text in
            ["Exports (constant 2015 US$)", "Ausfuhr, preisbereinigt", "Exportations, prix constants", "実質輸出"]
        {
            assert!(is_at_constant_prices(text), "{text}");
        }
        for text in ["Exports (current US$)", "Exportaciones (millones de reales)", "Constantine", "輸出"] {
            assert!(!is_at_constant_prices(text), "{text}");
        }
    }
}
