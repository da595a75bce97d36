//! A Parquet file as several readers at once have it: pieces of so many rows, each row group read by one at a time.
//!
//! Which rows a piece has is known before any is decoded, so the pieces can be told apart and put in order whoever
//! decodes them. A reader has its pieces in the order of the file, as the numbers of its texts ask for. Nothing is
//! decoded ahead: a reader has the text of one piece and the columns of one row group.

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use parquet::file::reader::FileReader as _;
use parquet::file::serialized_reader::SerializedFileReader;
use rayon::prelude::*;

use super::{Bounded, Group, KIND, Rows, catch_panic, csv, reader, rows_of};
use crate::import::Progress;
use crate::import::container::bytes::{ContainerError, SizeLimit};
use crate::import::memory::{Held, Text};
use crate::import::source::Cancelled;

/// So many samples are taken of a long file.
const SAMPLES: u64 = 32;
/// Bytes of text of a sample.
const SAMPLE: usize = 16 << 10;
/// Rows by which the length of a file's text is guessed.
const FIRST: usize = 1024;
/// How many times as long as thought a piece's text may be, and how long in any case.
const STRETCHED: usize = 8;
const LEAST: usize = 1 << 14;

/// What some rows from all over a file show of it.
pub(crate) struct Samples {
    /// How many bytes of text there are, about.
    pub(crate) size: u64,
    /// Stretches of text with their places, about.
    pub(crate) stretches: Vec<(u64, Text)>,
}

impl Rows {
    /// Samples of a file whose text is longer than so many bytes; none of a shorter one.
    ///
    /// # Errors
    /// Where what was looked at is damaged or the job was cancelled.
    pub(crate) fn samples(&self, least: u64, progress: &Progress) -> io::Result<Option<Samples>> {
        let (reader, _while_it_is_read) = reader(&self.ground, progress)?;
        let sizes: Vec<usize> = reader.metadata().row_groups().iter().map(rows_of).collect();
        let Some(first) = sizes.iter().position(|rows| *rows > 0) else { return Ok(None) };
        let of_rows = |index: usize, skipped: usize, most: usize, text: &mut Text| {
            catch_panic::run(KIND, || {
                if progress.is_cancelled() {
                    return Err(io::Error::other(Cancelled));
                }
                let mut group = Group::open(&reader, index, &self.pages, progress)?;
                group.skip(skipped)?;
                text.write(|text| group.write(most, SAMPLE, text))?
            })
        };
        let mut text = Text::within(progress.memory());
        let rows = of_rows(first, 0, FIRST, &mut text)?;
        if (text.len() as u64 / rows.max(1) as u64).saturating_mul(self.count) <= least {
            return Ok(None);
        }
        let of_sample = |sample: u64| {
            let row = (u128::from(self.count) * u128::from(sample) / u128::from(SAMPLES)) as u64;
            let mut text = Text::within(progress.memory());
            if sample == 0 {
                text.write(|text| csv::write(text, &self.header))?;
            }
            let Some((index, skipped)) = place(&sizes, row) else { return Ok((row, 0, text)) };
            of_rows(index, skipped, usize::MAX, &mut text).map(|rows| (row, rows, text))
        };
        let found = (0..SAMPLES).into_par_iter().map(of_sample).collect::<io::Result<Vec<_>>>()?;
        let bytes: usize = found.iter().map(|(_, _, text)| text.len()).sum();
        let rows: usize = found.iter().map(|(_, rows, _)| rows).sum();
        let length = |row: u64| (row as f64 * bytes as f64 / rows.max(1) as f64) as u64;
        let stretches = found.into_iter().map(|(row, _, text)| (length(row), text)).collect();
        Ok(Some(Samples { size: length(self.count), stretches }))
    }
}

/// The row group in which a row stands, and how many of its rows stand before it.
fn place(sizes: &[usize], row: u64) -> Option<(usize, usize)> {
    let mut left = usize::try_from(row).ok()?;
    for (index, rows) in sizes.iter().enumerate() {
        if left < *rows {
            return Some((index, left));
        }
        left -= rows;
    }
    None
}

/// The rows of a file in pieces.
pub(crate) struct Pieces<'a> {
    rows: Arc<Rows>,
    reader: SerializedFileReader<Bounded>,
    /// How many rows a piece has, but for the last of each row group, and how many pieces there are.
    height: usize,
    count: usize,
    /// Bytes of text that a piece may have.
    longest: usize,
    next: Mutex<Next>,
    /// Bytes of text so far, and how many there may be.
    done: AtomicU64,
    bound: SizeLimit,
    progress: &'a Progress,
    /// The memory of what the file says of itself.
    _held: Held,
}

/// The first row group that nobody has begun, and its first piece.
#[derive(Default)]
struct Next {
    group: usize,
    piece: usize,
}

/// The row group that a reader has begun, with its next piece and how many there are from that on.
pub(crate) struct Begun {
    group: Group,
    piece: usize,
    left: usize,
}

impl fmt::Debug for Begun {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Begun").field("piece", &self.piece).field("left", &self.left).finish_non_exhaustive()
    }
}

/// Which piece was written.
pub(crate) struct Piece {
    pub(crate) index: usize,
    /// Whether no later one follows.
    pub(crate) is_last: bool,
}

impl<'a> Pieces<'a> {
    /// Pieces of about so many bytes of a file whose text has about `size`.
    ///
    /// # Errors
    /// Where the file cannot be opened.
    pub(crate) fn open(
        rows: &Arc<Rows>,
        size: u64,
        length: usize,
        bound: SizeLimit,
        progress: &'a Progress,
    ) -> io::Result<Self> {
        let (reader, held) = reader(&rows.ground, progress)?;
        let height = u128::from(rows.count) * length as u128 / u128::from(size.max(1));
        let height = usize::try_from(height).unwrap_or(usize::MAX).max(1);
        let pieces = reader.metadata().row_groups().iter().map(|group| rows_of(group).div_ceil(height));
        let count = pieces.fold(0, usize::saturating_add);
        let next = Mutex::default();
        let longest = length.saturating_mul(STRETCHED).max(LEAST);
        Ok(Self {
            rows: Arc::clone(rows),
            reader,
            height,
            count,
            longest,
            next,
            done: AtomicU64::new(0),
            bound,
            progress,
            _held: held,
        })
    }

    /// How many there are.
    pub(crate) const fn count(&self) -> usize {
        self.count
    }

    /// Writes the next piece of the row group that a reader has begun, or else of one that nobody has; none where
    /// there is none, and the rest is for others.
    ///
    /// # Errors
    /// Where the file is damaged, is longer than it may be or a piece much longer than thought, or the job was
    /// cancelled. Which damage is met first is chance: whoever reads in order knows.
    pub(crate) fn next(&self, begun: &mut Option<Begun>, text: &mut Vec<u8>) -> io::Result<Option<Piece>> {
        catch_panic::run(KIND, || {
            if begun.is_none() {
                *begun = self.begin()?;
            }
            let Some(own) = begun else { return Ok(None) };
            let piece = Piece { index: own.piece, is_last: own.piece + 1 == self.count };
            if piece.index == 0 {
                csv::write(text, &self.rows.header);
            }
            self.write(&mut own.group, text)?;
            own.piece += 1;
            own.left -= 1;
            if own.left == 0 {
                *begun = None;
            }
            Ok(Some(piece))
        })
    }

    /// Begins the next row group that has rows.
    fn begin(&self) -> io::Result<Option<Begun>> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let groups = self.reader.metadata().row_groups();
        while let Some(about) = groups.get(next.group) {
            let (index, piece, left) = (next.group, next.piece, rows_of(about).div_ceil(self.height));
            next.group += 1;
            next.piece = next.piece.saturating_add(left);
            if left > 0 {
                drop(next);
                return Ok(Some(Begun {
                    group: Group::open(&self.reader, index, &self.rows.pages, self.progress)?,
                    piece,
                    left,
                }));
            }
        }
        Ok(None)
    }

    fn write(&self, group: &mut Group, text: &mut Vec<u8>) -> io::Result<()> {
        let mut left = self.height;
        while left > 0 {
            if self.progress.is_cancelled() {
                return Err(io::Error::other(Cancelled));
            }
            let before = text.len();
            let rows = group.write(left.min(super::BATCH_ROWS), self.longest, text)?;
            let done =
                (text.len() - before) as u64 + self.done.fetch_add((text.len() - before) as u64, Ordering::Relaxed);
            if text.len() >= self.longest || done > self.bound.0 {
                return Err(io::Error::other(ContainerError::TooLarge(self.bound.0)));
            }
            if rows == 0 {
                break;
            }
            left -= rows;
            self.progress.advance(self.rows.step() * rows as u64);
        }
        Ok(())
    }
}
