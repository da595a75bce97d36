//! Imports that are written below zero: their sign says which way goods go, and exports less imports would add them.

use crate::data::{Amount, Check, CheckKind, Dataset, Finding, Flow};

/// So many figures below zero are no chance.
const FEW: u64 = 2;

/// Disputes a dataset of exports and imports in which imports are below zero throughout, where no balance is published that
/// would say what the signs mean.
pub(super) fn reversed(dataset: &Dataset) -> Option<Check> {
    let flows = dataset.flows();
    if flows & Flow::BOTH != Flow::BOTH || flows & Flow::Balance.bit() != 0 {
        return None;
    }
    let (count, least) = below_zero(dataset).filter(|(count, _)| *count >= FEW)?;
    Some(Check {
        kind: CheckKind::Balance,
        finding: Finding::Disputes,
        what: "all imports are below zero: is that their direction? Exports less imports would add them up".to_owned(),
        place: format!("{count} of {count} figures"),
        published: Some(Amount::new(least.into(), dataset.decimals)),
        computed: None,
        compared: count,
        agreeing: 0,
        whole: false,
        proposes: None,
    })
}

/// How many imports there are, and the least of them, where none is above zero. Of most files the first one is, and no
/// other is looked at.
fn below_zero(dataset: &Dataset) -> Option<(u64, i64)> {
    let mut count = 0;
    let mut least = 0;
    for block in dataset.facts.blocks().iter().filter(|block| block.flow() == Flow::Import) {
        for fact in block.facts().filter(|fact| !fact.status.is_gap() && fact.value != 0) {
            if fact.value > 0 {
                return None;
            }
            count += 1;
            least = least.min(fact.value);
        }
    }
    Some((count, least))
}
