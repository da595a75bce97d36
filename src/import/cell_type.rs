//! Cell types by the look of cells: those of a column are of one type where a table is cut right.

/// A kind of cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CellType {
    /// Nothing.
    Empty,
    /// A number, with a currency or percent sign or without.
    Number,
    /// A date or a time of day.
    Moment,
    /// A word or code without blanks.
    Word,
    /// Words.
    Text,
    /// A piece of something: a lone quote, two numbers and the delimiter between them.
    Odd,
}

impl CellType {
    /// The kind of a cell.
    pub(crate) fn of(cell: &str) -> Self {
        let text = cell.trim();
        if text.is_empty() {
            Self::Empty
        } else if text.len() <= 40 && is_moment(text) {
            Self::Moment
        } else if text.len() <= 40 && is_number(text) {
            Self::Number
        } else if is_odd(text) {
            Self::Odd
        } else if text.contains(char::is_whitespace) {
            Self::Text
        } else {
            Self::Word
        }
    }

    /// How much a cell of this kind looks like a whole cell, from 0 to 1.
    pub(crate) const fn likeness(self) -> f64 {
        match self {
            Self::Number | Self::Moment | Self::Word => 1.0,
            Self::Text => 0.95,
            Self::Empty => 0.8,
            Self::Odd => 0.2,
        }
    }

    /// Whether names in a header are not of this kind, other than years.
    pub(crate) const fn is_typed(self) -> bool {
        matches!(self, Self::Number | Self::Moment)
    }
}

/// `28/01/2018`, `2018-01-28T10:00`, `00:15`, `28.01.18`.
fn is_moment(text: &str) -> bool {
    let digits = |part: &str| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let parts = |text: &str, sign: char| {
        let parts: Vec<&str> = text.split(sign).collect();
        (parts.len(), parts.iter().all(|part| digits(part)))
    };
    let day = |text: &str| ['/', '-', '.'].iter().any(|sign| parts(text, *sign) == (3, true));
    let time = |text: &str| {
        let text = text.split('.').next().unwrap_or_default().trim_end_matches(['Z', 'z']);
        matches!(parts(text, ':'), (2 | 3, true))
    };
    match text.split_once([' ', 'T']) {
        Some((left, right)) => day(left) && time(right),
        None => day(text) || time(text),
    }
}

/// A number with signs, separators, currencies and percent, whichever sign separates the decimals.
fn is_number(text: &str) -> bool {
    let body = text.trim_matches(|c: char| "()+-%$€£¥△▲\u{2212}\u{a0} ".contains(c));
    let body = body.trim_end_matches(|c: char| c.is_ascii_alphabetic() && body.len() < 4);
    if !body.starts_with(|c: char| c.is_ascii_digit()) && !body.starts_with(['.', ',']) {
        return false;
    }
    let number = body.split(['e', 'E']).next().unwrap_or_default();
    if !number.chars().all(|c| c.is_ascii_digit() || ",. '\u{a0}\u{202f}".contains(c)) {
        return false;
    }
    // More than one comma or point: groups of three (or two, as in India) behind the first.
    [',', '.', ' ', '\''].iter().all(|sign| {
        let mut groups = number.split(*sign).skip(1).peekable();
        let first = groups.next();
        let several = groups.peek().is_some();
        let group = |text: &str| matches!(text.split(['.', ',']).next().map(str::len), Some(2 | 3));
        if *sign == ' ' {
            first.into_iter().chain(groups).all(group)
        } else {
            !several || first.is_some_and(group) && groups.all(group)
        }
    })
}

/// A quote at one end only, or signs that separate fields where text has none.
fn is_odd(text: &str) -> bool {
    let bytes = text.as_bytes();
    let quote = |b: Option<&u8>| matches!(b, Some(b'"' | 0));
    let within = text.len() > 2 && text.starts_with('\'') && text.ends_with('\'');
    if within || quote(bytes.first()) || quote(bytes.last()) || text.contains(['\t', '|', ';']) {
        return true;
    }
    // A comma in text has a blank behind it, or digits on both sides.
    bytes.windows(2).any(|pair| pair[0] == b',' && !pair[1].is_ascii_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        for (text, kind) in [
            ("", CellType::Empty),
            (" 12 ", CellType::Number),
            ("-398,7", CellType::Number),
            ("1,234,567.5", CellType::Number),
            ("1 234", CellType::Number),
            ("$74.69", CellType::Number),
            ("(5.1)", CellType::Number),
            ("28/01/2018", CellType::Moment),
            ("00:15", CellType::Moment),
            ("2018-01-28T10:00:00Z", CellType::Moment),
            ("MG-8769", CellType::Word),
            ("https://example.org/a_b.html", CellType::Word),
            ("Throw pillow, two paddles", CellType::Text),
            ("1,5;2,5", CellType::Odd),
            ("2020,5,6,7", CellType::Odd),
            ("A,AT\t1", CellType::Odd),
            ("\"abc", CellType::Odd),
            ("a,b", CellType::Odd),
        ] {
            assert_eq!(CellType::of(text), kind, "{text:?}");
        }
    }
}
