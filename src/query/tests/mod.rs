//! The engine against a naive reckoning, and the invariants that must hold for any view.

mod completeness;
mod lines;

use proptest::prelude::*;

use super::*;
use crate::data::{
    Amount, Axis, Dataset, DatasetBuilder, Dimension, FactStatus, Flow, Frequency, Gap, Member, MemberId, Meta, Noun,
    Period, Role, RowKey, Unit,
};

/// A member of a test dataset: code, parent, role.
type Node<'a> = (&'a str, Option<MemberId>, Role);

const PARTNERS: [Node<'static>; 6] = [
    ("WLD", None, Role::Total),
    ("AUS", None, Role::Leaf),
    ("CHN", None, Role::Leaf),
    ("DEU", None, Role::Leaf),
    ("USA", None, Role::Leaf),
    ("EU", None, Role::Group),
];
const SECTORS: [Node<'static>; 6] = [
    ("ALL", None, Role::Total),
    ("FOOD", Some(0), Role::Leaf),
    ("TRANSPORT", Some(0), Role::Leaf),
    ("CARS", Some(2), Role::Leaf),
    ("SHIPS", Some(2), Role::Leaf),
    ("FUEL", Some(0), Role::Leaf),
];

struct Row {
    partner: MemberId,
    sector: MemberId,
    flow: Flow,
    period: Period,
    value: i64,
}

fn row(partner: MemberId, sector: MemberId, flow: Flow, period: Period, value: i64) -> Row {
    Row { partner, sector, flow, period, value }
}

fn dataset_of(partners: &[Node], sectors: &[Node], rows: &[Row], gaps: Vec<Gap>) -> Dataset {
    let mut builder = DatasetBuilder::new(Meta { unit: Unit::currency("USD", 6), ..Meta::default() });
    builder.member(Axis::Reporter, "JPN", "Japan");
    for (axis, nodes) in [(Axis::Partner, partners), (Axis::Sector, sectors)] {
        for (code, parent, role) in nodes {
            let contains = if *code == "EU" { vec![3] } else { Vec::new() };
            let (code, label) = ((*code).to_owned(), format!("{code} in words"));
            builder.declare(axis, Member { code, label, parent: *parent, role: *role, contains, ..Member::default() });
        }
    }
    for (line, row) in (2..).zip(rows) {
        let Row { partner, sector, flow, period, .. } = *row;
        builder.report.use_row();
        let key = RowKey { reporter: 0, partner, sector, flow, period };
        builder.push(key, Amount::new(row.value.into(), 1), FactStatus::OK, line);
    }
    for gap in gaps {
        builder.gap(gap);
    }
    builder.finish().expect("a dataset")
}

/// A full table: totals that are at least the sum of their parts.
fn full(values: &[i64], periods: &[Period]) -> Dataset {
    let mut value = values.iter().copied().cycle();
    let mut rows = Vec::new();
    for period in periods {
        for flow in [Flow::Export, Flow::Import] {
            for partner in 0..6 {
                for sector in 0..6 {
                    rows.push(row(partner, sector, flow, *period, value.next().unwrap_or(0)));
                }
            }
        }
    }
    dataset_of(&PARTNERS, &SECTORS, &rows, Vec::new())
}

fn values(line: &Line) -> Vec<Option<String>> {
    line.points.iter().map(|point| point.value.map(|value| value.to_string())).collect()
}

/// What a selection adds up to by first principles: every member has an own part, which is its figure
/// less the figures of its listed parts, and a selection is the sum of the own parts it contains.
fn by_first_principles(dataset: &Dataset, view: &View, period: usize) -> i128 {
    let own = |dimension: &Dimension, id: MemberId| -> Vec<(MemberId, i128)> {
        let children = dimension.children(id).iter().map(|child| (*child, -1));
        std::iter::once((id, 1)).chain(children).collect()
    };
    let chosen = |axis: Axis| -> Vec<MemberId> {
        let states = view.selection(axis).states(dataset.dimension(axis));
        (0..).zip(states).filter(|(_, on)| *on).map(|(id, _)| id).collect()
    };
    let figure = |partner: MemberId, sector: MemberId| -> i128 {
        let facts = dataset.facts.iter().filter(|fact| usize::from(fact.period) == period);
        facts
            .filter(|fact| fact.member(Axis::Partner) == partner && fact.member(Axis::Sector) == sector)
            .map(|fact| i128::from(fact.value) * if fact.flow == Flow::Export { 1 } else { -1 })
            .sum()
    };
    let mut sum = 0;
    for partner in chosen(Axis::Partner) {
        for (p, a) in own(dataset.dimension(Axis::Partner), partner) {
            for sector in chosen(Axis::Sector) {
                for (s, b) in own(dataset.dimension(Axis::Sector), sector) {
                    sum += a * b * figure(p, s);
                }
            }
        }
    }
    sum
}

fn selection(dimension: &Dimension, toggles: &[usize], start_all: bool) -> Selection {
    let start = if start_all { Selection::all() } else { Selection::none() };
    toggles.iter().fold(start, |selection, at| {
        let id = MemberId::try_from(at % dimension.len()).unwrap_or(0);
        // Overlapping groups have a test of their own.
        if dimension.get(id).role == Role::Group { selection } else { selection.toggled(dimension, id) }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_grouping_adds_up_to_the_ungrouped_series(
        numbers in prop::collection::vec(-1_000_000i64..1_000_000, 1..400),
        partners in prop::collection::vec(0usize..6, 0..5),
        sectors in prop::collection::vec(0usize..6, 0..5),
        (start_p, start_s) in any::<(bool, bool)>(),
        top in 0usize..4,
        by in 0usize..5,
        threads in 1usize..4,
    ) {
        let periods = [Period::year(2020), Period::year(2021), Period::year(2022)];
        let dataset = full(&numbers, &periods);
        let view = View {
            partners: selection(dataset.dimension(Axis::Partner), &partners, start_p),
            sectors: selection(dataset.dimension(Axis::Sector), &sectors, start_s),
            ..View::default()
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let whole = pool.install(|| run(&dataset, &view)).trajectories;
        for (at, period) in whole.periods.iter().enumerate() {
            let period = dataset.periods.iter().position(|p| p == period).expect("a known period");
            let expected = by_first_principles(&dataset, &view, period);
            if let Some(value) = whole.lines[0].points[at].value {
                prop_assert_eq!(value.exact(), Some(dataset.amount(expected)));
            }
        }
        let grouped_view = View { by: GroupBy::ALL[by], top, ..view };
        let grouped = pool.install(|| run(&dataset, &grouped_view)).trajectories;
        prop_assert!(grouped.partition);
        let one = View { by: GroupBy::None, ..grouped_view.clone() };
        let beside = pool.install(|| run_beside(&dataset, &grouped_view, &one));
        prop_assert_eq!(beside, (run(&dataset, &grouped_view), trajectories(&dataset, &one)));
        for at in 0..whole.periods.len() {
            let sum: Amount = grouped.lines.iter().filter_map(|l| l.points.get(at)?.value?.exact()).sum();
            let ungrouped = whole.lines[0].points[at].value.and_then(Value::exact).unwrap_or(Amount::ZERO);
            prop_assert_eq!(sum, ungrouped, "{:?} at {}", GroupBy::ALL[by], at);
        }
    }

    #[test]
    fn any_view_of_a_sparse_table_answers_without_a_panic(
        cells in prop::collection::vec((0u32..6, 0u32..6, 0usize..5, 0i32..40, -9i64..9), 0..60),
        partners in prop::collection::vec(0usize..6, 0..4),
        (measure, by, transform, frequency, top) in (0usize..6, 0usize..5, 0usize..7, 0usize..4, 0usize..3),
        (from, to) in (0i32..40, 0i32..40),
    ) {
        let rows: Vec<Row> = cells
            .into_iter()
            .map(|(p, s, flow, month, value)| row(p, s, Flow::ALL[flow], Period::month(2020, 1).shifted(month), value))
            .collect();
        let dataset = dataset_of(&PARTNERS, &SECTORS, &rows, Vec::new());
        let view = View {
            partners: selection(dataset.dimension(Axis::Partner), &partners, true),
            measure: Measure::ALL[measure],
            by: GroupBy::ALL[by],
            transform: Transform::ALL[transform],
            frequency: FrequencyChoice::ALL[frequency],
            top,
            from: Some(Period::month(2020, 1).shifted(from)),
            to: Some(Period::month(2020, 1).shifted(to)),
            ..View::default()
        };
        let answer = run(&dataset, &view).trajectories;
        for line in answer.lines.iter().chain(&answer.whole) {
            prop_assert_eq!(line.points.len(), answer.periods.len());
            for point in &line.points {
                prop_assert_eq!(point.value.is_none(), matches!(point.status, Status::Missing | Status::Confidential));
                prop_assert!(point.status == Status::Ok || answer.reason(point).is_some(), "{:?}", point.status);
                prop_assert!(point.to_f64().is_none_or(f64::is_finite));
            }
        }
    }
}

const X: Flow = Flow::Export;
const M: Flow = Flow::Import;

#[test]
fn measures_and_transforms_by_their_formulas() {
    let mut rows = Vec::new();
    for (year, exports, imports) in [(2020, 100, 200), (2021, 150, 100), (2022, 300, 100)] {
        rows.push(row(1, 0, X, Period::year(year), exports));
        rows.push(row(1, 0, M, Period::year(year), imports));
    }
    let dataset = dataset_of(&PARTNERS, &SECTORS, &rows, Vec::new());
    let check = |measure, transform, expected: [Option<&str>; 3]| {
        let view = View { measure, transform, from: Some(Period::year(2020)), ..View::default() };
        let answer = run(&dataset, &view).trajectories;
        let expected: Vec<_> = expected.into_iter().map(|text| text.map(str::to_owned)).collect();
        assert_eq!(values(&answer.lines[0]), expected, "{measure:?} {transform:?}");
    };
    check(Measure::Balance, Transform::Level, [Some("-10"), Some("5"), Some("20")]);
    check(Measure::Exports, Transform::Level, [Some("10"), Some("15"), Some("30")]);
    check(Measure::Turnover, Transform::Level, [Some("30"), Some("25"), Some("40")]);
    check(Measure::Coverage, Transform::Level, [Some("50"), Some("150"), Some("300")]);
    check(Measure::Normalised, Transform::Level, [Some("-0.333333"), Some("0.2"), Some("0.5")]);
    check(Measure::Exports, Transform::Growth, [None, Some("50"), Some("100")]);
    check(Measure::Exports, Transform::Index, [Some("100"), Some("150"), Some("300")]);
    check(Measure::Balance, Transform::Cumulative, [Some("-10"), Some("-5"), Some("15")]);
    check(Measure::Coverage, Transform::Cumulative, [Some("50"), Some("83.333333"), Some("137.5")]);
    check(Measure::Balance, Transform::Share, [Some("100"), Some("100"), Some("100")]);
    check(Measure::Balance, Transform::Change, [None, Some("15"), Some("15")]);
    check(Measure::Balance, Transform::Growth, [None, None, Some("300")]);
}

#[test]
fn rolling_months_need_a_full_year() {
    let mut rows = Vec::new();
    for month in 0..14 {
        rows.push(row(1, 0, X, Period::month(2020, 1).shifted(month), 10 + i64::from(month)));
        rows.push(row(1, 0, M, Period::month(2020, 1).shifted(month), 0));
    }
    let dataset = dataset_of(&PARTNERS, &SECTORS, &rows, Vec::new());
    let answer = run(&dataset, &View { transform: Transform::Rolling, ..View::default() }).trajectories;
    assert_eq!(answer.periods.first(), Some(&Period::month(2020, 12)));
    assert_eq!(values(&answer.lines[0])[0].as_deref(), Some("18.6"));
}

#[test]
fn a_stated_gap_keeps_its_reason_under_sums_over_several_periods() {
    let month = |step: i32| Period::month(2020, 1).shifted(step);
    // Australia ends in May 2021; China goes on for another year.
    let rows: Vec<Row> = (0..29)
        .flat_map(|step| [(1, step < 17), (2, true)].map(|(partner, known)| (partner, step, known)))
        .filter(|(.., known)| *known)
        .flat_map(|(partner, step, _)| [X, M].map(|flow| row(partner, 0, flow, month(step), 10)))
        .collect();
    let gap = Gap {
        from: month(17),
        to: month(28),
        partners: vec![1],
        sectors: Vec::new(),
        reason: "the vintage ends in May 2021".to_owned(),
    };
    let dataset = dataset_of(&PARTNERS, &SECTORS, &rows, vec![gap]);
    let range = View { from: Some(month(0)), to: Some(month(28)), ..View::default() };
    for transform in [Transform::Level, Transform::Rolling, Transform::Cumulative] {
        let view = View { partners: Selection::only(["AUS"]), transform, ..range.clone() };
        let answer = run(&dataset, &view).trajectories;
        for point in &answer.lines[0].points[17..] {
            assert_eq!(answer.reason(point), Some(&Reason::from("the vintage ends in May 2021")), "{transform:?}");
        }
    }
    // What follows from a start of the file is no gap of its own.
    let view = View { partners: Selection::only(["AUS"]), transform: Transform::Rolling, ..range };
    let answer = run(&dataset, &view).trajectories;
    assert_eq!(answer.reason(&answer.lines[0].points[3]), Some(&Reason::from("a full year needs 12 figures in a row")));
}

#[test]
fn bars_show_each_member_under_the_other_filters() {
    let year = Period::year(2020);
    let rows = [
        row(0, 0, X, year, 100),
        row(0, 0, M, year, 60),
        row(1, 0, X, year, 30),
        row(1, 0, M, year, 50),
        row(1, 1, X, year, 5),
        row(1, 1, M, year, 9),
        row(0, 1, X, year, 5),
        row(0, 1, M, year, 9),
    ];
    let dataset = dataset_of(&PARTNERS, &SECTORS, &rows, Vec::new());
    let bar = |view: &View, axis: Axis, code: &str| {
        let id = dataset.dimension(axis).id_of(code).expect("a member");
        run(&dataset, view).member_totals.of(axis)[id as usize].value.map(|value| value.to_string())
    };
    let view = View { partners: Selection::only(["CHN"]), ..View::default() };
    assert_eq!(bar(&view, Axis::Partner, "AUS").as_deref(), Some("-2"));
    assert_eq!(bar(&view, Axis::Partner, "CHN"), None);
    assert_eq!(bar(&view, Axis::Sector, "FOOD"), None);
    let food = View { sectors: Selection::only(["FOOD"]), ..View::default() };
    assert_eq!(bar(&food, Axis::Partner, "AUS").as_deref(), Some("-0.4"));
    assert_eq!(bar(&food, Axis::Sector, "ALL").as_deref(), Some("4"));
}

#[test]
fn more_lines_than_can_be_drawn_go_into_others_and_numbers_have_all() {
    let codes: Vec<String> = (0..130).map(|n| format!("P{n}")).collect();
    let partners: Vec<Node> = codes.iter().map(|code| (code.as_str(), None, Role::Leaf)).collect();
    let rows: Vec<Row> = (0..130).map(|n| row(n, 0, X, Period::year(2020), i64::from(n) + 1)).collect();
    let dataset = dataset_of(&partners, &SECTORS, &rows, Vec::new());
    let view = View { by: GroupBy::Partner, measure: Measure::Exports, ..View::default() };
    let all = View { top: 0, ..view.clone() };
    assert_eq!(run(&dataset, &all).trajectories.lines.len(), 130);
    for view in [all, View { top: 120, ..view }] {
        let drawn = run(&dataset, &view.drawn()).trajectories;
        assert_eq!((drawn.lines.len(), drawn.folded), (View::MOST_LINES + 1, 30));
        assert_eq!(drawn.lines.last().map(|line| line.role), Some(LineRole::Others));
    }
}
