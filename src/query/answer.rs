//! The answer to a view by its plain definition: two passes over the facts, with nothing kept from one view to the next.

use super::full_scan::{self, Cube};
use super::member_totals::{self, MemberTotals};
use super::plan::Plan;
use super::shape;
use super::trajectories::Trajectories;
use super::unlisted::Unlisted;
use super::view::View;
use crate::data::{Axis, Dataset, Flow, MemberId};

/// Answers a view: the trajectories and the totals of the members in all filter lists.
///
/// Cost: two passes over the facts. Deterministic at any number of threads.
#[must_use]
pub fn run(dataset: &Dataset, view: &View) -> Answer {
    summed(dataset, view).2
}

fn summed(dataset: &Dataset, view: &View) -> (Plan, Cube, Answer) {
    let plan = Plan::new(dataset, view);
    let member_totals = member_totals::member_totals(dataset, view, &plan);
    let plan = plan.fold_top_n(dataset, view, &member_totals);
    let cube = full_scan::scan(dataset, &plan);
    let answer = Answer { trajectories: shape::shape(dataset, view, &plan, &cube), member_totals };
    (plan, cube, answer)
}

/// As [`run`], and beside it the [`trajectories`] of another view. Where that shows in one line what this
/// one splits, it is made from the same sums, and a pass over the facts is saved.
#[must_use]
pub fn run_beside(dataset: &Dataset, view: &View, other: &View) -> (Answer, Trajectories) {
    let (plan, cube, answer) = summed(dataset, view);
    let beside = Plan::new(dataset, other);
    let beside = match plan.whole_for(&beside) {
        Some(line) => shape::shape(dataset, other, &beside, &cube.only(line)),
        None => shape::shape(dataset, other, &beside, &full_scan::scan(dataset, &beside)),
    };
    (answer, beside)
}

/// The trajectories of [`run`]. Where the view splits along no axis, totals of members are not needed for it: one pass.
#[must_use]
pub fn lines(dataset: &Dataset, view: &View) -> Trajectories {
    if view.by.axis().is_none() { trajectories(dataset, view) } else { run(dataset, view).trajectories }
}

/// The trajectories alone, all lines in the dataset's own order (`top` is left out of account): one pass.
#[must_use]
pub fn trajectories(dataset: &Dataset, view: &View) -> Trajectories {
    let plan = Plan::new(dataset, view);
    let cube = full_scan::scan(dataset, &plan);
    shape::shape(dataset, view, &plan, &cube)
}

/// Whether the [`trajectories`] of a view are the same without any figure of some members, given by [`Axis::index`],
/// as long as it is known in which periods they have figures.
///
/// Totals that were completed from their parts count with those parts.
#[must_use]
pub fn can_do_without(dataset: &Dataset, view: &View, members: &[Vec<MemberId>; 3]) -> bool {
    let plan = Plan::new(dataset, view);
    let none_counts = Axis::ALL.into_iter().zip(members).all(|(axis, members)| {
        let dimension = dataset.dimension(axis);
        let weighs = plan.weighing(axis, dimension.len());
        let counts = |id: MemberId| weighs.get(id as usize) != Some(&false);
        weighs.contains(&true) && !members.iter().any(|id| counts(*id) || dimension.ancestors(*id).any(counts))
    });
    none_counts
        && !hangs_on_sizes(dataset, &plan, members)
        && !hangs_on_lists(dataset, view, &plan, members)
        && is_told_alike(dataset, view, members)
}

/// Whether the silence of some member lacks a figure if it is large, and that is not known. Who reports regularly and says
/// nothing at all in a period lacks one at any size.
fn hangs_on_sizes(dataset: &Dataset, plan: &Plan, spared: &[Vec<MemberId>; 3]) -> bool {
    Axis::ALL.into_iter().any(|axis| {
        let is_known = spared[axis.index()].is_empty() && !dataset.is_sparse(axis);
        let is_open = |id: MemberId| {
            let coverage = dataset.coverage(axis, id);
            let holes = coverage.doubtful & plan.taken;
            let is_told = |flows: u8| flows == 0 && coverage.regular && is_known;
            holes != 0 && coverage.flows_at.iter().any(|flows| flows & holes != holes && !is_told(*flows))
        };
        let weighing = plan.weighing(axis, dataset.dimension(axis).len());
        (0..).zip(weighing).any(|(id, weighs)| weighs && is_open(id))
    })
}

/// Whether some silence may be that of a list which is cut off after its largest members: that shows when all of it is
/// there, and the figure above it.
fn hangs_on_lists(dataset: &Dataset, view: &View, plan: &Plan, spared: &[Vec<MemberId>; 3]) -> bool {
    let sides = plan.taken & Flow::BOTH;
    let has_wholes = |axis: &Axis| dataset.dimension(*axis).members().iter().any(|member| member.parent.is_some());
    let mut axes = [Axis::Partner, Axis::Sector].into_iter().filter(has_wholes).peekable();
    if axes.peek().is_none() || sides == 0 {
        return false;
    }
    // Who has no figures here may have some of a reporter that was spared.
    let is_gone = |axis: Axis| {
        let dimension = dataset.dimension(axis);
        let mut marked = view.selection(axis).marked().filter_map(|code| dimension.id_of(code));
        marked.any(|id| !dataset.has_facts(axis, id))
    };
    let is_silent = |axis: Axis| {
        let weighing = plan.weighing(axis, dataset.dimension(axis).len());
        let members = (0..).zip(weighing).filter(|(id, weighs)| *weighs && dataset.has_facts(axis, *id));
        let silent = |flows: &u8| flows & sides != sides;
        members.into_iter().any(|(id, _)| dataset.coverage(axis, id).flows_at.iter().any(silent))
    };
    // Whether members along another axis come and go is not known where some of them are spared.
    let sparse = Axis::ALL.map(|axis| spared[axis.index()].is_empty() && dataset.is_sparse(axis));
    let is_whole = |axis: Axis| has_wholes(&axis);
    Unlisted::among(dataset, plan, is_whole, sparse).has_any(dataset, plan, sides)
        || axes.any(|axis| is_gone(axis) || is_silent(axis))
        || (sides == Flow::BOTH && dataset.facts.has_one_sided())
}

/// Whether it is all one if the members of an axis come and go, of which some have no figures here: that hangs on all
/// of them, and on it whether the silence of those that are shown lacks a figure.
fn is_told_alike(dataset: &Dataset, view: &View, members: &[Vec<MemberId>; 3]) -> bool {
    let (plan, cube, _) = summed(dataset, view);
    let known = Axis::ALL.map(|axis| dataset.is_sparse(axis));
    let told = |mask: u8| {
        let sparse = Axis::ALL.map(|axis| {
            let at = axis.index();
            if members[at].is_empty() { known[at] } else { mask & (1 << at) != 0 }
        });
        shape::shape_where(dataset, view, &plan, &cube, sparse)
    };
    let unknown = Axis::ALL.into_iter().filter(|axis| !members[axis.index()].is_empty());
    let unknown = unknown.fold(0u8, |all, axis| all | 1 << axis.index());
    let first = told(0);
    // Every choice among the axes that are not known.
    (1u8..8).filter(|mask| mask & !unknown == 0).all(|mask| told(mask) == first)
}

/// What a view evaluates to.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The lines to draw.
    pub trajectories: Trajectories,
    /// What each member of the filter lists contributes.
    pub member_totals: MemberTotals,
}
