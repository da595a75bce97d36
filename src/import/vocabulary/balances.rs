//! The sign of a balance that a name tells: exports less imports, or the other way round.
//!
//! `Net imports`, `Balance (M-X)` and `Deficit (+)/surplus (-)` are balances whose figures stand above zero where more
//! is bought than sold.

use std::sync::OnceLock;

use super::flows::flow_of;
use super::lexicon::{Lexicon, Piece};
use super::subjects::subject_of;
use crate::data::words::{half_width, plain};
use crate::data::{Flow, Subject};

const BALANCES: &str = include_str!("balances.txt");
/// Longer texts are descriptions, and what they say of a balance is no name of one.
const LONGEST: usize = 160;

/// What a balance above zero says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum AboveZero {
    /// More was sold than bought: exports less imports.
    Surplus,
    /// More was bought than sold: imports less exports.
    Deficit,
    /// A deficit, where its amount is meant; where it is written with the sign of a balance, nothing.
    CalledDeficit,
    /// A surplus by its amount, or by the sign of a balance: the same.
    CalledSurplus,
}

/// What a balance above zero says, where its name tells.
pub(crate) fn above_zero(text: &str) -> Option<AboveZero> {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    if text.len() > LONGEST {
        return None;
    }
    if let Some(sign) = by_formula(text) {
        return Some(sign);
    }
    let pieces = LEXICON.get_or_init(|| Lexicon::of(&[BALANCES])).cut(text);
    let has = |sense: &str| pieces.iter().any(|piece| piece.sense == Some(sense));
    match (has("export-less-import"), has("import-less-export")) {
        (true, false) => return Some(AboveZero::Surplus),
        (false, true) => return Some(AboveZero::Deficit),
        _ => {}
    }
    let of = |sense: &str| pieces.iter().find(|piece| piece.sense == Some(sense));
    match (of("deficit"), of("surplus")) {
        (None, None) => None,
        (deficit, surplus) => Some(by_marks(text, deficit, surplus)),
    }
}

/// Whether a balance is of more than trade, or of none: `Current account balance`, `Primary income`.
pub(crate) fn is_other_balance(text: &str) -> bool {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    if text.len() > LONGEST || subject_of([text]) != Subject::All {
        return false;
    }
    let pieces = LEXICON.get_or_init(|| Lexicon::of(&[BALANCES])).cut(text);
    let has = |sense: &str| pieces.iter().any(|piece| piece.sense == Some(sense));
    has("other") && !has("trade")
}

/// What the signs beside the words say: `deficit (+) / surplus (-)`.
fn by_marks(text: &str, deficit: Option<&Piece>, surplus: Option<&Piece>) -> AboveZero {
    let marks = marks(text);
    // In the order in which they stand, each word has the mark behind it, or all have the one before.
    let mut words: Vec<(usize, bool)> =
        [(deficit, true), (surplus, false)].into_iter().filter_map(|(piece, is)| Some((piece?.at, is))).collect();
    words.sort_unstable();
    let told = words.iter().zip(&marks).next().filter(|_| marks.len() >= words.len());
    match (told, deficit.is_some(), surplus.is_some()) {
        (Some(((_, is_deficit), above)), ..) => {
            if is_deficit == above {
                AboveZero::Deficit
            } else {
                AboveZero::Surplus
            }
        }
        (None, true, false) => AboveZero::CalledDeficit,
        (None, false, _) => AboveZero::CalledSurplus,
        // `Surplus/deficit` without marks is a balance.
        (None, true, true) => AboveZero::Surplus,
    }
}

/// The plus and minus signs, in their order; whether each is a plus. A dash outside of brackets parts words, where no
/// plus stands beside it.
fn marks(text: &str) -> Vec<bool> {
    let letters: Vec<char> = text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
    let is = |at: Option<usize>, marks: &[char]| at.and_then(|at| letters.get(at)).is_some_and(|c| marks.contains(c));
    let has_plus = letters.contains(&'+');
    let is_mark = |(at, c): (usize, &char)| match c {
        '+' => Some(true),
        '-' | '\u{2212}' | '\u{2013}' => {
            let bracketed = is(at.checked_sub(1), &['(', '[']) && is(Some(at + 1), &[')', ']']);
            (has_plus || bracketed).then_some(false)
        }
        _ => None,
    };
    letters.iter().enumerate().filter_map(is_mark).collect()
}

/// What a formula says: `X-M`, `(imports - exports)`.
fn by_formula(text: &str) -> Option<AboveZero> {
    let bracketed = text.split(['(', '[', '（', ')', ']', '）', '=', ':', ',']).map(str::trim);
    let is_of_balance = || flow_in(text.split(['(', '[', '（', '=', ':', ',']).next()?);
    for part in bracketed {
        let Some((first, second)) = part.split_once(['-', '\u{2212}', '\u{2013}']) else { continue };
        let sides = (side(first), side(second));
        // `Exports - imports` as a title parts two words; behind the name of a balance, or by their letters, they are a
        // formula.
        let is_formula = part.len() < text.trim().len() && is_of_balance() == Some(Flow::Balance)
            || [first, second].iter().all(|side| side.trim().chars().count() == 1);
        match sides {
            (Some(Flow::Export), Some(Flow::Import)) if is_formula => return Some(AboveZero::Surplus),
            (Some(Flow::Import), Some(Flow::Export)) if is_formula => return Some(AboveZero::Deficit),
            _ => {}
        }
    }
    None
}

fn side(text: &str) -> Option<Flow> {
    let text = text.trim();
    Flow::parse(text).or_else(|| flow_of(text))
}

/// The flow of the name before a formula.
fn flow_in(text: &str) -> Option<Flow> {
    let text = text.trim();
    side(text).or_else(|| {
        let words = plain(text);
        words.split(' ').any(|word| matches!(word, "balance" | "net" | "saldo" | "solde")).then_some(Flow::Balance)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_which_way_a_balance_is_counted() {
        for (text, expected) in [
            ("Net imports", Some(AboveZero::Deficit)),
            ("Net exports (million USD)", Some(AboveZero::Surplus)),
            ("Oil, net imports", Some(AboveZero::Deficit)),
            ("Trade balance (imports - exports)", Some(AboveZero::Deficit)),
            ("Trade balance (exports - imports)", Some(AboveZero::Surplus)),
            ("Balance (M-X)", Some(AboveZero::Deficit)),
            ("Balance (X−M)", Some(AboveZero::Surplus)),
            ("Saldo (Einfuhr - Ausfuhr)", Some(AboveZero::Deficit)),
            ("Imports minus exports", Some(AboveZero::Deficit)),
            ("Exports less imports, USD", Some(AboveZero::Surplus)),
            ("Exports - Imports", None),
            ("Import-export", None),
            ("Deficit (+)/surplus (-)", Some(AboveZero::Deficit)),
            ("Surplus (+) / deficit (−)", Some(AboveZero::Surplus)),
            ("(-) deficit, (+) surplus", Some(AboveZero::Surplus)),
            ("Deficit (-)", Some(AboveZero::Surplus)),
            ("Trade balance - deficit", Some(AboveZero::CalledDeficit)),
            ("Surplus(+)/deficit(-), US$ m", Some(AboveZero::Surplus)),
            ("Surplus/deficit", Some(AboveZero::Surplus)),
            ("Trade deficit", Some(AboveZero::CalledDeficit)),
            ("Trade surplus (USD bn)", Some(AboveZero::CalledSurplus)),
            ("Déficit commercial", Some(AboveZero::CalledDeficit)),
            ("Handelsbilanzüberschuss", Some(AboveZero::CalledSurplus)),
            ("Einfuhrüberschuss", Some(AboveZero::Deficit)),
            ("贸易逆差", Some(AboveZero::CalledDeficit)),
            ("入超", Some(AboveZero::Deficit)),
            ("デジタル赤字", Some(AboveZero::CalledDeficit)),
            ("Dış ticaret açığı", Some(AboveZero::CalledDeficit)),
            ("Balance", None),
            ("Imports", None),
            ("Trade balance - goods", None),
        ] {
            assert_eq!(above_zero(text), expected, "{text}");
        }
    }
}
