//! Tables of researchers: gravity data with an exporter and an importer in each row, the Correlates of War, the
//! Growth Lab's atlas, and the OECD's and WTO's balanced trade in services.
//!
//! A row of a gravity table is one flow seen from nobody's side, as in BACI: it becomes an export of the one country
//! and an import of the other. Rows in which both are the same are trade within a country and are left out.

use super::generic::NO_UNIT;
use super::table::{About, Table};
use super::{Format, Input, ReadPlan};
use crate::data::classification::System;
use crate::data::country::{self, CodeSystem};
use crate::data::{Axis, Basis, Flow, Meta, Subject, Unit};
use crate::import::number::{self, Cell, DecimalSign};
use crate::import::recipe::{MemberRule, Recipe, RowDisposition};
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, ImportError};

/// Any table with an exporter and an importer in each row.
pub(super) struct Gravity;

const EXPORTER: &[&str] = &[
    "exporteriso3",
    "exportercode",
    "exporter",
    "iso3exporter",
    "isoexporter",
    "iso3o",
    "isoo",
    "origincode",
    "origin",
    "orig",
    "countryo",
    "exportername",
    "exportingcountry",
];
const IMPORTER: &[&str] = &[
    "importeriso3",
    "importercode",
    "importer",
    "iso3importer",
    "isoimporter",
    "iso3d",
    "isod",
    "destinationcode",
    "destination",
    "dest",
    "countryd",
    "importername",
    "importingcountry",
];
/// Best first: what was reconciled before what one side reports.
const TRADE: &[&str] = &[
    "tradeflowbaci",
    "trade",
    "tradeflow",
    "tradevalue",
    "tradevalueus",
    "tradeflowcomtradeo",
    "tradeflowimfo",
    "tradeflowcomtraded",
    "tradeflowimfd",
    "flow",
    "value",
    "exports",
    "v",
];
const GOOD: &[&str] =
    &["industryid", "productcode", "hs6", "hs", "sitc", "product", "commoditycode", "sectorcode", "sector", "industry"];
const GOOD_NAME: &[&str] = &["industrydescr", "industryname", "productname", "sectorname", "description"];

impl Format for Gravity {
    fn name(&self) -> &'static str {
        "gravity table"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        let own = table.has_any(EXPORTER) && table.has_any(IMPORTER) && table.has_any(&["year", "t", "period"]);
        if own && !values(&table, sniffed).is_empty() { 80 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        let values = values(&table, sniffed);
        let (exporter, importer) = (table.at(EXPORTER), table.at(IMPORTER));
        let system = numeric_system(&table, [exporter, importer]);
        table.role(ColumnRole::Period, &["year", "t", "period"]);
        table.role(ColumnRole::Reporter, EXPORTER);
        table.role(ColumnRole::ReporterName, &["exportername", "countryo", "originname"]);
        table.role(ColumnRole::Partner, IMPORTER);
        table.role(ColumnRole::PartnerName, &["importername", "countryd", "destinationname"]);
        table.role(ColumnRole::Sector, GOOD);
        table.role(ColumnRole::SectorName, GOOD_NAME);
        if let Some((at, _)) = values.first() {
            table.set(*at, ColumnRole::Value);
        }
        table.mapping().default_flow = Some(Flow::Export);
        // The USITC's industries come in million dollars; other tables say nothing of their unit.
        let itpd = table.has(&["industryid", "trade"]);
        let unit = if itpd { Unit::currency("USD", 6) } else { Meta::default().unit };
        let recipe = table.recipe().classify_rows([exporter, importer], move |cells, disposition| {
            disposition.unless(cells.get(exporter) == cells.get(importer), "trade within a country")
        });
        let about = About {
            publisher: if itpd { "USITC (ITPD)" } else { "" },
            basis: Basis::Other,
            subject: Subject::All,
            valuation: "",
            unit,
        };
        let mut setup = about.setup(&sniffed.stem, self.name());
        setup.meta.title.clone_from(&sniffed.stem);
        setup.meta.notes.push(BOTH_SIDES.to_owned());
        if !itpd {
            setup.warnings.push(NO_UNIT.to_owned());
        }
        if let [(_, first), rest @ ..] = values.as_slice()
            && !rest.is_empty()
        {
            let rest: Vec<String> = rest.iter().map(|(_, name)| format!("`{name}`")).collect();
            setup
                .warnings
                .push(format!("the values are taken from the column `{first}`, not from {}", rest.join(", ")));
        }
        Ok(ReadPlan::ready(both_sides(recipe, system), setup))
    }
}

const BOTH_SIDES: &str =
    "Each row is one flow: it is shown as an export of the exporter and as an import of the importer";

/// Each row tells one trade of two countries.
fn both_sides(recipe: Recipe, system: Option<CodeSystem>) -> Recipe {
    let countries = system.map_or_else(MemberRule::default, MemberRule::countries);
    Recipe { emit_mirror_flow: true, ..recipe }.rule(Axis::Reporter, countries.clone()).rule(Axis::Partner, countries)
}

/// The columns that hold values of trade, best first, with their names.
fn values(table: &Table<'_>, sniffed: &Sniffed) -> Vec<(usize, String)> {
    let numeric = |at: &usize| {
        let cells = table.distinct(Some(*at));
        let numbers = cells.iter().filter(|cell| matches!(number::read(cell, DecimalSign::Point), Cell::Value(_)));
        !cells.is_empty() && numbers.count() * 10 >= cells.len() * 8
    };
    let found = TRADE.iter().filter_map(|name| table.at(&[name])).filter(numeric);
    found.filter_map(|at| Some((at, sniffed.header.get(at)?.trim().to_owned()))).collect()
}

/// The system of numeric country codes, where there are such.
fn numeric_system(table: &Table<'_>, columns: [Option<usize>; 2]) -> Option<CodeSystem> {
    let codes: Vec<&str> = columns.into_iter().flat_map(|at| table.distinct(at)).collect();
    let numeric = !codes.is_empty() && codes.iter().all(|code| code.bytes().all(|b| b.is_ascii_digit()));
    let pairs: Vec<(&str, &str)> = codes.iter().map(|code| (*code, "")).collect();
    numeric.then(|| country::guess_system(&pairs)).flatten()
}

/// Correlates of War, dyadic trade: `flow1` is what country 1 imports from country 2, in million US dollars.
pub(super) struct CorrelatesOfWar;

impl Format for CorrelatesOfWar {
    fn name(&self) -> &'static str {
        "Correlates of War trade"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        if Table::new(sniffed).has(&["ccode1", "ccode2", "year", "flow1", "flow2"]) { 96 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::Year, &["year"]);
        table.role(ColumnRole::Reporter, &["ccode1"]);
        table.role(ColumnRole::ReporterName, &["importer1"]);
        table.role(ColumnRole::Partner, &["ccode2"]);
        table.role(ColumnRole::PartnerName, &["importer2"]);
        table.role(ColumnRole::ValueFor(Flow::Import), &["flow1"]);
        table.role(ColumnRole::ValueFor(Flow::Export), &["flow2"]);
        let recipe = Recipe { missing: Some(-9), ..table.recipe() };
        let about = About {
            publisher: "Correlates of War project",
            basis: Basis::Customs,
            subject: Subject::Goods,
            valuation: "as the importing country reports",
            unit: Unit::currency("USD", 6),
        };
        let mut setup = about.setup(&sniffed.stem, self.name());
        setup.meta.notes.push("Imports of the one country are shown as exports of the other".to_owned());
        Ok(ReadPlan::ready(both_sides(recipe, Some(CodeSystem::Cow)), setup))
    }
}

/// The Growth Lab's Atlas of Economic Complexity: exports and imports in columns, each pair seen from both sides.
pub(super) struct Atlas;

const ATLAS_REPORTER: &[&str] = &["locationcode", "countryiso3code", "iso3code", "countryid", "locationid"];
const ATLAS_GOOD: &[(&str, System)] = &[
    ("hsproductcode", System::Hs),
    ("producths92code", System::Hs),
    ("producths12code", System::Hs),
    ("producths22code", System::Hs),
    ("sitcproductcode", System::Sitc),
    ("productsitccode", System::Sitc),
];

impl Format for Atlas {
    fn name(&self) -> &'static str {
        "Atlas of Economic Complexity"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        let own = table.has(&["exportvalue", "year"]) && table.has_any(ATLAS_REPORTER);
        if own { 90 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::Year, &["year"]);
        table.role(ColumnRole::Reporter, ATLAS_REPORTER);
        table.role(ColumnRole::Partner, &["partnercode", "partneriso3code", "partnercountryiso3code"]);
        table.role(ColumnRole::ValueFor(Flow::Export), &["exportvalue"]);
        table.role(ColumnRole::ValueFor(Flow::Import), &["importvalue"]);
        table.role(ColumnRole::SectorName, &["productname", "hsproductname", "productnameshorten"]);
        let classes = ATLAS_GOOD.iter().find(|(name, _)| table.role(ColumnRole::Sector, &[name])).map(|(_, s)| *s);
        if classes.is_none() {
            table.role(ColumnRole::Sector, &["productcode", "productid"]);
        }
        let countries = MemberRule::countries(CodeSystem::Iso3);
        let recipe = table
            .recipe()
            .rule(Axis::Reporter, countries.clone())
            .rule(Axis::Partner, countries)
            .rule(Axis::Sector, MemberRule { classes, ..MemberRule::default() });
        let about = About {
            publisher: "Growth Lab at Harvard University",
            basis: Basis::Customs,
            subject: Subject::All,
            valuation: "FOB, reconciled from both countries' reports",
            unit: Unit::currency("USD", 0),
        };
        Ok(ReadPlan::ready(recipe, about.setup(&sniffed.stem, self.name())))
    }
}

/// The balanced trade in services of the OECD and WTO: reported, final and balanced values side by side, in million US dollars.
pub(super) struct Batis;

impl Format for Batis {
    fn name(&self) -> &'static str {
        "OECD-WTO balanced trade in services (BaTIS)"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        if table.has(&["reporter", "partner", "flow", "year"]) && table.has_any(&["balancedvalue"]) { 95 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::Year, &["year"]);
        table.role(ColumnRole::Reporter, &["reporter"]);
        table.role(ColumnRole::Partner, &["partner"]);
        table.role(ColumnRole::Flow, &["flow"]);
        table.role(ColumnRole::Sector, &["itemcode", "item"]);
        table.role(ColumnRole::Value, &["balancedvalue"]);
        let kinds = [table.at(&["typereporter"]), table.at(&["typepartner"])];
        let partner = table.at(&["partner"]);
        let [reporters, partners] = kinds;
        let recipe = table.recipe().classify_rows([reporters, partners, partner], move |cells, disposition| {
            let world = matches!(cells.get(partner), "WLD" | "W" | "WL" | "_W");
            let group = cells.get(reporters) == "g" || cells.get(partners) == "g" && !world;
            match disposition {
                RowDisposition::Use(_) if group => {
                    RowDisposition::LeaveOut("a group of countries, whose members are listed".into())
                }
                disposition => disposition,
            }
        });
        let recipe = recipe.rule(Axis::Sector, MemberRule::classified(System::Ebops));
        let about = About {
            publisher: "OECD and WTO (BaTIS)",
            basis: Basis::BalanceOfPayments,
            subject: Subject::Services,
            valuation: "balanced from both countries' reports",
            unit: Unit::currency("USD", 6),
        };
        Ok(ReadPlan::ready(recipe, about.setup(&sniffed.stem, self.name())))
    }
}
