//! Dated events that stand beside a trajectory: tariffs, agreements, crises.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Subject;

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// A day, or nothing when the calendar has no such day.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        jiff::civil::Date::new(year, month, day).ok().map(Self)
    }

    /// The first day of 1970, for where any day will do.
    #[must_use]
    pub fn epoch() -> Self {
        Self(jiff::civil::date(1970, 1, 1))
    }

    /// Reads `2025-04-02`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.trim().parse().ok().map(Self)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        i32::from(self.0.year())
    }

    /// Months since January of the year 0, the month in which the day lies.
    #[must_use]
    pub fn month_index(self) -> i32 {
        i32::from(self.0.year()) * 12 + i32::from(self.0.month()) - 1
    }

    /// The place on an axis that counts months, with the day as a fraction.
    #[must_use]
    pub fn on_axis(self) -> f64 {
        f64::from(self.month_index()) + f64::from(self.0.day() - 1) / f64::from(self.0.days_in_month())
    }

    /// "2 Apr 2025".
    #[must_use]
    pub fn words(self) -> String {
        self.0.strftime("%-d %b %Y").to_string()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a date like 2025-04-02")))
    }
}

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
    /// Where it can be read.
    #[serde(default)]
    pub source: String,
}

fn default_weight() -> u8 {
    2
}

impl Event {
    /// The short name on the chart.
    #[must_use]
    pub fn flag_label(&self) -> &str {
        if self.label.trim().is_empty() { &self.title } else { &self.label }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_on_the_axis() {
        let date = Date::parse("2025-04-02").expect("a date");
        assert_eq!(date.month_index(), 2025 * 12 + 3);
        assert!((date.on_axis() - (f64::from(2025 * 12 + 3) + 1.0 / 30.0)).abs() < 1e-9);
        assert_eq!(date.words(), "2 Apr 2025");
        assert_eq!(Date::parse("2025-02-30"), None);
    }
}
