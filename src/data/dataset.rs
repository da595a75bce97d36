//! A loaded dataset: its dimensions, its facts, and who reports when.

use super::facts::Facts;
use super::{
    Amount, Audit, Axis, Dimension, Frequency, Gap, ImportReport, ListLevel, MemberId, Meta, Noun, Period, Vintage,
};

/// For which periods and flows a member reports at all.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// For each period, a bit per [`super::Flow::index`] for which the member has any fact.
    pub flows_at: Vec<u8>,
    /// All flows for which it has any fact.
    pub flows: u8,
    /// Whether it has facts for long stretches on end ([`reports_regularly`]), so that an absence means "not reported"
    /// and not "no trade".
    pub regular: bool,
    /// Flows, as bits of [`super::Flow::index`], whose absence in a period means "not reported" because the member is large
    /// ([`Coverage::LARGE`]) and reports them in at least half of the periods: what is large does not come and go.
    pub expected: u8,
    /// Flows with holes for which it is not known whether the member is large, because not all of its figures are here.
    pub doubtful: u8,
    /// Whether it has a fact in every period of the dataset.
    pub everywhere: bool,
    /// In how many periods it has a fact.
    pub reported: usize,
}

impl Coverage {
    /// A member is large in a flow of which it has at least one part in so many.
    pub const LARGE: u128 = 20;

    /// Those of the flows that are asked for which it lacks in a period though they are [expected](Self::expected): exports
    /// or imports; none where its balance is asked for and published.
    #[must_use]
    pub fn lacking(&self, asked: u8, period: usize) -> u8 {
        let flows = self.flows_at[period];
        let has_balance = flows & asked & super::Flow::Balance.bit() != 0;
        if has_balance { 0 } else { self.expected & asked & super::Flow::BOTH & !flows }
    }

    /// The flows that it has in at least two periods and half of all, but not in every one.
    #[must_use]
    pub fn with_holes(&self) -> u8 {
        let periods = self.flows_at.len();
        let has_holes = |bit: &u8| {
            let here = self.flows_at.iter().filter(|flows| **flows & bit != 0).count();
            here >= 2 && here * 2 >= periods && here < periods
        };
        super::Flow::ALL.map(super::Flow::bit).into_iter().filter(|bit| self.flows & bit != 0).filter(has_holes).sum()
    }

    /// Whether the member has any fact in a period.
    #[must_use]
    pub fn reports_at(&self, period: usize) -> bool {
        self.flows_at.get(period).is_some_and(|flows| *flows != 0)
    }

    pub(super) fn finish(&mut self) {
        let present = self.flows_at.iter().filter(|flows| **flows != 0).count();
        self.everywhere = present == self.flows_at.len();
        self.reported = present;
        self.regular = present > 0 && reports_regularly(self.flows_at.iter().map(|flows| *flows != 0));
    }
}

/// Whether what has figures in these periods, in order, has them for long stretches on end: nine for each hole between
/// its first and its last. Then a hole, however long, is one of the file; what trades now and then has many short ones.
pub fn reports_regularly(has_figure: impl Iterator<Item = bool>) -> bool {
    let (mut figures, mut holes, mut in_hole) = (0_usize, 0_usize, false);
    for has_figure in has_figure.skip_while(|has_figure| !has_figure) {
        figures += usize::from(has_figure);
        holes += usize::from(has_figure && in_hole);
        in_hole = !has_figure;
    }
    figures >= 9 * holes
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
    /// What its own published figures prove of it.
    pub audit: Audit,
    pub(super) coverage: [Vec<Coverage>; 3],
    /// For each axis, reporter with [`ListLevel`], and period the flows whose lists of members are truncated, as bits of
    /// [`super::Flow::index`]; empty where none is.
    pub(super) truncated: [Vec<Vec<u8>>; 3],
}

impl Dataset {
    /// The members of an axis.
    #[must_use]
    pub fn dimension(&self, axis: Axis) -> &Dimension {
        &self.dimensions[axis.index()]
    }

    /// What the members of an axis are called.
    #[must_use]
    pub fn noun(&self, axis: Axis) -> Noun {
        self.meta.nouns[axis.index()].unwrap_or(Noun::of(axis))
    }

    /// For which periods and flows a member reports.
    #[must_use]
    pub fn coverage(&self, axis: Axis, member: MemberId) -> &Coverage {
        &self.coverage[axis.index()][member as usize]
    }

    /// The flows for which a reporter lists only the largest members of an axis in a period, as bits of
    /// [`super::Flow::index`]: what is silent there may trade. `levels` says in which lists, by [`ListLevel`].
    #[must_use]
    pub fn truncated_at(&self, axis: Axis, reporter: MemberId, period: usize, levels: [bool; 2]) -> u8 {
        let of_level = |level: ListLevel| {
            let of_reporter = self.truncated[axis.index()].get(level.row(reporter as usize));
            of_reporter.and_then(|flows| flows.get(period)).copied().unwrap_or(0)
        };
        let asked = ListLevel::ALL.into_iter().filter(|level| levels[*level as usize]);
        asked.fold(0, |flows, level| flows | of_level(level))
    }

    /// Whether the listed members of an axis are only the largest in some period.
    #[must_use]
    pub fn has_truncated_lists(&self, axis: Axis) -> bool {
        !self.truncated[axis.index()].is_empty()
    }

    /// Whether the members of an axis come and go, as the products of a detailed list do: then the silence of one is no
    /// trade, not a figure that lacks. It is so where more than a quarter of those with figures have holes between
    /// their first and their last period, or figures in one or two periods only while the dataset has others.
    #[must_use]
    pub fn is_sparse(&self, axis: Axis) -> bool {
        let members = || self.coverage[axis.index()].iter().filter(|coverage| coverage.flows != 0);
        let comes_and_goes = |of: &&Coverage| !of.everywhere && (!of.regular || of.reported < 3);
        members().filter(comes_and_goes).count() * 4 > members().count()
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

    /// Flows that occur, as bits of [`super::Flow::index`].
    #[must_use]
    pub fn flows(&self) -> u8 {
        self.coverage[Axis::Reporter.index()].iter().fold(0, |flows, coverage| flows | coverage.flows)
    }

    /// A value of this dataset as an amount in its unit.
    #[must_use]
    pub fn amount(&self, units: i128) -> Amount {
        Amount::new(units, self.decimals)
    }

    /// The vintage of a figure of some sectors, where it is another than the dataset's own: of all of them, or of one
    /// that was laid in.
    #[must_use]
    pub fn vintage_of(&self, period: Period, sectors: &[MemberId]) -> Option<&Vintage> {
        let code = |id: &MemberId| &self.dimension(Axis::Sector).get(*id).code;
        let concerns = |known: &&Vintage| {
            let mut held = sectors.iter().map(|id| known.sectors.contains(code(id)));
            if known.laid_in { held.any(|held| held) } else { !sectors.is_empty() && held.all(|held| held) }
        };
        let within = |known: &&Vintage| period.lies_within(known.from, known.to);
        self.meta.vintages.iter().filter(within).find(concerns)
    }

    /// The reason given for a missing value, most specific first.
    #[must_use]
    pub fn gap_reason(&self, period: Period, partners: &[MemberId], sectors: &[MemberId]) -> Option<&str> {
        let concerns = |listed: &[MemberId], asked: &[MemberId]| {
            listed.is_empty() || (!asked.is_empty() && asked.iter().all(|member| listed.contains(member)))
        };
        self.gaps
            .iter()
            .filter(|gap| period.lies_within(gap.from, gap.to))
            .find(|gap| concerns(&gap.partners, partners) && concerns(&gap.sectors, sectors))
            .map(|gap| gap.reason.as_str())
    }
}
