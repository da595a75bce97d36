//! How much an equality proves: a total that equals its parts by chance would have had to hit one value of many.
//!
//! Each cell in which a member equals the sum of others proves as many bits as its value could have had other values
//! (in the publisher's last digits, less what rounding leaves open). Cells that repeat each other prove nothing new.

use std::cell::RefCell;

use foldhash::HashSet;

use super::cells::{Cells, Shared};
use crate::data::{Flow, MemberId};

/// So many bits are certainty: less than one chance in a million million.
pub(super) const SURE: f64 = 40.0;
/// So many bits are no accident that one would keep silent about.
pub(super) const DOUBT: f64 = 9.0;
/// Figures that are themselves sums of rounded ones are off by so many times what one rounding leaves, where there are
/// cells enough to tell what that is.
const FAR: i128 = 6;
const ENOUGH_TO_TELL: usize = 20;

/// A member set beside the sum of others, over all cells in which they stand together.
#[derive(Debug, Default, Clone)]
pub(super) struct Tally {
    /// Cells with the member and at least one of the others.
    pub(super) together: u64,
    /// Cells with the member and none of the others.
    pub(super) alone: u64,
    /// Cells in which both agree within rounding.
    pub(super) equal: u64,
    /// Cells in which the others leave something of the member.
    pub(super) less: u64,
    /// Cells in which the others exceed the member by more than rounding and half a per cent.
    pub(super) more: u64,
    /// Those of them in which several roundings do not explain it.
    far: u64,
    /// Those of these in which it is more than a twentieth.
    much: u64,
    /// What the equalities prove.
    pub(super) bits: f64,
    /// The most others that stand in one cell.
    pub(super) parts: usize,
    /// The cell that differs most: what it shares, the member, the sum of the others.
    pub(super) worst: Option<(Shared, i128, i128)>,
}

impl Tally {
    /// Whether the member equals the others wherever they stand together.
    pub(super) const fn always_equal(&self) -> bool {
        self.together > 0 && self.equal == self.together
    }

    /// Whether the member equals the others but for a few cells of very many: publishers err, too.
    pub(super) const fn nearly_always_equal(&self) -> bool {
        self.always_equal() || (self.together >= 50 && self.equal * 100 >= self.together * 97)
    }

    /// Whether the others exceed the member in more than a few cells: by much, or more often than they fall short of it.
    /// What is counted twice is too much everywhere; a publisher's discrepancy falls to either side, and is of a few of
    /// the last digits.
    pub(super) const fn exceeds(&self) -> bool {
        let often = self.far * 20 > self.together && self.more > self.less;
        often || self.much * 20 > self.together
    }

    /// Whether the others exceed the member in more than a few cells, however often they fall short of it elsewhere.
    pub(super) const fn is_surpassed(&self) -> bool {
        self.more * 20 > self.together
    }
}

/// Sets a member beside the sum of those that `part` names.
pub(super) fn tally(cells: &Cells, whole: MemberId, part: &dyn Fn(MemberId) -> bool) -> Tally {
    let mut tally = Tally::default();
    let seen = RefCell::new(HashSet::default());
    let far = if cells.len() < ENOUGH_TO_TELL { 1 } else { FAR };
    for (shared, figures) in cells.iter() {
        let Ok(place) = figures.binary_search_by_key(&whole, |(member, _)| *member) else { continue };
        let Some(value) = figures.get(place).map(|(_, value)| i128::from(*value)) else { continue };
        let mut sum = 0;
        let mut count = 0usize;
        let mut all_positive = value >= 0;
        let mut grains = cells.grain_of(whole);
        for (member, part) in figures.iter().filter(|(member, _)| *member != whole && part(*member)) {
            sum += i128::from(*part);
            all_positive &= *part >= 0;
            grains = grains.saturating_add(cells.grain_of(*member));
            count += 1;
        }
        if count == 0 {
            tally.alone += 1;
            continue;
        }
        // Each figure may be half a unit of its last digit off.
        let rounding = if value == sum { 0 } else { i128::from(grains.div_ceil(2)) };
        if (value - sum).abs() <= rounding && value != sum && rounding * 20 > value.abs() {
            // So small that rounding leaves everything open.
            continue;
        }
        tally.together += 1;
        tally.parts = tally.parts.max(count);
        let margin =
            Margin { parts: count, rounding, far: rounding * far, grain: i128::from(cells.grain), all_positive };
        judge(&mut tally, (shared, value, sum), &margin, &seen);
    }
    tally
}

/// What a difference in one cell is held against.
struct Margin {
    /// How many others there are.
    parts: usize,
    /// What the rounding of each figure may leave.
    rounding: i128,
    /// What several roundings may leave.
    far: i128,
    /// The publisher's last digit.
    grain: i128,
    /// Whether no figure is below zero.
    all_positive: bool,
}

/// Counts one cell: what it shares, the member's value and the sum of the others.
fn judge(
    tally: &mut Tally,
    (shared, value, sum): (Shared, i128, i128),
    margin: &Margin,
    seen: &RefCell<HashSet<(i128, usize)>>,
) {
    let Margin { parts, rounding, far, grain, all_positive } = *margin;
    let apart = (value - sum).abs();
    if tally.worst.is_none_or(|(_, value, sum)| apart > (value - sum).abs()) {
        tally.worst = Some((shared, value, sum));
    }
    if apart <= rounding {
        tally.equal += 1;
        if value != 0 && seen.borrow_mut().insert((value, parts)) {
            let room = (value.abs() / grain + 1) as f64 / (2 * (rounding / grain) + 1) as f64;
            tally.bits += room.max(1.0).log2().min(30.0);
        }
    } else if sum > value && all_positive && shared.flow != Flow::Balance && (sum - value) * 200 > sum {
        tally.more += 1;
        let is_far = sum - value > far;
        tally.far += u64::from(is_far);
        tally.much += u64::from(is_far && (sum - value) * 20 > sum);
    } else {
        tally.less += 1;
    }
}
