//! What phrases say: the flow and the unit in a title or a long column name, and whether it counts money at all.

use super::vocabulary::{AboveZero, above_zero, claims_whole, flow_of, no_money, unit_text};
use crate::data::{Flow, Role, Unit, country};

/// The flow that a phrase names: `Imports CIF (millions of US dollars)`, `Exp-Total`, `貿易収支/輸出`.
/// None when it names no flow or several.
pub(crate) fn flow_of_phrase(text: &str) -> Option<Flow> {
    // Figures and dates name none, and are most of what is asked.
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_alphabetic()) {
        return None;
    }
    if let Some(flow) = Flow::parse(text) {
        return Some(flow);
    }
    let sign = above_zero(text);
    if matches!(sign, Some(AboveZero::Surplus | AboveZero::Deficit)) {
        return Some(Flow::Balance);
    }
    let lower = text.to_lowercase();
    let squeezed: String = lower.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).collect();
    let has = |words: &[&str]| words.iter().any(|word| squeezed.contains(word));
    if has(&["reexport"]) || has(&["reimport"]) {
        return of_goods_sent_on(&lower, has(&["reexport"]));
    }
    // Exports and imports in one word are neither; their balance is one.
    let both = has(&["輸出入", "进出口", "進出口", "수출입"]);
    let word = |words: &[&str]| lower.split(|c: char| !c.is_alphanumeric()).any(|token| words.contains(&token));
    let balance = has(&[
        "balance",
        "saldo",
        "balança",
        "balanca",
        "balanza",
        "収支/ネット",
        "/ネット",
        "surplus",
        "貿易収支額",
        "差引",
        "수지",
        "差额",
        "差額",
    ]) || word(&["bal", "net", "solde", "balanza"])
        || sign.is_some();
    // "Balance of payments" and "trade balance: exports" name statistics, not the balance.
    let balance = balance && !has(&["balanceofpayments"]);
    let export = has(&["export", "輸出", "受取", "ausfuhr", "exportac", "수출", "出口"])
        || word(&["exp", "credit", "credits", "receipts"]);
    let import = has(&["import", "輸入", "支払", "einfuhr", "importac", "수입", "进口", "進口"])
        || word(&["imp", "debit", "debits", "payments"]);
    // "Balance imports/exports" is a balance, though it names both.
    let leading =
        balance && ["balance", "trade balance", "net "].iter().any(|start| lower.trim_start().starts_with(start));
    if both {
        return balance.then_some(Flow::Balance);
    }
    match (export && !leading, import && !leading, balance) {
        (true, false, false) => Some(Flow::Export),
        (false, true, false) => Some(Flow::Import),
        (false, false, true) => Some(Flow::Balance),
        (false, false, false) => flow_of(text),
        _ => None,
    }
}

/// The flow of a phrase with re-exports or re-imports in it: they themselves, or all others, or both.
fn of_goods_sent_on(lower: &str, exported: bool) -> Option<Flow> {
    const BESIDE: [&str; 12] = [
        "excl",
        "without",
        "net of",
        "other than",
        "incl",
        "less re",
        "minus re",
        "ohne",
        "hors",
        "sans",
        "sin ",
        "sem ",
    ];
    let word = if exported { "export" } else { "import" };
    let again = ["re-", "re "].into_iter().find_map(|start| lower.find(&format!("{start}{word}")));
    let again = again.or_else(|| lower.find(&format!("re{word}")));
    // `Exports (excluding re-exports)` begins with what it counts.
    let before = again.and_then(|at| lower.get(..at)).unwrap_or_default();
    // Goods that come in to be sent on are imports: `Imports / For re-export`; alone it names no flow.
    if exported && ["for ", "zur ", "pour ", "para "].iter().any(|word| before.ends_with(word)) {
        return before.contains("import").then_some(Flow::Import);
    }
    let is_beside = before.contains(word) && BESIDE.iter().any(|beside| before.contains(beside));
    Some(match (is_beside, exported) {
        (true, true) => Flow::Export,
        (true, false) => Flow::Import,
        (false, true) => Flow::ReExport,
        (false, false) => Flow::ReImport,
    })
}

/// What a phrase says besides the flow: `Exports of goods and services` is about goods and services.
pub(crate) fn without_flow(text: &str) -> String {
    let flow = |word: &str| {
        let word: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
        Flow::parse(&word).is_some() || matches!(word.to_lowercase().as_str(), "reexport" | "reexports")
    };
    let mut words: Vec<&str> = text.split_whitespace().filter(|word| !flow(word)).collect();
    while words.first().is_some_and(|word| matches!(*word, "of" | "-" | ":" | "/" | "in")) {
        words.remove(0);
    }
    while words.last().is_some_and(|word| matches!(*word, "of" | "-" | ":" | "/" | "in")) {
        words.pop();
    }
    let mut subject = words.join(" ").trim_matches(|c: char| c == ',' || c == ':' || c == '/' || c == ' ').to_owned();
    if let Some(first) = subject.chars().next() {
        subject.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
    }
    subject
}

/// The words between a flow and the country it goes to or comes from.
const BETWEEN: [&str; 9] =
    [" to the ", " from the ", " with the ", " to ", " from ", " with ", " nach ", " aus ", " a "];

/// What stands before and behind the word between a flow and a partner.
pub(crate) fn split_towards(name: &str) -> Option<(&str, &str)> {
    let bare = name.split(['(', '[']).next().unwrap_or(name);
    BETWEEN.iter().find_map(|between| bare.split_once(between))
}

/// The flow and the partner that `Exports to Asia` names.
pub(crate) fn flow_towards(name: &str) -> Option<(Flow, String)> {
    let (before, after) = split_towards(name)?;
    let flow = flow_of_phrase(before)?;
    let place = country::recognise_in(country::CodeSystem::Names, after.trim(), "")?;
    Some((flow, if place.label.is_empty() { after.trim().to_owned() } else { place.label }))
}

/// Whether a phrase counts something other than money: weights, shares, rates.
pub(crate) fn is_no_money(text: &str) -> bool {
    if no_money(text) {
        return true;
    }
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    has(&[
        "quantity",
        "weight",
        "(kg",
        "tonnes",
        "percent",
        "% ",
        "(%",
        "share of",
        "growth",
        "index",
        "数量",
        "number of",
        "ratio",
        "netwgt",
        "qty",
    ]) || lower.ends_with('%')
        // Cotton is no ton.
        || lower.rsplit(|c: char| !c.is_alphanumeric()).next().is_some_and(|last| matches!(last, "ton" | "tons" | "kg"))
}

/// The unit that a name, a title or a preamble states: `million US$`, `(US$ thousand)`, `億円`, `EUR`.
pub(crate) fn unit_of(text: &str) -> Option<Unit> {
    unit_text(text).map(|found| found.unit)
}

/// How a sector takes part in sums, by its code or name.
pub(crate) fn sector_role(text: &str) -> Role {
    if claims_whole(text) { Role::Total } else { Role::Leaf }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flows_inside_phrases() {
        for (text, expected) in [
            ("Imports CIF (millions of US dollars)", Some(Flow::Import)),
            ("Exp.Total", Some(Flow::Export)),
            ("ExportValueKUSD", Some(Flow::Export)),
            ("BalanceOfTradeKUSD", Some(Flow::Balance)),
            ("貿易収支/輸出:億円", Some(Flow::Export)),
            ("Re-Exports", Some(Flow::ReExport)),
            ("Exports (excluding re-exports)", Some(Flow::Export)),
            ("Exports incl. re-exports", Some(Flow::Export)),
            ("Imports net of re-imports", Some(Flow::Import)),
            ("Value of re-exports", Some(Flow::ReExport)),
            ("Net imports", Some(Flow::Balance)),
            ("Oil: net exports", Some(Flow::Balance)),
            ("Nettoexporte", Some(Flow::Balance)),
            ("Imports minus exports", Some(Flow::Balance)),
            ("Trade deficit", Some(Flow::Balance)),
            ("Deficit (+)/surplus (-)", Some(Flow::Balance)),
            ("Exports and imports", None),
            ("GDP (current US$)", None),
            ("Expenditure", None),
            ("수출액", Some(Flow::Export)),
            ("総額（輸出入計）", None),
            ("进出口差额", Some(Flow::Balance)),
            ("进口额", Some(Flow::Import)),
        ] {
            assert_eq!(flow_of_phrase(text), expected, "{text}");
        }
    }

    #[test]
    fn subjects_inside_phrases() {
        for (text, expected) in [
            ("Exports of goods and services", "Goods and services"),
            ("Trade in goods: Exports", "Trade in goods"),
            ("Imports", ""),
            ("Balance / Goods (1)", "Goods (1)"),
        ] {
            assert_eq!(without_flow(text), expected, "{text}");
        }
    }

    #[test]
    fn units_inside_phrases() {
        for (text, expected) in [
            ("million US$", Some(("USD", 6))),
            ("(US$ thousand)", Some(("USD", 3))),
            ("貿易収支/輸出:億円", Some(("JPY", 8))),
            ("（単位：千円）", Some(("JPY", 3))),
            ("Value in EUR", Some(("EUR", 0))),
            ("ExportValueKUSD", Some(("USD", 3))),
            ("TradeValue in 1000 USD", Some(("USD", 3))),
            ("Imports CIF (millions of US dollars)", Some(("USD", 6))),
            ("European trade", None),
            ("2020M10 / US dollars", Some(("USD", 0))),
            ("2020M10 (USD million)", Some(("USD", 6))),
            ("100 million yen", Some(("JPY", 8))),
            ("Exports", None),
            ("Valeur (en milliers d'euros)", Some(("EUR", 3))),
            ("Tsd. EUR", Some(("EUR", 3))),
            ("천불", Some(("USD", 3))),
            ("2017 ($US)", Some(("USD", 0))),
            ("£ / m", Some(("GBP", 6))),
        ] {
            assert_eq!(unit_of(text), expected.map(|(code, power)| Unit::currency(code, power)), "{text}");
        }
    }
}
