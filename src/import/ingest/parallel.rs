//! Several blocks of a table read at a time, with the same result as one after another.
//!
//! Each reader has dictionaries of its own. When all is read, the blocks are gone through in the order of the
//! file: texts are numbered by where they are first met, lines counted on from block to block. Where somebody looks
//! while it goes on, the same is done with a copy of the first blocks.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use encoding_rs::Encoding;

use super::dictionary::{Dictionary, Entry};
use super::encoder::{Chunk, DictionaryEncoder};
use super::fast_path::{FastPath, TableShape};
use super::give_back;
use super::preview::PreviewPublisher;
use super::pushdown::predicate::MemberPredicate;
use super::pushdown::sizes::SkippedSizes;
use super::table_layout::SLOTS;
use crate::data::ImportReport;
use crate::import::ImportError;
use crate::import::blocks::{Block, Blocks, BoundaryRule, Bytes, Stop};
use crate::import::formats::Input;
use crate::import::memory::Held;
use crate::import::record::dialect::Dialect;
use crate::import::record::splitter::{MAX_MISFITS, PROBE, RecordSplitter};

/// What one block became.
#[derive(Clone)]
struct Done {
    index: usize,
    reader: usize,
    chunks: Vec<Chunk>,
    report: ImportReport,
    quoted_rows: Option<u64>,
    /// How many texts the reader knew after it, by slot.
    known: [usize; SLOTS],
    lines: u64,
    misfits: usize,
    refitted: usize,
}

/// What was read of a table.
pub(super) struct Read {
    bytes: Bytes,
    done: Vec<Done>,
    dictionaries: Vec<[Dictionary; SLOTS]>,
    /// For each reader, slot and number whether rows with the text were perhaps not kept.
    filtered: Vec<[Vec<bool>; SLOTS]>,
    /// What the rows add up to that each reader did not keep.
    skipped_sizes: Vec<SkippedSizes>,
    /// The memory that all of it takes.
    held: Vec<Held>,
}

impl Read {
    /// Puts it into the encoder of the table.
    pub(super) fn into(self, encoder: &mut DictionaryEncoder) -> Bytes {
        let dictionaries: Vec<_> =
            self.dictionaries.iter().map(|of_reader| of_reader.each_ref().map(Dictionary::entries)).collect();
        join(encoder, self.done, &dictionaries);
        self.held.into_iter().for_each(|held| encoder.held.absorb(held));
        for (remap, filtered) in encoder.remap.iter().zip(&self.filtered) {
            for ((all, remap), filtered) in encoder.filtered.iter_mut().zip(remap).zip(filtered) {
                for (place, _) in remap.iter().zip(filtered).filter(|(_, filtered)| **filtered) {
                    all.resize(all.len().max(*place as usize + 1), false);
                    all.get_mut(*place as usize).into_iter().for_each(|all| *all = true);
                }
            }
        }
        for (remap, sizes) in encoder.remap.iter().zip(&self.skipped_sizes) {
            let [_, texts @ .., contexts] = remap.each_ref().map(Vec::as_slice);
            encoder.skipped_sizes.absorb(sizes, contexts, texts);
        }
        self.bytes
    }
}

/// Reads the table of an input that an encoder is for, previews it meanwhile, and keeps only what push-down needs;
/// nothing where it must be read in order.
pub(super) fn read(
    encoder: &DictionaryEncoder,
    input: &Input<'_>,
    encoding: &'static Encoding,
    (publisher, predicate): (Option<&PreviewPublisher<'_>>, Option<&Arc<MemberPredicate>>),
) -> Result<Option<Read>, ImportError> {
    let (sniffed, limits) = (input.sniffed, input.limits);
    let Some(form) = form(encoder, sniffed.dialect, sniffed.width, limits.record) else { return Ok(None) };
    for ends in [BoundaryRule::ByPairs, BoundaryRule::ByCells] {
        let blocks = Blocks::open(input.source, input.progress, encoding, (sniffed.dialect, ends), limits.block)?;
        let readers = usize::try_from(blocks.bytes().size).unwrap_or(usize::MAX).div_ceil(limits.block.max(1));
        let readers = readers.clamp(1, rayon::current_num_threads());
        let so_far = Mutex::new(SoFar { done: Vec::new(), dictionaries: vec![Default::default(); readers] });
        let shared = Shared { blocks: &blocks, is_over: AtomicBool::new(false), input, readers, so_far, publisher };
        match shared.read_all(|| FastPath::new(form, encoder.fresh(), predicate)) {
            Ok(read) => return Ok(read),
            Err(Stop::WrongBoundary) => {}
            Err(Stop::NotSplittable) => return Ok(None),
            Err(Stop::Io(error)) => return Err(ImportError::from_io(&sniffed.file, &error)),
        }
    }
    Ok(None)
}

/// How blocks are cut, where they can be read by themselves.
fn form(encoder: &DictionaryEncoder, dialect: Dialect, width: usize, limit: usize) -> Option<TableShape> {
    let own = |sign: u8| matches!(sign, b'\n' | b'\r' | 0) || !sign.is_ascii();
    let usual = dialect.delimiter().len() == 1
        && dialect.own_escape().is_none()
        && !own(dialect.first())
        && dialect.quote.is_none_or(|quote| !own(quote) && quote != dialect.first());
    let width = if width > 1 { width } else { encoder.written };
    (usual && width > 1 && !encoder.is_sequential()).then_some(TableShape { dialect, width, longest: limit.min(PROBE) })
}

/// Whether no line would have been read otherwise after all the lines before it.
fn as_in_order(done: &[Done]) -> bool {
    let mut misfits = 0;
    done.iter().all(|block| {
        misfits += block.misfits;
        misfits < MAX_MISFITS || block.refitted == 0
    })
}

/// What the readers have done so far.
struct SoFar {
    /// In no order.
    done: Vec<Arc<Done>>,
    /// The texts that each reader knows, as far as somebody looks.
    dictionaries: Vec<[Vec<Entry>; SLOTS]>,
}

/// What the readers share.
struct Shared<'a, 'b> {
    blocks: &'a Blocks<'b>,
    is_over: AtomicBool,
    input: &'a Input<'b>,
    readers: usize,
    so_far: Mutex<SoFar>,
    publisher: Option<&'a PreviewPublisher<'a>>,
}

impl Shared<'_, '_> {
    /// Lets all readers read; nothing where they found that only one can.
    fn read_all(self, fast_path: impl Fn() -> FastPath + Sync) -> Result<Option<Read>, Stop> {
        let mut results: Vec<Option<Result<FastPath, Stop>>> = (0..self.readers).map(|_| None).collect();
        rayon::scope(|scope| {
            for (reader, result) in results.iter_mut().enumerate() {
                let (shared, fast_path) = (&self, fast_path());
                scope.spawn(move |_| *result = Some(shared.read(reader, fast_path)));
            }
        });
        let done = self.so_far.into_inner().unwrap_or_else(PoisonError::into_inner).done;
        let fast_paths = match results.into_iter().flatten().collect::<Result<Vec<FastPath>, Stop>>() {
            Ok(fast_paths) => fast_paths,
            Err(stop) => {
                give_back(done);
                return Err(stop);
            }
        };
        let mut done: Vec<Done> = done.into_iter().map(Arc::unwrap_or_clone).collect();
        done.sort_unstable_by_key(|block| block.index);
        if !as_in_order(&done) || self.blocks.count().is_some_and(|count| count != done.len()) {
            return Ok(None);
        }
        let filtered = fast_paths.iter().map(FastPath::filtered).collect();
        let skipped_sizes = fast_paths.iter().map(FastPath::skipped_sizes).collect();
        let (dictionaries, held) =
            fast_paths.into_iter().map(|fast_path| (fast_path.encoder.dictionaries, fast_path.encoder.held)).unzip();
        Ok(Some(Read { bytes: self.blocks.bytes(), done, dictionaries, filtered, skipped_sizes, held }))
    }

    fn read(&self, reader: usize, mut fast_path: FastPath) -> Result<FastPath, Stop> {
        let mut block = Block::default();
        loop {
            let is_over = self.is_over.load(Ordering::Relaxed);
            let next = if is_over { Ok(false) } else { self.blocks.next(&mut block) };
            let read = next
                .and_then(|more| if more { self.block(reader, &block, &mut fast_path).map(Some) } else { Ok(None) });
            match read {
                Ok(Some(block)) => self.keep(block, &fast_path),
                ended => {
                    // Where the rest is for others they go on.
                    let ends_all = ended.is_err() || self.blocks.count().is_none();
                    self.is_over.fetch_or(ends_all, Ordering::Relaxed);
                    return ended.map(|_| fast_path);
                }
            }
        }
    }

    fn so_far(&self) -> MutexGuard<'_, SoFar> {
        self.so_far.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what a block became, and shows all of it where somebody looks.
    fn keep(&self, block: Done, fast_path: &FastPath) {
        let reader = block.reader;
        let mut so_far = self.so_far();
        so_far.done.push(Arc::new(block));
        self.is_over.fetch_or(self.blocks.count() == Some(so_far.done.len()), Ordering::Relaxed);
        let Some(publisher) = self.publisher else { return };
        for (known, own) in
            so_far.dictionaries.get_mut(reader).into_iter().flatten().zip(&fast_path.encoder.dictionaries)
        {
            known.extend_from_slice(own.entries().get(known.len()..).unwrap_or_default());
        }
        drop(so_far);
        publisher.show(self.readers, &|| self.is_over.load(Ordering::Relaxed), |encoder| self.copy_into(encoder));
    }

    /// Puts a copy of the blocks before the first that is not done into an encoder; false where they say nothing.
    fn copy_into(&self, encoder: &mut DictionaryEncoder) -> bool {
        let (mut done, dictionaries) = {
            let so_far = self.so_far();
            (so_far.done.clone(), so_far.dictionaries.clone())
        };
        done.sort_unstable_by_key(|block| block.index);
        let first = done.into_iter().enumerate().take_while(|(at, block)| *at == block.index);
        let first: Vec<Done> = first.map(|(_, block)| Done::clone(&block)).collect();
        if first.is_empty() || !as_in_order(&first) {
            return false;
        }
        let dictionaries: Vec<_> =
            dictionaries.iter().map(|of_reader| of_reader.each_ref().map(Vec::as_slice)).collect();
        join(encoder, first, &dictionaries);
        true
    }

    fn block(&self, reader: usize, block: &Block, fast_path: &mut FastPath) -> Result<Done, Stop> {
        let sniffed = self.input.sniffed;
        let mut splitter = RecordSplitter::new(sniffed.dialect);
        splitter.expect_width(sniffed.width);
        fast_path.block(block, if block.index == 0 { sniffed.skip } else { 0 }, &mut splitter)?;
        fast_path.encoder.close();
        let encoder = &mut fast_path.encoder;
        encoder.charge().map_err(Stop::Io)?;
        Ok(Done {
            index: block.index,
            reader,
            chunks: encoder.take_chunks(),
            report: std::mem::take(&mut encoder.report),
            quoted_rows: encoder.quoted_rows.take(),
            known: encoder.dictionaries.each_ref().map(|dictionary| dictionary.entries().len()),
            lines: splitter.line - 1,
            misfits: splitter.misfits,
            refitted: splitter.refitted,
        })
    }
}

/// Puts the blocks, in the order of the file, into one encoder.
fn join(encoder: &mut DictionaryEncoder, done: Vec<Done>, dictionaries: &[[&[Entry]; SLOTS]]) {
    encoder.remap = vec![<[Vec<u32>; SLOTS]>::default(); dictionaries.len()];
    let mut above = 0;
    for mut block in done {
        let (Some(of_reader), Some(remap)) = (dictionaries.get(block.reader), encoder.remap.get_mut(block.reader))
        else {
            continue;
        };
        let slots = encoder.dictionaries.iter_mut().zip(of_reader).zip(remap).zip(block.known);
        for (((dictionary, own), remap), known) in slots {
            let new = own.get(remap.len()..known).unwrap_or_default();
            remap.extend(new.iter().map(|entry| dictionary.code(&entry.key, || Cow::Borrowed(&entry.label))));
        }
        for chunk in &mut block.chunks {
            chunk.reader = block.reader;
            chunk.lines.shift(above);
        }
        encoder.chunks.append(&mut block.chunks);
        encoder.quoted_rows = encoder.quoted_rows.or(block.quoted_rows.map(|line| line + above));
        block.report.shift_lines(above);
        encoder.report.absorb(block.report);
        above += block.lines;
    }
}
