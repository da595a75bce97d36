//! The answer to a view: periods, lines and points, with a reason for each gap.

use super::Reason;
use crate::data::{Amount, Axis, Frequency, Noun, Period, Unit};

/// Why a point has the value it has, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// A complete, published figure.
    Ok,
    /// No value: not reported.
    Missing,
    /// A value from which something is missing: months of a quarter, some of the partners.
    Partial,
    /// Estimated, rounded or derived.
    Estimated,
    /// Withheld by the publisher.
    Confidential,
    /// A complete figure that a person laid into a gap, from another file.
    LaidIn,
}

impl Status {
    /// How much it takes from a figure: of two that are made into one, the higher one counts.
    pub(super) const fn rank(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::LaidIn => 1,
            Self::Estimated => 2,
            Self::Partial => 3,
            Self::Confidential => 4,
            Self::Missing => 5,
        }
    }

    /// The word in exported tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Missing => "missing",
            Self::Partial => "partial",
            Self::Estimated => "estimated",
            Self::Confidential => "confidential",
            Self::LaidIn => "laid in",
        }
    }
}

/// A number: exact where sums are, a double where a division was made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// Exact, in the dataset's unit.
    Exact(Amount),
    /// A percentage, an index or a ratio.
    Real(f64),
}

impl Value {
    /// The nearest double.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        match self {
            Self::Exact(amount) => amount.to_f64(),
            Self::Real(real) => real,
        }
    }

    /// The exact amount, where it is one.
    #[must_use]
    pub const fn exact(self) -> Option<Amount> {
        match self {
            Self::Exact(amount) => Some(amount),
            Self::Real(_) => None,
        }
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exact(amount) => amount.fmt(f),
            Self::Real(real) => write!(f, "{}", (real * 1e6).round() / 1e6),
        }
    }
}

/// What the values of all lines are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueKind {
    /// In the dataset's unit.
    Money(Unit),
    /// Percent.
    Percent,
    /// Percentage points: by how much a percentage changed.
    Points,
    /// A plain ratio from -1 to 1.
    Ratio,
    /// First value = 100.
    Index,
}

/// One period of a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The value, unless it is missing.
    pub value: Option<Value>,
    /// Whether it is complete, and if not, in which way.
    pub status: Status,
    /// Why it is missing or incomplete, or which vintage it is of: index into [`Trajectories::reasons`].
    pub reason: Option<u16>,
}

impl Point {
    /// A point without a value.
    pub(super) const fn missing(reason: Option<u16>) -> Self {
        Self { value: None, status: Status::Missing, reason }
    }

    /// Whether this is a figure from which something is missing.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.value.is_some() && self.status == Status::Partial
    }

    /// The nearest double, where there is a value.
    #[must_use]
    pub fn to_f64(&self) -> Option<f64> {
        self.value.map(Value::to_f64)
    }
}

/// What a line stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineRole {
    /// Everything that is selected.
    Whole,
    /// One member.
    Member,
    /// One of several overlapping definitions; never stacked or summed with the others.
    Definition,
    /// Members beyond the top N, summed.
    Others,
    /// What the listed members leave of a published total.
    NotListed,
    /// Exports or imports.
    Flow,
}

/// One trajectory.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The member's code; `all`, `others`, `not listed`, `export`, `import` otherwise.
    pub code: String,
    /// What a person reads.
    pub label: String,
    /// What it stands for.
    pub role: LineRole,
    /// A stable number for its colour: the place of the member in its dimension.
    pub identity: u32,
    /// One point for each of [`Trajectories::periods`].
    pub points: Vec<Point>,
}

impl Line {
    /// The last point with a value, with its place.
    #[must_use]
    pub fn last(&self) -> Option<(usize, &Point)> {
        self.points.iter().enumerate().rev().find(|(_, point)| point.value.is_some())
    }

    /// From the first to the last point with a complete value, estimates among them; none where all are missing or
    /// partial. What lies outside of it is a ragged end: a year of four months, a sum without those that stopped
    /// reporting. It is never joined to what is complete, or it would read as a fall.
    #[must_use]
    pub fn complete_range(&self) -> Option<std::ops::RangeInclusive<usize>> {
        let complete = |point: &Point| point.value.is_some() && point.status != Status::Partial;
        let first = self.points.iter().position(complete)?;
        let last = self.points.iter().rposition(complete)?;
        Some(first..=last)
    }

    /// For each place whether it lies at a ragged end; of a line without any complete value none does, as there is
    /// nothing that it could be joined to.
    #[must_use]
    pub fn ragged(&self) -> Vec<bool> {
        let range = self.complete_range();
        (0..self.points.len()).map(|at| range.as_ref().is_some_and(|range| !range.contains(&at))).collect()
    }
}

/// Something the reader of the numbers must be told.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Note {
    /// Several reporters were summed although none was named.
    ReportersSummed(usize),
    /// Several definitions were selected but only one can be shown in one line.
    OneDefinition {
        /// The definition shown.
        shown: String,
        /// Those that are not.
        hidden: Vec<String>,
    },
    /// Members were left out because a selected group contains them.
    InsideGroup {
        /// The group.
        group: String,
        /// How many of its members had been selected beside it.
        members: usize,
    },
    /// Items for which only one flow is published cannot be balanced and are left out.
    OneSided(Vec<String>),
    /// So many reporters give only one flow for some periods, which is left out there beside those of others.
    Unpaired {
        /// How many.
        reporters: usize,
        /// What they are called.
        noun: Noun,
    },
    /// The file has only one flow.
    OnlyFlow(&'static str),
    /// A total was not published for some items and is the sum of its listed parts.
    DerivedTotal,
    /// Memo items may overlap one another.
    MemoSummed,
    /// Lines that overlap cannot be summed to "others": so many smaller ones are not drawn.
    NotDrawn(usize),
    /// Figures were laid in from another file.
    LaidIn(String),
    /// What the members leave of the published total is no more than rounding leaves: the line of this name makes sums
    /// exact and is not worth [drawing](Trajectories::drawn).
    RestIsRounding(String),
    /// The parts that are listed add up to more than the published total. What they leave of it would be less than
    /// nothing, and is not [drawn](Trajectories::drawn).
    Exceeded {
        /// What is listed.
        axis: Axis,
        /// In how many of the periods shown.
        periods: usize,
        /// By how much at most: "0.51 trillion US dollars".
        by: String,
        /// When that was.
        when: Period,
    },
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::ReportersSummed(count) => write!(f, "{count} reporters are summed: choose one to see its own"),
            Self::OneDefinition { shown, hidden } => {
                write!(
                    f,
                    "Definitions overlap and are never summed: this is \u{201c}{shown}\u{201d}, not {}",
                    hidden.join(", ")
                )
            }
            Self::InsideGroup { group, members } => {
                write!(f, "{group} already contains {members} of the selected members: they are counted once")
            }
            Self::OneSided(items) => {
                let shown: Vec<&str> = items.iter().take(4).map(String::as_str).collect();
                let more = items.len().saturating_sub(shown.len());
                let and = if more > 0 { format!(" and {more} more") } else { String::new() };
                write!(f, "Only one flow is published for {}{and}: no balance can be drawn from it", shown.join(", "))
            }
            Self::Unpaired { reporters, noun } => {
                let (give, leave) = if *reporters == 1 { ("gives", "its") } else { ("give", "their") };
                write!(
                    f,
                    "{} {give} exports or imports alone for some periods: {leave} figures of these are left out, as \
                     they have no balance. The measures Exports and Imports show them",
                    noun.counted(*reporters)
                )
            }
            Self::OnlyFlow(flow) => write!(f, "The file holds {flow}s only: choose that measure"),
            Self::DerivedTotal => write!(f, "Where no total is published it is the sum of the listed parts"),
            Self::NotDrawn(1) => write!(f, "One smaller line is not drawn"),
            Self::NotDrawn(count) => write!(f, "{count} smaller lines are not drawn"),
            Self::MemoSummed => write!(f, "Items outside of the total may overlap one another"),
            Self::LaidIn(text) => f.write_str(text),
            Self::RestIsRounding(label) => write!(f, "{label}: no more than rounding"),
            Self::Exceeded { axis, periods, by, when } => {
                let (parts, when) = (axis.plural(), when.words());
                match periods {
                    1 => write!(f, "The listed {parts} add up to {by} more than the published total in {when}")?,
                    _ => write!(
                        f,
                        "The listed {parts} add up to more than the published total in {periods} periods, by up to {by} \
                         in {when}"
                    )?,
                }
                f.write_str(": nothing is left there that is not listed")
            }
        }
    }
}

/// Periods and lines, with what was asked and how much of it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Trajectories {
    /// The periods shown, without holes.
    pub periods: Vec<Period>,
    /// Their length.
    pub frequency: Frequency,
    /// The lines, in order of size, "others" and "not listed" last.
    pub lines: Vec<Line>,
    /// Everything that is selected in one line, where it differs from the lines.
    pub whole: Option<Line>,
    /// Whether the lines add up to the whole (they may be stacked).
    pub partition: bool,
    /// What the values are.
    pub kind: ValueKind,
    /// Why points are missing or incomplete.
    pub reasons: Vec<Reason>,
    /// What the reader must be told.
    pub notes: Vec<Note>,
    /// How many lines went into "others".
    pub folded: usize,
    /// By which period those who stand alone were chosen, where a ranked chart shows one period.
    pub ranked: Option<Period>,
}

impl Trajectories {
    /// The largest absolute value, for the choice of a scale.
    #[must_use]
    pub fn largest(&self) -> f64 {
        let points = self.lines.iter().chain(&self.whole).flat_map(|line| &line.points);
        points.filter_map(Point::to_f64).fold(0.0, |largest, value| largest.max(value.abs()))
    }

    /// The size by which a scale is chosen: the largest of the lines, unless most of them would then lose their digits;
    /// then that of the line in the middle, as long as the largest still reads.
    #[must_use]
    pub fn size_for_scale(&self) -> f64 {
        let values = self.lines.iter().flat_map(|line| &line.points).filter_map(Point::to_f64);
        let largest = values.fold(0.0, |largest: f64, value| largest.max(value.abs()));
        if largest == 0.0 {
            // Where no line has a figure the title tells of the whole.
            return self.largest();
        }
        let lines = self.lines.iter().filter_map(|line| line.last()?.1.to_f64());
        let mut last: Vec<f64> = lines.map(f64::abs).filter(|size| *size > 0.0).collect();
        last.sort_by(f64::total_cmp);
        let Some(middle) = last.get(last.len() / 2).copied().filter(|_| last.len() > 2) else { return largest };
        // The next unit has three digits more, and more than five before the point are hard to read.
        if middle < largest * 1e-2 && middle > largest * 1e-5 { middle } else { largest }
    }

    /// The place of the period that a ranked chart shows: the wanted one, that by which the lines were chosen, or the
    /// last one for which more than half of the lines are complete.
    #[must_use]
    pub fn ranked_at(&self, wanted: Option<Period>) -> Option<usize> {
        let place = |wanted: Period| {
            let same = self.periods.iter().position(|period| *period == wanted);
            same.or_else(|| self.periods.iter().position(|period| period.contains(wanted)))
                .or_else(|| self.periods.iter().rposition(|period| wanted.contains(*period)))
        };
        let known = |at: usize, complete: bool| {
            let points = self.lines.iter().filter_map(|line| line.points.get(at));
            points.filter(|point| point.value.is_some() && !(complete && point.status == Status::Partial)).count()
        };
        let with_values = self.lines.iter().filter(|line| line.last().is_some()).count();
        let last = |complete: bool, least: usize| {
            (0..self.periods.len()).rev().find(|at| known(*at, complete) >= least.max(1))
        };
        let ranked = || self.ranked.and_then(place).filter(|at| known(*at, false) > 0);
        let chosen = wanted.and_then(place).or_else(ranked);
        chosen.or_else(|| last(true, with_values / 2 + 1)).or_else(|| last(false, 1))
    }

    /// As it is drawn: without rests that are mere rounding, less than nothing, or not known in any period.
    #[must_use]
    pub fn drawn(mut self) -> Self {
        let (notes, reasons) = (&self.notes, &self.reasons);
        let is_rounding = |line: &Line| notes.contains(&Note::RestIsRounding(line.label.clone()));
        let is_exceeded = |point: &Point| {
            let reason = point.reason.and_then(|reason| reasons.get(usize::from(reason)));
            matches!(reason, Some(Reason::Exceeded(_)))
        };
        self.lines.retain(|line| line.role != LineRole::NotListed || !is_rounding(line));
        for line in self.lines.iter_mut().filter(|line| line.role == LineRole::NotListed) {
            for point in line.points.iter_mut().filter(|point| is_exceeded(point)) {
                *point = Point::missing(point.reason);
            }
        }
        self.lines.retain(|line| line.role != LineRole::NotListed || line.last().is_some());
        self
    }

    /// The reason of a point.
    #[must_use]
    pub fn reason(&self, point: &Point) -> Option<&Reason> {
        self.reasons.get(usize::from(point.reason?))
    }

    /// What is to be known of a figure that is there: the vintage it is of, or where it was laid in from.
    #[must_use]
    pub fn vintage(&self, point: &Point) -> Option<&str> {
        match self.reason(point)? {
            Reason::Vintage(text) if point.value.is_some() => Some(text),
            _ => None,
        }
    }

    /// The line of a code.
    #[must_use]
    pub fn line(&self, code: &str) -> Option<&Line> {
        self.lines.iter().chain(&self.whole).find(|line| line.code == code)
    }
}
