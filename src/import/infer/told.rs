//! What the levels of a column's name tell: `Germany / Exports / 2021 / Q1` is a country, a flow and a period.

use std::collections::BTreeSet;

use foldhash::HashSet;

use super::is_month;
use super::series::{ROMAN, within};
use crate::data::{Flow, Frequency, Period, Role, country};
use crate::import::vocabulary::{SPAN, variant_of};
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
    /// Whether a level of its own tells the part of the year.
    apart: bool,
    /// A figure that may be a month or a quarter, and as it is written.
    part: Option<(u8, String)>,
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
            } else if let (None, Some(part)) = (&told.part, figure_of_year(level)) {
                told.part = Some((part, level.to_owned()));
            } else if let (None, Some(flow)) = (told.flow, words::flow_of_phrase(level)) {
                told.flow = Some(flow);
            } else if let (None, Some(found)) = (&told.country, place_of(level)) {
                told.level = Some(level.to_owned());
                told.country = Some(if found.role == Role::Total { level.to_owned() } else { found.code });
            } else if words::unit_of(level).is_none() && !is_amount(level) && !is_of_period_alone(level) {
                told.rest.push(level.to_owned());
            }
        }
        told.dated()
    }

    /// A year and its part are one period.
    fn dated(mut self) -> Self {
        self.apart |= self.within.is_some();
        if let Some(year) = self.period.filter(|period| period.frequency() == Frequency::Year).map(Period::start_year) {
            self.period = match self.within.take() {
                Some(WithinYear::Month(month)) => Some(Period::month(year, i32::from(month))),
                Some(WithinYear::Quarter(quarter)) => Some(Period::quarter(year, i32::from(quarter))),
                None => self.period,
            };
        }
        self
    }

    /// Whether it tells a period and nothing else.
    pub(super) const fn is_period(&self) -> bool {
        let other = self.flow.is_some() || self.within.is_some() || self.country.is_some() || !self.rest.is_empty();
        self.period.is_some() && !other
    }

    /// Whether what it tells of is called a total.
    fn is_total(&self) -> bool {
        self.rest.last().is_some_and(claims) || self.level.as_ref().is_some_and(claims)
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

/// The country that a level names; a code is written in capitals, `Et` is Turkish for meat.
fn place_of(level: &str) -> Option<country::Recognised> {
    let code = level.len() <= 3 && level.is_ascii();
    country::recognise(level).filter(|_| !code || level.bytes().all(|byte| !byte.is_ascii_lowercase()))
}

/// The month or quarter that a level is: `März`, `Q1`, `第1四半期`.
pub(super) fn part_of_year(level: &str) -> Option<WithinYear> {
    let mixed = level.chars().any(|c| c.is_ascii_digit()) && level.parse::<f64>().is_err();
    within(level).filter(|_| is_month(level) || mixed)
}

/// Whether a level says that figures are of each month alone, which nothing but what accumulates beside them asks for.
fn is_of_period_alone(level: &str) -> bool {
    variant_of("", level).is_some_and(|variant| variant.what == SPAN && variant.rank == 0)
}

/// The figure that a level is, where it may be that of a month or a quarter; `I` to `IV` are figures.
fn figure_of_year(level: &str) -> Option<u8> {
    let roman = (1..).zip(ROMAN).find(|(_, figure)| *figure == level).map(|(quarter, _)| quarter);
    roman.or_else(|| level.parse().ok()).filter(|part| (1..=12).contains(part))
}

/// Whether a level is a month or a quarter, also by its figure.
pub(super) fn is_part_of_year(level: &str) -> bool {
    part_of_year(level).is_some() || figure_of_year(level).is_some()
}

/// `1` to `4` are quarters and `1` to `12` months where all of them are there and nothing else: chapters `01`, `02`, `10`
/// and sections `I` to `XXI` of a list of goods are neither.
fn figures_of_years(told: &mut [Told]) {
    let figures: BTreeSet<u8> = told.iter().filter_map(|one| Some(one.part.as_ref()?.0)).collect();
    let padded = told.iter().filter_map(|one| one.part.as_ref()).any(|(_, text)| text.starts_with('0'));
    let whole = |most: u8| figures.iter().copied().eq(1..=most);
    // What has no figure is a year's total, and no further part of a list.
    let others = told.iter().filter(|one| one.part.is_none()).all(|one| one.is_total() || one.rest.is_empty());
    let (quarters, months) = (whole(4) && !padded && others, whole(12) && others);
    for one in told {
        if let Some((part, text)) = one.part.take() {
            match (quarters, months) {
                (true, _) => one.within = one.within.or(Some(WithinYear::Quarter(part))),
                (_, true) => one.within = one.within.or(Some(WithinYear::Month(part))),
                _ => one.rest.push(text),
            }
        }
        *one = std::mem::take(one).dated();
    }
}

/// Whether a level claims to be a total; beside `Q1` the level `Year` is one.
fn claims(word: impl AsRef<str>) -> bool {
    let word = word.as_ref();
    vocabulary::claims_total(word).is_some() || matches!(words::hint(word), Some((Hint::Year, _)))
}

/// `2015 / Total` beside `2015 / Q1` is the year. Beside `2015Q1 / Total` it is a total of something else.
fn totals_of_years(told: &mut [Told]) {
    if !told.iter().any(|one| one.apart) {
        return;
    }
    let by_country = told.iter().any(|one| one.apart && one.country.is_some());
    let parts: HashSet<(Option<String>, Vec<String>)> =
        told.iter().filter(|one| one.apart).map(|one| (one.country.clone(), one.rest.clone())).collect();
    for one in told.iter_mut().filter(|one| !one.apart) {
        // `Total goods / 2020 / Total` beside `Total goods / 2020 / Q1`: of two totals, the one that leaves a subject.
        let is_placed = one.level.as_ref().is_some_and(claims);
        let of_subject = is_placed && parts.contains(&(None, one.rest.clone()));
        if !of_subject && one.rest.last().is_some_and(claims) {
            one.rest.pop();
        } else if is_placed && !by_country {
            // `Total` is also the world: where no country stands beside it, it is the year.
            (one.country, one.level) = (None, None);
        }
    }
}

/// Whether a level says no more than that amounts stand below it: `Value` beside `Share (%)`.
pub(super) fn is_amount(level: &str) -> bool {
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

    #[test]
    fn a_years_total_of_all_goods_is_of_these_goods() {
        let names =
            ["Total goods / 2022 / jan", "Total goods / 2022 / Total", "Food / 2022 / jan", "Food / 2022 / Total"];
        let told = told(names.into_iter());
        let of = |at: usize| told.get(at).map(|one| (one.country.clone(), one.rest.clone()));
        assert_eq!(of(0), of(1));
        assert_eq!(of(2), of(3));
    }

    #[test]
    fn totals_of_goods_are_no_years_totals() {
        let names = ["Jan 2020 / Food", "Jan 2020 / Total", "2020 / Food", "2020 / Total"];
        let told = told(names.into_iter());
        let sums: Vec<_> = told.iter().map(|one| one.country.clone().or(one.rest.last().cloned())).collect();
        assert_eq!(sums.first(), sums.get(2), "food");
        assert!(sums.get(1).is_some_and(Option::is_some) && sums.get(1) == sums.get(3), "{sums:?}");
    }

    #[test]
    fn codes_of_goods_are_no_parts_of_years() {
        let periods = |levels: &[&str]| -> Vec<String> {
            let names: Vec<String> = levels.iter().map(|level| format!("2020 / {level}")).collect();
            let told = told(names.iter().map(String::as_str));
            told.iter().filter_map(|one| one.period).map(|period| period.to_string()).collect()
        };
        let months: Vec<String> = (1..=12).map(|month| format!("{month:02}")).collect();
        let months: Vec<&str> = months.iter().map(String::as_str).collect();
        assert_eq!(periods(&["1", "2", "3", "4"]), ["2020Q1", "2020Q2", "2020Q3", "2020Q4"]);
        assert_eq!(periods(&["I", "II", "III", "IV", "Total"]), ["2020Q1", "2020Q2", "2020Q3", "2020Q4", "2020"]);
        assert_eq!(periods(&["I", "II", "III", "IV", "Year"]), ["2020Q1", "2020Q2", "2020Q3", "2020Q4", "2020"]);
        assert_eq!(periods(&months).last().map(String::as_str), Some("2020-12"));
        // Chapters, sections of a tariff, and the first months of a year, which may as well be chapters.
        for levels in
            [&["01", "02", "10", "27"][..], &["I", "II", "III", "IV", "V"], &["01", "02", "03", "04"], &["1", "2"]]
        {
            assert!(periods(levels).iter().all(|period| period == "2020"), "{levels:?}");
        }
    }
}
