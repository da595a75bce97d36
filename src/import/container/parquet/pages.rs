//! What the pages of a Parquet file take in memory, by their own heads, before any of them is unpacked: a page may
//! unpack to a thousand times its size, and a list of texts be told by a few bytes.

use std::io::{self, BufRead, BufReader, Read, Seek as _, SeekFrom};
use std::sync::OnceLock;

use flate2::bufread::MultiGzDecoder;
use parquet::basic::Compression;
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};

use super::{Ground, Seekable, damaged};

/// The pages of the row groups of a file, each looked at once.
#[derive(Debug)]
pub(super) struct Pages {
    ground: Ground,
    groups: Vec<OnceLock<Taken>>,
}

/// What reading a row group takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Taken {
    /// Bytes of unpacked pages and of what is made of them.
    pub(super) bytes: u64,
    /// How long a text may be that is told by what it has in common with the one before; 0 where none is.
    pub(super) longest: u64,
}

/// Bytes that a value of a list of texts takes beside its text.
const VALUE: u64 = 48;
/// How many times its size a gzip stream may unpack to.
const GZIP: u64 = 1032;

impl Pages {
    pub(super) fn new(ground: Ground, groups: usize) -> Self {
        Self { ground, groups: std::iter::repeat_with(OnceLock::new).take(groups).collect() }
    }

    /// What a row group takes; where there is less left than it may take at worst, it is looked at closer.
    pub(super) fn of(&self, index: usize, about: &RowGroupMetaData, left: u64) -> io::Result<Taken> {
        let known = self.groups.get(index);
        if let Some(taken) = known.and_then(OnceLock::get) {
            return Ok(*taken);
        }
        let mut taken = self.taken(about, false)?;
        if taken.bytes > left {
            taken = self.taken(about, true)?;
        }
        if let Some(known) = known {
            let _ = known.set(taken);
        }
        Ok(taken)
    }

    fn taken(&self, about: &RowGroupMetaData, closely: bool) -> io::Result<Taken> {
        let mut all = Taken::default();
        // A page is mostly much longer than its head.
        let mut input = BufReader::with_capacity(512, self.ground.open()?);
        for column in about.columns() {
            let taken = of_column(&mut input, column, closely)?;
            all.bytes = all.bytes.saturating_add(taken.bytes);
            all.longest = all.longest.max(taken.longest);
        }
        Ok(all)
    }
}

fn of_column(
    input: &mut BufReader<Box<dyn Seekable>>,
    column: &ColumnChunkMetaData,
    closely: bool,
) -> io::Result<Taken> {
    let (start, length) = column.byte_range();
    let is_gzip = matches!(column.compression(), Compression::GZIP(_));
    let end = start.saturating_add(length);
    let (mut list, mut page, mut longest) = (0u64, 0u64, 0);
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
        let taken = size.saturating_add(head.packed).saturating_add(values);
        if head.is_list {
            list = list.saturating_add(taken);
        } else {
            page = page.max(taken);
        }
        if head.has_prefixes {
            longest = longest.max(size);
        }
        at = at.saturating_add(head.packed);
    }
    // A page is unpacked while the one before is still held.
    Ok(Taken { bytes: list.saturating_add(page.saturating_mul(2)), longest })
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
