//! How long a reading goes on after it was cancelled: `cargo bench --bench cancel -- FILE [FROM TO]`.
//!
//! The file is opened again and again and cancelled each time a little later, until it is open before that, or between
//! two moments in milliseconds.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::ensure;
use saldo::import::{self, ImportError, Options, Progress, Source};

/// So many moments are tried.
const MOMENTS: u32 = 60;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let Some(path) = arguments.next() else {
        println!("cargo bench --bench cancel -- FILE [FROM TO]");
        return Ok(());
    };
    let source = Source::Path(PathBuf::from(path));
    let start = Instant::now();
    import::open(&source, &Options::default(), &Progress::new()).map_err(|error| anyhow::anyhow!(error.one_line()))?;
    let whole = start.elapsed();
    println!("not cancelled: {:.0} ms", whole.as_secs_f64() * 1e3);
    let moments: Vec<u64> = arguments.map(|moment| moment.parse()).collect::<Result<_, _>>()?;
    let (from, to) = match moments.as_slice() {
        [from, to] if from <= to => (Duration::from_millis(*from), Duration::from_millis(*to)),
        _ => (Duration::ZERO, whole),
    };
    let mut late = Vec::new();
    for moment in 0..MOMENTS {
        let wait = from + to.saturating_sub(from) * moment / MOMENTS;
        if let Some(after) = cancelled(&source, wait)? {
            late.push((after, wait));
        }
    }
    late.sort_unstable();
    let ms = |time: &Duration| time.as_secs_f64() * 1e3;
    ensure!(!late.is_empty(), "the file was always open before it could be cancelled");
    println!("cancelled {} times: it went on for {:.1} ms (median)", late.len(), ms(&late[late.len() / 2].0));
    for (after, wait) in late.iter().rev().take(5) {
        println!("  {:.1} ms, cancelled at {:.0} ms", ms(after), ms(wait));
    }
    Ok(())
}

/// For how long a reading goes on that is cancelled after a while; none where it was done before.
fn cancelled(source: &Source, wait: Duration) -> anyhow::Result<Option<Duration>> {
    let progress = Arc::new(Progress::new());
    let (reader, seen) = (source.clone(), Arc::clone(&progress));
    let reading = thread::spawn(move || {
        let opened = import::open(&reader, &Options::default(), &seen);
        // What was read is given back later, as the window does it.
        (Instant::now(), opened)
    });
    thread::sleep(wait);
    let moment = Instant::now();
    progress.cancel();
    let Ok((end, opened)) = reading.join() else { anyhow::bail!("the reader panicked") };
    Ok(matches!(opened, Err(ImportError::Cancelled { .. })).then(|| end.duration_since(moment)))
}
