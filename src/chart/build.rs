//! The request for a figure and the way from it to the finished figure.

use super::sheet::Sheet;
use super::{Anchor, Figure, Pos, Rect, Sign, Theme, Weight, alt, frame, key, measure, ranked, timeline};
use crate::data::{Dataset, Event};
use crate::query::{ChartKind, Reason, Trajectories, View};

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

/// The smallest figure that has room for words; below it only the marks are drawn.
const LEAST: (f32, f32) = (200.0, 140.0);

/// Places everything for one size and theme. Never fails: where there is nothing to draw, the figure
/// says so.
#[must_use]
pub fn build(request: &Request) -> Figure {
    // What does not fit in the plot is said in the footer, which takes room from the plot: go on
    // until both agree. They do after two rounds but for rare sizes on an edge.
    let mut foot = Foot::default();
    for _ in 0..3 {
        let sheet = compose(request, &foot);
        let wanted = Foot { signs: key::signs(&sheet), remarks: sheet.remarks };
        if wanted == foot {
            return sheet.figure;
        }
        foot = wanted;
    }
    compose(request, &foot).figure
}

/// What the foot must say because of what is drawn above it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Foot {
    /// Entries of the key.
    pub signs: Vec<(Sign, String)>,
    /// What did not fit in the plot.
    pub remarks: Vec<String>,
}

fn compose<'a>(request: &'a Request<'a>, foot: &Foot) -> Sheet<'a> {
    let mut sheet = Sheet::new(request);
    let ranked = request.view.chart == ChartKind::Ranked;
    let ranked_at = if ranked { request.trajectories.ranked_at(request.view.ranked_at) } else { None };
    let roomy = sheet.figure.width >= LEAST.0 && sheet.figure.height >= LEAST.1;
    let area = if roomy {
        let when = ranked_at.and_then(|at| request.trajectories.periods.get(at)).map(|period| period.words());
        frame::place(&mut sheet, when.as_deref(), foot)
    } else {
        Rect { x: 2.0, y: 2.0, w: (sheet.figure.width - 4.0).max(0.0), h: (sheet.figure.height - 4.0).max(0.0) }
    };
    let empty = !(0..request.trajectories.lines.len()).any(|line| sheet.values(line).iter().any(Option::is_some));
    match ranked_at {
        _ if empty => say_nothing(&mut sheet, area, roomy),
        Some(at) => ranked::draw(&mut sheet, area, at, roomy),
        None => timeline::draw(&mut sheet, area, roomy),
    }
    sheet.figure.alt = alt::text(&sheet, ranked_at);
    sheet
}

/// The reason that most points have.
fn usual_reason(trajectories: &Trajectories) -> Option<&Reason> {
    let mut counts = vec![0usize; trajectories.reasons.len()];
    for reason in trajectories.lines.iter().flat_map(|line| &line.points).filter_map(|point| point.reason) {
        if let Some(count) = counts.get_mut(usize::from(reason)) {
            *count += 1;
        }
    }
    // Of two as usual the first that was given.
    let usual = (0..counts.len()).rev().max_by_key(|at| counts[*at]).filter(|at| counts[*at] > 0);
    trajectories.reasons.get(usual?)
}

/// A message in the middle where no value can be drawn.
fn say_nothing(sheet: &mut Sheet, area: Rect, roomy: bool) {
    let trajectories = sheet.request.trajectories;
    let why = match (usual_reason(trajectories), sheet.request.view.by.axis()) {
        (_, Some(axis)) if trajectories.lines.is_empty() => {
            format!("no {} with figures is selected", sheet.request.dataset.noun(axis).word())
        }
        _ if trajectories.lines.is_empty() => "the filters leave no rows".to_owned(),
        _ if trajectories.periods.is_empty() => "no period lies in the chosen range".to_owned(),
        (Some(reason), _) => reason.to_string(),
        (None, _) => "no value in these periods".to_owned(),
    };
    sheet.figure.plot = area;
    sheet.figure.x = super::AxisScale { min: 0.0, max: 1.0, ..Default::default() };
    sheet.figure.y = sheet.figure.x.clone();
    if !roomy {
        return;
    }
    let size = sheet.sizes.subtitle;
    let text = format!("Nothing to show: {}.", why.trim_end_matches('.'));
    let lines = measure::wrap(&text, size, Weight::Medium, area.w * 0.8, 4);
    let top = area.y + area.h / 2.0 - lines.len() as f32 * size * 0.7;
    for (n, line) in lines.iter().enumerate() {
        let pos = Pos { x: area.x + area.w / 2.0, y: top + (n as f32 + 0.9) * size * 1.4 };
        sheet.write(pos, Anchor::Middle, line, size, Weight::Medium, sheet.tokens.muted);
    }
}
