//! The bar at the top: open, library, what is computed and how, undo, export, present.

use egui::{Align, Layout, Ui};

use super::theme::{self, BODY};
use super::widgets::{choice, command_button, disabled_while_loading, menu, named, primary_button, text, tooltip};
use super::{UiContext, audit, icon};
use crate::app::{Command, Dialog, ExportKind, ThemeChoice};
use crate::chart::Weight;
use crate::data::{Axis, Category, Unit, capitalised};
use crate::import;
use crate::query::{ChartKind, FrequencyChoice, GroupBy, Measure, Transform, View};
use crate::session::Change;

/// In less width the buttons stand closer together, so that none covers another.
const NARROW: f32 = 1000.0;
/// In less width periods, transform and unit share a menu, so that the title has room.
const ROOMY: f32 = 1440.0;
/// In less width all menus of the view become one.
const CRAMPED: f32 = 1150.0;
/// Less room than this has no title.
const TITLE: f32 = 150.0;

/// Where it is kept whether the bar has room for the title, and so for the word beside it.
pub(super) fn has_title() -> egui::Id {
    egui::Id::unique("the bar has room for the title")
}

/// Draws the bar.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext) {
    let width = ui.available_width();
    ui.horizontal_centered(|ui| {
        if width < NARROW {
            ui.spacing_mut().item_spacing.x = 5.0;
            ui.spacing_mut().button_padding.x = 7.0;
        }
        command_button(ui, cx, "Open…", Command::Open);
        library_menu(ui, cx);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            disabled_while_loading(ui, cx);
            actions(ui, cx);
            ui.add_space(8.0);
            view_menus(ui, cx, width);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| title(ui, cx));
        });
    });
}

fn title(ui: &mut Ui, cx: &UiContext) {
    let tokens = theme::tokens(ui);
    let meta = &cx.model.dataset().meta;
    ui.add_space(8.0);
    // Without room for the title the word stands in the bar at the bottom.
    let fits = ui.available_width() >= TITLE;
    ui.data_mut(|data| data.insert_temp(has_title(), fits));
    if !fits {
        return;
    }
    let name = if meta.title.is_empty() { &meta.id } else { &meta.title };
    // The word has its place before the name takes what is left.
    let room = (ui.available_width() - audit::room(ui, &cx.model.dataset().audit)).max(40.0);
    ui.scope(|ui| {
        ui.set_max_width(room);
        ui.add(egui::Label::new(text(name, Weight::SemiBold, 14.0, tokens.ink)).truncate());
    });
    audit::pill(ui, cx);
    if ui.available_width() > 140.0 {
        let short: String = meta.publisher.split([',', '(']).next().unwrap_or_default().trim().to_owned();
        let facts = [short, meta.basis.words().to_owned(), meta.unit.words()];
        let facts: Vec<&str> = facts.iter().map(String::as_str).filter(|fact| !fact.is_empty()).collect();
        ui.add(egui::Label::new(text(facts.join(" · "), Weight::Regular, BODY, tokens.muted)).truncate());
    }
}

fn library_menu(ui: &mut Ui, cx: &mut UiContext) {
    menu(ui, "Library", "Library and recent files", |ui| {
        let tokens = theme::tokens(ui);
        ui.label(text("LIBRARY", Weight::SemiBold, 10.5, tokens.muted));
        let open = cx.model.document().source.clone();
        for entry in import::library::list() {
            let current = open == format!("library:{}", entry.name);
            choice(ui, cx, entry.title, current, Command::OpenLibrary(entry.name.to_owned()));
        }
        if cx.model.last_work.as_ref().is_some_and(|path| path.is_file()) {
            ui.separator();
            choice(ui, cx, &Command::RestoreLast.definition().text, false, Command::RestoreLast);
        }
        let recent = cx.model.settings.recent.clone();
        if !recent.is_empty() {
            ui.separator();
            ui.label(text("RECENT", Weight::SemiBold, 10.5, tokens.muted));
            for path in recent {
                let name =
                    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
                choice(ui, cx, &name, false, Command::OpenFiles(vec![path]));
            }
        }
    });
}

/// Right to left: the last comes first.
fn actions(ui: &mut Ui, cx: &mut UiContext) {
    let present = named(primary_button(ui, "Present"), "Present").on_hover_text(tooltip(ui, &Command::Present(true)));
    if present.clicked() {
        cx.send(Command::Present(true));
    }
    menu(ui, "Export", "Export", |ui| {
        for kind in [ExportKind::Svg, ExportKind::Png, ExportKind::Pdf, ExportKind::Csv] {
            let command = Command::Export(kind);
            choice(ui, cx, &command.definition().text, false, command);
        }
        ui.separator();
        choice(ui, cx, "Copy table", false, Command::CopyTable);
        choice(ui, cx, "Save session…", false, Command::SaveSession);
    });
    menu(ui, icon::GEAR, "Settings", |ui| {
        for theme in ThemeChoice::ALL {
            let current = cx.model.settings.theme == theme;
            choice(ui, cx, &format!("Theme {}", theme.label()), current, Command::Theme(theme));
        }
        choice(ui, cx, "Edit title…", false, Command::Show(Dialog::Title));
        choice(ui, cx, "Keyboard shortcuts", false, Command::Show(Dialog::Shortcuts));
    });
    history_button(ui, cx, icon::ARROW_U_UP_RIGHT, Command::Redo);
    history_button(ui, cx, icon::ARROW_U_UP_LEFT, Command::Undo);
}

fn history_button(ui: &mut Ui, cx: &mut UiContext, glyph: &str, command: Command) {
    let session = &cx.model.session;
    let (label, word) = match command {
        Command::Undo => (session.undo_label(), "Undo"),
        _ => (session.redo_label(), "Redo"),
    };
    let tip = label.map_or_else(|| format!("Nothing to {}", word.to_lowercase()), |label| format!("{word}: {label}"));
    let enabled = label.is_some();
    let response = ui.add_enabled(enabled, egui::Button::new(glyph).min_size(egui::vec2(30.0, 28.0)));
    if named(response, word).on_hover_text(&tip).on_disabled_hover_text(&tip).clicked() {
        cx.send(command);
    }
}

/// Right to left: events, unit, transform, frequency, grouping, chart, measure.
fn view_menus(ui: &mut Ui, cx: &mut UiContext, width: f32) {
    let view = cx.model.document().view().clone();
    events_menu(ui, cx, &view);
    if width < CRAMPED {
        shared_menu(ui, cx, &view, true);
    } else if width < ROOMY {
        shared_menu(ui, cx, &view, false);
    } else {
        let short = match view.transform {
            Transform::Change => "Change",
            Transform::Growth => "Growth",
            other => other.label(),
        };
        let unit = unit_label(&cx.model.dataset().meta.unit, view.scale);
        menu(ui, &unit, "Unit", |ui| units(ui, cx, &view));
        menu(ui, short, "Transform", |ui| transforms(ui, cx, &view));
        let frequency = cx.model.drawn().answer.trajectories.frequency;
        let mut word = frequency.word().to_owned();
        word[..1].make_ascii_uppercase();
        menu(ui, &word, "Frequency", |ui| frequencies(ui, cx, &view));
    }
    if width >= CRAMPED {
        menu(ui, &group_label(cx, view.by), "Group by", |ui| groups(ui, cx, &view));
        menu(ui, view.chart.label(), "Chart kind", |ui| charts(ui, cx, &view));
    }
    menu(ui, view.measure.label(), "Measure", |ui| {
        for measure in Measure::ALL {
            choice(ui, cx, measure.label(), measure == view.measure, Command::Change(Change::Measure(measure)));
        }
    });
}

/// In a narrow window what is computed stays in the bar, and how it is counted goes into one menu; in a very narrow one
/// also what is drawn (`all`).
fn shared_menu(ui: &mut Ui, cx: &mut UiContext, view: &View, all: bool) {
    let section = |ui: &mut Ui, words: &str| {
        ui.add_space(6.0);
        let color = theme::tokens(ui).muted;
        ui.label(text(words, Weight::SemiBold, 10.5, color));
    };
    let name = if all { "Chart kind, group by, frequency, transform, unit" } else { "Frequency, transform, unit" };
    menu(ui, "View", name, |ui| {
        if all {
            section(ui, "CHART");
            charts(ui, cx, view);
            section(ui, "LINES");
            groups(ui, cx, view);
        }
        section(ui, "PERIODS");
        frequencies(ui, cx, view);
        section(ui, "TRANSFORM");
        transforms(ui, cx, view);
        section(ui, "UNIT");
        units(ui, cx, view);
    });
}

fn charts(ui: &mut Ui, cx: &mut UiContext, view: &View) {
    for chart in ChartKind::ALL {
        choice(ui, cx, chart.label(), chart == view.chart, Command::Change(Change::Chart(chart)));
    }
}

fn transforms(ui: &mut Ui, cx: &mut UiContext, view: &View) {
    for transform in Transform::ALL {
        let command = Command::Change(Change::Transform(transform));
        choice(ui, cx, transform.label(), transform == view.transform, command);
    }
}

fn frequencies(ui: &mut Ui, cx: &mut UiContext, view: &View) {
    for frequency in FrequencyChoice::ALL {
        let command = Command::Change(Change::Frequency(frequency));
        choice(ui, cx, frequency.label(), frequency == view.frequency, command);
    }
}

/// "by sector", or what the file says that they are.
fn group_label(cx: &UiContext, by: GroupBy) -> String {
    let of = |axis| format!("by {}", cx.model.dataset().noun(axis).word());
    by.axis().map_or_else(|| by.label().to_owned(), of)
}

fn groups(ui: &mut Ui, cx: &mut UiContext, view: &View) {
    let nouns = Axis::ALL.map(|axis| cx.model.dataset().noun(axis));
    let noun = |axis: Axis| nouns[axis.index()];
    for by in GroupBy::ALL {
        let useful = by.axis().is_none_or(|axis: Axis| cx.model.dataset().dimension(axis).len() > 1);
        let group = ui.add_enabled_ui(useful, |ui| {
            choice(ui, cx, &group_label(cx, by), by == view.by, Command::Change(Change::By(by)));
        });
        if let Some(axis) = by.axis().filter(|_| !useful) {
            group.response.on_hover_text(format!("This file has only one {}", noun(axis).word()));
        }
    }
    ui.separator();
    for top in [3, 5, 8, 12, 20, 0] {
        let command = Command::Change(Change::Top(top));
        choice(ui, cx, &command.definition().text, top == view.top, command);
    }
}

/// "Auto unit", "Billion", "Million tonnes": a power of ten of the dataset's unit, without the currency.
fn unit_label(unit: &Unit, scale: Option<u8>) -> String {
    let Some(power) = scale else { return "Auto unit".to_owned() };
    let words = unit.scale_at(power).words;
    match capitalised(words.strip_suffix(unit.noun()).unwrap_or(&words).trim()) {
        none if none.is_empty() => "Unit".to_owned(),
        label => label,
    }
}

fn units(ui: &mut Ui, cx: &mut UiContext, view: &View) {
    for scale in [None, Some(12), Some(9), Some(6)] {
        let label = unit_label(&cx.model.dataset().meta.unit, scale);
        choice(ui, cx, &label, scale == view.scale, Command::Change(Change::Scale(scale)));
    }
}

fn events_menu(ui: &mut Ui, cx: &mut UiContext, view: &View) {
    let label = if view.events.shown { "Events on" } else { "Events off" };
    menu(ui, label, "Events shown", |ui| {
        let shown = view.events.shown;
        choice(ui, cx, "Show events", shown, Command::Change(Change::Events(!shown)));
        let all = view.events.out_of_scope;
        let command = Command::Change(Change::EventsOutOfScope(!all));
        choice(ui, cx, "Also those out of scope", all, command);
        ui.separator();
        for category in Category::ALL {
            let on = !view.events.hidden.contains(&category);
            choice(ui, cx, category.word(), on, Command::Change(Change::EventCategory(category)));
        }
        ui.separator();
        choice(ui, cx, "New event…", false, Command::Show(Dialog::NewEvent));
        choice(ui, cx, "Import events…", false, Command::ImportEvents);
        for kind in [ExportKind::EventsCsv, ExportKind::EventsJson] {
            let command = Command::Export(kind);
            choice(ui, cx, &command.definition().text, false, command);
        }
    });
}
