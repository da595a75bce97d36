//! Sizes in words, on cards and in sentences.

use super::English;
use crate::data::{Unit, minus_signed};
use crate::insight::{Quantity, Size};

/// A number with at most three significant digits for multiples: "3.2", "12.3", "0.46", "35".
pub(super) fn multiple(ratio: f64) -> String {
    let decimals = if ratio < 0.995 { 2 } else { usize::from(ratio < 19.95) };
    format!("{ratio:.decimals$}")
}

/// Percent without decimals: "13".
pub(super) fn whole(percent: f64) -> String {
    format!("{percent:.0}")
}

impl English<'_> {
    /// A value and its unit as a card writes them: "−68.1" and "bn". A percent sign stands with its number.
    pub(super) fn number_and_unit(&self, size: &Size) -> (String, String) {
        let value = size.value;
        let (number, unit) = match &size.quantity {
            Quantity::Money { unit, power } => {
                let scale = unit.scale_at(*power);
                (scale.number(value), scale.short)
            }
            Quantity::Percent => (say!(self, "percent", number = minus_signed(&format!("{value:.1}"))), String::new()),
            Quantity::Points => (minus_signed(&format!("{value:.1}")), say!(self, "points-short")),
            Quantity::Ratio => (minus_signed(&format!("{value:.2}")), String::new()),
            Quantity::Index => (minus_signed(&format!("{value:.0}")), String::new()),
        };
        (if size.has_plus && value > 0.0 { format!("+{number}") } else { number }, unit)
    }

    /// A value on a card: "−186 bn", "−6.46 tn yen", "62.3 %", "−0.12", "134".
    pub(super) fn card(&self, size: &Size) -> String {
        let (number, unit) = self.number_and_unit(size);
        format!("{number} {unit}").trim_end().to_owned()
    }

    /// A value on a card, marked when it is an estimate: "−186 bn (estimated)".
    pub(super) fn marked_card(&self, size: &Size) -> String {
        let value = self.card(size);
        if size.estimated { say!(self, "marked-estimated", value = value) } else { value }
    }

    /// A value on a card within a sentence, said to be an estimate where it is: "an estimated 62.3%".
    pub(super) fn card_in_sentence(&self, size: &Size) -> String {
        self.said_estimated(self.card(size), size)
    }

    /// A value in a sentence: "6.46 trillion yen", "an estimated 6.7 trillion yen".
    pub(super) fn sentence(&self, size: &Size) -> String {
        let text = match &size.quantity {
            Quantity::Money { unit, power } => {
                let phrase = unit.scale_at(*power).phrase(size.value);
                if self.is_of_us { phrase.replace(" US dollars", " dollars") } else { phrase }
            }
            _ => self.card(size),
        };
        self.said_estimated(text, size)
    }

    fn said_estimated(&self, text: String, size: &Size) -> String {
        if size.estimated { say!(self, "said-estimated", value = text) } else { text }
    }

    /// "5.63 trillion" of "5.63 trillion yen", where the sentence has named the currency already.
    pub(super) fn without_noun(&self, size: &Size) -> String {
        let amount = self.sentence(size);
        let Quantity::Money { unit, .. } = &size.quantity else { return amount };
        let noun = [unit.noun(), "dollars", "tonnes"].into_iter().find_map(|noun| amount.strip_suffix(noun));
        let bare = noun.map(str::trim_end);
        // A number alone would lose what it counts.
        bare.filter(|bare| bare.ends_with(char::is_alphabetic)).map_or(amount.clone(), str::to_owned)
    }

    /// In what values are counted: "trillion yen", "percent"; nothing of an index.
    pub(super) fn counted_in(&self, quantity: &Quantity) -> String {
        match quantity {
            Quantity::Money { unit, power } => Unit::scale_at(unit, *power).words,
            Quantity::Percent => say!(self, "unit-percent"),
            Quantity::Points => say!(self, "unit-points"),
            Quantity::Ratio => say!(self, "unit-ratio"),
            Quantity::Index => String::new(),
        }
    }
}
