//! The Events tab: every event with its scope, and the card of the chosen one above the list.

use egui::{ScrollArea, Ui};

use super::theme;
use super::widgets::{choice, muted, named, search_field, small_button, text};
use super::{UiContext, event_card};
use crate::app::{Command, Dialog, EventForm, country_label};
use crate::chart::Weight;
use crate::data::{Date, Event};
use crate::insight::Scope;
use crate::session::Change;
use crate::words::{Language, narrator};

/// The share of the height below the search that a card may take.
const CARD: f32 = 0.62;

/// Draws the tab.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext) {
    let events = std::sync::Arc::clone(&cx.model.document().events);
    ui.horizontal(|ui| {
        if small_button(ui, "New event…", "New event").clicked() {
            cx.send(Command::Show(Dialog::NewEvent));
        }
        if small_button(ui, "Import…", "Import events").clicked() {
            cx.send(Command::ImportEvents);
        }
    });
    let searched = cx.model.panels.event_search.clone();
    if let Some(typed) = search_field(ui, &searched, "Search events", "event search") {
        cx.send(Command::SearchEvents(typed));
    }
    counted(ui, cx, &events);
    let picture = std::sync::Arc::clone(cx.model.drawn());
    let scope = |event: &Event| picture.scopes.get(&event.id).copied().unwrap_or(Scope::Hidden);
    let words = searched.to_lowercase();
    let found = |event: &&Event| is_found(event, &words);
    let groups = Group::ALL.map(|group| {
        let events = events.iter().rev().filter(|event| Group::of(scope(event)) == group);
        (group, events.filter(found).collect::<Vec<&Event>>())
    });
    chosen_card(ui, cx);
    ScrollArea::vertical().id_salt("event list").auto_shrink([false, false]).show(ui, |ui| {
        if groups.iter().all(|(_, events)| events.is_empty()) {
            muted(ui, "No event has these words.");
        }
        for (group, events) in groups {
            if let (Some(heading), false) = (group.heading(), events.is_empty()) {
                ui.add_space(6.0);
                let heading = format!("{heading} · {}", events.len());
                ui.label(text(heading, Weight::SemiBold, 10.5, theme::tokens(ui).muted));
            }
            for event in events {
                row(ui, cx, event, scope(event));
            }
        }
    });
}

/// The card of the chosen event above the list, which keeps its place: both are in view, wherever it was chosen.
fn chosen_card(ui: &mut Ui, cx: &mut UiContext) {
    let Some(event) = cx.model.panels.event.and_then(|id| cx.model.document().event(id)).cloned() else { return };
    let high = ui.available_height() * CARD;
    let area = ScrollArea::vertical().id_salt(("event card", event.id)).max_height(high);
    area.show(ui, |ui| event_card::show(ui, cx, &event, true));
    ui.add_space(6.0);
}

/// How many events concern what is shown, and how old the list is.
fn counted(ui: &mut Ui, cx: &UiContext, events: &[Event]) {
    let scopes = &cx.model.drawn().scopes;
    let concerned = events.iter().filter(|event| scopes.get(&event.id) == Some(&Scope::In)).count();
    muted(ui, format!("{concerned} of {} events concern what is shown", events.len()));
    if let Some(known) = as_known_on(events) {
        muted(ui, known);
    }
}

/// How old what is known of the events is: "27 of 146 as known on 10 Oct 2026; of the others no day is recorded".
pub(super) fn as_known_on(events: &[Event]) -> Option<String> {
    let newest: Date = events.iter().filter_map(|event| event.as_known_on).max()?;
    let dated = events.iter().filter(|event| event.as_known_on.is_some());
    let (all, dated) = (events.len(), dated.count());
    let others = if dated < all { "; of the others no day is recorded" } else { "" };
    Some(format!("{dated} of {all} as known on {}{others}", newest.words()))
}

/// Whether an event has all words that are searched.
fn is_found(event: &Event, words: &str) -> bool {
    if words.trim().is_empty() {
        return true;
    }
    let places = event.countries.iter().map(|code| country_label(code));
    let own = [&event.title, &event.label, &event.description, &event.legal].into_iter().cloned();
    let dates = [event.date.words(), event.date.to_string(), event.category.word().to_owned()];
    let all =
        own.chain(dates).chain(places).chain(event.countries.iter().cloned()).chain(event.sectors.iter().cloned());
    let text = all.collect::<Vec<String>>().join("\n").to_lowercase();
    words.split_whitespace().all(|word| text.contains(word))
}

/// The parts of the list of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Concerned,
    Beside,
    OutOfPeriod,
    OutOfScope,
    Hidden,
}

impl Group {
    const ALL: [Self; 5] = [Self::Concerned, Self::Beside, Self::OutOfPeriod, Self::OutOfScope, Self::Hidden];

    const fn of(scope: Scope) -> Self {
        match scope {
            Scope::In => Self::Concerned,
            Scope::Beside => Self::Beside,
            Scope::OutOfPeriod => Self::OutOfPeriod,
            Scope::OutOfCountries | Scope::OutOfSubject | Scope::OutOfSectors => Self::OutOfScope,
            Scope::Hidden => Self::Hidden,
        }
    }

    /// What stands above it; nothing above the first.
    const fn heading(self) -> Option<&'static str> {
        match self {
            Self::Concerned => None,
            Self::Beside => Some("LANDMARKS BESIDE IT"),
            Self::OutOfPeriod => Some("OUTSIDE THE PERIOD SHOWN"),
            Self::OutOfScope => Some("OUT OF SCOPE"),
            Self::Hidden => Some("HIDDEN"),
        }
    }
}

/// A row of the list; out of scope it says why.
fn row(ui: &mut Ui, cx: &mut UiContext, event: &Event, scope: Scope) {
    let tokens = theme::tokens(ui);
    let chosen = cx.model.panels.event == Some(event.id);
    let why = narrator(Language::default(), cx.model.dataset()).out_of_scope(scope);
    let why = why.filter(|_| Group::of(scope) == Group::OutOfScope);
    let ink = if Group::of(scope) == Group::Concerned { tokens.ink } else { tokens.muted };
    let date = why.map_or_else(|| event.date.words(), |why| format!("{} · {why}", event.date.words()));
    let response = ui
        .scope(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.label(text(date, Weight::Regular, 11.5, tokens.muted));
            let weight = if event.weight == 1 { Weight::SemiBold } else { Weight::Regular };
            ui.add(egui::Label::new(text(&event.title, weight, 13.0, ink)).wrap());
        })
        .response;
    let id = ui.scope_id().with(egui::IdSalt::new(("event row", event.id)));
    let response = ui.interact(response.rect.expand(2.0), id, egui::Sense::click());
    let response = named(response, &format!("{}: {}", event.date.words(), event.title));
    if chosen || response.hovered() || response.has_focus() {
        let stroke = egui::Stroke::new(1.0, theme::paint(if chosen { tokens.accent } else { tokens.line }));
        ui.painter().rect_stroke(response.rect, 5.0, stroke, egui::StrokeKind::Outside);
    }
    response.context_menu(|ui| {
        let hidden = cx.model.document().view().events.off.contains(&event.id);
        choice(ui, cx, "On the chart", !hidden, Command::Change(Change::EventShown(event.id)));
        choice(ui, cx, "Edit…", false, Command::Show(Dialog::Event(Box::new(EventForm::of(event)))));
        choice(ui, cx, "Delete", false, Command::Change(Change::DeleteEvent(event.id)));
    });
    if response.clicked() {
        cx.send(Command::SelectEvent((!chosen).then_some(event.id)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_found_by_words_places_and_dates() {
        let events = crate::import::library::events();
        let found = |words: &str| events.iter().filter(|event| is_found(event, &words.to_lowercase())).count();
        assert_eq!(found(""), events.len());
        assert!(found("Section 301") > 3 && found("section 301 china") > 2);
        assert!(found("South Korea") > 2 && found("2 Apr 2025") > 0 && found("2025-04-02") == 1);
        assert_eq!(found("no such words"), 0);
    }
}
