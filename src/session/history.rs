//! The current document and the way back to every earlier one.
//!
//! A step says what was looked at, and which figures it was of. The figures are held once for all steps, so that a
//! reload reaches every step; and only those of a few datasets, so that memory has a bound.

use std::collections::VecDeque;
use std::sync::Arc;

use super::{Change, Document, Scene};
use crate::chart::Colors;
use crate::data::{Dataset, Event};

/// How many steps back are kept.
const STEPS: usize = 300;
/// The way back leads over so many datasets at most beside the open one, and beyond the last of them over so many
/// facts. Further back the files themselves are opened again.
const MOST_DATASETS: usize = 8;
const MOST_FACTS: usize = 10_000_000;

/// Which opening a document comes from. Changes, reloads and closed gaps stay of the same one.
pub type OpeningId = u64;

/// The figures of some steps.
#[derive(Debug, Clone)]
struct Figures {
    /// Later figures have higher ids.
    id: u64,
    opening: OpeningId,
    dataset: Arc<Dataset>,
    source: String,
    fills: Vec<String>,
}

/// What was looked at, with the change that led away from it.
#[derive(Debug, Clone)]
struct Step {
    /// The id of its figures.
    figures: u64,
    scenes: Vec<Scene>,
    /// The place of the scene that was shown.
    current: usize,
    events: Arc<Vec<Event>>,
    label: String,
}

/// The document and its history.
#[derive(Debug, Clone)]
pub struct Session {
    document: Document,
    /// The id of its figures.
    at: u64,
    /// The highest id that was given.
    last: u64,
    /// The figures of the document and of all steps, by id.
    figures: Vec<Figures>,
    past: VecDeque<Step>,
    future: Vec<Step>,
    /// The kind of the last change while a drag or typing goes on: further ones of the same kind join it.
    joining: Option<&'static str>,
}

impl Session {
    /// A session that starts with a document.
    #[must_use]
    pub fn new(document: Document) -> Self {
        let mut session = Self {
            document: document.clone(),
            at: 0,
            last: 0,
            figures: Vec::new(),
            past: VecDeque::new(),
            future: Vec::new(),
            joining: None,
        };
        session.enter(document, None);
        session
    }

    /// The current document.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Which opening the current document comes from.
    #[must_use]
    pub fn opening(&self) -> OpeningId {
        self.figures.iter().find(|figures| figures.id == self.at).map_or(0, |figures| figures.opening)
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
        self.forget();
        true
    }

    /// Opens another document; undo leads back to this one.
    pub fn open(&mut self, document: Document, label: String) {
        self.remember(label);
        self.enter(document, None);
    }

    /// Shows the open document with figures that were laid in from the last of `fills`; undo leads back to the gap.
    pub fn lay_in(&mut self, dataset: Arc<Dataset>, fills: Vec<String>, label: String) {
        self.remember(label);
        let mut document = self.document.clone();
        (document.dataset, document.fills) = (dataset, fills);
        self.enter(document, Some(self.opening()));
    }

    /// Puts a dataset that was read again in the place of the old one in every step, without a step of its own. Behind
    /// the file itself stands what it is with one after the other of `fills` laid in.
    pub fn refresh(&mut self, source: &str, fills: &[String], (file, laid): (&Arc<Dataset>, &[Arc<Dataset>])) {
        for figures in self.figures.iter_mut().filter(|figures| figures.source == source) {
            let known = fills.starts_with(&figures.fills);
            let count = figures.fills.len();
            let filled = if known { count.checked_sub(1).and_then(|last| laid.get(last)) } else { None };
            figures.dataset = Arc::clone(filled.unwrap_or(file));
            if filled.is_none() {
                figures.fills.clear();
            }
            if figures.id == self.at {
                (self.document.dataset, self.document.fills) = (Arc::clone(&figures.dataset), figures.fills.clone());
            }
        }
    }

    /// Remembers the colours in which the scene that is shown was drawn. That is no change of a person's, and no step of
    /// its own: it goes back with the step before it.
    pub fn keep_colors(&mut self, colors: Colors) {
        self.document.keep_colors(colors);
    }

    /// Ends a drag: the next change is a step of its own.
    pub fn settle(&mut self) {
        self.joining = None;
    }

    /// Makes a document the current one, with figures of its own.
    fn enter(&mut self, document: Document, opening: Option<OpeningId>) {
        self.joining = None;
        self.future.clear();
        self.last += 1;
        let id = self.last;
        let Document { dataset, source, fills, .. } = document.clone();
        self.figures.push(Figures { id, opening: opening.unwrap_or(id), dataset, source, fills });
        self.at = id;
        self.document = document;
        self.forget();
    }

    fn step(&self, label: String) -> Step {
        let (scenes, current) = (self.document.scenes().to_vec(), self.document.current());
        Step { figures: self.at, scenes, current, events: Arc::clone(&self.document.events), label }
    }

    fn remember(&mut self, label: String) {
        self.past.push_back(self.step(label));
        if self.past.len() > STEPS {
            self.past.pop_front();
        }
    }

    /// Lets go of figures that no step is of, and of the oldest steps where their figures are too many. Called where
    /// nothing lies ahead: the open figures are the newest then.
    fn forget(&mut self) {
        loop {
            let (at, past, future) = (self.at, &self.past, &self.future);
            let is_of = |id: u64| past.iter().chain(future).any(|step| step.figures == id);
            self.figures.retain(|figures| figures.id == at || is_of(figures.id));
            let earlier = &self.figures[..self.figures.len().saturating_sub(1)];
            let facts: usize = earlier.iter().rev().skip(1).map(|figures| figures.dataset.facts.len()).sum();
            if earlier.len() <= MOST_DATASETS && facts <= MOST_FACTS {
                return;
            }
            let Some(oldest) = self.past.front().map(|step| step.figures) else { return };
            self.past.retain(|step| step.figures != oldest);
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
        let left = self.return_to(step);
        self.future.push(left);
        true
    }

    /// Brings the last change back.
    pub fn redo(&mut self) -> bool {
        self.joining = None;
        let Some(step) = self.future.pop() else { return false };
        let left = self.return_to(step);
        self.past.push_back(left);
        true
    }

    /// Makes a step the current document again; gives the step that leads back here.
    fn return_to(&mut self, step: Step) -> Step {
        let left = self.step(step.label);
        // The figures of every step are held.
        if let Some(figures) = self.figures.iter().find(|figures| figures.id == step.figures) {
            let Figures { id, dataset, source, fills, .. } = figures.clone();
            self.at = id;
            let mut document = Document::open(dataset, source, step.events).with_scenes(step.scenes, step.current);
            document.fills = fills;
            self.document = document;
        }
        left
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::data::{Axis, DatasetBuilder, Period};
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
        assert_eq!(session.document().view().from, Some(Period::year(2009)));
        assert!(session.undo());
        assert_eq!(session.document().view().from, None);
        assert_eq!(session.redo_label(), Some("period"));
    }

    fn document(source: &str) -> Document {
        Document::open(dataset(), source.to_owned(), Arc::default())
    }

    fn figures(session: &Session) -> *const Dataset {
        Arc::as_ptr(&session.document().dataset)
    }

    #[test]
    fn undo_after_a_reload_shows_the_new_figures() {
        let mut session = session();
        session.apply(&change(0));
        session.apply(&change(3));
        session.undo();
        let opening = session.opening();
        let again = dataset();
        session.refresh("test", &[], (&again, &[]));
        assert_eq!((figures(&session), session.opening()), (Arc::as_ptr(&again), opening));
        session.redo();
        assert_eq!(figures(&session), Arc::as_ptr(&again));
        while session.undo() {
            assert_eq!(figures(&session), Arc::as_ptr(&again));
        }
        assert_eq!(Arc::strong_count(&again), 3, "here, in the document and once for all steps");
    }

    #[test]
    fn a_reload_reaches_what_was_laid_in_and_no_other_file() {
        let mut session = Session::new(document("other"));
        let other = figures(&session);
        session.open(document("file"), "open file".to_owned());
        session.lay_in(dataset(), vec!["a".to_owned()], "fill".to_owned());
        session.lay_in(dataset(), vec!["a".to_owned(), "b".to_owned()], "fill".to_owned());
        session.undo();
        let (file, laid) = (dataset(), [dataset()]);
        session.refresh("file", &["a".to_owned()], (&file, &laid));
        assert_eq!(figures(&session), Arc::as_ptr(&laid[0]));
        session.redo();
        assert_eq!((figures(&session), session.document().fills.len()), (Arc::as_ptr(&file), 0), "b is not laid in");
        session.undo();
        assert_eq!(session.document().fills, ["a"]);
        session.undo();
        assert_eq!((figures(&session), session.document().fills.len()), (Arc::as_ptr(&file), 0));
        session.undo();
        assert_eq!(figures(&session), other);
    }

    #[test]
    fn the_way_back_holds_few_datasets() {
        let mut session = session();
        let mut opened = Vec::new();
        for n in 0..40 {
            session.open(document(&format!("file {n}")), format!("open file {n}"));
            opened.push(Arc::downgrade(&session.document().dataset));
            session.apply(&change(3));
            session.apply(&change(0));
        }
        let held = opened.iter().filter(|dataset| dataset.strong_count() > 0).count();
        assert_eq!(held, MOST_DATASETS + 1);
        let mut sources = Vec::new();
        while session.undo() {
            sources.push(session.document().source.clone());
        }
        sources.dedup();
        assert_eq!((sources.len(), sources.last().map(String::as_str)), (MOST_DATASETS + 1, Some("file 31")));
        // What lies ahead is let go with the change that takes its place.
        session.apply(&change(3));
        assert_eq!(opened.iter().filter(|dataset| dataset.strong_count() > 0).count(), 1);
    }

    #[test]
    fn what_was_undone_does_not_come_back_into_another_document() {
        let mut session = session();
        session.apply(&change(3));
        assert!(session.undo() && session.redo_label().is_some());
        session.open(document("b"), "b".to_owned());
        assert!(session.redo_label().is_none() && !session.redo());
        assert_eq!(session.document().source, "b");
    }

    #[test]
    fn every_opening_is_another_one() {
        let mut session = session();
        let mut seen = vec![session.opening()];
        session.open(document("b"), "b".to_owned());
        seen.push(session.opening());
        session.lay_in(dataset(), vec!["a".to_owned()], "fill".to_owned());
        assert_eq!(session.opening(), seen[1]);
        session.undo();
        session.undo();
        assert_eq!(session.opening(), seen[0]);
        session.apply(&change(3));
        session.open(document("c"), "c".to_owned());
        assert!(!seen.contains(&session.opening()));
    }
}
