//! The window driven as a person drives it: by names, keys and the numbers in the table.

#![expect(clippy::expect_used, clippy::panic, reason = "a test stops where something is not as it says")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use saldo::app::{Chooser, Command, Dialog, Tab, ThemeChoice, export};
use saldo::chart::{Parts, Theme};
use saldo::data::{Axis, Date};
use saldo::import::Source;
use saldo::query::{ChartKind, FrequencyChoice, GroupBy, Measure, Selection, Transform};
use saldo::session::Change;
use saldo::ui::Window;

/// Answers file dialogs without a desktop.
#[derive(Default)]
struct Answers {
    open: Vec<PathBuf>,
    save: Option<PathBuf>,
}

impl Chooser for Answers {
    fn open(&self, _title: &str, _endings: &[&str]) -> Vec<PathBuf> {
        self.open.clone()
    }

    fn save(&self, _file_name: &str, _ending: &str) -> Option<PathBuf> {
        self.save.clone()
    }
}

fn window_with(sources: Vec<Source>, answers: Answers, size: [f32; 2]) -> Harness<'static, Window> {
    let mut harness = Harness::builder()
        .with_size(size)
        .with_max_steps(12)
        .allow_missing_glyphs()
        .build_eframe(|cc| Window::new(&cc.egui_ctx, sources, None, Arc::new(answers)).expect("a window"));
    harness.run();
    harness
}

fn window(dataset: &str) -> Harness<'static, Window> {
    let sources = if dataset.is_empty() { Vec::new() } else { vec![Source::Library(dataset.to_owned())] };
    window_with(sources, Answers::default(), [1500.0, 950.0])
}

/// Lets background jobs finish: runs frames until the condition holds.
fn wait(harness: &mut Harness<'static, Window>, what: &str, done: impl Fn(&Window) -> bool) {
    let start = Instant::now();
    while !done(harness.state()) {
        assert!(start.elapsed() < Duration::from_secs(30), "{what} did not happen");
        std::thread::sleep(Duration::from_millis(5));
        harness.step();
    }
    harness.run_steps(3);
}

fn give(harness: &mut Harness<'static, Window>, command: Command) {
    harness.state_mut().give(command);
    harness.run();
}

fn press(harness: &mut Harness<'static, Window>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run();
}

/// Presses what has this name, or a name that begins with it.
fn click(harness: &mut Harness<'static, Window>, name: &str) {
    let node = harness
        .query_all_by(|node| node.label().is_some_and(|label| label.starts_with(name)))
        .next()
        .unwrap_or_else(|| panic!("nothing is named {name}"));
    node.click_accesskit();
    harness.run();
}

fn names(harness: &Harness<'static, Window>) -> Vec<String> {
    let text = |node: egui_kittest::Node<'_>| node.accesskit_node().label().or(node.accesskit_node().value());
    harness.query_all_by(|_| true).filter_map(text).collect()
}

fn has_name(harness: &Harness<'static, Window>, start: &str) -> bool {
    names(harness).iter().any(|name| name.starts_with(start))
}

fn view(harness: &Harness<'static, Window>) -> saldo::query::View {
    harness.state().app().model().session.document().view.clone()
}

/// The exact value of a line in a period, as the table says it.
fn in_table(harness: &Harness<'static, Window>, line: &str, period: &str) -> String {
    let start = format!("{line}, {period}: ");
    names(harness)
        .into_iter()
        .find_map(|name| name.strip_prefix(&start).map(str::to_owned))
        .unwrap_or_else(|| panic!("the table has no cell {start}"))
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("written");
    path
}

const SMALL: &str = "period,reporter,partner,sector,flow,value\n\
    2022,JPN,CHN,goods,export,100\n2022,JPN,CHN,goods,import,150.5\n\
    2022,JPN,USA,goods,export,300\n2022,JPN,USA,goods,import,120\n\
    2023,JPN,CHN,goods,export,110\n2023,JPN,CHN,goods,import,190\n\
    2023,JPN,USA,goods,export,320\n2023,JPN,USA,goods,import,130.25\n";

#[test]
fn the_first_picture_is_the_default_story() {
    let harness = window("");
    assert!(has_name(&harness, "Title: Japan\u{2019}s digital trade deficit reached 6.46 trillion yen in 2024"));
    assert!(has_name(&harness, "Narrow definition, \u{2212}6.46 trillion yen"));
    let figure = harness.state().figure();
    assert!(figure.alt.contains("2024"), "{}", figure.alt);
    assert!(figure.under.iter().any(|mark| matches!(mark, saldo::chart::Mark::Band { hatched: true, .. })));
}

#[test]
fn the_screen_and_the_file_are_drawn_from_one_figure() {
    let harness = window("us-goods");
    let shown = harness.state().figure();
    let model = harness.state().app().model();
    let size = (shown.width, shown.height);
    let document = model.session.document();
    let exported = export::figure(document, &model.picture, size, shown.theme, 1.0, Parts::default());
    assert_eq!(*shown, exported);
}

#[test]
fn nothing_is_repainted_at_rest() {
    let mut harness = window("us-goods");
    for _ in 0..20 {
        harness.step();
        let delay = harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
        assert!(delay > Duration::from_hours(1), "a repaint is asked for in {delay:?}");
    }
}

#[test]
fn a_partner_is_toggled_and_the_numbers_follow() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "small.csv", SMALL);
    let mut harness = window_with(Vec::new(), Answers { open: vec![path], save: None }, [1500.0, 950.0]);
    click(&mut harness, "Open files");
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("small.csv"));
    give(&mut harness, Command::Change(Change::By(GroupBy::None)));
    click(&mut harness, "Table tab");
    assert_eq!(in_table(&harness, "Total", "2022"), "129.5");
    assert_eq!(in_table(&harness, "Total", "2023"), "109.75");
    click(&mut harness, "United States, ");
    assert_eq!(in_table(&harness, "Total", "2023"), "\u{2212}80");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(in_table(&harness, "Total", "2023"), "109.75");
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(in_table(&harness, "Total", "2023"), "\u{2212}80");
}

/// The lines shown by code, with the colours that they have.
fn colors(harness: &Harness<'static, Window>) -> Vec<(String, saldo::chart::palette::Color)> {
    let lines = &harness.state().app().model().picture.answer.trajectories.lines;
    lines.iter().map(|line| line.code.clone()).zip(harness.state().figure().colors.iter().copied()).collect()
}

#[test]
fn a_line_keeps_its_colour_while_others_come_and_go() {
    let mut harness = window("us-goods");
    give(&mut harness, Command::Change(Change::By(GroupBy::Partner)));
    let before = colors(&harness);
    let line = &harness.state().app().model().picture.answer.trajectories.lines[0];
    let (first, name) = (line.code.clone(), line.label.clone());
    click(&mut harness, &format!("{name}, "));
    let without = colors(&harness);
    assert!(without.iter().all(|(code, _)| *code != first), "{first} is still shown");
    let known = |code: &String| before.iter().find(|(other, _)| other == code);
    let stayed: Vec<_> = without.iter().filter_map(|line| known(&line.0).map(|before| (before, line))).collect();
    assert!(stayed.len() > 2 && stayed.iter().all(|(before, now)| before == now), "{before:?} {without:?}");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(colors(&harness), before);
}

#[test]
fn keys_change_the_view_and_escape_leaves() {
    let mut harness = window("japan-goods");
    press(&mut harness, Modifiers::NONE, Key::X);
    assert_eq!(view(&harness).measure, Measure::Exports);
    press(&mut harness, Modifiers::NONE, Key::M);
    assert_eq!(view(&harness).measure, Measure::Imports);
    press(&mut harness, Modifiers::NONE, Key::B);
    assert_eq!(view(&harness).measure, Measure::Balance);
    let by = view(&harness).by;
    press(&mut harness, Modifiers::NONE, Key::G);
    assert_ne!(view(&harness).by, by);
    press(&mut harness, Modifiers::NONE, Key::E);
    assert!(!view(&harness).events.shown);
    press(&mut harness, Modifiers::NONE, Key::Num1);
    assert_eq!(view(&harness).chart, ChartKind::Lines);
    press(&mut harness, Modifiers::NONE, Key::F5);
    assert!(harness.state().app().model().panels.presenting);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!harness.state().app().model().panels.presenting);
    press(&mut harness, Modifiers::NONE, Key::F1);
    assert!(matches!(harness.state().app().model().dialog, Some(Dialog::Shortcuts)));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.state().app().model().dialog.is_none());
    press(&mut harness, Modifiers::NONE, Key::Home);
    assert_eq!((view(&harness).from, view(&harness).to), (None, None));
}

#[test]
fn the_palette_finds_and_runs() {
    let mut harness = window("us-goods");
    press(&mut harness, Modifiers::COMMAND, Key::K);
    harness.event(egui::Event::Text("only japan".to_owned()));
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.state().app().model().panels.palette.is_none());
    assert_eq!(view(&harness).partners, Selection::only(["JPN"]));
    // While typing, letters are letters.
    press(&mut harness, Modifiers::COMMAND, Key::K);
    press(&mut harness, Modifiers::NONE, Key::X);
    assert_eq!(view(&harness).measure, Measure::Balance);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.state().app().model().panels.palette.is_none());
}

#[test]
fn a_file_that_cannot_be_used_leaves_what_was_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "picture.csv", "\u{89}PNG\r\n");
    std::fs::write(&path, b"\x89PNG\r\n\x1a\n\0\0").expect("written");
    let mut harness = window_with(vec![Source::Path(path)], Answers::default(), [1200.0, 800.0]);
    wait(&mut harness, "the message", |window| window.app().model().dialog.is_some());
    let Some(Dialog::Error(report)) = harness.state().app().model().dialog.clone() else { panic!("no message") };
    assert!(report.title.contains("picture.csv"), "{report:?}");
    assert!(report.detail.contains("PNG"), "{report:?}");
    assert!(has_name(&harness, "Title: Japan\u{2019}s digital trade"));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.state().app().model().dialog.is_none());
}

#[test]
fn unclear_columns_are_asked_about_and_the_answer_is_used() {
    let folder = tempfile::tempdir().expect("a folder");
    let text =
        "country;year;amount\nGermany;2020;1.234,5\nFrance;2020;2.000,0\nGermany;2021;1.300,0\nFrance;2021;1.999,1\n";
    let path = write(folder.path(), "amounts.csv", text);
    let saved = folder.path().join("columns.json");
    let answers = Answers { open: Vec::new(), save: Some(saved.clone()) };
    let mut harness = window_with(vec![Source::Path(path.clone())], answers, [1400.0, 900.0]);
    wait(&mut harness, "the question", |window| window.app().model().dialog.is_some());
    let Some(Dialog::Mapping(question)) = harness.state().app().model().dialog.clone() else { panic!("no question") };
    assert!(question.outcome.is_err());
    let mut mapping = question.mapping.clone();
    mapping.default_flow = Some(saldo::data::Flow::Export);
    give(&mut harness, Command::EditMapping(Box::new(mapping)));
    let Some(Dialog::Mapping(question)) = harness.state().app().model().dialog.clone() else { panic!("no question") };
    assert!(question.outcome.is_ok(), "{:?}", question.outcome);
    click(&mut harness, "Save columns…");
    wait(&mut harness, "saving", |window| window.app().model().toast.is_some());
    let kept = saldo::import::read_mapping(&saved).expect("the columns");
    assert_eq!(kept, question.mapping);
    click(&mut harness, "Open with these columns");
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("amounts.csv"));
    click(&mut harness, "Table tab");
    assert_eq!(in_table(&harness, "Germany", "2020"), "1,234.5");
    assert_eq!(harness.state().app().model().settings.mappings.len(), 1);
}

#[test]
fn a_file_with_several_tables_asks_which() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("halves.zip");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).expect("a file"));
    let second = SMALL.replace("USA", "DEU");
    for (name, text) in [("readme.txt", "Two tables.\n"), ("a.csv", SMALL), ("b.csv", &second)] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
        std::io::Write::write_all(&mut archive, text.as_bytes()).expect("written");
    }
    archive.finish().expect("an archive");
    let mut harness = window_with(vec![Source::Path(path)], Answers::default(), [1400.0, 900.0]);
    wait(&mut harness, "the choice", |window| window.app().model().dialog.is_some());
    let marked = |harness: &Harness<'static, Window>| match &harness.state().app().model().dialog {
        Some(Dialog::Choice(dialog)) => dialog.choice.parts[dialog.marked].name.clone(),
        other => panic!("no choice: {other:?}"),
    };
    assert_eq!(marked(&harness), "a.csv");
    click(&mut harness, "Table readme.txt");
    assert_eq!(marked(&harness), "readme.txt");
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(marked(&harness), "b.csv");
    click(&mut harness, "Open this table");
    wait(&mut harness, "opening", |window| {
        window.app().model().session.document().source.ends_with("halves.zip#b.csv")
    });
    let model = harness.state().app().model();
    assert!(model.dataset().dimension(Axis::Partner).id_of("DEU").is_some());
    assert_eq!(model.dataset().report.container, "zip: b.csv");
}

#[test]
fn events_are_added_edited_hidden_and_deleted() {
    let mut harness = window("us-goods");
    let count = |harness: &Harness<'static, Window>| harness.state().app().model().session.document().events.len();
    let before = count(&harness);
    give(&mut harness, Command::Show(Dialog::NewEvent));
    let Some(Dialog::Event(mut draft)) = harness.state().app().model().dialog.clone() else { panic!("no editor") };
    draft.title = "Our own event".to_owned();
    draft.date = Date::new(2021, 5, 6).expect("a date");
    give(&mut harness, Command::EditEvent(draft));
    click(&mut harness, "Save event");
    assert_eq!(count(&harness), before + 1);
    let id = harness
        .state()
        .app()
        .model()
        .session
        .document()
        .events
        .iter()
        .find(|e| e.title == "Our own event")
        .expect("it")
        .id;
    assert!(harness.state().app().model().picture.events.contains(&id));
    give(&mut harness, Command::SelectEvent(Some(id)));
    assert_eq!(harness.state().app().model().panels.tab, Tab::Events);
    assert!(has_name(&harness, "6 May 2021: Our own event"));
    give(&mut harness, Command::Change(Change::EventShown(id)));
    assert!(!harness.state().app().model().picture.events.contains(&id));
    click(&mut harness, "Delete event");
    assert_eq!(count(&harness), before);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(count(&harness), before + 1);
}

#[test]
fn figures_tables_and_sessions_are_saved_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    for (command, name, start) in [
        (Command::Export(saldo::app::ExportKind::Svg), "figure.svg", "<svg"),
        (Command::Export(saldo::app::ExportKind::Csv), "numbers.csv", "period,code,label,value,status\n2014,narrow"),
        (Command::Export(saldo::app::ExportKind::EventsCsv), "events.csv", "date,"),
        (Command::SaveSession, "meeting.saldo.json", "{"),
    ] {
        let path = folder.path().join(name);
        let mut harness =
            window_with(Vec::new(), Answers { open: Vec::new(), save: Some(path.clone()) }, [1200.0, 800.0]);
        give(&mut harness, command);
        wait(&mut harness, name, |window| window.app().model().toast.is_some());
        let text = std::fs::read_to_string(&path).expect(name);
        assert!(text.starts_with(start), "{name}: {}", &text[..60.min(text.len())]);
    }
    let session = Source::Path(folder.path().join("meeting.saldo.json"));
    let mut harness = window_with(vec![session], Answers::default(), [1200.0, 800.0]);
    wait(&mut harness, "opening the session", |window| window.app().model().session.undo_label().is_some());
    assert!(harness.state().app().model().dialog.is_none());
    assert_eq!(view(&harness).by, GroupBy::Sector);
}

#[test]
fn a_changed_file_is_offered_for_reload() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "small.csv", SMALL);
    let mut harness = window_with(vec![Source::Path(path.clone())], Answers::default(), [1400.0, 900.0]);
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("small.csv"));
    write(
        folder.path(),
        "small.csv",
        &SMALL.replace("150.5", "151.75").replace("\n2023,JPN,USA,goods,import,130.25", ""),
    );
    wait(&mut harness, "noticing", |window| window.app().model().changed_on_disk);
    click(&mut harness, "Reload file");
    wait(&mut harness, "reloading", |window| window.app().model().dataset().report.rows.read == 7);
    give(&mut harness, Command::Change(Change::By(GroupBy::Partner)));
    click(&mut harness, "Table tab");
    assert_eq!(in_table(&harness, "China", "2022"), "\u{2212}51.75");
}

#[test]
fn every_dataset_in_every_shape_and_at_every_size() {
    for entry in saldo::import::library::list() {
        let mut harness = window(entry.name);
        for chart in ChartKind::ALL {
            for by in GroupBy::ALL {
                give(&mut harness, Command::Change(Change::Chart(chart)));
                give(&mut harness, Command::Change(Change::By(by)));
            }
        }
        for measure in Measure::ALL {
            give(&mut harness, Command::Change(Change::Measure(measure)));
        }
        for transform in Transform::ALL {
            give(&mut harness, Command::Change(Change::Transform(transform)));
        }
        give(&mut harness, Command::Change(Change::Frequency(FrequencyChoice::Year)));
        give(&mut harness, Command::Change(Change::Top(0)));
        for axis in Axis::ALL {
            give(&mut harness, Command::Change(Change::Nothing(axis)));
            give(&mut harness, Command::Change(Change::Invert(axis)));
        }
        for tab in Tab::ALL {
            give(&mut harness, Command::Tab(tab));
        }
        give(&mut harness, Command::Theme(ThemeChoice::Dark));
        for size in [[820.0, 560.0], [500.0, 300.0], [200.0, 120.0], [2400.0, 1400.0]] {
            harness.set_size(size.into());
            harness.run();
        }
    }
}

#[test]
fn the_figure_follows_the_theme() {
    let mut harness = window("us-goods");
    give(&mut harness, Command::Theme(ThemeChoice::Dark));
    assert_eq!(harness.state().figure().theme, Theme::Dark);
    give(&mut harness, Command::Theme(ThemeChoice::Light));
    assert_eq!(harness.state().figure().theme, Theme::Light);
}

#[test]
fn numbers_that_stand_for_flows_are_asked_about() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "time,region,kind,amount (million USD)\n2020,Germany,1,100\n2020,Germany,2,80\n2021,Germany,1,110\n2021,Germany,2,95\n";
    let path = write(folder.path(), "kinds.csv", text);
    let mut harness = window_with(vec![Source::Path(path)], Answers::default(), [1400.0, 900.0]);
    wait(&mut harness, "the question", |window| window.app().model().dialog.is_some());
    let mut mapping = question(&harness).mapping.clone();
    mapping.columns[2] = saldo::import::ColumnRole::Flow;
    mapping.default_flow = None;
    give(&mut harness, Command::EditMapping(Box::new(mapping.clone())));
    assert!(has_name(&harness, "Meaning of 1") && has_name(&harness, "Meaning of 2"));
    mapping.flow_words = vec![("1".to_owned(), saldo::data::Flow::Import), ("2".to_owned(), saldo::data::Flow::Export)];
    give(&mut harness, Command::EditMapping(Box::new(mapping)));
    assert!(question(&harness).outcome.is_ok(), "{:?}", question(&harness).outcome);
    click(&mut harness, "Open with these columns");
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("kinds.csv"));
    click(&mut harness, "Table tab");
    assert_eq!(in_table(&harness, "Total", "2020"), "\u{2212}20");
}

#[test]
fn a_fact_is_pinned_to_the_chart_and_taken_off() {
    let mut harness = window("us-goods");
    let dots = |harness: &Harness<'static, Window>| harness.state().figure().plates.len();
    let before = dots(&harness);
    click(&mut harness, "Pin record deficit: Taiwan");
    assert_eq!(view(&harness).pinned.len(), 1);
    assert_eq!(dots(&harness), before + 1, "a callout stands on the chart");
    click(&mut harness, "Unpin record deficit: Taiwan");
    assert_eq!(dots(&harness), before);
}

#[test]
fn the_strip_moves_by_keys_and_the_palette_lists_the_library() {
    let mut harness = window("us-goods");
    let from = view(&harness).from.expect("a start");
    let handle = harness.query_all_by(|node| node.label().is_some_and(|l| l.starts_with("First period shown"))).next();
    handle.expect("the handle").focus();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    assert_eq!(view(&harness).from, Some(from.shifted(1)));
    press(&mut harness, Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(view(&harness).from, Some(from));
}

/// The question that the window asks about columns.
fn question(harness: &Harness<'static, Window>) -> Box<saldo::app::MappingDialog> {
    match harness.state().app().model().dialog.clone() {
        Some(Dialog::Mapping(question)) => question,
        other => panic!("no question but {other:?}"),
    }
}

/// Waits until what the file becomes is worked out.
fn tried(harness: &mut Harness<'static, Window>) -> Arc<saldo::app::Trial> {
    wait(harness, "the trial", |window| match &window.app().model().dialog {
        Some(Dialog::Mapping(dialog)) => dialog.trial.is_some() && !dialog.trying,
        _ => false,
    });
    question(harness).trial.expect("a trial").expect("figures")
}

/// Chooses from a menu.
fn choose(harness: &mut Harness<'static, Window>, menu: &str, item: &str) {
    // A menu that was used before is still open: only a pointer's click closes it.
    if !names(harness).iter().any(|name| name == item) {
        click(harness, menu);
    }
    let node = harness.query_all_by(|node| node.label().is_some_and(|label| label == item)).last();
    node.unwrap_or_else(|| panic!("{menu} does not offer {item}: {:?}", names(harness))).click_accesskit();
    harness.run();
}

/// Types into the field of this name.
fn type_into(harness: &mut Harness<'static, Window>, field: &str, text: &str) {
    let node = harness.query_all_by(|node| node.label().is_some_and(|label| label == field)).next();
    node.unwrap_or_else(|| panic!("no field {field}")).focus();
    harness.run();
    harness.event(egui::Event::Text(text.to_owned()));
    harness.run();
}

const SHOPS: &str = "Monat;Laden;Betrag\n\
    01/02/2024;Nord;1.000,5\n01/02/2024;Sued;2.000,25\n01/02/2024;Kette;3.000,75\n\
    01/03/2024;Nord;1.100,5\n01/03/2024;Sued;2.200,25\n01/03/2024;Kette;3.300,75\n";

#[test]
fn the_dialog_says_everything_that_holds_for_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "shops.csv", SHOPS);
    let mut harness = window_with(vec![Source::Path(path)], Answers::default(), [1400.0, 900.0]);
    wait(&mut harness, "the question", |window| window.app().model().dialog.is_some());
    choose(&mut harness, "Role of column Laden", "partner (name)");
    choose(&mut harness, "Flow of all values", "imports");
    choose(&mut harness, "Multiplier of all values", "thousands");
    choose(&mut harness, "Currency of all values", "euros (EUR)");
    type_into(&mut harness, "Reporter of all rows", "germ");
    click(&mut harness, "Reporter Germany");
    click(&mut harness, "How the file is written");
    choose(&mut harness, "Decimal sign", "decimal comma: 1.234,5");
    choose(&mut harness, "Order of dates", "day first: 31/12/2024");
    let trial = tried(&mut harness);
    assert_eq!(trial.lines[0].values, [Some(6001.5), Some(6601.5)], "the total is counted beside its parts");
    click(&mut harness, "Totals and groups");
    type_into(&mut harness, "Search for a total among all members", "kett");
    choose(&mut harness, "partner Kette is", "total of all");
    let trial = tried(&mut harness);
    assert_eq!(trial.lines[0].values, [Some(3000.75), Some(3300.75)]);
    assert!(has_name(&harness, "Preview in million euros: imports 3.00 in Feb 2024 to 3.30 in Mar 2024"));
    assert!(has_name(&harness, "Of all 6 rows: 6 used"));
    let mapping = question(&harness).mapping;
    assert_eq!(mapping.unit, Some(saldo::data::Unit::currency("EUR", 3)));
    assert_eq!(mapping.default_reporter.as_deref(), Some("Germany"));
    click(&mut harness, "Open with these columns");
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("shops.csv"));
    let dataset = Arc::clone(harness.state().app().model().dataset());
    assert_eq!(dataset.dimension(Axis::Reporter).members()[0].code, "DEU");
    assert_eq!(dataset.meta.unit.words(), "thousand euros");
    give(&mut harness, Command::Change(Change::Measure(Measure::Imports)));
    give(&mut harness, Command::Change(Change::By(GroupBy::None)));
    click(&mut harness, "Table tab");
    assert_eq!(in_table(&harness, "Total", "Feb 2024"), "3,000.75");
}

#[test]
fn a_unit_that_is_no_money_is_kept_and_any_currency_can_be_typed() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "year,partner,tonnes\n2020,Japan,5\n2020,China,6\n2021,Japan,7\n2021,China,8\n";
    let path = write(folder.path(), "weights.csv", text);
    let mut harness = window_with(vec![Source::Path(path)], Answers::default(), [1400.0, 900.0]);
    wait(&mut harness, "the question", |window| window.app().model().dialog.is_some());
    let mut mapping = question(&harness).mapping.clone();
    mapping.unit = Some(saldo::data::Unit::other("tonnes", 0));
    give(&mut harness, Command::EditMapping(Box::new(mapping)));
    choose(&mut harness, "Multiplier of all values", "thousands");
    assert_eq!(question(&harness).mapping.unit, Some(saldo::data::Unit::other("tonnes", 3)));
    choose(&mut harness, "Currency of all values", "not stated");
    choose(&mut harness, "Multiplier of all values", "units");
    assert_eq!(question(&harness).mapping.unit, None);
    type_into(&mut harness, "Currency code of all values", "isk");
    assert_eq!(question(&harness).mapping.unit, Some(saldo::data::Unit::currency("ISK", 0)));
}

#[test]
fn another_encoding_is_tried_without_losing_what_was_chosen() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("japan.csv");
    let text = "年月,国名,金額\n2024-01,アメリカ合衆国,5\n2024-02,中華人民共和国,7\n";
    std::fs::write(&path, saldo::import::encoding_named("cp932").expect("known").encode(text).0).expect("written");
    let mut harness = window_with(vec![Source::Path(path)], Answers::default(), [1400.0, 900.0]);
    wait(&mut harness, "the question", |window| window.app().model().dialog.is_some());
    assert_eq!(question(&harness).question.encoding(), "Shift_JIS");
    choose(&mut harness, "Flow of all values", "exports");
    click(&mut harness, "How the file is written");
    choose(&mut harness, "Encoding", "windows-1252 (Western European)");
    wait(&mut harness, "reading anew", |window| match &window.app().model().dialog {
        Some(Dialog::Mapping(dialog)) => dialog.question.encoding() == "windows-1252",
        _ => false,
    });
    assert!(!question(&harness).question.table.header[0].contains('年'));
    choose(&mut harness, "Encoding", "EUC-JP (Japanese)");
    wait(&mut harness, "reading anew", |window| match &window.app().model().dialog {
        Some(Dialog::Mapping(dialog)) => dialog.question.encoding() == "EUC-JP",
        _ => false,
    });
    choose(&mut harness, "Encoding", "Shift_JIS (Japanese, CP932)");
    wait(&mut harness, "reading anew", |window| match &window.app().model().dialog {
        Some(Dialog::Mapping(dialog)) => dialog.question.encoding() == "Shift_JIS",
        _ => false,
    });
    assert_eq!(question(&harness).question.table.header[0], "年月");
    assert_eq!(question(&harness).mapping.default_flow, Some(saldo::data::Flow::Export), "the choice stands");
    assert_eq!(tried(&mut harness).lines[0].values, [Some(5.0), Some(7.0)]);
}

/// An archive of two tables, neither of which says whether it is exports or imports.
fn archive(folder: &Path) -> PathBuf {
    let path = folder.join("halves.zip");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).expect("a file"));
    let text = "year,partner,amount\n2020,Japan,5\n2021,Japan,6\n";
    for (name, text) in [("a.csv", text.to_owned()), ("b.csv", text.replace("Japan", "China"))] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
        std::io::Write::write_all(&mut archive, text.as_bytes()).expect("written");
    }
    archive.finish().expect("an archive");
    path
}

#[test]
fn the_dialog_leads_back_to_the_other_tables_of_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = archive(folder.path());
    let mut harness = window_with(vec![Source::Path(path)], Answers::default(), [1400.0, 900.0]);
    let asked = |harness: &mut Harness<'static, Window>| {
        wait(harness, "the choice", |window| matches!(window.app().model().dialog, Some(Dialog::Choice(_))));
    };
    asked(&mut harness);
    click(&mut harness, "Table b.csv");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    wait(&mut harness, "the question", |window| matches!(window.app().model().dialog, Some(Dialog::Mapping(_))));
    assert!(has_name(&harness, "b.csv"));
    click(&mut harness, "Other tables");
    asked(&mut harness);
    let Some(Dialog::Choice(dialog)) = &harness.state().app().model().dialog else { panic!("no choice") };
    assert_eq!(dialog.choice.parts[dialog.marked].name, "b.csv", "the table at hand is marked");
}

#[test]
fn the_choice_keeps_that_the_size_has_no_limit() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = archive(folder.path());
    let mut harness = window("us-goods");
    give(&mut harness, Command::OpenLarge(Source::Path(path)));
    wait(&mut harness, "the choice", |window| matches!(window.app().model().dialog, Some(Dialog::Choice(_))));
    let Some(Dialog::Choice(dialog)) = &harness.state().app().model().dialog else { panic!("no choice") };
    assert!(dialog.no_size_limit);
    give(&mut harness, Command::OpenPart);
    wait(&mut harness, "the question", |window| matches!(window.app().model().dialog, Some(Dialog::Mapping(_))));
    assert!(question(&harness).no_size_limit);
}

#[test]
fn rows_that_were_not_used_are_shown_as_they_stand_in_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(
        folder.path(),
        "small.csv",
        &SMALL.replace("2022,JPN,USA,goods,import,120", "20x2,JPN,USA,goods,import,120"),
    );
    let mut harness = window_with(vec![Source::Path(path.clone())], Answers::default(), [1500.0, 950.0]);
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("small.csv"));
    click(&mut harness, "About tab");
    click(&mut harness, "Show those rows");
    let shown =
        |window: &Window| matches!(&window.app().model().dialog, Some(Dialog::Rows(rows)) if rows.rows.is_some());
    wait(&mut harness, "the rows", shown);
    assert!(has_name(&harness, "1 row rejected"), "{:?}", names(&harness));
    assert!(has_name(&harness, "20x2") && has_name(&harness, "reporter"));
    let Some(Dialog::Rows(dialog)) = &harness.state().app().model().dialog else { panic!("no rows") };
    let rows = dialog.rows.clone().expect("rows").expect("rows");
    assert_eq!((rows.rows[0].0, rows.missing), (5, 0));
    click(&mut harness, "Copy rows");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.state().app().model().dialog.is_none());
    // A file that is another by now is not shown for the one that was read.
    write(folder.path(), "small.csv", SMALL);
    give(&mut harness, Command::ShowRows(0));
    wait(&mut harness, "the rows", shown);
    assert!(names(&harness).iter().any(|name| name.contains("small.csv has changed since it was read")));
    std::fs::remove_file(&path).expect("removed");
    give(&mut harness, Command::ShowRows(0));
    wait(&mut harness, "the rows", shown);
    assert!(names(&harness).iter().any(|name| name.contains("small.csv is no longer where it was")));
}

#[test]
fn columns_that_were_recognised_can_be_asked_about_and_the_answer_holds_the_next_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "year,partner,exports (USD)\n2020,Japan,5\n2021,Japan,6\n";
    let path = write(folder.path(), "wide.csv", text);
    let mut harness = window_with(vec![Source::Path(path.clone())], Answers::default(), [1500.0, 950.0]);
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("wide.csv"));
    click(&mut harness, "About tab");
    click(&mut harness, "Columns of the file");
    wait(&mut harness, "the question", |window| matches!(window.app().model().dialog, Some(Dialog::Mapping(_))));
    choose(&mut harness, "Currency of all values", "yen (JPY)");
    give(&mut harness, Command::UseMapping);
    wait(&mut harness, "opening", |window| window.app().model().dataset().meta.unit.words() == "yen");
    give(&mut harness, Command::OpenLibrary("us-goods".to_owned()));
    wait(&mut harness, "the library", |window| window.app().model().session.document().source == "library:us-goods");
    give(&mut harness, Command::OpenFiles(vec![path]));
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("wide.csv"));
    assert_eq!(harness.state().app().model().dataset().meta.unit.words(), "yen", "the answer is remembered");
}

#[test]
fn files_chosen_together_are_one_dataset_or_come_one_after_the_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let exports = write(folder.path(), "exports.csv", "country,year,value (US$)\nJapan,2023,5\nJapan,2024,6\n");
    let imports = write(folder.path(), "imports.csv", "country,year,value (US$)\nJapan,2023,7\nJapan,2024,9\n");
    let yen = write(folder.path(), "imports in yen.csv", "country,year,value (yen)\nJapan,2023,7\nJapan,2024,9\n");
    let answers = Answers { open: vec![exports.clone(), imports], save: None };
    let mut harness = window_with(Vec::new(), answers, [1400.0, 900.0]);
    click(&mut harness, "Open files");
    let source = |window: &Window| window.app().model().session.document().source.clone();
    wait(&mut harness, "both halves", |window| source(window).contains(" + "));
    let document = harness.state().app().model().session.document().clone();
    assert_eq!((document.dataset.facts.len(), document.dataset.flows().count_ones()), (4, 2));
    // What is no half of it is opened by itself, and so is the first.
    give(&mut harness, Command::OpenFiles(vec![exports, yen]));
    wait(&mut harness, "one of them", |window| !source(window).contains(" + ") && window.app().model().jobs.is_empty());
    assert!(harness.state().app().model().dialog.is_none());
}

#[test]
fn what_frames_and_queries_cost_can_be_seen() {
    let mut harness = window("us-goods");
    assert!(harness.query_by_label_contains("figures").is_none());
    press(&mut harness, Modifiers::NONE, Key::F12);
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("bytes for each in memory").is_some());
    press(&mut harness, Modifiers::NONE, Key::F12);
    assert!(harness.query_by_label_contains("bytes for each in memory").is_none());
}

#[test]
fn keeping_large_files_can_be_switched_off_and_what_is_kept_cleared() {
    let mut harness = window("us-goods");
    let said = |harness: &Harness<'_, Window>| harness.state().app().model().toast.clone().map(|toast| toast.text);
    give(&mut harness, Command::KeepLarge(false));
    assert!(harness.state().app().model().settings.no_cache);
    assert_eq!(said(&harness).as_deref(), Some("Large files are read anew each time"));
    // This window keeps nothing, so there is nothing of the user's that a test could clear.
    give(&mut harness, Command::ClearKept);
    assert_eq!(said(&harness).as_deref(), Some("Nothing is kept"));
}

#[test]
fn the_title_of_exports_beside_imports_says_which_is_larger() {
    let mut harness = window("us-goods");
    give(&mut harness, Command::Change(Change::By(GroupBy::Flow)));
    give(&mut harness, Command::Change(Change::Frequency(FrequencyChoice::Year)));
    let titles: Vec<String> = [Measure::Balance, Measure::Turnover]
        .into_iter()
        .map(|measure| {
            give(&mut harness, Command::Change(Change::Measure(measure)));
            harness.state().app().model().picture.headline.title.clone()
        })
        .collect();
    for title in titles {
        assert_eq!(title, "US goods imports exceeded exports with 8 partners by 0.95 trillion dollars in 2024");
    }
}

/// So many figures that their answers are computed beside the window, of other countries and goods than the library's.
fn many_figures() -> String {
    let mut text = String::from("partner,sector,flow");
    (0..300).for_each(|month| text += &format!(",{}-{:02}", 2000 + month / 12, month % 12 + 1));
    for row in 0..1_700 {
        text += &format!("\nP{},S{},{}", row % 85, row / 170, if row % 170 < 85 { "export" } else { "import" });
        (0..300).for_each(|month| text += &format!(",{}", (row * 7 + month) % 1000));
    }
    text
}

#[test]
fn a_large_file_follows_another_and_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "many.csv", &many_figures());
    let mut harness = window("us-goods");
    give(&mut harness, Command::OpenFiles(vec![path]));
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("many.csv"));
    let bars = |harness: &Harness<'_, Window>| {
        let model = harness.state().app().model();
        (model.picture.answer.bars.of(Axis::Partner).len(), model.dataset().dimension(Axis::Partner).len())
    };
    let (drawn, listed) = bars(&harness);
    assert!(drawn == listed && listed >= 85, "{drawn} bars for {listed} partners");
    assert!(harness.state().app().model().dataset().facts.len() > 500_000);
    // A change of its view is computed beside the window, and the last picture stays until then.
    // Looked at before the next frame: by then the answer may be there.
    let before = Arc::clone(&harness.state().app().model().picture);
    harness.state_mut().give(Command::Change(Change::Measure(Measure::Exports)));
    let model = harness.state().app().model();
    assert!(model.updating && Arc::ptr_eq(&model.picture, &before));
    wait(&mut harness, "the answer", |window| !window.app().model().updating);
    assert!(!Arc::ptr_eq(&harness.state().app().model().picture, &before));
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    wait(&mut harness, "the answer", |window| !window.app().model().updating);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    let (drawn, listed) = bars(&harness);
    assert_eq!(drawn, listed, "back at the first dataset");
    assert!(harness.state().app().model().session.document().source.contains("us-goods"));
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    let (drawn, listed) = bars(&harness);
    assert!(drawn == listed && listed >= 85, "{drawn} bars for {listed} partners");
}

/// Rows of several blocks, so that a part of them can be seen before the rest is read.
fn many_rows() -> String {
    let mut text = String::from("period,reporter,partner,sector,flow,value\n");
    for row in 0..240_000 {
        let flow = if row % 2 == 0 { "export" } else { "import" };
        text += &format!("{},JPN,P{},S{},{flow},{}\n", 2000 + row % 20, row / 40 % 60, row / 2400, row % 977);
    }
    text
}

/// Opens a file and waits until its first rows are seen, before the rest is read.
fn open_and_look(harness: &mut Harness<'static, Window>, path: &Path) {
    harness.state_mut().show_early_after(Duration::ZERO);
    give(harness, Command::OpenFiles(vec![path.to_owned()]));
    wait(harness, "the first rows", |window| window.app().model().loading.is_some());
    let named = |name: &String| name.starts_with("Loading: ") && name.ends_with("% read, figures are not complete");
    assert!(names(harness).iter().any(named), "{:?}", names(harness));
}

fn source(harness: &Harness<'static, Window>) -> String {
    harness.state().app().model().session.document().source.clone()
}

#[test]
fn a_large_file_is_seen_before_it_is_read_and_says_that_it_is_not_complete() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "rows.csv", &many_rows());
    let saved = folder.path().join("saved.csv");
    let answers = Answers { save: Some(saved.clone()), ..Answers::default() };
    let mut harness = window_with(vec![Source::Library("us-goods".to_owned())], answers, [1500.0, 950.0]);
    open_and_look(&mut harness, &path);
    let shown = harness.state().figure();
    assert!(shown.title.starts_with("Not complete: the first "), "{}", shown.title);
    assert!(shown.alt.contains("Not complete: the first "), "{}", shown.alt);
    let model = harness.state().app().model();
    let loading = model.loading.as_ref().expect("first rows");
    assert!((1..240_000).contains(&loading.rows), "{}", loading.rows);
    assert!(loading.picture.findings.is_empty() && !loading.picture.answer.trajectories.lines.is_empty());
    // Nothing of it is kept, changed or written.
    assert!(model.session.document().source.contains("us-goods") && model.session.undo_label().is_none());
    let before = view(&harness);
    let export = Command::Export(saldo::app::ExportKind::Csv);
    for command in [Command::Change(Change::Measure(Measure::Turnover)), export, Command::SaveSession, Command::Undo] {
        harness.state_mut().give(command);
    }
    assert_eq!(view(&harness), before);
    assert!(!harness.state().app().model().jobs.iter().any(|job| job.name.contains("place")));
    wait(&mut harness, "opening", |window| window.app().model().session.document().source.ends_with("rows.csv"));
    assert!(!has_name(&harness, "Loading"), "{:?}", names(&harness));
    assert!(!harness.state().figure().title.contains("omplete"), "{}", harness.state().figure().title);
    let model = harness.state().app().model();
    assert!(model.loading.is_none() && model.toast.is_none() && !saved.exists());
    assert_eq!(model.dataset().report.rows.read, 240_000);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert!(source(&harness).contains("us-goods"), "one step back");
    assert!(harness.state().app().model().session.undo_label().is_none());
}

#[test]
fn what_was_open_comes_back_where_a_large_file_is_cancelled() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "rows.csv", &many_rows());
    let mut harness = window("us-goods");
    let title = harness.state().figure().title.clone();
    open_and_look(&mut harness, &path);
    click(&mut harness, "Cancel loading rows.csv");
    harness.run_steps(3);
    assert!(!has_name(&harness, "Loading") && harness.state().app().model().loading.is_none());
    assert!(harness.state().app().model().jobs.iter().all(|job| !job.listed));
    assert_eq!(harness.state().figure().title, title);
    assert!(source(&harness).contains("us-goods") && harness.state().app().model().session.undo_label().is_none());
}
