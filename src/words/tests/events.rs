//! What stood before an event and after it, and whom it concerns.

use super::*;

fn compared(first: Period, values: &str, transform: Transform) -> Option<(Comparison, String)> {
    let shown = trajectories(first, vec![member("JPN", "Japan", values)]);
    let view = View { transform, ..by_partner() };
    let tariff = event("2025-04-02", "USA;WLD", "all", Subject::Goods, 1);
    let last = *shown.periods.last().expect("periods");
    let pair = before_after(&tariff, &us(first, last), &view, &shown).pop()?;
    let text = format!(
        "{} {} | {} {} | {} | {}",
        pair.before.period,
        pair.before.value,
        pair.after.period,
        pair.after.value,
        pair.change,
        pair.notes.join("; ")
    );
    Some((pair, text))
}

#[test]
fn years_before_and_after() {
    let (pair, text) = compared(Period::year(2023), "-60 -68 -64 -58", Transform::Level).expect("a pair");
    assert!(pair.complete);
    assert_eq!(text, "2024 −68.0 m | 2026 −58.0 m | +10.0 m, deficit 15% narrower | ");
    let (pair, text) = compared(Period::year(2023), "-60 -68 -64e -58p", Transform::Level).expect("a pair");
    assert!(!pair.complete);
    assert!(
        text.contains("2025 −64.0 m (estimated)") && text.contains("own year") && text.contains("estimates"),
        "{text}"
    );
    assert_eq!(compared(Period::year(2025), "-64 -58", Transform::Level), None);
    assert_eq!(compared(Period::year(1990), "-64 -58", Transform::Level), None);
}

#[test]
fn months_before_and_after() {
    let months = |count: usize| (0..count).map(|at| if at < 12 { "-10" } else { "-8" }).collect::<Vec<_>>().join(" ");
    let start = Period::month(2024, 4);
    let (pair, text) = compared(start, &months(25), Transform::Level).expect("a pair");
    assert!(pair.complete);
    assert_eq!(text, "Apr 2024 to Mar 2025 −120 m | May 2025 to Apr 2026 −96.0 m | +24.0 m, deficit 20% narrower | ");
    let (pair, text) = compared(start, &months(23), Transform::Level).expect("a pair");
    assert!(!pair.complete);
    assert_eq!(
        text,
        "May 2024 to Feb 2025 −100 m | May 2025 to Feb 2026 −80.0 m | +20.0 m, deficit 20% narrower | \
         10 months only, against the same months a year before"
    );
    let (pair, text) = compared(start, &months(25), Transform::Rolling).expect("a pair");
    assert!(pair.complete);
    assert!(text.starts_with("12 months to Mar 2025 −10.0 m | 12 months to Apr 2026 −8.00 m"), "{text}");
    let (pair, _) = compared(start, &months(20), Transform::Rolling).expect("a pair");
    assert!(!pair.complete);
}

#[test]
fn quarters_before_and_after() {
    let (pair, text) = compared(Period::quarter(2024, 2), "1 2 3 4 9 5 6 7 8", Transform::Level).expect("a pair");
    assert!(pair.complete);
    assert!(text.starts_with("Q2 2024 to Q1 2025 +10.0 m | Q3 2025 to Q2 2026 +26.0 m"), "{text}");
}

#[test]
fn values_of_one_card_have_one_scale_and_surpluses_their_plus() {
    let lines = [("JPN", "Japan", "-5000000 -6000000 - -7000000"), ("CHN", "China", "60000 90000 - 70000")];
    let lines: Vec<Line> = lines.map(|(code, label, values)| member(code, label, values)).to_vec();
    let shown = trajectories(Period::year(2023), lines);
    let tariff = event("2025-04-02", "USA;WLD", "all", Subject::Goods, 1);
    let pairs = before_after(&tariff, &us(Period::year(2023), Period::year(2026)), &by_partner(), &shown);
    let told: Vec<[String; 2]> =
        pairs.iter().map(|pair| [pair.before.value.clone(), pair.after.value.clone()]).collect();
    // That of the chart, in which the largest reads.
    assert_eq!(told, [["\u{2212}6.00 tn", "\u{2212}7.00 tn"], ["+0.090 tn", "+0.070 tn"]]);
}

#[test]
fn scopes() {
    let goods = us(Period::year(2010), Period::year(2026));
    let services = dataset(
        "digital trade",
        &["JPN=Japan"],
        &["!WLD=World", "USA=United States"],
        &["~narrow=Narrow definition", "~wide=Wide definition", "travel=Travel"],
        Period::year(2010),
        Period::year(2026),
    );
    let all = View::default();
    let china = View { partners: Selection::only(["CHN"]), ..View::default() };
    let two = View { partners: Selection::only(["CHN", "TWN"]), ..View::default() };
    let narrow = View { sectors: Selection::only(["narrow"]), ..View::default() };
    let reciprocal = event("2025-04-02", "USA;JPN;WLD", "all", Subject::Goods, 1);
    let of = |countries: &str, sectors: &str, subject, weight| event("2025-04-02", countries, sectors, subject, weight);
    for (what, event, dataset, view, expected) in [
        ("tariffs on all", &reciprocal, &goods, &all, Scope::In),
        ("tariffs on all, beside services: a landmark", &reciprocal, &services, &narrow, Scope::Beside),
        (
            "a landmark of some goods",
            &of("JPN;USA", "steel", Subject::Goods, 1),
            &services,
            &narrow,
            Scope::OutOfSubject,
        ),
        ("a landmark on others", &of("USA;WLD", "all", Subject::Goods, 1), &services, &narrow, Scope::OutOfSubject),
        ("goods, no landmark", &of("JPN;USA", "all", Subject::Goods, 2), &services, &narrow, Scope::OutOfSubject),
        ("services on goods", &of("USA", "digital", Subject::Services, 1), &goods, &all, Scope::OutOfSubject),
        ("a partner by name", &of("CHN", "all", Subject::All, 2), &goods, &china, Scope::In),
        ("another partner", &of("USA;IND", "all", Subject::Goods, 2), &goods, &china, Scope::OutOfCountries),
        ("another partner, a landmark", &of("USA;IND", "all", Subject::All, 1), &goods, &china, Scope::OutOfCountries),
        ("a partner with a third", &of("CHN;EU", "cars", Subject::Goods, 2), &goods, &china, Scope::OutOfCountries),
        ("two partners among themselves", &of("CHN;TWN", "all", Subject::All, 2), &goods, &two, Scope::OutOfCountries),
        ("the reporter and everyone", &of("USA;WLD", "all", Subject::Goods, 2), &goods, &china, Scope::In),
        ("a partner and everyone", &of("CHN;WLD", "all", Subject::Goods, 2), &goods, &china, Scope::In),
        ("a third and everyone", &of("IND;WLD", "all", Subject::Goods, 1), &goods, &china, Scope::OutOfCountries),
        ("another partner, everything selected", &of("USA;IND", "all", Subject::Goods, 2), &goods, &all, Scope::In),
        ("others among themselves", &of("KOR;JPN", "all", Subject::Goods, 2), &goods, &all, Scope::OutOfCountries),
        ("the reporter alone", &of("USA", "all", Subject::Goods, 2), &goods, &china, Scope::In),
        ("digital", &of("JPN", "digital", Subject::Services, 2), &services, &narrow, Scope::In),
        ("travel beside digital", &of("JPN", "travel", Subject::Services, 2), &services, &narrow, Scope::OutOfSectors),
        ("cars where all goods are selected", &of("WLD", "cars", Subject::Goods, 3), &goods, &all, Scope::In),
        ("no countries named", &of("", "", Subject::All, 3), &goods, &china, Scope::In),
    ] {
        assert_eq!(scope_of(event, dataset, view), expected, "{what}");
    }
    let warning = "This event concerns goods; the series shown is services.";
    assert_eq!(scope_warning(&reciprocal, &services, &narrow).as_deref(), Some(warning));
    assert_eq!(scope_warning(&reciprocal, &goods, &all), None);
    let war = Event { category: Category::Crisis, ..event("2022-02-24", "RUS;UKR;WLD", "all", Subject::All, 1) };
    assert_eq!(scope_of(&war, &goods, &china), Scope::In);
    let hiding = |events| View { events, ..View::default() };
    for events in [
        EventFilter { shown: false, ..EventFilter::default() },
        EventFilter { hidden: vec![Category::Tariff], ..EventFilter::default() },
        EventFilter { off: vec![7], ..EventFilter::default() },
    ] {
        assert_eq!(scope_of(&reciprocal, &goods, &hiding(events)), Scope::Hidden);
    }
    let before = event("2009-12-31", "WLD", "all", Subject::Goods, 1);
    assert_eq!(scope_of(&before, &goods, &all), Scope::OutOfPeriod);
    // A span that reaches into the data from far before it has no flag there.
    let lasting = Event { end: Date::parse("2025-01-01"), ..before };
    let year = us(Period::year(2024), Period::year(2024));
    assert_eq!(scope_of(&lasting, &year, &all), Scope::OutOfPeriod);
    let events =
        [reciprocal, event("2009-12-31", "WLD", "all", Subject::Goods, 1), of("KOR", "all", Subject::Goods, 2)];
    assert_eq!(in_scope(&events, &goods, &all).len(), 1);
    let more = hiding(EventFilter { out_of_scope: true, ..EventFilter::default() });
    assert_eq!(in_scope(&events, &goods, &more).len(), 2);
    let late = View { from: Some(Period::year(2026)), ..View::default() };
    assert_eq!(in_scope(&events, &goods, &late).len(), 0);
}

#[test]
fn words_of_events_and_labels_of_publishers() {
    for (word, label, fits) in [
        ("cars", "Passenger cars", true),
        ("cars", "Transport equipment", true),
        ("cars", "Cargo services", false),
        ("cars", "Paperboard and cardboard", false),
        ("semiconductors", "Semiconductors etc.", true),
        ("semiconductors", "Electrical machinery", true),
        ("steel", "iron-and-steel Iron and steel products", true),
        ("energy", "Liquefied natural gas", true),
        ("energy", "Soil improvers", false),
        ("digital", "Copyright royalties", true),
        ("digital", "Industrial property royalties", false),
        ("travel", "Travel", true),
        ("dairy", "Fish and fish preparations", false),
        ("fertilisers", "Fertiliser, manufactured", true),
    ] {
        assert_eq!(fits_sector(word, label), fits, "{word} in {label}");
    }
}

#[test]
fn goods_events_do_not_concern_services_beside_income() {
    let sectors = ["services=All services", "travel=Travel services", "goods=Goods", "primary=Primary income"];
    let sectors = [&sectors[..], &["current=Current account"]].concat();
    let (from, to) = (Period::year(2010), Period::year(2026));
    let mut data = dataset("services trade", &["JPN=Japan"], &["!WLD=World"], &sectors, from, to);
    data.meta.subject = Subject::All;
    let steel = event("2018-03-23", "JPN;WLD", "steel", Subject::Goods, 2);
    let everything = event("2018-03-23", "JPN;WLD", "all", Subject::Goods, 1);
    let of = |codes: &[&str]| View { sectors: Selection::only(codes.iter().copied()), ..View::default() };
    for (codes, of_steel, of_all, shown) in [
        (&["services", "primary"][..], Scope::OutOfSubject, Scope::Beside, "services and income"),
        (&["primary"][..], Scope::OutOfSubject, Scope::Beside, "income"),
        (&["services"][..], Scope::OutOfSubject, Scope::Beside, "services"),
        (&["services", "goods"][..], Scope::OutOfSectors, Scope::In, "goods and services"),
        (&["current"][..], Scope::OutOfSectors, Scope::In, "goods, services and income"),
    ] {
        let view = of(codes);
        let said = narrator(Language::English, &data).other_subject(Subject::Goods, traded(&data, &view));
        assert!(said.ends_with(&format!("the series shown is {shown}.")), "{codes:?}: {said}");
        assert_eq!(
            (scope_of(&steel, &data, &view), scope_of(&everything, &data, &view)),
            (of_steel, of_all),
            "{codes:?}"
        );
        let warning = scope_warning(&steel, &data, &view);
        assert_eq!(warning.is_some(), of_steel == Scope::OutOfSubject, "{codes:?}: {warning:?}");
    }
}
