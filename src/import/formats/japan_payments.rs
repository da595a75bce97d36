//! Japan's balance of payments: paths of items in the columns, with the side of the account, the partner and the unit
//! in the name (`貿易収支/アメリカ合衆国/輸出:億円`, `経常収支:貿易収支:輸入`).

use std::sync::Arc;

use super::table::{About, Table};
use super::{Format, Input, ReadPlan};
use crate::data::country::{self, CodeSystem, Recognised};
use crate::data::{Axis, Basis, Flow, Member, Period, Role, Subject, Unit, UnitKind};
use crate::import::recipe::{MemberRule, Recipe, Tree};
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, ImportError, SeriesColumn, words};

/// Who publishes Japan's balance of payments.
pub(super) const PUBLISHER: &str = "Ministry of Finance and Bank of Japan (balance of payments)";

/// The balance of payments: a column for each series.
pub(super) struct JapanPayments;

impl Format for JapanPayments {
    fn name(&self) -> &'static str {
        "Japan's balance of payments"
    }

    fn score(&self, sniffed: &Sniffed) -> u8 {
        let paths = sniffed.header.iter().filter(|name| path(name).is_some_and(|path| path.is_trade())).count();
        let all = sniffed.header.iter().filter(|name| path(name).is_some()).count();
        if paths >= 3 && all * 5 > sniffed.header.len() { 95 } else { 0 }
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        let sniffed = input.sniffed;
        let mut table = Table::new(sniffed);
        table.set(0, ColumnRole::Period);
        table.mapping().default_reporter = Some("JPN".to_owned());
        let (mut unit, mut unused) = (None, Vec::new());
        for (column, name) in sniffed.header.iter().enumerate().skip(1) {
            let Some(path) = path(name).filter(Path::is_trade) else {
                unused.push((column, "no trade in goods or services".to_owned()));
                continue;
            };
            let Path { item, flow, partner, unit: own } = path;
            // The balance of services is written apart from its two sides.
            let item = if item == "サービス収支" { "サービス".to_owned() } else { item };
            table.series(SeriesColumn {
                column,
                flow: Some(flow),
                partner,
                sector: Some(item),
                exponent: own.as_ref().map(|unit| unit.exponent.cast_signed()),
                ..SeriesColumn::default()
            });
            unit = unit.or(own);
        }
        let said = sniffed.preamble.iter().map(String::as_str).chain([sniffed.stem.as_str()]);
        let stated = said.map(|text| text.replace('_', " ")).find_map(|text| words::unit_of(&text));
        let period: Option<fn(&str) -> Option<Period>> = if is_quarterly(sniffed) { Some(quarter_of) } else { None };
        let recipe = Recipe { period, unused, ..table.recipe() };
        let recipe = recipe
            .rule(
                Axis::Partner,
                MemberRule { make: Some(Arc::new(place_member)), ..MemberRule::countries(CodeSystem::Names) },
            )
            .rule(Axis::Sector, item_rule(|path| Some(path.to_owned())));
        let about = About {
            publisher: PUBLISHER,
            basis: Basis::BalanceOfPayments,
            subject: Subject::All,
            valuation: "",
            unit: unit.or(stated).unwrap_or_else(|| Unit::currency("JPY", 8)),
        };
        Ok(ReadPlan::ready(recipe, about.setup(&sniffed.stem, self.name())))
    }
}

/// What a column's name tells.
struct Path {
    item: String,
    flow: Flow,
    partner: Option<String>,
    unit: Option<Unit>,
}

impl Path {
    /// Saldo knows trade: goods and services, not income and finance.
    fn is_trade(&self) -> bool {
        ["貿易", "サービス"].iter().any(|word| self.item.starts_with(word))
    }
}

/// `サービス/輸送/受取:億円`: an item, the side, the unit; `貿易収支/アジア計/輸出:億円`: a partner within it;
/// `経常収支:貿易収支:輸出`: the accounts above it before it.
fn path(name: &str) -> Option<Path> {
    let mut parts: Vec<&str> = name.trim().split(['/', ':', '：']).map(str::trim).collect();
    let money = |text: &&str| words::unit_of(text).filter(|unit| matches!(unit.kind, UnitKind::Currency(_)));
    let unit = parts.last().and_then(money);
    if unit.is_some() {
        parts.pop();
    } else if !name.contains("収支") {
        return None;
    }
    let flow = parts.last().copied().and_then(side_of);
    if flow.is_some() {
        parts.pop();
    }
    let place = parts.iter().skip(1).rposition(|part| place_of(part).is_some()).map(|at| at + 1);
    let partner = place.map(|at| parts.remove(at)).and_then(place_of);
    // The current account stands above trade and is no item of it.
    if parts.len() > 1 && parts.first() == Some(&"経常収支") {
        parts.remove(0);
    }
    // `貿易・サービス収支` alone is the net of everything below it.
    let net = parts.last().is_some_and(|part| part.ends_with("収支")).then_some(Flow::Balance);
    Some(Path { flow: flow.or(net)?, item: parts.join("/"), partner, unit })
}

/// A partner in a path: `地域別合計` is the world, `アジア計` the sum of a continent.
fn place_of(part: &str) -> Option<String> {
    if matches!(part, "地域別合計" | "世界" | "世界計" | "全世界" | "総合計") {
        return Some("World".to_owned());
    }
    // `旅行/業務外/その他` is what is left of an item, not of the world.
    if part.starts_with("その他") {
        return None;
    }
    let bare = part.strip_suffix('計').unwrap_or(part);
    if by_name(bare).is_some() { Some(bare.to_owned()) } else { (bare != part).then(|| part.to_owned()) }
}

/// A country, a continent or a union by its name.
fn by_name(text: &str) -> Option<Recognised> {
    country::recognise_in(CodeSystem::Names, text, "")
}

/// A sum of a region that is no known country or group.
fn place_member(text: &str, _: &str) -> Option<Member> {
    let region = text.ends_with('計') && by_name(text).is_none();
    region.then(|| Member {
        code: text.to_owned(),
        label: text.strip_suffix('計').unwrap_or(text).to_owned(),
        label_ja: Some(text.to_owned()),
        role: Role::Group,
        ..Member::default()
    })
}

/// Whether the days of a table are three months apart.
fn is_quarterly(sniffed: &Sniffed) -> bool {
    let mut starts: Vec<i32> = sniffed.column(0).filter_map(Period::parse).map(Period::start_month).collect();
    starts.sort_unstable();
    starts.dedup();
    starts.len() > 2 && starts.windows(2).all(|pair| matches!(pair, [one, next] if next - one == 3))
}

/// The quarter of a day in it.
fn quarter_of(cell: &str) -> Option<Period> {
    Period::parse(cell).map(|day| day.rolled_up(crate::data::Frequency::Quarter))
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
    MemberRule::by(move |text, _| Some(item_member(&item(text)?))).tree(Tree::Above(Arc::new(above)))
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
