//! The pass over the facts: exact sums for each line, period and flow.

use rayon::prelude::*;

use super::plan::{NO_SLOT, Plan};
use crate::data::{Axis, Dataset, FactStatus, Flow, MemberId};

/// Rows that one task adds up. Small data stay on the calling thread.
pub(super) const CHUNK: usize = if cfg!(test) { 64 } else { 1 << 17 };

/// Sums of one line in one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Cell {
    pub export: i128,
    pub import: i128,
    pub balance: i128,
    /// Bits of [`Flow::index`] for which a figure was added.
    pub seen: u8,
    /// Bits of [`FactStatus`] of everything that was added or found missing.
    pub flags: u8,
}

impl Cell {
    fn add(&mut self, flow: Flow, value: i128, positive: bool, status: FactStatus) {
        self.flags |= status.0;
        if status.is_gap() {
            return;
        }
        match flow {
            Flow::Export => self.export += value,
            Flow::Import => self.import += value,
            Flow::Balance => self.balance += value,
            Flow::ReExport | Flow::ReImport => return,
        }
        if positive {
            self.seen |= 1 << flow.index();
        }
    }

    /// Adds another cell's sums to this one.
    pub(super) fn merge(&mut self, other: &Self) {
        self.export += other.export;
        self.import += other.import;
        self.balance += other.balance;
        self.seen |= other.seen;
        self.flags |= other.flags;
    }
}

/// The sums of all lines at the source frequency, line by line.
#[derive(Debug, Clone)]
pub(super) struct Cube {
    cells: Vec<Cell>,
    slots: usize,
}

impl Cube {
    fn new(lines: usize, slots: usize) -> Self {
        Self { cells: vec![Cell::default(); lines * slots], slots }
    }

    /// The cells of a line.
    pub(super) fn line(&self, line: usize) -> &[Cell] {
        &self.cells[line * self.slots..(line + 1) * self.slots]
    }

    /// A line by itself.
    pub(super) fn only(&self, line: usize) -> Self {
        Self { cells: self.line(line).to_vec(), slots: self.slots }
    }

    fn merged(mut self, other: &Self) -> Self {
        for (cell, more) in self.cells.iter_mut().zip(&other.cells) {
            cell.merge(more);
        }
        self
    }
}

/// For each member of the split axis, the lines it belongs to.
struct Lines {
    starts: Vec<u32>,
    entries: Vec<(u32, i8)>,
}

impl Lines {
    fn new(plan: &Plan, members: usize) -> Self {
        let mut by_member: Vec<Vec<(u32, i8)>> = vec![Vec::new(); members];
        for (index, line) in (0..).zip(&plan.lines) {
            for (member, weight) in &line.parts {
                by_member[*member as usize].push((index, *weight));
            }
        }
        let mut lines = Self { starts: vec![0], entries: Vec::new() };
        for entries in by_member {
            lines.entries.extend(entries);
            lines.starts.push(u32::try_from(lines.entries.len()).unwrap_or(u32::MAX));
        }
        lines
    }

    fn of(&self, member: MemberId) -> &[(u32, i8)] {
        let (start, end) = (self.starts[member as usize], self.starts[member as usize + 1]);
        &self.entries[start as usize..end as usize]
    }
}

/// Adds up the facts that the plan asks for.
pub(super) fn scan(dataset: &Dataset, plan: &Plan) -> Cube {
    let pass = Pass::new(dataset, plan);
    let rows = dataset.facts.len();
    if rows <= CHUNK {
        return pass.chunk(0..rows);
    }
    let empty = || Cube::new(plan.lines.len(), plan.slots.len());
    (0..rows.div_ceil(CHUNK))
        .into_par_iter()
        .map(|chunk| pass.chunk(chunk * CHUNK..rows.min((chunk + 1) * CHUNK)))
        .reduce(empty, |all, part| all.merged(&part))
}

struct Pass<'a> {
    dataset: &'a Dataset,
    plan: &'a Plan,
    /// The split axis and its lines.
    split: Option<(Axis, Lines)>,
    /// Weight of each member along each axis; 1 along the split axis, whose lines have weights of their own.
    weights: [Vec<i8>; 3],
    /// For each reporter and dataset period, the flows left out because the other side is not reported;
    /// empty where that is so nowhere.
    one_sided: Vec<Vec<u8>>,
}

impl<'a> Pass<'a> {
    fn new(dataset: &'a Dataset, plan: &'a Plan) -> Self {
        let split = plan.axis.map(|axis| (axis, Lines::new(plan, dataset.dimension(axis).len())));
        let weights = Axis::ALL.map(|axis| match plan.axis {
            Some(split) if split == axis => vec![1; dataset.dimension(axis).len()],
            _ => plan.weights[axis.index()].clone(),
        });
        Self { dataset, plan, split, weights, one_sided: one_sided(dataset, plan) }
    }

    fn chunk(&self, rows: std::ops::Range<usize>) -> Cube {
        let mut cube = Cube::new(self.plan.lines.len(), self.plan.slots.len());
        let facts = &self.dataset.facts;
        for row in rows {
            let weight = self.weight(row);
            if weight == 0 {
                continue;
            }
            let slot = self.plan.slot_of[usize::from(facts.period[row])];
            let flow = facts.flow[row];
            let usable = self.plan.flows[facts.sector[row] as usize];
            if slot == NO_SLOT || usable & (1 << flow.index()) == 0 || self.is_one_sided(row) {
                continue;
            }
            let value = i128::from(facts.value[row]);
            let mut add = |line: u32, weight: i8| {
                let cell = &mut cube.cells[line as usize * cube.slots + usize::from(slot)];
                cell.add(flow, value * i128::from(weight), weight > 0, facts.status[row]);
            };
            match &self.split {
                None => add(0, weight),
                Some((axis, lines)) => {
                    for (line, part) in lines.of(facts.member(*axis, row)) {
                        add(*line, weight * part);
                    }
                }
            }
        }
        cube
    }

    fn weight(&self, row: usize) -> i8 {
        let facts = &self.dataset.facts;
        let [reporters, partners, sectors] = &self.weights;
        reporters[facts.reporter[row] as usize]
            * partners[facts.partner[row] as usize]
            * sectors[facts.sector[row] as usize]
    }

    fn is_one_sided(&self, row: usize) -> bool {
        let facts = &self.dataset.facts;
        let bit = 1 << facts.flow[row].index();
        self.one_sided
            .get(facts.reporter[row] as usize)
            .is_some_and(|periods| periods[usize::from(facts.period[row])] & bit != 0)
    }
}

/// A reporter that gives only exports for a period (but both in others) has no balance there.
fn one_sided(dataset: &Dataset, plan: &Plan) -> Vec<Vec<u8>> {
    let both = 1 << Flow::Export.index() | 1 << Flow::Import.index();
    if !plan.flows.contains(&both) {
        return Vec::new();
    }
    let of_reporter = |id| {
        let coverage = dataset.coverage(Axis::Reporter, id);
        let lone = |flows: &u8| if flows & both == both || coverage.flows & both != both { 0 } else { flows & both };
        coverage.flows_at.iter().map(lone).collect()
    };
    let lone: Vec<Vec<u8>> = dataset.dimension(Axis::Reporter).iter().map(|(id, _)| of_reporter(id)).collect();
    let any = lone.iter().flatten().any(|flows| *flows != 0);
    if any { lone } else { Vec::new() }
}
