//! Tables of words: one language a column, one sense a line, and how they and the texts they are held against are read.

mod plain;

pub(crate) use plain::{half_width, is_unspaced, plain, push_plain};

/// The words of flows.
pub(crate) const FLOWS: &str = include_str!("flows.txt");

/// The words of periods.
pub(crate) const PERIODS: &str = include_str!("periods.txt");

/// A word or phrase of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    /// What it means: the first cell of its line.
    pub sense: &'static str,
    /// Its language, as the head of its column names it.
    pub language: &'static str,
    /// As the table writes it.
    pub text: &'static str,
}

/// All words of a table.
///
/// A line that begins with `sense` names the languages below it and holds no words, so a table may have several
/// blocks of languages; lines that begin with `#` are remarks. Words of one cell are parted by semicolons.
pub(crate) fn entries(table: &'static str) -> impl Iterator<Item = Entry> {
    let mut languages: Vec<&'static str> = Vec::new();
    let lines = table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('|')).flat_map(move |(sense, cells)| {
        let (sense, cells) = (sense.trim(), cells.split('|').map(str::trim));
        if sense == "sense" {
            languages = cells.collect();
            return Vec::new();
        }
        let words = |(cell, language): (&'static str, &'static str)| {
            cell.split(';').map(str::trim).filter(|text| !text.is_empty()).map(move |text| Entry {
                sense,
                language,
                text,
            })
        };
        // A table without such a line, and cells beyond it, are of no language.
        let languages = languages.iter().copied().chain(std::iter::repeat(""));
        cells.zip(languages).flat_map(words).collect()
    })
}
