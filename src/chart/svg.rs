//! A figure as SVG: plain SVG first, then with texts as outlines so that every program draws the same.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use resvg::usvg::{self, fontdb};

use super::palette::Color;
use super::text_metrics::{FACES, has_glyph};
use super::{
    Anchor, BOLD_SAMPLE, Dash, FLAG_DOT, Figure, HATCH_BAND, HATCH_BAR, HATCH_FILL, Key, LAID_IN, Mark, Overlay, Panel,
    Pos, Rect, Sample, Sign, Text, Weight, shaded,
};

/// Why a figure could not be written as a file.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The SVG could not be read back.
    #[error("the figure could not be drawn: {0}")]
    Svg(#[from] usvg::Error),
    /// More pixels than fit in memory.
    #[error("an image of {0} by {1} pixels is too large")]
    TooLarge(u32, u32),
    /// The image could not be encoded.
    #[error("the image could not be written: {0}")]
    Png(String),
    /// The document could not be written.
    #[error("the PDF could not be written: {0}")]
    Pdf(String),
}

/// The figure as a self-contained SVG.
///
/// Texts are outlines by design: the same picture everywhere, whether or not the reader has the font. So there is no
/// `<text>` to search or to read aloud; the figure's title and its content in words stand in `<title>` and `<desc>`,
/// which name the picture (`role="img"`, `aria-labelledby`).
///
/// # Errors
/// When the drawing cannot be read back, which would be a bug.
pub fn to_svg(figure: &Figure) -> Result<String, RenderError> {
    let tree = tree(figure)?;
    let options = usvg::WriteOptions { coordinates_precision: 3, ..usvg::WriteOptions::default() };
    let outlined = tree.to_string(&options);
    let Some((head, rest)) = outlined.split_once('>') else { return Ok(outlined) };
    let (title, alt) = (escaped(&figure.title), escaped(&figure.alt));
    Ok(format!(
        "{head} role=\"img\" aria-labelledby=\"title desc\">\n<title id=\"title\">{title}</title>\n<desc id=\"desc\">{alt}</desc>{rest}"
    ))
}

/// The figure as a tree that knows its fonts, for pixels and pages.
pub(super) fn tree(figure: &Figure) -> Result<usvg::Tree, RenderError> {
    let foreign = texts(figure).any(|text| text.text.chars().any(|c| !has_glyph(c) && !c.is_whitespace()));
    let options = usvg::Options {
        fontdb: fonts(foreign),
        font_family: "Inter".to_owned(),
        font_resolver: resolver(),
        ..usvg::Options::default()
    };
    Ok(usvg::Tree::from_str(&plain(figure), &options)?)
}

/// The bundled face; the system's fonts only where a character needs them, for they take long to list.
fn fonts(foreign: bool) -> Arc<fontdb::Database> {
    static BUNDLED: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    static ALL: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let cell = if foreign { &ALL } else { &BUNDLED };
    let load = || {
        let mut fonts = fontdb::Database::new();
        for face in FACES {
            fonts.load_font_data(face.to_vec());
        }
        if foreign {
            fonts.load_system_fonts();
        }
        Arc::new(fonts)
    };
    Arc::clone(cell.get_or_init(load))
}

/// Families to ask first for what Inter does not have; a serif among sans letters would look wrong.
const FALLBACKS: [&str; 10] = [
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "Hiragino Sans",
    "Yu Gothic UI",
    "Yu Gothic",
    "Meiryo",
    "Noto Sans",
    "Segoe UI",
    "Arial Unicode MS",
    "DejaVu Sans",
];

fn resolver() -> usvg::FontResolver<'static> {
    let default = usvg::FontResolver::default_fallback_selector();
    let select_fallback: usvg::FallbackSelectionFn = Box::new(move |c, used, fonts| {
        let named = FALLBACKS.iter().find_map(|family| {
            let weight = used.first().and_then(|id| fonts.face(*id)).map_or(fontdb::Weight::NORMAL, |face| face.weight);
            let families = &[fontdb::Family::Name(family)];
            let query = fontdb::Query { families, weight, ..fontdb::Query::default() };
            let id = fonts.query(&query)?;
            let has = fonts.with_face_data(id, |data, index| {
                ttf_parser::Face::parse(data, index).is_ok_and(|face| face.glyph_index(c).is_some())
            });
            has.filter(|has| *has && !used.contains(&id)).map(|_| id)
        });
        named.or_else(|| default(c, used, fonts))
    });
    usvg::FontResolver { select_font: usvg::FontResolver::default_font_selector(), select_fallback }
}

fn texts(figure: &Figure) -> impl Iterator<Item = &Text> {
    figure.flags.iter().map(|flag| &flag.label).chain(&figure.texts)
}

/// Plain SVG with live text, drawn in the order that [`Figure`] documents.
pub(super) fn plain(figure: &Figure) -> String {
    let mut pen = SvgWriter { figure, out: String::with_capacity(16_384) };
    pen.draw();
    pen.out
}

struct SvgWriter<'a> {
    figure: &'a Figure,
    out: String,
}

impl SvgWriter<'_> {
    fn draw(&mut self) {
        let Figure { width, height, .. } = *self.figure;
        let tokens = self.figure.theme.tokens();
        self.put(&format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"Inter\">"
        ));
        self.clip("plot", self.figure.main.rect);
        self.figure.others.iter().enumerate().for_each(|(n, panel)| self.clip(&format!("panel{n}"), panel.rect));
        self.rect(Rect { x: 0.0, y: 0.0, w: width, h: height }, 0.0, tokens.ground);
        for (n, panel) in self.figure.others.iter().enumerate() {
            self.panel(panel, &format!("panel{n}"));
        }
        self.panel(&self.figure.main, "plot");
        for leader in &self.figure.leaders {
            self.line(leader.from, leader.to, leader.color, 1.0, "");
        }
        for flag in self.figure.flags.iter().filter(|flag| !flag.folded) {
            self.dot(flag.dot, FLAG_DOT, tokens.ink.faded(flag.opacity()), false);
        }
        self.plates();
        texts(self.figure).for_each(|text| self.text(text));
        self.figure.key.iter().for_each(|sample| self.sample(sample));
        self.figure.overlays.iter().for_each(|overlay| self.overlay(overlay));
        self.put("</svg>");
    }

    /// Names a rectangle at which panels are cut.
    fn clip(&mut self, name: &str, rect: Rect) {
        let Rect { x, y, w, h } = rect;
        self.put(&format!(
            "<defs><clipPath id=\"{name}\"><rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{w:.2}\" height=\"{h:.2}\"/></clipPath></defs>"
        ));
    }

    fn panel(&mut self, panel: &Panel, clip: &str) {
        let is_faded = panel.opacity < 1.0;
        if is_faded {
            self.put(&format!("<g opacity=\"{:.3}\">", panel.opacity));
        }
        let is_dot = |mark: &&Mark| matches!(mark, Mark::Dot { .. });
        self.put(&format!("<g clip-path=\"url(#{clip})\">"));
        panel.under.iter().for_each(|mark| self.mark(panel, mark));
        self.put("</g>");
        self.axes(panel);
        if std::ptr::eq(panel, &raw const self.figure.main) {
            self.stems();
        }
        self.put(&format!("<g clip-path=\"url(#{clip})\">"));
        panel.marks.iter().filter(|mark| !is_dot(mark)).for_each(|mark| self.mark(panel, mark));
        self.put("</g>");
        panel.marks.iter().filter(is_dot).for_each(|mark| self.mark(panel, mark));
        if is_faded {
            self.put("</g>");
        }
    }

    fn overlay(&mut self, overlay: &Overlay) {
        match overlay {
            Overlay::Stroke { points, color, width } => {
                let shape = format!("<polyline points=\"{}\" fill=\"none\" stroke-linejoin=\"round\"", path(points));
                let stroke = paint("stroke", *color);
                self.put(&format!("{shape} stroke-linecap=\"round\" {stroke} stroke-width=\"{width:.2}\"/>"));
            }
            Overlay::Spotlight { lit, shade } => {
                let size = (self.figure.width, self.figure.height);
                for rect in shaded(*lit, size) {
                    self.rect(rect, 0.0, *shade);
                }
            }
        }
    }

    fn sample(&mut self, sample: &Sample) {
        let (tokens, seen) = (self.figure.theme.tokens(), sample.opacity);
        let (rect, color) = (sample.rect, tokens.muted.faded(seen));
        match sample.sign {
            Sign::Dashed => sample.dashes().into_iter().for_each(|(from, to)| self.line(from, to, color, 1.6, "")),
            Sign::Hatched => {
                self.rect(rect, 0.0, color.faded(HATCH_FILL));
                self.hatch(rect, HATCH_BAR, color, 1.2);
                self.outline(rect, color);
            }
            Sign::Gap => {
                self.rect(rect, 0.0, tokens.ink.faded(0.025 * seen));
                self.hatch(rect, HATCH_BAR, color, 1.0);
            }
            Sign::Span => self.rect(rect, 0.0, tokens.ink.faded(0.12 * seen)),
            Sign::LaidIn => self.rect(rect, 0.0, tokens.accent.faded(LAID_IN * 2.0 * seen)),
            Sign::Bold => self.text(&bold_sample(rect, color)),
            Sign::Hollow => {}
        }
        if let Some((at, radius)) = sample.dot() {
            self.dot(at, radius, color, true);
        }
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn axes(&mut self, panel: &Panel) {
        let tokens = self.figure.theme.tokens();
        let plot = panel.rect;
        for (axis, upright) in [(&panel.x, true), (&panel.y, false)] {
            for tick in axis.ticks.iter().filter(|_| axis.grid) {
                self.rule(panel, (tick.at, upright), tokens.grid, 1.0);
            }
            for tick in axis.ticks.iter().filter(|_| axis.strokes) {
                let x = panel.pixel([tick.at, 0.0]).x;
                self.line(Pos { x, y: plot.bottom() }, Pos { x, y: plot.bottom() + 5.0 }, tokens.faint, 1.0, "");
            }
        }
        for (axis, upright) in [(&panel.x, true), (&panel.y, false)] {
            if let Some(zero) = axis.zero.filter(|zero| (axis.min()..=axis.max()).contains(zero)) {
                self.rule(panel, (zero, upright), tokens.zero, 1.6);
            }
        }
    }

    /// A line across the whole panel at a data coordinate.
    fn rule(&mut self, panel: &Panel, (at, upright): (f64, bool), color: Color, width: f32) {
        let plot = panel.rect;
        let Pos { x, y } = panel.pixel(if upright { [at, 0.0] } else { [0.0, at] });
        let (from, to) = if upright {
            (Pos { x, y: plot.y }, Pos { x, y: plot.bottom() })
        } else {
            (Pos { x: plot.x, y }, Pos { x: plot.right(), y })
        };
        self.line(from, to, color, width, "");
    }

    fn stems(&mut self) {
        let faint = self.figure.theme.tokens().faint;
        let bottom = self.figure.main.rect.bottom();
        for flag in self.figure.flags.iter().filter(|flag| !flag.folded) {
            let Pos { x, y } = flag.dot;
            let faint = faint.faded(flag.opacity());
            self.line(Pos { x, y: y + FLAG_DOT }, Pos { x, y: bottom }, faint, 1.0, " stroke-dasharray=\"2 4\"");
        }
    }

    fn plates(&mut self) {
        for plate in &self.figure.plates {
            let Rect { x, y, w, h } = plate.rect;
            let stroke = plate.stroke.map(|color| format!(" {}", paint("stroke", color))).unwrap_or_default();
            let fill = paint("fill", plate.fill);
            self.put(&format!(
                "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{w:.2}\" height=\"{h:.2}\" rx=\"{:.2}\" {fill}{stroke}/>",
                plate.radius
            ));
        }
    }

    fn mark(&mut self, panel: &Panel, mark: &Mark) {
        match mark {
            Mark::Polyline { points, color, width, dash, halo, .. } => {
                let pixels: Vec<Pos> = points.iter().map(|point| panel.pixel(*point)).collect();
                self.polyline(&pixels, *color, *width, *dash, *halo);
            }
            Mark::Area { points, fill, .. } => {
                let upper = points.iter().map(|[x, _, high]| panel.pixel([*x, *high]));
                let lower = points.iter().rev().map(|[x, low, _]| panel.pixel([*x, *low]));
                let outline = path(&upper.chain(lower).collect::<Vec<_>>());
                self.put(&format!("<polygon points=\"{outline}\" {}/>", paint("fill", *fill)));
            }
            Mark::Bar { x0, x1, y0, y1, fill, hatched, .. } => {
                let rect = Rect::between(panel.pixel([*x0, *y0]), panel.pixel([*x1, *y1]));
                if *hatched {
                    self.rect(rect, 0.0, fill.faded(HATCH_FILL));
                    self.hatch(rect, HATCH_BAR, *fill, 1.2);
                    self.outline(rect, *fill);
                } else {
                    self.rect(rect, 0.0, *fill);
                }
            }
            Mark::Band { x0, x1, fill, hatched, .. } => {
                let plot = panel.rect;
                let (left, right) = (panel.pixel([*x0, 0.0]).x, panel.pixel([*x1, 0.0]).x);
                let rect = Rect { x: left, y: plot.y, w: right - left, h: plot.h };
                self.rect(rect, 0.0, *fill);
                if *hatched {
                    self.hatch(rect, HATCH_BAND, self.figure.theme.tokens().hatch, 1.0);
                }
            }
            Mark::Dot { at, radius, color, hollow, .. } => self.dot(panel.pixel(*at), *radius, *color, *hollow),
        }
    }

    fn polyline(&mut self, points: &[Pos], color: Color, width: f32, dash: Dash, halo: bool) {
        let shape = format!("<polyline points=\"{}\" fill=\"none\" stroke-linejoin=\"round\"", path(points));
        if halo {
            let ground = self.figure.theme.tokens().ground;
            self.put(&format!(
                "{shape} stroke-linecap=\"round\" {} stroke-width=\"{:.2}\"/>",
                paint("stroke", ground.faded(0.85)),
                width + 2.6
            ));
        }
        let dashes = match dash {
            Dash::Solid => " stroke-linecap=\"round\"",
            Dash::Dashed => " stroke-dasharray=\"5 4\"",
            Dash::Dotted => " stroke-dasharray=\"2 4\"",
        };
        self.put(&format!("{shape}{dashes} {} stroke-width=\"{width:.2}\"/>", paint("stroke", color)));
    }

    fn hatch(&mut self, rect: Rect, spacing: f32, color: Color, width: f32) {
        let mut path = String::new();
        for (from, to) in rect.hatch(spacing) {
            let _ = write!(path, "M{:.2} {:.2}L{:.2} {:.2}", from.x, from.y, to.x, to.y);
        }
        if !path.is_empty() {
            self.put(&format!(
                "<path d=\"{path}\" fill=\"none\" {} stroke-width=\"{width}\"/>",
                paint("stroke", color)
            ));
        }
    }

    fn rect(&mut self, rect: Rect, radius: f32, color: Color) {
        let Rect { x, y, w, h } = rect;
        self.put(&format!(
            "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{w:.2}\" height=\"{h:.2}\" rx=\"{radius:.2}\" {}/>",
            paint("fill", color)
        ));
    }

    fn outline(&mut self, rect: Rect, color: Color) {
        let Rect { x, y, w, h } = rect.grown(-0.5);
        if w > 0.0 && h > 0.0 {
            let stroke = paint("stroke", color);
            self.put(&format!(
                "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{w:.2}\" height=\"{h:.2}\" fill=\"none\" {stroke}/>"
            ));
        }
    }

    fn line(&mut self, from: Pos, to: Pos, color: Color, width: f32, more: &str) {
        let stroke = paint("stroke", color);
        self.put(&format!(
            "<line x1=\"{:.2}\" y1=\"{:.2}\" x2=\"{:.2}\" y2=\"{:.2}\" {stroke} stroke-width=\"{width}\"{more}/>",
            from.x, from.y, to.x, to.y
        ));
    }

    fn dot(&mut self, at: Pos, radius: f32, color: Color, hollow: bool) {
        let ground = self.figure.theme.tokens().ground;
        let paints = if hollow {
            format!("{} {} stroke-width=\"1.8\"", paint("fill", ground), paint("stroke", color))
        } else {
            paint("fill", color)
        };
        self.put(&format!("<circle cx=\"{:.2}\" cy=\"{:.2}\" r=\"{radius:.2}\" {paints}/>", at.x, at.y));
    }

    fn text(&mut self, text: &Text) {
        let anchor = match text.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let weight = match text.weight {
            Weight::Regular => 400,
            Weight::Medium => 500,
            Weight::SemiBold => 600,
            Weight::Bold => 700,
        };
        let head = format!(
            "<text x=\"{:.2}\" y=\"{:.2}\" font-size=\"{:.2}\" font-weight=\"{weight}\" text-anchor=\"{anchor}\"",
            text.pos.x, text.pos.y, text.size
        );
        let words = escaped(&text.text);
        if text.halo {
            let ground = paint("stroke", self.figure.theme.tokens().ground.faded(text.color.opacity()));
            self.put(&format!(
                "{head} fill=\"none\" {ground} stroke-width=\"3.5\" stroke-linejoin=\"round\">{words}</text>"
            ));
        }
        self.put(&format!("{head} {}>{words}</text>", paint("fill", text.color)));
    }
}

fn bold_sample(rect: Rect, color: Color) -> Text {
    Text {
        pos: Pos { x: rect.x, y: rect.y + rect.h * 0.9 },
        anchor: Anchor::Start,
        text: BOLD_SAMPLE.to_owned(),
        size: rect.h / 0.86,
        weight: Weight::SemiBold,
        color,
        line: None,
        halo: false,
        key: Key::Words,
    }
}

/// Points as the attribute of a polyline or a polygon.
fn path(points: &[Pos]) -> String {
    let mut path = String::with_capacity(points.len() * 14);
    for Pos { x, y } in points {
        let _ = write!(path, "{x:.2},{y:.2} ");
    }
    path.truncate(path.trim_end().len());
    path
}

/// `fill="#aabbcc"`, with an opacity where it is not solid.
fn paint(what: &str, color: Color) -> String {
    let opacity =
        if color.a == 255 { String::new() } else { format!(" {what}-opacity=\"{:.3}\"", f32::from(color.a) / 255.0) };
    format!("{what}=\"{}\"{opacity}", color.css())
}

/// A text as XML: the five marks escaped, control characters left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}
