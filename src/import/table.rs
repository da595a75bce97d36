//! A decoded table as read, before any meaning is given to it.

use std::io::{self, Write};

/// Header and rows as texts. Rows may be shorter than the header where the file's are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// The names of the columns; empty where the table as read has none.
    pub header: Vec<String>,
    /// The rows below the header.
    pub rows: Vec<Vec<String>>,
}

/// The first rows of a table, for a preview.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preview {
    /// The names of the columns.
    pub header: Vec<String>,
    /// The first rows (at most [`Preview::ROWS`]).
    pub rows: Vec<Vec<String>>,
    /// The line of each row in the file.
    pub lines: Vec<u64>,
}

impl Preview {
    /// How many rows are shown.
    pub const ROWS: usize = 50;
}

/// Writes a table as plain RFC 4180 CSV: commas, quotes where needed, line feeds.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_csv(table: &Table, mut out: impl Write) -> io::Result<()> {
    if !table.header.is_empty() {
        write_row(&mut out, &table.header)?;
    }
    table.rows.iter().try_for_each(|row| write_row(&mut out, row))
}

/// Writes one row.
pub(crate) fn write_row(out: &mut impl Write, cells: &[String]) -> io::Result<()> {
    // A row of one empty cell would otherwise be a blank line.
    if let [only] = cells
        && only.is_empty()
    {
        return out.write_all(b"\"\"\n");
    }
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        if cell.contains(['"', ',', '\n', '\r']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_needed() {
        let row = |cells: &[&str]| cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        let table =
            Table { header: row(&["a", "b,c"]), rows: vec![row(&["1\n2", "x\"y"]), row(&[""]), row(&["", ""])] };
        let mut out = Vec::new();
        write_csv(&table, &mut out).expect("CSV");
        assert_eq!(String::from_utf8(out).expect("text"), "a,\"b,c\"\n\"1\n2\",\"x\"\"y\"\n\"\"\n,\n");
    }
}
