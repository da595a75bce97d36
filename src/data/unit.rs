//! What an amount is counted in, and how a person reads it.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// The true minus sign, for everything that a person reads.
pub const MINUS: char = '\u{2212}';

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnitKind {
    /// Money, by its ISO 4217 code in capitals.
    Currency(String),
    /// Something else by name: tonnes, pieces, index points. Never added to money.
    Other(String),
}

/// The unit of a dataset: what is counted and in which power of ten.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Unit {
    /// What is counted.
    pub kind: UnitKind,
    /// Power of ten: 8 for 100 million yen, 6 for million dollars.
    #[serde(deserialize_with = "exponent")]
    pub exponent: u8,
}

/// A power of ten in which anybody counts.
fn exponent<'de, D: Deserializer<'de>>(value: D) -> Result<u8, D::Error> {
    const LARGEST: u8 = 18;
    let found = u8::deserialize(value)?;
    let why = || format!("a unit of 10^{found}, expected an exponent of {LARGEST} at most");
    if found <= LARGEST { Ok(found) } else { Err(D::Error::custom(why())) }
}

/// A power of ten in which numbers are shown, with its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// Multiply a value in the dataset's unit by this to get the shown number.
    pub factor: f64,
    /// "trillion yen", "billion US dollars".
    pub words: String,
    /// What follows a number on a card: "bn", "tn yen", "million tonnes". Of a currency only a short name is repeated there;
    /// what else is counted is always named.
    pub short: String,
}

impl Unit {
    /// A currency in a power of ten.
    #[must_use]
    pub fn currency(code: &str, exponent: u8) -> Self {
        Self { kind: UnitKind::Currency(code.to_ascii_uppercase()), exponent }
    }

    /// Something that is not money.
    #[must_use]
    pub fn other(name: &str, exponent: u8) -> Self {
        Self { kind: UnitKind::Other(name.to_owned()), exponent }
    }

    /// "yen", "US dollars", "tonnes".
    #[must_use]
    pub fn noun(&self) -> &str {
        match &self.kind {
            UnitKind::Currency(code) => currency_noun(code),
            UnitKind::Other(name) => name,
        }
    }

    /// "100 million yen", "thousand US dollars": the unit as the file states it.
    #[must_use]
    pub fn words(&self) -> String {
        let noun = self.noun();
        match power_words(self.exponent) {
            Some("") => noun.to_owned(),
            Some(power) => format!("{power} {noun}"),
            None => format!("10^{} {noun}", self.exponent),
        }
    }

    /// The scale in which numbers up to `largest` (in this unit) read best: 1 to 999 with few zeros.
    #[must_use]
    pub fn scale_for(&self, largest: f64) -> Scale {
        self.scale_at(self.power_for(largest))
    }

    /// The power of ten of the scale in which numbers up to `largest` (in this unit) read best.
    #[must_use]
    pub fn power_for(&self, largest: f64) -> u8 {
        let full = largest.abs() * 10f64.powi(i32::from(self.exponent));
        [12u8, 9, 6, 3].into_iter().find(|power| full >= 10f64.powi(i32::from(*power))).unwrap_or(0)
    }

    /// Multiply a value in this unit by this to get the number in a power of ten.
    #[must_use]
    pub fn factor(&self, power: u8) -> f64 {
        10f64.powi(i32::from(self.exponent) - i32::from(power))
    }

    /// The scale of a given power of ten (0, 3, 6, 9, 12; others have no words of their own).
    #[must_use]
    pub fn scale_at(&self, power: u8) -> Scale {
        // A thousand kilograms are a tonne: nobody says a million kilograms, nor a million hundred of them.
        let in_tonnes = self.is_in_kilograms() && power >= 3 && power.is_multiple_of(3);
        let (of_noun, noun) = if in_tonnes { (power - 3, "tonnes") } else { (power, self.noun()) };
        let (word, short) = match of_noun {
            0 => ("", ""),
            3 => ("thousand ", "k"),
            6 => ("million ", "m"),
            9 => ("billion ", "bn"),
            12 => ("trillion ", "tn"),
            8 => ("100 million ", "×100m"),
            _ => ("", ""),
        };
        let factor = self.factor(power);
        let words = format!("{word}{noun}");
        Scale { factor, short: self.on_card(short, &words, noun), words }
    }

    fn is_in_kilograms(&self) -> bool {
        matches!(&self.kind, UnitKind::Other(name) if name == "kilograms")
    }

    /// What stands on a card behind a number of a scale: nothing of what is not stated.
    fn on_card(&self, short: &str, words: &str, noun: &str) -> String {
        match &self.kind {
            UnitKind::Currency(_) if noun.len() <= 6 => format!("{short} {noun}").trim().to_owned(),
            UnitKind::Other(_) if !noun.contains('(') => words.to_owned(),
            UnitKind::Currency(_) | UnitKind::Other(_) => short.to_owned(),
        }
    }
}

/// The currencies that a person is offered, those of the large publishers first.
pub const CURRENCIES: [&str; 40] = [
    "USD", "EUR", "JPY", "GBP", "CNY", "KRW", "CHF", "CAD", "AUD", "INR", "BRL", "SGD", "AED", "ARS", "BDT", "CLP",
    "COP", "CZK", "DKK", "EGP", "HKD", "HUF", "IDR", "ILS", "KES", "MXN", "MYR", "NGN", "NOK", "NZD", "PEN", "PHP",
    "PKR", "PLN", "SAR", "SEK", "THB", "TRY", "TWD", "ZAR",
];

fn power_words(exponent: u8) -> Option<&'static str> {
    Some(match exponent {
        0 => "",
        2 => "hundred",
        3 => "thousand",
        4 => "ten thousand",
        6 => "million",
        7 => "ten million",
        8 => "100 million",
        9 => "billion",
        12 => "trillion",
        _ => return None,
    })
}

fn currency_noun(code: &str) -> &str {
    match code {
        "JPY" => "yen",
        "USD" => "US dollars",
        "EUR" => "euros",
        "GBP" => "pounds",
        "CNY" => "yuan",
        "KRW" => "won",
        "CHF" => "Swiss francs",
        "CAD" => "Canadian dollars",
        "AUD" => "Australian dollars",
        "INR" => "rupees",
        "BRL" => "reais",
        "SGD" => "Singapore dollars",
        other => other,
    }
}

impl Scale {
    /// The number as drawn: scaled, with a true minus, thousands separators and about three
    /// significant digits (`−6.46`, `−186`, `1,204`).
    #[must_use]
    pub fn number(&self, value: f64) -> String {
        let shown = value * self.factor;
        let size = shown.abs();
        let decimals = if size >= 99.95 || size == 0.0 {
            0
        } else if size >= 9.995 {
            1
        } else if size >= 0.0995 {
            2
        } else {
            3
        };
        minus_signed(&fixed(shown, decimals))
    }

    /// The number with its word: `−6.46 trillion yen`.
    #[must_use]
    pub fn phrase(&self, value: f64) -> String {
        format!("{} {}", self.number(value), self.words)
    }
}

/// A number with so many decimals; a half is rounded away from zero, on whichever side of it its binary fraction fell, so
/// that 50.5 is the same wherever it is written.
#[must_use]
pub fn fixed(number: f64, decimals: usize) -> String {
    /// More than what sums of fractions are off by.
    const NUDGE: f64 = 1e-12;
    // Of large numbers that would be whole units: never more than a thousandth of the last digit that is written.
    let most = 10f64.powi(-3 - i32::try_from(decimals).unwrap_or(i32::MAX));
    format!("{:.decimals$}", number + (number.abs() * NUDGE).min(most).copysign(number))
}

/// Replaces the ASCII minus, drops the sign of a rounded zero, and groups thousands with commas.
#[must_use]
pub fn minus_signed(number: &str) -> String {
    let (negative, digits) = number.strip_prefix('-').map_or((false, number), |digits| (true, digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let zero = digits.bytes().all(|b| matches!(b, b'0' | b'.'));
    let mut text = String::with_capacity(number.len() + 4);
    if negative && !zero {
        text.push(MINUS);
    }
    for (index, digit) in whole.char_indices() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headline_reads_as_people_say_it() {
        let unit = Unit::currency("jpy", 8);
        assert_eq!(unit.words(), "100 million yen");
        assert_eq!(unit.scale_for(-64_622.0).phrase(-64_622.0), "−6.46 trillion yen");
        assert_eq!(unit.scale_for(300.0).phrase(-235.0), "−23.5 billion yen");
        let unit = Unit::currency("USD", 6);
        assert_eq!(unit.scale_for(68_608.9).phrase(-68_608.9), "−68.6 billion US dollars");
    }

    #[test]
    fn weights_are_said_in_tonnes_and_named_on_cards() {
        let unit = Unit::other("kilograms", 2);
        assert_eq!(unit.words(), "hundred kilograms");
        for (value, phrase, short) in [
            (7_600_000.0, "760 thousand tonnes", "thousand tonnes"),
            (76_000_000.0, "7.60 million tonnes", "million tonnes"),
            (250.0, "25.0 tonnes", "tonnes"),
            (5.0, "500 kilograms", "kilograms"),
        ] {
            let scale = unit.scale_for(value);
            assert_eq!((scale.phrase(value).as_str(), scale.short.as_str()), (phrase, short), "{value}");
        }
        let short = |unit: Unit| unit.scale_at(9).short;
        let of_currency = |code| short(Unit::currency(code, 0));
        assert_eq!((of_currency("JPY"), of_currency("USD")), ("bn yen".to_owned(), "bn".to_owned()));
        assert_eq!(short(Unit::other("supplementary units", 0)), "billion supplementary units");
        assert_eq!(short(Unit::other("units (not stated)", 0)), "bn");
    }

    #[test]
    fn halves_are_rounded_away_from_zero_and_large_numbers_keep_every_digit() {
        for (number, decimals, text) in [
            (-50.5, 0, "-51"),
            (0.125, 2, "0.13"),
            (1.005, 2, "1.01"),
            (6_462_200_000_000.0, 0, "6462200000000"),
            (-9_007_199_254_740_991.0, 0, "-9007199254740991"),
            (1_000_000_000.4, 0, "1000000000"),
            (0.0, 1, "0.0"),
        ] {
            assert_eq!(fixed(number, decimals), text, "{number}");
        }
    }

    #[test]
    fn numbers_keep_three_digits_and_a_true_minus() {
        let scale = Unit::currency("USD", 0).scale_at(0);
        for (value, text) in [
            (-1234.5, "−1,235"),
            (-0.0001, "0.000"),
            (99.97, "100"),
            (12.34, "12.3"),
            (1.234, "1.23"),
            (0.0, "0"),
            (1_234_567.0, "1,234,567"),
        ] {
            assert_eq!(scale.number(value), text, "{value}");
        }
    }
}
