//! Tables that lie like publishers do: a random true cube is written as people publish it, read through the public
//! door, and what is read must be the cube, or a question, or a dispute; never another figure shown as sound.

#![expect(clippy::expect_used, reason = "a test stops where something is not as it says")]

mod cube;
mod dates;
mod files;
mod judge;
mod lies;
mod publish;
mod random;
mod words;

use std::collections::BTreeMap;

use judge::Verdict;
use rayon::prelude::*;

// `SALDO_TABLE_SEED=1,2` shows these tables (and keeps them in `SALDO_TABLE_FOLDER`), `SALDO_TABLE_CAUSES=1` all causes;
// `SALDO_TABLES` and `SALDO_TABLES_FROM` give the number of tables of the long run and the first of its seeds.

/// Wrong tables among the 2 000 that are known; to be brought down to none.
const KNOWN_WRONG: usize = 0;
/// The least share of tables, in percent, that must be read without a question.
const LEAST_READ: usize = 85;

#[derive(Default)]
struct Counts {
    read: usize,
    asked: usize,
    disputed: usize,
    refused: usize,
    wrong: Vec<u64>,
    causes: BTreeMap<String, (usize, Vec<u64>)>,
}

fn run(seeds: std::ops::Range<u64>) -> Counts {
    let verdicts: Vec<(u64, Verdict)> =
        seeds.into_par_iter().map(|seed| (seed, judge::judge(&publish::publish(seed)))).collect();
    let mut counts = Counts::default();
    for (seed, verdict) in verdicts {
        let cause = match &verdict {
            Verdict::Read => {
                counts.read += 1;
                continue;
            }
            Verdict::Asked(what) => {
                counts.asked += 1;
                format!("asked: {what}")
            }
            Verdict::Disputed(what) => {
                counts.disputed += 1;
                format!("disputed: {what}")
            }
            Verdict::Refused(what) => {
                counts.refused += 1;
                format!("refused: {}", what.split_once(": ").map_or(what.as_str(), |(_, rest)| rest))
            }
            Verdict::Wrong { kind, .. } => {
                counts.wrong.push(seed);
                let form = publish::publish(seed).lies.features.iter().find(|word| word.starts_with("form")).cloned();
                format!("wrong: {kind}, {}", form.unwrap_or_default())
            }
        };
        let cause: String = cause.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).take(110).collect();
        let entry = counts.causes.entry(cause).or_default();
        entry.0 += 1;
        entry.1.push(seed);
    }
    counts
}

fn tell(counts: &Counts, all: usize, most: usize) {
    let share = |count: usize| 100.0 * count as f64 / all as f64;
    println!(
        "{all} tables: read {} ({:.1} %), asked {} ({:.1} %), disputed {} ({:.1} %), refused {} ({:.1} %), wrong {} ({:.2} %)",
        counts.read,
        share(counts.read),
        counts.asked,
        share(counts.asked),
        counts.disputed,
        share(counts.disputed),
        counts.refused,
        share(counts.refused),
        counts.wrong.len(),
        share(counts.wrong.len()),
    );
    let mut causes: Vec<_> = counts.causes.iter().collect();
    causes.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    for (cause, (count, seeds)) in causes.iter().take(most) {
        println!("{count:5}  {cause}  {:?}", &seeds[..seeds.len().min(6)]);
    }
}

fn show(seed: u64) {
    let table = publish::publish(seed);
    if let Ok(folder) = std::env::var("SALDO_TABLE_FOLDER") {
        std::fs::write(std::path::Path::new(&folder).join(format!("{seed} {}", table.name)), &table.bytes)
            .expect("written");
    }
    println!("seed {seed}: {}\nfeatures: {}\n{}", table.name, table.lies.features.join("; "), table.text);
    println!("verdict: {:?}\n", judge::judge(&table));
}

#[test]
fn what_is_read_of_published_tables_is_the_truth_or_a_question() {
    if let Ok(seeds) = std::env::var("SALDO_TABLE_SEED") {
        seeds.split(',').for_each(|seed| show(seed.parse().expect("SALDO_TABLE_SEED is a number")));
        return;
    }
    let counts = run(0..2000);
    tell(&counts, 2000, if std::env::var("SALDO_TABLE_CAUSES").is_ok() { 200 } else { 12 });
    if counts.wrong.len() > KNOWN_WRONG {
        counts.wrong.iter().take(5).for_each(|seed| show(*seed));
        panic!("{} tables are read wrong, {KNOWN_WRONG} are known: {:?}", counts.wrong.len(), counts.wrong);
    }
    assert!(counts.read * 100 >= LEAST_READ * 2000, "{} of 2000 tables are read without a question", counts.read);
}

/// Tables that a run of a hundred thousand showed to be read wrong, each of another kind.
const ONCE_WRONG: [u64; 29] = [
    1_002_979, 1_007_297, 1_028_369, 1_032_621, 1_037_923, 1_043_239, 1_043_557, 1_047_758, 1_051_785, 1_062_795,
    1_063_868, 1_065_157, 1_066_188, 1_074_326, 1_078_871, 1_086_804, 1_087_845, 1_095_181, 1_099_484, 2_021_623,
    2_021_867, 2_033_403, 2_054_265, 3_005_263, 3_009_617, 3_015_341, 3_024_406, 3_046_256, 3_069_485,
];

#[test]
fn tables_that_were_once_read_wrong() {
    let wrong = |seed: &u64| matches!(judge::judge(&publish::publish(*seed)), Verdict::Wrong { .. });
    let wrong: Vec<u64> = ONCE_WRONG.into_iter().filter(wrong).collect();
    for seed in &wrong {
        show(*seed);
    }
    assert!(wrong.is_empty(), "these tables are read wrong again: {wrong:?}");
}

#[test]
#[ignore = "takes minutes"]
fn a_hundred_thousand_tables() {
    let number = |name: &str, else_| std::env::var(name).ok().and_then(|said| said.parse().ok()).unwrap_or(else_);
    let (from, count) = (number("SALDO_TABLES_FROM", 1_000_000), number("SALDO_TABLES", 100_000));
    let counts = run(from..from + count);
    tell(&counts, count as usize, 60);
    counts.wrong.iter().take(5).for_each(|seed| show(*seed));
    assert!(counts.wrong.is_empty(), "{} tables are read wrong: {:?}", counts.wrong.len(), counts.wrong);
}
