//! What is kept between runs: theme, recent files, and the answers given about files' columns.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::ThemeChoice;
use super::salvage::{self, Salvaged};
use crate::disk::{self, Hold, Rights};
use crate::import::Mapping;

/// How many recent files are kept.
const RECENT: usize = 12;
/// Settings are no longer than this.
const MOST_BYTES: u64 = 64 << 20;
/// So long another window may take to write what all windows share.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// Settings. What is missing has its default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Light, dark or the desktop's.
    pub theme: ThemeChoice,
    /// Files opened before, newest first.
    #[serde(with = "paths")]
    pub recent: Vec<PathBuf>,
    /// Whether nothing is kept of large files for the next time they are opened.
    pub no_cache: bool,
    /// Answers to "which column is what", by the header's fingerprint in hexadecimal.
    pub mappings: BTreeMap<String, Mapping>,
    /// Disputes that a person has seen and opened the file all the same, by its name.
    pub accepted: BTreeMap<String, Vec<String>>,
    /// What later versions keep.
    #[serde(flatten)]
    pub others: BTreeMap<String, Value>,
}

/// A change of the settings: what is written is this, and nothing that another window has changed since.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Light, dark or the desktop's.
    Theme(ThemeChoice),
    /// Keep nothing of large files, or keep it again.
    NoCache(bool),
    /// A file was opened.
    Opened(PathBuf),
    /// What the columns under a header mean, by its fingerprint.
    Answer(u64, Box<Mapping>),
    /// Disputes that a person has seen, by the file's name.
    Accepted(String, Vec<String>),
}

/// Settings as they were found.
#[derive(Debug, Default)]
pub struct Loaded {
    /// What could be read.
    pub settings: Settings,
    /// What the user has to know about the rest.
    pub remark: Option<String>,
    /// Whether they may be written: what cannot be read and cannot be set aside is not overwritten.
    pub writable: bool,
}

impl Settings {
    /// Where settings are kept on this desktop.
    #[must_use]
    pub fn default_path() -> Option<PathBuf> {
        directories::ProjectDirs::from("", "", "saldo").map(|dirs| dirs.config_dir().join("settings.json"))
    }

    /// Reads the settings, field by field and answer by answer. What cannot be read is set aside as a file beside them.
    #[must_use]
    pub fn load(path: Option<&Path>) -> Loaded {
        let Some(path) = path else { return Loaded::default() };
        // As it is written where it is damaged, no other window may write meanwhile.
        let _hold = path.is_file().then(|| hold(path));
        match found(path) {
            Ok((settings, None)) => Loaded { settings, remark: None, writable: true },
            Ok((settings, Some(remark))) => {
                // So that the same damage is not told again at the next start.
                let written = disk::save(path, Rights::Owner, &settings.bytes());
                let remark = match written {
                    Ok(()) => remark,
                    Err(error) => format!("{remark}; the rest cannot be saved ({error})"),
                };
                Loaded { settings, remark: Some(remark), writable: true }
            }
            Err(error) => {
                let remark = format!("Settings are neither used nor changed: {}: {error}", disk::text(path));
                Loaded { settings: Self::default(), remark: Some(remark), writable: false }
            }
        }
    }

    /// Writes changes into what is on the disk by now. Says what had to be set aside of it.
    ///
    /// # Errors
    /// When the file cannot be read, or its folder or it cannot be written; the old file is intact.
    pub fn update(path: &Path, edits: &[Edit]) -> io::Result<Option<String>> {
        if let Some(folder) = path.parent() {
            disk::own_folder(folder)?;
        }
        let _hold = hold(path);
        let (mut settings, remark) = found(path)?;
        for edit in edits {
            settings.apply(edit);
        }
        disk::save(path, Rights::Owner, &settings.bytes())?;
        Ok(remark)
    }

    /// Makes a change.
    pub fn apply(&mut self, edit: &Edit) {
        match edit {
            Edit::Theme(theme) => self.theme = *theme,
            Edit::NoCache(no_cache) => self.no_cache = *no_cache,
            Edit::Opened(path) => {
                self.recent.retain(|known| known != path);
                self.recent.insert(0, path.clone());
                self.recent.truncate(RECENT);
            }
            Edit::Answer(fingerprint, mapping) => {
                self.mappings.insert(format!("{fingerprint:016x}"), (**mapping).clone());
            }
            Edit::Accepted(file, disputes) => {
                self.accepted.insert(file.clone(), disputes.clone());
            }
        }
    }

    fn bytes(&self) -> Vec<u8> {
        // Keys are texts and values are plain: there is nothing that could not be written.
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }

    /// All answers, by the fingerprint of the header that they were given for.
    #[must_use]
    pub fn answers(&self) -> BTreeMap<u64, Mapping> {
        let known = |(key, mapping): (&String, &Mapping)| Some((u64::from_str_radix(key, 16).ok()?, mapping.clone()));
        self.mappings.iter().filter_map(known).collect()
    }
}

/// Keeps other windows from writing the settings meanwhile. A window that hangs does not keep the others from writing:
/// then the last one wins for once.
fn hold(path: &Path) -> Option<Hold> {
    disk::hold(&path.with_extension("lock"), PATIENCE)
}

/// The settings on the disk, and what was set aside of them; the defaults where there are none.
fn found(path: &Path) -> io::Result<(Settings, Option<String>)> {
    let bytes = match disk::read(path, MOST_BYTES) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((Settings::default(), None)),
        Err(error) => return Err(error),
    };
    let Salvaged { settings, lost } = salvage::read(&bytes);
    if lost.is_empty() {
        return Ok((settings, None));
    }
    let aside = set_aside(path, &bytes)?;
    let some: Vec<&str> = lost.iter().take(3).map(String::as_str).collect();
    let more = if lost.len() > some.len() { " and others" } else { "" };
    let what = format!("Some settings could not be read ({}{more})", some.join(", "));
    Ok((settings, Some(format!("{what}; the file as it was is kept as {}", disk::text(&aside)))))
}

/// Writes the file as it was beside it, under a name of its own.
fn set_aside(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let day: String = jiff::Timestamp::now().to_string().chars().take(10).collect();
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for count in 1..1000 {
        let number = if count == 1 { String::new() } else { format!("-{count}") };
        let aside = path.with_file_name(format!("{name}.aside-{day}{number}"));
        match disk::read(&aside, MOST_BYTES) {
            Ok(same) if same == bytes => return Ok(aside),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return disk::save(&aside, Rights::Owner, bytes).map(|()| aside);
            }
            _ => {}
        }
    }
    Err(io::Error::other("too many files were set aside beside it"))
}

/// Paths as texts: a file's name need not be one.
pub(super) mod paths {
    use std::path::PathBuf;

    use serde::{Deserialize as _, Deserializer, Serializer};

    use crate::disk;

    pub(crate) fn serialize<S: Serializer>(paths: &[PathBuf], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(paths.iter().map(|path| disk::text(path)))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<PathBuf>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        Ok(texts.iter().map(|text| disk::from_text(text)).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn full() -> Settings {
        let mut settings = Settings::default();
        for edit in [
            Edit::Theme(ThemeChoice::Dark),
            Edit::NoCache(true),
            Edit::Opened("/data/exports 2024.csv".into()),
            Edit::Opened("/data/日本.xlsx".into()),
            Edit::Answer(1, Box::default()),
            Edit::Answer(2, Box::new(Mapping { encoding: Some("cp932".to_owned()), ..Mapping::default() })),
            Edit::Answer(u64::MAX, Box::new(Mapping { keep: vec![(3, "{\"USD\"}".to_owned())], ..Mapping::default() })),
            Edit::Accepted("a.csv".to_owned(), vec!["sums".to_owned(), "signs".to_owned()]),
        ] {
            settings.apply(&edit);
        }
        settings
    }

    #[test]
    fn two_windows_write_only_what_they_changed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("saldo").join("settings.json");
        let write = |edits: &[Edit]| assert_eq!(Settings::update(&path, edits).expect("written"), None);
        write(&[Edit::Theme(ThemeChoice::Dark), Edit::Opened("/a.csv".into())]);
        // One window answers and opens, the other one does without knowing of it.
        write(&[Edit::Answer(1, Box::default()), Edit::Opened("/b.csv".into())]);
        write(&[Edit::Answer(2, Box::default()), Edit::Opened("/c.csv".into()), Edit::NoCache(true)]);
        let Loaded { settings, remark, writable } = Settings::load(Some(&path));
        assert_eq!((remark, writable), (None, true));
        assert_eq!((settings.theme, settings.no_cache), (ThemeChoice::Dark, true));
        assert_eq!(settings.answers().keys().copied().collect::<Vec<_>>(), [1, 2]);
        assert_eq!(settings.recent, ["/c.csv", "/b.csv", "/a.csv"].map(PathBuf::from));
    }

    #[test]
    fn what_cannot_be_read_is_set_aside_once_and_the_rest_is_used() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.json");
        let text = String::from_utf8(full().bytes()).expect("text");
        let damaged = text.replace("\"dark\"", "\"sepia\"").replace("\"/data/exports 2024.csv\"", "17");
        fs::write(&path, &damaged).expect("a file");
        let Loaded { settings, remark, writable } = Settings::load(Some(&path));
        assert!(writable);
        let remark = remark.expect("a word");
        assert!(remark.contains("recent[1], theme") && remark.contains("settings.json.aside-"), "{remark}");
        let expected = Settings { theme: ThemeChoice::System, recent: vec!["/data/日本.xlsx".into()], ..full() };
        assert_eq!(settings, expected);
        let asides = || -> Vec<PathBuf> {
            let entries = fs::read_dir(folder.path()).expect("entries").flatten().map(|entry| entry.path());
            entries.filter(|path| path.to_string_lossy().contains(".aside-")).collect()
        };
        assert_eq!(fs::read_to_string(&asides()[0]).expect("text"), damaged);
        assert_eq!(Settings::load(Some(&path)).remark, None, "it is told once");
        fs::write(&path, &damaged).expect("a file");
        assert!(Settings::load(Some(&path)).remark.is_some());
        assert_eq!(asides().len(), 1, "the same bytes are kept once");
    }

    #[cfg(unix)]
    #[test]
    fn settings_that_cannot_be_read_are_not_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.json");
        std::os::unix::fs::symlink("/dev/zero", &path).expect("a link");
        let loaded = Settings::load(Some(&path));
        assert!(!loaded.writable);
        assert!(loaded.remark.is_some_and(|remark| remark.contains("it is a device")));
        Settings::update(&path, &[Edit::NoCache(true)]).expect_err("not written");
    }

    #[test]
    fn what_later_versions_keep_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.json");
        fs::write(&path, "{\"language\": \"ja\", \"no_cache\": true}").expect("a file");
        Settings::update(&path, &[Edit::NoCache(false)]).expect("written");
        let text = fs::read_to_string(&path).expect("text");
        assert!(text.contains("\"language\": \"ja\""), "{text}");
    }

    #[cfg(unix)]
    #[test]
    fn a_recent_file_whose_name_is_no_text_comes_back() {
        use std::os::unix::ffi::OsStringExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.json");
        let odd = PathBuf::from(std::ffi::OsString::from_vec(b"/data/\xff.csv".to_vec()));
        Settings::update(&path, &[Edit::Opened(odd.clone())]).expect("written");
        assert_eq!(Settings::load(Some(&path)).settings.recent, [odd]);
    }

    #[test]
    fn one_bad_byte_anywhere_loses_at_most_one_thing() {
        let whole = full();
        let bytes = whole.bytes();
        for at in 0..bytes.len() {
            for bad in [0xff, b'"', b'{', b'}', b'\n', b',', b'x', 0] {
                let mut damaged = bytes.clone();
                damaged[at] = bad;
                let read = salvage::read(&damaged).settings;
                let kept = |key: &String| read.mappings.get(key) == whole.mappings.get(key);
                let lost = whole.mappings.keys().filter(|key| !kept(key)).count()
                    + whole.recent.iter().filter(|path| !read.recent.contains(path)).count()
                    + whole.accepted.iter().filter(|(file, all)| read.accepted.get(*file) != Some(all)).count()
                    + usize::from(read.theme != whole.theme)
                    + usize::from(read.no_cache != whole.no_cache);
                assert!(lost <= 1, "{lost} lost with {bad} at {at}:\n{}", String::from_utf8_lossy(&damaged));
            }
        }
    }
}
