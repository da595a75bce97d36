//! What the file becomes with the answer as it stands: a small figure of its series and a few facts in words.

use egui::{Align2, Pos2, Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::app::{MappingDialog, Trial, TrialLine};
use crate::chart::Weight;
use crate::chart::palette::Color;
use crate::data::{AuditState, Scale, minus_signed};
use crate::query::Measure;
use crate::ui::icon;
use crate::ui::theme::{self, paint};
use crate::ui::widgets::{muted, text};

/// How high the figure is.
const HEIGHT: f32 = 176.0;
/// How high figure and facts are, at least.
const TALL: f32 = 264.0;
/// Room for the periods below the plot.
const BELOW: f32 = 20.0;
/// Room for the names at the lines' ends.
const NAMES: f32 = 118.0;
/// Room for the numbers at the left.
const NUMBERS: f32 = 46.0;

/// Draws the result.
pub(super) fn show(ui: &mut Ui, dialog: &MappingDialog) {
    let tokens = theme::tokens(ui);
    ui.horizontal(|ui| {
        ui.label(text("What it becomes", Weight::SemiBold, 14.0, tokens.ink));
        if dialog.trying {
            muted(ui, "reading\u{2026}");
        }
    });
    // The same height whatever there is to show: nothing moves away under the pointer.
    let top = ui.cursor().top();
    match &dialog.trial {
        Some(Ok(trial)) => {
            figure(ui, trial);
            facts(ui, trial);
        }
        Some(Err(missing)) => nothing(ui, missing),
        None => {
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
            ui.painter().rect_filled(rect, 8.0, paint(tokens.ground));
        }
    }
    ui.add_space((TALL - (ui.cursor().top() - top)).max(0.0));
}

/// Why there is nothing to show.
fn nothing(ui: &mut Ui, missing: &str) {
    let tokens = theme::tokens(ui);
    let frame = egui::Frame::new().fill(paint(tokens.ground)).corner_radius(8.0).inner_margin(16.0);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.set_min_height(HEIGHT - 32.0);
        let missing = format!("{}  {missing}", icon::WARNING);
        ui.add(egui::Label::new(text(missing, Weight::Medium, theme::BODY, tokens.deficit)).wrap());
    });
}

/// Rows, periods and members in words.
fn facts(ui: &mut Ui, trial: &Trial) {
    let rows = trial.rows;
    let number = |n: u64| minus_signed(&n.to_string());
    let of = if trial.whole { "all".to_owned() } else { "the first".to_owned() };
    let mut parts = vec![format!("{} used", number(rows.used))];
    for (count, word) in [(rows.left_out, "left out"), (rows.rejected, "rejected")] {
        if count > 0 {
            parts.push(format!("{} {word}", number(count)));
        }
    }
    let color = theme::tokens(ui).ink;
    let line = format!("Of {of} {} rows: {}", number(rows.read), parts.join(", "));
    ui.add(egui::Label::new(text(line, Weight::Medium, theme::BODY, color)).wrap());
    let [reporters, partners, sectors] = trial.counts;
    let counted = |n: usize, one: &str, many: &str| format!("{} {}", number(n as u64), if n == 1 { one } else { many });
    let span = match trial.span() {
        Some((first, last)) if first == last => first.words(),
        Some((first, last)) => format!("{} to {}", first.words(), last.words()),
        None => "no period".to_owned(),
    };
    muted(
        ui,
        [
            span,
            counted(reporters, "reporter", "reporters"),
            counted(partners, "partner", "partners"),
            counted(sectors, "sector", "sectors"),
            format!("in {}", trial.unit.words()),
        ]
        .join(" \u{b7} "),
    );
    proof(ui, trial);
    for (count, reason) in trial.reasons.iter().take(3) {
        muted(ui, format!("{} {}: {reason}", number(*count), if *count == 1 { "row" } else { "rows" }));
    }
}

/// What the published figures among the rows that were tried say.
fn proof(ui: &mut Ui, trial: &Trial) {
    let tokens = theme::tokens(ui);
    let disputed = trial.audit.state == AuditState::Disputed;
    let (glyph, ink) = match trial.audit.state {
        AuditState::Proved => (icon::SEAL_CHECK, tokens.ink),
        AuditState::Unproved => (icon::CIRCLE_DASHED, tokens.muted),
        AuditState::Disputed => (icon::WARNING, tokens.deficit.readable(tokens.panel, tokens.ink)),
    };
    let said = if disputed {
        trial.audit.disputes().next().map(crate::data::Check::read_line).unwrap_or_default()
    } else {
        trial.audit.reason()
    };
    let line = format!("{glyph}  {}: {said}", trial.audit.state.word());
    ui.add(egui::Label::new(text(line, Weight::Medium, theme::BODY, ink)).wrap());
}

/// The place of values and periods on the plot.
struct Plot {
    rect: Rect,
    low: f64,
    high: f64,
    count: usize,
}

impl Plot {
    fn y(&self, value: f64) -> f32 {
        let share = (value - self.low) / (self.high - self.low).max(f64::MIN_POSITIVE);
        self.rect.bottom() - self.rect.height() * share as f32
    }

    fn x(&self, at: usize) -> f32 {
        if self.count < 2 {
            return self.rect.center().x;
        }
        self.rect.left() + self.rect.width() * at as f32 / (self.count - 1) as f32
    }
}

fn figure(ui: &mut Ui, trial: &Trial) {
    let tokens = theme::tokens(ui);
    let scale = trial.unit.scale_for(trial.largest());
    muted(ui, sentence(&scale.words));
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let words = in_words(trial, &scale);
    response.widget_info(move || WidgetInfo::labeled(Role::Image, true, words.clone()));
    let values = || trial.lines.iter().flat_map(|line| &line.values).flatten().copied();
    let (low, high) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
    let room = (high - low).max(1e-9) * 0.06;
    let inner = Rect::from_min_max(
        pos2(rect.left() + NUMBERS, rect.top() + 6.0),
        pos2(rect.right() - NAMES, rect.bottom() - BELOW),
    );
    let plot = Plot {
        rect: inner,
        low: if low < 0.0 { low - room } else { 0.0 },
        high: if high > 0.0 { high + room } else { 0.0 },
        count: trial.periods.len(),
    };
    ui.painter().rect_filled(rect, 8.0, paint(tokens.ground));
    grid(ui, &plot, &scale);
    periods(ui, &plot, trial);
    for line in &trial.lines {
        draw(ui, &plot, line);
    }
    names(ui, &plot, trial, &scale);
}

/// "billion yen" as the head of a figure.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn word(measure: Measure) -> String {
    measure.label().to_lowercase()
}

fn color(ui: &Ui, measure: Measure) -> Color {
    let theme = theme::current(ui);
    match measure {
        Measure::Exports => theme.series(0),
        Measure::Imports => theme.series(3),
        _ => theme::tokens(ui).ink,
    }
}

/// A few horizontal lines with their numbers, and a strong one at zero.
fn grid(ui: &Ui, plot: &Plot, scale: &Scale) {
    let tokens = theme::tokens(ui);
    let font = theme::font(Weight::Regular, 11.0);
    // Round in the numbers that are shown, not in those of the file.
    let shown = step((plot.high - plot.low) * scale.factor);
    let step = shown / scale.factor;
    let decimals = (-shown.log10().floor()).clamp(0.0, 6.0) as usize;
    let mut at = (plot.low / step).ceil() * step;
    while at <= plot.high {
        let (y, zero) = (plot.y(at), at.abs() < step / 2.0);
        let stroke = if zero { Stroke::new(1.2, paint(tokens.zero)) } else { Stroke::new(1.0, paint(tokens.line)) };
        ui.painter().hline(plot.rect.x_range(), y, stroke);
        let number = if zero { "0".to_owned() } else { minus_signed(&format!("{:.decimals$}", at * scale.factor)) };
        let place = pos2(plot.rect.left() - 6.0, y);
        ui.painter().text(place, Align2::RIGHT_CENTER, number, font.clone(), paint(tokens.muted));
        at += step;
    }
}

/// A round step that gives three to six lines.
fn step(span: f64) -> f64 {
    let rough = (span / 4.0).max(f64::MIN_POSITIVE);
    let power = 10f64.powf(rough.log10().floor());
    let times = [1.0, 2.0, 5.0, 10.0].into_iter().find(|times| times * power >= rough).unwrap_or(10.0);
    times * power
}

/// The first, the last and a few periods between them.
fn periods(ui: &Ui, plot: &Plot, trial: &Trial) {
    let Some(last) = trial.periods.len().checked_sub(1) else { return };
    let tokens = theme::tokens(ui);
    let font = theme::font(Weight::Regular, 11.0);
    let parts = last.min(if plot.rect.width() < 260.0 { 1 } else { 3 });
    for part in 0..=parts {
        let at = (last * part + parts / 2).checked_div(parts).unwrap_or(0);
        let Some(period) = trial.periods.get(at) else { continue };
        let align = match part {
            _ if parts == 0 => Align2::CENTER_TOP,
            0 => Align2::LEFT_TOP,
            part if part == parts => Align2::RIGHT_TOP,
            _ => Align2::CENTER_TOP,
        };
        let place = pos2(plot.x(at), plot.rect.bottom() + 4.0);
        ui.painter().text(place, align, period.words(), font.clone(), paint(tokens.muted));
    }
}

/// A line, broken where there is no figure.
fn draw(ui: &Ui, plot: &Plot, line: &TrialLine) {
    let color = paint(color(ui, line.measure));
    let width = if line.measure == Measure::Balance { 2.4 } else { 1.8 };
    let places: Vec<Option<Pos2>> =
        line.values.iter().enumerate().map(|(at, value)| value.map(|value| pos2(plot.x(at), plot.y(value)))).collect();
    for run in places.split(Option::is_none) {
        let points: Vec<Pos2> = run.iter().flatten().copied().collect();
        match points.as_slice() {
            [] => {}
            [one] => {
                ui.painter().circle_filled(*one, 3.0, color);
            }
            _ => {
                ui.painter().add(Shape::line(points, Stroke::new(width, color)));
            }
        }
    }
}

/// Each line's name and last value at its end, moved apart where they would touch.
fn names(ui: &Ui, plot: &Plot, trial: &Trial, scale: &Scale) {
    const GAP: f32 = 15.0;
    let tokens = theme::tokens(ui);
    let mut ends: Vec<(f32, String, Color)> = trial
        .lines
        .iter()
        .filter_map(|line| {
            let last = line.values.iter().rev().flatten().next()?;
            let label = format!("{} {}", word(line.measure), scale.number(*last));
            let readable = color(ui, line.measure).readable(tokens.ground, tokens.ink);
            Some((plot.y(*last), label, readable))
        })
        .collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    for at in 1..ends.len() {
        ends[at].0 = ends[at].0.max(ends[at - 1].0 + GAP);
    }
    let over = ends.last().map_or(0.0, |last| (last.0 - plot.rect.bottom()).max(0.0));
    for (y, label, color) in ends {
        let place = pos2(plot.rect.right() + 8.0, y - over);
        ui.painter().text(place, Align2::LEFT_CENTER, label, theme::font(Weight::Medium, 11.5), paint(color));
    }
}

/// The figure in words, for those who do not see it.
fn in_words(trial: &Trial, scale: &Scale) -> String {
    let of = |line: &TrialLine| {
        let filled = || line.values.iter().enumerate().filter_map(|(at, value)| Some((at, (*value)?)));
        let (first, last) = (filled().next()?, filled().next_back()?);
        let told = |(at, value): (usize, f64)| {
            let period = trial.periods.get(at).map(|period| period.words()).unwrap_or_default();
            format!("{} in {period}", scale.number(value))
        };
        Some(format!("{} {} to {}", word(line.measure), told(first), told(last)))
    };
    let lines: Vec<String> = trial.lines.iter().filter_map(of).collect();
    format!("Preview in {}: {}", scale.words, lines.join("; "))
}
