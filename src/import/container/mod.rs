//! What a file is packed in: archives, workbooks and columns become streams of text tables.
//!
//! Kinds are known by their contents, never by their names. `look` goes through the layers of a
//! file (a workbook in an archive, a table in a gzip stream) until it comes to a text table, or to a
//! place where several tables stand beside one another and the user must say which.

pub(crate) mod bytes;
pub(crate) mod csv;
mod excel;
mod grid;
mod guard;
mod json;
mod json_stat;
mod ods;
mod parquet;
mod part;
mod zip;

pub use part::{Choice, Likely, Part};

use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::source::FileStamp;
use super::{ImportError, Options, Progress, Source, stamp};
use bytes::{Bound, Ground, Supply, Trouble};
pub(crate) use parquet::{Begun, Pieces};

/// How many layers a file may have.
const DEPTH: usize = 5;
/// Bytes that are looked at to know a kind and to judge a member.
const HEAD: u64 = 1 << 16;
/// So many members of an archive are looked into.
const MEMBERS: usize = 100;
/// Tables up to this size are kept in memory once they are unpacked.
const KEPT: usize = 64 << 20;
/// Longer tables are not gone through to know them, where rows can be had from any place.
const LONG: u64 = 2 * KEPT as u64;

/// A text table that was taken out of what it was packed in.
#[derive(Debug)]
pub(crate) struct Table {
    /// What it was packed in: `gzip`, `zip: EXP_2023.csv`.
    pub(crate) container: String,
    /// The sheet or member that it is; empty where nothing has a name.
    pub(crate) part: String,
    /// Whether the text was written here: CSV in UTF-8 with commas and double quotes.
    pub(crate) ours: bool,
    /// The name without folder and ending.
    pub(crate) stem: String,
    /// The file when it was looked at.
    pub(crate) stamp: Option<FileStamp>,
    /// How many bytes of text there are; about so many where not all of it was gone through.
    pub(crate) size: u64,
    is_exact: bool,
    supply: Supply,
    samples: Vec<(u64, Vec<u8>)>,
    bound: Bound,
}

impl Table {
    /// A Parquet file of so many bytes of text, about, whatever it is otherwise.
    #[cfg(test)]
    fn of_rows(rows: parquet::Rows, size: u64) -> Self {
        Self {
            container: "Parquet".to_owned(),
            part: String::new(),
            ours: true,
            stem: "t".to_owned(),
            stamp: None,
            size,
            is_exact: false,
            supply: Supply::Rows(Arc::new(rows)),
            samples: Vec::new(),
            bound: Bound::NONE,
        }
    }

    /// Its text from the start; whether the reader counts the progress by itself.
    pub(crate) fn open<'a>(&self, progress: &'a Progress) -> io::Result<(Box<dyn Read + Send + 'a>, bool)> {
        Ok(match &self.supply {
            Supply::Plain(Ground::Memory(text)) => (Box::new(io::Cursor::new(Arc::clone(text))), false),
            supply => (supply.open(self.bound, progress)?, true),
        })
    }

    /// How many bytes of text there are, where that is known; else 0.
    pub(crate) fn exact_size(&self) -> u64 {
        if self.is_exact { self.size } else { 0 }
    }

    /// Its rows in pieces of about so many bytes, for several readers, where it is made of rows.
    pub(crate) fn pieces<'a>(&self, length: usize, progress: &'a Progress) -> io::Result<Option<Pieces<'a>>> {
        let Supply::Rows(rows) = &self.supply else { return Ok(None) };
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
        if let Supply::Plain(Ground::Memory(text)) = &self.supply {
            return cut(text, from);
        }
        let (_, nearest) = self.samples.iter().min_by_key(|(at, _)| at.abs_diff(from))?;
        cut(nearest, 0)
    }
}

/// What is in a file.
pub(crate) enum Found {
    /// A text table as it stands.
    Plain,
    /// A text table that was unpacked.
    Table(Table),
    /// Several.
    Choice(Box<Choice>),
}

/// The tables of a file; one without a name where the file is a text table as it stands.
///
/// # Errors
/// When the file cannot be read or unpacked.
pub fn parts(source: &Source, options: &Options, progress: &Progress) -> Result<Vec<Part>, ImportError> {
    let mut walk = Walk::new(source, options, progress);
    walk.list_only = true;
    match walk.run()? {
        Found::Choice(choice) => Ok(choice.parts),
        Found::Plain | Found::Table(_) => {
            let head = walk.head()?;
            let rows = part::first_rows(&head, (head.len() as u64) < HEAD).unwrap_or_default();
            Ok(vec![Part { size: Some(source.size()), ..Part::new(String::new(), "table", &rows) }])
        }
    }
}

/// The choice between the tables of the file that a source is or is a part of; none where it holds one only.
///
/// # Errors
/// When the file cannot be read or unpacked.
pub fn tables(source: &Source, options: &Options, progress: &Progress) -> Result<Option<Box<Choice>>, ImportError> {
    let mut walk = Walk::new(source.root(), options, progress);
    walk.list_only = true;
    Ok(match walk.run()? {
        Found::Choice(choice) => Some(choice),
        Found::Plain | Found::Table(_) => None,
    })
}

/// Looks through the layers of a file for its table.
pub(crate) fn look(source: &Source, options: &Options, progress: &Progress) -> Result<Found, ImportError> {
    Walk::new(source, options, progress).run()
}

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Gzip,
    Zstd,
    Zip,
    Parquet,
    /// The compound file of old Office documents.
    Compound,
    Json,
}

impl Kind {
    fn of(head: &[u8]) -> Self {
        // What "PK" archives begin with: a member, an empty archive, a part of a split one.
        const ZIP: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"];
        match head {
            _ if head.starts_with(b"\x1F\x8B") => Self::Gzip,
            _ if head.starts_with(b"\x28\xB5\x2F\xFD") => Self::Zstd,
            _ if ZIP.iter().any(|magic| head.starts_with(magic)) => Self::Zip,
            _ if head.starts_with(b"PAR1") => Self::Parquet,
            _ if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") => Self::Compound,
            _ if is_json(head) => Self::Json,
            _ => Self::Plain,
        }
    }
}

/// `[{`, `[[` or `{"`: no text table begins like this.
fn is_json(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let mut marks = text.iter().filter(|byte| !byte.is_ascii_whitespace());
    matches!((marks.next(), marks.next()), (Some(b'['), Some(b'{' | b'[')) | (Some(b'{'), Some(b'"')))
}

/// The way through the layers.
struct Walk<'a> {
    file: String,
    source: &'a Source,
    progress: &'a Progress,
    supply: Supply,
    bound: Bound,
    stamp: Option<FileStamp>,
    stem: String,
    /// What remains of the name that was asked for.
    wanted: String,
    /// The names that were gone through.
    trail: Vec<String>,
    /// The sheet or member that was entered last.
    part: String,
    /// The layers in words.
    words: Vec<String>,
    /// The parts beside the one that was entered last, for a message.
    seen: Vec<Part>,
    list_only: bool,
}

/// What to do at a fork.
enum Fork {
    Enter(usize),
    Ask(Vec<Part>),
}

impl<'a> Walk<'a> {
    fn new(source: &'a Source, options: &Options, progress: &'a Progress) -> Self {
        let ground = source.ground();
        let bound = if options.no_size_limit { Bound::NONE } else { Bound::of(ground.size()) };
        let mut wanted = source.part_name();
        if let Some(part) = &options.part {
            wanted = if wanted.is_empty() { part.clone() } else { format!("{wanted}#{part}") };
        }
        Self {
            file: source.name(),
            source,
            progress,
            supply: Supply::Plain(ground),
            bound,
            stamp: source.path().and_then(stamp),
            stem: table_stem(&source.root().stem()),
            wanted,
            trail: Vec::new(),
            part: String::new(),
            words: Vec::new(),
            seen: Vec::new(),
            list_only: false,
        }
    }

    fn refuse(&self, error: &io::Error) -> ImportError {
        ImportError::from_io(&self.file, error)
    }

    fn head(&self) -> Result<Vec<u8>, ImportError> {
        self.supply.head(HEAD).map_err(|error| self.refuse(&error))
    }

    fn run(&mut self) -> Result<Found, ImportError> {
        self.source.check()?;
        for _ in 0..DEPTH {
            let head = self.head()?;
            match Kind::of(&head) {
                Kind::Plain if self.words.is_empty() && self.wanted.is_empty() => return Ok(Found::Plain),
                Kind::Plain => return self.text(false),
                Kind::Gzip => self.unpack("gzip", Supply::Gzip),
                Kind::Zstd => self.unpack("zstd", Supply::Zstd),
                Kind::Zip => {
                    if let Some(choice) = self.zip()? {
                        return Ok(choice);
                    }
                }
                Kind::Parquet => return self.parquet(),
                Kind::Compound => {
                    let book = excel::Book::old(&self.ground()?).map_err(|error| self.refuse(&error))?;
                    return self.workbook(book);
                }
                Kind::Json => {
                    let text = json::csv(&self.supply, self.bound, self.progress);
                    let text = text.map_err(|error| self.refuse(&error))?;
                    self.words.push("JSON".to_owned());
                    return self.written(text);
                }
            }
        }
        let why = format!("holds archives in archives, more than {DEPTH} of them: unpack it and open the table inside");
        Err(self.refuse(&io::Error::other(Trouble::Unread { kind: "the file".to_owned(), why })))
    }

    fn unpack(&mut self, word: &str, wrap: impl FnOnce(Box<Supply>) -> Supply) {
        self.words.push(word.to_owned());
        let below = std::mem::replace(&mut self.supply, Supply::Plain(Ground::Memory(Arc::from([]))));
        self.supply = wrap(Box::new(below));
        self.stem = table_stem(&self.stem);
    }

    fn ground(&self) -> Result<Ground, ImportError> {
        self.progress.start(self.supply.packed());
        self.supply.ground(self.bound, self.progress).map_err(|error| self.refuse(&error))
    }

    /// Goes into a member of an archive, or asks which.
    fn zip(&mut self) -> Result<Option<Found>, ImportError> {
        let ground = self.ground()?;
        let members = zip::members(&ground).map_err(|error| self.refuse(&error))?;
        let has = |name: &str| members.iter().any(|member| member.name == name);
        if has("xl/workbook.xml") {
            let book = excel::Book::new(&ground, &members, self.bound, self.progress);
            return self.workbook(book.map_err(|error| self.refuse(&error))?).map(Some);
        }
        if let Some(content) = opendocument(&ground, &members).map_err(|error| self.refuse(&error))? {
            return self.opendocument(&content).map(Some);
        }
        if let Some(kind) = office(&members) {
            let advice = "Save the table in it as CSV (UTF-8) and open that".to_owned();
            return Err(ImportError::Binary { file: self.file.clone(), kind: kind.to_owned(), advice });
        }
        let parts = members.iter().enumerate().map(|(at, member)| member_part(&ground, member, at < MEMBERS)).collect();
        match self.fork(parts)? {
            Fork::Ask(parts) => Ok(Some(self.ask(parts))),
            Fork::Enter(at) => {
                let Some(member) = members.get(at) else { return Err(ImportError::Empty { file: self.file.clone() }) };
                let place = member.place.clone().map_err(|trouble| self.refuse(&io::Error::other(trouble)))?;
                self.words.push(format!("zip: {}", member.name));
                self.part.clone_from(&member.name);
                self.stem = table_stem(&stem_of(&member.name));
                self.supply = Supply::Member(ground, place);
                Ok(None)
            }
        }
    }

    fn parquet(&mut self) -> Result<Found, ImportError> {
        let rows = parquet::Rows::new(self.ground()?).map_err(|error| self.refuse(&error))?;
        self.words.push("Parquet".to_owned());
        self.supply = Supply::Rows(Arc::new(rows));
        self.text(true)
    }

    /// Goes into a sheet of a workbook, or asks which.
    fn workbook(&mut self, mut book: excel::Book) -> Result<Found, ImportError> {
        let mut parts = Vec::new();
        for sheet in book.sheets() {
            let look = book.csv(&sheet.name, self.bound, part::LOOKED as u32, self.progress);
            let (text, rows) = look.map_err(|error| self.refuse(&error))?;
            let mut part = Part::new(sheet.name, "sheet", &part::rows_of(&text));
            part.rows = Some(rows).filter(|_| part.likely != Likely::Empty);
            if !sheet.visible && part.likely == Likely::Data {
                part.likely = Likely::Notes;
            }
            parts.push(part);
        }
        self.sheet("Excel workbook", parts, |walk, name| book.whole_csv(name, walk.bound, walk.progress))
    }

    fn opendocument(&mut self, content: &Supply) -> Result<Found, ImportError> {
        let sheets = ods::sheets(content, self.bound, part::LOOKED as u32, self.progress);
        let sheets = sheets.map_err(|error| self.refuse(&error))?;
        let parts = sheets.into_iter().map(|(name, text)| Part::new(name, "sheet", &part::rows_of(&text))).collect();
        self.sheet("OpenDocument workbook", parts, |walk, name| ods::csv(content, name, walk.bound, walk.progress))
    }

    fn sheet(
        &mut self,
        kind: &str,
        parts: Vec<Part>,
        read: impl FnOnce(&Self, &str) -> io::Result<Vec<u8>>,
    ) -> Result<Found, ImportError> {
        let alone = parts.iter().filter(|part| part.likely == Likely::Data).count() < 2;
        match self.fork(parts)? {
            Fork::Ask(parts) => Ok(self.ask(parts)),
            Fork::Enter(at) => {
                let name = self.seen.get(at).map(|part| part.name.clone()).unwrap_or_default();
                let text = read(self, &name).map_err(|error| self.refuse(&error))?;
                self.words.push(format!("{kind}: sheet {name}"));
                self.part.clone_from(&name);
                if !alone {
                    self.stem = format!("{} {name}", self.stem);
                }
                self.written(text)
            }
        }
    }

    /// CSV that was written here.
    fn written(&mut self, text: Vec<u8>) -> Result<Found, ImportError> {
        self.supply = Supply::Plain(Ground::Memory(text.into()));
        self.text(true)
    }

    /// Which of several parts: the one that was asked for, else the only one with figures, else the only one.
    fn fork(&mut self, parts: Vec<Part>) -> Result<Fork, ImportError> {
        if parts.is_empty() {
            return Err(ImportError::Empty { file: self.file.clone() });
        }
        if let Some((at, rest)) = named(&parts, &self.wanted) {
            self.wanted = rest;
            self.trail.extend(parts.get(at).map(|part| part.name.clone()));
            self.seen = parts;
            return Ok(Fork::Enter(at));
        }
        let mut with_figures = parts.iter().enumerate().filter(|(_, part)| part.likely == Likely::Data);
        let only = match (with_figures.next(), with_figures.next()) {
            (Some((at, _)), None) => Some(at),
            _ if parts.len() == 1 => Some(0),
            _ => None,
        };
        match only {
            Some(at) if !self.list_only || parts.len() == 1 => {
                self.seen = parts;
                Ok(Fork::Enter(at))
            }
            _ if !self.wanted.is_empty() => Err(self.no_part(&parts)),
            _ => Ok(Fork::Ask(parts)),
        }
    }

    fn no_part(&self, parts: &[Part]) -> ImportError {
        ImportError::NoPart { file: self.source.root().name(), wanted: self.wanted.clone(), names: part::names(parts) }
    }

    fn ask(&self, parts: Vec<Part>) -> Found {
        let source = self.trail.iter().fold(self.source.root().clone(), |source, name| source.part(name));
        Found::Choice(Box::new(Choice { source, parts }))
    }

    /// The text that was come to. It is gone through once: its length is then known, that it is whole,
    /// and what its rows look like all over. Of many rows that can be had from any place only some are looked at.
    fn text(&mut self, ours: bool) -> Result<Found, ImportError> {
        if !self.wanted.is_empty() {
            return Err(self.no_part(&self.seen));
        }
        if self.list_only {
            return Ok(Found::Plain);
        }
        if let Supply::Plain(ground @ Ground::Memory(_)) = &self.supply {
            return Ok(self.table((ground.size(), true), Vec::new(), self.supply.clone(), ours));
        }
        self.progress.start(self.supply.packed());
        if let Supply::Rows(rows) = &self.supply
            // What is wrong is said by whoever reads in order.
            && let Ok(Some(samples)) = rows.samples(LONG, self.progress)
        {
            return Ok(self.table((samples.size, false), samples.stretches, self.supply.clone(), ours));
        }
        let survey = survey(&self.supply, self.bound, self.progress).map_err(|error| self.refuse(&error))?;
        let supply = match survey.all {
            Some(text) => Supply::Plain(Ground::Memory(text.into())),
            None => self.supply.clone(),
        };
        Ok(self.table((survey.size, true), survey.samples, supply, ours))
    }

    fn table(&self, (size, is_exact): (u64, bool), samples: Vec<(u64, Vec<u8>)>, supply: Supply, ours: bool) -> Found {
        Found::Table(Table {
            container: self.words.join(", "),
            part: self.part.clone(),
            ours,
            stem: self.stem.clone(),
            stamp: self.stamp,
            size,
            is_exact,
            supply,
            samples,
            bound: self.bound,
        })
    }
}

/// The part that a name means, and what of the name leads further into it.
fn named(parts: &[Part], wanted: &str) -> Option<(usize, String)> {
    if wanted.is_empty() {
        return None;
    }
    let find = |test: &dyn Fn(&Part) -> bool| parts.iter().position(test);
    let file = |part: &Part| part.name.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
    let lower = wanted.to_lowercase();
    find(&|part| part.name == wanted)
        .or_else(|| find(&|part| part.name.to_lowercase() == lower))
        .or_else(|| find(&|part| file(part) == lower))
        .map(|at| (at, String::new()))
        .or_else(|| {
            let inside = |part: &Part| wanted.strip_prefix(&part.name)?.strip_prefix('#').map(str::to_owned);
            parts.iter().enumerate().find_map(|(at, part)| Some((at, inside(part)?)))
        })
}

fn member_part(ground: &Ground, member: &zip::Member, look_into: bool) -> Part {
    let closed =
        Part { likely: Likely::Closed, size: Some(member.size), ..Part::new(member.name.clone(), "member", &[]) };
    let Ok(place) = &member.place else { return closed };
    if !look_into {
        let name = member.name.to_lowercase();
        let table = [".csv", ".tsv", ".txt", ".xlsx", ".parquet"].iter().any(|ending| name.ends_with(ending));
        return Part { likely: if table { Likely::Data } else { Likely::Notes }, ..closed };
    }
    let Ok(head) = Supply::Member(ground.clone(), place.clone()).head(HEAD) else { return closed };
    if Kind::of(&head) != Kind::Plain {
        return Part { likely: Likely::Data, ..closed };
    }
    match part::first_rows(&head, head.len() as u64 == member.size) {
        Some(rows) => Part { size: Some(member.size), ..Part::new(member.name.clone(), "member", &rows) },
        None => closed,
    }
}

/// The cells of a sheet in the open document format, where an archive is one.
fn opendocument(ground: &Ground, members: &[zip::Member]) -> io::Result<Option<Supply>> {
    let place = |name: &str| members.iter().find(|member| member.name == name)?.place.as_ref().ok();
    let (Some(kind), Some(content)) = (place("mimetype"), place("content.xml")) else { return Ok(None) };
    if !Supply::Member(ground.clone(), kind.clone())
        .head(100)?
        .starts_with(b"application/vnd.oasis.opendocument.spreadsheet")
    {
        return Ok(None);
    }
    if let Some(manifest) = place("META-INF/manifest.xml") {
        let text = Supply::Member(ground.clone(), manifest.clone()).head(HEAD)?;
        if text.windows(15).any(|window| window == b"encryption-data") {
            return Err(io::Error::other(Trouble::Encrypted("the workbook".to_owned())));
        }
    }
    Ok(Some(Supply::Member(ground.clone(), content.clone())))
}

/// What an archive is that is more than an archive.
fn office(members: &[zip::Member]) -> Option<&'static str> {
    let has = |name: &str| members.iter().any(|member| member.name == name);
    match () {
        () if has("xl/workbook.bin") => Some("a binary Excel workbook (.xlsb)"),
        () if has("word/document.xml") => Some("a Word document"),
        () if has("ppt/presentation.xml") => Some("a PowerPoint presentation"),
        () if has("content.xml") && has("META-INF/manifest.xml") => Some("an OpenDocument text or drawing"),
        () => None,
    }
}

/// A file's name without folder and ending.
fn stem_of(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    Path::new(file).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// `trade.csv` of `trade.csv.gz` is called `trade`.
fn table_stem(stem: &str) -> String {
    let path = Path::new(stem);
    let table = path.extension().is_some_and(|ending| {
        ["csv", "tsv", "txt", "tab", "xlsx", "xls", "ods", "json"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    });
    if table { stem_of(stem) } else { stem.to_owned() }
}

/// What a pass over a text shows.
struct Survey {
    size: u64,
    /// All of it, where it is short.
    all: Option<Vec<u8>>,
    /// Stretches from all over it, each with its place.
    samples: Vec<(u64, Vec<u8>)>,
}

/// Goes through a text once. Stretches are kept at equal distances; when there are too many, every
/// other one is dropped and the distance doubles, so that their number stays bounded without the
/// length being known.
fn survey(supply: &Supply, bound: Bound, progress: &Progress) -> io::Result<Survey> {
    const LENGTH: usize = 16 << 10;
    const MOST: usize = 64;
    let mut input = supply.open(bound, progress)?;
    let mut found = Survey { size: 0, all: Some(Vec::new()), samples: Vec::new() };
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
            found.samples.push((found.size, text.to_vec()));
        }
        if found.samples.len() > MOST {
            step *= 2;
            found.samples.retain(|(at, _)| at.is_multiple_of(step));
        }
        found.size += length as u64;
        if let Some(all) = &mut found.all {
            all.extend_from_slice(text);
        }
        if found.all.as_ref().is_some_and(|all| all.len() > KEPT) {
            found.all = None;
        }
        if length < LENGTH {
            return Ok(found);
        }
    }
}
