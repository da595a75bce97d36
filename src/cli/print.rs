//! What is printed, and nothing else: data on standard output, remarks on standard error, neither of which can stop the
//! program.
//!
//! Names and labels are a file's. What a terminal would obey in them is written out: in remarks and reports always, in
//! data where it goes to a terminal. Pipes and files get data as it is.

use std::borrow::Cow;
use std::io::{self, ErrorKind, IsTerminal as _, Write as _};
use std::process::ExitCode;

use super::failure::Failure;
use crate::data::shortened;

/// A remark or an error is no longer than so many letters; a file's names may be.
const MOST_LETTERS: usize = 4000;

/// Prints data, and takes a closed pipe for the end and not for a fault.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let text = if out.is_terminal() { written_out(text) } else { Cow::Borrowed(text) };
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Data(format!("cannot print: {error}"))),
        _ => Ok(()),
    }
}

/// Says something in one line on standard error. Where nobody can hear it, the work goes on.
pub(super) fn say(text: &str) {
    let line = format!("saldo: {}\n", line(&shortened(text, MOST_LETTERS)));
    drop(io::stderr().lock().write_all(line.as_bytes()));
}

/// Help, the version or what is wrong with the arguments, as the reader of arguments has it; the exit status for it.
pub(super) fn answer(answer: &clap::Error) -> ExitCode {
    let plain = answer.render().to_string();
    let shown = written_out(&plain);
    let printed = if matches!(shown, Cow::Borrowed(_)) {
        // With colours where they are seen.
        answer.print()
    } else {
        io::stderr().lock().write_all(shown.as_bytes())
    };
    match printed {
        Err(error) if !answer.use_stderr() && error.kind() != ErrorKind::BrokenPipe => {
            Failure::Data(format!("cannot print: {error}")).report()
        }
        _ => ExitCode::from(u8::try_from(answer.exit_code()).unwrap_or(2)),
    }
}

/// A text as one line that does nothing to a terminal.
pub(super) fn line(text: &str) -> String {
    written_out(text).replace('\n', "\\u000a").replace('\t', " ")
}

/// A text in which what a terminal would obey is written as JSON writes it: `\u001b`. Line ends and tabs stay.
pub(super) fn written_out(text: &str) -> Cow<'_, str> {
    if !text.contains(is_obeyed) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if is_obeyed(letter) {
            shown.push_str(&format!("\\u{:04x}", u32::from(letter)));
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

/// Control characters, and those that turn the direction of what follows or end a line for some readers.
fn is_obeyed(letter: char) -> bool {
    let turns = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}');
    turns || (letter.is_control() && letter != '\n' && letter != '\t')
}

/// Without what would break a line: names in it are a file's.
pub(crate) fn in_one_line(text: &str) -> String {
    text.split(|letter: char| letter.is_control() || letter.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        assert_eq!(
            line("a\u{1b}]0;x\u{7}b\u{9b}31m\u{202e}c\r\n\td"),
            "a\\u001b]0;x\\u0007b\\u009b31m\\u202ec\\u000d\\u000a d"
        );
        assert!(matches!(written_out("Côte d’Ivoire\t日本\n"), Cow::Borrowed(_)));
        assert_eq!(written_out("\u{1b}[0m\n"), "\\u001b[0m\n");
    }
}
