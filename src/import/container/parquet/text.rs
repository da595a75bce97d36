//! Values as text: nothing for nothing, dates as ISO, numbers in their shortest exact form.
//!
//! What comes in millions is written straight into the text; [`of_field`] says for any value what its text is, and the
//! quick ways give the same.

use std::io::Write as _;

use parquet::data_type::Decimal;
use parquet::record::Field;

use crate::import::container::csv;

const MICROS_A_DAY: i64 = 86_400_000_000;
/// The days since 1970 of the years 0 to 9999, which take four digits.
const PLAIN_DAYS: std::ops::RangeInclusive<i64> = -719_528..=2_932_896;

/// The text of a value.
pub(super) fn of_field(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Bool(value) => csv::boolean(*value).to_owned(),
        Field::Float16(value) => csv::number(f64::from(value.to_f32())),
        // Through its own shortest form: 0.1 stays 0.1 and does not become 0.10000000149.
        Field::Float(value) => value.to_string().parse().map_or_else(|_| String::new(), csv::number),
        Field::Double(value) => csv::number(*value),
        Field::Decimal(value) => of_decimal(value),
        Field::Str(value) => value.clone(),
        Field::Bytes(value) => String::from_utf8_lossy(value.data()).into_owned(),
        Field::Date(days) => csv::date_time(i64::from(*days) * MICROS_A_DAY, true),
        Field::TimestampMillis(value) => {
            value.checked_mul(1000).map_or_else(String::new, |micros| csv::date_time(micros, false))
        }
        Field::TimestampMicros(value) => csv::date_time(*value, false),
        other => other.to_string(),
    }
}

/// Bytes of the longest decimal, which has 76 digits, and a little more.
const LONGEST: usize = 40;
const PLACES: usize = 90;

/// Whether a whole number in two's complement is negative, and its digits.
fn digits(bytes: &[u8]) -> (bool, String) {
    let negative = bytes.first().is_some_and(|first| first & 0x80 != 0);
    if bytes.len() <= size_of::<i128>() {
        let start = if negative { -1i128 } else { 0 };
        let whole = bytes.iter().fold(start, |sum, byte| (sum << 8) | i128::from(*byte));
        return (negative, whole.unsigned_abs().to_string());
    }
    // From the last byte on: all bits turned over, and one more.
    let mut carry = u16::from(negative);
    let mut left: Vec<u8> = bytes
        .iter()
        .rev()
        .map(|byte| {
            let sum = u16::from(if negative { !byte } else { *byte }) + carry;
            carry = sum >> 8;
            sum as u8
        })
        .collect();
    let mut text = Vec::new();
    while left.iter().any(|byte| *byte != 0) {
        let rest = left.iter_mut().rev().fold(0u16, |rest, byte| {
            let sum = rest << 8 | u16::from(*byte);
            *byte = (sum / 10) as u8;
            sum % 10
        });
        text.push(b'0' + rest as u8);
    }
    text.reverse();
    (negative, String::from_utf8(text).unwrap_or_default())
}

/// A decimal: a whole number in two's complement with the point moved.
fn of_decimal(value: &Decimal) -> String {
    let bytes = value.data();
    let Ok(scale) = usize::try_from(value.scale()) else { return String::new() };
    if bytes.is_empty() || bytes.len() > LONGEST {
        return String::new();
    }
    let (negative, whole) = digits(bytes);
    let digits = format!("{whole:0>width$}", width = scale.min(PLACES) + 1);
    let (before, after) = digits.split_at(digits.len() - scale.min(PLACES));
    let after = after.trim_end_matches('0');
    let sign = if negative { "-" } else { "" };
    if after.is_empty() { format!("{sign}{before}") } else { format!("{sign}{before}.{after}") }
}

/// Writes a whole number with its point moved by so many places, 18 at most, without zeros at its end.
pub(super) fn scaled(out: &mut Vec<u8>, units: i64, scale: usize) {
    // Digits from the last on: 19 of a number, or a zero before 18 places, with point and sign.
    let mut text = [0u8; 24];
    let mut at = text.len();
    let mut put = |byte: u8| {
        at -= 1;
        text.get_mut(at).into_iter().for_each(|place| *place = byte);
    };
    let (mut left, mut places) = (units.unsigned_abs(), scale.min(18));
    while places > 0 && left.is_multiple_of(10) {
        left /= 10;
        places -= 1;
    }
    while places > 0 {
        put(b'0' + (left % 10) as u8);
        left /= 10;
        places -= 1;
        if places == 0 {
            put(b'.');
        }
    }
    loop {
        put(b'0' + (left % 10) as u8);
        left /= 10;
        if left == 0 {
            break;
        }
    }
    if units < 0 {
        put(b'-');
    }
    out.extend_from_slice(text.get(at..).unwrap_or_default());
}

/// Writes a whole number.
pub(super) fn whole(out: &mut Vec<u8>, value: i64) {
    scaled(out, value, 0);
}

/// Writes a number as [`csv::number`] gives it.
pub(super) fn double(out: &mut Vec<u8>, value: f64) {
    if !short(out, value) && !value.is_nan() {
        // Into memory: nothing can fail.
        let _ = write!(out, "{value}");
    }
}

/// Writes a number that has few decimals; false where it has not.
///
/// At most one decimal fraction of up to 15 digits stands for a number, and where there is one it is the shortest.
/// Whether it is the one is seen by a division, which is exact where both sides are exact.
fn short(out: &mut Vec<u8>, value: f64) -> bool {
    const EXACT: f64 = 1e15;
    for (scale, power) in [(2, 1e2), (6, 1e6)] {
        let units = (value * power).round();
        if units.abs() >= EXACT {
            return false;
        }
        if units / power == value {
            scaled(out, units as i64, scale);
            return true;
        }
    }
    false
}

/// Writes a number of half the precision, as its own shortest form says.
pub(super) fn single(out: &mut Vec<u8>, value: f32) {
    if value == 0.0 {
        out.push(b'0');
    } else if !value.is_nan() {
        let _ = write!(out, "{value}");
    }
}

/// Writes microseconds since 1970 as [`csv::date_time`] gives them.
pub(super) fn date_time(out: &mut Vec<u8>, micros: i64, date_only: bool) {
    let (days, rest) = (micros.div_euclid(MICROS_A_DAY), micros.rem_euclid(MICROS_A_DAY));
    if !PLAIN_DAYS.contains(&days) || (!date_only && rest != 0) {
        return out.extend_from_slice(csv::date_time(micros, date_only).as_bytes());
    }
    let (year, month, day) = civil(days);
    let digit = |value: i64| b'0' + (value % 10) as u8;
    out.extend([year / 1000, year / 100, year / 10, year].map(digit));
    out.push(b'-');
    out.extend([month / 10, month].map(digit));
    out.push(b'-');
    out.extend([day / 10, day].map(digit));
}

/// Year, month and day so many days after 1970-01-01, counted in years that begin in March: leap days are then at
/// their ends, and 400 of them always have as many days.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_plainly() {
        assert_eq!(of_field(&Field::Null), "");
        assert_eq!(of_field(&Field::Float(0.1)), "0.1");
        assert_eq!(of_field(&Field::Double(1e15)), "1000000000000000");
        assert_eq!(of_field(&Field::Date(19723)), "2024-01-01");
        assert_eq!(of_field(&Field::TimestampMillis(1_704_067_200_000)), "2024-01-01");
        assert_eq!(of_field(&Field::TimestampMicros(1_704_067_201_500_000)), "2024-01-01 00:00:01.5");
        assert_eq!(of_decimal(&Decimal::from_i32(-12345, 9, 2)), "-123.45");
        assert_eq!(of_decimal(&Decimal::from_i64(5, 18, 3)), "0.005");
        assert_eq!(of_decimal(&Decimal::from_i64(700, 18, 2)), "7");
        let wide = |value: i128, scale| {
            let mut bytes = vec![if value < 0 { 0xFF } else { 0 }; 16];
            bytes.extend(value.to_be_bytes());
            of_decimal(&Decimal::from_bytes(bytes.into(), 76, scale))
        };
        for value in [0, 5, -5, -256, 12345, i128::MAX, i128::MIN] {
            assert_eq!(wide(value, 0), value.to_string());
        }
        assert_eq!(wide(-12345, 2), "-123.45");
        let largest = Decimal::from_bytes(vec![0x7F; 32].into(), 76, 0);
        assert_eq!(
            of_decimal(&largest),
            "57669001306428065956053000376875938421040345304064124051023973211784186134399"
        );
    }

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).expect("text")
    }

    /// Numbers of all sizes, by a simple generator.
    fn numbers(mut seed: u64) -> impl Iterator<Item = u64> {
        std::iter::repeat_with(move || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            seed ^ (seed >> 29)
        })
    }

    #[test]
    fn the_quick_ways_write_what_the_plain_ones_say() {
        let mut doubles: Vec<f64> = numbers(1).take(100_000).map(f64::from_bits).collect();
        doubles.extend(
            numbers(2).take(100_000).map(|n| (n >> (n % 60)) as f64 / [1.0, 1e2, 1e3, 1e6, 1e7][n as usize % 5]),
        );
        doubles.extend(numbers(3).take(10_000).map(|n| -((n % 1_000_000) as f64) * 0.1));
        doubles.extend([0.0, -0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e15, -1e13, 999_999_999_999_999.0]);
        doubles.extend([0.005, 1e-6, 4.35, 0.1 + 0.2, f64::MIN_POSITIVE, f64::MAX, 9_007_199_254_740_993.0, 1e-300]);
        for value in doubles {
            assert_eq!(written(|out| double(out, value)), csv::number(value), "{value:?}");
        }
        let mut singles: Vec<f32> = numbers(4).take(100_000).map(|n| f32::from_bits(n as u32)).collect();
        singles.extend([0.0, -0.0, f32::NAN, f32::INFINITY, 0.1, 16_777_217.0, f32::MAX, 1e-40]);
        for value in singles {
            assert_eq!(written(|out| single(out, value)), of_field(&Field::Float(value)), "{value:?}");
        }
        for n in numbers(5).take(100_000) {
            let (units, scale) = ((n >> (n % 63)) as i64, (n % 19) as usize);
            let plain = of_decimal(&Decimal::from_i64(units, 18, scale as i32));
            assert_eq!(written(|out| scaled(out, units, scale)), plain);
            assert_eq!(written(|out| whole(out, units)), units.to_string());
        }
        for days in (-800_000..3_000_000).step_by(7).chain([-719_529, -719_528, 2_932_896, 2_932_897]) {
            for (micros, date_only) in [(0, true), (0, false), (1, false), (3_600_000_000, false)] {
                let micros = days * MICROS_A_DAY + micros;
                assert_eq!(written(|out| date_time(out, micros, date_only)), csv::date_time(micros, date_only));
            }
        }
        assert_eq!(written(|out| scaled(out, i64::MIN, 18)), "-9.223372036854775808");
    }
}
