//! (Dataset, View) -> Trajectories: what is selected, the aggregation engine, measures and transforms.
//!
//! A [`View`] is a plain value and the only place that holds what the user selected. [`run`] answers it:
//! weights from the selections (`plan`), one pass over the facts (`scan`), then frequency, measure and
//! transform (`shape`). Sums are integers all the way, so the answer depends neither on the order of the
//! rows nor on the number of threads.

mod bars;
mod plan;
mod scan;
mod selection;
mod shape;
mod table;
mod trajectories;
mod transform;
mod view;

#[cfg(test)]
mod tests;

pub use bars::{Bars, MemberBar};
pub use selection::{Check, Selection, UnknownMember};
pub use table::{neutralised, to_csv, to_json};
pub use trajectories::{Line, LineRole, Note, Point, Status, Trajectories, Value, ValueKind};
pub use view::{ChartKind, EventFilter, FrequencyChoice, GroupBy, Measure, Pinned, Transform, View};

use crate::data::Dataset;

/// Answers a view: the trajectories and the value bars of all filter lists.
///
/// Cost: two passes over the facts. Deterministic at any number of threads.
#[must_use]
pub fn run(dataset: &Dataset, view: &View) -> Answer {
    let plan = plan::Plan::new(dataset, view);
    let bars = bars::bars(dataset, view, &plan);
    let plan = plan.keep_top(dataset, view, &bars);
    let cube = scan::scan(dataset, &plan);
    Answer { trajectories: shape::shape(dataset, view, &plan, &cube), bars }
}

/// The trajectories alone, all lines in the dataset's own order (`top` is left out of account): one pass.
#[must_use]
pub fn trajectories(dataset: &Dataset, view: &View) -> Trajectories {
    let plan = plan::Plan::new(dataset, view);
    let cube = scan::scan(dataset, &plan);
    shape::shape(dataset, view, &plan, &cube)
}

/// What a view evaluates to.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The lines to draw.
    pub trajectories: Trajectories,
    /// The value bars of the filter lists.
    pub bars: Bars,
}
