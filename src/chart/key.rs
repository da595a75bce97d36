//! The key: what dashed, hollow, hatched, shaded and bold mean, for those of them that a figure has.

use super::layout::LayoutContext;
use super::text_metrics::width;
use super::{Anchor, Dash, LAID_IN, Mark, Pos, Rect, Sample, Sign, Weight, kinds};
use crate::query::{Point, Reason, Status};

/// Width of a sample, in text sizes.
const SAMPLE: f32 = 1.9;

/// From one entry to the next, in text sizes.
const APART: f32 = 1.6;

/// What a figure that is drawn must explain, in the order of the key.
pub(super) fn signs(cx: &LayoutContext) -> Vec<(Sign, String)> {
    let marks = &cx.figure.main.marks;
    let dashed = marks.iter().any(|mark| matches!(mark, Mark::Polyline { dash: Dash::Dashed, .. }));
    let hollow = marks.iter().any(|mark| matches!(mark, Mark::Dot { hollow: true, .. }));
    let hatched = marks.iter().any(|mark| matches!(mark, Mark::Bar { hatched: true, .. }));
    let bands = || {
        cx.figure.main.under.iter().filter_map(|mark| match mark {
            Mark::Band { fill, hatched, .. } => Some((*fill, *hatched)),
            _ => None,
        })
    };
    let laid_in = cx.tokens.accent.faded(LAID_IN);
    let drawn = drawn(cx);
    let partial = incomplete(cx, &drawn);
    let estimated = drawn.iter().any(|point| point.status == Status::Estimated);
    let mut signs = Vec::new();
    if let Some(words) = partial.as_ref().filter(|_| dashed || hollow) {
        signs.push((Sign::Dashed, format!("incomplete: {words}")));
    }
    if hollow && estimated {
        signs.push((Sign::Hollow, "estimated".to_owned()));
    }
    if hatched {
        let words = match (&partial, estimated) {
            (Some(words), true) => format!("estimated, or incomplete: {words}"),
            (Some(words), false) => format!("incomplete: {words}"),
            (None, true) => "estimated".to_owned(),
            (None, false) => "incomplete: some figures are missing".to_owned(),
        };
        signs.push((Sign::Hatched, words));
    }
    if bands().any(|(_, hatched)| hatched) {
        signs.push((Sign::Gap, "no figure".to_owned()));
    }
    if bands().any(|(fill, hatched)| !hatched && fill == laid_in) {
        signs.push((Sign::LaidIn, "laid in from another file".to_owned()));
    }
    if bands().any(|(fill, hatched)| !hatched && fill != laid_in) {
        signs.push((Sign::Span, "from announcement to effect".to_owned()));
    }
    let valued = |weight: Weight| cx.figure.texts.iter().any(|text| text.halo && text.weight == weight);
    if kinds::of(cx.figure.kind).sets_records_in_bold() && valued(Weight::SemiBold) && valued(Weight::Regular) {
        signs.push((Sign::Bold, "last and largest".to_owned()));
    }
    signs
}

/// The points that are drawn, the newest first.
fn drawn<'a>(cx: &'a LayoutContext<'_>) -> Vec<&'a Point> {
    let mut points = kinds::of(cx.figure.kind).drawn(cx);
    points.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    points.into_iter().map(|(_, point)| point).collect()
}

/// How much there is of values from which something is missing: "4 of 12 months", "150 to 192 of 213 reporters". What
/// is not listed holds those that have no figure of their own; it is named only where nothing else is incomplete.
fn incomplete(cx: &LayoutContext, drawn: &[&Point]) -> Option<String> {
    let mut reasons: Vec<&Reason> = Vec::new();
    let mut any = false;
    for point in drawn.iter().filter(|point| point.value.is_some() && point.status == Status::Partial) {
        any = true;
        let reason = cx.request.trajectories.reason(point).filter(|reason| reason.short().is_some());
        reasons.extend(reason.filter(|reason| !reasons.contains(reason)));
    }
    let counts: Vec<Count> = reasons.iter().filter_map(|reason| Count::of(reason)).collect();
    let mut of_what: Vec<&str> = Vec::new();
    for count in &counts {
        if !of_what.contains(&count.of_what) {
            of_what.push(count.of_what);
        }
    }
    let told = of_what.iter().filter_map(|of_what| told(&counts, of_what)).collect::<Vec<_>>();
    match reasons.first() {
        _ if !told.is_empty() => Some(told.join(" or ")),
        Some(Reason::Unlisted { missing: 1, noun }) => Some(format!("1 {} has no figure of its own", noun.word())),
        Some(Reason::Unlisted { missing, noun }) => {
            Some(format!("{missing} {} have no figure of their own", noun.plural()))
        }
        Some(other) => other.short(),
        None => any.then(|| "some figures are missing".to_owned()),
    }
}

/// So many are there of what should be: 4 of 12 months.
struct Count {
    found: usize,
    all: usize,
    of_what: &'static str,
}

impl Count {
    const fn of(reason: &Reason) -> Option<Self> {
        match reason {
            Reason::Steps { found, expected, step } => {
                Some(Self { found: *found, all: *expected, of_what: step.plural() })
            }
            Reason::Silent { missing, all, noun } => {
                Some(Self { found: all.saturating_sub(*missing), all: *all, of_what: noun.plural() })
            }
            _ => None,
        }
    }
}

/// All counts of one kind in a few words; where they are of different lists, without numbers.
fn told(counts: &[Count], of_what: &str) -> Option<String> {
    let counts = || counts.iter().filter(|count| count.of_what == of_what);
    let all = counts().next()?.all;
    if counts().any(|count| count.all != all) {
        return Some(format!("some {of_what} are missing"));
    }
    let (least, most) = (counts().map(|count| count.found).min()?, counts().map(|count| count.found).max()?);
    let range = if least == most { least.to_string() } else { format!("{least} to {most}") };
    Some(format!("{range} of {all} {of_what}"))
}

/// Writes the entries in rows that end above `bottom`; returns where they begin.
pub(super) fn place(cx: &mut LayoutContext, signs: &[(Sign, String)], wide: f32, bottom: f32) -> f32 {
    let size = cx.sizes.footer;
    let pitch = size * 1.5;
    let mut rows: Vec<Vec<(usize, f32)>> = Vec::new();
    let mut x = f32::MAX;
    for (at, (_, words)) in signs.iter().enumerate() {
        let needs = size * (SAMPLE + 0.6) + width(words, size, Weight::Regular);
        if x + needs > wide {
            rows.push(Vec::new());
            x = 0.0;
        }
        if let Some(row) = rows.last_mut() {
            row.push((at, x));
        }
        x += needs + size * APART;
    }
    let top = bottom - rows.len() as f32 * pitch;
    let margin = cx.sizes.margin;
    for (n, row) in rows.into_iter().enumerate() {
        let base = top + n as f32 * pitch + size;
        for (at, x) in row {
            let Some((sign, words)) = signs.get(at) else { continue };
            let rect = Rect { x: margin + x, y: base - size * 0.78, w: size * SAMPLE, h: size * 0.86 };
            cx.figure.key.push(Sample { rect, sign: *sign, opacity: 1.0 });
            let pos = Pos { x: rect.right() + size * 0.6, y: base };
            cx.write(pos, Anchor::Start, words, size, Weight::Regular, cx.tokens.muted);
        }
    }
    if signs.is_empty() { bottom } else { top - size * 0.3 }
}
