//! The right panel: its tabs.

use egui::{ScrollArea, Sense, Ui, vec2};

use super::theme::{self, paint};
use super::{UiContext, about, events, facts, table};
use crate::app::{Command, Tab};
use crate::chart::{Figure, Weight};

/// Draws the panel.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext, figure: &Figure) {
    tabs(ui, cx);
    ui.add_space(8.0);
    let tab = cx.model.panels.tab;
    if tab == Tab::Table {
        table::show(ui, cx, figure);
        return;
    }
    if tab == Tab::Events {
        events::show(ui, cx);
        return;
    }
    ScrollArea::vertical().id_salt(tab.label()).auto_shrink([false, false]).show(ui, |ui| match tab {
        Tab::Facts => facts::show(ui, cx),
        Tab::About => about::show(ui, cx),
        Tab::Events | Tab::Table => {}
    });
}

fn tabs(ui: &mut Ui, cx: &mut UiContext) {
    let tokens = theme::tokens(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 18.0;
        for tab in Tab::ALL {
            let current = cx.model.panels.tab == tab;
            let (weight, color) =
                if current { (Weight::SemiBold, tokens.ink) } else { (Weight::Regular, tokens.muted) };
            let galley = ui.painter().layout_no_wrap(tab.label().to_owned(), theme::font(weight, 13.0), paint(color));
            let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x, 28.0), Sense::click());
            let name = tab.label();
            response.widget_info(move || {
                egui::WidgetInfo::selected(egui::Role::RadioButton, true, current, format!("{name} tab"))
            });
            ui.painter().galley(rect.left_center() - vec2(0.0, galley.size().y / 2.0), galley, paint(color));
            if current {
                ui.painter().hline(rect.x_range(), rect.bottom() + 1.0, egui::Stroke::new(2.0, paint(tokens.accent)));
            }
            if response.has_focus() {
                let stroke = egui::Stroke::new(1.5, paint(tokens.accent));
                ui.painter().rect_stroke(rect.expand(4.0), 4.0, stroke, egui::StrokeKind::Inside);
            }
            if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
                cx.send(Command::Tab(tab));
            }
        }
    });
}
