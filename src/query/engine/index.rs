//! Where the rows of each member stand in a block: the posting lists by which a toggle finds its rows.

use std::ops::Range;

use crate::data::{Axis, Block, Codes, FactStatus, MemberId};

/// The rows of a member.
#[derive(Debug, Clone)]
pub(super) enum Rows<'a> {
    /// Side by side.
    Range(Range<usize>),
    /// One by one.
    Listed(&'a [u16]),
}

impl Rows<'_> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Range(rows) => rows.len(),
            Self::Listed(rows) => rows.len(),
        }
    }
}

/// The rows of a block by the members of one axis.
#[derive(Debug, Clone, Default)]
struct Posting {
    /// Rows in the order of their members; empty where the block stands in that order already.
    order: Vec<u16>,
    /// Where each member starts among them, and the end; empty where there are more members than that is worth.
    starts: Vec<u16>,
}

impl Posting {
    fn new(codes: &Codes, members: usize, in_order: bool) -> Self {
        let rows = codes.len();
        // Members that are many beside the rows are found by halving instead of by a table.
        if members * 2 > rows {
            let mut order = Vec::new();
            if !in_order {
                order.extend((0..rows).map(|row| row as u16));
                order.sort_by_key(|row| codes.get(usize::from(*row)));
            }
            return Self { order, starts: Vec::new() };
        }
        let mut starts = vec![0u16; members + 1];
        for row in 0..rows {
            starts[codes.get(row) as usize + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut order = Vec::new();
        if !in_order {
            order = vec![0u16; rows];
            let mut next = starts.clone();
            for row in 0..rows {
                let place = &mut next[codes.get(row) as usize];
                order[usize::from(*place)] = row as u16;
                *place += 1;
            }
        }
        Self { order, starts }
    }

    fn range(&self, codes: &Codes, member: MemberId) -> Range<usize> {
        if let Some([start, end]) = self.starts.get(member as usize..member as usize + 2) {
            return usize::from(*start)..usize::from(*end);
        }
        let code = |place: usize| codes.get(self.order.get(place).map_or(place, |row| usize::from(*row)));
        first(codes.len(), |place| code(place) >= member)..first(codes.len(), |place| code(place) > member)
    }
}

/// The first place below `len` from which on `test` holds.
fn first(len: usize, test: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low + (high - low) / 2;
        if test(middle) { high = middle } else { low = middle + 1 }
    }
    low
}

/// What is known of a block beside its columns.
#[derive(Debug, Clone)]
pub(super) struct Index {
    postings: [Posting; 3],
    /// Rows with a remark.
    pub(super) marked: Vec<u16>,
    leading: Axis,
}

impl Index {
    pub(super) fn new(block: &Block, members: [usize; 3], leading: Axis) -> Self {
        let posting = |axis: Axis| Posting::new(block.codes(axis), members[axis.index()], axis == leading);
        let marked = block.statuses().map_or_else(Vec::new, |statuses| {
            let marked = statuses.iter().enumerate().filter(|(_, status)| **status != FactStatus::OK);
            marked.map(|(row, _)| row as u16).collect()
        });
        Self { postings: Axis::ALL.map(posting), marked, leading }
    }

    /// The rows of a member.
    pub(super) fn rows(&self, block: &Block, axis: Axis, member: MemberId) -> Rows<'_> {
        let posting = &self.postings[axis.index()];
        let range = posting.range(block.codes(axis), member);
        if axis == self.leading { Rows::Range(range) } else { Rows::Listed(&posting.order[range]) }
    }

    /// Runs of rows of the same member along the leading axis.
    pub(super) fn runs<'a>(&'a self, block: &'a Block) -> impl Iterator<Item = (usize, Range<usize>)> + use<'a> {
        let codes = block.codes(self.leading);
        let starts = &self.postings[self.leading.index()].starts;
        let mut next = 0;
        std::iter::from_fn(move || {
            if next >= codes.len() {
                return None;
            }
            let member = codes.get(next) as usize;
            let end = match starts.get(member + 1) {
                Some(end) => usize::from(*end),
                None => (next..codes.len()).find(|row| codes.get(*row) as usize != member).unwrap_or(codes.len()),
            };
            let run = next..end;
            next = end;
            Some((member, run))
        })
    }

    /// Counts the rows of each member of an axis.
    pub(super) fn count(&self, block: &Block, axis: Axis, counts: &mut [usize]) {
        let starts = &self.postings[axis.index()].starts;
        if starts.is_empty() {
            let codes = block.codes(axis);
            (0..block.len()).for_each(|row| counts[codes.get(row) as usize] += 1);
        }
        for (count, pair) in counts.iter_mut().zip(starts.windows(2)) {
            *count += usize::from(pair[1] - pair[0]);
        }
    }

    /// What it takes in memory.
    pub(super) fn bytes(&self) -> usize {
        let lists = self.postings.iter().flat_map(|posting| [&posting.order, &posting.starts]);
        lists.chain([&self.marked]).map(|list| list.capacity() * 2).sum::<usize>() + size_of::<Self>()
    }
}
