//! The mark above the chart while a large file is read: how far, and that its figures are not complete.

use egui::{Align, Layout, Rect, Stroke, StrokeKind, Ui, UiBuilder, pos2, vec2};

use super::UiContext;
use super::theme::{self, paint};
use super::widgets::{named, text};
use crate::app::Command;
use crate::chart::{Weight, side_margin};

/// Height of the mark, and of the room below it.
const HEIGHT: f32 = 40.0;
const BELOW: f32 = 8.0;
const RADIUS: f32 = 8.0;

/// Draws the mark at the top of an area where the first rows of a file are shown; gives what is left of the area.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext, area: Rect) -> Rect {
    let Some(loading) = &cx.model.loading else { return area };
    let (id, name) = (loading.job, loading.name.clone());
    let job = cx.model.jobs.iter().find(|job| job.id == id);
    let fraction = job.and_then(|job| job.progress.fraction());
    let mark = Rect::from_min_size(area.min, vec2(area.width(), HEIGHT));
    // In line with the title below it.
    let mark = mark.shrink2(vec2(side_margin(area.width()), 0.0));
    ground(ui, mark, fraction);
    let inner = UiBuilder::new().max_rect(mark.shrink2(vec2(16.0, 0.0))).id_salt("loading");
    let mut inner = ui.new_child(inner.layout(Layout::right_to_left(Align::Center)));
    if named(inner.small_button("Cancel"), &format!("Cancel loading {name}")).clicked() {
        cx.send(Command::CancelJob(id));
    }
    inner.with_layout(Layout::left_to_right(Align::Center), |ui| {
        let read = fraction.map_or_else(String::new, |done| format!("{:.0}% read, ", (done * 100.0).floor()));
        let words = format!("Loading: {read}figures are not complete");
        ui.add(egui::Label::new(text(words, Weight::SemiBold, 14.0, theme::tokens(ui).ink)).truncate());
    });
    Rect::from_min_max(pos2(area.left(), mark.bottom() + BELOW), area.max)
}

/// The mark's ground, filled as far as the file is read.
fn ground(ui: &Ui, mark: Rect, fraction: Option<f32>) {
    let tokens = theme::tokens(ui);
    let painter = ui.painter();
    painter.rect_filled(mark, RADIUS, paint(tokens.selected));
    if let Some(done) = fraction {
        let done = Rect::from_min_size(mark.min, vec2(mark.width() * done, mark.height()));
        painter.with_clip_rect(done.intersect(ui.clip_rect())).rect_filled(
            mark,
            RADIUS,
            paint(tokens.accent.faded(0.16)),
        );
    }
    painter.rect_stroke(mark, RADIUS, Stroke::new(1.0, paint(tokens.accent.faded(0.6))), StrokeKind::Inside);
}
