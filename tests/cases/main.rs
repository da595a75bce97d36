//! Files as publishers and people write them, each with a trap, and the figures that they must give, or the question.

#![expect(clippy::expect_used, clippy::panic, reason = "a test stops where something is not as it says")]

mod doubles;
mod families;
mod formats;
mod layout;
mod lists;
mod periods;
mod reading;
mod roles;
mod scales;
mod signs;
mod totals;
mod words;
