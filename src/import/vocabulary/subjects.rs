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
///
/// Each stands behind a blank, as the beginning of a word does; scripts without blanks have no beginnings of words.
fn words() -> &'static [Vec<String>; 3] {
    static WORDS: OnceLock<[Vec<String>; 3]> = OnceLock::new();
    WORDS.get_or_init(|| {
        let begun = |word: &str| if word.chars().any(is_unspaced) { word.to_owned() } else { format!(" {word}") };
        ["goods", "services", "item"].map(|sense| {
            entries(SUBJECTS).filter(|entry| entry.sense == sense).map(|entry| begun(entry.text)).collect()
        })
    })
}

/// Whether a text, behind a blank, has one of some words, or a word that begins so.
fn names(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
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
