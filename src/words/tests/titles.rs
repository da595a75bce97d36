//! Titles of hand-made lines.

use super::*;

#[test]
fn titles_of_one_line() {
    let check = |values: &str, expected: &str| assert_eq!(title_of(values), expected, "{values}");
    check(
        "-1000 -1500 -1200 -2000 -2500 -3000",
        "The US goods deficit with China reached a record 3.00 billion dollars in 2015 (data since 2010)",
    );
    check("-1000 - -1200 -2000 -2500 -3000", "The US goods deficit with China reached 3.00 billion dollars in 2015");
    check("-2900 - -1200 -2000 -2500 -3000", "The US goods deficit with China reached 3.00 billion dollars in 2015");
    check(
        "-1000 -6000 -2900e",
        "The US goods deficit with China halved on a year before, to an estimated 2.90 billion dollars in 2012",
    );
}

#[test]
fn titles_of_two_lines_and_of_nothing() {
    let (from, to) = (Period::year(2018), Period::year(2020));
    let lines = vec![member("CHN", "China", "-71 -70 -30"), member("TWN", "Taiwan", "-29 -30 -35")];
    let shown = trajectories(from, lines);
    assert_eq!(
        headline(&us(from, to), &by_partner(), &shown).title,
        "The US deficit with Taiwan has overtaken the one with China"
    );
    let exports = View { measure: Measure::Exports, ..by_partner() };
    let lines = vec![member("CHN", "China", "71 70 30"), member("GBR", "United Kingdom", "29 30 35")];
    let shown = trajectories(from, lines);
    assert_eq!(
        headline(&us(from, to), &exports, &shown).title,
        "The US exports to the UK have overtaken those to China"
    );
    let nothing = View { partners: Selection::none(), ..View::default() };
    assert_eq!(headline(&us(from, to), &nothing, &shown).title, "Nothing is selected");
    let empty = trajectories(from, vec![member("CHN", "China", "- - -")]);
    assert_eq!(headline(&us(from, to), &by_partner(), &empty).title, "No figures for this selection");
    let own = View { title: Some("Mine".into()), subtitle: Some("Also mine".into()), ..View::default() };
    assert_eq!(headline(&us(from, to), &own, &empty), Caption { title: "Mine".into(), subtitle: "Also mine".into() });
}

#[test]
fn titles_of_other_measures_and_transforms() {
    let (from, to) = (Period::year(2010), Period::year(2012));
    let title = |view: View, kind: ValueKind, values: &str| {
        let mut shown = trajectories(from, vec![member("CHN", "China", values)]);
        shown.kind = kind;
        headline(&us(from, to), &View { by: GroupBy::Partner, ..view }, &shown).title
    };
    let money = || ValueKind::Money(Unit::currency("USD", 6));
    let measure = |measure| View { measure, ..by_partner() };
    let transform = |transform| View { transform, ..by_partner() };
    for (view, kind, values, expected) in [
        (
            measure(Measure::Coverage),
            ValueKind::Percent,
            "50 60.5 62.25",
            "In the US goods trade with China, exports covered 62.2% of imports in 2012",
        ),
        (
            measure(Measure::Normalised),
            ValueKind::Ratio,
            "0.1 -0.25",
            "The US normalised goods balance with China stood at −0.25 in 2011",
        ),
        (
            measure(Measure::Turnover),
            money(),
            "1000 1400",
            "US goods exports plus imports with China rose on a year before, to 1.40 billion dollars in 2011",
        ),
        (
            transform(Transform::Change),
            money(),
            "- 10 -20",
            "The US goods balance with China fell by 20.0 million dollars on a year before in 2012",
        ),
        (
            transform(Transform::Growth),
            ValueKind::Percent,
            "- 10 4.24",
            "The US goods balance with China grew 4.2% in size on a year before in 2012",
        ),
        (
            transform(Transform::Index),
            ValueKind::Index,
            "100 110 134",
            "The US goods balance with China stood at 134 in 2012 (2010 = 100)",
        ),
        (
            transform(Transform::Cumulative),
            money(),
            "-10 -20 -40",
            "The US goods balance with China adds up to a deficit of 40.0 million dollars from 2010 to 2012",
        ),
        (
            transform(Transform::Share),
            ValueKind::Percent,
            "10 20 30",
            "China made up 30.0% of the US goods balance, of all that is selected, in 2012",
        ),
        (
            View { chart: ChartKind::Ranked, ..by_partner() },
            money(),
            "-10 -20 -40",
            "The US goods deficit with China more than doubled on a year before, to 40.0 million dollars in 2012",
        ),
        (
            by_partner(),
            money(),
            "10 20 -40",
            "The US goods balance with China turned from a surplus into a deficit of 40.0 million dollars in 2012",
        ),
    ] {
        let title = title(view, kind, values);
        let same = title.starts_with(expected) || expected.starts_with(&title);
        assert!(same, "{title}\n{expected}");
    }
}

#[test]
fn a_ranking_says_of_whom_in_what_and_who_has_no_figure() {
    let (from, to) = (Period::year(2018), Period::year(2020));
    let sectors = ["!goods=All goods", "cars=Cars", "wine=Wine"];
    let partners = ["!WLD=World", "CHN=China", "TWN=Taiwan"];
    let us = dataset("goods trade", &["USA=United States"], &partners, &sectors, from, to);
    let ranked = |view: View, lines: Vec<Line>| {
        let view = View { chart: ChartKind::Ranked, ..view };
        headline(&us, &view, &trajectories(from, lines)).title
    };
    let of_china = View {
        by: GroupBy::Sector,
        partners: Selection::only(["CHN"]),
        sectors: Selection::only(["cars", "wine"]),
        ..View::default()
    };
    let lines = || vec![member("cars", "Cars", "-1 -2 -9"), member("wine", "Wine", "-1 -2 -3")];
    assert_eq!(
        ranked(of_china, lines()),
        "The US deficit with China in 2020 was largest in cars of those selected, 9.00 million dollars"
    );
    let of_cars = View {
        by: GroupBy::Partner,
        partners: Selection::only(["CHN", "TWN"]),
        sectors: Selection::only(["cars"]),
        measure: Measure::Exports,
        ranked_at: Some(to),
        ..View::default()
    };
    let lines = vec![member("CHN", "China", "1 2 9"), member("TWN", "Taiwan", "3 12 -")];
    assert_eq!(
        ranked(of_cars, lines),
        "US exports of cars in 2020 were largest to China of those selected that have a figure, 9.00 million dollars"
    );
    let share =
        View { by: GroupBy::Partner, transform: Transform::Share, measure: Measure::Exports, ..View::default() };
    let mut shown = trajectories(from, vec![member("CHN", "China", "20 25 30"), member("TWN", "Taiwan", "9 8 7")]);
    shown.kind = ValueKind::Percent;
    assert_eq!(headline(&us, &share, &shown).title, "China made up 30.0% of US goods exports in 2020");
    // A total is larger than its own parts, and no news.
    let all = View { by: GroupBy::Sector, sectors: Selection::only(["goods", "cars", "wine"]), ..View::default() };
    let lines = vec![
        member("goods", "All goods", "-2 -4 -12"),
        member("cars", "Cars", "-1 -2 -9"),
        member("wine", "Wine", "-1 -2 -3"),
    ];
    assert!(ranked(all, lines).contains("largest in cars"));
}

#[test]
fn the_world_keeps_its_article_and_areas_have_no_capital_within_a_sentence() {
    let (from, to) = (Period::year(2018), Period::year(2020));
    let exports = View { measure: Measure::Exports, ..View::default() };
    let title = |reporter: &str, partner: &str| {
        let dataset = dataset("goods trade", &[reporter], &[partner], &["!goods=All goods"], from, to);
        let shown = trajectories(from, vec![line("all", "Total", LineRole::Whole, "3 2 1")]);
        headline(&dataset, &exports, &shown).title
    };
    let world = title("!WLD=World", "!W=World");
    assert!(world.starts_with("The world\u{2019}s goods exports"), "{world}");
    let union = title("EU=European Union", "EXT-EU=Outside the EU");
    assert!(union.starts_with("The European Union\u{2019}s goods exports to countries outside the EU"), "{union}");
    assert!(title("USA=United States", "!W=World").starts_with("US goods exports"));
}

#[test]
fn a_figure_of_a_title_has_its_own_unit_where_all_lines_are_far_smaller_and_none_without_a_line() {
    let (from, to) = (Period::year(2018), Period::year(2020));
    let title = |lines: Vec<Line>| {
        let mut shown = trajectories(from, lines);
        shown.whole = Some(line("all", "Total", LineRole::Whole, "60000 55000 50851.62"));
        headline(&us(from, to), &View { by: GroupBy::Partner, ..View::default() }, &shown).title
    };
    // Over an empty chart no figure of the whole is told.
    assert_eq!(title(vec![member("CHN", "China", "- - -")]), "No figures for this selection");
    let small = |code| member(code, code, "1 1 1");
    let far_smaller = title(vec![small("CHN"), small("TWN"), member("JPN", "Japan", "60000 55000 50848")]);
    assert!(far_smaller.contains("50.9 billion dollars"), "{far_smaller}");
}

#[test]
fn a_long_name_gives_way_to_the_figure() {
    let (from, to) = (Period::year(2018), Period::year(2020));
    let name = "Nuclear reactors, boilers, machinery and mechanical appliances; parts thereof";
    let sectors = ["!goods=All goods".to_owned(), format!("84={name}"), "85=Electrical machinery".to_owned()];
    let sectors: Vec<&str> = sectors.iter().map(String::as_str).collect();
    let dataset = dataset("goods trade", &["JPN=Japan"], &["!W=World"], &sectors, from, to);
    let view = View { by: GroupBy::Sector, measure: Measure::Exports, chart: ChartKind::Ranked, ..View::default() };
    let shown = trajectories(from, vec![member("84", name, "3 2 9000"), member("85", "Electrical machinery", "1 1 1")]);
    let title = headline(&dataset, &view, &shown).title;
    let expected =
        "Japan\u{2019}s exports in 2020 were largest in nuclear reactors, boilers, machinery…, 9.00 billion US dollars";
    assert_eq!(title, expected);
    let one = View { by: GroupBy::None, sectors: Selection::only(["84"]), ..view };
    let subtitle = headline(&dataset, &one, &shown).subtitle;
    assert!(subtitle.contains("parts thereof"), "the definition has the whole name: {subtitle}");
}

#[test]
fn exports_alone_are_not_called_exports_and_imports() {
    let (from, to) = (Period::year(2018), Period::year(2020));
    let view =
        View { by: GroupBy::Flow, measure: Measure::Imports, partners: Selection::only(["CHN"]), ..View::default() };
    let shown = trajectories(from, vec![line("import", "Imports", LineRole::Flow, "1 2 3")]);
    let subtitle = headline(&us(from, to), &view, &shown).subtitle;
    assert!(subtitle.starts_with("Goods imports from China"), "{subtitle}");
    let both = View { measure: Measure::Balance, ..view };
    let lines =
        vec![line("export", "Exports", LineRole::Flow, "1 2 3"), line("import", "Imports", LineRole::Flow, "-1 -2 -3")];
    let subtitle = headline(&us(from, to), &both, &trajectories(from, lines)).subtitle;
    assert!(subtitle.starts_with("Goods exports and imports with China"), "{subtitle}");
}

#[test]
fn the_worlds_exports_and_imports_are_one_trade_by_flow_as_well() {
    let (from, to) = (Period::year(2018), Period::year(2020));
    let dataset = dataset("goods trade", &["!WLD=World"], &["!W=World"], &["!goods=All goods"], from, to);
    let view = View { by: GroupBy::Flow, ..View::default() };
    let lines = vec![
        line("export", "Exports", LineRole::Flow, "10 11 12"),
        line("import", "Imports", LineRole::Flow, "-11 -11 -11"),
    ];
    let title = headline(&dataset, &view, &trajectories(from, lines)).title;
    let expected = "The world\u{2019}s goods exports and imports as reported differ by 1.00 million US dollars in 2020";
    assert_eq!(title, expected);
}

#[test]
fn sums_of_reporters_by_flow_are_not_called_trade_exports() {
    let (from, to) = (Period::year(2018), Period::year(2020));
    let mut dataset = dataset("trade", &["USA=United States", "JPN=Japan"], &["CHN=China"], &["!ALL=All"], from, to);
    dataset.meta.subject = Subject::All;
    let lines = vec![
        line("export", "Exports", LineRole::Flow, "10 11 12"),
        line("import", "Imports", LineRole::Flow, "-9 -8 -7"),
    ];
    let view = View { by: GroupBy::Flow, ..View::default() };
    let title = headline(&dataset, &view, &trajectories(from, lines)).title;
    assert!(title.starts_with("Exports and imports of two reporters"), "{title}");
}

#[test]
fn a_title_whose_figure_is_old_says_why_nothing_newer_is_told() {
    let check = |values: &str, expected: &str| assert_eq!(title_of(values), expected, "{values}");
    check(
        "-1000 -1500 -1200 -2000 -2500 -3000 - -",
        "The US goods deficit with China reached a record 3.00 billion dollars in 2015 (the last year with a figure; \
         data since 2010)",
    );
    check(
        "-3000 -1500 -2000 -3000p -2000p",
        "The US goods deficit with China widened on a year before, to 2.00 billion dollars in 2012 (the last complete year)",
    );
    check(
        "-1500 -2000 -3000p",
        "The US goods deficit with China widened on a year before, to 2.00 billion dollars in 2011",
    );
    let (from, to) = (Period::year(2009), Period::year(2013));
    let mut shown = trajectories(from, vec![member("CHN", "China", "100 15 - - -")]);
    shown.kind = ValueKind::Index;
    let view = View { transform: Transform::Index, ..by_partner() };
    assert_eq!(
        headline(&us(from, to), &view, &shown).title,
        "The US goods balance with China stood at 15 in 2010 (the last year with an index; 2009 = 100)"
    );
}

#[test]
fn growth_of_a_balance_says_what_plus_means() {
    let (from, to) = (Period::year(2010), Period::year(2012));
    let mut shown = trajectories(from, vec![member("CHN", "China", "- 10 20")]);
    shown.kind = ValueKind::Percent;
    let subtitle = |measure| {
        headline(&us(from, to), &View { transform: Transform::Growth, measure, ..by_partner() }, &shown).subtitle
    };
    assert!(subtitle(Measure::Balance).contains("plus is a larger deficit or surplus"));
    assert!(!subtitle(Measure::Exports).contains("plus is"));
    // Exports and imports side by side are neither.
    let by_flow = View { transform: Transform::Growth, by: GroupBy::Flow, ..View::default() };
    assert!(!headline(&us(from, to), &by_flow, &shown).subtitle.contains("plus is"));
}

#[test]
fn a_noun_that_claims_services_alone_is_not_said_of_goods_and_income() {
    let sectors = ["services=All services", "goods=Goods", "primary=Primary income"];
    let (from, to) = (Period::year(2018), Period::year(2020));
    let mut data = dataset("services trade", &["JPN=Japan"], &["!WLD=World"], &sectors, from, to);
    data.meta.subject = Subject::All;
    let subtitle = |by: GroupBy, codes: &[&str]| {
        let lines = codes.iter().map(|code| member(code, code, "-1 -2 -3")).collect();
        let sectors = Selection::only(codes.iter().copied());
        headline(&data, &View { sectors, by, ..View::default() }, &trajectories(from, lines)).subtitle
    };
    for (by, codes, start) in [
        (GroupBy::Sector, &["services", "primary"][..], "Balance by sector"),
        (GroupBy::Sector, &["services"][..], "Services balance by sector"),
        (GroupBy::Sector, &["services", "goods"][..], "Balance by sector"),
        (GroupBy::None, &["primary"][..], "Primary income balance"),
        (GroupBy::None, &["goods"][..], "Balance in goods"),
        (GroupBy::None, &["services"][..], "Services balance"),
    ] {
        let said = subtitle(by, codes);
        assert!(said.starts_with(start), "{codes:?}: {said}");
    }
}
