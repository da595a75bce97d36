//! Which classification a column follows: by its name, by the classification that the file names, and by its codes.

use foldhash::{HashMap, HashSet};

use super::system::{System, canonical, is_total};
use super::titles::{hs_section, listed};

/// The classification that a text names: a column's name, or a value such as `H6`, `S4`, `EB10S`, `SITC3`, `BOP6`.
#[must_use]
pub fn named(text: &str) -> Option<System> {
    const EXACT: [(&str, System); 48] = [
        ("h0", System::Hs),
        ("h1", System::Hs),
        ("h2", System::Hs),
        ("h3", System::Hs),
        ("h4", System::Hs),
        ("h5", System::Hs),
        ("h6", System::Hs),
        ("hs", System::Hs),
        ("hs2", System::Hs),
        ("hs4", System::Hs),
        ("hs6", System::Hs),
        ("hscode", System::Hs),
        ("k", System::Hs),
        ("cn", System::Cn8),
        ("cn8", System::Cn8),
        ("nc8", System::Cn8),
        ("productnc", System::Cn8),
        ("ncm", System::Cn8),
        ("concm", System::Cn8),
        ("hts8", System::Cn8),
        ("hs8", System::Cn8),
        ("hs8digit", System::Cn8),
        ("hs9", System::NationalHs),
        ("hs10", System::NationalHs),
        ("hts", System::NationalHs),
        ("hts10", System::NationalHs),
        ("icommodity", System::NationalHs),
        ("ecommodity", System::NationalHs),
        ("s1", System::Sitc),
        ("s2", System::Sitc),
        ("s3", System::Sitc),
        ("s4", System::Sitc),
        ("ss", System::Sitc),
        ("st", System::Sitc),
        ("b4", System::Bec),
        ("b5", System::Bec),
        ("be", System::Bec),
        ("bec", System::Bec),
        ("eb", System::Ebops),
        ("eb02", System::Ebops2002),
        ("eb10", System::Ebops),
        ("eb10s", System::Ebops),
        ("ebops", System::Ebops),
        ("bop6", System::Ebops),
        ("bop5", System::Ebops2002),
        ("bpm6", System::Ebops),
        ("bopitem", System::Ebops),
        ("si3agg", System::WtoGroups),
    ];
    // Parts of longer names, in the order in which they decide.
    const PARTS: [(&str, System); 17] = [
        ("sitc3agg", System::WtoGroups),
        ("sitc", System::Sitc),
        ("ebops2002", System::Ebops2002),
        ("ebops", System::Ebops),
        ("naics", System::Naics),
        ("isic", System::Isic),
        ("nace", System::Isic),
        ("cpa2", System::Cpa),
        ("prccode", System::Cpa),
        ("cpc", System::Cpc),
        ("bec", System::Bec),
        ("combinednomenclature", System::Cn8),
        ("harmonizedsystem", System::Hs),
        ("harmonisedsystem", System::Hs),
        ("hs19", System::Hs),
        ("hs20", System::Hs),
        ("hscode", System::Hs),
    ];
    let folded: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let exact = EXACT.iter().find(|(name, _)| *name == folded);
    let year =
        folded.strip_prefix("hs").is_some_and(|rest| rest.len() == 2 && rest.bytes().all(|b| b.is_ascii_digit()));
    exact
        .map(|(_, system)| *system)
        .or_else(|| (year && folded != "hs10").then_some(System::Hs))
        .or_else(|| PARTS.iter().find(|(part, _)| part_of(text, &folded, part)).map(|(_, system)| *system))
}

/// Long parts stand anywhere, short ones begin a word: `bec` is in `PRODUCT_BEC` and not in `became`.
fn part_of(text: &str, folded: &str, part: &str) -> bool {
    if part.len() > 3 {
        return folded.contains(part);
    }
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.any(|word| {
        let rest =
            word.get(part.len()..).filter(|_| word.get(..part.len()).is_some_and(|w| w.eq_ignore_ascii_case(part)));
        rest.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
    })
}

/// The year of the HS revision that a text names: `H6`, `HS17`, `HS2012`, `BACI_HS92`.
#[must_use]
pub fn hs_revision(text: &str) -> Option<u16> {
    const YEARS: [u16; 7] = [1988, 1996, 2002, 2007, 2012, 2017, 2022];
    let upper = text.trim().to_ascii_uppercase();
    if let Some(at) = upper.strip_prefix('H').and_then(|rest| rest.parse::<usize>().ok()) {
        return YEARS.get(at).copied();
    }
    for (at, _) in upper.match_indices("HS") {
        let rest = upper.get(at + 2..)?.trim_start_matches(['_', '-', ' ']);
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let year = match (digits.len(), digits.parse::<u16>()) {
            (4, Ok(year)) => year,
            // BACI calls the first revision 92.
            (2, Ok(92 | 88)) => 1988,
            (2, Ok(96)) => 1996,
            (2, Ok(year)) => 2000 + year,
            _ => continue,
        };
        // The first revision is named by its start or by the year from which it was used widely.
        let year = if year == 1992 { 1988 } else { year };
        if YEARS.contains(&year) {
            return Some(year);
        }
    }
    None
}

/// The classification of a column, by its name where that says so, else by what its codes look like.
///
/// A sample of some hundred distinct codes is enough. None where no classification is plain: then the codes are the
/// publisher's own.
#[must_use]
pub fn recognise(codes: &[&str], column_name: &str) -> Option<System> {
    let distinct: HashSet<&str> =
        codes.iter().map(|code| code.trim().trim_matches('\'')).filter(|code| !code.is_empty()).collect();
    let codes: Vec<&str> = distinct.into_iter().filter(|code| !is_total(System::Names, code)).collect();
    if codes.is_empty() {
        return None;
    }
    let by_codes = by_codes(&codes);
    match named(column_name) {
        // The name says HS, the codes say how long.
        Some(name) if name.on_hs() => {
            by_codes.filter(|found| found.on_hs()).or_else(|| looks_like(name, &codes).then_some(name))
        }
        Some(name) => (looks_like(name, &codes) || by_codes == Some(name)).then_some(name).or(by_codes),
        None => by_codes,
    }
}

/// Whether most codes have the form of a classification at all.
fn looks_like(system: System, codes: &[&str]) -> bool {
    let fits = |code: &&&str| {
        let code = canonical(system, code);
        let digits = code.bytes().filter(u8::is_ascii_digit).count();
        let letters = code.bytes().filter(u8::is_ascii_alphabetic).count();
        let all = digits + letters == code.len();
        match system {
            System::Hs | System::Cn8 | System::NationalHs => letters == 0 && all && (2..=10).contains(&digits),
            System::Sitc | System::Bec | System::Cpc => letters == 0 && all && (1..=6).contains(&digits),
            System::Naics => digits >= 2 && letters <= 1 && code.len() <= 6,
            System::Isic => letters <= 1 && digits <= 4,
            System::Ebops => code.starts_with(['S', 'G']) && code.len() <= 6,
            System::Ebops2002 => digits == 3,
            System::WtoGroups => digits == 0,
            System::Cpa => digits > 0,
            System::Names => true,
        }
    };
    codes.iter().filter(fits).count() * 10 >= codes.len() * 9
}

fn by_codes(codes: &[&str]) -> Option<System> {
    let numeric = codes.iter().filter(|code| code.bytes().all(|b| b.is_ascii_digit() || b == b'.')).count();
    if numeric * 10 >= codes.len() * 9 {
        return by_numbers(codes);
    }
    // No more than a fifth is unknown.
    let share = |system: System| {
        let is_unknown = |code: &&&str| !listed(system, &canonical(system, code)) && !is_total(system, code);
        codes.iter().filter(is_unknown).nth(codes.len() / 5).is_none()
    };
    if codes.len() >= 3 && share(System::Ebops) {
        return Some(System::Ebops);
    }
    if codes.len() >= 3 && share(System::WtoGroups) {
        return Some(System::WtoGroups);
    }
    let isic = codes.iter().filter(|code| is_isic(code)).count();
    let dotted = codes.iter().filter(|code| code.contains('.')).count();
    let lettered = codes.len() >= 5 && isic * 10 >= codes.len() * 9 && !are_running(codes);
    lettered.then_some(if dotted > 0 { System::Cpa } else { System::Isic })
}

/// `S1`, `S2` to `S120`: numbers behind a letter, counted from the first. `S10` does not hold `S101`.
fn are_running(codes: &[&str]) -> bool {
    let letter = codes.first().and_then(|code| code.get(..1)).unwrap_or_default();
    let number = |code: &&str| code.strip_prefix(letter)?.parse::<usize>().ok();
    let numbers: Vec<usize> = codes.iter().filter_map(number).collect();
    let (least, most) = (numbers.iter().min().copied(), numbers.iter().max().copied().unwrap_or(0));
    numbers.len() == codes.len() && least.is_some_and(|least| least < 2) && most <= codes.len() + codes.len() / 5
}

/// `A`, `C10`, `C101`, `C10.11`.
fn is_isic(code: &str) -> bool {
    let mut letters = code.chars();
    letters.next().is_some_and(|c| ('A'..='U').contains(&c))
        && code.len() <= 8
        && letters.all(|c| c.is_ascii_digit() || c == '.')
}

/// Numbers: HS where chapters and headings exist, else SITC, BEC, the services of the fifth manual or NAICS.
fn by_numbers(codes: &[&str]) -> Option<System> {
    // Division 00 is live animals in SITC and nothing in HS.
    let divisions = |code: &&&str| code.len() == 2 && listed(System::Sitc, code);
    if codes.contains(&"00") && codes.len() >= 5 && codes.iter().filter(divisions).count() == codes.len() {
        // Where the others are chapters as well, 00 is as likely the total of them: no names are better than wrong ones.
        let chapters = codes.iter().filter(|code| **code == "00" || listed(System::Hs, code)).count();
        return (chapters < codes.len()).then_some(System::Sitc);
    }
    let codes: Vec<String> =
        codes.iter().map(|code| code.replace('.', "")).filter(|code| code.bytes().any(|b| b != b'0')).collect();
    if codes.is_empty() {
        return None;
    }
    let mut lengths: HashMap<usize, usize> = HashMap::default();
    for code in &codes {
        *lengths.entry(code.len()).or_default() += 1;
    }
    let longest = lengths.keys().max().copied().unwrap_or_default();
    let most = |count: usize| count * 100 >= codes.len() * 95;
    let in_table = |system: System| most(codes.iter().filter(|code| listed(system, code)).count());
    if codes.len() >= 6 && longest <= 3 && in_table(System::Bec) {
        return Some(System::Bec);
    }
    if longest == 3 && codes.len() >= 5 && lengths.len() == 1 && in_table(System::Ebops2002) {
        return Some(System::Ebops2002);
    }
    let chapters = codes.iter().filter(|code| in_hs(code)).count();
    // An odd code that begins with zero has lost none: it is no HS.
    let odd = codes.iter().any(|code| code.len() % 2 == 1 && code.len() < 9 && code.starts_with('0'));
    let even = codes.iter().all(|code| code.len().is_multiple_of(2));
    // A few pairs of digits that are not HS may be anything.
    let enough = !even || codes.len() >= 5;
    // A few chapters that are divisions as well, or a few digits, may be either, or anything: no names are better.
    let distinct: std::collections::BTreeSet<&String> = codes.iter().collect();
    let both = longest == 2 && codes.iter().all(|code| listed(System::Sitc, code) && listed(System::Hs, code));
    if distinct.len() < 5 && both || longest == 1 && distinct.len() < 8 {
        return None;
    }
    let sitc = longest <= 5 && enough && most(codes.iter().filter(|code| in_sitc(code)).count());
    if !odd && most(chapters) && longest >= 2 && !(sitc && !even && longest == 3) {
        return Some(match longest {
            9 | 10 => System::NationalHs,
            7 | 8 => System::Cn8,
            11.. => return None,
            _ => System::Hs,
        });
    }
    if sitc {
        return Some(System::Sitc);
    }
    let sectors = codes
        .iter()
        .filter(|code| code.get(..3).or(code.get(..2)).is_some_and(|start| listed(System::Naics, start)))
        .count();
    (longest <= 6 && codes.len() >= 5 && most(sectors)).then_some(System::Naics)
}

/// Whether chapter and heading exist, once a lost zero is restored.
fn in_hs(code: &str) -> bool {
    let code = canonical(if code.len() >= 9 { System::NationalHs } else { System::Hs }, code);
    let chapter = code.get(..2).is_some_and(|chapter| listed(System::Hs, chapter));
    let national = matches!(code.get(..2), Some("98" | "99"));
    chapter
        && hs_section(&code).is_some()
        && (code.len() < 4 || national || code.get(..4).is_some_and(|heading| listed(System::Hs, heading)))
}

fn in_sitc(code: &str) -> bool {
    code.get(..2).or(code.get(..1)).is_some_and(|start| listed(System::Sitc, start))
}
