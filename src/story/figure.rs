//! The figure of an evaluation, laid out for a size, and as a file.

use super::Evaluation;
use crate::chart::{self, Figure, Parts, Pin, RenderError, Theme};
use crate::words::Fact;

/// For what a figure is laid out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Layout {
    /// Width and height in logical pixels.
    pub size: (f32, f32),
    /// Light or dark.
    pub theme: Theme,
    /// How much larger text is than on a desk.
    pub text_scale: f32,
    /// What is left out.
    pub parts: Parts,
}

impl Default for Layout {
    /// A slide: what is exported.
    fn default() -> Self {
        Self { size: (1600.0, 900.0), theme: Theme::Light, text_scale: 1.0, parts: Parts::default() }
    }
}

/// So many pixels of an exported picture stand for a logical one: it is looked at on large screens.
pub const EXPORTED: f32 = 2.0;

/// A file that a figure can be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Form {
    /// Vectors for the web and for drawing programs.
    Svg,
    /// Pixels, so many to a logical one.
    Png(f32),
    /// Vectors on a page.
    Pdf,
}

/// The figure of what a scene evaluates to: what the window draws and what is exported.
#[must_use]
pub fn figure(evaluation: &Evaluation, layout: &Layout) -> Figure {
    let drawn = |id: &crate::data::EventId| evaluation.events.contains(id);
    let events: Vec<_> = evaluation.all_events.iter().filter(|event| drawn(&event.id)).collect();
    chart::build(&chart::Request {
        dataset: &evaluation.dataset,
        view: &evaluation.view,
        trajectories: &evaluation.answer.trajectories,
        with_sum: evaluation.tells_of_sum,
        events: &events,
        title: &evaluation.headline.title,
        subtitle: &evaluation.headline.subtitle,
        pins: &pins(evaluation),
        colors: &evaluation.colors,
        size: layout.size,
        theme: layout.theme,
        text_scale: layout.text_scale,
        parts: layout.parts,
    })
}

/// The figure as the bytes of a file.
///
/// # Errors
/// When the figure cannot be drawn.
pub fn render(evaluation: &Evaluation, layout: &Layout, form: Form) -> Result<Vec<u8>, RenderError> {
    let figure = figure(evaluation, layout);
    match form {
        Form::Svg => chart::to_svg(&figure).map(String::into_bytes),
        Form::Png(scale) => chart::to_png(&figure, scale),
        Form::Pdf => chart::to_pdf(&figure),
    }
}

/// The pinned findings that still hold for what is shown.
fn pins(evaluation: &Evaluation) -> Vec<Pin> {
    let lines = &evaluation.answer.trajectories.lines;
    let place = |finding: &Fact| {
        let line = lines.iter().position(|line| line.code == finding.line)?;
        Some(Pin { line, period: finding.at?, text: finding.fact.clone() })
    };
    evaluation.pinned.iter().filter_map(place).collect()
}
