//! Figures that are disputed: asking before they are shown, showing them as they are, and remembering who said so.

use std::sync::Arc;

use super::open::document_of;
use super::{App, Dialog, Edit, Message, Picture};
use crate::data::{Audit, AuditState, Check, Dataset};
use crate::import::{Disputed, Source};
use crate::session::{Document, SessionFile};

/// A file that was read and is not shown, because its figures contradict each other.
#[derive(Debug, Clone)]
pub struct Dispute {
    /// What was read.
    pub dataset: Arc<Dataset>,
    /// Where it came from.
    pub source: Source,
    /// The session that asked for it.
    pub(super) file: Option<SessionFile>,
    /// Whether it replaces the open figures of the same file.
    pub(super) reload: bool,
}

impl PartialEq for Dispute {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.dataset, &other.dataset)
    }
}

/// The disputes by what they are about: another one is asked about anew.
pub(super) fn names(audit: &Audit) -> Vec<String> {
    audit.disputes().map(|check| check.what.clone()).collect()
}

impl App {
    /// Asks about figures that are disputed, unless a person has said before that they are to be shown.
    pub(super) fn dispute(
        &mut self,
        source: &Source,
        disputed: Disputed,
        file: Option<SessionFile>,
        (reload, no_size_limit): (bool, bool),
    ) {
        let Disputed { dataset, question } = disputed;
        let dispute = Dispute { dataset: Arc::new(dataset), source: source.clone(), file, reload };
        if self.is_accepted(&dispute) {
            self.show_disputed(dispute);
            return;
        }
        let dispute = Arc::new(dispute);
        let Some(question) = question else {
            self.model.dialog = Some(Dialog::Disputed(dispute));
            return;
        };
        self.ask(question, no_size_limit);
        if let Some(Dialog::Mapping(dialog)) = &mut self.model.dialog {
            dialog.dispute = Some(dispute);
        }
    }

    /// Whether all disputes are known to a person who wanted the figures all the same.
    fn is_accepted(&self, dispute: &Dispute) -> bool {
        let name = dispute.source.name();
        let said = self.model.settings.accepted.get(&name);
        let in_session = dispute.file.as_ref().map(|file| &file.accepted);
        let open = self.model.session.document();
        let shown = if open.source == name { names(&open.dataset.audit) } else { Vec::new() };
        let known =
            |check: &Check| said.into_iter().chain(in_session).chain([&shown]).any(|all| all.contains(&check.what));
        dispute.dataset.audit.disputes().all(known)
    }

    /// Shows the figures in question as they are, and remembers that.
    pub(super) fn open_disputed(&mut self) {
        let dispute = match self.model.dialog.take() {
            Some(Dialog::Disputed(dispute)) => dispute,
            Some(Dialog::Mapping(dialog)) if dialog.dispute.is_some() => match dialog.dispute {
                Some(dispute) => dispute,
                None => return,
            },
            other => {
                self.model.dialog = other;
                return;
            }
        };
        self.close_dialog();
        self.edit_settings(Edit::Accepted(dispute.source.name(), names(&dispute.dataset.audit)));
        self.show_disputed(Dispute::clone(&dispute));
    }

    fn show_disputed(&mut self, dispute: Dispute) {
        let Dispute { dataset, source, file, reload } = dispute;
        if reload {
            self.refresh(dataset);
            return;
        }
        // Its first picture may take longer than a frame.
        self.jobs.start("Drawing", false, move |_| {
            let document = document_of(dataset, source.name(), file);
            let picture = Picture::of(&document);
            Message::Accepted(source, Box::new(document), Box::new(picture))
        });
    }

    /// Puts figures that were read again in the place of the old ones, under the same view.
    pub(super) fn refresh(&mut self, dataset: Arc<Dataset>) {
        let old = self.model.session.document();
        // What had been laid in is not in the file.
        let document = Document { dataset, fills: Vec::new(), ..old.clone() };
        let disputed = document.dataset.audit.state == AuditState::Disputed;
        self.model.session.refresh(document);
        self.watch_current();
        self.redraw();
        self.say(if disputed { "Reloaded: its figures are disputed" } else { "Reloaded" }.to_owned());
    }
}
