//! Opening: files, sessions, event lists, the question about columns, and reloading.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{App, ChoiceDialog, Dialog, ErrorReport, MappingDialog, Message, numbered_events};
use crate::data::{Axis, Dataset, Event};
use crate::import::{self, Cache, Choice, ImportError, Mapping, Opened, Options, Progress, Question, Source, Ticket};
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
}

impl From<ImportError> for Refusal {
    fn from(error: ImportError) -> Self {
        Self { detail: error.one_line(), too_large: matches!(error, ImportError::TooLarge { .. }) }
    }
}

enum What {
    Data(Box<Read>),
    Session(Box<SessionFile>, Box<Read>),
    Events(Vec<Event>),
}

/// What a source gave, and what it may be kept by for the next time.
struct Read {
    opened: Opened,
    ticket: Option<Ticket>,
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

    pub(super) fn open_files(&mut self, paths: Vec<PathBuf>) {
        for path in paths {
            self.start_opening(Source::Path(path), Options::default());
        }
    }

    /// Reads a source in the background; the window stays on what it shows until the file has arrived.
    pub(super) fn start_opening(&mut self, source: Source, options: Options) {
        self.start_reading(source, options, false);
    }

    fn start_reading(&mut self, source: Source, options: Options, reload: bool) {
        let known = self.model.settings.mappings.clone();
        let name = format!("Opening {}", short_name(&source));
        let cache = self.cache();
        self.jobs.start(&name, true, move |progress| {
            let known = |fingerprint| known.get(&format!("{fingerprint:016x}")).cloned();
            let what = read(&source, &options, progress, &Memory { known: &known, cache });
            Message::Arrived(Box::new(Arrival { source, what, reload }))
        });
    }

    /// Where datasets are kept, unless the user does not want that.
    fn cache(&self) -> Option<Cache> {
        let wanted = self.settings_path.is_some() && !self.model.settings.no_cache;
        wanted.then(Cache::of_user).flatten()
    }

    pub(super) fn reload(&mut self) {
        self.model.changed_on_disk = false;
        let source = Source::parse(&self.model.session.document().source);
        self.start_reading(source, Options::default(), true);
    }

    pub(super) fn arrive(&mut self, arrival: Arrival) {
        let Arrival { source, what, reload } = arrival;
        match what {
            Ok(What::Data(read)) if reload => match *read {
                Read { opened: Opened::Dataset(dataset), ticket } => self.replace_figures(*dataset, ticket),
                other => self.show_opened(&source, other, None),
            },
            Ok(What::Data(read)) => self.show_opened(&source, *read, None),
            Ok(What::Session(file, opened)) => {
                let source = Source::parse(&file.source);
                self.show_opened(&source, *opened, Some(*file));
            }
            Ok(What::Events(events)) => {
                let count = events.len();
                self.change(&Change::ImportEvents(events));
                self.say(format!("{count} events added from {}", short_name(&source)));
            }
            Err(Refusal { detail, too_large }) => {
                let title = format!("{} was not opened", short_name(&source));
                let report = ErrorReport { title, detail, too_large: too_large.then_some(source) };
                self.model.dialog = Some(Dialog::Error(report));
            }
        }
    }

    /// Shows other figures of the same file.
    fn replace_figures(&mut self, dataset: Dataset, ticket: Option<Ticket>) {
        let dataset = Arc::new(dataset);
        keep(ticket, &dataset);
        let old = self.model.session.document();
        let document = Document { dataset, ..old.clone() };
        self.model.session.refresh(document);
        self.watch_current();
        self.redraw();
        self.say("Reloaded".to_owned());
    }

    fn show_opened(&mut self, source: &Source, Read { opened, ticket }: Read, file: Option<SessionFile>) {
        match opened {
            Opened::Question(question) => self.ask(*question),
            Opened::Choice(choice) => self.choose_part(*choice),
            Opened::Dataset(dataset) => {
                let dataset = Arc::new(*dataset);
                keep(ticket, &dataset);
                let mut document = Document::open(dataset, source.name(), numbered_events());
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

/// Keeps a dataset in the background. Where that fails it is read anew the next time.
fn keep(ticket: Option<Ticket>, dataset: &Arc<Dataset>) {
    if let Some(ticket) = ticket {
        let dataset = Arc::clone(dataset);
        rayon::spawn(move || ticket.keep(&dataset));
    }
}

/// What is known from earlier: answers about columns, and datasets.
struct Memory<'a> {
    known: &'a dyn Fn(u64) -> Option<Mapping>,
    cache: Option<Cache>,
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
fn read(source: &Source, options: &Options, progress: &Progress, memory: &Memory<'_>) -> Result<What, Refusal> {
    if let Source::Path(path) = source
        && path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"))
    {
        return read_json(path, progress, memory).map_err(|detail| Refusal { detail, too_large: false });
    }
    Ok(What::Data(Box::new(read_data(source, options, progress, memory)?)))
}

fn read_json(path: &Path, progress: &Progress, memory: &Memory<'_>) -> Result<What, String> {
    match SessionFile::load(path) {
        Ok(file) => {
            let opened = read_data(&Source::parse(&file.source), &Options::default(), progress, memory);
            let opened = opened
                .map_err(|error| format!("{}: its data cannot be opened. {}", path.display(), error.one_line()))?;
            Ok(What::Session(Box::new(file), Box::new(opened)))
        }
        Err(not_a_session) => read_other_json(path, &not_a_session.to_string(), progress, memory),
    }
}

/// A list of events, or a table of trade as objects.
fn read_other_json(path: &Path, not_a_session: &str, progress: &Progress, memory: &Memory<'_>) -> Result<What, String> {
    let source = Source::Path(path.to_owned());
    let not_events = match import::events::read(&source, progress) {
        Ok(events) => return Ok(What::Events(events)),
        Err(error) => error.one_line(),
    };
    let not_data = match read_data(&source, &Options::default(), progress, memory) {
        Ok(read) => return Ok(What::Data(Box::new(read))),
        Err(error) => error.one_line(),
    };
    Err(format!("{not_a_session}; nor is it a list of events: {not_events}; nor a table of trade: {not_data}"))
}

/// Reads data; where the columns are in question, an answer given earlier for the same header is used.
fn read_data(
    source: &Source,
    options: &Options,
    progress: &Progress,
    memory: &Memory<'_>,
) -> Result<Read, ImportError> {
    let read = kept_or_read(source, options, progress, memory)?;
    match &read.opened {
        Opened::Question(question) if options.mapping.is_none() => {
            match (memory.known)(import::fingerprint(&question.table.header)) {
                Some(mapping) => {
                    let options = Options { mapping: Some(mapping), ..options.clone() };
                    kept_or_read(&question.source, &options, progress, memory)
                }
                None => Ok(read),
            }
        }
        _ => Ok(read),
    }
}

fn kept_or_read(
    source: &Source,
    options: &Options,
    progress: &Progress,
    memory: &Memory<'_>,
) -> Result<Read, ImportError> {
    let ticket = memory.cache.as_ref().and_then(|cache| cache.ticket(source, options));
    match ticket.as_ref().and_then(Ticket::find) {
        Some(dataset) => Ok(Read { opened: Opened::Dataset(Box::new(dataset)), ticket: None }),
        None => Ok(Read { opened: import::open(source, options, progress)?, ticket }),
    }
}

fn short_name(source: &Source) -> String {
    match source {
        Source::Path(path) => {
            path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
        }
        Source::Library(name) => name.clone(),
        Source::Bytes { name, .. } => name.clone(),
        Source::Part { of, name, .. } if name.is_empty() => short_name(of),
        Source::Part { of, name, .. } => format!("{} ({name})", short_name(of)),
    }
}
