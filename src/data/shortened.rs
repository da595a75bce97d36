//! Texts that are not without end: a file's names, and messages that repeat them, may be.

use std::borrow::Cow;

/// Without its middle where it has more than so many letters; says how many were left out.
#[must_use]
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    let half = most / 2;
    if text.len() <= most || text.char_indices().nth(most).is_none() {
        return Cow::Borrowed(text);
    }
    let place = |at: Option<(usize, char)>| at.map_or(text.len(), |(place, _)| place);
    let start = place(text.char_indices().nth(most - half));
    let end = if half == 0 { text.len() } else { place(text.char_indices().rev().nth(half - 1)) };
    let left_out = text[start..end].chars().count();
    Cow::Owned(format!("{} [… {left_out} letters …] {}", &text[..start], &text[end..]))
}

/// As [`shortened`], of a text that is not needed any more.
#[must_use]
pub fn limited(text: String, most: usize) -> String {
    match shortened(&text, most) {
        Cow::Owned(short) => short,
        Cow::Borrowed(_) => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_middle_of_what_is_too_long_goes() {
        assert_eq!(shortened("été", 3), "été");
        assert_eq!(shortened("abcdefghij", 4), "ab [… 6 letters …] ij");
        assert_eq!(shortened("ééééé", 3), "éé [… 2 letters …] é");
        assert_eq!(shortened("abc", 1), "a [… 2 letters …] ");
        assert_eq!(shortened("", 0), "");
    }
}
