//! What a publisher's format needs to turn a header into a recipe: columns by their names, and what they hold.

use foldhash::{HashMap, HashSet};

use crate::data::{Basis, Flow, Meta, Period, Subject, Unit};
use crate::import::mapping::fold;
use crate::import::recipe::{Recipe, Setup};
use crate::import::sniff::Sniffed;
use crate::import::{ColumnRole, Mapping, SeriesColumn};

/// A header whose columns are looked up by name and given roles.
pub(super) struct Table<'a> {
    sniffed: &'a Sniffed,
    folded: Vec<String>,
    /// Whether names and cells hold a code and its label: `geo: Reporting country`, `BE: Belgium`.
    both: bool,
    mapping: Mapping,
}

impl<'a> Table<'a> {
    /// The table that a source's head shows, with no role given yet.
    pub(super) fn new(sniffed: &'a Sniffed) -> Self {
        let folded: Vec<String> = sniffed.header.iter().map(|name| fold(name)).collect();
        let columns = vec![ColumnRole::Ignore; folded.len()];
        Self { sniffed, folded, both: false, mapping: Mapping { columns, ..Mapping::default() } }
    }

    /// The same where columns may be called `geo: Reporting country`, with cells such as `BE: Belgium`.
    pub(super) fn coded(sniffed: &'a Sniffed) -> Self {
        let mut table = Self::new(sniffed);
        let code = |name: &String| name.split_once(": ").map(|(code, _)| fold(code));
        table.both = sniffed.header.iter().filter(|name| code(name).is_some()).count() > 1;
        if table.both {
            let codes = sniffed.header.iter().zip(&mut table.folded);
            codes.for_each(|(name, folded)| *folded = code(name).unwrap_or_else(|| folded.clone()));
        }
        table
    }

    /// Whether names and cells hold a code and its label.
    pub(super) const fn is_both(&self) -> bool {
        self.both
    }

    /// The first column with one of the names (lower case, letters and digits only), best name first.
    pub(super) fn at(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.folded.iter().position(|folded| folded == name))
    }

    /// Whether every one of the names is a column's.
    pub(super) fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.at(&[name]).is_some())
    }

    /// Whether at least one of the names is a column's.
    pub(super) fn has_any(&self, names: &[&str]) -> bool {
        self.at(names).is_some()
    }

    /// The folded name of each column.
    pub(super) fn names(&self) -> impl Iterator<Item = (usize, &str)> {
        self.folded.iter().map(String::as_str).enumerate()
    }

    /// Gives the first column with one of the names a role, where it is still free and holds something in the
    /// sample; says whether there is one.
    pub(super) fn role(&mut self, role: ColumnRole, names: &[&str]) -> bool {
        let filled = names.iter().find_map(|name| {
            self.folded.iter().enumerate().find(|(at, folded)| folded == name && self.is_free(*at)).map(|(at, _)| at)
        });
        filled.is_some_and(|at| self.set(at, role))
    }

    fn is_free(&self, at: usize) -> bool {
        self.mapping.columns.get(at) == Some(&ColumnRole::Ignore) && self.sniffed.column(at).next().is_some()
    }

    /// Gives a column a role.
    pub(super) fn set(&mut self, at: usize, role: ColumnRole) -> bool {
        let place = self.mapping.columns.get_mut(at);
        place.map(|place| *place = role).is_some()
    }

    /// Makes a column one of values, described by its name.
    pub(super) fn series(&mut self, series: SeriesColumn) {
        self.set(series.column, ColumnRole::Series);
        self.mapping.series.push(series);
    }

    /// Makes a column one of an item's values, in the power of ten of a unit that its name states.
    pub(super) fn item(&mut self, column: usize, flow: Flow, item: String, unit: Option<&Unit>) {
        let exponent = unit.map(|unit| unit.exponent.cast_signed());
        self.series(SeriesColumn { column, flow: Some(flow), sector: Some(item), exponent, ..SeriesColumn::default() });
    }

    /// Makes the columns that are named after periods their values; says how many there are.
    pub(super) fn period_columns(&mut self, parse: impl Fn(&str) -> Option<Period>) -> usize {
        let found: Vec<(usize, Period)> =
            self.sniffed.header.iter().enumerate().filter_map(|(at, name)| Some((at, parse(name)?))).collect();
        for (at, period) in &found {
            self.set(*at, ColumnRole::PeriodValue(*period));
        }
        found.len()
    }

    /// Whether a column has a role.
    pub(super) fn is_taken(&self, at: usize) -> bool {
        self.mapping.columns.get(at).is_some_and(|role| *role != ColumnRole::Ignore)
    }

    /// Whether a column spells out the codes of the column before it, which is called `name`: it is called the same
    /// (`LOCATION`, `Country`), or each code has one text and it is written in words.
    pub(super) fn is_label_of(&self, at: usize, name: &str) -> bool {
        let Some(before) = at.checked_sub(1).filter(|before| self.folded.get(*before).is_some_and(|own| own == name))
        else {
            return false;
        };
        let mut texts: HashMap<&str, &str> = HashMap::default();
        let rows = self.sniffed.sample.iter().map(|(_, row)| row);
        let pairs = rows.filter_map(|row| Some((row.get(before)?.trim(), row.get(at)?.trim())));
        let (mut longer, mut all) = (0usize, 0usize);
        for (code, text) in pairs {
            if text.is_empty() || *texts.entry(code).or_insert(text) != text {
                return false;
            }
            longer += usize::from(text.len() > code.len());
            all += 1;
        }
        all > 0 && longer * 2 > all
    }

    /// The mapping so far, to be changed.
    pub(super) fn mapping(&mut self) -> &mut Mapping {
        &mut self.mapping
    }

    /// The distinct cells of a column in the sample, in order of appearance.
    pub(super) fn distinct(&self, at: Option<usize>) -> Vec<&'a str> {
        let mut seen = HashSet::default();
        let code = |cell: &'a str| if self.both { code_of(cell) } else { cell };
        at.map(|at| self.sniffed.column(at).map(code).filter(|cell| seen.insert(*cell)).collect()).unwrap_or_default()
    }

    /// The distinct cells of a column in the sample with their labels.
    pub(super) fn labelled(&self, at: Option<usize>) -> Vec<&'a str> {
        let mut seen = HashSet::default();
        at.map(|at| self.sniffed.column(at).filter(|cell| seen.insert(*cell)).collect()).unwrap_or_default()
    }

    /// Whether a column holds one of some texts anywhere in the sample.
    pub(super) fn holds(&self, at: Option<usize>, texts: &[&str]) -> bool {
        at.is_some_and(|at| self.sniffed.column(at).any(|cell| texts.contains(&cell)))
    }

    /// The recipe of the roles given.
    pub(super) fn recipe(self) -> Recipe {
        Recipe::of(self.mapping)
    }
}

/// The code of `BE: Belgium`.
pub(super) fn code_of(cell: &str) -> &str {
    cell.split_once(": ").map_or(cell, |(code, _)| code).trim()
}

/// What a publisher's dataset says of itself.
pub(super) struct About {
    /// The publisher.
    pub publisher: &'static str,
    /// Customs or balance of payments.
    pub basis: Basis,
    /// Goods, services or both.
    pub subject: Subject,
    /// "exports FOB, imports CIF".
    pub valuation: &'static str,
    /// What values are counted in.
    pub unit: Unit,
}

impl About {
    /// The setup of a dataset of a source called `stem`, read by `format`.
    pub(super) fn setup(self, stem: &str, format: &'static str) -> Setup {
        let title = format!("{} ({stem})", self.publisher);
        let meta = Meta {
            id: stem.to_owned(),
            title,
            publisher: self.publisher.to_owned(),
            basis: self.basis,
            subject: self.subject,
            valuation: self.valuation.to_owned(),
            unit: self.unit,
            ..Meta::default()
        };
        Setup { meta, format, ..Setup::default() }
    }
}

/// The months as column names write them, January first.
pub(super) const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// `202252`: month 52 is the whole year, at UN Comtrade and in Comext.
pub(super) fn month_52(cell: &str) -> Option<Period> {
    let digits = cell.trim();
    let year = digits.get(..4)?.parse().ok()?;
    (digits.len() == 6 && digits.ends_with("52")).then(|| Period::year(year))
}
