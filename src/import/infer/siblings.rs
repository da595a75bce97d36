//! Columns that are called like those whose figures are used, but for one level of their names: `Q2 / Value` beside
//! `Q1 / Value`. What is left out of such a row of columns was not understood.

use foldhash::HashSet;

use super::Work;
use super::levels::SEPARATORS;
use crate::import::vocabulary::{claims_total, claims_trade};
use crate::import::words::{self, Hint};

impl Work<'_> {
    /// Columns of figures that are not used, and whose names differ in one level from those of columns that are.
    pub(super) fn siblings(&self) -> Vec<usize> {
        let used = (0..self.roles.len()).filter(|at| self.roles.get(*at).is_some_and(|role| role.is_value()));
        let known: HashSet<(usize, Vec<String>)> = used.flat_map(|at| with_holes(&self.name(at))).collect();
        let is_figures = |p: &super::Profile| {
            let other = matches!(p.hint, Some(Hint::Other | Hint::Status | Hint::Unit));
            p.is_numeric() && !p.is_part && !other && !words::is_no_money(&p.name)
        };
        let is_sibling = |at: &usize| with_holes(&self.name(*at)).iter().any(|holed| known.contains(holed));
        if known.is_empty() { Vec::new() } else { self.free(is_figures).into_iter().filter(is_sibling).collect() }
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
