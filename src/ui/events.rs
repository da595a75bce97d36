//! The Events tab: every event with its scope, the card of one, and before and after.

use egui::Ui;
use egui_phosphor::regular as icon;

use super::Scene;
use super::theme;
use super::widgets::{card, choice, muted, named, small_button, text};
use crate::app::{Command, Dialog};
use crate::chart::Weight;
use crate::data::Event;
use crate::insight::{before_after, scope_warning};
use crate::session::Change;

/// Draws the tab.
pub fn show(ui: &mut Ui, scene: &mut Scene) {
    let document = scene.model.document().clone();
    ui.horizontal(|ui| {
        if small_button(ui, "New event…", "New event").clicked() {
            scene.give(Command::Show(Dialog::NewEvent));
        }
        if small_button(ui, "Import…", "Import events").clicked() {
            scene.give(Command::ImportEvents);
        }
    });
    let in_scope = &std::sync::Arc::clone(scene.model.drawn()).events;
    if let Some(event) = scene.model.panels.event.and_then(|id| document.event(id)) {
        card_of(ui, scene, event, true);
        ui.add_space(4.0);
    }
    muted(ui, format!("{} of {} events concern what is shown", in_scope.len(), document.events.len()));
    let (shown, others): (Vec<&Event>, Vec<&Event>) =
        document.events.iter().rev().partition(|event| in_scope.contains(&event.id));
    for event in shown {
        row(ui, scene, event, true);
    }
    if !others.is_empty() {
        ui.add_space(6.0);
        ui.label(text("OUT OF SCOPE", Weight::SemiBold, 10.5, theme::tokens(ui).muted));
        for event in others {
            row(ui, scene, event, false);
        }
    }
}

fn row(ui: &mut Ui, scene: &mut Scene, event: &Event, in_scope: bool) {
    let tokens = theme::tokens(ui);
    let selected = scene.model.panels.event == Some(event.id);
    let ink = if in_scope { tokens.ink } else { tokens.muted };
    let response = ui
        .scope(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.label(text(event.date.words(), Weight::Regular, 11.5, tokens.muted));
            let weight = if event.weight == 1 { Weight::SemiBold } else { Weight::Regular };
            ui.add(egui::Label::new(text(&event.title, weight, 13.0, ink)).wrap());
        })
        .response;
    let id = ui.scope_id().with(egui::IdSalt::new(("event row", event.id)));
    let response = ui.interact(response.rect.expand(2.0), id, egui::Sense::click());
    let response = named(response, &format!("{}: {}", event.date.words(), event.title));
    if response.hovered() || response.has_focus() || selected {
        let color = if selected { tokens.accent } else { tokens.line };
        ui.painter().rect_stroke(
            response.rect,
            5.0,
            egui::Stroke::new(1.0, theme::paint(color)),
            egui::StrokeKind::Outside,
        );
    }
    response.context_menu(|ui| {
        let hidden = scene.model.document().view.events.off.contains(&event.id);
        choice(ui, scene, "On the chart", !hidden, Command::Change(Change::EventShown(event.id)));
        choice(ui, scene, "Edit…", false, Command::Show(Dialog::Event(Box::new(event.clone()))));
        choice(ui, scene, "Delete", false, Command::Change(Change::DeleteEvent(event.id)));
    });
    if response.clicked() {
        scene.give(Command::SelectEvent((!selected).then_some(event.id)));
    }
}

/// The card of an event: what happened, how sure, and the series before and after.
pub fn card_of(ui: &mut Ui, scene: &mut Scene, event: &Event, open: bool) {
    let tokens = theme::tokens(ui);
    let document = scene.model.document().clone();
    let picture = std::sync::Arc::clone(scene.model.drawn());
    let response = card(ui, false, ("event card", event.id), |ui| {
        ui.label(text(event.date.words(), Weight::SemiBold, 11.0, tokens.muted));
        ui.add(egui::Label::new(text(&event.title, Weight::SemiBold, 13.5, tokens.ink)).wrap());
        if !event.description.is_empty() {
            ui.add(egui::Label::new(text(&event.description, Weight::Regular, 12.5, tokens.ink)).wrap());
        }
        dates(ui, event);
        if let Some(warning) = scope_warning(event, &document.dataset) {
            let warning = format!("{} {warning}", icon::WARNING);
            ui.add(egui::Label::new(text(warning, Weight::Medium, 12.0, tokens.deficit)).wrap());
        }
        let mut notes: Vec<String> = Vec::new();
        for change in before_after(event, &document.dataset, &document.view, &picture.answer.trajectories) {
            let (before, after) = (&change.before, &change.after);
            let line = format!(
                "{}: {} ({}), then {} ({})",
                change.label, before.value, before.period, after.value, after.period
            );
            ui.add(egui::Label::new(text(line, Weight::Regular, 12.0, tokens.ink)).wrap());
            notes.extend(change.note.filter(|note| !notes.contains(note)));
        }
        for note in notes {
            muted(ui, note);
        }
        if open {
            sources(ui, event);
        }
    });
    if open {
        ui.horizontal(|ui| buttons(ui, scene, event));
    } else {
        let response = named(response, &format!("Open event {}", event.title));
        if response.clicked() {
            scene.give(Command::SelectEvent(Some(event.id)));
        }
    }
}

fn dates(ui: &mut Ui, event: &Event) {
    let known = [
        ("announced", event.announced),
        ("in effect", event.effective),
        ("suspended", event.suspended),
        ("until", event.end),
    ];
    let words: Vec<String> =
        known.into_iter().filter_map(|(word, date)| Some(format!("{word} {}", date?.words()))).collect();
    if !words.is_empty() {
        muted(ui, words.join(" · "));
    }
}

fn sources(ui: &mut Ui, event: &Event) {
    let concerns = |list: &[String]| if list.is_empty() { "all".to_owned() } else { list.join(", ") };
    muted(ui, format!("Concerns {}; sectors: {}", concerns(&event.countries), concerns(&event.sectors)));
    if !event.confidence.is_empty() {
        muted(ui, format!("How sure: {}", event.confidence));
    }
    muted(ui, if event.source.is_empty() { "No source given".to_owned() } else { format!("Source: {}", event.source) });
}

fn buttons(ui: &mut Ui, scene: &mut Scene, event: &Event) {
    if small_button(ui, "Edit…", "Edit event").clicked() {
        scene.give(Command::Show(Dialog::Event(Box::new(event.clone()))));
    }
    let hidden = scene.model.document().view.events.off.contains(&event.id);
    let label = if hidden { "Show on chart" } else { "Hide on chart" };
    if small_button(ui, label, label).clicked() {
        scene.change(Change::EventShown(event.id));
    }
    if small_button(ui, "Delete", "Delete event").clicked() {
        scene.give(Command::SelectEvent(None));
        scene.change(Change::DeleteEvent(event.id));
    }
    if small_button(ui, "Close", "Close event card").clicked() {
        scene.give(Command::SelectEvent(None));
    }
}
