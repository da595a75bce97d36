//! How a text separates, quotes and escapes its fields, and finding that out from a sample of it.
//!
//! No character is counted. Every dialect that the sample could be written in is tried, and the one wins under
//! which the rows have the same width and the cells are of a kind: numbers, dates, codes, plain text, and not
//! pieces of something cut in the wrong place.

use super::parser::first_line;
use super::{Quotes, Record, Records};
use crate::import::cell_type::CellType;

/// How fields are separated and quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(in crate::import) delimiter: [u8; 2],
    pub(in crate::import) two: bool,
    /// The byte around fields that hold delimiters or line ends.
    pub quote: Option<u8>,
    /// The byte before a quote that is text; the quote itself where quotes are doubled.
    pub escape: Option<u8>,
}

impl From<u8> for Dialect {
    /// The plain dialect of RFC 4180 with another delimiter.
    fn from(delimiter: u8) -> Self {
        Self { delimiter: [delimiter, 0], two: false, quote: Some(b'"'), escape: Some(b'"') }
    }
}

impl Dialect {
    /// Delimiters of one or two bytes, the usual ones first.
    const DELIMITERS: [&'static [u8]; 12] =
        [b",", b";", b"\t", b"|", b", ", b"; ", b"||", b"\t\t", b" ", b":", b"^", b"~"];

    const fn new(delimiter: &[u8], (quote, escape): (Option<u8>, Option<u8>)) -> Self {
        let (delimiter, two) = match delimiter {
            [first, second, ..] => ([*first, *second], true),
            [first] => ([*first, 0], false),
            [] => ([b',', 0], false),
        };
        Self { delimiter, two, quote, escape }
    }

    /// The bytes between two fields.
    pub(crate) fn delimiter(&self) -> &[u8] {
        self.delimiter.get(..if self.two { 2 } else { 1 }).unwrap_or_default()
    }

    /// The delimiter's first byte.
    pub(crate) const fn first(self) -> u8 {
        let [first, _] = self.delimiter;
        first
    }

    /// Whether a text begins with the delimiter.
    pub(crate) fn delimits(self, text: &[u8]) -> bool {
        let [first, second] = self.delimiter;
        text.first() == Some(&first) && (!self.two || text.get(1) == Some(&second))
    }

    /// Whether two quotes within a quoted field mean one.
    pub(crate) const fn doubles(self) -> bool {
        self.escape.is_some()
    }

    /// The escape where it is another byte than the quote.
    pub(crate) fn own_escape(self) -> Option<u8> {
        self.escape.filter(|escape| Some(*escape) != self.quote)
    }

    /// The same with another delimiter.
    pub(crate) const fn with_delimiter(self, delimiter: u8) -> Self {
        Self { delimiter: [delimiter, 0], two: false, ..self }
    }

    /// The same where no byte quotes.
    pub(crate) const fn without_quotes(self) -> Self {
        Self { quote: None, escape: None, ..self }
    }

    /// How often the delimiter stands in a text.
    pub(crate) fn count(self, text: &[u8]) -> usize {
        if self.two {
            text.windows(2).filter(|pair| *pair == self.delimiter).count()
        } else {
            text.iter().filter(|b| **b == self.first()).count()
        }
    }
}

/// What a sample shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Detected {
    /// The likeliest dialect.
    pub dialect: Dialect,
    /// How many fields most rows have.
    pub width: usize,
    score: f64,
}

/// So many rows, and if they are long so many bytes, are looked at.
const ROWS: usize = 300;
const SAMPLE: usize = 64 << 10;
/// At least so many lines are looked at, however long they are.
const LINES: usize = 12;

/// How Saldo's own tidy form begins.
const TIDY: &[u8] = b"period,reporter,partner,sector,flow,value";

/// Whether a text begins as Eurostat's TSV does: `freq,unit,geo\TIME_PERIOD` and a tab.
fn is_eurostat(text: &[u8]) -> bool {
    let line = text.split(|b| *b == b'\n').next().unwrap_or_default();
    let first = line.split(|b| *b == b'\t').next().unwrap_or_default();
    let named = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b',' | b'\\' | b' ');
    first.len() < line.len() && first.contains(&b'\\') && first.contains(&b',') && first.iter().all(named)
}

/// The dialect in which the rows of a text are most alike; nothing when no delimiter makes columns of it.
///
/// `whole` when the text is all there is; otherwise its last row may be cut. With `stated` only that delimiter is
/// looked at.
pub(crate) fn detect(text: &[u8], whole: bool, stated: Option<u8>) -> Option<Detected> {
    let (sample, whole) = sample(text, whole);
    let mut best: Option<Detected> = None;
    let quotings = quotings(sample);
    // Eurostat's TSV has commas within its first column, and may have more of them than tabs.
    let stated = stated.or_else(|| is_eurostat(sample).then_some(b'\t'));
    // Saldo's own header says how its rows are written, whatever follows.
    let stated = stated.or_else(|| sample.starts_with(TIDY).then_some(b','));
    let stated = stated.map(|byte| [byte]);
    let delimiters: &[&[u8]] = match &stated {
        Some(byte) => &[byte],
        None => &Dialect::DELIMITERS,
    };
    for delimiter in delimiters.iter().filter(|delimiter| likely(sample, delimiter)) {
        for quoting in &quotings {
            let dialect = Dialect::new(delimiter, *quoting);
            let Some(found) = measure(sample, whole, dialect) else { continue };
            if best.is_none_or(|known| found.score > known.score + 1e-9) {
                best = Some(found);
            }
        }
    }
    best
}

/// Whole lines from the start of a text.
fn sample(text: &[u8], whole: bool) -> (&[u8], bool) {
    let ends = |b: &u8| matches!(b, b'\n' | b'\r');
    let lines = text.iter().enumerate().filter(|(_, b)| ends(b)).nth(LINES * 2).map_or(text.len(), |(at, _)| at + 1);
    let goal = SAMPLE.max(lines);
    match text.get(..goal) {
        Some(start) if start.len() < text.len() => (start, false),
        _ => (text, whole),
    }
}

/// Whether a delimiter is worth a try. Two bytes are where the first seldom stands without the second.
fn likely(sample: &[u8], delimiter: &[u8]) -> bool {
    match *delimiter {
        [first, second] => {
            let firsts = sample.iter().filter(|b| **b == first).count();
            let pairs = sample.windows(2).filter(|pair| *pair == delimiter).count();
            let before_end = sample.windows(2).filter(|pair| pair[0] == first && matches!(pair[1], b'\n' | b'\r'));
            let needed = if first == second { firsts / 2 } else { firsts - before_end.count() };
            pairs > 0 && pairs * 20 >= needed * 19
        }
        [only] => sample.contains(&only),
        _ => false,
    }
}

/// The ways of quoting that a sample could use, the usual one first.
fn quotings(sample: &[u8]) -> Vec<(Option<u8>, Option<u8>)> {
    let has = |pair: [u8; 2]| sample.windows(2).any(|window| window == pair);
    let mut all = vec![(Some(b'"'), Some(b'"'))];
    for escape in [b'\\', 0] {
        if has([escape, b'"']) {
            all.push((Some(b'"'), Some(escape)));
        }
    }
    for quote in [b'\'', 0] {
        if surrounds(sample, quote) {
            all.push((Some(quote), Some(quote)));
            if has([b'\\', quote]) {
                all.push((Some(quote), Some(b'\\')));
            }
        }
    }
    if sample.contains(&b'"') {
        all.push((None, None));
    }
    all
}

/// Whether a byte opens and closes fields: it stands after and before a delimiter or line end.
fn surrounds(sample: &[u8], quote: u8) -> bool {
    let edge = |b: Option<&u8>| b.is_none_or(|b| matches!(b, b',' | b';' | b'\t' | b'|' | b' ' | b':' | b'\n' | b'\r'));
    let at = |place: usize| sample.get(place);
    let places = || sample.iter().enumerate().filter(|(_, b)| **b == quote).map(|(place, _)| place);
    let opens = places().filter(|place| edge(place.checked_sub(1).and_then(at)) && !edge(at(place + 1))).count();
    let closes = places().filter(|place| edge(at(place + 1))).count();
    opens > 0 && closes > 0
}

/// Whether the NUL bytes of a text quote its fields or escape its quotes. Elsewhere they are no text.
pub(crate) fn nul_is_mark(text: &[u8]) -> bool {
    let edge = |b: Option<&u8>| b.is_none_or(|b| matches!(b, b',' | b';' | b'\t' | b'|' | b'"' | b'\n' | b'\r'));
    let (mut marks, mut others) = (0usize, 0usize);
    for place in text.iter().enumerate().filter(|(_, b)| **b == 0).map(|(place, _)| place) {
        if edge(place.checked_sub(1).and_then(|before| text.get(before))) || edge(text.get(place + 1)) {
            marks += 1;
        } else {
            others += 1;
        }
    }
    marks > others * 9
}

/// How alike the rows of a sample are under a dialect; nothing when it makes no columns.
fn measure(sample: &[u8], whole: bool, dialect: Dialect) -> Option<Detected> {
    let width = width(sample, whole, dialect)?;
    let mut records = Records::new(sample, dialect, usize::MAX, sample.len().max(1));
    records.expect_width(width);
    let mut record = Record::default();
    let mut rows: Vec<(Option<usize>, f64, usize)> = Vec::new();
    while rows.len() < ROWS && records.next(&mut record).unwrap_or(false) {
        // A bare quote within quotes is less likely than none, and a row that fits only by guessing is like none.
        let good = !record.malformed && record.quotes != Quotes::Untidy;
        let certainty = if record.quotes == Quotes::Repaired { 0.8 } else { 1.0 };
        let kinds = (0..record.len()).map(|field| CellType::of(record.text(field)).likeness() * certainty);
        rows.push((good.then(|| record.width_of(width)), kinds.sum(), record.len()));
    }
    if !whole && rows.len() > 1 {
        rows.pop();
    }
    let cells: usize = rows.iter().map(|(.., cells)| cells).sum();
    let likeness = rows.iter().map(|(_, likeness, _)| likeness).sum::<f64>() / cells.max(1) as f64;
    let widths: Vec<usize> = rows.iter().filter_map(|(width, ..)| *width).collect();
    let score = alike(&widths, rows.len()) * likeness * preference(dialect);
    Some(Detected { dialect, width, score })
}

/// The chance that two rows have the same width, times how little of a row one cell is; bad rows are like none.
///
/// From eight columns on more of them prove no more.
fn alike(widths: &[usize], rows: usize) -> f64 {
    let mut sorted = widths.to_vec();
    sorted.sort_unstable();
    let total = rows.max(1) as f64;
    let share = |run: &[usize]| {
        let width = run.first().copied().unwrap_or(0).clamp(1, 8) as f64;
        let share = run.len() as f64 / total;
        share * share * (1.0 - 1.0 / width)
    };
    sorted.chunk_by(|a, b| a == b).map(share).sum()
}

/// Blanks and colons stand in text more often than between fields, and a quote that is none seldom pairs.
fn preference(dialect: Dialect) -> f64 {
    let delimiter = if matches!(dialect.first(), b' ' | b':' | b'^' | b'~') { 0.6 } else { 1.0 };
    let quote = match dialect.quote {
        Some(b'"') => 1.0,
        Some(_) => 0.9,
        None => 0.5,
    };
    delimiter * quote
}

/// The width of most rows: of the records, or of single lines where a stray quote swallows many of them.
fn width(sample: &[u8], whole: bool, dialect: Dialect) -> Option<usize> {
    let mut records = Records::new(sample, dialect, usize::MAX, sample.len().max(1));
    let mut record = Record::default();
    let mut widths = Vec::new();
    while widths.len() < ROWS && records.next(&mut record).unwrap_or(false) {
        widths.push(if record.quotes == Quotes::Untidy || record.malformed { 0 } else { record.len() });
    }
    let mut lines = Vec::new();
    let mut rest = sample;
    while lines.len() < ROWS && !rest.is_empty() {
        let (line, next) = first_line(rest);
        rest = rest.get(next..).unwrap_or_default();
        let mut records = Records::new(line, dialect, usize::MAX, line.len().max(1));
        if records.next(&mut record).unwrap_or(false) {
            lines.push(if record.quotes == Quotes::Untidy || record.malformed { 0 } else { record.len() });
        }
    }
    if !whole && widths.len() > 1 {
        widths.pop();
        lines.pop();
    }
    // Rows of one field may stand above and below a table. Where most are, blanks and colons are part of the text.
    let single = if preference(dialect) < 0.7 && dialect.quote.is_some() { 1 } else { 3 };
    let several = |widths: &[usize]| {
        let ones = widths.iter().filter(|width| **width == 1).count();
        mode(widths.iter().copied().filter(|width| *width > 1)).filter(|(_, count)| count * single >= ones)
    };
    let (of_records, of_lines) = (several(&widths), several(&lines));
    match (of_records, of_lines) {
        (Some((_, records)), Some((width, lines))) if lines > records => Some(width),
        (Some((width, _)), _) | (None, Some((width, _))) => Some(width),
        (None, None) => None,
    }
}

/// The most frequent width and how often it occurs; of equals the larger.
pub(crate) fn mode(widths: impl Iterator<Item = usize>) -> Option<(usize, usize)> {
    let mut sorted: Vec<usize> = widths.collect();
    sorted.sort_unstable();
    let runs = sorted.chunk_by(|a, b| a == b).filter_map(|run| Some((*run.first()?, run.len())));
    runs.max_by_key(|(width, count)| (*count, *width))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Dialect {
        detect(text.as_bytes(), true, None).expect(text).dialect
    }

    #[test]
    fn delimiters_by_equal_width_not_by_number() {
        for (text, expected) in [
            ("a,b\n\"x;y;z\",1\n\"p;q\",2\n", ","),
            ("data;valor\n01/01/1995;-398,7\n01/02/1995;-1151,6\n", ";"),
            ("a\tb, c\n1\t2\n", "\t"),
            ("a|b\n1|2\n", "|"),
            ("a;b;c\n1,5;2,5;3,5\n1,5;2,5;3\n", ";"),
            ("1,5;2,5\n1,5;2,5\n", ";"),
            ("a, b, c\n1, 2, 3\nx y, \"p, q\", \n", ", "),
            ("a b c\n1 2 3\n4 \"5 6\" 7\n", " "),
            ("freq,geo\\TIME\t2000 \t2001 \nA,AT\t1.0 \t2.0 \nA,BE\t: \t3.0 \n", "\t"),
        ] {
            assert_eq!(found(text).delimiter(), expected.as_bytes(), "{text}");
        }
        assert_eq!(detect(b"one\ntwo\n", true, None), None);
    }

    #[test]
    fn quotes_and_escapes() {
        let quoting = |text: &str| (found(text).quote, found(text).escape);
        assert_eq!(quoting("a,b\n\"x,y\",1\n"), (Some(b'"'), Some(b'"')));
        assert_eq!(quoting("a,b\n'x, y','don't'\n'z, z','it''s, yes'\n"), (Some(b'\''), Some(b'\'')));
        assert_eq!(quoting("a,b\nMen's,1\nKids' boots,2\n"), (Some(b'"'), Some(b'"')));
        assert_eq!(quoting("a,b\n\0x,y\0,1\n\0z,z\0,2\n"), (Some(0), Some(0)));
        assert_eq!(quoting("a,b\n\"10\\\" long, thin\",1\n\"9\\\" long, x\",2\n"), (Some(b'"'), Some(b'\\')));
        assert_eq!(quoting("a,b\n\"10\0\" long, thin\",1\n\"9\0\" long, x\",2\n"), (Some(b'"'), Some(0)));
    }
}
