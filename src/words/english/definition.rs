//! The definition under a title.

use super::English;
use super::names::decapitalised;
use super::phrase::joined;
use crate::data::{Axis, Basis, Frequency, Period, capitalised};
use crate::insight::{Course, Defined, Definition, Lines, Name};
use crate::query::{GroupBy, Measure, Transform};

impl English<'_> {
    pub(super) fn definition(&self, definition: &Definition) -> String {
        let defined = match definition {
            Definition::Written(text) => return text.clone(),
            Definition::Told(defined) => defined,
        };
        let parts = [self.what(defined), self.course(defined.course), self.counted_in(&defined.quantity)];
        let line = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        match defined.basis {
            Basis::BalanceOfPayments => say!(self, "definition-balance-of-payments", what = line),
            Basis::Customs => say!(self, "definition-customs", what = line),
            Basis::Other => line,
        }
    }

    /// "Goods balance with each partner", "Digital trade balance: narrow and wide definition".
    fn what(&self, defined: &Defined) -> String {
        let measure = match defined.measure {
            _ if defined.two_flows => say!(self, "flows-both"),
            Measure::Balance => say!(self, "head-balance"),
            Measure::Exports => say!(self, "head-exports"),
            Measure::Imports => say!(self, "head-imports"),
            Measure::Turnover => say!(self, "head-turnover"),
            Measure::Coverage => say!(self, "definition-coverage"),
            Measure::Normalised => say!(self, "definition-normalised"),
        };
        let text = capitalised(&joined(&[&self.noun(&defined.trade), &measure]));
        let Some(lines) = &defined.lines else { return text };
        // A balance is in a product, also the one that is divided by turnover.
        let is_trade = defined.two_flows || !matches!(defined.measure, Measure::Balance | Measure::Normalised);
        let is_of = self.is_product(&lines.sectors, is_trade);
        let sectors = self.sector_of(&lines.sectors, is_trade);
        let measured = if defined.two_flows { Measure::Balance } else { lines.of };
        let partners = self.beside(measured, &lines.partners);
        let text = if is_of { joined(&[&text, &sectors, &partners]) } else { joined(&[&text, &partners]) };
        let text = self.grouped(&text, lines, defined.measure);
        let text = if is_of { text } else { joined(&[&text, &sectors]) };
        self.ended(text, lines)
    }

    /// The text with what each line is of.
    fn grouped(&self, text: &str, lines: &Lines, measure: Measure) -> String {
        match lines.by {
            GroupBy::Partner => joined(&[text, &self.preposed(measure, &say!(self, "definition-each-partner"))]),
            GroupBy::Reporter => {
                say!(self, "definition-of-each", what = text, each = self.each(Axis::Reporter))
            }
            GroupBy::Sector if !lines.definitions.is_empty() => {
                say!(self, "definition-of", what = text, definition = self.definitions(&lines.definitions))
            }
            GroupBy::Sector => {
                say!(self, "definition-by", what = text, member = self.dataset.noun(Axis::Sector).word())
            }
            GroupBy::None | GroupBy::Flow => text.to_owned(),
        }
    }

    /// The text with the definition of its one line, who is left out and who is not stated.
    fn ended(&self, text: String, lines: &Lines) -> String {
        let text = match &lines.definition {
            Some(name) => say!(self, "definition-of", what = text, definition = decapitalised(&name.label)),
            None => text,
        };
        let without = match lines.except.as_slice() {
            [] => String::new(),
            names => say!(self, "without", names = self.labels(names)),
        };
        let nobody = if lines.is_of_nobody { say!(self, "definition-not-stated") } else { String::new() };
        joined(&[&text, &without, &nobody])
    }

    /// "narrow and wide definition" from labels that end in the same word.
    fn definitions(&self, names: &[Name]) -> String {
        let tail = names.first().and_then(|name| name.label.rsplit_once(' ')).map(|(_, tail)| tail);
        let stems: Option<Vec<String>> = tail.and_then(|tail| {
            let stem = |name: &Name| name.label.strip_suffix(tail).map(|stem| decapitalised(stem.trim_end()));
            names.iter().map(stem).collect()
        });
        match (stems, tail) {
            (Some(stems), Some(tail)) if stems.len() > 1 && stems.iter().all(|stem| !stem.is_empty()) => {
                format!("{} {tail}", self.listed(&stems))
            }
            _ => self.listed(&names.iter().map(|name| decapitalised(&name.label)).collect::<Vec<_>>()),
        }
    }

    /// "sum of the last 12 months", "calendar years".
    fn course(&self, course: Course) -> String {
        let each = self.each_period(course);
        match (course.transform, course.frequency) {
            (Transform::Level, _) | (Transform::Rolling, Frequency::Year) => each,
            (Transform::Rolling, Frequency::Month) => say!(self, "course-months"),
            (Transform::Rolling, Frequency::Quarter) => say!(self, "course-quarters"),
            (Transform::Change, _) => say!(self, "course-change", each = each),
            (Transform::Growth, _) if course.is_balance => say!(self, "course-growth-of-balance", each = each),
            (Transform::Growth, _) => say!(self, "course-growth", each = each),
            (Transform::Cumulative, _) => match course.first {
                Some(first) => say!(self, "course-summed-since", first = first.words()),
                None => say!(self, "course-summed"),
            },
            (Transform::Index, _) if course.is_balance => say!(self, "course-index-of-balance", each = each),
            (Transform::Index, _) => say!(self, "course-index", each = each),
            (Transform::Share, _) => say!(self, "course-share", each = each),
        }
    }

    fn each_period(&self, course: Course) -> String {
        match course.frequency {
            Frequency::Month => say!(self, "course-monthly"),
            Frequency::Quarter => say!(self, "course-quarterly"),
            Frequency::Year if course.first.is_some_and(Period::is_fiscal) => {
                say!(self, "course-fiscal-years")
            }
            Frequency::Year => say!(self, "course-calendar-years"),
        }
    }
}
