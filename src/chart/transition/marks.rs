//! Marks on the way from one panel to another: matched by what they stand for, or fading.

use foldhash::{HashMap, HashMapExt};

use super::curves::{self, without_line};
use super::way::{Way, lerp, lerp_color};
use crate::chart::{Key, Mark};

/// What becomes of the marks of two panels.
#[derive(Debug, Default)]
pub(super) struct Blended {
    /// What both have.
    pub stay: Vec<Mark>,
    /// What only the first has.
    pub leave: Vec<Mark>,
    /// What only the second has.
    pub enter: Vec<Mark>,
}

/// A mark is matched with one of its shape that stands for the same; of several with the one of its number.
type Place<'a> = (&'a Key, std::mem::Discriminant<Mark>, usize);

/// The marks of both panels, cut at the panel on the way.
pub(super) fn blend(way: &Way, from: &[Mark], to: &[Mark]) -> Blended {
    let mut blended = Blended::default();
    strokes(way, from, to, &mut blended);
    single(way, from, to, &mut blended);
    let bounds = way.bounds();
    for marks in [&mut blended.stay, &mut blended.leave, &mut blended.enter] {
        *marks = marks.iter().flat_map(|mark| bounds.cut(mark)).collect();
    }
    blended
}

fn is_stroke(mark: &Mark) -> bool {
    matches!(mark, Mark::Polyline { .. })
}

/// Strokes, line by line: each may be in several parts.
fn strokes(way: &Way, from: &[Mark], to: &[Mark], blended: &mut Blended) {
    let lines = |marks: &mut dyn Iterator<Item = &Mark>| {
        let mut lines: Vec<Key> = Vec::new();
        marks.filter(|mark| is_stroke(mark)).for_each(|mark| {
            if !lines.contains(mark.key()) {
                lines.push(mark.key().clone());
            }
        });
        lines
    };
    for line in lines(&mut to.iter().chain(from)) {
        let of = |marks| -> Vec<&Mark> { of_line(marks, &line).collect() };
        if way.same[0] {
            curves::blend(way, of(from), of(to), blended);
        } else {
            // Where one runs over time and the other does not, no point of one is a point of the other.
            curves::blend(way, of(from), Vec::new(), blended);
            curves::blend(way, Vec::new(), of(to), blended);
        }
    }
}

fn of_line<'a>(marks: &'a [Mark], line: &Key) -> impl Iterator<Item = &'a Mark> {
    marks.iter().filter(|mark| is_stroke(mark)).filter(move |mark| mark.key() == line)
}

/// All other marks, one by one.
fn single(way: &Way, from: &[Mark], to: &[Mark], blended: &mut Blended) {
    let from = placed(from);
    let to = placed(to);
    let were: HashMap<&Place, &Mark> = from.iter().map(|(place, mark)| (place, *mark)).collect();
    let are: HashMap<&Place, &Mark> = to.iter().map(|(place, mark)| (place, *mark)).collect();
    let pair = |place: &Place| were.get(place).zip(are.get(place)).and_then(|(from, to)| between(way, from, to));
    for (place, mark) in &to {
        match pair(place) {
            Some(moving) => blended.stay.push(moving),
            None => blended.enter.push(moved(mark, |at| way.entering(at))),
        }
    }
    for (place, mark) in &from {
        if pair(place).is_none() {
            blended.leave.push(moved(&without_line(mark), |at| way.leaving(at)));
        }
    }
}

fn placed<'a>(marks: &'a [Mark]) -> Vec<(Place<'a>, &'a Mark)> {
    let mut counts: HashMap<(&Key, std::mem::Discriminant<Mark>), usize> = HashMap::new();
    let mut place = |mark: &'a Mark| {
        let shape = std::mem::discriminant(mark);
        let count = counts.entry((mark.key(), shape)).or_default();
        *count += 1;
        ((mark.key(), shape, *count), mark)
    };
    marks.iter().filter(|mark| !is_stroke(mark)).map(&mut place).collect()
}

/// A mark between two of the same shape; none where they differ in what cannot be between, as hatched or not.
fn between(way: &Way, from: &Mark, to: &Mark) -> Option<Mark> {
    let t = way.t;
    let mut mark = to.clone();
    match (from, &mut mark) {
        (
            Mark::Bar { x0: a0, x1: a1, y0: b0, y1: b1, fill: was, hatched: is_old, .. },
            Mark::Bar { x0, x1, y0, y1, fill, hatched, .. },
        ) if is_old == hatched => {
            [*x0, *y0] = way.between([*a0, *b0], [*x0, *y0]);
            [*x1, *y1] = way.between([*a1, *b1], [*x1, *y1]);
            *fill = lerp_color(*was, *fill, t);
        }
        (Mark::Band { x0: a0, x1: a1, fill: was, hatched: is_old, .. }, Mark::Band { x0, x1, fill, hatched, .. })
            if is_old == hatched =>
        {
            [*x0, _] = way.between([*a0, 0.0], [*x0, 0.0]);
            [*x1, _] = way.between([*a1, 0.0], [*x1, 0.0]);
            *fill = lerp_color(*was, *fill, t);
        }
        (
            Mark::Dot { at: old, radius: small, color: was, hollow: is_old, .. },
            Mark::Dot { at, radius, color, hollow, .. },
        ) if is_old == hollow => {
            *at = way.between(*old, *at);
            (*radius, *color) = (lerp(*small, *radius, t), lerp_color(*was, *color, t));
        }
        (Mark::Area { .. }, Mark::Area { .. }) if way.same[0] => return curves::area(way, from, to),
        _ => return None,
    }
    Some(mark)
}

/// A mark that has no partner, each of its places put where `place` says.
fn moved(mark: &Mark, place: impl Fn([f64; 2]) -> [f64; 2]) -> Mark {
    let mut mark = mark.clone();
    match &mut mark {
        Mark::Polyline { points, .. } => points.iter_mut().for_each(|point| *point = place(*point)),
        Mark::Bar { x0, x1, y0, y1, .. } => {
            [*x0, *y0] = place([*x0, *y0]);
            [*x1, *y1] = place([*x1, *y1]);
        }
        Mark::Area { points, .. } => {
            for [x, low, high] in points {
                let upper = place([*x, *high]);
                [*x, *low] = place([*x, *low]);
                *high = upper[1];
            }
        }
        Mark::Band { x0, x1, .. } => {
            [*x0, _] = place([*x0, 0.0]);
            [*x1, _] = place([*x1, 0.0]);
        }
        Mark::Dot { at, .. } => *at = place(*at),
    }
    mark
}
