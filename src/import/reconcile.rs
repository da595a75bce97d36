//! Published totals beside the sums of their parts, and published balances beside exports less imports, for the
//! newest period that has both.

use foldhash::HashMap;

use crate::data::{Amount, Axis, Block, Dataset, Fact, FactStatus, Flow, MemberId, Reconciliation};

/// Fills in the report's reconciliations, and warns where parts exceed their total by more than 0.5 per cent.
pub(crate) fn reconcile(dataset: &mut Dataset) {
    let mut found = Vec::new();
    for axis in [Axis::Partner, Axis::Sector] {
        for flow in [Flow::Export, Flow::Import] {
            found.extend(of_axis(dataset, axis, flow));
        }
    }
    for pair in &found {
        if pair.parts.abs().to_f64() > pair.published.abs().to_f64() * 1.005 {
            dataset.report.warnings.push(format!(
                "{}: the parts add up to {}, more than the published total of {}",
                pair.what, pair.parts, pair.published
            ));
        }
    }
    found.extend(of_balances(dataset));
    dataset.report.reconciliations = found;
}

/// Whether a figure is the publisher's own.
fn is_firm(fact: &Fact) -> bool {
    !fact.status.is_gap() && !fact.status.has(FactStatus::DERIVED)
}

/// The firm facts of one flow in one period.
fn facts(dataset: &Dataset, flow: Flow, period: u16) -> impl Iterator<Item = Fact> + '_ {
    let blocks = dataset.facts.blocks().iter().filter(move |block| block.flow() == flow && block.period() == period);
    blocks.flat_map(Block::facts).filter(is_firm)
}

/// The periods in which a flow has facts, newest first.
fn newest_first(dataset: &Dataset, flow: Flow) -> Vec<u16> {
    let blocks = dataset.facts.blocks().iter().filter(|block| block.flow() == flow);
    let mut periods: Vec<u16> = blocks.map(Block::period).collect();
    periods.sort_unstable_by(|a, b| b.cmp(a));
    periods.dedup();
    periods
}

/// What one reporter publishes for the members of an axis in one period.
type Published = HashMap<MemberId, i128>;

/// A heading against its parts.
struct Pair {
    heading: MemberId,
    parts: usize,
    published: i128,
    sum: i128,
}

/// The total of an axis against its direct parts, and of the other headings the one that differs most.
fn of_axis(dataset: &Dataset, axis: Axis, flow: Flow) -> Vec<Reconciliation> {
    let dimension = dataset.dimension(axis);
    let has_parts = (0..).take(dimension.len()).any(|id| !dimension.children(id).is_empty());
    let other = if axis == Axis::Partner { Axis::Sector } else { Axis::Partner };
    let across = dataset.dimension(other);
    let Some(across) = across.total().or((across.len() == 1).then_some(0)).filter(|_| has_parts) else {
        return Vec::new();
    };
    for period in newest_first(dataset, flow) {
        let mut reporters: HashMap<MemberId, Published> = HashMap::default();
        for fact in facts(dataset, flow, period).filter(|fact| fact.member(other) == across) {
            let published = reporters.entry(fact.member(Axis::Reporter)).or_default();
            *published.entry(fact.member(axis)).or_default() += i128::from(fact.value);
        }
        let mut reporters: Vec<(MemberId, Published)> = reporters.into_iter().collect();
        reporters.sort_by_key(|(reporter, _)| *reporter);
        let pairs = reporters.iter().map(|(_, published)| pairs(dataset, axis, published));
        if let Some(pairs) = pairs.into_iter().find(|pairs| !pairs.is_empty()) {
            return told(dataset, axis, flow, period, &pairs);
        }
    }
    Vec::new()
}

/// Every heading that is published, together with parts that are published, too.
fn pairs(dataset: &Dataset, axis: Axis, published: &Published) -> Vec<Pair> {
    let dimension = dataset.dimension(axis);
    let mut found: Vec<Pair> = published
        .iter()
        .filter_map(|(heading, whole)| {
            let parts = dimension.children(*heading).iter().filter(|part| dimension.get(**part).role.in_tree());
            let values: Vec<i128> = parts.filter_map(|part| published.get(part).copied()).collect();
            let sum = values.iter().sum();
            (!values.is_empty()).then_some(Pair { heading: *heading, parts: values.len(), published: *whole, sum })
        })
        .collect();
    found.sort_by_key(|pair| (pair.published.abs_diff(pair.sum), std::cmp::Reverse(pair.heading)));
    found
}

fn told(dataset: &Dataset, axis: Axis, flow: Flow, period: u16, pairs: &[Pair]) -> Vec<Reconciliation> {
    let Some(when) = dataset.periods.get(usize::from(period)) else { return Vec::new() };
    let dimension = dataset.dimension(axis);
    let total = pairs.iter().find(|pair| Some(pair.heading) == dimension.total());
    let others: Vec<&Pair> = pairs.iter().filter(|pair| Some(pair.heading) != dimension.total()).collect();
    let line = |pair: &Pair, note: &str| Reconciliation {
        what: format!(
            "{} against {} {}, {}s {when}{note}",
            dimension.get(pair.heading).label,
            pair.parts,
            if pair.parts == 1 { axis.word() } else { axis.plural() },
            flow.word()
        ),
        published: Amount::new(pair.published, dataset.decimals),
        parts: Amount::new(pair.sum, dataset.decimals),
    };
    let mut lines: Vec<Reconciliation> = total.map(|pair| line(pair, "")).into_iter().collect();
    if let Some(worst) = others.last() {
        let note = match others.len() {
            1 => String::new(),
            count => format!(" (of {count} headings the one that differs most)"),
        };
        lines.push(line(worst, &note));
    }
    lines
}

/// Published balances against exports less imports: how many there are, and the one that differs most.
fn of_balances(dataset: &Dataset) -> Option<Reconciliation> {
    newest_first(dataset, Flow::Balance).into_iter().find_map(|period| {
        let mut sides: HashMap<[MemberId; 3], [Option<i128>; 2]> = HashMap::default();
        for (at, flow) in [Flow::Export, Flow::Import].into_iter().enumerate() {
            for fact in facts(dataset, flow, period) {
                if let Some(side) = sides.entry(fact.members).or_default().get_mut(at) {
                    *side = Some(i128::from(fact.value));
                }
            }
        }
        let pairs: Vec<([MemberId; 3], i128, i128)> = facts(dataset, Flow::Balance, period)
            .filter_map(|fact| match sides.get(&fact.members)? {
                [Some(exports), Some(imports)] => Some((fact.members, i128::from(fact.value), exports - imports)),
                _ => None,
            })
            .collect();
        let (members, published, parts) =
            *pairs.iter().max_by_key(|(_, published, parts)| published.abs_diff(*parts))?;
        let label = |axis: Axis| dataset.dimension(axis).get(members[axis.index()]).label.as_str();
        let many = Axis::ALL.into_iter().filter(|axis| dataset.dimension(*axis).len() > 1).map(label);
        let whose = many.collect::<Vec<_>>().join(", ");
        let note =
            if pairs.len() == 1 { String::new() } else { format!(", of {} the one that differs most", pairs.len()) };
        let when = dataset.periods.get(usize::from(period))?;
        Some(Reconciliation {
            what: format!(
                "Published balance against exports less imports, {when}{note}{}{whose}",
                if whose.is_empty() { "" } else { ": " }
            ),
            published: Amount::new(published, dataset.decimals),
            parts: Amount::new(parts, dataset.decimals),
        })
    })
}
