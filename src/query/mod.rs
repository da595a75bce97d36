//! (Dataset, View) -> Trajectories: what is selected, the aggregation engine, measures and transforms.

mod selection;
mod trajectories;
mod view;

pub use selection::{Check, Selection, UnknownMember};
pub use trajectories::{Line, LineRole, Note, Point, Status, Trajectories, Value, ValueKind};
pub use view::{ChartKind, EventFilter, FrequencyChoice, GroupBy, Measure, Pinned, Transform, View};
