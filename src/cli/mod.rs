//! The same engine without a window: library, inspect, query, render.
//!
//! Exit status: 0 done; 1 the data could not be used, with one line on stderr; 2 wrong usage.

mod account;
mod filling;
mod inspect;
mod print;
mod query;
mod render;
mod view;

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};

use crate::data::{Audit, AuditState, Check, Dataset, Outcome, Reason};
use crate::import::{self, Cache, ImportError, Opened, Options, Progress, Purpose, Source, Ticket};
use print::{print, say};

/// Explore trade balances: what a deficit is made of, who is on the other side, what happened around it.
#[derive(Debug, Parser)]
#[command(name = "saldo", version, about, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    /// What to do without a window.
    #[command(subcommand)]
    command: Option<Task>,
    /// Files to open in the window; the built-in library without any.
    files: Vec<OsString>,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// List the datasets of the built-in library.
    Library,
    /// Say what was recognised in files, and what was left out and why.
    Inspect(inspect::Inspect),
    /// Print trajectories as numbers.
    Query(query::Query),
    /// Draw a figure to an SVG, PNG or PDF file.
    Render(render::Render),
}

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
    accept_disputed: bool,
    /// Read the file itself, and keep nothing of it for the next time. Without this a large file is kept, by a query
    /// with filters when it is asked about for the second time: the first time only what it asks for is read.
    #[arg(long)]
    no_cache: bool,
}

fn memory(text: &str) -> Result<u64, String> {
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
    /// it is not, only what the purpose needs is there.
    pub(crate) fn open(&self, source: &Source, purpose: Option<Purpose>) -> Result<(Dataset, Option<Ticket>), Failure> {
        let options = self.options()?;
        // What is small is read whole: what proves or disputes a file are the rows that a question does not ask for.
        let purpose = purpose.filter(|_| source.size() >= SMALL);
        let cache = if self.no_cache { None } else { Cache::of_user() };
        let ticket = cache.and_then(|cache| cache.ticket(source, &options));
        if let Some(dataset) = ticket.as_ref().and_then(Ticket::find) {
            return Ok((dataset, None));
        }
        // The first question about a file is answered soonest; who asks again will ask more.
        match ticket.filter(|ticket| purpose.is_none() || ticket.note_question()) {
            Some(ticket) => Ok((open(source, &options)?, Some(ticket))),
            None => Ok((open(source, &Options { purpose: purpose.map(Arc::new), ..options })?, None)),
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

/// What went wrong, and whose fault it is.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The data could not be used: exit status 1.
    Data(String),
    /// The command was wrong: exit status 2.
    Usage(String),
}

impl Failure {
    fn report(self) -> ExitCode {
        let (message, status) = match self {
            Self::Data(message) => (message, 1),
            Self::Usage(message) => (message, 2),
        };
        say(&message.replace('\n', " "));
        ExitCode::from(status)
    }
}

/// Runs the program: a task without a window, or the window.
pub fn run(open_window: impl FnOnce(Vec<Source>) -> anyhow::Result<()>) -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|argument| argument == import::apart::ARGUMENT) {
        import::apart::serve();
        return ExitCode::SUCCESS;
    }
    import::apart::read_workbooks_apart();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(answer) => return print::answer(&answer),
    };
    let outcome = stated_memory().and_then(|()| match arguments.command {
        Some(task) => with_threads(|| task.run()),
        None => window(&arguments.files, open_window),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// Takes what the environment says of memory for what is usual.
fn stated_memory() -> Result<(), Failure> {
    let name = import::memory::VARIABLE;
    let Some(text) = std::env::var_os(name).filter(|text| !text.is_empty()) else { return Ok(()) };
    let text = text.to_string_lossy();
    let bytes = memory(&text).map_err(|why| {
        Failure::Usage(format!("the variable {name} is \u{201c}{}\u{201d}: {why}", in_one_line(&text)))
    })?;
    import::memory::set_usual(bytes);
    Ok(())
}

impl Task {
    fn run(self) -> Result<(), Failure> {
        match self {
            Self::Library => library(),
            Self::Inspect(task) => task.run(),
            Self::Query(task) => task.run(),
            Self::Render(task) => task.run(),
        }
    }
}

/// Runs with as many threads as the machine has. Where the system gives none, the one that is there does all.
fn with_threads<T>(task: impl FnOnce() -> T) -> T {
    let Err(error) = rayon::ThreadPoolBuilder::new().build_global() else { return task() };
    tracing::info!("one thread does all: {error}");
    match rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build() {
        // While the pool is there, this thread is its only one.
        Ok(_pool) => task(),
        Err(_) => task(),
    }
}

fn library() -> Result<(), Failure> {
    let mut text = String::new();
    for entry in import::library::list() {
        text.push_str(&format!("library:{:<24} {}\n", entry.name, entry.title));
    }
    print(&text)
}

/// The same file said so that it is found from every folder: sessions and recent files name it.
fn from_anywhere(file: &OsStr) -> OsString {
    let elsewhere = file.to_str().is_some_and(|text| text.starts_with("library:") || text.starts_with("file:"));
    let whole = if elsewhere { None } else { std::path::absolute(file).ok() };
    whole.map_or_else(|| file.to_owned(), PathBuf::into_os_string)
}

fn window(files: &[OsString], open: impl FnOnce(Vec<Source>) -> anyhow::Result<()>) -> Result<(), Failure> {
    let sources: Vec<Source> = files.iter().map(|file| Source::parse_os(&from_anywhere(file))).collect();
    if let Err(error) = rayon::ThreadPoolBuilder::new().build_global() {
        let advice = "end other programs, or raise the limit on processes (ulimit -u)";
        return Err(Failure::Data(format!("no window can be opened (the system gives no threads: {error}); {advice}")));
    }
    open(sources).map_err(|error| {
        let cause = plain_cause(&error.to_string());
        Failure::Data(format!("no window can be opened ({cause}); `saldo render` draws figures without a display"))
    })
}

/// What the windowing system says, without the place in its own source: `... at src/linux/mod.rs:765: no display`.
fn plain_cause(error: &str) -> String {
    // The first line says enough; what follows is the windowing system talking to itself.
    let line = error.lines().next().unwrap_or_default();
    let after_place = |(start, _): (usize, &str)| {
        let rest = &line[start + ".rs:".len()..];
        let words = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
        words.strip_prefix(": ")
    };
    line.match_indices(".rs:").filter_map(after_place).last().unwrap_or(line).trim_end_matches('.').to_owned()
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
fn disputed_words(file: &str, audit: &Audit) -> String {
    let disputes: Vec<String> = audit.disputes().take(3).map(Check::line).collect();
    let more = audit.disputes().count().saturating_sub(disputes.len());
    let more = if more == 0 { String::new() } else { format!("; and {more} more, which `saldo inspect` lists") };
    format!(
        "{file}: disputed: {}{more}. Open it in the window to say what its columns mean, or add --accept-disputed",
        in_one_line(&disputes.join("; "))
    )
}

/// Without what would break a line: names in it are a file's.
fn in_one_line(text: &str) -> String {
    text.split(|letter: char| letter.is_control() || letter.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::plain_cause;

    #[test]
    fn the_cause_names_no_place_in_a_source() {
        let error = "winit EventLoopError: os error at registry/winit-0.30.13/src/linux/mod.rs:765: no display is set.";
        assert_eq!(plain_cause(error), "no display is set");
        assert_eq!(plain_cause("no OpenGL\nframe 1"), "no OpenGL");
    }
}
