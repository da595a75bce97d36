//! The card of an event: what happened, how sure, where it can be checked, and the series before and after.

use std::collections::HashSet;
use std::sync::Arc;

use egui::{Align2, Role, Sense, Ui, WidgetInfo, vec2};

use super::UiContext;
use super::icon;
use super::memo::memo;
use super::theme::{self, paint};
use super::widgets::{card, muted, named, painted, small_button, text};
use crate::app::{Command, Dialog, EventForm, country_label};
use crate::chart::Weight;
use crate::data::{Event, Reference};
use crate::insight::{Scope, before_after, other_subject, traded};
use crate::query::LineRole;
use crate::session::Change;
use crate::words::{Comparison, Language, Side, narrator};

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
    let shown = traded(&document.dataset, document.view());
    let other = other_subject(event, shown)
        .map(|concerned| narrator(Language::default(), &document.dataset).other_subject(concerned, shown));
    let warning = other.or_else(|| match scope {
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
    let Some(first) = said.pairs.first() else {
        for note in &said.notes {
            muted(ui, note);
        }
        return;
    };
    let heads = [first.before.period.clone(), first.after.period.clone()];
    ui.add_space(4.0);
    let columns = Columns::new(ui, &said.pairs, said.unit.is_some());
    head(ui, &heads, said.unit.as_deref().unwrap_or_default(), &columns);
    for pair in &said.pairs {
        row(ui, cx, pair, (&heads, said.unit.is_some()), &columns);
    }
    for note in &said.notes {
        muted(ui, note);
    }
}

/// What the card says of the series on both sides of an event.
struct Compared {
    pairs: Vec<Comparison>,
    notes: Vec<String>,
    /// The unit of all values, where they have one: it stands over them once.
    unit: Option<String>,
}

impl Compared {
    fn new(cx: &UiContext, event: &Event) -> Self {
        let document = cx.model.document();
        let trajectories = &cx.model.drawn().answer.trajectories;
        let narrator = narrator(Language::default(), &document.dataset);
        let pairs = before_after(event, &document.dataset, &cx.model.drawn().view, trajectories);
        let mut pairs: Vec<Comparison> = pairs.iter().map(|pair| narrator.comparison(pair)).collect();
        let mut notes: Vec<String> = Vec::new();
        let more = pairs.len().saturating_sub(MOST_ROWS);
        let compared: HashSet<String> = pairs.iter().map(|pair| pair.line.clone()).collect();
        pairs.truncate(MOST_ROWS);
        if more > 0 {
            notes.push(format!("and {more} more: see the table"));
        }
        notes.extend(notes_of(&pairs));
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
        let sides = |pair: &Comparison| [pair.before.unit.clone(), pair.after.unit.clone()];
        let unit = first.filter(|first| pairs.iter().flat_map(sides).all(|unit| unit == *first));
        Self { pairs, notes, unit }
    }
}

/// Height of a row.
const ROW: f32 = 17.0;
/// Between the name and the columns of values.
const GAP: f32 = 8.0;
/// From the edge to a name, behind its dot.
const NAME: f32 = 13.0;
/// A period over a column of values takes more than one line before it makes the column wider than this.
const PERIOD: f32 = 58.0;

/// How a rolling year begins; said once for both columns.
const ROLLING: &str = "12 months to ";

/// Where names and values of the comparison stand. A number is never cut: names give way.
struct Columns {
    /// How wide the columns of values are.
    values: [f32; 2],
    /// How wide a name may be.
    name: f32,
}

impl Columns {
    fn new(ui: &Ui, pairs: &[Comparison], has_unit_above: bool) -> Self {
        let width = |text: String| {
            ui.painter().layout_no_wrap(text, strong(), egui::Color32::PLACEHOLDER).size().x.ceil() + 1.0
        };
        let of_side = |side: &Side| {
            let period = width(side.period.trim_start_matches(ROLLING).to_owned()).min(PERIOD);
            width(written(side, has_unit_above)).max(period)
        };
        let widest = |side: fn(&Comparison) -> &Side| pairs.iter().map(side).map(of_side).fold(0.0, f32::max);
        let values = [widest(|pair| &pair.before), widest(|pair| &pair.after)];
        let name = ui.available_width() - NAME - values.iter().map(|wide| wide + GAP).sum::<f32>();
        Self { values, name: name.max(0.0) }
    }

    /// The right ends of the columns of values in a row.
    fn ends(&self, row: egui::Rect) -> [f32; 2] {
        [row.right() - self.values[1] - GAP, row.right()]
    }
}

fn strong() -> egui::FontId {
    theme::font(Weight::SemiBold, 12.0)
}

/// A value as the card writes it; an estimate is marked as in the table, the words stand in the note.
fn written(side: &Side, has_unit_above: bool) -> String {
    let unit = if has_unit_above { "" } else { &side.unit };
    let mark = if side.estimated { " ~" } else { "" };
    format!("{} {unit}", side.number).trim_end().to_owned() + mark
}

/// Periods above or below values: in as many lines as they need.
fn periods(ui: &Ui, texts: [&str; 2], font: &egui::FontId, columns: &Columns) -> [Arc<egui::Galley>; 2] {
    let color = paint(theme::tokens(ui).muted);
    [0, 1].map(|at| {
        let text = texts[at].to_owned();
        let mut job = egui::text::LayoutJob::simple(text, font.clone(), color, columns.values[at]);
        job.halign = egui::Align::RIGHT;
        ui.painter().layout_job(job)
    })
}

fn tallest(galleys: &[Arc<egui::Galley>; 2]) -> f32 {
    galleys.iter().map(|galley| galley.size().y).fold(0.0, f32::max)
}

/// The periods over the columns of values, and their unit.
fn head(ui: &mut Ui, heads: &[String; 2], unit: &str, columns: &Columns) {
    let rolling = heads.iter().all(|head| head.starts_with(ROLLING));
    let heads = heads.each_ref().map(|head| if rolling { head.trim_start_matches(ROLLING) } else { head });
    let color = paint(theme::tokens(ui).muted);
    let galleys = periods(ui, heads, &theme::font(Weight::Medium, 11.0), columns);
    let above = if rolling { ROW - 3.0 } else { 0.0 };
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), tallest(&galleys) + above + 2.0), Sense::hover());
    let font = theme::font(Weight::Regular, 11.0);
    let at = rect.left_bottom() - vec2(0.0, 2.0);
    painted(ui, at, Align2::LEFT_BOTTOM, unit, font.clone(), color, columns.name + NAME);
    if rolling {
        let room = columns.values.iter().sum::<f32>() + GAP;
        painted(ui, rect.right_top(), Align2::RIGHT_TOP, ROLLING.trim_end(), font, color, room);
    }
    for (galley, end) in galleys.into_iter().zip(columns.ends(rect)) {
        let at = egui::pos2(end, rect.bottom() - galley.size().y - 2.0);
        ui.painter().galley(at, galley, color);
    }
}

/// One series: its name, its value before and its value after; periods of its own stand below.
fn row(
    ui: &mut Ui,
    cx: &UiContext,
    pair: &Comparison,
    (heads, has_unit_above): (&[String; 2], bool),
    columns: &Columns,
) {
    let tokens = theme::tokens(ui);
    let sides = [&pair.before, &pair.after];
    let own = [0, 1].map(|at| if sides[at].period == heads[at] { "" } else { &sides[at].period });
    let own = own.map(|period| period.trim_start_matches(ROLLING));
    let below = periods(ui, own, &theme::font(Weight::Regular, 10.5), columns);
    let high = if own == [""; 2] { ROW } else { ROW + tallest(&below) - 1.0 };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), high), Sense::hover());
    let lines = &cx.model.drawn().answer.trajectories.lines;
    let color = lines.iter().position(|line| line.code == pair.line).and_then(|at| cx.colors.get(at));
    let middle = ROW / 2.0;
    ui.painter().circle_filled(rect.left_top() + vec2(4.0, middle), 3.5, paint(*color.unwrap_or(&tokens.muted)));
    let name = rect.left_top() + vec2(NAME, middle);
    let regular = theme::font(Weight::Regular, 12.0);
    painted(ui, name, Align2::LEFT_CENTER, &pair.label, regular, paint(tokens.ink), columns.name);
    for (at, (side, below)) in sides.into_iter().zip(below).enumerate() {
        let end = columns.ends(rect)[at];
        let (pos, value) = (egui::pos2(end, rect.top() + middle), written(side, has_unit_above));
        painted(ui, pos, Align2::RIGHT_CENTER, &value, strong(), paint(tokens.ink), columns.values[at]);
        ui.painter().galley(egui::pos2(end, rect.top() + ROW - 3.0), below, paint(tokens.muted));
    }
    let (before, after) = (&pair.before, &pair.after);
    let words =
        format!("{}: {} ({}), then {} ({})", pair.label, before.value, before.period, after.value, after.period);
    let spoken = words.clone();
    response.widget_info(move || WidgetInfo::labeled(Role::Label, true, spoken.clone()));
    response.on_hover_text(format!("{words}. {}", pair.change));
}

/// Whom it concerns, how sure it is, and where it can be read.
fn checked(ui: &mut Ui, cx: &UiContext, event: &Event) {
    let dataset = cx.model.dataset();
    let all = |list: &[String]| if list.is_empty() { "all".to_owned() } else { list.join(", ") };
    muted(ui, format!("Concerns: {}", concerned(dataset, &event.countries)));
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

/// Whom an event concerns: "the United States and everyone else".
fn concerned(dataset: &crate::data::Dataset, codes: &[String]) -> String {
    let (world, named): (Vec<&String>, Vec<&String>) = codes.iter().partition(|code| code.eq_ignore_ascii_case("WLD"));
    let named: Vec<String> = named.into_iter().map(|code| place(dataset, code)).collect();
    match (named.is_empty(), world.is_empty()) {
        (true, true) => "all".to_owned(),
        (true, false) => "everyone".to_owned(),
        (false, true) => named.join(", "),
        (false, false) => format!("{} and everyone else", named.join(", ")),
    }
}

/// The name of an economy that an event names.
fn place(dataset: &crate::data::Dataset, code: &str) -> String {
    use crate::data::Axis;
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

/// What must be known of the pairs, each note once; of which of them, where it is not said of all.
fn notes_of(pairs: &[Comparison]) -> Vec<String> {
    let mut told: Vec<(&str, Vec<&str>)> = Vec::new();
    for pair in pairs {
        for note in &pair.notes {
            match told.iter_mut().find(|(known, _)| *known == note) {
                Some((_, labels)) => labels.push(&pair.label),
                None => told.push((note, vec![&pair.label])),
            }
        }
    }
    let said = |(note, labels): (&str, Vec<&str>)| {
        if labels.len() == pairs.len() { note.to_owned() } else { format!("{}: {note}", labels.join(", ")) }
    };
    told.into_iter().map(said).collect()
}
