//! Reporter and partner: which columns hold countries, and on which side each stands.

use foldhash::HashSet;

use super::answers::Change;
use super::{Profile, Work};
use crate::data::{classification, country};
use crate::import::vocabulary::{claims_total, is_toward};
use crate::import::words::{self, Hint};
use crate::import::{ColumnRole, Mapping, SeriesColumn};

/// Economies that no long list of partners lacks but their own.
const LARGE: [&str; 22] = [
    "USA", "CHN", "DEU", "JPN", "GBR", "FRA", "ITA", "CAN", "MEX", "BRA", "IND", "KOR", "AUS", "ESP", "NLD", "CHE",
    "SWE", "TUR", "THA", "IDN", "MYS", "ZAF",
];
/// So many countries are a long list.
const LONG: usize = 40;

impl Work<'_> {
    /// Reporter and partner.
    pub(super) fn countries(&mut self) {
        let reporters = self.free(|p| p.hint == Some(Hint::Reporter) && p.filled > 0);
        let partners = self.free(|p| p.hint == Some(Hint::Partner) && p.filled > 0);
        let mut named = self.free(|p| p.hint == Some(Hint::Country) && p.filled > 0);
        let by_content = |p: &Profile| {
            // `Exports to` holds the other side, also where it is told by groups only.
            let of_countries = p.is_of_countries() || names_other_side(&p.name);
            p.hint.is_none() && p.distinct > 1 && of_countries && !p.is_numeric() && p.area.is_none()
        };
        let mut unnamed = self.free(by_content);
        unnamed.retain(|at| !self.is_of_items(*at));
        self.pair(&reporters, ColumnRole::Reporter, ColumnRole::ReporterName);
        self.pair(&partners, ColumnRole::Partner, ColumnRole::PartnerName);
        if named.is_empty() {
            named = unnamed;
        }
        let recognised: Vec<usize> =
            named.iter().copied().filter(|at| self.profile(*at).is_some_and(|p| p.mostly(p.countries, 50))).collect();
        let named = if recognised.is_empty() { named } else { self.with_codes(&recognised, &named) };
        match (reporters.is_empty(), partners.is_empty()) {
            (true, true) if self.proposal.mapping.series.is_empty() && self.areas(&named) => {}
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

    /// Whether codes that countries have as well are of goods and services: `GS`, `SC`, `SD` beside `G` or `S`, or in a
    /// column that is called after a classification.
    fn is_of_items(&self, at: usize) -> bool {
        let codes: HashSet<&str> = self.sniffed.column(at).collect();
        let codes: Vec<&str> = codes.into_iter().collect();
        let is_of_halves = || {
            let has_half = codes.iter().any(|code| matches!(*code, "G" | "S"));
            has_half && classification::recognise(&codes, "") == Some(classification::System::Ebops)
        };
        classification::named(&self.name(at)).is_some() || is_of_halves()
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
        if let [first, second] = *two.as_slice()
            && self.same_kind(&two)
        {
            return self.which_side(first, second);
        }
        let is_other_side = named.iter().any(|at| names_other_side(&self.name(*at)));
        let is_told = self.proposal.mapping.default_reporter.is_some() || self.is_told_beside(named);
        if is_told || is_other_side {
            self.pair(named, ColumnRole::Partner, ColumnRole::PartnerName);
            return;
        }
        self.pair(named, ColumnRole::Reporter, ColumnRole::ReporterName);
        let is_called = named.iter().any(|at| self.profile(*at).is_some_and(|p| p.hint == Some(Hint::Country)));
        if let Some(absent) = self.absent_economy(named) {
            self.whose_trade(named, Some(absent));
        } else if is_called {
            let taken = self.quoted(named.get(..1).unwrap_or_default());
            self.warn(format!("the column {taken} is taken as the reporter; the partner is the world"));
        } else {
            self.whose_trade(named, None);
        }
    }

    /// The one large economy that a long list of countries does not name: whose partners they probably are, for nobody
    /// trades with itself.
    fn absent_economy(&self, named: &[usize]) -> Option<country::Recognised> {
        let cells = named.iter().flat_map(|at| self.sniffed.column(*at));
        let distinct: HashSet<&str> = cells.collect();
        let listed: HashSet<String> = distinct.into_iter().filter_map(country::recognise).map(|c| c.code).collect();
        let mut absent = LARGE.into_iter().filter(|code| !listed.contains(*code));
        let only = absent.next().filter(|_| absent.next().is_none() && listed.len() >= LONG)?;
        country::recognise(only)
    }

    /// Two columns of different countries: the first is likelier the reporter.
    fn which_side(&mut self, first: usize, second: usize) {
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

    /// Takes the reporter that the columns of values, or the names around the table, tell; says whether they do.
    fn is_told_beside(&mut self, named: &[usize]) -> bool {
        let of_values = self.country_of_values().map(|reporter| (reporter, "as the columns of values say"));
        let told = of_values.or_else(|| {
            let own = self.country_of_names().filter(|own| !self.is_only(named, &own.code))?;
            Some((own, "by the file's name or title"))
        });
        let Some((reporter, how)) = told else { return false };
        let taken = self.quoted(named.get(..1).unwrap_or_default());
        self.warn(format!("the reporter is {}, {how}; the column {taken} is the partner", reporter.label));
        self.proposal.mapping.default_reporter = Some(reporter.code);
        true
    }

    /// Nothing tells it: Brazil's imports, or imports from Brazil. Of one that is absent it may be the trade with them.
    fn whose_trade(&mut self, named: &[usize], absent: Option<country::Recognised>) {
        let columns: Vec<usize> = named.to_vec();
        let some: Vec<&str> = named.first().map(|at| self.sniffed.column(*at).take(2).collect()).unwrap_or_default();
        let some = some.join(", ");
        let (question, with) = match &absent {
            None => (String::new(), format!("Trade with {some} ...")),
            Some(one) => (
                format!("All large economies but {} are listed. ", one.label),
                format!("Trade of {} with {some} ...", one.label),
            ),
        };
        let problem = format!("{question}Whose trade is this: that of {some} ..., or somebody's trade with them?");
        let is_likely = absent.is_some();
        let partners = move |mapping: &mut Mapping| {
            for at in &columns {
                if let Some(role) = mapping.columns.get_mut(*at) {
                    *role = other_side(*role);
                }
            }
            mapping.default_reporter = absent.as_ref().map(|one| one.code.clone());
        };
        let own: (String, Change) = (format!("The trade of {some} ..."), Box::new(|_: &mut Mapping| ()));
        let mut answers = vec![own, (with, Box::new(partners))];
        if is_likely {
            answers.reverse();
        }
        self.ask_with(problem, answers);
    }

    /// A list of countries and of products in one column tells the same trade twice: which of them is asked.
    pub(super) fn countries_among_sectors(&mut self) {
        if self.has(ColumnRole::PartnerName) || self.has(ColumnRole::Partner) {
            return;
        }
        let named = [ColumnRole::SectorName, ColumnRole::Sector];
        let Some(at) = named.into_iter().find_map(|role| self.roles.iter().position(|own| *own == role)) else {
            return;
        };
        let cells: HashSet<&str> = self.sniffed.column(at).collect();
        let is_country =
            |cell: &&&str| cell.chars().count() > 3 && country::recognise(cell).is_some_and(|found| found.is_country());
        let countries: Vec<String> = cells.iter().filter(is_country).map(|cell| (*cell).to_owned()).collect();
        let region = |cell: &str| claims_total(cell).is_some() || country::recognise(cell).is_some();
        let others: Vec<String> = cells.iter().filter(|cell| !region(cell)).map(|cell| (*cell).to_owned()).collect();
        if countries.len() < 2 || others.len() < 2 || countries.len() * 5 < cells.len() {
            return;
        }
        let only = |cells: Vec<String>, role: Option<ColumnRole>| -> Change {
            Box::new(move |mapping: &mut Mapping| {
                mapping.keep.extend(cells.iter().map(|cell| (at, cell.clone())));
                if let (Some(role), Some(place)) = (role, mapping.columns.get_mut(at)) {
                    *place = role;
                }
            })
        };
        let name = self.name(at);
        let some = |list: &[String]| {
            let mut list: Vec<&str> = list.iter().map(String::as_str).collect();
            list.sort_unstable();
            list.into_iter().take(2).collect::<Vec<_>>().join(", ")
        };
        let (of_countries, of_others) = (some(&countries), some(&others));
        let answers = vec![
            (format!("Only countries: {of_countries} ..."), only(countries, Some(ColumnRole::PartnerName))),
            (format!("Only products: {of_others} ..."), only(others, None)),
        ];
        let problem =
            format!("The column `{name}` lists countries and products, which tell the same trade. Which of them?");
        self.ask_with(problem, answers);
    }

    /// Whether columns hold one country and no other.
    fn is_only(&self, named: &[usize], code: &str) -> bool {
        let is_own = |cell: &str| country::recognise(cell).is_some_and(|found| found.code == code);
        named
            .iter()
            .all(|at| self.profile(*at).is_some_and(|p| p.distinct == 1) && self.sniffed.column(*at).all(is_own))
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

/// Whether a column is called after the other side: `Exports to`, `Imports from`.
fn names_other_side(name: &str) -> bool {
    words::flow_of_phrase(name).is_some() && name.split([' ', '_', '(']).any(is_toward)
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
