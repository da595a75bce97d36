//! Form fields of the mapping dialog: a menu of values, a label, a part that is folded away.

use egui::Ui;

use crate::chart::Weight;
use crate::ui::theme;
use crate::ui::widgets::{named, text};

/// A menu of values, with the name by which screen readers know it.
pub(super) fn pick<T: PartialEq + Clone>(
    ui: &mut Ui,
    name: &str,
    width: f32,
    value: &mut T,
    shown: &str,
    offered: impl FnOnce() -> Vec<(T, String)>,
) {
    let combo = egui::ComboBox::from_id_salt(("pick", name)).selected_text(shown).width(width).truncate();
    ui.scope(|ui| {
        // No wider, whatever it says: what stands beside it keeps its place.
        ui.set_max_width(width);
        let inner = combo.height(420.0).show_ui(ui, |ui| {
            for (offered, words) in offered() {
                ui.selectable_value(value, offered, words);
            }
        });
        named(inner.response, name);
    });
}

/// The label of a row of settings.
pub(super) fn label(ui: &mut Ui, words: &str) {
    let color = theme::tokens(ui).muted;
    ui.label(text(words, Weight::Regular, theme::BODY, color));
}

/// A part that is folded away until it is needed, with what is in force said in its title.
pub(super) fn folded(ui: &mut Ui, title: &str, in_force: &str, content: impl FnOnce(&mut Ui)) {
    let tokens = theme::tokens(ui);
    let mut job = egui::text::LayoutJob::default();
    let mut append = |words: &str, weight, color| {
        let format = egui::TextFormat::simple(theme::font(weight, theme::BODY), theme::paint(color));
        job.append(words, 0.0, format);
    };
    append(title, Weight::Medium, tokens.ink);
    if !in_force.is_empty() {
        append(&format!("   {in_force}"), Weight::Regular, tokens.muted);
    }
    job.wrap = egui::text::TextWrapping::truncate_at_width((ui.available_width() - 30.0).max(40.0));
    let header = egui::CollapsingHeader::new(job).id_salt(("folded", title));
    header.show(ui, content);
}
