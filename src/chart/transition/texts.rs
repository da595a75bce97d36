//! Texts on the way: those that both figures have glide where nothing is in their way; all others give place to one
//! another, the old ones in the first half and the new ones in the second.
//!
//! So no two texts are ever over one another that are not so in either figure: old texts stand as they do in the first
//! figure, new ones as in the second, and a text glides only if its whole way is free.

use foldhash::{HashMap, HashMapExt, HashSet};

use super::way::{lerp, lerp_color, lerp_pos, lerp_rect};
use crate::chart::palette::Color;
use crate::chart::{Figure, Flag, Key, Pos, Rect, Text};

/// Letters may lean a little over their advance.
const LEAN: f32 = 0.6;

/// When old words give place to new ones.
const HALF: f32 = 0.5;

/// A text of a figure; that of a flag comes with it.
#[derive(Clone, Copy)]
struct Item<'a> {
    text: &'a Text,
    flag: Option<&'a Flag>,
}

/// By what a text is found in the other figure.
#[derive(PartialEq, Eq, Hash)]
enum Place<'a> {
    Flag(&'a [crate::data::EventId], bool),
    /// What it stands for; its words where these alone say it; and its number among several.
    Text(&'a Key, Option<&'a str>, usize),
}

/// A text that both figures have.
#[derive(Clone, Copy)]
struct Pair<'a> {
    from: Item<'a>,
    to: Item<'a>,
}

/// The texts of two figures by what becomes of them.
#[derive(Default)]
pub(super) struct Texts<'a> {
    gliding: Vec<Pair<'a>>,
    leaving: Vec<Item<'a>>,
    entering: Vec<Item<'a>>,
}

/// Where a text is from one time to another, between which it moves evenly.
#[derive(Clone, Copy)]
struct Stretch {
    times: (f32, f32),
    rects: (Rect, Rect),
}

impl<'a> Texts<'a> {
    pub(super) fn new(from: &'a Figure, to: &'a Figure) -> Self {
        let (were, are) = (placed(from), placed(to));
        let old: HashMap<&Place, Item> = were.iter().map(|(place, item)| (place, *item)).collect();
        let mut taken: HashSet<&Place> = HashSet::default();
        let mut texts = Self::default();
        for (place, item) in &are {
            let pair = old.get(place).map(|was| Pair { from: *was, to: *item });
            match pair.filter(Pair::may_glide) {
                Some(pair) => {
                    taken.insert(place);
                    texts.gliding.push(pair);
                }
                None => texts.entering.push(*item),
            }
        }
        texts.leaving = were.iter().filter(|(place, _)| !taken.contains(place)).map(|(_, item)| *item).collect();
        texts.clear_the_way();
        texts
    }

    /// Takes the glide from texts that would run over others.
    fn clear_the_way(&mut self) {
        let mut waiting = std::mem::take(&mut self.gliding);
        // Who moves least has the right of way.
        waiting.sort_by(|a, b| a.distance().total_cmp(&b.distance()));
        let mut gliding: Vec<(Pair, Vec<Stretch>)> = Vec::new();
        let mut stopped: Vec<Pair> = Vec::new();
        for pair in waiting {
            let way = pair.stretches();
            let is_free = gliding.iter().all(|(_, other)| !meet(&way, other));
            if is_free { gliding.push((pair, way)) } else { stopped.push(pair) }
        }
        let still = |pair: &Pair| [first_half(pair.from), second_half(pair.to)];
        let mut standing: Vec<Stretch> = self.leaving.iter().copied().map(first_half).collect();
        standing.extend(self.entering.iter().copied().map(second_half));
        standing.extend(stopped.iter().flat_map(still));
        while let Some(place) = standing.pop() {
            let mut rest = Vec::with_capacity(gliding.len());
            for (pair, way) in gliding {
                if meet(&way, &[place]) {
                    standing.extend(still(&pair));
                    stopped.push(pair);
                } else {
                    rest.push((pair, way));
                }
            }
            gliding = rest;
        }
        self.gliding = gliding.into_iter().map(|(pair, _)| pair).collect();
        self.leaving.extend(stopped.iter().map(|pair| pair.from));
        self.entering.extend(stopped.iter().map(|pair| pair.to));
    }

    /// Whether the text that stands for something glides: what belongs to it may do so, too.
    pub(super) fn glides(&self, key: &Key) -> bool {
        self.gliding.iter().any(|pair| pair.to.text.key == *key)
    }

    /// Texts and flags at a time.
    pub(super) fn at(&self, t: f32) -> (Vec<Text>, Vec<Flag>) {
        let (mut texts, mut flags) = (Vec::new(), Vec::new());
        let mut put = |text: Text, flag: Option<Flag>| match flag {
            Some(flag) => flags.push(Flag { label: text, ..flag }),
            None => texts.push(text),
        };
        for pair in &self.gliding {
            put(pair.text(t), pair.flag(t));
        }
        let (leaving, entering) = halves(t);
        for item in self.leaving.iter().filter(|_| leaving > 0.0) {
            // Its line may be another one in the second figure.
            put(Text { line: None, ..faded(item.text, leaving) }, item.flag.cloned());
        }
        for item in self.entering.iter().filter(|_| entering > 0.0) {
            put(faded(item.text, entering), item.flag.cloned());
        }
        flags.sort_by(|a, b| a.at.total_cmp(&b.at));
        (texts, flags)
    }
}

/// How much is seen of what leaves, in the first half, and of what enters, in the second.
pub(super) fn halves(t: f32) -> (f32, f32) {
    ((1.0 - t / HALF).max(0.0), ((t - HALF) / HALF).max(0.0))
}

fn faded(text: &Text, opacity: f32) -> Text {
    Text { color: text.color.faded(opacity), ..text.clone() }
}

fn placed(figure: &Figure) -> Vec<(Place<'_>, Item<'_>)> {
    let mut counts: HashMap<(&Key, Option<&str>), usize> = HashMap::new();
    let texts = figure.texts.iter().map(|text| {
        let words = matches!(text.key, Key::Words | Key::XTick | Key::YTick).then_some(text.text.as_str());
        let count = counts.entry((&text.key, words)).or_default();
        *count += 1;
        (Place::Text(&text.key, words, *count), Item { text, flag: None })
    });
    let texts: Vec<_> = texts.collect();
    let flags = figure
        .flags
        .iter()
        .map(|flag| (Place::Flag(&flag.events, flag.folded), Item { text: &flag.label, flag: Some(flag) }));
    texts.into_iter().chain(flags).collect()
}

impl Pair<'_> {
    fn may_glide(&self) -> bool {
        let (from, to) = (self.from.text, self.to.text);
        let is_alike = from.anchor == to.anchor && from.weight == to.weight && from.halo == to.halo;
        // What stands on a plate of its own does not leave it.
        let is_on_plate = matches!(from.key, Key::Pin(..) | Key::Gap(_));
        is_alike && (!is_on_plate || (from.pos == to.pos && from.text == to.text))
    }

    fn distance(&self) -> f32 {
        let (Pos { x, y }, to) = (self.from.text.pos, self.to.text.pos);
        (x - to.x).abs() + (y - to.y).abs()
    }

    /// The text at a time. Other words come in its middle, where nothing is seen of either.
    fn text(&self, t: f32) -> Text {
        let (from, to) = (self.from.text, self.to.text);
        let words = if t < HALF { from } else { to };
        let color = lerp_color(from.color, to.color, t);
        let seen: Color = if from.text == to.text { color } else { color.faded((1.0 - t / HALF).abs()) };
        Text {
            pos: lerp_pos(from.pos, to.pos, t),
            size: lerp(from.size, to.size, t),
            color: seen,
            text: words.text.clone(),
            ..to.clone()
        }
    }

    fn flag(&self, t: f32) -> Option<Flag> {
        let (from, to) = (self.from.flag?, self.to.flag?);
        Some(Flag { dot: lerp_pos(from.dot, to.dot, t), hit: lerp_rect(from.hit, to.hit, t), ..to.clone() })
    }

    fn stretches(&self) -> Vec<Stretch> {
        let bounds = |t: f32, words: &Text| Text { text: words.text.clone(), ..self.text(t) }.bounds();
        let (from, to) = (self.from.text, self.to.text);
        let stretch =
            |times: (f32, f32), words| Stretch { times, rects: (bounds(times.0, words), bounds(times.1, words)) };
        if from.text == to.text {
            return vec![stretch((0.0, 1.0), to)];
        }
        vec![stretch((0.0, HALF), from), stretch((HALF, 1.0), to)]
    }
}

fn first_half(item: Item) -> Stretch {
    let rect = item.text.bounds();
    Stretch { times: (0.0, HALF), rects: (rect, rect) }
}

fn second_half(item: Item) -> Stretch {
    let rect = item.text.bounds();
    Stretch { times: (HALF, 1.0), rects: (rect, rect) }
}

/// Whether two texts are over one another at any time, those aside that are so at the start or at the end.
fn meet(a: &[Stretch], b: &[Stretch]) -> bool {
    let ends = |way: &[Stretch], t: f32| {
        let at_end = |stretch: &&Stretch| stretch.times.0 == t || stretch.times.1 == t;
        way.iter().find(at_end).map(|stretch| stretch.at(t).grown(-LEAN))
    };
    let is_so = |t: f32| ends(a, t).zip(ends(b, t)).is_some_and(|(a, b)| a.overlaps(b));
    let any = a.iter().any(|a| b.iter().any(|b| a.meets(b)));
    any && !is_so(0.0) && !is_so(1.0)
}

impl Stretch {
    fn at(&self, t: f32) -> Rect {
        let long = self.times.1 - self.times.0;
        lerp_rect(self.rects.0, self.rects.1, (t - self.times.0) / long)
    }

    /// Whether two stretches are over one another at one time: the distances of their edges change evenly, so each is
    /// below zero in one interval.
    fn meets(&self, other: &Self) -> bool {
        let (from, to) = (self.times.0.max(other.times.0), self.times.1.min(other.times.1));
        if from >= to {
            return false;
        }
        let gaps = |t: f32| {
            let (a, b) = (self.at(t).grown(-LEAN), other.at(t).grown(-LEAN));
            [a.x - b.right(), b.x - a.right(), a.y - b.bottom(), b.y - a.bottom()]
        };
        let (mut enter, mut leave) = (0.0_f32, 1.0_f32);
        for (first, last) in gaps(from).into_iter().zip(gaps(to)) {
            match (first < 0.0, last < 0.0) {
                (true, true) => {}
                (false, false) => return false,
                (false, true) => enter = enter.max(first / (first - last)),
                (true, false) => leave = leave.min(first / (first - last)),
            }
        }
        enter < leave
    }
}
