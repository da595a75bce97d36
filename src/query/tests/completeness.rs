//! What makes a sum incomplete: silent members, holes, and flows that lack.

use super::*;

#[test]
fn a_long_hole_makes_the_year_around_it_incomplete_alone_and_in_sums() {
    let months = |months: std::ops::Range<i32>| months.map(|month| Period::month(2020, 1).shifted(month));
    let australia = months(0..36).map(|month| row(1, 0, X, month, 10));
    let china = months(0..14).chain(months(24..36)).map(|month| row(2, 0, X, month, 5));
    let now_and_then = months(0..36).step_by(3).map(|month| row(3, 0, X, month, 1));
    let america = months(0..36).map(|month| row(4, 0, X, month, 20));
    let rows: Vec<Row> = australia.chain(china).chain(now_and_then).chain(america).collect();
    let dataset = dataset_of(&PARTNERS, &SECTORS, &rows, Vec::new());
    let years = |partners: &[&str]| {
        let partners = Selection::only(partners.iter().copied());
        let view = View { frequency: FrequencyChoice::Year, measure: Measure::Exports, partners, ..View::default() };
        let years = run(&dataset, &view).trajectories;
        years.lines[0].points.iter().map(|point| point.status).collect::<Vec<_>>()
    };
    let (ok, partial) = (Status::Ok, Status::Partial);
    assert_eq!(years(&["CHN"]), [ok, partial, ok]);
    assert_eq!(years(&["AUS", "CHN"]), [ok, partial, ok]);
    assert_eq!(years(&["AUS", "DEU"]), [ok, ok, ok]);
}

#[test]
fn a_large_partner_that_lacks_one_flow_of_one_year_gives_no_balance() {
    // Australia, China (large), Germany, and the United States, which is small and has no imports in a year.
    let mut rows = Vec::new();
    for year in 2020..2024 {
        for (partner, exports, imports) in [(1, 100, 90), (2, 200, 290), (3, 30, 20), (4, 2, 2)] {
            let period = Period::year(year);
            rows.push(row(partner, 0, X, period, exports));
            if !(year == 2022 && [2, 4].contains(&partner)) {
                rows.push(row(partner, 0, M, period, imports));
            }
        }
    }
    let dataset = dataset_of(&PARTNERS, &SECTORS, &rows, Vec::new());
    let told = |measure: Measure, partners: &[&str]| {
        let view = View { measure, partners: Selection::only(partners.iter().copied()), ..View::default() };
        let shown = run(&dataset, &view).trajectories;
        shown.lines[0].points.iter().map(|point| point.status).collect::<Vec<_>>()
    };
    let (ok, partial, missing) = (Status::Ok, Status::Partial, Status::Missing);
    let all = ["AUS", "CHN", "DEU", "USA"];
    assert_eq!(told(Measure::Balance, &all), [ok, ok, partial, ok]);
    assert_eq!(told(Measure::Imports, &all), [ok, ok, partial, ok]);
    assert_eq!(told(Measure::Exports, &all), [ok; 4]);
    assert_eq!(told(Measure::Balance, &["CHN"]), [ok, ok, missing, ok]);
    assert_eq!(told(Measure::Balance, &["AUS", "DEU", "USA"]), [ok; 4]);
    let view = View { to: Some(Period::year(2022)), by: GroupBy::Partner, ..View::default() };
    let totals = run(&dataset, &view).member_totals;
    let totals = totals.of(Axis::Partner);
    assert!(totals[1].value.is_some() && totals[2].value.is_none());
}

#[test]
fn a_large_partner_that_is_silent_for_a_year_is_missed_in_a_short_table() {
    let mut rows = Vec::new();
    for year in 2018..2022 {
        for (partner, exports) in [(1, 14), (2, 104), (3, 37)] {
            if partner != 2 || year != 2019 {
                rows.push(row(partner, 0, X, Period::year(year), exports + i64::from(year)));
            }
        }
    }
    let dataset = dataset_of(&PARTNERS, &SECTORS, &rows, Vec::new());
    let shown = run(&dataset, &View { measure: Measure::Exports, ..View::default() }).trajectories;
    let status: Vec<Status> = shown.lines[0].points.iter().map(|point| point.status).collect();
    assert_eq!(status, [Status::Ok, Status::Partial, Status::Ok, Status::Ok]);
}

#[test]
fn an_incomplete_year_is_partial_and_a_silent_partner_too() {
    let mut rows = Vec::new();
    for month in 0..16 {
        let period = Period::month(2020, 1).shifted(month);
        rows.push(row(1, 0, X, period, 10));
        rows.push(row(1, 0, M, period, 20));
        if month < 14 {
            rows.push(row(2, 0, X, period, 5));
            rows.push(row(2, 0, M, period, 5));
        }
    }
    let dataset = dataset_of(&PARTNERS, &SECTORS, &rows, Vec::new());
    let months = run(&dataset, &View { partners: Selection::only(["AUS", "CHN"]), ..View::default() }).trajectories;
    assert_eq!(months.lines[0].points[13].status, Status::Ok);
    assert_eq!(months.lines[0].points[14].status, Status::Partial);
    assert_eq!(
        months.reason(&months.lines[0].points[14]).map(ToString::to_string).as_deref(),
        Some("1 of 2 partners has no figure here")
    );
    let years = View { frequency: FrequencyChoice::Year, partners: Selection::only(["AUS"]), ..View::default() };
    let years = run(&dataset, &years).trajectories;
    assert_eq!(values(&years.lines[0]), [Some("-12".to_owned()), Some("-4".to_owned())]);
    assert_eq!(years.lines[0].points[0].status, Status::Ok);
    assert_eq!(
        years.reason(&years.lines[0].points[1]).map(ToString::to_string).as_deref(),
        Some("only 4 of 12 months have a figure")
    );
}
