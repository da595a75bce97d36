//! Asking the user for files with the desktop's own dialogs. The only place that names `rfd`.

use std::path::PathBuf;

/// Asks for files. Tests answer without a desktop.
pub trait Chooser: Send + Sync {
    /// Files to open; none when the user cancelled.
    fn open(&self, title: &str, endings: &[&str]) -> Vec<PathBuf>;
    /// Where to save; none when the user cancelled.
    fn save(&self, file_name: &str, ending: &str) -> Option<PathBuf>;
}

/// The desktop's dialogs: the XDG portal on Linux, native ones elsewhere.
#[derive(Debug, Clone, Copy, Default)]
pub struct Desktop;

impl Chooser for Desktop {
    fn open(&self, title: &str, endings: &[&str]) -> Vec<PathBuf> {
        let dialog = rfd::AsyncFileDialog::new()
            .set_title(title)
            .add_filter("Data", endings)
            .add_filter("All files", &["*"])
            .pick_files();
        let files = pollster::block_on(dialog).unwrap_or_default();
        files.iter().map(|file| file.path().to_owned()).collect()
    }

    fn save(&self, file_name: &str, ending: &str) -> Option<PathBuf> {
        let dialog = rfd::AsyncFileDialog::new()
            .set_title("Save")
            .set_file_name(file_name)
            .add_filter(ending, &[ending])
            .save_file();
        pollster::block_on(dialog).map(|file| with_ending(file.path().to_owned(), ending))
    }
}

/// A name that was typed without an ending gets one, unless there is such a file: nobody was asked whether to replace it.
fn with_ending(path: PathBuf, ending: &str) -> PathBuf {
    let named = path.with_extension(ending);
    if path.extension().is_some() || named.exists() { path } else { named }
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
}
