//! Columns by whose cells the same trade is perhaps told again: whether they are parts to be added is asked.

use std::collections::BTreeMap;

use super::Work;
use super::answers::Change;
use crate::data::Amount;
use crate::import::number::{self, Cell, DecimalSign};
use crate::import::words::Hint;
use crate::import::{ColumnRole, Mapping};

/// More members are seldom tellings of the same.
const MOST: usize = 4;
/// So many figures of each are compared at least.
const FEW: usize = 8;

impl Work<'_> {
    /// Whether the figures of all cells of a column are much the same, place by place: two vintages, two methods.
    pub(super) fn tells_again(&self, at: usize) -> bool {
        let distinct = self.profile(at).map_or(0, |p| p.distinct);
        if !(2..=MOST).contains(&distinct) || self.name(at).is_empty() {
            return false;
        }
        let is_figure = |column: &usize| {
            self.profile(*column)
                .is_some_and(|p| p.is_numeric() && !matches!(p.hint, Some(Hint::Year | Hint::Period | Hint::SubPeriod)))
                && self.roles.get(*column).is_some_and(|role| role.is_value() || *role == ColumnRole::Ignore)
        };
        let figures: Vec<usize> = (0..self.columns.len()).filter(is_figure).collect();
        let mut places: BTreeMap<Vec<&str>, Vec<f64>> = BTreeMap::new();
        for (_, row) in &self.sniffed.sample {
            let labels = row.iter().enumerate().filter(|(column, _)| *column != at && !figures.contains(column));
            let labels: Vec<&str> = labels.map(|(_, cell)| cell.trim()).collect();
            for figure in &figures {
                let value = row.get(*figure).map(|cell| number::read(cell, DecimalSign::Point));
                if let Some(Cell::Value(amount)) =
                    value.filter(|cell| !matches!(cell, Cell::Value(Amount { units: 0, .. })))
                {
                    let mut place = labels.clone();
                    place.push(self.sniffed.header.get(*figure).map_or("", String::as_str));
                    places.entry(place).or_default().push(amount.to_f64());
                }
            }
        }
        let pairs: Vec<&Vec<f64>> = places.values().filter(|values| values.len() == distinct).collect();
        let is_near = |values: &&&Vec<f64>| {
            let (least, most) =
                values.iter().fold((f64::MAX, f64::MIN), |(least, most), v| (least.min(*v), most.max(*v)));
            least > 0.0 && most < least * 1.3
        };
        pairs.len() >= FEW && pairs.iter().filter(is_near).count() == pairs.len()
    }

    /// Asks whether the cells of a column are parts, or which of them is meant.
    pub(super) fn ask_which_telling(&mut self, at: usize) {
        let name = self.name(at);
        let mut cells: Vec<String> = Vec::new();
        for cell in self.sniffed.column(at) {
            if !cells.iter().any(|known| known == cell) {
                cells.push(cell.to_owned());
            }
        }
        let only = |cell: &String| -> (String, Change) {
            let (label, cell) = (format!("Only `{cell}`"), cell.clone());
            let change = move |mapping: &mut Mapping| {
                mapping.keep.push((at, cell.clone()));
                super::values::give(mapping, at, ColumnRole::Ignore);
            };
            (label, Box::new(change))
        };
        let mut answers: Vec<(String, Change)> = cells.iter().take(MOST * 2).map(only).collect();
        answers.push(("They are parts, and added up".to_owned(), Box::new(|_: &mut Mapping| ())));
        let some: Vec<String> = cells.iter().take(MOST).map(|cell| format!("`{cell}`")).collect();
        self.ask_with(
            format!(
                "Does each of {} in the column `{name}` tell the same trade, or are they parts of it?",
                some.join(", ")
            ),
            answers,
        );
    }
}
