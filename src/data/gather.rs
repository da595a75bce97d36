//! Coded columns in the order of the file to blocks: sorted by counting, chunk by chunk and block by block in parallel.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt as _};
use rayon::prelude::*;

use super::facts::{Block, Codes, FactStatus, Facts, Values};
use super::{Axis, Flow, MemberId};

/// Facts as a reader hands them over: columns of the same length, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct FactChunk {
    /// Reporter, partner and sector of each row by [`Axis::index`].
    pub codes: [Codes; 3],
    /// Index into the dataset's periods.
    pub period: Vec<u16>,
    /// Direction.
    pub flow: Vec<Flow>,
    /// Scaled integer; 0 where the status is a gap.
    pub value: Vec<i64>,
    /// Remarks; none where no row of the chunk has one.
    pub status: Option<Vec<FactStatus>>,
    /// Line of the file.
    pub line: Vec<u32>,
}

impl FactChunk {
    /// Without some of its rows, given in order.
    pub(super) fn without(self, rows: &[u32]) -> Self {
        let mut dropped = rows.iter().copied().peekable();
        let keep = |row: &u32| dropped.next_if_eq(row).is_none();
        let order: Vec<u32> = (0..self.value.len() as u32).filter(keep).collect();
        let columns = Columns { codes: self.codes, value: self.value, status: self.status, line: self.line };
        let Columns { codes, value, status, line } = columns.ordered(&order);
        let period = order.iter().map(|row| self.period[*row as usize]).collect();
        let flow = order.iter().map(|row| self.flow[*row as usize]).collect();
        Self { codes, period, flow, value, status, line }
    }
}

/// What happens where two rows have the same reporter, partner, sector, flow and period.
///
/// A gap always yields to a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Duplicates {
    /// The first figure stays, the others are reported.
    #[default]
    Refuse,
    /// Figures are added up.
    Sum,
}

/// A figure that was not taken because its key had one already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    /// Line of the file.
    pub line: u32,
    /// Whether it was the same figure.
    pub same: bool,
    /// Whether its line gave another figure that was taken.
    pub line_used: bool,
}

/// Facts with what was done to rows of the same key.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    /// The facts.
    pub facts: Facts,
    /// Figures that were not taken, by line.
    pub refused: Vec<Refused>,
    /// Whether figures were added up.
    pub summed: bool,
    /// First lines of keys whose sum leaves 64 bits; they are not among the facts.
    pub too_large: Vec<u32>,
}

/// The sizes of what the codes point into.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Members by [`Axis::index`].
    pub members: [usize; 3],
    /// Periods of the dataset.
    pub periods: usize,
}

impl Shape {
    const fn cells(&self) -> usize {
        self.periods * Flow::ALL.len()
    }

    /// The axis with the most members of which each still has some rows in a block: rows of a member
    /// then stand together, and a member that is not selected is skipped at once.
    fn leading(&self, rows: usize, blocks: usize) -> Axis {
        const RUN: usize = if cfg!(test) { 2 } else { 16 };
        let in_block = rows / blocks.max(1);
        let members = |axis: &Axis| self.members[axis.index()];
        let long = Axis::ALL.into_iter().filter(|axis| members(axis) * RUN <= in_block);
        long.max_by_key(members).filter(|axis| members(axis) > 1).unwrap_or(Axis::Partner)
    }
}

impl Facts {
    /// Facts from chunks of coded columns. Every code must be below its size in `shape`.
    #[must_use]
    pub fn gather(chunks: Vec<FactChunk>, shape: Shape, duplicates: Duplicates) -> Gathered {
        let chunks: Vec<Sorted> = chunks.into_par_iter().map(|chunk| Sorted::new(chunk, shape)).collect();
        let rows = |cell: usize| chunks.iter().map(|chunk| chunk.rows(cell).len()).sum::<usize>();
        let filled: Vec<usize> = (0..shape.cells()).filter(|cell| rows(*cell) > 0).collect();
        let all = chunks.iter().map(|chunk| chunk.columns.value.len()).sum();
        let leading = shape.leading(all, filled.len());
        let cells: Vec<CellResult> = filled
            .into_par_iter()
            .map(|cell| {
                let mut columns = Columns::for_members(shape.members);
                for chunk in &chunks {
                    columns.extend(&chunk.columns, chunk.rows(cell));
                }
                Cell { columns, leading, shape }.settled(cell, duplicates)
            })
            .collect();
        let mut gathered = Gathered::default();
        gathered.facts.leading = leading;
        for cell in cells {
            gathered.facts.add(cell.blocks);
            gathered.refused.extend(cell.refused);
            gathered.too_large.extend(cell.too_large);
            gathered.summed |= cell.summed;
        }
        mark_used_lines(&mut gathered.refused, &chunks);
        gathered.refused.sort_unstable();
        gathered
    }

    fn add(&mut self, blocks: Vec<Block>) {
        for block in blocks {
            self.rows += block.len();
            let sizes = (0..block.len()).map(|row| u128::from(block.values.get(row).unsigned_abs()));
            self.largest_sum += sizes.sum::<u128>();
            self.blocks.push(block);
        }
    }

    /// The facts with more, whose keys are new.
    pub(super) fn with(self, more: Vec<super::Fact>, shape: Shape) -> Self {
        let mut by_cell: HashMap<usize, Vec<super::Fact>> = HashMap::new();
        for fact in more {
            by_cell.entry(cell_of(fact.flow, fact.period, shape)).or_default().push(fact);
        }
        let mut old: HashMap<usize, Vec<Block>> = HashMap::new();
        for block in self.blocks {
            old.entry(cell_of(block.flow, block.period, shape)).or_default().push(block);
        }
        let mut facts = Self { leading: self.leading, ..Self::default() };
        for cell in 0..shape.cells() {
            let blocks = old.remove(&cell).unwrap_or_default();
            let Some(more) = by_cell.remove(&cell) else {
                facts.add(blocks);
                continue;
            };
            let mut columns = Columns::for_members(shape.members);
            blocks.iter().flat_map(Block::facts).chain(more).for_each(|fact| columns.push(&fact));
            facts.add(Cell { columns, leading: self.leading, shape }.blocks(cell));
        }
        facts
    }
}

const fn cell_of(flow: Flow, period: u16, shape: Shape) -> usize {
    flow.index() * shape.periods + period as usize
}

/// A line that gave several figures stays used while one of them was taken.
fn mark_used_lines(refused: &mut [Refused], chunks: &[Sorted]) {
    if refused.is_empty() {
        return;
    }
    let mut taken: HashMap<u32, i64> = HashMap::new();
    for row in refused.iter() {
        *taken.entry(row.line).or_default() -= 1;
    }
    for chunk in chunks {
        for (row, line) in chunk.columns.line.iter().enumerate() {
            if let Some(count) = taken.get_mut(line).filter(|_| !chunk.columns.status(row).is_gap()) {
                *count += 1;
            }
        }
    }
    for row in refused {
        row.line_used = taken.get(&row.line).is_some_and(|count| *count > 0);
    }
}

/// Columns of rows whose flow and period are known from where they stand.
#[derive(Debug, Default)]
struct Columns {
    codes: [Codes; 3],
    value: Vec<i64>,
    status: Option<Vec<FactStatus>>,
    line: Vec<u32>,
}

impl Columns {
    fn for_members(members: [usize; 3]) -> Self {
        Self { codes: members.map(Codes::for_members), ..Self::default() }
    }

    fn status(&self, row: usize) -> FactStatus {
        self.status.as_ref().map_or(FactStatus::OK, |status| status[row])
    }

    fn push(&mut self, fact: &super::Fact) {
        for (codes, member) in self.codes.iter_mut().zip(fact.members) {
            codes.push(member);
        }
        self.status_for(fact.status != FactStatus::OK).into_iter().for_each(|status| status.push(fact.status));
        self.value.push(fact.value);
        self.line.push(0);
    }

    /// The column of remarks up to here, made when it is first needed.
    fn status_for(&mut self, needed: bool) -> Option<&mut Vec<FactStatus>> {
        if needed && self.status.is_none() {
            self.status = Some(vec![FactStatus::OK; self.value.len()]);
        }
        self.status.as_mut()
    }

    fn extend(&mut self, other: &Self, rows: Range<usize>) {
        for (codes, more) in self.codes.iter_mut().zip(&other.codes) {
            codes.extend(more, rows.clone());
        }
        let more = other.status.as_ref().map(|status| &status[rows.clone()]);
        if let Some(status) = self.status_for(more.is_some()) {
            match more {
                Some(more) => status.extend_from_slice(more),
                None => status.resize(status.len() + rows.len(), FactStatus::OK),
            }
        }
        self.value.extend_from_slice(&other.value[rows.clone()]);
        self.line.extend_from_slice(&other.line[rows]);
    }

    fn ordered(&self, order: &[u32]) -> Self {
        Self {
            codes: [0, 1, 2].map(|axis: usize| self.codes[axis].ordered(order)),
            value: order.iter().map(|row| self.value[*row as usize]).collect(),
            status: self.status.as_ref().map(|status| order.iter().map(|row| status[*row as usize]).collect()),
            line: order.iter().map(|row| self.line[*row as usize]).collect(),
        }
    }

    fn key(&self, row: u32, leading: Axis) -> [MemberId; 3] {
        let [second, third] = beside(leading);
        [leading, second, third].map(|axis| self.codes[axis.index()].get(row as usize))
    }
}

/// The axes other than one.
const fn beside(axis: Axis) -> [Axis; 2] {
    match axis {
        Axis::Reporter => [Axis::Partner, Axis::Sector],
        Axis::Partner => [Axis::Reporter, Axis::Sector],
        Axis::Sector => [Axis::Reporter, Axis::Partner],
    }
}

/// A chunk whose rows are ordered by flow and period.
struct Sorted {
    columns: Columns,
    /// Where each cell starts, and the end.
    starts: Vec<u32>,
}

impl Sorted {
    fn new(chunk: FactChunk, shape: Shape) -> Self {
        let FactChunk { codes, period, flow, value, status, line } = chunk;
        let cells: Vec<u32> =
            flow.iter().zip(&period).map(|(flow, period)| cell_of(*flow, *period, shape) as u32).collect();
        let columns = Columns { codes, value, status, line };
        let (order, starts) = counted(shape.cells(), &cells);
        Self { columns: if cells.is_sorted() { columns } else { columns.ordered(&order) }, starts }
    }

    fn rows(&self, cell: usize) -> Range<usize> {
        self.starts[cell] as usize..self.starts[cell + 1] as usize
    }
}

/// Rows in the order of their keys, which are below `keys`, and where each key starts: a stable counting sort.
fn counted<K: Copy + Into<u32>>(keys: usize, of_rows: &[K]) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; keys + 1];
    for key in of_rows {
        starts[(*key).into() as usize + 1] += 1;
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let mut next = starts.clone();
    let mut order = vec![0u32; of_rows.len()];
    for (row, key) in of_rows.iter().enumerate() {
        let place = &mut next[(*key).into() as usize];
        order[*place as usize] = row as u32;
        *place += 1;
    }
    (order, starts)
}

/// All rows of one flow and period.
struct Cell {
    columns: Columns,
    leading: Axis,
    shape: Shape,
}

#[derive(Default)]
struct CellResult {
    blocks: Vec<Block>,
    refused: Vec<Refused>,
    too_large: Vec<u32>,
    summed: bool,
}

impl Cell {
    /// Blocks without rows of the same key.
    fn settled(self, cell: usize, duplicates: Duplicates) -> CellResult {
        let ordered = self.in_order();
        if !ordered.has_duplicates() {
            return CellResult { blocks: ordered.cut(cell), ..CellResult::default() };
        }
        let Self { leading, ref columns, .. } = ordered;
        let mut settling = Settling { columns, leading, result: CellResult::default() };
        let (kept, values) = settling.kept(duplicates);
        let mut result = settling.result;
        let mut columns = columns.ordered(&kept);
        for (place, value, status) in values {
            columns.value[place] = value;
            columns.status_for(status != FactStatus::OK).into_iter().for_each(|column| column[place] = status);
        }
        result.blocks = Self { columns, ..ordered }.cut(cell);
        result
    }

    fn blocks(self, cell: usize) -> Vec<Block> {
        self.in_order().cut(cell)
    }

    /// Ordered by the leading axis, stable.
    fn in_order(self) -> Self {
        let codes = &self.columns.codes[self.leading.index()];
        let (members, rows) = (self.shape.members[self.leading.index()], codes.len());
        let order = if members > rows.saturating_mul(4) {
            let mut order: Vec<u32> = (0..rows as u32).collect();
            order.sort_by_key(|row| codes.get(*row as usize));
            order
        } else {
            match codes {
                Codes::Narrow(codes) => counted(members, codes).0,
                Codes::Medium(codes) => counted(members, codes).0,
                Codes::Wide(codes) => counted(members, codes).0,
            }
        };
        Self { columns: self.columns.ordered(&order), ..self }
    }

    /// Whether two rows have the same members: a mark for each pair of the other two axes, taken back
    /// after each run of the leading axis.
    fn has_duplicates(&self) -> bool {
        const MOST_MARKS: usize = 1 << 23;
        let codes = |axis: Axis| &self.columns.codes[axis.index()];
        let [second, third] = beside(self.leading);
        let width = self.shape.members[third.index()];
        let marks = self.shape.members[second.index()].saturating_mul(width);
        let (lead, second, third) = (codes(self.leading), codes(second), codes(third));
        if marks > MOST_MARKS {
            let mut keys: Vec<_> =
                (0..lead.len()).map(|row| (lead.get(row), second.get(row), third.get(row))).collect();
            keys.sort_unstable();
            return keys.windows(2).any(|pair| pair[0] == pair[1]);
        }
        let mut seen = vec![0u64; marks / 64 + 1];
        let place = |row: usize| second.get(row) as usize * width + third.get(row) as usize;
        let mut start = 0;
        while start < lead.len() {
            let member = lead.get(start);
            let mut end = start;
            while end < lead.len() && lead.get(end) == member {
                let at = place(end);
                let bit = 1 << (at % 64);
                if seen[at / 64] & bit != 0 {
                    return true;
                }
                seen[at / 64] |= bit;
                end += 1;
            }
            (start..end).for_each(|row| seen[place(row) / 64] = 0);
            start = end;
        }
        false
    }

    /// Blocks of at most [`Block::MOST_ROWS`] rows.
    fn cut(self, cell: usize) -> Vec<Block> {
        let rows = self.columns.value.len();
        let pieces = rows.div_ceil(Block::MOST_ROWS).max(1);
        let size = rows.div_ceil(pieces).max(1);
        let flow = Flow::ALL[cell / self.shape.periods.max(1)];
        let period = (cell % self.shape.periods.max(1)) as u16;
        let piece = |start: usize| {
            let end = rows.min(start + size);
            let mut codes = self.shape.members.map(Codes::for_members);
            for (codes, all) in codes.iter_mut().zip(&self.columns.codes) {
                codes.extend(all, start..end);
            }
            let status = self.columns.status.as_ref().map(|status| status[start..end].to_vec());
            let status = status.filter(|status| status.iter().any(|status| *status != FactStatus::OK));
            Block { flow, period, codes, values: Values::new(&self.columns.value[start..end]), status }
        };
        (0..rows).step_by(size).map(piece).collect()
    }
}

/// The rows of one flow and period while those of the same key are settled.
struct Settling<'a> {
    columns: &'a Columns,
    leading: Axis,
    result: CellResult,
}

impl Settling<'_> {
    /// Rows that stay, and what changes in them: the place among those that stay, value and remark.
    fn kept(&mut self, duplicates: Duplicates) -> (Vec<u32>, Vec<(usize, i64, FactStatus)>) {
        let (columns, leading) = (self.columns, self.leading);
        let gap = |row: u32| columns.status(row as usize).is_gap();
        let mut order: Vec<u32> = (0..columns.value.len() as u32).collect();
        order.sort_by_key(|row| (columns.key(*row, leading), gap(*row), columns.line[*row as usize]));
        let (mut kept, mut changed) = (Vec::with_capacity(order.len()), Vec::new());
        for rows in order.chunk_by(|a, b| columns.key(*a, leading) == columns.key(*b, leading)) {
            let figures: Vec<u32> = rows.iter().copied().filter(|row| !gap(*row)).collect();
            let first = rows[0];
            if figures.len() > 1 && duplicates == Duplicates::Sum {
                let Some((value, status)) = self.sum(&figures) else { continue };
                changed.push((kept.len(), value, status));
            } else {
                figures.iter().skip(1).for_each(|row| self.refuse(*row, first));
            }
            kept.push(first);
        }
        (kept, changed)
    }

    fn refuse(&mut self, row: u32, first: u32) {
        let columns = self.columns;
        let same = columns.value[row as usize] == columns.value[first as usize];
        self.result.refused.push(Refused { line: columns.line[row as usize], same, line_used: false });
    }

    /// None, and a remark in the result, where the sum leaves 64 bits.
    fn sum(&mut self, rows: &[u32]) -> Option<(i64, FactStatus)> {
        self.result.summed = true;
        let value: i128 = rows.iter().map(|row| i128::from(self.columns.value[*row as usize])).sum();
        let status = rows.iter().fold(0, |bits, row| bits | self.columns.status(*row as usize).0);
        let value = i64::try_from(value).ok();
        if value.is_none() {
            self.result.too_large.push(self.columns.line[rows[0] as usize]);
        }
        value.map(|value| (value, FactStatus(status)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::data::Fact;

    const SHAPE: Shape = Shape { members: [3, 70_000, 300], periods: 4 };

    fn chunk(facts: &[Fact], first: usize) -> FactChunk {
        let mut chunk = FactChunk { status: Some(Vec::new()), ..FactChunk::default() };
        for (at, fact) in facts.iter().enumerate() {
            (0..3).for_each(|axis| chunk.codes[axis].push(fact.members[axis]));
            chunk.period.push(fact.period);
            chunk.flow.push(fact.flow);
            chunk.value.push(fact.value);
            chunk.status.iter_mut().for_each(|status| status.push(fact.status));
            chunk.line.push((first + at) as u32);
        }
        chunk
    }

    fn fact() -> impl Strategy<Value = Fact> {
        let partner = prop_oneof![0u32..4, 69_990u32..70_000];
        let value = prop_oneof![-9i64..9, Just(i64::MAX), Just(5_000_000_000)];
        (0u32..3, partner, 0u32..300, 0u16..4, 0usize..5, value, 0u8..40).prop_map(|(r, p, s, period, flow, v, gap)| {
            let status = if gap == 0 { FactStatus::MISSING } else { FactStatus::OK };
            let value = if gap == 0 { 0 } else { v };
            Fact { members: [r, p, s % 5 * 60], period, flow: Flow::ALL[flow], value, status }
        })
    }

    fn key(fact: &Fact) -> (Flow, u16, [MemberId; 3]) {
        (fact.flow, fact.period, fact.members)
    }

    proptest! {
        #[test]
        fn facts_are_those_of_the_file_whatever_the_chunks(
            facts in prop::collection::vec(fact(), 0..600),
            size in 1usize..300,
            sum in any::<bool>(),
        ) {
            let rule = if sum { Duplicates::Sum } else { Duplicates::Refuse };
            let chunks = facts.chunks(size).enumerate().map(|(at, facts)| chunk(facts, at * size)).collect();
            let gathered = Facts::gather(chunks, SHAPE, rule);
            let mut expected: BTreeMap<_, Vec<(usize, Fact)>> = BTreeMap::new();
            for (line, fact) in facts.iter().enumerate() {
                expected.entry(key(fact)).or_default().push((line, *fact));
            }
            let (mut kept, mut refused, mut too_large) = (BTreeMap::new(), Vec::new(), Vec::new());
            for (key, rows) in &expected {
                let figures: Vec<_> = rows.iter().filter(|(_, fact)| !fact.status.is_gap()).collect();
                let total: i128 = figures.iter().map(|(_, fact)| i128::from(fact.value)).sum();
                let first = figures.first().map_or(rows[0], |first| **first);
                match i64::try_from(total) {
                    Err(_) if sum && figures.len() > 1 => too_large.push(first.0 as u32),
                    Ok(value) if sum => _ = kept.insert(*key, (value, first.1.status)),
                    _ => {
                        kept.insert(*key, (first.1.value, first.1.status));
                        for (line, fact) in figures.iter().skip(1) {
                            let same = fact.value == first.1.value;
                            refused.push(Refused { line: *line as u32, same, line_used: false });
                        }
                    }
                }
            }
            refused.sort_unstable();
            let mut large = gathered.too_large.clone();
            large.sort_unstable();
            too_large.sort_unstable();
            let found: BTreeMap<_, _> = gathered.facts.iter().map(|fact| (key(&fact), (fact.value, fact.status))).collect();
            prop_assert_eq!(gathered.facts.len(), found.len());
            prop_assert_eq!(found, kept);
            prop_assert_eq!(gathered.refused, refused);
            prop_assert_eq!(large, too_large);
            let total: u128 = gathered.facts.iter().map(|fact| u128::from(fact.value.unsigned_abs())).sum();
            prop_assert_eq!(gathered.facts.sums_fit_i64(), total < i64::MAX as u128 / 4);
        }
    }

    #[test]
    fn a_block_holds_no_more_rows_than_two_bytes_count() {
        let fact = |at: u32| Fact {
            members: [0, at % 70_000, at / 70_000],
            period: 0,
            flow: Flow::Import,
            value: i64::from(at),
            status: FactStatus::OK,
        };
        let facts: Vec<Fact> = (0..150_000).map(fact).collect();
        let gathered = Facts::gather(vec![chunk(&facts, 0)], SHAPE, Duplicates::Refuse).facts;
        assert_eq!(gathered.blocks().len(), 3);
        assert!(gathered.blocks().iter().all(|block| block.len() <= Block::MOST_ROWS));
        assert_eq!(
            gathered.iter().map(|fact| fact.value).sum::<i64>(),
            facts.iter().map(|fact| fact.value).sum::<i64>()
        );
    }
}
