//! The layout context in which a figure is put together: what all of its parts share.

use foldhash::HashSet;

use super::colors::has_own;
use super::numbers::Numbers;
use super::palette::{Color, Tokens};
use super::request::Request;
use super::{Anchor, Figure, Key, Leader, Mark, Pos, Rect, Text, Weight};
use crate::query::{Line, LineRole, Measure, Point, Transform, ValueKind};

/// Sizes in pixels for one figure: the design's, scaled for presenting and for small figures.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    /// The title sentence.
    pub title: f32,
    /// The definition under it.
    pub subtitle: f32,
    /// Names at line ends.
    pub label: f32,
    /// Ticks of both axes.
    pub tick: f32,
    /// Labels of events.
    pub flag: f32,
    /// Reasons in gaps, values on bars, pinned findings.
    pub small: f32,
    /// Source and notes.
    pub footer: f32,
    /// Empty space at the figure's edges.
    pub margin: f32,
    /// From one lane of events to the next.
    pub lane: f32,
    /// What sizes were multiplied by.
    pub scale: f32,
}

impl Sizes {
    fn new((width, height): (f32, f32), text_scale: f32) -> Self {
        let room = (width / 900.0).min(height / 560.0).clamp(0.84, 1.0);
        let wanted = if text_scale.is_finite() { text_scale.clamp(0.5, 4.0) } else { 1.0 };
        // Text never takes more than a small figure can carry.
        let scale = room * wanted.min((height / 260.0).max(0.7)).min((width / 320.0).max(0.7));
        let title = 27.0 * scale * (width / 1000.0).clamp(0.72, 1.0);
        Self {
            title,
            subtitle: (15.0 * scale).min(title * 0.72).max(12.5 * scale),
            label: 14.0 * scale,
            tick: 13.0 * scale,
            flag: 12.5 * scale,
            small: 12.0 * scale,
            footer: 11.5 * scale,
            margin: side_margin(width),
            lane: 23.0 * scale,
            scale,
        }
    }
}

/// How far a figure of some width keeps its text from its sides.
#[must_use]
pub fn side_margin(width: f32) -> f32 {
    (width * 0.028).clamp(8.0, 30.0)
}

/// A figure being put together.
pub(super) struct LayoutContext<'a> {
    /// What was asked for.
    pub request: &'a Request<'a>,
    /// The theme's colours.
    pub tokens: &'static Tokens,
    /// Sizes in pixels.
    pub sizes: Sizes,
    /// Scale and spelling of numbers.
    pub numbers: Numbers,
    /// What is placed so far.
    pub figure: Figure,
    /// Rectangles within the plot that further texts must leave free.
    pub occupied: Vec<Rect>,
    /// What must be said in the footer because it did not fit in the plot.
    pub remarks: Vec<String>,
    /// The lines whose labels there is no room for.
    pub unlabelled: HashSet<usize>,
}

impl<'a> LayoutContext<'a> {
    /// An empty figure of the asked size.
    pub(super) fn new(request: &'a Request<'a>) -> Self {
        let side = |length: f32| if length.is_finite() { length.clamp(1.0, 16_000.0) } else { 1.0 };
        let size = (side(request.size.0), side(request.size.1));
        let numbers = Numbers::new(request.trajectories, request.view);
        let figure = Figure {
            width: size.0,
            height: size.1,
            theme: request.theme,
            kind: request.view.chart,
            unit: numbers.words.clone(),
            factor: numbers.factor,
            plus: numbers.plus,
            title: request.title.to_owned(),
            ..Figure::default()
        };
        let tokens = request.theme.tokens();
        let sizes = Sizes::new(size, request.text_scale);
        let mut cx = Self {
            request,
            tokens,
            sizes,
            numbers,
            figure,
            occupied: Vec::new(),
            remarks: Vec::new(),
            unlabelled: HashSet::default(),
        };
        cx.figure.colors = cx.line_colors();
        cx
    }

    /// The colours that were asked for, or else by the order of lines; what is not a member of its own stays grey.
    fn line_colors(&self) -> Vec<Color> {
        let mut next = 0;
        let color = |(at, line): (usize, &Line)| {
            if !has_own(line) {
                return if line.role == LineRole::NotListed { self.tokens.faint } else { self.tokens.muted };
            }
            next += 1;
            self.request.theme.series(self.request.colors.get(at).copied().unwrap_or(next - 1))
        };
        self.request.trajectories.lines.iter().enumerate().map(color).collect()
    }

    /// The colour of a line; of the net line where there is no such line.
    pub(super) fn color(&self, line: usize) -> Color {
        self.figure.colors.get(line).copied().unwrap_or(self.tokens.ink)
    }

    /// A colour in which small text reads on the ground.
    pub(super) fn text_color(&self, color: Color) -> Color {
        color.readable(self.tokens.ground, self.tokens.ink)
    }

    /// The shown number of a point.
    pub(super) fn shown(&self, point: &Point) -> Option<f64> {
        self.numbers.shown(point)
    }

    /// A line by its place; behind the last one the sum of all, where it stands beside them.
    pub(super) fn line(&self, at: usize) -> Option<&'a Line> {
        let shown = self.request.trajectories;
        let sum = shown.whole.as_ref().filter(|_| self.request.with_sum && at == shown.lines.len());
        shown.lines.get(at).or(sum)
    }

    /// A shown number of a line as it is told; of the net line where there is no such line.
    pub(super) fn label(&self, line: usize, shown: f64) -> String {
        let Some(line) = self.request.trajectories.lines.get(line) else { return self.numbers.label(shown) };
        let (told, plus) = self.request.view.told(line, shown);
        self.numbers.written(told, plus)
    }

    /// Shown numbers of a line by period.
    pub(super) fn values(&self, line: usize) -> Vec<Option<f64>> {
        let points = self.line(line).map_or(&[][..], |line| &line.points);
        points.iter().map(|point| self.shown(point)).collect()
    }

    /// Whether negative values are deficits and positive ones surpluses.
    pub(super) fn signed(&self) -> bool {
        let view = self.request.view;
        let balance = matches!(view.measure, Measure::Balance | Measure::Normalised);
        balance && view.transform.is_amount() && !self.opposed()
    }

    /// Whether exports stand on one side of zero and imports on the other: then the side says which of the two it is,
    /// neither is a deficit or a surplus, and the axis counts both without a sign. The balance between them has its own.
    pub(super) fn opposed(&self) -> bool {
        let Request { view, trajectories, .. } = self.request;
        view.transform.is_amount() && trajectories.lines.iter().any(|line| view.mirrors(line))
    }

    /// What the tick at a value says; `step` lies between two of them.
    pub(super) fn tick(&self, at: f64, step: f64) -> String {
        self.numbers.tick(if self.opposed() { at.abs() } else { at }, step)
    }

    /// Where the strong line lies: 100 for an index and for coverage, zero otherwise.
    pub(super) fn base(&self) -> f64 {
        let view = self.request.view;
        let coverage = view.measure == Measure::Coverage && view.transform == Transform::Level;
        let index = self.request.trajectories.kind == ValueKind::Index;
        if coverage || index { 100.0 } else { 0.0 }
    }

    /// Adds a text.
    pub(super) fn write(&mut self, pos: Pos, anchor: Anchor, text: &str, size: f32, weight: Weight, color: Color) {
        self.figure.texts.push(Text {
            pos,
            anchor,
            text: text.to_owned(),
            size,
            weight,
            color,
            line: None,
            halo: false,
            key: Key::Words,
        });
    }

    /// Says what the text that was written last stands for.
    pub(super) fn stands_for(&mut self, key: Key) {
        if let Some(text) = self.figure.texts.last_mut() {
            text.key = key;
        }
    }

    /// The code of a line; of the net line where there is no such line.
    pub(super) fn code(&self, line: usize) -> String {
        let shown = self.request.trajectories;
        shown.lines.get(line).or(shown.whole.as_ref()).map(|line| line.code.clone()).unwrap_or_default()
    }

    /// What the value of a line at a period is known by.
    pub(super) fn value_key(&self, line: usize, period: usize) -> Key {
        let period = self.request.trajectories.periods.get(period).copied();
        period.map_or(Key::Words, |period| Key::Value(self.code(line), period))
    }

    /// Names the lines that are selected and not drawn because they have no figure.
    pub(super) fn say_without_figures(&mut self, lines: &[usize], when: &str) {
        self.say_of_lines(lines, &format!("No figure {when}"));
    }

    /// Says something of lines by their names, of the first of many; of what is not listed nothing is said, for it is
    /// nobody whose figure could be missed.
    pub(super) fn say_of_lines(&mut self, lines: &[usize], what: &str) {
        const NAMED: usize = 6;
        let labels = lines.iter().filter_map(|line| self.request.trajectories.lines.get(*line));
        let labels = labels.filter(|line| line.role != LineRole::NotListed);
        let labels: Vec<&str> = labels.map(|line| line.label.as_str()).collect();
        let more = labels.len().saturating_sub(NAMED);
        let and = if more > 0 { format!(" and {more} more") } else { String::new() };
        if !labels.is_empty() {
            let named = labels.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
            self.remarks.push(format!("{what}: {named}{and}"));
        }
    }

    /// Whether a rectangle lies in the plot and leaves everything placed so far free.
    pub(super) fn is_free(&self, rect: Rect) -> bool {
        let plot = self.figure.main.rect;
        rect.x >= plot.x
            && rect.y >= plot.y
            && rect.right() <= plot.right()
            && rect.bottom() <= plot.bottom()
            && !self.occupied.iter().any(|other| other.overlaps(rect))
    }
}

impl LayoutContext<'_> {
    /// How many strokes, bars and leaders run through a rectangle: small texts look for a place without any.
    pub(super) fn ink_in(&self, rect: Rect) -> usize {
        let leaders = self.figure.leaders.iter().filter(|Leader { from, to, .. }| crosses(*from, *to, rect)).count();
        self.figure.main.marks.iter().map(|mark| self.mark_in(mark, rect)).sum::<usize>() + leaders
    }

    fn mark_in(&self, mark: &Mark, rect: Rect) -> usize {
        match mark {
            Mark::Polyline { points, .. } => {
                let pixels: Vec<Pos> = points.iter().map(|point| self.figure.pixel(*point)).collect();
                pixels.windows(2).filter(|pair| crosses(pair[0], pair[1], rect)).count()
            }
            Mark::Bar { x0, x1, y0, y1, .. } => {
                let bar = Rect::between(self.figure.pixel([*x0, *y0]), self.figure.pixel([*x1, *y1]));
                usize::from(bar.overlaps(rect))
            }
            Mark::Dot { at, radius, .. } => {
                let Pos { x, y } = self.figure.pixel(*at);
                usize::from(Rect { x, y, w: 0.0, h: 0.0 }.grown(*radius).overlaps(rect))
            }
            Mark::Area { points, .. } => {
                let corners = points
                    .iter()
                    .map(|[x, low, high]| Rect::between(self.figure.pixel([*x, *low]), self.figure.pixel([*x, *high])));
                let corners: Vec<Rect> = corners.collect();
                corners.windows(2).filter(|pair| pair[0].union(pair[1]).overlaps(rect)).count()
            }
            Mark::Band { .. } => 0,
        }
    }
}

/// Whether a segment runs through a rectangle (Liang and Barsky's clipping).
fn crosses(a: Pos, b: Pos, rect: Rect) -> bool {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let edges = [(-dx, a.x - rect.x), (dx, rect.right() - a.x), (-dy, a.y - rect.y), (dy, rect.bottom() - a.y)];
    let (mut enter, mut leave) = (0.0_f32, 1.0_f32);
    for (along, room) in edges {
        if along == 0.0 {
            if room < 0.0 {
                return false;
            }
        } else if along < 0.0 {
            enter = enter.max(room / along);
        } else {
            leave = leave.min(room / along);
        }
    }
    enter <= leave
}
