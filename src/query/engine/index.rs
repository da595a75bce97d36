//! Where the rows of each member stand in a block: the postings by which a toggle finds its rows.

use std::ops::Range;

use crate::data::{Axis, Block, Codes, FactStatus, MemberId, Values};

/// A block takes at most so many bytes a row with its copy and the two bytes of a list for the third axis: fifteen
/// with codes of one byte, seventeen where one axis has more than 256 members.
const MOST_BYTES: usize = 17;

/// Columns of a block, in its own order or in that of a copy.
#[derive(Clone, Copy)]
pub(super) struct Columns<'a> {
    pub(super) codes: [&'a Codes; 3],
    pub(super) values: &'a Values,
}

impl<'a> Columns<'a> {
    pub(super) fn of(block: &'a Block) -> Self {
        Self { codes: Axis::ALL.map(|axis| block.codes(axis)), values: block.values() }
    }
}

/// The columns of the other axes and the values in the order of the members of one.
#[derive(Debug, Clone)]
struct InOrder {
    codes: [Codes; 2],
    values: Values,
}

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
    /// Instead of the order, the columns themselves.
    copy: Option<InOrder>,
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
            return Self { order, ..Self::default() };
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
        Self { order, starts, copy: None }
    }

    /// With a copy of the columns instead of the order.
    fn copied(self, block: &Block, axis: Axis) -> Self {
        let codes = axis.others().map(|axis| block.codes(axis).permuted(&self.order));
        let values = block.values().permuted(&self.order);
        Self { order: Vec::new(), copy: Some(InOrder { codes, values }), ..self }
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
    /// By axis, once they were asked for; that of the leading axis is always there.
    postings: [Option<Posting>; 3],
    /// Rows with a remark.
    pub(super) marked: Vec<u16>,
    leading: Axis,
}

impl Index {
    pub(super) fn new(block: &Block, members: [usize; 3], leading: Axis) -> Self {
        let marked = block.statuses().map_or_else(Vec::new, |statuses| {
            let marked = statuses.iter().enumerate().filter(|(_, status)| **status != FactStatus::OK);
            marked.map(|(row, _)| row as u16).collect()
        });
        let mut postings: [Option<Posting>; 3] = Default::default();
        postings[leading.index()] = Some(Posting::new(block.codes(leading), members[leading.index()], true));
        Self { postings, marked, leading }
    }

    /// Makes the posting of an axis, with a copy of the block in its order where its members have runs of
    /// [`Tuning::copied_run`](super::cost::Tuning::copied_run) rows.
    pub(super) fn add(&mut self, block: &Block, members: [usize; 3], axis: Axis, copied_run: usize) {
        if self.postings[axis.index()].is_some() {
            return;
        }
        let leading = self.leading;
        let count = |axis: &Axis| members[axis.index()];
        let width = |axis: Axis| block.codes(axis).bytes();
        let all: usize = Axis::ALL.into_iter().map(width).sum::<usize>() + block.values().bytes();
        let worth = |axis: &Axis| {
            let copy = axis.others().map(width).iter().sum::<usize>() + block.values().bytes();
            let affordable = all + copy + 2 * block.len() <= MOST_BYTES * block.len();
            *axis != leading && count(axis) > 1 && count(axis) * copied_run <= block.len() && affordable
        };
        let copied = Axis::ALL.into_iter().filter(worth).max_by_key(count);
        let posting = Posting::new(block.codes(axis), count(&axis), axis == leading);
        let posting = if copied == Some(axis) { posting.copied(block, axis) } else { posting };
        self.postings[axis.index()] = Some(posting);
    }

    /// The rows of a member, and the columns in which they stand.
    pub(super) fn rows<'a>(&'a self, block: &'a Block, axis: Axis, member: MemberId) -> (Columns<'a>, Rows<'a>) {
        let columns = Columns::of(block);
        // The engine asks for the posting of an axis before it asks for its rows.
        let Some(posting) = &self.postings[axis.index()] else { return (columns, Rows::Range(0..0)) };
        let range = posting.range(block.codes(axis), member);
        match &posting.copy {
            Some(InOrder { codes, values }) => {
                let mut columns = Columns { values, ..columns };
                for (axis, codes) in axis.others().into_iter().zip(codes) {
                    columns.codes[axis.index()] = codes;
                }
                (columns, Rows::Range(range))
            }
            None if axis == self.leading => (columns, Rows::Range(range)),
            None => (columns, Rows::Listed(&posting.order[range])),
        }
    }

    /// The rows of members side by side along the leading axis.
    pub(super) fn leading_rows(&self, block: &Block, members: Range<usize>) -> Range<usize> {
        let starts = self.postings[self.leading.index()].as_ref().map_or(&[][..], |posting| &posting.starts);
        if let (Some(start), Some(end)) = (starts.get(members.start), starts.get(members.end)) {
            return usize::from(*start)..usize::from(*end);
        }
        let codes = block.codes(self.leading);
        let from = |member: usize| first(codes.len(), |place| codes.get(place) as usize >= member);
        from(members.start)..from(members.end)
    }

    /// Runs of rows of the same member along the leading axis.
    pub(super) fn runs<'a>(&'a self, block: &'a Block) -> impl Iterator<Item = (usize, Range<usize>)> + use<'a> {
        let starts = self.postings[self.leading.index()].as_ref().map_or(&[][..], |posting| &posting.starts);
        // By the table where there is one: to read the members' column at each run is to wait for memory.
        let by_table = starts.windows(2).map(|pair| usize::from(pair[0])..usize::from(pair[1])).enumerate();
        let codes = block.codes(self.leading);
        let mut next = if starts.is_empty() { 0 } else { codes.len() };
        let by_codes = std::iter::from_fn(move || {
            let member = (next < codes.len()).then(|| codes.get(next))?;
            let end = (next..codes.len()).find(|row| codes.get(*row) != member).unwrap_or(codes.len());
            let run = next..end;
            next = end;
            Some((member as usize, run))
        });
        by_table.filter(|(_, run)| !run.is_empty()).chain(by_codes)
    }

    /// Whether the rows of a member are found one by one.
    pub(super) fn has_postings(&self, axis: Axis) -> bool {
        self.postings[axis.index()].as_ref().is_none_or(|posting| !posting.order.is_empty())
    }

    /// Counts the rows of each member of an axis.
    pub(super) fn count(&self, block: &Block, axis: Axis, counts: &mut [usize]) {
        let starts = self.postings[axis.index()].as_ref().map_or(&[][..], |posting| &posting.starts);
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
        let lists = self.postings.iter().flatten().flat_map(|posting| [&posting.order, &posting.starts]);
        let lists = lists.chain([&self.marked]).map(|list| list.capacity() * 2).sum::<usize>();
        let of_copy = |copy: &InOrder| copy.codes.iter().map(Codes::bytes).sum::<usize>() + copy.values.bytes();
        let copies =
            self.postings.iter().flatten().filter_map(|posting| posting.copy.as_ref()).map(of_copy).sum::<usize>();
        lists + copies + size_of::<Self>()
    }
}
