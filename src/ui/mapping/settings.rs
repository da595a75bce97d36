//! What holds for the whole file: flow, reporter, unit, which rows; folded away, how it is written and what is a total.

use egui::{Id, Ui};

use super::fields::{folded, label, pick};
use super::{totals, written};
use crate::app::{Command, MappingDialog};
use crate::data::{CURRENCIES, Flow, Unit, UnitKind, country};
use crate::import::{ColumnRole, Mapping};
use crate::ui::UiContext;
use crate::ui::theme;
use crate::ui::widgets::{muted, small_button};

/// The most different words of a flow column that are asked about.
const WORDS: usize = 8;
/// The powers of ten that are offered.
const POWERS: [(u8, &str); 7] = [
    (0, "units"),
    (3, "thousands"),
    (4, "ten thousands (\u{4e07})"),
    (6, "millions"),
    (8, "hundred millions (\u{5104})"),
    (9, "billions"),
    (12, "trillions"),
];
/// The unit of a file that does not state one.
const NOT_STATED: &str = "units (not stated)";

/// Draws the settings, and changes `mapping` where a person does.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext, dialog: &MappingDialog, mapping: &mut Mapping) {
    egui::Grid::new("whole file").num_columns(2).spacing([16.0, 8.0]).min_col_width(88.0).show(ui, |ui| {
        table(ui, cx, dialog);
        flow(ui, mapping);
        flow_words(ui, dialog, mapping);
        signs(ui, mapping);
        reporter(ui, mapping);
        unit(ui, dialog, mapping);
        rows(ui, dialog, mapping);
    });
    ui.add_space(6.0);
    folded(ui, "How the file is written", &written::in_force(dialog, mapping), |ui| {
        written::show(ui, dialog, mapping);
    });
    folded(ui, "Totals and groups", &totals::in_force(dialog), |ui| totals::show(ui, dialog, mapping));
    if let Some(why) = &dialog.refused {
        let tokens = theme::tokens(ui);
        let why = crate::ui::widgets::text(why, crate::chart::Weight::Medium, theme::BODY, tokens.deficit);
        ui.add(egui::Label::new(why).wrap());
    }
}

/// Which table of the file this is, and the way to the others.
fn table(ui: &mut Ui, cx: &mut UiContext, dialog: &MappingDialog) {
    let part = dialog.question.source.part_name();
    if part.is_empty() {
        return;
    }
    label(ui, "Table");
    ui.horizontal(|ui| {
        let color = theme::tokens(ui).ink;
        let name = crate::ui::widgets::text(&part, crate::chart::Weight::Medium, theme::BODY, color);
        ui.add(egui::Label::new(name).truncate());
        if small_button(ui, "Other tables\u{2026}", "Other tables").clicked() {
            cx.send(Command::OtherTables);
        }
    });
    ui.end_row();
}

/// The flow of all values, where no column tells.
fn flow(ui: &mut Ui, mapping: &mut Mapping) {
    let tells = |role: &ColumnRole| {
        matches!(
            role,
            ColumnRole::Flow | ColumnRole::ValueFor(_) | ColumnRole::FlowPeriodValue(..) | ColumnRole::Series
        )
    };
    if mapping.columns.iter().any(tells) {
        return;
    }
    label(ui, "All values are");
    let shown = mapping.default_flow.map_or("exports or imports?", plural);
    pick(ui, "Flow of all values", 190.0, &mut mapping.default_flow, shown, || {
        [Flow::Export, Flow::Import, Flow::Balance].map(|flow| (Some(flow), plural(flow).to_owned())).to_vec()
    });
    ui.end_row();
}

/// A flow as a person says it of many values.
pub(super) const fn plural(flow: Flow) -> &'static str {
    match flow {
        Flow::Export => "exports",
        Flow::Import => "imports",
        Flow::ReExport => "re-exports",
        Flow::ReImport => "re-imports",
        Flow::Balance => "balances",
    }
}

/// What each word or number of the flow column means: 1 is an export in Japan and an import at Eurostat.
fn flow_words(ui: &mut Ui, dialog: &MappingDialog, mapping: &mut Mapping) {
    let Some(column) = mapping.column_of(ColumnRole::Flow) else { return };
    for word in dialog.question.distinct(column, WORDS) {
        let known = mapping.flow_words.iter().position(|(text, _)| text == word);
        if known.is_none() && Flow::parse(word).is_some() {
            // "Import" needs no explanation.
            continue;
        }
        let current = known.map(|at| mapping.flow_words[at].1).or_else(|| Flow::parse(word));
        label(ui, &format!("\u{201c}{word}\u{201d} means"));
        let mut chosen = current;
        let shown = current.map_or("exports or imports?", plural);
        pick(ui, &format!("Meaning of {word}"), 190.0, &mut chosen, shown, || {
            Flow::ALL.map(|flow| (Some(flow), plural(flow).to_owned())).to_vec()
        });
        if let (Some(flow), true) = (chosen, chosen != current) {
            mapping.flow_words.retain(|(text, _)| text != word);
            mapping.flow_words.push((word.to_owned(), flow));
        }
        ui.end_row();
    }
}

/// Which way balances are counted, where there are any; imports below zero, where the file has them.
fn signs(ui: &mut Ui, mapping: &mut Mapping) {
    let of_columns = |role: &ColumnRole| {
        matches!(role, ColumnRole::ValueFor(Flow::Balance) | ColumnRole::FlowPeriodValue(Flow::Balance, _))
    };
    let has_balances = mapping.default_flow == Some(Flow::Balance) || mapping.columns.iter().any(of_columns);
    let offered =
        [(Flow::Balance, "A balance above zero is a deficit"), (Flow::Import, "Imports are written below zero")];
    let shown = |flow: Flow| mapping.other_sign.contains(&flow) || flow == Flow::Balance && has_balances;
    let shown: Vec<(Flow, &str)> = offered.into_iter().filter(|(flow, _)| shown(*flow)).collect();
    if shown.is_empty() {
        return;
    }
    label(ui, "Signs");
    ui.vertical(|ui| {
        for (flow, words) in shown {
            let mut turned = mapping.other_sign.contains(&flow);
            if ui.checkbox(&mut turned, words).changed() {
                mapping.turn_sign(flow);
            }
        }
    });
    ui.end_row();
}

/// Who reports, where no column tells.
fn reporter(ui: &mut Ui, mapping: &mut Mapping) {
    if mapping.has(ColumnRole::Reporter) || mapping.has(ColumnRole::ReporterName) {
        return;
    }
    label(ui, "Reporter");
    let mut typed = mapping.default_reporter.clone().unwrap_or_default();
    let known = country::recognise(&typed);
    ui.vertical(|ui| {
        ui.horizontal(|ui| {
            let field =
                egui::TextEdit::singleline(&mut typed).hint_text("whose figures these are").desired_width(190.0);
            let response = ui.add(field);
            accessible(&response, "Reporter of all rows", &typed);
            if response.changed() {
                mapping.default_reporter = Some(typed.clone()).filter(|text| !text.trim().is_empty());
            }
            if let Some(known) = known.as_ref().filter(|known| known.label != typed) {
                muted(ui, &known.label);
            }
        });
        if known.is_none() && typed.trim().chars().count() >= 2 {
            let wanted = typed.trim().to_lowercase();
            let fits = |(_, name): &(&str, &str)| name.to_lowercase().contains(&wanted);
            ui.horizontal_wrapped(|ui| {
                for (_, name) in country::all().into_iter().filter(fits).take(4) {
                    if small_button(ui, name, &format!("Reporter {name}")).clicked() {
                        mapping.default_reporter = Some(name.to_owned());
                    }
                }
            });
        }
    });
    ui.end_row();
}

/// Gives a text field the name that screen readers and tests know it by.
pub(super) fn accessible(response: &egui::Response, name: &str, value: &str) {
    let (name, value) = (name.to_owned(), value.to_owned());
    response.widget_info(move || {
        let mut info = egui::WidgetInfo::text_edit(true, "", value.clone(), name.clone());
        info.label = Some(name.clone());
        info
    });
}

/// What is counted, and in which power of ten.
fn unit(ui: &mut Ui, dialog: &MappingDialog, mapping: &mut Mapping) {
    label(ui, "Amounts are in");
    let current = mapping.unit.clone().unwrap_or_else(|| Unit::other(NOT_STATED, 0));
    let mut chosen = current.clone();
    ui.horizontal(|ui| {
        let power = POWERS.iter().find(|(power, _)| *power == chosen.exponent).map(|(_, words)| (*words).to_owned());
        let shown = power.unwrap_or_else(|| format!("10^{}", chosen.exponent));
        pick(ui, "Multiplier of all values", 112.0, &mut chosen.exponent, &shown, || {
            POWERS.map(|(power, words)| (power, words.to_owned())).to_vec()
        });
        ui.label("of");
        let shown = if chosen.kind == UnitKind::Other(NOT_STATED.to_owned()) {
            "not stated".to_owned()
        } else {
            Unit { kind: chosen.kind.clone(), exponent: 0 }.noun().to_owned()
        };
        let proposed = dialog.question.mapping.unit.as_ref().map(|unit| unit.kind.clone());
        pick(ui, "Currency of all values", 128.0, &mut chosen.kind, &shown, || kinds(proposed, &current.kind));
        other_code(ui, &mut chosen.kind);
    });
    ui.end_row();
    if chosen != current {
        let stated = chosen != Unit::other(NOT_STATED, 0);
        mapping.unit = stated.then_some(chosen);
    }
}

/// Currencies, and what the reader found where that is no money.
fn kinds(proposed: Option<UnitKind>, current: &UnitKind) -> Vec<(UnitKind, String)> {
    let money = CURRENCIES.iter().map(|code| UnitKind::Currency((*code).to_owned()));
    let not_stated = UnitKind::Other(NOT_STATED.to_owned());
    let mut all: Vec<UnitKind> = proposed.into_iter().chain([current.clone(), not_stated]).collect();
    all.extend(money);
    let mut offered: Vec<UnitKind> = Vec::new();
    for kind in all {
        if !offered.contains(&kind) {
            offered.push(kind);
        }
    }
    offered.into_iter().map(|kind| (kind.clone(), kind_words(&kind))).collect()
}

fn kind_words(kind: &UnitKind) -> String {
    match kind {
        UnitKind::Other(name) if name == NOT_STATED => "not stated".to_owned(),
        UnitKind::Other(name) => name.clone(),
        UnitKind::Currency(code) => {
            let unit = Unit::currency(code, 0);
            if unit.noun() == code { code.clone() } else { format!("{} ({code})", unit.noun()) }
        }
    }
}

/// A field for any other currency by its code of three letters.
fn other_code(ui: &mut Ui, kind: &mut UnitKind) {
    let key = Id::unique("currency code");
    let current = match &kind {
        UnitKind::Currency(code) => code.clone(),
        UnitKind::Other(_) => String::new(),
    };
    let mut typed: String = ui.data(|data| data.get_temp(key)).unwrap_or_else(|| current.clone());
    let field = egui::TextEdit::singleline(&mut typed).hint_text("code").char_limit(3).desired_width(38.0);
    let field = field.margin(egui::vec2(8.0, 5.0)).clip_text(false);
    let response = ui.add(field).on_hover_text("Any currency, by its code of three letters (ISO 4217)");
    accessible(&response, "Currency code of all values", &typed);
    if response.changed() {
        let code = typed.trim().to_uppercase();
        if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
            *kind = UnitKind::Currency(code);
        }
    }
    // What is typed is kept while it is typed, and follows the menu otherwise.
    let typing = response.has_focus();
    ui.data_mut(|data| {
        if typing {
            data.insert_temp(key, typed);
        } else {
            data.remove::<String>(key);
        }
    });
}

/// Which rows are used, where a column tells several series apart.
fn rows(ui: &mut Ui, dialog: &MappingDialog, mapping: &mut Mapping) {
    if mapping.keep.is_empty() && !mapping.has(ColumnRole::Ignore) {
        return;
    }
    label(ui, "Rows");
    let header = &dialog.question.table.header;
    let name = |at: usize| header.get(at).map_or("", |name| name.trim());
    let kept = mapping.keep.first().cloned();
    let mut column = kept.as_ref().map(|(at, _)| *at);
    let shown = column.map_or_else(|| "all rows".to_owned(), |at| format!("only where {} is", name(at)));
    ui.horizontal(|ui| {
        pick(ui, "Which rows", 190.0, &mut column, &shown, || {
            let columns = (0..mapping.columns.len()).filter(|at| may_choose(dialog, mapping, *at));
            let only = columns.map(|at| (Some(at), format!("only where {} is", name(at))));
            std::iter::once((None, "all rows".to_owned())).chain(only).collect()
        });
        if let Some((at, text)) = &kept {
            let mut chosen = text.clone();
            pick(ui, "Value of the rows", 128.0, &mut chosen, text, || {
                let values = dialog.question.distinct(*at, 60);
                values.into_iter().map(|value| (value.to_owned(), value.to_owned())).collect()
            });
            if chosen != *text {
                mapping.keep.retain(|(column, _)| column != at);
                mapping.keep.insert(0, (*at, chosen));
            }
        }
    });
    ui.end_row();
    if column != kept.as_ref().map(|(at, _)| *at) {
        if let Some((before, _)) = kept {
            mapping.keep.retain(|(at, _)| *at != before);
        }
        let first = |at: usize| dialog.question.distinct(at, 1).first().map(|value| (*value).to_owned());
        if let Some((at, value)) = column.and_then(|at| Some((at, first(at)?))) {
            mapping.keep.insert(0, (at, value));
        }
    }
}

/// Whether a column could tell series apart: it is not used otherwise and holds a few different texts.
fn may_choose(dialog: &MappingDialog, mapping: &Mapping, at: usize) -> bool {
    let free = mapping.columns.get(at) == Some(&ColumnRole::Ignore) || mapping.keep.iter().any(|(kept, _)| *kept == at);
    free && (1..=40).contains(&dialog.question.distinct(at, 41).len())
}
