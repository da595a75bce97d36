//! The view that a dataset opens with.

use crate::data::{Axis, Dataset, Flow, Frequency};
use crate::query::{ChartKind, GroupBy, Measure, Transform, View};

/// Files of at least so many months open with sums of twelve of them.
const MONTHS_TO_SUM: usize = 36;

/// The dataset's own default view; without one, a measure that its flows can answer.
#[must_use]
pub fn opening_view(dataset: &Dataset) -> View {
    let stated = dataset.meta.default_view.clone().and_then(|view| serde_json::from_value(view).ok());
    stated.unwrap_or_else(|| {
        let has = |flow: Flow| dataset.flows() & flow.bit() != 0;
        let measure = match (has(Flow::Export), has(Flow::Import), has(Flow::Balance)) {
            (true, false, false) => Measure::Exports,
            (false, true, false) => Measure::Imports,
            // One's exports less another's imports are nobody's balance.
            (true, true, false) if !has_reporter_of_both(dataset) => Measure::Exports,
            _ => Measure::Balance,
        };
        let many = |axis: Axis| dataset.dimension(axis).iter().filter(|(_, m)| m.role.in_tree()).count() > 1;
        let by = if many(Axis::Reporter) {
            GroupBy::Reporter
        } else if many(Axis::Partner) {
            GroupBy::Partner
        } else if many(Axis::Sector) {
            GroupBy::Sector
        } else {
            GroupBy::None
        };
        // Of one period there is no course, only an order; single months hide it behind their seasons.
        let months = dataset.periods.iter().filter(|period| period.frequency() == Frequency::Month).count();
        let (chart, transform) = match (dataset.periods.len(), by) {
            (1, GroupBy::Reporter | GroupBy::Partner | GroupBy::Sector) => (ChartKind::Ranked, Transform::Level),
            _ if months == dataset.periods.len() && months >= MONTHS_TO_SUM => (ChartKind::Lines, Transform::Rolling),
            _ => (ChartKind::Lines, Transform::Level),
        };
        View { measure, by, top: 8, chart, transform, ..View::default() }
    })
}

/// Whether some reporter reports exports and imports.
fn has_reporter_of_both(dataset: &Dataset) -> bool {
    let mut reporters = dataset.dimension(Axis::Reporter).iter();
    reporters.any(|(id, _)| dataset.coverage(Axis::Reporter, id).flows & Flow::BOTH == Flow::BOTH)
}
