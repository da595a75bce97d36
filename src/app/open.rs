//! Opening: files, sessions, event lists, the question about columns, and reloading.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::early::Viewer;
use super::refusal::Refusal;
use super::{App, ChoiceDialog, Dialog, Edit, INLINE_FACTS, Message, Picture, Purpose, numbered_events};
use crate::data::{Dataset, Event, limited};
use crate::disk;
use crate::import::{self, Cache, Choice, FileStamp, ImportError, Opened, Options, Progress, Source, Ticket};
use crate::session::{Change, Document, SessionFile};

/// File endings offered first in the dialog.
const ENDINGS: [&str; 14] =
    ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ods", "parquet", "json", "gz", "zip", "zst", "CSV", "XLSX"];

/// What came of reading a file.
pub(super) struct Arrival {
    source: Source,
    what: Result<What, Refusal>,
    /// Whether it replaces the open figures of the same file.
    reload: bool,
    /// Whether what is packed may unpack to any size.
    no_size_limit: bool,
    /// What the file looked like before it was read.
    stamp: Option<FileStamp>,
    /// What the figures may be kept by, where they were read from the file itself.
    ticket: Option<Ticket>,
}

enum What {
    Data(Opened),
    /// So many figures that their first picture is made where they are read.
    Drawn(Box<Document>, Box<Picture>),
    Session(Box<SessionFile>, Box<Opened>),
    Events(Vec<Event>),
}

impl What {
    const fn has_figures(&self) -> bool {
        match self {
            Self::Data(opened) => matches!(opened, Opened::Dataset(_)),
            Self::Drawn(..) => true,
            Self::Session(_, opened) => matches!(**opened, Opened::Dataset(_)),
            Self::Events(_) => false,
        }
    }
}

impl App {
    pub(super) fn choose_files(&mut self) {
        let chooser = Arc::clone(&self.chooser);
        self.jobs.start("Choosing files", false, move |_| {
            Message::Chosen(Purpose::Open, chooser.open("Open trade data", &ENDINGS))
        });
    }

    pub(super) fn choose_events(&mut self) {
        let chooser = Arc::clone(&self.chooser);
        self.jobs.start("Choosing events", false, move |_| {
            Message::Chosen(Purpose::Events, chooser.open("Import events", &["csv", "json"]))
        });
    }

    /// Reads lists of events; all of them or none.
    pub(super) fn read_events(&mut self, paths: Vec<PathBuf>) {
        if paths.is_empty() {
            return;
        }
        self.jobs.start("Reading events", true, move |progress| {
            let read =
                |path: PathBuf| import::events::read(&Source::Path(path), progress).map_err(|error| error.one_line());
            let all: Result<Vec<Vec<Event>>, String> = paths.into_iter().map(read).collect();
            Message::Events(all.map(|lists| lists.into_iter().flatten().collect()))
        });
    }

    /// Opens files; several at once are one dataset where they are its parts, and come one after the other where not.
    pub(super) fn open_files(&mut self, paths: Vec<PathBuf>) {
        let mut sources: Vec<Source> = paths.into_iter().map(Source::Path).collect();
        let source = if sources.len() > 1 { Some(Source::Several(sources)) } else { sources.pop() };
        if let Some(source) = source {
            self.start_opening(source, Options::default());
        }
    }

    /// Reads a source in the background; the window stays on what it shows until the file has arrived.
    pub(super) fn start_opening(&mut self, source: Source, options: Options) {
        self.start_reading(source, options, false);
    }

    pub(super) fn start_reading(&mut self, source: Source, options: Options, reload: bool) {
        let options = Options { remembered: Arc::new(self.model.settings.answers()), ..options };
        let name = format!("Opening {}", short_name(&source));
        let cache = self.cache();
        let (viewer, slot) = self.viewer();
        // A file that is read again is on the screen already, and whole.
        let viewer = (!reload).then_some(viewer);
        let job = self.jobs.start(&name, true, move |progress| {
            let stamp = source.path().and_then(import::stamp);
            let mut keeper = Keeper { cache, ticket: None, viewer };
            let what = read(&source, &options, progress, &mut keeper);
            let what = if reload { what } else { what.map(|what| drawn(what, &source)) };
            let no_size_limit = options.no_size_limit;
            Message::Arrived(Box::new(Arrival { source, what, reload, no_size_limit, stamp, ticket: keeper.ticket }))
        });
        self.look_at(job, slot);
    }

    /// Where datasets are kept, unless the user does not want that.
    fn cache(&self) -> Option<Cache> {
        let wanted = self.model.last_work.is_some() && !self.model.settings.no_cache;
        wanted.then(Cache::of_user).flatten()
    }

    /// Forgets what was kept, whether or not anything is to be kept from now on.
    pub(super) fn clear_kept(&mut self) {
        let Some(cache) = self.model.last_work.is_some().then(Cache::of_user).flatten() else {
            self.say("Nothing is kept".to_owned());
            return;
        };
        let megabytes = cache.size().div_ceil(1_000_000);
        match cache.clear() {
            Ok(()) => self.say(format!("Kept files are cleared: {megabytes} MB")),
            Err(error) => self.fail("Kept files were not cleared", error.to_string()),
        }
    }

    pub(super) fn reload(&mut self) {
        self.model.changed_on_disk = false;
        let source = Source::parse(&self.model.session.document().source);
        self.start_reading(source, Options::default(), true);
    }

    pub(super) fn arrive(&mut self, arrival: Arrival) {
        let Arrival { source, what, reload, no_size_limit, stamp, ticket } = arrival;
        let ticket = ticket.filter(|_| what.as_ref().is_ok_and(What::has_figures));
        if what.is_ok() {
            self.stamps.insert(source.name(), stamp);
        }
        match what {
            Ok(What::Data(Opened::Dataset(dataset))) if reload => self.refresh(Arc::new(*dataset)),
            Ok(What::Data(Opened::Disputed(disputed))) => {
                self.dispute(&source, *disputed, None, (reload, no_size_limit));
            }
            Ok(What::Data(opened)) => self.show_opened(&source, opened, None, no_size_limit),
            Ok(What::Drawn(document, picture)) => self.show_document(&source, *document, Some(*picture)),
            Ok(What::Session(file, opened)) => {
                let source = Source::parse(&file.source);
                self.stamps.insert(source.name(), source.path().and_then(import::stamp));
                self.show_opened(&source, *opened, Some(*file), no_size_limit);
            }
            Ok(What::Events(events)) => {
                let count = events.len();
                self.change(&Change::ImportEvents(events));
                self.say(format!("{count} events added from {}", short_name(&source)));
            }
            Err(Refusal { apart: true, .. }) => {
                let Source::Several(files) = source else { return };
                for file in files {
                    self.start_opening(file, Options::default());
                }
            }
            Err(refusal) => self.refuse_file(&source, refusal),
        }
        if let Some(ticket) = ticket {
            // In the background. Where it fails the file is read again the next time.
            let dataset = Arc::clone(&self.model.session.document().dataset);
            rayon::spawn(move || ticket.keep(&dataset));
        }
    }

    fn show_opened(&mut self, source: &Source, opened: Opened, file: Option<SessionFile>, no_size_limit: bool) {
        match opened {
            Opened::Question(question) => self.ask(*question, no_size_limit),
            Opened::Choice(choice) => self.choose_part(*choice, no_size_limit),
            Opened::Disputed(disputed) => self.dispute(source, *disputed, file, (false, no_size_limit)),
            Opened::Dataset(dataset) => {
                self.show_document(source, document_of(Arc::new(*dataset), source.name(), file), None);
            }
        }
    }

    /// Puts a document that was opened in the place of the one at hand, with its first picture where it is made.
    pub(super) fn show_document(&mut self, source: &Source, document: Document, picture: Option<Picture>) {
        if let Some(path) = source.path().filter(|path| Some(*path) != self.model.last_work.as_deref()) {
            self.edit_settings(Edit::Opened(path.to_owned()));
        }
        let label = format!("open {}", short_name(source));
        self.model.session.replace(document, label);
        self.model.panels.search = Default::default();
        self.model.panels.event = None;
        self.model.changed_on_disk = false;
        self.watch_current();
        match picture {
            Some(picture) => self.show_first(picture),
            None => self.redraw(),
        }
    }

    /// Asks which of a file's tables to open; the first with figures is marked.
    pub(super) fn choose_part(&mut self, choice: Choice, no_size_limit: bool) {
        let marked = choice.parts.iter().position(|part| part.likely == import::Likely::Data).unwrap_or(0);
        self.choose_from(choice, marked, no_size_limit);
    }

    /// Asks which of a file's tables to open, with one of them marked.
    pub(super) fn choose_from(&mut self, choice: Choice, marked: usize, no_size_limit: bool) {
        let dialog = ChoiceDialog { choice: Arc::new(choice), marked, no_size_limit };
        self.model.dialog = Some(Dialog::Choice(Box::new(dialog)));
    }

    pub(super) fn mark_part(&mut self, at: usize) {
        if let Some(Dialog::Choice(dialog)) = &mut self.model.dialog {
            dialog.marked = at.min(dialog.choice.parts.len().saturating_sub(1));
        }
    }

    pub(super) fn open_part(&mut self) {
        let Some(Dialog::Choice(dialog)) = self.model.dialog.take() else { return };
        if let Some(part) = dialog.choice.parts.get(dialog.marked) {
            let options = Options { no_size_limit: dialog.no_size_limit, ..Options::default() };
            self.start_opening(dialog.choice.source_of(part), options);
        }
    }

    pub(super) fn open_large(&mut self, source: Source) {
        self.model.dialog = None;
        self.start_opening(source, Options { no_size_limit: true, ..Options::default() });
    }

    pub(super) fn watch_current(&mut self) {
        let source = Source::parse(&self.model.session.document().source);
        self.watch.look_at(source.path().map(Path::to_owned));
    }
}

/// A dataset as it is shown first: as the session file says that is opened, else as the dataset itself opens.
pub(super) fn document_of(dataset: Arc<Dataset>, source: String, file: Option<SessionFile>) -> Document {
    let mut document = Document::open(dataset, source, numbered_events());
    if let Some(file) = file {
        document.view = file.view;
        document.fills = file.fills;
        document.events = Arc::new((1..).zip(file.events).map(|(id, e)| Event { id, ..e }).collect());
    }
    document
}

/// Many figures with their first picture, so that the window need not make it.
fn drawn(what: What, source: &Source) -> What {
    match what {
        What::Data(Opened::Dataset(dataset)) if dataset.facts.len() > INLINE_FACTS => {
            let document = document_of(Arc::new(*dataset), source.name(), None);
            let picture = Picture::of(&document);
            What::Drawn(Box::new(document), Box::new(picture))
        }
        other => other,
    }
}

/// Opens what was kept of a file, else the file itself.
struct Keeper {
    cache: Option<Cache>,
    /// What the figures may be kept by, where they were read from the file itself.
    ticket: Option<Ticket>,
    /// Who shows what is read while it is.
    viewer: Option<Viewer>,
}

impl Keeper {
    /// Opens a source, for a session file where one asks for it.
    fn open(
        &mut self,
        source: &Source,
        options: &Options,
        progress: &Progress,
        file: Option<&SessionFile>,
    ) -> Result<Opened, ImportError> {
        let ticket = self.cache.as_ref().and_then(|cache| cache.ticket(source, options));
        if let Some(dataset) = ticket.as_ref().and_then(Ticket::find) {
            return Ok(Opened::Dataset(Box::new(dataset)));
        }
        self.ticket = ticket;
        if let Some(viewer) = self.viewer.take() {
            viewer.watch(source, file, progress);
        }
        import::open(source, options, progress)
    }
}

/// Reads a file for what it is: a session, a list of events, or trade data.
fn read(source: &Source, options: &Options, progress: &Progress, keeper: &mut Keeper) -> Result<What, Refusal> {
    if let Source::Path(path) = source
        && may_be_json(path)
    {
        return read_json(path, options, progress, keeper).map_err(Refusal::plain);
    }
    let opened = keeper.open(source, options, progress, None);
    opened.map(What::Data).map_err(|error| Refusal::of(&error, source, options))
}

/// By its ending; where a file has none, by its first byte. Of what is no file, as a pipe, nothing is taken.
fn may_be_json(path: &Path) -> bool {
    let begins = |path: &Path| {
        let mut first = [0];
        path.is_file() && File::open(path).is_ok_and(|mut file| file.read_exact(&mut first).is_ok()) && first == *b"{"
    };
    path.extension().map_or_else(|| begins(path), |ending| ending.eq_ignore_ascii_case("json"))
}

fn read_json(path: &Path, options: &Options, progress: &Progress, keeper: &mut Keeper) -> Result<What, String> {
    match SessionFile::load_if_one(path) {
        Ok(Some(file)) => {
            let opened = keeper.open(&Source::parse(&file.source), options, progress, Some(&file));
            let opened = opened
                .map_err(|error| format!("{}: its data cannot be opened. {}", disk::text(path), error.one_line()))?;
            let opened = match opened {
                Opened::Dataset(dataset) if !file.fills.is_empty() => {
                    let filled = super::fill::again(*dataset, &file.fills);
                    let filled =
                        filled.map_err(|why| format!("{}: its gap cannot be filled again. {why}", disk::text(path)))?;
                    Opened::Dataset(Box::new(filled))
                }
                opened => opened,
            };
            Ok(What::Session(Box::new(file), Box::new(opened)))
        }
        Ok(None) => read_other_json(path, options, progress, keeper),
        // What says that it is a session is nothing else, even where it holds events.
        Err(error) => Err(error.to_string()),
    }
}

/// A list of events, or a table of trade as objects.
fn read_other_json(path: &Path, options: &Options, progress: &Progress, keeper: &mut Keeper) -> Result<What, String> {
    let source = Source::Path(path.to_owned());
    let not_events = match import::events::read(&source, progress) {
        Ok(events) => return Ok(What::Events(events)),
        Err(error) => error.one_line(),
    };
    let not_data = match keeper.open(&source, options, progress, None) {
        Ok(opened) => return Ok(What::Data(opened)),
        Err(error) => error.one_line(),
    };
    let file = disk::text(path);
    Err(format!(
        "{file}: neither a Saldo session; nor a list of events: {not_events}; nor a table of trade: {not_data}"
    ))
}

/// A source without its folders, no longer than a line.
pub(super) fn short_name(source: &Source) -> String {
    let name = match source {
        Source::Path(path) => path.file_name().map_or_else(|| disk::text(path), |n| disk::text(Path::new(n))),
        Source::Library(name) => name.clone(),
        Source::Bytes { name, .. } => name.clone(),
        Source::Several(files) => files.iter().take(MOST_NAMED).map(short_name).collect::<Vec<_>>().join(" + "),
        Source::Part { of, name, .. } if name.is_empty() => short_name(of),
        Source::Part { of, name, .. } => format!("{} ({name})", short_name(of)),
    };
    limited(name, MOST_LETTERS)
}

/// So many letters the name of a source has at most where it stands in a sentence, and so many files are named.
const MOST_LETTERS: usize = 100;
const MOST_NAMED: usize = 20;

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::{Duration, Instant};

    use super::*;
    use crate::app::{Desktop, Start};

    fn wait(app: &mut App, done: impl Fn(&App) -> bool) {
        let start = Instant::now();
        while !done(app) {
            assert!(start.elapsed() < Duration::from_secs(30), "it did not happen");
            std::thread::sleep(Duration::from_millis(1));
            app.poll();
        }
    }

    #[test]
    fn what_was_open_comes_back_with_the_error_of_a_file_whose_first_rows_were_seen() {
        let start = Start { sources: Vec::new(), settings: None, wake: Arc::new(|| {}), chooser: Arc::new(Desktop) };
        let mut app = App::new(start).unwrap_or_else(|error| panic!("{}", error.one_line()));
        app.show_early_after(Duration::ZERO);
        let before = app.model().session.document().clone();
        let text = "period,reporter,partner,sector,flow,value\n2001,JPN,P1,S1,export,5\n2002,JPN,P1,S1,export,7\n";
        let source = Source::Bytes { name: "rows.csv".to_owned(), bytes: text.as_bytes().into() };
        let (viewer, slot) = app.viewer();
        let (go_on, seen) = channel::<()>();
        let job = app.jobs.start("Opening rows.csv", true, move |progress| {
            viewer.watch(&source, None, progress);
            let whole = import::open(&source, &Options::default(), progress);
            assert!(matches!(whole, Ok(Opened::Dataset(_))));
            let _ = seen.recv();
            let (what, ticket) = (Err(Refusal::plain("the disk is gone".to_owned())), None);
            Message::Arrived(Box::new(Arrival {
                source,
                what,
                reload: false,
                no_size_limit: false,
                stamp: None,
                ticket,
            }))
        });
        app.look_at(job, slot);
        wait(&mut app, |app| app.model().loading.is_some());
        assert!(app.model().drawn().headline.title.contains("Not complete: the first 2 rows of rows.csv"));
        assert!(app.model().dataset().facts.is_empty(), "the facts of first rows are not kept");
        assert_eq!(*app.model().session.document(), before);
        drop(go_on);
        wait(&mut app, |app| app.model().dialog.is_some());
        assert!(app.model().loading.is_none());
        assert_eq!(*app.model().document(), before);
        assert!(app.model().session.undo_label().is_none());
    }
}
