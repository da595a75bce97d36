//! The running program: commands, background jobs, file dialogs, settings. It owns the session.
//!
//! [`App::apply`] carries commands out in order; [`App::poll`] takes in what background jobs have
//! finished. The ui room reads [`Model`] and gives commands back, and nothing else.

mod choose;
mod columns;
pub mod command;
mod disputed;
mod early;
mod event_form;
pub mod export;
mod fill;
mod jobs;
pub mod model;
mod open;
mod picture;
mod refusal;
mod rows;
mod salvage;
mod saver;
mod settings;
mod signals;
mod trial;
mod typed;
mod watch;

pub use choose::{Chooser, Desktop, NoDialog};
pub use command::{Command, Definition, ExportKind, Preset};
pub use disputed::Dispute;
pub use early::Loading;
use early::Opening;
pub use event_form::{Day, EventForm, Named, country_label};
pub use jobs::{JobView, Jobs, Wake};
pub use model::{ChoiceDialog, Dialog, ErrorReport, MappingDialog, Model, Panels, RowsDialog, Tab, ThemeChoice, Toast};
pub use picture::Picture;
use picture::SharedEngine;
pub use refusal::NextStep;
pub use saver::{LeftOver, Saver};
pub use settings::{Edit, Settings};
pub use signals::keep_on_signals;
pub use trial::{Trial, TrialLine, TrialMember};
pub use typed::{Found, PathDialog, Purpose};

use std::path::PathBuf;
use std::sync::{Arc, Weak};
use std::time::Duration;

use foldhash::HashMap;

use crate::chart::Colors;
use crate::data::{Axis, Dataset, Event, limited};
use crate::disk;
use crate::import::{self, Early, FileStamp, ImportError, Opened, Options, Progress, Source};
use crate::query::{Engine, GroupBy};
use crate::session::{Change, Document, Session};
use open::Arrival;
use watch::Watch;

/// Above this many facts the answer to a view is computed off the window's thread.
const INLINE_FACTS: usize = 500_000;

/// So many letters a message has at most.
const MOST_SAID: usize = 240;

/// Something that only the window itself can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Put text on the clipboard.
    Copy(String),
    /// Fill the screen or stop doing so.
    Fullscreen(bool),
    /// Close the window.
    Quit,
}

/// What a background job brings back.
enum Message {
    /// Files chosen in the dialog, and what for.
    Chosen(Purpose, Result<Vec<PathBuf>, NoDialog>),
    /// A file was read, or could not be.
    Arrived(Box<Arrival>),
    /// The columns of a file are asked about anew, or the text could not be read as it was said.
    Asked(Box<columns::Asked>),
    /// What a file becomes with the answer as it stands.
    Tried(Result<Box<Trial>, String>),
    /// Rows that were not used.
    Rows(Result<Box<import::SomeRows>, String>),
    /// A picture that was computed in the background.
    Picture(Box<Picture>),
    /// Disputed figures that are to be shown, with their first picture.
    Accepted(Source, Box<Document>, Box<Picture>),
    /// A job was cancelled, or has nothing to say.
    Nothing,
    /// A place chosen for an export.
    SaveTo(Box<export::Target>, Option<PathBuf>),
    /// There is no dialog to ask for a place with.
    AskWhere(Box<export::Target>),
    /// Something was written, or could not be.
    Saved(Result<PathBuf, String>),
    /// Events were read from a file, or could not be.
    Events(Result<Vec<Event>, String>),
    /// A file was read that was to close a gap.
    Filled(Box<fill::Laid>),
}

/// How the program starts.
pub struct Start {
    /// What to open; the library's first dataset where empty.
    pub sources: Vec<Source>,
    /// Where settings are kept; none keeps nothing.
    pub settings: Option<PathBuf>,
    /// Wakes the window when a job has something to say.
    pub wake: Wake,
    /// Asks the user for files.
    pub chooser: Arc<dyn Chooser>,
}

/// The program behind the window.
pub struct App {
    model: Model,
    jobs: Jobs<Message>,
    saver: Saver,
    /// What the saver was given last.
    kept: Option<Document>,
    chooser: Arc<dyn Chooser>,
    /// What is to be written to the path that is typed.
    to_save: Option<Box<export::Target>>,
    /// The background query whose answer is awaited.
    query: Option<u64>,
    /// The opening whose first rows are shown while it goes on.
    opening: Option<Opening>,
    /// After how long they are.
    first_after: Duration,
    /// What the engine remembers of the open dataset.
    engine: SharedEngine,
    /// The dataset that the picture is of.
    pictured: Weak<Dataset>,
    /// The colours of its members.
    colors: Colors,
    /// The job that makes the next toggle cheap.
    preparation: Option<u64>,
    /// The job that tries the answer about columns.
    trial: Option<u64>,
    /// The job that asks about columns anew.
    asking: Option<u64>,
    /// The job that reads rows which were not used.
    rows: Option<u64>,
    /// What the files that were opened looked like then, by name.
    stamps: HashMap<String, Option<FileStamp>>,
    effects: Vec<Effect>,
    watch: Watch,
}

impl App {
    /// Starts with the built-in library and opens what was asked for.
    ///
    /// # Errors
    /// When the built-in library cannot be read, which only a broken build can cause.
    pub fn new(start: Start) -> Result<Self, ImportError> {
        let first = import::library::list().first().map_or("japan-digital", |entry| entry.name);
        let named = start.sources.first().and_then(|source| match source {
            Source::Library(name) => Some(name.clone()),
            _ => None,
        });
        let name = named.unwrap_or_else(|| first.to_owned());
        let document = library_document(&name)?;
        let session = Session::new(document);
        let engine = SharedEngine::default();
        let mut colors = Colors::default();
        let picture = Arc::new(Picture::of(session.document()).colored(&mut colors, session.document()));
        let pictured = Arc::downgrade(&session.document().dataset);
        let loaded = Settings::load(start.settings.as_deref());
        let saver = Saver::new(start.settings.as_deref(), loaded.writable, Arc::clone(&start.wake));
        let model = Model {
            session,
            picture,
            version: 1,
            updating: false,
            loading: None,
            panels: Panels::default(),
            dialog: None,
            jobs: Vec::new(),
            toast: loaded.remark.map(|text| Toast { text }),
            changed_on_disk: false,
            settings: loaded.settings,
            last_work: saver.last_work(),
            left_over: saver.left_over(),
        };
        let mut app = Self {
            model,
            watch: Watch::new(Arc::clone(&start.wake)),
            jobs: Jobs::new(start.wake),
            saver,
            kept: None,
            chooser: start.chooser,
            to_save: None,
            query: None,
            opening: None,
            first_after: Early::FIRST_AFTER,
            engine,
            pictured,
            colors,
            preparation: None,
            trial: None,
            asking: None,
            rows: None,
            stamps: HashMap::default(),
            effects: Vec::new(),
        };
        for source in start.sources {
            if !matches!(&source, Source::Library(opened) if *opened == name) {
                app.start_opening(source, Options::default());
            }
        }
        Ok(app)
    }

    /// What the window shows.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// What only the window can do, since the last call.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Takes in what background jobs have finished. Cheap when nothing has.
    pub fn poll(&mut self) {
        for (id, message) in self.jobs.take() {
            self.take_in(id, message);
        }
        if self.watch.take_changed() {
            self.model.changed_on_disk = true;
        }
        if let Some(remark) = self.saver.take_remark() {
            self.say(remark);
        }
        self.model.jobs = self.jobs.running();
        self.follow_opening();
        self.keep_changed();
        self.tell_refused();
    }

    /// Says that a job could not be started.
    fn tell_refused(&mut self) {
        if let Some(why) = self.jobs.take_refused() {
            self.fail("This cannot be done now", why);
        }
    }

    fn take_in(&mut self, id: u64, message: Message) {
        match message {
            Message::Chosen(Purpose::Events, Ok(paths)) => self.read_events(paths),
            Message::Chosen(Purpose::Fill, Ok(paths)) => self.read_fill(paths),
            Message::Chosen(_, Ok(paths)) => self.apply(Command::OpenFiles(paths)),
            Message::Chosen(purpose, Err(NoDialog)) => self.ask_path(purpose, ""),
            Message::AskWhere(target) => self.ask_where(target),
            Message::Arrived(arrival) => {
                if self.model.loading.as_ref().is_some_and(|loading| loading.job <= id) {
                    self.stop_loading();
                }
                self.arrive(*arrival);
            }
            Message::Picture(picture) => {
                // A stale answer: a newer query has been started since.
                if self.query == Some(id) {
                    self.query = None;
                    self.show(*picture);
                    self.prepare_toggles();
                }
            }
            Message::Accepted(source, document, picture) => self.show_document(&source, *document, Some(*picture)),
            Message::Nothing => {}
            Message::Asked(asked) => self.take_asked(id, *asked),
            Message::Tried(trial) => self.take_tried(id, trial),
            Message::Rows(rows) => self.take_rows(id, rows),
            Message::SaveTo(target, Some(path)) => {
                self.jobs.start("Saving", true, move |_| Message::Saved(target.write(&path).map(|()| path)));
            }
            Message::SaveTo(_, None) => {}
            Message::Saved(Ok(path)) => self.say(format!("Saved {}", disk::text(&path))),
            Message::Saved(Err(detail)) => self.fail("The file could not be saved", detail),
            Message::Events(Ok(events)) => {
                let words = events_read(&events);
                self.change(&Change::ImportEvents(events));
                self.say(words);
            }
            Message::Events(Err(detail)) => self.fail("The events could not be read", detail),
            Message::Filled(laid) => self.take_filled(*laid),
        }
    }

    /// Carries a command out.
    pub fn apply(&mut self, command: Command) {
        match command {
            command if self.model.loading.is_some() && command.needs_all() => self.say_wait(),
            Command::Open => self.choose_files(),
            Command::OpenFiles(paths) => self.open_files(paths),
            Command::OpenLibrary(name) => self.start_opening(Source::Library(name), Options::default()),
            Command::LastWork => self.open_last_work(),
            Command::LeftOver(open) => self.take_left_over(open),
            Command::Reload => self.reload(),
            Command::KeepOld => self.model.changed_on_disk = false,
            Command::SaveSession => self.start_export(export::Target::session(&self.model)),
            Command::Export(kind) => self.start_export(export::Target::new(kind, &self.model)),
            Command::CancelJob(id) => self.jobs.cancel(id),
            Command::Change(change) => self.change(&change),
            Command::Settle => self.model.session.settle(),
            Command::Preset(preset) => self.select_preset(&preset),
            Command::Undo => self.step(Session::undo),
            Command::Redo => self.step(Session::redo),
            Command::CycleGroup => self.cycle_group(),
            Command::ImportEvents => self.choose_events(),
            Command::FillGap => self.fill_gap(),
            Command::MarkPart(at) => self.mark_part(at),
            Command::OpenPart => self.open_part(),
            Command::OpenLarge(source) => self.open_large(source),
            Command::TakeStep(step) => self.take_step(step),
            Command::OpenDisputed => self.open_disputed(),
            Command::AskColumns => self.ask_columns(),
            Command::OtherTables => self.other_tables(),
            Command::ShowRows(at) => self.show_rows(at),
            Command::CopyRows => self.copy_rows(),
            Command::UseMapping => self.use_mapping(),
            Command::SaveMapping => {
                if let Some(target) = export::Target::mapping(&self.model) {
                    self.start_export(target);
                }
            }
            Command::EditMapping(mapping) => self.edit_mapping(*mapping),
            Command::CloseDialog => self.close_dialog(),
            Command::SaveEvent => self.save_event(),
            Command::CopyTable => self.copy_table(),
            Command::EditPath(text) => self.edit_path(text),
            Command::UsePath => self.use_path(),
            Command::Quit => self.effects.push(Effect::Quit),
            Command::Theme(theme) => {
                self.edit_settings(Edit::Theme(theme));
            }
            Command::KeepLarge(keep) => {
                self.edit_settings(Edit::NoCache(!keep));
                let words = if keep {
                    "Large files are kept for quicker opening"
                } else {
                    "Large files are read anew each time"
                };
                self.say(words.to_owned());
            }
            Command::ClearKept => self.clear_kept(),
            Command::ToggleTiming => self.model.panels.timing = !self.model.panels.timing,
            Command::Present(on) => {
                self.model.panels.presenting = on;
                self.effects.push(Effect::Fullscreen(on));
            }
            panel => apply_to_panels(&mut self.model, panel),
        }
        self.model.jobs = self.jobs.running();
        self.follow_opening();
        self.keep_changed();
        self.tell_refused();
    }

    fn change(&mut self, change: &Change) {
        if self.model.session.apply(change) {
            self.redraw();
        }
    }

    fn step(&mut self, step: fn(&mut Session) -> bool) {
        if step(&mut self.model.session) {
            self.watch_current();
            self.redraw();
        }
    }

    /// Computes the picture anew: at once for small data, in the background for large.
    fn redraw(&mut self) {
        let document = self.model.session.document().clone();
        self.cancel_stale();
        let engine = self.engine.clone();
        // Nothing that is drawn of one dataset fits another: the first picture comes with its dataset.
        let is_new = !std::ptr::eq(self.pictured.as_ptr(), Arc::as_ptr(&document.dataset));
        if is_new || document.dataset.facts.len() <= INLINE_FACTS {
            let picture = engine.with(&document.dataset, |engine| Picture::with(engine, &document, &|| false));
            self.show_first(picture.unwrap_or_else(|| Picture::of(&document)));
            return;
        }
        self.model.updating = true;
        self.query = Some(self.jobs.start("Query", false, move |progress| {
            let picture =
                engine.with(&document.dataset, |engine| Picture::with(engine, &document, &|| progress.is_cancelled()));
            picture.map_or(Message::Nothing, |picture| Message::Picture(Box::new(picture)))
        }));
    }

    fn cancel_stale(&mut self) {
        for stale in self.query.take().into_iter().chain(self.preparation.take()) {
            self.jobs.cancel(stale);
        }
    }

    /// Shows a picture that may be the first of its dataset.
    fn show_first(&mut self, picture: Picture) {
        self.cancel_stale();
        let dataset = &self.model.session.document().dataset;
        if !std::ptr::eq(self.pictured.as_ptr(), Arc::as_ptr(dataset)) {
            self.colors = Colors::default();
        }
        self.pictured = Arc::downgrade(dataset);
        let is_large = dataset.facts.len() > INLINE_FACTS;
        self.show(picture);
        if is_large {
            self.prepare_toggles();
        }
    }

    /// While the user looks at a large dataset, what the next toggle needs is made.
    fn prepare_toggles(&mut self) {
        let document = self.model.session.document().clone();
        let engine = self.engine.clone();
        self.preparation = Some(self.jobs.start("Preparing", false, move |progress| {
            let prepare = |engine: &mut Engine| engine.prepare_toggles(&document.view, &|| progress.is_cancelled());
            engine.with(&document.dataset, prepare);
            Message::Nothing
        }));
    }

    fn show(&mut self, picture: Picture) {
        let picture = picture.colored(&mut self.colors, self.model.session.document());
        self.model.picture = Arc::new(picture);
        self.model.version += 1;
        self.model.updating = false;
    }

    fn cycle_group(&mut self) {
        let by = self.model.session.document().view.by;
        let useful = |by: &GroupBy| match by.axis() {
            Some(axis) => self.model.dataset().dimension(axis).len() > 1,
            None => true,
        };
        let order: Vec<GroupBy> = GroupBy::ALL.into_iter().filter(useful).collect();
        let at = order.iter().position(|known| *known == by).unwrap_or(0);
        self.change(&Change::By(order[(at + 1) % order.len()]));
    }

    fn select_preset(&mut self, preset: &Preset) {
        let dataset = Arc::clone(self.model.dataset());
        let axis = country_axis(&dataset);
        let dimension = dataset.dimension(axis);
        let codes: Vec<String> = match preset {
            Preset::Group(code) => crate::data::country::group(code)
                .map(|group| {
                    group.members.iter().filter(|m| dimension.id_of(m).is_some()).map(ToString::to_string).collect()
                })
                .unwrap_or_default(),
            Preset::TopTen => {
                let bars = self.model.picture.answer.bars.of(axis);
                let mut ranked: Vec<_> = dimension
                    .iter()
                    .filter(|(id, member)| member.role == crate::data::Role::Leaf && bars[*id as usize].value.is_some())
                    .collect();
                ranked.sort_by_key(|(id, _)| std::cmp::Reverse(bars[*id as usize].size()));
                ranked.into_iter().take(10).map(|(_, member)| member.code.clone()).collect()
            }
        };
        if codes.is_empty() {
            self.say(format!("None of {} is in this dataset", preset.label()));
        } else {
            self.change(&Change::Select { axis, codes, name: preset.label().to_owned() });
        }
    }

    /// Closes the dialog; what was worked out for it is of no use any more.
    fn close_dialog(&mut self) {
        if let Some(Dialog::Path(dialog)) = &mut self.model.dialog {
            // The one that it stood before is still there.
            self.model.dialog = dialog.under.take().map(|under| *under);
            return;
        }
        for id in self.trial.take().into_iter().chain(self.asking.take()).chain(self.rows.take()) {
            self.jobs.cancel(id);
        }
        self.model.dialog = None;
    }

    fn save_event(&mut self) {
        let Some(Dialog::Event(form)) = &self.model.dialog else { return };
        let document = self.model.session.document();
        // The button is dimmed while something is wrong; nothing is saved that was not read.
        if let Ok(event) = form.read(&document.dataset, &document.events) {
            self.model.dialog = None;
            self.change(&Change::PutEvent(Box::new(event)));
        }
    }

    fn say(&mut self, text: String) {
        self.model.toast = Some(Toast { text: limited(text, MOST_SAID) });
    }

    fn fail(&mut self, title: &str, detail: String) {
        self.model.dialog = Some(Dialog::Error(ErrorReport::new(title, detail, Vec::new())));
    }

    /// Who keeps settings and work, for those who end the program.
    #[must_use]
    pub fn saver(&self) -> Saver {
        self.saver.clone()
    }

    /// Keeps what is shown for the next start, where anything was opened or changed. Called when the window closes.
    pub fn keep_work(&self) {
        self.saver.finish();
    }

    /// Has what is shown written soon, where it is not what was shown when it was last written.
    fn keep_changed(&mut self) {
        let session = &self.model.session;
        let is_new = match &self.kept {
            Some(kept) => kept != session.document(),
            None => session.undo_label().is_some(),
        };
        if is_new {
            self.kept = Some(session.document().clone());
            self.saver.show(session.document().clone());
        }
    }

    /// What a window left that did not end as it should becomes the last work, and is opened where that is wanted.
    fn take_left_over(&mut self, open: bool) {
        let Some(left) = self.model.left_over.take() else { return };
        match self.saver.adopt(&left) {
            Ok(()) if open => self.open_last_work(),
            Ok(()) => self.say("It stays under \u{201c}Where I left off\u{201d} in the library's menu".to_owned()),
            Err(error) => self.fail("What was shown cannot be taken over", error),
        }
    }

    fn open_last_work(&mut self) {
        match self.model.last_work.clone().filter(|path| path.is_file()) {
            Some(path) => self.open_files(vec![path]),
            None => self.say("Nothing was kept when Saldo was last closed".to_owned()),
        }
    }

    /// Changes the settings here and on the disk.
    fn edit_settings(&mut self, edit: Edit) {
        self.model.settings.apply(&edit);
        self.saver.edit(edit);
    }

    fn start_export(&mut self, target: export::Target) {
        let chooser = Arc::clone(&self.chooser);
        self.jobs.start("Choosing a place", false, move |_| match chooser.save(&target.file_name(), target.ending()) {
            Ok(path) => Message::SaveTo(Box::new(target), path),
            Err(NoDialog) => Message::AskWhere(Box::new(target)),
        });
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.saver.stop();
    }
}

/// The axis that holds countries: partners, or reporters where there is one partner only.
#[must_use]
pub fn country_axis(dataset: &Dataset) -> Axis {
    let many = |axis: Axis| dataset.dimension(axis).len() > 1;
    if !many(Axis::Partner) && many(Axis::Reporter) { Axis::Reporter } else { Axis::Partner }
}

/// A dataset of the library with the library's events.
fn library_document(name: &str) -> Result<Document, ImportError> {
    let source = Source::Library(name.to_owned());
    let opened = import::open(&source, &Options::default(), &Progress::new())?;
    let dataset = match opened {
        Opened::Dataset(dataset) => *dataset,
        Opened::Question(_) | Opened::Choice(_) | Opened::Disputed(_) => return Err(import::library::unknown(name)),
    };
    Ok(Document::open(Arc::new(dataset), format!("library:{name}"), numbered_events()))
}

/// The library's events with ids of this session.
fn numbered_events() -> Arc<Vec<Event>> {
    let mut events = import::library::events();
    events.sort_by_key(|event| event.date);
    for (id, event) in (1..).zip(&mut events) {
        event.id = id;
    }
    Arc::new(events)
}

/// How many events were read, and which of their economies are not known.
fn events_read(events: &[Event]) -> String {
    let unknown = import::events::unknown_countries(events);
    let mut words = format!("{} events read", events.len());
    if !unknown.is_empty() {
        let named: Vec<&str> = unknown.iter().take(5).copied().collect();
        let more = if unknown.len() > named.len() { " and others" } else { "" };
        words.push_str(&format!(
            "; no economy is known as {}{more}: events on it stand beside nothing",
            named.join(", ")
        ));
    }
    words
}

/// Commands that only touch panels and dialogs.
fn apply_to_panels(model: &mut Model, command: Command) {
    let panels = &mut model.panels;
    match command {
        Command::Palette(open) => panels.palette = open.then(|| (String::new(), 0)),
        Command::PaletteText(text) => panels.palette = Some((text, 0)),
        Command::PaletteRow(row) => {
            if let Some((_, marked)) = &mut panels.palette {
                *marked = row;
            }
        }
        Command::Show(Dialog::NewEvent) => model.dialog = Some(Dialog::Event(Box::new(EventForm::empty()))),
        Command::Show(dialog) => model.dialog = Some(dialog),
        Command::Tab(tab) => panels.show_tab(tab),
        Command::Search(axis, text) => panels.search[axis.index()] = text,
        Command::Unfold(axis, code) => {
            let branch = (axis, code);
            let folded = panels.unfolded.remove(&branch);
            panels.unfolded.extend((!folded).then_some(branch));
        }
        Command::SelectEvent(event) => {
            panels.event = event;
            // A panel that is hidden stays so: the chart keeps its place, and the card stands beside the flag.
            if event.is_some() && panels.shows_side() {
                panels.show_tab(Tab::Events);
            }
        }
        Command::OpenCrowd(events) => panels.crowd = events,
        Command::SearchEvents(text) => panels.event_search = text,
        Command::AllFacts(all) => panels.all_facts = all,
        Command::ToggleFilters => panels.toggle_filters(),
        Command::ToggleSide => panels.toggle_side(),
        Command::Narrow(narrow) => panels.narrow = narrow,
        Command::EditEvent(form) => model.dialog = Some(Dialog::Event(form)),
        Command::SortTable(column) => {
            panels.sort = if panels.sort.0 == column { (column, !panels.sort.1) } else { (column, true) };
        }
        Command::DismissToast => model.toast = None,
        _ => {}
    }
}
