//! File dialogs of the desktop, with which the user is asked for files. The only place that names `rfd`.

use std::path::PathBuf;
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::disk;

/// The desktop has no dialog for files: neither a portal nor a program that shows one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoDialog;

/// Asks for files. Tests answer without a desktop.
pub trait Chooser: Send + Sync {
    /// Files to open; none when the user cancelled.
    ///
    /// # Errors
    /// When there is no way to ask.
    fn open(&self, title: &str, endings: &[&str]) -> Result<Vec<PathBuf>, NoDialog>;
    /// Where to save; none when the user cancelled.
    ///
    /// # Errors
    /// When there is no way to ask.
    fn save(&self, file_name: &str, ending: &str) -> Result<Option<PathBuf>, NoDialog>;
}

/// The desktop's dialogs: the XDG portal on Linux, native ones elsewhere.
#[derive(Debug, Clone, Copy, Default)]
pub struct Desktop;

impl Chooser for Desktop {
    fn open(&self, title: &str, endings: &[&str]) -> Result<Vec<PathBuf>, NoDialog> {
        let dialog =
            rfd::AsyncFileDialog::new().set_title(title).add_filter("Data", endings).add_filter("All files", &["*"]);
        let files = asked(|| pollster::block_on(dialog.pick_files()))?.unwrap_or_default();
        Ok(files.iter().map(|file| file.path().to_owned()).collect())
    }

    fn save(&self, file_name: &str, ending: &str) -> Result<Option<PathBuf>, NoDialog> {
        let dialog =
            rfd::AsyncFileDialog::new().set_title("Save").set_file_name(file_name).add_filter(ending, &[ending]);
        let file = asked(|| pollster::block_on(dialog.save_file()))?;
        Ok(file.map(|file| with_ending(file.path().to_owned(), ending)))
    }
}

/// A name that was typed without an ending gets one, unless there is such a file: nobody was asked whether to replace it.
fn with_ending(path: PathBuf, ending: &str) -> PathBuf {
    let named = disk::beside(&path, ending);
    if path.extension().is_some() || named.exists() { path } else { named }
}

/// An answer, or that nobody was asked. `rfd` gives nothing in either case, and tells them apart in its log only.
fn asked<T>(ask: impl FnOnce() -> Option<T>) -> Result<Option<T>, NoDialog> {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        if log::set_logger(&FailedDialogs).is_ok() {
            log::set_max_level(log::LevelFilter::Error);
        }
    });
    let before = FAILED.load(Ordering::SeqCst);
    let answer = ask();
    if answer.is_none() && FAILED.load(Ordering::SeqCst) != before { Err(NoDialog) } else { Ok(answer) }
}

/// How often the last resort among dialogs has failed.
static FAILED: AtomicU64 = AtomicU64::new(0);

/// Listens to what `rfd` says of dialogs that it could not show.
struct FailedDialogs;

impl log::Log for FailedDialogs {
    fn enabled(&self, about: &log::Metadata<'_>) -> bool {
        about.level() == log::Level::Error && about.target().starts_with("rfd")
    }

    fn log(&self, record: &log::Record<'_>) {
        // The portal is asked first; after zenity there is nothing left.
        if self.enabled(record.metadata()) && record.args().to_string().contains("zenity") {
            FAILED.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn flush(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_an_ending_gets_one_and_replaces_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = |name: &str| folder.path().join(name);
        assert_eq!(with_ending(place("s"), "json"), place("s.json"));
        assert_eq!(with_ending(place("s.txt"), "json"), place("s.txt"));
        std::fs::write(place("s.json"), "").expect("a file");
        assert_eq!(with_ending(place("s"), "json"), place("s"));
    }

    #[test]
    fn a_dialog_that_could_not_be_shown_is_no_cancelled_one() {
        assert_eq!(asked(|| Some(5)), Ok(Some(5)));
        assert_eq!(asked(|| None::<u8>), Ok(None), "cancelled");
        let refused = asked(|| {
            log::error!(target: "rfd::backend::xdg_desktop_portal", "Failed to pick files with zenity: not found");
            None::<u8>
        });
        assert_eq!(refused, Err(NoDialog));
    }
}
