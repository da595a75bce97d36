//! What the cells of a column hold, in the sample.

use foldhash::HashMap;

use super::is_month;
use crate::data::{DateOrder, Noun, Period, Role, country, says_how_firm};
use crate::import::number::{self, Cell, DecimalSign};
use crate::import::regions;
use crate::import::sniff::Sniffed;
use crate::import::vocabulary::{Called, claims_total, noun_of};
use crate::import::words::{self, Hint};

/// A column's name, and how many of its cells in the sample are of each kind.
#[derive(Debug, Default)]
pub(super) struct Profile {
    pub(super) name: String,
    /// What the name says that the column holds.
    pub(super) hint: Option<Hint>,
    /// Whether the name says codes (true) or names (false).
    pub(super) code: Option<bool>,
    pub(super) filled: usize,
    pub(super) numbers: usize,
    /// Signs that stand for a value that is missing or not told.
    pub(super) marks: usize,
    pub(super) periods: usize,
    /// Months without a year, which may stand in a row above.
    pub(super) months: usize,
    pub(super) countries: usize,
    /// Countries by more than two letters: `CA` and `GA` are states as well.
    named_countries: usize,
    /// Cells that claim to be a total, or a region.
    pub(super) totals: usize,
    pub(super) flows: usize,
    /// Cells that say how firm a figure is.
    firmness: usize,
    pub(super) percents: usize,
    /// Cells as short as codes are.
    pub(super) short: usize,
    /// Different cells, not counted twice.
    pub(super) distinct: usize,
    /// What its members are, where they are parts of a country, or ports: the name says so and the cells do not gainsay it.
    pub(super) area: Option<Noun>,
    /// Rows with something beside what stands in one cell: neither blank nor a remark.
    rows: usize,
}

impl Profile {
    /// Looks at the sampled cells of the column at a place.
    pub(super) fn of(sniffed: &Sniffed, at: usize) -> Self {
        let name = sniffed.header.get(at).cloned().unwrap_or_default();
        let called = noun_of(&name);
        let of_area = || called.and_then(|called| called.code);
        let (hint, code) = words::hint(&name).map_or_else(|| (None, of_area()), |(hint, code)| (Some(hint), code));
        let mut profile = Self { name, hint, code, rows: sniffed.rows_of_cells(), ..Self::default() };
        let mut seen: HashMap<&str, usize> = HashMap::default();
        for cell in sniffed.column(at) {
            profile.filled += 1;
            *seen.entry(cell).or_default() += 1;
        }
        profile.distinct = seen.len();
        for (cell, times) in seen {
            profile.see(cell, times);
        }
        if profile.hint.is_none() && profile.mostly(profile.firmness, 80) {
            profile.hint = Some(Hint::Status);
        }
        profile.area = called.map(|Called { noun, .. }| noun).filter(|_| profile.may_be_areas());
        profile
    }

    /// Whether nothing in its cells speaks against parts of a country: a `State` of countries, of signs for nothing, or
    /// of words such as `final` is none.
    const fn may_be_areas(&self) -> bool {
        let all_countries = self.distinct > 3 && self.countries + self.totals >= self.filled;
        let of_countries = self.is_of_countries() && (all_countries || self.named_countries * 2 >= self.countries);
        self.filled > 0 && !self.mostly(self.marks, 90) && !self.mostly(self.firmness, 80) && !of_countries
    }

    /// Counts a cell that stands in the column several times.
    fn see(&mut self, cell: &str, times: usize) {
        match (number::read(cell, DecimalSign::Point), number::read(cell, DecimalSign::Comma)) {
            (Cell::Value(_), _) | (_, Cell::Value(_)) => self.numbers += times,
            (Cell::Marked(_), _) => self.marks += times,
            _ => {}
        }
        let period = Period::parse_with(cell, Some(DateOrder::DayFirst))
            .or_else(|| Period::parse_with(cell, Some(DateOrder::MonthFirst)));
        self.periods += times * usize::from(period.is_some());
        self.months += times * usize::from(period.is_none() && is_month(cell));
        // What is written like `12.5` is no country's code and no flow.
        let is_number = cell.contains('.') && cell.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let is_country = !is_number && country::recognise(cell).is_some();
        self.countries += times * usize::from(is_country);
        self.named_countries += times * usize::from(is_country && cell.chars().count() > 2);
        self.firmness += times * usize::from(says_how_firm(cell));
        let region = || matches!(regions::region_role(cell), Role::Group | Role::Total);
        self.totals +=
            times * usize::from(claims_total(cell).is_some() || country::recognise(cell).is_none() && region());
        self.flows += times * usize::from(!is_number && words::flow_of_phrase(cell).is_some());
        self.percents += times * usize::from(cell.ends_with('%'));
        let code = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase() || matches!(b, b'.' | b'_' | b'-');
        self.short += times * usize::from(cell.chars().count() <= 3 || (cell.len() <= 12 && cell.bytes().all(code)));
    }

    /// Whether at least `percent` of the filled cells are of a kind.
    pub(super) const fn mostly(&self, count: usize, percent: usize) -> bool {
        self.filled > 0 && count * 100 >= self.filled * percent
    }

    /// Whether its cells are countries, but for totals and regions among them, of which there may be more.
    pub(super) const fn is_of_countries(&self) -> bool {
        let is_most = self.countries * 100 >= self.filled.saturating_sub(self.totals) * 70;
        self.countries > 0 && is_most && self.mostly(self.countries, 25)
    }

    pub(super) const fn is_numeric(&self) -> bool {
        self.numbers > 0 && self.mostly(self.numbers + self.marks, 80)
    }

    pub(super) const fn is_complete(&self) -> bool {
        self.filled * 100 >= self.rows * 95
    }

    /// Whether it holds something in most rows.
    pub(super) const fn is_mostly_filled(&self) -> bool {
        self.filled * 100 >= self.rows * 60
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.filled == 0
    }

    pub(super) fn is_code(&self) -> bool {
        self.code.unwrap_or_else(|| self.mostly(self.short, 90))
    }
}
