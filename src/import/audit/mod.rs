//! The audit of what was read: published totals, balances and years set beside what is made of their parts.
//!
//! It sees the dataset and its report and nothing of the format or of how a column was recognised, so that a fault
//! there cannot hide here.

use crate::data::{Audit, Check, CheckKind, Dataset, Finding};

/// More than one row in so many that contradicts an earlier one is no accident: a column was missed.
const CONTRADICTIONS: u64 = 50;

/// Fills in [`Dataset::audit`].
pub(crate) fn audit(dataset: &mut Dataset) {
    let checks = contradictions(dataset).into_iter().collect();
    dataset.audit = Audit::of(checks);
}

/// Rows that say another thing than an earlier row of the same trade.
fn contradictions(dataset: &Dataset) -> Option<Check> {
    let reasons = dataset.report.reasons.iter();
    let reason =
        reasons.filter(|reason| reason.reason.starts_with("contradicts an earlier row")).max_by_key(|r| r.count)?;
    let rows = dataset.report.rows.read;
    let many = reason.count * CONTRADICTIONS > rows;
    Some(Check {
        kind: CheckKind::Contradiction,
        finding: if many { Finding::Disputes } else { Finding::Notes },
        what: format!(
            "{} of {rows} rows contradict an earlier row: a column that tells them apart was not seen",
            reason.count
        ),
        place: format!("line {}", reason.first_line),
        published: None,
        computed: None,
        compared: rows,
        agreeing: rows.saturating_sub(reason.count),
    })
}
