//! Claims on what is no level: changes, growth, indices, shares, running sums and ratios.

use super::claim::{Head, Size};
use super::headline::shows_everything;
use super::reading::Reading;
use super::series::Series;
use super::title::Told;
use crate::query::{LineRole, Measure, ValueKind};

/// A claim with what the line has.
type Claimed = Option<(Head, Told)>;

pub(super) fn changed(reading: Reading<'_>, series: &Series<'_>, at: usize) -> Claimed {
    let value = series.number(at)?;
    let is_money = matches!(reading.shown.kind, ValueKind::Money(_));
    let size = if is_money { reading.size_at(series, at) } else { reading.size(value) };
    Some((reading.sideless_head(series.line, value), Told::Changed(size)))
}

pub(super) fn grew(reading: Reading<'_>, series: &Series<'_>, at: usize) -> Claimed {
    let head = reading.sideless_head(series.line, series.number(at)?);
    Some((head, Told::Grew(reading.size_at(series, at))))
}

pub(super) fn indexed(reading: Reading<'_>, series: &Series<'_>, at: usize) -> Claimed {
    let head = reading.sideless_head(series.line, series.number(at)?);
    let first = series.first().filter(|first| series.number(*first).is_some_and(|v| (v - 100.0).abs() < 1e-9));
    let start = first.and_then(|first| series.periods.get(first)).copied();
    Some((head, Told::Indexed { value: reading.size_at(series, at), start }))
}

pub(super) fn shared(reading: Reading<'_>, series: &Series<'_>, at: usize) -> Claimed {
    series.number(at)?;
    let head = reading.sideless_head(series.line, 0.0);
    if series.line.role == LineRole::Whole {
        return Some((head, Told::WholeShare));
    }
    let shared = Told::Shared {
        share: reading.size_at(series, at),
        name: reading.own_name(series.line),
        by: reading.view.by,
        trade: reading.plain_trade(reading.measure(series.line)),
        of_everything: shows_everything(reading),
    };
    Some((head, shared))
}

pub(super) fn accumulated(reading: Reading<'_>, series: &Series<'_>, at: usize) -> Claimed {
    let value = series.number(at)?;
    let (head, side) = (reading.sideless_head(series.line, value), reading.head(series.line, value));
    Some((head, Told::Accumulated { side, amount: reading.magnitude_at(series, at) }))
}

/// Coverage and the normalised balance.
pub(super) fn quotient(reading: Reading<'_>, series: &Series<'_>, at: usize) -> Claimed {
    series.number(at)?;
    let value: Size = reading.size_at(series, at);
    Some(match reading.view.measure {
        Measure::Coverage => (Head::Coverage, Told::Covered(value)),
        _ => (Head::Normalised, Told::Normalised(value)),
    })
}
