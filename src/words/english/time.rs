//! Periods and what they cover.

use super::English;
use super::phrase::bracketed;
use crate::data::{Frequency, Period};
use crate::insight::{Covers, Figure, LastOf, Newer, Step, When, Within};

impl English<'_> {
    /// "2024", "12 months to Apr 2026".
    pub(super) fn covered(&self, when: When) -> String {
        let period = when.period.words();
        match (when.covers, when.period.frequency()) {
            (Covers::Year, Frequency::Month) => say!(self, "when-months", period = period),
            (Covers::Year, Frequency::Quarter) => say!(self, "when-quarters", period = period),
            (Covers::Since(first), _) => say!(self, "within-since", first = first.words(), period = period),
            (Covers::Year | Covers::Period, _) => period,
        }
    }

    /// "in 2024", "in the 12 months to Apr 2026", "from 2014 to 2024".
    pub(super) fn within_when(&self, when: When) -> String {
        match when.covers {
            Covers::Period => say!(self, "within", when = self.covered(when)),
            Covers::Year => say!(self, "within-year", when = self.covered(when)),
            Covers::Since(_) => self.covered(when),
        }
    }

    /// "in 2024"; of an old value also why nothing newer is told: "in 2020 (the last complete year)".
    pub(super) fn within(&self, within: &Within) -> String {
        let when = self.within_when(within.when);
        within.last.map_or(when.clone(), |last| bracketed(&when, &self.last_of(last)))
    }

    /// "the last complete month", "the last sum that is no estimate".
    fn last_of(&self, LastOf { newer, step, figure }: LastOf) -> String {
        let step = match step {
            Step::Sum => say!(self, "step-sum"),
            Step::Period(frequency) => frequency.word().to_owned(),
        };
        match (newer, figure) {
            (Newer::Estimated, _) => say!(self, "last-firm", step = step),
            (Newer::Incomplete, _) => say!(self, "last-complete", step = step),
            (Newer::Unknown, Figure::Amount) => say!(self, "last-with-figure", step = step),
            (Newer::Unknown, Figure::Index) => say!(self, "last-with-index", step = step),
            (Newer::Unknown, Figure::Share) => say!(self, "last-with-share", step = step),
            (Newer::Unknown, Figure::Growth) => say!(self, "last-with-growth", step = step),
            (Newer::Unknown, Figure::Change) => say!(self, "last-with-change", step = step),
        }
    }

    /// Why the newest fact of a line is old: "no newer figure is complete".
    pub(super) fn nothing_newer(&self, newer: Newer, figure: Figure) -> String {
        match (newer, figure) {
            (Newer::Estimated | Newer::Incomplete, _) => say!(self, "nothing-newer-complete"),
            (Newer::Unknown, Figure::Amount) => say!(self, "nothing-newer-known"),
            (Newer::Unknown, _) => say!(self, "nothing-newer-told"),
        }
    }

    /// "Dec 2014 to Apr 2026".
    pub(super) fn stretch(&self, first: Period, last: Period) -> String {
        say!(self, "stretch", first = first.words(), last = last.words())
    }
}
