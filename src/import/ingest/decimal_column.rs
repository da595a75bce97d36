//! A decimal column of a chunk: integers of one scale where they fit, and why a cell holds no number.

use crate::data::{Amount, Decimals, FactStatus, Integers, ParseAmountError};
use crate::import::number::Cell;

/// Why a cell holds no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NullReason {
    /// Nothing stands there.
    Empty,
    /// A mark for "no value" or "withheld".
    Marked(FactStatus),
    /// Something that is no number, or one that cannot be kept.
    Bad(ParseAmountError),
}

/// The cells of one value column of a chunk.
#[derive(Debug, Clone, Default)]
pub(super) struct DecimalColumn {
    values: Integers,
    /// Each of its own only where not all fit on one scale.
    decimals: Decimals,
    /// Rows without a number, in order.
    nulls: Vec<(u32, NullReason)>,
}

impl DecimalColumn {
    /// How many cells there are.
    pub(super) const fn len(&self) -> usize {
        self.values.len()
    }

    /// Appends a cell.
    pub(super) fn push(&mut self, cell: Cell) {
        let row = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        let null = match cell {
            Cell::Value(amount) => match i64::try_from(amount.units) {
                Ok(units) => return self.extend(&[units], &[amount.decimals]),
                Err(_) => NullReason::Bad(ParseAmountError::TooLong),
            },
            Cell::Empty => NullReason::Empty,
            Cell::Marked(status) => NullReason::Marked(status),
            Cell::Bad(error) => NullReason::Bad(error),
        };
        self.nulls.push((row, null));
        self.values.push(0);
        if let Decimals::Each(each) = &mut self.decimals {
            each.push(0);
        }
    }

    /// Appends numbers, each with its decimals.
    pub(super) fn extend(&mut self, units: &[i64], decimals: &[u8]) {
        if let Decimals::One(scale) = self.decimals {
            if decimals.iter().all(|decimals| *decimals == scale) {
                return self.values.append(units);
            }
            match self.on_one_scale(units, decimals, scale) {
                Some(scaled) => return self.values.append(&scaled),
                None => self.decimals = Decimals::Each(vec![scale; self.values.len()]),
            }
        }
        if let Decimals::Each(each) = &mut self.decimals {
            each.extend_from_slice(decimals);
            self.values.append(units);
        }
    }

    /// Numbers on one scale with those that are here, which are made finer where they must be; nothing where some do
    /// not fit.
    fn on_one_scale(&mut self, units: &[i64], decimals: &[u8], scale: u8) -> Option<Vec<i64>> {
        // A zero has no decimals of its own.
        let told = units.iter().zip(decimals).filter(|(units, _)| **units != 0);
        let finest = told.map(|(_, decimals)| *decimals).max().unwrap_or(0).max(scale);
        let power = |decimals: u8| 10i64.checked_pow(u32::from(finest.saturating_sub(decimals)));
        let scaled = units.iter().zip(decimals).map(|(units, decimals)| match units {
            0 => Some(0),
            _ => units.checked_mul(power(*decimals)?),
        });
        let scaled = scaled.collect::<Option<_>>()?;
        if finest > scale {
            self.values = self.values.times(power(scale)?)?;
            self.decimals = Decimals::One(finest);
        }
        Some(scaled)
    }

    /// Gives back what memory is not used.
    pub(super) fn close(&mut self) {
        self.nulls.shrink_to_fit();
        self.values.shrink();
    }

    /// Whether something stands in every cell.
    pub(super) fn is_filled(&self) -> bool {
        self.nulls.iter().all(|(_, null)| *null != NullReason::Empty)
    }

    /// The decimals of all cells, where each holds a number and all are on one scale.
    pub(super) fn one_scale(&self) -> Option<u8> {
        match self.decimals {
            Decimals::One(scale) if self.nulls.is_empty() => Some(scale),
            _ => None,
        }
    }

    /// Hands the values over.
    pub(super) fn take(&mut self) -> Integers {
        std::mem::take(&mut self.values)
    }

    /// A walk over the rows in order.
    pub(super) fn walk(&self) -> Walk<'_> {
        Walk { numbers: self, next_null: 0 }
    }

    fn amount(&self, row: usize) -> Amount {
        Amount::new(self.values.get(row).into(), self.decimals.get(row))
    }
}

/// Goes through the rows of a value column in order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walk<'a> {
    numbers: &'a DecimalColumn,
    next_null: usize,
}

impl Walk<'_> {
    /// Goes to a row.
    pub(super) fn pass(&mut self, row: usize) {
        while self.null().is_some_and(|(place, _)| place < row) {
            self.next_null += 1;
        }
    }

    /// The cell of a row; rows must be asked for in rising order.
    pub(super) fn at(&mut self, row: usize) -> Result<Amount, NullReason> {
        self.pass(row);
        match self.null() {
            Some((place, null)) if place == row => Err(null),
            _ => Ok(self.numbers.amount(row)),
        }
    }

    fn null(&self) -> Option<(usize, NullReason)> {
        self.numbers.nulls.get(self.next_null).map(|(place, null)| (*place as usize, *null))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::DecimalSign;
    use crate::import::number;

    #[test]
    fn decimal_columns_keep_their_values_and_their_nulls() {
        let cells = ["1", "2.50", "", "..", "many", "-9000000000", "1e3"];
        for closed in [false, true] {
            let mut numbers = DecimalColumn::default();
            for cell in cells {
                numbers.push(number::read(cell, DecimalSign::Point));
            }
            if closed {
                numbers.close();
            }
            let mut walk = numbers.walk();
            let found: Vec<String> = (0..cells.len())
                .map(|row| walk.at(row).map_or_else(|null| format!("{null:?}"), |amount| amount.trimmed().to_string()))
                .collect();
            let expected = ["1", "2.5", "Empty", "Marked(FactStatus(8))", "Bad(NotANumber)", "-9000000000", "1000"];
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn a_column_of_very_different_sizes_stays_exact() {
        let mut numbers = DecimalColumn::default();
        for cell in ["999999999999999999", "0.000000000000000001"] {
            numbers.push(number::read(cell, DecimalSign::Point));
        }
        numbers.close();
        let mut walk = numbers.walk();
        assert_eq!(walk.at(0).map(|amount| amount.to_string()), Ok("999999999999999999".to_owned()));
        assert_eq!(walk.at(1).map(|amount| amount.units), Ok(1));
    }
}
