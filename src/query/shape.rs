//! From sums to lines: roll-up to the shown frequency, measure, transform, and a reason for each gap.

use super::plan::{Plan, PlanLine, by_flow};
use super::scan::{Cell, Cube};
use super::transform::transform;
use super::watch::Watch;
use super::{Line, LineRole, Measure, Note, Point, Reason, Status, Trajectories, Transform, Value, ValueKind, View};
use crate::data::{Axis, Dataset, FactStatus, Flow, MemberId, Period, Vintage};

/// What is said of an estimate of which nothing more is known.
const ESTIMATED: &str = "estimated, rounded or derived: see the notes of the dataset";

/// Reasons in the order in which they were first given, so that points can refer to them.
#[derive(Default)]
pub(super) struct Reasons {
    given: Vec<Reason>,
}

impl Reasons {
    pub(super) fn id(&mut self, reason: impl Into<Reason>) -> Option<u16> {
        let reason = reason.into();
        let known = self.given.iter().position(|given| *given == reason);
        let place = known.unwrap_or_else(|| {
            self.given.push(reason);
            self.given.len() - 1
        });
        u16::try_from(place).ok()
    }
}

/// Sums of one line in one shown period, with how complete they are.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    pub cell: Cell,
    pub status: Option<Status>,
    pub reason: Option<u16>,
    /// Whether it is missing for a reason of its own: one that the dataset states, or its publisher.
    pub stated: bool,
}

impl Sum {
    /// The worse of two statuses stays, with its reason.
    pub(super) fn worsen(&mut self, status: Status, reason: Option<u16>) {
        if status.rank() > self.status.map_or(0, Status::rank) {
            (self.status, self.reason) = (Some(status), reason);
        }
    }

    fn is_missing(&self) -> bool {
        matches!(self.status, Some(Status::Missing | Status::Confidential))
    }

    /// What is made of this period and others, where this one is missing for a reason of its own: that reason says more
    /// than what follows from it.
    fn own_gap(self) -> Option<Self> {
        (self.stated && self.is_missing()).then_some(self)
    }
}

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
    let (mut lines, mut whole) = shaper.lines(lines, &mut reasons);
    let laid_in = dataset.meta.vintages.iter().filter(|vintage| vintage.laid_in);
    let told = |known: &&Vintage| reasons.given.contains(&Reason::Vintage(known.text.clone()));
    notes.extend(laid_in.filter(told).map(|known| Note::LaidIn(known.text.clone())));
    let kept = without_empty_ends(view, &lines);
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
    }
}

/// Whether what members leave of a published total is never more than what their rounding leaves: nothing to draw, and
/// no share of anything.
fn is_rounding(line: &PlanLine, cells: &[Cell]) -> bool {
    let most = (line.parts.len() as u128).div_ceil(2);
    let fits = |value: i128| value.unsigned_abs() <= most;
    line.role == LineRole::NotListed
        && line.parts.len() > 1
        && cells.iter().all(|cell| fits(cell.export) && fits(cell.import) && fits(cell.balance))
}

/// The sums of each line by shown period.
fn summed<'a>(
    dataset: &Dataset,
    plan: &'a Plan,
    (cube, sparse): (&Cube, [bool; 3]),
    periods: &[Period],
    split_by_flow: bool,
    reasons: &mut Reasons,
) -> Vec<(&'a PlanLine, Vec<Sum>)> {
    // Along the axes that are not split all lines have the same members.
    let watched = |line, axis: Axis| Watch::new(dataset, plan, line, (axis, sparse[axis.index()]));
    let mut watch = Axis::ALL.map(|axis| watched(plan.lines.first(), axis));
    if let (true, [line, ..]) = (split_by_flow, plan.lines.as_slice()) {
        let of = |cells: Vec<Cell>, reasons: &mut Reasons| {
            Rolled { dataset, plan, line, watch: &watch, cells: &cells }.sums(periods, reasons)
        };
        // A flow's gaps are its own; of a balance both sides are needed.
        let parts = [
            both_sides(plan, cube.line(0)),
            only_flow(cube.line(0), Flow::Export),
            only_flow(cube.line(0), Flow::Import),
        ];
        return parts.into_iter().map(|cells| (line, of(cells, reasons))).collect();
    }
    let sums = |(index, line): (usize, &'a PlanLine)| {
        if let Some(axis) = plan.axis.filter(|_| index > 0) {
            watch[axis.index()] = watched(Some(line), axis);
        }
        (line, Rolled { dataset, plan, line, watch: &watch, cells: cube.line(index) }.sums(periods, reasons))
    };
    plan.lines.iter().enumerate().map(sums).collect()
}

/// Cells in which only one flow is left.
fn only_flow(cells: &[Cell], flow: Flow) -> Vec<Cell> {
    let bit = 1 << flow.index();
    let of = |cell: &Cell| {
        let own = Cell { flags: cell.flags, ..Cell::default() };
        match (flow, cell.seen & bit != 0) {
            (Flow::Export, true) => Cell { export: cell.export, seen: bit, ..own },
            (_, true) => Cell { import: cell.import, seen: bit, ..own },
            (_, false) => own,
        }
    };
    cells.iter().map(of).collect()
}

/// Cells without those in which a balance lacks one of its sides.
fn both_sides(plan: &Plan, cells: &[Cell]) -> Vec<Cell> {
    let both = 1u8 << Flow::Export.index() | 1 << Flow::Import.index();
    let lacks = |cell: &Cell| {
        plan.lone_kept && plan.taken & both == both && !matches!(cell.seen & both, seen if seen == both || seen == 0)
    };
    let of = |cell: &Cell| if lacks(cell) { Cell { flags: cell.flags, ..Cell::default() } } else { *cell };
    cells.iter().map(of).collect()
}

const fn adds_up(transform: Transform) -> bool {
    !matches!(transform, Transform::Growth | Transform::Index)
}

fn value_kind(dataset: &Dataset, view: &View) -> ValueKind {
    match (view.transform, view.measure) {
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

/// A transform may leave nothing at an end (no year before the first): cut there too, unless that
/// end was asked for.
fn without_empty_ends(view: &View, lines: &[Line]) -> std::ops::Range<usize> {
    let length = lines.first().map_or(0, |line| line.points.len());
    let has_value = |at: &usize| lines.iter().any(|line| line.points[*at].value.is_some());
    match ((0..length).find(has_value), (0..length).rev().find(has_value)) {
        (Some(first), Some(last)) => {
            let start = if view.from.is_some() { 0 } else { first };
            let end = if view.to.is_some() { length } else { last + 1 };
            start..end
        }
        _ => 0..length,
    }
}

/// A line's cells on their way to the shown frequency.
struct Rolled<'a> {
    dataset: &'a Dataset,
    plan: &'a Plan,
    line: &'a PlanLine,
    /// By [`Axis::index`].
    watch: &'a [Watch; 3],
    cells: &'a [Cell],
}

impl Rolled<'_> {
    fn sums(&self, periods: &[Period], reasons: &mut Reasons) -> Vec<Sum> {
        let at_source = self.at_source(reasons);
        if self.plan.frequency == self.plan.source {
            return at_source;
        }
        let regular = is_regular(self.cells);
        periods.iter().map(|period| self.rolled(*period, &at_source, regular, reasons)).collect()
    }

    /// The sums of one longer period. Months without a figure make it partial, except where the line
    /// trades only now and then and the reporter did report.
    fn rolled(&self, period: Period, at_source: &[Sum], regular: bool, reasons: &mut Reasons) -> Sum {
        let mut sum = Sum::default();
        let (mut found, mut absent) = (0, 0);
        let mut first_gap = None;
        let expected = (period.frequency().months() / self.plan.source.months()) as usize;
        for (slot, _) in self.plan.slots.iter().enumerate().filter(|(_, slot)| period.contains(**slot)) {
            let part = &at_source[slot];
            if part.is_missing() {
                let reported = self.plan.period_of[slot].is_some();
                absent += usize::from(regular || !reported);
                first_gap = first_gap.or(Some(*part));
                continue;
            }
            found += 1;
            sum.cell.merge(&part.cell);
            if let Some(status) = part.status {
                sum.worsen(status, part.reason);
            }
        }
        absent += expected - self.plan.slots.iter().filter(|slot| period.contains(**slot)).count();
        if found == 0 {
            let gap = first_gap.unwrap_or_default();
            sum.worsen(gap.status.unwrap_or(Status::Missing), gap.reason);
            sum.stated = gap.stated;
        } else if absent > 0 {
            let reason = Reason::Steps { found, expected, step: self.plan.source };
            sum.worsen(Status::Partial, reasons.id(reason));
        }
        sum
    }

    fn at_source(&self, reasons: &mut Reasons) -> Vec<Sum> {
        self.cells.iter().enumerate().map(|(slot, cell)| self.judged(slot, *cell, reasons)).collect()
    }

    /// A cell with its status: missing, partial when members are silent, or complete.
    fn judged(&self, slot: usize, cell: Cell, reasons: &mut Reasons) -> Sum {
        let mut sum = Sum { cell, ..Sum::default() };
        if cell.seen == 0 {
            let status =
                if cell.flags & FactStatus::CONFIDENTIAL.0 != 0 { Status::Confidential } else { Status::Missing };
            let (reason, stated) = self.why_missing(slot, cell);
            sum.worsen(status, reasons.id(reason));
            sum.stated = stated;
            return sum;
        }
        let sectors = &self.watch[Axis::Sector.index()].positives;
        if let Some(vintage) = self.dataset.vintage_of(self.plan.slots[slot], sectors) {
            sum.reason = reasons.id(Reason::Vintage(vintage.text.clone()));
            sum.status = vintage.laid_in.then_some(Status::LaidIn);
        }
        if cell.flags & FactStatus::ESTIMATED.0 != 0 {
            sum.worsen(Status::Estimated, sum.reason.or_else(|| reasons.id(ESTIMATED)));
        }
        if cell.flags & (FactStatus::CONFIDENTIAL.0 | FactStatus::MISSING.0) != 0 {
            sum.worsen(Status::Partial, reasons.id("some of the figures are withheld, missing or not readable"));
        }
        for watched in self.watch {
            watched.judge((self.dataset, self.plan, self.line), slot, &mut sum, reasons);
        }
        sum
    }

    /// Why there is no figure, and whether that is the figure's own reason.
    fn why_missing(&self, slot: usize, cell: Cell) -> (String, bool) {
        if let Some(axis) = self.plan.unselected {
            return (format!("no {} is selected", axis.word()), true);
        }
        let partners = &self.watch[Axis::Partner.index()].positives;
        let sectors = &self.watch[Axis::Sector.index()].positives;
        if let Some(reason) = self.dataset.gap_reason(self.plan.slots[slot], partners, sectors) {
            return (reason.to_owned(), true);
        }
        if cell.flags & FactStatus::CONFIDENTIAL.0 != 0 {
            return ("withheld by the publisher (confidential)".to_owned(), true);
        }
        if cell.flags & FactStatus::MISSING.0 != 0 {
            return ("marked as missing in the file, or not readable".to_owned(), true);
        }
        if let Some(text) = self.one_sided(slot, sectors, &self.watch[Axis::Reporter.index()].positives) {
            return (text, true);
        }
        let flows = sectors.iter().fold(0, |flows, id| flows | self.dataset.coverage(Axis::Sector, *id).flows);
        let balance = 1u8 << Flow::Balance.index();
        if flows == balance && self.plan.taken & balance == 0 {
            return ("only balances are published for this item".to_owned(), true);
        }
        ("no figure in this file".to_owned(), false)
    }

    /// Why a balance cannot be drawn although one of the flows is there.
    fn one_sided(&self, slot: usize, sectors: &[MemberId], reporters: &[MemberId]) -> Option<String> {
        let both = 1u8 << Flow::Export.index() | 1 << Flow::Import.index();
        // Of one flow alone nothing lacks its other side.
        if ![0, both].contains(&(self.plan.taken & both)) {
            return None;
        }
        let lone = |flows: u8| match flows & both {
            0 => None,
            flows if flows == both => None,
            flows if flows == 1 << Flow::Export.index() => Some("exports"),
            _ => Some("imports"),
        };
        let flows =
            |axis, members: &[MemberId]| members.iter().fold(0, |f, id| f | self.dataset.coverage(axis, *id).flows);
        if sectors.is_empty() {
            let named = self.plan.flows.contains(&0);
            return named.then(|| "only one flow is published: no balance can be drawn".to_owned());
        }
        if let Some(flow) = lone(flows(Axis::Sector, sectors)) {
            return Some(format!("only {flow} are published for this item"));
        }
        let period = self.plan.period_of[slot]?;
        let at = reporters
            .iter()
            .fold(0, |f, id| f | self.dataset.coverage(Axis::Reporter, *id).flows_at[usize::from(period)]);
        lone(at).map(|flow| format!("only {flow} are reported for this period"))
    }
}

/// Whether a line has a figure in nearly every period between its first and its last.
fn is_regular(cells: &[Cell]) -> bool {
    let seen = |cell: &&Cell| cell.seen != 0;
    let first = cells.iter().position(|cell| cell.seen != 0);
    let last = cells.iter().rposition(|cell| cell.seen != 0);
    match (first, last) {
        (Some(first), Some(last)) => cells.iter().filter(seen).count() * 10 >= (last - first + 1) * 9,
        _ => true,
    }
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
    fn lines(&self, lines: Vec<(&PlanLine, Vec<Sum>)>, reasons: &mut Reasons) -> (Vec<Line>, Option<Line>) {
        let summed: Vec<(&PlanLine, Vec<Sum>)> =
            lines.into_iter().map(|(line, sums)| (line, self.accumulated(sums, reasons))).collect();
        if by_flow(self.view) {
            return self.flow_lines(&summed, reasons);
        }
        let share_of: Option<Vec<Point>> = summed
            .iter()
            .find(|(line, _)| line.role == LineRole::Whole)
            .map(|(_, sums)| self.points(sums, self.view.measure, reasons));
        let mut shaped: Vec<Line> = summed
            .iter()
            .map(|(line, sums)| {
                let points = self.points(sums, self.view.measure, reasons);
                self.line(line, &line.code, &line.label, line.role, points, share_of.as_deref(), reasons)
            })
            .collect();
        let whole = if self.plan.whole { shaped.pop() } else { None };
        (shaped, whole)
    }

    /// Exports above zero and imports below it, with the balance as the whole.
    fn flow_lines(&self, summed: &[(&PlanLine, Vec<Sum>)], reasons: &mut Reasons) -> (Vec<Line>, Option<Line>) {
        let [(line, sums), flows @ ..] = summed else { return (Vec::new(), None) };
        let whole_points = self.points(sums, self.view.measure, reasons);
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
            let mut shaped = self.line(line, code, label, LineRole::Flow, points, Some(&whole_points), reasons);
            shaped.identity = identity;
            lines.push(shaped);
        }
        let whole = self.line(line, "all", self.view.measure.label(), LineRole::Whole, whole_points, None, reasons);
        if lines.len() < 2 { (vec![whole], None) } else { (lines, Some(whole)) }
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
    let seen = |flow: Flow| cell.seen & (1 << flow.index()) != 0;
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

/// Sums of the last `length` periods; missing where one of them is.
fn rolling(sums: &[Sum], length: usize, reasons: &mut Reasons) -> Vec<Sum> {
    let needed = reasons.id(format!("a full year needs {length} figures in a row"));
    (0..sums.len())
        .map(|at| {
            let mut rolled = Sum::default();
            if let Some(gap) = sums[at].own_gap() {
                return gap;
            }
            if at + 1 < length {
                rolled.worsen(Status::Missing, needed);
                return rolled;
            }
            for sum in &sums[at + 1 - length..=at] {
                rolled.cell.merge(&sum.cell);
                match sum.status {
                    Some(Status::Missing | Status::Confidential) if length > 1 => {
                        rolled.worsen(Status::Missing, needed);
                    }
                    Some(status) => rolled.worsen(status, sum.reason),
                    None => {}
                }
            }
            rolled
        })
        .collect()
}

/// Sums since the start of the range; from a gap on nothing can be said.
fn cumulative(sums: &[Sum], range: &std::ops::Range<usize>, reasons: &mut Reasons) -> Vec<Sum> {
    let broken = reasons.id("the running sum ends at an earlier gap");
    let mut running = Sum::default();
    let mut started = false;
    sums.iter()
        .enumerate()
        .map(|(at, sum)| {
            if at < range.start || (!started && sum.is_missing()) {
                return *sum;
            }
            started = true;
            running.cell.merge(&sum.cell);
            match sum.status {
                Some(Status::Missing | Status::Confidential) => running.worsen(Status::Missing, broken),
                Some(status) => running.worsen(status, sum.reason),
                None => {}
            }
            sum.own_gap().unwrap_or(running)
        })
        .collect()
}
