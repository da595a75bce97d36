//! The flow: in a column, or stated by a title, a sheet's name or the file's name.

use foldhash::HashSet;

use super::Work;
use super::answers::Change;
use crate::data::Flow;
use crate::import::words::{self, Hint};
use crate::import::{ColumnRole, Mapping};

impl Work<'_> {
    /// A column that tells each row's flow.
    pub(super) fn flow_column(&mut self) {
        let named = self.free(|p| p.hint == Some(Hint::Flow) && p.filled > 0);
        let readable = named.iter().copied().find(|at| self.profile(*at).is_some_and(|p| p.mostly(p.flows, 90)));
        if let Some(at) = readable {
            self.set(at, ColumnRole::Flow);
            return;
        }
        // A column of flows with other rows of trade among them, as `Total Trade`: those are left out by name.
        let mut mixed = self.free(|p| !p.is_numeric() && p.mostly(p.flows, 50) && (2..=12).contains(&p.distinct));
        mixed.sort_by_key(|at| !named.contains(at));
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
            matches!(role, ColumnRole::ValueFor(_) | ColumnRole::FlowPeriodValue(..))
                || *role == ColumnRole::Series && self.proposal.mapping.series.iter().all(|one| one.flow.is_some())
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
        if self.ask_rows() {
            return;
        }
        let stated = title.map(|flow| (flow, "title")).or(part.map(|flow| (flow, "sheet's name")));
        let corner = self.flow_of_labels().map(|flow| (flow, "name of the first column"));
        let stated = stated.or(corner).or(stem.map(|flow| (flow, "file name")));
        let told: Vec<(Flow, &str)> = [(part, "sheet's name"), (title, "title")]
            .into_iter()
            .filter_map(|(flow, place)| Some((flow?, place)))
            .collect();
        if let [(one, here), (other, there)] = *told.as_slice()
            && one != other
            && !mixed
        {
            self.proposal.mapping.default_flow = Some(one);
            let (first, second) = (plural(one), plural(other));
            let problem = format!("The {here} says {first} and the {there} says {second}. Which are they?");
            self.ask_flow(&problem, Some(one));
            return;
        }
        if let Some((flow, place)) = stated.filter(|_| self.rows_say_otherwise()) {
            self.proposal.mapping.default_flow = Some(flow);
            let problem = format!(
                "The {place} says {}, and rows are called exports and imports by themselves. Which are they?",
                plural(flow)
            );
            self.ask_flow(&problem, Some(flow));
            return;
        }
        match stated.filter(|_| !mixed) {
            Some((flow, place)) => {
                self.proposal.mapping.default_flow = Some(flow);
                self.warn(format!("all values are taken as {}s, as the {place} says", flow.word()));
            }
            None => self.ask_flow("Is this exports, imports or a balance?", None),
        }
    }

    /// The flow that stands above the labels, `Exports (USD million)`, or that their names tell: exporter and importer.
    fn flow_of_labels(&self) -> Option<Flow> {
        let place = |code: ColumnRole, name: ColumnRole| {
            self.roles.iter().position(|role| *role == code || *role == name).map(|at| self.name(at).to_lowercase())
        };
        let reporter = place(ColumnRole::Reporter, ColumnRole::ReporterName);
        let partner = place(ColumnRole::Partner, ColumnRole::PartnerName);
        if let (Some(reporter), Some(partner)) = (&reporter, &partner)
            && reporter.contains("exporter")
            && partner.contains("importer")
        {
            return Some(Flow::Export);
        }
        let first = self.roles.first().filter(|role| !role.is_value() && **role != ColumnRole::Period)?;
        let is_label = !matches!(first, ColumnRole::Year | ColumnRole::SubPeriod);
        is_label.then(|| words::flow_of_phrase(&self.name(0))).flatten()
    }

    /// Asks whether rows tell their own flow, where some are called exports and some imports among others.
    fn ask_rows(&mut self) -> bool {
        let Some(at) = self.rows_tell_flows() else { return false };
        let name = self.name(at);
        let problem = format!("Rows of the column `{name}` name flows themselves. Does each tell its own?");
        let told = self.cells_of_flows(at);
        let own = move |mapping: &mut Mapping| {
            mapping.keep.extend(told.iter().map(|cell| (at, cell.clone())));
            if let Some(place) = mapping.columns.get_mut(at) {
                *place = ColumnRole::Flow;
            }
            mapping.default_flow = None;
        };
        let mut answers: Vec<(String, Change)> = vec![("Only rows that name their flow".to_owned(), Box::new(own))];
        answers.extend(all_of([Flow::Export, Flow::Import, Flow::Balance]));
        self.ask_with(problem, answers);
        true
    }

    /// Asks for the flow of all rows; `likely` is offered first.
    fn ask_flow(&mut self, problem: &str, likely: Option<Flow>) {
        let mut flows = vec![Flow::Export, Flow::Import, Flow::Balance];
        flows.sort_by_key(|flow| Some(*flow) != likely);
        self.ask_with(problem, all_of(flows));
    }

    /// A column of rows of which some name exports and some imports, among others that name no flow.
    fn rows_tell_flows(&self) -> Option<usize> {
        let text = |p: &super::Profile| p.flows >= 2 && !p.is_numeric() && !p.mostly(p.flows, 90);
        self.free_or_sector(text).into_iter().find(|at| {
            let told: HashSet<Flow> = self
                .sniffed
                .column(*at)
                .filter(|cell| cell.chars().count() > 5)
                .filter_map(words::flow_of_phrase)
                .collect();
            told.contains(&Flow::Export) && told.contains(&Flow::Import)
        })
    }

    /// The cells of a column that name a flow; where several name one, those that begin with its word.
    fn cells_of_flows(&self, at: usize) -> Vec<String> {
        let mut told: Vec<(&str, Flow)> =
            self.sniffed.column(at).filter_map(|cell| Some((cell, words::flow_of_phrase(cell)?))).collect();
        // The sides of an account are more than its exports and imports.
        let side = |word: &str| matches!(word, "receipts" | "payments" | "credit" | "credits" | "debit" | "debits");
        let plain = |cell: &str, flow: Flow| {
            let word = cell.split_whitespace().next().unwrap_or_default();
            !side(&word.to_lowercase()) && Flow::parse(word) == Some(flow)
        };
        let begun: HashSet<Flow> =
            told.iter().filter(|(cell, flow)| plain(cell, *flow)).map(|(_, flow)| *flow).collect();
        told.retain(|(cell, flow)| !begun.contains(flow) || plain(cell, *flow));
        told.iter().map(|(cell, _)| (*cell).to_owned()).collect()
    }

    /// Columns that are free or hold the sectors, and satisfy a condition.
    fn free_or_sector(&self, condition: impl Fn(&super::Profile) -> bool) -> Vec<usize> {
        let open = |at: &usize| {
            matches!(self.roles.get(*at), Some(ColumnRole::Ignore | ColumnRole::Sector | ColumnRole::SectorName))
        };
        (0..self.columns.len()).filter(open).filter(|at| self.profile(*at).is_some_and(&condition)).collect()
    }
}

/// An answer for each flow: all values are of it.
fn all_of(flows: impl IntoIterator<Item = Flow>) -> Vec<(String, Change)> {
    let answer = |flow: Flow| -> (String, Change) {
        (format!("All values are {}", plural(flow)), Box::new(move |mapping| mapping.default_flow = Some(flow)))
    };
    flows.into_iter().map(answer).collect()
}

/// "exports": what a button calls a flow.
fn plural(flow: Flow) -> String {
    if flow == Flow::Balance { "the balance".to_owned() } else { format!("{}s", flow.word()) }
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
