pub mod chart;
pub mod data;
pub mod insight;
pub mod query;
