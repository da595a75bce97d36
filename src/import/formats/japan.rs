//! Japan: trade statistics of e-Stat (a row for each good and country, months in the columns) and the customs office's
//! series of totals.
//!
//! At e-Stat 1 is export and 2 import (the opposite of Eurostat). The year's column is the sum of the months and is
//! not read beside them. Months that are not published yet are written as zeros.

use super::table::{About, MONTHS, Table};
use super::{Format, Input, ReadPlan};
use crate::data::classification::System;
use crate::data::country::CodeSystem;
use crate::data::{Axis, Basis, Flow, Subject, Unit};
use crate::import::recipe::{MemberRule, Recipe};
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, ImportError, SeriesColumn, WithinYear, words};

/// Trade statistics of e-Stat by good and country.
pub(super) struct JapanCustoms;

impl Format for JapanCustoms {
    fn name(&self) -> &'static str {
        "Japan Customs (e-Stat)"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        if table.has(&["exporimp", "year"]) && table.has_any(&["valueyear", "valuejan"]) { 97 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::Year, &["year"]);
        table.role(ColumnRole::Sector, &["hs", "code", "commodity"]);
        table.role(ColumnRole::Partner, &["country"]);
        table.mapping().default_reporter = Some("JPN".to_owned());
        let mut months = 0;
        for (month, name) in (1u8..).zip(MONTHS) {
            // Old files misspell April.
            let names = [format!("value{name}"), if name == "apr" { "valueapl".to_owned() } else { String::new() }];
            let named = names.each_ref().map(String::as_str);
            if let Some(column) = table.at(&named) {
                table.series(SeriesColumn {
                    column,
                    within: Some(WithinYear::Month(month)),
                    ..SeriesColumn::default()
                });
                months += 1;
            }
        }
        if months == 0 {
            table.role(ColumnRole::Value, &["valueyear"]);
        }
        let flow = table.at(&["exporimp"]);
        let recipe = table.recipe().classify_rows([flow], move |cells, disposition| {
            disposition.flow(match cells.get(flow) {
                "1" => Some(Flow::Export),
                "2" => Some(Flow::Import),
                _ => None,
            })
        });
        let sum_note =
            Some("rows that differ only in the customs office or the kind of transport are added up".to_owned());
        let recipe = Recipe { trailing_zeros_unpublished: true, sum_note, ..recipe }
            .rule(Axis::Partner, MemberRule::countries(CodeSystem::JapanMof))
            .rule(Axis::Sector, MemberRule::classified(System::NationalHs));
        Ok(ReadPlan::ready(recipe, customs(3).setup(&sniffed.stem, self.name())))
    }
}

fn customs(exponent: u8) -> About {
    About {
        publisher: "Japan Customs",
        basis: Basis::Customs,
        subject: Subject::Goods,
        valuation: "exports FOB, imports CIF",
        unit: Unit::currency("JPY", exponent),
    }
}

/// The customs office's series: a row for each month, exports and imports in the columns.
pub(super) struct JapanTotals;

impl Format for JapanTotals {
    fn name(&self) -> &'static str {
        "Japan Customs series"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        let own = table.has(&["exptotal", "imptotal"]) && table.has_any(&["yearsmonths", "date", "month"]);
        if own { 95 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::Period, &["yearsmonths", "date", "month"]);
        table.role(ColumnRole::ValueFor(Flow::Export), &["exptotal"]);
        table.role(ColumnRole::ValueFor(Flow::Import), &["imptotal"]);
        table.mapping().default_reporter = Some("JPN".to_owned());
        let mut said = sniffed.preamble.iter().map(String::as_str).chain([sniffed.stem.as_str()]);
        let unit = said.find_map(|text| words::unit_of(&text.replace('_', " ")));
        let recipe = Recipe { trailing_zeros_unpublished: true, ..table.recipe() };
        let mut setup = customs(3).setup(&sniffed.stem, self.name());
        match unit {
            Some(unit) => setup.meta.unit = unit,
            None => setup.warnings.push(
                "the unit is not stated in the file: thousand yen is taken, as Japan Customs publishes".to_owned(),
            ),
        }
        Ok(ReadPlan::ready(recipe, setup))
    }
}
