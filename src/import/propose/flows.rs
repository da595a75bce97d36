//! The flow: in a column, or stated by a title, a sheet's name or the file's name.

use foldhash::HashSet;

use super::Work;
use crate::data::Flow;
use crate::import::ColumnRole;
use crate::import::words::{self, Hint};

impl Work<'_> {
    /// A column that tells each row's flow.
    pub(super) fn flow_column(&mut self) {
        let named = self.free(|p| p.hint == Some(Hint::Flow) && p.filled > 0);
        let readable = named.iter().copied().find(|at| self.profile(*at).is_some_and(|p| p.mostly(p.flows, 90)));
        if let Some(at) = readable {
            self.set(at, ColumnRole::Flow);
            return;
        }
        if let Some(at) = named.first().copied() {
            self.set(at, ColumnRole::Flow);
            let cells: HashSet<&str> = self.sniffed.column(at).collect();
            let mut cells: Vec<&str> = cells.into_iter().collect();
            cells.sort_unstable();
            let cells: Vec<String> = cells.iter().take(6).map(|cell| format!("`{cell}`")).collect();
            let name = self.name(at);
            self.ask(format!("In the column `{name}`, which of {} means exports and which imports?", cells.join(", ")));
            return;
        }
        // A column whose every phrase names another flow.
        let phrases =
            self.free(|p| p.hint != Some(Hint::Other) && p.mostly(p.flows, 95) && !p.is_numeric() && p.distinct > 1);
        let one_each = phrases.into_iter().find(|at| {
            let cells: HashSet<&str> = self.sniffed.column(*at).collect();
            let flows: HashSet<Option<Flow>> = cells.iter().map(|cell| words::flow_of_phrase(cell)).collect();
            cells.len() == flows.len()
        });
        if let Some(at) = one_each {
            self.set(at, ColumnRole::Flow);
        }
    }

    /// Where neither a column nor column names tell the flow.
    pub(super) fn default_flow(&mut self) {
        let per_flow = |role: &ColumnRole| {
            matches!(role, ColumnRole::ValueFor(_) | ColumnRole::FlowPeriodValue(..) | ColumnRole::Series)
        };
        let without = self.roles.iter().any(|role| role.is_value() && !per_flow(role));
        if self.has(ColumnRole::Flow) || !without {
            return;
        }
        let one_flow = |at: &usize| {
            let flows: HashSet<Option<Flow>> = self.sniffed.column(*at).map(words::flow_of_phrase).collect();
            flows.len() == 1 && !flows.contains(&None)
        };
        let mut told = self.free(|p| p.flows == p.filled && p.is_complete() && !p.is_numeric());
        told.retain(one_flow);
        if let Some(at) = told.first().copied() {
            // Read row by row, so that another flow further down is seen.
            self.set(at, ColumnRole::Flow);
            return;
        }
        self.flow_of_names();
    }

    /// The flow that the title or the file's name states, unless the rows contradict it.
    fn flow_of_names(&mut self) {
        let title = self.sniffed.preamble.iter().find_map(|text| words::flow_of_phrase(text));
        let stem = words::flow_of_phrase(&self.sniffed.stem.replace(['_', '-', '.'], " "));
        let part = self.sniffed.part.as_deref().and_then(words::flow_of_phrase);
        // A few words may be flows by chance: `IM` is also the Isle of Man.
        let mixed = self.columns.iter().any(|p| p.mostly(p.flows, 50) && p.distinct > 1 && !p.is_numeric());
        let stated = title.map(|flow| (flow, "title")).or(part.map(|flow| (flow, "sheet's name")));
        let stated = stated.or(stem.map(|flow| (flow, "file name")));
        match stated.filter(|_| !mixed) {
            Some((flow, place)) => {
                self.proposal.mapping.default_flow = Some(flow);
                self.warn(format!("all values are taken as {}s, as the {place} says", flow.word()));
            }
            None => self.ask("Is this exports, imports or a balance?"),
        }
    }
}
