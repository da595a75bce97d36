//! Callouts of pinned findings: a dot on the point and a callout where nothing is covered.

use super::layout::LayoutContext;
use super::text_metrics::{width, wrap};
use super::{Anchor, Key, Leader, Mark, Pin, Plate, Pos, Rect, Weight};
use crate::query::ChartKind;

/// Says which pinned findings a figure has no place for: those that do not hold for what is drawn, and of a ranking all.
pub(super) fn say_lost(cx: &mut LayoutContext, is_ranked: bool) {
    let (pinned, held) = (cx.request.view.pinned.len(), cx.request.pins.len());
    let lost = if is_ranked { pinned } else { pinned.saturating_sub(held) };
    let what = match lost {
        0 => return,
        1 if pinned == 1 => "The pinned fact is".to_owned(),
        1 => "One pinned fact is".to_owned(),
        many => format!("{many} pinned facts are"),
    };
    let why = if is_ranked { "not shown in a ranking" } else { "not told of what is shown" };
    cx.remarks.push(format!("{what} {why}"));
}

/// Draws each pin whose point has a value; a callout without room is said in the footer.
///
/// `anchors` gives the place of each point by line and period.
pub(super) fn place(cx: &mut LayoutContext, anchors: &[Vec<Option<[f64; 2]>>]) {
    for pin in cx.request.pins {
        let Some(at) = anchors.get(pin.line).and_then(|line| line.get(pin.period)).copied().flatten() else {
            cx.remarks.push(pin.text.clone());
            continue;
        };
        let bars = cx.figure.kind == ChartKind::Bars;
        let color = if bars { cx.tokens.ground } else { cx.color(pin.line) };
        let at = if bars { within_bar(cx, at) } else { at };
        let line = Some(pin.line);
        let radius = if bars { 3.4 } else { 4.6 } * cx.sizes.scale;
        let key = key_of(cx, pin);
        cx.figure.main.marks.push(Mark::Dot { at, radius, color, hollow: false, line, key });
        if !callout(cx, pin, cx.figure.pixel(at)) {
            cx.remarks.push(pin.text.clone());
        }
    }
}

/// A little inside of a bar's tip, so that the dot stands clear of the value beyond it.
fn within_bar(cx: &LayoutContext, [x, tip]: [f64; 2]) -> [f64; 2] {
    let axis = &cx.figure.main.y;
    let pixel = (axis.max() - axis.min()) / f64::from(cx.figure.main.rect.h.max(1.0));
    let length = tip - cx.base();
    [x, tip - length.signum() * (7.0 * pixel).min(length.abs() / 2.0)]
}

fn key_of(cx: &LayoutContext, pin: &Pin) -> Key {
    let period = cx.request.trajectories.periods.get(pin.period).copied();
    period.map_or(Key::Words, |period| Key::Pin(cx.code(pin.line), period))
}

fn callout(cx: &mut LayoutContext, pin: &Pin, dot: Pos) -> bool {
    let (text, line) = (&pin.text, pin.line);
    let (size, weight) = (cx.sizes.small, Weight::Medium);
    let lines = wrap(text, size, weight, size * 15.0, 4);
    let pitch = size * 1.35;
    let wide = lines.iter().map(|line| width(line, size, weight)).fold(0.0, f32::max) + size * 1.4;
    let high = lines.len() as f32 * pitch + size * 0.8;
    let Some(rect) = best_place(cx, dot, wide, high) else { return false };
    cx.occupied.push(rect.grown(4.0));
    cx.figure.plates.push(Plate {
        rect,
        radius: 6.0,
        fill: cx.tokens.panel,
        stroke: Some(cx.color(line).mixed(cx.tokens.ground, 0.45)),
        key: key_of(cx, pin),
    });
    let inset = (rect.w / 2.0).min(6.0);
    let near = Pos { x: dot.x.max(rect.x + inset).min(rect.right() - inset), y: dot.y.clamp(rect.y, rect.bottom()) };
    let (color, key) = (cx.color(line), key_of(cx, pin));
    cx.figure.leaders.push(Leader { from: dot, to: near, color, line: Some(line), key });
    for (n, line) in lines.iter().enumerate() {
        let pos = Pos { x: rect.x + size * 0.7, y: rect.y + size * 0.4 + (n as f32 + 0.5) * pitch + size * 0.36 };
        cx.write(pos, Anchor::Start, line, size, weight, cx.tokens.ink);
        cx.stands_for(key_of(cx, pin));
    }
    true
}

/// The free place that covers the fewest marks and is the nearest.
fn best_place(cx: &LayoutContext, dot: Pos, wide: f32, high: f32) -> Option<Rect> {
    let plot = cx.figure.main.rect;
    let mut places: Vec<(f32, Rect)> = Vec::new();
    for reach in [16.0, 30.0, 50.0, 80.0, 120.0, 170.0] {
        for aside in [-1.0_f32, -0.5, 0.0, 0.5, 1.0] {
            for up in [-1.0_f32, 1.0] {
                let x = dot.x - wide / 2.0 + aside * (wide / 2.0 + reach);
                let x = x.clamp(plot.x + 4.0, (plot.right() - wide - 4.0).max(plot.x + 4.0));
                let y = if up < 0.0 { dot.y - reach - high } else { dot.y + reach };
                let rect = Rect { x, y, w: wide, h: high };
                if cx.is_free(rect) && !rect.grown(4.0).contains(dot) {
                    places.push((reach + cx.ink_in(rect.grown(3.0)) as f32 * 25.0 + aside.abs() * 2.0, rect));
                }
            }
        }
    }
    places.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, rect)| rect)
}
