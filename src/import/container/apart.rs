//! Workbooks read in a process of their own, which may hold only so much memory: their decoders are others' and make
//! room for whatever a file says. When such a process ends, the file is refused and all else goes on.
//!
//! The program starts itself with [`ARGUMENT`] and asks through a pipe, one message after the other: a length, that
//! many bytes of JSON, and behind some messages bytes as they are. The process says first that it is there and of
//! which version, then from time to time how far it is. It ends with the pipe through which it is asked, in the middle
//! of its work too: it never outlives who asks.

use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::bytes::{ByteSource, ContainerError, SizeLimit};
use super::excel::{Book, KIND, Sheet};
use super::zip;
use crate::disk;
use crate::import::Progress;
use crate::import::memory::Text;
use crate::import::source::Cancelled;

/// With this argument the program is a reader of workbooks.
pub const ARGUMENT: &str = "--read-workbook";

/// What both sides must be to understand each other: another version is started where the program's file was replaced.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "-1");
/// The most bytes of one message in JSON.
const MESSAGE: u64 = 64 << 20;
/// How often the process says how far it is.
const MOMENT: Duration = Duration::from_millis(100);

/// The program that is started to read workbooks; without one they are read in this process.
static PROGRAM: RwLock<Option<PathBuf>> = RwLock::new(None);

/// As [`read_workbooks_with`], with the program that runs.
pub fn read_workbooks_apart() {
    // What runs, also where its file was replaced meanwhile.
    let own = PathBuf::from("/proc/self/exe");
    let program = if own.exists() { Some(own) } else { std::env::current_exe().ok() };
    program.into_iter().for_each(read_workbooks_with);
}

/// From now on workbooks are read by processes of a program that answers to [`ARGUMENT`] with [`serve`].
pub fn read_workbooks_with(program: PathBuf) {
    *PROGRAM.write().unwrap_or_else(PoisonError::into_inner) = Some(program);
}

/// From now on workbooks are read in this process, as they are where nobody says otherwise.
pub fn read_workbooks_here() {
    *PROGRAM.write().unwrap_or_else(PoisonError::into_inner) = None;
}

/// A workbook that is open, here or in another process.
pub(crate) enum Workbook<'a> {
    Here(Book<'a>, SizeLimit, &'a Progress),
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
    /// It is there, and of which version.
    Ready(String),
    /// How far it is.
    Done {
        done: u64,
        total: u64,
    },
    Sheets(Vec<Sheet>),
    /// How many rows the sheet says it has; so many bytes of CSV follow.
    Rows {
        rows: u64,
        length: u64,
    },
    Wrong(ContainerError),
}

impl<'a> Workbook<'a> {
    /// Opens a workbook, an old one or a new one, and says which sheets it has.
    pub(crate) fn open(
        ground: &ByteSource,
        is_old: bool,
        bound: SizeLimit,
        progress: &'a Progress,
    ) -> io::Result<(Self, Vec<Sheet>)> {
        let program = PROGRAM.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(program) = program {
            let mut reader = Reader::start(&program, progress)?;
            let sheets = reader.open(ground, is_old, bound)?;
            return Ok((Self::Apart(Box::new(reader)), sheets));
        }
        let book = open_here(ground, is_old, bound, progress)?;
        let sheets = book.sheets();
        Ok((Self::Here(book, bound, progress), sheets))
    }

    /// The first `most` rows of a sheet as CSV, and how many rows it says it has.
    pub(crate) fn csv(&mut self, name: &str, most: u32) -> io::Result<(Text, u64)> {
        match self {
            Self::Here(book, bound, progress) => book.csv(name, *bound, most, progress),
            Self::Apart(reader) => reader.csv(name, most),
        }
    }
}

fn open_here<'a>(ground: &ByteSource, is_old: bool, bound: SizeLimit, progress: &'a Progress) -> io::Result<Book<'a>> {
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
    progress: &'a Progress,
}

impl<'a> Reader<'a> {
    fn start(program: &Path, progress: &'a Progress) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.arg(ARGUMENT).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| not_started(&error))?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(not_started(&"it has no pipe"));
        };
        let from = BufReader::with_capacity(1 << 16, Patient { from, progress });
        let mut reader = Self { child, to, from, progress };
        match receive(&mut reader.from) {
            Ok(Some(Answer::Ready(version))) if version == VERSION => Ok(reader),
            Ok(Some(Answer::Wrong(trouble))) => Err(io::Error::other(trouble)),
            Err(error) if is_cancelled(&error) => Err(error),
            Ok(Some(_)) => Err(not_started(&"it is of another version: end the program and start it again")),
            Ok(None) | Err(_) => Err(not_started(&reader.last_words().unwrap_or_else(|| "it ended".to_owned()))),
        }
    }

    fn open(&mut self, ground: &ByteSource, is_old: bool, bound: SizeLimit) -> io::Result<Vec<Sheet>> {
        let (path, bytes) = match ground {
            ByteSource::File(path) => {
                (true, Bytes::from(std::path::absolute(path)?.into_os_string().into_encoded_bytes()))
            }
            ByteSource::Memory(bytes) => (false, bytes.clone()),
        };
        let (length, memory) = (bytes.len() as u64, self.progress.memory().left());
        let ask = Ask::Open { is_old, is_path: path, length, bound: bound.0, memory };
        match self.ask(&ask, &bytes)? {
            Answer::Sheets(sheets) => Ok(sheets),
            _ => Err(self.ended()),
        }
    }

    fn csv(&mut self, name: &str, most: u32) -> io::Result<(Text, u64)> {
        const CHUNK: usize = 1 << 20;
        let Answer::Rows { rows, length } = self.ask(&Ask::Rows { name: name.to_owned(), most }, &[])? else {
            return Err(self.ended());
        };
        let mut text = Text::within(self.progress.memory());
        let room = text.room(usize::try_from(length).unwrap_or(usize::MAX))?;
        while (room.len() as u64) < length {
            let wanted = (length - room.len() as u64).min(CHUNK as u64);
            match self.from.by_ref().take(wanted).read_to_end(room) {
                Ok(1..) => {}
                Ok(0) => return Err(self.ended()),
                Err(error) => return Err(error),
            }
        }
        Ok((text, rows))
    }

    fn ask(&mut self, ask: &Ask, bytes: &[u8]) -> io::Result<Answer> {
        let sent = send(&mut self.to, ask, bytes);
        match sent.and_then(|()| self.answer()) {
            // What is left for the process is less than what a person allowed.
            Ok(Some(Answer::Wrong(ContainerError::TooMuch(_)))) => Err(self.too_much()),
            Ok(Some(Answer::Wrong(trouble))) => Err(io::Error::other(trouble)),
            Ok(Some(answer)) => Ok(answer),
            Err(error) if is_cancelled(&error) => Err(error),
            Ok(None) | Err(_) => Err(self.ended()),
        }
    }

    /// The next answer that is more than how far it is.
    fn answer(&mut self) -> io::Result<Option<Answer>> {
        loop {
            match receive(&mut self.from)? {
                Some(Answer::Done { done, total }) => self.progress.set(done, total),
                answer => return Ok(answer),
            }
        }
    }

    fn too_much(&self) -> io::Error {
        io::Error::other(ContainerError::TooMuch(self.progress.memory().most()))
    }

    /// Why the process ended before it answered.
    fn ended(&mut self) -> io::Error {
        let said = self.last_words();
        let was_killed = self.child.wait().is_ok_and(|status| status.code().is_none());
        match said {
            Some(said) if said.contains("memory allocation") => self.too_much(),
            None if was_killed => self.too_much(),
            _ => ContainerError::damaged(KIND, "its decoder gave up"),
        }
    }

    /// What the process said last, if anything.
    fn last_words(&mut self) -> Option<String> {
        // A process that has ended stays as it ended.
        let _ = self.child.kill();
        let mut said = Vec::new();
        let _ = self.child.stderr.take()?.take(1 << 12).read_to_end(&mut said);
        let said = String::from_utf8_lossy(&said).trim().to_owned();
        (!said.is_empty()).then_some(said)
    }
}

fn is_cancelled(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Cancelled>)
}

/// Without the process no workbook is read: its decoder is not let near what else is open.
fn not_started(why: &dyn std::fmt::Display) -> io::Error {
    io::Error::other(ContainerError::Unread {
        kind: format!("the {KIND}"),
        why: format!(
            "is read by a process of its own, which could not be started ({why}). End other programs and open it \
             again, or save its table as CSV (UTF-8) and open that"
        ),
    })
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
    let length = u64::from_le_bytes(length);
    if length > MESSAGE {
        return Err(io::Error::other("a message that is none"));
    }
    let mut text = Vec::new();
    from.take(length).read_to_end(&mut text)?;
    Ok(Some(serde_json::from_slice(&text)?))
}

/// Reads workbooks for the process that started this one, until it asks no more.
pub fn serve() {
    let (progress, out) = (Arc::new(Progress::new()), Arc::new(Mutex::new(io::stdout())));
    let (sender, asks) = channel();
    // One thread listens and one tells; this one works. They need next to nothing of the memory.
    let threads = rayon::ThreadPoolBuilder::new().num_threads(2).stack_size(1 << 18).build();
    let threads = match threads {
        Ok(threads) => threads,
        Err(error) => {
            let Some(trouble) =
                not_started(&error).into_inner().and_then(|inner| inner.downcast::<ContainerError>().ok())
            else {
                return;
            };
            let _ = tell(&out, &Answer::Wrong(*trouble), &[]);
            return;
        }
    };
    if tell(&out, &Answer::Ready(VERSION.to_owned()), &[]).is_err() {
        return;
    }
    let (own, told) = (Arc::clone(&progress), Arc::clone(&out));
    threads.spawn(move || listen(&own, &sender));
    let own = Arc::clone(&progress);
    threads.spawn(move || {
        while tell(&told, &Answer::Done { done: own.done(), total: own.total() }, &[]).is_ok() {
            std::thread::sleep(MOMENT);
        }
    });
    work(&progress, &asks, &out);
}

/// An ask, and the workbook where it is to open one.
type Asked = (Ask, io::Result<Option<ByteSource>>);

/// Passes on what is asked. At the end of the pipe nobody waits for an answer any more, whatever is being done.
fn listen(progress: &Progress, asks: &Sender<Asked>) {
    let mut from = io::stdin().lock();
    while let Ok(Some(ask)) = receive::<Ask>(&mut from) {
        let ground = match &ask {
            Ask::Open { is_path, length, memory, .. } => {
                limit(*memory);
                progress.memory().begin(Some(*memory), false);
                ground(&mut from, *is_path, *length, progress).map(Some)
            }
            Ask::Rows { .. } => Ok(None),
        };
        if asks.send((ask, ground)).is_err() {
            break;
        }
    }
    end();
}

#[expect(clippy::exit, reason = "a decoder that is at work asks nobody whether it should go on")]
fn end() {
    std::process::exit(0);
}

/// Does what is asked.
fn work(progress: &Progress, asks: &Receiver<Asked>, out: &Mutex<io::Stdout>) {
    let mut open: Option<(Book<'_>, SizeLimit)> = None;
    while let Ok((ask, ground)) = asks.recv() {
        let answer = match ask {
            Ask::Open { is_old, bound, .. } => ground.and_then(|ground| {
                let ground = ground.ok_or_else(|| ContainerError::damaged(KIND, "it is not there"))?;
                let book = open_here(&ground, is_old, SizeLimit(bound), progress)?;
                let sheets = book.sheets();
                open = Some((book, SizeLimit(bound)));
                Ok((Answer::Sheets(sheets), Text::default()))
            }),
            Ask::Rows { name, most } => match &mut open {
                Some((book, bound)) => {
                    let rows = book.csv(&name, *bound, most, progress);
                    rows.map(|(text, rows)| (Answer::Rows { rows, length: text.len() as u64 }, text))
                }
                None => Err(ContainerError::damaged(KIND, "it is not open")),
            },
        };
        let (answer, text) =
            answer.unwrap_or_else(|error| (Answer::Wrong(ContainerError::of(&error, KIND)), Text::default()));
        if tell(out, &answer, &text).is_err() {
            return;
        }
    }
}

/// Sends an answer whole, whoever else has something to say.
fn tell(out: &Mutex<io::Stdout>, answer: &Answer, bytes: &[u8]) -> io::Result<()> {
    send(&mut *out.lock().unwrap_or_else(PoisonError::into_inner), answer, bytes)
}

fn ground(from: &mut impl Read, is_path: bool, length: u64, progress: &Progress) -> io::Result<ByteSource> {
    let mut bytes = Text::within(progress.memory());
    let room = bytes.room(usize::try_from(length).unwrap_or(usize::MAX))?;
    from.take(length).read_to_end(room)?;
    Ok(if is_path { ByteSource::File(disk::of_bytes(bytes.to_vec())) } else { ByteSource::Memory(bytes.into()) })
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
        send(&mut pipe, &Answer::Wrong(ContainerError::TooMuch(5)), &[]).expect("sent");
        let mut from = pipe.as_slice();
        let Ok(Some(Ask::Rows { name, most: 7 })) = receive(&mut from) else { panic!("no rows") };
        assert_eq!(name, "a\nb");
        let mut bytes = [0; 3];
        from.read_exact(&mut bytes).expect("bytes");
        assert_eq!(&bytes, b"xyz");
        assert!(matches!(receive(&mut from), Ok(Some(Answer::Wrong(ContainerError::TooMuch(5))))));
        assert!(matches!(receive::<Ask>(&mut from), Ok(None)));
    }
}
