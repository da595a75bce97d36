//! Ranges and ticks: round steps for values, calendar steps for time.

use super::text_metrics::width;
use super::{Anchor, PlotAxis, Scale, Tick, Weight};
use crate::data::{Frequency, Period};

/// The smallest step of 1, 2 or 5 times a power of ten of which at most `count` fit in `span`.
#[must_use]
pub(super) fn step_for(span: f64, count: usize) -> f64 {
    let rough = span / count.max(1) as f64;
    if !rough.is_finite() || rough <= 0.0 {
        return 1.0;
    }
    let power = 10f64.powf(rough.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|n| n * power).find(|step| *step >= rough * 0.999_999).unwrap_or(10.0 * power)
}

/// The step with which the number of ticks from `min` to `max` is nearest to `count`, the finer of
/// two that are as near.
fn step_near(min: f64, max: f64, count: usize) -> f64 {
    let coarse = step_for(max - min, count);
    let power = 10f64.powf((coarse.log10() + 1e-9).floor());
    let finer = if coarse / power > 4.0 { coarse / 2.5 } else { coarse / 2.0 };
    let ticks = |step: f64| (max / step).floor() - (min / step).ceil() + 1.0;
    let off = |step: f64| (ticks(step) - count as f64).abs();
    if off(finer) <= off(coarse) { finer } else { coarse }
}

/// How much room is left beyond the values, as a share of their range.
#[derive(Debug, Clone, Copy)]
pub(super) struct Padding {
    /// Above the highest value.
    pub above: f64,
    /// Below the lowest value.
    pub below: f64,
}

/// An axis that holds `lo` to `hi` and, where there is one, the `base` (zero, or 100 for an index).
pub(super) fn value_axis(
    (lo, hi): (f64, f64),
    base: Option<f64>,
    padding: Padding,
    count: usize,
    label: impl Fn(f64, f64) -> String,
) -> PlotAxis {
    let (mut lo, mut hi) = base.map_or((lo, hi), |base| (lo.min(base), hi.max(base)));
    let size = lo.abs().max(hi.abs());
    if hi - lo <= size * 1e-9 {
        let reach = if size > 0.0 { size * 0.1 } else { 1.0 };
        (lo, hi) = (lo - reach, hi + reach);
    }
    let span = hi - lo;
    // Nothing lies beyond the base line: it stands at the edge, or just inside when all is below it.
    let above = if base == Some(hi) { 0.04 } else { padding.above };
    let below = if base == Some(lo) { 0.0 } else { padding.below };
    let (min, max) = (lo - span * below, hi + span * above);
    let step = step_near(min, max, count);
    let (first, last) = ((min / step).ceil(), (max / step).floor());
    let ticks = (0..=(last - first).clamp(0.0, 40.0) as usize)
        .map(|n| (first + n as f64) * step)
        .filter(|at| (min..=max).contains(at))
        .map(|at| Tick { at: at + 0.0, label: label(at + 0.0, step) })
        .collect();
    PlotAxis { scale: Scale::Linear { from: min, to: max }, ticks, grid: true, strokes: false, zero: base }
}

/// Where a tick's label stands on the time axis.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TimeLabel {
    /// Data coordinate.
    pub at: f64,
    /// Which end of the text stands there.
    pub anchor: Anchor,
    /// What it says.
    pub text: String,
}

/// The time axis over whole periods, and its labels for a plot of `wide` pixels, beyond the ends of
/// which a label may stand out by as much as `reach` says.
pub(super) fn time_axis(periods: &[Period], wide: f32, reach: (f32, f32), size: f32) -> (PlotAxis, Vec<TimeLabel>) {
    let (Some(first), Some(last)) = (periods.first(), periods.last()) else {
        return (PlotAxis::default(), Vec::new());
    };
    let (min, max) = (f64::from(first.start_month()), f64::from(last.end_month()));
    let plan = Plan { periods, min, max, wide, reach, size };
    let labels = match first.frequency() {
        Frequency::Year => plan.years_at_middles(),
        Frequency::Month if periods.len() <= 30 => plan.each_period(&[1, 2, 3, 6]),
        Frequency::Quarter if periods.len() <= 20 => plan.each_period(&[1, 2]),
        Frequency::Month | Frequency::Quarter => None,
    };
    let (ticks, labels) = labels.or_else(|| plan.years_at_starts()).unwrap_or_else(|| plan.ends_only());
    (PlotAxis { scale: Scale::Time { from: min, to: max }, ticks, grid: false, strokes: true, zero: None }, labels)
}

type Ticks = (Vec<Tick>, Vec<TimeLabel>);

struct Plan<'a> {
    periods: &'a [Period],
    min: f64,
    max: f64,
    wide: f32,
    reach: (f32, f32),
    size: f32,
}

const YEAR_STEPS: [i32; 8] = [1, 2, 5, 10, 20, 50, 100, 200];

impl Plan<'_> {
    fn pixels(&self, months: f64) -> f32 {
        (months / (self.max - self.min).max(1.0)) as f32 * self.wide
    }

    fn width(&self, text: &str) -> f32 {
        width(text, self.size, Weight::Regular)
    }

    /// From where to where a label reaches that stands under a middle.
    fn extent(&self, label: &TimeLabel) -> (f32, f32) {
        let (middle, half) = (self.pixels(label.at - self.min), self.width(&label.text) / 2.0);
        (middle - half, middle + half)
    }

    fn is_inside(&self, label: &TimeLabel) -> bool {
        let (left, right) = self.extent(label);
        left >= -self.reach.0 && right <= self.wide + self.reach.1
    }

    /// Yearly figures: the year under the middle of its column.
    fn years_at_middles(&self) -> Option<Ticks> {
        let widest = self.periods.iter().map(|p| self.width(&p.words())).fold(0.0, f32::max);
        let step = YEAR_STEPS.into_iter().find(|step| self.pixels(f64::from(*step) * 12.0) >= widest + 12.0)?;
        let last = self.periods.last()?.start_year();
        // Pairs count back from the last year, which matters most; wider steps keep to round years.
        let named = |year: i32| if step == 2 { (last - year) % 2 == 0 } else { year % step == 0 };
        let (named, rest): (Vec<Period>, Vec<Period>) = self.periods.iter().partition(|p| named(p.start_year()));
        let mut ticks: Vec<Tick> = named.iter().map(|p| Tick { at: p.middle(), label: p.words() }).collect();
        if self.pixels(12.0) >= 6.0 {
            ticks.extend(rest.iter().map(|p| Tick { at: p.middle(), label: String::new() }));
            ticks.sort_by(|a, b| a.at.total_cmp(&b.at));
        }
        let label = |p: &Period| TimeLabel { at: p.middle(), anchor: Anchor::Middle, text: p.words() };
        let labels: Vec<TimeLabel> = named.iter().map(label).filter(|label| self.is_inside(label)).collect();
        (!labels.is_empty()).then_some((ticks, labels))
    }

    /// Few months or quarters: each by name, the year with the first and with every January.
    fn each_period(&self, steps: &[i32]) -> Option<Ticks> {
        steps.iter().find_map(|step| {
            let labels = self.named_periods(*step);
            let apart = labels.windows(2).all(|pair| self.extent(&pair[0]).1 + 8.0 <= self.extent(&pair[1]).0);
            let inside = labels.iter().all(|label| self.is_inside(label));
            (apart && inside && !labels.is_empty()).then(|| {
                let tick = |p: &Period| {
                    let label = labels.iter().find(|label| label.at == p.middle());
                    Tick { at: p.middle(), label: label.map(|label| label.text.clone()).unwrap_or_default() }
                };
                (self.periods.iter().map(tick).collect(), labels)
            })
        })
    }

    fn named_periods(&self, step: i32) -> Vec<TimeLabel> {
        let months = self.periods.first().map_or(1, |p| p.frequency().months());
        let mut year = None;
        self.periods
            .iter()
            .filter(|p| (p.start_month().rem_euclid(12) / months) % step == 0)
            .map(|p| {
                let words = p.words();
                let with_year = year.replace(p.start_year()) != Some(p.start_year());
                let short = words.split(' ').next().unwrap_or_default().to_owned();
                let text = if with_year { words } else { short };
                TimeLabel { at: p.middle(), anchor: Anchor::Middle, text }
            })
            .collect()
    }

    /// Long monthly or quarterly figures: a stroke at each January, the year just right of it.
    fn years_at_starts(&self) -> Option<Ticks> {
        let first = (self.min / 12.0).ceil() as i32;
        let last = (self.max / 12.0).floor() as i32;
        let step =
            YEAR_STEPS.into_iter().find(|step| self.pixels(f64::from(*step) * 12.0) >= self.width("2000") + 14.0)?;
        let named = |year: i32| if step == 2 { (year - first) % 2 == 0 } else { year % step == 0 };
        let label = |year: &i32| TimeLabel { at: f64::from(*year * 12), anchor: Anchor::Start, text: year.to_string() };
        // Beyond the end of the axis there is the room of the labels above.
        let fits = |l: &TimeLabel| self.pixels(l.at - self.min) + 3.0 + self.width(&l.text) <= self.wide + self.reach.1;
        let years: Vec<i32> = (first..=last).filter(|year| named(*year)).collect();
        let labels: Vec<TimeLabel> = years.iter().map(label).filter(fits).collect();
        let minor = self.pixels(12.0) >= 5.0;
        let text = |year: i32| if named(year) { year.to_string() } else { String::new() };
        let ticks = (first..=last)
            .filter(|year| minor || named(*year))
            .map(|year| Tick { at: f64::from(year * 12), label: text(year) })
            .collect();
        (!labels.is_empty()).then_some((ticks, labels))
    }

    /// Too narrow for anything else: the first period at the left and, with room, the last at the right.
    fn ends_only(&self) -> Ticks {
        let words = |p: Option<&Period>| p.map(|p| p.words()).unwrap_or_default();
        let (first, last) = (words(self.periods.first()), words(self.periods.last()));
        let room = self.width(&first) + self.width(&last) + 8.0 <= self.wide;
        let mut labels = vec![TimeLabel { at: self.min, anchor: Anchor::Start, text: first }];
        if room && self.periods.len() > 1 {
            labels.push(TimeLabel { at: self.max, anchor: Anchor::End, text: last });
        }
        (labels.iter().map(|l| Tick { at: l.at, label: l.text.clone() }).collect(), labels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        for (span, count, step) in
            [(100.0, 5, 20.0), (430.0, 5, 100.0), (7.0, 5, 2.0), (0.3, 4, 0.1), (0.0, 5, 1.0), (1e200, 5, 2e199)]
        {
            assert!((step_for(span, count) / step - 1.0).abs() < 1e-9, "{span}/{count}: {}", step_for(span, count));
        }
    }

    fn check(periods: &[Period], wide: f32, expected: &[&str]) {
        let (axis, labels) = time_axis(periods, wide, (20.0, 20.0), 13.0);
        let texts: Vec<&str> = labels.iter().map(|label| label.text.as_str()).collect();
        assert_eq!(texts, expected);
        assert!(axis.ticks.iter().all(|tick| (axis.min()..=axis.max()).contains(&tick.at)));
    }

    fn run(first: Period, count: i32) -> Vec<Period> {
        (0..count).map(|n| first.shifted(n)).collect()
    }

    #[test]
    fn time_labels_follow_the_room() {
        check(&run(Period::year(2014), 4), 600.0, &["2014", "2015", "2016", "2017"]);
        check(&run(Period::year(2014), 12), 400.0, &["2015", "2017", "2019", "2021", "2023", "2025"]);
        check(&run(Period::quarter(2024, 3), 4), 600.0, &["Q3 2024", "Q4", "Q1 2025", "Q2"]);
        check(&run(Period::month(2014, 12), 137), 500.0, &["2015", "2017", "2019", "2021", "2023", "2025"]);
        check(
            &run(Period::month(1985, 1), 496),
            830.0,
            &["1985", "1990", "1995", "2000", "2005", "2010", "2015", "2020", "2025"],
        );
        check(&run(Period::year(2014), 4), 50.0, &["2015"]);
        check(&[], 600.0, &[]);
    }

    #[test]
    fn a_year_that_would_stand_out_has_no_label() {
        let label_of = |reach: f32| time_axis(&run(Period::year(1980), 61), 500.0, (30.0, reach), 23.0).1.pop();
        let last = |reach: f32| label_of(reach).map(|label| label.text);
        assert_eq!(last(30.0).as_deref(), Some("2040"));
        assert_eq!(last(18.0).as_deref(), Some("2030"));
    }
}
