//! A text table that was unpacked: its text from the start, its rows from several places, and what a pass over it showed.

use std::io::{self, Read};

use super::bytes::{ByteSource, ByteStream, SizeLimit};
use super::parquet::Pieces;
use crate::import::layout::Laid;
use crate::import::memory::Text;
use crate::import::source::FileStamp;
use crate::import::{Progress, Source};

/// Tables up to this size are kept in memory once they are unpacked.
pub(super) const KEPT: usize = 64 << 20;

/// Where the text of a table is from. What is not the file's own is written here: CSV in UTF-8 with commas and double
/// quotes, numbers with a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Somebody wrote it.
    File,
    /// The cells of a workbook: numbers, and texts that may be meant as numbers.
    Workbook,
    /// What a program wrote, as JSON and Parquet are: numbers, and texts that may be meant as numbers.
    Records,
}

/// A text table that was taken out of what it was packed in.
#[derive(Debug)]
pub(crate) struct Table {
    /// What it was packed in: `gzip`, `zip: EXP_2023.csv`.
    pub(crate) container: String,
    /// The sheet or member that it is; empty where nothing has a name.
    pub(crate) part: String,
    /// What could not be read beside it, and why.
    pub(crate) beside: Vec<(String, String)>,
    /// Where the text is from.
    pub(crate) origin: Origin,
    /// The name without folder and ending.
    pub(crate) stem: String,
    /// The file when it was looked at.
    pub(crate) stamp: Option<FileStamp>,
    /// How many bytes of text there are; about so many where not all of it was gone through.
    pub(crate) size: u64,
    pub(super) is_exact: bool,
    pub(super) supply: ByteStream,
    /// Stretches from all over it, each with its place.
    pub(super) samples: Vec<(u64, Text)>,
    pub(super) bound: SizeLimit,
    /// What it was before it was written again as a regular table.
    pub(super) laid: Option<Box<Laid>>,
}

impl Table {
    /// A table written again as a regular one.
    pub(crate) fn laid(source: &Source, text: Vec<u8>, laid: Laid) -> Self {
        Self {
            container: source.container(),
            part: source.opened_part().unwrap_or_default().to_owned(),
            beside: source.beside().to_vec(),
            origin: source.origin(),
            stem: source.stem(),
            stamp: source.first_stamp(),
            size: text.len() as u64,
            is_exact: true,
            supply: ByteStream::Plain(ByteSource::Memory(text.into())),
            samples: Vec::new(),
            bound: SizeLimit::NONE,
            laid: Some(Box::new(laid)),
        }
    }

    /// What it was before it was written again.
    pub(crate) fn before(&self) -> Option<&Laid> {
        self.laid.as_deref()
    }

    /// Its text from the start; whether the reader counts the progress by itself.
    pub(crate) fn open<'a>(&self, progress: &'a Progress) -> io::Result<(Box<dyn Read + Send + 'a>, bool)> {
        Ok(match &self.supply {
            ByteStream::Plain(ByteSource::Memory(text)) => (Box::new(io::Cursor::new(text.clone())), false),
            supply => (supply.open(self.bound, progress)?, true),
        })
    }

    /// How many bytes of text there are, where that is known; else 0.
    pub(crate) fn exact_size(&self) -> u64 {
        if self.is_exact { self.size } else { 0 }
    }

    /// Its rows in pieces of about so many bytes, for several readers, where it is made of rows.
    pub(crate) fn pieces<'a>(&self, length: usize, progress: &'a Progress) -> io::Result<Option<Pieces<'a>>> {
        let ByteStream::Rows(rows) = &self.supply else { return Ok(None) };
        Pieces::open(rows, self.size, length, self.bound, progress).map(Some)
    }

    /// How many bytes a pass over it counts.
    pub(crate) fn to_count(&self) -> u64 {
        self.supply.packed()
    }

    /// Up to `length` bytes at a place, or near it where the text is unpacked as it is read.
    pub(crate) fn stretch(&self, from: u64, length: u64) -> Option<Vec<u8>> {
        let cut = |bytes: &[u8], from: u64| {
            let start = usize::try_from(from).ok()?.min(bytes.len());
            let end = start.saturating_add(usize::try_from(length).ok()?).min(bytes.len());
            bytes.get(start..end).map(<[u8]>::to_vec)
        };
        if let ByteStream::Plain(ByteSource::Memory(text)) = &self.supply {
            return cut(text, from);
        }
        let (_, nearest) = self.samples.iter().min_by_key(|(at, _)| at.abs_diff(from))?;
        cut(nearest, 0)
    }
}

/// What a pass over a text shows.
pub(super) struct Survey {
    pub(super) size: u64,
    /// All of it, where it is short.
    pub(super) all: Option<Text>,
    /// Stretches from all over it, each with its place.
    pub(super) samples: Vec<(u64, Text)>,
}

/// Goes through a text once. Stretches are kept at equal distances; when there are too many, every
/// other one is dropped and the distance doubles, so that their number stays bounded without the
/// length being known.
pub(super) fn survey(supply: &ByteStream, bound: SizeLimit, progress: &Progress) -> io::Result<Survey> {
    const LENGTH: usize = 16 << 10;
    const MOST: usize = 64;
    let mut input = supply.open(bound, progress)?;
    let text_of = |bytes: &[u8]| {
        let mut text = Text::within(progress.memory());
        text.room(bytes.len())?.extend_from_slice(bytes);
        Ok::<Text, io::Error>(text)
    };
    let mut found = Survey { size: 0, all: Some(Text::within(progress.memory())), samples: Vec::new() };
    let mut step = 4 * LENGTH as u64;
    let mut chunk = vec![0; LENGTH];
    loop {
        let mut length = 0;
        while let Some(rest) = chunk.get_mut(length..).filter(|rest| !rest.is_empty()) {
            match input.read(rest)? {
                0 => break,
                read => length += read,
            }
        }
        let text = chunk.get(..length).unwrap_or_default();
        if found.size.is_multiple_of(step) && length > 0 {
            found.samples.push((found.size, text_of(text)?));
        }
        if found.samples.len() > MOST {
            step *= 2;
            found.samples.retain(|(at, _)| at.is_multiple_of(step));
        }
        found.size += length as u64;
        if let Some(all) = &mut found.all {
            if all.len() + length > KEPT {
                found.all = None;
            } else {
                all.room(length)?.extend_from_slice(text);
            }
        }
        if length < LENGTH {
            return Ok(found);
        }
    }
}
