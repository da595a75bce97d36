//! What claims are made of: subject, measure, size, comparison and period, as values that any language can tell.

use crate::data::{Axis, Frequency, Period, Subject as Kind, Unit};
use crate::query::{Measure, Transform};

/// A member of the dataset that a claim names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Along which axis it stands.
    pub axis: Axis,
    /// Its code.
    pub code: String,
    /// What the file calls it.
    pub label: String,
}

/// What a claim is about along one axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Members {
    /// The whole, which needs no word, or what is named elsewhere in the sentence.
    Whole,
    /// One of them.
    One(Name),
    /// So many of them: what is selected, or a list of which no total is published.
    Several(usize),
    /// The whole without these.
    Except(Vec<Name>),
    /// Those beyond the largest ones.
    Others,
    /// What the published total has beyond those that are listed.
    NotListed,
}

/// Along one axis of what is grouped by it, or of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Each {
    /// Each member has a line.
    Each,
    /// All lines are of these.
    All(Members),
}

/// Whose trade a claim is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// A reporter, or the published total of all.
    Reporter(Name),
    /// A reporter whom the file does not state.
    NotStated,
    /// Several added together.
    Combined,
}

/// What is traded, as it stands before the word of a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trade {
    /// No word: a sector says it, or none would be true of all that is shown.
    Unsaid,
    /// An account of the balance of payments: primary income.
    Account(Name),
    /// What the dataset is of: its own noun, and whether that is goods or services.
    Of {
        /// As the file says: "digital trade".
        noun: String,
        /// Goods, services or both.
        subject: Kind,
        /// Before which measure the noun stands.
        measure: Measure,
    },
}

/// What a value is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// A balance below zero.
    Deficit,
    /// A balance above zero.
    Surplus,
    /// A balance, on whichever side.
    Balance,
    /// Exports.
    Exports,
    /// Imports.
    Imports,
    /// Exports plus imports.
    Turnover,
    /// Exports in percent of imports.
    Coverage,
    /// The balance divided by turnover.
    Normalised,
}

impl Head {
    /// Whether it is trade of one or both directions, and no difference of them.
    #[must_use]
    pub const fn is_trade(self) -> bool {
        matches!(self, Self::Exports | Self::Imports | Self::Turnover)
    }
}

/// Whose trade with whom in what: the subject of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Whose.
    pub owner: Owner,
    /// How many reporters are added up, where they are several.
    pub summed: Option<usize>,
    /// What is traded.
    pub trade: Trade,
    /// The measure of the line: of one that is grouped by flow its own.
    pub measure: Measure,
    /// With whom.
    pub partners: Members,
    /// In what.
    pub sectors: Members,
}

/// What a line is called: of a sum what is summed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineName {
    /// As the figures call it.
    Line(String),
    /// By its only member.
    One(Name),
    /// So many members of an axis that are selected.
    Selected(Axis, usize),
    /// All members of an axis but these.
    Except(Vec<Name>),
    /// All members of an axis, of which there are so many.
    All(Axis, usize),
    /// By nothing else.
    Total,
}

/// In what a value is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quantity {
    /// Money or goods, in a power of ten.
    Money {
        /// The unit of the dataset.
        unit: Unit,
        /// The power of ten.
        power: u8,
    },
    /// Percent.
    Percent,
    /// Percentage points.
    Points,
    /// A ratio from -1 to 1.
    Ratio,
    /// An index.
    Index,
}

/// A value, and how it is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Size {
    /// In the dataset's unit.
    pub value: f64,
    /// In what it is told.
    pub quantity: Quantity,
    /// Whether a value above zero has its sign.
    pub has_plus: bool,
    /// Whether it is, or rests on, an estimate.
    pub estimated: bool,
}

impl Size {
    /// Its distance from zero.
    #[must_use]
    pub fn magnitude(self) -> Self {
        Self { value: self.value.abs(), ..self }
    }

    /// The same with its sign.
    #[must_use]
    pub fn signed(self) -> Self {
        Self { has_plus: true, ..self }
    }

    /// The same without one.
    #[must_use]
    pub fn unsigned(self) -> Self {
        Self { has_plus: false, ..self }
    }
}

/// What a value covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// The period that it stands at.
    pub period: Period,
    /// What of the time before belongs to it.
    pub covers: Covers,
}

impl When {
    /// What the value of a period covers under a transform.
    #[must_use]
    pub const fn of(transform: Transform, period: Period) -> Self {
        let covers = match (transform, period.frequency()) {
            (Transform::Rolling, Frequency::Month | Frequency::Quarter) => Covers::Year,
            _ => Covers::Period,
        };
        Self { period, covers }
    }
}

/// What of the time before a period a value covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Covers {
    /// Nothing: it is of the period alone.
    Period,
    /// A year, up to its end.
    Year,
    /// All since a period.
    Since(Period),
}

/// When a value was, and of one that is old why nothing newer is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Within {
    /// What it covers.
    pub when: When,
    /// The last of what it is.
    pub last: Option<LastOf>,
}

/// What an old figure is the last of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastOf {
    /// What became of what is newer.
    pub newer: Newer,
    /// What has a figure: the step of the periods, or a sum of a year.
    pub step: Step,
    /// What kind of figure.
    pub figure: Figure,
}

/// Why a line has no newer figure to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Newer {
    /// What is newer is estimated.
    Estimated,
    /// From what is newer something is missing.
    Incomplete,
    /// There is nothing newer.
    Unknown,
}

/// What follows one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Single periods.
    Period(Frequency),
    /// Sums of a year.
    Sum,
}

/// What kind of figure a line has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// An amount.
    Amount,
    /// An index.
    Index,
    /// A share.
    Share,
    /// A growth rate.
    Growth,
    /// A change.
    Change,
}
