//! Names that head a part of a list of goods as often as they stand in it.

use std::sync::OnceLock;

use foldhash::HashSet;

use crate::data::words::{entries, plain};

const HEADINGS: &str = include_str!("headings.txt");

/// Whether a name heads others in many lists, as `Manufactures` does; figures decide whether it does here.
pub(crate) fn is_heading(label: &str) -> bool {
    static NAMES: OnceLock<HashSet<String>> = OnceLock::new();
    holds(&NAMES, "heading", label)
}

/// Whether a name is often that of all goods or of all services of a list, as `Merchandise trade` is.
pub(crate) fn may_be_everything(label: &str) -> bool {
    static NAMES: OnceLock<HashSet<String>> = OnceLock::new();
    holds(&NAMES, "whole", label)
}

fn holds(names: &OnceLock<HashSet<String>>, sense: &str, label: &str) -> bool {
    let read = || entries(HEADINGS).filter(|entry| entry.sense == sense).map(|entry| plain(entry.text)).collect();
    label.len() < 80 && names.get_or_init(read).contains(&plain(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_parts_of_lists() {
        for label in
            ["Manufactures", "Gewerbliche Waren", "Produits manufacturés", "Główne pozycje", "工業製品", "주요 품목"]
        {
            assert!(is_heading(label), "{label}");
        }
        for label in ["Machinery", "Total", "", "Cotton manufactures and twine"] {
            assert!(!is_heading(label), "{label}");
        }
    }
}
