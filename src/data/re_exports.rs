//! Re-exports beside exports: where published balances tell that exports are those of domestic goods only.

use std::collections::BTreeSet;

use foldhash::HashMap;

use super::assemble::Shape;
use super::{Block, Fact, Facts, Flow, MemberId};

/// Said where re-exports are added to exports.
const ADDED: &str = "the published balances are exports and re-exports less imports: exports are shown with re-exports";

/// Said where the names of the exports tell it.
const STATED: &str = "its exports are those of domestic goods: they are shown with the re-exports beside them";
/// Said where the sums cannot be kept.
const TOO_LARGE: &str =
    "its exports are those of domestic goods, and too large to be added to the re-exports beside them";

/// So many published balances are enough to tell.
const ENOUGH: usize = 100_000;

/// Exports, imports, re-exports and the published balance of one key.
type Sides = [Option<i64>; 4];

/// Adds re-exports to exports where every published balance is exports and re-exports less imports, and exports less
/// imports alone are not it, or where the file calls its exports those of domestic goods (`stated`). In most statistics
/// exports hold re-exports already.
///
/// In a period without any re-exports the sum is not known, and its exports are left out. Says what it did.
pub(super) fn add_re_exports(mut facts: Facts, shape: Shape, stated: bool) -> (Facts, Option<String>) {
    if !stated && !are_beside(&facts) {
        return (facts, None);
    }
    let with = |flow: Flow| -> BTreeSet<u16> {
        let has_figure = |block: &&Block| block.flow() == flow && block.facts().any(|fact| !fact.status.is_gap());
        facts.blocks().iter().filter(has_figure).map(Block::period).collect()
    };
    let silent: BTreeSet<u16> = with(Flow::Export).difference(&with(Flow::ReExport)).copied().collect();
    facts = match facts.added_up(Flow::ReExport, Flow::Export, shape) {
        Ok(facts) => facts,
        Err(facts) => return (facts, stated.then(|| TOO_LARGE.to_owned())),
    };
    facts.leave_out(|block| block.flow() == Flow::Export && silent.contains(&block.period()));
    let mut said = if stated { STATED } else { ADDED }.to_owned();
    if !silent.is_empty() {
        said.push_str("; periods without any re-exports have no exports here");
    }
    (facts, Some(said))
}

/// Whether published balances hold re-exports besides exports.
fn are_beside(facts: &Facts) -> bool {
    const FLOWS: [Flow; 4] = [Flow::Export, Flow::Import, Flow::ReExport, Flow::Balance];
    let has = |flow: Flow| facts.blocks().iter().any(|block| block.flow() == flow);
    if !FLOWS.into_iter().all(has) {
        return false;
    }
    let of = |flow: Flow| {
        let blocks = facts.blocks().iter().filter(move |block| block.flow() == flow);
        blocks.flat_map(Block::facts).filter(|fact: &Fact| !fact.status.is_gap())
    };
    let mut sides: HashMap<([MemberId; 3], u16), Sides> =
        of(Flow::Balance).take(ENOUGH).map(|fact| ((fact.members, fact.period), Sides::default())).collect();
    for (at, flow) in FLOWS.into_iter().enumerate() {
        for fact in of(flow) {
            if let Some(side) = sides.get_mut(&(fact.members, fact.period)) {
                side[at] = Some(fact.value);
            }
        }
    }
    // Without re-exports both are the same and tell nothing.
    let told = sides.values().filter_map(|sides| match *sides {
        [Some(exports), Some(imports), Some(again @ 1..), Some(balance)] => {
            let apart = i128::from(balance) - i128::from(exports) + i128::from(imports);
            Some([apart.abs(), (apart - i128::from(again)).abs()])
        }
        _ => None,
    });
    // Each figure may be rounded by itself; more than that is no rounding.
    let (mut compared, mut beyond) = (0, 0);
    for [without, with] in told {
        if with > 1 || with > without {
            return false;
        }
        compared += 1;
        beyond += usize::from(without > 1);
    }
    compared > 1 && beyond > 0
}

#[cfg(test)]
mod tests {
    use super::super::{Amount, Dataset, DatasetBuilder, FactStatus, Period, RowKey};
    use super::*;

    /// A dataset of years of exports, imports, re-exports and published balances.
    fn dataset(years: &[[i128; 4]]) -> Dataset {
        let mut builder = DatasetBuilder::default();
        for axis in super::super::Axis::ALL {
            builder.declare(axis, super::super::Member { code: "A".to_owned(), ..Default::default() });
        }
        for (year, figures) in (2020..).zip(years) {
            for (flow, units) in [Flow::Export, Flow::Import, Flow::ReExport, Flow::Balance].into_iter().zip(figures) {
                let key = RowKey { reporter: 0, partner: 0, sector: 0, flow, period: Period::year(year) };
                builder.push(key, Amount::new(*units, 0), FactStatus::OK, 2);
            }
        }
        builder.finish().expect("a dataset")
    }

    fn exports(dataset: &Dataset) -> Vec<i64> {
        dataset.facts.iter().filter(|fact| fact.flow == Flow::Export).map(|fact| fact.value).collect()
    }

    #[test]
    fn exports_of_domestic_goods_are_no_exports_where_no_re_exports_are_told() {
        let mut builder = DatasetBuilder::default();
        builder.domestic_exports = true;
        for axis in super::super::Axis::ALL {
            builder.declare(axis, super::super::Member { code: "A".to_owned(), ..Default::default() });
        }
        for (year, flow, units) in
            [(2020, Flow::Export, 100), (2020, Flow::ReExport, 40), (2021, Flow::Export, 110), (2021, Flow::Import, 90)]
        {
            let key = RowKey { reporter: 0, partner: 0, sector: 0, flow, period: Period::year(year) };
            builder.push(key, Amount::new(units, 0), FactStatus::OK, 2);
        }
        let dataset = builder.finish().expect("a dataset");
        assert_eq!(exports(&dataset), [140]);
        let said = dataset.report.warnings.iter().find(|warning| warning.starts_with(STATED)).expect("a remark");
        assert!(said.ends_with("have no exports here"), "{said}");
    }

    #[test]
    fn balances_tell_whether_exports_hold_re_exports() {
        // Singapore's way and that of most others; and where one year is not as the others nothing is done.
        let beside = dataset(&[[10, 20, 1, -9], [11, 21, 2, -8]]);
        assert_eq!(exports(&beside), [11, 13]);
        assert!(beside.report.warnings.iter().any(|warning| warning == ADDED));
        assert_eq!(exports(&dataset(&[[10, 20, 4, -10], [11, 21, 5, -10]])), [10, 11]);
        assert_eq!(exports(&dataset(&[[10, 20, 4, -6], [11, 21, 5, -10]])), [10, 11]);
        // Within rounding either is right.
        assert_eq!(exports(&dataset(&[[10, 20, 1, -9], [11, 21, 1, -9]])), [10, 11]);
    }
}
