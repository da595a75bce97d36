//! Curves: strokes of one line in two figures, matched by their horizontal coordinates.
//!
//! A line may have other points in the other figure, and gaps elsewhere. So it is looked at between all points that
//! either has: a stretch that both draw moves, and one that only one of them draws fades while it moves along.

use super::marks::Blended;
use super::way::{Way, lerp, lerp_color, pixel};
use crate::chart::{Dash, Mark, Panel};

/// All strokes of one line in one of the two panels.
struct Curve<'a> {
    strokes: Vec<&'a Mark>,
    /// Its points in the order of time.
    points: Vec<[f64; 2]>,
    panel: &'a Panel,
}

impl<'a> Curve<'a> {
    fn new(strokes: Vec<&'a Mark>, panel: &'a Panel) -> Self {
        let mut points: Vec<[f64; 2]> = strokes.iter().flat_map(|mark| points_of(mark)).copied().collect();
        points.sort_by(|a, b| a[0].total_cmp(&b[0]));
        points.dedup_by(|a, b| a[0] == b[0]);
        Self { strokes, points, panel }
    }

    /// The value at a horizontal coordinate, across gaps; none beyond the ends.
    fn value(&self, x: f64) -> Option<f64> {
        let at = self.points.partition_point(|point| point[0] < x);
        let next = self.points.get(at)?;
        let Some(before) = at.checked_sub(1).and_then(|at| self.points.get(at)) else {
            return (next[0] == x).then_some(next[1]);
        };
        let share = (x - before[0]) / (next[0] - before[0]);
        Some(before[1] + (next[1] - before[1]) * share)
    }

    /// How each stretch between two of the coordinates is drawn.
    fn dashes(&self, xs: &[f64]) -> Vec<Option<Dash>> {
        let mut dashes = vec![None; xs.len().saturating_sub(1)];
        for mark in &self.strokes {
            let (Mark::Polyline { points, dash, .. }, Some(first), Some(last)) =
                (mark, points_of(mark).first(), points_of(mark).last())
            else {
                continue;
            };
            let from = xs.partition_point(|x| *x < first[0]);
            let to = xs.partition_point(|x| *x < last[0]);
            if points.len() > 1 {
                dashes.iter_mut().take(to).skip(from).for_each(|stretch| *stretch = Some(*dash));
            }
        }
        dashes
    }
}

fn points_of(mark: &Mark) -> &[[f64; 2]] {
    if let Mark::Polyline { points, .. } = mark { points } else { &[] }
}

/// The strokes of one line on the way; either side may have none.
pub(super) fn blend(way: &Way, from: Vec<&Mark>, to: Vec<&Mark>, blended: &mut Blended) {
    let (from, to) = (Curve::new(from, way.from), Curve::new(to, way.to));
    let mut xs: Vec<f64> = from.points.iter().chain(&to.points).map(|point| point[0]).collect();
    xs.sort_by(f64::total_cmp);
    xs.dedup();
    let places: Vec<[f64; 2]> = xs.iter().map(|x| place(way, &from, &to, *x)).collect();
    let (was, is) = (from.dashes(&xs), to.dashes(&xs));
    let stays: Vec<Option<Dash>> = was.iter().zip(&is).map(|(was, is)| was.filter(|_| was == is)).collect();
    let alone = |dashes: &[Option<Dash>]| -> Vec<Option<Dash>> {
        dashes.iter().zip(&stays).map(|(dash, stays)| dash.filter(|_| stays.is_none())).collect()
    };
    let moving = from.strokes.first().zip(to.strokes.first()).map(|(from, to)| styled(from, to, way.t));
    blended.stay.extend(moving.iter().flat_map(|style| strokes(style, &stays, &places)));
    let leaving = from.strokes.first().map(|mark| without_line(mark));
    blended.leave.extend(leaving.iter().flat_map(|style| strokes(style, &alone(&was), &places)));
    blended.enter.extend(to.strokes.first().iter().flat_map(|style| strokes(style, &alone(&is), &places)));
}

/// Where the point of a line at a horizontal coordinate is.
fn place(way: &Way, from: &Curve, to: &Curve, x: f64) -> [f64; 2] {
    match (from.value(x), to.value(x)) {
        (Some(was), Some(is)) => {
            let (was, is) = (pixel(from.panel, [x, was]), pixel(to.panel, [x, is]));
            way.step(was, is)
        }
        (Some(was), None) => way.leaving([x, was]),
        (None, Some(is)) => way.entering([x, is]),
        // Only coordinates of either are asked for.
        (None, None) => [0.0, 0.0],
    }
}

/// Strokes in one style along the stretches that have a dash.
fn strokes(style: &Mark, dashes: &[Option<Dash>], places: &[[f64; 2]]) -> Vec<Mark> {
    let mut strokes: Vec<Mark> = Vec::new();
    let mut last: Option<Dash> = None;
    for (pair, dash) in places.windows(2).zip(dashes) {
        match (dash, strokes.last_mut()) {
            (Some(_), Some(Mark::Polyline { points, .. })) if *dash == last => points.push(pair[1]),
            (Some(dash), _) => strokes.push(along(style, *dash, pair)),
            (None, _) => {}
        }
        last = *dash;
    }
    strokes
}

fn along(style: &Mark, of: Dash, pair: &[[f64; 2]]) -> Mark {
    let mut stroke = style.clone();
    if let Mark::Polyline { points, dash, .. } = &mut stroke {
        (*points, *dash) = (pair.to_vec(), of);
    }
    stroke
}

/// A stroke between two styles; it belongs to the line of the second figure.
fn styled(from: &Mark, to: &Mark, t: f32) -> Mark {
    let mut stroke = to.clone();
    if let (Mark::Polyline { color: was, width: thin, .. }, Mark::Polyline { color, width, .. }) = (from, &mut stroke) {
        (*color, *width) = (lerp_color(*was, *color, t), lerp(*thin, *width, t));
    }
    stroke
}

/// A mark of the first figure: its line may be another one in the second.
pub(super) fn without_line(mark: &Mark) -> Mark {
    let mut mark = mark.clone();
    match &mut mark {
        Mark::Polyline { line, .. } | Mark::Bar { line, .. } | Mark::Area { line, .. } | Mark::Dot { line, .. } => {
            *line = None;
        }
        Mark::Band { .. } => {}
    }
    mark
}

/// The area of one line on the way, where both figures have one: its edges are curves.
pub(super) fn area(way: &Way, from: &Mark, to: &Mark) -> Option<Mark> {
    let (Mark::Area { points: was, fill: faded, .. }, Mark::Area { points: is, fill, line, key }) = (from, to) else {
        return None;
    };
    let edge = |points: &[[f64; 3]], n: usize, panel| {
        let points = points.iter().map(|point| [point[0], point[n]]).collect();
        Curve { strokes: Vec::new(), points, panel }
    };
    let edges = [1, 2].map(|n| (edge(was, n, way.from), edge(is, n, way.to)));
    let mut xs: Vec<f64> = was.iter().chain(is).map(|point| point[0]).collect();
    xs.sort_by(f64::total_cmp);
    xs.dedup();
    let point = |x: f64| {
        let [low, high] = [&edges[0], &edges[1]].map(|(from, to)| place(way, from, to, x));
        [low[0], low[1], high[1]]
    };
    let points = xs.into_iter().map(point).collect();
    Some(Mark::Area { points, fill: lerp_color(*faded, *fill, way.t), line: *line, key: key.clone() })
}
