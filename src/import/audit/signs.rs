//! Figures that cannot be: imports below zero whose sign says which way goods go, so that exports less imports would add
//! them, and numbers that stand for no value, noughts of periods to come among them.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::uncompared::question;
use crate::data::{Check, CheckKind, Dataset, Flow, Proposed};

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
    let what = "all imports are below zero: is that their direction? Exports less imports would add them up";
    let asked = question(dataset, CheckKind::Balance, what.to_owned(), (format!("{count} figures"), Some(least)));
    Some(Check { proposes: Some(Proposed::OtherSign(Flow::Import)), ..asked })
}

/// Disputes figures that are nines below zero, where exports or imports cannot be: they stand for no value.
pub(super) fn markers(dataset: &Dataset) -> Option<Check> {
    let one = 10i64.checked_pow(dataset.decimals.into())?;
    let is_marker = |value: i64| {
        let whole = value.checked_neg().filter(|_| value % one == 0).map(|value| value / one);
        // -99, -999 and so on: one more is a power of ten.
        whole.is_some_and(|whole| whole >= 99 && (whole + 1) == 10i64.pow((whole + 1).ilog10()))
    };
    let blocks: Vec<_> = dataset.facts.blocks().iter().filter(|block| block.flow().bit() & Flow::BOTH != 0).collect();
    // Of nearly all blocks no figure is below zero, and their values say so at once.
    let marked = blocks.par_iter().filter(|block| block.values().has_below_zero()).map(|block| {
        let facts = block.facts().filter(|fact| fact.value < 0 && !fact.status.is_gap() && is_marker(fact.value));
        facts.fold((0u64, 0), |(count, least), fact| (count + 1, fact.value.min(least)))
    });
    let (count, least) = marked.reduce(|| (0, 0), |one, other| (one.0 + other.0, one.1.min(other.1)));
    let what = "exports or imports are nines below zero: do these stand for no value?".to_owned();
    let shown = (format!("{count} figures"), Some(least));
    (count > 0).then(|| question(dataset, CheckKind::Contradiction, what, shown))
}

/// Disputes the newest periods where every figure of exports and imports is nought, and of no period before them: a table
/// is filled with noughts for what is still to come.
pub(super) fn prefilled(dataset: &Dataset) -> Option<Check> {
    let newest = dataset.periods.last()?;
    let mut figures: BTreeMap<u16, (u64, bool)> = BTreeMap::new();
    for block in dataset.facts.blocks().iter().filter(|block| block.flow().bit() & Flow::BOTH != 0) {
        let period = dataset.periods.get(usize::from(block.period()));
        if period.is_none_or(|period| period.frequency() != newest.frequency()) {
            continue;
        }
        let (count, is_nought) = figures.entry(block.period()).or_insert((0, true));
        *count += block.len() as u64;
        *is_nought = *is_nought && block.facts().all(|fact| fact.value == 0 && !fact.status.is_gap());
    }
    let noughts: Vec<(u16, u64)> =
        figures.iter().rev().map_while(|(at, (count, nought))| nought.then_some((*at, *count))).collect();
    let (first, _) = *noughts.last()?;
    let count: u64 = noughts.iter().map(|(_, count)| count).sum();
    let (before, _) = figures.range(..first).next_back()?;
    if count < FEW || figures.range(..first).any(|(_, (_, is_nought))| *is_nought) {
        return None;
    }
    let named = |at: u16| dataset.periods.get(usize::from(at)).copied();
    let (ends, first) = (named(*before)?, named(first)?);
    let what = format!("every figure from {first} to {newest} is 0, and of no period before: are these still to come?");
    let asked = question(dataset, CheckKind::Contradiction, what, (format!("{count} figures"), Some(0)));
    Some(Check { proposes: Some(Proposed::EndsWith { figures: ends, noughts: *newest }), ..asked })
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
