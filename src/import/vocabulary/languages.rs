//! In which languages a word of headings is one.

use std::sync::OnceLock;

use foldhash::HashMap;

use super::{columns, totals};
use crate::data::words::{FLOWS, PERIODS, entries, plain};

/// The languages in which a text is the name of a column, a flow, a month or a total; none where it is no such word.
pub(crate) fn languages_of(text: &str) -> &'static [&'static str] {
    static WORDS: OnceLock<HashMap<String, Vec<&'static str>>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let mut words: HashMap<String, Vec<&'static str>> = HashMap::default();
        for entry in [columns::COLUMNS, totals::TOTALS, FLOWS, PERIODS].into_iter().flat_map(entries) {
            let known = words.entry(plain(entry.text)).or_default();
            if !known.contains(&entry.language) {
                known.push(entry.language);
            }
        }
        words
    });
    words.get(&plain(text)).map(Vec::as_slice).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_headings_tell_their_language() {
        assert_eq!(languages_of("Warengruppe"), ["de"]);
        assert_eq!(languages_of("Année"), ["fr"]);
        assert!(languages_of("Kraj partnerski").contains(&"pl"));
        assert_eq!(languages_of("październik"), ["pl"]);
        assert!(languages_of("Machinery").is_empty());
    }
}
