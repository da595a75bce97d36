//! The words by which events name sectors, and how publishers name the same.

use memchr::memmem;

/// The words of events, each with the beginnings of words by which publishers name such sectors. A
/// beginning of up to four letters stands for the whole word, with or without an s at its end.
const SYNONYMS: [(&str, &[&str]); 32] = [
    ("cars", &["car", "vehicle", "automo", "motor", "transport equipment"]),
    ("auto parts", &["car", "vehicle", "automo", "motor", "parts of", "transport equipment"]),
    ("trucks", &["truck", "vehicle", "motor", "transport equipment"]),
    ("semiconductors", &["semicon", "chip", "integrated circuit", "electronic", "electrical"]),
    ("electronics", &["electronic", "electrical", "computer", "semicon", "audio", "telepho"]),
    ("batteries", &["batter", "accumulator", "electrical"]),
    ("machinery", &["machin"]),
    ("steel", &["steel", "iron"]),
    ("aluminium", &["alumin", "nonferrous", "non-ferrous"]),
    ("copper", &["copper", "nonferrous", "non-ferrous"]),
    ("energy", &["energy", "fuel", "petrol", "oil", "gas", "coal", "crude"]),
    ("minerals", &["mineral", "ores", "ore"]),
    ("rare earths", &["rare earth", "mineral", "ores", "ore"]),
    ("pharmaceuticals", &["pharma", "medicament", "medicine", "medical", "drug", "chemical"]),
    ("chemicals", &["chemical", "pharma", "medical", "plastic"]),
    ("agriculture", &["agric", "food", "meat", "cereal", "fruit", "vegetable", "soy", "rice", "fish", "dairy"]),
    ("food", &["food", "meat", "cereal", "fruit", "vegetable", "soy", "rice", "fish", "dairy", "beverage"]),
    ("dairy", &["dairy", "milk", "cheese", "food"]),
    ("beverages", &["beverage", "drink", "wine", "spirits and", "food"]),
    ("consumer goods", &["consumer", "cloth", "apparel", "toys", "furniture", "footwear", "textile"]),
    ("furniture", &["furniture"]),
    ("watches", &["watch", "clock", "scientific"]),
    ("wood", &["wood", "timber", "lumber"]),
    ("shipbuilding", &["ship", "vessel", "transport equipment"]),
    ("aircraft", &["aircraft", "aerospace", "transport equipment"]),
    ("aerospace", &["aircraft", "aerospace", "transport equipment"]),
    ("digital", DIGITAL),
    ("e-commerce", DIGITAL),
    ("services", &["service", "digital"]),
    ("travel", &["travel", "touris"]),
    ("distribution", &["distribution", "wholesale", "retail", "trade-related"]),
    ("investment", &["invest", "primary income"]),
];

/// Whether it is a word by which events name sectors.
#[must_use]
pub fn is_sector_word(word: &str) -> bool {
    let word = word.trim().to_lowercase();
    word == "all" || SYNONYMS.iter().any(|(known, _)| *known == word)
}

/// What is mostly traded over wires.
const DIGITAL: &[&str] = &[
    "digital",
    "computer services",
    "computer, ",
    "software",
    "telecom",
    "information",
    "copyright",
    "cloud",
    "consulting",
    "advert",
    "audiovisual",
    "intellectual property",
    "communications",
];

/// Whether a word of an event names a sector that is described by `text`: by the table of synonyms,
/// else by the word itself.
#[must_use]
pub fn fits_sector(word: &str, text: &str) -> bool {
    fits(word, &searched(text))
}

/// A text as words are looked for in it.
pub(super) fn searched(text: &str) -> String {
    text.to_lowercase().replace(['-', '_', '/', '(', ')'], " ")
}

/// As [`fits_sector`], in a text made by [`searched`].
pub(super) fn fits(word: &str, text: &str) -> bool {
    let word = word.trim().to_lowercase();
    let singular = word.strip_suffix('s').unwrap_or(&word);
    match SYNONYMS.iter().find(|(known, _)| *known == word) {
        Some((_, stems)) => stems.iter().any(|stem| has_stem(text, stem)),
        None => has_stem(text, singular),
    }
}

/// Whether a word of the text begins with the stem; a short stem must be the word.
fn has_stem(text: &str, stem: &str) -> bool {
    let stem = stem.replace('-', " ");
    if stem.is_empty() {
        return false;
    }
    memmem::find_iter(text.as_bytes(), stem.as_bytes()).any(|at| {
        let opens = text[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        let rest = &text[at + stem.len()..];
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        let closes = rest.chars().next().is_none_or(|after| !after.is_alphanumeric());
        opens && (stem.len() > 4 || closes)
    })
}
