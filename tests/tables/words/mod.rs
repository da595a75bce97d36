//! The words that publishers use, one language a column, independent of those that the reader knows.

/// English, German, French, Spanish, Portuguese, Polish, Japanese, Chinese, Russian, Turkish, Korean.
pub const LANGUAGES: usize = 11;
pub type Row = [&'static str; LANGUAGES];

mod terms;
mod things;
mod units;

pub use terms::*;
pub use things::*;
pub use units::*;
