//! Trajectories + events + findings -> Figure, and Figure -> SVG, PNG, PDF.

mod alt;
mod axis;
mod bars;
mod build;
mod colors;
mod ends;
mod figure;
mod frame;
mod gaps;
mod key;
mod lanes;
mod lines;
pub mod measure;
mod numbers;
pub mod palette;
mod pins;
mod ranked;
mod raster;
mod sheet;
mod svg;
mod timeline;

#[cfg(test)]
mod tests;

pub use build::{Parts, Pin, Request, build};
pub use colors::Colors;
pub use figure::{
    Anchor, AxisScale, BOLD_SAMPLE, Dash, FLAG_DOT, Figure, Flag, HATCH_BAND, HATCH_BAR, HATCH_FILL, LAID_IN, Mark,
    Plate, Pos, Rect, Sample, Sign, Text, Theme, Tick, Weight,
};
pub use raster::{to_pdf, to_png};
pub use sheet::side_margin;
pub use svg::{RenderError, to_svg};
