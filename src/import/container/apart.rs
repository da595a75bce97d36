//! Workbooks read in a process of their own, which may hold only so much memory: their decoders are others' and make
//! room for whatever a file says. When such a process ends, the file is refused and all else goes on.
//!
//! The program starts itself with [`ARGUMENT`] and asks through a pipe, one message after the other: a length, that
//! many bytes of JSON, and behind some messages bytes as they are.

use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::bytes::{Bound, Ground, Trouble};
use super::excel::{Book, KIND, Sheet};
use super::zip;
use crate::import::Progress;
use crate::import::source::Cancelled;

/// With this argument the program is a reader of workbooks.
pub const ARGUMENT: &str = "--read-workbook";

/// The program that is started to read workbooks; without one they are read in this process.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// As [`read_workbooks_with`], with the program that runs.
pub fn read_workbooks_apart() {
    // What runs, also where its file was replaced meanwhile.
    let own = PathBuf::from("/proc/self/exe");
    let program = if own.exists() { Some(own) } else { std::env::current_exe().ok() };
    program.into_iter().for_each(read_workbooks_with);
}

/// From now on workbooks are read by processes of a program that answers to [`ARGUMENT`] with [`serve`].
pub fn read_workbooks_with(program: PathBuf) {
    let _ = PROGRAM.set(program);
}

/// A workbook that is open, here or in another process.
pub(crate) enum Workbook<'a> {
    Here(Book, Bound, &'a Progress),
    Apart(Box<Reader<'a>>),
}

/// What is asked.
#[derive(Debug, Serialize, Deserialize)]
enum Ask {
    /// To open a workbook: the bytes follow, or the path of a file.
    Open { is_old: bool, is_path: bool, length: u64, bound: u64, memory: u64 },
    /// For the first rows of a sheet.
    Rows { name: String, most: u32 },
}

/// What is answered.
#[derive(Debug, Serialize, Deserialize)]
enum Answer {
    Sheets(Vec<Sheet>),
    /// How many rows the sheet says it has; so many bytes of CSV follow.
    Rows {
        rows: u64,
        length: u64,
    },
    Wrong(Trouble),
}

impl<'a> Workbook<'a> {
    /// Opens a workbook, an old one or a new one, and says which sheets it has.
    pub(crate) fn open(
        ground: &Ground,
        is_old: bool,
        bound: Bound,
        progress: &'a Progress,
    ) -> io::Result<(Self, Vec<Sheet>)> {
        // Where no process can be had, the workbook is read here.
        if let Some(mut reader) = PROGRAM.get().and_then(|program| Reader::start(program, progress).ok()) {
            let sheets = reader.open(ground, is_old, bound)?;
            return Ok((Self::Apart(Box::new(reader)), sheets));
        }
        let book = open_here(ground, is_old, bound, progress)?;
        let sheets = book.sheets();
        Ok((Self::Here(book, bound, progress), sheets))
    }

    /// The first `most` rows of a sheet as CSV, and how many rows it says it has.
    pub(crate) fn csv(&mut self, name: &str, most: u32) -> io::Result<(Vec<u8>, u64)> {
        match self {
            Self::Here(book, bound, progress) => book.csv(name, *bound, most, progress),
            Self::Apart(reader) => reader.csv(name, most),
        }
    }
}

fn open_here(ground: &Ground, is_old: bool, bound: Bound, progress: &Progress) -> io::Result<Book> {
    if is_old {
        Book::old(ground, progress)
    } else {
        Book::new(ground, &zip::members(ground)?.members, bound, progress)
    }
}

/// Another process that reads a workbook.
pub(crate) struct Reader<'a> {
    child: Child,
    to: ChildStdin,
    from: BufReader<Patient<'a>>,
    memory: u64,
    progress: &'a Progress,
}

impl<'a> Reader<'a> {
    fn start(program: &Path, progress: &'a Progress) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.arg(ARGUMENT).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(to), Some(from)) => {
                let from = BufReader::with_capacity(1 << 16, Patient { from, progress });
                Ok(Self { child, to, from, memory: progress.memory().left(), progress })
            }
            _ => Err(io::Error::other("no pipe")),
        }
    }

    fn open(&mut self, ground: &Ground, is_old: bool, bound: Bound) -> io::Result<Vec<Sheet>> {
        let (path, bytes) = match ground {
            Ground::File(path) => (true, Bytes::from(std::path::absolute(path)?.into_os_string().into_encoded_bytes())),
            Ground::Memory(bytes) => (false, bytes.clone()),
        };
        let (length, memory) = (bytes.len() as u64, self.memory);
        let ask = Ask::Open { is_old, is_path: path, length, bound: bound.0, memory };
        match self.ask(&ask, &bytes)? {
            Answer::Sheets(sheets) => Ok(sheets),
            _ => Err(self.ended()),
        }
    }

    fn csv(&mut self, name: &str, most: u32) -> io::Result<(Vec<u8>, u64)> {
        const CHUNK: usize = 1 << 20;
        let Answer::Rows { rows, length } = self.ask(&Ask::Rows { name: name.to_owned(), most }, &[])? else {
            return Err(self.ended());
        };
        let (mut text, mut held) = (Vec::new(), self.progress.memory().hold());
        held.room(&mut text, usize::try_from(length).unwrap_or(usize::MAX))?;
        while (text.len() as u64) < length {
            let wanted = (length - text.len() as u64).min(CHUNK as u64);
            match self.from.by_ref().take(wanted).read_to_end(&mut text) {
                Ok(1..) => {}
                Ok(0) => return Err(self.ended()),
                Err(error) => return Err(error),
            }
        }
        held.keep();
        Ok((text, rows))
    }

    fn ask(&mut self, ask: &Ask, bytes: &[u8]) -> io::Result<Answer> {
        let sent = send(&mut self.to, ask, bytes);
        match sent.and_then(|()| receive(&mut self.from)) {
            Ok(Some(Answer::Wrong(trouble))) => Err(io::Error::other(trouble)),
            Ok(Some(answer)) => Ok(answer),
            Err(error) if error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Cancelled>) => {
                Err(error)
            }
            Ok(None) | Err(_) => Err(self.ended()),
        }
    }

    /// Why the process ended before it answered.
    fn ended(&mut self) -> io::Error {
        let _ = self.child.kill();
        let status = self.child.wait();
        let mut said = Vec::new();
        if let Some(errors) = self.child.stderr.take() {
            let _ = errors.take(1 << 12).read_to_end(&mut said);
        }
        let said = String::from_utf8_lossy(&said);
        let was_killed = status.is_ok_and(|status| status.code().is_none());
        if said.contains("memory allocation") || (was_killed && said.is_empty()) {
            return io::Error::other(Trouble::TooMuch(self.memory));
        }
        Trouble::damaged(KIND, "its decoder gave up")
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The answers, waited for until the job is cancelled.
struct Patient<'a> {
    from: ChildStdout,
    progress: &'a Progress,
}

impl Read for Patient<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !is_ready(&self.from)? {
            if self.progress.is_cancelled() {
                return Err(io::Error::other(Cancelled));
            }
        }
        self.from.read(out)
    }
}

/// Whether something can be read; waits for it a moment.
#[cfg(unix)]
fn is_ready(from: &ChildStdout) -> io::Result<bool> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let moment = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };
    match poll(&mut [PollFd::new(from, PollFlags::IN)], Some(&moment)) {
        Ok(ready) => Ok(ready > 0),
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(unix))]
fn is_ready(_: &ChildStdout) -> io::Result<bool> {
    Ok(true)
}

fn send(to: &mut impl Write, message: &impl Serialize, bytes: &[u8]) -> io::Result<()> {
    let text = serde_json::to_vec(message)?;
    to.write_all(&(text.len() as u64).to_le_bytes())?;
    to.write_all(&text)?;
    to.write_all(bytes)?;
    to.flush()
}

/// The next message; none at the end.
fn receive<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<T>> {
    let mut length = [0; 8];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let mut text = Vec::new();
    from.take(u64::from_le_bytes(length)).read_to_end(&mut text)?;
    Ok(Some(serde_json::from_slice(&text)?))
}

/// Reads workbooks for the process that started this one, until it asks no more.
pub fn serve() {
    let (mut from, mut to) = (io::stdin().lock(), io::stdout().lock());
    let progress = Progress::new();
    let mut open: Option<(Book, Bound)> = None;
    while let Ok(Some(ask)) = receive::<Ask>(&mut from) {
        let answer = match ask {
            Ask::Open { is_old, is_path, length, bound, memory } => {
                limit(memory);
                progress.memory().begin(Some(memory), false);
                ground(&mut from, is_path, length, &progress).and_then(|ground| {
                    let book = open_here(&ground, is_old, Bound(bound), &progress)?;
                    let sheets = book.sheets();
                    open = Some((book, Bound(bound)));
                    Ok((Answer::Sheets(sheets), Vec::new()))
                })
            }
            Ask::Rows { name, most } => match &mut open {
                Some((book, bound)) => book.csv(&name, *bound, most, &progress).map(|(text, rows)| {
                    progress.memory().give_back(text.capacity() as u64);
                    (Answer::Rows { rows, length: text.len() as u64 }, text)
                }),
                None => Err(Trouble::damaged(KIND, "it is not open")),
            },
        };
        let (answer, text) = answer.unwrap_or_else(|error| (Answer::Wrong(Trouble::of(&error, KIND)), Vec::new()));
        if send(&mut to, &answer, &text).is_err() {
            return;
        }
    }
}

fn ground(from: &mut impl Read, is_path: bool, length: u64, progress: &Progress) -> io::Result<Ground> {
    progress.memory().take(length)?;
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    from.take(length).read_to_end(&mut bytes)?;
    Ok(if is_path { Ground::File(path(bytes)) } else { Ground::Memory(bytes.into()) })
}

#[cfg(unix)]
fn path(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn path(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// Lets this process have no more memory than so many bytes and what it needs to run.
#[cfg(unix)]
fn limit(memory: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    const OWN: u64 = 64 << 20;
    let maximum = getrlimit(Resource::Data).maximum;
    let wanted = memory.saturating_add(OWN);
    let current = Some(maximum.map_or(wanted, |most| most.min(wanted)));
    // Where it cannot be set, the process that asked still outlives this one.
    let _ = setrlimit(Resource::Data, Rlimit { current, maximum });
}

#[cfg(not(unix))]
fn limit(_: u64) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_as_they_were_sent() {
        let mut pipe = Vec::new();
        send(&mut pipe, &Ask::Rows { name: "a\nb".to_owned(), most: 7 }, b"xyz").expect("sent");
        send(&mut pipe, &Answer::Wrong(Trouble::TooMuch(5)), &[]).expect("sent");
        let mut from = pipe.as_slice();
        let Ok(Some(Ask::Rows { name, most: 7 })) = receive(&mut from) else { panic!("no rows") };
        assert_eq!(name, "a\nb");
        let mut bytes = [0; 3];
        from.read_exact(&mut bytes).expect("bytes");
        assert_eq!(&bytes, b"xyz");
        assert!(matches!(receive(&mut from), Ok(Some(Answer::Wrong(Trouble::TooMuch(5))))));
        assert!(matches!(receive::<Ask>(&mut from), Ok(None)));
    }
}
