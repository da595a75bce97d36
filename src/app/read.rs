//! Reading a file in the background for what it is: a session, a list of events, or trade data.

use std::path::Path;
use std::sync::Arc;

use super::drawing::INLINE_FACTS;
use super::events::library_events;
use super::fill::{self, Unfilled};
use super::preview::PreviewSink;
use super::refusal::Refusal;
use crate::data::{Dataset, Event};
use crate::disk;
use crate::import::{self, Cache, CacheKey, ImportError, Opened, Options, Progress, Source};
use crate::session::SessionFile;
use crate::story::{Document, Evaluation, evaluate_alone};

/// What a file was read as.
pub(super) enum Loaded {
    /// Figures; those of a file that is read again also with one after the other of its fills laid in.
    Figures(Arc<Dataset>, Vec<Arc<Dataset>>),
    /// So many figures that they are first evaluated where they are read.
    Evaluated(Box<Document>, Box<Evaluation>),
    Session(Box<SessionFile>, Arc<Dataset>),
    /// A question, a choice or a dispute, and the session that asked for the file.
    Ask(Box<Opened>, Option<Box<SessionFile>>),
    Events(Vec<Event>),
}

/// A dataset as it is shown first: as the session file says that is opened, else as the dataset itself opens.
pub(super) fn document_of(dataset: Arc<Dataset>, source: String, file: Option<SessionFile>) -> Document {
    match file {
        Some(file) => file.document(dataset, source),
        None => Document::open(dataset, source, library_events()),
    }
}

/// Many figures with their first evaluation, so that the window need not make it.
pub(super) fn evaluated(what: Loaded, source: &Source) -> Loaded {
    match what {
        Loaded::Figures(dataset, _) if dataset.facts.len() > INLINE_FACTS => {
            let document = document_of(dataset, source.name(), None);
            let evaluation = evaluate_alone(&document);
            Loaded::Evaluated(Box::new(document), Box::new(evaluation))
        }
        other => other,
    }
}

/// Opens what was kept of a file, else the file itself.
pub(super) struct CachedOpener {
    pub cache: Option<Cache>,
    /// Who shows what is read while it is.
    pub sink: Option<PreviewSink>,
    /// What was read of the file itself, with what it may be kept by.
    pub read: Option<(CacheKey, Arc<Dataset>)>,
}

impl CachedOpener {
    /// Opens a source, for a session file where one asks for it.
    fn open(
        &mut self,
        source: &Source,
        options: &Options,
        progress: &Progress,
        file: Option<&SessionFile>,
    ) -> Result<Loaded, ImportError> {
        let cache_key = self.cache.as_ref().and_then(|cache| cache.key_of(source, options));
        if let Some(dataset) = cache_key.as_ref().and_then(CacheKey::find) {
            return Ok(Loaded::Figures(Arc::new(dataset), Vec::new()));
        }
        if let Some(sink) = self.sink.take() {
            sink.watch(source, file, progress);
        }
        match import::open(source, options, progress)? {
            Opened::Dataset(dataset) => {
                let dataset = Arc::new(*dataset);
                // What is kept is what was read here, whatever is made of it.
                self.read = cache_key.map(|cache_key| (cache_key, Arc::clone(&dataset)));
                Ok(Loaded::Figures(dataset, Vec::new()))
            }
            other => Ok(Loaded::Ask(Box::new(other), file.cloned().map(Box::new))),
        }
    }

    /// Keeps what was read, in the background. Where that fails the file is read again the next time.
    pub(super) fn keep(self) {
        if let Some((cache_key, dataset)) = self.read {
            rayon::spawn(move || cache_key.store(&dataset));
        }
    }
}

/// Reads a file for what it is: a session, a list of events, or trade data.
pub(super) fn read(
    source: &Source,
    options: &Options,
    progress: &Progress,
    opener: &mut CachedOpener,
) -> Result<Loaded, Refusal> {
    if let Source::Path(path) = source
        && SessionFile::may_be(path)
    {
        return read_json(path, options, progress, opener);
    }
    opener.open(source, options, progress, None).map_err(|error| Refusal::of(&error, source, options))
}

fn read_json(
    path: &Path,
    options: &Options,
    progress: &Progress,
    opener: &mut CachedOpener,
) -> Result<Loaded, Refusal> {
    match SessionFile::load_if_one(path) {
        Ok(Some(file)) => read_session(path, file, options, progress, opener),
        Ok(None) => read_other_json(path, options, progress, opener).map_err(Refusal::plain),
        // What says that it is a session is nothing else, even where it holds events.
        Err(error) => Err(Refusal::plain(error.to_string())),
    }
}

pub(super) fn read_session(
    path: &Path,
    file: SessionFile,
    options: &Options,
    progress: &Progress,
    opener: &mut CachedOpener,
) -> Result<Loaded, Refusal> {
    let opened = opener.open(&Source::parse(&file.source), options, progress, Some(&file));
    let opened = opened.map_err(|error| {
        Refusal::plain(format!("{}: its data cannot be opened. {}", disk::text(path), error.one_line()))
    })?;
    let Loaded::Figures(dataset, _) = opened else { return Ok(opened) };
    match fill::again(&dataset, &file.fills, progress) {
        Ok(mut laid) => Ok(Loaded::Session(Box::new(file), laid.pop().unwrap_or(dataset))),
        Err((at, why)) => {
            let detail = format!("{}: its gap cannot be filled again. {why}", disk::text(path));
            Err(Refusal::unfilled(detail, Unfilled { path: path.to_owned(), file, at }))
        }
    }
}

/// A list of events, or a table of trade as objects.
fn read_other_json(
    path: &Path,
    options: &Options,
    progress: &Progress,
    opener: &mut CachedOpener,
) -> Result<Loaded, String> {
    let source = Source::Path(path.to_owned());
    let not_events = match import::events::read(&source, progress) {
        Ok(events) => return Ok(Loaded::Events(events)),
        Err(error) => error.one_line(),
    };
    let not_data = match opener.open(&source, options, progress, None) {
        Ok(opened) => return Ok(opened),
        Err(error) => error.one_line(),
    };
    let file = disk::text(path);
    Err(format!(
        "{file}: neither a Saldo session; nor a list of events: {not_events}; nor a table of trade: {not_data}"
    ))
}
