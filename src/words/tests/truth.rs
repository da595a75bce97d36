//! Every claim is true of the points that it is made of.

use proptest::prelude::*;

use super::*;

/// The values of a line that may carry a claim, by their places: complete ones and estimates.
fn carrying(line: &Line) -> Vec<(usize, f64)> {
    (0..line.points.len())
        .filter(|at| matches!(line.points[*at].status, Status::Ok | Status::Estimated))
        .filter_map(|at| line.points[at].to_f64().filter(|value| value.is_finite()).map(|value| (at, value)))
        .collect()
}

/// The value at a place, where it may carry a claim.
fn number(values: &[(usize, f64)], at: usize) -> Option<f64> {
    values.iter().find(|(place, _)| *place == at).map(|(_, value)| *value)
}

/// A multiple with three digits, as a card says it.
fn multiple(ratio: f64) -> String {
    let decimals = if ratio < 0.995 { 2 } else { usize::from(ratio < 19.95) };
    format!("{ratio:.decimals$}")
}

fn any_point() -> impl Strategy<Value = Point> {
    prop_oneof![
        8 => (-60i128..60).prop_map(|n| Point { value: Some(Value::Exact(Amount::new(n, 1))), status: Status::Ok, reason: None }),
        1 => (-60i128..60).prop_map(|n| Point { value: Some(Value::Exact(Amount::new(n, 1))), status: Status::Estimated, reason: None }),
        1 => (-60i128..60).prop_map(|n| Point { value: Some(Value::Exact(Amount::new(n, 1))), status: Status::Partial, reason: None }),
        1 => Just(Point { value: None, status: Status::Missing, reason: None }),
        1 => Just(Point { value: Some(Value::Real(f64::NAN)), status: Status::Ok, reason: None }),
    ]
}

fn any_view() -> impl Strategy<Value = View> {
    let measure = prop::sample::select(Measure::ALL.to_vec());
    let transform = prop::sample::select(Transform::ALL.to_vec());
    let by = prop::sample::select(GroupBy::ALL.to_vec());
    let chart = prop::sample::select(ChartKind::ALL.to_vec());
    (measure, transform, by, chart, any::<bool>()).prop_map(|(measure, transform, by, chart, named)| {
        let partners = if named { Selection::only(["CHN", "TWN"]) } else { Selection::all() };
        View { partners, measure, by, transform, chart, ..View::default() }
    })
}

fn any_trajectories() -> impl Strategy<Value = Trajectories> {
    let line = |code: &'static str, role| {
        prop::collection::vec(any_point(), 0..40).prop_map(move |points| Line {
            code: code.into(),
            label: code.into(),
            role,
            identity: 0,
            points,
        })
    };
    let lines = (line("CHN", LineRole::Member), line("TWN", LineRole::Member), line("others", LineRole::Others));
    let first = prop::sample::select(vec![Period::month(2020, 3), Period::quarter(2015, 2), Period::year(1990)]);
    (lines, first, any::<bool>(), any::<bool>()).prop_map(|((a, b, others), first, partition, whole)| {
        let mut shown = trajectories(first, vec![a.clone(), b, others]);
        shown.partition = partition;
        shown.whole = whole.then(|| Line { code: "all".into(), role: LineRole::Whole, ..a });
        shown
    })
}

/// Recomputes what a finding claims, from the points alone.
fn assert_true(finding: &Fact, view: &View, shown: &Trajectories) {
    let line = shown.line(&finding.line).expect("its line");
    let values = carrying(line);
    let last = *values.last().expect("values");
    let at = finding.at.expect("a place");
    let value = values.iter().find(|(place, _)| *place == at).map(|(_, value)| *value);
    assert!(value.is_some(), "no finding stands on a partial or missing value");
    let value = value.expect("checked");
    let others = || values.iter().filter(|(place, _)| *place != at).map(|(_, value)| *value);
    match finding.kind {
        Kind::RecordLow => assert!(others().all(|other| other > value)),
        Kind::RecordHigh => assert!(others().all(|other| other < value)),
        Kind::Streak => {
            let words: Vec<&str> = finding.fact.split(' ').collect();
            let count: usize = words[words.len() - 3].parse().expect("a count");
            assert!(count >= 3 && at == last.0);
            let sizes: Vec<f64> = (at - count..=at).map(|at| number(&values, at).expect("no gap").abs()).collect();
            assert!(sizes.windows(2).all(|w| w[0] < w[1]) || sizes.windows(2).all(|w| w[0] > w[1]), "{sizes:?}");
        }
        Kind::Multiple | Kind::MultipleOfTenYears => {
            let said = |before: &str| {
                let text = finding.fact.split(before).next();
                text.and_then(|text| text.rsplit(' ').next()).expect("a number").to_owned()
            };
            let from = shown.periods.iter().position(|period| finding.fact.ends_with(&format!(" {}", period.words())));
            let before = number(&values, from.expect("its start")).expect("a value");
            assert!(before * value > 0.0);
            let ratio = value / before;
            if ratio < 1.0 {
                assert_eq!(said("% since"), format!("{:.0}", 100.0 * (1.0 - ratio)));
            } else {
                assert_eq!(said(" ×"), multiple(ratio));
            }
        }
        Kind::SmallestSince | Kind::LargestSince => {
            let small = finding.kind == Kind::SmallestSince;
            let per_year = shown.frequency.per_year();
            let recent = values.iter().filter(|(place, _)| *place < at && *place + 3 * per_year > at);
            let sign = value.signum();
            for (_, other) in recent {
                assert!(if small { other * sign > value.abs() } else { other * sign < value.abs() });
            }
        }
        Kind::SignChange => assert!(others().any(|other| other * value < 0.0)),
        Kind::LargestShare | Kind::LargestChange | Kind::Crossing => {}
    }
    if finding.heading.starts_with("RECORD") {
        let (first, end) = (values[0].0, last.0);
        assert_eq!(values.len(), end - first + 1, "no record across a gap");
        assert_eq!(at, end);
    }
    if line.points[at].status == Status::Estimated && !matches!(finding.kind, Kind::Streak | Kind::Crossing) {
        let text = format!("{} {}", finding.fact, finding.rule);
        assert!(text.contains("estimate"), "{text}");
    }
    assert!(view.pinned.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_every_claim_is_true(view in any_view(), shown in any_trajectories(), early in any::<bool>()) {
        let first = shown.periods.first().copied().unwrap_or(Period::year(1990));
        let start = if early { first.shifted(-30) } else { first };
        let dataset = us(start, first.shifted(40));
        let found = findings(&dataset, &view, &shown);
        prop_assert!(found.len() <= 12);
        prop_assert!(found.windows(2).all(|pair| pair[0].weight >= pair[1].weight));
        for finding in &found {
            assert_true(finding, &view, &shown);
            prop_assert!(!(early && finding.heading.starts_with("RECORD")), "{:?}", finding);
            for text in [&finding.heading, &finding.fact, &finding.rule, &finding.explanation] {
                prop_assert!(!text.is_empty() && !text.contains('-') || finding.kind == Kind::Streak, "{text}");
            }
        }
        let headline = headline(&dataset, &view, &shown);
        prop_assert!(!headline.title.is_empty() && !headline.subtitle.is_empty());
        prop_assert!(!(early && headline.title.contains("record")));
        let tariff = event("2022-04-02", "USA;WLD", "all", Subject::Goods, 1);
        prop_assert!(before_after(&tariff, &dataset, &view, &shown).len() <= 5);
    }

    #[test]
    fn titles_of_levels_are_true(points in prop::collection::vec(any_point(), 1..12)) {
        let line = Line { points, ..member("CHN", "China", "") };
        let shown = trajectories(Period::year(2010), vec![line]);
        let dataset = us(Period::year(2010), Period::year(2022));
        let values = carrying(&shown.lines[0]);
        let title = headline(&dataset, &by_partner(), &shown).title;
        let Some((at, value)) = values.last().copied() else {
            // What is incomplete is there, and is no figure to tell.
            let any = shown.lines[0].last().is_some();
            prop_assert_eq!(title, if any { "No complete figures for this selection" } else { "No figures for this selection" });
            return Ok(());
        };
        if title.contains("turned from") {
            prop_assert!(number(&values, at - 1).expect("before") * value < 0.0);
        } else {
            prop_assert_eq!(title.contains("deficit"), value < 0.0);
            prop_assert_eq!(title.contains("surplus"), value > 0.0);
        }
        if title.contains("record") || title.contains("largest") || title.contains("times") {
            prop_assert!(values.iter().all(|(other, size)| *other == at || size * value.signum() < value.abs()));
        }
        if let Some(before) = at.checked_sub(1).and_then(|before| number(&values, before)) {
            prop_assert!(!title.contains("widened") || value.abs() > before.abs());
            prop_assert!(!title.contains("narrowed") || value.abs() < before.abs());
            prop_assert!(!title.contains(" halved") || value.abs() <= before.abs() / 2.0);
            prop_assert!(!title.contains("doubled") || value.abs() >= before.abs() * 2.0);
        }
    }
}
