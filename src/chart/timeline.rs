//! Figures over time: axes, flags, gaps and end labels around lines or bars.

use super::axis::{Padding, time_axis, value_axis};
use super::bars::Bars;
use super::ends::{self, Column};
use super::lanes::{self, Stretch};
use super::measure::width;
use super::sheet::Sheet;
use super::{Anchor, Mark, Pos, Rect, Weight, gaps, lines, pins};
use crate::query::{ChartKind, Measure, Transform, ValueKind};

/// Labels that are not written may stand out as far as they like.
const NO_BOUND: (f32, f32) = (f32::INFINITY, f32::INFINITY);

/// What is drawn within the plot.
enum Content {
    Lines,
    Bars(Bars),
}

/// Places everything between header and footer. With `roomy` unset only the marks are drawn.
pub(super) fn draw(sheet: &mut Sheet, area: Rect, roomy: bool) {
    let content = content(sheet, area);
    if matches!(content, Content::Lines) && sheet.request.view.chart == ChartKind::Bars {
        sheet.remarks.push("Drawn as lines: there is no room for so many bars".to_owned());
    }
    sheet.figure.kind = if matches!(content, Content::Lines) { ChartKind::Lines } else { ChartKind::Bars };
    set_value_axis(sheet, &content, area);
    let lines = &sheet.request.trajectories.lines;
    let empty: Vec<usize> = (0..lines.len()).filter(|line| sheet.values(*line).iter().all(Option::is_none)).collect();
    sheet.say_without_figures(&empty, "in these periods");
    if roomy {
        let column = frame(sheet, &content, area);
        tint(sheet);
        gaps::place(sheet);
        marks(sheet, &content);
        column.place(sheet);
        sides(sheet);
        balanced(sheet);
        pins::place(sheet, &anchors(sheet, &content));
    } else {
        sheet.figure.plot = area;
        sheet.figure.x = time_axis(&sheet.request.trajectories.periods, area.w, NO_BOUND, sheet.sizes.tick).0;
        tint(sheet);
        marks(sheet, &content);
        sheet.figure.texts.clear();
    }
}

/// Bars, unless they would be thinner than two pixels.
fn content(sheet: &Sheet, area: Rect) -> Content {
    if sheet.request.view.chart != ChartKind::Bars {
        return Content::Lines;
    }
    let bars = Bars::new(sheet, area.w * 0.8);
    let periods = sheet.request.trajectories.periods.len().max(1);
    let each = area.w * 0.8 / (periods * bars.side_by_side()) as f32;
    if each < 2.0 { Content::Lines } else { Content::Bars(bars) }
}

fn marks(sheet: &mut Sheet, content: &Content) {
    match content {
        Content::Lines => lines::draw(sheet),
        Content::Bars(bars) => bars.draw(sheet),
    }
}

/// Where each point of each line is drawn, in data coordinates.
fn anchors(sheet: &Sheet, content: &Content) -> Vec<Vec<Option<[f64; 2]>>> {
    match content {
        Content::Lines => lines::anchors(sheet),
        Content::Bars(bars) => bars.anchors(sheet),
    }
}

fn set_value_axis(sheet: &mut Sheet, content: &Content, area: Rect) {
    let (extent, padding) = match content {
        Content::Lines => (lines::extent(sheet), Padding { above: 0.06, below: 0.06 }),
        Content::Bars(bars) => (bars.extent(), bars.padding()),
    };
    // Percentages and indices of lines may lie far from zero; money and bars start from it.
    let far = matches!(sheet.request.trajectories.kind, ValueKind::Percent) && matches!(content, Content::Lines);
    let base = sheet.base();
    let near = extent.0 - (extent.1 - extent.0) <= base && base <= extent.1 + (extent.1 - extent.0);
    let base = (!far || near).then_some(base);
    let count = ((area.h / (88.0 * sheet.sizes.scale)) as usize).clamp(2, 5);
    sheet.figure.y = value_axis(extent, base, padding, count, |at, step| sheet.tick(at, step));
}

/// Margins, lanes and axes; returns the end labels, to be placed once the marks are known.
fn frame(sheet: &mut Sheet, content: &Content, area: Rect) -> Column {
    let sizes = sheet.sizes;
    let axis_height = sizes.tick * 2.0;
    let most = if sheet.request.events.is_empty() { 0 } else { lanes::most_lanes(sheet, area.h) };
    let least_plot = area.h - axis_height - most as f32 * sizes.lane - sizes.flag * 2.0;
    let ends = match content {
        Content::Lines => lines::ends(sheet),
        Content::Bars(bars) => bars.ends(sheet),
    };
    let column = ends::column(sheet, ends, least_plot);
    let ticks = sheet.figure.y.ticks.iter();
    let widest = ticks.map(|tick| width(&tick.label, sizes.tick, Weight::Regular)).fold(0.0, f32::max);
    let left = area.x + widest + 10.0;
    let right = (area.right() - column.width).max(left + 10.0);
    let reach = (left - 2.0, sheet.figure.width - right - 2.0);
    let (axis, labels) = time_axis(&sheet.request.trajectories.periods, right - left, reach, sizes.tick);
    sheet.figure.x = axis;
    let months = (sheet.figure.x.min, sheet.figure.x.max);
    let stretch = Stretch { plot: (left, right), reach: (area.x, area.right()), months };
    let lanes = lanes::arrange(sheet, stretch, most);
    let top = area.y + lanes.height(sheet) + 6.0;
    let plot = Rect { x: left, y: top, w: right - left, h: (area.bottom() - axis_height - top).max(4.0) };
    sheet.figure.plot = plot;
    sheet.figure.lanes = Rect { x: left, y: area.y, w: plot.w, h: top - area.y };
    value_labels(sheet);
    for label in labels {
        let shift = if label.anchor == Anchor::Start { 3.0 } else { 0.0 };
        let pos = Pos { x: sheet.figure.pixel([label.at, 0.0]).x + shift, y: plot.bottom() + sizes.tick * 1.5 };
        sheet.write(pos, label.anchor, &label.text, sizes.tick, Weight::Regular, sheet.tokens.muted);
    }
    lanes.place(sheet);
    column
}

/// Numbers left of the plot at the grid lines, the strong line first; in a low plot not all have room.
fn value_labels(sheet: &mut Sheet) {
    let size = sheet.sizes.tick;
    let zero = sheet.figure.y.zero;
    let mut ticks = sheet.figure.y.ticks.clone();
    ticks.sort_by_key(|tick| Some(tick.at) != zero);
    let mut taken: Vec<f32> = Vec::new();
    for tick in ticks {
        let y = sheet.figure.pixel([0.0, tick.at]).y;
        if taken.iter().any(|other| (other - y).abs() < size * 1.2) {
            continue;
        }
        taken.push(y);
        let pos = Pos { x: sheet.figure.plot.x - 10.0, y: y + size * 0.36 };
        sheet.write(pos, Anchor::End, &tick.label, size, Weight::Regular, sheet.tokens.muted);
    }
}

/// The deficit side, barely tinted, under everything else.
fn tint(sheet: &mut Sheet) {
    let (x, y) = (&sheet.figure.x, &sheet.figure.y);
    if !sheet.signed() || y.min >= 0.0 {
        return;
    }
    let below = Mark::Bar {
        x0: x.min,
        x1: x.max,
        y0: y.min,
        y1: y.max.min(0.0),
        fill: sheet.tokens.deficit.faded(0.045),
        hatched: false,
        line: None,
        period: None,
    };
    sheet.figure.under.insert(0, below);
}

/// The words "deficit" and "surplus" in the corners of their sides.
fn sides(sheet: &mut Sheet) {
    if !sheet.signed() {
        return;
    }
    let (plot, zero) = (sheet.figure.plot, sheet.figure.pixel([0.0, 0.0]).y);
    let size = sheet.sizes.small;
    if zero - plot.y >= size * 2.2 {
        let y = plot.y + size * 1.2;
        side(sheet, "surplus", y, sheet.tokens.surplus);
    }
    if plot.bottom() - zero >= size * 2.2 {
        let y = plot.bottom() - size * 0.7;
        side(sheet, "deficit", y, sheet.tokens.deficit);
    }
}

/// The word for the strong line of a coverage ratio: exports that just pay for imports.
fn balanced(sheet: &mut Sheet) {
    let view = sheet.request.view;
    let coverage = view.measure == Measure::Coverage && view.transform == Transform::Level;
    let (Some(at), true) = (sheet.figure.y.zero, coverage) else { return };
    let y = sheet.figure.pixel([0.0, at]).y - sheet.sizes.small * 0.5;
    side(sheet, "balanced: exports pay for imports", y, sheet.tokens.muted);
}

/// One such word, at the right or wherever no mark runs through it.
fn side(sheet: &mut Sheet, word: &str, y: f32, color: super::palette::Color) {
    let plot = sheet.figure.plot;
    let size = sheet.sizes.small;
    let wide = width(word, size, Weight::Medium);
    let rect = |x: f32| Rect { x, y: y - size, w: wide, h: size * 1.3 };
    let steps = 12;
    let places = (0..=steps).map(|n| plot.right() - 5.0 - wide - (plot.w - wide - 10.0) * n as f32 / steps as f32);
    let free: Vec<f32> = places.filter(|x| sheet.is_free(rect(*x))).collect();
    let Some(x) = free.iter().copied().min_by_key(|x| sheet.ink_in(rect(*x).grown(2.0))) else { return };
    let color = sheet.text_color(color);
    sheet.occupied.push(rect(x));
    sheet.write(Pos { x, y }, Anchor::Start, word, size, Weight::Medium, color);
    if let Some(text) = sheet.figure.texts.last_mut() {
        text.halo = true;
    }
}
