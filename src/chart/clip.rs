//! Clipping: marks cut at the edges of a rectangle, so that what is drawn of them lies within.

use super::Mark;

/// A rectangle in the coordinates of marks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// From left to right.
    pub x: (f64, f64),
    /// From bottom to top.
    pub y: (f64, f64),
}

/// Dots this share of the rectangle outside of it were put there by rounding.
const ROUNDING: f64 = 1e-4;

impl Bounds {
    /// What is left of a mark: nothing, a part of it, or of a stroke several.
    pub(super) fn cut(&self, mark: &Mark) -> Vec<Mark> {
        let mut rest = mark.clone();
        let is_left = match &mut rest {
            Mark::Polyline { points, .. } => {
                return self.runs(points).into_iter().map(|run| with_points(mark, run)).collect();
            }
            Mark::Area { points, .. } => {
                *points = self.area(points);
                points.len() > 1
            }
            Mark::Bar { x0, x1, y0, y1, .. } => within(self.x, [x0, x1]) && within(self.y, [y0, y1]),
            Mark::Band { x0, x1, .. } => within(self.x, [x0, x1]),
            Mark::Dot { at: [x, y], .. } => is_near(self.x, x) && is_near(self.y, y),
        };
        if is_left { vec![rest] } else { Vec::new() }
    }

    /// The parts of a stroke within.
    fn runs(&self, points: &[[f64; 2]]) -> Vec<Vec<[f64; 2]>> {
        let mut runs: Vec<Vec<[f64; 2]>> = Vec::new();
        let mut open = false;
        for pair in points.windows(2) {
            let Some((from, to)) = self.segment(pair[0], pair[1]) else {
                open = false;
                continue;
            };
            match runs.last_mut().filter(|_| open) {
                Some(run) => run.push(to),
                None => runs.push(vec![from, to]),
            }
            // Where the end was cut, the next part begins elsewhere.
            open = to == pair[1];
        }
        runs
    }

    /// The part of a segment within (Liang and Barsky's clipping).
    fn segment(&self, a: [f64; 2], b: [f64; 2]) -> Option<([f64; 2], [f64; 2])> {
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        for (from, to, (low, high)) in [(a[0], b[0], self.x), (a[1], b[1], self.y)] {
            for (along, room) in [(from - to, from - low), (to - from, high - from)] {
                if along == 0.0 && room < 0.0 {
                    return None;
                }
                if along < 0.0 {
                    enter = enter.max(room / along);
                } else if along > 0.0 {
                    leave = leave.min(room / along);
                }
            }
        }
        let at = |share: f64| {
            let of = |from: f64, to: f64, (low, high): (f64, f64)| (from + (to - from) * share).clamp(low, high);
            [of(a[0], b[0], self.x), of(a[1], b[1], self.y)]
        };
        let end = |share: f64, whole: [f64; 2]| if share == 0.0 || share == 1.0 { whole } else { at(share) };
        (enter < leave).then(|| (end(enter, a), end(leave, b)))
    }

    /// The part of an area within: cut at the sides, and its edges bent where they leave through top or bottom.
    fn area(&self, points: &[[f64; 3]]) -> Vec<[f64; 3]> {
        let mut cut: Vec<[f64; 3]> = Vec::new();
        for pair in points.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let across = |at: f64, from: f64, to: f64| (at - from) / (to - from);
            let sides = [self.x.0, self.x.1].map(|side| across(side, a[0], b[0]));
            let edges = [(1, self.y.0), (1, self.y.1), (2, self.y.0), (2, self.y.1)];
            let mut shares: Vec<f64> = edges.iter().map(|(edge, at)| across(*at, a[*edge], b[*edge])).collect();
            shares.extend(sides);
            shares.retain(|share| (0.0..1.0).contains(share));
            shares.extend([0.0, 1.0]);
            shares.sort_by(f64::total_cmp);
            let points = shares.into_iter().map(|share| [0, 1, 2].map(|n| a[n] + (b[n] - a[n]) * share));
            cut.extend(points.filter(|point| (self.x.0..=self.x.1).contains(&point[0])));
        }
        cut.dedup();
        let inside = |value: f64| value.clamp(self.y.0, self.y.1);
        cut.into_iter().map(|[x, low, high]| [x, inside(low), inside(high)]).collect()
    }
}

/// The same stroke through other points.
fn with_points(mark: &Mark, run: Vec<[f64; 2]>) -> Mark {
    let mut mark = mark.clone();
    if let Mark::Polyline { points, .. } = &mut mark {
        *points = run;
    }
    mark
}

/// Brings both ends into a range; false where nothing of what lies between them is in it.
fn within((low, high): (f64, f64), ends: [&mut f64; 2]) -> bool {
    let is_in = ends[0].max(*ends[1]) >= low && ends[0].min(*ends[1]) <= high;
    for end in ends {
        *end = end.clamp(low, high);
    }
    is_in
}

/// Whether a middle lies in a range, but for rounding, which is taken away.
fn is_near((low, high): (f64, f64), at: &mut f64) -> bool {
    let slack = (high - low) * ROUNDING;
    let is_in = (low - slack..=high + slack).contains(at);
    *at = at.clamp(low, high);
    is_in
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chart::palette::Color;
    use crate::chart::{Dash, Key};

    const BOUNDS: Bounds = Bounds { x: (0.0, 10.0), y: (-5.0, 5.0) };

    fn stroke(points: Vec<[f64; 2]>) -> Mark {
        let (key, color, dash) = (Key::Words, Color::default(), Dash::Solid);
        Mark::Polyline { points, color, width: 1.0, dash, halo: false, line: None, key }
    }

    fn points(mark: &Mark) -> Vec<[f64; 2]> {
        if let Mark::Polyline { points, .. } = mark { points.clone() } else { Vec::new() }
    }

    #[test]
    fn a_stroke_that_leaves_and_comes_back_is_two() {
        let cut = BOUNDS.cut(&stroke(vec![[1.0, 0.0], [2.0, 10.0], [3.0, 0.0], [4.0, 1.0]]));
        let runs: Vec<Vec<[f64; 2]>> = cut.iter().map(points).collect();
        assert_eq!(runs, [vec![[1.0, 0.0], [1.5, 5.0]], vec![[2.5, 5.0], [3.0, 0.0], [4.0, 1.0]]]);
    }

    #[test]
    fn what_lies_within_stays_as_it_is() {
        let whole = stroke(vec![[0.0, 0.0], [5.0, 5.0], [10.0, -5.0]]);
        assert_eq!(BOUNDS.cut(&whole), [whole]);
        let dot = |x: f64| Mark::Dot {
            at: [x, 0.0],
            radius: 1.0,
            color: Color::default(),
            hollow: false,
            line: None,
            key: Key::Words,
        };
        assert_eq!((BOUNDS.cut(&dot(10.0)).len(), BOUNDS.cut(&dot(10.1)).len()), (1, 0));
    }

    proptest! {
        #[test]
        fn nothing_is_left_outside(ys in proptest::collection::vec((-20.0..20.0_f64, 0.0..9.0_f64), 2..20), from in -20.0..15.0_f64) {
            let x = |n: usize| from + n as f64 * 1.7;
            let line = stroke(ys.iter().enumerate().map(|(n, (y, _))| [x(n), *y]).collect());
            let at = |[px, py]: [f64; 2]| (-1e-9..=10.0 + 1e-9).contains(&px) && (-5.0 - 1e-9..=5.0 + 1e-9).contains(&py);
            prop_assert!(BOUNDS.cut(&line).iter().flat_map(points).all(at));
            let edges = ys.iter().enumerate().map(|(n, (y, high))| [x(n), *y, y + high]).collect();
            let area = Mark::Area { points: edges, fill: Color::default(), line: None, key: Key::Words };
            for mark in BOUNDS.cut(&area) {
                let Mark::Area { points, .. } = mark else { panic!("an area stays one") };
                prop_assert!(points.iter().all(|[x, low, high]| at([*x, *low]) && at([*x, *high]) && low <= high));
                prop_assert!(points.windows(2).all(|pair| pair[0][0] <= pair[1][0]));
            }
        }
    }
}
