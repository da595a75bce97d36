//! Paths as text from which they come back, also where a file's name is not text.

use std::path::{Path, PathBuf};

/// The beginning of a path that is written with `%` and two digits for what is not plain.
const MARK: &str = "file:";

/// A path as text: as it stands; where it is not UTF-8, or would be taken for something else, as in `file:///a/%FF.csv`.
#[must_use]
pub fn text(path: &Path) -> String {
    match path.to_str() {
        Some(plain) if !plain.starts_with(MARK) => plain.to_owned(),
        _ => encoded(path),
    }
}

/// The path of a text that [`text`] or another program has written.
#[must_use]
pub fn from_text(text: &str) -> PathBuf {
    let Some(rest) = text.strip_prefix(MARK).filter(|_| !Path::new(text).exists()) else { return PathBuf::from(text) };
    // `file:///a`, and `file:a` for what is named from the folder at hand.
    decoded(rest.strip_prefix("//").unwrap_or(rest))
}

/// The file of the same name with another ending, which the standard library does not find beside `..csv`.
#[must_use]
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

fn encoded(path: &Path) -> String {
    let start = if path.is_absolute() { "file://" } else { MARK };
    let mut text = start.to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~+@, ()".contains(byte) {
            text.push(char::from(*byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

fn decoded(text: &str) -> PathBuf {
    let bytes = text.as_bytes();
    let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let pair = text.get(at + 1..at + 3).filter(|_| *byte == b'%');
        let pair = pair.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        plain.push(pair.unwrap_or(*byte));
        at += if pair.is_some() { 3 } else { 1 };
    }
    of_bytes(plain)
}

/// The path of which the system gives these bytes (`OsStr::as_encoded_bytes`).
#[cfg(unix)]
#[must_use]
pub fn of_bytes(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    std::ffi::OsString::from_vec(bytes).into()
}

/// The path of which the system gives these bytes (`OsStr::as_encoded_bytes`).
#[cfg(not(unix))]
#[must_use]
pub fn of_bytes(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::ffi::OsStringExt as _;

    use super::*;

    #[test]
    fn every_name_comes_back_from_its_text() {
        for name in
            [&b"/a/b c.csv"[..], b"/a/\xff%41.csv", b"\xff.csv", b"file:a.csv", b"file:///a", b"/a/100%.csv", b""]
        {
            let path = PathBuf::from(std::ffi::OsString::from_vec(name.to_vec()));
            assert_eq!(from_text(&text(&path)), path, "{path:?} as {}", text(&path));
        }
        assert_eq!(text(Path::new("/a/100%.csv")), "/a/100%.csv");
        assert_eq!(from_text("file:///a/b%20c%e3%81%82.csv"), Path::new("/a/b cあ.csv"));
        assert_eq!(from_text("file:///a/%zz%4"), Path::new("/a/%zz%4"));
    }

    #[test]
    fn a_companion_is_found_beside_every_name() {
        for (name, expected) in
            [("/a/t.csv", "/a/t.json"), ("..csv", "..json"), ("a.tar.gz", "a.tar.json"), ("a", "a.json")]
        {
            assert_eq!(beside(Path::new(name), "json"), Path::new(expected), "{name}");
        }
    }
}
