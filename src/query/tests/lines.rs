//! What is a line of its own, what a line holds, and what cannot be taken out of it.

use super::*;

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
    // A rest of balances may be a deficit, but not one of which a side is less than nothing.
    let balance = lines(&dataset, &view(Measure::Balance, Transform::Level));
    assert_eq!(values(balance.line("not listed").expect("a rest"))[0], Some("-70".to_owned()));
    assert!(balance.notes.iter().any(|note| matches!(note, Note::Exceeded { .. })));
    let balance = balance.drawn();
    assert_eq!(values(balance.line("not listed").expect("a rest")), [None, Some("0".to_owned())]);
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
fn reporters_of_one_flow_beside_others_are_counted_where_exports_stand_beside_imports() {
    let mut builder = DatasetBuilder::new(Meta { unit: Unit::currency("USD", 6), ..Meta::default() });
    for (axis, code) in
        [(Axis::Reporter, "JPN"), (Axis::Reporter, "DEU"), (Axis::Partner, "CHN"), (Axis::Sector, "ALL")]
    {
        builder.member(axis, code, code);
    }
    let rows = [(0, X, 2020), (0, M, 2020), (0, X, 2021), (0, M, 2021), (1, X, 2020), (1, M, 2020), (1, X, 2021)];
    for (line, (reporter, flow, year)) in (2..).zip(rows) {
        let key = RowKey { reporter, partner: 0, sector: 0, flow, period: Period::year(year) };
        builder.report.use_row();
        builder.push(key, Amount::new(10, 0), FactStatus::OK, line);
    }
    let dataset = builder.finish().expect("a dataset");
    let notes = |view: &View| run(&dataset, view).trajectories.notes;
    let told = Note::Unpaired { reporters: 1, noun: Noun::Reporter };
    let by_flow = View { by: GroupBy::Flow, ..View::default() };
    assert!(notes(&by_flow).contains(&told), "{:?}", notes(&by_flow));
    assert!(!notes(&View { by: GroupBy::Reporter, ..View::default() }).contains(&told), "each line says its own gap");
    let alone = View { reporters: Selection::only(["DEU"]), ..by_flow.clone() };
    assert!(!notes(&alone).contains(&told), "one reporter's lone exports are shown");
    assert!(!notes(&View { measure: Measure::Exports, ..by_flow }).contains(&told));
    assert!(told.to_string().starts_with("1 reporter gives exports or imports alone for some periods"), "{told}");
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
