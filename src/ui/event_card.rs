//! The card of an event: what happened, how sure, where it can be checked, and the series before and after.

use std::collections::HashSet;

use egui::{Align2, Role, Sense, Ui, WidgetInfo, vec2};

use super::UiContext;
use super::icon;
use super::memo::memo;
use super::theme::{self, paint};
use super::widgets::{card, muted, named, painted, small_button, text};
use crate::app::{Command, Dialog, EventForm, country_label};
use crate::chart::Weight;
use crate::data::{Event, Reference};
use crate::insight::{BeforeAfter, Scope, before_after, scope_warning};
use crate::query::LineRole;
use crate::session::Change;

/// Draws the card. An open one has everything and its buttons; a closed one is opened by a click.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext, event: &Event, open: bool) {
    let tokens = theme::tokens(ui);
    let response = card(ui, false, ("event card", event.id), |ui| {
        ui.label(text(event.date.words(), Weight::SemiBold, 11.0, tokens.muted));
        ui.add(egui::Label::new(text(&event.title, Weight::SemiBold, 13.5, tokens.ink)).wrap());
        if !event.description.is_empty() {
            ui.add(egui::Label::new(text(&event.description, Weight::Regular, 12.5, tokens.ink)).wrap());
        }
        dates(ui, event);
        scope(ui, cx, event);
        compared(ui, cx, event);
        if open {
            ui.add_space(4.0);
            checked(ui, cx, event);
        }
    });
    if open {
        ui.horizontal_wrapped(|ui| buttons(ui, cx, event));
    } else {
        let response = named(response, &format!("Open event {}", event.title));
        if response.clicked() {
            cx.send(Command::SelectEvent(Some(event.id)));
        }
    }
}

fn dates(ui: &mut Ui, event: &Event) {
    let known = [
        ("announced", event.announced),
        ("in effect", event.effective),
        ("suspended", event.suspended),
        ("until", event.end),
    ];
    let words: Vec<String> =
        known.into_iter().filter_map(|(word, date)| Some(format!("{word} {}", date?.words()))).collect();
    if !words.is_empty() {
        muted(ui, words.join(" · "));
    }
}

/// Whether it concerns what is shown, where it does not.
fn scope(ui: &mut Ui, cx: &UiContext, event: &Event) {
    let document = cx.model.document();
    let scope = cx.model.drawn().scopes.get(&event.id).copied();
    let warning = scope_warning(event, &document.dataset, document.view()).or_else(|| match scope {
        Some(Scope::OutOfCountries) => Some("This event concerns other countries than those shown.".to_owned()),
        Some(Scope::OutOfSectors) => Some("This event concerns other sectors than those shown.".to_owned()),
        _ => None,
    });
    if let Some(warning) = warning {
        let warning = format!("{} {warning}", icon::WARNING);
        ui.add(egui::Label::new(text(warning, Weight::Medium, 12.0, theme::tokens(ui).deficit)).wrap());
    }
}

/// How many series the card compares; the table has all.
const MOST_ROWS: usize = 12;

/// Every series before the event and after it, in three columns.
fn compared(ui: &mut Ui, cx: &UiContext, event: &Event) {
    let said = memo(ui, "before and after", (event.clone(), cx.model.version), || Compared::new(cx, event));
    let Some(first) = said.pairs.first() else { return };
    let heads = [first.before.period.clone(), first.after.period.clone()];
    ui.add_space(4.0);
    head(ui, &heads, said.unit.as_deref().unwrap_or_default());
    for pair in &said.pairs {
        row(ui, cx, pair, &heads, said.unit.is_some());
    }
    for note in &said.notes {
        muted(ui, note);
    }
}

/// What the card says of the series on both sides of an event.
struct Compared {
    pairs: Vec<BeforeAfter>,
    notes: Vec<String>,
    /// The unit of all values, where they have one: it stands over them once.
    unit: Option<String>,
}

impl Compared {
    fn new(cx: &UiContext, event: &Event) -> Self {
        let document = cx.model.document();
        let trajectories = &cx.model.drawn().answer.trajectories;
        let mut pairs = before_after(event, &document.dataset, &cx.model.drawn().view, trajectories);
        let mut notes: Vec<String> = Vec::new();
        let more = pairs.len().saturating_sub(MOST_ROWS);
        let compared: HashSet<String> = pairs.iter().map(|pair| pair.line.clone()).collect();
        pairs.truncate(MOST_ROWS);
        if more > 0 {
            notes.push(format!("and {more} more: see the table"));
        }
        for note in pairs.iter().filter_map(|pair| pair.note.as_ref()) {
            if !notes.contains(note) {
                notes.push(note.clone());
            }
        }
        // What is not listed is compared with nothing: it is not always the same.
        let listed = trajectories.lines.iter().filter(|line| line.role != LineRole::NotListed);
        let others = listed.filter(|line| !compared.contains(&line.code));
        let others: Vec<&str> = others.map(|line| line.label.as_str()).collect();
        match others.len() {
            0 => {}
            1..=MOST_ROWS => notes.push(format!("no value on both sides: {}", others.join(", "))),
            many => notes.push(format!("no value on both sides: {many} others")),
        }
        let first = pairs.first().map(|pair| pair.before.unit.clone());
        let sides = |pair: &BeforeAfter| [pair.before.unit.clone(), pair.after.unit.clone()];
        let unit = first.filter(|first| pairs.iter().flat_map(sides).all(|unit| unit == *first));
        Self { pairs, notes, unit }
    }
}

/// Where the two columns of values end, as shares of the width.
const COLUMNS: [f32; 2] = [0.71, 1.0];
const ROW: f32 = 17.0;

/// How a rolling year begins; said once for both columns.
const ROLLING: &str = "12 months to ";

/// The periods over the columns of values, and their unit.
fn head(ui: &mut Ui, heads: &[String; 2], unit: &str) {
    let rolling = heads.iter().all(|head| head.starts_with(ROLLING));
    let heads = heads.each_ref().map(|head| if rolling { head.trim_start_matches(ROLLING) } else { head });
    let width = ui.available_width();
    let color = paint(theme::tokens(ui).muted);
    let column = width * (COLUMNS[1] - COLUMNS[0]) - 4.0;
    let galleys = heads.each_ref().map(|head| {
        let mut job =
            egui::text::LayoutJob::simple((*head).to_owned(), theme::font(Weight::Medium, 11.0), color, column);
        job.halign = egui::Align::RIGHT;
        ui.painter().layout_job(job)
    });
    let high = galleys.iter().map(|galley| galley.size().y).fold(0.0, f32::max);
    let above = if rolling { ROW - 3.0 } else { 0.0 };
    let (rect, _) = ui.allocate_exact_size(vec2(width, high + above + 2.0), Sense::hover());
    let font = theme::font(Weight::Regular, 11.0);
    let at = rect.left_bottom() - vec2(0.0, 2.0);
    painted(ui, at, Align2::LEFT_BOTTOM, unit, font.clone(), color, width * COLUMNS[0] - column);
    if rolling {
        let at = rect.right_top();
        painted(ui, at, Align2::RIGHT_TOP, ROLLING.trim_end(), font, color, width * (1.0 - COLUMNS[0]) + column);
    }
    for (galley, end) in galleys.into_iter().zip(COLUMNS) {
        let at = rect.left_bottom() + vec2(width * end, -galley.size().y - 2.0);
        ui.painter().galley(at, galley, color);
    }
}

/// One series: its name, its value before and its value after; periods of its own stand below.
fn row(ui: &mut Ui, cx: &UiContext, pair: &BeforeAfter, heads: &[String; 2], bare: bool) {
    let tokens = theme::tokens(ui);
    let width = ui.available_width();
    let sides = [&pair.before, &pair.after];
    let own = sides.iter().zip(heads).any(|(side, head)| side.period != **head);
    let high = if own { ROW + 13.0 } else { ROW };
    let (rect, response) = ui.allocate_exact_size(vec2(width, high), Sense::hover());
    let lines = &cx.model.drawn().answer.trajectories.lines;
    let color = lines.iter().position(|line| line.code == pair.line).and_then(|at| cx.colors.get(at));
    ui.painter().circle_filled(rect.left_top() + vec2(4.0, ROW / 2.0), 3.5, paint(*color.unwrap_or(&tokens.muted)));
    let (regular, strong) = (theme::font(Weight::Regular, 12.0), theme::font(Weight::SemiBold, 12.0));
    let cell = width * (COLUMNS[1] - COLUMNS[0]) - 4.0;
    let name = rect.left_top() + vec2(13.0, ROW / 2.0);
    let room = width * COLUMNS[0] - cell - 13.0;
    painted(ui, name, Align2::LEFT_CENTER, &pair.label, regular, paint(tokens.ink), room);
    for ((side, head), end) in sides.into_iter().zip(heads).zip(COLUMNS) {
        let at = rect.left_top() + vec2(width * end, ROW / 2.0);
        // As the table marks an estimate; the words stand in the note.
        let mark = if side.estimated { " ~" } else { "" };
        let unit = if bare { "" } else { &side.unit };
        let value = format!("{} {unit}", side.number).trim_end().to_owned() + mark;
        painted(ui, at, Align2::RIGHT_CENTER, &value, strong.clone(), paint(tokens.ink), cell);
        if side.period != *head {
            let (small, at) = (theme::font(Weight::Regular, 10.5), at + vec2(0.0, ROW - 3.0));
            let period = side.period.trim_start_matches(ROLLING);
            painted(ui, at, Align2::RIGHT_CENTER, period, small, paint(tokens.muted), cell + 14.0);
        }
    }
    let (before, after) = (&pair.before, &pair.after);
    let words =
        format!("{}: {} ({}), then {} ({})", pair.label, before.value(), before.period, after.value(), after.period);
    let spoken = words.clone();
    response.widget_info(move || WidgetInfo::labeled(Role::Label, true, spoken.clone()));
    response.on_hover_text(format!("{words}. {}", pair.change));
}

/// Whom it concerns, how sure it is, and where it can be read.
fn checked(ui: &mut Ui, cx: &UiContext, event: &Event) {
    let dataset = cx.model.dataset();
    let countries: Vec<String> = event.countries.iter().map(|code| place(dataset, code)).collect();
    let all = |list: &[String]| if list.is_empty() { "all".to_owned() } else { list.join(", ") };
    muted(ui, format!("Concerns: {}", all(&countries)));
    muted(ui, format!("Sectors: {}", all(&event.sectors)));
    references(ui, "Legal source", &event.legal_sources());
    if !event.confidence.is_empty() {
        muted(ui, format!("How sure: {}", event.confidence));
    }
    if event.source.is_empty() {
        muted(ui, "No source given");
    }
    references(ui, "Source", &event.sources());
    muted(
        ui,
        match event.as_known_on {
            Some(date) => format!("As known on {}", date.words()),
            None => "When this was last checked is not recorded".to_owned(),
        },
    );
}

/// The name of an economy that an event names.
fn place(dataset: &crate::data::Dataset, code: &str) -> String {
    use crate::data::Axis;
    if code.eq_ignore_ascii_case("WLD") {
        return "everyone".to_owned();
    }
    let member = [Axis::Partner, Axis::Reporter].into_iter().find_map(|axis| {
        let dimension = dataset.dimension(axis);
        dimension.id_of(code).map(|id| dimension.get(id).label.clone())
    });
    member.unwrap_or_else(|| country_label(code))
}

/// A word and what it stands for, each a link where it has an address.
fn references(ui: &mut Ui, word: &str, references: &[Reference]) {
    let tokens = theme::tokens(ui);
    for reference in references {
        let label = format!("{word}: {}", reference.text);
        match &reference.url {
            Some(url) => {
                let link = egui::Hyperlink::from_label_and_url(
                    text(label, Weight::Regular, theme::SMALL, tokens.accent),
                    url.clone(),
                );
                ui.add(link.open_in_new_tab(true)).on_hover_text(url);
            }
            None => {
                muted(ui, label);
            }
        }
    }
}

fn buttons(ui: &mut Ui, cx: &mut UiContext, event: &Event) {
    if small_button(ui, "Edit…", "Edit event").clicked() {
        cx.send(Command::Show(Dialog::Event(Box::new(EventForm::of(event)))));
    }
    let hidden = cx.model.document().view().events.off.contains(&event.id);
    let label = if hidden { "Show on chart" } else { "Hide on chart" };
    if small_button(ui, label, label).clicked() {
        cx.change(Change::EventShown(event.id));
    }
    if small_button(ui, "Delete", "Delete event").clicked() {
        cx.send(Command::SelectEvent(None));
        cx.change(Change::DeleteEvent(event.id));
    }
    if small_button(ui, "Close", "Close event card").clicked() {
        cx.send(Command::SelectEvent(None));
    }
}
