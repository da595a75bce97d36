//! Bytes to UTF-8 text: which encoding a file is in, what is no text at all, and decoding as it streams.

use std::io::{self, Read};

use encoding_rs::{Decoder, Encoding, UTF_16BE, UTF_16LE};

use super::encoding;

/// What the first bytes of a file say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looks {
    /// Text in an encoding; `certain` when a byte-order mark or the bytes themselves prove it.
    Text { encoding: &'static Encoding, certain: bool },
    /// Not text: what it is, and what to do.
    Binary { kind: &'static str, advice: &'static str },
    /// Text in an encoding that is not read.
    Unsupported(&'static str),
}

const UNPACK: &str = "Unpack it and open the table inside, or pack that as .zip or .gz";
const CONVERT: &str = "Export its table as CSV and open that";
const OTHER: &str = "Open a table of trade figures as CSV";

/// Said of what the statistics program R keeps.
const FROM_R: &str =
    "In R write the table as CSV and open that: write.csv(readRDS(\"file.rds\"), \"file.csv\", row.names = FALSE)";
const FROM_WORKSPACE: &str = "In R write its table as CSV and open that: load(\"file.RData\"), then write.csv(TABLE, \"file.csv\", row.names = FALSE)";

/// First bytes by which a kind of file is known.
const MAGIC: [(&[u8], &str, &str); 27] = [
    (b"\x89PNG", "a PNG picture", OTHER),
    (b"\xFF\xD8\xFF", "a JPEG picture", OTHER),
    (b"GIF8", "a GIF picture", OTHER),
    (b"%PDF", "a PDF document", "Ask the publisher for the table as CSV"),
    (b"\x7FELF", "a program", OTHER),
    (b"MZ\x90", "a program", OTHER),
    (b"PARE", "an encrypted Parquet file", CONVERT),
    (b"ARROW1", "an Arrow file", CONVERT),
    (b"SQLite format 3", "an SQLite database", CONVERT),
    (b"\x89HDF", "an HDF5 file", CONVERT),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"\x1F\x9D", "a compress (.Z) archive", UNPACK),
    (b"\x04\x22\x4D\x18", "an lz4 archive", UNPACK),
    (b"LZIP", "an lzip archive", UNPACK),
    (b"\xFD7zXZ", "an xz archive", UNPACK),
    (b"7z\xBC\xAF", "a 7z archive", UNPACK),
    (b"Rar!", "a RAR archive", UNPACK),
    (b"{\\rtf", "a rich text document", OTHER),
    (b"RDX2\n", "an R workspace (RData)", FROM_WORKSPACE),
    (b"RDX3\n", "an R workspace (RData)", FROM_WORKSPACE),
    (b"RDA2\n", "an R workspace (RData)", FROM_WORKSPACE),
    (b"RDA3\n", "an R workspace (RData)", FROM_WORKSPACE),
    (b"X\n\x00\x00\x00", "an R object (RDS)", FROM_R),
    (b"A\n2\n", "an R object (RDS)", FROM_R),
    (b"A\n3\n", "an R object (RDS)", FROM_R),
    (b"RIFF", "a sound, film or picture", OTHER),
    (b"\x00asm", "a program", OTHER),
];

/// Looks at the first bytes of a file. `whole` when they are all of it.
pub(crate) fn look(head: &[u8], whole: bool) -> Looks {
    if head.get(257..262) == Some(b"ustar") {
        return Looks::Binary { kind: "a tar archive", advice: UNPACK };
    }
    if let Some((_, kind, advice)) = MAGIC.iter().find(|(magic, ..)| head.starts_with(magic)) {
        return Looks::Binary { kind, advice };
    }
    if head.starts_with(b"\xFF\xFE\x00\x00") || head.starts_with(b"\x00\x00\xFE\xFF") {
        return Looks::Unsupported("UTF-32");
    }
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return Looks::Text { encoding, certain: true };
    }
    by_contents(head, whole)
}

fn by_contents(head: &[u8], whole: bool) -> Looks {
    if let Some(encoding) = wide_without_mark(head) {
        return Looks::Text { encoding, certain: false };
    }
    let control = head.iter().filter(|b| **b < 9 || (14..32).contains(*b) && **b != 27).count();
    if control > 8 && control * 50 > head.len() {
        return Looks::Binary { kind: "binary data", advice: OTHER };
    }
    markup(head).unwrap_or_else(|| encoding::of_bytes(encoding::lines(head, true, whole)))
}

/// Web pages and other markup are text but no table.
fn markup(head: &[u8]) -> Option<Looks> {
    let start: Vec<u8> = head.iter().copied().skip_while(u8::is_ascii_whitespace).take(64).collect();
    let start = start.to_ascii_lowercase();
    let advice = "It may be an error page saved under the table's name: download the table again";
    if start.starts_with(b"<!doctype html") || start.starts_with(b"<html") {
        return Some(Looks::Binary { kind: "a web page", advice });
    }
    if start.starts_with(b"<?xml") {
        return Some(Looks::Binary { kind: "an XML document", advice: CONVERT });
    }
    None
}

/// UTF-16 without a mark: every other byte of Latin text is zero.
fn wide_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let most = head.len() / 4;
    match (head.len() >= 4 && even > most, head.len() >= 4 && odd > most) {
        (true, false) => Some(UTF_16BE),
        (false, true) => Some(UTF_16LE),
        _ => None,
    }
}

/// Whether a file with a few broken bytes is UTF-8 all the same: many more good sequences than bad ones. Of a code page
/// hardly any two letters that follow each other are one of UTF-8.
pub(crate) fn mostly_utf8(head: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in head.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad * 2
}

/// A reader of UTF-8 over bytes in any encoding; broken sequences become U+FFFD and are counted.
pub(crate) struct Decoded<R> {
    input: R,
    decoder: Decoder,
    raw: Vec<u8>,
    from: usize,
    to: usize,
    ended: bool,
    finished: bool,
    /// Text that did not fit into a small buffer.
    spare: Vec<u8>,
    /// How many stretches held bytes that are no text in this encoding.
    pub broken: u64,
}

impl<R: Read> Decoded<R> {
    /// Decodes `input`; a byte-order mark is taken off and wins over `encoding`.
    pub(crate) fn new(input: R, encoding: &'static Encoding) -> Self {
        Self {
            input,
            decoder: encoding.new_decoder(),
            raw: vec![0; 1 << 16],
            from: 0,
            to: 0,
            ended: false,
            finished: false,
            spare: Vec::new(),
            broken: 0,
        }
    }

    /// The reader below.
    pub(crate) const fn input(&self) -> &R {
        &self.input
    }

    fn refill(&mut self) -> io::Result<()> {
        self.from = 0;
        self.to = loop {
            match self.input.read(&mut self.raw) {
                Ok(read) => break read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        };
        self.ended = self.to == 0;
        Ok(())
    }

    /// Decodes into a buffer of at least [`SMALLEST`] bytes; 0 at the end.
    fn decode(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.finished {
                return Ok(0);
            }
            if self.from == self.to && !self.ended {
                self.refill()?;
            }
            let input = self.raw.get(self.from..self.to).unwrap_or_default();
            let (result, read, written, broken) = self.decoder.decode_to_utf8(input, out, self.ended);
            self.from += read;
            self.broken += u64::from(broken);
            self.finished = self.ended && result == encoding_rs::CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
    }
}

/// The decoder needs room for a few characters to make progress.
const SMALLEST: usize = 64;

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        if self.spare.is_empty() {
            if out.len() >= SMALLEST {
                return self.decode(out);
            }
            let mut small = [0; SMALLEST];
            let written = self.decode(&mut small)?;
            self.spare.extend_from_slice(small.get(..written).unwrap_or_default());
        }
        let length = out.len().min(self.spare.len());
        if let (Some(out), Some(spare)) = (out.get_mut(..length), self.spare.get(..length)) {
            out.copy_from_slice(spare);
        }
        self.spare.drain(..length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{SHIFT_JIS, UTF_8};

    use super::*;

    fn check(head: &[u8], expected: &str) {
        let found = match look(head, true) {
            Looks::Text { encoding, .. } => encoding.name(),
            Looks::Binary { kind, .. } => kind,
            Looks::Unsupported(name) => name,
        };
        assert_eq!(found, expected, "{head:?}");
    }

    #[test]
    fn encodings_and_kinds_are_recognised() {
        check(b"year,value\n", "UTF-8");
        check("\u{feff}year".as_bytes(), "UTF-8");
        check(b"\xFF\xFEy\0e\0", "UTF-16LE");
        check(b"\xFE\xFF\0y\0e", "UTF-16BE");
        check(b"y\0e\0a\0r\0,\0v\0", "UTF-16LE");
        check(b"C\xF4te d'Ivoire,T\xFCrkiye\n", "windows-1252");
        check(b"\x93\x9D\x8Cv\x96\xBC\x81F,\x8B\xE0\x8Az\n", "Shift_JIS");
        check(b"\x89PNG\r\n\x1a\n", "a PNG picture");
        check(b"%PDF-1.7", "a PDF document");
        check(b"BZh91AY&SY", "a bzip2 archive");
        check(b"\x04\x22\x4D\x18....", "an lz4 archive");
        check(b"<!DOCTYPE html><html>", "a web page");
        check(b"\x00\x00\xFE\xFF", "UTF-32");
        check(&[1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 7, 1, 2], "binary data");
    }

    #[test]
    fn decoding_streams_whatever_the_buffers() {
        let text = "年,値\n2024,Türkiye – 1\n".repeat(9000);
        for encoding in [UTF_8, SHIFT_JIS] {
            let text = if encoding == SHIFT_JIS { text.replace(['ü', '–'], "u") } else { text.clone() };
            let (bytes, _, _) = encoding.encode(&text);
            let mut out = String::new();
            Decoded::new(&*bytes, encoding).read_to_string(&mut out).expect("text");
            assert_eq!(out, text);
        }
    }
}
