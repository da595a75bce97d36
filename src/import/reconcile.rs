//! Published totals beside the sums of their parts, for the newest period that has both.

use rayon::prelude::*;

use crate::data::{Amount, Axis, Block, Dataset, Fact, FactStatus, Flow, MemberId, Reconciliation};

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
    let firm = |fact: &Fact| !fact.status.is_gap() && !fact.status.has(FactStatus::DERIVED);
    let concerned = |block: &Block| {
        let (reporters, mut facts) = (block.codes(Axis::Reporter), Vec::new());
        block.codes(other).each(|row, member| {
            if member == across && reporters.get(row) == 0 {
                facts.push(block.fact(row));
            }
        });
        facts
    };
    let blocks = dataset.facts.blocks().par_iter().filter(|block| block.flow() == flow);
    let facts: Vec<Fact> = blocks.flat_map_iter(concerned).filter(firm).collect();
    let part = |fact: &Fact| {
        let member = dataset.dimension(axis).get(fact.member(axis));
        member.parent == Some(total) && member.role.in_tree()
    };
    let is_total = |fact: &Fact| fact.member(axis) == total;
    let newest =
        |wanted: &dyn Fn(&Fact) -> bool| facts.iter().filter(|fact| wanted(fact)).map(|fact| fact.period).max();
    let newest = newest(&is_total)?.min(newest(&part)?);
    let sum = |wanted: &dyn Fn(&Fact) -> bool| {
        let of_period = facts.iter().filter(|fact| fact.period == newest && wanted(fact));
        let values: Vec<i128> = of_period.map(|fact| i128::from(fact.value)).collect();
        (!values.is_empty()).then(|| (Amount::new(values.iter().sum(), dataset.decimals), values.len()))
    };
    let ((published, _), (parts, count)) = (sum(&is_total)?, sum(&part)?);
    let label = &dataset.dimension(axis).get(total).label;
    let when = dataset.periods.get(usize::from(newest))?;
    let what = format!("{label} against {count} {}, {}s {when}", axis.plural(), flow.word());
    Some(Reconciliation { what, published, parts })
}
