//! ITC Trade Map: lists of partners or products with a column for each year, and the bilateral table, whose column
//! names tell reporter, direction and partner: `Japan's exports to China, Value in 2022`.
//!
//! The title above the table names the reporter: `List of importing markets for the product exported by Japan`. So in
//! a list of importers the reporter exports, and the importers are its partners.

use super::table::{About, Table};
use super::{Format, Input, ReadPlan};
use crate::data::classification::System;
use crate::data::country::{self, CodeSystem};
use crate::data::{Axis, Basis, Flow, Period, Role, Subject, Unit};
use crate::import::recipe::MemberRule;
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, ImportError, SeriesColumn, words};

/// ITC Trade Map.
pub(super) struct TradeMap;

/// What a column of values tells.
struct Column {
    flow: Flow,
    period: Period,
    /// Reporter and partner, where the name tells both.
    sides: Option<(String, String)>,
}

impl Format for TradeMap {
    fn name(&self) -> &'static str {
        "ITC Trade Map"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        let lists = table.has_any(&["importers", "exporters", "productlabel"]);
        let values = sniffed.header.iter().filter_map(|name| column(name)).count();
        if lists && values > 0 { 92 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::PartnerName, &["importers", "exporters"]);
        table.role(ColumnRole::Sector, &["productcode", "code"]);
        table.role(ColumnRole::SectorName, &["productlabel"]);
        let mut told = sniffed.preamble.iter().map(String::as_str).chain([sniffed.stem.as_str()]);
        let reporter = told.clone().find_map(reporter_of);
        for (at, name) in sniffed.header.iter().enumerate() {
            let Some(Column { flow, period, sides }) = column(name) else { continue };
            let (reporter, partner) = sides.unzip();
            table.series(SeriesColumn {
                column: at,
                flow: Some(flow),
                period: Some(period),
                reporter,
                partner,
                ..SeriesColumn::default()
            });
        }
        let both = table.mapping().series.iter().all(|series| series.reporter.is_some());
        let unit = told.find_map(words::unit_of);
        table.mapping().default_reporter.clone_from(&reporter);
        table.mapping().unit.clone_from(&unit);
        let recipe = table
            .recipe()
            .rule(Axis::Reporter, MemberRule::countries(CodeSystem::Names))
            .rule(Axis::Partner, MemberRule::countries(CodeSystem::Names))
            .rule(Axis::Sector, MemberRule::classified(System::Hs));
        let about = About {
            publisher: "ITC Trade Map",
            basis: Basis::Customs,
            subject: Subject::Goods,
            valuation: "",
            unit: unit.clone().unwrap_or_else(|| Unit::currency("USD", 3)),
        };
        let mut setup = about.setup(&sniffed.stem, self.name());
        if unit.is_none() {
            setup.warnings.push(
                "the unit is not stated in the file: thousand US dollars are taken, as Trade Map publishes".to_owned(),
            );
        }
        if reporter.is_none() && !both {
            setup.warnings.push("the file does not name the reporter: its title is missing".to_owned());
        }
        Ok(ReadPlan::ready(recipe, setup))
    }
}

/// `Exported value in 2021`, `Imported value in 2021-Q1`, `Japan's exports to China, Value in 2021`.
fn column(name: &str) -> Option<Column> {
    let lower = name.to_lowercase();
    let (before, when) = lower.rsplit_once("value in ")?;
    let period = Period::parse(when.trim())?;
    let sides = || {
        let original = name.get(..before.len())?.trim().trim_end_matches(',');
        let (reporter, rest) = original.split_once("'s ").or_else(|| original.split_once("\u{2019}s "))?;
        let (flow, partner) = rest.split_once(" to ").or_else(|| rest.split_once(" from "))?;
        Some((words::flow_of_phrase(flow)?, reporter.trim().to_owned(), partner.trim().to_owned()))
    };
    match (before.trim(), sides()) {
        ("exported", _) => Some(Column { flow: Flow::Export, period, sides: None }),
        ("imported", _) => Some(Column { flow: Flow::Import, period, sides: None }),
        (_, Some((flow, reporter, partner))) => Some(Column { flow, period, sides: Some((reporter, partner)) }),
        _ => None,
    }
}

/// The country behind `exported by` or `imported by` in a title.
fn reporter_of(title: &str) -> Option<String> {
    let (_, rest) = title.split_once("exported by ").or_else(|| title.split_once("imported by "))?;
    let end = [" in ", ",", "("].iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
    let found = country::recognise(rest.get(..end)?.trim())?;
    (found.role == Role::Leaf).then_some(found.code)
}
