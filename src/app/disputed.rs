//! Figures that are disputed: asking before they are shown, showing them as they are, and remembering who said so.

use std::path::PathBuf;
use std::sync::Arc;

use super::open::Ready;
use super::read::document_of;
use super::request::Request;
use super::{App, Dialog, Edit, Message};
use crate::data::{Audit, AuditState, Check, Dataset};
use crate::import::{FileStamp, Question, Source};
use crate::session::SessionFile;
use crate::story::evaluate_alone;

/// A file that was read and is not shown, because its figures contradict each other.
#[derive(Debug, Clone)]
pub struct Dispute {
    /// What was read.
    pub dataset: Arc<Dataset>,
    /// Where it came from.
    pub source: Source,
    /// The session that asked for it, and its file.
    pub(super) file: Option<SessionFile>,
    pub(super) session: Option<PathBuf>,
    /// Whether it replaces the open figures of the same file.
    pub(super) reload: bool,
    /// When it was asked for, and beside what.
    pub(super) request: Request,
    /// What the file looked like before it was read.
    pub(super) stamp: Option<FileStamp>,
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
    pub(super) fn dispute(&mut self, dispute: Dispute, question: Option<Question>, no_size_limit: bool) {
        if self.is_accepted(&dispute) {
            self.show_disputed(dispute);
            return;
        }
        let dispute = Arc::new(dispute);
        let Some(question) = question else {
            self.put(Dialog::Disputed(dispute));
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
        let dispute = match &self.model.dialog {
            Some(Dialog::Disputed(dispute)) => Some(Arc::clone(dispute)),
            Some(Dialog::Mapping(dialog)) => dialog.dispute.clone(),
            _ => None,
        };
        let Some(dispute) = dispute else { return };
        self.take_dialog();
        self.edit_settings(Edit::Accepted(dispute.source.name(), names(&dispute.dataset.audit)));
        // It is wanted now, whatever else was opened while it was asked about.
        let reload = dispute.reload && self.is_for_open(dispute.request);
        let request = self.request();
        self.show_disputed(Dispute { reload, request, ..Dispute::clone(&dispute) });
    }

    fn show_disputed(&mut self, dispute: Dispute) {
        let Dispute { dataset, source, file, session, reload, request, stamp } = dispute;
        if reload {
            self.stamps.insert(source.name(), stamp);
            self.refresh(&dataset, &[]);
            return;
        }
        // Its first evaluation may take longer than a frame.
        self.start_for(request, "Drawing", false, move |_| {
            let document = document_of(dataset, source.name(), file);
            let evaluation = Some(evaluate_alone(&document));
            Message::Accepted(Box::new(Ready { request, source, document, evaluation, session, stamp }))
        });
    }

    /// Puts figures that were read again in the place of the old ones, under the same view: those of the file, and what
    /// they are with one after the other of the fills laid in.
    pub(super) fn refresh(&mut self, dataset: &Arc<Dataset>, laid: &[Arc<Dataset>]) {
        let (source, fills) = {
            let open = self.model.session.document();
            (open.source.clone(), open.fills.clone())
        };
        self.model.session.refresh(&source, &fills, (dataset, laid));
        self.watch_current();
        self.redraw();
        let disputed = self.model.session.document().dataset.audit.state == AuditState::Disputed;
        self.say(if disputed { "Reloaded: its figures are disputed" } else { "Reloaded" }.to_owned());
    }
}
