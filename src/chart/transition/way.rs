//! Interpolation: between numbers, places, colours and panels.

use crate::chart::clip::Bounds;
use crate::chart::palette::Color;
use crate::chart::{Panel, PlotAxis, Pos, Rect, Scale};

/// Pixels farther away than this are as good as at infinity.
const FAR: f32 = 1e6;

pub(super) fn lerp(from: f32, to: f32, t: f32) -> f32 {
    from + (to - from) * t
}

pub(super) fn lerp_pos(from: Pos, to: Pos, t: f32) -> Pos {
    Pos { x: lerp(from.x, to.x, t), y: lerp(from.y, to.y, t) }
}

pub(super) fn lerp_rect(from: Rect, to: Rect, t: f32) -> Rect {
    Rect { x: lerp(from.x, to.x, t), y: lerp(from.y, to.y, t), w: lerp(from.w, to.w, t), h: lerp(from.h, to.h, t) }
}

/// The colour between two, its opacity included.
pub(super) fn lerp_color(from: Color, to: Color, t: f32) -> Color {
    let a = lerp(f32::from(from.a), f32::from(to.a), t).round() as u8;
    Color { a, ..from.mixed(to, t) }
}

/// The way from one panel to another, seen at one time.
///
/// On the way everything is placed in pixels: what is at a value in both panels moves from its pixel in one to its pixel
/// in the other, whatever their scales are. So marks, ticks and labels move together. The coordinates of marks on the way
/// are `[x, -y]` of pixels, as the vertical axis of a panel goes up.
#[derive(Clone, Copy)]
pub(super) struct Way<'a> {
    pub from: &'a Panel,
    pub to: &'a Panel,
    /// Whether a horizontal and a vertical coordinate mean the same in both.
    pub same: [bool; 2],
    pub t: f32,
}

impl<'a> Way<'a> {
    /// `units` are those of the amounts in both.
    pub(super) fn new(from: &'a Panel, to: &'a Panel, units: [&str; 2], t: f32) -> Self {
        let same = |a: &Scale, b: &Scale| {
            let are_amounts = matches!(a, Scale::Linear { .. } | Scale::SymmetricLog { .. });
            a.measures_as(b) && (!are_amounts || units[0] == units[1])
        };
        Self { from, to, same: [same(&from.x.scale, &to.x.scale), same(&from.y.scale, &to.y.scale)], t }
    }

    /// The rectangle of the panel.
    pub(super) fn rect(&self) -> Rect {
        lerp_rect(self.from.rect, self.to.rect, self.t)
    }

    /// An empty panel on the way, in whose coordinates marks are placed.
    pub(super) fn panel(&self) -> Panel {
        let rect = self.rect();
        let axis = |from: f32, to: f32| PlotAxis {
            scale: Scale::Linear { from: f64::from(from), to: f64::from(to) },
            ..PlotAxis::default()
        };
        Panel { rect, x: axis(rect.x, rect.right()), y: axis(-rect.bottom(), -rect.y), ..Panel::default() }
    }

    /// The panel's rectangle in the coordinates of marks.
    pub(super) fn bounds(&self) -> Bounds {
        let Panel { x, y, .. } = self.panel();
        Bounds { x: (x.min(), x.max()), y: (y.min(), y.max()) }
    }

    /// Where something is that is at one place of the first panel and at another of the second.
    pub(super) fn between(&self, from: [f64; 2], to: [f64; 2]) -> [f64; 2] {
        self.step(pixel(self.from, from), pixel(self.to, to))
    }

    /// The same for places on the screen.
    pub(super) fn step(&self, from: [f64; 2], to: [f64; 2]) -> [f64; 2] {
        let t = f64::from(self.t);
        [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t]
    }

    /// Where something is that only the first panel has: it goes where it would be in the second, as far as a coordinate
    /// means the same there, and else stays.
    pub(super) fn leaving(&self, at: [f64; 2]) -> [f64; 2] {
        let (here, there) = (pixel(self.from, at), pixel(self.to, at));
        self.step(here, self.meant(here, there))
    }

    /// Where something is that only the second panel has: it comes from where it would have been in the first.
    pub(super) fn entering(&self, at: [f64; 2]) -> [f64; 2] {
        let (here, there) = (pixel(self.to, at), pixel(self.from, at));
        self.step(self.meant(here, there), here)
    }

    /// The coordinates of the other panel where they mean the same, and the own ones where not.
    pub(super) fn meant(&self, own: [f64; 2], other: [f64; 2]) -> [f64; 2] {
        [if self.same[0] { other[0] } else { own[0] }, if self.same[1] { other[1] } else { own[1] }]
    }
}

/// The coordinates on the way of a place in one of the panels.
pub(super) fn pixel(panel: &Panel, at: [f64; 2]) -> [f64; 2] {
    let Pos { x, y } = panel.pixel(at);
    let near = |pixel: f32| f64::from(if pixel.is_nan() { 0.0 } else { pixel.clamp(-FAR, FAR) });
    [near(x), -near(y)]
}
