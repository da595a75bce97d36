//! The running program: commands, background jobs, file dialogs, settings. It owns the session.
//!
//! [`App::apply`] carries commands out in order; [`App::poll`] takes in what background jobs have
//! finished. The ui room reads [`Model`] and gives commands back, and nothing else.

pub mod command;
mod dialogs;
mod disputed;
mod drawing;
mod event_form;
mod events;
pub mod export;
mod file_dialog;
mod fill;
mod jobs;
mod keep;
mod latest;
mod mapping_dialog;
mod mapping_preview;
pub mod model;
mod open;
mod panels;
mod presets;
mod preview;
mod read;
mod refusal;
mod request;
mod rows;
mod salvage;
mod saver;
mod settings;
mod shared_engine;
mod signals;
mod typed;
mod watch;

pub use command::{Command, Definition, ExportKind, Preset};
pub use disputed::Dispute;
pub use event_form::{Day, EventForm, Named, country_label};
pub use file_dialog::{Chooser, Desktop, NoDialog};
pub use fill::Unfilled;
pub use jobs::{JobView, Jobs, Wake};
pub use mapping_preview::{Trial, TrialLine, TrialMember};
pub use model::{ChoiceDialog, Dialog, ErrorReport, MappingDialog, Model, Panels, RowsDialog, Tab, ThemeChoice, Toast};
pub use presets::country_axis;
pub use preview::Loading;
use preview::Preview;
pub use refusal::NextStep;
pub use request::Late;
use request::{Request, Requests};
pub use saver::{LeftOver, Saver};
pub use settings::{Edit, Settings};
pub use signals::keep_on_signals;
pub use typed::{Found, PathDialog, Purpose};

use std::path::PathBuf;
use std::sync::{Arc, Weak};

use foldhash::HashMap;

use crate::data::{Dataset, Event, limited};
use crate::disk;
use crate::import::{self, FileStamp, ImportError, Opened, Options, Progress, Source};
use crate::session::{Change, OpeningId, Session};
use crate::story::{Document, Evaluation, evaluate_alone};
use keep::Work;
use latest::LatestJobs;
use open::{LoadFinished, Ready};
use shared_engine::SharedEngine;
use typed::Wanted;
use watch::Watch;

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
    Chosen(Wanted, Result<Vec<PathBuf>, NoDialog>),
    /// A file was read, or could not be.
    Arrived(Box<LoadFinished>),
    /// The columns of a file are asked about anew, or the text could not be read as it was said.
    Asked(Box<mapping_dialog::Asked>),
    /// What a file becomes with the answer as it stands.
    Tried(Result<Box<Trial>, String>),
    /// Rows that were not used.
    Rows(Result<Box<import::SomeRows>, String>),
    /// What the scene evaluates to, computed in the background.
    Evaluated(Box<Evaluation>),
    /// Disputed figures that are to be shown, with their first picture.
    Accepted(Box<Ready>),
    /// A job was cancelled, or has nothing to say.
    Nothing,
    /// A place chosen for an export.
    SaveTo(Arc<export::Target>, Result<Option<PathBuf>, NoDialog>),
    /// Something was written, or could not be; with the events that are in it.
    Saved(Result<PathBuf, String>, Option<Arc<Vec<Event>>>),
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
    jobs: Jobs<(Request, Message)>,
    requests: Requests,
    work: Work,
    chooser: Arc<dyn Chooser>,
    /// Background jobs of which only the latest of each kind counts.
    latest: LatestJobs,
    /// Commands that wait for the query, each with the opening that it is about.
    waiting: Vec<(OpeningId, Command)>,
    preview: Preview,
    /// What the engine remembers of the open dataset.
    engine: SharedEngine,
    /// The dataset that was evaluated last.
    evaluated: Weak<Dataset>,
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
        let mut session = Session::new(document);
        let engine = SharedEngine::default();
        let evaluation = Arc::new(evaluate_alone(session.document()));
        session.keep_colors(evaluation.kept_colors.clone());
        let evaluated = Arc::downgrade(&session.document().dataset);
        let loaded = Settings::load(start.settings.as_deref());
        let saver = Saver::new(start.settings.as_deref(), loaded.writable, Arc::clone(&start.wake));
        let model = Model {
            session,
            evaluation,
            version: 1,
            updating: false,
            loading: None,
            panels: Panels::default(),
            dialog: None,
            below: Vec::new(),
            jobs: Vec::new(),
            toast: loaded.remark.map(|text| Toast { text }),
            changed_on_disk: false,
            settings: loaded.settings,
            last_work: saver.last_work(),
            left_over: saver.left_over(),
            late: None,
        };
        let mut app = Self {
            model,
            watch: Watch::new(Arc::clone(&start.wake)),
            jobs: Jobs::new(start.wake),
            requests: Requests::default(),
            work: Work::of(saver),
            chooser: start.chooser,
            latest: LatestJobs::default(),
            waiting: Vec::new(),
            preview: Preview::default(),
            engine,
            evaluated,
            stamps: HashMap::default(),
            effects: Vec::new(),
        };
        let request = app.request();
        for source in start.sources {
            if !matches!(&source, Source::Library(opened) if *opened == name) {
                app.start_reading(request, source, Options::default(), false);
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
        for (id, (request, message)) in self.jobs.take() {
            self.take_in(id, request, message);
        }
        if self.watch.take_changed() {
            self.model.changed_on_disk = true;
        }
        if let Some(remark) = self.work.saver.take_remark() {
            self.say(remark);
        }
        self.follow();
    }

    /// What follows from every message and every command.
    fn follow(&mut self) {
        self.model.jobs = self.jobs.running();
        self.follow_opening();
        self.keep_changed();
        if let Some(why) = self.jobs.take_refused() {
            self.fail("This cannot be done now", why);
        }
    }

    /// Starts a job that answers a request which is made now.
    fn start(
        &mut self,
        name: &str,
        listed: bool,
        work: impl FnOnce(&Arc<Progress>) -> Message + Send + 'static,
    ) -> u64 {
        let request = self.request();
        self.start_for(request, name, listed, work)
    }

    /// Starts a job that answers a request which was made before.
    fn start_for(
        &mut self,
        request: Request,
        name: &str,
        listed: bool,
        work: impl FnOnce(&Arc<Progress>) -> Message + Send + 'static,
    ) -> u64 {
        self.jobs.start(name, listed, move |progress| (request, work(progress)))
    }

    fn take_in(&mut self, id: u64, request: Request, message: Message) {
        if message.is_about_open().is_some_and(|what| self.is_too_late(request, what)) {
            return;
        }
        match message {
            Message::Chosen(wanted, Ok(paths)) => self.use_paths(wanted, paths),
            Message::Chosen(wanted, Err(NoDialog)) => self.ask_path(wanted),
            Message::Arrived(arrival) => {
                if self.model.loading.as_ref().is_some_and(|loading| loading.job <= id) {
                    self.stop_loading();
                }
                self.arrive(request, *arrival);
            }
            Message::Evaluated(evaluation) => self.take_evaluation(id, *evaluation),
            Message::Accepted(ready) => self.receive(*ready),
            Message::Nothing => {}
            Message::Asked(asked) => self.take_asked(id, request, *asked),
            Message::Tried(trial) => self.take_tried(id, trial),
            Message::Rows(rows) => self.take_rows(id, rows),
            Message::SaveTo(target, Ok(Some(path))) => self.save(target, path),
            Message::SaveTo(_, Ok(None)) => {}
            Message::SaveTo(target, Err(NoDialog)) => self.ask_path(Wanted::Save(target)),
            Message::Saved(Ok(path), events) => {
                self.know_safe(events.as_deref().map(Vec::as_slice).unwrap_or_default());
                self.say(format!("Saved {}", disk::text(&path)));
            }
            Message::Saved(Err(detail), _) => self.fail("The file could not be saved", detail),
            Message::Events(events) => self.take_events(events),
            Message::Filled(laid) => self.take_filled(*laid),
        }
    }

    /// Carries a command out.
    pub fn apply(&mut self, command: Command) {
        match command {
            command if self.model.loading.is_some() && command.needs_all() => self.say_wait(),
            command if self.model.updating && command.needs_picture() => self.wait_for_evaluation(command),
            command => self.carry_out(command),
        }
        self.follow();
    }

    fn carry_out(&mut self, command: Command) {
        match command {
            Command::Open => self.choose_files(),
            Command::OpenFiles(paths) => self.open_files(paths),
            Command::OpenLibrary(name) => self.start_opening(Source::Library(name), Options::default()),
            Command::RestoreLast => self.open_last_work(),
            Command::LeftOver(open) => self.take_left_over(open),
            Command::Late(show) => self.take_late(show),
            Command::Reload => self.reload(),
            Command::DismissReload => self.model.changed_on_disk = false,
            Command::SaveSession => self.start_export(export::Target::session(&self.model)),
            Command::Export(kind) => self.start_export(export::Target::new(kind, &self.model)),
            Command::CancelJob(id) => self.jobs.cancel(id),
            Command::Change(change) => self.change(&change),
            Command::EndGesture => self.model.session.settle(),
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
            Command::SaveMapping => export::Target::mapping(&self.model).into_iter().for_each(|t| self.start_export(t)),
            Command::EditMapping(mapping) => self.edit_mapping(*mapping),
            Command::SaveEvent => self.save_event(),
            Command::CopyTable => self.copy_table(),
            Command::EditPath(text) => self.edit_path(text),
            Command::UsePath => self.use_path(),
            Command::Quit => self.effects.push(Effect::Quit),
            Command::Theme(theme) => self.edit_settings(Edit::Theme(theme)),
            Command::KeepLarge(keep) => self.keep_large(keep),
            Command::ClearKept => self.clear_kept(),
            Command::Present(on) => {
                self.model.panels.presenting = on;
                self.effects.push(Effect::Fullscreen(on));
            }
            other => {
                if let Some(other) = self.apply_to_dialogs(other) {
                    panels::apply(&mut self.model, other);
                }
            }
        }
    }

    fn change(&mut self, change: &Change) {
        if self.model.session.apply(change) {
            self.redraw();
        }
    }

    fn step(&mut self, step: fn(&mut Session) -> bool) {
        let before = self.model.session.opening();
        if step(&mut self.model.session) {
            if self.model.session.opening() != before {
                self.watch_current();
            }
            self.redraw();
        }
    }

    fn say(&mut self, text: String) {
        self.model.toast = Some(Toast { text: limited(text, MOST_SAID) });
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.work.saver.stop();
    }
}

/// A dataset of the library with the library's events.
fn library_document(name: &str) -> Result<Document, ImportError> {
    let source = Source::Library(name.to_owned());
    let opened = import::open(&source, &Options::default(), &Progress::new())?;
    let dataset = match opened {
        Opened::Dataset(dataset) => *dataset,
        Opened::Question(_) | Opened::Choice(_) | Opened::Disputed(_) => return Err(import::library::unknown(name)),
    };
    Ok(Document::open(Arc::new(dataset), format!("library:{name}"), events::library_events()))
}

#[cfg(test)]
mod tests;
