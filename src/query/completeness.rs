//! Completeness of sums: which members of a line have no figure in a period, and whether that makes it partial.
//!
//! A member that reports for long stretches, a large one that reports in at least half of the periods, and one whose gap is
//! explained lack a figure; one that comes and goes does not trade. So a sum is partial only where a figure lacks. Of a
//! balance a large member may lack one side.

use memchr::memchr_iter;

use super::full_scan::is_of_both_flows;
use super::plan::Plan;
use super::plan_lines::PlanLine;
use super::sums::{Reasons, Sum};
use super::{LineRole, Reason, Status};
use crate::data::{Axis, Dataset, Flow, MemberId};

/// The members of one axis whose silence matters to a line.
pub(super) struct CompletenessCheck {
    axis: Axis,
    /// Whether its members come and go, so that their silence tells nothing.
    sparse: bool,
    /// Those that are added.
    pub(super) positives: Vec<MemberId>,
    negatives: Vec<MemberId>,
    /// Names of those that would be taken away and are published for one flow only: of a balance they cannot be.
    inseparable: Vec<String>,
    /// How many of each are silent, by slot, where the dataset has the period.
    non_reporting: [Vec<usize>; 2],
}

impl CompletenessCheck {
    /// Watches the members of an axis that a line adds and takes away in some sides of a balance.
    pub(super) fn new(
        dataset: &Dataset,
        plan: &Plan,
        line: Option<&PlanLine>,
        (axis, sparse): (Axis, bool),
        sides: u8,
    ) -> Self {
        let known = |ids: Vec<MemberId>| -> Vec<MemberId> {
            ids.into_iter().filter(|id| dataset.has_facts(axis, *id)).collect()
        };
        let (positives, negatives) = (
            known(plan.members(line, axis, |weight| weight > 0)),
            known(plan.members(line, axis, |weight| weight < 0)),
        );
        // The flows that are cut off in each period in the lists of some reporter of the line.
        let mut cut = vec![0; if dataset.has_truncated_lists(axis) { dataset.periods.len() } else { 0 }];
        let levels = if cut.is_empty() { [false; 2] } else { plan.list_levels(dataset, line, axis) };
        for reporter in plan.members(line, Axis::Reporter, |weight| weight != 0) {
            for (period, flows) in cut.iter_mut().enumerate() {
                *flows |= dataset.truncated_at(axis, reporter, period, levels);
            }
        }
        // Who reports one flow alone has no balance.
        let is_halved = axis == Axis::Reporter && sides == Flow::BOTH && !plan.lone_kept && is_of_both_flows(dataset);
        let count = |ids: &[MemberId]| {
            let mut counts = vec![0; plan.slots.len()];
            for id in ids {
                let coverage = dataset.coverage(axis, *id);
                // The silence of most members tells nothing; there may be thousands of them.
                let regular = coverage.regular && !sparse;
                let truncated = !cut.is_empty();
                let expected = coverage.expected & sides;
                let is_half = is_halved && coverage.flows & sides != sides;
                if !is_half
                    && !truncated
                    && expected == 0
                    && (coverage.everywhere || (!regular && dataset.gaps.is_empty()))
                {
                    continue;
                }
                let count = |period: usize| {
                    let slot = usize::from(plan.slot_of[period]);
                    let flows = coverage.flows_at[period];
                    // A list that is cut off leaves a member out of one side and not the other.
                    let is_cut = || flows & sides == 0 && cut.get(period).is_some_and(|cut| cut & sides != 0);
                    let tells = || regular || is_noted(dataset, plan, slot, (axis, sparse), *id);
                    let lacks = coverage.lacking(plan.taken, period) & sides != 0;
                    let lacks = lacks || (is_half && flows & sides != 0);
                    if slot < counts.len() && (lacks || is_cut() || (flows == 0 && tells())) {
                        counts[slot] += 1;
                    }
                };
                if truncated || expected != 0 || is_half {
                    (0..coverage.flows_at.len()).for_each(count);
                } else {
                    memchr_iter(0, &coverage.flows_at).for_each(count);
                }
            }
            counts
        };
        let lacks_a_side = |id: &&MemberId| axis == Axis::Sector && plan.flows.get(**id as usize) == Some(&0);
        let label = |id: &MemberId| dataset.dimension(axis).get(*id).label.clone();
        let inseparable = negatives.iter().filter(lacks_a_side).map(label).collect();
        Self { axis, sparse, non_reporting: [count(&positives), count(&negatives)], positives, negatives, inseparable }
    }

    /// Says of a sum what it lacks.
    pub(super) fn judge(
        &self,
        (dataset, plan, line): (&Dataset, &Plan, &PlanLine),
        slot: usize,
        sum: &mut Sum,
        reasons: &mut Reasons,
    ) {
        let silent = |all: &[MemberId], counted: &[usize]| match plan.period_of[slot] {
            Some(_) => counted[slot],
            None => all.iter().filter(|id| is_noted(dataset, plan, slot, (self.axis, self.sparse), **id)).count(),
        };
        let [of_positives, of_negatives] = &self.non_reporting;
        let (missing, all) = (silent(&self.positives, of_positives), self.positives.len());
        let noun = dataset.noun(self.axis);
        if missing > 0 && missing < all {
            sum.degrade(Status::Partial, reasons.id(Reason::Silent { missing, all, noun }));
        } else if missing > 0 {
            sum.degrade(Status::Missing, reasons.id("only one side of the balance has a figure here"));
        }
        if let [first, others @ ..] = self.inseparable.as_slice() {
            let more = if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
            let text = format!("only one flow is published for {first}{more}: it cannot be taken out here");
            sum.degrade(Status::Missing, reasons.id(text));
        }
        let missing = silent(&self.negatives, of_negatives);
        if missing == 0 {
        } else if line.role == LineRole::NotListed {
            sum.degrade(Status::Partial, reasons.id(Reason::Unlisted { missing, noun }));
        } else {
            let (noun, have) = if missing == 1 { (noun.word(), "has") } else { (noun.plural(), "have") };
            let text = format!("{missing} excluded {noun} {have} no figure here, so nothing can be taken out");
            sum.degrade(Status::Missing, reasons.id(text));
        }
    }
}

/// Whether the silence of a member in a slot tells something: it reports in nearly every other period, or its gap is
/// explained.
fn is_noted(dataset: &Dataset, plan: &Plan, slot: usize, (axis, sparse): (Axis, bool), id: MemberId) -> bool {
    let explained = || {
        let (partners, sectors): (&[MemberId], &[MemberId]) = match axis {
            Axis::Reporter => return false,
            Axis::Partner => (&[id], &[]),
            Axis::Sector => (&[], &[id]),
        };
        dataset.gap_reason(plan.slots[slot], partners, sectors).is_some()
    };
    (dataset.coverage(axis, id).regular && !sparse) || explained()
}
