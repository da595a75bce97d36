//! A finding: one fact computed from what is on screen, and what kinds of them there are.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::claim::{Figure, Newer};
use super::fact::Fact;

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
    /// Of which kind it is.
    pub kind: Kind,
    /// The line's code.
    pub line: String,
    /// What it says.
    pub fact: Fact,
    /// Why it is old, where it is on the newest figure of a line that ended long ago.
    pub newer: Option<(Newer, Figure)>,
    /// The place of the period in [`crate::query::Trajectories::periods`], to pin it.
    pub at: Option<usize>,
    /// How much it matters, to order by; larger first.
    pub weight: f32,
}
