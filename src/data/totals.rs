//! Totals that are published only in part are completed by the sums of their listed parts.

use foldhash::{HashMap, HashMapExt as _, HashSet};
use rayon::prelude::*;

use super::assemble::Shape;
use super::{Axis, Block, CancelCheck, Dataset, Fact, FactStatus, Flow, MemberId};

/// How much, in units of the last digit, rounding each of so many parts by itself may leave of their total.
#[must_use]
pub const fn most_left_by_rounding(parts: usize) -> u128 {
    (parts as u128).div_ceil(2)
}

/// Where a parent has figures for some combinations but none at all for others whose parts are
/// listed, the sum of the listed parts is added as a derived fact.
///
/// After this a member either has its own figures for a combination, or none of its parts has, and
/// the engine can weigh parents against children without a special case. Gaps in *time* are not
/// filled: a period in which the total was not published stays missing. Where it was for others, that is a gap which is
/// stated: who has parts there trades, and a sum in which it is silent is not complete.
pub(super) fn complete_totals(dataset: &mut Dataset, axis: Axis, shape: Shape, is_cancelled: CancelCheck<'_>) {
    if dataset.dimension(axis).members().iter().all(|member| member.parent.is_none()) {
        return;
    }
    let parents = published_parents(dataset, axis);
    let dimension = dataset.dimension(axis);
    let depth: Vec<usize> = (0..dimension.len() as MemberId).map(|id| dimension.depth(id)).collect();
    let mut levels: Vec<usize> = parents.iter().flatten().map(|parent| depth[*parent as usize]).collect();
    levels.sort_unstable_by_key(|level| std::cmp::Reverse(*level));
    levels.dedup();
    // Deepest first: a total may be a part of another.
    let (mut derived, mut unpublished): (Vec<Fact>, Vec<Fact>) = (Vec::new(), Vec::new());
    for level in levels {
        let at_level = |parent: &MemberId| depth[*parent as usize] == level;
        let parents: Vec<Option<MemberId>> = parents.iter().map(|parent| parent.filter(at_level)).collect();
        let level = Level::new(dataset, axis, &derived, &parents, is_cancelled);
        let own = level.own();
        unpublished.extend(level.unpublished(&own));
        let more = level.derived(&own);
        derived.extend(more);
    }
    if !unpublished.is_empty() {
        let axis = axis.word();
        let said = match unpublished.len() {
            1 => format!(
                "1 {axis} total is not published where others are, and parts of it are: it is missing, not zero"
            ),
            all => format!(
                "{all} {axis} totals are not published where others are, and parts of them are: they are missing, not zero"
            ),
        };
        dataset.report.warnings.push(said);
        dataset.facts = std::mem::take(&mut dataset.facts).with(unpublished, shape);
    }
    if !derived.is_empty() {
        let warning = format!(
            "{} {} totals that the file does not publish are the sums of their listed parts",
            derived.len(),
            axis.word()
        );
        dataset.report.warnings.push(warning);
        dataset.facts = std::mem::take(&mut dataset.facts).with(derived, shape);
    }
}

/// A member whose missing figures are told by others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fill {
    /// The axis on which it stands.
    pub axis: Axis,
    /// The member: a group with listed members, or a total that is published under another name as well.
    pub member: MemberId,
    /// The other name; none where the sum of the listed members takes its place.
    pub alias: Option<MemberId>,
}

/// Where a group with listed members has no figure of its own in a period, the sum of those members is added as a
/// derived fact, so that what counts for them counts in every period. Where a total is published under another name
/// only, that figure is its own. A later fill sees what an earlier one adds.
pub(super) fn fill_periods(dataset: &mut Dataset, fills: &[Fill], shape: Shape, is_cancelled: CancelCheck<'_>) {
    if fills.is_empty() {
        return;
    }
    let mut filling = Filling::of(dataset, fills);
    for block in dataset.facts.blocks().iter().take_while(|_| !is_cancelled()) {
        block.facts().for_each(|fact| filling.see(&fact, 0));
    }
    let mut added: Vec<Fact> = Vec::new();
    for (at, fill) in fills.iter().enumerate() {
        let own = filling.derived(at, *fill);
        for fact in &own {
            filling.see(fact, at + 1);
        }
        added.extend(own);
    }
    if !added.is_empty() {
        added.sort_unstable_by_key(|fact| (fact.flow, fact.period, fact.members));
        dataset.facts = std::mem::take(&mut dataset.facts).with(added, shape);
    }
}

/// What stands at a place along an axis: flow, period and the members on the other two axes.
type Place = (Flow, u16, [MemberId; 2]);

/// What the facts say of all fills, found in one pass over them.
struct Filling<'a> {
    fills: &'a [Fill],
    /// For each axis and member the fills whose member it is or whose figures it tells.
    concerned: [Vec<Vec<usize>>; 3],
    /// For each fill the places that have a figure of its own, and the sums of what tells the others.
    found: Vec<(HashSet<Place>, HashMap<Place, i128>)>,
}

impl<'a> Filling<'a> {
    fn of(dataset: &Dataset, fills: &'a [Fill]) -> Self {
        let mut concerned = Axis::ALL.map(|axis| vec![Vec::new(); dataset.dimension(axis).len()]);
        for (at, fill) in fills.iter().enumerate() {
            let dimension = dataset.dimension(fill.axis);
            for (id, fills) in (0..).zip(&mut concerned[fill.axis.index()]) {
                let tells = match fill.alias {
                    Some(alias) => id == alias,
                    None => dimension.get(id).parent == Some(fill.member),
                };
                if tells || id == fill.member {
                    fills.push(at);
                }
            }
        }
        let found = fills.iter().map(|_| (HashSet::default(), HashMap::new())).collect();
        Self { fills, concerned, found }
    }

    /// Takes a fact for the fills from a place on.
    fn see(&mut self, fact: &Fact, from: usize) {
        for axis in Axis::ALL {
            let member = fact.member(axis);
            let concerned = &self.concerned[axis.index()][member as usize];
            for at in concerned.iter().copied().filter(|at| *at >= from) {
                let place = (fact.flow, fact.period, axis.others().map(|axis| fact.member(axis)));
                let (own, sums) = &mut self.found[at];
                if member == self.fills[at].member {
                    own.insert(place);
                } else if !fact.status.is_gap() {
                    *sums.entry(place).or_default() += i128::from(fact.value);
                }
            }
        }
    }

    /// The facts that a fill adds, in no order.
    fn derived(&mut self, at: usize, Fill { axis, member, alias }: Fill) -> Vec<Fact> {
        let status = if alias.is_some() { FactStatus::OK } else { FactStatus::DERIVED };
        let (own, sums) = std::mem::take(&mut self.found[at]);
        let fact = |((flow, period, [a, b]), sum): (Place, i128)| {
            let members = match axis {
                Axis::Reporter => [member, a, b],
                Axis::Partner => [a, member, b],
                Axis::Sector => [a, b, member],
            };
            let value = i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX });
            Fact { members, period, flow, value, status }
        };
        sums.into_iter().filter(|(place, _)| !own.contains(place)).map(fact).collect()
    }
}

/// Totals of the same depth.
struct Level<'a> {
    dataset: &'a Dataset,
    axis: Axis,
    /// What was derived for deeper levels.
    derived: &'a [Fact],
    /// The totals.
    totals: Vec<MemberId>,
    /// For each member its place among the totals, if it is one.
    place: Vec<Option<u32>>,
    /// For each member the place of the total that it is a part of.
    part_of: Vec<Option<u32>>,
    /// How many members the other axes have.
    across: [usize; 2],
    is_cancelled: CancelCheck<'a>,
}

/// The combinations for which totals have figures of their own.
enum Own {
    /// A bit for each, where they are few enough.
    Bits(Vec<u64>),
    Listed(HashSet<usize>),
}

impl Own {
    fn has(&self, combination: usize) -> bool {
        match self {
            Self::Bits(bits) => bits[combination / 64] & 1 << (combination % 64) != 0,
            Self::Listed(all) => all.contains(&combination),
        }
    }

    fn insert(&mut self, combination: usize) {
        match self {
            Self::Bits(bits) => bits[combination / 64] |= 1 << (combination % 64),
            Self::Listed(all) => _ = all.insert(combination),
        }
    }
}

impl<'a> Level<'a> {
    fn new(
        dataset: &'a Dataset,
        axis: Axis,
        derived: &'a [Fact],
        parents: &[Option<MemberId>],
        is_cancelled: CancelCheck<'a>,
    ) -> Self {
        let mut totals: Vec<MemberId> = parents.iter().flatten().copied().collect();
        totals.sort_unstable();
        totals.dedup();
        let place_of = |id: MemberId| totals.binary_search(&id).ok().map(|place| place as u32);
        let place = (0..parents.len() as MemberId).map(place_of).collect();
        let part_of = parents.iter().map(|parent| parent.and_then(place_of)).collect();
        let across = axis.others().map(|axis| dataset.dimension(axis).len());
        Self { dataset, axis, derived, totals, place, part_of, across, is_cancelled }
    }

    /// The number of the cell in which a total may be missing: the total, its members on the other two axes, its flow.
    const fn combination(&self, total: u32, [a, b]: [MemberId; 2], flow: Flow) -> usize {
        let [first, second] = self.across;
        ((total as usize * first + a as usize) * second + b as usize) * Flow::ALL.len() + flow.index()
    }

    fn derived(&self, own: &Own) -> Vec<Fact> {
        // The combinations of a flow and period are apart from those of any other.
        let sums: Vec<HashMap<(usize, u16), i128>> =
            self.dataset.facts.blocks().par_iter().map(|block| self.sums(block, own)).collect();
        let mut all: HashMap<(usize, u16), i128> = HashMap::new();
        for fact in self.derived {
            self.add(&mut all, own, fact);
        }
        for (key, sum) in sums.into_iter().flatten() {
            *all.entry(key).or_default() += sum;
        }
        let mut facts: Vec<Fact> = all.into_iter().map(|(key, sum)| self.fact(key, sum)).collect();
        facts.sort_unstable_by_key(|fact| (fact.flow, fact.period, fact.members));
        facts
    }

    /// Totals of which some are published in a period, where their parts have figures and they themselves have none:
    /// stated to be missing. A total that has figures in no period is derived instead.
    fn unpublished(&self, own: &Own) -> Vec<Fact> {
        // A part may itself be a total that was added up.
        let mut derived: HashMap<(Flow, u16), Vec<&Fact>> = HashMap::new();
        for fact in self.derived {
            derived.entry((fact.flow, fact.period)).or_default().push(fact);
        }
        let key = |block: &Block| (block.flow(), block.period());
        let blocks: Vec<&[Block]> = self.dataset.facts.blocks().chunk_by(|a, b| key(a) == key(b)).collect();
        let of_period = |blocks: &&[Block]| {
            let derived = blocks.first().and_then(|block| derived.get(&key(block))).map_or(&[][..], Vec::as_slice);
            self.unpublished_in(blocks, derived, own)
        };
        let mut facts: Vec<Fact> = blocks.par_iter().flat_map_iter(of_period).collect();
        facts.sort_unstable_by_key(|fact| (fact.flow, fact.period, fact.members));
        facts
    }

    /// As [`Level::unpublished`], in the blocks of one flow and period and what was derived for it.
    fn unpublished_in(&self, blocks: &[Block], derived: &[&Fact], own: &Own) -> Vec<Fact> {
        let present: HashSet<usize> = blocks.iter().flat_map(|block| self.own_of(block)).collect();
        let cells = self.across[0] * self.across[1] * Flow::ALL.len();
        let mut published = vec![false; self.totals.len()];
        for combination in &present {
            published[combination / cells] = true;
        }
        let total_of = |member: MemberId| self.part_of[member as usize].filter(|total| published[*total as usize]);
        let lacks = |combination: &usize| !present.contains(combination) && own.has(*combination);
        let mut missing: HashMap<usize, u16> = HashMap::new();
        for block in blocks.iter().take_while(|_| !present.is_empty() && !(self.is_cancelled)()) {
            let [a, b] = self.axis.others().map(|axis| block.codes(axis));
            block.codes(self.axis).each(|row, member| {
                let has_figure = block.values().get(row) != 0 && !block.status(row).is_gap();
                if let Some(total) = total_of(member).filter(|_| has_figure) {
                    let combination = self.combination(total, [a.get(row), b.get(row)], block.flow());
                    missing.extend(Some(combination).filter(lacks).map(|key| (key, block.period())));
                }
            });
        }
        for fact in derived.iter().filter(|fact| fact.value != 0) {
            if let Some(total) = total_of(fact.member(self.axis)) {
                let combination = self.combination(total, self.axis.others().map(|axis| fact.member(axis)), fact.flow);
                missing.extend(Some(combination).filter(lacks).map(|key| (key, fact.period)));
            }
        }
        missing.into_iter().map(|key| Fact { status: FactStatus::MISSING, ..self.fact(key, 0) }).collect()
    }

    fn own(&self) -> Own {
        const MOST_BITS: usize = 1 << 27;
        let [first, second] = self.across;
        let sizes = [first, second, Flow::ALL.len()];
        let all = sizes.iter().fold(self.totals.len(), |all, size| all.saturating_mul(*size));
        let mut own = if all <= MOST_BITS { Own::Bits(vec![0; all / 64 + 1]) } else { Own::Listed(HashSet::default()) };
        // Some blocks at a time, so that their combinations do not pile up.
        for blocks in self.dataset.facts.blocks().chunks(64).take_while(|_| !(self.is_cancelled)()) {
            let some: Vec<Vec<usize>> = blocks.par_iter().map(|block| self.own_of(block)).collect();
            some.into_iter().flatten().for_each(|combination| own.insert(combination));
        }
        for fact in self.derived {
            if let Some(total) = self.place[fact.member(self.axis) as usize] {
                own.insert(self.combination(total, self.axis.others().map(|axis| fact.member(axis)), fact.flow));
            }
        }
        own
    }

    fn own_of(&self, block: &Block) -> Vec<usize> {
        let [a, b] = self.axis.others().map(|axis| block.codes(axis));
        let mut found = Vec::new();
        block.codes(self.axis).each(|row, member| {
            if let Some(total) = self.place[member as usize] {
                found.push(self.combination(total, [a.get(row), b.get(row)], block.flow()));
            }
        });
        found
    }

    fn sums(&self, block: &Block, own: &Own) -> HashMap<(usize, u16), i128> {
        let mut sums = HashMap::new();
        if (self.is_cancelled)() {
            return sums;
        }
        let [a, b] = self.axis.others().map(|axis| block.codes(axis));
        block.codes(self.axis).each(|row, member| {
            let Some(total) = self.part_of[member as usize] else { return };
            if !own.has(self.combination(total, [a.get(row), b.get(row)], block.flow())) {
                self.add(&mut sums, own, &block.fact(row));
            }
        });
        sums
    }

    fn add(&self, sums: &mut HashMap<(usize, u16), i128>, own: &Own, fact: &Fact) {
        let Some(total) = self.part_of[fact.member(self.axis) as usize] else { return };
        let combination = self.combination(total, self.axis.others().map(|axis| fact.member(axis)), fact.flow);
        if !fact.status.is_gap() && !own.has(combination) {
            *sums.entry((combination, fact.period)).or_default() += i128::from(fact.value);
        }
    }

    fn fact(&self, (combination, period): (usize, u16), sum: i128) -> Fact {
        let [first, second] = self.across;
        let (flow, rest) = (combination % Flow::ALL.len(), combination / Flow::ALL.len());
        let (b, rest) = ((rest % second) as MemberId, rest / second);
        let (a, total) = ((rest % first) as MemberId, self.totals[rest / first]);
        let members = match self.axis {
            Axis::Reporter => [total, a, b],
            Axis::Partner => [a, total, b],
            Axis::Sector => [a, b, total],
        };
        let value = i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX });
        Fact { members, period, flow: Flow::ALL[flow], value, status: FactStatus::DERIVED }
    }
}

/// For each member, its nearest ancestor that has facts of its own.
pub(super) fn published_parents(dataset: &Dataset, axis: Axis) -> Vec<Option<MemberId>> {
    let dimension = dataset.dimension(axis);
    let none = || vec![false; dimension.len()];
    let of_block = |mut published: Vec<bool>, block: &Block| {
        block.codes(axis).each(|_, member| published[member as usize] = true);
        published
    };
    let both = |mut published: Vec<bool>, more: Vec<bool>| {
        published.iter_mut().zip(more).for_each(|(published, more)| *published |= more);
        published
    };
    let published = dataset.facts.blocks().par_iter().fold(none, of_block).reduce(none, both);
    (0..dimension.len() as MemberId)
        .map(|id| {
            // Alternative definitions contain their items without being their sum.
            let tree = dimension.get(id).role.in_tree();
            dimension
                .ancestors(id)
                .find(|parent| published[*parent as usize])
                .filter(|parent| tree && dimension.get(*parent).role.in_tree())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::data::{Amount, Axis, Dataset, DatasetBuilder, FactStatus, Flow, Member, Period, Role, RowKey};

    /// The totals that are stated to be missing in a dataset of exports: partner, sector, year.
    fn missing(rows: &[(&str, &str, i32, i64)]) -> (Dataset, Vec<String>) {
        let mut builder = DatasetBuilder::default();
        let all = Member { code: "T".into(), label: "Total".into(), role: Role::Total, ..Member::default() };
        let all = builder.declare(Axis::Sector, all);
        let chapter = Member { code: "85".into(), label: "Machines".into(), parent: Some(all), ..Member::default() };
        let chapter = builder.declare(Axis::Sector, chapter);
        let heading = Member { code: "8542".into(), label: "Chips".into(), parent: Some(chapter), ..Member::default() };
        builder.declare(Axis::Sector, heading);
        for (line, (partner, sector, year, value)) in (2..).zip(rows) {
            let [reporter, partner, sector] =
                [(Axis::Reporter, "USA"), (Axis::Partner, *partner), (Axis::Sector, *sector)]
                    .map(|(axis, code)| builder.member(axis, code, code));
            let key = RowKey { reporter, partner, sector, flow: Flow::Export, period: Period::year(*year) };
            builder.report.use_row();
            builder.push(key, Amount::new((*value).into(), 0), FactStatus::OK, line);
        }
        let dataset = builder.finish().expect("a dataset");
        let code = |axis: Axis, id| dataset.dimension(axis).get(id).code.as_str();
        let missing = dataset.facts.iter().filter(|fact| fact.status.has(FactStatus::MISSING)).map(|fact| {
            let members = [Axis::Partner, Axis::Sector].map(|axis| code(axis, fact.member(axis)));
            format!("{} {}", members.join(" "), dataset.periods[usize::from(fact.period)])
        });
        let missing = missing.collect();
        (dataset, missing)
    }

    #[test]
    fn a_total_that_others_have_and_whose_parts_are_there_is_missing() {
        let (dataset, missing) = missing(&[
            ("CHN", "T", 2020, 50),
            ("CHN", "A", 2020, 50),
            ("CHN", "T", 2021, 60),
            ("CHN", "A", 2021, 60),
            ("TWN", "T", 2020, 10),
            ("TWN", "A", 2020, 10),
            ("TWN", "A", 2021, 12),
            // Nothing is published of a year in which nobody has a total.
            ("CHN", "A", 2022, 70),
            // Of what is zero no total need be published.
            ("FJI", "T", 2020, 1),
            ("FJI", "A", 2021, 0),
        ]);
        assert_eq!(missing, ["TWN T 2021"]);
        assert!(dataset.report.warnings.iter().any(|said| said.starts_with("1 sector total is not published")));
    }

    #[test]
    fn a_part_that_was_added_up_is_a_part_all_the_same() {
        // The chapter has no figure for Taiwan in any year, and is the sum of its headings.
        let (_, missing) = missing(&[
            ("CHN", "T", 2020, 50),
            ("CHN", "85", 2020, 50),
            ("CHN", "8542", 2020, 50),
            ("CHN", "T", 2021, 60),
            ("CHN", "85", 2021, 60),
            ("CHN", "8542", 2021, 60),
            ("TWN", "T", 2020, 10),
            ("TWN", "8542", 2020, 10),
            ("TWN", "8542", 2021, 12),
        ]);
        assert_eq!(missing, ["TWN T 2021"]);
    }
}
