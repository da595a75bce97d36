//! What the user has made: changes of a document, their undo history and the session file.
//!
//! A [`Document`] is a value. Every edit is a [`Change`] that makes a new document; the [`Session`]
//! keeps the old ones, so that undo and redo reach every change with its name.

mod change;
mod file;
mod history;

pub use change::{Change, EventDraft};
pub use file::{FileError, SessionFile};
pub use history::{OpeningId, Session};

use crate::story::{Document, Scene, opening_view};
