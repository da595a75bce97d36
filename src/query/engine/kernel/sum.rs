//! The sum of rows under the weights of two axes.

use std::ops::Range;

use super::super::index::{Columns, Rows};
use super::{Code, Entry, Stored, Table, with_columns};
use crate::data::{Axis, Codes, Values};

/// The sum over rows under the weights of two axes.
pub(in super::super) fn sum(columns: Columns<'_>, rows: &Rows<'_>, axes: [Axis; 2], tables: [&Table; 2]) -> Entry {
    match rows {
        Rows::Range(run) => sum_runs(columns, std::slice::from_ref(run), axes, tables),
        Rows::Listed(rows) => with_columns!(columns, axes[0], axes[1], |first, second, values, base| {
            sum_listed(rows, first, second, values, tables).finish(base)
        }),
    }
}

/// The same over runs of rows side by side.
pub(in super::super) fn sum_runs(
    columns: Columns<'_>,
    runs: &[Range<usize>],
    [first, second]: [Axis; 2],
    tables: [&Table; 2],
) -> Entry {
    with_columns!(columns, first, second, |first, second, values, base| {
        let runs = runs.iter().cloned().map(|run| (&first[run.clone()], &second[run.clone()], &values[run]));
        sum_slices(runs, tables, base)
    })
}

/// The sum of each run of rows side by side, put to the entry of its number.
pub(in super::super) fn sum_each(
    columns: Columns<'_>,
    runs: impl Iterator<Item = (usize, Range<usize>)>,
    [first, second]: [Axis; 2],
    tables: [&Table; 2],
    entries: &mut [Entry],
) {
    with_columns!(columns, first, second, |first, second, values, base| {
        for (number, run) in runs {
            let rows = (&first[run.clone()], &second[run.clone()], &values[run]);
            entries[number] = sum_slices(std::iter::once(rows), tables, base);
        }
    });
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

#[inline]
fn sum_slices<'a, A: Code + 'a, B: Code + 'a, V: Stored + 'a>(
    runs: impl Iterator<Item = (&'a [A], &'a [B], &'a [V])>,
    [a, b]: [&Table; 2],
    base: i64,
) -> Entry {
    let (full, negative) = ((a.is_full(), b.is_full()), a.negative + b.negative > 0);
    let (a, b) = (A::table(a), B::table(b));
    if negative {
        let mut raw = Raw::default();
        for (first, second, values) in runs {
            for ((first, second), value) in first.iter().zip(second).zip(values) {
                raw.add((*value).into(), first.weight(a) * second.weight(b));
            }
        }
        return raw.finish(base);
    }
    // Without weights below zero one sum will do, and an axis that is not filtered is not read at all.
    let mut sum = V::Sum::default();
    for (first, second, values) in runs {
        let (first, second) = (first.iter().map(|code| code.plain(a)), second.iter().map(|code| code.plain(b)));
        match full {
            (true, true) => add_plain(&mut sum, values, std::iter::repeat(1)),
            (true, false) => add_plain(&mut sum, values, second),
            (false, true) => add_plain(&mut sum, values, first),
            (false, false) => add_plain(&mut sum, values, first.zip(second).map(|(first, second)| first & second)),
        }
    }
    V::finish(sum, base)
}

#[inline]
fn add_plain<V: Stored>(sum: &mut V::Sum, values: &[V], weights: impl Iterator<Item = u8>) {
    // On the stack while it runs, so that it stays in a register.
    let mut so_far = std::mem::take(sum);
    for (value, weight) in values.iter().zip(weights) {
        value.add(&mut so_far, weight);
    }
    *sum = so_far;
}

fn sum_listed<A: Code, B: Code, V: Copy + Into<i64>>(
    rows: &[u16],
    first: &[A],
    second: &[B],
    values: &[V],
    [a, b]: [&Table; 2],
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
