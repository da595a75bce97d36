//! Sizes of claims, and the scale in which they are told.

use super::claim::{Quantity, Size};
use super::reading::Reading;
use super::series::Series;
use crate::data::Unit;
use crate::query::{Line, LineRole, ValueKind};

impl Reading<'_> {
    /// The same with all these values in one scale, so that they can be read below each other: that of the largest,
    /// or a finer one in which the smallest still has digits, but none in which the largest has five before the point.
    pub(super) fn in_one_scale(self, values: impl Iterator<Item = f64>) -> Self {
        let ValueKind::Money(unit) = &self.shown.kind else { return self };
        let sizes: Vec<f64> = values.map(f64::abs).filter(|size| *size > 0.0).collect();
        let (least, most) =
            (sizes.iter().copied().fold(f64::INFINITY, f64::min), sizes.iter().copied().fold(0.0, f64::max));
        let told = |size: f64, power: u8| size * unit.factor(power);
        let reads = |power: &u8| {
            let is_long_if_finer = told(most, power.saturating_sub(3)) >= 10_000.0;
            told(most, *power) >= 1.0 && (told(least, *power) >= 0.1 || is_long_if_finer)
        };
        let power = [12, 9, 6, 3].into_iter().find(reads).unwrap_or(0);
        Self { power: Some(self.view.scale.unwrap_or(power)), ..self }
    }

    /// The same with all these values in the axis' scale where the largest of them reads in it, else in
    /// [one](Self::in_one_scale) of their own.
    pub(super) fn beside_axis(self, values: impl Iterator<Item = f64> + Clone) -> Self {
        let largest = values.clone().map(f64::abs).fold(0.0, f64::max);
        match &self.shown.kind {
            ValueKind::Money(unit) if reads(largest, unit, self.axis_power(unit)) => {
                Self { power: Some(self.axis_power(unit)), ..self }
            }
            _ => self.in_one_scale(values),
        }
    }

    /// The same for values that stand in one sentence, whose scale they share: the axis' where all of them read in it.
    pub(super) fn alike<const N: usize>(self, values: [f64; N]) -> Self {
        let ValueKind::Money(unit) = &self.shown.kind else { return self };
        let power = self.axis_power(unit);
        if values.iter().all(|value| *value == 0.0 || reads(*value, unit, power)) {
            return self;
        }
        self.in_one_scale(values.into_iter())
    }

    /// The power of ten of the axis.
    fn axis_power(&self, unit: &Unit) -> u8 {
        self.view.scale.unwrap_or_else(|| unit.power_for(self.for_scale))
    }

    /// The axis' power of ten, or one of its own for a number that would lose its digits in it or have too many of them.
    fn power(&self, unit: &Unit, value: f64) -> u8 {
        if let Some(power) = self.power {
            return power;
        }
        let power = self.axis_power(unit);
        let does_read = value == 0.0 || reads(value, unit, power);
        if does_read || self.view.scale.is_some() { power } else { unit.power_for(value) }
    }

    /// In what the axis counts.
    pub(super) fn axis_quantity(&self) -> Quantity {
        self.quantity(|unit| self.axis_power(unit))
    }

    fn quantity(&self, power: impl FnOnce(&Unit) -> u8) -> Quantity {
        match &self.shown.kind {
            ValueKind::Money(unit) => Quantity::Money { unit: unit.clone(), power: power(unit) },
            ValueKind::Percent => Quantity::Percent,
            ValueKind::Points => Quantity::Points,
            ValueKind::Ratio => Quantity::Ratio,
            ValueKind::Index => Quantity::Index,
        }
    }

    /// A value in the axis' scale, or in one in which it reads.
    pub(super) fn size(&self, value: f64) -> Size {
        Size { value, quantity: self.quantity(|unit| self.power(unit, value)), has_plus: false, estimated: false }
    }

    /// A value of a line as the chart gives it: with the plus of a surplus, and imports the other way round.
    pub(super) fn drawn(&self, line: &Line, value: f64) -> Size {
        let (value, has_plus) = self.view.told(line, value);
        Size { has_plus, ..self.size(value) }
    }

    /// As [`Reading::drawn`], of a place in a series, which may be an estimate.
    pub(super) fn drawn_at(&self, series: &Series<'_>, at: usize) -> Size {
        let size = self.drawn(series.line, series.number(at).unwrap_or(0.0));
        Size { estimated: series.estimated(at), ..size }
    }

    /// The size of a value without its sign, which may be an estimate.
    pub(super) fn magnitude_at(&self, series: &Series<'_>, at: usize) -> Size {
        self.size_at(series, at).magnitude()
    }

    /// A value, which may be an estimate.
    pub(super) fn size_at(&self, series: &Series<'_>, at: usize) -> Size {
        Size { estimated: series.estimated(at), ..self.size(series.number(at).unwrap_or(0.0)) }
    }

    /// Whether nothing that is not listed is larger by itself than a value: else who leads those listed may not lead all.
    pub(super) fn is_largest(&self, value: f64, at: usize) -> bool {
        let unlisted = self.shown.lines.iter().filter(|line| line.role == LineRole::NotListed);
        unlisted.filter_map(|line| line.points.get(at)?.to_f64()).all(|rest| rest.abs() <= value.abs())
    }
}

/// Whether a value keeps its digits in a power of ten and has not too many of them.
fn reads(value: f64, unit: &Unit, power: u8) -> bool {
    (0.1..999.5).contains(&(value * unit.factor(power)).abs())
}
