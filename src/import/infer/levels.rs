//! Names of several levels, `Germany / Exports / 2021`: a series for each combination, none of them lost.

use foldhash::HashSet;

use super::Work;
use super::answers::Change;
use super::countries::other_side;
use super::periods::period_role;
use super::series::splits_period;
use super::siblings::SEPARATORS;
use super::told::{Told, is_part_of_year, told};
use crate::data::{Flow, Period};
use crate::import::vocabulary::claims_total;
use crate::import::words::{self, Hint};
use crate::import::{ColumnRole, Mapping};

impl Work<'_> {
    /// Columns whose names have levels that are more than a flow and a period, or a flow and a subject.
    pub(super) fn levels(&mut self) {
        let (figures, names): (Vec<usize>, Vec<String>) = self.names_of_levels().into_iter().unzip();
        let told = told(names.iter().map(String::as_str));
        let dated = told.iter().filter(|one| one.period.is_some()).count();
        let within = told.iter().filter(|one| one.within.is_some()).count();
        let by_country = told.iter().all(|one| one.country.is_some());
        let more = told.iter().any(|one| one.country.is_some() || one.flow.is_none() || !one.rest.is_empty())
            || told.iter().any(|one| one.period.is_some_and(|period| period.to_string().len() > 4));
        let distinct: HashSet<&Told> = told.iter().collect();
        let undated = dated == 0 && (by_country || within > 0);
        let clear = distinct.len() == told.len() && (dated == told.len() || undated);
        let of_rows = self.columns.iter().any(|p| p.hint == Some(Hint::Year) && p.mostly(p.periods, 80));
        // `2012_Value` is a period and no more.
        let is_plain =
            told.iter().all(Told::is_period) && figures.iter().all(|at| period_role(&self.name(*at)).is_some());
        if told.len() < 2 || is_plain || !more || !clear || within > 0 && !(of_rows && dated == 0) {
            return;
        }
        let as_partner = told.iter().any(|one| one.country.is_some()) && self.heads_are_partners();
        self.proposal.wide = dated > 0;
        for (at, told) in figures.into_iter().zip(told) {
            self.set(at, ColumnRole::Series);
            self.proposal.mapping.series.push(told.series(at, as_partner));
        }
    }

    /// Columns of figures whose names have levels, with ` / ` between them, whatever stands between them in the file.
    fn names_of_levels(&self) -> Vec<(usize, String)> {
        let figures = self.free(|p| {
            let figures = p.is_empty() || p.is_numeric() || p.mostly(p.marks, 90);
            // `Goods, total / 2010` and `Clothing_2010` sound like goods, and are figures.
            let dated = || [" / "].iter().chain(&SEPARATORS).any(|separator| ends_dated(&p.name, separator));
            figures
                && !p.is_part
                && (matches!(p.hint, None | Some(Hint::Value)) || dated())
                && !words::is_no_money(&p.name)
        });
        let named: Vec<(usize, String)> = figures.iter().map(|at| (*at, self.name(*at))).collect();
        if named.iter().any(|(_, name)| name.contains(" / ")) {
            return named.into_iter().filter(|(_, name)| name.contains(" / ")).collect();
        }
        let named: Vec<(usize, String)> = named.into_iter().filter(|(_, name)| !name.is_empty()).collect();
        // `2022_01` is one period.
        let cuts = |separator: &str| named.iter().any(|(_, name)| splits_period(name, separator));
        let separators = SEPARATORS.iter().filter(|separator| !cuts(separator));
        separators.into_iter().find_map(|separator| joined_again(&named, separator)).unwrap_or_default()
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
            let answers = self.of_two_blocks(&twice);
            self.takes_first_answer = true;
            self.ask_with(
                format!("Several columns tell of the same period: {names}. What tells the second ones from the first?"),
                answers,
            );
        }
    }

    /// What two blocks of the same periods may be: exports and imports in either order, or only one of them counts.
    /// The order that a column of flows speaks for comes first.
    fn of_two_blocks(&self, second: &[usize]) -> Vec<(String, Change)> {
        let role = |at: usize| self.roles.get(at).copied().unwrap_or(ColumnRole::Ignore);
        let is_dated = |at: &usize| matches!(role(*at), ColumnRole::PeriodValue(_) | ColumnRole::FlowPeriodValue(..));
        let first: Vec<usize> = (0..self.roles.len()).filter(|at| is_dated(at) && !second.contains(at)).collect();
        let periods = |columns: &[usize]| columns.iter().map(|at| role(*at)).collect::<Vec<_>>();
        if periods(&first) != periods(second) {
            return Vec::new();
        }
        let flowless = first.iter().all(|at| matches!(role(*at), ColumnRole::PeriodValue(_)));
        let mut orders = [(Flow::Export, Flow::Import), (Flow::Import, Flow::Export)];
        if self.only_flow_told() == Some(Flow::Import) {
            orders.reverse();
        }
        let mut answers: Vec<(String, Change)> = Vec::new();
        for (one, other) in orders.into_iter().filter(|_| flowless) {
            let (first, second) = (first.clone(), second.to_vec());
            let change = move |mapping: &mut Mapping| {
                mapping.columns.iter_mut().filter(|role| **role == ColumnRole::Flow).for_each(ignore);
                let told = first.iter().map(|at| (at, one)).chain(second.iter().map(|at| (at, other)));
                for (at, flow) in told {
                    tell_flow(mapping, *at, flow);
                }
            };
            let label = format!("The first are {}s, the second {}s", one.word(), other.word());
            answers.push((label, Box::new(change)));
        }
        for (label, rest) in [("Only the first count", second.to_vec()), ("Only the second count", first)] {
            let change = move |mapping: &mut Mapping| {
                let unused = |(at, role): (usize, &mut ColumnRole)| rest.contains(&at).then(|| ignore(role));
                mapping.columns.iter_mut().enumerate().filter_map(unused).for_each(drop);
            };
            answers.push((label.to_owned(), Box::new(change)));
        }
        answers
    }

    /// The flow that a column names in every row, where it is one only.
    fn only_flow_told(&self) -> Option<Flow> {
        let told = self.free(|p| !p.is_numeric() && p.filled > 0 && p.mostly(p.flows, 95));
        let flows: HashSet<Flow> =
            told.iter().flat_map(|at| self.sniffed.column(*at)).filter_map(words::flow_of_phrase).collect();
        flows.iter().copied().next().filter(|_| flows.len() == 1)
    }
}

fn ignore(role: &mut ColumnRole) {
    *role = ColumnRole::Ignore;
}

/// Gives the figures of a column of one period their flow.
fn tell_flow(mapping: &mut Mapping, at: usize, flow: Flow) {
    if let Some(role) = mapping.columns.get_mut(at)
        && let ColumnRole::PeriodValue(period) = *role
    {
        *role = ColumnRole::FlowPeriodValue(flow, period);
    }
}

/// Whether a level behind the first one is a period.
fn ends_dated(name: &str, separator: &str) -> bool {
    name.split(separator).skip(1).any(|level| Period::parse(level).is_some())
}

/// Names that were joined from levels at a separator: as many in each, and periods among them.
fn joined_again(named: &[(usize, String)], separator: &str) -> Option<Vec<(usize, String)>> {
    let split: Vec<Vec<&str>> = named.iter().map(|(_, name)| name.split(separator).map(str::trim).collect()).collect();
    let count = split.first()?.len();
    let even = count > 1 && split.len() > 1 && split.iter().all(|levels| levels.len() == count);
    let is_date = |text: &&str| Period::parse(text).is_some() || is_part_of_year(text);
    let dated = |level: usize| {
        let levels = || split.iter().filter_map(|levels| levels.get(level));
        // A year's total stands beside its parts.
        levels().any(is_date) && levels().all(|text| is_date(text) || claims_total(text).is_some())
    };
    // What stands apart comes again, or it is punctuation within a name.
    let again = |level: usize| {
        let levels: HashSet<&str> = split.iter().filter_map(|levels| levels.get(level).copied()).collect();
        levels.len() < split.len()
    };
    let found = even && (0..count).any(dated) && (0..count).any(again);
    found.then(|| named.iter().map(|(at, _)| *at).zip(split.iter().map(|levels| levels.join(" / "))).collect())
}
