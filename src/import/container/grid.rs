//! The cells of a sheet, in the order of its rows, as CSV with one line for each row.

use std::collections::BTreeMap;
use std::io;
use std::rc::Rc;
use std::sync::Arc;

use super::bytes::{ContainerError, SizeLimit};
use super::csv::Line;
use crate::import::MAX_RECORD;
use crate::import::memory::{Memory, Text};

/// The most columns that a sheet has.
pub(crate) const COLUMNS: u32 = 16_384;
/// The most rows that a sheet has.
pub(crate) const ROWS: u32 = 1 << 20;

/// A sheet in the making. However often a text stands in it, it is held once.
#[derive(Debug)]
pub(crate) struct Grid {
    kind: &'static str,
    out: Text,
    bound: SizeLimit,
    /// Rows that are written.
    done: u32,
    /// The row that is gathered, and its cells by column.
    row: u32,
    cells: BTreeMap<u32, Rc<str>>,
    /// Bytes of its texts.
    texts: usize,
    /// Rows from here on are not wanted.
    most: u32,
    /// Cells of which the text stands in further columns too: (row, column) to the last column.
    repeated: BTreeMap<(u32, u32), u32>,
    /// The same where it is the only one of its row, which may be a title.
    alone: BTreeMap<u32, (u32, u32)>,
    /// Cells of which the text stands in further rows too: (row, column) to the last row.
    below: BTreeMap<(u32, u32), u32>,
    /// Texts that go on down, by column: to which row, and the text.
    going: BTreeMap<u32, (u32, Rc<str>)>,
}

/// A longer text is a sentence about the table, not a heading over columns.
const HEADING: usize = 40;

impl Grid {
    /// An empty sheet of a workbook; the first `most` rows are kept.
    pub(crate) fn new(kind: &'static str, bound: SizeLimit, most: u32, memory: &Arc<Memory>) -> Self {
        Self {
            kind,
            out: Text::within(memory),
            bound,
            done: 0,
            row: 0,
            cells: BTreeMap::new(),
            texts: 0,
            most,
            repeated: BTreeMap::new(),
            alone: BTreeMap::new(),
            below: BTreeMap::new(),
            going: BTreeMap::new(),
        }
    }

    /// Repeats merged cells over their columns where a row has several of them, as a header's upper row has: years,
    /// each over its months; and one alone where other cells stand left of it. A title over the whole width stays one
    /// cell. A cell merged over rows is a label of each of them.
    pub(crate) fn merged(&mut self, ranges: impl Iterator<Item = ((u32, u32), (u32, u32))>) {
        let (tall, wide): (Vec<_>, Vec<_>) = ranges
            .filter(|((top, left), (bottom, right))| bottom > top || right > left)
            .take(20_000)
            .partition(|((top, _), (bottom, _))| bottom > top);
        let across = tall.iter().chain(&wide).filter(|((top, left), (_, right))| right > left && *top < ROWS);
        let across: Vec<_> = across.copied().collect();
        let mut count: BTreeMap<u32, u32> = BTreeMap::new();
        for ((row, _), _) in &across {
            *count.entry(*row).or_default() += 1;
        }
        for ((row, left), (_, right)) in across {
            let right = right.min(left.saturating_add(400));
            if count.get(&row).is_some_and(|count| *count > 1) {
                self.repeated.insert((row, left), right);
            } else if left > 0 {
                self.alone.insert(row, (left, right));
            }
        }
        for ((top, left), (bottom, right)) in tall {
            let columns = left..=if self.repeated.contains_key(&(top, left)) { right.min(left + 400) } else { left };
            self.below.extend(columns.map(|column| ((top, column), bottom)));
        }
    }

    /// Whether enough rows came.
    pub(crate) const fn is_full(&self) -> bool {
        self.row >= self.most
    }

    /// Takes a cell; empty ones are no cells, so that rows below the last filled one do not exist.
    pub(crate) fn put(&mut self, row: u32, column: u32, text: impl Into<Rc<str>> + AsRef<str>) -> io::Result<()> {
        if text.as_ref().trim().is_empty() {
            return Ok(());
        }
        if row >= ROWS || column >= COLUMNS {
            return Err(ContainerError::damaged(self.kind, "a cell lies outside of the sheet"));
        }
        if row < self.row {
            return Err(ContainerError::damaged(self.kind, "its rows are not in order"));
        }
        if row > self.row {
            self.flush()?;
            self.row = row;
        }
        self.texts += text.as_ref().len();
        if self.texts > MAX_RECORD {
            return Err(self.too_long());
        }
        let text: Rc<str> = text.into();
        if let Some(last) = self.repeated.get(&(row, column)) {
            for further in column + 1..=*last {
                self.cells.insert(further, Rc::clone(&text));
            }
        }
        self.cells.insert(column, text);
        Ok(())
    }

    /// Fills the row at hand with what merged cells say of it.
    fn fill(&mut self) {
        if let Some((left, right)) = self.alone.get(&self.row).copied()
            && self.cells.keys().any(|column| *column < left)
            && let Some(text) = self.cells.get(&left).cloned().filter(|text| text.chars().count() <= HEADING)
        {
            for column in left + 1..=right {
                self.cells.entry(column).or_insert_with(|| Rc::clone(&text));
            }
        }
        let row = self.row;
        self.going.retain(|_, (bottom, _)| *bottom >= row);
        for (column, (_, text)) in &self.going {
            self.cells.entry(*column).or_insert_with(|| Rc::clone(text));
        }
        for ((_, column), bottom) in self.below.range((row, 0)..(row, u32::MAX)) {
            if let Some(text) = self.cells.get(column) {
                self.going.insert(*column, (*bottom, Rc::clone(text)));
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.texts = 0;
        if self.cells.is_empty() || self.row >= self.most {
            self.cells.clear();
            return Ok(());
        }
        self.fill();
        let (empty, cells) = (self.done..self.row, std::mem::take(&mut self.cells));
        let out = self.room(&cells)?;
        // Empty rows stay, so that a line is a row.
        out.extend(empty.map(|_| b'\n'));
        let mut line = Line::default();
        for (column, text) in &cells {
            (line.len()..*column as usize).for_each(|_| line.cell(""));
            line.cell(text);
        }
        line.end(out);
        self.done = self.row + 1;
        Ok(())
    }

    fn too_long(&self) -> io::Error {
        ContainerError::damaged(self.kind, format!("row {} takes more than 64 MB", self.row + 1))
    }

    /// Makes room for a row before it is written.
    fn room(&mut self, cells: &BTreeMap<u32, Rc<str>>) -> io::Result<&mut Vec<u8>> {
        let last = cells.last_key_value().map_or(0, |(column, _)| *column as usize);
        // A quote is written twice.
        let doubled = |text: &str| if text.contains('"') { 2 * text.len() } else { text.len() };
        let row = cells.values().map(|text| doubled(text) + 2).fold(last + 1, usize::saturating_add);
        if row > MAX_RECORD {
            return Err(self.too_long());
        }
        let more = row + (self.row - self.done) as usize;
        if (self.out.len() + more) as u64 > self.bound.0 {
            return Err(io::Error::other(ContainerError::TooLarge(self.bound.0)));
        }
        self.out.room(more)
    }

    /// The whole as CSV.
    pub(crate) fn finish(mut self) -> io::Result<Text> {
        self.flush()?;
        Ok(self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(cells: &[(u32, u32, &str)], most: u32) -> io::Result<String> {
        let memory = Arc::new(Memory::default());
        let mut grid = Grid::new("sheet", SizeLimit::NONE, most, &memory);
        grid.merged([((1, 1), (1, 2)), ((1, 3), (1, 4)), ((0, 0), (0, 4))].into_iter());
        for (row, column, text) in cells {
            grid.put(*row, *column, *text)?;
        }
        Ok(String::from_utf8_lossy(&grid.finish()?).into_owned())
    }

    #[test]
    fn a_line_is_a_row_and_ghosts_are_none() {
        let cells = [(0, 0, "Title"), (2, 1, "a"), (2, 0, "b"), (4, 2, "c"), (900_000, 5, " ")];
        assert_eq!(text(&cells, ROWS).expect("text"), "Title\n\nb,a\n\n,,c\n");
        assert_eq!(text(&cells, 3).expect("text"), "Title\n\nb,a\n");
    }

    #[test]
    fn merged_years_are_repeated_and_titles_are_not() {
        let cells = [(0, 0, "Title"), (1, 1, "2023"), (1, 3, "2024")];
        assert_eq!(text(&cells, ROWS).expect("text"), "Title\n,2023,2023,2024,2024\n");
    }

    #[test]
    fn a_text_that_stands_in_many_cells_is_held_once() {
        let memory = Arc::new(Memory::default());
        memory.begin(Some(1 << 20), false);
        let mut grid = Grid::new("sheet", SizeLimit::NONE, ROWS, &memory);
        let text: Rc<str> = "x".repeat(1 << 20).into();
        grid.merged([((0, 0), (0, 399)), ((0, 500), (0, 501))].into_iter());
        grid.put(0, 0, Rc::clone(&text)).expect("a cell");
        let error = grid.finish().expect_err("too long").to_string();
        assert!(error.contains("row 1 takes more than 64 MB"), "{error}");
        let mut grid = Grid::new("sheet", SizeLimit::NONE, ROWS, &memory);
        grid.put(0, 0, text).expect("a cell");
        let error = grid.finish().expect_err("too much").to_string();
        assert!(error.contains("more memory than 1048576 bytes"), "{error}");
    }

    #[test]
    fn rows_out_of_order_are_a_damage() {
        assert!(text(&[(2, 0, "a"), (1, 0, "b")], ROWS).is_err());
        assert!(text(&[(0, COLUMNS, "a")], ROWS).is_err());
    }
}
