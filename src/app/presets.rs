//! Selections by one word: groups of countries, the largest, the next grouping.

use std::cmp::Reverse;
use std::sync::Arc;

use super::{App, Preset};
use crate::data::{Axis, Dataset, Role, country};
use crate::query::GroupBy;
use crate::session::Change;

impl App {
    pub(super) fn cycle_group(&mut self) {
        let by = self.model.session.document().view().by;
        let useful = |by: &GroupBy| match by.axis() {
            Some(axis) => self.model.dataset().dimension(axis).len() > 1,
            None => true,
        };
        let order: Vec<GroupBy> = GroupBy::ALL.into_iter().filter(useful).collect();
        let at = order.iter().position(|known| *known == by).unwrap_or(0);
        self.change(&Change::By(order[(at + 1) % order.len()]));
    }

    pub(super) fn select_preset(&mut self, preset: &Preset) {
        let dataset = Arc::clone(self.model.dataset());
        let axis = country_axis(&dataset);
        let dimension = dataset.dimension(axis);
        let codes: Vec<String> = match preset {
            Preset::Group(code) => country::group(code)
                .map(|group| {
                    group.members.iter().filter(|m| dimension.id_of(m).is_some()).map(ToString::to_string).collect()
                })
                .unwrap_or_default(),
            Preset::TopTen => {
                let bars = self.model.evaluation.answer.member_totals.of(axis);
                let mut ranked: Vec<_> = dimension
                    .iter()
                    .filter(|(id, member)| member.role == Role::Leaf && bars[*id as usize].value.is_some())
                    .collect();
                ranked.sort_by_key(|(id, _)| Reverse(bars[*id as usize].size()));
                ranked.into_iter().take(10).map(|(_, member)| member.code.clone()).collect()
            }
        };
        if codes.is_empty() {
            self.say(format!("None of {} is in this dataset", preset.label()));
        } else {
            self.change(&Change::Select { axis, codes, name: preset.label().to_owned() });
        }
    }
}

/// The axis that holds countries: partners, or reporters where there is one partner only.
#[must_use]
pub fn country_axis(dataset: &Dataset) -> Axis {
    let many = |axis: Axis| dataset.dimension(axis).len() > 1;
    if !many(Axis::Partner) && many(Axis::Reporter) { Axis::Reporter } else { Axis::Partner }
}
