//! Filling the gap of a dataset from a published file: asked for, read in the background, laid in as one step.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::open::short_path;
use super::typed::Wanted;
use super::{App, Message};
use crate::data::Dataset;
use crate::disk;
use crate::import::{self, Balances, Options, Progress, Source};
use crate::query::{self, Filled};
use crate::session::SessionFile;

/// File endings offered first in the dialog.
const ENDINGS: [&str; 4] = ["csv", "xlsx", "xls", "zip"];

/// What came of a file that was to close a gap.
pub(super) struct Laid {
    /// The dataset that had the gap.
    pub base: Arc<Dataset>,
    /// The file.
    pub path: PathBuf,
    /// What was laid in, or why nothing was.
    pub filled: Result<Filled, String>,
}

/// A session whose gap cannot be filled again.
#[derive(Debug, Clone, PartialEq)]
pub struct Unfilled {
    pub(super) path: PathBuf,
    pub(super) file: SessionFile,
    /// Which of its fills it is.
    pub(super) at: usize,
}

impl App {
    /// Asks for the file that closes the gap, where the dataset has one of that kind.
    pub(super) fn fill_gap(&mut self) {
        let base = &self.model.session.document().dataset;
        if base.meta.closing.is_none() {
            let words = format!("{} has no gap that a file closes", base.meta.title);
            self.say(words);
            return;
        }
        self.choose(Wanted::Fill, "Fill this gap from a file", &ENDINGS);
    }

    /// Asks where the file is now from which a session's gap was filled.
    pub(super) fn find_fill(&mut self, unfilled: Unfilled) {
        let name = unfilled.file.fills.get(unfilled.at).map(|path| short_path(&disk::from_text(path)));
        self.choose(Wanted::Find(Arc::new(unfilled)), &format!("Find {}", name.unwrap_or_default()), &ENDINGS);
    }

    /// Opens a session with the file from which its gap is filled now.
    pub(super) fn use_fill(&mut self, unfilled: &Unfilled, path: &Path) {
        let Unfilled { path: session, mut file, at } = unfilled.clone();
        if let Some(fill) = file.fills.get_mut(at) {
            *fill = disk::text(path);
        }
        self.open_session(session, file);
    }

    /// Reads the file that is to close the gap.
    pub(super) fn read_fill(&mut self, paths: Vec<PathBuf>) {
        let base = Arc::clone(&self.model.session.document().dataset);
        let Some(path) = paths.into_iter().next() else { return };
        self.start("Filling the gap", true, move |progress| {
            let filled = from_file(&base, &path, progress);
            Message::Filled(Box::new(Laid { base, path, filled }))
        });
    }

    /// Shows the dataset with what was laid in. Undo leads back to the gap.
    pub(super) fn take_filled(&mut self, laid: Laid) {
        let Laid { base, path, filled } = laid;
        let open = self.model.session.document();
        if !Arc::ptr_eq(&open.dataset, &base) {
            self.say("The gap was not filled: the figures are others meanwhile. Fill it once more".to_owned());
            return;
        }
        let mut fills = open.fills.clone();
        let filled = match filled {
            Ok(filled) => filled,
            Err(why) => return self.fail("The gap was not filled", why),
        };
        let name = short_path(&path);
        fills.push(disk::text(&path));
        let left_out = filled.told.iter().filter(|sentence| !sentence.contains("laid in")).count();
        let also = if left_out == 0 { String::new() } else { format!("; {left_out} items left out, see About") };
        let words = format!("{} figures laid in from {name}{also}", filled.figures);
        self.model.session.lay_in(Arc::new(filled.dataset), fills, format!("fill the gap from {name}"));
        self.redraw();
        self.say(words);
    }
}

/// Reads a file and lays in what it has.
fn from_file(base: &Dataset, path: &Path, progress: &Progress) -> Result<Filled, String> {
    let name = short_path(path);
    let source = Source::Path(path.to_owned());
    let Balances { dataset, assumed } = import::open_balances(&source, &name, &Options::default(), progress)?;
    query::fill(base, &dataset, &name, assumed)
}

/// Closes the gaps of a dataset again from the files that a session names: the dataset after each of them.
///
/// # Errors
/// Which of the files it was, and why.
pub(super) fn again(
    base: &Arc<Dataset>,
    fills: &[String],
    progress: &Progress,
) -> Result<Vec<Arc<Dataset>>, (usize, String)> {
    let mut laid: Vec<Arc<Dataset>> = Vec::with_capacity(fills.len());
    for (at, path) in fills.iter().enumerate() {
        let before = laid.last().unwrap_or(base);
        let filled = from_file(before, &disk::from_text(path), progress).map_err(|why| (at, why))?;
        laid.push(Arc::new(filled.dataset));
    }
    Ok(laid)
}
