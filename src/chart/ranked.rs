//! Ranking: groups by size at one period, names at the left, values at the right, bars from a common zero, or from 100 of
//! an index or a coverage ratio.

use super::axis::step_for;
use super::bars::points_of_bars;
use super::kind::Chart;
use super::layout::LayoutContext;
use super::lines::Lines;
use super::palette::Color;
use super::text_metrics::{cut_apart, parting, width};
use super::{Anchor, Key, Mark, PlotAxis, Pos, Rect, Request, Scale, Text, Tick, Weight};
use crate::query::{LineRole, Point, Status};

/// The least height of a row, times the figure's scale.
const LEAST_ROW: f32 = 17.0;

/// The most height of a row, times the figure's scale.
const MOST_ROW: f32 = 84.0;

/// The kind of chart in which each group is a bar, in the order of their sizes at one period.
pub(super) struct Ranking;

impl Chart for Ranking {
    fn period(&self, request: &Request) -> Option<usize> {
        request.trajectories.ranked_at(request.view.ranked_at)
    }

    /// Without a period to rank at it draws lines.
    fn draw(&self, cx: &mut LayoutContext, area: Rect, has_text_room: bool) {
        match self.period(cx.request) {
            Some(at) => draw(cx, area, at, has_text_room),
            None => Lines.draw(cx, area, has_text_room),
        }
    }

    fn drawn<'a>(&self, cx: &'a LayoutContext<'_>) -> Vec<(usize, &'a Point)> {
        points_of_bars(cx)
    }
}

struct Row {
    line: usize,
    value: f64,
    /// How far the value lies beyond the line from which bars begin.
    beyond: f64,
    hatched: bool,
}

/// Places rows between header and footer.
fn draw(cx: &mut LayoutContext, area: Rect, at: usize, has_text_room: bool) {
    let mut rows = rows(cx, at);
    let scale = cx.sizes.scale;
    let axis_height = if has_text_room { cx.sizes.tick * 2.0 } else { 0.0 };
    let room = (area.h - axis_height - 6.0).max(1.0);
    let fits = (room / (LEAST_ROW * scale)).floor().max(1.0) as usize;
    say_missing(cx, &rows, at);
    let folded = fold(&mut rows, fits);
    // What is folded is small: it stands where surpluses turn into deficits.
    let small = if folded > 0 { leading(&rows) } else { usize::MAX };
    let count = rows.len() + usize::from(folded > 0);
    let row = (room / count.max(1) as f32).min(MOST_ROW * scale);
    set_axes(cx, &rows, count);
    name_colors(cx, &rows);
    let columns = columns(cx, &rows, row, has_text_room);
    let plot_wide = (area.w - columns.0 - columns.1).max(4.0);
    cx.figure.main.rect = Rect { x: area.x + columns.0, y: area.y + 6.0, w: plot_wide, h: row * count as f32 };
    tint(cx, count);
    let lines = &cx.request.trajectories.lines;
    let label = |row: &Row| lines.get(row.line).map(|line| line.label.as_str()).unwrap_or_default();
    let labels: Vec<&str> = rows.iter().map(label).collect();
    let parting = parting(&labels);
    for (n, row_of) in rows.iter().enumerate() {
        let name = (labels[n], parting[n]);
        let n = n + usize::from(n >= small);
        bar(cx, n, row_of, at);
        if has_text_room {
            texts(cx, n, row_of, name, (row, columns.0));
        }
    }
    if has_text_room {
        ticks(cx);
        if folded > 0 {
            more(cx, folded, small, row);
        }
    }
}

/// Lines with a value in order: the largest first, or the deepest deficit where deficits prevail.
fn rows(cx: &LayoutContext, at: usize) -> Vec<Row> {
    let lines = cx.request.trajectories.lines.iter().enumerate();
    let mut rows: Vec<Row> = lines
        .filter_map(|(line, trajectory)| {
            let point = trajectory.points.get(at)?;
            let hatched = matches!(point.status, Status::Partial | Status::Estimated);
            let value = cx.shown(point)?;
            Some(Row { line, value, beyond: value - cx.base(), hatched })
        })
        .collect();
    // The larger side leads: among deficits the deepest stands first.
    let sum: f64 = rows.iter().map(|row| row.beyond).sum();
    rows.sort_by(|a, b| if sum < 0.0 { a.value.total_cmp(&b.value) } else { b.value.total_cmp(&a.value) });
    rows
}

/// Keeps the rows that are largest in size; returns how many are folded.
fn fold(rows: &mut Vec<Row>, fits: usize) -> usize {
    if rows.len() <= fits {
        return 0;
    }
    let keep = fits.saturating_sub(1).max(1);
    let mut sizes: Vec<f64> = rows.iter().map(|row| row.beyond.abs()).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    let least = sizes.get(keep - 1).copied().unwrap_or(0.0);
    let before = rows.len();
    let mut ties = keep - sizes.iter().filter(|size| **size > least).count().min(keep);
    rows.retain(|row| {
        let tie = row.beyond.abs() == least && ties > 0;
        ties -= usize::from(tie);
        row.beyond.abs() > least || tie
    });
    before - rows.len()
}

/// How many rows lie on the side of the first.
fn leading(rows: &[Row]) -> usize {
    let negative = rows.first().is_some_and(|row| row.beyond < 0.0);
    rows.iter().take_while(|row| (row.beyond < 0.0) == negative).count()
}

/// Lines without a figure at the period are named: they are not small, they are not known.
fn say_missing(cx: &mut LayoutContext, rows: &[Row], at: usize) {
    let shown = cx.request.trajectories;
    let Some(period) = shown.periods.get(at) else { return };
    let missing: Vec<usize> = (0..shown.lines.len()).filter(|line| !rows.iter().any(|row| row.line == *line)).collect();
    cx.say_without_figures(&missing, &format!("for {}", period.words()));
}

/// Lists beside the chart show the colours that bars have; who has no bar has no colour.
fn name_colors(cx: &mut LayoutContext, rows: &[Row]) {
    let fills: Vec<(usize, Color)> = rows.iter().map(|row| (row.line, fill(cx, row))).collect();
    cx.figure.colors.fill(cx.tokens.faint);
    for (line, color) in fills {
        if let Some(own) = cx.figure.colors.get_mut(line) {
            *own = color;
        }
    }
}

fn set_axes(cx: &mut LayoutContext, rows: &[Row], count: usize) {
    let (values, base) = (rows.iter().map(|row| row.value), cx.base());
    let (lo, hi) = values.fold((base, base), |(lo, hi), value| (lo.min(value), hi.max(value)));
    let (lo, hi) = if lo == hi { (base, base + 1.0) } else { (lo, hi) };
    let step = step_for(hi - lo, 5);
    let (first, last) = ((lo / step).ceil(), (hi / step).floor());
    let ticks = (0..=(last - first).clamp(0.0, 20.0) as usize)
        .map(|n| (first + n as f64) * step + 0.0)
        .map(|at| Tick { at, label: cx.tick(at, step) })
        .collect();
    cx.figure.main.x =
        PlotAxis { scale: Scale::Linear { from: lo, to: hi }, ticks, grid: true, strokes: false, zero: Some(base) };
    cx.figure.main.y = PlotAxis { scale: Scale::Bands { count, from_end: true }, ..PlotAxis::default() };
}

/// Widths of the columns for names and values, with their gaps.
fn columns(cx: &LayoutContext, rows: &[Row], row: f32, has_text_room: bool) -> (f32, f32) {
    if !has_text_room {
        return (0.0, 0.0);
    }
    let size = text_size(cx, row);
    let lines = &cx.request.trajectories.lines;
    let names = rows.iter().filter_map(|row| lines.get(row.line));
    let name = names.map(|line| width(&line.label, size, Weight::Medium)).fold(0.0, f32::max);
    let values = rows.iter().map(|row| width(&cx.label(row.line, row.value), size, Weight::SemiBold));
    (name.min(cx.figure.width * 0.32) + 14.0, values.fold(0.0, f32::max) + 14.0)
}

fn text_size(cx: &LayoutContext, row: f32) -> f32 {
    (row * 0.66).min(cx.sizes.label)
}

fn tint(cx: &mut LayoutContext, count: usize) {
    let x = &cx.figure.main.x;
    if cx.signed() && x.min() < 0.0 {
        let (x0, x1) = (x.min(), x.max().min(0.0));
        let fill = cx.tokens.deficit.faded(0.045);
        let (y0, y1) = (-(count as f64), 0.0);
        cx.figure.main.under.push(Mark::Bar {
            x0,
            x1,
            y0,
            y1,
            fill,
            hatched: false,
            line: None,
            period: None,
            key: Key::Deficit,
        });
    }
}

fn fill(cx: &LayoutContext, row: &Row) -> Color {
    let role = cx.request.trajectories.lines.get(row.line).map(|line| line.role);
    let rest = matches!(role, Some(LineRole::Others | LineRole::NotListed));
    match row.value < 0.0 {
        _ if rest => cx.tokens.faint,
        _ if cx.opposed() => cx.color(row.line),
        _ if !cx.signed() => cx.request.theme.series(0),
        true => cx.tokens.deficit,
        false => cx.tokens.surplus,
    }
}

fn bar(cx: &mut LayoutContext, n: usize, row: &Row, at: usize) {
    let fill = fill(cx, row);
    let top = -(n as f64);
    cx.figure.main.marks.push(Mark::Bar {
        x0: cx.base(),
        x1: row.value,
        y0: top - 0.8,
        y1: top - 0.2,
        fill,
        hatched: row.hatched,
        line: Some(row.line),
        period: Some(at),
        key: Key::Line(cx.code(row.line)),
    });
}

/// Name and value of a row.
fn texts(
    cx: &mut LayoutContext,
    n: usize,
    row: &Row,
    (label, parting): (&str, Option<usize>),
    (high, names): (f32, f32),
) {
    let plot = cx.figure.main.rect;
    let size = text_size(cx, high);
    let y = plot.y + (n as f32 + 0.5) * high + size * 0.36;
    let name = cut_apart(label, parting, size, Weight::Medium, names - 14.0);
    let value = cx.label(row.line, row.value);
    let (ink, line) = (cx.tokens.ink, Some(row.line));
    let code = cx.code(row.line);
    let mut put = |x: f32, anchor: Anchor, text: String, weight: Weight, key: Key| {
        cx.figure.texts.push(Text {
            pos: Pos { x, y },
            anchor,
            text,
            size,
            weight,
            color: ink,
            line,
            halo: false,
            key,
        });
    };
    put(plot.x - names, Anchor::Start, name, Weight::Medium, Key::Name(code.clone()));
    let right = cx.figure.width - cx.sizes.margin;
    put(right, Anchor::End, value, Weight::SemiBold, Key::Last(code));
}

/// Numbers under the plot at the grid lines, as many as have room within the figure.
fn ticks(cx: &mut LayoutContext) {
    const EDGE: f32 = 2.0;
    let size = cx.sizes.tick;
    let y = cx.figure.main.rect.bottom() + size * 1.5;
    let mut free = EDGE;
    for tick in cx.figure.main.x.ticks.clone() {
        let x = cx.figure.pixel([tick.at, 0.0]).x;
        let half = width(&tick.label, size, Weight::Regular) / 2.0;
        if x - half >= free && x + half <= cx.figure.width - EDGE {
            cx.write(Pos { x, y }, Anchor::Middle, &tick.label, size, Weight::Regular, cx.tokens.muted);
            cx.stands_for(Key::XTick);
            free = x + half + 8.0;
        }
    }
}

fn more(cx: &mut LayoutContext, folded: usize, place: usize, row: f32) {
    let size = text_size(cx, row);
    let plot = cx.figure.main.rect;
    let pos = Pos { x: cx.sizes.margin, y: plot.y + (place as f32 + 0.5) * row + size * 0.36 };
    let base = cx.base();
    let nearer = || format!("and {folded} nearer to {}", cx.tick(base, base));
    let text = if base == 0.0 { format!("and {folded} smaller") } else { nearer() };
    cx.write(pos, Anchor::Start, &text, size, Weight::Regular, cx.tokens.muted);
}
