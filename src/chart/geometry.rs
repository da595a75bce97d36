//! Geometry: points and rectangles in logical pixels.

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
