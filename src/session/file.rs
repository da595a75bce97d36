//! The session file: what was open and how it was looked at, as JSON, written so that the old file survives a failure.
//!
//! Events that were switched off are written by what they say, not by their ids, which are of one run of the program.

use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Document, Scene};
use crate::data::{Dataset, Event, EventId};
use crate::disk::{self, Rights};
use crate::query::View;

/// A session on disk. Later versions may add fields, which are ignored; one that changes what they mean has another form.
///
/// The first form held one view in place of the scenes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SessionFile {
    /// Marks the file and the version of its form.
    pub saldo_session: u32,
    /// A path or `library:NAME`.
    pub source: String,
    /// What was shown in the first form; none once it is read.
    #[serde(default, skip_serializing)]
    pub view: Option<View>,
    /// The scenes; at least one once it is read.
    #[serde(default)]
    pub scenes: Vec<Scene>,
    /// The place of the scene that was shown.
    #[serde(default)]
    pub current: usize,
    /// All events, the library's and the user's own.
    pub events: Vec<Event>,
    /// What is disputed of the figures and was accepted by the person who saved it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<String>,
    /// The files from which gaps were filled, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fills: Vec<String>,
}

/// The form that is written here, and the newest that is read.
const FORM: u32 = 2;
/// The oldest that is read.
const FIRST_FORM: u32 = 1;
/// A session is no longer than this.
const MOST_BYTES: u64 = 64 << 20;
/// What files begin with that some editors write.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Why a session cannot be saved or opened.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The disk said no. The old file is intact.
    #[error("{path}: cannot be saved ({cause}); the file on disk was not changed", path = disk::text(path))]
    Write {
        /// Where.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// It cannot be read.
    #[error("{path}: cannot be read ({cause})", path = disk::text(path))]
    Read {
        /// Where.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// It is not a session.
    #[error("{path}: not a Saldo session: line {line}, column {column}: {what}", path = disk::text(path))]
    Form {
        /// Where.
        path: PathBuf,
        /// Line of the first fault, from 1.
        line: usize,
        /// Column of the first fault, from 1.
        column: usize,
        /// What was wrong, and with which key.
        what: String,
    },
    /// A later version has written it.
    #[error(
        "{path}: a later version of Saldo has saved this session (its form is {found}, this version reads {FORM}). Open \
         it with that version, or save it there for this one",
        path = disk::text(path)
    )]
    Later {
        /// Where.
        path: PathBuf,
        /// The form that it says it has.
        found: u64,
    },
}

impl SessionFile {
    /// The session of a document.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let identities = identities(&document.events);
        let mut scenes = document.scenes().to_vec();
        let identity = |id: &EventId| {
            let at = document.events.iter().position(|event| event.id == *id)?;
            identities.get(at).copied()
        };
        // What was switched off and is gone since needs no word.
        rename_off(&mut scenes, identity);
        Self {
            saldo_session: FORM,
            source: document.source.clone(),
            view: None,
            scenes,
            current: document.current(),
            events: document.events.to_vec(),
            accepted: document.dataset.audit.disputes().map(|check| check.what.clone()).collect(),
            fills: document.fills.clone(),
        }
    }

    /// The document that was saved, with its figures.
    #[must_use]
    pub fn document(self, dataset: Arc<Dataset>, source: String) -> Document {
        let Self { mut scenes, current, events, fills, .. } = self;
        let identities = identities(&events);
        let events: Vec<Event> = (1..).zip(events).map(|(id, event)| Event { id, ..event }).collect();
        let id = |identity: &EventId| {
            let at = identities.iter().position(|known| known == identity);
            // Small numbers are places in the list: so they were written at first.
            let at = at.or_else(|| usize::try_from(*identity).ok()?.checked_sub(1));
            events.get(at?).map(|event| event.id)
        };
        rename_off(&mut scenes, id);
        let mut document = Document::open(dataset, source, Arc::new(events)).with_scenes(scenes, current);
        document.fills = fills;
        document
    }

    /// Writes beside the target and renames, so that a full disk or a kill leaves the old file.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, path: &Path, rights: Rights) -> Result<(), FileError> {
        let write = || -> io::Result<()> {
            let mut bytes = serde_json::to_vec_pretty(self)?;
            bytes.push(b'\n');
            disk::save(path, rights, &bytes)
        };
        write().map_err(|cause| FileError::Write { path: path.to_owned(), cause })
    }

    /// Reads a session.
    ///
    /// # Errors
    /// When the file cannot be read or is not a session.
    pub fn load(path: &Path) -> Result<Self, FileError> {
        let bytes = disk::read(path, MOST_BYTES).map_err(|cause| FileError::Read { path: path.to_owned(), cause })?;
        parse(path, without_mark(&bytes))
    }

    /// Whether a file may hold a session, or other JSON: by its ending; where it has none, by its first byte. Of what is
    /// no file, as a pipe, nothing is taken.
    #[must_use]
    pub fn may_be(path: &Path) -> bool {
        let begins = |path: &Path| {
            let mut first = [0];
            path.is_file()
                && File::open(path).is_ok_and(|mut file| file.read_exact(&mut first).is_ok())
                && first == *b"{"
        };
        path.extension().map_or_else(|| begins(path), |ending| ending.eq_ignore_ascii_case("json"))
    }

    /// Reads a session from a file that may hold something else: none where it does not say that it is one.
    ///
    /// # Errors
    /// When the file says that it is a session, and cannot be read as one.
    pub fn load_if_one(path: &Path) -> Result<Option<Self>, FileError> {
        let bytes = match disk::read(path, MOST_BYTES) {
            Ok(bytes) => bytes,
            // It is for others to say what is wrong with it, unless it says itself that it is a session.
            Err(cause) if says_so_at_once(path) => return Err(FileError::Read { path: path.to_owned(), cause }),
            Err(_) => return Ok(None),
        };
        let text = without_mark(&bytes);
        if Claim::of(text).is_session() { parse(path, text).map(Some) } else { Ok(None) }
    }
}

/// Gives other ids to the events that the views of scenes have switched off; forgets those for which there is none.
fn rename_off(scenes: &mut [Scene], id: impl Fn(&EventId) -> Option<EventId>) {
    for Scene { view, .. } in scenes {
        view.events.off = view.events.off.iter().filter_map(&id).collect();
    }
}

/// What each event is known by in the file: what it says. Of entries that say the same each has the next number.
fn identities(events: &[Event]) -> Vec<EventId> {
    let mut known: Vec<EventId> = Vec::with_capacity(events.len());
    for event in events {
        let mut identity = event.content_id();
        while known.contains(&identity) {
            identity += 1;
        }
        known.push(identity);
    }
    known
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes)
}

/// Whether the first bytes of a file name the key that only sessions have.
fn says_so_at_once(path: &Path) -> bool {
    let mut start = Vec::new();
    let is_file = path.metadata().is_ok_and(|about| about.is_file());
    let mut read = || File::open(path).and_then(|file| file.take(4096).read_to_end(&mut start));
    is_file && read().is_ok() && start.windows(KEY.len()).any(|some| some == KEY.as_bytes())
}

fn parse(path: &Path, text: &[u8]) -> Result<SessionFile, FileError> {
    let wrong =
        |(line, column): (usize, usize), what: String| FileError::Form { path: path.to_owned(), line, column, what };
    match Claim::of(text).form {
        Some(Value::Number(form))
            if form.as_u64().is_some_and(|form| (FIRST_FORM.into()..=FORM.into()).contains(&form)) => {}
        Some(Value::Number(form)) if form.as_u64().is_some_and(|form| form > u64::from(FORM)) => {
            return Err(FileError::Later { path: path.to_owned(), found: form.as_u64().unwrap_or_default() });
        }
        Some(other) => return Err(wrong(place_of_form(text), format!("{KEY} is {other}, and should be {FORM}"))),
        // Whatever else is wrong is said first: the key may stand behind it.
        None => {}
    }
    let mut reader = serde_json::Deserializer::from_slice(text);
    let read = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let (place, key) = ((error.inner().line(), error.inner().column()), error.path().to_string());
        let what = error.inner().to_string();
        // Where is said already.
        let what = what.rsplit_once(" at line ").map_or(what.as_str(), |(what, _)| what).to_owned();
        wrong(place, if key == "." { what } else { format!("{key}: {what}") })
    });
    let mut file: SessionFile = read?;
    reader.end().map_err(|error| wrong((error.line(), error.column()), "more text after its end".to_owned()))?;
    if let (true, Some(view)) = (file.scenes.is_empty(), file.view.take()) {
        file.scenes.push(Scene::of(view));
    }
    if file.scenes.is_empty() {
        return Err(wrong(place_of_form(text), "it has no scenes".to_owned()));
    }
    Ok(file)
}

/// The line and column of the number of the form.
fn place_of_form(text: &[u8]) -> (usize, usize) {
    let at = text.windows(KEY.len()).position(|some| some == KEY.as_bytes()).unwrap_or_default();
    let before = &text[..at];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
    (line, column)
}

/// The key that says that a file is a session.
const KEY: &str = "saldo_session";

/// What a JSON text says of itself in its outermost keys, up to where it is broken.
#[derive(Debug, Default)]
struct Claim {
    form: Option<Value>,
    keys: Vec<String>,
}

impl Claim {
    fn of(text: &[u8]) -> Self {
        let mut claim = Self::default();
        // Where it is broken, what came before says enough.
        drop(serde_json::Deserializer::from_slice(text).deserialize_map(Keys(&mut claim)));
        claim
    }

    /// Whether it is meant to be a session: it says so, or has all that one has and lost the word.
    fn is_session(&self) -> bool {
        let has = |key: &str| self.keys.iter().any(|known| known == key);
        has(KEY) || (has("source") && (has("scenes") || has("view")) && has("events"))
    }
}

struct Keys<'c>(&'c mut Claim);

impl<'de> Visitor<'de> for Keys<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let is_form = key == KEY;
            // A table as an object may have any number of keys; a session has seven.
            if is_form || self.0.keys.len() < 64 {
                self.0.keys.push(key);
            }
            if is_form {
                self.0.form = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::data::Date;

    #[test]
    fn a_session_comes_back_as_it_was_saved() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("meeting.saldo.json");
        let mut document = Document::empty();
        document.view_mut().top = 5;
        let event = Event::dated("2025-04-02", "Tariffs");
        assert_eq!(Some(event.date), Date::new(2025, 4, 2));
        document.events = Arc::new(vec![event]);
        let file = SessionFile::of(&document);
        file.save(&path, Rights::Users).expect("saved");
        assert_eq!(SessionFile::load(&path).expect("loaded"), file);
        fs::write(&path, "{").expect("written");
        let error = SessionFile::load(&path).expect_err("not a session").to_string();
        assert!(error.contains("line 1"), "{error}");
        let nowhere = folder.path().join("missing").join("x.json");
        assert!(matches!(file.save(&nowhere, Rights::Users), Err(FileError::Write { .. })));
    }

    fn event(id: EventId, date: &str, title: &str) -> Event {
        Event { id, ..Event::dated(date, title) }
    }

    #[test]
    fn events_that_were_switched_off_are_the_same_ones_after_saving_and_opening() {
        let mut document = Document::empty();
        // One of a person's own stands between two that were there, with the next free id; one is there twice.
        let events = [
            event(1, "2001-01-01", "First"),
            event(4, "2002-01-01", "Own"),
            event(2, "2003-01-01", "Second"),
            event(3, "2003-01-01", "Second"),
        ];
        document.events = Arc::new(events.to_vec());
        document.view_mut().events.off = vec![3, 1, 99];
        let off = |document: &Document| {
            let of = |id: &EventId| document.events.iter().position(|event| event.id == *id);
            document.view().events.off.iter().map(of).collect::<Vec<_>>()
        };
        let file = SessionFile::of(&document);
        let opened = file.clone().document(Arc::default(), "library:x".to_owned());
        assert_eq!(off(&opened), [Some(3), Some(0)]);
        // Whatever is put into the file before them.
        let mut longer = file.clone();
        longer.events.insert(0, event(0, "1999-01-01", "Earlier"));
        assert_eq!(off(&longer.document(Arc::default(), String::new())), [Some(4), Some(1)]);
        // The file of a file is the file.
        assert_eq!(SessionFile::of(&opened).scenes, file.scenes);
        // As it was written at first: by places.
        let mut old = file;
        old.scenes[0].view.events.off = vec![2, 9];
        assert_eq!(off(&old.document(Arc::default(), String::new())), [Some(1)]);
    }

    /// A session as text that is read after a change, and what is said of it.
    fn told(change: impl Fn(String) -> String) -> Result<Option<SessionFile>, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("s.json");
        let mut document = Document::empty();
        document.view_mut().top = 5;
        document.view_mut().from = crate::data::Period::parse("2014");
        let text = serde_json::to_string_pretty(&SessionFile::of(&document)).expect("JSON");
        fs::write(&path, change(text)).expect("a file");
        SessionFile::load_if_one(&path).map_err(|error| {
            let text = error.to_string();
            text.strip_prefix(&format!("{}: ", path.display())).expect("the file's name first").to_owned()
        })
    }

    #[test]
    fn a_session_that_cannot_be_read_says_where_and_is_nothing_else() {
        for (from, to, expected) in [
            (
                r#""measure": "balance""#,
                r#""measure": "tax""#,
                "not a Saldo session: line 19, column 24: scenes[0].view.measure: unknown variant `tax`",
            ),
            (r#""top": 5"#, r#""top": -1"#, "scenes[0].view.top: invalid value: integer `-1`"),
            (r#""from": "2014""#, r#""from": "0000""#, "scenes[0].view.from: `0000` is not a period"),
            (r#""from": "2014""#, r#""from": "9999""#, "scenes[0].view.from: `9999` is not a period"),
            (r#""top": 5"#, r#""top": 5, "top": 6"#, "duplicate field `top`"),
            (r#""source": "library:x""#, r#""source": 5"#, "source: invalid type: integer `5`"),
            (r#""source": "library:x""#, r#""source": "x", "source": "y""#, "duplicate field `source`"),
            (
                r#""saldo_session": 2"#,
                r#""saldo_session": -1"#,
                "line 2, column 4: saldo_session is -1, and should be 2",
            ),
            (
                r#""saldo_session": 2"#,
                r#""saldo_session": 99"#,
                "a later version of Saldo has saved this session (its form is 99",
            ),
            (r#""saldo_session": 2,"#, "", "missing field `saldo_session`"),
            (r#""events": []"#, r#""events": ["#, "not a Saldo session: line"),
            (r#""events": []"#, r#""events": {}"#, "events: invalid type: map"),
        ] {
            let said = told(|text| {
                assert!(text.contains(from), "{text}");
                text.replace(from, to)
            });
            assert!(said.as_ref().is_err_and(|error| error.contains(expected)), "{to}: {said:?}");
        }
        let none = told(|text| {
            format!("{}\"scenes\": []{}", text.split("\"scenes\"").next().unwrap_or_default(), ", \"events\": []}")
        });
        assert!(none.as_ref().is_err_and(|error| error.contains("it has no scenes")), "{none:?}");
        assert!(told(|text| text + "}").is_err_and(|error| error.contains("more text after its end")));
    }

    #[test]
    fn a_session_of_the_first_form_is_a_deck_of_one_scene() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("old.json");
        let text = r#"{"saldo_session": 1, "source": "library:x", "view": {"top": 5, "title": "Mine"}, "events": []}"#;
        fs::write(&path, text).expect("a file");
        let document = SessionFile::load(&path).expect("a session").document(Arc::default(), "library:x".to_owned());
        assert_eq!((document.scenes().len(), document.current()), (1, 0));
        assert_eq!((document.view().top, document.view().title.as_deref()), (5, Some("Mine")));
        assert!(document.scene().colors.is_empty() && document.scene().notes.is_empty());
    }

    #[test]
    fn scenes_come_back_with_their_colours_and_notes() {
        let scene = |top, notes: &str| Scene {
            view: View { top, ..View::default() },
            colors: serde_json::from_str(r#"{"partner": ["CHN", null, "USA"]}"#).expect("colours"),
            notes: notes.to_owned(),
        };
        let scenes = vec![scene(1, "slowly"), scene(2, "")];
        let document = Document::open(Arc::default(), "x".to_owned(), Arc::default()).with_scenes(scenes.clone(), 1);
        let text = serde_json::to_string(&SessionFile::of(&document)).expect("JSON");
        let opened = parse(Path::new("s"), text.as_bytes()).expect("a session").document(Arc::default(), String::new());
        assert_eq!((opened.scenes(), opened.current()), (scenes.as_slice(), 1));
        // A place beyond the last is the last.
        let beyond = text.replace(r#""current":1"#, r#""current":9"#);
        let opened =
            parse(Path::new("s"), beyond.as_bytes()).expect("a session").document(Arc::default(), String::new());
        assert_eq!(opened.current(), 1);
    }

    #[test]
    fn an_editors_mark_does_no_harm_and_other_json_is_no_session() {
        let plain = told(|text| text).expect("read").expect("a session");
        assert_eq!(told(|text| format!("\u{feff}{text}")).expect("read"), Some(plain));
        for other in ["[]", "{}", "{\"events\": []}", "{\"source\": \"IMF\", \"events\": []}", "[{\"a\": 1}]", "x", ""]
        {
            assert!(matches!(told(|_| other.to_owned()), Ok(None)), "{other}");
        }
    }
}
