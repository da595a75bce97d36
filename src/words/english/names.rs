//! Names of members within sentences, and what lines are called.

use super::English;
use crate::data::{Axis, Noun, capitalised, count_in_words, country};
use crate::insight::{LineName, Name, Owner};
use crate::words::brief::briefly;

/// "Travel" becomes "travel"; "ATP", "G7" and what has more capitals, as "Mach and Elec", stay.
pub(super) fn decapitalised(label: &str) -> String {
    let mut letters = label.chars();
    let is_capital = |word: &str| {
        let mut letters = word.trim_start_matches('(').chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
    };
    if label.split_whitespace().skip(1).any(is_capital) {
        return label.to_owned();
    }
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(label.chars().skip(1)).collect()
        }
        _ => label.to_owned(),
    }
}

impl English<'_> {
    /// "China and Japan", "A, B and C".
    pub(super) fn listed(&self, names: &[String]) -> String {
        match names {
            [] => String::new(),
            [one] => one.clone(),
            [most @ .., last] => say!(self, "list", most = most.join(", "), last = last),
        }
    }

    /// A name as long as it may be.
    fn fitted(&self, name: String) -> String {
        if self.is_brief { self.briefly(&name) } else { name }
    }

    /// A long name by its beginning.
    pub(super) fn briefly(&self, name: &str) -> String {
        briefly(self.dataset, name)
    }

    /// A country or an area within a sentence; a state has its own name only: "Lower Saxony".
    fn placed(&self, name: &Name) -> String {
        match (self.dataset.noun(name.axis), name.code.as_str()) {
            (Noun::Reporter | Noun::Partner, "USA") => say!(self, "place-us"),
            (Noun::Reporter | Noun::Partner, "GBR") => say!(self, "place-uk"),
            (Noun::Reporter | Noun::Partner, "WLD") => say!(self, "place-world"),
            (Noun::Reporter | Noun::Partner, _) => country::in_sentence(&name.label),
            _ => name.label.clone(),
        }
    }

    /// A member within a sentence: "travel", "the Netherlands".
    pub(super) fn label(&self, name: &Name) -> String {
        self.fitted(match name.axis {
            Axis::Sector if self.dataset.noun(name.axis) == Noun::Sector => decapitalised(&name.label),
            Axis::Sector => name.label.clone(),
            Axis::Reporter | Axis::Partner => self.placed(name),
        })
    }

    pub(super) fn labels(&self, names: &[Name]) -> String {
        self.listed(&names.iter().map(|name| self.label(name)).collect::<Vec<_>>())
    }

    /// The name of a line's own member inside a sentence.
    pub(super) fn whom(&self, name: &Name) -> String {
        self.fitted(match name.axis {
            Axis::Sector => decapitalised(&name.label),
            Axis::Reporter | Axis::Partner => self.placed(name),
        })
    }

    /// Whose: "Japan’s", "The US", "The combined".
    pub(super) fn owner(&self, owner: &Owner) -> String {
        match owner {
            Owner::NotStated => say!(self, "owner-not-stated"),
            Owner::Combined => say!(self, "owner-combined"),
            Owner::Reporter(name) => match name.code.as_str() {
                "USA" => say!(self, "owner-us"),
                "GBR" => say!(self, "owner-uk"),
                "WLD" => say!(self, "owner-world"),
                _ => capitalised(&country::genitive(&self.fitted(self.placed(name)))),
            },
        }
    }

    /// As [`English::owner`] before exports and imports: "US goods exports", without the article that one deficit has.
    /// Who owns them in the genitive keeps it: "The world’s exports".
    pub(super) fn bare_owner(&self, owner: &Owner) -> String {
        match owner {
            Owner::NotStated => String::new(),
            Owner::Combined => say!(self, "bare-owner-combined"),
            Owner::Reporter(name) => match name.code.as_str() {
                "USA" => say!(self, "bare-owner-us"),
                "GBR" => say!(self, "bare-owner-uk"),
                _ => self.owner(owner),
            },
        }
    }

    /// The members of an axis: "sectors", "states".
    pub(super) fn plural(&self, axis: Axis) -> &'static str {
        self.dataset.noun(axis).plural()
    }

    /// The name of a line on a card: of a sum, what is summed.
    pub(super) fn named(&self, name: &LineName) -> String {
        match name {
            LineName::Line(label) => label.clone(),
            LineName::One(name) => name.label.clone(),
            LineName::Selected(axis, count) => {
                say!(self, "line-selected", count = count_in_words(*count), members = self.plural(*axis))
            }
            LineName::Except(names) => {
                let names: Vec<String> = names.iter().map(|name| name.label.clone()).collect();
                say!(self, "line-except", names = self.listed(&names))
            }
            LineName::All(axis, 2) => say!(self, "line-both", members = self.plural(*axis)),
            LineName::All(axis, count) => {
                say!(self, "line-all", count = count_in_words(*count), members = self.plural(*axis))
            }
            LineName::Total => say!(self, "line-total"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_more_capitals_keep_their_first_one() {
        for (label, expected) in [
            ("Travel", "travel"),
            ("Charges for the use of intellectual property", "charges for the use of intellectual property"),
            ("Mach and Elec", "Mach and Elec"),
            ("Plastic or Rubber", "Plastic or Rubber"),
            ("ATP", "ATP"),
        ] {
            assert_eq!(decapitalised(label), expected);
        }
    }
}
