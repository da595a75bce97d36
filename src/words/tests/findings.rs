//! What is found in hand-made lines, and its words.

use super::*;
use crate::insight::contributions;

#[test]
fn of_equals_none_is_the_largest() {
    let shown = |taiwan: &str| {
        let lines = vec![member("CHN", "China", "-5 -6 -8"), member("TWN", "Taiwan", taiwan)];
        trajectories(Period::year(2018), lines)
    };
    let told = |shown: &Trajectories| {
        let found = findings(&us(Period::year(2018), Period::year(2020)), &by_partner(), shown);
        found.into_iter().any(|finding| finding.kind == Kind::LargestShare)
    };
    assert!(told(&shown("-1 -2 -7")));
    assert!(!told(&shown("-1 -2 -8")));
}

#[test]
fn a_record_deficit_with_its_streak_and_multiple() {
    check(
        "-1000 -1500 -1200 -2000 -2500 -3000",
        &[
            "record-low: RECORD DEFICIT | China −3.00 bn | 2015, since 2010",
            "streak: STREAK | China wider 3 years running | year on year to 2015",
            "multiple: MULTIPLE | China 3.0 × since 2010 | −1.00 bn to −3.00 bn, 2015",
            "largest-change: LARGEST CHANGE IN A YEAR | China −0.80 bn | 2013, on a year before",
        ],
    );
}

#[test]
fn imports_below_zero_are_told_as_imports() {
    let lines = vec![
        line("export", "Exports", LineRole::Flow, "1000 1500 1200 1100 1000 900"),
        line("import", "Imports", LineRole::Flow, "-1000 -1500 -1200 -2000 -2500 -3000"),
    ];
    let shown = trajectories(Period::year(2010), lines);
    let view = View { by: GroupBy::Flow, ..View::default() };
    let dataset = us(Period::year(2010), Period::year(2015));
    let found = findings(&dataset, &view, &shown);
    let headings: Vec<String> = found.iter().map(|f| format!("{}: {} ({})", f.heading, f.fact, f.rule)).collect();
    assert!(headings.iter().any(|text| text == "RECORD IMPORTS: Imports 3.00 bn (2015, since 2010)"), "{headings:?}");
    assert!(!headings.iter().any(|text| text.contains("IMPORTS: Imports 1.00 bn")), "{headings:?}");
    let title = headline(&dataset, &view, &shown).title;
    assert!(title.contains("imports exceeded exports by 2.10 billion dollars in 2015"), "{title}");
}

#[test]
fn a_record_of_imports_is_explained_by_what_was_reported() {
    let imports = line("import", "Imports", LineRole::Flow, "-10 -20 -30 -40 -50 -60 -70 -80");
    let exports = line("export", "Exports", LineRole::Flow, "10 20 30 40 50 60 70 80");
    let shown = trajectories(Period::year(2010), vec![exports, imports]);
    let view = View { by: GroupBy::Flow, ..View::default() };
    let found = findings(&us(Period::year(2010), Period::year(2017)), &view, &shown);
    for code in ["export", "import"] {
        let record = found.iter().find(|f| f.line == code && f.heading.starts_with("RECORD")).expect("a record");
        assert!(record.explanation.starts_with("The highest of 8 values"), "{code}: {}", record.explanation);
    }
}

#[test]
fn what_is_missing_withholds_the_record() {
    // A gap: never "record".
    let found = told("-1000 -1500 - -2000 -2500 -3000");
    assert!(found[0].starts_with("record-low: PEAK DEFICIT | China −3.00 bn | 2015, of the years at hand since 2010"));
    // A partial last year is no year.
    let found = told("-1000 -1500 -1200 -2000 -2500 -3000p");
    assert!(found[0].starts_with("record-low: RECORD DEFICIT | China −2.50 bn | 2014, since 2010"), "{found:?}");
    // An estimate says so.
    let found = told("-1000 -1500 -1200 -2000 -2500 -3000e");
    assert!(found[0].contains("China −3.00 bn (estimated)"), "{found:?}");
    // Two equal values: neither is the record; four values carry none.
    assert!(!told("-1 -3 -2 -2 -3").iter().any(|f| f.starts_with("record")));
    assert!(!told("-1 -2 -3 -4").iter().any(|f| f.starts_with("record")));
}

#[test]
fn a_file_that_reaches_further_back_withholds_the_record_until_it_is_loaded() {
    let values = "-1000 -1500 -1200 -2000 -2500 -3000";
    let shown = trajectories(Period::year(2010), vec![member("CHN", "China", values)]);
    let dataset = us(Period::year(2008), Period::year(2015));
    let first = |loaded: Option<&Trajectories>| {
        let found = findings_over(&dataset, &by_partner(), &shown, loaded).swap_remove(0);
        (found.heading, found.rule, found.at)
    };
    assert_eq!(first(None), ("PEAK DEFICIT".into(), "2015, since 2010".into(), Some(5)));
    let more = trajectories(Period::year(2008), vec![member("CHN", "China", &format!("-500 -600 {values}"))]);
    assert_eq!(first(Some(&more)), ("RECORD DEFICIT".into(), "2015, since 2008".into(), Some(5)));
    let deeper = trajectories(Period::year(2008), vec![member("CHN", "China", &format!("-9000 -600 {values}"))]);
    assert_ne!(first(Some(&deeper)).0, "RECORD DEFICIT");
    let found = findings_over(&dataset, &by_partner(), &shown, Some(&deeper));
    let since = found.iter().find(|f| f.kind == Kind::LargestSince).expect("since");
    assert_eq!((since.heading.as_str(), since.rule.as_str()), ("LARGEST SINCE 2008", "2015"));
}

#[test]
fn smallest_since_sign_changes_and_shares() {
    check(
        "-1 -3 -4 -5 -2",
        &[
            "multiple: MULTIPLE | China 2.0 × since 2010 | −1.00 m to −2.00 m, 2014",
            "smallest-since: SMALLEST SINCE 2010 | China −2.00 m | 2014",
            "largest-change: LARGEST CHANGE IN A YEAR | China +3.00 m | 2014, on a year before",
            "record-low: PEAK DEFICIT | China −5.00 m | 2013, of 2010 to 2014",
        ],
    );
    let turn = told("3 2 -1 -2 -2");
    assert!(
        turn.contains(&"sign-change: SIGN CHANGE | China turned to deficit in 2012 | +2.00 m to −1.00 m".to_owned())
    );
    let turn = told("3 2 - -2 -2");
    assert!(turn.iter().any(|f| f.contains("turned to deficit between 2011 and 2013")), "{turn:?}");

    let lines = vec![member("CHN", "China", "-71 -70 -30"), member("TWN", "Taiwan", "-29 -30 -25")];
    let share = |lines| {
        let shown = trajectories(Period::year(2018), lines);
        let found = findings(&us(Period::year(2018), Period::year(2020)), &by_partner(), &shown);
        found.into_iter().find(|f| f.kind == Kind::LargestShare).map(|f| (f.fact, f.rule))
    };
    assert_eq!(share(lines), Some(("China 55% of the two".into(), "2020, was 71% in 2018".into())));
    let mixed = vec![member("CHN", "China", "-71 -70 -30"), member("TWN", "Taiwan", "29 30 25")];
    assert_eq!(share(mixed), None);
}

#[test]
fn who_leads_those_listed_is_not_said_to_lead_all() {
    let (from, to) = (Period::year(2018), Period::year(2020));
    let view = View { measure: Measure::Exports, by: GroupBy::Partner, ..View::default() };
    let found = |rest: &str| {
        let unlisted = line("not listed", "Not listed", LineRole::NotListed, rest);
        let lines = vec![member("CHN", "China", "30 30 30"), member("TWN", "Taiwan", "20 10 10"), unlisted];
        let shown = trajectories(from, lines);
        let share = findings(&us(from, to), &view, &shown).into_iter().find(|f| f.kind == Kind::LargestShare);
        let ranked = View { chart: ChartKind::Ranked, ..view.clone() };
        let title = headline(&us(from, to), &ranked, &shown).title;
        let share = share.map(|f| format!("{} | {} | {}", f.heading, f.fact, f.rule)).expect("a share");
        (share, title)
    };
    let (share, title) = found("150 160 360");
    assert_eq!(
        share,
        "LARGEST LISTED PARTNER | China 75% of those listed | 2020, was 60% in 2018; 90% of the whole is not listed"
    );
    assert!(title.contains("largest to China of those listed"), "{title}");
    // Most is listed, but something not listed may be larger than the largest of them.
    let (share, _) = found("30 35 35");
    assert_eq!(
        share,
        "LARGEST LISTED PARTNER | China 40% of the whole | 2020, was 38% in 2018; 47% of the whole is not listed"
    );
    let (share, title) = found("10 10 10");
    assert_eq!(share, "LARGEST PARTNER | China 60% of the whole | 2020, was 50% in 2018");
    assert!(!title.contains("listed"), "{title}");
}

#[test]
fn no_record_is_told_of_the_share_of_all_in_itself() {
    let mut shown = trajectories(Period::year(2010), vec![line("all", "Total", LineRole::Whole, "99 99 99 99 99 100")]);
    shown.kind = ValueKind::Percent;
    let view = View { transform: Transform::Share, ..View::default() };
    assert_eq!(findings(&us(Period::year(2010), Period::year(2015)), &view, &shown), []);
}

#[test]
fn an_empty_panel_says_why_it_is_empty() {
    let (from, to) = (Period::year(2018), Period::year(2020));
    let why = |dataset: &Dataset, view: &View, values: &str| {
        let shown = trajectories(from, vec![line("all", "Total", LineRole::Whole, values)]);
        assert_eq!(findings(dataset, view, &shown), []);
        why_no_findings(dataset, view, &shown)
    };
    let two =
        dataset("goods trade", &["USA=United States", "JPN=Japan"], &["CHN=China"], &["!goods=All goods"], from, to);
    assert!(why(&two, &View::default(), "1 2 3").contains("several reporters added together"));
    let one = why(&us(from, to), &View::default(), "- 2 -");
    assert!(one.contains("no line has five complete figures"), "{one}");
    let sums = View { transform: Transform::Cumulative, ..View::default() };
    let complete = why(&us(from, to), &sums, "1 1 1 1 1 1");
    assert!(complete.starts_with("No record"), "what is complete is not said to lack figures: {complete}");
    assert!(why(&us(from, to), &View::default(), "- - -").contains("no figure"));
}

#[test]
fn ten_years_and_rolling_months() {
    let values: Vec<String> = (0..15).map(|year| (-100 - 50 * year).to_string()).collect();
    let found = told(&values.join(" "));
    assert!(found.iter().any(|f| f.contains("China 2.7 × that of 2014 | −300 m to −800 m, 2024")), "{found:?}");

    let months: Vec<String> = (0..60).map(|month| (-1000 - 100 * month).to_string()).collect();
    let shown = trajectories(Period::month(2021, 5), vec![member("TWN", "Taiwan", &months.join(" "))]);
    let view = View { transform: Transform::Rolling, ..by_partner() };
    let found = findings(&us(Period::month(2020, 6), Period::month(2026, 4)), &view, &shown);
    let texts: Vec<_> = found.iter().map(|f| (f.heading.as_str(), f.fact.as_str(), f.rule.as_str())).collect();
    assert_eq!(texts[0], ("RECORD DEFICIT", "Taiwan −6.90 bn", "12 months to Apr 2026, since May 2021"));
    assert!(texts.contains(&("STREAK", "Taiwan wider 59 months running", "12-month sum, month on month to Apr 2026")));
}

#[test]
fn contributions_add_up_to_the_last_digit() {
    let lines = vec![
        line("export", "Exports", LineRole::Flow, "100.25 130.5"),
        line("import", "Imports", LineRole::Flow, "-90.125 -200"),
    ];
    let shown = trajectories(Period::year(2020), lines);
    let parts = contributions(&shown, 0, 1).expect("parts");
    assert_eq!(parts[0].amount, Amount::parse("-109.875").expect("a number"));
    let sum: Amount = parts.iter().map(|part| part.amount).sum();
    assert_eq!(sum, Amount::parse("-79.625").expect("a number"));
    let partial = trajectories(Period::year(2020), vec![member("A", "A", "1 2p"), member("B", "B", "1 2")]);
    assert_eq!(contributions(&partial, 0, 1), None);
}

#[test]
fn names_of_kinds_are_stable_and_pins_find_their_finding() {
    for kind in Kind::ALL {
        assert_eq!(serde_json::to_string(&kind).expect("json"), format!("\"{kind}\""));
        assert_eq!(Kind::parse(kind.name()), Some(kind));
    }
    let shown = trajectories(Period::year(2010), vec![member("CHN", "China", "-1 -3 -4 -5 -2")]);
    let pins = vec![Pinned { kind: "record-low".into(), line: "CHN".into() }];
    let view = View { pinned: pins, ..by_partner() };
    let found = insight::pinned(&us(Period::year(2010), Period::year(2014)), &view, &shown, None);
    assert_eq!(found.iter().map(|f| f.at).collect::<Vec<_>>(), [Some(3)]);
}

#[test]
fn facts_beside_a_ranking_are_of_the_period_that_is_ranked() {
    let values = "-10 -20 -30 -40 -50 -60 -30 -20 -10";
    let shown = trajectories(Period::year(2010), vec![member("CHN", "China", values), member("TWN", "Taiwan", values)]);
    let data = us(Period::year(2010), Period::year(2018));
    let ranked = |year: i32| View { chart: ChartKind::Ranked, ranked_at: Some(Period::year(year)), ..by_partner() };
    let found = findings(&data, &ranked(2015), &shown);
    assert!(found.iter().any(|finding| finding.heading == "PEAK DEFICIT"), "{found:?}");
    assert!(found.iter().all(|finding| finding.at == Some(5)), "{found:?}");
    // What came later is known: it was no record of all, and the run of years did not end there.
    assert!(!found.iter().any(|finding| finding.heading.starts_with("RECORD") || finding.kind == Kind::Streak));
    assert!(findings(&data, &ranked(2013), &shown).iter().all(|finding| finding.at == Some(3)));
    assert!(why_no_findings(&data, &ranked(2013), &shown).contains("period that is ranked"));
}

#[test]
fn a_fact_of_a_line_that_ended_long_ago_says_so() {
    let found = told("-1000 -1500 -1200 -2000 -2500 -3000 -3100p -3200p");
    assert!(found.iter().any(|fact| fact.ends_with("2015, since 2010; no newer figure is complete")), "{found:#?}");
    let fresh = told("-1000 -1500 -1200 -2000 -2500 -3000 -3100p");
    assert!(!fresh.iter().any(|fact| fact.contains("no newer figure")), "{fresh:#?}");
}

#[test]
fn both_figures_of_a_sentence_have_one_scale() {
    let turn = |values: &str| {
        let found = told(values);
        let turn = found.iter().find(|fact| fact.starts_with("sign-change"));
        turn.and_then(|fact| fact.rsplit(" | ").next().map(str::to_owned))
    };
    assert_eq!(turn("900000 700000 81300 -281000").as_deref(), Some("+81.3 bn to \u{2212}281 bn"));
    assert_eq!(turn("900000 81300 -2810000").as_deref(), Some("+81.3 bn to \u{2212}2,810 bn"));
}
