//! The engine that remembers: after a toggle it adds and takes out what changed, and gives what [`super::run`] would give.
//!
//! For each flow it keeps the weights that hold and, for each block of facts, the sum under all weights and
//! small cubes: the sums of the members of an axis under the weights of the *other* axes. A toggled member
//! only adds or takes out its own entry; the cubes of the other axes follow through the member's rows. Sums
//! are integers that count what they hold, so a toggle there and back leaves no trace. A selection that is
//! new in much of it passes over the facts once more, block by block.

mod cube;
mod index;
mod kernel;
#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;
use std::sync::Arc;

use rayon::prelude::*;

use super::bars::{self, AxisSums, Bars};
use super::plan::{NO_SLOT, Plan, PlanLine};
use super::scan::{self, Cell, Cube};
use super::{Answer, Trajectories, View, shape};
use crate::data::{Axis, Block, Dataset, Flow, MemberId};
use cube::{Known, Marks, State, Tables, Toggle};
use index::Index;
use kernel::{Entry, Table};

/// Flows that enter a measure. Re-exports and re-imports are inside of the others.
const MEASURED: [Flow; 3] = [Flow::Export, Flow::Import, Flow::Balance];

/// A row found by its posting costs as much as so many rows in a pass over all.
const TOGGLE_COST: usize = 4;

/// Asks whether the answer is still wanted.
pub type Cancelled<'a> = &'a (dyn Fn() -> bool + Sync);

/// Answers views of one dataset and keeps what the next view can use.
pub struct Engine {
    dataset: Arc<Dataset>,
    members: [usize; 3],
    index: Vec<Index>,
    states: Vec<State>,
    /// For each flow the weights for which the states of its blocks hold.
    weights: [Tables; 5],
    /// For each flow and axis, how many rows each member has.
    sizes: [[Vec<usize>; 3]; 5],
}

/// What a view asks of the engine.
struct Request<'a> {
    view: &'a View,
    plan: Plan,
    window: Option<RangeInclusive<usize>>,
}

impl Engine {
    /// An engine for a dataset. Makes the postings, which costs about as much as two passes over the facts.
    #[must_use]
    pub fn new(dataset: Arc<Dataset>) -> Self {
        let members = Axis::ALL.map(|axis| dataset.dimension(axis).len());
        let facts = &dataset.facts;
        let leading = facts.leading();
        let index: Vec<Index> = facts.blocks().par_iter().map(|block| Index::new(block, members, leading)).collect();
        let mut sizes = [(); 5].map(|()| members.map(|members| vec![0; members]));
        for (block, index) in facts.blocks().iter().zip(&index) {
            for axis in Axis::ALL {
                index.count(block, axis, &mut sizes[block.flow().index()][axis.index()]);
            }
        }
        let states = vec![State::default(); facts.blocks().len()];
        Self { members, index, states, weights: [(); 5].map(|()| members.map(Table::new)), sizes, dataset }
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

    /// The same answer as [`super::run`]; none where it was cancelled on the way.
    pub fn run(&mut self, view: &View, cancelled: Cancelled<'_>) -> Option<Answer> {
        self.run_beside(view, &[], cancelled).map(|(answer, _)| answer)
    }

    /// As [`Engine::run`], and beside it the [`super::trajectories`] of other views. Views of the same
    /// selection are made from the same sums.
    pub fn run_beside(
        &mut self,
        view: &View,
        others: &[View],
        cancelled: Cancelled<'_>,
    ) -> Option<(Answer, Vec<Trajectories>)> {
        if !self.dataset.facts.sums_fit_i64() {
            let answer = super::run(&self.dataset, view);
            return Some((answer, others.iter().map(|view| super::trajectories(&self.dataset, view)).collect()));
        }
        let dataset = Arc::clone(&self.dataset);
        let plan = Plan::new(&dataset, view);
        let window = bars::window(&dataset, view, &plan);
        let request = Request { view, plan, window };
        self.prepare(&request, cancelled)?;
        let bars = self.bars(&request);
        let plan = request.plan.keep_top(&dataset, view, &bars);
        let cube = self.cube(&plan);
        let trajectories = shape::shape(&dataset, view, &plan, &cube);
        let mut beside = Vec::with_capacity(others.len());
        for view in others {
            let request = Request { view, plan: Plan::new(&dataset, view), window: None };
            self.prepare(&request, cancelled)?;
            let cube = self.cube(&request.plan);
            beside.push(shape::shape(&dataset, view, &request.plan, &cube));
        }
        Some((Answer { trajectories, bars }, beside))
    }

    /// Brings weights and states to what a request needs.
    fn prepare(&mut self, request: &Request<'_>, cancelled: Cancelled<'_>) -> Option<()> {
        for flow in MEASURED.into_iter().filter(|flow| takes_part(&request.plan, *flow)) {
            self.settle(&request.plan, flow);
        }
        self.complete(request, cancelled);
        (!cancelled()).then_some(())
    }

    /// Follows a few changed weights; forgets the states of a flow where many changed.
    fn settle(&mut self, plan: &Plan, flow: Flow) {
        let toggles = self.toggles(plan, flow);
        let size = |toggle: &Toggle| self.sizes[flow.index()][toggle.axis.index()][toggle.member as usize];
        let changed: usize = toggles.iter().map(size).sum();
        let rows: usize = self.sizes[flow.index()][0].iter().sum();
        if changed * TOGGLE_COST > rows {
            let blocks = self.dataset.facts.blocks();
            for (state, _) in self.states.iter_mut().zip(blocks).filter(|(_, block)| block.flow() == flow) {
                *state = State::default();
            }
            for toggle in toggles {
                self.weights[flow.index()][toggle.axis.index()].set(toggle.member as usize, toggle.new);
            }
            return;
        }
        for toggle in toggles {
            self.toggle(flow, toggle);
        }
    }

    /// Weights that differ from what is held.
    fn toggles(&self, plan: &Plan, flow: Flow) -> Vec<Toggle> {
        let held = &self.weights[flow.index()];
        let wanted = |axis: Axis, member: usize| match axis {
            Axis::Sector if plan.flows[member] & 1 << flow.index() == 0 => 0,
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

    fn toggle(&mut self, flow: Flow, toggle: Toggle) {
        let weights = &self.weights[flow.index()];
        let (leading, members) = (self.dataset.facts.leading(), self.members);
        let follow = |((state, index), block): ((&mut State, &Index), &Block)| {
            if block.flow() == flow && !state.is_empty() {
                state.toggle(&Known { block, index, leading, members }, weights, toggle);
            }
        };
        let rows = self.sizes[flow.index()][toggle.axis.index()][toggle.member as usize];
        let blocks = self.dataset.facts.blocks();
        if rows <= scan::INLINE {
            self.states.iter_mut().zip(&self.index).zip(blocks).for_each(follow);
        } else {
            self.states.par_iter_mut().zip(&self.index).zip(blocks).with_min_len(8).for_each(follow);
        }
        self.weights[flow.index()][toggle.axis.index()].set(toggle.member as usize, toggle.new);
    }

    /// Makes the sums that the request needs and that are not there. Stops between two blocks when cancelled.
    fn complete(&mut self, request: &Request<'_>, cancelled: Cancelled<'_>) {
        let Request { plan, window, .. } = request;
        let (leading, members, weights) = (self.dataset.facts.leading(), self.members, &self.weights);
        let wanted = |slot: u16| {
            let for_bars = window.as_ref().is_some_and(|window| window.contains(&usize::from(slot)));
            Axis::ALL.map(|axis| for_bars || plan.axis == Some(axis))
        };
        let complete = |((state, index), block): ((&mut State, &Index), &Block)| {
            let slot = plan.slot_of[usize::from(block.period())];
            if slot == NO_SLOT || !takes_part(plan, block.flow()) || cancelled() {
                return;
            }
            let known = Known { block, index, leading, members };
            state.complete(&known, &weights[block.flow().index()], wanted(slot));
        };
        let blocks = self.dataset.facts.blocks();
        if self.dataset.facts.len() <= scan::INLINE {
            self.states.iter_mut().zip(&self.index).zip(blocks).for_each(complete);
        } else {
            self.states.par_iter_mut().zip(&self.index).zip(blocks).with_max_len(16).for_each(complete);
        }
    }

    /// Blocks that take part, with their slot.
    fn shown<'a>(&'a self, plan: &'a Plan) -> impl Iterator<Item = (usize, usize, &'a Block)> {
        let blocks = self.dataset.facts.blocks().iter().enumerate();
        let slotted = blocks.map(|(at, block)| (at, plan.slot_of[usize::from(block.period())], block));
        let shown = slotted.filter(|(_, slot, block)| *slot != NO_SLOT && takes_part(plan, block.flow()));
        shown.map(|(at, slot, block)| (at, usize::from(slot), block))
    }

    fn bars(&self, request: &Request<'_>) -> Bars {
        let Request { view, plan, window } = request;
        let mut sums: AxisSums = bars::no_sums(&self.dataset);
        let in_window = |slot: usize| window.as_ref().is_some_and(|window| window.contains(&slot));
        for (at, _, block) in self.shown(plan).filter(|(_, slot, _)| in_window(*slot)) {
            for axis in Axis::ALL {
                let Some(cube) = &self.states[at].cubes[axis.index()] else { continue };
                for (member, (sum, entry)) in sums[axis.index()].iter_mut().zip(&cube.entries).enumerate() {
                    if entry.plus + entry.minus > 0 && usable(plan, axis, member, block.flow()) {
                        sum.add(block.flow(), entry.sum.into());
                    }
                }
            }
        }
        bars::finished(&self.dataset, view, plan, window.as_ref(), &sums)
    }

    /// The sums of the plan's lines.
    fn cube(&self, plan: &Plan) -> Cube {
        let mut cube = Cube::new(plan.lines.len(), plan.slots.len());
        let one_sided = scan::one_sided(&self.dataset, plan);
        for (at, slot, block) in self.shown(plan) {
            let lone: Vec<MemberId> = scan::lone(&one_sided, block).collect();
            let without = (!lone.is_empty()).then(|| self.without(at, block, &lone));
            let source = Source { plan, block, state: without.as_ref().unwrap_or(&self.states[at]), lone: &lone };
            for (place, line) in plan.lines.iter().enumerate() {
                let whole = plan.whole && place + 1 == plan.lines.len();
                cube.cell_mut(place, slot).merge(&source.cell(line, whole));
            }
        }
        cube
    }

    /// The state of a block without the rows of some reporters.
    fn without(&self, at: usize, block: &Block, reporters: &[MemberId]) -> State {
        let (leading, members) = (self.dataset.facts.leading(), self.members);
        let known = Known { block, index: &self.index[at], leading, members };
        let weights = &self.weights[block.flow().index()];
        let mut state = self.states[at].clone();
        for member in reporters {
            let old = weights[Axis::Reporter.index()].get(*member as usize);
            state.toggle(&known, weights, Toggle { axis: Axis::Reporter, member: *member, old, new: 0 });
        }
        state
    }
}

/// Where the sums of a block's lines are read from.
struct Source<'a> {
    plan: &'a Plan,
    block: &'a Block,
    state: &'a State,
    /// Reporters that give only this side of a balance.
    lone: &'a [MemberId],
}

impl Source<'_> {
    fn cell(&self, line: &PlanLine, whole: bool) -> Cell {
        let flow = self.block.flow();
        let Some(axis) = self.plan.axis.filter(|_| !whole) else {
            return cell(flow, self.state.total.iter().map(|(entry, marks)| (*entry, *marks, 1)));
        };
        let Some(cube) = &self.state.cubes[axis.index()] else { return Cell::default() };
        let counts = |member: MemberId| {
            usable(self.plan, axis, member as usize, flow) && (axis != Axis::Reporter || !self.lone.contains(&member))
        };
        let parts = line.parts.iter().filter(|(member, _)| counts(*member));
        cell(
            flow,
            parts.map(|(member, weight)| {
                let member = *member as usize;
                (cube.entries[member], cube.marks.get(member).copied().unwrap_or_default(), *weight)
            }),
        )
    }
}

/// Entries under their weights as a cell of one flow.
fn cell(flow: Flow, parts: impl Iterator<Item = (Entry, Marks, i8)>) -> Cell {
    let mut cell = Cell::default();
    let (mut sum, mut seen) = (0, false);
    for (entry, marks, weight) in parts {
        sum += i128::from(entry.sum) * i128::from(weight);
        seen |= if weight > 0 { entry.plus > 0 } else { entry.minus > 0 };
        for (bit, count) in marks.iter().enumerate() {
            cell.flags |= u8::from(*count > 0) << bit;
        }
    }
    match flow {
        Flow::Export => cell.export = sum,
        Flow::Import => cell.import = sum,
        Flow::Balance => cell.balance = sum,
        Flow::ReExport | Flow::ReImport => {}
    }
    cell.seen = u8::from(seen) << flow.index();
    cell
}

/// Whether a flow enters the measure for any sector.
fn takes_part(plan: &Plan, flow: Flow) -> bool {
    MEASURED.contains(&flow) && plan.flows.iter().any(|flows| flows & 1 << flow.index() != 0)
}

/// Whether the rows of a member enter the measure; only sectors can be left out.
fn usable(plan: &Plan, axis: Axis, member: usize, flow: Flow) -> bool {
    axis != Axis::Sector || plan.flows[member] & 1 << flow.index() != 0
}
