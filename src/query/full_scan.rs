//! The full scan of the facts: exact sums for each line, period and flow.

use rayon::prelude::*;

use super::plan::{NO_SLOT, Plan};
use crate::data::{Axis, Block, Dataset, Fact, FactStatus, Flow, MemberId};

/// Up to so many rows are added up on the calling thread.
pub(super) const INLINE: usize = 1 << 16;

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
            self.seen |= flow.bit();
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
    pub(super) fn new(lines: usize, slots: usize) -> Self {
        Self { cells: vec![Cell::default(); lines * slots], slots }
    }

    /// The cells of a line.
    pub(super) fn line(&self, line: usize) -> &[Cell] {
        &self.cells[line * self.slots..(line + 1) * self.slots]
    }

    /// The cell of a line in a slot.
    pub(super) fn cell_mut(&mut self, line: usize, slot: usize) -> &mut Cell {
        &mut self.cells[line * self.slots + slot]
    }

    /// A line by itself.
    pub(super) fn only(&self, line: usize) -> Self {
        Self { cells: self.line(line).to_vec(), slots: self.slots }
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
    let blocks = dataset.facts.blocks();
    let mut cube = Cube::new(plan.lines.len(), plan.slots.len());
    // Each block belongs to one period, so its sums are one cell for each line.
    // Some blocks at a time, so that sums of many lines do not pile up.
    for blocks in blocks.chunks(64) {
        let sums: Vec<Option<(usize, Vec<Cell>)>> = if dataset.facts.len() <= INLINE {
            blocks.iter().map(|block| pass.block(block)).collect()
        } else {
            blocks.par_iter().map(|block| pass.block(block)).collect()
        };
        for (slot, cells) in sums.into_iter().flatten() {
            for (line, cell) in cells.iter().enumerate() {
                cube.cells[line * cube.slots + slot].merge(cell);
            }
        }
    }
    cube
}

struct Pass<'a> {
    plan: &'a Plan,
    /// The split axis and its lines.
    split: Option<(Axis, Lines)>,
    /// Weight of each member along each axis; 1 along the split axis, whose lines have weights of their own.
    weights: [Vec<i8>; 3],
    /// For each reporter and dataset period, the flows left out because the other side is not reported;
    /// empty where that is so nowhere.
    one_sided: OneSided,
}

impl<'a> Pass<'a> {
    fn new(dataset: &'a Dataset, plan: &'a Plan) -> Self {
        let split = plan.axis.map(|axis| (axis, Lines::new(plan, dataset.dimension(axis).len())));
        let weights = Axis::ALL.map(|axis| match plan.axis {
            Some(split) if split == axis => vec![1; dataset.dimension(axis).len()],
            _ => plan.weights[axis.index()].clone(),
        });
        Self { plan, split, weights, one_sided: one_sided(dataset, plan) }
    }

    /// The slot of a block and the sums of each line; none where the block is not in the series shown.
    fn block(&self, block: &Block) -> Option<(usize, Vec<Cell>)> {
        let (plan, flow) = (self.plan, block.flow());
        let slot = plan.slot_of[usize::from(block.period())];
        if slot == NO_SLOT {
            return None;
        }
        let bit = flow.bit();
        let mut cells = vec![Cell::default(); plan.lines.len()];
        for (row, weight) in self.row_weights(block, bit).into_iter().enumerate().filter(|(_, weight)| *weight != 0) {
            let fact = block.fact(row);
            if self.one_sided.holds(&fact) {
                continue;
            }
            let value = i128::from(fact.value);
            let mut add = |line: u32, weight: i8| {
                cells[line as usize].add(flow, value * i128::from(weight), weight > 0, fact.status);
            };
            match &self.split {
                None => add(0, weight),
                Some((axis, lines)) => {
                    for (line, part) in lines.of(fact.member(*axis)) {
                        add(*line, weight * part);
                    }
                }
            }
        }
        Some((usize::from(slot), cells))
    }

    /// How often each row counts, column by column: few of a block's rows are selected as a rule.
    fn row_weights(&self, block: &Block, flow: u8) -> Vec<i8> {
        let [reporters, partners, sectors] = &self.weights;
        let mut weights = vec![0; block.len()];
        let of_sector = |sector: usize| if self.plan.flows[sector] & flow == 0 { 0 } else { sectors[sector] };
        let of_sector: Vec<i8> = (0..sectors.len()).map(of_sector).collect();
        block.codes(Axis::Sector).each(|row, sector| weights[row] = of_sector[sector as usize]);
        for (axis, of_member) in [(Axis::Partner, partners), (Axis::Reporter, reporters)] {
            // Most often all members of an axis count once.
            if of_member.iter().any(|weight| *weight != 1) {
                block.codes(axis).each(|row, member| weights[row] *= of_member[member as usize]);
            }
        }
        weights
    }
}

/// Reporters that give only exports (or only imports) for a period, in a dataset that has both: they have no balance
/// there. By reporter and period the flow that stands alone; empty where there is no such reporter.
pub(super) struct OneSided(Vec<Vec<u8>>);

impl OneSided {
    /// Whether nobody is one-sided.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The reporters of whom a figure is left out somewhere.
    pub(super) fn reporters(&self) -> impl Iterator<Item = MemberId> + '_ {
        (0..).zip(&self.0).filter(|(_, periods)| periods.iter().any(|flows| *flows != 0)).map(|(member, _)| member)
    }

    /// Whether a figure stands without its other side.
    pub(super) fn holds(&self, fact: &Fact) -> bool {
        let periods = self.0.get(fact.members[0] as usize);
        periods.is_some_and(|periods| periods[usize::from(fact.period)] & fact.flow.bit() != 0)
    }

    /// The reporters that are one-sided in a block.
    pub(super) fn within<'a>(&'a self, block: &Block) -> impl Iterator<Item = MemberId> + use<'a> {
        let (period, bit) = (usize::from(block.period()), block.flow().bit());
        (0..).zip(&self.0).filter(move |(_, flows)| flows[period] & bit != 0).map(|(member, _)| member)
    }
}

/// Whether exports and imports are reported, by the same reporters or by different ones: of one flow alone nobody lacks
/// the other.
pub(super) fn is_of_both_flows(dataset: &Dataset) -> bool {
    let reporters = dataset.dimension(Axis::Reporter).iter();
    let flows = reporters.fold(0, |flows, (id, _)| flows | dataset.coverage(Axis::Reporter, id).flows);
    flows & Flow::BOTH == Flow::BOTH
}

/// The reporters without a balance in a period, where the plan asks for one.
pub(super) fn one_sided(dataset: &Dataset, plan: &Plan) -> OneSided {
    let both = Flow::BOTH;
    if plan.lone_kept || !plan.flows.contains(&both) {
        return OneSided(Vec::new());
    }
    if !is_of_both_flows(dataset) {
        return OneSided(Vec::new());
    }
    let lone = |flows: &u8| if flows & both == both { 0 } else { flows & both };
    let of_reporter = |id| dataset.coverage(Axis::Reporter, id).flows_at.iter().map(lone).collect();
    let lone: Vec<Vec<u8>> = dataset.dimension(Axis::Reporter).iter().map(|(id, _)| of_reporter(id)).collect();
    let any = lone.iter().flatten().any(|flows| *flows != 0);
    OneSided(if any { lone } else { Vec::new() })
}
