//! What the user has made: the document (dataset, view, events), its changes, their undo history and the session file.
//!
//! A [`Document`] is a value. Every edit is a [`Change`] that makes a new document; the [`Session`]
//! keeps the old ones, so that undo and redo reach every change with its name.

mod change;
mod file;
mod history;

pub use change::{Change, EventDraft};
pub use file::{FileError, SessionFile};
pub use history::{OpeningId, Session};

use std::sync::Arc;

use crate::data::{Dataset, Event, EventId};
use crate::query::View;

/// Everything that a change can touch.
#[derive(Debug, Clone)]
pub struct Document {
    /// The figures. Shared, never copied.
    pub dataset: Arc<Dataset>,
    /// Where they came from: a path or `library:NAME`.
    pub source: String,
    /// What is shown of them.
    pub view: View,
    /// The events beside them: the library's and the user's own.
    pub events: Arc<Vec<Event>>,
    /// The files from which gaps were filled, in order.
    pub fills: Vec<String>,
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.dataset, &other.dataset)
            && self.source == other.source
            && self.view == other.view
            && self.fills == other.fills
            && (Arc::ptr_eq(&self.events, &other.events) || self.events == other.events)
    }
}

impl Document {
    /// A dataset with the view that it opens with.
    #[must_use]
    pub fn open(dataset: Arc<Dataset>, source: String, events: Arc<Vec<Event>>) -> Self {
        let view = opening_view(&dataset);
        Self { dataset, source, view, events, fills: Vec::new() }
    }

    /// An event by its id.
    #[must_use]
    pub fn event(&self, id: EventId) -> Option<&Event> {
        self.events.iter().find(|event| event.id == id)
    }
}

/// Files of at least so many months open with sums of twelve of them.
const MONTHS_TO_SUM: usize = 36;

/// The dataset's own default view; without one, a measure that its flows can answer.
#[must_use]
pub fn opening_view(dataset: &Dataset) -> View {
    use crate::data::{Axis, Flow, Frequency};
    use crate::query::{ChartKind, GroupBy, Measure, Transform};
    let stated = dataset.meta.default_view.clone().and_then(|view| serde_json::from_value(view).ok());
    stated.unwrap_or_else(|| {
        let has = |flow: Flow| dataset.flows() & (1 << flow.index()) != 0;
        let measure = match (has(Flow::Export), has(Flow::Import), has(Flow::Balance)) {
            (true, false, false) => Measure::Exports,
            (false, true, false) => Measure::Imports,
            _ => Measure::Balance,
        };
        let many = |axis: Axis| dataset.dimension(axis).iter().filter(|(_, m)| m.role.in_tree()).count() > 1;
        let by = if many(Axis::Reporter) {
            GroupBy::Reporter
        } else if many(Axis::Partner) {
            GroupBy::Partner
        } else if many(Axis::Sector) {
            GroupBy::Sector
        } else {
            GroupBy::None
        };
        // Of one period there is no course, only an order; single months hide it behind their seasons.
        let months = dataset.periods.iter().filter(|period| period.frequency() == Frequency::Month).count();
        let (chart, transform) = match (dataset.periods.len(), by) {
            (1, GroupBy::Reporter | GroupBy::Partner | GroupBy::Sector) => (ChartKind::Ranked, Transform::Level),
            _ if months == dataset.periods.len() && months >= MONTHS_TO_SUM => (ChartKind::Lines, Transform::Rolling),
            _ => (ChartKind::Lines, Transform::Level),
        };
        View { measure, by, top: 8, chart, transform, ..View::default() }
    })
}
