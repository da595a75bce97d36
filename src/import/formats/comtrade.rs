//! UN Comtrade: the website's old export and today's (2022 and later), the API's snake case, and all of them with
//! columns removed by hand.
//!
//! Values are US dollars. Imports are CIF, exports FOB. Re-exports and re-imports are inside exports and imports.
//! The same trade is told again by second partner, customs procedure, mode of transport, and by several editions of
//! the classification: for each reporter, flow and period one of them is used.

use super::table::{About, Table, month_52};
use super::{Format, Input, ReadPlan};
use crate::data::classification::{System, named};
use crate::data::country::CodeSystem;
use crate::data::{Axis, Basis, Flow, Subject, Unit};
use crate::import::recipe::{MemberRule, Recipe, RowDisposition};
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, ImportError};

/// UN Comtrade.
pub(super) struct Comtrade;

/// The names of the value column, best first.
const VALUES: [&str; 4] = ["primaryvalue", "tradevalueus", "tradevalue", "valueus"];

impl Format for Comtrade {
    fn name(&self) -> &'static str {
        "UN Comtrade"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        let new = table.has(&["primaryvalue"])
            && table.has_any(&["reportercode", "reporteriso", "reporterdesc"])
            && table.has_any(&["flowcode", "flowdesc"]);
        let flow = table.has_any(&["tradeflow", "tradeflowcode"]);
        let old =
            table.has(&["tradevalueus"]) && flow || flow && table.has(&["commoditycode"]) && table.has_any(&VALUES);
        let dated = table.has_any(&["year", "period", "refyear", "refperiodid"]);
        if (new || old) && dated { 95 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        // `period` holds 2014 or 201401; where it was removed, the year and month stand alone.
        if !table.role(ColumnRole::Period, &["period", "refperiodid"]) {
            table.role(ColumnRole::Year, &["year", "refyear"]);
            table.role(ColumnRole::SubPeriod, &["refmonth", "month"]);
        }
        table.role(ColumnRole::Reporter, &["reportercode", "reporteriso"]);
        table.role(ColumnRole::ReporterName, &["reporterdesc", "reporter"]);
        table.role(ColumnRole::Partner, &["partnercode", "partneriso"]);
        table.role(ColumnRole::PartnerName, &["partnerdesc", "partner"]);
        table.role(ColumnRole::Sector, &["cmdcode", "commoditycode"]);
        table.role(ColumnRole::SectorName, &["cmddesc", "commodity"]);
        table.role(ColumnRole::Value, &VALUES);
        let flow = table.at(&["flowcode", "tradeflowcode"]).or(table.at(&["flowdesc", "tradeflow"]));
        let services = table.holds(table.at(&["typecode"]), &["S"]);
        let classification = table.at(&["classificationcode", "classification"]);
        let named = table.distinct(classification).into_iter().find_map(named);
        let classes = if services { Some(System::Ebops) } else { named.or(Some(System::Hs)) };
        let variants = Variants {
            partner2: table.at(&["partner2code", "2ndpartnercode"]),
            customs: table.at(&["customscode", "customsproccode"]),
            transport: table.at(&["motcode", "modeoftransportcode"]),
            supply: table.at(&["moscode"]),
            classification,
        };
        let context = variants.columns().into_iter().chain([flow]);
        let recipe = table
            .recipe()
            .classify_rows(context, move |cells, disposition| {
                variants.classify(disposition.flow(flow_of(cells.get(flow))), |column| cells.get(column).to_owned())
            })
            .rule(Axis::Reporter, MemberRule::countries(CodeSystem::Comtrade))
            .rule(Axis::Partner, MemberRule::countries(CodeSystem::Comtrade))
            .rule(Axis::Sector, MemberRule { classes, ..MemberRule::default() });
        let recipe = Recipe { period: Some(month_52), ..recipe };
        let about = About {
            publisher: "UN Comtrade",
            basis: if services { Basis::BalanceOfPayments } else { Basis::Customs },
            subject: if services { Subject::Services } else { Subject::Goods },
            valuation: if services { "" } else { "exports FOB, imports CIF where the reporter says so" },
            unit: Unit::currency("USD", 0),
        };
        Ok(ReadPlan::ready(recipe, about.setup(&sniffed.stem, self.name())))
    }
}

/// X, M, RX, RM and the variants by procedure; 1 is import and 2 export in the old files.
fn flow_of(cell: &str) -> Option<Flow> {
    Some(match cell {
        "1" | "M" => Flow::Import,
        "2" | "X" => Flow::Export,
        "3" | "RX" => Flow::ReExport,
        "4" | "RM" => Flow::ReImport,
        other => return Flow::parse(other),
    })
}

/// The columns in which the same trade is told again.
struct Variants {
    partner2: Option<usize>,
    customs: Option<usize>,
    transport: Option<usize>,
    supply: Option<usize>,
    classification: Option<usize>,
}

impl Variants {
    fn columns(&self) -> [Option<usize>; 5] {
        [self.partner2, self.customs, self.transport, self.supply, self.classification]
    }

    /// The total over second partners, procedures and means of transport comes first, then the newest classification.
    fn classify(&self, disposition: RowDisposition, cell: impl Fn(Option<usize>) -> String) -> RowDisposition {
        let part = |column, total: &[&str]| {
            let text = cell(column);
            !text.is_empty() && !total.contains(&text.as_str())
        };
        let parts = [
            (part(self.partner2, &["0", "W00", "WLD"]), "by second partner"),
            (part(self.customs, &["C00", "0"]), "by customs procedure"),
            (part(self.transport, &["0"]), "by mode of transport"),
            (part(self.supply, &["0"]), "by mode of supply"),
        ];
        let broken_down: Vec<&str> = parts.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
        let code = cell(self.classification);
        let classification = classification_rank(&code);
        let rank = u32::try_from(broken_down.len()).unwrap_or(u32::MAX).saturating_mul(1000) + classification;
        let mut name = broken_down.join(", ");
        if name.is_empty() {
            name = if code.is_empty() { "the total".to_owned() } else { format!("classification {code}") };
        }
        disposition.variant(rank, name)
    }
}

/// HS before SITC before BEC, newer editions first.
fn classification_rank(code: &str) -> u32 {
    let edition = code.chars().nth(1).and_then(|c| c.to_digit(10)).unwrap_or(9);
    match code.chars().next() {
        Some('H') => 100 + 9 - edition,
        Some('S') => 200 + 9 - edition,
        Some('E') => 0,
        Some('B') => 300 + 9 - edition,
        _ => 400,
    }
}
