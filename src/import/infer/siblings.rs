//! Names that differ in one level: `Q2 / Value` beside `Q1 / Value`. What is left out of such a row of columns was not
//! understood.

use foldhash::HashSet;

use crate::import::vocabulary::{claims_total, claims_trade};
use crate::import::words;

/// What else than ` / ` stands between the levels of names.
pub(super) const SEPARATORS: [&str; 5] = [": ", " - ", ", ", "_", ":"];

/// Names that each differ in one level from one that is used.
#[derive(Debug, Default)]
pub(super) struct Siblings(HashSet<(usize, Vec<String>)>);

impl Siblings {
    /// Of names that are used.
    pub(super) fn of<'a>(used: impl Iterator<Item = &'a str>) -> Self {
        Self(used.flat_map(with_holes).collect())
    }

    /// Whether a name differs in one level from one of them.
    pub(super) fn has(&self, name: &str) -> bool {
        !self.0.is_empty() && with_holes(name).iter().any(|holed| self.0.contains(holed))
    }
}

/// The levels of a name, each of them in turn left out with its place; none where it has but one, or where the level
/// left out is known to be nothing of its own: another unit, a total, exports and imports together.
fn with_holes(name: &str) -> Vec<(usize, Vec<String>)> {
    let separator = [" / "].into_iter().chain(SEPARATORS).find(|separator| name.contains(separator));
    let Some(separator) = separator else { return Vec::new() };
    let levels: Vec<String> = name.split(separator).map(|level| level.trim().to_owned()).collect();
    let tells = |level: &str| words::unit_of(level).is_none() && claims_total(level).is_none() && !claims_trade(level);
    let hole = |(at, level): (usize, &String)| {
        let others = (0..).zip(&levels).filter(|(other, _)| *other != at).map(|(_, level)| level.clone());
        tells(level).then(|| (at, others.collect()))
    };
    levels.iter().enumerate().filter_map(hole).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_in_one_level() {
        let siblings = Siblings::of(["Q1 / Value", "Clothing_2020"].into_iter());
        for (name, is) in [
            ("Q2 / Value", true),
            ("Shoes_2020", true),
            ("Clothing_2021", true),
            ("Q2 / Weight", false),
            ("Total / Value", false),
            ("Value", false),
        ] {
            assert_eq!(siblings.has(name), is, "{name}");
        }
    }
}
