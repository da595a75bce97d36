//! Why no finding is told of what is on screen.

use super::reading::Reading;
use super::rules;
use super::series::Series;
use crate::data::Dataset;
use crate::query::{ChartKind, Line, Trajectories, Transform, View};

/// Why no finding is told of what is on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoFindings {
    /// There is no figure of the selection.
    NoFigure,
    /// Several reporters are added together.
    AddedTogether,
    /// All has the whole share of itself.
    OwnShare,
    /// There is only a rest, or the difference between the world's exports and imports.
    OnlyRest,
    /// No line has enough complete figures.
    FewFigures,
    /// No rule finds anything at the period that is ranked.
    NothingAtPeriod,
    /// No rule finds anything.
    Nothing,
}

/// Why no finding is told of what is on screen.
#[must_use]
pub fn why_no_findings(dataset: &Dataset, view: &View, trajectories: &Trajectories) -> NoFindings {
    let reading = Reading::new(dataset, view, trajectories);
    let is_summed = |line: &Line| reading.summed_reporters(line).is_some();
    let mut told = rules::told(reading);
    let has_few = |line: &Line| rules::has_few(&Series { line, periods: &trajectories.periods });
    if trajectories.lines.iter().all(|line| line.last().is_none()) {
        NoFindings::NoFigure
    } else if trajectories.lines.iter().all(is_summed) {
        NoFindings::AddedTogether
    } else if told.clone().next().is_none() && view.transform == Transform::Share {
        NoFindings::OwnShare
    } else if told.clone().next().is_none() {
        NoFindings::OnlyRest
    } else if told.all(has_few) {
        NoFindings::FewFigures
    } else if view.chart == ChartKind::Ranked {
        NoFindings::NothingAtPeriod
    } else {
        NoFindings::Nothing
    }
}
