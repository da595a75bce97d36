//! Several blocks of a table read at a time, with the same result as one after another.
//!
//! Each reader has dictionaries of its own. When all is read, the blocks are gone through in the order of the
//! file: texts are numbered by where they are first met, lines counted on from block to block.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use encoding_rs::Encoding;

use super::coder::{Chunk, Coder};
use super::dictionary::Dictionary;
use super::plan::SLOTS;
use super::quick::{Form, Quick};
use crate::data::ImportReport;
use crate::import::ImportError;
use crate::import::blocks::{Block, Blocks, Stop};
use crate::import::cutter::{Cutter, MAX_MISFITS, PROBE};
use crate::import::dialect::Dialect;
use crate::import::formats::Input;

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

/// What one block became.
struct Done {
    index: usize,
    reader: usize,
    chunks: Vec<Chunk>,
    report: ImportReport,
    /// How many texts the reader knew after it, by slot.
    known: [usize; SLOTS],
    lines: u64,
    misfits: usize,
    refitted: usize,
}

/// What a reader did, and its dictionaries.
type Outcome = Result<(Vec<Done>, Quick), Stop>;

/// Reads the table of an input into its coder; nothing, and the coder as it was, where it must be read in order.
pub(super) fn read(
    coder: &mut Coder,
    input: &Input<'_>,
    encoding: &'static Encoding,
) -> Result<Option<Bytes>, ImportError> {
    let (sniffed, limits) = (input.sniffed, input.limits);
    let Some(form) = form(coder, sniffed.dialect, sniffed.width, limits.record) else { return Ok(None) };
    let bytes = input.source.open(input.progress)?;
    let readers = usize::try_from(bytes.size).unwrap_or(usize::MAX).div_ceil(limits.block.max(1));
    let readers = readers.clamp(1, rayon::current_num_threads());
    let blocks = Mutex::new(Blocks::new(bytes, encoding, sniffed.dialect.quote, limits.block));
    let shared = Shared { blocks: &blocks, is_over: AtomicBool::new(false), input };
    let mut results: Vec<Option<Outcome>> = (0..readers).map(|_| None).collect();
    rayon::scope(|scope| {
        for (reader, result) in results.iter_mut().enumerate() {
            let (shared, quick) = (&shared, Quick::new(form, coder.fresh()));
            scope.spawn(move |_| *result = Some(shared.read(reader, quick)));
        }
    });
    let (mut done, mut books) = (Vec::new(), Vec::new());
    for result in results.into_iter().flatten() {
        match result {
            Ok((blocks, quick)) => {
                done.extend(blocks);
                books.push(quick.coder.dictionaries);
            }
            Err(Stop::Tangled) => return Ok(None),
            Err(Stop::Io(error)) => return Err(ImportError::from_io(&sniffed.file, &error)),
        }
    }
    done.sort_unstable_by_key(|block| block.index);
    if !as_in_order(&done) {
        return Ok(None);
    }
    join(coder, done, &books);
    let blocks = blocks.into_inner().unwrap_or_else(PoisonError::into_inner);
    let (counted, broken) = blocks.input();
    Ok(Some(Bytes { broken, done: counted.done, size: counted.size }))
}

/// How blocks are cut, where they can be read by themselves.
fn form(coder: &Coder, dialect: Dialect, width: usize, limit: usize) -> Option<Form> {
    let own = |sign: u8| matches!(sign, b'\n' | b'\r' | 0) || !sign.is_ascii();
    let usual = dialect.delimiter().len() == 1
        && dialect.own_escape().is_none()
        && !own(dialect.first())
        && dialect.quote.is_none_or(|quote| !own(quote) && quote != dialect.first());
    let width = if width > 1 { width } else { coder.written };
    (usual && width > 1 && !coder.is_sequential()).then_some(Form { dialect, width, longest: limit.min(PROBE) })
}

/// Whether no line would have been read otherwise after all the lines before it.
fn as_in_order(done: &[Done]) -> bool {
    let mut misfits = 0;
    done.iter().all(|block| {
        misfits += block.misfits;
        misfits < MAX_MISFITS || block.refitted == 0
    })
}

/// What the readers share.
struct Shared<'a, 'b> {
    blocks: &'a Mutex<Blocks<'b>>,
    is_over: AtomicBool,
    input: &'a Input<'b>,
}

impl Shared<'_, '_> {
    fn read(&self, reader: usize, mut quick: Quick) -> Outcome {
        let mut done = Vec::new();
        let mut block = Block::default();
        loop {
            let next = {
                let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
                if self.is_over.load(Ordering::Relaxed) { Ok(false) } else { blocks.next(&mut block) }
            };
            let read =
                next.and_then(|more| if more { self.block(reader, &block, &mut quick).map(Some) } else { Ok(None) });
            match read {
                Ok(Some(block)) => done.push(block),
                Ok(None) => return Ok((done, quick)),
                Err(stop) => {
                    self.is_over.store(true, Ordering::Relaxed);
                    return Err(stop);
                }
            }
        }
    }

    fn block(&self, reader: usize, block: &Block, quick: &mut Quick) -> Result<Done, Stop> {
        let sniffed = self.input.sniffed;
        let mut cutter = Cutter::new(sniffed.dialect);
        cutter.expect_width(sniffed.width);
        quick.block(block, if block.index == 0 { sniffed.skip } else { 0 }, &mut cutter)?;
        quick.coder.close();
        let coder = &mut quick.coder;
        Ok(Done {
            index: block.index,
            reader,
            chunks: std::mem::take(&mut coder.chunks),
            report: std::mem::take(&mut coder.report),
            known: coder.dictionaries.each_ref().map(|dictionary| dictionary.entries().len()),
            lines: cutter.line - 1,
            misfits: cutter.misfits,
            refitted: cutter.refitted,
        })
    }
}

/// Puts the blocks, in the order of the file, into one coder.
fn join(coder: &mut Coder, done: Vec<Done>, books: &[[Dictionary; SLOTS]]) {
    coder.numbers = vec![<[Vec<u32>; SLOTS]>::default(); books.len()];
    let mut above = 0;
    for mut block in done {
        let (Some(book), Some(numbers)) = (books.get(block.reader), coder.numbers.get_mut(block.reader)) else {
            continue;
        };
        let slots = coder.dictionaries.iter_mut().zip(book).zip(numbers).zip(block.known);
        for (((dictionary, own), numbers), known) in slots {
            let new = own.entries().get(numbers.len()..known).unwrap_or_default();
            numbers.extend(new.iter().map(|entry| dictionary.code(&entry.key, || Cow::Borrowed(&entry.label))));
        }
        for chunk in &mut block.chunks {
            chunk.book = block.reader;
            chunk.lines.shift(above);
        }
        coder.chunks.append(&mut block.chunks);
        block.report.shift_lines(above);
        coder.report.absorb(block.report);
        above += block.lines;
    }
}
