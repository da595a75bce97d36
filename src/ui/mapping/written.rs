//! How a file is written: encoding, delimiter, place of the header, decimal sign, order of dates.

use egui::Ui;

use super::fields::{label, pick};
use crate::app::MappingDialog;
use crate::data::DateOrder;
use crate::import::{DecimalSign, ENCODINGS, Mapping, encoding_named};

/// The delimiters that are offered.
const DELIMITERS: [(char, &str); 7] = [
    (',', "comma"),
    (';', "semicolon"),
    ('\t', "tab"),
    ('|', "pipe |"),
    (' ', "space"),
    (':', "colon :"),
    ('^', "caret ^"),
];
/// So many records are offered as the header.
const HEADERS: usize = 20;

/// What is in force, in a few words.
pub(super) fn in_force(dialog: &MappingDialog, mapping: &Mapping) -> String {
    let question = &dialog.question;
    let mut words = Vec::new();
    if question.is_text() {
        words.push(question.encoding().to_owned());
        words.push(delimiter_words(question.delimiter()));
    }
    words.push(sign_words(mapping.decimal_sign).to_owned());
    if let Some(order) = mapping.date_order {
        words.push(order_words(Some(order)).to_owned());
    }
    words.join(", ")
}

/// Draws the settings.
pub(super) fn show(ui: &mut Ui, dialog: &MappingDialog, mapping: &mut Mapping) {
    egui::Grid::new("written").num_columns(2).spacing([16.0, 8.0]).min_col_width(88.0).show(ui, |ui| {
        if dialog.question.is_text() {
            encoding(ui, dialog, mapping);
            delimiter(ui, dialog, mapping);
        }
        header(ui, dialog, mapping);
        label(ui, "Decimals");
        let shown = sign_words(mapping.decimal_sign);
        pick(ui, "Decimal sign", 220.0, &mut mapping.decimal_sign, shown, || {
            [DecimalSign::Point, DecimalSign::Comma, DecimalSign::Either]
                .map(|sign| (sign, sign_words(sign).to_owned()))
                .to_vec()
        });
        ui.end_row();
        label(ui, "Dates");
        let shown = order_words(mapping.date_order);
        pick(ui, "Order of dates", 220.0, &mut mapping.date_order, shown, || {
            let orders = [None, Some(DateOrder::DayFirst), Some(DateOrder::MonthFirst)];
            orders.map(|order| (order, order_words(order).to_owned())).to_vec()
        });
        ui.end_row();
    });
}

const fn sign_words(sign: DecimalSign) -> &'static str {
    match sign {
        DecimalSign::Point => "decimal point: 1,234.5",
        DecimalSign::Comma => "decimal comma: 1.234,5",
        DecimalSign::Either => "either, cell by cell",
    }
}

const fn order_words(order: Option<DateOrder>) -> &'static str {
    match order {
        None => "as they are written",
        Some(DateOrder::DayFirst) => "day first: 31/12/2024",
        Some(DateOrder::MonthFirst) => "month first: 12/31/2024",
    }
}

fn encoding(ui: &mut Ui, dialog: &MappingDialog, mapping: &mut Mapping) {
    label(ui, "Encoding");
    let known = mapping.encoding.as_deref().and_then(|name| encoding_named(name).ok());
    let name = known.map_or_else(|| dialog.question.encoding(), |encoding| encoding.name());
    let who = |name: &str| ENCODINGS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, who)| *who);
    let words = |name: &str| who(name).map_or_else(|| name.to_owned(), |who| format!("{name} ({who})"));
    let before = name.to_owned();
    let mut chosen = before.clone();
    pick(ui, "Encoding", 220.0, &mut chosen, &words(name), || {
        let offered = ENCODINGS.iter().map(|(name, _)| ((*name).to_owned(), words(name)));
        offered.collect()
    });
    ui.end_row();
    if !chosen.eq_ignore_ascii_case(&before) {
        mapping.encoding = Some(chosen);
    }
}

fn delimiter_words(delimiter: char) -> String {
    let known = DELIMITERS.iter().find(|(known, _)| *known == delimiter);
    known.map_or_else(|| format!("\u{201c}{delimiter}\u{201d}"), |(_, words)| (*words).to_owned())
}

fn delimiter(ui: &mut Ui, dialog: &MappingDialog, mapping: &mut Mapping) {
    label(ui, "Columns end at");
    let before = mapping.delimiter.unwrap_or_else(|| dialog.question.delimiter());
    let mut chosen = before;
    pick(ui, "Delimiter", 220.0, &mut chosen, &delimiter_words(before), || {
        DELIMITERS.map(|(delimiter, words)| (delimiter, words.to_owned())).to_vec()
    });
    ui.end_row();
    if chosen != before {
        mapping.delimiter = Some(chosen);
    }
}

/// Which row names the columns.
fn header(ui: &mut Ui, dialog: &MappingDialog, mapping: &mut Mapping) {
    label(ui, "Header");
    let found = dialog.question.header_row();
    let words = |row: usize| format!("row {}", row + 1);
    let shown = match mapping.header_row {
        Some(row) => words(row),
        None if dialog.question.is_headless() => "none: columns are numbered".to_owned(),
        None => format!("found in row {}", found + 1),
    };
    pick(ui, "Header row", 220.0, &mut mapping.header_row, &shown, || {
        let found = std::iter::once((None, "as Saldo finds it".to_owned()));
        found.chain((0..HEADERS).map(|row| (Some(row), words(row)))).collect()
    });
    ui.end_row();
}
