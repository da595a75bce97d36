//! A gap that a dataset declares is closed from published files as they come: what is laid in, what is left out.

#![expect(clippy::expect_used, clippy::panic, reason = "a test stops where something is not as it says")]

use saldo::data::{Axis, Basis, Dataset};
use saldo::import::{self, Opened, Options, Progress, Source};
use saldo::query::{self, GroupBy, Note, Selection, Status, View};

fn opened(source: &Source) -> Dataset {
    match import::open(source, &Options::default(), &Progress::new()) {
        Ok(Opened::Dataset(dataset)) => *dataset,
        other => panic!("{other:?}"),
    }
}

fn digital() -> Dataset {
    opened(&Source::Library("japan-digital".to_owned()))
}

fn file(name: &str, text: &str) -> Dataset {
    opened(&Source::Bytes { name: name.to_owned(), bytes: text.as_bytes().into() })
}

const ABOVE: &str = "サービス/その他サービス";
const ITEMS: [(&str, [i64; 3]); 5] = [
    // What is near the figures of 2014 to 2016, a month, and goes on after them.
    ("知的財産権等使用料/著作権等使用料", [-668, -633, -720]),
    ("通信・コンピュータ・情報サービス/コンピュータサービス", [-635, -901, -816]),
    ("その他業務サービス/専門・経営コンサルティングサービス", [-382, -553, -550]),
    ("通信・コンピュータ・情報サービス/通信サービス", [-60, -60, -60]),
    ("通信・コンピュータ・情報サービス/情報サービス", [-45, -59, -52]),
];

/// The table of the balance of payments as it is published: a column for each side of each item, a row for each month.
fn payments(items: &[(&str, [i64; 3])], months: i32) -> String {
    let mut text = "Date".to_owned();
    for (item, _) in items {
        for side in ["受取", "支払", "ネット"] {
            text.push_str(&format!(",{ABOVE}/{item}/{side}:億円"));
        }
    }
    text.push('\n');
    for month in 0..months {
        text.push_str(&format!("{}-{:02}-01", 2014 + month / 12, month % 12 + 1));
        for (_, years) in items {
            let net = years.get((month / 12) as usize).copied().unwrap_or(-1000);
            text.push_str(&format!(",{},{},{net}", 500, 500 - net));
        }
        text.push('\n');
    }
    text
}

fn point(dataset: &Dataset, sector: &str, year: &str) -> (Option<String>, Status, String) {
    let view = View { sectors: Selection::only([sector]), ..View::default() };
    let answer = query::lines(dataset, &view);
    let at = answer.periods.iter().position(|period| period.to_string() == year).expect("the year");
    let point = &answer.lines[0].points[at];
    let reason = answer.reason(point).map(ToString::to_string).unwrap_or_default();
    (point.value.map(|value| value.to_string()), point.status, reason)
}

#[test]
fn the_years_that_are_missing_are_laid_in_and_say_where_they_come_from() {
    let base = digital();
    let filled = query::fill(&base, &file("6s-2-4.csv", &payments(&ITEMS, 96)), "6s-2-4.csv", false).expect("filled");
    for (sector, value) in [
        ("computer-services", "-12000"),
        ("telecom-and-information", "-24000"),
        ("narrow", "-36000"),
        ("wide", "-60000"),
    ] {
        for year in ["2017", "2021"] {
            let (found, status, source) = point(&filled.dataset, sector, year);
            assert_eq!((found.as_deref(), status), (Some(value), Status::LaidIn), "{sector} {year}");
            assert!(source.contains("laid in from 6s-2-4.csv") && source.contains("2021"), "{source}");
        }
    }
    // What was there stays as it was, years outside of the gap too.
    for (sector, year) in [("narrow", "2014"), ("wide", "2022"), ("consulting", "2023"), ("narrow", "2024")] {
        assert_eq!(point(&filled.dataset, sector, year), point(&base, sector, year), "{sector} {year}");
    }
    assert_eq!(point(&filled.dataset, "computer-services", "2022").0, None);
    // The figure, the table and About say it.
    let sectors = Selection::only(["narrow", "wide"]);
    let answer = query::lines(&filled.dataset, &View { sectors, by: GroupBy::Sector, ..View::default() });
    assert_eq!(answer.notes.iter().filter(|note| matches!(note, Note::LaidIn(_))).count(), 2, "{:?}", answer.notes);
    assert!(query::to_csv(&answer).contains(",-36000,laid in"));
    assert!(filled.dataset.meta.notes.iter().any(|note| note.starts_with("Laid in from 6s-2-4.csv")));
    assert_eq!(filled.figures, 6 * 5);
    assert_eq!(filled.dataset.audit, base.audit);
    // Once is enough.
    let again = query::fill(&filled.dataset, &file("6s-2-4.csv", &payments(&ITEMS, 96)), "6s-2-4.csv", false);
    assert!(again.is_err_and(|why| why.contains("nothing that is missing")));
}

#[test]
fn a_year_that_is_not_whole_is_not_laid_in() {
    let filled =
        query::fill(&digital(), &file("p.csv", &payments(&ITEMS, 12 * 5 + 3)), "p.csv", false).expect("filled");
    assert_eq!(point(&filled.dataset, "narrow", "2018").0.as_deref(), Some("-36000"));
    assert_eq!(point(&filled.dataset, "narrow", "2019").0, None);
    let nothing = query::fill(&digital(), &file("p.csv", &payments(&ITEMS, 12 * 3 + 3)), "p.csv", false);
    assert!(nothing.is_err_and(|why| why.contains("closes nothing")));
}

#[test]
fn what_does_not_match_is_said_and_left_out_with_the_definition_that_needs_it() {
    let filled = query::fill(&digital(), &file("p.csv", &payments(&ITEMS[..4], 96)), "p.csv", false).expect("filled");
    assert_eq!(point(&filled.dataset, "narrow", "2018").0.as_deref(), Some("-36000"));
    assert_eq!(point(&filled.dataset, "wide", "2018").0, None);
    let said = filled.told.join("\n");
    assert!(said.contains("left out: p.csv has nothing called 情報サービス"), "{said}");
    assert!(said.contains("Wide definition left out: it needs telecom-and-information"), "{said}");
    // An item of the same name that is another thing: its figures of the years that both have say so.
    let mut other = ITEMS;
    other[1].1 = [-100, -100, -100];
    let filled = query::fill(&digital(), &file("p.csv", &payments(&other, 96)), "p.csv", false).expect("filled");
    assert_eq!(point(&filled.dataset, "computer-services", "2018").0, None);
    assert_eq!(point(&filled.dataset, "narrow", "2018").0, None);
    assert!(filled.told.iter().any(|said| said.contains("not the same item")), "{:?}", filled.told);
}

#[test]
fn units_are_brought_together_and_currencies_and_bases_are_not() {
    let billions = payments(&ITEMS, 96).replace("億円", "兆円");
    let refused =
        query::fill(&digital(), &file("p.csv", &billions), "p.csv", false).expect_err("ten thousand times too much");
    assert!(refused.contains("not the same item"), "{refused}");
    let dollars = "period,reporter,partner,sector,flow,value\n2017,JPN,WLD,Computer services,balance,-5\n";
    let mut dollars = file("d.csv", dollars);
    dollars.meta.unit = saldo::data::Unit::currency("USD", 6);
    assert!(query::fill(&digital(), &dollars, "d.csv", false).is_err_and(|why| why.contains("nothing is converted")));
    let mut customs = file("p.csv", &payments(&ITEMS, 96));
    customs.meta.basis = Basis::Customs;
    assert!(query::fill(&digital(), &customs, "p.csv", false).is_err_and(|why| why.contains("never mixed")));
    let us = opened(&Source::Library("us-goods".to_owned()));
    assert!(query::fill(&us, &digital(), "x", false).is_err_and(|why| why.contains("no gap that a file closes")));
}

#[test]
fn every_figure_of_the_mixed_dataset_says_its_vintage() {
    let base = digital();
    let sectors = base.dimension(Axis::Sector);
    for (_, sector) in sectors.iter() {
        let view = View { sectors: Selection::only([sector.code.as_str()]), ..View::default() };
        let answer = query::lines(&base, &view);
        for (period, point) in answer.periods.iter().zip(&answer.lines[0].points) {
            if point.value.is_some() {
                assert!(answer.vintage(point).is_some(), "{} {period}", sector.code);
            }
        }
    }
    // The line of what is known together stands beside its items and is added to nothing.
    assert_eq!(point(&base, "telecom-computer-information", "2023").0.as_deref(), Some("-16149"));
    assert_eq!(point(&base, "consulting", "2022"), {
        let (_, status, reason) = point(&base, "consulting", "2022");
        (Some("-16313".to_owned()), status, reason)
    });
}

/// Computer services with `partner`, in the currency of the base; on its basis where `stated`.
fn computer(partner: &str, years: &[(&str, i64)], stated: bool) -> Dataset {
    let base = digital();
    let mut text = "period,reporter,partner,sector,flow,value\n".to_owned();
    for (year, value) in years {
        text.push_str(&format!("{year},JPN,{partner},Computer services,balance,{value}\n"));
    }
    let mut dataset = file("c.csv", &text);
    dataset.meta.unit = base.meta.unit.clone();
    dataset.meta.basis = if stated { base.meta.basis } else { Basis::Other };
    dataset
}

const YEARS: [(&str, i64); 5] = [("2017", -9000), ("2018", -9100), ("2019", -9200), ("2020", -9300), ("2021", -9400)];

#[test]
fn what_is_known_with_some_partners_only_is_not_laid_in_as_the_world() {
    assert!(query::fill(&digital(), &computer("WLD", &YEARS, true), "c.csv", false).is_ok());
    let refused = query::fill(&digital(), &computer("USA", &YEARS, true), "c.csv", false);
    assert!(refused.as_ref().is_err_and(|why| why.contains("with some partners only")), "{:?}", refused.err());
}

#[test]
fn a_file_without_a_basis_counts_only_where_its_figures_can_be_checked() {
    let refused = query::fill(&digital(), &computer("WLD", &YEARS, false), "c.csv", false);
    assert!(refused.as_ref().is_err_and(|why| why.contains("does not state its basis")), "{:?}", refused.err());
    // The years before the gap, as the dataset knows them, check it.
    let base = digital();
    let known = ["2014", "2015", "2016"].map(|year| (year, point(&base, "computer-services", year).0));
    let known = known.map(|(year, value)| (year, value.and_then(|value| value.parse().ok()).expect("a whole number")));
    let checked = query::fill(&base, &computer("WLD", &[&known, YEARS.as_slice()].concat(), false), "c.csv", false);
    assert_eq!(checked.map(|filled| filled.figures), Ok(5));
}

#[test]
fn a_fiscal_year_is_no_calendar_year() {
    let fiscal = YEARS.map(|(year, value)| (format!("FY{year}"), value));
    let years: Vec<(&str, i64)> = fiscal.iter().map(|(year, value)| (year.as_str(), *value)).collect();
    let file = computer("WLD", &years, true);
    assert!(file.periods.iter().all(|period| period.is_fiscal()));
    let refused = query::fill(&digital(), &file, "c.csv", false);
    assert!(refused.as_ref().is_err_and(|why| why.contains("closes nothing")), "{:?}", refused.err());
}
