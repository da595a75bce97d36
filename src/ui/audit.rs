//! The audit: a word beside the title, which opens the list of what was compared, and that list in other places.

use egui::{Align, Layout, ScrollArea, Ui, vec2};

use super::UiContext;
use super::icon;
use super::theme::{self, BODY, SMALL, paint};
use super::widgets::{muted, named, text};
use crate::chart::Weight;
use crate::chart::palette::Color;
use crate::data::{Audit, AuditState, Check, Finding, capitalised};

/// The list of the word has this width whatever stands in it.
const WIDTH: f32 = 440.0;
/// So many checks are listed; a table of a thousand groups has as many.
const LISTED: usize = 200;

/// How wide the word is, about; with what is disputed at most, and in which width that says anything.
const PILL: f32 = 104.0;
const DISPUTED: f32 = 420.0;
const TELLING: f32 = 200.0;

/// How much room is kept for the word beside a name; of a long one what is disputed takes half.
pub(super) fn room(ui: &Ui, audit: &Audit) -> f32 {
    match audit.state {
        AuditState::Disputed => (ui.available_width() * 0.5).clamp(PILL, DISPUTED),
        AuditState::Proved | AuditState::Unproved => PILL,
    }
}

/// The word, and what is disputed where there is room to say it.
fn said(audit: &Audit, room: f32) -> String {
    let word = audit.state.word();
    let disputed = audit.disputed().filter(|_| room >= TELLING);
    disputed.map_or_else(|| word.to_owned(), |what| format!("{word}: {what}"))
}

/// The word as a small button. A click opens the list of what was compared.
pub(super) fn pill(ui: &mut Ui, cx: &UiContext) {
    if cx.model.loading.is_some() {
        return;
    }
    let dataset = std::sync::Arc::clone(cx.model.dataset());
    let audit = &dataset.audit;
    let (glyph, color) = look(ui, audit.state);
    let most = ui.available_width().clamp(PILL, DISPUTED);
    let words = text(format!("{glyph} {}", said(audit, most)), Weight::Medium, SMALL, color);
    let (padding, high) = (ui.spacing().button_padding, ui.spacing().interact_size.y);
    ui.spacing_mut().button_padding = vec2(8.0, 2.0);
    ui.spacing_mut().interact_size.y = 20.0;
    let mut button = egui::Button::new(words).corner_radius(9.0).min_size(vec2(0.0, 20.0)).truncate();
    if audit.state == AuditState::Disputed {
        button = button.stroke(egui::Stroke::new(1.0, paint(color)));
    }
    let button = ui.scope(|ui| {
        ui.set_max_width(most);
        ui.add(button)
    });
    let button = button.inner;
    (ui.spacing_mut().button_padding, ui.spacing_mut().interact_size.y) = (padding, high);
    let button = named(button, &format!("Audit: {}", said(audit, f32::INFINITY)));
    let popup = egui::Popup::from_toggle_button_response(&button)
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
        .frame(egui::Frame::popup(ui.style()).inner_margin(16.0));
    let button = button.on_hover_text(audit.sentence());
    drop(button);
    let window = ui.ctx().content_rect();
    popup.show(|ui| {
        let width = WIDTH.min(window.width() - 60.0);
        ui.set_min_width(width);
        ui.set_max_width(width);
        ui.spacing_mut().item_spacing.y = 3.0;
        summary(ui, audit);
        muted(ui, format!("Figures in {}", dataset.meta.unit.words()));
        ui.add_space(8.0);
        let most = (window.height() * 0.55).min(440.0);
        // As high as what stands in it, wherever the word is: egui would else keep to the room below it.
        let scroll = ScrollArea::vertical().id_salt("audit").max_height(most).min_scrolled_height(most);
        scroll.auto_shrink([false, true]).show(ui, |ui| {
            list(ui, audit, "");
        });
    });
}

/// The sign and the colour of a state: neither stands without the word.
fn look(ui: &Ui, state: AuditState) -> (&'static str, Color) {
    let tokens = theme::tokens(ui);
    match state {
        AuditState::Proved => (icon::SEAL_CHECK, tokens.ink),
        AuditState::Unproved => (icon::CIRCLE_DASHED, tokens.muted),
        AuditState::Disputed => (icon::WARNING, tokens.deficit.readable(tokens.field, tokens.ink)),
    }
}

/// What the audit comes to, in a heading and a sentence.
pub(super) fn summary(ui: &mut Ui, audit: &Audit) {
    let tokens = theme::tokens(ui);
    let (head, sentence) = match audit.state {
        AuditState::Proved => ("Proved", audit.reason()),
        AuditState::Unproved => ("Unproved", audit.reason()),
        AuditState::Disputed => {
            ("Disputed", "its own figures contradict each other, or the way it was read".to_owned())
        }
    };
    ui.horizontal(|ui| {
        let (glyph, color) = look(ui, audit.state);
        ui.label(text(glyph, Weight::Regular, 16.0, color));
        ui.label(text(head, Weight::SemiBold, 15.0, tokens.ink));
    });
    ui.add(egui::Label::new(text(capitalised(&sentence), Weight::Regular, BODY, tokens.ink)).wrap());
}

/// The checks, each with its numbers. `salt` tells several lists apart.
pub(super) fn list(ui: &mut Ui, audit: &Audit, salt: &str) {
    let checks = audit.in_order();
    let mut before = None;
    for (at, check) in checks.iter().take(LISTED).enumerate() {
        if at > 0 {
            ui.add_space(8.0);
        }
        if check.finding == Finding::Notes && before != Some(Finding::Notes) {
            muted(ui, "No dispute: totals of which the file does not list every part, and the like");
            ui.add_space(4.0);
        }
        before = Some(check.finding);
        one(ui, check, (salt, at));
    }
    if checks.len() > LISTED {
        ui.add_space(8.0);
        muted(ui, format!("and {} more, which saldo inspect lists", checks.len() - LISTED));
    }
}

/// What was compared, where, and the figures one below the other.
pub(super) fn one(ui: &mut Ui, check: &Check, salt: (&str, usize)) {
    let tokens = theme::tokens(ui);
    let (glyph, color) = match check.finding {
        Finding::Agrees => (icon::CHECK, tokens.muted),
        Finding::Notes => (icon::INFO, tokens.muted),
        Finding::Disputes => (icon::WARNING, tokens.deficit.readable(tokens.panel, tokens.ink)),
    };
    ui.horizontal_top(|ui| {
        let sign = egui::Label::new(text(glyph, Weight::Regular, 14.0, color));
        let word = check.finding.word();
        ui.add_sized(vec2(16.0, 17.0), sign).on_hover_text(word);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let what = if check.finding == Finding::Disputes { check.plainly() } else { check.what.clone() };
            ui.add(egui::Label::new(text(capitalised(&what), Weight::Medium, BODY, tokens.ink)).wrap());
            let tally = check.tally().map_or_else(|| word.to_owned(), |tally| format!("{word}: {tally}"));
            let told = if check.finding == Finding::Agrees && check.agreeing == check.compared {
                check.tally().unwrap_or_default()
            } else if check.place.is_empty() {
                tally
            } else {
                format!("{tally} \u{b7} {}", check.place)
            };
            if !told.is_empty() {
                muted(ui, told);
            }
            // Where all agree the figures say nothing more.
            let told = check
                .read_figures()
                .filter(|_| check.difference().is_some_and(|d| check.finding != Finding::Agrees || d.signum() != 0));
            if let Some(figures) = told {
                numbers(ui, &figures, salt);
            }
        });
    });
}

/// Between a name and its number.
const BETWEEN: f32 = 12.0;

/// Names to the left, numbers right-aligned below each other. A number is never cut: where both have no room side by side
/// it stands below its name, and where it has none by itself it goes on in the next line.
fn numbers(ui: &mut Ui, figures: &[(&'static str, String); 3], salt: (&str, usize)) {
    let tokens = theme::tokens(ui);
    let weight = |name: &str| if name == "difference" { Weight::SemiBold } else { Weight::Regular };
    let wide = |content: &str, weight: Weight| {
        let font = theme::font(weight, SMALL);
        ui.painter().layout_no_wrap(content.to_owned(), font, egui::Color32::PLACEHOLDER).size().x.ceil() + 1.0
    };
    let names = figures.iter().map(|(name, _)| wide(name, Weight::Regular)).fold(0.0, f32::max);
    let widest = figures.iter().map(|(name, figure)| wide(figure, weight(name))).fold(0.0, f32::max);
    let number = |name: &str, figure: &str| {
        egui::Label::new(text(figure, weight(name), SMALL, tokens.ink)).wrap().selectable(true)
    };
    if names + BETWEEN + widest > ui.available_width() {
        for (name, figure) in figures {
            muted(ui, *name);
            ui.add(number(name, figure));
        }
        return;
    }
    // Rows as low as their text.
    ui.spacing_mut().interact_size.y = 16.0;
    let grid = egui::Grid::new(("figures of a check", salt)).num_columns(2).spacing([BETWEEN, 1.0]);
    grid.min_row_height(16.0).show(ui, |ui| {
        for (name, figure) in figures {
            ui.label(text(*name, Weight::Regular, SMALL, tokens.muted));
            ui.scope(|ui| {
                ui.set_width(widest);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.add(number(name, figure)));
            });
            ui.end_row();
        }
    });
}
