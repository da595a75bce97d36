//! The running program with answers that come late, forms that are open meanwhile, and work that must survive.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use super::*;
use crate::session::SessionFile;

/// A desktop that answers when a test says so.
struct Desk {
    answers: Mutex<Receiver<Vec<PathBuf>>>,
}

impl Chooser for Desk {
    fn open(&self, _: &str, _: &[&str]) -> Result<Vec<PathBuf>, NoDialog> {
        Ok(self.answers.lock().expect("no fault").recv().unwrap_or_default())
    }

    fn save(&self, _: &str, _: &str) -> Result<Option<PathBuf>, NoDialog> {
        Err(NoDialog)
    }
}

/// The program, a folder for its files, and the answers of the desktop.
struct Case {
    app: App,
    desk: Sender<Vec<PathBuf>>,
    folder: tempfile::TempDir,
}

impl Case {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (desk, answers) = channel();
        let chooser = Arc::new(Desk { answers: Mutex::new(answers) });
        let settings = Some(folder.path().join("settings").join("settings.json"));
        let app = App::new(Start { sources: Vec::new(), settings, wake: Arc::new(|| {}), chooser });
        Self { app: app.unwrap_or_else(|error| panic!("{}", error.one_line())), desk, folder }
    }

    fn wait(&mut self, what: &str, done: impl Fn(&App) -> bool) {
        let start = Instant::now();
        while !done(&self.app) {
            assert!(start.elapsed() < Duration::from_mins(1), "{what} did not happen");
            std::thread::sleep(Duration::from_millis(1));
            self.app.poll();
        }
    }

    fn open(&mut self, name: &str) {
        self.app.apply(Command::OpenLibrary(name.to_owned()));
        let source = format!("library:{name}");
        self.wait(&source, |app| app.document().source == source);
    }

    fn open_file(&mut self, path: PathBuf) {
        self.app.apply(Command::OpenFiles(vec![path]));
        self.wait("reading", |app| app.model.jobs.iter().all(|job| !job.listed));
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path
    }

    fn put_own_event(&mut self, title: &str) {
        self.app.apply(Command::Change(Change::PutEvent(Box::new(event(title)))));
    }

    /// A reading that arrives when the sender that is given here says so.
    fn start_reading(&mut self, name: &'static str, reload: bool) -> Sender<()> {
        let (go_on, waits) = channel();
        self.app.start(&format!("Opening {name}"), true, move |progress| {
            let _ = waits.recv();
            let source = Source::Library(name.to_owned());
            let dataset = match import::open(&source, &Options::default(), progress) {
                Ok(Opened::Dataset(dataset)) => Arc::new(*dataset),
                _ => Arc::default(),
            };
            Message::Arrived(Box::new(LoadFinished::of(source, dataset, reload)))
        });
        go_on
    }

    fn said(&self) -> &str {
        self.app.model.toast.as_ref().map_or("", |toast| &toast.text)
    }
}

impl App {
    fn document(&self) -> &Document {
        self.model.session.document()
    }

    fn has_event(&self, title: &str) -> bool {
        self.document().events.iter().any(|event| event.title == title)
    }
}

fn event(title: &str) -> Event {
    Event::dated("2020-05-06", title)
}

#[test]
fn a_reload_that_comes_late_reaches_no_other_document() {
    let mut case = Case::new();
    let go_on = case.start_reading("japan-digital", true);
    case.open("us-goods");
    let open = case.app.document().clone();
    drop(go_on);
    case.wait("the word", |app| app.model.toast.is_some());
    assert_eq!(case.said(), "The file was not reloaded: another dataset was opened meanwhile");
    assert_eq!(*case.app.document(), open);
    // The same for the document that it was asked for.
    let go_on = case.start_reading("us-goods", true);
    case.app.apply(Command::Change(Change::Measure(crate::query::Measure::Exports)));
    drop(go_on);
    case.wait("the reload", |app| !Arc::ptr_eq(&app.document().dataset, &open.dataset));
    assert_eq!(case.app.document().view().measure, crate::query::Measure::Exports);
    let again = Arc::clone(&case.app.document().dataset);
    case.app.apply(Command::Undo);
    assert!(Arc::ptr_eq(&case.app.document().dataset, &again), "undo shows the figures that were read last");
}

#[test]
fn a_file_that_is_read_late_is_offered_and_takes_no_place() {
    let mut case = Case::new();
    let go_on = case.start_reading("japan-goods", false);
    case.open("us-goods");
    let open = case.app.document().clone();
    drop(go_on);
    case.wait("the offer", |app| app.model.late.is_some());
    assert_eq!(*case.app.document(), open);
    case.app.apply(Command::Late(true));
    assert_eq!(case.app.document().source, "library:japan-goods");
    assert!(case.app.model.late.is_none());
    // What was asked for last comes whenever it comes.
    let early = case.start_reading("us-goods", false);
    let late = case.start_reading("japan-digital", false);
    drop(early);
    case.wait("the first", |app| app.document().source == "library:us-goods");
    drop(late);
    case.wait("the last", |app| app.document().source == "library:japan-digital");
}

#[test]
fn a_form_stays_and_so_does_the_document_that_it_is_about() {
    let mut case = Case::new();
    let before = case.app.document().source.clone();
    case.app.apply(Command::Show(Dialog::NewEvent));
    let mut form = EventForm::of(&event("Typed"));
    form.id = 0;
    case.app.apply(Command::EditEvent(Box::new(form.clone())));
    let go_on = case.start_reading("us-goods", false);
    drop(go_on);
    case.wait("the offer", |app| app.model.late.is_some());
    let broken = case.write("broken.csv", "");
    case.open_file(broken);
    case.wait("the message", |app| matches!(app.model.dialog, Some(Dialog::Error(_))));
    case.app.apply(Command::CloseDialog);
    assert_eq!(case.app.model.dialog, Some(Dialog::Event(Box::new(form))));
    case.app.apply(Command::SaveEvent);
    assert!(case.app.has_event("Typed") && case.app.model.dialog.is_none());
    assert_eq!(case.app.document().source, before);
}

#[test]
fn events_from_a_dialog_reach_only_the_document_for_which_it_was_opened() {
    let mut case = Case::new();
    let list = case.write("events.csv", "date,title\n2020-05-06,Listed\n");
    case.app.apply(Command::ImportEvents);
    case.open("us-goods");
    case.desk.send(vec![list.clone()]).expect("a desk");
    case.wait("the word", |app| app.model.toast.is_some());
    assert_eq!(case.said(), "The events were not added: another dataset was opened meanwhile");
    assert!(!case.app.has_event("Listed"));
    case.app.apply(Command::ImportEvents);
    case.desk.send(vec![list]).expect("a desk");
    case.wait("the events", |app| app.has_event("Listed"));
    // The columns of what is not open any more are not asked about.
    let file = case.write("wide.csv", "year,partner,exports (USD)\n2020,Japan,5\n2021,Japan,6\n");
    case.open_file(file);
    case.app.apply(Command::AskColumns);
    let asking = case.app.latest.asking.is_awaited();
    case.app.apply(Command::Undo);
    case.wait("the answer", |app| !app.latest.asking.is_awaited());
    assert!(asking && case.app.model.dialog.is_none());
    assert_eq!(case.said(), "The columns were not asked about: another dataset was opened meanwhile");
    // Nothing is said where nothing was chosen.
    case.app.apply(Command::DismissToast);
    case.app.apply(Command::FillGap);
    case.app.apply(Command::ImportEvents);
    case.open("japan-digital");
    case.desk.send(Vec::new()).expect("a desk");
    case.wait("the answer", |app| app.model.jobs.is_empty());
    assert!(case.app.model.dialog.is_none());
}

#[test]
fn what_a_person_made_survives_whatever_is_opened_next() {
    let mut case = Case::new();
    case.put_own_event("Mine");
    case.open("us-goods");
    assert!(case.app.has_event("Mine"));
    let session = r#"{"saldo_session": 1, "source": "library:japan-goods", "view": {}, "events": [{"date": "2001-02-03", "title": "Theirs"}]}"#;
    let session = case.write("theirs.saldo.json", session);
    case.open_file(session);
    assert!(case.app.has_event("Theirs") && !case.app.has_event("Mine"), "a session is as it was saved");
    assert!(case.said().starts_with("One event of yours is not in this session"), "{}", case.said());
    case.app.saver().flush();
    let works = case.folder.path().join("settings").join("work");
    let kept = |name: &str| {
        let files = std::fs::read_dir(&works).expect("a folder").flatten().map(|entry| entry.path());
        let earlier =
            files.filter(|path| path.file_name().is_some_and(|file| file.to_string_lossy().contains("earlier-")));
        earlier.filter_map(|path| SessionFile::load(&path).ok()).any(|file| file.events.iter().any(|e| e.title == name))
    };
    assert!(kept("Mine"));
    // The session's own are in its file already, and stand beside the next dataset.
    case.open("us-goods");
    assert!(case.app.has_event("Theirs"));
    assert!(!kept("Theirs"));
}

#[test]
fn what_is_written_of_figures_waits_for_those_of_the_chosen_view() {
    let mut case = Case::new();
    case.app.model.updating = true;
    case.app.apply(Command::CopyTable);
    case.app.apply(Command::CopyTable);
    assert!(case.app.take_effects().is_empty(), "the figures of the view before are not copied");
    case.app.redraw();
    assert!(matches!(case.app.take_effects().as_slice(), [Effect::Copy(_)]));
    // Of another dataset it is not what was wanted.
    case.app.model.updating = true;
    case.app.apply(Command::CopyTable);
    case.open("us-goods");
    assert!(case.app.take_effects().is_empty());
}

#[test]
fn what_is_drawn_is_told_by_the_view_that_it_answers() {
    let mut case = Case::new();
    case.open("us-goods");
    let before = evaluate_alone(case.app.document());
    assert_eq!(before.view.measure, crate::query::Measure::Balance);
    case.app.apply(Command::Change(Change::Measure(crate::query::Measure::Exports)));
    // The answer to the newer view is not there yet.
    case.app.show_first(before);
    let drawn = case.app.model.drawn();
    assert_ne!(drawn.view.measure, case.app.document().scene().view.measure);
    let figure = crate::story::figure(drawn, &crate::story::Layout::default());
    assert!(figure.plus, "balances are written as balances until exports are drawn");
}

#[test]
fn a_typed_path_is_whole_and_replaces_nothing_unasked() {
    let mut case = Case::new();
    let target = Arc::new(export::Target::new(ExportKind::Csv, &case.app.model));
    case.app.ask_path(Wanted::Save(target));
    let path = |app: &App| match &app.model.dialog {
        Some(Dialog::Path(path)) => path.clone(),
        other => panic!("no path but {other:?}"),
    };
    case.app.apply(Command::EditPath("numbers".to_owned()));
    let here = std::env::current_dir().expect("a folder").join("numbers.csv");
    assert_eq!((path(&case.app).place, path(&case.app).found), (here, Found::Nothing));
    let whole = case.folder.path().join("numbers");
    case.app.apply(Command::EditPath(whole.join("numbers").display().to_string()));
    assert_eq!(path(&case.app).found, Found::NoFolder);
    assert!(!path(&case.app).is_ready());
    case.app.apply(Command::EditPath(whole.display().to_string()));
    assert_eq!(path(&case.app).found, Found::Nothing);
    // Somebody is quicker.
    let there = case.write("numbers.csv", "theirs");
    case.app.apply(Command::UsePath);
    assert_eq!(path(&case.app).found, Found::File, "it is asked once more");
    assert_eq!(std::fs::read_to_string(&there).expect("text"), "theirs");
    case.app.apply(Command::UsePath);
    case.wait("saving", |app| app.model.toast.is_some());
    assert!(std::fs::read_to_string(&there).expect("text").starts_with("period,"));
}

/// A table of the balance of payments as it is published, with one of the items that a gap is closed from.
fn payments() -> String {
    let item = "サービス/その他サービス/通信・コンピュータ・情報サービス/コンピュータサービス";
    let mut text = "Date".to_owned();
    for side in ["受取", "支払", "ネット"] {
        text.push_str(&format!(",{item}/{side}:億円"));
    }
    for month in 0..96 {
        let net = [-635, -901, -816].get(month / 12).copied().unwrap_or(-1000);
        text.push_str(&format!("\n{}-{:02}-01,500,{},{net}", 2014 + month / 12, month % 12 + 1, 500 - net));
    }
    text + "\n"
}

#[test]
fn a_filled_session_opens_where_its_file_is_found_again() {
    let mut case = Case::new();
    let file = case.write("payments.csv", &payments());
    case.app.apply(Command::FillGap);
    case.desk.send(vec![file.clone()]).expect("a desk");
    case.wait("the fill", |app| !app.document().fills.is_empty());
    let filled = case.app.document().dataset.facts.len();
    // What is read again is filled again; undo leads back to the gap.
    let dataset = Arc::clone(&case.app.document().dataset);
    case.app.apply(Command::Reload);
    case.wait("the reload", |app| !Arc::ptr_eq(&app.document().dataset, &dataset));
    assert_eq!((case.app.document().dataset.facts.len(), case.app.document().fills.len()), (filled, 1));
    let session = case.folder.path().join("filled.saldo.json");
    SessionFile::of(case.app.document()).save(&session, disk::Rights::Users).expect("saved");
    case.app.apply(Command::Undo);
    assert!(case.app.document().dataset.facts.len() < filled && case.app.document().fills.is_empty());
    let moved = case.folder.path().join("moved.csv");
    std::fs::rename(&file, &moved).expect("moved");
    let steps = |case: &mut Case| {
        case.open_file(session.clone());
        case.wait("the message", |app| app.model.dialog.is_some());
        match case.app.model.dialog.clone() {
            Some(Dialog::Error(report)) => {
                assert!(report.detail.contains("payments.csv"), "{}", report.detail);
                report.steps
            }
            other => panic!("no message but {other:?}"),
        }
    };
    let offered = steps(&mut case);
    assert!(matches!(offered.as_slice(), [NextStep::FindFill(_), NextStep::LeaveGap(_)]), "{offered:?}");
    case.app.apply(Command::TakeStep(offered[0].clone()));
    case.desk.send(vec![moved.clone()]).expect("a desk");
    case.wait("the session", |app| app.document().fills == [disk::text(&moved)]);
    assert_eq!(case.app.document().dataset.facts.len(), filled);
    let offered = steps(&mut case);
    case.app.apply(Command::TakeStep(offered[1].clone()));
    case.wait("the gap", |app| app.document().fills.is_empty());
    assert!(case.app.model.dialog.is_none());
}
