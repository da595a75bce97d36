//! Figures on the way: what must hold of transitions and reveals of any figures, and examples.

use proptest::prelude::*;

use super::invariants::story;
use super::stories::{self, Story};
use crate::chart::{Figure, Key, Mark, Panel, Rect, Text, Theme, reveal, transition};
use crate::query::ChartKind;

/// As in `invariants.rs`, and what rounding adds on the way.
const LEAN: f32 = 0.7;

/// Rounding of pixels.
const NEAR: f32 = 0.05;

fn figure(story: &Story) -> Figure {
    story.figure((1100.0, 760.0), Theme::Light, 1.0)
}

fn texts(figure: &Figure) -> Vec<&Text> {
    figure.flags.iter().map(|flag| &flag.label).chain(&figure.texts).collect()
}

/// The places of a mark in pixels; of a band those at its sides.
fn places(panel: &Panel, mark: &Mark) -> Vec<crate::chart::Pos> {
    let pixel = |at: [f64; 2]| panel.pixel(at);
    match mark {
        Mark::Polyline { points, .. } => points.iter().copied().map(pixel).collect(),
        Mark::Bar { x0, x1, y0, y1, .. } => vec![pixel([*x0, *y0]), pixel([*x1, *y1])],
        Mark::Area { points, .. } => {
            points.iter().flat_map(|[x, low, high]| [pixel([*x, *low]), pixel([*x, *high])]).collect()
        }
        Mark::Band { x0, x1, .. } => vec![pixel([*x0, panel.y.min()]), pixel([*x1, panel.y.min()])],
        Mark::Dot { at, .. } => vec![pixel(*at)],
    }
}

/// Nothing of any panel lies outside of it.
fn stays_inside(figure: &Figure) {
    for panel in figure.panels() {
        assert!((0.0..=1.0).contains(&panel.opacity), "{}", panel.opacity);
        let rect = panel.rect.grown(NEAR);
        for mark in panel.under.iter().chain(&panel.marks) {
            let is_in = |pos: &crate::chart::Pos| rect.contains(*pos);
            assert!(places(panel, mark).iter().all(is_in), "{mark:?} leaves {:?}", panel.rect);
        }
        for axis in [&panel.x, &panel.y] {
            let range = axis.min()..=axis.max();
            assert!(axis.ticks.iter().map(|tick| tick.at).chain(axis.zero).all(|at| range.contains(&at)), "{axis:?}");
        }
    }
}

/// The pairs of words that stand over one another.
fn overlaps(figure: &Figure) -> Vec<[&str; 2]> {
    let texts = texts(figure);
    let bounds: Vec<Rect> = texts.iter().map(|text| text.bounds().grown(-LEAN)).collect();
    let pairs = (0..texts.len()).flat_map(|a| (a + 1..texts.len()).map(move |b| (a, b)));
    pairs.filter(|(a, b)| bounds[*a].overlaps(bounds[*b])).map(|(a, b)| [&*texts[a].text, &*texts[b].text]).collect()
}

/// The part of it that anybody sees, as a file would have it.
fn drawn(figure: &Figure) -> String {
    crate::chart::svg::plain(figure)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn any_transition_holds(a in story(), b in story(), same in any::<bool>(), w in 200.0_f32..1600.0, h in 140.0_f32..900.0, t in 0.0_f32..=1.0) {
        let b = if same { Story { trajectories: b.trajectories, view: b.view, ..a.clone() } } else { b };
        let [from, to] = [&a, &b].map(|story| story.figure((w, h), Theme::Light, 1.0));
        prop_assert!(transition(&from, &to, 0.0) == from && transition(&from, &to, 1.0) == to);
        prop_assert!(transition(&from, &from, t) == from);
        for t in [t, 0.01, 0.5, 0.99] {
            let between = transition(&from, &to, t);
            stays_inside(&between);
            let ends = [overlaps(&from), overlaps(&to)].concat();
            let new: Vec<_> = overlaps(&between).into_iter().filter(|pair| !ends.contains(pair)).collect();
            prop_assert!(new.is_empty(), "{new:?} at {t}");
            prop_assert!(!drawn(&between).contains("NaN") && !drawn(&between).contains("inf\""));
        }
    }

    #[test]
    fn any_reveal_holds(story in story(), share in 0.0..1.0_f64, more in 0.0..1.0_f64) {
        let whole = figure(&story);
        let axis = &whole.main.x;
        prop_assert!(reveal(&whole, axis.max()) == whole && reveal(&whole, f64::INFINITY) == whole);
        if !axis.scale.is_time() {
            prop_assert!(reveal(&whole, axis.min()) == whole);
            return Ok(());
        }
        let time = axis.scale.value(share);
        let shown = reveal(&whole, time);
        stays_inside(&shown);
        let right = whole.main.pixel([time, 0.0]).x + NEAR;
        for mark in shown.main.marks.iter().filter(|mark| *mark.key() != Key::Deficit) {
            prop_assert!(places(&shown.main, mark).iter().all(|pos| pos.x <= right), "{mark:?} beyond {time}");
        }
        // What is seen is there later as well.
        let later = reveal(&whole, time + (axis.max() - time) * more);
        prop_assert!(texts(&shown).iter().all(|text| texts(&later).iter().any(|other| other.pos == text.pos && other.text == text.text)));
        prop_assert!(shown.main.marks.len() <= later.main.marks.len() && shown.flags.len() <= later.flags.len());
        prop_assert!(overlaps(&shown).iter().all(|pair| overlaps(&whole).contains(pair)));
    }
}

/// Every point of a line in pixels.
fn line(figure: &Figure, code: &str) -> Vec<crate::chart::Pos> {
    let own = figure.main.marks.iter().filter(|mark| *mark.key() == Key::Line(code.to_owned()));
    own.flat_map(|mark| places(&figure.main, mark)).collect()
}

#[test]
fn lines_move_to_their_new_values_and_ticks_glide_with_them() {
    let mut grown = stories::partners(2);
    let from = figure(&grown);
    for line in &mut grown.trajectories.lines {
        for point in &mut line.points {
            point.value = point.to_f64().map(|value| crate::query::Value::Real(value * 1.5));
        }
    }
    let to = figure(&grown);
    let between = transition(&from, &to, 0.25);
    let [old, new, now] = [&from, &to, &between].map(|figure| line(figure, "china"));
    assert_eq!((old.len(), new.len()), (now.len(), now.len()));
    for ((old, new), now) in old.iter().zip(&new).zip(&now) {
        let expected = old.y + (new.y - old.y) * 0.25;
        assert!((now.y - expected).abs() < NEAR, "{} is not a quarter of the way to {}", now.y, new.y);
    }
    // The strong line stays under the zero that is written beside it.
    let zero = |figure: &Figure| {
        let at = figure.main.y.zero.expect("a zero line");
        let label = figure.texts.iter().find(|text| text.text == "0" && text.key == Key::YTick).expect("its label");
        figure.main.pixel([figure.main.x.min(), at]).y - label.pos.y
    };
    assert!((zero(&between) - zero(&from)).abs() < NEAR);
    let has_partner = |figure: &Figure| figure.others.iter().all(|panel| panel.marks.is_empty());
    assert!(has_partner(&between), "both have all lines");
}

#[test]
fn a_line_without_a_partner_fades() {
    let (from, to) = (figure(&stories::partners(2)), figure(&stories::partners(3)));
    let between = transition(&from, &to, 0.25);
    let japan = Key::Line("japan".to_owned());
    let has = |panel: &Panel| panel.marks.iter().any(|mark| *mark.key() == japan);
    assert!(!has(&between.main));
    let fading: Vec<f32> = between.others.iter().filter(|panel| has(panel)).map(|panel| panel.opacity).collect();
    assert_eq!(fading, [0.25]);
    assert!(drawn(&between).contains("<g opacity=\"0.250\">"));
    let back = transition(&to, &from, 0.25);
    let fading: Vec<f32> = back.others.iter().filter(|panel| has(panel)).map(|panel| panel.opacity).collect();
    assert_eq!(fading, [0.75]);
}

#[test]
fn a_longer_time_comes_in_from_the_right() {
    let long = stories::partners(1);
    let mut short = long.clone();
    short.trajectories.periods.truncate(60);
    short.trajectories.lines[0].points.truncate(60);
    let (from, to) = (figure(&short), figure(&long));
    let near = |a: &Figure, b: &Figure| {
        let last = |figure: &Figure| line(figure, "china").last().copied().expect("a line");
        (last(a).x - last(b).x).abs()
    };
    // The old end moves to where it lies in the longer time, while the new part follows it.
    let between = transition(&from, &to, 0.5);
    assert!(near(&between, &from) > 100.0 && near(&between, &to) > 100.0);
    assert!(between.others.iter().any(|panel| panel.marks.iter().any(|mark| matches!(mark, Mark::Polyline { .. }))));
}

#[test]
fn bars_of_a_ranking_move_to_their_next_places() {
    let mut story = stories::ranked();
    story.view.ranked_at = Some(story.trajectories.periods[20]);
    let from = figure(&story);
    story.view.ranked_at = Some(story.trajectories.periods[120]);
    let to = figure(&story);
    let between = transition(&from, &to, 0.5);
    let bar = |figure: &Figure| {
        let own = figure.main.marks.iter().find(|mark| *mark.key() == Key::Line("taiwan".to_owned()));
        places(&figure.main, own.expect("a bar"))
    };
    let middle = |a: f32, b: f32| (a + b) / 2.0;
    for ((old, new), now) in bar(&from).iter().zip(bar(&to)).zip(bar(&between)) {
        assert!((now.x - middle(old.x, new.x)).abs() < NEAR && (now.y - middle(old.y, new.y)).abs() < NEAR);
    }
}

#[test]
fn from_lines_to_a_ranking_everything_is_one_or_the_other() {
    let mut story = stories::partners(6);
    let from = figure(&story);
    story.view.chart = ChartKind::Ranked;
    let to = figure(&story);
    let between = transition(&from, &to, 0.5);
    stays_inside(&between);
    assert!(between.main.marks.is_empty() && between.others.len() == 2);
}

#[test]
fn a_reveal_hides_what_is_to_come() {
    let story = stories::partners(2);
    let whole = figure(&story);
    let axis = &whole.main.x;
    let start = reveal(&whole, axis.min());
    assert!(start.main.marks.is_empty(), "{:?}", start.main.marks);
    assert_eq!(start.main.y, whole.main.y);
    let half = reveal(&whole, axis.scale.value(0.5));
    let said = |figure: &Figure, key: &Key| figure.texts.iter().any(|text| text.key == *key);
    let name = Key::Name("china".to_owned());
    assert!(said(&whole, &name) && !said(&half, &name));
    let end = line(&half, "china").last().copied().expect("a line");
    assert!((end.x - (whole.main.rect.x + whole.main.rect.w / 2.0)).abs() < NEAR);
    assert!(half.flags.len() < whole.flags.len());
}
