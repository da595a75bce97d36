//! The period strip: the whole history with the window on it; two handles, and the middle drags.

use egui::{
    Align2, CursorIcon, Id, Pos2, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::UiContext;
use super::theme::{self, paint};
use crate::app::Command;
use crate::chart::Weight;
use crate::data::{Frequency, Period};
use crate::query::{ChartKind, View};
use crate::session::Change;

/// Height of the track.
const TRACK: f32 = 34.0;

/// The strip's geometry: periods of the whole history along a track.
struct Track {
    rect: Rect,
    first: Period,
    last: Period,
}

impl Track {
    fn x(&self, month: i32) -> f32 {
        let span = (self.last.end_month() - self.first.start_month()).max(1);
        self.rect.left() + self.rect.width() * (month - self.first.start_month()) as f32 / span as f32
    }

    fn month(&self, x: f32) -> i32 {
        let span = (self.last.end_month() - self.first.start_month()) as f32;
        let at = (x - self.rect.left()) / self.rect.width().max(1.0) * span;
        self.first.start_month() + at.round() as i32
    }

    /// The period whose start is nearest to a month, kept on the track.
    fn period(&self, month: i32) -> Period {
        let frequency = self.first.frequency();
        let half = frequency.months() / 2;
        let steps = (month + half - self.first.start_month()).div_euclid(frequency.months());
        self.first.shifted(steps.clamp(0, self.first.steps_to(self.last)))
    }
}

/// Draws the strip and gives range changes; of a ranked figure it moves the place of its period.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext, rect: Rect, ranked: Option<usize>) {
    let overview = &cx.model.drawn().overview;
    let (Some(first), Some(last)) = (overview.periods.first(), overview.periods.last()) else { return };
    let rect = held(ui, rect);
    let track = Track {
        rect: Rect::from_min_size(rect.min, vec2(rect.width(), TRACK.min(rect.height()))),
        first: *first,
        last: *last,
    };
    let picture = std::sync::Arc::clone(cx.model.drawn());
    let shown = &picture.answer.trajectories.periods;
    let (from, to) = window_of(shown, &picture.view, (*first, *last));
    paint_track(ui, cx, &track);
    if cx.model.drawn().view.chart == ChartKind::Ranked {
        ranked_period(ui, cx, &track, shown, ranked);
        return;
    }
    let window = Rect::from_x_y_ranges(track.x(from.start_month())..=track.x(to.end_month()), track.rect.y_range());
    let tokens = theme::tokens(ui);
    ui.painter().rect_filled(window, 0.0, paint(tokens.accent.faded(0.13)));
    let middle = ui.interact(window.shrink2(vec2(6.0, 0.0)), middle(ui), Sense::drag());
    let left = handle(ui, window.left_center(), "from", &format!("First period shown: {}", from.words()));
    let right = handle(ui, window.right_center(), "to", &format!("Last period shown: {}", to.words()));
    dates(ui, &track, window, from, to);
    let ends = [(left, true), (right, false)];
    drag(ui, cx, &track, from, to, &middle.on_hover_cursor(CursorIcon::Grab), &ends);
}

/// From where to where the track lies. While something on it is dragged it stays where it was: the plot above it moves
/// its edges with the labels of its ends, and the handle would run away from the pointer.
fn held(ui: &Ui, rect: Rect) -> Rect {
    let key = Id::unique("strip held");
    let is_dragged = ["from", "to", "ranked"].map(|name| part(ui, name)).into_iter().chain([anywhere(ui), middle(ui)]);
    let is_dragged = { is_dragged }.any(|id| ui.ctx().is_being_dragged(id));
    if !is_dragged {
        ui.data_mut(|data| data.remove_temp::<(f32, f32)>(key));
        return rect;
    }
    let (left, right) = ui.data_mut(|data| *data.get_temp_mut_or_insert_with(key, || (rect.left(), rect.right())));
    Rect::from_x_y_ranges(left..=right, rect.y_range())
}

/// What a handle is known by.
fn part(ui: &Ui, name: &str) -> Id {
    ui.scope_id().with(egui::IdSalt::new(("strip", name)))
}

/// What the track of a ranking is known by.
fn anywhere(ui: &Ui) -> Id {
    ui.scope_id().with(egui::IdSalt::new("strip ranked"))
}

/// What the window on the track is known by.
fn middle(ui: &Ui) -> Id {
    ui.scope_id().with(egui::IdSalt::new("strip window"))
}

/// The first and the last period of the window; where nothing is selected, so that no period is shown, those of the view.
fn window_of(shown: &[Period], view: &View, (first, last): (Period, Period)) -> (Period, Period) {
    let asked = |asked: Option<Period>, edge: Period| asked.map_or(edge, |asked| asked.rolled_up(edge.frequency()));
    let from = shown.first().copied().unwrap_or_else(|| asked(view.from, first));
    let to = shown.last().copied().unwrap_or_else(|| asked(view.to, last));
    (from.clamp(first, last), to.clamp(first, last))
}

/// The period that is ranked: one handle, to drag, to click elsewhere, or to step with the arrow keys.
fn ranked_period(ui: &Ui, cx: &mut UiContext, track: &Track, shown: &[Period], ranked: Option<usize>) {
    let Some(at) = ranked.and_then(|place| shown.get(place)).copied() else { return };
    let middle = |period: Period| (track.x(period.start_month()) + track.x(period.end_month())) / 2.0;
    let anywhere = ui.interact(track.rect, anywhere(ui), Sense::click_and_drag());
    let handle =
        handle(ui, pos2(middle(at), track.rect.center().y), "ranked", &format!("Period ranked: {}", at.words()));
    let accent = paint(theme::tokens(ui).accent);
    let font = theme::font(Weight::SemiBold, 12.0);
    let wide = ui.painter().layout_no_wrap(at.words(), font.clone(), accent).size().x / 2.0;
    let x = middle(at).clamp(track.rect.left() + wide, (track.rect.right() - wide).max(track.rect.left() + wide));
    ui.painter().text(pos2(x, track.rect.bottom() + 5.0), Align2::CENTER_TOP, at.words(), font, accent);
    let pointer = [&anywhere, &handle].into_iter().find(|part| part.dragged() || part.clicked());
    let under = |x: f32| {
        let away = |period: &&Period| (middle(**period) - x).abs();
        shown.iter().min_by(|a, b| away(a).total_cmp(&away(b))).copied()
    };
    let pointed = pointer.and_then(Response::interact_pointer_pos).and_then(|pos| under(pos.x));
    let step = if handle.has_focus() { arrows(ui) } else { 0 };
    let stepped = Some(at.shifted(step)).filter(|period| step != 0 && shown.contains(period));
    if let Some(period) = pointed.or(stepped).filter(|period| *period != at) {
        cx.change(Change::RankedAt(Some(period)));
    }
    if anywhere.drag_stopped() || handle.drag_stopped() {
        cx.send(Command::EndGesture);
    }
}

/// 1 to the right, -1 to the left.
fn arrows(ui: &Ui) -> i32 {
    ui.input(|input| {
        i32::from(input.key_pressed(egui::Key::ArrowRight)) - i32::from(input.key_pressed(egui::Key::ArrowLeft))
    })
}

fn paint_track(ui: &Ui, cx: &UiContext, track: &Track) {
    let tokens = theme::tokens(ui);
    let painter = ui.painter();
    painter.rect(track.rect, 4.0, paint(tokens.panel), Stroke::new(1.0, paint(tokens.line)), StrokeKind::Inside);
    let overview = &cx.model.drawn().overview;
    let Some(line) = overview.lines.first() else { return };
    let largest = overview.largest().max(f64::MIN_POSITIVE);
    let any_negative = line.points.iter().filter_map(crate::query::Point::to_f64).any(|value| value < 0.0);
    let any_positive = line.points.iter().filter_map(crate::query::Point::to_f64).any(|value| value > 0.0);
    let (low, high) = (if any_negative { -largest } else { 0.0 }, if any_positive { largest } else { 0.0 });
    let inner = track.rect.shrink2(vec2(0.0, 5.0));
    let y = |value: f64| inner.bottom() - inner.height() * ((value - low) / (high - low).max(f64::MIN_POSITIVE)) as f32;
    let mut run: Vec<Pos2> = Vec::new();
    let stroke = Stroke::new(1.2, paint(tokens.faint));
    let ragged = line.ragged();
    for (at, (period, point)) in overview.periods.iter().zip(&line.points).enumerate() {
        let x = (track.x(period.start_month()) + track.x(period.end_month())) / 2.0;
        // What is incomplete at an end would read as a fall.
        match point.to_f64().filter(|_| !ragged[at]) {
            Some(value) => run.push(pos2(x, y(value))),
            None => draw_run(ui, &mut run, stroke),
        }
    }
    draw_run(ui, &mut run, stroke);
}

fn draw_run(ui: &Ui, run: &mut Vec<Pos2>, stroke: Stroke) {
    if let [dot] = run.as_slice() {
        ui.painter().circle_filled(*dot, 1.5, stroke.color);
    } else if run.len() > 1 {
        ui.painter().add(Shape::line(std::mem::take(run), stroke));
    }
    run.clear();
}

fn handle(ui: &Ui, at: Pos2, salt: &str, name: &str) -> Response {
    let accent = paint(theme::tokens(ui).accent);
    let bar = Rect::from_center_size(at, vec2(5.0, TRACK + 4.0));
    ui.painter().rect_filled(bar, 2.0, accent);
    let id = part(ui, salt);
    let response = ui.interact(bar.expand2(vec2(6.0, 2.0)), id, Sense::click_and_drag());
    let name = name.to_owned();
    response.widget_info(move || WidgetInfo::labeled(Role::Slider, true, name.clone()));
    if response.has_focus() {
        ui.memory_mut(|memory| {
            let filter = egui::EventFilter { horizontal_arrows: true, ..Default::default() };
            memory.set_focus_lock_filter(id, filter);
        });
        let stroke = Stroke::new(1.5, accent);
        ui.painter().rect_stroke(bar.expand(3.0), 3.0, stroke, StrokeKind::Outside);
    }
    response.on_hover_cursor(CursorIcon::ResizeHorizontal)
}

fn dates(ui: &Ui, track: &Track, window: Rect, from: Period, to: Period) {
    let tokens = theme::tokens(ui);
    let y = track.rect.bottom() + 5.0;
    let font = theme::font(Weight::SemiBold, 12.0);
    let accent = paint(tokens.accent);
    let [left, right] = [from, to].map(|period| ui.painter().layout_no_wrap(period.words(), font.clone(), accent));
    let widths = [left.size().x, right.size().x];
    let [left_x, right_x] = date_places(window.x_range(), track.rect.x_range(), widths);
    let right_edge = right_x + widths[1];
    ui.painter().galley(pos2(left_x, y), left, accent);
    ui.painter().galley(pos2(right_x, y), right, accent);
    let faint = paint(tokens.muted);
    let plain = theme::font(Weight::Regular, 12.0);
    let start = track.first.words();
    if left_x > track.rect.left() + 70.0 {
        ui.painter().text(pos2(track.rect.left(), y), Align2::LEFT_TOP, start, plain.clone(), faint);
    }
    if right_edge < track.rect.right() - 80.0 {
        ui.painter().text(pos2(track.rect.right(), y), Align2::RIGHT_TOP, track.last.words(), plain, faint);
    }
}

/// Where the dates at both ends of the window begin: under its ends, apart from one another, and within the track.
fn date_places(window: egui::Rangef, track: egui::Rangef, widths: [f32; 2]) -> [f32; 2] {
    const APART: f32 = 10.0;
    let right = (window.max - widths[1]).max(window.min + widths[0] + APART).min(track.max - widths[1]);
    let left = window.min.min(right - APART - widths[0]).max(track.min);
    [left, right]
}

fn drag(
    ui: &Ui,
    cx: &mut UiContext,
    track: &Track,
    from: Period,
    to: Period,
    middle: &Response,
    ends: &[(Response, bool); 2],
) {
    let mut range = None;
    if middle.dragged() {
        let moved = middle.total_drag_delta().unwrap_or_default().x;
        let key = Id::unique("strip grab");
        // Where the window stood when the drag began: small steps would otherwise be lost to rounding.
        if middle.drag_started() {
            ui.data_mut(|data| data.insert_temp(key, (from.start_month(), to.start_month())));
        }
        let (start, end): (i32, i32) =
            ui.data(|data| data.get_temp(key)).unwrap_or((from.start_month(), to.start_month()));
        let months = track.month(track.rect.left() + moved) - track.first.start_month();
        let room = (track.first.start_month() - start)..=(track.last.start_month() - end);
        let months = months.clamp(*room.start(), *room.end());
        range = Some((track.period(start + months), track.period(end + months)));
    }
    for (response, is_from) in ends {
        if response.dragged()
            && let Some(pointer) = response.interact_pointer_pos()
        {
            let month = track.month(pointer.x);
            range = Some(if *is_from {
                (track.period(month).min(to), to)
            } else {
                (from, track.period(month - from.frequency().months()).max(from))
            });
        }
        if response.has_focus() {
            let step = arrows(ui);
            if step != 0 {
                let moved = |period: Period| track.period(period.shifted(step).start_month());
                range = Some(if *is_from { (moved(from).min(to), to) } else { (from, moved(to).max(from)) });
            }
        }
    }
    if let Some((new_from, new_to)) = range
        && (new_from, new_to) != (from, to)
    {
        let asked = (cx.model.document().view().from, cx.model.document().view().to);
        cx.change(moved(asked, (from, to), (new_from, new_to), (track.first, track.last)));
    }
    if middle.drag_stopped() || ends.iter().any(|(response, _)| response.drag_stopped()) {
        cx.send(Command::EndGesture);
    }
    debug_assert!(track.first.frequency() <= Frequency::Year);
}

/// The range that is asked for when the window has moved. An end that stays where it was stays what it was asked to be:
/// whoever wants all to the newest period gets it of every selection, also where the one on screen ends earlier.
fn moved(
    asked: (Option<Period>, Option<Period>),
    (from, to): (Period, Period),
    (new_from, new_to): (Period, Period),
    (first, last): (Period, Period),
) -> Change {
    let end = |asked, old, new, edge| if new == old { asked } else { Some(new).filter(|new| *new != edge) };
    Change::Range { from: end(asked.0, from, new_from, first), to: end(asked.1, to, new_to, last) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Rangef;

    #[test]
    fn an_end_that_is_not_moved_stays_what_it_was_asked_to_be() {
        let [first, from, to, last] = [2000, 2010, 2024, 2026].map(Period::year);
        let range = |from: Option<Period>, to: Option<Period>| Change::Range { from, to };
        let later = Period::year(2012);
        // The selection ends in 2024 and the file in 2026: "to the newest" is not 2024.
        assert_eq!(moved((None, None), (from, to), (later, to), (first, last)), range(Some(later), None));
        assert_eq!(moved((None, Some(to)), (from, to), (later, to), (first, last)), range(Some(later), Some(to)));
        assert_eq!(moved((Some(from), None), (from, to), (from, later), (first, last)), range(Some(from), Some(later)));
        assert_eq!(moved((Some(from), Some(to)), (from, to), (first, last), (first, last)), range(None, None));
    }

    #[test]
    fn dates_stay_within_the_track_and_apart() {
        let track = Rangef::new(100.0, 500.0);
        for (window, expected) in [
            ((100.0, 500.0), [100.0, 440.0]),
            ((300.0, 310.0), [300.0, 370.0]),
            ((480.0, 500.0), [370.0, 440.0]),
            ((100.0, 104.0), [100.0, 170.0]),
        ] {
            let places = date_places(Rangef::new(window.0, window.1), track, [60.0, 60.0]);
            assert_eq!(places, expected, "{window:?}");
        }
    }

    #[test]
    fn with_nothing_shown_the_window_is_that_of_the_view() {
        let ends = (Period::year(2000), Period::year(2025));
        let view = View { from: Some(Period::year(2010)), to: None, ..View::default() };
        assert_eq!(window_of(&[], &view, ends), (Period::year(2010), Period::year(2025)));
        assert_eq!(window_of(&[Period::year(2012)], &view, ends), (Period::year(2012), Period::year(2012)));
    }
}
