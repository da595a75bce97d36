//! Nothing that is incomplete looks complete: over random datasets and views, what is drawn, labelled, ranked and told.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test stops where something is not as it says")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use proptest::prelude::*;
use saldo::chart::{Dash, Figure, Mark};
use saldo::data::{Axis, Dataset, Period};
use saldo::import::{Opened, Options, Progress, Source, open};
use saldo::query::{
    Answer, ChartKind, Engine, FrequencyChoice, GroupBy, Line, LineRole, Measure, Note, Selection, Status,
    Trajectories, Transform, ValueKind, View, run,
};
use saldo::story::{Document, Evaluation, Layout, Scene, evaluate_alone, figure};
use saldo::words::{Caption, Fact};

const PARTNERS: [&str; 5] = ["USA", "CHN", "DEU", "FRA", "GBR"];
const SECTORS: [&str; 3] = ["Cars", "Food", "Steel"];

/// A table as a person may have it: partners that stop reporting, months that are missing, a total or none.
#[derive(Debug, Clone)]
struct Recipe {
    partners: usize,
    sectors: usize,
    monthly: bool,
    periods: i32,
    /// For each partner after how many periods it stops.
    stops: Vec<i32>,
    /// Which cells are left out.
    holes: Vec<u16>,
    with_total: bool,
    /// Whether a second country reports as well.
    two_reporters: bool,
    seed: i64,
}

impl Recipe {
    fn reporters(&self) -> &'static [&'static str] {
        if self.two_reporters { &["JPN", "KOR"] } else { &["JPN"] }
    }
}

impl Recipe {
    fn any() -> impl Strategy<Value = Self> {
        let table = (1usize..=5, 1usize..=3, any::<bool>(), 3i32..40);
        let gaps = (prop::collection::vec(1i32..60, 5), prop::collection::vec(any::<u16>(), 0..12));
        (table, gaps, any::<bool>(), prop::bool::weighted(0.3), 1i64..1000).prop_map(
            |((partners, sectors, monthly, periods), (stops, holes), with_total, two_reporters, seed)| Self {
                partners,
                sectors,
                monthly,
                periods,
                stops,
                holes,
                with_total,
                two_reporters,
                seed,
            },
        )
    }

    fn text(&self) -> String {
        let mut text = String::from("period,reporter,partner,sector,flow,value\n");
        let mut cell = 0u16;
        for step in 0..self.periods {
            let period = if self.monthly { Period::month(2015, 1).shifted(step) } else { Period::year(1990 + step) };
            for (own, reporter) in self.reporters().iter().enumerate() {
                for (at, sector) in SECTORS[..self.sectors].iter().enumerate() {
                    for (flow, sign) in [("export", 3), ("import", 5)] {
                        let mut total = 700 + 11 * own as i64;
                        for (n, partner) in PARTNERS[..self.partners].iter().enumerate() {
                            let moved = self.seed * (n as i64 + 2) * sign + i64::from(step) * (at as i64 + 7);
                            let value = 100 + (moved + 311 * own as i64) % 900;
                            total += value;
                            cell = cell.wrapping_add(1);
                            if step < self.stops[n] && !self.holes.contains(&(cell % 997)) {
                                let _ = writeln!(text, "{period},{reporter},{partner},{sector},{flow},{value}");
                            }
                        }
                        if self.with_total {
                            let _ = writeln!(text, "{period},{reporter},WLD,{sector},{flow},{total}");
                        }
                    }
                }
            }
        }
        text
    }

    fn dataset(&self) -> Option<Dataset> {
        let source = Source::Bytes { name: "made.csv".to_owned(), bytes: self.text().into_bytes().into() };
        match open(&source, &Options::default(), &Progress::new()).ok()? {
            Opened::Dataset(dataset) => Some(*dataset),
            _ => None,
        }
    }
}

fn any_view() -> impl Strategy<Value = View> {
    let what = (0usize..6, 0usize..5, 0usize..7, 0usize..3, 0usize..4);
    let which = (prop::collection::btree_set(0usize..5, 0..5), prop::collection::btree_set(0usize..3, 0..3), 0usize..4);
    (what, which, any::<bool>(), 0usize..4).prop_map(
        |((measure, by, transform, chart, frequency), (partners, sectors, top), late, ranked)| {
            let chosen = |picked: BTreeSet<usize>, names: &[&str]| {
                let codes: Vec<String> =
                    picked.into_iter().filter_map(|at| names.get(at)).map(|n| (*n).to_owned()).collect();
                if codes.is_empty() { Selection::all() } else { Selection::only(codes) }
            };
            View {
                partners: chosen(partners, &PARTNERS),
                sectors: chosen(sectors, &SECTORS),
                measure: Measure::ALL[measure],
                by: GroupBy::ALL[by],
                transform: Transform::ALL[transform],
                chart: ChartKind::ALL[chart],
                frequency: FrequencyChoice::ALL[frequency],
                top,
                from: late.then(|| Period::year(2016)),
                ranked_at: [None, Some(Period::year(1991)), Some(Period::year(2016)), Some(Period::month(2015, 4))]
                    [ranked],
                ..View::default()
            }
        },
    )
}

struct Picture {
    shown: Trajectories,
    figure: Figure,
    headline: Caption,
    findings: Vec<Fact>,
}

fn picture(dataset: &Arc<Dataset>, view: &View) -> Picture {
    let document = Document::open(Arc::clone(dataset), String::new(), Arc::default());
    let evaluation = evaluate_alone(&document.with_scenes(vec![Scene::of(view.clone())], 0));
    let figure = figure(&evaluation, &Layout { size: (1400.0, 860.0), ..Layout::default() });
    let Evaluation { answer, headline, findings, .. } = evaluation;
    Picture { shown: answer.trajectories, figure, headline, findings }
}

impl Picture {
    fn lines(&self) -> impl Iterator<Item = &Line> {
        self.shown.lines.iter().chain(&self.shown.whole)
    }

    /// The line of a mark; a stroke of no line is the whole.
    fn line(&self, at: Option<usize>) -> Option<&Line> {
        at.map_or(self.shown.whole.as_ref(), |at| self.shown.lines.get(at))
    }

    /// Everything that is written on the figure and names a line beside the plot.
    fn label(&self, line: usize) -> String {
        let beside = |text: &&saldo::chart::Text| text.line == Some(line) && text.pos.x > self.figure.main.rect.right();
        self.figure.texts.iter().filter(beside).map(|text| text.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn foot(&self) -> String {
        self.figure.texts.iter().map(|text| text.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn strokes_and_bars_are_honest(&self) -> Result<(), TestCaseError> {
        let place = |x: f64| self.shown.periods.iter().position(|period| (period.middle() - x).abs() < 1e-6);
        let ragged: Vec<Vec<bool>> = self.shown.lines.iter().map(Line::ragged).collect();
        let of_whole = self.shown.whole.as_ref().map(Line::ragged).unwrap_or_default();
        for mark in &self.figure.main.marks {
            match mark {
                Mark::Polyline { points, dash, line, .. } if self.figure.kind != ChartKind::Ranked => {
                    let own = self.line(*line).expect("a line of that place");
                    let ragged = line.map_or(&of_whole, |line| &ragged[line]);
                    for pair in points.windows(2) {
                        let (Some(a), Some(b)) = (place(pair[0][0]), place(pair[1][0])) else { continue };
                        let partial = |at: usize| own.points[at].status == Status::Partial;
                        prop_assert!(*dash == Dash::Dashed || !(partial(a) || partial(b)), "{} is solid", own.label);
                        prop_assert_eq!(ragged[a], ragged[b], "{} joins what is complete and what is not", own.label);
                    }
                }
                Mark::Bar { line: Some(line), period: Some(period), hatched, .. } => {
                    let partial = self.shown.lines[*line].points[*period].status == Status::Partial;
                    prop_assert!(!partial || *hatched, "a bar of {} looks whole", self.shown.lines[*line].label);
                    let stacked = self.figure.kind == ChartKind::Bars && self.shown.partition;
                    let whole = self.shown.whole.iter().filter(|_| stacked && self.shown.lines.len() > 1);
                    let lacks = { whole }.any(|whole| whole.points[*period].status == Status::Partial);
                    prop_assert!(!lacks || *hatched, "a stack that lacks a part looks whole");
                    let partial = partial || lacks;
                    let said = !partial || self.foot().contains("incomplete");
                    prop_assert!(said, "the key does not say what is incomplete: {}", self.foot());
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn labels_say_of_when_they_are(&self) -> Result<(), TestCaseError> {
        if self.figure.kind == ChartKind::Ranked {
            return Ok(());
        }
        for (at, line) in self.shown.lines.iter().enumerate() {
            let label = self.label(at);
            if label.is_empty() {
                continue;
            }
            match line.complete_range().map(|range| *range.end()) {
                Some(end) if end + 1 == line.points.len() => {}
                Some(end) => {
                    let period = self.shown.periods[end];
                    let year = period.start_month().div_euclid(12).to_string();
                    prop_assert!(label.contains(&period.words()) || label.contains(&year), "{label} of {period}");
                }
                None => prop_assert!(label.contains('('), "{label} is of no complete value"),
            }
        }
        Ok(())
    }

    fn nothing_incomplete_is_told(&self) -> Result<(), TestCaseError> {
        for finding in &self.findings {
            let line = self.lines().find(|line| line.code == finding.line).expect("the line of a finding");
            if let Some(at) = finding.at {
                let point = &line.points[at];
                prop_assert!(point.value.is_some() && point.status != Status::Partial, "{finding:?}");
            }
        }
        let ValueKind::Money(unit) = &self.shown.kind else { return Ok(()) };
        let scales = [0, 3, 6, 9, 12].map(|power| unit.scale_at(power));
        let complete = self.lines().flat_map(|line| &line.points).filter(|point| point.status != Status::Partial);
        let values: Vec<f64> = complete.filter_map(saldo::query::Point::to_f64).map(f64::abs).collect();
        let known: BTreeSet<String> =
            values.iter().flat_map(|value| scales.iter().map(|scale| scale.number(*value))).collect();
        // The sum by which exports exceed imports stands in no line of its own where the whole is not shown.
        let is_difference = self.headline.title.contains(" exceeded ");
        for number in amounts(&self.headline.title) {
            prop_assert!(is_difference || known.contains(&number), "{number} of “{}”", self.headline.title);
        }
        Ok(())
    }

    fn a_ranking_is_told_of_its_own_period(&self, view: &View) -> Result<(), TestCaseError> {
        let title = &self.headline.title;
        if self.figure.kind == ChartKind::Ranked && !amounts(title).is_empty() {
            let at = self.shown.ranked_at(view.ranked_at).expect("what is ranked has a period");
            let period = self.shown.periods[at].words();
            prop_assert!(title.contains(&period), "“{title}” over what is ranked of {period}");
        }
        Ok(())
    }

    fn everybody_is_somewhere(&self, dataset: &Dataset, view: &View) -> Result<(), TestCaseError> {
        let foot = self.foot();
        let dropped = foot.contains("without a label") || foot.contains("smaller");
        let alone = self.shown.lines.len() == 1;
        let ranked = self.shown.ranked_at(view.ranked_at).filter(|_| self.figure.kind == ChartKind::Ranked);
        for (at, line) in self.shown.lines.iter().enumerate() {
            // What is not listed is nobody whose figure could be missed.
            if line.role == LineRole::NotListed && ranked.is_some_and(|ranked| line.points[ranked].value.is_none()) {
                continue;
            }
            let start: String = line.label.chars().take(2).collect();
            let named = self.figure.texts.iter().any(|text| text.line == Some(at) && text.text.starts_with(&start));
            prop_assert!(
                named || alone || dropped || foot.contains(&line.label) || foot.contains("Nothing"),
                "{}: {foot}",
                line.label
            );
        }
        let Some(axis) = view.by.axis() else { return Ok(()) };
        let folded = self.shown.folded > 0 || self.shown.notes.iter().any(|note| matches!(note, Note::NotDrawn(_)));
        let dimension = dataset.dimension(axis);
        for code in view.selection(axis).marked() {
            let known = dimension.id_of(code).is_some_and(|id| dataset.has_facts(axis, id));
            let drawn = self.shown.lines.iter().any(|line| line.code == *code);
            prop_assert!(!known || drawn || folded, "{code} is selected and nowhere");
        }
        Ok(())
    }

    fn the_words_say_what_is_incomplete(&self) -> Result<(), TestCaseError> {
        for line in self.shown.lines.iter().take(12).filter(|_| self.figure.kind != ChartKind::Ranked) {
            let last = line.points.iter().rev().find(|point| point.value.is_some());
            if last.is_some_and(|point| point.status == Status::Partial) {
                prop_assert!(self.figure.alt.contains("(incomplete"), "{}", self.figure.alt);
            }
        }
        Ok(())
    }
}

/// The numbers of a sentence that are followed by a power of ten or a currency.
fn amounts(title: &str) -> Vec<String> {
    let words: Vec<&str> = title.split([' ', '\u{a0}']).collect();
    let is_unit = |word: &str| ["thousand", "million", "billion", "trillion"].contains(&word);
    let pairs = words.windows(2).filter(|pair| is_unit(pair[1].trim_end_matches([',', ')'])));
    pairs.map(|pair| pair[0].trim_start_matches('(').to_owned()).collect()
}

impl Picture {
    /// Who stands alone in a ranking is at least as large as any of the others in its period.
    fn nobody_larger_is_among_the_others(&self, dataset: &Dataset, view: &View) -> Result<(), TestCaseError> {
        let level = matches!(view.transform, Transform::Level | Transform::Rolling) && view.measure.adds_up();
        let ranked = view.chart == ChartKind::Ranked && view.by.axis().is_some();
        let Some(at) = self.shown.ranked_at(view.ranked_at).filter(|_| level && ranked) else { return Ok(()) };
        let period = self.shown.periods[at];
        let all = run(dataset, &View { top: 0, ..view.clone() }).trajectories;
        let Some(place) = all.periods.iter().position(|known| *known == period) else { return Ok(()) };
        let is_alone = |line: &&Line| self.shown.lines.iter().any(|shown| shown.code == line.code);
        let size = |line: &Line| line.points[place].to_f64().map(f64::abs);
        let (alone, others): (Vec<&Line>, Vec<&Line>) =
            all.lines.iter().filter(|line| line.role == LineRole::Member).partition(is_alone);
        let least = alone.into_iter().filter_map(size).fold(f64::INFINITY, f64::min);
        for line in others {
            prop_assert!(size(line).is_none_or(|size| size <= least), "{} {period:?}: {view:?}", line.label);
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    #[test]
    fn nothing_incomplete_looks_complete(recipe in Recipe::any(), views in prop::collection::vec(any_view(), 6)) {
        let Some(dataset) = recipe.dataset().map(Arc::new) else { return Err(TestCaseError::reject("not opened")) };
        for view in views {
            let picture = picture(&dataset, &view);
            picture.strokes_and_bars_are_honest()?;
            picture.labels_say_of_when_they_are()?;
            picture.nothing_incomplete_is_told()?;
            picture.a_ranking_is_told_of_its_own_period(&view)?;
            picture.everybody_is_somewhere(&dataset, &view)?;
            picture.nobody_larger_is_among_the_others(&dataset, &view)?;
            picture.the_words_say_what_is_incomplete()?;
            // A sum over reporters is nobody's, and a rest is no member.
            let rest = |line: &Line| matches!(line.role, LineRole::Others | LineRole::NotListed);
            let told = |finding: &Fact| picture.shown.lines.iter().any(|line| rest(line) && line.code == finding.line);
            prop_assert!(!picture.findings.iter().any(told));
            if recipe.two_reporters && view.by != GroupBy::Reporter {
                let title = &picture.headline.title;
                prop_assert!(!title.contains("Japan") && amounts(title).is_empty(), "“{title}” of two reporters");
            }
        }
    }
}

#[test]
fn a_definition_without_one_of_its_parts_does_not_go_by_its_name() {
    let source = Source::Library("japan-digital".to_owned());
    let Ok(Opened::Dataset(dataset)) = open(&source, &Options::default(), &Progress::new()) else {
        unreachable!("the library opens")
    };
    let sectors = dataset.dimension(Axis::Sector);
    let definition = sectors.definitions().find(|id| !sectors.children(*id).is_empty()).expect("a definition of parts");
    let part = sectors.children(definition)[0];
    let chosen = Selection::only([sectors.get(definition).code.clone()]);
    let view = |sectors: Selection| View { by: GroupBy::Sector, sectors, ..View::default() };
    let label = |view: &View| run(&dataset, view).trajectories.lines[0].label.clone();
    assert_eq!(label(&view(chosen.clone())), sectors.get(definition).label);
    let without = label(&view(chosen.toggled(sectors, part)));
    assert_eq!(without, format!("{} without {}", sectors.get(definition).label, sectors.get(part).label));
}

#[test]
fn a_list_has_no_balance_for_who_reports_one_side() {
    let mut text = "period,reporter,partner,sector,flow,value\n".to_owned();
    for (reporter, year, export, import) in [
        ("USA", 2018, Some(500), 300),
        ("USA", 2023, Some(700), 400),
        ("THA", 2018, Some(20), 90),
        ("THA", 2023, None, 305),
    ] {
        let mut row = |flow: &str, value: i64| writeln!(text, "{year},{reporter},WLD,All,{flow},{value}");
        for (flow, value) in [("export", export), ("import", Some(import))] {
            value.map_or(Ok(()), |value| row(flow, value)).expect("a text takes a line");
        }
    }
    let source = Source::Bytes { name: "made.csv".to_owned(), bytes: text.into_bytes().into() };
    let Ok(Opened::Dataset(dataset)) = open(&source, &Options::default(), &Progress::new()) else {
        unreachable!("a tidy table opens")
    };
    let view = View { by: GroupBy::Reporter, ..View::default() };
    let plain = run(&dataset, &view);
    let reporters = dataset.dimension(Axis::Reporter);
    let bar = |answer: &Answer, axis: Axis, code: &str| {
        let id = dataset.dimension(axis).id_of(code).expect("a member");
        answer.member_totals.of(axis)[id as usize].value.map(|value| value.to_string())
    };
    assert_eq!(plain.member_totals.window_words(), "2023");
    assert_eq!(bar(&plain, Axis::Reporter, "USA").as_deref(), Some("300"));
    assert_eq!(bar(&plain, Axis::Reporter, "THA"), None, "{reporters:?}");
    assert_eq!(bar(&plain, Axis::Partner, "WLD").as_deref(), Some("300"));
    let mut engine = Engine::new(Arc::new(*dataset.clone()));
    let kept = engine.run(&view, &|| false).expect("an answer");
    assert_eq!(kept.member_totals, plain.member_totals);
}

#[test]
fn the_world_has_no_surplus_with_itself() {
    let mut text = "period,reporter,partner,sector,flow,value\n".to_owned();
    for year in 2010..=2023 {
        for (reporter, export, import) in
            [("USA", 500, 300 + year % 7), ("CHN", 400, 450), ("WLD", 1000, 890 - year % 9)]
        {
            for (flow, value) in [("export", export), ("import", import)] {
                writeln!(text, "{year},{reporter},WLD,All,{flow},{value}").expect("a text takes a line");
            }
        }
    }
    let source = Source::Bytes { name: "made.csv".to_owned(), bytes: text.into_bytes().into() };
    let Ok(Opened::Dataset(dataset)) = open(&source, &Options::default(), &Progress::new()) else {
        unreachable!("a tidy table opens")
    };
    let dataset = Arc::new(*dataset);
    let told = |by: GroupBy| picture(&dataset, &View { by, ..View::default() });
    for by in [GroupBy::None, GroupBy::Reporter] {
        let told = told(by);
        let title = &told.headline.title;
        assert!(title.contains("exports and imports as reported differ by"), "{title}");
        let of_the_world = |finding: &&Fact| told.shown.whole.as_ref().is_some_and(|whole| whole.code == finding.line);
        assert_eq!(told.findings.iter().find(of_the_world), None);
    }
}
