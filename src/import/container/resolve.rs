//! Resolves the layers of a file to its table, or to a place where several stand beside one another.

use std::io;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;

use super::apart::Workbook;
use super::bytes::{ByteSource, ByteStream, ContainerError, SizeLimit};
use super::grid::ROWS;
use super::kind::{Kind, office, opendocument};
use super::part::{self, Choice, Likely, Part};
use super::table::{KEPT, Origin, Table, survey};
use super::{Found, HEAD, excel, json, ods, parquet, zip};
use crate::import::memory::Text;
use crate::import::source::FileStamp;
use crate::import::{ImportError, Options, Progress, Source, stamp};

/// How many layers a file may have.
const DEPTH: usize = 5;
/// So many members of an archive are looked into.
const MEMBERS: usize = 100;
/// Longer tables are not gone through to know them, where rows can be had from any place.
const LONG: u64 = 2 * KEPT as u64;

/// The way through the layers.
pub(super) struct Walk<'a> {
    file: String,
    source: &'a Source,
    progress: &'a Progress,
    supply: ByteStream,
    bound: SizeLimit,
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
    /// How many there are beside them that are not listed.
    unlisted: usize,
    /// What could not be read beside what was entered, and why.
    beside: Vec<(String, String)>,
    /// Whether what stands beside one another is to be listed, not entered.
    pub(super) list_only: bool,
}

/// What to do at a fork.
enum Fork {
    Enter(usize),
    Ask(Vec<Part>),
}

impl<'a> Walk<'a> {
    pub(super) fn new(source: &'a Source, options: &Options, progress: &'a Progress) -> Self {
        let ground = source.ground();
        let bound = if options.no_size_limit { SizeLimit::NONE } else { SizeLimit::of(ground.size()) };
        let mut wanted = source.part_name();
        if let Some(part) = &options.part {
            wanted = if wanted.is_empty() { part.clone() } else { format!("{wanted}#{part}") };
        }
        Self {
            file: source.name(),
            source,
            progress,
            supply: ByteStream::Plain(ground),
            bound,
            stamp: source.path().and_then(stamp),
            stem: table_stem(&source.root().stem()),
            wanted,
            trail: Vec::new(),
            part: String::new(),
            words: Vec::new(),
            seen: Vec::new(),
            unlisted: 0,
            beside: Vec::new(),
            list_only: false,
        }
    }

    fn refuse(&self, error: &io::Error) -> ImportError {
        ImportError::from_io(&self.file, error)
    }

    pub(super) fn head(&self) -> Result<Vec<u8>, ImportError> {
        self.supply.head(HEAD).map_err(|error| self.refuse(&error))
    }

    pub(super) fn run(&mut self) -> Result<Found, ImportError> {
        self.source.check()?;
        for _ in 0..DEPTH {
            let head = self.head()?;
            match Kind::of(&head) {
                Kind::Plain if self.words.is_empty() && self.wanted.is_empty() => return Ok(Found::Plain),
                Kind::Plain => return self.text(Origin::File),
                Kind::Gzip => self.unpack("gzip", ByteStream::Gzip),
                Kind::Zstd => self.unpack("zstd", ByteStream::Zstd),
                Kind::Zip => {
                    if let Some(choice) = self.zip()? {
                        return Ok(choice);
                    }
                }
                Kind::Parquet => return self.parquet(),
                Kind::Compound => {
                    let ground = self.ground()?;
                    return self.workbook(&ground, true);
                }
                Kind::Json => {
                    let found = json::read(&self.supply, self.bound, self.progress);
                    let json::Found { text, beside } = found.map_err(|error| self.refuse(&error))?;
                    self.beside.extend(beside);
                    self.words.push("JSON".to_owned());
                    return self.written(text, Origin::Records);
                }
            }
        }
        let why = format!("holds archives in archives, more than {DEPTH} of them: unpack it and open the table inside");
        Err(self.refuse(&io::Error::other(ContainerError::Unread { kind: "the file".to_owned(), why })))
    }

    fn unpack(&mut self, word: &str, wrap: impl FnOnce(Box<ByteStream>) -> ByteStream) {
        self.words.push(word.to_owned());
        let below = std::mem::replace(&mut self.supply, ByteStream::Plain(ByteSource::Memory(Bytes::new())));
        self.supply = wrap(Box::new(below));
        self.stem = table_stem(&self.stem);
    }

    fn ground(&self) -> Result<ByteSource, ImportError> {
        self.progress.start(self.supply.packed());
        self.supply.ground(self.bound, self.progress).map_err(|error| self.refuse(&error))
    }

    /// Goes into a member of an archive, or asks which.
    fn zip(&mut self) -> Result<Option<Found>, ImportError> {
        let ground = self.ground()?;
        let zip::Listing { members, unlisted } = zip::members(&ground).map_err(|error| self.refuse(&error))?;
        self.unlisted = unlisted;
        let has = |name: &str| members.iter().any(|member| member.name == name);
        if has("xl/workbook.xml") {
            return self.workbook(&ground, false).map(Some);
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
                self.supply = ByteStream::Member(ground, place);
                Ok(None)
            }
        }
    }

    fn parquet(&mut self) -> Result<Found, ImportError> {
        let rows = parquet::Rows::new(self.ground()?, self.progress).map_err(|error| self.refuse(&error))?;
        self.words.push("Parquet".to_owned());
        self.supply = ByteStream::Rows(Arc::new(rows));
        self.text(Origin::Records)
    }

    /// Goes into a sheet of a workbook, or asks which.
    fn workbook(&mut self, ground: &ByteSource, is_old: bool) -> Result<Found, ImportError> {
        let opened = Workbook::open(ground, is_old, self.bound, self.progress);
        let (mut book, sheets) = opened.map_err(|error| self.refuse(&error))?;
        let mut parts = Vec::new();
        for sheet in sheets {
            let look = book.csv(&sheet.name, part::LOOKED as u32);
            let (text, rows) = look.map_err(|error| self.refuse(&error))?;
            let mut part = Part::new(sheet.name, "sheet", &part::rows_of(&text));
            part.rows = Some(rows).filter(|_| part.likely != Likely::Empty);
            if !sheet.visible && part.likely == Likely::Data {
                part.likely = Likely::Notes;
            }
            parts.push(part);
        }
        self.sheet(excel::KIND, parts, |_, name| book.csv(name, ROWS).map(|(text, _)| text))
    }

    fn opendocument(&mut self, content: &ByteStream) -> Result<Found, ImportError> {
        let sheets = ods::sheets(content, self.bound, part::LOOKED as u32, self.progress);
        let sheets = sheets.map_err(|error| self.refuse(&error))?;
        let parts = sheets.into_iter().map(|(name, text)| Part::new(name, "sheet", &part::rows_of(&text))).collect();
        self.sheet("OpenDocument workbook", parts, |walk, name| ods::csv(content, name, walk.bound, walk.progress))
    }

    fn sheet(
        &mut self,
        kind: &str,
        parts: Vec<Part>,
        read: impl FnOnce(&Self, &str) -> io::Result<Text>,
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
                self.written(text, Origin::Workbook)
            }
        }
    }

    /// CSV that was written here.
    fn written(&mut self, text: Text, origin: Origin) -> Result<Found, ImportError> {
        self.supply = ByteStream::Plain(ByteSource::Memory(text.into()));
        self.text(origin)
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
                // What could not be looked into, or looks like notes, may be a table as well.
                let others = parts.iter().enumerate().filter(|(other, _)| *other != at);
                self.beside.extend(others.filter_map(|(_, part)| part.why_left_out()));
                self.seen = parts;
                Ok(Fork::Enter(at))
            }
            _ if !self.wanted.is_empty() => Err(self.no_part(&parts)),
            _ => Ok(Fork::Ask(parts)),
        }
    }

    fn no_part(&self, parts: &[Part]) -> ImportError {
        ImportError::NoPart {
            file: self.source.root().name(),
            wanted: self.wanted.clone(),
            names: part::names(parts, self.unlisted),
        }
    }

    fn ask(&self, parts: Vec<Part>) -> Found {
        let source = self.trail.iter().fold(self.source.root().clone(), |source, name| source.part(name));
        Found::Choice(Box::new(Choice { source, parts, unlisted: self.unlisted }))
    }

    /// The text that was come to. It is gone through once: its length is then known, that it is whole,
    /// and what its rows look like all over. Of many rows that can be had from any place only some are looked at.
    fn text(&mut self, origin: Origin) -> Result<Found, ImportError> {
        if !self.wanted.is_empty() {
            return Err(self.no_part(&self.seen));
        }
        if self.list_only {
            return Ok(Found::Plain);
        }
        if let ByteStream::Plain(ground @ ByteSource::Memory(_)) = &self.supply {
            return Ok(self.table((ground.size(), true), Vec::new(), self.supply.clone(), origin));
        }
        self.progress.start(self.supply.packed());
        if let ByteStream::Rows(rows) = &self.supply
            // What is wrong is said by whoever reads in order.
            && let Ok(Some(samples)) = rows.samples(LONG, self.progress)
        {
            return Ok(self.table((samples.size, false), samples.stretches, self.supply.clone(), origin));
        }
        let survey = survey(&self.supply, self.bound, self.progress).map_err(|error| self.refuse(&error))?;
        let supply = match survey.all {
            Some(text) => ByteStream::Plain(ByteSource::Memory(text.into())),
            None => self.supply.clone(),
        };
        Ok(self.table((survey.size, true), survey.samples, supply, origin))
    }

    fn table(
        &self,
        (size, is_exact): (u64, bool),
        samples: Vec<(u64, Text)>,
        supply: ByteStream,
        origin: Origin,
    ) -> Found {
        Found::Table(Box::new(Table {
            container: self.words.join(", "),
            part: self.part.clone(),
            beside: self.beside.clone(),
            origin,
            stem: self.stem.clone(),
            stamp: self.stamp,
            size,
            is_exact,
            supply,
            samples,
            bound: self.bound,
            laid: None,
        }))
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

fn member_part(ground: &ByteSource, member: &zip::Member, look_into: bool) -> Part {
    let closed =
        Part { likely: Likely::Closed, size: Some(member.size), ..Part::new(member.name.clone(), "member", &[]) };
    let place = match &member.place {
        Ok(place) => place,
        Err(trouble) => return Part { trouble: Some(trouble.to_string()), ..closed },
    };
    if !look_into {
        let name = member.name.to_lowercase();
        let table = [".csv", ".tsv", ".txt", ".xlsx", ".parquet"].iter().any(|ending| name.ends_with(ending));
        return Part { likely: if table { Likely::Data } else { Likely::Notes }, ..closed };
    }
    let head = match ByteStream::Member(ground.clone(), place.clone()).head(HEAD) {
        Ok(head) => head,
        Err(error) => return Part { trouble: Some(error.to_string()), ..closed },
    };
    if Kind::of(&head) != Kind::Plain {
        return Part { likely: Likely::Data, ..closed };
    }
    match part::first_rows(&head, head.len() as u64 == member.size) {
        Some(rows) => Part { size: Some(member.size), ..Part::new(member.name.clone(), "member", &rows) },
        None => closed,
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
