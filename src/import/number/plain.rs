//! Numbers written plainly, read in a few steps: digits, perhaps a minus, perhaps a point.

use super::DecimalSign;

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
    if bits == 0 || digits.wrapping_add(EACH * 0x76) & (EACH * 0x80) != 0 || digits & (EACH * 0x80) != 0 {
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

#[cfg(test)]
mod tests {
    use super::*;

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
        // Letters of other scripts are no digits, also at the very end.
        assert_eq!(plain_within([0xFF; 16], 16), None);
        assert_eq!(plain_within(*b"123456789012345\x8A", 16), None);
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
