//! The Table tab: the numbers of the chart in its unit, sortable and copyable: its twin for screen readers.
//!
//! Periods and names stand still while the numbers scroll, so that each number says what it is of.

use egui::{Align, Layout, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::UiContext;
use super::icon;
use super::theme::{self, paint};
use super::widgets::{command_button, muted, named, text};
use crate::app::Command;
use crate::chart::{Figure, Weight};
use crate::data::minus_signed;
use crate::query::{Line, Point, Reason, Status, Trajectories, Value, ValueKind, View};

/// The narrowest that the column of periods may be: its name must fit.
const PERIODS: f32 = 52.0;
/// Height of the names above the columns, of two lines.
const NAMES: f32 = 40.0;
/// Height of a row.
const ROW: f32 = 22.0;
/// The narrowest and the widest that a column may be.
const NARROWEST: f32 = 70.0;
const WIDEST: f32 = 132.0;

/// Draws the tab.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext, figure: &Figure) {
    let picture = std::sync::Arc::clone(cx.model.drawn());
    let trajectories = &picture.answer.trajectories;
    let lines: Vec<&Line> = trajectories.lines.iter().chain(&trajectories.whole).collect();
    ui.horizontal(|ui| {
        command_button(ui, cx, "Copy", Command::CopyTable)
            .on_hover_text(format!("Exact figures, {}", unit_words(trajectories)));
        muted(ui, shown_unit(trajectories, figure));
    });
    if lines.is_empty() || trajectories.periods.is_empty() {
        muted(ui, "Nothing is selected.");
        return;
    }
    let sort = cx.model.panels.sort;
    let table = Table {
        view: &picture.view,
        trajectories,
        figure,
        decimals: decimals(trajectories, figure),
        order: order(&picture.view, trajectories, &lines, sort),
        lines,
        sort,
    };
    table.show(ui, cx);
}

/// The numbers with what is needed to write them.
struct Table<'a> {
    view: &'a View,
    trajectories: &'a Trajectories,
    figure: &'a Figure,
    lines: Vec<&'a Line>,
    /// Decimals of every number: a column of them is read by its points.
    decimals: usize,
    /// Places of the periods from the top row down.
    order: Vec<usize>,
    sort: (usize, bool),
}

impl Table<'_> {
    fn show(&self, ui: &mut Ui, cx: &mut UiContext) {
        let widths: Vec<f32> = self.lines.iter().map(|line| self.width(ui, line)).collect();
        let periods = self.periods_width(ui);
        let size = vec2(periods + widths.iter().sum::<f32>(), NAMES + ROW * self.order.len() as f32 + 8.0);
        ScrollArea::both().id_salt("numbers").auto_shrink([false, false]).show_viewport(ui, |ui, viewport| {
            let origin = ui.min_rect().min;
            ui.set_min_size(size);
            let window = Rect::from_min_size(origin + viewport.min.to_vec2(), viewport.size());
            let body = Rect::from_min_max(window.min + vec2(periods, NAMES), window.max);
            let from = (viewport.top() / ROW).max(0.0) as usize;
            let rows = from..(from + (viewport.height() / ROW) as usize + 2).min(self.order.len());
            let row_rect = |row: usize, x: f32, wide: f32| {
                Rect::from_min_size(pos2(x, origin.y + NAMES + ROW * row as f32), vec2(wide, ROW))
            };
            let mut x = origin.x + periods;
            for (column, wide) in widths.iter().enumerate() {
                if x + wide >= body.left() && x <= body.right() {
                    for row in rows.clone() {
                        let rect = row_rect(row, x, *wide);
                        cell(ui, (column + 1, row), rect, body, Align::Max, |ui| self.number(ui, column, row));
                    }
                    let rect = Rect::from_min_size(pos2(x, window.top()), vec2(*wide, NAMES));
                    let names = Rect::from_min_max(pos2(body.left(), window.top()), pos2(body.right(), body.top()));
                    self.name(ui, cx, column + 1, (rect, names));
                }
                x += wide;
            }
            let beside = Rect::from_min_max(pos2(window.left(), body.top()), pos2(body.left(), body.bottom()));
            for row in rows {
                let rect = row_rect(row, window.left(), periods);
                cell(ui, (0, row), rect, beside, Align::Min, |ui| self.period(ui, row));
            }
            let corner = Rect::from_min_size(window.min, vec2(periods, NAMES));
            self.name(ui, cx, 0, (corner, corner));
            let line = egui::Stroke::new(1.0, paint(theme::tokens(ui).line));
            ui.painter().hline(window.x_range(), body.top() - 2.0, line);
        });
    }

    /// As wide as the first and the last period are.
    fn periods_width(&self, ui: &Ui) -> f32 {
        let ends = [self.trajectories.periods.first(), self.trajectories.periods.last()];
        let widest = ends.into_iter().flatten().map(|period| wide(ui, period.words(), 12.0)).fold(0.0, f32::max);
        (widest + 14.0).max(PERIODS)
    }

    /// As wide as the numbers are, or as a word of the name needs.
    fn width(&self, ui: &Ui, line: &Line) -> f32 {
        // The longest number is one of the two at the ends, and a mark may follow it.
        let values = || line.points.iter().filter(|point| point.value.is_some());
        let size = |point: &&Point| point.to_f64().unwrap_or_default();
        let ends =
            [values().min_by(|a, b| size(a).total_cmp(&size(b))), values().max_by(|a, b| size(a).total_cmp(&size(b)))];
        let longest =
            ends.into_iter().flatten().map(|point| wide(ui, self.number_of(line, point), 12.0)).fold(0.0, f32::max);
        let name = wide(ui, line.label.clone(), 11.5);
        (longest + 26.0).max((name * 0.62 + 24.0).min(WIDEST)).clamp(NARROWEST, WIDEST)
    }

    /// The name of a column: a click sorts by it. The caret points down where the largest or newest stands first.
    fn name(&self, ui: &mut Ui, cx: &mut UiContext, column: usize, (rect, within): (Rect, Rect)) {
        let label = column.checked_sub(1).map_or("Period", |line| self.lines[line].label.as_str());
        let (sorted, down) = self.sort;
        let largest_first = if column == 0 { !down } else { down };
        let arrow = match (column == sorted, largest_first) {
            (true, true) => icon::CARET_DOWN,
            (true, false) => icon::CARET_UP,
            _ => "",
        };
        let shown = text(format!("{label} {arrow}"), Weight::SemiBold, 11.5, theme::tokens(ui).muted);
        let name = format!("Sort by {}", if column == 0 { "period" } else { label });
        let align = if column == 0 { Align::Min } else { Align::Max };
        let mut clicked = false;
        let layout = Layout::top_down(align);
        let mut child = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout).id_salt(("name", column)));
        child.set_clip_rect(within.intersect(ui.clip_rect()));
        let button = egui::Button::new(shown).frame(false).wrap();
        clicked |= named(child.add(button), &name).on_hover_text(label).clicked();
        if clicked {
            cx.send(Command::SortTable(column));
        }
    }

    fn period(&self, ui: &mut Ui, row: usize) {
        let color = theme::tokens(ui).muted;
        ui.label(text(self.trajectories.periods[self.order[row]].words(), Weight::Regular, 12.0, color));
    }

    fn number(&self, ui: &mut Ui, column: usize, row: usize) {
        let (line, at) = (self.lines[column], self.order[row]);
        let tokens = theme::tokens(ui);
        let point = &line.points[at];
        let color = if point.value.is_some() { tokens.ink } else { tokens.muted };
        let written = self.written(line, point);
        let response = ui.label(text(&written, Weight::Regular, 12.0, color));
        // Who hears the table has the exact figure.
        let heard = self.exact(line, point).unwrap_or_else(|| written.clone());
        let spoken = format!("{}, {}: {heard}", line.label, self.trajectories.periods[at].words());
        response.widget_info(move || egui::WidgetInfo::labeled(egui::Role::Label, true, spoken.clone()));
        response.on_hover_ui(|ui| {
            ui.label(self.told(line, point));
        });
    }

    /// The exact figure, and what is to be known of it.
    fn told(&self, line: &Line, point: &Point) -> String {
        let exact = self
            .exact(line, point)
            .map(|exact| format!("{exact} {}", unit_words(self.trajectories).trim_start_matches("in ")));
        let reason = self.trajectories.reason(point).map(Reason::to_string);
        let status = (point.status != Status::Ok).then(|| point.status.word().to_owned());
        let status = match (status, reason) {
            (Some(status), Some(reason)) => Some(format!("{status}: {reason}")),
            (None, Some(reason)) => Some(reason),
            (status, None) => status,
        };
        [exact, status].into_iter().flatten().collect::<Vec<_>>().join("\n")
    }

    /// The number in the chart's unit, with a mark where it is incomplete or an estimate.
    fn written(&self, line: &Line, point: &Point) -> String {
        if point.value.is_none() {
            return "–".to_owned();
        }
        let number = self.number_of(line, point);
        match point.status {
            Status::Partial => format!("{number} ◦"),
            Status::Estimated => format!("{number} ~"),
            Status::LaidIn => format!("{number} +"),
            _ => number,
        }
    }

    /// Imports that are drawn below zero are imports here as well.
    fn number_of(&self, line: &Line, point: &Point) -> String {
        let (value, _) = self.view.told(line, point.to_f64().unwrap_or_default());
        minus_signed(&format!("{:.*}", self.decimals, value * self.factor()))
    }

    /// The exact value with a true minus and grouped thousands; ratios with a sensible number of decimals.
    fn exact(&self, line: &Line, point: &Point) -> Option<String> {
        let text = match (point.value?, &self.trajectories.kind) {
            (Value::Exact(amount), _) if self.view.mirrors(line) => (-amount).to_string(),
            (Value::Exact(amount), _) => amount.to_string(),
            (value, ValueKind::Ratio) => format!("{:.3}", value.to_f64()),
            (value, _) => format!("{:.1}", value.to_f64()),
        };
        Some(minus_signed(&text))
    }

    fn factor(&self) -> f64 {
        if matches!(self.trajectories.kind, ValueKind::Money(_)) { self.figure.factor } else { 1.0 }
    }
}

/// How wide a text is in the strongest weight that a table has.
fn wide(ui: &Ui, text: String, size: f32) -> f32 {
    let font = theme::font(Weight::SemiBold, size);
    ui.painter().layout_no_wrap(text, font, egui::Color32::PLACEHOLDER).size().x
}

/// What stands in a rectangle, cut at the part of the table to which it belongs.
fn cell(ui: &mut Ui, salt: (usize, usize), rect: Rect, within: Rect, align: Align, content: impl FnOnce(&mut Ui)) {
    let layout = match align {
        Align::Max => Layout::right_to_left(Align::Center),
        _ => Layout::left_to_right(Align::Center),
    };
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout).id_salt(salt));
    child.set_clip_rect(within.intersect(ui.clip_rect()));
    content(&mut child);
}

/// As many decimals as give the largest number four digits.
fn decimals(trajectories: &Trajectories, figure: &Figure) -> usize {
    match trajectories.kind {
        ValueKind::Money(_) => match trajectories.largest() * figure.factor {
            size if size >= 1000.0 => 0,
            size if size >= 100.0 => 1,
            size if size >= 10.0 => 2,
            _ => 3,
        },
        ValueKind::Ratio => 3,
        ValueKind::Percent | ValueKind::Points | ValueKind::Index => 1,
    }
}

/// What the numbers of the table are counted in: the chart's unit.
fn shown_unit(trajectories: &Trajectories, figure: &Figure) -> String {
    match trajectories.kind {
        ValueKind::Money(_) => format!("in {}", figure.unit),
        _ => unit_words(trajectories),
    }
}

/// What exact figures are counted in.
pub(super) fn unit_words(trajectories: &Trajectories) -> String {
    match &trajectories.kind {
        ValueKind::Money(unit) => format!("in {}", unit.words()),
        ValueKind::Percent => "in percent".to_owned(),
        ValueKind::Points => "in percentage points".to_owned(),
        ValueKind::Ratio => "from −1 to +1".to_owned(),
        ValueKind::Index => "first complete value = 100".to_owned(),
    }
}

fn order(view: &View, trajectories: &Trajectories, lines: &[&Line], (column, down): (usize, bool)) -> Vec<usize> {
    let mut order: Vec<usize> = (0..trajectories.periods.len()).collect();
    if let Some(line) = column.checked_sub(1).and_then(|column| lines.get(column)) {
        // Missing values stand at the end in either direction.
        let key = |at: &usize| line.points[*at].to_f64().map(|value| view.told(line, value).0);
        order.sort_by(|a, b| match (key(a), key(b)) {
            (Some(a), Some(b)) if down => b.total_cmp(&a),
            (Some(a), Some(b)) => a.total_cmp(&b),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => std::cmp::Ordering::Equal,
        });
    } else if !down {
        // The newest first is what people look for.
        order.reverse();
    }
    order
}
