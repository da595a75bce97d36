//! Trajectories -> findings in words and numbers: records, streaks, multiples, shares, the title, and
//! which events belong beside them.
//!
//! No claim the data cannot carry: values from which something is missing never enter one, estimates
//! are called estimates, and nothing is called a record across a gap or a cut range.

mod before_after;
mod bridge;
mod brief;
mod headline;
mod rules;
mod scope;
mod sector_words;
mod series;
mod subtitle;
#[cfg(test)]
mod tests;
mod wording;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::data::Dataset;
use crate::query::{Line, Pinned, Trajectories, View};

pub use before_after::{BeforeAfter, Side, before_after};
pub use bridge::{Contribution, contributions};
pub use headline::{Headline, headline, headline_over};
pub use scope::{Scope, in_scope, other_subject, scope_of, scope_warning, scopes, subject_shown};
pub use sector_words::{fits_sector, is_sector_word};
pub use wording::covered;

/// What a finding says. The names are stable: they stand in session files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The lowest value of the line: its widest deficit, its least exports.
    RecordLow,
    /// The highest value of the line: its largest surplus, its most exports.
    RecordHigh,
    /// The last value is the smallest in size for at least three years.
    SmallestSince,
    /// The last value is the largest in size for at least three years.
    LargestSince,
    /// At least three changes in the same direction up to the last value.
    Streak,
    /// The last value against the first one shown.
    Multiple,
    /// The last value against the one ten years before.
    MultipleOfTenYears,
    /// When a balance last went from deficit to surplus or back.
    SignChange,
    /// One line has overtaken another.
    Crossing,
    /// The largest line in percent of the whole.
    LargestShare,
    /// The largest change on a year before, and which line contributed most to it.
    LargestChange,
}

impl Kind {
    /// All kinds, in the order of their definition.
    pub const ALL: [Self; 11] = [
        Self::RecordLow,
        Self::RecordHigh,
        Self::SmallestSince,
        Self::LargestSince,
        Self::Streak,
        Self::Multiple,
        Self::MultipleOfTenYears,
        Self::SignChange,
        Self::Crossing,
        Self::LargestShare,
        Self::LargestChange,
    ];

    /// The stable name, as [`crate::query::Pinned::kind`] holds it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RecordLow => "record-low",
            Self::RecordHigh => "record-high",
            Self::SmallestSince => "smallest-since",
            Self::LargestSince => "largest-since",
            Self::Streak => "streak",
            Self::Multiple => "multiple",
            Self::MultipleOfTenYears => "multiple-of-ten-years",
            Self::SignChange => "sign-change",
            Self::Crossing => "crossing",
            Self::LargestShare => "largest-share",
            Self::LargestChange => "largest-change",
        }
    }

    /// The kind of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One fact computed from what is on screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What it says.
    pub kind: Kind,
    /// The line's code.
    pub line: String,
    /// The small capitals above the fact: "RECORD DEFICIT".
    pub heading: String,
    /// The fact: "Taiwan −186 bn".
    pub fact: String,
    /// The grey line under it: "12 months to Apr 2026, since Dec 1985".
    pub rule: String,
    /// How it is computed, in a full sentence.
    pub explanation: String,
    /// The place of the period in [`Trajectories::periods`], to pin it.
    pub at: Option<usize>,
    /// How much it matters, to order by; larger first.
    pub weight: f32,
}

impl Finding {
    /// What a view remembers of it when it is pinned.
    #[must_use]
    pub fn pin(&self) -> Pinned {
        Pinned { kind: self.kind.name().to_owned(), line: self.line.clone() }
    }
}

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
    let mut found = rules::all(wording::Wording::new(dataset, view, trajectories), loaded);
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
    } else if told.clone().next().is_none() {
        "No fact is told of a rest, nor of the difference between the world\u{2019}s exports and imports."
    } else if told.all(has_few) {
        "No fact is told of this selection: no line has five complete figures."
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
