//! Whether the dates of a column begin with the day or with the month.

use foldhash::HashSet;

use crate::data::{DateOrder, Period};

/// What the dates of a column say of their order.
pub(crate) enum Order {
    /// No date depends on it.
    NotNeeded,
    /// The dates decide it.
    Known(DateOrder),
    /// The dates only look so: one part is always 1, as of months that are dated by their first day.
    Likely(DateOrder, String),
    /// An example that can be read both ways.
    Open(String),
}

/// Dates such as `01/04/2024`: a first number over 12 is a day; if the first is always 1 and the
/// second runs through the year, it is likely the first day of each month; and the reverse.
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
    if pairs.is_empty() {
        return Order::NotNeeded;
    }
    let distinct = |number: fn(&(i32, i32, &str)) -> i32| pairs.iter().map(number).collect::<HashSet<i32>>().len();
    let (first, second) = (distinct(|p| p.0), distinct(|p| p.1));
    if pairs.iter().any(|p| p.0 > 12) {
        Order::Known(DateOrder::DayFirst)
    } else if pairs.iter().any(|p| p.1 > 12) {
        Order::Known(DateOrder::MonthFirst)
    } else if pairs.iter().all(|p| p.0 == p.1) {
        Order::NotNeeded
    } else if first == 1 && second > 1 && pairs.iter().all(|p| p.0 == 1) {
        Order::Likely(DateOrder::DayFirst, example_of(&pairs))
    } else if second == 1 && first > 1 && pairs.iter().all(|p| p.1 == 1) {
        Order::Likely(DateOrder::MonthFirst, example_of(&pairs))
    } else {
        Order::Open(example_of(&pairs))
    }
}

/// A date that is another one when its parts change places.
fn example_of(pairs: &[(i32, i32, &str)]) -> String {
    let told = pairs.iter().find(|p| p.0 != p.1).or_else(|| pairs.first());
    told.map(|(_, _, cell)| (*cell).to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_claimed_only_where_dates_tell_it() {
        let order = |cells: &[&str]| match order_of(cells) {
            Order::NotNeeded => "not needed".to_owned(),
            Order::Known(order) => format!("{order:?}"),
            Order::Likely(order, example) => format!("likely {order:?}: {example}"),
            Order::Open(example) => format!("open: {example}"),
        };
        assert_eq!(order(&["1/1/2024", "1/1/2024"]), "not needed");
        assert_eq!(order(&["1/1/2023", "1/1/2024", "3/3/2024"]), "not needed");
        assert_eq!(order(&["1/1/2024", "1/2/2024", "1/3/2024"]), "likely DayFirst: 1/2/2024");
        assert_eq!(order(&["1/1/2024", "2/1/2024"]), "likely MonthFirst: 2/1/2024");
        assert_eq!(order(&["1/1/2024", "31/1/2024"]), "DayFirst");
        assert_eq!(order(&["3/4/2024", "4/5/2024"]), "open: 3/4/2024");
    }
}
