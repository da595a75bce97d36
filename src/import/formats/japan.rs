//! Japan: trade statistics of e-Stat (a row for each good and country, months in the columns), the customs office's
//! series of totals, and the balance of payments with thousands of series in the columns.
//!
//! At e-Stat 1 is export and 2 import (the opposite of Eurostat). The year's column is the sum of the months and is
//! not read beside them. Months that are not published yet are written as zeros.

use super::table::{About, MONTHS, Table};
use super::{Approach, Format, Input};
use crate::data::classification::System;
use crate::data::country::CodeSystem;
use crate::data::{Axis, Basis, Flow, Member, Role, Subject, Unit, UnitKind};
use crate::import::recipe::{MemberRule, Recipe, Tree};
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, ImportError, SeriesColumn, WithinYear, words};

/// Trade statistics of e-Stat by good and country.
pub(super) struct JapanCustoms;

impl Format for JapanCustoms {
    fn name(&self) -> &'static str {
        "Japan Customs (e-Stat)"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        if table.has(&["exporimp", "year"]) && table.has_any(&["valueyear", "valuejan"]) { 97 } else { 0 }
    }

    fn approach(&self, input: &Input<'_>) -> Result<Approach, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::Year, &["year"]);
        table.role(ColumnRole::Sector, &["hs", "code", "commodity"]);
        table.role(ColumnRole::Partner, &["country"]);
        table.mapping().default_reporter = Some("JPN".to_owned());
        let mut months = 0;
        for (month, name) in (1u8..).zip(MONTHS) {
            // Old files misspell April.
            let names = [format!("value{name}"), if name == "apr" { "valueapl".to_owned() } else { String::new() }];
            let named = names.each_ref().map(String::as_str);
            if let Some(column) = table.at(&named) {
                table.series(SeriesColumn {
                    column,
                    within: Some(WithinYear::Month(month)),
                    ..SeriesColumn::default()
                });
                months += 1;
            }
        }
        if months == 0 {
            table.role(ColumnRole::Value, &["valueyear"]);
        }
        let flow = table.at(&["exporimp"]);
        let recipe = table.recipe().judged([flow], move |cells, verdict| {
            verdict.flow(match cells.get(flow) {
                "1" => Some(Flow::Export),
                "2" => Some(Flow::Import),
                _ => None,
            })
        });
        let sum_note =
            Some("rows that differ only in the customs office or the kind of transport are added up".to_owned());
        let recipe = Recipe { zeros_at_end: true, sum_note, ..recipe }
            .rule(Axis::Partner, MemberRule::countries(CodeSystem::JapanMof))
            .rule(Axis::Sector, MemberRule::classified(System::NationalHs));
        Ok(Approach::read(recipe, customs(3).setup(&sniffed.stem, self.name())))
    }
}

fn customs(exponent: u8) -> About {
    About {
        publisher: "Japan Customs",
        basis: Basis::Customs,
        subject: Subject::Goods,
        valuation: "exports FOB, imports CIF",
        unit: Unit::currency("JPY", exponent),
    }
}

/// The customs office's series: a row for each month, exports and imports in the columns.
pub(super) struct JapanTotals;

impl Format for JapanTotals {
    fn name(&self) -> &'static str {
        "Japan Customs series"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let table = Table::new(sniffed);
        let own = table.has(&["exptotal", "imptotal"]) && table.has_any(&["yearsmonths", "date", "month"]);
        if own { 95 } else { 0 }
    }

    fn approach(&self, input: &Input<'_>) -> Result<Approach, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.role(ColumnRole::Period, &["yearsmonths", "date", "month"]);
        table.role(ColumnRole::ValueFor(Flow::Export), &["exptotal"]);
        table.role(ColumnRole::ValueFor(Flow::Import), &["imptotal"]);
        table.mapping().default_reporter = Some("JPN".to_owned());
        let mut said = sniffed.preamble.iter().map(String::as_str).chain([sniffed.stem.as_str()]);
        let unit = said.find_map(|text| words::unit_of(&text.replace('_', " ")));
        let recipe = Recipe { zeros_at_end: true, ..table.recipe() };
        let mut setup = customs(3).setup(&sniffed.stem, self.name());
        match unit {
            Some(unit) => setup.meta.unit = unit,
            None => setup.warnings.push(
                "the unit is not stated in the file: thousand yen is taken, as Japan Customs publishes".to_owned(),
            ),
        }
        Ok(Approach::read(recipe, setup))
    }
}

/// Who publishes Japan's balance of payments.
pub(super) const PUBLISHER: &str = "Ministry of Finance and Bank of Japan (balance of payments)";

/// The balance of payments: paths of items in the columns, ending in 受取 (credit), 支払 (debit) or ネット (net).
pub(super) struct JapanPayments;

impl Format for JapanPayments {
    fn name(&self) -> &'static str {
        "Japan's balance of payments"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let paths = sniffed.header.iter().filter(|name| path(name).is_some()).count();
        if paths >= 3 && paths * 5 > sniffed.header.len() { 95 } else { 0 }
    }

    fn approach(&self, input: &Input<'_>) -> Result<Approach, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.set(0, ColumnRole::Period);
        table.mapping().default_reporter = Some("JPN".to_owned());
        let mut unit = None;
        for (column, name) in sniffed.header.iter().enumerate().skip(1) {
            let Some(Path { item, flow, unit: own }) = path(name) else { continue };
            // Saldo knows trade: goods and services, not income and finance.
            if !["貿易", "サービス"].iter().any(|word| item.starts_with(word)) {
                continue;
            }
            // The balance of services is written apart from its two sides.
            let item = if item == "サービス収支" { "サービス".to_owned() } else { item };
            table.item(column, flow, item, own.as_ref());
            unit = unit.or(own);
        }
        let recipe = table.recipe().rule(Axis::Sector, item_rule(|path| Some(path.to_owned())));
        let about = About {
            publisher: PUBLISHER,
            basis: Basis::BalanceOfPayments,
            subject: Subject::All,
            valuation: "",
            unit: unit.unwrap_or_else(|| Unit::currency("JPY", 8)),
        };
        Ok(Approach::read(recipe, about.setup(&sniffed.stem, self.name())))
    }
}

/// What a column's name tells.
struct Path {
    item: String,
    flow: Flow,
    unit: Option<Unit>,
}

/// `サービス/輸送/受取:億円`: an item, the side, the unit.
fn path(name: &str) -> Option<Path> {
    let (path, unit) = name.trim().split_once([':', '：'])?;
    let unit = words::unit_of(unit).filter(|unit| matches!(unit.kind, UnitKind::Currency(_)))?;
    let (item, side) = path.rsplit_once('/').unwrap_or((path, ""));
    match side_of(side) {
        Some(flow) => Some(Path { item: item.to_owned(), flow, unit: Some(unit) }),
        // `貿易・サービス収支` alone is the net of everything below it.
        None if path.ends_with("収支") => Some(Path { item: path.to_owned(), flow: Flow::Balance, unit: Some(unit) }),
        None => None,
    }
}

/// The last part of a path: which side of the account it is.
pub(super) fn side_of(part: &str) -> Option<Flow> {
    match part {
        "受取" | "輸出" | "Credit" | "Credits" | "Exports" => Some(Flow::Export),
        "支払" | "輸入" | "Debit" | "Debits" | "Imports" => Some(Flow::Import),
        "ネット" | "Net" => Some(Flow::Balance),
        _ => None,
    }
}

/// Items that are paths, found in what a cell says.
pub(super) fn item_rule(item: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> MemberRule {
    MemberRule::by(move |text, _| Some(item_member(&item(text)?))).tree(Tree::Above(std::sync::Arc::new(above)))
}

/// An item by its path; its label is the last part, its Japanese name.
fn item_member(path: &str) -> Member {
    let label = path.rsplit('/').next().unwrap_or(path);
    let english = english_of(label);
    let role = match path {
        "貿易・サービス収支" => Role::Total,
        // Travel with passenger transport cuts across the items.
        _ if path.contains("観光関連") => Role::Memo,
        // What is bought for resale abroad counts against exports, and is written without its sign.
        _ if path.contains("負の輸出") => Role::Memo,
        _ => Role::Leaf,
    };
    Member {
        code: path.to_owned(),
        label: english.map_or_else(|| label.to_owned(), str::to_owned),
        label_ja: Some(label.to_owned()),
        role,
        ..Member::default()
    }
}

/// The item above an item.
fn above(path: &str) -> Option<String> {
    path.rsplit_once('/').map(|(above, _)| above.to_owned())
}

/// The items that people ask for, in the balance of payments manual's terms.
fn english_of(item: &str) -> Option<&'static str> {
    const ITEMS: [(&str, &str); 22] = [
        ("貿易・サービス収支", "Goods and services"),
        ("貿易収支", "Goods"),
        ("サービス収支", "Services"),
        ("サービス", "Services"),
        ("輸送", "Transport"),
        ("旅行", "Travel"),
        ("その他サービス", "Other services"),
        ("委託加工サービス", "Manufacturing services"),
        ("維持修理サービス", "Maintenance and repair"),
        ("建設", "Construction"),
        ("保険・年金サービス", "Insurance and pensions"),
        ("金融サービス", "Financial services"),
        ("知的財産権等使用料", "Charges for intellectual property"),
        ("通信・コンピュータ・情報サービス", "Telecommunications, computer and information"),
        ("通信サービス", "Telecommunications"),
        ("コンピュータサービス", "Computer services"),
        ("情報サービス", "Information services"),
        ("その他業務サービス", "Other business services"),
        ("専門・経営コンサルティングサービス", "Professional and management consulting"),
        ("研究開発サービス", "Research and development"),
        ("個人・文化・娯楽サービス", "Personal, cultural and recreational"),
        ("公的サービス等", "Government services"),
    ];
    ITEMS.iter().find(|(japanese, _)| *japanese == item).map(|(_, english)| *english)
}
