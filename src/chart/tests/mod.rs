//! What must hold for every figure, and pictures to look at.

mod files;
mod golden;
mod invariants;
mod motion;
mod panels;
mod pictures;
mod stories;
