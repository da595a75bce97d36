//! The question about a file's columns: its first rows, and what each column is.

use egui::{Align, Layout, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};
use egui_phosphor::regular as icon;

use super::Scene;
use super::theme;
use super::widgets::{muted, named, primary_button, text};
use crate::app::{Command, MappingDialog};
use crate::chart::Weight;
use crate::data::{Flow, Unit};
use crate::import::{ColumnRole, Mapping};

/// The roles offered for a column, besides those that the reader proposes.
const ROLES: [ColumnRole; 16] = [
    ColumnRole::Ignore,
    ColumnRole::Period,
    ColumnRole::Year,
    ColumnRole::SubPeriod,
    ColumnRole::Reporter,
    ColumnRole::ReporterName,
    ColumnRole::Partner,
    ColumnRole::PartnerName,
    ColumnRole::Sector,
    ColumnRole::SectorName,
    ColumnRole::Flow,
    ColumnRole::Value,
    ColumnRole::ValueFor(Flow::Export),
    ColumnRole::ValueFor(Flow::Import),
    ColumnRole::ValueFor(Flow::Balance),
    ColumnRole::Status,
];

/// Draws the dialog's content.
pub fn show(ui: &mut Ui, scene: &mut Scene, dialog: &MappingDialog) {
    let tokens = theme::tokens(ui);
    ui.label(text("What is in these columns?", Weight::SemiBold, 18.0, tokens.ink));
    muted(
        ui,
        format!(
            "{}: Saldo never guesses in silence. Your answer is remembered for files with this header.",
            dialog.question.source.name()
        ),
    );
    for problem in &dialog.question.problems {
        let problem = format!("{}  {problem}", icon::QUESTION);
        ui.add(egui::Label::new(text(problem, Weight::Medium, 13.5, tokens.accent)).wrap());
    }
    ui.add_space(6.0);
    let mut mapping = dialog.mapping.clone();
    preview(ui, dialog, &mut mapping);
    ui.add_space(8.0);
    whole_file(ui, &mut mapping);
    flow_words(ui, dialog, &mut mapping);
    ui.add_space(8.0);
    match &dialog.outcome {
        Ok(words) => ui.add(egui::Label::new(text(words, Weight::Regular, 13.0, tokens.ink)).wrap()),
        Err(missing) => {
            let missing = format!("{} {missing}", icon::WARNING);
            ui.add(egui::Label::new(text(missing, Weight::Medium, 13.0, tokens.deficit)).wrap())
        }
    };
    ui.add_space(6.0);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.add_enabled_ui(dialog.outcome.is_ok(), |ui| {
            if named(primary_button(ui, "Open with these columns"), "Open with these columns").clicked() {
                scene.give(Command::UseMapping);
            }
        });
        if ui.button("Cancel").clicked() {
            scene.give(Command::CloseDialog);
        }
        if ui.button("Save columns\u{2026}").on_hover_text("Write these roles to a file that --mapping takes").clicked()
        {
            scene.give(Command::SaveMapping);
        }
    });
    if mapping != dialog.mapping {
        scene.give(Command::EditMapping(Box::new(mapping)));
    }
}

/// The first rows, with a menu for the role over each column.
fn preview(ui: &mut Ui, dialog: &MappingDialog, mapping: &mut Mapping) {
    let table = &dialog.question.table;
    let columns = mapping.columns.len().min(60);
    ScrollArea::horizontal().id_salt("mapping").auto_shrink([false, true]).show(ui, |ui| {
        TableBuilder::new(ui)
            .id_salt("first rows")
            .columns(Column::initial(136.0).clip(true), columns)
            .vscroll(false)
            .header(58.0, |mut header| {
                for column in 0..columns {
                    header.col(|ui| {
                        let name = table.header.get(column).map_or("", String::as_str);
                        ui.vertical(|ui| {
                            let ink = theme::tokens(ui).ink;
                            ui.add(egui::Label::new(text(name, Weight::SemiBold, 12.5, ink)).truncate());
                            role_menu(ui, column, name, &mut mapping.columns[column]);
                        });
                    });
                }
            })
            .body(|body| {
                body.rows(22.0, table.rows.len().min(7), |mut row| {
                    let cells = &table.rows[row.index()];
                    for column in 0..columns {
                        row.col(|ui| {
                            let ignored = mapping.columns[column] == ColumnRole::Ignore;
                            let tokens = theme::tokens(ui);
                            let color = if ignored { tokens.faint } else { tokens.ink };
                            let content = cells.get(column).map_or("", String::as_str);
                            ui.add(egui::Label::new(text(content, Weight::Regular, 12.5, color)).truncate());
                        });
                    }
                });
            });
    });
}

fn role_menu(ui: &mut Ui, column: usize, name: &str, role: &mut ColumnRole) {
    let combo = egui::ComboBox::from_id_salt(("role", column)).selected_text(role.words()).width(120.0);
    let inner = combo.show_ui(ui, |ui| {
        for offered in ROLES {
            ui.selectable_value(role, offered, offered.words());
        }
    });
    named(inner.response, &format!("Role of column {name}"));
}

/// What holds for the whole file: flow and unit where no column says them.
fn whole_file(ui: &mut Ui, mapping: &mut Mapping) {
    ui.horizontal_wrapped(|ui| {
        let says_flow = mapping.columns.iter().any(|role| matches!(role, ColumnRole::Flow | ColumnRole::ValueFor(_)));
        if !says_flow {
            ui.label("All values are");
            let word = mapping.default_flow.map_or("not decided", Flow::word);
            let combo = egui::ComboBox::from_id_salt("default flow").selected_text(word);
            let inner = combo.show_ui(ui, |ui| {
                for flow in [Flow::Export, Flow::Import, Flow::Balance] {
                    ui.selectable_value(&mut mapping.default_flow, Some(flow), flow.word());
                }
            });
            named(inner.response, "Flow of all values");
        }
        ui.label("in");
        let current = mapping.unit.as_ref().map_or("units not stated".to_owned(), Unit::words);
        let inner = egui::ComboBox::from_id_salt("unit").selected_text(current).width(170.0).show_ui(ui, |ui| {
            for (currency, exponent) in [
                ("USD", 0),
                ("USD", 3),
                ("USD", 6),
                ("USD", 9),
                ("JPY", 3),
                ("JPY", 6),
                ("JPY", 8),
                ("JPY", 9),
                ("EUR", 0),
                ("EUR", 3),
                ("EUR", 6),
            ] {
                let unit = Unit::currency(currency, exponent);
                let words = unit.words();
                ui.selectable_value(&mut mapping.unit, Some(unit), words);
            }
        });
        named(inner.response, "Unit of all values");
    });
}

/// The most different words of a flow column that are asked about.
const WORDS: usize = 8;

/// What each word or number of the flow column means: 1 is an export in Japan and an import at Eurostat.
fn flow_words(ui: &mut Ui, dialog: &MappingDialog, mapping: &mut Mapping) {
    let Some(column) = mapping.columns.iter().position(|role| *role == ColumnRole::Flow) else { return };
    let mut words: Vec<&str> = Vec::new();
    for row in &dialog.question.table.rows {
        let word = row.get(column).map_or("", |cell| cell.trim());
        if !word.is_empty() && !words.contains(&word) && words.len() < WORDS {
            words.push(word);
        }
    }
    ui.horizontal_wrapped(|ui| {
        for word in words {
            let known = mapping.flow_words.iter().position(|(text, _)| text == word);
            let current = known.map(|at| mapping.flow_words[at].1).or_else(|| Flow::parse(word));
            ui.label(format!("\u{201c}{word}\u{201d} is"));
            let mut chosen = current;
            let combo = egui::ComboBox::from_id_salt(("flow word", word))
                .selected_text(current.map_or("not decided", Flow::word));
            let inner = combo.show_ui(ui, |ui| {
                for flow in Flow::ALL {
                    ui.selectable_value(&mut chosen, Some(flow), flow.word());
                }
            });
            named(inner.response, &format!("Meaning of {word}"));
            if let (Some(flow), true) = (chosen, chosen != current) {
                mapping.flow_words.retain(|(text, _)| text != word);
                mapping.flow_words.push((word.to_owned(), flow));
            }
        }
    });
}
