//! A golden SVG for each kind of chart in both themes, whose marks are counted and placed by arithmetic of its own: from
//! the numbers at the axis and the places of their texts, as a reader would measure them with a ruler.

use resvg::usvg::roxmltree::{Document, Node};

use super::stories::{Story, line, point, single, trajectories};
use crate::chart::palette::Color;
use crate::chart::{Figure, Theme, svg};
use crate::data::{Period, Unit};
use crate::query::{ChartKind, LineRole, Status, View};

/// Billion dollars of three partners in four years: no two the same, some below zero, one series that crosses it.
const VALUES: [(&str, [f64; 4]); 3] =
    [("China", [-30.0, -24.0, -41.0, -52.0]), ("Japan", [12.0, 19.0, 8.0, 15.0]), ("Chile", [6.0, -9.0, -3.0, 4.0])];

const SIZE: (f32, f32) = (800.0, 500.0);

fn story(chart: ChartKind, stacked: bool) -> Story {
    let mut story = single();
    let lines = VALUES.iter().map(|(name, values)| {
        let points = values.iter().map(|value| point(Some(*value), Status::Ok)).collect();
        line(name, LineRole::Member, points)
    });
    story.events.clear();
    story.pins.clear();
    (story.title, story.subtitle) = ("A title".to_owned(), "What it shows".to_owned());
    story.view = View { chart, ..View::default() };
    story.trajectories =
        trajectories((2021..2025).map(Period::year).collect(), lines.collect(), Unit::currency("USD", 9));
    story.trajectories.partition = stacked;
    story
}

/// The numbers of an axis as they are written, and where: a ruler for what is drawn.
struct Ruler {
    zero: f64,
    each: f64,
}

impl Ruler {
    /// From the texts whose anchor is that of the axis: at the left of the plot, or below it.
    fn new(svg: &Document, figure: &Figure, upright: bool) -> Self {
        let plot = figure.main.rect;
        let mut read: Vec<(f64, f64)> = Vec::new();
        for text in svg.descendants().filter(|node| node.has_tag_name("text")) {
            let (x, y) = (number(text, "x"), number(text, "y"));
            let is_above = y < f64::from(plot.bottom() + plot.h * 0.05);
            let is_of_axis = if upright { x < f64::from(plot.x) && is_above } else { y > f64::from(plot.bottom()) };
            let value = text.text().unwrap_or_default().replace('\u{2212}', "-").parse::<f64>();
            if let (true, Ok(value)) =
                (is_of_axis && (upright || text.attribute("text-anchor") == Some("middle")), value)
            {
                // A text stands with its middle at its tick.
                let size = number(text, "font-size");
                read.push((value, if upright { y - size * 0.35 } else { x }));
            }
        }
        let [(first, from), .., (last, to)] = read.as_slice() else { panic!("numbers at the axis: {read:?}") };
        let each = (to - from) / (last - first);
        Self { zero: from - first * each, each }
    }

    fn at(&self, value: f64) -> f64 {
        self.zero + value * self.each
    }
}

fn number(node: Node, name: &str) -> f64 {
    node.attribute(name).and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{name} of {node:?}"))
}

/// The shapes of one name in the colour of a series, in the order in which they are drawn.
fn shapes<'a>(svg: &'a Document<'a>, tag: &'static str, paint: &'static str, color: Color) -> Vec<Node<'a, 'a>> {
    let is_own = |node: &Node| {
        // What is faint is a ground, not a mark.
        node.has_tag_name(tag) && node.attribute(paint) == Some(&*color.css()) && !node.has_attribute("fill-opacity")
    };
    svg.descendants().filter(is_own).collect()
}

/// Within one pixel: numbers at the axis are set by the eye of a reader.
fn near(found: f64, expected: f64, what: &str) {
    assert!((found - expected).abs() < 1.0, "{what}: drawn at {found:.1}, and its place is {expected:.1}");
}

fn for_each_theme(kind: ChartKind, stacked: bool, name: &str, check: impl Fn(&Document, &Figure)) {
    for (theme, shade) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let figure = story(kind, stacked).figure(SIZE, theme, 1.0);
        let text = svg::plain(&figure);
        let document = Document::parse(&text).expect("XML");
        assert!(text.contains(&theme.tokens().ground.css()), "the ground of {shade}");
        insta::assert_snapshot!(format!("{name}_{shade}"), text);
        check(&document, &figure);
    }
}

#[test]
fn lines_run_through_their_values() {
    for_each_theme(ChartKind::Lines, false, "lines", |svg, figure| {
        let ruler = Ruler::new(svg, figure, true);
        for (series, (name, values)) in VALUES.iter().enumerate() {
            let drawn = shapes(svg, "polyline", "stroke", figure.colors[series]);
            let [drawn] = drawn.as_slice() else { panic!("{} strokes of {name}", drawn.len()) };
            let points = drawn.attribute("points").unwrap_or_default().split(' ').map(|point| {
                let (x, y) = point.split_once(',').expect("a point");
                (x.parse::<f64>().expect("a place"), y.parse::<f64>().expect("a place"))
            });
            let points: Vec<(f64, f64)> = points.collect();
            assert_eq!(points.len(), values.len(), "{name}");
            let steps: Vec<f64> = points.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
            assert!(
                steps.iter().all(|step| (step - steps[0]).abs() < 0.5),
                "years are as wide as each other: {steps:?}"
            );
            for ((_, y), value) in points.iter().zip(values) {
                near(*y, ruler.at(*value), name);
            }
            let dots = shapes(svg, "circle", "fill", figure.colors[series]);
            let [end] = dots.as_slice() else { panic!("{} dots of {name}", dots.len()) };
            near(number(*end, "cy"), ruler.at(values[3]), "the dot at the end");
        }
    });
}

#[test]
fn bars_side_by_side_reach_from_zero_to_their_values() {
    for_each_theme(ChartKind::Bars, false, "bars", |svg, figure| {
        let ruler = Ruler::new(svg, figure, true);
        let mut lefts: Vec<f64> = Vec::new();
        for (series, (name, values)) in VALUES.iter().enumerate() {
            let bars = shapes(svg, "rect", "fill", figure.colors[series]);
            assert_eq!(bars.len(), values.len(), "bars of {name}");
            for (bar, value) in bars.iter().zip(values) {
                near(number(*bar, "y"), ruler.at(value.max(0.0)), "the upper end");
                near(number(*bar, "y") + number(*bar, "height"), ruler.at(value.min(0.0)), "the lower end");
                lefts.push(number(*bar, "x"));
            }
        }
        lefts.sort_by(f64::total_cmp);
        assert!(lefts.windows(2).all(|pair| pair[1] - pair[0] > 2.0), "no bar stands before another: {lefts:?}");
    });
}

#[test]
fn stacked_bars_stand_on_one_another_on_both_sides_of_zero() {
    for_each_theme(ChartKind::Bars, true, "stacked", |svg, figure| {
        let ruler = Ruler::new(svg, figure, true);
        let mut ends = [[0.0; 2]; 4];
        for (series, (name, values)) in VALUES.iter().enumerate() {
            let bars = shapes(svg, "rect", "fill", figure.colors[series]);
            assert_eq!(bars.len(), values.len(), "bars of {name}");
            for ((bar, value), ends) in bars.iter().zip(values).zip(&mut ends) {
                let end = &mut ends[usize::from(*value < 0.0)];
                let (from, to) = (*end, *end + value);
                near(number(*bar, "y"), ruler.at(f64::max(from, to)), name);
                near(number(*bar, "y") + number(*bar, "height"), ruler.at(f64::min(from, to)), name);
                *end = to;
            }
        }
    });
}

#[test]
fn ranked_bars_stand_in_order_in_the_colours_of_their_signs() {
    for_each_theme(ChartKind::Ranked, false, "ranked", |svg, figure| {
        let (ruler, tokens) = (Ruler::new(svg, figure, false), figure.theme.tokens());
        let (surpluses, deficits) =
            (shapes(svg, "rect", "fill", tokens.surplus), shapes(svg, "rect", "fill", tokens.deficit));
        assert_eq!((surpluses.len(), deficits.len()), (2, 1));
        // Of 2024, from the largest by size on.
        let bars = [(deficits[0], -52.0), (surpluses[0], 4.0), (surpluses[1], 15.0)];
        for (bar, value) in bars {
            near(number(bar, "x"), ruler.at(f64::min(value, 0.0)), "the left end");
            near(number(bar, "x") + number(bar, "width"), ruler.at(f64::max(value, 0.0)), "the right end");
        }
        let tops = bars.map(|(bar, _)| number(bar, "y"));
        assert!(tops[0] < tops[1] && tops[1] < tops[2], "in order: {tops:?}");
        for (name, top) in ["China", "Chile", "Japan"].into_iter().zip(tops) {
            let label = svg.descendants().find(|node| node.has_tag_name("text") && node.text() == Some(name));
            let place = label.map(|label| number(label, "y")).expect("a label");
            assert!(place > top && place < top + 100.0, "{name} beside its bar");
        }
    });
}
