//! The flow: in a column, or stated by a title, a sheet's name or the file's name.

use foldhash::HashSet;

use super::{Profile, Work};
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
        // A column of flows with other rows of trade among them, as `Total Trade`: those are left out by name.
        let mixed = self.free(|p| !p.is_numeric() && p.mostly(p.flows, 50) && (2..=12).contains(&p.distinct));
        let both = |at: &usize| {
            let flows: HashSet<Flow> = self.sniffed.column(*at).filter_map(plain_flow).collect();
            flows.contains(&Flow::Export) && flows.contains(&Flow::Import)
        };
        let unlike = |cell: &&str| plain_flow(cell).is_none();
        let summed = |at: &usize| self.sniffed.column(*at).filter(unlike).all(is_turnover);
        if let Some(at) = mixed.into_iter().find(|at| both(at) && summed(at)) {
            self.set(at, ColumnRole::Flow);
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
        let open = self.proposal.mapping.series.iter().any(|series| series.flow.is_none());
        let without = open || self.roles.iter().any(|role| role.is_value() && !per_flow(role));
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

    /// Whether rows name both flows in their own words: `Exports of goods` above `Imports of goods`.
    fn rows_say_otherwise(&self) -> bool {
        let both = |p: &super::Profile, at: usize| {
            let flows: HashSet<Flow> = self.sniffed.column(at).filter_map(words::flow_of_phrase).collect();
            !p.is_numeric() && flows.contains(&Flow::Export) && flows.contains(&Flow::Import)
        };
        self.columns.iter().enumerate().any(|(at, p)| both(p, at))
    }

    /// The flow that the title or the file's name states, unless the rows contradict it.
    fn flow_of_names(&mut self) {
        let title = self.sniffed.preamble.iter().find_map(|text| words::flow_of_phrase(text));
        let stem = words::flow_of_phrase(&self.sniffed.stem.replace(['_', '-', '.'], " "));
        let part = self.sniffed.part.as_deref().and_then(words::flow_of_phrase);
        // A few words may be flows by chance: `IM` is also the Isle of Man.
        let mixed = self.columns.iter().any(|p| p.mostly(p.flows, 50) && p.distinct > 1 && !p.is_numeric());
        // Rows of exports beside rows of imports are not all of the one that a name says.
        let both = |p: &Profile| {
            let column = self.columns.iter().position(|own| std::ptr::eq(own, p));
            let tells =
                |flow| column.is_some_and(|at| self.sniffed.column(at).any(|c| words::flow_of_phrase(c) == flow));
            !p.is_numeric() && p.flows > 1 && tells(Some(Flow::Export)) && tells(Some(Flow::Import))
        };
        let mixed = mixed || self.columns.iter().any(both);
        let stated = title.map(|flow| (flow, "title")).or(part.map(|flow| (flow, "sheet's name")));
        let stated = stated.or(stem.map(|flow| (flow, "file name")));
        let told: Vec<(Flow, &str)> = [(part, "sheet's name"), (title, "title")]
            .into_iter()
            .filter_map(|(flow, place)| Some((flow?, place)))
            .collect();
        if let [(one, here), (other, there)] = *told.as_slice()
            && one != other
            && !mixed
        {
            self.proposal.mapping.default_flow = Some(one);
            self.ask(format!(
                "The {here} says {}s and the {there} says {}s. Which are they?",
                one.word(),
                other.word()
            ));
            return;
        }
        if let Some((flow, place)) = stated.filter(|_| self.rows_say_otherwise()) {
            self.proposal.mapping.default_flow = Some(flow);
            self.ask(format!(
                "The {place} says {}s, and rows are called exports and imports by themselves. Which are they?",
                flow.word()
            ));
            return;
        }
        match stated.filter(|_| !mixed) {
            Some((flow, place)) => {
                self.proposal.mapping.default_flow = Some(flow);
                self.warn(format!("all values are taken as {}s, as the {place} says", flow.word()));
            }
            None => self.ask("Is this exports, imports or a balance?"),
        }
    }
}

/// The flow that a cell names and nothing else.
fn plain_flow(cell: &str) -> Option<Flow> {
    words::flow_of_phrase(cell).filter(|_| !is_turnover(cell))
}

/// Whether a cell names exports and imports together: `Total trade`, `Turnover`.
fn is_turnover(cell: &str) -> bool {
    let folded = crate::import::mapping::fold(cell);
    ["totaltrade", "turnover", "tradevolume", "tradeturnover", "exportsandimports", "exportsplusimports", "twowaytrade"]
        .contains(&folded.as_str())
        || crate::import::vocabulary::claims_total(cell).is_some() && words::flow_of_phrase(cell).is_none()
}
