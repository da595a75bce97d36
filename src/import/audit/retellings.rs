//! Members that tell the same trade again: a revision, an adjusted series, another basis, or what has accumulated since
//! the year began. Added up they would count it twice.
//!
//! Words for such things have no end, and figures show them: two parts of trade are not within a quarter of each other in
//! every place, and none is the running sum of another one.

use std::collections::BTreeMap;

use foldhash::HashMap;

use super::halves::half_of;
use super::uncompared::question;
use crate::data::{Axis, Check, CheckKind, Dataset, Flow, Frequency, MemberId, Period, Proposed, Role, country};
use crate::import::vocabulary::{Variant, variant_of};

/// More members than these are seldom tellings of the same.
const MOST: usize = 4;
/// Larger datasets have one telling for each figure: their publishers' databases ask for it.
const MOST_FACTS: usize = 50_000;
/// So many places are compared at least.
const FEW: usize = 8;
/// So many sums over more than one period say that a member accumulates another.
const FEW_SUMS: usize = 4;

/// So many members may be two divisions of one trade, and in so many places they must come to the same.
const FEWEST_OF_TWO: usize = 4;
const MOST_OF_TWO: usize = 100;
const FEW_HALVES: usize = 4;

/// A place along one axis without its period: the other members, and the flow.
type Place = ([MemberId; 2], Flow);

/// Disputes members of an axis that are added up and tell the same.
pub(super) fn all(dataset: &Dataset, stated: &dyn Fn(Axis, MemberId) -> bool) -> Vec<Check> {
    if dataset.facts.len() > MOST_FACTS {
        return Vec::new();
    }
    [Axis::Sector, Axis::Partner].into_iter().flat_map(|axis| of_axis(dataset, axis, stated)).collect()
}

/// Disputes members whose first ones come to the same as the others in every place: trade by mode above trade by product.
fn two_divisions(series: &Series<'_>, axis: Axis, parts: &[MemberId]) -> Option<Check> {
    if parts.len() < FEWEST_OF_TWO {
        return None;
    }
    let mut ends: Option<Vec<usize>> = None;
    let mut count = 0;
    for place in series.figures.values().flat_map(BTreeMap::values).filter(|place| place.len() > 1) {
        let sum: i128 = place.values().map(|value| i128::from(*value)).sum();
        let mut before = 0;
        let halves = parts.iter().enumerate().filter_map(|(at, part)| {
            before += place.get(part).map_or(0, |value| i128::from(*value));
            // Every figure is rounded for itself; of small ones nothing is said.
            let off = (2 * before - sum).unsigned_abs();
            (off <= place.len() as u128 && off * 1000 <= sum.unsigned_abs() && sum != 0).then_some(at + 1)
        });
        let halves: Vec<usize> = halves.collect();
        ends = Some(ends.map_or(halves.clone(), |ends| ends.into_iter().filter(|end| halves.contains(end)).collect()));
        count += 1;
    }
    let end = *ends.filter(|_| count >= FEW_HALVES)?.first()?;
    let (first, next) = (*parts.get(end.checked_sub(1)?)?, *parts.get(end)?);
    let label = |id: MemberId| format!("\u{201c}{}\u{201d}", series.dataset.dimension(axis).get(id).label);
    let (until, from) = (label(first), label(next));
    let what = format!(
        "all until {until} come to the same as all from {from} on in {count} places: is it one trade, divided twice?"
    );
    Some(Check { what, proposes: None, ..check(series.dataset, axis, (first, next), "") })
}

fn of_axis(dataset: &Dataset, axis: Axis, stated: &dyn Fn(Axis, MemberId) -> bool) -> Vec<Check> {
    let dimension = dataset.dimension(axis);
    let has_facts = |id: MemberId| dataset.has_facts(axis, id);
    let is_part = |id: &MemberId| has_facts(*id) && matches!(dimension.get(*id).role, Role::Leaf | Role::Unknown);
    let is_whole = |id: &MemberId| has_facts(*id) && dimension.get(*id).role == Role::Total;
    let ids = || dimension.iter().map(|(id, _)| id);
    // What stands below another member counts in it.
    let is_root = |id: &MemberId| dimension.get(*id).parent.is_none();
    let mut parts: Vec<MemberId> = ids().filter(is_part).filter(is_root).collect();
    // A published total says by itself whether its parts are any; countries, goods and services are parts of trade.
    let is_known = |id: &MemberId| {
        let label = &dimension.get(*id).label;
        country::recognise(label).is_some() || half_of(label).is_some()
    };
    let is_said = parts.iter().any(|id| stated(axis, *id));
    if is_said {
        return Vec::new();
    }
    // Of names that all say so, one may be the total of its own telling.
    let in_tree: Vec<MemberId> = ids().filter(|id| has_facts(*id) && dimension.get(*id).role.in_tree()).collect();
    if let Some(pair) = told_within(dataset, axis, &in_tree).filter(|_| in_tree.len() <= MOST_OF_TWO) {
        return vec![Check { proposes: None, ..check(dataset, axis, pair, "the same in another way") }];
    }
    if !(2..=MOST_OF_TWO).contains(&parts.len()) || ids().any(|id| is_whole(&id)) {
        return Vec::new();
    }
    let series = Series::of(dataset, axis, &parts);
    if let Some(check) = two_divisions(&series, axis, &parts) {
        return vec![check];
    }
    if parts.len() > MOST || parts.iter().all(is_known) {
        return Vec::new();
    }
    // What is final comes before what was expected.
    parts.sort_by_key(|id| variant_of("", &dimension.get(*id).label).map_or(0, |variant| variant.rank));
    let Some((first, others)) = parts.split_first() else { return Vec::new() };
    // Names may say so by themselves: `Own data`, `Partner data`.
    let told = |id: &MemberId| variant_of("", &dimension.get(*id).label);
    let what = told(first).map(|variant| variant.what);
    if what.is_some() && others.iter().all(|id| told(id).map(|variant| variant.what) == what) {
        let how = format!("the same by another {}", what.unwrap_or_default());
        return others.iter().map(|other| check(dataset, axis, (*first, *other), &how)).collect();
    }
    if let Some(places) = series.near_places(&parts) {
        let how = format!("nearly the same in all {places} places");
        return others.iter().map(|other| check(dataset, axis, (*first, *other), &how)).collect();
    }
    let pairs = parts.iter().flat_map(|one| parts.iter().map(move |other| (*one, *other)));
    let found = pairs.filter(|(one, other)| one != other).find_map(|pair| Some((pair, series.accumulates(pair)?)));
    found.map(|(pair, how)| check(dataset, axis, pair, how)).into_iter().collect()
}

/// Two members of which a part of the name says that they are tellings of the same, where all members' names say how they
/// tell: `Meat / Original`, `Meat / Seasonally adjusted`.
fn told_within(dataset: &Dataset, axis: Axis, parts: &[MemberId]) -> Option<(MemberId, MemberId)> {
    let mut first: HashMap<(String, &'static str), (u32, MemberId)> = HashMap::default();
    let mut found = None;
    for id in parts {
        let (rest, variant) = variant_within(&dataset.dimension(axis).get(*id).label)?;
        let (rank, known) = *first.entry((rest, variant.what)).or_insert((variant.rank, *id));
        if rank != variant.rank {
            found = found.or(Some(if rank < variant.rank { (known, *id) } else { (*id, known) }));
        }
    }
    found
}

/// What a name tells besides how it tells it, and how: the end or the beginning of a name that is made of several.
fn variant_within(label: &str) -> Option<(String, Variant)> {
    if variant_of("", label).is_some() {
        return None;
    }
    let bounds = || label.char_indices().filter(|(_, letter)| !letter.is_alphanumeric());
    let apart = |at: usize| {
        let (before, behind) = label.split_at_checked(at)?;
        let bare = |text: &str| text.trim_matches(|letter: char| !letter.is_alphanumeric()).to_owned();
        let (before, behind) = (bare(before), bare(behind));
        let of = |text: &str, rest: &str| {
            variant_of("", text).filter(|_| !rest.is_empty()).map(|variant| (rest.to_owned(), variant))
        };
        of(&behind, &before).or_else(|| of(&before, &behind))
    };
    bounds().find_map(|(at, _)| apart(at))
}

/// The figures of an axis' parts by place and period.
struct Series<'a> {
    dataset: &'a Dataset,
    /// The places of the periods.
    periods: HashMap<Period, u16>,
    figures: BTreeMap<Place, BTreeMap<u16, BTreeMap<MemberId, i64>>>,
}

impl<'a> Series<'a> {
    fn of(dataset: &'a Dataset, axis: Axis, parts: &[MemberId]) -> Self {
        let mut figures: BTreeMap<Place, BTreeMap<u16, BTreeMap<MemberId, i64>>> = BTreeMap::new();
        let both = |flow: Flow| flow.bit() & Flow::BOTH != 0;
        for fact in dataset.facts.iter().filter(|fact| both(fact.flow) && !fact.status.is_gap()) {
            let own = fact.members[axis.index()];
            if parts.contains(&own) {
                let mut others = Axis::ALL.into_iter().filter(|other| *other != axis).map(|a| fact.members[a.index()]);
                let others = [others.next().unwrap_or(0), others.next().unwrap_or(0)];
                let place = figures.entry((others, fact.flow)).or_default();
                place.entry(fact.period).or_default().insert(own, fact.value);
            }
        }
        let periods = (0..).zip(&dataset.periods).map(|(at, period)| (*period, at)).collect();
        Self { dataset, periods, figures }
    }

    /// In how many places all parts have figures within a quarter of each other, where that is so in all of them.
    fn near_places(&self, parts: &[MemberId]) -> Option<usize> {
        let places = || self.figures.values().flat_map(BTreeMap::values).filter(|place| place.len() == parts.len());
        let is_near = |place: &BTreeMap<MemberId, i64>| {
            let (least, most) = (place.values().min().copied(), place.values().max().copied());
            least.zip(most).is_some_and(|(least, most)| least > 0 && (most - least) <= least / 4)
        };
        let count = places().count();
        (count >= FEW && places().all(is_near)).then_some(count)
    }

    /// How the second of two members is made of the first, where every figure of it is.
    fn accumulates(&self, pair: (MemberId, MemberId)) -> Option<&'static str> {
        [
            (since_january as Span, "the first from the start of each year on"),
            (twelve_months, "twelve months of the first"),
        ]
        .into_iter()
        .find_map(|(span, how)| self.is_sum(pair, span).then_some(how))
    }

    fn is_sum(&self, (one, other): (MemberId, MemberId), span: Span) -> bool {
        let mut sums = 0;
        for place in self.figures.values() {
            for (at, figures) in place {
                let Some(told) = figures.get(&other) else { continue };
                let Some(period) = self.dataset.periods.get(usize::from(*at)) else { continue };
                let Some(parts) = span(*period) else { continue };
                let value = |part: &Period| place.get(self.periods.get(part)?)?.get(&one).copied();
                // Of what begins before the table nothing is known.
                let Some(values) = parts.iter().map(value).collect::<Option<Vec<i64>>>() else { continue };
                let sum: i128 = values.iter().map(|value| i128::from(*value)).sum();
                // Each part is rounded for itself.
                let rounding = values.len() as u128;
                if (i128::from(*told) - sum).unsigned_abs() > rounding {
                    return false;
                }
                // Noughts, and figures as small as what they are rounded by, say nothing.
                sums += usize::from(values.len() > 1 && sum.unsigned_abs() > rounding * 10);
            }
        }
        sums >= FEW_SUMS
    }
}

/// The periods that a running figure of a period may be the sum of.
type Span = fn(Period) -> Option<Vec<Period>>;

fn since_january(period: Period) -> Option<Vec<Period>> {
    let (year, part) = (period.start_year(), period.start_month().rem_euclid(12));
    match period.frequency() {
        Frequency::Month => Some((1..=part + 1).map(|month| Period::month(year, month)).collect()),
        Frequency::Quarter => Some((1..=part / 3 + 1).map(|quarter| Period::quarter(year, quarter)).collect()),
        Frequency::Year => None,
    }
}

fn twelve_months(period: Period) -> Option<Vec<Period>> {
    let parts = match period.frequency() {
        Frequency::Month => 12,
        Frequency::Quarter => 4,
        Frequency::Year => return None,
    };
    Some((0..parts).map(|back| period.shifted(-back)).collect())
}

fn check(dataset: &Dataset, axis: Axis, (one, other): (MemberId, MemberId), how: &str) -> Check {
    let dimension = dataset.dimension(axis);
    let label = |id: MemberId| format!("\u{201c}{}\u{201d}", dimension.get(id).label);
    let some = dataset.facts.iter().find(|fact| fact.members[axis.index()] == other && !fact.status.is_gap());
    let what = format!(
        "{} and {} are added up, and the second tells {how}: is it the same trade again?",
        label(one),
        label(other)
    );
    let place = dataset.noun(axis).plural().to_owned();
    let asked = question(dataset, CheckKind::Contradiction, what, (place, some.map(|fact| fact.value)));
    let member = dimension.get(other).code.clone();
    Check { proposes: Some(Proposed::Member { axis, member, role: Role::Memo }), ..asked }
}
