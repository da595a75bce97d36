//! What the pages of a Parquet file take in memory, by their own heads, before any of them is unpacked: a page may
//! unpack to a thousand times its size, and a list of texts be told by a few bytes.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read, Seek as _, SeekFrom};
use std::sync::OnceLock;

use flate2::bufread::MultiGzDecoder;
use parquet::basic::Compression;
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};

use super::{ByteSource, Seekable, damaged};
use crate::import::memory::Held;

/// The pages of the row groups of a file, each looked at once, and closely where need be.
#[derive(Debug)]
pub(super) struct Pages {
    ground: ByteSource,
    groups: Vec<[OnceLock<Taken>; 2]>,
}

/// What reading a row group takes, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Taken {
    /// Lists of values, which are held for as long as the group is read.
    lists: u64,
    /// Pages that are held at once where one row is decoded at a time, or as many as are wanted: values refer to the
    /// page that they stand in.
    of_one: u64,
    of_many: u64,
    /// How long a text may be that is told by what it has in common with the one before; 0 where none is.
    longest: u64,
    columns: u64,
}

/// Bytes that are kept for each row group.
pub(super) const GROUP: u64 = size_of::<[OnceLock<Taken>; 2]>() as u64;
/// Bytes that a value takes beside its text.
const VALUE: u64 = 48;
/// How many times its size a gzip stream may unpack to.
const GZIP: u64 = 1032;
/// Bytes of texts and pages that many rows may hold at a time: where it is more, they are decoded one by one.
const BATCH_BYTES: u64 = 1 << 28;

impl Taken {
    /// How many rows are decoded at a time, where so many are wanted.
    fn batch(&self, wanted: usize) -> usize {
        if self.of_many > BATCH_BYTES {
            return 1;
        }
        let most = BATCH_BYTES.checked_div(self.longest).unwrap_or(u64::MAX);
        wanted.min(usize::try_from(most).unwrap_or(usize::MAX)).max(1)
    }

    /// What so many rows at a time take.
    fn bytes(&self, batch: usize) -> u64 {
        let pages = if batch > 1 { self.of_many } else { self.of_one };
        let value = self.columns.saturating_mul(VALUE).saturating_add(self.longest);
        let values = value.saturating_mul(batch as u64);
        [self.lists, pages, values].into_iter().fold(0, u64::saturating_add)
    }
}

impl Pages {
    pub(super) fn new(ground: ByteSource, groups: usize) -> Self {
        Self { ground, groups: std::iter::repeat_with(Default::default).take(groups).collect() }
    }

    /// Takes the memory of a row group and says how many rows are to be decoded at a time, as many as are wanted at
    /// most. Where less is left than it may take at worst, it is looked at closer.
    pub(super) fn take(
        &self,
        index: usize,
        about: &RowGroupMetaData,
        wanted: usize,
        held: &mut Held,
    ) -> io::Result<usize> {
        let rough = self.taken(index, about, wanted, false)?;
        let batch = rough.batch(wanted);
        if held.more(rough.bytes(batch)).is_ok() {
            return Ok(batch);
        }
        let close = self.taken(index, about, wanted, true)?;
        let batch = close.batch(wanted);
        held.more(close.bytes(batch))?;
        Ok(batch)
    }

    fn taken(&self, index: usize, about: &RowGroupMetaData, wanted: usize, closely: bool) -> io::Result<Taken> {
        let known = self.groups.get(index).and_then(|group| group.get(usize::from(closely)));
        if let Some(taken) = known.and_then(OnceLock::get) {
            return Ok(*taken);
        }
        let mut all = Taken { columns: about.num_columns() as u64, ..Taken::default() };
        // A page is mostly much longer than its head.
        let mut input = BufReader::with_capacity(512, self.ground.open()?);
        for column in about.columns() {
            let taken = of_column(&mut input, column, wanted, closely)?;
            all.lists = all.lists.saturating_add(taken.lists);
            all.of_one = all.of_one.saturating_add(taken.of_one);
            all.of_many = all.of_many.saturating_add(taken.of_many);
            all.longest = all.longest.max(taken.longest);
        }
        if let Some(known) = known {
            let _ = known.set(all);
        }
        Ok(all)
    }
}

/// Pages one after the other of which a stretch is held at once: those that so many rows stand in.
struct Window {
    rows: u64,
    /// Bytes and rows of each page that is held, and the bytes of them all.
    pages: VecDeque<(u64, u64)>,
    held: u64,
    /// Rows in those behind the first.
    between: u64,
    most: u64,
}

impl Window {
    fn new(rows: usize) -> Self {
        Self { rows: rows as u64, pages: VecDeque::new(), held: 0, between: 0, most: 0 }
    }

    /// The next page, and what it takes more while it is unpacked.
    fn add(&mut self, bytes: u64, rows: u64, packed: u64) {
        // The first page is done with when so many rows stand behind it.
        while self.between >= self.rows {
            let Some((bytes, _)) = self.pages.pop_front() else { break };
            self.held = self.held.saturating_sub(bytes);
            self.between = self.between.saturating_sub(self.pages.front().map_or(0, |(_, rows)| *rows));
        }
        self.between = if self.pages.is_empty() { 0 } else { self.between.saturating_add(rows) };
        self.pages.push_back((bytes, rows));
        self.held = self.held.saturating_add(bytes);
        self.most = self.most.max(self.held.saturating_add(packed));
    }
}

fn of_column(
    input: &mut BufReader<Box<dyn Seekable>>,
    column: &ColumnChunkMetaData,
    wanted: usize,
    closely: bool,
) -> io::Result<Taken> {
    let (start, length) = column.byte_range();
    let is_gzip = matches!(column.compression(), Compression::GZIP(_));
    // What is not packed is the page itself.
    let is_packed = column.compression() != Compression::UNCOMPRESSED;
    let end = start.saturating_add(length);
    let (mut lists, mut longest) = (0u64, 0);
    let (mut one, mut many) = (Window::new(1), Window::new(wanted));
    let mut at = start;
    while at < end {
        input.seek(SeekFrom::Start(at))?;
        let mut bytes = Counted { input: &mut *input, done: 0 };
        let head = Head::read(&mut bytes)?;
        at = at.saturating_add(bytes.done);
        let mut size = head.unpacked;
        if is_gzip {
            // Whatever the head says, all of the stream is unpacked.
            let most = head.packed.saturating_mul(GZIP);
            size = size.max(if closely && most > size { unpacked(input, head.packed) } else { most });
        }
        let values = if head.is_list || head.is_delta { head.values.saturating_mul(VALUE) } else { 0 };
        let (taken, packed) = (size.saturating_add(values), if is_packed { head.packed } else { 0 });
        if head.is_list {
            lists = lists.saturating_add(taken).saturating_add(packed);
        } else {
            one.add(taken, head.values, packed);
            many.add(taken, head.values, packed);
        }
        if head.has_prefixes {
            longest = longest.max(size);
        }
        at = at.saturating_add(head.packed);
    }
    Ok(Taken { lists, of_one: one.most, of_many: many.most, longest, columns: 1 })
}

/// How many bytes a gzip stream unpacks to.
fn unpacked(input: &mut impl BufRead, packed: u64) -> u64 {
    // What is damaged is said by whoever reads it.
    let mut stream = MultiGzDecoder::new(input.take(packed));
    let (mut size, mut chunk) = (0u64, vec![0; 1 << 16]);
    while let Ok(read @ 1..) = stream.read(&mut chunk) {
        size += read as u64;
    }
    size
}

/// The head of a page, as far as it tells sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Head {
    packed: u64,
    unpacked: u64,
    values: u64,
    is_list: bool,
    /// Whether values are told by their differences, so that few bytes may be many.
    is_delta: bool,
    /// Whether texts are told by what they have in common with the one before.
    has_prefixes: bool,
}

/// The kinds of page that hold a list of values, and the encodings of texts by their lengths and by what they share.
const LIST: i64 = 2;
const DELTAS: [i64; 2] = [6, 7];
const PREFIXES: i64 = 7;

impl Head {
    /// Reads it in the compact protocol of Thrift.
    fn read(input: &mut impl Read) -> io::Result<Self> {
        let mut head = Self::default();
        let mut is_sized = [false; 2];
        fields(input, 0, &mut |path, value| match path {
            [1] => head.is_list = value == LIST,
            [2] => (head.unpacked, is_sized[0]) = (u64::try_from(value).unwrap_or(0), true),
            [3] => (head.packed, is_sized[1]) = (u64::try_from(value).unwrap_or(0), true),
            // Of a page, of a list, and of a page of the second version.
            [5 | 7 | 8, 1] => head.values = u64::try_from(value).unwrap_or(0),
            [5, 2] | [8, 4] => {
                head.is_delta = DELTAS.contains(&value);
                head.has_prefixes = value == PREFIXES;
            }
            _ => {}
        })?;
        if is_sized == [true; 2] { Ok(head) } else { Err(damaged("the head of a page says no sizes")) }
    }
}

/// Gives the whole numbers of a structure and of those directly in it to `take`, with the numbers of their fields.
fn fields(input: &mut impl Read, within: i64, take: &mut dyn FnMut(&[i64], i64)) -> io::Result<()> {
    let mut last = 0;
    loop {
        let mark = byte(input)?;
        let (step, kind) = (i64::from(mark >> 4), mark & 15);
        if kind == 0 {
            return Ok(());
        }
        last = if step == 0 { signed(input)? } else { last + step };
        match kind {
            4..=6 => {
                let value = signed(input)?;
                if within == 0 { take(&[last], value) } else { take(&[within, last], value) }
            }
            12 if within == 0 => fields(input, last, take)?,
            _ => skip(input, kind, 0)?,
        }
    }
}

/// Passes over a value.
fn skip(input: &mut impl Read, kind: u8, depth: usize) -> io::Result<()> {
    if depth > 16 {
        return Err(damaged("the head of a page holds lists in lists"));
    }
    match kind {
        1 | 2 => Ok(()),
        3 => byte(input).map(|_| ()),
        4..=6 => signed(input).map(|_| ()),
        7 => pass(input, 8),
        8 => unsigned(input).and_then(|length| pass(input, length)),
        9 | 10 => {
            let mark = byte(input)?;
            let count = if mark >> 4 == 15 { unsigned(input)? } else { u64::from(mark >> 4) };
            // In a list each truth value is a byte.
            let kind = if matches!(mark & 15, 1 | 2) { 3 } else { mark & 15 };
            (0..count).try_for_each(|_| skip(input, kind, depth + 1))
        }
        12 => loop {
            let mark = byte(input)?;
            let (step, kind) = (mark >> 4, mark & 15);
            if kind == 0 {
                return Ok(());
            }
            if step == 0 {
                signed(input)?;
            }
            skip(input, kind, depth + 1)?;
        },
        _ => Err(damaged("the head of a page makes no sense")),
    }
}

fn pass(input: &mut impl Read, length: u64) -> io::Result<()> {
    let passed = io::copy(&mut input.take(length), &mut io::sink())?;
    if passed == length { Ok(()) } else { Err(damaged("it ends too early")) }
}

fn byte(input: &mut impl Read) -> io::Result<u8> {
    let mut byte = [0];
    input.read_exact(&mut byte).map_err(|_| damaged("it ends too early"))?;
    let [byte] = byte;
    Ok(byte)
}

fn unsigned(input: &mut impl Read) -> io::Result<u64> {
    let (mut value, mut shift) = (0u64, 0);
    loop {
        let part = byte(input)?;
        value |= u64::from(part & 127) << shift;
        if part < 128 {
            return Ok(value);
        }
        shift += 7;
        if shift > 63 {
            return Err(damaged("a number in the head of a page is too long"));
        }
    }
}

fn signed(input: &mut impl Read) -> io::Result<i64> {
    let value = unsigned(input)?;
    Ok((value >> 1) as i64 ^ -((value & 1) as i64))
}

/// Counts the bytes of a head.
struct Counted<'a, R> {
    input: &'a mut R,
    done: u64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out)?;
        self.done += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is held at most of pages of so many bytes and rows, where so many rows are decoded at a time.
    fn most(pages: &[(u64, u64)], rows: usize) -> u64 {
        let mut window = Window::new(rows);
        for (bytes, rows) in pages {
            window.add(*bytes, *rows, 1);
        }
        window.most
    }

    #[test]
    fn all_pages_that_rows_stand_in_are_held_at_once() {
        let single = [(100, 1); 900];
        assert_eq!(most(&single, 1), 201);
        assert_eq!(most(&single, 10), 1101);
        assert_eq!(most(&single, 1024), 90_001);
        // Of long pages a few rows stand in two at most.
        let long = [(100, 5000), (900, 5000), (100, 5000)];
        assert_eq!([most(&long, 1), most(&long, 1024), most(&long, 5001)], [1001, 1001, 1101]);
        assert_eq!(most(&[(100, 0), (100, 0), (100, 0)], 1), 301, "pages of nothing");
        assert_eq!(most(&[], 7), 0);
    }

    #[test]
    fn rows_of_heavy_pages_are_decoded_one_by_one() {
        let heavy = Taken { lists: 5, of_one: 1000, of_many: BATCH_BYTES + 1, longest: 0, columns: 2 };
        assert_eq!((heavy.batch(500), heavy.bytes(1)), (1, 1005 + 2 * VALUE));
        let light = Taken { of_many: 3000, ..heavy };
        assert_eq!((light.batch(500), light.bytes(500)), (500, 3005 + 1000 * VALUE));
        let shared = Taken { longest: BATCH_BYTES / 10, ..light };
        assert_eq!(shared.batch(500), 10);
    }

    #[test]
    fn heads_tell_sizes() {
        // Kind 2, 1000 bytes unpacked, 50 packed, a list of 7 values in encoding 0 that is sorted.
        let list = [0x15, 4, 0x15, 0xD0, 0x0F, 0x15, 100, 0x4C, 0x15, 14, 0x15, 0, 0x11, 0, 0];
        let head = Head::read(&mut list.as_slice()).expect("a head");
        assert_eq!(head, Head { packed: 50, unpacked: 1000, values: 7, is_list: true, ..Head::default() });
        // Kind 0, 8 and 9 bytes, a checksum, a page of 3 values in encoding 7 with statistics.
        let page = [
            0x15, 0, 0x15, 16, 0x15, 18, 0x15, 1, 0x1C, 0x15, 6, 0x15, 14, 0x15, 6, 0x15, 6, 0x1C, 0x18, 1, 65, 0, 0, 0,
        ];
        let head = Head::read(&mut page.as_slice()).expect("a head");
        let expected = Head { packed: 9, unpacked: 8, values: 3, is_delta: true, has_prefixes: true, is_list: false };
        assert_eq!(head, expected);
        assert!(Head::read(&mut list.get(..6).expect("a part")).is_err());
        assert!(Head::read(&mut [0u8].as_slice()).is_err());
    }
}
