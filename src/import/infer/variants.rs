//! Columns whose cells tell the same trade again, whatever they are called: one of their variants is used.

use std::collections::BTreeSet;

use super::profile::Profile;
use crate::data::Period;
use crate::import::sniff::Sniffed;
use crate::import::vocabulary::{PRICES, RELEASE, SCENARIO, SPAN, is_release, variant_of};
use crate::import::words::{self, Hint};

/// More variants than this are other things.
const MOST: usize = 12;
/// More publications than this are no history of figures.
const MOST_RELEASES: usize = 600;
/// A date such as 20240331 is less.
const DATES: u32 = 1 << 25;

/// A column whose cells are no parts to be added but variants of the same trade.
#[derive(Debug, Clone)]
pub(crate) struct Variants {
    /// The column, counted from 0.
    pub(crate) column: usize,
    name: String,
    what: &'static str,
    /// The cells of the sample, those that are used first before the others.
    cells: Vec<String>,
}

impl Variants {
    /// What the cells of a column tell apart; none where one of them tells something else.
    pub(crate) fn of(sniffed: &Sniffed, at: usize) -> Option<Self> {
        let name = sniffed.header.get(at)?.trim().to_owned();
        // Quantities beside them are left out as such.
        let all: BTreeSet<&str> = sniffed.column(at).take_while(|cell| cell.len() < 80).collect();
        let most = if is_release(&name) { MOST_RELEASES } else { MOST };
        let amounts = all.into_iter().filter(|cell| !words::is_no_money(cell));
        let mut cells: Vec<String> = amounts.take(most + 1).map(str::to_owned).collect();
        if cells.len() > most {
            return None;
        }
        let what = if is_release(&name) {
            Some(RELEASE).filter(|_| cells.iter().all(|cell| is_told(&name, cell)))
        } else {
            what(&name, &cells)
        }?;
        // How firm a figure is, is a remark on it, and units are asked about.
        let is_other = matches!(Profile::of(sniffed, at).hint, Some(Hint::Status | Hint::Unit));
        if cells.len() < 2 || is_other {
            return None;
        }
        let mut variants = Self { column: at, name, what, cells: Vec::new() };
        cells.sort_by_key(|cell| (variants.place(cell), cell.clone()));
        variants.cells = cells;
        Some(variants)
    }

    /// All such columns of a table.
    pub(crate) fn all(sniffed: &Sniffed) -> Vec<Self> {
        (0..sniffed.header.len()).filter_map(|at| Self::of(sniffed, at)).collect()
    }

    /// What a row's cell says, and its place among the variants: its word, and for publications its time.
    fn place(&self, cell: &str) -> (u32, u32) {
        let rank = variant_of(&self.name, cell).map_or(0, |variant| variant.rank);
        (rank, if self.what == RELEASE { DATES - 1 - time_of(cell) } else { 0 })
    }

    /// Whether its cells are times, which may be the only ones that a table tells.
    pub(crate) fn is_of_releases(&self) -> bool {
        self.what == RELEASE
    }

    /// Whether its variants are no measure of one another: a year at constant prices does not go on where one at current
    /// prices ends, nor a plan where what came of it is not known yet, nor is a sum since January a month. Only the first is used.
    fn is_exclusive(&self) -> bool {
        [PRICES, SCENARIO, SPAN].contains(&self.what)
    }

    /// Why a row is left out whatever else is told, by its cell.
    pub(crate) fn excluded(&self, cell: &str) -> Option<String> {
        let first = self.cells.first().filter(|_| self.is_exclusive())?;
        (self.place(cell) != self.place(first)).then(|| format!("{}: `{first}` is used", self.called(cell)))
    }

    /// What it tells apart, and the cell.
    pub(crate) fn called(&self, cell: &str) -> String {
        format!("{} `{cell}`", self.what)
    }

    /// What is used of it, for a person.
    pub(crate) fn remark(&self) -> String {
        let name =
            if self.name.is_empty() { format!("column {}", self.column + 1) } else { format!("`{}`", self.name) };
        let rest: Vec<String> = self.cells.iter().skip(1).take(3).map(|cell| format!("`{cell}`")).collect();
        let more = if self.cells.len() > 4 { " and others" } else { "" };
        let first = self.cells.first().map_or("", String::as_str);
        let others = format!("{}{more}", rest.join(", "));
        let used = if self.is_exclusive() {
            format!("`{first}` is used, and {others} left out")
        } else {
            format!("`{first}` is used, and {others} only where nothing else is told")
        };
        format!("{name} tells the same trade several times ({}): {used}", self.what)
    }
}

/// Of which variant a row is by the cells of all such columns: what is lower is used first.
pub(crate) fn rank_of<'a>(variants: &[Variants], cell: impl Fn(usize) -> &'a str) -> u32 {
    const SENSES: u32 = 6;
    let places = variants.iter().map(|variants| variants.place(cell(variants.column)));
    let (words, dates) = places.fold((0, 0), |(words, dates), (word, date)| {
        (u32::min(words * SENSES + word.min(SENSES - 1), 60), u32::max(dates, date))
    });
    words * DATES + dates
}

/// What all cells tell apart, where they tell one thing in several ways.
fn what(name: &str, cells: &[String]) -> Option<&'static str> {
    let told: Vec<_> = cells.iter().map(|cell| variant_of(name, cell)).collect::<Option<_>>()?;
    let first = told.first()?;
    let dated = || cells.iter().all(|cell| cell.bytes().any(|b| b.is_ascii_digit()));
    let several = told.iter().any(|variant| variant.rank != first.rank) || dated();
    (several && told.iter().all(|variant| variant.what == first.what)).then_some(first.what)
}

/// Whether a cell is the time, the number or the word of a publication.
fn is_told(name: &str, cell: &str) -> bool {
    time_of(cell) > 0 || variant_of(name, cell).is_some_and(|variant| variant.what == RELEASE)
}

/// A time or number of a publication as a number that grows with it; 0 where it is none.
fn time_of(cell: &str) -> u32 {
    let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
    let plain = cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '.'));
    let iso = plain && cell.len() >= 8 && cell.get(..4).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit()));
    let day = || digits.get(..8).filter(|_| iso).and_then(|date| date.parse().ok());
    let period = || {
        let period = Period::parse(cell)?;
        let month = u32::try_from(period.start_month().rem_euclid(12)).ok()? + 1;
        Some(u32::try_from(period.start_year()).ok()? * 10_000 + month * 100)
    };
    let number = || digits.parse().ok().filter(|_| digits.len() <= 4);
    day().or_else(period).or_else(number).unwrap_or(0).min(DATES - 1)
}
