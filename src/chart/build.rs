//! From the request for a figure to the finished figure.

use super::layout::LayoutContext;
use super::request::Request;
use super::{Anchor, Figure, Pos, Rect, Sign, Weight, alt, callouts, header_footer, key, kinds, text_metrics};
use crate::query::{Reason, Trajectories};

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
        let cx = compose(request, &foot);
        let wanted = Foot { signs: key::signs(&cx), remarks: cx.remarks };
        if wanted == foot {
            return cx.figure;
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

fn compose<'a>(request: &'a Request<'a>, foot: &Foot) -> LayoutContext<'a> {
    let mut cx = LayoutContext::new(request);
    let chart = kinds::of(request.view.chart);
    let period = chart.period(request);
    let has_text_room = cx.figure.width >= LEAST.0 && cx.figure.height >= LEAST.1;
    let area = if has_text_room {
        let when = period.and_then(|at| request.trajectories.periods.get(at)).map(|period| period.words());
        header_footer::place(&mut cx, when.as_deref(), foot)
    } else {
        Rect { x: 2.0, y: 2.0, w: (cx.figure.width - 4.0).max(0.0), h: (cx.figure.height - 4.0).max(0.0) }
    };
    let empty = !(0..request.trajectories.lines.len()).any(|line| cx.values(line).iter().any(Option::is_some));
    if empty {
        say_nothing(&mut cx, area, has_text_room);
    } else {
        chart.draw(&mut cx, area, has_text_room);
    }
    callouts::say_lost(&mut cx, period.is_some());
    cx.figure.alt = alt::text(&cx, period);
    cx
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
fn say_nothing(cx: &mut LayoutContext, area: Rect, has_text_room: bool) {
    let trajectories = cx.request.trajectories;
    let why = match (usual_reason(trajectories), cx.request.view.by.axis()) {
        (_, Some(axis)) if trajectories.lines.is_empty() => {
            format!("no {} with figures is selected", cx.request.dataset.noun(axis).word())
        }
        _ if trajectories.lines.is_empty() => "the filters leave no rows".to_owned(),
        _ if trajectories.periods.is_empty() => "no period lies in the chosen range".to_owned(),
        (Some(reason), _) => reason.to_string(),
        (None, _) => "no value in these periods".to_owned(),
    };
    cx.figure.main.rect = area;
    (cx.figure.main.x, cx.figure.main.y) = Default::default();
    if !has_text_room {
        return;
    }
    let size = cx.sizes.subtitle;
    let text = format!("Nothing to show: {}.", why.trim_end_matches('.'));
    let lines = text_metrics::wrap(&text, size, Weight::Medium, area.w * 0.8, 4);
    let top = area.y + area.h / 2.0 - lines.len() as f32 * size * 0.7;
    for (n, line) in lines.iter().enumerate() {
        let pos = Pos { x: area.x + area.w / 2.0, y: top + (n as f32 + 0.9) * size * 1.4 };
        cx.write(pos, Anchor::Middle, line, size, Weight::Medium, cx.tokens.muted);
    }
}
