//! The question about a file's columns: its first rows, what each column is, and what the file becomes with that.

mod choices;
mod disputes;
mod fields;
mod result;
mod settings;
mod totals;
mod written;

use egui::{Key, Modifiers, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};

use super::widgets::{button_row, muted, named, primary_button, small_button, text};
use super::{UiContext, dispute, theme};
use crate::app::{Command, MappingDialog};
use crate::chart::Weight;
use crate::data::{AuditState, Flow};
use crate::import::{ColumnRole, Mapping};
use crate::ui::icon;

/// The roles offered for a column, besides the one that the reader proposes.
const ROLES: [ColumnRole; 16] = [
    ColumnRole::Ignore,
    ColumnRole::Period,
    ColumnRole::Year,
    ColumnRole::SubPeriod,
    ColumnRole::Reporter,
    ColumnRole::ReporterName,
    ColumnRole::Partner,
    ColumnRole::PartnerName,
    ColumnRole::Sector,
    ColumnRole::SectorName,
    ColumnRole::Flow,
    ColumnRole::Value,
    ColumnRole::ValueFor(Flow::Export),
    ColumnRole::ValueFor(Flow::Import),
    ColumnRole::ValueFor(Flow::Balance),
    ColumnRole::Status,
];

/// So many columns are shown; tables with more have a column per period or series.
const COLUMNS: usize = 120;
/// So many columns are in sight at once.
const FEW: usize = 7;
/// How many of the first rows are shown.
const ROWS: usize = 5;
/// The height of the buttons and of what stands above them.
const FOOT: f32 = 46.0;
/// From this width on the result stands beside the settings.
const BESIDE: f32 = 760.0;

/// Draws the dialog's content, which is at most `height` high.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext, dialog: &MappingDialog, height: f32) {
    let top = ui.cursor().top();
    let mut mapping = dialog.mapping.clone();
    heading(ui, dialog);
    choices::show(ui, dialog, &mut mapping);
    disputes::show(ui, dialog, &mut mapping, height);
    let room = (height - (ui.cursor().top() - top) - FOOT).max(140.0);
    let scroll = ScrollArea::vertical().id_salt("answer").max_height(room).min_scrolled_height(room);
    scroll.auto_shrink([false, true]).show(ui, |ui| {
        preview(ui, dialog, &mut mapping, if height < 640.0 { 3 } else { ROWS });
        ui.add_space(10.0);
        let wide = ui.available_width();
        if wide < BESIDE {
            settings::show(ui, cx, dialog, &mut mapping);
            ui.add_space(12.0);
            result::show(ui, dialog);
        } else {
            let left = (wide * 0.44).floor();
            ui.horizontal_top(|ui| {
                ui.vertical(|ui| {
                    ui.set_width(left);
                    settings::show(ui, cx, dialog, &mut mapping);
                });
                ui.add_space(24.0);
                ui.vertical(|ui| {
                    ui.set_width(ui.available_width());
                    result::show(ui, dialog);
                });
            });
        }
    });
    ui.add_space(10.0);
    buttons(ui, cx, dialog);
    if mapping != dialog.mapping {
        // Before a button's command, so that the last choice is part of the answer.
        cx.commands.insert(0, Command::EditMapping(Box::new(mapping)));
    }
}

fn heading(ui: &mut Ui, dialog: &MappingDialog) {
    let tokens = theme::tokens(ui);
    let title =
        if dialog.dispute.is_some() { "The figures of this file are disputed" } else { "What is in these columns?" };
    ui.label(text(title, Weight::SemiBold, 18.0, tokens.ink));
    let name = dialog.question.source.name();
    let file = name.rsplit(['/', '\\']).next().unwrap_or(&name);
    muted(ui, format!("{file}: your answer is remembered for files with this header.")).on_hover_text(&name);
    // What is disputed is told below with its figures.
    let disputes = dialog.dispute.iter().flat_map(|dispute| dispute.dataset.audit.disputes());
    let disputes: Vec<&str> = disputes.map(|check| check.what.as_str()).collect();
    let told = |problem: &&String| disputes.iter().any(|what| problem.contains(what));
    for problem in dialog.question.problems.iter().filter(|problem| !told(problem)) {
        // Once the answer is whole, the questions are only a reminder.
        let (sign, ink) = match dialog.outcome {
            Ok(_) => (icon::CHECK, tokens.muted),
            Err(_) => (icon::QUESTION, tokens.accent),
        };
        let problem = format!("{sign}  {}", in_quotes(problem));
        ui.add(egui::Label::new(text(problem, Weight::Medium, 13.5, ink)).wrap());
    }
    ui.add_space(8.0);
}

/// Names of columns stand between backquotes on the command line, and between quotation marks in the window.
fn in_quotes(text: &str) -> String {
    let sign = |nth: usize| if nth.is_multiple_of(2) { "\u{201c}" } else { "\u{201d}" };
    let mut parts = text.split('`');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.enumerate().fold(first, |whole, (nth, part)| whole + sign(nth) + part)
}

fn buttons(ui: &mut Ui, cx: &mut UiContext, dialog: &MappingDialog) {
    let unsettled = is_unsettled(dialog);
    let ready = dialog.outcome.is_ok() && !unsettled;
    // A field or button that has the focus answers to Enter itself.
    let free = ui.memory(|memory| memory.focused().is_none());
    let pressed = |modifiers| ui.input_mut(|input| input.consume_key(modifiers, Key::Enter));
    if ready && (pressed(Modifiers::COMMAND) || (free && pressed(Modifiers::NONE))) {
        cx.send(Command::UseMapping);
    }
    button_row(ui, |ui| {
        ui.add_enabled_ui(ready, |ui| {
            let button = named(primary_button(ui, "Open with these columns"), "Open with these columns");
            let still = "The figures are disputed with these columns: change what they are, or open it as it is";
            let why = dialog.outcome.as_ref().err().cloned().unwrap_or_else(|| still.to_owned());
            let key = ui.ctx().format_shortcut(&egui::KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter));
            if button.on_disabled_hover_text(why).on_hover_text(key).clicked() {
                cx.send(Command::UseMapping);
            }
        });
        if dialog.dispute.is_some() {
            dispute::as_it_is(ui, cx);
        }
        if named(ui.button("Cancel"), "Cancel").clicked() {
            cx.send(Command::CloseDialog);
        }
        let save = named(ui.button("Save columns\u{2026}"), "Save columns\u{2026}");
        if save.on_hover_text("Write this answer to a file that --mapping takes").clicked() {
            cx.send(Command::SaveMapping);
        }
    });
}

/// Whether nothing was said yet that could settle a dispute: reading the same in the same way asks the same.
fn is_unsettled(dialog: &MappingDialog) -> bool {
    let same = dialog.dispute.is_some() && dialog.mapping == dialog.question.mapping;
    let tried = dialog.trial.as_ref().and_then(|trial| trial.as_ref().ok());
    same && tried.is_some_and(|trial| trial.whole && trial.audit.state == AuditState::Disputed)
}

/// The first rows, with a menu for the role over each column.
fn preview(ui: &mut Ui, dialog: &MappingDialog, mapping: &mut Mapping, rows: usize) {
    let table = &dialog.question.table;
    let columns = listed(ui, mapping);
    let shown = table.rows.len().min(rows);
    ScrollArea::horizontal().id_salt("mapping").auto_shrink([false, true]).show(ui, |ui| {
        TableBuilder::new(ui)
            .id_salt("first rows")
            .columns(Column::initial(142.0).at_least(60.0).clip(true).resizable(true), columns.len())
            .vscroll(false)
            .header(56.0, |mut header| {
                for column in columns.iter().copied() {
                    header.col(|ui| {
                        let name = table.header.get(column).map_or("", String::as_str);
                        let proposed = dialog.question.mapping.columns.get(column).copied();
                        ui.vertical(|ui| {
                            let tokens = theme::tokens(ui);
                            let unused = mapping.columns[column] == ColumnRole::Ignore;
                            let ink = if unused { tokens.muted } else { tokens.ink };
                            let label = egui::Label::new(text(name, Weight::SemiBold, 12.5, ink)).truncate();
                            ui.add(label).on_hover_text(name);
                            role_menu(ui, column, name, proposed, &mut mapping.columns[column]);
                        });
                    });
                }
            })
            .body(|body| {
                body.rows(21.0, shown, |mut row| {
                    let cells = &table.rows[row.index()];
                    for column in columns.iter().copied() {
                        row.col(|ui| {
                            let ignored = mapping.columns[column] == ColumnRole::Ignore;
                            let tokens = theme::tokens(ui);
                            let color = if ignored { tokens.muted } else { tokens.ink };
                            let content = cells.get(column).map_or("", String::as_str);
                            ui.add(egui::Label::new(text(content, Weight::Regular, 12.5, color)).truncate());
                        });
                    }
                });
            });
        ui.add_space(6.0);
    });
    which_columns(ui, mapping, columns.len());
}

/// Where it is kept that only columns in use are shown.
fn only_used() -> egui::Id {
    egui::Id::unique("only columns in use")
}

/// The columns that are shown.
fn listed(ui: &Ui, mapping: &Mapping) -> Vec<usize> {
    let only: bool = ui.data(|data| data.get_temp(only_used())).unwrap_or_default();
    let used = |(at, role): (usize, &ColumnRole)| (!only || *role != ColumnRole::Ignore).then_some(at);
    mapping.columns.iter().enumerate().filter_map(used).take(COLUMNS).collect()
}

/// How many columns there are, where they are not all in sight.
fn which_columns(ui: &mut Ui, mapping: &Mapping, shown: usize) {
    let all = mapping.columns.len();
    if all <= FEW {
        return;
    }
    let unused = mapping.columns.iter().filter(|role| **role == ColumnRole::Ignore).count();
    ui.horizontal(|ui| {
        muted(ui, format!("{shown} of {all} columns, {unused} not used"));
        let only: bool = ui.data(|data| data.get_temp(only_used())).unwrap_or_default();
        let words = if only { "Show all columns" } else { "Show only columns in use" };
        if unused > 0 && small_button(ui, words, words).clicked() {
            ui.data_mut(|data| data.insert_temp(only_used(), !only));
        }
    });
}

fn role_menu(ui: &mut Ui, column: usize, name: &str, proposed: Option<ColumnRole>, role: &mut ColumnRole) {
    let tokens = theme::tokens(ui);
    let unused = *role == ColumnRole::Ignore;
    let ink = if unused { tokens.muted } else { tokens.accent };
    let shown = text(brief(*role), if unused { Weight::Regular } else { Weight::Medium }, theme::BODY, ink);
    let width = (ui.available_width() - 8.0).max(40.0);
    let combo = egui::ComboBox::from_id_salt(("role", column)).selected_text(shown).width(width).truncate();
    let inner = combo.height(420.0).show_ui(ui, |ui| {
        let own = proposed.into_iter().chain([*role]).filter(|role| !ROLES.contains(role));
        let mut offered: Vec<ColumnRole> = own.collect();
        offered.dedup();
        for offered in offered.into_iter().chain(ROLES) {
            ui.selectable_value(role, offered, brief(offered));
        }
    });
    named(inner.response, &format!("Role of column {name}"));
}

/// A role in so few words that they fit above a column.
fn brief(role: ColumnRole) -> String {
    match role {
        ColumnRole::ValueFor(flow) => format!("value of {}", settings::plural(flow)),
        ColumnRole::PeriodValue(period) => format!("value, {}", period.words()),
        ColumnRole::FlowPeriodValue(flow, period) => format!("{}, {}", settings::plural(flow), period.words()),
        other => other.words(),
    }
}
