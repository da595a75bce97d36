//! What a dataset is: periods, flows, units, amounts, dimensions, facts, events, and the tables of countries
//! and classifications.
//!
//! Everything here is plain data without a window, a file or a thread. The other rooms
//! of the house build on these types and never the other way round.

mod amount;
mod assemble;
mod audit;
mod audit_words;
mod builder;
pub mod classification;
pub mod country;
mod dataset;
mod date;
mod dimension;
mod event;
mod fact_buffer;
mod facts;
mod flow;
mod formula;
mod integers;
mod lines;
mod meta;
mod noun;
mod period;
mod period_part;
mod prose;
mod re_exports;
mod reference;
mod report;
mod shortened;
mod spelling;
mod stored;
mod totals;
mod truncated;
mod unit;
pub(crate) mod words;

pub use amount::{Amount, ParseAmountError};
pub use assemble::{Assembled, BlockLayout, Duplicates, FactChunk, Refused, Shape};
pub use audit::{Audit, AuditState, Check, CheckKind, Finding, Proposed};
pub(crate) use builder::SKIPPED_DECIMALS;
pub use builder::{CancelCheck, DatasetBuilder, RowError, RowKey, Settle};
pub use dataset::{Coverage, Dataset, reports_regularly};
pub use date::Date;
pub use dimension::{Axis, Dimension, ListLevel, Member, MemberId, Role};
pub use event::{Category, Event, EventId};
pub use fact_buffer::FactBuffer;
pub(crate) use fact_buffer::{Decimals, finest};
pub use facts::{Block, Codes, Fact, FactStatus, Facts, Values};
pub use flow::Flow;
pub use formula::{neutralised, un_neutralised};
pub use integers::Integers;
pub use lines::Lines;
pub use meta::{Basis, Closing, ClosingMember, Definition, Gap, LeftOutPeriod, Meta, Subject, Vintage};
pub use noun::Noun;
pub use period::{DateOrder, Frequency, Period};
pub(crate) use period_part::{is_part_of_year, tells_part, tells_running};
pub use prose::{capitalised, count_in_words};
pub use reference::Reference;
pub use report::{ColumnUse, Contradicted, ImportReport, Outcome, Reason, Reconciliation, RowTally};
pub use shortened::{limited, shortened};
pub(crate) use spelling::names_quarter;
pub(crate) use spelling::says_how_firm;
pub use totals::{Fill, most_left_by_rounding};
pub use unit::{CURRENCIES, MINUS, Scale, Unit, UnitKind, fixed, minus_signed};
