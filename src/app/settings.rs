//! What is kept between runs: theme, recent files, and the answers given about files' columns.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::model::ThemeChoice;
use crate::import::Mapping;

/// How many recent files are kept.
const RECENT: usize = 12;

/// Settings. A missing or damaged file means the defaults.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Light, dark or the desktop's.
    pub theme: ThemeChoice,
    /// Files opened before, newest first.
    pub recent: Vec<PathBuf>,
    /// Whether nothing is kept of large files for the next time they are opened.
    pub no_cache: bool,
    /// Answers to "which column is what", by the header's fingerprint in hexadecimal.
    pub mappings: BTreeMap<String, Mapping>,
    /// Disputes that a person has seen and opened the file all the same, by its name.
    pub accepted: BTreeMap<String, Vec<String>>,
}

impl Settings {
    /// Where settings are kept on this desktop.
    #[must_use]
    pub fn default_path() -> Option<PathBuf> {
        directories::ProjectDirs::from("", "", "saldo").map(|dirs| dirs.config_dir().join("settings.json"))
    }

    /// Reads the settings; anything unreadable gives the defaults.
    #[must_use]
    pub fn load(path: Option<&Path>) -> Self {
        path.and_then(|path| std::fs::read(path).ok())
            .and_then(|text| serde_json::from_slice(&text).ok())
            .unwrap_or_default()
    }

    /// Writes the settings beside the old ones and renames.
    ///
    /// # Errors
    /// When the folder cannot be made or the file cannot be written; the old file is intact.
    pub fn save(&self, path: &Path) -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = atomic_write_file::AtomicWriteFile::open(path)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.commit()
    }

    /// Puts a file at the top of the recent ones.
    pub fn remember_file(&mut self, path: &Path) {
        self.recent.retain(|known| known != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(RECENT);
    }

    /// The answer given earlier for a header.
    #[must_use]
    pub fn mapping(&self, fingerprint: u64) -> Option<&Mapping> {
        self.mappings.get(&format!("{fingerprint:016x}"))
    }

    /// All answers, by the fingerprint of the header that they were given for.
    #[must_use]
    pub fn answers(&self) -> BTreeMap<u64, Mapping> {
        let known = |(key, mapping): (&String, &Mapping)| Some((u64::from_str_radix(key, 16).ok()?, mapping.clone()));
        self.mappings.iter().filter_map(known).collect()
    }

    /// Remembers an answer for a header.
    pub fn remember_mapping(&mut self, fingerprint: u64, mapping: Mapping) {
        self.mappings.insert(format!("{fingerprint:016x}"), mapping);
    }
}
