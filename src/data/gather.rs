//! Coded columns in the order of the file to blocks: sorted by counting, chunk by chunk and block by block in parallel.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt as _};
use rayon::prelude::*;

use super::facts::{Block, Codes, FactStatus, Facts, Values};
use super::integers::Integers;
use super::lines::Lines;
use super::{Axis, Flow, Unwanted};

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
    pub value: Integers,
    /// Remarks; none where no row of the chunk has one.
    pub status: Option<Vec<FactStatus>>,
    /// Line of the file.
    pub line: Lines,
}

impl FactChunk {
    /// Without some of its rows, given in order.
    pub(super) fn without(self, rows: &[u32]) -> Self {
        let mut dropped = rows.iter().copied().peekable();
        let keep = |row: &u32| dropped.next_if_eq(row).is_none();
        let order: Vec<u32> = (0..self.value.len() as u32).filter(keep).collect();
        let columns = Columns { codes: self.codes, value: self.value, status: self.status, line: Vec::new() };
        let Columns { codes, value, status, .. } = columns.ordered(&order);
        let line = self.line.ordered(&order);
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
    pub line: u64,
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
    pub too_large: Vec<u64>,
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
        Self::gather_with(chunks, |chunk| (chunk, Vec::new()), shape, duplicates, &|| false).0
    }

    /// As [`Facts::gather`] from what becomes chunks one by one, so that both do not pile up; gives also the lines
    /// that came with them. Where it is stopped, what it gives means nothing.
    pub(super) fn gather_with<T: Send>(
        sources: Vec<T>,
        chunk_of: impl Fn(T) -> (FactChunk, Vec<u64>) + Sync,
        shape: Shape,
        duplicates: Duplicates,
        unwanted: Unwanted<'_>,
    ) -> (Gathered, Vec<u64>) {
        let sorted = |source: T| {
            if unwanted() {
                return (Sorted::new(FactChunk::default(), shape), Vec::new());
            }
            let (chunk, lines) = chunk_of(source);
            (Sorted::new(chunk, shape), lines)
        };
        let (chunks, lines): (Vec<Sorted>, Vec<_>) = sources.into_par_iter().map(sorted).unzip();
        (Self::gathered(&chunks, shape, duplicates, unwanted), lines.into_iter().flatten().collect())
    }

    fn gathered(chunks: &[Sorted], shape: Shape, duplicates: Duplicates, unwanted: Unwanted<'_>) -> Gathered {
        let rows = |cell: usize| chunks.iter().map(|chunk| chunk.rows(cell).len()).sum::<usize>();
        let filled: Vec<usize> = (0..shape.cells()).filter(|cell| rows(*cell) > 0).collect();
        let all = chunks.iter().map(|chunk| chunk.columns.value.len()).sum();
        let leading = shape.leading(all, filled.len());
        let cells: Vec<CellResult> = filled
            .into_par_iter()
            .map(|cell| {
                if unwanted() {
                    return CellResult::default();
                }
                let stretches = chunks.iter().map(|chunk| (chunk, chunk.rows(cell)));
                let stretches = stretches.filter(|(_, rows)| !rows.is_empty()).collect();
                Pieces { stretches, leading, shape }.settled(cell, duplicates)
            })
            .collect();
        let mut gathered = Gathered::default();
        gathered.facts.leading = leading;
        for cell in cells {
            gathered.facts.add(cell.blocks, cell.largest_sum);
            gathered.refused.extend(cell.refused);
            gathered.too_large.extend(cell.too_large);
            gathered.summed |= cell.summed;
        }
        mark_used_lines(&mut gathered.refused, chunks);
        gathered.refused.sort_unstable();
        gathered
    }

    fn add(&mut self, blocks: Vec<Block>, largest_sum: u128) {
        self.rows += blocks.iter().map(Block::len).sum::<usize>();
        self.largest_sum += largest_sum;
        self.blocks.extend(blocks);
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
                let largest = blocks.iter().map(|block| largest_sum((0..block.len()).map(|row| block.values.get(row))));
                let largest = largest.sum();
                facts.add(blocks, largest);
                continue;
            };
            let mut columns = Columns::for_members(shape.members);
            blocks.iter().flat_map(Block::facts).chain(more).for_each(|fact| columns.push(&fact));
            let Sized { blocks, largest_sum } = Cell { columns, leading: self.leading, shape }.in_order().cut(cell);
            facts.add(blocks, largest_sum);
        }
        facts
    }
}

const fn cell_of(flow: Flow, period: u16, shape: Shape) -> usize {
    flow.index() * shape.periods + period as usize
}

/// The sum of all absolute values.
fn largest_sum(values: impl Iterator<Item = i64>) -> u128 {
    values.map(|value| u128::from(value.unsigned_abs())).sum()
}

/// A line that gave several figures stays used while one of them was taken.
fn mark_used_lines(refused: &mut [Refused], chunks: &[Sorted]) {
    if refused.is_empty() {
        return;
    }
    let mut taken: HashMap<u64, i64> = HashMap::new();
    for row in refused.iter() {
        *taken.entry(row.line).or_default() -= 1;
    }
    for chunk in chunks {
        for row in 0..chunk.columns.value.len() {
            if let Some(count) = taken.get_mut(&chunk.line(row)).filter(|_| !chunk.columns.status(row).is_gap()) {
                *count += 1;
            }
        }
    }
    for row in refused {
        row.line_used = taken.get(&row.line).is_some_and(|count| *count > 0);
    }
}

/// Columns of rows whose flow and period are known from where they stand. Lines are there only while rows of
/// the same key may have to be told of.
#[derive(Debug, Default)]
struct Columns {
    codes: [Codes; 3],
    value: Integers,
    status: Option<Vec<FactStatus>>,
    line: Vec<u64>,
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
    }

    /// The column of remarks up to here, made when it is first needed.
    fn status_for(&mut self, needed: bool) -> Option<&mut Vec<FactStatus>> {
        if needed && self.status.is_none() {
            self.status = Some(vec![FactStatus::OK; self.value.len()]);
        }
        self.status.as_mut()
    }

    /// Adds rows of other columns, without their lines.
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
        self.value.extend(&other.value, rows);
    }

    fn ordered(&self, order: &[u32]) -> Self {
        Self {
            codes: [0, 1, 2].map(|axis: usize| self.codes[axis].ordered(order)),
            value: self.value.ordered(order),
            status: self.status.as_ref().map(|status| order.iter().map(|row| status[*row as usize]).collect()),
            line: order.iter().filter_map(|row| self.line.get(*row as usize).copied()).collect(),
        }
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
    /// Without their lines.
    columns: Columns,
    /// Lines in the order of the file, and for each row its place there, where that differs.
    lines: Lines,
    order: Option<Codes>,
    /// Where each cell starts, and the end.
    starts: Vec<u32>,
}

impl Sorted {
    fn new(chunk: FactChunk, shape: Shape) -> Self {
        let FactChunk { codes, period, flow, value, status, line } = chunk;
        let cells: Vec<u32> =
            flow.iter().zip(&period).map(|(flow, period)| cell_of(*flow, *period, shape) as u32).collect();
        let columns = Columns { codes, value, status, line: Vec::new() };
        let (order, starts) = counted(shape.cells(), &cells);
        if cells.is_sorted() {
            return Self { columns, lines: line, order: None, starts };
        }
        let columns = columns.ordered(&order);
        let order = match Codes::for_members(order.len()) {
            Codes::Wide(_) => Codes::Wide(order),
            _ => Codes::Medium(order.into_iter().map(|row| row as u16).collect()),
        };
        Self { columns, lines: line, order: Some(order), starts }
    }

    fn line(&self, row: usize) -> u64 {
        self.lines.get(self.order.as_ref().map_or(row, |order| order.get(row) as usize))
    }

    fn rows(&self, cell: usize) -> Range<usize> {
        self.starts[cell] as usize..self.starts[cell + 1] as usize
    }
}

/// Whether rows are so few beside the members of an axis that comparing them costs less than counting them.
const fn is_few(rows: usize, members: usize) -> bool {
    members > rows.saturating_mul(4)
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

/// The rows of one flow and period as they stand in the chunks.
struct Pieces<'a> {
    stretches: Vec<(&'a Sorted, Range<usize>)>,
    leading: Axis,
    shape: Shape,
}

impl Pieces<'_> {
    /// Blocks without rows of the same key.
    fn settled(&self, cell: usize, duplicates: Duplicates) -> CellResult {
        let placed = Cell { columns: self.placed(), leading: self.leading, shape: self.shape };
        if placed.has_duplicates() {
            return self.joined().in_order().settled(cell, duplicates);
        }
        let Sized { blocks, largest_sum } = placed.cut(cell);
        CellResult { blocks, largest_sum, ..CellResult::default() }
    }

    /// One after another, with their lines.
    fn joined(&self) -> Cell {
        let mut columns = Columns::for_members(self.shape.members);
        for (chunk, rows) in &self.stretches {
            columns.extend(&chunk.columns, rows.clone());
            columns.line.extend(rows.clone().map(|row| chunk.line(row)));
        }
        Cell { columns, leading: self.leading, shape: self.shape }
    }

    /// In the order of the leading axis, each row put where it belongs.
    fn placed(&self) -> Columns {
        let rows = self.stretches.iter().map(|(_, rows)| rows.len()).sum();
        let places = self.places(rows);
        let marked = self.stretches.iter().any(|(chunk, _)| chunk.columns.status.is_some());
        let mut columns = Columns {
            codes: self.shape.members.map(|members| Codes::filled(members, rows)),
            value: Integers::zeros(rows, self.stretches.iter().all(|(chunk, _)| chunk.columns.value.is_narrow())),
            status: marked.then(|| vec![FactStatus::OK; rows]),
            line: Vec::new(),
        };
        let mut done = 0;
        for (chunk, rows) in &self.stretches {
            let places = &places[done..done + rows.len()];
            for (codes, from) in columns.codes.iter_mut().zip(&chunk.columns.codes) {
                codes.put(from, rows.clone(), places);
            }
            columns.value.put(&chunk.columns.value, rows.clone(), places);
            if let (Some(all), Some(status)) = (&mut columns.status, &chunk.columns.status) {
                for (place, status) in places.iter().zip(&status[rows.clone()]) {
                    all[*place as usize] = *status;
                }
            }
            done += rows.len();
        }
        columns
    }

    /// For each row in the order of the file its place in the order of the leading axis, stable.
    fn places(&self, rows: usize) -> Vec<u32> {
        let mut places = Vec::with_capacity(rows);
        for (chunk, rows) in &self.stretches {
            chunk.columns.codes[self.leading.index()].each_of(rows.clone(), |member| places.push(member));
        }
        let members = self.shape.members[self.leading.index()];
        if is_few(rows, members) {
            let mut order: Vec<u32> = (0..rows as u32).collect();
            order.sort_by_key(|row| places[*row as usize]);
            (0..).zip(&order).for_each(|(place, row)| places[*row as usize] = place);
            return places;
        }
        let mut next = vec![0u32; members];
        for member in &places {
            next[*member as usize] += 1;
        }
        let mut sum = 0;
        for next in &mut next {
            sum += std::mem::replace(next, sum);
        }
        for place in &mut places {
            let next = &mut next[*place as usize];
            *place = *next;
            *next += 1;
        }
        places
    }
}

/// Blocks with the sum of their absolute values.
struct Sized {
    blocks: Vec<Block>,
    largest_sum: u128,
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
    largest_sum: u128,
    refused: Vec<Refused>,
    too_large: Vec<u64>,
    summed: bool,
}

impl Cell {
    /// Blocks in which rows of the same key are settled.
    fn settled(self, cell: usize, duplicates: Duplicates) -> CellResult {
        let Self { leading, ref columns, .. } = self;
        let mut settling = Settling { columns, leading, result: CellResult::default() };
        let (kept, values) = settling.kept(duplicates);
        let mut result = settling.result;
        let mut columns = columns.ordered(&kept);
        for (place, value, status) in values {
            columns.value.set(place, value);
            columns.status_for(status != FactStatus::OK).into_iter().for_each(|column| column[place] = status);
        }
        Sized { blocks: result.blocks, largest_sum: result.largest_sum } = Self { columns, ..self }.cut(cell);
        result
    }

    /// Ordered by the leading axis, stable.
    fn in_order(self) -> Self {
        let codes = &self.columns.codes[self.leading.index()];
        let (members, rows) = (self.shape.members[self.leading.index()], codes.len());
        let order = if is_few(rows, members) {
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
        let mut places: Vec<u32> = Vec::with_capacity(lead.len());
        second.each(|_, member| places.push(member * width as u32));
        third.each(|row, member| places[row] += member);
        // Files are mostly in order, and then each row of a member stands behind the one before.
        let rows = places.windows(2).enumerate();
        if rows.filter(|(_, pair)| pair[0] >= pair[1]).all(|(row, _)| lead.get(row) != lead.get(row + 1)) {
            return false;
        }
        let mut seen = vec![0u64; marks / 64 + 1];
        let mut start = 0;
        while start < places.len() {
            let member = lead.get(start);
            let end = (start..places.len()).find(|row| lead.get(*row) != member).unwrap_or(places.len());
            for place in &places[start..end] {
                let bit = 1 << (place % 64);
                let marks = &mut seen[(place / 64) as usize];
                if *marks & bit != 0 {
                    return true;
                }
                *marks |= bit;
            }
            places[start..end].iter().for_each(|place| seen[(place / 64) as usize] = 0);
            start = end;
        }
        false
    }

    /// Blocks of at most [`Block::MOST_ROWS`] rows.
    fn cut(self, cell: usize) -> Sized {
        let Columns { codes, value, status, .. } = self.columns;
        let sizes = value.largest_sum();
        let flow = Flow::ALL[cell / self.shape.periods.max(1)];
        let period = (cell % self.shape.periods.max(1)) as u16;
        let block = |codes, rows: Range<usize>, status: Option<Vec<FactStatus>>| {
            let status = status.filter(|status| status.iter().any(|status| *status != FactStatus::OK));
            let values = match &value {
                Integers::Narrow(values) => Values::narrow(&values[rows]),
                Integers::Wide(values) => Values::new(values[rows].iter().copied()),
            };
            Block { flow, period, codes, values, status }
        };
        let rows = value.len();
        if rows <= Block::MOST_ROWS {
            let blocks = if rows == 0 { Vec::new() } else { vec![block(codes, 0..rows, status)] };
            return Sized { blocks, largest_sum: sizes };
        }
        let size = rows.div_ceil(rows.div_ceil(Block::MOST_ROWS));
        let piece = |start: usize| {
            let range = start..rows.min(start + size);
            let mut some = self.shape.members.map(Codes::for_members);
            for (some, all) in some.iter_mut().zip(&codes) {
                some.extend(all, range.clone());
            }
            block(some, range.clone(), status.as_ref().map(|status| status[range].to_vec()))
        };
        Sized { blocks: (0..rows).step_by(size).map(piece).collect(), largest_sum: sizes }
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
        let columns = self.columns;
        let lead = &columns.codes[self.leading.index()];
        let [second, third] = beside(self.leading).map(|axis| &columns.codes[axis.index()]);
        let gap = |row: u32| columns.status(row as usize).is_gap();
        let key = |row: usize| u64::from(second.get(row)) << 32 | u64::from(third.get(row));
        let (mut kept, mut changed) = (Vec::with_capacity(columns.value.len()), Vec::new());
        let mut run: Vec<(u64, bool, u64, u32)> = Vec::new();
        let mut start = 0;
        // Rows of a member along the leading axis stand together.
        while start < lead.len() {
            let end = (start..lead.len()).find(|row| lead.get(*row) != lead.get(start)).unwrap_or(lead.len());
            run.clear();
            run.extend((start..end).map(|row| (key(row), gap(row as u32), columns.line[row], row as u32)));
            run.sort_unstable();
            for rows in run.chunk_by(|a, b| a.0 == b.0) {
                if let [(.., only)] = rows {
                    kept.push(*only);
                    continue;
                }
                let figures: Vec<u32> = rows.iter().filter(|(_, gap, ..)| !gap).map(|(.., row)| *row).collect();
                let first = rows[0].3;
                if figures.len() > 1 && duplicates == Duplicates::Sum {
                    let Some((value, status)) = self.sum(&figures) else { continue };
                    changed.push((kept.len(), value, status));
                } else {
                    figures.iter().skip(1).for_each(|row| self.refuse(*row, first));
                }
                kept.push(first);
            }
            start = end;
        }
        (kept, changed)
    }

    fn refuse(&mut self, row: u32, first: u32) {
        let columns = self.columns;
        let same = columns.value.get(row as usize) == columns.value.get(first as usize);
        self.result.refused.push(Refused { line: columns.line[row as usize], same, line_used: false });
    }

    /// None, and a remark in the result, where the sum leaves 64 bits.
    fn sum(&mut self, rows: &[u32]) -> Option<(i64, FactStatus)> {
        self.result.summed = true;
        let value: i128 = rows.iter().map(|row| i128::from(self.columns.value.get(*row as usize))).sum();
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
    use crate::data::{Fact, MemberId};

    const SHAPE: Shape = Shape { members: [3, 70_000, 300], periods: 4 };

    fn chunk(facts: &[Fact], first: usize) -> FactChunk {
        let mut chunk = FactChunk { status: Some(Vec::new()), ..FactChunk::default() };
        for (at, fact) in facts.iter().enumerate() {
            (0..3).for_each(|axis| chunk.codes[axis].push(fact.members[axis]));
            chunk.period.push(fact.period);
            chunk.flow.push(fact.flow);
            chunk.value.push(fact.value);
            chunk.status.iter_mut().for_each(|status| status.push(fact.status));
            chunk.line.push((first + at) as u64);
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
                    Err(_) if sum && figures.len() > 1 => too_large.push(first.0 as u64),
                    Ok(value) if sum => _ = kept.insert(*key, (value, first.1.status)),
                    _ => {
                        kept.insert(*key, (first.1.value, first.1.status));
                        for (line, fact) in figures.iter().skip(1) {
                            let same = fact.value == first.1.value;
                            refused.push(Refused { line: *line as u64, same, line_used: false });
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
