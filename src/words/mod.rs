//! Claims, reasons, labels → text in a language: the only room that makes sentences.
//!
//! What other rooms find out is data: a [`crate::insight::Claim`] has a subject, a measure, a direction, a size, a
//! comparison and a period. A narrator puts it into a sentence of its language, from messages in Fluent that stand in a
//! folder of its own under `assets/words/`. So a language is a folder and a narrator (`docs/CONTRIBUTING.md`).

#[macro_use]
mod messages;

mod brief;
mod english;
mod language;
mod narrator;
mod spoken;
#[cfg(test)]
mod tests;

pub use language::Language;
pub use narrator::{Narrator, narrator};
pub use spoken::{Caption, Comparison, Fact, Side};
