//! Parts of a country beside a column of countries: whose trade it is, and with whom.

use foldhash::{HashMap, HashSet};

use super::answers::Change;
use super::{Profile, Work};
use crate::data::{Noun, Role, country};
use crate::import::vocabulary::{claims_total, noun_of, trades};
use crate::import::words::Hint;
use crate::import::{ColumnRole, Mapping, regions};

impl Work<'_> {
    /// Takes codes for those of areas where a column beside them has the areas' names: `CA`, `GA` and `IN` may be
    /// countries, but not beside California, Georgia and Indiana.
    pub(super) fn codes_of_areas(&mut self) {
        let named: Vec<Noun> = self.columns.iter().filter(|p| !p.is_code()).filter_map(|p| p.area).collect();
        let is_open = |p: &&mut Profile| p.area.is_none() && p.filled > 0 && p.is_code();
        for profile in self.columns.iter_mut().filter(is_open) {
            profile.area = noun_of(&profile.name).map(|called| called.noun).filter(|noun| named.contains(noun));
        }
    }

    /// Takes columns of states or provinces as the reporter, where nothing else tells whose trade it is; says whether it
    /// did. The column of countries holds the partners then, or the countries that they lie in: unless most states
    /// stand beside several countries, somebody must say.
    pub(super) fn areas(&mut self, countries: &[usize]) -> bool {
        let areas = self.of_areas();
        let Some(area) = areas.first().copied() else { return false };
        let has_sector = self.columns.iter().any(|p| p.hint == Some(Hint::Sector) && p.distinct > 0);
        let is_told = self.proposal.mapping.default_reporter.is_some();
        if is_told || (!has_sector && self.country_of_names().is_some()) {
            return false;
        }
        match areas.as_slice() {
            [only] => self.set(*only, ColumnRole::ReporterName),
            several => self.pair(several, ColumnRole::Reporter, ColumnRole::ReporterName),
        }
        let name = self.name(area);
        let Some(first) = countries.first().copied() else {
            self.warn(format!("the column `{name}` is taken as the reporter"));
            return true;
        };
        self.pair(countries, ColumnRole::Partner, ColumnRole::PartnerName);
        if self.trade_with_several(area, first) {
            let beside = self.name(first);
            self.warn(format!("the column `{name}` is taken as the reporter, `{beside}` as the partner"));
        } else {
            self.ask_where_areas_lie(area, first);
        }
        true
    }

    /// Whether countries are whom areas trade with, or where they lie.
    fn ask_where_areas_lie(&mut self, area: usize, countries: usize) {
        let [name, beside] = [area, countries].map(|at| self.name(at));
        let [one, country] = [area, countries].map(|at| self.sniffed.column(at).next().unwrap_or_default().to_owned());
        let lie_in = |mapping: &mut Mapping| {
            let is_partner = |role: &&mut ColumnRole| matches!(role, ColumnRole::Partner | ColumnRole::PartnerName);
            mapping.columns.iter_mut().filter(is_partner).for_each(|role| *role = ColumnRole::Ignore);
        };
        let answers: Vec<(String, Change)> = vec![
            (format!("`{name}` trades with `{beside}`: {one} with {country}"), Box::new(|_: &mut Mapping| ())),
            (format!("`{name}` lies in `{beside}`: the trade of {one} with the world"), Box::new(lie_in)),
        ];
        self.ask_with(
            format!("Is `{beside}` whom those in `{name}` trade with, or the country that they lie in?"),
            answers,
        );
    }

    /// The columns of parts of a country that trade: names, codes, or both of the same.
    fn of_areas(&self) -> Vec<usize> {
        let is_area = |p: &Profile| p.hint.is_none() && p.area.is_some_and(trades);
        // Numbers may be anything's, unless names stand beside them.
        let Some(first) = self.free(|p| is_area(p) && !p.is_numeric()).first().copied() else { return Vec::new() };
        let noun = self.profile(first).and_then(|p| p.area);
        let mut columns = self.free(|p| is_area(p) && p.area == noun && (!p.is_numeric() || p.code == Some(true)));
        // The one by whose name it is spoken of.
        columns.sort_by_key(|at| self.profile(*at).is_some_and(Profile::is_code));
        columns
    }

    /// Whether most areas stand beside more than one country.
    fn trade_with_several(&self, area: usize, countries: usize) -> bool {
        let mut beside: HashMap<&str, HashSet<String>> = HashMap::default();
        for (_, row) in &self.sniffed.sample {
            let cell = |at: usize| row.get(at).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
            if let (Some(area), Some(country)) = (cell(area), cell(countries).and_then(one_country)) {
                beside.entry(area).or_default().insert(country);
            }
        }
        let several = beside.values().filter(|countries| countries.len() > 1).count();
        several > 0 && several * 2 >= beside.len()
    }
}

/// A country by its code, or as it is written where no table knows it; none where a cell names a total, a group of
/// countries or what others leave.
fn one_country(cell: &str) -> Option<String> {
    match country::recognise(cell) {
        Some(found) => (found.role == Role::Leaf).then_some(found.code),
        None => {
            let is_several = claims_total(cell).is_some()
                || regions::is_remainder(cell)
                || matches!(regions::region_role(cell), Role::Group | Role::Total | Role::Memo);
            (!is_several).then(|| cell.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::one_country;

    #[test]
    fn totals_groups_and_rests_are_no_country() {
        for (cell, expected) in [
            ("Mexico", Some("MEX")),
            ("MEX", Some("MEX")),
            ("Ruritania", Some("Ruritania")),
            ("World", None),
            ("Total", None),
            ("Other", None),
            ("Others", None),
            ("Other countries", None),
            ("Rest of World", None),
            ("All countries", None),
            ("European Union", None),
        ] {
            assert_eq!(one_country(cell).as_deref(), expected, "{cell}");
        }
    }
}
