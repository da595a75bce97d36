//! The engine of the open dataset, shared with the jobs that use it.

use std::sync::{Arc, Mutex};

use crate::data::Dataset;
use crate::query::Engine;

/// The engine of the open dataset. One job works with it at a time.
#[derive(Clone, Default)]
pub(super) struct SharedEngine(Arc<Mutex<Option<Engine>>>);

impl SharedEngine {
    /// Does some work with the engine of a dataset, which takes the place of any other.
    pub(super) fn with<R>(&self, dataset: &Arc<Dataset>, work: impl FnOnce(&mut Engine) -> R) -> R {
        // An engine left behind by a fault is not trusted.
        let mut kept = self.0.lock().unwrap_or_else(|poisoned| {
            let mut kept = poisoned.into_inner();
            *kept = None;
            kept
        });
        if kept.as_ref().is_some_and(|engine| !Arc::ptr_eq(engine.dataset(), dataset)) {
            *kept = None;
        }
        work(kept.get_or_insert_with(|| Engine::new(Arc::clone(dataset))))
    }
}
