//! The events of the open document: the library's, a person's own among them, and those that are typed or read.

use std::path::PathBuf;
use std::sync::Arc;

use super::request::EVENTS;
use super::typed::Wanted;
use super::{App, Command, Dialog, Message};
use crate::data::Event;
use crate::import::{self, Source};
use crate::session::Change;
use crate::story::Document;

/// The library's events with ids of this session.
pub(super) fn library_events() -> Arc<Vec<Event>> {
    with_own(&[])
}

/// Events that are not the library's.
pub(super) fn own_events(events: &[Event]) -> Vec<&Event> {
    let library = import::library::events();
    events.iter().filter(|event| !library.iter().any(|known| event.says_the_same(known))).collect()
}

/// The library's events and a person's own, which take the place of those that they are edited from.
fn with_own(own: &[&Event]) -> Arc<Vec<Event>> {
    let mut events = import::library::events();
    events.retain(|known| !own.iter().any(|event| event.is_same_entry(known)));
    events.extend(own.iter().map(|event| (*event).clone()));
    events.sort_by_key(|event| event.date);
    for (id, event) in (1..).zip(&mut events) {
        event.id = id;
    }
    Arc::new(events)
}

impl App {
    /// What a person made survives whatever is opened next: their own events stand beside other figures, too. A session
    /// has events of its own; what is not among them is kept as earlier work. Says how many those are.
    pub(super) fn carry_events(&mut self, document: &mut Document, is_session: bool) -> usize {
        let open = self.model.session.document();
        let own = own_events(&open.events);
        if own.is_empty() {
            return 0;
        }
        if !is_session {
            document.events = with_own(&own);
            return 0;
        }
        let is_there = |event: &Event, all: &[Event]| all.iter().any(|known| known.says_the_same(event));
        let is_left = |event: &&&Event| !is_there(event, &document.events) && !is_there(event, &self.work.safe);
        let left = own.iter().filter(is_left).count();
        if left > 0 {
            self.work.saver.set_aside(open.clone());
        }
        left
    }

    /// Events that are in a file of the user's, and lost to nobody.
    pub(super) fn know_safe(&mut self, events: &[Event]) {
        for event in own_events(events) {
            if !self.work.safe.iter().any(|known| known.says_the_same(event)) {
                self.work.safe.push(event.clone());
            }
        }
    }

    pub(super) fn choose_events(&mut self) {
        self.choose(Wanted::Events, "Import events", &["csv", "json"]);
    }

    /// Reads lists of events; all of them or none.
    pub(super) fn read_events(&mut self, paths: Vec<PathBuf>) {
        if paths.is_empty() {
            return;
        }
        self.start("Reading events", true, move |progress| {
            let read =
                |path: PathBuf| import::events::read(&Source::Path(path), progress).map_err(|error| error.one_line());
            let all: Result<Vec<Vec<Event>>, String> = paths.into_iter().map(read).collect();
            Message::Events(all.map(|lists| lists.into_iter().flatten().collect()))
        });
    }

    /// Puts events that were read into the open document.
    pub(super) fn take_events(&mut self, events: Result<Vec<Event>, String>) {
        match events {
            Ok(events) => {
                let words = events_read(&events);
                self.change(&Change::ImportEvents(events));
                self.say(words);
            }
            Err(detail) => self.fail(EVENTS, detail),
        }
    }

    pub(super) fn save_event(&mut self) {
        let Some(Dialog::Event(form)) = &self.model.dialog else { return };
        let document = self.model.session.document();
        // The button is dimmed while something is wrong; nothing is saved that was not read.
        if let Ok(event) = form.read(&document.dataset, &document.events) {
            self.take_dialog();
            self.change(&Change::PutEvent(Box::new(event.clone())));
            // What was just written is what a person looks for: its card opens.
            let events = &self.model.session.document().events;
            let put = events.iter().filter(|known| event.id == 0 || known.id == event.id);
            let put = put.filter(|known| known.says_the_same(&event)).max_by_key(|known| known.id);
            if let Some(id) = put.map(|known| known.id) {
                self.apply(Command::SelectEvent(Some(id)));
            }
        }
    }
}

/// How many events were read, and which of their economies are not known.
fn events_read(events: &[Event]) -> String {
    let unknown = import::events::unknown_countries(events);
    let mut words = format!("{} events read", events.len());
    if !unknown.is_empty() {
        let named: Vec<&str> = unknown.iter().take(5).copied().collect();
        let more = if unknown.len() > named.len() { " and others" } else { "" };
        words.push_str(&format!(
            "; no economy is known as {}{more}: events on it stand beside nothing",
            named.join(", ")
        ));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_events_stand_among_the_librarys_once_and_edited_ones_in_their_place() {
        let library = import::library::events();
        assert!(own_events(&library_events()).is_empty());
        let mut edited = library[3].clone();
        edited.description.push_str(" And more.");
        let own = Event { title: "Our own".to_owned(), ..library[5].clone() };
        let twice = Event { description: "Another".to_owned(), ..own.clone() };
        let all = with_own(&[&edited, &own, &twice]);
        assert_eq!(all.len(), library.len() + 2);
        let found: Vec<&str> = own_events(&all).into_iter().map(|event| event.description.as_str()).collect();
        assert_eq!(found.len(), 3);
        assert!(found.contains(&edited.description.as_str()) && found.contains(&"Another"));
        assert!(all.iter().map(|event| event.id).eq(1..=all.len() as u64));
    }
}
