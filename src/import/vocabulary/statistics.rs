//! Labels of rows that are no trade: averages, shares, changes, and what trade is held against.

use std::sync::OnceLock;

use super::lexicon::Lexicon;
use super::measures::no_money;
use crate::data::country;
use crate::data::words::FLOWS;

const STATISTICS: &str = include_str!("statistics.txt");

/// Longer labels describe a product; a per cent in them is of something.
const LONGEST: usize = 60;
/// Words of numbers before a unit: `(thousand tonnes)`.
const NUMBERS: [&str; 16] = [
    "thousand",
    "thousands",
    "million",
    "millions",
    "billion",
    "mn",
    "mio",
    "mill",
    "tsd",
    "k",
    "th",
    "000",
    "1000",
    "1 000",
    "'000",
    "metric",
];

/// Whether a label is of something worked out of the figures or held against them: `Median`, `USA share (%)`, `GDP`,
/// `Number of countries`, `Meat (thousand tonnes)`. All its words must be of that kind, or a country.
pub(crate) fn is_statistic(label: &str) -> bool {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    let label = label.trim();
    if label.chars().count() > LONGEST || !label.chars().any(|c| c.is_alphabetic() || c == '%') {
        return false;
    }
    let (bare, inside) = match label.strip_suffix([')', ']', '）']).and_then(|rest| rest.rsplit_once(['(', '[', '（']))
    {
        Some((bare, inside)) => (bare.trim(), inside.trim()),
        None => (label, ""),
    };
    // `Saint Maarten (Dutch part)` is a country, though a part is a share elsewhere.
    if !inside.is_empty() && country::recognise(label).is_some() {
        return false;
    }
    if inside.starts_with('%') || inside == "in %" || counts_pieces(inside) {
        return true;
    }
    let pieces = LEXICON.get_or_init(|| Lexicon::of(&[STATISTICS, FLOWS])).cut(bare);
    let unknown: Vec<&str> =
        pieces.iter().filter(|piece| piece.sense.is_none()).map(|piece| piece.text.as_str()).collect();
    let unknown = unknown.join(" ");
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b' ');
    let is_known = is_number(&unknown) || country::recognise(&unknown).is_some();
    let has = |wanted: &str| pieces.iter().any(|piece| piece.sense == Some(wanted));
    // `% of GDP`, `y-o-y %`.
    let percent = bare.starts_with('%') || bare.ends_with('%') || bare.contains(" % ");
    is_known && (has("statistic") || percent)
}

/// Whether what stands in brackets is a unit of quantities, with a number before it.
fn counts_pieces(inside: &str) -> bool {
    let lower = inside.to_lowercase();
    let words: Vec<&str> = lower.split(' ').filter(|word| !NUMBERS.contains(word)).collect();
    // One letter may be anything.
    let unit = words.join(" ");
    unit.chars().count() > 1 && !words.is_empty() && no_money(&format!("x ({unit})"))
}

#[cfg(test)]
mod tests {
    use super::is_statistic;

    #[test]
    fn countries_in_parts_are_trade() {
        for label in ["Saint Maarten (Dutch part)", "St. Martin (French part)", "Sint Maarten (Dutch part)"] {
            assert!(!is_statistic(label), "{label}");
        }
    }

    #[test]
    fn rows_that_are_no_trade() {
        for label in [
            "Median",
            "Average",
            "Share of top 2 (%)",
            "USA share (%)",
            "Year-on-year change (%)",
            "y-o-y %",
            "Annual change",
            "Difference",
            "Number of countries",
            "Memo: GDP",
            "Exchange rate",
            "Population (million)",
            "Index (2015=100)",
            "as % of GDP",
            "Cumulative",
            "Rank",
            "Export growth",
            "Meat (thousand tonnes)",
            "Wheat (tonnes)",
            "Durchschnitt",
            "前年比",
            "構成比",
            "Veränderung (%)",
        ] {
            assert!(is_statistic(label), "{label}");
        }
        for label in [
            "USA",
            "Food",
            "Total",
            "Exports",
            "World",
            "Milk of a fat content of 3 % or more",
            "Spirits, 40% vol",
            "Machinery and mechanical appliances",
            "Index cards",
            "Range cookers",
            "Oil (crude)",
            "Germany (t)",
            "2020",
            "",
            "Other countries",
            "Population control devices",
            "人形",
            "差動装置",
        ] {
            assert!(!is_statistic(label), "{label}");
        }
    }
}
