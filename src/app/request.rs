//! What an answer from the background is for: which request of the user's it answers, and which document was open then.
//!
//! An answer may come when another document is open. Whether it is still wanted is decided here and nowhere else: what
//! was asked for the open document never reaches another one, and what was opened earlier never takes the place of
//! what was opened since. Nothing is lost either way: it is said, or offered.

use super::open::{Ready, short_name};
use super::typed::Purpose;
use super::{App, Dialog, Message};
use crate::session::OpeningId;

/// When something was asked for, and beside what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Request {
    /// Later requests have higher numbers. Files that are opened together have one.
    number: u64,
    /// The document that was open.
    beside: OpeningId,
}

/// How far requests have come.
#[derive(Debug, Default)]
pub(super) struct Requests {
    /// The number of the last one.
    made: u64,
    /// The number of the one whose document was shown last.
    shown: u64,
}

/// A document that was read and is not shown, because another one was opened since or is being worked on.
pub struct Late {
    /// The file without its folders.
    pub name: String,
    pub(super) ready: Ready,
}

impl App {
    /// A request that is made now.
    pub(super) fn request(&mut self) -> Request {
        self.requests.made += 1;
        Request { number: self.requests.made, beside: self.model.session.opening() }
    }

    /// Whether what was asked for about the open document, or opened into it, is for the one that is open now.
    pub(super) fn is_for_open(&self, request: Request) -> bool {
        // Of files that are opened together the second is for what the first became.
        request.beside == self.model.session.opening() || request.number == self.requests.shown
    }

    /// Whether a document may take the place of the open one.
    fn may_replace(&self, request: Request) -> bool {
        request.number >= self.requests.shown && !self.is_written_on()
    }

    /// Whether a dialog is about the open document, which has to stay behind it then.
    fn is_written_on(&self) -> bool {
        let is_about = |dialog: &Dialog| match dialog {
            Dialog::Event(_) | Dialog::NewEvent | Dialog::Title | Dialog::Rows(_) => true,
            Dialog::Path(path) => matches!(path.purpose, Purpose::Events | Purpose::Fill),
            _ => false,
        };
        self.model.dialog.iter().chain(&self.model.below).any(is_about)
    }

    /// Says what does not happen because another document is open; whether it is so.
    pub(super) fn is_too_late(&mut self, request: Request, what: &str) -> bool {
        let late = !self.is_for_open(request);
        if late {
            self.say(format!("{what}: another dataset was opened meanwhile"));
        }
        late
    }

    /// Shows a document that was opened, or offers it where it comes too late to take the place of another.
    pub(super) fn receive(&mut self, ready: Ready) {
        if self.may_replace(ready.request) {
            self.requests.shown = ready.request.number;
            self.show_document(ready);
        } else {
            self.model.late = Some(Late { name: short_name(&ready.source), ready });
        }
    }

    /// Shows what was read too late, or lets it go.
    pub(super) fn take_late(&mut self, show: bool) {
        if let Some(Late { ready, .. }) = self.model.late.take().filter(|_| show) {
            let request = self.request();
            self.receive(Ready { request, ..ready });
        }
    }
}

impl Message {
    /// What cannot be done where the answer is for another document than the open one; none where it is for any.
    pub(super) fn is_about_open(&self) -> Option<&'static str> {
        match self {
            // Nothing was chosen: nothing is to be said, either.
            Self::Chosen(_, Ok(paths)) if paths.is_empty() => None,
            Self::Chosen(wanted, _) => match wanted.purpose() {
                Purpose::Events => Some(EVENTS),
                Purpose::Fill => Some("The gap was not filled"),
                Purpose::Open | Purpose::Find | Purpose::Save => None,
            },
            Self::Events(_) => Some(EVENTS),
            Self::Filled(_) => Some("The gap was not filled"),
            Self::Arrived(arrival) => arrival.is_about_open(),
            _ => None,
        }
    }
}

/// Said where events are not added.
pub(super) const EVENTS: &str = "The events were not added";
