//! The numbers of publishers: thousands separators, decimal commas, minus signs of all kinds, and marks for "no value".

mod plain;
mod sign;

use std::borrow::Cow;

use super::marked;
use crate::data::{Amount, FactStatus, ParseAmountError};

pub(crate) use plain::{plain, plain_before, plain_within};
pub use sign::DecimalSign;
pub(crate) use sign::{SignEvidence, SignFound, decide, is_open};

/// What a value cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cell {
    /// A number.
    Value(Amount),
    /// Nothing.
    Empty,
    /// A mark that says why there is no number.
    Marked(FactStatus),
    /// Text or a number that cannot be kept.
    Bad(ParseAmountError),
}

impl Cell {
    /// Whether it is a whole number: `-9999`, `-9999.0`.
    pub(crate) fn is(&self, whole: i64) -> bool {
        matches!(self, Self::Value(amount) if amount.trimmed() == Amount::new(whole.into(), 0))
    }
}

/// Stands invisibly before a text that two readings allow as a number (`1.234`) in a file that also has cells of numbers,
/// so that it is not taken for one of those: they are written out with a point.
const TEXT_MARK: char = '\u{200b}';

/// A text of a workbook, of JSON or of Parquet as it is written out for reading.
pub(crate) fn of_text_cell(text: &str) -> Cow<'_, str> {
    // Most texts are names: hardly anything is asked of them.
    let like_number = text.len() <= 32
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().any(|byte| matches!(byte, b'.' | b','));
    if like_number && is_open(text) { Cow::Owned(format!("{TEXT_MARK}{text}")) } else { Cow::Borrowed(text) }
}

/// Whether a number carries a power of ten of its own: `288m`, `1.2 bn`.
pub(crate) fn has_power(text: &str) -> bool {
    text.chars().next_back().is_some_and(char::is_alphabetic) && marked::bare(text).is_some_and(|bare| bare.power > 0)
}

/// A text as it stood in the file.
pub(crate) fn as_written(text: &str) -> &str {
    text.trim_start_matches(TEXT_MARK)
}

/// Reads a value cell.
pub(crate) fn read(text: &str, sign: DecimalSign) -> Cell {
    if let (Some(text), DecimalSign::Either) = (text.strip_prefix(TEXT_MARK), sign) {
        return read(text, DecimalSign::Comma);
    }
    if sign == DecimalSign::Either {
        return match read(text, DecimalSign::Point) {
            Cell::Bad(ParseAmountError::NotANumber | ParseAmountError::Formula) => read(text, DecimalSign::Comma),
            cell => cell,
        };
    }
    let text = as_written(text).trim();
    if let Some((units, decimals)) = plain(text.as_bytes(), sign) {
        return Cell::Value(Amount::new(units.into(), decimals));
    }
    if text.is_empty() {
        return Cell::Empty;
    }
    if let Some(status) = marker(text) {
        return Cell::Marked(status);
    }
    match normalised(text, sign).map(|number| Amount::parse(&number)) {
        Some(Ok(amount)) => Cell::Value(amount),
        Some(Err(ParseAmountError::NotANumber)) | None => with_marks(text, sign),
        Some(Err(error)) => Cell::Bad(error),
    }
}

/// A number with flags, footnotes, a currency's sign or a factor on it.
fn with_marks(text: &str, sign: DecimalSign) -> Cell {
    let number = || {
        let bare = marked::bare(text)?;
        let number = normalised(&bare.number, sign)?;
        let number = match (bare.negative, number.strip_prefix('-')) {
            (true, Some(number)) => number.to_owned(),
            (true, None) => format!("-{number}"),
            (false, _) => number,
        };
        Some(if bare.power > 0 { format!("{number}e{}", bare.power) } else { number })
    };
    match number().map(|number| Amount::parse(&number)) {
        Some(Ok(amount)) => Cell::Value(amount),
        Some(Err(error)) => Cell::Bad(error),
        None if text.starts_with('=') => Cell::Bad(ParseAmountError::Formula),
        None => Cell::Bad(ParseAmountError::NotANumber),
    }
}

/// Marks for "no value" and "withheld".
fn marker(text: &str) -> Option<FactStatus> {
    if text.len() > 16 {
        return None;
    }
    let folded = text.to_lowercase();
    Some(match folded.as_str() {
        "c" | "x" | "(d)" | "(x)" | ":c" | ": c" | "confidential" | "suppressed" => FactStatus::CONFIDENTIAL,
        ".." | "..." | "." | ":" | "-" | "--" | "\u{2013}" | "\u{2014}" | "\u{2026}" | "/" | "*" | "n/a" | "na"
        | "n.a." | "n.a" | "#n/a" | "null" | "none" | "nil" | "(na)" | "f" | "missing" | ":z" | ": z" | "-\u{2013}" => {
            FactStatus::MISSING
        }
        _ => return None,
    })
}

/// The text as a plain decimal with a point, or nothing when it is not written like a number.
fn normalised(text: &str, sign: DecimalSign) -> Option<String> {
    if text.len() > 64 {
        return None;
    }
    let (negative, body) = strip_sign(text)?;
    let (decimal, group) = match sign {
        DecimalSign::Point | DecimalSign::Either => ('.', ','),
        DecimalSign::Comma => (',', '.'),
    };
    let (whole, fraction) = body.split_once(decimal).map_or((body, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut number = String::with_capacity(text.len() + 2);
    if negative {
        number.push('-');
    }
    ungroup(whole, group, &mut number)?;
    if let Some(fraction) = fraction {
        number.push('.');
        number.push_str(fraction);
    }
    Some(number)
}

/// Takes off the sign in all its forms: `-5`, `−5`, `△5`, `(5)`, `5-`, `+5`.
fn strip_sign(text: &str) -> Option<(bool, &str)> {
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return inner.trim().starts_with(|c: char| c.is_ascii_digit()).then(|| (true, inner.trim()));
    }
    for minus in ['-', '\u{2212}', '\u{2013}', '\u{FF0D}', '△', '▲', 'Δ'] {
        if let Some(rest) = text.strip_prefix(minus) {
            return Some((true, rest.trim_start()));
        }
    }
    match text.strip_suffix('-') {
        Some(rest) if rest.ends_with(|c: char| c.is_ascii_digit()) => Some((true, rest)),
        _ => Some((false, text.strip_prefix('+').unwrap_or(text))),
    }
}

/// Appends the digits of a whole part; separators must stand before groups of three (or of two in the Indian way).
fn ungroup(whole: &str, group: char, number: &mut String) -> Option<()> {
    let is_group =
        |c: char| c == group || matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '\u{2019}' | '_');
    let mut parts = whole.split(is_group);
    let first = parts.next()?;
    number.push_str(first);
    let rest: Vec<&str> = parts.collect();
    let (Some(last), false) = (rest.last(), first.is_empty() || first.len() > 3) else {
        return rest.is_empty().then_some(());
    };
    let western = rest.iter().all(|part| part.len() == 3);
    let indian = last.len() == 3 && rest.iter().rev().skip(1).all(|part| part.len() == 2);
    if !(western || indian) || !rest.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    for part in rest {
        number.push_str(part);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, sign: DecimalSign, expected: &str) {
        let found = match read(text, sign) {
            Cell::Value(amount) => amount.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn numbers_with_a_decimal_point() {
        for (text, expected) in [
            ("0", "0"),
            (" -1.50 ", "-1.5"),
            ("1,234.5", "1234.5"),
            ("1,234,567", "1234567"),
            ("12,34,567.5", "1234567.5"),
            ("1 234 567", "1234567"),
            ("1\u{a0}234", "1234"),
            ("1'234.25", "1234.25"),
            ("\u{2212}5", "-5"),
            ("△634,500", "-634500"),
            ("▲ 12", "-12"),
            ("(1,000.5)", "-1000.5"),
            ("+7", "7"),
            ("1.5e3", "1500"),
            ("               4,896.0", "4896"),
            (".5", "0.5"),
            ("-0", "0"),
        ] {
            check(text, DecimalSign::Point, expected);
        }
    }

    #[test]
    fn numbers_with_a_decimal_comma() {
        for (text, expected) in [
            ("-398,7", "-398.7"),
            ("1.234,5", "1234.5"),
            ("1.234.567", "1234567"),
            ("35747,85", "35747.85"),
            ("12", "12"),
        ] {
            check(text, DecimalSign::Comma, expected);
        }
    }

    #[test]
    fn what_is_no_number() {
        for text in ["1,5", "1,23,4", "abc", "1.2.3", "12 apples", ",5", "1e", "2024-01"] {
            check(text, DecimalSign::Point, "Bad(NotANumber)");
        }
        check("=B2*2", DecimalSign::Point, "Bad(Formula)");
        check("NaN", DecimalSign::Point, "Bad(NotFinite)");
        check("-inf", DecimalSign::Point, "Bad(NotFinite)");
        check("1e400", DecimalSign::Point, "Bad(TooLong)");
        check("99999999999999999999999999", DecimalSign::Point, "Bad(TooLong)");
    }

    #[test]
    fn numbers_with_marks() {
        let mut wrong = Vec::new();
        let point = [
            ("1200 p", "1200"),
            ("1200p", "1200"),
            ("1200 bep", "1200"),
            ("1,234*", "1234"),
            ("$1,234", "1234"),
            ("'1234", "1234"),
            ("1.2M", "1200000"),
            ("1234 (r)", "1234"),
            ("(p) 1234", "1234"),
            ("123¹", "123"),
            ("($1,234)", "-1234"),
            ("-$5", "-5"),
            ("$-5.5", "-5.5"),
            ("US$ 1,234.5", "1234.5"),
            ("1 234 567¹", "1234567"),
            ("1,234 [2]", "1234"),
            ("1,234 USD", "1234"),
            ("EUR 12.5", "12.5"),
            ("£(5)", "-5"),
            ("¥1,000", "1000"),
            ("1,234円", "1234"),
            ("٣٤٥", "345"),
            ("１，２３４", "1234"),
            ("1.5 million", "1500000"),
            ("2.5bn", "2500000000"),
            ("−1,234 r", "-1234"),
            ("1,234†", "1234"),
            ("734 P", "734"),
            ("$1.2M", "1200000"),
            ("12 (1)", "12"),
            ("5‑", "-5"),
            ("(1,234) p", "-1234"),
            ("₹ 1,23,456", "123456"),
            ("$ (1,000.5)", "-1000.5"),
            ("3.4 Mio", "3400000"),
        ];
        let comma = [
            ("R$ 1.234,50", "1234.5"),
            ("−1 234,5", "-1234.5"),
            ("1\u{2007}234,5 p", "1234.5"),
            ("3,4 Mrd.", "3400000000"),
            ("1.234,5 €", "1234.5"),
        ];
        let all = point.map(|(text, number)| (text, DecimalSign::Point, number)).into_iter();
        for (text, sign, expected) in all.chain(comma.map(|(text, number)| (text, DecimalSign::Comma, number))) {
            match read(text, sign) {
                Cell::Value(amount) if amount.to_string() == expected => {}
                other => wrong.push((text, other)),
            }
        }
        assert!(wrong.is_empty(), "{wrong:?}");
        for text in [
            "12p",
            "2B",
            "0T9",
            "5%",
            "HS 12",
            "12 apples",
            "A1",
            "2024Q1",
            "10-12",
            "3 kg",
            "12 to 14",
            "1st",
            "(a)",
            "No. 5",
            "$",
            "1.2.3*",
        ] {
            assert!(matches!(read(text, DecimalSign::Point), Cell::Bad(_) | Cell::Marked(_)), "{text}");
        }
    }

    #[test]
    fn marks_for_no_value() {
        for text in ["..", ":", "-", "n/a", "NA", "...", "#N/A"] {
            assert_eq!(read(text, DecimalSign::Point), Cell::Marked(FactStatus::MISSING), "{text}");
        }
        for text in ["c", "x", "(D)", ":C"] {
            assert_eq!(read(text, DecimalSign::Point), Cell::Marked(FactStatus::CONFIDENTIAL), "{text}");
        }
    }
}
