//! Dates that stand for longer periods: where they are a year or a quarter apart, that step is the frequency.
//!
//! `2020-12-31`, `2021-12-31` are years and not Decembers with eleven gaps between them; `2014-03-01`, `2014-06-01` are
//! quarters.

use std::collections::BTreeSet;

use crate::data::{DateOrder, Frequency, Period};

/// Reads a date as the period that it stands for.
pub(super) type Reader = fn(&str) -> Option<Period>;

/// How the dates of a column are read, where their step, or the column's name, says that they are no months.
pub(super) fn reader_of(cells: &[&str], order: Option<DateOrder>, yearly: bool) -> Option<Reader> {
    let months: BTreeSet<i32> = cells.iter().filter_map(|cell| month_of(cell, order)).collect();
    let dated = cells.iter().filter(|cell| month_of(cell, order).is_some()).count();
    if months.is_empty() || months.len() < 2 && !yearly || dated * 10 < cells.len() * 9 {
        return None;
    }
    let steps = || months.iter().zip(months.iter().skip(1)).map(|(one, next)| next - one);
    let at = |step: i32| {
        let apart = steps().all(|found| found % step == 0);
        apart && (steps().min() == Some(step) || step == 12 && yearly)
    };
    let ends = cells.iter().all(|cell| day_of(cell).is_none_or(|day| day >= 28));
    match (at(12), at(3), order) {
        (true, _, None) if ends => Some(year_to::<0>),
        (true, _, Some(DateOrder::DayFirst)) if ends => Some(year_to::<1>),
        (true, _, Some(DateOrder::MonthFirst)) if ends => Some(year_to::<2>),
        (true, _, None) => Some(year_from::<0>),
        (true, _, Some(DateOrder::DayFirst)) => Some(year_from::<1>),
        (true, _, Some(DateOrder::MonthFirst)) => Some(year_from::<2>),
        (_, true, None) => Some(quarter::<0>),
        (_, true, Some(DateOrder::DayFirst)) => Some(quarter::<1>),
        (_, true, Some(DateOrder::MonthFirst)) => Some(quarter::<2>),
        _ => None,
    }
}

/// The one date of a column that has no other, where it begins or ends a year: 1 January or 31 December. Nothing tells
/// whether such figures are those of the month or of the year.
pub(super) fn lone_end_of_year<'a>(cells: &[&'a str], order: Option<DateOrder>) -> Option<&'a str> {
    let (first, others) = cells.split_first()?;
    let month = month_of(first, order).filter(|_| others.iter().all(|cell| cell == first))?.rem_euclid(12);
    let date = first.split(['T', ' ']).next().unwrap_or(first);
    let has = |part: &str| date.split(|c: char| !c.is_ascii_digit()).any(|number| number == part);
    let begins = month == 0 && (has("1") || has("01"));
    (begins || month == 11 && has("31")).then_some(*first)
}

/// The month of a date with a day; none for what names no day.
fn month_of(cell: &str, order: Option<DateOrder>) -> Option<i32> {
    let parts = cell.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).count();
    let period = Period::parse_with(cell, order)?;
    let is_month = period.frequency() == Frequency::Month;
    (is_month && (parts >= 3 || day_of(cell).is_some())).then(|| period.start_month())
}

/// The day of a date, as far as it can be told: the largest number below 32 that is written with it.
fn day_of(cell: &str) -> Option<u32> {
    let date = cell.split(['T', ' ']).next().unwrap_or(cell);
    let numbers: Vec<u32> =
        date.split(|c: char| !c.is_ascii_digit()).filter(|n| n.len() <= 2).filter_map(|n| n.parse().ok()).collect();
    if numbers.len() == 2 { numbers.into_iter().max().filter(|day| *day >= 1) } else { None }
}

fn order_of<const ORDER: u8>() -> Option<DateOrder> {
    match ORDER {
        1 => Some(DateOrder::DayFirst),
        2 => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// The year that ends with a date's month.
fn year_to<const ORDER: u8>(cell: &str) -> Option<Period> {
    month_of(cell, order_of::<ORDER>()).map(|month| Period::starting(month - 11, Frequency::Year))
}

/// The year that begins with a date's month; the calendar year of a December that is dated by its first day.
fn year_from<const ORDER: u8>(cell: &str) -> Option<Period> {
    let month = month_of(cell, order_of::<ORDER>())?;
    let december = month.rem_euclid(12) == 11;
    Some(Period::starting(if december { month - 11 } else { month }, Frequency::Year))
}

/// The calendar quarter of a date's month.
fn quarter<const ORDER: u8>(cell: &str) -> Option<Period> {
    month_of(cell, order_of::<ORDER>()).map(|month| Period::starting(month - month.rem_euclid(3), Frequency::Quarter))
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
    fn the_step_between_dates_is_the_frequency() {
        let some = |all: &[&str]| Some(all.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        assert_eq!(read(&["2020-12-31", "2021-12-31", "2022-12-31"], None), some(&["2020", "2021", "2022"]));
        assert_eq!(read(&["2020-01-01", "2021-01-01"], None), some(&["2020", "2021"]));
        assert_eq!(read(&["2014-03-01", "2014-06-01", "2014-09-01"], None), some(&["2014Q1", "2014Q2", "2014Q3"]));
        assert_eq!(
            read(&["31/03/2020", "30/06/2020", "30/09/2020"], Some(DateOrder::DayFirst)),
            some(&["2020Q1", "2020Q2", "2020Q3"])
        );
        assert_eq!(read(&["2020-01-31", "2020-02-29", "2020-03-31"], None), None);
        assert_eq!(read(&["2020-01", "2021-01"], None), None);
    }
}
