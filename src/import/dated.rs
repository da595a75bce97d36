//! Dates that stand for longer periods: where they are a year or a quarter apart, that step is the frequency.
//!
//! `2020-12-31`, `2021-12-31` are years and not Decembers with eleven gaps between them; `2014-03-01`, `2014-06-01` are
//! quarters.

use std::collections::BTreeSet;

use crate::data::{DateOrder, Frequency, Period};

/// Reads a date as the period that it stands for.
pub(super) type Reader = fn(&str) -> Option<Period>;

/// The period that a date stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The year that ends with it.
    YearTo,
    /// The year that begins with it.
    YearFrom,
    /// The calendar quarter that holds it.
    Quarter,
}

impl Step {
    /// The step of dates, each a month and a day, where it, or the column's name, says that they are no months.
    pub(super) fn of(dates: &[(Period, i32)], yearly: bool) -> Option<Self> {
        let months: BTreeSet<i32> = dates.iter().map(|(month, _)| month.start_month()).collect();
        if months.is_empty() || months.len() < 2 && !yearly {
            return None;
        }
        let steps = || months.iter().zip(months.iter().skip(1)).map(|(one, next)| next - one);
        let at = |step: i32| {
            let apart = steps().all(|found| found % step == 0);
            apart && (steps().min() == Some(step) || step == 12 && yearly)
        };
        let ends = dates.iter().all(|(_, day)| *day >= 28);
        match (at(12), at(3)) {
            (true, _) if ends => Some(Self::YearTo),
            (true, _) => Some(Self::YearFrom),
            (_, true) => Some(Self::Quarter),
            _ => None,
        }
    }

    /// The period that a date in a month stands for; of a December that is dated by its first day the calendar year.
    pub(super) fn period(self, month: Period) -> Period {
        let month = month.start_month();
        match self {
            Self::YearTo => Period::starting(month - 11, Frequency::Year),
            Self::YearFrom if month.rem_euclid(12) == 11 => Period::starting(month - 11, Frequency::Year),
            Self::YearFrom => Period::starting(month, Frequency::Year),
            Self::Quarter => Period::starting(month - month.rem_euclid(3), Frequency::Quarter),
        }
    }
}

/// How the dates of a column are read, where their step, or the column's name, says that they are no months.
pub(super) fn reader_of(cells: &[&str], order: Option<DateOrder>, yearly: bool) -> Option<Reader> {
    let dates: Vec<(Period, i32)> = cells.iter().filter_map(|cell| Period::parse_day(cell, order)).collect();
    if dates.len() * 10 < cells.len() * 9 {
        return None;
    }
    Some(match (Step::of(&dates, yearly)?, order) {
        (Step::YearTo, None) => year_to::<0>,
        (Step::YearTo, Some(DateOrder::DayFirst)) => year_to::<1>,
        (Step::YearTo, Some(DateOrder::MonthFirst)) => year_to::<2>,
        (Step::YearFrom, None) => year_from::<0>,
        (Step::YearFrom, Some(DateOrder::DayFirst)) => year_from::<1>,
        (Step::YearFrom, Some(DateOrder::MonthFirst)) => year_from::<2>,
        (Step::Quarter, None) => quarter::<0>,
        (Step::Quarter, Some(DateOrder::DayFirst)) => quarter::<1>,
        (Step::Quarter, Some(DateOrder::MonthFirst)) => quarter::<2>,
    })
}

/// How the months of a column are read where they stand for quarters: `2022-1` to `2022-4` in a column that is called so,
/// or every third month and no other, where these are all cells (`is_whole`): figures may be quarterly first and monthly
/// from some year on.
pub(super) fn quarters_of(cells: &[&str], is_named: bool, is_whole: bool) -> Option<Reader> {
    let months: BTreeSet<i32> = cells.iter().filter_map(|cell| month(cell)).map(Period::start_month).collect();
    let read = cells.iter().filter(|cell| month(cell).is_some()).count();
    if months.is_empty() || read * 20 < cells.len() * 19 {
        return None;
    }
    let of_year: BTreeSet<i32> = months.iter().map(|month| month.rem_euclid(12)).collect();
    if is_named && of_year.iter().all(|month| *month < 4) && of_year.contains(&1) {
        return Some(numbered_quarter);
    }
    let every_third = |first: i32| of_year.iter().all(|month| month % 3 == first);
    let is_told = is_named || is_whole && of_year.len() == 4 && months.len() > 4;
    (is_told && (every_third(2) || every_third(0))).then_some(quarter_of_month as Reader)
}

/// What the months of a table, each beside how it is written, may stand for where they are only some of a year's:
/// `2022-1` to `2022-4` may be quarters, and the Decembers of three years the years. Nothing in the table tells.
pub(super) fn may_stand_for(months: &[(Period, &str)]) -> Option<Frequency> {
    if months.iter().any(|(period, _)| period.frequency() != Frequency::Month) {
        return None;
    }
    let distinct: BTreeSet<i32> = months.iter().map(|(month, _)| month.start_month()).collect();
    let of_year: BTreeSet<i32> = distinct.iter().map(|month| month.rem_euclid(12)).collect();
    let of_quarters = of_year.len() > 1 && of_year.iter().all(|month| *month < 4);
    if of_quarters && months.iter().all(|(_, text)| is_numbered(text)) {
        return Some(Frequency::Quarter);
    }
    // A day of each year is read by its step.
    let is_day = |(_, text): &(Period, &str)| Period::parse_day(text, None).is_some();
    (of_year.len() == 1 && distinct.len() > 2 && !months.iter().any(is_day)).then_some(Frequency::Year)
}

/// `2022-1`, `exp_2022_1`: a year and behind it one figure, which no nought leads and no letter names.
fn is_numbered(text: &str) -> bool {
    let runs: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()).collect();
    let is_number = |run: &str, length: usize| run.len() == length && run.bytes().all(|b| b.is_ascii_digit());
    runs.windows(2).any(|pair| matches!(pair, [year, part] if is_number(year, 4) && is_number(part, 1)))
}

/// How months are read that were said to stand for years or quarters.
pub(super) const fn standing_for(frequency: Frequency) -> Option<Reader> {
    match frequency {
        Frequency::Month => None,
        Frequency::Quarter => Some(numbered_quarter),
        Frequency::Year => Some(year_of_month),
    }
}

/// `12/2022` is 2022, `Jan-22` is 2022, and `Jun-22` the year that ends with it.
fn year_of_month(cell: &str) -> Option<Period> {
    month(cell).map(in_year)
}

/// The year that a month stands for.
pub(super) fn in_year(month: Period) -> Period {
    let step = if month.start_month().rem_euclid(12) == 0 { Step::YearFrom } else { Step::YearTo };
    step.period(month)
}

/// The quarter that a month's number counts, where it is one: `2022-3` is the third.
pub(super) fn by_number(month: Period) -> Option<Period> {
    let number = month.start_month().rem_euclid(12) + 1;
    (number <= 4).then(|| Period::quarter(month.start_year(), number))
}

fn month(cell: &str) -> Option<Period> {
    Period::parse(cell).filter(|period| period.frequency() == Frequency::Month)
}

/// `2022-3` is the third quarter.
fn numbered_quarter(cell: &str) -> Option<Period> {
    by_number(month(cell)?)
}

/// `Jun 2022` is the second quarter.
fn quarter_of_month(cell: &str) -> Option<Period> {
    month(cell).map(|month| Step::Quarter.period(month))
}

/// How `2022.1` is read in a column with `2022.09`: a nought is lost, and it is October.
pub(super) fn lost_noughts(cells: &[&str]) -> Option<Reader> {
    let parts = |cell: &&str| -> Option<(usize, u8)> {
        let (year, month) = cell.trim().split_once('.')?;
        let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        Some((month.len(), month.parse().ok().filter(|_| is_year)?))
    };
    let parts: Vec<(usize, u8)> = cells.iter().map(parts).collect::<Option<_>>()?;
    let cut = |(length, month): &(usize, u8)| *length == 1 && *month == 1;
    let full = |(length, month): &(usize, u8)| *length == 2 && *month != 10 && (1..=12).contains(month);
    let lost = parts.iter().any(cut) && parts.iter().all(|part| cut(part) || full(part));
    (lost && parts.iter().any(|(_, month)| *month < 10 && *month > 1)).then_some(october)
}

fn october(cell: &str) -> Option<Period> {
    let cell = cell.trim();
    let whole = if cell.len() == 6 { format!("{cell}0") } else { cell.to_owned() };
    Period::parse(&whole)
}

/// The one date of a column that has no other, where it begins or ends a year: 1 January or 31 December. Nothing tells
/// whether such figures are those of the month or of the year.
pub(super) fn lone_end_of_year<'a>(cells: &[&'a str], order: Option<DateOrder>) -> Option<&'a str> {
    let (first, others) = cells.split_first()?;
    let (month, day) = Period::parse_day(first, order).filter(|_| others.iter().all(|cell| cell == first))?;
    matches!((month.start_month().rem_euclid(12), day), (0, 1) | (11, 31)).then_some(*first)
}

fn order_of<const ORDER: u8>() -> Option<DateOrder> {
    match ORDER {
        1 => Some(DateOrder::DayFirst),
        2 => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

fn read<const ORDER: u8>(cell: &str, step: Step) -> Option<Period> {
    Period::parse_day(cell, order_of::<ORDER>()).map(|(month, _)| step.period(month))
}

fn year_to<const ORDER: u8>(cell: &str) -> Option<Period> {
    read::<ORDER>(cell, Step::YearTo)
}

fn year_from<const ORDER: u8>(cell: &str) -> Option<Period> {
    read::<ORDER>(cell, Step::YearFrom)
}

fn quarter<const ORDER: u8>(cell: &str) -> Option<Period> {
    read::<ORDER>(cell, Step::Quarter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cells: &[&str], order: Option<DateOrder>) -> Option<Vec<String>> {
        let reader = reader_of(cells, order, false)?;
        Some(cells.iter().filter_map(|cell| reader(cell)).map(|period| period.to_string()).collect())
    }

    #[test]
    fn one_date_that_begins_or_ends_a_year_is_told() {
        let told = |cells: &[&'static str]| lone_end_of_year(cells, None);
        assert_eq!(told(&["2024-01-01", "2024-01-01"]), Some("2024-01-01"));
        assert_eq!(told(&["2023-12-31T00:00:00"]), Some("2023-12-31T00:00:00"));
        for sound in [["2024-01", "2024-01"], ["2024-01-01", "2024-01-02"], ["2024-03-01"; 2], ["2024-12-01"; 2]] {
            assert_eq!(told(&sound), None, "{sound:?}");
        }
    }

    #[test]
    fn some_months_of_a_year_may_stand_for_quarters_or_years() {
        let told = |cells: &[&'static str]| {
            let months: Vec<(Period, &str)> = cells.iter().filter_map(|cell| Some((month(cell)?, *cell))).collect();
            may_stand_for(&months)
        };
        assert_eq!(told(&["2022_1", "2022_2", "2022_3"]), Some(Frequency::Quarter));
        assert_eq!(told(&["2021-1", "2021-4", "2022-1"]), Some(Frequency::Quarter));
        assert_eq!(told(&["Dec-19", "Dec-20", "Dec-21"]), Some(Frequency::Year));
        for months in [&["2022_1", "2022_2", "2022_5"][..], &["2022-01", "2022-02"], &["2022M1", "2022M2"]] {
            assert_eq!(told(months), None, "{months:?}");
        }
        assert_eq!(told(&["Dec-19", "Dec-20"]), None, "a month and the same of the year before");
        let read = |cells: &[&str], frequency| -> Vec<String> {
            let reader = standing_for(frequency);
            cells.iter().filter_map(|cell| reader?(cell)).map(|period| period.to_string()).collect()
        };
        assert_eq!(read(&["12/2019", "Jan-20"], Frequency::Year), ["2019", "2020"]);
        assert_eq!(read(&["2022_1", "2022_4", "2022_5"], Frequency::Quarter), ["2022Q1", "2022Q4"]);
    }

    #[test]
    fn the_step_between_dates_is_the_frequency() {
        let some = |all: &[&str]| Some(all.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        assert_eq!(read(&["2020-12-31", "2021-12-31", "2022-12-31"], None), some(&["2020", "2021", "2022"]));
        assert_eq!(read(&["2020-01-01", "2021-01-01"], None), some(&["2020", "2021"]));
        assert_eq!(read(&["2014-03-01", "2014-06-01", "2014-09-01"], None), some(&["2014Q1", "2014Q2", "2014Q3"]));
        assert_eq!(
            read(&["31/03/2020", "30/06/2020", "30/09/2020"], Some(DateOrder::DayFirst)),
            some(&["2020Q1", "2020Q2", "2020Q3"])
        );
        let years = some(&["2020", "2021"]);
        for dates in [
            ["01-Jan-2020", "01-Jan-2021"],
            ["January 1, 2020", "January 1, 2021"],
            ["31 December 2020", "31 December 2021"],
            ["20201231", "20211231"],
            ["31. Dezember 2020", "31. Dezember 2021"],
        ] {
            assert_eq!(read(&dates, None), years, "{dates:?}");
        }
        assert_eq!(read(&["31 March 2020", "31 March 2021"], None), some(&["FY2019", "FY2020"]));
        assert_eq!(read(&["2020-01-31", "2020-02-29", "2020-03-31"], None), None);
        assert_eq!(read(&["2020-01", "2021-01"], None), None);
    }
}
