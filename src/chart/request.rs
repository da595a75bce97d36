//! The request for a figure: everything that it is made from.

use super::Theme;
use crate::data::{Dataset, Event};
use crate::query::{Trajectories, View};

/// Which texts around the plot are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Parts {
    /// Title and subtitle.
    pub title: bool,
    /// Source, notes and remarks.
    pub footer: bool,
}

impl Default for Parts {
    fn default() -> Self {
        Self { title: true, footer: true }
    }
}

/// A finding that is pinned to a point: a dot and a small callout.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pin {
    /// Index of the trajectory.
    pub line: usize,
    /// Index of the period.
    pub period: usize,
    /// What the callout says.
    pub text: String,
}

/// Everything that a figure is made from.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// For the source and the unit in the footer.
    pub dataset: &'a Dataset,
    /// For the kind of chart, the measure and the scale.
    pub view: &'a View,
    /// What is drawn.
    pub trajectories: &'a Trajectories,
    /// Whether lines stand beside their sum, because the title tells of it: what is claimed can be seen.
    pub with_sum: bool,
    /// The events to flag, already filtered to the scope; those outside of the periods are left out.
    pub events: &'a [&'a Event],
    /// The title sentence.
    pub title: &'a str,
    /// The definition under it.
    pub subtitle: &'a str,
    /// Findings on the chart.
    pub pins: &'a [Pin],
    /// For each line its place in the palette, from [`super::Colors`]; by the order of the lines where it is empty.
    pub colors: &'a [usize],
    /// Width and height in logical pixels.
    pub size: (f32, f32),
    /// Light or dark.
    pub theme: Theme,
    /// 1 for the window; larger for presenting.
    pub text_scale: f32,
    /// Which texts around the plot are drawn.
    pub parts: Parts,
}
