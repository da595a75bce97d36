//! The window: eframe's side of the program. Polls jobs, draws the model, applies the commands.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{CentralPanel, Frame, Key, Margin, Panel, Ui, ViewportCommand};

use super::chart_panel::FigureCache;
use super::theme::{self, paint};
use super::timing::{self, FrameTimes};
use super::widgets::disabled_while_loading;
use super::{UiContext, chart_panel, command_palette, dialogs, filters, right_panel, status, top_bar};
use crate::app::{App, Chooser, Command, Desktop, Effect, Settings, Start, Tab, ThemeChoice, command, keep_on_signals};
use crate::chart::palette::Color;
use crate::import::Source;
use crate::session::Change;

/// The window.
pub struct Window {
    app: App,
    cache: FigureCache,
    frames: FrameTimes,
}

impl Window {
    /// A window on these sources. `settings` is where settings are cache, if anywhere.
    ///
    /// # Errors
    /// When the built-in library cannot be read.
    pub fn new(
        ctx: &egui::Context,
        sources: Vec<Source>,
        settings: Option<PathBuf>,
        chooser: Arc<dyn Chooser>,
    ) -> anyhow::Result<Self> {
        theme::install(ctx);
        let waker = ctx.clone();
        let wake = Arc::new(move || waker.request_repaint());
        let app =
            App::new(Start { sources, settings, wake, chooser }).map_err(|error| anyhow::anyhow!(error.one_line()))?;
        Ok(Self { app, cache: FigureCache::default(), frames: FrameTimes::default() })
    }

    /// The program behind the window, for tests.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The figure that is drawn, for tests.
    #[must_use]
    pub fn figure(&self) -> Arc<crate::chart::Figure> {
        self.cache.figure()
    }

    /// After how long a file that is being opened is shown, for tests.
    pub fn show_early_after(&mut self, first_after: std::time::Duration) {
        self.app.show_early_after(first_after);
    }

    /// Gives a command as if the user had, for tests.
    pub fn send(&mut self, command: Command) {
        self.app.apply(command);
    }

    fn carry_out(&mut self, ctx: &egui::Context, commands: Vec<Command>) {
        let any = !commands.is_empty();
        for command in commands {
            self.app.apply(command);
        }
        for effect in self.app.take_effects() {
            match effect {
                Effect::Copy(text) => ctx.copy_text(text),
                Effect::Fullscreen(on) => ctx.send_viewport_cmd(ViewportCommand::Fullscreen(on)),
                Effect::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
            }
        }
        // What a command changed is drawn in the next frame; without one the window stays at rest.
        if any {
            ctx.request_repaint();
        }
    }
}

impl eframe::App for Window {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.app.poll();
        // Progress bars move while a listed job runs.
        if self.app.model().jobs.iter().any(|job| job.listed) {
            ctx.request_repaint_after(std::time::Duration::from_millis(100));
        }
        let preference = match self.app.model().settings.theme {
            ThemeChoice::System => egui::ThemePreference::System,
            ThemeChoice::Light => egui::ThemePreference::Light,
            ThemeChoice::Dark => egui::ThemePreference::Dark,
        };
        if ctx.options(|options| options.theme_preference) != preference {
            ctx.set_theme(preference);
        }
    }

    fn raw_input_hook(&mut self, ctx: &egui::Context, input: &mut egui::RawInput) {
        let pixels = input.screen_rect.map_or(0.0, |screen| screen.area() * ctx.pixels_per_point().powi(2));
        input.max_texture_side = input.max_texture_side.map(|side| side.min(atlas_side(pixels)));
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.app.keep_work();
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        self.frames.add(frame.info().cpu_usage);
        let commands = {
            let colors: Vec<Color> = self.cache.colors().to_vec();
            let mut cx = UiContext { model: self.app.model(), colors: &colors, commands: Vec::new() };
            keys(ui, &mut cx);
            dropped(ui, &mut cx);
            draw(ui, &mut cx, &mut self.cache);
            timing::show(ui, &cx, &self.frames);
            cx.commands
        };
        let ctx = ui.ctx().clone();
        self.carry_out(&ctx, commands);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

fn draw(ui: &mut Ui, cx: &mut UiContext, cache: &mut FigureCache) {
    let tokens = theme::tokens(ui);
    let panel = |margin: Margin| Frame::new().fill(paint(tokens.panel)).inner_margin(margin);
    let presenting = cx.model.panels.presenting;
    if !presenting {
        let frame = panel(Margin::symmetric(20, 0));
        Panel::top("top bar").exact_size(52.0).frame(frame).show(ui, |ui| top_bar::show(ui, cx));
        let frame = panel(Margin::symmetric(20, 0));
        Panel::bottom("status bar").exact_size(30.0).frame(frame).show(ui, |ui| status::show(ui, cx));
        let wide = ui.ctx().content_rect().width();
        let narrow = wide < BOTH_PANELS;
        if narrow != cx.model.panels.narrow {
            cx.send(Command::Narrow(narrow));
        }
        if cx.model.panels.shows_filters() {
            let filters = Panel::left("filters").default_size((wide * 0.18).clamp(270.0, 380.0));
            filters.size_range(220.0..=460.0).frame(panel(Margin::symmetric(16, 14))).show(ui, |ui| {
                disabled_while_loading(ui, cx);
                of_its_own_width(ui, |ui| filters::show(ui, cx));
            });
        }
        if cx.model.panels.shows_side() {
            side_panel(cx, wide).frame(panel(Margin::symmetric(16, 8))).show(ui, |ui| {
                disabled_while_loading(ui, cx);
                of_its_own_width(ui, |ui| right_panel::show(ui, cx, &cache.figure()));
            });
        }
    }
    let ground = Frame::new().fill(paint(tokens.ground));
    CentralPanel::no_frame().frame(ground).show(ui, |ui| chart_panel::show(ui, cx, cache));
    command_palette::show(ui, cx);
    dialogs::show(ui, cx);
}

/// The panel at the right. A table needs more room than cards, and has a width of its own.
fn side_panel(cx: &UiContext, wide: f32) -> Panel {
    if cx.model.panels.tab == Tab::Table {
        let side = Panel::right("side with table").default_size((wide * 0.3).clamp(264.0, 640.0));
        return side.size_range(210.0..=(wide * 0.6).max(264.0));
    }
    Panel::right("side").default_size((wide * 0.165).clamp(264.0, 360.0)).size_range(210.0..=520.0)
}

/// The side of the atlas of letters for a window of so many pixels.
///
/// The atlas grows by doubling up to what the graphics card takes, which may be 16384 points a side: hundreds of
/// megabytes here and as much there, filled with every size that was ever shown. Letters that are in view never cover
/// more than the window, so an atlas of which four fifths are as large as that has them all; egui clears it beyond.
fn atlas_side(pixels: f32) -> usize {
    const LEAST: usize = 2048;
    const MOST: usize = 16384;
    let mut side = LEAST;
    while side < MOST && (side * side) as f32 * 0.8 < pixels {
        side *= 2;
    }
    side
}

/// Below this width of the window one panel stands beside the chart, not two.
const BOTH_PANELS: f32 = 1180.0;

/// What stands in a panel neither widens nor narrows it: its width is the person's.
fn of_its_own_width(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let rect = ui.available_rect_before_wrap();
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(rect));
    child.set_clip_rect(rect.expand(12.0).intersect(ui.clip_rect()));
    content(&mut child);
    ui.advance_cursor_after_rect(rect);
}

/// Keys give commands unless a text field or a dialog has them.
fn keys(ui: &Ui, cx: &mut UiContext) {
    let model = cx.model;
    let typing = ui.ctx().text_edit_focused();
    let covered = model.dialog.is_some() || model.panels.palette.is_some();
    let mut given = Vec::new();
    // An open menu takes the key for itself.
    let escape = if covered || typing || egui::Popup::is_any_open(ui.ctx()) { None } else { escape(cx) };
    if escape.is_some() && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape)) {
        given.extend(escape);
    }
    ui.input_mut(|input| {
        for (shortcut, command) in command::shortcuts() {
            let plain = shortcut.modifiers == egui::Modifiers::NONE && !is_function(shortcut.logical_key);
            // The palette's key closes the palette, too.
            let closes = command == Command::Palette(true) && model.dialog.is_none();
            if (plain && typing) || (covered && !closes) {
                continue;
            }
            if input.consume_shortcut(&shortcut) {
                given.push(toggled(model, command));
            }
        }
        if !typing
            && !covered
            && input.events.iter().any(|event| matches!(event, egui::Event::Text(text) if text == "?"))
        {
            given.push(Command::Show(crate::app::Dialog::Shortcuts));
        }
    });
    for command in given {
        cx.send(command);
    }
}

/// Function keys never are part of a text.
fn is_function(key: Key) -> bool {
    matches!(key, Key::F1 | Key::F5 | Key::F12)
}

/// Keys that switch something on switch it off again.
fn toggled(model: &crate::app::Model, command: Command) -> Command {
    match command {
        Command::Change(Change::Events(_)) => Command::Change(Change::Events(!model.document().view().events.shown)),
        Command::Present(_) => Command::Present(!model.panels.presenting),
        Command::Palette(_) => Command::Palette(model.panels.palette.is_none()),
        other => other,
    }
}

fn escape(cx: &UiContext) -> Option<Command> {
    let panels = &cx.model.panels;
    if panels.presenting {
        Some(Command::Present(false))
    } else if cx.model.toast.is_some() {
        Some(Command::DismissToast)
    } else if !panels.crowd.is_empty() {
        Some(Command::OpenCrowd(Vec::new()))
    } else if panels.event.is_some() {
        Some(Command::SelectEvent(None))
    } else {
        None
    }
}

fn dropped(ui: &Ui, cx: &mut UiContext) {
    let paths: Vec<PathBuf> =
        ui.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
    if !paths.is_empty() {
        cx.send(Command::OpenFiles(paths));
    }
    let hovering = ui.input(|input| !input.raw.hovered_files.is_empty());
    if hovering {
        let tokens = theme::tokens(ui);
        let painter = ui.ctx().layer_painter(egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("drop")));
        let rect = ui.ctx().content_rect();
        painter.rect_filled(rect, 0.0, paint(tokens.ground.faded(0.85)));
        let font = theme::font(crate::chart::Weight::SemiBold, 24.0);
        painter.text(rect.center(), egui::Align2::CENTER_CENTER, "Drop to open", font, paint(tokens.accent));
    }
}

/// Opens the window and runs until it is closed.
///
/// # Errors
/// When there is no display or no way to draw on it.
pub fn run(sources: Vec<Source>) -> anyhow::Result<()> {
    let viewport = egui::ViewportBuilder::default()
        .with_title("Saldo")
        .with_app_id("saldo")
        .with_inner_size([1440.0, 900.0])
        .with_min_inner_size([820.0, 560.0])
        .with_icon(icon());
    let options = eframe::NativeOptions { viewport, multisampling: 0, ..Default::default() };
    let settings = Settings::default_path();
    let (sender, saver) = std::sync::mpsc::channel();
    let ended = eframe::run_native(
        "Saldo",
        options,
        Box::new(move |cc| {
            let window = Window::new(&cc.egui_ctx, sources, settings, Arc::new(Desktop))?;
            keep_on_signals(window.app.saver());
            // Nobody waits for it where the window cannot be opened.
            let _ = sender.send(window.app.saver());
            Ok(Box::new(window))
        }),
    );
    // Also when the display is gone.
    for saver in saver.try_iter() {
        saver.finish();
    }
    ended.map_err(|error| anyhow::anyhow!("{error}"))
}

/// The program's icon: a falling line under a zero line, drawn from the palette.
fn icon() -> egui::IconData {
    const SIDE: usize = 64;
    let tokens = crate::chart::Theme::Light.tokens();
    let mut rgba = Vec::with_capacity(SIDE * SIDE * 4);
    for y in 0..SIDE {
        for x in 0..SIDE {
            let rounded = (x.min(SIDE - 1 - x) + 8) * (y.min(SIDE - 1 - y) + 8) > 110;
            let bar = [(14, 22), (27, 35), (40, 48)].iter().zip([30, 40, 52]);
            let color = if (16..20).contains(&y) && (10..54).contains(&x) {
                tokens.panel
            } else if bar.clone().any(|((left, right), low)| (*left..*right).contains(&x) && (20..low).contains(&y)) {
                tokens.deficit
            } else {
                tokens.accent
            };
            rgba.extend([color.r, color.g, color.b, if rounded { 255 } else { 0 }]);
        }
    }
    egui::IconData { rgba, width: SIDE as u32, height: SIDE as u32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::NoDialog;

    struct Nobody;

    impl Chooser for Nobody {
        fn open(&self, _: &str, _: &[&str]) -> Result<Vec<PathBuf>, NoDialog> {
            Ok(Vec::new())
        }

        fn save(&self, _: &str, _: &str) -> Result<Option<PathBuf>, NoDialog> {
            Ok(None)
        }
    }

    #[test]
    fn the_atlas_of_letters_has_a_bound_whatever_the_graphics_card_takes() {
        let ctx = egui::Context::default();
        let mut window = Window::new(&ctx, Vec::new(), None, Arc::new(Nobody)).expect("a window");
        for (most, expected) in [(Some(16384), Some(4096)), (Some(2048), Some(2048)), (None, None)] {
            let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(2560.0, 1440.0));
            let mut input =
                egui::RawInput { max_texture_side: most, screen_rect: Some(screen), ..egui::RawInput::default() };
            eframe::App::raw_input_hook(&mut window, &ctx, &mut input);
            assert_eq!(input.max_texture_side, expected);
        }
        for (width, height, side) in
            [(0.0, 0.0, 2048), (1600.0, 1000.0, 2048), (2560.0, 1440.0, 4096), (7680.0, 4320.0, 8192)]
        {
            assert_eq!(atlas_side(width * height), side, "{width}x{height}");
        }
    }
}
