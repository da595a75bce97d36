//! The loops over the rows of a block. They are generic over the widths of its columns and have no branches inside.

use super::index::{Columns, Rows};
use crate::data::{Axis, Codes, Values};

/// Weights of the members of an axis, by code. As long as its codes can count, so that no look-up is out of bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    weights: Vec<i8>,
    members: usize,
    /// How many weights are one, and how many are below zero.
    ones: usize,
    negative: usize,
}

impl Table {
    /// All weights zero.
    pub(super) fn new(members: usize) -> Self {
        let length = match Codes::for_members(members) {
            Codes::Narrow(_) => 1 << 8,
            Codes::Medium(_) => 1 << 16,
            Codes::Wide(_) => members,
        };
        Self { weights: vec![0; length], members, ones: 0, negative: 0 }
    }

    pub(super) fn get(&self, member: usize) -> i8 {
        self.weights[member]
    }

    pub(super) fn set(&mut self, member: usize, weight: i8) {
        let old = std::mem::replace(&mut self.weights[member], weight);
        self.ones = self.ones + usize::from(weight == 1) - usize::from(old == 1);
        self.negative = self.negative + usize::from(weight < 0) - usize::from(old < 0);
    }

    pub(super) fn all(&self) -> &[i8] {
        &self.weights[..self.members]
    }

    /// Whether every member counts once, so that nobody need be looked up.
    fn is_full(&self) -> bool {
        self.ones == self.members
    }
}

/// A sum of values that counts how many it holds, so that what was added can be taken out again without a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Entry {
    pub(super) sum: i64,
    /// Rows with a weight above zero, and below.
    pub(super) plus: i32,
    pub(super) minus: i32,
}

impl Entry {
    /// Adds what another entry gives under a weight, `times` times (1 to add, -1 to take out).
    pub(super) fn add(&mut self, other: Self, weight: i8, times: i32) {
        let (plus, minus) = match weight {
            0 => return,
            1.. => (other.plus, other.minus),
            _ => (other.minus, other.plus),
        };
        self.sum = self.sum.wrapping_add(other.sum.wrapping_mul(i64::from(weight) * i64::from(times)));
        self.plus += plus * times;
        self.minus += minus * times;
    }

    #[inline]
    fn add_row(&mut self, value: i64, weight: i8, times: i32) {
        self.sum = self.sum.wrapping_add(value.wrapping_mul(i64::from(weight) * i64::from(times)));
        self.plus += times * i32::from(weight > 0);
        self.minus += times * i32::from(weight < 0);
    }
}

/// A code of some width.
trait Code: Copy {
    type Table: ?Sized;
    fn table(table: &Table) -> &Self::Table;
    fn weight(self, table: &Self::Table) -> i8;
    fn place(self) -> usize;

    /// The weight where none is below zero.
    fn plain(self, table: &Self::Table) -> u8 {
        self.weight(table).cast_unsigned()
    }
}

impl Code for u8 {
    type Table = [i8; 1 << 8];
    fn table(table: &Table) -> &Self::Table {
        table.weights.first_chunk().unwrap_or(&[0; 1 << 8])
    }
    fn weight(self, table: &Self::Table) -> i8 {
        table[usize::from(self)]
    }
    fn place(self) -> usize {
        self.into()
    }
}

impl Code for u16 {
    type Table = [i8; 1 << 16];
    fn table(table: &Table) -> &Self::Table {
        static NONE: [i8; 1 << 16] = [0; 1 << 16];
        table.weights.first_chunk().unwrap_or(&NONE)
    }
    fn weight(self, table: &Self::Table) -> i8 {
        table[usize::from(self)]
    }
    fn place(self) -> usize {
        self.into()
    }
}

impl Code for u32 {
    type Table = [i8];
    fn table(table: &Table) -> &Self::Table {
        &table.weights
    }
    fn weight(self, table: &Self::Table) -> i8 {
        table[self as usize]
    }
    fn place(self) -> usize {
        self as usize
    }
}

/// Runs an expression with the slices behind two columns of codes and the values.
macro_rules! with_columns {
    ($columns:expr, $first:expr, $second:expr, |$a:ident, $b:ident, $v:ident, $base:ident| $run:expr) => {
        match $columns.codes[$first.index()] {
            Codes::Narrow($a) => with_columns!(@second $columns, $second, |$b, $v, $base| $run),
            Codes::Medium($a) => with_columns!(@second $columns, $second, |$b, $v, $base| $run),
            Codes::Wide($a) => with_columns!(@second $columns, $second, |$b, $v, $base| $run),
        }
    };
    (@second $columns:expr, $second:expr, |$b:ident, $v:ident, $base:ident| $run:expr) => {
        match $columns.codes[$second.index()] {
            Codes::Narrow($b) => with_columns!(@values $columns, |$v, $base| $run),
            Codes::Medium($b) => with_columns!(@values $columns, |$v, $base| $run),
            Codes::Wide($b) => with_columns!(@values $columns, |$v, $base| $run),
        }
    };
    (@values $columns:expr, |$v:ident, $base:ident| $run:expr) => {
        match $columns.values {
            Values::Offsets { base, offsets: $v } => {
                let $base = *base;
                $run
            }
            Values::Whole($v) => {
                let $base = 0i64;
                $run
            }
        }
    };
}

/// The sum over rows under the weights of two axes.
pub(super) fn sum(columns: Columns<'_>, rows: &Rows<'_>, [first, second]: [Axis; 2], [a, b]: [&Table; 2]) -> Entry {
    with_columns!(columns, first, second, |first, second, values, base| match rows {
        Rows::Range(rows) => {
            let range = rows.clone();
            sum_run(&first[range.clone()], &second[range.clone()], &values[range], a, b, base)
        }
        Rows::Listed(rows) => sum_listed(rows, first, second, values, a, b).finish(base),
    })
}

/// A value as it is stored.
trait Stored: Copy + Into<i64> {
    /// A sum of values that counts them.
    type Sum: Default;
    fn add(self, sum: &mut Self::Sum, weight: u8);
    fn finish(sum: Self::Sum, base: i64) -> Entry;
}

/// A block has fewer than 2^16 rows, so its offsets add up to less than 2^48 and the count has room above.
impl Stored for u32 {
    type Sum = u64;
    fn add(self, sum: &mut u64, weight: u8) {
        *sum = sum.wrapping_add((u64::from(self) | 1 << 48) * u64::from(weight));
    }
    fn finish(sum: u64, base: i64) -> Entry {
        let (offsets, plus) = ((sum & ((1 << 48) - 1)).cast_signed(), (sum >> 48) as i32);
        Entry { sum: offsets.wrapping_add(base.wrapping_mul(plus.into())), plus, minus: 0 }
    }
}

impl Stored for i64 {
    type Sum = (i64, i32);
    fn add(self, (sum, plus): &mut (i64, i32), weight: u8) {
        *sum = sum.wrapping_add(self.wrapping_mul(weight.into()));
        *plus += i32::from(weight);
    }
    fn finish((sum, plus): (i64, i32), base: i64) -> Entry {
        Entry { sum: sum.wrapping_add(base.wrapping_mul(plus.into())), plus, minus: 0 }
    }
}

/// Sums of offsets, weights and sizes of weights.
#[derive(Default)]
struct Raw {
    offsets: i64,
    weights: i64,
    sizes: i64,
}

impl Raw {
    #[inline]
    fn add(&mut self, offset: i64, weight: i8) {
        let weight = i64::from(weight);
        self.offsets = self.offsets.wrapping_add(offset.wrapping_mul(weight));
        self.weights += weight;
        self.sizes += weight & 1;
    }

    fn finish(&self, base: i64) -> Entry {
        Entry {
            sum: self.offsets.wrapping_add(base.wrapping_mul(self.weights)),
            plus: ((self.sizes + self.weights) / 2) as i32,
            minus: ((self.sizes - self.weights) / 2) as i32,
        }
    }
}

fn sum_run<A: Code, B: Code, V: Stored>(
    first: &[A],
    second: &[B],
    values: &[V],
    a: &Table,
    b: &Table,
    base: i64,
) -> Entry {
    let (full, negative) = ((a.is_full(), b.is_full()), a.negative + b.negative > 0);
    let (a, b) = (A::table(a), B::table(b));
    if negative {
        let mut raw = Raw::default();
        for ((first, second), value) in first.iter().zip(second).zip(values) {
            raw.add((*value).into(), first.weight(a) * second.weight(b));
        }
        return raw.finish(base);
    }
    // Without weights below zero one sum will do, and an axis that is not filtered is not read at all.
    let (first, second) = (first.iter().map(|code| code.plain(a)), second.iter().map(|code| code.plain(b)));
    let sum = match full {
        (true, true) => plain_sum(values, std::iter::repeat(1)),
        (true, false) => plain_sum(values, second),
        (false, true) => plain_sum(values, first),
        (false, false) => plain_sum(values, first.zip(second).map(|(first, second)| first & second)),
    };
    V::finish(sum, base)
}

#[inline]
fn plain_sum<V: Stored>(values: &[V], weights: impl Iterator<Item = u8>) -> V::Sum {
    let mut sum = V::Sum::default();
    for (value, weight) in values.iter().zip(weights) {
        value.add(&mut sum, weight);
    }
    sum
}

fn sum_listed<A: Code, B: Code, V: Copy + Into<i64>>(
    rows: &[u16],
    first: &[A],
    second: &[B],
    values: &[V],
    a: &Table,
    b: &Table,
) -> Raw {
    let (a, b) = (A::table(a), B::table(b));
    // Columns of one length, known to be, so that one check of the row is enough.
    let length = first.len();
    let (second, values) = (&second[..length], &values[..length]);
    let mut raw = Raw::default();
    for row in rows.iter().map(|row| usize::from(*row)) {
        raw.add(values[row].into(), first[row].weight(a) * second[row].weight(b));
    }
    raw
}

/// Adds rows to the entries of the members of `axis`, under the weights of `other` and the weight that the rows share.
pub(super) fn spread(
    columns: Columns<'_>,
    rows: &Rows<'_>,
    (axis, entries): (Axis, &mut [Entry]),
    (other, table): (Axis, &Table),
    shared: (i8, i32),
) {
    with_columns!(columns, axis, other, |codes, others, values, base| match rows {
        Rows::Range(rows) => {
            let (codes, others, values) = (&codes[rows.clone()], &others[rows.clone()], &values[rows.clone()]);
            let rows = codes.iter().zip(others).zip(values).map(|((code, other), value)| (*code, *other, *value));
            spread_rows(rows, base, entries, table, shared);
        }
        Rows::Listed(rows) => {
            // Columns of one length, known to be, so that one check of the row is enough.
            let length = codes.len();
            let (others, values) = (&others[..length], &values[..length]);
            let rows = rows.iter().map(|row| usize::from(*row)).map(|row| (codes[row], others[row], values[row]));
            spread_rows(rows, base, entries, table, shared);
        }
    });
}

/// Rows by the code of their member, that of the other axis, and the value.
#[inline]
fn spread_rows<A: Code, B: Code, V: Stored>(
    rows: impl ExactSizeIterator<Item = (A, B, V)>,
    base: i64,
    entries: &mut [Entry],
    table: &Table,
    (weight, times): (i8, i32),
) {
    // Without weights below zero small sums will do; to make them is worth it where each gets some rows.
    if table.negative == 0 && rows.len() >= entries.len() * 2 {
        spread_plain(rows, base, entries, table, (weight, times));
        return;
    }
    let table = B::table(table);
    for (code, other, value) in rows {
        let value: i64 = value.into();
        entries[code.place()].add_row(base + value, other.weight(table) * weight, times);
    }
}

/// The same where no weight of the other axis is below zero.
#[inline]
fn spread_plain<A: Code, B: Code, V: Stored>(
    rows: impl Iterator<Item = (A, B, V)>,
    base: i64,
    entries: &mut [Entry],
    table: &Table,
    (weight, times): (i8, i32),
) {
    let mut sums: Vec<V::Sum> = std::iter::repeat_with(V::Sum::default).take(entries.len()).collect();
    if table.is_full() {
        rows.for_each(|(code, _, value)| value.add(&mut sums[code.place()], 1));
    } else {
        let table = B::table(table);
        rows.for_each(|(code, other, value)| value.add(&mut sums[code.place()], other.plain(table)));
    }
    for (entry, sum) in entries.iter_mut().zip(sums) {
        entry.add(V::finish(sum, base), weight, times);
    }
}
