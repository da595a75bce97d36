//! Published totals beside the sums of their parts, for the newest period that has both.

use crate::data::{Amount, Axis, Dataset, FactStatus, Flow, MemberId, Reconciliation};

/// At most so many comparisons are reported.
const SHOWN: usize = 6;

/// Fills in the report's reconciliations, and warns where parts exceed their total by more than 0.5 per cent.
pub(crate) fn reconcile(dataset: &mut Dataset) {
    let mut found = Vec::new();
    for axis in [Axis::Partner, Axis::Sector] {
        found.extend(of_axis(dataset, axis));
    }
    found.truncate(SHOWN);
    for pair in &found {
        if pair.parts.abs().to_f64() > pair.published.abs().to_f64() * 1.005 {
            dataset.report.warnings.push(format!(
                "{}: the parts add up to {}, more than the published total of {}",
                pair.what, pair.parts, pair.published
            ));
        }
    }
    dataset.report.reconciliations = found;
}

/// The total of an axis against its direct parts, for each flow of the first reporter.
fn of_axis(dataset: &Dataset, axis: Axis) -> Vec<Reconciliation> {
    let dimension = dataset.dimension(axis);
    let Some(total) = dimension.total().filter(|total| !dimension.children(*total).is_empty()) else {
        return Vec::new();
    };
    let other = if axis == Axis::Partner { Axis::Sector } else { Axis::Partner };
    let across = dataset.dimension(other);
    let Some(across) = across.total().or((across.len() == 1).then_some(0)) else { return Vec::new() };
    let compare = |flow| compare(dataset, axis, total, (other, across), flow);
    [Flow::Export, Flow::Import].into_iter().filter_map(compare).collect()
}

fn compare(
    dataset: &Dataset,
    axis: Axis,
    total: MemberId,
    (other, across): (Axis, MemberId),
    flow: Flow,
) -> Option<Reconciliation> {
    let facts = &dataset.facts;
    let firm = |row: &usize| {
        let status = facts.status.get(*row).copied().unwrap_or_default();
        !status.is_gap() && !status.has(FactStatus::DERIVED)
    };
    let at = |row: usize, axis: Axis| facts.column(axis).get(row).copied();
    let concerned = |row: &usize| {
        facts.flow.get(*row) == Some(&flow) && at(*row, other) == Some(across) && at(*row, Axis::Reporter) == Some(0)
    };
    let rows: Vec<usize> = (0..facts.len()).filter(concerned).filter(firm).collect();
    let part = |row: &usize| {
        at(*row, axis).is_some_and(|id| {
            let member = dataset.dimension(axis).get(id);
            member.parent == Some(total) && member.role.in_tree()
        })
    };
    let period = |row: &usize| facts.period.get(*row).copied();
    let newest = |wanted: &dyn Fn(&usize) -> bool| rows.iter().filter(|row| wanted(row)).filter_map(period).max();
    let is_total = |row: &usize| at(*row, axis) == Some(total);
    let newest = newest(&is_total)?.min(newest(&part)?);
    let sum = |wanted: &dyn Fn(&usize) -> bool| {
        let of_period = rows.iter().filter(|row| period(row) == Some(newest) && wanted(row));
        let values: Vec<i128> = of_period.filter_map(|row| facts.value.get(*row)).map(|v| i128::from(*v)).collect();
        (!values.is_empty()).then(|| (Amount::new(values.iter().sum(), dataset.decimals), values.len()))
    };
    let ((published, _), (parts, count)) = (sum(&is_total)?, sum(&part)?);
    let label = &dataset.dimension(axis).get(total).label;
    let when = dataset.periods.get(usize::from(newest))?;
    let what = format!("{label} against {count} {}, {}s {when}", axis.plural(), flow.word());
    Some(Reconciliation { what, published, parts })
}
