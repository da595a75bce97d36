pub mod chart;
pub mod data;
pub mod query;
pub mod session;
