//! Cells: the figures that stand side by side along one axis, all else being equal.
//!
//! A total and its parts share reporter, sector, flow and period and differ in the partner (or in whatever axis they
//! stand on). So each axis cuts the facts into cells, and whatever is said of totals is said cell by cell, in exact
//! integers. Of many facts only some cells are looked at, each of them whole: a hash of the other two members
//! decides, so that the choice depends on neither order nor threads.

use std::hash::{BuildHasher as _, Hasher as _};

use foldhash::HashMap;

use crate::data::{Axis, Block, Fact, FactStatus, Facts, Flow, MemberId};

/// Up to so many facts are looked at all.
const WHOLE: usize = 200_000;
/// Of more, about so many along each axis: a tenth of the time that reading takes is all that looking may.
const ENOUGH: usize = 40_000;
/// Of what was read for one answer, so many: it shows what contradicts itself, and can prove no total.
const ENOUGH_FOR_ONE_ANSWER: usize = 10_000;

/// The figures along one axis, cell by cell.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// The member and the value of each figure, by cell and within it by member.
    figures: Vec<(MemberId, i64)>,
    /// Where each cell begins, and what its figures share.
    starts: Vec<(usize, Shared)>,
    /// The places of the cells with the most members, the fullest first.
    fullest: Vec<usize>,
    /// The greatest number that divides every value: the publisher's last digit.
    pub(super) grain: u64,
    /// The power of ten to which each member's figures are rounded, where it has enough of them to tell.
    rounded: HashMap<MemberId, u64>,
    /// Whether all facts were looked at.
    pub(super) whole: bool,
}

/// How closely a dataset is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// All of it, as far as it is not very large.
    Whole,
    /// A part of it: it was read for one answer and is no whole itself.
    Brief,
}

/// Figures that share flow and period, with the members on the other axes.
#[derive(Default)]
struct Group {
    shared: Option<(Flow, u16)>,
    figures: Vec<([MemberId; 2], MemberId, i64)>,
}

/// What the figures of a cell share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Shared {
    /// The direction.
    pub(super) flow: Flow,
    /// Index into the periods of the dataset.
    pub(super) period: u16,
    /// The members on the other two axes, in the order of the axes.
    pub(super) others: [MemberId; 2],
}

/// The two axes beside one.
pub(super) const fn beside(axis: Axis) -> [Axis; 2] {
    match axis {
        Axis::Reporter => [Axis::Partner, Axis::Sector],
        Axis::Partner => [Axis::Reporter, Axis::Sector],
        Axis::Sector => [Axis::Reporter, Axis::Partner],
    }
}

impl Cells {
    /// The cells of an axis; firm figures only, gaps are in none.
    pub(super) fn along(axis: Axis, facts: &Facts, look: Look) -> Self {
        let sieve = Sieve::of(facts, look);
        let [one, other] = beside(axis);
        let mut cells = Self { whole: sieve.every == 1 && sieve.periods == 1, ..Self::default() };
        // Blocks come by flow and period, so that only what shares both is put in order.
        let mut group = Group::default();
        for block in facts.blocks().iter().filter(|block| sieve.takes_period(block.period())) {
            let (first, second) = (block.codes(one), block.codes(other));
            if group.shared != Some((block.flow(), block.period())) {
                cells.take(&mut group);
                group.shared = Some((block.flow(), block.period()));
            }
            for row in 0..block.len() {
                let others = [first.get(row), second.get(row)];
                if sieve.takes(others, block) {
                    let Fact { value, status, members, .. } = block.fact(row);
                    if !status.is_gap() && !status.has(FactStatus::DERIVED) {
                        let member = members.get(axis.index()).copied().unwrap_or_default();
                        group.figures.push((others, member, value));
                    }
                }
            }
        }
        cells.take(&mut group);
        cells.measured()
    }

    /// Takes the figures that share flow and period, in the order of their cells.
    fn take(&mut self, group: &mut Group) {
        let Some((flow, period)) = group.shared else { return };
        group.figures.sort_unstable();
        let mut before = None;
        for (others, member, value) in group.figures.drain(..) {
            if before.replace(others) != Some(others) {
                self.starts.push((self.figures.len(), Shared { flow, period, others }));
            }
            self.figures.push((member, value));
        }
    }

    /// Finds the last digits of the figures, and the fullest cells.
    fn measured(mut self) -> Self {
        let divisor = |grain: u64, value: i64| if grain == 1 { 1 } else { common_divisor(grain, value.unsigned_abs()) };
        self.grain = self.figures.iter().fold(0, |grain, (_, value)| divisor(grain, *value)).max(1);
        self.rounded = roundings(&self.figures, self.grain);
        self.fullest = fullest(&self.starts, self.figures.len());
        self
    }

    /// All cells: what their figures share, and the figures in the order of their members.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Shared, &[(MemberId, i64)])> {
        let ends = self.starts.iter().skip(1).map(|(start, _)| *start).chain([self.figures.len()]);
        self.starts
            .iter()
            .zip(ends)
            .map(|((start, shared), end)| (*shared, self.figures.get(*start..end).unwrap_or_default()))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// The last digit of a member's figures: a total is often rounded more than its parts.
    pub(super) fn grain_of(&self, member: MemberId) -> u64 {
        self.rounded.get(&member).copied().unwrap_or(self.grain)
    }

    /// The cells with the most members, the fullest first; few, for they only propose.
    pub(super) fn fullest(&self) -> Vec<&[(MemberId, i64)]> {
        let cell = |place: &usize| {
            let start = self.starts.get(*place).map_or(0, |(start, _)| *start);
            let end = self.starts.get(place + 1).map_or(self.figures.len(), |(start, _)| *start);
            self.figures.get(start..end).unwrap_or_default()
        };
        self.fullest.iter().map(cell).collect()
    }

    /// Members that have a figure anywhere.
    pub(super) fn present(&self, members: usize) -> Vec<bool> {
        let mut present = vec![false; members];
        for (member, _) in &self.figures {
            if let Some(place) = present.get_mut(*member as usize) {
                *place = true;
            }
        }
        present
    }
}

/// The places of the cells with the most members.
fn fullest(starts: &[(usize, Shared)], figures: usize) -> Vec<usize> {
    const PROPOSING: usize = 4;
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([figures]);
    let mut sizes: Vec<(usize, usize)> =
        starts.iter().zip(ends).enumerate().map(|(place, ((start, _), end))| (end - start, place)).collect();
    sizes.sort_unstable_by_key(|(size, place)| (std::cmp::Reverse(*size), *place));
    sizes.into_iter().take(PROPOSING).map(|(_, place)| place).collect()
}

/// The largest power of ten that divides all figures of each member that has at least five different ones.
fn roundings(figures: &[(MemberId, i64)], grain: u64) -> HashMap<MemberId, u64> {
    const ENOUGH_TO_TELL: usize = 5;
    let members = figures.iter().map(|(member, _)| *member as usize + 1).max().unwrap_or(0);
    let mut seen: Vec<(u64, Vec<i64>)> = vec![(0, Vec::new()); members];
    for (member, value) in figures.iter().filter(|(_, value)| *value != 0) {
        // Once nothing but 1 divides them all, no further figure changes that.
        let Some((divisor, different)) = seen.get_mut(*member as usize).filter(|(divisor, _)| *divisor != 1) else {
            continue;
        };
        *divisor = common_divisor(*divisor, value.unsigned_abs());
        if different.len() < ENOUGH_TO_TELL && !different.contains(value) {
            different.push(*value);
        }
    }
    let power = |divisor: u64| (1..19).map(|n| 10u64.pow(n)).take_while(|ten| divisor.is_multiple_of(*ten)).last();
    let told = (0..).zip(seen).filter(|(_, (_, different))| different.len() >= ENOUGH_TO_TELL);
    told.filter_map(|(member, (divisor, _))| Some((member, power(divisor)?))).filter(|(_, ten)| *ten > grain).collect()
}

/// Decides which cells of many are looked at.
struct Sieve {
    /// One cell in so many.
    every: u64,
    /// One period in so many.
    periods: u16,
}

impl Sieve {
    fn of(facts: &Facts, look: Look) -> Self {
        // Whole periods are left out first: what is left out is not even read.
        let all = facts.len();
        let (whole, enough) = match look {
            Look::Whole => (WHOLE, ENOUGH),
            Look::Brief => (ENOUGH_FOR_ONE_ANSWER, ENOUGH_FOR_ONE_ANSWER),
        };
        if all <= whole {
            return Self { every: 1, periods: 1 };
        }
        let periods = u16::try_from((all / (enough * 8)).clamp(1, 1000)).unwrap_or(1);
        let every = (all / usize::from(periods)).div_ceil(enough).max(1) as u64;
        Self { every, periods }
    }

    const fn takes_period(&self, period: u16) -> bool {
        period.is_multiple_of(self.periods)
    }

    fn takes(&self, others: [MemberId; 2], block: &Block) -> bool {
        if self.every == 1 {
            return true;
        }
        let mut hasher = foldhash::fast::FixedState::default().build_hasher();
        // Of every pair some periods, not of some pairs all: what is rare is seen as well.
        hasher.write_u64(u64::from(others[0]) << 32 | u64::from(others[1]));
        hasher.write_u32(u32::from(block.period()) << 8 | block.flow().index() as u32);
        hasher.finish().is_multiple_of(self.every)
    }
}

/// The greatest common divisor (Euclid).
const fn common_divisor(mut one: u64, mut other: u64) -> u64 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}
