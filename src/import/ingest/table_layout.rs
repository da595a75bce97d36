//! The table layout that the loop over rows needs, made of a recipe: which cells are looked up, and which hold values.

use crate::data::{Axis, Flow, Frequency, Period, names_quarter};
use crate::import::error::some_columns;
use crate::import::members::AxisColumns;
use crate::import::recipe::Recipe;
use crate::import::{ColumnRole, ImportError, Mapping, WithinYear};

/// What is looked up for each row.
pub(super) const PERIOD: usize = 0;
/// The reporter; partner and sector follow in the order of [`Axis::index`].
pub(super) const FIRST_AXIS: usize = 1;
/// Flow, status and whatever else decides what becomes of the row.
pub(super) const CONTEXT: usize = 4;
/// A table with so many value columns may hold mostly nothing.
const MANY: usize = 16;
/// How many things are looked up.
pub(super) const SLOTS: usize = 5;

/// Where a row's period stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PeriodColumns {
    /// In one column.
    Whole(usize),
    /// The year in one, the month or quarter in another.
    Parts(usize, usize, Frequency),
    /// The month or quarter in one, the year in the header.
    Within(usize, Frequency),
    /// In the header.
    Header,
}

/// A column with values, and what its name says of them.
#[derive(Debug, Clone, Default)]
pub(super) struct ValueColumn {
    /// The column, counted from 0.
    pub at: usize,
    /// The direction, where the column tells.
    pub flow: Option<Flow>,
    /// The period, where the column tells all of it.
    pub period: Option<Period>,
    /// Whether the row tells the month or quarter of the column's year.
    pub of_year: bool,
    /// The month or quarter, where the row tells the year.
    pub within: Option<WithinYear>,
    /// The members, where the column tells, by [`Axis::index`].
    pub members: [Option<String>; 3],
    /// The power of ten, where the column tells.
    pub exponent: Option<i8>,
    /// Whether the values are written with the other sign.
    pub other_sign: bool,
}

/// One thing that is looked up for each row.
#[derive(Debug, Clone)]
pub(super) struct Lookup {
    /// Which of the things it is: [`PERIOD`], [`CONTEXT`] or an axis from [`FIRST_AXIS`] on.
    pub slot: usize,
    /// The cells that tell.
    pub cells: LookupCells,
    /// Whether a row that lacks it may be a heading.
    pub is_required: bool,
}

/// The cells in which something stands.
#[derive(Debug, Clone)]
pub(super) enum LookupCells {
    /// One column.
    One(usize),
    /// A member's code, and its name.
    Member(AxisColumns),
    /// Several columns together.
    Several(Vec<usize>),
}

/// What is looked up, and what holds values.
#[derive(Debug, Clone)]
pub(super) struct TableLayout {
    /// Where the period stands.
    pub period: PeriodColumns,
    /// Where reporter, partner and sector stand.
    pub axes: [AxisColumns; 3],
    /// Columns whose cells together decide what becomes of a row.
    pub context: Vec<usize>,
    /// Period, axes and context as far as columns tell them.
    pub lookups: Vec<Lookup>,
    /// The columns with values, in order.
    pub values: Vec<ValueColumn>,
    /// For each column which of those it is.
    pub value_at: Vec<Option<u32>>,
    /// How many columns the header has.
    pub width: usize,
}

impl TableLayout {
    /// Compiles a recipe for a table called `file` with a header on `line`.
    pub(super) fn compile(file: &str, line: u64, header: &[String], recipe: &Recipe) -> Result<Self, ImportError> {
        let mapping = &recipe.mapping;
        let place = |role| mapping.column_of(role);
        let mut values = value_columns(mapping);
        let columns = || some_columns(header);
        if values.is_empty() {
            return Err(ImportError::NoNumericColumn { file: file.to_owned(), line, columns: columns() });
        }
        let in_header = values.iter().all(|value| value.period.is_some());
        let yearly = |value: &ValueColumn| value.period.is_some_and(|period| period.frequency() == Frequency::Year);
        let of_year = values.iter().all(yearly) && place(ColumnRole::SubPeriod).is_some();
        for value in &mut values {
            value.of_year = of_year;
        }
        let period = match (place(ColumnRole::Period), place(ColumnRole::Year), place(ColumnRole::SubPeriod)) {
            (_, _, Some(part)) if of_year => PeriodColumns::Within(part, part_frequency(header.get(part), mapping)),
            _ if in_header => PeriodColumns::Header,
            (Some(at), ..) | (None, Some(at), None) => PeriodColumns::Whole(at),
            (None, Some(year), Some(part)) => {
                PeriodColumns::Parts(year, part, part_frequency(header.get(part), mapping))
            }
            _ => return Err(ImportError::NoPeriod { file: file.to_owned(), line, columns: columns() }),
        };
        let flow = place(ColumnRole::Flow);
        let known = |value: &ValueColumn| {
            value.flow.is_some() || flow.is_some() || mapping.default_flow.is_some() || recipe.classifier.is_some()
        };
        if !values.iter().all(known) {
            let why = "it is not known whether the values are exports, imports or a balance".to_owned();
            return Err(ImportError::Mapping { file: file.to_owned(), line, why });
        }
        let axis = |code, name| AxisColumns { code: place(code), name: place(name) };
        let mut context: Vec<usize> = flow.into_iter().chain(place(ColumnRole::Status)).collect();
        context.extend(mapping.keep.iter().map(|(at, _)| *at).chain(recipe.context.iter().copied()));
        context.sort_unstable();
        context.dedup();
        let axes = [
            axis(ColumnRole::Reporter, ColumnRole::ReporterName),
            axis(ColumnRole::Partner, ColumnRole::PartnerName),
            axis(ColumnRole::Sector, ColumnRole::SectorName),
        ];
        let value_at = (0..mapping.columns.len()).map(|at| {
            values.binary_search_by_key(&at, |value| value.at).ok().and_then(|index| u32::try_from(index).ok())
        });
        let value_at = value_at.collect();
        Ok(Self {
            period,
            axes,
            lookups: lookups(period, axes, &context),
            context,
            values,
            value_at,
            width: header.len(),
        })
    }

    /// Whether so many cells of a row may hold values that it is worth while to leave out empty ones.
    pub(super) const fn may_be_sparse(&self) -> bool {
        self.values.len() >= MANY
    }

    /// The columns of an axis.
    pub(super) fn axis(&self, axis: Axis) -> AxisColumns {
        self.axes.get(axis.index()).copied().unwrap_or_default()
    }
}

fn lookups(period: PeriodColumns, axes: [AxisColumns; 3], context: &[usize]) -> Vec<Lookup> {
    let mut lookups = Vec::new();
    match period {
        PeriodColumns::Header => {}
        PeriodColumns::Whole(at) | PeriodColumns::Within(at, _) => {
            lookups.push(Lookup { slot: PERIOD, cells: LookupCells::One(at), is_required: true });
        }
        PeriodColumns::Parts(year, part, _) => {
            lookups.push(Lookup { slot: PERIOD, cells: LookupCells::Several(vec![year, part]), is_required: true });
        }
    }
    let named = (0..).zip(axes).filter(|(_, columns)| columns.code.is_some() || columns.name.is_some());
    lookups.extend(named.map(|(axis, columns)| Lookup {
        slot: FIRST_AXIS + axis,
        cells: LookupCells::Member(columns),
        is_required: columns.name.is_none(),
    }));
    match context {
        [] => {}
        [only] => lookups.push(Lookup { slot: CONTEXT, cells: LookupCells::One(*only), is_required: false }),
        several => {
            lookups.push(Lookup { slot: CONTEXT, cells: LookupCells::Several(several.to_vec()), is_required: false });
        }
    }
    lookups
}

fn value_columns(mapping: &Mapping) -> Vec<ValueColumn> {
    let column = |(at, role): (usize, &ColumnRole)| {
        let plain = ValueColumn { at, ..ValueColumn::default() };
        Some(match *role {
            ColumnRole::Value => plain,
            ColumnRole::ValueFor(flow) => ValueColumn { flow: Some(flow), ..plain },
            ColumnRole::PeriodValue(period) => ValueColumn { period: Some(period), ..plain },
            ColumnRole::FlowPeriodValue(flow, period) => {
                ValueColumn { flow: Some(flow), period: Some(period), ..plain }
            }
            ColumnRole::Series => {
                let series = mapping.series.iter().find(|series| series.column == at)?;
                ValueColumn {
                    at,
                    flow: series.flow,
                    period: series.period,
                    of_year: false,
                    within: series.within,
                    members: [series.reporter.clone(), series.partner.clone(), series.sector.clone()],
                    exponent: series.exponent,
                    other_sign: series.other_sign,
                }
            }
            _ => return None,
        })
    };
    mapping.columns.iter().enumerate().filter_map(column).collect()
}

/// Whether a column of bare numbers holds quarters or months.
fn part_frequency(header: Option<&String>, mapping: &Mapping) -> Frequency {
    if mapping.months_are == Some(Frequency::Quarter) || header.is_some_and(|name| names_quarter(name)) {
        Frequency::Quarter
    } else {
        Frequency::Month
    }
}
