//! What is kept of a block between two answers: its sum under all weights, and for each axis the sums of its members under the others.

use super::index::{Columns, Index, Rows};
use super::kernel::{Entry, Table, spread, sum};
use crate::data::{Axis, Block, FactStatus, MemberId};

/// How many rows with each bit of [`FactStatus`] took part.
pub(super) type Marks = [u32; 4];

/// The weights of all axes by [`Axis::index`].
pub(super) type Tables = [Table; 3];

/// The sums of the members of one axis.
#[derive(Debug, Clone, Default)]
pub(super) struct Cube {
    pub(super) entries: Vec<Entry>,
    /// Empty where no row of the block has a remark.
    pub(super) marks: Vec<Marks>,
}

/// What is kept of a block. Whatever is there holds for the weights that the engine has now.
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
}

/// A member whose weight changes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Toggle {
    pub(super) axis: Axis,
    pub(super) member: MemberId,
    pub(super) old: i8,
    pub(super) new: i8,
}

/// The axes other than one.
pub(super) const fn others(axis: Axis) -> [Axis; 2] {
    match axis {
        Axis::Reporter => [Axis::Partner, Axis::Sector],
        Axis::Partner => [Axis::Reporter, Axis::Sector],
        Axis::Sector => [Axis::Reporter, Axis::Partner],
    }
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
        let mut entry = sum(columns, &rows, others(axis), tables(weights, others(axis)));
        let mut marks = Marks::default();
        for row in self.marked().filter(|row| self.block.codes(axis).get(*row) == member) {
            mark(&mut entry, &mut marks, self.block.status(row), self.pair(weights, others(axis), row), 1);
        }
        (entry, marks)
    }

    /// The sums of all members of an axis.
    fn cube(&self, weights: &Tables, axis: Axis) -> Cube {
        let members = self.members[axis.index()];
        let mut cube = Cube { entries: vec![Entry::default(); members], marks: Vec::new() };
        if axis == self.leading {
            for (member, run) in self.index.runs(self.block) {
                let tables = tables(weights, others(axis));
                cube.entries[member] = sum(Columns::of(self.block), &Rows::Range(run), others(axis), tables);
            }
        } else {
            let [a, b] = others(axis);
            let other = if a == self.leading { b } else { a };
            for (member, run) in self.index.runs(self.block) {
                let weight = weights[self.leading.index()].get(member);
                if weight != 0 {
                    let table = &weights[other.index()];
                    spread(
                        Columns::of(self.block),
                        &Rows::Range(run),
                        (axis, &mut cube.entries),
                        (other, table),
                        (weight, 1),
                    );
                }
            }
        }
        if !self.index.marked.is_empty() {
            cube.marks = vec![Marks::default(); members];
            for row in self.marked() {
                let at = self.block.codes(axis).get(row) as usize;
                let weight = self.pair(weights, others(axis), row);
                mark(&mut cube.entries[at], &mut cube.marks[at], self.block.status(row), weight, 1);
            }
        }
        cube
    }

    /// The sum under all weights.
    fn total(&self, weights: &Tables, leading: Option<&Cube>) -> (Entry, Marks) {
        let mut total = Entry::default();
        let mut marks = Marks::default();
        let lead = &weights[self.leading.index()];
        if let Some(cube) = leading {
            for (member, (entry, weight)) in cube.entries.iter().zip(lead.all()).enumerate() {
                total.add(*entry, *weight, 1);
                if *weight != 0 && !cube.marks.is_empty() {
                    add_marks(&mut marks, &cube.marks[member], 1);
                }
            }
            return (total, marks);
        }
        for (member, run) in self.index.runs(self.block) {
            let weight = lead.get(member);
            if weight != 0 {
                let tables = tables(weights, others(self.leading));
                total.add(sum(Columns::of(self.block), &Rows::Range(run), others(self.leading), tables), weight, 1);
            }
        }
        for row in self.marked() {
            let weight = self.pair(weights, others(self.leading), row) * self.weight(weights, self.leading, row);
            mark(&mut total, &mut marks, self.block.status(row), weight, 1);
        }
        (total, marks)
    }
}

fn add_marks(all: &mut Marks, more: &Marks, times: i32) {
    for (count, more) in all.iter_mut().zip(more) {
        *count = count.wrapping_add_signed(times.wrapping_mul(more.cast_signed()));
    }
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

    /// Makes what is wanted and not there.
    pub(super) fn complete(&mut self, known: &Known<'_>, weights: &Tables, wanted: [bool; 3]) {
        for axis in Axis::ALL.into_iter().filter(|axis| wanted[axis.index()]) {
            self.cubes[axis.index()].get_or_insert_with(|| known.cube(weights, axis));
        }
        let leading = self.cubes[known.leading.index()].as_ref();
        self.total.get_or_insert_with(|| known.total(weights, leading));
    }

    /// Follows a change of weight. `weights` are those before the change. Cubes that are not among those kept
    /// are given up where that would mean to go through the member's rows.
    pub(super) fn toggle(&mut self, known: &Known<'_>, weights: &Tables, toggle: Toggle, kept: [bool; 3]) {
        let Toggle { axis, member, old, new } = toggle;
        let (columns, rows) = known.index.rows(known.block, axis, member);
        if rows.len() == 0 {
            return;
        }
        for other in others(axis).into_iter().filter(|other| !kept[other.index()]) {
            self.cubes[other.index()] = None;
        }
        if let Some((total, marks)) = &mut self.total {
            let (entry, more) = match &self.cubes[axis.index()] {
                Some(cube) => {
                    (cube.entries[member as usize], cube.marks.get(member as usize).copied().unwrap_or_default())
                }
                None => known.column(weights, axis, member),
            };
            for (weight, times) in [(old, -1), (new, 1)] {
                total.add(entry, weight, times);
                add_marks(marks, &more, times * i32::from(weight != 0));
            }
        }
        let [a, b] = others(axis);
        for (axis, other) in [(a, b), (b, a)] {
            let Some(cube) = &mut self.cubes[axis.index()] else { continue };
            for (weight, times) in [(old, -1), (new, 1)].into_iter().filter(|(weight, _)| *weight != 0) {
                let table = &weights[other.index()];
                spread(columns, &rows, (axis, &mut cube.entries), (other, table), (weight, times));
                for row in known.marked().filter(|row| known.block.codes(toggle.axis).get(*row) == member) {
                    let at = known.block.codes(axis).get(row) as usize;
                    let weight = known.weight(weights, other, row) * weight;
                    mark(&mut cube.entries[at], &mut cube.marks[at], known.block.status(row), weight, times);
                }
            }
        }
    }
}
