//! Groups of countries: the presets that a person picks, and those that publishers list beside their members.

use std::sync::LazyLock;

use foldhash::HashMap;

use super::tables;

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

/// All groups: the presets, then those of the table.
static ALL: LazyLock<Vec<Group>> = LazyLock::new(|| {
    let mut all = GROUPS.to_vec();
    for line in tables::lines(tables::GROUPS) {
        let [code, label, members, ..] = tables::cells(line);
        if members == "=" {
            continue;
        }
        let members = contained(&all, members);
        // The table is read once in the life of the program.
        all.push(Group { code, label, members: Box::leak(members.into_boxed_slice()) });
    }
    all
});

/// The members that a table's line names: countries, all of another group (`@`), and without one (`-`).
fn contained(known: &[Group], text: &'static str) -> Vec<&'static str> {
    let mut members: Vec<&'static str> = Vec::new();
    for word in text.split_whitespace() {
        if let Some(other) = word.strip_prefix('@') {
            members.extend(known.iter().filter(|group| group.code == other).flat_map(|group| group.members));
        } else if let Some(without) = word.strip_prefix('-') {
            members.retain(|member| *member != without);
        } else {
            members.push(word);
        }
    }
    members
}

/// The places of all groups by their codes in upper case; of those with the same code the first.
static PLACES: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    let places = ALL.iter().enumerate().rev();
    places.map(|(place, group)| (group.code.to_ascii_uppercase(), place)).collect()
});

/// The group of a code.
#[must_use]
pub fn group(code: &str) -> Option<&'static Group> {
    let place = PLACES.get(code).or_else(|| PLACES.get(&code.to_ascii_uppercase()))?;
    ALL.get(*place)
}

/// All groups that are known: the presets first.
pub fn groups() -> impl Iterator<Item = &'static Group> {
    ALL.iter()
}
