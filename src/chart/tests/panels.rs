//! Panels, areas and overlays that no chart has yet, drawn from figures made by hand.

use resvg::usvg::roxmltree::{Document, Node};

use crate::chart::palette::Color;
use crate::chart::{Figure, Key, Mark, Overlay, Panel, PlotAxis, Pos, Rect, Scale, svg, to_svg};

const FILL: Color = Color { r: 10, g: 20, b: 30, a: 255 };

/// An area from 2020 on, above zero on a scale over many magnitudes.
fn figure() -> Figure {
    let axis = |scale: Scale| PlotAxis { scale, ..PlotAxis::default() };
    let main = Panel {
        rect: Rect { x: 100.0, y: 50.0, w: 200.0, h: 100.0 },
        x: axis(Scale::Time { from: 24_240.0, to: 24_260.0 }),
        y: axis(Scale::SymmetricLog { from: -99.0, to: 99.0, linear: 1.0 }),
        marks: vec![Mark::Area {
            points: vec![[24_240.0, 0.0, 9.0], [24_250.0, 0.0, 99.0]],
            fill: FILL,
            line: None,
            key: Key::Words,
        }],
        ..Panel::default()
    };
    Figure { width: 400.0, height: 200.0, main, ..Figure::default() }
}

fn drawn<'a>(svg: &'a Document<'a>, tag: &'static str) -> Vec<Node<'a, 'a>> {
    let is_own = |node: &Node| node.has_tag_name(tag) && node.attribute("fill") == Some(&*FILL.css());
    svg.descendants().filter(is_own).collect()
}

#[test]
fn an_area_is_filled_between_its_edges() {
    let text = svg::plain(&figure());
    let document = Document::parse(&text).expect("XML");
    let areas = drawn(&document, "polygon");
    let [area] = areas.as_slice() else { panic!("{} areas", areas.len()) };
    // Of two decades 9 lies one above zero, and 99 two.
    assert_eq!(area.attribute("points"), Some("100.00,75.00 200.00,50.00 200.00,100.00 100.00,100.00"));
}

#[test]
fn another_panel_is_cut_and_faded_by_itself_under_the_main_one() {
    let mut figure = figure();
    let beside = Rect { x: 10.0, y: 10.0, w: 50.0, h: 50.0 };
    figure.others = vec![Panel { rect: beside, opacity: 0.25, ..figure.main.clone() }];
    let text = svg::plain(&figure);
    let document = Document::parse(&text).expect("XML");
    let areas = drawn(&document, "polygon");
    let groups = |area: &Node| {
        let around = area.ancestors().filter_map(|node| node.attribute("opacity").or(node.attribute("clip-path")));
        around.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(areas.len(), 2);
    assert_eq!(groups(&areas[0]), ["url(#panel0)", "0.250"]);
    assert_eq!(groups(&areas[1]), ["url(#plot)"]);
    assert!(to_svg(&figure).is_ok());
}

#[test]
fn overlays_lie_over_everything() {
    let mut figure = figure();
    let lit = Rect { x: 100.0, y: 50.0, w: 200.0, h: 100.0 };
    let points = vec![Pos { x: 1.0, y: 2.0 }, Pos { x: 3.0, y: 4.0 }];
    figure.overlays =
        vec![Overlay::Spotlight { lit, shade: FILL }, Overlay::Stroke { points, color: FILL, width: 3.0 }];
    let text = svg::plain(&figure);
    let document = Document::parse(&text).expect("XML");
    assert_eq!(drawn(&document, "rect").len(), 4);
    let stroke = document.descendants().rfind(Node::is_element).expect("an element");
    assert_eq!(stroke.attribute("points"), Some("1.00,2.00 3.00,4.00"));
}
