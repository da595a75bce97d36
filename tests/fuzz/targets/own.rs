//! Saldo's own files: events, mappings and sessions, any bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use saldo::data::Event;
use saldo::import::{Mapping, Options, Progress, Source, events, open};
use saldo::session::SessionFile;

const TABLE: &[u8] = b"a,b,c,d\n2020,Japan,TOTAL,5\n2021,China,01,6.5\n2022,France,02,x\n";

fuzz_target!(|bytes: &[u8]| {
    for name in ["t.csv", "t.json"] {
        let _ = events::read(&Source::Bytes { name: name.to_owned(), bytes: bytes.into() }, &Progress::new());
    }
    let _ = serde_json::from_slice::<SessionFile>(bytes);
    let _ = serde_json::from_slice::<Vec<Event>>(bytes);
    if let Ok(mapping) = serde_json::from_slice::<Mapping>(bytes) {
        let source = Source::Bytes { name: "t.csv".to_owned(), bytes: TABLE.into() };
        let _ = open(&source, &Options { mapping: Some(mapping), ..Options::default() }, &Progress::new());
    }
});
