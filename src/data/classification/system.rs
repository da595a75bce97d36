//! Classification systems: how each writes its codes, which code is a total, and what stands above a code.

use serde::{Deserialize, Serialize};

use super::titles::{hs_section, isic_section};

/// A classification of goods or services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum System {
    /// Harmonized System: chapters, headings, subheadings (2, 4, 6 digits).
    Hs,
    /// The EU's Combined Nomenclature and other tariffs of eight digits that begin with HS.
    Cn8,
    /// National codes of nine or ten digits that begin with HS.
    NationalHs,
    /// Standard International Trade Classification, 1 to 5 digits.
    Sitc,
    /// Services of the balance of payments, sixth manual: `S`, `SC`, `SC1` ...
    Ebops,
    /// Services of the fifth manual: `200`, `205` ...
    Ebops2002,
    /// Broad Economic Categories.
    Bec,
    /// International Standard Industrial Classification.
    Isic,
    /// North American Industry Classification System.
    Naics,
    /// The EU's Classification of Products by Activity.
    Cpa,
    /// Central Product Classification.
    Cpc,
    /// The WTO's product groups: `TO`, `AG`, `MA`, `MAMT` ...
    WtoGroups,
    /// Names, numbers of a publisher's own, or paths.
    Names,
}

impl System {
    /// What a person calls it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Hs => "Harmonized System",
            Self::Cn8 => "Combined Nomenclature",
            Self::NationalHs => "national tariff on HS",
            Self::Sitc => "SITC",
            Self::Ebops => "EBOPS 2010",
            Self::Ebops2002 => "EBOPS 2002",
            Self::Bec => "BEC",
            Self::Isic => "ISIC",
            Self::Naics => "NAICS",
            Self::Cpa => "CPA",
            Self::Cpc => "CPC",
            Self::WtoGroups => "WTO product groups",
            Self::Names => "the file's own",
        }
    }

    /// Whether codes begin with those of the Harmonized System.
    #[must_use]
    pub const fn on_hs(self) -> bool {
        matches!(self, Self::Hs | Self::Cn8 | Self::NationalHs)
    }
}

/// A code as its classification writes it: no apostrophes, blanks or dots, capital letters, lost zeros restored.
#[must_use]
pub fn canonical(system: System, code: &str) -> String {
    let code = code.trim().trim_matches('\'').trim();
    let keeps_dots = matches!(system, System::Names | System::Cpa);
    let mut plain: String = if keeps_dots {
        code.to_owned()
    } else {
        code.chars().filter(|c| !matches!(c, '.' | ' ')).collect::<String>().to_ascii_uppercase()
    };
    let digits = !plain.is_empty() && plain.bytes().all(|b| b.is_ascii_digit());
    // Tariff lines of nine digits are written so; all other lengths on HS are even.
    let odd = digits && plain.len() % 2 == 1 && plain.len() < 9;
    if system.on_hs() && odd && !(system == System::NationalHs && plain.len() > 6) {
        plain.insert(0, '0');
    }
    plain
}

/// Whether a code stands for everything: `TOTAL`, `_T`, `S` for services, `TO` for goods ...
#[must_use]
pub fn is_total(system: System, code: &str) -> bool {
    const EVERYWHERE: [&str; 7] = ["TOTAL", "TOTALS", "_T", "ALL", "ALLPRODUCTS", "999999TOTAL", "WORLD"];
    let code = canonical(system, code);
    let is = |word: &str| code.eq_ignore_ascii_case(word);
    if EVERYWHERE.into_iter().any(is) {
        return true;
    }
    match system {
        // AG0 is Comtrade's name for the level; 00 and 0 are no chapter.
        System::Hs | System::Cn8 | System::NationalHs => is("AG0") || is("TO") || zeros(&code),
        System::Sitc | System::WtoGroups => is("TO"),
        System::Ebops => is("S"),
        System::Ebops2002 => is("200"),
        System::Bec | System::Naics | System::Isic => zeros(&code),
        System::Cpa | System::Cpc | System::Names => false,
    }
}

fn zeros(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|b| b == b'0')
}

/// Whether an item overlaps others of its list or stands outside the total: memo items, the same services by
/// another criterion, goods by stage of processing.
#[must_use]
pub fn is_cross_cut(system: System, code: &str) -> bool {
    let code = canonical(system, code);
    match system {
        System::Ebops => {
            let travel = code.strip_prefix("SD").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            matches!(code.as_str(), "SCA" | "SCB" | "SCC" | "SDX" | "G" | "GS")
                || ["SOX", "SPX", "GSO", "SCA", "SCB", "SCC"].iter().any(|start| code.starts_with(start))
                || travel
        }
        // Memo items of the fifth manual stand behind the last service.
        System::Ebops2002 => code.len() == 3 && code.as_str() > "299",
        // Used by the WTO beside the tree.
        System::WtoGroups => matches!(code.as_str(), "MAPE" | "MASC"),
        _ => false,
    }
}

/// The codes that may contain this one, the nearest first. Which of them exist, the list of a file tells.
#[must_use]
pub fn parents(system: System, code: &str) -> Vec<String> {
    let code = canonical(system, code);
    match system {
        System::Hs | System::Cn8 | System::NationalHs => {
            let mut above = prefixes(&code, &[9, 8, 6, 4, 2]);
            above.extend(hs_section(&code).map(str::to_owned));
            above
        }
        System::Sitc | System::Bec | System::Cpc => prefixes(&code, &[6, 5, 4, 3, 2, 1]),
        System::Ebops => prefixes(&code, &[6, 5, 4, 3, 2, 1]),
        System::Ebops2002 => services_of_2002(&code),
        System::Naics => {
            let mut above = prefixes(&code, &[6, 5, 4, 3, 2]);
            let span = match code.get(..2) {
                Some("31" | "32" | "33") => Some("31-33"),
                Some("44" | "45") => Some("44-45"),
                Some("48" | "49") => Some("48-49"),
                _ => None,
            };
            above.extend(span.filter(|span| *span != code).map(str::to_owned));
            above
        }
        System::Isic => {
            let mut above = prefixes(&code, &[5, 4, 3, 2]);
            if code.starts_with(|c: char| c.is_ascii_alphabetic()) {
                above.extend(prefixes(&code, &[1]));
            } else {
                above.extend(isic_section(&code).map(str::to_owned));
            }
            above
        }
        System::WtoGroups => match code.as_str() {
            "MAMTOTEP" | "MAMTOTTL" | "MAMTOTIC" => vec!["MAMTOF".to_owned(), "MAMT".to_owned(), "MA".to_owned()],
            "MAMTAU" => vec!["MAMTTE".to_owned(), "MAMT".to_owned(), "MA".to_owned()],
            _ => prefixes(&code, &[6, 4, 2]),
        },
        System::Cpa | System::Names => dotted(&code),
    }
}

/// The beginnings of a code in these lengths.
fn prefixes(code: &str, lengths: &[usize]) -> Vec<String> {
    let shorter = lengths.iter().filter(|length| **length < code.len());
    shorter.filter_map(|length| code.get(..*length)).map(str::to_owned).collect()
}

/// `1.2.3` is in `1.2` and in `1`; CPA's `C10.11` is in `C10.1` too.
fn dotted(code: &str) -> Vec<String> {
    let mut above = Vec::new();
    let mut rest = code.trim_end_matches('.');
    let letter = code.starts_with(|c: char| c.is_ascii_alphabetic());
    while let Some((before, last)) = rest.rsplit_once('.') {
        if letter {
            above.extend((1..last.len()).rev().filter_map(|n| Some(format!("{before}.{}", last.get(..n)?))));
        }
        above.push(before.to_owned());
        rest = before;
    }
    if letter && rest.len() > 1 && code.contains('.') {
        above.extend(prefixes(rest, &[1]));
    }
    above
}

/// The fifth manual numbers its services without a system.
fn services_of_2002(code: &str) -> Vec<String> {
    let Ok(number) = code.parse::<u16>() else { return Vec::new() };
    let above: &[&str] = match number {
        207..=209 => &["206", "205"],
        211..=213 => &["210", "205"],
        218..=235 => &["214", "205"],
        206 | 210 | 214 => &["205"],
        238..=239 => &["237", "236"],
        241..=243 => &["240", "236"],
        237 | 240 => &["236"],
        246..=247 => &["245"],
        250..=251 => &["249"],
        254..=258 => &["253"],
        263 => &["262"],
        264 => &["262"],
        889..=890 => &["264", "262"],
        891..=892 => &["266"],
        270..=271 => &["269", "268"],
        275..=277 => &["274", "273", "268"],
        282..=283 => &["281", "273", "268"],
        274 | 278..=281 | 284..=285 => &["273", "268"],
        269 | 272..=273 => &["268"],
        288..=289 => &["287"],
        895..=897 => &["289", "287"],
        292..=294 => &["291"],
        _ => &[],
    };
    above.iter().map(|code| (*code).to_owned()).chain((code != "200").then(|| "200".to_owned())).collect()
}
