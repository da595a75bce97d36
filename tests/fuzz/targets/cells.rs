//! Encoding, dialect, preamble and records: any bytes as a table of cells.
#![no_main]

use libfuzzer_sys::fuzz_target;
use saldo::import::{Source, cells};

fuzz_target!(|bytes: &[u8]| {
    let source = Source::Bytes { name: "t.csv".to_owned(), bytes: bytes.into() };
    let _ = cells(&source);
});
