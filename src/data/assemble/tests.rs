//! Whatever the chunks: the facts of the file.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::data::{Fact, MemberId};

/// Small tables have several blocks of one flow and period.
const LAYOUT: BlockLayout = BlockLayout { most_rows: 500, rows_of_each: 2 };
const SHAPE: Shape = Shape { members: [3, 70_000, 300], periods: 4, layout: LAYOUT };

fn chunk(facts: &[Fact], first: usize) -> FactChunk {
    let mut chunk = FactChunk { status: Some(Vec::new()), ..FactChunk::default() };
    for (at, fact) in facts.iter().enumerate() {
        (0..3).for_each(|axis| chunk.codes[axis].push(fact.members[axis]));
        chunk.period.push(fact.period);
        chunk.flow.push(fact.flow);
        chunk.value.push(fact.value);
        chunk.status.iter_mut().for_each(|status| status.push(fact.status));
        chunk.line.push((first + at) as u64);
    }
    chunk
}

fn fact() -> impl Strategy<Value = Fact> {
    let partner = prop_oneof![0u32..4, 69_990u32..70_000];
    let value = prop_oneof![-9i64..9, Just(i64::MAX), Just(5_000_000_000)];
    (0u32..3, partner, 0u32..300, 0u16..4, 0usize..5, value, 0u8..40).prop_map(|(r, p, s, period, flow, v, gap)| {
        let status = if gap == 0 { FactStatus::MISSING } else { FactStatus::OK };
        let value = if gap == 0 { 0 } else { v };
        Fact { members: [r, p, s % 5 * 60], period, flow: Flow::ALL[flow], value, status }
    })
}

fn key(fact: &Fact) -> (Flow, u16, [MemberId; 3]) {
    (fact.flow, fact.period, fact.members)
}

proptest! {
    #[test]
    fn facts_are_those_of_the_file_whatever_the_chunks(
        facts in prop::collection::vec(fact(), 0..600),
        size in 1usize..300,
        sum in any::<bool>(),
    ) {
        let rule = if sum { Duplicates::Sum } else { Duplicates::Refuse };
        let chunks = facts.chunks(size).enumerate().map(|(at, facts)| chunk(facts, at * size)).collect();
        let assembled = Facts::assemble(chunks, SHAPE, rule);
        let mut expected: BTreeMap<_, Vec<(usize, Fact)>> = BTreeMap::new();
        for (line, fact) in facts.iter().enumerate() {
            expected.entry(key(fact)).or_default().push((line, *fact));
        }
        let (mut kept, mut refused, mut too_large) = (BTreeMap::new(), Vec::new(), Vec::new());
        for (key, rows) in &expected {
            let figures: Vec<_> = rows.iter().filter(|(_, fact)| !fact.status.is_gap()).collect();
            let total: i128 = figures.iter().map(|(_, fact)| i128::from(fact.value)).sum();
            let first = figures.first().map_or(rows[0], |first| **first);
            match i64::try_from(total) {
                Err(_) if sum && figures.len() > 1 => too_large.push(first.0 as u64),
                Ok(value) if sum => _ = kept.insert(*key, (value, first.1.status)),
                _ => {
                    kept.insert(*key, (first.1.value, first.1.status));
                    for (line, fact) in figures.iter().skip(1) {
                        let same = fact.value == first.1.value;
                        refused.push(Refused::new(*line as u64, same));
                    }
                }
            }
        }
        refused.sort_unstable();
        let mut large = assembled.too_large.clone();
        large.sort_unstable();
        too_large.sort_unstable();
        let found: BTreeMap<_, _> = assembled.facts.iter().map(|fact| (key(&fact), (fact.value, fact.status))).collect();
        prop_assert_eq!(assembled.facts.len(), found.len());
        prop_assert_eq!(found, kept);
        prop_assert_eq!(assembled.refused, refused);
        prop_assert_eq!(large, too_large);
        let mut sizes: BTreeMap<(usize, u16), u128> = BTreeMap::new();
        for fact in assembled.facts.iter() {
            *sizes.entry((fact.flow.index(), fact.period)).or_default() += u128::from(fact.value.unsigned_abs());
        }
        let fitting = assembled.facts.periods_fitting_i64();
        let limit = i64::MAX as u128 / 4;
        prop_assert!(sizes.values().all(|size| fitting == 0 || size.saturating_mul(fitting) <= limit));
        prop_assert!(fitting == u128::MAX || sizes.values().any(|size| size.saturating_mul(fitting.saturating_add(1)) > limit));
    }
}

#[test]
fn a_block_holds_no_more_rows_than_it_may() {
    let fact = |at: u32| Fact {
        members: [0, at % 70_000, at / 70_000],
        period: 0,
        flow: Flow::Import,
        value: i64::from(at),
        status: FactStatus::OK,
    };
    let facts: Vec<Fact> = (0..150_000).map(fact).collect();
    let assembled = Facts::assemble(vec![chunk(&facts, 0)], SHAPE, Duplicates::Refuse).facts;
    assert_eq!(assembled.blocks().len(), facts.len().div_ceil(LAYOUT.most_rows));
    assert!(assembled.blocks().iter().all(|block| block.len() <= LAYOUT.most_rows));
    assert_eq!(assembled.iter().map(|fact| fact.value).sum::<i64>(), facts.iter().map(|fact| fact.value).sum::<i64>());
    // As the program makes them.
    let shape = Shape { layout: BlockLayout::default(), ..SHAPE };
    let blocks = Facts::assemble(vec![chunk(&facts, 0)], shape, Duplicates::Refuse).facts;
    assert_eq!(blocks.blocks().len(), facts.len().div_ceil(0xFFFF));
}
