//! Eurostat's own layouts: TSV with several dimensions in the first column, and Comext's bulk files.
//!
//! In the TSV each cell ends in a blank or a flag (`123.4 p`, `: c`), newest period first. In the bulk files
//! `FLOW` 1 is import and 2 export, month 52 is the whole year, and `STAT_REGIME` breaks the same trade down.

use super::table::{About, Table, month_52};
use super::variants::{VariantColumn, rank};
use super::{Format, Input, ReadPlan};
use crate::data::classification::System;
use crate::data::country::CodeSystem;
use crate::data::{Axis, Basis, Flow, Period, Subject, Unit};
use crate::import::mapping::fold;
use crate::import::recipe::{MemberRule, NO_MONEY, Recipe, RowDisposition};
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, ImportError, words};

/// The TSV, whose first column the sniffer has taken apart.
pub(super) struct EurostatTsv;

impl Format for EurostatTsv {
    fn name(&self) -> &'static str {
        "Eurostat TSV"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        if sniffed.composite > 1 { 96 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::Reporter, &["reporter", "geo", "declarant"]);
        table.role(ColumnRole::Partner, &["partner"]);
        table.role(ColumnRole::Sector, &["product", "sitc06", "bopitem", "cpa21", "nacer2", "sector", "bclassbec"]);
        table.period_columns(Period::parse);
        let flow = table.at(&["stkflow", "flow"]);
        let item = table.at(&["naitem", "indicet", "indicators", "indic"]);
        let flows = |at| table.distinct(at).iter().any(|cell| flow_of(cell).is_some());
        let (tells, item_tells) = (flows(flow), flows(item));
        if !tells && !item_tells {
            return Err(ImportError::Binary {
                file: sniffed.file.clone(),
                kind: "a table of Eurostat in which no dimension is exports, imports or a balance".to_owned(),
                advice: "Open a table of external trade or of the balance of payments".to_owned(),
            });
        }
        let unit = table.at(&["unit", "currency"]);
        let units = table.distinct(unit);
        let used = units.iter().copied().find(|text| words::unit_of(&text.replace('_', " ")).is_some());
        let stated = used.and_then(|text| words::unit_of(&text.replace('_', " ")));
        let used = used.map(str::to_owned);
        let mut variants: Vec<VariantColumn> = Vec::new();
        for at in 0..sniffed.composite {
            let texts = table.distinct(Some(at));
            if texts.len() > 1 && !table.is_taken(at) && ![flow, item, unit].contains(&Some(at)) {
                let best =
                    texts.iter().find(|text| matches!(**text, "NSA" | "TOTAL" | "S1" | "TRD_VAL")).or(texts.first());
                variants.push(VariantColumn::new(
                    at,
                    "another series of",
                    &best.copied().into_iter().collect::<Vec<_>>(),
                ));
            }
        }
        let context = [flow, item, unit].into_iter().chain(variants.iter().map(|t| Some(t.column)).collect::<Vec<_>>());
        let recipe: Recipe = table.recipe().classify_rows(context, move |cells, disposition| {
            if used.as_ref().is_some_and(|used| used != cells.get(unit)) {
                return RowDisposition::LeaveOut("another unit or currency than the one shown".into());
            }
            let found = flow_of(cells.get(if tells { flow } else { item }));
            match found {
                None => RowDisposition::LeaveOut("an item that is no value of trade".into()),
                found => rank(&variants, cells, disposition.flow(found)),
            }
        });
        let countries = MemberRule::countries(CodeSystem::Eurostat);
        let recipe = recipe.rule(Axis::Reporter, countries.clone()).rule(Axis::Partner, countries);
        let about = About {
            publisher: "Eurostat",
            basis: Basis::Other,
            subject: Subject::All,
            valuation: "",
            unit: stated.unwrap_or_else(|| Unit::other("units (not stated)", 0)),
        };
        Ok(ReadPlan::ready(recipe, about.setup(&sniffed.stem, self.name())))
    }
}

fn flow_of(cell: &str) -> Option<Flow> {
    match cell {
        "BAL_RT" | "BAL" => Some(Flow::Balance),
        "P6" => Some(Flow::Export),
        "P7" => Some(Flow::Import),
        "B11" => Some(Flow::Balance),
        other => words::flow_of_phrase(other),
    }
}

/// Comext's bulk files.
pub(super) struct ComextBulk;

impl Format for ComextBulk {
    fn name(&self) -> &'static str {
        "Eurostat Comext bulk"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        // Anyone may call a column `Value (EUR)`; beside VALUE_EUR stands by which list goods are told, or how.
        let goods = ["productnc", "productsitc", "productcpa21", "productbec", "statprocedure", "tradetype"];
        let told = table.has_any(&["valueineuros"]) || table.has_any(&goods);
        let own = told && table.has(&["flow", "period"]);
        if own && table.has_any(&["declarant", "declarantiso", "reporter"]) { 95 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let mut table = Table::new(input.sniffed);
        table.role(ColumnRole::Period, &["period"]);
        table.role(ColumnRole::Reporter, &["declarantiso", "reporter", "declarant"]);
        table.role(ColumnRole::Partner, &["partneriso", "partner"]);
        table.role(ColumnRole::Sector, &["productnc", "productcn", "product"]);
        table.role(ColumnRole::Value, &["valueineuros", "valueeur"]);
        let flow = table.at(&["flow"]);
        let recipe = Recipe { period: Some(month_52), ..table.recipe() };
        let recipe = recipe.classify_rows([flow], move |cells, disposition| {
            disposition.flow(match cells.get(flow) {
                "1" => Some(Flow::Import),
                "2" => Some(Flow::Export),
                other => Flow::parse(other),
            })
        });
        let countries = MemberRule::countries(CodeSystem::Eurostat);
        let recipe = Recipe { sum_note: Some(SUMMED.to_owned()), ..recipe }
            .rule(Axis::Reporter, countries.clone())
            .rule(Axis::Partner, countries)
            .rule(Axis::Sector, MemberRule::classified(System::Cn8));
        let about = About {
            publisher: "Eurostat (Comext)",
            basis: Basis::Customs,
            subject: Subject::Goods,
            valuation: "exports FOB, imports CIF",
            unit: Unit::currency("EUR", 0),
        };
        Ok(ReadPlan::ready(recipe, about.setup(&input.sniffed.stem, self.name())))
    }
}

/// Said where rows of one trade were added up.
pub(super) const SUMMED: &str = "rows that differ only in columns that Saldo does not keep (procedures, means of transport and the like) are added up";

/// PRODCOM: production with exports and imports in one column of text and numbers.
pub(super) struct Prodcom;

impl Format for Prodcom {
    fn name(&self) -> &'static str {
        "Eurostat PRODCOM"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        if Table::new(sniffed).has(&["decllab", "indicatorslab", "indicatorvalue"]) { 95 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::ReporterName, &["decllab"]);
        table.role(ColumnRole::Period, &["periodlab"]);
        table.role(ColumnRole::SectorName, &["prccodelab"]);
        table.role(ColumnRole::Value, &["indicatorvalue"]);
        let indicator = table.at(&["indicatorslab"]);
        let recipe = Recipe { period: Some(whole_year), ..table.recipe() }.classify_rows(
            [indicator],
            move |cells, disposition| match fold(cells.get(indicator)).as_str() {
                "expval" | "exportvalue" | "exportsvalue" => disposition.flow(Some(Flow::Export)),
                "impval" | "importvalue" | "importsvalue" => disposition.flow(Some(Flow::Import)),
                _ => RowDisposition::LeaveOut(NO_MONEY.into()),
            },
        );
        let recipe = recipe.rule(Axis::Reporter, MemberRule::countries(CodeSystem::Names));
        let about = About {
            publisher: "Eurostat (PRODCOM)",
            basis: Basis::Customs,
            subject: Subject::Goods,
            valuation: "",
            unit: Unit::currency("EUR", 0),
        };
        Ok(ReadPlan::ready(recipe, about.setup(&sniffed.stem, self.name())))
    }
}

/// `Jan.-Dec. 2010` is the year.
fn whole_year(cell: &str) -> Option<Period> {
    let year = cell.trim().strip_prefix("Jan.-Dec.")?;
    year.trim().parse().ok().map(Period::year)
}
