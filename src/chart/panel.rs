//! Panel: a rectangle with two axes in which data coordinates hold, and the marks within.

use super::geometry::{Pos, Rect};
use super::mark::Mark;
use super::scale::Scale;

/// An axis tick.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Where, in data coordinates.
    pub at: f64,
    /// Its text; empty for a minor tick.
    pub label: String,
}

/// One axis of a panel: its scale and its ticks.
///
/// The horizontal axis of a chart over time counts months; the vertical one counts the shown scale ("trillion yen"). In
/// a ranking the horizontal axis counts the shown scale, and the vertical one has a band for each row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlotAxis {
    /// From data coordinates to places.
    pub scale: Scale,
    /// Ticks within. Their labels also stand in [`super::Figure::texts`], placed.
    pub ticks: Vec<Tick>,
    /// Whether a grid line crosses the panel at each tick.
    pub grid: bool,
    /// Whether each tick has a short stroke outside of the panel.
    pub strokes: bool,
    /// Where the strong line lies: zero for money, 100 for an index or a coverage ratio.
    pub zero: Option<f64>,
}

impl PlotAxis {
    /// The value at the left or bottom edge.
    #[must_use]
    pub const fn min(&self) -> f64 {
        self.scale.min()
    }

    /// The value at the right or top edge.
    #[must_use]
    pub const fn max(&self) -> f64 {
        self.scale.max()
    }
}

/// A part of the figure in which data coordinates hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Where, in pixels.
    pub rect: Rect,
    /// The horizontal axis.
    pub x: PlotAxis,
    /// The vertical axis.
    pub y: PlotAxis,
    /// Under the grid: the tinted deficit side, gaps, spans of events.
    pub under: Vec<Mark>,
    /// The marks, first to last.
    pub marks: Vec<Mark>,
    /// How much of it is seen, from 0 to 1.
    pub opacity: f32,
}

impl Default for Panel {
    fn default() -> Self {
        let (x, y) = (PlotAxis::default(), PlotAxis::default());
        Self { rect: Rect::default(), x, y, under: Vec::new(), marks: Vec::new(), opacity: 1.0 }
    }
}

impl Panel {
    /// The pixel of a data coordinate.
    #[must_use]
    pub fn pixel(&self, at: [f64; 2]) -> Pos {
        let [x, y] = self.share(at).map(|share| share as f32);
        Pos { x: self.rect.x + self.rect.w * x, y: self.rect.bottom() - self.rect.h * y }
    }

    /// A data coordinate as shares of the width, from the left, and of the height, from the bottom.
    #[must_use]
    pub fn share(&self, at: [f64; 2]) -> [f64; 2] {
        [self.x.scale.share(at[0]), self.y.scale.share(at[1])]
    }

    /// The horizontal data coordinate of a pixel.
    #[must_use]
    pub fn x_at(&self, x: f32) -> f64 {
        self.x.scale.value(f64::from((x - self.rect.x) / self.rect.w.max(1.0)))
    }
}
