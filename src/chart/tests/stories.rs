//! Hand-made datasets, trajectories and events.

use crate::chart::{Figure, Parts, Pin, Request, Theme, build};
use crate::data::{Amount, Basis, Category, Dataset, Date, Event, Frequency, Meta, Period, Subject, Unit};
use crate::query::{
    ChartKind, GroupBy, Line, LineRole, Note, Point, Status, Trajectories, Transform, Value, ValueKind, View,
};

/// Everything that a request borrows.
#[derive(Debug, Clone)]
pub(super) struct Story {
    pub dataset: Dataset,
    pub view: View,
    pub trajectories: Trajectories,
    pub events: Vec<Event>,
    pub title: String,
    pub subtitle: String,
    pub pins: Vec<Pin>,
}

impl Story {
    pub(super) fn figure(&self, size: (f32, f32), theme: Theme, text_scale: f32) -> Figure {
        let events: Vec<&Event> = self.events.iter().collect();
        build(&Request {
            with_sum: self.trajectories.whole.is_some() && self.view.by != GroupBy::Flow,
            dataset: &self.dataset,
            view: &self.view,
            trajectories: &self.trajectories,
            events: &events,
            title: &self.title,
            subtitle: &self.subtitle,
            pins: &self.pins,
            colors: &[],
            size,
            theme,
            text_scale,
            parts: Parts::default(),
        })
    }
}

fn dataset(publisher: &str, vintage: &str, basis: Basis, unit: Unit) -> Dataset {
    let (publisher, vintage) = (publisher.to_owned(), vintage.to_owned());
    let mut dataset = Dataset::default();
    dataset.meta = Meta { publisher, vintage, basis, unit, ..Meta::default() };
    dataset
}

pub(super) fn point(value: Option<f64>, status: Status) -> Point {
    let value = value.map(|value| Value::Exact(Amount::new((value * 100.0).round() as i128, 2)));
    Point { value, status, reason: None }
}

pub(super) fn line(label: &str, role: LineRole, points: Vec<Point>) -> Line {
    Line { code: label.to_lowercase(), label: label.to_owned(), role, identity: 0, points }
}

pub(super) fn trajectories(periods: Vec<Period>, lines: Vec<Line>, unit: Unit) -> Trajectories {
    Trajectories {
        frequency: periods.first().map_or(Frequency::Year, |period| period.frequency()),
        periods,
        lines,
        whole: None,
        partition: false,
        kind: ValueKind::Money(unit),
        reasons: Vec::new(),
        notes: Vec::new(),
        folded: 0,
        ranked: None,
    }
}

pub(super) fn event(id: u64, date: &str, label: &str, weight: u8, effective: Option<&str>) -> Event {
    Event {
        id,
        date: Date::parse(date).expect("a date"),
        end: None,
        announced: None,
        effective: effective.and_then(Date::parse),
        suspended: None,
        title: label.to_owned(),
        label: label.to_owned(),
        description: String::new(),
        category: Category::Tariff,
        countries: Vec::new(),
        sectors: Vec::new(),
        subject: Some(Subject::Goods),
        weight,
        confidence: String::new(),
        source: String::new(),
        legal: String::new(),
        as_known_on: None,
    }
}

/// Japan's digital trade: two overlapping definitions, a break of five years, estimates.
pub(super) fn digital() -> Story {
    let years: Vec<Period> = (2014..=2025).map(Period::year).collect();
    let narrow = [-2.06, -2.37, -2.12].map(Some).into_iter().chain([None; 6]).chain([-5.54, -6.46, -6.65].map(Some));
    let wide = [-3.11, -3.55, -3.2].map(Some).into_iter().chain([None; 5]);
    let wide = wide.chain([-8.9, -9.8, -11.3, -11.9].map(Some));
    let reasons = vec!["Computer services were not published apart from telecommunications for these years, so that neither definition can be computed.".into()];
    let points = |values: Vec<Option<f64>>, estimated: &[usize]| -> Vec<Point> {
        let status = |at: usize, value: Option<f64>| match value {
            None => Status::Missing,
            Some(_) if estimated.contains(&at) => Status::Estimated,
            Some(_) => Status::Ok,
        };
        let each = values.into_iter().enumerate();
        each.map(|(at, value)| Point {
            reason: value.is_none().then_some(0),
            ..point(value.map(|v| v * 1e4), status(at, value))
        })
        .collect()
    };
    let lines = vec![
        line("Wide definition", LineRole::Definition, points(wide.collect(), &[8, 11])),
        line("Narrow definition", LineRole::Definition, points(narrow.collect(), &[11])),
    ];
    let unit = Unit::currency("JPY", 8);
    let mut trajectories = trajectories(years, lines, unit.clone());
    trajectories.reasons = reasons;
    let view = View { chart: ChartKind::Bars, ..View::default() };
    let events = vec![
        event(1, "2015-10-05", "TPP agreed", 2, None),
        event(2, "2020-01-01", "US–Japan Digital Trade Agreement", 1, None),
        event(3, "2022-11-30", "ChatGPT released", 1, None),
        event(4, "2022-10-20", "150 yen to the dollar", 2, None),
    ];
    Story {
        dataset: dataset(
            "Bank of Japan",
            "balance of payments statistics, retrieved 2026-06-05; tables 1 to 9",
            Basis::BalanceOfPayments,
            unit,
        ),
        view,
        trajectories,
        events,
        title: "Japan’s digital trade deficit has tripled in ten years".to_owned(),
        subtitle: "Balance of digital services, two definitions, trillion yen a year".to_owned(),
        pins: Vec::new(),
    }
}

/// A repeatable wobble between -1 and 1.
fn wobble(seed: usize, at: usize) -> f64 {
    let t = at as f64 / 11.0 + seed as f64 * 1.7;
    (t.sin() + (t * 2.3).cos() * 0.5 + (t * 0.31).sin() * 0.8) / 2.3
}

/// Partners of the United States by month, with a crowd of events in 2025.
pub(super) fn partners(count: usize) -> Story {
    const NAMES: [&str; 25] = [
        "China",
        "Taiwan",
        "Japan",
        "Germany",
        "South Korea",
        "Mexico",
        "Vietnam",
        "United Kingdom",
        "Ireland",
        "Canada",
        "India",
        "Thailand",
        "Italy",
        "Switzerland",
        "Malaysia",
        "Indonesia",
        "France",
        "Cambodia",
        "Sweden",
        "Israel",
        "Austria",
        "Trinidad and Tobago and the Grenadines",
        "Netherlands",
        "Hong Kong",
        "Australia",
    ];
    let months: Vec<Period> = (0..137).map(|n| Period::month(2014, 12).shifted(n)).collect();
    let lines = NAMES.iter().take(count).enumerate().map(|(n, name)| {
        let base = match n {
            0 => -340.0,
            22.. => 20.0 + n as f64,
            _ => -110.0 + n as f64 * 5.0,
        };
        let trend = match n {
            0 => 1.25,
            1 => -0.9,
            _ => 0.05 * (n as f64 - 3.0),
        };
        let value = |at: usize| base + trend * at as f64 + wobble(n, at) * (base.abs() * 0.12);
        let points = (0..137).map(|at| match (n, at) {
            (5, 123..) => point(None, Status::Missing),
            (3, 134..) => point(Some(value(at) * 1000.0), Status::Partial),
            (4, 40..=60) => point(None, Status::Missing),
            _ => point(Some(value(at) * 1000.0), Status::Ok),
        });
        line(name, LineRole::Member, points.collect())
    });
    let unit = Unit::currency("USD", 6);
    let trajectories = trajectories(months, lines.collect(), unit.clone());
    let mut events = vec![
        event(1, "2018-03-23", "Steel and aluminium duties", 1, None),
        event(2, "2018-07-06", "Section 301 on China", 1, None),
        event(3, "2020-01-15", "Phase One deal", 1, Some("2020-02-14")),
        event(4, "2020-07-01", "USMCA", 1, None),
        event(5, "2022-10-07", "Chip export controls", 1, None),
        event(6, "2025-04-02", "Reciprocal tariffs announced", 1, Some("2025-08-07")),
        event(7, "2025-07-22", "US–Japan framework", 1, None),
        event(8, "2026-02-20", "Court ends emergency tariffs", 1, None),
        event(9, "2016-06-23", "Brexit vote", 2, None),
        event(10, "2021-03-01", "Container shortage", 3, None),
    ];
    let crowd = (0..50_u64).map(|n| {
        let date = format!("2025-{:02}-{:02}", 1 + n % 12, 1 + (n * 7) % 28);
        event(11 + n, &date, &format!("Tariff order {n}"), if n % 3 == 0 { 2 } else { 3 }, None)
    });
    events.extend(crowd);
    let view = View { transform: Transform::Rolling, ..View::default() };
    Story {
        dataset: dataset("US Census Bureau", "foreign trade by country, newest vintage a month", Basis::Customs, unit),
        view,
        trajectories,
        events,
        title: "The US deficit with Taiwan has overtaken the one with China".to_owned(),
        subtitle: "Goods balance with each partner, sum of the last 12 months, billion US dollars".to_owned(),
        pins: vec![Pin { line: 0, period: 48, text: "China: record deficit, −347 bn in Dec 2018".to_owned() }],
    }
}

/// Nine sections that add up, over 17 years, with a net line.
pub(super) fn sections() -> Story {
    const NAMES: [&str; 9] = [
        "Mineral fuels",
        "Machinery",
        "Transport equipment",
        "Electrical machinery",
        "Chemicals",
        "Foodstuff",
        "Manufactured goods",
        "Raw materials",
        "Others",
    ];
    const BASE: [f64; 9] = [-18.0, 7.5, 13.0, 3.0, 1.2, -6.0, 1.5, -3.2, -1.4];
    let years: Vec<Period> = (2009..=2025).map(Period::year).collect();
    let lines: Vec<Line> = (0..9)
        .map(|n| {
            let status = |at: usize| if at == 16 { Status::Partial } else { Status::Ok };
            let value = |at: usize| BASE[n] * (1.0 + 0.35 * wobble(n + 3, at * 4)) * 1e4;
            let role = if n == 8 { LineRole::Others } else { LineRole::Member };
            line(NAMES[n], role, (0..17).map(|at| point(Some(value(at)), status(at))).collect())
        })
        .collect();
    let net = (0..17).map(|at| {
        let sum = lines.iter().filter_map(|line| line.points[at].to_f64()).sum::<f64>();
        point(Some(sum), if at == 16 { Status::Partial } else { Status::Ok })
    });
    let whole = line("All goods", LineRole::Whole, net.collect());
    let unit = Unit::currency("JPY", 8);
    let mut trajectories = trajectories(years, lines, unit.clone());
    trajectories.whole = Some(whole);
    trajectories.partition = true;
    trajectories.notes = vec![Note::DerivedTotal];
    Story {
        dataset: dataset("Ministry of Finance, Trade Statistics of Japan", "2026-05", Basis::Customs, unit),
        view: View { chart: ChartKind::Bars, ..View::default() },
        trajectories,
        events: vec![
            event(1, "2011-03-11", "Great East Japan Earthquake", 1, None),
            event(2, "2022-02-24", "Invasion of Ukraine", 1, None),
            event(3, "2019-02-01", "EU–Japan EPA", 2, None),
        ],
        title: "Fuel imports turn Japan’s surplus in cars and machines into a deficit".to_owned(),
        subtitle: "Goods balance by section, trillion yen a year; 2025 to September".to_owned(),
        pins: Vec::new(),
    }
}

/// The partners of one period.
pub(super) fn ranked() -> Story {
    let mut story = partners(25);
    story.view.chart = ChartKind::Ranked;
    story.view.transform = Transform::Level;
    story.title = "China is still the largest deficit of the United States".to_owned();
    story.subtitle = "Goods balance with each partner, billion US dollars".to_owned();
    story
}

/// One line with both signs as bars.
pub(super) fn single() -> Story {
    let mut story = sections();
    if let Some(whole) = story.trajectories.whole.take() {
        story.trajectories.lines = vec![whole];
    }
    for (at, point) in story.trajectories.lines[0].points.iter_mut().enumerate() {
        let shift = Amount::new(if at < 8 { 3_000_000 } else { 1_500_000 }, 2);
        if let Some(Value::Exact(amount)) = &mut point.value {
            *amount = *amount + shift;
        }
    }
    story.title = "Japan’s goods balance since 2009".to_owned();
    story.pins = vec![Pin { line: 0, period: 5, text: "Largest deficit of the decade".to_owned() }];
    story
}
