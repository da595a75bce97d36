//! Mapping preview: what a file becomes with an answer about its columns, its series, its members and what is left out,
//! from its first rows.

use super::mapping_dialog::in_dialog;
use crate::data::{Audit, Axis, Dataset, Period, Role, RowTally, Unit};
use crate::import::{ColumnRole, Mapping, Progress, Question};
use crate::query::{Measure, View, trajectories};

/// So many rows are tried at most.
const ROWS: usize = 20_000;
/// So many cells are tried at most: a table may have thousands of columns.
const CELLS: usize = 4_000_000;

/// What the first rows of a file become.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Rows by outcome.
    pub rows: RowTally,
    /// Whether they are all rows of the file.
    pub whole: bool,
    /// Why rows are not used, the most frequent first: how many, and the reason.
    pub reasons: Vec<(u64, String)>,
    /// How many members each axis has, by [`Axis::index`].
    pub counts: [usize; 3],
    /// The members that the columns name.
    pub members: Vec<TrialMember>,
    /// The periods of the lines.
    pub periods: Vec<Period>,
    /// Exports, imports and their balance, as far as there are any.
    pub lines: Vec<TrialLine>,
    /// What the values are counted in.
    pub unit: Unit,
    /// What the published figures among the rows prove.
    pub audit: Audit,
}

/// A member and how it takes part in sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialMember {
    /// Its axis.
    pub axis: Axis,
    /// Its code.
    pub code: String,
    /// What a person reads.
    pub label: String,
    /// How it takes part in sums.
    pub role: Role,
}

/// The sum of everything by period.
#[derive(Debug, Clone, PartialEq)]
pub struct TrialLine {
    /// Exports, imports or balance.
    pub measure: Measure,
    /// The values; none where there is no figure.
    pub values: Vec<Option<f64>>,
}

impl Trial {
    /// Reads the first rows of a question's file with a mapping.
    pub(super) fn of(question: &Question, mapping: &Mapping, progress: &Progress) -> Result<Self, String> {
        let most = ROWS.min(CELLS / mapping.columns.len().max(1)).max(50);
        let tried = question.try_rows(mapping, most, progress).map_err(|error| in_dialog(question, error))?;
        let dataset = &tried.dataset;
        let mut reasons: Vec<(u64, String)> =
            dataset.report.reasons.iter().map(|reason| (reason.count, reason.reason.clone())).collect();
        reasons.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        let mut periods = Vec::new();
        let mut lines = Vec::new();
        for measure in [Measure::Exports, Measure::Imports, Measure::Balance] {
            let (from, to) = (dataset.periods.first().copied(), dataset.periods.last().copied());
            let answer = trajectories(dataset, &View { measure, from, to, ..View::default() });
            let Some(line) = answer.lines.first() else { continue };
            let values: Vec<Option<f64>> = line.points.iter().map(crate::query::Point::to_f64).collect();
            if values.iter().any(Option::is_some) {
                periods = answer.periods;
                lines.push(TrialLine { measure, values });
            }
        }
        Ok(Self {
            rows: dataset.report.rows,
            whole: tried.whole,
            reasons,
            counts: Axis::ALL.map(|axis| dataset.dimension(axis).len()),
            members: members(dataset, mapping),
            periods,
            lines,
            unit: dataset.meta.unit.clone(),
            audit: dataset.audit.clone(),
        })
    }

    /// The first and the last period.
    #[must_use]
    pub fn span(&self) -> Option<(Period, Period)> {
        Some((*self.periods.first()?, *self.periods.last()?))
    }

    /// The largest value of any line, regardless of its sign.
    #[must_use]
    pub fn largest(&self) -> f64 {
        let values = self.lines.iter().flat_map(|line| &line.values).flatten();
        values.fold(0.0, |largest, value| largest.max(value.abs()))
    }
}

/// The members of those axes that columns tell of.
fn members(dataset: &Dataset, mapping: &Mapping) -> Vec<TrialMember> {
    let told = |axis: Axis| match axis {
        Axis::Reporter => mapping.has(ColumnRole::Reporter) || mapping.has(ColumnRole::ReporterName),
        Axis::Partner => mapping.has(ColumnRole::Partner) || mapping.has(ColumnRole::PartnerName),
        Axis::Sector => mapping.has(ColumnRole::Sector) || mapping.has(ColumnRole::SectorName),
    };
    let of = |axis: Axis| {
        dataset.dimension(axis).members().iter().map(move |member| TrialMember {
            axis,
            code: member.code.clone(),
            label: member.label.clone(),
            role: member.role,
        })
    };
    let series = !mapping.series.is_empty();
    Axis::ALL.into_iter().filter(|axis| series || told(*axis)).flat_map(of).collect()
}
