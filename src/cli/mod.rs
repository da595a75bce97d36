//! The same engine without a window: library, inspect, query, render.
//!
//! Exit status: 0 done; 1 the data could not be used, with one line on stderr; 2 wrong usage.

mod account;
mod failure;
mod filling;
mod inspect;
mod print;
mod query;
mod reading;
mod render;
mod view;

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::import::{self, Source};
use failure::Failure;
use print::{in_one_line, print};
use reading::memory;

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
