//! Small pieces that several panels share: texts, buttons of commands, menus, chips.

use egui::{Align2, Color32, CornerRadius, Response, RichText, Role, Sense, Ui, WidgetInfo, vec2};

use super::theme::{self, BODY, SMALL};
use super::{UiContext, icon};
use crate::app::Command;
use crate::chart::Weight;
use crate::data::capitalised;

/// Text in a weight and size, in the colour given.
pub(super) fn text(
    content: impl Into<String>,
    weight: Weight,
    size: f32,
    color: crate::chart::palette::Color,
) -> RichText {
    RichText::new(content).font(theme::font(weight, size)).color(theme::paint(color))
}

/// A muted line of small text.
pub(super) fn muted(ui: &mut Ui, content: impl Into<String>) -> Response {
    let color = theme::tokens(ui).muted;
    ui.add(egui::Label::new(text(content, Weight::Regular, SMALL, color)).wrap())
}

/// A heading inside of a panel.
pub(super) fn heading(ui: &mut Ui, content: impl Into<String>) -> Response {
    let color = theme::tokens(ui).ink;
    ui.label(text(content, Weight::SemiBold, 15.0, color))
}

/// The tooltip of a command: its sentence and its key.
pub(super) fn tooltip(ui: &Ui, command: &Command) -> String {
    let definition = command.definition();
    match definition.shortcut {
        Some(shortcut) => format!("{} ({})", definition.tooltip, ui.ctx().format_shortcut(&shortcut)),
        None => definition.tooltip,
    }
}

/// A button that gives a command; its words and tooltip are the command's own unless others are given.
pub(super) fn command_button(ui: &mut Ui, cx: &mut UiContext, label: &str, command: Command) -> Response {
    let response = named(ui.button(label), &command.definition().text).on_hover_text(tooltip(ui, &command));
    if response.clicked() {
        cx.send(command);
    }
    response
}

/// A button in the accent colour, for the one thing to do next.
pub(super) fn primary_button(ui: &mut Ui, label: &str) -> Response {
    let tokens = theme::tokens(ui);
    let label = text(label, Weight::Medium, BODY, tokens.on_accent);
    ui.add(egui::Button::new(label).fill(theme::paint(tokens.accent)))
}

/// A row of buttons from the right to the left, as high as they are: a dialog may shrink around it.
pub(super) fn button_row(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), content));
}

/// A small button in rows of many.
pub(super) fn small_button(ui: &mut Ui, label: &str, name: &str) -> Response {
    let color = theme::tokens(ui).muted;
    let label = text(label, Weight::Medium, SMALL, color);
    let old = ui.spacing().button_padding;
    ui.spacing_mut().button_padding = vec2(9.0, 3.0);
    let response = ui.add(egui::Button::new(label).corner_radius(CornerRadius::same(5)).min_size(vec2(0.0, 24.0)));
    ui.spacing_mut().button_padding = old;
    named(response, name)
}

/// Switches a panel off while it shows the first rows of a file only.
pub(super) fn disabled_while_loading(ui: &mut Ui, cx: &UiContext) {
    if cx.model.loading.is_some() {
        ui.disable();
    }
}

/// Gives a widget the name that screen readers and tests know it by.
pub(super) fn named(response: Response, name: &str) -> Response {
    let enabled = response.enabled();
    let name = name.to_owned();
    response.widget_info(move || WidgetInfo::labeled(Role::Button, enabled, name.clone()));
    response
}

/// An item of a menu that gives a command and closes the menu; the current choice is marked.
pub(super) fn choice(ui: &mut Ui, cx: &mut UiContext, label: &str, current: bool, command: Command) {
    let tip = tooltip(ui, &command);
    // The mark says what holds also where the colour does not.
    let label = &capitalised(label);
    let shown = if current { format!("{label}   {}", icon::CHECK) } else { label.clone() };
    let response = ui.selectable_label(current, shown);
    let name = label.clone();
    response.widget_info(move || WidgetInfo::selected(Role::RadioButton, true, current, name.clone()));
    let mut response = response;
    if !tip.is_empty() {
        response = response.on_hover_text(tip);
    }
    if response.clicked() {
        cx.send(command);
        ui.close();
    }
}

/// A menu button `label ▾` with the name `name` for screen readers.
pub(super) fn menu(ui: &mut Ui, label: &str, name: &str, content: impl FnOnce(&mut Ui)) {
    let button = ui.button(format!("{} {}", capitalised(label), icon::CARET_DOWN));
    let button = named(button, name).on_hover_text(name);
    egui::Popup::menu(&button).show(|ui| {
        ui.set_min_width(190.0);
        // The popup remembers how high it was: it must be able to grow again.
        let high = (ui.ctx().content_rect().bottom() - button.rect.bottom() - 40.0).max(160.0);
        egui::ScrollArea::vertical().max_height(high).min_scrolled_height(high).show(ui, content);
    });
}

/// A checkbox in a colour of its own, at a place; three states.
pub(super) fn checkbox(ui: &Ui, rect: egui::Rect, check: crate::query::Check, color: Color32) {
    use crate::query::Check;
    let tokens = theme::tokens(ui);
    let painter = ui.painter();
    if check == Check::Off {
        painter.rect(
            rect.shrink(0.5),
            3.0,
            theme::paint(tokens.panel),
            egui::Stroke::new(1.0, theme::paint(tokens.faint)),
            egui::StrokeKind::Inside,
        );
        return;
    }
    painter.rect_filled(rect, 3.0, color);
    let icon = if check == Check::On { icon::CHECK } else { icon::MINUS };
    let font = theme::font(Weight::Bold, rect.height() * 0.82);
    painter.text(rect.center(), Align2::CENTER_CENTER, icon, font, theme::paint(tokens.panel));
}

/// Text painted at a place, cut with an ellipsis where it does not fit; returns its width.
pub(super) fn painted(
    ui: &Ui,
    pos: egui::Pos2,
    align: Align2,
    content: &str,
    font: egui::FontId,
    color: Color32,
    max_width: f32,
) -> f32 {
    let mut job = egui::text::LayoutJob::simple_singleline(content.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(max_width.max(8.0));
    let galley = ui.painter().layout_job(job);
    let rect = align.anchor_size(pos, galley.size());
    let width = galley.size().x;
    ui.painter().galley(rect.min, galley, color);
    width
}

/// A search field with a hint. Returns the new text when it changed.
pub(super) fn search_field(
    ui: &mut Ui,
    current: &str,
    hint: &str,
    id: impl std::hash::Hash + std::fmt::Debug,
) -> Option<String> {
    let mut typed = current.to_owned();
    let icon = icon::MAGNIFYING_GLASS;
    let field = egui::TextEdit::singleline(&mut typed)
        .id_salt(id)
        .hint_text(format!("{icon}  {hint}"))
        .desired_width(f32::INFINITY)
        .margin(vec2(10.0, 6.0));
    let response = ui.add(field);
    let value = typed.clone();
    let name = hint.to_owned();
    response.widget_info(move || {
        let mut info = WidgetInfo::text_edit(true, "", value.clone(), name.clone());
        info.label = Some(name.clone());
        info
    });
    if !current.is_empty() && (clear_button(ui, &response, hint) || escaped(ui, &response)) {
        return Some(String::new());
    }
    if response.changed() { Some(typed) } else { None }
}

/// The cross at the end of a search field that empties it.
fn clear_button(ui: &Ui, field: &Response, hint: &str) -> bool {
    let side = field.rect.height();
    let rect = egui::Rect::from_min_max(field.rect.right_top() - vec2(side, 0.0), field.rect.right_bottom());
    let button = ui.interact(rect, field.id.with(egui::IdSalt::new("clear")), Sense::click());
    let button = named(button, &format!("Clear {}", hint.to_lowercase())).on_hover_cursor(egui::CursorIcon::Default);
    let tokens = theme::tokens(ui);
    let color = if button.hovered() { tokens.ink } else { tokens.muted };
    let font = theme::font(Weight::Regular, 12.0);
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon::X, font, theme::paint(color));
    button.clicked()
}

/// Whether a field has just been left with Escape.
fn escaped(ui: &Ui, field: &Response) -> bool {
    field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape))
}

/// A rounded card. Returns the response of the whole, which can be clicked.
pub(super) fn card(
    ui: &mut Ui,
    filled: bool,
    salt: impl std::hash::Hash + std::fmt::Debug,
    content: impl FnOnce(&mut Ui),
) -> Response {
    let tokens = theme::tokens(ui);
    let frame = egui::Frame::new().inner_margin(egui::Margin::symmetric(14, 10)).corner_radius(CornerRadius::same(8));
    let frame = if filled {
        frame.fill(theme::paint(tokens.field))
    } else {
        frame.stroke(egui::Stroke::new(1.0, theme::paint(tokens.line)))
    };
    let inner = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 3.0;
        ui.spacing_mut().interact_size.y = 0.0;
        content(ui);
    });
    ui.interact(inner.response.rect, ui.scope_id().with(egui::IdSalt::new(salt)), Sense::click())
}
