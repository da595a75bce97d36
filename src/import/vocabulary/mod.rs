//! The words of publishers as tables, a language a column, and what they say in labels, headings and cells.

mod lexicon;
mod totals;

pub(crate) use totals::{TotalClaim, claims_total, is_half_of_trade};
