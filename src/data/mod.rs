//! What a dataset is: periods, flows, units, amounts, dimensions, facts, events, and the tables of countries
//! and classifications.
//!
//! Everything here is plain data without a window, a file or a thread. The other rooms
//! of the house build on these types and never the other way round.

mod amount;
mod builder;
pub mod classification;
pub mod country;
mod dataset;
mod dimension;
mod event;
mod flow;
mod meta;
mod period;
mod report;
mod unit;

pub use amount::{Amount, ParseAmountError};
pub use builder::{DatasetBuilder, RowError, RowKey};
pub use dataset::{Coverage, Dataset, FactStatus, Facts};
pub use dimension::{Axis, Dimension, Member, MemberId, Role};
pub use event::{Category, Date, Event, EventId};
pub use flow::Flow;
pub use meta::{Basis, Definition, Gap, LeftOutPeriod, Meta, Subject};
pub use period::{DateOrder, Frequency, Period};
pub use report::{ImportReport, Outcome, Reason, Reconciliation, RowTally};
pub use unit::{MINUS, Scale, Unit, UnitKind, minus_signed};
