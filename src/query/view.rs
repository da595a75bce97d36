//! The view: everything that a person chose about what is shown, as one plain value.

use serde::{Deserialize, Serialize};

use super::{Line, LineRole, Selection};
use crate::data::{Axis, Category, EventId, Frequency, Period};

/// What is computed from exports and imports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Exports less imports, `X - M`.
    #[default]
    Balance,
    /// Exports.
    Exports,
    /// Imports.
    Imports,
    /// Exports plus imports.
    Turnover,
    /// Exports in percent of imports, `100 X / M`. Undefined where there are no imports.
    Coverage,
    /// `(X - M) / (X + M)`, from -1 to 1.
    Normalised,
}

impl Measure {
    /// All measures in the order of menus.
    pub const ALL: [Self; 6] =
        [Self::Balance, Self::Exports, Self::Imports, Self::Turnover, Self::Coverage, Self::Normalised];

    /// The label in menus.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Balance => "Balance",
            Self::Exports => "Exports",
            Self::Imports => "Imports",
            Self::Turnover => "Turnover",
            Self::Coverage => "Coverage ratio",
            Self::Normalised => "Normalised balance",
        }
    }

    /// The definition in one line, for tooltips and the About tab.
    #[must_use]
    pub const fn definition(self) -> &'static str {
        match self {
            Self::Balance => "exports less imports: a surplus above zero, a deficit below",
            Self::Exports => "what the reporter sold to its partners",
            Self::Imports => "what the reporter bought from its partners",
            Self::Turnover => "exports plus imports",
            Self::Coverage => "exports in percent of imports: 100 is balanced",
            Self::Normalised => "balance divided by turnover: from −1 (only imports) to +1 (only exports)",
        }
    }

    /// Whether both exports and imports are needed.
    #[must_use]
    pub const fn two_sided(self) -> bool {
        !matches!(self, Self::Exports | Self::Imports)
    }

    /// Whether values are money (or the dataset's unit) and parts add up to the whole.
    #[must_use]
    pub const fn adds_up(self) -> bool {
        !matches!(self, Self::Coverage | Self::Normalised)
    }
}

/// What each line stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum GroupBy {
    /// One line for everything that is selected.
    #[default]
    None,
    /// A line for each reporter.
    Reporter,
    /// A line for each partner.
    Partner,
    /// A line for each sector.
    Sector,
    /// Exports and imports.
    Flow,
}

impl GroupBy {
    /// All groupings in the order of menus.
    pub const ALL: [Self; 5] = [Self::None, Self::Reporter, Self::Partner, Self::Sector, Self::Flow];

    /// The axis that is split, if one is.
    #[must_use]
    pub const fn axis(self) -> Option<Axis> {
        match self {
            Self::Reporter => Some(Axis::Reporter),
            Self::Partner => Some(Axis::Partner),
            Self::Sector => Some(Axis::Sector),
            Self::None | Self::Flow => None,
        }
    }

    /// The label in menus.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::None => "in one line",
            Self::Reporter => "by reporter",
            Self::Partner => "by partner",
            Self::Sector => "by sector",
            Self::Flow => "by flow",
        }
    }
}

/// In which periods values are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum FrequencyChoice {
    /// The file's own; the finest when it has several.
    #[default]
    Auto,
    /// Months.
    Month,
    /// Quarters.
    Quarter,
    /// Years.
    Year,
}

impl FrequencyChoice {
    /// All choices in the order of menus.
    pub const ALL: [Self; 4] = [Self::Auto, Self::Month, Self::Quarter, Self::Year];

    /// The frequency, given the finest that the file has.
    #[must_use]
    pub const fn resolve(self, finest: Frequency) -> Frequency {
        match self {
            Self::Auto => finest,
            Self::Month => Frequency::Month,
            Self::Quarter => Frequency::Quarter,
            Self::Year => Frequency::Year,
        }
    }

    /// The label in menus.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Auto => "as published",
            Self::Month => "monthly",
            Self::Quarter => "quarterly",
            Self::Year => "yearly",
        }
    }
}

/// What is done to a line after aggregation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Transform {
    /// The value itself.
    #[default]
    Level,
    /// The value less the value one year before.
    Change,
    /// Percent over one year before, of the absolute value; undefined where the sign changes or at zero.
    Growth,
    /// The sum of the last 12 months, 4 quarters or 1 year.
    Rolling,
    /// The sum since the first period shown.
    Cumulative,
    /// In percent of the first complete value shown.
    Index,
    /// In percent of the whole that is selected.
    Share,
}

impl Transform {
    /// All transforms in the order of menus.
    pub const ALL: [Self; 7] =
        [Self::Level, Self::Change, Self::Growth, Self::Rolling, Self::Cumulative, Self::Index, Self::Share];

    /// Whether it leaves amounts: those of a period, or of more than one.
    #[must_use]
    pub const fn is_amount(self) -> bool {
        matches!(self, Self::Level | Self::Rolling | Self::Cumulative)
    }

    /// The label in menus.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Level => "Level",
            Self::Change => "Change on a year before",
            Self::Growth => "Growth on a year before",
            Self::Rolling => "Rolling year",
            Self::Cumulative => "Cumulative",
            Self::Index => "Index",
            Self::Share => "Share",
        }
    }

    /// The definition in one line.
    #[must_use]
    pub const fn definition(self) -> &'static str {
        match self {
            Self::Level => "the value of each period",
            Self::Change => "less the value of the same period one year before",
            Self::Growth => "percent over the same period one year before, in absolute size",
            Self::Rolling => "sum of the last 12 months or 4 quarters",
            Self::Cumulative => "sum since the first period shown",
            Self::Index => "first complete value = 100",
            Self::Share => "percent of everything that is selected",
        }
    }
}

/// How the figure is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum ChartKind {
    /// A line for each group.
    #[default]
    Lines,
    /// Bars for each period, stacked where parts add up, with a net line.
    Bars,
    /// Groups ranked by size at one period.
    Ranked,
}

impl ChartKind {
    /// All kinds in the order of menus.
    pub const ALL: [Self; 3] = [Self::Lines, Self::Bars, Self::Ranked];

    /// The label in menus.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Lines => "Lines",
            Self::Bars => "Bars",
            Self::Ranked => "Ranked",
        }
    }
}

/// Which events stand beside the trajectory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EventFilter {
    /// Whether events are drawn at all.
    pub shown: bool,
    /// Whether events that concern neither the countries nor the sectors shown are drawn as well.
    pub out_of_scope: bool,
    /// Categories that are hidden.
    pub hidden: Vec<Category>,
    /// Events that were switched off one by one.
    pub off: Vec<EventId>,
}

impl Default for EventFilter {
    fn default() -> Self {
        Self { shown: true, out_of_scope: false, hidden: Vec::new(), off: Vec::new() }
    }
}

/// A finding that stands on the chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// The finding's kind, as the insight room names it.
    pub kind: String,
    /// The line's code.
    pub line: String,
}

/// Everything that a person chose about what is shown. Undo, scenes, sessions, the command line and
/// exports are built on this value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    /// Who reports.
    pub reporters: Selection,
    /// With whom.
    pub partners: Selection,
    /// In what.
    pub sectors: Selection,
    /// What is computed.
    pub measure: Measure,
    /// What each line stands for.
    pub by: GroupBy,
    /// How many lines stand alone before the rest becomes "others"; 0 for all.
    pub top: usize,
    /// First period shown.
    pub from: Option<Period>,
    /// Last period shown.
    pub to: Option<Period>,
    /// In which periods.
    pub frequency: FrequencyChoice,
    /// What is done to each line.
    pub transform: Transform,
    /// Power of ten in which values are shown; chosen by size when none.
    pub scale: Option<u8>,
    /// How it is drawn.
    pub chart: ChartKind,
    /// The period of a ranked chart; the last complete one when none.
    pub ranked_at: Option<Period>,
    /// Which events are drawn.
    pub events: EventFilter,
    /// A title that replaces the computed sentence.
    pub title: Option<String>,
    /// A subtitle that replaces the computed definition.
    pub subtitle: Option<String>,
    /// Findings on the chart.
    pub pinned: Vec<Pinned>,
}

impl Default for View {
    fn default() -> Self {
        Self {
            reporters: Selection::all(),
            partners: Selection::all(),
            sectors: Selection::all(),
            measure: Measure::Balance,
            by: GroupBy::None,
            top: 0,
            from: None,
            to: None,
            frequency: FrequencyChoice::Auto,
            transform: Transform::Level,
            scale: None,
            chart: ChartKind::Lines,
            ranked_at: None,
            events: EventFilter::default(),
            title: None,
            subtitle: None,
            pinned: Vec::new(),
        }
    }
}

impl View {
    /// So many lines are drawn at most; more can neither be told apart nor named.
    pub const MOST_LINES: usize = 100;

    /// The view as it is drawn: the lines beyond [`View::MOST_LINES`] go into "others".
    #[must_use]
    pub fn drawn(&self) -> Self {
        let top = if self.top == 0 { Self::MOST_LINES } else { self.top.min(Self::MOST_LINES) };
        Self { top, ..self.clone() }
    }

    /// The selection along an axis.
    #[must_use]
    pub const fn selection(&self, axis: Axis) -> &Selection {
        match axis {
            Axis::Reporter => &self.reporters,
            Axis::Partner => &self.partners,
            Axis::Sector => &self.sectors,
        }
    }

    /// The selection along an axis, to change it.
    pub const fn selection_mut(&mut self, axis: Axis) -> &mut Selection {
        match axis {
            Axis::Reporter => &mut self.reporters,
            Axis::Partner => &mut self.partners,
            Axis::Sector => &mut self.sectors,
        }
    }

    /// Whether the sign of values carries their meaning, so that one above zero has its plus: balances, and by how much
    /// anything has changed.
    #[must_use]
    pub const fn is_signed(&self) -> bool {
        let balance = matches!(self.measure, Measure::Balance | Measure::Normalised);
        match self.transform {
            Transform::Change | Transform::Growth => true,
            Transform::Level | Transform::Rolling | Transform::Cumulative => balance,
            Transform::Index | Transform::Share => false,
        }
    }

    /// A value of a line as it is told, and whether it has its plus. Imports are drawn below the zero of a balance, and
    /// are imports all the same: nobody imports less than nothing, so wherever a number is written, on the chart or
    /// beside it, exports and imports have no sign.
    #[must_use]
    pub fn told(&self, line: &Line, value: f64) -> (f64, bool) {
        let changes = matches!(self.transform, Transform::Change | Transform::Growth);
        let plus = self.is_signed() && (changes || line.role != LineRole::Flow);
        (if self.mirrors(line) { -value } else { value }, plus)
    }

    /// Whether a line is drawn the other way round: imports below the zero of a balance.
    #[must_use]
    pub fn mirrors(&self, line: &Line) -> bool {
        let is_amount = !matches!(self.transform, Transform::Growth | Transform::Index | Transform::Share);
        is_amount && self.measure == Measure::Balance && line.role == LineRole::Flow && line.code == "import"
    }

    /// Whether a period is within the range shown.
    #[must_use]
    pub fn shows(&self, period: Period) -> bool {
        self.from.is_none_or(|from| from.start_month() <= period.start_month())
            && self.to.is_none_or(|to| period.start_month() < to.end_month())
    }
}
