//! The engine against a naive reckoning, and the invariants that must hold for any view.

mod completeness;

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
fn what_rounding_leaves_is_no_line_and_what_is_more_is_one() {
    let table = |total: i64| {
        let years = [2022, 2023].map(Period::year);
        let of = |(partner, value): (MemberId, i64)| years.map(|year| row(partner, 0, Flow::Balance, year, value));
        let rows: Vec<Row> = [(1, 401), (2, 302), (3, 203), (0, total)].into_iter().flat_map(of).collect();
        let partners = ["USA", "CHN", "DEU"].map(|code| (code, Some(0), Role::Leaf));
        let partners = [&[("WLD", None, Role::Total)], partners.as_slice()].concat();
        dataset_of(&partners, &[("CARS", None, Role::Leaf)], &rows, Vec::new())
    };
    let view = View { by: GroupBy::Partner, ..View::default() };
    let with_rounding = lines(&table(907), &view);
    // The line stays, so that sums are exact; only it is not drawn.
    assert!(with_rounding.lines.iter().any(|line| line.role == LineRole::NotListed));
    assert!(with_rounding.notes.contains(&Note::RestIsRounding("Not listed".to_owned())), "{:?}", with_rounding.notes);
    assert!(with_rounding.drawn().lines.iter().all(|line| line.role == LineRole::Member));
    let with_rest = lines(&table(917), &view).drawn();
    assert!(with_rest.lines.iter().any(|line| line.role == LineRole::NotListed));
}

#[test]
fn parts_that_exceed_their_total_leave_nothing_rather_than_less() {
    let [first, second] = [2022, 2023].map(Period::year);
    let of = |flow, year, values: [i64; 3]| {
        (0..).zip(values).map(move |(partner, value)| row(partner, 0, flow, year, value))
    };
    let rows: Vec<Row> = of(X, first, [1000, 700, 500])
        .chain(of(X, second, [1000, 300, 200]))
        .chain(of(M, first, [1000, 300, 200]))
        .chain(of(M, second, [1000, 300, 200]))
        .collect();
    let partners = [("WLD", None, Role::Total), ("USA", Some(0), Role::Leaf), ("CHN", Some(0), Role::Leaf)];
    let dataset = dataset_of(&partners, &[("CARS", None, Role::Leaf)], &rows, Vec::new());
    let view = |measure, transform| View { by: GroupBy::Partner, measure, transform, ..View::default() };
    let exports = lines(&dataset, &view(Measure::Exports, Transform::Level));
    let note = exports.notes.iter().find(|note| matches!(note, Note::Exceeded { .. })).expect("a note").to_string();
    let expected = "The listed partners add up to 20.0 million US dollars more than the published total in 2022: nothing is \
                    left there that is not listed";
    assert_eq!(note, expected);
    // Sums stay exact; only it is not drawn.
    assert_eq!(values(exports.line("not listed").expect("a rest")), [Some("-20".to_owned()), Some("50".to_owned())]);
    let drawn = exports.drawn();
    let rest = drawn.line("not listed").expect("a rest in one year");
    assert_eq!(values(rest), [None, Some("50".to_owned())]);
    assert_eq!(drawn.reason(&rest.points[0]), Some(&Reason::Exceeded(Noun::Partner)));
    let shares = lines(&dataset, &view(Measure::Exports, Transform::Share)).drawn();
    assert_eq!(values(shares.line("not listed").expect("a rest")), [None, Some("50".to_owned())]);
    // A rest of balances may be a deficit, and is drawn.
    let balance = lines(&dataset, &view(Measure::Balance, Transform::Level)).drawn();
    assert_eq!(values(balance.line("not listed").expect("a rest"))[0], Some("-70".to_owned()));
    assert!(!balance.notes.iter().any(|note| matches!(note, Note::Exceeded { .. })));
    // Where it is so in every year there is no such line.
    let one = View { to: Some(first), ..view(Measure::Exports, Transform::Level) };
    assert!(lines(&dataset, &one).drawn().line("not listed").is_none());
}

#[test]
fn surpluses_beside_deficits_have_no_shares() {
    let [first, second] = [2022, 2023].map(Period::year);
    let b = Flow::Balance;
    let rows =
        [row(1, 0, b, first, -300), row(2, 0, b, first, -100), row(1, 0, b, second, -300), row(2, 0, b, second, 100)];
    let dataset = dataset_of(&PARTNERS, &SECTORS, &rows, Vec::new());
    let view = View { by: GroupBy::Partner, transform: Transform::Share, ..View::default() };
    let answer = run(&dataset, &view).trajectories;
    assert_eq!(values(answer.line("AUS").expect("Australia")), [Some("75".to_owned()), None]);
    let point = &answer.line("CHN").expect("China").points[1];
    assert_eq!(answer.reason(point), Some(&Reason::MixedSigns));
    // What a rest holds is not known.
    let rows = [row(1, 0, b, first, -300), row(2, 0, b, first, -100), row(3, 0, b, first, -50)];
    let folded = dataset_of(&PARTNERS, &SECTORS, &rows, Vec::new());
    let folded = run(&folded, &View { top: 1, ..view.clone() }).trajectories;
    assert!(folded.lines.iter().all(|line| line.last().is_none()), "{folded:?}");
    // Imports stand beside exports with the other sign; of turnover both are shares.
    let rows = [row(1, 0, X, first, 300), row(1, 0, M, first, 100)];
    let dataset = dataset_of(&PARTNERS, &SECTORS, &rows, Vec::new());
    let shares = |measure| {
        let answer = run(&dataset, &View { by: GroupBy::Flow, measure, ..view.clone() }).trajectories;
        answer.lines.iter().map(|line| values(line)[0].clone()).collect::<Vec<_>>()
    };
    assert!(shares(Measure::Balance).iter().all(Option::is_none));
    assert_eq!(shares(Measure::Turnover), [Some("75".to_owned()), Some("25".to_owned())]);
}

#[test]
fn reasons_count_in_singular_and_plural() {
    let noun = Noun::Reporter;
    let of_rest = |missing| Reason::Unlisted { missing, noun };
    assert_eq!(of_rest(1).to_string(), "includes 1 reporter that has no figure of its own here");
    assert_eq!(of_rest(21).to_string(), "includes 21 reporters that have no figure of their own here");
    assert_eq!(of_rest(1).short().as_deref(), Some("with 1 reporter without a figure"));
    let silent = |missing| Reason::Silent { missing, all: 213, noun };
    assert_eq!(silent(21).to_string(), "21 of 213 reporters have no figure here");
    let steps = |found| Reason::Steps { found, expected: 12, step: Frequency::Month };
    assert_eq!(steps(1).to_string(), "only 1 of 12 months has a figure");
}

#[test]
fn imports_below_zero_are_told_as_imports_everywhere() {
    let line =
        |code: &str, role| Line { code: code.into(), label: String::new(), role, identity: 0, points: Vec::new() };
    let (imports, all) = (line("import", LineRole::Flow), line("all", LineRole::Whole));
    let view = |transform, measure| View { by: GroupBy::Flow, transform, measure, ..View::default() };
    let balance = view(Transform::Level, Measure::Balance);
    assert_eq!((balance.told(&imports, -408.0), balance.told(&all, 23.7)), ((408.0, false), (23.7, true)));
    // Fewer imports are a fall, whatever they do to the balance; growth and turnover have their own sign already.
    assert_eq!(view(Transform::Change, Measure::Balance).told(&imports, 5.0), (-5.0, true));
    assert_eq!(view(Transform::Growth, Measure::Balance).told(&imports, -5.0), (-5.0, true));
    assert_eq!(view(Transform::Level, Measure::Turnover).told(&imports, 408.0), (408.0, false));
}

#[test]
fn what_has_one_flow_only_cannot_be_taken_out_of_a_balance() {
    let year = Period::year(2023);
    let of = |sector, export: Option<i64>, import: i64| {
        let export = export.map(|value| row(0, sector, Flow::Export, year, value));
        export.into_iter().chain([row(0, sector, Flow::Import, year, import)])
    };
    let rows: Vec<Row> = of(0, Some(1001), 1503).chain(of(1, Some(602), 507)).chain(of(5, None, 809)).collect();
    let dataset = dataset_of(&PARTNERS[..1], &SECTORS, &rows, Vec::new());
    let sectors = Selection::all().toggled(dataset.dimension(Axis::Sector), 5);
    let without = |measure| View { sectors: sectors.clone(), measure, ..View::default() };
    let balance = lines(&dataset, &without(Measure::Balance));
    let point = &balance.lines[0].points[0];
    assert_eq!((point.value, point.status), (None, Status::Missing), "{point:?}");
    let reason = balance.reason(point).map(ToString::to_string).unwrap_or_default();
    assert!(reason.contains("FUEL in words: it cannot be taken out here"), "{reason}");
    let imports = lines(&dataset, &without(Measure::Imports));
    assert_eq!(imports.lines[0].points[0].value.map(|value| value.to_string()).as_deref(), Some("69.4"));
}

#[test]
fn a_group_is_not_summed_beside_its_members() {
    let year = Period::year(2020);
    let rows = [row(3, 0, X, year, 40), row(5, 0, X, year, 100), row(1, 0, X, year, 7)];
    let dataset = dataset_of(&PARTNERS, &SECTORS, &rows, Vec::new());
    let view = View { partners: Selection::only(["EU", "DEU", "AUS"]), measure: Measure::Exports, ..View::default() };
    let answer = run(&dataset, &view).trajectories;
    assert_eq!(values(&answer.lines[0]), [Some("10.7".to_owned())]);
    assert!(matches!(answer.notes.as_slice(), [Note::InsideGroup { members: 1, .. }]));
}

#[test]
fn definitions_stand_side_by_side_and_are_never_summed() {
    let sectors =
        [("NARROW", None, Role::Definition), ("WIDE", None, Role::Definition), ("COMPUTER", Some(0), Role::Leaf)];
    let b = Flow::Balance;
    let rows: Vec<Row> = [(2020, 0, -10), (2020, 1, -12), (2020, 2, -4), (2022, 0, -20)]
        .into_iter()
        .map(|(year, sector, value)| row(0, sector, b, Period::year(year), value))
        .collect();
    let gap = Gap {
        from: Period::year(2021),
        to: Period::year(2021),
        partners: Vec::new(),
        sectors: Vec::new(),
        reason: "not compiled".to_owned(),
    };
    let dataset = dataset_of(&PARTNERS[..1], &sectors, &rows, vec![gap]);
    let by_sector = run(&dataset, &View { by: GroupBy::Sector, ..View::default() }).trajectories;
    assert!(!by_sector.partition && by_sector.whole.is_none());
    assert_eq!(by_sector.lines.len(), 2);
    let narrow = by_sector.line("NARROW").expect("narrow");
    assert_eq!(values(narrow), [Some("-1".to_owned()), None, Some("-2".to_owned())]);
    assert_eq!(by_sector.reason(&narrow.points[1]).map(ToString::to_string).as_deref(), Some("not compiled"));
    let one = run(&dataset, &View { sectors: Selection::only(["WIDE", "NARROW"]), ..View::default() }).trajectories;
    assert_eq!(values(&one.lines[0]), [Some("-1".to_owned()), None, Some("-2".to_owned())]);
    assert!(matches!(one.notes.as_slice(), [Note::OneDefinition { .. }]));
    // Without its computer services the narrow definition is known for 2020 only.
    let rest = Selection::only(["NARROW"]).toggled(dataset.dimension(Axis::Sector), 2);
    let rest = run(&dataset, &View { sectors: rest, ..View::default() }).trajectories;
    assert_eq!(rest.lines[0].points[0].value.map(|v| v.to_string()).as_deref(), Some("-0.6"));
}

#[test]
fn a_member_and_its_part_named_together_stand_side_by_side() {
    let year = Period::year(2020);
    let rows = [row(1, 2, X, year, 50), row(1, 3, X, year, 30)];
    let dataset = dataset_of(&PARTNERS, &SECTORS, &rows, Vec::new());
    let view = View {
        sectors: Selection::only(["TRANSPORT", "CARS"]),
        measure: Measure::Exports,
        by: GroupBy::Sector,
        ..View::default()
    };
    let answer = run(&dataset, &view).trajectories;
    assert!(!answer.partition && answer.whole.is_none());
    assert_eq!(values(answer.line("TRANSPORT").expect("all")), [Some("5".to_owned())]);
    assert_eq!(values(answer.line("CARS").expect("part")), [Some("3".to_owned())]);
    let one = run(&dataset, &View { by: GroupBy::None, ..view }).trajectories;
    assert_eq!(values(&one.lines[0]), [Some("5".to_owned())]);
}

#[test]
fn an_item_published_for_one_flow_has_no_balance() {
    let year = Period::year(2020);
    let rows = [row(0, 1, X, year, 30), row(0, 1, M, year, 10), row(0, 3, X, year, 99)];
    let dataset = dataset_of(&PARTNERS, &SECTORS, &rows, Vec::new());
    let answer = run(&dataset, &View { by: GroupBy::Sector, ..View::default() }).trajectories;
    assert_eq!(values(answer.line("FOOD").expect("food")), [Some("2".to_owned())]);
    let cars = answer.lines.iter().find(|line| line.code != "FOOD").expect("the rest");
    assert_eq!(values(cars), [None]);
    assert_eq!(
        answer.reason(&cars.points[0]).map(ToString::to_string).as_deref(),
        Some("only exports are published for this item")
    );
    assert!(answer.notes.iter().any(|note| matches!(note, Note::OneSided(items) if items == &["CARS in words"])));
}

#[test]
fn a_filter_that_selects_nothing_says_so_rather_than_blaming_the_file() {
    let dataset = full(&[3, 1, 4], &[Period::year(2020)]);
    let why = |view: &View| {
        let answer = run(&dataset, view).trajectories;
        answer.lines.iter().map(|line| answer.reason(&line.points[0]).map(ToString::to_string)).collect::<Vec<_>>()
    };
    let none = Selection::none;
    let sectors = View { by: GroupBy::Partner, sectors: none(), ..View::default() };
    let said = why(&sectors);
    assert!(!said.is_empty() && said.iter().all(|why| why.as_deref() == Some("no sector is selected")), "{said:?}");
    let partners = View { by: GroupBy::Sector, partners: none(), ..View::default() };
    let said = why(&partners);
    assert!(!said.is_empty() && said.iter().all(|why| why.as_deref() == Some("no partner is selected")), "{said:?}");
    assert!(why(&View { by: GroupBy::Partner, partners: none(), ..View::default() }).is_empty(), "no lines at all");
    assert_eq!(why(&View { sectors: none(), ..View::default() }), [Some("no sector is selected".to_owned())]);
}

#[test]
fn a_dataset_that_is_added_up_on_several_threads_gives_the_sums_of_its_rows() {
    const YEARS: usize = 40;
    const PARTNERS: u32 = 1800;
    let mut builder = DatasetBuilder::new(Meta { unit: Unit::currency("USD", 6), ..Meta::default() });
    builder.member(Axis::Reporter, "JPN", "Japan");
    builder.member(Axis::Sector, "ALL", "All products");
    let mut expected = [[0; 2]; YEARS];
    for partner in 0..PARTNERS {
        builder.member(Axis::Partner, &format!("P{partner}"), "A partner");
        for (year, sums) in expected.iter_mut().enumerate() {
            let (flow, value) = (if partner % 3 == 0 { X } else { M }, i64::from(partner * 7 % 31) - 3 + year as i64);
            let period = Period::year(1980 + year as i32);
            let key = RowKey { reporter: 0, partner, sector: 0, flow, period };
            builder.push(key, Amount::new(value.into(), 0), FactStatus::OK, 2);
            sums[usize::from(flow == M)] += value;
        }
    }
    let dataset = builder.finish().expect("a dataset");
    assert!(dataset.facts.len() > full_scan::INLINE, "{}", dataset.facts.len());
    for (side, measure) in [Measure::Exports, Measure::Imports].into_iter().enumerate() {
        let answer = run(&dataset, &View { measure, ..View::default() });
        let found = answer.trajectories.lines[0].points.iter().map(|point| point.value.expect("a value").to_string());
        assert!(found.eq(expected.iter().map(|year| year[side].to_string())), "{measure:?}");
    }
}

#[test]
fn a_sector_whose_parts_have_one_flow_is_one_line_without_what_is_taken_from_it() {
    // Transport of cars (both flows) and ships (exports only), and food.
    let mut rows = Vec::new();
    for year in 2020..2022 {
        let period = Period::year(year);
        for (sector, flow, value) in
            [(0, X, 90), (0, M, 60), (1, X, 30), (1, M, 40), (2, X, 60), (2, M, 20), (3, X, 35), (3, M, 15), (4, X, 20)]
        {
            rows.push(row(0, sector, flow, period, value));
        }
    }
    let dataset = dataset_of(&PARTNERS, &SECTORS, &rows, Vec::new());
    let dimension = dataset.dimension(Axis::Sector);
    let lines = |off: &str, measure: Measure| {
        let sectors = Selection::all().toggled(dimension, dimension.id_of(off).expect("a sector"));
        let shown = run(&dataset, &View { sectors, measure, by: GroupBy::Sector, ..View::default() }).trajectories;
        let told = |line: &Line| (line.label.clone(), line.points[1].value.map(|value| value.to_string()));
        shown.drawn().lines.iter().map(told).collect::<Vec<_>>()
    };
    let line = |label: &str, value: Option<&str>| (label.to_owned(), value.map(str::to_owned));
    // 4.0 of transport less 2.0 of cars.
    assert_eq!(
        lines("CARS", Measure::Balance),
        [line("TRANSPORT in words without CARS in words", Some("2")), line("FOOD in words", Some("-1"))]
    );
    // Ships have no balance that could be taken out.
    assert!(lines("SHIPS", Measure::Balance).contains(&line("FOOD in words", Some("-1"))));
    assert!(!lines("SHIPS", Measure::Balance).iter().any(|(label, _)| label == "CARS in words"));
    // Of exports both have figures, and stand alone.
    assert!(lines("CARS", Measure::Exports).contains(&line("SHIPS in words", Some("2"))));
}

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
