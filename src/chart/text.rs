//! Text: one line of it, placed.

use super::geometry::{Pos, Rect};
use super::identity::Key;
use super::palette::Color;
use super::text_metrics;

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
    /// What it stands for.
    pub key: Key,
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
