//! Long names by their beginnings, in titles and on cards: never by one that is another name, or says another thing.

use crate::data::{Axis, Dataset};

/// The most letters of a name in a title or on a card, and how many it may have where fewer would say another thing.
const BRIEF: [usize; 3] = [44, 88, 132];

/// Words that make another thing of what stands before them: nothing that holds one is cut off.
const TURNING: [&str; 17] = [
    "excluding",
    "excl",
    "except",
    "excepting",
    "exc",
    "other",
    "others",
    "not",
    "nor",
    "non",
    "without",
    "less",
    "only",
    "nes",
    "nec",
    "nesoi",
    "unless",
];

/// Words that no cut name ends with.
const HANGING: [&str; 11] = ["and", "or", "of", "the", "in", "for", "with", "by", "other", "including", "excluding"];

/// The beginning of a name that has more letters than there may be: "nuclear reactors, boilers, machinery".
fn beginning(name: &str, most: usize) -> Option<&str> {
    let (end, _) = name.char_indices().nth(most)?;
    let whole = name[..end].rfind(' ').unwrap_or(end);
    let mut kept = name[..whole].trim_end();
    loop {
        let bare = kept.trim_end_matches([',', ';', ':', '(', '-', '\u{2013}', '&', '/']).trim_end();
        let last = bare.rsplit(' ').next().unwrap_or_default();
        let shorter = if HANGING.contains(&last) { bare[..bare.len() - last.len()].trim_end() } else { bare };
        if shorter == kept || shorter.is_empty() {
            return Some(kept);
        }
        kept = shorter;
    }
}

/// Whether the end of a name makes another thing of its beginning: "…, excluding cars", "…, n.e.s.".
fn is_turned_by(end: &str) -> bool {
    let plain: String = end.to_lowercase().chars().filter(|c| *c != '.').collect();
    plain.split(|c: char| !c.is_alphanumeric()).any(|word| TURNING.contains(&word))
}

/// A name without its first letter, which is large in a list and small in a sentence.
fn behind_first(name: &str) -> &str {
    let mut letters = name.chars();
    letters.next();
    letters.as_str()
}

/// A long name by its beginning: "nuclear reactors, boilers, machinery…". It is longer, or whole, where it would be
/// another thing without its end, or where another member's begins alike.
pub(super) fn briefly(dataset: &Dataset, name: &str) -> String {
    for most in BRIEF {
        let Some(kept) = beginning(name, most) else { break };
        if !is_turned_by(&name[kept.len()..]) && !begins_another(dataset, name, kept) {
            return format!("{kept}…");
        }
    }
    name.to_owned()
}

/// Whether the beginning of a name is that of another member as well.
fn begins_another(dataset: &Dataset, name: &str, kept: &str) -> bool {
    let (name, kept) = (behind_first(name), behind_first(kept));
    let mut members = Axis::ALL.into_iter().flat_map(|axis| dataset.dimension(axis).members());
    members.any(|member| {
        let label = behind_first(&member.label);
        label.starts_with(kept) && label != name
    })
}
