//! egui: panels, the plot, presenting, theme. Draws the model and returns commands; changes nothing itself.

mod about;
mod audit;
mod choice;
mod dialogs;
mod dispute;
mod event_card;
mod event_form;
mod events;
mod facts;
mod filters;
mod flags;
mod icon;
mod loading;
mod mapping;
mod memo;
mod palette;
mod path;
mod plot;
mod rows;
mod side;
mod stage;
mod status;
mod strip;
mod table;
pub mod theme;
mod timing;
mod top_bar;
mod widgets;
mod window;

pub use window::{Window, run};

use crate::app::{Command, Model};

/// What a panel draws from and puts its commands into.
pub(crate) struct Scene<'a> {
    /// The state of the program. Read only.
    pub model: &'a Model,
    /// The colour of each line, from the figure that is drawn.
    pub colors: &'a [crate::chart::palette::Color],
    /// What the user asked for, in order.
    pub commands: Vec<Command>,
}

impl Scene<'_> {
    /// Asks for something.
    pub fn give(&mut self, command: Command) {
        self.commands.push(command);
    }

    /// Asks for a change of the document.
    pub fn change(&mut self, change: crate::session::Change) {
        self.give(Command::Change(change));
    }
}
