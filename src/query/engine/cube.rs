//! What is kept of a block between two answers: its sum under all weights, and for each axis the sums of its members under the others.

use std::ops::Range;
use std::sync::Arc;

use super::cost::{LISTED_COST, Tuning};
use super::index::{Columns, Index, Rows};
use super::kernel::{Entry, Table, spread, spread_runs, sum, sum_each, sum_runs};
use crate::data::{Axis, Block, FactStatus, MemberId};

/// How many rows with each bit of [`FactStatus`] took part.
pub(super) type Marks = [u32; FactStatus::BITS];

/// The weights of all axes by [`Axis::index`].
pub(super) type Tables = [Table; 3];

/// The sums of the members of one axis.
#[derive(Debug, Clone, Default)]
pub(super) struct Cube {
    pub(super) entries: Vec<Entry>,
    /// Empty where no row of the block has a remark.
    pub(super) marks: Vec<Marks>,
    /// The weights for which it holds, where it has not followed to those that the engine has now.
    stale_weights: Option<Arc<Tables>>,
}

/// What is kept of a block. The total holds for the weights that the engine has now.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    pub(super) total: Option<(Entry, Marks)>,
    pub(super) cubes: [Option<Cube>; 3],
}

/// A block with what is known of it.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) block: &'a Block,
    pub(super) index: &'a Index,
    pub(super) leading: Axis,
    pub(super) members: [usize; 3],
    pub(super) tuning: &'a Tuning,
}

/// A member whose weight changes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Toggle {
    pub(super) axis: Axis,
    pub(super) member: MemberId,
    pub(super) old: i8,
    pub(super) new: i8,
}

fn tables(tables: &Tables, [a, b]: [Axis; 2]) -> [&Table; 2] {
    [&tables[a.index()], &tables[b.index()]]
}

/// Sets right what the loops took a row with a remark for: a gap counts as no figure.
fn mark(entry: &mut Entry, marks: &mut Marks, status: FactStatus, weight: i8, times: i32) {
    if weight == 0 {
        return;
    }
    for (bit, count) in marks.iter_mut().enumerate() {
        *count = count.wrapping_add_signed(times * i32::from(status.0 >> bit & 1));
    }
    if status.is_gap() {
        let count = if weight > 0 { &mut entry.plus } else { &mut entry.minus };
        *count -= times;
    }
}

impl Known<'_> {
    fn weight(&self, tables: &Tables, axis: Axis, row: usize) -> i8 {
        tables[axis.index()].get(self.block.codes(axis).get(row) as usize)
    }

    fn pair(&self, tables: &Tables, [a, b]: [Axis; 2], row: usize) -> i8 {
        self.weight(tables, a, row) * self.weight(tables, b, row)
    }

    fn marked(&self) -> impl Iterator<Item = usize> {
        self.index.marked.iter().map(|row| usize::from(*row))
    }

    /// What a member of an axis gives under the weights of the other axes.
    pub(super) fn column(&self, weights: &Tables, axis: Axis, member: MemberId) -> (Entry, Marks) {
        let (columns, rows) = self.index.rows(self.block, axis, member);
        let mut entry = sum(columns, &rows, axis.others(), tables(weights, axis.others()));
        let mut marks = Marks::default();
        for row in self.marked().filter(|row| self.block.codes(axis).get(*row) == member) {
            mark(&mut entry, &mut marks, self.block.status(row), self.pair(weights, axis.others(), row), 1);
        }
        (entry, marks)
    }

    /// The rows whose leading member counts, and those of one that counts against; runs that touch as one.
    fn runs_by_weight(&self, weights: &Tables) -> [(i8, Vec<Range<usize>>); 2] {
        let spans = weights[self.leading.index()].spans();
        [1, -1].map(|weight| {
            let members = spans.iter().filter(|(of, _)| *of == weight).map(|(_, members)| members.clone());
            let runs = members.map(|members| self.index.leading_rows(self.block, members));
            (weight, runs.filter(|run| !run.is_empty()).collect())
        })
    }

    /// The sums of all members of an axis.
    fn cube(&self, weights: &Tables, axis: Axis) -> Cube {
        let members = self.members[axis.index()];
        let mut cube = Cube { entries: vec![Entry::default(); members], ..Cube::default() };
        if axis == self.leading {
            let (runs, tables) = (self.index.runs(self.block), tables(weights, axis.others()));
            sum_each(Columns::of(self.block), runs, axis.others(), tables, &mut cube.entries);
        } else {
            let [a, b] = axis.others();
            let other = if a == self.leading { b } else { a };
            let other = (other, &weights[other.index()]);
            for (weight, runs) in self.runs_by_weight(weights) {
                let runs = (runs.as_slice(), self.tuning.fewest_in_lanes);
                spread_runs(Columns::of(self.block), runs, (axis, &mut cube.entries), other, (weight, 1));
            }
        }
        if !self.index.marked.is_empty() {
            cube.marks = vec![Marks::default(); members];
            for row in self.marked() {
                let at = self.block.codes(axis).get(row) as usize;
                let weight = self.pair(weights, axis.others(), row);
                mark(&mut cube.entries[at], &mut cube.marks[at], self.block.status(row), weight, 1);
            }
        }
        cube
    }

    /// The sum under all weights, from the sums of an axis where they are there.
    fn total(&self, weights: &Tables, made: Option<(Axis, &Cube)>) -> (Entry, Marks) {
        let mut total = Entry::default();
        let mut marks = Marks::default();
        if let Some((axis, cube)) = made {
            for (member, (entry, weight)) in cube.entries.iter().zip(weights[axis.index()].all()).enumerate() {
                total.add(*entry, *weight, 1);
                if *weight != 0 && !cube.marks.is_empty() {
                    add_marks(&mut marks, &cube.marks[member], 1);
                }
            }
            return (total, marks);
        }
        let axes = self.leading.others();
        for (weight, runs) in self.runs_by_weight(weights) {
            total.add(sum_runs(Columns::of(self.block), &runs, axes, tables(weights, axes)), weight, 1);
        }
        for row in self.marked() {
            let weight = self.pair(weights, self.leading.others(), row) * self.weight(weights, self.leading, row);
            mark(&mut total, &mut marks, self.block.status(row), weight, 1);
        }
        (total, marks)
    }
}

/// The remarks of which there are some, as bits of [`FactStatus`].
pub(super) fn bits_of(marks: &Marks) -> u8 {
    marks.iter().enumerate().fold(0, |bits, (bit, count)| bits | u8::from(*count > 0) << bit)
}

/// Adds counts of remarks, or takes them out (-1 times).
pub(super) fn add_marks(all: &mut Marks, more: &Marks, times: i32) {
    for (count, more) in all.iter_mut().zip(more) {
        *count = count.wrapping_add_signed(times.wrapping_mul(more.cast_signed()));
    }
}

impl Cube {
    /// Follows the change of a member of another axis, under the weights of the third.
    fn toggle(&mut self, known: &Known<'_>, axis: Axis, (third, table): (Axis, &Table), toggle: Toggle) {
        let (columns, rows) = known.index.rows(known.block, toggle.axis, toggle.member);
        for (weight, times) in [(toggle.old, -1), (toggle.new, 1)].into_iter().filter(|(weight, _)| *weight != 0) {
            spread(columns, &rows, (axis, &mut self.entries), (third, table), (weight, times));
            for row in known.marked().filter(|row| known.block.codes(toggle.axis).get(*row) == toggle.member) {
                let at = known.block.codes(axis).get(row) as usize;
                let weight = table.get(known.block.codes(third).get(row) as usize) * weight;
                mark(&mut self.entries[at], &mut self.marks[at], known.block.status(row), weight, times);
            }
        }
    }

    /// Catches up with the weights; false where it is as well made anew.
    fn catch_up(&mut self, known: &Known<'_>, axis: Axis, weights: &Tables) -> bool {
        let Some(held) = self.stale_weights.take() else { return true };
        let toggles = axis.others().map(|other| between(other, &held, weights));
        let cost = |toggle: &Toggle| match known.index.rows(known.block, toggle.axis, toggle.member).1 {
            Rows::Range(rows) => rows.len() * 2,
            Rows::Listed(rows) => rows.len() * LISTED_COST,
        };
        if toggles.iter().flatten().map(cost).sum::<usize>() > known.block.len() {
            return false;
        }
        let [a, b] = axis.others();
        // First one axis while the other is as it was, then that one.
        for (third, weights, toggles) in [(b, &*held, &toggles[0]), (a, weights, &toggles[1])] {
            for toggle in toggles {
                self.toggle(known, axis, (third, &weights[third.index()]), *toggle);
            }
        }
        true
    }
}

/// The members of an axis whose weights differ.
fn between(axis: Axis, old: &Tables, new: &Tables) -> Vec<Toggle> {
    let (old, new) = (old[axis.index()].all(), new[axis.index()].all());
    if old == new {
        return Vec::new();
    }
    let changes = old.iter().zip(new).enumerate().filter(|(_, (old, new))| old != new);
    changes.map(|(member, (old, new))| Toggle { axis, member: member as MemberId, old: *old, new: *new }).collect()
}

impl State {
    /// Whether nothing is kept.
    pub(super) fn is_empty(&self) -> bool {
        self.total.is_none() && self.cubes.iter().all(Option::is_none)
    }

    /// What it takes in memory.
    pub(super) fn bytes(&self) -> usize {
        let of_cube = |cube: &Cube| size_of_val(cube.entries.as_slice()) + size_of_val(cube.marks.as_slice());
        size_of::<Self>() + self.cubes.iter().flatten().map(of_cube).sum::<usize>()
    }

    /// The sums of the members of an axis, where they hold for the weights that the engine has now.
    pub(super) fn cube(&self, axis: Axis) -> Option<&Cube> {
        self.cubes[axis.index()].as_ref().filter(|cube| cube.stale_weights.is_none())
    }

    /// Whether nothing of what is wanted is to be made.
    pub(super) fn is_complete(&self, wanted: [bool; 3]) -> bool {
        let is_there = |axis: &Axis| !wanted[axis.index()] || self.cube(*axis).is_some();
        self.total.is_some() && Axis::ALL.iter().all(is_there)
    }

    /// Makes what is wanted and not there.
    pub(super) fn complete(&mut self, known: &Known<'_>, weights: &Tables, wanted: [bool; 3]) {
        for axis in Axis::ALL.into_iter().filter(|axis| wanted[axis.index()]) {
            let cube = &mut self.cubes[axis.index()];
            if !cube.as_mut().is_some_and(|cube| cube.catch_up(known, axis, weights)) {
                *cube = Some(known.cube(weights, axis));
            }
        }
        if self.total.is_none() {
            let made = Axis::ALL.into_iter().filter_map(|axis| Some((axis, self.cube(axis)?)));
            self.total = Some(known.total(weights, made.min_by_key(|(_, cube)| cube.entries.len())));
        }
    }

    /// Follows a change of weight. `weights` are those before the change. Cubes that are not among those kept
    /// stay behind, or are given up where they are large for their block.
    pub(super) fn toggle(&mut self, known: &Known<'_>, weights: &Arc<Tables>, toggle: Toggle, kept: [bool; 3]) {
        let Toggle { axis, member, old, new } = toggle;
        if known.index.rows(known.block, axis, member).1.len() == 0 {
            return;
        }
        let column = self.cube(axis).map(|cube| {
            let marks = cube.marks.get(member as usize).copied().unwrap_or_default();
            (cube.entries[member as usize], marks)
        });
        if let Some((total, marks)) = &mut self.total {
            let (entry, more) = column.unwrap_or_else(|| known.column(weights, axis, member));
            for (weight, times) in [(old, -1), (new, 1)] {
                total.add(entry, weight, times);
                add_marks(marks, &more, times * i32::from(weight != 0));
            }
        }
        let [a, b] = axis.others();
        for (axis, third) in [(a, b), (b, a)] {
            let place = &mut self.cubes[axis.index()];
            let Some(cube) = place else { continue };
            if !kept[axis.index()] && cube.entries.len() * known.tuning.entry_rows > known.block.len() {
                *place = None;
            } else if !kept[axis.index()] {
                cube.stale_weights.get_or_insert_with(|| Arc::clone(weights));
            } else if cube.stale_weights.is_none() {
                cube.toggle(known, axis, (third, &weights[third.index()]), toggle);
            }
        }
    }
}
