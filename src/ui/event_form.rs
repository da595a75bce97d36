//! The form in which an event is written. What cannot be read is said below its field, and is not saved.

use egui::{ScrollArea, Ui};

use super::UiContext;
use super::dialogs::field;
use super::theme;
use super::widgets::{button_row, muted, named, primary_button, text};
use crate::app::{Command, Day, EventForm, Named};
use crate::chart::Weight;
use crate::data::{Category, Subject};

/// Draws the form, at most so high: in a low window its fields scroll and its buttons stay.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext, form: &EventForm, high: f32) {
    let tokens = theme::tokens(ui);
    let document = cx.model.document().clone();
    let mut draft = form.clone();
    let title = if form.id == 0 { "New event" } else { "Edit event" };
    ui.label(text(title, Weight::SemiBold, 17.0, tokens.ink));
    ui.add_space(6.0);
    let area = ScrollArea::vertical().max_height((high - 150.0).max(120.0));
    let grid = egui::Grid::new("event").num_columns(2).spacing([12.0, 8.0]).min_col_width(92.0);
    let fields = |ui: &mut Ui, draft: &mut EventForm| {
        let title = field(ui, "Title", &mut draft.title, "What happened, in one line");
        // Whoever opens an empty form types at once.
        if form.id == 0 && form.title.is_empty() && ui.memory(|memory| memory.focused().is_none()) {
            title.request_focus();
        }
        field(ui, "Short name", &mut draft.label, "For the flag; the title where empty");
        for day in Day::ALL {
            day_field(ui, draft, day);
        }
        let name = ui.label("Text").id;
        ui.add(egui::TextEdit::multiline(&mut draft.description).desired_rows(3).desired_width(f32::INFINITY))
            .labelled_by(name);
        ui.end_row();
        choices(ui, draft);
        field(ui, "Countries", &mut draft.countries, "Japan, USA, EU; empty for all");
        told(ui, &draft.named_countries(&document.dataset), "economy", true);
        field(ui, "Sectors", &mut draft.sectors, "cars, steel; empty for all");
        told(ui, &draft.named_sectors(&document.dataset, &document.events), "sector", false);
        field(ui, "How sure", &mut draft.confidence, "");
        field(ui, "Source", &mut draft.source, "Where it can be read");
        field(ui, "Legal source", &mut draft.legal, "Law, order, notice or treaty");
    };
    area.show(ui, |ui| grid.show(ui, |ui| fields(ui, &mut draft)));
    ui.add_space(8.0);
    let wrong = draft.read(&document.dataset, &document.events).err();
    let missing = wrong.iter().flatten().filter(|why| why.ends_with("is missing."));
    let missing: Vec<&str> = missing.map(String::as_str).collect();
    if !missing.is_empty() {
        muted(ui, missing.join(" "));
    }
    button_row(ui, |ui| {
        ui.add_enabled_ui(wrong.is_none(), |ui| {
            if named(primary_button(ui, "Save event"), "Save event").clicked() {
                cx.send(Command::SaveEvent);
            }
        });
        if ui.button("Cancel").clicked() {
            cx.send(Command::CloseDialog);
        }
    });
    if draft != *form {
        // Before the button's command, so that the last letter typed is saved with the rest.
        cx.commands.insert(0, Command::EditEvent(Box::new(draft)));
    }
}

/// A row below a field: what was read of it, or what is wrong with it.
fn below(ui: &mut Ui, words: &str, wrong: bool) {
    let tokens = theme::tokens(ui);
    ui.label("");
    let color = if wrong { tokens.deficit } else { tokens.muted };
    ui.add(egui::Label::new(text(words, Weight::Regular, 12.0, color)).wrap());
    ui.end_row();
}

fn day_field(ui: &mut Ui, draft: &mut EventForm, day: Day) {
    let name = ui.label(day.label()).id;
    let typed = &mut draft.days[day as usize];
    ui.add(egui::TextEdit::singleline(typed).hint_text("2025-04-02").desired_width(160.0)).labelled_by(name);
    ui.end_row();
    match draft.day(day) {
        Err(why) => below(ui, &why, true),
        // Said where it was not typed in the one way that cannot be mistaken.
        Ok(Some(date)) if draft.days[day as usize].trim() != date.to_string() => below(ui, &date.words(), false),
        Ok(_) => {}
    }
}

/// What a list was understood as, and what of it was not.
fn told(ui: &mut Ui, named: &Named, what: &str, labels: bool) {
    if let Some(complaint) = named.complaint(what) {
        below(ui, &complaint, true);
    } else if labels && !named.labels.is_empty() {
        below(ui, &named.labels.join(", "), false);
    }
}

fn choices(ui: &mut Ui, draft: &mut EventForm) {
    ui.label("Kind");
    ui.horizontal(|ui| {
        let combo = egui::ComboBox::from_id_salt("category").selected_text(draft.category.word());
        let inner = combo.show_ui(ui, |ui| {
            for category in Category::ALL {
                ui.selectable_value(&mut draft.category, category, category.word());
            }
        });
        named(inner.response, "Kind of event");
        let word = draft.subject.map_or("goods or services", Subject::words);
        let inner = egui::ComboBox::from_id_salt("subject").selected_text(word).show_ui(ui, |ui| {
            for subject in [Subject::All, Subject::Goods, Subject::Services] {
                ui.selectable_value(&mut draft.subject, Some(subject), subject.words());
            }
        });
        named(inner.response, "What it concerns");
        let weights = ["landmark", "notable", "detail"];
        let current = weights[usize::from(draft.weight.clamp(1, 3)) - 1];
        let inner = egui::ComboBox::from_id_salt("weight").selected_text(current).show_ui(ui, |ui| {
            for (weight, word) in (1u8..).zip(weights) {
                ui.selectable_value(&mut draft.weight, weight, word);
            }
        });
        named(inner.response, "How important");
    });
    ui.end_row();
}
