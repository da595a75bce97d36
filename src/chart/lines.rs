//! Line chart: runs between gaps, dashes where something is missing, dots at ends and lone points.

use super::axis::Padding;
use super::colors::has_own;
use super::end_labels::{self, End};
use super::kind::Chart;
use super::layout::LayoutContext;
use super::palette::Color;
use super::ragged::{RaggedEnd, ragged_ends};
use super::timeline::{self, TimeMarks};
use super::{Dash, Figure, Key, Mark, Rect};
use crate::query::{ChartKind, Line, Point, Status};

/// Stroke width of lines in pixels.
const STROKE: f32 = 2.4;

/// The same where lines are many.
const THIN_STROKE: f32 = 1.8;

/// How much is left of the colour of a line without a label.
const BACKGROUND: f32 = 0.4;

/// With more lines than this strokes are thin and have no halo: halos would blot out the zero line.
const FEW: usize = 12;

/// Radius of the dot at a line's end.
const END_DOT: f32 = 3.6;

/// The kind of chart in which each trajectory is a line over time.
pub(super) struct Lines;

impl Chart for Lines {
    fn draw(&self, cx: &mut LayoutContext, area: Rect, has_text_room: bool) {
        cx.figure.kind = ChartKind::Lines;
        cx.figure.draws_sum = cx.line(cx.request.trajectories.lines.len()).is_some();
        timeline::draw(cx, area, has_text_room, self);
    }

    /// All points but the ragged ends of sums, which are not drawn.
    fn drawn<'a>(&self, cx: &'a LayoutContext<'_>) -> Vec<(usize, &'a Point)> {
        let (own, sums): (Vec<&Line>, Vec<&Line>) =
            drawn_lines(cx).filter_map(|line| cx.line(line)).partition(|line| has_own(line));
        let own = own.into_iter().flat_map(|line| line.points.iter().enumerate());
        let without_ends = |line: &'a Line| {
            let ragged = line.ragged();
            line.points.iter().enumerate().filter(move |(at, _)| !ragged[*at])
        };
        own.chain(sums.into_iter().flat_map(without_ends)).collect()
    }
}

impl TimeMarks for Lines {
    fn extent(&self, cx: &LayoutContext) -> (f64, f64) {
        let values = drawn_lines(cx).flat_map(|line| points(cx, line)).flatten().map(|[_, value]| value);
        let extent = values.fold((f64::MAX, f64::MIN), |(lo, hi), value| (lo.min(value), hi.max(value)));
        if extent.0 > extent.1 { (0.0, 0.0) } else { extent }
    }

    fn padding(&self) -> Padding {
        Padding { above: 0.06, below: 0.06 }
    }

    fn starts_from_zero(&self) -> bool {
        false
    }

    fn anchors(&self, cx: &LayoutContext) -> Vec<Vec<Option<[f64; 2]>>> {
        (0..cx.request.trajectories.lines.len()).map(|line| points(cx, line)).collect()
    }

    fn ends(&self, cx: &LayoutContext) -> Vec<End> {
        ends(cx)
    }

    fn say(&self, cx: &mut LayoutContext) {
        say_which_break(cx);
    }

    /// Draws all lines, the first on top, and the dots over them.
    fn draw_marks(&self, cx: &mut LayoutContext) {
        for line in drawn_lines(cx).rev() {
            strokes(cx, line);
        }
        for line in drawn_lines(cx).rev() {
            dots(cx, line);
        }
    }
}

/// The places of all lines that are drawn, that of the sum behind the others.
fn drawn_lines(cx: &LayoutContext) -> std::ops::Range<usize> {
    let count = cx.request.trajectories.lines.len();
    0..count + usize::from(cx.line(count).is_some())
}

/// What its marks name a line by; the sum is nobody's line that could be hovered.
fn own(cx: &LayoutContext, line: usize) -> Option<usize> {
    (line < cx.request.trajectories.lines.len()).then_some(line)
}

fn points(cx: &LayoutContext, line: usize) -> Vec<Option<[f64; 2]>> {
    let trajectories = cx.request.trajectories;
    let ends = cx.line(line).map(|line| ragged_ends(trajectories, line)).unwrap_or_default();
    let values = cx.values(line).into_iter().zip(&trajectories.periods).enumerate();
    let drawn = |at: usize| ends.get(at).copied().flatten() != Some(RaggedEnd::Hidden);
    values.map(|(at, (value, period))| value.filter(|_| drawn(at)).map(|value| [period.middle(), value])).collect()
}

/// For each place of a line whether it is joined to the next one: neither across the edge of what is complete, nor where
/// incomplete points stand by themselves.
fn joins(cx: &LayoutContext, line: usize) -> Vec<bool> {
    let trajectories = cx.request.trajectories;
    let ends = cx.line(line).map(|line| ragged_ends(trajectories, line)).unwrap_or_default();
    ends.windows(2).map(|pair| pair[0] == pair[1] && pair[0] != Some(RaggedEnd::Apart)).collect()
}

/// Name and last value of each line.
fn ends(cx: &LayoutContext) -> Vec<End> {
    let trajectories = cx.request.trajectories;
    let end = |index: usize| {
        let line = cx.line(index)?;
        let points = points(cx, index);
        let known = || points.iter().enumerate().rev().filter_map(|(at, point)| Some((at, (*point)?)));
        // What is incomplete names no line, unless there is nothing else.
        let ragged = line.ragged();
        let (at, [x, value]) = known().find(|(at, _)| !ragged[*at]).or_else(|| known().next())?;
        Some(End {
            line: index,
            name: line.label.clone(),
            value: cx.label(index, value),
            when: end_labels::when(trajectories, line, at),
            color: cx.color(index),
            from: [x, value],
            leads_from: Some([x, value]),
            parting: None,
            // What the title tells of is named whatever else is.
            importance: own(cx, index).map_or(f64::INFINITY, |_| value.abs()),
        })
    };
    drawn_lines(cx).filter_map(end).collect()
}

/// A line that breaks has no figure there, which must be said where no band says it of all lines.
fn say_which_break(cx: &mut LayoutContext) {
    let values: Vec<Vec<Option<f64>>> = (0..cx.request.trajectories.lines.len()).map(|line| cx.values(line)).collect();
    let known = |at: usize| values.iter().any(|line| line.get(at).is_some_and(Option::is_some));
    let breaks = |line: &usize| {
        let points = &values[*line];
        let ends = (points.iter().position(Option::is_some), points.iter().rposition(Option::is_some));
        let (Some(first), Some(last)) = ends else { return false };
        (first..last).any(|at| points[at].is_none() && known(at))
    };
    let broken: Vec<usize> = (0..values.len()).filter(breaks).collect();
    let what = if let [_] = broken[..] { "The line breaks" } else { "Lines break" };
    cx.say_of_lines(&broken, &format!("{what} where there is no figure"));
}

fn status(cx: &LayoutContext, line: usize, at: usize) -> Status {
    cx.line(line).and_then(|line| line.points.get(at)).map_or(Status::Missing, |point| point.status)
}

/// The runs of a line; a stretch to or from a partial value is dashed.
fn strokes(cx: &mut LayoutContext, line: usize) {
    let points = points(cx, line);
    let joins = joins(cx, line);
    let joined = |at: usize| joins.get(at) == Some(&true);
    let partial = |at: usize| status(cx, line, at) == Status::Partial;
    let runs = runs(&points, joined, partial);
    let few = cx.request.trajectories.lines.len() <= FEW;
    let (named, color) = (is_named(cx, line), ink(cx, line));
    let width = if few { STROKE } else { THIN_STROKE } * if named { 1.0 } else { 0.6 } * cx.sizes.scale.max(0.9);
    for (dash, points) in runs {
        let points = thinned(&cx.figure, points);
        let (line, key) = (own(cx, line), Key::Line(cx.code(line)));
        cx.figure.main.marks.push(Mark::Polyline { points, color, width, dash, halo: few, line, key });
    }
}

/// Whether there was room for the line's label, of few lines always.
fn is_named(cx: &LayoutContext, line: usize) -> bool {
    cx.request.trajectories.lines.len() <= FEW || !cx.unlabelled.contains(&line)
}

/// The line's colour; whom there is no room to name is a background for those who are named.
fn ink(cx: &LayoutContext, line: usize) -> Color {
    if is_named(cx, line) { cx.color(line) } else { cx.color(line).faded(BACKGROUND) }
}

/// A line cut into strokes: at gaps, where a point is not joined to the next, and where dashes begin or end.
pub(super) fn runs(
    points: &[Option<[f64; 2]>],
    joined: impl Fn(usize) -> bool,
    partial: impl Fn(usize) -> bool,
) -> Vec<(Dash, Vec<[f64; 2]>)> {
    let mut runs: Vec<(Dash, Vec<[f64; 2]>)> = Vec::new();
    let mut open = false;
    for (at, pair) in points.windows(2).enumerate() {
        let (&[Some(from), Some(to)], true) = (pair, joined(at)) else {
            open = false;
            continue;
        };
        let dash = if partial(at) || partial(at + 1) { Dash::Dashed } else { Dash::Solid };
        match runs.last_mut().filter(|(last, _)| open && *last == dash) {
            Some((_, run)) => run.push(to),
            None => runs.push((dash, vec![from, to])),
        }
        open = true;
    }
    runs
}

/// Of more points than two a pixel the lowest and the highest of each pixel's column: the same picture to the eye.
fn thinned(figure: &Figure, points: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    let column = |point: &[f64; 2]| figure.pixel(*point).x.floor();
    let (Some(first), Some(last)) = (points.first().copied(), points.last().copied()) else { return points };
    if points.len() as f32 <= 2.0 * (column(&last) - column(&first) + 1.0) {
        return points;
    }
    let mut kept = vec![first];
    for same in points.chunk_by(|a, b| column(a) == column(b)) {
        let by_value = |a: &&[f64; 2], b: &&[f64; 2]| a[1].total_cmp(&b[1]);
        let ends = [same.iter().min_by(by_value), same.iter().max_by(by_value)];
        let mut ends: Vec<[f64; 2]> = ends.into_iter().flatten().copied().collect();
        ends.sort_by(|a, b| a[0].total_cmp(&b[0]));
        kept.extend(ends);
    }
    kept.push(last);
    kept.dedup();
    kept
}

/// The end, lone points between gaps, and estimates where they are far enough apart to be seen.
fn dots(cx: &mut LayoutContext, line: usize) {
    let points = points(cx, line);
    let (named, color) = (is_named(cx, line), ink(cx, line));
    let last = points.iter().rposition(Option::is_some);
    let joins = joins(cx, line);
    let ragged = cx.line(line).map(Line::ragged).unwrap_or_default();
    let complete = |(at, point): (usize, &Option<[f64; 2]>)| point.is_some() && ragged.get(at) == Some(&false);
    let end = points.iter().enumerate().rposition(complete).or(last);
    let apart = cx.figure.main.rect.w / points.len().max(1) as f32 >= 14.0;
    for (at, point) in points.iter().enumerate() {
        let Some(point) = point else { continue };
        let stands = |n: usize| points.get(n).copied().flatten().is_some();
        let before = at.checked_sub(1).is_some_and(|n| stands(n) && joins.get(n) == Some(&true));
        let behind = stands(at + 1) && joins.get(at) == Some(&true);
        let lone = !before && !behind;
        let status = status(cx, line, at);
        let estimated = status == Status::Estimated;
        let radius = if end == Some(at) || last == Some(at) {
            if named { END_DOT } else { END_DOT / 2.0 }
        } else if lone || (apart && estimated) {
            2.8
        } else {
            continue;
        };
        let hollow = status == Status::Partial || estimated;
        let radius = radius * cx.sizes.scale.max(0.9);
        let key = if end == Some(at) { Key::End(cx.code(line)) } else { cx.value_key(line, at) };
        cx.figure.main.marks.push(Mark::Dot { at: *point, radius, color, hollow, line: own(cx, line), key });
    }
}
