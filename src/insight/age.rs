//! How old what is told is: a figure that is not of the end of what is shown says why nothing newer is told.

use crate::data::Frequency;
use crate::query::{Status, Transform};

use super::series::Series;
use super::wording::Wording;

/// A year, in months: what is not older needs no word.
const YEAR: i32 = 12;

/// Why a line has no newer figure to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// What is newer is estimated.
    Estimated,
    /// From what is newer something is missing.
    Incomplete,
    /// There is nothing newer.
    Unknown,
}

/// Why the figure at a place is older by more than a year than the end of what is shown; nothing where it is not.
fn why(series: &Series<'_>, at: usize) -> Option<Why> {
    let (told, newest) = (series.periods.get(at)?, series.periods.last()?);
    if newest.end_month() - told.end_month() <= YEAR {
        return None;
    }
    let newer = || series.line.points.iter().skip(at + 1).filter(|point| point.value.is_some());
    Some(if newer().any(|point| point.status == Status::Estimated) {
        Why::Estimated
    } else if newer().next().is_some() {
        Why::Incomplete
    } else {
        Why::Unknown
    })
}

impl Wording<'_> {
    /// "the last complete month" of a figure that is older than a year at the end of what is shown.
    pub(super) fn last_of_its_kind(&self, series: &Series<'_>, at: usize) -> Option<String> {
        let why = why(series, at)?;
        let step = match self.view.transform {
            Transform::Rolling if self.shown.frequency != Frequency::Year => "sum",
            _ => self.shown.frequency.word(),
        };
        Some(match (why, self.view.transform) {
            (Why::Estimated, _) => format!("the last {step} that is no estimate"),
            (Why::Incomplete, _) => format!("the last complete {step}"),
            (Why::Unknown, Transform::Index) => format!("the last {step} with an index"),
            (Why::Unknown, Transform::Share) => format!("the last {step} with a share"),
            (Why::Unknown, Transform::Growth) => format!("the last {step} with a growth rate"),
            (Why::Unknown, Transform::Change) => format!("the last {step} with a change"),
            (Why::Unknown, _) => format!("the last {step} with a figure"),
        })
    }

    /// Why the newest fact of a line is old: "no newer figure is complete".
    pub(super) fn nothing_newer(&self, series: &Series<'_>) -> Option<&'static str> {
        Some(match (why(series, series.last()?)?, self.view.transform) {
            (Why::Estimated | Why::Incomplete, _) => "no newer figure is complete",
            (Why::Unknown, Transform::Level | Transform::Rolling | Transform::Cumulative) => "no newer figure is known",
            (Why::Unknown, _) => "no newer one can be told",
        })
    }
}
