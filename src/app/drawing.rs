//! Evaluations of the open document: computed at once for small data, in the background for large, and waited for by what
//! is written of them.

use std::sync::Arc;

use super::{App, Command, Message};
use crate::query::{Cancelled, Engine};
use crate::story::{Document, Evaluation, evaluate, evaluate_alone};

/// Above this many facts the answer to a view is computed off the window's thread.
pub(super) const INLINE_FACTS: usize = 500_000;

impl App {
    /// Evaluates the open document anew: at once for small data, in the background for large.
    pub(super) fn redraw(&mut self) {
        let document = self.model.session.document().clone();
        self.cancel_stale();
        let engine = self.engine.clone();
        // Nothing that is drawn of one dataset fits another: the first evaluation comes with its dataset.
        let is_new = !std::ptr::eq(self.evaluated.as_ptr(), Arc::as_ptr(&document.dataset));
        if is_new || document.dataset.facts.len() <= INLINE_FACTS {
            let evaluation = engine.with(&document.dataset, |engine| scene_of(&document, engine, &|| false));
            self.show_first(evaluation.unwrap_or_else(|| evaluate_alone(&document)));
            return;
        }
        self.model.updating = true;
        let job = self.start("Query", false, move |progress| {
            let cancelled = || progress.is_cancelled();
            let evaluation = engine.with(&document.dataset, |engine| scene_of(&document, engine, &cancelled));
            evaluation.map_or(Message::Nothing, |evaluation| Message::Evaluated(Box::new(evaluation)))
        });
        self.latest.query.replace(&mut self.jobs, job);
    }

    fn cancel_stale(&mut self) {
        self.latest.query.cancel(&mut self.jobs);
        self.latest.preparation.cancel(&mut self.jobs);
    }

    /// Takes the answer of a query; a stale one, where a newer query has been started since, is dropped.
    pub(super) fn take_evaluation(&mut self, id: u64, evaluation: Evaluation) {
        if self.latest.query.accepts(id) {
            self.show(evaluation);
            self.prepare_toggles();
        }
    }

    /// Shows an evaluation that may be the first of its dataset.
    pub(super) fn show_first(&mut self, evaluation: Evaluation) {
        self.cancel_stale();
        let dataset = &self.model.session.document().dataset;
        self.evaluated = Arc::downgrade(dataset);
        let is_large = dataset.facts.len() > INLINE_FACTS;
        self.show(evaluation);
        if is_large {
            self.prepare_toggles();
        }
    }

    /// While the user looks at a large dataset, what the next toggle needs is made.
    fn prepare_toggles(&mut self) {
        let document = self.model.session.document().clone();
        let engine = self.engine.clone();
        let job = self.start("Preparing", false, move |progress| {
            let prepare = |engine: &mut Engine| engine.prepare_toggles(document.view(), &|| progress.is_cancelled());
            engine.with(&document.dataset, prepare);
            Message::Nothing
        });
        self.latest.preparation.replace(&mut self.jobs, job);
    }

    fn show(&mut self, evaluation: Evaluation) {
        self.model.session.keep_colors(evaluation.kept_colors.clone());
        self.model.evaluation = Arc::new(evaluation);
        self.model.version += 1;
        self.model.updating = false;
        let waiting = std::mem::take(&mut self.waiting);
        let opening = self.model.session.opening();
        for (of, command) in waiting {
            // What was wanted of one dataset is not given of another.
            if of == opening {
                self.apply(command);
            }
        }
    }

    /// Lets a command wait that is about the figures of the chosen view, where those shown are of the view before.
    pub(super) fn wait_for_evaluation(&mut self, command: Command) {
        let request = (self.model.session.opening(), command);
        if !self.waiting.contains(&request) {
            self.waiting.push(request);
        }
    }
}

/// Evaluates the scene of a document that is shown.
fn scene_of(document: &Document, engine: &mut Engine, cancelled: Cancelled<'_>) -> Option<Evaluation> {
    evaluate(engine, document.scene(), &document.events, cancelled)
}
