//! From sums to lines: measure, transform, and the range that is shown.

use super::full_scan::{Cell, Cube};
use super::plan::{Plan, by_flow};
use super::plan_lines::PlanLine;
use super::sums::{Reasons, Sum, cumulative, rolling, summed};
use super::transform::transform;
use super::{Line, LineRole, Measure, Note, Point, Reason, Status, Trajectories, Transform, Value, ValueKind, View};
use crate::data::{Axis, Dataset, FactStatus, Flow, Period, Vintage, most_left_by_rounding};

/// Turns the cube into trajectories.
pub(super) fn shape(dataset: &Dataset, view: &View, plan: &Plan, cube: &Cube) -> Trajectories {
    shape_where(dataset, view, plan, cube, Axis::ALL.map(|axis| dataset.is_sparse(axis)))
}

/// As [`shape`], where members of these axes come and go, or do not: [`Dataset::is_sparse`] knows it of all facts.
pub(super) fn shape_where(dataset: &Dataset, view: &View, plan: &Plan, cube: &Cube, sparse: [bool; 3]) -> Trajectories {
    let mut reasons = Reasons::default();
    let periods = shown_periods(plan);
    let lines = summed(dataset, plan, (cube, sparse), &periods, by_flow(view), &mut reasons);
    let mut notes = plan.notes.clone();
    let rounding = { plan.lines.iter().enumerate() }.filter(|(at, line)| is_rounding(line, cube.line(*at)));
    notes.extend(rounding.map(|(_, line)| Note::RestIsRounding(line.label.clone())));
    let range = shown_range(view, &periods, &lines);
    if lines.iter().flat_map(|(_, sums)| sums).any(|sum| sum.cell.flags & FactStatus::DERIVED.0 != 0) {
        notes.push(Note::DerivedTotal);
    }
    let shaper = Shaper { dataset, view, plan, periods: &periods, range: range.clone() };
    let (mut lines, mut whole) = shaper.lines(lines, &mut notes, &mut reasons);
    let laid_in = dataset.meta.vintages.iter().filter(|vintage| vintage.laid_in);
    let told = |known: &&Vintage| reasons.given.contains(&Reason::Vintage(known.text.clone()));
    notes.extend(laid_in.filter(told).map(|known| Note::LaidIn(known.text.clone())));
    let kept = without_empty_start(view, &lines, &reasons);
    for line in lines.iter_mut().chain(&mut whole) {
        line.points = narrowed(std::mem::take(&mut line.points), &kept);
    }
    Trajectories {
        periods: periods[range][kept].to_vec(),
        frequency: plan.frequency,
        partition: plan.partition && view.measure.adds_up() && adds_up(view.transform),
        whole,
        lines,
        kind: value_kind(dataset, view),
        reasons: reasons.given,
        notes,
        folded: plan.folded,
        ranked: plan.ranked,
    }
}

/// Whether what members leave of a published total is never more than what their rounding leaves: nothing to draw, and
/// no share of anything.
fn is_rounding(line: &PlanLine, cells: &[Cell]) -> bool {
    let fits = |value: i128| is_rounded(line, value);
    line.role == LineRole::NotListed
        && line.parts.len() > 1
        && cells.iter().any(|cell| cell.seen != 0)
        && cells.iter().all(|cell| fits(cell.export) && fits(cell.import) && fits(cell.balance))
}

/// Whether a difference between a total and its parts is no more than what their rounding leaves.
fn is_rounded(line: &PlanLine, value: i128) -> bool {
    value.unsigned_abs() <= most_left_by_rounding(line.parts.len())
}

const fn adds_up(transform: Transform) -> bool {
    !matches!(transform, Transform::Growth | Transform::Index)
}

fn value_kind(dataset: &Dataset, view: &View) -> ValueKind {
    match (view.transform, view.measure) {
        (Transform::Change, Measure::Coverage) => ValueKind::Points,
        (Transform::Growth | Transform::Share, _) | (_, Measure::Coverage) => ValueKind::Percent,
        (Transform::Index, _) => ValueKind::Index,
        (_, Measure::Normalised) => ValueKind::Ratio,
        _ => ValueKind::Money(dataset.meta.unit.clone()),
    }
}

/// All periods of the shown frequency that the facts touch, without holes.
fn shown_periods(plan: &Plan) -> Vec<Period> {
    let (Some(first), Some(last)) = (plan.slots.first(), plan.slots.last()) else { return Vec::new() };
    if plan.frequency == plan.source {
        return plan.slots.clone();
    }
    let (first, last) = (first.rolled_up(plan.frequency), last.rolled_up(plan.frequency));
    (0..=first.steps_to(last)).map(|step| first.shifted(step)).collect()
}

/// The range asked for; on a side that was not asked for, stretches without any value are cut off
/// unless a reason is known for them.
fn shown_range(view: &View, periods: &[Period], lines: &[(&PlanLine, Vec<Sum>)]) -> std::ops::Range<usize> {
    let start = periods.iter().position(|period| view.shows(*period)).unwrap_or(periods.len());
    let end = periods.iter().rposition(|period| view.shows(*period)).map_or(start, |last| last + 1);
    let has_value = |at: &usize| lines.iter().any(|(_, sums)| !sums[*at].is_missing());
    let first = (start..end).find(has_value);
    let last = (start..end).rev().find(has_value);
    match (first, last) {
        (Some(first), Some(last)) => {
            let start = if view.from.is_some() { start } else { first };
            let end = if view.to.is_some() { end } else { last + 1 };
            start..end
        }
        _ => start..end,
    }
}

/// A transform may leave nothing at the start (no year before the first): cut there, unless that start was asked for, or
/// figures are there that have no shares. At the end the newest figures stand: what has no transform there says why.
fn without_empty_start(view: &View, lines: &[Line], reasons: &Reasons) -> std::ops::Range<usize> {
    let length = lines.first().map_or(0, |line| line.points.len());
    let mixed = reasons.given.iter().position(|reason| *reason == Reason::MixedSigns);
    let is_told = |point: &Point| point.value.is_some() || mixed.is_some() && point.reason.map(usize::from) == mixed;
    let has_value = |at: &usize| lines.iter().any(|line| is_told(&line.points[*at]));
    let first = (0..length).find(has_value).filter(|_| view.from.is_none());
    first.unwrap_or(0)..length
}

/// From sums to points.
struct Shaper<'a> {
    dataset: &'a Dataset,
    view: &'a View,
    plan: &'a Plan,
    periods: &'a [Period],
    range: std::ops::Range<usize>,
}

impl Shaper<'_> {
    fn lines(
        &self,
        lines: Vec<(&PlanLine, Vec<Sum>)>,
        notes: &mut Vec<Note>,
        reasons: &mut Reasons,
    ) -> (Vec<Line>, Option<Line>) {
        let mut summed: Vec<(&PlanLine, Vec<Sum>)> =
            lines.into_iter().map(|(line, sums)| (line, self.accumulated(sums, reasons))).collect();
        if by_flow(self.view) {
            return self.flow_lines(&summed, reasons);
        }
        for (line, sums) in &mut summed {
            notes.extend(self.mark_exceeded(line, sums, reasons));
        }
        let points: Vec<Vec<Point>> =
            summed.iter().map(|(_, sums)| self.points(sums, self.view.measure, reasons)).collect();
        let named: Vec<(&PlanLine, &[Point])> =
            summed.iter().zip(&points).map(|((line, _), points)| (*line, &points[..])).collect();
        let share_of = self.shared_whole(&named, notes, reasons);
        let shape = |((line, _), points): (&(&PlanLine, Vec<Sum>), Vec<Point>)| {
            self.line(line, &line.code, &line.label, line.role, points, share_of.as_deref(), reasons)
        };
        let mut shaped: Vec<Line> = summed.iter().zip(points).map(shape).collect();
        let whole = if self.plan.whole { shaped.pop() } else { None };
        (shaped, whole)
    }

    /// Exports above zero and imports below it, with the balance as the whole.
    fn flow_lines(&self, summed: &[(&PlanLine, Vec<Sum>)], reasons: &mut Reasons) -> (Vec<Line>, Option<Line>) {
        let [(line, sums), flows @ ..] = summed else { return (Vec::new(), None) };
        let whole_points = self.points(sums, self.view.measure, reasons);
        let share_of = match self.view.measure {
            // Imports stand beside exports with the other sign.
            Measure::Balance if self.view.transform == Transform::Share => {
                vec![Point::missing(reasons.id(Reason::MixedSigns)); whole_points.len()]
            }
            _ => whole_points.clone(),
        };
        let split: &[(Measure, &str)] = match self.view.measure {
            Measure::Balance | Measure::Turnover => &[(Measure::Exports, "export"), (Measure::Imports, "import")],
            Measure::Exports => &[(Measure::Exports, "export")],
            Measure::Imports => &[(Measure::Imports, "import")],
            Measure::Coverage | Measure::Normalised => &[],
        };
        let mut lines = Vec::new();
        for (identity, (measure, code)) in (0u32..).zip(split) {
            let place = usize::from(*measure == Measure::Imports);
            let own = flows.get(place).map_or(sums, |(_, own)| own);
            let mut points = self.points(own, *measure, reasons);
            if points.iter().all(|point| point.value.is_none()) {
                continue;
            }
            if self.view.measure == Measure::Balance && *measure == Measure::Imports {
                points.iter_mut().for_each(negate);
            }
            let label = measure.label();
            let mut shaped = self.line(line, code, label, LineRole::Flow, points, Some(&share_of), reasons);
            shaped.identity = identity;
            lines.push(shaped);
        }
        let whole = self.line(line, "all", self.view.measure.label(), LineRole::Whole, whole_points, None, reasons);
        if lines.len() < 2 { (vec![whole], None) } else { (lines, Some(whole)) }
    }

    /// Marks the sums of a rest that is less than nothing, as parts exceed their published total: no exports are below
    /// zero. A rest of balances may have any sign, but neither of the sides that it is made of; what rounding leaves of
    /// them is within its own rounding. The note says by how much.
    fn mark_exceeded(&self, line: &PlanLine, sums: &mut [Sum], reasons: &mut Reasons) -> Option<Note> {
        let axis = self.plan.axis.filter(|_| line.role == LineRole::NotListed)?;
        let below = |cell: &Cell| match self.view.measure {
            Measure::Exports => -cell.export,
            Measure::Imports => -cell.import,
            Measure::Balance | Measure::Turnover | Measure::Coverage | Measure::Normalised => {
                (-cell.export).max(-cell.import)
            }
        };
        let is_balance = self.view.measure == Measure::Balance;
        let mut exceeded: Vec<(Period, i128)> = Vec::new();
        for (at, sum) in sums.iter_mut().enumerate() {
            let by = below(&sum.cell);
            if by <= 0 || sum.is_missing() || is_balance && is_rounded(line, by) {
                continue;
            }
            (sum.status, sum.reason) = (Some(Status::Partial), reasons.id(Reason::Exceeded(self.dataset.noun(axis))));
            if self.range.contains(&at) && !is_rounded(line, by) {
                exceeded.push((self.periods[at], by));
            }
        }
        let (when, by) = exceeded.iter().max_by_key(|(_, by)| *by).copied()?;
        let by = self.dataset.amount(by).to_f64();
        let by = self.dataset.meta.unit.scale_for(by).phrase(by);
        Some(Note::Exceeded { axis, periods: exceeded.len(), by, when })
    }

    /// The whole of which lines are shares; ratios have none. A balance has none in periods in which some parts are
    /// deficits and others surpluses, which a rest may hold unseen.
    fn shared_whole(
        &self,
        lines: &[(&PlanLine, &[Point])],
        notes: &[Note],
        reasons: &mut Reasons,
    ) -> Option<Vec<Point>> {
        let (_, whole) = lines.iter().find(|(line, _)| line.role == LineRole::Whole)?;
        if !self.view.measure.adds_up() {
            return None;
        }
        let mut shared = whole.to_vec();
        if self.view.measure != Measure::Balance || self.view.transform != Transform::Share {
            return Some(shared);
        }
        let is_rounding = |line: &PlanLine| notes.contains(&Note::RestIsRounding(line.label.clone()));
        let is_part = |line: &PlanLine| line.role != LineRole::Whole && !is_rounding(line);
        for (at, point) in shared.iter_mut().enumerate() {
            let parts = lines.iter().filter(|(line, _)| is_part(line));
            let counts = parts.filter(|(_, points)| points[at].to_f64().is_some_and(|value| value != 0.0));
            let sign = |(line, points): &(&PlanLine, &[Point])| match line.role {
                LineRole::Others | LineRole::NotListed => None,
                _ => points[at].to_f64().map(|value| value < 0.0),
            };
            let signs: Vec<Option<bool>> = counts.map(sign).collect();
            let is_mixed = signs.iter().any(|sign| sign.is_none() || *sign != signs[0]);
            if is_mixed {
                *point = Point::missing(reasons.id(Reason::MixedSigns));
            }
        }
        Some(shared)
    }

    /// Rolling and cumulative sums are made from the flows, so that ratios are ratios of sums.
    fn accumulated(&self, sums: Vec<Sum>, reasons: &mut Reasons) -> Vec<Sum> {
        match self.view.transform {
            Transform::Rolling => rolling(&sums, self.plan.frequency.per_year(), reasons),
            Transform::Cumulative => cumulative(&sums, &self.range, reasons),
            _ => sums,
        }
    }

    fn points(&self, sums: &[Sum], measure: Measure, reasons: &mut Reasons) -> Vec<Point> {
        sums.iter().map(|sum| self.point(sum, measure, reasons)).collect()
    }

    fn point(&self, sum: &Sum, measure: Measure, reasons: &mut Reasons) -> Point {
        let status = sum.status.unwrap_or(Status::Ok);
        if sum.is_missing() {
            return Point { value: None, status, reason: sum.reason };
        }
        match measured(self.dataset, &sum.cell, measure) {
            Some(value) => Point { value: Some(value), status, reason: sum.reason },
            None => {
                let text = match measure {
                    Measure::Coverage => "no imports to set exports against",
                    Measure::Normalised => "no turnover to set the balance against",
                    _ => "this flow is not in the file",
                };
                Point::missing(reasons.id(text))
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "each argument is a different part of the line")]
    fn line(
        &self,
        plan: &PlanLine,
        code: &str,
        label: &str,
        role: LineRole,
        points: Vec<Point>,
        share_of: Option<&[Point]>,
        reasons: &mut Reasons,
    ) -> Line {
        let year = self.plan.frequency.per_year();
        let points = transform(self.view.transform, points, year, &self.range, share_of, reasons);
        debug_assert_eq!(points.len(), self.periods.len());
        Line {
            code: code.to_owned(),
            label: label.to_owned(),
            role,
            identity: plan.identity,
            points: narrowed(points, &self.range),
        }
    }
}

/// Only the points of a range.
fn narrowed(mut points: Vec<Point>, range: &std::ops::Range<usize>) -> Vec<Point> {
    points.truncate(range.end);
    points.drain(..range.start.min(points.len()));
    points
}

fn negate(point: &mut Point) {
    point.value = point.value.map(|value| match value {
        Value::Exact(amount) => Value::Exact(-amount),
        Value::Real(real) => Value::Real(-real),
    });
}

/// The measure of a cell; see [`Measure::definition`] for the formulas.
fn measured(dataset: &Dataset, cell: &Cell, measure: Measure) -> Option<Value> {
    let exact = |units: i128| Some(Value::Exact(dataset.amount(units)));
    let seen = |flow: Flow| cell.seen & flow.bit() != 0;
    let traded = seen(Flow::Export) || seen(Flow::Import);
    let (x, m) = (cell.export, cell.import);
    match measure {
        Measure::Balance => exact(x - m + cell.balance),
        Measure::Exports => seen(Flow::Export).then(|| exact(x)).flatten(),
        Measure::Imports => seen(Flow::Import).then(|| exact(m)).flatten(),
        Measure::Turnover => traded.then(|| exact(x + m)).flatten(),
        Measure::Coverage => (traded && m != 0).then(|| Value::Real(100.0 * x as f64 / m as f64)),
        Measure::Normalised => (traded && x + m != 0).then(|| Value::Real((x - m) as f64 / (x + m) as f64)),
    }
}
