//! Names of several levels, `Germany / Exports / 2021`: a series for each combination, none of them lost.

use foldhash::HashSet;

use super::countries::other_side;
use super::{Work, is_month};
use crate::data::{Flow, Frequency, Period, Role, country};
use crate::import::words::{self, Hint};
use crate::import::{ColumnRole, Mapping, SeriesColumn};
use crate::import::{regions, vocabulary};

/// What the levels of a name tell.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
struct Told {
    flow: Option<Flow>,
    period: Option<Period>,
    country: Option<String>,
    /// The country as it is written.
    level: Option<String>,
    rest: Vec<String>,
}

impl Told {
    fn of(name: &str) -> Self {
        let mut told = Self::default();
        for level in name.split(" / ").map(str::trim).filter(|level| !level.is_empty()) {
            let within = || told.period.filter(|_| is_month(level)).map(Period::start_year);
            if let Some(period) = Period::parse(level) {
                // A year beside its month or quarter: the finer one of the two.
                told.period = told.period.filter(|known| known.frequency() < period.frequency()).or(Some(period));
            } else if let Some(year) = within() {
                let month = crate::import::engine::month_word(level);
                told.period = Period::parse(&format!("{year} {month}")).or(told.period);
            } else if let (None, Some(flow)) = (told.flow, words::flow_of_phrase(level)) {
                told.flow = Some(flow);
            } else if let (None, Some(found)) = (&told.country, country::recognise(level)) {
                told.level = Some(level.to_owned());
                told.country = Some(if found.role == Role::Total { level.to_owned() } else { found.code });
            } else if words::unit_of(level).is_none() && !is_amount(level) {
                told.rest.push(level.to_owned());
            }
        }
        told
    }

    fn series(self, column: usize, as_partner: bool) -> SeriesColumn {
        let (reporter, partner) = if as_partner { (None, self.country) } else { (self.country, None) };
        let sector = (!self.rest.is_empty()).then(|| self.rest.join(" / "));
        SeriesColumn { column, flow: self.flow, period: self.period, reporter, partner, sector, ..Default::default() }
    }
}

/// Whether a level says no more than that amounts stand below it: `Value` beside `Share (%)`.
fn is_amount(level: &str) -> bool {
    matches!(words::hint(level), Some((Hint::Value, _)))
}

/// `Total` is the world beside countries and all goods beside goods, whichever list knows the word; and an unknown name
/// among countries is one of them in another spelling, as `Et` is no Ethiopia among meats.
fn same_kind_of_places(mut told: Vec<(usize, Told)>) -> Vec<(usize, Told)> {
    let finer = |told: &Told| told.period.is_some_and(|period| period.frequency() > Frequency::Year);
    if told.iter().any(|(_, told)| finer(told)) {
        // `2015 / Total` beside `2015 / Q1` is the year.
        for (_, one) in told.iter_mut().filter(|(_, told)| !finer(told) && told.period.is_some()) {
            if one.rest.last().is_some_and(|word| vocabulary::claims_total(word).is_some()) {
                one.rest.pop();
            }
        }
    }
    let place = |text: &String| country::recognise(text).filter(|found| found.role != Role::Total);
    let places = told.iter().filter(|(_, told)| told.country.as_ref().and_then(place).is_some()).count();
    let named = told.iter().filter(|(_, told)| told.country.is_some() || !told.rest.is_empty()).count();
    let most = places * 3 >= named * 2;
    for (_, one) in &mut told {
        match (&one.country, one.rest.as_slice()) {
            (Some(_), _) if places * 2 < named => one.rest.extend(one.country.take().and(one.level.take())),
            (None, [word]) if places > 0 && (most || regions::region_role(word) != Role::Unknown) => {
                one.country = one.rest.pop();
            }
            _ => {}
        }
    }
    told
}

impl Work<'_> {
    /// Columns whose names have levels that are more than a flow and a period, or a flow and a subject.
    pub(super) fn levels(&mut self) {
        let figures =
            self.free(|p| p.name.contains(" / ") && (p.is_empty() || p.is_numeric() || p.mostly(p.marks, 90)));
        let told: Vec<(usize, Told)> = figures
            .into_iter()
            .filter(|at| !words::is_no_money(&self.name(*at)))
            .map(|at| (at, Told::of(&self.name(at))))
            .collect();
        let told = same_kind_of_places(told);
        let dated = told.iter().filter(|(_, told)| told.period.is_some()).count();
        let by_country = told.iter().all(|(_, told)| told.country.is_some());
        let more = told.iter().any(|(_, told)| told.country.is_some() || dated > 0 && !told.rest.is_empty())
            || told.iter().any(|(_, told)| told.period.is_some_and(|period| period.to_string().len() > 4));
        let distinct: HashSet<&Told> = told.iter().map(|(_, told)| told).collect();
        let clear = distinct.len() == told.len() && (dated == told.len() || dated == 0 && by_country);
        if told.len() < 2 || !more || !clear {
            return;
        }
        let as_partner = by_country && self.heads_are_partners();
        self.proposal.wide = dated > 0;
        for (at, told) in told {
            self.set(at, ColumnRole::Series);
            self.proposal.mapping.series.push(told.series(at, as_partner));
        }
    }

    /// Whether countries in the headings are partners: the rows tell the reporters, or the title tells the only one.
    fn heads_are_partners(&mut self) -> bool {
        let named = |hint: Hint| self.columns.iter().any(|p| p.hint == Some(hint) && p.filled > 0 && !p.is_numeric());
        if named(Hint::Reporter) || named(Hint::Partner) {
            return named(Hint::Reporter);
        }
        if self.proposal.mapping.default_reporter.is_some() {
            return true;
        }
        if !self.free(|p| !p.is_numeric() && p.is_of_countries()).is_empty() {
            let swap = |mapping: &mut Mapping| {
                for series in &mut mapping.series {
                    std::mem::swap(&mut series.reporter, &mut series.partner);
                }
                mapping.columns.iter_mut().for_each(|role| *role = other_side(*role));
            };
            self.ask_with(
                "Countries stand in the headings and in the rows. Which are the reporters and which the partners?",
                vec![
                    ("The headings name the reporters".to_owned(), Box::new(|_: &mut Mapping| ())),
                    ("The rows name the reporters".to_owned(), Box::new(swap)),
                ],
            );
            return false;
        }
        let Some(own) = self.country_of_names() else { return false };
        self.proposal.mapping.default_reporter = Some(own.code);
        true
    }

    /// Columns that tell the same flow of the same period: nothing says which of them is meant.
    pub(super) fn told_twice(&mut self) {
        let mut seen = HashSet::default();
        let mut twice = Vec::new();
        for (at, role) in self.roles.iter().enumerate() {
            if matches!(role, ColumnRole::PeriodValue(_) | ColumnRole::FlowPeriodValue(..)) && !seen.insert(*role) {
                twice.push(at);
            }
        }
        if !twice.is_empty() {
            let names = self.quoted(&twice);
            self.ask(format!(
                "Several columns tell of the same period: {names}. What tells the second ones from the first?"
            ));
        }
    }
}
