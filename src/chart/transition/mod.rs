//! Transition: the figure on the way from one figure to another, a pure function of both and of a time from 0 to 1.

mod curves;
mod marks;
mod panel;
mod texts;
mod way;

use panel::Panels;
use texts::{Texts, halves};
use way::{Way, lerp, lerp_color, lerp_pos, lerp_rect};

use super::{Figure, Leader, Panel, Plate, Sample};

/// The figure at a time `t` on the way from one figure to another: the first one at 0, the second one at 1.
///
/// What both have, by what it stands for ([`super::Key`]), moves from its place in one to its place in the other: points
/// of lines, bars, ticks, labels whose way is free. What only one has fades. Nothing of a mark lies outside of the panel,
/// and no two texts are over one another that are so in neither figure.
///
/// Between the ends the data coordinates of the panels are pixels (`x`, `-y`); [`Figure::alt`], the colours and the unit
/// are those of the nearer end.
#[must_use]
pub fn transition(from: &Figure, to: &Figure, t: f32) -> Figure {
    if t >= 1.0 || from == to {
        return to.clone();
    }
    // A time that is no number is no time at all.
    if t.is_nan() || t <= 0.0 {
        return from.clone();
    }
    let way = Way::new(&from.main, &to.main, [&from.unit, &to.unit], t);
    let Panels { stay, fading } = panel::panels(&way);
    let texts = Texts::new(from, to);
    let (nearer, (leaving, entering)) = (if t < 0.5 { from } else { to }, halves(t));
    let faded = |panel: &Panel, share: f32| Panel { opacity: panel.opacity * share, ..panel.clone() };
    let beside = from.others.iter().map(|panel| faded(panel, leaving));
    let beside = beside.chain(to.others.iter().map(|panel| faded(panel, entering)));
    let others = beside.filter(|panel| panel.opacity > 0.0).chain(fading).collect();
    let leaders = leaders(&from.leaders, &to.leaders, &texts, t);
    let (texts, flags) = texts.at(t);
    Figure {
        width: lerp(from.width, to.width, t),
        height: lerp(from.height, to.height, t),
        lanes: lerp_rect(from.lanes, to.lanes, t),
        main: stay,
        others,
        flags,
        texts,
        leaders,
        plates: plates(&from.plates, &to.plates, t),
        key: samples(&from.key, &to.key, t),
        overlays: nearer.overlays.clone(),
        theme: nearer.theme,
        kind: nearer.kind,
        draws_sum: nearer.draws_sum,
        colors: nearer.colors.clone(),
        unit: nearer.unit.clone(),
        factor: nearer.factor,
        plus: nearer.plus,
        alt: nearer.alt.clone(),
        title: nearer.title.clone(),
    }
}

/// Leaders move with the labels that they lead to.
fn leaders(from: &[Leader], to: &[Leader], texts: &Texts, t: f32) -> Vec<Leader> {
    let same = |a: &[Leader], key| a.iter().find(|other| other.key == key && texts.glides(&key)).cloned();
    let (leaving, entering) = halves(t);
    let faded = |leader: &Leader, share: f32| Leader { color: leader.color.faded(share), ..leader.clone() };
    let mut leaders = Vec::new();
    for leader in to {
        match same(from, leader.key.clone()) {
            Some(was) => leaders.push(Leader {
                from: lerp_pos(was.from, leader.from, t),
                to: lerp_pos(was.to, leader.to, t),
                color: lerp_color(was.color, leader.color, t),
                ..leader.clone()
            }),
            None => leaders.extend((entering > 0.0).then(|| faded(leader, entering))),
        }
    }
    let gone = from.iter().filter(|leader| leaving > 0.0 && same(to, leader.key.clone()).is_none());
    // Their lines may be others in the second figure.
    leaders.extend(gone.map(|leader| Leader { line: None, ..faded(leader, leaving) }));
    leaders
}

/// Plates stay where both have the same, and fade with the texts on them.
fn plates(from: &[Plate], to: &[Plate], t: f32) -> Vec<Plate> {
    let (leaving, entering) = halves(t);
    let faded = |plate: &Plate, share: f32| Plate {
        fill: plate.fill.faded(share),
        stroke: plate.stroke.map(|color| color.faded(share)),
        ..plate.clone()
    };
    let stay = to.iter().filter(|plate| from.contains(plate)).cloned();
    let enter = to.iter().filter(|plate| entering > 0.0 && !from.contains(plate)).map(|plate| faded(plate, entering));
    let leave = from.iter().filter(|plate| leaving > 0.0 && !to.contains(plate)).map(|plate| faded(plate, leaving));
    stay.chain(enter).chain(leave).collect()
}

/// The samples of the key: one sign stands for the same in both.
fn samples(from: &[Sample], to: &[Sample], t: f32) -> Vec<Sample> {
    let (leaving, entering) = halves(t);
    let same = |of: &[Sample], sample: &Sample| of.iter().find(|other| other.sign == sample.sign).copied();
    let faded = |sample: &Sample, share: f32| Sample { opacity: sample.opacity * share, ..*sample };
    let entered = to.iter().filter_map(|sample| match same(from, sample) {
        Some(was) => Some(Sample { rect: lerp_rect(was.rect, sample.rect, t), ..*sample }),
        None => (entering > 0.0).then(|| faded(sample, entering)),
    });
    let left = from.iter().filter(|sample| leaving > 0.0 && same(to, sample).is_none());
    entered.chain(left.map(|sample| faded(sample, leaving))).collect()
}
