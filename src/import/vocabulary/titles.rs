//! Words of titles around the countries that they name: the other side of a trade, and money.

use std::sync::OnceLock;

use crate::data::words::{entries, is_unspaced, plain};

const TITLES: &str = include_str!("titles.txt");

/// Words that a title is taken apart at.
struct Titles {
    toward: Vec<&'static str>,
    behind: Vec<&'static str>,
    money: Vec<&'static str>,
    of: Vec<&'static str>,
    country: Vec<&'static str>,
    beside: Vec<&'static str>,
    trade: Vec<&'static str>,
    title: Vec<&'static str>,
    source: Vec<&'static str>,
}

fn titles() -> &'static Titles {
    static WORDS: OnceLock<Titles> = OnceLock::new();
    WORDS.get_or_init(|| {
        let of = |sense: &str| entries(TITLES).filter(|entry| entry.sense == sense).map(|entry| entry.text).collect();
        Titles {
            toward: of("toward"),
            behind: of("behind"),
            money: of("money"),
            of: of("of"),
            country: of("country"),
            beside: of("beside"),
            trade: of("trade"),
            title: of("title"),
            source: of("source"),
        }
    })
}

/// Whether a word stands before the other side of a trade: `to`, `from`, `mit`.
pub(crate) fn is_toward(word: &str) -> bool {
    titles().toward.contains(&plain(word).as_str())
}

/// Whether what follows a country in a script without blanks makes it the other side: `への輸出`.
pub(crate) fn is_behind_other_side(rest: &str) -> bool {
    titles().behind.iter().any(|word| rest.starts_with(word))
}

/// Whether a word begins with what is counted: `dollars`, `долларов`, but not `万美元` behind a country.
pub(crate) fn begins_with_money(word: &str) -> bool {
    let word = plain(word);
    titles().money.iter().any(|stem| word.starts_with(stem))
}

/// The same, or in scripts without blanks whether it holds that.
pub(crate) fn counts_money(word: &str) -> bool {
    let holds = |stem: &&str| stem.chars().any(is_unspaced) && word.contains(*stem);
    begins_with_money(word) || titles().money.iter().any(holds)
}

/// Whether a word in capitals is a short name of a country: `ABD`, but not `PER`, which is a code and a word.
pub(crate) fn is_short_country(word: &str) -> bool {
    titles().country.contains(&word)
}

/// Whether a word behind the short name of a country makes it no owner of the trade: `US excluded`, `UK companies`.
pub(crate) fn is_beside(word: &str) -> bool {
    titles().beside.contains(&plain(word).as_str())
}

/// Whether a word is of trade: `goods`, `deficit`.
pub(crate) fn is_of_trade(word: &str) -> bool {
    titles().trade.contains(&plain(word).as_str())
}

/// The title that a line states by that name: `Table Title: Imports by Market`.
pub(crate) fn stated_title(line: &str) -> Option<&str> {
    stated(line, &titles().title)
}

/// Who published a table, as a line states it: `Source: Enterprise Singapore`.
pub(crate) fn stated_source(line: &str) -> Option<&str> {
    stated(line, &titles().source)
}

/// Whether a column of this name holds who published each row.
pub(crate) fn is_source(name: &str) -> bool {
    titles().source.contains(&plain(name).as_str())
}

/// What stands behind one of some names and a colon.
fn stated<'a>(line: &'a str, names: &[&str]) -> Option<&'a str> {
    let (name, text) = line.split_once([':', '：'])?;
    let text = text.trim();
    (names.contains(&plain(name).as_str()) && text.chars().any(char::is_alphabetic)).then_some(text)
}

/// Whether a word stands between money and whose it is: `dollars of the United States`.
pub(crate) fn joins_money(word: &str) -> bool {
    titles().of.contains(&plain(word).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_sources_are_stated_by_name() {
        for (line, title, source) in [
            ("Table Title: Imports, Monthly", Some("Imports, Monthly"), None),
            ("Source: ENTERPRISE SINGAPORE", None, Some("ENTERPRISE SINGAPORE")),
            ("Quelle: Statistisches Bundesamt", None, Some("Statistisches Bundesamt")),
            ("出典：財務省", None, Some("財務省")),
            ("Theme: Trade & Investment", None, None),
            ("Source:", None, None),
            ("Imports by source: 2024", None, None),
        ] {
            assert_eq!((stated_title(line), stated_source(line)), (title, source), "{line}");
        }
        assert!(is_source("Source") && is_source("Fuente") && !is_source("Source country"));
    }
}
