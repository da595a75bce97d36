//! egui: panels, the plot, presenting, theme. Draws the model and returns commands; changes nothing itself.

mod about;
mod audit;
mod chart_panel;
mod command_palette;
mod dialogs;
mod dispute;
mod event_card;
mod event_form;
mod events;
mod facts;
mod figure_painter;
mod filters;
mod flags;
mod icon;
mod loading;
mod mapping;
mod memo;
mod path;
mod period_brush;
mod right_panel;
mod rows;
mod status;
mod table;
mod table_choice;
pub mod theme;
mod timing;
mod top_bar;
mod widgets;
mod window;

pub use window::{Window, run};

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
    pub fn send(&mut self, command: Command) {
        self.commands.push(command);
    }

    /// Asks for a change of the document.
    pub fn change(&mut self, change: crate::session::Change) {
        self.send(Command::Change(change));
    }
}
