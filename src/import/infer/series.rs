//! Columns of values whose names say more than the flow: a country, a month of the row's year, several parts at once.

use foldhash::HashSet;

use super::named::leading_country;
use super::told::is_amount;
use super::values::without_marks;
use super::{Profile, Work};
use crate::data::{Frequency, Period, Role, country};
use crate::import::phrases::flow_towards;
use crate::import::words::{self, Hint};
use crate::import::{ColumnRole, SeriesColumn, WithinYear};

/// The signs at which composite names are taken apart, the rarest in ordinary names first.
const SEPARATORS: [&str; 7] = [" / ", "::", ":", "|", " - ", " -", "/"];
/// The most bytes of a name that ends with a period.
const LONGEST: usize = 200;
impl Work<'_> {
    /// Takes the names of the value columns apart, where that gives each of them a meaning of its own.
    pub(super) fn named_series(&mut self, numeric: &[usize]) -> bool {
        // Where a column tells the flow, names tell the country or the part of the year.
        let flows = self.has(ColumnRole::Flow);
        let told = || if flows { None } else { self.composite(numeric).or_else(|| self.towards(numeric)) };
        let found = self.within_year().or_else(told).or_else(|| self.country_columns());
        let Some(series) = found else { return false };
        for one in series {
            self.set(one.column, ColumnRole::Series);
            self.proposal.mapping.series.push(one);
        }
        self.proposal.wide = true;
        true
    }

    /// Columns for the months or quarters of the year that each row tells.
    fn within_year(&self) -> Option<Vec<SeriesColumn>> {
        if !self.has(ColumnRole::Year) || self.has(ColumnRole::SubPeriod) {
            return None;
        }
        // Quarters that are not published yet hold marks only, or nothing.
        let empty = |p: &Profile| p.filled == 0 || p.mostly(p.marks, 90);
        let figures = self.free(|p| ROMAN.contains(&p.name.trim())).len() == ROMAN.len();
        let part = |name: &str| within(without_value(name)).or_else(|| roman(name).filter(|_| figures));
        let columns = self.free(|p| (p.is_numeric() || empty(p)) && part(&p.name).is_some());
        if !columns.iter().any(|at| self.profile(*at).is_some_and(Profile::is_numeric)) {
            return None;
        }
        let series: Vec<SeriesColumn> = columns
            .iter()
            .map(|at| SeriesColumn { column: *at, within: part(&self.name(*at)), ..SeriesColumn::default() })
            .collect();
        let kinds: HashSet<Option<WithinYear>> = series.iter().map(|one| one.within).collect();
        (series.len() >= 2 && kinds.len() == series.len()).then_some(series)
    }

    /// Names of several parts (`Canada:Import`), at the separator at which their parts repeat.
    fn composite(&self, numeric: &[usize]) -> Option<Vec<SeriesColumn>> {
        SEPARATORS.iter().find_map(|separator| {
            // `2022_01` and `exp_2022_01` hold one period.
            if numeric.iter().any(|at| splits_period(&self.name(*at), separator)) {
                return None;
            }
            let all: Vec<(usize, Vec<String>)> =
                numeric.iter().map(|at| (*at, parts(&self.name(*at), separator))).collect();
            // What stands apart at the separator must come again, or it is punctuation within a name.
            let mut seen: HashSet<&str> = HashSet::default();
            let again = all.iter().flat_map(|(_, parts)| parts).filter(|part| !seen.insert(part.as_str())).count();
            if all.len() < 2 || again == 0 || all.iter().any(|(_, parts)| parts.is_empty()) {
                return None;
            }
            // `Total` is the world beside countries, and all products beside products.
            let is_leaf = |part: &String| country::recognise(part).is_some_and(|r| r.role == Role::Leaf);
            let places = all.iter().flat_map(|(_, parts)| parts).any(is_leaf);
            let series: Vec<SeriesColumn> =
                all.iter().map(|(column, parts)| told(*column, parts, places)).collect::<Option<_>>()?;
            let more = series.iter().any(|one| one.partner.is_some() || one.sector.is_some());
            (more && differ(&series)).then_some(series)
        })
    }

    /// `Exports to Asia`: a flow and the place it goes to or comes from.
    fn towards(&self, numeric: &[usize]) -> Option<Vec<SeriesColumn>> {
        let one = |at: &usize| {
            let (flow, partner) = flow_towards(&self.name(*at))?;
            // `US exports to China` beside `China exports to US` are of two reporters.
            let reporter = leading_country(&self.name(*at)).map(|owner| owner.code);
            let (flow, partner) = (Some(flow), Some(partner));
            Some(SeriesColumn { column: *at, flow, partner, reporter, ..SeriesColumn::default() })
        };
        let mut series: Vec<SeriesColumn> = numeric.iter().filter_map(one).collect();
        // One reporter of all is the file's.
        let reporters: HashSet<Option<String>> = series.iter().map(|one| one.reporter.clone()).collect();
        if reporters.len() < 2 || reporters.contains(&None) {
            for one in &mut series {
                one.reporter = None;
            }
        }
        (series.len() >= 2 && series.len() == numeric.len() && differ(&series)).then_some(series)
    }

    /// A column for each country: the reporter's partners, or the reporters where the file is about none.
    fn country_columns(&self) -> Option<Vec<SeriesColumn>> {
        // A country may have marks only.
        let figures = |p: &Profile| p.is_numeric() || p.mostly(p.marks, 90);
        let columns = self.free(|p| figures(p) && matches!(p.hint, None | Some(Hint::Country)));
        let known = |at: &usize| country::recognise(self.name(*at).trim());
        let countries = columns.iter().filter(|at| known(at).is_some_and(|r| r.role == Role::Leaf)).count();
        let any = columns.iter().any(|at| self.profile(*at).is_some_and(Profile::is_numeric));
        if !any || countries < 2 || countries * 3 < columns.len() * 2 {
            return None;
        }
        let sides = self.has(ColumnRole::Partner) || self.has(ColumnRole::PartnerName);
        let series: Vec<SeriesColumn> = columns
            .iter()
            .map(|at| {
                let name = Some(self.name(*at));
                let (reporter, partner) = if sides { (name, None) } else { (None, name) };
                SeriesColumn { column: *at, reporter, partner, ..SeriesColumn::default() }
            })
            .collect();
        differ(&series).then_some(series)
    }
}

/// A name without the word that says it holds values: `Q1` of `Q1 Value`.
fn without_value(name: &str) -> &str {
    let bare = name.trim().split_once(' ').filter(|(_, rest)| matches!(words::hint(rest), Some((Hint::Value, _))));
    bare.map_or(name, |(part, _)| part)
}

/// Quarters, where all four are there.
pub(super) const ROMAN: [&str; 4] = ["I", "II", "III", "IV"];

fn roman(name: &str) -> Option<WithinYear> {
    let quarter = (1..).zip(ROMAN).find(|(_, figure)| *figure == name.trim());
    quarter.map(|(quarter, _)| WithinYear::Quarter(quarter))
}

/// The month or quarter that a column's name is.
pub(super) fn within(name: &str) -> Option<WithinYear> {
    let name = name.trim();
    let short = name.chars().count() <= 14 && Period::parse(name).is_none();
    let whole = [format!("2000 {name}"), format!("2000年{name}"), format!("2000년 {name}")];
    let period = whole.iter().find_map(|text| Period::parse(text)).filter(|_| short && !name.is_empty())?;
    let month = u8::try_from(period.start_month().rem_euclid(12)).ok()?;
    match period.frequency() {
        Frequency::Month => Some(WithinYear::Month(month + 1)),
        Frequency::Quarter => Some(WithinYear::Quarter(month / 3 + 1)),
        Frequency::Year => None,
    }
}

/// The parts of a name, without the unit at its end; none where it is not composite.
fn parts(name: &str, separator: &str) -> Vec<String> {
    let parts: Vec<String> =
        name.split(separator).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect();
    if parts.len() < 2 { Vec::new() } else { parts }
}

/// Whether a separator would cut a month or quarter in two: that of `exp_2022_01` or `2022_01 value`.
pub(super) fn splits_period(name: &str, separator: &str) -> bool {
    if name.len() > LONGEST {
        return false;
    }
    let ends = std::iter::once(0).chain(name.match_indices(separator).map(|(at, found)| at + found.len()));
    let is_fine = |period: Period| period.frequency() != Frequency::Year;
    let is_cut = |text: &str| text.contains(separator) && Period::parse(text).is_some_and(is_fine);
    ends.into_iter().filter_map(|at| name.get(at..)).any(|rest| {
        let word = rest.split(' ').next().unwrap_or(rest);
        is_cut(rest) || is_cut(word)
    })
}

/// What the parts of a name say together; none where they name no flow.
fn told(column: usize, parts: &[String], places: bool) -> Option<SeriesColumn> {
    let mut series = SeriesColumn { column, ..SeriesColumn::default() };
    let mut rest: Vec<String> = Vec::new();
    // The last flow is the one meant: in `trade balance: Exports` the first names the account.
    let flow_at = parts.iter().rposition(|part| words::flow_of_phrase(part).is_some())?;
    for (at, part) in parts.iter().enumerate() {
        let place = country::recognise(part).filter(|_| places && series.partner.is_none());
        if at == flow_at {
            series.flow = words::flow_of_phrase(part);
        } else if let Some(period) = Period::parse(part) {
            series.period = Some(period);
        } else if place.is_some() {
            series.partner = Some(part.clone());
        } else if words::unit_of(part).is_none() && !is_amount(part) {
            rest.push(without_marks(part));
        }
    }
    series.sector = (!rest.is_empty()).then(|| rest.join(" / "));
    Some(series)
}

/// Whether no two columns tell the same.
fn differ(series: &[SeriesColumn]) -> bool {
    let keys: HashSet<String> =
        series.iter().map(|one| format!("{:?}", SeriesColumn { column: 0, ..one.clone() })).collect();
    keys.len() == series.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_year_in_headings() {
        for (name, part) in [
            ("第1四半期", Some(WithinYear::Quarter(1))),
            ("3분기", Some(WithinYear::Quarter(3))),
            ("Q4", Some(WithinYear::Quarter(4))),
            ("T2", Some(WithinYear::Quarter(2))),
            ("März", Some(WithinYear::Month(3))),
            ("10月", Some(WithinYear::Month(10))),
            ("Total", None),
            ("2019", None),
        ] {
            assert_eq!(within(name), part, "{name}");
        }
    }
}
