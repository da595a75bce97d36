//! What a frame of the window costs in computing: 20 lines of 480 months, 60 events beside those of the library, and
//! a pointer that moves.
//!
//! Everything is in it but the graphics card: the lists, the chart, the bars, and the triangles of all of them.

#![allow(clippy::expect_used, reason = "a benchmark stops where something is wrong")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use eframe::App as _;
use egui::{Event, FullOutput, Pos2, RawInput, Rect, pos2, vec2};
use saldo::app::{Chooser, Command, NoDialog};
use saldo::import::{self, Source};
use saldo::query::{GroupBy, Measure};
use saldo::session::Change;
use saldo::ui::Window;

const LINES: usize = 20;
const MONTHS: usize = 480;
const EVENTS: usize = 60;

/// Nobody is asked.
struct Silent;

impl Chooser for Silent {
    fn open(&self, _title: &str, _endings: &[&str]) -> Result<Vec<PathBuf>, NoDialog> {
        Ok(Vec::new())
    }

    fn save(&self, _file_name: &str, _ending: &str) -> Result<Option<PathBuf>, NoDialog> {
        Ok(None)
    }
}

fn table() -> String {
    const PARTNERS: &str = "USA CHN DEU FRA GBR ITA CAN KOR IND BRA RUS AUS MEX ESP NLD CHE SWE BEL AUT NOR";
    let mut text = String::from("period,reporter,partner,sector,flow,value\n");
    for (place, partner) in PARTNERS.split_whitespace().enumerate() {
        for month in 0..MONTHS {
            let wave = ((month * (place + 3)) as f64 / 40.0).sin() * 400.0 + (place * 100) as f64;
            for (flow, value) in [("export", wave + 2000.0), ("import", 2100.0 - wave)] {
                let (year, month) = (1985 + month / 12, month % 12 + 1);
                writeln!(text, "{year}-{month:02},JPN,{partner},Goods,{flow},{value:.2}").expect("a row");
            }
        }
    }
    text
}

fn events() -> String {
    let mut text = String::from("date,title\n");
    for event in 0..EVENTS {
        let month = event * MONTHS / EVENTS;
        let (year, month) = (1985 + month / 12, month % 12 + 1);
        writeln!(text, "{year}-{month:02}-15,Event number {event} of a long history").expect("an event");
    }
    text
}

/// The window without a desktop.
struct Stage {
    ctx: egui::Context,
    frame: eframe::Frame,
    window: Window,
    time: f64,
}

impl Stage {
    fn new(folder: &std::path::Path) -> Self {
        let data = folder.join("trade.csv");
        std::fs::write(&data, table()).expect("written");
        let ctx = egui::Context::default();
        let window = Window::new(&ctx, vec![Source::Path(data)], None, Arc::new(Silent)).expect("a window");
        let mut stage = Self { ctx, frame: eframe::Frame::_new_kittest(), window, time: 0.0 };
        stage.wait(|window| window.app().model().dataset().facts.len() == LINES * MONTHS * 2);
        for change in [Change::By(GroupBy::Partner), Change::Measure(Measure::Balance), Change::Top(LINES)] {
            stage.window.send(Command::Change(change));
        }
        let events = import::events::read_bytes("events.csv", events().as_bytes()).expect("events");
        stage.window.send(Command::Change(Change::ImportEvents(events)));
        stage.wait(|window| window.app().model().evaluation.events.len() >= EVENTS);
        stage.wait(|window| window.app().model().evaluation.answer.trajectories.lines.len() == LINES);
        stage
    }

    /// Runs frames until what jobs do is there.
    fn wait(&mut self, done: impl Fn(&Window) -> bool) {
        let start = Instant::now();
        while !done(&self.window) {
            let model = self.window.app().model();
            let shown = (model.evaluation.events.len(), model.session.document().events.len(), &model.dialog);
            assert!(start.elapsed() < Duration::from_mins(1), "it does not come: {shown:?}");
            std::thread::sleep(Duration::from_millis(5));
            self.frame(pos2(0.0, 0.0));
        }
    }

    /// One frame with the pointer at a place; gives how many triangles' corners it draws.
    fn frame(&mut self, pointer: Pos2) -> usize {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(1600.0, 1000.0))),
            time: Some(self.time),
            events: vec![Event::PointerMoved(pointer)],
            ..RawInput::default()
        };
        let Self { ctx, frame, window, .. } = self;
        let mut output: FullOutput = ctx.run_ui(input, |ui| {
            window.logic(ui.ctx(), frame);
            window.ui(ui, frame);
        });
        // There is no card to take them.
        output.textures_delta.clear();
        let shapes = ctx.tessellate(output.shapes, output.pixels_per_point);
        shapes
            .iter()
            .map(|shape| match &shape.primitive {
                egui::epaint::Primitive::Mesh(mesh) => mesh.vertices.len(),
                egui::epaint::Primitive::Callback(_) => 0,
            })
            .sum()
    }
}

fn frames(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = Stage::new(folder.path());
    let corners = (0..3).map(|_| stage.frame(pos2(800.0, 500.0))).last().unwrap_or_default();
    let figure = stage.window.figure();
    assert!(figure.colors.len() >= LINES, "{} lines are drawn", figure.colors.len());
    let events = stage.window.app().model().evaluation.events.len();
    println!("{} lines, {events} events, {corners} corners of triangles", figure.colors.len());
    let mut step = 0u32;
    criterion.bench_function("frame, 20 lines of 480 months, 60 events, pointer moving", |bencher| {
        bencher.iter(|| {
            step = (step + 7) % 600;
            black_box(stage.frame(pos2(500.0 + step as f32, 300.0 + (step % 97) as f32)))
        });
    });
}

criterion_group!(benches, frames);
criterion_main!(benches);
