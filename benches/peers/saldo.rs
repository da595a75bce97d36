//! Saldo's side of the comparison with its peers (`run.py`): a file in memory, and a line of JSON for each question.

use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, bail};
use saldo::data::Dataset;
use saldo::import::{self, Opened, Options, Progress, Source};
use saldo::query::{self, Engine, GroupBy, Measure, Selection, View};
use serde::Deserialize;

/// What is asked: the sum by period of some partners and sectors. The bars of the filter lists always come with it.
#[derive(Deserialize)]
struct Question {
    partners: Vec<String>,
    sectors: Vec<String>,
    /// What each line stands for; one line for all where nothing is said.
    #[serde(default)]
    by: GroupBy,
    /// Exports where nothing is said.
    #[serde(default = "exports")]
    measure: Measure,
}

const fn exports() -> Measure {
    Measure::Exports
}

fn main() -> anyhow::Result<()> {
    let Some(path) = std::env::args().skip(1).find(|argument| !argument.starts_with("--")) else {
        println!("run benches/peers/run.py, which calls this with a file");
        return Ok(());
    };
    let start = Instant::now();
    let source = Source::Path(PathBuf::from(path));
    let opened =
        import::open(&source, &Options::default(), &Progress::new()).map_err(|e| anyhow::anyhow!(e.one_line()))?;
    let Opened::Dataset(dataset) = opened else { bail!("the columns are not clear") };
    let dataset: Arc<Dataset> = Arc::from(dataset);
    let mut engine = Engine::new(Arc::clone(&dataset));
    let mut out = std::io::stdout().lock();
    writeln!(out, "{{\"ms\": {}}}", start.elapsed().as_secs_f64() * 1e3)?;
    out.flush()?;
    for line in std::io::stdin().lock().lines() {
        let asked: Question = serde_json::from_str(&line?)?;
        let view = View {
            by: asked.by,
            measure: asked.measure,
            partners: Selection::only(asked.partners),
            sectors: Selection::only(asked.sectors),
            ..View::default()
        }
        .drawn();
        let start = Instant::now();
        let answer = engine.run(&view, &|| false).context("an answer")?;
        let spent = start.elapsed();
        let sums = sums(&query::to_csv(&answer.trajectories), dataset.decimals, asked.by)?;
        writeln!(out, "{{\"ms\": {}, \"answer\": {{{sums}}}}}", spent.as_secs_f64() * 1e3)?;
        out.flush()?;
        // What the window does while the user looks; outside the time, as between two clicks.
        engine.prepare_toggles(&view, &|| false);
    }
    Ok(())
}

/// The values in the smallest unit by period, or by line and period, as the members of a JSON object.
fn sums(csv: &str, decimals: u8, by: GroupBy) -> anyhow::Result<String> {
    let mut sums = Vec::new();
    for line in csv.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [period, code, .., value, _, _] = cells.as_slice() else { bail!("no row: {line}") };
        if !value.is_empty() {
            let (whole, part) = value.split_once('.').unwrap_or((value, ""));
            let digits = format!("{whole}{part:0<width$}", width = usize::from(decimals)).parse::<i128>()?;
            let line_code = if by == GroupBy::None { String::new() } else { format!("{code} ") };
            sums.push(format!("\"{line_code}{}\": {digits}", period.replace('-', "")));
        }
    }
    Ok(sums.join(", "))
}
