//! How one line moved: streaks, multiples of earlier values, turns of the sign and the largest change.

use std::cmp::Ordering;

use super::{ENOUGH, Subject};
use crate::data::{Amount, Frequency};
use crate::insight::bridge::contributions;
use crate::insight::series::Series;
use crate::insight::wording::{Wording, multiple};
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
    let Subject { words, series, .. } = subject;
    let transform = words.view.transform;
    if matches!(transform, Transform::Cumulative | Transform::Change | Transform::Growth) {
        return None;
    }
    let (count, direction) = run(&subject.long).filter(|(count, _)| *count >= STREAK)?;
    let last = series.last()?;
    // The run must end at the last value that is shown.
    if subject.long.last() != Some(last + subject.offset) {
        return None;
    }
    let up = direction == Ordering::Greater;
    let word = match (subject.is_balance() && words.is_level(), series.sign(last)?, up) {
        (true, -1, true) => "wider",
        (true, -1, false) => "narrower",
        (true, _, true) => "larger",
        (true, _, false) => "smaller",
        (false, -1, true) if words.view.mirrors(series.line) => "higher",
        (false, -1, false) if words.view.mirrors(series.line) => "lower",
        (false, -1, true) => "further below zero",
        (false, -1, false) => "closer to zero",
        (false, _, true) => "higher",
        (false, _, false) => "lower",
    };
    let steps = words.steps();
    let step = words.shown.frequency.word();
    let start = last + subject.offset - count;
    let estimated = if subject.long.has_estimate(start, last + subject.offset) { ", estimates among them" } else { "" };
    let sums = match (transform, words.shown.frequency) {
        (Transform::Rolling, Frequency::Month) => "12-month sum, ",
        (Transform::Rolling, Frequency::Quarter) => "4-quarter sum, ",
        _ => "",
    };
    let weight = 4.0 + (count as f32 / words.shown.frequency.per_year() as f32).min(3.0);
    Some(Finding {
        rule: format!("{sums}{step} on {step} to {}{estimated}", series.periods.get(last)?.words()),
        explanation: format!(
            "Each of the last {count} {steps} was {word} than the {step} before it; equal values, a missing {step} or \
             a change of sign would have ended the streak."
        ),
        at: Some(last),
        ..subject.finding(
            Kind::Streak,
            "STREAK".to_owned(),
            format!("{} {word} {count} {steps} running", subject.name()),
            weight,
        )
    })
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
    let from = first_of_season(&subject.series, to, subject.words.shown.frequency.per_year())?;
    times(subject, from, to, Kind::Multiple)
}

pub(super) fn times_ten_years(subject: &Subject<'_>) -> Option<Finding> {
    let Subject { series, words, .. } = subject;
    let to = series.last()?;
    let per_year = words.shown.frequency.per_year();
    let from = to.checked_sub(10 * per_year)?;
    // The first value shown is told already.
    if first_of_season(series, to, per_year) == Some(from) {
        return None;
    }
    times(subject, from, to, Kind::MultipleOfTenYears)
}

fn times(subject: &Subject<'_>, from: usize, to: usize, kind: Kind) -> Option<Finding> {
    let Subject { words, series, .. } = subject;
    let ratio = ratio(series, from, to).filter(|_| words.is_level())?;
    let words = words.alike([series.number(from)?, series.number(to)?]);
    let news = (LEAST_TIMES..=MOST_TIMES).contains(&ratio) || (0.05..=1.0 / LEAST_TIMES).contains(&ratio);
    if !news || to - from < 2 * words.shown.frequency.per_year() {
        return None;
    }
    let values = |at| words.short_at(series, at);
    let start = series.periods.get(from)?;
    let relation = if kind == Kind::Multiple { "since" } else { "that of" };
    let heading = match kind {
        Kind::Multiple if ratio < 1.0 => "CHANGE",
        Kind::Multiple => "MULTIPLE",
        _ => "TEN YEARS",
    };
    // "0.44 times" takes a moment to understand; a fall is said in percent.
    let times =
        if ratio < 1.0 { format!("down {:.0}%", 100.0 * (1.0 - ratio)) } else { format!("{} ×", multiple(ratio)) };
    let relation = if ratio < 1.0 { "since" } else { relation };
    // Who is down, and what of theirs: a country is not down because its deficit is.
    let head = if ratio < 1.0 { format!("{} ", words.head(series.line, series.number(to)?)) } else { String::new() };
    // Exports are named by the line already.
    let is_named = words.view.by == GroupBy::Flow && !words.is_balance(series.line);
    let own = if is_named { String::new() } else { head };
    let fact = format!("{} {own}{times} {relation} {}", subject.name(), start.words());
    let first = if kind == Kind::Multiple { "the first value shown" } else { "the value ten years before" };
    Some(Finding {
        rule: format!("{} to {}, {}", values(from), values(to), subject.when(to)),
        explanation: format!(
            "The value of {} ({}) divided by {first} ({}, {}); both have the same sign.",
            subject.when(to),
            values(to),
            subject.when(from),
            values(from),
        ),
        at: Some(to),
        ..subject.finding(kind, heading.to_owned(), fact, if kind == Kind::Multiple { 6.5 } else { 5.0 })
    })
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
    let Subject { words, series, .. } = subject;
    let transform = words.view.transform;
    if !subject.is_balance() || !(words.is_level() || transform == Transform::Cumulative) {
        return None;
    }
    let (before, after) = last_turn(series)?;
    let to = if series.sign(after)? < 0 { "deficit" } else { "surplus" };
    let when = if after - before > 1 {
        format!("between {} and {}", series.periods.get(before)?.words(), series.periods.get(after)?.words())
    } else {
        words.within(*series.periods.get(after)?)
    };
    let newest = series.periods.len().saturating_sub(1);
    let recent = newest.saturating_sub(after) < words.shown.frequency.per_year();
    let fact = format!("{} turned to {to} {when}", subject.name());
    let words = words.alike([series.number(before)?, series.number(after)?]);
    Some(Finding {
        rule: format!("{} to {}", words.short_at(series, before), words.short_at(series, after)),
        explanation: format!(
            "The last time that the sign differs between two values that follow each other in the range shown: {} and {}.",
            series.periods.get(before)?.words(),
            series.periods.get(after)?.words(),
        ),
        at: Some(after),
        ..subject.finding(Kind::SignChange, "SIGN CHANGE".to_owned(), fact, if recent { 9.0 } else { 4.5 })
    })
}

pub(super) fn largest_change(subject: &Subject<'_>) -> Option<Finding> {
    let Subject { words, series, .. } = subject;
    let whole = words.shown.whole.as_ref().is_none_or(|whole| whole.code == series.line.code);
    if !words.is_level() || !whole || (words.shown.lines.len() > 1 && words.shown.whole.is_none()) {
        return None;
    }
    let year = words.shown.frequency.per_year();
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
    let estimated = if series.estimated(at) || series.estimated(at - year) { " (with an estimate)" } else { "" };
    let plus = if amount.signum() > 0 { "+" } else { "" };
    let fact = format!("{} {plus}{}{estimated}", subject.name(), words.short(amount.to_f64()));
    let most = most_of(words, at - year, at, amount.signum());
    let parts = contributions(words.shown, at - year, at);
    let adds_up = parts.is_some_and(|parts| parts.iter().map(|part| part.amount).sum::<Amount>() == amount);
    let when = subject.when(at);
    Some(Finding {
        rule: most.map_or_else(|| format!("{when}, on a year before"), |most| format!("{when}, {most}")),
        explanation: format!(
            "The largest of {count} changes on a year before in the range shown: {} less {}.{}",
            words.alike([series.number(at)?, series.number(at - year)?]).short_at(series, at),
            words.alike([series.number(at)?, series.number(at - year)?]).short_at(series, at - year),
            if adds_up { " The lines' own changes add up to it." } else { "" },
        ),
        at: Some(at),
        ..subject.finding(Kind::LargestChange, "LARGEST CHANGE IN A YEAR".to_owned(), fact, 4.0)
    })
}

/// "largest part China −12 bn": the largest contribution in the direction of the change. Of a balance that grew by less
/// imports: "largest part Imports down 12 bn".
fn most_of(words: &Wording<'_>, from: usize, to: usize, direction: i128) -> Option<String> {
    let parts = contributions(words.shown, from, to)?;
    let most = parts.iter().find(|part| part.amount.signum() == direction)?;
    let line = words.shown.line(&most.line)?;
    let (change, _) = words.view.told(line, most.amount.to_f64());
    let amount = match line.role {
        LineRole::Flow if change < 0.0 => format!("down {}", words.short(-change)),
        LineRole::Flow => format!("up {}", words.short(change)),
        _ if change > 0.0 => format!("+{}", words.short(change)),
        _ => words.short(change),
    };
    Some(format!("largest part {} {amount}", words.briefly(&most.label)))
}
