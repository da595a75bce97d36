//! Stretches without any value: a hatched band with the reason inside, or a number when it is narrow; and a band behind
//! what was laid in from another file.

use super::layout::LayoutContext;
use super::text_metrics::{widest_word, width, wrap};
use super::{Anchor, Key, LAID_IN, Mark, Plate, Pos, Rect, Text, Weight};
use crate::query::Status;

/// Periods without a value in any line, first and last, with the reason that is given.
struct Gap {
    first: usize,
    last: usize,
    reason: Option<String>,
}

/// Draws the bands; reasons that do not fit go to the footer.
pub(super) fn place(cx: &mut LayoutContext) {
    laid_in(cx);
    let mut told: Vec<Told> = Vec::new();
    for gap in gaps(cx) {
        let periods = &cx.request.trajectories.periods;
        let (Some(first), Some(last)) = (periods.get(gap.first), periods.get(gap.last)) else { continue };
        let (x0, x1) = (f64::from(first.start_month()), f64::from(last.end_month()));
        let when = if gap.first == gap.last { first.words() } else { format!("{}–{}", first.words(), last.words()) };
        let (fill, key) = (cx.tokens.ink.faded(0.025), Key::Gap(*last));
        cx.figure.main.under.push(Mark::Band { x0, x1, fill, hatched: true, key: key.clone() });
        let (left, right) = (cx.figure.pixel([x0, 0.0]).x, cx.figure.pixel([x1, 0.0]).x);
        let Some(reason) = gap.reason else { continue };
        if write_inside(cx, &reason, (left, right), &key) {
            continue;
        }
        let place = told.iter().position(|told| told.reason == reason).unwrap_or_else(|| {
            told.push(Told { reason, number: None, periods: Vec::new() });
            told.len() - 1
        });
        let next = 1 + told.iter().filter(|told| told.number.is_some()).count();
        let number = told[place].number.unwrap_or(next);
        told[place].number = write_number(cx, number, (left, right), key).then_some(number).or(told[place].number);
        told[place].periods.push(when);
    }
    cx.remarks.extend(told.iter().map(Told::remark));
}

/// A reason that stands in the footer, once for all gaps that have it.
struct Told {
    reason: String,
    /// The number by which gaps refer to it; none where all of them are narrower than one.
    number: Option<usize>,
    periods: Vec<String>,
}

impl Told {
    fn remark(&self) -> String {
        let (periods, reason) = (some_of(&self.periods), &self.reason);
        match self.number {
            Some(number) => format!("({number}) {periods}: {reason}"),
            None => format!("No value for {periods}: {reason}"),
        }
    }
}

/// "May 2015, Oct 2015 and 9 more".
fn some_of(periods: &[String]) -> String {
    const NAMED: usize = 2;
    let named = periods[..periods.len().min(NAMED)].join(", ");
    match periods.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

/// A band behind each period of which a value was laid in: no reader takes it for the publisher's without a sign.
fn laid_in(cx: &mut LayoutContext) {
    let trajectories = cx.request.trajectories;
    let fill = cx.tokens.accent.faded(LAID_IN);
    for (at, period) in trajectories.periods.iter().enumerate() {
        let points = trajectories.lines.iter().filter_map(|line| line.points.get(at));
        if points.into_iter().any(|point| point.status == Status::LaidIn) {
            let (x0, x1) = (f64::from(period.start_month()), f64::from(period.end_month()));
            let key = Key::LaidIn(*period);
            cx.figure.main.under.push(Mark::Band { x0, x1, fill, hatched: false, key });
        }
    }
}

fn gaps(cx: &LayoutContext) -> Vec<Gap> {
    let trajectories = cx.request.trajectories;
    let values: Vec<Vec<Option<f64>>> = (0..trajectories.lines.len()).map(|line| cx.values(line)).collect();
    let mut gaps: Vec<Gap> = Vec::new();
    for at in 0..trajectories.periods.len() {
        if values.iter().any(|line| line.get(at).copied().flatten().is_some()) {
            continue;
        }
        let points = trajectories.lines.iter().filter_map(|line| line.points.get(at));
        let reason = { points }.find_map(|point| trajectories.reason(point)).map(ToString::to_string);
        match gaps.last_mut().filter(|gap| gap.last + 1 == at && (gap.reason == reason || reason.is_none())) {
            Some(gap) => gap.last = at,
            None => gaps.push(Gap { first: at, last: at, reason }),
        }
    }
    gaps
}

/// Writes the reason within the band, on the side of zero with more room. False when it does not fit.
fn write_inside(cx: &mut LayoutContext, reason: &str, (left, right): (f32, f32), key: &Key) -> bool {
    let (size, weight) = (cx.sizes.small, Weight::Regular);
    let (plot, middle) = (cx.figure.main.rect, (left + right) / 2.0);
    let wide = (right - left - size * 1.4).min(size * 19.0);
    if widest_word(reason, size, weight) > wide {
        return false;
    }
    let zero = cx.figure.pixel([0.0, cx.base()]).y.clamp(plot.y, plot.bottom());
    let (top, bottom) = if zero - plot.y > plot.bottom() - zero { (plot.y, zero) } else { (zero, plot.bottom()) };
    let lines = wrap(reason, size, weight, wide, usize::MAX);
    let pitch = size * 1.35;
    let high = lines.len() as f32 * pitch;
    if high > bottom - top - size {
        return false;
    }
    let start = (top + bottom - high) / 2.0;
    let widest = lines.iter().map(|line| width(line, size, weight)).fold(0.0, f32::max);
    let ground = Rect { x: middle - widest / 2.0, y: start, w: widest, h: high }.grown(size * 0.4);
    // Hatching and the stems of events do not run through the words.
    let fill = cx.tokens.ground;
    cx.figure.plates.push(Plate { rect: ground, radius: size * 0.3, fill, stroke: None, key: key.clone() });
    for (n, line) in lines.into_iter().enumerate() {
        let pos = Pos { x: middle, y: start + n as f32 * pitch + size };
        inside_text(cx, line, pos, weight, key.clone());
    }
    cx.occupied.push(Rect { x: left, y: start, w: right - left, h: high });
    true
}

/// Writes the number of a reason in the band. False when the band is narrower still.
fn write_number(cx: &mut LayoutContext, number: usize, (left, right): (f32, f32), key: Key) -> bool {
    let size = cx.sizes.small;
    let mark = format!("({number})");
    if right - left < width(&mark, size, Weight::SemiBold) + 2.0 {
        return false;
    }
    let plot = cx.figure.main.rect;
    let zero = cx.figure.pixel([0.0, cx.base()]).y.clamp(plot.y, plot.bottom());
    let y = if zero - plot.y > plot.bottom() - zero { (plot.y + zero) / 2.0 } else { (zero + plot.bottom()) / 2.0 };
    inside_text(cx, mark, Pos { x: (left + right) / 2.0, y }, Weight::SemiBold, key);
    true
}

fn inside_text(cx: &mut LayoutContext, text: String, pos: Pos, weight: Weight, key: Key) {
    let (size, color) = (cx.sizes.small, cx.tokens.muted);
    let text = Text { pos, anchor: Anchor::Middle, text, size, weight, color, line: None, halo: true, key };
    cx.occupied.push(text.bounds());
    cx.figure.texts.push(text);
}
