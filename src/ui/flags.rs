//! Events on the chart: their flags, the mark of the chosen one, the list of a folded flag, and a card beside the flag
//! where no panel is open. Nothing here covers or moves the chart.

use egui::{Area, Id, Order, Pos2, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use super::figure_painter;
use super::theme::{self, paint};
use super::widgets::{named, text};
use super::{UiContext, event_card};
use crate::app::Command;
use crate::chart::{FLAG_DOT, Figure, Flag, Weight};
use crate::data::{Event, EventId};
use crate::query::ChartKind;

/// How wide the list of a folded flag and the card beside a flag are, and how high at most.
const WIDE: f32 = 340.0;
const HIGH: f32 = 420.0;

/// Draws what belongs to the flags of a figure that is drawn at `origin` and takes their clicks.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext, figure: &Figure, origin: Pos2) {
    mark(ui, cx, figure, origin);
    let crowd = cx.model.panels.crowd.clone();
    if let Some(flag) = figure_painter::flag_at(ui, figure, origin, |flag| name_of(cx, flag)) {
        match flag.events.as_slice() {
            [event] => {
                let same = cx.model.panels.event == Some(*event);
                cx.send(Command::SelectEvent((!same).then_some(*event)));
            }
            events if *events == *crowd => cx.send(Command::OpenCrowd(Vec::new())),
            events => cx.send(Command::OpenCrowd(events.to_vec())),
        }
        return;
    }
    if crowd.is_empty() {
        card_beside(ui, cx, figure, origin);
    } else {
        fold(ui, cx, figure, origin, &crowd);
    }
}

fn name_of(cx: &UiContext, flag: &Flag) -> String {
    let document = cx.model.document();
    match flag.events.as_slice() {
        [event] => document.event(*event).map_or_else(String::new, |e| format!("{}: {}", e.date.words(), e.title)),
        events => format!("{} more events here: open the list", events.len()),
    }
}

/// Where a flag is on the screen.
fn place_of(flag: &Flag, origin: Pos2) -> Rect {
    Rect::from_min_size(
        figure_painter::place(origin, crate::chart::Pos { x: flag.hit.x, y: flag.hit.y }),
        vec2(flag.hit.w, flag.hit.h),
    )
}

/// Marks the chosen event: its flag, also where it is folded, and its day down through the plot.
fn mark(ui: &Ui, cx: &UiContext, figure: &Figure, origin: Pos2) {
    let Some(event) = cx.model.panels.event.and_then(|id| cx.model.document().event(id)) else { return };
    if figure.kind == ChartKind::Ranked {
        return;
    }
    let accent = paint(theme::tokens(ui).accent);
    let Some(flag) = figure.flags.iter().find(|flag| flag.events.contains(&event.id)) else { return };
    let rect = place_of(flag, origin).expand(2.0);
    ui.painter().rect_stroke(rect, 5.0, Stroke::new(1.5, accent), StrokeKind::Inside);
    let x = figure_painter::place(origin, figure.pixel([event.date.on_axis(), figure.main.y.min()])).x;
    // Within the plot only: above it stand the names of others.
    let (top, bottom) = (origin.y + figure.main.rect.y, origin.y + figure.main.rect.bottom());
    let x = if flag.folded { x } else { origin.x + flag.dot.x };
    ui.painter().line_segment([pos2(x, top), pos2(x, bottom)], Stroke::new(1.5, accent));
    if !flag.folded {
        ui.painter().circle_filled(figure_painter::place(origin, flag.dot), FLAG_DOT + 0.5, accent);
    }
}

/// The flag that holds an event or, after the figure has changed, the first of several.
fn flag_of<'a>(figure: &'a Figure, events: &[EventId]) -> Option<&'a Flag> {
    figure.flags.iter().find(|flag| events.iter().any(|id| flag.events.contains(id)))
}

/// A frame over the chart below a flag, within the window. Returns whether something else was clicked.
fn beside(ui: &Ui, id: &str, flag: Rect, content: impl FnOnce(&mut Ui)) -> bool {
    let window = ui.ctx().content_rect().shrink(8.0);
    let wide = WIDE.min(window.width());
    let left = (flag.center().x - wide / 2.0).clamp(window.left(), (window.right() - wide - 24.0).max(window.left()));
    let area = Area::new(Id::unique(id)).order(Order::Foreground).fixed_pos(pos2(left, flag.bottom() + 6.0));
    let shown = area.constrain_to(window).show(ui.ctx(), |ui| {
        let frame = egui::Frame::popup(ui.style()).corner_radius(10.0).inner_margin(egui::Margin::same(12));
        frame.show(ui, |ui| {
            ui.set_width(wide - 24.0);
            let high = HIGH.min((window.bottom() - flag.bottom() - 40.0).max(160.0));
            ScrollArea::vertical().max_height(high).show(ui, content);
        });
    });
    shown.response.clicked_elsewhere()
}

/// The events of a folded flag as a list beside it. It stays open while they are looked at one by one.
fn fold(ui: &Ui, cx: &mut UiContext, figure: &Figure, origin: Pos2, crowd: &[EventId]) {
    let Some(flag) = flag_of(figure, crowd) else {
        cx.send(Command::OpenCrowd(Vec::new()));
        return;
    };
    let document = cx.model.document().clone();
    let elsewhere = beside(ui, "fold", place_of(flag, origin), |ui| {
        ui.label(text(format!("{} events", crowd.len()), Weight::SemiBold, 13.5, theme::tokens(ui).ink));
        ui.add_space(4.0);
        for event in document.events.iter().filter(|event| crowd.contains(&event.id)) {
            folded(ui, cx, event);
        }
    });
    let over_panel = ui.ctx().pointer_interact_pos().is_some_and(|pos| !ui.max_rect().contains(pos));
    if elsewhere && !over_panel {
        cx.send(Command::OpenCrowd(Vec::new()));
    }
}

/// A row of the list: the date in a column of its own, then the title.
fn folded(ui: &mut Ui, cx: &mut UiContext, event: &Event) {
    const DATE: f32 = 82.0;
    let tokens = theme::tokens(ui);
    let chosen = cx.model.panels.event == Some(event.id);
    let weight = if event.weight == 1 { Weight::SemiBold } else { Weight::Regular };
    let wide = ui.available_width();
    let date = theme::font(Weight::Regular, 12.0);
    let title = theme::font(weight, 12.5);
    let (ink, muted) = (paint(tokens.ink), paint(tokens.muted));
    let title = ui.painter().layout(event.title.clone(), title, ink, wide - DATE - 8.0);
    let (rect, response) = ui.allocate_exact_size(vec2(wide, title.size().y + 6.0), Sense::click());
    let response = named(response, &format!("{}: {}", event.date.words(), event.title));
    if chosen || response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 5.0, paint(if chosen { tokens.selected } else { tokens.field }));
    }
    ui.painter().text(rect.left_top() + vec2(4.0, 3.5), egui::Align2::LEFT_TOP, event.date.words(), date, muted);
    ui.painter().galley(rect.left_top() + vec2(DATE, 3.0), title, ink);
    if response.clicked() {
        if !cx.model.panels.shows_side() || cx.model.panels.presenting {
            cx.send(Command::OpenCrowd(Vec::new()));
        }
        cx.send(Command::SelectEvent(Some(event.id)));
    }
}

/// The card of the chosen event beside its flag, where the panel that would hold it is not there.
fn card_beside(ui: &Ui, cx: &mut UiContext, figure: &Figure, origin: Pos2) {
    let panels = &cx.model.panels;
    if panels.shows_side() && !panels.presenting {
        return;
    }
    let document = cx.model.document().clone();
    let Some(event) = panels.event.and_then(|id| document.event(id)) else { return };
    let Some(flag) = flag_of(figure, &[event.id]) else { return };
    let elsewhere = beside(ui, "card beside flag", place_of(flag, origin), |ui| event_card::show(ui, cx, event, true));
    if elsewhere && cx.model.dialog.is_none() {
        cx.send(Command::SelectEvent(None));
    }
}
