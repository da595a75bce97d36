//! A column of integers that takes four bytes each while all of them fit.

use std::ops::Range;

/// Integers in 32 bits while they fit, else in 64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Integers {
    /// All within 32 bits.
    Narrow(Vec<i32>),
    /// Any.
    Wide(Vec<i64>),
}

impl Default for Integers {
    fn default() -> Self {
        Self::Narrow(Vec::new())
    }
}

impl From<Vec<i64>> for Integers {
    fn from(values: Vec<i64>) -> Self {
        let (least, most) = values.iter().fold((0, 0), |(least, most), value| (*value.min(&least), *value.max(&most)));
        if i32::try_from(least).is_ok() && i32::try_from(most).is_ok() {
            Self::Narrow(values.into_iter().map(|value| value as i32).collect())
        } else {
            Self::Wide(values)
        }
    }
}

impl Integers {
    /// So many zeros.
    #[must_use]
    pub fn zeros(rows: usize, is_narrow: bool) -> Self {
        if is_narrow { Self::Narrow(vec![0; rows]) } else { Self::Wide(vec![0; rows]) }
    }

    /// Whether they are kept in 32 bits.
    #[must_use]
    pub const fn is_narrow(&self) -> bool {
        matches!(self, Self::Narrow(_))
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::Narrow(values) => values.len(),
            Self::Wide(values) => values.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The integer of a row.
    #[must_use]
    pub fn get(&self, row: usize) -> i64 {
        match self {
            Self::Narrow(values) => values[row].into(),
            Self::Wide(values) => values[row],
        }
    }

    /// Visits all of them in order.
    pub fn each(&self, rows: Range<usize>, mut visit: impl FnMut(i64)) {
        match self {
            Self::Narrow(values) => values[rows].iter().for_each(|value| visit((*value).into())),
            Self::Wide(values) => values[rows].iter().for_each(|value| visit(*value)),
        }
    }

    /// The largest absolute value; 0 where there are none.
    #[must_use]
    pub fn largest(&self) -> u64 {
        match self {
            Self::Narrow(values) => {
                let (least, most) =
                    values.iter().fold((0, 0), |(least, most), one| (*one.min(&least), *one.max(&most)));
                i64::from(least).unsigned_abs().max(i64::from(most).unsigned_abs())
            }
            Self::Wide(values) => values.iter().map(|value| value.unsigned_abs()).max().unwrap_or(0),
        }
    }

    /// The sum of all absolute values.
    #[must_use]
    pub fn largest_sum(&self) -> u128 {
        match self {
            // So many of 32 bits leave room in 64.
            Self::Narrow(values) => {
                let of = |some: &[i32]| some.iter().map(|value| u64::from(value.unsigned_abs())).sum::<u64>();
                values.chunks(1 << 31).map(of).map(u128::from).sum()
            }
            Self::Wide(values) => values.iter().map(|value| u128::from(value.unsigned_abs())).sum(),
        }
    }

    /// Adds a row.
    pub fn push(&mut self, value: i64) {
        match self {
            Self::Narrow(values) => match i32::try_from(value) {
                Ok(value) => values.push(value),
                Err(_) => {
                    self.widen();
                    self.push(value);
                }
            },
            Self::Wide(values) => values.push(value),
        }
    }

    /// Adds rows, widening all of them where one does not fit.
    pub fn append(&mut self, more: &[i64]) {
        // What 32 bits do not hold leaves something above them, moved by half their range.
        let above = |value: &i64| value.wrapping_add(1 << 31).cast_unsigned() >> 32;
        if self.is_narrow() && more.iter().fold(0, |all, value| all | above(value)) != 0 {
            self.widen();
        }
        match self {
            Self::Narrow(values) => values.extend(more.iter().map(|value| *value as i32)),
            Self::Wide(values) => values.extend_from_slice(more),
        }
    }

    /// All of them times a factor; nothing where that leaves 64 bits.
    #[must_use]
    pub fn times(&self, factor: i64) -> Option<Self> {
        (0..self.len()).map(|row| self.get(row).checked_mul(factor)).collect::<Option<Vec<i64>>>().map(Self::from)
    }

    /// Gives back what memory is not used.
    pub fn shrink(&mut self) {
        match self {
            Self::Narrow(values) => values.shrink_to_fit(),
            Self::Wide(values) => values.shrink_to_fit(),
        }
    }

    /// Changes a row.
    pub fn set(&mut self, row: usize, value: i64) {
        match self {
            Self::Narrow(values) => match i32::try_from(value) {
                Ok(value) => values[row] = value,
                Err(_) => {
                    self.widen();
                    self.set(row, value);
                }
            },
            Self::Wide(values) => values[row] = value,
        }
    }

    fn widen(&mut self) {
        if let Self::Narrow(values) = self {
            *self = Self::Wide(values.iter().map(|value| i64::from(*value)).collect());
        }
    }

    /// Adds rows of another column.
    pub fn extend(&mut self, other: &Self, rows: Range<usize>) {
        match (&mut *self, other) {
            (Self::Narrow(values), Self::Narrow(more)) => values.extend_from_slice(&more[rows]),
            (Self::Wide(values), Self::Wide(more)) => values.extend_from_slice(&more[rows]),
            (Self::Narrow(_), Self::Wide(_)) => {
                self.widen();
                self.extend(other, rows);
            }
            (Self::Wide(values), Self::Narrow(more)) => values.extend(more[rows].iter().map(|value| i64::from(*value))),
        }
    }

    /// The rows in another order.
    #[must_use]
    pub fn permuted(&self, order: &[u32]) -> Self {
        match self {
            Self::Narrow(values) => Self::Narrow(order.iter().map(|row| values[*row as usize]).collect()),
            Self::Wide(values) => Self::Wide(order.iter().map(|row| values[*row as usize]).collect()),
        }
    }

    /// Puts rows of another column at their places.
    pub fn put(&mut self, other: &Self, rows: Range<usize>, places: &[u32]) {
        match (&mut *self, other) {
            (Self::Narrow(values), Self::Narrow(more)) => {
                places.iter().zip(&more[rows]).for_each(|(place, value)| values[*place as usize] = *value);
            }
            (Self::Wide(values), Self::Narrow(more)) => {
                let more = more[rows].iter().map(|value| i64::from(*value));
                places.iter().zip(more).for_each(|(place, value)| values[*place as usize] = value);
            }
            (Self::Narrow(_), Self::Wide(_)) => {
                self.widen();
                self.put(other, rows, places);
            }
            (Self::Wide(values), Self::Wide(more)) => {
                places.iter().zip(&more[rows]).for_each(|(place, value)| values[*place as usize] = *value);
            }
        }
    }
}
