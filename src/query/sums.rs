//! From cells to sums: roll-up to the shown frequency, how complete each sum is, and the reason where it is not.

use super::completeness::CompletenessCheck;
use super::full_scan::{Cell, Cube};
use super::plan::Plan;
use super::plan_lines::PlanLine;
use super::unlisted::{OfLine, Unlisted, is_part};
use super::{Reason, Status};
use crate::data::{Axis, Dataset, FactStatus, Flow, MemberId, Period, reports_regularly};

/// What is said of an estimate of which nothing more is known.
const ESTIMATED: &str = "estimated, rounded or derived: see the notes of the dataset";

const EXPORT: u8 = Flow::Export.bit();
const IMPORT: u8 = Flow::Import.bit();

/// Reasons in the order in which they were first given, so that points can refer to them.
#[derive(Default)]
pub(super) struct Reasons {
    pub(super) given: Vec<Reason>,
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
    pub(super) fn degrade(&mut self, status: Status, reason: Option<u16>) {
        if status.rank() > self.status.map_or(0, Status::rank) {
            (self.status, self.reason) = (Some(status), reason);
        }
    }

    pub(super) fn is_missing(&self) -> bool {
        matches!(self.status, Some(Status::Missing | Status::Confidential))
    }

    /// What is made of this period and others, where this one is missing for a reason of its own: that reason says more
    /// than what follows from it.
    fn own_gap(self) -> Option<Self> {
        (self.stated && self.is_missing()).then_some(self)
    }
}

/// The sums of each line by shown period.
pub(super) fn summed<'a>(
    dataset: &Dataset,
    plan: &'a Plan,
    (cube, sparse): (&Cube, [bool; 3]),
    periods: &[Period],
    split_by_flow: bool,
    reasons: &mut Reasons,
) -> Vec<(&'a PlanLine, Vec<Sum>)> {
    let check =
        |line, axis: Axis, sides| CompletenessCheck::new(dataset, plan, line, (axis, sparse[axis.index()]), sides);
    let sides = plan.taken & Flow::BOTH;
    let truncated = |axis| dataset.has_truncated_lists(axis);
    let unlisted = &Unlisted::among(dataset, plan, truncated, sparse);
    if let (true, [line, ..]) = (split_by_flow, plan.lines.as_slice()) {
        // A flow's gaps are its own; of a balance both sides are needed.
        let (export, import) = (Flow::Export, Flow::Import);
        let parts = [
            (both_sides(plan, cube.line(0)), sides),
            (only_flow(cube.line(0), export), export.bit()),
            (only_flow(cube.line(0), import), import.bit()),
        ];
        let unlisted = &unlisted.of_line(dataset, plan, line);
        let of = |(cells, sides): (Vec<Cell>, u8)| {
            let checks = Axis::ALL.map(|axis| check(Some(line), axis, sides));
            (
                line,
                RollUp { dataset, plan, line, checks: &checks, unlisted, cells: &cells, sides }.sums(periods, reasons),
            )
        };
        return parts.into_iter().map(of).collect();
    }
    // Along the axes that are not split all lines have the same members.
    let mut checks = Axis::ALL.map(|axis| check(plan.lines.first(), axis, sides));
    let sums = |(index, line): (usize, &'a PlanLine)| {
        if let Some(split) = plan.axis.filter(|_| index > 0) {
            // Each reporter has lists of its own.
            let of_reporter = |axis: &Axis| split == Axis::Reporter && truncated(*axis);
            for axis in Axis::ALL.into_iter().filter(|axis| *axis == split || of_reporter(axis)) {
                checks[axis.index()] = check(Some(line), axis, sides);
            }
        }
        let cells = cube.line(index);
        let unlisted = &unlisted.of_line(dataset, plan, line);
        (line, RollUp { dataset, plan, line, checks: &checks, unlisted, cells, sides }.sums(periods, reasons))
    };
    plan.lines.iter().enumerate().map(sums).collect()
}

/// Cells in which only one flow is left.
fn only_flow(cells: &[Cell], flow: Flow) -> Vec<Cell> {
    let bit = flow.bit();
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
    let both = Flow::BOTH;
    let lacks = |cell: &Cell| {
        plan.lone_kept && plan.taken & both == both && !matches!(cell.seen & both, seen if seen == both || seen == 0)
    };
    let of = |cell: &Cell| if lacks(cell) { Cell { flags: cell.flags, ..Cell::default() } } else { *cell };
    cells.iter().map(of).collect()
}

/// A line's cells on their way to the shown frequency.
struct RollUp<'a> {
    dataset: &'a Dataset,
    plan: &'a Plan,
    line: &'a PlanLine,
    /// By [`Axis::index`].
    checks: &'a [CompletenessCheck; 3],
    unlisted: &'a OfLine<'a>,
    cells: &'a [Cell],
    /// The sides of a balance that are summed, as bits of [`Flow::index`].
    sides: u8,
}

impl RollUp<'_> {
    fn sums(&self, periods: &[Period], reasons: &mut Reasons) -> Vec<Sum> {
        let at_source = self.at_source(reasons);
        if self.plan.frequency == self.plan.source {
            return at_source;
        }
        let regular = reports_regularly(self.cells.iter().map(|cell| cell.seen != 0));
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
                // What is missing for a reason of its own is not silence.
                absent += usize::from(regular || !reported || part.stated);
                first_gap = first_gap.or(Some(*part));
                continue;
            }
            found += 1;
            sum.cell.merge(&part.cell);
            if let Some(status) = part.status {
                sum.degrade(status, part.reason);
            }
        }
        absent += expected - self.plan.slots.iter().filter(|slot| period.contains(**slot)).count();
        if found == 0 {
            let gap = first_gap.unwrap_or_default();
            sum.degrade(gap.status.unwrap_or(Status::Missing), gap.reason);
            sum.stated = gap.stated;
        } else if absent > 0 {
            let reason = Reason::Steps { found, expected, step: self.plan.source };
            sum.degrade(Status::Partial, reasons.id(reason));
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
            sum.degrade(status, reasons.id(reason));
            sum.stated = stated;
            return sum;
        }
        if let Some(reason) = self.lacks_a_side(cell) {
            sum.degrade(Status::Missing, reasons.id(reason));
            sum.stated = true;
            return sum;
        }
        let sectors = &self.checks[Axis::Sector.index()].positives;
        if let Some(vintage) = self.dataset.vintage_of(self.plan.slots[slot], sectors) {
            sum.reason = reasons.id(Reason::Vintage(vintage.text.clone()));
            sum.status = vintage.laid_in.then_some(Status::LaidIn);
        }
        if cell.flags & FactStatus::ESTIMATED.0 != 0 {
            sum.degrade(Status::Estimated, sum.reason.or_else(|| reasons.id(ESTIMATED)));
        }
        if cell.flags & (FactStatus::CONFIDENTIAL.0 | FactStatus::MISSING.0) != 0 {
            sum.degrade(Status::Partial, reasons.id("some of the figures are withheld, missing or not readable"));
        }
        if let Some(reason) = self.unlisted.of_sum(slot, self.sides) {
            sum.degrade(Status::Partial, reasons.id(reason));
        }
        let lists = [Axis::Partner, Axis::Sector];
        if cell.flags & FactStatus::DERIVED.0 != 0
            && lists.iter().any(|axis| self.unlisted.is_cut(*axis, slot, self.sides))
        {
            sum.degrade(Status::Partial, reasons.id("added up from the largest, which the file lists"));
        }
        for check in self.checks {
            check.judge((self.dataset, self.plan, self.line), slot, &mut sum, reasons);
        }
        sum
    }

    /// Why figures are no balance although there are some: a side of it is not listed, or is not told.
    fn lacks_a_side(&self, cell: Cell) -> Option<&'static str> {
        if self.sides != Flow::BOTH {
            return None;
        }
        let has = |status: FactStatus| cell.flags & status.0 != 0;
        let withheld = has(FactStatus::CONFIDENTIAL) || has(FactStatus::MISSING);
        match cell.seen & Flow::BOTH {
            EXPORT if has(FactStatus::ONE_SIDED) => Some("only its exports are listed here: no balance"),
            IMPORT if has(FactStatus::ONE_SIDED) => Some("only its imports are listed here: no balance"),
            _ if has(FactStatus::ONE_SIDED) => Some("of some only exports or only imports are listed here: no balance"),
            EXPORT if withheld => Some("there are exports, but figures are withheld or missing: no balance"),
            IMPORT if withheld => Some("there are imports, but figures are withheld or missing: no balance"),
            _ => None,
        }
    }

    /// Why there is no figure, and whether that is the figure's own reason.
    fn why_missing(&self, slot: usize, cell: Cell) -> (String, bool) {
        if let Some(axis) = self.plan.unselected {
            return (format!("no {} is selected", self.dataset.noun(axis).word()), true);
        }
        let partners = &self.checks[Axis::Partner.index()].positives;
        let sectors = &self.checks[Axis::Sector.index()].positives;
        if let Some(reason) = self.dataset.gap_reason(self.plan.slots[slot], partners, sectors) {
            return (reason.to_owned(), true);
        }
        if cell.flags & FactStatus::CONFIDENTIAL.0 != 0 {
            return ("withheld by the publisher (confidential)".to_owned(), true);
        }
        if cell.flags & FactStatus::MISSING.0 != 0 {
            return ("marked as missing in the file, or not readable".to_owned(), true);
        }
        if let Some(text) = self.one_sided(slot, sectors, &self.checks[Axis::Reporter.index()].positives) {
            return (text, true);
        }
        let flows = sectors.iter().fold(0, |flows, id| flows | self.dataset.coverage(Axis::Sector, *id).flows);
        let balance = Flow::Balance.bit();
        if flows == balance && self.plan.taken & balance == 0 {
            return ("only balances are published for this item".to_owned(), true);
        }
        if self.is_unlisted(slot) {
            return ("not among the largest, which the file lists".to_owned(), false);
        }
        ("no figure in this file".to_owned(), false)
    }

    /// Whether nothing of the line is in lists that are cut off after their largest members.
    fn is_unlisted(&self, slot: usize) -> bool {
        [Axis::Partner, Axis::Sector].into_iter().any(|axis| {
            let parts = &self.checks[axis.index()].positives;
            let is_of_lists = !parts.is_empty() && parts.iter().all(|id| is_part(self.dataset, axis, *id));
            is_of_lists && self.unlisted.is_cut(axis, slot, self.sides)
        })
    }

    /// Why a balance cannot be drawn although one of the flows is there.
    fn one_sided(&self, slot: usize, sectors: &[MemberId], reporters: &[MemberId]) -> Option<String> {
        let both = Flow::BOTH;
        // Of one flow alone nothing lacks its other side.
        if ![0, both].contains(&(self.plan.taken & both)) {
            return None;
        }
        let lone = |flows: u8| match flows & both {
            0 => None,
            Flow::BOTH => None,
            EXPORT => Some("exports"),
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

/// Sums of the last `length` periods; missing where one of them is.
pub(super) fn rolling(sums: &[Sum], length: usize, reasons: &mut Reasons) -> Vec<Sum> {
    // Where there is no figure at all, what is known of that is the reason.
    if sums.iter().all(|sum| matches!(sum.status, Some(Status::Missing | Status::Confidential)) && sum.reason.is_some())
    {
        return sums.to_vec();
    }
    let needed = reasons.id(format!("a full year needs {length} figures in a row"));
    (0..sums.len())
        .map(|at| {
            let mut rolled = Sum::default();
            if let Some(gap) = sums[at].own_gap() {
                return gap;
            }
            if at + 1 < length {
                rolled.degrade(Status::Missing, needed);
                return rolled;
            }
            for sum in &sums[at + 1 - length..=at] {
                rolled.cell.merge(&sum.cell);
                match sum.status {
                    Some(Status::Missing | Status::Confidential) if length > 1 => {
                        rolled.degrade(Status::Missing, needed);
                    }
                    Some(status) => rolled.degrade(status, sum.reason),
                    None => {}
                }
            }
            rolled
        })
        .collect()
}

/// Sums since the start of the range; from a gap on nothing can be said.
pub(super) fn cumulative(sums: &[Sum], range: &std::ops::Range<usize>, reasons: &mut Reasons) -> Vec<Sum> {
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
                Some(Status::Missing | Status::Confidential) => running.degrade(Status::Missing, broken),
                Some(status) => running.degrade(status, sum.reason),
                None => {}
            }
            sum.own_gap().unwrap_or(running)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::data::{Amount, Axis, Dataset, DatasetBuilder, FactStatus, Flow, Member, Period, Role, RowKey};
    use crate::query::{GroupBy, LineRole, Measure, Selection, Status, Trajectories, View, run};

    /// The two largest markets and the two largest suppliers of a country: exports, imports.
    fn largest(more: &[(&str, Flow, i32, i64, FactStatus)]) -> Dataset {
        let mut builder = DatasetBuilder::default();
        let reporter = builder.member(Axis::Reporter, "SGP", "Singapore");
        let world = Member { code: "WLD".into(), label: "World".into(), role: Role::Total, ..Member::default() };
        builder.declare(Axis::Partner, world);
        let sector = builder.member(Axis::Sector, "T", "All products");
        let rows = [("WLD", 100, 90), ("CHN", 30, 25), ("THA", 20, 0), ("USA", 0, 15)];
        let sides = |(partner, exports, imports)| {
            [(Flow::Export, exports), (Flow::Import, imports)]
                .map(|(flow, value)| (partner, flow, 2020, value, FactStatus::OK))
        };
        let rows = rows.into_iter().flat_map(sides).filter(|row| row.3 > 0);
        for (line, (partner, flow, year, value, status)) in (2..).zip(rows.chain(more.iter().copied())) {
            let partner = builder.member(Axis::Partner, partner, partner);
            let key = RowKey { reporter, partner, sector, flow, period: Period::year(year) };
            builder.report.use_row();
            builder.push(key, Amount::new(value.into(), 0), status, line);
        }
        builder.finish().expect("a dataset")
    }

    /// Value, status and reason of a line's first point.
    fn told(answer: &Trajectories, code: &str) -> (Option<i128>, Status, String) {
        let line = answer.lines.iter().chain(&answer.whole).find(|line| line.code == code).expect("a line");
        let point = &line.points[0];
        let reason = point.reason.map_or(String::new(), |id| answer.reasons[usize::from(id)].to_string());
        let value = point.value.map(|value| value.to_f64() as i128);
        (value, point.status, reason)
    }

    fn asked(partners: &[&str], measure: Measure, by: GroupBy) -> View {
        let partners = if partners.is_empty() { Selection::all() } else { Selection::only(partners.iter().copied()) };
        View { partners, measure, by, top: 0, ..View::default() }
    }

    #[test]
    fn a_partner_of_one_list_has_its_exports_and_no_balance() {
        let dataset = largest(&[]);
        let by = |measure| run(&dataset, &asked(&[], measure, GroupBy::Partner));
        let balance = by(Measure::Balance);
        let reason = "only its exports are listed here: no balance";
        assert_eq!(told(&balance.trajectories, "THA"), (None, Status::Missing, reason.to_owned()));
        assert_eq!(told(&balance.trajectories, "CHN").0, Some(5));
        assert_eq!(told(&balance.trajectories, "all").0, Some(10));
        // What is not listed holds its imports without its exports.
        assert_eq!(told(&balance.trajectories, "not listed").1, Status::Missing);
        let thailand = dataset.dimension(Axis::Partner).id_of("THA").expect("a partner") as usize;
        assert_eq!(balance.member_totals.of(Axis::Partner)[thailand].value, None);
        let exports = by(Measure::Exports);
        assert_eq!(told(&exports.trajectories, "THA"), (Some(20), Status::Ok, String::new()));
        assert_eq!(told(&exports.trajectories, "not listed").0, Some(50));
        assert!(exports.member_totals.of(Axis::Partner)[thailand].value.is_some());
    }

    #[test]
    fn a_sum_with_a_partner_of_one_list_has_no_balance_but_exports_that_lack_one() {
        let dataset = largest(&[]);
        let sum = |measure| run(&dataset, &asked(&["CHN", "THA", "USA"], measure, GroupBy::None)).trajectories;
        assert_eq!(told(&sum(Measure::Balance), "all").0, None);
        assert_eq!(told(&sum(Measure::Turnover), "all").0, None);
        let reason = "1 of 3 partners has no figure here".to_owned();
        assert_eq!(told(&sum(Measure::Exports), "all"), (Some(50), Status::Partial, reason));
        let by_flow = run(&dataset, &asked(&["THA"], Measure::Balance, GroupBy::Flow)).trajectories;
        assert!(by_flow.lines.iter().all(|line| line.role != LineRole::Flow || line.points[0].value.is_some()));
        // Without a figure to take out, the world without it is not known either.
        let mut view = asked(&[], Measure::Balance, GroupBy::None);
        let partners = dataset.dimension(Axis::Partner);
        view.partners = view.partners.toggled(partners, partners.id_of("THA").expect("a partner"));
        assert_eq!(told(&run(&dataset, &view).trajectories, "all").0, None);
    }

    #[test]
    fn what_is_not_among_the_largest_says_so() {
        let of_2021 = [("WLD", 100), ("CHN", 40), ("JPN", 30)];
        let rows: Vec<_> = of_2021.map(|(who, value)| (who, Flow::Export, 2021, value, FactStatus::OK)).into();
        let dataset = largest(&rows);
        let answer = run(&dataset, &asked(&[], Measure::Exports, GroupBy::Partner)).trajectories;
        let (value, _, reason) = told(&answer, "JPN");
        assert_eq!((value, reason.as_str()), (None, "not among the largest, which the file lists"));
    }

    #[test]
    fn a_balance_of_which_one_side_is_withheld_is_missing() {
        let withheld =
            [("DEU", Flow::Export, 2020, 7, FactStatus::OK), ("DEU", Flow::Import, 2020, 0, FactStatus::CONFIDENTIAL)];
        let dataset = largest(&withheld);
        let answer = run(&dataset, &asked(&["DEU"], Measure::Balance, GroupBy::None)).trajectories;
        let reason = "there are exports, but figures are withheld or missing: no balance";
        assert_eq!(told(&answer, "all"), (None, Status::Missing, reason.to_owned()));
    }
}
