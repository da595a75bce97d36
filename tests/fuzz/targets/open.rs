//! Containers, sniffing and reading: any bytes under any ending; what opens accounts for every row.
#![no_main]

use libfuzzer_sys::fuzz_target;
use saldo::import::{Opened, Options, Progress, Source, open};

const NAMES: [&str; 8] = ["t.csv", "t.tsv", "EXP_2023.csv", "t.json", "t.xlsx", "t.zip", "t.csv.gz", "t.parquet"];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let name = NAMES[usize::from(*first) % NAMES.len()];
    for bytes in [bytes, rest] {
        let source = Source::Bytes { name: name.to_owned(), bytes: bytes.into() };
        if let Ok(Opened::Dataset(dataset)) = open(&source, &Options::default(), &Progress::new()) {
            assert!(dataset.report.balances());
        }
    }
});
