//! The dialog that holds disputed figures back where nothing can be asked about the columns.

use egui::{ScrollArea, Ui};

use super::widgets::{button_row, muted, named, primary_button, text};
use super::{UiContext, audit, theme};
use crate::app::{Command, Dispute};
use crate::chart::Weight;

/// Draws the dialog's content, which is at most `height` high.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext, dispute: &Dispute, height: f32) {
    let tokens = theme::tokens(ui);
    let dataset = &dispute.dataset;
    ui.label(text("These figures are disputed", Weight::SemiBold, 18.0, tokens.ink));
    let name = dispute.source.name();
    let file = name.rsplit(['/', '\\']).next().unwrap_or(&name);
    let unit = dataset.meta.unit.words();
    muted(ui, format!("{file}, in {unit}. What was open is still open.")).on_hover_text(&name);
    ui.add_space(8.0);
    let most = (height - 150.0).clamp(120.0, 420.0);
    ScrollArea::vertical()
        .id_salt("disputes")
        .max_height(most)
        .min_scrolled_height(most)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            audit::list(ui, &dataset.audit, "dispute");
        });
    ui.add_space(10.0);
    button_row(ui, |ui| {
        if named(primary_button(ui, "Do not open"), "Do not open").clicked() {
            cx.send(Command::CloseDialog);
        }
        as_it_is(ui, cx);
        if named(ui.button("Open another file\u{2026}"), "Open another file\u{2026}").clicked() {
            cx.send(Command::CloseDialog);
            cx.send(Command::Open);
        }
    });
}

/// The button that shows the figures all the same.
pub(super) fn as_it_is(ui: &mut Ui, cx: &mut UiContext) {
    let command = Command::OpenDisputed;
    let words = command.definition();
    if named(ui.button(&words.text), &words.text).on_hover_text(words.tooltip).clicked() {
        cx.send(command);
    }
}
