//! The heading of a table: which rows it takes, and the name that it gives to each column.

use super::grid::{Grid, Kind, Tells};
use super::spans::spans;
use crate::import::vocabulary;
use crate::import::words::{self, Hint};

/// The most rows of a heading.
const MOST: usize = 6;
/// The most letters of a heading's cell.
const LONGEST: usize = 80;

/// Where the heading of a table stands.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    /// The first and the last of its rows.
    pub(super) first: usize,
    pub(super) last: usize,
    /// Rows with figures below it.
    pub(super) data: Vec<usize>,
    /// The columns left of the figures: labels.
    pub(super) labels: usize,
    /// The columns of figures.
    pub(super) area: Vec<usize>,
}

/// Finds the heading above the first figures; none where there are no names above them.
pub(super) fn find(grid: &Grid) -> Option<Heading> {
    let data: Vec<usize> = (0..grid.rows.len()).filter(|row| grid.is_data(*row)).collect();
    let top = *data.first()?;
    let numeric: Vec<bool> = (0..grid.width).map(|column| grid.is_numeric(column, &data)).collect();
    // Codes are labels, whatever they look like.
    let coded = |column: usize| (0..top).any(|row| names_codes(grid.text(row, column)));
    let is = |column: usize| numeric.get(column).copied().unwrap_or(false) && !coded(column);
    let blank = |column: usize| grid.is_blank(column, data.iter().copied());
    // Numbers before a column of texts are codes or numbers of lines.
    let text_after = |column: usize| {
        let next = (column + 1..grid.width).find(|next| !blank(*next));
        next.is_some_and(|next| !is(next)) && column < 3
    };
    let first = (1..grid.width).find(|column| is(*column) && !text_after(*column))?;
    // A country, a period or a flow without a figure heads no labels: its figures are missing.
    let lacks = |column: &usize| {
        let heads = |row: usize| Tells::of(grid.text(row, *column)) != Tells::Other;
        *column > 0 && blank(*column) && (0..top).any(heads)
    };
    let labels = (1..first).rev().take_while(lacks).last().unwrap_or(first);
    // Rows of labels without figures stand above the first figure too: the heading names a column of figures.
    let heads = |row: usize| (labels..grid.width).any(|at| is(at) && grid.kind(row, at) != Kind::Empty);
    let last = (0..top).rev().find(|row| grid.filled(*row).len() >= 2 && grid.single(*row).is_none() && heads(*row))?;
    // A column without a figure belongs to the figures where it has a name of its own.
    let named = |column: usize| blank(column) && grid.kind(last, column) != Kind::Empty;
    let area: Vec<usize> = (labels..grid.width).filter(|column| is(*column) || named(*column)).collect();
    let mut heading = Heading { first: last, last, data, labels, area };
    while let Some(above) = heading.first.checked_sub(1) {
        if heading.last - above >= MOST || !belongs(grid, &heading, above) {
            break;
        }
        heading.first = above;
    }
    // A row below that states the unit of each column.
    let is_unit = |at: &usize| words::unit_of(grid.text(last + 1, *at)).is_some();
    let units = (labels..grid.width).filter(|at| grid.kind(last + 1, *at) != Kind::Empty).collect::<Vec<usize>>();
    if last + 1 < top && units.len() > 1 && units.iter().all(is_unit) {
        heading.last = last + 1;
        return Some(heading);
    }
    // A row below that only names the first column.
    let named = |row: usize| grid.single(row).is_some_and(|(at, text)| at == 0 && is_label_name(text));
    if last + 1 < top && named(last + 1) {
        heading.last = last + 1;
    }
    Some(heading)
}

/// Whether a text names a column of codes of products, or of countries; `Goods` may as well head figures.
fn names_codes(text: &str) -> bool {
    let hint = words::hint(text).map(|(hint, _)| hint);
    let lower = text.to_lowercase();
    // `Partner data` are figures that partners report.
    if vocabulary::variant_of("", text).is_some() {
        return false;
    }
    let coded =
        words::is_hs(text) || ["code", "kod", "cód", "コード", "코드", "код"].iter().any(|word| lower.contains(word));
    matches!(hint, Some(Hint::Country | Hint::Reporter | Hint::Partner)) || hint == Some(Hint::Sector) && coded
}

/// Whether a text names a column of labels: `Country`, but not `Exports`.
fn is_label_name(text: &str) -> bool {
    words::is_known_header(text) && Tells::of(text) == Tells::Other || super::is_line_name(text)
}

/// Whether a row above the heading is part of it: names over the figures, and no title.
fn belongs(grid: &Grid, heading: &Heading, row: usize) -> bool {
    let heads: Vec<usize> = heading.area.iter().copied().filter(|at| grid.kind(row, *at) != Kind::Empty).collect();
    let spacers = (heading.labels..grid.width).filter(|at| grid.kind(row, *at) != Kind::Empty).count();
    if spacers == 0 || grid.filled(row).iter().any(|at| grid.text(row, *at).chars().count() > LONGEST) {
        return false;
    }
    if is_torn_title(grid, heading, row) {
        return false;
    }
    let text = heads.first().map_or("", |at| grid.text(row, *at));
    match (spacers, heads.first()) {
        // `Unit: million` at the right end of a line of its own.
        (1, _) => matches!(Tells::of(text), Tells::Flow | Tells::Period | Tells::Country) && !text.ends_with('.'),
        _ => true,
    }
}

/// Whether a row is a title that was torn at its commas, `Japan: trade, 2020, by partner`, above names that tell all by
/// themselves.
fn is_torn_title(grid: &Grid, heading: &Heading, row: usize) -> bool {
    let filled = grid.filled(row);
    let is_run = filled.len() > 1 && filled.iter().enumerate().all(|(place, at)| place == *at);
    let first = grid.text(row, 0);
    if !is_run || is_label_name(first) || first.trim().is_empty() {
        return false;
    }
    let own: Vec<&str> = heading.area.iter().map(|at| grid.text(heading.last, *at)).collect();
    let distinct = own.iter().enumerate().all(|(place, name)| !own.iter().take(place).any(|before| before == name));
    let over = filled.iter().filter(|at| heading.area.contains(at)).map(|at| Tells::of(grid.text(row, *at)));
    distinct
        && own.iter().all(|name| Tells::of(name) != Tells::Other)
        && over.clone().any(|tells| tells == Tells::Other)
}

impl Heading {
    /// The name of each column: its levels from top to bottom with ` / ` between them.
    pub(super) fn names(&self, grid: &Grid) -> Vec<String> {
        let rows: Vec<usize> = (self.first..=self.last).filter(|row| !grid.filled(*row).is_empty()).collect();
        let mut levels: Vec<Vec<String>> = vec![Vec::new(); grid.width];
        // From the bottom up, so that the names below are known.
        let mut lower: Vec<String> = self.area.iter().map(|_| String::new()).collect();
        for (nth, row) in rows.iter().rev().enumerate() {
            let named = lower.iter().any(|name| !name.is_empty());
            let over = if nth > 0 && named { self.spread(grid, *row, &lower) } else { self.own(grid, *row) };
            for ((at, text), name) in self.area.iter().zip(over).zip(&mut lower) {
                if text.is_empty() {
                    continue;
                }
                if let Some(levels) = levels.get_mut(*at).filter(|levels| levels.last() != Some(&text)) {
                    levels.push(text.clone());
                }
                *name = text;
            }
        }
        for at in (0..grid.width).filter(|at| !self.area.contains(at)) {
            let own = rows.iter().rev().map(|row| grid.text(*row, at)).find(|text| !text.is_empty());
            if let (Some(levels), Some(own)) = (levels.get_mut(at), own) {
                levels.push(own.to_owned());
            }
        }
        levels.into_iter().map(|levels| levels.into_iter().rev().collect::<Vec<_>>().join(" / ")).collect()
    }

    fn own(&self, grid: &Grid, row: usize) -> Vec<String> {
        self.area.iter().map(|at| one_line(grid.text(row, *at))).collect()
    }

    /// The text of a row over each column of figures.
    fn spread(&self, grid: &Grid, row: usize, lower: &[String]) -> Vec<String> {
        let mut heads: Vec<(usize, String)> = Vec::new();
        for column in (self.labels..grid.width).filter(|column| grid.kind(row, *column) != Kind::Empty) {
            // A heading over a column that holds nothing stands over the next one.
            let Some(place) = self.area.iter().position(|at| *at >= column) else { continue };
            let is_text_column = !self.area.contains(&column) && !grid.is_blank(column, self.data.iter().copied());
            if !is_text_column && heads.last().is_none_or(|(last, _)| *last < place) {
                heads.push((place, one_line(grid.text(row, column))));
            }
        }
        // A text that is repeated over its columns is told by its first.
        let (runs, names) = runs(lower);
        let run_of = |place: usize| runs.iter().rposition(|start| *start <= place).unwrap_or(0);
        let told: Vec<usize> = heads.iter().map(|(place, _)| run_of(*place)).collect();
        let again = |one: &(usize, String), next: &(usize, String)| one.0 + 1 == next.0 && one.1 == next.1;
        let is_filled = heads.iter().zip(heads.iter().skip(1)).any(|(one, next)| again(one, next));
        let distinct = told.windows(2).all(|pair| pair.first() < pair.last());
        let by_runs = distinct && names.len() < lower.len() && heads.len() < lower.len();
        let over = if by_runs {
            let over = spans(&told, &names, is_filled);
            (0..lower.len()).map(|at| over.get(run_of(at)).copied().flatten()).collect()
        } else {
            spans(&heads.iter().map(|(place, _)| *place).collect::<Vec<_>>(), lower, is_filled)
        };
        let text = |head: Option<usize>| head.and_then(|head| heads.get(head)).map(|(_, text)| text.clone());
        over.into_iter().map(|head| text(head).unwrap_or_default()).collect()
    }
}

/// Where runs of equal names begin, and the name of each.
fn runs(names: &[String]) -> (Vec<usize>, Vec<String>) {
    let mut starts = Vec::new();
    let mut texts: Vec<String> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        if texts.last() != Some(name) {
            starts.push(at);
            texts.push(name.clone());
        }
    }
    (starts, texts)
}

/// A text without line breaks and runs of blanks.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
