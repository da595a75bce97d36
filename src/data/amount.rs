//! Exact decimal numbers: an integer times a negative power of ten.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

/// An exact decimal: `units / 10^decimals`, in whatever unit the dataset states.
///
/// Sums of amounts never lose a digit, so a total does not depend on the order of its parts.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Amount {
    /// The scaled integer.
    pub units: i128,
    /// How many of its digits stand behind the decimal point.
    pub decimals: u8,
}

/// Powers of ten that a double holds exactly.
const POWERS_OF_TEN: [f64; 19] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

/// Why a text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseAmountError {
    /// The text is not a plain decimal number.
    #[error("not a number")]
    NotANumber,
    /// The text is a formula: what it comes to is not known.
    #[error("a formula without its result")]
    Formula,
    /// `NaN` or an infinity, which no total can hold.
    #[error("not a finite number")]
    NotFinite,
    /// More digits than can be stored exactly (18 significant digits).
    #[error("more digits than can be kept exactly (18)")]
    TooLong,
}

impl Amount {
    /// The largest number of decimals that is kept.
    pub const MAX_DECIMALS: u8 = 18;

    /// An amount of `units / 10^decimals`.
    #[must_use]
    pub const fn new(units: i128, decimals: u8) -> Self {
        Self { units, decimals }
    }

    /// Zero.
    pub const ZERO: Self = Self::new(0, 0);

    /// The nearest double, for drawing and for ratios; never for sums.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        match (i64::try_from(self.units), POWERS_OF_TEN.get(usize::from(self.decimals))) {
            (Ok(units), Some(power)) => units as f64 / power,
            _ => self.to_f64_slowly(),
        }
    }

    /// Apart from [`Amount::to_f64`], so that the usual case does not pay for conversions that are calls.
    #[cold]
    #[inline(never)]
    fn to_f64_slowly(self) -> f64 {
        self.units as f64 / 10f64.powi(i32::from(self.decimals))
    }

    /// The same amount with at least `decimals` decimals.
    #[must_use]
    fn widened(self, decimals: u8) -> i128 {
        self.units * 10i128.pow(u32::from(decimals.saturating_sub(self.decimals)))
    }

    /// Without the zeros at the end of the fraction.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let mut trimmed = self;
        while trimmed.decimals > 0 && trimmed.units % 10 == 0 {
            trimmed.units /= 10;
            trimmed.decimals -= 1;
        }
        trimmed
    }

    /// -1, 0 or 1.
    #[must_use]
    pub const fn signum(self) -> i128 {
        self.units.signum()
    }

    /// Without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self::new(self.units.abs(), self.decimals)
    }

    /// Reads a plain decimal with a point: sign, digits, point, digits, optional exponent.
    ///
    /// Thousands separators, decimal commas and currency signs are the business of the reader
    /// that knows its file's conventions.
    ///
    /// # Errors
    /// When the text is not such a number, is not finite, or has more digits than fit exactly.
    pub fn parse(text: &str) -> Result<Self, ParseAmountError> {
        let text = text.trim();
        let (mantissa, exponent) = split_exponent(text)?;
        let (negative, digits) = match mantissa.as_bytes().first() {
            Some(b'-') => (true, &mantissa[1..]),
            Some(b'+') => (false, &mantissa[1..]),
            _ => (false, mantissa),
        };
        if digits.is_empty() {
            return Err(ParseAmountError::NotANumber);
        }
        let (units, decimals) = scan_digits(digits)?;
        let units = if negative { -units } else { units };
        shifted(units, decimals, exponent)
    }
}

/// Splits `1.5e6` into `1.5` and `6`.
fn split_exponent(text: &str) -> Result<(&str, i32), ParseAmountError> {
    let Some(at) = text.find(['e', 'E']) else {
        let word = text.trim_start_matches(['+', '-']);
        if ["nan", "inf", "infinity"].iter().any(|w| word.eq_ignore_ascii_case(w)) {
            return Err(ParseAmountError::NotFinite);
        }
        return Ok((text, 0));
    };
    let exponent = text[at + 1..].parse::<i32>().map_err(|_| ParseAmountError::NotANumber)?;
    Ok((&text[..at], exponent))
}

/// The digits as an integer and how many stood behind the point.
fn scan_digits(digits: &str) -> Result<(i128, i32), ParseAmountError> {
    let mut units: i128 = 0;
    let mut decimals: i32 = 0;
    let mut seen_point = false;
    let mut seen_digit = false;
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => {
                seen_digit = true;
                units = units * 10 + i128::from(byte - b'0');
                decimals += i32::from(seen_point);
                if units > 10i128.pow(30) {
                    return Err(ParseAmountError::TooLong);
                }
            }
            b'.' if !seen_point => seen_point = true,
            _ => return Err(ParseAmountError::NotANumber),
        }
    }
    if seen_digit { Ok((units, decimals)) } else { Err(ParseAmountError::NotANumber) }
}

/// Applies an exponent, drops needless zeros, and checks that the result fits.
fn shifted(units: i128, decimals: i32, exponent: i32) -> Result<Amount, ParseAmountError> {
    if units == 0 {
        let kept = u8::try_from(decimals.clamp(0, 6)).unwrap_or(0);
        return Ok(Amount::new(0, if exponent == 0 { kept } else { 0 }));
    }
    let mut units = units;
    let mut decimals = decimals.saturating_sub(exponent);
    while decimals < 0 {
        units = units.checked_mul(10).filter(|u| u.abs() < 10i128.pow(30)).ok_or(ParseAmountError::TooLong)?;
        decimals += 1;
    }
    while (decimals > i32::from(Amount::MAX_DECIMALS) || i64::try_from(units).is_err())
        && units % 10 == 0
        && decimals > 0
    {
        units /= 10;
        decimals -= 1;
    }
    match (i64::try_from(units), u8::try_from(decimals)) {
        (Ok(units), Ok(decimals)) if decimals <= Amount::MAX_DECIMALS => Ok(Amount::new(i128::from(units), decimals)),
        _ => Err(ParseAmountError::TooLong),
    }
}

impl std::ops::Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let decimals = self.decimals.max(other.decimals);
        Self::new(self.widened(decimals) + other.widened(decimals), decimals)
    }
}

impl std::ops::Neg for Amount {
    type Output = Self;
    fn neg(self) -> Self {
        Self::new(-self.units, self.decimals)
    }
}

impl std::ops::Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl std::iter::Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, |sum, amount| sum + amount)
    }
}

impl PartialEq for Amount {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Amount {}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Amount {
    fn cmp(&self, other: &Self) -> Ordering {
        let decimals = self.decimals.max(other.decimals);
        self.widened(decimals).cmp(&other.widened(decimals))
    }
}

/// The exact decimal with an ASCII minus and no thousands separators, as in exported files.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { units, decimals } = self.trimmed();
        let sign = if units < 0 { "-" } else { "" };
        let digits = units.unsigned_abs().to_string();
        if decimals == 0 {
            return write!(f, "{sign}{digits}");
        }
        let digits = format!("{digits:0>width$}", width = usize::from(decimals) + 1);
        let (whole, fraction) = digits.split_at(digits.len() - usize::from(decimals));
        write!(f, "{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_exactly() {
        for (text, printed) in [
            ("0", "0"),
            ("-0.50", "-0.5"),
            ("+12", "12"),
            ("1.5e6", "1500000"),
            ("12E-3", "0.012"),
            (".5", "0.5"),
            ("5.", "5"),
            ("99999999999.999", "99999999999.999"),
            ("1000000000000000000000e-9", "1000000000000"),
        ] {
            assert_eq!(Amount::parse(text).expect(text).to_string(), printed, "{text}");
        }
    }

    #[test]
    fn refuses_what_it_cannot_hold() {
        for (text, error) in [
            ("", ParseAmountError::NotANumber),
            ("-", ParseAmountError::NotANumber),
            (".", ParseAmountError::NotANumber),
            ("1,000", ParseAmountError::NotANumber),
            ("1e", ParseAmountError::NotANumber),
            ("NaN", ParseAmountError::NotFinite),
            ("-inf", ParseAmountError::NotFinite),
            ("12345678901234567890123", ParseAmountError::TooLong),
            ("1e40", ParseAmountError::TooLong),
            ("1.2345678901234567890123", ParseAmountError::TooLong),
        ] {
            assert_eq!(Amount::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn equality_and_order_ignore_the_scale() {
        assert_eq!(Amount::new(150, 2), Amount::new(15, 1));
        assert!(Amount::new(-2, 0) < Amount::new(-15, 1));
        assert_eq!(Amount::new(1, 1) + Amount::new(1, 2), Amount::new(11, 2));
    }
}
