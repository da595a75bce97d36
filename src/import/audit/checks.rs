//! The checks of a finished dataset: totals and groups against their parts, balances against exports less imports,
//! years against their quarters and months, and what is shown first.

use foldhash::{HashMap, HashSet};

use super::cells::{Cells, Look, Shared, beside};
use super::evidence::{Tally, tally};
use crate::data::{
    Amount, Axis, Check, CheckKind, Dataset, Fact, FactStatus, Finding, Flow, Frequency, MemberId, Proposed, Role,
};

/// So many facts of one kind are enough to compare.
const ENOUGH: usize = 200_000;
/// So many totals of an axis are held against their parts.
const MOST: usize = 400;

/// All checks.
pub(super) fn all(dataset: &Dataset, look: Look) -> Vec<Check> {
    let mut checks = Vec::new();
    for axis in Axis::ALL {
        checks.extend(of_totals(dataset, axis, look));
    }
    checks.extend(of_balances(dataset));
    checks.extend(of_frequencies(dataset));
    checks.extend(of_labels(dataset));
    checks.extend(of_opening(dataset));
    checks
}

/// Every published heading of an axis against its listed parts, and every group against its members.
fn of_totals(dataset: &Dataset, axis: Axis, look: Look) -> Vec<Check> {
    let dimension = dataset.dimension(axis);
    let headings: Vec<(MemberId, HashSet<MemberId>, CheckKind)> = dimension
        .iter()
        .filter(|(id, _)| dataset.has_facts(axis, *id))
        .filter_map(|(id, member)| {
            let in_tree = |part: &MemberId| dimension.get(*part).role.in_tree() && dataset.has_facts(axis, *part);
            let children: HashSet<MemberId> = dimension.children(id).iter().copied().filter(in_tree).collect();
            let inside: HashSet<MemberId> = member.contains.iter().copied().filter(in_tree).collect();
            match (children.is_empty(), inside.is_empty(), member.role) {
                (false, _, Role::Leaf | Role::Total | Role::Unknown) => Some((id, children, CheckKind::Total)),
                (true, false, Role::Group) => Some((id, inside, CheckKind::Group)),
                _ => None,
            }
        })
        .take(MOST)
        .collect();
    if headings.is_empty() {
        return Vec::new();
    }
    let cells = Cells::along(axis, &dataset.facts, look);
    let tell = |(id, parts, kind): (MemberId, HashSet<MemberId>, CheckKind)| {
        let found = tally(&cells, id, &|member| parts.contains(&member));
        (found.together > 0).then(|| (id, of_heading(dataset, axis, (id, parts.len(), kind), &found, cells.whole)))
    };
    let mut checks: Vec<(MemberId, Check)> = headings.into_iter().filter_map(tell).collect();
    let standing: HashSet<MemberId> =
        checks.iter().filter(|(_, check)| check.finding != Finding::Disputes).map(|(id, _)| *id).collect();
    for (id, check) in &mut checks {
        // Under a published total that stands, a heading counts by its own figure; what is listed below it overlaps, as
        // several ways to split the same goods do, and changes no sum.
        let covered = dimension.ancestors(*id).any(|above| standing.contains(&above));
        if covered && check.finding == Finding::Disputes {
            check.finding = Finding::Notes;
            check.what.push_str(": its parts overlap, and it counts by its own figure");
        }
    }
    checks.into_iter().map(|(_, check)| check).collect()
}

fn of_heading(
    dataset: &Dataset,
    axis: Axis,
    (id, parts, kind): (MemberId, usize, CheckKind),
    found: &Tally,
    whole: bool,
) -> Check {
    let dimension = dataset.dimension(axis);
    let label = &dimension.get(id).label;
    let has_memo = dimension.children(id).iter().any(|part| dimension.get(*part).role == Role::Memo);
    let counted = dataset.noun(axis).counted(parts);
    let looked = if whole { "" } else { ", in a sample of the places" };
    let finding = match kind {
        _ if found.always_equal() => Finding::Agrees,
        // A group may have had other members; a total of everything may not be less than a part of it.
        // Items beside its parts may be taken off it, as goods bought for merchanting are.
        // Reporters tell of themselves, and the world is another publisher's estimate.
        CheckKind::Total if found.exceeds() && !has_memo && axis != Axis::Reporter => Finding::Disputes,
        _ => Finding::Notes,
    };
    let (place, published, computed) = found.worst.map_or((String::new(), None, None), |(shared, value, sum)| {
        (place_of(dataset, axis, shared), Some(amount(dataset, value)), Some(amount(dataset, sum)))
    });
    Check {
        kind,
        finding,
        what: format!("“{label}” against the sum of {counted}{looked}"),
        place,
        published,
        computed,
        compared: found.together,
        agreeing: found.equal,
        whole: kind == CheckKind::Total && whole_of(dataset, axis) == Some(id),
        proposes: None,
    }
}

/// The member that is what an axis shows where nothing is selected: its published total, or the only one with figures
/// that is a part of no other. Several that stand side by side are no published whole.
fn whole_of(dataset: &Dataset, axis: Axis) -> Option<MemberId> {
    let dimension = dataset.dimension(axis);
    if let Some(total) = dimension.total().filter(|total| dataset.has_facts(axis, *total)) {
        return Some(total);
    }
    let is_top = |id: MemberId| {
        let above = dimension.ancestors(id).any(|above| dataset.has_facts(axis, above));
        !above && dimension.get(id).role.in_tree() && dataset.has_facts(axis, id)
    };
    let mut tops = dimension.iter().map(|(id, _)| id).filter(|id| is_top(*id));
    tops.next().filter(|_| tops.next().is_none())
}

/// How many places of the whole were compared, and how many of them agree: those of the whole along every axis, for
/// each reporter by itself.
struct Wholes {
    members: [Option<MemberId>; 2],
    compared: u64,
    agreeing: u64,
}

impl Wholes {
    fn of(dataset: &Dataset) -> Self {
        Self { members: [Axis::Partner, Axis::Sector].map(|axis| whole_of(dataset, axis)), compared: 0, agreeing: 0 }
    }

    fn see(&mut self, [_, partner, sector]: [MemberId; 3], agrees: bool) {
        let is_whole = self.members == [Some(partner), Some(sector)];
        self.compared += u64::from(is_whole);
        self.agreeing += u64::from(is_whole && agrees);
    }

    /// Whether the whole was compared and agrees.
    const fn stand(&self) -> bool {
        self.compared > 0 && self.agreeing * 20 >= self.compared * 19
    }
}

fn amount(dataset: &Dataset, units: i128) -> Amount {
    dataset.amount(units).trimmed()
}

/// Where a cell stands: "Japan, all goods, exports 2024".
fn place_of(dataset: &Dataset, axis: Axis, shared: Shared) -> String {
    let names = beside(axis).into_iter().zip(shared.others).filter(|(axis, _)| dataset.dimension(*axis).len() > 1);
    let mut words: Vec<String> = names.map(|(axis, id)| dataset.dimension(axis).get(id).label.clone()).collect();
    let period = dataset.periods.get(usize::from(shared.period)).map(ToString::to_string).unwrap_or_default();
    words.push(format!("{} {period}", shared.flow.word()));
    words.join(", ")
}

/// Whether one difference is to be told rather than another: the larger, of equal ones the first place.
fn is_worse<K: Ord>((apart, key): (i128, &K), (known, at): (i128, &K)) -> bool {
    apart > known || apart == known && key < at
}

/// Published balances against exports less imports.
fn of_balances(dataset: &Dataset) -> Option<Check> {
    let firm = |fact: &Fact| !fact.status.is_gap() && !fact.status.has(FactStatus::DERIVED);
    let blocks = || dataset.facts.blocks().iter();
    let published: HashMap<([MemberId; 3], u16), i64> = blocks()
        .filter(|block| block.flow() == Flow::Balance)
        .flat_map(crate::data::Block::facts)
        .filter(firm)
        .take(ENOUGH)
        .map(|fact| ((fact.members, fact.period), fact.value))
        .collect();
    if published.is_empty() {
        return None;
    }
    let mut sides: HashMap<([MemberId; 3], u16), [Option<i64>; 2]> = HashMap::default();
    for (at, flow) in [Flow::Export, Flow::Import].into_iter().enumerate() {
        for fact in blocks().filter(|block| block.flow() == flow).flat_map(crate::data::Block::facts).filter(firm) {
            let key = (fact.members, fact.period);
            if published.contains_key(&key)
                && let Some(side) = sides.entry(key).or_default().get_mut(at)
            {
                *side = Some(fact.value);
            }
        }
    }
    let (mut compared, mut agreeing, mut opposite, mut worst) = (0, 0, 0, None);
    let mut wholes = Wholes::of(dataset);
    for (key, [exports, imports]) in &sides {
        let (Some(exports), Some(imports), Some(balance)) = (exports, imports, published.get(key)) else { continue };
        let (balance, computed) = (i128::from(*balance), i128::from(*exports) - i128::from(*imports));
        let apart = (balance - computed).abs();
        compared += 1;
        // Three figures, each rounded by itself; half a per cent of the trade for what a publisher has revised.
        let size = i128::from(*exports).abs() + i128::from(*imports).abs();
        let is_near = |apart: i128| apart <= 2 || apart * 200 <= size;
        let agrees = is_near(apart);
        agreeing += u64::from(agrees);
        opposite += u64::from(is_near((balance + computed).abs()));
        wholes.see(key.0, agrees);
        if worst.is_none_or(|(at, _, _, known)| is_worse((apart, key), (known, &at))) {
            worst = Some((*key, balance, computed, apart));
        }
    }
    let ((members, period), published, computed, _) = worst?;
    let labels = Axis::ALL.into_iter().zip(members).filter(|(axis, _)| dataset.dimension(*axis).len() > 1);
    let mut place: Vec<String> = labels.map(|(axis, id)| dataset.dimension(axis).get(id).label.clone()).collect();
    place.extend(dataset.periods.get(usize::from(period)).map(ToString::to_string));
    // Balances that are the same without their sign are imports less exports.
    let is_turned = opposite * 20 >= compared * 19 && agreeing * 2 < compared;
    let turned = if is_turned { ": they are imports less exports" } else { "" };
    Some(Check {
        kind: CheckKind::Balance,
        finding: match agreeing * 20 {
            most if most >= compared * 19 => Finding::Agrees,
            some if some >= compared * 10 => Finding::Notes,
            _ => Finding::Disputes,
        },
        what: format!("Published balances against exports less imports{turned}"),
        place: place.join(", "),
        published: Some(amount(dataset, published)),
        computed: Some(amount(dataset, computed)),
        compared,
        agreeing,
        whole: wholes.stand(),
        proposes: is_turned.then_some(Proposed::OtherSign(Flow::Balance)),
    })
}

/// Years against their quarters or months, quarters against their months.
fn of_frequencies(dataset: &Dataset) -> Vec<Check> {
    let mut frequencies = dataset.frequencies();
    frequencies.reverse();
    let mut checks = Vec::new();
    for pair in frequencies.windows(2) {
        if let [coarse, fine] = *pair {
            checks.extend(of_frequency(dataset, coarse, fine));
        }
    }
    checks
}

fn of_frequency(dataset: &Dataset, coarse: Frequency, fine: Frequency) -> Option<Check> {
    type Key = ([MemberId; 3], Flow, u16);
    let whole: Vec<Option<u16>> = dataset
        .periods
        .iter()
        .map(|period| {
            let above = (period.frequency() == fine)
                .then(|| dataset.periods.iter().position(|p| p.frequency() == coarse && p.contains(*period)));
            above.flatten().and_then(|at| u16::try_from(at).ok())
        })
        .collect();
    let mut sums: HashMap<Key, (i128, i32)> = HashMap::default();
    let mut published: HashMap<Key, i64> = HashMap::default();
    let sieve = (dataset.facts.len() / ENOUGH).max(1) as u32;
    for block in dataset.facts.blocks() {
        let above = whole.get(usize::from(block.period())).copied().flatten();
        let is_coarse = dataset.periods.get(usize::from(block.period())).is_some_and(|p| p.frequency() == coarse);
        if above.is_none() && !is_coarse {
            continue;
        }
        for fact in block.facts().filter(|fact| !fact.status.is_gap() && !fact.status.has(FactStatus::DERIVED)) {
            if !fact.members.iter().fold(0u32, |all, id| all.wrapping_mul(31).wrapping_add(*id)).is_multiple_of(sieve) {
                continue;
            }
            if let Some(above) = above {
                let sum = sums.entry((fact.members, fact.flow, above)).or_default();
                *sum = (sum.0 + i128::from(fact.value), sum.1 + 1);
            } else {
                published.insert((fact.members, fact.flow, fact.period), fact.value);
            }
        }
    }
    let expected = coarse.months() / fine.months();
    let (mut compared, mut agreeing, mut worst) = (0, 0, None);
    let mut wholes = Wholes::of(dataset);
    for (key, (sum, count)) in sums.iter().filter(|(_, (_, count))| *count == expected) {
        let Some(value) = published.get(key).copied().map(i128::from) else { continue };
        let apart = (value - sum).abs();
        compared += 1;
        let agrees = apart <= i128::from(*count) || apart * 50 <= value.abs();
        agreeing += u64::from(agrees);
        wholes.see(key.0, agrees);
        if worst.is_none_or(|(at, _, _, known)| is_worse((apart, key), (known, &at))) {
            worst = Some((*key, value, *sum, apart));
        }
    }
    let ((members, flow, period), value, sum, _) = worst?;
    let labels = Axis::ALL.into_iter().zip(members).filter(|(axis, _)| dataset.dimension(*axis).len() > 1);
    let mut place: Vec<String> = labels.map(|(axis, id)| dataset.dimension(axis).get(id).label.clone()).collect();
    let when = dataset.periods.get(usize::from(period)).map(ToString::to_string).unwrap_or_default();
    place.push(format!("{} {when}", flow.word()));
    Some(Check {
        kind: CheckKind::Frequency,
        finding: match agreeing * 20 {
            most if most >= compared * 19 => Finding::Agrees,
            some if some >= compared * 10 => Finding::Notes,
            _ => Finding::Disputes,
        },
        what: format!("Published {}s against the sums of their {}s", coarse.word(), fine.word()),
        place: place.join(", "),
        published: Some(amount(dataset, value)),
        computed: Some(amount(dataset, sum)),
        compared,
        agreeing,
        whole: wholes.stand(),
        proposes: None,
    })
}

/// Names that hold a replacement character were not read as they were written.
fn of_labels(dataset: &Dataset) -> Option<Check> {
    let torn = |axis: Axis| {
        let members = dataset.dimension(axis).members().iter();
        members.filter(|member| member.label.contains('\u{fffd}')).map(|member| member.label.clone())
    };
    let torn: Vec<String> = Axis::ALL.into_iter().flat_map(torn).collect();
    let first = torn.first()?.clone();
    Some(Check {
        kind: CheckKind::Label,
        finding: Finding::Notes,
        what: format!("{} names hold characters that could not be read", torn.len()),
        place: first,
        published: None,
        computed: None,
        compared: torn.len() as u64,
        agreeing: 0,
        whole: false,
        proposes: None,
    })
}

/// No selection that the program itself makes is empty: something must count on every axis.
fn of_opening(dataset: &Dataset) -> Option<Check> {
    let counts = |axis: Axis| {
        let dimension = dataset.dimension(axis);
        let defined = dimension.definitions().next().is_some();
        defined || dimension.iter().any(|(id, member)| member.role.in_tree() && dataset.has_facts(axis, id))
    };
    let empty = Axis::ALL.into_iter().find(|axis| !counts(*axis) && !dataset.facts.is_empty())?;
    Some(Check {
        kind: CheckKind::OpeningView,
        finding: Finding::Disputes,
        what: format!("every {} stands aside as a group or memo item, so that nothing would be shown", empty.word()),
        place: String::new(),
        published: None,
        computed: None,
        compared: 0,
        agreeing: 0,
        whole: false,
        proposes: None,
    })
}
