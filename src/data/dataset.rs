//! A loaded dataset: its dimensions, its facts in columns, and who reports when.

use super::builder::RowKey;
use super::{Amount, Axis, Dimension, Flow, Frequency, Gap, ImportReport, MemberId, Meta, Period};

/// Remarks on a fact, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FactStatus(pub u8);

impl FactStatus {
    /// An ordinary figure.
    pub const OK: Self = Self(0);
    /// Estimated, rounded or derived by the publisher or compiler.
    pub const ESTIMATED: Self = Self(1);
    /// Computed here as the sum of published parts, where the total is not published.
    pub const DERIVED: Self = Self(2);
    /// Withheld by the publisher: no value.
    pub const CONFIDENTIAL: Self = Self(4);
    /// Stated to be missing: no value.
    pub const MISSING: Self = Self(8);

    /// Whether the fact has no value.
    #[must_use]
    pub const fn is_gap(self) -> bool {
        self.0 & (Self::CONFIDENTIAL.0 | Self::MISSING.0) != 0
    }

    /// Whether a bit is set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The facts, one column each. Values are integers in `10^-decimals` of the dataset's unit.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Reporter of each fact.
    pub reporter: Vec<MemberId>,
    /// Partner of each fact.
    pub partner: Vec<MemberId>,
    /// Sector of each fact.
    pub sector: Vec<MemberId>,
    /// Index into [`Dataset::periods`].
    pub period: Vec<u16>,
    /// Direction of each fact.
    pub flow: Vec<Flow>,
    /// Scaled integer; 0 where the status is a gap.
    pub value: Vec<i64>,
    /// Remarks.
    pub status: Vec<FactStatus>,
}

impl Facts {
    /// How many facts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.value.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.value.is_empty()
    }

    /// The member of a fact along an axis.
    #[must_use]
    pub fn member(&self, axis: Axis, row: usize) -> MemberId {
        self.column(axis)[row]
    }

    /// The member column of an axis.
    #[must_use]
    pub fn column(&self, axis: Axis) -> &[MemberId] {
        match axis {
            Axis::Reporter => &self.reporter,
            Axis::Partner => &self.partner,
            Axis::Sector => &self.sector,
        }
    }

    pub(super) fn push(&mut self, key: &RowKey, period: u16, value: i64, status: FactStatus) {
        self.reporter.push(key.reporter);
        self.partner.push(key.partner);
        self.sector.push(key.sector);
        self.period.push(period);
        self.flow.push(key.flow);
        self.value.push(value);
        self.status.push(status);
    }
}

/// For which periods and flows a member reports at all.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// For each period, a bit per [`Flow::index`] for which the member has any fact.
    pub flows_at: Vec<u8>,
    /// All flows for which it has any fact.
    pub flows: u8,
    /// Whether it has a fact in nearly every period between its first and its last, so that an
    /// absence means "not reported" and not "no trade".
    pub regular: bool,
}

impl Coverage {
    /// Whether the member has any fact in a period.
    #[must_use]
    pub fn reports_at(&self, period: usize) -> bool {
        self.flows_at.get(period).is_some_and(|flows| *flows != 0)
    }

    pub(super) fn finish(&mut self) {
        let present: Vec<usize> = (0..self.flows_at.len()).filter(|at| self.flows_at[*at] != 0).collect();
        if let (Some(first), Some(last)) = (present.first(), present.last()) {
            self.regular = present.len() * 10 >= (last - first + 1) * 9;
        }
    }
}

/// A dataset in memory. Immutable, shared by `Arc`.
#[derive(Debug, Clone, Default)]
pub struct Dataset {
    /// What it says of itself.
    pub meta: Meta,
    /// Reporters, partners and sectors by [`Axis::index`].
    pub(super) dimensions: [Dimension; 3],
    /// All periods of the facts in order; several frequencies may be mixed.
    pub periods: Vec<Period>,
    /// The facts.
    pub facts: Facts,
    /// Decimals of every value.
    pub decimals: u8,
    /// Stretches without a value, with reasons.
    pub gaps: Vec<Gap>,
    /// What the import did with each row.
    pub report: ImportReport,
    pub(super) coverage: [Vec<Coverage>; 3],
}

impl Dataset {
    /// The members of an axis.
    #[must_use]
    pub fn dimension(&self, axis: Axis) -> &Dimension {
        &self.dimensions[axis.index()]
    }

    /// For which periods and flows a member reports.
    #[must_use]
    pub fn coverage(&self, axis: Axis, member: MemberId) -> &Coverage {
        &self.coverage[axis.index()][member as usize]
    }

    /// Whether any fact names the member.
    #[must_use]
    pub fn has_facts(&self, axis: Axis, member: MemberId) -> bool {
        self.coverage(axis, member).flows != 0
    }

    /// The frequencies of its facts, finest first.
    #[must_use]
    pub fn frequencies(&self) -> Vec<Frequency> {
        Frequency::ALL.into_iter().filter(|f| self.periods.iter().any(|p| p.frequency() == *f)).collect()
    }

    /// The finest frequency.
    #[must_use]
    pub fn finest(&self) -> Frequency {
        self.frequencies().first().copied().unwrap_or(Frequency::Year)
    }

    /// Flows that occur, as bits of [`Flow::index`].
    #[must_use]
    pub fn flows(&self) -> u8 {
        self.coverage[Axis::Reporter.index()].iter().fold(0, |flows, coverage| flows | coverage.flows)
    }

    /// A value of this dataset as an amount in its unit.
    #[must_use]
    pub fn amount(&self, units: i128) -> Amount {
        Amount::new(units, self.decimals)
    }

    /// The reason given for a missing value, most specific first.
    #[must_use]
    pub fn gap_reason(&self, period: Period, partners: &[MemberId], sectors: &[MemberId]) -> Option<&str> {
        let concerns = |listed: &[MemberId], asked: &[MemberId]| {
            listed.is_empty() || (!asked.is_empty() && asked.iter().all(|member| listed.contains(member)))
        };
        self.gaps
            .iter()
            .filter(|gap| gap.from.start_month() <= period.start_month() && period.end_month() <= gap.to.end_month())
            .find(|gap| concerns(&gap.partners, partners) && concerns(&gap.sectors, sectors))
            .map(|gap| gap.reason.as_str())
    }
}
