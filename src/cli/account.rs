//! The audit and the account of columns, as `inspect` prints them.

use serde::Serialize;

use crate::data::{Amount, Audit, Check, CheckKind, ColumnUse, Finding};

/// The audit as JSON.
#[derive(Serialize)]
pub(super) struct Audited<'a> {
    state: &'static str,
    checks: Vec<Checked<'a>>,
}

/// A check as JSON: amounts are exact decimals, as text, so that no reader rounds them.
#[derive(Serialize)]
struct Checked<'a> {
    kind: CheckKind,
    finding: Finding,
    what: &'a str,
    #[serde(rename = "where")]
    place: &'a str,
    published: Option<String>,
    computed: Option<String>,
    difference: Option<String>,
    compared: u64,
    agreeing: u64,
}

/// The audit for `--json`.
pub(super) fn audited(audit: &Audit) -> Audited<'_> {
    Audited { state: audit.state.word(), checks: audit.checks.iter().map(checked).collect() }
}

fn checked(check: &Check) -> Checked<'_> {
    let exact = |amount: Option<Amount>| amount.map(|amount| amount.to_string());
    Checked {
        kind: check.kind,
        finding: check.finding,
        what: &check.what,
        place: &check.place,
        published: exact(check.published),
        computed: exact(check.computed),
        difference: exact(check.difference()),
        compared: check.compared,
        agreeing: check.agreeing,
    }
}

/// The audit in lines: what it comes to, and under it each check.
pub(super) fn audit_lines(audit: &Audit) -> Vec<String> {
    let line = |check: &Check| {
        let told = [Some(check.line()), check.tally()].into_iter().flatten().collect::<Vec<_>>().join("; ");
        format!("    {:<8} {told}", check.finding.word())
    };
    std::iter::once(format!("  audit      {}", audit.sentence()))
        .chain(audit.in_order().into_iter().map(line))
        .collect()
}

/// The columns in one line: how many are used, and which are not and why. None where the table has no columns.
pub(super) fn column_line(columns: &[ColumnUse]) -> Option<String> {
    let used = columns.iter().filter(|column| column.used).count();
    let left: Vec<String> = columns.iter().filter(|column| !column.used).map(left_out).collect();
    if columns.is_empty() {
        return None;
    }
    let ending = if left.is_empty() { String::new() } else { format!(": {}", left.join("; ")) };
    Some(format!("  columns    {used} used, {} left out{ending}", left.len()))
}

fn left_out(column: &ColumnUse) -> String {
    let name = if column.name.is_empty() { "(no name)" } else { &column.name };
    format!("{name}: {}", column.reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_accounted_for_in_one_line() {
        let column = |name: &str, used, reason: &str| ColumnUse {
            name: name.to_owned(),
            role: String::new(),
            used,
            reason: reason.to_owned(),
        };
        assert_eq!(column_line(&[]), None);
        assert_eq!(column_line(&[column("Year", true, "")]).as_deref(), Some("  columns    1 used, 0 left out"));
        let two = [
            column("Year", true, ""),
            column("Net weight (kg)", false, "a quantity"),
            column("", false, "has no name"),
        ];
        let said = "  columns    1 used, 2 left out: Net weight (kg): a quantity; (no name): has no name";
        assert_eq!(column_line(&two).as_deref(), Some(said));
    }
}
