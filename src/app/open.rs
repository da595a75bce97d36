//! Opening files and reading them again, and what is done with what was read of them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fill;
use super::read::{CachedOpener, Loaded, document_of, evaluated, read, read_session};
use super::refusal::Refusal;
use super::request::{EVENTS, Request};
use super::typed::Wanted;
use super::{App, ChoiceDialog, Dialog, Dispute, Edit, Message};
use crate::data::limited;
use crate::disk;
use crate::import::{self, Choice, FileStamp, Opened, Options, Progress, Source};
use crate::session::{Change, SessionFile};
use crate::story::{Document, Evaluation};

/// File endings offered first in the dialog.
const ENDINGS: [&str; 14] =
    ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ods", "parquet", "json", "gz", "zip", "zst", "CSV", "XLSX"];

/// What came of reading a file.
pub(super) struct LoadFinished {
    source: Source,
    what: Result<Loaded, Refusal>,
    /// Whether it replaces the open figures of the same file.
    reload: bool,
    /// Whether what is packed may unpack to any size.
    no_size_limit: bool,
    /// What the file looked like before it was read.
    stamp: Option<FileStamp>,
}

impl LoadFinished {
    /// Figures that were read.
    #[cfg(test)]
    pub(super) fn of(source: Source, dataset: Arc<crate::data::Dataset>, reload: bool) -> Self {
        Self { source, what: Ok(Loaded::Figures(dataset, Vec::new())), reload, no_size_limit: false, stamp: None }
    }

    /// What cannot be done where another document is open than the one for which the file was read.
    pub(super) fn is_about_open(&self) -> Option<&'static str> {
        match &self.what {
            Ok(Loaded::Events(_)) => Some(EVENTS),
            _ if self.reload => Some("The file was not reloaded"),
            _ => None,
        }
    }
}

/// A document that was opened and can be shown.
pub(super) struct Ready {
    pub request: Request,
    pub source: Source,
    pub document: Document,
    /// Its first picture, where it is made.
    pub evaluation: Option<Evaluation>,
    /// The session file that it was saved as.
    pub session: Option<PathBuf>,
    /// What the file looked like before it was read.
    pub stamp: Option<FileStamp>,
}

impl App {
    /// Asks for files with the desktop's dialog.
    pub(super) fn choose(&mut self, wanted: Wanted, title: &str, endings: &'static [&'static str]) {
        let (chooser, title) = (Arc::clone(&self.chooser), title.to_owned());
        self.start("Choosing files", false, move |_| Message::Chosen(wanted, chooser.open(&title, endings)));
    }

    pub(super) fn choose_files(&mut self) {
        self.choose(Wanted::Open, "Open trade data", &ENDINGS);
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
        let request = self.request();
        self.start_reading(request, source, options, false);
    }

    pub(super) fn start_reading(&mut self, request: Request, source: Source, options: Options, reload: bool) {
        let source = absolute(source);
        // What had been laid in is laid in again.
        let fills = if reload { self.model.session.document().fills.clone() } else { Vec::new() };
        let job =
            self.read_in_background(request, source, (options, reload), move |source, options, progress, opener| {
                match read(source, options, progress, opener)? {
                    Loaded::Figures(dataset, _) if reload => {
                        let laid = fill::again(&dataset, &fills, progress).map_err(|(_, why)| {
                            let remedy = "Undo the filling, or put its file back, and reload";
                            Refusal::plain(format!("What was laid in cannot be laid in again: {why}. {remedy}"))
                        })?;
                        Ok(Loaded::Figures(dataset, laid))
                    }
                    what => Ok(what),
                }
            });
        if reload {
            // The newest reading has the newest figures.
            self.latest.reloading.replace(&mut self.jobs, job);
        }
    }

    /// Opens what a session says that was read before, as it is by now.
    pub(super) fn open_session(&mut self, path: PathBuf, file: SessionFile) {
        let request = self.request();
        let source = Source::Path(path.clone());
        self.read_in_background(request, source, (Options::default(), false), move |_, options, progress, opener| {
            read_session(&path, file, options, progress, opener)
        });
    }

    fn read_in_background(
        &mut self,
        request: Request,
        source: Source,
        (options, reload): (Options, bool),
        read: impl FnOnce(&Source, &Options, &Progress, &mut CachedOpener) -> Result<Loaded, Refusal> + Send + 'static,
    ) -> u64 {
        let options = Options { remembered: Arc::new(self.model.settings.answers()), ..options };
        let name = format!("Opening {}", short_name(&source));
        let cache = self.cache();
        let (sink, slot) = self.sink();
        // A file that is read again is on the screen already, and whole.
        let sink = (!reload).then_some(sink);
        let job = self.start_for(request, &name, true, move |progress| {
            let stamp = source.path().and_then(import::stamp);
            let mut opener = CachedOpener { cache, sink, read: None };
            let what = read(&source, &options, progress, &mut opener);
            let what = if reload { what } else { what.map(|what| evaluated(what, &source)) };
            opener.keep();
            let no_size_limit = options.no_size_limit;
            Message::Arrived(Box::new(LoadFinished { source, what, reload, no_size_limit, stamp }))
        });
        self.look_at(job, slot);
        job
    }

    pub(super) fn reload(&mut self) {
        self.model.changed_on_disk = false;
        let source = Source::parse(&self.model.session.document().source);
        let request = self.request();
        self.start_reading(request, source, Options::default(), true);
    }

    pub(super) fn arrive(&mut self, request: Request, arrival: LoadFinished) {
        let LoadFinished { source, what, reload, no_size_limit, stamp } = arrival;
        match what {
            Ok(Loaded::Figures(dataset, laid)) if reload => {
                self.stamps.insert(source.name(), stamp);
                self.refresh(&dataset, &laid);
            }
            Ok(Loaded::Figures(dataset, _)) => {
                let document = document_of(dataset, source.name(), None);
                self.receive(Ready { request, source, document, evaluation: None, session: None, stamp });
            }
            Ok(Loaded::Evaluated(document, evaluation)) => {
                let evaluation = Some(*evaluation);
                self.receive(Ready { request, source, document: *document, evaluation, session: None, stamp });
            }
            Ok(Loaded::Session(file, dataset)) => {
                let session = source.path().map(Path::to_owned);
                let source = Source::parse(&file.source);
                let stamp = source.path().and_then(import::stamp);
                let document = file.document(dataset, source.name());
                self.receive(Ready { request, source, document, evaluation: None, session, stamp });
            }
            Ok(Loaded::Ask(opened, file)) => match *opened {
                Opened::Question(question) => self.ask(*question, no_size_limit),
                Opened::Choice(choice) => self.choose_part(*choice, no_size_limit),
                Opened::Disputed(disputed) => {
                    let import::Disputed { dataset, question } = *disputed;
                    let session = file.as_ref().and_then(|_| source.path()).map(Path::to_owned);
                    let source = file.as_ref().map_or(source, |file| Source::parse(&file.source));
                    let (dataset, file) = (Arc::new(dataset), file.map(|file| *file));
                    let dispute = Dispute { dataset, source, file, session, reload, request, stamp };
                    self.dispute(dispute, question, no_size_limit);
                }
                // Figures come as such.
                Opened::Dataset(_) => {}
            },
            Ok(Loaded::Events(events)) => {
                let count = events.len();
                self.know_safe(&events);
                self.change(&Change::ImportEvents(events));
                self.say(format!("{count} events added from {}", short_name(&source)));
            }
            Err(Refusal { apart: true, .. }) => {
                let Source::Several(files) = source else { return };
                for file in files {
                    self.start_reading(request, file, Options::default(), false);
                }
            }
            Err(refusal) => self.refuse_file(&source, refusal),
        }
    }

    /// Puts a document that was opened in the place of the one at hand.
    pub(super) fn show_document(&mut self, ready: Ready) {
        let Ready { source, mut document, evaluation, session, stamp, .. } = ready;
        if let Some(path) = source.path().filter(|path| Some(*path) != self.model.last_work.as_deref()) {
            self.edit_settings(Edit::Opened(path.to_owned()));
        }
        let left = self.carry_events(&mut document, session.is_some());
        if session.is_some_and(|path| !self.work.saver.is_own(&path)) {
            self.know_safe(&document.events);
        }
        let evaluation = evaluation.map(|evaluation| evaluation.with_events(&document.events));
        self.stamps.insert(source.name(), stamp);
        self.model.session.open(document, format!("open {}", short_name(&source)));
        self.model.panels.search = Default::default();
        self.model.panels.event = None;
        self.watch_current();
        match evaluation {
            Some(evaluation) => self.show_first(evaluation),
            None => self.redraw(),
        }
        if left > 0 {
            let events = if left == 1 { "One event of yours is" } else { &format!("{left} events of yours are") };
            self.say(format!(
                "{events} not in this session: undo leads back to what was open. It is kept as earlier work, too"
            ));
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
        self.put(Dialog::Choice(Box::new(dialog)));
    }

    pub(super) fn mark_part(&mut self, at: usize) {
        if let Some(Dialog::Choice(dialog)) = &mut self.model.dialog {
            dialog.marked = at.min(dialog.choice.parts.len().saturating_sub(1));
        }
    }

    pub(super) fn open_part(&mut self) {
        if !matches!(self.model.dialog, Some(Dialog::Choice(_))) {
            return;
        }
        let Some(Dialog::Choice(dialog)) = self.take_dialog() else { return };
        if let Some(part) = dialog.choice.parts.get(dialog.marked) {
            let options = Options { no_size_limit: dialog.no_size_limit, ..Options::default() };
            self.start_opening(dialog.choice.source_of(part), options);
        }
    }

    pub(super) fn open_large(&mut self, source: Source) {
        self.start_opening(source, Options { no_size_limit: true, ..Options::default() });
    }

    /// Watches the file of the open document, and says where it is not any more what was read of it.
    pub(super) fn watch_current(&mut self) {
        let source = Source::parse(&self.model.session.document().source);
        let now = source.path().and_then(import::stamp);
        let read = self.stamps.get(&source.name()).copied().flatten();
        self.model.changed_on_disk = read.zip(now).is_some_and(|(read, now)| read != now);
        self.watch.look_at(source.path().map(Path::to_owned));
    }
}

/// The source by whole paths: a session that names it is opened from anywhere.
fn absolute(source: Source) -> Source {
    match source {
        Source::Path(path) => Source::Path(std::path::absolute(&path).unwrap_or(path)),
        Source::Several(files) => Source::Several(files.into_iter().map(absolute).collect()),
        Source::Part { of, name, unpacked } => Source::Part { of: Box::new(absolute(*of)), name, unpacked },
        other => other,
    }
}

/// A source without its folders, no longer than a line.
pub(super) fn short_name(source: &Source) -> String {
    let name = match source {
        Source::Path(path) => short_path(path),
        Source::Library(name) => name.clone(),
        Source::Bytes { name, .. } => name.clone(),
        Source::Several(files) => files.iter().take(MOST_NAMED).map(short_name).collect::<Vec<_>>().join(" + "),
        Source::Part { of, name, .. } if name.is_empty() => short_name(of),
        Source::Part { of, name, .. } => format!("{} ({name})", short_name(of)),
    };
    limited(name, MOST_LETTERS)
}

/// A file without its folders.
pub(super) fn short_path(path: &Path) -> String {
    disk::text(path.file_name().map_or(path, Path::new))
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
        let (sink, slot) = app.sink();
        let (go_on, seen) = channel::<()>();
        let job = app.start("Opening rows.csv", true, move |progress| {
            sink.watch(&source, None, progress);
            let whole = import::open(&source, &Options::default(), progress);
            assert!(matches!(whole, Ok(Opened::Dataset(_))));
            let _ = seen.recv();
            let what = Err(Refusal::plain("the disk is gone".to_owned()));
            Message::Arrived(Box::new(LoadFinished { source, what, reload: false, no_size_limit: false, stamp: None }))
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
