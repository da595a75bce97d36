//! Tables of words: one language a column, one sense a line, and how they and the texts they are held against are read.

mod plain;

pub(crate) use plain::{half_width, is_unspaced, plain, push_plain};

/// The words of flows.
pub(crate) const FLOWS: &str = include_str!("flows.txt");

/// A word or phrase of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    /// What it means: the first cell of its line.
    pub sense: &'static str,
    /// As the table writes it.
    pub text: &'static str,
}

/// The words of a table with the language of each, as its head names it.
pub(crate) fn spoken(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut languages: Vec<&'static str> = Vec::new();
    let lines = table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('|')).flat_map(move |(sense, cells)| {
        let cells = cells.split('|').map(str::trim);
        if sense.trim() == "sense" {
            languages = cells.collect();
            return Vec::new();
        }
        let of = languages.iter().copied().zip(cells);
        of.flat_map(|(language, cell)| cell.split(';').map(move |word| (language, word.trim())))
            .filter(|(_, word)| !word.is_empty())
            .collect()
    })
}

/// All words of a table.
///
/// A line that begins with `sense` names the languages below it and holds no words, so a table may have several
/// blocks of languages; lines that begin with `#` are remarks. Words of one cell are parted by semicolons.
pub(crate) fn entries(table: &'static str) -> impl Iterator<Item = Entry> {
    let lines = table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('|')).filter(|(sense, _)| sense.trim() != "sense").flat_map(
        |(sense, cells)| {
            let words = cells.split(['|', ';']).map(str::trim).filter(|word| !word.is_empty());
            words.map(move |text| Entry { sense: sense.trim(), text })
        },
    )
}
