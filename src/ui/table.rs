//! The Table tab: the numbers of the chart, sortable and copyable: its twin for screen readers.

use egui::{Align, Layout, Ui};
use egui_extras::{Column, TableBuilder};
use egui_phosphor::regular as icon;

use super::Scene;
use super::theme;
use super::widgets::{command_button, muted, named, text};
use crate::app::Command;
use crate::chart::{Figure, Weight};
use crate::query::{Line, Status, Trajectories, ValueKind};

/// Draws the tab.
pub fn show(ui: &mut Ui, scene: &mut Scene, figure: &Figure) {
    let picture = std::sync::Arc::clone(scene.model.drawn());
    let trajectories = &picture.answer.trajectories;
    let lines: Vec<&Line> = trajectories.lines.iter().chain(&trajectories.whole).collect();
    ui.horizontal(|ui| {
        command_button(ui, scene, "Copy", Command::CopyTable);
        muted(ui, unit_words(trajectories));
    });
    if lines.is_empty() || trajectories.periods.is_empty() {
        muted(ui, "Nothing is selected.");
        return;
    }
    let order = order(trajectories, &lines, scene.model.panels.sort);
    let (sort_column, down) = scene.model.panels.sort;
    egui::ScrollArea::horizontal().show(ui, |ui| {
        TableBuilder::new(ui)
            .id_salt("numbers")
            .striped(false)
            .cell_layout(Layout::right_to_left(Align::Center))
            .column(Column::exact(74.0))
            .columns(Column::auto().at_least(78.0).at_most(150.0), lines.len())
            .header(40.0, |mut header| {
                for column in 0..=lines.len() {
                    header.col(|ui| {
                        let label = if column == 0 { "Period" } else { lines[column - 1].label.as_str() };
                        let arrow = match (column == sort_column, down) {
                            (true, true) => icon::CARET_DOWN,
                            (true, false) => icon::CARET_UP,
                            _ => "",
                        };
                        let color = theme::tokens(ui).muted;
                        let label = text(format!("{label} {arrow}"), Weight::SemiBold, 11.5, color);
                        let name = format!("Sort by {}", if column == 0 { "period" } else { &lines[column - 1].label });
                        let align = if column == 0 { Align::Min } else { Align::Max };
                        ui.with_layout(Layout::top_down(align), |ui| {
                            let button = egui::Button::new(label).frame(false).wrap();
                            if named(ui.add(button), &name).clicked() {
                                scene.give(Command::SortTable(column));
                            }
                        });
                    });
                }
            })
            .body(|body| {
                body.rows(22.0, order.len(), |mut row| {
                    let at = order[row.index()];
                    row.col(|ui| {
                        let color = theme::tokens(ui).muted;
                        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                            ui.label(text(trajectories.periods[at].words(), Weight::Regular, 12.0, color));
                        });
                    });
                    for line in &lines {
                        row.col(|ui| cell(ui, trajectories, figure, line, at));
                    }
                });
            });
    });
}

fn cell(ui: &mut Ui, trajectories: &Trajectories, figure: &Figure, line: &Line, at: usize) {
    let tokens = theme::tokens(ui);
    let point = &line.points[at];
    let period = trajectories.periods[at].words();
    let (shown, color) = match point.value {
        Some(value) => (exact(trajectories, value), tokens.ink),
        None => ("–".to_owned(), tokens.faint),
    };
    let mark = match point.status {
        Status::Partial => " ◦",
        Status::Estimated => " ~",
        _ => "",
    };
    let response = ui.label(text(format!("{shown}{mark}"), Weight::Regular, 12.0, color));
    let spoken = format!("{}, {period}: {shown}", line.label);
    response.widget_info(move || egui::WidgetInfo::labeled(egui::Role::Label, true, spoken.clone()));
    let status = point.status.word();
    let reason = trajectories.reason(point).map(|reason| format!(": {reason}")).unwrap_or_default();
    if point.status != Status::Ok {
        response.on_hover_text(format!("{status}{reason}"));
    }
    debug_assert!(figure.factor.is_finite());
}

/// The exact value with a true minus and grouped thousands; ratios with a sensible number of decimals.
fn exact(trajectories: &Trajectories, value: crate::query::Value) -> String {
    match (value, &trajectories.kind) {
        (crate::query::Value::Exact(amount), _) => crate::data::minus_signed(&amount.to_string()),
        (value, ValueKind::Ratio) => crate::data::minus_signed(&format!("{:.3}", value.to_f64())),
        (value, _) => crate::data::minus_signed(&format!("{:.1}", value.to_f64())),
    }
}

/// What the numbers of the table are counted in.
pub fn unit_words(trajectories: &Trajectories) -> String {
    match &trajectories.kind {
        ValueKind::Money(unit) => format!("in {}", unit.words()),
        ValueKind::Percent => "in percent".to_owned(),
        ValueKind::Ratio => "from −1 to +1".to_owned(),
        ValueKind::Index => "first value shown = 100".to_owned(),
    }
}

fn order(trajectories: &Trajectories, lines: &[&Line], (column, down): (usize, bool)) -> Vec<usize> {
    let mut order: Vec<usize> = (0..trajectories.periods.len()).collect();
    if let Some(line) = column.checked_sub(1).and_then(|column| lines.get(column)) {
        // Missing values stand at the end in either direction.
        let key = |at: &usize| line.points[*at].to_f64();
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
