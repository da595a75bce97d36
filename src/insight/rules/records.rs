//! What one line has never been, or not for years: records and "smallest since".

use std::cmp::Ordering;

use super::{ENOUGH, Subject};
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
    let Subject { words, long, offset, .. } = subject;
    if words.view.transform == Transform::Cumulative {
        return None;
    }
    let extreme = extreme_of(long, kind)?;
    let at = extreme.at.checked_sub(*offset).filter(|at| subject.series.value(*at).is_some())?;
    let now = extreme.at == extreme.last;
    let (noun, largest) = record_words(subject, kind, sign(long.value(extreme.at)?))?;
    // "Smallest since" says the low of a level.
    if !largest && (!now || words.is_level()) {
        return None;
    }
    let laid_in = long.has_laid_in(extreme.first, extreme.last);
    let sure = now && largest && !extreme.gap && !laid_in && !subject.cut;
    let heading = match (sure, largest) {
        (true, _) => format!("RECORD {noun}"),
        (false, true) => format!("PEAK {noun}"),
        (false, false) => format!("LOWEST {noun}"),
    };
    let fact = format!("{} {}", subject.name(), words.short_at(&subject.series, at));
    let range = record_range(subject, &extreme, now);
    let weight = match (now, sure) {
        (true, true) => 10.0,
        (true, false) => 8.0,
        _ => 3.0,
    };
    Some(Finding {
        rule: format!("{}, {range}", subject.when(at)),
        explanation: record_explanation(subject, kind, &extreme),
        at: Some(at),
        ..subject.finding(kind, heading, fact, weight)
    })
}

/// The noun of a record's heading, and whether it is one of size; nothing where the other record or
/// "smallest since" says it.
fn record_words(subject: &Subject<'_>, kind: Kind, sign: i8) -> Option<(&'static str, bool)> {
    let low = kind == Kind::RecordLow;
    match subject.words.view.transform {
        Transform::Change => {
            // Imports are drawn the other way round: what goes down there is a rise of them.
            let falls = low != subject.words.view.mirrors(subject.series.line);
            return (sign != 0 && (sign < 0) == low).then_some((if falls { "FALL" } else { "RISE" }, true));
        }
        Transform::Growth => {
            return (sign != 0 && (sign < 0) == low).then_some((if low { "DECLINE" } else { "GROWTH" }, true));
        }
        Transform::Share => return Some(("SHARE", !low)),
        Transform::Index => return Some(("INDEX", !low)),
        _ => {}
    }
    // Imports stand below zero in a balance: their low is their largest.
    let largest = (sign < 0) == low;
    match subject.words.measure(subject.series.line) {
        Measure::Balance if sign < 0 && low => Some(("DEFICIT", true)),
        Measure::Balance if sign > 0 && !low => Some(("SURPLUS", true)),
        Measure::Balance => None,
        Measure::Exports => Some(("EXPORTS", largest)),
        Measure::Imports => Some(("IMPORTS", largest)),
        Measure::Turnover => Some(("TURNOVER", largest)),
        Measure::Coverage => Some(("COVERAGE", !low)),
        Measure::Normalised => Some(("NORMALISED BALANCE", !low)),
    }
}

/// "since Dec 1985", "of the years at hand since 2014", "Dec 2014 to Apr 2026".
fn record_range(subject: &Subject<'_>, extreme: &Extreme, now: bool) -> String {
    let words = |at: usize| subject.long.periods.get(at).map(|period| period.words()).unwrap_or_default();
    let steps = subject.words.steps();
    match (extreme.gap, now) {
        (true, true) => format!("of the {steps} at hand since {}", words(extreme.first)),
        (true, false) => format!("of the {steps} at hand, {} to {}", words(extreme.first), words(extreme.last)),
        (false, true) => format!("since {}", words(extreme.first)),
        (false, false) => format!("of {} to {}", words(extreme.first), words(extreme.last)),
    }
}

fn record_explanation(subject: &Subject<'_>, kind: Kind, extreme: &Extreme) -> String {
    let words = |at: usize| subject.long.periods.get(at).map(|period| period.words()).unwrap_or_default();
    // Imports that are drawn below zero are imports all the same: the lowest there are the highest that were reported.
    let is_lowest = (kind == Kind::RecordLow) != subject.words.view.mirrors(subject.series.line);
    let which = if is_lowest { "lowest" } else { "highest" };
    let count = subject.long.places().count();
    let gap = if extreme.gap { " Some periods between are missing or incomplete and were not compared." } else { "" };
    let cut = if subject.cut { " The file reaches further back than the range shown." } else { "" };
    let laid = subject.long.has_laid_in(extreme.first, extreme.last);
    let laid = if laid { " Some of them were laid in from another file." } else { "" };
    format!(
        "The {which} of {count} values of the series shown, from {} to {}; periods from which something is missing \
         never count.{gap}{cut}{laid}{}",
        words(extreme.first),
        words(extreme.last),
        subject.estimates(extreme.first, extreme.last),
    )
}

/// The last value is the smallest, or the largest, for at least three years.
pub(super) fn since(subject: &Subject<'_>) -> Option<Finding> {
    if !subject.words.is_level() {
        return None;
    }
    let last = subject.series.last()?;
    [(Kind::SmallestSince, Ordering::Greater), (Kind::LargestSince, Ordering::Less)]
        .into_iter()
        .find_map(|(kind, passed)| since_of(subject, last, kind, passed))
}

fn since_of(subject: &Subject<'_>, last: usize, kind: Kind, passed: Ordering) -> Option<Finding> {
    let Subject { words, long, .. } = subject;
    let end = last + subject.offset;
    if long.sign(end)? == 0 {
        return None;
    }
    let stop = long.places().rev().filter(|at| *at < end).find(|at| long.compare_size(*at, end) != Some(passed));
    // Without an earlier value of that size it is a record, which `record` tells in most cases.
    let reach = stop.or_else(|| long.first())?;
    let years = (end - reach) / words.shown.frequency.per_year();
    // It is compared with values that are there: a gap between two values is no time in which it was smaller.
    let between = long.places().filter(|at| (reach + usize::from(stop.is_some())..end).contains(at)).count();
    let enough = between >= ENOUGH - 2 && end - reach >= ENOUGH - 1;
    if years < YEARS_BACK || (stop.is_none() && kind == Kind::LargestSince) || !enough {
        return None;
    }
    let gap = long.has_gap(reach, end);
    let start = long.periods.get(reach)?.words();
    let noun = words.head(subject.series.line, long.number(end)?);
    let small = kind == Kind::SmallestSince;
    let heading = match (small, stop.is_some() && !gap) {
        (true, true) => format!("SMALLEST SINCE {}", start.to_uppercase()),
        (false, true) => format!("LARGEST SINCE {}", start.to_uppercase()),
        (true, false) => format!("SMALLEST {}", noun.to_uppercase()),
        (false, false) => format!("PEAK {}", noun.to_uppercase()),
    };
    let rule = match (gap, stop) {
        (true, _) => format!("{}, of the {} at hand since {start}", subject.when(last), words.steps()),
        (false, Some(_)) => subject.when(last),
        (false, None) => format!("{}, since {start}", subject.when(last)),
    };
    let fact = format!("{} {}", subject.name(), words.short_at(&subject.series, last));
    let explanation = format!(
        "No value between {start} and {} was {} in size than this one.{}",
        long.periods.get(end)?.words(),
        if small { "smaller" } else { "larger" },
        subject.estimates(reach, end),
    );
    Some(Finding { rule, explanation, at: Some(last), ..subject.finding(kind, heading, fact, 6.0) })
}
