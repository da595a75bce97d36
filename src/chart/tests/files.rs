//! What files hold.

use resvg::usvg;

use super::stories::{digital, partners};
use crate::chart::{Theme, to_pdf, to_png, to_svg};

#[test]
fn an_svg_reads_back_with_its_words_as_description() {
    let mut story = partners(3);
    story.title = "A <title> & \"more\"".to_owned();
    let figure = story.figure((900.0, 600.0), Theme::Light, 1.0);
    let svg = to_svg(&figure).expect("an SVG");
    assert!(
        svg.contains("role=\"img\" aria-labelledby=\"title desc\">")
            && svg.contains("<title id=\"title\">A &lt;title&gt; &amp; &quot;more&quot;</title>")
    );
    assert!(!figure.alt.is_empty() && !svg.contains("<text"));
    let words = figure.alt.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    assert!(svg.contains(&format!("<desc id=\"desc\">{words}</desc>")), "the content in words can be searched");
    let tree = usvg::Tree::from_str(&svg, &usvg::Options::default()).expect("a tree");
    assert_eq!((tree.size().width(), tree.size().height()), (900.0, 600.0));
}

#[test]
fn a_png_has_the_asked_size() {
    let figure = digital().figure((320.0, 240.0), Theme::Dark, 1.0);
    for scale in [1.0, 2.0] {
        let png = to_png(&figure, scale).expect("a PNG");
        let side = |at: usize| u32::from_be_bytes([png[at], png[at + 1], png[at + 2], png[at + 3]]);
        assert_eq!((side(16), side(20)), ((320.0 * scale) as u32, (240.0 * scale) as u32));
    }
    assert!(to_png(&figure, 32.0).is_err(), "an image that does not fit in memory is refused");
}

#[test]
fn a_pdf_is_one() {
    let figure = digital().figure((600.0, 400.0), Theme::Light, 1.0);
    assert!(to_pdf(&figure).expect("a PDF").starts_with(b"%PDF-"));
}
