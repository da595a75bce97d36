//! Opening: files, sessions, event lists, the question about columns, and reloading.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{App, ChoiceDialog, Dialog, ErrorReport, MappingDialog, Message, numbered_events};
use crate::data::{Axis, Event};
use crate::import::{self, Choice, ImportError, Mapping, Opened, Options, Progress, Question, Source};
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
}

/// Why a file was not opened.
struct Refusal {
    detail: String,
    /// Whether only its size stopped it.
    too_large: bool,
    /// Whether they are several files that are no parts of one dataset.
    apart: bool,
}

impl From<ImportError> for Refusal {
    fn from(error: ImportError) -> Self {
        Self {
            detail: error.one_line(),
            too_large: matches!(error, ImportError::TooLarge { .. }),
            apart: matches!(error, ImportError::Apart { .. }),
        }
    }
}

enum What {
    Data(Opened),
    Session(Box<SessionFile>, Box<Opened>),
    Events(Vec<Event>),
}

impl App {
    pub(super) fn choose_files(&mut self) {
        let chooser = Arc::clone(&self.chooser);
        self.jobs.start("Choosing files", false, move |_| Message::Chosen(chooser.open("Open trade data", &ENDINGS)));
    }

    pub(super) fn choose_events(&mut self) {
        let chooser = Arc::clone(&self.chooser);
        self.jobs.start("Choosing events", false, move |_| {
            let paths = chooser.open("Import events", &["csv", "json"]);
            let read = |path: &PathBuf| {
                let source = Source::Path(path.clone());
                import::events::read(&source, &Progress::new()).map_err(|error| error.one_line())
            };
            let all: Result<Vec<Vec<Event>>, String> = paths.iter().map(read).collect();
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

    fn start_reading(&mut self, source: Source, options: Options, reload: bool) {
        let known = self.model.settings.mappings.clone();
        let name = format!("Opening {}", short_name(&source));
        self.jobs.start(&name, true, move |progress| {
            let what =
                read(&source, &options, progress, &|fingerprint| known.get(&format!("{fingerprint:016x}")).cloned());
            Message::Arrived(Box::new(Arrival { source, what, reload }))
        });
    }

    pub(super) fn reload(&mut self) {
        self.model.changed_on_disk = false;
        let source = Source::parse(&self.model.session.document().source);
        self.start_reading(source, Options::default(), true);
    }

    pub(super) fn arrive(&mut self, arrival: Arrival) {
        let Arrival { source, what, reload } = arrival;
        match what {
            Ok(What::Data(Opened::Dataset(dataset))) if reload => {
                let old = self.model.session.document();
                let document = Document { dataset: Arc::new(*dataset), ..old.clone() };
                self.model.session.refresh(document);
                self.watch_current();
                self.redraw();
                self.say("Reloaded".to_owned());
            }
            Ok(What::Data(opened)) => self.show_opened(&source, opened, None),
            Ok(What::Session(file, opened)) => {
                let source = Source::parse(&file.source);
                self.show_opened(&source, *opened, Some(*file));
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
            Err(Refusal { detail, too_large, .. }) => {
                let title = format!("{} was not opened", short_name(&source));
                let report = ErrorReport { title, detail, too_large: too_large.then_some(source) };
                self.model.dialog = Some(Dialog::Error(report));
            }
        }
    }

    fn show_opened(&mut self, source: &Source, opened: Opened, file: Option<SessionFile>) {
        match opened {
            Opened::Question(question) => self.ask(*question),
            Opened::Choice(choice) => self.choose_part(*choice),
            Opened::Dataset(dataset) => {
                let mut document = Document::open(Arc::new(*dataset), source.name(), numbered_events());
                if let Some(file) = file {
                    document.view = file.view;
                    document.events = Arc::new((1..).zip(file.events).map(|(id, e)| Event { id, ..e }).collect());
                }
                if let Some(path) = source.path() {
                    self.model.settings.remember_file(path);
                    self.keep_settings();
                }
                let label = format!("open {}", short_name(source));
                self.model.session.replace(document, label);
                self.model.panels.search = Default::default();
                self.model.panels.event = None;
                self.model.changed_on_disk = false;
                self.watch_current();
                self.redraw();
            }
        }
    }

    fn ask(&mut self, question: Question) {
        let mapping = question.mapping.clone();
        let outcome = outcome(&question, &mapping);
        let dialog = MappingDialog { question: Arc::new(question), mapping, outcome };
        self.model.dialog = Some(Dialog::Mapping(Box::new(dialog)));
    }

    /// Asks which of a file's tables to open; the first with figures is marked.
    fn choose_part(&mut self, choice: Choice) {
        let marked = choice.parts.iter().position(|part| part.likely == import::Likely::Data).unwrap_or(0);
        let dialog = ChoiceDialog { choice: Arc::new(choice), marked };
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
            self.start_opening(dialog.choice.source_of(part), Options::default());
        }
    }

    pub(super) fn open_large(&mut self, source: Source) {
        self.model.dialog = None;
        self.start_opening(source, Options { no_size_limit: true, ..Options::default() });
    }

    pub(super) fn edit_mapping(&mut self, mapping: Mapping) {
        if let Some(Dialog::Mapping(dialog)) = &mut self.model.dialog {
            dialog.outcome = outcome(&dialog.question, &mapping);
            dialog.mapping = mapping;
        }
    }

    /// Remembers the answer for this header and reads the whole file with it.
    pub(super) fn use_mapping(&mut self) {
        let Some(Dialog::Mapping(dialog)) = self.model.dialog.take() else { return };
        let fingerprint = import::fingerprint(&dialog.question.table.header);
        self.model.settings.remember_mapping(fingerprint, dialog.mapping.clone());
        self.keep_settings();
        let options = Options { mapping: Some(dialog.mapping), ..Options::default() };
        self.start_opening(dialog.question.source.clone(), options);
    }

    pub(super) fn watch_current(&mut self) {
        let source = Source::parse(&self.model.session.document().source);
        self.watch.look_at(source.path().map(Path::to_owned));
    }
}

/// What the first rows become with a mapping, in a sentence.
fn outcome(question: &Question, mapping: &Mapping) -> Result<String, String> {
    let dataset = question.try_mapping(mapping).map_err(|error| error.one_line())?;
    let count = |axis: Axis| dataset.dimension(axis).len();
    let named = |number: usize, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    let span = match (dataset.periods.first(), dataset.periods.last()) {
        (Some(first), Some(last)) => format!("{} to {}", first.words(), last.words()),
        _ => "no period".to_owned(),
    };
    Ok(format!(
        "From the first rows: {}, {}, {}, {}, {span}, in {}",
        named(dataset.report.rows.used as usize, "row used", "rows used"),
        named(count(Axis::Reporter), "reporter", "reporters"),
        named(count(Axis::Partner), "partner", "partners"),
        named(count(Axis::Sector), "sector", "sectors"),
        dataset.meta.unit.words()
    ))
}

/// Reads a file for what it is: a session, a list of events, or trade data.
fn read(
    source: &Source,
    options: &Options,
    progress: &Progress,
    known: &dyn Fn(u64) -> Option<Mapping>,
) -> Result<What, Refusal> {
    if let Source::Path(path) = source
        && path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"))
    {
        return read_json(path, progress, known).map_err(|detail| Refusal { detail, too_large: false, apart: false });
    }
    Ok(What::Data(read_data(source, options, progress, known)?))
}

fn read_json(path: &Path, progress: &Progress, known: &dyn Fn(u64) -> Option<Mapping>) -> Result<What, String> {
    match SessionFile::load(path) {
        Ok(file) => {
            let opened = read_data(&Source::parse(&file.source), &Options::default(), progress, known);
            let opened = opened
                .map_err(|error| format!("{}: its data cannot be opened. {}", path.display(), error.one_line()))?;
            Ok(What::Session(Box::new(file), Box::new(opened)))
        }
        Err(not_a_session) => read_other_json(path, &not_a_session.to_string(), progress, known),
    }
}

/// A list of events, or a table of trade as objects.
fn read_other_json(
    path: &Path,
    not_a_session: &str,
    progress: &Progress,
    known: &dyn Fn(u64) -> Option<Mapping>,
) -> Result<What, String> {
    let source = Source::Path(path.to_owned());
    let not_events = match import::events::read(&source, progress) {
        Ok(events) => return Ok(What::Events(events)),
        Err(error) => error.one_line(),
    };
    let not_data = match read_data(&source, &Options::default(), progress, known) {
        Ok(opened) => return Ok(What::Data(opened)),
        Err(error) => error.one_line(),
    };
    Err(format!("{not_a_session}; nor is it a list of events: {not_events}; nor a table of trade: {not_data}"))
}

/// Reads data; where the columns are in question, an answer given earlier for the same header is used.
fn read_data(
    source: &Source,
    options: &Options,
    progress: &Progress,
    known: &dyn Fn(u64) -> Option<Mapping>,
) -> Result<Opened, ImportError> {
    match import::open(source, options, progress)? {
        Opened::Question(question) if options.mapping.is_none() => {
            match known(import::fingerprint(&question.table.header)) {
                Some(mapping) => {
                    import::open(&question.source, &Options { mapping: Some(mapping), ..options.clone() }, progress)
                }
                None => Ok(Opened::Question(question)),
            }
        }
        opened => Ok(opened),
    }
}

fn short_name(source: &Source) -> String {
    match source {
        Source::Path(path) => {
            path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
        }
        Source::Library(name) => name.clone(),
        Source::Bytes { name, .. } => name.clone(),
        Source::Several(files) => files.iter().map(short_name).collect::<Vec<_>>().join(" + "),
        Source::Part { of, name, .. } if name.is_empty() => short_name(of),
        Source::Part { of, name, .. } => format!("{} ({name})", short_name(of)),
    }
}
