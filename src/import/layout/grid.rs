//! A small table as a grid: what each cell and each row looks like, before anything is called a heading.

use foldhash::{HashMap, HashSet};

use crate::data::{Flow, Period, country};
use crate::import::header::{self, Row};
use crate::import::number::{self, Cell, DecimalSign};
use crate::import::vocabulary::claims_trade;
use crate::import::words::{self, Hint};

/// What a cell looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing.
    Empty,
    /// A number that is no period, or a mark that stands for one.
    Number,
    /// A year, a quarter, a month.
    Period,
    /// Words.
    Text,
}

/// What a heading tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Tells {
    /// Exports, imports, a balance.
    Flow,
    /// When.
    Period,
    /// With whom, or whose.
    Country,
    /// Anything else.
    Other,
}

impl Kind {
    /// The kind of a cell.
    pub(super) fn of(cell: &str) -> Self {
        let cell = cell.trim();
        if cell.is_empty() {
            return Self::Empty;
        }
        // Tables for the eye are of our time; `1600` is a figure, and `192612` rather that than a month.
        let bare = cell.bytes().all(|byte| byte.is_ascii_digit());
        let since = if cell.len() == 4 { 1900 } else { 1960 };
        let ours = |period: Period| !bare || (since..=2100).contains(&period.start_year());
        if Period::parse(cell).is_some_and(ours) {
            return Self::Period;
        }
        match (number::read(cell, DecimalSign::Point), number::read(cell, DecimalSign::Comma)) {
            _ if header::is_factor(cell) => Self::Text,
            (Cell::Value(_) | Cell::Marked(_), _) | (_, Cell::Value(_) | Cell::Marked(_)) => Self::Number,
            _ => Self::Text,
        }
    }
}

impl Tells {
    /// What a text tells as a heading.
    pub(super) fn of(text: &str) -> Self {
        let text = text.trim();
        if Period::parse(text).is_some() {
            Self::Period
        } else if country::recognise(text).is_some() {
            Self::Country
        } else if words::flow_of_phrase(text).is_some() || claims_trade(text) {
            Self::Flow
        } else {
            Self::Other
        }
    }
}

/// What the different texts of a table are, each looked at once: most stand in many rows.
#[derive(Default)]
struct Looks<'a>(HashMap<&'a str, (Kind, Option<Flow>)>);

impl<'a> Looks<'a> {
    fn at(&mut self, cell: &'a str) -> (Kind, Option<Flow>) {
        *self.0.entry(cell).or_insert_with(|| (Kind::of(cell), Flow::parse(cell)))
    }

    /// The kinds of a row's cells; `X` beside `M` and nothing else is a flow and no mark, where no label stands before
    /// them but the names of columns.
    fn kinds_of(&mut self, row: &'a Row) -> Vec<Kind> {
        let looks: Vec<(&str, Kind, Option<Flow>)> = (row.cells.iter().map(|cell| cell.trim()))
            .map(|cell| {
                let (kind, flow) = self.at(cell);
                (cell, kind, flow)
            })
            .collect();
        let filled = || looks.iter().filter(|(_, kind, _)| *kind != Kind::Empty);
        let flows = if looks.first().is_some_and(|(_, kind, _)| *kind != Kind::Empty) {
            let told: HashSet<Flow> = filled().filter_map(|(_, _, flow)| *flow).collect();
            told.len() > 1 && filled().all(|(cell, _, flow)| flow.is_some() || words::is_known_header(cell))
        } else {
            filled().next().is_some() && filled().all(|(_, _, flow)| flow.is_some())
        };
        // `$1,000` is a unit in a heading, and a figure beside `$557`.
        let is_of_figures = || looks.iter().any(|(_, kind, _)| *kind == Kind::Number);
        let of = |(cell, kind, _): &(&str, Kind, Option<Flow>)| match kind {
            Kind::Number if flows => Kind::Text,
            Kind::Text if !flows && header::is_factor(cell) && is_of_figures() => Kind::Number,
            kind => *kind,
        };
        looks.iter().map(of).collect()
    }
}

/// The rows of a table with the kinds of their cells.
#[derive(Debug)]
pub(super) struct Grid {
    /// The rows.
    pub(super) rows: Vec<Row>,
    kinds: Vec<Vec<Kind>>,
    /// Rows whose figures look like years, and whose labels stand beside figures elsewhere.
    like_years: Vec<bool>,
    /// How many columns the widest row fills.
    pub(super) width: usize,
}

impl Grid {
    /// The grid of some rows.
    pub(super) fn new(rows: Vec<Row>) -> Self {
        let mut looks = Looks::default();
        let kinds: Vec<Vec<Kind>> = rows.iter().map(|row| looks.kinds_of(row)).collect();
        let last = |kinds: &Vec<Kind>| kinds.iter().rposition(|kind| *kind != Kind::Empty).map_or(0, |at| at + 1);
        let width = kinds.iter().map(last).max().unwrap_or(0);
        let like_years = vec![false; rows.len()];
        let mut grid = Self { rows, kinds, like_years, width };
        grid.like_years = grid.rows_like_years();
        grid
    }

    /// Rows such as `Food, 2017-01-01, 2100` above `Food, 2017-04-01, 689907`: the figure is no year.
    fn rows_like_years(&self) -> Vec<bool> {
        let figures: Vec<usize> = (0..self.rows.len()).filter(|row| self.is_data(*row)).collect();
        let texts = |row: usize| (0..self.width).filter(move |at| self.kind(row, *at) == Kind::Text);
        let known: HashSet<(usize, &str)> =
            figures.iter().flat_map(|row| texts(*row).map(|at| (at, self.text(*row, at)))).collect();
        let all = |at: &usize| figures.iter().all(|row| self.kind(*row, *at) == Kind::Period);
        let periods: HashSet<usize> = (0..self.width).filter(|at| figures.len() > 2 && all(at)).collect();
        let is_row = |row: usize| {
            let mut labels = texts(row).peekable();
            let dated = (1..self.width).any(|at| self.kind(row, at) == Kind::Period);
            // Below labels that stand once for several rows the period is all that is written.
            let below = || (0..self.width).any(|at| periods.contains(&at) && self.kind(row, at) == Kind::Period);
            let known = labels.peek().is_some() && labels.all(|at| known.contains(&(at, self.text(row, at))));
            dated && (known || below() || self.stands_under_names(row))
        };
        (0..self.rows.len()).map(|row| !self.is_data(row) && is_row(row)).collect()
    }

    /// Whether the names of columns stand right above a row, that of a year and that of values above its periods.
    fn stands_under_names(&self, row: usize) -> bool {
        let Some(above) = (0..row).rev().find(|above| !self.filled(*above).is_empty()) else { return false };
        let hint = |at: &usize| words::hint(self.text(above, *at)).map(|(hint, _)| hint);
        let dated: Vec<usize> = (0..self.width).filter(|at| self.kind(row, *at) == Kind::Period).collect();
        let is_named = |at: &usize| matches!(hint(at), Some(Hint::Value | Hint::Year | Hint::Period));
        dated.iter().all(is_named) && dated.iter().any(|at| hint(at) == Some(Hint::Value))
    }

    /// The kind of a cell; empty beyond the last.
    pub(super) fn kind(&self, row: usize, column: usize) -> Kind {
        self.kinds.get(row).and_then(|kinds| kinds.get(column)).copied().unwrap_or(Kind::Empty)
    }

    /// The trimmed text of a cell; empty beyond the last.
    pub(super) fn text(&self, row: usize, column: usize) -> &str {
        self.rows.get(row).and_then(|row| row.cells.get(column)).map_or("", |cell| cell.trim())
    }

    /// The columns in which a row holds something.
    pub(super) fn filled(&self, row: usize) -> Vec<usize> {
        (0..self.width).filter(|column| self.kind(row, *column) != Kind::Empty).collect()
    }

    /// Whether a row holds a figure behind its first cell.
    pub(super) fn is_data(&self, row: usize) -> bool {
        (1..self.width).any(|column| self.kind(row, column) == Kind::Number)
            || self.like_years.get(row).copied().unwrap_or(false)
    }

    /// The text of a row that holds but one, perhaps in several cells, and its column.
    pub(super) fn single(&self, row: usize) -> Option<(usize, &str)> {
        let filled = self.filled(row);
        let first = *filled.first()?;
        let text = self.text(row, first);
        // A heading merged over all columns is repeated in each where the columns are three or more.
        let alone = filled.len() == 1 || filled.len() > 2 && filled.iter().all(|at| self.text(row, *at) == text);
        // `X` is a flow where nothing stands beside it, and a mark among figures.
        let is_text = self.kind(row, first) != Kind::Number || Flow::parse(text).is_some();
        (alone && is_text).then_some((first, text))
    }

    /// Whether a column holds figures in the given rows: numbers or periods nearly everywhere.
    pub(super) fn is_numeric(&self, column: usize, rows: &[usize]) -> bool {
        let kinds = || rows.iter().map(|row| self.kind(*row, column)).filter(|kind| *kind != Kind::Empty);
        let all = kinds().count();
        all > 0 && kinds().filter(|kind| *kind != Kind::Text).count() * 10 >= all * 8
    }

    /// Whether a column is empty in the given rows.
    pub(super) fn is_blank(&self, column: usize, mut rows: impl Iterator<Item = usize>) -> bool {
        rows.all(|row| self.kind(row, column) == Kind::Empty)
    }
}
