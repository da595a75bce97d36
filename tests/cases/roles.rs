//! What each column of a table is: composite names, columns for countries and months, whose figures, which flow.

use saldo::data::{Axis, Dataset, Noun};
use saldo::import::{Mapping, Opened, Options, Question};
use saldo::query::{GroupBy, LineRole, Measure, Point, Reason, Selection, Status, View, run, trajectories};

use crate::reading::{check, dataset, opened_with};

fn opened(name: &str, text: &str, mapping: Option<Mapping>) -> Opened {
    opened_with(name, text, &Options { mapping, ..Options::default() })
}

fn question(name: &str, text: &str) -> Question {
    match opened(name, text, None) {
        Opened::Question(question) => *question,
        other => panic!("{name}: no question: {other:?}"),
    }
}

/// What an answer to a question opens.
fn answered(name: &str, text: &str, label: &str) -> Dataset {
    let question = question(name, text);
    let labels: Vec<&str> = question.choices.iter().map(|answer| answer.label.as_str()).collect();
    let answer = question.choices.iter().find(|answer| answer.label == label);
    let answer = answer.unwrap_or_else(|| panic!("{name}: `{label}` is not among {labels:?}"));
    read_with(name, text, answer.mapping.clone())
}

fn read_with(name: &str, text: &str, mapping: Mapping) -> Dataset {
    match opened(name, text, Some(mapping)) {
        Opened::Dataset(dataset) => *dataset,
        other => panic!("{name}: the mapping opens no dataset: {other:?}"),
    }
}

/// Period and value of the whole.
fn whole(dataset: &Dataset, measure: Measure) -> Vec<String> {
    let all = trajectories(dataset, &View { measure, ..View::default() });
    let line = all.lines.first().expect("a line");
    let told = |(period, point): (&saldo::data::Period, &Point)| {
        format!("{period} {}", point.value.map(|value| value.to_string()).unwrap_or_default())
    };
    all.periods.iter().zip(&line.points).map(told).collect()
}

fn names(dataset: &Dataset, axis: Axis) -> Vec<String> {
    let mut names: Vec<String> = dataset.dimension(axis).members().iter().map(|member| member.label.clone()).collect();
    names.sort();
    names
}

#[test]
fn a_country_in_every_heading_is_the_reporter() {
    for (first, second) in [
        ("US 2024 Exports", "US 2024 Imports"),
        ("Japan's exports 2024", "Japan's imports 2024"),
        ("Exports Germany 2024", "Imports Germany 2024"),
        ("2024 France Exports", "2024 France Imports"),
    ] {
        let text = format!("Country;{first};{second}\nChina;10;40\nMexico;30;50\n");
        let read = dataset("balance.csv", &text);
        assert_eq!(whole(&read, Measure::Balance), ["2024 -50"], "{first}");
        let partners = names(&read, Axis::Partner);
        assert!(partners.iter().any(|name| name == "China") && partners.iter().any(|name| name == "Mexico"), "{first}");
    }
}

#[test]
fn names_of_several_parts_are_taken_apart() {
    for separator in [":", " / ", "|", " - ", "::"] {
        let columns: Vec<String> = ["Canada", "Mexico"]
            .iter()
            .flat_map(|place| ["Import", "Export", "Balance(E-I)"].map(|flow| format!("\"{place}{separator}{flow}\"")))
            .collect();
        let text = format!("Date,{}\n2023-01-01,10,8,-2,20,15,-5\n2023-02-01,11,9,-2,21,15,-6\n", columns.join(","));
        let read = dataset("t.csv", &text);
        assert_eq!(whole(&read, Measure::Exports), ["2023-01 23", "2023-02 24"], "{separator}");
        assert_eq!(whole(&read, Measure::Balance), ["2023-01 -7", "2023-02 -8"], "{separator}");
    }
}

#[test]
fn columns_for_countries_are_partners() {
    let read = dataset("exports_by_country.csv", "Year,China,Russia,Turkey\n2022,10,20,30\n2023,11,21,31\n");
    assert_eq!(whole(&read, Measure::Exports), ["2022 60", "2023 63"]);
    let read = dataset("importe.csv", "Jahr,Frankreich,Polen\n2022,10,20\n2023,11,21\n");
    assert_eq!(whole(&read, Measure::Imports), ["2022 30", "2023 32"]);
}

#[test]
fn columns_for_months_stand_within_the_year_of_the_row() {
    let read = dataset("imports.csv", "Country,Year,January,February,March\nChile,2022,1,2,3\nPeru,2022,2,2,2\n");
    assert_eq!(whole(&read, Measure::Imports), ["2022-01 3", "2022-02 4", "2022-03 5"]);
    let read = dataset("exports.csv", "Country,Year,Q1,Q2,Q3,Q4\nChile,2022,1,2,3,4\nPeru,2022,2,2,2,2\n");
    assert_eq!(whole(&read, Measure::Exports), ["2022Q1 3", "2022Q2 4", "2022Q3 5", "2022Q4 6"]);
}

#[test]
fn a_table_of_one_period_proposes_what_its_name_or_title_says() {
    let text = "Country,Exports,Imports\nChina,100,400\nMexico,300,500\n";
    assert_eq!(whole(&answered("trade_2024.csv", text, "All of it is 2024"), Measure::Balance), ["2024 -500"]);
    let titled = format!("Trade by country,,\nAnnual data 2019,,\n{text}");
    assert_eq!(whole(&answered("t.csv", &titled, "All of it is 2019"), Measure::Balance), ["2019 -500"]);
}

#[test]
fn a_mapping_is_looked_at_before_a_table_is_refused() {
    let text = "Country,Exports,Imports,Balance\nChina,143546,429753,-286208\nMexico,334041,503806,-169765\n";
    let mapping = serde_json::from_str(
        r#"{"columns":["reporter-name",{"flow-period-value":["export","2024"]},{"flow-period-value":["import","2024"]},"ignore"]}"#,
    );
    let read = read_with("t.csv", text, mapping.expect("a mapping"));
    assert_eq!(whole(&read, Measure::Balance), ["2024 -455972"]);
}

#[test]
fn what_a_mapping_leaves_out_is_recognised() {
    let text = "\"data\";\"valor\"\n\"01/01/1995\";\"-475,0\"\n\"01/02/1995\";\"-375,6\"\n\"13/03/1995\";\"-595,1\"\n";
    let mapping = serde_json::from_str(r#"{"columns":["period","value"],"default_flow":"balance"}"#);
    let mapping = Mapping { sign_left_out: true, ..mapping.expect("a mapping") };
    let read = read_with("series.csv", text, mapping);
    assert_eq!(whole(&read, Measure::Balance), ["1995-01 -475", "1995-02 -375.6", "1995-03 -595.1"]);
}

#[test]
fn rows_that_name_flows_outvote_the_name_of_the_file() {
    let text = "Line,,2022,2023\n1,Receipts in all,100,110\n2,Exports of goods,70,80\n3,Goods,60,70\n4,Durable,50,60\n\
                5,Other,10,10\n6,Imports of goods,150,160\n";
    let read = answered("accounts-imports.csv", text, "Only rows that name their flow");
    assert_eq!(whole(&read, Measure::Imports), ["2022 150", "2023 160"]);
    assert_eq!(whole(&read, Measure::Exports), ["2022 70", "2023 80"]);
}

#[test]
fn every_question_offers_different_answers_the_proposed_first() {
    let asked = question("t.csv", "Year,Partner,Amount\n2022,Kenya,10\n2022,Uganda,4\n");
    let labels: Vec<&str> = asked.choices.iter().map(|answer| answer.label.as_str()).collect();
    assert_eq!(labels, ["All values are exports", "All values are imports", "All values are the balance"]);
}

#[test]
fn a_second_block_of_years_may_be_the_other_flow() {
    let text = "Country,Flow,2021,2022,2021,2022\nFrance,Exports,10,11,20,21\nGermany,Exports,30,31,40,41\n";
    let asked = question("t.csv", text);
    assert_eq!(asked.choices.first().map(|answer| &answer.mapping), Some(&asked.mapping), "the first is proposed");
    let read = answered("t.csv", text, "The first are exports, the second imports");
    assert_eq!(whole(&read, Measure::Exports), ["2021 40", "2022 42"]);
    assert_eq!(whole(&read, Measure::Imports), ["2021 60", "2022 62"]);
    assert_eq!(names(&read, Axis::Reporter), ["France", "Germany"]);
    let second = answered("t.csv", text, "Only the second count");
    assert_eq!(whole(&second, Measure::Exports), ["2021 60", "2022 62"]);
}

#[test]
fn columns_of_a_total_and_its_parts_are_proposed_as_sectors() {
    let text = "Exhibit 10. Trade in Goods by Category,,,\nIn millions of dollars.,,,\nPeriod,Total,Foods,Capital Goods\n\
        ,Exports,,\n2021,,,\nJanuary,145,45,100\nFebruary,138,38,100\n,Imports,,\n2021,,,\nJanuary,243,143,100\n\
        February,238,138,100\n";
    let asked = question("t.csv", text);
    let labels: Vec<&str> = asked.choices.iter().map(|answer| answer.label.as_str()).collect();
    assert_eq!(labels.first(), Some(&"Each column is a sector"), "{labels:?}");
    assert_eq!(asked.choices.first().map(|answer| &answer.mapping), Some(&asked.mapping), "the first is proposed");
    let read = read_with("t.csv", text, asked.mapping.clone());
    assert_eq!(whole(&read, Measure::Exports), ["2021-01 145", "2021-02 138"]);
}

#[test]
fn states_are_called_so_and_a_sum_says_how_many_of_them_list_a_partner() {
    let state = |name: &str, partners: [(&str, u32); 3]| {
        let all: u32 = partners.iter().map(|(_, value)| value).sum();
        let row = |partner: &str, value: u32| format!("{name},1,{partner},{value},{}\n", value + 1);
        row("World", all + 50) + &partners.map(|(partner, value)| row(partner, value)).concat()
    };
    let text = "statename,rank,countryd,val2016,val2017\n".to_owned()
        + &state("Alabama", [("Germany", 40), ("China", 30), ("Mexico", 20)])
        + &state("Alaska", [("Canada", 44), ("China", 35), ("Mexico", 22)])
        + &state("Iowa", [("Canada", 46), ("Germany", 37), ("Mexico", 28)]);
    let dataset = dataset("imstates.csv", &text);
    assert_eq!(dataset.noun(Axis::Sector), Noun::State);
    let asked = |partner: &str, by: GroupBy| View {
        measure: Measure::Imports,
        partners: Selection::only([partner]),
        by,
        ..View::default()
    };
    let told = |partner: &str| {
        let answer = trajectories(&dataset, &asked(partner, GroupBy::None));
        let point = &answer.lines[0].points[0];
        (point.value.map(|value| value.to_string()), answer.reason(point).and_then(Reason::short))
    };
    assert_eq!(told("CHN"), (Some("65".to_owned()), Some("2 of 3 states".to_owned())));
    assert_eq!(told("MEX"), (Some("70".to_owned()), None), "all states list it");
    assert_eq!(told("WLD"), (Some("452".to_owned()), None), "a total is published by each");
    let by_state = trajectories(&dataset, &asked("CHN", GroupBy::Sector));
    let states = by_state.lines.iter().filter(|line| line.role == LineRole::Member);
    assert!(
        states.flat_map(|line| &line.points).all(|point| point.value.is_none() || point.status == Status::Ok),
        "a state has its own list"
    );
    let whole = by_state.whole.as_ref().expect("the whole");
    assert_eq!(whole.label, "All three states");
    let by_partner = run(&dataset, &View { measure: Measure::Imports, by: GroupBy::Partner, ..View::default() });
    let short = |code: &str| {
        let line = by_partner.trajectories.lines.iter().find(|line| line.code == code).expect("a line");
        by_partner.trajectories.reason(&line.points[0]).and_then(Reason::short)
    };
    assert_eq!((short("DEU").as_deref(), short("MEX")), (Some("2 of 3 states"), None));
}

/// Exports of two provinces, of which one also trades with Mexico where `more` says so.
fn provinces(more: bool) -> String {
    let text = "Period,Commodity,Province,Country,State,Exports ($)\n2023,Wheat,Ontario,United States,N/A,100\n\
                2024,Wheat,Ontario,United States,N/A,110\n2023,Cars,Georgia,United States,N/A,200\n\
                2024,Cars,Georgia,United States,N/A,220\n";
    text.to_owned() + if more { "2024,Cars,Georgia,Mexico,N/A,10\n" } else { "" }
}

#[test]
fn a_province_beside_several_countries_trades_with_them() {
    let dataset = dataset("trade.csv", &provinces(true));
    assert_eq!(names(&dataset, Axis::Reporter), ["Georgia", "Ontario"]);
    assert_eq!(names(&dataset, Axis::Partner), ["Mexico", "United States"]);
    assert_eq!(dataset.noun(Axis::Reporter), Noun::Province);
    assert!(dataset.dimension(Axis::Reporter).id_of("GEO").is_none(), "a province is no country of the same name");
}

#[test]
fn a_province_beside_one_country_is_asked_about() {
    let text = provinces(false);
    let asked = question("trade.csv", &text);
    assert_eq!(asked.problems, ["Is `Country` whom those in `Province` trade with, or the country that they lie in?"]);
    let with = answered("trade.csv", &text, "`Province` trades with `Country`: Ontario with United States");
    assert_eq!(names(&with, Axis::Partner), ["United States"]);
    let within = answered("trade.csv", &text, "`Province` lies in `Country`: the trade of Ontario with the world");
    assert_eq!(names(&within, Axis::Partner), ["World"]);
    for dataset in [with, within] {
        assert_eq!(names(&dataset, Axis::Reporter), ["Georgia", "Ontario"]);
    }
}

#[test]
fn totals_and_rests_beside_provinces_are_no_countries_that_they_trade_with() {
    for other in ["Total", "World", "Other", "All countries", ""] {
        let row = |province: &str, country: &str| format!("2023,Wheat,{province},{country},100\n");
        let text = "Period,Commodity,Province,Country,Exports ($)\n".to_owned()
            + &["Ontario", "Quebec", "Manitoba"].map(|name| row(name, "Canada") + &row(name, other)).concat();
        let asked = question("trade.csv", &text);
        let expected = "Is `Country` whom those in `Province` trade with, or the country that they lie in?";
        assert!(asked.problems.iter().any(|problem| problem == expected), "{other}: {:?}", asked.problems);
    }
    // One state on a border, put down to two countries by mistake, decides nothing.
    let text = provinces(true).replace("Mexico", "United States")
        + "2024,Cars,Yukon,Canada,N/A,1\n\
                2024,Cars,Yukon,United States,N/A,1\n2024,Cars,Quebec,United States,N/A,1\n";
    assert_eq!(question("trade.csv", &text).problems.len(), 1);
}

#[test]
fn codes_and_names_of_states_are_one_axis() {
    for (code, codes) in [("State Code", ["TX", "OH"]), ("StateID", ["48", "39"])] {
        let row = |at: usize, name: &str, country: &str, value: u32| {
            format!("2023,Wheat,{},{name},{country},{value}\n", codes[at])
        };
        let text = format!("Period,Commodity,{code},State Name,Country,Exports ($)\n")
            + &row(0, "Texas", "Mexico", 5)
            + &row(0, "Texas", "Canada", 6)
            + &row(1, "Ohio", "Mexico", 7)
            + &row(1, "Ohio", "Canada", 8);
        let dataset = dataset("trade.csv", &text);
        let reporters = dataset.dimension(Axis::Reporter).members();
        let mut told: Vec<(&str, &str)> = reporters.iter().map(|m| (m.code.as_str(), m.label.as_str())).collect();
        told.sort_unstable();
        let mut expected = [(codes[0], "Texas"), (codes[1], "Ohio")];
        expected.sort_unstable();
        assert_eq!(told, expected, "{code}");
        assert_eq!(dataset.noun(Axis::Reporter), Noun::State);
    }
}

#[test]
fn codes_of_states_that_are_codes_of_countries_too_are_those_of_the_states() {
    let states = [("CA", "California"), ("GA", "Georgia"), ("IN", "Indiana"), ("IL", "Illinois"), ("CO", "Colorado")];
    let mut text = "Year,State,State Name,Country,Exports\n".to_owned();
    for (at, (code, name)) in (1..).zip(states) {
        for (country, value) in [("China", at), ("Mexico", at * at + 3), ("Japan", 40 - at)] {
            text += &format!("2023,{code},{name},{country},{value}\n2024,{code},{name},{country},{}\n", value + at);
        }
    }
    let read = dataset("trade.csv", &text);
    let codes: Vec<&str> = read.dimension(Axis::Reporter).members().iter().map(|m| m.code.as_str()).collect();
    assert_eq!(codes, ["CA", "GA", "IN", "IL", "CO"]);
    assert_eq!(read.noun(Axis::Reporter), Noun::State);
    assert_eq!(read.dimension(Axis::Sector).len(), 1);
    assert_eq!(names(&read, Axis::Partner), ["China", "Japan", "Mexico"]);
}

#[test]
fn countries_without_one_large_economy_are_perhaps_its_partners() {
    let large = "China,Germany,Japan,United Kingdom,France,Italy,Canada,Mexico,Brazil,India,South Korea,Australia,Spain,\
                 Netherlands,Switzerland,Sweden,Turkey,Thailand,Indonesia,Malaysia,South Africa";
    let others = "Austria,Belgium,Bulgaria,Chile,Colombia,Croatia,Denmark,Egypt,Estonia,Finland,Greece,Hungary,Iceland,\
                  Ireland,Israel,Kenya,Latvia,Lithuania,Morocco,Norway,Peru,Poland,Portugal,Romania";
    let mut text = "Country,Year,Exports,Imports\n".to_owned();
    for (at, name) in (1..).zip(large.split(',').chain(others.split(','))) {
        text += &format!("{name},2024,{},{}\n", at * 7 % 50 + 1, at * 11 % 90 + 1);
    }
    let asked = question("trade.csv", &text);
    assert_eq!(asked.problems.len(), 1, "{:?}", asked.problems);
    assert!(asked.problems[0].starts_with("All large economies but United States are listed."), "{:?}", asked.problems);
    let read = answered("trade.csv", &text, "Trade of United States with China, Germany ...");
    assert_eq!(names(&read, Axis::Reporter), ["United States"]);
    assert_eq!(read.dimension(Axis::Partner).len(), 45);
    // All are there: each has its own trade.
    let read = dataset("trade.csv", &(text + "United States,2024,3,4\n"));
    assert_eq!(read.dimension(Axis::Reporter).len(), 46);
}

#[test]
fn a_state_that_is_a_country_is_a_country() {
    let text = "Year,Reporter,State,Product,Exports\n2023,Japan,China,Cars,10\n2023,Japan,Germany,Cars,23\n\
                2023,Japan,France,Cars,5\n2023,Japan,Ruritania,Cars,5\n";
    let read = dataset("trade.csv", text);
    assert_eq!(names(&read, Axis::Partner), ["China", "France", "Germany", "Ruritania"]);
    assert!(read.dimension(Axis::Partner).id_of("CHN").is_some());
    assert_eq!(read.noun(Axis::Partner), Noun::Partner);
    let text = "UK exports,,,\nYear,State,Product,Exports\n2023,China,Cars,10\n2023,Germany,Cars,20\n";
    let read = dataset("table.csv", text);
    assert_eq!(
        (names(&read, Axis::Partner), read.noun(Axis::Partner)),
        (vec!["China".into(), "Germany".into()], Noun::Partner)
    );
}

#[test]
fn a_state_of_words_on_how_firm_a_figure_is_is_no_place() {
    let text = "Year,Country,State,Product,Exports\n2022,Japan,final,Cars,10\n2023,Japan,provisional,Cars,20\n\
                2022,France,final,Cars,5\n2023,France,estimated,Cars,6\n";
    let read = dataset("trade.csv", text);
    assert_eq!(names(&read, Axis::Reporter), ["France", "Japan"]);
    assert_eq!(names(&read, Axis::Sector), ["Cars"]);
    let state = read.report.columns.iter().find(|column| column.name == "State").expect("the column");
    assert_eq!((state.used, state.reason.as_str()), (false, "a remark on the value"));
    let without = text.replace("Product,", "").replace("Cars,", "");
    let read = dataset("trade.csv", &without);
    assert_eq!(
        (names(&read, Axis::Sector), names(&read, Axis::Reporter)),
        (vec!["All trade".into()], vec!["France".into(), "Japan".into()])
    );
}

#[test]
fn products_of_one_name_are_told_apart_by_their_codes() {
    let text = "year,reporter,partner,product,flow,value\n2023,USA,CHN,\"8409.91 - Parts, nes\",export,5\n\
                2023,USA,CHN,\"8409.99 - Parts, nes\",export,6\n2023,USA,CHN,1001.19 - Wheat,export,7\n";
    let read = dataset("trade.csv", text);
    assert_eq!(names(&read, Axis::Sector), ["Parts, nes (8409.91)", "Parts, nes (8409.99)", "Wheat"]);
}

#[test]
fn a_province_without_a_country_is_whose_trade_it_is() {
    let text = "Period,Commodity,Province,Exports ($)\n2023,Wheat,Ontario,100\n2024,Wheat,Quebec,110\n";
    assert_eq!(names(&dataset("trade.csv", text), Axis::Reporter), ["Ontario", "Quebec"]);
}

#[test]
fn states_of_a_country_that_the_title_names_are_a_part_of_its_trade() {
    let text =
        "US exports by state,,\nYear,State,Exports\n2023,Texas,100\n2024,Texas,110\n2023,Ohio,50\n2024,Ohio,60\n";
    let dataset = dataset("table.csv", text);
    assert_eq!(
        (names(&dataset, Axis::Sector), dataset.noun(Axis::Sector)),
        (vec!["Ohio".into(), "Texas".into()], Noun::State)
    );
}

#[test]
fn codes_without_names_are_called_by_the_nearest_name_of_their_classification() {
    let row = |code: &str| format!("2023,USA,CHN,{code},export,5\n");
    let text = "year,reporter,partner,hs,flow,value\n".to_owned()
        + &["870323", "870324", "8542310001", "1201", "61"].map(row).concat();
    let read = dataset("hs.csv", &text);
    assert_eq!(
        names(&read, Axis::Sector),
        ["Cars (870323)", "Cars (870324)", "Clothing, knitted", "Integrated circuits (8542310001)", "Soya beans"]
    );
}

#[test]
fn rows_that_tell_a_flow_and_its_partner_are_taken_apart() {
    let text = "Indicator,2020,2021\nTotal exports,150,170\nExports to Germany,100,110\nExports to France,50,60\n\
        Imports from Germany,90,95\nImports from France,40,41\n";
    let read = dataset("bilateral.csv", text);
    let figures = ["DEU export 2020 100", "FRA export 2021 60", "DEU import 2021 95", "FRA import 2020 40"];
    let figures = figures.map(|figure| {
        let (partner, rest) = figure.split_once(' ').expect("a partner");
        let sector = read.dimension(Axis::Sector).members()[0].code.clone();
        format!("SELF {partner} {sector} {rest}")
    });
    check(&read, "generic wide table", &figures.each_ref().map(String::as_str));
    assert_eq!(whole(&read, Measure::Exports), ["2020 150", "2021 170"]);
    assert_eq!(whole(&read, Measure::Imports), ["2020 130", "2021 136"]);
}

#[test]
fn a_country_beside_a_flow_is_asked_about() {
    let text =
        "Year,Germany exports,Germany imports,France exports,France imports\n2020,100,90,50,40\n2021,110,95,60,41\n";
    let labels = |name: &str, text: &str| -> Vec<String> {
        question(name, text).choices.into_iter().map(|choice| choice.label).collect()
    };
    let (own, with) = (
        "The countries are the reporters: each its own trade",
        "The countries are the partners: one reporter's trade with each",
    );
    assert_eq!(labels("two.csv", text), [own, with]);
    let read = answered("two.csv", text, own);
    assert_eq!(read.dimension(Axis::Reporter).len(), 2);
    let only = |axis: Axis| read.dimension(axis).members()[0].code.clone();
    let (partner, sector) = (only(Axis::Partner), only(Axis::Sector));
    let figures = [("DEU", "import 2021 95"), ("FRA", "export 2020 50")];
    let figures = figures.map(|(reporter, rest)| format!("{reporter} {partner} {sector} {rest}"));
    check(&read, "generic wide table", &figures.each_ref().map(String::as_str));
    let read = answered("two.csv", text, with);
    assert_eq!(read.dimension(Axis::Partner).len(), 2);
    // Behind the flow, or below a title with one country, they are rather partners.
    let turned = text.replace("Germany exports", "Exports Germany").replace("Germany imports", "Imports Germany");
    let turned = turned.replace("France exports", "Exports France").replace("France imports", "Imports France");
    assert_eq!(labels("two.csv", &turned), [with, own]);
    assert_eq!(labels("Japan.csv", text), [with, own]);
}
