//! Cells of sheets and records as RFC 4180 CSV: one line for each row, so that row number = line number.

/// One line of CSV in the making.
#[derive(Debug, Default)]
pub(crate) struct Line {
    text: Vec<u8>,
    cells: usize,
}

impl Line {
    /// Adds a cell; line breaks within it become spaces.
    pub(crate) fn cell(&mut self, text: &str) {
        if self.cells > 0 {
            self.text.push(b',');
        }
        self.cells += 1;
        cell(&mut self.text, text);
    }

    /// How many cells there are.
    pub(crate) const fn len(&self) -> usize {
        self.cells
    }

    /// How many bytes it takes with its end, at most.
    pub(crate) const fn size(&self) -> usize {
        self.text.len() + 3
    }

    /// Puts the line with its end behind what there is; the next line begins.
    pub(crate) fn end(&mut self, out: &mut Vec<u8>) {
        if self.cells == 1 && self.text.is_empty() {
            // Else it would be a blank line.
            self.text.extend_from_slice(b"\"\"");
        }
        self.text.push(b'\n');
        self.cells = 0;
        out.append(&mut self.text);
    }
}

/// Writes a cell, in quotes where it must be; line breaks within it become spaces.
pub(crate) fn cell(out: &mut Vec<u8>, text: &str) {
    if !text.contains(['"', ',', '\n', '\r']) {
        return out.extend_from_slice(text.as_bytes());
    }
    out.push(b'"');
    let mut last = 0;
    for byte in text.bytes() {
        match byte {
            b'"' => out.extend_from_slice(b"\"\""),
            // A break of two characters is one space.
            b'\n' if last == b'\r' => {}
            b'\n' | b'\r' => out.push(b' '),
            _ => out.push(byte),
        }
        last = byte;
    }
    out.push(b'"');
}

/// Writes one row.
pub(crate) fn write(out: &mut Vec<u8>, cells: &[String]) {
    let mut line = Line::default();
    for cell in cells {
        line.cell(cell);
    }
    line.end(out);
}

/// A number in its shortest exact form, without exponent and without `.0`.
pub(crate) fn number(value: f64) -> String {
    if value.is_nan() {
        return String::new();
    }
    // What is beyond all measure stays in sight: whoever reads the value refuses it.
    if value == 0.0 { "0".to_owned() } else { value.to_string() }
}

/// `TRUE` or `FALSE`, as spreadsheets write them.
pub(crate) const fn boolean(value: bool) -> &'static str {
    if value { "TRUE" } else { "FALSE" }
}

/// Microseconds since 1970 as an ISO date, with the time where it is not midnight.
pub(crate) fn date_time(micros: i64, date_only: bool) -> String {
    const DAY: i64 = 86_400_000_000;
    let (days, rest) = (micros.div_euclid(DAY), micros.rem_euclid(DAY));
    let Some(date) = date(days) else { return String::new() };
    if date_only || rest == 0 {
        return date;
    }
    let (seconds, fraction) = (rest / 1_000_000, rest % 1_000_000);
    let time = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    let fraction = format!("{fraction:06}");
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { format!("{date} {time}") } else { format!("{date} {time}.{fraction}") }
}

/// The date so many days after 1970-01-01.
fn date(days: i64) -> Option<String> {
    let span = jiff::Span::new().try_days(days).ok()?;
    Some(jiff::civil::date(1970, 1, 1).checked_add(span).ok()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_on_their_line() {
        let mut out = Vec::new();
        write(&mut out, &["a,b".to_owned(), "1\r\n2\n3".to_owned(), "x\"y".to_owned(), String::new()]);
        write(&mut out, &[String::new()]);
        assert_eq!(String::from_utf8_lossy(&out), "\"a,b\",\"1 2 3\",\"x\"\"y\",\n\"\"\n");
    }

    #[test]
    fn numbers_and_dates_are_plain() {
        assert_eq!(number(1e21), "1000000000000000000000");
        assert_eq!([number(12.0), number(-0.0), number(0.1), number(f64::NAN)], ["12", "0", "0.1", ""]);
        assert_eq!([number(f64::INFINITY), number(f64::NEG_INFINITY)], ["inf", "-inf"]);
        assert_eq!(date_time(-86_400_000_000, false), "1969-12-31");
        assert_eq!(date_time(1_500_000, false), "1970-01-01 00:00:01.5");
        assert_eq!(date_time(i64::MAX, false), "");
    }
}
