//! Amounts in words, on cards and in sentences, and the scale in which they are told.

use crate::data::{Scale, minus_signed};
use crate::query::{Line, LineRole, ValueKind};

use super::series::Series;
use super::wording::Wording;

impl Wording<'_> {
    /// The same words with all these values in one scale, so that they can be read below each other: that of the largest,
    /// or a finer one in which the smallest still has digits, but none in which the largest has five before the point.
    pub(super) fn in_one_scale(self, values: impl Iterator<Item = f64>) -> Self {
        let ValueKind::Money(unit) = &self.shown.kind else { return self };
        let sizes: Vec<f64> = values.map(f64::abs).filter(|size| *size > 0.0).collect();
        let (least, most) =
            (sizes.iter().copied().fold(f64::INFINITY, f64::min), sizes.iter().copied().fold(0.0, f64::max));
        let told = |size: f64, power: u8| size * 10f64.powi(i32::from(unit.exponent) - i32::from(power));
        let reads = |power: &u8| {
            let is_long_if_finer = told(most, power.saturating_sub(3)) >= 10_000.0;
            told(most, *power) >= 1.0 && (told(least, *power) >= 0.1 || is_long_if_finer)
        };
        let power = [12, 9, 6, 3].into_iter().find(reads).unwrap_or(0);
        Self { power: Some(self.view.scale.unwrap_or(power)), ..self }
    }

    /// The same words with all these values in the axis' scale where the largest of them reads in it, else in
    /// [one](Self::in_one_scale) of their own.
    pub(super) fn beside_axis(self, values: impl Iterator<Item = f64> + Clone) -> Self {
        let largest = values.clone().map(f64::abs).fold(0.0, f64::max);
        match self.axis_scale() {
            Some(scale) if reads(largest, &scale) => Self { power: self.power_of(&scale), ..self },
            _ => self.in_one_scale(values),
        }
    }

    /// The power of ten of a scale.
    fn power_of(&self, scale: &Scale) -> Option<u8> {
        let ValueKind::Money(unit) = &self.shown.kind else { return None };
        Some((f64::from(unit.exponent) - scale.factor.log10()).round() as u8)
    }

    /// The same words for values that stand in one sentence, whose scale they share: the axis' where all of them read in
    /// it.
    pub(super) fn alike<const N: usize>(self, values: [f64; N]) -> Self {
        let Some(scale) = self.axis_scale() else { return self };
        if values.iter().all(|value| *value == 0.0 || reads(*value, &scale)) {
            return self;
        }
        self.in_one_scale(values.into_iter())
    }

    /// The scale of the axis, where values are money.
    pub(super) fn axis_scale(&self) -> Option<Scale> {
        let ValueKind::Money(unit) = &self.shown.kind else { return None };
        Some(self.view.scale.map_or_else(|| unit.scale_for(self.for_scale), |power| unit.scale_at(power)))
    }

    /// The axis' scale, or one of its own for a number that would lose its digits in it or have too many of them.
    fn scale(&self, value: f64) -> Option<Scale> {
        let ValueKind::Money(unit) = &self.shown.kind else { return None };
        if let Some(power) = self.power {
            return Some(unit.scale_at(power));
        }
        let scale = self.axis_scale()?;
        let reads = value == 0.0 || reads(value, &scale);
        Some(if reads || self.view.scale.is_some() { scale } else { unit.scale_for(value) })
    }

    /// A value on a card: "−186 bn", "−6.46 tn yen", "62.3 %", "−0.12", "134".
    pub(super) fn short(&self, value: f64) -> String {
        let (number, unit) = self.number_and_unit(value);
        format!("{number} {unit}").trim_end().to_owned()
    }

    /// A value and its unit as a card writes them: "−68.1" and "bn". A percent sign stands with its number.
    pub(super) fn number_and_unit(&self, value: f64) -> (String, String) {
        match (&self.shown.kind, self.scale(value)) {
            (ValueKind::Money(_), Some(scale)) => (scale.number(value), scale.short),
            (ValueKind::Percent, _) => (format!("{}%", minus_signed(&format!("{value:.1}"))), String::new()),
            (ValueKind::Points, _) => (minus_signed(&format!("{value:.1}")), "pp".to_owned()),
            (ValueKind::Ratio, _) => (minus_signed(&format!("{value:.2}")), String::new()),
            _ => (minus_signed(&format!("{value:.0}")), String::new()),
        }
    }

    /// A value in a sentence: "6.46 trillion yen", "62.3 %".
    pub(super) fn long(&self, value: f64) -> String {
        let Some(scale) = self.scale(value) else { return self.short(value) };
        let phrase = scale.phrase(value);
        // In a sentence that opens with "The US" dollars need no second "US".
        if self.owner_code() == Some("USA") { phrase.replace(" US dollars", " dollars") } else { phrase }
    }

    /// A value of a line as [`Wording::number_and_unit`], with the plus that the chart gives it: "+68.1" of a surplus.
    pub(super) fn told(&self, line: &Line, value: f64) -> (String, String) {
        let (value, has_plus) = self.view.told(line, value);
        let (number, unit) = self.number_and_unit(value);
        (if has_plus && value > 0.0 { format!("+{number}") } else { number }, unit)
    }

    /// A value on a card, marked when it is an estimate.
    pub(super) fn short_at(&self, series: &Series<'_>, at: usize) -> String {
        let (number, unit) = self.told(series.line, series.number(at).unwrap_or(0.0));
        let text = format!("{number} {unit}").trim_end().to_owned();
        if series.estimated(at) { format!("{text} (estimated)") } else { text }
    }

    /// Whether nothing that is not listed is larger by itself than a value: else who leads those listed may not lead all.
    pub(super) fn is_largest(&self, value: f64, at: usize) -> bool {
        let unlisted = self.shown.lines.iter().filter(|line| line.role == LineRole::NotListed);
        unlisted.filter_map(|line| line.points.get(at)?.to_f64()).all(|rest| rest.abs() <= value.abs())
    }

    /// The size of a value in a sentence, marked when it is an estimate: "an estimated 6.7 trillion yen".
    pub(super) fn size_at(&self, series: &Series<'_>, at: usize) -> String {
        let text = self.long(series.number(at).unwrap_or(0.0).abs());
        if series.estimated(at) { format!("an estimated {text}") } else { text }
    }
}

/// Whether a value keeps its digits in a scale and has not too many of them.
fn reads(value: f64, scale: &Scale) -> bool {
    (0.1..999.5).contains(&(value * scale.factor).abs())
}
