//! ZIP archives: what members there are, and the bytes of one of them.

use std::io::{self, BufReader, Read, Seek};

use zip::ZipArchive;

use super::bytes::{ByteSource, ContainerError};
use super::catch_panic;

const KIND: &str = "ZIP archive";
/// The most members that are listed.
const MOST: usize = 20_000;

/// How a member is packed, as far as it is read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    /// Not at all.
    Stored,
    /// By deflate.
    Deflated,
    /// By zstandard.
    Zstd,
}

/// Where a member's bytes stand, and what must come out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The first packed byte.
    pub(crate) start: u64,
    /// How many packed bytes.
    pub(crate) packed: u64,
    /// How many unpacked bytes.
    pub(crate) size: u64,
    /// Their checksum.
    pub(crate) sum: u32,
    /// How they are packed.
    pub(crate) method: Method,
}

/// A file in an archive.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// Its name with folders.
    pub(crate) name: String,
    /// Where it stands, or why it cannot be read.
    pub(crate) place: Result<Place, ContainerError>,
    /// How many bytes it says it holds.
    pub(crate) size: u64,
}

/// The files of an archive.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// Those that are listed, without folders and what desktops leave in archives.
    pub(crate) members: Vec<Member>,
    /// How many there are beside them.
    pub(crate) unlisted: usize,
}

/// Lists the files of an archive.
pub(crate) fn members(ground: &ByteSource) -> io::Result<Listing> {
    let input = BufReader::new(ground.open()?);
    catch_panic::run(KIND, move || {
        let mut archive = ZipArchive::new(input).map_err(|error| ContainerError::damaged(KIND, error))?;
        // Who reads archives by name knows the last of each name only.
        if archive.has_duplicate_names() {
            return Err(io::Error::other(ContainerError::Unread {
                kind: "the ZIP archive".to_owned(),
                why: "holds several members of one name. Unpack it and open the one that is meant".to_owned(),
            }));
        }
        let mut members = Vec::new();
        for index in 0..archive.len().min(MOST) {
            let member = member(&mut archive, index)?;
            members.extend(member);
        }
        Ok(Listing { members, unlisted: archive.len().saturating_sub(MOST) })
    })
}

fn member<R: Read + Seek>(archive: &mut ZipArchive<R>, index: usize) -> io::Result<Option<Member>> {
    let entry = archive.by_index_raw(index).map_err(|error| ContainerError::damaged(KIND, error))?;
    let name = name(entry.name_raw(), entry.name().ok().as_deref());
    if entry.is_dir() || entry.is_symlink() || is_litter(&name) {
        return Ok(None);
    }
    let number = number(entry.compression());
    let method = match number {
        0 => Some(Method::Stored),
        8 => Some(Method::Deflated),
        93 => Some(Method::Zstd),
        _ => None,
    };
    let place = match (entry.encrypted(), method, entry.data_start()) {
        (true, ..) => Err(ContainerError::Encrypted(name.clone())),
        (false, None, _) => Err(ContainerError::Unread {
            kind: format!("the ZIP member {name}"),
            why: format!(
                "is packed by a method that is not read here (number {number}). Unpack it and open the table inside"
            ),
        }),
        (false, Some(_), None) => {
            Err(ContainerError::Damaged { kind: KIND.into(), why: format!("{name} is not where it should be") })
        }
        (false, Some(method), Some(start)) => {
            Ok(Place { start, packed: entry.compressed_size(), size: entry.size(), sum: entry.crc32(), method })
        }
    };
    Ok(Some(Member { name, place, size: entry.size() }))
}

#[allow(deprecated, reason = "the crate offers no other way to the number of a method that it does not read")]
const fn number(method: zip::CompressionMethod) -> u16 {
    method.to_u16()
}

/// A member's name: UTF-8 where the bytes are, else Japanese where they look it, else the old code page.
fn name(raw: &[u8], old: Option<&str>) -> String {
    if let Ok(text) = std::str::from_utf8(raw) {
        return text.to_owned();
    }
    let (text, _, broken) = encoding_rs::SHIFT_JIS.decode(raw);
    let japanese = text.chars().filter(|c| matches!(c, '\u{3040}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}')).count();
    match old {
        _ if !broken && japanese >= 2 => text.into_owned(),
        Some(old) => old.to_owned(),
        None => String::from_utf8_lossy(raw).into_owned(),
    }
}

/// What desktops leave in archives beside the files that were meant.
fn is_litter(name: &str) -> bool {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.starts_with("__MACOSX/")
        || file.is_empty()
        || file.starts_with("._")
        || matches!(file, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}

/// A member's bytes, of which length and checksum must be right at the end.
pub(crate) struct Checked<R> {
    input: R,
    sum: flate2::Crc,
    done: u64,
    size: u64,
    expected: u32,
}

impl<R> Checked<R> {
    pub(crate) fn new(input: R, place: &Place) -> Self {
        Self { input, sum: flate2::Crc::new(), done: 0, size: place.size, expected: place.sum }
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out)?;
        if read == 0 && !out.is_empty() {
            if self.done != self.size {
                let why = format!("{} of {} bytes came out", self.done, self.size);
                return Err(ContainerError::damaged(KIND, why));
            }
            if self.sum.sum() != self.expected {
                return Err(ContainerError::damaged(KIND, "the checksum is wrong"));
            }
        }
        self.sum.update(out.get(..read).unwrap_or_default());
        self.done += read as u64;
        Ok(read)
    }
}
