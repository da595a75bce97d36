//! The About tab: publisher, basis, unit, definitions, notes, and what the import did with every row.

use egui::Ui;

use super::events::as_known_on;
use super::widgets::{muted, small_button, text, tooltip};
use super::{UiContext, audit, theme};
use crate::app::Command;
use crate::chart::Weight;
use crate::data::{ColumnUse, ImportReport, Meta, Outcome, Subject, minus_signed};

/// So many columns of a kind are listed; a table may have one for each month.
const COLUMNS: usize = 40;

/// Where it is kept whether what the import did is to come into view: it stands far below the top.
pub(super) fn seeks_import() -> egui::Id {
    egui::Id::unique("what the import did is looked for")
}

/// Draws the tab.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext) {
    let dataset = std::sync::Arc::clone(cx.model.dataset());
    ui.spacing_mut().item_spacing.y = 4.0;
    described(ui, &dataset.meta);
    gap(ui, cx, &dataset.meta);
    explained(ui, &dataset.meta);
    let notes = &cx.model.drawn().answer.trajectories.notes;
    if !notes.is_empty() {
        section(ui, "ABOUT THIS VIEW");
        for note in notes {
            paragraph(ui, &note.to_string());
        }
    }
    events(ui, cx);
    section(ui, "WHAT PROVES IT");
    audit::summary(ui, &dataset.audit);
    ui.add_space(4.0);
    audit::list(ui, &dataset.audit, "about");
    imported(ui, cx, &dataset.report);
    columns(ui, &dataset.report.columns);
}

/// The gap that a published file closes, and the way to close it.
fn gap(ui: &mut Ui, cx: &mut UiContext, meta: &Meta) {
    let Some(closing) = &meta.closing else { return };
    section(ui, "A GAP THAT A FILE CLOSES");
    paragraph(ui, &format!("{} to {}. These files have what is missing:", closing.from.words(), closing.to.words()));
    closing.files.iter().for_each(|file| paragraph(ui, file));
    let definition = Command::FillGap.definition();
    if small_button(ui, &definition.text, &definition.text).on_hover_text(&definition.tooltip).clicked() {
        cx.send(Command::FillGap);
    }
}

/// How many events stand beside the figures, and how old what is known of them is.
fn events(ui: &mut Ui, cx: &UiContext) {
    let events = &cx.model.document().events;
    if events.is_empty() {
        return;
    }
    section(ui, "EVENTS");
    let known = as_known_on(events).map_or_else(String::new, |known| format!(": {known}"));
    paragraph(ui, &format!("{} events{known}. Own and imported ones are as they were entered.", counted(events.len())));
}

/// Columns that are used, then those that are not with the reason.
fn columns(ui: &mut Ui, columns: &[ColumnUse]) {
    if columns.is_empty() {
        return;
    }
    section(ui, "COLUMNS OF THE FILE");
    let used = columns.iter().filter(|column| column.used).count();
    paragraph(ui, &format!("{} used, {} left out", counted(used), counted(columns.len() - used)));
    for (wanted, most) in [(false, COLUMNS), (true, COLUMNS)] {
        let these = || columns.iter().filter(move |column| column.used == wanted);
        for column in these().take(most) {
            let name = if column.name.is_empty() { "(no name)" } else { &column.name };
            let (state, why) = if wanted { ("used", &column.role) } else { ("left out", &column.reason) };
            ui.add_space(2.0);
            let color = theme::tokens(ui).ink;
            ui.add(egui::Label::new(text(name, Weight::Medium, 12.5, color)).wrap().selectable(true));
            muted(ui, format!("{state}: {why}"));
        }
        let more = these().count().saturating_sub(most);
        if more > 0 {
            muted(ui, format!("and {} more {}", counted(more), if wanted { "used" } else { "left out" }));
        }
    }
}

fn counted(count: usize) -> String {
    minus_signed(&count.to_string())
}

fn section(ui: &mut Ui, title: &str) -> egui::Response {
    ui.add_space(10.0);
    ui.label(text(title, Weight::SemiBold, 10.5, theme::tokens(ui).muted))
}

fn paragraph(ui: &mut Ui, content: &str) {
    let color = theme::tokens(ui).ink;
    let label = egui::Label::new(text(content, Weight::Regular, 12.5, color)).wrap().selectable(true);
    ui.add(label);
    ui.add_space(2.0);
}

fn pair(ui: &mut Ui, name: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    muted(ui, name);
    paragraph(ui, value);
}

fn described(ui: &mut Ui, meta: &Meta) {
    let color = theme::tokens(ui).ink;
    ui.add(egui::Label::new(text(&meta.title, Weight::SemiBold, 15.0, color)).wrap());
    pair(ui, "Publisher", &meta.publisher);
    pair(ui, "Vintage", &meta.vintage);
    // Both is also what is not stated.
    let subject = if meta.subject == Subject::All { String::new() } else { format!(", {}", meta.subject.words()) };
    pair(ui, "Basis", &format!("{}{subject}", meta.basis.words()));
    pair(ui, "Unit", &meta.unit.words());
    pair(ui, "Valuation", &meta.valuation);
}

/// Definitions, notes and sources.
fn explained(ui: &mut Ui, meta: &Meta) {
    let color = theme::tokens(ui).ink;
    if !meta.definitions.is_empty() {
        section(ui, "DEFINITIONS");
        for definition in &meta.definitions {
            ui.label(text(&definition.term, Weight::SemiBold, 12.5, color));
            paragraph(ui, &definition.text);
        }
    }
    if !meta.notes.is_empty() {
        section(ui, "NOTES");
        meta.notes.iter().for_each(|note| paragraph(ui, note));
    }
    if !meta.sources.is_empty() {
        section(ui, "SOURCES");
        for source in &meta.sources {
            if source.starts_with("https://") || source.starts_with("http://") {
                ui.add(egui::Hyperlink::from_label_and_url(
                    text(source, Weight::Regular, 12.0, theme::tokens(ui).accent),
                    source,
                ));
            } else {
                paragraph(ui, source);
            }
        }
    }
}

fn imported(ui: &mut Ui, cx: &mut UiContext, report: &ImportReport) {
    let heading = section(ui, "WHAT THE IMPORT DID");
    if ui.data_mut(|data| data.remove_temp::<bool>(seeks_import())).is_some() {
        heading.scroll_to_me(Some(egui::Align::TOP));
    }
    let rows = report.rows;
    let number = |n: u64| minus_signed(&n.to_string());
    paragraph(
        ui,
        &format!(
            "{} rows read = {} used + {} left out + {} rejected",
            number(rows.read),
            number(rows.used),
            number(rows.left_out),
            number(rows.rejected)
        ),
    );
    let form = [report.format.as_str(), report.encoding.as_str(), report.delimiter.as_str()];
    pair(ui, "Read as", &form.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(", "));
    let file = !cx.model.document().source.starts_with("library:");
    if file {
        ui.add_space(4.0);
        let name = Command::AskColumns.definition().text;
        if small_button(ui, &name, &name).on_hover_text(tooltip(ui, &Command::AskColumns)).clicked() {
            cx.send(Command::AskColumns);
        }
    }
    for (at, reason) in report.reasons.iter().enumerate() {
        let word = if reason.outcome == Outcome::LeftOut { "left out" } else { "rejected" };
        paragraph(
            ui,
            &format!("{} {word}: {} (first in line {})", number(reason.count), reason.reason, reason.first_line),
        );
        if !reason.lines.is_empty() {
            let name = format!("Show those rows: {}", reason.reason);
            if small_button(ui, "Show those rows", &name).clicked() {
                cx.send(Command::ShowRows(at));
            }
            ui.add_space(4.0);
        }
    }
    for warning in &report.warnings {
        paragraph(ui, warning);
    }
}
