//! What a stream of bytes or an archive is, by its contents.

use std::io;

use super::bytes::{ByteSource, ByteStream, ContainerError};
use super::{HEAD, json, zip};

/// So many bytes tell whether a text is JSON.
const HEAD_OF_JSON: usize = 1 << 12;

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
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
    pub(super) fn of(head: &[u8]) -> Self {
        // What "PK" archives begin with: a member, an empty archive, a part of a split one.
        const ZIP: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"];
        match head {
            _ if head.starts_with(b"\x1F\x8B") => Self::Gzip,
            _ if head.starts_with(b"\x28\xB5\x2F\xFD") => Self::Zstd,
            // Programs that unpack on several threads begin with a frame that is passed over.
            [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Self::Zstd,
            _ if ZIP.iter().any(|magic| head.starts_with(magic)) => Self::Zip,
            _ if head.starts_with(b"PAR1") => Self::Parquet,
            _ if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") => Self::Compound,
            _ if is_json(head) => Self::Json,
            _ => Self::Plain,
        }
    }
}

/// `[{`, `[[` or `{"`, behind comments perhaps: no text table begins like this.
fn is_json(head: &[u8]) -> bool {
    let (text, ..) = json::encoding_of(head).decode(head.get(..HEAD_OF_JSON).unwrap_or(head));
    let mut rest = text.trim_start();
    loop {
        rest = match rest.as_bytes() {
            [b'/', b'/', ..] => rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start(),
            [b'/', b'*', ..] => rest.split_once("*/").map_or("", |(_, rest)| rest).trim_start(),
            _ => break,
        };
    }
    let mut marks = rest.chars().filter(|letter| !letter.is_whitespace());
    matches!((marks.next(), marks.next()), (Some('['), Some('{' | '[')) | (Some('{'), Some('"')))
}

/// The cells of a sheet in the open document format, where an archive is one.
pub(super) fn opendocument(ground: &ByteSource, members: &[zip::Member]) -> io::Result<Option<ByteStream>> {
    let place = |name: &str| members.iter().find(|member| member.name == name)?.place.as_ref().ok();
    let (Some(kind), Some(content)) = (place("mimetype"), place("content.xml")) else { return Ok(None) };
    if !ByteStream::Member(ground.clone(), kind.clone())
        .head(100)?
        .starts_with(b"application/vnd.oasis.opendocument.spreadsheet")
    {
        return Ok(None);
    }
    if let Some(manifest) = place("META-INF/manifest.xml") {
        let text = ByteStream::Member(ground.clone(), manifest.clone()).head(HEAD)?;
        if text.windows(15).any(|window| window == b"encryption-data") {
            return Err(io::Error::other(ContainerError::Encrypted("the workbook".to_owned())));
        }
    }
    Ok(Some(ByteStream::Member(ground.clone(), content.clone())))
}

/// What an archive is that is more than an archive.
pub(super) fn office(members: &[zip::Member]) -> Option<&'static str> {
    let has = |name: &str| members.iter().any(|member| member.name == name);
    match () {
        () if has("xl/workbook.bin") => Some("a binary Excel workbook (.xlsb)"),
        () if has("word/document.xml") => Some("a Word document"),
        () if has("ppt/presentation.xml") => Some("a PowerPoint presentation"),
        () if has("content.xml") && has("META-INF/manifest.xml") => Some("an OpenDocument text or drawing"),
        () => None,
    }
}
