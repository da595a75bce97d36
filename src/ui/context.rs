//! The context of a frame: what panels draw from, and what the user asks for.

use crate::app::{Command, Model};

/// What a panel draws from and puts its commands into.
pub(crate) struct UiContext<'a> {
    /// The state of the program. Read only.
    pub model: &'a Model,
    /// The colour of each line, from the figure that is drawn.
    pub colors: &'a [crate::chart::palette::Color],
    /// What the user asked for, in order.
    pub commands: Vec<Command>,
}

impl UiContext<'_> {
    /// Asks for something.
    pub(crate) fn send(&mut self, command: Command) {
        self.commands.push(command);
    }

    /// Asks for a change of the document.
    pub(crate) fn change(&mut self, change: crate::session::Change) {
        self.send(Command::Change(change));
    }
}
