//! A calendar day, and how people write it.

use std::fmt;

use serde::{Deserialize, Serialize};

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

    /// Reads a day as people type it: `2025-04-02`, `2 April 2025`, `Apr 2, 2025`, `2025年4月2日`, and `23/04/2025`
    /// where only one of the two first numbers can be the month.
    ///
    /// # Errors
    /// A sentence that says what to write, where the text is no day or might be two.
    pub fn read(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let no_day = || format!("{text:?} is not a day; write it like 2025-04-02");
        let parts: Vec<&str> = text
            .split(|c: char| c.is_whitespace() || "-/.,年月日".contains(c))
            .filter(|part| !part.is_empty())
            .collect();
        let [first, second, third] = parts.as_slice() else { return Err(no_day()) };
        let number = |part: &str| part.trim_end_matches(|c: char| "stndrh".contains(c)).parse::<i16>().ok();
        let day = |year: &str, month: i16, day: i16| {
            let year = number(year).filter(|_| year.len() == 4)?;
            Self::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
        };
        let starts_with_year = first.len() == 4 && first.parse::<i16>().is_ok();
        let found = match (number(first), number(second), month_named(first), month_named(second)) {
            (Some(_), Some(month), ..) if starts_with_year => day(first, month, number(third).unwrap_or(0)),
            (Some(date), _, _, Some(month)) if starts_with_year => {
                // `2025 Apr 2`.
                day(&date.to_string(), month, number(third).unwrap_or(0))
            }
            (Some(date), _, _, Some(month)) => day(third, month, date),
            (_, Some(date), Some(month), _) => day(third, month, date),
            (Some(one), Some(other), ..) => match (day(third, other, one), day(third, one, other)) {
                (Some(a), Some(b)) if a != b => {
                    return Err(format!("{text:?} can be {} or {}; write {a} or {b}", a.words(), b.words()));
                }
                (a, b) => a.or(b),
            },
            _ => None,
        };
        found.ok_or_else(no_day)
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

/// The number of a month by its English name or the first letters of it.
fn month_named(word: &str) -> Option<i16> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_lowercase();
    let at = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(word.as_str()));
    at.and_then(|at| i16::try_from(at + 1).ok())
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

    #[test]
    fn a_day_is_read_as_it_is_typed_or_not_at_all() {
        let april = Date::new(2024, 4, 23);
        for text in [
            "2024-04-23",
            "2024/4/23",
            " 23/04/2024 ",
            "04/23/2024",
            "23.4.2024",
            "23 Apr 2024",
            "23 April 2024",
            "April 23, 2024",
            "23rd April 2024",
            "2024 Apr 23",
            "23-Apr-2024",
            "2024年4月23日",
        ] {
            assert_eq!(Date::read(text).ok(), april, "{text}");
        }
        assert_eq!(Date::read("4/4/2024").ok(), Date::new(2024, 4, 4));
        let both = Date::read("02/04/2024").expect_err("two readings");
        assert!(both.contains("2024-04-02") && both.contains("2024-02-04"), "{both}");
        for text in ["", "2024", "2024-04", "2024-02-30", "23/13/2024", "23/04/24", "soon", "1/2/3/4", "99999-1-1"] {
            let why = Date::read(text).expect_err(text);
            assert!(why.contains("2025-04-02"), "{text}: {why}");
        }
    }
}
