//! Dated events that stand beside a trajectory: tariffs, agreements, crises.

use serde::{Deserialize, Serialize};

use super::{Date, Reference, Subject};

/// What kind of event it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// A duty is set, raised, lowered or lifted.
    Tariff,
    /// A treaty, deal or framework.
    Agreement,
    /// Currency and interest rates.
    Monetary,
    /// A war, a disaster, a crash.
    Crisis,
    /// Laws, rulings, statistics.
    #[default]
    Policy,
    /// Technology and the firms that sell it.
    Technology,
}

impl Category {
    /// All categories in the order in which menus list them.
    pub const ALL: [Self; 6] =
        [Self::Tariff, Self::Agreement, Self::Monetary, Self::Crisis, Self::Policy, Self::Technology];

    /// The word for files and menus.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tariff => "tariff",
            Self::Agreement => "agreement",
            Self::Monetary => "monetary",
            Self::Crisis => "crisis",
            Self::Policy => "policy",
            Self::Technology => "technology",
        }
    }

    /// Reads the word; what is not known counts as policy.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text = text.trim().to_lowercase();
        Self::ALL.into_iter().find(|category| category.word() == text).unwrap_or_default()
    }
}

/// An event's identity within a session: stable when the event is edited.
pub type EventId = u64;

/// Something that happened on a day and may have moved trade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Identity for editing; not written to files.
    #[serde(skip)]
    pub id: EventId,
    /// The day under which it is flagged.
    pub date: Date,
    /// The last day, for something that lasted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Date>,
    /// When it was announced, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced: Option<Date>,
    /// When it took effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<Date>,
    /// When it was paused or withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended: Option<Date>,
    /// One line.
    pub title: String,
    /// A short name for the flag; the title where empty.
    #[serde(default)]
    pub label: String,
    /// Two or three sentences.
    #[serde(default)]
    pub description: String,
    /// What kind of event it is.
    #[serde(default)]
    pub category: Category,
    /// The economies that it concerns, ISO 3166 alpha-3; `WLD` concerns all.
    #[serde(default)]
    pub countries: Vec<String>,
    /// The sectors that it concerns, in plain words; empty or `all` concerns all.
    #[serde(default)]
    pub sectors: Vec<String>,
    /// Whether goods, services or both are concerned.
    #[serde(default)]
    pub subject: Option<Subject>,
    /// 1 landmark, 2 notable, 3 detail: who keeps a label where space is short.
    #[serde(default = "default_weight")]
    pub weight: u8,
    /// How sure the entry is.
    #[serde(default)]
    pub confidence: String,
    /// Where it can be read, see [`Reference::sources`].
    #[serde(default)]
    pub source: String,
    /// The law, order, notice or treaty by which it can be checked, see [`Reference::laws`]; empty where none is known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub legal: String,
    /// The day on which the entry was last worked over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_known_on: Option<Date>,
}

fn default_weight() -> u8 {
    2
}

#[cfg(test)]
impl Event {
    /// An event of a day, of which nothing else is known.
    pub(crate) fn dated(date: &str, title: &str) -> Self {
        serde_json::from_value(serde_json::json!({ "date": date, "title": title })).expect("an event")
    }
}

impl Event {
    /// The short name on the chart.
    #[must_use]
    pub fn flag_label(&self) -> &str {
        if self.label.trim().is_empty() { &self.title } else { &self.label }
    }

    /// Where it can be read.
    #[must_use]
    pub fn sources(&self) -> Vec<Reference> {
        Reference::sources(&self.source)
    }

    /// The laws, orders and treaties behind it.
    #[must_use]
    pub fn legal_sources(&self) -> Vec<Reference> {
        Reference::laws(&self.legal)
    }

    /// Whether two entries are the same but for their identity.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.is_same_entry(other) && Self { id: other.id, ..self.clone() } == *other
    }

    /// Whether two entries are about the same thing: one day and one title.
    #[must_use]
    pub fn is_same_entry(&self, other: &Self) -> bool {
        self.date == other.date && self.title == other.title
    }

    /// A number that follows from the day and the title: the same in every file and every version, whatever stands
    /// before the entry in a list. Larger than any place in a list.
    #[must_use]
    pub fn content_id(&self) -> EventId {
        // FNV-1a, of which a number of JSON holds 52 bits exactly everywhere.
        let eat = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        let text = format!("{}\u{1f}{}", self.date, self.title);
        (text.bytes().fold(0xcbf2_9ce4_8422_2325, eat) >> 12) | 1 << 51
    }

    /// The stretch that is shaded: from the announcement to the day of effect, or from start to end.
    #[must_use]
    pub fn span(&self) -> Option<(Date, Date)> {
        let announced = self.announced.unwrap_or(self.date);
        match (self.effective, self.end) {
            (Some(effective), _) if effective > announced => Some((announced, effective)),
            (_, Some(end)) if end > self.date => Some((self.date, end)),
            _ => None,
        }
    }
}
