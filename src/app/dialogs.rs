//! Dialogs over the window: one stands before the other, so that none takes the place of what is typed in another.

use super::{App, Command, Dialog, ErrorReport, EventForm, MappingDialog};

impl App {
    /// Shows a dialog; one that is there stays behind it.
    pub(super) fn put(&mut self, dialog: Dialog) {
        self.model.below.extend(self.model.dialog.replace(dialog));
    }

    /// Says in a dialog why something was not done.
    pub(super) fn fail(&mut self, title: &str, detail: String) {
        self.put(Dialog::Error(ErrorReport::new(title, detail, Vec::new())));
    }

    /// Takes the dialog in front away; what was worked out for it is of no use any more.
    pub(super) fn take_dialog(&mut self) -> Option<Dialog> {
        let taken = self.model.dialog.take();
        self.model.dialog = self.model.below.pop();
        match &taken {
            Some(Dialog::Mapping(_)) => {
                self.latest.trial.cancel(&mut self.jobs);
                self.latest.asking.cancel(&mut self.jobs);
                // There is one trial at a time: that of a question behind it was given up.
                if self.mapping_dialog().is_some_and(|dialog| dialog.trying) {
                    self.start_trial();
                }
            }
            Some(Dialog::Rows(_)) => self.latest.rows.cancel(&mut self.jobs),
            _ => {}
        }
        taken
    }

    /// The dialogs from the front to the back.
    pub(super) fn dialogs(&mut self) -> impl Iterator<Item = &mut Dialog> {
        self.model.dialog.iter_mut().chain(self.model.below.iter_mut().rev())
    }

    /// The question about columns, whether or not a message stands before it.
    pub(super) fn mapping_dialog(&mut self) -> Option<&mut MappingDialog> {
        self.dialogs().find_map(|dialog| match dialog {
            Dialog::Mapping(mapping) => Some(&mut **mapping),
            _ => None,
        })
    }

    /// Commands that only touch dialogs; gives back what is none of them.
    pub(super) fn apply_to_dialogs(&mut self, command: Command) -> Option<Command> {
        match command {
            Command::Show(Dialog::NewEvent) => self.put(Dialog::Event(Box::new(EventForm::empty()))),
            Command::Show(dialog) => self.put(dialog),
            Command::EditEvent(form) => {
                if let Some(Dialog::Event(typed)) = &mut self.model.dialog {
                    *typed = form;
                }
            }
            Command::CloseDialog => drop(self.take_dialog()),
            other => return Some(other),
        }
        None
    }
}
