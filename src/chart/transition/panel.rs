//! Panels on the way: what both have in one, what fades out and what fades in, each in another beneath it.

use super::marks::blend;
use super::way::{Way, pixel};
use crate::chart::{Panel, PlotAxis, Tick};

/// What becomes of two panels.
pub(super) struct Panels {
    /// What both have.
    pub stay: Panel,
    /// What fades, where anything does.
    pub fading: Vec<Panel>,
}

/// One of the two axes.
#[derive(Clone, Copy)]
struct Side {
    /// 0 for the horizontal one, 1 for the vertical one.
    index: usize,
}

/// The axes of three panels: what stays, leaves and enters.
type Axes<'a> = [&'a mut PlotAxis; 3];

pub(super) fn panels(way: &Way) -> Panels {
    let (under, marks) = (blend(way, &way.from.under, &way.to.under), blend(way, &way.from.marks, &way.to.marks));
    let panel = |under, marks, opacity| Panel { under, marks, opacity, ..way.panel() };
    let mut stay = panel(under.stay, marks.stay, 1.0);
    let mut leave = panel(under.leave, marks.leave, 1.0 - way.t);
    let mut enter = panel(under.enter, marks.enter, way.t);
    Side { index: 0 }.axes(way, (&way.from.x, &way.to.x), [&mut stay.x, &mut leave.x, &mut enter.x]);
    Side { index: 1 }.axes(way, (&way.from.y, &way.to.y), [&mut stay.y, &mut leave.y, &mut enter.y]);
    let is_seen = |panel: &Panel| {
        let axes = [&panel.x, &panel.y];
        let has_axis = axes.iter().any(|axis| !axis.ticks.is_empty() || axis.zero.is_some());
        has_axis || !panel.marks.is_empty() || !panel.under.is_empty()
    };
    Panels { fading: [leave, enter].into_iter().filter(is_seen).collect(), stay }
}

impl Side {
    /// Ticks and strong line: those at a value that both have glide.
    fn axes(self, way: &Way, (from, to): (&PlotAxis, &PlotAxis), [stay, leave, enter]: Axes) {
        // A grid that one of them lacks comes or goes as a whole.
        let alike = way.same[self.index] && from.grid == to.grid && from.strokes == to.strokes;
        for (axis, like) in [(&mut *stay, to), (&mut *leave, from), (&mut *enter, to)] {
            (axis.grid, axis.strokes) = (like.grid, like.strokes);
        }
        let has = |axis: &PlotAxis, at: f64| alike && axis.ticks.iter().any(|tick| tick.at == at);
        for tick in &to.ticks {
            let (axis, place) = if has(from, tick.at) {
                (&mut *stay, self.between(way, tick.at, tick.at))
            } else {
                (&mut *enter, self.along(way.entering([tick.at; 2])))
            };
            axis.ticks.push(Tick { at: place, label: tick.label.clone() });
        }
        for tick in from.ticks.iter().filter(|tick| !has(to, tick.at)) {
            leave.ticks.push(Tick { at: self.along(way.leaving([tick.at; 2])), label: tick.label.clone() });
        }
        match (from.zero, to.zero) {
            (Some(was), Some(is)) if way.same[self.index] => stay.zero = Some(self.between(way, was, is)),
            (was, is) => {
                leave.zero = was.map(|at| self.along(way.leaving([at; 2])));
                enter.zero = is.map(|at| self.along(way.entering([at; 2])));
            }
        }
        for axis in [stay, leave, enter] {
            let inside = axis.min()..=axis.max();
            axis.zero = axis.zero.filter(|at| inside.contains(at));
            axis.ticks.retain(|tick| inside.contains(&tick.at));
        }
    }

    fn along(self, place: [f64; 2]) -> f64 {
        place[self.index]
    }

    fn between(self, way: &Way, from: f64, to: f64) -> f64 {
        self.along(way.step(pixel(way.from, [from; 2]), pixel(way.to, [to; 2])))
    }
}
