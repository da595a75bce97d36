//! Marks: strokes, bars, areas, bands and dots in data coordinates.

use super::identity::Key;
use super::palette::Color;

/// How a stroke is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Dash {
    /// Unbroken.
    #[default]
    Solid,
    /// For stretches in which something is missing from each value.
    Dashed,
    /// For stems of flags and leaders.
    Dotted,
}

/// A mark in data coordinates, drawn inside of its panel, first to last.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A run of a line without a gap.
    Polyline {
        /// Points.
        points: Vec<[f64; 2]>,
        /// Its colour.
        color: Color,
        /// Stroke width in pixels.
        width: f32,
        /// Broken or not.
        dash: Dash,
        /// Whether a wider stroke in the ground colour lies under it, so that crossings read.
        halo: bool,
        /// Index of its trajectory.
        line: Option<usize>,
        /// What it stands for.
        key: Key,
    },
    /// A filled rectangle from `x0` to `x1` and `y0` to `y1`.
    Bar {
        /// Left.
        x0: f64,
        /// Right.
        x1: f64,
        /// Start, often zero.
        y0: f64,
        /// End.
        y1: f64,
        /// Fill.
        fill: Color,
        /// Hatched: estimated or partial. Drawn as the fill at [`HATCH_FILL`] opacity with hatch
        /// strokes and an outline in the full colour.
        hatched: bool,
        /// Index of its trajectory.
        line: Option<usize>,
        /// Index of its period.
        period: Option<usize>,
        /// What it stands for.
        key: Key,
    },
    /// The area between two edges over the same horizontal coordinates: a stacked part, a range of what is likely.
    Area {
        /// Horizontal coordinate, lower and upper edge, from left to right.
        points: Vec<[f64; 3]>,
        /// Fill.
        fill: Color,
        /// Index of its trajectory.
        line: Option<usize>,
        /// What it stands for.
        key: Key,
    },
    /// A band over the whole height.
    Band {
        /// Left.
        x0: f64,
        /// Right.
        x1: f64,
        /// Fill.
        fill: Color,
        /// Hatched in the theme's `hatch` colour: a gap in the data.
        hatched: bool,
        /// What it stands for.
        key: Key,
    },
    /// A dot at a value: an end, a single point between gaps, a pinned finding.
    Dot {
        /// Where.
        at: [f64; 2],
        /// Radius in pixels.
        radius: f32,
        /// Its colour.
        color: Color,
        /// Hollow where the period is not complete.
        hollow: bool,
        /// Index of its trajectory.
        line: Option<usize>,
        /// What it stands for.
        key: Key,
    },
}

impl Mark {
    /// What it stands for.
    #[must_use]
    pub const fn key(&self) -> &Key {
        match self {
            Self::Polyline { key, .. }
            | Self::Bar { key, .. }
            | Self::Area { key, .. }
            | Self::Band { key, .. }
            | Self::Dot { key, .. } => key,
        }
    }
}

/// The opacity of the fill under a hatched bar.
pub const HATCH_FILL: f32 = 0.28;

/// Pixels between the strokes of a hatched bar.
pub const HATCH_BAR: f32 = 5.0;

/// Pixels between the strokes of a hatched band.
pub const HATCH_BAND: f32 = 8.0;
