//! A path that is typed, where the desktop has no dialog for files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{App, Dialog, Unfilled, export};
use crate::disk;

/// What a path is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Open it as data or as a session.
    Open,
    /// Read events from it.
    Events,
    /// Fill a gap from it.
    Fill,
    /// Fill a session's gap from it, whose file was elsewhere.
    Find,
    /// Save to it.
    Save,
}

/// What a path is asked for, with all that is needed to use it.
#[derive(Clone)]
pub(super) enum Wanted {
    Open,
    Events,
    Fill,
    Find(Arc<Unfilled>),
    Save(Arc<export::Target>),
}

impl Wanted {
    pub(super) const fn purpose(&self) -> Purpose {
        match self {
            Self::Open => Purpose::Open,
            Self::Events => Purpose::Events,
            Self::Fill => Purpose::Fill,
            Self::Find(_) => Purpose::Find,
            Self::Save(_) => Purpose::Save,
        }
    }

    /// The whole path that a text stands for, with the ending of what is saved.
    fn place(&self, text: &str) -> PathBuf {
        let path = path_of(text);
        let path = std::path::absolute(&path).unwrap_or(path);
        match self {
            Self::Save(target) if path.extension().is_none() && !path.exists() => disk::beside(&path, target.ending()),
            _ => path,
        }
    }
}

/// Asks for a path.
#[derive(Clone)]
pub struct PathDialog {
    /// What for.
    pub purpose: Purpose,
    /// The path as typed so far.
    pub text: String,
    /// The whole path that is used.
    pub place: PathBuf,
    /// What there is under it.
    pub found: Found,
    pub(super) wanted: Wanted,
}

impl std::fmt::Debug for PathDialog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PathDialog").field("purpose", &self.purpose).field("text", &self.text).finish_non_exhaustive()
    }
}

impl PartialEq for PathDialog {
    fn eq(&self, other: &Self) -> bool {
        (self.purpose, &self.text, self.found) == (other.purpose, &other.text, other.found)
    }
}

/// What there is under a typed path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// Not even the folder.
    NoFolder,
    /// A file.
    File,
    /// A folder.
    Folder,
}

impl PathDialog {
    fn new(wanted: Wanted, text: String) -> Self {
        let place = wanted.place(&text);
        Self { purpose: wanted.purpose(), found: Found::at(&place), text, place, wanted }
    }

    /// Whether the path can be used for what it is for.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        match self.purpose {
            Purpose::Save => matches!(self.found, Found::File | Found::Nothing) && !self.text.trim().is_empty(),
            _ => self.found == Found::File,
        }
    }
}

impl App {
    /// Asks for a path in the window itself.
    pub(super) fn ask_path(&mut self, wanted: Wanted) {
        let start = std::env::current_dir().ok().or_else(home).unwrap_or_default();
        let name = match &wanted {
            Wanted::Save(target) => target.file_name(),
            _ => String::new(),
        };
        self.put(Dialog::Path(PathDialog::new(wanted, disk::text(&start.join(name)))));
    }

    pub(super) fn edit_path(&mut self, text: String) {
        if let Some(Dialog::Path(dialog)) = &mut self.model.dialog {
            *dialog = PathDialog::new(dialog.wanted.clone(), text);
        }
    }

    pub(super) fn use_path(&mut self) {
        let Some(Dialog::Path(dialog)) = &mut self.model.dialog else { return };
        // What was said of the place holds, or is said anew before anything is replaced.
        let said = dialog.found;
        dialog.found = Found::at(&dialog.place);
        if dialog.found != said || !dialog.is_ready() {
            return;
        }
        let (wanted, place) = (dialog.wanted.clone(), dialog.place.clone());
        self.take_dialog();
        self.use_paths(wanted, vec![place]);
    }

    /// Uses the paths that were chosen or typed for what they are for.
    pub(super) fn use_paths(&mut self, wanted: Wanted, paths: Vec<PathBuf>) {
        match wanted {
            Wanted::Open => self.open_files(paths),
            Wanted::Events => self.read_events(paths),
            Wanted::Fill => self.read_fill(paths),
            Wanted::Find(unfilled) => paths.first().into_iter().for_each(|path| self.use_fill(&unfilled, path)),
            Wanted::Save(target) => paths.into_iter().take(1).for_each(|path| self.save(Arc::clone(&target), path)),
        }
    }
}

fn home() -> Option<PathBuf> {
    directories::UserDirs::new().map(|dirs| dirs.home_dir().to_owned())
}

/// The path of a text; `~` is the home folder.
fn path_of(text: &str) -> PathBuf {
    let text = text.trim();
    let text_in_home = if text == "~" { Some("") } else { text.strip_prefix("~/") };
    match (text_in_home, home()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => disk::from_text(text),
    }
}

impl Found {
    fn at(path: &Path) -> Self {
        match path.metadata() {
            Ok(about) if about.is_dir() => Self::Folder,
            Ok(_) => Self::File,
            Err(_) if path.parent().is_none_or(Path::is_dir) => Self::Nothing,
            Err(_) => Self::NoFolder,
        }
    }
}
