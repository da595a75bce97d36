//! Countries, their names in several languages, the codes that publishers give them, and groups of them.
//!
//! The list itself is a maintained crate's (`keshvar`, ISO 3166); the tables beside this file hold what trade
//! statistics add to it: publishers' spellings and codes, special areas, states of the past, and groups.

mod fold;
mod groups;
mod names;
mod parts;
mod systems;
mod tables;
#[cfg(test)]
mod tests;

pub use groups::{GROUPS, Group, group, groups};
pub use names::{all, name};
pub(crate) use names::{languages_of, of_adjective};
pub(crate) use parts::part_of;
pub use systems::{CodeSystem, guess_system, recognise_in};

use super::Role;

/// What a text turned out to name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// ISO 3166 alpha-3, or Saldo's own code for the world, groups, special areas and states of the past.
    pub code: String,
    /// The name in English.
    pub label: String,
    /// Leaf for a country, total for the world, group for an aggregate, memo for what is no part of the world.
    pub role: Role,
    /// What a person should know about it.
    pub note: Option<&'static str>,
}

impl Recognised {
    /// Whether it is a country or territory of today, named by its alpha-3 code of ISO 3166 (or `XKX`).
    #[must_use]
    pub fn is_country(&self) -> bool {
        name(&self.code).is_some()
    }
}

/// Puts the names of countries in order, which the first question about one does otherwise.
pub fn prepare() {
    std::sync::LazyLock::force(&names::INDEX);
}

/// Recognises a country, the world or a preset group by code (alpha-2, alpha-3) or by name.
///
/// What else a column of countries may hold (regions, special areas, states of the past) is no country to a title
/// or a search box: [`recognise_in`] knows it.
#[must_use]
pub fn recognise(text: &str) -> Option<Recognised> {
    let found = recognise_in(CodeSystem::Names, text, "")?;
    let preset = GROUPS.iter().any(|group| group.code == found.code);
    (found.is_country() || preset || found.role == Role::Total).then_some(found)
}

/// Names that have an article in a sentence, by their beginnings.
const WITH_ARTICLE: [&str; 22] = [
    "United ",
    "Netherlands",
    "Philippines",
    "European ",
    "Euro area",
    "Czech Republic",
    "Dominican Republic",
    "Central African Republic",
    "Bahamas",
    "Maldives",
    "Gambia",
    "Soviet Union",
    "Rest of ",
    "Middle East",
    "Far East",
    "Caribbean",
    "Americas",
    "Arab world",
    "Commonwealth",
    "Gulf ",
    "Pacific Rim",
    "Andean Community",
];

/// First words of names that describe and are no proper names, small within a sentence.
const DESCRIBING: [&str; 30] = [
    "Other",
    "Others",
    "Rest",
    "Areas",
    "Countries",
    "Unspecified",
    "Unknown",
    "Unidentified",
    "Undisclosed",
    "Not",
    "Bunkers",
    "Stores",
    "Confidential",
    "Bonded",
    "Low-income",
    "Heavily",
    "Least",
    "Landlocked",
    "Fragile",
    "Developed",
    "Developing",
    "Transition",
    "Advanced",
    "Emerging",
    "Offshore",
    "All",
    "Various",
    "Miscellaneous",
    "Residual",
    "Economies",
];

/// As the first words above, where only both tell: `Lower Saxony` is a name.
const DESCRIBING_PAIRS: [&str; 17] = [
    "Middle income",
    "Small states",
    "Small island",
    "High income",
    "Upper middle",
    "Lower middle",
    "Low income",
    "Low and middle",
    "Low & middle",
    "Newly industrial",
    "Euro area",
    "Free zones",
    "Special categories",
    "International organisations",
    "International waters",
    "Polar regions",
    "Neutral zone",
];

fn takes_article(label: &str) -> bool {
    WITH_ARTICLE.iter().any(|start| label.starts_with(start)) || label.ends_with(" Islands")
}

/// "the Netherlands", "countries outside the EU", "other Asia": a country or an area within a sentence.
#[must_use]
pub fn in_sentence(label: &str) -> String {
    let first = label.split([' ', ',']).next().unwrap_or_default();
    let small = || -> String {
        let mut letters = label.chars();
        letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
    };
    let describes = DESCRIBING.contains(&first) || DESCRIBING_PAIRS.iter().any(|pair| label.starts_with(pair));
    let name = match first {
        "Outside" | "Inside" => return format!("countries {}", small()),
        _ if describes => small(),
        _ => label.to_owned(),
    };
    if takes_article(label) { format!("the {name}") } else { name }
}

/// "Japan’s", "the United States’": a name within a sentence in the genitive, as titles need it.
#[must_use]
pub fn genitive(name: &str) -> String {
    if name.ends_with('s') { format!("{name}\u{2019}") } else { format!("{name}\u{2019}s") }
}
