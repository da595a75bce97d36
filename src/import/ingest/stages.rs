//! The inner stages of reading, each by itself, for `benches/million.rs`. The program does not use it.

use std::borrow::Cow;

use super::dictionary::Dictionary;
use super::fast_path::BATCH;
use super::row_slices::RowSlices;
use super::structural_index::{Signs, StructuralIndex};
use crate::import::DecimalSign;
use crate::import::blocks::PADDING;

/// A text of rows that all have the same number of cells, between commas.
pub struct Stages {
    padded: Vec<u8>,
    length: usize,
    width: usize,
    index: StructuralIndex,
}

impl Stages {
    /// A text, and how many cells a row has.
    #[must_use]
    pub fn new(text: &[u8], width: usize) -> Self {
        let padded = [text, &[0; PADDING]].concat();
        Self { padded, length: text.len(), width, index: StructuralIndex::default() }
    }

    /// Finds where the cells end; gives the number of rows.
    pub fn cut(&mut self) -> usize {
        self.batches(|_, _| {})
    }

    /// Cuts, and reads the numbers of a column; gives their sum in the unit of their last decimal.
    pub fn numbers(&mut self, at: usize) -> i64 {
        let (mut units, mut decimals, mut usual) = (vec![0; BATCH], vec![0; BATCH], 0);
        let mut sum = 0i64;
        self.batches(|slices, rows| {
            let (Some(units), Some(decimals)) = (units.get_mut(..rows), decimals.get_mut(..rows)) else { return };
            slices.read(at, DecimalSign::Point, &mut usual, (units, decimals));
            sum = units.iter().fold(sum, |sum, units| sum.wrapping_add(*units));
        });
        sum
    }

    /// Cuts, and numbers the texts of a column; gives how many different ones there are.
    pub fn codes(&mut self, at: usize) -> usize {
        let (mut dictionary, mut codes) = (Dictionary::default(), vec![0; BATCH]);
        self.batches(|slices, rows| {
            let new =
                |row: usize, dictionary: &mut Dictionary| dictionary.code(&slices.text(row, at), || Cow::Borrowed(b""));
            if let Some(codes) = codes.get_mut(..rows) {
                slices.look_up_at(at, &mut dictionary, codes, new);
            }
        });
        dictionary.entries().len()
    }

    /// Cuts as many rows at a time as the reader does.
    fn batches(&mut self, mut visit: impl FnMut(&RowSlices<'_>, usize)) -> usize {
        let Self { padded, length, width, index } = self;
        let signs = Signs { delimiter: b',', quote: None };
        let (mut at, mut all) = (0, 0);
        while at < *length {
            index.find(padded, *length, at, [*width, BATCH], signs);
            let rows = index.rows(padded, *width, BATCH);
            if rows == 0 {
                break;
            }
            let slices = RowSlices { padded, index, width: *width, quote: None };
            visit(&slices, rows);
            at = slices.row_start(rows);
            all += rows;
        }
        all
    }
}
