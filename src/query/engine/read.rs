//! The sums of lines, read from what is kept of blocks.
//!
//! A block keeps a sum for each member of the split axis. Of thousands of members most are folded into "others", and
//! that line is what the lines beside it leave of the whole: so only the members of those are read.

use super::cost::Tuning;
use super::cube::{Marks, State, add_marks, bits_of};
use super::kernel::Entry;
use crate::data::{Axis, Flow, MemberId};
use crate::query::LineRole;
use crate::query::full_scan::Cell;
use crate::query::plan::Plan;
use crate::query::plan_lines::PlanLine;

/// What the sum of a line is made of.
enum Made {
    /// All that is selected.
    Whole,
    /// What the other lines leave of it.
    Rest,
    /// Members by their place among those that are read, with their weights.
    Parts(Vec<(usize, i8)>),
}

/// What is read of each block for the lines of a plan.
pub(super) struct Reading<'a> {
    plan: &'a Plan,
    /// The members of the split axis that are read.
    members: Vec<MemberId>,
    lines: Vec<Made>,
    needs_total: bool,
}

impl<'a> Reading<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        let has_rest = rest_is_others(plan);
        let mut reading = Self { plan, members: Vec::new(), lines: Vec::new(), needs_total: false };
        let mut places = vec![usize::MAX; plan.axis.map_or(0, |axis| plan.weights[axis.index()].len())];
        for (at, line) in plan.lines.iter().enumerate() {
            let is_whole = plan.axis.is_none() || plan.whole && at + 1 == plan.lines.len();
            let made = if is_whole {
                Made::Whole
            } else if has_rest && line.role == LineRole::Others {
                Made::Rest
            } else {
                Made::Parts(line.parts.iter().map(|part| reading.part(*part, &mut places)).collect())
            };
            reading.needs_total |= !matches!(made, Made::Parts(_));
            reading.lines.push(made);
        }
        reading
    }

    /// A part by the place at which its member is read.
    fn part(&mut self, (member, weight): (MemberId, i8), places: &mut [usize]) -> (usize, i8) {
        let place = &mut places[member as usize];
        if *place == usize::MAX {
            *place = self.members.len();
            self.members.push(member);
        }
        (*place, weight)
    }

    /// Whether the calling thread alone reads so many blocks sooner than the pool.
    pub(super) fn is_little(&self, blocks: usize, tuning: &Tuning) -> bool {
        self.members.len() * blocks <= tuning.read_alone
    }

    /// Adds what is kept of a block to sums of its flow and slot.
    pub(super) fn gather(&self, state: &State, sums: &mut Sums) {
        if let Some((entry, marks)) = state.total.as_ref().filter(|_| self.needs_total) {
            sums.total.0.add(*entry, 1, 1);
            add_marks(&mut sums.total.1, marks, 1);
        }
        let Some(cube) = self.plan.axis.and_then(|axis| state.cube(axis)) else { return };
        sums.entries.resize(self.members.len(), Entry::default());
        for (sum, member) in sums.entries.iter_mut().zip(&self.members) {
            sum.add(cube.entries[*member as usize], 1, 1);
        }
        if !cube.marks.is_empty() {
            sums.marks.resize(self.members.len(), Marks::default());
            for (all, member) in sums.marks.iter_mut().zip(&self.members) {
                add_marks(all, &cube.marks[*member as usize], 1);
            }
        }
    }

    /// The cell of a line that sums of a flow and slot give. Rows of some reporters, who give only this side of a balance,
    /// are not in the total and do not count.
    pub(super) fn cell(&self, line: usize, flow: Flow, sums: &Sums, lone: &[MemberId]) -> Cell {
        match &self.lines[line] {
            Made::Whole => cell(flow, std::iter::once((sums.total.0, sums.total.1, 1))),
            Made::Rest => cell(flow, std::iter::once(self.rest(flow, sums, lone))),
            Made::Parts(parts) => cell(flow, self.counted(parts, flow, sums, lone)),
        }
    }

    /// The total without the parts of the lines that are read.
    fn rest(&self, flow: Flow, sums: &Sums, lone: &[MemberId]) -> (Entry, Marks, i8) {
        let (mut entry, mut marks) = sums.total;
        for line in &self.lines {
            let Made::Parts(parts) = line else { continue };
            for (part, part_marks, weight) in self.counted(parts, flow, sums, lone) {
                entry.add(part, weight, -1);
                add_marks(&mut marks, &part_marks, -1);
            }
        }
        (entry, marks, 1)
    }

    /// The parts of a line that count in a flow.
    fn counted<'b>(
        &'b self,
        parts: &'b [(usize, i8)],
        flow: Flow,
        sums: &'b Sums,
        lone: &'b [MemberId],
    ) -> impl Iterator<Item = (Entry, Marks, i8)> + 'b {
        let counts = move |place: &usize| {
            let member = self.members[*place];
            let is_lone = self.plan.axis == Some(Axis::Reporter) && lone.contains(&member);
            !is_lone && self.plan.axis.is_some_and(|axis| self.plan.usable(axis, member as usize, flow))
        };
        let read = |place: usize| {
            (sums.entries.get(place).copied().unwrap_or_default(), sums.marks.get(place).copied().unwrap_or_default())
        };
        parts.iter().filter(move |(place, _)| counts(place)).map(move |(place, weight)| {
            let (entry, marks) = read(*place);
            (entry, marks, *weight)
        })
    }
}

/// The sums of blocks of one flow and slot: of all that is selected, and of each member that is read.
#[derive(Default)]
pub(super) struct Sums {
    total: (Entry, Marks),
    entries: Vec<Entry>,
    /// Empty where no block has a remark.
    marks: Vec<Marks>,
}

/// Whether "others" is what the other lines leave of the whole: each member that weighs is a part of one line only, and
/// weighs there what it does in the whole.
fn rest_is_others(plan: &Plan) -> bool {
    let Some(axis) = plan.axis.filter(|_| plan.partition) else { return false };
    let mut left = plan.weights[axis.index()].clone();
    let is_part = |line: &&PlanLine| line.role != LineRole::Whole;
    let once = plan.lines.iter().filter(is_part).flat_map(|line| &line.parts).all(|(member, weight)| {
        let held = std::mem::take(&mut left[*member as usize]);
        held == *weight
    });
    once && left.iter().all(|weight| *weight == 0)
}

/// Entries under their weights as a cell of one flow.
fn cell(flow: Flow, parts: impl Iterator<Item = (Entry, Marks, i8)>) -> Cell {
    let mut cell = Cell::default();
    let (mut sum, mut seen) = (0i64, false);
    for (entry, marks, weight) in parts {
        // A row counts once for a part and once against it at most, so no sum leaves 64 bits: see
        // Facts::periods_fitting_i64.
        sum = sum.wrapping_add(entry.sum.wrapping_mul(weight.into()));
        seen |= if weight > 0 { entry.plus > 0 } else { entry.minus > 0 };
        cell.flags |= bits_of(&marks);
    }
    match flow {
        Flow::Export => cell.export = sum.into(),
        Flow::Import => cell.import = sum.into(),
        Flow::Balance => cell.balance = sum.into(),
        Flow::ReExport | Flow::ReImport => {}
    }
    cell.seen = u8::from(seen) << flow.index();
    cell
}
