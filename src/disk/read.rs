//! Reading a companion: an ordinary file that is no longer than it may be.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

/// All of an ordinary file, or of the one that a link leads to. What is no file, as a pipe, may never end or never
/// begin, and is not opened.
///
/// # Errors
/// When it is not there, is no ordinary file, cannot be read, or holds more than `most` bytes.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let about = fs::metadata(path)?;
    if !about.is_file() {
        let kind = if about.is_dir() { ErrorKind::IsADirectory } else { ErrorKind::InvalidInput };
        return Err(io::Error::new(kind, format!("it is {}, not an ordinary file", kind_of(&about))));
    }
    let too_long = || io::Error::new(ErrorKind::FileTooLarge, format!("it is longer than {} MB", most >> 20));
    if about.len() > most {
        return Err(too_long());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or_default());
    // It may grow while it is read.
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(too_long()) } else { Ok(bytes) }
}

/// What it is, in words.
pub(super) fn kind_of(about: &Metadata) -> &'static str {
    if about.is_dir() { "a folder" } else { special(about) }
}

#[cfg(unix)]
fn special(about: &Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    let kind = about.file_type();
    match () {
        () if kind.is_fifo() => "a pipe",
        () if kind.is_socket() => "a socket",
        () => "a device",
    }
}

#[cfg(not(unix))]
fn special(_: &Metadata) -> &'static str {
    "something else"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit_and_no_further() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("a.json");
        fs::write(&place, "12345").expect("a file");
        assert_eq!(read(&place, 5).expect("bytes"), b"12345");
        assert_eq!(read(&place, 4).expect_err("too long").kind(), ErrorKind::FileTooLarge);
        assert_eq!(read(folder.path(), 5).expect_err("a folder").kind(), ErrorKind::IsADirectory);
        assert_eq!(read(&folder.path().join("b"), 5).expect_err("none").kind(), ErrorKind::NotFound);
    }

    #[cfg(unix)]
    #[test]
    fn what_never_ends_or_never_begins_is_refused_by_what_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let link = folder.path().join("endless.json");
        std::os::unix::fs::symlink("/dev/zero", &link).expect("a link");
        let error = read(&link, 5).expect_err("a device").to_string();
        assert_eq!(error, "it is a device, not an ordinary file");
        let pipe = folder.path().join("pipe.json");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
        assert!(made.success());
        assert_eq!(read(&pipe, 5).expect_err("a pipe").to_string(), "it is a pipe, not an ordinary file");
    }
}
