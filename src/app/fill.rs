//! Filling the gap of a dataset from a published file: asked for, read in the background, laid in as one step.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::typed::Purpose;
use super::{App, Message};
use crate::data::Dataset;
use crate::disk;
use crate::import::{self, Balances, Options, Progress, Source};
use crate::query::{self, Filled};
use crate::session::Document;

/// What came of a file that was to close a gap.
pub(super) struct Laid {
    /// The dataset that had the gap.
    pub base: Arc<Dataset>,
    /// The file.
    pub path: PathBuf,
    /// What was laid in, or why nothing was.
    pub filled: Result<Filled, String>,
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
        let chooser = Arc::clone(&self.chooser);
        self.jobs.start("Choosing a file", false, move |_| {
            let chosen = chooser.open("Fill this gap from a file", &["csv", "xlsx", "xls", "zip"]);
            Message::Chosen(Purpose::Fill, chosen)
        });
    }

    /// Reads the file that is to close the gap.
    pub(super) fn read_fill(&mut self, paths: Vec<PathBuf>) {
        let base = Arc::clone(&self.model.session.document().dataset);
        let Some(path) = paths.into_iter().next() else { return };
        self.jobs.start("Filling the gap", true, move |progress| {
            let filled = from_file(&base, &path, progress);
            Message::Filled(Box::new(Laid { base, path, filled }))
        });
    }

    /// Shows the dataset with what was laid in. Undo leads back to the gap.
    pub(super) fn take_filled(&mut self, laid: Laid) {
        let Laid { base, path, filled } = laid;
        let document = self.model.session.document().clone();
        if !Arc::ptr_eq(&document.dataset, &base) {
            self.say("The gap was not filled: another dataset is open".to_owned());
            return;
        }
        let filled = match filled {
            Ok(filled) => filled,
            Err(why) => return self.fail("The gap was not filled", why),
        };
        let name = short(&path);
        let mut fills = document.fills.clone();
        fills.push(disk::text(&path));
        let left_out = filled.told.iter().filter(|sentence| !sentence.contains("laid in")).count();
        let also = if left_out == 0 { String::new() } else { format!("; {left_out} items left out, see About") };
        let words = format!("{} figures laid in from {name}{also}", filled.figures);
        let document = Document { dataset: Arc::new(filled.dataset), fills, ..document };
        self.model.session.replace(document, format!("fill the gap from {name}"));
        self.redraw();
        self.say(words);
    }
}

/// Reads a file and lays in what it has.
fn from_file(base: &Dataset, path: &Path, progress: &Progress) -> Result<Filled, String> {
    let name = short(path);
    let source = Source::Path(path.to_owned());
    let Balances { dataset, assumed } = import::open_balances(&source, &name, &Options::default(), progress)?;
    query::fill(base, &dataset, &name, assumed)
}

/// Closes the gaps of a dataset again from the files that a session names.
pub(super) fn again(mut dataset: Dataset, fills: &[String]) -> Result<Dataset, String> {
    for path in fills {
        dataset = from_file(&dataset, Path::new(path), &Progress::new())?.dataset;
    }
    Ok(dataset)
}

fn short(path: &Path) -> String {
    path.file_name().map_or_else(|| disk::text(path), |name| name.to_string_lossy().into_owned())
}
