//! Sums of figures that stand in some lists only: how many of the states list a country among their largest.
//!
//! Where lists are cut off after their largest members, a member may be in some of the lists that are added up and not
//! in others. Its coverage does not tell, for it is listed somewhere: so the facts are looked at once more.

use super::plan::{NO_SLOT, Plan, PlanLine};
use super::{LineRole, Reason};
use crate::data::{Axis, Dataset, Flow, MemberId};

/// So many combinations of a view are told apart at most; of more, nothing is said.
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

    /// What a sum lacks in a slot: members across whose lists do not have what is added up.
    pub(super) fn of_sum(
        &self,
        (dataset, plan, line): (&Dataset, &Plan, &PlanLine),
        slot: usize,
        sides: u8,
    ) -> Option<Reason> {
        let period = usize::from(plan.period_of[slot]?);
        let mut cut = self.0.iter().filter(|pair| dataset.truncated_at(pair.listed, period) & sides != 0);
        cut.find_map(|pair| pair.lacks((dataset, plan, line), slot, sides))
    }

    /// Whether any sum would lack something if the lists were cut off.
    pub(super) fn has_any(&self, (dataset, plan): (&Dataset, &Plan), sides: u8) -> bool {
        let lacks = |pair: &Pair, line| {
            (0..plan.slots.len()).any(|slot| pair.lacks((dataset, plan, line), slot, sides).is_some())
        };
        self.0.iter().any(|pair| plan.lines.iter().any(|line| lacks(pair, line)))
    }
}

impl Pair {
    /// None where nothing is added up across, no part of a list is asked for, or there are too many combinations.
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
        let area = parts.checked_mul(width).filter(|area| parts > 0 && width > 1 && *area > 0)?;
        let cells = area.checked_mul(plan.slots.len()).filter(|cells| *cells <= MOST)?;
        let mut pair = Self { listed, across, places: [of_lists, of_across], width, area, seen: vec![0; cells] };
        pair.look(dataset, plan);
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

    fn lacks(&self, (dataset, plan, line): (&Dataset, &Plan, &PlanLine), slot: usize, sides: u8) -> Option<Reason> {
        if line.role == LineRole::NotListed {
            return None;
        }
        let [of_lists, of_across] = &self.places;
        let of = |axis: Axis, places: &[Option<u32>]| -> Vec<usize> {
            let members = plan.members(Some(line), axis, |weight| weight != 0);
            members.into_iter().filter_map(|id| places[id as usize]).map(|place| place as usize).collect()
        };
        let (parts, lists) = (of(self.listed, of_lists), of(self.across, of_across));
        if parts.is_empty() || lists.len() < 2 {
            return None;
        }
        let seen = self.seen.get(slot * self.area..(slot + 1) * self.area)?;
        let has = |list: usize, part: &usize| seen[part * self.width + list] & sides == sides;
        let missing = lists.iter().filter(|list| !parts.iter().all(|part| has(**list, part))).count();
        let noun = dataset.noun(self.across);
        match (missing, parts.len()) {
            (0, _) => None,
            (missing, 1) => Some(Reason::Silent { missing, all: lists.len(), noun }),
            _ => {
                let listed = dataset.noun(self.listed).plural();
                Some(format!("only the largest {listed} of each {} are listed", noun.word()).into())
            }
        }
    }
}

/// Whether a member is a part of another that has figures.
fn is_part(dataset: &Dataset, axis: Axis, id: MemberId) -> bool {
    dataset.dimension(axis).ancestors(id).any(|above| dataset.has_facts(axis, above))
}

/// The next place.
fn next(places: &mut u32) -> u32 {
    *places += 1;
    *places - 1
}
