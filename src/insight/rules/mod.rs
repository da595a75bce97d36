//! The rules that find facts in lines. Each looks at one line (or all) and claims something or nothing.

mod between;
mod changes;
mod records;

use super::claim::{LineName, When};
use super::fact::Fact;
use super::reading::Reading;
use super::series::Series;
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
    reading: Reading<'a>,
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
pub(super) fn all(reading: Reading<'_>, loaded: Option<&Trajectories>) -> Vec<Finding> {
    let shown = reading.shown;
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
    let mut found: Vec<Finding> = told(reading)
        .filter_map(|line| subject(reading, line, loaded))
        .flat_map(|subject| {
            let found = rules.iter().filter_map(|rule| rule(&subject));
            found.map(|finding| subject.dated(finding)).collect::<Vec<_>>()
        })
        .collect();
    if shown.lines.first().is_some_and(|line| reading.summed_reporters(line).is_none()) {
        found.extend(between::overtaken(reading));
        found.extend(between::share(reading));
    }
    found
}

/// The lines of which facts are told: of no rest, nor of several reporters added together, nor of the share of all in
/// itself.
pub(super) fn told(reading: Reading<'_>) -> impl Iterator<Item = &Line> + Clone {
    let is_share = reading.view.transform == Transform::Share;
    let lines = reading.shown.lines.iter().chain(&reading.shown.whole);
    lines
        .filter(move |line| !(is_share && line.role == LineRole::Whole))
        .filter(|line| !matches!(line.role, LineRole::Others | LineRole::NotListed))
        .filter(move |line| reading.summed_reporters(line).is_none() && !reading.is_worlds_balance(line))
}

/// Whether a line has too few values for a record.
pub(super) fn has_few(series: &Series<'_>) -> bool {
    series.places().count() < ENOUGH
}

fn subject<'a>(reading: Reading<'a>, line: &'a Line, loaded: Option<&'a Trajectories>) -> Option<Subject<'a>> {
    let series = Series { line, periods: &reading.shown.periods };
    let last = series.number(series.last()?)?;
    let (long, offset) = loaded.and_then(|loaded| longer(&series, loaded)).unwrap_or((series, 0));
    let cut = long.periods.first().is_some_and(|first| reaches_before(reading, *first));
    let ends =
        reading.shown.lines.iter().filter_map(|line| Series { line, periods: &reading.shown.periods }.last()).max();
    // What a line last said some time ago matters less than what is new.
    let fresh = match reading.nothing_newer(&series) {
        Some(_) => 0.5,
        None if series.last() < ends => 0.75,
        None => 1.0,
    };
    let size = fresh * (last.abs() / reading.largest.max(f64::MIN_POSITIVE)) as f32;
    Some(Subject { reading, series, long, offset, cut, size })
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
pub(super) fn reaches_before(reading: Reading<'_>, first: Period) -> bool {
    let needed = match reading.view.transform {
        Transform::Rolling => 12 - first.frequency().months(),
        Transform::Change | Transform::Growth => 12,
        _ => 0,
    };
    let earliest = reading.dataset.periods.iter().map(|period| period.start_month()).min();
    earliest.is_some_and(|earliest| earliest < first.start_month() - needed)
}

impl Subject<'_> {
    fn finding(&self, kind: Kind, fact: Fact, weight: f32) -> Finding {
        let line = self.series.line.code.clone();
        Finding { kind, line, fact, newer: None, at: None, weight: weight * (0.5 + 0.5 * self.size) }
    }

    /// A finding on the newest figure of a line that ended long ago says why it ends there.
    fn dated(&self, finding: Finding) -> Finding {
        let newer = self.reading.nothing_newer(&self.series).filter(|_| finding.at == self.series.last());
        Finding { newer, ..finding }
    }

    fn name(&self) -> LineName {
        self.reading.line_name(self.series.line)
    }

    fn when(&self, at: usize) -> Option<When> {
        self.series.periods.get(at).map(|period| self.reading.when(*period))
    }

    fn is_balance(&self) -> bool {
        self.reading.is_balance(self.series.line)
    }
}
