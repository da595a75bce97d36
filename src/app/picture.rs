//! Everything that follows from a document: the answer to its view, the overview for the period strip, title, findings, events.

use std::time::{Duration, Instant};

use crate::data::EventId;
use crate::insight::{self, Finding, Headline};
use crate::query::{self, Answer, ChartKind, GroupBy, Trajectories, Transform, View};
use crate::session::Document;

/// What the window draws of a document. A pure function of it.
#[derive(Debug, Clone)]
pub struct Picture {
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
    /// Events in scope and within the range shown.
    pub events: Vec<EventId>,
    /// How long the engine took.
    pub query_time: Duration,
}

impl Picture {
    /// Computes the picture of a document.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let Document { dataset, view, .. } = document;
        let start = Instant::now();
        let (answer, overview) = query::run_beside(dataset, view, &overview_of(document));
        let query_time = start.elapsed();
        // The same lines over the whole file: a record is a record of all years loaded, not of those shown.
        // Where the whole range is shown they are the lines at hand, and a pass over the facts is saved.
        let bounded = view.from.is_some() || view.to.is_some();
        let wider = bounded.then(|| query::trajectories(dataset, &View { from: None, to: None, ..view.clone() }));
        let loaded = wider.as_ref().unwrap_or(&answer.trajectories);
        let headline = insight::headline_over(dataset, view, &answer.trajectories, Some(loaded));
        let findings = insight::findings_over(dataset, view, &answer.trajectories, Some(loaded));
        let pinned = insight::pinned(dataset, view, &answer.trajectories, Some(loaded));
        let events = insight::in_scope(&document.events, dataset, view).iter().map(|event| event.id).collect();
        Self { answer, overview, headline, findings, pinned, events, query_time }
    }
}

/// The same selection over the whole history in one line.
fn overview_of(document: &Document) -> View {
    let Document { dataset, view, .. } = document;
    let transform = if view.transform == Transform::Rolling { Transform::Rolling } else { Transform::Level };
    // Asked for by name, so that ends without a figure of this selection are not cut off.
    let (from, to) = (dataset.periods.first().copied(), dataset.periods.last().copied());
    View { by: GroupBy::None, from, to, transform, chart: ChartKind::Lines, ..view.clone() }
}
