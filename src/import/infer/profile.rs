//! What the cells of a column hold, in the sample.

use foldhash::HashMap;

use super::is_month;
use super::powers::tells_powers;
use super::told::part_of_year;
use crate::data::{DateOrder, Frequency, Noun, Period, Role, country, is_part_of_year, says_how_firm, tells_part};
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
    /// Whether its figures are those of a part of a year, which is no period here, as its name or a footnote says.
    pub(super) is_part: bool,
    /// Rows with something beside what stands in one cell: neither blank nor a remark.
    rows: usize,
}

/// Whether a name or a period's cell tells a part of a year, or has a footnote that does: `2022*`.
pub(crate) fn is_part(sniffed: &Sniffed, name: &str) -> bool {
    let of_mark = || mark_of(name).is_some_and(|mark| notes(sniffed).any(|note| notes_part(note, mark)));
    let year = || Period::parse(name).filter(|period| period.frequency() == Frequency::Year);
    // A title that names that year and no other is one of all figures.
    let is_of_all = |note: &str| sniffed.preamble.iter().any(|title| title.trim() == note) && years_in(note).len() < 2;
    let notes_year = |year: Period| notes(sniffed).any(|note| notes_year(note, year) && !is_of_all(note));
    (is_part_of_year(name) && !is_quarter_or_month(name)) || of_mark() || year().is_some_and(notes_year)
}

/// Whether levels of a name tell a year and one of its quarters or months, which together are a period.
fn is_quarter_or_month(name: &str) -> bool {
    let levels = || name.split(" / ").map(str::trim);
    let is_year = |level: &str| Period::parse(level).is_some_and(|period| period.frequency() == Frequency::Year);
    levels().any(is_year) && levels().any(|level| part_of_year(level).is_some())
}

/// The mark of a footnote behind the year in a name: `*`, `1`.
fn mark_of(name: &str) -> Option<&str> {
    let digits = |at: usize| name.get(at..at + 4).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit()));
    let year = (0..name.len()).rev().find(|at| digits(*at))?;
    let mark = name.get(year + 4..)?.trim_matches([' ', '(', ')', '[', ']', '/']);
    (!mark.is_empty() && mark.chars().count() <= 3).then_some(mark)
}

/// Texts that stand above the table, or alone in a row.
fn notes(sniffed: &Sniffed) -> impl Iterator<Item = &str> {
    sniffed.alone.iter().chain(&sniffed.preamble).chain(&sniffed.notes).map(|note| note.trim())
}

/// The years that a text names, each once.
pub(super) fn years_in(text: &str) -> Vec<Period> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() == 4);
    let mut years: Vec<Period> = words.filter_map(Period::parse).collect();
    years.retain(|period| period.frequency() == Frequency::Year);
    years.sort_unstable();
    years.dedup();
    years
}

/// Whether a note says of one year that only a part of it is meant: `2024: January to September`.
fn notes_year(note: &str, year: Period) -> bool {
    if note.len() > 400 {
        return false;
    }
    let of_year = |piece: &str| years_in(piece) == [year];
    note.split(['(', ')', ';', '.']).any(|piece| is_part_of_year(piece) && of_year(piece))
}

/// Whether a note begins with a mark and tells a part of a year.
fn notes_part(note: &str, mark: &str) -> bool {
    let told = note.trim_start_matches(['(', '[']).strip_prefix(mark);
    let told = told.filter(|told| !(mark.ends_with(char::is_alphanumeric) && told.starts_with(char::is_alphanumeric)));
    told.is_some_and(tells_part)
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
        let is_of_powers = seen.len() < 13 && tells_powers(&profile.name, seen.keys().copied());
        for (cell, times) in seen {
            profile.see(cell, times);
        }
        if profile.hint.is_none() && profile.mostly(profile.firmness, 80) {
            profile.hint = Some(Hint::Status);
        }
        if profile.hint.is_none() && is_of_powers {
            profile.hint = Some(Hint::Other);
        }
        profile.is_part = is_part(sniffed, &profile.name) && profile.is_numeric();
        if profile.is_part {
            profile.hint = Some(Hint::Other);
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
        match number::read(cell, DecimalSign::Point) {
            Cell::Value(_) => self.numbers += times,
            _ if matches!(number::read(cell, DecimalSign::Comma), Cell::Value(_)) => self.numbers += times,
            Cell::Marked(_) => self.marks += times,
            _ => {}
        }
        let period = Period::parse_with(cell, Some(DateOrder::DayFirst))
            .or_else(|| Period::parse_with(cell, Some(DateOrder::MonthFirst)));
        self.periods += times * usize::from(period.is_some());
        self.months += times * usize::from(period.is_none() && is_month(cell));
        self.percents += times * usize::from(cell.ends_with('%'));
        let code = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase() || matches!(b, b'.' | b'_' | b'-');
        self.short += times * usize::from(cell.chars().count() <= 3 || (cell.len() <= 12 && cell.bytes().all(code)));
        // A figure is no name: most cells of a table need not be asked what they name.
        if cell.chars().any(char::is_alphabetic) {
            self.see_name(cell, times);
        }
    }

    /// Counts what a cell with letters in it may name.
    fn see_name(&mut self, cell: &str, times: usize) {
        let claims = claims_total(cell).is_some();
        let country = country::recognise(cell).is_some();
        // `Total` is the world among countries, and all goods among goods.
        let is_country = country && !claims;
        self.countries += times * usize::from(is_country);
        self.named_countries += times * usize::from(is_country && cell.chars().count() > 2);
        self.firmness += times * usize::from(says_how_firm(cell));
        let region = || matches!(regions::region_role(cell), Role::Group | Role::Total);
        self.totals += times * usize::from(claims || !country && region());
        self.flows += times * usize::from(words::flow_of_phrase(cell).is_some());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Limits, Progress, Source};

    #[test]
    fn a_footnote_tells_that_a_year_is_not_whole() {
        let text = "Country,2020,2021,2022*\nUSA,10,11,6\nChina,20,21,11\n*January to September\n";
        let source = Source::Bytes { name: "exports.csv".to_owned(), bytes: text.as_bytes().into() };
        let sniffed = crate::import::sniff::look(&source, None, None, &Progress::new(), &Limits::default());
        let sniffed = sniffed.expect("a table");
        let parts: Vec<bool> = (0..4).map(|at| Profile::of(&sniffed, at).is_part).collect();
        assert_eq!(parts, [false, false, false, true], "{:?} {:?}", sniffed.header, sniffed.sample);
    }
}
