//! Names of several levels, `Germany / Exports / 2021`: a series for each combination, none of them lost.

use foldhash::HashSet;

use super::Work;
use super::countries::other_side;
use super::told::{Told, told};
use crate::import::words::{self, Hint};
use crate::import::{ColumnRole, Mapping};

impl Work<'_> {
    /// Columns whose names have levels that are more than a flow and a period, or a flow and a subject.
    pub(super) fn levels(&mut self) {
        let figures =
            self.free(|p| p.name.contains(" / ") && (p.is_empty() || p.is_numeric() || p.mostly(p.marks, 90)));
        let figures: Vec<usize> = figures.into_iter().filter(|at| !words::is_no_money(&self.name(*at))).collect();
        let told = told(figures.iter().map(|at| self.name(*at)));
        let dated = told.iter().filter(|one| one.period.is_some()).count();
        let within = told.iter().filter(|one| one.within.is_some()).count();
        let by_country = told.iter().all(|one| one.country.is_some());
        let more = told.iter().any(|one| one.country.is_some() || one.flow.is_none() || !one.rest.is_empty())
            || told.iter().any(|one| one.period.is_some_and(|period| period.to_string().len() > 4));
        let distinct: HashSet<&Told> = told.iter().collect();
        let undated = dated == 0 && (by_country || within > 0);
        let clear = distinct.len() == told.len() && (dated == told.len() || undated);
        let of_rows = self.columns.iter().any(|p| p.hint == Some(Hint::Year) && p.mostly(p.periods, 80));
        if told.len() < 2 || !more || !clear || within > 0 && !(of_rows && dated == 0) {
            return;
        }
        let as_partner = by_country && self.heads_are_partners();
        self.proposal.wide = dated > 0;
        for (at, told) in figures.into_iter().zip(told) {
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
