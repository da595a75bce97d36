//! Text in blocks of whole records, so that several can be read at a time.
//!
//! A block is cut where a line ends and, from its start on, as many quotes opened as closed. Where all quotes
//! pair, that is the end of a record. Where some do not, whoever reads the block finds out: its last record does
//! not end with it, and the file is then read from its start in order. So a wrong cut is never more than a loss of
//! time.

use std::io::{self, Read};

use encoding_rs::{Encoding, UTF_8};
use memchr::{memchr_iter, memrchr};

use super::decode::Decoded;
use super::source::Counted;

/// Behind a block's text there are at least so many bytes more, so that it can be looked at in pieces.
pub(super) const PADDING: usize = 64;

/// A stretch of whole records.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// The text, and what follows in the buffer.
    buffer: Vec<u8>,
    length: usize,
    /// Which block of the file it is.
    pub index: usize,
    /// Whether nothing follows it.
    pub is_last: bool,
    /// Whether it holds quotes.
    pub has_quotes: bool,
}

impl Block {
    /// The text with bytes behind it that mean nothing, and its length.
    pub(super) fn padded(&self) -> (&[u8], usize) {
        (&self.buffer, self.length)
    }
}

/// Why the blocks of a file cannot be read by themselves.
#[derive(Debug)]
pub(super) enum Stop {
    /// Some record does not end with its block, or something in it depends on what stands before it.
    Tangled,
    /// The input failed.
    Io(io::Error),
}

/// The bytes of a source as UTF-8.
enum Text<'a> {
    /// UTF-8 as it stands: whoever reads a block sees whether it is.
    Plain(Counted<'a>),
    Decoded(Box<Decoded<Counted<'a>>>),
}

/// Cuts a source into blocks.
pub(super) struct Blocks<'a> {
    text: Text<'a>,
    quote: Option<u8>,
    size: usize,
    next: usize,
    /// What was read and belongs to the next block.
    rest: Vec<u8>,
    has_ended: bool,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(bytes: Counted<'a>, encoding: &'static Encoding, quote: Option<u8>, size: usize) -> Self {
        let text =
            if encoding == UTF_8 { Text::Plain(bytes) } else { Text::Decoded(Box::new(Decoded::new(bytes, encoding))) };
        Self { text, quote, size, next: 0, rest: Vec::new(), has_ended: false }
    }

    /// The source, and how many stretches of it were no text in its encoding.
    pub(super) fn input(&self) -> (&Counted<'a>, u64) {
        match &self.text {
            Text::Plain(bytes) => (bytes, 0),
            Text::Decoded(decoded) => (decoded.input(), decoded.broken),
        }
    }

    /// Reads the next block into an old one; false at the end. After a failure there are no more blocks, whoever asks.
    pub(super) fn next(&mut self, block: &mut Block) -> Result<bool, Stop> {
        if self.has_ended {
            return Ok(false);
        }
        let cut = self.cut(block);
        self.has_ended |= cut.is_err();
        cut.map(|()| true)
    }

    fn cut(&mut self, block: &mut Block) -> Result<(), Stop> {
        let mut filled = self.rest.len();
        let goal = filled + self.size;
        if block.buffer.len() < goal + PADDING {
            block.buffer.resize(goal + PADDING, 0);
        }
        block.buffer.get_mut(..filled).into_iter().for_each(|start| start.copy_from_slice(&self.rest));
        while filled < goal && !self.has_ended {
            let read = self.read(block.buffer.get_mut(filled..goal).unwrap_or_default()).map_err(Stop::Io)?;
            filled += read;
            self.has_ended = read == 0;
        }
        if self.next == 0 && matches!(self.text, Text::Plain(_)) && block.buffer.starts_with(b"\xEF\xBB\xBF") {
            block.buffer.drain(..3);
            block.buffer.extend_from_slice(&[0; 3]);
            filled = filled.saturating_sub(3);
        }
        let text = block.buffer.get(..filled).unwrap_or_default();
        let (end, has_quotes) = self.end(text).ok_or(Stop::Tangled)?;
        self.rest.clear();
        self.rest.extend_from_slice(text.get(end..).unwrap_or_default());
        (block.length, block.index, block.is_last, block.has_quotes) = (end, self.next, self.has_ended, has_quotes);
        self.next += 1;
        Ok(())
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let result = match &mut self.text {
            Text::Plain(bytes) => bytes.read(buffer),
            Text::Decoded(decoded) => decoded.read(buffer),
        };
        match result {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => self.read(buffer),
            other => other,
        }
    }

    /// Where the last line ends before which all quotes pair, and whether there are quotes.
    fn end(&self, text: &[u8]) -> Option<(usize, bool)> {
        let quotes = |text: &[u8]| self.quote.map_or(0, |quote| memchr_iter(quote, text).count());
        let mut before = quotes(text);
        let has_quotes = before > 0;
        if self.has_ended {
            return Some((text.len(), has_quotes));
        }
        let mut until = text.len();
        loop {
            let line = memrchr(b'\n', text.get(..until)?)? + 1;
            before -= if has_quotes { quotes(text.get(line..until)?) } else { 0 };
            if before % 2 == 0 {
                return Some((line, has_quotes));
            }
            // This line ends within quotes: on to the one before the quote that opens them.
            until = memrchr(self.quote?, text.get(..line)?)?;
            before -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Progress, Source};

    #[test]
    fn where_no_block_can_be_cut_nobody_gets_a_later_one() {
        let text = format!("a,b\r{}\n1,2\n", "3,4\r".repeat(100));
        let source = Source::Bytes { name: "t.csv".to_owned(), bytes: text.as_bytes().into() };
        let progress = Progress::new();
        let mut blocks = Blocks::new(source.open(&progress).expect("bytes"), UTF_8, Some(b'"'), 100);
        let mut block = Block::default();
        assert!(matches!(blocks.next(&mut block), Err(Stop::Tangled)));
        assert!(matches!(blocks.next(&mut block), Ok(false)));
    }
}
