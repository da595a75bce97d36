//! (Dataset, View) -> Trajectories: what is selected, the aggregation engine, measures and transforms.
//!
//! A [`View`] is a plain value and the only place that holds what the user selected. [`run`] answers it:
//! weights from the selections (`plan`), one pass over the facts (`scan`), then frequency, measure and
//! transform (`shape`). Sums are integers all the way, so the answer depends neither on the order of the
//! rows nor on the number of threads.

mod answer;
mod completeness;
mod engine;
mod fill;
mod full_scan;
mod member_totals;
mod plan;
mod plan_lines;
mod reason;
mod selection;
mod shape;
mod sums;
mod table;
mod trajectories;
mod transform;
mod unlisted;
mod view;

#[cfg(test)]
mod tests;

pub use answer::{Answer, can_do_without, lines, run, run_beside, trajectories};
pub use engine::{Cancelled, Engine};
pub use fill::{Filled, fill};
pub use member_totals::{MemberTotal, MemberTotals};
pub use reason::Reason;
pub use selection::{Check, Selection, UnknownMember};
pub use table::{to_csv, to_json};
pub use trajectories::{Line, LineRole, Note, Point, Status, Trajectories, Value, ValueKind};
pub use view::{ChartKind, EventFilter, FrequencyChoice, GroupBy, Measure, Pinned, Transform, View};
