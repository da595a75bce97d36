//! Failures of a task: what went wrong, whose fault it is, and with which exit status it ends.

use std::process::ExitCode;

use super::print::say;

/// What went wrong, and whose fault it is.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The data could not be used: exit status 1.
    Data(String),
    /// The command was wrong: exit status 2.
    Usage(String),
}

impl Failure {
    pub(crate) fn report(self) -> ExitCode {
        let (message, status) = match self {
            Self::Data(message) => (message, 1),
            Self::Usage(message) => (message, 2),
        };
        say(&message.replace('\n', " "));
        ExitCode::from(status)
    }
}
