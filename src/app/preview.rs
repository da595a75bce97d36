//! Progressive preview: the first rows of a large file while it is read, evaluated, which says that it is no more.
//!
//! It stands before the open document and never in its place: nothing of it is remembered, and once the file is
//! read, cannot be read or is cancelled, it is gone.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use super::App;
use super::jobs::Wake;
use super::open::short_name;
use super::read::document_of;
use crate::data::{CancelCheck, Dataset, Facts, minus_signed};
use crate::import::{PreviewSchedule, Progress, Source};
use crate::query::Engine;
use crate::session::SessionFile;
use crate::story::{Document, Evaluation, evaluate};

/// Said where something is asked for that needs the whole file.
const WAIT: &str = "Not before the file is read: its figures are not complete yet";

/// The first rows of a file that is being opened.
#[derive(Debug, Clone)]
pub struct Loading {
    /// The job that reads the file.
    pub job: u64,
    /// The file without its folders.
    pub name: String,
    /// What is known of the file so far, with the view that it opens with. The facts themselves are not kept: the
    /// evaluation is made.
    pub document: Document,
    /// The picture of the first rows. Its title says that it is no more.
    pub evaluation: Arc<Evaluation>,
    /// How many rows there were.
    pub rows: u64,
}

/// The newest picture of the first rows, until the window takes it. Older ones are let go.
type Slot = Mutex<Option<Loading>>;

/// The opening that was asked for last.
struct Opening {
    job: u64,
    slot: Arc<Slot>,
}

/// What is shown of a file while it is read.
pub(super) struct Preview {
    /// The opening whose first rows are shown while it goes on.
    opening: Option<Opening>,
    /// After how long they are.
    first_after: Duration,
}

impl Default for Preview {
    fn default() -> Self {
        Self { opening: None, first_after: PreviewSchedule::FIRST_AFTER }
    }
}

/// Draws what is read so far, for an opening.
pub(super) struct PreviewSink {
    slot: Weak<Slot>,
    wake: Wake,
    first_after: Duration,
}

impl PreviewSink {
    /// Looks at what is read of a source, with the view of a session file where one is opened.
    pub(super) fn watch(self, source: &Source, file: Option<&SessionFile>, progress: &Progress) {
        let (source, file) = (source.clone(), file.cloned());
        progress.show_preview(PreviewSchedule::new(self.first_after, move |dataset, is_cancelled| {
            // Nobody waits for it where another file was asked for since.
            let Some(slot) = self.slot.upgrade() else { return };
            if let Some(loading) = first_rows(dataset, &source, file.clone(), is_cancelled) {
                *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(loading);
                (self.wake)();
            }
        }));
    }
}

/// What the first rows of a source evaluate to; none where nobody needs it any more.
fn first_rows(
    dataset: Dataset,
    source: &Source,
    file: Option<SessionFile>,
    is_cancelled: CancelCheck<'_>,
) -> Option<Loading> {
    let mut document = document_of(Arc::new(dataset), source.name(), file);
    let mut engine = Engine::new(Arc::clone(&document.dataset));
    let mut evaluation = evaluate(&mut engine, document.scene(), &document.events, is_cancelled)?;
    // What remains is known without the facts, which only the evaluation holds from here on.
    document.dataset = Arc::default();
    drop(engine);
    Arc::make_mut(&mut evaluation.dataset).facts = Facts::default();
    document.dataset = Arc::clone(&evaluation.dataset);
    let (name, rows) = (short_name(source), document.dataset.report.rows.read);
    // What is true of the first rows need not be true of the file: nothing is claimed of it.
    evaluation.headline.title = format!("Not complete: the first {} rows of {name}", minus_signed(&rows.to_string()));
    (evaluation.findings, evaluation.pinned) = (Vec::new(), Vec::new());
    Some(Loading { job: 0, name, document, evaluation: Arc::new(evaluation), rows })
}

impl App {
    /// After how long a file that is being opened is shown; for tests.
    pub fn show_early_after(&mut self, first_after: Duration) {
        self.preview.first_after = first_after;
    }

    /// Who draws what is read by the opening that starts now, and where it is put.
    pub(super) fn sink(&self) -> (PreviewSink, Arc<Slot>) {
        let slot = Arc::new(Slot::default());
        let sink =
            PreviewSink { slot: Arc::downgrade(&slot), wake: self.jobs.wake(), first_after: self.preview.first_after };
        (sink, slot)
    }

    /// From now on this opening is the one whose first rows are shown.
    pub(super) fn look_at(&mut self, job: u64, slot: Arc<Slot>) {
        self.preview.opening = Some(Opening { job, slot });
    }

    /// Shows the first rows that have come, and lets those go whose file is read or was cancelled.
    pub(super) fn follow_opening(&mut self) {
        let runs = |id: u64| self.model.jobs.iter().any(|job| job.id == id);
        if self.model.loading.as_ref().is_some_and(|loading| !runs(loading.job)) {
            self.stop_loading();
        }
        self.preview.opening.take_if(|opening| !self.model.jobs.iter().any(|job| job.id == opening.job));
        // A dialog is about what is open: that stays behind it.
        if let (Some(Opening { job, slot }), None) = (&self.preview.opening, &self.model.dialog)
            && let Some(loading) = slot.lock().unwrap_or_else(PoisonError::into_inner).take()
        {
            self.model.loading = Some(Box::new(Loading { job: *job, ..loading }));
            self.model.version += 1;
        }
    }

    /// What is open is shown again.
    pub(super) fn stop_loading(&mut self) {
        if self.model.loading.take().is_some() {
            self.model.version += 1;
            self.model.toast.take_if(|toast| toast.text == WAIT);
        }
    }

    /// Says that something needs the whole file.
    pub(super) fn say_wait(&mut self) {
        self.say(WAIT.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{self, Opened, Options};
    use crate::query::{Measure, View};
    use crate::story::evaluate_alone;

    fn library() -> (Dataset, Source) {
        let source = Source::Library("us-goods".to_owned());
        match import::open(&source, &Options::default(), &Progress::new()) {
            Ok(Opened::Dataset(dataset)) => (*dataset, source),
            _ => panic!("the library has it"),
        }
    }

    #[test]
    fn first_rows_are_drawn_as_the_whole_will_be_and_claim_nothing() {
        let (dataset, source) = library();
        let whole = document_of(Arc::new(dataset.clone()), source.name(), None);
        let (view, expected) = (whole.view().clone(), evaluate_alone(&whole));
        let Some(shown) = first_rows(dataset, &source, None, &|| false) else { panic!("it is wanted") };
        assert_eq!(*shown.document.view(), view);
        assert_eq!(shown.evaluation.answer.trajectories, expected.answer.trajectories);
        assert_eq!(shown.evaluation.headline.subtitle, expected.headline.subtitle);
        assert!(shown.evaluation.headline.title.starts_with("Not complete: the first "));
        assert!(shown.evaluation.findings.is_empty() && shown.evaluation.pinned.is_empty());
        assert!(shown.document.dataset.facts.is_empty());
    }

    #[test]
    fn first_rows_of_a_session_file_are_drawn_with_its_view() {
        let (dataset, source) = library();
        let view = View { measure: Measure::Turnover, ..View::default() };
        let mut saved = document_of(Arc::new(dataset.clone()), source.name(), None);
        (*saved.view_mut(), saved.events) = (view.clone(), Arc::default());
        let file = SessionFile::of(&saved);
        let Some(shown) = first_rows(dataset, &source, Some(file), &|| false) else { panic!("it is wanted") };
        assert_eq!(*shown.document.view(), view);
        assert!(shown.document.events.is_empty());
    }

    #[test]
    fn nothing_is_drawn_that_nobody_wants() {
        let (dataset, source) = library();
        assert!(first_rows(dataset, &source, None, &|| true).is_none());
    }
}
