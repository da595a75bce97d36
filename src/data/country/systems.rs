//! The code systems of publishers, and members recognised in them.

use std::sync::LazyLock;

use foldhash::HashMap;
use serde::{Deserialize, Serialize};

use super::fold::fold;
use super::names::{self, INDEX};
use super::{Recognised, Role, tables};

/// Whose codes a column of reporters or partners holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodeSystem {
    /// ISO 3166 alpha-2, with Eurostat's and the UK's additions.
    Iso2,
    /// ISO 3166 alpha-3, with those of the World Bank, WITS, OECD and Our World in Data.
    Iso3,
    /// ISO 3166 numbers and the regions of the United Nations' M49.
    IsoNumeric,
    /// UN Comtrade: M49 with its own numbers for some countries, and its three letters.
    Comtrade,
    /// CEPII BACI: Comtrade's numbers.
    Baci,
    /// Eurostat's Geonomenclature: letters of today and numbers of old.
    Eurostat,
    /// The US Census Bureau's Schedule C and its country groups.
    Census,
    /// Three digits of Japan's Ministry of Finance.
    JapanMof,
    /// IMF: three digits, groups as `G001`, or alpha-3.
    Imf,
    /// WTO: M49 numbers with its own, also as `C156`, or alpha-3.
    Wto,
    /// FAOSTAT's own area numbers; with an apostrophe in front they are M49.
    Fao,
    /// Correlates of War numbers.
    Cow,
    /// No codes: names.
    Names,
}

impl CodeSystem {
    /// All systems, the most widely used first.
    pub const ALL: [Self; 13] = [
        Self::Iso3,
        Self::Iso2,
        Self::Eurostat,
        Self::IsoNumeric,
        Self::Comtrade,
        Self::Wto,
        Self::Census,
        Self::JapanMof,
        Self::Imf,
        Self::Fao,
        Self::Cow,
        Self::Baci,
        Self::Names,
    ];

    /// What a person calls it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Iso2 => "ISO 3166 alpha-2",
            Self::Iso3 => "ISO 3166 alpha-3",
            Self::IsoNumeric => "ISO 3166 numeric (UN M49)",
            Self::Comtrade => "UN Comtrade",
            Self::Baci => "CEPII BACI",
            Self::Eurostat => "Eurostat",
            Self::Census => "US Census Bureau",
            Self::JapanMof => "Ministry of Finance, Japan",
            Self::Imf => "IMF",
            Self::Wto => "WTO",
            Self::Fao => "FAOSTAT",
            Self::Cow => "Correlates of War",
            Self::Names => "names",
        }
    }
}

type Codes = HashMap<&'static str, &'static str>;

struct Tables {
    m49: Codes,
    comtrade: Codes,
    alpha2: Codes,
    alpha3: Codes,
    eurostat: Codes,
    census: Codes,
    japan: Codes,
    imf: Codes,
    wto: Codes,
    fao: Codes,
    cow: Codes,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let of = |name: &str| tables::section(name).collect::<Codes>();
    Tables {
        m49: of("m49"),
        comtrade: of("comtrade"),
        alpha2: of("alpha2"),
        alpha3: of("alpha3"),
        eurostat: of("eurostat"),
        census: of("census"),
        japan: of("japan"),
        imf: of("imf"),
        wto: of("wto"),
        fao: of("fao"),
        cow: of("cow"),
    }
});

/// Recognises a member by its code in a publisher's system and by the label beside it, where there is one.
///
/// Letters outweigh the label. A number yields to it where both are known and differ, for numbers look alike in
/// all systems: only a group that bears the same name as a country, and a state of the past, stand by their code.
#[must_use]
pub fn recognise_in(system: CodeSystem, code: &str, label: &str) -> Option<Recognised> {
    let (code, label) = (code.trim(), label.trim());
    let by_code = code_in(system, code);
    let by_label = if label.is_empty() || label == code { None } else { names::find(label) };
    let known = match (by_code, by_label) {
        (Some(by_code), Some(by_label)) if by_code != by_label => {
            if outweighs(system, by_code, by_label, label) {
                by_code
            } else {
                by_label
            }
        }
        // It was looked for as a name.
        (None, None) if system == CodeSystem::Names => return None,
        (by_code, by_label) => by_code.or(by_label).or_else(|| names::find(code))?,
    };
    names::describe(known)
}

fn outweighs(system: CodeSystem, by_code: &str, by_label: &str, label: &str) -> bool {
    match system {
        CodeSystem::Iso2 | CodeSystem::Iso3 => true,
        // `Sudan` with and without the south has two codes and one name.
        CodeSystem::Census if by_code.strip_prefix(by_label).is_some_and(|rest| rest.starts_with('-')) => true,
        CodeSystem::Fao | CodeSystem::IsoNumeric if by_code == "CHN-ALL" => true,
        _ => {
            let own = names::describe(by_code);
            own.is_some_and(|own| own.role == Role::Group && fold(&own.label).starts_with(&fold(label)))
        }
    }
}

/// The member that a code means in a system.
fn code_in(system: CodeSystem, raw: &str) -> Option<&'static str> {
    let code = plain(raw);
    if system == CodeSystem::Names {
        let named = || names::find(code).or_else(|| if code == raw { None } else { names::find(raw) });
        return names::by_iso(code).or_else(named);
    }
    if code.is_empty() || code.len() > 24 {
        return None;
    }
    let upper = code.to_ascii_uppercase();
    let digits = upper.bytes().all(|b| b.is_ascii_digit());
    let key = if digits { without_zeros(&upper) } else { upper.as_str() };
    let tables = &*TABLES;
    let get = |codes: &Codes| codes.get(key).copied();
    let number = || INDEX.numbers.get(key).copied().filter(|_| digits);
    let alpha = |length: usize| INDEX.iso.get(key).copied().filter(|_| key.len() == length && !digits);
    match system {
        CodeSystem::Iso2 => alpha(2).or_else(|| get(&tables.alpha2).filter(|_| !digits)),
        CodeSystem::Iso3 => alpha(3).or_else(|| get(&tables.alpha3)),
        CodeSystem::IsoNumeric => get(&tables.m49).or_else(number),
        CodeSystem::Comtrade => {
            get(&tables.comtrade).or_else(number).or_else(|| alpha(3)).or_else(|| get(&tables.alpha3))
        }
        // BACI begins in 1995: its 356 and 230 would be today's countries.
        CodeSystem::Baci => match key {
            "356" | "230" => number(),
            _ => get(&tables.comtrade).or_else(number),
        },
        CodeSystem::Eurostat => {
            get(&tables.eurostat).or_else(|| alpha(2)).or_else(|| get(&tables.alpha2)).or_else(|| union_of(key))
        }
        CodeSystem::Census => get(&tables.census),
        CodeSystem::JapanMof => get(&tables.japan),
        CodeSystem::Imf => get(&tables.imf).or_else(|| alpha(3)).or_else(|| get(&tables.alpha3)),
        CodeSystem::Wto => {
            let key = key.strip_prefix('C').filter(|rest| rest.bytes().all(|b| b.is_ascii_digit())).unwrap_or(key);
            let key = if digits { key } else { without_zeros(key) };
            let numbers = || tables.m49.get(key).or_else(|| INDEX.numbers.get(key)).copied();
            tables.wto.get(key).copied().or_else(numbers).or_else(|| alpha(3))
        }
        CodeSystem::Fao if raw.starts_with('\'') => get(&tables.m49).or_else(number),
        CodeSystem::Fao => get(&tables.fao),
        CodeSystem::Cow => get(&tables.cow),
        CodeSystem::Names => None,
    }
}

/// A code without the apostrophes, blanks and decimals that spreadsheets add.
fn plain(raw: &str) -> &str {
    let code = raw.trim().trim_matches('\'').trim();
    code.strip_suffix(".0").unwrap_or(code)
}

fn without_zeros(code: &str) -> &str {
    let rest = code.trim_start_matches('0');
    if rest.is_empty() && !code.is_empty() { "0" } else { rest }
}

/// Eurostat's unions by year: `EU27_2020`, `EA19`, `EXT_EU27_2020`, `EU27_2020_INTRA`, `EU_EXTRA`.
fn union_of(code: &str) -> Option<&'static str> {
    let euro = code.contains("EA") && !code.contains("EU");
    if !(euro || code.contains("EU")) || !code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return None;
    }
    if code.starts_with("EXT") || code.ends_with("EXTRA") {
        return Some(if euro { "EXT-EA" } else { "EXT-EU" });
    }
    if code.starts_with("INT") || code.ends_with("INTRA") {
        return Some(if euro { "INTRA-EA" } else { "INTRA-EU" });
    }
    let known = match code {
        "EU" | "EU_V" | "EU27" | "EU27_2020" => "EU",
        "EU27_2007" => "EU27-2007",
        _ => code,
    };
    super::group(known).filter(|group| group.code == known).map(|group| group.code)
}

/// The system in which the most codes are known and agree with their labels; none where no system fits.
///
/// Each pair is a code with its label, or an empty label where the file has none.
#[must_use]
pub fn guess_system(pairs: &[(&str, &str)]) -> Option<CodeSystem> {
    let texts = pairs.iter().filter(|(code, label)| !label.trim().is_empty() && code != label).count();
    let pairs: Vec<(&str, Option<&'static str>)> = pairs
        .iter()
        .filter(|(code, _)| !code.trim().is_empty())
        .map(|(code, label)| (*code, names::find(label)))
        .collect();
    // Labels that name no country say that these are no countries' codes.
    let labelled = pairs.iter().filter(|(_, label)| label.is_some()).count();
    if texts > 2 * labelled {
        return None;
    }
    let mut best: Option<(usize, CodeSystem)> = None;
    for system in CodeSystem::ALL {
        let members = pairs.iter().map(|(code, label)| (code_in(system, code), *label));
        let hits = if labelled > 0 {
            members.filter(|(code, label)| code.is_some() && code == label).count()
        } else {
            members.filter(|(code, _)| code.is_some()).count()
        };
        if best.is_none_or(|(most, _)| hits > most) {
            best = Some((hits, system));
        }
    }
    let of = if labelled > 0 { labelled } else { pairs.len() };
    best.filter(|(hits, _)| *hits > 0 && hits * 5 >= of * 4).map(|(_, system)| system)
}
