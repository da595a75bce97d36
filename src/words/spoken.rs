//! What a person reads of claims: texts in one language, made for one picture and never kept.

use crate::insight::Kind;
use crate::query::Pinned;

/// What stands above the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caption {
    /// The finding in a sentence without a full stop.
    pub title: String,
    /// The definition in a line: what, how summed, in which unit, on which basis.
    pub subtitle: String,
}

/// A finding with what is said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Of which kind it is.
    pub kind: Kind,
    /// The line's code.
    pub line: String,
    /// The place of the period in [`crate::query::Trajectories::periods`], to pin it.
    pub at: Option<usize>,
    /// How much it matters, to order by; larger first.
    pub weight: f32,
    /// The small capitals above the fact: "RECORD DEFICIT".
    pub heading: String,
    /// The fact: "Taiwan −186 bn".
    pub fact: String,
    /// The grey line under it: "12 months to Apr 2026, since Dec 1985".
    pub rule: String,
    /// How it is computed, in a full sentence.
    pub explanation: String,
}

impl Fact {
    /// What a view remembers of it when it is pinned.
    #[must_use]
    pub fn pin(&self) -> Pinned {
        Pinned { kind: self.kind.name().to_owned(), line: self.line.clone() }
    }
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// What is covered: "Apr 2024 to Mar 2025", "2024".
    pub period: String,
    /// The value without its unit: "−68.1".
    pub number: String,
    /// Its unit: "bn"; empty for percentages and ratios.
    pub unit: String,
    /// Whether it is an estimate or holds one.
    pub estimated: bool,
    /// All of the value: "−68.1 bn (estimated)".
    pub value: String,
}

/// A line's values before and after an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The line's code.
    pub line: String,
    /// What it is called.
    pub label: String,
    /// Before.
    pub before: Side,
    /// After.
    pub after: Side,
    /// The difference: "+10.2 bn, deficit narrower by 15 %".
    pub change: String,
    /// Whether both sides cover a full year, apart from one another and from the event's own period.
    pub complete: bool,
    /// What the reader must know: "10 months only, against the same months a year before".
    pub notes: Vec<String>,
}
