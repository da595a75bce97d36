//! Weights that a unit states: whoever counts in tonnes has no currency that could be left unsaid.

use std::sync::OnceLock;

use foldhash::HashMap;

use super::units::power_word;
use crate::data::Unit;
use crate::data::words::{entries, plain};

const WEIGHTS: &str = include_str!("weights.txt");

/// The weight that a cell of units or the bracket behind a name states: `thousand tonnes`, `(1000 MT)`, `kt`. A text that
/// says more than a power of ten and a weight counts something else: `US$ per tonne`, `tonnes of CO2`.
pub(crate) fn weight_text(text: &str) -> Option<Unit> {
    let text = text.trim();
    if text.len() > 80 {
        return None;
    }
    let bracket = text.strip_suffix([')', ']', '）']).and_then(|rest| rest.rsplit_once(['(', '[', '（']));
    let text = bracket.map_or(text, |(_, inside)| inside);
    // A million tonnes or a metric tonne; a tonne or a thousand.
    if text.split_whitespace().any(|word| matches!(word, "Mt" | "T" | "Т")) {
        return None;
    }
    let text = plain(text);
    let (before, noun) = weighed(&text)?;
    let own = if noun == "thousand tonnes" { 3 } else { 0 };
    let power = if before.is_empty() { 0 } else { power_of(before)? };
    Some(Unit::other(noun.trim_start_matches("thousand "), own + power))
}

/// What stands before a weight at the end of a text, and the weight.
fn weighed(text: &str) -> Option<(&str, &'static str)> {
    static WORDS: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    let read = || entries(WEIGHTS).map(|entry| (plain(entry.text), entry.sense)).collect();
    let words = WORDS.get_or_init(read);
    // The longest that fits: `metric tons` before `tons`.
    let mut starts = std::iter::once(0).chain(text.match_indices(' ').map(|(at, _)| at + 1));
    starts.find_map(|at| Some((text[..at].trim_end(), *words.get(&text[at..])?)))
}

/// The power of ten of a word or of a figure: `thousand`, `1000`, and `000` of `'000`.
fn power_of(text: &str) -> Option<u8> {
    let zeros = text.strip_prefix('1').unwrap_or(text);
    let is_figure = !zeros.is_empty() && zeros.bytes().all(|digit| digit == b'0');
    if is_figure { u8::try_from(zeros.len()).ok().filter(|power| *power <= 12) } else { power_word(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_stand_alone_or_behind_a_power_of_ten() {
        for (text, noun, exponent) in [
            ("thousand tonnes", "tonnes", 3),
            ("Thousand metric tons", "tonnes", 3),
            ("(1000 MT)", "tonnes", 3),
            ("'000 tonnes", "tonnes", 3),
            ("Million tonnes", "tonnes", 6),
            ("Exports (thousand tonnes)", "tonnes", 3),
            ("kt", "tonnes", 3),
            ("1000 t", "tonnes", 3),
            ("kg", "kilograms", 0),
            ("tons", "tons", 0),
            ("тыс. тонн", "tonnes", 3),
            ("Tausend Tonnen", "tonnes", 3),
        ] {
            assert_eq!(weight_text(text), Some(Unit::other(noun, exponent)), "{text}");
        }
        for text in
            ["US$ per tonne", "tonnes of CO2", "Mt", "thousand", "million US dollars", "", "Washington", "barrels"]
        {
            assert_eq!(weight_text(text), None, "{text}");
        }
    }
}
