//! Parts of a country beside a column of countries: whose trade it is, and with whom.

use foldhash::{HashMap, HashSet};

use super::Work;
use super::answers::Change;
use crate::import::vocabulary::{noun_of, trades};
use crate::import::words::Hint;
use crate::import::{ColumnRole, Mapping};

impl Work<'_> {
    /// Takes a column of states or provinces as the reporter, where nothing else tells whose trade it is; says whether it
    /// did. The column of countries holds the partners then, or the countries that they lie in: where no state stands
    /// beside two countries, somebody must say.
    pub(super) fn areas(&mut self, countries: &[usize]) -> bool {
        let Some(area) = self.area() else { return false };
        let has_sector = self.columns.iter().any(|p| p.hint == Some(Hint::Sector) && p.distinct > 0);
        let is_told = self.proposal.mapping.default_reporter.is_some();
        if is_told || (!has_sector && self.country_of_names().is_some()) {
            return false;
        }
        self.set(area, ColumnRole::ReporterName);
        let name = self.name(area);
        let Some(first) = countries.first().copied() else {
            self.warn(format!("the column `{name}` is taken as the reporter"));
            return true;
        };
        self.pair(countries, ColumnRole::Partner, ColumnRole::PartnerName);
        let beside = self.name(first);
        if self.trades_with_several(area, first) {
            self.warn(format!("the column `{name}` is taken as the reporter, `{beside}` as the partner"));
            return true;
        }
        let [one, country] = [area, first].map(|at| self.sniffed.column(at).next().unwrap_or_default().to_owned());
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
        true
    }

    /// A column that is called like parts of a country and holds no countries.
    fn area(&self) -> Option<usize> {
        let is_area = self.free(|p| {
            p.hint.is_none()
                && noun_of(&p.name).is_some_and(trades)
                && !(p.filled == 0 || p.is_numeric() || p.mostly(p.marks, 90) || p.mostly(p.countries, 80))
        });
        is_area.first().copied()
    }

    /// Whether some area stands beside more than one country.
    fn trades_with_several(&self, area: usize, countries: usize) -> bool {
        let mut beside: HashMap<&str, HashSet<&str>> = HashMap::default();
        self.sniffed.sample.iter().any(|(_, row)| {
            let (Some(area), Some(country)) = (row.get(area), row.get(countries)) else { return false };
            let beside = beside.entry(area.trim()).or_default();
            beside.insert(country.trim());
            beside.len() > 1
        })
    }
}
