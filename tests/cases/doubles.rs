//! What stands in a table beside what it is a part of, what it tells again, or what it is no trade beside: never added.

use saldo::data::{Dataset, Period};
use saldo::import::{Opened, Options};
use saldo::query::{Measure, View, trajectories};

use crate::reading::{asked, dataset, opened_with};

/// The exports of everything in one period.
fn exports(dataset: &Dataset, period: &str) -> Option<String> {
    let all = trajectories(dataset, &View { measure: Measure::Exports, ..View::default() });
    let period = Period::parse(period).expect("a period");
    let at = all.periods.iter().position(|known| *known == period)?;
    all.lines.first()?.points.get(at)?.value.map(|value| value.to_string())
}

/// Whether something says of a text: a remark, or a reason why rows are left out.
fn says(dataset: &Dataset, text: &str) -> bool {
    let report = &dataset.report;
    let reasons = report.reasons.iter().map(|reason| reason.reason.as_str());
    report.warnings.iter().map(String::as_str).chain(reasons).any(|said| said.contains(text))
}

#[test]
fn one_of_several_tellings_of_the_same_trade_is_used() {
    for (column, one, other) in [
        ("adjustment", "NSA", "SA"),
        ("S_ADJUST", "N", "Y"),
        ("adj", "nsa", "sa"),
        ("seasonally adjusted", "no", "yes"),
        ("Type", "Not seasonally adjusted", "Seasonally adjusted"),
        ("Bereinigung", "Originalwerte", "Saisonbereinigt"),
        ("Correction", "Brut", "Désaisonnalisé"),
        ("系列", "原数値", "季節調整値"),
        ("", "Original", "Trend"),
        ("price basis", "Current prices", "Constant 2015 prices"),
        ("Type", "Nominal", "Real"),
        ("Valuation", "FOB", "CIF"),
        ("Trade system", "General trade", "Special trade"),
        ("Basis", "Customs", "BOP"),
        ("scenario", "Actual", "Plan"),
        ("vintage", "2022-03", "2021-03"),
        ("release", "Revised", "First release"),
    ] {
        for product in ["", "Wool"] {
            let row = |period: &str, variant: &str, value: i64| {
                let more = if product.is_empty() { String::new() } else { format!(",{product}") };
                format!(
                    "{period},USA,{variant},export,{value}{more}\n{period},China,{variant},export,{}{more}\n",
                    value + 7
                )
            };
            let head = if product.is_empty() { "" } else { ",product" };
            let mut text = format!("period,partner,{column},flow,value{head}\n");
            for month in 1..=6 {
                let period = format!("2020-{month:02}");
                text += &row(&period, other, 150 + month);
                text += &row(&period, one, 100 + month);
            }
            let read = dataset("twice.csv", &text);
            assert_eq!(exports(&read, "2020-01").as_deref(), Some("209"), "{column}: {one} and {other}");
            assert!(says(&read, one) && says(&read, other), "{:?}", read.report.warnings);
        }
    }
}

#[test]
fn what_only_one_variant_tells_is_lost_in_none() {
    // Imports are valued at another border than exports, and one partner is not adjusted.
    let text = "year,partner,valuation,flow,value\n2020,USA,FOB,export,10\n2020,USA,CIF,import,20\n\
                2020,China,CIF,export,30\n2021,USA,FOB,export,11\n2021,USA,CIF,export,12\n2021,China,CIF,export,31\n";
    let read = dataset("border.csv", text);
    assert_eq!(exports(&read, "2020").as_deref(), Some("40"));
    assert_eq!(exports(&read, "2021").as_deref(), Some("42"));
}

#[test]
fn plans_and_constant_prices_do_not_go_on_where_figures_end() {
    for (column, one, other) in [("scenario", "Actual", "Plan"), ("prices", "Current prices", "Constant 2015 prices")] {
        let text = format!(
            "year,partner,{column},flow,value\n2020,USA,{one},export,10\n2020,USA,{other},export,8\n\
             2021,USA,{one},export,11\n2021,USA,{other},export,9\n2022,USA,{other},export,30\n"
        );
        let read = dataset("twice.csv", &text);
        let told = ["2020", "2021", "2022"].map(|year| exports(&read, year));
        assert_eq!(told, [Some("10".to_owned()), Some("11".to_owned()), None], "{column}");
        assert!(says(&read, other), "{:?}", read.report.warnings);
    }
}

/// A wide table of exports to or of what rows name, in 2020 and 2021.
fn wide(head: &str, rows: &[(&str, i64)]) -> String {
    let row = |(label, value): &(&str, i64)| format!("\"{label}\",{value},{}\n", value + value / 10);
    format!("\"Exports of Ghana, US$ million\"\n{head},2020,2021\n") + &rows.iter().map(row).collect::<String>()
}

#[test]
fn rows_that_are_no_partners_are_left_out_by_name() {
    for label in [
        "Share of top 2 (%)",
        "Median",
        "Year-on-year change (%)",
        "y-o-y %",
        "Difference",
        "Number of countries",
        "Memo: GDP",
        "Exchange rate",
        "Trade balance",
        "Imports",
        "Population (million)",
        "Index (2015=100)",
        "as % of GDP",
        "Cumulative",
        "Rank",
        "USA share (%)",
        "Durchschnitt",
    ] {
        let read = dataset("rows.csv", &wide("Country", &[("USA", 23), ("China", 41), (label, 30)]));
        assert_eq!(exports(&read, "2020").as_deref(), Some("64"), "{label}");
        assert!(says(&read, label), "{label}: {:?}", read.report.reasons);
    }
    let read = dataset("goods.csv", &wide("Product", &[("Meat", 23), ("Wheat", 41), ("Meat (thousand tonnes)", 7)]));
    assert_eq!(exports(&read, "2020").as_deref(), Some("64"));
    // A product may be called by such words.
    let read = dataset("goods.csv", &wide("Product", &[("Index cards", 23), ("Milk, 3 % of fat", 41)]));
    assert_eq!(exports(&read, "2020").as_deref(), Some("64"));
}

#[test]
fn parts_of_the_row_above_are_counted_in_it() {
    for parts in [
        [("Food", 187), ("of which: meat", 93), ("Fuel", 921), ("of which: crude oil", 460)],
        [("Food", 187), ("incl. meat", 93), ("Fuel", 921), ("including crude oil", 460)],
        [("Nahrung", 187), ("davon Fleisch", 93), ("Energie", 921), ("darunter Rohöl", 460)],
        [("Alimentation", 187), ("dont viande", 93), ("Énergie", 921), ("dont pétrole", 460)],
        [("食料品", 187), ("うち肉類", 93), ("鉱物性燃料", 921), ("うち原油", 460)],
        [("Food", 187), ("- meat", 93), ("- fish", 41), ("Fuel", 921)],
        [("1. Food", 187), ("1.1 Meat", 93), ("1.2 Fish", 41), ("2. Fuel", 921)],
        [("A. Food", 187), ("A.1 Meat", 93), ("A.2 Fish", 41), ("B. Fuel", 921)],
        [("I. Food", 187), ("1. Meat", 93), ("2. Fish", 41), ("II. Fuel", 921)],
        [("1. Food", 187), ("a) Meat", 93), ("b) Fish", 41), ("2. Fuel", 921)],
        [("Food", 187), ("Fish (included in Food)", 93), ("Fuel", 621), ("Cars", 300)],
    ] {
        let read = dataset("parts.csv", &wide("Product", &parts));
        assert_eq!(exports(&read, "2020").as_deref(), Some("1108"), "{parts:?}");
    }
    for memo in ["Memo: Euro area", "Memorandum item: OECD", "Nachrichtlich: EU"] {
        let rows = [("China", 503), ("Germany", 970), ("France", 911), (memo, 1881)];
        let read = dataset("memo.csv", &wide("Country", &rows));
        assert_eq!(exports(&read, "2020").as_deref(), Some("2384"), "{memo}");
    }
}

#[test]
fn groups_contain_their_members_and_what_is_left_of_them() {
    for rows in [
        [("Benelux", 550), ("Netherlands", 275), ("Belgium", 183), ("USA", 925)],
        [("Nordic countries", 550), ("Sweden", 275), ("Norway", 183), ("USA", 925)],
        [("Visegrad Group", 550), ("Poland", 275), ("Hungary", 183), ("USA", 925)],
        [("Baltic states", 550), ("Latvia", 275), ("Estonia", 183), ("USA", 925)],
        [("Middle East & North Africa", 550), ("Jordan", 275), ("UAE", 183), ("USA", 925)],
        [("East Asia & Pacific", 550), ("China", 275), ("Japan", 183), ("USA", 925)],
        [("Commonwealth", 550), ("India", 275), ("Canada", 183), ("USA", 925)],
        [("United Kingdom", 550), ("England", 275), ("Scotland", 183), ("USA", 925)],
        [("United States", 550), ("California", 275), ("Texas", 183), ("Germany", 925)],
        [("Asia", 550), ("China", 310), ("Other Asia", 240), ("Germany", 925)],
        [("World excluding China", 550), ("USA", 275), ("Japan", 183), ("China", 925)],
    ] {
        let read = dataset("groups.csv", &wide("Country", &rows));
        assert_eq!(exports(&read, "2020").as_deref(), Some("1475"), "{rows:?}");
    }
    // Whom Scandinavia contains is not told alike everywhere.
    let text = wide("Country", &[("Scandinavia", 550), ("Finland", 275), ("Norway", 183), ("USA", 925)]);
    assert!(matches!(opened_with("unknown.csv", &text, &Options::default()), Opened::Disputed(_)));
}

#[test]
fn totals_under_other_words_keep_their_remainder() {
    for rows in [
        [
            ("Agricultural products", 652),
            ("Fuels and mining products", 930),
            ("Manufactures", 811),
            ("Merchandise trade", 2580),
        ],
        [("Commercial services", 2580), ("Transport", 652), ("Travel", 930), ("Other", 811)],
        [("Commodities", 2580), ("Food", 652), ("Fuel", 930), ("Cars", 811)],
        [("Exports", 2580), ("Food", 652), ("Fuel", 30), ("Cars", 11)],
    ] {
        let read = dataset("rest.csv", &wide("Product", &rows));
        assert_eq!(exports(&read, "2020").as_deref(), Some("2580"), "{rows:?}");
    }
    for world in ["W1", "G001", "WXD", "W0"] {
        let text = format!(
            "year,counterpart,flow,value\n2020,{world},export,300\n2020,USA,export,100\n2020,CHN,export,90\n\
             2021,{world},export,310\n2021,USA,export,101\n2021,CHN,export,91\n"
        );
        assert_eq!(exports(&dataset("world.csv", &text), "2020").as_deref(), Some("300"), "{world}");
    }
}

#[test]
fn figures_that_tell_the_same_again_are_disputed() {
    let years = ["2019", "2020", "2021", "2022"];
    let row = |name: &str, base: i32| {
        let cells = (0..4).flat_map(|year| [base + year, base + year + 5]).map(|value| value.to_string());
        format!("{name},{}\n", cells.collect::<Vec<String>>().join(","))
    };
    let above = format!(",{},", years.join(",,"));
    let below = ",Census basis,BOP basis".repeat(4);
    let text = format!("Flow{above}\n{below}\n{}{}", row("Exports", 400), row("Imports", 500));
    let Opened::Disputed(held) = opened_with("again.csv", &text, &Options::default()) else { panic!("not disputed") };
    let said: Vec<&str> = held.dataset.audit.disputes().map(|check| check.what.as_str()).collect();
    assert!(said.iter().any(|said| said.contains("tells the same by another basis")), "{said:?}");
    // Names that say nothing of it do not hide it.
    let unnamed = text.replace("Census basis", "Blue book").replace("BOP basis", "Pink book");
    let Opened::Disputed(near) = opened_with("again.csv", &unnamed, &Options::default()) else {
        panic!("not disputed")
    };
    let said: Vec<&str> = near.dataset.audit.disputes().map(|check| check.what.as_str()).collect();
    assert!(said.iter().any(|said| said.contains("nearly the same in all 8 places")), "{said:?}");
    // What is proposed leaves the second out of the sum.
    let mapping = held.question.expect("a question").mapping;
    let options = Options { mapping: Some(mapping), ..Options::default() };
    let Opened::Dataset(read) = opened_with("again.csv", &text, &options) else { panic!("disputed still") };
    let all = trajectories(&read, &View { measure: Measure::Exports, ..View::default() });
    let value = all.lines[0].points[0].value.expect("a value").to_string();
    assert_eq!(value, "400");
}

#[test]
fn sums_since_january_and_over_twelve_months_are_no_parts() {
    let months: Vec<i32> = (0..24).map(|month| 100 + (month * 7) % 13).collect();
    let sum = |from: usize, to: usize| -> i32 { months[from..=to].iter().sum() };
    for name in ["accumulated", "twelve"] {
        let mut text = "Month,Series,Flow,Amount\n".to_owned();
        for (at, value) in months.iter().enumerate() {
            let date = format!("{}-{:02}", 2022 + at / 12, at % 12 + 1);
            let other =
                if name == "twelve" { (at >= 11).then(|| sum(at - 11, at)) } else { Some(sum(at - at % 12, at)) };
            text += &format!("{date},A,Exports,{value}\n");
            text += &other.map(|other| format!("{date},B,Exports,{other}\n")).unwrap_or_default();
        }
        let Opened::Disputed(held) = opened_with("runs.csv", &text, &Options::default()) else { panic!("{name}") };
        let wanted = if name == "twelve" { "twelve months of the first" } else { "from the start of each year on" };
        assert!(held.dataset.audit.disputes().any(|check| check.what.contains(wanted)), "{:?}", held.dataset.audit);
    }
}

#[test]
fn running_figures_are_left_out_or_asked_about() {
    let months = "2023-01,96,96\n2023-02,103,199\n2023-03,100,299\n2023-04,110,409\n";
    let beside = format!("Month,Exports,Exports since January\n{months}");
    let read = dataset("beside.csv", &beside);
    let all = trajectories(&read, &View { measure: Measure::Exports, ..View::default() });
    let values: Vec<String> = all.lines[0].points.iter().map(|p| p.value.expect("a value").to_string()).collect();
    assert_eq!(values, ["96", "103", "100", "110"]);
    assert!(read.report.warnings.iter().any(|said| said.contains("run over several periods")), "{:?}", read.report);
    for head in
        ["Month,Exports (cum.)", "\"Exports, 12-month sum\"\nMonth,Exports", "\"Ausfuhr, kumuliert\"\nMonth,Exports"]
    {
        let rows: String = months.lines().map(|row| row.rsplit_once(',').expect("cells").0.to_owned() + "\n").collect();
        let (problem, labels) = asked("runs.csv", &format!("{head}\n{rows}"));
        assert!(problem.contains("do they run over several"), "{problem}");
        assert_eq!(labels, ["They are of each period alone"]);
    }
}

#[test]
fn titles_that_count_no_money_are_asked_about() {
    let rows = "Year,Exports,Imports\n2021,95,96\n2022,101,99\n2023,103,100\n";
    for title in ["Trade, year-on-year change in %", "Exports and imports per capita, USD", "Exports and imports, TEU"]
    {
        let (problem, labels) = asked("titled.csv", &format!("\"{title}\"\n{rows}"));
        assert!(problem.contains("Are the figures amounts of money?"), "{problem}");
        assert_eq!(labels, ["They are amounts of trade"]);
    }
    dataset("titled.csv", &format!("\"Exports and imports, USD million\"\n{rows}"));
}

#[test]
fn two_divisions_of_the_same_trade_are_disputed() {
    let rows = [("Sea", 41), ("Air", 24), ("Road", 35), ("Food", 31), ("Fuels", 18), ("Machinery", 51)];
    let row = |(name, share): &(&str, i32)| {
        let cells: Vec<String> = (0..5).map(|year| (share * (100 + year * 7)).to_string()).collect();
        format!("{name},{}\n", cells.join(","))
    };
    let text = format!("Exports,2019,2020,2021,2022,2023\n{}", rows.iter().map(row).collect::<String>());
    let Opened::Disputed(held) = opened_with("two.csv", &text, &Options::default()) else { panic!("not disputed") };
    let said: Vec<&str> = held.dataset.audit.disputes().map(|check| check.what.as_str()).collect();
    assert!(
        said.iter().any(|said| said.contains("until “Road”") && said.contains("from “Food” on in 5 places")),
        "{said:?}"
    );
}

#[test]
fn goods_beside_goods_and_services_are_a_part_of_them() {
    let text = "Year,Item,Exports,Imports\n2021,Goods,318,420\n2021,Goods and services,397,531\n2022,Goods,333,390\n\
        2022,Goods and services,416,483\n2023,Goods,340,401\n2023,Goods and services,422,490\n";
    let read = dataset("joint.csv", text);
    assert_eq!(exports(&read, "2021").as_deref(), Some("397"));
    let text = "Year,Item,Exports,Imports\n2021,Merchandise,500,420\n2021,Agriculture,90,31\n2022,Merchandise,510,390\n\
        2022,Agriculture,90,83\n2023,Merchandise,540,401\n2023,Agriculture,96,90\n";
    let Opened::Disputed(_) = opened_with("one.csv", text, &Options::default()) else { panic!("not disputed") };
}

/// A table of one flow, years across, and what is disputed in it.
fn disputed(heading: &str, rows: &[(&str, [i64; 3])]) -> Vec<String> {
    let mut text = format!("{heading},2021,2022,2023\n");
    for (name, [one, two, three]) in rows {
        text += &format!("{name},{one},{two},{three}\n");
    }
    match opened_with("exports.csv", &text, &Options::default()) {
        Opened::Disputed(disputed) => disputed.dataset.audit.disputes().map(|check| check.what.clone()).collect(),
        Opened::Dataset(_) => Vec::new(),
        other => panic!("neither read nor disputed: {other:?}"),
    }
}

#[test]
fn what_others_may_hold_by_their_meaning_is_disputed_where_no_total_tells() {
    let flat = [("Chemicals", [40, 50, 60]), ("Vehicles", [70, 80, 90]), ("Meat", [11, 12, 13])];
    assert!(disputed("Product group", &flat).is_empty());
    for (whole, part) in [
        ("Manufactures", "Iron and steel"),
        ("Oil and gas", "Crude oil"),
        ("Transport", "Sea transport"),
        ("Travel", "Business travel"),
        ("Fuels and mining products", "Fuels"),
        ("Other services", "Financial services"),
        ("Vehicles", "Passenger cars"),
    ] {
        let rows = [("Meat", [11, 12, 13]), (whole, [900, 910, 930]), (part, [301, 299, 333])];
        let found = disputed("Product group", &rows);
        let told = format!("\u{201c}{part}\u{201d} may be counted in \u{201c}{whole}\u{201d} beside it");
        assert_eq!(found, std::slice::from_ref(&told), "{whole}");
        // What is larger is no part, and a total that equals the sum of all says that none is.
        let rows = [("Meat", [11, 12, 13]), (whole, [900, 910, 930]), (part, [1301, 1299, 1333])];
        assert!(disputed("Product group", &rows).is_empty(), "{whole}");
        let rows =
            [("Total", [1212, 1221, 1276]), ("Meat", [11, 12, 13]), (whole, [900, 910, 930]), (part, [301, 299, 333])];
        assert!(disputed("Product group", &rows).is_empty(), "{whole}");
    }
    let trade = [("Foreign trade", [900, 910, 930]), ("Trade with EU", [301, 299, 333])];
    assert_eq!(disputed("Item", &trade).len(), 1);
}

#[test]
fn codes_within_a_range_of_codes_are_a_part_of_it() {
    let text = "HS chapters,Flow,2021,2022,2023\n1-24,Exports,550,600,700\n25-97,Exports,4000,4400,5200\n\
                84-85,Exports,900,990,1170\n86-89,Exports,400,440,520\n";
    assert_eq!(exports(&dataset("ranges.csv", text), "2021").as_deref(), Some("4550"));
}

#[test]
fn bullets_of_any_form_hang_a_name_below_the_one_above() {
    let text = "\"Exports, mn EUR\",2021,2022\nAgriculture,856,911\n* Cereals,342,364\nManufacturing,414,427\n> Cars,166,171\n";
    assert_eq!(exports(&dataset("bullets.csv", text), "2021").as_deref(), Some("1270"));
}

#[test]
fn a_sign_before_a_number_is_a_bound_and_no_bullet() {
    let text = "Exports by firm size\nSize,2021,2022\nSmall,310,400\nMedium,2211,2314\n>250 employees,55,66\n";
    assert_eq!(exports(&dataset("sizes.csv", text), "2021").as_deref(), Some("2576"));
}

#[test]
fn rows_are_not_added_up_where_one_of_them_is_a_total_or_a_part() {
    let text = "Flow,2021,2022\nExports,,\nTotal,594,572\nof which: intra-EU,356,343\n\
                Imports,,\nTotal,380,404\nof which: intra-EU,228,242\n";
    let (problem, answers) = asked("flows.csv", text);
    assert!(problem.contains("would be added to the other rows"), "{problem}");
    assert_eq!(answers.first().map(String::as_str), Some("Only the rows `Total` are meant"));
}

#[test]
fn a_memo_item_that_is_more_than_all_that_counts_is_disputed() {
    let rows = [("Transport", [40, 50, 60]), ("Insurance", [70, 80, 90]), ("Memo item: all services", [500, 510, 520])];
    assert!(disputed("Service", &rows).iter().any(|what| what.contains("counts in no sum")));
    let rows = [("Transport", [40, 50, 60]), ("Insurance", [70, 80, 90]), ("Memo item: digital", [50, 51, 52])];
    assert!(disputed("Service", &rows).is_empty());
}

#[test]
fn own_and_mirrored_figures_are_two_tellings_and_goods_to_be_sent_on_are_imports() {
    let text = "Year,Exports,,Imports,\n,Own data,Partner data,Own data,Partner data\n\
                2021,893,922,652,674\n2022,1000,1032,664,686\n2023,1066,1100,752,777\n";
    match opened_with("mirror.csv", text, &Options::default()) {
        Opened::Dataset(read) => assert_eq!(exports(&read, "2021").as_deref(), Some("893")),
        Opened::Question(_) | Opened::Disputed(_) => {}
        Opened::Choice(_) => panic!("a choice"),
    }
    let text = "Year,Exports,,Imports,\n,Domestic,Re-exports,For home use,For re-export\n\
                2021,500,90,600,80\n2022,509,91,603,81\n2023,518,92,606,82\n";
    assert_eq!(exports(&dataset("sent_on.csv", text), "2021").as_deref(), Some("590"));
}

#[test]
fn a_year_of_fewer_months_is_asked_about() {
    let text = "Year,Months,Exports,Imports\n2021,12,500,510\n2022,12,520,530\n2023,12,540,550\n2024,9,400,410\n";
    let (problem, _) = asked("months.csv", text);
    assert_eq!(problem, "`Months` says 9 beside 2024. Are its figures of so many months only?");
}

#[test]
fn balances_of_more_than_trade_are_asked_about() {
    for name in ["Current account balance", "Primary income balance", "Leistungsbilanz Saldo", "経常収支"] {
        let (problem, _) = asked("balances.csv", &format!("Year,{name}\n2021,-30\n2022,-31\n2023,-33\n"));
        assert!(problem.contains("is no balance of trade alone"), "{name}: {problem}");
    }
    // What only the source is called says nothing of the figures.
    let sourced = "Trade balance by partner\nSource: balance of payments statistics\n";
    dataset("sourced.csv", &format!("{sourced}Partner,2021,2022\nUSA,-30,-31\nChina,-40,-45\nFrance,12,11\n"));
    for name in ["Trade balance", "Balance on goods", "Services balance", "貿易収支"] {
        dataset("balances.csv", &format!("Year,{name}\n2021,-30\n2022,-31\n2023,-33\n"));
    }
}
