//! Periods of time and all the ways in which publishers write them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::spelling;

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Frequency {
    /// One month.
    Month,
    /// Three months.
    Quarter,
    /// Twelve months.
    Year,
}

impl Frequency {
    /// All frequencies, finest first.
    pub const ALL: [Self; 3] = [Self::Month, Self::Quarter, Self::Year];

    /// The length in months.
    #[must_use]
    pub const fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// How many such periods make a year.
    #[must_use]
    pub const fn per_year(self) -> usize {
        match self {
            Self::Month => 12,
            Self::Quarter => 4,
            Self::Year => 1,
        }
    }

    /// "month", "quarter" or "year".
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// "months", "quarters" or "years".
    #[must_use]
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Month => "months",
            Self::Quarter => "quarters",
            Self::Year => "years",
        }
    }
}

/// Which of the first two numbers of `03/04/2024` is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// `31/12/2024`
    DayFirst,
    /// `12/31/2024`
    MonthFirst,
}

/// A stretch of time with a start month and a length.
///
/// A year that does not start in January is a fiscal year and keeps its start month. Periods
/// order by their start, and at the same start the finer comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    /// Months since January of the year 0.
    start: i32,
    frequency: Frequency,
}

/// Years outside of this range are typing mistakes, not trade statistics.
const YEARS: std::ops::RangeInclusive<i32> = 1500..=2200;

impl Period {
    /// The calendar year.
    #[must_use]
    pub const fn year(year: i32) -> Self {
        Self { start: year * 12, frequency: Frequency::Year }
    }

    /// The fiscal year that starts in `month` (1 to 12) of `year`.
    #[must_use]
    pub const fn fiscal_year(year: i32, month: i32) -> Self {
        Self { start: year * 12 + month - 1, frequency: Frequency::Year }
    }

    /// A calendar quarter, 1 to 4.
    #[must_use]
    pub const fn quarter(year: i32, quarter: i32) -> Self {
        Self { start: year * 12 + (quarter - 1) * 3, frequency: Frequency::Quarter }
    }

    /// A month, 1 to 12.
    #[must_use]
    pub const fn month(year: i32, month: i32) -> Self {
        Self { start: year * 12 + month - 1, frequency: Frequency::Month }
    }

    /// The period that starts with a month, counted from January of the year 0.
    #[must_use]
    pub const fn starting(start: i32, frequency: Frequency) -> Self {
        Self { start, frequency }
    }

    /// Its length.
    #[must_use]
    pub const fn frequency(self) -> Frequency {
        self.frequency
    }

    /// Months since January of the year 0 at which it starts.
    #[must_use]
    pub const fn start_month(self) -> i32 {
        self.start
    }

    /// The month index just after its end.
    #[must_use]
    pub const fn end_month(self) -> i32 {
        self.start + self.frequency.months()
    }

    /// The calendar year of its start.
    #[must_use]
    pub const fn start_year(self) -> i32 {
        self.start.div_euclid(12)
    }

    /// The middle of the period on an axis that counts months.
    #[must_use]
    pub fn middle(self) -> f64 {
        f64::from(self.start) + f64::from(self.frequency.months()) / 2.0
    }

    /// The period `steps` later (or earlier) of the same length.
    #[must_use]
    pub const fn shifted(self, steps: i32) -> Self {
        Self { start: self.start + steps * self.frequency.months(), frequency: self.frequency }
    }

    /// The same stretch one year earlier.
    #[must_use]
    pub const fn year_before(self) -> Self {
        Self { start: self.start - 12, frequency: self.frequency }
    }

    /// How many periods of this length lie between `self` and `later`.
    #[must_use]
    pub const fn steps_to(self, later: Self) -> i32 {
        (later.start - self.start).div_euclid(self.frequency.months())
    }

    /// The calendar period of length `frequency` that holds the start of this one.
    #[must_use]
    pub const fn rolled_up(self, frequency: Frequency) -> Self {
        let months = frequency.months();
        Self { start: self.start.div_euclid(months) * months, frequency }
    }

    /// The period of this length that holds a month index.
    #[must_use]
    pub const fn at_month(month: i32, frequency: Frequency) -> Self {
        Self { start: month, frequency: Frequency::Month }.rolled_up(frequency)
    }

    /// Whether no part of it lies before the first of two periods or after the last.
    #[must_use]
    pub const fn lies_within(self, first: Self, last: Self) -> bool {
        first.start_month() <= self.start_month() && self.end_month() <= last.end_month()
    }

    /// Whether `other` lies inside.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end_month() <= self.end_month()
    }

    /// A year that does not start in January.
    #[must_use]
    pub const fn is_fiscal(self) -> bool {
        matches!(self.frequency, Frequency::Year) && self.start.rem_euclid(12) != 0
    }

    /// How people read it on an axis or in a sentence: `2024`, `Q1 2024`, `Apr 2024`, `FY2024`.
    #[must_use]
    pub fn words(self) -> String {
        let year = self.start_year();
        let month = self.start.rem_euclid(12) as usize;
        match self.frequency {
            Frequency::Month => format!("{} {year}", MONTHS[month]),
            Frequency::Quarter => format!("Q{} {year}", month / 3 + 1),
            Frequency::Year if self.is_fiscal() => format!("FY{year}"),
            Frequency::Year => year.to_string(),
        }
    }

    /// Reads every unambiguous spelling that publishers use, see [`Period::parse_with`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::parse_with(text, None)
    }

    /// Reads a period. `03/04/2024` needs `order` unless one number is over 12.
    ///
    /// Spellings: `2024`, `2024.0`, `YR2024`, `v2024`, `2024 [YR2024]`, `FY2024`, `2024年度`, `令和6年`,
    /// `2024Q1`, `2024-Q1`, `Q1 2024`, `2024 1Q`, `2024年1-3月`, `202401`, `202452` (whole year),
    /// `20240101`, `2024-01`, `2024/1`, `2024M01`, `2024-M1`, `2024年4月`, `Apr 2024`, `2024 JAN`, `1997Jan`,
    /// `2024-01-31`, `31.01.2024`, `31-May-2023`, `Jan-15`, `janv. 2022`, `01/2022`, `2022-23` (a split year), `1Q22`,
    /// `2022 T1`, `I кв. 2022`, `X2022`, `Año 2022`, `2022년 3월`, and years with a flag or footnote: `2023p`, `2017(1)`.
    #[must_use]
    pub fn parse_with(text: &str, order: Option<DateOrder>) -> Option<Self> {
        let period = spelling::read(text, order)?;
        YEARS.contains(&period.start_year()).then_some(period)
    }
}

impl Period {
    /// The month and the day of a date that names a day, as [`Period::parse_with`] reads it.
    #[must_use]
    pub fn parse_day(text: &str, order: Option<DateOrder>) -> Option<(Self, i32)> {
        spelling::read_day(text, order).filter(|(month, _)| YEARS.contains(&month.start_year()))
    }
}

/// English month names as drawn on axes.
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Canonical spelling: `2024`, `2024Q1`, `2024-04`, `2024-04/12` for a fiscal year.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.start_year();
        let month = self.start.rem_euclid(12) + 1;
        match self.frequency {
            Frequency::Month => write!(f, "{year:04}-{month:02}"),
            Frequency::Quarter => write!(f, "{year:04}Q{}", (month - 1) / 3 + 1),
            Frequency::Year if self.is_fiscal() => write!(f, "FY{year:04}"),
            Frequency::Year => write!(f, "{year:04}"),
        }
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a period")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let parsed = Period::parse(text).map(|p| p.to_string());
        assert_eq!(parsed.as_deref(), Some(expected), "{text}");
    }

    #[test]
    fn spellings_of_years() {
        for text in ["2024", " 2024 ", "2024.0", "YR2024", "v2024", "2024 [YR2024]", "2024年", "令和6年", "202452"]
        {
            check(text, "2024");
        }
        check("Jan.-Dec. 2010", "2010");
        check("FY2024", "FY2024");
        check("2020-2021", "FY2020");
        check("2024年度", "FY2024");
        check("平成31年", "2019");
    }

    #[test]
    fn spellings_in_many_languages() {
        let lines =
            include_str!("words/tests/periods.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut wrong = Vec::new();
        for line in lines {
            let (texts, expected) = line.split_once(" => ").expect(line);
            for text in texts.split(" ; ") {
                let found = Period::parse(text).map_or("none".to_owned(), |p| p.to_string());
                if found != expected {
                    wrong.push(format!("{text}: {found}, not {expected}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn spellings_of_quarters() {
        for text in ["2024Q1", "2024-Q1", "Q1-2024", "2024 Q1", "Q1 2024", "2024 1Q", "2024年1 - 3 月", "2024q1"] {
            check(text, "2024Q1");
        }
    }

    #[test]
    fn spellings_of_months() {
        for text in [
            "2024-04",
            "2024/4",
            "202404",
            "20240401",
            "2024M04",
            "2024-M04",
            "2024/m04",
            "2024年4月",
            "Apr 2024",
            "April 2024",
            "2024 APR",
            "2024Apr",
            "Apr-2024",
            "2024-04-30",
            "30/04/2024",
            "30.04.2024",
            "4/30/2024",
            "令和6年4月",
            "2024 Apr ",
            "２０２４年４月",
        ] {
            check(text, "2024-04");
        }
    }

    #[test]
    fn ambiguous_days_need_an_order() {
        assert_eq!(Period::parse("03/04/2024"), None);
        assert_eq!(Period::parse_with("03/04/2024", Some(DateOrder::DayFirst)), Some(Period::month(2024, 4)));
        assert_eq!(Period::parse_with("03/04/2024", Some(DateOrder::MonthFirst)), Some(Period::month(2024, 3)));
    }

    #[test]
    fn what_is_no_period() {
        for text in ["", "abc", "2024-13", "202413", "9999", "0001", "12", "2024Q5", "1.5", "2024-04-40", "12345", "Q1"]
        {
            assert_eq!(Period::parse(text), None, "{text}");
        }
        // No calendar has these.
        for text in ["2024-02-30", "2023-02-29", "20240431", "31-Jun-2023", "昭和99年", "平成32年", "令和0年"]
        {
            assert_eq!(Period::parse(text), None, "{text}");
        }
        check("2024-02-29", "2024-02");
        check("昭和64年", "1989");
    }

    #[test]
    fn arithmetic() {
        let april = Period::month(2024, 4);
        assert_eq!(april.shifted(-4), Period::month(2023, 12));
        assert_eq!(april.rolled_up(Frequency::Quarter), Period::quarter(2024, 2));
        assert_eq!(april.year_before(), Period::month(2023, 4));
        assert!(Period::year(2024).contains(april));
        assert_eq!(Period::year(2014).steps_to(Period::year(2024)), 10);
        assert!(Period::month(2024, 1) < Period::year(2024));
    }
}
