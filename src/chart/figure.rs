//! The figure: marks, labels, axes, lanes and texts, all placed. Pure data that a window and a file draw alike.

use super::palette::Color;
use crate::data::EventId;

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Theme {
    /// Dark ink on light ground.
    #[default]
    Light,
    /// Light ink on dark ground.
    Dark,
}

/// A point in logical pixels from the figure's top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pos {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

/// A rectangle in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rect {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
}

impl Rect {
    /// The right edge.
    #[must_use]
    pub fn right(self) -> f32 {
        self.x + self.w
    }

    /// The bottom edge.
    #[must_use]
    pub fn bottom(self) -> f32 {
        self.y + self.h
    }

    /// Whether two rectangles share more than an edge.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Whether a point lies inside.
    #[must_use]
    pub fn contains(self, pos: Pos) -> bool {
        (self.x..self.right()).contains(&pos.x) && (self.y..self.bottom()).contains(&pos.y)
    }
}

/// How heavy a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Weight {
    /// 400
    #[default]
    Regular,
    /// 500
    Medium,
    /// 600
    SemiBold,
    /// 700
    Bold,
}

/// Which end of the text stands at its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Anchor {
    /// The position is the left end.
    #[default]
    Start,
    /// The position is the middle.
    Middle,
    /// The position is the right end.
    End,
}

/// One line of text, placed.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// The anchor's place; `y` is the baseline.
    pub pos: Pos,
    /// Which end stands there.
    pub anchor: Anchor,
    /// What it says.
    pub text: String,
    /// Height in pixels.
    pub size: f32,
    /// How heavy.
    pub weight: Weight,
    /// Its colour.
    pub color: Color,
    /// The line that it names, so that it can be muted with it.
    pub line: Option<usize>,
    /// A halo in the ground colour so that it reads across lines.
    pub halo: bool,
}

/// An axis tick.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Where, in data coordinates.
    pub at: f64,
    /// Its text; empty for a minor tick.
    pub label: String,
}

/// One axis of the plot: its range in data coordinates and its ticks.
///
/// The horizontal axis counts months since January of the year 0 (fractions for days); the vertical
/// one counts the shown scale ("trillion yen").
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AxisScale {
    /// Value at the left or bottom edge.
    pub min: f64,
    /// Value at the right or top edge.
    pub max: f64,
    /// Ticks within.
    pub ticks: Vec<Tick>,
}

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

/// A mark in data coordinates, drawn inside of the plot rectangle, first to last.
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
        /// Hatched: estimated or partial.
        hatched: bool,
        /// Index of its trajectory.
        line: Option<usize>,
        /// Index of its period.
        period: Option<usize>,
    },
    /// A band over the whole height.
    Band {
        /// Left.
        x0: f64,
        /// Right.
        x1: f64,
        /// Fill.
        fill: Color,
        /// Hatched: a gap in the data.
        hatched: bool,
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
    },
}

/// A flag in the lanes above the plot: one event, or a crowd folded into a count.
#[derive(Debug, Clone, PartialEq)]
pub struct Flag {
    /// The events under it, earliest first; more than one when folded.
    pub events: Vec<EventId>,
    /// Where it points, in data coordinates.
    pub at: f64,
    /// The middle of its dot, in pixels.
    pub dot: Pos,
    /// The text beside the dot (`+12 more` when folded).
    pub label: Text,
    /// What a click or hover hits, in pixels: dot and label.
    pub hit: Rect,
    /// From announcement to effect, in data coordinates.
    pub span: Option<(f64, f64)>,
}

/// Everything that is drawn, placed for one size and theme.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figure {
    /// Width in logical pixels.
    pub width: f32,
    /// Height in logical pixels.
    pub height: f32,
    /// Light or dark.
    pub theme: Theme,
    /// The plot's rectangle, in which data coordinates hold.
    pub plot: Rect,
    /// The rectangle of the flag lanes above it.
    pub lanes: Rect,
    /// The horizontal axis.
    pub x: AxisScale,
    /// The vertical axis.
    pub y: AxisScale,
    /// Marks within the plot.
    pub marks: Vec<Mark>,
    /// Flags above the plot.
    pub flags: Vec<Flag>,
    /// Title, subtitle, tick labels, end labels, gap reasons, source and notes.
    pub texts: Vec<Text>,
    /// Leaders from moved end labels to their line's end, in pixels: from, to, colour, line.
    pub leaders: Vec<(Pos, Pos, Color, usize)>,
    /// The colour of each trajectory, for lists and tables beside the chart.
    pub colors: Vec<Color>,
    /// The scale of the vertical axis in words: "trillion yen".
    pub unit: String,
    /// Multiply a trajectory's value by this to get the vertical coordinate.
    pub factor: f64,
    /// The same content in words, for screen readers.
    pub alt: String,
    /// The title alone, for file names and windows.
    pub title: String,
}

impl Figure {
    /// The pixel of a data coordinate.
    #[must_use]
    pub fn pixel(&self, at: [f64; 2]) -> Pos {
        let along =
            |value: f64, axis: &AxisScale| ((value - axis.min) / (axis.max - axis.min).max(f64::MIN_POSITIVE)) as f32;
        Pos {
            x: self.plot.x + self.plot.w * along(at[0], &self.x),
            y: self.plot.bottom() - self.plot.h * along(at[1], &self.y),
        }
    }

    /// The horizontal data coordinate of a pixel.
    #[must_use]
    pub fn month_at(&self, x: f32) -> f64 {
        self.x.min + f64::from((x - self.plot.x) / self.plot.w.max(1.0)) * (self.x.max - self.x.min)
    }
}
