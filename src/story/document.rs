//! A document: figures with their sources, the scenes that are made of them, and the events beside them.

use std::sync::Arc;

use super::{Scene, opening_view};
use crate::chart::Colors;
use crate::data::{Dataset, Event, EventId};
use crate::query::View;

/// Everything that a change can touch.
#[derive(Debug, Clone)]
pub struct Document {
    /// The figures. Shared, never copied.
    pub dataset: Arc<Dataset>,
    /// Where they came from: a path or `library:NAME`.
    pub source: String,
    /// The files from which gaps were filled, in order.
    pub fills: Vec<String>,
    /// The events beside them: the library's and the user's own.
    pub events: Arc<Vec<Event>>,
    /// At least one.
    scenes: Vec<Scene>,
    /// The place of the scene that is shown.
    current: usize,
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.dataset, &other.dataset)
            && self.source == other.source
            && self.scenes == other.scenes
            && self.current == other.current
            && self.fills == other.fills
            && (Arc::ptr_eq(&self.events, &other.events) || self.events == other.events)
    }
}

#[cfg(test)]
impl Document {
    /// A document of a dataset without figures or events.
    pub(crate) fn empty() -> Self {
        Self::open(Arc::default(), "library:x".to_owned(), Arc::default())
    }
}

impl Document {
    /// A dataset with the view that it opens with, as a deck of one scene.
    #[must_use]
    pub fn open(dataset: Arc<Dataset>, source: String, events: Arc<Vec<Event>>) -> Self {
        let scene = Scene::of(opening_view(&dataset));
        Self { dataset, source, fills: Vec::new(), events, scenes: vec![scene], current: 0 }
    }

    /// The document with other scenes, of which the one at `current` is shown, or the last where there is none. Without
    /// any scene it keeps its own.
    #[must_use]
    pub fn with_scenes(mut self, scenes: Vec<Scene>, current: usize) -> Self {
        if !scenes.is_empty() {
            self.current = current.min(scenes.len() - 1);
            self.scenes = scenes;
        }
        self
    }

    /// All scenes in order; at least one.
    #[must_use]
    pub fn scenes(&self) -> &[Scene] {
        &self.scenes
    }

    /// The place of the scene that is shown.
    #[must_use]
    pub const fn current(&self) -> usize {
        self.current
    }

    /// The scene that is shown.
    #[must_use]
    pub fn scene(&self) -> &Scene {
        &self.scenes[self.current]
    }

    /// The view of the scene that is shown.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.scene().view
    }

    /// The view of the scene that is shown, to change it.
    pub fn view_mut(&mut self) -> &mut View {
        &mut self.scenes[self.current].view
    }

    /// Remembers the colours in which the scene that is shown was drawn.
    pub fn keep_colors(&mut self, colors: Colors) {
        self.scenes[self.current].colors = colors;
    }

    /// An event by its id.
    #[must_use]
    pub fn event(&self, id: EventId) -> Option<&Event> {
        self.events.iter().find(|event| event.id == id)
    }
}
