//! The answers that a question offers, as buttons. Where several things are asked at once each has a row of its own: six
//! answers to two questions are two short rows and not six long buttons.

use egui::{Id, Ui};

use super::super::theme;
use super::super::widgets::{named, text};
use super::in_quotes;
use crate::app::MappingDialog;
use crate::chart::Weight;
use crate::import::Mapping;

/// Between what one answer says to several questions.
const AND: &str = "; ";

/// Draws the answers, the likeliest first. None is chosen beforehand where nothing speaks for it: Enter must not open a
/// guess. Whatever is said below goes beyond them.
pub(super) fn show(ui: &mut Ui, dialog: &MappingDialog, mapping: &mut Mapping) {
    let answers = &dialog.question.choices;
    if answers.len() < 2 {
        return;
    }
    let labels: Vec<&str> = answers.iter().map(|answer| answer.label.as_str()).collect();
    let rows = rows(&labels);
    let chosen = answers.iter().find(|answer| answer.mapping == dialog.mapping);
    let key = Id::unique(("answers to", dialog.question.source.name()));
    let mut said: Vec<Option<String>> = match chosen {
        Some(answer) => parts(&answer.label, rows.len()).into_iter().map(|part| Some(part.to_owned())).collect(),
        None => ui.data(|data| data.get_temp(key)).unwrap_or_default(),
    };
    said.resize(rows.len(), None);
    for (row, said) in rows.iter().zip(&mut said) {
        ui.horizontal_wrapped(|ui| {
            for part in row {
                if button(ui, part, said.as_deref() == Some(*part)) {
                    *said = Some((*part).to_owned());
                }
            }
        });
    }
    ui.add_space(8.0);
    let whole: Option<Vec<String>> = said.iter().cloned().collect();
    let answer = whole.and_then(|whole| answers.iter().find(|answer| answer.label == whole.join(AND)));
    if let Some(answer) = answer {
        mapping.clone_from(&answer.mapping);
        // What is said by hand from here on is no answer of these.
        ui.data_mut(|data| data.remove_temp::<Vec<Option<String>>>(key));
    } else {
        ui.data_mut(|data| data.insert_temp(key, said));
    }
}

fn button(ui: &mut Ui, label: &str, chosen: bool) -> bool {
    let label = in_quotes(label);
    let button = egui::Button::new(text(&label, Weight::Medium, 13.0, theme::tokens(ui).ink)).selected(chosen);
    named(ui.add(button), &label).clicked()
}

/// What an answer says to each of so many questions.
fn parts(label: &str, questions: usize) -> Vec<&str> {
    if questions > 1 { label.split(AND).collect() } else { vec![label] }
}

/// The answers to each question, where every answer to one goes with every answer to the others; else all in one row.
fn rows<'a>(labels: &[&'a str]) -> Vec<Vec<&'a str>> {
    let questions = labels.first().map_or(0, |label| label.split(AND).count());
    let mut rows: Vec<Vec<&str>> = vec![Vec::new(); questions];
    for label in labels {
        for (at, part) in label.split(AND).enumerate() {
            match rows.get_mut(at) {
                Some(row) if !row.contains(&part) => row.push(part),
                Some(_) => {}
                None => return vec![labels.to_vec()],
            }
        }
    }
    let is_product = rows.iter().map(Vec::len).product::<usize>() == labels.len();
    if is_product && rows.iter().all(|row| row.len() > 1) { rows } else { vec![labels.to_vec()] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_to_two_questions_are_two_rows() {
        let labels = ["A; exports", "A; imports", "B; exports", "B; imports"];
        assert_eq!(rows(&labels), [vec!["A", "B"], vec!["exports", "imports"]]);
        assert_eq!(parts("B; exports", 2), ["B", "exports"]);
        // Not every answer goes with every other, or there is one question.
        assert_eq!(rows(&labels[..3]), [labels[..3].to_vec()]);
        assert_eq!(rows(&["one", "other; and more"]), [vec!["one", "other; and more"]]);
        assert_eq!(rows(&["one", "other"]), [vec!["one", "other"]]);
    }
}
