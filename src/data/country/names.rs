//! Names to members: the index of all spellings, and the ways in which publishers write around a name.

use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt as _};

use super::fold::fold;
use super::{Recognised, Role, groups, tables};

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

/// The languages, as the crate calls them, in which tables of trade name countries; where a name is two countries' in
/// two of them, the first country has it.
const LANGUAGES: [&str; 38] = [
    "en", "ja", "de", "fr", "es", "pt", "it", "nl", "zh_CN", "zh_TW", "ko", "pt_BR", "pl", "ru", "tr", "cs", "sk",
    "hu", "ro", "sv", "da", "nb", "fi", "el", "bg", "uk", "ar", "he", "fa", "id", "ms", "vi", "th", "hr", "sl", "et",
    "lv", "lt",
];

/// Taiwan stands under this name where a publisher must not name it.
const TAIWAN: &str = "UN publishers list Taiwan as \u{201c}Other Asia, not elsewhere specified\u{201d}.";

/// What is known of a member that is no country of ISO 3166.
#[derive(Debug, Clone, Copy)]
struct Area {
    label: &'static str,
    role: Role,
    note: Option<&'static str>,
}

/// All spellings and codes, built once.
pub(super) struct Index {
    /// Folded name to code.
    pub(super) names: HashMap<String, &'static str>,
    /// Alpha-2 and alpha-3 codes of ISO 3166 to alpha-3.
    pub(super) iso: HashMap<String, &'static str>,
    /// Numbers of ISO 3166 without leading zeros to alpha-3.
    pub(super) numbers: HashMap<&'static str, &'static str>,
    countries: HashMap<&'static str, &'static str>,
    areas: HashMap<&'static str, Area>,
    /// Names that two members claim, for the test that there are none.
    pub(super) clashes: Vec<String>,
}

pub(super) static INDEX: LazyLock<Index> = LazyLock::new(Index::build);

impl Index {
    fn build() -> Self {
        let mut index = Self {
            // As many as there are, so that none is moved again.
            names: HashMap::with_capacity(1 << 13),
            iso: HashMap::new(),
            numbers: HashMap::new(),
            countries: HashMap::new(),
            areas: HashMap::new(),
            clashes: Vec::new(),
        };
        // One country after another: all of them at once take megabytes.
        let names: Vec<(&'static str, Vec<&'static str>)> =
            keshvar::CountryIterator::new().map(|country| (index.add_codes(&country), names_of(&country))).collect();
        index.add_own_codes();
        index.add_tables();
        // The crate's names come last: they yield to what the tables say.
        for (code, names) in names {
            index.add_names(code, names);
        }
        index
    }

    /// Codes and English names of today's countries.
    #[cfg(test)]
    pub(super) fn countries(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.countries.iter().map(|(code, name)| (*code, *name))
    }

    /// Takes the codes of a country; gives its alpha-3.
    fn add_codes(&mut self, country: &keshvar::Country) -> &'static str {
        let code = leaked(country.alpha3().to_string());
        self.countries.insert(code, country.iso_short_name());
        self.iso.insert(code.to_owned(), code);
        self.iso.insert(country.alpha2().to_string(), code);
        self.numbers.insert(country.number().trim_start_matches('0'), code);
        code
    }

    /// Codes beside those of ISO 3166, and short names.
    fn add_own_codes(&mut self) {
        for (code, member) in [("XKX", "XKX"), ("XK", "XKX"), ("EL", "GRC"), ("UK", "GBR")] {
            self.iso.insert(code.to_owned(), member);
        }
        for (code, name) in SHORT_NAMES.into_iter().chain([("XKX", "Kosovo")]) {
            self.countries.insert(code, name);
        }
    }

    fn add_tables(&mut self) {
        for line in tables::lines(tables::WORLD) {
            let [code, label, names, _] = tables::cells(line);
            let role = if code == "WLD" { Role::Total } else { Role::Memo };
            self.areas.insert(code, Area { label, role, note: None });
            self.add_own(code, [label].into_iter().chain(tables::names(names)));
        }
        for group in groups() {
            self.areas.insert(group.code, Area { label: group.label, role: Role::Group, note: None });
        }
        for line in tables::lines(tables::GROUPS) {
            let [code, label, _, names] = tables::cells(line);
            self.add_own(code, [label].into_iter().chain(tables::names(names)));
        }
        for line in tables::lines(tables::AREAS) {
            let [code, label, note, names] = tables::cells(line);
            let note = Some(note).filter(|note| !note.is_empty());
            self.areas.insert(code, Area { label, role: Role::Leaf, note });
            self.add_own(code, [label].into_iter().chain(tables::names(names)));
        }
        for line in tables::lines(tables::NAMES) {
            if let Some((code, names)) = line.split_once(' ') {
                self.add_own(code, tables::names(names));
            }
        }
        for (code, name) in SHORT_NAMES {
            self.add_own(code, [name].into_iter());
        }
    }

    fn add_own(&mut self, code: &'static str, names: impl Iterator<Item = &'static str>) {
        for name in names {
            let known = *self.names.entry(fold(name)).or_insert(code);
            if known != code {
                self.clashes.push(format!("{name}: {known}, {code}"));
            }
        }
    }

    /// Adds the crate's names of a country.
    fn add_names(&mut self, code: &'static str, names: Vec<&'static str>) {
        for name in names {
            let folded = fold(name);
            // Two letters are a code in some language or other.
            if folded.chars().count() > 3 || !folded.is_ascii() {
                let known = *self.names.entry(folded).or_insert(code);
                if known != code {
                    self.clashes.push(format!("{name}: {known}, {code} (crate)"));
                }
            }
        }
    }
}

/// The crate's names of a country: its own, and those in the languages of tables.
fn names_of(country: &keshvar::Country) -> Vec<&'static str> {
    let own = [country.iso_short_name(), country.iso_long_name()];
    let translated = LANGUAGES.iter().filter_map(|language| country.translations().get(language));
    let unofficial = country.unofficial_name_list().iter().copied();
    own.into_iter().chain(unofficial).chain(translated.copied()).collect()
}

/// The languages in which a text is a country's name, by their ISO codes; none where it is no name of one.
#[must_use]
pub(crate) fn languages_of(name: &str) -> &'static [&'static str] {
    static NAMES: LazyLock<HashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
        let mut names: HashMap<String, Vec<&'static str>> = HashMap::new();
        for country in keshvar::CountryIterator::new() {
            for (language, name) in country.translations() {
                // `pt_BR` is Portuguese.
                let language = language.split_once('_').map_or(*language, |(language, _)| language);
                let known = names.entry(fold(name)).or_default();
                if !known.contains(&language) {
                    known.push(language);
                }
            }
        }
        names
    });
    NAMES.get(&fold(name)).map(Vec::as_slice).unwrap_or_default()
}

/// Adjectives that people say otherwise than the crate, or that it gives several countries.
const ADJECTIVES: [(&str, &str); 8] = [
    ("american", "USA"),
    ("british", "GBR"),
    ("korean", "KOR"),
    ("taiwanese", "TWN"),
    ("dutch", "NLD"),
    ("turkish", "TUR"),
    ("czech", "CZE"),
    ("emirati", "ARE"),
];

/// The country that an English adjective names, `German` or `South Korean`; none where it is that of several.
#[must_use]
pub(crate) fn of_adjective(word: &str) -> Option<Recognised> {
    static ADJECTIVE: LazyLock<HashMap<String, Option<&'static str>>> = LazyLock::new(|| {
        let mut known: HashMap<String, Option<&'static str>> = HashMap::new();
        for country in keshvar::CountryIterator::new().filter(keshvar::Country::un_member) {
            let code = country.alpha3().to_string();
            let (Some(adjective), Some(code)) = (country.maybe_nationality(), by_iso(&code)) else { continue };
            known.entry(fold(adjective)).and_modify(|of| *of = of.filter(|of| *of == code)).or_insert(Some(code));
        }
        known.extend(ADJECTIVES.map(|(adjective, code)| (fold(adjective), Some(code))));
        known
    });
    ADJECTIVE.get(&fold(word)).copied().flatten().and_then(describe)
}

fn leaked(text: String) -> &'static str {
    // 250 codes, once in the life of the program.
    Box::leak(text.into_boxed_str())
}

/// The English name of an alpha-3 code.
#[must_use]
pub fn name(alpha3: &str) -> Option<&'static str> {
    INDEX.countries.get(alpha3).copied()
}

/// The alpha-3 code and English name of every country, by name.
#[must_use]
pub fn all() -> Vec<(&'static str, &'static str)> {
    let mut all: Vec<(&str, &str)> = INDEX.countries.iter().map(|(code, name)| (*code, *name)).collect();
    all.sort_unstable_by_key(|(_, name)| *name);
    all
}

/// A code of ISO 3166 (or one that is used like them) in any case.
pub(super) fn by_iso(text: &str) -> Option<&'static str> {
    if !matches!(text.len(), 2 | 3) {
        return None;
    }
    INDEX.iso.get(text.to_ascii_uppercase().as_str()).copied()
}

/// All that is known of a member.
pub(super) fn describe(code: &str) -> Option<Recognised> {
    if let Some(area) = INDEX.areas.get(code) {
        let (label, role, note) = (area.label.to_owned(), area.role, area.note);
        return Some(Recognised { code: code.to_owned(), label, role, note });
    }
    let label = name(code)?.to_owned();
    let note = (code == "TWN").then_some(TAIWAN);
    Some(Recognised { code: code.to_owned(), label, role: Role::Leaf, note })
}

/// The longest text that may be a name: publishers explain at length.
const LONGEST: usize = 2000;

/// The member that a label names: as it stands, without what is in brackets, turned at a comma, behind a code, or
/// twice in two languages.
pub(super) fn find(label: &str) -> Option<&'static str> {
    let label = label.trim();
    if label.len() > LONGEST {
        return None;
    }
    let exact = |text: &str| {
        let folded = fold(text);
        if folded.is_empty() { None } else { INDEX.names.get(&folded).copied() }
    };
    exact(label)
        .or_else(|| turned(label).and_then(|text| exact(&text)))
        .or_else(|| {
            let before = before_brackets(label)?;
            let found = exact(before).or_else(|| turned(before).and_then(|text| exact(&text)))?;
            fits(label, found).then_some(found)
        })
        .or_else(|| behind_a_code(label, exact))
        .or_else(|| twice(label, exact))
}

/// `Korea, Republic of` in the usual order.
fn turned(text: &str) -> Option<String> {
    let (name, rest) = text.split_once(',')?;
    let (name, rest) = (name.trim(), rest.trim());
    (!name.is_empty() && !rest.is_empty() && !rest.contains(',')).then(|| format!("{rest} {name}"))
}

/// What stands before the first bracket.
fn before_brackets(text: &str) -> Option<&str> {
    let at = text.find(['(', '[', '（', '［'])?;
    Some(text.get(..at)?.trim()).filter(|before| !before.is_empty())
}

/// Whether what stands in brackets may be passed over: a remark, not another country or time.
fn fits(label: &str, found: &str) -> bool {
    const OTHERS: [&str; 24] = [
        "former",
        "fmr",
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "democratic",
        "dem",
        "people",
        "peoples",
        "british",
        "american",
        "french",
        "dutch",
        "until",
        "before",
        "part",
        "region",
        "islands",
        "old",
    ];
    let inside = label.split_once(['(', '[', '（', '［']).map_or("", |(_, inside)| inside).to_lowercase();
    let country = INDEX.countries.contains_key(found);
    if inside.starts_with("incl") || inside.starts_with("from") {
        return true;
    }
    if inside.starts_with("ex") {
        // A country without a part of it is still the country; a group without a member is another group.
        return country && !inside.starts_with("ex-");
    }
    let ended = inside.starts_with("...") || inside.starts_with("->") || inside.starts_with("to ");
    // For the world, brackets may hold anything: an adjustment, a measure, a part of it.
    let whole = INDEX.areas.get(found).is_none_or(|area| area.role != Role::Total) || inside.len() < 4;
    !ended && whole && !inside.split(|c: char| !c.is_alphanumeric()).any(|word| OTHERS.contains(&word))
}

/// `US United States`, `JP - Japan`, `304:アメリカ`: a code that says the same, or a number.
fn behind_a_code(label: &str, exact: impl Fn(&str) -> Option<&'static str>) -> Option<&'static str> {
    let end = label.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (code, rest) = label.split_at_checked(end)?;
    let found = exact(rest.trim_start_matches([' ', ':', '-', '_', '.', '\u{3000}', '–', '|']))?;
    let number = (1..=4).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
    let same = code.bytes().all(|b| b.is_ascii_uppercase()) && by_iso(code) == Some(found);
    (number || same).then_some(found)
}

/// `日本/Japan`: the same in two languages.
fn twice(label: &str, exact: impl Fn(&str) -> Option<&'static str>) -> Option<&'static str> {
    let (one, other) = label.split_once(['/', '|', '／'])?;
    exact(one).filter(|found| exact(other) == Some(found))
}
