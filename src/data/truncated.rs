//! Lists that are cut off after their largest members: what is silent there is not zero.
//!
//! A country's five largest markets beside its five largest suppliers: a partner that is in one of the lists only has
//! no balance, for what it lacks may be as large as the least that is listed. So each list of parts is held against the
//! published figure above it. Where the parts leave nothing, or the least of them is next to nothing, a silent member
//! does not trade; otherwise the list is truncated, a figure whose other side it leaves out is marked
//! [`FactStatus::ONE_SIDED`], and the silence of a member lacks a figure. A file of one flow has no other side, but
//! its lists may be truncated all the same.
//!
//! Two passes over the facts of a period: one finds, by a bit for each combination, whether anything is silent; only
//! where something is are the lists added up.

use foldhash::{HashMap, HashMapExt as _, HashSet};
use rayon::prelude::*;

use super::totals::{others, published_parents};
use super::{Axis, Block, Dataset, FactStatus, Flow, MemberId, Unwanted};

/// What a silent member of a list may have at most counts where it is more than one part in so many of the whole.
const NEGLIGIBLE: i128 = 1000;

/// The two sides of a balance.
const SIDES: [Flow; 2] = [Flow::Export, Flow::Import];

/// So many combinations of a period are told apart at most; of more, nothing is said.
const MOST: usize = 1 << 26;

/// Marks the figures whose other side a truncated list leaves out, and notes in which periods lists are truncated.
pub(super) fn find_truncated_lists(dataset: &mut Dataset, unwanted: Unwanted<'_>) {
    for axis in [Axis::Partner, Axis::Sector] {
        if !is_silent_somewhere(dataset, axis) {
            continue;
        }
        let Some(lists) = Lists::new(dataset, axis) else { continue };
        let periods: Vec<u16> = (0..dataset.periods.len() as u16).collect();
        let found: Vec<Found> =
            periods.into_par_iter().filter(|_| !unwanted()).map(|period| lists.of_period(period)).collect();
        let mut truncated = vec![0; dataset.periods.len()];
        for Found { period, flows, one_sided } in found {
            truncated[usize::from(period)] = flows;
            for (block, rows) in one_sided {
                dataset.facts.blocks[block].mark(&rows, FactStatus::ONE_SIDED);
            }
        }
        if truncated.iter().any(|flows| *flows != 0) {
            dataset.truncated[axis.index()] = truncated;
        }
    }
}

/// Whether the members of an axis are parts of something, and some member lacks a side of a balance that occurs. Of
/// several reporters, or of several members along the other axis, it is not known without a look.
fn is_silent_somewhere(dataset: &Dataset, axis: Axis) -> bool {
    let (members, sides) = (dataset.dimension(axis).members(), dataset.flows() & Flow::BOTH);
    if members.iter().all(|member| member.parent.is_none()) || sides == 0 {
        return false;
    }
    let across = others(axis).map(|axis| dataset.coverage[axis.index()].iter().filter(|of| of.flows != 0).count());
    let lacks = |flows: &u8| flows & sides != sides;
    across != [1, 1] || dataset.coverage[axis.index()].iter().any(|of| of.flows != 0 && of.flows_at.iter().any(lacks))
}

/// The parts of each published figure along an axis.
struct Lists<'a> {
    dataset: &'a Dataset,
    axis: Axis,
    /// For each member its place among those that have published parts.
    place: Vec<Option<u32>>,
    /// For each member the place of the published figure that it is a part of.
    part_of: Vec<Option<u32>>,
    /// How many members the other axes have.
    across: [usize; 2],
}

/// What a period has.
struct Found {
    period: u16,
    /// Flows of which some reporter's lists are truncated.
    flows: u8,
    /// Rows of blocks whose other side a truncated list leaves out.
    one_sided: Vec<(usize, Vec<usize>)>,
}

/// A list of parts beside the figure above them.
#[derive(Debug, Clone, Copy)]
struct List {
    whole: i128,
    parts: i128,
    least: Option<u64>,
}

impl List {
    fn of(whole: i64) -> Self {
        Self { whole: whole.into(), parts: 0, least: None }
    }

    fn add_part(&mut self, value: i64) {
        self.parts += i128::from(value);
        self.least = Some(self.least.map_or(value.unsigned_abs(), |least| least.min(value.unsigned_abs())));
    }

    /// Whether what a silent member has may be more than next to nothing: no more than what the parts leave, and no more
    /// than the least of them.
    fn is_truncated(&self) -> bool {
        let left = self.whole - self.parts;
        let most = self.least.map_or(left, |least| left.min(least.into()));
        self.whole > 0 && most.saturating_mul(NEGLIGIBLE) > self.whole
    }
}

impl<'a> Lists<'a> {
    /// None where nothing is a part of a published figure, or where there are too many combinations.
    fn new(dataset: &'a Dataset, axis: Axis) -> Option<Self> {
        let parents = published_parents(dataset, axis);
        let mut wholes: Vec<MemberId> = parents.iter().flatten().copied().collect();
        wholes.sort_unstable();
        wholes.dedup();
        let place_of = |id: MemberId| wholes.binary_search(&id).ok().map(|place| place as u32);
        let place = (0..parents.len() as MemberId).map(place_of).collect();
        let part_of = parents.iter().map(|parent| parent.and_then(place_of)).collect();
        let across = others(axis).map(|axis| dataset.dimension(axis).len());
        let cells = across.iter().try_fold(parents.len(), |all, size| all.checked_mul(*size));
        let fits = cells.is_some_and(|cells| cells <= MOST) && !wholes.is_empty();
        fits.then_some(Self { dataset, axis, place, part_of, across })
    }

    fn blocks(&self, period: u16, flow: Flow) -> impl Iterator<Item = (usize, &'a Block)> {
        // Blocks are ordered by flow, then by period.
        let blocks = self.dataset.facts.blocks();
        let key = |block: &Block| (block.flow(), block.period());
        let start = blocks.partition_point(|block| key(block) < (flow, period));
        let own = blocks[start..].iter().take_while(move |block| key(block) == (flow, period));
        (start..).zip(own)
    }

    /// Visits each row that has a figure with its member along the axis and its cell across.
    fn each(&self, block: &Block, mut visit: impl FnMut(usize, MemberId, usize)) {
        let [a, b] = others(self.axis).map(|axis| block.codes(axis));
        let cell = |row: usize| a.get(row) as usize * self.across[1] + b.get(row) as usize;
        block.codes(self.axis).each(|row, member| {
            if !block.status(row).is_gap() {
                visit(row, member, cell(row));
            }
        });
    }

    fn of_period(&self, period: u16) -> Found {
        let mut found = Found { period, flows: 0, one_sided: Vec::new() };
        let here = SIDES.map(|flow| self.present(period, flow));
        if here[0] == here[1] && !self.is_silent(period) {
            return found;
        }
        let mut lists = SIDES.map(|flow| self.added_up(period, flow));
        for (side, other) in [(0, 1), (1, 0)] {
            let truncated = self.truncated(&lists[side], &lists[other]);
            found.flows |= if truncated.is_empty() { 0 } else { SIDES[side].bit() };
            lists[side].retain(|list, _| truncated.contains(&self.reporter(*list)));
        }
        for (side, other) in [(0, 1), (1, 0)] {
            if !lists[other].is_empty() {
                found.one_sided.extend(self.without(SIDES[side], period, &lists[other], &here[other]));
            }
        }
        found
    }

    /// The reporters most of whose lists of one side are truncated, by value: a list of few members whose total is
    /// rounded looks like one that is cut off, but not where all lists of a country are so. What has no parts counts
    /// where the other side has some.
    fn truncated(&self, lists: &HashMap<usize, List>, other: &HashMap<usize, List>) -> HashSet<usize> {
        let mut sums: HashMap<usize, i128> = HashMap::new();
        for (at, list) in lists {
            let has_parts = |lists: &HashMap<usize, List>| lists.get(at).is_some_and(|list| list.least.is_some());
            if has_parts(lists) || has_parts(other) {
                let sign = if list.is_truncated() { 1 } else { -1 };
                *sums.entry(self.reporter(*at)).or_default() += list.whole * sign;
            }
        }
        sums.into_iter().filter(|(_, sum)| *sum > 0).map(|(reporter, _)| reporter).collect()
    }

    /// The reporter of a list: the first of the axes across.
    const fn reporter(&self, list: usize) -> usize {
        list / self.across[1] % self.across[0]
    }

    /// Whether some part has no figure at all in a period.
    fn is_silent(&self, period: u16) -> bool {
        let coverage = self.part_of.iter().zip(&self.dataset.coverage[self.axis.index()]);
        coverage.filter(|(part, of)| part.is_some() && of.flows != 0).any(|(_, of)| !of.reports_at(period.into()))
    }

    /// The number of the list that a member's figure is the whole of, or a part of.
    const fn list(&self, whole: u32, cell: usize) -> usize {
        whole as usize * self.across[0] * self.across[1] + cell
    }

    /// The lists of a flow and period below figures that are published.
    fn added_up(&self, period: u16, flow: Flow) -> HashMap<usize, List> {
        let mut lists = HashMap::new();
        for (_, block) in self.blocks(period, flow) {
            self.each(block, |row, member, cell| {
                if let Some(whole) = self.place[member as usize] {
                    lists.insert(self.list(whole, cell), List::of(block.values().get(row)));
                }
            });
        }
        for (_, block) in self.blocks(period, flow) {
            self.each(block, |row, member, cell| {
                let list = self.part_of[member as usize].and_then(|whole| lists.get_mut(&self.list(whole, cell)));
                if let Some(list) = list {
                    list.add_part(block.values().get(row));
                }
            });
        }
        lists
    }

    /// A bit for each combination of a flow and period, also of figures that are withheld: those are gaps of their own.
    fn present(&self, period: u16, flow: Flow) -> Vec<u64> {
        let cells = self.across[0] * self.across[1];
        let mut bits = vec![0u64; (self.part_of.len() * cells).div_ceil(64)];
        for (_, block) in self.blocks(period, flow) {
            let [a, b] = others(self.axis).map(|axis| block.codes(axis));
            block.codes(self.axis).each(|row, member| {
                let at = member as usize * cells + a.get(row) as usize * self.across[1] + b.get(row) as usize;
                bits[at / 64] |= 1 << (at % 64);
            });
        }
        bits
    }

    /// The figures of a flow and period whose other side is in none of the truncated lists.
    fn without(
        &self,
        flow: Flow,
        period: u16,
        lists: &HashMap<usize, List>,
        other: &[u64],
    ) -> Vec<(usize, Vec<usize>)> {
        let cells = self.across[0] * self.across[1];
        let of_block = |(at, block): (usize, &Block)| {
            let mut rows = Vec::new();
            self.each(block, |row, member, cell| {
                let Some(whole) = self.part_of[member as usize] else { return };
                let own = member as usize * cells + cell;
                let is_there = other[own / 64] & 1 << (own % 64) != 0;
                if !is_there && lists.get(&self.list(whole, cell)).is_some_and(List::is_truncated) {
                    rows.push(row);
                }
            });
            (at, rows)
        };
        self.blocks(period, flow).map(of_block).filter(|(_, rows)| !rows.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Amount, DatasetBuilder, Member, Period, Role, RowKey};

    /// A dataset of figures: partner, sector, flow, year, value. The first partner is the world.
    fn dataset(rows: &[(&str, &str, Flow, i32, i64)]) -> Dataset {
        let mut builder = DatasetBuilder::default();
        let reporter = builder.member(Axis::Reporter, "SGP", "Singapore");
        let world = Member { code: "WLD".into(), label: "World".into(), role: Role::Total, ..Member::default() };
        builder.declare(Axis::Partner, world);
        for (line, (partner, sector, flow, year, value)) in (2..).zip(rows) {
            let (partner, sector) =
                (builder.member(Axis::Partner, partner, partner), builder.member(Axis::Sector, sector, sector));
            let key = RowKey { reporter, partner, sector, flow: *flow, period: Period::year(*year) };
            builder.report.use_row();
            builder.push(key, Amount::new((*value).into(), 0), FactStatus::OK, line);
        }
        builder.finish().expect("a dataset")
    }

    fn one_sided(dataset: &Dataset) -> Vec<(String, Flow, i32)> {
        let marked = dataset.facts.iter().filter(|fact| fact.status.has(FactStatus::ONE_SIDED));
        let told = |fact: super::super::Fact| {
            let partner = &dataset.dimension(Axis::Partner).get(fact.member(Axis::Partner)).code;
            (partner.clone(), fact.flow, dataset.periods[usize::from(fact.period)].start_year())
        };
        marked.map(told).collect()
    }

    use Flow::{Export, Import};

    /// The two largest markets, and the two largest suppliers, of a country that trades with more.
    fn largest() -> Vec<(&'static str, &'static str, Flow, i32, i64)> {
        vec![
            ("WLD", "T", Export, 2020, 100),
            ("CHN", "T", Export, 2020, 30),
            ("THA", "T", Export, 2020, 20),
            ("WLD", "T", Import, 2020, 90),
            ("CHN", "T", Import, 2020, 25),
            ("USA", "T", Import, 2020, 15),
        ]
    }

    #[test]
    fn a_partner_among_the_largest_of_one_list_only_is_one_sided() {
        let dataset = dataset(&largest());
        assert_eq!(one_sided(&dataset), [("THA".into(), Export, 2020), ("USA".into(), Import, 2020)]);
        assert_eq!(dataset.truncated_at(Axis::Partner, 0), Flow::BOTH);
    }

    #[test]
    fn in_a_list_that_makes_up_its_total_silence_is_no_trade() {
        let mut rows = largest();
        rows.extend([("DEU", "T", Export, 2020, 50), ("FRA", "T", Import, 2020, 50)]);
        let dataset = dataset(&rows);
        assert_eq!(one_sided(&dataset), []);
        assert!(!dataset.has_truncated_lists(Axis::Partner));
    }

    #[test]
    fn in_a_list_down_to_the_smallest_silence_is_no_trade() {
        let scaled = |(partner, sector, flow, year, value)| (partner, sector, flow, year, value * 1000);
        let mut rows: Vec<_> = largest().into_iter().map(scaled).collect();
        rows.extend([("TUV", "T", Export, 2020, 3), ("NRU", "T", Import, 2020, 2)]);
        assert_eq!(one_sided(&dataset(&rows)), []);
    }

    #[test]
    fn where_one_side_is_listed_for_the_world_only_the_other_is_one_sided() {
        let rows: Vec<_> =
            largest().into_iter().filter(|(who, _, flow, ..)| *who == "WLD" || *flow == Export).collect();
        assert_eq!(one_sided(&dataset(&rows)), [("CHN".into(), Export, 2020), ("THA".into(), Export, 2020)]);
    }

    #[test]
    fn a_list_is_held_against_the_total_of_its_own_product_and_year() {
        let mut rows = largest();
        rows.extend([
            ("WLD", "T", Export, 2021, 50),
            ("CHN", "T", Export, 2021, 30),
            ("THA", "T", Export, 2021, 20),
            ("WLD", "T", Import, 2021, 25),
            ("CHN", "T", Import, 2021, 25),
            ("WLD", "OIL", Import, 2020, 10),
            ("SAU", "OIL", Import, 2020, 10),
            ("WLD", "OIL", Export, 2020, 7),
            ("CHN", "OIL", Export, 2020, 7),
        ]);
        assert_eq!(one_sided(&dataset(&rows)), [("THA".into(), Export, 2020), ("USA".into(), Import, 2020)]);
    }

    #[test]
    fn several_reporters_have_lists_of_their_own() {
        let mut builder = DatasetBuilder::default();
        let world = Member { code: "WLD".into(), label: "World".into(), role: Role::Total, ..Member::default() };
        builder.declare(Axis::Partner, world);
        let sector = builder.member(Axis::Sector, "T", "All");
        // Malaysia lists all of its partners, so that China sells nothing to it.
        let rows = [("SGP", "WLD", 100, 90), ("SGP", "CHN", 30, 0), ("MYS", "WLD", 40, 10), ("MYS", "CHN", 40, 0)];
        let imports = [("SGP", "USA", 0, 20), ("MYS", "USA", 0, 10)];
        for (line, (reporter, partner, exports, imports)) in (2..).zip(rows.into_iter().chain(imports)) {
            let ids = (builder.member(Axis::Reporter, reporter, ""), builder.member(Axis::Partner, partner, ""));
            for (flow, value) in [(Export, exports), (Import, imports)].into_iter().filter(|(_, value)| *value > 0) {
                let key = RowKey { reporter: ids.0, partner: ids.1, sector, flow, period: Period::year(2020) };
                builder.report.use_row();
                builder.push(key, Amount::new(value.into(), 0), FactStatus::OK, line);
            }
        }
        let dataset = builder.finish().expect("a dataset");
        let marked = dataset.facts.iter().filter(|fact| fact.status.has(FactStatus::ONE_SIDED));
        assert_eq!(marked.map(|fact| fact.member(Axis::Reporter)).collect::<Vec<_>>(), [0, 0]);
    }
}
