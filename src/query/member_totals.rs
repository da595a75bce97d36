//! Totals of members: what each contributes under the *other* filters, for the bar in its row of a filter list.

use std::ops::RangeInclusive;

use rayon::prelude::*;

use super::full_scan::{INLINE, OneSided, one_sided};
use super::plan::Plan;
use super::{ChartKind, Measure, Transform, View};
use crate::data::{Amount, Axis, Block, Coverage, Dataset, FactStatus, Flow, Frequency, MemberId, Period};

/// What a member contributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MemberTotal {
    /// The measure under the other filters; the balance for ratios. None where the other filters leave
    /// nothing of the member.
    pub value: Option<Amount>,
}

impl MemberTotal {
    /// The absolute size, for sorting.
    #[must_use]
    pub fn size(&self) -> i128 {
        self.value.map_or(-1, |value| value.units.abs())
    }
}

/// The totals of all three filter lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MemberTotals {
    /// First and last period over which the totals are summed.
    pub window: Option<(Period, Period)>,
    totals: [Vec<MemberTotal>; 3],
}

impl MemberTotals {
    /// The totals of an axis, by member.
    #[must_use]
    pub fn of(&self, axis: Axis) -> &[MemberTotal] {
        &self.totals[axis.index()]
    }

    /// "2024", "Mar 2024 to Feb 2025": the stretch that the totals cover.
    #[must_use]
    pub fn window_words(&self) -> String {
        match self.window {
            None => String::new(),
            Some((first, last)) if first == last => first.words(),
            Some((first, last)) if first.start_month() % 12 == 0 && last.end_month() == first.start_month() + 12 => {
                first.start_year().to_string()
            }
            Some((first, last)) => format!("{} to {}", first.words(), last.words()),
        }
    }
}

/// Exports, imports and published balances of a member, and which of them were seen.
#[derive(Clone, Copy, Default)]
pub(super) struct Sums {
    flows: [i128; 3],
    seen: u8,
    /// Whether the other side of some figure is left out of a list.
    one_sided: bool,
    /// Whether a figure is withheld or missing.
    has_gap: bool,
}

impl Sums {
    pub(super) fn add(&mut self, flow: Flow, value: i128) {
        let place = match flow {
            Flow::Export => 0,
            Flow::Import => 1,
            Flow::Balance => 2,
            Flow::ReExport | Flow::ReImport => return,
        };
        self.flows[place] += value;
        self.seen |= 1 << place;
    }

    /// Notes that the other side of some figure is left out of a list.
    pub(super) const fn note_one_sided(&mut self) {
        self.one_sided = true;
    }

    /// Notes that a figure is withheld or missing.
    pub(super) const fn note_gap(&mut self) {
        self.has_gap = true;
    }

    fn merge(&mut self, more: &Self) {
        self.seen |= more.seen;
        self.has_gap |= more.has_gap;
        self.one_sided |= more.one_sided;
        for (sum, value) in self.flows.iter_mut().zip(more.flows) {
            *sum += value;
        }
    }

    fn value(&self, measure: Measure) -> Option<i128> {
        let [export, import, balance] = self.flows;
        match measure {
            _ if self.seen == 0 => None,
            Measure::Exports => (self.seen & 1 != 0).then_some(export),
            Measure::Imports => (self.seen & 2 != 0).then_some(import),
            _ if self.one_sided => None,
            // A side of which nothing is told is not zero.
            _ if self.has_gap && matches!(self.seen & 3, 1 | 2) => None,
            Measure::Turnover => (self.seen & 3 != 0).then_some(export + import),
            Measure::Balance | Measure::Coverage | Measure::Normalised => Some(export - import + balance),
        }
    }
}

/// One pass over the facts of the window for all three lists.
pub(super) fn member_totals(dataset: &Dataset, view: &View, plan: &Plan) -> MemberTotals {
    let window = window(dataset, view, plan, &reporting(dataset));
    let empty = || no_sums(dataset);
    let shown = |block: &&Block| {
        window.as_ref().is_some_and(|window| window.contains(&usize::from(plan.slot_of[usize::from(block.period())])))
    };
    let blocks: Vec<&Block> = dataset.facts.blocks().iter().filter(shown).collect();
    let one_sided = one_sided(dataset, plan);
    let sums = if blocks.iter().map(|block| block.len()).sum::<usize>() <= INLINE {
        blocks.iter().fold(empty(), |sums, block| add_block(sums, plan, block, &one_sided))
    } else {
        let some = blocks.par_iter().fold(empty, |sums, block| add_block(sums, plan, block, &one_sided));
        some.reduce(empty, merged)
    };
    finished(dataset, view, plan, window.as_ref(), &sums)
}

/// Sums of no facts.
pub(super) fn no_sums(dataset: &Dataset) -> AxisSums {
    Axis::ALL.map(|axis| vec![Sums::default(); dataset.dimension(axis).len()])
}

/// Totals from the sums of each member over the window.
pub(super) fn finished(
    dataset: &Dataset,
    view: &View,
    plan: &Plan,
    window: Option<&RangeInclusive<usize>>,
    sums: &AxisSums,
) -> MemberTotals {
    let mut totals = Axis::ALL.map(|axis| finish(dataset, axis, view.measure, &sums[axis.index()]));
    if let Some(window) = window.filter(|_| plan.lone_kept) {
        for (id, total) in (0..).zip(&mut totals[Axis::Reporter.index()]) {
            total.value = total.value.filter(|_| !is_lone(dataset, plan, id, window));
        }
    }
    for (axis, window) in Axis::ALL.into_iter().filter_map(|axis| Some((axis, window?))) {
        let sparse = dataset.is_sparse(axis);
        for (id, total) in (0..).zip(&mut totals[axis.index()]) {
            if lacks_some_period(plan, window, dataset.coverage(axis, id), sparse) {
                total.value = None;
            }
        }
    }
    MemberTotals { window: window.map(|window| (plan.slots[*window.start()], plan.slots[*window.end()])), totals }
}

/// Whether a member has no figure, or only one side of a balance, for a part of a stretch though it does not come and go:
/// two months of one stand in no list beside twelve of another.
fn lacks_some_period(plan: &Plan, window: &RangeInclusive<usize>, coverage: &Coverage, sparse: bool) -> bool {
    let sides = plan.taken & Flow::BOTH;
    let mut periods = window.clone().filter_map(|slot| plan.period_of[slot]).map(usize::from);
    periods.any(|period| {
        let silent = coverage.flows_at[period] & plan.taken == 0;
        let one_sided = sides == Flow::BOTH && !silent && coverage.lacking(plan.taken, period) != 0;
        one_sided || (silent && coverage.regular && !sparse && coverage.flows & plan.taken != 0)
    })
}

/// Whether a reporter that gives exports and imports gives only one of them somewhere in a stretch, where the measure
/// needs both. Where exports and imports stand apart its figures are kept, and are no balance of its own.
fn is_lone(dataset: &Dataset, plan: &Plan, id: MemberId, window: &RangeInclusive<usize>) -> bool {
    let coverage = dataset.coverage(Axis::Reporter, id);
    let both = |flows: u8| flows & Flow::BOTH == Flow::BOTH;
    let lone = |period: u16| {
        let flows = coverage.flows_at[usize::from(period)] & Flow::BOTH;
        flows != 0 && !both(flows)
    };
    both(plan.taken) && both(coverage.flows) && window.clone().filter_map(|slot| plan.period_of[slot]).any(lone)
}

pub(super) type AxisSums = [Vec<Sums>; 3];

fn merged(mut all: AxisSums, more: AxisSums) -> AxisSums {
    for (sums, more) in all.iter_mut().flatten().zip(more.into_iter().flatten()) {
        sums.merge(&more);
    }
    all
}

/// Adds the facts of a block, without those of reporters that give no balance in its period.
pub(super) fn add_block(mut sums: AxisSums, plan: &Plan, block: &Block, one_sided: &OneSided) -> AxisSums {
    let bit = block.flow().bit();
    for fact in block.facts() {
        if one_sided.holds(&fact) || plan.flows[fact.member(Axis::Sector) as usize] & bit == 0 {
            continue;
        }
        let weights = Axis::ALL.map(|axis| plan.weights[axis.index()][fact.member(axis) as usize]);
        for axis in 0..3 {
            let weight = weights[(axis + 1) % 3] * weights[(axis + 2) % 3];
            if weight != 0 {
                let value = i128::from(fact.value) * i128::from(weight);
                let sums = &mut sums[axis][fact.members[axis] as usize];
                if fact.status.is_gap() {
                    sums.note_gap();
                    continue;
                }
                sums.add(fact.flow, value);
                if fact.status.has(FactStatus::ONE_SIDED) {
                    sums.note_one_sided();
                }
            }
        }
    }
    sums
}

/// Members without figures of their own show the sum of their parts.
fn finish(dataset: &Dataset, axis: Axis, measure: Measure, sums: &[Sums]) -> Vec<MemberTotal> {
    fn total(dataset: &Dataset, axis: Axis, id: MemberId, sums: &[Sums]) -> Sums {
        if dataset.has_facts(axis, id) {
            return sums[id as usize];
        }
        let mut whole = Sums::default();
        for child in dataset.dimension(axis).children(id) {
            whole.merge(&total(dataset, axis, *child, sums));
        }
        whole
    }
    dataset
        .dimension(axis)
        .iter()
        .map(|(id, _)| MemberTotal {
            value: total(dataset, axis, id, sums).value(measure).map(|units| dataset.amount(units)),
        })
        .collect()
}

/// How many members report in each period of a dataset.
pub(super) fn reporting(dataset: &Dataset) -> Vec<usize> {
    let mut counts = vec![0; dataset.periods.len()];
    for axis in Axis::ALL {
        for (id, _) in dataset.dimension(axis).iter() {
            let at = &dataset.coverage(axis, id).flows_at;
            counts.iter_mut().zip(at).for_each(|(count, flows)| *count += usize::from(*flows != 0));
        }
    }
    counts
}

/// How many of the members along which a view is split report in each period: who is not selected does not count where
/// a period is chosen in which the others are compared.
fn compared(dataset: &Dataset, plan: &Plan, axis: Axis) -> Vec<usize> {
    let mut counts = vec![0; dataset.periods.len()];
    let weighing = plan.weighing(axis, dataset.dimension(axis).len());
    for (id, _) in (0..).zip(weighing).filter(|(_, weighs)| *weighs) {
        let at = &dataset.coverage(axis, id).flows_at;
        counts.iter_mut().zip(at).for_each(|(count, flows)| *count += usize::from(*flows & plan.taken != 0));
    }
    counts
}

/// The last period of which all steps are at hand and for which more than half of the most report.
fn newest_full(
    plan: &Plan,
    frequency: Frequency,
    shown: RangeInclusive<usize>,
    reports: &dyn Fn(usize) -> usize,
) -> Option<Period> {
    let most = shown.clone().map(reports).max()?;
    let full = (frequency.months() / plan.source.months()) as usize;
    let period = |slot: usize| {
        let slot = plan.slots[slot];
        if slot.frequency() == frequency { slot } else { slot.rolled_up(frequency) }
    };
    shown.clone().rev().map(period).find(|period| {
        let within = shown.clone().filter(|slot| period.contains(plan.slots[*slot]));
        within.filter(|slot| reports(*slot) * 2 > most).count() >= full
    })
}

/// The stretch that a ranked chart shows, so that those who stand alone are the largest of it: that of the period that
/// was chosen, else of the last that is complete.
fn ranked_window(
    view: &View,
    plan: &Plan,
    shown: RangeInclusive<usize>,
    reports: &dyn Fn(usize) -> usize,
) -> Option<RangeInclusive<usize>> {
    let frequency = plan.frequency.max(plan.source);
    let wanted = view.ranked_at.or_else(|| newest_full(plan, frequency, shown.clone(), reports))?;
    let within = || shown.clone().rev().map(|slot| plan.slots[slot]).find(|slot| wanted.contains(*slot));
    let wanted = if wanted.frequency() > frequency { within()? } else { wanted };
    let wanted = if wanted.frequency() < frequency { wanted.rolled_up(frequency) } else { wanted };
    let mut slots = shown.clone().filter(|slot| wanted.contains(plan.slots[*slot]));
    let start = slots.next()?;
    let end = slots.next_back().unwrap_or(start);
    Some(match view.transform {
        // A rolling year reaches back before what is shown.
        Transform::Rolling => (end + 1).saturating_sub(plan.source.per_year())..=end,
        Transform::Cumulative => *shown.start()..=end,
        _ => start..=end,
    })
}

/// The last calendar year within the range shown for which most members report, else the whole range. `reporting`
/// tells how many do in each period.
pub(super) fn window(
    dataset: &Dataset,
    view: &View,
    plan: &Plan,
    reporting: &[usize],
) -> Option<RangeInclusive<usize>> {
    let shown: Vec<usize> = (0..plan.slots.len()).filter(|slot| view.shows(plan.slots[*slot])).collect();
    let (first, last) = (*shown.first()?, *shown.last()?);
    let ranked = view.by.axis().filter(|_| view.chart == ChartKind::Ranked);
    let compared = ranked.map(|axis| compared(dataset, plan, axis));
    let reporting = compared.as_deref().unwrap_or(reporting);
    let reports = |slot: usize| plan.period_of[slot].map_or(0, |period| reporting[usize::from(period)]);
    if view.chart == ChartKind::Ranked
        && let Some(range) = ranked_window(view, plan, first..=last, &reports)
    {
        return Some(range);
    }
    let year_of = |slot: usize| plan.slots[slot].start_year();
    let full = plan.source.per_year();
    // How many members report in the thinnest period of each full year.
    let mut years: Vec<(RangeInclusive<usize>, usize)> = Vec::new();
    let mut start = first;
    while start <= last {
        let end = (start..=last).take_while(|slot| year_of(*slot) == year_of(start)).last().unwrap_or(start);
        if end - start + 1 == full {
            years.push((start..=end, (start..=end).map(reports).min().unwrap_or(0)));
        }
        start = end + 1;
    }
    let most = years.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let well_reported = years.into_iter().rev().find(|(_, count)| *count > 0 && *count * 5 >= most * 3);
    Some(well_reported.map_or(first..=last, |(range, _)| range))
}
