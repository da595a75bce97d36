//! Rows to a dataset: duplicates are settled, values brought to one scale, totals completed.

use foldhash::{HashMap, HashSet};
use rayon::prelude::*;

use super::assemble::{Assembled, BlockLayout, Duplicates, FactChunk, Shape};
use super::dataset::Coverage;
use super::fact_buffer::FactBuffer;
use super::facts::{Block, FactStatus, Facts};
use super::lines::in_its_table;
use super::re_exports::add_re_exports;
use super::totals::{Fill, complete_totals, fill_periods};
use super::truncated::find_truncated_lists;
use super::{
    Amount, Audit, Axis, Dataset, Dimension, Flow, Gap, ImportReport, Member, MemberId, Meta, Outcome, Period, Role,
};

/// So many rows stand together while the dataset is being built.
const CHUNK: usize = 1 << 17;

/// Where a value belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowKey {
    /// Who reports.
    pub reporter: MemberId,
    /// With whom.
    pub partner: MemberId,
    /// In what.
    pub sector: MemberId,
    /// Which direction.
    pub flow: Flow,
    /// When.
    pub period: Period,
}

/// Asks whether a job was cancelled: what is being made is of no use any more.
pub type CancelCheck<'a> = &'a (dyn Fn() -> bool + Sync);

/// Gives members other roles and parents by what their figures add up to; names those whose missing figures others tell.
pub type Settle<'a> = &'a mut dyn FnMut(&Facts, &mut [Vec<Member>; 3]) -> Vec<Fill>;

/// Why rows cannot become a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// More than 65 535 different periods.
    #[error("more different periods than a trade dataset can have (65,535)")]
    TooManyPeriods,
    /// Nobody wants it any more.
    #[error("no longer wanted")]
    Cancelled,
}

/// Collects rows and builds a [`Dataset`] from them.
#[derive(Debug, Clone, Default)]
pub struct DatasetBuilder {
    /// What the dataset says of itself.
    pub meta: Meta,
    /// The report that the reader fills while it reads.
    pub report: ImportReport,
    /// Whether rows with the same key are added up (a table with more columns than Saldo keeps)
    /// rather than refused as contradictions.
    pub sum_duplicates: bool,
    /// Whether exports are those of domestic goods, and re-exports are to be added to them.
    pub domestic_exports: bool,
    /// The last period that has figures, where noughts behind it stand for what is still to come.
    pub ends_with: Option<Period>,
    /// The warning that is given when rows were added up.
    pub sum_note: String,
    /// How facts are cut into blocks.
    pub layout: BlockLayout,
    members: [Vec<Member>; 3],
    by_code: [HashMap<String, MemberId>; 3],
    periods: Vec<Period>,
    by_period: HashMap<Period, u16>,
    too_many_periods: bool,
    chunks: Vec<FactBuffer>,
    gaps: Vec<Gap>,
    skipped: SkippedSizes,
}

/// The decimals in which the sizes of rows that are not kept are summed.
pub(crate) const SKIPPED_DECIMALS: u8 = 9;
/// Buffers of together so many rows become one.
const JOINED: usize = 1 << 12;

/// How large figures are that are not kept.
#[derive(Debug, Clone, Default)]
struct SkippedSizes {
    /// What those of each flow and member add up to, by axis, with [`SKIPPED_DECIMALS`].
    by_axis: [HashMap<(Flow, MemberId), u128>; 3],
    /// Whether some are in no sum.
    is_unknown: bool,
}

impl DatasetBuilder {
    /// An empty builder.
    #[must_use]
    pub fn new(meta: Meta) -> Self {
        Self { meta, ..Self::default() }
    }

    /// The id of a member, added as a leaf when it is new.
    pub fn member(&mut self, axis: Axis, code: &str, label: &str) -> MemberId {
        if let Some(id) = self.by_code[axis.index()].get(code) {
            return *id;
        }
        self.declare(axis, Member { code: code.to_owned(), label: label.to_owned(), ..Member::default() })
    }

    /// The id of a known member.
    #[must_use]
    pub fn id_of(&self, axis: Axis, code: &str) -> Option<MemberId> {
        self.by_code[axis.index()].get(code).copied()
    }

    /// Adds or replaces a member by its code.
    pub fn declare(&mut self, axis: Axis, member: Member) -> MemberId {
        let axis = axis.index();
        if let Some(id) = self.by_code[axis].get(&member.code).copied() {
            self.members[axis][id as usize] = member;
            return id;
        }
        let id = MemberId::try_from(self.members[axis].len()).unwrap_or(MemberId::MAX);
        self.by_code[axis].insert(member.code.clone(), id);
        self.members[axis].push(member);
        id
    }

    /// A member that may still be changed, for instance to give it a parent.
    pub fn member_mut(&mut self, axis: Axis, id: MemberId) -> &mut Member {
        &mut self.members[axis.index()][id as usize]
    }

    /// The members declared so far.
    #[must_use]
    pub fn members(&self, axis: Axis) -> &[Member] {
        &self.members[axis.index()]
    }

    /// Adds a stretch without a value.
    pub fn gap(&mut self, gap: Gap) {
        self.gaps.push(gap);
    }

    /// Adds a fact. The caller counts the row in the report.
    pub fn push(&mut self, key: RowKey, value: Amount, status: FactStatus, line: u64) {
        let Some(period) = self.place(key.period) else {
            self.too_many_periods = true;
            return;
        };
        if self.chunks.last().is_none_or(|chunk| chunk.len() >= CHUNK) {
            self.chunks.push(FactBuffer::default());
        }
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.push(&key, period, value, status, line);
        }
    }

    /// Notes the size of figures that are not kept: how large a member is shows beside all of them.
    pub(crate) fn note_skipped(&mut self, axis: Axis, of: (Flow, MemberId), size: u128) {
        *self.skipped.by_axis[axis.index()].entry(of).or_default() += size;
    }

    /// Notes that figures are not kept whose size is not known.
    pub(crate) const fn note_skipped_unknown(&mut self) {
        self.skipped.is_unknown = true;
    }

    /// Adds facts whose periods have their [`DatasetBuilder::place`]. The caller counts the rows in the report.
    pub fn append(&mut self, buffer: FactBuffer) {
        // Where few rows of a file are kept, its blocks leave many small buffers, and each costs something of its own.
        let joins = |last: &mut FactBuffer| last.len() + buffer.len() <= JOINED && last.take_over(&buffer);
        if !self.chunks.last_mut().is_some_and(joins) {
            self.chunks.push(buffer);
        }
    }

    /// Some fact has a period that has no [`DatasetBuilder::place`].
    pub const fn refuse_periods(&mut self) {
        self.too_many_periods = true;
    }

    /// The place of a period in the order in which they came; none where there are too many.
    pub fn place(&mut self, period: Period) -> Option<u16> {
        if let Some(place) = self.by_period.get(&period) {
            return Some(*place);
        }
        let place = u16::try_from(self.periods.len()).ok().filter(|place| *place < u16::MAX)?;
        self.periods.push(period);
        self.by_period.insert(period, place);
        Some(place)
    }

    /// Rounds every value to at most `decimals` decimals, halves away from zero; gives how many changed.
    pub fn round_to(&mut self, decimals: u8) -> usize {
        self.chunks.par_iter_mut().map(|buffer| buffer.round_to(decimals)).sum()
    }

    /// How many facts were added.
    #[must_use]
    pub fn len(&self) -> usize {
        self.chunks.iter().map(FactBuffer::len).sum()
    }

    /// Whether no fact was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Sorts out duplicates, brings values to one scale, completes totals that are published only in
    /// part, and builds the dataset.
    ///
    /// # Errors
    /// When there are more periods than can be held.
    pub fn finish(self) -> Result<Dataset, RowError> {
        self.finish_unless(&|| false)
    }

    /// As [`DatasetBuilder::finish`], and stops soon after nobody wants the dataset any more.
    ///
    /// # Errors
    /// When there are more periods than can be held, and when it was stopped.
    pub fn finish_unless(self, is_cancelled: CancelCheck<'_>) -> Result<Dataset, RowError> {
        self.finish_settled(is_cancelled, &mut |_, _| Vec::new())
    }

    /// As [`DatasetBuilder::finish_unless`]; once all facts are known and before any total is completed, `settle` may
    /// give members another role or parent by what their figures add up to.
    ///
    /// # Errors
    /// As [`DatasetBuilder::finish_unless`].
    pub fn finish_settled(mut self, is_cancelled: CancelCheck<'_>, settle: Settle<'_>) -> Result<Dataset, RowError> {
        if self.too_many_periods {
            return Err(RowError::TooManyPeriods);
        }
        let wanted = self.chunks.par_iter().filter(|_| !is_cancelled());
        let decimals = wanted.map(FactBuffer::finest).max().unwrap_or(0);
        let (periods, place) = self.ordered_periods(is_cancelled);
        let buffers = std::mem::take(&mut self.chunks);
        self.finish_with((periods, decimals), buffers, |buffer| buffer.scaled(decimals, &place), is_cancelled, settle)
    }

    /// Builds the dataset from columns that are coded already, beside the members declared here: each code is
    /// the id of a member, each period a place in `periods` (in order, each once), each value scaled to
    /// `decimals`. Facts that were pushed are left out of account. The caller counts the rows in the report.
    ///
    /// # Errors
    /// As [`DatasetBuilder::finish`].
    pub fn finish_coded(self, periods: Vec<Period>, decimals: u8, chunks: Vec<FactChunk>) -> Result<Dataset, RowError> {
        let chunk_of = |chunk| (chunk, Vec::new());
        self.finish_with((periods, decimals), chunks, chunk_of, &|| false, &mut |_, _| Vec::new())
    }

    /// Builds the dataset from what becomes chunks, and the lines of values that fit none.
    fn finish_with<T: Send>(
        mut self,
        (mut periods, decimals): (Vec<Period>, u8),
        sources: Vec<T>,
        chunk_of: impl Fn(T) -> (FactChunk, Vec<u64>) + Sync,
        is_cancelled: CancelCheck<'_>,
        settle: Settle<'_>,
    ) -> Result<Dataset, RowError> {
        let members = [0, 1, 2].map(|axis: usize| self.members[axis].len());
        let shape = Shape { members, periods: periods.len(), layout: self.layout };
        let rule = if self.sum_duplicates { Duplicates::Sum } else { Duplicates::Refuse };
        let (assembled, unfit) = Facts::assemble_with(sources, chunk_of, shape, rule, is_cancelled);
        if is_cancelled() {
            return Err(RowError::Cancelled);
        }
        for line in unfit {
            self.reject_large(line);
        }
        let (domestic, has_repeated) = (self.domestic_exports, !assembled.refused.is_empty());
        let (mut facts, said) = add_re_exports(self.accounted(assembled), shape, domestic);
        self.report.warnings.extend(said);
        if let Some(last) = self.ends_with {
            let before = facts.len();
            leave_out_noughts(&mut facts, &mut periods, last);
            let count = before - facts.len();
            if count > 0 {
                let warning = format!("{count} zeros after {last} stand for what is still to come, and are no figures");
                self.report.warnings.push(warning);
            }
        }
        let filled = settle(&facts, &mut self.members);
        self.hang_leaves_below_totals();
        let mut dataset = Dataset {
            meta: self.meta,
            dimensions: self.members.map(Dimension::new),
            periods,
            facts,
            decimals,
            gaps: self.gaps,
            report: self.report,
            audit: Audit::default(),
            coverage: Default::default(),
            truncated: Default::default(),
        };
        fill_periods(&mut dataset, &filled, shape, is_cancelled);
        for axis in [Axis::Sector, Axis::Partner] {
            complete_totals(&mut dataset, axis, shape, is_cancelled);
        }
        dataset.coverage = coverage_of(&dataset, (&self.skipped, has_repeated), is_cancelled);
        find_truncated_lists(&mut dataset, is_cancelled);
        if is_cancelled() { Err(RowError::Cancelled) } else { Ok(dataset) }
    }

    /// The periods in order, and for each place of arrival the place among them. Means nothing where it is cancelled.
    fn ordered_periods(&self, is_cancelled: CancelCheck<'_>) -> (Vec<Period>, Vec<u16>) {
        let none = || vec![false; self.periods.len()];
        let wanted = self.chunks.par_iter().filter(|_| !is_cancelled());
        let of_chunk = |mut used: Vec<bool>, chunk: &FactBuffer| {
            chunk.period.iter().for_each(|place| used[usize::from(*place)] = true);
            used
        };
        let both = |mut used: Vec<bool>, more: Vec<bool>| {
            used.iter_mut().zip(more).for_each(|(used, more)| *used |= more);
            used
        };
        let used = wanted.fold(none, of_chunk).reduce(none, both);
        let mut periods: Vec<Period> =
            self.periods.iter().zip(used).filter(|(_, used)| *used).map(|(period, _)| *period).collect();
        periods.sort_unstable();
        let place = |period: &Period| periods.binary_search(period).unwrap_or(0) as u16;
        let places = self.periods.iter().map(place).collect();
        (periods, places)
    }

    fn reject_large(&mut self, line: u64) {
        self.report.revoke_row(Outcome::Rejected, in_its_table(line), ImportReport::TOO_LARGE);
    }

    /// The same key twice: an equal value is a duplicate, another value a contradiction, unless the
    /// rows are to be added up.
    fn accounted(&mut self, assembled: Assembled) -> Facts {
        let Assembled { facts, refused, summed, too_large } = assembled;
        if summed && !self.sum_note.is_empty() {
            self.report.warnings.push(std::mem::take(&mut self.sum_note));
        }
        for line in too_large {
            self.reject_large(line);
        }
        let (mut settled, mut contradicted) = (None, None);
        for row in refused {
            // A wide row that still gave other facts stays a used row.
            if row.is_line_used() {
                if !row.is_same() && contradicted.replace(row.line()) != Some(row.line()) {
                    self.report.contradict_row(in_its_table(row.line()));
                }
                continue;
            }
            if settled.replace(row.line()) == Some(row.line()) {
                continue;
            }
            let (outcome, reason) = if row.is_same() {
                (Outcome::LeftOut, "duplicate: the same figure stands in an earlier row")
            } else {
                (
                    Outcome::Rejected,
                    "contradicts an earlier row: same period, reporter, partner, sector and flow, other value",
                )
            };
            self.report.revoke_row(outcome, in_its_table(row.line()), reason);
        }
        facts
    }

    /// Leaves without a parent belong to the published total, where there is exactly one.
    fn hang_leaves_below_totals(&mut self) {
        for members in &mut self.members {
            let mut totals = (0..).zip(members.iter()).filter(|(_, m)| m.role == Role::Total && m.parent.is_none());
            let (Some((total, _)), None) = (totals.next(), totals.next()) else { continue };
            for (id, member) in (0..).zip(members.iter_mut()) {
                if id != total && member.parent.is_none() && member.role.in_tree() {
                    member.parent = Some(total);
                }
            }
        }
    }
}

/// Which members have figures when, by axis.
fn coverage_of(
    dataset: &Dataset,
    (skipped, has_repeated): (&SkippedSizes, bool),
    is_cancelled: CancelCheck<'_>,
) -> [Vec<Coverage>; 3] {
    let seen = |block: &Block| -> [Vec<bool>; 3] {
        let mut seen = Axis::ALL.map(|axis| vec![false; dataset.dimension(axis).len()]);
        for (axis, seen) in Axis::ALL.into_iter().zip(&mut seen) {
            match block.statuses() {
                None => block.codes(axis).each(|_, member| seen[member as usize] = true),
                Some(status) => block.codes(axis).each(|row, member| seen[member as usize] |= !status[row].is_gap()),
            }
        }
        seen
    };
    let periods = dataset.periods.len();
    let none = |_| Coverage { flows_at: vec![0; periods], ..Coverage::default() };
    let mut coverage = Axis::ALL.map(|axis| -> Vec<Coverage> {
        (0..dataset.dimension(axis).len()).into_par_iter().with_min_len(256).map(none).collect()
    });
    // Some blocks at a time, so that what they have seen does not pile up.
    for blocks in dataset.facts.blocks().chunks(64).take_while(|_| !is_cancelled()) {
        let seen: Vec<_> = blocks.par_iter().map(seen).collect();
        for (axis, members) in coverage.iter_mut().enumerate() {
            let note = |(id, member): (usize, &mut Coverage)| {
                for (block, _) in blocks.iter().zip(&seen).filter(|(_, seen)| seen[axis][id]) {
                    let bit = block.flow().bit();
                    member.flows_at[usize::from(block.period())] |= bit;
                    member.flows |= bit;
                }
            };
            members.par_iter_mut().with_min_len(256).enumerate().for_each(note);
        }
    }
    for members in &mut coverage {
        members.par_iter_mut().with_min_len(256).for_each(Coverage::finish);
    }
    for axis in Axis::ALL.into_iter().take_while(|_| !is_cancelled()) {
        expect_large(dataset, axis, &mut coverage[axis.index()], (skipped, has_repeated));
    }
    coverage
}

/// Says of which flows members are so large that their absence in a period lacks a figure. The facts are looked at for
/// flows only in which a member that may be large has a hole.
fn expect_large(
    dataset: &Dataset,
    axis: Axis,
    coverage: &mut [Coverage],
    (skipped, has_repeated): (&SkippedSizes, bool),
) {
    let of_axis = &skipped.by_axis[axis.index()];
    let has_skipped = skipped.is_unknown || !of_axis.is_empty();
    let holes: Vec<u8> = coverage.par_iter().with_min_len(256).map(Coverage::with_holes).collect();
    let open = holes.iter().fold(0, |all, flows| all | flows);
    let dimension = dataset.dimension(axis);
    let is_part = |id: MemberId| dimension.get(id).role == Role::Leaf && dimension.children(id).is_empty();
    for flow in Flow::ALL.into_iter().filter(|flow| open & flow.bit() != 0) {
        let mut sizes = sizes(dataset, axis, flow);
        add_skipped(&mut sizes, dataset.decimals, of_axis.iter().filter(|((of, _), _)| *of == flow));
        let whole: u128 = (0..).zip(&sizes).filter(|(id, _)| is_part(*id)).map(|(_, size)| size).sum();
        for ((coverage, holes), size) in coverage.iter_mut().zip(&holes).zip(sizes) {
            let parts = size.saturating_mul(Coverage::LARGE);
            coverage.expected |= if size > 0 && parts >= whole { holes & flow.bit() } else { 0 };
            // Among rows that are not kept some may repeat others and count twice here.
            let is_clear = parts >= whole.saturating_mul(2) || parts.saturating_mul(2) < whole;
            let is_doubtful = has_skipped && (skipped.is_unknown || has_repeated || !is_clear);
            coverage.doubtful |= if is_doubtful { holes & flow.bit() } else { 0 };
        }
    }
}

/// Adds the sizes of figures that are not kept to those of facts with so many decimals, all in the finer of both.
fn add_skipped<'a>(sizes: &mut [u128], decimals: u8, skipped: impl Iterator<Item = (&'a (Flow, MemberId), &'a u128)>) {
    let mut skipped = skipped.peekable();
    if skipped.peek().is_none() {
        return;
    }
    let power = |finer: u8, coarser: u8| 10u128.pow(finer.saturating_sub(coarser).into());
    let (of_facts, of_skipped) = (power(SKIPPED_DECIMALS, decimals), power(decimals, SKIPPED_DECIMALS));
    for size in sizes.iter_mut() {
        *size = size.saturating_mul(of_facts);
    }
    for ((_, member), size) in skipped {
        if let Some(all) = sizes.get_mut(*member as usize) {
            *all = all.saturating_add(size.saturating_mul(of_skipped));
        }
    }
}

/// The sum of the sizes of each member's figures of a flow.
fn sizes(dataset: &Dataset, axis: Axis, flow: Flow) -> Vec<u128> {
    let none = || vec![0_u128; dataset.dimension(axis).len()];
    let add = |mut sizes: Vec<u128>, block: &Block| {
        let values = block.values();
        block.codes(axis).each(|row, member| sizes[member as usize] += u128::from(values.get(row).unsigned_abs()));
        sizes
    };
    let merged = |mut all: Vec<u128>, more: Vec<u128>| {
        all.iter_mut().zip(more).for_each(|(size, more)| *size += more);
        all
    };
    let blocks = dataset.facts.blocks().par_iter().with_min_len(16).filter(|block| block.flow() == flow);
    blocks.fold(none, add).reduce(none, merged)
}

/// Leaves out the periods behind a last one of which every figure of every flow is nought: an answer that is remembered
/// meets a file that goes on, where exports of nothing beside imports are a figure.
fn leave_out_noughts(facts: &mut Facts, periods: &mut Vec<Period>, last: Period) {
    let has_figures = |block: &&Block| block.facts().any(|fact| fact.value != 0);
    let filled: HashSet<u16> = facts.blocks().iter().filter(has_figures).map(Block::period).collect();
    let is_behind = |block: &Block| {
        let period = periods.get(usize::from(block.period()));
        period.is_some_and(|period| period.frequency() == last.frequency() && *period > last)
    };
    facts.leave_out(|block| is_behind(block) && !filled.contains(&block.period()));
    let used = facts.blocks().iter().map(|block| usize::from(block.period()) + 1).max().unwrap_or(0);
    periods.truncate(used);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn builder() -> DatasetBuilder {
        let mut builder = DatasetBuilder::default();
        builder.member(Axis::Reporter, "JPN", "Japan");
        let total = Member { code: "WLD".into(), label: "World".into(), role: Role::Total, ..Member::default() };
        builder.declare(Axis::Partner, total);
        builder.member(Axis::Partner, "USA", "United States");
        builder.member(Axis::Sector, "A", "Apples");
        builder.member(Axis::Sector, "B", "Boats");
        builder
    }

    fn key(partner: MemberId, sector: MemberId, year: i32) -> RowKey {
        RowKey { reporter: 0, partner, sector, flow: Flow::Export, period: Period::year(year) }
    }

    fn put(builder: &mut DatasetBuilder, key: RowKey, value: &str, line: u64) {
        builder.report.use_row();
        builder.push(key, Amount::parse(value).expect("a number"), FactStatus::OK, line);
    }

    #[test]
    fn duplicates_and_contradictions_are_accounted_for() {
        let mut builder = builder();
        put(&mut builder, key(1, 0, 2020), "1.5", 2);
        put(&mut builder, key(1, 0, 2020), "1.50", 3);
        put(&mut builder, key(1, 0, 2020), "2", 4);
        let dataset = builder.finish().expect("a dataset");
        assert!(dataset.report.balances());
        assert_eq!((dataset.report.rows.used, dataset.report.rows.left_out, dataset.report.rows.rejected), (1, 1, 1));
        assert_eq!(dataset.report.reasons[1].first_line, 4);
    }

    #[test]
    fn a_total_published_for_one_sector_only_is_derived_for_the_other() {
        let mut builder = builder();
        put(&mut builder, key(0, 0, 2020), "10", 2);
        put(&mut builder, key(1, 0, 2020), "4", 3);
        put(&mut builder, key(1, 1, 2020), "3", 4);
        let dataset = builder.finish().expect("a dataset");
        let derived: Vec<_> = dataset
            .facts
            .iter()
            .filter(|fact| fact.status.has(FactStatus::DERIVED))
            .map(|fact| (fact.member(Axis::Partner), fact.member(Axis::Sector), fact.value))
            .collect();
        assert_eq!(derived, vec![(0, 1, 3)]);
        assert_eq!(dataset.dimension(Axis::Partner).get(1).parent, Some(0));
    }

    #[test]
    fn a_total_missing_in_time_stays_missing() {
        let mut builder = builder();
        put(&mut builder, key(0, 0, 2020), "10", 2);
        put(&mut builder, key(1, 0, 2020), "4", 3);
        put(&mut builder, key(1, 0, 2021), "4", 4);
        let dataset = builder.finish().expect("a dataset");
        assert_eq!(dataset.facts.len(), 3);
    }

    #[test]
    fn a_value_that_does_not_fit_is_rejected_not_rounded() {
        let mut builder = builder();
        put(&mut builder, key(1, 0, 2020), "9000000000000000000", 2);
        put(&mut builder, key(1, 0, 2021), "0.125", 3);
        let dataset = builder.finish().expect("a dataset");
        assert_eq!(dataset.facts.len(), 1);
        assert!(dataset.report.balances());
        assert_eq!(dataset.report.rows.rejected, 1);
    }

    #[test]
    fn stopped_at_any_moment_it_gives_nothing_and_else_all() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let made = |asked: usize| {
            let mut builder = builder();
            put(&mut builder, key(0, 0, 2020), "10", 2);
            (0..40).for_each(|n| put(&mut builder, key(1, n % 2, 2020 + n as i32 / 2), "4", 3 + u64::from(n)));
            let left = AtomicUsize::new(asked);
            let is_cancelled =
                || left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_err();
            builder.finish_unless(&is_cancelled).map(|dataset| dataset.facts.iter().collect::<Vec<_>>())
        };
        let whole = made(usize::MAX).expect("a dataset");
        let (stopped, rest): (Vec<_>, Vec<_>) = (0..200).map(made).partition(Result::is_err);
        assert!(stopped.len() > 5 && stopped.iter().all(|made| *made == Err(RowError::Cancelled)));
        assert!(!rest.is_empty() && rest.iter().all(|made| *made == Ok(whole.clone())));
    }
}
