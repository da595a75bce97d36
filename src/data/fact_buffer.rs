//! A buffer of facts while a dataset is being built, in columns. A value is its units in `10^-decimals` of its own.

use std::mem::discriminant;

use foldhash::HashMap;

use super::assemble::FactChunk;
use super::builder::RowKey;
use super::integers::Integers;
use super::{Amount, Codes, FactStatus, Flow, Lines};

/// Facts of some rows of a file, in its order.
#[derive(Debug, Clone, Default)]
pub struct FactBuffer {
    /// Reporter, partner and sector by [`super::Axis::index`].
    pub(crate) codes: [Codes; 3],
    /// The place of the period as [`super::DatasetBuilder::place`] gives it.
    pub(crate) period: Vec<u16>,
    pub(crate) flow: Vec<Flow>,
    pub(crate) units: Integers,
    pub(crate) decimals: Decimals,
    pub(crate) status: Option<Vec<FactStatus>>,
    pub(crate) line: Lines,
    /// Values by their row that 64 bits do not hold; they may after rounding.
    pub(crate) large: HashMap<usize, Amount>,
}

/// The decimals of each value.
#[derive(Debug, Clone)]
pub(crate) enum Decimals {
    /// The same of all.
    One(u8),
    Each(Vec<u8>),
}

impl Default for Decimals {
    fn default() -> Self {
        Self::One(0)
    }
}

impl Decimals {
    /// Those of a row.
    pub(crate) fn get(&self, row: usize) -> u8 {
        match self {
            Self::One(decimals) => *decimals,
            Self::Each(decimals) => decimals[row],
        }
    }

    fn set(&mut self, rows: usize, row: usize, decimals: u8) {
        if let Self::One(all) = self {
            if *all == decimals {
                return;
            }
            // The first row decides.
            *self = if rows <= 1 { Self::One(decimals) } else { Self::Each(vec![*all; rows]) };
        }
        if let Self::Each(list) = self {
            list.resize(rows, 0);
            list[row] = decimals;
        }
    }
}

impl FactBuffer {
    /// How many facts there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.units.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a fact of the period at a place.
    pub fn push(&mut self, key: &RowKey, period: u16, value: Amount, status: FactStatus, line: u64) {
        for (codes, member) in self.codes.iter_mut().zip([key.reporter, key.partner, key.sector]) {
            codes.push(member);
        }
        if status != FactStatus::OK && self.status.is_none() {
            self.status = Some(vec![FactStatus::OK; self.len()]);
        }
        if let Some(column) = &mut self.status {
            column.push(status);
        }
        let row = self.len();
        self.period.push(period);
        self.flow.push(key.flow);
        self.line.push(line);
        self.units.push(0);
        if let Decimals::Each(decimals) = &mut self.decimals {
            decimals.push(0);
        }
        self.put(row, value);
    }

    /// Takes over plain rows behind its own, where both are kept in the same form; says whether it did.
    pub(super) fn take_over(&mut self, more: &Self) -> bool {
        let are_plain = [&*self, more].into_iter().all(|one| one.status.is_none() && one.large.is_empty());
        let scales = (&self.decimals, &more.decimals);
        let on_one_scale = matches!(scales, (Decimals::One(own), Decimals::One(other)) if own == other);
        let as_wide = |(own, more): (&Codes, &Codes)| discriminant(own) == discriminant(more);
        if !are_plain || !on_one_scale || !self.codes.iter().zip(&more.codes).all(as_wide) {
            return false;
        }
        self.codes.iter_mut().zip(&more.codes).for_each(|(codes, more)| codes.append(more));
        self.period.extend_from_slice(&more.period);
        self.flow.extend_from_slice(&more.flow);
        more.units.each(0..more.len(), |units| self.units.push(units));
        (0..more.len()).for_each(|row| self.line.push(more.line.get(row)));
        true
    }

    fn put(&mut self, row: usize, value: Amount) {
        self.large.remove(&row);
        match i64::try_from(value.units) {
            Ok(units) => {
                self.units.set(row, units);
                self.decimals.set(self.units.len(), row, value.decimals);
            }
            Err(_) => _ = self.large.insert(row, value),
        }
    }

    fn value(&self, row: usize) -> Amount {
        let small = || Amount::new(self.units.get(row).into(), self.decimals.get(row));
        self.large.get(&row).copied().unwrap_or_else(small)
    }

    /// Rounds every value to at most `decimals` decimals, halves away from zero; gives how many changed.
    pub(super) fn round_to(&mut self, decimals: u8) -> usize {
        let mut rounded = 0;
        for row in 0..self.len() {
            let value = self.value(row).trimmed();
            if value.decimals > decimals {
                let step = 10i128.pow(u32::from(value.decimals - decimals));
                let half = value.signum() * (step / 2);
                self.put(row, Amount::new((value.units + half) / step, decimals));
                rounded += 1;
            }
        }
        rounded
    }

    /// The most decimals that a value needs.
    pub(super) fn finest(&self) -> u8 {
        match self.decimals {
            Decimals::One(decimals) if self.large.is_empty() => finest(&self.units, decimals),
            _ => (0..self.len()).fold(0, |finest, row| {
                // Most values are no finer than those before, and zeros at the end need not be looked for.
                let decimals = self.large.get(&row).map_or(self.decimals.get(row), |value| value.decimals);
                if decimals <= finest { finest } else { finest.max(self.value(row).trimmed().decimals) }
            }),
        }
    }

    /// Columns on one scale, and the lines of values that do not fit it.
    pub(super) fn scaled(mut self, decimals: u8, place: &[u16]) -> (FactChunk, Vec<u64>) {
        if !(0..).zip(place).all(|(arrived, place)| arrived == *place) {
            for period in &mut self.period {
                *period = place[usize::from(*period)];
            }
        }
        if self.large.is_empty() && matches!(self.decimals, Decimals::One(own) if own == decimals) {
            let Self { codes, period, flow, units, status, line, .. } = self;
            return (FactChunk { codes, period, flow, value: units, status, line }, Vec::new());
        }
        let powers: Vec<Option<i64>> = (0..=decimals).map(|of| 10i64.checked_pow(u32::from(decimals - of))).collect();
        let fast = |row: usize| {
            let power = powers.get(usize::from(self.decimals.get(row))).copied().flatten()?;
            self.units.get(row).checked_mul(power)
        };
        let value = |row: usize| match self.large.get(&row) {
            None => fast(row).or_else(|| scaled(self.value(row), decimals)),
            Some(large) => scaled(*large, decimals),
        };
        let (mut unfit, mut values) = (Vec::new(), Integers::default());
        for row in 0..self.len() {
            let value = value(row);
            if value.is_none() {
                unfit.push(row as u32);
            }
            values.push(value.unwrap_or(0));
        }
        let lines = unfit.iter().map(|row| self.line.get(*row as usize)).collect();
        let Self { codes, period, flow, status, line, .. } = self;
        let chunk = FactChunk { codes, period, flow, value: values, status, line };
        (if unfit.is_empty() { chunk } else { chunk.without(&unfit) }, lines)
    }
}

/// The most decimals that any of some values with the same number of decimals needs.
pub(crate) fn finest(units: &Integers, decimals: u8) -> u8 {
    let mut needed = 0;
    for row in 0..units.len() {
        while needed < decimals && units.get(row) % 10i64.saturating_pow(u32::from(decimals - needed)) != 0 {
            needed += 1;
        }
        if needed == decimals {
            break;
        }
    }
    needed
}

/// The value in `10^-decimals`, where it fits.
fn scaled(value: Amount, decimals: u8) -> Option<i64> {
    let value = value.trimmed();
    let factor = 10i128.checked_pow(u32::from(decimals.checked_sub(value.decimals)?))?;
    i64::try_from(value.units.checked_mul(factor)?).ok()
}
