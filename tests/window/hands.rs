//! Hands and eyes: what a person does with the window and reads in it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use saldo::app::{Chooser, Command, NoDialog};
use saldo::import::Source;
use saldo::ui::Window;

/// Answers file dialogs without a desktop.
#[derive(Default)]
pub(crate) struct Answers {
    pub open: Vec<PathBuf>,
    pub save: Option<PathBuf>,
}

impl Chooser for Answers {
    fn open(&self, _title: &str, _endings: &[&str]) -> Result<Vec<PathBuf>, NoDialog> {
        Ok(self.open.clone())
    }

    fn save(&self, _file_name: &str, _ending: &str) -> Result<Option<PathBuf>, NoDialog> {
        Ok(self.save.clone())
    }
}

/// A window of this size in points, with these files open and these answers of the desktop.
pub(crate) fn window_with(sources: Vec<Source>, answers: Answers, size: [f32; 2]) -> Harness<'static, Window> {
    window_on(sources, None, answers, size)
}

/// As [`window_with`], with a place for settings and work, and on any desktop.
pub(crate) fn window_on(
    sources: Vec<Source>,
    settings: Option<PathBuf>,
    chooser: impl Chooser + 'static,
    size: [f32; 2],
) -> Harness<'static, Window> {
    let mut harness = Harness::builder()
        .with_size(size)
        .with_max_steps(12)
        .allow_missing_glyphs()
        .build_eframe(|cc| Window::new(&cc.egui_ctx, sources, settings, Arc::new(chooser)).expect("a window"));
    harness.run();
    harness
}

/// A window with a dataset of the library; with the default story where it has no name.
pub(crate) fn window(dataset: &str) -> Harness<'static, Window> {
    let sources = if dataset.is_empty() { Vec::new() } else { vec![Source::Library(dataset.to_owned())] };
    window_with(sources, Answers::default(), [1500.0, 950.0])
}

/// Lets background jobs finish: runs frames until the condition holds.
pub(crate) fn wait(harness: &mut Harness<'static, Window>, what: &str, done: impl Fn(&Window) -> bool) {
    let start = Instant::now();
    while !done(harness.state()) {
        assert!(start.elapsed() < Duration::from_mins(2), "{what} did not happen");
        std::thread::sleep(Duration::from_millis(5));
        harness.step();
    }
    harness.run_steps(3);
}

/// Gives a command, as a menu does.
pub(crate) fn give(harness: &mut Harness<'static, Window>, command: Command) {
    harness.state_mut().send(command);
    harness.run();
}

/// Presses a key, perhaps with others held.
pub(crate) fn press(harness: &mut Harness<'static, Window>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run();
}

/// Presses what has this name, or a name that begins with it.
pub(crate) fn click(harness: &mut Harness<'static, Window>, name: &str) {
    let node = harness
        .query_all_by(|node| node.label().is_some_and(|label| label.starts_with(name)))
        .next()
        .unwrap_or_else(|| panic!("nothing is named {name}"));
    node.click_accesskit();
    harness.run();
}

/// Everything that a person can read in the window.
pub(crate) fn names(harness: &Harness<'static, Window>) -> Vec<String> {
    let text = |node: egui_kittest::Node<'_>| node.accesskit_node().label().or(node.accesskit_node().value());
    harness.query_all_by(|_| true).filter_map(text).collect()
}

/// Whether something begins with these words.
pub(crate) fn has_name(harness: &Harness<'static, Window>, start: &str) -> bool {
    names(harness).iter().any(|name| name.starts_with(start))
}

/// What is chosen to be seen.
pub(crate) fn view(harness: &Harness<'static, Window>) -> saldo::query::View {
    harness.state().app().model().session.document().view().clone()
}

/// The exact value of a line in a period, as the table says it.
pub(crate) fn in_table(harness: &Harness<'static, Window>, line: &str, period: &str) -> String {
    let start = format!("{line}, {period}: ");
    names(harness)
        .into_iter()
        .find_map(|name| name.strip_prefix(&start).map(str::to_owned))
        .unwrap_or_else(|| panic!("the table has no cell {start}"))
}

/// Writes a file and says where.
pub(crate) fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("written");
    path
}

/// Two years of Japan with two partners.
pub(crate) const SMALL: &str = "period,reporter,partner,sector,flow,value\n\
    2022,JPN,CHN,goods,export,100\n2022,JPN,CHN,goods,import,150.5\n\
    2022,JPN,USA,goods,export,300\n2022,JPN,USA,goods,import,120\n\
    2023,JPN,CHN,goods,export,110\n2023,JPN,CHN,goods,import,190\n\
    2023,JPN,USA,goods,export,320\n2023,JPN,USA,goods,import,130.25\n";
