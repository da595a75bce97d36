//! The Facts tab: findings as cards, each with its rule; a click pins one to the chart.

use egui::Ui;

use super::UiContext;
use super::icon;
use super::theme;
use super::widgets::{card, muted, named, small_button, text};
use crate::app::Command;
use crate::chart::Weight;
use crate::data::{Category, Event};
use crate::insight::{self, Scope};
use crate::query::ChartKind;
use crate::session::Change;
use crate::words::{Language, narrator};

/// How many facts stand there before "more" is pressed.
const MOST: usize = 5;

/// Draws the tab.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext) {
    if cx.model.loading.is_some() {
        muted(ui, "Facts are told of whole files: they come once this one is read.");
        return;
    }
    let picture = std::sync::Arc::clone(cx.model.drawn());
    let pinned = cx.model.document().view().pinned.clone();
    if picture.findings.is_empty() {
        let dataset = cx.model.dataset();
        let why = insight::why_no_findings(dataset, &picture.view, &picture.answer.trajectories);
        muted(ui, narrator(Language::default(), dataset).no_findings(why));
    }
    let all = cx.model.panels.all_facts;
    let most = if all { picture.findings.len() } else { MOST };
    for finding in picture.findings.iter().take(most) {
        let tokens = theme::tokens(ui);
        let pin = finding.pin();
        let is_pinned = pinned.contains(&pin);
        let response = card(ui, true, (&pin.kind, &pin.line, "fact"), |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.label(text(&finding.heading, Weight::SemiBold, 10.5, tokens.muted));
                if is_pinned {
                    ui.label(text(icon::PUSH_PIN, Weight::Regular, 12.0, tokens.accent));
                }
            });
            ui.add(egui::Label::new(text(&finding.fact, Weight::SemiBold, 13.5, tokens.ink)).wrap());
            ui.add(egui::Label::new(text(&finding.rule, Weight::Regular, 12.0, tokens.muted)).wrap());
        });
        let verb = if is_pinned { "Unpin" } else { "Pin" };
        let response = named(response, &format!("{verb} {}: {}", finding.heading.to_lowercase(), finding.fact));
        if response.has_focus() || response.hovered() {
            let stroke = egui::Stroke::new(1.0, theme::paint(tokens.accent));
            ui.painter().rect_stroke(response.rect, 8.0, stroke, egui::StrokeKind::Inside);
        }
        // A sum of lines has no line of its own to be pinned to.
        let is_drawn = picture.answer.trajectories.lines.iter().any(|line| line.code == finding.line);
        let can_be_pinned = finding.at.is_some() && is_drawn;
        let hint = if can_be_pinned { format!("Click to {} it.", verb.to_lowercase()) } else { String::new() };
        let response = response.on_hover_text(format!("{} {hint}", finding.explanation));
        if response.clicked() && can_be_pinned {
            cx.change(Change::Pin(pin));
        }
        ui.add_space(6.0);
    }
    let more = picture.findings.len().saturating_sub(MOST);
    if more > 0 {
        let label = if all {
            "Fewer facts".to_owned()
        } else {
            format!("{more} more fact{}", if more == 1 { "" } else { "s" })
        };
        if small_button(ui, &label, &label).clicked() {
            cx.send(Command::AllFacts(!all));
        }
        ui.add_space(6.0);
    }
    event_card(ui, cx);
}

/// The card of the selected event, or of the nearest landmark in scope.
fn event_card(ui: &mut Ui, cx: &mut UiContext) {
    let document = cx.model.document();
    let landmark = || {
        let drawn = cx.model.drawn();
        let in_scope = document.events.iter().filter(|event| drawn.scopes.get(&event.id) == Some(&Scope::In));
        // Beside a ranking of one period stands no event of another.
        let is_ranked = drawn.view.chart == ChartKind::Ranked;
        let lines = &drawn.answer.trajectories;
        let ranked = lines.ranked_at(drawn.view.ranked_at).and_then(|at| lines.periods.get(at)).copied();
        let is_there = |event: &&Event| {
            !is_ranked || ranked.is_some_and(|at| insight::covers(drawn.view.transform, at, event.date))
        };
        in_scope.filter(is_there).rev().min_by_key(|event| (event.weight, event.category != Category::Tariff))
    };
    let selected = cx.model.panels.event.and_then(|id| document.event(id));
    if let Some(event) = selected.or_else(landmark) {
        let event = event.clone();
        super::event_card::show(ui, cx, &event, selected.is_some_and(|known| known.id == event.id));
    }
}
