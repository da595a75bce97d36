//! The command palette: everything the program can do, found by typing.

use egui::{Key, ScrollArea, Ui};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::UiContext;
use super::memo::memo;
use super::theme::{self, paint};
use super::widgets::text;
use crate::app::{Command, country_axis};
use crate::chart::Weight;
use crate::data::Axis;
use crate::import;
use crate::session::Change;

/// How many matches are listed.
const LISTED: usize = 60;

/// Draws the palette over the window while it is open.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext) {
    let Some((typed, marked)) = cx.model.panels.palette.clone() else { return };
    let found = memo(ui, "palette", (typed.clone(), cx.model.version), || matches(cx, &typed));
    let marked = marked.min(found.len().saturating_sub(1));
    keys(ui, cx, &found, marked);
    let width = 560.0f32.min(ui.ctx().content_rect().width() - 40.0);
    let area =
        egui::Modal::default_area(egui::Id::unique("palette")).anchor(egui::Align2::CENTER_TOP, egui::vec2(0.0, 90.0));
    let frame = egui::Frame::popup(ui.style()).inner_margin(egui::Margin::same(12)).corner_radius(12.0);
    let modal = egui::Modal::new(egui::Id::unique("palette")).area(area).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(width);
        field(ui, cx, &typed);
        ui.add_space(6.0);
        if found.is_empty() {
            super::widgets::muted(ui, "Nothing has this name.");
        }
        // The area remembers how high it was: the list must be able to grow again.
        let list = ScrollArea::vertical().max_height(420.0).min_scrolled_height(420.0).auto_shrink([false, true]);
        list.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (index, (label, command)) in found.iter().enumerate() {
                entry(ui, cx, label, command, index == marked);
            }
        });
    });
    if modal.should_close() {
        cx.send(Command::Palette(false));
    }
}

fn keys(ui: &Ui, cx: &mut UiContext, found: &[(String, Command)], marked: usize) {
    let (down, up, enter) = ui.input_mut(|input| {
        (
            input.consume_key(egui::Modifiers::NONE, Key::ArrowDown),
            input.consume_key(egui::Modifiers::NONE, Key::ArrowUp),
            input.consume_key(egui::Modifiers::NONE, Key::Enter),
        )
    });
    if down {
        cx.send(Command::PaletteRow((marked + 1).min(found.len().saturating_sub(1))));
    } else if up {
        cx.send(Command::PaletteRow(marked.saturating_sub(1)));
    } else if enter && let Some((_, command)) = found.get(marked) {
        run(cx, command);
    }
}

fn run(cx: &mut UiContext, command: &Command) {
    cx.send(Command::Palette(false));
    if *command != Command::Palette(true) {
        cx.send(command.clone());
    }
}

fn field(ui: &mut Ui, cx: &mut UiContext, typed: &str) {
    let mut text = typed.to_owned();
    let field = egui::TextEdit::singleline(&mut text)
        .font(theme::font(Weight::Regular, 16.0))
        .hint_text("Type a command, a country, a sector, a dataset…")
        .desired_width(f32::INFINITY)
        .margin(egui::vec2(12.0, 9.0));
    let response = ui.add(field);
    response.request_focus();
    let value = text.clone();
    response.widget_info(move || {
        let mut info = egui::WidgetInfo::text_edit(true, "", value.clone(), "");
        info.label = Some("Command palette".to_owned());
        info
    });
    if response.changed() {
        cx.send(Command::PaletteText(text));
    }
}

fn entry(ui: &mut Ui, cx: &mut UiContext, label: &str, command: &Command, marked: bool) {
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 32.0), egui::Sense::click());
    let response = super::widgets::named(response, label);
    if marked || response.hovered() {
        ui.painter().rect_filled(rect, 6.0, paint(if marked { tokens.selected } else { tokens.field }));
    }
    // Only when the mark moved: a scroll asked for in every frame would repaint for ever.
    let seen = egui::Id::unique("palette row seen");
    if marked && ui.data(|data| data.get_temp::<String>(seen)).as_deref() != Some(label) {
        ui.scroll_to_rect(rect, None);
        ui.data_mut(|data| data.insert_temp(seen, label.to_owned()));
    }
    let place = rect.left_center() + egui::vec2(12.0, 0.0);
    let font = theme::font(Weight::Medium, 13.5);
    super::widgets::painted(ui, place, egui::Align2::LEFT_CENTER, label, font, paint(tokens.ink), rect.width() - 150.0);
    if let Some(shortcut) = command.definition().shortcut {
        let keys = ui.ctx().format_shortcut(&shortcut);
        let place = rect.right_center() - egui::vec2(12.0, 0.0);
        let font = theme::font(Weight::Regular, 12.0);
        super::widgets::painted(ui, place, egui::Align2::RIGHT_CENTER, &keys, font, paint(tokens.muted), 130.0);
    }
    if response.clicked() {
        run(cx, command);
    }
}

/// The commands whose words match what is typed, best first.
fn matches(cx: &UiContext, typed: &str) -> Vec<(String, Command)> {
    let closes = cx.model.dataset().meta.closing.is_some();
    let offered = Command::catalogue().into_iter().filter(|command| *command != Command::FillGap || closes);
    let mut all: Vec<(String, Command)> = offered.map(|command| (words(cx, &command), command)).collect();
    if typed.trim().is_empty() {
        all.truncate(LISTED);
        return all;
    }
    all.extend(members(cx));
    all.extend(events(cx));
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut buffer = Vec::new();
    let mut scored: Vec<(u32, (String, Command))> = all
        .into_iter()
        .filter_map(|entry| Some((pattern.score(Utf32Str::new(&entry.0, &mut buffer), &mut matcher)?, entry)))
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(_, entry)| entry).take(LISTED).collect()
}

fn words(cx: &UiContext, command: &Command) -> String {
    let session = &cx.model.session;
    match command {
        Command::Undo => session.undo_label().map_or("Undo".to_owned(), |label| format!("Undo: {label}")),
        Command::Redo => session.redo_label().map_or("Redo".to_owned(), |label| format!("Redo: {label}")),
        Command::OpenLibrary(name) => import::library::list()
            .into_iter()
            .find(|entry| entry.name == name)
            .map_or_else(|| other_words(command), |entry| format!("Open library: {}", entry.title)),
        other => other_words(other),
    }
}

fn other_words(command: &Command) -> String {
    command.definition().text
}

/// "Event: US reciprocal tariffs, 2 Apr 2025" for every event.
fn events(cx: &UiContext) -> Vec<(String, Command)> {
    let entry = |event: &crate::data::Event| {
        (format!("Event: {}, {}", event.title, event.date.words()), Command::SelectEvent(Some(event.id)))
    };
    cx.model.document().events.iter().map(entry).collect()
}

/// "Only China", "Switch China" for every member of the dataset.
fn members(cx: &UiContext) -> Vec<(String, Command)> {
    let dataset = cx.model.dataset();
    let mut entries = Vec::new();
    for axis in [country_axis(dataset), Axis::Sector] {
        for member in dataset.dimension(axis).members() {
            let code = member.code.clone();
            let names = member.label_ja.as_ref().map_or(member.label.clone(), |ja| format!("{} {ja}", member.label));
            entries.push((format!("Only {names}"), Command::Change(Change::Only { axis, code: code.clone() })));
            entries.push((format!("Switch {names}"), Command::Change(Change::Toggle { axis, code })));
        }
    }
    entries
}

/// The list of shortcuts, for the dialog.
pub(super) fn shortcuts(ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    let mut keys: Vec<(String, String)> = crate::app::command::shortcuts()
        .into_iter()
        .map(|(shortcut, command)| {
            let words = match &command {
                Command::Change(Change::Events(_)) => "Events on or off".to_owned(),
                other => other.definition().text,
            };
            (ui.ctx().format_shortcut(&shortcut), words)
        })
        .collect();
    keys.extend(
        [
            ("Esc", "Leave: presenting, a dialog, an event card"),
            ("O", "On a filter row: only this"),
            ("Space", "On a filter row: switch it"),
            ("Ctrl++  Ctrl+−  Ctrl+0", "Larger, smaller, normal size"),
            ("← →", "On a handle of the period strip: one period"),
        ]
        .map(|(key, words)| (key.to_owned(), words.to_owned())),
    );
    // By what they do, so that one finds it: reading goes down the page, not to and fro.
    keys.sort_by_key(|(_, words)| words.to_lowercase());
    let half = keys.len().div_ceil(2);
    let keys: Vec<(String, String)> =
        (0..half).flat_map(|at| keys.get(at).into_iter().chain(keys.get(at + half))).cloned().collect();
    // Rows as low as their text: in a small window all of them are in sight as well.
    egui::Grid::new("shortcuts").num_columns(4).min_row_height(16.0).spacing([18.0, 5.0]).show(ui, |ui| {
        for (index, (key, words)) in keys.iter().enumerate() {
            ui.label(text(key, Weight::SemiBold, 12.5, tokens.ink));
            ui.label(text(words, Weight::Regular, 12.5, tokens.muted));
            if index % 2 == 1 {
                ui.end_row();
            }
        }
    });
}
