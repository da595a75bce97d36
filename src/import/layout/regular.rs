//! A laid-out table written again as a regular one: one header, one row for each row of figures, on its own line.

use super::Laid;
use super::body::{self, Fate, HEADING};
use super::grid::{Grid, Kind, Tells};
use super::headings::{self, Heading, one_line};
use super::{labels, toward};
use crate::import::table::write_row;

/// A table written again.
pub(super) struct Regular {
    /// As CSV.
    pub(super) text: Vec<u8>,
    /// What it was before.
    pub(super) laid: Laid,
}

/// The headings that are in force, by what they tell, in the order in which they first came.
#[derive(Default)]
struct Sections {
    kinds: Vec<Tells>,
    texts: Vec<String>,
}

impl Sections {
    /// Takes a heading; those of inner kinds end with it.
    fn take(&mut self, tells: Tells, text: &str) {
        let at = self.kinds.iter().position(|kind| *kind == tells).unwrap_or(self.kinds.len());
        if at == self.kinds.len() {
            self.kinds.push(tells);
        }
        self.texts.resize(self.kinds.len(), String::new());
        self.texts.iter_mut().skip(at).for_each(String::clear);
        if let Some(place) = self.texts.get_mut(at) {
            text.clone_into(place);
        }
    }
}

/// Writes a grid again; none where it is regular, or is no table.
pub(super) fn write(grid: &Grid) -> Option<Regular> {
    let heading = headings::find(grid)?;
    match toward::apart(grid, &heading) {
        Some(apart) => written(&apart, &headings::find(&apart)?, true),
        None => written(grid, &heading, false),
    }
}

/// A grid written again where it is not regular, or is not as it stands in the file.
fn written(grid: &Grid, heading: &Heading, is_apart: bool) -> Option<Regular> {
    let fates = body::fates(grid, heading);
    let names = heading.names(grid);
    let dropped = dropped(grid, heading, &names);
    let stays: Vec<usize> = fates.iter().filter(|(_, fate)| *fate == Fate::Stays).map(|(row, _)| *row).collect();
    let rows: Vec<usize> = stays.iter().copied().filter(|row| grid.is_data(*row)).collect();
    let down = labels::filled_down(grid, heading, &rows, &names);
    let irregular = is_apart
        || heading.last > heading.first
        || !down.is_empty()
        || fates.iter().any(|(_, fate)| *fate != Fate::Stays)
        || dropped.iter().any(|(_, reason)| reason.is_some())
        || unnamed_label(grid, heading, &rows, &names).is_some();
    if !irregular {
        return None;
    }
    let mut writer = Writer::new(grid, heading, &names, &dropped, down);
    writer.body(&fates, &rows);
    Some(writer.finish())
}

/// Columns that are not written again: empty ones, and numbers of lines with the reason.
fn dropped(grid: &Grid, heading: &Heading, names: &[String]) -> Vec<(usize, Option<&'static str>)> {
    let nameless = |at: usize| names.get(at).is_none_or(|name| name.trim().is_empty());
    let empty = (0..grid.width).filter(|at| nameless(*at) && grid.is_blank(*at, heading.last + 1..grid.rows.len()));
    let mut dropped: Vec<(usize, Option<&'static str>)> = empty.map(|at| (at, None)).collect();
    let numbers: Option<Vec<u32>> = heading
        .data
        .iter()
        .map(|row| grid.text(*row, 0).trim_end_matches(['.', ')']))
        .filter(|cell| !cell.is_empty())
        .map(|cell| cell.parse().ok().filter(|_| !cell.starts_with('0')))
        .collect();
    let counts = numbers.is_some_and(|numbers| {
        numbers.len() > 1
            && numbers.first() == Some(&1)
            && numbers.windows(2).all(|two| matches!(*two, [a, b] if b > a))
    });
    let named = names.first().is_some_and(|name| super::is_line_name(name));
    if counts && named && heading.labels > 1 {
        dropped.push((0, Some("numbers of lines")));
    }
    dropped
}

/// The only column of labels, where it has no name and some of its cells are empty.
fn unnamed_label(grid: &Grid, heading: &Heading, rows: &[usize], names: &[String]) -> Option<usize> {
    let mut texts = (0..heading.labels).filter(|at| rows.iter().any(|row| grid.kind(*row, *at) == Kind::Text));
    let only = texts.next().filter(|_| texts.next().is_none())?;
    let nameless = names.get(only).is_none_or(|name| name.trim().is_empty());
    let label = |row: &&usize| Tells::of(grid.text(**row, only)) == Tells::Other;
    let plain = rows.iter().filter(label).count() * 2 > rows.len();
    (nameless && plain && rows.iter().any(|row| grid.text(*row, only).is_empty())).then_some(only)
}

/// Writes rows on the lines on which they stand.
struct Writer<'a> {
    grid: &'a Grid,
    heading: &'a Heading,
    names: Vec<String>,
    /// Which columns are written again.
    kept: Vec<bool>,
    down: Vec<(usize, bool)>,
    text: Vec<u8>,
    line: u64,
    sections: Vec<Tells>,
    laid: Laid,
}

impl<'a> Writer<'a> {
    fn new(
        grid: &'a Grid,
        heading: &'a Heading,
        names: &[String],
        dropped: &[(usize, Option<&'static str>)],
        down: Vec<(usize, bool)>,
    ) -> Self {
        let mut laid = Laid::default();
        for (at, reason) in dropped {
            if let Some(reason) = reason {
                laid.columns.push((names.get(*at).cloned().unwrap_or_default(), reason));
            }
        }
        let names = names.to_vec();
        let mut kept = vec![true; grid.width];
        for (at, _) in dropped {
            if let Some(kept) = kept.get_mut(*at) {
                *kept = false;
            }
        }
        Self { grid, heading, names, kept, down, text: Vec::new(), line: 1, sections: Vec::new(), laid }
    }

    /// Writes a row on a line, or on the next one where that is past.
    fn put(&mut self, line: u64, cells: &[String]) {
        while self.line < line {
            self.text.push(b'\n');
            self.line += 1;
        }
        // Into memory: nothing can fail.
        let _ = write_row(&mut self.text, cells);
        self.line += 1;
    }

    fn is_kept(&self, column: usize) -> bool {
        self.kept.get(column).copied().unwrap_or(true)
    }

    /// The title of the first block, where further blocks have titles of their own.
    fn first_title(&self) -> Option<(Tells, String)> {
        let above = (0..self.heading.first).rev().find_map(|row| self.grid.single(row))?;
        let text = one_line(above.1);
        Some((Tells::of(&text), text))
    }

    fn body(&mut self, fates: &[(usize, Fate)], rows: &[usize]) {
        let mut sections = Sections::default();
        let titled = fates.windows(2).any(|two| matches!(two, [(_, Fate::Section(..)), (_, Fate::Repeats)]));
        if let Some((tells, text)) = self.first_title().filter(|_| titled) {
            sections.take(tells, &text);
        }
        let unnamed = unnamed_label(self.grid, self.heading, rows, &self.names);
        let mut above = vec![String::new(); self.heading.labels];
        let mut written: Vec<(u64, Vec<String>, Vec<String>)> = Vec::new();
        for (row, fate) in fates {
            let line = self.grid.rows.get(*row).map_or(0, |row| row.line);
            match fate {
                Fate::Section(tells, text) => {
                    sections.take(*tells, text);
                    self.laid.notes.push(text.clone());
                    above.iter_mut().for_each(String::clear);
                    self.laid.left_out.push((line, HEADING));
                }
                Fate::Goes(reason) => {
                    self.laid.notes.extend(self.grid.single(*row).map(|(_, text)| one_line(text)));
                    self.laid.left_out.push((line, reason));
                }
                Fate::Repeats => self.laid.left_out.push((line, "the names of the columns, repeated")),
                Fate::Other => {
                    self.another_table(line, *row);
                    break;
                }
                Fate::Stays => {
                    let figures = self.grid.is_data(*row);
                    // A row without a figure carries labels all the same, for itself and for the rows below it.
                    let labelled = figures || !self.down.is_empty() && self.grid.single(*row).is_none();
                    let cells = if labelled { self.cells(*row, line, unnamed, &mut above) } else { self.plain(*row) };
                    written.push((line, cells, if figures { sections.texts.clone() } else { Vec::new() }));
                }
            }
        }
        self.sections.clone_from(&sections.kinds);
        self.top();
        for (line, cells, mut texts) in written {
            texts.resize(self.sections.len(), String::new());
            let cells: Vec<String> = texts.into_iter().chain(cells).collect();
            self.put(line, &cells);
        }
    }

    /// Rows under other names are not read with the first ones.
    fn another_table(&mut self, line: u64, row: usize) {
        self.laid.doubts.push(format!(
            "From line {line} on the columns have other names, and the rows there are not read. Is the table above it the one that is meant?"
        ));
        let rest = self.grid.rows.iter().enumerate().skip(row).filter(|(at, _)| !self.grid.filled(*at).is_empty());
        self.laid.left_out.extend(rest.map(|(_, row)| (row.line, "another table begins above, which is not read")));
    }

    /// What stands above the header, and the header.
    fn top(&mut self) {
        for row in 0..self.heading.first {
            let filled = self.grid.filled(row);
            if !filled.is_empty() {
                let cells: Vec<String> = filled.iter().map(|at| one_line(self.grid.text(row, *at))).collect();
                let line = self.grid.rows.get(row).map_or(0, |row| row.line);
                self.put(line, &cells);
                self.laid.header += 1;
            }
        }
        let named = |nth: usize| self.section_name(nth);
        let names = self.names.iter().enumerate().filter(|(at, _)| self.is_kept(*at)).map(|(_, name)| name.clone());
        let header: Vec<String> = (0..self.sections.len()).map(named).chain(names).collect();
        let line = self.grid.rows.get(self.heading.last).map_or(0, |row| row.line);
        self.put(line, &header);
    }

    /// The name of an added column: what its headings tell, where no column is called so.
    fn section_name(&self, nth: usize) -> String {
        let told = match self.sections.get(nth) {
            Some(Tells::Flow) => "flow",
            Some(Tells::Period) => "period",
            Some(Tells::Country) => "country",
            _ => "section",
        };
        if self.names.iter().any(|name| name.trim().eq_ignore_ascii_case(told)) {
            return if nth == 0 { "section".to_owned() } else { format!("section {}", nth + 1) };
        }
        told.to_owned()
    }

    fn plain(&self, row: usize) -> Vec<String> {
        let cell = |at: usize| {
            let text = self.grid.rows.get(row).and_then(|row| row.cells.get(at)).map_or("", String::as_str);
            text.replace(['\n', '\r'], " ")
        };
        (0..self.grid.width).filter(|at| self.is_kept(*at)).map(cell).collect()
    }

    /// The cells of a row of figures, with the labels that stand above.
    fn cells(&self, row: usize, line: u64, unnamed: Option<usize>, above: &mut [String]) -> Vec<String> {
        let mut labels: Vec<(usize, String)> = Vec::new();
        for (at, in_totals) in &self.down {
            let own = self.grid.text(row, *at).to_owned();
            if !own.is_empty() {
                // A new label ends those right of it.
                above.iter_mut().skip(at + 1).for_each(String::clear);
                if let Some(place) = above.get_mut(*at) {
                    *place = own;
                }
            } else if *in_totals || !labels::is_total(self.grid, self.heading, row, *at) {
                labels.push((*at, above.get(*at).cloned().unwrap_or_default()));
            }
        }
        if let Some(at) = unnamed.filter(|at| self.grid.text(row, *at).is_empty()) {
            labels.push((at, format!("(no name, line {line})")));
        }
        let mut cells = self.plain(row);
        for (at, label) in labels {
            let place = (0..at).filter(|before| self.is_kept(*before)).count();
            if let Some(cell) = cells.get_mut(place).filter(|_| self.is_kept(at)) {
                *cell = label;
            }
        }
        cells
    }

    fn finish(self) -> Regular {
        Regular { text: self.text, laid: self.laid }
    }
}
