//! Keeping the work: settings and what is shown are on the disk within a second of each change, written in the
//! background, so that neither a signal nor the end of the display nor an abort loses more.
//!
//! Each window has a file of its own for what it shows. Where it ends as it should, that becomes `last.saldo.json`;
//! where it does not, the file stays, and the next window offers it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::events::own_events;
use super::jobs::Wake;
use super::settings::{Edit, PATIENCE, Settings};
use crate::data::Event;
use crate::disk::{self, Hold, Rights};
use crate::session::SessionFile;
use crate::story::Document;

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
    /// Work with events that are in nothing that was opened since.
    aside: Vec<Document>,
    remarks: Vec<String>,
    /// The kinds of things of which it was told that they are not kept.
    told: Vec<Kind>,
    has_thread: bool,
    is_over: bool,
}

/// What is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Settings,
    Work,
    Events,
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

    /// What was shown until now, and has events of the user's that are not in what is shown next.
    pub fn set_aside(&self, document: Document) {
        if self.shared.places.is_some() {
            self.lock().aside.push(document);
            self.go_on();
        }
    }

    /// Whether a file is one of those in which work is kept.
    #[must_use]
    pub fn is_own(&self, path: &Path) -> bool {
        self.shared.places.as_ref().is_some_and(|places| path == places.last || path.starts_with(&places.works))
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
        let remarks = std::mem::take(&mut self.lock().remarks);
        (!remarks.is_empty()).then(|| remarks.join(". "))
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
            let own_events = own_events(&file.events).len();
            Some(LeftOver { source: file.source, own_events, path, _hold: Arc::new(hold) })
        };
        works.into_iter().rev().find_map(left)
    }

    /// Puts what was left over in the place of the last work; where that is newer, among the earlier work. Says where
    /// it is then.
    ///
    /// # Errors
    /// In words, when it cannot be; then it stays where it was.
    pub fn adopt(&self, left: &LeftOver) -> Result<PathBuf, String> {
        let Some(places) = &self.shared.places else { return Ok(left.path.clone()) };
        let file = SessionFile::load(&left.path).map_err(|error| error.to_string())?;
        let _hold = places.hold_last();
        let when = |path: &Path| path.metadata().and_then(|about| about.modified()).ok();
        // What a window left that was closed since is what the user left off with.
        let is_older = when(&places.last).is_some_and(|last| when(&left.path).is_none_or(|left| left < last));
        let place = if is_older {
            places.keep_earlier(|path| file.save(path, Rights::Owner).map_err(|error| error.to_string()))?
        } else {
            places.keep_last(&file)?;
            places.last.clone()
        };
        // What is there twice is offered once more at worst.
        drop(disk::remove(&left.path));
        drop(disk::remove(&held(&left.path)));
        Ok(place)
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
        let nothing = |pending: &mut Pending| {
            let is_empty = pending.edits.is_empty() && pending.work.is_none() && pending.aside.is_empty();
            !pending.is_over && is_empty
        };
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
        let (edits, work, aside) = {
            let mut pending = self.lock();
            (std::mem::take(&mut pending.edits), pending.work.take(), std::mem::take(&mut pending.aside))
        };
        if let Some(path) = places.settings.as_ref().filter(|_| !edits.is_empty()) {
            let kept = Settings::update(path, &edits);
            let wrong = kept.as_ref().err().map(|error| format!("{}: {error}", disk::text(path)));
            self.tell(Kind::Settings, "Settings are not kept", wrong);
            if let Some(remark) = kept.ok().flatten() {
                self.remark(remark);
            }
        }
        for document in aside {
            let file = SessionFile::of(&document);
            let kept = places.keep_earlier(|path| file.save(path, Rights::Owner).map_err(|error| error.to_string()));
            self.tell(Kind::Events, "Your events of what was open before are not kept", kept.err());
        }
        let Some(work) = work.map(|document| SessionFile::of(&document)) else { return };
        let kept = places.put(&work, written);
        let what = match own_events(&work.events).len() {
            0 => "The session is not kept for the next start".to_owned(),
            1 => "The session and the event of yours in it are not kept for the next start".to_owned(),
            count => format!("The session and the {count} events of yours in it are not kept for the next start"),
        };
        self.tell(Kind::Work, &what, kept.err());
        written.work = Some(work);
    }

    /// Tells the user what is not kept, and why; what fails again and again is told once.
    fn tell(&self, kind: Kind, what: &str, wrong: Option<String>) {
        let mut pending = self.lock();
        let Some(why) = wrong else {
            pending.told.retain(|told| *told != kind);
            return;
        };
        if !pending.told.contains(&kind) {
            pending.told.push(kind);
            drop(pending);
            self.remark(format!("{what}: {why}"));
        }
    }

    fn remark(&self, remark: String) {
        self.lock().remarks.push(remark);
        (self.wake)();
    }

    fn finish(&self) {
        let mut written = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        self.write_pending(&mut written);
        let (Some(places), Some(work)) = (&self.places, written.work.take()) else { return };
        let _hold = places.hold_last();
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

    /// Keeps other windows from writing the last work meanwhile. One that hangs does not keep this one from it.
    fn hold_last(&self) -> Option<Hold> {
        self.last.parent().and_then(|folder| disk::own_folder(folder).ok())?;
        disk::hold(&self.last.with_file_name("last.lock"), PATIENCE)
    }

    /// Writes the last work; the one before is kept where it has events of the user's that this one has not.
    fn keep_last(&self, work: &SessionFile) -> Result<(), String> {
        if let Ok(Some(before)) = SessionFile::load_if_one(&self.last) {
            let is_there = |event: &Event| work.events.iter().any(|other| event.says_the_same(other));
            if !own_events(&before.events).into_iter().all(is_there) {
                self.keep_earlier(|path| before.save(path, Rights::Owner).map_err(|error| error.to_string()))?;
            }
        } else if let Ok(bytes) = disk::read(&self.last, MOST_BYTES) {
            // It cannot be read as a session; a person may.
            self.keep_earlier(|path| disk::save(path, Rights::Owner, &bytes).map_err(|error| error.to_string()))?;
        }
        if let Some(folder) = self.last.parent() {
            disk::own_folder(folder).map_err(|error| error.to_string())?;
        }
        work.save(&self.last, Rights::Owner).map_err(|error| error.to_string())
    }

    /// Has earlier work written under a new name, and says under which.
    fn keep_earlier(&self, write: impl FnOnce(&Path) -> Result<(), String>) -> Result<PathBuf, String> {
        disk::own_folder(&self.works).map_err(|error| error.to_string())?;
        let place = self.earlier();
        write(&place)?;
        self.forget_oldest();
        Ok(place)
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
        let mut document = Document::empty();
        document.events = Arc::new(vec![Event::dated("2025-04-02", title)]);
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
    fn what_was_left_over_never_takes_the_place_of_newer_work() {
        for left_is_older in [true, false] {
            let case = Case::new();
            let killed = case.window();
            killed.show(document("left"));
            killed.flush();
            killed.shared.writing.lock().expect("no fault").hold = None;
            let window = case.window();
            let left = window.left_over().expect("left over");
            let closed = case.window();
            closed.show(document("closed"));
            closed.finish();
            if !left_is_older {
                let last = std::fs::File::options().append(true).open(case.folder.path().join("last.saldo.json"));
                let before = SystemTime::now() - Duration::from_hours(1);
                last.and_then(|file| file.set_modified(before)).expect("set back");
            }
            let place = window.adopt(&left).expect("adopted");
            assert_eq!(titles(&SessionFile::load(&place).expect("a session")), ["left"]);
            let last = case.last().expect("kept");
            assert_eq!(titles(&last), [if left_is_older { "closed" } else { "left" }]);
            drop(left);
            assert!(case.window().left_over().is_none());
        }
    }

    #[test]
    fn work_that_was_set_aside_is_kept_beside_what_is_shown_next() {
        let case = Case::new();
        let window = case.window();
        window.set_aside(document("mine"));
        window.show(document("theirs"));
        window.finish();
        assert_eq!(titles(&case.last().expect("kept")), ["theirs"]);
        let earlier = files(&case.folder.path().join("work"), |name| name.starts_with(EARLIER));
        assert_eq!(titles(&SessionFile::load(&earlier[0]).expect("a session")), ["mine"]);
    }

    #[test]
    fn what_cannot_be_kept_is_told_once_by_what_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("saldo"), "").expect("a file where the folder should be");
        let settings = folder.path().join("saldo").join("settings.json");
        let window = Saver::new(Some(&settings), true, Arc::new(|| {}));
        let told = || {
            window.flush();
            window.take_remark().unwrap_or_default()
        };
        window.edit(Edit::NoCache(true));
        assert!(told().starts_with("Settings are not kept: "));
        window.edit(Edit::NoCache(false));
        window.show(document("mine"));
        let said = told();
        assert!(
            said.starts_with("The session and the event of yours in it are not kept for the next start: "),
            "{said}"
        );
        window.edit(Edit::NoCache(true));
        window.show(document("mine"));
        window.set_aside(document("other"));
        let said = told();
        assert!(said.starts_with("Your events of what was open before are not kept: "), "{said}");
        // Once it went well, another fault is news.
        std::fs::remove_file(folder.path().join("saldo")).expect("removed");
        window.show(document("mine"));
        assert_eq!(told(), "");
        std::fs::remove_dir_all(folder.path().join("saldo")).expect("removed");
        std::fs::write(folder.path().join("saldo"), "").expect("a file where the folder should be");
        window.show(document("mine"));
        assert!(told().starts_with("The session and"));
    }
}
