//! What is told with a dataset: a document of scenes, what a scene evaluates to, and its figure.
//!
//! The one way from a document to a picture: [`evaluate`] answers a [`Scene`], [`figure`] lays the [`Evaluation`] out, and
//! [`render`] writes it as a file. The window, its exports and the command line all go it, so that the same scene gives
//! the same bytes wherever it is drawn (of a PDF the same picture: its fonts stand in it in any order).

mod document;
mod evaluate;
mod figure;
mod opening;
mod scene;

pub use document::Document;
pub use evaluate::{Evaluation, evaluate, evaluate_alone};
pub use figure::{EXPORTED, Form, Layout, figure, render};
pub use opening::opening_view;
pub use scene::Scene;
