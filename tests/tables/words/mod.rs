//! The words that publishers use, one language a column, independent of those that the reader knows.

/// English, German, French, Spanish, Portuguese, Polish, Japanese, Chinese, Russian, Turkish, Korean.
pub(crate) const LANGUAGES: usize = 11;
pub(crate) type Row = [&'static str; LANGUAGES];

mod terms;
mod things;
mod units;

pub(crate) use terms::*;
pub(crate) use things::*;
pub(crate) use units::*;
