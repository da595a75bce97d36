//! Lists in which something stands beside what it holds: goods beside food, a country beside its states, countries beside
//! products, one telling of a trade beside another.

use saldo::data::Dataset;
use saldo::import::{Opened, Options};
use saldo::query::{Measure, View, trajectories};

use crate::reading::{asked, dataset, opened_with};

/// The exports of everything, one figure for each period.
fn exports(dataset: &Dataset) -> Vec<String> {
    let all = trajectories(dataset, &View { measure: Measure::Exports, ..View::default() });
    let points = all.lines.first().expect("a line").points.iter();
    points.map(|point| point.value.map_or_else(|| "-".to_owned(), |value| value.to_string())).collect()
}

#[test]
fn goods_and_services_are_all_trade_and_what_is_beside_them_a_part() {
    let rows = "Goods,100,110\nFood,30,31\nFuel,20,21\nServices,50,51\nTravel,10,11\n";
    assert_eq!(exports(&dataset("g.csv", &format!("Exports\nItem,2020,2021\n{rows}"))), ["150", "161"]);
    let whole = format!("Exports\nItem,2020,2021\nGoods and services,150,161\n{rows}");
    assert_eq!(exports(&dataset("g.csv", &whole)), ["150", "161"]);
    let half = "Exports\nItem,2020,2021\nFood,30,31\nFuel,20,21\nServices,50,51\n";
    assert_eq!(exports(&dataset("g.csv", half)), ["100", "103"]);
}

#[test]
fn goods_beside_products_are_disputed_and_beside_services_counted() {
    let products = "Exports\nItem,2020,2021\nGoods,100,110\nFood,30,31\nMachinery,55,57\n";
    let trade = "Exports\nItem,2020,2021\nWine,30,31\nCars,55,57\nGoods trade,100,110\n";
    let services = "Exports\nItem,2020,2021\nTravel,30,31\nTransport,35,37\nServices,100,110\n";
    let one = "Exports\nItem,2020,2021\nGoods,100,110\nFood,30,31\n";
    for text in [products, trade, services, one] {
        let Opened::Disputed(_) = opened_with("g.csv", text, &Options::default()) else { panic!("no dispute: {text}") };
    }
    let account = "Exports\nItem,2020,2021\nGoods,100,110\nTravel,40,41\nTransport,30,31\n";
    assert_eq!(exports(&dataset("g.csv", account)), ["170", "182"]);
    // What has parts of its own beside goods and services is in no sum with them either.
    let deep = "Exports\nItem,2020,2021\nGoods,100,110\nServices,50,51\nFood,30,31\nMeat,20,21\nFish,10,10\n";
    assert_eq!(exports(&dataset("g.csv", deep)), ["150", "161"]);
}

#[test]
fn whatever_calls_itself_all_of_a_list_is_its_total() {
    for (column, members, whole) in [
        ("Port", ["Los Angeles", "New York", "Houston", "Savannah"], "All ports"),
        ("Mode of transport", ["Sea", "Air", "Road", "Rail"], "Any"),
        ("Bundesland", ["Bayern", "Hessen", "Sachsen", "Berlin"], "Deutschland"),
        ("State", ["Texas", "California", "Ohio", "Florida"], "USA"),
    ] {
        let mut text = format!("Year,{column},Exports (USD million)\n");
        for year in [2020, 2021] {
            for (member, value) in members.into_iter().zip([210, 144, 87, 61]) {
                text += &format!("{year},{member},{}\n", value + year - 2020);
            }
            text += &format!("{year},{whole},{}\n", 835 + year - 2020);
        }
        assert_eq!(exports(&dataset("list.csv", &text)), ["835", "836"], "{column}");
    }
}

#[test]
fn countries_and_products_in_one_list_are_asked_about() {
    let text = "Exports\nItem,2020,2021\nChina,5,6\nJapan,7,8\nFood,4,5\nCars,8,9\n";
    let (problem, answers) = asked("both.csv", text);
    assert!(problem.contains("lists countries and products"), "{problem}");
    assert_eq!(answers, ["Only countries: China, Japan ...", "Only products: Cars, Food ..."]);
}

#[test]
fn a_column_by_which_the_same_trade_is_told_again_is_asked_about() {
    for (column, one, other) in [("Case", "Actual", "Counterfactual"), ("Run", "v1", "v2")] {
        let mut text = format!("Year,Partner,{column},Flow,Value (EUR million)\n");
        for year in 2018..2023 {
            for (partner, value) in [("China", 300), ("Japan", 200)] {
                text += &format!(
                    "{year},{partner},{one},Exports,{value}\n{year},{partner},{other},Exports,{}\n",
                    value + 9
                );
            }
        }
        let (problem, answers) = asked("again.csv", &text);
        assert!(problem.contains("tell the same trade"), "{problem}");
        assert_eq!(answers.first().map(String::as_str), Some(&*format!("Only `{one}`")));
    }
}

#[test]
fn the_owner_of_a_title_is_the_reporter() {
    for title in [
        "\"Germany's exports by country, EUR million\"",
        "German exports by country",
        "Ausfuhren Deutschlands nach Ländern",
        "Exports from Germany to selected countries",
    ] {
        let text = format!("{title}\nCountry,2020,2021\nFrance,5,6\nChina,7,8\n");
        let read = dataset("owner.csv", &text);
        let reporters: Vec<&str> =
            read.dimension(saldo::data::Axis::Reporter).members().iter().map(|m| &*m.code).collect();
        assert_eq!(reporters, ["DEU"], "{title}");
    }
    let two = "Year,US exports to China,US imports from China,China exports to US,China imports from US\n\
               2020,355,401,381,364\n2021,396,444,424,405\n";
    let read = dataset("two.csv", two);
    assert_eq!(read.dimension(saldo::data::Axis::Reporter).members().len(), 2);
}

#[test]
fn titles_torn_at_commas_and_numbers_of_columns_are_no_headings() {
    let (problem, _) =
        asked("torn.csv", "Trade with partners, April 2023, EUR million\nPartner,Exports,Imports\nChina,5,6\n");
    assert!(problem.contains("2023-04") || problem.contains("Apr 2023"), "{problem}");
    let numbered = "Partner,Exports 2021,Exports 2022\n1,2,3\nChina,350,377\nJapan,178,194\n";
    assert_eq!(exports(&dataset("numbered.csv", numbered)), ["528", "571"]);
    let rates = "Country,Exports (EUR m),,,Growth (%),\n,2019,2020,2021,2020,2021\nChina,288,318,350,10.4,10.1\n\
                 Japan,143,161,178,12.6,10.6\n";
    assert_eq!(exports(&dataset("rates.csv", rates)), ["431", "479", "528"]);
}

#[test]
fn what_exports_go_to_are_partners_also_where_they_are_groups() {
    let text = "Exports to (USD million),2021,2022\nDeveloped economies,250,252\nDeveloping economies,150,151\n\
        Least developed countries,20,21\n";
    let Opened::Disputed(disputed) = opened_with("t.csv", text, &Options::default()) else { panic!("not disputed") };
    let partners = disputed.dataset.dimension(saldo::data::Axis::Partner).members();
    assert!(partners.iter().any(|partner| partner.label == "Least developed countries"), "{partners:?}");
}
