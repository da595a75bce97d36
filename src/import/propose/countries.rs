//! Reporter and partner: which columns hold countries, and on which side each stands.

use super::answers::Change;
use super::{Profile, Work};
use crate::data::{Flow, Role, country};
use crate::import::words::{self, Hint};
use crate::import::{ColumnRole, Mapping, SeriesColumn};

impl Work<'_> {
    /// Reporter and partner.
    pub(super) fn countries(&mut self) {
        let reporters = self.free(|p| p.hint == Some(Hint::Reporter) && p.filled > 0);
        let partners = self.free(|p| p.hint == Some(Hint::Partner) && p.filled > 0);
        let mut named = self.free(|p| p.hint == Some(Hint::Country) && p.filled > 0);
        let by_content = |p: &Profile| p.hint.is_none() && p.distinct > 1 && p.is_of_countries() && !p.is_numeric();
        let unnamed = self.free(by_content);
        self.pair(&reporters, ColumnRole::Reporter, ColumnRole::ReporterName);
        self.pair(&partners, ColumnRole::Partner, ColumnRole::PartnerName);
        if named.is_empty() {
            named = unnamed;
        }
        let recognised: Vec<usize> =
            named.iter().copied().filter(|at| self.profile(*at).is_some_and(|p| p.mostly(p.countries, 50))).collect();
        let named = if recognised.is_empty() { named } else { self.with_codes(&recognised, &named) };
        match (reporters.is_empty(), partners.is_empty()) {
            _ if named.is_empty() => {}
            (true, false) => self.pair(&named, ColumnRole::Reporter, ColumnRole::ReporterName),
            (false, true) => self.pair(&named, ColumnRole::Partner, ColumnRole::PartnerName),
            (true, true) if self.has_series(|series| series.partner.is_some()) => {
                self.pair(&named, ColumnRole::Reporter, ColumnRole::ReporterName);
            }
            (true, true) if self.has_series(|series| series.reporter.is_some()) => {
                self.pair(&named, ColumnRole::Partner, ColumnRole::PartnerName);
            }
            (true, true) => self.undecided_countries(&named),
            (false, false) => {}
        }
    }

    /// The recognised columns and the code columns beside them.
    fn with_codes(&self, recognised: &[usize], named: &[usize]) -> Vec<usize> {
        named
            .iter()
            .copied()
            .filter(|at| recognised.contains(at) || self.profile(*at).is_some_and(|p| p.code == Some(true)))
            .collect()
    }

    /// A country column that does not say on which side it stands.
    fn undecided_countries(&mut self, named: &[usize]) {
        let names: Vec<usize> =
            named.iter().copied().filter(|at| !self.profile(*at).is_some_and(Profile::is_code)).collect();
        let two = if names.len() >= 2 { names } else { named.to_vec() };
        let both_named = two.len() == 2 && self.same_kind(&two);
        if both_named {
            if let [first, second] = *two.as_slice() {
                self.pair(&[first], ColumnRole::Reporter, ColumnRole::ReporterName);
                self.pair(&[second], ColumnRole::Partner, ColumnRole::PartnerName);
                let (a, b) = (self.name(first), self.name(second));
                let swap = move |mapping: &mut Mapping| {
                    mapping.columns.iter_mut().for_each(|role| *role = other_side(*role));
                };
                let answers: Vec<(String, Change)> = vec![
                    (format!("`{a}` is the reporter, `{b}` the partner"), Box::new(|_: &mut Mapping| ())),
                    (format!("`{b}` is the reporter, `{a}` the partner"), Box::new(swap)),
                ];
                self.ask_with(format!("Which column is the reporter and which the partner: `{a}` or `{b}`?"), answers);
            }
            return;
        }
        if self.proposal.mapping.default_reporter.is_some() {
            self.pair(named, ColumnRole::Partner, ColumnRole::PartnerName);
            return;
        }
        let taken = self.quoted(named.get(..1).unwrap_or_default());
        if let Some(reporter) = self.country_of_values() {
            self.pair(named, ColumnRole::Partner, ColumnRole::PartnerName);
            let label = reporter.label;
            self.warn(format!(
                "the reporter is {label}, as the columns of values say; the column {taken} is the partner"
            ));
            self.proposal.mapping.default_reporter = Some(reporter.code);
            return;
        }
        if let Some(reporter) = self.country_of_names() {
            self.pair(named, ColumnRole::Partner, ColumnRole::PartnerName);
            let label = reporter.label;
            self.warn(format!(
                "the reporter is {label}, by the file's name or title; the column {taken} is the partner"
            ));
            self.proposal.mapping.default_reporter = Some(reporter.code);
            return;
        }
        self.pair(named, ColumnRole::Reporter, ColumnRole::ReporterName);
        if named.iter().any(|at| self.profile(*at).is_some_and(|p| p.hint == Some(Hint::Country))) {
            self.warn(format!("the column {taken} is taken as the reporter; the partner is the world"));
            return;
        }
        // No name, no title: Brazil's imports, or imports from Brazil.
        let columns: Vec<usize> = named.to_vec();
        let some: Vec<&str> = named.first().map(|at| self.sniffed.column(*at).take(2).collect()).unwrap_or_default();
        let some = some.join(", ");
        let problem = format!("Whose trade is this: that of {some} ..., or somebody's trade with them?");
        let partners = move |mapping: &mut Mapping| {
            for at in &columns {
                if let Some(role) = mapping.columns.get_mut(*at) {
                    *role = other_side(*role);
                }
            }
        };
        self.ask_with(
            problem,
            vec![
                (format!("The trade of {some} ..."), Box::new(|_: &mut Mapping| ())),
                (format!("Trade with {some} ..."), Box::new(partners)),
            ],
        );
    }

    /// The one country that the names of several columns of numbers begin with: `US 2024 Exports`.
    fn country_of_values(&self) -> Option<country::Recognised> {
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
        // `UK trade in goods`, `U.S. imports`: who publishes puts itself first.
        for title in titles.clone() {
            let words = title.split_whitespace().take_while(|word| !matches!(*word, "with" | "to" | "from" | "by"));
            let words: Vec<&str> = words.collect();
            // `million US dollars` is what is counted.
            let counted = |at: usize| words.get(at + 1).is_some_and(|next| next.to_lowercase().starts_with("dollar"));
            let mut words = words.iter().enumerate().filter(|(at, _)| !counted(*at)).map(|(_, word)| *word);
            let own = words.find_map(|word| match word.trim_matches(|c: char| !c.is_alphanumeric() && c != '$') {
                "UK" => Some("GBR"),
                "US" | "U.S" => Some("USA"),
                _ => None,
            });
            found.extend(own.and_then(country::recognise));
        }
        for text in titles.chain(self.sniffed.part.as_deref()).chain([self.sniffed.stem.as_str()]) {
            found.extend(countries_in(text));
        }
        found.sort_by(|a, b| a.code.cmp(&b.code));
        found.dedup_by(|a, b| a.code == b.code);
        if found.len() == 1 { found.pop() } else { None }
    }

    fn has_series(&self, condition: impl Fn(&SeriesColumn) -> bool) -> bool {
        self.proposal.mapping.series.iter().any(condition)
    }

    /// Whether two country columns hold countries of their own rather than codes and names of the same.
    fn same_kind(&self, two: &[usize]) -> bool {
        let [a, b] = *two else { return false };
        let code = |cell: &String| country::recognise(cell).map(|r| r.code);
        let differ = self.sniffed.sample.iter().take(200).filter(
            |(_, row)| matches!((row.get(a).and_then(code), row.get(b).and_then(code)), (Some(x), Some(y)) if x != y),
        );
        differ.count() > 0
    }

    /// Chooses a code and a name column among those of one axis.
    pub(super) fn pair(&mut self, columns: &[usize], code_role: ColumnRole, name_role: ColumnRole) {
        let by = |want_code: bool| {
            let mut fitting: Vec<usize> = columns
                .iter()
                .copied()
                .filter(|at| self.profile(*at).is_some_and(|p| p.is_code() == want_code && p.filled > 0))
                .collect();
            // Complete columns first, then those that are recognised as countries.
            fitting.sort_by_key(|at| self.profile(*at).map(|p| (!p.is_complete(), !p.mostly(p.countries, 60))));
            fitting.first().copied()
        };
        let (code, name) = (by(true), by(false));
        if let Some(code) = code {
            self.set(code, code_role);
        }
        // Names in a column without a name, beside their codes.
        let beside = code.map(|code| code + 1).filter(|next| {
            let text = |p: &Profile| p.name.trim().is_empty() && p.filled > 0 && !p.is_numeric();
            self.roles.get(*next) == Some(&ColumnRole::Ignore) && self.profile(*next).is_some_and(text)
        });
        if let Some(name) = name.or(beside) {
            self.set(name, name_role);
        }
    }
}

/// The role of the same column seen from the other side.
pub(super) const fn other_side(role: ColumnRole) -> ColumnRole {
    match role {
        ColumnRole::Reporter => ColumnRole::Partner,
        ColumnRole::Partner => ColumnRole::Reporter,
        ColumnRole::ReporterName => ColumnRole::PartnerName,
        ColumnRole::PartnerName => ColumnRole::ReporterName,
        other => other,
    }
}

/// The countries that a text names: the longest phrases of up to four words, `Reino Unido` before `Unido`.
fn countries_in(text: &str) -> Vec<country::Recognised> {
    // What is counted is nobody's: `dólares de los Estados Unidos`.
    let counted = |word: &str| {
        let word = word.to_lowercase();
        ["dollar", "dólar", "dolar", "доллар", "달러", "ドル", "美元"].iter().any(|stem| word.starts_with(stem))
    };
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let phrases = (1..=4).rev().filter_map(|length| Some((length, words.get(at..at + length)?.join(" "))));
        let known = phrases.map(|(length, phrase)| (length, leaf(&phrase))).find(|(_, known)| known.is_some());
        if counted(word) {
            // `dollars of the United States`, `долларов США`
            at += 1;
            let joins = |word: &&str| matches!(*word, "of" | "the" | "de" | "los" | "das" | "dos" | "des");
            let joined = words.get(at..).unwrap_or_default().iter().take_while(|word| joins(word)).count();
            let owner = |length: &usize| {
                let phrase = words.get(at + joined..at + joined + length).map(|phrase| phrase.join(" "));
                phrase.and_then(|phrase| leaf(&phrase)).is_some_and(|owner| joined > 0 || owner.code == "USA")
            };
            at += (1..=4).rev().find(owner).map_or(0, |length| joined + length);
        } else if let Some((length, Some(country))) = known {
            // `United States dollars`, but `Canada, US dollars`.
            let money = country.code == "USA" && words.get(at + length).is_some_and(|next| counted(next));
            found.extend((!money).then_some(country));
            at += length;
        } else {
            found.extend(leading_in_script(word));
            at += 1;
        }
    }
    found
}

/// A country by its name; short words of Latin letters are rather words than codes.
fn leaf(phrase: &str) -> Option<country::Recognised> {
    let short = phrase.is_ascii() && phrase.chars().filter(char::is_ascii_alphabetic).count() < 4;
    country::recognise(phrase).filter(|found| !short && found.role == Role::Leaf)
}

/// The country that a word begins with in scripts that write no blanks: `日本の輸出`.
fn leading_in_script(word: &str) -> Option<country::Recognised> {
    let first = word.chars().next()?;
    // Kana, ideographs and Hangul.
    if !matches!(first, '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}') {
        return None;
    }
    if ["달러", "ドル", "美元"].iter().any(|money| word.contains(money)) {
        return None;
    }
    let ends: Vec<usize> = word.char_indices().map(|(at, _)| at).skip(2).take(8).collect();
    ends.into_iter().rev().filter_map(|end| word.get(..end)).find_map(leaf)
}

/// The country that a column's name begins with or has in the genitive: `US 2024 Exports`, `Japan's imports`,
/// `South Korea: exports`, `中国出口`.
fn leading_country(name: &str) -> Option<country::Recognised> {
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
    phrases.map(|phrase| phrase.join(" ")).find_map(|phrase| known(&phrase)).or_else(|| {
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
        ] {
            let found: Vec<String> = countries_in(text).into_iter().map(|country| country.code).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
