//! Titles in short words, read once from the tables.

use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt as _};

use super::system::{System, canonical};

const HS: &str = include_str!("tables/hs.txt");
const OTHERS: &str = include_str!("tables/others.txt");

type Titles = HashMap<&'static str, &'static str>;

/// Sections of the Harmonized System: number, first and last chapter, title.
struct Section {
    number: &'static str,
    first: u8,
    last: u8,
    title: &'static str,
}

struct Tables {
    hs: Titles,
    sections: Vec<Section>,
    others: HashMap<&'static str, Titles>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut tables = Tables { hs: Titles::new(), sections: Vec::new(), others: HashMap::new() };
    for line in lines(HS) {
        let Some((code, title)) = line.split_once(' ') else { continue };
        if code.starts_with(|c: char| c.is_ascii_digit()) {
            tables.hs.insert(code, title);
        } else if let Some((range, title)) = title.split_once(' ')
            && let Some((first, last)) = range.split_once('-')
            && let (Ok(first), Ok(last)) = (first.parse(), last.parse())
        {
            tables.sections.push(Section { number: code, first, last, title });
        }
    }
    let mut section = "";
    for line in lines(OTHERS) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name;
        } else if let Some((code, title)) = line.split_once(' ') {
            tables.others.entry(section).or_default().insert(code, title);
        }
    }
    tables
});

fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn section_of(system: System) -> Option<&'static Titles> {
    let name = match system {
        System::Sitc => "sitc",
        System::Bec => "bec",
        System::Ebops => "ebops",
        System::Ebops2002 => "ebops2002",
        System::Isic | System::Cpa => "isic",
        System::Naics => "naics",
        System::Cpc => "cpc",
        System::WtoGroups => "wto",
        System::Hs | System::Cn8 | System::NationalHs | System::Names => return None,
    };
    TABLES.others.get(name)
}

/// What a code stands for, in short words: sections, chapters and headings of HS, SITC divisions, services ...
#[must_use]
pub fn title(system: System, code: &str) -> Option<&'static str> {
    let code = canonical(system, code);
    if system.on_hs() {
        let section = || TABLES.sections.iter().find(|section| section.number == code).map(|section| section.title);
        return TABLES.hs.get(code.as_str()).copied().or_else(section);
    }
    section_of(system)?.get(code.as_str()).copied()
}

/// What the heading or chapter stands for that a longer code of HS belongs to: the table goes no deeper.
#[must_use]
pub fn title_above(system: System, code: &str) -> Option<&'static str> {
    let code = canonical(system, code);
    let is_code = system.on_hs() && code.len() > 4 && code.bytes().all(|b| b.is_ascii_digit());
    let above = |length: usize| TABLES.hs.get(code.get(..length)?).copied();
    is_code.then(|| above(4).or_else(|| above(2))).flatten()
}

/// Whether a code stands in the table of its classification.
pub(super) fn listed(system: System, code: &str) -> bool {
    if system.on_hs() {
        TABLES.hs.contains_key(code)
    } else {
        section_of(system).is_some_and(|titles| titles.contains_key(code))
    }
}

/// The section of HS, `I` to `XXI`, of a chapter or a longer code.
#[must_use]
pub fn hs_section(code: &str) -> Option<&'static str> {
    let chapter: u8 = code.get(..2)?.parse().ok()?;
    TABLES
        .sections
        .iter()
        .find(|section| (section.first..=section.last).contains(&chapter))
        .map(|section| section.number)
}

/// The section of ISIC, `A` to `U`, of a division or a longer code.
pub(super) fn isic_section(code: &str) -> Option<&'static str> {
    let division: u8 = code.get(..2)?.parse().ok()?;
    TABLES.others.get("isic-divisions")?.iter().find_map(|(letter, range)| {
        let (first, last) = range.split_once('-')?;
        let (first, last): (u8, u8) = (first.parse().ok()?, last.parse().ok()?);
        (first..=last).contains(&division).then_some(*letter)
    })
}

/// Every code with its title, for the tests.
#[cfg(test)]
pub(super) fn all(system: System) -> Vec<(&'static str, &'static str)> {
    let titles = if system.on_hs() { Some(&TABLES.hs) } else { section_of(system) };
    titles.map(|titles| titles.iter().map(|(code, title)| (*code, *title)).collect()).unwrap_or_default()
}
