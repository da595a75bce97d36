//! The middle of the window: the figure with hover and events, and the period strip below it.

use std::sync::{Arc, Weak};

use egui::{Rect, Stroke, Ui, pos2, vec2};

use super::figure_painter::{self, Painted, TipRoom, Tooltip};
use super::theme::{self, paint};
use super::widgets::disabled_while_loading;
use super::{UiContext, flags, loading, period_brush};
use crate::app::{Command, Dialog};
use crate::chart::{Figure, Mark, Parts, hidden};
use crate::data::{Dataset, Period};
use crate::insight::When;
use crate::query::{ChartKind, Line, LineRole, Point, Reason, Status, Trajectories, ValueKind, View};
use crate::story::{self, Layout};
use crate::words::{Language, narrator};

/// Height of the period strip with its dates.
const STRIP: f32 = 62.0;
/// How near the pointer must be to a line to single it out, in pixels.
const NEAR: f32 = 14.0;

/// A figure that is cache until what it shows changes.
#[derive(Default)]
pub(super) struct FigureCache {
    key: Option<Key>,
    figure: Arc<Figure>,
    hovered: Option<usize>,
    /// Two rulers that compare two periods: where the drag began and where it is or ended.
    rulers: Option<(Period, Period)>,
    /// What the rulers are of. Held weakly: figures that were closed need not stay, and no other takes their place.
    dataset: Weak<Dataset>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Key {
    version: u64,
    size: (u32, u32),
    dark: bool,
    scale: u32,
}

impl FigureCache {
    /// The figure drawn last.
    pub(super) fn figure(&self) -> Arc<Figure> {
        Arc::clone(&self.figure)
    }

    /// The colours of the lines of the figure drawn last.
    pub(super) fn colors(&self) -> &[crate::chart::palette::Color] {
        &self.figure.colors
    }
}

/// Draws the stage.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext, cache: &mut FigureCache) {
    let presenting = cx.model.panels.presenting;
    let margin = if presenting { vec2(48.0, 32.0) } else { vec2(28.0, 18.0) };
    let area = loading::show(ui, cx, ui.max_rect().shrink2(margin));
    let strip_height = if presenting { 0.0 } else { STRIP };
    let stage = Rect::from_min_max(area.min, pos2(area.right(), area.bottom() - strip_height));
    if stage.width() < 60.0 || stage.height() < 60.0 {
        return;
    }
    let figure = figure(ui, cx, cache, stage, presenting);
    let painted = figure_painter::show(ui, &figure, stage.min, cache.hovered);
    describe(&painted, &figure);
    title_click(ui, cx, stage, &figure);
    interact(ui, cx, cache, &figure, &painted, stage);
    flags::show(ui, cx, &figure, stage.min);
    if !presenting {
        let rect = Rect::from_min_max(
            pos2(stage.left() + figure.main.rect.x, stage.bottom() + 8.0),
            pos2(stage.left() + figure.main.rect.right(), area.bottom()),
        );
        ui.scope(|ui| {
            disabled_while_loading(ui, cx);
            // Also where nothing is known of the period: the handle must stay to leave it.
            let drawn = cx.model.drawn();
            let ranked = drawn.answer.trajectories.ranked_at(drawn.view.ranked_at);
            period_brush::show(ui, cx, rect, ranked);
        });
    }
    if cx.model.updating {
        let note = "updating…";
        let color = paint(theme::tokens(ui).muted);
        ui.painter().text(
            stage.right_top(),
            egui::Align2::RIGHT_TOP,
            note,
            theme::font(crate::chart::Weight::Regular, 12.0),
            color,
        );
    }
}

/// The figure for this size and theme, built again only when something changed.
fn figure(ui: &Ui, cx: &UiContext, cache: &mut FigureCache, stage: Rect, presenting: bool) -> Arc<Figure> {
    let theme = theme::current(ui);
    // In front of a room text grows with the screen: it is read from as far as the screen is made for.
    let scale: f32 = if presenting { (stage.height() / 700.0).clamp(1.35, 3.0) } else { 1.0 };
    let key = Key {
        version: cx.model.version,
        size: (stage.width().round() as u32, stage.height().round() as u32),
        dark: ui.visuals().dark_mode,
        scale: (scale * 100.0) as u32,
    };
    if cache.key != Some(key) {
        let size = (stage.width().round(), stage.height().round());
        let layout = Layout { size, theme, text_scale: scale, parts: Parts::default() };
        cache.figure = Arc::new(story::figure(cx.model.drawn(), &layout));
        let dataset = Arc::downgrade(cx.model.dataset());
        cache.rulers = cache.rulers.filter(|_| cache.dataset.ptr_eq(&dataset));
        cache.dataset = dataset;
        cache.key = Some(key);
        cache.hovered = None;
    }
    Arc::clone(&cache.figure)
}

/// Screen readers get the figure in words.
fn describe(painted: &Painted, figure: &Figure) {
    let alt = figure.alt.clone();
    painted.response.widget_info(move || egui::WidgetInfo::labeled(egui::Role::Image, true, alt.clone()));
}

fn title_click(ui: &Ui, cx: &mut UiContext, stage: Rect, figure: &Figure) {
    let height = (figure.lanes.y.min(figure.main.rect.y) - 8.0).clamp(10.0, 80.0);
    let rect = Rect::from_min_size(stage.min, vec2(stage.width() * 0.9, height));
    let response = ui.interact(rect, ui.scope_id().with(egui::IdSalt::new("title")), egui::Sense::click());
    let response = super::widgets::named(response, &format!("Title: {}", figure.title));
    if response.double_clicked() || (response.has_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter))) {
        cx.send(Command::Show(Dialog::Title));
    }
}

fn interact(ui: &Ui, cx: &mut UiContext, cache: &mut FigureCache, figure: &Figure, painted: &Painted, stage: Rect) {
    let trajectories = &cx.model.drawn().answer.trajectories;
    // Over the words that say why nothing is drawn there is nothing to point at.
    if figure.is_empty() {
        cache.hovered = None;
        return;
    }
    let pointer = painted.response.hover_pos();
    if figure.kind == ChartKind::Ranked || trajectories.periods.is_empty() {
        let row = pointer.and_then(|pointer| ranked_row(figure, pointer - painted.origin));
        cache.hovered = row.map(|(line, _)| line);
        if let (Some(pointer), Some((line, at))) = (pointer, row) {
            let room = TipRoom { stage, plot: stage };
            figure_painter::tooltip_box(ui, pointer, room, ranked_tooltip(cx, figure, line, at));
        }
        return;
    }
    let at = pointer.map(|pointer| nearest_period(figure, trajectories, pointer.x - painted.origin.x));
    cache.hovered = pointer.zip(at).and_then(|(pos, at)| nearest_line(figure, trajectories, at, pos - painted.origin));
    let compared = cache.rulers.is_some();
    compare(ui, cache, &painted.response, at.and_then(|at| trajectories.periods.get(at)).copied());
    if painted.response.clicked() && !compared && at.is_some_and(|at| can_be_filled(cx, at)) {
        cx.send(Command::FillGap);
    }
    // Another range or frequency may not have them.
    let place = |period: Period| trajectories.periods.iter().position(|known| *known == period);
    let rulers = cache.rulers.and_then(|(from, to)| place(from).zip(place(to))).filter(|(from, to)| from != to);
    let room = TipRoom { stage, plot: figure_painter::rect_at(painted.origin, figure.main.rect) };
    if let Some((from, to)) = rulers {
        ruler(ui, figure, painted, trajectories, from);
        ruler(ui, figure, painted, trajectories, to);
        let at =
            pointer.filter(|_| painted.response.dragged()).unwrap_or_else(|| beside(figure, painted, trajectories, to));
        figure_painter::tooltip_box(ui, at, room, tooltip(ui, cx, figure, to, Some(from)));
    } else if let (Some(pointer), Some(at)) = (pointer, at) {
        ruler(ui, figure, painted, trajectories, at);
        figure_painter::tooltip_box(ui, pointer, room, tooltip(ui, cx, figure, at, None));
    }
}

/// The line and the period of the ranked bar at a place in the figure.
fn ranked_row(figure: &Figure, at: egui::Vec2) -> Option<(usize, usize)> {
    figure.main.marks.iter().find_map(|mark| match mark {
        Mark::Bar { y0, y1, line: Some(line), period: Some(period), .. } => {
            let (top, bottom) = (figure.pixel([0.0, *y1]).y, figure.pixel([0.0, *y0]).y);
            (top - 2.0..bottom + 2.0).contains(&at.y).then_some((*line, *period))
        }
        _ => None,
    })
}

fn ranked_tooltip(cx: &UiContext, figure: &Figure, line: usize, at: usize) -> Tooltip {
    let trajectories = &cx.model.drawn().answer.trajectories;
    let name = &trajectories.lines[line];
    let color = figure.colors.get(line).map_or(paint(figure.theme.tokens().muted), |color| paint(*color));
    let point = &name.points[at];
    let shown = Shown { view: &cx.model.drawn().view, trajectories, figure };
    let value = point.to_f64().map(|value| shown.number(name, value)).unwrap_or_default();
    let notes = trajectories.reason(point).map(ToString::to_string).into_iter().collect();
    let title = format!("{}, {}", period_words(cx, at), figure.unit);
    Tooltip { scale: tip_scale(cx), title, rows: vec![(color, name.label.clone(), value)], notes }
}

/// A drag sets two rulers that stay when it ends; a click or Escape takes them away.
fn compare(ui: &Ui, cache: &mut FigureCache, response: &egui::Response, at: Option<Period>) {
    if response.drag_started() {
        cache.rulers = at.map(|at| (at, at));
    }
    if response.dragged()
        && let (Some(rulers), Some(at)) = (&mut cache.rulers, at)
    {
        rulers.1 = at;
    }
    if response.clicked() || (cache.rulers.is_some() && ui.input(|input| input.key_pressed(egui::Key::Escape))) {
        cache.rulers = None;
    }
}

/// Where the comparison of two periods stands when the pointer has left: at the top beside the second ruler.
fn beside(figure: &Figure, painted: &Painted, trajectories: &Trajectories, at: usize) -> egui::Pos2 {
    let middle = trajectories.periods.get(at).map_or(figure.main.x.max(), |period| period.middle());
    let x = figure_painter::place(painted.origin, figure.pixel([middle, figure.main.y.min()])).x;
    pos2(x, painted.origin.y + figure.main.rect.y)
}

/// Whether a period lies in the gap that a published file closes, and nothing is known of it.
fn can_be_filled(cx: &UiContext, at: usize) -> bool {
    let trajectories = &cx.model.drawn().answer.trajectories;
    let (Some(closing), Some(period)) = (&cx.model.dataset().meta.closing, trajectories.periods.get(at)) else {
        return false;
    };
    period.lies_within(closing.from, closing.to)
        && trajectories.lines.iter().all(|line| line.points.get(at).is_none_or(|point| point.value.is_none()))
}

fn nearest_period(figure: &Figure, trajectories: &Trajectories, x: f32) -> usize {
    let month = figure.month_at(x);
    let distance = |period: &Period| (period.middle() - month).abs();
    let nearest = trajectories.periods.iter().enumerate().min_by(|(_, a), (_, b)| distance(a).total_cmp(&distance(b)));
    nearest.map_or(0, |(at, _)| at)
}

fn nearest_line(figure: &Figure, trajectories: &Trajectories, at: usize, pointer: egui::Vec2) -> Option<usize> {
    let period = trajectories.periods.get(at)?;
    let away = |line: &Line| {
        let value = line.points[at].to_f64()? * figure.factor;
        Some((figure.pixel([period.middle(), value]).y - pointer.y).abs())
    };
    let distances = trajectories.lines.iter().enumerate().filter_map(|(i, line)| Some((i, away(line)?)));
    let nearest = distances.min_by(|(_, a), (_, b)| a.total_cmp(b))?;
    (nearest.1 < NEAR && trajectories.lines.len() > 1).then_some(nearest.0)
}

/// The vertical line at a period with a dot on each line.
fn ruler(ui: &Ui, figure: &Figure, painted: &Painted, trajectories: &Trajectories, at: usize) {
    let tokens = theme::tokens(ui);
    let middle = trajectories.periods[at].middle();
    let x = figure_painter::place(painted.origin, figure.pixel([middle, figure.main.y.min()])).x;
    let top = painted.origin.y + figure.main.rect.y;
    ui.painter().vline(x, top..=top + figure.main.rect.h, Stroke::new(1.0, paint(tokens.muted)));
    if figure.kind == ChartKind::Bars {
        return;
    }
    let sum = trajectories.whole.iter().filter(|_| figure.draws_sum);
    for (index, line) in trajectories.lines.iter().chain(sum).enumerate() {
        let Some(value) = line.points[at].to_f64() else { continue };
        // A sum of which nothing is drawn here has no dot either.
        if hidden(trajectories, line).get(at) == Some(&true) {
            continue;
        }
        let at = figure.pixel([middle, value * figure.factor]);
        if !(figure.main.rect.y..=figure.main.rect.bottom()).contains(&at.y) {
            continue;
        }
        let dot = figure_painter::place(painted.origin, at);
        let color = figure.colors.get(index).copied().unwrap_or(tokens.ink);
        ui.painter().circle(dot, 4.5, paint(color), Stroke::new(1.5, paint(tokens.ground)));
    }
}

/// Longer reasons stand below the rows.
const SHORT: usize = 34;
/// So many rows, and so many sentences below them.
const MOST_ROWS: usize = 22;
const MOST_NOTES: usize = 3;

/// A row for each line: its value at the period and the change on the period before (or between two rulers).
fn tooltip(ui: &Ui, cx: &UiContext, figure: &Figure, at: usize, from: Option<usize>) -> Tooltip {
    let trajectories = &cx.model.drawn().answer.trajectories;
    let ink = theme::tokens(ui).ink;
    let shown = Shown { view: &cx.model.drawn().view, trajectories, figure };
    let mut told = Told::default();
    let colors = trajectories.lines.iter().enumerate().map(|(i, _)| figure.colors.get(i).copied().unwrap_or(ink));
    for (color, line) in colors.zip(&trajectories.lines).chain(trajectories.whole.iter().map(|line| (ink, line))) {
        told.line(shown, (paint(color), line), (at, from));
    }
    told.explain_gaps(trajectories.lines.len() + usize::from(trajectories.whole.is_some()));
    if can_be_filled(cx, at) {
        told.notes.push(format!("Click: {}", Command::FillGap.definition().text));
    }
    if told.any_change {
        told.notes.push(format!("In brackets: {}", change_words(trajectories, from)));
    }
    let words = period_words(cx, at);
    let mut title = from.map_or(words.clone(), |from| format!("{} → {words}", period_words(cx, from)));
    if !figure.unit.is_empty() {
        title = format!("{title}, {}", figure.unit);
    }
    if cx.model.loading.is_some() {
        title.push_str(" · not complete");
    }
    let rows = told.sorted(trajectories.whole.is_some());
    Tooltip { scale: tip_scale(cx), title, rows, notes: told.notes }
}

/// What the values at a place cover: "2024", "12 months to Apr 2026".
fn period_words(cx: &UiContext, at: usize) -> String {
    let drawn = cx.model.drawn();
    let when = When::of(drawn.view.transform, drawn.answer.trajectories.periods[at]);
    narrator(Language::default(), &drawn.dataset).when(when)
}

/// What the pointer says of a period, while it is put together.
#[derive(Default)]
struct Told {
    /// Size, colour, name and value; what has no value stands last.
    rows: Vec<(f64, egui::Color32, String, String)>,
    notes: Vec<String>,
    /// Why lines have no figure, where that takes more than a row, each with the names of those lines.
    gaps: Vec<(String, Vec<String>)>,
    /// Whether a row says a change.
    any_change: bool,
}

impl Told {
    fn line(&mut self, shown: Shown<'_>, (color, line): (egui::Color32, &Line), (at, from): (usize, Option<usize>)) {
        let trajectories = shown.trajectories;
        let point = &line.points[at];
        let name = line.label.clone();
        // Where not all report any more a sum is of something else: how many there are says it.
        let is_sum = match line.role {
            LineRole::Others | LineRole::NotListed => true,
            LineRole::Whole => trajectories.lines.len() > 1,
            LineRole::Member | LineRole::Definition | LineRole::Flow => false,
        };
        let ragged = is_sum && line.ragged()[at];
        if let Some(value) = point.to_f64().filter(|_| !ragged) {
            // Which vintage it is of, where a few lines leave room to say so.
            let few = trajectories.lines.len() <= MOST_NOTES && self.notes.len() < MOST_NOTES;
            if let Some(vintage) = trajectories.vintage(point).filter(|_| few) {
                let says_name = vintage.starts_with(&name);
                self.notes.push(if says_name { vintage.to_owned() } else { format!("{name}: {vintage}") });
            }
            let change = shown.moved(line, (at, from));
            self.any_change |= change.is_some();
            let change = change.map(|change| format!("  ({change})")).unwrap_or_default();
            let text = format!("{}{}{change}", shown.number(line, value), mark(trajectories, point));
            self.rows.push((value.abs(), color, name, text));
            return;
        }
        let reason = trajectories.reason(point);
        let in_short = reason.and_then(Reason::short).filter(|_| ragged);
        let reason = in_short.or(reason.map(ToString::to_string)).unwrap_or_else(|| "no figure".to_owned());
        let short = reason.chars().count() <= SHORT;
        let shown_reason = if short { reason.clone() } else { "n/a".to_owned() };
        self.rows.push((f64::NEG_INFINITY, color, name.clone(), shown_reason));
        if short {
            return;
        }
        match self.gaps.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, names)) => names.push(name),
            None => self.gaps.push((reason, vec![name])),
        }
    }

    /// Says why there is no figure, and of whom where there are several lines.
    fn explain_gaps(&mut self, lines: usize) {
        let room = MOST_NOTES.saturating_sub(self.notes.len());
        for (reason, names) in self.gaps.drain(..).take(room) {
            let says_name = names.iter().any(|name| reason.starts_with(name.as_str()));
            let of_all = lines < 2 || says_name || names.len() == lines;
            self.notes.push(if of_all { reason } else { format!("{}: {reason}", few_of(&names)) });
        }
    }

    /// The rows that have room: definitions and small sets keep their order, many lines read best by size, their sum
    /// below them.
    fn sorted(&mut self, with_sum: bool) -> Vec<(egui::Color32, String, String)> {
        let mut rows = std::mem::take(&mut self.rows);
        let sum = if with_sum { rows.pop() } else { None };
        if rows.len() > 4 {
            rows.sort_by(|a, b| b.0.total_cmp(&a.0));
        }
        let more = rows.len().saturating_sub(MOST_ROWS);
        rows.truncate(MOST_ROWS);
        rows.extend(sum);
        if more > 0 {
            self.notes.push(format!("and {more} more lines: see the table"));
        }
        rows.into_iter().map(|(_, color, name, text)| (color, name, text)).collect()
    }
}

/// "Japan, Korea and 4 more".
fn few_of(names: &[String]) -> String {
    match names.split_at_checked(3) {
        Some((few, more)) if !more.is_empty() => format!("{} and {} more", few.join(", "), more.len()),
        _ => names.join(", "),
    }
}

/// In front of a room what the pointer says is read from as far as the chart is.
fn tip_scale(cx: &UiContext) -> f32 {
    if cx.model.panels.presenting { 1.7 } else { 1.0 }
}

/// What is to be known of a value, behind it: " est.", "  4 of 12 months".
fn mark(trajectories: &Trajectories, point: &Point) -> String {
    match point.status {
        Status::Partial => {
            let short = trajectories.reason(point).and_then(Reason::short);
            format!("  {}", short.unwrap_or_else(|| "incomplete".to_owned()))
        }
        Status::Estimated => " est.".to_owned(),
        Status::LaidIn => " laid in".to_owned(),
        Status::Ok | Status::Missing | Status::Confidential => String::new(),
    }
}

/// What the bracket behind a value holds.
fn change_words(trajectories: &Trajectories, from: Option<usize>) -> String {
    match from.and_then(|from| trajectories.periods.get(from)) {
        Some(from) => format!("change on {}", from.words()),
        None => format!("change on the {} before", trajectories.frequency.word()),
    }
}

/// What is drawn, with what its numbers are written by.
#[derive(Clone, Copy)]
struct Shown<'a> {
    view: &'a View,
    trajectories: &'a Trajectories,
    figure: &'a Figure,
}

/// "+1.2 pp".
fn points(value: f64) -> String {
    format!("{} pp", crate::data::minus_signed(&format!("{value:.1}")))
}

impl Shown<'_> {
    /// A value of a line in the figure's scale.
    fn number(self, line: &Line, value: f64) -> String {
        let (value, plus) = self.view.told(line, value);
        let text = self.unsigned(value);
        if plus && value > 0.0 { format!("+{text}") } else { text }
    }

    /// By how much a line's value differs from the one before it, or from that of the other ruler. Between a whole and a
    /// part of one there is no change.
    fn moved(self, line: &Line, (at, from): (usize, Option<usize>)) -> Option<String> {
        let complete = |at: usize| line.points.get(at).filter(|point| point.status != Status::Partial)?.to_f64();
        let before = complete(from.or(at.checked_sub(1))?)?;
        let (change, _) = self.view.told(line, complete(at)? - before);
        // Of percentages it is in points.
        let text = match self.trajectories.kind {
            ValueKind::Percent => points(change),
            _ => self.unsigned(change),
        };
        Some(if change > 0.0 { format!("+{text}") } else { text })
    }

    fn unsigned(self, value: f64) -> String {
        let scale = crate::data::Scale { factor: self.figure.factor, words: String::new(), short: String::new() };
        match self.trajectories.kind {
            ValueKind::Money(_) | ValueKind::Index => scale.number(value),
            ValueKind::Percent => format!("{}%", crate::data::minus_signed(&format!("{value:.1}"))),
            ValueKind::Points => points(value),
            ValueKind::Ratio => crate::data::minus_signed(&format!("{value:.3}")),
        }
    }
}
