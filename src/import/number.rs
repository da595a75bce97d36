//! The numbers of publishers: thousands separators, decimal commas, minus signs of all kinds, and marks for "no value".

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::marked;
use crate::data::{Amount, FactStatus, ParseAmountError};

/// Which sign separates the decimals of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum DecimalSign {
    /// `1,234.5`
    #[default]
    Point,
    /// `1.234,5`
    Comma,
    /// `1234.5` in some cells and `1234,5` in others, each of which tells by itself; in a workbook numbers have the point
    /// and texts the comma.
    Either,
}

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
    /// Whether it is a whole number.
    pub(crate) fn is(&self, whole: i64) -> bool {
        matches!(self, Self::Value(amount) if amount.decimals == 0 && amount.units == i128::from(whole))
    }
}

/// Stands invisibly before a text of a workbook that two readings allow as a number (`1.234`), so that it is not taken
/// for a number that the workbook itself holds: those are written out with a point.
pub(crate) const TEXT_MARK: char = '\u{200b}';

/// A text of a workbook as it is written out for reading.
pub(crate) fn of_workbook(text: &str) -> Cow<'_, str> {
    if SignEvidence::is_open(text) { Cow::Owned(format!("{TEXT_MARK}{text}")) } else { Cow::Borrowed(text) }
}

/// Reads a value cell.
pub(crate) fn read(text: &str, sign: DecimalSign) -> Cell {
    if let (Some(text), DecimalSign::Either) = (text.strip_prefix(TEXT_MARK), sign) {
        return read(text, DecimalSign::Comma);
    }
    if sign == DecimalSign::Either {
        return match read(text, DecimalSign::Point) {
            Cell::Bad(ParseAmountError::NotANumber) => read(text, DecimalSign::Comma),
            cell => cell,
        };
    }
    let text = text.trim_start_matches(TEXT_MARK).trim();
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
        None => Cell::Bad(ParseAmountError::NotANumber),
    }
}

/// The quick path: an optional minus, up to 18 digits and one point. Gives units and decimals.
pub(crate) fn plain(bytes: &[u8], sign: DecimalSign) -> Option<(i64, u8)> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    if digits.is_empty() || digits.len() > 18 || sign != DecimalSign::Point {
        return None;
    }
    let (mut units, mut decimals, mut point) = (0i64, 0u8, false);
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                units = units * 10 + i64::from(byte - b'0');
                decimals += u8::from(point);
            }
            b'.' if !point && digits.len() > 1 => point = true,
            _ => return None,
        }
    }
    Some((if negative { -units } else { units }, decimals))
}

/// As [`plain`] for the first `length` bytes where they and the sign are at most sixteen, eight digits at a time.
pub(crate) fn plain_within(bytes: [u8; 16], length: usize) -> Option<(i64, u8)> {
    const EACH: u128 = u128::from_le_bytes([1; 16]);
    let negative = bytes.starts_with(b"-");
    let (text, length) = if negative {
        (u128::from_le_bytes(bytes) >> 8, length.wrapping_sub(1))
    } else {
        (u128::from_le_bytes(bytes), length)
    };
    if !(1..=16 - usize::from(negative)).contains(&length) {
        return None;
    }
    let bits = length as u32 * 8;
    let kept = u128::MAX >> (128 - bits);
    // Digits become their values, a point 0x1E.
    let values = (text ^ (EACH * 0x30)) & kept;
    let apart = (text ^ (EACH * 0x2E)) & kept | !kept;
    let points = !(((apart & (EACH * 0x7F)) + EACH * 0x7F) | apart) & (EACH * 0x80);
    let (digits, bits, decimals) = if points == 0 {
        (values, bits, 0)
    } else {
        let at = points.trailing_zeros() / 8 * 8;
        let before = values & ((1 << at) - 1);
        let behind = if at + 8 < 128 { values >> (at + 8) << at } else { 0 };
        (before | behind, bits - 8, (bits - 8 - at) / 8)
    };
    if bits == 0 || (digits + EACH * 0x76) & (EACH * 0x80) != 0 || digits & (EACH * 0x80) != 0 {
        return None;
    }
    let digits = digits << (128 - bits);
    let units = eight(digits as u64) * 100_000_000 + eight((digits >> 64) as u64);
    let units = i64::try_from(units).ok()?;
    Some((if negative { -units } else { units }, decimals as u8))
}

/// As [`plain`] for the bytes from `start` to `end` where they are a number of so many decimals, at most fifteen
/// digits, and at least sixteen bytes stand before the end; nothing where this is not so or not seen at once.
///
/// The digits are looked at from their end on, where the place of the point is known.
#[inline]
pub(crate) fn plain_before(text: &[u8], start: usize, end: usize, decimals: u8) -> Option<i64> {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    let bytes = text.get(end.checked_sub(16)?..end)?.first_chunk()?;
    let negative = *text.get(start)? == b'-';
    let whole = u128::from_le_bytes(*bytes);
    let (mut upper, mut lower) = (whole as u64, (whole >> 64) as u64);
    let mut digits = (end - start).checked_sub(usize::from(negative))?;
    if decimals > 0 {
        // The point is taken out, and what stands before it moved on by one.
        let point = 64 - 8 * u32::from(decimals).checked_add(1).filter(|places| *places < 8)?;
        if (lower >> point) as u8 != b'.' || digits <= usize::from(decimals) + 1 {
            return None;
        }
        let before = (1 << point) - 1;
        lower = lower & !(before << 8 | 0xFF) | (lower & before) << 8 | upper >> 56;
        upper <<= 8;
        digits -= 1;
    }
    if digits == 0 {
        return None;
    }
    let [upper_kept, lower_kept] = LAST.get(digits).copied()?;
    let upper = (upper ^ (EACH * 0x30)) & upper_kept;
    let lower = (lower ^ (EACH * 0x30)) & lower_kept;
    let beyond = (upper.wrapping_add(EACH * 0x76) | upper | lower.wrapping_add(EACH * 0x76) | lower) & (EACH * 0x80);
    let units = (eight(upper) * 100_000_000 + eight(lower)).cast_signed();
    (beyond == 0).then_some(if negative { -units } else { units })
}

/// The bits of the last of sixteen bytes, in two halves, by how many.
const LAST: [[u64; 2]; 16] = {
    let mut last = [[0; 2]; 16];
    let mut bytes = 1;
    while bytes < 16 {
        let bits = u128::MAX << (128 - 8 * bytes);
        last[bytes] = [bits as u64, (bits >> 64) as u64];
        bytes += 1;
    }
    last
};

/// The number of eight digits, the first of which is the lowest byte.
const fn eight(digits: u64) -> u64 {
    let pairs = digits.wrapping_mul(10 << 8 | 1) >> 8 & 0x00FF_00FF_00FF_00FF;
    let fours = pairs.wrapping_mul(100 << 16 | 1) >> 16 & 0x0000_FFFF_0000_FFFF;
    fours.wrapping_mul(10_000 << 32 | 1) >> 32
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

/// What a column's cells say of its decimal sign.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct SignEvidence {
    /// Cells that can only be read with a point.
    pub point: usize,
    /// Cells that can only be read with a comma.
    pub comma: usize,
    /// Cells such as `1.234` that both readings allow, with another result.
    pub open_points: usize,
    /// Cells such as `1,234` that both readings allow, with another result.
    pub open_commas: usize,
    /// Texts of a workbook such as `1.234`.
    pub open_texts: usize,
    /// Whole numbers below a thousand: who separates thousands writes them without a sign, who writes three decimals
    /// hardly ever.
    pub small: usize,
    /// Whole numbers of five digits or more without a sign: nobody who separates thousands writes them.
    pub large: usize,
}

/// How the decimal sign of a column was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignFound {
    /// The cells tell it, or none needs it.
    Told,
    /// Most cells say so, and some say otherwise.
    Mixed,
    /// `1,234` may as well be decimals, but hardly is.
    Assumed,
    /// Both readings are as likely.
    Open,
}

impl SignEvidence {
    /// Counts one cell.
    pub(crate) fn see(&mut self, text: &str) {
        let text = text.trim();
        if !text.contains(['.', ',']) {
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            let whole = text.trim_start_matches('-').bytes().all(|b| b.is_ascii_digit()) && digits > 0;
            self.small += usize::from(whole && digits < 4);
            self.large += usize::from(whole && digits > 4);
            return;
        }
        let by = |sign| match read(text, sign) {
            Cell::Value(amount) => Some(amount),
            _ => None,
        };
        if let Some(text) = text.strip_prefix(TEXT_MARK) {
            // `1,234` hardly has decimals.
            self.open_texts += usize::from(text.contains('.'));
            return;
        }
        // No thousands begin with a nought.
        let leads = |start: &str| text.trim_start_matches('-').starts_with(start);
        match (by(DecimalSign::Point), by(DecimalSign::Comma)) {
            (Some(_), None) => self.point += 1,
            (None, Some(_)) => self.comma += 1,
            (Some(a), Some(b)) if a != b => match text.contains('.') {
                true if leads("0.") => self.point += 1,
                false if leads("0,") => self.comma += 1,
                true => self.open_points += 1,
                false => self.open_commas += 1,
            },
            _ => {}
        }
    }

    /// Whether both readings allow a cell, with another result.
    pub(crate) fn is_open(text: &str) -> bool {
        let mut one = Self::default();
        one.see(text);
        one.open_points + one.open_commas + one.open_texts > 0
    }

    /// The sign to read with, and how sure that is. `semicolons` where commas are free for decimals.
    pub(crate) const fn decide(self, semicolons: bool) -> (DecimalSign, SignFound) {
        if self.comma > 0 || self.point > 0 {
            let sign = if self.comma > self.point { DecimalSign::Comma } else { DecimalSign::Point };
            return match (self.comma > 0 && self.point > 0, self.open_points + self.open_commas) {
                (false, _) => (sign, SignFound::Told),
                (true, 0) => (DecimalSign::Either, SignFound::Mixed),
                (true, _) => (sign, SignFound::Mixed),
            };
        }
        match (self.open_points, self.open_commas) {
            (0, 0) => (DecimalSign::Point, SignFound::Told),
            (_, 0) if self.large > 0 => (DecimalSign::Point, SignFound::Told),
            (_, 0) if self.small > 0 => (DecimalSign::Comma, SignFound::Told),
            (_, 0) => (DecimalSign::Point, SignFound::Open),
            (0, _) if self.large > 0 => (DecimalSign::Comma, SignFound::Open),
            (0, _) if self.small > 0 || !semicolons => (DecimalSign::Point, SignFound::Assumed),
            _ => (DecimalSign::Point, SignFound::Open),
        }
    }

    /// The same for cells that hold numbers, which are written out with a point, and texts among them.
    pub(crate) const fn decide_typed(self) -> (DecimalSign, SignFound) {
        match (self.comma, self.open_texts) {
            (0, 0) => (DecimalSign::Point, SignFound::Told),
            (0, _) => (DecimalSign::Either, SignFound::Open),
            (_, _) if self.point > 0 => (DecimalSign::Either, SignFound::Mixed),
            _ => (DecimalSign::Either, SignFound::Told),
        }
    }
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
    fn the_quick_ways_agree() {
        let mut state = 1u64;
        for _ in 0..200_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let mut bits = state >> 8;
            let length = (state >> 58) as usize % 17;
            let mut bytes = [b'x'; 16];
            for byte in bytes.iter_mut().take(length) {
                let sign = b"0123456789012345678901234567890123456789012345678901234567890.-x"[(bits % 64) as usize];
                (*byte, bits) = (sign, bits.rotate_right(3).wrapping_mul(11));
            }
            let text = &bytes[..length];
            if let Some(found) = plain_within(bytes, length) {
                assert_eq!(Some(found), plain(text, DecimalSign::Point), "{text:?}");
            } else {
                assert!(plain(text, DecimalSign::Point).is_none(), "{text:?}");
            }
        }
        for text in ["5", "-5", "-5.25", ".5", "5.", "0.00", "99999999999999.9", "1234567890123456", "-.5"] {
            let mut bytes = [b','; 16];
            bytes[..text.len()].copy_from_slice(text.as_bytes());
            assert_eq!(plain_within(bytes, text.len()), plain(text.as_bytes(), DecimalSign::Point), "{text}");
        }
        assert_eq!(plain_within(*b"12345678.9012345", 16), Some((123_456_789_012_345, 7)));
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

    #[test]
    fn the_decimal_sign_is_decided_by_the_column() {
        let decide = |cells: &[&str]| {
            let mut evidence = SignEvidence::default();
            for cell in cells {
                evidence.see(cell);
            }
            evidence.decide(false)
        };
        for (cells, sign, found) in [
            (&["1,234", "1,5"][..], DecimalSign::Comma, SignFound::Told),
            (&["1,234", "2.5"], DecimalSign::Point, SignFound::Told),
            (&["1,234,567"], DecimalSign::Point, SignFound::Told),
            (&["1,234"], DecimalSign::Point, SignFound::Assumed),
            (&["1.234"], DecimalSign::Point, SignFound::Open),
            (&["1.234", "12.501", "485"], DecimalSign::Comma, SignFound::Told),
            (&["1.234", "0.501", "485"], DecimalSign::Point, SignFound::Told),
            (&["1.234", "12.501", "48512"], DecimalSign::Point, SignFound::Told),
            (&["1,234", "48512"], DecimalSign::Comma, SignFound::Open),
            (&["1.5", "2,5"], DecimalSign::Either, SignFound::Mixed),
            (&["1.5", "2,5", "1,234"], DecimalSign::Point, SignFound::Mixed),
        ] {
            assert_eq!(decide(cells), (sign, found), "{cells:?}");
        }
        // A workbook's numbers have points; its texts say what they are.
        let typed = |cells: &[&str]| {
            let mut evidence = SignEvidence::default();
            for cell in cells {
                evidence.see(&of_workbook(cell));
            }
            evidence.decide_typed()
        };
        assert_eq!(typed(&["12.5", "0,9 e"]), (DecimalSign::Either, SignFound::Mixed));
        assert_eq!(typed(&["197755", "163.469 p"]), (DecimalSign::Either, SignFound::Open));
        assert_eq!(typed(&["197755", "12.5"]), (DecimalSign::Point, SignFound::Told));
        check(&of_workbook("163.469 p"), DecimalSign::Either, "163469");
        check("163.469", DecimalSign::Either, "163.469");
    }

    #[test]
    fn a_number_read_from_its_end_is_the_same_or_none() {
        let parts = ["", "0", "7", "12", "2154434", "12345678", "123456789012", "1a", ".", "-", " ", "\u{3008}"];
        let mut found = 0;
        for sign in ["", "-", "--", "+"] {
            for (whole, behind) in parts.iter().flat_map(|whole| parts.map(|behind| (whole, behind))) {
                for text in
                    [format!("{sign}{whole}"), format!("{sign}{whole}.{behind}"), format!("{sign}{whole}{behind}")]
                {
                    let before = "999999.9,9,9.999,";
                    let all = format!("{before}{text},9");
                    for decimals in 0..9 {
                        let end = before.len() + text.len();
                        if let Some(units) = plain_before(all.as_bytes(), before.len(), end, decimals) {
                            found += 1;
                            assert_eq!(plain(text.as_bytes(), DecimalSign::Point), Some((units, decimals)), "{text:?}");
                        }
                    }
                }
            }
        }
        assert!(found > 100, "{found}");
        assert_eq!(plain_before(b"12.5", 0, 4, 1), None, "too near the start of the text");
    }
}
