//! The stages of storage and query at one and ten million rows, on facts made in memory.
//!
//! 300 months, 28 reporters, 200 partners, both flows, and 100 or 5 000 products; every key once, spread evenly.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use saldo::data::{Axis, Codes, Dataset, DatasetBuilder, FactChunk, Flow, Meta, Period, Unit};
use saldo::query::{Engine, GroupBy, Selection, View};

const MONTHS: usize = 300;
const REPORTERS: usize = 28;
const PARTNERS: usize = 200;

/// The columns as a reader hands them over, in chunks.
fn chunks(rows: usize, products: usize) -> Vec<FactChunk> {
    const SIZE: usize = 1 << 18;
    // A prime step visits each cell of the table once.
    const STEP: usize = 2_654_435_761;
    let cells = (MONTHS * REPORTERS * PARTNERS * products * 2) as u128;
    let chunk = |start: usize| {
        let mut chunk =
            FactChunk { codes: [REPORTERS, PARTNERS, products].map(Codes::for_members), ..FactChunk::default() };
        for row in start..rows.min(start + SIZE) {
            let mut cell = (row as u128 * STEP as u128 % cells) as usize;
            let mut digit = |base: usize| {
                let digit = cell % base;
                cell /= base;
                digit
            };
            chunk.flow.push(Flow::ALL[digit(2)]);
            chunk.codes[2].push(digit(products) as u32);
            chunk.codes[1].push(digit(PARTNERS) as u32);
            chunk.codes[0].push(digit(REPORTERS) as u32);
            chunk.period.push(digit(MONTHS) as u16);
            // The low bits of a product with a large odd number look like chance.
            chunk.value.push(((row as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20) as i64 % 500_000_000);
            chunk.line.push(row as u64 + 2);
        }
        chunk
    };
    (0..rows).step_by(SIZE).map(chunk).collect()
}

#[allow(clippy::expect_used, reason = "a benchmark stops where something is wrong")]
fn dataset(chunks: Vec<FactChunk>, products: usize) -> Dataset {
    let mut builder = DatasetBuilder::new(Meta { unit: Unit::currency("USD", 0), ..Meta::default() });
    for (axis, count, letter) in
        [(Axis::Reporter, REPORTERS, 'R'), (Axis::Partner, PARTNERS, 'P'), (Axis::Sector, products, 'S')]
    {
        for member in 0..count {
            let code = format!("{letter}{member}");
            builder.member(axis, &code, &code);
        }
    }
    let periods = (0..MONTHS).map(|month| Period::month(2000, 1).shifted(month as i32)).collect();
    builder.finish_coded(periods, 2, chunks).expect("a dataset")
}

/// So many of the members of an axis, spread evenly.
fn some(letter: char, chosen: usize, of: usize) -> Selection {
    Selection::only((0..chosen).map(|member| format!("{letter}{}", member * of / chosen)))
}

fn stages(c: &mut Criterion) {
    for (rows, products) in [(1_000_000, 100), (10_000_000, 100), (10_000_000, 5_000)] {
        let name = format!("{} million rows, {products} products", rows / 1_000_000);
        let mut group = c.benchmark_group(&name);
        group.sample_size(10);
        let columns = chunks(rows, products);
        group.bench_function("blocks from columns", |b| {
            b.iter_batched(|| columns.clone(), |columns| dataset(columns, products), BatchSize::PerIteration);
        });
        let dataset = Arc::new(dataset(columns, products));
        let mut engine = Engine::new(Arc::clone(&dataset));
        let never = || false;
        for (partners, sectors) in [(20, 10), (100, 50), (190, 95)] {
            let view = View {
                partners: some('P', partners, PARTNERS),
                sectors: some('S', sectors * products / 100, products),
                ..View::default()
            };
            // Another selection before each, so that nothing of it is known.
            let other = View { partners: Selection::only(["P3"]), sectors: Selection::only(["S1"]), ..View::default() };
            group.bench_function(BenchmarkId::new("a new selection", format!("{partners} x {sectors} %")), |b| {
                b.iter_custom(|times| {
                    let mut spent = std::time::Duration::ZERO;
                    for _ in 0..times {
                        black_box(engine.run(&other, &never));
                        let start = std::time::Instant::now();
                        black_box(engine.run(&view, &never));
                        spent += start.elapsed();
                    }
                    spent
                });
            });
        }
        for by in [GroupBy::None, GroupBy::Partner] {
            let mut view = View {
                by,
                top: 8,
                partners: some('P', 100, PARTNERS),
                sectors: some('S', products / 2, products),
                ..View::default()
            };
            for axis in Axis::ALL {
                let name = format!("{}, {}", axis.word(), by.label());
                group.bench_function(BenchmarkId::new("one toggled, all value bars", name), |b| {
                    b.iter(|| {
                        let toggled = view.selection(axis).toggled(dataset.dimension(axis), 7);
                        *view.selection_mut(axis) = toggled;
                        black_box(engine.run(&view, &never))
                    });
                });
            }
        }
        let bytes = (dataset.facts.bytes() + engine.bytes()) as f64 / rows as f64;
        println!("{name}: {bytes:.1} bytes a row with postings and cubes");
        group.finish();
    }
}

criterion_group!(benches, stages);
criterion_main!(benches);
