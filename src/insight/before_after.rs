//! The values before an event and after it, side by side, without a word on why.

use crate::data::{Amount, Dataset, Event, Frequency, Period};
use crate::query::{Line, LineRole, Measure, Trajectories, Transform, ValueKind, View};

use super::series::Series;
use super::wording::Wording;

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// What is covered: "Apr 2024 to Mar 2025", "2024".
    pub period: String,
    /// The value without its unit: "−68.1".
    pub number: String,
    /// Its unit: "bn"; empty for percentages and ratios.
    pub unit: String,
    /// Whether it is an estimate or holds one.
    pub estimated: bool,
}

impl Side {
    /// The value in words: "−68.1 bn (estimated)".
    #[must_use]
    pub fn value(&self) -> String {
        let estimated = if self.estimated { " (estimated)" } else { "" };
        format!("{} {}", self.number, self.unit).trim_end().to_owned() + estimated
    }
}

/// A line's values before and after an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeforeAfter {
    /// The line's code.
    pub line: String,
    /// The line's label.
    pub label: String,
    /// Before.
    pub before: Side,
    /// After.
    pub after: Side,
    /// The difference: "+10.2 bn, deficit narrower by 15 %".
    pub change: String,
    /// Whether both sides cover a full year, apart from one another and from the event's own period.
    pub complete: bool,
    /// What the reader must know: "10 months only, against the same months a year before".
    pub note: Option<String>,
}

/// For each line shown its value before the event and after it.
///
/// - Months and quarters, values of single periods: the sum of the 12 months (4 quarters) before the
///   event's own and of the 12 after it. Where fewer are known after it, these against the same months
///   a year before, and the note says how many.
/// - Rolling years, ratios and other transforms: the value one period before the event's and the latest.
/// - Years: the year before and the year after; the event's own year, said so, while the next is not known.
///
/// Only complete values and estimates enter, and estimates are named. Nothing is said about causes.
#[must_use]
pub fn before_after(event: &Event, dataset: &Dataset, view: &View, trajectories: &Trajectories) -> Vec<BeforeAfter> {
    let words = Wording::new(dataset, view, trajectories);
    let Some(at) = place_of(event, trajectories) else { return Vec::new() };
    let lines = trajectories.lines.iter().filter(|line| line.role != LineRole::NotListed);
    let pairs: Vec<(&Line, Pair)> = lines.filter_map(|line| Some((line, pair_of(words, line, at)?))).collect();
    // They stand below each other, beside the chart: in one scale, that of the chart where it will do.
    let sides = words.beside_axis(pairs.iter().flat_map(|(_, pair)| [pair.before.value, pair.after.value]));
    pairs.into_iter().map(|(line, pair)| told(words, sides, line, pair)).collect()
}

/// The place of the period that holds the event's day.
fn place_of(event: &Event, shown: &Trajectories) -> Option<usize> {
    let month = event.date.month_index();
    shown.periods.iter().position(|period| period.start_month() <= month && month < period.end_month())
}

/// A value with the places that it covers.
struct Covered {
    from: usize,
    to: usize,
    value: f64,
}

/// Two values to set side by side.
struct Pair {
    before: Covered,
    after: Covered,
    complete: bool,
    notes: Vec<String>,
}

/// The two values of a line to set side by side.
fn pair_of(words: Wording<'_>, line: &Line, at: usize) -> Option<Pair> {
    let series = Series { line, periods: &words.shown.periods };
    let money = matches!(words.shown.kind, ValueKind::Money(_));
    let sums = money && words.view.transform == Transform::Level && words.view.measure.adds_up();
    match words.shown.frequency {
        Frequency::Year => years(&series, at),
        frequency if sums => summed(words, &series, at, frequency.per_year()),
        _ => points(words, &series, at),
    }
}

/// A pair in words; its sides are told in the scale of all sides.
fn told(words: Wording<'_>, sides: Wording<'_>, line: &Line, mut pair: Pair) -> BeforeAfter {
    let series = Series { line, periods: &words.shown.periods };
    let side = |covered: &Covered| {
        let (number, unit) = sides.told(line, covered.value);
        let estimated = series.has_estimate(covered.from, covered.to);
        Side { period: stretch(words, &series, covered.from, covered.to), number, unit, estimated }
    };
    let (before, after) = (side(&pair.before), side(&pair.after));
    if before.estimated || after.estimated {
        pair.notes.push("estimates among the values".to_owned());
    }
    let note = Some(pair.notes.join("; ")).filter(|note| !note.is_empty());
    BeforeAfter {
        line: line.code.clone(),
        label: words.name(line),
        before,
        after,
        change: change(words, line, pair.before.value, pair.after.value),
        complete: pair.complete,
        note,
    }
}

/// "2024", "Apr 2024 to Mar 2025".
fn stretch(words: Wording<'_>, series: &Series<'_>, from: usize, to: usize) -> String {
    let period = |at: usize| series.periods.get(at).copied();
    match (period(from), period(to)) {
        (Some(first), Some(last)) if from != to => format!("{} to {}", first.words(), last.words()),
        (Some(first), _) => words.when(first),
        _ => String::new(),
    }
}

fn single(series: &Series<'_>, at: usize) -> Option<Covered> {
    Some(Covered { from: at, to: at, value: series.number(at)? })
}

fn years(series: &Series<'_>, at: usize) -> Option<Pair> {
    let before = single(series, at.checked_sub(1)?)?;
    if let Some(after) = single(series, at + 1) {
        return Some(Pair { before, after, complete: true, notes: Vec::new() });
    }
    let after = single(series, at)?;
    let own = series.periods.get(at).map(|period| period.words()).unwrap_or_default();
    let notes = vec![format!("{own} is the event\u{2019}s own year; the year after it is not known")];
    Some(Pair { before, after, complete: false, notes })
}

fn points(words: Wording<'_>, series: &Series<'_>, at: usize) -> Option<Pair> {
    let before = single(series, at.checked_sub(1)?)?;
    let last = series.last().filter(|last| *last > at)?;
    let per_year = words.shown.frequency.per_year();
    let rolling = words.view.transform == Transform::Rolling;
    // Of rolling years the first one that begins after the event, where it is known; else the last there is.
    let first_after = (at + per_year).min(last);
    let passed = if rolling && series.value(first_after).is_some() { first_after } else { last } - at;
    let after = single(series, at + passed)?;
    let complete = !rolling || passed >= per_year;
    let mut notes = Vec::new();
    if !complete {
        let steps = words.steps();
        notes.push(format!("{passed} of the last {per_year} {steps} lie after the event\u{2019}s own"));
    }
    Some(Pair { before, after, complete, notes })
}

/// Sums over a year on both sides; where less is known after the event, over the same months of the
/// year before, so that seasons do not pass for a change.
fn summed(words: Wording<'_>, series: &Series<'_>, at: usize, per_year: usize) -> Option<Pair> {
    let full = sum(series, at.checked_sub(per_year), per_year).zip(sum(series, Some(at + 1), per_year));
    if let Some((before, after)) = full {
        return Some(Pair { before, after, complete: true, notes: Vec::new() });
    }
    let both = |step: usize| {
        let earlier = (at + step).checked_sub(per_year);
        series.value(at + step).is_some() && earlier.is_some_and(|at| series.value(at).is_some())
    };
    let count = (1..per_year).take_while(|step| both(*step)).count();
    let after = sum(series, Some(at + 1), count)?;
    let before = sum(series, (at + 1).checked_sub(per_year), count)?;
    let (step, steps) = (words.shown.frequency.word(), words.steps());
    let note = match count {
        1 => format!("1 {step} only, against the same {step} a year before"),
        _ => format!("{count} {steps} only, against the same {steps} a year before"),
    };
    Some(Pair { before, after, complete: false, notes: vec![note] })
}

/// The exact sum of `count` values from a place on, when all are there.
fn sum(series: &Series<'_>, from: Option<usize>, count: usize) -> Option<Covered> {
    let from = from.filter(|_| count > 0)?;
    let to = from + count - 1;
    let amounts: Option<Vec<Amount>> = (from..=to).map(|at| series.value(at)?.exact()).collect();
    let value = amounts?.into_iter().sum::<Amount>().to_f64();
    Some(Covered { from, to, value })
}

/// The difference with its sign, and what it means for a deficit or surplus.
fn change(words: Wording<'_>, line: &Line, before: f64, after: f64) -> String {
    let (difference, _) = words.view.told(line, after - before);
    if difference == 0.0 {
        return "no change".to_owned();
    }
    let plus = if difference > 0.0 { "+" } else { "" };
    let text = format!("{plus}{}", words.short(difference));
    if !matches!(words.shown.kind, ValueKind::Money(_)) || before * after <= 0.0 {
        return text;
    }
    let percent = 100.0 * (after / before - 1.0);
    let size = format!("{:.0}%", percent.abs());
    let level = matches!(words.view.transform, Transform::Level | Transform::Rolling);
    match (words.measure(line), level) {
        (_, false) => text,
        (Measure::Balance, _) if before < 0.0 => {
            format!("{text}, deficit {size} {}", if percent > 0.0 { "wider" } else { "narrower" })
        }
        (Measure::Balance, _) => format!("{text}, surplus {size} {}", if percent > 0.0 { "larger" } else { "smaller" }),
        _ => format!("{text}, {size} {}", if percent > 0.0 { "higher" } else { "lower" }),
    }
}

/// The month as a period, for ranges.
pub(super) fn month(index: i32) -> Period {
    Period::at_month(index, Frequency::Month)
}
