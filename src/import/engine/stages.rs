//! The inner stages of reading, each by itself, for `benches/million.rs`. The program does not use it.

use std::borrow::Cow;

use super::cut_rows::CutRows;
use super::dictionary::Dictionary;
use super::quick::BATCH;
use super::separators::{Separators, Signs};
use crate::import::DecimalSign;
use crate::import::blocks::PADDING;

/// A text of rows that all have the same number of cells, between commas.
pub struct Stages {
    padded: Vec<u8>,
    length: usize,
    width: usize,
    separators: Separators,
}

impl Stages {
    /// A text, and how many cells a row has.
    #[must_use]
    pub fn new(text: &[u8], width: usize) -> Self {
        let padded = [text, &[0; PADDING]].concat();
        Self { padded, length: text.len(), width, separators: Separators::default() }
    }

    /// Finds where the cells end; gives the number of rows.
    pub fn cut(&mut self) -> usize {
        self.batches(|_, _| {})
    }

    /// Cuts, and reads the numbers of a column; gives their sum in the unit of their last decimal.
    pub fn numbers(&mut self, at: usize) -> i64 {
        let (mut units, mut decimals, mut usual) = (vec![0; BATCH], vec![0; BATCH], 0);
        let mut sum = 0i64;
        self.batches(|cut, rows| {
            let (Some(units), Some(decimals)) = (units.get_mut(..rows), decimals.get_mut(..rows)) else { return };
            cut.read(at, DecimalSign::Point, &mut usual, (units, decimals));
            sum = units.iter().fold(sum, |sum, units| sum.wrapping_add(*units));
        });
        sum
    }

    /// Cuts, and numbers the texts of a column; gives how many different ones there are.
    pub fn codes(&mut self, at: usize) -> usize {
        let (mut dictionary, mut codes) = (Dictionary::default(), vec![0; BATCH]);
        self.batches(|cut, rows| {
            let new =
                |row: usize, dictionary: &mut Dictionary| dictionary.code(&cut.text(row, at), || Cow::Borrowed(b""));
            if let Some(codes) = codes.get_mut(..rows) {
                cut.look_up_at(at, &mut dictionary, codes, new);
            }
        });
        dictionary.entries().len()
    }

    /// Cuts as many rows at a time as the reader does.
    fn batches(&mut self, mut visit: impl FnMut(&CutRows<'_>, usize)) -> usize {
        let Self { padded, length, width, separators } = self;
        let signs = Signs { delimiter: b',', quote: None };
        let (mut at, mut all) = (0, 0);
        while at < *length {
            separators.find(padded, *length, at, [*width, BATCH], signs);
            let rows = separators.rows(padded, *width, BATCH);
            if rows == 0 {
                break;
            }
            let cut = CutRows { padded, separators, width: *width, quote: None };
            visit(&cut, rows);
            at = cut.row_start(rows);
            all += rows;
        }
        all
    }
}
