//! How one line moved: streaks, multiples of earlier values, turns of the sign and the largest change.

use std::cmp::Ordering;

use super::{ENOUGH, Subject};
use crate::data::{Amount, Frequency};
use crate::insight::bridge::contributions;
use crate::insight::claim::{Head, Size};
use crate::insight::fact::{Against, Direction, Fact, LargestChange, Multiple, Part, SignChange, Streak, Turn};
use crate::insight::reading::Reading;
use crate::insight::series::Series;
use crate::insight::{Finding, Kind};
use crate::query::{GroupBy, LineRole, Transform};

/// Changes in one direction that make a streak.
const STREAK: usize = 3;
/// Multiples below this (and above its inverse) are no news; those above [`MOST_TIMES`] start near zero.
const LEAST_TIMES: f64 = 1.5;
const MOST_TIMES: f64 = 100.0;

/// How often in a row the size went up (or down) until the last value, and which of the two.
fn run(series: &Series<'_>) -> Option<(usize, Ordering)> {
    let last = series.last()?;
    let sign = series.sign(last)?;
    let mut count = 0;
    let mut direction = None;
    for at in (1..=last).rev() {
        // A deficit that turned from a surplus starts the count anew.
        let (Some(now), Some(before)) = (series.sign(at), series.sign(at - 1)) else { break };
        let step = series.compare_size(at, at - 1)?;
        if now != sign || before != sign || step == Ordering::Equal || direction.is_some_and(|known| known != step) {
            break;
        }
        direction = Some(step);
        count += 1;
    }
    direction.map(|direction| (count, direction))
}

pub(super) fn streak(subject: &Subject<'_>) -> Option<Finding> {
    let Subject { reading, series, .. } = subject;
    let (transform, step) = (reading.view.transform, reading.shown.frequency);
    if matches!(transform, Transform::Cumulative | Transform::Change | Transform::Growth) {
        return None;
    }
    let (count, ordering) = run(&subject.long).filter(|(count, _)| *count >= STREAK)?;
    let last = series.last()?;
    // The run must end at the last value that is shown.
    if subject.long.last() != Some(last + subject.offset) {
        return None;
    }
    let start = last + subject.offset - count;
    let fact = Fact::Streak(Box::new(Streak {
        name: subject.name(),
        direction: direction(subject, series.sign(last)?, ordering == Ordering::Greater),
        count,
        step,
        of_sums: transform == Transform::Rolling && step != Frequency::Year,
        last: *series.periods.get(last)?,
        estimates: subject.long.has_estimate(start, last + subject.offset),
    }));
    let weight = 4.0 + (count as f32 / step.per_year() as f32).min(3.0);
    Some(Finding { at: Some(last), ..subject.finding(Kind::Streak, fact, weight) })
}

/// Where values of a sign go when their size goes up or down.
fn direction(subject: &Subject<'_>, sign: i8, up: bool) -> Direction {
    let Subject { reading, series, .. } = subject;
    match (subject.is_balance() && reading.is_level(), sign, up) {
        (true, -1, true) => Direction::Wider,
        (true, -1, false) => Direction::Narrower,
        (true, _, true) => Direction::Larger,
        (true, _, false) => Direction::Smaller,
        (false, -1, true) if reading.view.mirrors(series.line) => Direction::Higher,
        (false, -1, false) if reading.view.mirrors(series.line) => Direction::Lower,
        (false, -1, true) => Direction::FurtherBelowZero,
        (false, -1, false) => Direction::CloserToZero,
        (false, _, true) => Direction::Higher,
        (false, _, false) => Direction::Lower,
    }
}

/// The last value divided by an earlier one of the same sign.
pub(in crate::insight) fn ratio(series: &Series<'_>, from: usize, to: usize) -> Option<f64> {
    let same = series.sign(from)? == series.sign(to)? && series.sign(to)? != 0;
    let ratio = series.number(to)? / series.number(from)?;
    (same && ratio.is_finite()).then_some(ratio)
}

/// The first place of the same season as another: the same month or quarter of the year.
pub(in crate::insight) fn first_of_season(series: &Series<'_>, to: usize, per_year: usize) -> Option<usize> {
    series.places().find(|at| *at < to && (to - at).is_multiple_of(per_year))
}

pub(super) fn times_first(subject: &Subject<'_>) -> Option<Finding> {
    let to = subject.series.last()?;
    let from = first_of_season(&subject.series, to, subject.reading.shown.frequency.per_year())?;
    times(subject, from, to, Against::First)
}

pub(super) fn times_ten_years(subject: &Subject<'_>) -> Option<Finding> {
    let Subject { series, reading, .. } = subject;
    let to = series.last()?;
    let per_year = reading.shown.frequency.per_year();
    let from = to.checked_sub(10 * per_year)?;
    // The first value shown is told already.
    if first_of_season(series, to, per_year) == Some(from) {
        return None;
    }
    times(subject, from, to, Against::TenYearsBefore)
}

fn times(subject: &Subject<'_>, from: usize, to: usize, against: Against) -> Option<Finding> {
    let Subject { reading, series, .. } = subject;
    let ratio = ratio(series, from, to).filter(|_| reading.is_level())?;
    let reading = reading.alike([series.number(from)?, series.number(to)?]);
    let news = (LEAST_TIMES..=MOST_TIMES).contains(&ratio) || (0.05..=1.0 / LEAST_TIMES).contains(&ratio);
    if !news || to - from < 2 * reading.shown.frequency.per_year() {
        return None;
    }
    // Who is down, and what of theirs: a country is not down because its deficit is. Exports are named by the line already.
    let is_named = ratio >= 1.0 || (reading.view.by == GroupBy::Flow && !reading.is_balance(series.line));
    let head = reading.head(series.line, series.number(to)?);
    let value = |at: usize| Some((reading.drawn_at(series, at), subject.when(at)?));
    let fact = Fact::Multiple(Box::new(Multiple {
        name: subject.name(),
        head: (!is_named).then_some(head),
        against,
        ratio,
        from: value(from)?,
        to: value(to)?,
    }));
    let (kind, weight) = match against {
        Against::First => (Kind::Multiple, 6.5),
        Against::TenYearsBefore => (Kind::MultipleOfTenYears, 5.0),
    };
    Some(Finding { at: Some(to), ..subject.finding(kind, fact, weight) })
}

/// The last change of sign: the place before and the place after it.
pub(in crate::insight) fn last_turn(series: &Series<'_>) -> Option<(usize, usize)> {
    let mut later: Option<(usize, i8)> = None;
    for at in series.places().rev() {
        let sign = series.sign(at)?;
        match later {
            Some((after, known)) if sign == -known => return Some((at, after)),
            _ if sign != 0 => later = Some((at, sign)),
            _ => {}
        }
    }
    None
}

pub(super) fn sign_change(subject: &Subject<'_>) -> Option<Finding> {
    let Subject { reading, series, .. } = subject;
    let transform = reading.view.transform;
    if !subject.is_balance() || !(reading.is_level() || transform == Transform::Cumulative) {
        return None;
    }
    let (before, after) = last_turn(series)?;
    let periods = (*series.periods.get(before)?, *series.periods.get(after)?);
    let newest = series.periods.len().saturating_sub(1);
    let recent = newest.saturating_sub(after) < reading.shown.frequency.per_year();
    let alike = reading.alike([series.number(before)?, series.number(after)?]);
    let fact = Fact::SignChange(Box::new(SignChange {
        name: subject.name(),
        to: if series.sign(after)? < 0 { Head::Deficit } else { Head::Surplus },
        turn: if after - before > 1 {
            Turn::Between(periods.0, periods.1)
        } else {
            Turn::Within(reading.summed_when(periods.1))
        },
        periods,
        sizes: (alike.drawn_at(series, before), alike.drawn_at(series, after)),
    }));
    Some(Finding { at: Some(after), ..subject.finding(Kind::SignChange, fact, if recent { 9.0 } else { 4.5 }) })
}

pub(super) fn largest_change(subject: &Subject<'_>) -> Option<Finding> {
    let Subject { reading, series, .. } = subject;
    let whole = reading.shown.whole.as_ref().is_none_or(|whole| whole.code == series.line.code);
    if !reading.is_level() || !whole || (reading.shown.lines.len() > 1 && reading.shown.whole.is_none()) {
        return None;
    }
    let year = reading.shown.frequency.per_year();
    let change = |at: usize| {
        let (now, before) = (series.value(at)?.exact()?, series.value(at.checked_sub(year)?)?.exact()?);
        Some(now - before)
    };
    let at = series.places().filter(|at| change(*at).is_some()).max_by_key(|at| change(*at).map(Amount::abs))?;
    let amount = change(at).filter(|amount| amount.signum() != 0)?;
    let count = series.places().filter(|at| change(*at).is_some()).count();
    if count < ENOUGH - 1 {
        return None;
    }
    let parts = contributions(reading.shown, at - year, at);
    let alike = reading.alike([series.number(at)?, series.number(at - year)?]);
    let estimated = series.estimated(at) || series.estimated(at - year);
    let fact = Fact::LargestChange(Box::new(LargestChange {
        name: subject.name(),
        change: Size { estimated, ..reading.size(amount.to_f64()).signed() },
        when: subject.when(at)?,
        most: most_of(*reading, at - year, at, amount.signum()),
        count,
        sizes: (alike.drawn_at(series, at), alike.drawn_at(series, at - year)),
        adds_up: parts.is_some_and(|parts| parts.iter().map(|part| part.amount).sum::<Amount>() == amount),
    }));
    Some(Finding { at: Some(at), ..subject.finding(Kind::LargestChange, fact, 4.0) })
}

/// The largest contribution in the direction of a change. Of a balance that grew by less imports: imports, down.
fn most_of(reading: Reading<'_>, from: usize, to: usize, direction: i128) -> Option<Part> {
    let parts = contributions(reading.shown, from, to)?;
    let most = parts.iter().find(|part| part.amount.signum() == direction)?;
    let line = reading.shown.line(&most.line)?;
    let (change, _) = reading.view.told(line, most.amount.to_f64());
    let change = reading.size(change).signed();
    Some(Part { label: most.label.clone(), change, is_flow: line.role == LineRole::Flow })
}
