//! Paints a figure: marks through `egui_plot` inside of the plot rectangle, everything else with a painter at the figure's own places.

use egui::{Color32, Pos2, Rect, Response, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};
use egui_plot::{FilledArea, Line, LineStyle, Plot, PlotBounds, PlotPoints, PlotUi, Polygon};

use super::theme::{self, paint};
use crate::chart::palette::Color;
use crate::chart::{
    Anchor, BOLD_SAMPLE, Dash, FLAG_DOT, Figure, Flag, HATCH_BAND, HATCH_BAR, HATCH_FILL, LAID_IN, Mark, Overlay,
    Panel, Pos, Sample, Sign, Text, shaded,
};

/// How strongly lines other than the hovered one are drawn.
const MUTED: f32 = 0.22;

/// A figure on the screen.
pub(super) struct Painted {
    /// The plot's response: hover, click, drag.
    pub response: Response,
    /// The figure's origin on the screen.
    pub origin: Pos2,
}

/// From the figure's pixels to the screen's.
pub(super) fn place(origin: Pos2, pos: Pos) -> Pos2 {
    origin + vec2(pos.x, pos.y)
}

pub(super) fn rect_at(origin: Pos2, rect: crate::chart::Rect) -> Rect {
    Rect::from_min_size(origin + vec2(rect.x, rect.y), vec2(rect.w, rect.h))
}

/// Draws the figure with its top left corner at `origin`, in the order that [`Figure`] states.
/// `hovered` is the line that stays strong.
pub(super) fn show(ui: &mut Ui, figure: &Figure, origin: Pos2, hovered: Option<usize>) -> Painted {
    for (n, panel) in figure.others.iter().enumerate() {
        let mut child = ui.new_child(egui::UiBuilder::new().id_salt(("panel", n)));
        child.multiply_opacity(panel.opacity);
        background(&child, panel, origin);
        marks(&mut child, panel, origin, hovered, Sense::empty());
    }
    let panel = &figure.main;
    background(ui, panel, origin);
    let tokens = theme::tokens(ui);
    for flag in figure.flags.iter().filter(|flag| !flag.folded) {
        let dot = place(origin, flag.dot);
        let stem = [pos2(dot.x, dot.y + FLAG_DOT), pos2(dot.x, origin.y + panel.rect.bottom())];
        ui.painter().extend(Shape::dotted_line(&stem, paint(tokens.faint.faded(flag.opacity())), 4.0, 0.8));
    }
    let response = marks(ui, panel, origin, hovered, Sense::click_and_drag());
    for leader in &figure.leaders {
        let stroke = Stroke::new(1.0, muted(leader.color, leader.line, hovered));
        ui.painter().line_segment([place(origin, leader.from), place(origin, leader.to)], stroke);
    }
    for flag in figure.flags.iter().filter(|flag| !flag.folded) {
        ui.painter().circle_filled(place(origin, flag.dot), FLAG_DOT, paint(tokens.ink.faded(flag.opacity())));
    }
    for plate in &figure.plates {
        let stroke = plate.stroke.map_or(Stroke::NONE, |color| Stroke::new(1.0, paint(color)));
        ui.painter().rect(rect_at(origin, plate.rect), plate.radius, paint(plate.fill), stroke, StrokeKind::Inside);
    }
    for text in figure.flags.iter().map(|flag| &flag.label).chain(&figure.texts) {
        draw_text(ui, text, origin, muted(text.color, text.line, hovered));
    }
    figure.key.iter().for_each(|sample| draw_sample(ui, sample, origin));
    figure.overlays.iter().for_each(|overlay| draw_overlay(ui, figure, overlay, origin));
    Painted { response, origin }
}

fn draw_overlay(ui: &Ui, figure: &Figure, overlay: &Overlay, origin: Pos2) {
    match overlay {
        Overlay::Stroke { points, color, width } => {
            let points = points.iter().map(|point| place(origin, *point)).collect();
            ui.painter().line(points, Stroke::new(*width, paint(*color)));
        }
        Overlay::Spotlight { lit, shade } => {
            for rect in shaded(*lit, (figure.width, figure.height)) {
                ui.painter().rect_filled(rect_at(origin, rect), 0.0, paint(*shade));
            }
        }
    }
}

/// What lies behind the marks of a panel.
fn background(ui: &Ui, panel: &Panel, origin: Pos2) {
    for mark in &panel.under {
        draw_under(ui, panel, origin, mark);
    }
    grid(ui, panel, origin);
}

/// A sample of the key.
fn draw_sample(ui: &Ui, sample: &Sample, origin: Pos2) {
    let tokens = theme::tokens(ui);
    let seen = sample.opacity;
    let (painter, color) = (ui.painter(), paint(tokens.muted.faded(seen)));
    let rect = rect_at(origin, sample.rect);
    let stroke = |from: Pos, to: Pos, width: f32| {
        painter.line_segment([place(origin, from), place(origin, to)], Stroke::new(width, color));
    };
    let hatch = || sample.rect.hatch(HATCH_BAR).into_iter().for_each(|(from, to)| stroke(from, to, 1.0));
    match sample.sign {
        Sign::Dashed => sample.dashes().into_iter().for_each(|(from, to)| stroke(from, to, 1.6)),
        Sign::Hatched => {
            painter.rect(rect, 0.0, color.gamma_multiply(HATCH_FILL), Stroke::new(1.0, color), StrokeKind::Inside);
            hatch();
        }
        Sign::Gap => {
            painter.rect_filled(rect, 0.0, paint(tokens.ink.faded(0.025 * seen)));
            hatch();
        }
        Sign::Span => {
            painter.rect_filled(rect, 0.0, paint(tokens.ink.faded(0.12 * seen)));
        }
        Sign::LaidIn => {
            painter.rect_filled(rect, 0.0, paint(tokens.accent.faded(LAID_IN * 2.0 * seen)));
        }
        Sign::Bold => {
            let font = theme::font(crate::chart::Weight::SemiBold, sample.rect.h / 0.86);
            painter.text(rect.left_center(), egui::Align2::LEFT_CENTER, BOLD_SAMPLE, font, color);
        }
        Sign::Hollow => {}
    }
    if let Some((at, radius)) = sample.dot() {
        painter.circle(place(origin, at), radius, paint(tokens.ground), Stroke::new(1.6, color));
    }
}

fn muted(color: Color, line: Option<usize>, hovered: Option<usize>) -> Color32 {
    match (line, hovered) {
        (Some(line), Some(hovered)) if line != hovered => paint(color.faded(MUTED)),
        _ => paint(color),
    }
}

/// Tints, gaps and spans, under the grid.
fn draw_under(ui: &Ui, panel: &Panel, origin: Pos2, mark: &Mark) {
    let (corners, fill, hatched) = match mark {
        Mark::Band { x0, x1, fill, hatched, .. } => ([*x0, *x1, panel.y.min(), panel.y.max()], *fill, *hatched),
        Mark::Bar { x0, x1, y0, y1, fill, .. } => ([*x0, *x1, *y0, *y1], *fill, false),
        Mark::Polyline { .. } | Mark::Area { .. } | Mark::Dot { .. } => return,
    };
    let area = pixels(panel, corners);
    ui.painter().rect_filled(rect_at(origin, area), 0.0, paint(fill));
    if hatched {
        let stroke = Stroke::new(1.0, paint(theme::tokens(ui).hatch));
        for (from, to) in area.hatch(HATCH_BAND) {
            ui.painter().line_segment([place(origin, from), place(origin, to)], stroke);
        }
    }
}

/// The rectangle in the figure's pixels of `[x0, x1, y0, y1]` in data coordinates, cut at the panel.
fn pixels(panel: &Panel, [x0, x1, y0, y1]: [f64; 4]) -> crate::chart::Rect {
    let (a, b) = (panel.pixel([x0, y0]), panel.pixel([x1, y1]));
    let plot = panel.rect;
    let inside = |pos: Pos| Pos { x: pos.x.clamp(plot.x, plot.right()), y: pos.y.clamp(plot.y, plot.bottom()) };
    crate::chart::Rect::between(inside(a), inside(b))
}

/// Grid, strong lines and strokes of ticks.
fn grid(ui: &Ui, panel: &Panel, origin: Pos2) {
    let plot = rect_at(origin, panel.rect);
    let tokens = theme::tokens(ui);
    let painter = ui.painter();
    let across = |at: f64, stroke: Stroke| {
        let y = place(origin, panel.pixel([panel.x.min(), at])).y;
        painter.hline(plot.x_range(), painter.round_to_pixel_center(y), stroke);
    };
    let upright = |at: f64, range: egui::Rangef, stroke: Stroke| {
        let x = place(origin, panel.pixel([at, panel.y.min()])).x;
        painter.vline(painter.round_to_pixel_center(x), range, stroke);
    };
    let thin = Stroke::new(1.0, paint(tokens.grid));
    let strong = Stroke::new(1.5, paint(tokens.zero));
    if panel.y.grid {
        panel.y.ticks.iter().for_each(|tick| across(tick.at, thin));
    }
    if panel.x.grid {
        panel.x.ticks.iter().for_each(|tick| upright(tick.at, plot.y_range(), thin));
    }
    panel.y.zero.into_iter().for_each(|at| across(at, strong));
    panel.x.zero.into_iter().for_each(|at| upright(at, plot.y_range(), strong));
    if panel.x.strokes {
        let below = egui::Rangef::new(plot.bottom(), plot.bottom() + 5.0);
        panel.x.ticks.iter().for_each(|tick| upright(tick.at, below, Stroke::new(1.0, paint(tokens.faint))));
    }
}

fn marks(ui: &mut Ui, panel: &Panel, origin: Pos2, hovered: Option<usize>, sense: Sense) -> Response {
    let plot = rect_at(origin, panel.rect);
    let ground = theme::tokens(ui).ground;
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(plot).id_salt("plot"));
    let shown = Plot::new("figure")
        .width(plot.width())
        .height(plot.height())
        .show_axes(false)
        .show_grid(false)
        .show_background(false)
        .show_x(false)
        .show_y(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_drag(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .allow_axis_zoom_drag(false)
        .set_margin_fraction(vec2(0.0, 0.0))
        .auto_bounds(false)
        .sense(sense)
        .cursor_color(Color32::TRANSPARENT)
        .default_x_bounds(0.0, 1.0)
        .default_y_bounds(0.0, 1.0)
        .show(&mut child, |plot_ui| {
            // The plot knows linear axes only: scales are applied before.
            plot_ui.set_plot_bounds(PlotBounds::from_min_max([0.0, 0.0], [1.0, 1.0]));
            for mark in &panel.marks {
                draw_mark(plot_ui, mark, panel, ground, hovered);
            }
        });
    // Dots are not cut at the plot's edges: the last point of a line lies on one.
    for mark in &panel.marks {
        if let Mark::Dot { at, radius, color, hollow, line, .. } = mark {
            let center = place(origin, panel.pixel(*at));
            let color = muted(*color, *line, hovered);
            ui.painter().circle_filled(center, radius + 1.2, paint(ground));
            ui.painter().circle_filled(center, *radius, color);
            if *hollow {
                ui.painter().circle_filled(center, (radius - 1.6).max(0.8), paint(ground));
            }
        }
    }
    shown.response
}

fn draw_mark(plot_ui: &mut PlotUi<'_>, mark: &Mark, panel: &Panel, ground: Color, hovered: Option<usize>) {
    match mark {
        Mark::Polyline { points, color, width, dash, halo, line, .. } => {
            let style = match dash {
                Dash::Solid => LineStyle::Solid,
                Dash::Dashed => LineStyle::dashed_dense(),
                Dash::Dotted => LineStyle::dotted_dense(),
            };
            let stroke = |color: Color32, width: f32, style: LineStyle| {
                let points: PlotPoints<'_> = points.iter().map(|point| panel.share(*point)).collect();
                Line::new("", points).color(color).width(width).style(style).allow_hover(false)
            };
            if *halo {
                plot_ui.line(stroke(paint(ground), width + 2.6, LineStyle::Solid));
            }
            let strong = hovered.is_some() && hovered == *line;
            let width = if strong { width + 0.8 } else { *width };
            plot_ui.line(stroke(muted(*color, *line, hovered), width, style));
        }
        Mark::Bar { x0, x1, y0, y1, fill, hatched, line, .. } => {
            let full = muted(*fill, *line, hovered);
            let corners = [[*x0, *y0], [*x1, *y0], [*x1, *y1], [*x0, *y1]];
            let outline = if *hatched { Stroke::new(1.0, full) } else { Stroke::NONE };
            let inside = if *hatched { full.gamma_multiply(HATCH_FILL) } else { full };
            let bar = Polygon::new("", PlotPoints::from(corners.map(|at| panel.share(at)).to_vec()));
            plot_ui.polygon(bar.fill_color(inside).stroke(outline).allow_hover(false));
            if *hatched {
                hatch(plot_ui, panel, [*x0, *x1, *y0, *y1], full);
            }
        }
        Mark::Area { points, fill, line, .. } => {
            let xs: Vec<f64> = points.iter().map(|[x, ..]| panel.x.scale.share(*x)).collect();
            let low: Vec<f64> = points.iter().map(|[_, low, _]| panel.y.scale.share(*low)).collect();
            let high: Vec<f64> = points.iter().map(|[_, _, high]| panel.y.scale.share(*high)).collect();
            let area = FilledArea::new("", &xs, &low, &high).fill_color(muted(*fill, *line, hovered));
            plot_ui.add(area.stroke(Stroke::NONE).allow_hover(false));
        }
        Mark::Band { x0, x1, fill, .. } => {
            let [left, right] = [*x0, *x1].map(|at| panel.x.scale.share(at));
            let corners = vec![[left, 0.0], [right, 0.0], [right, 1.0], [left, 1.0]];
            let band = Polygon::new("", PlotPoints::from(corners));
            plot_ui.polygon(band.fill_color(paint(*fill)).stroke(Stroke::NONE).allow_hover(false));
        }
        Mark::Dot { .. } => {}
    }
}

/// Slanted strokes through a bar.
fn hatch(plot_ui: &mut PlotUi<'_>, panel: &Panel, corners: [f64; 4], color: Color32) {
    let plot = panel.rect;
    let share = |pos: Pos| {
        [f64::from((pos.x - plot.x) / plot.w.max(1.0)), f64::from((plot.bottom() - pos.y) / plot.h.max(1.0))]
    };
    for (from, to) in pixels(panel, corners).hatch(HATCH_BAR) {
        let points = PlotPoints::from(vec![share(from), share(to)]);
        plot_ui.line(Line::new("", points).color(color).width(1.0).allow_hover(false));
    }
}

/// Makes each flag a thing that can be hovered, focused and clicked; returns the one clicked.
pub(super) fn flag_at<'a>(
    ui: &Ui,
    figure: &'a Figure,
    origin: Pos2,
    name: impl Fn(&Flag) -> String,
) -> Option<&'a Flag> {
    let mut clicked = None;
    for (index, flag) in figure.flags.iter().enumerate() {
        let rect = rect_at(origin, flag.hit).expand(2.0);
        let response =
            ui.interact(rect, ui.scope_id().with(egui::IdSalt::new(("flag", index, &flag.events))), Sense::click());
        let response = super::widgets::named(response, &name(flag)).on_hover_cursor(egui::CursorIcon::PointingHand);
        if response.hovered() || response.has_focus() {
            let stroke = Stroke::new(1.5, paint(theme::tokens(ui).accent));
            ui.painter().rect_stroke(rect, 5.0, stroke, StrokeKind::Inside);
        }
        let response = response.on_hover_text(name(flag));
        if response.clicked() {
            clicked = Some(flag);
        }
    }
    clicked
}

/// One placed text, with a halo where it may cross lines.
fn draw_text(ui: &Ui, text: &Text, origin: Pos2, color: Color32) {
    let font = theme::font(text.weight, text.size);
    let galley = ui.painter().layout_no_wrap(text.text.clone(), font, color);
    let base = place(origin, text.pos);
    // The figure places baselines; Inter's ascent is 0.97 of its size above the baseline.
    let ascent = galley.rows.first().map_or(text.size, |row| row.glyphs.first().map_or(text.size, |glyph| glyph.pos.y));
    let left = match text.anchor {
        Anchor::Start => base.x,
        Anchor::Middle => base.x - galley.size().x / 2.0,
        Anchor::End => base.x - galley.size().x,
    };
    let at = pos2(left, base.y - ascent);
    if text.halo {
        let ground = paint(theme::tokens(ui).ground.faded(text.color.opacity()));
        for (dx, dy) in [(-1.2, 0.0), (1.2, 0.0), (0.0, -1.2), (0.0, 1.2)] {
            ui.painter().galley_with_override_text_color(at + vec2(dx, dy), galley.clone(), ground);
        }
    }
    ui.painter().galley(at, galley, color);
}

/// What a small box beside the pointer says.
pub(super) struct Tooltip {
    /// How large it is written: 1 in the window, more in front of a room.
    pub scale: f32,
    pub title: String,
    /// A dot's colour, a name and a value.
    pub rows: Vec<(Color32, String, String)>,
    /// Sentences below the rows, wrapped.
    pub notes: Vec<String>,
}

/// The room around what a tooltip says, and what a row and a note's gap are high.
const TIP_MARGIN: f32 = 12.0;
const TIP_ROW: f32 = 18.0;
/// A note without long rows above it is as wide as this.
const TIP_NOTE: f32 = 260.0;

/// Where a tooltip may stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct TipRoom {
    /// All of the figure.
    pub stage: Rect,
    /// The part of it beside which names stand that are read together with the tooltip.
    pub plot: Rect,
}

impl TipRoom {
    /// The place of a box beside the pointer: at its right or at its left within the plot, so that the names at the ends
    /// of lines stay in view; over them only where neither side has room.
    fn place(self, at: Pos2, size: Vec2) -> Rect {
        const ASIDE: f32 = 16.0;
        let right = at.x + ASIDE;
        let left = at.x - ASIDE - size.x;
        let x = if right + size.x <= self.plot.right() {
            right
        } else if left >= self.stage.left() {
            left
        } else {
            right.min(self.stage.right() - size.x).max(self.stage.left())
        };
        let y = (at.y + 12.0).min(self.stage.bottom() - size.y);
        Rect::from_min_size(pos2(x, y), size)
    }
}

/// A small box of lines of text beside the pointer, kept inside of the figure.
pub(super) fn tooltip_box(ui: &Ui, at: Pos2, room: TipRoom, tip: Tooltip) {
    let tokens = theme::tokens(ui);
    let painter = ui.painter();
    let scale = tip.scale;
    let font = theme::font(crate::chart::Weight::Regular, 12.5 * scale);
    let strong = theme::font(crate::chart::Weight::SemiBold, 12.5 * scale);
    let (margin, row) = (TIP_MARGIN * scale, TIP_ROW * scale);
    let (ink, muted) = (paint(tokens.ink), paint(tokens.muted));
    let head = painter.layout_no_wrap(tip.title, strong.clone(), ink);
    let cells: Vec<_> = tip
        .rows
        .into_iter()
        .map(|(color, name, value)| {
            let name = painter.layout_no_wrap(name, font.clone(), muted);
            (color, name, painter.layout_no_wrap(value, strong.clone(), ink))
        })
        .collect();
    let names = cells.iter().map(|(_, name, _)| name.size().x).fold(0.0, f32::max);
    let values = cells.iter().map(|(_, _, value)| value.size().x).fold(0.0, f32::max);
    let least = if tip.notes.is_empty() { 0.0 } else { TIP_NOTE * scale };
    let wide = (names + values + 42.0 * scale).max(head.size().x).max(least);
    let notes: Vec<_> = tip.notes.into_iter().map(|note| painter.layout(note, font.clone(), muted, wide)).collect();
    let below: f32 = notes.iter().map(|note| note.size().y + 6.0).sum();
    let size = vec2(wide + 2.0 * margin, row * cells.len() as f32 + 40.0 * scale + below);
    let rect = room.place(at, size);
    painter.add(theme::SHADOW.as_shape(rect, 8.0));
    painter.rect(rect, 8.0, paint(tokens.panel), Stroke::new(1.0, paint(tokens.line)), StrokeKind::Inside);
    painter.galley(rect.min + vec2(margin, 10.0 * scale), head, ink);
    let mut y = rect.top() + 32.0 * scale;
    for (color, name, value) in cells {
        painter.circle_filled(pos2(rect.left() + 16.0 * scale, y + 8.0 * scale), 4.0 * scale, color);
        painter.galley(pos2(rect.left() + 28.0 * scale, y), name, ink);
        painter.galley(pos2(rect.right() - margin - value.size().x, y), value, ink);
        y += row;
    }
    for note in notes {
        y += 6.0;
        let high = note.size().y;
        painter.galley(pos2(rect.left() + margin, y - 2.0), note, muted);
        y += high;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tooltip_leaves_the_names_at_the_ends_of_lines_in_view() {
        let stage = Rect::from_min_size(Pos2::ZERO, vec2(1000.0, 600.0));
        let plot = Rect::from_min_max(pos2(40.0, 100.0), pos2(800.0, 560.0));
        let room = TipRoom { stage, plot };
        for (at, wide, left) in [
            ((300.0, 300.0), 200.0, 316.0),
            // At the right of the plot it changes sides before it reaches the names.
            ((700.0, 300.0), 200.0, 484.0),
            // A wide one has no room on either side of the pointer but over the names.
            ((300.0, 300.0), 500.0, 316.0),
            ((300.0, 300.0), 900.0, 100.0),
        ] {
            let place = room.place(pos2(at.0, at.1), vec2(wide, 120.0));
            assert_eq!(place.left(), left, "{at:?} {wide}");
            assert!(stage.contains_rect(place), "{place:?}");
        }
        let low = room.place(pos2(300.0, 590.0), vec2(200.0, 120.0));
        assert_eq!(low.bottom(), 600.0);
    }
}
