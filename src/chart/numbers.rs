//! How values of a figure are scaled and written: on ticks, in labels, in words.

use crate::data::{MINUS, fixed, minus_signed};
use crate::query::{Point, Trajectories, ValueKind, View};

/// Beyond this a shown number is drawn at the limit, so that no coordinate overflows.
const LIMIT: f64 = 1e200;

/// The scale of a figure and the way its numbers are written.
#[derive(Debug, Clone)]
pub(super) struct Numbers {
    /// Multiply a value by this to get the shown number.
    pub factor: f64,
    /// The scale in words: "billion US dollars".
    pub words: String,
    /// What follows a number directly: "%" or nothing.
    suffix: &'static str,
    /// Decimals that all labels share; three significant digits for each where none.
    decimals: Option<usize>,
    /// Whether a positive number has a sign because the sign carries the meaning.
    pub plus: bool,
}

impl Numbers {
    /// The scale for the trajectories: the one that was chosen, or the one in which they read best.
    pub(super) fn new(trajectories: &Trajectories, view: &View) -> Self {
        let largest = trajectories.largest();
        let (factor, words, suffix) = match &trajectories.kind {
            ValueKind::Money(unit) => {
                let scale = view
                    .scale
                    .map_or_else(|| unit.scale_for(trajectories.size_for_scale()), |power| unit.scale_at(power));
                (scale.factor, scale.words, "")
            }
            ValueKind::Percent => (1.0, "percent".to_owned(), "%"),
            ValueKind::Points => (1.0, "percentage points".to_owned(), ""),
            ValueKind::Ratio => (1.0, format!("ratio from {MINUS}1 to +1"), ""),
            ValueKind::Index => (1.0, "first complete value = 100".to_owned(), ""),
        };
        let largest = (largest * factor).abs();
        let decimals = match trajectories.kind {
            ValueKind::Ratio => Some(2),
            ValueKind::Percent | ValueKind::Points | ValueKind::Index => Some(usize::from(largest < 999.5)),
            ValueKind::Money(_) => (largest >= 99.95).then_some(0),
        };
        Self { factor, words, suffix, decimals, plus: view.is_signed() }
    }

    /// The shown number of a point, finite and within drawable limits.
    pub(super) fn shown(&self, point: &Point) -> Option<f64> {
        let shown = point.to_f64()? * self.factor;
        (!shown.is_nan()).then(|| shown.clamp(-LIMIT, LIMIT))
    }

    /// A label: `−6.46`, `+18`, `12.5%`. Among numbers over a hundred none has decimals, unless that
    /// would say zero.
    pub(super) fn label(&self, shown: f64) -> String {
        self.written(shown, self.plus)
    }

    /// As [`Numbers::label`], with its plus or without.
    pub(super) fn written(&self, shown: f64, plus: bool) -> String {
        let size = shown.abs();
        let mut decimals = self.decimals.unwrap_or(match size {
            _ if size >= 99.95 => 0,
            _ if size >= 9.995 => 1,
            _ => 2,
        });
        while decimals < 4 && size > 0.0 && size < 0.5 * 10f64.powi(-(decimals as i32)) {
            decimals += 1;
        }
        let sign = if plus && shown > 0.0 { "+" } else { "" };
        format!("{sign}{}{}", written(shown, decimals), self.suffix)
    }

    /// A tick's label, with as many decimals as its step needs.
    pub(super) fn tick(&self, at: f64, step: f64) -> String {
        let decimals =
            if step > 0.0 && step < 1.0 { (-step.log10() - 1e-9).ceil().clamp(0.0, 9.0) as usize } else { 0 };
        let text = written(at, decimals);
        if at == 0.0 && self.suffix.is_empty() { "0".to_owned() } else { format!("{text}{}", self.suffix) }
    }
}

/// A number with a true minus and thousands separators; powers of ten where digits would run away.
fn written(number: f64, decimals: usize) -> String {
    if number.abs() >= 1e9 || (number != 0.0 && number.abs() < 1e-9) {
        return format!("{number:.1e}").replace('-', &MINUS.to_string());
    }
    minus_signed(&fixed(number, decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_alike() {
        // What a sum of fractions leaves of the same half, above it and below.
        for half in [-50.5, -50.5 + 1e-14, -50.5 - 1e-14, 0.1 + 0.2 - 50.8] {
            assert_eq!(written(half, 0), "\u{2212}51", "{half:?}");
        }
        assert_eq!(written(-50.4999, 0), "\u{2212}50");
    }

    #[test]
    fn numbers_are_written_alike() {
        let numbers = Numbers { factor: 1.0, words: String::new(), suffix: "", decimals: Some(0), plus: true };
        for (number, text) in [(-186.2, "−186"), (18.0, "+18"), (0.04, "+0.04"), (0.0, "0"), (-2e12, "−2.0e12")] {
            assert_eq!(numbers.label(number), text);
        }
        for (at, step, text) in [(-100.0, 50.0, "−100"), (0.0, 0.5, "0"), (0.5, 0.5, "0.5"), (1000.0, 500.0, "1,000")]
        {
            assert_eq!(numbers.tick(at, step), text);
        }
    }
}
