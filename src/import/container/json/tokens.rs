//! JSON text one token after the other: numbers as they are written, and nothing held but the token at hand.
//!
//! Comments are passed over, as programs write them that take JSON for a language of settings. `NaN`, as programs write
//! it where they have no number, stands for nothing; what is beyond all measure (`Infinity`, `1e999`) is given as it is
//! written, so that whoever reads the value refuses it.

use std::io::{self, BufRead, BufReader, Read};

use memchr::memchr2;

use super::super::bytes::ContainerError;
use super::KIND;
use crate::import::MAX_RECORD;

/// How many lists and objects may stand within one another.
const DEPTH: usize = 128;

/// A reader of JSON text.
pub(super) struct Tokens<R> {
    input: BufReader<R>,
    line: u64,
    column: u64,
    depth: usize,
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    List,
    Object,
    Text,
    Number,
    /// `true`, `false` or `null`.
    Word,
}

impl<R: Read> Tokens<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input: BufReader::with_capacity(1 << 16, input), line: 1, column: 1, depth: 0 }
    }

    /// What is wrong where reading stands.
    pub(super) fn wrong(&self, what: &str) -> io::Error {
        ContainerError::damaged(KIND, format!("{what} at line {} column {}", self.line, self.column))
    }

    /// What kind of value comes; none at the end of the text.
    pub(super) fn shape(&mut self) -> io::Result<Option<Shape>> {
        Ok(match self.peek()? {
            None => None,
            Some(b'[') => Some(Shape::List),
            Some(b'{') => Some(Shape::Object),
            Some(b'"') => Some(Shape::Text),
            Some(b'-' | b'0'..=b'9') => Some(Shape::Number),
            Some(_) => Some(Shape::Word),
        })
    }

    /// A list; `each` takes each of its values.
    pub(super) fn list(&mut self, mut each: impl FnMut(&mut Self) -> io::Result<()>) -> io::Result<()> {
        self.within(b'[', b']', |json| each(json))
    }

    /// An object; `each` takes the value of each key.
    pub(super) fn object(&mut self, mut each: impl FnMut(&mut Self, &str) -> io::Result<()>) -> io::Result<()> {
        let mut key = String::new();
        self.within(b'{', b'}', |json| {
            key.clear();
            json.text(&mut key)?;
            json.expect(b':')?;
            each(json, &key)
        })
    }

    fn within(&mut self, open: u8, close: u8, mut item: impl FnMut(&mut Self) -> io::Result<()>) -> io::Result<()> {
        self.expect(open)?;
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.wrong("lists in lists, more than can be read"));
        }
        if self.peek()? == Some(close) {
            self.take();
        } else {
            loop {
                item(self)?;
                match self.peek()? {
                    Some(b',') => self.take(),
                    Some(byte) if byte == close => break self.take(),
                    Some(_) => return Err(self.wrong("a comma is missing")),
                    None => return Err(self.wrong("it ends too early")),
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// Passes over a value.
    pub(super) fn skip(&mut self) -> io::Result<()> {
        match self.shape()? {
            Some(Shape::List) => self.list(Self::skip),
            Some(Shape::Object) => self.object(|json, _| json.skip()),
            Some(Shape::Text) => self.string(|_| Ok(())),
            _ => self.bare().map(|_| ()),
        }
    }

    /// Appends a value of any kind as it is written, without blanks.
    pub(super) fn as_written(&mut self, out: &mut String) -> io::Result<()> {
        let mut first = true;
        let mut comma = |out: &mut String| {
            if !std::mem::take(&mut first) {
                out.push(',');
            }
        };
        match self.shape()? {
            Some(Shape::List) => {
                out.push('[');
                self.list(|json| {
                    comma(out);
                    json.as_written(out)
                })?;
                out.push(']');
            }
            Some(Shape::Object) => {
                out.push('{');
                self.object(|json, key| {
                    comma(out);
                    out.push_str(&serde_json::Value::from(key).to_string());
                    out.push(':');
                    json.as_written(out)
                })?;
                out.push('}');
            }
            Some(Shape::Text) => {
                let mut text = String::new();
                self.text(&mut text)?;
                out.push_str(&serde_json::Value::from(text).to_string());
            }
            _ => out.push_str(&self.bare()?),
        }
        if out.len() > MAX_RECORD {
            return Err(self.wrong("a value of more than 64 MB"));
        }
        Ok(())
    }

    /// A number or a word.
    pub(super) fn bare(&mut self) -> io::Result<String> {
        const LONGEST: usize = 1000;
        let mut out = Vec::new();
        self.peek()?;
        loop {
            let rest = self.input.fill_buf()?;
            let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
            let length = rest.iter().position(|byte| !is_part(byte)).unwrap_or(rest.len());
            let ended = length < rest.len() || rest.is_empty();
            out.extend_from_slice(rest.get(..length).unwrap_or_default());
            self.input.consume(length);
            self.column += length as u64;
            if out.len() > LONGEST {
                return Err(self.wrong("a number of more than 1000 digits"));
            }
            if ended {
                break;
            }
        }
        match String::from_utf8(out) {
            Ok(text) if is_number(&text) => Ok(text),
            Ok(text) if matches!(text.as_str(), "true" | "false" | "null") => Ok(text),
            Ok(text) if matches!(text.as_str(), "Infinity" | "-Infinity") => Ok(text),
            Ok(text) if matches!(text.as_str(), "NaN" | "-NaN") => Ok("null".to_owned()),
            _ if self.peek()?.is_none() => Err(self.wrong("it ends too early")),
            _ => Err(self.wrong("a value is expected")),
        }
    }

    /// Appends the characters of a text.
    pub(super) fn text(&mut self, out: &mut String) -> io::Result<()> {
        let mut bytes = Vec::new();
        self.string(|part| {
            bytes.extend_from_slice(part);
            Ok(())
        })?;
        match std::str::from_utf8(&bytes) {
            Ok(text) => out.push_str(text),
            Err(_) => return Err(self.wrong("a text that is no UTF-8")),
        }
        Ok(())
    }

    /// The parts of a text, with its escapes read.
    fn string(&mut self, mut part: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        self.expect(b'"')?;
        let mut length = 0;
        loop {
            let rest = self.input.fill_buf()?;
            if rest.is_empty() {
                return Err(self.wrong("it ends too early"));
            }
            let mark = memchr2(b'"', b'\\', rest);
            let plain = rest.get(..mark.unwrap_or(rest.len())).unwrap_or_default();
            let (is_end, has_control) =
                (mark.and_then(|at| rest.get(at)) == Some(&b'"'), plain.iter().any(|b| *b < 32));
            part(plain)?;
            let taken = plain.len() + usize::from(mark.is_some());
            length += taken;
            self.input.consume(taken);
            self.column += taken as u64;
            match mark {
                _ if has_control => return Err(self.wrong("a line break or control character within a text")),
                _ if length > MAX_RECORD => return Err(self.wrong("a text of more than 64 MB")),
                Some(_) if is_end => return Ok(()),
                Some(_) => {
                    let escaped = self.escaped()?;
                    part(escaped.encode_utf8(&mut [0; 4]).as_bytes())?;
                }
                None => {}
            }
        }
    }

    fn escaped(&mut self) -> io::Result<char> {
        Ok(match self.byte()? {
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            byte @ (b'"' | b'\\' | b'/') => char::from(byte),
            b'u' => {
                let first = self.code()?;
                let code = if (0xD800..0xDC00).contains(&first) {
                    let follows = self.byte()? == b'\\' && self.byte()? == b'u';
                    let second = if follows { self.code()? } else { 0 };
                    let is_pair = (0xDC00..0xE000).contains(&second);
                    if is_pair { 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00) } else { first }
                } else {
                    first
                };
                char::from_u32(code).ok_or_else(|| self.wrong("half of a character"))?
            }
            _ => return Err(self.wrong("an escape that is none")),
        })
    }

    /// Four hexadecimal digits.
    fn code(&mut self) -> io::Result<u32> {
        (0..4).try_fold(0, |code, _| {
            let digit = char::from(self.byte()?).to_digit(16);
            digit.map(|digit| code * 16 + digit).ok_or_else(|| self.wrong("an escape that is none"))
        })
    }

    fn byte(&mut self) -> io::Result<u8> {
        let found = self.input.fill_buf()?.first().copied();
        let byte = found.ok_or_else(|| self.wrong("it ends too early"))?;
        self.take();
        Ok(byte)
    }

    fn take(&mut self) {
        self.input.consume(1);
        self.column += 1;
    }

    fn expect(&mut self, byte: u8) -> io::Result<()> {
        match self.peek()? {
            Some(found) if found == byte => self.take(),
            Some(_) => return Err(self.wrong(&format!("\u{201c}{}\u{201d} is expected", char::from(byte)))),
            None => return Err(self.wrong("it ends too early")),
        }
        Ok(())
    }

    /// The next byte that is neither blank nor part of a comment.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let rest = self.input.fill_buf()?;
            let Some(first) = rest.first().copied() else { return Ok(None) };
            match first {
                b'\n' => {
                    self.take();
                    (self.line, self.column) = (self.line + 1, 1);
                }
                b' ' | b'\t' | b'\r' => self.take(),
                b'/' => self.comment()?,
                _ => return Ok(Some(first)),
            }
        }
    }

    /// Passes over `// ...` or `/* ... */`.
    fn comment(&mut self) -> io::Result<()> {
        self.take();
        let block = match self.byte()? {
            b'/' => false,
            b'*' => true,
            _ => return Err(self.wrong("a value is expected")),
        };
        let mut last = 0;
        loop {
            // The end of the text ends a comment, too.
            let Some(byte) = self.input.fill_buf()?.first().copied() else { return Ok(()) };
            if byte == b'\n' && !block {
                return Ok(());
            }
            self.take();
            if byte == b'\n' {
                (self.line, self.column) = (self.line + 1, 1);
            }
            if block && last == b'*' && byte == b'/' {
                return Ok(());
            }
            last = byte;
        }
    }
}

/// Whether a text is a number as JSON writes it.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let signless = |exponent: &str| digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent));
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(signless)
}

/// A number written out: without exponent (but for one beyond all measure), without zeros at the end of its decimals. Binary fractions of which the
/// file shows the noise (`0.30000000000000004`) are what they were meant to be where fifteen digits say it.
pub(super) fn number(written: &str) -> String {
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    const DIGITS: usize = 15;
    let Some(plain) = written_out(written) else { return written.to_owned() };
    if digits_of(&plain) <= DIGITS || !plain.contains('.') {
        return plain;
    }
    let meant = written.parse::<f64>().ok().filter(|value| value.abs() < WHOLE).map(super::csv::number);
    meant.filter(|meant| digits_of(meant) <= DIGITS).unwrap_or(plain)
}

fn digits_of(plain: &str) -> usize {
    let digits = plain.bytes().filter(u8::is_ascii_digit);
    digits.skip_while(|digit| *digit == b'0').count()
}

/// Digits with the point where the exponent moves it; none where that is beyond all measure.
fn written_out(written: &str) -> Option<String> {
    const FARTHEST: i64 = 400;
    let (sign, text) = written.strip_prefix('-').map_or(("", written), |text| ("-", text));
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i64 = exponent.parse().ok().filter(|exponent: &i64| exponent.abs() <= FARTHEST)?;
    let mut digits = format!("{whole}{fraction}");
    let mut point = whole.len() as i64 + exponent;
    if point < 0 {
        digits.insert_str(0, &"0".repeat(point.unsigned_abs() as usize));
        point = 0;
    }
    let point = point as usize;
    if digits.len() < point {
        digits.push_str(&"0".repeat(point - digits.len()));
    }
    let (whole, fraction) = digits.split_at(point);
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(match fraction {
        "" if whole == "0" => "0".to_owned(),
        "" => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{fraction}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        let numbers = [
            ("12345678901234567.25", "12345678901234567.25"),
            ("100000000000000000.01", "100000000000000000.01"),
            ("0.30000000000000004", "0.30000000000000004"),
            ("1234.5599999999999", "1234.56"),
            ("1e21", "1000000000000000000000"),
            ("1.50", "1.5"),
            ("2020.0", "2020"),
            ("-0.0", "0"),
            ("-1.25E-3", "-0.00125"),
            ("12.5e1", "125"),
            ("12345678901234567890123", "12345678901234567890123"),
            ("1e999", "1e999"),
            ("-Infinity", "-Infinity"),
        ];
        for (written, expected) in numbers {
            assert!(is_number(written) || written == "-Infinity", "{written}");
            assert_eq!(number(written), expected, "{written}");
        }
        assert!(["01", "1.", ".5", "+1", "1e", "-", "", "0x1"].iter().all(|text| !is_number(text)));
    }

    fn read(text: &str) -> Result<String, String> {
        let mut json = Tokens::new(text.as_bytes());
        let mut out = String::new();
        json.as_written(&mut out).map_err(|error| error.to_string())?;
        match json.shape() {
            Ok(None) => Ok(out),
            _ => Err("more".to_owned()),
        }
    }

    #[test]
    fn what_is_written_is_read_in_pieces_of_any_size() {
        let text = "// made by hand\n{ \"a\" : [ 1 , -2.50e3, true,null ,\"x\\u00e9\\ud83d\\ude00\\n\\/\" ], /* and\n so on */ \"b\":{} }\n";
        let expected = "{\"a\":[1,-2.50e3,true,null,\"x\u{e9}\u{1f600}\\n/\"],\"b\":{}}";
        assert_eq!(read(text).expect("JSON"), expected);
        let mut small = Tokens::new(text.as_bytes());
        small.input = BufReader::with_capacity(1, text.as_bytes());
        let mut out = String::new();
        small.as_written(&mut out).expect("JSON");
        assert_eq!(out, expected);
    }

    #[test]
    fn what_is_wrong_has_its_place() {
        for (text, place) in [
            ("[1,\n 2", "line 2 column 3"),
            ("[1 2]", "line 1 column 4"),
            ("{\"a\" 1}", "line 1 column 6"),
            ("[\"a\nb\"]", "control character"),
            ("[\"\\x\"]", "an escape that is none"),
            ("[\"\\ud800\"]", "half of a character"),
            ("[tru]", "a value is expected"),
            ("[1,]", "a value is expected"),
            ("", "ends too early"),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.contains(place), "{text}: {error}");
        }
        assert!(read(&"[".repeat(100_000)).expect_err("too deep").contains("lists in lists"));
    }
}
