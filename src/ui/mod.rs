//! egui: panels, the plot, presenting, theme. Draws the model and returns commands; changes nothing itself.

mod about;
mod audit;
mod chart_panel;
mod command_palette;
mod context;
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

pub(crate) use context::UiContext;
pub use window::{Window, run};
