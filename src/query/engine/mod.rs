//! The engine that remembers: after a toggle it adds and takes out what changed, and gives what [`answer::run`] would give.
//!
//! For each flow it keeps the weights that hold and, for each block of facts, the sum under all weights and
//! small cubes: the sums of the members of an axis under the weights of the *other* axes. A toggled member
//! only adds or takes out its own entry; the cubes of the other axes follow through the member's rows, at once where the
//! answer asks for them, else when there is time. Sums
//! are integers that count what they hold, so a toggle there and back leaves no trace. A selection that is
//! new in much of it passes over the facts once more, block by block.

mod cost;
mod cube;
mod index;
mod kernel;
mod read;
#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;
use std::sync::{Arc, Once};

use rayon::prelude::*;

use super::full_scan::{self, Cube, OneSided};
use super::member_totals::{self, AxisSums, MemberTotals};
use super::plan::{NO_SLOT, Plan};
use super::{Answer, Trajectories, View, answer, shape};
use crate::data::{Axis, Block, Dataset, FactStatus, Flow, MemberId};
use cost::{LISTED_COST, Tuning, WIDE, WIDE_COST};
use cube::{Known, State, Tables, Toggle, bits_of};
use index::Index;
use kernel::{Entry, Table};
use read::{Reading, Sums};

/// Flows that enter a measure. Re-exports and re-imports are inside of the others.
const MEASURED: [Flow; 3] = [Flow::Export, Flow::Import, Flow::Balance];

/// Asks whether the answer is still wanted.
pub type Cancelled<'a> = &'a (dyn Fn() -> bool + Sync);

/// Answers views of one dataset and keeps what the next view can use.
pub struct Engine {
    dataset: Arc<Dataset>,
    members: [usize; 3],
    index: Vec<Index>,
    states: Vec<State>,
    /// For each flow the weights for which the states of its blocks hold, but for cubes whose weights are stale.
    weights: [Arc<Tables>; 5],
    /// For each flow and axis, how many rows each member has; the average until the postings are made.
    sizes: [[Vec<usize>; 3]; 5],
    /// Axes whose postings are made.
    posted: [bool; 3],
    /// How many members report in each period.
    reporting: Vec<usize>,
    tuning: Tuning,
}

/// A block with its index and its slot.
type Shown<'a> = (usize, usize, &'a Block);

/// What a view asks of the engine.
struct Request<'a> {
    view: &'a View,
    plan: Plan,
    window: Option<RangeInclusive<usize>>,
    /// The axes whose cubes are asked for everywhere, beside that which is split.
    everywhere: [bool; 3],
}

impl Request<'_> {
    /// The axes whose cubes are needed in a slot.
    fn axes(&self, slot: u16) -> [bool; 3] {
        let for_bars = self.window.as_ref().is_some_and(|window| window.contains(&usize::from(slot)));
        Axis::ALL.map(|axis| self.everywhere[axis.index()] || for_bars || self.plan.axis == Some(axis))
    }

    fn slot(&self, block: &Block) -> u16 {
        self.plan.slot_of[usize::from(block.period())]
    }

    /// The axes whose cubes are needed of a block; none where it does not take part.
    fn wanted(&self, block: &Block) -> Option<[bool; 3]> {
        let slot = self.slot(block);
        (slot != NO_SLOT && takes_part(&self.plan, block.flow())).then(|| self.axes(slot))
    }
}

impl Engine {
    /// An engine for a dataset. Cheap: postings are made when a toggle first needs them.
    #[must_use]
    pub fn new(dataset: Arc<Dataset>) -> Self {
        Self::tuned(dataset, Tuning::default())
    }

    fn tuned(dataset: Arc<Dataset>, tuning: Tuning) -> Self {
        keep_freed_memory();
        let members = Axis::ALL.map(|axis| dataset.dimension(axis).len());
        let facts = &dataset.facts;
        let leading = facts.leading();
        let index: Vec<Index> = facts.blocks().par_iter().map(|block| Index::new(block, members, leading)).collect();
        let mut rows = [0; 5];
        for block in facts.blocks() {
            rows[block.flow().index()] += block.len();
        }
        let sizes = rows.map(|rows| members.map(|members| vec![rows / members.max(1); members]));
        let states = vec![State::default(); facts.blocks().len()];
        let weights = [(); 5].map(|()| Arc::new(members.map(Table::new)));
        let reporting = member_totals::reporting(&dataset);
        let mut engine =
            Self { members, index, states, weights, sizes, posted: [false; 3], reporting, dataset, tuning };
        engine.posted[engine.dataset.facts.leading().index()] = true;
        engine.count(engine.dataset.facts.leading());
        engine
    }

    /// Makes the postings of an axis where they are not made yet.
    fn build_postings(&mut self, axis: Axis, cancelled: Cancelled<'_>) -> Option<()> {
        if self.posted[axis.index()] {
            return Some(());
        }
        let (blocks, members, copied_run) = (self.dataset.facts.blocks(), self.members, self.tuning.copied_run);
        self.index.par_iter_mut().zip(blocks).with_max_len(16).for_each(|(index, block)| {
            if !cancelled() {
                index.add(block, members, axis, copied_run);
            }
        });
        if cancelled() {
            return None;
        }
        self.posted[axis.index()] = true;
        self.count(axis);
        Some(())
    }

    /// Counts the rows of each member of an axis.
    fn count(&mut self, axis: Axis) {
        self.sizes.iter_mut().for_each(|sizes| sizes[axis.index()].fill(0));
        for (block, index) in self.dataset.facts.blocks().iter().zip(&self.index) {
            index.count(block, axis, &mut self.sizes[block.flow().index()][axis.index()]);
        }
    }

    /// The dataset that it answers for.
    #[must_use]
    pub fn dataset(&self) -> &Arc<Dataset> {
        &self.dataset
    }

    /// What postings and cubes take in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let index: usize = self.index.iter().map(Index::bytes).sum();
        index + self.states.iter().map(State::bytes).sum::<usize>()
    }

    /// The same answer as [`answer::run`]; none where it was cancelled on the way.
    pub fn run(&mut self, view: &View, cancelled: Cancelled<'_>) -> Option<Answer> {
        self.run_beside(view, &[], cancelled).map(|(answer, _)| answer)
    }

    /// As [`Engine::run`], and beside it the [`answer::trajectories()`] of other views. Views of the same
    /// selection are made from the same sums.
    pub fn run_beside(
        &mut self,
        view: &View,
        others: &[View],
        cancelled: Cancelled<'_>,
    ) -> Option<(Answer, Vec<Trajectories>)> {
        if self.dataset.facts.periods_fitting_i64() == 0 {
            return self.run_plainly(view, others, cancelled);
        }
        let dataset = Arc::clone(&self.dataset);
        let plan = Plan::new(&dataset, view);
        let window = member_totals::window(&dataset, view, &plan, &self.reporting);
        let request = Request { view, plan, window, everywhere: [false; 3] };
        self.prepare(&request, cancelled)?;
        let member_totals = self.member_totals(&request);
        let plan = request.plan.fold_top_n(&dataset, view, &member_totals);
        let cube = self.cube(&plan);
        let trajectories = shape::shape(&dataset, view, &plan, &cube);
        let mut beside = Vec::with_capacity(others.len());
        for view in others {
            let window = request.window.clone();
            let request = Request { view, plan: Plan::new(&dataset, view), window, everywhere: [false; 3] };
            self.prepare(&request, cancelled)?;
            let cube = self.cube(&request.plan);
            beside.push(shape::shape(&dataset, view, &request.plan, &cube));
        }
        Some((Answer { trajectories, member_totals }, beside))
    }

    /// As [`Engine::run_beside`] where sums of one period may leave 64 bits: nothing is kept.
    fn run_plainly(
        &self,
        view: &View,
        others: &[View],
        cancelled: Cancelled<'_>,
    ) -> Option<(Answer, Vec<Trajectories>)> {
        let wanted = || (!cancelled()).then_some(());
        wanted()?;
        let answer = answer::run(&self.dataset, view);
        let beside = others.iter().map(|view| {
            wanted()?;
            Some(answer::trajectories(&self.dataset, view))
        });
        Some((answer, beside.collect::<Option<_>>()?))
    }

    /// Makes what the next toggle can use, whichever axis it is on: work for when there is time.
    pub fn prepare_toggles(&mut self, view: &View, cancelled: Cancelled<'_>) {
        if self.dataset.facts.periods_fitting_i64() > 0 {
            let posted = Axis::ALL.into_iter().try_for_each(|axis| self.build_postings(axis, cancelled));
            if posted.is_none() {
                return;
            }
            let plan = Plan::new(&self.dataset, view);
            // A member with few rows is followed fast without a cube, and cubes of many members are large.
            let rows = self.dataset.facts.len() / self.dataset.facts.blocks().len().max(1);
            let everywhere = self.members.map(|members| members * self.tuning.entry_rows <= rows);
            let _ = self.prepare(&Request { view, plan, window: None, everywhere }, cancelled);
        }
    }

    /// Brings weights and states to what a request needs. What is cancelled is not complete, but holds.
    fn prepare(&mut self, request: &Request<'_>, cancelled: Cancelled<'_>) -> Option<()> {
        let flows = MEASURED.into_iter().filter(|flow| takes_part(&request.plan, *flow));
        let planned: Vec<(Flow, Vec<Toggle>, bool)> = flows
            .map(|flow| {
                let toggles = self.toggles(&request.plan, flow);
                let anew = self.cost_of(&toggles, flow) > self.cost_anew(&request.plan, flow);
                (flow, toggles, anew)
            })
            .collect();
        for toggle in planned.iter().filter(|(.., anew)| !anew).flat_map(|(_, toggles, _)| toggles) {
            self.build_postings(toggle.axis, cancelled)?;
        }
        // From here on weights and states change together.
        let mut changes: [Option<Change>; 5] = Default::default();
        for (flow, toggles, anew) in planned {
            let before = self.set_weights(flow, &toggles);
            changes[flow.index()] = Some(Change { toggles, anew, before });
        }
        self.apply_changes(request, &changes, cancelled);
        (!cancelled()).then_some(())
    }

    /// Sets the weights of a flow; gives those before the toggles of each axis.
    fn set_weights(&mut self, flow: Flow, toggles: &[Toggle]) -> [Arc<Tables>; 3] {
        let weights = &mut self.weights[flow.index()];
        Axis::ALL.map(|axis| {
            let before = Arc::clone(weights);
            for toggle in toggles.iter().filter(|toggle| toggle.axis == axis) {
                Arc::make_mut(weights)[axis.index()].set(toggle.member as usize, toggle.new);
            }
            before
        })
    }

    /// Brings the states of all blocks up to the weights and makes the sums that the request needs and that are not
    /// there, in one pass. Stops making sums when cancelled.
    fn apply_changes(&mut self, request: &Request<'_>, changes: &[Option<Change>; 5], cancelled: Cancelled<'_>) {
        let is_little = self.is_little(request, changes);
        let (leading, members, weights) = (self.dataset.facts.leading(), self.members, &self.weights);
        let tuning = &self.tuning;
        let apply = |((state, index), block): ((&mut State, &Index), &Block)| {
            let known = Known { block, index, leading, members, tuning };
            if let Some(change) = &changes[block.flow().index()] {
                change.apply_changes(state, &known, request.axes(request.slot(block)));
            }
            if let Some(axes) = request.wanted(block).filter(|_| !cancelled()) {
                state.complete(&known, &weights[block.flow().index()], axes);
            }
        };
        let blocks = self.dataset.facts.blocks();
        if is_little {
            self.states.iter_mut().zip(&self.index).zip(blocks).for_each(apply);
        } else {
            self.states.par_iter_mut().zip(&self.index).zip(blocks).with_max_len(16).for_each(apply);
        }
    }

    /// Whether the calling thread alone brings the states up to the weights sooner than the pool.
    fn is_little(&self, request: &Request<'_>, changes: &[Option<Change>; 5]) -> bool {
        let rows_to_add_up = self.states.iter().zip(self.dataset.facts.blocks()).map(|(state, block)| {
            let is_there = || request.wanted(block).is_none_or(|axes| state.is_complete(axes));
            let anew = changes[block.flow().index()].as_ref().is_some_and(|change| change.anew);
            if !anew && is_there() { 0 } else { block.len() }
        });
        let changes = MEASURED.into_iter().filter_map(|flow| Some((flow, changes[flow.index()].as_ref()?)));
        let followed = changes.filter(|(_, change)| !change.anew);
        let cost: usize = followed.map(|(flow, change)| self.cost_of(&change.toggles, flow)).sum();
        let is_wide = request.plan.axis.is_some_and(|axis| self.members[axis.index()] > WIDE);
        let cost = if is_wide { cost * WIDE_COST } else { cost };
        rows_to_add_up.sum::<usize>() <= self.tuning.added_alone && cost <= self.tuning.followed_alone
    }

    /// What it costs to follow changes, in rows of a pass.
    fn cost_of(&self, toggles: &[Toggle], flow: Flow) -> usize {
        let listed = Axis::ALL.map(|axis| self.index.iter().any(|index| index.has_postings(axis)));
        let blocks = self.dataset.facts.blocks().iter().filter(|block| block.flow() == flow).count();
        let cost = |toggle: &Toggle| {
            let rows = self.sizes[flow.index()][toggle.axis.index()][toggle.member as usize];
            if listed[toggle.axis.index()] { rows * LISTED_COST } else { rows * 2 }
        };
        toggles.iter().map(cost).sum::<usize>() + toggles.len() * blocks * self.tuning.looked_up_cost
    }

    /// What it costs to add up a flow anew: rows of leading members without weight are skipped, unless each
    /// of them is asked for.
    fn cost_anew(&self, plan: &Plan, flow: Flow) -> usize {
        let leading = self.dataset.facts.leading();
        let sizes = self.sizes[flow.index()][leading.index()].iter().zip(&plan.weights[leading.index()]);
        sizes.filter(|(_, weight)| **weight != 0 || plan.axis == Some(leading)).map(|(rows, _)| rows).sum()
    }

    /// Weights that differ from what is held.
    fn toggles(&self, plan: &Plan, flow: Flow) -> Vec<Toggle> {
        let held = &self.weights[flow.index()];
        let wanted = |axis: Axis, member: usize| match axis {
            Axis::Sector if plan.flows[member] & flow.bit() == 0 => 0,
            _ => plan.weights[axis.index()][member],
        };
        let of_axis = |axis: Axis| {
            held[axis.index()].all().iter().enumerate().filter_map(move |(member, old)| {
                let (old, new) = (*old, wanted(axis, member));
                (old != new).then_some(Toggle { axis, member: member as MemberId, old, new })
            })
        };
        Axis::ALL.into_iter().flat_map(of_axis).collect()
    }

    /// Blocks that take part, with their slot.
    fn shown<'a>(&'a self, plan: &'a Plan) -> impl Iterator<Item = Shown<'a>> {
        let blocks = self.dataset.facts.blocks().iter().enumerate();
        let slotted = blocks.map(|(at, block)| (at, plan.slot_of[usize::from(block.period())], block));
        let shown = slotted.filter(|(_, slot, block)| *slot != NO_SLOT && takes_part(plan, block.flow()));
        shown.map(|(at, slot, block)| (at, usize::from(slot), block))
    }

    fn member_totals(&mut self, request: &Request<'_>) -> MemberTotals {
        let Request { view, plan, window, .. } = request;
        let mut sums: AxisSums = member_totals::no_sums(&self.dataset);
        let one_sided = self.one_sided(plan);
        // As many periods at a time as fit into 64 bits: this is gone through for each member in each period.
        let fitting = usize::try_from(self.dataset.facts.periods_fitting_i64()).unwrap_or(usize::MAX).max(1);
        let slots = window.clone().map_or_else(Vec::new, Iterator::collect::<Vec<usize>>);
        for flow in MEASURED.into_iter().filter(|flow| takes_part(plan, *flow)) {
            for (axis, slots) in Axis::ALL.into_iter().flat_map(|axis| slots.chunks(fitting).map(move |s| (axis, s))) {
                let (entries, marks) = self.entries(plan, flow, (axis, slots), &one_sided);
                for (member, (sum, entry)) in sums[axis.index()].iter_mut().zip(&entries).enumerate() {
                    let marks = marks.get(member).copied().unwrap_or_default();
                    if marks.is_gap() && plan.usable(axis, member, flow) {
                        sum.note_gap();
                    }
                    if entry.plus + entry.minus > 0 && plan.usable(axis, member, flow) {
                        sum.add(flow, entry.sum.into());
                        if marks.has(FactStatus::ONE_SIDED) {
                            sum.note_one_sided();
                        }
                    }
                }
            }
        }
        member_totals::finished(&self.dataset, view, plan, window.as_ref(), &sums)
    }

    /// The sums of the members of an axis over some slots, which fit into 64 bits, and the remarks on their figures; empty
    /// where there is none.
    fn entries(
        &self,
        plan: &Plan,
        flow: Flow,
        (axis, slots): (Axis, &[usize]),
        one_sided: &OneSided,
    ) -> (Vec<Entry>, Vec<FactStatus>) {
        let mut entries = vec![Entry::default(); self.members[axis.index()]];
        let mut all_marks: Vec<FactStatus> = Vec::new();
        let (Some(first), Some(last)) = (slots.first(), slots.last()) else { return (entries, all_marks) };
        let mut add = |state: &State, without: &[MemberId]| {
            let Some(cube) = state.cube(axis) else { return };
            if !cube.marks.is_empty() {
                all_marks.resize(entries.len(), FactStatus::OK);
                let marked = (0..).zip(all_marks.iter_mut().zip(&cube.marks));
                let counted = marked.filter(|(member, _)| !without.contains(member));
                counted.for_each(|(_, (all, marks))| all.0 |= bits_of(marks));
            }
            let pairs = entries.iter_mut().zip(&cube.entries);
            if without.is_empty() {
                // Gone through for each member of each block: no question is asked of it.
                pairs.for_each(|(all, entry)| all.add(*entry, 1, 1));
                return;
            }
            let counted = (0..).zip(pairs).filter(|(member, _)| !without.contains(member));
            counted.for_each(|(_, (all, entry))| all.add(*entry, 1, 1));
        };
        let blocks = self.shown(plan).filter(|(_, slot, block)| block.flow() == flow && (first..=last).contains(&slot));
        for (at, _, block) in blocks {
            let lone: Vec<MemberId> = one_sided.within(block).collect();
            match (lone.is_empty(), axis) {
                (true, _) => add(&self.states[at], &[]),
                // What a reporter has of its own does not hang on its weight.
                (false, Axis::Reporter) => add(&self.states[at], &lone),
                (false, Axis::Partner | Axis::Sector) => add(&self.without(at, block, &lone), &[]),
            }
        }
        (entries, all_marks)
    }

    /// Who gives one side of a balance only, with the index to leave them out by.
    fn one_sided(&mut self, plan: &Plan) -> OneSided {
        let one_sided = full_scan::one_sided(&self.dataset, plan);
        if !one_sided.is_empty() {
            // Without it there is nothing to answer with, so this is not given up on the way.
            let _ = self.build_postings(Axis::Reporter, &|| false);
        }
        one_sided
    }

    /// The sums of the plan's lines.
    fn cube(&mut self, plan: &Plan) -> Cube {
        let mut cube = Cube::new(plan.lines.len(), plan.slots.len());
        let one_sided = self.one_sided(plan);
        // Blocks of one flow and period that stand side by side are added up before they are read for each line.
        let reading = Reading::new(plan);
        let shown: Vec<Shown<'_>> = self.shown(plan).collect();
        let groups: Vec<&[Shown<'_>]> =
            shown.chunk_by(|(_, a, left), (_, b, right)| (left.flow(), a) == (right.flow(), b)).collect();
        let read = |group: &&[Shown<'_>]| self.read(&reading, group, &one_sided);
        let sums: Vec<Vec<(Sums, Vec<MemberId>)>> = if reading.is_little(shown.len(), &self.tuning) {
            groups.iter().map(read).collect()
        } else {
            groups.par_iter().map(read).collect()
        };
        for line in 0..plan.lines.len() {
            for (group, sums) in groups.iter().zip(&sums) {
                let Some((_, slot, block)) = group.first() else { continue };
                for (sums, lone) in sums {
                    cube.cell_mut(line, *slot).merge(&reading.cell(line, block.flow(), sums, lone));
                }
            }
        }
        cube
    }

    /// What is read of blocks of one flow and slot: together, but for those in which some reporters give one side of a
    /// balance only; these are named.
    fn read(&self, reading: &Reading<'_>, blocks: &[Shown<'_>], one_sided: &OneSided) -> Vec<(Sums, Vec<MemberId>)> {
        let mut read = vec![(Sums::default(), Vec::new())];
        for (at, _, block) in blocks {
            let lone: Vec<MemberId> = one_sided.within(block).collect();
            if lone.is_empty() {
                read.first_mut().into_iter().for_each(|(sums, _)| reading.gather(&self.states[*at], sums));
            } else {
                let mut sums = Sums::default();
                reading.gather(&self.without(*at, block, &lone), &mut sums);
                read.push((sums, lone));
            }
        }
        read
    }

    /// The state of a block without the rows of some reporters.
    fn without(&self, at: usize, block: &Block, reporters: &[MemberId]) -> State {
        let (leading, members) = (self.dataset.facts.leading(), self.members);
        let known = Known { block, index: &self.index[at], leading, members, tuning: &self.tuning };
        let weights = &self.weights[block.flow().index()];
        let mut state = self.states[at].clone();
        for member in reporters {
            let old = weights[Axis::Reporter.index()].get(*member as usize);
            let toggle = Toggle { axis: Axis::Reporter, member: *member, old, new: 0 };
            state.toggle(&known, weights, toggle, [true; 3]);
        }
        state
    }
}

/// An answer takes some megabytes for as long as it is made. The allocator of glibc gives so much back to the system at
/// once, and the next answer gets it again page by page, which takes as long as the rest of the work. Once a stretch of
/// 32 MiB was given back it keeps twice as much (mallopt(3), `M_MMAP_THRESHOLD`). To others this means nothing: the
/// stretch is never touched.
fn keep_freed_memory() {
    const STRETCH: usize = (32 << 20) - (64 << 10);
    static ONCE: Once = Once::new();
    ONCE.call_once(|| drop(std::hint::black_box(Vec::<u8>::with_capacity(STRETCH))));
}

/// How the weights of a flow change.
struct Change {
    /// By axis.
    toggles: Vec<Toggle>,
    /// Whether so many change that the states are forgotten instead of following.
    anew: bool,
    /// The weights before the toggles of each axis. Those of one axis have nothing to do with one another.
    before: [Arc<Tables>; 3],
}

impl Change {
    fn apply_changes(&self, state: &mut State, known: &Known<'_>, kept: [bool; 3]) {
        if self.anew {
            *state = State::default();
        }
        if !state.is_empty() {
            for toggle in &self.toggles {
                state.toggle(known, &self.before[toggle.axis.index()], *toggle, kept);
            }
        }
    }
}

/// Whether a flow enters the measure for any sector.
fn takes_part(plan: &Plan, flow: Flow) -> bool {
    MEASURED.contains(&flow) && plan.taken & flow.bit() != 0
}
