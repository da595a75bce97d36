//! Numbers that stand for no value: `-9999` among exports and imports.

use crate::data::{Amount, Flow};
use crate::import::number::{self, Cell};
use crate::import::sniff::Sniffed;
use crate::import::words;
use crate::import::{ColumnRole, Mapping};

/// Fewer of them are no marker where a balance may be below zero.
const FEW_BALANCES: usize = 3;

/// The number that stands for no value in the columns of values of a mapping: nines below zero, where no other figure of
/// exports and imports is below zero.
pub(crate) fn marker_of_missing(sniffed: &Sniffed, mapping: &Mapping) -> Option<i64> {
    let flow_of = |at: usize| match mapping.columns.get(at) {
        Some(ColumnRole::ValueFor(flow) | ColumnRole::FlowPeriodValue(flow, _)) => Some(*flow),
        Some(ColumnRole::Series) => mapping.series.iter().find(|series| series.column == at)?.flow,
        _ => mapping.default_flow,
    };
    let values: Vec<(usize, Option<Flow>)> =
        (0..).zip(&mapping.columns).filter(|(_, role)| role.is_value()).map(|(at, _)| (at, flow_of(at))).collect();
    let of_row = mapping.column_of(ColumnRole::Flow);
    let (mut found, mut balances): (Vec<i64>, Vec<i64>) = (Vec::new(), Vec::new());
    for (_, row) in &sniffed.sample {
        let told = of_row.and_then(|at| row.get(at)).and_then(|cell| words::flow_of_phrase(cell));
        for (at, flow) in &values {
            let Some(cell) = row.get(*at).filter(|cell| cell.contains(['-', '\u{2212}'])) else { continue };
            let below = match number::read(cell, mapping.decimal_sign) {
                Cell::Value(amount) if amount.units < 0 => nines(amount).unwrap_or_default(),
                _ => continue,
            };
            let is_balance = told.or(*flow) == Some(Flow::Balance);
            (if is_balance { &mut balances } else { &mut found }).push(below);
        }
    }
    let one = |list: &[i64], few: usize| {
        let first = *list.first().filter(|first| **first != 0 && list.len() >= few)?;
        list.iter().all(|below| *below == first).then_some(first)
    };
    match found.as_slice() {
        [] => one(&balances, FEW_BALANCES),
        found => one(found, 1),
    }
}

/// A number of two nines or more below zero, and of nothing else.
fn nines(amount: Amount) -> Option<i64> {
    let amount = amount.trimmed();
    let whole = i64::try_from(amount.units).ok().filter(|_| amount.decimals == 0)?;
    let digits = whole.unsigned_abs().to_string();
    (digits.len() > 1 && digits.bytes().all(|b| b == b'9')).then_some(whole)
}
