//! Trajectories -> findings in words and numbers: records, streaks, multiples, shares, the title, and
//! which events belong beside them.
//!
//! No claim the data cannot carry: values from which something is missing never enter one, estimates
//! are called estimates, and nothing is called a record across a gap or a cut range.

mod age;
mod amounts;
mod before_after;
mod bridge;
mod brief;
mod finding;
mod headline;
mod rules;
mod scope;
mod sector_words;
mod series;
mod subtitle;
#[cfg(test)]
mod tests;
mod traded;
mod transformed;
mod wording;

use crate::data::{Axis, Dataset};
use crate::query::{ChartKind, GroupBy, Line, LineRole, Trajectories, Transform, View};

pub use before_after::{BeforeAfter, Side, before_after};
pub use bridge::{Contribution, contributions};
pub use finding::{Finding, Kind};
pub use headline::{Headline, headline, headline_over};
pub use scope::{Scope, in_scope, other_subject, scope_of, scope_warning, scopes};
pub use sector_words::{fits_sector, is_sector_word};
pub use traded::{Traded, traded};
pub use wording::{covered, covers};

/// At most this many findings are handed out.
const MOST: usize = 12;
/// At most this many of one kind.
const MOST_OF_A_KIND: usize = 3;

/// The findings of what is on screen, best first: at most 12, at most 3 of one kind, and where there
/// are several lines at most 4 of one line.
///
/// Records are claimed for the range that the trajectories span. Where the file reaches further back
/// than the range shown, use [`findings_over`].
#[must_use]
pub fn findings(dataset: &Dataset, view: &View, trajectories: &Trajectories) -> Vec<Finding> {
    findings_over(dataset, view, trajectories, None)
}

/// As [`findings`], with the same view over the whole file as `loaded` (its range and `top` left out
/// of account), so that records and "since" reach back before the range shown.
#[must_use]
pub fn findings_over(
    dataset: &Dataset,
    view: &View,
    trajectories: &Trajectories,
    loaded: Option<&Trajectories>,
) -> Vec<Finding> {
    // Of what is not on the chart no fact stands beside it.
    if trajectories.lines.iter().all(|line| line.last().is_none()) {
        return Vec::new();
    }
    let words = wording::Wording::new(dataset, view, trajectories);
    let mut found = match as_ranked(view, trajectories) {
        Some((at, then)) => {
            let loaded = loaded.unwrap_or(trajectories);
            let mut found = rules::all(words.over(&then), Some(loaded));
            found.retain(|finding| finding.at == Some(at));
            found
        }
        None => rules::all(words, loaded),
    };
    found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| (a.kind, &a.line).cmp(&(b.kind, &b.line))));
    let of_a_line = if trajectories.lines.len() > 1 { 4 } else { MOST };
    let mut kept: Vec<Finding> = Vec::with_capacity(MOST);
    for finding in found {
        let of_line = kept.iter().filter(|other| other.line == finding.line).count();
        let of_kind = kept.iter().filter(|other| other.kind == finding.kind).count();
        if kept.len() < MOST && of_line < of_a_line && of_kind < MOST_OF_A_KIND {
            kept.push(finding);
        }
    }
    kept
}

/// The place of the period of a ranked chart, and the lines as they were known by then: no fact of another period stands
/// beside them.
fn as_ranked(view: &View, shown: &Trajectories) -> Option<(usize, Trajectories)> {
    let at = shown.ranked_at(view.ranked_at).filter(|_| view.chart == ChartKind::Ranked)?;
    let mut then = shown.clone();
    then.periods.truncate(at + 1);
    then.lines.iter_mut().chain(&mut then.whole).for_each(|line| line.points.truncate(at + 1));
    Some((at, then))
}

/// Whether the title tells of the sum of all lines, which none of them shows.
#[must_use]
pub fn tells_of_sum(dataset: &Dataset, view: &View, trajectories: &Trajectories) -> bool {
    headline::tells_of_sum(wording::Wording::new(dataset, view, trajectories).brief())
}

/// What the one line is called that adds up what is selected, "Eight partners", where the view draws it: the same as the
/// sum of many lines beside them.
#[must_use]
pub fn name_of_sum(dataset: &Dataset, view: &View, trajectories: &Trajectories) -> Option<String> {
    let words = wording::Wording::new(dataset, view, trajectories);
    let sum = trajectories.lines.iter().find(|line| line.role == LineRole::Whole)?;
    let name = (view.by == GroupBy::None).then(|| words.name(sum))?;
    // The only sector there is says nothing of the partners that are selected.
    let is_of_all = Axis::ALL.into_iter().any(|axis| {
        let lone =
            matches!(words.chosen(axis), wording::Chosen::One(id) if dataset.dimension(axis).get(id).label == name);
        lone && view.selection(axis).is_all()
    });
    (!is_of_all).then_some(name)
}

/// Why no finding is told of what is on screen, in a sentence.
#[must_use]
pub fn why_no_findings(dataset: &Dataset, view: &View, trajectories: &Trajectories) -> &'static str {
    let words = wording::Wording::new(dataset, view, trajectories);
    let is_summed = |line: &Line| words.summed_reporters(line).is_some();
    let mut told = rules::told(words);
    let has_few = |line: &Line| rules::has_few(&series::Series { line, periods: &trajectories.periods });
    if trajectories.lines.iter().all(|line| line.last().is_none()) {
        "There is no figure of this selection to tell a fact of."
    } else if trajectories.lines.iter().all(is_summed) {
        "No fact is told of several reporters added together: choose one of them, or group by reporter."
    } else if told.clone().next().is_none() && view.transform == Transform::Share {
        "No fact is told of the share that all has of itself."
    } else if told.clone().next().is_none() {
        "No fact is told of a rest, nor of the difference between the world\u{2019}s exports and imports."
    } else if told.all(has_few) {
        "No fact is told of this selection: no line has five complete figures."
    } else if view.chart == ChartKind::Ranked {
        "No record, streak, multiple or turn is found at the period that is ranked."
    } else {
        "No record, streak, multiple or turn is found in this selection."
    }
}

/// The finding that a pin on the chart stands for, also when it is not among the best.
#[must_use]
pub fn pinned(
    dataset: &Dataset,
    view: &View,
    trajectories: &Trajectories,
    loaded: Option<&Trajectories>,
) -> Vec<Finding> {
    if view.pinned.is_empty() {
        return Vec::new();
    }
    let found = rules::all(wording::Wording::new(dataset, view, trajectories), loaded);
    let is_pinned =
        |finding: &Finding| view.pinned.iter().any(|pin| pin.kind == finding.kind.name() && pin.line == finding.line);
    found.into_iter().filter(is_pinned).collect()
}
