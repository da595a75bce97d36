//! The value bar of each filter row: what the member contributes under the *other* filters.

use std::ops::{Range, RangeInclusive};

use rayon::prelude::*;

use super::plan::{NO_SLOT, Plan};
use super::scan::CHUNK;
use super::{Measure, View};
use crate::data::{Amount, Axis, Dataset, Flow, MemberId, Period};

/// What a member contributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MemberBar {
    /// The measure under the other filters; the balance for ratios. None where the other filters leave
    /// nothing of the member.
    pub value: Option<Amount>,
}

impl MemberBar {
    /// The absolute size, for sorting.
    #[must_use]
    pub fn size(&self) -> i128 {
        self.value.map_or(-1, |value| value.units.abs())
    }
}

/// The value bars of all three filter lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bars {
    /// First and last period over which the bars are summed.
    pub window: Option<(Period, Period)>,
    bars: [Vec<MemberBar>; 3],
}

impl Bars {
    /// The bars of an axis, by member.
    #[must_use]
    pub fn of(&self, axis: Axis) -> &[MemberBar] {
        &self.bars[axis.index()]
    }

    /// "2024", "Mar 2024 to Feb 2025": the stretch that the bars cover.
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
struct Sums {
    flows: [i128; 3],
    seen: u8,
}

impl Sums {
    fn add(&mut self, flow: Flow, value: i128) {
        let place = match flow {
            Flow::Export => 0,
            Flow::Import => 1,
            Flow::Balance => 2,
            Flow::ReExport | Flow::ReImport => return,
        };
        self.flows[place] += value;
        self.seen |= 1 << place;
    }

    fn value(&self, measure: Measure) -> Option<i128> {
        let [export, import, balance] = self.flows;
        match measure {
            _ if self.seen == 0 => None,
            Measure::Exports => (self.seen & 1 != 0).then_some(export),
            Measure::Imports => (self.seen & 2 != 0).then_some(import),
            Measure::Turnover => (self.seen & 3 != 0).then_some(export + import),
            Measure::Balance | Measure::Coverage | Measure::Normalised => Some(export - import + balance),
        }
    }
}

/// One pass over the facts for all three lists.
pub(super) fn bars(dataset: &Dataset, view: &View, plan: &Plan) -> Bars {
    let Some(window) = window(dataset, view, plan) else {
        return Bars {
            window: None,
            bars: Axis::ALL.map(|axis| vec![MemberBar::default(); dataset.dimension(axis).len()]),
        };
    };
    let empty = || Axis::ALL.map(|axis| vec![Sums::default(); dataset.dimension(axis).len()]);
    let rows = dataset.facts.len();
    let sums = if rows <= CHUNK {
        chunk(dataset, plan, &window, empty(), 0..rows)
    } else {
        (0..rows.div_ceil(CHUNK))
            .into_par_iter()
            .map(|at| chunk(dataset, plan, &window, empty(), at * CHUNK..rows.min((at + 1) * CHUNK)))
            .reduce(empty, merged)
    };
    let bars = Axis::ALL.map(|axis| finish(dataset, axis, view.measure, &sums[axis.index()]));
    Bars { window: Some((plan.slots[*window.start()], plan.slots[*window.end()])), bars }
}

type AxisSums = [Vec<Sums>; 3];

fn merged(mut all: AxisSums, more: AxisSums) -> AxisSums {
    for (sums, more) in all.iter_mut().flatten().zip(more.into_iter().flatten()) {
        sums.seen |= more.seen;
        for (sum, value) in sums.flows.iter_mut().zip(more.flows) {
            *sum += value;
        }
    }
    all
}

fn chunk(
    dataset: &Dataset,
    plan: &Plan,
    window: &RangeInclusive<usize>,
    mut sums: AxisSums,
    rows: Range<usize>,
) -> AxisSums {
    let facts = &dataset.facts;
    for row in rows {
        let slot = plan.slot_of[usize::from(facts.period[row])];
        if slot == NO_SLOT || !window.contains(&usize::from(slot)) || facts.status[row].is_gap() {
            continue;
        }
        if plan.flows[facts.sector[row] as usize] & (1 << facts.flow[row].index()) == 0 {
            continue;
        }
        let members = Axis::ALL.map(|axis| facts.member(axis, row));
        let weights = Axis::ALL.map(|axis| plan.weights[axis.index()][members[axis.index()] as usize]);
        for axis in 0..3 {
            let weight = weights[(axis + 1) % 3] * weights[(axis + 2) % 3];
            if weight != 0 {
                let value = i128::from(facts.value[row]) * i128::from(weight);
                sums[axis][members[axis] as usize].add(facts.flow[row], value);
            }
        }
    }
    sums
}

/// Members without figures of their own show the sum of their parts.
fn finish(dataset: &Dataset, axis: Axis, measure: Measure, sums: &[Sums]) -> Vec<MemberBar> {
    fn total(dataset: &Dataset, axis: Axis, id: MemberId, sums: &[Sums]) -> Sums {
        if dataset.has_facts(axis, id) {
            return sums[id as usize];
        }
        let mut whole = Sums::default();
        for child in dataset.dimension(axis).children(id) {
            let part = total(dataset, axis, *child, sums);
            whole.seen |= part.seen;
            for (sum, more) in whole.flows.iter_mut().zip(part.flows) {
                *sum += more;
            }
        }
        whole
    }
    dataset
        .dimension(axis)
        .iter()
        .map(|(id, _)| MemberBar {
            value: total(dataset, axis, id, sums).value(measure).map(|units| dataset.amount(units)),
        })
        .collect()
}

/// The last calendar year within the range shown for which most members report, else the whole range.
fn window(dataset: &Dataset, view: &View, plan: &Plan) -> Option<RangeInclusive<usize>> {
    let shown: Vec<usize> = (0..plan.slots.len()).filter(|slot| view.shows(plan.slots[*slot])).collect();
    let (first, last) = (*shown.first()?, *shown.last()?);
    let reports = |slot: usize| -> usize {
        let Some(period) = plan.period_of[slot] else { return 0 };
        Axis::ALL
            .iter()
            .map(|axis| {
                (0..dataset.dimension(*axis).len())
                    .filter(|id| {
                        dataset.coverage(*axis, MemberId::try_from(*id).unwrap_or(0)).reports_at(period.into())
                    })
                    .count()
            })
            .sum()
    };
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
