//! Bar chart over time: stacked where parts add up, side by side where definitions overlap, alone for one line.

use super::axis::Padding;
use super::end_labels::{self, End};
use super::kind::Chart;
use super::layout::LayoutContext;
use super::lines::{Lines, runs};
use super::palette::Color;
use super::ragged::hidden;
use super::text_metrics::width;
use super::timeline::{self, TimeMarks};
use super::{Anchor, Key, Mark, Pos, Rect, Text, Weight};
use crate::query::{ChartKind, Line, LineRole, Point, Status, Trajectories};

/// The share of a period's width that a bar or a stack takes.
const FILLED: f64 = 0.74;

/// Below this width of a period in pixels bars touch.
const LEAST_APART: f32 = 8.0;

/// The share that bars side by side take; values stand in the gaps between them.
const FILLED_BY_GROUP: f64 = 0.68;

/// Bars thinner than this many pixels are drawn as lines.
const THINNEST: f32 = 2.0;

/// The kind of chart in which each value is a bar over its period.
pub(super) struct BarsOverTime;

impl Chart for BarsOverTime {
    fn draw(&self, cx: &mut LayoutContext, area: Rect, has_text_room: bool) {
        let trajectories = cx.request.trajectories;
        let bars = Bars::new(cx, area.w * 0.8);
        let count = trajectories.periods.len().max(1) * bars.side_by_side();
        if area.w * 0.8 / (count as f32) < THINNEST {
            let apart = trajectories.lines.len() > 1 && !trajectories.partition;
            let why =
                if apart { "bars that add up to nothing stand side by side, and so many" } else { "so many bars" };
            cx.remarks.push(format!("Drawn as lines: {why} have no room"));
            Lines.draw(cx, area, has_text_room);
            return;
        }
        cx.figure.kind = ChartKind::Bars;
        timeline::draw(cx, area, has_text_room, &bars);
    }

    /// Those that have a bar, and of a stack its sum, a ragged end among it.
    fn drawn<'a>(&self, cx: &'a LayoutContext<'_>) -> Vec<(usize, &'a Point)> {
        let shown = cx.request.trajectories;
        let whole = shown.whole.iter().filter(|_| shown.partition);
        { points_of_bars(cx).into_iter() }.chain(whole.flat_map(|whole| whole.points.iter().enumerate())).collect()
    }

    fn sets_records_in_bold(&self) -> bool {
        true
    }
}

/// The points that have a bar, each with the index of its period.
pub(super) fn points_of_bars<'a>(cx: &'a LayoutContext<'_>) -> Vec<(usize, &'a Point)> {
    let lines = &cx.request.trajectories.lines;
    let point = |mark: &Mark| match mark {
        Mark::Bar { line: Some(line), period: Some(at), .. } => Some((*at, lines.get(*line)?.points.get(*at)?)),
        _ => None,
    };
    cx.figure.main.marks.iter().filter_map(point).collect()
}

/// How the bars of one period stand to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arrangement {
    /// One line.
    Single,
    /// Positives upwards, negatives downwards.
    Stacked,
    /// Side by side.
    Grouped,
}

/// A bar in data coordinates.
#[derive(Debug, Clone, Copy)]
struct Segment {
    line: usize,
    period: usize,
    x: (f64, f64),
    y: (f64, f64),
    hatched: bool,
    /// Whether something is missing from it: such a bar is no record and no last word.
    partial: bool,
}

/// No line but the sum of all.
const NET: usize = usize::MAX;

/// The most dots on the net line.
const MOST_DOTS: usize = 40;

/// Bars before they are drawn.
#[derive(Debug)]
struct Bars {
    arrangement: Arrangement,
    segments: Vec<Segment>,
    /// Slots from left to right, for bars side by side.
    order: Vec<usize>,
    /// The sum by period, where more than one line is stacked or the title tells of it.
    net: Vec<Option<f64>>,
    net_partial: Vec<bool>,
    /// The share of a period's width that a bar or a stack takes.
    filled: f64,
    /// From where bars that are not stacked reach to their values: from where exports just pay for imports in a ratio.
    base: f64,
}

impl Bars {
    /// Arranges the lines of a figure whose plot is about `wide` pixels wide.
    fn new(cx: &LayoutContext, wide: f32) -> Self {
        let trajectories = cx.request.trajectories;
        let arrangement = match trajectories.lines.len() {
            0 | 1 => Arrangement::Single,
            _ if trajectories.partition => Arrangement::Stacked,
            _ => Arrangement::Grouped,
        };
        // Gaps of a pixel between many bars flicker: those touch.
        let each = wide / trajectories.periods.len().max(1) as f32;
        let filled = if each < LEAST_APART { 1.0 } else { FILLED };
        let (order, net, net_partial) = (order(cx), Vec::new(), Vec::new());
        let base = if arrangement == Arrangement::Stacked { 0.0 } else { cx.base() };
        let mut bars = Self { arrangement, segments: Vec::new(), order, net, net_partial, filled, base };
        match arrangement {
            Arrangement::Stacked => bars.stack(cx),
            Arrangement::Single | Arrangement::Grouped => {
                bars.group(cx);
                bars.add_sum(cx);
            }
        }
        bars
    }

    /// How many bars share a period's width.
    fn side_by_side(&self) -> usize {
        if self.arrangement == Arrangement::Grouped { self.order.len().max(1) } else { 1 }
    }

    fn group(&mut self, cx: &LayoutContext) {
        let count = self.order.len();
        for (slot, line) in self.order.iter().enumerate() {
            let trajectories = cx.request.trajectories;
            let hidden = trajectories.lines.get(*line).map(|line| hidden(trajectories, line)).unwrap_or_default();
            for (period, value) in cx.values(*line).into_iter().enumerate() {
                if hidden.get(period) == Some(&true) {
                    continue;
                }
                let (Some(value), Some(x)) = (value, slot_extent(cx, period, slot, (count, self.filled))) else {
                    continue;
                };
                let status = status_of(cx.request.trajectories, *line, period);
                let partial = status == Status::Partial;
                let hatched = partial || status == Status::Estimated;
                self.segments.push(Segment { line: *line, period, x, y: (self.base, value), hatched, partial });
            }
        }
    }

    /// The sum that the title tells of, as a line over bars that do not add up to it.
    fn add_sum(&mut self, cx: &LayoutContext) {
        let Some(sum) = cx.line(cx.request.trajectories.lines.len()) else { return };
        for (point, ragged) in sum.points.iter().zip(sum.ragged()) {
            let point = Some(point).filter(|_| !ragged);
            self.net.push(point.and_then(|point| cx.shown(point)));
            self.net_partial.push(point.is_some_and(Point::is_partial));
        }
    }

    fn stack(&mut self, cx: &LayoutContext) {
        let trajectories = cx.request.trajectories;
        // Of others nothing stands at their ragged ends, as in lines: they would grow by whom they take in.
        let shown = |(index, line): (usize, &Line)| {
            let hidden = hidden(trajectories, line);
            let values = cx.values(index).into_iter().enumerate();
            values.map(|(at, value)| value.filter(|_| hidden.get(at) != Some(&true))).collect()
        };
        let values: Vec<Vec<Option<f64>>> = trajectories.lines.iter().enumerate().map(shown).collect();
        // The net line ends where not all report any more: what is left of them is another sum.
        let ragged = trajectories.whole.as_ref().map(Line::ragged).unwrap_or_default();
        for period in 0..trajectories.periods.len() {
            let Some(x) = slot_extent(cx, period, 0, (1, self.filled)) else { continue };
            let (mut up, mut down, mut any) = (0.0, 0.0, false);
            let whole = trajectories.whole.as_ref().and_then(|whole| whole.points.get(period));
            // A stack without one of its parts would look like a fall.
            let lacks = whole.is_some_and(|point| point.status == Status::Partial || point.value.is_none());
            for (line, values) in values.iter().enumerate() {
                let Some(value) = values.get(period).copied().flatten() else { continue };
                let from: &mut f64 = if value < 0.0 { &mut down } else { &mut up };
                let y = (*from, *from + value);
                *from += value;
                any = true;
                let status = status_of(trajectories, line, period);
                let partial = lacks || status == Status::Partial;
                let hatched = partial || status == Status::Estimated;
                self.segments.push(Segment { line, period, x, y, hatched, partial });
            }
            let whole = whole.filter(|_| ragged.get(period) != Some(&true));
            let published = whole.and_then(|point| cx.shown(point));
            self.net.push(if trajectories.whole.is_some() { published } else { any.then_some(up + down) });
            self.net_partial.push(whole.is_some_and(|point| point.status == Status::Partial));
        }
    }

    /// Right of all bars of a period, from where a leader meets no other bar; none where bars of later periods stand there.
    fn clear_of_bars(&self, period: usize) -> Option<f64> {
        let is_later = self.segments.iter().any(|segment| segment.period > period);
        let ends = self.segments.iter().filter(|segment| segment.period == period).map(|segment| segment.x.1);
        ends.max_by(f64::total_cmp).filter(|_| !is_later)
    }

    fn net_end(&self, cx: &LayoutContext) -> Option<End> {
        let trajectories = cx.request.trajectories;
        let whole = trajectories.whole.as_ref();
        let (at, value) = self.net.iter().enumerate().rev().find_map(|(at, value)| Some((at, (*value)?)))?;
        Some(End {
            line: trajectories.lines.len(),
            name: whole.map_or("Total", |whole| whole.label.as_str()).to_owned(),
            value: cx.numbers.label(value),
            when: whole.map(|whole| end_labels::when(trajectories, whole, at)).unwrap_or_default(),
            color: cx.tokens.ink,
            from: [cx.request.trajectories.periods.get(at)?.middle(), value],
            leads_from: self.clear_of_bars(at).map(|x| [x, value]),
            parting: None,
            importance: f64::INFINITY,
        })
    }

    /// The colour of a bar: by line when stacked; by sign when one line or definitions are signed.
    fn fill(&self, cx: &LayoutContext, line: usize, value: f64) -> Color {
        let definitions = cx.request.trajectories.lines.iter().all(|l| l.role == LineRole::Definition);
        let strong = match self.arrangement {
            Arrangement::Stacked => return cx.color(line),
            Arrangement::Grouped if !definitions => return cx.color(line),
            _ if !cx.signed() => cx.request.theme.series(0),
            _ if value < 0.0 => cx.tokens.deficit,
            _ => cx.tokens.surplus,
        };
        // The narrowest definition is strong, each wider one fainter.
        let slot = self.order.iter().position(|other| *other == line).unwrap_or(0);
        strong.mixed(cx.tokens.ground, (slot as f32 * 0.5).min(0.75))
    }

    /// Lists beside the chart show the colours that bars really have.
    fn name_colors(&self, cx: &mut LayoutContext) {
        for line in 0..cx.figure.colors.len() {
            if let Some(last) = self.segments.iter().rev().find(|segment| segment.line == line) {
                cx.figure.colors[line] = self.fill(cx, line, last.y.1);
            }
        }
    }

    fn draw_net(&self, cx: &mut LayoutContext) {
        let (color, scale) = (cx.tokens.ink, cx.sizes.scale.max(0.9));
        let periods = &cx.request.trajectories.periods;
        let points: Vec<Option<[f64; 2]>> =
            self.net.iter().zip(periods).map(|(net, period)| net.map(|net| [period.middle(), net])).collect();
        let partial = |at: usize| self.net_partial.get(at).copied().unwrap_or(false);
        for (dash, points) in runs(&points, |_| true, partial) {
            let width = 2.2 * scale;
            let key = Key::Line(cx.code(NET));
            cx.figure.main.marks.push(Mark::Polyline { points, color, width, dash, halo: true, line: None, key });
        }
        // A hundred dots are a chain, however far apart they are.
        let apart = points.len() <= MOST_DOTS && cx.figure.main.rect.w / points.len().max(1) as f32 >= 12.0;
        let last = points.iter().rposition(Option::is_some);
        for (at, point) in points.iter().enumerate().filter(|(at, _)| apart || Some(*at) == last) {
            let Some(at_point) = point else { continue };
            let hollow = self.net_partial.get(at).copied().unwrap_or(false);
            let (radius, key) = (3.2 * scale, cx.value_key(NET, at));
            cx.figure.main.marks.push(Mark::Dot { at: *at_point, radius, color, hollow, line: None, key });
        }
    }

    /// Values on the bars: the last and the records first, the others where all of them have room.
    fn values(&self, cx: &mut LayoutContext) {
        let order = self.by_importance();
        let written = cx.figure.texts.len();
        let taken = cx.occupied.len();
        self.write_values(cx, &order);
        if cx.figure.texts.len() < written + order.len() {
            cx.figure.texts.truncate(written);
            cx.occupied.truncate(taken);
            self.write_values(cx, &order.into_iter().filter(|(_, important)| *important).collect::<Vec<_>>());
        }
    }

    /// Writes the values that have room, in this order.
    fn write_values(&self, cx: &mut LayoutContext, order: &[(usize, bool)]) {
        let rects: Vec<Rect> = self.segments.iter().map(|segment| pixels(cx, segment)).collect();
        let size = cx.sizes.small;
        for (at, important) in order.iter().copied() {
            let Segment { line, y: (_, value), .. } = self.segments[at];
            let weight = if important { Weight::SemiBold } else { Weight::Regular };
            let text = cx.label(line, value);
            let wider = if self.arrangement == Arrangement::Grouped { 1.9 } else { 1.3 };
            let place = |size: f32| {
                let wide = width(&text, size, weight);
                let is_narrow = wide <= rects[at].w * wider;
                let rect = if important || is_narrow { self.value_place(cx, &rects, at, wide) } else { None };
                // A wide one that reaches over a neighbour would be read as the neighbour's.
                rect.filter(|rect| is_narrow || !self.stands_over_another(&rects, at, *rect)).map(|rect| (size, rect))
            };
            let Some((size, rect)) = [size, size * 0.87].into_iter().find_map(place) else { continue };
            cx.occupied.push(rect);
            let color = if important { cx.tokens.ink } else { cx.tokens.muted };
            let pos = Pos { x: rect.x + rect.w / 2.0, y: rect.y + size * 0.85 };
            let (anchor, key) = (Anchor::Middle, cx.value_key(line, self.segments[at].period));
            let line = Some(line);
            cx.figure.texts.push(Text { pos, anchor, text, size, weight, color, line, halo: true, key });
        }
    }

    /// Where a value `wide` pixels long stands beyond the tip of a bar, if it covers nothing there.
    fn value_place(&self, cx: &LayoutContext, rects: &[Rect], at: usize, wide: f32) -> Option<Rect> {
        let (bar, size) = (rects[at], cx.sizes.small);
        let below = self.segments[at].y.1 < self.base;
        let near = if below { bar.bottom() + size * 0.3 } else { bar.y - size * 1.3 };
        // Beside a longer neighbour a value may move over the gap between the groups.
        let aside = if self.arrangement == Arrangement::Grouped { (wide - bar.w).max(0.0) / 2.0 } else { 0.0 };
        // Below a neighbour's value it may stand a line farther out.
        let out = if below { size * 1.15 } else { -size * 1.15 };
        let place = |(shift, y): (f32, f32)| Rect { x: bar.x + (bar.w - wide) / 2.0 + shift, y, w: wide, h: size };
        let places = [near, near + out].into_iter().flat_map(|y| [(0.0, y), (-aside, y), (aside, y)]);
        places.map(place).find(|rect| {
            let covers = |(n, other): (usize, &Rect)| n != at && other.overlaps(*rect);
            let touches = cx.occupied.iter().any(|other| other.overlaps(rect.grown(1.5)));
            !touches && inside(*rect, cx.figure.main.rect) && !rects.iter().enumerate().any(covers)
        })
    }

    /// Whether a value beyond the tip of a bar stands over another bar on its side of zero, or touches its column.
    fn stands_over_another(&self, rects: &[Rect], at: usize, value: Rect) -> bool {
        let below = self.segments[at].y.1 < self.base;
        let (left, right) = (value.x - 1.5, value.right() + 1.5);
        { rects.iter().zip(&self.segments).enumerate() }
            .any(|(n, (other, s))| n != at && (s.y.1 < self.base) == below && other.x < right && left < other.right())
    }

    /// Segments by who gets a value first, and whether it is the last or the largest of its line.
    fn by_importance(&self) -> Vec<(usize, bool)> {
        let lines = self.segments.iter().map(|segment| segment.line + 1).max().unwrap_or(0);
        let mut last = vec![0; lines];
        let mut largest = vec![0.0_f64; lines];
        for Segment { line, period, y, .. } in self.segments.iter().filter(|segment| !segment.partial) {
            last[*line] = last[*line].max(*period);
            largest[*line] = largest[*line].max(y.1.abs());
        }
        let stands_out = |s: &Segment| !s.partial && (s.period == last[s.line] || s.y.1.abs() >= largest[s.line]);
        let mut order: Vec<(usize, bool)> =
            self.segments.iter().enumerate().map(|(at, segment)| (at, stands_out(segment))).collect();
        order.sort_by_key(|(at, important)| (!*important, std::cmp::Reverse(self.segments[*at].period)));
        order
    }

    /// "n/a" where one definition has no value but another one has.
    fn unavailable(&self, cx: &mut LayoutContext) {
        if self.arrangement != Arrangement::Grouped {
            return;
        }
        let tips = self.anchors(cx);
        for (slot, line) in self.order.iter().enumerate() {
            let mostly: f64 = tips[*line].iter().flatten().map(|tip| (tip[1] - self.base).signum()).sum();
            for period in 0..cx.request.trajectories.periods.len() {
                let Some(x) = slot_extent(cx, period, slot, (self.order.len(), self.filled)) else { continue };
                let any = tips.iter().any(|line| line[period].is_some());
                if any && tips[*line][period].is_none() {
                    mark_unavailable(cx, [(x.0 + x.1) / 2.0, self.base], mostly < 0.0, (*line, period));
                }
            }
        }
    }
}

impl TimeMarks for Bars {
    /// Lowest and highest end of any bar and of the net line.
    fn extent(&self, _cx: &LayoutContext) -> (f64, f64) {
        let ends = self.segments.iter().flat_map(|segment| [segment.y.0, segment.y.1]);
        let all = ends.chain(self.net.iter().copied().flatten());
        all.fold((self.base, self.base), |(lo, hi): (f64, f64), value| (lo.min(value), hi.max(value)))
    }

    /// Values stand above and below bars, but not around stacks.
    fn padding(&self) -> Padding {
        let room = if self.arrangement == Arrangement::Stacked { 0.05 } else { 0.1 };
        Padding { above: room, below: room }
    }

    fn starts_from_zero(&self) -> bool {
        true
    }

    /// The tip of each bar.
    fn anchors(&self, cx: &LayoutContext) -> Vec<Vec<Option<[f64; 2]>>> {
        let trajectories = cx.request.trajectories;
        let mut anchors = vec![vec![None; trajectories.periods.len()]; trajectories.lines.len()];
        for Segment { line, period, x, y, .. } in &self.segments {
            if let Some(anchor) = anchors.get_mut(*line).and_then(|line| line.get_mut(*period)) {
                *anchor = Some([(x.0 + x.1) / 2.0, y.1]);
            }
        }
        anchors
    }

    /// Names beside the last bars. One line needs none: the title names it.
    fn ends(&self, cx: &LayoutContext) -> Vec<End> {
        if self.arrangement == Arrangement::Single {
            return Vec::new();
        }
        let trajectories = cx.request.trajectories;
        let mut ends: Vec<End> = Vec::new();
        for (index, line) in trajectories.lines.iter().enumerate() {
            let own = || self.segments.iter().filter(|s| s.line == index);
            let ragged = line.ragged();
            let complete = own().filter(|s| !ragged[s.period]).max_by_key(|s| s.period);
            let Some(last) = complete.or_else(|| own().max_by_key(|s| s.period)) else { continue };
            let stacked = self.arrangement == Arrangement::Stacked;
            let y = if stacked { (last.y.0 + last.y.1) / 2.0 } else { last.y.1 };
            // A bar of a stack is as high as its value, and any other reaches to it.
            let value = if stacked { last.y.1 - last.y.0 } else { last.y.1 };
            ends.push(End {
                line: index,
                name: line.label.clone(),
                value: cx.label(index, value),
                when: end_labels::when(trajectories, line, last.period),
                color: self.fill(cx, index, value),
                from: [last.x.1, y],
                leads_from: self.clear_of_bars(last.period).map(|x| [x, y]),
                parting: None,
                importance: value.abs(),
            });
        }
        ends.extend(self.net_end(cx));
        ends
    }

    /// Draws bars, net line, values and marks for what is not available.
    fn draw_marks(&self, cx: &mut LayoutContext) {
        for Segment { line, period, x, y, hatched, .. } in &self.segments {
            let fill = self.fill(cx, *line, y.1);
            cx.figure.main.marks.push(Mark::Bar {
                x0: x.0,
                x1: x.1,
                y0: y.0,
                y1: y.1,
                fill,
                hatched: *hatched,
                line: Some(*line),
                period: Some(*period),
                key: cx.value_key(*line, *period),
            });
        }
        self.name_colors(cx);
        self.draw_net(cx);
        if self.arrangement != Arrangement::Stacked {
            self.values(cx);
            self.unavailable(cx);
        }
    }
}

fn mark_unavailable(cx: &mut LayoutContext, at: [f64; 2], below: bool, (line, period): (usize, usize)) {
    let size = cx.sizes.small * 0.92;
    let zero = cx.figure.pixel(at);
    let y = if below { zero.y + size * 1.25 } else { zero.y - size * 0.5 };
    let wide = width("n/a", size, Weight::Regular);
    let rect = Rect { x: zero.x - wide / 2.0, y: y - size * 0.8, w: wide, h: size };
    if cx.is_free(rect) && cx.ink_in(rect) == 0 {
        cx.occupied.push(rect);
        cx.write(Pos { x: zero.x, y }, Anchor::Middle, "n/a", size, Weight::Regular, cx.tokens.muted);
        if let Some(text) = cx.figure.texts.last_mut() {
            (text.line, text.halo) = (Some(line), true);
        }
        cx.stands_for(cx.value_key(line, period));
    }
}

/// Lines from left to right: definitions from the narrowest (the smallest values) to the widest.
fn order(cx: &LayoutContext) -> Vec<usize> {
    let lines = &cx.request.trajectories.lines;
    let mut order: Vec<usize> = (0..lines.len()).collect();
    if lines.iter().all(|line| line.role == LineRole::Definition) {
        let values: Vec<Vec<Option<f64>>> = order.iter().map(|line| cx.values(*line)).collect();
        let common = |at: usize| values.iter().all(|line| line.get(at).copied().flatten().is_some());
        let periods: Vec<usize> = (0..cx.request.trajectories.periods.len()).filter(|at| common(*at)).collect();
        let size = |line: &usize| periods.iter().filter_map(|at| values[*line][*at]).map(f64::abs).sum::<f64>();
        order.sort_by(|a, b| size(a).total_cmp(&size(b)));
    }
    order
}

/// The horizontal extent of a slot within a period.
fn slot_extent(cx: &LayoutContext, period: usize, slot: usize, (count, alone): (usize, f64)) -> Option<(f64, f64)> {
    let period = cx.request.trajectories.periods.get(period)?;
    let months = f64::from(period.frequency().months());
    let filled = if count > 1 { FILLED_BY_GROUP } else { alone };
    let wide = months * filled / count.max(1) as f64;
    let start = f64::from(period.start_month()) + months * (1.0 - filled) / 2.0 + slot as f64 * wide;
    // A hair between neighbours so that they do not melt together.
    let gap = if count > 1 { wide * 0.04 } else { 0.0 };
    Some((start + gap, start + wide - gap))
}

fn status_of(trajectories: &Trajectories, line: usize, period: usize) -> Status {
    let point = trajectories.lines.get(line).and_then(|line| line.points.get(period));
    point.map_or(Status::Missing, |point| point.status)
}

fn pixels(cx: &LayoutContext, segment: &Segment) -> Rect {
    let corner = |x: f64, y: f64| cx.figure.pixel([x, y]);
    Rect::between(corner(segment.x.0, segment.y.0), corner(segment.x.1, segment.y.1))
}

/// Whether a value stays within the plot; at the left there is room before the numbers of the axis.
fn inside(rect: Rect, plot: Rect) -> bool {
    let left = plot.x - 7.0;
    rect.x >= left && rect.right() <= plot.right() && rect.y >= plot.y && rect.bottom() <= plot.bottom()
}
