//! How old what is told is: a figure that is not of the end of what is shown says why nothing newer is told.

use super::claim::{Figure, LastOf, Newer, Step};
use super::reading::Reading;
use super::series::Series;
use crate::data::Frequency;
use crate::query::{Status, Transform};

/// A year, in months: what is not older needs no word.
const YEAR: i32 = 12;

/// Why the figure at a place is older by more than a year than the end of what is shown; nothing where it is not.
fn why(series: &Series<'_>, at: usize) -> Option<Newer> {
    let (told, newest) = (series.periods.get(at)?, series.periods.last()?);
    if newest.end_month() - told.end_month() <= YEAR {
        return None;
    }
    let newer = || series.line.points.iter().skip(at + 1).filter(|point| point.value.is_some());
    Some(if newer().any(|point| point.status == Status::Estimated) {
        Newer::Estimated
    } else if newer().next().is_some() {
        Newer::Incomplete
    } else {
        Newer::Unknown
    })
}

impl Reading<'_> {
    /// What a figure is the last of that is older than a year at the end of what is shown.
    pub(super) fn last_of_its_kind(&self, series: &Series<'_>, at: usize) -> Option<LastOf> {
        let step = match self.view.transform {
            Transform::Rolling if self.shown.frequency != Frequency::Year => Step::Sum,
            _ => Step::Period(self.shown.frequency),
        };
        Some(LastOf { newer: why(series, at)?, step, figure: self.figure() })
    }

    /// Why the newest fact of a line is old.
    pub(super) fn nothing_newer(&self, series: &Series<'_>) -> Option<(Newer, Figure)> {
        Some((why(series, series.last()?)?, self.figure()))
    }

    const fn figure(&self) -> Figure {
        match self.view.transform {
            Transform::Index => Figure::Index,
            Transform::Share => Figure::Share,
            Transform::Growth => Figure::Growth,
            Transform::Change => Figure::Change,
            Transform::Level | Transform::Rolling | Transform::Cumulative => Figure::Amount,
        }
    }
}
