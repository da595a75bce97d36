//! Totals, groups and gaps as people publish them: what is summed once, what counts, and what must be asked.

use saldo::data::{AuditState, Axis, Dataset, Role};
use saldo::import::{Opened, Options, Progress, open};
use saldo::query::{GroupBy, Measure, View, trajectories};
use saldo::story::opening_view;

use crate::reading::{dataset, opened_with, source};

/// Period, value and status of the whole, as the command line prints them.
fn whole(dataset: &Dataset, measure: Measure) -> Vec<String> {
    let all = trajectories(dataset, &View { measure, ..View::default() });
    let line = all.lines.first().expect("a line");
    let told = |(period, point): (&saldo::data::Period, &saldo::query::Point)| {
        let value = point.value.map(|value| value.to_string()).unwrap_or_default();
        format!("{period} {value} {}", point.status.word())
    };
    all.periods.iter().zip(&line.points).map(told).collect()
}

fn disputes(name: &str, text: &str) -> Vec<String> {
    match opened_with(name, text, &Options::default()) {
        Opened::Disputed(disputed) => disputed.dataset.audit.disputes().map(|check| check.what.clone()).collect(),
        _ => panic!("{name}: not disputed"),
    }
}

#[test]
fn imports_that_are_all_below_zero_are_disputed_unless_a_balance_says_what_they_mean() {
    let text =
        "year,partner,exports,imports\n2023,USA,100,-90\n2023,China,50,-80\n2024,USA,110,-95\n2024,China,55,-82\n";
    let found = disputes("UK_trade.csv", text);
    assert!(found.iter().any(|what| what.starts_with("all imports are below zero")), "{found:?}");
    // A correction below zero is one figure among others.
    let text = text.replace("-90", "90").replace("-80", "80").replace("-95", "95");
    let read = dataset("UK_trade.csv", &text);
    assert!(read.audit.disputes().next().is_none(), "{:?}", read.audit);
}

const TIDY: &str = "period,reporter,partner,sector,flow,value,status\n";

/// A tidy table of one reporter's imports in 2024 and 2025: `partner sector value value`.
fn tidy(rows: &[(&str, &str, i64, i64)]) -> String {
    let row = |(partner, sector, one, other): &(&str, &str, i64, i64)| {
        format!("2024,USA,{partner},{sector},import,{one},\n2025,USA,{partner},{sector},import,{other},\n")
    };
    TIDY.to_owned() + &rows.iter().map(row).collect::<String>()
}

#[test]
fn two_tellings_of_a_total_are_counted_once() {
    let text = "year,partner,commodity code,commodity,exports (GBP)\n\
                2024,Norway,0,Food,60\n2024,Norway,7,Machinery,40\n2024,Norway,T,Total,100\n2024,Norway,TOTAL,Total Goods,100\n";
    assert_eq!(whole(&dataset("two.csv", text), Measure::Exports), ["2024 100 ok"]);
    let text = tidy(&[
        ("World", "goods", 1000, 1100),
        ("All countries", "goods", 1000, 1100),
        ("Mexico", "goods", 600, 650),
        ("China", "goods", 400, 450),
    ]);
    let read = dataset("partners.csv", &text);
    assert_eq!(whole(&read, Measure::Imports), ["2024 1000 ok", "2025 1100 ok"]);
    assert_eq!(read.audit.state, AuditState::Proved);
}

#[test]
fn totals_of_parts_nest_below_no_total() {
    let text = tidy(&[
        ("WLD", "Total goods", 1000, 1000),
        ("WLD", "Total services", 300, 310),
        ("WLD", "Food", 600, 590),
        ("WLD", "Machines", 400, 410),
        ("WLD", "Travel", 300, 310),
    ]);
    assert_eq!(whole(&dataset("both.csv", &text), Measure::Imports), ["2024 1300 ok", "2025 1310 ok"]);
}

#[test]
fn a_subtotal_above_or_below_its_members_is_no_member() {
    for (text, state) in [
        // Above, with a grand total at the end.
        (
            tidy(&[
                ("WLD", "Total agriculture", 70, 77),
                ("WLD", "Wheat", 40, 43),
                ("WLD", "Rice", 30, 34),
                ("WLD", "Total industry", 90, 95),
                ("WLD", "Steel", 55, 56),
                ("WLD", "Cars", 35, 39),
                ("WLD", "Grand total", 160, 172),
            ]),
            AuditState::Proved,
        ),
        // Below, where nothing says what all of them are.
        (
            tidy(&[
                ("WLD", "Wheat", 40, 43),
                ("WLD", "Rice", 30, 34),
                ("WLD", "Subtotal agriculture", 70, 77),
                ("WLD", "Steel", 55, 56),
                ("WLD", "Cars", 35, 39),
                ("WLD", "Subtotal industry", 90, 95),
            ]),
            AuditState::Unproved,
        ),
    ] {
        let read = dataset("sub.csv", &text);
        assert_eq!(whole(&read, Measure::Imports), ["2024 160 ok", "2025 172 ok"]);
        assert_eq!(read.audit.state, state);
    }
}

#[test]
fn codes_nest_where_figures_say_so() {
    let text = "reporter_name,year,product_code,categories,partner_name,value\n\
        United States,2023,T,Electrical machinery,China,100\nUnited States,2023,T01,Motors,China,60\n\
        United States,2023,T02,Phones,China,40\nUnited States,2023,K,Cotton,China,50\n\
        United States,2023,A01,Meat,China,30\nUnited States,2023,A02,Fish,China,20\nUnited States,2023,V09,Other,China,20\n";
    assert_eq!(whole(&dataset("us_imports.csv", text), Measure::Imports), ["2023 220 ok"]);
}

#[test]
fn goods_and_services_is_the_sum_of_both() {
    let text = "item,year,value\nGOODS AND SERVICES,2022,-130\nGOODS,2022,-230\nSERVICES,2022,100\n\
                GOODS AND SERVICES,2023,-150\nGOODS,2023,-240\nSERVICES,2023,90\n";
    assert_eq!(whole(&dataset("balance.csv", text), Measure::Balance), ["2022 -130 ok", "2023 -150 ok"]);
}

#[test]
fn an_unnamed_total_is_certain_asked_about_or_nothing() {
    let row = |name: &str, values: &[i64]| {
        let line = |(year, value): (i32, &i64)| format!("{year},USA,{name},goods,import,{value},\n");
        (2015..).zip(values).map(line).collect::<String>()
    };
    let (a, b, c) =
        ([712_354, 801_222, 773_918, 954_167], [120_931, 99_147, 143_206, 151_723], [55_102, 61_007, 48_331, 70_945]);
    let sum: Vec<i64> = a.iter().zip(&b).zip(&c).map(|((a, b), c)| a + b + c).collect();
    // Beyond chance: no word is needed.
    let text =
        TIDY.to_owned() + &row("Ruritania", &a) + &row("Grenlandia", &b) + &row("Zubrowka", &c) + &row("Kette", &sum);
    let read = dataset("sure.csv", &text);
    assert_eq!(whole(&read, Measure::Imports)[0], format!("2015 {} ok", sum[0]));
    let alle = read.dimension(Axis::Partner).find("Kette").expect("a member");
    assert_eq!(read.dimension(Axis::Partner).get(alle).role, Role::Total);
    // In one year it may be chance: a person is asked.
    let asked = disputes(
        "one.csv",
        &(TIDY.to_owned()
            + &row("Ruritania", &[10])
            + &row("Grenlandia", &[6])
            + &row("Zubrowka", &[3])
            + &row("Kette", &[19])),
    );
    assert!(asked[0].contains("Kette"), "{asked:?}");
    // Two partners with the same value prove nothing.
    let text = TIDY.to_owned() + &row("Ruritania", &[10]) + &row("Grenlandia", &[10]);
    assert_eq!(whole(&dataset("same.csv", &text), Measure::Imports), ["2015 20 ok"]);
}

#[test]
fn a_total_less_than_its_parts_is_disputed() {
    let text = tidy(&[("World", "goods", 900, 1000), ("Mexico", "goods", 600, 650), ("China", "goods", 400, 450)]);
    assert!(disputes("less.csv", &text)[0].contains("World"));
}

#[test]
fn what_is_counted_twice_beside_a_remainder_elsewhere_is_disputed() {
    // The parts exceed the world by a half in one year of three, and leave something of it in the others.
    let text = TIDY.to_owned()
        + "2023,USA,World,goods,import,1000,\n2023,USA,Mexico,goods,import,1050,\n2023,USA,China,goods,import,450,\n"
        + "2024,USA,World,goods,import,1040,\n2024,USA,Mexico,goods,import,600,\n2024,USA,China,goods,import,391,\n"
        + "2025,USA,World,goods,import,1090,\n2025,USA,Mexico,goods,import,651,\n2025,USA,China,goods,import,420,\n";
    assert!(disputes("beside.csv", &text)[0].contains("World"));
}

#[test]
fn a_code_of_two_codes_is_beside_them_whatever_its_name() {
    let text = "year,partner,commodity code,commodity,exports (GBP)\n\
                2024,Norway,7,Machinery,190\n2024,Norway,79,Transport equipment,150\n\
                2024,Norway,792,Aircraft,100\n2024,Norway,793,Ships,50\n2024,Norway,792/3,Ships & aircraft,150\n\
                2024,Norway,78,Vehicles,40\n2024,Norway,0,Food,10\n2024,Norway,T,Total,200\n";
    let read = dataset("span.csv", text);
    assert_eq!(whole(&read, Measure::Exports), ["2024 200 ok"]);
    let view = View { measure: Measure::Exports, by: GroupBy::Sector, ..View::default() };
    let lines = trajectories(&read, &view).lines;
    let value = |label: &str| {
        let line = lines.iter().find(|line| line.label == label);
        line.and_then(|line| line.points[0].value).map(|value| value.to_string())
    };
    let values = ["Machinery", "Food", "Not listed", "Ships & aircraft"].map(value);
    assert_eq!(values.map(Option::unwrap_or_default), ["190", "10", "0", ""]);
}

#[test]
fn a_total_keeps_what_its_listed_parts_leave() {
    let text = tidy(&[("World", "goods", 1000, 1200), ("Mexico", "goods", 600, 650), ("China", "goods", 100, 450)]);
    let read = dataset("rest.csv", &text);
    assert_eq!(whole(&read, Measure::Imports), ["2024 1000 ok", "2025 1200 ok"]);
    let lines = trajectories(&read, &View { measure: Measure::Imports, by: GroupBy::Partner, ..View::default() }).lines;
    let rest = lines.iter().find(|line| line.label == "Not listed").expect("a remainder");
    assert_eq!(rest.points[0].value.expect("a value").to_string(), "300");
}

#[test]
fn a_bloc_counts_unless_its_members_give_it() {
    for (rows, expected) in [
        (
            vec![("European Union", "goods", 600, 610), ("Mexico", "goods", 500, 500), ("China", "goods", 400, 400)],
            "1500",
        ),
        (vec![("European Union", "goods", 100, 110)], "100"),
        (vec![("Asia", "goods", 600, 610), ("Europe", "goods", 500, 510), ("Africa", "goods", 400, 410)], "1500"),
        // All of it stands beside it.
        (vec![("ASEAN", "goods", 50, 60), ("Thailand", "goods", 30, 40), ("Vietnam", "goods", 20, 20)], "50"),
        // Some of it: what they leave of it counts, too.
        (vec![("European Union", "goods", 100, 110), ("Germany", "goods", 40, 50), ("China", "goods", 7, 8)], "107"),
        // A bloc within a continent.
        (vec![("Asia", "goods", 100, 110), ("ASEAN", "goods", 40, 50), ("Germany", "goods", 7, 8)], "107"),
        (vec![("Extra-EU", "goods", 72, 61)], "72"),
        (vec![("Intra-EU", "goods", 30, 31), ("Extra-EU", "goods", 72, 61)], "102"),
    ] {
        let read = dataset("blocs.csv", &tidy(&rows));
        assert_eq!(whole(&read, Measure::Imports)[0], format!("2024 {expected} ok"), "{rows:?}");
    }
}

#[test]
fn a_bloc_whose_members_come_later_counts_before_them() {
    let text = TIDY.to_owned()
        + "2023,USA,European Union,goods,import,90,\n2024,USA,European Union,goods,import,100,\n\
           2024,USA,Germany,goods,import,60,\n2024,USA,France,goods,import,40,\n\
           2025,USA,Germany,goods,import,70,\n2025,USA,France,goods,import,45,\n2023,USA,China,goods,import,5,\n\
           2024,USA,China,goods,import,5,\n2025,USA,China,goods,import,5,\n";
    let values: Vec<String> = whole(&dataset("later.csv", &text), Measure::Imports)
        .iter()
        .map(|t| t.split(' ').nth(1).unwrap_or("").to_owned())
        .collect();
    assert_eq!(values, ["95", "105", "120"]);
}

#[test]
fn two_overlapping_blocs_are_asked_about() {
    let text = tidy(&[("European Union", "goods", 100, 110), ("OECD", "goods", 300, 310), ("China", "goods", 7, 8)]);
    assert!(disputes("overlap.csv", &text)[0].contains("overlap"));
}

#[test]
fn a_flow_has_its_own_gaps() {
    let text = TIDY.to_owned()
        + "2021,JPN,WLD,goods,export,10,ok\n2021,JPN,WLD,goods,import,12,ok\n2022,JPN,WLD,goods,export,11,ok\n\
           2023,JPN,WLD,goods,export,13,ok\n2023,JPN,WLD,goods,import,15,ok\n2024,JPN,WLD,goods,export,14,ok\n";
    let read = dataset("newest.csv", &text);
    let lines = trajectories(&read, &View { by: GroupBy::Flow, ..View::default() });
    let told = |at: usize| -> Vec<String> {
        let value = |point: &saldo::query::Point| point.value.map_or_else(|| "-".to_owned(), |value| value.to_string());
        lines.lines[at].points.iter().map(|point| format!("{} {}", value(point), point.status.word())).collect()
    };
    assert_eq!(told(0), ["10 ok", "11 ok", "13 ok", "14 ok"]);
    assert_eq!(told(1), ["-12 ok", "- missing", "-15 ok", "- missing"]);
    let balance = whole(&read, Measure::Balance);
    assert_eq!(balance, ["2021 -2 ok", "2022  missing", "2023 -2 ok"]);
}

#[test]
fn what_is_not_traded_is_no_gap() {
    let text = "year,reporter,sector,exports (USD)\n2022,IDN,010129,5\n2022,IDN,020110,6\n2023,IDN,010129,7\n2023,IDN,030110,8\n";
    assert_eq!(whole(&dataset("sparse.csv", text), Measure::Exports), ["2022 11 ok", "2023 15 ok"]);
    // One of ten that falls silent is a gap.
    let mut text = TIDY.to_owned();
    for (at, partner) in ["MEX", "CAN", "CHN", "JPN", "DEU", "FRA", "GBR", "BRA", "IND", "KOR"].iter().enumerate() {
        for year in 2020..=2025 {
            if at > 0 || year < 2025 {
                text += &format!(
                    "{year},USA,{partner},goods,import,{},\n",
                    1000 + at * 7 + usize::try_from(year).unwrap_or(0)
                );
            }
        }
    }
    assert!(whole(&dataset("silent.csv", &text), Measure::Imports)[5].ends_with("partial"));
}

#[test]
fn balances_years_and_contradictions_are_checked() {
    // A published balance with the other sign.
    let text = TIDY.to_owned()
        + "2023,JPN,WLD,goods,export,10,\n2023,JPN,WLD,goods,import,14,\n2023,JPN,WLD,goods,balance,4,\n";
    assert!(disputes("sign.csv", &text)[0].contains("balances"));
    // A year that is but one of its quarters.
    let mut text = TIDY.to_owned() + "2023,JPN,WLD,goods,export,100,\n";
    (1..=4).for_each(|quarter| text += &format!("2023Q{quarter},JPN,WLD,goods,export,{},\n", 90 + quarter * 10));
    assert!(disputes("year.csv", &text)[0].contains("years"));
    let text = TIDY.to_owned()
        + "2023,JPN,USA,goods,export,100,\n2023,JPN,USA,goods,export,90,\n2023,JPN,CHN,goods,export,9,\n";
    assert!(disputes("twice.csv", &text)[0].contains("contradict"));
}

#[test]
fn a_row_of_another_delimiter_is_no_title() {
    let text = "period,reporter,partner,sector,flow,value\n2020,JPN,USA,A,export,5\nJPN;\nJPN;,export\n;0\n";
    let opened = open(&source("odd.csv", text), &Options::default(), &Progress::new());
    assert!(!matches!(opened, Ok(Opened::Question(_))), "{opened:?}");
}

#[test]
fn a_subtotal_within_a_total_takes_its_parts_first() {
    let rows = [
        ("Wheat", 213_711),
        ("Rice", 280_022),
        ("Maize", 30_513),
        ("Crops", 524_246),
        ("Steel", 6_519),
        ("Total", 530_765),
    ];
    let mut text = TIDY.to_owned();
    for (at, year) in (2019..=2025).enumerate() {
        let extra = |value: i64, by: i64| value + by * i64::try_from(at).unwrap_or(0) * 1_009;
        let shares = [3, 5, 7, 15, 2, 17];
        for ((name, value), share) in rows.iter().zip(shares) {
            text += &format!("{year},USA,WLD,{name},import,{},\n", extra(*value, share));
        }
    }
    let read = dataset("nested.csv", &text);
    assert_eq!(whole(&read, Measure::Imports)[0], "2019 530765 ok");
    let sectors = read.dimension(Axis::Sector);
    let crops = sectors.find("Crops").expect("a member");
    assert_eq!(sectors.children(crops).len(), 3);
}

#[test]
fn rows_of_shares_and_quantities_are_no_amounts() {
    let text = "year,reporter,partner,measure,exports\n2023,USA,Mexico,Value (million US$),120\n2023,USA,Mexico,Share (%),60\n\
                2023,USA,Canada,Value (million US$),80\n2023,USA,Canada,Share (%),40\n";
    assert_eq!(whole(&dataset("shares.csv", text), Measure::Exports), ["2023 200 ok"]);
    let text = "Anio;Socio;Exportaciones / Valor;Exportaciones / Cantidad (t)\n2022;Brasil;100;7\n2023;Brasil;110;8\n";
    assert_eq!(whole(&dataset("cantidad.csv", text), Measure::Exports), ["2022 100 ok", "2023 110 ok"]);
    // Cotton is no ton.
    let text = "year,partner,product,exports (USD)\n2023,Mexico,Cotton,5\n2023,Mexico,Wool,6\n";
    assert_eq!(whole(&dataset("cotton.csv", text), Measure::Exports), ["2023 11 ok"]);
}

#[test]
fn totals_of_a_large_file_are_found_in_a_part_of_it() {
    let mut text = TIDY.to_owned();
    let mut first = 0;
    for month in 0..100_i64 {
        let period = format!("{}-{:02}", 2010 + month / 12, month % 12 + 1);
        for partner in 0..500_i64 {
            let parts = [1, 2, 3].map(|item: i64| (month * 7_919 + partner * 104_729 + item * 15_485_863) % 90_001 + 1);
            let total: i64 = parts.iter().sum();
            first += if month == 0 { total } else { 0 };
            for (name, value) in ["Food", "Fuels", "Steel"].iter().zip(parts) {
                text += &format!("{period},USA,P{partner},{name},import,{value},\n");
            }
            text += &format!(
                "{period},USA,P{partner},Total goods,import,{total},\n{period},USA,P{partner},Summe,import,{total},\n"
            );
        }
    }
    let read = dataset("large.csv", &text);
    assert!(read.facts.len() > 200_000);
    assert_eq!(whole(&read, Measure::Imports)[0], format!("2010-01 {first} ok"));
    assert_eq!(read.audit.state, AuditState::Proved);
}

#[test]
fn parts_that_agree_side_by_side_prove_no_whole() {
    let row = |code: &str, value: u32| format!("2023,USA,WLD,{code},export,{value}\n");
    let rows = [("84", 30), ("8401", 10), ("8402", 20), ("85", 70), ("8501", 30), ("8502", 40)];
    let text =
        "year,reporter,partner,hs,flow,value\n".to_owned() + &rows.map(|(code, value)| row(code, value)).concat();
    let read = dataset("hs.csv", &text);
    assert_eq!(read.audit.sentence(), "unproved: nothing to check the total against; other figures agree");
    let read = dataset("hs.csv", &(text + &row("TOTAL", 100)));
    assert_eq!(read.audit.sentence(), "proved: 1 published total agrees");
}

#[test]
fn balances_with_single_partners_prove_no_whole() {
    let row = |partner: &str, flow: &str, value: i32| format!("2023,USA,{partner},goods,{flow},{value}\n");
    let of =
        |partner: &str, exports: i32, imports: i32| row(partner, "export", exports) + &row(partner, "import", imports);
    let text = "year,reporter,partner,product,flow,value\n".to_owned()
        + &of("WLD", 1000, 900)
        + &of("CHN", 100, 300)
        + &row("CHN", "balance", -200)
        + &of("MEX", 50, 20);
    let read = dataset("t.csv", &text);
    assert_eq!(read.audit.state, AuditState::Unproved, "{:?}", read.audit.checks);
    let read = dataset("t.csv", &(text + &row("WLD", "balance", 100)));
    assert_eq!(read.audit.state, AuditState::Proved, "{:?}", read.audit.checks);
}

/// Whoever reports one flow alone, beside others who report both, has no balance, and none in a sum over reporters.
#[test]
fn a_reporter_of_one_flow_has_no_balance_where_others_report_both() {
    let both = "2023,Japan,China,export,100\n2023,Japan,China,import,120\n";
    let text = |others: &str| format!("period,reporter,partner,flow,value\n{both}{others}");
    let read = dataset("one.csv", &text("2023,Italy,China,import,50\n"));
    assert_eq!(whole(&read, Measure::Balance), ["2023 -20 partial"]);
    assert_eq!(whole(&read, Measure::Imports), ["2023 170 ok"]);
    let by_reporter = trajectories(&read, &View { by: GroupBy::Reporter, ..View::default() });
    let told = by_reporter.lines.iter().map(|line| (line.code.as_str(), line.points[0].value.is_some()));
    assert_eq!(told.collect::<Vec<_>>(), [("JPN", true), ("ITA", false)]);
    // What one exports and the other imports is nobody's balance.
    let table = "period,reporter,partner,flow,value\n2023,Japan,World,export,700\n2023,China,World,import,900\n";
    let two = dataset("two.csv", table);
    assert_eq!(whole(&two, Measure::Balance), ["2023  missing"]);
    assert_eq!(
        [opening_view(&two), opening_view(&read)].map(|view| view.measure),
        [Measure::Exports, Measure::Balance]
    );
}

/// Items of the balance of payments: goods and services are halves of both together, and services contain theirs.
#[test]
fn items_of_the_balance_of_payments_nest_by_their_codes() {
    let item = |code: &str, values: [i64; 2]| {
        let [exports, imports] = values;
        format!("{code},USA,CRE,2022,{exports},Million euro\n{code},USA,DEB,2022,{imports},Million euro\n")
    };
    let (goods, services) = (item("G", [100, 120]), item("S", [60, 70]));
    let parts = item("SC", [20, 25]) + &item("SD", [15, 18]);
    let joint = item("GS", [160, 190]);
    for (rows, exports, sectors) in [
        (goods.clone() + &services + &joint + &parts, 160, vec!["G", "S", "GS", "SC", "SD"]),
        (goods.clone() + &services + &parts, 160, vec!["G", "S", "SC", "SD"]),
        (goods + &joint + &parts, 160, vec!["G", "GS", "SC", "SD"]),
        (services + &parts, 60, vec!["S", "SC", "SD"]),
    ] {
        let read = dataset("bop.csv", &format!("bop_item,partner,flow,period,value,unit\n{rows}"));
        let expected = format!("2022 {exports} ok");
        let members = read.dimension(Axis::Sector).members();
        let tree: Vec<_> = members.iter().map(|member| (&member.label, member.role, member.parent)).collect();
        assert_eq!(whole(&read, Measure::Exports), [expected], "{sectors:?} {tree:?}");
        let in_tree = read.dimension(Axis::Sector).members().iter().all(|member| member.role.in_tree());
        assert!(in_tree, "{sectors:?}");
    }
}
