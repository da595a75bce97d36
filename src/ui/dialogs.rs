//! What stands over the window: errors, the title editor, shortcuts, the reload offer.

use egui::{Id, Modal, ScrollArea, Ui};

use super::UiContext;
use super::theme::{self, paint};
use super::widgets::{button_row, named, primary_button, text};
use super::{command_palette, dispute, event_form, icon, mapping, path, rows, table_choice};
use crate::app::{Command, Dialog, ErrorReport};
use crate::chart::Weight;
use crate::session::Change;

/// Draws what stands over the window, if anything does.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext) {
    toast(ui, cx);
    notices(ui, cx);
    let Some(dialog) = cx.model.dialog.clone() else { return };
    let width = match &dialog {
        Dialog::Mapping(_) => 1180.0,
        Dialog::Rows(_) => 980.0,
        Dialog::Shortcuts => 640.0,
        Dialog::Choice(_) => 780.0,
        Dialog::Disputed(_) => 620.0,
        _ => 520.0,
    };
    let window = ui.ctx().content_rect();
    let (available, high) = (window.width() - 96.0, window.height() - 96.0);
    let frame = egui::Frame::popup(ui.style()).inner_margin(egui::Margin::same(24)).corner_radius(12.0);
    let modal = Modal::new(Id::unique(("dialog", dialog.menu_text()))).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(f32::min(width, available));
        match &dialog {
            Dialog::Error(report) => error(ui, cx, report, high),
            Dialog::Mapping(question) => mapping::show(ui, cx, question, high),
            Dialog::Rows(dialog) => rows::show(ui, cx, dialog, high),
            Dialog::Choice(dialog) => table_choice::show(ui, cx, dialog),
            Dialog::Disputed(disputed) => dispute::show(ui, cx, disputed, high),
            Dialog::Event(form) => event_form::show(ui, cx, form, high),
            Dialog::Title => title_editor(ui, cx),
            Dialog::Shortcuts => shortcuts(ui, cx, high),
            Dialog::Path(dialog) => path::show(ui, cx, dialog),
            Dialog::NewEvent => {}
        }
    });
    if modal.should_close() {
        cx.send(Command::CloseDialog);
    }
}

fn error(ui: &mut Ui, cx: &mut UiContext, report: &ErrorReport, high: f32) {
    let tokens = theme::tokens(ui);
    ui.horizontal_top(|ui| {
        ui.label(text(icon::WARNING_CIRCLE, Weight::Regular, 26.0, tokens.deficit));
        ui.vertical(|ui| {
            ui.add(egui::Label::new(text(&report.title, Weight::SemiBold, 17.0, tokens.ink)).wrap());
            ui.add_space(4.0);
            // However long it is, the buttons stay in the window.
            ScrollArea::vertical().max_height((high - 200.0).max(80.0)).show(ui, |ui| {
                let detail = text(&report.detail, Weight::Regular, 13.5, tokens.ink);
                ui.add(egui::Label::new(detail).wrap().selectable(true));
            });
            ui.add_space(6.0);
            super::widgets::muted(ui, "What was open is still open.");
        });
    });
    ui.add_space(10.0);
    button_row(ui, |ui| {
        // The next step comes first; where there is none, there is nothing to do but to close.
        let mut is_next = true;
        for step in &report.steps {
            let button = if is_next { primary_button(ui, step.label()) } else { ui.button(step.label()) };
            is_next = false;
            if named(button, step.label()).clicked() {
                cx.send(Command::TakeStep(step.clone()));
            }
        }
        let close = if is_next { primary_button(ui, "Close") } else { ui.button("Close") };
        if named(close, "Close").clicked() {
            cx.send(Command::CloseDialog);
        }
        if report.steps.len() < 2 && ui.button("Open another file…").clicked() {
            cx.send(Command::CloseDialog);
            cx.send(Command::Open);
        }
        if ui.button("Copy text").clicked() {
            ui.ctx().copy_text(format!("{}\n{}", report.title, report.detail));
        }
    });
}

/// A text field with its label to the left. Returns whether the text changed.
pub(super) fn field(ui: &mut Ui, label: &str, value: &mut String, hint: &str) -> egui::Response {
    let name = ui.label(label).id;
    let edit = egui::TextEdit::singleline(value).hint_text(hint).desired_width(f32::INFINITY);
    let response = ui.add(edit).labelled_by(name);
    ui.end_row();
    response
}

fn title_editor(ui: &mut Ui, cx: &mut UiContext) {
    let tokens = theme::tokens(ui);
    let view = cx.model.document().view().clone();
    let headline = &cx.model.drawn().headline;
    ui.label(text("Title in your own words", Weight::SemiBold, 17.0, tokens.ink));
    ui.add_space(6.0);
    let mut title = view.title.clone().unwrap_or_default();
    let mut subtitle = view.subtitle.clone().unwrap_or_default();
    let (title_hint, subtitle_hint) = (headline.title.clone(), headline.subtitle.clone());
    egui::Grid::new("title").num_columns(2).spacing([12.0, 8.0]).min_col_width(70.0).show(ui, |ui| {
        field(ui, "Title", &mut title, &title_hint);
        field(ui, "Subtitle", &mut subtitle, &subtitle_hint);
    });
    let filled = |text: String| (!text.trim().is_empty()).then_some(text);
    let (title, subtitle) = (filled(title), filled(subtitle));
    if (&title, &subtitle) != (&view.title, &view.subtitle) {
        cx.change(Change::Title { title, subtitle });
    }
    super::widgets::muted(ui, "Empty fields show the computed sentence.");
    ui.add_space(6.0);
    button_row(ui, |ui| {
        if named(primary_button(ui, "Done"), "Done").clicked() {
            cx.send(Command::EndGesture);
            cx.send(Command::CloseDialog);
        }
    });
}

fn shortcuts(ui: &mut Ui, cx: &mut UiContext, high: f32) {
    let tokens = theme::tokens(ui);
    ui.label(text("Keyboard shortcuts", Weight::SemiBold, 17.0, tokens.ink));
    ui.add_space(8.0);
    // The heading and the button stay in the window; whatever is below the list's edge is announced by its bar.
    ui.scope(|ui| {
        ui.spacing_mut().scroll = egui::style::ScrollStyle::solid();
        ScrollArea::vertical().max_height((high - 140.0).max(80.0)).show(ui, command_palette::shortcuts);
    });
    ui.add_space(8.0);
    button_row(ui, |ui| {
        if named(primary_button(ui, "Close"), "Close").clicked() {
            cx.send(Command::CloseDialog);
        }
    });
}

/// How long a message stays.
const TOAST_SECONDS: f64 = 10.0;

fn toast(ui: &mut Ui, cx: &mut UiContext) {
    let id = Id::unique("toast");
    let Some(toast) = cx.model.toast.clone() else {
        ui.data_mut(|data| data.remove_temp::<(String, f64)>(id));
        return;
    };
    // It goes by itself, a while after it came.
    let now = ui.input(|input| input.time);
    let (_, since) = ui.data_mut(|data| {
        let shown = data.get_temp_mut_or_insert_with(id, || (toast.text.clone(), now));
        if shown.0 != toast.text {
            *shown = (toast.text.clone(), now);
        }
        shown.clone()
    });
    let left = since + TOAST_SECONDS - now;
    if left <= 0.0 {
        cx.send(Command::DismissToast);
        return;
    }
    ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(left));
    let tokens = theme::tokens(ui);
    let place = egui::Area::new(id).anchor(egui::Align2::CENTER_BOTTOM, egui::vec2(0.0, -44.0));
    place.order(egui::Order::Foreground).show(ui.ctx(), |ui| {
        let frame =
            egui::Frame::new().fill(paint(tokens.ink)).corner_radius(8.0).inner_margin(egui::Margin::symmetric(14, 9));
        frame.show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.label(text(&toast.text, Weight::Medium, 13.0, tokens.panel));
                let close = egui::Button::new(text(icon::X, Weight::Regular, 12.0, tokens.panel)).frame(false);
                if named(ui.add(close), "Close message").clicked() {
                    cx.send(Command::DismissToast);
                }
            });
        });
    });
}

/// What is offered above the chart, one below the other.
fn notices(ui: &mut Ui, cx: &mut UiContext) {
    let model = cx.model;
    let mut notices: Vec<Notice> = Vec::new();
    if model.changed_on_disk && model.loading.is_none() {
        notices.push(Notice {
            words: "The file changed on disk.".to_owned(),
            act: ("Reload", "Reload file", Command::Reload),
            leave: ("Keep what is shown", Command::DismissReload),
        });
    }
    if let Some(late) = &model.late {
        notices.push(Notice {
            words: format!("{} is read. Another file was opened meanwhile.", late.name),
            act: ("Show it", "Show what was read", Command::Late(true)),
            leave: ("Not now", Command::Late(false)),
        });
    }
    if let Some(left) = &model.left_over {
        let events = match left.own_events {
            0 => String::new(),
            1 => ", with one event of yours".to_owned(),
            count => format!(", with {count} events of yours"),
        };
        let name: String = left.source.rsplit('/').next().unwrap_or_default().chars().take(60).collect();
        notices.push(Notice {
            words: format!("Saldo ended without being closed. It showed {name}{events}."),
            act: ("Open it", "Open what was shown", Command::LeftOver(true)),
            leave: ("Not now", Command::LeftOver(false)),
        });
    }
    if notices.is_empty() {
        return;
    }
    let place = egui::Area::new(Id::unique("notices")).anchor(egui::Align2::CENTER_TOP, egui::vec2(0.0, 64.0));
    place.order(egui::Order::Foreground).show(ui.ctx(), |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        for notice in notices {
            notice.show(ui, cx);
        }
    });
}

/// Something that is offered, and what is done about it.
struct Notice {
    words: String,
    /// The word on the button, what it is called, and what it does.
    act: (&'static str, &'static str, Command),
    leave: (&'static str, Command),
}

impl Notice {
    fn show(self, ui: &mut Ui, cx: &mut UiContext) {
        let tokens = theme::tokens(ui);
        egui::Frame::popup(ui.style()).corner_radius(8.0).inner_margin(egui::Margin::symmetric(14, 9)).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.label(text(self.words, Weight::Medium, 13.0, tokens.ink));
                let (word, name, command) = self.act;
                if named(primary_button(ui, word), name).clicked() {
                    cx.send(command);
                }
                let (word, command) = self.leave;
                if ui.button(word).clicked() {
                    cx.send(command);
                }
            });
        });
    }
}
