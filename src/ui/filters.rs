//! The left panel: reporters, partners and sectors with search, presets, value bars and checkboxes.

use egui::{Align, Align2, Color32, Layout, Rect, Response, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::UiContext;
use super::icon;
use super::theme::{self, SMALL, paint};
use super::widgets::{checkbox, choice, heading, muted, named, painted, search_field, small_button, text};
use crate::app::{Command, Preset, country_axis};
use crate::chart::Weight;
use crate::data::{Axis, MINUS, MemberId, Role, Scale, capitalised, country};
use crate::query::{Check, LineRole, Measure, MemberTotal, ValueKind};
use crate::session::Change;

/// Height of a row.
const ROW: f32 = 28.0;

/// What stands above and below the rows of a list: its heading, its buttons, its foot; and the search of a long one.
const AROUND: f32 = 98.0;
const SEARCH: f32 = 36.0;

/// A visible row of a filter list: a member, or what the members below it are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ListRow {
    Member(Row),
    Heading(&'static str),
}

/// The row of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    id: MemberId,
    depth: usize,
    branch: bool,
}

/// Draws the panel.
pub(super) fn show(ui: &mut Ui, cx: &mut UiContext) {
    let dataset = std::sync::Arc::clone(cx.model.dataset());
    let first = country_axis(&dataset);
    let mut axes: Vec<Axis> = [first, Axis::Sector, Axis::Reporter, Axis::Partner].to_vec();
    axes.dedup();
    let mut seen = Vec::new();
    axes.retain(|axis| {
        !seen.contains(axis) && {
            seen.push(*axis);
            true
        }
    });
    let (lists, single): (Vec<Axis>, Vec<Axis>) = axes.into_iter().partition(|axis| dataset.dimension(*axis).len() > 1);
    // Single members need two lines each; the lists share what is left.
    let room = ui.available_height() - single.len() as f32 * 50.0;
    let around = |axis: Axis| if dataset.dimension(axis).len() > 8 { AROUND + SEARCH } else { AROUND };
    let rows: Vec<Vec<ListRow>> = lists.iter().map(|axis| rows(cx, *axis)).collect();
    let needs: Vec<f32> = lists.iter().zip(&rows).map(|(axis, rows)| around(*axis) + ROW * rows.len() as f32).collect();
    for ((axis, rows), height) in lists.into_iter().zip(&rows).zip(shares(room, &needs)) {
        let place = Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), height));
        let mut child = ui.new_child(egui::UiBuilder::new().max_rect(place).id_salt(axis.word()));
        child.set_clip_rect(place.expand2(vec2(12.0, 0.0)).intersect(ui.clip_rect()));
        list(&mut child, cx, (axis, rows), height);
        ui.advance_cursor_after_rect(place);
    }
    for axis in single {
        only_member(ui, cx, axis);
    }
}

/// Heights for lists that need so much: all they need where there is room, else each gets what it
/// needs up to an equal share and the longest get what the others leave.
fn shares(room: f32, needs: &[f32]) -> Vec<f32> {
    let mut order: Vec<usize> = (0..needs.len()).collect();
    order.sort_by(|a, b| needs[*a].total_cmp(&needs[*b]));
    let mut shares = vec![0.0; needs.len()];
    let mut left = room - 6.0 * needs.len() as f32;
    for (done, list) in order.into_iter().enumerate() {
        // Three lists of one length would each get a third; a list above others may take more than they do.
        let equal = left / (needs.len() - done) as f32;
        shares[list] = needs[list].min(equal).max(120.0);
        left -= shares[list];
    }
    shares
}

fn only_member(ui: &mut Ui, cx: &UiContext, axis: Axis) {
    let Some(member) = cx.model.dataset().dimension(axis).members().first() else { return };
    let (tokens, noun) = (theme::tokens(ui), cx.model.dataset().noun(axis));
    ui.add_space(6.0);
    heading(ui, capitalised(if axis == Axis::Reporter { noun.word() } else { noun.plural() }));
    ui.label(text(&member.label, Weight::Regular, 13.5, tokens.muted));
}

fn list(ui: &mut Ui, cx: &mut UiContext, (axis, rows): (Axis, &[ListRow]), height: f32) {
    let top = ui.cursor().top();
    let dimension = cx.model.dataset().dimension(axis);
    let plural = cx.model.dataset().noun(axis).plural();
    let (chosen, all) = cx.model.document().view().selection(axis).count(dimension);
    ui.horizontal(|ui| {
        heading(ui, capitalised(plural));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            muted(ui, format!("{chosen} of {all}"));
        });
    });
    let search = &cx.model.panels.search[axis.index()];
    if all > 8
        && let Some(typed) = search_field(ui, search, &format!("Search {plural}"), ("search", axis.word()))
    {
        cx.send(Command::Search(axis, typed));
    }
    buttons(ui, cx, axis, rows);
    let left = (height - (ui.cursor().top() - top) - 34.0).max(ROW * 2.0);
    let scales = BarScales::new(ui, cx, axis, rows);
    let checks = cx.model.document().view().selection(axis).checks(dimension);
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical()
        .id_salt(("rows", axis.word(), &cx.model.dataset().meta.id))
        .max_height(left)
        .auto_shrink([false, true])
        .show_rows(ui, ROW, rows.len(), |ui, range| {
            for row in &rows[range] {
                match row {
                    ListRow::Member(row) => member_row(ui, cx, axis, *row, checks[row.id as usize], &scales),
                    ListRow::Heading(words) => heading_row(ui, words),
                }
            }
        });
    ui.spacing_mut().item_spacing.y = 6.0;
    ui.add_space(4.0);
    footnote(ui, cx, axis, &scales, rows.is_empty());
    ui.add_space(6.0);
}

fn footnote(ui: &mut Ui, cx: &UiContext, axis: Axis, scales: &BarScales, empty: bool) {
    let window = cx.model.drawn().answer.member_totals.window_words();
    let measure = cx.model.drawn().view.measure;
    let (measure, ratio) = match measure {
        Measure::Coverage | Measure::Normalised => (Measure::Balance, Some(measure)),
        other => (other, None),
    };
    // Members have shares in a sum, and none in a ratio.
    let ratio = ratio.map(|ratio| format!(", not the {}", ratio.label().to_lowercase())).unwrap_or_default();
    let color = theme::tokens(ui).muted;
    let note = if empty {
        "No member has this name".to_owned()
    } else {
        let reporters = cx.model.dataset().dimension(Axis::Reporter);
        let whose = match cx.model.drawn().view.reporters.count(reporters).0 {
            count if count > 1 && axis != Axis::Reporter => {
                format!(" of {count} {} together", cx.model.dataset().noun(Axis::Reporter).plural())
            }
            _ => String::new(),
        };
        format!("bars: {window} {}{whose}{ratio}, {}", measure.label().to_lowercase(), scales.scale.words)
    };
    ui.add(egui::Label::new(text(note, Weight::Regular, 11.5, color)).wrap());
}

fn buttons(ui: &mut Ui, cx: &mut UiContext, axis: Axis, rows: &[ListRow]) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let plural = cx.model.dataset().noun(axis).plural();
        for (label, on) in [("All", Some(true)), ("None", Some(false)), ("Invert", None)] {
            if small_button(ui, label, &format!("{label} {plural}")).clicked() {
                cx.change(switch(cx, axis, rows, on));
            }
        }
        if country_axis(cx.model.dataset()) == axis {
            presets(ui, cx);
        }
    });
}

/// Switches all of a list on, off, or the other way; while a search lists some members, only those.
fn switch(cx: &UiContext, axis: Axis, rows: &[ListRow], on: Option<bool>) -> Change {
    if !cx.model.panels.search[axis.index()].trim().is_empty() {
        let dimension = cx.model.dataset().dimension(axis);
        let codes = members(rows).map(|row| dimension.get(row.id).code.clone()).collect();
        return Change::Listed { axis, codes, on };
    }
    match on {
        Some(true) => Change::Everything(axis),
        Some(false) => Change::Nothing(axis),
        None => Change::Invert(axis),
    }
}

/// The members among the rows of a list.
fn members(rows: &[ListRow]) -> impl Iterator<Item = &Row> {
    rows.iter().filter_map(|row| match row {
        ListRow::Member(row) => Some(row),
        ListRow::Heading(_) => None,
    })
}

fn presets(ui: &mut Ui, cx: &mut UiContext) {
    let button = small_button(ui, &format!("Presets {}", icon::CARET_DOWN), "Presets of countries");
    egui::Popup::menu(&button).show(|ui| {
        ui.set_min_width(160.0);
        choice(ui, cx, "Ten largest", false, Command::Preset(Preset::TopTen));
        for group in &country::GROUPS {
            choice(ui, cx, group.label, false, Command::Preset(Preset::Group(group.code)));
        }
    });
}

/// The rows of a list: sorted by size within their branch, or the matches of the search.
fn rows(cx: &UiContext, axis: Axis) -> Vec<ListRow> {
    with_headings(member_rows(cx, axis), cx.model.dataset().dimension(axis))
}

/// A heading above the first of the members that stand outside of the sum: groups, definitions, memo items.
fn with_headings(rows: Vec<Row>, dimension: &crate::data::Dimension) -> Vec<ListRow> {
    let kind = |row: &Row| match dimension.get(row.id).role {
        Role::Group => Some("Groups, which hold members above"),
        Role::Memo => Some("Beside the total"),
        Role::Definition | Role::Leaf | Role::Total | Role::Unknown => None,
    };
    let mut listed = Vec::with_capacity(rows.len() + 2);
    let mut last = None;
    for row in rows {
        let own = if row.depth == 0 { kind(&row) } else { last };
        if own != last {
            listed.extend(own.map(ListRow::Heading));
            last = own;
        }
        listed.push(ListRow::Member(row));
    }
    listed
}

fn heading_row(ui: &mut Ui, words: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let response = named(response, words);
    let place = rect.left_bottom() + vec2(6.0, -6.0);
    let font = theme::font(Weight::SemiBold, 11.0);
    painted(ui, place, Align2::LEFT_BOTTOM, words, font, paint(theme::tokens(ui).muted), rect.width() - 12.0);
    drop(response);
}

/// Text as a search compares it: small letters without blanks, so that "viet nam" finds Vietnam.
fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn member_rows(cx: &UiContext, axis: Axis) -> Vec<Row> {
    let dimension = cx.model.dataset().dimension(axis);
    let bars = cx.model.drawn().answer.member_totals.of(axis);
    let typed = cx.model.panels.search[axis.index()].trim();
    let search = folded(typed);
    let by_size = |ids: &mut Vec<MemberId>| {
        let beside = |role: Role| match role {
            Role::Group => 2,
            Role::Memo => 1,
            Role::Definition | Role::Leaf | Role::Total | Role::Unknown => 0,
        };
        ids.sort_by_key(|id| (beside(dimension.get(*id).role), std::cmp::Reverse(bars[*id as usize].size())));
    };
    if !search.is_empty() {
        // Other names of countries, in any language: "UK", "Côte d'Ivoire", "Deutschland".
        let alias = if axis == Axis::Sector { None } else { country::recognise(typed).map(|known| known.code) };
        let matches = |id: &MemberId| {
            let member = dimension.get(*id);
            folded(&member.label).contains(&search)
                || folded(&member.code) == search
                || alias.as_ref() == Some(&member.code)
                || member.label_ja.as_deref().is_some_and(|label| label.contains(typed))
        };
        let mut found: Vec<MemberId> = dimension.iter().map(|(id, _)| id).filter(matches).collect();
        by_size(&mut found);
        return found.into_iter().map(|id| Row { id, depth: 0, branch: false }).collect();
    }
    let mut roots: Vec<MemberId> = Vec::new();
    for root in dimension.roots() {
        // The total's row would only repeat the "All" button: its parts stand at the top.
        if dimension.get(root).role == Role::Total && !dimension.children(root).is_empty() {
            roots.extend_from_slice(dimension.children(root));
        } else {
            roots.push(root);
        }
    }
    by_size(&mut roots);
    let mut rows = Vec::new();
    let mut stack: Vec<(MemberId, usize)> = roots.into_iter().rev().map(|id| (id, 0)).collect();
    while let Some((id, depth)) = stack.pop() {
        let branch = !dimension.children(id).is_empty();
        rows.push(Row { id, depth, branch });
        if branch && cx.model.panels.unfolded.contains(&(axis, dimension.get(id).code.clone())) {
            let mut children = dimension.children(id).to_vec();
            by_size(&mut children);
            stack.extend(children.into_iter().rev().map(|child| (child, depth + 1)));
        }
    }
    rows
}

/// How many names of a list, the first ones, say how much room names need.
const MEASURED: usize = 60;

/// One zero and one scale for all bars of a list.
struct BarScales {
    scale: Scale,
    /// Largest deficit and surplus, both positive.
    below: f64,
    above: f64,
    width: f32,
    number: f32,
    /// Whether any row can be unfolded.
    tree: bool,
    /// Whether values are balances, whose surplus has its plus as on the chart.
    balances: bool,
}

impl BarScales {
    fn new(ui: &Ui, cx: &UiContext, axis: Axis, rows: &[ListRow]) -> Self {
        let bars = cx.model.drawn().answer.member_totals.of(axis);
        let values = || members(rows).filter_map(|row| bars[row.id as usize].value).map(crate::data::Amount::to_f64);
        let below = values().fold(0.0, |most: f64, value| most.max(-value));
        let above = values().fold(0.0, |most: f64, value| most.max(value));
        let unit = &cx.model.dataset().meta.unit;
        let scale = match cx.model.drawn().view.scale {
            Some(power) => unit.scale_at(power),
            None => shared_scale(cx, unit, below.max(above)),
        };
        let tree = members(rows).any(|row| row.branch);
        let balances = is_balance(cx.model.drawn().view.measure);
        let mut scales = Self { scale, below, above, width: 0.0, number: 0.0, tree, balances };
        let wide = |text: String, size: f32, weight: Weight| {
            ui.painter().layout_no_wrap(text, theme::font(weight, size), Color32::BLACK).size().x
        };
        let number = |value: f64| wide(scales.number_text(value), SMALL, Weight::Regular);
        scales.number = [-below, above].map(number).into_iter().fold(30.0, f32::max) + 8.0;
        // Bars give way to most names, down to what still tells long from short.
        let dimension = cx.model.dataset().dimension(axis);
        let name = |row: &Row| {
            let label = dimension.get(row.id).label.clone();
            scales.indent(row.depth) + wide(label, 13.5, Weight::Medium)
        };
        let mut names: Vec<f32> = members(rows).take(MEASURED).map(name).collect();
        names.sort_by(f32::total_cmp);
        let names = names.get(names.len().saturating_sub(1) * 4 / 5).copied().unwrap_or_default();
        let room = ui.available_width();
        scales.width = (room - scales.number - names - 42.0).min(room * 0.17).clamp(24.0, 80.0);
        scales
    }

    /// Where the box of a row begins.
    fn indent(&self, depth: usize) -> f32 {
        depth as f32 * 14.0 + if self.tree { 16.0 } else { 6.0 }
    }

    fn zero(&self) -> f32 {
        let span = self.below + self.above;
        if span == 0.0 { self.width / 2.0 } else { self.width * (self.below / span) as f32 }
    }

    /// Where the bar of a member begins, from the left of all bars; without a value, where all end.
    fn start(&self, bar: MemberTotal) -> f32 {
        let value = bar.value.map(crate::data::Amount::to_f64);
        value.map_or(self.width, |value| self.zero() + self.length(value.min(0.0)))
    }

    fn length(&self, value: f64) -> f32 {
        let span = self.below + self.above;
        if span == 0.0 { 0.0 } else { (value / span) as f32 * self.width }
    }

    fn number_text(&self, value: f64) -> String {
        let number = self.scale.number(value);
        if value > 0.0 && self.balances { format!("+{number}") } else { number }
    }

    /// A value in words, as a row says it aloud.
    fn phrase(&self, value: f64) -> String {
        format!("{} {}", self.number_text(value), self.scale.words)
    }
}

/// Whether bars show balances: they do for ratios as well, which have no sums.
const fn is_balance(measure: Measure) -> bool {
    matches!(measure, Measure::Balance | Measure::Coverage | Measure::Normalised)
}

/// The chart's scale where the list reads well in it, so that both speak of the same numbers; else its own.
fn shared_scale(cx: &UiContext, unit: &crate::data::Unit, largest: f64) -> Scale {
    let shown = &cx.model.drawn().answer.trajectories;
    let chart = unit.scale_for(shown.size_for_scale());
    let reads = (1.0..100_000.0).contains(&(largest * chart.factor)) && matches!(shown.kind, ValueKind::Money(_));
    if reads { chart } else { unit.scale_for(largest) }
}

fn member_row(ui: &mut Ui, cx: &mut UiContext, axis: Axis, row: Row, check: Check, scales: &BarScales) {
    let dataset = std::sync::Arc::clone(cx.model.dataset());
    let member = dataset.dimension(axis).get(row.id);
    let bar = cx.model.drawn().answer.member_totals.of(axis)[row.id as usize];
    let (outer, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let id = ui.scope_id().with(egui::IdSalt::new((axis.word(), &member.code)));
    let response = ui.interact(outer, id, Sense::click());
    announce(&response, &member.label, check, bar, scales);
    paint_row(ui, cx, axis, outer, row, check, bar, scales, &response);
    let unfold = row.branch.then(|| unfold_button(ui, cx, axis, outer, row, &member.code, &member.label));
    let only = (response.hovered() || response.has_focus() || response.contains_pointer())
        && only_button(ui, outer, id, &member.label).clicked();
    let by_key = response.has_focus() && ui.input(|input| input.key_pressed(egui::Key::O));
    if only || by_key {
        cx.change(Change::Only { axis, code: member.code.clone() });
    } else if response.clicked() && !unfold.is_some_and(|button| button.clicked()) {
        cx.change(Change::Toggle { axis, code: member.code.clone() });
    }
    let told = [Some(&member.label), member.label_ja.as_ref(), member.note.as_ref()];
    let told: Vec<&str> = told.into_iter().flatten().map(String::as_str).collect();
    response.on_hover_text(told.join("\n"));
}

fn announce(response: &Response, label: &str, check: Check, bar: MemberTotal, scales: &BarScales) {
    let value = bar.value.map_or("no figures here".to_owned(), |v| scales.phrase(v.to_f64()));
    let name = format!("{label}, {value}");
    response.widget_info(move || WidgetInfo::selected(egui::Role::CheckBox, true, check == Check::On, name.clone()));
}

fn unfold_button(ui: &Ui, cx: &mut UiContext, axis: Axis, outer: Rect, row: Row, code: &str, label: &str) -> Response {
    let rect = Rect::from_min_size(pos2(outer.left() + row.depth as f32 * 14.0, outer.top()), vec2(16.0, ROW));
    let open = cx.model.panels.unfolded.contains(&(axis, code.to_owned()));
    let glyph = if open { icon::CARET_DOWN } else { icon::CARET_RIGHT };
    let response =
        ui.interact(rect, ui.scope_id().with(egui::IdSalt::new(("unfold", axis.word(), code))), Sense::click());
    let response = named(response, &format!("{} {label}", if open { "Fold" } else { "Unfold" }));
    let color = paint(theme::tokens(ui).muted);
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, glyph, theme::font(Weight::Regular, 11.0), color);
    if response.clicked() {
        cx.send(Command::Unfold(axis, code.to_owned()));
    }
    response
}

fn only_button(ui: &Ui, outer: Rect, id: egui::Id, label: &str) -> Response {
    let tokens = theme::tokens(ui);
    let rect = Rect::from_min_max(pos2(outer.right() - 44.0, outer.top() + 4.0), outer.max - vec2(4.0, 4.0));
    let response =
        named(ui.interact(rect, id.with(egui::IdSalt::new("only")), Sense::click()), &format!("Only {label}"));
    let fill = if response.hovered() { tokens.accent } else { tokens.field };
    let ink = if response.hovered() { tokens.on_accent } else { tokens.ink };
    ui.painter().rect_filled(rect, 5.0, paint(fill));
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, "only", theme::font(Weight::Medium, 11.5), paint(ink));
    response
}

/// The colour of the line that shows this member, else the accent.
fn row_color(ui: &Ui, cx: &UiContext, axis: Axis, code: &str) -> Color32 {
    let place = drawn_as(cx, axis, code);
    place.and_then(|place| cx.colors.get(place)).map_or(paint(theme::tokens(ui).faint), |color| paint(*color))
}

/// The line that shows a member of an axis: only where the view splits by that axis.
fn drawn_as(cx: &UiContext, axis: Axis, code: &str) -> Option<usize> {
    let lines = &cx.model.drawn().answer.trajectories.lines;
    let own =
        |line: &crate::query::Line| matches!(line.role, LineRole::Member | LineRole::Definition) && line.code == code;
    lines.iter().position(own).filter(|_| cx.model.drawn().view.by.axis() == Some(axis))
}

#[expect(clippy::too_many_arguments, reason = "each argument is a different part of the row")]
fn paint_row(
    ui: &Ui,
    cx: &UiContext,
    axis: Axis,
    outer: Rect,
    row: Row,
    check: Check,
    bar: MemberTotal,
    scales: &BarScales,
    response: &Response,
) {
    let tokens = theme::tokens(ui);
    let member = cx.model.dataset().dimension(axis).get(row.id);
    let line = outer.shrink2(vec2(0.0, 1.0));
    let drawn = drawn_as(cx, axis, &member.code).is_some();
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(line, 5.0, paint(tokens.field));
    } else if check == Check::On && drawn {
        ui.painter().rect_filled(line, 5.0, paint(tokens.selected));
    }
    if response.has_focus() {
        let stroke = egui::Stroke::new(1.5, paint(tokens.accent));
        ui.painter().rect_stroke(line, 5.0, stroke, egui::StrokeKind::Inside);
    }
    let left = outer.left() + scales.indent(row.depth);
    let box_rect = Rect::from_center_size(pos2(left + 7.5, outer.center().y), vec2(15.0, 15.0));
    checkbox(ui, box_rect, check, row_color(ui, cx, axis, &member.code));
    let bars_left = outer.right() - 6.0 - scales.number - scales.width;
    let empty = bar.value.is_none();
    let (weight, ink) = match (check, empty) {
        (_, true) => (Weight::Regular, tokens.faint),
        (Check::Off, _) => (Weight::Regular, tokens.muted),
        _ => (Weight::Medium, tokens.ink),
    };
    let label_left = box_rect.right() + 9.0;
    let font = theme::font(weight, 13.5);
    let label = pos2(label_left, outer.center().y);
    // A short bar leaves its room to the name.
    let room = bars_left + scales.start(bar) - label_left - 6.0;
    painted(ui, label, Align2::LEFT_CENTER, &member.label, font, paint(ink), room);
    paint_bar(ui, outer, bars_left, bar, scales, check, response);
}

fn paint_bar(ui: &Ui, outer: Rect, left: f32, bar: MemberTotal, scales: &BarScales, check: Check, response: &Response) {
    let tokens = theme::tokens(ui);
    let Some(value) = bar.value.map(crate::data::Amount::to_f64) else { return };
    let zero = left + scales.zero();
    let end = zero + scales.length(value);
    let color = if value < 0.0 { tokens.deficit } else { tokens.surplus };
    let strength = if check == Check::Off { 0.4 } else { 0.75 };
    let rect = Rect::from_x_y_ranges(zero.min(end)..=zero.max(end), outer.center().y - 5.0..=outer.center().y + 5.0);
    ui.painter().rect_filled(rect, 0.0, paint(color.faded(strength)));
    ui.painter().vline(zero, rect.y_range().expand(3.0), egui::Stroke::new(1.0, paint(tokens.faint)));
    // The "only" button takes the number's place while the pointer is here.
    if !(response.hovered() || response.has_focus() || response.contains_pointer()) {
        let number = scales.number_text(value);
        debug_assert!(!number.starts_with('-'), "{MINUS} is the sign that people read");
        let place = pos2(outer.right() - 6.0, outer.center().y);
        painted(
            ui,
            place,
            Align2::RIGHT_CENTER,
            &number,
            theme::font(Weight::Regular, SMALL),
            paint(tokens.muted),
            60.0,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surplus_has_its_plus_beside_deficits_and_alone() {
        let scale = crate::data::Unit::currency("USD", 0).scale_at(9);
        let scales = |below, balances| BarScales {
            scale: scale.clone(),
            below,
            above: 23.7e9,
            width: 0.0,
            number: 0.0,
            tree: false,
            balances,
        };
        for below in [0.0, 5e9] {
            assert_eq!(scales(below, true).number_text(23.7e9), "+23.7");
            assert_eq!(scales(below, true).phrase(23.7e9), "+23.7 billion US dollars");
        }
        assert_eq!(scales(0.0, false).number_text(431e9), "431");
    }
}
