//! Lines: runs between gaps, dashes where something is missing, dots at ends and lone points.

use std::collections::BTreeMap;

use super::colors::has_own;
use super::end_labels::{self, End};
use super::layout::LayoutContext;
use super::palette::Color;
use super::{Dash, Figure, Mark};
use crate::data::Period;
use crate::query::{Line, LineRole, Point, Reason, Status, Trajectories};

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

/// Lowest and highest shown value of all lines.
pub(super) fn extent(cx: &LayoutContext) -> (f64, f64) {
    let lines = 0..cx.request.trajectories.lines.len();
    let values = lines.flat_map(|line| points(cx, line)).flatten().map(|[_, value]| value);
    let extent = values.fold((f64::MAX, f64::MIN), |(lo, hi), value| (lo.min(value), hi.max(value)));
    if extent.0 > extent.1 { (0.0, 0.0) } else { extent }
}

/// Where each point of each line lies.
pub(super) fn anchors(cx: &LayoutContext) -> Vec<Vec<Option<[f64; 2]>>> {
    (0..cx.request.trajectories.lines.len()).map(|line| points(cx, line)).collect()
}

/// How a ragged end of a line is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RaggedEnd {
    /// As points that nothing joins.
    Apart,
    /// Dashed.
    Dashed,
    /// Not at all.
    Hidden,
}

/// Incomplete points at an end that are no more than these stand by themselves: joined they would be a slope.
const STAND_APART: usize = 2;

/// Of so many lines it is said by name that they are not drawn to their end.
const MOST_NAMED: usize = 4;

/// A sum that lacks more than one in so many of its parts is another sum.
const FEW_LACK: usize = 10;

impl RaggedEnd {
    /// How `count` incomplete points at an end of a line are shown, of which this is one.
    ///
    /// Of a sum of others nothing is: who stops reporting moves from one rest to another, and both would swing for no
    /// other reason. A sum of a set that goes on without some of its parts would rise or fall by them alone, and four
    /// months of a year beside twelve would be a fall.
    fn of(trajectories: &Trajectories, line: &Line, point: &Point, count: usize) -> Self {
        let complete = line.complete_range().map_or(0, Iterator::count);
        let is_sum = matches!(line.role, LineRole::Whole | LineRole::Flow);
        match count {
            _ if !has_own(line) || is_unfinished(trajectories, point) => Self::Hidden,
            _ if is_sum && lacks_many(trajectories, point) => Self::Hidden,
            ..=STAND_APART => Self::Apart,
            _ if is_sum && complete >= count => Self::Hidden,
            _ => Self::Dashed,
        }
    }
}

/// Whether only some months or quarters of a point's period have a figure.
fn is_unfinished(trajectories: &Trajectories, point: &Point) -> bool {
    point.is_partial() && matches!(trajectories.reason(point), Some(Reason::Steps { .. }))
}

/// Whether a point is a sum without many of its parts.
fn lacks_many(trajectories: &Trajectories, point: &Point) -> bool {
    let reason = trajectories.reason(point).filter(|_| point.is_partial());
    matches!(reason, Some(Reason::Silent { missing, all, .. }) if missing * FEW_LACK > *all)
}

/// For each place of a line how it is shown where it lies at a ragged end.
fn ragged_ends(trajectories: &Trajectories, line: &Line) -> Vec<Option<RaggedEnd>> {
    let mut ends = vec![None; line.points.len()];
    let Some((first, last)) = line.complete_range().map(std::ops::RangeInclusive::into_inner) else { return ends };
    for range in [0..first, last + 1..ends.len()] {
        let count =
            line.points.get(range.clone()).unwrap_or_default().iter().filter(|point| point.is_partial()).count();
        for (end, point) in ends.iter_mut().zip(&line.points).skip(range.start).take(range.len()) {
            *end = Some(RaggedEnd::of(trajectories, line, point, count));
        }
    }
    ends
}

/// The periods at the ends of lines that are not drawn because they are unfinished: "2026 (4 of 12 months)", of some of
/// the lines "Mexico 2025 (2 of 12 months)".
pub(super) fn unfinished(trajectories: &Trajectories) -> Vec<String> {
    let lines: Vec<&Line> = trajectories.lines.iter().filter(|line| has_own(line)).collect();
    let why = |line: &Line, at: usize| {
        let point = line.points.get(at).filter(|point| is_unfinished(trajectories, point))?;
        let is_hidden = hidden(trajectories, line).get(at) == Some(&true);
        is_hidden.then(|| trajectories.reason(point)?.short()).flatten()
    };
    let told = |(at, period): (usize, &Period)| {
        let known = lines.iter().filter(|line| line.points.get(at).is_some_and(|point| point.value.is_some())).count();
        // Lines may end in different months of a year.
        let mut by_reason: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for line in &lines {
            if let Some(why) = why(line, at) {
                by_reason.entry(why).or_default().push(&line.label);
            }
        }
        let words = |(why, names): (String, Vec<&str>)| {
            let whose = match names.len() {
                count if count == known => String::new(),
                ..=MOST_NAMED => format!("{} ", names.join(", ")),
                count => format!("{count} lines "),
            };
            format!("{whose}{} ({why})", period.words())
        };
        by_reason.into_iter().map(words).collect::<Vec<_>>()
    };
    trajectories.periods.iter().enumerate().flat_map(told).collect()
}

/// For each place of a line whether what stands there is not drawn: incomplete, at an end.
#[must_use]
pub fn hidden(trajectories: &Trajectories, line: &Line) -> Vec<bool> {
    ragged_ends(trajectories, line).into_iter().map(|end| end == Some(RaggedEnd::Hidden)).collect()
}

/// Before and after which place incomplete sums are not drawn, where the line is one of its own, or there are more than
/// `few` of them. What is unfinished is said by itself.
pub(super) fn hidden_beyond(trajectories: &Trajectories, line: &Line, few: usize) -> [Option<usize>; 2] {
    let Some((first, last)) = line.complete_range().map(std::ops::RangeInclusive::into_inner) else { return [None; 2] };
    let few = if has_own(line) { 0 } else { few };
    let hidden = hidden(trajectories, line);
    let hides = |places: std::ops::Range<usize>| {
        let points = places.filter_map(|at| Some((at, line.points.get(at)?)));
        let count = points
            .filter(|(at, point)| {
                hidden.get(*at) == Some(&true) && point.is_partial() && !is_unfinished(trajectories, point)
            })
            .count();
        count > few
    };
    [hides(0..first).then_some(first), hides(last + 1..line.points.len()).then_some(last)]
}

fn points(cx: &LayoutContext, line: usize) -> Vec<Option<[f64; 2]>> {
    let trajectories = cx.request.trajectories;
    let ends = trajectories.lines.get(line).map(|line| ragged_ends(trajectories, line)).unwrap_or_default();
    let values = cx.values(line).into_iter().zip(&trajectories.periods).enumerate();
    let drawn = |at: usize| ends.get(at).copied().flatten() != Some(RaggedEnd::Hidden);
    values.map(|(at, (value, period))| value.filter(|_| drawn(at)).map(|value| [period.middle(), value])).collect()
}

/// For each place of a line whether it is joined to the next one: neither across the edge of what is complete, nor where
/// incomplete points stand by themselves.
fn joins(cx: &LayoutContext, line: usize) -> Vec<bool> {
    let trajectories = cx.request.trajectories;
    let ends = trajectories.lines.get(line).map(|line| ragged_ends(trajectories, line)).unwrap_or_default();
    ends.windows(2).map(|pair| pair[0] == pair[1] && pair[0] != Some(RaggedEnd::Apart)).collect()
}

/// Name and last value of each line.
pub(super) fn ends(cx: &LayoutContext) -> Vec<End> {
    let trajectories = cx.request.trajectories;
    let end = |(index, line): (usize, &Line)| {
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
            parting: None,
            importance: value.abs(),
        })
    };
    trajectories.lines.iter().enumerate().filter_map(end).collect()
}

/// Draws all lines, the first on top, and the dots over them.
pub(super) fn draw(cx: &mut LayoutContext) {
    let count = cx.request.trajectories.lines.len();
    for line in (0..count).rev() {
        strokes(cx, line);
    }
    for line in (0..count).rev() {
        dots(cx, line);
    }
}

fn status(cx: &LayoutContext, line: usize, at: usize) -> Status {
    let line = cx.request.trajectories.lines.get(line);
    line.and_then(|line| line.points.get(at)).map_or(Status::Missing, |point| point.status)
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
        cx.figure.marks.push(Mark::Polyline { points, color, width, dash, halo: few, line: Some(line) });
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
    let ragged = cx.request.trajectories.lines.get(line).map(Line::ragged).unwrap_or_default();
    let complete = |(at, point): (usize, &Option<[f64; 2]>)| point.is_some() && ragged.get(at) == Some(&false);
    let end = points.iter().enumerate().rposition(complete).or(last);
    let apart = cx.figure.plot.w / points.len().max(1) as f32 >= 14.0;
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
        cx.figure.marks.push(Mark::Dot { at: *point, radius, color, hollow, line: Some(line) });
    }
}
