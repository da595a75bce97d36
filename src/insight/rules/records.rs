//! What one line has never been, or not for years: records and "smallest since".

use std::cmp::Ordering;

use super::{ENOUGH, Subject};
use crate::insight::claim::Head;
use crate::insight::fact::{self, Extremum, Fact, Rank, Reservation};
use crate::insight::series::{Series, compare, sign};
use crate::insight::{Finding, Kind};
use crate::query::{Measure, Transform};

/// A record of fewer years is none.
const YEARS_OF_RECORDS: i32 = 5;

/// "Smallest since" and "largest since" look back over at least this many years.
const YEARS_BACK: usize = 3;

pub(super) fn low(subject: &Subject<'_>) -> Option<Finding> {
    record(subject, Kind::RecordLow)
}

pub(super) fn high(subject: &Subject<'_>) -> Option<Finding> {
    record(subject, Kind::RecordHigh)
}

/// The place of the only lowest or highest value; nothing when two are equal.
fn extreme(series: &Series<'_>, kind: Kind) -> Option<usize> {
    let better = if kind == Kind::RecordLow { Ordering::Less } else { Ordering::Greater };
    let mut best: Option<(usize, bool)> = None;
    for at in series.places() {
        let value = series.value(at)?;
        best = match best.and_then(|(known, _)| series.value(known)).map(|known| compare(value, known)) {
            None => Some((at, true)),
            Some(ordering) if ordering == better => Some((at, true)),
            Some(Ordering::Equal) => best.map(|(known, _)| (known, false)),
            Some(_) => best,
        };
    }
    best.filter(|(_, alone)| *alone).map(|(at, _)| at)
}

/// What a record stands on.
pub(in crate::insight) struct Extreme {
    /// The place in the series.
    pub(in crate::insight) at: usize,
    /// The first value that it was compared with.
    pub(in crate::insight) first: usize,
    /// The last value that it was compared with.
    pub(in crate::insight) last: usize,
    /// Whether values between them are missing.
    pub(in crate::insight) gap: bool,
}

/// The lowest or highest value of a series with at least [`ENOUGH`] values over at least [`YEARS_OF_RECORDS`].
pub(in crate::insight) fn extreme_of(series: &Series<'_>, kind: Kind) -> Option<Extreme> {
    if series.places().count() < ENOUGH {
        return None;
    }
    let (first, last) = (series.first()?, series.last()?);
    let months = series.periods.get(last)?.end_month() - series.periods.get(first)?.start_month();
    if months < YEARS_OF_RECORDS * 12 {
        return None;
    }
    Some(Extreme { at: extreme(series, kind)?, first, last, gap: series.has_gap(first, last) })
}

fn record(subject: &Subject<'_>, kind: Kind) -> Option<Finding> {
    let Subject { reading, long, offset, .. } = subject;
    if reading.view.transform == Transform::Cumulative {
        return None;
    }
    let extreme = extreme_of(long, kind)?;
    let at = extreme.at.checked_sub(*offset).filter(|at| subject.series.value(*at).is_some())?;
    let now = extreme.at == extreme.last;
    let (extremum, largest) = extremum_of(subject, kind, sign(long.value(extreme.at)?))?;
    // "Smallest since" says the low of a level.
    if !largest && (!now || reading.is_level()) {
        return None;
    }
    let laid_in = long.has_laid_in(extreme.first, extreme.last);
    let sure = now && largest && !extreme.gap && !laid_in && !subject.cut;
    let weight = match (now, sure) {
        (true, true) => 10.0,
        (true, false) => 8.0,
        _ => 3.0,
    };
    let fact = Fact::Record(Box::new(fact::Extreme {
        name: subject.name(),
        size: reading.drawn_at(&subject.series, at),
        when: subject.when(at)?,
        extremum,
        rank: match (sure, largest) {
            (true, _) => Rank::Record,
            (false, true) => Rank::Peak,
            (false, false) => Rank::Lowest,
        },
        // Imports that are drawn below zero are imports all the same: the lowest there are the highest that were reported.
        is_lowest: (kind == Kind::RecordLow) != reading.view.mirrors(subject.series.line),
        is_now: now,
        range: (*long.periods.get(extreme.first)?, *long.periods.get(extreme.last)?),
        count: long.places().count(),
        step: reading.shown.frequency,
        open: Reservation::that_hold([
            (Reservation::Gap, extreme.gap),
            (Reservation::Cut, subject.cut),
            (Reservation::LaidIn, laid_in),
            (Reservation::Estimates, long.has_estimate(extreme.first, extreme.last)),
        ]),
    }));
    Some(Finding { at: Some(at), ..subject.finding(kind, fact, weight) })
}

/// What a record is of, and whether it is one of size; nothing where the other record or "smallest since" says it.
fn extremum_of(subject: &Subject<'_>, kind: Kind, sign: i8) -> Option<(Extremum, bool)> {
    let low = kind == Kind::RecordLow;
    match subject.reading.view.transform {
        Transform::Change => {
            // Imports are drawn the other way round: what goes down there is a rise of them.
            let falls = low != subject.reading.view.mirrors(subject.series.line);
            let extremum = if falls { Extremum::Fall } else { Extremum::Rise };
            return (sign != 0 && (sign < 0) == low).then_some((extremum, true));
        }
        Transform::Growth => {
            let extremum = if low { Extremum::Decline } else { Extremum::Growth };
            return (sign != 0 && (sign < 0) == low).then_some((extremum, true));
        }
        Transform::Share => return Some((Extremum::Share, !low)),
        Transform::Index => return Some((Extremum::Index, !low)),
        _ => {}
    }
    // Imports stand below zero in a balance: their low is their largest.
    let largest = (sign < 0) == low;
    let (head, is_of_size) = match subject.reading.measure(subject.series.line) {
        Measure::Balance if sign < 0 && low => (Head::Deficit, true),
        Measure::Balance if sign > 0 && !low => (Head::Surplus, true),
        Measure::Balance => return None,
        Measure::Exports => (Head::Exports, largest),
        Measure::Imports => (Head::Imports, largest),
        Measure::Turnover => (Head::Turnover, largest),
        Measure::Coverage => (Head::Coverage, !low),
        Measure::Normalised => (Head::Normalised, !low),
    };
    Some((Extremum::Of(head), is_of_size))
}

/// The last value is the smallest, or the largest, for at least three years.
pub(super) fn since(subject: &Subject<'_>) -> Option<Finding> {
    if !subject.reading.is_level() {
        return None;
    }
    let last = subject.series.last()?;
    [(Kind::SmallestSince, Ordering::Greater), (Kind::LargestSince, Ordering::Less)]
        .into_iter()
        .find_map(|(kind, passed)| since_of(subject, last, kind, passed))
}

fn since_of(subject: &Subject<'_>, last: usize, kind: Kind, passed: Ordering) -> Option<Finding> {
    let Subject { reading, long, .. } = subject;
    let end = last + subject.offset;
    if long.sign(end)? == 0 {
        return None;
    }
    let stop = long.places().rev().filter(|at| *at < end).find(|at| long.compare_size(*at, end) != Some(passed));
    // Without an earlier value of that size it is a record, which `record` tells in most cases.
    let reach = stop.or_else(|| long.first())?;
    let years = (end - reach) / reading.shown.frequency.per_year();
    // It is compared with values that are there: a gap between two values is no time in which it was smaller.
    let between = long.places().filter(|at| (reach + usize::from(stop.is_some())..end).contains(at)).count();
    let enough = between >= ENOUGH - 2 && end - reach >= ENOUGH - 1;
    if years < YEARS_BACK || (stop.is_none() && kind == Kind::LargestSince) || !enough {
        return None;
    }
    let fact = Fact::Since(Box::new(fact::Since {
        name: subject.name(),
        size: reading.drawn_at(&subject.series, last),
        when: subject.when(last)?,
        head: reading.head(subject.series.line, long.number(end)?),
        is_small: kind == Kind::SmallestSince,
        range: (*long.periods.get(reach)?, *long.periods.get(end)?),
        has_equal: stop.is_some(),
        step: reading.shown.frequency,
        open: Reservation::that_hold([
            (Reservation::Gap, long.has_gap(reach, end)),
            (Reservation::Estimates, long.has_estimate(reach, end)),
        ]),
    }));
    Some(Finding { at: Some(last), ..subject.finding(kind, fact, 6.0) })
}
