//! One line of the trajectories, read with care: which of its values may carry a claim.

use std::cmp::Ordering;

use crate::data::Period;
use crate::query::{Line, Status, Value};

/// A line with the periods of its points.
#[derive(Debug, Clone, Copy)]
pub(super) struct Series<'a> {
    pub(super) line: &'a Line,
    pub(super) periods: &'a [Period],
}

impl<'a> Series<'a> {
    /// The value of a period when nothing is missing from it. Estimates count, partial sums never do.
    pub(super) fn value(&self, at: usize) -> Option<Value> {
        let point = self.line.points.get(at)?;
        let carries =
            matches!(point.status, Status::Ok | Status::LaidIn | Status::Estimated) && at < self.periods.len();
        point.value.filter(|value| carries && value.to_f64().is_finite())
    }

    /// The value as a double.
    pub(super) fn number(&self, at: usize) -> Option<f64> {
        self.value(at).map(Value::to_f64)
    }

    /// Whether the value is an estimate.
    pub(super) fn estimated(&self, at: usize) -> bool {
        self.line.points.get(at).is_some_and(|point| point.status == Status::Estimated)
    }

    /// The places that have a value.
    pub(super) fn places(&self) -> impl DoubleEndedIterator<Item = usize> + use<'a> {
        let series = *self;
        (0..series.line.points.len()).filter(move |at| series.value(*at).is_some())
    }

    /// The first place with a value.
    pub(super) fn first(&self) -> Option<usize> {
        self.places().next()
    }

    /// The last place with a value.
    pub(super) fn last(&self) -> Option<usize> {
        self.places().next_back()
    }

    /// The last place whose value is no estimate.
    pub(super) fn last_firm(&self) -> Option<usize> {
        self.places().rev().find(|at| !self.estimated(*at))
    }

    /// Whether a value is missing or partial between two places.
    pub(super) fn has_gap(&self, from: usize, to: usize) -> bool {
        (from..=to).any(|at| self.value(at).is_none())
    }

    /// Whether something that was laid in from another file stands between two places.
    pub(super) fn has_laid_in(&self, from: usize, to: usize) -> bool {
        (from..=to).any(|at| self.line.points.get(at).is_some_and(|point| point.status == Status::LaidIn))
    }

    /// Whether an estimate stands between two places.
    pub(super) fn has_estimate(&self, from: usize, to: usize) -> bool {
        (from..=to).any(|at| self.estimated(at) && self.value(at).is_some())
    }

    /// -1, 0 or 1.
    pub(super) fn sign(&self, at: usize) -> Option<i8> {
        self.value(at).map(sign)
    }

    /// How the sizes of two values compare, both read with the sign of the second: of two deficits
    /// the wider is greater, and a surplus is less than any deficit.
    pub(super) fn compare_size(&self, at: usize, with: usize) -> Option<Ordering> {
        let (value, other) = (self.value(at)?, self.value(with)?);
        let ordering = compare(value, other);
        Some(if sign(other) < 0 { ordering.reverse() } else { ordering })
    }
}

/// Exact where both are exact.
pub(super) fn compare(a: Value, b: Value) -> Ordering {
    match (a, b) {
        (Value::Exact(a), Value::Exact(b)) => a.cmp(&b),
        _ => a.to_f64().partial_cmp(&b.to_f64()).unwrap_or(Ordering::Equal),
    }
}

/// -1, 0 or 1.
pub(super) fn sign(value: Value) -> i8 {
    match value {
        Value::Exact(amount) => i8::try_from(amount.signum()).unwrap_or(0),
        Value::Real(real) if real > 0.0 => 1,
        Value::Real(real) if real < 0.0 => -1,
        Value::Real(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Amount;

    #[test]
    fn order_is_exact() {
        let (a, b) =
            (Value::Exact(Amount::new(9_007_199_254_740_993, 0)), Value::Exact(Amount::new(9_007_199_254_740_992, 0)));
        assert_eq!(compare(a, b), Ordering::Greater);
    }
}
