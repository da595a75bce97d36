//! The window driven as a person drives it: by names, keys and the numbers in the table.

#![expect(clippy::expect_used, clippy::panic, reason = "a test stops where something is not as it says")]

mod audit;
mod dialog;
mod facts;
mod files;
mod hands;
mod keeping;
mod large;
mod looking;
