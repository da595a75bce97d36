//! Periods that look like others: parts of a year, and days that stand for years and quarters.

use saldo::data::Dataset;

use super::reading::dataset;

fn periods(dataset: &Dataset) -> Vec<String> {
    dataset.periods.iter().map(ToString::to_string).collect()
}

#[test]
fn figures_of_a_part_of_a_year_are_left_out_by_name() {
    for part in [
        "2022 (Jan-Jun)",
        "2022 (9 months)",
        "2022 (until June)",
        "2022 (first half)",
        "2022 (6M)",
        "6M2022",
        "9M 2022",
        "2022 H1",
        "2022 (Jan. - Juni)",
        "2022 (Q1-Q3)",
    ] {
        let text = format!("Country,2020,2021,{part}\nUSA,10,11,6\nChina,20,21,11\n");
        let dataset = dataset("exports.csv", &text);
        assert_eq!(periods(&dataset), ["2020", "2021"], "{part}");
        let said = dataset.report.warnings.iter().any(|said| said.contains(part) && said.contains("part of a year"));
        assert!(said, "{part}: {:?}", dataset.report.warnings);
    }
    let quarter = "Country,2022 (Jan-Mar),2022 (Q2)\nUSA,10,11\nChina,20,21\n";
    assert_eq!(periods(&dataset("exports.csv", quarter)), ["2022Q1", "2022Q2"]);
}

#[test]
fn days_a_year_or_a_quarter_apart_are_years_and_quarters_however_written() {
    for [first, second] in [
        ["1 January 2020", "1 January 2021"],
        ["01-Jan-2020", "01-Jan-2021"],
        ["\"January 1, 2020\"", "\"January 1, 2021\""],
        ["31 December 2020", "31 December 2021"],
        ["20201231", "20211231"],
    ] {
        let rows = [first, second].map(|day| format!("{day},USA,10\n{day},China,20\n")).concat();
        let dataset = dataset("exports.csv", &format!("Date,Partner,Exports\n{rows}"));
        assert_eq!(periods(&dataset), ["2020", "2021"], "{first}");
    }
    let fiscal = "Year ending,Exports,Imports\n31 March 2020,10,5\n31 March 2021,12,6\n";
    assert_eq!(periods(&dataset("trade.csv", fiscal)), ["FY2019", "FY2020"]);
    let told = "Period,Exports,Imports\nYear ending March 2020,10,5\nYear ending March 2021,12,6\n";
    assert_eq!(periods(&dataset("trade.csv", told)), ["FY2019", "FY2020"]);
    let headings = "Country,31/03/2020,30/06/2020,30/09/2020,31/12/2020\nUSA,1,2,3,4\nChina,2,3,4,5\n";
    assert_eq!(periods(&dataset("exports.csv", headings)), ["2020Q1", "2020Q2", "2020Q3", "2020Q4"]);
}
