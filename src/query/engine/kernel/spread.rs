//! Rows spread to the sums of the members of an axis.

use std::ops::Range;

use super::super::index::{Columns, Rows};
use super::{Code, Entry, Stored, Table, with_columns};
use crate::data::{Axis, Codes, Values};

/// Adds rows to the entries of the members of `axis`, under the weights of `other` and the weight that the rows share.
pub(in super::super) fn spread(
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
    let (full, table) = (table.is_full(), B::table(table));
    let sums = A::with_each(V::Sum::default(), entries.len(), |sums| {
        if full {
            rows.for_each(|(code, _, value)| value.add(&mut sums[code.place()], 1));
        } else {
            rows.for_each(|(code, other, value)| value.add(&mut sums[code.place()], other.plain(table)));
        }
    });
    for (entry, sum) in entries.iter_mut().zip(sums) {
        entry.add(V::finish(sum, base), weight, times);
    }
}

/// So many sums of each member take rows in turn: of rows of one member that follow one another, each would
/// else wait until the sum of the one before is written.
const LANES: usize = 4;

/// As [`spread`], for many rows in runs side by side: where there are rows enough for several sums of each of `fewest`
/// members at least, in lanes.
pub(in super::super) fn spread_runs(
    columns: Columns<'_>,
    (runs, fewest): (&[Range<usize>], usize),
    (axis, entries): (Axis, &mut [Entry]),
    (other, table): (Axis, &Table),
    (weight, times): (i8, i32),
) {
    let rows: usize = runs.iter().map(ExactSizeIterator::len).sum();
    if table.negative > 0 || rows < entries.len().max(fewest) * LANES {
        for run in runs {
            spread(columns, &Rows::Range(run.clone()), (axis, entries), (other, table), (weight, times));
        }
        return;
    }
    with_columns!(columns, axis, other, |codes, others, values, base| {
        let runs = runs.iter().cloned().map(|run| (&codes[run.clone()], &others[run.clone()], &values[run]));
        spread_in_lanes(runs, base, entries, table, (weight, times));
    });
}

/// As [`spread_plain`] with [`LANES`] sums of each member.
fn spread_in_lanes<'a, A: Code + 'a, B: Code + 'a, V: Stored + 'a>(
    runs: impl Iterator<Item = (&'a [A], &'a [B], &'a [V])>,
    base: i64,
    entries: &mut [Entry],
    table: &Table,
    (weight, times): (i8, i32),
) {
    let (full, table) = (table.is_full(), B::table(table));
    let sums = A::with_each([V::Sum::default(); LANES], entries.len(), |sums| {
        for (codes, others, values) in runs {
            // An axis that is not filtered is not read at all.
            if full {
                add_in_lanes(sums, (codes, codes, values), |_| 1);
            } else {
                add_in_lanes(sums, (codes, others, values), |other| other.plain(table));
            }
        }
    });
    for (entry, sums) in entries.iter_mut().zip(sums) {
        for sum in sums {
            entry.add(V::finish(sum, base), weight, times);
        }
    }
}

#[inline]
fn add_in_lanes<A: Code, B: Code, V: Stored>(
    sums: &mut A::Each<[V::Sum; LANES]>,
    (codes, others, values): (&[A], &[B], &[V]),
    weight: impl Fn(B) -> u8,
) {
    let (codes, last_codes) = codes.as_chunks::<LANES>();
    let (others, last_others) = others.as_chunks::<LANES>();
    let (values, last_values) = values.as_chunks::<LANES>();
    let mut add = |codes: &[A], others: &[B], values: &[V]| {
        for (lane, ((code, other), value)) in codes.iter().zip(others).zip(values).enumerate() {
            value.add(&mut sums[code.place()][lane], weight(*other));
        }
    };
    for ((codes, others), values) in codes.iter().zip(others).zip(values) {
        add(codes, others, values);
    }
    add(last_codes, last_others, last_values);
}
