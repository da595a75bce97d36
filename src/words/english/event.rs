//! Events beside what is shown: whether they concern it, and the values before and after them.

use super::English;
use super::numbers::whole;
use crate::insight::{self, BeforeAfter, Change, Head, Note, Scope, Stretch, Traded};
use crate::words::{Comparison, Side};

impl English<'_> {
    pub(super) fn reason_of_scope(&self, scope: Scope) -> Option<String> {
        Some(match scope {
            Scope::In | Scope::Beside => return None,
            Scope::OutOfPeriod => say!(self, "scope-period"),
            Scope::OutOfCountries => say!(self, "scope-countries"),
            Scope::OutOfSubject => say!(self, "scope-subject"),
            Scope::OutOfSectors => say!(self, "scope-sectors"),
            Scope::Hidden => say!(self, "scope-hidden"),
        })
    }

    /// "goods", "services and income".
    pub(super) fn traded(&self, traded: Traded) -> String {
        match (traded.goods, traded.services, traded.income) {
            (true, false, false) => say!(self, "traded-goods"),
            (false, true, false) => say!(self, "traded-services"),
            (false, false, true) => say!(self, "traded-income"),
            (true, false, true) => say!(self, "traded-goods-income"),
            (false, true, true) => say!(self, "traded-services-income"),
            (true, true, true) => say!(self, "traded-all"),
            (true, true, false) | (false, false, false) => say!(self, "traded-goods-services"),
        }
    }

    pub(super) fn compared(&self, pair: &BeforeAfter) -> Comparison {
        Comparison {
            line: pair.line.clone(),
            label: self.named(&pair.name),
            before: self.side(&pair.before),
            after: self.side(&pair.after),
            change: self.change(&pair.change),
            complete: pair.complete,
            notes: pair.notes.iter().map(|note| self.note(*note)).collect(),
        }
    }

    fn side(&self, side: &insight::Side) -> Side {
        let period = match side.stretch {
            Stretch::Of(when) => self.covered(when),
            Stretch::From(first, last) => self.stretch(first, last),
        };
        let (number, unit) = self.number_and_unit(&side.size);
        Side { period, number, unit, estimated: side.size.estimated, value: self.marked_card(&side.size) }
    }

    /// The difference with its sign, and what it means for a deficit or surplus.
    fn change(&self, change: &Change) -> String {
        if change.difference.value == 0.0 {
            return say!(self, "change-none");
        }
        let difference = self.card(&change.difference);
        let Some((head, growth)) = change.growth else { return difference };
        let size = whole(growth.abs());
        match (head, growth > 0.0) {
            (Head::Deficit, true) => say!(self, "change-deficit-wider", difference = difference, percent = size),
            (Head::Deficit, false) => say!(self, "change-deficit-narrower", difference = difference, percent = size),
            (Head::Surplus, true) => say!(self, "change-surplus-larger", difference = difference, percent = size),
            (Head::Surplus, false) => say!(self, "change-surplus-smaller", difference = difference, percent = size),
            (_, true) => say!(self, "change-higher", difference = difference, percent = size),
            (_, false) => say!(self, "change-lower", difference = difference, percent = size),
        }
    }

    fn note(&self, note: Note) -> String {
        match note {
            Note::OwnYear(period) => say!(self, "note-own-year", period = period.words()),
            Note::PartlyAfter { passed, all, step } => {
                say!(self, "note-partly-after", passed = passed, all = all, steps = step.plural())
            }
            Note::SameOfYearBefore { count: 1, step } => say!(self, "note-one-only", step = step.word()),
            Note::SameOfYearBefore { count, step } => {
                say!(self, "note-some-only", count = count, steps = step.plural())
            }
            Note::Estimates => say!(self, "note-estimates"),
        }
    }
}
