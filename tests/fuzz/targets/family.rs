//! Each publisher's layout: the head of a seed, chosen by the first byte, above any rows.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use saldo::import::{Opened, Options, Progress, Source, open};

/// Name, text up to the first row of figures, and the rows.
static SEEDS: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/seeds");
    let mut paths: Vec<_> = std::fs::read_dir(folder).expect("seeds").flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let name = |path: &std::path::Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), std::fs::read(path).expect("a seed"))).collect()
});

fuzz_target!(|bytes: &[u8]| {
    let [which, rows, rest @ ..] = bytes else { return };
    let (name, seed) = &SEEDS[usize::from(*which) % SEEDS.len()];
    // So many lines of the seed stay: mostly its head, sometimes some of its rows.
    let ends = seed.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    let ends: Vec<usize> = ends.collect();
    let keep = ends.get(usize::from(*rows) % ends.len().max(1)).copied().unwrap_or(seed.len());
    let mut text = seed[..keep].to_vec();
    text.extend_from_slice(rest);
    let source = Source::Bytes { name: name.clone(), bytes: text.into() };
    if let Ok(Opened::Dataset(dataset)) = open(&source, &Options::default(), &Progress::new()) {
        assert!(dataset.report.balances());
    }
});
