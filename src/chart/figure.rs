//! The figure: marks, labels, axes, lanes and texts, all placed. Pure data that a window and a file draw alike.

use super::palette::Color;
use super::text_metrics;
use crate::data::EventId;
use crate::query::ChartKind;

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

    /// The same rectangle with `by` pixels more on every side.
    #[must_use]
    pub fn grown(self, by: f32) -> Self {
        Self { x: self.x - by, y: self.y - by, w: self.w + 2.0 * by, h: self.h + 2.0 * by }
    }

    /// The smallest rectangle that holds both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self { x, y, w: self.right().max(other.right()) - x, h: self.bottom().max(other.bottom()) - y }
    }

    /// The rectangle between two corners, in any order.
    #[must_use]
    pub fn between(a: Pos, b: Pos) -> Self {
        Self { x: a.x.min(b.x), y: a.y.min(b.y), w: (a.x - b.x).abs(), h: (a.y - b.y).abs() }
    }

    /// The diagonal strokes that hatch it, `spacing` pixels apart, cut at its edges. Every painter
    /// uses these, so a gap looks the same in the window and in files.
    #[must_use]
    pub fn hatch(self, spacing: f32) -> Vec<(Pos, Pos)> {
        let step = spacing.max(2.0);
        let whole = self.w.is_finite() && self.h.is_finite() && self.w > 0.0 && self.h > 0.0;
        let count = if whole { ((self.w + self.h) / step).min(4000.0) as usize } else { 0 };
        (1..=count)
            .map(|n| {
                let reach = n as f32 * step;
                let (from, to) = ((reach - self.h).max(0.0), reach.min(self.w));
                let at = |x: f32| Pos { x: self.x + x, y: self.y + (reach - x) };
                (at(from), at(to))
            })
            .collect()
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

impl Text {
    /// The rectangle that its letters take, by the advances of the bundled face.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        let w = text_metrics::width(&self.text, self.size, self.weight);
        let x = match self.anchor {
            Anchor::Start => self.pos.x,
            Anchor::Middle => self.pos.x - w / 2.0,
            Anchor::End => self.pos.x - w,
        };
        Rect { x, y: self.pos.y - 0.78 * self.size, w, h: self.size }
    }
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
/// one counts the shown scale ("trillion yen"). In a ranked figure the horizontal axis counts the
/// shown scale, and row `n` (from the top) lies between `-n - 1` and `-n` on the vertical one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AxisScale {
    /// Value at the left or bottom edge.
    pub min: f64,
    /// Value at the right or top edge.
    pub max: f64,
    /// Ticks within. Their labels also stand in [`Figure::texts`], placed.
    pub ticks: Vec<Tick>,
    /// Whether a grid line crosses the plot at each tick.
    pub grid: bool,
    /// Whether each tick has a short stroke outside of the plot.
    pub strokes: bool,
    /// Where the strong line lies: zero for money, 100 for an index or a coverage ratio.
    pub zero: Option<f64>,
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
        /// Hatched: estimated or partial. Drawn as the fill at [`HATCH_FILL`] opacity with hatch
        /// strokes and an outline in the full colour.
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
        /// Hatched in the theme's `hatch` colour: a gap in the data.
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

/// The opacity of the fill under a hatched bar.
pub const HATCH_FILL: f32 = 0.28;

/// Pixels between the strokes of a hatched bar.
pub const HATCH_BAR: f32 = 5.0;

/// Pixels between the strokes of a hatched band.
pub const HATCH_BAND: f32 = 8.0;

/// What an entry of the key shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// A dashed stroke with a hollow dot: incomplete.
    Dashed,
    /// A hollow dot: estimated.
    Hollow,
    /// A hatched bar.
    Hatched,
    /// A hatched band: no figure.
    Gap,
    /// A shaded band: from announcement to effect.
    Span,
    /// A band in the accent colour: laid in from another file.
    LaidIn,
    /// A number in bold.
    Bold,
}

/// The sample of an entry of the key; its words stand among the texts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// Where, in pixels.
    pub rect: Rect,
    /// What it shows.
    pub sign: Sign,
}

impl Sample {
    /// The strokes of a dashed sample: its dashes from left to right, up to the hollow dot at its end.
    #[must_use]
    pub fn dashes(&self) -> Vec<(Pos, Pos)> {
        let Rect { x, y, w, h } = self.rect;
        let (middle, step) = (y + h / 2.0, w / 5.0);
        let dash = |n: f32| (Pos { x: x + n * step, y: middle }, Pos { x: x + (n + 0.6) * step, y: middle });
        vec![dash(0.0), dash(1.0), dash(2.0)]
    }

    /// The middle and the radius of its hollow dot, where it has one.
    #[must_use]
    pub fn dot(&self) -> Option<(Pos, f32)> {
        let Rect { x, y, w, h } = self.rect;
        let radius = h * 0.36;
        match self.sign {
            Sign::Dashed => Some((Pos { x: x + w - radius - 1.0, y: y + h / 2.0 }, radius)),
            Sign::Hollow => Some((Pos { x: x + w / 2.0, y: y + h / 2.0 }, radius)),
            Sign::Hatched | Sign::Gap | Sign::Span | Sign::LaidIn | Sign::Bold => None,
        }
    }
}

/// The opacity of the band behind periods of which something was laid in from another file.
pub const LAID_IN: f32 = 0.09;

/// The words of a bold sample.
pub const BOLD_SAMPLE: &str = "1.2";

/// A small plate behind a text: a folded crowd of events, a pinned finding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plate {
    /// Where.
    pub rect: Rect,
    /// Radius of its corners in pixels.
    pub radius: f32,
    /// Its colour.
    pub fill: Color,
    /// Its outline of one pixel, where it has one.
    pub stroke: Option<Color>,
}

/// A flag in the lanes above the plot: one event, or a crowd folded into a count.
#[derive(Debug, Clone, PartialEq)]
pub struct Flag {
    /// The events under it, earliest first; a labelled flag has one.
    pub events: Vec<EventId>,
    /// Whether it stands for events that had no room for a label. A folded flag has no dot and no
    /// stem; its plate is among [`Figure::plates`].
    pub folded: bool,
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

/// Radius of the dot of a flag in pixels.
pub const FLAG_DOT: f32 = 4.0;

/// Everything that is drawn, placed for one size and theme.
///
/// Every painter draws in this order: the ground; [`Figure::under`]; grid lines at the ticks; the
/// strong lines at `zero`; strokes of ticks; stems of flags (dotted, `faint`, from the dot to the
/// bottom of the plot); [`Figure::marks`]; [`Figure::leaders`] (one pixel); dots of flags (`ink`,
/// [`FLAG_DOT`]); [`Figure::plates`]; labels of flags; [`Figure::texts`]; [`Figure::key`]. Marks are cut at the
/// plot's edges except for dots.
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
    /// How it is drawn. Bars that would be thinner than two pixels are drawn as lines.
    pub kind: ChartKind,
    /// Under the grid: the tinted deficit side, gaps, spans of events.
    pub under: Vec<Mark>,
    /// Marks within the plot.
    pub marks: Vec<Mark>,
    /// Flags above the plot.
    pub flags: Vec<Flag>,
    /// Title, subtitle, tick labels, end labels, gap reasons, source and notes.
    pub texts: Vec<Text>,
    /// Leaders from moved end labels to their line's end and from pinned findings to their dot, in
    /// pixels: from, to, colour, line. The net line counts as the one after the last.
    pub leaders: Vec<(Pos, Pos, Color, usize)>,
    /// Plates behind texts.
    pub plates: Vec<Plate>,
    /// Samples of the key, in the foot; drawn in the theme's `muted` colour.
    pub key: Vec<Sample>,
    /// The colour of each trajectory, for lists and tables beside the chart.
    pub colors: Vec<Color>,
    /// The scale of the vertical axis in words: "trillion yen".
    pub unit: String,
    /// Multiply a trajectory's value by this to get the vertical coordinate.
    pub factor: f64,
    /// Whether a positive number has a sign, because the sign carries the meaning.
    pub plus: bool,
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
