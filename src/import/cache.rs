//! Datasets that were read before, kept in a folder so that they open again at once.
//!
//! A kept dataset is known by its file's path, size, times of change, first and last bytes, by its sidecar and the
//! names of products beside it, by what the user said of it, and by the version of the reader. It is written beside
//! and renamed, and holds a checksum: whatever is torn, damaged, stale or written by another version is as if it
//! were not there.

use std::fs::{self, File};
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;

use super::formats::products_beside;
use super::sidecar::MOST as MOST_SIDECAR;
use super::{Options, Source};
use crate::data::Dataset;
use crate::disk::{self, Rights};

/// Raised whenever the same file gives another dataset, or a dataset other bytes.
const READER: &str = concat!(env!("CARGO_PKG_VERSION"), ".20");
/// The first bytes of a kept dataset.
const MARK: &[u8; 8] = b"SALDO\0\x01\n";
/// The ending of kept datasets.
const ENDING: &str = "kept";
/// The ending of what says that a file was asked about.
const ASKED: &str = "asked";
/// A file takes at least so many bytes of a disk.
const LEAST: u64 = 4096;
/// Smaller files are read as fast as what is kept of them.
const MIN_SIZE: u64 = 32 << 20;
/// So many bytes at each end of a file are looked at.
const ENDS: u64 = 64 << 10;
/// What was being written so long ago is not being written any more.
const LEFT: Duration = Duration::from_hours(1);
/// Kept datasets take no more than so many bytes together.
const MAX_BYTES: u64 = 8 << 30;

/// Where datasets are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache {
    folder: PathBuf,
    min_size: u64,
    max_bytes: u64,
}

impl Cache {
    /// A cache in a folder, which is made when something is kept.
    #[must_use]
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder, min_size: MIN_SIZE, max_bytes: MAX_BYTES }
    }

    /// The cache of this user, where the desktop has a place for it.
    #[must_use]
    pub fn of_user() -> Option<Self> {
        let folders = directories::ProjectDirs::from("", "", "saldo")?;
        Some(Self::new(folders.cache_dir().join("datasets")))
    }

    /// What a source is known by, taken before it is read; none where it is not worth it or cannot be known again.
    #[must_use]
    pub fn key_of(&self, source: &Source, options: &Options) -> Option<CacheKey> {
        let key = self.key(source, options)?;
        Some(CacheKey { cache: self.clone(), source: source.clone(), options: options.clone(), key })
    }

    /// Forgets all that is kept.
    ///
    /// # Errors
    /// When a file cannot be removed.
    pub fn clear(&self) -> io::Result<()> {
        self.entries().into_iter().try_for_each(|entry| disk::remove(&entry.path))
    }

    /// How many bytes are kept.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.entries().iter().map(|entry| entry.size).sum()
    }

    /// What a kept dataset must agree in; none where the source is not worth it or cannot be known again.
    fn key(&self, source: &Source, options: &Options) -> Option<String> {
        let path = fs::canonicalize(source.path()?).ok()?;
        let about = fs::metadata(&path).ok()?;
        if about.len() < self.min_size {
            return None;
        }
        let changed = about.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_nanos();
        let touched = touched(&about);
        let beside = match disk::read(&disk::beside(&path, "json"), MOST_SIDECAR) {
            Ok(bytes) => Some(checksum(&bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(_) => return None,
        };
        let products =
            products_beside(&path).and_then(|path| disk::read(&path, MOST_SIDECAR).ok()).map(|bytes| checksum(&bytes));
        let Options {
            mapping,
            encoding,
            part,
            no_size_limit,
            memory: _,
            remembered,
            accept_disputed,
            no_sidecar,
            pushdown,
        } = options;
        if pushdown.is_some() {
            return None;
        }
        let said = serde_json::to_string(&(
            mapping,
            encoding,
            part,
            no_size_limit,
            accept_disputed,
            no_sidecar,
            &**remembered,
        ))
        .ok()?;
        let (size, ends, part) = (about.len(), ends(&path, about.len()).ok()?, source.part_name());
        Some(format!(
            "{READER}\n{}\n{part}\n{size} {changed} {touched} {ends:x} {beside:?} {products:?}\n{said}",
            disk::text(&path)
        ))
    }

    /// The file of a key. What a file gave earlier, before it changed, is replaced.
    fn place(&self, key: &str) -> PathBuf {
        let lasting = |line: &(usize, &str)| line.0 != 0 && line.0 != 3;
        let name = key.lines().enumerate().filter(lasting).map(|(_, line)| line).collect::<Vec<_>>().join("\n");
        self.folder.join(format!("{:016x}.{ENDING}", checksum(name.as_bytes())))
    }

    /// Writes a dataset; false where it would not come back as it is.
    fn write(&self, key: &str, dataset: &Dataset) -> io::Result<bool> {
        disk::own_folder(&self.folder)?;
        disk::save_with(&self.place(key), Rights::Owner, |file| {
            file.write_all(MARK)?;
            file.write_all(&checksum(key.as_bytes()).to_le_bytes())?;
            let place = file.stream_position()?;
            file.write_all(&[0; 8])?;
            file.write_all(&(key.len() as u64).to_le_bytes())?;
            file.write_all(key.as_bytes())?;
            let mut body = Summed::new(&*file);
            if !dataset.write_to(&mut body)? {
                return Ok(false);
            }
            let sum = body.finish()?;
            file.seek(SeekFrom::Start(place))?;
            file.write_all(&sum.to_le_bytes())?;
            Ok(true)
        })
    }

    /// Removes what a program that ended was writing, and what was not used for longest until the rest is small enough.
    fn evict(&self) {
        let (unfinished, mut entries): (Vec<_>, Vec<_>) = self.entries().into_iter().partition(Entry::is_unfinished);
        let is_left = |entry: &&Entry| entry.used.elapsed().is_ok_and(|since| since > LEFT);
        unfinished.iter().filter(is_left).for_each(|entry| drop(disk::remove(&entry.path)));
        entries.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.used));
        let mut size = 0;
        for entry in entries {
            size += entry.size.max(LEAST);
            if size > self.max_bytes {
                // What cannot be removed now is tried again the next time.
                drop(disk::remove(&entry.path));
            }
        }
    }

    /// What is kept, what was asked about, and what was being written when a program ended.
    fn entries(&self) -> Vec<Entry> {
        let Ok(folder) = fs::read_dir(&self.folder) else { return Vec::new() };
        let entry = |entry: fs::DirEntry| {
            let about = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            Some(Entry { path: entry.path(), size: about.len(), used: about.modified().ok()? })
        };
        folder.flatten().filter_map(entry).collect()
    }
}

/// A source as it was when it was about to be read.
#[derive(Debug, Clone)]
pub struct CacheKey {
    cache: Cache,
    source: Source,
    options: Options,
    key: String,
}

impl CacheKey {
    /// The dataset that the source gave before, if nothing has changed since.
    #[must_use]
    pub fn find(&self) -> Option<Dataset> {
        let place = self.cache.place(&self.key);
        let bytes = disk::read(&place, self.cache.max_bytes).ok()?;
        let dataset = unpacked(&bytes, self.key.as_bytes())?;
        // What is used stays longest.
        disk::touch(&place);
        Some(dataset)
    }

    /// Notes that there is a question about the source as it is now; says whether there was one before. What is asked
    /// about once is not worth keeping.
    #[must_use]
    pub fn note_question(&self) -> bool {
        let place = self.asked();
        if disk::read(&place, self.key.len() as u64).is_ok_and(|key| key == self.key.as_bytes()) {
            return true;
        }
        // Where this fails, nothing is lost but that the next question is the first again.
        let written = disk::own_folder(&self.cache.folder);
        let written = written.and_then(|()| disk::save(&place, Rights::Owner, self.key.as_bytes()));
        if let Err(error) = written {
            tracing::info!("the question about {} is not noted: {error}", self.source.name());
        }
        false
    }

    /// The file that says what the source was when there was a question about it.
    fn asked(&self) -> PathBuf {
        self.cache.place(&self.key).with_extension(ASKED)
    }

    /// Stores the dataset that the source gave, unless the source has changed since. Where that fails the source is
    /// read anew the next time.
    pub fn store(&self, dataset: &Dataset) {
        if self.cache.key(&self.source, &self.options).as_ref() != Some(&self.key) {
            return;
        }
        // From here on what is kept is found first; where nothing can be, the next question is the first again.
        drop(disk::remove(&self.asked()));
        match self.cache.write(&self.key, dataset) {
            Ok(true) => self.cache.evict(),
            Ok(false) => {}
            Err(error) => tracing::info!("{} is not kept: {error}", self.source.name()),
        }
    }
}

/// A file of the cache.
struct Entry {
    path: PathBuf,
    size: u64,
    used: SystemTime,
}

impl Entry {
    /// Whether it has the name of a file that is being written: hidden until it is whole.
    fn is_unfinished(&self) -> bool {
        self.path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
    }
}

/// When the system last noted a change of the file, which nobody can set back.
#[cfg(unix)]
fn touched(about: &fs::Metadata) -> String {
    use std::os::unix::fs::MetadataExt as _;
    format!("{}.{:09}", about.ctime(), about.ctime_nsec())
}

/// Elsewhere the time of change must do.
#[cfg(not(unix))]
fn touched(_: &fs::Metadata) -> String {
    String::new()
}

/// The dataset of a kept file, if it is whole and its key is this one.
fn unpacked(bytes: &[u8], key: &[u8]) -> Option<Dataset> {
    let number = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
    let (mark, rest) = bytes.split_first_chunk::<8>()?;
    let (of_key, rest) = rest.split_first_chunk::<8>()?;
    let (of_body, rest) = rest.split_first_chunk::<8>()?;
    let (length, rest) = rest.split_first_chunk::<8>()?;
    let (own, body) = rest.split_at_checked(usize::try_from(number(length)).ok()?)?;
    let whole = mark == MARK && own == key && number(of_key) == checksum(key) && number(of_body) == checksum(body);
    if whole { Dataset::from_bytes(body) } else { None }
}

/// A checksum of a file's first and last bytes.
fn ends(path: &Path, size: u64) -> io::Result<u64> {
    let mut file = File::open(path)?;
    let mut bytes = Vec::new();
    (&mut file).take(ENDS).read_to_end(&mut bytes)?;
    file.seek(SeekFrom::Start(size.saturating_sub(ENDS)))?;
    file.take(ENDS).read_to_end(&mut bytes)?;
    Ok(checksum(&bytes))
}

/// So many bytes are summed at a time.
const PIECE: usize = 1 << 20;

/// A checksum. Should another version compute another, what is kept is read anew.
fn checksum(bytes: &[u8]) -> u64 {
    let pieces: Vec<u8> = bytes.par_chunks(PIECE).flat_map_iter(|piece| hash(piece).to_le_bytes()).collect();
    hash(&pieces) ^ bytes.len() as u64
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = foldhash::quality::FixedState::with_seed(0).build_hasher();
    hasher.write(bytes);
    hasher.finish()
}

/// Writes bytes in pieces and computes their [`checksum`] on the way.
struct Summed<W> {
    out: W,
    piece: Vec<u8>,
    /// Of the pieces that were written.
    hashes: Vec<u8>,
    length: u64,
}

impl<W: Write> Summed<W> {
    fn new(out: W) -> Self {
        Self { out, piece: Vec::with_capacity(PIECE), hashes: Vec::new(), length: 0 }
    }

    fn put(&mut self) -> io::Result<()> {
        self.hashes.extend(hash(&self.piece).to_le_bytes());
        self.length += self.piece.len() as u64;
        self.out.write_all(&self.piece)?;
        self.piece.clear();
        Ok(())
    }

    /// Writes what is left; gives the checksum of all.
    fn finish(mut self) -> io::Result<u64> {
        if !self.piece.is_empty() {
            self.put()?;
        }
        Ok(hash(&self.hashes) ^ self.length)
    }
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let some = bytes.get(..PIECE - self.piece.len()).unwrap_or(bytes);
        self.piece.extend_from_slice(some);
        if self.piece.len() == PIECE {
            self.put()?;
        }
        Ok(some.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        // The last piece is put out by `finish`.
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Opened, Progress, open};

    #[test]
    fn what_is_written_in_pieces_has_the_checksum_of_the_whole() {
        let bytes: Vec<u8> = (0..PIECE * 2 + 77).map(|n| (n * n / 7) as u8).collect();
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, bytes.len()] {
            for step in [1000, PIECE / 2 + 3, PIECE, 3 * PIECE] {
                let mut out = Vec::new();
                let mut summed = Summed::new(&mut out);
                bytes[..length].chunks(step).for_each(|some| summed.write_all(some).expect("memory"));
                let sum = summed.finish().expect("memory");
                assert!(sum == checksum(&bytes[..length]) && out == bytes[..length], "{length} by {step}");
            }
        }
    }

    struct Case {
        folder: tempfile::TempDir,
        cache: Cache,
        source: Source,
    }

    impl Case {
        fn new() -> Self {
            let folder = tempfile::tempdir().expect("a folder");
            let cache = Cache { min_size: 0, ..Cache::new(folder.path().join("kept")) };
            let source = Source::Path(folder.path().join("t.csv"));
            let case = Self { folder, cache, source };
            case.write(3);
            case
        }

        fn write(&self, rows: usize) {
            let mut text = "period,reporter,partner,sector,flow,value\n".to_owned();
            (0..rows).for_each(|n| text += &format!("20{:02},JPN,USA,A,export,{n}.5\n", n + 10));
            text += "soon,JPN,USA,A,export,5\n";
            fs::write(self.folder.path().join("t.csv"), text).expect("a file");
        }

        fn read(&self) -> Dataset {
            let options = Options { accept_disputed: true, ..Options::default() };
            match open(&self.source, &options, &Progress::new()) {
                Ok(Opened::Dataset(dataset)) => *dataset,
                other => panic!("{other:?}"),
            }
        }

        fn found(&self) -> Option<Dataset> {
            self.found_by(&Options::default())
        }

        fn found_by(&self, options: &Options) -> Option<Dataset> {
            self.cache.key_of(&self.source, options)?.find()
        }

        fn keep(&self) {
            self.key_of(&Options::default()).store(&self.read());
        }

        fn key_of(&self, options: &Options) -> CacheKey {
            self.cache.key_of(&self.source, options).expect("a key")
        }

        fn kept(&self) -> PathBuf {
            self.cache.entries().pop().expect("something kept").path
        }
    }

    fn told(dataset: &Dataset) -> String {
        format!("{:?} {:?} {:?} {:?}", dataset.facts, dataset.report, dataset.meta, dataset.periods)
    }

    #[test]
    fn what_was_read_is_found_again_until_it_changes() {
        let case = Case::new();
        assert!(case.found().is_none());
        case.keep();
        assert_eq!(told(&case.found().expect("kept")), told(&case.read()));
        let other = Options { encoding: Some("utf-8".to_owned()), ..Options::default() };
        assert!(case.found_by(&other).is_none());
        case.write(4);
        assert!(case.found().is_none(), "the file changed");
        case.keep();
        assert_eq!(case.cache.entries().len(), 1, "the old one is replaced");
        fs::write(case.folder.path().join("t.json"), "{\"title\": \"Another\"}").expect("a sidecar");
        assert!(case.found().is_none(), "the sidecar is new");
        case.cache.clear().expect("cleared");
        assert_eq!(case.cache.size(), 0);
    }

    #[test]
    fn names_of_products_beside_a_table_are_part_of_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
        write("BACI_HS17_Y2023.csv", "t,i,j,k,v,q\n2023,392,842,870323,5,1\n");
        write("product_codes_HS17.csv", "code,description\n870323,Vehicles\n");
        let cache = Cache { min_size: 0, ..Cache::new(folder.path().join("kept")) };
        let source = Source::Path(folder.path().join("BACI_HS17_Y2023.csv"));
        let key = || cache.key(&source, &Options::default()).expect("a key");
        let before = key();
        assert_eq!(before, key());
        write("product_codes_HS17.csv", "code,description\n870323,Motor cars\n");
        assert_ne!(before, key());
    }

    #[test]
    fn what_is_torn_damaged_or_foreign_is_not_there() {
        let case = Case::new();
        case.keep();
        let (place, whole) = (case.kept(), fs::read(case.kept()).expect("bytes"));
        for length in (0..whole.len()).step_by(7) {
            fs::write(&place, &whole[..length]).expect("a file");
            assert!(case.found().is_none(), "cut to {length} of {}", whole.len());
        }
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x10;
            fs::write(&place, &bytes).expect("a file");
            assert!(case.found().is_none(), "byte {at} of {}", whole.len());
        }
        let other = String::from_utf8_lossy(&whole).contains(READER);
        assert!(other, "the reader's version is part of what is kept");
        fs::write(&place, &whole).expect("a file");
        assert!(case.found().is_some());
    }

    #[test]
    #[cfg(unix)]
    fn a_change_in_the_middle_is_seen_even_where_its_time_is_set_back() {
        let case = Case::new();
        case.write(20_000);
        let path = case.folder.path().join("t.csv");
        let time = fs::metadata(&path).and_then(|about| about.modified()).expect("a time");
        case.keep();
        let mut text = fs::read(&path).expect("bytes");
        let middle = text.len() / 2;
        let digit = (middle..text.len()).find(|at| text[*at].is_ascii_digit()).expect("a digit");
        text[digit] = if text[digit] == b'1' { b'2' } else { b'1' };
        // The clock of the file system may stand still for some milliseconds.
        std::iter::repeat_with(|| {
            fs::write(&path, &text).expect("a file");
            File::options().append(true).open(&path).and_then(|file| file.set_modified(time)).expect("set back");
            case.found().is_none()
        })
        .take(100_000)
        .find(|is_seen| *is_seen)
        .expect("the change is seen");
    }

    #[test]
    fn what_a_program_left_unfinished_goes_and_what_is_being_written_stays() {
        let case = Case::new();
        case.keep();
        let (old, new) = (case.cache.folder.join(".a.kept.x"), case.cache.folder.join(".b.kept.x"));
        fs::write(&new, "new").and_then(|()| fs::write(&old, "old")).expect("files");
        let before = SystemTime::now() - 2 * LEFT;
        File::options().append(true).open(&old).and_then(|file| file.set_modified(before)).expect("older");
        case.cache.evict();
        assert!(!old.exists() && new.exists() && case.found().is_some());
    }

    #[test]
    fn what_changed_while_it_was_read_is_not_kept() {
        let case = Case::new();
        let (cache_key, dataset) = (case.key_of(&Options::default()), case.read());
        case.write(9);
        cache_key.store(&dataset);
        assert!(case.found().is_none());
    }

    #[test]
    fn where_nothing_can_be_written_nothing_is_kept() {
        let case = Case::new();
        // A file where the folder should be fails for every user, as a full disk does.
        fs::write(case.folder.path().join("kept"), "").expect("a file");
        case.keep();
        assert!(case.found().is_none());
    }

    #[test]
    fn the_oldest_goes_first() {
        let mut case = Case::new();
        case.keep();
        let first = case.kept();
        let size = case.cache.size().max(LEAST);
        case.cache.max_bytes = size * 3 / 2;
        let old = SystemTime::now() - Duration::from_mins(1);
        File::options().append(true).open(&first).and_then(|file| file.set_modified(old)).expect("older");
        let other = Options { encoding: Some("utf-8".to_owned()), ..Options::default() };
        case.key_of(&other).store(&case.read());
        assert!(!first.exists());
        assert!(case.found_by(&other).is_some());
    }
}
