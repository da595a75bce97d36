//! Trajectories -> claims: records, streaks, multiples, shares, the title, and which events belong beside them.
//! No sentence is made here: a claim is data, and `words` tells it.
//!
//! No claim the data cannot carry: values from which something is missing never enter one, estimates
//! are called estimates, and nothing is called a record across a gap or a cut range.

mod age;
mod before_after;
mod bridge;
mod claim;
mod definition;
mod fact;
mod finding;
mod headline;
mod nothing;
mod reading;
mod rules;
mod scope;
mod sector_words;
mod series;
mod sizes;
mod title;
mod traded;
mod transformed;

use crate::data::Dataset;
use crate::query::{ChartKind, GroupBy, LineRole, Trajectories, View};

pub use before_after::{BeforeAfter, Change, Note, Side, Stretch, before_after};
pub use bridge::{Contribution, contributions};
pub use claim::{
    Covers, Each, Figure, Head, LastOf, LineName, Members, Name, Newer, Owner, Quantity, Size, Step, Subject, Trade,
    When, Within,
};
pub use definition::{Course, Defined, Definition, Lines};
pub use fact::{
    Against, Direction, Extreme, Extremum, Fact, LargestChange, Multiple, Overtaken, Part, Rank, Reservation, Share,
    ShareOf, SignChange, Since, Streak, Turn,
};
pub use finding::{Finding, Kind};
pub use headline::{Headline, headline, headline_over};
pub use nothing::{NoFindings, why_no_findings};
pub use reading::covers;
pub use scope::{Scope, in_scope, other_subject, scope_of, scopes};
pub use sector_words::{fits_sector, is_sector_word};
pub use title::{Among, Claim, Movement, Nothing, Record, Title, Told};
pub use traded::{Traded, traded};

use reading::Reading;

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
    let reading = Reading::new(dataset, view, trajectories);
    let mut found = match as_ranked(view, trajectories) {
        Some((at, then)) => {
            let loaded = loaded.unwrap_or(trajectories);
            let mut found = rules::all(reading.over(&then), Some(loaded));
            found.retain(|finding| finding.at == Some(at));
            found
        }
        None => rules::all(reading, loaded),
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
    headline::tells_of_sum(Reading::new(dataset, view, trajectories))
}

/// What the one line is called that adds up what is selected, where the view draws it: the same as the sum of many lines
/// beside them.
#[must_use]
pub fn name_of_sum(dataset: &Dataset, view: &View, trajectories: &Trajectories) -> Option<LineName> {
    let sum = trajectories.lines.iter().find(|line| line.role == LineRole::Whole)?;
    let name = (view.by == GroupBy::None).then(|| Reading::new(dataset, view, trajectories).line_name(sum))?;
    // The only sector there is says nothing of the partners that are selected.
    let is_of_all = matches!(&name, LineName::One(name) if view.selection(name.axis).is_all());
    (!is_of_all).then_some(name)
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
    let found = rules::all(Reading::new(dataset, view, trajectories), loaded);
    let is_pinned =
        |finding: &Finding| view.pinned.iter().any(|pin| pin.kind == finding.kind.name() && pin.line == finding.line);
    found.into_iter().filter(is_pinned).collect()
}
