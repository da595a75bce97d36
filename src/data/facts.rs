//! The facts in memory: blocks of one flow and one period, member codes and values in the smallest exact form.

use std::ops::Range;

use super::{Axis, Flow, MemberId};

/// Remarks on a fact, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FactStatus(pub u8);

impl FactStatus {
    /// An ordinary figure.
    pub const OK: Self = Self(0);
    /// Estimated, rounded or derived by the publisher or compiler.
    pub const ESTIMATED: Self = Self(1);
    /// Computed here as the sum of published parts, where the total is not published.
    pub const DERIVED: Self = Self(2);
    /// Withheld by the publisher: no value.
    pub const CONFIDENTIAL: Self = Self(4);
    /// Stated to be missing: no value.
    pub const MISSING: Self = Self(8);
    /// Exports or imports whose other side is left out of a list that is cut off after its largest members: it is not
    /// zero but unknown, so there is no balance.
    pub const ONE_SIDED: Self = Self(16);
    /// How many bits there are.
    pub const BITS: usize = 5;

    /// Whether the fact has no value.
    #[must_use]
    pub const fn is_gap(self) -> bool {
        self.0 & (Self::CONFIDENTIAL.0 | Self::MISSING.0) != 0
    }

    /// Without the bits that are found out when a dataset is built.
    #[must_use]
    pub const fn as_published(self) -> Self {
        Self(self.0 & !Self::ONE_SIDED.0)
    }

    /// Whether a bit is set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// One fact, put together from its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// Reporter, partner and sector by [`Axis::index`].
    pub members: [MemberId; 3],
    /// Index into [`super::Dataset::periods`].
    pub period: u16,
    /// Direction.
    pub flow: Flow,
    /// Scaled integer; 0 where the status is a gap.
    pub value: i64,
    /// Remarks.
    pub status: FactStatus,
}

impl Fact {
    /// The member along an axis.
    #[must_use]
    pub const fn member(&self, axis: Axis) -> MemberId {
        self.members[axis.index()]
    }
}

/// A column of member ids in the smallest width that holds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Codes {
    /// Up to 256 members.
    Narrow(Vec<u8>),
    /// Up to 65 536 members.
    Medium(Vec<u16>),
    /// Any number of members.
    Wide(Vec<u32>),
}

impl Default for Codes {
    fn default() -> Self {
        Self::Narrow(Vec::new())
    }
}

impl Codes {
    /// An empty column for ids below `members`.
    #[must_use]
    pub const fn for_members(members: usize) -> Self {
        match members {
            0..=0x100 => Self::Narrow(Vec::new()),
            0x101..=0x1_0000 => Self::Medium(Vec::new()),
            _ => Self::Wide(Vec::new()),
        }
    }

    /// A column of so many rows to be filled by [`Codes::put`].
    pub(super) fn filled(members: usize, rows: usize) -> Self {
        match Self::for_members(members) {
            Self::Narrow(_) => Self::Narrow(vec![0; rows]),
            Self::Medium(_) => Self::Medium(vec![0; rows]),
            Self::Wide(_) => Self::Wide(vec![0; rows]),
        }
    }

    /// Puts rows of another column at their places.
    pub(super) fn put(&mut self, from: &Self, rows: Range<usize>, places: &[u32]) {
        fn put<T: Copy>(all: &mut [T], some: &[T], places: &[u32]) {
            for (place, code) in places.iter().zip(some) {
                all[*place as usize] = *code;
            }
        }
        match (self, from) {
            (Self::Narrow(all), Self::Narrow(some)) => put(all, &some[rows], places),
            (Self::Medium(all), Self::Medium(some)) => put(all, &some[rows], places),
            (Self::Wide(all), Self::Wide(some)) => put(all, &some[rows], places),
            (all, some) => {
                for (place, row) in places.iter().zip(rows) {
                    all.set(*place as usize, some.get(row));
                }
            }
        }
    }

    /// Adds the rows of another column.
    pub(super) fn append(&mut self, more: &Self) {
        match (self, more) {
            (Self::Narrow(all), Self::Narrow(more)) => all.extend_from_slice(more),
            (Self::Medium(all), Self::Medium(more)) => all.extend_from_slice(more),
            (Self::Wide(all), Self::Wide(more)) => all.extend_from_slice(more),
            (all, more) => more.each(|_, code| all.push(code)),
        }
    }

    /// A code that the width does not hold cannot be a member's.
    fn set(&mut self, row: usize, code: MemberId) {
        match self {
            Self::Narrow(codes) => codes[row] = code as u8,
            Self::Medium(codes) => codes[row] = code as u16,
            Self::Wide(codes) => codes[row] = code,
        }
    }

    /// How many rows there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::Narrow(codes) => codes.len(),
            Self::Medium(codes) => codes.len(),
            Self::Wide(codes) => codes.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The member of a row.
    #[must_use]
    pub fn get(&self, row: usize) -> MemberId {
        match self {
            Self::Narrow(codes) => codes[row].into(),
            Self::Medium(codes) => codes[row].into(),
            Self::Wide(codes) => codes[row],
        }
    }

    /// Visits all rows with their members, with one look at the column's width.
    pub fn each(&self, mut visit: impl FnMut(usize, MemberId)) {
        match self {
            Self::Narrow(codes) => codes.iter().enumerate().for_each(|(row, code)| visit(row, (*code).into())),
            Self::Medium(codes) => codes.iter().enumerate().for_each(|(row, code)| visit(row, (*code).into())),
            Self::Wide(codes) => codes.iter().enumerate().for_each(|(row, code)| visit(row, *code)),
        }
    }

    /// Visits the members of some rows.
    pub(super) fn each_of(&self, rows: Range<usize>, mut visit: impl FnMut(MemberId)) {
        match self {
            Self::Narrow(codes) => codes[rows].iter().for_each(|code| visit((*code).into())),
            Self::Medium(codes) => codes[rows].iter().for_each(|code| visit((*code).into())),
            Self::Wide(codes) => codes[rows].iter().for_each(|code| visit(*code)),
        }
    }

    /// Adds a row; the column becomes wider where the id needs it.
    pub fn push(&mut self, code: MemberId) {
        match self {
            Self::Narrow(codes) => match u8::try_from(code) {
                Ok(code) => return codes.push(code),
                Err(_) => *self = Self::Medium(codes.iter().map(|code| u16::from(*code)).collect()),
            },
            Self::Medium(codes) => match u16::try_from(code) {
                Ok(code) => return codes.push(code),
                Err(_) => *self = Self::Wide(codes.iter().map(|code| u32::from(*code)).collect()),
            },
            Self::Wide(codes) => return codes.push(code),
        }
        self.push(code);
    }

    /// Adds rows of another column, of whatever width.
    pub(super) fn extend(&mut self, other: &Self, rows: Range<usize>) {
        match (self, other) {
            (Self::Narrow(codes), Self::Narrow(more)) => codes.extend_from_slice(&more[rows]),
            (Self::Medium(codes), Self::Medium(more)) => codes.extend_from_slice(&more[rows]),
            (Self::Medium(codes), Self::Narrow(more)) => codes.extend(more[rows].iter().map(|code| u16::from(*code))),
            (Self::Wide(codes), Self::Wide(more)) => codes.extend_from_slice(&more[rows]),
            (codes, more) => rows.for_each(|row| codes.push(more.get(row))),
        }
    }

    /// The rows in another order.
    #[must_use]
    pub fn permuted<R: Copy + Into<u32>>(&self, order: &[R]) -> Self {
        match self {
            Self::Narrow(codes) => Self::Narrow(order.iter().map(|row| codes[(*row).into() as usize]).collect()),
            Self::Medium(codes) => Self::Medium(order.iter().map(|row| codes[(*row).into() as usize]).collect()),
            Self::Wide(codes) => Self::Wide(order.iter().map(|row| codes[(*row).into() as usize]).collect()),
        }
    }

    /// What it takes in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match self {
            Self::Narrow(codes) => codes.capacity(),
            Self::Medium(codes) => codes.capacity() * 2,
            Self::Wide(codes) => codes.capacity() * 4,
        }
    }
}

/// The values of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Values {
    /// Each is the base plus an offset: where all values of the block lie within 32 bits of each other.
    Offsets {
        /// 0, or the least value.
        base: i64,
        /// What to add to it.
        offsets: Vec<u32>,
    },
    /// As they are.
    Whole(Vec<i64>),
}

impl Values {
    pub(super) fn new(values: impl Iterator<Item = i64> + Clone) -> Self {
        let (least, most) =
            values.clone().fold((i64::MAX, i64::MIN), |(least, most), value| (least.min(value), most.max(value)));
        let (least, most) = if least > most { (0, 0) } else { (least, most) };
        let fits = |base: i64| most.checked_sub(base).is_some_and(|span| u32::try_from(span).is_ok());
        // Most blocks start at zero or above, and a base of zero leaves nothing to add.
        let base = if least >= 0 && fits(0) { 0 } else { least };
        if !fits(base) {
            return Self::Whole(values.collect());
        }
        Self::Offsets { base, offsets: values.map(|value| (value - base) as u32).collect() }
    }

    /// As [`Values::new`] of values that 32 bits hold, which always lie near enough to each other.
    pub(super) fn narrow(values: &[i32]) -> Self {
        let least = values.iter().copied().min().unwrap_or(0).min(0);
        // Modulo 2^32 this is the offset.
        let offsets = values.iter().map(|value| value.wrapping_sub(least).cast_unsigned()).collect();
        Self::Offsets { base: least.into(), offsets }
    }

    /// The rows in another order.
    #[must_use]
    pub fn permuted<R: Copy + Into<u32>>(&self, order: &[R]) -> Self {
        match self {
            Self::Offsets { base, offsets } => Self::Offsets {
                base: *base,
                offsets: order.iter().map(|row| offsets[(*row).into() as usize]).collect(),
            },
            Self::Whole(values) => Self::Whole(order.iter().map(|row| values[(*row).into() as usize]).collect()),
        }
    }

    /// The value of a row.
    #[must_use]
    pub fn get(&self, row: usize) -> i64 {
        match self {
            Self::Offsets { base, offsets } => base + i64::from(offsets[row]),
            Self::Whole(values) => values[row],
        }
    }

    /// Whether any value is below zero: the base of offsets is the least of them there.
    #[must_use]
    pub fn has_below_zero(&self) -> bool {
        match self {
            Self::Offsets { base, .. } => *base < 0,
            Self::Whole(values) => values.iter().any(|value| *value < 0),
        }
    }

    /// What it takes in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match self {
            Self::Offsets { offsets, .. } => offsets.capacity() * 4,
            Self::Whole(values) => values.capacity() * 8,
        }
    }
}

/// Facts of one flow and one period, in the order of their members along [`Facts::leading`].
#[derive(Debug, Clone)]
pub struct Block {
    pub(super) flow: Flow,
    pub(super) period: u16,
    pub(super) codes: [Codes; 3],
    pub(super) values: Values,
    /// Only where some fact of the block has a remark.
    pub(super) status: Option<Vec<FactStatus>>,
}

impl Block {
    /// At most so many rows stand in a block, so that a row's place in it takes two bytes.
    pub const MOST_ROWS: usize = 0xFFFF;

    /// The direction of all its facts.
    #[must_use]
    pub const fn flow(&self) -> Flow {
        self.flow
    }

    /// Index into [`super::Dataset::periods`].
    #[must_use]
    pub const fn period(&self) -> u16 {
        self.period
    }

    /// How many facts it holds.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.codes[0].len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The members along an axis.
    #[must_use]
    pub const fn codes(&self, axis: Axis) -> &Codes {
        &self.codes[axis.index()]
    }

    /// The values.
    #[must_use]
    pub const fn values(&self) -> &Values {
        &self.values
    }

    /// The remarks, where there are any.
    #[must_use]
    pub fn statuses(&self) -> Option<&[FactStatus]> {
        self.status.as_deref()
    }

    /// The remark of a row.
    #[must_use]
    pub fn status(&self, row: usize) -> FactStatus {
        self.status.as_ref().map_or(FactStatus::OK, |status| status[row])
    }

    /// Sets a bit for some rows.
    pub(super) fn mark(&mut self, rows: &[usize], with: FactStatus) {
        let length = self.len();
        let status = self.status.get_or_insert_with(|| vec![FactStatus::OK; length]);
        for row in rows {
            status[*row].0 |= with.0;
        }
    }

    /// A row as a fact.
    #[must_use]
    pub fn fact(&self, row: usize) -> Fact {
        Fact {
            members: [self.codes[0].get(row), self.codes[1].get(row), self.codes[2].get(row)],
            period: self.period,
            flow: self.flow,
            value: self.values.get(row),
            status: self.status(row),
        }
    }

    /// Its facts in order.
    pub fn facts(&self) -> impl Iterator<Item = Fact> + use<'_> {
        (0..self.len()).map(|row| self.fact(row))
    }
}

/// All facts of a dataset, by flow and period. Values are integers in `10^-decimals` of the dataset's unit.
#[derive(Debug, Clone)]
pub struct Facts {
    pub(super) blocks: Vec<Block>,
    pub(super) rows: usize,
    pub(super) leading: Axis,
    /// The largest sum of absolute values of one flow and period: no sum over its facts can be larger.
    pub(super) largest_sum: u128,
}

impl Default for Facts {
    fn default() -> Self {
        Self { blocks: Vec::new(), rows: 0, leading: Axis::Partner, largest_sum: 0 }
    }
}

impl Facts {
    /// How many facts there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The blocks, by flow, then by period. Several may follow each other for one flow and period.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// All facts, block by block.
    pub fn iter(&self) -> impl Iterator<Item = Fact> + use<'_> {
        self.blocks.iter().flat_map(Block::facts)
    }

    /// The axis by whose members the rows of each block are ordered.
    #[must_use]
    pub const fn leading(&self) -> Axis {
        self.leading
    }

    /// Of how many periods the facts of one flow can be added up without leaving 64 bits, even where each is counted
    /// up to four times; none where those of a single period may leave them.
    #[must_use]
    pub const fn periods_fitting_i64(&self) -> u128 {
        match (i64::MAX as u128 / 4).checked_div(self.largest_sum) {
            Some(periods) => periods,
            None => u128::MAX,
        }
    }

    /// Whether exports stand somewhere without imports of the same kind, or imports without exports.
    #[must_use]
    pub fn has_one_sided(&self) -> bool {
        let sides = [Flow::Export, Flow::Import].map(|flow| {
            let key = |fact: Fact| (fact.period, fact.members);
            let mut keys: Vec<_> =
                self.blocks.iter().filter(|block| block.flow == flow).flat_map(Block::facts).map(key).collect();
            keys.sort_unstable();
            keys
        });
        sides[0] != sides[1]
    }

    /// What the columns take in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let of_block = |block: &Block| {
            let codes: usize = block.codes.iter().map(Codes::bytes).sum();
            let status = block.status.as_ref().map_or(0, Vec::capacity);
            codes + block.values.bytes() + status + size_of::<Block>()
        };
        self.blocks.iter().map(of_block).sum()
    }
}
