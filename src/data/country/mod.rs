//! Countries, their names in several languages, the codes that publishers give them, and groups of them.
//!
//! The list itself is a maintained crate's (`keshvar`, ISO 3166); the tables beside this file hold what trade
//! statistics add to it: publishers' spellings and codes, special areas, states of the past, and groups.

mod fold;
mod groups;
mod names;
mod systems;
mod tables;
#[cfg(test)]
mod tests;

pub use groups::{GROUPS, Group, group, groups};
pub(crate) use names::languages_of;
pub use names::{all, name};
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

/// "Japan's", "the United States'": a country in the genitive, as titles need it.
#[must_use]
pub fn possessive(label: &str) -> String {
    let article = ["United ", "Netherlands", "Philippines", "European Union", "Czech Republic", "Bahamas", "Maldives"];
    let the = if article.iter().any(|start| label.starts_with(start)) { "the " } else { "" };
    if label.ends_with('s') { format!("{the}{label}\u{2019}") } else { format!("{the}{label}\u{2019}s") }
}
