//! Ragged ends: what is drawn where a line's values are incomplete before or after all that are complete.

use std::collections::BTreeMap;

use super::colors::has_own;
use crate::data::Period;
use crate::query::{Line, LineRole, Point, Reason, Trajectories};

/// How a ragged end of a line is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RaggedEnd {
    /// As points that nothing joins.
    Apart,
    /// Dashed.
    Dashed,
    /// Not at all.
    Hidden,
}

/// Incomplete points at an end that are no more than these stand by themselves: joined they would be a slope.
const STAND_APART: usize = 2;

/// Of so many lines it is said by name that they are not drawn to their end.
const MOST_NAMED: usize = 4;

/// A sum that lacks more than one in so many of its parts is another sum.
const FEW_LACK: usize = 10;

impl RaggedEnd {
    /// How `count` incomplete points at an end of a line are shown, of which this is one.
    ///
    /// Of a sum of others nothing is: who stops reporting moves from one rest to another, and both would swing for no
    /// other reason. A sum of a set that goes on without some of its parts would rise or fall by them alone, and four
    /// months of a year beside twelve would be a fall.
    fn of(trajectories: &Trajectories, line: &Line, point: &Point, count: usize) -> Self {
        let complete = line.complete_range().map_or(0, Iterator::count);
        let is_sum = matches!(line.role, LineRole::Whole | LineRole::Flow);
        match count {
            _ if !has_own(line) || is_unfinished(trajectories, point) => Self::Hidden,
            _ if is_sum && lacks_many(trajectories, point) => Self::Hidden,
            ..=STAND_APART => Self::Apart,
            _ if is_sum && complete >= count => Self::Hidden,
            _ => Self::Dashed,
        }
    }
}

/// Whether only some months or quarters of a point's period have a figure.
fn is_unfinished(trajectories: &Trajectories, point: &Point) -> bool {
    point.is_partial() && matches!(trajectories.reason(point), Some(Reason::Steps { .. }))
}

/// Whether a point is a sum without many of its parts.
fn lacks_many(trajectories: &Trajectories, point: &Point) -> bool {
    let reason = trajectories.reason(point).filter(|_| point.is_partial());
    matches!(reason, Some(Reason::Silent { missing, all, .. }) if missing * FEW_LACK > *all)
}

/// For each place of a line how it is shown where it lies at a ragged end.
pub(super) fn ragged_ends(trajectories: &Trajectories, line: &Line) -> Vec<Option<RaggedEnd>> {
    let mut ends = vec![None; line.points.len()];
    let Some((first, last)) = line.complete_range().map(std::ops::RangeInclusive::into_inner) else { return ends };
    for range in [0..first, last + 1..ends.len()] {
        let count =
            line.points.get(range.clone()).unwrap_or_default().iter().filter(|point| point.is_partial()).count();
        for (end, point) in ends.iter_mut().zip(&line.points).skip(range.start).take(range.len()) {
            *end = Some(RaggedEnd::of(trajectories, line, point, count));
        }
    }
    ends
}

/// The periods at the ends of lines that are not drawn because they are unfinished: "2026 (4 of 12 months)", of some of
/// the lines "Mexico 2025 (2 of 12 months)".
pub(super) fn unfinished(trajectories: &Trajectories) -> Vec<String> {
    let lines: Vec<&Line> = trajectories.lines.iter().filter(|line| has_own(line)).collect();
    let why = |line: &Line, at: usize| {
        let point = line.points.get(at).filter(|point| is_unfinished(trajectories, point))?;
        let is_hidden = hidden(trajectories, line).get(at) == Some(&true);
        is_hidden.then(|| trajectories.reason(point)?.short()).flatten()
    };
    let told = |(at, period): (usize, &Period)| {
        let known = lines.iter().filter(|line| line.points.get(at).is_some_and(|point| point.value.is_some())).count();
        // Lines may end in different months of a year.
        let mut by_reason: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for line in &lines {
            if let Some(why) = why(line, at) {
                by_reason.entry(why).or_default().push(&line.label);
            }
        }
        let words = |(why, names): (String, Vec<&str>)| {
            let whose = match names.len() {
                count if count == known => String::new(),
                ..=MOST_NAMED => format!("{} ", names.join(", ")),
                count => format!("{count} lines "),
            };
            format!("{whose}{} ({why})", period.words())
        };
        by_reason.into_iter().map(words).collect::<Vec<_>>()
    };
    trajectories.periods.iter().enumerate().flat_map(told).collect()
}

/// For each place of a line whether what stands there is not drawn: incomplete, at an end.
#[must_use]
pub fn hidden(trajectories: &Trajectories, line: &Line) -> Vec<bool> {
    ragged_ends(trajectories, line).into_iter().map(|end| end == Some(RaggedEnd::Hidden)).collect()
}

/// Before and after which place incomplete sums are not drawn, where the line is one of its own, or there are more than
/// `few` of them. What is unfinished is said by itself.
pub(super) fn hidden_beyond(trajectories: &Trajectories, line: &Line, few: usize) -> [Option<usize>; 2] {
    let Some((first, last)) = line.complete_range().map(std::ops::RangeInclusive::into_inner) else { return [None; 2] };
    let few = if has_own(line) { 0 } else { few };
    let hidden = hidden(trajectories, line);
    let hides = |places: std::ops::Range<usize>| {
        let points = places.filter_map(|at| Some((at, line.points.get(at)?)));
        let count = points
            .filter(|(at, point)| {
                hidden.get(*at) == Some(&true) && point.is_partial() && !is_unfinished(trajectories, point)
            })
            .count();
        count > few
    };
    [hides(0..first).then_some(first), hides(last + 1..line.points.len()).then_some(last)]
}
