//! The dialog in which a path is typed, where the desktop has none for files.

use egui::{Key, Ui};

use super::UiContext;
use super::theme;
use super::widgets::{button_row, muted, named, primary_button, text};
use crate::app::{Command, Found, PathDialog, Purpose};
use crate::chart::Weight;

/// Draws the dialog.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext, dialog: &PathDialog) {
    let tokens = theme::tokens(ui);
    let title = match dialog.purpose {
        Purpose::Open => "Open a file",
        Purpose::Events => "Import events from a file",
        Purpose::Fill => "Fill this gap from a file",
        Purpose::Find => "Find the file from which the gap was filled",
        Purpose::Save => "Save as",
    };
    ui.label(text(title, Weight::SemiBold, 17.0, tokens.ink));
    ui.add_space(4.0);
    let why = "This desktop shows no dialog for files. Type the path here; or install xdg-desktop-portal with \
               xdg-desktop-portal-gtk (or the one of your desktop), or zenity, and start Saldo again.";
    ui.add(egui::Label::new(text(why, Weight::Regular, 13.0, tokens.muted)).wrap());
    ui.add_space(8.0);
    let mut typed = dialog.text.clone();
    let name = ui.label("Path").id;
    let field = ui.add(egui::TextEdit::singleline(&mut typed).desired_width(f32::INFINITY)).labelled_by(name);
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        // The first press leaves the line only; here there is nothing else to leave.
        cx.send(Command::CloseDialog);
        return;
    }
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if !field.has_focus() && !entered && ui.memory(|memory| memory.focused().is_none()) {
        field.request_focus();
    }
    muted(ui, state(dialog));
    let place = crate::disk::text(&dialog.place);
    if dialog.is_ready() && place != dialog.text.trim() {
        muted(ui, place);
    }
    ui.add_space(8.0);
    let act = match (dialog.purpose, dialog.found) {
        (Purpose::Save, Found::File) => "Replace the file",
        (Purpose::Save, _) => "Save",
        _ => "Open",
    };
    let mut used = entered;
    button_row(ui, |ui| {
        ui.add_enabled_ui(dialog.is_ready(), |ui| used |= named(primary_button(ui, act), act).clicked());
        if ui.button("Cancel").clicked() {
            cx.send(Command::CloseDialog);
        }
    });
    if typed != dialog.text {
        cx.send(Command::EditPath(typed));
    }
    // A file that is there is not replaced by a key that was meant for the line.
    if used && (!entered || dialog.purpose != Purpose::Save || dialog.found != Found::File) {
        cx.send(Command::UsePath);
    }
}

/// What there is under the path.
fn state(dialog: &PathDialog) -> &'static str {
    match (dialog.purpose, dialog.found) {
        (_, Found::NoFolder) => "There is no such folder.",
        (_, Found::Folder) => "This is a folder. Add the name of a file.",
        (Purpose::Save, Found::File) => "There is such a file. It will be replaced.",
        (Purpose::Save, Found::Nothing) => "There is no such file yet.",
        (_, Found::File) => "There is such a file.",
        (_, Found::Nothing) => "There is no such file.",
    }
}
