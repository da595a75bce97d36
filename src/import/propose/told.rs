//! What the levels of a column's name tell: `Germany / Exports / 2021 / Q1` is a country, a flow and a period.

use super::is_month;
use super::series::within;
use crate::data::{Flow, Frequency, Period, Role, country};
use crate::import::words::{self, Hint};
use crate::import::{SeriesColumn, WithinYear};
use crate::import::{regions, vocabulary};

/// What the levels of a name tell.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub(super) struct Told {
    pub(super) flow: Option<Flow>,
    pub(super) period: Option<Period>,
    /// The part of a year that another column tells.
    pub(super) within: Option<WithinYear>,
    pub(super) country: Option<String>,
    /// The country as it is written.
    level: Option<String>,
    /// A figure that may be a month or a quarter.
    part: Option<u8>,
    pub(super) rest: Vec<String>,
}

impl Told {
    fn of(name: &str) -> Self {
        let mut told = Self::default();
        for level in name.split(" / ").map(str::trim).filter(|level| !level.is_empty()) {
            if let Some(period) = Period::parse(level) {
                // A year beside its month or quarter: the finer one of the two.
                told.period = told.period.filter(|known| known.frequency() < period.frequency()).or(Some(period));
            } else if let Some(part) = part_of_year(level) {
                told.within = Some(part);
            } else if let Some(part) = level.parse().ok().filter(|part| (1..=12).contains(part)) {
                told.part = Some(part);
            } else if let (None, Some(flow)) = (told.flow, words::flow_of_phrase(level)) {
                told.flow = Some(flow);
            } else if let (None, Some(found)) = (&told.country, country::recognise(level)) {
                told.level = Some(level.to_owned());
                told.country = Some(if found.role == Role::Total { level.to_owned() } else { found.code });
            } else if words::unit_of(level).is_none() && !is_amount(level) {
                told.rest.push(level.to_owned());
            }
        }
        told.dated()
    }

    /// A year and its part are one period.
    fn dated(mut self) -> Self {
        if let Some(year) = self.period.filter(|period| period.frequency() == Frequency::Year).map(Period::start_year) {
            self.period = match self.within.take() {
                Some(WithinYear::Month(month)) => Some(Period::month(year, i32::from(month))),
                Some(WithinYear::Quarter(quarter)) => Some(Period::quarter(year, i32::from(quarter))),
                None => self.period,
            };
        }
        self
    }

    pub(super) fn series(self, column: usize, as_partner: bool) -> SeriesColumn {
        let (reporter, partner) = if as_partner { (None, self.country) } else { (self.country, None) };
        let sector = (!self.rest.is_empty()).then(|| self.rest.join(" / "));
        let (flow, period, within) = (self.flow, self.period, self.within);
        SeriesColumn { column, flow, period, within, reporter, partner, sector, ..SeriesColumn::default() }
    }
}

/// What the names of several columns tell, each seen beside the others.
pub(super) fn told<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Told> {
    let mut told: Vec<Told> = names.map(Told::of).collect();
    figures_of_years(&mut told);
    totals_of_years(&mut told);
    places(&mut told);
    told
}

/// The month or quarter that a level is: `März`, `Q1`, `第1四半期`, `III`.
fn part_of_year(level: &str) -> Option<WithinYear> {
    match level {
        "I" => Some(WithinYear::Quarter(1)),
        "II" => Some(WithinYear::Quarter(2)),
        "III" => Some(WithinYear::Quarter(3)),
        "IV" => Some(WithinYear::Quarter(4)),
        _ if is_month(level) || level.chars().any(|c| c.is_ascii_digit()) && level.parse::<f64>().is_err() => {
            within(level)
        }
        _ => None,
    }
}

/// Whether a level is a month or a quarter, also by its figure.
pub(super) fn is_part_of_year(level: &str) -> bool {
    part_of_year(level).is_some() || level.parse::<u8>().is_ok_and(|part| (1..=12).contains(&part))
}

/// `1` to `4` are quarters and `1` to `12` months, by how many there are.
fn figures_of_years(told: &mut [Told]) {
    let most = told.iter().filter_map(|one| one.part).max().unwrap_or(0);
    for one in told {
        one.within = one
            .within
            .or(one.part.take().map(|part| if most > 4 { WithinYear::Month(part) } else { WithinYear::Quarter(part) }));
        *one = std::mem::take(one).dated();
    }
}

/// `2015 / Total` beside `2015 / Q1` is the year.
fn totals_of_years(told: &mut [Told]) {
    let finer = |one: &Told| one.within.is_some() || one.period.is_some_and(|p| p.frequency() != Frequency::Year);
    if told.iter().any(finer) {
        for one in told.iter_mut().filter(|one| !finer(one)) {
            if one.rest.last().is_some_and(|word| vocabulary::claims_total(word).is_some()) {
                one.rest.pop();
            }
        }
    }
}

/// Whether a level says no more than that amounts stand below it: `Value` beside `Share (%)`.
fn is_amount(level: &str) -> bool {
    matches!(words::hint(level), Some((Hint::Value, _)))
}

/// `Total` is the world beside countries and all goods beside goods, whichever list knows the word; and an unknown name
/// among countries is one of them in another spelling, as `Et` is no Ethiopia among meats.
fn places(told: &mut [Told]) {
    let place = |text: &String| country::recognise(text).filter(|found| found.role != Role::Total);
    let places = told.iter().filter(|one| one.country.as_ref().and_then(place).is_some()).count();
    // Regions and totals stand among countries and among anything else.
    let neutral = |text: &String| country::recognise(text).is_none() && regions::region_role(text) != Role::Unknown;
    let own = |one: &Told| one.country.as_ref().and_then(place).is_some() || one.rest.iter().any(|text| !neutral(text));
    let named = told.iter().filter(|one| own(one)).count();
    let most = places * 3 >= named * 2;
    for one in told {
        match (&one.country, one.rest.as_slice()) {
            (Some(_), _) if places * 2 < named => one.rest.extend(one.country.take().and(one.level.take())),
            (None, [word]) if places > 0 && (most || regions::region_role(word) != Role::Unknown) => {
                one.country = one.rest.pop();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_tell_country_flow_and_period() {
        let names = ["1998 / ABD / Q1", "1998 / ABD / Toplam", "1998 / Tayland / Q1", "1998 / Tayland / Toplam"];
        let told = told(names.into_iter());
        let of = |at: usize| {
            told.get(at).map(|one| (one.period.map(|p| p.to_string()), one.country.clone(), one.rest.clone()))
        };
        assert_eq!(of(0), Some((Some("1998Q1".to_owned()), Some("USA".to_owned()), vec![])));
        assert_eq!(of(1), Some((Some("1998".to_owned()), Some("USA".to_owned()), vec![])));
        assert_eq!(of(3), Some((Some("1998".to_owned()), Some("THA".to_owned()), vec![])));
    }
}
