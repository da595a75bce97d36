//! Cells that tell the same trade again: adjusted, at other prices, as planned, as first published.

use std::sync::OnceLock;

use super::lexicon::Lexicon;

const VARIANTS: &str = include_str!("variants.txt");

/// What the senses of the table tell apart, and which of them is used first. What all of a publisher's figures are told
/// in comes before what only some are: partners and products are seldom adjusted.
const SENSES: [(&str, &str, u32); 24] = [
    ("unadjusted", ADJUSTMENT, 0),
    ("worked", ADJUSTMENT, 1),
    ("adjusted", ADJUSTMENT, 2),
    ("trend", ADJUSTMENT, 3),
    ("current", PRICES, 0),
    ("constant", PRICES, 1),
    ("fob", "valuation", 0),
    ("cif", "valuation", 1),
    ("general", "trade system", 0),
    ("special", "trade system", 1),
    ("customs", "basis", 0),
    ("payments", "basis", 1),
    ("own", "source", 0),
    ("mirror", "source", 1),
    ("single", SPAN, 0),
    ("running", SPAN, 1),
    ("actual", SCENARIO, 0),
    ("estimate", SCENARIO, 1),
    ("forecast", SCENARIO, 2),
    ("plan", SCENARIO, 3),
    ("final", RELEASE, 0),
    ("revised", RELEASE, 1),
    ("first", RELEASE, 2),
    ("release", RELEASE, 3),
];
const ADJUSTMENT: &str = "seasonal adjustment";
/// Current and constant prices.
pub(crate) const PRICES: &str = "prices";
/// Of each period alone, and accumulated over several.
pub(crate) const SPAN: &str = "time that figures cover";
/// What came of it, and what was expected or planned.
pub(crate) const SCENARIO: &str = "scenario";
/// Of what was published several times the last word is used.
pub(crate) const RELEASE: &str = "release";

/// What a cell says of the variant in which its row tells a trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Variant {
    /// What is told apart: "prices".
    pub what: &'static str,
    /// Lower is used first.
    pub rank: u32,
}

/// The variant that a cell of a column names, all of its words taken together; the column's name tells what `yes` means.
pub(crate) fn variant_of(column: &str, cell: &str) -> Option<Variant> {
    let sense = sense_of(cell)?;
    let named = || named(sense_of(column)?);
    match sense {
        "yes" => named(),
        "no" => named().map(|variant| Variant { rank: 0, ..variant }).filter(|variant| variant.what != RELEASE),
        _ => self::named(sense),
    }
}

/// Whether a column is named after publications: its cells are their times or numbers.
pub(crate) fn is_release(column: &str) -> bool {
    sense_of(column) == Some("release")
}

/// Whether a column is named after ways to tell the same trade: `Scenario`, `Method`, `Definition`.
pub(crate) fn is_of_alternatives(column: &str) -> bool {
    sense_of(column) == Some("alternative")
}

fn named(sense: &str) -> Option<Variant> {
    SENSES.iter().find(|(known, ..)| *known == sense).map(|(_, what, rank)| Variant { what, rank: *rank })
}

/// The one sense of a text; none where a word is not known or two say different things.
fn sense_of(text: &str) -> Option<&'static str> {
    const LONGEST: usize = 80;
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    if text.len() > LONGEST {
        return None;
    }
    let pieces = LEXICON.get_or_init(|| Lexicon::of(&[VARIANTS])).cut(text);
    let mut sense = None;
    for piece in pieces {
        match piece.sense {
            Some("filler") => {}
            // The year of the prices.
            None if piece.text.bytes().all(|b| b.is_ascii_digit()) => {}
            Some(said) if sense.is_none_or(|known| known == said) => sense = Some(said),
            _ => return None,
        }
    }
    sense
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_the_same_trade_again() {
        for (column, cell, what, rank) in [
            ("Adjustment", "Seasonally adjusted", ADJUSTMENT, 2),
            ("Type", "Not seasonally adjusted", ADJUSTMENT, 0),
            ("", "Désaisonnalisé", ADJUSTMENT, 2),
            ("系列", "季節調整値", ADJUSTMENT, 2),
            ("系列", "原数値", ADJUSTMENT, 0),
            ("seasonally adjusted", "yes", ADJUSTMENT, 2),
            ("S_ADJUST", "N", ADJUSTMENT, 0),
            ("", "Constant 2015 prices", "prices", 1),
            ("", "In current prices", PRICES, 0),
            ("", "Balance of payments", "basis", 1),
            ("", "Revised", RELEASE, 1),
            ("Indicator", "Monthly", SPAN, 0),
            ("Indicador", "Acumulado", SPAN, 1),
            ("系列", "累計", SPAN, 1),
        ] {
            assert_eq!(variant_of(column, cell), Some(Variant { what, rank }), "{column}: {cell}");
        }
        for (column, cell) in [
            ("", "yes"),
            ("Product", "Current transformers"),
            ("", "Germany"),
            ("", "Real wood"),
            ("", "2015"),
            ("", ""),
        ] {
            assert_eq!(variant_of(column, cell), None, "{column}: {cell}");
        }
        assert!(is_release("vintage") && is_release("Release date") && !is_release("date"));
    }
}
