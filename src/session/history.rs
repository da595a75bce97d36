//! The current document and the way back to every earlier one.

use std::collections::VecDeque;

use super::{Change, Document};

/// How many steps back are kept.
const STEPS: usize = 300;

/// A document with the change that led away from it.
#[derive(Debug, Clone)]
struct Step {
    document: Document,
    label: String,
}

/// The document and its history.
#[derive(Debug, Clone)]
pub struct Session {
    document: Document,
    past: VecDeque<Step>,
    future: Vec<Step>,
    /// The kind of the last change while a drag or typing goes on: further ones of the same kind join it.
    joining: Option<&'static str>,
}

impl Session {
    /// A session that starts with a document.
    #[must_use]
    pub fn new(document: Document) -> Self {
        Self { document, past: VecDeque::new(), future: Vec::new(), joining: None }
    }

    /// The current document.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Applies a change. Nothing is remembered when it changes nothing. Returns whether it did.
    pub fn apply(&mut self, change: &Change) -> bool {
        let mut changed = self.document.clone();
        change.apply(&mut changed);
        if changed == self.document {
            return false;
        }
        if self.joining.is_none() || self.joining != change.joins() {
            self.remember(change.label());
        }
        self.joining = change.joins();
        self.future.clear();
        self.document = changed;
        true
    }

    /// Opens another document; undo leads back to this one.
    pub fn replace(&mut self, document: Document, label: String) {
        self.remember(label);
        self.joining = None;
        self.future.clear();
        self.document = document;
    }

    /// Puts a reloaded dataset in place without a step in the history.
    pub fn refresh(&mut self, document: Document) {
        self.document = document;
    }

    /// Ends a drag: the next change is a step of its own.
    pub fn settle(&mut self) {
        self.joining = None;
    }

    fn remember(&mut self, label: String) {
        self.past.push_back(Step { document: self.document.clone(), label });
        if self.past.len() > STEPS {
            self.past.pop_front();
        }
    }

    /// What undo would take back.
    #[must_use]
    pub fn undo_label(&self) -> Option<&str> {
        self.past.back().map(|step| step.label.as_str())
    }

    /// What redo would bring back.
    #[must_use]
    pub fn redo_label(&self) -> Option<&str> {
        self.future.last().map(|step| step.label.as_str())
    }

    /// Takes the last change back.
    pub fn undo(&mut self) -> bool {
        self.joining = None;
        let Some(step) = self.past.pop_back() else { return false };
        let current = std::mem::replace(&mut self.document, step.document);
        self.future.push(Step { document: current, label: step.label });
        true
    }

    /// Brings the last change back.
    pub fn redo(&mut self) -> bool {
        self.joining = None;
        let Some(step) = self.future.pop() else { return false };
        let current = std::mem::replace(&mut self.document, step.document);
        self.past.push_back(Step { document: current, label: step.label });
        true
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::data::{Axis, Dataset, DatasetBuilder, Period};
    use crate::query::{GroupBy, Measure, Transform};

    fn dataset() -> Arc<Dataset> {
        let mut builder = DatasetBuilder::default();
        for code in ["A", "B", "C"] {
            builder.member(Axis::Partner, code, code);
        }
        Arc::new(builder.finish().expect("a dataset"))
    }

    fn session() -> Session {
        Session::new(Document::open(dataset(), "test".to_owned(), Arc::default()))
    }

    fn change(index: usize) -> Change {
        let toggle = |code: &str| Change::Toggle { axis: Axis::Partner, code: code.to_owned() };
        match index {
            0 => toggle("A"),
            1 => toggle("B"),
            2 => Change::Invert(Axis::Partner),
            3 => Change::Measure(Measure::Exports),
            4 => Change::By(GroupBy::Partner),
            5 => Change::Transform(Transform::Rolling),
            6 => Change::Only { axis: Axis::Partner, code: "C".to_owned() },
            _ => Change::Everything(Axis::Partner),
        }
    }

    proptest! {
        #[test]
        fn undo_reaches_every_change_and_redo_brings_all_back(changes in prop::collection::vec(0usize..8, 0..30)) {
            let mut session = session();
            let mut seen = vec![session.document().clone()];
            for index in changes {
                if session.apply(&change(index)) {
                    seen.push(session.document().clone());
                }
            }
            let last = seen.len() - 1;
            for expected in seen.iter().rev().skip(1) {
                prop_assert!(session.undo());
                prop_assert_eq!(session.document(), expected);
            }
            prop_assert!(!session.undo());
            for _ in 0..last {
                prop_assert!(session.redo());
            }
            prop_assert_eq!(session.document(), &seen[last]);
        }
    }

    #[test]
    fn a_drag_is_one_step() {
        let mut session = session();
        for year in 2000..2010 {
            session.apply(&Change::Range { from: Some(Period::year(year)), to: None });
        }
        session.settle();
        session.apply(&Change::Range { from: Some(Period::year(1990)), to: None });
        assert!(session.undo());
        assert_eq!(session.document().view.from, Some(Period::year(2009)));
        assert!(session.undo());
        assert_eq!(session.document().view.from, None);
        assert_eq!(session.redo_label(), Some("period"));
    }
}
