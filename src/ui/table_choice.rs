//! The choice between the tables of one file: sheets of a workbook, members of an archive.

use egui::{Align, Key, Layout, Modifiers, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};

use super::UiContext;
use super::theme;
use super::widgets::{button_row, muted, named, primary_button, text};
use crate::app::{ChoiceDialog, Command};
use crate::chart::Weight;
use crate::import::{Likely, Part};

/// Draws the dialog's content.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext, dialog: &ChoiceDialog) {
    let tokens = theme::tokens(ui);
    ui.label(text("Which table?", Weight::SemiBold, 18.0, tokens.ink));
    let name = dialog.choice.source.name();
    let file = name.rsplit(['/', '\\']).next().unwrap_or(&name);
    muted(ui, format!("{file} holds {} tables.", dialog.choice.parts.len())).on_hover_text(&name);
    ui.add_space(8.0);
    keys(ui, cx, dialog);
    list(ui, cx, dialog);
    ui.add_space(8.0);
    if let Some(part) = dialog.choice.parts.get(dialog.marked) {
        preview(ui, part);
    }
    ui.add_space(10.0);
    let readable = dialog.choice.parts.get(dialog.marked).is_some_and(|part| part.likely != Likely::Closed);
    button_row(ui, |ui| {
        ui.add_enabled_ui(readable, |ui| {
            if named(primary_button(ui, "Open this table"), "Open this table").clicked() {
                cx.send(Command::OpenPart);
            }
        });
        if named(ui.button("Cancel"), "Cancel").clicked() {
            cx.send(Command::CloseDialog);
        }
    });
}

/// Up and down move the mark, Enter opens.
fn keys(ui: &Ui, cx: &mut UiContext, dialog: &ChoiceDialog) {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let last = dialog.choice.parts.len().saturating_sub(1);
    if pressed(Key::ArrowDown) {
        cx.send(Command::MarkPart((dialog.marked + 1).min(last)));
    }
    if pressed(Key::ArrowUp) {
        cx.send(Command::MarkPart(dialog.marked.saturating_sub(1)));
    }
    // A button that has the focus answers to Enter itself.
    if ui.memory(|memory| memory.focused().is_none()) && pressed(Key::Enter) {
        cx.send(Command::OpenPart);
    }
}

fn list(ui: &mut Ui, cx: &mut UiContext, dialog: &ChoiceDialog) {
    ScrollArea::vertical().id_salt("tables").max_height(240.0).auto_shrink([false, true]).show(ui, |ui| {
        for (at, part) in dialog.choice.parts.iter().enumerate() {
            let marked = at == dialog.marked;
            let tokens = theme::tokens(ui);
            let figures = part.likely == Likely::Data;
            let ink = if figures || marked { tokens.ink } else { tokens.muted };
            let weight = if figures { Weight::Medium } else { Weight::Regular };
            ui.horizontal(|ui| {
                let label = ui.selectable_label(marked, text(&part.name, weight, 14.0, ink));
                let label = named(label, &format!("Table {}", part.name));
                if marked && !ui.is_rect_visible(label.rect) {
                    // The keys moved the mark out of sight.
                    label.scroll_to_me(Some(Align::Center));
                }
                if label.double_clicked() {
                    cx.send(Command::MarkPart(at));
                    cx.send(Command::OpenPart);
                } else if label.clicked() {
                    cx.send(Command::MarkPart(at));
                }
                let about = [part.likely_words().to_owned(), part.extent()];
                let about: Vec<String> = about.into_iter().filter(|words| !words.is_empty()).collect();
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| muted(ui, about.join(", ")));
            });
        }
    });
}

/// The first cells of the marked table.
fn preview(ui: &mut Ui, part: &Part) {
    let columns = part.preview.iter().map(Vec::len).max().unwrap_or(0);
    if columns == 0 {
        muted(ui, "There is nothing to show of it.");
        return;
    }
    ScrollArea::horizontal().id_salt("first cells").auto_shrink([false, true]).show(ui, |ui| {
        TableBuilder::new(ui)
            .id_salt("cells")
            .columns(Column::initial(110.0).clip(true), columns)
            .vscroll(false)
            .striped(true)
            .body(|body| {
                body.rows(21.0, part.preview.len(), |mut row| {
                    let cells = part.preview.get(row.index());
                    for column in 0..columns {
                        row.col(|ui| {
                            let ink = theme::tokens(ui).ink;
                            let content = cells.and_then(|cells| cells.get(column)).map_or("", String::as_str);
                            ui.add(egui::Label::new(text(content, Weight::Regular, 12.5, ink)).truncate());
                        });
                    }
                });
            });
    });
}
