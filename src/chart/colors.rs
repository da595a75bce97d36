//! Colours that stay with their members from one figure to the next.

use std::collections::HashMap;

use super::palette::SERIES;
use crate::query::{GroupBy, Line, LineRole};

/// Which place in the palette each member had last.
///
/// A figure by itself gives colours in the order of its lines. Whoever draws one after another asks here, so that a
/// line is not taken for another when a filter changes their order.
#[derive(Debug, Clone, Default)]
pub struct Colors {
    given: HashMap<(GroupBy, u32), usize>,
}

impl Colors {
    /// The place in the palette of each line, as [`super::Request::colors`] takes it. A line keeps the place that it
    /// had; a new one gets the first that nobody had, or else the first that no line shown has.
    pub fn of(&mut self, by: GroupBy, lines: &[Line]) -> Vec<usize> {
        let mut places: Vec<Option<usize>> = Vec::with_capacity(lines.len());
        for line in lines {
            let known = self.given.get(&(by, line.identity)).copied().filter(|_| has_own(line));
            places.push(known.filter(|place| !places.contains(&Some(*place))));
        }
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| has_own(line)) {
            if places[at].is_none() {
                let place = self.free(by, &places);
                places[at] = Some(place);
                self.given.retain(|(group, _), given| *group != by || *given != place);
                self.given.insert((by, line.identity), place);
            }
        }
        places.into_iter().map(Option::unwrap_or_default).collect()
    }

    fn free(&self, by: GroupBy, shown: &[Option<usize>]) -> usize {
        let had = |place: &usize| self.given.iter().any(|((group, _), given)| *group == by && given == place);
        let is_shown = |place: &usize| shown.contains(&Some(*place));
        let fresh = (0..SERIES).find(|place| !is_shown(place) && !had(place));
        fresh.or_else(|| (0..=shown.len()).find(|place| !is_shown(place))).unwrap_or_default()
    }
}

/// Whether a line has a colour of its own; what is not a member stays grey.
pub(super) const fn has_own(line: &Line) -> bool {
    !matches!(line.role, LineRole::Others | LineRole::NotListed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(identities: &[u32]) -> Vec<Line> {
        let line = |identity: &u32| Line {
            code: identity.to_string(),
            label: identity.to_string(),
            role: if *identity == 99 { LineRole::Others } else { LineRole::Member },
            identity: *identity,
            points: Vec::new(),
        };
        identities.iter().map(line).collect()
    }

    #[test]
    fn a_member_keeps_its_colour_while_others_come_and_go() {
        let mut colors = Colors::default();
        let mut of = |identities: &[u32]| colors.of(GroupBy::Partner, &lines(identities));
        assert_eq!(of(&[5, 7, 9, 99]), [0, 1, 2, 0]);
        // Another order, one gone, one new: who was there stays, and the one that is gone can come back.
        assert_eq!(of(&[9, 7, 3]), [2, 1, 3]);
        assert_eq!(of(&[5, 3, 9]), [0, 3, 2]);
        // Where all eight were given, a new line takes one that is not shown.
        assert_eq!(of(&[11, 12, 13, 14, 5]), [4, 5, 6, 7, 0]);
        assert_eq!(of(&[20, 11, 5]), [1, 4, 0]);
        assert_eq!(of(&[7, 20, 5]), [2, 1, 0]);
    }

    #[test]
    fn no_two_lines_shown_have_one_place_and_groupings_have_their_own() {
        let mut colors = Colors::default();
        let many: Vec<u32> = (0..40).collect();
        assert_eq!(colors.of(GroupBy::Sector, &lines(&many)), (0..40).collect::<Vec<usize>>());
        assert_eq!(colors.of(GroupBy::Reporter, &lines(&[30, 31])), [0, 1]);
        assert_eq!(colors.of(GroupBy::Sector, &lines(&[30, 31])), [30, 31]);
        assert_eq!(colors.of(GroupBy::Sector, &lines(&[31, 31])), [31, 0]);
    }
}
