//! Rows of the open file that were left out or rejected, as they stand in it.

use egui::{ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};

use super::UiContext;
use super::icon;
use super::theme;
use super::widgets::{button_row, muted, named, primary_button, text};
use crate::app::{Command, RowsDialog};
use crate::chart::Weight;
use crate::data::{Outcome, minus_signed};
use crate::import::SomeRows;

/// So many columns are shown.
const COLUMNS: usize = 80;

/// Draws the dialog's content, which is at most `height` high.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext, dialog: &RowsDialog, height: f32) {
    let tokens = theme::tokens(ui);
    let reason = &dialog.reason;
    let word = if reason.outcome == Outcome::LeftOut { "left out" } else { "rejected" };
    let rows = if reason.count == 1 { "row" } else { "rows" };
    let count = minus_signed(&reason.count.to_string());
    ui.label(text(format!("{count} {rows} {word}"), Weight::SemiBold, 18.0, tokens.ink));
    ui.add(egui::Label::new(text(&reason.reason, Weight::Regular, 13.5, tokens.ink)).wrap());
    ui.add_space(8.0);
    let mut copyable = false;
    match &dialog.rows {
        None => {
            muted(ui, "Reading the rows from the file\u{2026}");
        }
        Some(Err(why)) => {
            let why = format!("{}  {why}", icon::WARNING);
            ui.add(egui::Label::new(text(why, Weight::Medium, 13.5, tokens.deficit)).wrap().selectable(true));
        }
        Some(Ok(rows)) => {
            table(ui, rows, height - 170.0);
            copyable = !rows.rows.is_empty();
            below(ui, rows, reason.count);
        }
    }
    ui.add_space(10.0);
    button_row(ui, |ui| {
        if named(primary_button(ui, "Close"), "Close").clicked() {
            cx.send(Command::CloseDialog);
        }
        ui.add_enabled_ui(copyable, |ui| {
            if named(ui.button("Copy rows"), "Copy rows").on_hover_text("Tab-separated, with the header").clicked() {
                cx.send(Command::CopyRows);
            }
        });
    });
}

fn below(ui: &mut Ui, rows: &SomeRows, count: u64) {
    let shown = rows.rows.len() as u64;
    if count > shown + rows.missing as u64 {
        muted(ui, format!("The first {shown} of {}.", minus_signed(&count.to_string())));
    }
    if rows.missing > 0 {
        muted(ui, format!("{} of the lines begin no row any more: the file may have changed.", rows.missing));
    }
    if rows.width() > COLUMNS {
        muted(ui, format!("{} more columns are not shown; copying takes them all.", rows.width() - COLUMNS));
    }
}

fn table(ui: &mut Ui, rows: &SomeRows, height: f32) {
    let columns = rows.width().min(COLUMNS);
    ScrollArea::horizontal().id_salt("rows").auto_shrink([false, true]).show(ui, |ui| {
        TableBuilder::new(ui)
            .id_salt("rows not used")
            .striped(true)
            .column(Column::initial(56.0).clip(true))
            .columns(Column::initial(120.0).at_least(40.0).clip(true).resizable(true), columns)
            .min_scrolled_height(height.max(120.0))
            .max_scroll_height(height.max(120.0))
            .header(26.0, |mut header| {
                let mut head = |name: &str| {
                    header.col(|ui| {
                        let color = theme::tokens(ui).muted;
                        let label = egui::Label::new(text(name, Weight::SemiBold, 12.5, color)).truncate();
                        ui.add(label).on_hover_text(name);
                    });
                };
                head("Line");
                (0..columns).for_each(|column| head(rows.header.get(column).map_or("", String::as_str)));
            })
            .body(|body| {
                body.rows(21.0, rows.rows.len(), |mut row| {
                    let Some((line, cells)) = rows.rows.get(row.index()) else { return };
                    row.col(|ui| {
                        let color = theme::tokens(ui).muted;
                        ui.label(text(line.to_string(), Weight::Regular, 12.5, color));
                    });
                    for column in 0..columns {
                        row.col(|ui| {
                            let color = theme::tokens(ui).ink;
                            let cell = cells.get(column).map_or("", String::as_str);
                            let label = egui::Label::new(text(cell, Weight::Regular, 12.5, color)).truncate();
                            ui.add(label);
                        });
                    }
                });
            });
    });
}
