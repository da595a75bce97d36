//! Names that no table knows: whether they sound like the world, a region or another group of countries.

use super::vocabulary::{TotalClaim, claims_total};
use crate::data::Role;
use crate::data::country::{self, CodeSystem};

/// Words and phrases of groups that overlap countries, as whole words in lower case.
const GROUPS: &[&str] = &[
    "income",
    "demographic dividend",
    "ida",
    "ibrd",
    "small states",
    "heavily indebted",
    "least developed",
    "developing",
    "developed",
    "emerging",
    "advanced economies",
    "fragile",
    "euro area",
    "eurozone",
    "oecd",
    "opec",
    "asean",
    "apec",
    "nafta",
    "usmca",
    "mercosur",
    "efta",
    "gcc",
    "brics",
    "arab world",
    "arab states",
    "sub saharan",
    "latin america",
    "south america",
    "central america",
    "north america",
    "northern america",
    "east asia",
    "south asia",
    "south east asia",
    "southeast asia",
    "eastern asia",
    "southern asia",
    "western asia",
    "central asia",
    "middle east",
    "north africa",
    "northern africa",
    "west africa",
    "western africa",
    "east africa",
    "eastern africa",
    "southern africa",
    "central africa",
    "middle africa",
    "western europe",
    "eastern europe",
    "central europe",
    "northern europe",
    "southern europe",
    "european union",
    "eu",
    "eu15",
    "eu25",
    "eu27",
    "eu28",
    "caribbean",
    "pacific",
    "oceania",
    "continent",
    "region",
    "regions",
    "commonwealth",
    "union of",
    "economic community",
    "free trade area",
    "customs union",
    "common market",
    "wto",
    "g7",
    "g8",
    "g20",
    "extra eu",
    "intra eu",
    "non eu",
    "excluding",
    "countries",
    "economies",
];

/// Words that make a remainder or an unnamed area of what sounds like a region: a part like any country.
const PARTS: &[&str] = &[
    "rest of",
    "other",
    "others",
    "not specified",
    "unspecified",
    "nes",
    "n e s",
    "nec",
    "not elsewhere",
    "unallocated",
    "not allocated",
    "undeclared",
    "unknown",
    "territory",
    "islands",
    "island",
];

/// Whether a name says that it is what others leave: `Other countries`, `Rest of Asia`, `nes`.
pub(crate) fn is_remainder(label: &str) -> bool {
    let words = spaced(label);
    let starts =
        |rest: &str| PARTS.iter().any(|phrase| rest.strip_prefix(phrase).is_some_and(|rest| rest.starts_with(' ')));
    words.match_indices(' ').any(|(at, _)| words.get(at + 1..).is_some_and(starts))
}

/// The code of the region that a name says it is what is left of: `Other Asia`, `Rest of Asia`, `Asia, other`.
pub(crate) fn remainder_of(label: &str) -> Option<String> {
    const BELONGING: [(&str, &str); 6] = [
        ("asian", "Asia"),
        ("european", "Europe"),
        ("african", "Africa"),
        ("american", "Americas"),
        ("latin american", "Latin America"),
        ("middle eastern", "Middle East"),
    ];
    if !is_remainder(label) {
        return None;
    }
    let mut words = spaced(label);
    for part in PARTS.iter().chain(&["the", "countries", "in", "of"]) {
        words = words.replace(&format!(" {part} "), " ");
    }
    let named = words.trim();
    let named = BELONGING.iter().find(|(word, _)| *word == named).map_or(named, |(_, region)| region);
    let found = country::recognise_in(CodeSystem::Names, named, "")?;
    (found.role == Role::Group).then_some(found.code)
}

/// The code of the country or group that `World excluding China` leaves out.
pub(crate) fn world_without(label: &str) -> Option<String> {
    const WITHOUT: [&str; 14] = [
        "excluding",
        "excl",
        "except",
        "without",
        "less",
        "minus",
        "ex",
        "outside",
        "ohne",
        "hors",
        "sauf",
        "sin",
        "sem",
        "exclusa",
    ];
    let words = spaced(label);
    let places = || words.match_indices(' ').map(|(at, _)| at);
    // Between the blanks before and behind it.
    let without = |at: usize| {
        let rest = words.get(at + 1..)?;
        let word = WITHOUT.iter().find(|word| rest.strip_prefix(**word).is_some_and(|rest| rest.starts_with(' ')))?;
        Some((words.get(..at)?, rest.get(word.len() + 1..)?))
    };
    let (world, without) = places().find_map(without)?;
    let found = country::recognise_in(CodeSystem::Names, without.trim(), "")?;
    let is_whole = claims_total(world.trim()) == Some(TotalClaim::Whole);
    (is_whole && found.role != Role::Total).then_some(found.code)
}

/// Whether a name that is no country is a region or another aggregate that overlaps countries.
pub(crate) fn region_role(label: &str) -> Role {
    if let Some(found) = country::recognise_in(CodeSystem::Names, label, "") {
        return if found.role == Role::Leaf { Role::Unknown } else { found.role };
    }
    if world_without(label).is_some() {
        return Role::Group;
    }
    let claim = claims_total(label);
    // What stands in brackets explains the name.
    let bare = label.split_once(" (").map_or(label, |(before, _)| before);
    let words = spaced(bare);
    let starts = |rest: &str, phrases: &[&str]| {
        phrases.iter().any(|phrase| rest.strip_prefix(phrase).is_some_and(|rest| rest.starts_with(' ')))
    };
    if claim == Some(TotalClaim::Whole) {
        return Role::Total;
    }
    let has = |phrases: &[&str]| {
        words.match_indices(' ').any(|(at, _)| words.get(at + 1..).is_some_and(|rest| starts(rest, phrases)))
    };
    if has(PARTS) {
        return Role::Unknown;
    }
    if has(GROUPS) || claim.is_some() { Role::Group } else { Role::Unknown }
}

/// The words of a label in lower case, each between blanks.
fn spaced(label: &str) -> String {
    let mut words = String::from(" ");
    for letter in label.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            words.push(letter);
        } else if !words.ends_with(' ') {
            words.push(' ');
        }
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_told_from_remainders_and_places() {
        for (label, role) in [
            ("World", Role::Total),
            ("All countries, general trade", Role::Total),
            ("Asia", Role::Group),
            ("East Asia & Pacific (IDA & IBRD countries)", Role::Group),
            ("Countries of the southern cone", Role::Group),
            ("Total South Asia", Role::Group),
            ("北米計", Role::Group),
            ("Euro area (moving)", Role::Group),
            ("Rest of Asia", Role::Unknown),
            ("World excluding China", Role::Group),
            ("World less EU", Role::Group),
            ("Other developing countries, nes", Role::Unknown),
            ("Indonesia", Role::Unknown),
            ("Atlantis", Role::Unknown),
            ("Regional Council of X", Role::Unknown),
            ("", Role::Unknown),
        ] {
            assert_eq!(region_role(label), role, "{label}");
        }
    }

    #[test]
    fn remainders_name_their_region() {
        for (label, code) in [
            ("Other Asia", Some("ASIA")),
            ("Rest of Europe", Some("EUROPE")),
            ("Other Asian countries", Some("ASIA")),
            ("Other countries", None),
            ("Rest of the world", None),
            ("Asia", None),
        ] {
            assert_eq!(remainder_of(label).as_deref(), code, "{label}");
        }
        assert_eq!(world_without("World excluding China").as_deref(), Some("CHN"));
        assert_eq!(world_without("Asia excluding China"), None);
    }
}
