//! World Bank WITS: bulk downloads (thousand US dollars, flow codes 6 and 5), the trade summary with thirty
//! indicators in one table, and its time series.
//!
//! In the summary the unit stands inside the indicator; only the value of trade is money that can be added.
//! Product groups overlap: stages of processing stand beside sectors and are kept out of sums.

use super::table::{About, Table};
use super::{Format, Input, ReadPlan};
use crate::data::classification::System;
use crate::data::country::CodeSystem;
use crate::data::{Axis, Basis, Flow, Member, Period, Role, Subject, Unit};
use crate::import::recipe::{MemberRule, NO_MONEY, RowDisposition};
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, ImportError, words};

/// The bulk download.
pub(super) struct WitsBulk;

impl Format for WitsBulk {
    fn name(&self) -> &'static str {
        "WITS bulk download"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        let value = table.has_any(&["tradevaluein1000usd"]);
        if value && table.has_any(&["reporteriso3", "reportername"]) && table.has(&["year"]) { 95 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let mut table = Table::new(input.sniffed);
        table.role(ColumnRole::Year, &["year"]);
        table.role(ColumnRole::Reporter, &["reporteriso3"]);
        table.role(ColumnRole::ReporterName, &["reportername"]);
        table.role(ColumnRole::Partner, &["partneriso3"]);
        table.role(ColumnRole::PartnerName, &["partnername"]);
        table.role(ColumnRole::Sector, &["productcode"]);
        table.role(ColumnRole::SectorName, &["productdescription", "productname"]);
        table.role(ColumnRole::Value, &["tradevaluein1000usd"]);
        // Codes of the Harmonized System lose their first zero in spreadsheets.
        let nomenclatures = table.distinct(table.at(&["nomenclature"]));
        let harmonized = !nomenclatures.is_empty() && nomenclatures.iter().all(|code| code.starts_with('H'));
        let classes = harmonized.then_some(System::Hs);
        let name = table.at(&["tradeflowname"]);
        let flow = name.or(table.at(&["tradeflowcode"]));
        let recipe = table.recipe().classify_rows([flow], move |cells, disposition| {
            disposition.flow(match cells.get(flow) {
                "6" => Some(Flow::Export),
                "5" => Some(Flow::Import),
                text => Flow::parse(text).or_else(|| words::flow_of_phrase(text)),
            })
        });
        let countries = MemberRule::countries(CodeSystem::Iso3);
        let recipe = recipe
            .rule(Axis::Reporter, countries.clone())
            .rule(Axis::Partner, countries)
            .rule(Axis::Sector, MemberRule { classes, ..MemberRule::default() });
        Ok(ReadPlan::ready(recipe, about(3).setup(&input.sniffed.stem, self.name())))
    }
}

fn about(exponent: u8) -> About {
    About {
        publisher: "World Bank WITS",
        basis: Basis::Customs,
        subject: Subject::Goods,
        valuation: "",
        unit: Unit::currency("USD", exponent),
    }
}

/// The summary and the time series: years in the columns, indicators in the rows.
pub(super) struct WitsSummary;

impl Format for WitsSummary {
    fn name(&self) -> &'static str {
        "WITS trade summary"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        let product = table.has_any(&["productcategories", "productgroup"]);
        let flow = table.has_any(&["indicatortype", "tradeflow"]);
        if product && flow && table.has(&["indicator"]) { 95 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let mut table = Table::new(input.sniffed);
        table.role(ColumnRole::ReporterName, &["reporter", "reportername"]);
        table.role(ColumnRole::PartnerName, &["partner", "partnername"]);
        table.role(ColumnRole::SectorName, &["productcategories", "productgroup"]);
        table.period_columns(Period::parse);
        let flow = table.at(&["indicatortype", "tradeflow"]);
        let indicator = table.at(&["indicator"]);
        let recipe = table
            .recipe()
            .classify_rows([flow, indicator], move |cells, disposition| {
                classify(cells.get(flow), cells.get(indicator), disposition)
            })
            .rule(Axis::Sector, MemberRule::by(product));
        Ok(ReadPlan::ready(recipe, about(6).setup(&input.sniffed.stem, self.name())))
    }
}

/// `Export(US$ Mil)`, `Trade (US$ Mil)-Top 5 Export Partner`, `Trade Value (US$ Thousand)`: values of trade. The rest
/// are shares, counts, tariffs and products of the economy.
fn classify(flow: &str, indicator: &str, disposition: RowDisposition) -> RowDisposition {
    let Some(flow) = Flow::parse(flow) else {
        return RowDisposition::LeaveOut("an indicator that is no value of trade".into());
    };
    let (name, unit) = indicator.split_once('(').unwrap_or((indicator, ""));
    let trade = matches!(
        name.trim().to_lowercase().as_str(),
        "export" | "import" | "exports" | "imports" | "trade" | "trade value"
    );
    let exponent = if unit.contains("US$ Thousand") {
        Some(3)
    } else if unit.contains("US$ Mil") {
        Some(6)
    } else {
        None
    };
    match exponent {
        Some(exponent) if trade => disposition.flow(Some(flow)).scaled(Some(exponent)),
        _ => RowDisposition::LeaveOut(NO_MONEY.into()),
    }
}

/// Stages of processing cut across the sectors.
fn product(name: &str, _: &str) -> Option<Member> {
    const STAGES: [&str; 4] = ["capital goods", "consumer goods", "intermediate goods", "raw materials"];
    let stage = STAGES.contains(&name.to_lowercase().as_str());
    stage.then(|| Member {
        code: name.to_owned(),
        label: name.to_owned(),
        role: Role::Memo,
        note: Some("a stage of processing, which cuts across the sectors".to_owned()),
        ..Member::default()
    })
}
