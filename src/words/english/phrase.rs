//! The subject of a sentence: "Japan’s goods deficit with China in cars", "US exports of cars to Japan".

use super::English;
use crate::data::{Axis, Noun, Subject as Traded, capitalised};
use crate::insight::{Head, Members, Subject, Trade};
use crate::query::Measure;

/// Words with a space between them, without those that are empty.
pub(super) fn joined(words: &[&str]) -> String {
    words.iter().filter(|word| !word.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

/// A text with something in brackets behind it, within those that it ends with.
pub(super) fn bracketed(text: &str, more: &str) -> String {
    match text.strip_suffix(')') {
        Some(open) if text.contains('(') => format!("{open}; {more})"),
        _ => format!("{text} ({more})"),
    }
}

impl English<'_> {
    /// What a value is called: "deficit", "exports".
    pub(super) fn head(&self, head: Head) -> String {
        match head {
            Head::Deficit => say!(self, "head-deficit"),
            Head::Surplus => say!(self, "head-surplus"),
            Head::Balance | Head::Normalised => say!(self, "head-balance"),
            Head::Exports => say!(self, "head-exports"),
            Head::Imports => say!(self, "head-imports"),
            Head::Turnover => say!(self, "head-turnover"),
            Head::Coverage => say!(self, "head-coverage"),
        }
    }

    /// "Japan’s goods deficit with China", from a subject and what it has.
    pub(super) fn phrase(&self, subject: &Subject, head: Head) -> String {
        self.qualified(subject, "", head)
    }

    /// As [`English::phrase`], with an adjective: "Japan’s normalised goods balance".
    pub(super) fn qualified(&self, subject: &Subject, adjective: &str, head: Head) -> String {
        let owner = if head.is_trade() { self.bare_owner(&subject.owner) } else { self.owner(&subject.owner) };
        let words = joined(&[&owner, adjective, &self.noun(&subject.trade), &self.head(head)]);
        let tail = match subject.summed {
            None => self.tail(subject, head.is_trade()),
            Some(count) => {
                let owners = say!(self, "of-members", count = count, members = self.plural(Axis::Reporter));
                joined(&[&owners, &self.partners(subject), &self.sectors(&subject.sectors)])
            }
        };
        joined(&[&capitalised(&words), &tail])
    }

    /// What is traded before the word of a measure: "goods" before deficit, "digital trade" before deficit, "digital"
    /// before exports.
    pub(super) fn noun(&self, trade: &Trade) -> String {
        match trade {
            Trade::Unsaid => String::new(),
            Trade::Account(name) => self.label(name),
            Trade::Of { noun, subject, measure } => {
                let noun = match (noun.trim(), subject) {
                    // A file that says what is traded, and has no words of its own for it.
                    ("" | "trade", Traded::Goods) => say!(self, "noun-goods-trade"),
                    ("" | "trade", Traded::Services) => say!(self, "noun-services-trade"),
                    (noun, _) => noun.to_owned(),
                };
                let stem = noun.strip_suffix("trade").map_or(noun.as_str(), str::trim_end);
                let one_sided = matches!(measure, Measure::Exports | Measure::Imports | Measure::Turnover);
                let bare = one_sided || stem.ends_with("goods") || stem.ends_with("services");
                if bare { stem.to_owned() } else { noun }
            }
        }
    }

    /// With whom and in what, behind a head: "with China in travel", "of cars to China".
    pub(super) fn tail(&self, subject: &Subject, is_trade: bool) -> String {
        self.tailed(subject, is_trade, &self.partners(subject), &self.sector_of(&subject.sectors, is_trade))
    }

    /// With whom and in what: what exports are of stands before whom they go to.
    pub(super) fn tailed(&self, subject: &Subject, is_trade: bool, partners: &str, sectors: &str) -> String {
        if self.is_product(&subject.sectors, is_trade) {
            joined(&[sectors, partners])
        } else {
            joined(&[partners, sectors])
        }
    }

    /// With whom: "with Taiwan", "to the US", "from other partners", or nothing for the world.
    pub(super) fn partners(&self, subject: &Subject) -> String {
        self.beside(subject.measure, &subject.partners)
    }

    /// With whom by a measure: exports go to somebody, imports come from there, and a balance is with somebody.
    pub(super) fn beside(&self, measure: Measure, partners: &Members) -> String {
        let whom = match partners {
            Members::Whole => return String::new(),
            Members::One(name) => self.label(name),
            Members::Several(count) => say!(self, "partners-several", count = count),
            Members::Except(names) => say!(self, "partners-except", names = self.labels(names)),
            Members::Others => say!(self, "partners-others"),
            Members::NotListed => say!(self, "partners-not-listed"),
        };
        self.preposed(measure, &whom)
    }

    /// "with China", "to China", "from China".
    pub(super) fn preposed(&self, measure: Measure, whom: &str) -> String {
        match measure {
            Measure::Exports => say!(self, "beside-to", whom = whom),
            Measure::Imports => say!(self, "beside-from", whom = whom),
            _ => say!(self, "beside-with", whom = whom),
        }
    }

    /// In what: "in travel", or nothing for the whole that the dataset's noun names.
    pub(super) fn sectors(&self, sectors: &Members) -> String {
        let members = self.plural(Axis::Sector);
        match sectors {
            Members::Whole => String::new(),
            Members::One(name) => self.in_sector(&self.label(name)),
            Members::Several(count) => say!(self, "sectors-several", count = count, members = members),
            Members::Except(names) => say!(self, "without", names = self.labels(names)),
            Members::Others => say!(self, "sectors-others", members = members),
            Members::NotListed => say!(self, "sectors-not-listed", members = members),
        }
    }

    pub(super) fn in_sector(&self, sector: &str) -> String {
        say!(self, "sectors-one", sector = sector)
    }

    /// As [`English::sectors`] behind a head: exports and imports are of a product, "of cars", a balance is in it.
    pub(super) fn sector_of(&self, sectors: &Members, is_trade: bool) -> String {
        match sectors {
            Members::One(name) if self.is_product(sectors, is_trade) => {
                say!(self, "sectors-product", product = self.label(name))
            }
            _ => self.sectors(sectors),
        }
    }

    /// Whether exports or imports are of one product.
    pub(super) fn is_product(&self, sectors: &Members, is_trade: bool) -> bool {
        is_trade && matches!(sectors, Members::One(_)) && self.dataset.noun(Axis::Sector) == Noun::Sector
    }
}
