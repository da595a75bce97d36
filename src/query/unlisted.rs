//! Sums of figures that stand in some lists only: how many of the states list a country among their largest.
//!
//! Where lists are cut off after their largest members, a member may be in some of the lists that are added up and not
//! in others. Its coverage does not tell, for it is listed somewhere: so the facts are looked at once more.

use super::plan::{NO_SLOT, Plan};
use super::plan_lines::PlanLine;
use super::{LineRole, Reason};
use crate::data::{Axis, Dataset, Flow, MemberId};

/// So many combinations of a view are told apart at most; of more, a sum over lists that are cut off is incomplete.
const MOST: usize = 1 << 24;

/// Which combinations of a view's members have figures, for each axis of lists and each axis that is added up across.
#[derive(Default)]
pub(super) struct Unlisted(Vec<Pair>);

/// Members of lists along one axis, by the members along another to which the lists belong.
struct Pair {
    listed: Axis,
    across: Axis,
    /// For each member its place among those that count, if it does.
    places: [Vec<Option<u32>>; 2],
    /// How many members along `across` count.
    width: usize,
    /// How many cells a slot has.
    area: usize,
    /// By slot, listed member and member across: the flows that have a figure, as bits of [`Flow::index`].
    seen: Vec<u8>,
}

impl Unlisted {
    /// Looks at the lists along the axes that `is_cut` names; the silence of members across that come and go (`sparse`,
    /// by [`Axis::index`]) tells nothing.
    pub(super) fn among(dataset: &Dataset, plan: &Plan, is_cut: impl Fn(Axis) -> bool, sparse: [bool; 3]) -> Self {
        let pairs = [Axis::Partner, Axis::Sector].into_iter().filter(|axis| is_cut(*axis)).flat_map(|listed| {
            let across = Axis::ALL.into_iter().filter(move |across| *across != listed && !sparse[across.index()]);
            across.filter_map(move |across| Pair::new(dataset, plan, listed, across))
        });
        Self(pairs.collect())
    }

    /// The lists that a line adds up.
    pub(super) fn of_line<'a>(&'a self, dataset: &'a Dataset, plan: &'a Plan, line: &PlanLine) -> OfLine<'a> {
        let of = |axis: Axis, places: &[Option<u32>]| -> Vec<(MemberId, usize)> {
            let members = plan.members(Some(line), axis, |weight| weight != 0);
            members.into_iter().filter_map(|id| Some((id, places[id as usize]? as usize))).collect()
        };
        let is_rest = line.role == LineRole::NotListed;
        let lists = |pair: &'a Pair| {
            let [of_lists, of_across] = &pair.places;
            let parts = of(pair.listed, of_lists).into_iter().map(|(_, place)| place).collect();
            Lists { pair, parts, owners: of(pair.across, of_across) }
        };
        let reporters = plan.members(Some(line), Axis::Reporter, |weight| weight != 0);
        let lists = self.0.iter().filter(|_| !is_rest).map(lists).filter(|lists| !lists.parts.is_empty()).collect();
        let levels = Axis::ALL.map(|axis| {
            let is_asked = dataset.has_truncated_lists(axis);
            if is_asked { plan.list_levels(dataset, Some(line), axis) } else { [false; 2] }
        });
        OfLine { dataset, plan, reporters, levels, lists }
    }

    /// Whether any sum would lack something if the lists were cut off.
    pub(super) fn has_any(&self, dataset: &Dataset, plan: &Plan, sides: u8) -> bool {
        plan.lines.iter().any(|line| {
            let of_line = self.of_line(dataset, plan, line);
            (0..plan.slots.len())
                .any(|slot| of_line.lists.iter().any(|lists| lists.lacks(dataset, slot, sides, |_| true).is_some()))
        })
    }
}

/// The lists that are added up in a line.
pub(super) struct OfLine<'a> {
    dataset: &'a Dataset,
    plan: &'a Plan,
    reporters: Vec<MemberId>,
    /// Of which levels its lists along each axis are, by [`crate::data::ListLevel`].
    levels: [[bool; 2]; 3],
    lists: Vec<Lists<'a>>,
}

impl OfLine<'_> {
    /// Whether a list that is added up has only the largest members of an axis in a slot.
    pub(super) fn is_cut(&self, axis: Axis, slot: usize, sides: u8) -> bool {
        let Some(period) = self.plan.period_of[slot].map(usize::from) else { return false };
        let levels = self.levels[axis.index()];
        self.reporters.iter().any(|reporter| self.dataset.truncated_at(axis, *reporter, period, levels) & sides != 0)
    }

    /// What a sum lacks in a slot: members that are not in lists which are cut off.
    pub(super) fn of_sum(&self, slot: usize, sides: u8) -> Option<Reason> {
        let period = usize::from(self.plan.period_of[slot]?);
        self.lists.iter().find_map(|lists| {
            let listed = lists.pair.listed;
            let is_cut = |list: MemberId| match lists.pair.across {
                Axis::Reporter => {
                    let levels = self.levels[listed.index()];
                    self.dataset.truncated_at(listed, list, period, levels) & sides != 0
                }
                Axis::Partner | Axis::Sector => self.is_cut(listed, slot, sides),
            };
            lists.lacks(self.dataset, slot, sides, is_cut)
        })
    }
}

/// The lists of one pair of axes that are added up in a line.
struct Lists<'a> {
    pair: &'a Pair,
    /// The places of the members of lists.
    parts: Vec<usize>,
    /// The members to which the lists belong, with their places.
    owners: Vec<(MemberId, usize)>,
}

impl Lists<'_> {
    fn lacks(&self, dataset: &Dataset, slot: usize, sides: u8, is_cut: impl Fn(MemberId) -> bool) -> Option<Reason> {
        let Pair { listed, across, width, area, seen, .. } = self.pair;
        if seen.is_empty() {
            let is_one = self.owners.len() == 1 && self.parts.len() == 1;
            let any = !is_one && self.owners.iter().any(|(member, _)| is_cut(*member));
            return any.then(|| "only the largest are listed, and too many to tell whom these sums lack".into());
        }
        let seen = seen.get(slot * area..(slot + 1) * area)?;
        let lacks = |list: usize, part: usize| seen[part * width + list] & sides != sides;
        let [of_lists, of_across] = [*listed, *across].map(|axis| dataset.noun(axis));
        let cut = || self.owners.iter().filter(|(member, _)| is_cut(*member)).map(|(_, list)| *list);
        match (self.owners.as_slice(), self.parts.as_slice()) {
            ([_], [_]) => None,
            ([_], parts) => {
                let missing = cut().map(|list| parts.iter().filter(|part| lacks(list, **part)).count()).sum();
                (missing > 0).then_some(Reason::Silent { missing, all: parts.len(), noun: of_lists })
            }
            (owners, [part]) => {
                let missing = cut().filter(|list| lacks(*list, *part)).count();
                (missing > 0).then_some(Reason::Silent { missing, all: owners.len(), noun: of_across })
            }
            (_, parts) => {
                let any = cut().any(|list| parts.iter().any(|part| lacks(list, *part)));
                let (listed, across) = (of_lists.plural(), of_across.word());
                any.then(|| format!("only the largest {listed} of a {across} are listed").into())
            }
        }
    }
}

impl Pair {
    /// None where no part of a list is asked for. Where there are too many combinations none is told apart.
    fn new(dataset: &Dataset, plan: &Plan, listed: Axis, across: Axis) -> Option<Self> {
        let weighing = |axis: Axis| {
            let weighs = plan.weighing(axis, dataset.dimension(axis).len());
            (0..).zip(weighs).map(move |(id, weighs)| weighs && dataset.has_facts(axis, id))
        };
        let mut parts = 0;
        let of_lists = (0..)
            .zip(weighing(listed))
            .map(|(id, weighs)| (weighs && is_part(dataset, listed, id)).then(|| next(&mut parts)));
        let of_lists: Vec<Option<u32>> = of_lists.collect();
        let mut width = 0;
        let of_across: Vec<Option<u32>> = weighing(across).map(|weighs| weighs.then(|| next(&mut width))).collect();
        let (parts, width) = (parts as usize, width as usize);
        let area = parts.checked_mul(width).filter(|area| *area > 0)?;
        let cells = area.checked_mul(plan.slots.len()).filter(|cells| *cells <= MOST);
        let seen = cells.map(|cells| vec![0; cells]).unwrap_or_default();
        let mut pair = Self { listed, across, places: [of_lists, of_across], width, area, seen };
        if cells.is_some() {
            pair.look(dataset, plan);
        }
        Some(pair)
    }

    fn look(&mut self, dataset: &Dataset, plan: &Plan) {
        let third = Axis::ALL.into_iter().find(|axis| *axis != self.listed && *axis != self.across);
        let third = third.map(|axis| (axis, plan.weighing(axis, dataset.dimension(axis).len())));
        for block in dataset.facts.blocks() {
            let slot = plan.slot_of[usize::from(block.period())];
            let flow = block.flow().bit() & Flow::BOTH;
            if slot == NO_SLOT || flow == 0 {
                continue;
            }
            let [of_lists, of_across] = &self.places;
            let (listed, across) = (block.codes(self.listed), block.codes(self.across));
            let start = usize::from(slot) * self.area;
            listed.each(|row, member| {
                let counts = |(axis, weighs): &(Axis, Vec<bool>)| weighs[block.codes(*axis).get(row) as usize];
                if let Some(part) = of_lists[member as usize]
                    && let Some(list) = of_across[across.get(row) as usize]
                    && third.as_ref().is_none_or(counts)
                    && !block.status(row).is_gap()
                {
                    self.seen[start + part as usize * self.width + list as usize] |= flow;
                }
            });
        }
    }
}

/// Whether a member is a part of another: of a file that is read for one answer the figures above may not be there.
pub(super) fn is_part(dataset: &Dataset, axis: Axis, id: MemberId) -> bool {
    dataset.dimension(axis).get(id).parent.is_some()
}

/// The next place.
fn next(places: &mut u32) -> u32 {
    *places += 1;
    *places - 1
}
