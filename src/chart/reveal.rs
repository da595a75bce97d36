//! Reveal: the figure as far as a time on its axis, a pure function of a figure and that time.

use foldhash::{HashMap, HashMapExt};

use super::clip::Bounds;
use super::{Figure, Flag, Key, Leader, Mark, Panel, Plate, Text};

/// The share of the axis over which a text comes to be seen, before what it says is reached.
const FADE: f64 = 0.02;

/// The figure as far as `time`, in months since January of the year 0, on its horizontal axis.
///
/// Lines, areas and bars are cut there, and what is said of a value, an end of a line, a gap or an event is seen once that
/// is reached. Axes, title, footer and key stay: the frame is there from the start. From the end of the axis on it is the
/// whole figure. A figure that does not run over time is always whole.
///
/// The words for screen readers tell the whole figure; who hides an answer hides them too.
#[must_use]
pub fn reveal(figure: &Figure, time: f64) -> Figure {
    let axis = &figure.main.x;
    if !axis.scale.is_time() || time >= axis.max() {
        return figure.clone();
    }
    let time = if time.is_nan() { axis.min() } else { time.max(axis.min()) };
    let known = Known { figure, ends: ends(figure), time };
    Figure {
        main: cut(&figure.main, time),
        others: figure.others.iter().map(|panel| cut(panel, time)).collect(),
        texts: figure.texts.iter().filter_map(|text| known.text(text)).collect(),
        flags: figure.flags.iter().filter_map(|flag| known.flag(flag)).collect(),
        leaders: figure.leaders.iter().filter_map(|leader| known.leader(leader)).collect(),
        plates: figure.plates.iter().filter_map(|plate| known.plate(plate)).collect(),
        ..figure.clone()
    }
}

/// A panel up to a time; one that does not run over time stays as it is.
fn cut(panel: &Panel, time: f64) -> Panel {
    if !panel.x.scale.is_time() {
        return panel.clone();
    }
    let (from, to) = (panel.x.min(), time.min(panel.x.max()));
    let bounds = Bounds { x: (from, to), y: (panel.y.min(), panel.y.max()) };
    let part = |mark: &Mark| match mark {
        // The side of the deficits belongs to the frame.
        Mark::Bar { key: Key::Deficit, .. } => vec![mark.clone()],
        _ => bounds.cut(mark).into_iter().filter(is_wide).collect(),
    };
    let parts = |marks: &[Mark]| marks.iter().flat_map(part).collect();
    Panel { under: parts(&panel.under), marks: parts(&panel.marks), ..panel.clone() }
}

/// Whether anything is left of a bar or band of which only an edge may be.
fn is_wide(mark: &Mark) -> bool {
    match mark {
        Mark::Bar { x0, x1, .. } | Mark::Band { x0, x1, .. } => x0 < x1,
        Mark::Polyline { .. } | Mark::Area { .. } | Mark::Dot { .. } => true,
    }
}

/// For each line where its marks end.
fn ends(figure: &Figure) -> HashMap<&str, f64> {
    let mut ends: HashMap<&str, f64> = HashMap::new();
    for mark in figure.panels().flat_map(|panel| &panel.marks) {
        let last = match mark {
            Mark::Polyline { points, .. } => points.iter().map(|point| point[0]).fold(f64::MIN, f64::max),
            Mark::Area { points, .. } => points.iter().map(|point| point[0]).fold(f64::MIN, f64::max),
            Mark::Bar { x0, x1, .. } | Mark::Band { x0, x1, .. } => x0.max(*x1),
            Mark::Dot { at, .. } => at[0],
        };
        if let Key::Line(line) | Key::End(line) | Key::Value(line, _) = mark.key() {
            let end = ends.entry(line.as_str()).or_insert(last);
            *end = end.max(last);
        }
    }
    ends
}

/// What is known at a time.
struct Known<'a> {
    figure: &'a Figure,
    ends: HashMap<&'a str, f64>,
    time: f64,
}

impl Known<'_> {
    /// How much is seen of what stands for something, from 0 to 1.
    fn opacity(&self, key: &Key) -> f32 {
        let reached = match key {
            Key::Words | Key::XTick | Key::YTick | Key::Deficit => return 1.0,
            Key::Line(line) | Key::End(line) | Key::Name(line) | Key::Last(line) | Key::When(line) => {
                self.ends.get(line.as_str()).copied()
            }
            Key::Value(_, period) | Key::Pin(_, period) | Key::Gap(period) | Key::LaidIn(period) => {
                Some(f64::from(period.end_month()))
            }
            Key::Span(event) => {
                { self.figure.flags.iter() }.find(|flag| flag.events.contains(event)).map(|flag| flag.at)
            }
        };
        reached.map_or(1.0, |reached| self.seen(reached))
    }

    /// How much is seen of what is said of a place on the axis.
    fn seen(&self, reached: f64) -> f32 {
        let axis = &self.figure.main.x;
        let span = (axis.max() - axis.min()) * FADE;
        // What lies at the very start is there with it.
        let reached = reached.min(axis.max());
        (1.0 - (reached - self.time) / span.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0) as f32
    }

    fn text(&self, text: &Text) -> Option<Text> {
        let opacity = self.opacity(&text.key);
        (opacity > 0.0).then(|| Text { color: text.color.faded(opacity), ..text.clone() })
    }

    fn flag(&self, flag: &Flag) -> Option<Flag> {
        let opacity = self.seen(flag.at);
        let label = Text { color: flag.label.color.faded(opacity), ..flag.label.clone() };
        (opacity > 0.0).then(|| Flag { label, ..flag.clone() })
    }

    fn leader(&self, leader: &Leader) -> Option<Leader> {
        let opacity = self.opacity(&leader.key);
        (opacity > 0.0).then(|| Leader { color: leader.color.faded(opacity), ..leader.clone() })
    }

    fn plate(&self, plate: &Plate) -> Option<Plate> {
        // The plate of a crowd stands under its flag.
        let crowd = self.figure.flags.iter().find(|flag| flag.folded && flag.hit == plate.rect);
        let opacity = crowd.map_or_else(|| self.opacity(&plate.key), |flag| self.seen(flag.at));
        let stroke = plate.stroke.map(|color| color.faded(opacity));
        (opacity > 0.0).then(|| Plate { fill: plate.fill.faded(opacity), stroke, ..plate.clone() })
    }
}
