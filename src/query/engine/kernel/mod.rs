//! The loops over the rows of a block. They are generic over the widths of its columns and have no branches inside.

mod spread;
mod sum;

use std::ops::{IndexMut, Range};
use std::sync::OnceLock;

use crate::data::Codes;
pub(super) use spread::{spread, spread_runs};
pub(super) use sum::{sum, sum_each, sum_runs};

/// Weights of the members of an axis, by code. As long as its codes can count, so that no look-up is out of bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    weights: Vec<i8>,
    members: usize,
    /// How many weights are one, and how many are below zero.
    ones: usize,
    negative: usize,
    /// Members side by side with one weight, where it is not zero; made when it is first asked for.
    spans: OnceLock<Vec<(i8, Range<usize>)>>,
}

impl Table {
    /// All weights zero.
    pub(super) fn new(members: usize) -> Self {
        let length = match Codes::for_members(members) {
            Codes::Narrow(_) => 1 << 8,
            Codes::Medium(_) => 1 << 16,
            Codes::Wide(_) => members,
        };
        Self { weights: vec![0; length], members, ones: 0, negative: 0, spans: OnceLock::new() }
    }

    pub(super) fn get(&self, member: usize) -> i8 {
        self.weights[member]
    }

    pub(super) fn set(&mut self, member: usize, weight: i8) {
        let old = std::mem::replace(&mut self.weights[member], weight);
        self.spans.take();
        self.ones = self.ones + usize::from(weight == 1) - usize::from(old == 1);
        self.negative = self.negative + usize::from(weight < 0) - usize::from(old < 0);
    }

    pub(super) fn all(&self) -> &[i8] {
        &self.weights[..self.members]
    }

    /// Members side by side with one weight, where it is not zero.
    pub(super) fn spans(&self) -> &[(i8, Range<usize>)] {
        self.spans.get_or_init(|| {
            let mut end = 0;
            let spans = self.all().chunk_by(|a, b| a == b).map(|span| {
                end += span.len();
                (span[0], end - span.len()..end)
            });
            spans.filter(|(weight, _)| *weight != 0).collect()
        })
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
    /// One thing for each code; of a fixed length where that is small, so that no look-up is out of bounds.
    type Each<T>: ?Sized + IndexMut<usize, Output = T>;
    fn table(table: &Table) -> &Self::Table;
    fn weight(self, table: &Self::Table) -> i8;
    fn place(self) -> usize;
    /// Runs `work` with a thing for each code, and gives those of the members.
    fn with_each<T: Copy>(thing: T, members: usize, work: impl FnOnce(&mut Self::Each<T>)) -> Vec<T>;

    /// The weight where none is below zero.
    fn plain(self, table: &Self::Table) -> u8 {
        self.weight(table).cast_unsigned()
    }
}

impl Code for u8 {
    type Table = [i8; 1 << 8];
    type Each<T> = [T; 1 << 8];
    fn table(table: &Table) -> &Self::Table {
        table.weights.first_chunk().unwrap_or(&[0; 1 << 8])
    }
    fn weight(self, table: &Self::Table) -> i8 {
        table[usize::from(self)]
    }
    fn place(self) -> usize {
        self.into()
    }
    fn with_each<T: Copy>(thing: T, members: usize, work: impl FnOnce(&mut [T; 1 << 8])) -> Vec<T> {
        let mut each = [thing; 1 << 8];
        work(&mut each);
        each.into_iter().take(members).collect()
    }
}

impl Code for u16 {
    type Table = [i8; 1 << 16];
    type Each<T> = [T];
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
    fn with_each<T: Copy>(thing: T, members: usize, work: impl FnOnce(&mut [T])) -> Vec<T> {
        let mut each = vec![thing; members];
        work(&mut each);
        each
    }
}

impl Code for u32 {
    type Table = [i8];
    type Each<T> = [T];
    fn table(table: &Table) -> &Self::Table {
        &table.weights
    }
    fn weight(self, table: &Self::Table) -> i8 {
        table[self as usize]
    }
    fn place(self) -> usize {
        self as usize
    }
    fn with_each<T: Copy>(thing: T, members: usize, work: impl FnOnce(&mut [T])) -> Vec<T> {
        let mut each = vec![thing; members];
        work(&mut each);
        each
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
use with_columns;

/// A value as it is stored.
trait Stored: Copy + Into<i64> {
    /// A sum of values that counts them.
    type Sum: Copy + Default;
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
