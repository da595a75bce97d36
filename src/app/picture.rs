//! Everything that follows from a document: the answer to its view, the overview for the period strip, title, findings, events.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use foldhash::HashMap;

use crate::chart::Colors;
use crate::data::{Dataset, EventId};
use crate::insight::{self, Finding, Headline, Scope};
use crate::query::{self, Answer, Cancelled, ChartKind, Engine, GroupBy, Trajectories, Transform, View};
use crate::session::Document;

/// What the window draws of a document. A function of it, but for the colours, which stay from picture to picture.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The view that it answers: while a newer one is computed, what is drawn is still told by this one.
    pub view: View,
    /// Lines and value bars.
    pub answer: Answer,
    /// Everything that is selected in one line over the whole history, for the period strip.
    pub overview: Trajectories,
    /// Title and subtitle.
    pub headline: Headline,
    /// What can be said of the lines.
    pub findings: Vec<Finding>,
    /// The pinned findings that hold, also those beyond the best.
    pub pinned: Vec<Finding>,
    /// Events that are drawn: in scope and within the range shown.
    pub events: Vec<EventId>,
    /// Whether each event of the document concerns what is shown.
    pub scopes: HashMap<EventId, Scope>,
    /// For each line its place in the palette, where pictures before this one gave it.
    pub colors: Vec<usize>,
    /// How long the engine took.
    pub query_time: Duration,
}

impl Picture {
    /// Computes the picture of a document.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let mut engine = Engine::new(Arc::clone(&document.dataset));
        // Nobody cancels it; the plain definition would say the same.
        Self::with(&mut engine, document, &|| false).unwrap_or_else(|| {
            let Document { dataset, view, .. } = document;
            let others = others_of(document).map(|view| query::trajectories(dataset, &view));
            Self::told(document, query::run(dataset, &view.drawn()), &others, Duration::ZERO)
        })
    }

    /// As [`Picture::of`], by an engine that knows the dataset; none where it was cancelled on the way.
    pub fn with(engine: &mut Engine, document: &Document, cancelled: Cancelled<'_>) -> Option<Self> {
        let Document { view, .. } = document;
        let start = Instant::now();
        // Where the whole range is shown the wider lines are those at hand.
        let bounded = view.from.is_some() || view.to.is_some();
        let others = &others_of(document)[..if bounded { 2 } else { 1 }];
        let (answer, others) = engine.run_beside(&view.drawn(), others, cancelled)?;
        Some(Self::told(document, answer, &others, start.elapsed()))
    }

    /// With the colours that its lines had in the pictures before.
    #[must_use]
    pub fn colored(mut self, colors: &mut Colors, document: &Document) -> Self {
        self.colors = colors.of(document.view.by, &self.answer.trajectories.lines);
        self
    }

    /// The picture beside the events that a document has by now.
    #[must_use]
    pub(super) fn with_events(mut self, document: &Document) -> Self {
        let Document { dataset, view, events, .. } = document;
        self.events = insight::in_scope(events, dataset, view).iter().map(|event| event.id).collect();
        let ids = events.iter().map(|event| event.id);
        self.scopes = ids.zip(insight::scopes(events, dataset, view)).collect();
        self
    }

    /// What is said of an answer, with the overview and where the range is cut the wider lines beside it.
    fn told(document: &Document, answer: Answer, others: &[Trajectories], query_time: Duration) -> Self {
        let Document { dataset, view, .. } = document;
        let answer = Answer { trajectories: answer.trajectories.drawn(), ..answer };
        let overview = others.first().unwrap_or(&answer.trajectories).clone();
        let loaded = others.get(1).unwrap_or(&answer.trajectories);
        let headline = insight::headline_over(dataset, view, &answer.trajectories, Some(loaded));
        let findings = insight::findings_over(dataset, view, &answer.trajectories, Some(loaded));
        let pinned = insight::pinned(dataset, view, &answer.trajectories, Some(loaded));
        let (events, scopes, colors) = (Vec::new(), HashMap::default(), Vec::new());
        let view = view.clone();
        let told = Self { view, answer, overview, headline, findings, pinned, events, scopes, colors, query_time };
        told.with_events(document)
    }
}

/// The engine of the open dataset, shared with the jobs that use it. One works at a time.
#[derive(Clone, Default)]
pub(super) struct SharedEngine(Arc<Mutex<Option<Engine>>>);

impl SharedEngine {
    /// Does some work with the engine of a dataset, which takes the place of any other.
    pub(super) fn with<R>(&self, dataset: &Arc<Dataset>, work: impl FnOnce(&mut Engine) -> R) -> R {
        // An engine left behind by a fault is not trusted.
        let mut kept = self.0.lock().unwrap_or_else(|poisoned| {
            let mut kept = poisoned.into_inner();
            *kept = None;
            kept
        });
        if kept.as_ref().is_some_and(|engine| !Arc::ptr_eq(engine.dataset(), dataset)) {
            *kept = None;
        }
        work(kept.get_or_insert_with(|| Engine::new(Arc::clone(dataset))))
    }
}

/// The overview, and the same lines over the whole file: a record is a record of all years loaded, not of those
/// shown.
fn others_of(document: &Document) -> [View; 2] {
    [overview_of(document), View { from: None, to: None, ..document.view.clone() }]
}

/// The same selection over the whole history in one line.
fn overview_of(document: &Document) -> View {
    let Document { dataset, view, .. } = document;
    let transform = if view.transform == Transform::Rolling { Transform::Rolling } else { Transform::Level };
    // Asked for by name, so that ends without a figure of this selection are not cut off.
    let (from, to) = (dataset.periods.first().copied(), dataset.periods.last().copied());
    View { by: GroupBy::None, from, to, transform, chart: ChartKind::Lines, ..view.clone() }
}
