//! Figure: panels with axes and marks, lanes of flags, texts and overlays, all placed. Pure data that a window and a file draw alike.

use super::geometry::{Pos, Rect};
use super::identity::Key;
use super::overlay::Overlay;
use super::palette::{Color, Theme};
use super::panel::Panel;
use super::text::Text;
use crate::data::EventId;
use crate::query::ChartKind;

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
    /// How much of it is seen, from 0 to 1.
    pub opacity: f32,
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
#[derive(Debug, Clone, PartialEq)]
pub struct Plate {
    /// Where.
    pub rect: Rect,
    /// Radius of its corners in pixels.
    pub radius: f32,
    /// Its colour.
    pub fill: Color,
    /// Its outline of one pixel, where it has one.
    pub stroke: Option<Color>,
    /// What it stands for.
    pub key: Key,
}

/// A thin stroke from a label to what it names, in pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Leader {
    /// At what is named.
    pub from: Pos,
    /// At the label.
    pub to: Pos,
    /// Its colour.
    pub color: Color,
    /// Index of the line; the one after the last for the net line.
    pub line: Option<usize>,
    /// What it stands for.
    pub key: Key,
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
/// Every painter draws in this order: the ground; each panel, the main one last; [`Figure::leaders`] (one pixel);
/// dots of flags (`ink`, [`FLAG_DOT`]); [`Figure::plates`]; labels of flags; [`Figure::texts`]; [`Figure::key`];
/// [`Figure::overlays`]. Of a panel: [`Panel::under`]; grid lines at the ticks; the strong lines at `zero`; strokes of
/// ticks; on the main panel stems of flags (dotted, `faint`, from the dot to its bottom); [`Panel::marks`]. Marks are
/// cut at the panel's edges except for dots.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figure {
    /// Width in logical pixels.
    pub width: f32,
    /// Height in logical pixels.
    pub height: f32,
    /// Light or dark.
    pub theme: Theme,
    /// The panel that texts, flags and leaders belong to.
    pub main: Panel,
    /// Further panels, drawn before the main one.
    pub others: Vec<Panel>,
    /// The rectangle of the flag lanes above it.
    pub lanes: Rect,
    /// How it is drawn. Bars that would be thinner than two pixels are drawn as lines.
    pub kind: ChartKind,
    /// Flags above the plot.
    pub flags: Vec<Flag>,
    /// Title, subtitle, tick labels, end labels, gap reasons, source and notes.
    pub texts: Vec<Text>,
    /// Leaders from moved end labels to their line's end and from pinned findings to their dot.
    pub leaders: Vec<Leader>,
    /// Plates behind texts.
    pub plates: Vec<Plate>,
    /// Samples of the key, in the foot; drawn in the theme's `muted` colour.
    pub key: Vec<Sample>,
    /// What is laid over all of it.
    pub overlays: Vec<Overlay>,
    /// The colour of each trajectory, for lists and tables beside the chart.
    pub colors: Vec<Color>,
    /// Whether the sum of all lines is drawn beside them.
    pub draws_sum: bool,
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

impl Flag {
    /// How much of it is seen, from 0 to 1: as much as of its label.
    #[must_use]
    pub fn opacity(&self) -> f32 {
        self.label.color.opacity()
    }
}

impl Figure {
    /// Whether nothing is drawn: words in its middle say why.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.panels().all(|panel| panel.marks.is_empty())
    }

    /// All panels in the order in which they are drawn.
    pub fn panels(&self) -> impl Iterator<Item = &Panel> {
        self.others.iter().chain([&self.main])
    }

    /// The pixel of a data coordinate of the main panel.
    #[must_use]
    pub fn pixel(&self, at: [f64; 2]) -> Pos {
        self.main.pixel(at)
    }

    /// The horizontal data coordinate of a pixel in the main panel.
    #[must_use]
    pub fn month_at(&self, x: f32) -> f64 {
        self.main.x_at(x)
    }
}
