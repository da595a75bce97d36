//! Trajectories + events + findings -> Figure, and Figure -> SVG, PNG, PDF.

mod alt;
mod axis;
mod bars;
mod build;
mod callouts;
mod colors;
mod end_labels;
mod event_lanes;
mod figure;
mod gaps;
mod header_footer;
mod key;
mod kind;
mod kinds;
mod layout;
mod lines;
mod numbers;
pub mod palette;
mod ragged;
mod ranked;
mod raster;
mod request;
mod svg;
pub mod text_metrics;
mod timeline;

#[cfg(test)]
mod tests;

pub use build::build;
pub use colors::Colors;
pub use figure::{
    Anchor, AxisScale, BOLD_SAMPLE, Dash, FLAG_DOT, Figure, Flag, HATCH_BAND, HATCH_BAR, HATCH_FILL, LAID_IN, Mark,
    Plate, Pos, Rect, Sample, Sign, Text, Theme, Tick, Weight,
};
pub use layout::side_margin;
pub use ragged::hidden;
pub use raster::{to_pdf, to_png};
pub use request::{Parts, Pin, Request};
pub use svg::{RenderError, to_svg};
