//! "Show those rows": what was left out or rejected, read again from the file.

use std::sync::Arc;

use super::open::short_name;
use super::{App, Dialog, Effect, Message, RowsDialog};
use crate::import::{self, Options, SomeRows, Source};

impl App {
    /// Shows the rows of a reason of the open file's report.
    pub(super) fn show_rows(&mut self, at: usize) {
        let dataset = Arc::clone(self.model.dataset());
        let Some(reason) = dataset.report.reasons.get(at) else { return };
        let source = Source::parse(&self.model.session.document().source);
        let encoding = Some(dataset.report.encoding.clone()).filter(|name| !name.is_empty());
        let remembered = Arc::new(self.model.settings.answers());
        let options = Options { encoding, remembered, no_size_limit: true, ..Options::default() };
        let before = self.stamps.get(&source.name()).copied();
        let lines = reason.lines.clone();
        self.put(Dialog::Rows(Box::new(RowsDialog { reason: reason.clone(), rows: None })));
        let job = self.start("Reading rows", false, move |progress| {
            let name = short_name(&source);
            let now = source.path().map(import::stamp);
            let gone = matches!(now, Some(None));
            let changed = before.zip(now).is_some_and(|(before, now)| before != now);
            let rows = if gone {
                Err(format!("{name} is no longer where it was: the rows cannot be shown."))
            } else if changed {
                Err(format!("{name} has changed since it was read: reload it, and its rows can be shown."))
            } else {
                import::rows_at(&source, &options, &lines, progress).map_err(|error| match error {
                    import::ImportError::Several { .. } => {
                        format!("{name} was read from several tables: open one of them by itself to see its rows.")
                    }
                    error => error.one_line(),
                })
            };
            Message::Rows(rows.map(Box::new))
        });
        self.latest.rows.replace(&mut self.jobs, job);
    }

    pub(super) fn take_rows(&mut self, id: u64, rows: Result<Box<SomeRows>, String>) {
        if !self.latest.rows.accepts(id) {
            return;
        }
        let waits = self.dialogs().find_map(|dialog| match dialog {
            Dialog::Rows(dialog) => Some(dialog),
            _ => None,
        });
        if let Some(dialog) = waits {
            dialog.rows = Some(rows.map(|rows| Arc::new(*rows)));
        }
    }

    /// Puts the numbers shown on the clipboard, exact, and says so.
    pub(super) fn copy_table(&mut self) {
        let rows = self.model.evaluation.answer.trajectories.periods.len();
        self.effects.push(Effect::Copy(super::export::table_text(&self.model.evaluation.answer.trajectories, '\t')));
        self.say(format!("Copied {rows} rows of exact figures"));
    }

    pub(super) fn copy_rows(&mut self) {
        if let Some(Dialog::Rows(dialog)) = &self.model.dialog
            && let Some(Ok(rows)) = &dialog.rows
        {
            self.effects.push(Effect::Copy(rows.text()));
        }
    }
}
