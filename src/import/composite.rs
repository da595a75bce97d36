//! Eurostat's TSV: several dimensions in the first column, and flags behind the numbers, taken apart.

use super::sniff::Sniffed;

/// Takes the first column apart where its name is of the form `unit,partner,geo\TIME_PERIOD`.
pub(crate) fn take_apart(sniffed: &mut Sniffed) {
    let Some(names) = sniffed.header.first().and_then(|name| dimensions(name)) else { return };
    sniffed.composite = names.len();
    sniffed.header.splice(0..1, names);
    for (_, row) in &mut sniffed.sample {
        *row = row_apart(std::mem::take(row), sniffed.composite);
    }
}

/// The names of the dimensions in `unit,partner,geo\TIME_PERIOD`.
fn dimensions(name: &str) -> Option<Vec<String>> {
    let (names, time) = name.split_once('\\')?;
    if !matches!(time.trim().to_lowercase().as_str(), "time" | "time_period") {
        return None;
    }
    Some(names.split(',').map(|name| name.trim().to_owned()).collect())
}

/// A row with its first cell in `parts` cells, and without flags behind numbers.
pub(crate) fn row_apart(row: Vec<String>, parts: usize) -> Vec<String> {
    let mut cells = row.into_iter();
    let first = cells.next().unwrap_or_default();
    let mut apart: Vec<String> = first.split(',').map(|part| part.trim().to_owned()).collect();
    apart.resize(parts, String::new());
    apart.extend(cells.map(|cell| unflagged(&cell)));
    apart
}

/// `123.4 p` is a number with the remark "provisional", `: c` is confidential, `: u` and the like say why there is none.
fn unflagged(cell: &str) -> String {
    let cell = cell.trim();
    match cell.split_once(' ') {
        Some((":", flags)) if flags.contains('c') => "c".to_owned(),
        Some((value, flags)) if flags.chars().all(|c| c.is_ascii_alphabetic()) => value.to_owned(),
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_columns_and_flags() {
        assert_eq!(dimensions("freq,partner,geo\\TIME_PERIOD").map(|names| names.len()), Some(3));
        assert_eq!(dimensions("C:\\temp"), None);
        let row = |cells: &[&str]| cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            row_apart(row(&["M,US,DE", "30 ", "123.4 p", ": c", ": ", "5 bd"]), 3),
            row(&["M", "US", "DE", "30", "123.4", "c", ":", "5"])
        );
        assert_eq!(row_apart(row(&["M", "1"]), 2), row(&["M", "", "1"]));
    }
}
