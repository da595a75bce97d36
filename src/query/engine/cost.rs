//! The cost model: when toggles are followed row by row, on which threads, and when a cube is made ahead.

use crate::query::full_scan::INLINE;

/// A row found by its posting costs as much as so many rows in a pass over all.
pub(super) const LISTED_COST: usize = 6;

/// Where each block has more sums than this, each row that is followed is likely to wait for the memory of its sum.
pub(super) const WIDE: usize = 1 << 10;

/// So much more such a row costs.
pub(super) const WIDE_COST: usize = 4;

/// From which size on the engine takes another way to the same sums: that of a large dataset is taken at once where all
/// of these are small, so that tests need no large one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tuning {
    /// To look for a member's rows in a block costs as much as so many rows in a pass over all, however few they are.
    pub(super) looked_up_cost: usize,
    /// Up to this cost toggles are followed on the calling thread. It takes a few milliseconds at most, and where the
    /// processors are busy drawing the click, to wait for the pool's threads takes longer.
    pub(super) followed_alone: usize,
    /// Up to so many rows are added up on the calling thread.
    pub(super) added_alone: usize,
    /// Up to so many entries are read on the calling thread.
    pub(super) read_alone: usize,
    /// A cube is made ahead where each of its entries stands for at least so many rows.
    pub(super) entry_rows: usize,
    /// Where a member has at least so many rows in a block, a copy of the columns in the members' order is worth its
    /// bytes: the rows are then read in one go instead of one by one.
    pub(super) copied_run: usize,
    /// For so many members at least, each gets several sums that take its rows in turn where there are rows enough:
    /// sums of narrow codes are made for each code that there can be.
    pub(super) fewest_in_lanes: usize,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            looked_up_cost: 64,
            followed_alone: 1 << 21,
            added_alone: INLINE,
            read_alone: 1 << 16,
            entry_rows: 16,
            copied_run: 32,
            fewest_in_lanes: 1 << 8,
        }
    }
}
