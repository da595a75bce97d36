//! Header and footer: title and subtitle above the plot, source, notes and remarks below.

use super::build::Foot;
use super::layout::LayoutContext;
use super::text_metrics::{cut, width, wrap};
use super::{Anchor, Pos, Rect, Weight, key};
use crate::data::capitalised;
use crate::query::{Note, ValueKind};

/// The least height that is left for the plot before texts around it give way, in tick sizes.
const LEAST: f32 = 8.0;

/// The most lines of a title.
const MOST_TITLE: usize = 3;

/// Writes title, subtitle and footer and returns what is left between them. In a figure that is too
/// low for all of them, the footer goes first, then the subtitle, then the title.
///
/// `when` is the period of a ranked figure, which the subtitle must name.
pub(super) fn place(cx: &mut LayoutContext, when: Option<&str>, foot: &Foot) -> Rect {
    let margin = cx.sizes.margin;
    let wide = (cx.figure.width - 2.0 * margin).max(1.0);
    let parts = cx.request.parts;
    let mut area = Rect::default();
    for (title, subtitle, footing) in
        [(true, true, true), (true, true, false), (true, false, false), (false, false, false)]
    {
        cx.figure.texts.clear();
        cx.figure.key.clear();
        let when = when.filter(|_| subtitle);
        let top = if parts.title && title { header(cx, when, subtitle, wide) } else { margin.min(12.0) };
        let footing = parts.footer && footing;
        let bottom = if footing { footer(cx, foot, wide) } else { cx.figure.height - 8.0 };
        area = Rect { x: margin, y: top, w: wide, h: (bottom - top).max(1.0) };
        if bottom - top >= LEAST * cx.sizes.tick {
            break;
        }
    }
    area
}

/// Title and subtitle; returns where they end.
fn header(cx: &mut LayoutContext, when: Option<&str>, with_subtitle: bool, wide: f32) -> f32 {
    let (tokens, margin) = (cx.tokens, cx.sizes.margin);
    let (size, lines) = title_lines(cx.request.title, cx.sizes.title, wide);
    let mut y = margin.min(24.0) - size * 0.2;
    for line in &lines {
        y += size * 1.2;
        cx.write(Pos { x: margin, y }, Anchor::Start, line, size, Weight::Bold, tokens.ink);
    }
    let subtitle = match when {
        _ if !with_subtitle => String::new(),
        Some(when) if !cx.request.subtitle.contains(when) && cx.request.subtitle.is_empty() => when.to_owned(),
        Some(when) if !cx.request.subtitle.contains(when) => format!("{}, {when}", cx.request.subtitle),
        _ => cx.request.subtitle.to_owned(),
    };
    let size = cx.sizes.subtitle;
    let most = if cx.figure.height < 320.0 { 1 } else { 2 };
    y += if lines.is_empty() { size * 0.4 } else { size * 0.45 };
    for line in wrap(&subtitle, size, Weight::Regular, wide, most) {
        y += size * 1.35;
        cx.write(Pos { x: margin, y }, Anchor::Start, &line, size, Weight::Regular, tokens.muted);
    }
    y + size * 0.9
}

/// The title in one line, or smaller in one, or in two; in a narrow figure in three, as its figures stand at its end.
fn title_lines(title: &str, size: f32, wide: f32) -> (f32, Vec<String>) {
    let needed = width(title, size, Weight::Bold);
    if needed <= wide {
        return (size, if title.is_empty() { Vec::new() } else { vec![title.to_owned()] });
    }
    // A title that is only a little too long reads better slightly smaller than broken.
    if needed * 0.88 <= wide {
        let size = size * wide / needed * 0.995;
        return (size, vec![title.to_owned()]);
    }
    let size = if wrap(title, size, Weight::Bold, wide, 9).len() > 2 { size * 0.82 } else { size };
    let lines = wrap(title, size, Weight::Bold, wide, MOST_TITLE);
    (size, if lines.len() > 2 { lines } else { balanced(title, size, wide) })
}

/// Two lines of about the same length rather than a full one and a single word.
fn balanced(title: &str, size: f32, wide: f32) -> Vec<String> {
    let lines = wrap(title, size, Weight::Bold, wide, 2);
    let half = width(title, size, Weight::Bold) * 0.5;
    (0..6)
        .map(|n| wrap(title, size, Weight::Bold, (half * (1.04 + 0.08 * n as f32)).min(wide), 9))
        .find(|tried| tried.len() == 2 && lines.len() == 2 && !lines[1].ends_with('…'))
        .unwrap_or(lines)
}

/// Source, notes and remarks from the bottom up, the key above them; returns where they begin.
fn footer(cx: &mut LayoutContext, foot: &Foot, wide: f32) -> f32 {
    let size = cx.sizes.footer;
    let most = match cx.figure.height {
        h if h < 240.0 => 1,
        h if h < 320.0 => 2,
        h if h < 440.0 => 5,
        h if h < 640.0 => 6,
        _ => 6,
    };
    let bottom = cx.figure.height - cx.sizes.margin.min(14.0);
    let lines = wrap(&sentences(cx, &foot.remarks), size, Weight::Regular, wide, most);
    let pitch = size * 1.35;
    let top = bottom - lines.len() as f32 * pitch;
    for (n, line) in lines.iter().enumerate() {
        let pos = Pos { x: cx.sizes.margin, y: top + n as f32 * pitch + size };
        cx.write(pos, Anchor::Start, line, size, Weight::Regular, cx.tokens.muted);
    }
    key::place(cx, &foot.signs, wide, top) - size * 0.5
}

/// "Source: publisher, vintage. Basis. Unit." and everything the reader must be told.
fn sentences(cx: &LayoutContext, remarks: &[String]) -> String {
    let meta = &cx.request.dataset.meta;
    let source = meta.source_line(&shortened(&meta.vintage));
    let money = matches!(cx.request.trajectories.kind, ValueKind::Money(_));
    let unit = if money { format!("Values in {}", cx.numbers.words) } else { String::new() };
    let is_laid_in = |note: &&Note| matches!(note, Note::LaidIn(_));
    let (laid_in, notes): (Vec<&Note>, Vec<&Note>) = cx.request.trajectories.notes.iter().partition(is_laid_in);
    let audit = &cx.request.dataset.audit;
    // First of all, so that a low figure that has room for little has room for this.
    let disputed = audit.disputes().next().map(|check| format!("disputed: {}", check.read_line())).unwrap_or_default();
    let parts = [disputed]
        .into_iter()
        .chain(laid_in.into_iter().map(ToString::to_string))
        .chain([source, capitalised(meta.basis.words()), unit])
        .chain(remarks.iter().cloned())
        .chain(notes.into_iter().map(ToString::to_string));
    parts.filter(|part| !part.is_empty()).map(|part| ended(&part)).collect::<Vec<_>>().join(" ")
}

/// Long vintages list every table and date: the footer needs the first statement only.
fn shortened(vintage: &str) -> String {
    let first = vintage.split([';', '\n']).next().unwrap_or_default();
    let first = first.split(". ").next().unwrap_or_default().trim().trim_end_matches('.');
    cut(first, 1.0, Weight::Regular, 36.0)
}

fn ended(text: &str) -> String {
    if text.ends_with(['.', '!', '?', '。']) { text.to_owned() } else { format!("{text}.") }
}
