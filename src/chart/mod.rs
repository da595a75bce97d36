//! Trajectories + events + findings -> Figure, and Figure -> SVG, PNG, PDF.

mod figure;
pub mod palette;

pub use figure::{Anchor, AxisScale, Dash, Figure, Flag, Mark, Pos, Rect, Text, Theme, Tick, Weight};
