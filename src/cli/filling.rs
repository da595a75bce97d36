//! `--fill`: a gap that a dataset declares, closed from published files before anything is asked.

use clap::Args;

use super::failure::Failure;
use super::print::say;
use crate::data::Dataset;
use crate::import::{self, Balances, Options, Progress, Source};
use crate::query;

#[derive(Debug, Args, Clone, Default)]
pub(crate) struct Filling {
    /// Lay into the gap that the dataset declares what this published file has of it. What is laid in has the status
    /// `laid in`; what is left out is said.
    #[arg(long, value_name = "FILE")]
    fill: Vec<String>,
}

impl Filling {
    /// The files that a session names.
    pub(crate) fn of(files: &[String]) -> Self {
        Self { fill: files.to_vec() }
    }

    /// Whether nothing is to be laid in.
    pub(crate) fn is_empty(&self) -> bool {
        self.fill.is_empty()
    }

    /// The dataset with its gap closed as far as the files go, which are read within the bounds of the options.
    pub(crate) fn apply(&self, mut dataset: Dataset, options: &Options) -> Result<Dataset, Failure> {
        for file in &self.fill {
            let source = Source::parse(file);
            let name = source.path().and_then(|path| path.file_name()).map(|name| name.to_string_lossy().into_owned());
            let name = name.unwrap_or_else(|| file.clone());
            let filled = import::open_balances(&source, &name, options, &Progress::new())
                .and_then(|Balances { dataset: other, assumed }| query::fill(&dataset, &other, &name, assumed));
            let filled = filled.map_err(Failure::Data)?;
            for sentence in &filled.told {
                say(&format!("{file}: {sentence}"));
            }
            dataset = filled.dataset;
        }
        Ok(dataset)
    }
}
