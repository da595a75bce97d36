//! IMF: the bulk "time series" layout of Direction of Trade (periods in the columns, value and status in rows).
//!
//! Imports stand twice, CIF and FOB: CIF is used, as the IMF's balance does not say which it takes.

use super::table::{About, Table};
use super::{Format, Input, ReadPlan};
use crate::data::country::CodeSystem;
use crate::data::{Axis, Basis, Flow, Period, Subject, Unit};
use crate::import::recipe::{Cells, MemberRule, RowDisposition};
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, ImportError, words};

/// The bulk layout.
pub(super) struct ImfBulk;

impl Format for ImfBulk {
    fn name(&self) -> &'static str {
        "IMF bulk time series"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        let own = table.has(&["countryname", "countrycode", "indicatorcode"]);
        if own && table.has_any(&["attribute", "counterpartcountryname"]) { 95 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::Reporter, &["countrycode"]);
        table.role(ColumnRole::ReporterName, &["countryname"]);
        table.role(ColumnRole::Partner, &["counterpartcountrycode"]);
        table.role(ColumnRole::PartnerName, &["counterpartcountryname"]);
        table.period_columns(Period::parse);
        let (code, name) = (table.at(&["indicatorcode"]), table.at(&["indicatorname"]));
        let attribute = table.at(&["attribute"]);
        let codes = table.distinct(code).into_iter().zip(table.distinct(name));
        if !codes.into_iter().any(|(code, name)| flow_of(code, name).is_some()) {
            return Err(ImportError::Binary {
                file: sniffed.file.clone(),
                kind: "a table of the IMF in which no indicator is exports, imports or a balance".to_owned(),
                advice: "Open a table of Direction of Trade or of the balance of payments".to_owned(),
            });
        }
        let recipe = table.recipe().classify_rows([code, name, attribute], move |cells, disposition| {
            classify(cells, code, name, attribute, disposition)
        });
        let countries = MemberRule::countries(CodeSystem::Imf);
        let recipe = recipe.rule(Axis::Reporter, countries.clone()).rule(Axis::Partner, countries);
        let about = About {
            publisher: "IMF",
            basis: Basis::Customs,
            subject: Subject::Goods,
            valuation: "exports FOB, imports CIF",
            unit: Unit::currency("USD", 0),
        };
        Ok(ReadPlan::ready(recipe, about.setup(&sniffed.stem, self.name())))
    }
}

fn classify(
    cells: &Cells<'_>,
    code: Option<usize>,
    name: Option<usize>,
    attribute: Option<usize>,
    disposition: RowDisposition,
) -> RowDisposition {
    if !matches!(cells.get(attribute), "" | "Value") {
        return RowDisposition::LeaveOut("a remark on a figure, not a figure".into());
    }
    let (code, name) = (cells.get(code), cells.get(name));
    match flow_of(code, name) {
        None => RowDisposition::LeaveOut("an indicator that is no value of trade in US dollars".into()),
        flow => {
            let fob = flow == Some(Flow::Import) && code.contains("FOB");
            disposition.flow(flow).variant(u32::from(fob), if fob { "imports FOB" } else { "imports CIF" })
        }
    }
}

fn flow_of(code: &str, name: &str) -> Option<Flow> {
    let upper = code.to_uppercase();
    if !(upper.ends_with("USD") || upper.is_empty()) {
        return None;
    }
    match upper.get(..3) {
        Some("TXG") => Some(Flow::Export),
        Some("TMG") => Some(Flow::Import),
        Some("TBG") => Some(Flow::Balance),
        _ => words::flow_of_phrase(name).filter(|_| !words::is_no_money(name)),
    }
}
