//! Countries, their names in several languages, and the groups that people ask for by name.
//!
//! The list itself is a maintained crate's (`keshvar`, ISO 3166); here are only the codes that trade
//! statistics add to it and the groups' memberships.

use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt as _};

use super::Role;

/// What a text turned out to name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// ISO 3166 alpha-3, or Saldo's own short code for the world and for groups.
    pub code: String,
    /// The name in English.
    pub label: String,
    /// Leaf for a country, total for the world, group for an aggregate.
    pub role: Role,
}

/// A group of countries with a fixed membership.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    /// Saldo's short code.
    pub code: &'static str,
    /// The name in English.
    pub label: &'static str,
    /// Members, alpha-3.
    pub members: &'static [&'static str],
}

/// The groups offered as presets and recognised by name in files.
pub const GROUPS: [Group; 6] = [
    Group { code: "G7", label: "G7", members: &["CAN", "FRA", "DEU", "ITA", "JPN", "GBR", "USA"] },
    Group {
        code: "EU",
        label: "European Union",
        members: &[
            "AUT", "BEL", "BGR", "HRV", "CYP", "CZE", "DNK", "EST", "FIN", "FRA", "DEU", "GRC", "HUN", "IRL", "ITA",
            "LVA", "LTU", "LUX", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "ESP", "SWE",
        ],
    },
    Group {
        code: "ASEAN",
        label: "ASEAN",
        members: &["BRN", "KHM", "IDN", "LAO", "MYS", "MMR", "PHL", "SGP", "THA", "TLS", "VNM"],
    },
    Group { code: "NAFTA", label: "USMCA", members: &["USA", "CAN", "MEX"] },
    Group {
        code: "BRICS",
        label: "BRICS",
        members: &["BRA", "RUS", "IND", "CHN", "ZAF", "EGY", "ETH", "IRN", "ARE", "IDN"],
    },
    Group {
        code: "OPEC",
        label: "OPEC",
        members: &["DZA", "COG", "GNQ", "GAB", "IRN", "IRQ", "KWT", "LBY", "NGA", "SAU", "ARE", "VEN"],
    },
];

/// The group of a code.
#[must_use]
pub fn group(code: &str) -> Option<&'static Group> {
    GROUPS.iter().find(|group| group.code.eq_ignore_ascii_case(code))
}

/// Short names as people say them, where the ISO name is a mouthful.
const SHORT_NAMES: [(&str, &str); 24] = [
    ("USA", "United States"),
    ("GBR", "United Kingdom"),
    ("KOR", "South Korea"),
    ("PRK", "North Korea"),
    ("TWN", "Taiwan"),
    ("VNM", "Vietnam"),
    ("RUS", "Russia"),
    ("IRN", "Iran"),
    ("VEN", "Venezuela"),
    ("BOL", "Bolivia"),
    ("TZA", "Tanzania"),
    ("MDA", "Moldova"),
    ("SYR", "Syria"),
    ("LAO", "Laos"),
    ("COD", "DR Congo"),
    ("COG", "Congo"),
    ("BRN", "Brunei"),
    ("HKG", "Hong Kong"),
    ("MAC", "Macao"),
    ("NLD", "Netherlands"),
    ("TUR", "Türkiye"),
    ("PSE", "Palestine"),
    ("CZE", "Czechia"),
    ("PHL", "Philippines"),
];

/// Names for the world, in the spellings of publishers.
const WORLD: [&str; 14] = [
    "WLD",
    "WORLD",
    "W00",
    "ALL COUNTRIES",
    "ALL PARTNERS",
    "ALL COUNTRIES OF THE WORLD",
    "WORLD TOTAL",
    "TOTAL",
    "GRAND TOTAL",
    "THE WORLD",
    "MONDE",
    "WELT",
    "MUNDO",
    "世界",
];

/// Spellings that no list of ISO names has.
const ALIASES: [(&str, &str); 46] = [
    ("UNITED STATES OF AMERICA", "USA"),
    ("U.S.A.", "USA"),
    ("U.S.", "USA"),
    ("US", "USA"),
    ("アメリカ", "USA"),
    ("アメリカ合衆国", "USA"),
    ("米国", "USA"),
    ("UK", "GBR"),
    ("GREAT BRITAIN", "GBR"),
    ("英国", "GBR"),
    ("EL", "GRC"),
    ("SOUTH KOREA", "KOR"),
    ("KOREA", "KOR"),
    ("REPUBLIC OF KOREA", "KOR"),
    ("KOREA, REP.", "KOR"),
    ("KOREA, SOUTH", "KOR"),
    ("KOREA REP.", "KOR"),
    ("REP. OF KOREA", "KOR"),
    ("韓国", "KOR"),
    ("NORTH KOREA", "PRK"),
    ("TAIWAN", "TWN"),
    ("CHINESE TAIPEI", "TWN"),
    ("TAIWAN, CHINA", "TWN"),
    ("OTHER ASIA, NES", "TWN"),
    ("台湾", "TWN"),
    ("HONG KONG", "HKG"),
    ("CHINA, HONG KONG SAR", "HKG"),
    ("HONG KONG SAR, CHINA", "HKG"),
    ("香港", "HKG"),
    ("VIET NAM", "VNM"),
    ("VIETNAM", "VNM"),
    ("RUSSIA", "RUS"),
    ("RUSSIAN FEDERATION", "RUS"),
    ("IRAN", "IRN"),
    ("TURKEY", "TUR"),
    ("TURKIYE", "TUR"),
    ("CZECH REPUBLIC", "CZE"),
    ("SLOVAK REPUBLIC", "SVK"),
    ("MACAU", "MAC"),
    ("COTE D'IVOIRE", "CIV"),
    ("CÔTE D'IVOIRE", "CIV"),
    ("IVORY COAST", "CIV"),
    ("SWAZILAND", "SWZ"),
    ("CAPE VERDE", "CPV"),
    ("BURMA", "MMR"),
    ("KOSOVO", "XKX"),
];

/// Every spelling, upper case, to its alpha-3 code.
static SPELLINGS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(spellings);
/// Alpha-3 codes with the name that people read.
static NAMES: LazyLock<HashMap<&'static str, String>> = LazyLock::new(names);

fn countries() -> impl Iterator<Item = keshvar::Country> {
    keshvar::CountryIterator::new()
}

fn alpha3(country: &keshvar::Country) -> &'static str {
    static CODES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
        countries()
            .map(|c| c.alpha3().to_string())
            .map(|code| (code.clone(), &*Box::leak(code.into_boxed_str())))
            .collect()
    });
    CODES.get(&country.alpha3().to_string()).copied().unwrap_or("")
}

fn names() -> HashMap<&'static str, String> {
    let mut names: HashMap<&'static str, String> =
        countries().map(|country| (alpha3(&country), country.iso_short_name().to_owned())).collect();
    names.insert("XKX", "Kosovo".to_owned());
    for (code, name) in SHORT_NAMES {
        names.insert(code, name.to_owned());
    }
    names
}

fn spellings() -> HashMap<String, &'static str> {
    let mut spellings: HashMap<String, &'static str> = HashMap::new();
    let mut add = |text: &str, code: &'static str| {
        spellings.entry(text.to_uppercase()).or_insert(code);
    };
    for (text, code) in ALIASES {
        add(text, code);
    }
    // Codes before names, so that no country's name shadows another's code.
    for country in countries() {
        let code = alpha3(&country);
        add(code, code);
        add(&country.alpha2().to_string(), code);
    }
    for country in countries() {
        let code = alpha3(&country);
        add(country.iso_short_name(), code);
        add(country.iso_long_name(), code);
        for name in country.unofficial_name_list() {
            if name.chars().count() > 3 || !name.is_ascii() {
                add(name, code);
            }
        }
        for (language, name) in country.translations() {
            if matches!(*language, "en" | "ja" | "de" | "fr" | "es") {
                add(name, code);
            }
        }
    }
    for (code, name) in SHORT_NAMES {
        add(name, code);
    }
    spellings
}

/// Recognises a country, the world or a group by code (alpha-2, alpha-3) or by name.
#[must_use]
pub fn recognise(text: &str) -> Option<Recognised> {
    let upper = text.trim().to_uppercase();
    if upper.is_empty() {
        return None;
    }
    if WORLD.contains(&upper.as_str()) {
        return Some(Recognised { code: "WLD".to_owned(), label: "World".to_owned(), role: Role::Total });
    }
    if let Some(group) = GROUPS.iter().find(|g| g.code == upper || g.label.to_uppercase() == upper) {
        return Some(Recognised { code: group.code.to_owned(), label: group.label.to_owned(), role: Role::Group });
    }
    let code = *SPELLINGS.get(&upper)?;
    Some(Recognised { code: code.to_owned(), label: name(code)?.to_owned(), role: Role::Leaf })
}

/// The English name of an alpha-3 code.
#[must_use]
pub fn name(alpha3: &str) -> Option<&'static str> {
    NAMES.get(alpha3).map(String::as_str)
}

/// "Japan's", "the United States'": a country in the genitive, as titles need it.
#[must_use]
pub fn possessive(label: &str) -> String {
    let article = ["United ", "Netherlands", "Philippines", "European Union", "Czech Republic", "Bahamas", "Maldives"];
    let the = if article.iter().any(|start| label.starts_with(start)) { "the " } else { "" };
    if label.ends_with('s') { format!("{the}{label}\u{2019}") } else { format!("{the}{label}\u{2019}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes_of_publishers() {
        for (text, code) in [
            ("JP", "JPN"),
            ("jpn", "JPN"),
            ("日本", "JPN"),
            ("Japon", "JPN"),
            ("United States of America", "USA"),
            ("米国", "USA"),
            ("Korea, Rep.", "KOR"),
            ("EL", "GRC"),
            ("Deutschland", "DEU"),
            ("NA", "NAM"),
            ("Türkiye", "TUR"),
            ("World", "WLD"),
            ("EU", "EU"),
            ("Taiwan, China", "TWN"),
            ("Vietnam", "VNM"),
            ("Allemagne", "DEU"),
            ("Alemania", "DEU"),
        ] {
            assert_eq!(recognise(text).map(|r| r.code).as_deref(), Some(code), "{text}");
        }
        for text in ["", "Apples", "ZZ", "2024", "Total imports of goods"] {
            assert_eq!(recognise(text), None, "{text}");
        }
    }

    #[test]
    fn groups_hold_known_countries_only() {
        for group in GROUPS {
            for member in group.members {
                assert!(name(member).is_some(), "{member} of {}", group.label);
            }
        }
    }

    #[test]
    fn genitives() {
        assert_eq!(possessive("Japan"), "Japan\u{2019}s");
        assert_eq!(possessive("United States"), "the United States\u{2019}");
    }
}
