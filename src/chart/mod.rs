//! Figures: trajectories, events and findings -> figure, and figure -> SVG, PNG, PDF.

mod alt;
mod axis;
mod bars;
mod build;
mod callouts;
mod clip;
mod colors;
mod end_labels;
mod event_lanes;
mod figure;
mod gaps;
mod geometry;
mod header_footer;
mod identity;
mod key;
mod kind;
mod kinds;
mod layout;
mod lines;
mod mark;
mod numbers;
mod overlay;
pub mod palette;
mod panel;
mod ragged;
mod ranked;
mod raster;
mod request;
mod reveal;
mod scale;
mod svg;
mod text;
pub mod text_metrics;
mod timeline;
mod transition;

#[cfg(test)]
mod tests;

pub use build::build;
pub use colors::Colors;
pub use figure::{BOLD_SAMPLE, FLAG_DOT, Figure, Flag, LAID_IN, Leader, Plate, Sample, Sign};
pub use geometry::{Pos, Rect};
pub use identity::Key;
pub use layout::side_margin;
pub use mark::{Dash, HATCH_BAND, HATCH_BAR, HATCH_FILL, Mark};
pub use overlay::{Overlay, shaded};
pub use palette::Theme;
pub use panel::{Panel, PlotAxis, Tick};
pub use ragged::hidden;
pub use raster::{to_pdf, to_png};
pub use request::{Parts, Pin, Request};
pub use reveal::reveal;
pub use scale::Scale;
pub use svg::{RenderError, to_svg};
pub use text::{Anchor, Text, Weight};
pub use transition::transition;
