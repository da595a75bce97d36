//! Parts of a year that are no periods here, nine months or a half, and how people write them beside the year.
//!
//! Figures of such a part are not those of the year, nor of its last month: `2022 (Jan-Sep)`, `9M 2022`, `2022 H1`.

use std::sync::OnceLock;

use foldhash::HashMap;

use super::words::{PERIODS, entries, is_unspaced, plain};

/// A word of a text that may tell a part of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Number(i32, usize),
    Month(i32),
    Quarter,
    /// The letter of a quarter, month or half, which counts beside a figure only.
    Half,
    Months,
    Until,
    ToDate,
    YearMark,
    Other,
}

/// Whether a text names a year and tells that only a part of it is meant, which is neither a quarter nor a month.
pub(crate) fn is_part_of_year(text: &str) -> bool {
    let is_year = |word: &(Word, bool)| matches!(word, (Word::Number(1900..=2100, 4), _));
    text.len() <= 200 && text.bytes().any(|b| b.is_ascii_digit()) && {
        let words = words_of(text);
        words.iter().any(is_year) && tells(text, &words)
    }
}

/// Whether a text tells a part of a year, whatever year is meant: `January to September`, in a footnote.
pub(crate) fn tells_part(text: &str) -> bool {
    text.len() <= 200 && tells(text, &words_of(text))
}

/// Whether a text tells of figures that run over several months or quarters and stand at each of them: from the start of
/// the year on, over twelve months, as an average.
pub(crate) fn tells_running(text: &str) -> bool {
    let is_spelt = |pair: &[(Word, bool)]| matches!(pair, [(Word::Number(2..=12, _), _), (Word::Months, false)]);
    let unspaced = ["累計", "累计", "누계", "移動平均", "移动平均", "이동평균"];
    text.len() <= 200 && {
        let words = words_of(text);
        words.iter().any(|(word, _)| *word == Word::ToDate)
            || words.windows(2).any(is_spelt)
            || unspaced.iter().any(|word| text.contains(word))
            || plain(text).contains("to date")
            || has_rolling(text)
    }
}

/// Whether a text has a word or a phrase for what runs over several periods.
fn has_rolling(text: &str) -> bool {
    static PHRASES: OnceLock<Vec<String>> = OnceLock::new();
    let phrases = PHRASES.get_or_init(|| {
        let rolling = entries(PERIODS).filter(|entry| entry.sense == "rolling");
        rolling.map(|entry| any_number(entry.text)).collect()
    });
    let text = any_number(text);
    phrases.iter().any(|phrase| text.contains(phrase.as_str()))
}

/// A text in plain words between blanks, in which one number is like another: `3MMA` and `12 MMA` are ` # mma `.
fn any_number(text: &str) -> String {
    let plain = plain(text);
    let mut words = String::from(" ");
    let mut before: Option<(bool, bool)> = None;
    for letter in plain.chars() {
        let kind = (letter.is_ascii_digit(), letter == ' ');
        if before.is_some_and(|(digit, blank)| !blank && !kind.1 && digit != kind.0) {
            words.push(' ');
        }
        if !kind.0 {
            words.push(letter);
        } else if before.is_none_or(|(digit, _)| !digit) {
            words.push('#');
        }
        before = Some(kind);
    }
    words + " "
}

fn tells(text: &str, words: &[(Word, bool)]) -> bool {
    use Word::{Half, Month, Months, Number, Quarter, ToDate, Until, YearMark};
    let at = |place: usize| words.get(place).map(|(word, _)| *word);
    let is_glued = |place: usize| words.get(place).is_some_and(|(_, glued)| *glued);
    let mut is_part = false;
    for (place, (word, _)) in words.iter().enumerate() {
        let next = at(place + 1);
        let behind = if next == Some(Until) { at(place + 2) } else { next };
        match (*word, next, behind) {
            (Month(first), _, Some(Month(last))) => match (last - first).rem_euclid(12) + 1 {
                12 => return false,
                3 if first % 3 == 1 => {}
                1 => {}
                _ => is_part = true,
            },
            // `Q1-Q3`, `Q1-3`.
            (Quarter, Some(Number(first, 1)), _) => {
                let behind = if at(place + 2) == Some(Until) { place + 3 } else { place + 2 };
                let last = if at(behind) == Some(Quarter) { at(behind + 1) } else { at(behind) };
                let Some(Number(last, 1)) = last else { continue };
                match (first, last) {
                    (1, 4) => return false,
                    (first, last) if first < last && last <= 4 => is_part = true,
                    _ => {}
                }
            }
            // `6M`, `9 months`.
            (Number(12, _), Some(Months), _) if !is_glued(place) => return false,
            (Number(2..=11, _), Some(Months), _) if !is_glued(place) => is_part = true,
            // `H1`, `1H`; the word needs no figure.
            (Half, Some(Number(1 | 2, 1)), _) if is_glued(place + 1) => is_part = true,
            (Number(1 | 2, 1), Some(Half), _) if is_glued(place + 1) => is_part = true,
            (ToDate, ..) => is_part = true,
            (Until, Some(Month(month)), _) => {
                let before = words.get(..place).unwrap_or_default();
                // `Year to June` is a whole one.
                if before.iter().any(|(word, _)| *word == YearMark) {
                    return false;
                }
                is_part |= month != 12 && !matches!(before.last(), Some((Month(_), _)));
            }
            _ => {}
        }
    }
    is_part || has_half(text) || has_months(text)
}

/// Whether a text has a word for a half of a year.
fn has_half(text: &str) -> bool {
    let plain = plain(text);
    plain.contains("to date")
        || ["上半", "下半", "半期", "前半", "後半", "반기"].iter().any(|half| text.contains(half))
        || plain.split(' ').any(|word| word.chars().count() > 1 && vocabulary().get(word) == Some(&Word::Half))
}

/// `1-9月`, `1～9月`, `9か月`, `累計`.
fn has_months(text: &str) -> bool {
    if !text.contains(is_unspaced) {
        return false;
    }
    let told = ["累計", "累计", "누계", "か月", "ヶ月", "カ月", "个月", "個月", "개월"];
    let folded: String = text.chars().map(super::words::half_width).collect();
    // What stands before the sign of a month: `2014-03-31` has none.
    let months = folded.split_inclusive(['月', '월']).filter_map(|piece| piece.strip_suffix(['月', '월']));
    let range = months.filter_map(|before| {
        let (first, last) = before.rsplit_once(['-', '~', '～', '〜', '–', '至'])?;
        let first = first.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse::<i32>().ok()?;
        Some((first, last.trim().parse::<i32>().ok()?))
    });
    let is_part = |(first, last): (i32, i32)| match (first, last) {
        (1, 12) => false,
        (first, last) => {
            (1..=12).contains(&first) && (first + 1..=12).contains(&last) && !(last == first + 2 && first % 3 == 1)
        }
    };
    told.iter().any(|word| text.contains(word)) || range.into_iter().any(is_part)
}

/// The words that tell, in spaced scripts.
fn vocabulary() -> &'static HashMap<String, Word> {
    static WORDS: OnceLock<HashMap<String, Word>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words = HashMap::default();
        for entry in entries(PERIODS).filter(|entry| !entry.text.contains(is_unspaced)) {
            let word = match entry.sense {
                "half" => Word::Half,
                "months" => Word::Months,
                "until" => Word::Until,
                "to-date" => Word::ToDate,
                "quarter" => Word::Quarter,
                "year" => Word::YearMark,
                month => match month.parse() {
                    Ok(month) => Word::Month(month),
                    Err(_) => continue,
                },
            };
            words.entry(plain(entry.text)).or_insert(word);
        }
        words.insert("q".to_owned(), Word::Quarter);
        words.insert("h".to_owned(), Word::Half);
        words
    })
}

/// Words and figures, and whether each stands at the one before without anything between.
fn words_of(text: &str) -> Vec<(Word, bool)> {
    let kind = |c: char| if c.is_ascii_digit() { 1 } else { i32::from(c.is_alphabetic()) * 2 };
    let mut found: Vec<(Word, bool)> = Vec::new();
    let (mut rest, mut glued, mut money) = (text, false, false);
    while let Some(first) = rest.chars().next() {
        let own = kind(first);
        let end = rest.find(|c: char| kind(c) != own).unwrap_or(rest.len());
        let (piece, behind) = rest.split_at(end);
        rest = behind;
        let word = match own {
            0 => {
                glued = false;
                // `$10m` are no months.
                money = piece.ends_with(['$', '€', '£', '¥', '₩', '₹']);
                continue;
            }
            1 if money => Word::Other,
            1 => Word::Number(piece.parse().unwrap_or(i32::MAX), piece.len()),
            _ => word_of(&plain(piece), glued),
        };
        found.push((word, glued));
        (glued, money) = (true, false);
    }
    found
}

/// A word; a bare `m` is months at a figure only: `9M`.
fn word_of(word: &str, glued: bool) -> Word {
    match word {
        "m" if glued => Word::Months,
        word => vocabulary().get(word).copied().unwrap_or(Word::Other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_year_are_told_from_years_quarters_and_months() {
        for text in [
            "2022 (Jan-Jun)",
            "2022 (9 months)",
            "2022 (until June)",
            "2022 (first half)",
            "2022 (6M)",
            "6M2022",
            "9M 2022",
            "2022 H1",
            "1H 2022",
            "2022 (ene-jun)",
            "2022 (Jan. - Juni)",
            "2022 (Q1-Q3)",
            "January to September 2022",
            "2022 YTD",
            "1. Halbjahr 2022",
            "2022年1-6月",
            "2022年上半年",
            "Exports Jan-Sep 2022",
            "2022, bis Juni",
        ] {
            assert!(is_part_of_year(text), "{text}");
        }
        for text in [
            "2022",
            "2022 (Jan-Dec)",
            "Jan-Mar 2022",
            "2022Q1",
            "2022M06",
            "Jan 2022",
            "2020/21 (Apr-Mar)",
            "Exports to Marseille 2022",
            "Year to June 2022",
            "12 months to June 2022",
            "2022 (Q1-Q4)",
            "2022年1-3月",
            "2022年6月",
            "Exports 2022 (USD m)",
            "Exports 2022 ($10m)",
            "2022 (h)",
            "1 January 2020 to 31 December 2020",
            "衣類 2014-03-31",
            "衣類 / 2014-03-05",
        ] {
            assert!(!is_part_of_year(text), "{text}");
        }
        for text in [
            "Ausfuhr kumuliert",
            "Exports (cum.)",
            "Exports since January",
            "Year to date",
            "Trade, year-to-date totals",
            "YTD",
            "Экспорт нарастающим итогом",
            "Exports, 12-month sum",
            "Exports 12m sum",
            "last 12 months",
            "Exportações 12MMA",
            "three-month average",
            "moving annual total",
            "Year ended",
            "輸出 累計",
        ] {
            assert!(tells_running(text), "{text}");
        }
        for text in [
            "Exports",
            "Monthly exports",
            "Mobile phones",
            "Rolling stock",
            "M total",
            "MMA",
            "Rolling mills",
            "Q1 2020",
            "Exports of 12 countries",
            "January 2020",
        ] {
            assert!(!tells_running(text), "{text}");
        }
        assert!(tells_part("*January to September"));
        assert!(!tells_part("* provisional"));
    }
}
