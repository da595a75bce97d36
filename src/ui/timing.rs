//! The overlay for those who want to know: what a frame costs, and the query behind it (F12).

use std::collections::VecDeque;

use egui::{Align2, Area, Frame, Margin, Order, Ui, vec2};

use super::UiContext;
use super::theme;
use super::widgets::text;
use crate::chart::Weight;
use crate::data::minus_signed;

/// So many frames are looked back upon.
const FRAMES: usize = 120;

/// What the last frames cost in seconds of computing, newest last.
#[derive(Debug, Default)]
pub(super) struct FrameTimes(VecDeque<f32>);

impl FrameTimes {
    /// Takes in what the frame before this one cost.
    pub(super) fn add(&mut self, seconds: Option<f32>) {
        self.0.extend(seconds);
        while self.0.len() > FRAMES {
            self.0.pop_front();
        }
    }

    /// `frame 2.1 ms · mean 2.4 · worst 5.9 of 120`.
    fn words(&self) -> String {
        let Some(last) = self.0.back() else { return "frame not measured yet".to_owned() };
        let mean = self.0.iter().sum::<f32>() / self.0.len() as f32;
        let worst = self.0.iter().copied().fold(0.0, f32::max);
        let [last, mean, worst] = [*last, mean, worst].map(|seconds| seconds * 1e3);
        format!("frame {last:.1} ms · mean {mean:.1} · worst {worst:.1} of {}", self.0.len())
    }
}

/// Draws the overlay in the lower right corner. It asks for no frames of its own: at rest it stands still.
pub(super) fn show(ui: &Ui, cx: &UiContext, frames: &FrameTimes) {
    if !cx.model.panels.timing {
        return;
    }
    let tokens = theme::tokens(ui);
    let dataset = cx.model.dataset();
    let query = cx.model.drawn().query_time.as_secs_f64() * 1e3;
    let lines = [
        frames.words(),
        format!("query {query:.2} ms · {} figures", minus_signed(&dataset.facts.len().to_string())),
        format!("{:.1} bytes for each in memory", dataset.facts.bytes() as f64 / dataset.facts.len().max(1) as f64),
    ];
    let area = Area::new(egui::Id::unique("timing")).order(Order::Foreground).interactable(false);
    area.anchor(Align2::RIGHT_BOTTOM, vec2(-12.0, -42.0)).show(ui.ctx(), |ui| {
        ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
        let frame = Frame::popup(ui.style()).inner_margin(Margin::symmetric(12, 8));
        frame.show(ui, |ui| {
            for line in lines {
                ui.label(text(line, Weight::Medium, 12.0, tokens.ink));
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::FrameTimes;

    #[test]
    fn the_newest_frames_count() {
        let mut frames = FrameTimes::default();
        assert_eq!(frames.words(), "frame not measured yet");
        (0..200).for_each(|_| frames.add(Some(0.009)));
        frames.add(None);
        (0..119).for_each(|_| frames.add(Some(0.001)));
        assert_eq!(frames.words(), "frame 1.0 ms · mean 1.1 · worst 9.0 of 120");
    }
}
