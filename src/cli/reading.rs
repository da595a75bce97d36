//! Options of the reader: how files are read for a task, and what must be said of what was read.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::failure::Failure;
use super::print::{in_one_line, say};
use crate::data::{Audit, AuditState, Check, Dataset, Outcome, Reason};
use crate::import::{self, Cache, CacheKey, ImportError, Opened, Options, Progress, Pushdown, Source};

/// How files are read.
#[derive(Debug, Args)]
pub(crate) struct Reading {
    /// The sheet of a workbook or the member of an archive to read, where a file holds several.
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The text encoding, such as utf-8, windows-1252, cp932 or gb18030, where it should not be recognised.
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// What the columns mean, as a file that the window's dialog for columns has written (JSON).
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Let a packed file unpack to any size, and a file take all memory that is free.
    #[arg(long)]
    no_size_limit: bool,
    /// How much memory a file may take to be read, such as 8GB. Without this it is what the variable `SALDO_MEMORY` says, else half of
    /// what the machine has (or its container may have), and no more than is free.
    #[arg(long, value_name = "SIZE", value_parser = memory)]
    memory: Option<u64>,
    /// Use figures that contradict each other, or the way in which they were read, all the same.
    #[arg(long)]
    pub(crate) accept_disputed: bool,
    /// Read the file itself, and keep nothing of it for the next time. Without this a large file is kept, by a query
    /// with filters when it is asked about for the second time: the first time only what it asks for is read.
    #[arg(long)]
    no_cache: bool,
}

pub(crate) fn memory(text: &str) -> Result<u64, String> {
    import::memory::parse(text).ok_or_else(|| "expected a size such as 800MB or 8GB".to_owned())
}

/// Files below this are read and audited whole, whatever is asked of them.
const SMALL: u64 = 32 << 20;

impl Reading {
    /// The options of the reader.
    pub(crate) fn options(&self) -> Result<Options, Failure> {
        let mapping = self.mapping.as_deref().map(import::read_mapping).transpose();
        Ok(Options {
            mapping: mapping.map_err(|error| Failure::Data(error.one_line()))?,
            part: self.sheet.clone(),
            encoding: self.encoding.clone(),
            accept_disputed: self.accept_disputed,
            ..self.bounds()
        })
    }

    /// The options for another file that is read beside the first: how large it may be and nothing else.
    pub(crate) fn bounds(&self) -> Options {
        Options { no_size_limit: self.no_size_limit, memory: self.memory, ..Options::default() }
    }

    /// How many bytes of memory may be held for a file.
    pub(crate) fn most_memory(&self) -> u64 {
        import::memory::most(self.memory, self.no_size_limit)
    }

    /// Opens a source, or what was kept of it when it was opened before. Gives also what it is to be kept by; where
    /// it is not, only what the question needs is there.
    pub(crate) fn open(
        &self,
        source: &Source,
        pushdown: Option<Pushdown>,
    ) -> Result<(Dataset, Option<CacheKey>), Failure> {
        let options = self.options()?;
        // What is small is read whole: what proves or disputes a file are the rows that a question does not ask for.
        let pushdown = pushdown.filter(|_| source.size() >= SMALL);
        let cache = if self.no_cache { None } else { Cache::of_user() };
        let cache_key = cache.and_then(|cache| cache.key_of(source, &options));
        if let Some(dataset) = cache_key.as_ref().and_then(CacheKey::find) {
            return Ok((dataset, None));
        }
        // The first question about a file is answered soonest; who asks again will ask more.
        match cache_key.filter(|cache_key| pushdown.is_none() || cache_key.note_question()) {
            Some(cache_key) => Ok((open(source, &options)?, Some(cache_key))),
            None => Ok((open(source, &Options { pushdown: pushdown.map(Arc::new), ..options })?, None)),
        }
    }
}

impl Reading {
    /// Opens a source for a session, in which a person has accepted some disputes of its figures.
    pub(crate) fn open_accepted(&self, source: &Source, accepted: &[String]) -> Result<Dataset, Failure> {
        let options = self.options()?;
        match import::open(source, &options, &Progress::new()) {
            Ok(Opened::Disputed(disputed))
                if disputed.dataset.audit.disputes().all(|check| accepted.contains(&check.what)) =>
            {
                Ok(disputed.dataset)
            }
            opened => dataset_of(source, opened),
        }
    }
}

/// Says on stderr what a reader of figures must know of the rows that they are made from: what is disputed of them,
/// what was guessed, and which rows were not understood.
pub(crate) fn remark(file: &str, dataset: &Dataset) {
    let report = &dataset.report;
    if dataset.audit.state == AuditState::Disputed {
        say(&format!("{file}: {}", in_one_line(&dataset.audit.sentence())));
    }
    let rejected = report.reasons.iter().filter(|reason| reason.outcome == Outcome::Rejected);
    let rejected = rejected.map(|reason| {
        let rows = if reason.count == 1 { "row was" } else { "rows were" };
        let Reason { count, first_line, reason, .. } = reason;
        format!("{count} {rows} not understood, the first in line {first_line}: {reason}")
    });
    for text in report.warnings.iter().cloned().chain(rejected) {
        say(&format!("{file}: {text}"));
    }
}

/// Opens one source or says in one line why not.
pub(crate) fn open(source: &Source, options: &Options) -> Result<Dataset, Failure> {
    dataset_of(source, import::open(source, options, &Progress::new()))
}

/// The dataset of what was opened, or in one line why there is none.
fn dataset_of(source: &Source, opened: Result<Opened, ImportError>) -> Result<Dataset, Failure> {
    match opened {
        Ok(Opened::Dataset(dataset)) => Ok(*dataset),
        Ok(Opened::Question(question)) => {
            let problems = question.problems.join(" ");
            let answers: Vec<&str> = question.choices.iter().map(|answer| answer.label.as_str()).collect();
            let answers = if answers.len() < 2 { String::new() } else { format!(" Answers: {}.", answers.join(" | ")) };
            Err(Failure::Data(format!(
                "{}: the columns are not clear: {problems}{answers} Open the file in the window to answer, or say it with \
                 --mapping.",
                source.name()
            )))
        }
        Ok(Opened::Choice(choice)) => {
            let error = ImportError::Several { file: choice.source.name(), names: choice.names() };
            Err(Failure::Data(error.one_line()))
        }
        Ok(Opened::Disputed(disputed)) => Err(Failure::Data(disputed_words(&source.name(), &disputed.dataset.audit))),
        Err(error) => Err(Failure::Data(error.one_line())),
    }
}

/// What is disputed of a file, and how to see it all the same, in one line.
pub(crate) fn disputed_words(file: &str, audit: &Audit) -> String {
    let disputes: Vec<String> = audit.disputes().take(3).map(Check::line).collect();
    let more = audit.disputes().count().saturating_sub(disputes.len());
    let more = if more == 0 { String::new() } else { format!("; and {more} more, which `saldo inspect` lists") };
    format!(
        "{file}: disputed: {}{more}. Open it in the window to say what its columns mean, or add --accept-disputed",
        in_one_line(&disputes.join("; "))
    )
}
