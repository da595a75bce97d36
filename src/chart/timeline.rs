//! Frame of charts over time: axes, flags, gaps and end labels around the marks of lines or bars.

use super::axis::{Padding, time_axis, value_axis};
use super::end_labels::{self, Column, End};
use super::event_lanes::{self, Stretch};
use super::layout::LayoutContext;
use super::text_metrics::width;
use super::{Anchor, Key, Mark, Pos, Rect, Weight, callouts, gaps, ragged};
use crate::query::{ChartKind, Measure, Transform, ValueKind};

/// Labels that are not written may stand out as far as they like.
const NO_BOUND: (f32, f32) = (f32::INFINITY, f32::INFINITY);

/// Marks over time: what a chart kind puts into the frame that all charts over time share.
pub(super) trait TimeMarks {
    /// Lowest and highest shown value of all marks.
    fn extent(&self, cx: &LayoutContext) -> (f64, f64);

    /// The room that is left beyond them.
    fn padding(&self) -> Padding;

    /// Whether the marks reach from the strong line to their values, so that it must be on the axis.
    fn starts_from_zero(&self) -> bool;

    /// Where each point of each line is drawn, in data coordinates.
    fn anchors(&self, cx: &LayoutContext) -> Vec<Vec<Option<[f64; 2]>>>;

    /// Labels at the right of the plot.
    fn ends(&self, cx: &LayoutContext) -> Vec<End>;

    /// Says in the footer what these marks cannot show.
    fn say(&self, _cx: &mut LayoutContext) {}

    /// Draws the marks and what is written on them; the plot's rectangle and axes are set by now.
    fn draw_marks(&self, cx: &mut LayoutContext);
}

/// Places everything between header and footer. With `has_text_room` unset only the marks are drawn.
pub(super) fn draw(cx: &mut LayoutContext, area: Rect, has_text_room: bool, marks: &dyn TimeMarks) {
    set_value_axis(cx, marks, area);
    let lines = &cx.request.trajectories.lines;
    let empty: Vec<usize> = (0..lines.len()).filter(|line| cx.values(*line).iter().all(Option::is_none)).collect();
    cx.say_without_figures(&empty, "in these periods");
    say_where_sums_are_incomplete(cx);
    marks.say(cx);
    if has_text_room {
        let mut column = frame(cx, marks, area);
        column.choose(cx);
        tint(cx);
        gaps::place(cx);
        marks.draw_marks(cx);
        column.place(cx);
        sides(cx);
        balanced(cx);
        callouts::place(cx, &marks.anchors(cx));
    } else {
        cx.figure.main.rect = area;
        cx.figure.main.x = time_axis(&cx.request.trajectories.periods, area.w, NO_BOUND, cx.sizes.tick).0;
        tint(cx);
        marks.draw_marks(cx);
        cx.figure.texts.clear();
    }
}

/// A sum without many of its parts, and an unfinished year, are not drawn at an end: that is said, or it looks as if
/// there was nothing yet, or nothing any more.
fn say_where_sums_are_incomplete(cx: &mut LayoutContext) {
    let shown = cx.request.trajectories;
    let mut told: Vec<(String, Vec<&str>)> = Vec::new();
    for line in shown.lines.iter().chain(cx.line(shown.lines.len())) {
        let [before, after] = ragged::hidden_beyond(shown, line, shown.frequency.per_year());
        let period = |at: usize| shown.periods.get(at).map(|period| period.words()).unwrap_or_default();
        let before = before.map(|first| format!("before {}", period(first)));
        let after = after.map(|last| format!("after {}", period(last)));
        let when = before.into_iter().chain(after).collect::<Vec<_>>().join(" and ");
        match told.iter_mut().find(|(same, _)| *same == when) {
            _ if when.is_empty() => {}
            Some((_, names)) => names.push(&line.label),
            None => told.push((when, vec![&line.label])),
        }
    }
    for (when, names) in told {
        cx.remarks.push(format!("{}: incomplete {when}, and not drawn there", names.join(", ")));
    }
    let unfinished = ragged::unfinished(shown);
    if !unfinished.is_empty() {
        cx.remarks.push(format!("Not drawn: {}", unfinished.join(", ")));
    }
}

fn set_value_axis(cx: &mut LayoutContext, marks: &dyn TimeMarks, area: Rect) {
    let (extent, padding) = (marks.extent(cx), marks.padding());
    // Percentages and indices of lines may lie far from zero; money and bars start from it.
    let far = matches!(cx.request.trajectories.kind, ValueKind::Percent) && !marks.starts_from_zero();
    let base = cx.base();
    let near = extent.0 - (extent.1 - extent.0) <= base && base <= extent.1 + (extent.1 - extent.0);
    let base = (!far || near).then_some(base);
    let count = ((area.h / (88.0 * cx.sizes.scale)) as usize).clamp(2, 5);
    cx.figure.main.y = value_axis(extent, base, padding, count, |at, step| cx.tick(at, step));
}

/// Margins, lanes and axes; returns the end labels, to be placed once the marks are known.
fn frame(cx: &mut LayoutContext, marks: &dyn TimeMarks, area: Rect) -> Column {
    let sizes = cx.sizes;
    let axis_height = sizes.tick * 2.0;
    let most = if cx.request.events.is_empty() { 0 } else { event_lanes::most_lanes(cx, area.h) };
    let least_plot = area.h - axis_height - most as f32 * sizes.lane - sizes.flag * 2.0;
    let column = end_labels::column(cx, marks.ends(cx), least_plot);
    let ticks = cx.figure.main.y.ticks.iter();
    let widest = ticks.map(|tick| width(&tick.label, sizes.tick, Weight::Regular)).fold(0.0, f32::max);
    let left = area.x + widest + 10.0;
    let right = (area.right() - column.width).max(left + 10.0);
    let reach = (left - 2.0, cx.figure.width - right - 2.0);
    let (axis, labels) = time_axis(&cx.request.trajectories.periods, right - left, reach, sizes.tick);
    cx.figure.main.x = axis;
    let months = (cx.figure.main.x.min(), cx.figure.main.x.max());
    let stretch = Stretch { plot: (left, right), reach: (area.x, area.right()), months };
    let lanes = event_lanes::arrange(cx, stretch, most);
    let top = area.y + lanes.height(cx) + 6.0;
    let plot = Rect { x: left, y: top, w: right - left, h: (area.bottom() - axis_height - top).max(4.0) };
    cx.figure.main.rect = plot;
    cx.figure.lanes = Rect { x: left, y: area.y, w: plot.w, h: top - area.y };
    value_labels(cx);
    for label in labels {
        let shift = if label.anchor == Anchor::Start { 3.0 } else { 0.0 };
        let pos = Pos { x: cx.figure.pixel([label.at, 0.0]).x + shift, y: plot.bottom() + sizes.tick * 1.5 };
        cx.write(pos, label.anchor, &label.text, sizes.tick, Weight::Regular, cx.tokens.muted);
        cx.stands_for(Key::XTick);
    }
    lanes.place(cx);
    column
}

/// Numbers left of the plot at the grid lines, the strong line first; in a low plot not all have room.
fn value_labels(cx: &mut LayoutContext) {
    let size = cx.sizes.tick;
    let zero = cx.figure.main.y.zero;
    let mut ticks = cx.figure.main.y.ticks.clone();
    ticks.sort_by_key(|tick| Some(tick.at) != zero);
    let mut taken: Vec<f32> = Vec::new();
    for tick in ticks {
        let y = cx.figure.pixel([0.0, tick.at]).y;
        if taken.iter().any(|other| (other - y).abs() < size * 1.2) {
            continue;
        }
        taken.push(y);
        let pos = Pos { x: cx.figure.main.rect.x - 10.0, y: y + size * 0.36 };
        cx.write(pos, Anchor::End, &tick.label, size, Weight::Regular, cx.tokens.muted);
        cx.stands_for(Key::YTick);
    }
}

/// The deficit side, barely tinted, under everything else.
fn tint(cx: &mut LayoutContext) {
    let (x, y) = (&cx.figure.main.x, &cx.figure.main.y);
    if !cx.signed() || y.min() >= 0.0 {
        return;
    }
    let below = Mark::Bar {
        x0: x.min(),
        x1: x.max(),
        y0: y.min(),
        y1: y.max().min(0.0),
        fill: cx.tokens.deficit.faded(0.045),
        hatched: false,
        line: None,
        period: None,
        key: Key::Deficit,
    };
    cx.figure.main.under.insert(0, below);
}

/// The words "deficit" and "surplus" in the corners of their sides.
fn sides(cx: &mut LayoutContext) {
    if !cx.signed() {
        return;
    }
    let (plot, zero) = (cx.figure.main.rect, cx.figure.pixel([0.0, 0.0]).y);
    let size = cx.sizes.small;
    if zero - plot.y >= size * 2.2 {
        let y = plot.y + size * 1.2;
        side(cx, "surplus", y, cx.tokens.surplus);
    }
    if plot.bottom() - zero >= size * 2.2 {
        let y = plot.bottom() - size * 0.7;
        side(cx, "deficit", y, cx.tokens.deficit);
    }
}

/// The word for the strong line of a coverage ratio: exports that just pay for imports.
fn balanced(cx: &mut LayoutContext) {
    let view = cx.request.view;
    let coverage = view.measure == Measure::Coverage && view.transform == Transform::Level;
    let (Some(at), true) = (cx.figure.main.y.zero, coverage) else { return };
    let y = cx.figure.pixel([0.0, at]).y - cx.sizes.small * 0.5;
    let words = "balanced: exports pay for imports";
    // Over bars it cannot be read.
    if cx.figure.kind == ChartKind::Bars || !side(cx, words, y, cx.tokens.muted) {
        cx.remarks.push(format!("100% is {words}"));
    }
}

/// One such word, at the right or wherever no mark runs through it. Returns whether there is a place for it.
fn side(cx: &mut LayoutContext, word: &str, y: f32, color: super::palette::Color) -> bool {
    let plot = cx.figure.main.rect;
    let size = cx.sizes.small;
    let wide = width(word, size, Weight::Medium);
    let rect = |x: f32| Rect { x, y: y - size, w: wide, h: size * 1.3 };
    let steps = 12;
    let places = (0..=steps).map(|n| plot.right() - 5.0 - wide - (plot.w - wide - 10.0) * n as f32 / steps as f32);
    let free: Vec<f32> = places.filter(|x| cx.is_free(rect(*x))).collect();
    let Some(x) = free.iter().copied().min_by_key(|x| cx.ink_in(rect(*x).grown(2.0))) else { return false };
    let color = cx.text_color(color);
    cx.occupied.push(rect(x));
    cx.write(Pos { x, y }, Anchor::Start, word, size, Weight::Medium, color);
    if let Some(text) = cx.figure.texts.last_mut() {
        text.halo = true;
    }
    true
}
