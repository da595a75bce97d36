//! Goods or services: what a title says is traded.

use std::sync::OnceLock;

use crate::data::Subject;
use crate::data::words::{entries, is_unspaced, plain};

const SUBJECTS: &str = include_str!("subjects.txt");

/// Goods or services where texts name the one and none names the other.
pub(crate) fn subject_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Subject {
    let [goods, services, _] = words();
    let (mut has_goods, mut has_services) = (false, false);
    for text in texts {
        let text = format!(" {}", plain(text));
        has_goods |= names(&text, goods);
        has_services |= names(&text, services);
    }
    match (has_goods, has_services) {
        (true, false) => Subject::Goods,
        (false, true) => Subject::Services,
        _ => Subject::All,
    }
}

/// Whether a label is a service or an income in a list of the balance of payments: `Travel`, and no product.
pub(crate) fn is_beside_goods(label: &str) -> bool {
    let [_, services, items] = words();
    let text = format!(" {}", plain(label));
    names(&text, services) || names(&text, items)
}

/// The words for goods, for services, and for what is listed beside goods.
fn words() -> &'static [Vec<&'static str>; 3] {
    static WORDS: OnceLock<[Vec<&'static str>; 3]> = OnceLock::new();
    WORDS.get_or_init(|| {
        ["goods", "services", "item"]
            .map(|sense| entries(SUBJECTS).filter(|entry| entry.sense == sense).map(|entry| entry.text).collect())
    })
}

/// Whether a text, behind a blank, has one of some words, or a word that begins so.
fn names(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        // Scripts without blanks have no beginnings of words.
        let begins = if word.chars().any(is_unspaced) { "" } else { " " };
        text.contains(&format!("{begins}{word}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_name_goods_or_services_or_both() {
        for (text, subject) in [
            ("UK trade in goods by country", Subject::Goods),
            ("Trade in goods and services", Subject::All),
            ("Digitally-deliverable services exports", Subject::Services),
            ("Außenhandel mit Waren", Subject::Goods),
            ("サービス貿易", Subject::Services),
            ("Handel usługami", Subject::Services),
            ("US_imports_2024", Subject::All),
        ] {
            assert_eq!(subject_of([text]), subject, "{text}");
        }
    }
}
