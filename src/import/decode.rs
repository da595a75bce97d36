//! Bytes to UTF-8 text: which encoding a file is in, what is no text at all, and decoding as it streams.

use std::io::{self, Read};

use encoding_rs::{Decoder, Encoding, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

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

const SAVE_CSV: &str = "Not supported yet: save the sheet as CSV (UTF-8) and open that";
const UNPACK: &str = "Not supported yet: unpack it and open the file inside";
const CONVERT: &str = "Not supported yet: export it as CSV and open that";
const OTHER: &str = "Open a table of trade figures as CSV";

/// First bytes by which a kind of file is known.
const MAGIC: [(&[u8], &str, &str); 20] = [
    (b"\x89PNG", "a PNG picture", OTHER),
    (b"\xFF\xD8\xFF", "a JPEG picture", OTHER),
    (b"GIF8", "a GIF picture", OTHER),
    (b"%PDF", "a PDF document", "Ask the publisher for the table as CSV"),
    (b"\x7FELF", "a program", OTHER),
    (b"MZ\x90", "a program", OTHER),
    (b"PAR1", "a Parquet file", CONVERT),
    (b"ARROW1", "an Arrow file", CONVERT),
    (b"SQLite format 3", "an SQLite database", CONVERT),
    (b"\x89HDF", "an HDF5 file", CONVERT),
    (b"\xD0\xCF\x11\xE0", "an old Excel workbook or Office document", SAVE_CSV),
    (b"\x1F\x8B", "a gzip archive", UNPACK),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"\xFD7zXZ", "an xz archive", UNPACK),
    (b"\x28\xB5\x2F\xFD", "a zstd archive", UNPACK),
    (b"7z\xBC\xAF", "a 7z archive", UNPACK),
    (b"Rar!", "a RAR archive", UNPACK),
    (b"{\\rtf", "a rich text document", OTHER),
    (b"RIFF", "a sound, film or picture", OTHER),
    (b"\x00asm", "a program", OTHER),
];

/// Looks at the first bytes of a file. `whole` when they are all of it.
pub(crate) fn look(head: &[u8], whole: bool) -> Looks {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        let contains = |needle: &[u8]| head.windows(needle.len()).any(|window| window == needle);
        return if contains(b"xl/") || contains(b"[Content_Types].xml") {
            Looks::Binary { kind: "an Excel workbook", advice: SAVE_CSV }
        } else if contains(b"opendocument") {
            Looks::Binary { kind: "an OpenDocument sheet", advice: SAVE_CSV }
        } else {
            Looks::Binary { kind: "a ZIP archive", advice: UNPACK }
        };
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
    markup(head).unwrap_or_else(|| Looks::Text { encoding: eight_bit(head, whole), certain: is_utf8(head, whole) })
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
    let json = start.starts_with(b"{") || start.starts_with(b"[{") || start.starts_with(b"[\n");
    (json && head.contains(&b':')).then_some(Looks::Binary { kind: "a JSON file", advice: CONVERT })
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

fn is_utf8(head: &[u8], whole: bool) -> bool {
    match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => !whole && error.error_len().is_none(),
    }
}

fn eight_bit(head: &[u8], whole: bool) -> &'static Encoding {
    if is_utf8(head, whole) || mostly_utf8(head) {
        UTF_8
    } else if looks_japanese(head) {
        SHIFT_JIS
    } else {
        WINDOWS_1252
    }
}

/// Whether a file with a few broken bytes is UTF-8 all the same: more good sequences than bad ones.
fn mostly_utf8(head: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in head.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad * 4
}

/// CP932 when it decodes without error and gives many kana and kanji.
fn looks_japanese(head: &[u8]) -> bool {
    // The last byte may be half a character.
    let (text, _, broken) = SHIFT_JIS.decode(head.get(..head.len().saturating_sub(1)).unwrap_or(head));
    let foreign = text.chars().filter(|c| !c.is_ascii()).count();
    let japanese = text
        .chars()
        .filter(|c| matches!(c, '\u{3040}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '\u{3000}'..='\u{303F}' | '\u{FF01}'..='\u{FF5E}'))
        .count();
    let half_width = text.chars().filter(|c| matches!(c, '\u{FF61}'..='\u{FF9F}')).count();
    (!broken || japanese > 200) && japanese >= 2 && japanese * 2 > foreign && half_width * 2 < foreign
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
        check(b"\x1F\x8B\x08", "a gzip archive");
        check(b"PK\x03\x04....xl/workbook.xml", "an Excel workbook");
        check(b"PAR1....", "a Parquet file");
        check(b"<!DOCTYPE html><html>", "a web page");
        check(b"\x00\x00\xFE\xFF", "UTF-32");
        check(&[1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 7, 1, 2], "binary data");
        check(b"{\"a\": 1}", "a JSON file");
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
