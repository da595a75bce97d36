//! A column that was not understood and tells apart rows that would contradict each other.

use foldhash::HashMap;

use super::Work;
use super::answers::Change;
use super::values::give;
use crate::import::vocabulary::{self, claims_total};
use crate::import::words::{self, Hint};
use crate::import::{ColumnRole, Mapping};

/// One row of so many that contradicts an earlier one is an accident.
const ACCIDENTS: usize = 50;

impl Work<'_> {
    /// Rows that say different things of the same trade: where a column that is not used tells them apart, it is asked
    /// what it tells.
    pub(super) fn missed_column(&mut self) {
        if !self.proposal.problems.is_empty() || self.has_further() {
            return;
        }
        let rows = self.rows_of_figures();
        if contradictions(&rows, None) * ACCIDENTS <= rows.len() {
            return;
        }
        let tells = |at: &usize| contradictions(&rows, Some(*at)) == 0;
        let apart: Vec<usize> = self.labels().into_iter().filter(tells).collect();
        // What is called a product's code before numbers of rows.
        let first = apart.iter().copied().min_by_key(|at| {
            let hint = self.profile(*at).and_then(|p| p.hint);
            (!matches!(hint, Some(Hint::Sector | Hint::Series)), *at)
        });
        let Some(at) = first else { return };
        // Words that tell the same rows apart are its names.
        let name =
            apart.into_iter().find(|other| *other != at && self.profile(*other).is_some_and(|p| !p.is_numeric()));
        let told = self.quoted(&[at]);
        let answers = self.what_it_tells(at, name);
        // Whatever it tells, no row is lost: the likeliest is taken, and asked.
        let mut taken = Mapping { columns: std::mem::take(&mut self.roles), ..Mapping::default() };
        if let Some((_, change)) = answers.first() {
            change(&mut taken);
        }
        self.roles = taken.columns;
        self.ask_with(format!("Rows differ only in {told}. What does it tell?"), answers);
    }

    /// Rows that would be added up though the column that tells them apart, and is not used, names a total or a part among
    /// them: `Total`, `of which: intra-EU`.
    pub(super) fn added_up(&mut self) {
        let mapping =
            Mapping { columns: self.roles.clone(), keep: self.proposal.mapping.keep.clone(), ..Mapping::default() };
        let further = super::further_columns(self.sniffed, &mapping);
        let is_one = |cell: &&str| claims_total(cell).is_some() || vocabulary::beside(cell).is_some();
        let told = (0..self.columns.len())
            .filter(|at| further.contains(&self.name(*at).trim().to_owned()))
            .find_map(|at| self.sniffed.column(at).find(is_one).map(|cell| (at, cell.trim().to_owned())));
        let Some((at, cell)) = told else { return };
        let mut answers = self.what_it_tells(at, None);
        if let Some(total) = self.sniffed.column(at).find(|cell| claims_total(cell).is_some()) {
            let total = total.trim().to_owned();
            let label = format!("Only the rows `{total}` are meant");
            answers.insert(0, (label, Box::new(move |mapping| mapping.keep.push((at, total.clone())))));
        }
        let column = self.quoted(&[at]);
        self.ask_with(
            format!("`{cell}` in {column} would be added to the other rows. What does {column} tell?"),
            answers,
        );
    }

    /// The sector, the partner or the reporter of a row, as far as no named column tells it.
    fn what_it_tells(&self, at: usize, name: Option<usize>) -> Vec<(String, Change)> {
        type Side = (&'static str, ColumnRole, ColumnRole, [Hint; 2]);
        let sides: [Side; 3] = [
            ("The sector", ColumnRole::Sector, ColumnRole::SectorName, [Hint::Sector, Hint::Series]),
            ("The partner", ColumnRole::Partner, ColumnRole::PartnerName, [Hint::Partner, Hint::Country]),
            ("The reporter", ColumnRole::Reporter, ColumnRole::ReporterName, [Hint::Reporter, Hint::Country]),
        ];
        let is_open = |(_, code, words, hints): &Side| {
            let holders = (0..).zip(&self.roles).filter(|(_, role)| *role == code || *role == words);
            // What was only guessed to tell it gives way.
            holders.into_iter().all(|(holder, _): (usize, _)| {
                self.profile(holder).is_some_and(|p| !p.hint.is_some_and(|hint| hints.contains(&hint)))
            })
        };
        let answer = |(label, code, words, _): Side| -> (String, Change) {
            let own = self.roles.clone();
            let change = move |mapping: &mut Mapping| {
                mapping.columns.clone_from(&own);
                for role in mapping.columns.iter_mut().filter(|role| **role == code || **role == words) {
                    *role = ColumnRole::Ignore;
                }
                give(mapping, at, code);
                if let Some(name) = name {
                    give(mapping, name, words);
                }
            };
            (label.to_owned(), Box::new(change))
        };
        sides.into_iter().filter(is_open).map(answer).collect()
    }

    /// Whether a column tells what a figure is of.
    fn is_key(&self, at: usize) -> bool {
        self.roles
            .get(at)
            .is_some_and(|role| !role.is_value() && !matches!(role, ColumnRole::Ignore | ColumnRole::Status))
    }

    /// Whether rows with the same meaning are added up.
    fn has_further(&self) -> bool {
        let mapping =
            Mapping { columns: self.roles.clone(), keep: self.proposal.mapping.keep.clone(), ..Mapping::default() };
        !super::further_columns(self.sniffed, &mapping).is_empty()
    }

    /// Columns that may name what rows are of, and are not used: no quantities, and no numbers among the figures.
    fn labels(&self) -> Vec<usize> {
        let first = self.roles.iter().position(|role| role.is_value()).unwrap_or(0);
        let named = self.free(|p| {
            let other = matches!(p.hint, Some(Hint::Value | Hint::Status | Hint::Unit | Hint::Period | Hint::Year));
            p.distinct > 1 && !other && !words::is_no_money(&p.name)
        });
        named.into_iter().filter(|at| *at < first || self.profile(*at).is_some_and(|p| !p.is_numeric())).collect()
    }

    /// The sampled rows that are used and hold figures.
    fn rows_of_figures(&self) -> Vec<Row<'_>> {
        let values: Vec<usize> =
            (0..self.roles.len()).filter(|at| self.roles.get(*at).is_some_and(|role| role.is_value())).collect();
        let keep = &self.proposal.mapping.keep;
        let text = |cells: &'_ [String], at: usize| cells.get(at).map_or(String::new(), |cell| cell.trim().to_owned());
        let is_kept = |cells: &[String]| {
            let of = |column: usize| keep.iter().filter(move |(at, _)| *at == column);
            keep.iter().all(|(column, _)| of(*column).any(|(_, wanted)| *wanted == text(cells, *column)))
        };
        let rows = self.sniffed.sample.iter().map(|(_, cells)| cells.as_slice()).filter(|cells| is_kept(cells));
        let key: Vec<usize> = (0..self.roles.len()).filter(|at| self.is_key(*at)).collect();
        let flow = self.roles.iter().position(|role| *role == ColumnRole::Flow);
        let rows = rows.map(|cells| {
            let cell = |at: &usize| cells.get(*at).map_or("", |cell| cell.trim());
            // Of a column of flows only the flow is understood, whatever else its texts say.
            let told = |at: &usize| match words::flow_of_phrase(cell(at)).filter(|_| flow == Some(*at)) {
                Some(flow) => flow.word(),
                None => cell(at),
            };
            Row { cells, key: key.iter().map(told).collect(), figures: values.iter().map(cell).collect() }
        });
        rows.filter(|row| row.figures.iter().any(|figure| !figure.is_empty())).collect()
    }
}

/// A row of the sample, what it is of, and what stands in its columns of values.
struct Row<'a> {
    cells: &'a [String],
    key: Vec<&'a str>,
    figures: Vec<&'a str>,
}

/// How many rows contradict an earlier one with the same key, where a further column may be a part of it.
fn contradictions(rows: &[Row<'_>], further: Option<usize>) -> usize {
    let mut first: HashMap<Vec<&str>, &[&str]> = HashMap::default();
    let mut count = 0;
    for Row { cells, key, figures } in rows {
        let more = further.map(|at| cells.get(at).map_or("", |cell| cell.trim()));
        let told = key.iter().copied().chain(more).collect();
        let known = *first.entry(told).or_insert(figures);
        let differs = |(one, other): (&&str, &&str)| !one.is_empty() && !other.is_empty() && one != other;
        count += usize::from(known.iter().zip(figures).any(differs));
    }
    count
}
