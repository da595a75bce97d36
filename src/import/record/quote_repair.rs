//! Quote repair: a line whose quotes do not pair, read in the way that fits the table.

use super::dialect::Dialect;
use super::parser::{Scan, scan};
use super::{Quotes, Record};

/// What it costs to take a quote within a quoted field for text, and to take an opening quote for text.
const INNER: u32 = 2;
const OPENING: u32 = 3;
/// No line longer than this, and none that would need more steps or quotes looked at, is repaired.
const MAX_LINE: usize = 64 << 10;
const MAX_STEPS: usize = 1 << 20;
const MAX_QUOTES: usize = 2000;

/// The end of a field that starts at a known place.
#[derive(Debug, Clone, Copy)]
struct End {
    /// Where the field's bytes end: at a delimiter or the line's end.
    at: usize,
    /// Where its text ends when it is quoted: at the closing quote.
    quoted: Option<usize>,
    cost: u32,
}

/// The cheapest way to the place so far.
#[derive(Debug, Clone, Copy)]
struct Step {
    cost: u32,
    from: usize,
    end: End,
}

/// Reads a line, without its end, as exactly `width` fields, taking as few quotes for text as that needs.
///
/// Fills the record and gives whether it could. The record is malformed when a field holds an opening quote that
/// nothing closes: what is meant is then a guess.
pub(crate) fn fields(line: &[u8], dialect: Dialect, width: usize, record: &mut Record) -> bool {
    let Some(ends) = cheapest(line, dialect, width) else { return false };
    record.clear();
    record.quotes = Quotes::Repaired;
    let mut start = 0;
    for end in ends {
        match end.quoted {
            Some(closing) => unescape(line.get(start + 1..closing).unwrap_or_default(), dialect, record),
            None => {
                let text = line.get(start..end.at).unwrap_or_default();
                let quotes = text.iter().filter(|b| Some(**b) == dialect.quote).count();
                record.malformed |= end.cost > 0 && quotes % 2 == 1;
                record.push(text);
            }
        }
        record.end_field();
        start = end.at + dialect.delimiter().len();
    }
    true
}

/// The ends of the fields in the cheapest reading that has the right number of them.
fn cheapest(line: &[u8], dialect: Dialect, width: usize) -> Option<Vec<End>> {
    if width < 2 || !is_short(line, dialect) {
        return None;
    }
    // Where fields may start, in order: each is reached from earlier ones only.
    let size = dialect.delimiter().len();
    let mut starts = vec![0];
    let mut at = 0;
    while at < line.len() {
        let delimits = dialect.delimits(line.get(at..).unwrap_or_default());
        at += if delimits { size } else { 1 };
        if delimits {
            starts.push(at);
        }
    }
    if starts.len() < width || starts.len().saturating_mul(width) > MAX_STEPS {
        return None;
    }
    // best[place][fields]: the cheapest way to have read so many fields before that place; the last place is the end.
    let mut best: Vec<Vec<Option<Step>>> = vec![vec![None; width + 1]; starts.len() + 1];
    let mut steps = 0usize;
    for (place, start) in starts.iter().enumerate() {
        if place > 0 && best.get(place)?.iter().all(Option::is_none) {
            continue;
        }
        for end in ends(line, *start, dialect) {
            let next = if end.at >= line.len() { Ok(starts.len()) } else { starts.binary_search(&(end.at + size)) };
            let Ok(next) = next else { continue };
            steps += width + end.at - start;
            if steps > MAX_STEPS {
                return None;
            }
            for count in 0..width {
                let known =
                    if place == 0 { (count == 0).then_some(0) } else { best.get(place)?.get(count)?.map(|s| s.cost) };
                let Some(cost) = known.map(|cost| cost + end.cost) else { continue };
                let slot = best.get_mut(next)?.get_mut(count + 1)?;
                if slot.is_none_or(|step| cost < step.cost) {
                    *slot = Some(Step { cost, from: place, end });
                }
            }
        }
    }
    let mut found = Vec::with_capacity(width);
    let mut place = starts.len();
    for count in (1..=width).rev() {
        let step = (*best.get(place)?.get(count)?)?;
        found.push(step.end);
        place = step.from;
    }
    found.reverse();
    Some(found)
}

/// All ways in which the field that starts at `start` may end.
fn ends(line: &[u8], start: usize, dialect: Dialect) -> Vec<End> {
    let rest = |at: usize| line.get(at..).unwrap_or_default();
    let opens = dialect.quote.is_some_and(|quote| rest(start).first() == Some(&quote));
    let mut plain = start;
    while plain < line.len() && !dialect.delimits(rest(plain)) {
        plain += 1;
    }
    let mut all = vec![End { at: plain, quoted: None, cost: if opens { OPENING } else { 0 } }];
    if !opens {
        return all;
    }
    // Every quote with a delimiter or the end behind it may close the field; bare quotes before it are text.
    let (mut at, mut inner, mut paired) = (start + 1, 0, false);
    while at < line.len() {
        let (here, next) = (line.get(at).copied(), line.get(at + 1).copied());
        let escaped = dialect.own_escape().is_some() && here == dialect.own_escape() && next == dialect.quote;
        if escaped {
            at += 2;
            continue;
        }
        if here != dialect.quote {
            at += 1;
            paired = false;
            continue;
        }
        let after = blanks(rest(at + 1), dialect);
        if rest(at + 1 + after).is_empty() || dialect.delimits(rest(at + 1 + after)) {
            // The second of a pair that closes leaves the first as a bare quote.
            all.push(End { at: at + 1 + after, quoted: Some(at), cost: inner + if paired { INNER } else { 0 } });
        }
        let pair = !paired && dialect.doubles() && next == dialect.quote;
        if !pair && !paired {
            inner += INNER;
        }
        paired = pair;
        at += 1;
    }
    all
}

/// How many blanks stand before a delimiter or the end.
fn blanks(text: &[u8], dialect: Dialect) -> usize {
    let mut at = 0;
    while matches!(text.get(at), Some(b' ' | b'\t')) && !dialect.delimits(text.get(at..).unwrap_or_default()) {
        at += 1;
    }
    at
}

/// The text between two quotes, with escapes taken off.
fn unescape(text: &[u8], dialect: Dialect, record: &mut Record) {
    let mut at = 0;
    while let Some(here) = text.get(at) {
        let next = text.get(at + 1);
        let pair = dialect.doubles() && Some(*here) == dialect.quote && next == Some(here);
        let escaped = Some(*here) == dialect.own_escape()
            && next.is_some()
            && (next == dialect.quote.as_ref() || next == Some(here));
        if pair || escaped {
            at += 1;
        }
        record.push(text.get(at..=at).unwrap_or_default());
        at += 1;
    }
}

/// Reads a line by another delimiter, when that makes exactly `width` fields of what is otherwise one or few.
///
/// A blank counts only where some fields are quoted: sentences have as many blanks as they like.
pub(crate) fn other_delimiter(line: &[u8], dialect: Dialect, width: usize, record: &mut Record) -> bool {
    if width < 3 || line.len() > MAX_LINE {
        return false;
    }
    for delimiter in [b',', b';', b'\t', b'|', b' '] {
        if delimiter == dialect.first() || !line.contains(&delimiter) {
            continue;
        }
        let other = dialect.with_delimiter(delimiter);
        let read = scan(line, other, true, record);
        if read == Scan::Record(line.len())
            && record.len() == width
            && record.quotes == Quotes::Tidy
            && (delimiter != b' ' || record.quoted)
        {
            record.quotes = Quotes::Repaired;
            record.malformed = true;
            return true;
        }
    }
    false
}

/// Reads a line as well as its quotes allow, for the eye: it is malformed.
pub(crate) fn as_it_stands(line: &[u8], dialect: Dialect, record: &mut Record) {
    record.clear();
    record.malformed = true;
    let plain = if is_short(line, dialect) { dialect } else { dialect.without_quotes() };
    let mut start = 0;
    loop {
        // The first quote that may close the field, else the first delimiter.
        let mut choices = ends(line, start, plain).into_iter();
        let (first, second) = (choices.next(), choices.next());
        let Some(end) = second.or(first) else { break };
        match end.quoted {
            Some(closing) => unescape(line.get(start + 1..closing).unwrap_or_default(), plain, record),
            None => record.push(line.get(start..end.at).unwrap_or_default()),
        }
        record.end_field();
        if end.at >= line.len() {
            break;
        }
        start = end.at + dialect.delimiter().len();
    }
}

/// Whether a line has few enough bytes and quotes to try its readings.
fn is_short(line: &[u8], dialect: Dialect) -> bool {
    line.len() <= MAX_LINE && line.iter().filter(|b| Some(**b) == dialect.quote).count() <= MAX_QUOTES
}
