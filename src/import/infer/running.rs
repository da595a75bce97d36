//! Figures that run over several periods, since January or over twelve months: left out beside those of each period, and
//! asked about where there are no others. Titles that count no money are asked about alike.

use super::Work;
use super::answers::Change;
use crate::data::{Frequency, Period, tells_part, tells_running};
use crate::import::words::{self, Hint};
use crate::import::{ColumnRole, Mapping};

impl Work<'_> {
    /// Takes columns of running figures for parts of a year where others tell what each period was.
    pub(super) fn leave_out_running(&mut self) {
        let is_figure = |at: &usize| {
            self.profile(*at).is_some_and(|p| p.is_numeric() && matches!(p.hint, None | Some(Hint::Value)))
        };
        let figures: Vec<usize> = (0..self.columns.len()).filter(is_figure).collect();
        let (running, plain): (Vec<usize>, Vec<usize>) =
            figures.into_iter().partition(|at| tells_running(&self.name(*at)));
        // A flow that only runs is asked about, and not lost; nor do figures of no flow tell what each period was where
        // neither their name nor a period says that they are amounts.
        let flow = |at: &usize| words::flow_of_phrase(&self.name(*at));
        let is_amount = |at: &usize| {
            let dated = || self.name(*at).split(" / ").any(|level| Period::parse(level).is_some());
            flow(at).is_some() || self.profile(*at).is_some_and(|p| p.hint == Some(Hint::Value)) || dated()
        };
        let is_told = |at: &usize| plain.iter().any(|other| flow(other) == flow(at) && is_amount(other));
        if running.is_empty() || !running.iter().all(is_told) {
            return;
        }
        for at in &running {
            if let Some(profile) = self.columns.get_mut(*at) {
                (profile.is_part, profile.hint) = (true, Some(Hint::Other));
            }
        }
    }

    /// Asks whether months and quarters are those of their own where a name or a title speaks of running figures.
    pub(super) fn running_figures(&mut self) {
        if !self.has_parts_of_years() {
            return;
        }
        let telling = |(at, role): (usize, &ColumnRole)| {
            let tells = role.is_value() || matches!(role, ColumnRole::Period | ColumnRole::SubPeriod);
            (tells || at == 0).then(|| self.name(at))
        };
        let names: Vec<String> = self.roles.iter().enumerate().filter_map(telling).collect();
        // Cells that tell it beside others of each period are variants of the same trade.
        let labels =
            self.free(|p| !p.is_numeric() && p.filled > 0).into_iter().filter(|at| !self.variants.contains(at));
        let cells = labels.filter_map(|at| self.sniffed.column(at).find(|cell| tells_running(cell)).map(str::to_owned));
        let told = names.into_iter().chain(self.titles()).chain(cells).find(|text| tells_running(text));
        if let Some(text) = told {
            let own: (String, Change) = ("They are of each period alone".to_owned(), Box::new(|_: &mut Mapping| ()));
            let problem = format!(
                "`{text}`: are the figures those of each period, or do they run over several, such as since January?"
            );
            self.ask_with(problem, vec![own]);
        }
    }

    /// Asks whether figures are amounts where a title counts something else, and no column says what it counts.
    pub(super) fn amounts_of_titles(&mut self) {
        let values = || (0..self.roles.len()).filter(|at| self.roles.get(*at).is_some_and(|role| role.is_value()));
        let says_money = values().any(|at| words::unit_of(&self.name(at)).is_some());
        let counts = self.columns.iter().any(|p| words::is_no_money(&p.name));
        if says_money || counts || self.unit_is_of_rows {
            return;
        }
        // `per capita, USD` is no amount either.
        let is_rate = |text: &str| text.to_lowercase().contains(" per ");
        let is_other = |text: &String| words::is_no_money(text) && (words::unit_of(text).is_none() || is_rate(text));
        if let Some(title) = self.titles().into_iter().find(is_other) {
            let amounts: (String, Change) = ("They are amounts of trade".to_owned(), Box::new(|_: &mut Mapping| ()));
            self.ask_with(format!("The title says `{title}`. Are the figures amounts of money?"), vec![amounts]);
        }
    }

    /// Asks whether years are whole where a remark beside some of their rows, and not all, tells a part of them.
    pub(super) fn remarks_of_parts(&mut self) {
        let column = self.roles.iter().position(|role| matches!(role, ColumnRole::Period | ColumnRole::Year));
        let Some(column) = column.filter(|_| !self.has_parts_of_years()) else { return };
        let is_sparse = |at: &usize| self.sniffed.column(*at).count() * 2 <= self.sniffed.sample.len();
        let tells = |at: &usize| is_sparse(at) && self.sniffed.column(*at).any(tells_part);
        let Some(at) = self.free(|p| !p.is_numeric()).into_iter().find(tells) else { return };
        let cell = |row: &[String], at: usize| row.get(at).map_or("", |cell| cell.trim()).to_owned();
        let rows = || self.sniffed.sample.iter().map(|(_, row)| (cell(row, column), cell(row, at)));
        let mixed = rows().find(|(year, remark)| {
            tells_part(remark) && rows().any(|(other, beside)| other == *year && !tells_part(&beside))
        });
        if let Some((year, remark)) = mixed {
            let whole: (String, Change) = ("They are of whole years".to_owned(), Box::new(|_: &mut Mapping| ()));
            let problem = format!("`{remark}` stands beside some figures of {year}. Are they of a part of the year?");
            self.ask_with(problem, vec![whole]);
        }
    }

    /// Asks whether years are whole where a column counts their months, and some have fewer than the others.
    pub(super) fn months_counted(&mut self) {
        let column = self.roles.iter().position(|role| matches!(role, ColumnRole::Period | ColumnRole::Year));
        let Some(column) = column.filter(|_| !self.has_parts_of_years()) else { return };
        let counts = |at: &usize| {
            let months: Option<Vec<u8>> = self.sniffed.column(*at).map(|cell| cell.trim().parse().ok()).collect();
            let months = months.unwrap_or_default();
            let fits = months.iter().all(|month| (1..=12).contains(month));
            let named = words::hint(&self.name(*at)).is_some_and(|(hint, _)| hint == Hint::SubPeriod)
                || self.name(*at).to_lowercase().contains("month");
            named
                && fits
                && months.contains(&12)
                && months.iter().filter(|month| **month == 12).count() * 2 > months.len()
                && months.iter().any(|month| *month < 12)
        };
        let Some(at) = (0..self.columns.len()).filter(|at| *at != column).find(counts) else { return };
        let cell = |row: &[String], at: usize| row.get(at).map_or("", |cell| cell.trim()).to_owned();
        let short = self.sniffed.sample.iter().map(|(_, row)| (cell(row, column), cell(row, at)));
        if let Some((year, months)) = short.into_iter().find(|(_, months)| months != "12") {
            let name = self.name(at);
            let whole: (String, Change) = ("They are of whole years".to_owned(), Box::new(|_: &mut Mapping| ()));
            let problem = format!("`{name}` says {months} beside {year}. Are its figures of so many months only?");
            self.ask_with(problem, vec![whole]);
        }
    }

    /// What stands above the table, the name of the sheet, and that of the file.
    fn titles(&self) -> Vec<String> {
        let above = self.sniffed.preamble.iter().chain(&self.sniffed.part).map(|text| text.trim().to_owned());
        above.chain([self.sniffed.stem.replace('_', " ")]).collect()
    }

    /// Whether any period is a month or a quarter.
    fn has_parts_of_years(&self) -> bool {
        let is_part = |period: Period| period.frequency() != Frequency::Year;
        let columns = self.roles.iter().any(|role| match role {
            ColumnRole::PeriodValue(period) | ColumnRole::FlowPeriodValue(_, period) => is_part(*period),
            _ => false,
        });
        let series = &self.proposal.mapping.series;
        let named = series.iter().any(|one| one.within.is_some() || one.period.is_some_and(is_part));
        let column = self.roles.iter().position(|role| *role == ColumnRole::Period);
        let cells = column.is_some_and(|at| self.sniffed.column(at).filter_map(Period::parse).any(is_part));
        columns || named || cells || self.has(ColumnRole::SubPeriod)
    }
}
