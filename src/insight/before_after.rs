//! The values before an event and after it, side by side, and nothing of why.

use crate::data::{Amount, Dataset, Event, Frequency, Period};
use crate::query::{Line, LineRole, Measure, Trajectories, Transform, ValueKind, View};

use super::claim::{Head, LineName, Size, When};
use super::reading::Reading;
use super::series::Series;

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// What is covered.
    pub stretch: Stretch,
    /// The value; estimated where it is an estimate or holds one.
    pub size: Size,
}

/// What a value of one or several periods covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// What the value of one period does.
    Of(When),
    /// From one period to another.
    From(Period, Period),
}

/// A line's values before and after an event.
#[derive(Debug, Clone, PartialEq)]
pub struct BeforeAfter {
    /// The line's code.
    pub line: String,
    /// What the line is called.
    pub name: LineName,
    /// Before.
    pub before: Side,
    /// After.
    pub after: Side,
    /// The difference.
    pub change: Change,
    /// Whether both sides cover a full year, apart from one another and from the event's own period.
    pub complete: bool,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

/// A difference with its sign, and what it means for a deficit or surplus.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// After less before.
    pub difference: Size,
    /// By how much in percent what was before grew, where that says more.
    pub growth: Option<(Head, f64)>,
}

/// What the reader of a comparison must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Note {
    /// The second value is of the event's own year.
    OwnYear(Period),
    /// Only so many of the steps that a rolling year sums lie after the event's own.
    PartlyAfter {
        /// How many.
        passed: usize,
        /// How many it sums.
        all: usize,
        /// What they are.
        step: Frequency,
    },
    /// Fewer than a year, against the same ones of the year before.
    SameOfYearBefore {
        /// How many.
        count: usize,
        /// What they are.
        step: Frequency,
    },
    /// There are estimates among the values.
    Estimates,
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
    let reading = Reading::new(dataset, view, trajectories);
    let Some(at) = place_of(event, trajectories) else { return Vec::new() };
    let lines = trajectories.lines.iter().filter(|line| line.role != LineRole::NotListed);
    let pairs: Vec<(&Line, Pair)> = lines.filter_map(|line| Some((line, pair_of(reading, line, at)?))).collect();
    // They stand below each other, beside the chart: in one scale, that of the chart where it will do.
    let sides = reading.beside_axis(pairs.iter().flat_map(|(_, pair)| [pair.before.value, pair.after.value]));
    pairs.into_iter().filter_map(|(line, pair)| told(reading, sides, line, pair)).collect()
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
    notes: Vec<Note>,
}

/// The two values of a line to set side by side.
fn pair_of(reading: Reading<'_>, line: &Line, at: usize) -> Option<Pair> {
    let series = Series { line, periods: &reading.shown.periods };
    let money = matches!(reading.shown.kind, ValueKind::Money(_));
    let sums = money && reading.view.transform == Transform::Level && reading.view.measure.adds_up();
    match reading.shown.frequency {
        Frequency::Year => years(&series, at),
        frequency if sums => summed(reading, &series, at, frequency.per_year()),
        _ => points(reading, &series, at),
    }
}

/// A pair as a comparison; its sides are told in the scale of all sides.
fn told(reading: Reading<'_>, sides: Reading<'_>, line: &Line, mut pair: Pair) -> Option<BeforeAfter> {
    let series = Series { line, periods: &reading.shown.periods };
    let side = |covered: &Covered| {
        let estimated = series.has_estimate(covered.from, covered.to);
        let size = Size { estimated, ..sides.drawn(line, covered.value) };
        Some(Side { stretch: stretch(reading, &series, covered.from, covered.to)?, size })
    };
    let (before, after) = (side(&pair.before)?, side(&pair.after)?);
    if before.size.estimated || after.size.estimated {
        pair.notes.push(Note::Estimates);
    }
    Some(BeforeAfter {
        line: line.code.clone(),
        name: reading.line_name(line),
        before,
        after,
        change: change(reading, line, pair.before.value, pair.after.value),
        complete: pair.complete,
        notes: pair.notes,
    })
}

fn stretch(reading: Reading<'_>, series: &Series<'_>, from: usize, to: usize) -> Option<Stretch> {
    let (first, last) = (*series.periods.get(from)?, series.periods.get(to));
    Some(match last.filter(|_| from != to) {
        Some(last) => Stretch::From(first, *last),
        None => Stretch::Of(reading.when(first)),
    })
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
    let notes = vec![Note::OwnYear(*series.periods.get(at)?)];
    Some(Pair { before, after, complete: false, notes })
}

fn points(reading: Reading<'_>, series: &Series<'_>, at: usize) -> Option<Pair> {
    let before = single(series, at.checked_sub(1)?)?;
    let last = series.last().filter(|last| *last > at)?;
    let per_year = reading.shown.frequency.per_year();
    let rolling = reading.view.transform == Transform::Rolling;
    // Of rolling years the first one that begins after the event, where it is known; else the last there is.
    let first_after = (at + per_year).min(last);
    let passed = if rolling && series.value(first_after).is_some() { first_after } else { last } - at;
    let after = single(series, at + passed)?;
    let complete = !rolling || passed >= per_year;
    let mut notes = Vec::new();
    if !complete {
        notes.push(Note::PartlyAfter { passed, all: per_year, step: reading.shown.frequency });
    }
    Some(Pair { before, after, complete, notes })
}

/// Sums over a year on both sides; where less is known after the event, over the same months of the
/// year before, so that seasons do not pass for a change.
fn summed(reading: Reading<'_>, series: &Series<'_>, at: usize, per_year: usize) -> Option<Pair> {
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
    let note = Note::SameOfYearBefore { count, step: reading.shown.frequency };
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

/// The difference, and what it means for a deficit or surplus.
fn change(reading: Reading<'_>, line: &Line, before: f64, after: f64) -> Change {
    let (difference, _) = reading.view.told(line, after - before);
    let has_size = reading.is_level() && before * after > 0.0;
    let head = match reading.measure(line) {
        Measure::Balance if before < 0.0 => Head::Deficit,
        Measure::Balance => Head::Surplus,
        _ => Head::Turnover,
    };
    let growth = has_size.then(|| (head, 100.0 * (after / before - 1.0)));
    Change { difference: reading.size(difference).signed(), growth }
}

/// The month as a period, for ranges.
pub(super) fn month(index: i32) -> Period {
    Period::at_month(index, Frequency::Month)
}
