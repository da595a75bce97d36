//! A million rows: opening them, and what a filter change costs until its figure is placed.
//!
//! The peers that a user would pick instead are compared side by side in a benchmark of their own.

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use saldo::app::{Picture, export};
use saldo::chart::{Parts, Theme};
use saldo::data::{Axis, Dataset};
use saldo::import::{self, Opened, Options, Progress, Source};
use saldo::query::{Engine, GroupBy, Selection, View};
use saldo::session::{Change, Document};

/// 300 months, 49 partners, 34 sectors, both flows: 999 600 rows in the tidy form.
fn table() -> String {
    const PARTNERS: &str = "USA CHN DEU FRA GBR ITA CAN KOR IND BRA RUS AUS MEX ESP NLD CHE SWE BEL AUT NOR DNK FIN POL \
        TUR THA VNM IDN MYS SGP PHL ARE SAU ZAF ARG CHL COL PER NZL IRL PRT GRC CZE HUN ROU ISR EGY NGA KEN PAK";
    let mut text = String::from("period,reporter,partner,sector,flow,value\n");
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
    let mut document = Document { dataset, source: String::new(), view, events: Arc::new(import::library::events()) };
    let mut engine = Engine::new(Arc::clone(&document.dataset));
    group.bench_function("a partner toggled, until the figure is placed", |b| {
        b.iter(|| {
            Change::Toggle { axis: Axis::Partner, code: "CHN".to_owned() }.apply(&mut document);
            let picture = Picture::with(&mut engine, &document, &|| false);
            let placed =
                |picture| export::figure(&document, &picture, (1100.0, 800.0), Theme::Light, 1.0, Parts::default());
            black_box(picture.map(placed))
        });
    });
    group.finish();
}

criterion_group!(benches, million);
criterion_main!(benches);
