//! World Bank: WDI and its data bank with years in the columns, and the data bank's long form.
//!
//! An indicator names flow, sector, unit and price basis in one phrase. Only exports, imports and balances in
//! current dollars are trade in money; shares of GDP, indices and everything else are left out, with that reason.

use super::table::{About, Table};
use super::{Format, Input, ReadPlan};
use crate::data::country::CodeSystem;
use crate::data::{Axis, Basis, Flow, Member, Period, Role, Subject, Unit};
use crate::import::recipe::{MemberRule, Recipe, RowDisposition};
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, ImportError, words};

/// WDI and its data bank.
pub(super) struct WorldBank;

/// So many indicators are named one by one where they are left out.
const NAMED: usize = 30;
const CODE: &[&str] = &["indicatorcode", "seriescode"];
const NAME: &[&str] = &["indicatorname", "seriesname"];

impl Format for WorldBank {
    fn name(&self) -> &'static str {
        "World Bank indicators"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        let own = table.has(&["countryname", "countrycode"]) && table.has_any(CODE) && table.has_any(NAME);
        if own && !table.has(&["attribute"]) && !table.has(&["counterpartcountryname"]) { 92 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::Reporter, &["countrycode"]);
        table.role(ColumnRole::ReporterName, &["countryname"]);
        let long = table.role(ColumnRole::Period, &["timecode", "time"]) && table.role(ColumnRole::Value, &["value"]);
        if !long {
            table.period_columns(Period::parse);
        }
        let name = table.at(NAME);
        if !table.distinct(name).iter().any(|text| trade_of(text).is_some()) {
            return Err(ImportError::Binary {
                file: sniffed.file.clone(),
                kind: "a table of indicators, none of which is exports, imports or a balance in current dollars"
                    .to_owned(),
                advice: "Choose trade indicators (such as NE.EXP.GNFS.CD) and export again".to_owned(),
            });
        }
        if let Some(at) = name {
            table.set(at, ColumnRole::SectorName);
        }
        let subjects: Vec<String> =
            table.distinct(name).into_iter().filter_map(trade_of).map(|(_, subject)| subject).collect();
        let few = table.distinct(name).len() <= NAMED;
        let recipe: Recipe =
            table.recipe().classify_rows([name], move |cells, disposition| match trade_of(cells.get(name)) {
                Some((flow, _)) => disposition.flow(Some(flow)),
                None if few => RowDisposition::LeaveOut(
                    format!("no value of trade in current dollars: {}", cells.get(name)).into(),
                ),
                None => RowDisposition::LeaveOut("an indicator that is no value of trade in current dollars".into()),
            });
        let recipe = Recipe { period: Some(year_code), ..recipe }
            .rule(Axis::Reporter, MemberRule::countries(CodeSystem::Iso3))
            .rule(Axis::Sector, MemberRule::by(move |name, _| sector(name, &subjects)));
        let about = About {
            publisher: "World Bank",
            basis: Basis::BalanceOfPayments,
            subject: Subject::All,
            valuation: "",
            unit: Unit::currency("USD", 0),
        };
        Ok(ReadPlan::ready(recipe, about.setup(&sniffed.stem, self.name())))
    }
}

/// `YR1990`, `v1960`.
fn year_code(cell: &str) -> Option<Period> {
    let digits = cell.trim().strip_prefix("YR").or_else(|| cell.trim().strip_prefix('v'))?;
    digits.parse().ok().map(Period::year)
}

/// Flow and subject of an indicator such as `Merchandise exports (current US$)`; none for what is no such money.
fn trade_of(indicator: &str) -> Option<(Flow, String)> {
    let (name, unit) = indicator.rsplit_once('(')?;
    let money = unit.starts_with("current US$") || unit.starts_with("BoP, current US$");
    let lower = name.to_lowercase();
    // Parts and classes of trade by its other side are no sectors.
    let odd = ["to low", "from low", "to high", "from high", "by the reporting", "taxes", "residual", "within region"];
    if !money || words::is_no_money(name) || odd.iter().any(|text| lower.contains(text)) {
        return None;
    }
    let flow = words::flow_of_phrase(name)?;
    let traded = ["trade", "goods", "services", "merchandise"].iter().any(|word| lower.contains(word));
    let other = ["income", "investment", "assistance", "transfers", "current account", "receipts from"];
    if other.iter().any(|text| lower.contains(text)) || (flow == Flow::Balance && !traded) {
        return None;
    }
    let mut words: Vec<&str> = name.split_whitespace().collect();
    words.retain(|word| {
        let word = word.to_lowercase();
        !matches!(
            word.trim_matches(','),
            "exports" | "imports" | "export" | "import" | "net" | "of" | "balance" | "external" | "trade" | "on"
        )
    });
    let subject = words.join(" ");
    let subject = subject.strip_prefix("in ").unwrap_or(&subject).to_owned();
    Some((flow, if subject.is_empty() { "goods and services".to_owned() } else { subject.to_lowercase() }))
}

/// The subject of an indicator; goods and services contain goods, and services. Where they are not told together,
/// goods of one basis and services are parts, and everything else is told beside them.
fn sector(name: &str, subjects: &[String]) -> Option<Member> {
    const WHOLE: &str = "goods and services";
    let (_, subject) = trade_of(name)?;
    let first = |among: &[&'static str]| among.iter().copied().find(|one| subjects.iter().any(|other| other == one));
    let parts = [first(&["goods", "merchandise"]), first(&["services", "service", "commercial service"])];
    let whole = subjects.iter().any(|other| other == WHOLE);
    let none = parts.iter().all(Option::is_none);
    let role = match subject.as_str() {
        WHOLE => Role::Total,
        own if !whole && (parts.contains(&Some(own)) || (none && subjects.first().is_some_and(|one| one == own))) => {
            Role::Leaf
        }
        _ => Role::Memo,
    };
    let mut label = subject.clone();
    if let Some(first) = label.get(..1).map(str::to_uppercase) {
        label.replace_range(..1, &first);
    }
    Some(Member { code: subject, label, role, ..Member::default() })
}
