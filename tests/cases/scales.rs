//! Columns and rows that state different units: one currency is brought to one power of ten, two are asked about.

use saldo::import::{Opened, Options};

use super::reading::{asked, check, dataset, opened_with};

#[test]
fn columns_in_different_powers_of_ten_are_scaled_each() {
    let flows = "Year,Partner,Exports (USD bn),Imports (USD mn)\n2020,USA,1.5,500\n2021,USA,2,600\n";
    let flows = dataset("flows.csv", flows);
    check(&flows, "generic wide table", &["SELF USA TOTAL export 2020 1500", "SELF USA TOTAL import 2020 500"]);
    assert_eq!(flows.meta.unit.words(), "million US dollars");
    assert!(flows.report.warnings.iter().any(|said| said.contains("million US dollars and billion US dollars")));

    let years = "Exports\nPartner,2020 (USD mn),2021 (USD bn)\nUSA,1000,1.1\nChina,2000,2.2\n";
    let years = dataset("exports.csv", years);
    check(&years, "generic wide table", &["SELF USA TOTAL export 2020 1000", "SELF CHN TOTAL export 2021 2200"]);

    let countries = "Year,USA (USD bn),China (USD mn)\n2020,10,5000\n2021,12,6000\n";
    let countries = dataset("exports.csv", countries);
    let (largest, finest) = ("SELF USA TOTAL export 2020 10000", "SELF CHN TOTAL export 2020 5000");
    check(&countries, "generic wide table", &[largest, finest]);

    let japan = "年,輸出（兆円）,輸入（億円）\n2020,10,50000\n2021,12,60000\n";
    let japan = dataset("trade.csv", japan);
    check(&japan, "generic wide table", &["SELF WLD TOTAL export 2020 100000", "SELF WLD TOTAL import 2020 50000"]);
}

#[test]
fn rows_in_different_powers_of_ten_are_scaled_each() {
    let wide = "Series;2020;2021\nExports, Mio. EUR;10;12\nImports, Tsd. EUR;5000;6000\n";
    let figures = ["SELF WLD TOTAL export 2020 10000", "SELF WLD TOTAL import 2021 6000"];
    check(&dataset("series.csv", wide), "generic wide table", &figures);
    let long = "year,series,value\n2020,Exports (EUR million),10\n2020,Imports (EUR thousand),5000\n\
                2021,Exports (EUR million),12\n2021,Imports (EUR thousand),6000\n";
    check(&dataset("series.csv", long), "generic long table", &figures);
    let column = "Indicator,Unit,2020,2021\nExports,EUR million,10,12\nImports,EUR thousand,5000,6000\n";
    check(&dataset("series.csv", column), "generic wide table", &figures);
}

#[test]
fn amounts_in_two_currencies_or_prices_are_asked_about() {
    let columns = "Year,Exports (million USD),Imports (million EUR)\n2020,10,5\n2021,12,6\n";
    let (problem, answers) = asked("columns.csv", columns);
    assert!(problem.contains("different units"), "{problem}");
    assert_eq!(answers, ["Only the columns in million US dollars", "Only the columns in million euros"]);
    let rows = "year,flow,value\n2020,Exports (million EUR),10\n2020,Imports (million USD),5\n\
                2021,Exports (million EUR),12\n2021,Imports (million USD),6\n";
    assert_eq!(asked("rows.csv", rows).1, ["Only rows in million euros", "Only rows in million US dollars"]);
    let prices = "Indicator Name,2020,2021\nExports of goods and services (current US$),1000,1200\n\
                  Imports of goods and services (constant 2015 US$),900,950\n";
    assert_eq!(
        asked("prices.csv", prices).1,
        ["Only rows in US dollars", "Only rows in US dollars at constant prices"]
    );
}

#[test]
fn goods_beside_services_are_amounts_where_they_state_a_unit() {
    let text = "Year,Goods (USD bn),Services (USD mn)\n2020,10,5000\n2021,12,6000\n";
    let question = match opened_with("exports.csv", text, &Options::default()) {
        Opened::Question(question) => question,
        other => panic!("{other:?}"),
    };
    let each = question.choices.iter().find(|choice| choice.label == "Each column is a sector").expect("an answer");
    let options = Options { mapping: Some(each.mapping.clone()), ..Options::default() };
    let Opened::Dataset(dataset) = opened_with("exports.csv", text, &options) else { panic!("asked again") };
    let total: Vec<String> =
        dataset.facts.iter().map(|fact| dataset.amount(i128::from(fact.value)).to_string()).collect();
    assert_eq!(total, ["10000", "5000", "12000", "6000"]);
}

#[test]
fn a_column_of_powers_of_ten_scales_its_rows() {
    for (unit, scale, cells, words, first) in [
        ("Currency", "Multiplier", ["EUR,Millions", "EUR,Millions"], "million euros", "288"),
        ("Unit", "UNIT_MULT", ["USD,6", "USD,6"], "million US dollars", "288"),
        ("UNIT", "Factor", ["EUR,1000", "EUR,1000"], "thousand euros", "288"),
        ("Moneda", "Escala", ["USD,Miles", "USD,Miles"], "thousand US dollars", "288"),
        ("Currency", "Units", ["EUR,EUR million", "EUR,EUR million"], "million euros", "288"),
        ("Currency", "Multiplier", ["EUR,Millions", "EUR,Thousands"], "thousand euros", "288000"),
    ] {
        let mut text = format!("Partner,Flow,Year,Value,{unit},{scale}\n");
        for (year, cell) in [2020, 2021].into_iter().zip(cells) {
            text += &format!("China,Exports,{year},288,{cell}\nJapan,Exports,{year},300,{cell}\n");
        }
        let read = dataset("scale.csv", &text);
        assert_eq!(read.meta.unit.words(), words, "{scale}");
        let figure = crate::reading::figure(&read, ["SELF", "CHN", "TOTAL"], saldo::data::Flow::Export, "2020");
        assert_eq!(figure.as_deref(), Some(first), "{scale}: {cells:?}");
    }
}

#[test]
fn a_power_of_ten_further_down_than_the_sample_scales_its_row() {
    let mut text = "Partner,Flow,Year,Value,Currency,Multiplier\n".to_owned();
    for place in 0..12_000 {
        let scale = if place == 11_900 { "Thousands" } else { "Millions" };
        let value = 1 + place * 7919 % 10_007;
        text += &format!("P{place},Exports,2020,{value},EUR,{scale}\nP{place},Exports,2021,{value},EUR,Millions\n");
    }
    let read = dataset("late.csv", &text);
    let figure =
        |place: &str| crate::reading::figure(&read, ["SELF", place, "TOTAL"], saldo::data::Flow::Export, "2020");
    assert_eq!(read.meta.unit.words(), "million euros");
    assert_eq!((figure("P1").as_deref(), figure("P11900").as_deref()), (Some("7920"), Some("0.182")));
}

#[test]
fn amounts_with_their_own_power_of_ten_are_not_scaled_by_the_title() {
    for (title, cell, value) in [("USD million", "288m", "288000000"), ("EUR million", "0.288bn", "288000000")] {
        let text =
            format!("Exports by partner ({title})\nPartner,2020,2021\nChina,{cell},{cell}\nJapan,{cell},{cell}\n");
        let read = dataset("own.csv", &text);
        assert_eq!(read.meta.unit.exponent, 0, "{title}");
        check(&read, "generic wide table", &[&format!("SELF CHN TOTAL export 2020 {value}")]);
    }
    let mixed = "Exports by partner (USD million)\nPartner,2020,2021\nChina,288m,301\nJapan,1bn,302\n";
    assert!(asked("mixed.csv", mixed).0.contains("power of ten of their own"));
    let signed = "Exports by partner (EUR million)\nPartner,2020,2021\nChina,$288,$301\nJapan,$300,$302\n";
    assert!(asked("signed.csv", signed).0.contains("carry the sign of"));
}

#[test]
fn a_row_of_units_below_the_names_is_read() {
    for row in [",mn EUR,mn EUR", ",EUR million,"] {
        let text = format!("Partner,Exports 2020,Exports 2021\n{row}\nChina,318,350\nJapan,161,178\n");
        let read = dataset("row.csv", &text);
        assert_eq!(read.meta.unit.words(), "million euros", "{row}");
        check(&read, "generic wide table", &["SELF CHN TOTAL export 2020 318", "SELF JPN TOTAL export 2021 178"]);
    }
}

#[test]
fn a_thousand_to_some_and_a_million_to_others_is_asked_about() {
    let (problem, answers) =
        asked("t.csv", "US$ mil\nYear,Partner,Exports,Imports\n2022,Kenya,40,50\n2023,Kenya,45,52\n");
    assert!(problem.contains("`mil`"), "{problem}");
    assert_eq!(answers, ["They are thousand US dollars", "They are million US dollars"]);
}

#[test]
fn a_month_above_a_power_of_ten_is_no_power() {
    let text = "Exports\nPartner,2015_09,2015_10,2015_11\n,Million US dollars,Million US dollars,Million US dollars\n\
        India,144.2,91.5,33.4\nJapan,99.7,46.2,3.5\n";
    let read = dataset("months.csv", text);
    check(&read, "generic wide table", &["SELF IND TOTAL export 2015-10 91.5"]);
    assert_eq!(read.meta.unit.words(), "million US dollars");
}
