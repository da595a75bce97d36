//! Colours that stay with their members from one figure to the next.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::palette::SERIES;
use crate::query::{GroupBy, Line, LineRole};

/// Which colour of the palette each member had last, by its code: as data, so that a figure is drawn alike wherever it is.
///
/// A figure by itself gives colours in the order of its lines. Whoever draws one after another asks here, so that a
/// line is not taken for another when a filter changes their order. Only as many are remembered as the palette has
/// colours; lines beyond them have darker kin, from figure to figure as it comes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Colors {
    /// For each place of the palette who had it last.
    given: BTreeMap<GroupBy, Vec<Option<String>>>,
}

impl Colors {
    /// Whether none was given yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.given.is_empty()
    }

    /// The place in the palette of each line, as [`super::Request::colors`] takes it. A line keeps the place that it
    /// had; a new one gets the first that nobody had, or else the first that no line shown has. Where there are more
    /// lines than colours nobody loses one who is not shown just now.
    pub fn of(&mut self, by: GroupBy, lines: &[Line]) -> Vec<usize> {
        let given = self.given.entry(by).or_default();
        given.resize(SERIES, None);
        let mut is_shown = [false; SERIES];
        let kept = |line: &Line| {
            let had = |member: &Option<String>| member.as_ref() == Some(&line.code);
            let place = given.iter().position(had).filter(|_| has_own(line))?;
            (!std::mem::replace(&mut is_shown[place], true)).then_some(place)
        };
        let kept: Vec<Option<usize>> = lines.iter().map(kept).collect();
        let is_crowded = lines.iter().filter(|line| has_own(line)).count() > SERIES;
        let mut beyond = SERIES..;
        let mut new = |line: &Line| {
            let fresh = (0..SERIES).find(|place| !is_shown[*place] && given[*place].is_none());
            let free = || (0..SERIES).find(|place| !is_crowded && !is_shown[*place]);
            let Some(place) = fresh.or_else(free) else {
                return beyond.next().unwrap_or_default();
            };
            is_shown[place] = true;
            given[place] = Some(line.code.clone());
            place
        };
        let place = |(line, kept): (&Line, Option<usize>)| match kept {
            Some(place) => place,
            None if has_own(line) => new(line),
            None => 0,
        };
        lines.iter().zip(kept).map(place).collect()
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
    fn a_crowd_takes_no_colour_from_who_is_away() {
        let mut colors = Colors::default();
        let mut of = |identities: &[u32]| colors.of(GroupBy::Partner, &lines(identities));
        let eight: Vec<u32> = (0..8).collect();
        assert_eq!(of(&eight), (0..8).collect::<Vec<usize>>());
        // Three of the eight have no figure there, and ten others have.
        let crowd: Vec<u32> = (3..8).chain(20..30).collect();
        assert_eq!(of(&crowd)[..5], [3, 4, 5, 6, 7]);
        assert_eq!(of(&eight), (0..8).collect::<Vec<usize>>());
    }

    #[test]
    fn lines_beyond_the_palette_leave_no_trace() {
        let mut colors = Colors::default();
        let many: Vec<u32> = (0..40).collect();
        assert_eq!(colors.of(GroupBy::Sector, &lines(&many)), (0..40).collect::<Vec<usize>>());
        assert_eq!(colors.of(GroupBy::Reporter, &lines(&[30, 31])), [0, 1]);
        // Two that were among the darker ones are as different as any two.
        assert_eq!(colors.of(GroupBy::Sector, &lines(&[16, 5, 24])), [0, 5, 1]);
        assert_eq!(colors.of(GroupBy::Sector, &lines(&[24, 24])), [1, 0]);
    }
}
