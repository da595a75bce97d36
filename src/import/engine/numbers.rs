//! The cells of a value column: integers of one scale where they fit, and what stands where no number does.

use crate::data::{Amount, FactStatus, ParseAmountError};
use crate::import::number::Cell;

/// Why a cell holds no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hole {
    /// Nothing stands there.
    Empty,
    /// A mark for "no value" or "withheld".
    Marked(FactStatus),
    /// Something that is no number, or one that cannot be kept.
    Bad(ParseAmountError),
}

/// The cells of one value column of a chunk.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers {
    values: Values,
    /// The decimals of each value while they differ; of all of them once the chunk is closed, where they fit.
    decimals: Vec<u8>,
    /// Rows without a number, in order.
    holes: Vec<(u32, Hole)>,
}

#[derive(Debug, Clone)]
pub(super) enum Values {
    /// Within 32 bits.
    Narrow(Vec<i32>),
    /// Any.
    Wide(Vec<i64>),
}

impl Default for Values {
    fn default() -> Self {
        Self::Wide(Vec::new())
    }
}

impl Numbers {
    /// Appends a cell.
    pub(super) fn push(&mut self, cell: Cell) {
        let row = u32::try_from(self.len()).unwrap_or(u32::MAX);
        let hole = match cell {
            Cell::Value(amount) => match i64::try_from(amount.units) {
                Ok(units) => return self.append(units, amount.decimals),
                Err(_) => Hole::Bad(ParseAmountError::TooLong),
            },
            Cell::Empty => Hole::Empty,
            Cell::Marked(status) => Hole::Marked(status),
            Cell::Bad(error) => Hole::Bad(error),
        };
        self.holes.push((row, hole));
        self.append(0, 0);
    }

    fn append(&mut self, units: i64, decimals: u8) {
        if let Values::Wide(values) = &mut self.values {
            values.push(units);
            self.decimals.push(decimals);
        }
    }

    fn len(&self) -> usize {
        match &self.values {
            Values::Narrow(values) => values.len(),
            Values::Wide(values) => values.len(),
        }
    }

    /// Appends numbers, each with its decimals.
    pub(super) fn extend(&mut self, units: &[i64], decimals: &[u8]) {
        if let Values::Wide(values) = &mut self.values {
            values.extend_from_slice(units);
            self.decimals.extend_from_slice(decimals);
        }
    }

    /// Brings all values to one scale and into the smallest integers, where they fit.
    pub(super) fn close(&mut self) {
        self.holes.shrink_to_fit();
        let Values::Wide(values) = &mut self.values else { return };
        let finest = self.decimals.iter().copied().max().unwrap_or(0);
        if self.decimals.iter().any(|decimals| *decimals != finest) {
            let one_scale: Option<Vec<i64>> = values
                .iter()
                .zip(&self.decimals)
                .map(|(value, decimals)| value.checked_mul(10i64.checked_pow(u32::from(finest - decimals))?))
                .collect();
            let Some(scaled) = one_scale else { return };
            *values = scaled;
        }
        self.decimals = vec![finest];
        let (least, most) = values.iter().fold((0, 0), |(least, most), value| (*value.min(&least), *value.max(&most)));
        if i32::try_from(least).is_ok() && i32::try_from(most).is_ok() {
            self.values = Values::Narrow(values.iter().map(|value| *value as i32).collect());
        } else {
            values.shrink_to_fit();
        }
    }

    /// Whether something stands in every cell.
    pub(super) fn is_filled(&self) -> bool {
        self.holes.iter().all(|(_, hole)| *hole != Hole::Empty)
    }

    /// The decimals of all cells, where each holds a number and all are on one scale.
    pub(super) fn one_scale(&self) -> Option<u8> {
        match self.decimals.as_slice() {
            [all] if self.holes.is_empty() => Some(*all),
            _ => None,
        }
    }

    /// Hands the values over.
    pub(super) fn take(&mut self) -> Values {
        std::mem::take(&mut self.values)
    }

    /// A walk over the rows in order.
    pub(super) fn walk(&self) -> Walk<'_> {
        Walk { numbers: self, next_hole: 0 }
    }

    fn amount(&self, row: usize) -> Amount {
        let value = match &self.values {
            Values::Narrow(values) => values.get(row).map_or(0, |value| i64::from(*value)),
            Values::Wide(values) => values.get(row).copied().unwrap_or(0),
        };
        let decimals =
            if let [all] = self.decimals.as_slice() { *all } else { self.decimals.get(row).copied().unwrap_or(0) };
        Amount::new(i128::from(value), decimals)
    }
}

/// Goes through the rows of a value column in order.
pub(super) struct Walk<'a> {
    numbers: &'a Numbers,
    next_hole: usize,
}

impl Walk<'_> {
    /// The cell of a row; rows must be asked for in rising order.
    pub(super) fn at(&mut self, row: usize) -> Result<Amount, Hole> {
        while let Some((place, hole)) = self.numbers.holes.get(self.next_hole) {
            match (*place as usize).cmp(&row) {
                std::cmp::Ordering::Less => self.next_hole += 1,
                std::cmp::Ordering::Equal => return Err(*hole),
                std::cmp::Ordering::Greater => break,
            }
        }
        Ok(self.numbers.amount(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::DecimalSign;
    use crate::import::number;

    #[test]
    fn numbers_keep_their_value_and_their_holes() {
        let cells = ["1", "2.50", "", "..", "many", "-9000000000", "1e3"];
        for closed in [false, true] {
            let mut numbers = Numbers::default();
            for cell in cells {
                numbers.push(number::read(cell, DecimalSign::Point));
            }
            if closed {
                numbers.close();
            }
            let mut walk = numbers.walk();
            let found: Vec<String> = (0..cells.len())
                .map(|row| walk.at(row).map_or_else(|hole| format!("{hole:?}"), |amount| amount.trimmed().to_string()))
                .collect();
            let expected = ["1", "2.5", "Empty", "Marked(FactStatus(8))", "Bad(NotANumber)", "-9000000000", "1000"];
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn a_column_of_very_different_sizes_stays_exact() {
        let mut numbers = Numbers::default();
        for cell in ["999999999999999999", "0.000000000000000001"] {
            numbers.push(number::read(cell, DecimalSign::Point));
        }
        numbers.close();
        let mut walk = numbers.walk();
        assert_eq!(walk.at(0).map(|amount| amount.to_string()), Ok("999999999999999999".to_owned()));
        assert_eq!(walk.at(1).map(|amount| amount.units), Ok(1));
    }
}
