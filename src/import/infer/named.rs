//! Whose trade titles, names of files and names of columns tell of.

use super::Work;
use crate::data::{Flow, Role, country};
use crate::import::vocabulary::{
    begins_with_money, counts_money, is_behind_other_side, is_beside, is_of_trade, is_short_country, is_toward,
    joins_money,
};
use crate::import::words;

impl Work<'_> {
    /// The one country that the names of several columns of numbers begin with: `US 2024 Exports`.
    pub(super) fn country_of_values(&self) -> Option<country::Recognised> {
        // Also those that are taken for values of a period already.
        let numeric = (0..).zip(&self.columns).filter(|(_, p)| p.is_numeric()).map(|(at, _): (usize, _)| at);
        let names: Vec<String> = numeric.map(|at| self.name(at)).collect();
        let told: Vec<country::Recognised> = names.iter().filter_map(|name| leading_country(name)).collect();
        let first = told.first()?;
        let flows = names.iter().filter(|name| words::flow_of_phrase(name).is_some()).count();
        (flows > 0 && told.len() >= flows.max(1) && told.iter().all(|other| other.code == first.code))
            .then(|| first.clone())
    }

    /// The one country that the file's name or title names.
    pub(super) fn country_of_names(&self) -> Option<country::Recognised> {
        let titles = self.sniffed.preamble.iter().take(4).map(String::as_str);
        let mut found: Vec<country::Recognised> = Vec::new();
        found.extend(titles.clone().filter_map(abbreviated_in));
        found.extend(leading_abbreviation(&self.sniffed.stem));
        for text in titles.chain(self.sniffed.part.as_deref()).chain([self.sniffed.stem.as_str()]) {
            found.extend(countries_in(text));
        }
        found.sort_by(|a, b| a.code.cmp(&b.code));
        found.dedup_by(|a, b| a.code == b.code);
        if found.len() == 1 { found.pop() } else { None }
    }
}

/// The countries whose trade a text names: the longest phrases of up to four words, `Reino Unido` before `Unido`.
fn countries_in(text: &str) -> Vec<country::Recognised> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect();
    // `Thousand US dollars - United States` are no dollars of theirs.
    let is_apart = |at: usize| {
        let end = |word: &&str| word.as_ptr() as usize - text.as_ptr() as usize + word.len();
        let before = at.checked_sub(1).and_then(|before| text.get(end(words.get(before)?)..));
        let between = before.and_then(|rest| rest.split(char::is_alphanumeric).next());
        between.is_some_and(|signs| signs.contains([',', ':', ';', '|', '/', '-', '–', '—']))
    };
    let country_at = |at: usize| {
        let phrases = (1..=4).rev().filter_map(|length| Some((length, words.get(at..at + length)?.join(" "))));
        let named =
            phrases.into_iter().find_map(|(length, phrase)| Some((length, leaf(&phrase).or_else(|| owner(&phrase))?)));
        named.or_else(|| adjective_at(&words, at))
    };
    // Words such as `of the` before a country, and the country, which is only passed by.
    let passed = |at: usize, is_enough: &dyn Fn(usize, &country::Recognised) -> bool| {
        let joins = words.get(at..).unwrap_or_default().iter().take_while(|word| joins_money(word)).count();
        let owner = country_at(at + joins).filter(|(_, owner)| is_enough(joins, owner));
        owner.map_or(0, |(length, _)| joins + length)
    };
    let flow = words::flow_of_phrase(text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        at += 1;
        if counts_money(word) {
            // What is counted is nobody's: `dollars of the United States`, `долларов США`, but `dollars China`.
            at += passed(at, &|joins, owner| joins > 0 || owner.code == "USA" && !is_apart(at));
        } else if is_toward(word) && !is_own_side(word, flow) {
            at += passed(at, &|_, _| true);
        } else if let Some((length, country)) = country_at(at - 1) {
            at += length - 1;
            // `United States dollars`, `Canada, US dollars`, but `United States: dollars`.
            let counts = |next: &&str| begins_with_money(next) && !is_apart(at);
            let is_money = country.code == "USA" && words.get(at).is_some_and(counts);
            found.extend((!is_money).then_some(country));
        } else {
            found.extend(leading_in_script(word));
        }
    }
    found
}

/// A country in the genitive: `Germany's`, `Deutschlands`.
fn owner(phrase: &str) -> Option<country::Recognised> {
    let bare = phrase.strip_suffix("'s").or_else(|| phrase.strip_suffix('\''));
    bare.or_else(|| phrase.strip_suffix('s').filter(|bare| bare.chars().count() > 5)).and_then(leaf)
}

/// Whether a word before a country makes it the one whose flow it is: exports from it, imports to it.
fn is_own_side(word: &str, flow: Option<Flow>) -> bool {
    let own: &[&str] = match flow {
        Some(Flow::Export) => &["from", "aus", "desde", "uit", "från", "fra", "из", "dari"],
        Some(Flow::Import) => &["to", "into", "nach", "vers", "hacia", "naar", "till", "til"],
        _ => &[],
    };
    own.contains(&word.to_lowercase().as_str())
}

/// The country whose adjective stands before its trade, and of how many words it is: `German exports`, `South Korean
/// foreign trade`, but not `imports of German cars`.
fn adjective_at(words: &[&str], at: usize) -> Option<(usize, country::Recognised)> {
    const BETWEEN: [&str; 10] = [
        "foreign",
        "external",
        "merchandise",
        "total",
        "annual",
        "monthly",
        "quarterly",
        "goods",
        "services",
        "digital",
    ];
    (1..=2).rev().find_map(|length| {
        let owner = country::of_adjective(&words.get(at..at + length)?.join(" "))?;
        let mut behind =
            words.get(at + length..)?.iter().skip_while(|word| BETWEEN.contains(&word.to_lowercase().as_str()));
        let is_trade = |word: &&&str| Flow::parse(word).is_some() || word.to_lowercase() == "trade";
        behind.next().filter(is_trade).map(|_| (length, owner))
    })
}

/// Who puts itself first as publishers do: `UK trade in goods`, `U.S. imports`.
fn abbreviated_in(text: &str) -> Option<country::Recognised> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (0..words.len()).find_map(|at| abbreviated_at(&words, at))
}

/// The same of a file's name, where whatever stands behind the first word may be an abbreviation of anything; numbers
/// are no words.
fn leading_abbreviation(stem: &str) -> Option<country::Recognised> {
    let words: Vec<&str> = stem.split([' ', '_', '-']).skip_while(is_number).collect();
    abbreviated_at(&words, 0)
}

fn is_number(word: &&str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

/// Whose trade it is by the short name at a place among words.
fn abbreviated_at(words: &[&str], at: usize) -> Option<country::Recognised> {
    let code = match words.get(at)?.trim_matches(|c: char| !c.is_alphanumeric() && c != '$') {
        "UK" => "GBR",
        "US" | "U.S" => "USA",
        _ => return None,
    };
    // `million US dollars` is what is counted, `US excluded` what is left out; `trade of China with the US`.
    let behind = words.get(at + 1..).unwrap_or_default();
    // What is called `US` and no more is theirs, and `US monthly imports`, but not `US listed firms`.
    let tells_trade = |word: &&str| is_of_trade(word) || words::flow_of_phrase(word).is_some();
    let is_of_others = !behind.iter().all(is_number) && !behind.iter().any(tells_trade);
    let is_no_owner = is_of_others || behind.first().is_some_and(|next| counts_money(next) || is_beside(next));
    let mut before = words.get(..at)?.iter().rev().skip_while(|word| joins_money(word));
    let is_other = before.next().is_some_and(|word| is_toward(word));
    if is_no_owner || is_other { None } else { country::recognise(code) }
}

/// A country by its name; short words of Latin letters are rather words than codes.
fn leaf(phrase: &str) -> Option<country::Recognised> {
    let short = phrase.is_ascii() && phrase.chars().filter(char::is_ascii_alphabetic).count() < 4;
    country::recognise(phrase).filter(|found| (!short || is_short_country(phrase)) && found.role == Role::Leaf)
}

/// The country that a word begins with in scripts that write no blanks: `日本の輸出`.
fn leading_in_script(word: &str) -> Option<country::Recognised> {
    let first = word.chars().next()?;
    // Kana, ideographs and Hangul.
    if !matches!(first, '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}') {
        return None;
    }
    let ends: Vec<usize> = word.char_indices().map(|(at, _)| at).skip(2).take(8).collect();
    let (country, rest) = ends.into_iter().rev().find_map(|end| Some((leaf(word.get(..end)?)?, word.get(end..)?)))?;
    (!is_behind_other_side(rest)).then_some(country)
}

/// The country that a column's name begins with or has in the genitive: `US 2024 Exports`, `Japan's imports`,
/// `South Korea: exports`, `中国出口`.
pub(super) fn leading_country(name: &str) -> Option<country::Recognised> {
    let words: Vec<&str> = name
        .split(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | '/' | '(' | ')' | '_'))
        .map(|word| word.trim_end_matches("\u{2019}s").trim_end_matches("'s").trim_matches('\''))
        .filter(|word| !word.is_empty())
        // `Exports Germany 2024`, `2024 France exports`.
        .skip_while(|word| Flow::parse(word).is_some() || word.bytes().all(|b| b.is_ascii_digit()))
        .collect();
    let known = |text: &str| {
        let own = match text {
            "US" | "U.S." | "U.S" => Some("USA"),
            "UK" | "U.K." => Some("GBR"),
            _ if text.chars().count() < 4 && text.is_ascii() => None,
            _ => Some(text),
        };
        own.and_then(country::recognise).filter(|found| found.role == Role::Leaf)
    };
    let phrases = (1..=words.len().min(4)).rev().filter_map(|length| words.get(..length));
    // `Exports, US dollars` counts dollars.
    let is_money = |length: usize| words.get(length).is_some_and(|next| begins_with_money(next));
    let own =
        |phrase: &[&str]| known(&phrase.join(" ")).filter(|country| country.code != "USA" || !is_money(phrase.len()));
    phrases.into_iter().find_map(own).or_else(|| {
        // Scripts without blanks: the country stands before the flow.
        let ends = name.char_indices().map(|(at, _)| at).filter(|at| *at > 0 && !name.is_ascii());
        ends.take(8).filter_map(|end| name.get(..end)).find_map(|start| {
            let rest = name.get(start.len()..).unwrap_or_default();
            known(start).filter(|_| words::flow_of_phrase(rest).is_some())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_at_the_start_of_names_of_columns() {
        for (name, expected) in [
            ("US 2024 Exports", Some("USA")),
            ("Exports, US dollars", None),
            ("Exports (US dollars)", None),
            ("US exports, US dollars", Some("USA")),
            ("Japan's imports", Some("JPN")),
            ("中国出口", Some("CHN")),
        ] {
            assert_eq!(leading_country(name).map(|country| country.code).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn short_names_of_those_who_publish() {
        let code = |found: Option<country::Recognised>| found.map(|country| country.code);
        for (title, expected) in [
            ("Annual exports: UK trade in goods", Some("GBR")),
            ("U.S. imports", Some("USA")),
            ("Exports, US excluded", None),
            ("World trade (US excl.)", None),
            ("Imports in US prices", None),
            ("Sales of the US subsidiaries", None),
            ("Affiliates of UK companies", None),
            ("Exports in US dollars", None),
            ("Trade of China with the US", None),
        ] {
            assert_eq!(code(abbreviated_in(title)).as_deref(), expected, "{title}");
        }
        for (stem, expected) in [
            ("US_imports", Some("USA")),
            ("2024-UK-trade", Some("GBR")),
            ("US_ex_services", None),
            ("ON-US", None),
            ("exports_US_dollars", None),
            ("oil_UK_brent", None),
            ("US_listed_firms", None),
            ("US_monthly_trade_2024", Some("USA")),
            ("US", Some("USA")),
        ] {
            assert_eq!(code(leading_abbreviation(stem)).as_deref(), expected, "{stem}");
        }
    }

    #[test]
    fn countries_inside_titles() {
        for (text, expected) in [
            ("Reino Unido, Exportações", &["GBR"][..]),
            ("millions of US dollars China", &["CHN"]),
            ("2005-2006 - US$mn", &[]),
            ("Thailand", &["THA"]),
            ("166 Thailand", &["THA"]),
            ("miles de dólares de los Estados Unidos", &[]),
            ("Trade between South Korea and Viet Nam", &["KOR", "VNM"]),
            ("日本の輸出", &["JPN"]),
            ("日本, 进口", &["JPN"]),
            ("미국 달러, 인도네시아", &["IDN"]),
            ("Exports to the world in billion euros", &[]),
            ("Şili 10^6 USD", &["CHL"]),
            ("10^6 USD 2009-2014", &[]),
            ("Birleşik Krallık", &["GBR"]),
            ("Великобритания, млн долларов США", &["GBR"]),
            ("Çin", &["CHN"]),
            ("Exports to China", &[]),
            ("美国: 万美元", &["USA"]),
            ("ABD - 2018-2019", &["USA"]),
            ("bin ABD doları", &[]),
            ("Imports - Thousand US dollars - United States", &["USA"]),
            ("Imports, dollars, United States", &["USA"]),
            ("TRADE PER CAPITA", &[]),
            ("Exports of Japan to the United States", &["JPN"]),
            ("Importaciones de Chile desde Perú", &["CHL"]),
            ("Ausfuhren nach Frankreich", &[]),
            ("Trade by commodity, Japan", &["JPN"]),
            ("German exports by country", &["DEU"]),
            ("South Korean foreign trade, 2020-2024", &["KOR"]),
            ("Imports of German cars", &[]),
            ("Germany's exports by country", &["DEU"]),
            ("Ausfuhren Deutschlands nach Ländern", &["DEU"]),
            ("Exports of goods from Germany, by country", &["DEU"]),
            ("Exports from Germany to selected countries", &["DEU"]),
            ("Imports to Japan from Chile", &["JPN"]),
            ("Imports from Germany", &[]),
            ("Exports to Chinese exporters", &[]),
            ("Japanese goods trade balance", &["JPN"]),
            ("中国への輸出", &[]),
            ("日本の中国への輸出", &["JPN"]),
        ] {
            let found: Vec<String> = countries_in(text).into_iter().map(|country| country.code).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
