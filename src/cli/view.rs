//! The options that make a view, and how names become members.

use clap::{Args, ValueEnum};

use super::failure::Failure;
use crate::data::{Axis, Dataset, Dimension, Period, country};
use crate::import::{Pushdown, SkippedMembers};
use crate::query::{self, FrequencyChoice, GroupBy, Measure, Selection, Transform, View};

/// What to show. Members are named by ISO 3166 alpha-3 or alpha-2, by the file's own code, or by exact name.
#[derive(Debug, Args, Clone, Default)]
pub(crate) struct ViewOptions {
    /// Reporters: codes or exact names. A name with a comma in it needs an option of its own.
    #[arg(long, value_name = "C,..")]
    reporter: Vec<String>,
    /// Partners: codes or exact names.
    #[arg(long, value_name = "C,..")]
    partner: Vec<String>,
    /// Sectors: codes or exact names.
    #[arg(long, value_name = "C,..")]
    sector: Vec<String>,
    /// What is computed from exports and imports [default: balance].
    #[arg(long, value_enum)]
    measure: Option<MeasureWord>,
    /// What each line stands for [default: none].
    #[arg(long, value_enum)]
    by: Option<ByWord>,
    /// How many lines stand alone; the rest becomes "others".
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// First period: 2024, 2024Q1 or 2024-04.
    #[arg(long, value_name = "P")]
    from: Option<String>,
    /// Last period.
    #[arg(long, value_name = "P")]
    to: Option<String>,
    /// In which periods [default: auto, the file's own].
    #[arg(long, value_enum)]
    frequency: Option<FrequencyWord>,
    /// What is done to each line [default: level].
    #[arg(long, value_enum)]
    transform: Option<TransformWord>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum MeasureWord {
    Balance,
    Exports,
    Imports,
    Turnover,
    Coverage,
    Normalised,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ByWord {
    None,
    Reporter,
    Partner,
    Sector,
    Flow,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FrequencyWord {
    Auto,
    Month,
    Quarter,
    Year,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum TransformWord {
    Level,
    Change,
    Growth,
    Rolling,
    Cumulative,
    Index,
    Share,
}

impl ViewOptions {
    /// Whether no option was given: the dataset's own view is drawn then.
    pub(crate) fn is_default(&self) -> bool {
        self.reporter.is_empty()
            && self.partner.is_empty()
            && self.sector.is_empty()
            && self.measure.is_none()
            && self.by.is_none()
            && self.top.is_none()
            && self.from.is_none()
            && self.to.is_none()
            && self.frequency.is_none()
            && self.transform.is_none()
    }

    /// The view on a dataset.
    ///
    /// # Errors
    /// When a name is not in the dataset or a period cannot be read: wrong usage, with the nearest name.
    pub(crate) fn view(&self, dataset: &Dataset) -> Result<View, Failure> {
        let start = View { top: 0, ..View::default() };
        self.over(start, dataset)
    }

    /// What a file is read for that is read for this view alone; none where the view filters nothing.
    pub(crate) fn pushdown(&self) -> Option<Pushdown> {
        // The order of several lines is that of the last year for which most members report.
        let with_periods = self.by.is_some_and(|by| by.by().axis().is_some());
        let names = [&self.reporter, &self.partner, &self.sector].map(|arguments| {
            // Whether a comma is part of a name shows when the names are known.
            let parts =
                arguments.iter().flat_map(|argument| argument.split(',').map(str::trim).chain([argument.trim()]));
            parts.filter(|name| !name.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        });
        let options = self.clone();
        let is_enough = move |dataset: &Dataset, skipped: &SkippedMembers| {
            options.view(dataset).is_ok_and(|view| query::can_do_without(dataset, &view, skipped))
        };
        let is_filtered = names.iter().any(|names| !names.is_empty());
        is_filtered.then(|| Pushdown::new(names, with_periods, is_enough))
    }

    /// The options laid over a view.
    pub(crate) fn over(&self, mut view: View, dataset: &Dataset) -> Result<View, Failure> {
        for (axis, names) in
            [(Axis::Reporter, &self.reporter), (Axis::Partner, &self.partner), (Axis::Sector, &self.sector)]
        {
            if !names.is_empty() {
                *view.selection_mut(axis) = selection(dataset, axis, names)?;
            }
        }
        set(&mut view.measure, self.measure.map(MeasureWord::measure));
        set(&mut view.by, self.by.map(ByWord::by));
        set(&mut view.top, self.top);
        set(&mut view.frequency, self.frequency.map(FrequencyWord::choice));
        set(&mut view.transform, self.transform.map(TransformWord::transform));
        if self.from.is_some() {
            view.from = period(self.from.as_deref(), "--from")?;
        }
        if self.to.is_some() {
            view.to = period(self.to.as_deref(), "--to")?;
        }
        if let (Some(from), Some(to)) = (view.from, view.to)
            && from.start_month() >= to.end_month()
        {
            return Err(Failure::Usage(format!("--from {from} is after --to {to}")));
        }
        Ok(view)
    }
}

fn set<T>(slot: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *slot = given;
    }
}

fn period(text: Option<&str>, option: &str) -> Result<Option<Period>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let read = Period::parse(text)
        .ok_or_else(|| Failure::Usage(format!("{option} {text}: not a period; write it as 2024, 2024Q1 or 2024-04")));
    read.map(Some)
}

/// Codes of members from what was typed: a whole argument that is a name counts as one, else it is split at commas.
fn selection(dataset: &Dataset, axis: Axis, arguments: &[String]) -> Result<Selection, Failure> {
    let dimension = dataset.dimension(axis);
    let recognised = |name: &str| country::recognise(name).map(|found| found.code);
    let mut names: Vec<&str> = Vec::new();
    for argument in arguments {
        if known(dimension, argument) {
            names.push(argument);
        } else {
            names.extend(argument.split(',').map(str::trim).filter(|name| !name.is_empty()));
        }
    }
    Selection::named(dimension, names, recognised)
        .map_err(|unknown| Failure::Usage(format!("--{}: {unknown}", axis.word())))
}

fn known(dimension: &Dimension, name: &str) -> bool {
    dimension.find(name).is_some()
}

impl MeasureWord {
    const fn measure(self) -> Measure {
        match self {
            Self::Balance => Measure::Balance,
            Self::Exports => Measure::Exports,
            Self::Imports => Measure::Imports,
            Self::Turnover => Measure::Turnover,
            Self::Coverage => Measure::Coverage,
            Self::Normalised => Measure::Normalised,
        }
    }
}

impl ByWord {
    const fn by(self) -> GroupBy {
        match self {
            Self::None => GroupBy::None,
            Self::Reporter => GroupBy::Reporter,
            Self::Partner => GroupBy::Partner,
            Self::Sector => GroupBy::Sector,
            Self::Flow => GroupBy::Flow,
        }
    }
}

impl FrequencyWord {
    const fn choice(self) -> FrequencyChoice {
        match self {
            Self::Auto => FrequencyChoice::Auto,
            Self::Month => FrequencyChoice::Month,
            Self::Quarter => FrequencyChoice::Quarter,
            Self::Year => FrequencyChoice::Year,
        }
    }
}

impl TransformWord {
    const fn transform(self) -> Transform {
        match self {
            Self::Level => Transform::Level,
            Self::Change => Transform::Change,
            Self::Growth => Transform::Growth,
            Self::Rolling => Transform::Rolling,
            Self::Cumulative => Transform::Cumulative,
            Self::Index => Transform::Index,
            Self::Share => Transform::Share,
        }
    }
}
