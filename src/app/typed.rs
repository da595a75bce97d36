//! A path that is typed, where the desktop has no dialog for files.

use std::path::{Path, PathBuf};

use super::choose::with_ending;
use super::{App, Dialog, Message, export};
use crate::disk;

/// What a typed path is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Open it as data or as a session.
    Open,
    /// Read events from it.
    Events,
    /// Fill a gap from it.
    Fill,
    /// Save to it.
    Save,
}

/// Asks for a path.
#[derive(Debug, Clone, PartialEq)]
pub struct PathDialog {
    /// What for.
    pub purpose: Purpose,
    /// The path as typed so far.
    pub text: String,
    /// What there is under the path.
    pub found: Found,
    /// The dialog that this one stands before.
    pub(super) under: Option<Box<Dialog>>,
}

/// What there is under a typed path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// A file.
    File,
    /// A folder.
    Folder,
}

impl PathDialog {
    /// Whether the path can be used for what it is for.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        match self.purpose {
            Purpose::Open | Purpose::Events | Purpose::Fill => self.found == Found::File,
            Purpose::Save => self.found != Found::Folder && !self.text.trim().is_empty(),
        }
    }
}

impl App {
    /// Asks for a path in the window itself.
    pub(super) fn ask_path(&mut self, purpose: Purpose, name: &str) {
        let start = std::env::current_dir().ok().or_else(home).unwrap_or_default();
        let text = disk::text(&start.join(name));
        let under = match self.model.dialog.take() {
            Some(Dialog::Path(_)) | None => None,
            Some(other) => Some(Box::new(other)),
        };
        let found = found(&path_of(&text));
        self.model.dialog = Some(Dialog::Path(PathDialog { purpose, text, found, under }));
    }

    /// As [`App::ask_path`], for what is to be written.
    pub(super) fn ask_where(&mut self, target: Box<export::Target>) {
        self.ask_path(Purpose::Save, &target.file_name());
        self.to_save = Some(target);
    }

    pub(super) fn edit_path(&mut self, text: String) {
        if let Some(Dialog::Path(dialog)) = &mut self.model.dialog {
            dialog.found = found(&path_of(&text));
            dialog.text = text;
        }
    }

    pub(super) fn use_path(&mut self) {
        if !matches!(&self.model.dialog, Some(Dialog::Path(dialog)) if dialog.is_ready()) {
            return;
        }
        let Some(Dialog::Path(dialog)) = self.model.dialog.take() else { return };
        self.model.dialog = dialog.under.map(|under| *under);
        let path = path_of(&dialog.text);
        match dialog.purpose {
            Purpose::Open => self.open_files(vec![path]),
            Purpose::Events => self.read_events(vec![path]),
            Purpose::Fill => self.read_fill(vec![path]),
            Purpose::Save => {
                let Some(target) = self.to_save.take() else { return };
                let path = if dialog.found == Found::File { path } else { with_ending(path, target.ending()) };
                self.take_in(0, Message::SaveTo(target, Some(path)));
            }
        }
    }
}

fn home() -> Option<PathBuf> {
    directories::UserDirs::new().map(|dirs| dirs.home_dir().to_owned())
}

/// The path of a text; `~` is the home folder.
fn path_of(text: &str) -> PathBuf {
    let text = text.trim();
    match (text.strip_prefix("~/"), home()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => disk::from_text(text),
    }
}

fn found(path: &Path) -> Found {
    match path.metadata() {
        Ok(about) if about.is_dir() => Found::Folder,
        Ok(_) => Found::File,
        Err(_) => Found::Nothing,
    }
}
