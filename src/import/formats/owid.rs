//! Our World in Data: `Entity`, `Code`, `Year` and a column for each variable, whose long name tells flow, unit and
//! prices: `Exports of goods and services (constant 2015 US$)`.
//!
//! Regions have no code, or one that begins with `OWID_`. Shares of GDP and indices are variables like any other
//! there; they are no money and are not read.

use super::table::{About, Table};
use super::{Format, Input, ReadPlan};
use crate::data::country::{self, CodeSystem};
use crate::data::{Axis, Basis, Flow, Meta, Subject, Unit};
use crate::import::recipe::{MemberRule, Recipe};
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, ImportError, SeriesColumn, words};

/// Our World in Data.
pub(super) struct OurWorldInData;

impl Format for OurWorldInData {
    fn name(&self) -> &'static str {
        "Our World in Data"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        let own = table.at(&["entity"]) == Some(0) && table.has_any(&["year", "day"]);
        if own { 88 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let variables: Vec<Variable> = sniffed.header.iter().enumerate().filter_map(Variable::of).collect();
        let Some(Variable { unit, .. }) = commonest(&variables) else {
            return Err(ImportError::Binary {
                file: sniffed.file.clone(),
                kind: "a table of indicators, none of which is exports, imports or a balance in money (shares of GDP \
                       and indices are no amounts)"
                    .to_owned(),
                advice: "Download a chart of exports and imports in dollars instead".to_owned(),
            });
        };
        let (used, others): (Vec<&Variable>, Vec<&Variable>) = variables.iter().partition(|v| v.unit == *unit);
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::ReporterName, &["entity"]);
        table.role(ColumnRole::Reporter, &["code"]);
        table.role(ColumnRole::Period, &["year", "day"]);
        let subjects = used.iter().any(|variable| variable.subject != used.first().map_or("", |first| &first.subject));
        for variable in &used {
            table.series(SeriesColumn {
                column: variable.column,
                flow: Some(variable.flow),
                partner: variable.partner.clone(),
                sector: subjects.then(|| variable.subject.clone()),
                ..SeriesColumn::default()
            });
        }
        let unused = (0..).zip(&sniffed.header).filter(|(_, name)| is_relative(name) || words::is_no_money(name));
        let unused =
            unused.map(|(at, _)| (at, "a share or an amount per head, no amount of trade".to_owned())).collect();
        let recipe = Recipe { unused, ..table.recipe() }.rule(Axis::Reporter, MemberRule::countries(CodeSystem::Iso3));
        let about = About {
            publisher: "Our World in Data",
            basis: Basis::Other,
            subject: Subject::All,
            valuation: "",
            unit: unit.clone().unwrap_or(Meta::default().unit),
        };
        let mut setup = about.setup(&sniffed.stem, self.name());
        if let Some(prices) = used.iter().find_map(|variable| variable.prices.clone()) {
            setup.meta.valuation = prices;
        }
        setup.warnings.extend(others.iter().map(|v| format!("not read, because it is in another unit: `{}`", v.name)));
        Ok(ReadPlan::ready(recipe, setup))
    }
}

/// A column whose name tells a flow in money.
struct Variable {
    column: usize,
    name: String,
    flow: Flow,
    subject: String,
    /// With whom, where the name says so: `Exports to Asia`.
    partner: Option<String>,
    unit: Option<Unit>,
    /// "constant 2015 US$", where prices are not those of the time.
    prices: Option<String>,
}

impl Variable {
    fn of((column, name): (usize, &String)) -> Option<Self> {
        let flow = words::flow_of_phrase(name).filter(|_| !words::is_no_money(name) && !is_relative(name))?;
        let (bare, bracket) = name.split_once('(').unwrap_or((name, ""));
        let bracket = bracket.trim_end_matches(')');
        let prices = ["constant", "chained", "inflation"].iter().any(|word| name.to_lowercase().contains(word));
        Some(Self {
            column,
            name: name.clone(),
            flow,
            partner: partner_of(bare),
            subject: if partner_of(bare).is_some() {
                String::new()
            } else {
                words::without_flow(&bare.replace('_', " "))
            },
            unit: words::unit_of(name),
            prices: prices.then(|| bracket.to_owned()),
        })
    }
}

/// Whether a variable sets trade against something: shares, amounts per head, percentages of GDP.
fn is_relative(name: &str) -> bool {
    let lower = name.to_lowercase().replace(['_', '-'], " ");
    ["per capita", "per person", "share", "percent", "% of", "index", "ratio", "growth"]
        .iter()
        .any(|word| lower.contains(word))
}

/// The other side of `Exports to Asia` and `Imports from the World`.
fn partner_of(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let at = [" to ", " from ", " with "].iter().find_map(|word| lower.find(word).map(|at| at + word.len()))?;
    let rest = name.get(at..)?.trim();
    let bare = rest.strip_prefix("the ").or_else(|| rest.strip_prefix("The ")).unwrap_or(rest);
    country::recognise_in(CodeSystem::Names, bare, "").map(|_| bare.to_owned())
}

/// The first variable in the unit of most variables.
fn commonest(variables: &[Variable]) -> Option<&Variable> {
    let times = |one: &Variable| variables.iter().filter(|variable| variable.unit == one.unit).count();
    variables.iter().rev().max_by_key(|variable| times(variable))
}
