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

use super::totals::{most_left_by_rounding, published_parents};
use super::{Axis, Block, CancelCheck, Dataset, FactStatus, Flow, ListLevel, MemberId};

/// What a silent member of a list may have at most counts where it is more than one part in so many of the whole.
const NEGLIGIBLE: i128 = 1000;

/// The two sides of a balance.
const SIDES: [Flow; 2] = [Flow::Export, Flow::Import];

/// So many combinations of a period are told apart at most; of more, nothing is said.
const MOST: usize = 1 << 26;

/// Marks the figures whose other side a truncated list leaves out, and notes whose lists are truncated when.
pub(super) fn find_truncated_lists(dataset: &mut Dataset, is_cancelled: CancelCheck<'_>) {
    for axis in [Axis::Partner, Axis::Sector] {
        if !is_silent_somewhere(dataset, axis) {
            continue;
        }
        let Some(lists) = Lists::new(dataset, axis) else { continue };
        if lists.are_too_many() {
            let axis = axis.word();
            dataset.report.warnings.push(format!(
                "whether lists of one {axis} after another leave the smaller ones out was not looked at: there are too many"
            ));
            continue;
        }
        let periods: Vec<u16> = (0..dataset.periods.len() as u16).collect();
        let found: Vec<Found> =
            periods.into_par_iter().filter(|_| !is_cancelled()).map(|period| lists.of_period(period)).collect();
        let none = vec![0; dataset.periods.len()];
        let mut truncated = vec![none; dataset.dimension(Axis::Reporter).len() * ListLevel::ALL.len()];
        for Found { period, flows, one_sided } in &found {
            for (owner, flows) in flows {
                truncated[*owner][usize::from(*period)] |= flows;
            }
            for (block, rows) in one_sided {
                dataset.facts.blocks[*block].mark(rows, FactStatus::ONE_SIDED);
            }
        }
        if found.iter().any(|found| !found.flows.is_empty()) {
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
    let across = axis.others().map(|axis| dataset.coverage[axis.index()].iter().filter(|of| of.flows != 0).count());
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
    /// The level of the lists of each member along the last of them.
    levels: Vec<ListLevel>,
}

/// What a period has.
struct Found {
    period: u16,
    /// Whose lists of some flows are truncated, by [`ListLevel::row`], with those flows.
    flows: Vec<(usize, u8)>,
    /// Rows of blocks whose other side is left out.
    one_sided: Vec<(usize, Vec<usize>)>,
}

/// A list of parts beside the figure above them.
#[derive(Debug, Clone, Copy, Default)]
struct List {
    /// None where the figure is not published.
    whole: Option<i128>,
    parts: i128,
    count: usize,
    /// The least that is more than nothing.
    least: Option<i128>,
}

impl List {
    fn add_part(&mut self, value: i64) {
        let value = i128::from(value);
        (self.parts, self.count) = (self.parts + value, self.count + 1);
        if value > 0 {
            self.least = Some(self.least.map_or(value, |least| least.min(value)));
        }
    }

    /// Whether what a silent member has may be more than next to nothing: no more than what the parts leave beyond their
    /// rounding, and no more than the least of them. Without the figure above it that is not known of a list.
    fn is_truncated(&self) -> Option<bool> {
        let whole = self.whole?;
        let left = whole - self.parts;
        let most = self.least.map_or(left, |least| left.min(least));
        let is_rounding = left.unsigned_abs() <= most_left_by_rounding(self.count);
        Some(whole > 0 && !is_rounding && most.saturating_mul(NEGLIGIBLE) > whole)
    }
}

/// By owner, a reporter and a level of its lists, whether those of a flow are truncated, where some figure above a list
/// tells it.
type Votes = HashMap<usize, bool>;

impl<'a> Lists<'a> {
    /// None where nothing is a part of a published figure.
    fn new(dataset: &'a Dataset, axis: Axis) -> Option<Self> {
        let parents = published_parents(dataset, axis);
        let mut wholes: Vec<MemberId> = parents.iter().flatten().copied().collect();
        wholes.sort_unstable();
        wholes.dedup();
        let place_of = |id: MemberId| wholes.binary_search(&id).ok().map(|place| place as u32);
        let place = (0..parents.len() as MemberId).map(place_of).collect();
        let part_of = parents.iter().map(|parent| parent.and_then(place_of)).collect();
        let across = axis.others().map(|axis| dataset.dimension(axis).len());
        let [_, last] = axis.others();
        let levels = (0..across[1] as MemberId).map(|id| ListLevel::of(dataset.dimension(last).get(id))).collect();
        (!wholes.is_empty()).then_some(Self { dataset, axis, place, part_of, across, levels })
    }

    /// Whether there are more combinations than are told apart.
    fn are_too_many(&self) -> bool {
        let cells = self.across.iter().try_fold(self.part_of.len(), |all, size| all.checked_mul(*size));
        cells.is_none_or(|cells| cells > MOST)
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
        let [a, b] = self.axis.others().map(|axis| block.codes(axis));
        let cell = |row: usize| a.get(row) as usize * self.across[1] + b.get(row) as usize;
        block.codes(self.axis).each(|row, member| {
            if !block.status(row).is_gap() {
                visit(row, member, cell(row));
            }
        });
    }

    fn of_period(&self, period: u16) -> Found {
        let mut found = Found { period, flows: Vec::new(), one_sided: Vec::new() };
        let here = SIDES.map(|flow| self.present(period, flow));
        if here[0] == here[1] && !self.is_silent(period) {
            return found;
        }
        let lists = SIDES.map(|flow| self.added_up(period, flow));
        let votes = [self.votes(&lists[0], &lists[1]), self.votes(&lists[1], &lists[0])];
        for (side, other) in [(0, 1), (1, 0)] {
            let truncated = truncated(&votes[side], &votes[other]);
            let has_parts = |owner: &usize| lists[side].iter().any(|(at, _)| self.owner(*at) == *owner);
            found.flows.extend(truncated.iter().filter(|at| has_parts(at)).map(|at| (*at, SIDES[side].bit())));
            // Whose other side stands in these lists or nowhere.
            let rows = self.without((SIDES[other], period), (&lists[side], &truncated), &here[side]);
            found.one_sided.extend(rows);
        }
        found
    }

    /// By owner whether most of its lists of one side are truncated, by value: a list of few members whose total is
    /// rounded looks like one that is cut off, but not where all such lists of a country are so. What has no parts counts
    /// where the other side has some.
    fn votes(&self, lists: &HashMap<usize, List>, other: &HashMap<usize, List>) -> Votes {
        let mut sums: HashMap<usize, i128> = HashMap::new();
        for (at, list) in lists {
            let has_parts = list.count > 0 || other.get(at).is_some_and(|list| list.count > 0);
            if let (true, Some(whole), Some(is_truncated)) = (has_parts, list.whole, list.is_truncated()) {
                *sums.entry(self.owner(*at)).or_default() += if is_truncated { whole } else { -whole };
            }
        }
        sums.into_iter().map(|(owner, sum)| (owner, sum > 0)).collect()
    }

    /// Whose a list is: the reporter's, the first of the axes across, among those of the level of the last one.
    fn owner(&self, list: usize) -> usize {
        let [reporters, last] = self.across;
        self.levels[list % last].row(list / last % reporters)
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

    /// The lists of a flow and period.
    fn added_up(&self, period: u16, flow: Flow) -> HashMap<usize, List> {
        let mut lists: HashMap<usize, List> = HashMap::new();
        for (_, block) in self.blocks(period, flow) {
            self.each(block, |row, member, cell| {
                let value = block.values().get(row);
                // What was added up from the parts tells nothing of what they leave.
                let is_published = !block.status(row).has(FactStatus::DERIVED);
                if let Some(whole) = self.place[member as usize].filter(|_| is_published) {
                    lists.entry(self.list(whole, cell)).or_default().whole = Some(value.into());
                }
                if let Some(whole) = self.part_of[member as usize] {
                    lists.entry(self.list(whole, cell)).or_default().add_part(value);
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
            let [a, b] = self.axis.others().map(|axis| block.codes(axis));
            block.codes(self.axis).each(|row, member| {
                let at = member as usize * cells + a.get(row) as usize * self.across[1] + b.get(row) as usize;
                bits[at / 64] |= 1 << (at % 64);
            });
        }
        bits
    }

    /// The figures of a flow and period whose other side is left out: by lists that are truncated, or of a total that is
    /// not published there while its parts are.
    fn without(
        &self,
        (flow, period): (Flow, u16),
        (lists, truncated): (&HashMap<usize, List>, &HashSet<usize>),
        other: &[u64],
    ) -> Vec<(usize, Vec<usize>)> {
        let cells = self.across[0] * self.across[1];
        let is_cut = |at: usize, list: &List| truncated.contains(&self.owner(at)) && list.is_truncated() != Some(false);
        let of_block = |(at, block): (usize, &Block)| {
            let mut rows = Vec::new();
            self.each(block, |row, member, cell| {
                let own = member as usize * cells + cell;
                let is_there = other[own / 64] & 1 << (own % 64) != 0;
                let list = |whole: Option<u32>| {
                    let at = self.list(whole?, cell);
                    Some((at, lists.get(&at)?))
                };
                let is_left_out =
                    !is_there && list(self.part_of[member as usize]).is_some_and(|(at, list)| is_cut(at, list));
                // Added up from the largest parts it is no total.
                let is_no_total = |(at, list): (usize, &List)| {
                    list.whole.is_none() && list.count > 0 && (!is_there || is_cut(at, list))
                };
                if is_left_out || list(self.place[member as usize]).is_some_and(is_no_total) {
                    rows.push(row);
                }
            });
            (at, rows)
        };
        self.blocks(period, flow).map(of_block).filter(|(_, rows)| !rows.is_empty()).collect()
    }
}

/// The owners whose lists of one side are truncated. Where no figure above them tells, they are as those of the other
/// side: a publisher cuts both alike.
fn truncated(votes: &Votes, other: &Votes) -> HashSet<usize> {
    let own = votes.iter().filter(|(_, is_truncated)| **is_truncated);
    let alike = other.iter().filter(|(owner, is_truncated)| **is_truncated && !votes.contains_key(owner));
    own.chain(alike).map(|(owner, _)| *owner).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Amount, DatasetBuilder, Member, Period, Role, RowKey};

    type Row = (&'static str, &'static str, Flow, i32, i64);

    /// A dataset of figures of Singapore: partner, sector, flow, year, value. The first partner is the world.
    fn dataset(rows: &[Row]) -> Dataset {
        of_reporters(rows.iter().map(|row| ("SGP", *row)))
    }

    fn of_reporters(rows: impl Iterator<Item = (&'static str, Row)>) -> Dataset {
        filled(builder(), rows)
    }

    fn builder() -> DatasetBuilder {
        let mut builder = DatasetBuilder::default();
        let world = Member { code: "WLD".into(), label: "World".into(), role: Role::Total, ..Member::default() };
        builder.declare(Axis::Partner, world);
        builder
    }

    fn filled(mut builder: DatasetBuilder, rows: impl Iterator<Item = (&'static str, Row)>) -> Dataset {
        for (line, (reporter, (partner, sector, flow, year, value))) in (2..).zip(rows) {
            let [reporter, partner, sector] =
                [(Axis::Reporter, reporter), (Axis::Partner, partner), (Axis::Sector, sector)]
                    .map(|(axis, code)| builder.member(axis, code, code));
            let key = RowKey { reporter, partner, sector, flow, period: Period::year(year) };
            builder.report.use_row();
            builder.push(key, Amount::new(value.into(), 0), FactStatus::OK, line);
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
    fn largest() -> Vec<Row> {
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
        assert_eq!(dataset.truncated_at(Axis::Partner, 0, 0, [true, true]), Flow::BOTH);
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
        // Malaysia lists all of its partners, so that China sells nothing to it.
        let malaysia = [
            ("WLD", "T", Export, 2020, 40),
            ("CHN", "T", Export, 2020, 40),
            ("WLD", "T", Import, 2020, 10),
            ("USA", "T", Import, 2020, 10),
        ];
        let rows = largest().into_iter().map(|row| ("SGP", row)).chain(malaysia.map(|row| ("MYS", row)));
        let dataset = of_reporters(rows);
        let marked = dataset.facts.iter().filter(|fact| fact.status.has(FactStatus::ONE_SIDED));
        assert_eq!(marked.map(|fact| fact.member(Axis::Reporter)).collect::<Vec<_>>(), [0, 0]);
        let at = [0, 1].map(|reporter| dataset.truncated_at(Axis::Partner, reporter, 0, [true, false]));
        assert_eq!(at, [Flow::BOTH, 0]);
    }

    #[test]
    fn a_complete_list_of_all_trade_does_not_speak_for_those_of_products() {
        // All partners are listed of all trade, and of oil the largest only.
        let complete = [
            ("WLD", "T", Export, 2020, 100),
            ("CHN", "T", Export, 2020, 60),
            ("THA", "T", Export, 2020, 40),
            ("WLD", "T", Import, 2020, 100),
            ("CHN", "T", Import, 2020, 50),
            ("USA", "T", Import, 2020, 50),
        ];
        let oil = largest().into_iter().map(|(partner, _, flow, year, value)| (partner, "OIL", flow, year, value));
        let rows: Vec<Row> = complete.into_iter().chain(oil).collect();
        let mut builder = builder();
        let total = builder.member(Axis::Sector, "T", "T");
        let oil = Member { code: "OIL".into(), label: "Oil".into(), parent: Some(total), ..Member::default() };
        builder.declare(Axis::Sector, oil);
        let dataset = filled(builder, rows.into_iter().map(|row| ("SGP", row)));
        assert_eq!(one_sided(&dataset), [("THA".into(), Export, 2020), ("USA".into(), Import, 2020)]);
        let at = [[true, false], [false, true]].map(|levels| dataset.truncated_at(Axis::Partner, 0, 0, levels));
        assert_eq!(at, [0, Flow::BOTH]);
    }

    #[test]
    fn a_total_that_lacks_a_side_which_its_parts_have_is_one_sided() {
        let whole = [("WLD", "T", Export, 2020, 50), ("CHN", "T", Export, 2020, 50), ("CHN", "T", Import, 2020, 40)];
        let mut rows = whole.to_vec();
        // A total that is published in another year is not added up in this one.
        rows.extend([("WLD", "T", Import, 2021, 40), ("CHN", "T", Import, 2021, 40)]);
        assert_eq!(one_sided(&dataset(&rows)), [("WLD".into(), Export, 2020)]);
    }

    #[test]
    fn lists_without_a_total_are_cut_off_as_those_of_the_other_side_are() {
        let is_import_of_the_world = |row: &Row| row.0 == "WLD" && row.2 == Import;
        let rows: Vec<_> = largest().into_iter().filter(|row| !is_import_of_the_world(row)).collect();
        // The total of imports is added up from the parts then: it tells nothing of what they leave, and is none.
        let expected = [("WLD".into(), Export, 2020), ("THA".into(), Export, 2020), ("USA".into(), Import, 2020)];
        assert_eq!(one_sided(&dataset(&rows)), expected);
    }

    #[test]
    fn rounding_cuts_no_list_off_and_nothing_is_no_rank() {
        let rounded = [
            ("WLD", "T", Export, 2020, 500),
            ("CHN", "T", Export, 2020, 300),
            ("THA", "T", Export, 2020, 200),
            ("WLD", "T", Import, 2020, 700),
            ("CHN", "T", Import, 2020, 399),
            ("USA", "T", Import, 2020, 300),
        ];
        assert_eq!(one_sided(&dataset(&rounded)), []);
        for nothing in [0, -1] {
            let mut rows = largest();
            rows.extend([("XXX", "T", Export, 2020, nothing), ("XXX", "T", Import, 2020, nothing)]);
            assert_eq!(one_sided(&dataset(&rows)).len(), 2, "{nothing}");
        }
    }
}
