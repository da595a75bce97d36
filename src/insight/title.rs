//! What a title can claim: one finding of what is on screen, as values that any language can tell.

use super::claim::{Each, Head, Members, Name, Size, Subject, Trade, When, Within};
use crate::data::{Frequency, Period};
use crate::query::{GroupBy, Measure};

/// What stands above the chart.
#[derive(Debug, Clone, PartialEq)]
pub enum Title {
    /// What a person wrote.
    Written(String),
    /// Why there is no finding.
    Nothing(Nothing),
    /// The finding.
    Told {
        /// The code of the only reporter: its own currency needs no second word that it is its own.
        reporter: Option<String>,
        /// What is claimed.
        claim: Box<Claim>,
    },
}

/// Why a title claims nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nothing {
    /// No member is selected.
    Selected,
    /// There are figures, from each of which something is missing.
    Complete,
    /// Surpluses stand beside deficits, which have no shares.
    Shared,
    /// There are no figures.
    Known,
}

/// A finding in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Claim {
    /// What several reporters add up to is nobody's balance: what is summed, and no figure of it.
    AddedTogether {
        /// What is traded.
        trade: Trade,
        /// What is summed; turnover also of exports and imports side by side.
        measure: Measure,
        /// How many reporters.
        count: usize,
        /// The measure of the lines.
        of: Measure,
        /// With whom.
        partners: Each,
        /// In what.
        sectors: Each,
    },
    /// The world's exports and imports are one trade: how far its two tellings differ, and no surplus.
    ToldTwice {
        /// What is traded.
        trade: Trade,
        /// In what.
        sectors: Members,
        /// The difference.
        amount: Size,
        /// When.
        within: Within,
    },
    /// Who is largest at the period of a ranked chart.
    Largest {
        /// Whose trade with whom in what.
        subject: Subject,
        /// The name of the largest.
        name: Name,
        /// What it has.
        head: Head,
        /// What is ranked.
        by: GroupBy,
        /// Of whom it is the largest.
        among: Among,
        /// How much.
        amount: Size,
        /// When.
        when: When,
    },
    /// One line has overtaken another.
    Overtaken {
        /// The line that is ahead.
        ahead: Subject,
        /// The line that was.
        behind: Subject,
        /// Their own members.
        names: [Name; 2],
        /// What they have.
        head: Head,
        /// What they are lines of.
        by: GroupBy,
    },
    /// Exports beside imports.
    Flows {
        /// Of exports.
        subject: Subject,
        /// Exports less imports.
        difference: Size,
        /// When.
        within: Within,
    },
    /// A value of one line.
    Value {
        /// Whose trade with whom in what.
        subject: Subject,
        /// What the line has.
        head: Head,
        /// What is claimed of it.
        told: Told,
        /// When.
        within: Within,
    },
}

/// Of whom the largest is the largest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// Of all.
    All,
    /// Of those that are listed: what is not may hold a larger one.
    Listed,
    /// Of those that are selected.
    Selected,
    /// Of those that are selected and have a figure.
    SelectedWithFigure,
    /// Of all that have a figure.
    Reported,
}

/// What is claimed of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// How much more or less than a year before, as an amount.
    Changed(Size),
    /// How much more or less than a year before, in percent.
    Grew(Size),
    /// An index.
    Indexed {
        /// Its value.
        value: Size,
        /// The period that has a hundred.
        start: Option<Period>,
    },
    /// The share of the line that is the whole.
    WholeShare,
    /// A share.
    Shared {
        /// Its value.
        share: Size,
        /// Whose.
        name: Name,
        /// What the lines are of.
        by: GroupBy,
        /// What is traded, before the whole.
        trade: Trade,
        /// Whether everything there is is selected.
        of_everything: bool,
    },
    /// A sum since the first period.
    Accumulated {
        /// What the sum is.
        side: Head,
        /// The sum.
        amount: Size,
    },
    /// Exports in percent of imports.
    Covered(Size),
    /// The balance divided by turnover.
    Normalised(Size),
    /// A surplus turned into a deficit or back.
    Turned {
        /// What it is now: a deficit or a surplus.
        side: Head,
        /// The first period on this side, where it is not that of the figure.
        since: Option<Period>,
        /// How much it is.
        amount: Size,
    },
    /// A record, or the largest of those at hand.
    Record(Box<Record>),
    /// Against a year before.
    Moved {
        /// How it moved.
        movement: Movement,
        /// The value.
        now: Size,
        /// The value a year before.
        then: Size,
        /// When that was, where it is not just a year before.
        ago: Option<When>,
        /// Whether the value of the year before must be told, however long the title becomes.
        must: bool,
    },
    /// Zero.
    Zero,
    /// The value alone.
    Stood(Size),
}

/// What makes the last value a record in size.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// How much it is.
    pub amount: Size,
    /// The first period that it was compared with.
    pub start: Period,
    /// Whether nothing is missing since, and the file has nothing before.
    pub sure: bool,
    /// Whether something is missing since.
    pub gap: bool,
    /// What its periods are.
    pub step: Frequency,
    /// How many times an earlier value it is, and when that was.
    pub times: Option<(f64, When)>,
}

/// How a size moved against a year before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Movement {
    /// At least twice.
    Doubled,
    /// More; of a deficit wider.
    Rose,
    /// As much, to the eye.
    LittleChanged,
    /// Less; of a deficit narrower.
    Fell,
    /// About half.
    Halved,
    /// Less than that.
    FellByMoreThanHalf,
}

impl Movement {
    /// Of a size that is now so many times what it was.
    pub(super) fn of(ratio: f64) -> Self {
        if ratio >= 2.0 {
            Self::Doubled
        } else if ratio >= 1.005 {
            Self::Rose
        } else if ratio > 0.995 {
            Self::LittleChanged
        } else if ratio > 0.5 {
            Self::Fell
        } else if ratio >= 0.4 {
            Self::Halved
        } else {
            Self::FellByMoreThanHalf
        }
    }
}
