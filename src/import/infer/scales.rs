//! Values of several units: columns, or rows, each of which states its own power of ten, currency or prices.
//!
//! Powers of ten of one currency are brought to the finest of them. Two currencies, or amounts beside amounts at
//! constant prices, are never put together: which of them is meant is asked.

use super::Work;
use super::answers::Change;
use super::measure::DOLLARS;
use super::powers::{column_of_powers, power_of};
use super::values::{SAME_VALUES, give};
use crate::data::{Unit, UnitKind};
use crate::import::recipe::{Cells, RowDisposition};
use crate::import::sniff::Sniffed;
use crate::import::vocabulary::is_at_constant_prices;
use crate::import::words::{self, Hint, UnitText};
use crate::import::{ColumnRole, Mapping, SeriesColumn};

/// What a name or a label says of how its values are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stated {
    unit: Option<UnitText>,
    is_constant: bool,
}

impl Stated {
    fn of(text: &str) -> Self {
        Self { unit: words::unit_text(text), is_constant: is_at_constant_prices(text) }
    }

    /// Whether both are the same but for a power of ten.
    fn is_like(&self, other: &Self) -> bool {
        let money = match (&self.unit, &other.unit) {
            (Some(one), Some(other)) => {
                one.not_understood == other.not_understood && is_same_money(&one.unit.kind, &other.unit.kind)
            }
            (None, None) => true,
            _ => false,
        };
        money && self.is_constant == other.is_constant
    }

    fn exponent(&self) -> Option<u8> {
        self.unit.as_ref().map(|unit| unit.unit.exponent)
    }

    /// "billion US dollars at constant prices".
    fn words(&self) -> String {
        let unit = self.unit.as_ref().map(|unit| match &unit.not_understood {
            Some(doubt) => format!("{} (`{doubt}`)", unit.unit.words()),
            None => unit.unit.words(),
        });
        match (unit, self.is_constant) {
            (Some(unit), true) => format!("{unit} at constant prices"),
            (Some(unit), false) => unit,
            (None, true) => "constant prices".to_owned(),
            (None, false) => "another unit, which is not stated".to_owned(),
        }
    }
}

/// Whether two names are of one currency: dollars without a name are those of the name beside them.
pub(super) fn is_same_money(one: &UnitKind, other: &UnitKind) -> bool {
    let vague = |kind: &UnitKind| matches!(kind, UnitKind::Other(name) if name.starts_with("dollars"));
    let dollar =
        |kind: &UnitKind| matches!(kind, UnitKind::Currency(code) if DOLLARS.iter().any(|(_, own)| own == code));
    one == other || vague(one) && dollar(other) || dollar(one) && vague(other)
}

/// Things that state how they are counted, put together where they are alike.
struct Groups<T> {
    groups: Vec<(Stated, Vec<T>)>,
}

impl<T> Groups<T> {
    /// By currency and prices; also by the power of ten where not all things state one.
    fn of(things: Vec<(T, Stated)>) -> Self {
        let powers: Vec<Option<u8>> = things.iter().map(|(_, stated)| stated.exponent()).collect();
        let apart = powers.contains(&None);
        let mut groups: Vec<(Stated, Vec<T>)> = Vec::new();
        for (thing, stated) in things {
            let is_of = |known: &Stated| known.is_like(&stated) && (!apart || known.exponent() == stated.exponent());
            match groups.iter_mut().find(|(known, _)| is_of(known)) {
                Some((known, group)) => {
                    group.push(thing);
                    if stated.exponent() < known.exponent() {
                        *known = stated;
                    }
                }
                None => groups.push((stated, vec![thing])),
            }
        }
        Self { groups }
    }

    /// Whether they are counted in more than one way; one unit beside names that state none is theirs as well.
    fn differ(&self) -> bool {
        let silent = |stated: &Stated| stated.unit.is_none() && !stated.is_constant;
        let told = self.groups.iter().filter(|(stated, _)| !silent(stated)).count();
        let constant = self.groups.iter().filter(|(stated, _)| stated.is_constant).count();
        told > 1 || constant > 0 && constant < self.groups.len()
    }
}

impl Work<'_> {
    /// Value columns whose names state different units: of one currency each is scaled, others are asked about.
    pub(super) fn units_of_columns(&mut self, values: &[usize]) {
        let names: Vec<String> = (0..self.columns.len()).map(|at| self.name(at)).collect();
        let names = without_flows(&names);
        let name = |at: usize| names.get(at).map_or("", String::as_str);
        let stated: Vec<(usize, Stated)> = values.iter().map(|at| (*at, Stated::of(name(*at)))).collect();
        let mut powers: Vec<Unit> =
            stated.iter().filter_map(|(_, one)| Some(one.unit.as_ref()?.unit.clone())).collect();
        let groups = Groups::of(stated);
        if groups.differ() {
            // Where they are told apart by nothing else it was asked before.
            if !self.proposal.problems.iter().any(|problem| problem == SAME_VALUES) {
                self.ask_columns(groups);
            }
            return;
        }
        powers.sort_by_key(|unit| unit.exponent);
        powers.dedup_by_key(|unit| unit.exponent);
        self.say_scaled("columns", &powers);
    }

    fn ask_columns(&mut self, groups: Groups<usize>) {
        let all: Vec<usize> = groups.groups.iter().flat_map(|(_, columns)| columns.iter().copied()).collect();
        let names = self.quoted(&all);
        let answer = |(stated, columns): (Stated, Vec<usize>)| -> (String, Change) {
            let others: Vec<usize> = all.iter().copied().filter(|at| !columns.contains(at)).collect();
            let label = format!("Only the columns in {}", stated.words());
            let change = move |mapping: &mut Mapping| {
                for at in &others {
                    give(mapping, *at, ColumnRole::Ignore);
                }
                if let Some(unit) = &stated.unit {
                    mapping.unit = Some(unit.unit.clone());
                }
            };
            (label, Box::new(change))
        };
        let answers = groups.groups.into_iter().map(answer).collect();
        self.ask_with(format!("The columns are in different units: {names}. Which of them?"), answers);
    }

    /// Rows whose flow or subject states the unit as well, and not all the same.
    pub(super) fn units_of_labels(&mut self) -> Option<UnitText> {
        let at = label_columns(&self.roles).find(|at| {
            let Some(mut stated) = stated_by_most(&cells_of(self.sniffed, *at)) else { return false };
            stated.dedup();
            stated.len() > 1
        })?;
        let cells: Vec<String> = cells_of(self.sniffed, at).into_iter().map(str::to_owned).collect();
        if let Some(finest) = self.finest_of(&cells) {
            return Some(finest);
        }
        let groups = Groups::of(cells.iter().map(|cell| (cell.clone(), Stated::of(cell))).collect());
        if !groups.differ() {
            return None;
        }
        let answer = |(stated, cells): (Stated, Vec<String>)| -> (String, Change) {
            let label = format!("Only rows in {}", stated.words());
            let change = move |mapping: &mut Mapping| {
                mapping.keep.extend(cells.iter().map(|cell| (at, cell.clone())));
                if let Some(unit) = &stated.unit {
                    mapping.unit = Some(unit.unit.clone());
                }
            };
            (label, Box::new(change))
        };
        let first = groups.groups.iter().find_map(|(stated, _)| stated.unit.clone());
        let answers = groups.groups.into_iter().map(answer).collect();
        let name = self.name(at);
        self.ask_with(format!("The rows are in different units (column `{name}`). Which of them?"), answers);
        first
    }

    /// The finest unit of cells that all state one, in several powers of ten of one currency.
    pub(super) fn finest_of(&mut self, cells: &[String]) -> Option<UnitText> {
        let stated: Vec<Stated> = cells.iter().map(|cell| Stated::of(cell)).collect();
        let first = stated.first()?;
        if !stated.iter().all(|one| one.unit.is_some() && one.is_like(first)) {
            return None;
        }
        let mut units: Vec<UnitText> = stated.into_iter().filter_map(|one| one.unit).collect();
        units.sort_by_key(|unit| unit.unit.exponent);
        units.dedup_by_key(|unit| unit.unit.exponent);
        let powers: Vec<Unit> = units.iter().map(|unit| unit.unit.clone()).collect();
        self.say_scaled("rows", &powers);
        if units.len() > 1 { units.into_iter().next() } else { None }
    }

    /// Says that values of several powers of ten are brought to the first.
    fn say_scaled(&mut self, what: &str, units: &[Unit]) {
        if let [finest, .., _] = units {
            let words: Vec<String> = units.iter().map(Unit::words).collect();
            self.warn(format!("{what} are in {}: all are shown in {}", words.join(" and "), finest.words()));
        }
    }
}

/// The columns of what a row is called.
fn label_columns(roles: &[ColumnRole]) -> impl Iterator<Item = usize> {
    let is_label = |role: &ColumnRole| matches!(role, ColumnRole::Flow | ColumnRole::Sector | ColumnRole::SectorName);
    roles.iter().enumerate().filter(move |(_, role)| is_label(role)).map(|(at, _)| at)
}

/// The different cells of a column in the sample.
fn cells_of(sniffed: &Sniffed, at: usize) -> Vec<&str> {
    let mut cells: Vec<&str> = sniffed.column(at).collect();
    cells.sort_unstable();
    cells.dedup();
    cells
}

/// What labels say of how values are counted, where at least half of them do. A few of many that hold such a word are
/// names: coins of a currency, real estate.
fn stated_by_most(labels: &[&str]) -> Option<Vec<Stated>> {
    let mut stated = Vec::with_capacity(labels.len());
    let mut silent = 0;
    for label in labels {
        let one = Stated::of(label);
        silent += usize::from(one.unit.is_none() && !one.is_constant);
        if silent * 2 > labels.len() {
            return None;
        }
        stated.push(one);
    }
    (silent < labels.len()).then_some(stated)
}

/// Names without their levels that are codes of flows: `M` in some beside `X` in others is imports and no million.
fn without_flows(names: &[String]) -> Vec<String> {
    let levels = |name: &str| name.split(" / ").map(|level| level.trim().to_owned()).collect::<Vec<_>>();
    let holds = |code: &str| names.iter().any(|name| levels(name).iter().any(|level| level == code));
    if !holds("M") || !holds("X") {
        return names.to_vec();
    }
    let bare = |name: &String| {
        let kept = levels(name).into_iter().filter(|level| level != "M" && level != "X");
        kept.collect::<Vec<_>>().join(" / ")
    };
    names.iter().map(bare).collect()
}

/// Gives the value columns of a mapping the unit that their names state: each its own power of ten, where these differ.
/// `of_title` is the power of ten of names that state none.
pub(super) fn scale(mapping: &mut Mapping, names: &[String], of_title: u8) {
    let values: Vec<usize> =
        (0..).zip(&mapping.columns).filter(|(_, role)| role.is_value()).map(|(at, _)| at).collect();
    let names = without_flows(names);
    let stated = |at: &usize| Some((*at, words::unit_text(names.get(*at)?)?.unit));
    let told: Vec<(usize, Unit)> = values.iter().filter_map(stated).collect();
    let Some(finest) = told.iter().map(|(_, unit)| unit).min_by_key(|unit| unit.exponent).cloned() else { return };
    let differ = told.iter().any(|(_, unit)| unit.exponent != finest.exponent);
    let money = told.iter().all(|(_, unit)| is_same_money(&unit.kind, &finest.kind));
    // What is not to be put together is asked.
    if !money || differ && told.len() < values.len() {
        return;
    }
    let kind = mapping.unit.as_ref().map(|unit| unit.kind.clone()).filter(|kind| is_same_money(kind, &finest.kind));
    let exponent = if finest.exponent == 0 && !differ { of_title } else { finest.exponent };
    mapping.unit = Some(Unit { kind: kind.unwrap_or(finest.kind), exponent });
    for (at, unit) in told.into_iter().filter(|(_, unit)| unit.exponent != finest.exponent) {
        give_power(mapping, at, unit.exponent);
    }
}

/// Gives a value column its own power of ten, beside what its role says.
fn give_power(mapping: &mut Mapping, at: usize, exponent: u8) {
    let exponent = Some(exponent.cast_signed());
    let role = mapping.columns.get(at).copied().unwrap_or_default();
    if role == ColumnRole::Series {
        mapping.series.iter_mut().filter(|series| series.column == at).for_each(|series| series.exponent = exponent);
        return;
    }
    let (flow, period) = match role {
        ColumnRole::ValueFor(flow) => (Some(flow), None),
        ColumnRole::PeriodValue(period) => (None, Some(period)),
        ColumnRole::FlowPeriodValue(flow, period) => (Some(flow), Some(period)),
        _ => (None, None),
    };
    give(mapping, at, ColumnRole::Series);
    mapping.series.retain(|series| series.column != at);
    mapping.series.push(SeriesColumn { column: at, flow, period, exponent, ..SeriesColumn::default() });
}

/// Rows that state their own power of ten.
pub(crate) struct RowScale {
    /// The column in which they state it.
    pub(crate) column: usize,
    unit: Unit,
    /// The name of the column, where it tells powers of ten alone.
    of_powers: Option<String>,
}

impl RowScale {
    /// What becomes of a row: its values count in what it states.
    pub(crate) fn of(&self, cells: &Cells<'_>, row: RowDisposition) -> RowDisposition {
        if let Some(name) = &self.of_powers {
            return match power_of(name, cells.get(Some(self.column))) {
                Some(power) => row.scaled(Some(power.cast_signed())),
                None => row.unless(true, "it states no power of ten, beside rows that do"),
            };
        }
        match words::unit_of(cells.get(Some(self.column))) {
            Some(own) if is_same_money(&own.kind, &self.unit.kind) => row.scaled(Some(own.exponent.cast_signed())),
            Some(own) => row.unless(true, format!("counted in {}, beside {}", own.words(), self.unit.noun())),
            None => row.unless(true, "it states no unit, beside rows that are in different ones"),
        }
    }
}

/// The column whose cells state different powers of ten, where the mapping counts in the finest of them.
pub(crate) fn row_scale(sniffed: &Sniffed, mapping: &Mapping) -> Option<RowScale> {
    let unit = mapping.unit.clone()?;
    let is_unit = |at: &usize| {
        let called = || sniffed.header.get(*at).and_then(|name| words::hint(name)).map(|(hint, _)| hint);
        mapping.columns.get(*at) == Some(&ColumnRole::Ignore) && called() == Some(Hint::Unit)
    };
    let kept = mapping.keep.iter().map(|(at, _)| *at);
    let columns = label_columns(&mapping.columns).chain((0..sniffed.header.len()).filter(is_unit)).chain(kept);
    let differs = |at: &usize| {
        let is_kept = |cell: &&str| {
            let mut texts = mapping.keep.iter().filter(|(column, _)| column == at).map(|(_, text)| text).peekable();
            texts.peek().is_none() || texts.any(|text| text == cell)
        };
        let cells: Vec<&str> = cells_of(sniffed, *at).into_iter().filter(is_kept).collect();
        let own: Vec<Unit> = cells.iter().filter_map(|cell| words::unit_of(cell)).collect();
        if own.len() * 2 < cells.len() {
            return false;
        }
        let finest = own.iter().filter(|own| is_same_money(&own.kind, &unit.kind)).map(|own| own.exponent).min();
        finest == Some(unit.exponent) && own.iter().any(|own| own.exponent != unit.exponent)
    };
    if let Some(column) = columns.into_iter().find(differs) {
        return Some(RowScale { column, unit, of_powers: None });
    }
    let (column, powers) = column_of_powers(sniffed, &mapping.columns)?;
    // Also where the sample has one power only: rows further down may tell another.
    (powers.first() == Some(&unit.exponent)).then(|| RowScale {
        column,
        unit,
        of_powers: sniffed.header.get(column).cloned(),
    })
}
