//! Saving: a file appears whole under its name or not at all, links lead to what is written, and rights stay as narrow
//! as they were.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::folder::{LEFT_PART, PART_START};
use super::read::kind_of;

/// Who may read what is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rights {
    /// Those whom the user lets read new files; a file that was there keeps its own rights.
    Users,
    /// The owner alone: what the program keeps for itself says what was looked at.
    Owner,
}

/// So many links lead on at most.
const MOST_LINKS: usize = 40;

/// Writes a file beside the one that it replaces and renames it: a full disk or a kill leaves the old one. A link stays
/// a link, and what it leads to is replaced.
///
/// # Errors
/// When it cannot be written. The file that was there is intact then, and nothing is left beside it.
pub fn save(path: &Path, rights: Rights, bytes: &[u8]) -> io::Result<()> {
    save_with(path, rights, |file| file.write_all(bytes).map(|()| true)).map(drop)
}

/// As [`save`], written by a function that says whether the file is to be kept; says so as well.
///
/// # Errors
/// As [`save`].
pub fn save_with(path: &Path, rights: Rights, write: impl FnOnce(&mut File) -> io::Result<bool>) -> io::Result<bool> {
    let before = fs::metadata(path).ok();
    match &before {
        Some(about) if about.is_dir() => return Err(io::Error::new(ErrorKind::IsADirectory, "it is a folder")),
        Some(about) if !about.is_file() && rights == Rights::Owner => {
            let what = format!("it is {}, not an ordinary file", kind_of(about));
            return Err(io::Error::new(ErrorKind::InvalidInput, what));
        }
        // The user named a device or a pipe, which cannot be replaced but takes bytes.
        Some(about) if !about.is_file() => return write(&mut OpenOptions::new().write(true).open(path)?),
        _ => {}
    }
    let target = end_of_links(path)?;
    let part = Part::beside(&target)?;
    let mut file = part.create(rights, before.as_ref())?;
    if !write(&mut file)? {
        return Ok(false);
    }
    give_rights(&file, rights, before.as_ref())?;
    file.sync_all()?;
    drop(file);
    part.rename(&target)?;
    Ok(true)
}

/// What a path leads to, whether or not it is there.
fn end_of_links(path: &Path) -> io::Result<PathBuf> {
    let mut at = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&at) {
            Ok(to) => at = at.parent().unwrap_or(Path::new("")).join(to),
            // No link; or nothing is there, and what is wrong shows when it is written.
            Err(_) => return Ok(at),
        }
    }
    Err(io::Error::other("its links lead in a circle"))
}

/// A file that is being written; it goes with this value unless it was renamed.
struct Part {
    path: PathBuf,
}

impl Part {
    fn beside(target: &Path) -> io::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let folder = match target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        if target.file_name().is_none() {
            return Err(io::Error::new(ErrorKind::InvalidInput, "it names no file"));
        }
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_nanos();
        let (process, count) = (std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let name = format!("{PART_START}{process:x}-{count:x}-{now:x}{LEFT_PART}");
        Ok(Self { path: folder.join(name) })
    }

    /// Made new, so that nothing is written through a link that somebody has put there.
    fn create(&self, rights: Rights, before: Option<&Metadata>) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        // Of a file that others may not read nobody else reads the next one while it is written, either.
        #[cfg(unix)]
        if rights == Rights::Owner || before.is_some() {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        #[cfg(not(unix))]
        let _ = (rights, before);
        options.open(&self.path)
    }

    fn rename(&self, target: &Path) -> io::Result<()> {
        fs::rename(&self.path, target)?;
        // The name lasts when the folder is on the disk, too. Where that cannot be had, the file is written all the same.
        #[cfg(unix)]
        if let Some(folder) = self.path.parent() {
            drop(File::open(folder).and_then(|folder| folder.sync_all()));
        }
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // After a rename there is none.
        drop(fs::remove_file(&self.path));
    }
}

/// The owner and the rights of the file that is replaced; never more than the owner's for what the program keeps. Where
/// it cannot have the owner or the group, its rights are narrowed to those that everybody had who has them now.
#[cfg(unix)]
fn give_rights(file: &File, rights: Rights, before: Option<&Metadata>) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
    let Some(before) = before else { return Ok(()) };
    let now = file.metadata()?;
    if (now.uid(), now.gid()) != (before.uid(), before.gid()) {
        // Only who may give files away can; others own what they write, and can give it to a group that they are in.
        let given = fchown(file, Some(before.uid()), Some(before.gid()));
        drop(given.or_else(|_| fchown(file, None, Some(before.gid()))));
    }
    let now = file.metadata()?;
    let mode = narrowed(before.mode(), now.uid() == before.uid(), now.gid() == before.gid());
    let most = if rights == Rights::Owner { 0o700 } else { 0o7777 };
    file.set_permissions(fs::Permissions::from_mode(mode & most))
}

/// The rights of a file for one in its place that may have another owner or group: nobody gets any that they had not.
#[cfg(unix)]
const fn narrowed(mode: u32, same_owner: bool, same_group: bool) -> u32 {
    let (owner, group, others) = (mode >> 6 & 7, mode >> 3 & 7, mode & 7);
    // Who owned it is one of the group or of the others now.
    let most = if same_owner { 7 } else { owner };
    // Who was in its group is one of the others, and who is in the new group was either.
    let (group, others) = if same_group { (group, others) } else { (group & others, group & others) };
    // Bits that lend the owner's or the group's identity lend no other.
    let special = if same_owner && same_group { mode & 0o7000 } else { 0 };
    special | owner << 6 | (group & most) << 3 | (others & most)
}

/// Elsewhere rights come from the folder.
#[cfg(not(unix))]
fn give_rights(_: &File, _: Rights, _: Option<&Metadata>) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::symlink_metadata(path).expect("a file").permissions().mode() & 0o7777
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        let mut names: Vec<String> =
            entries.flatten().map(|entry| entry.file_name().into_string().expect("text")).collect();
        names.sort();
        names
    }

    #[test]
    fn a_link_stays_a_link_and_its_target_is_replaced_and_keeps_its_rights() {
        let folder = tempfile::tempdir().expect("a folder");
        let (real, link) = (folder.path().join("real.svg"), folder.path().join("link.svg"));
        fs::write(&real, "old").expect("a file");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("rights");
        symlink("real.svg", &link).expect("a link");
        let second = folder.path().join("second.svg");
        symlink(&link, &second).expect("a link");
        save(&second, Rights::Users, b"new").expect("saved");
        assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
        assert_eq!((fs::read(&real).expect("bytes"), mode(&real)), (b"new".to_vec(), 0o640));
        assert_eq!(names(folder.path()), ["link.svg", "real.svg", "second.svg"]);
    }

    #[test]
    fn a_link_that_leads_nowhere_makes_its_target_and_a_circle_is_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        let (inner, link) = (folder.path().join("inner"), folder.path().join("link.json"));
        fs::create_dir(&inner).expect("a folder");
        symlink("inner/made.json", &link).expect("a link");
        save(&link, Rights::Owner, b"new").expect("saved");
        assert_eq!(
            (fs::read(inner.join("made.json")).expect("bytes"), mode(&inner.join("made.json"))),
            (b"new".to_vec(), 0o600)
        );
        let (one, other) = (folder.path().join("one"), folder.path().join("other"));
        symlink("other", &one).and_then(|()| symlink("one", &other)).expect("links");
        let error = save(&one, Rights::Users, b"new").expect_err("a circle");
        assert!(error.to_string().contains("circle"), "{error}");
        assert!(fs::symlink_metadata(&one).expect("a link").is_symlink());
    }

    #[test]
    fn what_the_program_keeps_is_the_owners_alone_and_is_tightened() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("settings.json");
        save(&place, Rights::Owner, b"1").expect("saved");
        assert_eq!(mode(&place), 0o600);
        fs::set_permissions(&place, fs::Permissions::from_mode(0o664)).expect("rights");
        save(&place, Rights::Owner, b"2").expect("saved");
        assert_eq!(mode(&place), 0o600);
        let figure = folder.path().join("figure.svg");
        save(&figure, Rights::Users, b"1").expect("saved");
        let plain = folder.path().join("plain");
        fs::write(&plain, "").expect("a file");
        assert_eq!(mode(&figure), mode(&plain), "an export has the rights of any new file");
    }

    #[test]
    fn a_file_that_changes_hands_gives_nobody_more_than_they_had() {
        for (mode, same_owner, same_group, expected) in [
            (0o640, true, true, 0o640),
            (0o4755, true, true, 0o4755),
            // The group is another one now: its members could not read it.
            (0o640, true, false, 0o600),
            (0o664, true, false, 0o644),
            // Members of the old group, who were kept out, are others now.
            (0o604, true, false, 0o600),
            // The owner was kept out, and is one of the group now.
            (0o077, false, true, 0o000),
            (0o660, false, true, 0o660),
            (0o6755, false, false, 0o755),
        ] {
            let found = narrowed(mode, same_owner, same_group);
            assert_eq!(found, expected, "{mode:o} {same_owner} {same_group}: {found:o}");
        }
    }

    #[test]
    fn folders_of_the_users_are_not_swept() {
        let folder = tempfile::tempdir().expect("a folder");
        let theirs = folder.path().join(".saldo-1-2-3.part");
        let long_ago = std::time::SystemTime::now() - std::time::Duration::from_hours(48);
        File::create(&theirs).and_then(|file| file.set_modified(long_ago)).expect("an old file");
        save(&folder.path().join("a.svg"), Rights::Users, b"x").expect("saved");
        assert_eq!(names(folder.path()), [".saldo-1-2-3.part", "a.svg"]);
    }

    #[test]
    fn nothing_is_left_of_a_file_that_was_not_saved() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("a.svg");
        assert!(!save_with(&place, Rights::Users, |file| file.write_all(b"half").map(|()| false)).expect("no fault"));
        save_with(&place, Rights::Users, |_| Err(io::Error::other("full"))).expect_err("a full disk");
        fs::create_dir(&place).expect("a folder");
        assert_eq!(save(&place, Rights::Users, b"x").expect_err("a folder").kind(), ErrorKind::IsADirectory);
        assert_eq!(names(folder.path()), ["a.svg"]);
        save(&folder.path().join("none").join("a.svg"), Rights::Users, b"x").expect_err("no folder");
    }

    #[test]
    fn a_device_takes_what_is_written_and_is_not_replaced() {
        save(Path::new("/dev/null"), Rights::Users, b"x").expect("written");
        save(Path::new("/dev/full"), Rights::Users, b"x").expect_err("full");
        save(Path::new("/dev/null"), Rights::Owner, b"x").expect_err("no place to keep things");
        assert!(!fs::metadata("/dev/null").expect("a device").is_file());
    }
}
