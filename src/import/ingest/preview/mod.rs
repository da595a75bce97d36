//! Preview of a file that takes long: the first rows as a dataset, while the others are still read.

mod publish;
mod schedule;

pub(super) use publish::PreviewPublisher;
pub use schedule::PreviewSchedule;
