//! US Census Bureau: the table of trade by country and month, and the API by commodity.
//!
//! In the country table `IJAN`..`IDEC` are imports and `EJAN`..`EDEC` exports in million dollars; `IYR` and `EYR` are
//! their sums. Codes below 1000 are groups of countries. Months that are not published yet are written as zeros. In
//! the API `*_YR` values are cumulative, and levels of the commodity code and groups of countries are mixed.

use super::table::{About, MONTHS, Table};
use super::variants::{VariantColumn, rank};
use super::{Format, Input, ReadPlan};
use crate::data::classification::System;
use crate::data::country::CodeSystem;
use crate::data::{Axis, Basis, Flow, Member, Period, Role, Subject, Unit};
use crate::import::recipe::{MemberRule, Recipe, RowDisposition};
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, ImportError, SeriesColumn, WithinYear};

/// Trade by country and month.
pub(super) struct CensusCountries;

impl Format for CensusCountries {
    fn name(&self) -> &'static str {
        "US Census trade by country"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        if table.has_any(&["ijan", "ejan"]) && table.has_any(&["ctycode", "ctyname"]) { 97 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::Year, &["year"]);
        table.role(ColumnRole::Partner, &["ctycode"]);
        table.role(ColumnRole::PartnerName, &["ctyname"]);
        table.mapping().default_reporter = Some("USA".to_owned());
        for (letter, flow) in [("i", Flow::Import), ("e", Flow::Export)] {
            for (month, name) in (1u8..).zip(MONTHS) {
                if let Some(column) = table.at(&[&format!("{letter}{name}")]) {
                    let within = Some(WithinYear::Month(month));
                    table.series(SeriesColumn { column, flow: Some(flow), within, ..SeriesColumn::default() });
                }
            }
        }
        let code = table.at(&["ctycode"]);
        let recipe = table.recipe().classify_rows([code], move |cells, disposition| {
            let adjusted = cells.get(code).trim_start_matches('0') == "4";
            disposition.unless(adjusted, "the world seasonally adjusted, beside the unadjusted world that is used")
        });
        let recipe = Recipe { trailing_zeros_unpublished: true, ..recipe }
            .rule(Axis::Partner, MemberRule::countries(CodeSystem::Census));
        Ok(ReadPlan::ready(recipe, about(6).setup(&sniffed.stem, self.name())))
    }
}

fn about(exponent: u8) -> About {
    About {
        publisher: "US Census Bureau",
        basis: Basis::Customs,
        subject: Subject::Goods,
        valuation: "exports FAS, imports customs value",
        unit: Unit::currency("USD", exponent),
    }
}

/// Trade of the states, as `imctyall.xls` (imports, all countries): years in the columns, in million dollars, with
/// the state's total and its 25 largest partners below each other.
pub(super) struct CensusStates;

impl Format for CensusStates {
    fn name(&self) -> &'static str {
        "US Census trade by state"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        let own = table.has(&["statename", "rank"]) && table.has_any(&["countryd", "country"]);
        if own && flow_of_stem(&sniffed.stem).is_some() { 95 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::SectorName, &["statename"]);
        table.role(ColumnRole::PartnerName, &["countryd", "country"]);
        table.period_columns(|name| name.strip_prefix("val").and_then(Period::parse));
        table.mapping().default_reporter = Some("USA".to_owned());
        table.mapping().default_flow = flow_of_stem(&sniffed.stem);
        let partner = table.at(&["countryd", "country"]);
        let recipe = table.recipe().classify_rows([partner], move |cells, disposition| {
            disposition
                .unless(cells.get(partner).starts_with("Top "), "the sum of the largest partners, which are listed")
        });
        let states = MemberRule::by(|name, _| {
            let role = if matches!(name, "USA" | "United States" | "Total") { Role::Total } else { Role::Leaf };
            Some(Member { code: name.to_owned(), label: name.to_owned(), role, ..Member::default() })
        });
        Ok(ReadPlan::ready(recipe.rule(Axis::Sector, states), about(6).setup(&sniffed.stem, self.name())))
    }
}

/// USA Trade Online: commodity, country and month in rows, with measures in the columns.
pub(super) struct UsaTrade;

/// The measures of value, best first.
const MEASURES: [(&str, Flow); 5] = [
    ("customsvaluegenus", Flow::Import),
    ("customsvalueconsus", Flow::Import),
    ("generalcifimportsvalueus", Flow::Import),
    ("totalexportsvalueus", Flow::Export),
    ("totalvalueus", Flow::Export),
];

impl Format for UsaTrade {
    fn name(&self) -> &'static str {
        "USA Trade Online"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        let own = table.has(&["commodity", "country", "time"]);
        if own && MEASURES.iter().any(|(name, _)| table.has(&[name])) { 95 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::Period, &["time"]);
        table.role(ColumnRole::PartnerName, &["country"]);
        table.role(ColumnRole::SectorName, &["commodity"]);
        table.mapping().default_reporter = Some("USA".to_owned());
        for flow in [Flow::Export, Flow::Import] {
            let mut names = MEASURES.iter().filter(|(_, own)| *own == flow);
            if let Some(at) = names.find_map(|(name, _)| table.at(&[name])) {
                table.set(at, ColumnRole::ValueFor(flow));
            }
        }
        let goods = MemberRule::by(|text, _| {
            let (code, label) = text.split_once(' ').filter(|(code, _)| code.bytes().all(|b| b.is_ascii_digit()))?;
            Some(Member { code: code.to_owned(), label: label.trim().to_owned(), ..Member::default() })
        });
        let recipe =
            table.recipe().rule(Axis::Sector, goods).rule(Axis::Partner, MemberRule::countries(CodeSystem::Names));
        Ok(ReadPlan::ready(recipe, about(0).setup(&sniffed.stem, self.name())))
    }
}

/// `imctyall` holds imports and `exctyall` exports.
fn flow_of_stem(stem: &str) -> Option<Flow> {
    match stem.get(..2)?.to_lowercase().as_str() {
        "im" => Some(Flow::Import),
        "ex" => Some(Flow::Export),
        _ => None,
    }
}

/// The API by commodity.
pub(super) struct CensusApi;

/// Value columns of the API with their flow, months before years.
const VALUES: [(&str, Flow); 8] = [
    ("genvalmo", Flow::Import),
    ("convalmo", Flow::Import),
    ("allvalmo", Flow::Export),
    ("genvalyr", Flow::Import),
    ("convalyr", Flow::Import),
    ("allvalyr", Flow::Export),
    ("genvalue", Flow::Import),
    ("allvalue", Flow::Export),
];

impl Format for CensusApi {
    fn name(&self) -> &'static str {
        "US Census API"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        let good = table.has_any(&["icommodity", "ecommodity", "naics", "sitc", "enduse"]);
        let value = VALUES.iter().any(|(name, _)| table.has(&[name]));
        if value && (good || table.has_any(&["ctycode", "ctyname"])) { 96 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        if !table.role(ColumnRole::Period, &["time"]) {
            table.role(ColumnRole::Year, &["year"]);
            table.role(ColumnRole::SubPeriod, &["month"]);
        }
        table.role(ColumnRole::Partner, &["ctycode"]);
        table.role(ColumnRole::PartnerName, &["ctyname"]);
        table.role(ColumnRole::Sector, &["icommodity", "ecommodity", "naics", "sitc", "enduse"]);
        table.role(
            ColumnRole::SectorName,
            &[
                "icommoditysdesc",
                "ecommoditysdesc",
                "icommodityldesc",
                "ecommodityldesc",
                "icommoditydesc",
                "naicssdesc",
            ],
        );
        let (yearly, mut taken) = (!VALUES.iter().take(3).any(|(name, _)| table.has(&[name])), Vec::new());
        for (name, flow) in VALUES {
            if !taken.contains(&flow) && table.role(ColumnRole::ValueFor(flow), &[name]) {
                taken.push(flow);
            }
        }
        table.mapping().default_reporter = Some("USA".to_owned());
        let level = table.at(&["summarylvl"]);
        let time = table.at(&["time"]);
        let variants: Vec<VariantColumn> =
            level.map(|at| VariantColumn::new(at, "summary level", &["DET"])).into_iter().collect();
        let december = yearly && table.distinct(time).iter().any(|text| text.contains('-'));
        let recipe = table.recipe().classify_rows([level, time], move |cells, disposition| {
            // A cumulative value of December is the year's; those before it are parts of it.
            let early = december && cells.get(time).get(5..7) != Some("12");
            if early {
                return RowDisposition::LeaveOut(
                    "a cumulative value within the year, of which December has the whole".into(),
                );
            }
            rank(&variants, cells, disposition)
        });
        let recipe = if december { Recipe { period: Some(year_of), ..recipe } } else { recipe };
        let recipe = recipe
            .rule(Axis::Partner, MemberRule::countries(CodeSystem::Census))
            .rule(Axis::Sector, MemberRule::classified(System::NationalHs));
        Ok(ReadPlan::ready(recipe, about(0).setup(&sniffed.stem, self.name())))
    }
}

/// `2024-12` as the year whose whole it holds.
fn year_of(cell: &str) -> Option<Period> {
    cell.trim().get(..4)?.parse().ok().map(Period::year)
}
