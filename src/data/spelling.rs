//! The spellings of periods, in figures and in words of many languages.

use std::sync::OnceLock;

use foldhash::HashMap;

use super::period::{DateOrder, Frequency, Period};
use super::words::{PERIODS, entries, is_unspaced, plain};

/// A piece of a period's spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    /// A run of digits: its value and its length.
    Number(i32, usize),
    /// `I` to `IV` before a quarter.
    Roman(i32),
    /// A month's name, 1 to 12.
    Month(i32),
    Quarter,
    MonthMark,
    Fiscal,
    YearMark,
    /// How firm the figures are.
    Flag,
    Nothing,
    /// First year of an era.
    Era(i32),
    Separator(char),
}

/// Reads a period in any spelling; its year is not looked at.
pub(super) fn read(text: &str, order: Option<DateOrder>) -> Option<Period> {
    let folded = fold(text)?;
    let Some(tokens) = tokens(&folded) else { return read_year_to(text, order) };
    // Twelve months are the year; others are no period here.
    if let Some((count, year)) = months_of_a_year(&tokens, &folded) {
        return (count == 12).then(|| Period::year(year));
    }
    let thai = folded.contains(|c| matches!(c, '\u{e00}'..='\u{e7f}'));
    if thai && tokens.iter().any(|token| matches!(token, Token::Number(_, 2))) {
        return None;
    }
    let period = read_tokens(&tokens, order, folded.contains(char::is_whitespace))?;
    // Thailand counts from the Buddha.
    let buddhist = thai && period.start_year() > 2400;
    Some(if buddhist { Period::starting(period.start_month() - 543 * 12, period.frequency()) } else { period })
}

/// How many months of which year `9M 2022` counts; `9月2022` counts none.
fn months_of_a_year(tokens: &[Token], folded: &str) -> Option<(i32, i32)> {
    use Token::{MonthMark, Number, Separator};
    let counted = match *tokens {
        [Number(count, 1 | 2), MonthMark, Number(year, 4)]
        | [Number(count, 1 | 2), MonthMark, Separator(_), Number(year, 4)]
        | [Number(year, 4), Number(count, 1 | 2), MonthMark]
        | [Number(year, 4), Separator('-' | '/' | '_' | ','), Number(count, 1 | 2), MonthMark] => Some((count, year)),
        _ => None,
    };
    counted.filter(|(count, _)| *count > 1 && !folded.contains(is_unspaced))
}

/// The month and the day of a date that names a day, in any spelling.
pub(super) fn read_day(text: &str, order: Option<DateOrder>) -> Option<(Period, i32)> {
    let (year, month, day) = day_in(&telling(&tokens(&fold(text)?)?), order)?;
    Some((month_of(year, month)?, day))
}

/// `Year ending 31 March 2020`, `12 months to June 2021`: the twelve months that end with the month behind the words.
fn read_year_to(text: &str, order: Option<DateOrder>) -> Option<Period> {
    let lower = text.trim().to_lowercase();
    let months = YEARS_TO.iter().find_map(|words| lower.strip_prefix(words))?;
    let end = read(months.trim_start_matches([':', ' ']), order).filter(|end| end.frequency() == Frequency::Month)?;
    Some(Period::starting(end.start_month() - 11, Frequency::Year))
}

/// Words before the month with which a year ends.
const YEARS_TO: [&str; 9] = [
    "year ending ",
    "year ended ",
    "years ended ",
    "year to ",
    "12 months to ",
    "12 months ending ",
    "12 months ended ",
    "fiscal year ended ",
    "financial year ended ",
];

/// Lower case, full-width digits made plain, brackets and small figures behind the period left out. None when far
/// too long.
fn fold(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text.len() > 60 {
        return None;
    }
    let text = text.split_once(" [").map_or(text, |(head, _)| head);
    // A date whose hour is midnight.
    let text = text
        .find("00:00")
        .filter(|at| *at > 7)
        .and_then(|at| text.get(..at))
        .map_or(text, |date| date.trim_end_matches(['T', 't', ' ']));
    let text = without_note(text)?;
    let plain = |c: char| match c {
        '０'..='９' => char::from(b'0' + u8::try_from(u32::from(c) - u32::from('０')).unwrap_or(0)),
        '～' | '〜' | '–' | '−' | '‑' | '‐' => '-',
        '’' | '‘' | '`' | '´' => '\'',
        c => c.to_ascii_lowercase(),
    };
    Some(text.chars().filter(|c| !is_small(*c)).map(plain).collect())
}

/// Without a footnote or a flag in brackets at the end: `2017(1)`, `2023 (p)`. None where the brackets say more.
fn without_note(text: &str) -> Option<&str> {
    let inner = [('(', ')'), ('[', ']'), ('（', '）')]
        .into_iter()
        .find_map(|(open, close)| text.strip_suffix(close).and_then(|rest| rest.rsplit_once(open)));
    let Some((before, note)) = inner else { return Some(text) };
    let figure = note.len() <= 2 && note.bytes().all(|b| b.is_ascii_digit());
    let flag =
        || note.split([' ', '/', ',']).all(|word| word_token(word) == Some(Token::Flag)) || note == "a" || note == "b";
    (figure || flag()).then(|| before.trim_end())
}

const fn is_small(letter: char) -> bool {
    matches!(letter, '*' | '†' | '‡' | '#' | '\u{b9}' | '\u{b2}' | '\u{b3}' | '\u{2070}'..='\u{2079}' | '\u{aa}' | '\u{ba}'
        | '\u{2b0}'..='\u{2b8}' | '\u{1d2c}'..='\u{1d6a}' | '\u{feff}')
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::with_capacity(6);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = if first.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            tokens.push(Token::Number(rest[..end].parse().ok()?, end));
            end
        } else if first.is_whitespace() {
            first.len_utf8()
        } else if let Some((token, length)) = unspaced_token(rest, first) {
            tokens.push(token);
            length
        } else if first.is_alphabetic() && !is_unspaced(first) {
            let inside = |c: char| c.is_alphabetic() && !is_unspaced(c) || matches!(c, '\u{300}'..='\u{36f}');
            let end = rest.find(|c: char| !inside(c)).unwrap_or(rest.len());
            tokens.push(word_token(&rest[..end])?);
            end
        } else if matches!(first, '-' | '/' | '.' | ',' | '_' | ':' | '\'') {
            tokens.push(Token::Separator(first));
            first.len_utf8()
        } else {
            return None;
        };
        rest = &rest[end..];
        if tokens.len() > 10 {
            return None;
        }
    }
    Some(tokens)
}

fn token_of(sense: &str) -> Option<Token> {
    Some(match sense {
        "year" => Token::YearMark,
        "quarter" => Token::Quarter,
        "month" => Token::MonthMark,
        "fiscal" => Token::Fiscal,
        "flag" => Token::Flag,
        "nothing" => Token::Nothing,
        "one" => Token::Number(1, 1),
        "two" => Token::Number(2, 1),
        "three" => Token::Number(3, 1),
        "four" => Token::Number(4, 1),
        other => match other.strip_prefix("era ") {
            Some(first) => Token::Era(first.parse().ok()?),
            None => Token::Month(other.parse().ok()?),
        },
    })
}

/// A word of letters; `i` to `iv` are figures.
fn word_token(word: &str) -> Option<Token> {
    static WORDS: OnceLock<HashMap<String, Token>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let mut words = HashMap::default();
        for entry in entries(PERIODS).filter(|entry| !entry.text.contains(is_unspaced)) {
            if let Some(token) = token_of(entry.sense) {
                words.entry(plain(entry.text)).or_insert(token);
            }
        }
        cut_months(&mut words);
        words
    });
    match word {
        "i" => Some(Token::Roman(1)),
        "ii" => Some(Token::Roman(2)),
        "iii" => Some(Token::Roman(3)),
        "iv" => Some(Token::Roman(4)),
        word if word.is_ascii() => words.get(&*word.to_ascii_lowercase()).copied(),
        word => words.get(&plain(word)).copied(),
    }
}

/// Whether a text has a word for quarters, as the names of columns have: `Quarter`, `Vierteljahr`, `四半期`.
pub(crate) fn names_quarter(text: &str) -> bool {
    let plain = plain(text);
    let spaced = plain
        .split(' ')
        .any(|word| (word == "q" || word.chars().count() > 2) && word_token(word) == Some(Token::Quarter));
    // `期間` is a period.
    let unspaced = || {
        let of_quarters = entries(PERIODS).filter(|entry| entry.sense == "quarter" && entry.text != "期");
        of_quarters.filter(|entry| entry.text.contains(is_unspaced)).any(|entry| plain.contains(entry.text))
    };
    spaced || text.contains(is_unspaced) && unspaced()
}

/// Whether a text says no more than how firm a figure is: "final", "provisional", "revised estimate". Single letters do,
/// and say other things as well.
pub(crate) fn says_how_firm(text: &str) -> bool {
    let flag = |word: &str| word.chars().count() > 2 && word_token(word) == Some(Token::Flag);
    !text.trim().is_empty() && text.split_whitespace().all(flag)
}

/// Months cut to four letters or more, where all languages that begin so mean the same month: `octo`, `déce`.
fn cut_months(words: &mut HashMap<String, Token>) {
    let mut cut: HashMap<String, Option<Token>> = HashMap::default();
    for (word, token) in words.iter().filter(|(_, token)| matches!(token, Token::Month(_))) {
        let ends = word.char_indices().map(|(end, _)| end).skip(4);
        for start in ends.filter_map(|end| word.get(..end)).filter(|start| !words.contains_key(*start)) {
            let known = cut.entry(start.to_owned()).or_insert(Some(*token));
            *known = known.filter(|known| known == token);
        }
    }
    words.extend(cut.into_iter().filter_map(|(start, token)| Some((start, token?))));
}

/// A mark of a script without blanks at the start of a text, the longest first, and its length.
fn unspaced_token(rest: &str, first: char) -> Option<(Token, usize)> {
    static MARKS: OnceLock<Vec<(&'static str, Token)>> = OnceLock::new();
    if !is_unspaced(first) {
        return None;
    }
    let marks = MARKS.get_or_init(|| {
        let marks = entries(PERIODS).filter(|entry| entry.text.contains(is_unspaced));
        let mut marks: Vec<_> = marks.filter_map(|entry| Some((entry.text, token_of(entry.sense)?))).collect();
        marks.sort_by_key(|(mark, _)| std::cmp::Reverse(mark.len()));
        marks
    });
    marks.iter().find(|(mark, _)| rest.starts_with(mark)).map(|(mark, token)| (*token, mark.len()))
}

/// The tokens without those that only decorate, so that fewer patterns remain.
fn telling(tokens: &[Token]) -> Vec<Token> {
    use Token::{Fiscal, Flag, Month, MonthMark, Nothing, Number, Quarter, Roman, Separator, YearMark};
    let mut bare: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut worded = false;
    for (at, token) in tokens.iter().copied().enumerate() {
        let last = tokens.get(at + 1..).unwrap_or_default().iter().all(|t| matches!(t, Separator('.' | '/') | Flag));
        let decorates = match token {
            // `2022_01` is a month, and `2022 1` a year with a footnote.
            Separator('_') => {
                let before = at.checked_sub(1).and_then(|before| tokens.get(before));
                !matches!((before, tokens.get(at + 1)), (Some(Number(..)), Some(Number(..))))
            }
            YearMark | Nothing | Separator(',') => true,
            // The full stop of a short word.
            Separator('.') => worded || last && at > 0,
            Separator('/') => last,
            // Behind a period, and never without one.
            Flag => last && matches!(bare.last(), Some(Number(_, 1 | 2 | 4 | 6) | Month(_) | Quarter | MonthMark)),
            // `1/` behind a year is a footnote.
            _ => false,
        };
        worded = matches!(token, Month(_) | Quarter | MonthMark | Fiscal | YearMark | Roman(_) | Flag | Nothing);
        if !decorates {
            bare.push(token);
        }
    }
    bare
}

fn read_tokens(tokens: &[Token], order: Option<DateOrder>, spaced: bool) -> Option<Period> {
    let bare = telling(tokens);
    year_of(&bare).or_else(|| quarter_in(&bare)).or_else(|| month_in(&bare, spaced)).or_else(|| {
        let (year, month, _) = day_in(&bare, order)?;
        month_of(year, month)
    })
}

fn year_of(bare: &[Token]) -> Option<Period> {
    use Token::{Era, Fiscal, Month, Number, Separator};
    match *bare {
        [Number(year, 4)] | [Number(year, 4), Separator('.'), Number(0, 1)] => Some(Period::year(year)),
        [Number(year, 4), Separator('-' | '/'), Number(next, 4)]
        | [Fiscal, Number(year, 4), Separator('-' | '/'), Number(next, 4)]
        | [Number(year, 4), Separator('-' | '/'), Number(next, 4), Fiscal]
            if next == year + 1 =>
        {
            Some(Period::fiscal_year(year, 4))
        }
        // `2011-12` is December; `2022-23` can be no month.
        [Number(year, 4), Separator('-' | '/' | '_'), Number(next, 2)] if next > 12 && next == (year + 1) % 100 => {
            Some(Period::fiscal_year(year, 4))
        }
        [Fiscal, Number(year, 4), Separator('-' | '/'), Number(next, 2)]
        | [Number(year, 4), Separator('-' | '/'), Number(next, 2), Fiscal]
            if next == (year + 1) % 100 =>
        {
            Some(Period::fiscal_year(year, 4))
        }
        [Fiscal, Number(year, 2), Separator('-' | '/'), Number(next, 2)] if next == (year + 1) % 100 => {
            Some(Period::fiscal_year(century(year), 4))
        }
        [Fiscal, Number(year, 2)] => Some(Period::fiscal_year(century(year), 4)),
        [Era(first), Number(year, 1..=3)] => year_of_era(first, year).map(Period::year),
        [Era(first), Number(year, 1 | 2), Fiscal] => Some(Period::fiscal_year(year_of_era(first, year)?, 4)),
        // "FY2024" alone does not say its start month: Japan's April is what this file family means.
        [Fiscal, Number(year, 4)] | [Number(year, 4), Fiscal] => Some(Period::fiscal_year(year, 4)),
        // `202452` is a year, see `compact_month`; names of months may span one.
        [Month(first), Separator('-'), Month(last), Number(year, 4)]
        | [Number(year, 4), Month(first), Separator('-'), Month(last)]
        | [Number(year, 4), Separator(_), Month(first), Separator('-'), Month(last)] => month_range(year, first, last),
        _ => None,
    }
}

fn quarter_in(bare: &[Token]) -> Option<Period> {
    use Token::{MonthMark, Number, Quarter, Roman, Separator};
    match *bare {
        [Number(year, 4), Quarter, Number(quarter, 1) | Roman(quarter)]
        | [Number(year, 4), Separator(_), Quarter, Number(quarter, 1)]
        | [Number(year, 4), Number(quarter, 1) | Roman(quarter), Quarter]
        | [Number(year, 4), Separator(_), Number(quarter, 1) | Roman(quarter), Quarter]
        | [Number(year, 4), Number(quarter, 1), Separator('/'), Number(4, 1), Quarter]
        | [Quarter, Number(quarter, 1) | Roman(quarter), Number(year, 4)]
        | [Quarter, Number(quarter, 1), Separator(_), Number(year, 4)]
        | [Number(quarter, 1) | Roman(quarter), Quarter, Number(year, 4)]
        | [Number(quarter, 1), Separator('.'), Quarter, Number(year, 4)]
        | [Number(quarter, 1) | Roman(quarter), Quarter, Separator(_), Number(year, 4)] => quarter_of(year, quarter),
        [Quarter, Number(quarter, 1), Number(year, 2)]
        | [Quarter, Number(quarter, 1), Separator('-' | '\'' | '/'), Number(year, 2)]
        | [Number(quarter, 1), Quarter, Number(year, 2)]
        | [Number(quarter, 1), Quarter, Separator('-' | '\'' | '/'), Number(year, 2)]
        | [Number(year, 2), Quarter, Number(quarter, 1)] => quarter_of(century(year), quarter),
        [Number(year, 4), Number(first, _), Separator('-'), Number(last, _), MonthMark] => {
            month_range(year, first, last)
        }
        _ => None,
    }
}

#[expect(clippy::unnested_or_patterns, reason = "each line is one spelling")]
fn month_in(bare: &[Token], spaced: bool) -> Option<Period> {
    use Token::{Era, Month, MonthMark, Number, Separator};
    match *bare {
        [Number(digits, 6)] => compact_month(digits),
        [Era(first), Number(year, 1..=3), Number(month, _), MonthMark] => month_of(year_of_era(first, year)?, month),
        [Number(year, 4), MonthMark, Number(month, _)]
        | [Number(year, 4), Separator(_), MonthMark, Number(month, 1 | 2)]
        | [Number(year, 4), Number(month, 1 | 2), MonthMark]
        | [Number(year, 4), Separator('-' | '/' | '.' | ':' | '_'), Number(month, 1 | 2)]
        | [Number(month, 1 | 2), Separator('-' | '/' | '_'), Number(year, 4)]
        | [Number(month, 2), Separator('.'), Number(year, 4)]
        | [Number(month, 1 | 2), MonthMark, Number(year, 4)]
        | [MonthMark, Number(month, 1 | 2), Number(year, 4)]
        | [MonthMark, Number(month, 1 | 2), Separator(_), Number(year, 4)]
        | [Number(year, 4), Month(month)]
        | [Number(year, 4), Separator(_), Month(month)]
        | [Month(month), Number(year, 4)]
        | [Month(month), Separator(_), Number(year, 4)] => month_of(year, month),
        // `Jan-15` is no day: tables of trade have a year in every period.
        [Month(month), Separator('-' | '\'' | '/' | '.'), Number(year, 2)] => month_of(century(year), month),
        [Month(month), Number(year, 2)] if !spaced => month_of(century(year), month),
        // `15-Jan` may be a day; `98-Jan` is none.
        [Number(year, 2), Separator('-'), Month(month)] if year == 0 || year > 31 => month_of(century(year), month),
        _ => None,
    }
}

fn day_in(bare: &[Token], order: Option<DateOrder>) -> Option<(i32, i32, i32)> {
    use Token::{Month, Number, Separator};
    match *bare {
        [Number(digits, 8)] => day_of(digits / 10_000, digits / 100 % 100, digits % 100),
        [Number(year, 4), Separator(a), Number(month, 1 | 2), Separator(b), Number(day, 1 | 2)] if a == b => {
            day_of(year, month, day)
        }
        [Number(first, 1 | 2), Separator(a), Number(second, 1 | 2), Separator(b), Number(year, 4)] if a == b => {
            ordered_day(first, second, year, order.or((a == '.').then_some(DateOrder::DayFirst)))
        }
        [Number(day, 1 | 2), Separator(a), Month(month), Separator(b), Number(year, 4)] if a == b => {
            day_of(year, month, day)
        }
        [Number(day, 1 | 2), Month(month), Number(year, 4)]
        | [Number(day, 1 | 2), Separator('.'), Month(month), Number(year, 4)]
        | [Month(month), Number(day, 1 | 2), Number(year, 4)]
        | [Number(year, 4), Separator('-'), Month(month), Separator('-'), Number(day, 1 | 2)] => {
            day_of(year, month, day)
        }
        [Number(day, 1 | 2), Separator(a), Month(month), Separator(b), Number(year, 2)] if a == b => {
            day_of(century(year), month, day)
        }
        _ => None,
    }
}

/// The year of two figures.
const fn century(year: i32) -> i32 {
    if year <= 50 { 2000 + year } else { 1900 + year }
}

/// A year of an era that begins with the year `first`; those that have ended had only so many.
fn year_of_era(first: i32, year: i32) -> Option<i32> {
    let last = match first {
        1926 => 64,
        1989 => 31,
        _ => i32::MAX,
    };
    (1..=last).contains(&year).then_some(first + year - 1)
}

fn month_of(year: i32, month: i32) -> Option<Period> {
    (1..=12).contains(&month).then(|| Period::month(year, month))
}

fn quarter_of(year: i32, quarter: i32) -> Option<Period> {
    (1..=4).contains(&quarter).then(|| Period::quarter(year, quarter))
}

/// A day that the calendar has.
fn day_of(year: i32, month: i32, day: i32) -> Option<(i32, i32, i32)> {
    const DAYS: [i32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = DAYS.get(usize::try_from(month - 1).ok()?).copied()? - i32::from(month == 2 && !is_leap);
    (1..=last).contains(&day).then_some((year, month, day))
}

/// `2024年1-3月`: a quarter, or the whole year.
fn month_range(year: i32, first: i32, last: i32) -> Option<Period> {
    match (first, last) {
        (1, 12) => Some(Period::year(year)),
        (first, last) if last == first + 2 && first % 3 == 1 => quarter_of(year, first / 3 + 1),
        _ => None,
    }
}

/// `202401`; month 52 is Comtrade's and Comext's mark for the whole year.
fn compact_month(digits: i32) -> Option<Period> {
    match digits % 100 {
        52 => Some(Period::year(digits / 100)),
        month => month_of(digits / 100, month),
    }
}

fn ordered_day(first: i32, second: i32, year: i32, order: Option<DateOrder>) -> Option<(i32, i32, i32)> {
    let order = match order {
        Some(order) => order,
        None if first > 12 => DateOrder::DayFirst,
        None if second > 12 => DateOrder::MonthFirst,
        None if first == second => DateOrder::DayFirst,
        None => return None,
    };
    match order {
        DateOrder::DayFirst => day_of(year, second, first),
        DateOrder::MonthFirst => day_of(year, first, second),
    }
}
