//! Balances that are imports less exports, exports without re-exports, figures below zero that cannot be.

use saldo::data::Dataset;
use saldo::import::{Opened, Options};
use saldo::query::{Measure, View, trajectories};

use crate::reading::{dataset, opened_with};

/// The figures of everything, one for each period.
fn figures(dataset: &Dataset, measure: Measure) -> Vec<Option<String>> {
    let all = trajectories(dataset, &View { measure, ..View::default() });
    all.lines.first().expect("a line").points.iter().map(|point| point.value.map(|value| value.to_string())).collect()
}

fn balances(dataset: &Dataset) -> Vec<Option<String>> {
    figures(dataset, Measure::Balance)
}

fn some(figures: &[&str]) -> Vec<Option<String>> {
    figures.iter().map(|figure| Some((*figure).to_owned())).collect()
}

fn says(dataset: &Dataset, text: &str) -> bool {
    dataset.report.warnings.iter().any(|said| said.contains(text))
}

#[test]
fn a_balance_that_is_imports_less_exports_is_shown_as_a_deficit() {
    for name in [
        "Net imports",
        "Trade balance (imports - exports)",
        "Balance (M-X)",
        "Deficit (+)/surplus (-)",
        "Trade deficit",
        "Imports minus exports",
        "Nettoimporte",
        "Einfuhrüberschuss",
        "Déficit commercial",
        "贸易逆差",
        "Dış ticaret açığı",
    ] {
        let column = format!("Year,{name}\n2020,12\n2021,13\n");
        let read = dataset("balance.csv", &column);
        assert_eq!(balances(&read), some(&["-12", "-13"]), "{name}");
        assert!(says(&read, "with the other sign"), "{name}: {:?}", read.report.warnings);
        let rows = format!("Year,Flow,Value\n2020,{name},12\n2021,{name},13\n");
        assert_eq!(balances(&dataset("balance.csv", &rows)), some(&["-12", "-13"]), "{name} in rows");
    }
    for name in ["Net exports", "Balance (X-M)", "Trade balance (exports - imports)", "Surplus (+)/deficit (-)"] {
        let column = format!("Year,{name}\n2020,-12\n2021,-13\n");
        let read = dataset("balance.csv", &column);
        assert_eq!(balances(&read), some(&["-12", "-13"]), "{name}");
        assert!(!says(&read, "other sign"), "{name}");
    }
    // A deficit below zero is written as a balance.
    assert_eq!(balances(&dataset("balance.csv", "Year,Trade deficit\n2020,-12\n2021,-13\n")), some(&["-12", "-13"]));
}

#[test]
fn a_deficit_with_both_signs_is_asked_about() {
    let text = "Year,Trade deficit\n2020,12\n2021,-3\n2022,5\n";
    let Opened::Question(question) = opened_with("deficit.csv", text, &Options::default()) else { panic!("not asked") };
    let labels: Vec<&str> = question.choices.iter().map(|choice| choice.label.as_str()).collect();
    assert_eq!(labels, ["Above zero is a deficit", "Below zero is a deficit"]);
    for (choice, expected) in question.choices.iter().zip([["-12", "3", "-5"], ["12", "-3", "5"]]) {
        let options = Options { mapping: Some(choice.mapping.clone()), ..Options::default() };
        let Opened::Dataset(read) = opened_with("deficit.csv", text, &options) else { panic!("asked again") };
        assert_eq!(balances(&read), some(&expected), "{}", choice.label);
    }
}

#[test]
fn a_column_of_deficits_beside_one_of_surpluses_is_one_balance() {
    let text = "Year,Deficit,Surplus\n2020,12,\n2021,,3\n2022,5,\n";
    assert_eq!(balances(&dataset("both.csv", text)), some(&["-12", "3", "-5"]));
}

#[test]
fn a_sign_that_the_figures_contradict_is_disputed_and_can_be_turned() {
    for (text, expected) in [
        ("Year,Exports,Imports,Balance\n2020,100,112,12\n2021,101,114,13\n", ["-12", "-13"]),
        ("Year,Exports,Imports\n2020,100,-112\n2021,101,-114\n", ["-12", "-13"]),
    ] {
        let Opened::Disputed(disputed) = opened_with("signs.csv", text, &Options::default()) else {
            panic!("not disputed: {text}")
        };
        let question = disputed.question.expect("a question");
        let options = Options { mapping: Some(question.mapping), ..Options::default() };
        let Opened::Dataset(read) = opened_with("signs.csv", text, &options) else { panic!("disputed again: {text}") };
        assert_eq!(balances(&read), some(&expected), "{text}");
        assert!(read.audit.disputes().next().is_none());
    }
}

#[test]
fn re_exports_beside_exports_of_domestic_goods_are_added() {
    for name in ["Domestic exports", "Exports (excluding re-exports)"] {
        let text = format!("Year,{name},Re-exports,Imports\n2020,100,40,200\n2021,110,40,200\n");
        let read = dataset("exports.csv", &text);
        assert_eq!(figures(&read, Measure::Exports), some(&["140", "150"]), "{name}");
        assert_eq!(balances(&read), some(&["-60", "-50"]), "{name}");
        assert!(says(&read, "domestic goods"), "{name}");
    }
    // Of a year without re-exports the sum is not known.
    let silent = "Year,Domestic exports,Re-exports,Imports\n2020,100,40,200\n2021,110,,200\n2022,120,40,200\n";
    let silent = dataset("exports.csv", silent);
    assert_eq!(balances(&silent), [Some("-60".to_owned()), None, Some("-40".to_owned())]);
    let world = "Year,International exports,Re-exports,Imports\n2020,140,40,200\n2021,150,40,200\n";
    assert_eq!(figures(&dataset("exports.csv", world), Measure::Exports), some(&["140", "150"]));
    let total = "Year,Total exports,Re-exports,Imports\n2020,140,40,200\n2021,150,40,200\n";
    assert_eq!(figures(&dataset("exports.csv", total), Measure::Exports), some(&["140", "150"]));
}

#[test]
fn nines_below_zero_stand_for_no_value() {
    let rows = |marker: &str| {
        let mut text = "year,partner,flow,value\n".to_owned();
        for (year, partner) in [2020, 2021].into_iter().flat_map(|year| [(year, "China"), (year, "Japan")]) {
            let exports = if (year, partner) == (2021, "Japan") { marker } else { "100" };
            text += &format!("{year},{partner},export,{exports}\n{year},{partner},import,200\n");
        }
        text
    };
    for marker in ["-9999", "-999", "-99", "-9999.0"] {
        let read = dataset("marked.csv", &rows(marker));
        assert_eq!(balances(&read).first(), Some(&Some("-200".to_owned())), "{marker}");
        assert!(read.facts.iter().all(|fact| fact.status.is_gap() || fact.value >= 0), "{marker}");
        assert!(says(&read, "no value"), "{marker}: {:?}", read.report.warnings);
    }
    // Where the first rows do not show it, the figures do.
    let mut text = "year,partner,flow,value\n".to_owned();
    for partner in 0..3000 {
        let value = if partner == 2900 { -9999 } else { 5 };
        text += &format!("2020,P{partner},export,{value}\n2020,P{partner},import,7\n");
    }
    assert!(matches!(opened_with("late.csv", &text, &Options::default()), Opened::Disputed(_)));
}
