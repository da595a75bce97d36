//! Periods that look like others: parts of a year, and days that stand for years and quarters.

use saldo::data::{Dataset, Proposed};
use saldo::import::{Mapping, Opened, Options};

use super::reading::{asked, dataset, opened_with};

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

/// The periods of a table by each answer to what is asked of it.
fn answered(name: &str, text: &str) -> Vec<(String, Vec<String>)> {
    let Opened::Question(question) = opened_with(name, text, &Options::default()) else {
        panic!("{name}: nothing is asked");
    };
    let answer = |mapping: Mapping| Options { mapping: Some(mapping), ..Options::default() };
    let opened = |mapping: Mapping| match opened_with(name, text, &answer(mapping)) {
        Opened::Dataset(dataset) => periods(&dataset),
        other => panic!("{name}: {other:?}"),
    };
    question.choices.into_iter().map(|choice| (choice.label, opened(choice.mapping))).collect()
}

/// So many rows, made of their number.
fn numbered(most: i32, row: impl Fn(i32) -> String) -> String {
    (1..=most).map(row).collect::<Vec<_>>().concat()
}

#[test]
fn one_to_four_within_a_year_are_asked_about() {
    let rows =
        |year: i32| (1..=4).map(move |part| format!("{year},{part},Germany,7{part}\n{year},{part},France,3{part}\n"));
    let long: String = [2019, 2020].into_iter().flat_map(rows).collect();
    let long = format!("year,period,partner,exports\n{long}");
    let whole = numbered(4, |part| format!("2022-{part},Germany,7{part}\n"));
    let whole = format!("Period,Partner,Exports\n{whole}");
    let wide =
        "Exports\nPartner,2022_1,2022_2,2022_3,2022_4\nGermany,288,318,350,360\nFrance,143,161,178,180\n".to_owned();
    for (name, text, first) in [("long.csv", long, "2019"), ("whole.csv", whole, "2022"), ("exports.csv", wide, "2022")]
    {
        let answers = answered(name, &text);
        let [(quarters, as_quarters), (months, as_months)] = answers.as_slice() else { panic!("{name}: {answers:?}") };
        assert_eq!([quarters.as_str(), months], ["They are quarters", "They are months"], "{name}");
        let parts = |one: &str| (1..=4).map(|part| format!("{first}{one}{part}")).collect::<Vec<_>>();
        assert_eq!(as_quarters.iter().take(4).cloned().collect::<Vec<_>>(), parts("Q"), "{name}");
        assert_eq!(as_months.iter().take(4).cloned().collect::<Vec<_>>(), parts("-0"), "{name}");
    }
    // What is called a month is one, and so is what goes on.
    let months = numbered(3, |part| format!("2019,{part},Germany,7{part}\n"));
    assert_eq!(periods(&dataset("m.csv", &format!("Year,Month,Partner,Exports\n{months}"))).len(), 3);
    let months = numbered(7, |part| format!("2019,{part},Germany,7{part}\n"));
    assert_eq!(periods(&dataset("p.csv", &format!("Year,Period,Partner,Exports\n{months}"))).len(), 7);
}

#[test]
fn decembers_of_several_years_may_be_the_years() {
    let wide = "Exports\nPartner,Dec-19,Dec-20,Dec-21\nGermany,288,318,350\nFrance,143,161,178\n";
    let long = "Period,Exports,Imports\n12/2019,288,300\n12/2020,318,320\n12/2021,350,340\n";
    for (name, text) in [("exports.csv", wide), ("trade.csv", long)] {
        let answers = answered(name, text);
        let [(_, years), (_, months)] = answers.as_slice() else { panic!("{name}: {answers:?}") };
        assert_eq!(years, &["2019", "2020", "2021"], "{name}");
        assert_eq!(months, &["2019-12", "2020-12", "2021-12"], "{name}");
    }
    // Of a report the month and the same of the year before.
    let two = "Exports\nPartner,Dec-19,Dec-20\nGermany,288,318\nFrance,143,161\n";
    assert_eq!(periods(&dataset("exports.csv", two)), ["2019-12", "2020-12"]);
}

#[test]
fn roman_quarters_beside_their_year_are_quarters() {
    let text = "\"Exports by country, USD million\"\n,2021,,,,,2022,,,,\nCountry,I,II,III,IV,Year,I,II,III,IV,Year\n\
        Germany,288,318,350,377,1333,297,327,359,386,1369\nFrance,143,161,178,194,676,152,170,187,203,712\n\
        China,401,444,484,528,1857,410,453,493,537,1893\n";
    let read = dataset("q.csv", text);
    let all = ["2021", "2021Q1", "2021Q2", "2021Q3", "2021Q4", "2022", "2022Q1", "2022Q2", "2022Q3", "2022Q4"];
    let mut found = periods(&read);
    found.sort_unstable();
    assert_eq!(found, all);
}

#[test]
fn noughts_of_months_to_come_are_disputed_and_can_be_left_out() {
    let month = |month: i32| {
        let (exports, imports) = if month > 7 { (0, 0) } else { (100 + month, 90 + month) };
        format!("2023-{month:02},{exports},{imports}\n")
    };
    let text = format!("Month,Exports,Imports\n{}", (1..=12).map(month).collect::<String>());
    let Opened::Disputed(disputed) = opened_with("filled.csv", &text, &Options::default()) else {
        panic!("not disputed");
    };
    let proposed = disputed.dataset.audit.disputes().find_map(|check| check.proposes.clone());
    let Some(Proposed::EndsWith { figures, noughts }) = proposed else { panic!("{proposed:?}") };
    assert_eq!((figures.to_string(), noughts.to_string()), ("2023-07".to_owned(), "2023-12".to_owned()));
    // They may be figures all the same: the answer that says so settles it, too.
    let traded = Mapping { ends_with: Some(noughts), ..disputed.question.clone().expect("a question").mapping };
    let options = Options { mapping: Some(traded), ..Options::default() };
    let Opened::Dataset(read) = opened_with("filled.csv", &text, &options) else { panic!("disputed still") };
    assert_eq!((read.periods.len(), read.facts.iter().count()), (12, 24));
    let question = disputed.question.expect("a question");
    let options = Options { mapping: Some(question.mapping), ..Options::default() };
    let Opened::Dataset(read) = opened_with("filled.csv", &text, &options) else { panic!("disputed still") };
    assert_eq!(read.periods.last().map(ToString::to_string).as_deref(), Some("2023-07"));
    assert!(
        read.report.warnings.iter().any(|said| said.contains("10 zeros after 2023-07")),
        "{:?}",
        read.report.warnings
    );
    // The answer is remembered, and meets the file of later months, where exports of nothing beside imports are a figure.
    let later = text.replace("2023-08,0,0", "2023-08,0,98");
    let Opened::Dataset(read) = opened_with("filled.csv", &later, &options) else { panic!("disputed still") };
    assert_eq!(read.periods.last().map(ToString::to_string).as_deref(), Some("2023-08"));
    let august = |fact: &&saldo::data::Fact| usize::from(fact.period) + 1 == read.periods.len();
    assert_eq!(read.facts.iter().filter(|fact| august(&fact)).count(), 2);
    // A trade that comes and goes has noughts of its own.
    let text = "Year,Exports,Imports\n2018,5,0\n2019,0,0\n2020,7,1\n2021,0,0\n";
    assert_eq!(periods(&dataset("sparse.csv", text)).len(), 4);
}

#[test]
fn years_of_another_calendar_are_asked_about() {
    let text = "Fiscal Year,Exports,Imports\n2076/77,1187,1115\n2077/78,1320,1238\n2078/79,1447,1358\n";
    let (problem, answers) = asked("nepal.csv", text);
    assert!(problem.contains("calendar"), "{problem}");
    assert_eq!(answers, ["They are of the common calendar"]);
    // A projection begins with what was.
    let text = "Year,Exports,Imports\n2024,1187,1115\n2060,1320,1238\n";
    assert_eq!(periods(&dataset("plan.csv", text)), ["2024", "2060"]);
}

#[test]
fn a_year_of_which_a_remark_says_a_part_is_left_out() {
    let text = "Year,Exports,Imports,Note\n2020,500,600,\n2021,510,610,\n2022,520,620,\n2023,400,480,Jan-Sep\n";
    let read = dataset("noted.csv", text);
    assert_eq!(periods(&read), ["2020", "2021", "2022"]);
    let reasons: Vec<&str> = read.report.reasons.iter().map(|reason| reason.reason.as_str()).collect();
    assert_eq!(reasons, ["of a part of a year"]);
    // Beside one of two partners it is asked: a sum without the other would look whole.
    let text = "Partner,Year,Exports,Note\nPeru,2021,5,\nChile,2021,6,\nPeru,2022,7,\nChile,2022,2,Jan-Sep\n";
    let (problem, _) = asked("noted.csv", text);
    assert!(problem.contains("`Jan-Sep` stands beside some figures of 2022"), "{problem}");
}
