//! End labels: names and last values at the right of the plot, spread so that none touch.

use super::layout::LayoutContext;
use super::palette::Color;
use super::text_metrics::{cut_apart, parting, width};
use super::{Anchor, Figure, Key, Leader, Pos, Text, Weight};
use crate::data::Frequency;
use crate::query::{Line, Reason, Status, Trajectories};

/// The smallest size of a label, times the figure's scale; below it labels are left out.
const FLOOR: f32 = 10.5;

/// The widest that the right margin may be, as a share of the figure.
const WIDEST: f32 = 0.26;

/// The same where labels must say of when their values are.
const WIDEST_DATED: f32 = 0.32;

/// From the plot's edge to the labels, in pixels times the scale.
const GAP: f32 = 14.0;

/// From one label's middle to the next, in font sizes.
const PITCH: f32 = 1.3;

/// A leader over more than this share of the plot is hardly visible.
const LONG_LEADER: f32 = 0.12;

/// So many labels away from the end of its line, a label is no longer found by the eye.
const REACH: f32 = 7.0;

/// A label for the end of a line or of the last bar.
#[derive(Debug, Clone)]
pub(super) struct End {
    /// The line that it names; the one after the last for the net line.
    pub line: usize,
    /// Its name.
    pub name: String,
    /// Its last value.
    pub value: String,
    /// The period of that value, where it is not the last one shown, or how much of it there is; shorter ways to say it
    /// after it.
    pub when: Vec<String>,
    /// The colour of its marks.
    pub color: Color,
    /// Where its line ends, in data coordinates.
    pub from: [f64; 2],
    /// Where a leader to it begins; none where it would cross what belongs to others.
    pub leads_from: Option<[f64; 2]>,
    /// Where the name parts from others that begin like it.
    pub parting: Option<usize>,
    /// How important it is to keep the label: the size of the value, infinite for the net line.
    pub importance: f64,
}

/// What must be said of the value that names a line: its period where others go on, how much of it there is where it is
/// incomplete.
pub(super) fn when(trajectories: &Trajectories, line: &Line, at: usize) -> Vec<String> {
    let Some(period) = trajectories.periods.get(at) else { return Vec::new() };
    let point = line.points.get(at).filter(|point| point.status == Status::Partial);
    if let Some(point) = point {
        let short = trajectories.reason(point).and_then(Reason::short).into_iter();
        let ways = short.chain(["incomplete".to_owned()]);
        // Of old ones it is said from when they are as well.
        let is_last = at + 1 == trajectories.periods.len();
        return ways.map(|way| if is_last { way } else { format!("{}, {way}", period.words()) }).collect();
    }
    if at + 1 == trajectories.periods.len() {
        return Vec::new();
    }
    let year = period.start_month().div_euclid(12).to_string();
    let mut ways = vec![period.words()];
    ways.extend(Some(year).filter(|_| period.frequency() < Frequency::Year));
    ways
}

/// The labels with the size in which they fit beside a plot.
#[derive(Debug, Default)]
pub(super) struct Column {
    ends: Vec<End>,
    size: f32,
    /// Room to keep at the right of the plot, margin not included.
    pub width: f32,
    most: f32,
}

/// Chooses a size in which the labels fit into `height` pixels, and measures their column.
pub(super) fn column(cx: &LayoutContext, mut ends: Vec<End>, height: f32) -> Column {
    if ends.is_empty() {
        return Column::default();
    }
    let parting = parting(&ends.iter().map(|end| end.name.as_str()).collect::<Vec<_>>());
    ends.iter_mut().zip(parting).for_each(|(end, parting)| end.parting = parting);
    let floor = FLOOR * cx.sizes.scale;
    let fitting = height / (ends.len() as f32 * PITCH);
    let size = cx.sizes.label.min(fitting).max(floor);
    let gap = GAP * cx.sizes.scale;
    let widest = if ends.iter().any(|end| !end.when.is_empty()) { WIDEST_DATED } else { WIDEST };
    let most = (cx.figure.width * widest - gap).max(0.0);
    let widest = ends.iter().map(|end| Pieces::new(end, size, most).width()).fold(0.0, f32::max);
    Column { ends, size, width: gap + widest, most }
}

impl Column {
    /// Keeps the labels that there is room for near the ends of their lines, the most important first, and says how many
    /// are left out. The plot's rectangle and axes are set by now.
    pub(super) fn choose(&mut self, cx: &mut LayoutContext) {
        let plot = cx.figure.main.rect;
        let room = (plot.h / self.pitch().max(1.0)).floor() as usize;
        self.ends.sort_by(|a, b| b.importance.total_cmp(&a.importance));
        let all = self.ends.len();
        let mut dropped = self.ends.split_off(room.min(all));
        let target = |end: &End| cx.figure.pixel(end.from).y.clamp(plot.y, plot.bottom());
        self.ends.sort_by(|a, b| target(a).total_cmp(&target(b)).then(a.line.cmp(&b.line)));
        while let Some(at) = self.out_of_reach(&cx.figure) {
            dropped.push(self.ends.remove(at));
        }
        if !dropped.is_empty() {
            let lines = if dropped.len() == 1 { "line" } else { "lines" };
            cx.remarks.push(format!("{} more {lines} without a label: see the table", dropped.len()));
        }
        cx.unlabelled = dropped.iter().map(|end| end.line).collect();
    }

    /// Writes the chosen labels beside the plot.
    pub(super) fn place(self, cx: &mut LayoutContext) {
        for (end, y) in self.ends.iter().zip(self.places(&cx.figure)) {
            write(cx, end, y, self.size, self.most);
        }
    }

    fn pitch(&self) -> f32 {
        self.size * PITCH
    }

    fn targets(&self, figure: &Figure) -> Vec<f32> {
        let plot = figure.main.rect;
        self.ends.iter().map(|end| figure.pixel(end.from).y.clamp(plot.y, plot.bottom())).collect()
    }

    fn places(&self, figure: &Figure) -> Vec<f32> {
        spread(&self.targets(figure), self.pitch(), figure.main.rect.y, figure.main.rect.bottom())
    }

    /// Of the labels that crowd one away from the end of its line the least important one.
    fn out_of_reach(&self, figure: &Figure) -> Option<usize> {
        let (places, targets) = (self.places(figure), self.targets(figure));
        let moved = |at: usize| (places[at] - targets[at]).abs();
        let furthest = (0..places.len()).max_by(|a, b| moved(*a).total_cmp(&moved(*b)))?;
        if moved(furthest) <= REACH * self.pitch() {
            return None;
        }
        let touch = |at: usize| places[at + 1] - places[at] < self.pitch() * 1.01;
        let first = (0..furthest).rev().take_while(|at| touch(*at)).last().unwrap_or(furthest);
        let last = (furthest..places.len() - 1).take_while(|at| touch(*at)).last().map_or(furthest, |at| at + 1);
        (first..=last).min_by(|a, b| self.ends[*a].importance.total_cmp(&self.ends[*b].importance))
    }
}

/// The parts of a label, cut to fit.
struct Pieces {
    name: String,
    value: String,
    when: Option<String>,
    widths: [f32; 3],
    gap: f32,
}

impl Pieces {
    fn new(end: &End, size: f32, most: f32) -> Self {
        let gap = size * 0.42;
        let small = size * 0.86;
        let value = width(&end.value, size, Weight::Regular);
        // A value that is not of the last period must say so: the name is cut before that, and said shorter before the
        // name has gone.
        let least = width(&end.name, size, Weight::SemiBold).min(size * 6.0);
        let ways: Vec<(String, f32)> = end
            .when
            .iter()
            .map(|when| format!("({when})"))
            .map(|when| {
                let wide = width(&when, small, Weight::Regular);
                (when, wide)
            })
            .collect();
        let room = |wide: f32| most - value - gap - wide - gap;
        let way = ways.iter().find(|(_, wide)| room(*wide) >= least).or_else(|| ways.last()).cloned();
        let (when, when_width) = way.map_or((None, 0.0), |(when, wide)| (Some(when), wide));
        let room = if when.is_some() { room(when_width) } else { most - value - gap };
        let name = cut_apart(&end.name, end.parting, size, Weight::SemiBold, room);
        let name_width = width(&name, size, Weight::SemiBold);
        Self { name, value: end.value.clone(), when, widths: [name_width, value, when_width], gap }
    }

    fn width(&self) -> f32 {
        let [name, value, when] = self.widths;
        let gap = |w: f32| if w > 0.0 { self.gap } else { 0.0 };
        name + gap(name) + value + gap(when) + when
    }
}

fn write(cx: &mut LayoutContext, end: &End, y: f32, size: f32, most: f32) {
    let plot = cx.figure.main.rect;
    let pieces = Pieces::new(end, size, most);
    let color = cx.text_color(end.color);
    let start = plot.right() + GAP * cx.sizes.scale;
    let line = (end.line < cx.request.trajectories.lines.len()).then_some(end.line);
    let code = cx.code(end.line);
    let mut x = start;
    let [name, value, when] = pieces.widths;
    let parts = [
        (
            Some(pieces.name).filter(|name| !name.is_empty()),
            name,
            size,
            Weight::SemiBold,
            color,
            Key::Name(code.clone()),
        ),
        (Some(pieces.value), value, size, Weight::Regular, color, Key::Last(code.clone())),
        (pieces.when, when, size * 0.86, Weight::Regular, cx.tokens.muted, Key::When(code.clone())),
    ];
    for (text, wide, size_of, weight, color, key) in parts {
        let Some(text) = text else { continue };
        let pos = Pos { x, y: y + size * 0.35 };
        cx.figure.texts.push(Text {
            pos,
            anchor: Anchor::Start,
            text,
            size: size_of,
            weight,
            color,
            line,
            halo: false,
            key,
        });
        x += wide + pieces.gap;
    }
    let Some(from) = end.leads_from.map(|from| cx.figure.pixel(from)) else { return };
    let moved = (y - from.y).abs() > size * 0.45 || start - from.x > GAP * 2.2 * cx.sizes.scale;
    if moved {
        let tip = Pos { x: (from.x + 5.0).min(start - 4.0), y: from.y.clamp(plot.y, plot.bottom()) };
        // Across a part of the plot in which its line has ended it must not look like one that goes on.
        let is_long = !end.when.is_empty() && plot.right() - from.x > plot.w * LONG_LEADER;
        let ink = end.color.faded(if is_long { 0.25 } else { 0.55 });
        let to = Pos { x: start - 3.0, y };
        cx.figure.leaders.push(Leader { from: tip, to, color: ink, line: Some(end.line), key: Key::Last(code) });
    }
}

/// Places labels of one pitch as near to their targets as can be without touching: isotonic
/// regression (pool adjacent violators), then kept between `top` and `bottom`.
fn spread(targets: &[f32], pitch: f32, top: f32, bottom: f32) -> Vec<f32> {
    // Without the pitch the labels need only be in order; neighbours out of order share their mean.
    let mut pools: Vec<(f32, usize)> = Vec::new();
    for (n, target) in targets.iter().enumerate() {
        pools.push((target - n as f32 * pitch, 1));
        while let [.., (a, n), (b, m)] = pools[..] {
            if a <= b {
                break;
            }
            pools.truncate(pools.len() - 2);
            pools.push(((a * n as f32 + b * m as f32) / (n + m) as f32, n + m));
        }
    }
    let lowest = top + pitch / 2.0;
    let highest = (bottom - pitch / 2.0 - targets.len().saturating_sub(1) as f32 * pitch).max(lowest);
    pools
        .iter()
        .flat_map(|(mean, count)| std::iter::repeat_n(mean.clamp(lowest, highest), *count))
        .enumerate()
        .map(|(n, mean)| mean + n as f32 * pitch)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_spread_no_further_than_they_must() {
        for (targets, expected) in [
            (vec![50.0], vec![50.0]),
            (vec![50.0, 50.0], vec![45.0, 55.0]),
            (vec![0.0, 0.0, 90.0], vec![5.0, 15.0, 90.0]),
            (vec![99.0, 99.5, 100.0], vec![75.0, 85.0, 95.0]),
            (vec![20.0, 60.0], vec![20.0, 60.0]),
        ] {
            assert_eq!(spread(&targets, 10.0, 0.0, 100.0), expected, "{targets:?}");
        }
    }
}
