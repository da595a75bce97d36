//! Other statistical offices with layouts of their own: ONS (flattened), FAOSTAT, Statistics Canada, Comex Stat.

use super::eurostat::SUMMED;
use super::table::{About, Table};
use super::variants::{VariantColumn, rank};
use super::{Format, Input, ReadPlan};
use crate::data::classification::System;
use crate::data::country::{self, CodeSystem};
use crate::data::{Axis, Basis, Flow, Period, Subject, Unit};
use crate::import::recipe::{MemberRule, NO_MONEY, Recipe, RowDisposition};
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, ImportError, SeriesColumn, words};

/// A publisher's trade in goods.
pub(super) fn goods(publisher: &'static str, unit: Unit) -> About {
    About { publisher, basis: Basis::Customs, subject: Subject::Goods, valuation: "", unit }
}

/// UK trade in goods of the ONS in one long table: months, quarters and years, three levels of commodities.
pub(super) struct OnsFlat;

impl Format for OnsFlat {
    fn name(&self) -> &'static str {
        "ONS UK trade (flattened)"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        if table.has(&["date", "periodtype", "flow"]) && table.has_any(&["valuegbp", "value"]) { 95 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let mut table = Table::new(input.sniffed);
        table.role(ColumnRole::Year, &["date"]);
        table.role(ColumnRole::SubPeriod, &["periodtype"]);
        table.role(ColumnRole::Partner, &["countrycode"]);
        table.role(ColumnRole::PartnerName, &["countryname"]);
        table.role(ColumnRole::Sector, &["commoditycode"]);
        table.role(ColumnRole::SectorName, &["commodityname"]);
        table.role(ColumnRole::Flow, &["flow"]);
        table.role(ColumnRole::Value, &["valuegbp", "value"]);
        table.mapping().default_reporter = Some("GBR".to_owned());
        let recipe = Recipe { period: Some(dated_period), ..table.recipe() }
            .rule(Axis::Partner, MemberRule::countries(CodeSystem::Iso2))
            .rule(Axis::Sector, MemberRule::classified(System::Sitc));
        let about = About {
            basis: Basis::BalanceOfPayments,
            ..goods("Office for National Statistics", Unit::currency("GBP", 0))
        };
        Ok(ReadPlan::ready(recipe, about.setup(&input.sniffed.stem, self.name())))
    }
}

/// The ONS's time series (`mret.csv`): title, code, unit and dates of each series stand above its column, and years,
/// quarters and months below each other.
pub(super) struct OnsSeries;

impl Format for OnsSeries {
    fn name(&self) -> &'static str {
        "ONS time series"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        if sniffed.header.first().is_some_and(|name| name.starts_with("Title / CDID")) { 97 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.set(0, ColumnRole::Period);
        table.mapping().default_reporter = Some("GBR".to_owned());
        let all = sniffed.header.iter().enumerate().skip(1).filter_map(|(at, name)| Some((at, OnsTitle::of(name)?)));
        let mut all: Vec<(usize, OnsTitle)> = all.collect();
        // The series without seasonal adjustment before the adjusted ones.
        all.sort_by_key(|(_, title)| title.adjusted);
        let (mut taken, mut again) = (Vec::new(), 0);
        for (column, title) in all {
            let key = (title.flow, title.partner.clone(), title.sector.clone());
            if taken.contains(&key) {
                again += 1;
                continue;
            }
            taken.push(key);
            let OnsTitle { flow, partner, sector, exponent, .. } = title;
            table.series(SeriesColumn {
                column,
                flow: Some(flow),
                partner,
                sector,
                exponent,
                ..SeriesColumn::default()
            });
        }
        if taken.is_empty() {
            return super::generic::Generic.plan(input);
        }
        let about = About {
            basis: Basis::BalanceOfPayments,
            ..goods("Office for National Statistics", Unit::currency("GBP", 6))
        };
        let mut setup = about.setup(&sniffed.stem, self.name());
        if again > 0 {
            setup
                .warnings
                .push(format!("{again} series tell the same trade again (adjusted for the season) and are not read"));
        }
        Ok(ReadPlan::ready(table.recipe(), setup))
    }
}

/// What the title of a series says: `Trade in Goods: Germany: Exports: BOP: CP: SA / LGKE / £ / m / ...`.
struct OnsTitle {
    flow: Flow,
    partner: Option<String>,
    sector: Option<String>,
    exponent: Option<i8>,
    adjusted: bool,
}

impl OnsTitle {
    /// None for volumes, prices and indices, and for what is no trade.
    fn of(name: &str) -> Option<Self> {
        let (title, rest) = name.split_once(" / ")?;
        let parts: Vec<&str> = title.split(':').map(str::trim).filter(|part| !part.is_empty()).collect();
        let unit = words::unit_of(rest)?;
        if parts.iter().any(|part| matches!(*part, "CVM" | "VOL" | "IDEF") || part.to_lowercase().contains("index")) {
            return None;
        }
        let flow = parts.iter().find_map(|part| words::flow_of_phrase(part))?;
        let said = |part: &&str| {
            words::flow_of_phrase(part).is_none() && !matches!(*part, "BOP" | "CP" | "SA" | "NSA" | "£m" | "OTS")
        };
        let (mut partner, mut sector) = (None, Vec::new());
        for part in parts.iter().filter(|part| said(part)) {
            let world = matches!(part.to_lowercase().as_str(), "whole world" | "ww" | "world");
            match country::recognise(part.split(" (").next().unwrap_or(part)) {
                _ if world => partner = Some("WLD".to_owned()),
                Some(_) if partner.is_none() => partner = Some((*part).to_owned()),
                _ => sector.push(*part),
            }
        }
        let sector = (!sector.is_empty()).then(|| sector.join(": "));
        Some(Self {
            flow,
            partner,
            sector,
            exponent: Some(unit.exponent.cast_signed()),
            adjusted: parts.contains(&"SA"),
        })
    }
}

/// `2018-01-01 annual`, `2018-04-01 quarterly`, `2018-04-01 monthly`: the first day and the kind of period.
fn dated_period(cell: &str) -> Option<Period> {
    let (date, kind) = cell.trim().split_once(' ')?;
    let (year, month) = (date.get(..4)?.parse().ok()?, date.get(5..7)?.parse::<i32>().ok()?);
    match kind.trim().to_lowercase().as_str() {
        "annual" | "yearly" | "year" => Some(Period::year(year)),
        "quarterly" | "quarter" => Some(Period::quarter(year, (month - 1) / 3 + 1)),
        "monthly" | "month" => Some(Period::month(year, month)),
        _ => None,
    }
}

/// FAOSTAT's trade matrix: the element tells flow and measure.
pub(super) struct Faostat;

impl Format for Faostat {
    fn name(&self) -> &'static str {
        "FAOSTAT trade"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        if table.has(&["element", "item", "year", "unit", "value"]) { 95 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let mut table = Table::new(input.sniffed);
        table.role(ColumnRole::Year, &["year"]);
        let m49 = table.has_any(&["reportercountrycodem49", "areacodem49"]);
        table.role(ColumnRole::Reporter, &["reportercountrycodem49", "areacodem49", "reportercountrycode", "areacode"]);
        table.role(ColumnRole::ReporterName, &["reportercountries", "area"]);
        table.role(ColumnRole::Partner, &["partnercountrycodem49", "partnercountrycode"]);
        table.role(ColumnRole::PartnerName, &["partnercountries"]);
        table.role(ColumnRole::Sector, &["itemcodecpc", "itemcode"]);
        table.role(ColumnRole::SectorName, &["item"]);
        table.role(ColumnRole::Value, &["value"]);
        table.role(ColumnRole::Status, &["flag"]);
        let (element, unit) = (table.at(&["element"]), table.at(&["unit"]));
        let recipe = table.recipe().classify_rows([element, unit], move |cells, disposition| {
            let exponent = match cells.get(unit) {
                "1000 US$" | "1000 USD" => Some(3),
                "US$" | "USD" => Some(0),
                _ => return RowDisposition::LeaveOut(NO_MONEY.into()),
            };
            disposition.flow(words::flow_of_phrase(cells.get(element))).scaled(exponent)
        });
        let countries = MemberRule::countries(if m49 { CodeSystem::IsoNumeric } else { CodeSystem::Fao });
        let recipe = recipe.rule(Axis::Reporter, countries.clone()).rule(Axis::Partner, countries);
        Ok(ReadPlan::ready(recipe, goods("FAOSTAT", Unit::currency("USD", 3)).setup(&input.sniffed.stem, self.name())))
    }
}

/// Statistics Canada: scaled by `SCALAR_ID`, with bases and adjustments side by side.
pub(super) struct StatCan;

impl Format for StatCan {
    fn name(&self) -> &'static str {
        "Statistics Canada"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        if Table::new(sniffed).has(&["refdate", "geo", "value", "vector"]) { 95 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::Period, &["refdate"]);
        table.role(ColumnRole::Value, &["value"]);
        table.role(ColumnRole::Status, &["status"]);
        table.role(
            ColumnRole::PartnerName,
            &["principaltradingpartners", "tradingpartners", "tradingpartner", "partner", "country"],
        );
        let good = ["northamericanproductclassificationsystemnapcs", "commodity", "product", "naics", "sector"];
        let long = |name: &str| name.starts_with("northamerican") || name.starts_with("harmonized");
        let long = table.names().find(|(_, name)| long(name)).map(|(at, _)| at);
        if !table.role(ColumnRole::SectorName, &good)
            && let Some(at) = long
        {
            table.set(at, ColumnRole::SectorName);
        }
        let Some(flow) = table.at(&["trade", "flow", "tradeflow", "importsandexports"]) else {
            return super::generic::Generic.plan(input);
        };
        table.mapping().default_reporter = Some("CAN".to_owned());
        let scalar = table.at(&["scalarid"]);
        let exponent =
            table.distinct(scalar).iter().filter_map(|cell| cell.parse::<u8>().ok()).filter(|e| *e <= 12).max();
        let mut variants = Vec::new();
        for (names, what, best) in [
            (["seasonaladjustment", "adjustment"], "seasonal adjustment", "Unadjusted"),
            (["basis", "tradebasis"], "basis", "Customs"),
        ] {
            variants.extend(table.at(&names).map(|at| VariantColumn::new(at, what, &[best])));
        }
        let columns: Vec<Option<usize>> = variants.iter().map(|t| Some(t.column)).chain([Some(flow), scalar]).collect();
        let recipe = table.recipe().classify_rows(columns, move |cells, disposition| {
            let disposition = disposition.flow(words::flow_of_phrase(cells.get(Some(flow))));
            rank(&variants, cells, disposition.scaled(cells.get(scalar).parse().ok()))
        });
        let about = goods("Statistics Canada", Unit::currency("CAD", exponent.unwrap_or(0)));
        Ok(ReadPlan::ready(recipe, about.setup(&sniffed.stem, self.name())))
    }
}

/// Brazil's Comex Stat: the file's name tells the flow.
pub(super) struct ComexStat;

impl Format for ComexStat {
    fn name(&self) -> &'static str {
        "Comex Stat (Brazil)"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        if Table::new(sniffed).has(&["coano", "vlfob"]) { 96 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        let imports = table.has_any(&["vlfrete", "vlseguro"]) || sniffed.stem.to_uppercase().starts_with("IMP");
        let exports = sniffed.stem.to_uppercase().starts_with("EXP");
        if !imports && !exports {
            return super::generic::Generic.plan(input);
        }
        table.role(ColumnRole::Year, &["coano"]);
        table.role(ColumnRole::SubPeriod, &["comes"]);
        table.role(ColumnRole::Sector, &["concm", "cosh6", "cosh4"]);
        table.role(ColumnRole::Partner, &["copais"]);
        table.role(ColumnRole::Value, &["vlfob"]);
        table.mapping().default_flow = Some(if imports { Flow::Import } else { Flow::Export });
        table.mapping().default_reporter = Some("BRA".to_owned());
        let recipe = Recipe { sum_note: Some(SUMMED.to_owned()), ..table.recipe() }
            .rule(Axis::Sector, MemberRule::classified(System::NationalHs));
        let about = About { valuation: "FOB", ..goods("Comex Stat (Brazil)", Unit::currency("USD", 0)) };
        Ok(ReadPlan::ready(recipe, about.setup(&sniffed.stem, self.name())))
    }
}
