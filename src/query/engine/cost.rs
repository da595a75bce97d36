//! The cost model: when toggles are followed row by row, on which threads, and when a cube is made ahead.

/// A row found by its posting costs as much as so many rows in a pass over all.
pub(super) const LISTED_COST: usize = 6;

/// To look for a member's rows in a block costs as much as so many rows in a pass over all, however few they are.
pub(super) const LOOKED_UP_COST: usize = if cfg!(test) { 0 } else { 64 };

/// Up to this cost toggles are followed on the calling thread. It takes a few milliseconds at most, and where the
/// processors are busy drawing the click, to wait for the pool's threads takes longer.
pub(super) const FOLLOWED_ALONE: usize = if cfg!(test) { 128 } else { 1 << 21 };

/// Where each block has more sums than this, each row that is followed is likely to wait for the memory of its sum.
pub(super) const WIDE: usize = 1 << 10;

/// So much more such a row costs.
pub(super) const WIDE_COST: usize = 4;

/// A cube is made ahead where each of its entries stands for at least so many rows.
pub(super) const ENTRY_ROWS: usize = if cfg!(test) { 1 } else { 16 };
