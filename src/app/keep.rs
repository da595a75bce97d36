//! Keeping settings and work, and opening what was left.

use super::{App, Edit, Saver};
use crate::data::Event;
use crate::disk;
use crate::import::Cache;
use crate::story::Document;

/// What is kept of the user's work, and what of it is safe.
pub(super) struct Work {
    pub(super) saver: Saver,
    /// What the saver was given last.
    kept: Option<Document>,
    /// Events of the user's that are in a file of theirs.
    pub(super) safe: Vec<Event>,
}

impl Work {
    /// Work that this saver keeps.
    pub(super) const fn of(saver: Saver) -> Self {
        Self { saver, kept: None, safe: Vec::new() }
    }
}

impl App {
    /// Who keeps settings and work, for those who end the program.
    #[must_use]
    pub fn saver(&self) -> Saver {
        self.work.saver.clone()
    }

    /// Keeps what is shown for the next start, where anything was opened or changed. Called when the window closes.
    pub fn keep_work(&self) {
        self.work.saver.finish();
    }

    /// Has what is shown written soon, where it is not what was shown when it was last written.
    pub(super) fn keep_changed(&mut self) {
        let session = &self.model.session;
        let is_new = match &self.work.kept {
            Some(kept) => kept != session.document(),
            None => session.undo_label().is_some(),
        };
        if is_new {
            self.work.kept = Some(session.document().clone());
            self.work.saver.show(session.document().clone());
        }
    }

    /// What a window left that did not end as it should is opened, or stays where it can be found.
    pub(super) fn take_left_over(&mut self, open: bool) {
        let Some(left) = self.model.left_over.take() else { return };
        match self.work.saver.adopt(&left) {
            Ok(path) if open => self.open_files(vec![path]),
            Ok(path) if Some(&path) == self.model.last_work.as_ref() => {
                self.say("It stays under \u{201c}Where I left off\u{201d} in the library's menu".to_owned());
            }
            Ok(path) => self.say(format!(
                "\u{201c}Where I left off\u{201d} is newer and stays as it is; this is kept as {}",
                disk::text(&path)
            )),
            Err(error) => self.fail("What was shown cannot be taken over", error),
        }
    }

    pub(super) fn open_last_work(&mut self) {
        match self.model.last_work.clone().filter(|path| path.is_file()) {
            Some(path) => self.open_files(vec![path]),
            None => self.say("Nothing was kept when Saldo was last closed".to_owned()),
        }
    }

    /// Changes the settings here and on the disk.
    pub(super) fn edit_settings(&mut self, edit: Edit) {
        self.model.settings.apply(&edit);
        self.work.saver.edit(edit);
    }

    /// Keeps large files from now on, or no longer.
    pub(super) fn keep_large(&mut self, keep: bool) {
        self.edit_settings(Edit::NoCache(!keep));
        let words =
            if keep { "Large files are kept for quicker opening" } else { "Large files are read anew each time" };
        self.say(words.to_owned());
    }

    /// Where datasets are kept, unless the user does not want that.
    pub(super) fn cache(&self) -> Option<Cache> {
        let wanted = self.model.last_work.is_some() && !self.model.settings.no_cache;
        wanted.then(Cache::of_user).flatten()
    }

    /// Forgets what was kept, whether or not anything is to be kept from now on.
    pub(super) fn clear_kept(&mut self) {
        let Some(cache) = self.model.last_work.is_some().then(Cache::of_user).flatten() else {
            self.say("Nothing is kept".to_owned());
            return;
        };
        let megabytes = cache.size().div_ceil(1_000_000);
        match cache.clear() {
            Ok(()) => self.say(format!("Kept files are cleared: {megabytes} MB")),
            Err(error) => self.fail("Kept files were not cleared", error.to_string()),
        }
    }
}
