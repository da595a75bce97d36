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
    scale: Scale,
    /// Rows without a number, in order.
    holes: Vec<(u32, Hole)>,
}

/// The decimals of values.
#[derive(Debug, Clone)]
enum Scale {
    /// Of all of them.
    One(u8),
    /// Of each, where some do not fit on one scale.
    Each(Vec<u8>),
}

impl Default for Scale {
    fn default() -> Self {
        Self::One(0)
    }
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
        Self::Narrow(Vec::new())
    }
}

impl Values {
    fn len(&self) -> usize {
        match self {
            Self::Narrow(values) => values.len(),
            Self::Wide(values) => values.len(),
        }
    }

    /// Appends values, widening all of them where one does not fit.
    fn extend(&mut self, more: &[i64]) {
        if let Self::Narrow(values) = self {
            // What 32 bits do not hold leaves something above them, moved by half their range.
            let above = |value: &i64| value.wrapping_add(1 << 31).cast_unsigned() >> 32;
            if more.iter().fold(0, |all, value| all | above(value)) == 0 {
                values.extend(more.iter().map(|value| *value as i32));
                return;
            }
            *self = Self::Wide(values.iter().map(|value| i64::from(*value)).collect());
        }
        if let Self::Wide(values) = self {
            values.extend_from_slice(more);
        }
    }

    /// All times a factor, where they fit.
    fn times(&self, factor: i64) -> Option<Self> {
        let mut scaled = Self::default();
        let all: Option<Vec<i64>> = match self {
            Self::Narrow(values) => values.iter().map(|value| i64::from(*value).checked_mul(factor)).collect(),
            Self::Wide(values) => values.iter().map(|value| value.checked_mul(factor)).collect(),
        };
        scaled.extend(&all?);
        Some(scaled)
    }
}

impl Numbers {
    /// Appends a cell.
    pub(super) fn push(&mut self, cell: Cell) {
        let row = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        let hole = match cell {
            Cell::Value(amount) => match i64::try_from(amount.units) {
                Ok(units) => return self.extend(&[units], &[amount.decimals]),
                Err(_) => Hole::Bad(ParseAmountError::TooLong),
            },
            Cell::Empty => Hole::Empty,
            Cell::Marked(status) => Hole::Marked(status),
            Cell::Bad(error) => Hole::Bad(error),
        };
        self.holes.push((row, hole));
        self.extend(&[0], &[0]);
    }

    /// Appends numbers, each with its decimals.
    pub(super) fn extend(&mut self, units: &[i64], decimals: &[u8]) {
        if let Scale::One(scale) = self.scale {
            if decimals.iter().all(|decimals| *decimals == scale) {
                return self.values.extend(units);
            }
            match self.on_one_scale(units, decimals, scale) {
                Some(scaled) => return self.values.extend(&scaled),
                None => self.scale = Scale::Each(vec![scale; self.values.len()]),
            }
        }
        if let Scale::Each(each) = &mut self.scale {
            each.extend_from_slice(decimals);
            self.values.extend(units);
        }
    }

    /// Numbers on one scale with those that are here, which are made finer where they must be; nothing where some do
    /// not fit.
    fn on_one_scale(&mut self, units: &[i64], decimals: &[u8], scale: u8) -> Option<Vec<i64>> {
        // A zero has no decimals of its own: it also stands for cells without a number.
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
            self.scale = Scale::One(finest);
        }
        Some(scaled)
    }

    /// Gives back what memory is not used.
    pub(super) fn close(&mut self) {
        self.holes.shrink_to_fit();
        match &mut self.values {
            Values::Narrow(values) => values.shrink_to_fit(),
            Values::Wide(values) => values.shrink_to_fit(),
        }
    }

    /// Whether something stands in every cell.
    pub(super) fn is_filled(&self) -> bool {
        self.holes.iter().all(|(_, hole)| *hole != Hole::Empty)
    }

    /// The decimals of all cells, where each holds a number and all are on one scale.
    pub(super) fn one_scale(&self) -> Option<u8> {
        match self.scale {
            Scale::One(scale) if self.holes.is_empty() => Some(scale),
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
        let decimals = match &self.scale {
            Scale::One(scale) => *scale,
            Scale::Each(each) => each.get(row).copied().unwrap_or(0),
        };
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
