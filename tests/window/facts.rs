//! Events and gaps: cards in their place, folded flags, the search, and a gap that is filled from a file.

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use saldo::app::{Command, Tab};
use saldo::import::Source;
use saldo::ui::Window;

use crate::hands::{Answers, click, give, has_name, names, press, wait, window, window_with, write};

fn april(harness: &Harness<'static, Window>) -> u64 {
    let events = &harness.state().app().model().session.document().events;
    let tariffs = events.iter().find(|event| event.date.to_string() == "2025-04-02").expect("the tariffs");
    tariffs.id
}

#[test]
fn a_card_tells_every_series_by_name_and_where_the_event_can_be_checked() {
    let mut harness = window("us-goods");
    let id = april(&harness);
    give(&mut harness, Command::SelectEvent(Some(id)));
    assert_eq!(harness.state().app().model().panels.tab, Tab::Events);
    for start in [
        "China: ",
        "Germany: ",
        "Japan: ",
        "South Korea: ",
        "Taiwan: ",
        "Concerns: United States, Japan and everyone else",
        "Legal source: Executive Order 14257 (90 FR 15041)",
        "Source: it.blueyonder.com",
        "27 of 146 as known on 10 Oct 2026; of the others no day is recorded",
        "no value on both sides: ",
    ] {
        assert!(has_name(&harness, start), "{start} is not among {:#?}", names(&harness));
    }
    let china = names(&harness).into_iter().find(|name| name.starts_with("China: ")).expect("China");
    assert!(china.contains("12 months to Mar 2025), then"), "{china}");
}

#[test]
fn a_chosen_event_moves_neither_panel_nor_chart() {
    for size in [[1600.0, 1000.0], [1100.0, 700.0]] {
        let mut harness = window_with(vec![Source::Library("us-goods".to_owned())], Answers::default(), size);
        let plot = |harness: &Harness<'static, Window>| harness.state().figure().main.rect;
        give(&mut harness, Command::Tab(Tab::Events));
        let before = plot(&harness);
        let id = april(&harness);
        give(&mut harness, Command::SelectEvent(Some(id)));
        assert_eq!(plot(&harness), before, "{size:?}");
        // Where the panel is hidden it stays so, and the card stands beside the flag.
        give(&mut harness, Command::SelectEvent(None));
        give(&mut harness, Command::ToggleSide);
        let alone = plot(&harness);
        give(&mut harness, Command::SelectEvent(Some(id)));
        assert_eq!(plot(&harness), alone, "{size:?}");
        assert!(has_name(&harness, "Close event card"), "{size:?}");
        press(&mut harness, Modifiers::NONE, Key::Escape);
        assert!(!has_name(&harness, "Close event card"), "{size:?}");
    }
}

#[test]
fn a_folded_flag_opens_a_list_that_stays_while_its_events_are_looked_at() {
    let mut harness = window("us-goods");
    let folded = harness.state().figure().flags.iter().find(|flag| flag.folded).expect("a fold").events.clone();
    click(&mut harness, &format!("{} more events here", folded.len()));
    assert!(has_name(&harness, &format!("{} events", folded.len())));
    give(&mut harness, Command::SelectEvent(folded.first().copied()));
    assert!(has_name(&harness, "Close event card"));
    assert_eq!(harness.state().app().model().panels.crowd, folded);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.state().app().model().panels.crowd.is_empty());
    assert_eq!(harness.state().app().model().panels.event, folded.first().copied());
}

#[test]
fn events_are_searched_and_say_why_they_are_out_of_scope() {
    let mut harness = window("japan-services");
    give(&mut harness, Command::Tab(Tab::Events));
    // Duties on steel do not concern services.
    assert!(has_name(&harness, "23 Mar 2018: US Section 232"));
    assert!(has_name(&harness, "OUT OF SCOPE"));
    let scopes = &harness.state().app().model().evaluation.scopes;
    let inside = scopes.values().filter(|scope| **scope == saldo::insight::Scope::In).count();
    assert!(has_name(&harness, &format!("{inside} of 146 events concern what is shown")));
    assert!(!has_name(&harness, "Open event US Section 232"));
    give(&mut harness, Command::SearchEvents("drones".to_owned()));
    assert!(has_name(&harness, "3 Sep 2026: US drone duties"));
    assert!(!has_name(&harness, "23 Mar 2018: US Section 232"));
}

#[test]
fn a_gap_is_filled_from_a_file_in_one_step_that_can_be_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let above = "サービス/その他サービス";
    let items = ["知的財産権等使用料/著作権等使用料", "その他業務サービス/専門・経営コンサルティングサービス"];
    let mut text = "Date".to_owned();
    for item in items {
        text.push_str(&format!(",{above}/{item}/受取:億円,{above}/{item}/支払:億円,{above}/{item}/ネット:億円"));
    }
    for month in 0..60 {
        text.push_str(&format!("\n{}-{:02}-01,100,800,-700,100,500,-400", 2017 + month / 12, month % 12 + 1));
    }
    let path = write(folder.path(), "6s-2-4.csv", &text);
    let save = folder.path().join("filled.saldo.json");
    let answers = Answers { open: vec![path], save: Some(save.clone()) };
    let mut harness = window_with(Vec::new(), answers, [1500.0, 950.0]);
    let consulting = |window: &Window| {
        let dataset = window.app().model().dataset();
        let sectors = saldo::query::Selection::only(["consulting"]);
        let answer = saldo::query::lines(dataset, &saldo::query::View { sectors, ..Default::default() });
        let point = answer.periods.iter().position(|period| period.to_string() == "2018");
        point.and_then(|at| answer.lines[0].points[at].value).map(|value| value.to_string())
    };
    click(&mut harness, "About tab");
    click(&mut harness, "Fill this gap from a file");
    wait(&mut harness, "filling", |window| consulting(window).is_some());
    assert_eq!(consulting(harness.state()).as_deref(), Some("-4800"));
    assert!(has_name(&harness, "10 figures laid in from 6s-2-4.csv; 5 items left out, see About"));
    assert!(has_name(&harness, "Laid in from 6s-2-4.csv. Copyright royalties: 2017\u{2013}2021 laid in"));
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(consulting(harness.state()), None);
    press(&mut harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    give(&mut harness, Command::SaveSession);
    wait(&mut harness, "saving", |_| save.is_file());
    // The session brings it back from the same file, and says so where the file is gone.
    let mut harness = window_with(vec![Source::Path(save.clone())], Answers::default(), [1200.0, 800.0]);
    wait(&mut harness, "opening the session", |window| consulting(window).is_some());
    std::fs::remove_file(folder.path().join("6s-2-4.csv")).expect("removed");
    let mut harness = window_with(vec![Source::Path(save)], Answers::default(), [1200.0, 800.0]);
    wait(&mut harness, "the message", |window| window.app().model().dialog.is_some());
    assert!(
        names(&harness).iter().any(|name| name.contains("its gap cannot be filled again")),
        "{:?}",
        names(&harness)
    );
}
