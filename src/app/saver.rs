//! Keeping the work: settings and what is shown are on the disk within a second of each change, written in the
//! background, so that neither a signal nor the end of the display nor an abort loses more.
//!
//! Each window has a file of its own for what it shows. Where it ends as it should, that becomes `last.saldo.json`;
//! where it does not, the file stays, and the next window offers it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::jobs::Wake;
use super::settings::{Edit, Settings};
use crate::data::Event;
use crate::disk::{self, Hold, Rights};
use crate::import;
use crate::session::{Document, SessionFile};

/// How long what is shown may be newer than what is on the disk.
const DELAY: Duration = Duration::from_millis(700);
/// So many files of earlier work are kept.
const MOST_EARLIER: usize = 20;
/// A session is no longer than this.
const MOST_BYTES: u64 = 64 << 20;
/// The ending of work, and of what says that its window is there.
const WORK: &str = ".saldo.json";
const HELD: &str = ".lock";
/// How the names of earlier work begin, which is not offered.
const EARLIER: &str = "earlier-";

/// What a window that did not end as it should has left.
#[derive(Debug, Clone)]
pub struct LeftOver {
    /// The data that was open.
    pub source: String,
    /// How many events were the user's own.
    pub own_events: usize,
    path: PathBuf,
    /// While this window offers it no other one does.
    _hold: Arc<Hold>,
}

/// Writes settings and work in the background. Clones are one saver.
#[derive(Clone)]
pub struct Saver {
    shared: Arc<Shared>,
}

struct Shared {
    places: Option<Places>,
    pending: Mutex<Pending>,
    changed: Condvar,
    /// Who writes; what is pending is taken while it is held, so that nothing old is written over what is new.
    writing: Mutex<Written>,
    wake: Wake,
}

/// Where things are kept.
struct Places {
    settings: Option<PathBuf>,
    last: PathBuf,
    /// The folder of the work of all windows.
    works: PathBuf,
    /// The name of this window's.
    name: String,
}

#[derive(Default)]
struct Pending {
    edits: Vec<Edit>,
    work: Option<Document>,
    remark: Option<String>,
    is_told: bool,
    has_thread: bool,
    is_over: bool,
}

#[derive(Default)]
struct Written {
    /// What this window's file holds.
    work: Option<SessionFile>,
    hold: Option<Hold>,
}

impl Saver {
    /// Keeps settings at a path, and work beside them; nothing where there is none.
    #[must_use]
    pub fn new(settings: Option<&Path>, are_writable: bool, wake: Wake) -> Self {
        let places = settings.map(|path| {
            let start = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
            Places {
                settings: are_writable.then(|| path.to_owned()),
                last: path.with_file_name("last.saldo.json"),
                works: path.with_file_name("work"),
                name: format!("{start:020}-{}", std::process::id()),
            }
        });
        let shared =
            Shared { places, pending: Mutex::default(), changed: Condvar::new(), writing: Mutex::default(), wake };
        let saver = Self { shared: Arc::new(shared) };
        if let Some(places) = &saver.shared.places {
            places.settings.iter().filter_map(|path| path.parent()).for_each(disk::sweep);
            disk::sweep(&places.works);
            saver.lock().has_thread = saver.start();
        }
        saver
    }

    /// Where what was shown is kept when the window closes.
    #[must_use]
    pub fn last_work(&self) -> Option<PathBuf> {
        self.shared.places.as_ref().map(|places| places.last.clone())
    }

    /// A change of the settings.
    pub fn edit(&self, edit: Edit) {
        if self.shared.places.is_some() {
            self.lock().edits.push(edit);
            self.go_on();
        }
    }

    /// What is shown by now.
    pub fn show(&self, document: Document) {
        if self.shared.places.is_some() {
            self.lock().work = Some(document);
            self.go_on();
        }
    }

    /// Writes what is pending, at once.
    pub fn flush(&self) {
        self.shared.write();
    }

    /// The end as it should be: what was shown is kept as the last work, and nothing is left over.
    pub fn finish(&self) {
        self.shared.finish();
    }

    /// Something that the user should know, once.
    #[must_use]
    pub fn take_remark(&self) -> Option<String> {
        self.lock().remark.take()
    }

    /// The newest work of a window that is gone and did not end as it should.
    #[must_use]
    pub fn left_over(&self) -> Option<LeftOver> {
        let places = self.shared.places.as_ref()?;
        let mut works = files(&places.works, |name| name.ends_with(WORK) && !name.starts_with(EARLIER));
        works.sort();
        // Whoever never answers is asked about the newest; the oldest go.
        for old in works.drain(..works.len().saturating_sub(MOST_EARLIER)) {
            if let Some(_hold) = disk::hold(&held(&old), Duration::ZERO) {
                drop(disk::remove(&old));
                drop(disk::remove(&held(&old)));
            }
        }
        let left = |path: PathBuf| {
            let hold = disk::hold(&held(&path), Duration::ZERO)?;
            let file = SessionFile::load(&path).ok()?;
            let own_events = own_events(&file.events).count();
            Some(LeftOver { source: file.source, own_events, path, _hold: Arc::new(hold) })
        };
        works.into_iter().rev().find_map(left)
    }

    /// Puts what was left over in the place of the last work.
    ///
    /// # Errors
    /// In words, when it cannot be; then it stays where it was.
    pub fn adopt(&self, left: &LeftOver) -> Result<(), String> {
        let Some(places) = &self.shared.places else { return Ok(()) };
        let file = SessionFile::load(&left.path).map_err(|error| error.to_string())?;
        places.keep_last(&file)?;
        // What is there twice is offered once more at worst.
        drop(disk::remove(&left.path));
        drop(disk::remove(&held(&left.path)));
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Pending> {
        self.shared.lock()
    }

    fn go_on(&self) {
        let has_thread = self.lock().has_thread;
        self.shared.changed.notify_all();
        if !has_thread {
            self.shared.write();
        }
    }

    fn start(&self) -> bool {
        let shared = Arc::clone(&self.shared);
        let thread = std::thread::Builder::new().name("saldo saver".to_owned());
        thread
            .spawn(move || {
                while shared.wait() {
                    shared.write();
                }
            })
            .is_ok()
    }

    /// Ends the thread, after what is pending is written.
    pub fn stop(&self) {
        self.lock().is_over = true;
        self.shared.changed.notify_all();
        self.shared.write();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until something is to be written, and for what follows at once; false at the end.
    fn wait(&self) -> bool {
        let nothing = |pending: &mut Pending| !pending.is_over && pending.edits.is_empty() && pending.work.is_none();
        let pending = self.changed.wait_while(self.lock(), nothing).unwrap_or_else(PoisonError::into_inner);
        let more = |pending: &mut Pending| !pending.is_over && pending.edits.is_empty();
        let waited = self.changed.wait_timeout_while(pending, DELAY, more);
        !waited.unwrap_or_else(PoisonError::into_inner).0.is_over
    }

    fn write(&self) {
        let mut written = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        self.write_pending(&mut written);
    }

    fn write_pending(&self, written: &mut Written) {
        let Some(places) = &self.places else { return };
        let (edits, work) = {
            let mut pending = self.lock();
            (std::mem::take(&mut pending.edits), pending.work.take())
        };
        if let Some(path) = places.settings.as_ref().filter(|_| !edits.is_empty()) {
            match Settings::update(path, &edits) {
                Ok(None) => {}
                Ok(Some(remark)) => self.tell(remark, true),
                Err(error) => self.tell(format!("Settings are not kept: {}: {error}", disk::text(path)), false),
            }
        }
        let Some(work) = work.map(|document| SessionFile::of(&document)) else { return };
        if let Err(error) = places.put(&work, written) {
            self.tell(format!("What is shown is not kept for the next start: {error}"), false);
        }
        written.work = Some(work);
    }

    /// Tells the user something; what fails again and again is told once.
    fn tell(&self, remark: String, anew: bool) {
        let mut pending = self.lock();
        if anew || !pending.is_told {
            pending.is_told |= !anew;
            pending.remark = Some(remark);
            drop(pending);
            (self.wake)();
        }
    }

    fn finish(&self) {
        let mut written = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        self.write_pending(&mut written);
        let (Some(places), Some(work)) = (&self.places, written.work.take()) else { return };
        match places.keep_last(&work) {
            Ok(()) => {
                let path = places.work();
                drop(disk::remove(&path));
                drop(disk::remove(&held(&path)));
                written.hold = None;
            }
            // It is offered at the next start.
            Err(error) => tracing::warn!("what was shown is left in {}: {error}", disk::text(&places.works)),
        }
    }
}

impl Places {
    /// The file of this window's work.
    fn work(&self) -> PathBuf {
        self.works.join(format!("{}{WORK}", self.name))
    }

    /// Writes this window's work.
    fn put(&self, work: &SessionFile, written: &mut Written) -> Result<(), String> {
        disk::own_folder(&self.works).map_err(|error| error.to_string())?;
        if written.hold.is_none() {
            written.hold = disk::hold(&held(&self.work()), Duration::ZERO);
        }
        work.save(&self.work(), Rights::Owner).map_err(|error| error.to_string())
    }

    /// Writes the last work; the one before is kept where it has events of the user's that this one has not.
    fn keep_last(&self, work: &SessionFile) -> Result<(), String> {
        if let Ok(Some(before)) = SessionFile::load_if_one(&self.last) {
            let is_lost = |event: &Event| !work.events.iter().any(|other| is_same(event, other));
            if own_events(&before.events).any(is_lost) {
                self.keep_earlier(&before)?;
            }
        } else if let Ok(bytes) = disk::read(&self.last, MOST_BYTES) {
            // It cannot be read as a session; a person may.
            self.set_aside(&bytes).map_err(|error| error.to_string())?;
        }
        if let Some(folder) = self.last.parent() {
            disk::own_folder(folder).map_err(|error| error.to_string())?;
        }
        work.save(&self.last, Rights::Owner).map_err(|error| error.to_string())
    }

    fn keep_earlier(&self, work: &SessionFile) -> Result<(), String> {
        disk::own_folder(&self.works).map_err(|error| error.to_string())?;
        work.save(&self.earlier(), Rights::Owner).map_err(|error| error.to_string())?;
        self.forget_oldest();
        Ok(())
    }

    fn set_aside(&self, bytes: &[u8]) -> std::io::Result<()> {
        disk::own_folder(&self.works)?;
        disk::save(&self.earlier(), Rights::Owner, bytes)?;
        self.forget_oldest();
        Ok(())
    }

    /// A new name for earlier work: the time, so that the oldest comes first.
    fn earlier(&self) -> PathBuf {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        self.works.join(format!("{EARLIER}{now:020}{WORK}"))
    }

    fn forget_oldest(&self) {
        let mut earlier = files(&self.works, |name| name.starts_with(EARLIER));
        earlier.sort();
        let too_many = earlier.len().saturating_sub(MOST_EARLIER);
        earlier.iter().take(too_many).for_each(|path| drop(disk::remove(path)));
    }
}

/// The file that a window holds while it is there.
fn held(work: &Path) -> PathBuf {
    let name = work.file_name().unwrap_or_default().to_string_lossy().into_owned();
    work.with_file_name(name.trim_end_matches(WORK).to_owned() + HELD)
}

fn files(folder: &Path, is_one: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_name().to_str().is_some_and(&is_one)).map(|entry| entry.path()).collect()
}

/// Events that are not the library's.
fn own_events(events: &[Event]) -> impl Iterator<Item = &Event> {
    let library = import::library::events();
    events.iter().filter(move |event| !library.iter().any(|known| is_same(event, known)))
}

fn is_same(one: &Event, other: &Event) -> bool {
    Event { id: 0, ..one.clone() } == Event { id: 0, ..other.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Case {
        folder: tempfile::TempDir,
    }

    impl Case {
        fn new() -> Self {
            Self { folder: tempfile::tempdir().expect("a folder") }
        }

        fn window(&self) -> Saver {
            Saver::new(Some(&self.folder.path().join("settings.json")), true, Arc::new(|| {}))
        }

        fn last(&self) -> Option<SessionFile> {
            SessionFile::load(&self.folder.path().join("last.saldo.json")).ok()
        }
    }

    /// A document with an event of the user's.
    fn document(title: &str) -> Document {
        let mut document = Document::open(Arc::default(), "library:x".to_owned(), Arc::default());
        let event = serde_json::from_str(&format!(r#"{{"date":"2025-04-02","title":"{title}"}}"#)).expect("an event");
        document.events = Arc::new(vec![event]);
        document
    }

    fn titles(file: &SessionFile) -> Vec<&str> {
        file.events.iter().map(|event| event.title.as_str()).collect()
    }

    #[test]
    fn work_is_on_the_disk_soon_and_offered_where_a_window_ends_without_goodbye() {
        let case = Case::new();
        let window = case.window();
        assert!(window.left_over().is_none());
        window.show(document("mine"));
        let start = std::time::Instant::now();
        let works = case.folder.path().join("work");
        while files(&works, |name| name.ends_with(WORK)).is_empty() {
            assert!(start.elapsed() < Duration::from_secs(30), "it is not written");
            std::thread::sleep(Duration::from_millis(5));
        }
        let other = case.window();
        assert!(other.left_over().is_none(), "the window is still there");
        // As the system lets go of what a killed program held.
        window.shared.writing.lock().expect("no fault").hold = None;
        let left = other.left_over().expect("left over");
        assert_eq!((left.source.as_str(), left.own_events), ("library:x", 1));
        assert!(case.window().left_over().is_none(), "it is offered once");
        other.adopt(&left).expect("adopted");
        drop(left);
        assert_eq!(titles(&case.last().expect("kept")), ["mine"]);
        assert!(case.window().left_over().is_none());
    }

    #[test]
    fn a_window_that_ends_as_it_should_leaves_its_work_as_the_last_and_nothing_else() {
        let case = Case::new();
        let window = case.window();
        window.edit(Edit::NoCache(true));
        window.show(document("first"));
        window.finish();
        assert_eq!(titles(&case.last().expect("kept")), ["first"]);
        assert!(Settings::load(Some(&case.folder.path().join("settings.json"))).settings.no_cache);
        assert!(files(&case.folder.path().join("work"), |_| true).is_empty());
        case.window().finish();
        assert_eq!(titles(&case.last().expect("kept")), ["first"], "who changed nothing keeps nothing");
    }

    #[test]
    fn own_events_of_earlier_work_are_never_overwritten() {
        let case = Case::new();
        for title in ["first", "second", "third"] {
            let window = case.window();
            window.show(document(title));
            window.finish();
        }
        let mut earlier = files(&case.folder.path().join("work"), |name| name.starts_with(EARLIER));
        earlier.sort();
        let kept: Vec<SessionFile> = earlier.iter().map(|path| SessionFile::load(path).expect("a session")).collect();
        assert_eq!(kept.iter().flat_map(titles).collect::<Vec<_>>(), ["first", "second"]);
        assert!(case.window().left_over().is_none(), "earlier work is not offered");
        std::fs::write(case.folder.path().join("last.saldo.json"), "{ damaged").expect("a file");
        let window = case.window();
        window.show(document("fourth"));
        window.finish();
        assert_eq!(files(&case.folder.path().join("work"), |name| name.starts_with(EARLIER)).len(), 3);
    }

    #[test]
    fn what_cannot_be_kept_is_told_once() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("saldo"), "").expect("a file where the folder should be");
        let settings = folder.path().join("saldo").join("settings.json");
        let window = Saver::new(Some(&settings), true, Arc::new(|| {}));
        window.edit(Edit::NoCache(true));
        window.flush();
        assert!(window.take_remark().is_some_and(|remark| remark.contains("not kept")));
        window.edit(Edit::NoCache(false));
        window.show(document("mine"));
        window.flush();
        assert_eq!(window.take_remark(), None);
    }
}
