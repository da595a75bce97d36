//! Whether the dates of a column begin with the day or with the month.

use foldhash::HashSet;

use crate::data::{DateOrder, Period};

/// What the dates of a column say of their order.
pub(crate) enum Order {
    /// No date depends on it.
    NotNeeded,
    /// The dates decide it.
    Known(DateOrder),
    /// An example that can be read both ways.
    Open(String),
}

/// Dates such as `01/04/2024`: a first number over 12 is a day; if the first is always 1 and the
/// second runs through the year, it is the first day of each month; and the reverse.
pub(crate) fn order_of(cells: &[&str]) -> Order {
    let pairs: Vec<(i32, i32, &str)> = cells
        .iter()
        .filter(|cell| Period::parse(cell).is_none_or(|_| cell.contains(['/', '-'])))
        .filter_map(|cell| {
            let mut parts = cell.split(['/', '-', '.']);
            let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
            let fits = first.len() <= 2 && second.len() <= 2 && year.trim().len() == 4;
            Some((first.trim().parse().ok()?, second.parse().ok()?, *cell)).filter(|_| fits)
        })
        .collect();
    let Some((_, _, example)) = pairs.first() else { return Order::NotNeeded };
    let distinct = |number: fn(&(i32, i32, &str)) -> i32| pairs.iter().map(number).collect::<HashSet<i32>>().len();
    let (first, second) = (distinct(|p| p.0), distinct(|p| p.1));
    if pairs.iter().any(|p| p.0 > 12) {
        Order::Known(DateOrder::DayFirst)
    } else if pairs.iter().any(|p| p.1 > 12) {
        Order::Known(DateOrder::MonthFirst)
    } else if first == 1 && second > 1 && pairs.iter().all(|p| p.0 == 1) {
        Order::Known(DateOrder::DayFirst)
    } else if second == 1 && first > 1 && pairs.iter().all(|p| p.1 == 1) {
        Order::Known(DateOrder::MonthFirst)
    } else if first == 1 && second == 1 && pairs.iter().all(|p| p.0 == p.1) {
        Order::Known(DateOrder::DayFirst)
    } else {
        Order::Open((*example).to_owned())
    }
}
