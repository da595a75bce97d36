//! Folders of the program's own: made for the owner alone, cleared of what killed programs left, held by one program at
//! a time.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

/// How the names of files begin and end that are being written.
pub(super) const PART_START: &str = ".saldo-";
pub(super) const LEFT_PART: &str = ".part";
/// What was being written so long ago is not being written any more.
const LEFT: Duration = Duration::from_hours(1);

/// Makes a folder, and those around it, for the owner alone. One that is there is closed to others.
///
/// # Errors
/// When it cannot be made.
pub fn own_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    tighten(path);
    Ok(())
}

#[cfg(unix)]
fn tighten(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let Ok(about) = fs::metadata(path) else { return };
    let mode = about.permissions().mode();
    if mode & 0o077 != 0 {
        // A folder of somebody else's stays as it is.
        drop(fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o7700)));
    }
}

#[cfg(not(unix))]
fn tighten(_: &Path) {}

/// Removes a file of the program's own.
///
/// # Errors
/// When it is there and cannot be removed.
pub fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Marks a file of the program's own as used now. Where that cannot be told, nothing is lost.
pub fn touch(path: &Path) {
    if let Ok(file) = OpenOptions::new().append(true).open(path) {
        drop(file.set_modified(std::time::SystemTime::now()));
    }
}

/// Removes from a folder of the program's own what programs that were killed had been writing long ago.
pub fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let is_part = |entry: &fs::DirEntry| {
        let name = entry.file_name();
        let name = name.to_str().unwrap_or_default();
        (name.starts_with(PART_START) && name.ends_with(LEFT_PART)) || was_part(name)
    };
    let is_left = |entry: &fs::DirEntry| {
        let about = entry.metadata().ok().filter(fs::Metadata::is_file);
        about.and_then(|about| about.modified().ok()).is_some_and(|when| when.elapsed().is_ok_and(|since| since > LEFT))
    };
    let left = entries.flatten().filter(|entry| is_part(entry) && is_left(entry));
    left.for_each(|entry| drop(fs::remove_file(entry.path())));
}

/// Whether it is a part as earlier versions named them: `.settings.json.Ab12Cd`.
fn was_part(name: &str) -> bool {
    let random = [".settings.json.", ".last.saldo.json."].iter().find_map(|start| name.strip_prefix(start));
    let is_random = |end: &str| {
        // A word, as in `.settings.json.backup`, is a person's.
        let mixed = end.bytes().skip(1).any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
        end.len() == 6 && mixed && end.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    random.is_some_and(is_random)
}

/// A file that no other program holds while this value lives. The system lets go of it when the program ends, however
/// it does.
#[derive(Debug)]
pub struct Hold {
    _file: Option<File>,
}

/// Holds a file, waiting for others up to `patience`; none where somebody else still has it then.
#[must_use]
pub fn hold(path: &Path, patience: Duration) -> Option<Hold> {
    let start = Instant::now();
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // Where files cannot be held nobody else holds this one.
    let Ok(file) = options.open(path) else { return Some(Hold { _file: None }) };
    loop {
        match file.try_lock() {
            Ok(()) => return Some(Hold { _file: Some(file) }),
            Err(TryLockError::Error(_)) => return Some(Hold { _file: None }),
            Err(TryLockError::WouldBlock) if start.elapsed() >= patience => return None,
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_old_parts_of_ours_are_swept_away() {
        let folder = tempfile::tempdir().expect("a folder");
        let old = std::time::SystemTime::now() - LEFT - Duration::from_mins(1);
        for name in [".saldo-1-2-3.part", ".settings.json.aB3dEf", ".settings.json.backup", ".saldo-notes", "a.part"] {
            let file = File::create(folder.path().join(name)).expect("a file");
            file.set_modified(old).expect("a time");
        }
        fs::write(folder.path().join(".saldo-4-5-6.part"), "new").expect("a file");
        sweep(folder.path());
        let mut left: Vec<_> = fs::read_dir(folder.path()).expect("entries").flatten().map(|e| e.file_name()).collect();
        left.sort();
        assert_eq!(left, [".saldo-4-5-6.part", ".saldo-notes", ".settings.json.backup", "a.part"]);
    }

    #[test]
    fn a_file_is_held_by_one_at_a_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("lock");
        let first = hold(&place, Duration::ZERO);
        assert!(first.is_some());
        assert!(hold(&place, Duration::ZERO).is_none());
        drop(first);
        assert!(hold(&place, Duration::ZERO).is_some());
    }

    #[cfg(unix)]
    #[test]
    fn folders_are_made_and_kept_for_the_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let mode = |path: &Path| fs::metadata(path).expect("a folder").permissions().mode() & 0o777;
        let inner = folder.path().join("cache").join("datasets");
        own_folder(&inner).expect("made");
        assert_eq!((mode(&inner), mode(&folder.path().join("cache"))), (0o700, 0o700));
        fs::set_permissions(&inner, fs::Permissions::from_mode(0o755)).expect("rights");
        own_folder(&inner).expect("there");
        assert_eq!(mode(&inner), 0o700);
    }
}
