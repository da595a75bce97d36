//! A scene: what is looked at, in which colours, and what the presenter has noted beside it.

use serde::{Deserialize, Serialize};

use crate::chart::Colors;
use crate::query::View;

/// A picture of a document's figures, as a person has composed it. Its own words are those of its view.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Scene {
    /// What is shown, with title, subtitle and pins of its own.
    pub view: View,
    /// Which colour each member has had, so that it keeps it.
    #[serde(default, skip_serializing_if = "Colors::is_empty")]
    pub colors: Colors,
    /// What the presenter wants to say, for the presenter alone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
}

impl Scene {
    /// A scene of a view, without colours or notes of its own.
    #[must_use]
    pub fn of(view: View) -> Self {
        Self { view, ..Self::default() }
    }
}
