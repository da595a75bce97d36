//! The bar at the bottom: rows used of rows read, warnings, jobs with progress and cancel, time of the last query.

use egui::{Align, Layout, ProgressBar, Ui};

use super::theme::{self, paint};
use super::widgets::{named, small_button, text};
use super::{UiContext, about, audit, icon, top_bar};
use crate::app::{Command, Tab};
use crate::chart::Weight;
use crate::data::minus_signed;

/// Draws the bar.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext) {
    ui.horizontal_centered(|ui| {
        file(ui, cx);
        jobs(ui, cx);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| query(ui, cx));
    });
}

fn file(ui: &mut Ui, cx: &mut UiContext) {
    let tokens = theme::tokens(ui);
    let dataset = cx.model.dataset();
    let rows = dataset.report.rows;
    let number = |n: u64| minus_signed(&n.to_string());
    let name = &dataset.report.file;
    if cx.model.loading.is_some() {
        let line = format!("{name} · the first {} rows, not complete", number(rows.read));
        ui.label(text(line, Weight::SemiBold, 12.0, tokens.ink));
        return;
    }
    // The word stands beside the title; where that has no room, beside the file's name.
    if !ui.data(|data| data.get_temp::<bool>(top_bar::has_title())).unwrap_or(true) {
        audit::pill(ui, cx);
    }
    let line = format!("{name} · {} rows read, {} used", number(rows.read), number(rows.used));
    ui.label(text(line, Weight::Regular, 12.0, tokens.muted));
    let dropped = rows.left_out + rows.rejected;
    let warnings = dataset.report.warnings.len();
    if dropped > 0 || warnings > 0 {
        let mut words = Vec::new();
        if dropped > 0 {
            words.push(format!("{} left out or rejected", number(dropped)));
        }
        if warnings > 0 {
            words.push(format!("{warnings} remark{}", if warnings == 1 { "" } else { "s" }));
        }
        let label = format!("{} {}", icon::INFO, words.join(", "));
        if small_button(ui, &label, "What the import left out").clicked() {
            ui.data_mut(|data| data.insert_temp(about::seeks_import(), true));
            cx.send(Command::Tab(Tab::About));
        }
    }
}

fn jobs(ui: &mut Ui, cx: &mut UiContext) {
    let tokens = theme::tokens(ui);
    for job in cx.model.jobs.clone().into_iter().filter(|job| job.listed) {
        ui.separator();
        ui.label(text(&job.name, Weight::Regular, 12.0, tokens.ink));
        if let Some(done) = job.progress.fraction() {
            ui.add(ProgressBar::new(done).desired_width(120.0).desired_height(6.0));
        }
        if named(ui.small_button("Cancel"), &format!("Cancel {}", job.name)).clicked() {
            cx.send(Command::CancelJob(job.id));
        }
    }
}

fn query(ui: &mut Ui, cx: &UiContext) {
    let tokens = theme::tokens(ui);
    let picture = cx.model.drawn();
    let trajectories = &picture.answer.trajectories;
    let lines = trajectories.lines.len();
    let milliseconds = picture.query_time.as_secs_f64() * 1e3;
    let count = |n: usize, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
    let line = format!(
        "query {milliseconds:.1} ms · {} × {} · Ctrl+K for everything",
        count(lines, "line"),
        count(trajectories.periods.len(), trajectories.frequency.word())
    );
    // Where a file is being opened there may be no room: what can be cancelled comes first.
    let font = theme::font(Weight::Regular, 12.0);
    let width = ui.painter().layout_no_wrap(line.clone(), font, paint(tokens.muted)).size().x;
    if width <= ui.available_width() {
        ui.label(text(line, Weight::Regular, 12.0, tokens.muted));
    }
}
