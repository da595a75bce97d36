//! What must hold for every figure, and pictures to look at.

mod files;
mod invariants;
mod pictures;
mod stories;
