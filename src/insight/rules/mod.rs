//! The rules that find facts in lines. Each looks at one line (or all) and claims something or nothing.

mod between;
mod changes;
mod records;

use super::series::Series;
use super::wording::Wording;
use super::{Finding, Kind};
use crate::data::Period;
use crate::query::{Line, LineRole, Trajectories, Transform};

pub(super) use between::{Crossing, crossing};
pub(super) use changes::{first_of_season, last_turn, ratio};
pub(super) use records::extreme_of;

/// Fewer values than this carry no record.
const ENOUGH: usize = 5;

/// A line with what its claims may reach back to.
struct Subject<'a> {
    words: Wording<'a>,
    /// The line as shown.
    series: Series<'a>,
    /// The same line over the whole file where known, else as shown.
    long: Series<'a>,
    /// Add this to a place in `series` for the place in `long`.
    offset: usize,
    /// Whether the file reaches back before the long series.
    cut: bool,
    /// From 0 to 1: how large the line is beside the largest.
    size: f32,
}

/// All findings of all lines, in no order.
pub(super) fn all(words: Wording<'_>, loaded: Option<&Trajectories>) -> Vec<Finding> {
    let shown = words.shown;
    let rules: [fn(&Subject<'_>) -> Option<Finding>; 8] = [
        records::low,
        records::high,
        records::since,
        changes::streak,
        changes::times_first,
        changes::times_ten_years,
        changes::sign_change,
        changes::largest_change,
    ];
    let mut found: Vec<Finding> = told(words)
        .filter_map(|line| subject(words, line, loaded))
        .flat_map(|subject| {
            let found = rules.iter().filter_map(|rule| rule(&subject));
            found.map(|finding| subject.dated(finding)).collect::<Vec<_>>()
        })
        .collect();
    if shown.lines.first().is_some_and(|line| words.summed_reporters(line).is_none()) {
        found.extend(between::overtaken(words));
        found.extend(between::share(words));
    }
    found
}

/// The lines of which facts are told: of no rest, nor of several reporters added together, nor of the share of all in
/// itself.
pub(super) fn told(words: Wording<'_>) -> impl Iterator<Item = &Line> + Clone {
    let is_share = words.view.transform == Transform::Share;
    let lines = words.shown.lines.iter().chain(&words.shown.whole);
    lines
        .filter(move |line| !(is_share && line.role == LineRole::Whole))
        .filter(|line| !matches!(line.role, LineRole::Others | LineRole::NotListed))
        .filter(move |line| words.summed_reporters(line).is_none() && !words.is_worlds_balance(line))
}

/// Whether a line has too few values for a record.
pub(super) fn has_few(series: &Series<'_>) -> bool {
    series.places().count() < ENOUGH
}

fn subject<'a>(words: Wording<'a>, line: &'a Line, loaded: Option<&'a Trajectories>) -> Option<Subject<'a>> {
    let series = Series { line, periods: &words.shown.periods };
    let last = series.number(series.last()?)?;
    let (long, offset) = loaded.and_then(|loaded| longer(&series, loaded)).unwrap_or((series, 0));
    let cut = long.periods.first().is_some_and(|first| reaches_before(words, *first));
    let ends = words.shown.lines.iter().filter_map(|line| Series { line, periods: &words.shown.periods }.last()).max();
    // What a line last said some time ago matters less than what is new.
    let fresh = match words.nothing_newer(&series) {
        Some(_) => 0.5,
        None if series.last() < ends => 0.75,
        None => 1.0,
    };
    let size = fresh * (last.abs() / words.largest.max(f64::MIN_POSITIVE)) as f32;
    Some(Subject { words, series, long, offset, cut, size })
}

/// The same line over the whole file, if its values are the same where both have them.
pub(super) fn longer<'a>(series: &Series<'_>, loaded: &'a Trajectories) -> Option<(Series<'a>, usize)> {
    let line = loaded.line(&series.line.code)?;
    let start = series.periods.first()?;
    let offset = loaded.periods.iter().position(|period| period == start)?;
    let long = Series { line, periods: &loaded.periods };
    let same = series.places().all(|at| long.number(at + offset) == series.number(at));
    same.then_some((long, offset))
}

/// Whether the file has figures from before a period that could have been shown.
pub(super) fn reaches_before(words: Wording<'_>, first: Period) -> bool {
    let needed = match words.view.transform {
        Transform::Rolling => 12 - first.frequency().months(),
        Transform::Change | Transform::Growth => 12,
        _ => 0,
    };
    let earliest = words.dataset.periods.iter().map(|period| period.start_month()).min();
    earliest.is_some_and(|earliest| earliest < first.start_month() - needed)
}

impl Subject<'_> {
    fn finding(&self, kind: Kind, heading: String, fact: String, weight: f32) -> Finding {
        Finding {
            kind,
            line: self.series.line.code.clone(),
            heading,
            fact,
            rule: String::new(),
            explanation: String::new(),
            at: None,
            weight: weight * (0.5 + 0.5 * self.size),
        }
    }

    /// A finding on the newest figure of a line that ended long ago says why it ends there.
    fn dated(&self, finding: Finding) -> Finding {
        match self.words.nothing_newer(&self.series).filter(|_| finding.at == self.series.last()) {
            Some(why) => Finding { rule: format!("{}; {why}", finding.rule), ..finding },
            None => finding,
        }
    }

    fn name(&self) -> String {
        self.words.briefly(&self.words.name(self.series.line))
    }

    fn when(&self, at: usize) -> String {
        self.series.periods.get(at).map(|period| self.words.when(*period)).unwrap_or_default()
    }

    fn is_balance(&self) -> bool {
        self.words.is_balance(self.series.line)
    }

    /// "estimates among them" where a claim rests on one.
    fn estimates(&self, from: usize, to: usize) -> &'static str {
        if self.long.has_estimate(from, to) { " Some of the values are estimates." } else { "" }
    }
}
