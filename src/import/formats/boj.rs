//! Bank of Japan: time series of the balance of payments, as its API and its older site give them.
//!
//! The API lists a row for each series and date, with the series' path in its name and the unit in a column. The
//! older site stacks code, name, frequency and unit of each series above its column.

use super::japan_payments::{PUBLISHER, item_rule, side_of};
use super::table::{About, Table};
use super::{Format, Input, ReadPlan};
use crate::data::{Axis, Basis, Flow, Period, Subject, Unit, UnitKind};
use crate::import::recipe::{Cells, Recipe, RowDisposition};
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, ImportError, words};

/// The API's table.
pub(super) struct BojApi;

const NAMES: &[&str] = &["nameoftimeseriesj", "nameoftimeseries"];
const UNITS: &[&str] = &["unitj", "unit"];
const OTHER_ACCOUNT: &str = "income or finance, not trade in goods and services";

impl Format for BojApi {
    fn name(&self) -> &'static str {
        "Bank of Japan time series (API)"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        if table.has(&["seriescode", "surveydates", "values"]) && table.has_any(NAMES) { 97 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::Year, &["surveydates"]);
        table.role(ColumnRole::SubPeriod, &["frequency"]);
        table.role(ColumnRole::Value, &["values"]);
        table.role(ColumnRole::SectorName, NAMES);
        table.mapping().default_reporter = Some("JPN".to_owned());
        let (name, unit) = (table.at(NAMES), table.at(UNITS));
        if !table.distinct(name).iter().any(|text| series(text).is_some()) {
            return Err(no_trade(sniffed));
        }
        let stated = table.distinct(unit).into_iter().find_map(words::unit_of);
        let classify = move |cells: &Cells<'_>, disposition: RowDisposition| {
            let Some((_, flow)) = series(cells.get(name)) else {
                return RowDisposition::LeaveOut(OTHER_ACCOUNT.into());
            };
            match words::unit_of(cells.get(unit)) {
                Some(Unit { kind: UnitKind::Currency(code), exponent }) if code == "JPY" => {
                    disposition.flow(Some(flow)).scaled(Some(exponent.cast_signed()))
                }
                None if unit.is_none() => disposition.flow(Some(flow)),
                _ => RowDisposition::LeaveOut("another unit than yen".into()),
            }
        };
        let rule = item_rule(|text| series(text).map(|(item, _)| item));
        let recipe = Recipe { period: Some(survey_date), ..table.recipe() }.classify_rows([name, unit], classify);
        let about = about(stated);
        Ok(ReadPlan::ready(recipe.rule(Axis::Sector, rule), about.setup(&sniffed.stem, self.name())))
    }
}

/// The older site's table, with several rows of names above the columns.
pub(super) struct BojSite;

impl Format for BojSite {
    fn name(&self) -> &'static str {
        "Bank of Japan time series (site)"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let first = sniffed.header.first().map_or("", String::as_str);
        let own = ["系列名称", "Series code", "Name of time-series"].iter().any(|text| first.contains(text));
        if own && sniffed.header.iter().skip(1).any(|name| stacked(name).is_some()) { 96 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.set(0, ColumnRole::Period);
        table.mapping().default_reporter = Some("JPN".to_owned());
        let mut stated = None;
        for (column, name) in sniffed.header.iter().enumerate().skip(1) {
            let Some((item, flow, unit)) = stacked(name) else { continue };
            table.item(column, flow, item, unit.as_ref());
            stated = stated.or(unit);
        }
        let recipe = table.recipe().rule(Axis::Sector, item_rule(|item| Some(item.to_owned())));
        Ok(ReadPlan::ready(recipe, about(stated).setup(&sniffed.stem, self.name())))
    }
}

fn about(stated: Option<Unit>) -> About {
    About {
        publisher: PUBLISHER,
        basis: Basis::BalanceOfPayments,
        subject: Subject::All,
        valuation: "",
        unit: stated.unwrap_or_else(|| Unit::currency("JPY", 8)),
    }
}

fn no_trade(sniffed: &Sniffed) -> ImportError {
    ImportError::Binary {
        file: sniffed.file.clone(),
        kind: "a table of time series, none of which is trade in goods or services".to_owned(),
        advice: "Choose series of the balance of payments (database BP01) under goods or services".to_owned(),
    }
}

/// Item and flow of a series' name, such as `国際収支/サービス/輸送/受取`; none for income and finance.
fn series(name: &str) -> Option<(String, Flow)> {
    let (item, side) = name.rsplit_once('/').unwrap_or((name, ""));
    let flow = side_of(side.trim()).or_else(|| item.ends_with("収支").then_some(Flow::Balance));
    let item = if side_of(side.trim()).is_some() { item } else { name };
    // What stands before the account names the statistics.
    let words = ["貿易", "サービス", "Goods", "Services", "Trade"];
    let parts: Vec<&str> = item.split('/').map(str::trim).collect();
    let item = match parts.iter().position(|part| words.iter().any(|word| part.starts_with(word))) {
        Some(at) => parts.get(at..)?.join("/"),
        None => whole_path(parts.last()?)?,
    };
    Some((if item == "サービス収支" { "サービス".to_owned() } else { item }, flow?))
}

/// The path of an item of services that is named alone; none for what is no item of services.
fn whole_path(item: &str) -> Option<String> {
    const BELOW: [(&str, &[&str]); 4] = [
        ("サービス", &["輸送", "旅行", "その他サービス"]),
        (
            "サービス/その他サービス",
            &[
                "委託加工サービス",
                "維持修理サービス",
                "建設",
                "保険・年金サービス",
                "金融サービス",
                "知的財産権等使用料",
                "通信・コンピュータ・情報サービス",
                "その他業務サービス",
                "個人・文化・娯楽サービス",
                "公的サービス等",
            ],
        ),
        (
            "サービス/その他サービス/通信・コンピュータ・情報サービス",
            &["通信サービス", "コンピュータサービス", "情報サービス"],
        ),
        (
            "サービス/その他サービス/その他業務サービス",
            &["研究開発サービス", "専門・経営コンサルティングサービス", "技術・貿易関連・その他業務サービス"],
        ),
    ];
    let (above, _) = BELOW.iter().find(|(_, items)| items.contains(&item))?;
    Some(format!("{above}/{item}"))
}

/// Item, flow and unit of a column whose names stand one above the other, joined by ` / `.
fn stacked(name: &str) -> Option<(String, Flow, Option<Unit>)> {
    let parts: Vec<&str> = name.split(" / ").collect();
    let (item, flow) = parts.iter().find_map(|part| series(part))?;
    let unit = parts.iter().find_map(|part| words::unit_of(part));
    Some((item, flow, unit))
}

/// `202401 MONTHLY`, `202404 QUARTERLY` (the fourth quarter), `2024 ANNUAL`; `月次`, `四半期`, `年次`.
fn survey_date(cell: &str) -> Option<Period> {
    let (date, frequency) = cell.trim().split_once(' ')?;
    let digits: String = date.chars().filter(char::is_ascii_digit).collect();
    let year = digits.get(..4)?.parse().ok()?;
    let part = || digits.get(4..6)?.parse::<i32>().ok();
    match frequency.trim().to_uppercase().as_str() {
        "MONTHLY" | "月次" => part().filter(|part| (1..=12).contains(part)).map(|part| Period::month(year, part)),
        "QUARTERLY" | "四半期" => {
            part().filter(|part| (1..=4).contains(part)).map(|part| Period::quarter(year, part))
        }
        "ANNUAL" | "年次" | "暦年" => Some(Period::year(year)),
        _ => None,
    }
}
