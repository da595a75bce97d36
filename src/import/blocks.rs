//! Text in blocks of whole records, so that several can be read at a time.
//!
//! A block is cut where a line ends and, from its start on, as many quotes opened as closed. Where all quotes
//! pair, that is the end of a record. Where some are text of a cell without quotes, the cells tell ([`BoundaryRule`]).
//! Whoever reads the block finds out whether the cut is right: its last record ends with it, or the file is read
//! again from its start in another way. So a wrong cut is never more than a loss of time.
//!
//! A reader fetches the bytes of its block while others fetch theirs: a plain file is read from several places at
//! once, anything else in turn. Only where a block ends is settled one after another, because the next begins there.
//! Where the text is written from rows while it is read, blocks are whole pieces of rows and come in any order.

use std::io::{self, Read as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use encoding_rs::{Encoding, UTF_8};
use memchr::{memchr, memchr_iter, memchr2, memrchr};

use super::container::{Begun, Pieces};
use super::decode::Decoded;
use super::record::dialect::Dialect;
use super::source::{Cancelled, Counted, Placed};
use super::{ImportError, Progress, Source};

/// Behind a block's text there are at least so many bytes more, so that it can be looked at in pieces.
pub(super) const PADDING: usize = 64;

/// Before the bytes of a block there is room for what the block before leaves of its last line.
const LEAD: usize = 1 << 12;

const MARK: &[u8] = b"\xEF\xBB\xBF";

/// A stretch of whole records.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// Room for the rest of the block before, the block's own bytes, and padding.
    buffer: Vec<u8>,
    /// Where its own bytes start.
    lead: usize,
    /// Where the text starts: with the rest of the block before.
    start: usize,
    length: usize,
    /// Which block of the file it is.
    pub index: usize,
    /// Whether nothing follows it.
    pub is_last: bool,
    /// Whether it holds quotes.
    pub has_quotes: bool,
    /// The rows that its reader goes on with, where text is written from rows.
    begun: Option<Begun>,
}

impl Block {
    /// The text with bytes behind it that mean nothing, and its length.
    pub(super) fn padded(&self) -> (&[u8], usize) {
        (self.buffer.get(self.start..).unwrap_or_default(), self.length)
    }

    /// Room for so many bytes of its own.
    fn room(&mut self, size: usize) -> &mut [u8] {
        self.lead = self.lead.max(LEAD);
        let end = self.lead + size;
        if self.buffer.len() < end + PADDING {
            self.buffer.resize(end + PADDING, 0);
        }
        self.buffer.get_mut(self.lead..end).unwrap_or_default()
    }

    /// Puts what the block before left in front of its own bytes.
    fn put_before(&mut self, rest: &[u8]) {
        if rest.len() > self.lead {
            self.buffer.splice(..0, std::iter::repeat_n(0, rest.len() - self.lead));
            self.lead = rest.len();
        }
        self.start = self.lead - rest.len();
        self.buffer.get_mut(self.start..self.lead).into_iter().for_each(|before| before.copy_from_slice(rest));
    }
}

/// Why the blocks of a file cannot be read by themselves.
#[derive(Debug)]
pub(super) enum Stop {
    /// The last record of some block does not end with it.
    WrongBoundary,
    /// Something in a block depends on what stands before it.
    NotSplittable,
    /// The input failed.
    Io(io::Error),
}

/// What is known of the bytes of a table that was read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bytes {
    /// How many stretches were no text in the encoding.
    pub broken: u64,
    /// How many bytes came.
    pub done: u64,
    /// How many there should be.
    pub size: u64,
}

/// The bytes of a source as UTF-8, in stretches of one size.
enum Text<'a> {
    /// UTF-8 as it stands, from any place. Whoever reads a block sees whether it is.
    Placed {
        file: Placed<'a>,
        next: AtomicUsize,
    },
    Streamed(Mutex<Streamed<'a>>),
    /// Written from rows; how many bytes there are about.
    Written {
        pieces: Pieces<'a>,
        size: u64,
    },
}

/// One stretch after another.
struct Streamed<'a> {
    input: Stream<'a>,
    next: usize,
    has_ended: bool,
}

enum Stream<'a> {
    Plain(Counted<'a>),
    Decoded(Box<Decoded<Counted<'a>>>),
}

impl io::Read for Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(bytes) => bytes.read(buffer),
            Self::Decoded(decoded) => decoded.read(buffer),
        }
    }
}

impl Text<'_> {
    /// Whether its first bytes may be a byte-order mark: in what was decoded there is none.
    fn may_be_marked(&self) -> bool {
        !matches!(self, Self::Streamed(stream) if matches!(lock(stream).input, Stream::Decoded(_)))
    }

    /// The next stretch, into a block: which one it is, and how many bytes came; fewer than the room at the end only.
    fn fetch(&self, block: &mut Block, size: usize) -> (usize, io::Result<usize>) {
        match self {
            Self::Placed { file, next } => {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let place = (index as u64).saturating_mul(size as u64);
                (index, fill(block.room(size), |room, filled| file.read_at(room, place.saturating_add(filled as u64))))
            }
            Self::Streamed(stream) => {
                let mut stream = lock(stream);
                let room = if stream.has_ended { &mut [] } else { block.room(size) };
                let filled = fill(room, |room, _| stream.input.read(room));
                stream.has_ended |= !filled.as_ref().is_ok_and(|filled| *filled == size);
                // Counted behind the reading: a fault in a decoder then leaves no place that others wait for.
                stream.next += 1;
                (stream.next - 1, filled)
            }
            // Comes in pieces that are whole: see `Blocks::piece`.
            Self::Written { .. } => (0, Ok(0)),
        }
    }
}

/// Reads until the room is full or nothing more comes. `read` is told how much came before.
fn fill(room: &mut [u8], mut read: impl FnMut(&mut [u8], usize) -> io::Result<usize>) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(left) = room.get_mut(filled..).filter(|left| !left.is_empty()) {
        match read(left, filled) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How the last end of a record in a stretch of text is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BoundaryRule {
    /// All quotes pair: an even number of them stands before it. Where quotes are few, they are looked at as by cells.
    ByPairs,
    /// A quote within a cell that did not start with one is text.
    ByCells,
}

/// Where a quote stands in at most one of so many bytes, to look at each is no loss of time.
const FEW_QUOTES: usize = 1 << 10;

/// Cuts a source into blocks, for several readers.
pub(super) struct Blocks<'a> {
    text: Text<'a>,
    dialect: Dialect,
    ends: BoundaryRule,
    size: usize,
    turn: Mutex<Turn>,
    passed: Condvar,
}

/// Whose end is settled next.
#[derive(Default)]
struct Turn {
    block: usize,
    /// What was read and belongs to it.
    rest: Vec<u8>,
    /// How many bytes the blocks before it had of their own.
    before: u64,
    has_ended: bool,
}

/// What a reader fetched.
struct Fetched {
    index: usize,
    length: usize,
    quotes: usize,
}

impl<'a> Blocks<'a> {
    /// Blocks of about `size` bytes.
    ///
    /// # Errors
    /// Where the source cannot be opened.
    pub(super) fn open(
        source: &Source,
        progress: &'a Progress,
        encoding: &'static Encoding,
        (dialect, ends): (Dialect, BoundaryRule),
        size: usize,
    ) -> Result<Self, ImportError> {
        let is_utf8 = encoding == UTF_8;
        let placed = if is_utf8 { source.open_placed(progress)? } else { None };
        let may_be_rows = is_utf8 && placed.is_none() && size > 0;
        let pieces = if may_be_rows { source.open_pieces(size, progress)? } else { None };
        let text = match (placed, pieces) {
            (Some(file), _) => Text::Placed { file, next: AtomicUsize::new(0) },
            (None, Some(pieces)) => Text::Written { pieces, size: source.size() },
            (None, None) => {
                let bytes = source.open(progress)?;
                let decoded = |bytes| Stream::Decoded(Box::new(Decoded::new(bytes, encoding)));
                let input = if is_utf8 { Stream::Plain(bytes) } else { decoded(bytes) };
                Text::Streamed(Mutex::new(Streamed { input, next: 0, has_ended: false }))
            }
        };
        Ok(Self { text, dialect, ends, size: size.max(1), turn: Mutex::default(), passed: Condvar::new() })
    }

    /// What came of the source so far.
    pub(super) fn bytes(&self) -> Bytes {
        match &self.text {
            // Where the file was changed meanwhile, more was fetched than stands in the blocks.
            Text::Placed { file, .. } => Bytes { broken: 0, done: lock(&self.turn).before, size: file.size },
            // A row that is missing is an error of its own.
            Text::Written { size, .. } => Bytes { broken: 0, done: *size, size: *size },
            Text::Streamed(stream) => match &lock(stream).input {
                Stream::Plain(input) => Bytes { broken: 0, done: input.done, size: input.size },
                Stream::Decoded(decoded) => {
                    let input = decoded.input();
                    Bytes { broken: decoded.broken, done: input.done, size: input.size }
                }
            },
        }
    }

    /// How many blocks there are, where that is known.
    pub(super) const fn count(&self) -> Option<usize> {
        match &self.text {
            Text::Written { pieces, .. } => Some(pieces.count()),
            Text::Placed { .. } | Text::Streamed(_) => None,
        }
    }

    /// Reads the next block into an old one; false where there is none for whoever asks: at the end, or where the
    /// [`Blocks::count`] is known and others have the rest. One reader uses one block, again and again. After a failure there are no more blocks, whoever asks.
    pub(super) fn next(&self, block: &mut Block) -> Result<bool, Stop> {
        if let Text::Written { pieces, .. } = &self.text {
            return self.piece(pieces, block);
        }
        let (index, fetched) = self.text.fetch(block, self.size);
        let own = block.buffer.get(block.lead..).unwrap_or_default();
        let own = own.get(..*fetched.as_ref().unwrap_or(&0)).unwrap_or_default();
        let quotes = self.quotes(own);
        let mut turn = lock(&self.turn);
        // Whoever has an earlier block is fetching it.
        while turn.block != index {
            turn = self.passed.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
        turn.block += 1;
        self.passed.notify_all();
        let cut = match fetched {
            _ if turn.has_ended => Ok(false),
            Ok(length) => self.cut(&mut turn, block, &Fetched { index, length, quotes }).map(|()| true),
            Err(error) => Err(Stop::Io(error)),
        };
        turn.has_ended |= cut.is_err();
        cut
    }

    /// Puts a piece of rows into a block. What is wrong with it is said by whoever reads in order: several readers
    /// may meet several faults.
    fn piece(&self, pieces: &Pieces<'_>, block: &mut Block) -> Result<bool, Stop> {
        block.buffer.clear();
        let written = pieces.next(&mut block.begun, &mut block.buffer).map_err(|error| match error.get_ref() {
            Some(inner) if inner.is::<Cancelled>() => Stop::Io(error),
            _ => Stop::NotSplittable,
        });
        let Some(piece) = written? else { return Ok(false) };
        let end = block.buffer.len();
        let is_marked = piece.index == 0 && block.buffer.starts_with(MARK);
        block.start = if is_marked { MARK.len() } else { 0 };
        (block.lead, block.length) = (0, end - block.start);
        (block.index, block.is_last) = (piece.index, piece.is_last);
        block.has_quotes = self.quotes(&block.buffer) > 0;
        block.buffer.resize(end + PADDING, 0);
        Ok(true)
    }

    fn quotes(&self, text: &[u8]) -> usize {
        self.dialect.quote.map_or(0, |quote| memchr_iter(quote, text).count())
    }

    fn cut(&self, turn: &mut Turn, block: &mut Block, fetched: &Fetched) -> Result<(), Stop> {
        let Fetched { index, length, quotes } = *fetched;
        turn.before += length as u64;
        turn.has_ended = length < self.size;
        block.put_before(&turn.rest);
        let end = block.lead + length;
        if index == 0
            && self.text.may_be_marked()
            && block.buffer.get(block.start..end).is_some_and(|t| t.starts_with(MARK))
        {
            block.start += MARK.len();
        }
        let text = block.buffer.get(block.start..end).unwrap_or_default();
        let quotes = quotes + self.quotes(&turn.rest);
        let end = if turn.has_ended { text.len() } else { self.end(text, quotes).ok_or(Stop::WrongBoundary)? };
        turn.rest.clear();
        turn.rest.extend_from_slice(text.get(end..).unwrap_or_default());
        (block.length, block.index, block.is_last, block.has_quotes) = (end, index, turn.has_ended, quotes > 0);
        Ok(())
    }

    /// Where the last record ends in a text that starts with one and has so many quotes.
    fn end(&self, text: &[u8], quotes: usize) -> Option<usize> {
        match self.dialect.quote {
            None => line_end(text),
            Some(_) if quotes == 0 => line_end(text),
            Some(quote) if self.ends == BoundaryRule::ByCells || quotes * FEW_QUOTES <= text.len() => {
                end_by_cells(text, self.dialect.first(), quote)
            }
            Some(quote) => end_by_pairs(text, quote, quotes),
        }
    }
}

/// The place behind the last line end.
fn line_end(text: &[u8]) -> Option<usize> {
    memrchr(b'\n', text).map(|line| line + 1)
}

/// Where the last line ends before which all quotes pair, of which there are so many.
fn end_by_pairs(text: &[u8], quote: u8, mut quotes: usize) -> Option<usize> {
    let mut until = text.len();
    loop {
        let line = line_end(text.get(..until)?)?;
        quotes -= memchr_iter(quote, text.get(line..until)?).count();
        if quotes.is_multiple_of(2) {
            return Some(line);
        }
        // This line ends within quotes: on to the one before the quote that opens them.
        until = memrchr(quote, text.get(..line)?)?;
        quotes -= 1;
    }
}

/// Where the last line ends outside of the cells that a quote opens.
fn end_by_cells(text: &[u8], delimiter: u8, quote: u8) -> Option<usize> {
    let (mut outside, mut end) = (0, None);
    loop {
        let rest = text.get(outside..)?;
        let starts_cell = |at: &usize| {
            let before = (outside + at).checked_sub(1).and_then(|before| text.get(before));
            before.is_none_or(|before| *before == delimiter || matches!(before, b'\n' | b'\r'))
        };
        let opening = memchr_iter(quote, rest).find(starts_cell);
        let plain = rest.get(..opening.unwrap_or(rest.len()))?;
        end = line_end(plain).map(|line| outside + line).or(end);
        let Some(closing) = opening.and_then(|opening| closing(text, outside + opening + 1, delimiter, quote)) else {
            return end;
        };
        outside = closing + 1;
    }
}

/// The quote that closes a cell whose text starts at `from`: it is not doubled, and a delimiter or a blank follows, or no
/// other quote of its line.
fn closing(text: &[u8], from: usize, delimiter: u8, quote: u8) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr(quote, text.get(at..)?)?;
        match text.get(at + 1) {
            Some(next) if *next == quote => at += 2,
            Some(next) if *next == delimiter || next.is_ascii_whitespace() => return Some(at),
            _ => {
                let rest = text.get(at + 1..)?;
                let next = memchr2(quote, b'\n', rest)?;
                if rest.get(next) != Some(&quote) {
                    return Some(at);
                }
                at += 1 + next;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_memory(text: &str) -> Source {
        Source::Bytes { name: "t.csv".to_owned(), bytes: text.as_bytes().into() }
    }

    #[test]
    fn where_no_block_can_be_cut_nobody_gets_a_later_one() {
        let text = format!("a,b\r{}\n1,2\n", "3,4\r".repeat(100));
        let progress = Progress::new();
        let blocks = Blocks::open(&from_memory(&text), &progress, UTF_8, (b','.into(), BoundaryRule::ByPairs), 100)
            .expect("bytes");
        let mut block = Block::default();
        assert!(matches!(blocks.next(&mut block), Err(Stop::WrongBoundary)));
        assert!(matches!(blocks.next(&mut block), Ok(false)));
    }

    #[test]
    fn the_last_record_ends_where_the_cells_say() {
        for (text, rest) in [
            ("a,5\" pipe\nb,1\nc,", "c,"),
            ("a,\"x\ny\"\nb,\"open\nmore\n", "b,\"open\nmore\n"),
            ("a,\"x \"\"y\"\"\n\"\nb", "b"),
            ("a,\"10\" wide\"\nb", "b"),
            ("a,\"10\" wide, \n or so\nb", "b"),
            ("\"a\nb\",1\n\"c", "\"c"),
            ("a\"\nb\"\nc\"", "c\""),
            ("a,\"x\"\nb,\"", "b,\""),
        ] {
            let end = end_by_cells(text.as_bytes(), b',', b'"').expect("an end");
            assert_eq!(&text[end..], rest, "of {text:?}");
        }
        assert_eq!(end_by_cells(b"a,\"b\n\"", b',', b'"'), None);
        assert_eq!(end_by_cells(b"", b',', b'"'), None);
    }

    /// Blocks by their index: what they hold, and whether there are quotes.
    type Found = std::collections::BTreeMap<usize, (String, bool)>;

    fn blocks_of(source: &Source, readers: usize, size: usize) -> Found {
        let progress = Progress::new();
        let blocks = Blocks::open(source, &progress, UTF_8, (b','.into(), BoundaryRule::ByPairs), size).expect("bytes");
        let found = Mutex::new(Found::new());
        let read = || {
            let mut block = Block::default();
            while blocks.next(&mut block).expect("whole records") {
                let (padded, length) = block.padded();
                assert!(padded.len() >= length + PADDING);
                let text = String::from_utf8_lossy(&padded[..length]).into_owned();
                lock(&found).insert(block.index, (text, block.has_quotes));
            }
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(readers).build().expect("threads");
        pool.scope(|scope| (0..readers).for_each(|_| scope.spawn(|_| read())));
        let (Bytes { done, size, .. }, found) = (blocks.bytes(), found.into_inner().expect("no panic"));
        assert_eq!((done, progress.done()), (size, size));
        found
    }

    /// Records of all lengths, some longer than the room before a block, with line ends between quotes.
    fn records() -> String {
        let field = |n: usize| match n % 7 {
            0 => format!("\"one, {}\nmore \"\"line\"\"\"", "\n".repeat(n % 50)),
            1 => "x".repeat(if n.is_multiple_of(113) { 3 * LEAD } else { n % 90 }),
            _ => n.to_string(),
        };
        (0..3000).flat_map(|n| [n.to_string(), ",".to_owned(), field(n), ",end\n".to_owned()]).collect()
    }

    #[test]
    fn readers_at_several_places_of_a_file_get_what_one_gets_from_its_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("t.csv");
        for (text, mark) in [(records(), "\u{feff}"), (records().trim_end().to_owned(), "")] {
            std::fs::write(&place, format!("{mark}{text}")).expect("a file");
            for size in [4 * LEAD, 5 * LEAD + 1, 1 << 20] {
                let in_order = blocks_of(&from_memory(&format!("{mark}{text}")), 1, size);
                assert_eq!(in_order.values().map(|(text, _)| text.as_str()).collect::<String>(), text);
                let inner = in_order.values().take(in_order.len() - 1);
                assert!(inner.map(|(text, _)| text.as_str()).all(|text| text.ends_with(",end\n")));
                for readers in [1, 2, 8] {
                    assert!(blocks_of(&Source::Path(place.clone()), readers, size) == in_order);
                    assert!(blocks_of(&from_memory(&format!("{mark}{text}")), readers, size) == in_order);
                }
            }
        }
    }
}
