//! The built-in datasets and events, compiled into the program.

use super::{ImportError, events};
use crate::data::Event;

/// A built-in dataset as lists show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Its name after `library:`.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it holds, on one line.
    pub description: &'static str,
}

struct Book {
    entry: Entry,
    table: &'static [u8],
    sidecar: &'static str,
}

macro_rules! book {
    ($name:literal, $title:literal, $description:literal) => {
        Book {
            entry: Entry { name: $name, title: $title, description: $description },
            table: include_bytes!(concat!("../../sample_data/", $name, ".csv")),
            sidecar: include_str!(concat!("../../sample_data/", $name, ".json")),
        }
    };
}

static SHELF: [Book; 7] = [
    book!(
        "japan-digital",
        "Japan's digital trade",
        "Japan's digital balance in two definitions, and their items, yearly 2014-2025 with gaps, 100 million yen"
    ),
    book!(
        "japan-goods",
        "Japan's goods trade",
        "Japan's exports and imports of goods by 55 countries and by commodity, yearly 2009-2025, billion yen"
    ),
    book!(
        "japan-services",
        "Japan's services trade",
        "Japan's services by group beside goods and incomes, yearly 1996-2024, million US dollars"
    ),
    book!(
        "japan-services-monthly",
        "Japan's services trade by month",
        "Japan's services by item, monthly 1996-2017, 100 million yen"
    ),
    book!(
        "japan-services-partners",
        "Japan's services trade by partner",
        "Japan's services by item and partner, quarterly 2014-2016, 100 million yen"
    ),
    book!(
        "us-goods",
        "United States goods trade",
        "United States exports and imports of goods by partner, monthly 1985-2026, million US dollars"
    ),
    book!(
        "digital-services-world",
        "Digitally deliverable services of the world",
        "Exports and imports of digitally deliverable services of 201 economies, yearly 2010-2023, million US dollars"
    ),
];

/// The datasets in the order of lists; the one that the program opens with first.
#[must_use]
pub fn list() -> Vec<Entry> {
    SHELF.iter().map(|book| book.entry).collect()
}

/// The table of a dataset: UTF-8 CSV.
#[must_use]
pub fn bytes(name: &str) -> Option<&'static [u8]> {
    SHELF.iter().find(|book| book.entry.name == name).map(|book| book.table)
}

/// What a dataset says of itself: JSON.
#[must_use]
pub fn sidecar(name: &str) -> Option<&'static str> {
    SHELF.iter().find(|book| book.entry.name == name).map(|book| book.sidecar)
}

/// The built-in events, in the order of their dates.
///
/// The list is checked by a test; should it ever be unreadable, there are no built-in events.
#[must_use]
pub fn events() -> Vec<Event> {
    events::read_bytes("library:events", include_bytes!("../../sample_data/events.csv")).unwrap_or_default()
}

/// The error for a name that is not in the library.
pub(crate) fn unknown(name: &str) -> ImportError {
    let distance = |entry: &Entry| edits(&name.to_lowercase(), entry.name);
    let nearest = list().into_iter().min_by_key(distance).map_or("", |entry| entry.name);
    ImportError::UnknownLibrary { name: name.to_owned(), nearest: nearest.to_owned() }
}

/// How many letters must be put, taken or changed to make one word of the other.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(200).enumerate() {
        let mut next = vec![i + 1];
        for ((y, up), diagonal) in b.iter().zip(row.iter().skip(1)).zip(&row) {
            let left = next.last().copied().unwrap_or(0);
            next.push((up + 1).min(left + 1).min(diagonal + usize::from(x != *y)));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_those_of_the_sidecars() {
        assert_eq!(list().first().map(|e| e.name), Some("japan-digital"));
        for entry in list() {
            let sidecar: serde_json::Value =
                serde_json::from_str(sidecar(entry.name).expect("a sidecar")).expect("JSON");
            assert_eq!(sidecar["title"], entry.title);
            assert_eq!(sidecar["id"], entry.name);
        }
    }

    #[test]
    fn the_nearest_name_is_offered() {
        let ImportError::UnknownLibrary { nearest, .. } = unknown("japan-good") else { panic!("another error") };
        assert_eq!(nearest, "japan-goods");
    }

    #[test]
    fn all_events_are_read() {
        let events = events();
        assert_eq!(events.len(), 146);
        // The list says itself how old it is, and most of its entries can be checked against a law or a treaty.
        assert_eq!(events.iter().filter_map(|event| event.as_known_on).max(), crate::data::Date::parse("2026-10-10"));
        assert!(events.iter().filter(|event| !event.legal.is_empty()).count() > 80);
    }

    #[test]
    fn a_first_published_balance_is_told_beside_the_revised_one() {
        let texts = |value: &serde_json::Value| -> Vec<String> {
            let list = |key: &str| value[key].as_array().cloned().unwrap_or_default();
            let own = |value: &serde_json::Value| value.as_str().map(str::to_owned);
            list("notes")
                .iter()
                .filter_map(own)
                .chain(list("definitions").iter().filter_map(|d| own(&d["text"])))
                .collect()
        };
        let books = list().into_iter().filter_map(|entry| sidecar(entry.name));
        let told = books.flat_map(|book| texts(&serde_json::from_str(book).expect("JSON")));
        let events = events().into_iter().map(|event| format!("{} {}", event.title, event.description));
        let all: Vec<String> = told.chain(events).map(|text| text.replace(',', "")).collect();
        // Japan's customs balance of 2025: as published in January 2026, and as the table has it.
        let first = |text: &&String| ["2651", "2650.7", "2.65 trillion"].iter().any(|figure| text.contains(figure));
        assert!(all.iter().filter(first).count() >= 3);
        for text in all.iter().filter(first) {
            assert!(text.contains("2930") || text.contains("2929.6"), "{text}");
        }
    }
}
