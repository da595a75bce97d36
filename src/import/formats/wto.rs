//! WTO Stats: the flat file with 24 columns, and the pivot with years in the columns.
//!
//! The flow stands in the indicator (`ITS_MTV_AX` exports, `ITS_CS_AM6` imports, `..._GR` growth, which is not money).
//! Annual, quarterly and monthly figures of the same trade stand side by side. Values are million US dollars.

use std::sync::Arc;

use super::table::{About, Table};
use super::{Format, Input, ReadPlan};
use crate::data::classification::System;
use crate::data::country::CodeSystem;
use crate::data::{Axis, Basis, Member, Period, Role, Subject, Unit};
use crate::import::recipe::{MemberRule, NO_MONEY, Recipe, RowDisposition};
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, ImportError, words};

/// The flat file.
pub(super) struct WtoFlat;

/// Where the year, the period within it and the frequency stand in the flat file.
impl Format for WtoFlat {
    fn name(&self) -> &'static str {
        "WTO Stats"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        let own = table.has(&["indicatorcode"]) && table.has_any(&["reportingeconomy", "reportingeconomycode"]);
        if own { 95 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        if !table.has(&["year"]) {
            return Err(ImportError::Binary {
                file: sniffed.file.clone(),
                kind: "a list of remarks on figures of the WTO (its metadata)".to_owned(),
                advice: "Open the file with the figures, whose name begins with WtoData".to_owned(),
            });
        }
        table.role(ColumnRole::Year, &["year"]);
        table.role(ColumnRole::SubPeriod, &["periodcode"]);
        table.role(ColumnRole::Reporter, &["reportingeconomyiso3acode", "reportingeconomycode"]);
        table.role(ColumnRole::ReporterName, &["reportingeconomy"]);
        table.role(ColumnRole::Partner, &["partnereconomycode", "partnereconomyiso3acode"]);
        table.role(ColumnRole::PartnerName, &["partnereconomy"]);
        table.role(ColumnRole::Sector, &["productsectorcode"]);
        table.role(ColumnRole::SectorName, &["productsector"]);
        table.role(ColumnRole::Value, &["value"]);
        table.role(ColumnRole::Status, &["valueflagcode"]);
        let (indicator, name) = (table.at(&["indicatorcode"]), table.at(&["indicator"]));
        let alone = table.distinct(table.at(&["productsectorcode"])).len() == 1;
        let (unit, classification) = (table.at(&["unitcode"]), table.at(&["productsectorclassificationcode"]));
        let services =
            table.distinct(classification).iter().any(|code| code.starts_with("BOP") || code.starts_with("EBOPS"));
        let recipe = table
            .recipe()
            .classify_rows([indicator, name, unit], move |cells, disposition| {
                classify(cells.get(indicator), cells.get(name), cells.get(unit), disposition)
            })
            .rule(Axis::Reporter, MemberRule::countries(CodeSystem::Wto))
            .rule(Axis::Partner, MemberRule::countries(CodeSystem::Wto));
        let rule =
            if services { MemberRule::classified(System::Ebops) } else { MemberRule::classified(System::WtoGroups) };
        let rule = if alone {
            MemberRule { make: Some(Arc::new(|code, name| Some(whole(code, name)))), ..rule }
        } else {
            rule
        };
        Ok(ReadPlan::ready(recipe.rule(Axis::Sector, rule), about(services).setup(&sniffed.stem, self.name())))
    }
}

/// The only sector of a table is all of it.
fn whole(code: &str, name: &str) -> Member {
    let label = if name.is_empty() { code } else { name };
    Member { code: code.to_owned(), label: label.to_owned(), role: Role::Total, ..Member::default() }
}

fn about(services: bool) -> About {
    About {
        publisher: "World Trade Organization",
        basis: if services { Basis::BalanceOfPayments } else { Basis::Customs },
        subject: if services { Subject::Services } else { Subject::Goods },
        valuation: "",
        unit: Unit::currency("USD", 6),
    }
}

fn classify(code: &str, name: &str, unit: &str, disposition: RowDisposition) -> RowDisposition {
    let rate = code.ends_with("_GR") || code.contains("_GR_") || words::is_no_money(name);
    if rate || !(unit.is_empty() || unit.starts_with("US")) {
        return RowDisposition::LeaveOut(NO_MONEY.into());
    }
    let exponent = match unit {
        "USM" => Some(6),
        "UST" => Some(3),
        "USB" => Some(9),
        _ => None,
    };
    disposition.flow(words::flow_of_phrase(name)).scaled(exponent)
}

/// The pivot: years in the columns, the indicator in the line above the header.
pub(super) struct WtoPivot;

impl Format for WtoPivot {
    fn name(&self) -> &'static str {
        "WTO Stats pivot"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        let own = table.has(&["reportingeconomy"]) && !table.has(&["indicatorcode"]);
        let years = sniffed.header.iter().filter(|name| Period::parse(name).is_some()).count();
        if own && years > 1 { 95 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::ReporterName, &["reportingeconomy"]);
        table.role(ColumnRole::PartnerName, &["partnereconomy"]);
        table.role(ColumnRole::SectorName, &["productsector"]);
        table.period_columns(Period::parse);
        // Quarters or months stand in the rows, their years in the columns.
        table.role(ColumnRole::SubPeriod, &["period"]);
        let alone = table.distinct(table.at(&["productsector"])).len() == 1;
        let indicator = table.at(&["indicator"]);
        let title = sniffed.preamble.join(" ");
        let flow = words::flow_of_phrase(&title);
        table.mapping().default_flow = flow;
        if flow.is_none() && indicator.is_none() {
            return super::generic::Generic.plan(input);
        }
        let recipe: Recipe = table.recipe().classify_rows([indicator], move |cells, disposition| match indicator {
            Some(_) => classify("", cells.get(indicator), "", disposition),
            None => disposition,
        });
        let recipe = recipe
            .rule(Axis::Reporter, MemberRule::countries(CodeSystem::Names))
            .rule(Axis::Partner, MemberRule::countries(CodeSystem::Names))
            .rule(Axis::Sector, MemberRule::by(move |cell, _| sector(cell, alone)));
        let services = title.to_lowercase().contains("service");
        let mut setup = about(services).setup(&sniffed.stem, self.name());
        if let Some(unit) = words::unit_of(&title) {
            setup.meta.unit = unit;
        }
        Ok(ReadPlan::ready(recipe, setup))
    }
}

/// `SI3_AGG - TO - Total merchandise`: scheme, code and label in one cell. What stands alone is the whole table.
fn sector(cell: &str, alone: bool) -> Option<Member> {
    let mut parts = cell.splitn(3, " - ").map(str::trim);
    let (scheme, code, label) = (parts.next()?, parts.next()?, parts.next()?);
    let services = scheme.starts_with("BOP") || scheme.starts_with("EBOPS");
    let system = if services { System::Ebops } else { System::WtoGroups };
    let placed = crate::data::classification::place(system, &[(code, label)]).pop().unwrap_or_default();
    let role = if alone { Role::Total } else { placed.role };
    Some(Member { code: code.to_owned(), label: label.to_owned(), role, ..Member::default() })
}
