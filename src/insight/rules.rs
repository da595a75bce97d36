//! The rules that find facts in lines. Each looks at one line (or all) and claims something or nothing.

use std::cmp::Ordering;

use crate::data::{Amount, Axis, Frequency, Period};
use crate::query::{GroupBy, Line, LineRole, Measure, Trajectories, Transform};

use super::bridge::contributions;
use super::series::{Series, compare, sign};
use super::wording::{Wording, multiple};
use super::{Finding, Kind};

/// Fewer values than this carry no record.
const ENOUGH: usize = 5;
/// "Smallest since" and "largest since" look back over at least this many years.
const YEARS_BACK: usize = 3;
/// Changes in one direction that make a streak.
const STREAK: usize = 3;
/// Multiples below this (and above its inverse) are no news; those above [`MOST_TIMES`] start near zero.
const LEAST_TIMES: f64 = 1.5;
const MOST_TIMES: f64 = 100.0;

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
    let rules: [fn(&Subject<'_>) -> Option<Finding>; 8] =
        [low, high, since, streak, times_first, times_ten_years, sign_change, largest_change];
    let lines = shown.lines.iter().chain(&shown.whole);
    let told = lines.filter(|line| !matches!(line.role, LineRole::Others | LineRole::NotListed));
    let mut found: Vec<Finding> = told
        .filter_map(|line| subject(words, line, loaded))
        .flat_map(|subject| rules.iter().filter_map(|rule| rule(&subject)).collect::<Vec<_>>())
        .collect();
    found.extend(crossing_finding(words));
    found.extend(share(words));
    found
}

fn subject<'a>(words: Wording<'a>, line: &'a Line, loaded: Option<&'a Trajectories>) -> Option<Subject<'a>> {
    let series = Series { line, periods: &words.shown.periods };
    let last = series.number(series.last()?)?;
    let (long, offset) = loaded.and_then(|loaded| longer(&series, loaded)).unwrap_or((series, 0));
    let cut = long.periods.first().is_some_and(|first| reaches_before(words, *first));
    let ends = words.shown.lines.iter().filter_map(|line| Series { line, periods: &words.shown.periods }.last()).max();
    // What a line last said some time ago matters less than what is new.
    let fresh = if series.last() < ends { 0.75 } else { 1.0 };
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

    fn name(&self) -> String {
        self.words.name(self.series.line)
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

fn low(subject: &Subject<'_>) -> Option<Finding> {
    record(subject, Kind::RecordLow)
}

fn high(subject: &Subject<'_>) -> Option<Finding> {
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
pub(super) struct Extreme {
    /// The place in the series.
    pub(super) at: usize,
    /// The first value that it was compared with.
    pub(super) first: usize,
    /// The last value that it was compared with.
    pub(super) last: usize,
    /// Whether values between them are missing.
    pub(super) gap: bool,
}

/// The lowest or highest value of a series with at least [`ENOUGH`] values.
pub(super) fn extreme_of(series: &Series<'_>, kind: Kind) -> Option<Extreme> {
    if series.places().count() < ENOUGH {
        return None;
    }
    let (first, last) = (series.first()?, series.last()?);
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
    let sure = now && largest && !extreme.gap && !subject.cut;
    let heading = match (sure, largest) {
        (true, _) => format!("RECORD {noun}"),
        (false, true) => format!("LARGEST {noun}"),
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
            return (sign != 0 && (sign < 0) == low).then_some((if low { "FALL" } else { "RISE" }, true));
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
    let which = if kind == Kind::RecordLow { "lowest" } else { "highest" };
    let count = subject.long.places().count();
    let gap = if extreme.gap { " Some periods between are missing or incomplete and were not compared." } else { "" };
    let cut = if subject.cut { " The file reaches further back than the range shown." } else { "" };
    format!(
        "The {which} of {count} values of the series shown, from {} to {}; periods from which something is missing \
         never count.{gap}{cut}{}",
        words(extreme.first),
        words(extreme.last),
        subject.estimates(extreme.first, extreme.last),
    )
}

/// The last value is the smallest, or the largest, for at least three years.
fn since(subject: &Subject<'_>) -> Option<Finding> {
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
    if years < YEARS_BACK || (stop.is_none() && kind == Kind::LargestSince) || end - reach < ENOUGH - 1 {
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
        (false, false) => format!("LARGEST {}", noun.to_uppercase()),
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

/// How often in a row the size went up (or down) until the last value, and which of the two.
pub(super) fn run(series: &Series<'_>) -> Option<(usize, Ordering)> {
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

fn streak(subject: &Subject<'_>) -> Option<Finding> {
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
pub(super) fn ratio(series: &Series<'_>, from: usize, to: usize) -> Option<f64> {
    let same = series.sign(from)? == series.sign(to)? && series.sign(to)? != 0;
    let ratio = series.number(to)? / series.number(from)?;
    (same && ratio.is_finite()).then_some(ratio)
}

/// The first place of the same season as another: the same month or quarter of the year.
pub(super) fn first_of_season(series: &Series<'_>, to: usize, per_year: usize) -> Option<usize> {
    series.places().find(|at| *at < to && (to - at).is_multiple_of(per_year))
}

fn times_first(subject: &Subject<'_>) -> Option<Finding> {
    let to = subject.series.last()?;
    let from = first_of_season(&subject.series, to, subject.words.shown.frequency.per_year())?;
    times(subject, from, to, Kind::Multiple)
}

fn times_ten_years(subject: &Subject<'_>) -> Option<Finding> {
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
    let news = (LEAST_TIMES..=MOST_TIMES).contains(&ratio) || (0.05..=1.0 / LEAST_TIMES).contains(&ratio);
    if !news || to - from < 2 * words.shown.frequency.per_year() {
        return None;
    }
    let values = |at| words.short_at(series, at);
    let start = series.periods.get(from)?;
    let relation = if kind == Kind::Multiple { "since" } else { "that of" };
    let heading = if kind == Kind::Multiple { "MULTIPLE" } else { "TEN YEARS" };
    let fact = format!("{} {} × {relation} {}", subject.name(), multiple(ratio), start.words());
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
pub(super) fn last_turn(series: &Series<'_>) -> Option<(usize, usize)> {
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

fn sign_change(subject: &Subject<'_>) -> Option<Finding> {
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
    let recent = (series.last()? - after) < words.shown.frequency.per_year();
    let fact = format!("{} turned to {to} {when}", subject.name());
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

fn largest_change(subject: &Subject<'_>) -> Option<Finding> {
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
    let when = subject.when(at);
    Some(Finding {
        rule: most.map_or_else(|| format!("{when}, on a year before"), |most| format!("{when}, {most}")),
        explanation: format!(
            "The largest of {count} changes on a year before in the range shown: {} less {}. The lines' own changes \
             add up to it.",
            words.short_at(series, at),
            words.short_at(series, at - year),
        ),
        at: Some(at),
        ..subject.finding(Kind::LargestChange, "LARGEST CHANGE IN A YEAR".to_owned(), fact, 4.0)
    })
}

/// "most of it China −12 bn": the largest contribution in the direction of the change.
fn most_of(words: &Wording<'_>, from: usize, to: usize, direction: i128) -> Option<String> {
    let parts = contributions(words.shown, from, to)?;
    let most = parts.iter().find(|part| part.amount.signum() == direction)?;
    let plus = if direction > 0 { "+" } else { "" };
    Some(format!("largest part {} {plus}{}", most.label, words.short(most.amount.to_f64())))
}

/// A line that has overtaken another in size.
pub(super) struct Crossing<'a> {
    /// Who is ahead now.
    pub(super) ahead: Series<'a>,
    /// Who was ahead before.
    pub(super) behind: Series<'a>,
    /// The first place of the present lead.
    pub(super) since: usize,
    /// The last place, at which both have values.
    pub(super) last: usize,
}

/// Whether the line at the top of all has recently taken that place from another one: within 24
/// months, 8 quarters or 3 years, and for values of single months or quarters for at least three in
/// a row. Compared are sizes of the same sign at periods where both lines have complete values.
pub(super) fn crossing(words: Wording<'_>) -> Option<Crossing<'_>> {
    let shown = words.shown;
    if !words.is_level() || shown.lines.iter().filter(|line| line.role == LineRole::Member).count() < 2 {
        return None;
    }
    let members = || {
        let lines = shown.lines.iter().filter(|line| line.role == LineRole::Member && !holds_another(words, line));
        lines.map(|line| Series { line, periods: &shown.periods })
    };
    let last = members().filter_map(|series| series.last()).max()?;
    let leader = |at: usize, sign: i8| {
        let ranked = members().filter(|series| series.sign(at) == Some(sign));
        ranked.max_by(|a, b| compare_abs(a, b, at))
    };
    let top = members().filter(|s| s.value(last).is_some()).max_by(|a, b| compare_abs(a, b, last))?;
    let sign = top.sign(last).filter(|sign| *sign != 0)?;
    let back = match shown.frequency {
        Frequency::Month => 24,
        Frequency::Quarter => 8,
        Frequency::Year => 3,
    };
    let earliest = last.saturating_sub(back);
    let ahead = |at: usize| leader(at, sign).is_some_and(|series| series.line.code == top.line.code);
    let before = (earliest..last).rev().find(|at| !ahead(*at))?;
    let behind = leader(before, sign)?;
    let lead = last - before;
    let enough = if shown.frequency == Frequency::Year || words.view.transform == Transform::Rolling { 1 } else { 3 };
    let comparable = (before..=last).all(|at| top.sign(at) == Some(sign) && behind.sign(at) == Some(sign));
    let passed = compare_abs(&top, &behind, last) == Ordering::Greater
        && compare_abs(&top, &behind, before) == Ordering::Less
        && lead >= enough;
    (comparable && passed).then_some(Crossing { ahead: top, behind, since: before + 1, last })
}

/// Whether a line's member contains that of another line: a whole cannot race its part.
fn holds_another(words: Wording<'_>, line: &Line) -> bool {
    let Some(axis) = words.view.by.axis() else { return false };
    let dimension = words.dataset.dimension(axis);
    let Some(id) = dimension.id_of(&line.code) else { return false };
    let others = words.shown.lines.iter().filter_map(|other| dimension.id_of(&other.code));
    let inside =
        |other| dimension.ancestors(other).any(|above| above == id) || dimension.get(id).contains.contains(&other);
    others.into_iter().any(inside)
}

/// Compares the absolute values of two lines at a place.
fn compare_abs(a: &Series<'_>, b: &Series<'_>, at: usize) -> Ordering {
    let size = |series: &Series<'_>| series.number(at).map_or(-1.0, f64::abs);
    size(a).total_cmp(&size(b))
}

fn crossing_finding(words: Wording<'_>) -> Option<Finding> {
    let Crossing { ahead, behind, since, last } = crossing(words)?;
    let values = |series: &Series<'_>| words.short_at(series, last);
    Some(Finding {
        kind: Kind::Crossing,
        line: ahead.line.code.clone(),
        heading: "OVERTAKEN".to_owned(),
        fact: format!("{} ahead of {}", ahead.line.label, behind.line.label),
        rule: format!("since {}: {} against {}", ahead.periods.get(since)?.words(), values(&ahead), values(&behind)),
        explanation: "The line that is now the largest in size was smaller than the one that led before; both have \
                      values in all periods since, and of the same sign."
            .to_owned(),
        at: Some(since),
        weight: 9.5,
    })
}

/// The shares of all lines in their sum at a place, where all have values of one sign.
fn shares(shown: &Trajectories, at: usize) -> Option<Vec<f64>> {
    let series = || shown.lines.iter().map(|line| Series { line, periods: &shown.periods });
    let values: Option<Vec<f64>> = series().map(|series| series.number(at)).collect();
    let values = values?;
    let one_sign = values.iter().all(|value| *value >= 0.0) || values.iter().all(|value| *value <= 0.0);
    let sum: f64 = values.iter().sum();
    (one_sign && sum != 0.0).then(|| values.iter().map(|value| (100.0 * value / sum).abs()).collect())
}

fn share(words: Wording<'_>) -> Option<Finding> {
    let shown = words.shown;
    let rest = |line: &Line| matches!(line.role, LineRole::Others | LineRole::NotListed);
    // A rest that is a net balance may hide surpluses among deficits: no share is claimed of it.
    let hidden = words.view.measure == Measure::Balance && shown.lines.iter().any(rest);
    if !shown.partition || hidden || shown.lines.len() < 2 || !words.is_level() || words.view.by == GroupBy::Flow {
        return None;
    }
    let places = || (0..shown.periods.len()).filter(|at| shares(shown, *at).is_some());
    let (first, last) = (places().next()?, places().next_back()?);
    let now = shares(shown, last)?;
    let (index, share) = now
        .iter()
        .enumerate()
        .filter(|(index, _)| !rest(&shown.lines[*index]))
        .max_by(|a, b| a.1.total_cmp(b.1))
        .map(|(index, share)| (index, *share))?;
    let line = &shown.lines[index];
    let axis = words.view.by.axis().map_or("LINE", |axis| match axis {
        Axis::Reporter => "REPORTER",
        Axis::Partner => "PARTNER",
        Axis::Sector => "SECTOR",
    });
    let of = if shown.lines.iter().any(rest) { "the whole".to_owned() } else { the_lines(shown.lines.len()) };
    let when = words.when(*shown.periods.get(last)?);
    let before = shares(shown, first).and_then(|then| then.get(index).copied()).filter(|_| first != last);
    let start = shown.periods.get(first)?.words();
    let estimated = shown.lines.iter().any(|line| Series { line, periods: &shown.periods }.estimated(last));
    let estimated = if estimated { ", estimates among them" } else { "" };
    Some(Finding {
        kind: Kind::LargestShare,
        line: line.code.clone(),
        heading: format!("LARGEST {axis}"),
        fact: format!("{} {share:.0} % of {of}", line.label),
        rule: before.map_or_else(
            || format!("{when}{estimated}"),
            |before| format!("{when}, was {before:.0} % in {start}{estimated}"),
        ),
        explanation: format!(
            "The largest line in percent of the sum of all lines at the last period in which each has a complete value \
             ({when}); all are of the same sign."
        ),
        at: Some(last),
        weight: 6.0,
    })
}

/// "the five", "the 33 shown".
fn the_lines(count: usize) -> String {
    const WORDS: [&str; 11] =
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    match count.checked_sub(2).and_then(|index| WORDS.get(index)) {
        Some(word) => format!("the {word}"),
        None => format!("the {count} shown"),
    }
}
