//! What a change is made of: each line's contribution, adding up exactly to the change of the whole.

use crate::data::Amount;
use crate::query::{Line, LineRole, Status, Trajectories, Value};

/// What a line contributed to a change of the whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// The line's code.
    pub line: String,
    /// Its label.
    pub label: String,
    /// Its change, in the dataset's unit: exports count `+dX`, imports `-dM` in a balance.
    pub amount: Amount,
}

/// The contributions of all lines to the change from one period to another, the largest first. Their
/// sum is the change of the whole, to the last digit.
///
/// Nothing where the lines do not add up (definitions, ratios, indices), or where a value at either
/// end is missing or partial.
#[must_use]
pub fn contributions(trajectories: &Trajectories, from: usize, to: usize) -> Option<Vec<Contribution>> {
    let by_flow = trajectories.lines.iter().all(|line| line.role == LineRole::Flow);
    if trajectories.lines.len() < 2 || !(trajectories.partition || by_flow) {
        return None;
    }
    let mut parts: Vec<Contribution> = Vec::with_capacity(trajectories.lines.len());
    for line in &trajectories.lines {
        // In a balance the imports stand below zero already.
        let amount = amount(line, to)? - amount(line, from)?;
        parts.push(Contribution { line: line.code.clone(), label: line.label.clone(), amount });
    }
    parts.sort_by_key(|part| std::cmp::Reverse(part.amount.abs()));
    Some(parts)
}

/// The exact value of a period from which nothing is missing.
fn amount(line: &Line, at: usize) -> Option<Amount> {
    let point = line.points.get(at)?;
    if !matches!(point.status, Status::Ok | Status::LaidIn | Status::Estimated) {
        return None;
    }
    point.value.and_then(Value::exact)
}
