//! Overlays: what is laid over a finished figure, as a teacher's pen or light would.

use super::geometry::{Pos, Rect};
use super::palette::Color;

/// Something over the figure, in pixels.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// A stroke: of a pen, or an answer that was drawn by hand.
    Stroke {
        /// Its points.
        points: Vec<Pos>,
        /// Its colour.
        color: Color,
        /// Its width in pixels.
        width: f32,
    },
    /// A shade over everything but a rectangle.
    Spotlight {
        /// What is left in the light.
        lit: Rect,
        /// The colour of the shade.
        shade: Color,
    },
}

/// The shade of a spotlight in a figure of some size: the rectangles above, below, left and right of what is lit.
#[must_use]
pub fn shaded(lit: Rect, (width, height): (f32, f32)) -> [Rect; 4] {
    let (left, right) = (lit.x.clamp(0.0, width), lit.right().clamp(0.0, width));
    let (top, bottom) = (lit.y.clamp(0.0, height), lit.bottom().clamp(0.0, height));
    [
        Rect { x: 0.0, y: 0.0, w: width, h: top },
        Rect { x: 0.0, y: bottom, w: width, h: height - bottom },
        Rect { x: 0.0, y: top, w: left, h: bottom - top },
        Rect { x: right, y: top, w: width - right, h: bottom - top },
    ]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_shade_covers_all_but_what_is_lit(x in -50.0..150.0_f32, y in -50.0..150.0_f32, w in 0.0..80.0_f32, h in 0.0..80.0_f32) {
            let lit = Rect { x, y, w, h };
            let parts = shaded(lit, (100.0, 100.0));
            let area: f32 = parts.iter().map(|part| part.w * part.h).sum();
            let inside = |from: f32, wide: f32| ((from + wide).clamp(0.0, 100.0) - from.clamp(0.0, 100.0)).max(0.0);
            prop_assert!((area + inside(x, w) * inside(y, h) - 10_000.0).abs() < 0.5, "{area}");
            prop_assert!(parts.iter().all(|part| part.w >= 0.0 && part.h >= 0.0));
            let mut seen = parts.iter().filter(|part| part.w > 0.1 && part.h > 0.1);
            prop_assert!(seen.all(|part| !part.grown(-0.01).overlaps(lit)));
        }
    }
}
