//! Event lanes: flags above the plot whose labels never overlap, crowds folded into a count.

use super::layout::LayoutContext;
use super::text_metrics::width;
use super::{Anchor, FLAG_DOT, Flag, Key, Mark, Plate, Pos, Rect, Text, Weight};
use crate::data::{Event, EventId};
use crate::insight::{self, Traded};

/// The most lanes, whatever the height.
const MOST: usize = 5;

/// Where flags may stand: the plot's horizontal extent and the figure's edges, in pixels, and the
/// periods shown, in months.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    /// The plot from left to right.
    pub plot: (f32, f32),
    /// How far labels may reach.
    pub reach: (f32, f32),
    /// The periods shown.
    pub months: (f64, f64),
}

impl Stretch {
    fn x(&self, month: f64) -> f32 {
        let span = (self.months.1 - self.months.0).max(f64::MIN_POSITIVE);
        self.plot.0 + (self.plot.1 - self.plot.0) * ((month - self.months.0) / span) as f32
    }
}

/// The flags before their height is known: lanes count from the top.
#[derive(Debug, Default)]
pub(super) struct Lanes<'a> {
    placed: Vec<Placed<'a>>,
    crowds: Vec<Crowd>,
    used: usize,
}

#[derive(Debug)]
struct Placed<'a> {
    event: &'a Event,
    label: String,
    month: f64,
    slot: Slot,
}

/// A place for a label: its lane, the stem, and the extent of dot and label.
#[derive(Debug, Clone, Copy)]
struct Slot {
    lane: usize,
    stem: f32,
    from: f32,
    to: f32,
    leftward: bool,
}

/// Events without a label of their own, at their mean place.
#[derive(Debug)]
struct Crowd {
    events: Vec<(f64, EventId)>,
    x: f32,
    wide: f32,
}

/// How many lanes a figure of this height may spend on events.
pub(super) fn most_lanes(cx: &LayoutContext, height: f32) -> usize {
    ((height * 0.23 / cx.sizes.lane) as usize).min(MOST)
}

/// Gives every event within the periods a lane or a crowd.
pub(super) fn arrange<'a>(cx: &LayoutContext<'a>, stretch: Stretch, most: usize) -> Lanes<'a> {
    let size = cx.sizes.flag;
    let mut events: Vec<(&Event, f64)> = cx.request.events.iter().map(|event| (*event, event.date.on_axis())).collect();
    events.retain(|(_, month)| (stretch.months.0..=stretch.months.1).contains(month));
    events.sort_by(|a, b| a.0.weight.cmp(&b.0.weight).then(a.1.total_cmp(&b.1)).then(a.0.id.cmp(&b.0.id)));
    let shown = insight::traded(cx.request.dataset, cx.request.view);
    let mut lanes = Lanes::default();
    let mut folded: Vec<(f64, EventId)> = Vec::new();
    for (event, month) in events {
        let label = flag_text(event, shown);
        let wide = width(&label, size, Weight::Medium);
        let landmark = event.weight <= 1;
        match lanes.slot(stretch, stretch.x(month), wide, size, most, landmark) {
            Some(slot) => lanes.placed.push(Placed { event, label, month, slot }),
            None => folded.push((month, event.id)),
        }
    }
    let folded = lanes.unfold_lonely(folded, cx, stretch, most);
    lanes.used = lanes.placed.iter().map(|placed| placed.slot.lane + 1).max().unwrap_or(0);
    lanes.crowds = crowds(folded, stretch, size * 0.88);
    lanes
}

impl<'a> Lanes<'a> {
    /// The height that the lanes take.
    pub(super) fn height(&self, cx: &LayoutContext) -> f32 {
        if self.used == 0 && self.crowds.is_empty() {
            return 0.0;
        }
        self.used as f32 * cx.sizes.lane + if self.crowds.is_empty() { 0.0 } else { plate_height(cx) + 4.0 }
    }

    /// The first lane with room, to the right of the dot if possible. Stems may not run through
    /// labels, except for landmarks when there is no other way: they are worth a halo.
    fn slot(&self, stretch: Stretch, stem: f32, wide: f32, size: f32, most: usize, landmark: bool) -> Option<Slot> {
        let beside = FLAG_DOT + size * 0.4;
        let right = (stem - FLAG_DOT, stem + beside + wide, false);
        let left = (stem - beside - wide, stem + FLAG_DOT, true);
        let strict = [false, true];
        strict.into_iter().filter(|crossing| landmark || !crossing).find_map(|crossing| {
            (0..most).flat_map(|lane| [(lane, right), (lane, left)]).find_map(|(lane, (from, to, leftward))| {
                let slot = Slot { lane, stem, from, to, leftward };
                let inside = from >= stretch.reach.0 && to <= stretch.reach.1;
                (inside && self.placed.iter().all(|other| other.slot.allows(slot, size, crossing))).then_some(slot)
            })
        })
    }

    /// A crowd of one or two says less than their names do: they may cross stems after all.
    fn unfold_lonely(
        &mut self,
        folded: Vec<(f64, EventId)>,
        cx: &LayoutContext<'a>,
        stretch: Stretch,
        most: usize,
    ) -> Vec<(f64, EventId)> {
        let size = cx.sizes.flag;
        let shown = insight::traded(cx.request.dataset, cx.request.view);
        let mut rest = Vec::new();
        for crowd in crowds(folded, stretch, size * 0.88) {
            for (month, id) in &crowd.events {
                let event = cx.request.events.iter().find(|event| event.id == *id && event.date.on_axis() == *month);
                let slot = event.filter(|_| crowd.events.len() <= 2).and_then(|event| {
                    let wide = width(&flag_text(event, shown), size, Weight::Medium);
                    self.slot(stretch, stretch.x(*month), wide, size, most, true)
                });
                match event.zip(slot) {
                    Some((event, slot)) => {
                        self.placed.push(Placed { event, label: flag_text(event, shown), month: *month, slot });
                    }
                    None => rest.push((*month, *id)),
                }
            }
        }
        rest
    }

    /// Draws flags, stems, plates and spans; the rectangle of the lanes is set by now.
    pub(super) fn place(self, cx: &mut LayoutContext) {
        for placed in &self.placed {
            place_label(cx, placed);
        }
        let top = cx.figure.lanes.y + self.used as f32 * cx.sizes.lane;
        for crowd in self.crowds {
            place_crowd(cx, crowd, top);
        }
        cx.figure.flags.sort_by(|a, b| a.at.total_cmp(&b.at));
    }
}

impl Slot {
    fn allows(self, other: Self, size: f32, crossing: bool) -> bool {
        let (gap, clear) = (size * 0.9, size * 0.35);
        if self.lane == other.lane {
            return other.from >= self.to + gap || other.to + gap <= self.from;
        }
        let (upper, lower) = if self.lane < other.lane { (self, other) } else { (other, self) };
        crossing || upper.stem + clear <= lower.from || upper.stem - clear >= lower.to
    }
}

/// Folds events without a label; crowds that would touch become one.
fn crowds(mut folded: Vec<(f64, EventId)>, stretch: Stretch, size: f32) -> Vec<Crowd> {
    folded.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut crowds: Vec<Crowd> = Vec::new();
    for event in folded {
        crowds.push(Crowd::new(vec![event], stretch, size));
        while let [.., before, last] = &crowds[..] {
            if before.x + before.wide / 2.0 + 4.0 <= last.x - last.wide / 2.0 {
                break;
            }
            let Some(last) = crowds.pop() else { break };
            let Some(before) = crowds.pop() else { break };
            let events = before.events.into_iter().chain(last.events).collect();
            crowds.push(Crowd::new(events, stretch, size));
        }
    }
    crowds
}

impl Crowd {
    fn new(events: Vec<(f64, EventId)>, stretch: Stretch, size: f32) -> Self {
        let mean = events.iter().map(|(month, _)| month).sum::<f64>() / events.len().max(1) as f64;
        let wide = width(&crowd_label(events.len()), size, Weight::Medium) + size * 1.3;
        let (least, most) = (stretch.reach.0 + wide / 2.0, stretch.reach.1 - wide / 2.0);
        Self { x: stretch.x(mean).clamp(least, most.max(least)), wide, events }
    }
}

/// The name on a flag. An event on goods beside services, or the reverse, says so wherever it is drawn.
fn flag_text(event: &Event, shown: Traded) -> String {
    let label = event.flag_label();
    match insight::other_subject(event, shown) {
        Some(subject) => format!("{label} ({})", subject.words()),
        None => label.to_owned(),
    }
}

fn crowd_label(count: usize) -> String {
    format!("+{count} more")
}

fn plate_height(cx: &LayoutContext) -> f32 {
    cx.sizes.flag * 1.45
}

fn place_label(cx: &mut LayoutContext, placed: &Placed) {
    let (size, lane) = (cx.sizes.flag, cx.sizes.lane);
    let dot = Pos { x: placed.slot.stem, y: cx.figure.lanes.y + lane * (placed.slot.lane as f32 + 0.5) };
    let beside = FLAG_DOT + size * 0.4;
    let (x, anchor) =
        if placed.slot.leftward { (dot.x - beside, Anchor::End) } else { (dot.x + beside, Anchor::Start) };
    let label = Text {
        pos: Pos { x, y: dot.y + size * 0.35 },
        anchor,
        text: placed.label.clone(),
        size,
        weight: Weight::Medium,
        color: cx.tokens.ink,
        line: None,
        halo: true,
        key: Key::Words,
    };
    let round = Rect { x: dot.x, y: dot.y, w: 0.0, h: 0.0 }.grown(FLAG_DOT);
    let hit = label.bounds().union(round).grown(2.0);
    let axis = &cx.figure.main.x;
    let span = placed.event.span().map(|(from, to)| (from.on_axis().max(axis.min()), to.on_axis().min(axis.max())));
    let span = span.filter(|(from, to)| from < to);
    if let Some((x0, x1)) = span {
        cx.figure.main.under.push(Mark::Band {
            x0,
            x1,
            fill: cx.tokens.ink.faded(0.05),
            hatched: false,
            key: Key::Span(placed.event.id),
        });
    }
    let events = vec![placed.event.id];
    cx.figure.flags.push(Flag { events, folded: false, at: placed.month, dot, label, hit, span });
}

fn place_crowd(cx: &mut LayoutContext, crowd: Crowd, top: f32) {
    let size = cx.sizes.flag * 0.88;
    let high = plate_height(cx);
    let rect = Rect { x: crowd.x - crowd.wide / 2.0, y: top, w: crowd.wide, h: high };
    let dot = Pos { x: crowd.x, y: top + high / 2.0 };
    let label = Text {
        pos: Pos { x: crowd.x, y: dot.y + size * 0.36 },
        anchor: Anchor::Middle,
        text: crowd_label(crowd.events.len()),
        size,
        weight: Weight::Medium,
        color: cx.tokens.muted,
        line: None,
        halo: false,
        key: Key::Words,
    };
    let fill = cx.tokens.line.mixed(cx.tokens.ground, 0.35);
    cx.figure.plates.push(Plate { rect, radius: high / 2.0, fill, stroke: None, key: Key::Words });
    let at = crowd.events.iter().map(|(month, _)| month).sum::<f64>() / crowd.events.len().max(1) as f64;
    let events = crowd.events.into_iter().map(|(_, id)| id).collect();
    cx.figure.flags.push(Flag { events, folded: true, at, dot, label, hit: rect, span: None });
}
