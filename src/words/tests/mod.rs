//! Tests of findings, titles, scopes and comparisons: on hand-made trajectories, made here, and on the library's figures.

mod events;
mod findings;
mod library;
mod names;
mod titles;
mod truth;

use super::*;
use crate::data::{
    Amount, Axis, Category, Dataset, DatasetBuilder, Date, Event, FactStatus, Flow, Member, Meta, Period, Role, RowKey,
    Subject, Unit,
};
use crate::insight::{self, Kind, Scope, fits_sector, in_scope, scope_of, traded};
use crate::query::{
    ChartKind, EventFilter, GroupBy, Line, LineRole, Measure, Pinned, Point, Selection, Status, Trajectories,
    Transform, Value, ValueKind, View,
};

/// The title and the subtitle in English.
pub(super) fn headline(dataset: &Dataset, view: &View, shown: &Trajectories) -> Caption {
    narrator(Language::English, dataset).caption(&insight::headline(dataset, view, shown))
}

/// The facts in English.
pub(super) fn findings(dataset: &Dataset, view: &View, shown: &Trajectories) -> Vec<Fact> {
    findings_over(dataset, view, shown, None)
}

/// The facts in English, reaching back over the whole file.
pub(super) fn findings_over(
    dataset: &Dataset,
    view: &View,
    shown: &Trajectories,
    loaded: Option<&Trajectories>,
) -> Vec<Fact> {
    let narrator = narrator(Language::English, dataset);
    insight::findings_over(dataset, view, shown, loaded).iter().map(|finding| narrator.fact(finding)).collect()
}

/// Why there are none, in English.
pub(super) fn why_no_findings(dataset: &Dataset, view: &View, shown: &Trajectories) -> String {
    narrator(Language::English, dataset).no_findings(insight::why_no_findings(dataset, view, shown))
}

/// The values on both sides of an event in English.
pub(super) fn before_after(event: &Event, dataset: &Dataset, view: &View, shown: &Trajectories) -> Vec<Comparison> {
    let narrator = narrator(Language::English, dataset);
    insight::before_after(event, dataset, view, shown).iter().map(|pair| narrator.comparison(pair)).collect()
}

/// What an event is about beside what is shown, in English, where they differ.
pub(super) fn scope_warning(event: &Event, dataset: &Dataset, view: &View) -> Option<String> {
    let shown = traded(dataset, view);
    let concerned = insight::other_subject(event, shown)?;
    Some(narrator(Language::English, dataset).other_subject(concerned, shown))
}

/// A dataset with these members: `CODE=Label`, `!` before a total, `~` before a definition.
pub(super) fn dataset(
    noun: &str,
    reporters: &[&str],
    partners: &[&str],
    sectors: &[&str],
    from: Period,
    to: Period,
) -> Dataset {
    let subject = if noun.contains("goods") { Subject::Goods } else { Subject::Services };
    let meta = Meta { noun: noun.to_owned(), subject, unit: Unit::currency("USD", 6), ..Meta::default() };
    let mut builder = DatasetBuilder::new(meta);
    for (axis, members) in [(Axis::Reporter, reporters), (Axis::Partner, partners), (Axis::Sector, sectors)] {
        for member in members {
            let role = match member.chars().next() {
                Some('!') => Role::Total,
                Some('~') => Role::Definition,
                _ => Role::Leaf,
            };
            let (code, label) = member.trim_start_matches(['!', '~']).split_once('=').expect("CODE=Label");
            builder.declare(axis, Member { code: code.into(), label: label.into(), role, ..Member::default() });
        }
    }
    for period in [from, to] {
        let key = RowKey { reporter: 0, partner: 0, sector: 0, flow: Flow::Export, period };
        builder.report.use_row();
        builder.push(key, Amount::new(1, 0), FactStatus::OK, 1);
    }
    builder.finish().expect("a dataset")
}

/// Goods of the United States by partner, in million dollars.
pub(super) fn us(from: Period, to: Period) -> Dataset {
    let partners = ["!WLD=World", "CHN=China", "TWN=Taiwan", "JPN=Japan", "GBR=United Kingdom"];
    dataset("goods trade", &["USA=United States"], &partners, &["!goods=All goods"], from, to)
}

/// Points from words: `12`, `12p` partial, `12e` estimated, `-` missing.
pub(super) fn points(text: &str) -> Vec<Point> {
    let point = |word: &str| {
        if word == "-" {
            return Point { value: None, status: Status::Missing, reason: None };
        }
        let status = match word.chars().last() {
            Some('p') => Status::Partial,
            Some('e') => Status::Estimated,
            _ => Status::Ok,
        };
        let amount = Amount::parse(word.trim_end_matches(['p', 'e'])).expect("a number");
        Point { value: Some(Value::Exact(amount)), status, reason: None }
    };
    text.split_whitespace().map(point).collect()
}

pub(super) fn line(code: &str, label: &str, role: LineRole, values: &str) -> Line {
    Line { code: code.into(), label: label.into(), role, identity: 0, points: points(values) }
}

pub(super) fn member(code: &str, label: &str, values: &str) -> Line {
    line(code, label, LineRole::Member, values)
}

pub(super) fn trajectories(first: Period, lines: Vec<Line>) -> Trajectories {
    let count = i32::try_from(lines.iter().map(|line| line.points.len()).max().unwrap_or(0)).expect("few");
    Trajectories {
        periods: (0..count).map(|step| first.shifted(step)).collect(),
        frequency: first.frequency(),
        lines,
        whole: None,
        partition: true,
        kind: ValueKind::Money(Unit::currency("USD", 6)),
        reasons: Vec::new(),
        notes: Vec::new(),
        folded: 0,
        ranked: None,
    }
}

pub(super) fn by_partner() -> View {
    View { by: GroupBy::Partner, partners: Selection::only(["CHN", "TWN", "JPN", "GBR"]), ..View::default() }
}

/// All findings of one line of yearly values with China, as `kind: HEADING | fact | rule`.
pub(super) fn told(values: &str) -> Vec<String> {
    let shown = trajectories(Period::year(2010), vec![member("CHN", "China", values)]);
    let last = *shown.periods.last().expect("periods");
    findings(&us(Period::year(2010), last), &by_partner(), &shown)
        .into_iter()
        .map(|f| format!("{}: {} | {} | {}", f.kind, f.heading, f.fact, f.rule))
        .collect()
}

pub(super) fn title_of(values: &str) -> String {
    let shown = trajectories(Period::year(2010), vec![member("CHN", "China", values)]);
    let last = *shown.periods.last().expect("periods");
    headline(&us(Period::year(2010), last), &by_partner(), &shown).title
}

pub(super) fn check(values: &str, expected: &[&str]) {
    assert_eq!(told(values), expected, "{values}");
}

pub(super) fn event(date: &str, countries: &str, sectors: &str, subject: Subject, weight: u8) -> Event {
    let list = |text: &str| text.split(';').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    Event {
        id: 7,
        date: Date::parse(date).expect("a date"),
        end: None,
        announced: None,
        effective: None,
        suspended: None,
        title: String::new(),
        label: String::new(),
        description: String::new(),
        category: Category::Tariff,
        countries: list(countries),
        sectors: list(sectors),
        subject: Some(subject),
        weight,
        confidence: String::new(),
        source: String::new(),
        legal: String::new(),
        as_known_on: None,
    }
}
