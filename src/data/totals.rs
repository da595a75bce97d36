//! Totals that are published only in part are completed by the sums of their listed parts.

use foldhash::{HashMap, HashMapExt as _, HashSet};
use rayon::prelude::*;

use super::gather::Shape;
use super::{Axis, Block, Dataset, Fact, FactStatus, Flow, MemberId};

/// The cell in which a total may be missing: the total, its members on the other two axes, and its flow.
type Combination = (MemberId, [MemberId; 2], Flow);

fn combination(total: MemberId, fact: &Fact, axis: Axis) -> Combination {
    let [a, b] = others(axis);
    (total, [fact.member(a), fact.member(b)], fact.flow)
}

const fn others(axis: Axis) -> [Axis; 2] {
    match axis {
        Axis::Reporter => [Axis::Partner, Axis::Sector],
        Axis::Partner => [Axis::Reporter, Axis::Sector],
        Axis::Sector => [Axis::Reporter, Axis::Partner],
    }
}

/// Where a parent has figures for some combinations but none at all for others whose parts are
/// listed, the sum of the listed parts is added as a derived fact.
///
/// After this a member either has its own figures for a combination, or none of its parts has, and
/// the engine can weigh parents against children without a special case. Gaps in *time* are not
/// filled: a period in which the total was not published stays missing.
pub(super) fn complete_totals(dataset: &mut Dataset, axis: Axis, shape: Shape) {
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
    let mut derived: Vec<Fact> = Vec::new();
    for level in levels {
        let parent_of = |id: MemberId| parents[id as usize].filter(|parent| depth[*parent as usize] == level);
        let mut is_parent = vec![false; depth.len()];
        for parent in (0..depth.len() as MemberId).filter_map(parent_of) {
            is_parent[parent as usize] = true;
        }
        let more = Level { dataset, axis, derived: &derived, is_parent: &is_parent }.derived(&parent_of);
        derived.extend(more);
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

/// Totals of the same depth.
struct Level<'a> {
    dataset: &'a Dataset,
    axis: Axis,
    /// What was derived for deeper levels.
    derived: &'a [Fact],
    is_parent: &'a [bool],
}

impl Level<'_> {
    fn derived(&self, parent_of: &(impl Fn(MemberId) -> Option<MemberId> + Sync)) -> Vec<Fact> {
        let blocks = self.dataset.facts.blocks();
        let own: HashSet<Combination> = blocks
            .par_iter()
            .map(|block| self.own(block))
            .reduce(HashSet::default, |a, b| if a.len() < b.len() { joined(b, a) } else { joined(a, b) });
        let mut own = own;
        own.extend(self.derived.iter().filter_map(|fact| self.own_of(fact)));
        // The combinations of a flow and period are apart from those of any other.
        let sums: Vec<HashMap<(Combination, u16), i128>> =
            blocks.par_iter().map(|block| self.sums(block.facts(), &own, parent_of)).collect();
        let mut all = self.sums(self.derived.iter().copied(), &own, parent_of);
        for (key, sum) in sums.into_iter().flatten() {
            *all.entry(key).or_default() += sum;
        }
        let mut facts: Vec<Fact> = all.into_iter().map(|(key, sum)| self.fact(key, sum)).collect();
        facts.sort_unstable_by_key(|fact| (fact.flow, fact.period, fact.members));
        facts
    }

    fn own(&self, block: &Block) -> HashSet<Combination> {
        let codes = block.codes(self.axis);
        let rows = (0..block.len()).filter(|row| self.is_parent[codes.get(*row) as usize]);
        rows.filter_map(|row| self.own_of(&block.fact(row))).collect()
    }

    fn own_of(&self, fact: &Fact) -> Option<Combination> {
        let member = fact.member(self.axis);
        self.is_parent[member as usize].then(|| combination(member, fact, self.axis))
    }

    fn sums(
        &self,
        facts: impl Iterator<Item = Fact>,
        own: &HashSet<Combination>,
        parent_of: &impl Fn(MemberId) -> Option<MemberId>,
    ) -> HashMap<(Combination, u16), i128> {
        let mut sums = HashMap::new();
        for fact in facts.filter(|fact| !fact.status.is_gap()) {
            let Some(parent) = parent_of(fact.member(self.axis)) else { continue };
            let key = combination(parent, &fact, self.axis);
            if !own.contains(&key) {
                *sums.entry((key, fact.period)).or_default() += i128::from(fact.value);
            }
        }
        sums
    }

    fn fact(&self, ((total, [a, b], flow), period): (Combination, u16), sum: i128) -> Fact {
        let members = match self.axis {
            Axis::Reporter => [total, a, b],
            Axis::Partner => [a, total, b],
            Axis::Sector => [a, b, total],
        };
        let value = i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX });
        Fact { members, period, flow, value, status: FactStatus::DERIVED }
    }
}

fn joined(mut all: HashSet<Combination>, more: HashSet<Combination>) -> HashSet<Combination> {
    all.extend(more);
    all
}

/// For each member, its nearest ancestor that has facts of its own.
fn published_parents(dataset: &Dataset, axis: Axis) -> Vec<Option<MemberId>> {
    let dimension = dataset.dimension(axis);
    let mut published = vec![false; dimension.len()];
    for block in dataset.facts.blocks() {
        block.codes(axis).each(|_, member| published[member as usize] = true);
    }
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
