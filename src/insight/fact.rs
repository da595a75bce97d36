//! What a fact says: a record, a streak, a share, as values that any language can tell.

use super::claim::{Head, LineName, Size, When};
use crate::data::{Frequency, Noun, Period};

/// What a finding says.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// The lowest or the highest value of a line.
    Record(Box<Extreme>),
    /// The smallest or largest for years.
    Since(Box<Since>),
    /// Changes in one direction.
    Streak(Box<Streak>),
    /// A value against an earlier one.
    Multiple(Box<Multiple>),
    /// When a balance last went from deficit to surplus or back.
    SignChange(Box<SignChange>),
    /// The largest change on a year before.
    LargestChange(Box<LargestChange>),
    /// One line has overtaken another.
    Overtaken(Box<Overtaken>),
    /// The largest line in percent of the whole.
    Share(Box<Share>),
}

/// What an extreme is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extremum {
    /// A fall on a year before.
    Fall,
    /// A rise on a year before.
    Rise,
    /// A decline in percent.
    Decline,
    /// Growth in percent.
    Growth,
    /// A share.
    Share,
    /// An index.
    Index,
    /// What the values are called.
    Of(Head),
}

/// What a comparison with all values of a stretch of time leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reservation {
    /// Some between are missing.
    Gap,
    /// The file reaches further back.
    Cut,
    /// Some were laid in from another file.
    LaidIn,
    /// Some are estimates.
    Estimates,
}

impl Reservation {
    /// Those of which it holds.
    pub(super) fn that_hold<const N: usize>(all: [(Self, bool); N]) -> Vec<Self> {
        all.into_iter().filter(|(_, holds)| *holds).map(|(reservation, _)| reservation).collect()
    }
}

/// Of what rank an extreme is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// The largest there has been, up to now.
    Record,
    /// The largest of those at hand.
    Peak,
    /// The lowest.
    Lowest,
}

/// The lowest or the highest value of a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Extreme {
    /// What the line is called.
    pub name: LineName,
    /// The value.
    pub size: Size,
    /// When it was.
    pub when: When,
    /// What it is.
    pub extremum: Extremum,
    /// Of what rank.
    pub rank: Rank,
    /// Whether it is the lowest that was reported, and not the highest.
    pub is_lowest: bool,
    /// Whether it is the last value.
    pub is_now: bool,
    /// The periods of the first and the last value that it was compared with.
    pub range: (Period, Period),
    /// With how many values it was compared, itself among them.
    pub count: usize,
    /// What the periods are.
    pub step: Frequency,
    /// What it leaves open.
    pub open: Vec<Reservation>,
}

/// The smallest or largest value for years.
#[derive(Debug, Clone, PartialEq)]
pub struct Since {
    /// What the line is called.
    pub name: LineName,
    /// The value.
    pub size: Size,
    /// When it was.
    pub when: When,
    /// What it is.
    pub head: Head,
    /// Whether it is the smallest.
    pub is_small: bool,
    /// The period back to which it was compared, and its own.
    pub range: (Period, Period),
    /// Whether the first one was as small or as large; else the series starts there.
    pub has_equal: bool,
    /// What the periods are.
    pub step: Frequency,
    /// What it leaves open.
    pub open: Vec<Reservation>,
}

/// In which direction a streak goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// A deficit grew.
    Wider,
    /// A deficit shrank.
    Narrower,
    /// A surplus grew.
    Larger,
    /// A surplus shrank.
    Smaller,
    /// A value rose.
    Higher,
    /// A value fell.
    Lower,
    /// A value below zero fell.
    FurtherBelowZero,
    /// A value below zero rose.
    CloserToZero,
}

/// Changes in one direction.
#[derive(Debug, Clone, PartialEq)]
pub struct Streak {
    /// What the line is called.
    pub name: LineName,
    /// In which direction.
    pub direction: Direction,
    /// How many.
    pub count: usize,
    /// What the periods are.
    pub step: Frequency,
    /// Whether the values are sums of a year.
    pub of_sums: bool,
    /// The last period.
    pub last: Period,
    /// Whether some are estimates.
    pub estimates: bool,
}

/// Against which earlier value one stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// The first one shown.
    First,
    /// That of ten years before.
    TenYearsBefore,
}

/// A value against an earlier one.
#[derive(Debug, Clone, PartialEq)]
pub struct Multiple {
    /// What the line is called.
    pub name: LineName,
    /// What the value is, where the line's name does not say it.
    pub head: Option<Head>,
    /// Against which.
    pub against: Against,
    /// How many times the earlier one it is.
    pub ratio: f64,
    /// The earlier value, and when it was.
    pub from: (Size, When),
    /// The value, and when it was.
    pub to: (Size, When),
}

/// When a turn was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Within what a value covers.
    Within(When),
    /// Somewhere between two periods, of which nothing is known.
    Between(Period, Period),
}

/// When a balance last went from deficit to surplus or back.
#[derive(Debug, Clone, PartialEq)]
pub struct SignChange {
    /// What the line is called.
    pub name: LineName,
    /// What it turned to.
    pub to: Head,
    /// When.
    pub turn: Turn,
    /// The periods before and after it.
    pub periods: (Period, Period),
    /// The values before and after it.
    pub sizes: (Size, Size),
}

/// The largest change on a year before.
#[derive(Debug, Clone, PartialEq)]
pub struct LargestChange {
    /// What the line is called.
    pub name: LineName,
    /// By how much, estimated where one of the values is.
    pub change: Size,
    /// When.
    pub when: When,
    /// The largest contribution in the direction of the change.
    pub most: Option<Part>,
    /// Of how many changes it is the largest.
    pub count: usize,
    /// The value and that of a year before.
    pub sizes: (Size, Size),
    /// Whether the changes of the lines add up to it.
    pub adds_up: bool,
}

/// A contribution to a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The label of its line.
    pub label: String,
    /// By how much.
    pub change: Size,
    /// Whether it is of exports or imports, which go up or down.
    pub is_flow: bool,
}

/// One line has overtaken another.
#[derive(Debug, Clone, PartialEq)]
pub struct Overtaken {
    /// The label of the line that is ahead, and its value.
    pub ahead: (String, Size),
    /// The label of the line that was, and its value.
    pub behind: (String, Size),
    /// What they have.
    pub head: Head,
    /// Whether it is the largest of all, and not just the larger of the two.
    pub is_largest: bool,
    /// Since when it is ahead.
    pub since: Period,
}

/// Of what a line has a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShareOf {
    /// Of those that are listed: most is not.
    Listed,
    /// Of the whole.
    Whole,
    /// Of so many lines.
    Lines(usize),
}

/// The largest line in percent of the whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// The label of the line.
    pub label: String,
    /// What the lines are of.
    pub noun: Option<Noun>,
    /// Of what.
    pub of: ShareOf,
    /// Its share in percent.
    pub share: f64,
    /// When.
    pub when: When,
    /// Its share at the first period.
    pub before: Option<(f64, Period)>,
    /// Whether there are estimates among the lines.
    pub estimates: bool,
    /// How much of the whole is not listed in percent, where that is more than its share.
    pub unlisted: Option<f64>,
}
