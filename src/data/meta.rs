//! What a dataset says of itself: publisher, basis, unit, definitions, notes, and the reasons of its gaps.

use serde::{Deserialize, Serialize};

use super::{MemberId, Noun, Period, Unit};

/// The statistics a dataset belongs to. Two bases are never mixed in one series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Goods that crossed the border.
    Customs,
    /// Change of ownership between residents and non-residents (BPM6).
    #[serde(alias = "balance of payments")]
    BalanceOfPayments,
    /// Not stated.
    #[default]
    #[serde(alias = "unknown")]
    Other,
}

impl Basis {
    /// "customs basis", "balance of payments".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Customs => "customs basis",
            Self::BalanceOfPayments => "balance of payments basis",
            Self::Other => "basis not stated",
        }
    }
}

/// What is traded, for titles and for the scope of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// Merchandise.
    Goods,
    /// Services.
    Services,
    /// Both, or not stated.
    #[default]
    #[serde(alias = "goods and services", alias = "both")]
    All,
}

impl Subject {
    /// "goods", "services", "goods and services".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Goods => "goods",
            Self::Services => "services",
            Self::All => "goods and services",
        }
    }
}

/// A term that the About tab explains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// The word.
    pub term: String,
    /// What it means here.
    pub text: String,
}

/// A stretch for which the publisher or compiler has no value, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// First period without a value.
    pub from: Period,
    /// Last period without a value.
    pub to: Period,
    /// The partners concerned; empty for all.
    pub partners: Vec<MemberId>,
    /// The sectors concerned; empty for all.
    pub sectors: Vec<MemberId>,
    /// Why there is no value.
    pub reason: String,
}

/// Which vintage some figures are of, where a dataset mixes several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vintage {
    /// First period.
    pub from: Period,
    /// Last period.
    pub to: Period,
    /// The codes of the sectors concerned.
    pub sectors: Vec<String>,
    /// Who published it, and when: what the reader is told beside the figure.
    pub text: String,
    /// Whether the figures were laid in from a file by a person.
    #[serde(default)]
    pub laid_in: bool,
}

/// What closes a gap: files that are published, and the names by which they call what is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// First period of the gap.
    pub from: Period,
    /// Last period of the gap.
    pub to: Period,
    /// The files, as a person finds them.
    pub files: Vec<String>,
    /// What can be laid in.
    pub members: Vec<ClosingMember>,
}

/// A sector whose missing figures a file may have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingMember {
    /// The sector's code.
    pub sector: String,
    /// The published items that add up to it, each with the names that publishers give it.
    #[serde(default)]
    pub items: Vec<Vec<String>>,
    /// The sectors that add up to it, for a definition: only where all of them come from the same file.
    #[serde(default)]
    pub sum: Vec<String>,
}

/// Rows of one period that were left out on purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOutPeriod {
    /// The period as in the file.
    pub period: Period,
    /// Why.
    pub reason: String,
}

/// What a dataset says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meta {
    /// A short name: the library's name or the file's stem.
    pub id: String,
    /// A title for lists and the top bar.
    pub title: String,
    /// The words of a sentence title: "digital trade" in "Japan's digital trade deficit".
    pub noun: String,
    /// What the members of each axis are called, by [`super::Axis::index`], where the file says something of its own.
    #[serde(default)]
    pub nouns: [Option<Noun>; 3],
    /// Goods, services or both.
    pub subject: Subject,
    /// Who published the figures.
    pub publisher: String,
    /// When they were published or retrieved.
    pub vintage: String,
    /// Customs or balance of payments.
    pub basis: Basis,
    /// What values are counted in.
    pub unit: Unit,
    /// "exports FOB, imports CIF".
    pub valuation: String,
    /// Addresses and titles of sources.
    pub sources: Vec<String>,
    /// Terms for the About tab.
    pub definitions: Vec<Definition>,
    /// Remarks for the About tab.
    pub notes: Vec<String>,
    /// Periods left out on purpose.
    pub left_out: Vec<LeftOutPeriod>,
    /// The vintages of figures that differ from the dataset's own.
    #[serde(default)]
    pub vintages: Vec<Vintage>,
    /// The gap that a published file closes, if there is one of that kind.
    #[serde(default)]
    pub closing: Option<Closing>,
    /// The view that the dataset opens with, as the query room reads it.
    pub default_view: Option<serde_json::Value>,
}

impl Meta {
    /// "Source: US Census Bureau, 2025-03-06", with as much of the vintage as is wanted; nothing where neither is told.
    #[must_use]
    pub fn source_line(&self, vintage: &str) -> String {
        match (self.publisher.trim(), vintage) {
            ("", "") => String::new(),
            ("", vintage) => format!("Source: {vintage}"),
            (publisher, "") => format!("Source: {publisher}"),
            (publisher, vintage) => format!("Source: {publisher}, {vintage}"),
        }
    }
}

impl Default for Meta {
    fn default() -> Self {
        Self {
            id: String::new(),
            title: String::new(),
            noun: "trade".to_owned(),
            nouns: [None; 3],
            subject: Subject::All,
            publisher: String::new(),
            vintage: String::new(),
            basis: Basis::Other,
            unit: Unit::other("units (not stated)", 0),
            valuation: String::new(),
            sources: Vec::new(),
            definitions: Vec::new(),
            notes: Vec::new(),
            left_out: Vec::new(),
            vintages: Vec::new(),
            closing: None,
            default_view: None,
        }
    }
}
