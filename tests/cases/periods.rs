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

#[test]
fn months_that_stand_for_quarters_are_quarters() {
    for (head, cells) in [
        ("Year,Vierteljahr", ["2021,1", "2021,2", "2021,3", "2021,4"]),
        ("Year,квартал", ["2021,1", "2021,2", "2021,3", "2021,4"]),
        ("Year,季度", ["2021,1", "2021,2", "2021,3", "2021,4"]),
        ("Year,Qtr ending", ["2021,March", "2021,June", "2021,September", "2021,December"]),
        ("Quarter", ["2021-1", "2021-2", "2021-3", "2021-4"]),
        ("Quarter ended", ["Mar-21", "Jun-21", "Sep-21", "Dec-21"]),
    ] {
        let mut text = format!("{head},Exports,Imports\n");
        for (cell, value) in cells.into_iter().zip(10..) {
            text += &format!("{cell},{value},{}\n", value + 5);
        }
        let read = dataset("quarters.csv", &text);
        assert_eq!(periods(&read), ["2021Q1", "2021Q2", "2021Q3", "2021Q4"], "{head}");
    }
}

#[test]
fn months_with_an_underscore_and_lost_noughts_are_months() {
    for head in ["Partner,2022_01,2022_02", "Partner,exp_2022_01,exp_2022_02", "Partner,01_2022,02_2022"] {
        let text = format!("Exports\n{head}\nChina,5,6\nJapan,7,8\n");
        let read = dataset("exports.csv", &text);
        assert_eq!(periods(&read), ["2022-01", "2022-02"], "{head}");
    }
    let lost = "Month,Exports,Imports\n2022.09,1,2\n2022.1,3,4\n2022.11,5,6\n2022.12,7,8\n";
    let read = dataset("lost.csv", lost);
    assert_eq!(periods(&read), ["2022-09", "2022-10", "2022-11", "2022-12"]);
}

#[test]
fn months_below_a_title_with_their_year_are_of_it() {
    let text = "Trade in 2023\n\nMonth,Exports,Imports\nJanuary,5,6\nFebruary,7,8\nMarch,9,9\n";
    let read = dataset("months.csv", text);
    assert_eq!(periods(&read), ["2023-01", "2023-02", "2023-03"]);
}

#[test]
fn a_note_that_a_year_is_not_whole_is_heard_wherever_it_stands() {
    for (last, note) in [
        ("2023*", "*January to September"),
        ("2023", "Note: 2023 figures are for January to September"),
        ("2023 1)", "1) January-September"),
    ] {
        let text = format!(
            "Year,Exports,Imports\n2018,8,9\n2019,9,9\n2020,9,9\n2021,10,20\n2022,11,21\n{last},6,11\n\n{note}\n"
        );
        let read = dataset("noted.csv", &text);
        assert_eq!(periods(&read), ["2018", "2019", "2020", "2021", "2022"], "{last}: {note}");
    }
}
