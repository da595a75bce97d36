//! Names made comparable: without case, accents, punctuation and small words, abbreviations written out.

use crate::data::words::{half_width, push_plain};

/// Small words that publishers set or leave out.
const DROPPED: [&str; 3] = ["the", "and", "of"];

/// What publishers shorten in country names.
const WRITTEN_OUT: [(&str, &str); 15] = [
    ("rep", "republic"),
    ("dem", "democratic"),
    ("st", "saint"),
    ("isds", "islands"),
    ("isd", "island"),
    ("isls", "islands"),
    ("isl", "islands"),
    ("is", "islands"),
    ("fmr", "former"),
    ("terr", "territory"),
    ("territories", "territory"),
    ("neth", "netherlands"),
    ("br", "british"),
    ("fr", "french"),
    ("fed", "federal"),
];

/// A name without what its spellings differ in. Equal results mean the same name.
pub(super) fn fold(text: &str) -> String {
    let words = words(text);
    let mut folded = String::with_capacity(text.len());
    for (at, word) in words.iter().enumerate() {
        if DROPPED.contains(&word.as_str()) {
            continue;
        }
        // `Is` alone is a word of its own; behind a name it is short for islands.
        let written =
            WRITTEN_OUT.iter().find(|(short, _)| words.len() > 1 && *short == word && (at > 0 || *short != "is"));
        folded.push_str(written.map_or(word.as_str(), |(_, long)| long));
    }
    folded
}

/// The words of a text in lower case without accents; a full stop joins initials (`U.S.A.`) and parts other words.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    // Letters since the last full stop or gap.
    let mut run = 0;
    for letter in text.chars().map(half_width) {
        match letter {
            '\'' | '’' | 'ʼ' | '‘' | '`' | '´' | '*' | '¹' | '²' | '³' | '⁴' | '\u{300}'..='\u{36f}' => {}
            '.' if run == 1 => run = 0,
            _ if letter.is_alphanumeric() => {
                push_plain(&mut word, letter);
                run += 1;
            }
            _ => {
                run = 0;
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_fold_alike() {
        for same in [
            &["Côte d'Ivoire", "COTE D’IVOIRE", "Cote dIvoire"][..],
            &["U.S.A.", "USA", "U.S.A", "ＵＳＡ"],
            &["Rep. of Korea", "Republic of Korea", "The Republic of Korea"],
            &["St. Kitts & Nevis", "Saint Kitts and Nevis", "St.Kitts and Nevis"],
            &["Cook Isds", "Cook Is.", "COOK ISLANDS"],
            &["Bosnia-Herzegovina", "Bosnia and Herzegovina"],
            &["Türkiye", "TURKIYE", "Tu\u{308}rkiye"],
            &["São Tomé and Príncipe", "Sao Tome & Principe"],
        ] {
            for name in same {
                assert_eq!(fold(name), fold(same[0]), "{name}");
            }
        }
        assert_eq!(fold("Is"), "is");
        assert_eq!(fold(" ... "), "");
    }
}
