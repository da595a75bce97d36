//! Names within titles and cards: how they are cut, what stands before them, and which of them are small.

use super::*;

/// Exports of Germany by product, in a title.
fn title_by_sector(labels: [&str; 3], chart: ChartKind) -> String {
    let (from, to) = (Period::year(2018), Period::year(2020));
    let codes = ["a", "b", "c"];
    let sectors: Vec<String> = codes.iter().zip(labels).map(|(code, label)| format!("{code}={label}")).collect();
    let sectors: Vec<&str> = std::iter::once("!goods=All goods").chain(sectors.iter().map(String::as_str)).collect();
    let dataset = dataset("goods trade", &["DEU=Germany"], &["!WLD=World"], &sectors, from, to);
    let values = ["9 9 9000", "8 8 8000", "7 7 7000"];
    let lines = codes.iter().zip(labels).zip(values).map(|((code, label), values)| member(code, label, values));
    let shown = trajectories(from, lines.collect());
    let sectors = Selection::only(codes);
    let view = View { by: GroupBy::Sector, sectors, measure: Measure::Exports, chart, ..View::default() };
    headline(&dataset, &view, &shown).title
}

#[test]
fn no_name_is_cut_to_what_is_another_name() {
    let common = "Machinery for preparing and making up tobacco leaves";
    let title = title_by_sector([&format!("{common}, new"), &format!("{common}, used"), "Wheat"], ChartKind::Ranked);
    assert!(title.contains("machinery for preparing and making up tobacco leaves, new"), "{title}");
    let title = title_by_sector([common, "Other machinery", "Wheat"], ChartKind::Ranked);
    assert!(title.contains("machinery for preparing and making up…"), "{title}");
}

#[test]
fn no_end_is_cut_off_that_makes_another_thing_of_a_name() {
    for end in ["excluding those of iron", "not of iron", "n.e.s.", "other"] {
        let name = format!("Machinery for preparing and making up tobacco leaves, {end}");
        let title = title_by_sector([&name, "Cars", "Wheat"], ChartKind::Ranked);
        assert!(title.contains(name.trim_start_matches('M')), "{title}");
    }
}

#[test]
fn exports_are_of_a_product_and_a_balance_is_in_it() {
    let (from, to) = (Period::year(2018), Period::year(2020));
    let sectors = ["!goods=All goods", "waste=Plastic waste"];
    let dataset = dataset("goods trade", &["DEU=Germany"], &["!WLD=World", "CHN=China"], &sectors, from, to);
    let shown = trajectories(from, vec![line("all", "Total", LineRole::Whole, "5 6 9")]);
    let told = |measure| {
        let (partners, sectors) = (Selection::only(["CHN"]), Selection::only(["waste"]));
        headline(&dataset, &View { partners, sectors, measure, ..View::default() }, &shown)
    };
    let exports = told(Measure::Exports);
    assert!(exports.title.starts_with("Germany\u{2019}s exports of plastic waste to China "), "{exports:?}");
    assert!(exports.subtitle.starts_with("Goods exports of plastic waste to China, "), "{exports:?}");
    let balance = told(Measure::Balance);
    assert!(balance.title.starts_with("Germany\u{2019}s surplus with China in plastic waste "), "{balance:?}");
    assert!(balance.subtitle.contains("balance with China in plastic waste"), "{balance:?}");
}

#[test]
fn states_keep_their_capitals_and_take_no_article() {
    let (from, to) = (Period::year(2018), Period::year(2020));
    let states = ["NI=Lower Saxony", "UN=United Province"];
    let mut dataset = dataset("goods trade", &states, &["!WLD=World"], &["!goods=All goods"], from, to);
    dataset.meta.nouns[Axis::Reporter.index()] = Some(crate::data::Noun::State);
    let shown = trajectories(from, vec![line("all", "Total", LineRole::Whole, "5 6 9")]);
    for (code, start) in
        [("NI", "Lower Saxony\u{2019}s goods exports "), ("UN", "United Province\u{2019}s goods exports ")]
    {
        let view = View { reporters: Selection::only([code]), measure: Measure::Exports, ..View::default() };
        let title = headline(&dataset, &view, &shown).title;
        assert!(title.starts_with(start), "{title}");
    }
}

#[test]
fn what_has_moved_has_moved_from_something() {
    let partner = "BRN=Brunei Darussalam of the long name";
    let (from, to) = (Period::year(2010), Period::year(2012));
    let dataset = dataset("goods trade", &["USA=United States"], &["!WLD=World", partner], &["!g=All goods"], from, to);
    let shown = trajectories(from, vec![member("BRN", "Brunei Darussalam of the long name", "-3000 -2000 -2500")]);
    let view = View { by: GroupBy::Partner, partners: Selection::only(["BRN"]), ..View::default() };
    assert_eq!(
        headline(&dataset, &view, &shown).title,
        "The US goods deficit with Brunei Darussalam of the long name widened on a year before, to 2.50 billion dollars in \
         2012"
    );
}

#[test]
fn a_sum_of_one_period_has_no_span() {
    let view = View { transform: Transform::Cumulative, ..by_partner() };
    let title = |values: &str| {
        let shown = trajectories(Period::year(2010), vec![member("CHN", "China", values)]);
        headline(&us(Period::year(2010), Period::year(2012)), &view, &shown).title
    };
    assert_eq!(title("-20"), "The US goods balance with China adds up to a deficit of 20.0 million dollars in 2010");
    assert!(title("-20 -30").ends_with(" from 2010 to 2011"));
}

#[test]
fn a_title_says_whether_goods_or_services_are_traded() {
    let (from, to) = (Period::year(2018), Period::year(2020));
    let mut dataset = us(from, to);
    dataset.meta.noun = Meta::default().noun;
    let shown = trajectories(from, vec![line("all", "Total", LineRole::Whole, "5 6 9")]);
    for (subject, title, subtitle) in [
        (Subject::Goods, "The US goods surplus ", "Goods balance, "),
        (Subject::Services, "The US services surplus ", "Services balance, "),
        (Subject::All, "The US trade surplus ", "Trade balance, "),
    ] {
        dataset.meta.subject = subject;
        let told = headline(&dataset, &View::default(), &shown);
        assert!(told.title.starts_with(title) && told.subtitle.starts_with(subtitle), "{told:?}");
    }
}

#[test]
fn who_has_overtaken_another_is_named() {
    let sectors = ["!services=All services", "goods=Goods", "secondary=Secondary income"];
    let (from, to) = (Period::year(2018), Period::year(2020));
    let data = dataset("services trade", &["JPN=Japan"], &["!WLD=World"], &sectors, from, to);
    let lines =
        |own: &str, other: &str| vec![member("secondary", "Secondary income", own), member("goods", "Goods", other)];
    let title = |lines: Vec<Line>| {
        let sectors = Selection::only(["goods", "secondary"]);
        headline(&data, &View { by: GroupBy::Sector, sectors, ..View::default() }, &trajectories(from, lines)).title
    };
    assert_eq!(
        title(lines("-29 -30 -35", "-71 -70 -30")),
        "Japan\u{2019}s deficit in secondary income has overtaken the one in goods"
    );
    assert_eq!(
        title(lines("-71 -70 -30", "-29 -30 -35")),
        "Japan\u{2019}s deficit in goods has overtaken the one in secondary income"
    );
    let mut unnamed = lines("-29 -30 -35", "-71 -70 -30");
    unnamed[0].label.clear();
    assert!(!title(unnamed).contains("overtaken"));
}

#[test]
fn the_line_of_exports_alone_by_flow_is_called_so_in_facts() {
    let (from, to) = (Period::year(2018), Period::year(2020));
    let shown = trajectories(from, vec![line("all", "Exports", LineRole::Whole, "71 70 30")]);
    let exports = View { by: GroupBy::Flow, measure: Measure::Exports, ..View::default() };
    let found = findings(&us(from, to), &exports, &shown);
    assert!(found.iter().all(|fact| fact.fact.starts_with("Exports ")), "{found:?}");
    assert_eq!(insight::name_of_sum(&us(from, to), &exports, &shown), None);
}

#[test]
fn several_reporters_beside_one_another_are_not_told_of_one_partner() {
    let (from, to) = (Period::year(2022), Period::year(2022));
    let reporters = ["CHN=China", "USA=United States", "DEU=Germany"];
    let partners = ["!WLD=World", "USA=United States", "CAN=Canada"];
    let data = dataset("goods trade", &reporters, &partners, &["!goods=All goods"], from, to);
    let view = View { by: GroupBy::Partner, measure: Measure::Exports, chart: ChartKind::Ranked, ..View::default() };
    let lines = vec![member("USA", "United States", "748"), member("CAN", "Canada", "422")];
    assert_eq!(
        headline(&data, &view, &trajectories(from, lines)).title,
        "Goods exports of three reporters to each partner, added together"
    );
}
