//! `saldo query`: the trajectories as numbers.

use std::ffi::OsString;

use clap::{Args, ValueEnum};

use super::failure::Failure;
use super::filling::Filling;
use super::print::{print, say};
use super::reading::{Reading, remark};
use super::view::ViewOptions;
use crate::data::Dataset;
use crate::import::{self, Source};
use crate::query::{self, View};

#[derive(Debug, Args)]
pub(crate) struct Query {
    #[command(flatten)]
    view: ViewOptions,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    filling: Filling,
    /// How to print.
    #[arg(long, value_enum, default_value = "csv")]
    format: Form,
    /// Files, or library:NAME.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<OsString>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    /// `period,code,label,value,status,unit`: the value exact in the unit, empty where there is none
    Csv,
    /// An array of objects with the same keys and the reason of a gap; the value as text
    Json,
}

impl Query {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let mut left = self.files.len();
        for file in &self.files {
            left -= 1;
            // What is to be filled is read whole, and only the file itself is kept for the next time.
            let pushdown = self.view.pushdown().filter(|_| self.filling.is_empty());
            let source = Source::parse_os(file);
            let (dataset, cache_key) = self.reading.open(&source, pushdown)?;
            let cache_key = cache_key.filter(|_| self.filling.is_empty());
            let file = source.name();
            remark(&file, &dataset);
            let dataset = self.filling.apply(dataset, &self.reading.bounds())?;
            let view = self.view.view(&dataset)?;
            self.check(&file, &dataset, &view)?;
            let answer = query::lines(&dataset, &view);
            let meta = &dataset.meta;
            let source = match meta.source_line(meta.vintage.trim()) {
                source if source.is_empty() => "the file does not state its source".to_owned(),
                source => source,
            };
            say(&format!("{file}: {source}; {}", meta.basis.words()));
            for note in &answer.notes {
                say(&format!("{file}: {note}"));
            }
            let text = match self.format {
                Form::Csv => query::to_csv(&answer),
                Form::Json => query::to_json(&answer) + "\n",
            };
            print(&text)?;
            if let Some(cache_key) = &cache_key {
                cache_key.store(&dataset);
            }
            if left == 0 {
                // The process ends: its memory need not be given back piece by piece.
                std::mem::forget(dataset);
            }
        }
        Ok(())
    }

    /// Refuses an answer for which there is no memory: all its lines are known before the first is printed.
    fn check(&self, file: &str, dataset: &Dataset, view: &View) -> Result<(), Failure> {
        const LINE: usize = 2000;
        const POINT: usize = 200;
        let Some(axis) = view.by.axis() else { return Ok(()) };
        let (lines, periods) = (dataset.dimension(axis).len(), dataset.periods.len());
        let most = self.reading.most_memory();
        if lines.saturating_mul(LINE + POINT * periods) as u64 <= most {
            return Ok(());
        }
        Err(Failure::Data(format!(
            "{file}: the answer has {lines} {} in {periods} periods and takes more memory than {}. Allow more (--memory 8GB), or ask \
             without --by {} for those that you name",
            dataset.noun(axis).plural(),
            import::memory::in_words(most),
            axis.word()
        )))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;
    use rayon::ThreadPoolBuilder;

    use super::*;
    use crate::import::{Limits, Opened, Options, Progress, open_within};

    #[derive(Debug, clap::Parser)]
    struct Typed {
        #[command(flatten)]
        view: ViewOptions,
    }

    fn view_of(arguments: &[String]) -> ViewOptions {
        let typed = <Typed as clap::Parser>::try_parse_from(std::iter::once(&"saldo".to_owned()).chain(arguments));
        typed.expect("options").view
    }

    fn read(text: &str, block: usize, pushdown: Option<import::Pushdown>) -> Result<Dataset, String> {
        let source = Source::Bytes { name: "t.csv".to_owned(), bytes: text.as_bytes().into() };
        let options = Options { pushdown: pushdown.map(Arc::new), ..Options::default() };
        let limits = Limits { block, ..Limits::default() };
        match open_within(&source, &options, &Progress::new(), &limits) {
            Ok(Opened::Dataset(dataset)) => Ok(*dataset),
            other => Err(format!("{other:?}")),
        }
    }

    /// What is printed of a view on a text.
    fn told(dataset: &Dataset, view: &ViewOptions) -> Result<String, String> {
        let view = view.view(dataset).map_err(|failure| format!("{failure:?}"))?;
        let answer = query::lines(dataset, &view);
        Ok(format!("{:?}\n{}", answer.notes, query::to_csv(&answer)))
    }

    /// Holds what a file gives when it is read for one view against what all of it gives; says how many rows were
    /// kept of how many.
    fn check(text: &str, arguments: &[String], threads: usize, block: usize) -> (u64, u64) {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let view = view_of(arguments);
        let (whole, part) = pool.install(|| (read(text, block, None), read(text, block, view.pushdown())));
        let (Ok(whole), Ok(part)) = (&whole, &part) else {
            assert_eq!(whole.map(drop), part.map(drop), "{arguments:?} of {text}");
            return (0, 0);
        };
        assert_eq!(told(part, &view), told(whole, &view), "{arguments:?}, {threads} threads, {block} of:\n{text}");
        assert!(part.report.balances());
        assert_eq!(part.report.rows.read, whole.report.rows.read);
        (part.report.rows.used, whole.report.rows.used)
    }

    fn row() -> impl Strategy<Value = String> {
        let partner = prop::sample::select(vec![
            "USA",
            "United States",
            "CHN",
            "\"Korea, Republic of\"",
            "DEU",
            "P1",
            "P2",
            "World",
            "EU27",
            "",
            "840",
            "156",
        ]);
        let sector = prop::sample::select(vec!["01", "0101", "0102", "02", "99", "TOTAL", "Goods", "Services", ""]);
        let reporter = prop::sample::select(vec!["JPN", "JPN", "DEU", "R1"]);
        let flow =
            prop::sample::select(vec!["export", "import", "export", "import", "re-export", "balance", "nothing"]);
        let period = prop_oneof![30 => (2000u32..2006).prop_map(|year| year.to_string()), 1 => Just("soon".to_owned()),
            1 => (1u32..5).prop_map(|quarter| format!("2001Q{quarter}"))];
        let value = prop_oneof![
            20 => (-5000i64..5000, 0usize..4).prop_map(|(n, d)| format!("{:.1$}", n as f64 / 100.0, d)),
            1 => Just(String::new()),
            1 => Just("many".to_owned()),
            1 => Just("90000000000000000".to_owned()),
            1 => Just("0.0000125".to_owned()),
        ];
        let status = prop::sample::select(vec!["", "", "", "", "e", "c"]);
        (period, reporter, partner, sector, flow, value, status)
            .prop_map(|(p, r, c, s, f, v, x)| format!("{p},{r},{c},{s},{f},{v},{x}\n"))
    }

    /// Rows of few members in few periods, so that most of them can be skipped.
    fn usual_row() -> impl Strategy<Value = String> {
        let partner = prop::sample::select(vec!["USA", "CHN", "P1", "P1", "P2", "P2", "P2"]);
        let sector = prop::sample::select(vec!["01", "99", "99", "Goods"]);
        let reporter = prop_oneof![20 => Just("JPN"), 1 => Just("DEU"), 1 => Just("R1")];
        let period = prop_oneof![30 => 2000u32..2003, 1 => 1997u32..2008];
        let flow = prop_oneof![10 => Just("export"), 4 => Just("import")];
        let value = prop_oneof![
            40 => (-5000i64..5000).prop_map(|n| format!("{:.2}", n as f64 / 100.0)),
            1 => Just("9000000000000000".to_owned()),
            1 => Just("0.0000125".to_owned()),
        ];
        (period, reporter, partner, sector, flow, value)
            .prop_map(|(p, r, c, s, f, v)| format!("{p},{r},{c},{s},{f},{v},\n"))
    }

    fn asked() -> impl Strategy<Value = Vec<String>> {
        let names = |all: &'static [&'static str]| prop::collection::vec(prop::sample::select(all), 0..3);
        let partners = names(&["USA", "CHN", "P1", "P2", "United States", "World", "DE", "EU27", "KOR", "Mars"]);
        let sectors = names(&["01", "0101", "99", "TOTAL", "Goods"]);
        let reporters = prop_oneof![3 => Just(Vec::new()), 1 => names(&["JPN", "DEU", "R1"])];
        let measure = prop::sample::select(vec!["exports", "imports", "balance", "turnover", "coverage"]);
        let by = prop::sample::select(vec!["none", "none", "partner", "sector", "flow", "reporter"]);
        let transform = prop::sample::select(vec!["level", "level", "level", "share", "cumulative", "growth"]);
        (partners, sectors, reporters, measure, by, 0usize..3, transform).prop_map(
            |(partners, sectors, reporters, measure, by, top, transform)| {
                let mut options = vec!["--measure".to_owned(), measure.to_owned(), "--by".to_owned(), by.to_owned()];
                for (option, names) in [("--partner", partners), ("--sector", sectors), ("--reporter", reporters)] {
                    if !names.is_empty() {
                        options.extend([option.to_owned(), names.join(",")]);
                    }
                }
                options.extend(["--top", &top.to_string(), "--transform", transform].map(str::to_owned));
                options
            },
        )
    }

    /// Whether re-exports stand beside exports is told by the balances of all partners, also of those not asked for.
    #[test]
    fn balances_of_partners_that_are_not_asked_for_tell_of_exports() {
        // The last partner tells otherwise in the last years.
        let told = |(partner, size, until): (&str, i32, i32)| -> String {
            let of = |year: i32| {
                let (exports, imports, again) = (size * 10 + year % 7, size * 20, size * 4 + year % 3);
                let balance = exports - imports + if year < until { again } else { 0 };
                let figures = [("export", exports), ("import", imports), ("re-export", again), ("balance", balance)];
                figures.map(|(flow, value)| format!("{year},JPN,{partner},01,{flow},{value},\n")).concat()
            };
            (1950..2020).map(of).collect()
        };
        let options = ["--measure", "exports", "--by", "none", "--partner", "USA"].map(str::to_owned);
        for until in [2020, 2015] {
            let rows = [("USA", 1, 2020), ("CHN", 3, 2020), ("DEU", 5, until)].map(told).concat();
            let seen = check(&format!("period,reporter,partner,sector,flow,value,status\n{rows}"), &options, 2, 400);
            assert!(seen.1 > 0, "read as a whole");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

        #[test]
        fn a_file_read_for_one_view_answers_it_as_the_whole_file_does(
            rows in prop_oneof![prop::collection::vec(row(), 1..150), prop::collection::vec(usual_row(), 1..300)],
            options in asked(),
            threads in 1usize..4,
            block in prop_oneof![80usize..400, 400usize..5000],
        ) {
            let text = format!("period,reporter,partner,sector,flow,value,status\n{}", rows.concat());
            check(&text, &options, threads, block);
        }
    }

    #[test]
    fn lines_are_in_the_order_of_the_year_for_which_most_members_report() {
        let row = |year: usize, partner: &str, sector: &str, value: usize| {
            format!("{year},JPN,{partner},{sector},export,{value}.5\n")
        };
        let mut text = "period,reporter,partner,sector,flow,value\n".to_owned();
        // Most report in 2001 only, beside one earlier year each.
        for sector in ["S1", "S2"] {
            for n in 0..450 {
                text += &row(1990 + n / 45, &format!("Q{n}"), sector, 900 - n);
                text += &row(2001, &format!("Q{n}"), sector, 450 - n);
            }
        }
        for year in 1990..2003 {
            let values = if year == 2001 { [9, 1] } else { [1, 9] };
            text += &row(year, "P1", "S1", values[0]);
            text += &row(year, "P1", "S2", values[1]);
        }
        let asked = ["--partner", "P1", "--measure", "exports", "--by", "sector", "--top", "1"].map(str::to_owned);
        let (kept, all) = check(&text, &asked, 1, 4000);
        assert!(kept < all, "{kept} of {all}");
        let whole = read(&text, 0, None).expect("a dataset");
        let lines = told(&whole, &view_of(&asked)).expect("an answer");
        assert!(lines.contains("2002,S1,"), "{lines}");
    }

    #[test]
    fn what_is_not_asked_for_is_not_kept() {
        let mut text = "period,reporter,partner,sector,flow,value\n".to_owned();
        for n in 0..20_000 {
            let (period, flow) = (2000 + n % 10, ["export", "import"][n / 10 % 2]);
            text += &format!("{period},JPN,P{},S{},{flow},{}.25\n", n / 20 % 40, n / 800, n % 977);
        }
        let asked = |options: &[&str]| options.iter().map(|option| (*option).to_owned()).collect::<Vec<_>>();
        for threads in [1, 3] {
            let (kept, all) = check(&text, &asked(&["--partner", "P3,P7", "--sector", "S4"]), threads, 9000);
            assert!((40..3000).contains(&kept) && all == 20_000, "{kept} of {all}");
            let by_sector = ["--partner", "P3,P7", "--by", "sector", "--top", "5"];
            let (kept, all) = check(&text, &asked(&by_sector), threads, 9000);
            assert!((1000..8000).contains(&kept) && all == 20_000, "{kept} of {all}");
            let (kept, all) = check(&text, &asked(&["--by", "partner"]), threads, 9000);
            assert_eq!(kept, all);
        }
    }
}
