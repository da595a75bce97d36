//! A million rows: each stage of opening them, and what a filter change costs until its figure is placed.
//!
//! The peers that a user would pick instead are compared side by side in a benchmark of their own.

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use saldo::data::{Axis, Dataset};
use saldo::import::{self, Cache, Opened, Options, Progress, Source, Stages};
use saldo::query::{Engine, GroupBy, Selection, View};
use saldo::session::Change;
use saldo::story::{Document, Layout, Scene, evaluate, figure};

const TIDY: &str = "period,reporter,partner,sector,flow,value\n";

/// 300 months, 49 partners, 34 sectors, both flows: 999 600 rows in the tidy form.
fn table() -> String {
    const PARTNERS: &str = "USA CHN DEU FRA GBR ITA CAN KOR IND BRA RUS AUS MEX ESP NLD CHE SWE BEL AUT NOR DNK FIN POL \
        TUR THA VNM IDN MYS SGP PHL ARE SAU ZAF ARG CHL COL PER NZL IRL PRT GRC CZE HUN ROU ISR EGY NGA KEN PAK";
    let mut text = String::from(TIDY);
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for month in 0..300 {
        for partner in PARTNERS.split_whitespace() {
            for sector in 0..34 {
                for flow in ["export", "import"] {
                    // xorshift: the same numbers on every machine.
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    let (year, month, cents) = (2000 + month / 12, month % 12 + 1, state % 1_000_000_000);
                    let (whole, part) = (cents / 100, cents % 100);
                    let _ = writeln!(text, "{year}-{month:02},JPN,{partner},S{sector:02},{flow},{whole}.{part:02}");
                }
            }
        }
    }
    text
}

fn open(bytes: &Arc<[u8]>) -> Option<Dataset> {
    let source = Source::Bytes { name: "million.csv".to_owned(), bytes: Arc::clone(bytes) };
    match import::open(&source, &Options::default(), &Progress::new()) {
        Ok(Opened::Dataset(dataset)) => Some(*dataset),
        _ => None,
    }
}

/// What opening is made of, on one thread and in memory, and keeping for the next time.
fn stages(c: &mut Criterion) {
    let text = table();
    let rows = text.split_once('\n').map_or("", |(_, rows)| rows);
    let mut stages = Stages::new(rows.as_bytes(), 6);
    let mut group = c.benchmark_group("a million rows");
    group.sample_size(10).throughput(Throughput::Bytes(rows.len() as u64));
    group.bench_function("find separators", |b| b.iter(|| black_box(stages.cut())));
    group.bench_function("find separators, read the numbers", |b| b.iter(|| black_box(stages.numbers(5))));
    group.bench_function("find separators, number the partners", |b| b.iter(|| black_box(stages.codes(2))));
    let quoted = rows.lines().map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let [before @ .., sector, flow, value] = cells.as_slice() else { return String::new() };
        format!("{},\"Goods, {sector}\",{flow},{value}", before.join(","))
    });
    let quoted = [TIDY.trim_end().to_owned()].into_iter().chain(quoted).collect::<Vec<_>>().join("\n");
    let quoted: Arc<[u8]> = quoted.into_bytes().into();
    group.bench_function("open the CSV, quoted", |b| b.iter(|| black_box(open(&quoted))));
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16: Arc<[u8]> = [&[0xff, 0xfe], &utf16[..]].concat().into();
    group.bench_function("open the CSV in UTF-16, row by row", |b| b.iter(|| black_box(open(&utf16))));
    kept(&mut group, &text);
    group.finish();
}

#[allow(clippy::expect_used, reason = "a benchmark stops where something is wrong")]
fn kept(group: &mut BenchmarkGroup<'_, WallTime>, text: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("million.csv");
    std::fs::write(&path, text).expect("a file");
    let cache = Cache::new(folder.path().join("kept"));
    let cache_key = cache.key_of(&Source::Path(path), &Options::default()).expect("worth keeping");
    let dataset = open(&text.as_bytes().into()).expect("a dataset");
    group.bench_function("keep what was read", |b| b.iter(|| cache_key.store(&dataset)));
    group.bench_function("open what was kept", |b| b.iter(|| black_box(cache_key.find().expect("kept"))));
}

fn million(c: &mut Criterion) {
    let bytes: Arc<[u8]> = table().into_bytes().into();
    let mut group = c.benchmark_group("a million rows");
    group.sample_size(10);
    group.bench_function("open the CSV", |b| b.iter(|| black_box(open(&bytes))));
    let Some(dataset) = open(&bytes).map(Arc::new) else { return };
    let view = View { by: GroupBy::Partner, top: 8, ..View::default() };
    group.bench_function("query, by partner, 8 and others", |b| {
        b.iter(|| black_box(saldo::query::run(&dataset, &view)));
    });
    let some = View { partners: Selection::only(["USA", "CHN", "DEU", "KOR"]), ..view.clone() };
    group.bench_function("query, four partners", |b| b.iter(|| black_box(saldo::query::run(&dataset, &some))));
    let (source, events) = (String::new(), Arc::new(import::library::events()));
    let mut document = Document::open(dataset, source, events).with_scenes(vec![Scene::of(view)], 0);
    let mut engine = Engine::new(Arc::clone(&document.dataset));
    group.bench_function("a partner toggled, until the figure is placed", |b| {
        b.iter(|| {
            Change::Toggle { axis: Axis::Partner, code: "CHN".to_owned() }.apply(&mut document);
            let evaluation = evaluate(&mut engine, document.scene(), &document.events, &|| false);
            let layout = Layout { size: (1100.0, 800.0), ..Layout::default() };
            black_box(evaluation.map(|evaluation| figure(&evaluation, &layout)))
        });
    });
    group.finish();
}

criterion_group!(benches, stages, million);
criterion_main!(benches);
