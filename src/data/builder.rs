//! Rows to a dataset: duplicates are settled, values brought to one scale, totals completed.

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use super::dataset::{Coverage, FactStatus, Facts};
use super::{Amount, Axis, Dataset, Dimension, Flow, Gap, ImportReport, Member, MemberId, Meta, Outcome, Period, Role};

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

/// Why a row cannot become a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// More than 65 535 different periods.
    #[error("more different periods than a trade dataset can have (65,535)")]
    TooManyPeriods,
}

/// A fact while the dataset is being built.
#[derive(Debug, Clone, Copy)]
struct Draft {
    key: RowKey,
    value: Amount,
    status: FactStatus,
    line: u64,
}

/// Collects rows and builds a [`Dataset`] from them.
#[derive(Debug, Default)]
pub struct DatasetBuilder {
    /// What the dataset says of itself.
    pub meta: Meta,
    /// The report that the reader fills while it reads.
    pub report: ImportReport,
    /// Whether rows with the same key are added up (a table with more columns than Saldo keeps)
    /// rather than refused as contradictions.
    pub sum_duplicates: bool,
    /// The warning that is given when rows were added up.
    pub sum_note: String,
    members: [Vec<Member>; 3],
    by_code: [HashMap<String, MemberId>; 3],
    drafts: Vec<Draft>,
    gaps: Vec<Gap>,
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
        self.drafts.push(Draft { key, value, status, line });
    }

    /// Rounds every value to at most `decimals` decimals, halves away from zero; gives how many changed.
    pub fn round_to(&mut self, decimals: u8) -> usize {
        let mut rounded = 0;
        for draft in &mut self.drafts {
            let value = draft.value.trimmed();
            if value.decimals > decimals {
                let step = 10i128.pow(u32::from(value.decimals - decimals));
                let half = value.signum() * (step / 2);
                draft.value = Amount::new((value.units + half) / step, decimals);
                rounded += 1;
            }
        }
        rounded
    }

    /// How many facts were added.
    #[must_use]
    pub fn len(&self) -> usize {
        self.drafts.len()
    }

    /// Whether no fact was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }

    /// Sorts out duplicates, brings values to one scale, completes totals that are published only in
    /// part, and builds the dataset.
    ///
    /// # Errors
    /// When there are more periods than can be held.
    pub fn finish(mut self) -> Result<Dataset, RowError> {
        self.settle_duplicates();
        let decimals = self.common_scale();
        let mut periods: Vec<Period> = self.drafts.iter().map(|draft| draft.key.period).collect();
        periods.sort_unstable();
        periods.dedup();
        if periods.len() > usize::from(u16::MAX) {
            return Err(RowError::TooManyPeriods);
        }
        let facts = columns(&self.drafts, &periods, decimals);
        self.hang_leaves_below_totals();
        let dimensions = self.members.map(Dimension::new);
        let mut dataset = Dataset {
            meta: self.meta,
            dimensions,
            periods,
            facts,
            decimals,
            gaps: self.gaps,
            report: self.report,
            coverage: Default::default(),
        };
        for axis in [Axis::Sector, Axis::Partner] {
            complete_totals(&mut dataset, axis);
        }
        dataset.coverage = Axis::ALL.map(|axis| coverage_of(&dataset, axis));
        Ok(dataset)
    }

    /// The same key twice: an equal value is a duplicate, another value a contradiction, unless the
    /// rows are to be added up.
    fn settle_duplicates(&mut self) {
        // A gap yields to a figure for the same key; its row is accounted for already.
        self.drafts.sort_by_key(|draft| (draft.key, draft.status.is_gap(), draft.line));
        let mut kept: Vec<Draft> = Vec::with_capacity(self.drafts.len());
        let mut dropped: Vec<(u64, bool)> = Vec::new();
        let mut summed = false;
        for draft in std::mem::take(&mut self.drafts) {
            match kept.last_mut().filter(|last| last.key == draft.key) {
                Some(_) if draft.status.is_gap() => {}
                Some(last) if self.sum_duplicates => {
                    summed = true;
                    last.value = last.value + draft.value;
                    last.status.0 |= draft.status.0;
                }
                Some(last) => dropped.push((draft.line, last.value == draft.value)),
                None => kept.push(draft),
            }
        }
        self.drafts = kept;
        if summed && !self.sum_note.is_empty() {
            self.report.warnings.push(std::mem::take(&mut self.sum_note));
        }
        if dropped.is_empty() {
            return;
        }
        let figures = self.drafts.iter().filter(|draft| !draft.status.is_gap());
        let used: HashSet<u64> = figures.map(|draft| draft.line).collect();
        let mut settled = HashSet::new();
        for (line, same) in dropped {
            // A wide row that still gave other facts stays a used row.
            if used.contains(&line) || !settled.insert(line) {
                continue;
            }
            if same {
                self.report.unuse_row(Outcome::LeftOut, line, "duplicate: the same figure stands in an earlier row");
            } else {
                self.report.unuse_row(
                    Outcome::Rejected,
                    line,
                    "contradicts an earlier row: same period, reporter, partner, sector and flow, other value",
                );
            }
        }
    }

    /// The number of decimals that holds every value; rows whose value does not fit are dropped.
    fn common_scale(&mut self) -> u8 {
        let decimals = self.drafts.iter().map(|draft| draft.value.trimmed().decimals).max().unwrap_or(0);
        let fits = |draft: &Draft| scaled(draft.value, decimals).is_some();
        if !self.drafts.iter().all(fits) {
            for draft in self.drafts.iter().filter(|draft| !fits(draft)) {
                let reason = "number too large to be kept beside the decimals of the other rows";
                self.report.unuse_row(Outcome::Rejected, draft.line, reason);
            }
            self.drafts.retain(fits);
        }
        decimals
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

/// The value in `10^-decimals`, where it fits.
fn scaled(value: Amount, decimals: u8) -> Option<i64> {
    let value = value.trimmed();
    let factor = 10i128.checked_pow(u32::from(decimals.checked_sub(value.decimals)?))?;
    i64::try_from(value.units.checked_mul(factor)?).ok()
}

fn columns(drafts: &[Draft], periods: &[Period], decimals: u8) -> Facts {
    let place: HashMap<Period, u16> = periods.iter().copied().zip(0..).collect();
    let mut facts = Facts::default();
    for draft in drafts {
        let value = scaled(draft.value, decimals).unwrap_or(0);
        facts.push(&draft.key, place[&draft.key.period], value, draft.status);
    }
    facts
}

fn coverage_of(dataset: &Dataset, axis: Axis) -> Vec<Coverage> {
    let periods = dataset.periods.len();
    let mut coverage: Vec<Coverage> = (0..dataset.dimension(axis).len())
        .map(|_| Coverage { flows_at: vec![0; periods], ..Coverage::default() })
        .collect();
    let facts = &dataset.facts;
    for row in 0..facts.len() {
        if facts.status[row].is_gap() {
            continue;
        }
        let member = &mut coverage[facts.member(axis, row) as usize];
        let bit = 1 << facts.flow[row].index();
        member.flows_at[usize::from(facts.period[row])] |= bit;
        member.flows |= bit;
    }
    coverage.iter_mut().for_each(Coverage::finish);
    coverage
}

/// The cell in which a total may be missing: its members on the other two axes, and its flow.
type Combination = (MemberId, MemberId, Flow);

fn combination(facts: &Facts, axis: Axis, row: usize) -> Combination {
    let [a, b] = match axis {
        Axis::Reporter => [Axis::Partner, Axis::Sector],
        Axis::Partner => [Axis::Reporter, Axis::Sector],
        Axis::Sector => [Axis::Reporter, Axis::Partner],
    };
    (facts.member(a, row), facts.member(b, row), facts.flow[row])
}

/// Where a parent has figures for some combinations but none at all for others whose parts are
/// listed, the sum of the listed parts is added as a derived fact.
///
/// After this a member either has its own figures for a combination, or none of its parts has, and
/// the engine can weigh parents against children without a special case. Gaps in *time* are not
/// filled: a period in which the total was not published stays missing.
fn complete_totals(dataset: &mut Dataset, axis: Axis) {
    let parents = published_parents(dataset, axis);
    let mut internal: Vec<MemberId> = parents.iter().flatten().copied().collect();
    internal.sort_unstable();
    internal.dedup();
    if internal.is_empty() {
        return;
    }
    let depth = |id: MemberId| dataset.dimension(axis).depth(id);
    internal.sort_by_key(|id| std::cmp::Reverse(depth(*id)));
    let mut rows = rows_by_member(dataset, axis);
    let mut parts: Vec<Vec<MemberId>> = vec![Vec::new(); parents.len()];
    for (id, parent) in (0..).zip(&parents) {
        if let Some(parent) = parent {
            parts[*parent as usize].push(id);
        }
    }
    let mut derived_total = 0;
    for parent in internal {
        derived_total += derive_parent(&mut dataset.facts, axis, parent, &parts[parent as usize], &mut rows);
    }
    if derived_total > 0 {
        dataset.report.warnings.push(format!(
            "{derived_total} {} totals that the file does not publish are the sums of their listed parts",
            axis.word()
        ));
    }
}

/// For each member, its nearest ancestor that has facts of its own.
fn published_parents(dataset: &Dataset, axis: Axis) -> Vec<Option<MemberId>> {
    let dimension = dataset.dimension(axis);
    let mut published = vec![false; dimension.len()];
    for member in dataset.facts.column(axis) {
        published[*member as usize] = true;
    }
    (0..dimension.len())
        .map(|id| {
            let id = MemberId::try_from(id).unwrap_or(MemberId::MAX);
            // Alternative definitions contain their items without being their sum.
            let tree = dimension.get(id).role.in_tree();
            dimension
                .ancestors(id)
                .find(|parent| published[*parent as usize])
                .filter(|parent| tree && dimension.get(*parent).role.in_tree())
        })
        .collect()
}

/// The rows of each member, so that a parent looks at its own and its parts' rows only.
fn rows_by_member(dataset: &Dataset, axis: Axis) -> Vec<Vec<u32>> {
    let mut rows = vec![Vec::new(); dataset.dimension(axis).len()];
    for (row, member) in (0..).zip(dataset.facts.column(axis)) {
        rows[*member as usize].push(row);
    }
    rows
}

fn derive_parent(facts: &mut Facts, axis: Axis, parent: MemberId, parts: &[MemberId], rows: &mut [Vec<u32>]) -> usize {
    let own: HashSet<Combination> =
        rows[parent as usize].iter().map(|row| combination(facts, axis, *row as usize)).collect();
    let mut sums: HashMap<(Combination, u16), i64> = HashMap::new();
    for row in parts.iter().flat_map(|part| &rows[*part as usize]).map(|row| *row as usize) {
        if facts.status[row].is_gap() {
            continue;
        }
        let cell = combination(facts, axis, row);
        if !own.contains(&cell) {
            let sum = sums.entry((cell, facts.period[row])).or_default();
            *sum = sum.saturating_add(facts.value[row]);
        }
    }
    let mut derived: Vec<_> = sums.into_iter().collect();
    derived.sort_unstable_by_key(|((cell, period), _)| (*cell, *period));
    for (((a, b, flow), period), value) in &derived {
        let (reporter, partner, sector) = match axis {
            Axis::Reporter => (parent, *a, *b),
            Axis::Partner => (*a, parent, *b),
            Axis::Sector => (*a, *b, parent),
        };
        let key = RowKey { reporter, partner, sector, flow: *flow, period: Period::year(0) };
        rows[parent as usize].extend(u32::try_from(facts.len()));
        facts.push(&key, *period, *value, FactStatus::DERIVED);
    }
    derived.len()
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
        let derived: Vec<_> = (0..dataset.facts.len())
            .filter(|row| dataset.facts.status[*row].has(FactStatus::DERIVED))
            .map(|row| (dataset.facts.partner[row], dataset.facts.sector[row], dataset.facts.value[row]))
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
}
