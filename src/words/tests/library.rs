//! The titles, findings and scopes of the built-in library's own figures.

use std::collections::BTreeMap;
use std::path::Path;

use super::{before_after, findings, findings_over, headline, scope_warning};
use crate::data::{
    Amount, Axis, Basis, Dataset, DatasetBuilder, Date, Event, FactStatus, Flow, Member, Meta, Period, Role, RowKey,
    Subject, Unit,
};
use crate::insight::*;
use crate::query::{Line, LineRole, Point, Status, Trajectories, Transform, Value, ValueKind, View};
use crate::words::Fact;

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data").join(name);
    std::fs::read_to_string(path).expect("a file of the library")
}

/// As much of the tidy form as these tests need: members, facts, the view.
fn load(name: &str) -> (Dataset, View) {
    let meta: serde_json::Value = serde_json::from_str(&file(&format!("{name}.json"))).expect("json");
    let text = |key: &str| meta[key].as_str().unwrap_or_default().to_owned();
    let exponent = meta["unit"]["multiplier"].as_f64().unwrap_or(1.0).log10().round() as u8;
    let view: View = serde_json::from_value(meta["view"].clone()).expect("a view");
    let mut builder = DatasetBuilder::new(Meta {
        noun: text("noun"),
        subject: serde_json::from_value::<Subject>(meta["subject"].clone()).expect("a subject"),
        basis: serde_json::from_value::<Basis>(meta["basis"].clone()).expect("a basis"),
        unit: Unit::currency(meta["unit"]["currency"].as_str().expect("a currency"), exponent),
        ..Meta::default()
    });
    for (axis, key) in [(Axis::Reporter, "reporters"), (Axis::Partner, "partners"), (Axis::Sector, "sectors")] {
        for member in meta[key].as_array().expect("members") {
            let word = |key: &str| member[key].as_str().unwrap_or_default().to_owned();
            let role = match word("role").as_str() {
                "total" => Role::Total,
                "group" => Role::Group,
                "definition" => Role::Definition,
                "memo" => Role::Memo,
                _ => Role::Leaf,
            };
            let parent = builder.id_of(axis, &word("parent"));
            builder
                .declare(axis, Member { code: word("code"), label: word("label"), role, parent, ..Member::default() });
        }
    }
    let table = file(&format!("{name}.csv"));
    for record in csv::Reader::from_reader(table.as_bytes()).records() {
        let record = record.expect("a row");
        let id = |axis, at: usize| builder.id_of(axis, &record[at]).expect("a member");
        let key = RowKey {
            reporter: id(Axis::Reporter, 1),
            partner: id(Axis::Partner, 2),
            sector: id(Axis::Sector, 3),
            flow: Flow::parse(&record[4]).expect("a flow"),
            period: Period::parse(&record[0]).expect("a period"),
        };
        let estimated = record.get(6) == Some("estimated");
        let status = if estimated { FactStatus::ESTIMATED } else { FactStatus::OK };
        builder.report.use_row();
        if let Ok(value) = Amount::parse(&record[5]) {
            builder.push(key, value, status, 1);
        }
    }
    (builder.finish().expect("a dataset"), view)
}

/// Balances by the view's axis, of its selected members beside the total of the other axes: what the
/// engine answers to the library's own views, without its sums.
fn balances(dataset: &Dataset, view: &View) -> Trajectories {
    let axis = view.by.axis().expect("an axis");
    let dimension = dataset.dimension(axis);
    let codes: Vec<String> = if view.selection(axis).is_all() {
        dimension.members().iter().filter(|m| m.role == Role::Leaf).map(|m| m.code.clone()).collect()
    } else {
        view.selection(axis).marked().map(str::to_owned).collect()
    };
    let first = view.from.expect("a range").start_month();
    let frequency = view.from.expect("a range").frequency();
    let start = Period::at_month(first, frequency);
    let newest = || codes.iter().filter_map(|code| newest(dataset, axis, code)).max().expect("figures");
    let last = view.to.unwrap_or_else(newest);
    let count = start.steps_to(Period::at_month(last.start_month(), frequency)) + 1;
    let periods: Vec<Period> = (0..count).map(|step| start.shifted(step)).collect();
    let mut lines: Vec<Line> = codes.iter().map(|code| one(dataset, view, axis, code, &periods)).collect();
    lines.sort_by(|a, b| {
        let size = |line: &Line| line.last().and_then(|(_, point)| point.to_f64()).map_or(0.0, f64::abs);
        size(b).total_cmp(&size(a))
    });
    let whole = view.selection(axis).is_all().then(|| {
        let line = one(dataset, view, axis, "WLD", &periods);
        Line { code: "all".into(), label: "All".into(), role: LineRole::Whole, ..line }
    });
    let kind = ValueKind::Money(dataset.meta.unit.clone());
    let inside = |code: &String| {
        let id = dimension.id_of(code).expect("a member");
        dimension.ancestors(id).any(|above| codes.contains(&dimension.get(above).code))
    };
    let partition = lines.iter().all(|line| line.role == LineRole::Member) && !codes.iter().any(inside);
    let (reasons, notes) = (vec![], vec![]);
    Trajectories { periods, frequency, lines, whole, partition, kind, reasons, notes, folded: 0, ranked: None }
}

/// The newest period of a member in the file.
fn newest(dataset: &Dataset, axis: Axis, code: &str) -> Option<Period> {
    let coverage = dataset.coverage(axis, dataset.dimension(axis).id_of(code)?);
    coverage.flows_at.iter().rposition(|flows| *flows != 0).map(|at| dataset.periods[at])
}

fn one(dataset: &Dataset, view: &View, axis: Axis, code: &str, periods: &[Period]) -> Line {
    let member = dataset.dimension(axis).id_of(code).expect("a member");
    let other = |other: Axis| match view.selection(other).marked().next() {
        Some(code) => dataset.dimension(other).id_of(code).expect("a member"),
        None => dataset.dimension(other).total().unwrap_or(0),
    };
    let mut sums: BTreeMap<i32, (Amount, u8, FactStatus)> = BTreeMap::new();
    for fact in dataset.facts.iter() {
        let fits = Axis::ALL.into_iter().all(|a| fact.member(a) == if a == axis { member } else { other(a) });
        let (value, bit) = match fact.flow {
            Flow::Export => (dataset.amount(fact.value.into()), 1),
            Flow::Import => (-dataset.amount(fact.value.into()), 2),
            Flow::Balance => (dataset.amount(fact.value.into()), 3),
            _ => continue,
        };
        let period = dataset.periods[usize::from(fact.period)];
        if fits && period.frequency() == periods[0].frequency() {
            let cell = sums.entry(period.start_month()).or_insert((Amount::ZERO, 0, FactStatus::OK));
            *cell = (cell.0 + value, cell.1 | bit, FactStatus(cell.2.0 | fact.status.0));
        }
    }
    let window = if view.transform == Transform::Rolling { periods[0].frequency().per_year() as i32 } else { 1 };
    let points = periods.iter().map(|period| {
        let parts: Option<Vec<_>> =
            (0..window).map(|back| sums.get(&period.shifted(-back).start_month()).filter(|p| p.1 == 3)).collect();
        match parts {
            Some(parts) => {
                let estimated = parts.iter().any(|part| part.2.has(FactStatus::ESTIMATED));
                let sum: Amount = parts.iter().map(|part| part.0).sum();
                let status = if estimated { Status::Estimated } else { Status::Ok };
                Point { value: Some(Value::Exact(sum)), status, reason: None }
            }
            None => Point { value: None, status: Status::Missing, reason: None },
        }
    });
    let info = dataset.dimension(axis).get(member);
    let role = if info.role == Role::Definition { LineRole::Definition } else { LineRole::Member };
    Line { code: code.into(), label: info.label.clone(), role, identity: member, points: points.collect() }
}

fn shown(name: &str) -> (Dataset, View, Trajectories) {
    let (dataset, view) = load(name);
    let trajectories = balances(&dataset, &view);
    (dataset, view, trajectories)
}

#[test]
fn titles_of_the_library() {
    for (name, title, subtitle) in [
        (
            "japan-digital",
            "Japan’s digital trade deficit reached 6.46 trillion yen in 2024, 3.2 times that of 2014",
            "Digital trade balance: narrow and wide definition, calendar years, trillion yen (balance of payments)",
        ),
        (
            "us-goods",
            "The US deficit with Taiwan has overtaken the one with China",
            "Goods balance with each partner, sum of the last 12 months, billion US dollars (customs basis)",
        ),
        (
            "japan-goods",
            "Japan’s goods deficit narrowed to 2.93 trillion yen in 2025, from 5.63 trillion in 2024",
            "Goods balance with each partner, calendar years, trillion yen (customs basis)",
        ),
        (
            "japan-services-partners",
            "Japan’s services deficit narrowed to 552 billion yen in Q4 2016, from 636 billion a year before",
            "Services balance with each partner, quarterly, billion yen (balance of payments)",
        ),
        (
            "digital-services-world",
            "The US digitally deliverable services surplus reached a record 271 billion US dollars in 2023 (data since 2010)",
            "Digitally deliverable services balance of each reporter, calendar years, billion US dollars (balance of payments)",
        ),
    ] {
        let (dataset, view, trajectories) = shown(name);
        let headline = headline(&dataset, &view, &trajectories);
        assert_eq!(headline.title, title);
        assert_eq!(headline.subtitle, subtitle);
    }
}

#[test]
fn findings_of_us_goods_over_the_whole_file() {
    let (dataset, view, trajectories) = shown("us-goods");
    let loaded = balances(&dataset, &View { from: Some(Period::month(1985, 1)), ..view.clone() });
    let texts = |found: Vec<Fact>| -> Vec<String> {
        found.into_iter().map(|f| format!("{} | {} | {}", f.heading, f.fact, f.rule)).collect()
    };
    let found = texts(findings_over(&dataset, &view, &trajectories, Some(&loaded)));
    for expected in [
        "NOW THE LARGER DEFICIT | Taiwan ahead of China | since Mar 2026: −186 bn against −158 bn",
        "RECORD DEFICIT | Taiwan −186 bn | 12 months to Apr 2026, since Dec 1985",
        "SMALLEST SINCE NOV 2004 | China −158 bn | 12 months to Apr 2026",
        "STREAK | Taiwan wider 28 months running | 12-month sum, month on month to Apr 2026",
    ] {
        assert!(found.contains(&expected.to_owned()), "{expected} is not in {found:#?}");
    }
    // What is shown starts in December 2014, the file in 1985: without the file no record.
    let found = texts(findings(&dataset, &view, &trajectories));
    assert!(found.contains(&"PEAK DEFICIT | Taiwan −186 bn | 12 months to Apr 2026, since Dec 2014".to_owned()));
    assert!(!found.iter().any(|text| text.starts_with("RECORD")));
}

fn events() -> Vec<Event> {
    let list = |text: &str| text.split(';').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let table = file("events.csv");
    let mut events = Vec::new();
    for (id, record) in (1..).zip(csv::Reader::from_reader(table.as_bytes()).records()) {
        let record = record.expect("a row");
        events.push(Event {
            id,
            date: Date::parse(&record[0]).expect("a date"),
            end: Date::parse(&record[1]),
            announced: Date::parse(&record[2]),
            effective: Date::parse(&record[3]),
            suspended: Date::parse(&record[4]),
            title: record[5].to_owned(),
            label: record[6].to_owned(),
            description: record[7].to_owned(),
            category: crate::data::Category::parse(&record[8]),
            countries: list(&record[9]),
            sectors: list(&record[10]),
            subject: serde_json::from_value(record[11].into()).ok(),
            weight: record[12].parse().expect("a weight"),
            confidence: record[13].to_owned(),
            source: record[14].to_owned(),
            legal: record[15].to_owned(),
            as_known_on: Date::parse(&record[16]),
        });
    }
    events
}

#[test]
fn scopes_of_the_librarys_events() {
    let events = events();
    let (goods, goods_view) = load("us-goods");
    let (digital, digital_view) = load("japan-digital");
    let find = |date: &str, words: &str| {
        let date = Date::parse(date).expect("a date");
        events.iter().find(|event| event.date == date && event.title.contains(words)).expect(words)
    };
    for (date, words, on_goods, on_digital) in [
        ("2025-04-02", "", Scope::In, Scope::Beside),
        ("2020-07-01", "USMCA", Scope::In, Scope::OutOfCountries),
        ("2024-01-19", "AWS", Scope::OutOfSubject, Scope::In),
        ("2020-03-11", "COVID", Scope::In, Scope::In),
        ("2025-07-22", "", Scope::In, Scope::Beside),
        ("2018-07-06", "301", Scope::In, Scope::OutOfCountries),
        ("2018-03-23", "232", Scope::In, Scope::OutOfSubject),
        ("2025-02-10", "digital", Scope::OutOfSubject, Scope::In),
        ("2019-07-04", "Korea", Scope::OutOfCountries, Scope::OutOfSubject),
    ] {
        let event = find(date, words);
        assert_eq!(scope_of(event, &goods, &goods_view), on_goods, "{} on goods", event.title);
        assert_eq!(scope_of(event, &digital, &digital_view), on_digital, "{} on digital", event.title);
    }
    let tariffs = find("2025-04-02", "");
    assert_eq!(scope_warning(tariffs, &goods, &goods_view), None);
    let warning = "This event concerns goods; the series shown is services.";
    assert_eq!(scope_warning(tariffs, &digital, &digital_view).as_deref(), Some(warning));
    let drawn = in_scope(&events, &digital, &digital_view);
    assert!(drawn.len() > 10 && drawn.len() < events.len() / 2, "{}", drawn.len());
    assert!(in_scope(&events, &goods, &goods_view).len() < events.len());
}

#[test]
fn the_tariffs_of_april_2025_before_and_after() {
    let (dataset, view, trajectories) = shown("us-goods");
    let events = events();
    let tariffs = events.iter().find(|event| event.date.to_string() == "2025-04-02").expect("the event");
    let pairs = before_after(tariffs, &dataset, &view, &trajectories);
    let japan = pairs.iter().find(|pair| pair.line == "JPN").expect("Japan");
    assert_eq!(japan.before.period, "12 months to Mar 2025");
    assert_eq!(japan.after.period, "12 months to Apr 2026");
    assert!(japan.complete && japan.notes.is_empty() && japan.change.contains("narrower"), "{japan:?}");
}
