//! Which columns hold the values: one, one for each flow, or one for each flow and subject.

use foldhash::HashSet;

use super::answers::Change;
use super::told::is_amount;
use super::{Profile, Work};
use crate::data::{Flow, Role, Unit, country};
use crate::import::vocabulary::claims_total;
use crate::import::words::{self, Hint};
use crate::import::{ColumnRole, Mapping, SeriesColumn};

/// Asked where the columns of one flow are told apart by their units alone.
pub(super) const SAME_VALUES: &str = "The same values stand there in different units. Which of them?";

impl Work<'_> {
    /// The value columns of a table whose periods stand in rows.
    pub(super) fn values(&mut self) -> bool {
        if self.proposal.wide || self.has(ColumnRole::Series) {
            return true;
        }
        // `Goods (USD bn)` sounds like goods, and is an amount of them.
        let named = |p: &Profile| match p.hint {
            None | Some(Hint::Value) => true,
            Some(Hint::Sector) => words::unit_of(&p.name).is_some(),
            _ => false,
        };
        let measure = |p: &Profile| p.is_numeric() && named(p) && !words::is_no_money(&p.name);
        let numeric = self.free(measure);
        if self.named_series(&numeric) {
            return true;
        }
        let flows: Vec<(usize, Flow)> =
            numeric.iter().filter_map(|at| Some((*at, words::flow_of_phrase(&self.name(*at))?))).collect();
        let flows = self.plainest(flows);
        let distinct: HashSet<Flow> = flows.iter().map(|(_, flow)| *flow).collect();
        if !flows.is_empty() && !self.has(ColumnRole::Flow) {
            for (at, flow) in &flows {
                self.set(*at, ColumnRole::ValueFor(*flow));
            }
            self.proposal.wide = flows.len() > 1;
            if distinct.len() < flows.len() && !self.subjects(&flows) && !self.is_one_balance(&flows) {
                let columns: Vec<usize> = flows.iter().map(|(at, _)| *at).collect();
                let quoted = self.quoted(&columns);
                let whose = self.whose(&flows);
                let answers = if whose.is_empty() { self.each_its_own(&flows) } else { whose };
                self.ask_with(
                    format!("Several columns hold values of the same flow: {quoted}. Which of them?"),
                    answers,
                );
            }
            return true;
        }
        self.one_value(&numeric)
    }

    /// Columns of a header over two rows, `Exports / Goods` and `Exports / Services`: a series for each flow and subject.
    fn subjects(&mut self, flows: &[(usize, Flow)]) -> bool {
        let subject = |at: usize| {
            let name = self.name(at);
            let tells = |part: &&str| words::flow_of_phrase(part).is_none() && !is_amount(part);
            let parts: Vec<&str> = name.split(" / ").filter(tells).collect();
            (name.contains(" / ") && !parts.is_empty()).then(|| without_marks(&parts.join(" / ")))
        };
        let told: Vec<(usize, Flow, String)> =
            flows.iter().filter_map(|(at, flow)| Some((*at, *flow, subject(*at)?))).collect();
        let distinct: HashSet<(Flow, &str)> = told.iter().map(|(_, flow, subject)| (*flow, subject.as_str())).collect();
        if told.len() < flows.len() || distinct.len() < told.len() {
            return false;
        }
        let subjects: Vec<(usize, &str)> = told.iter().map(|(at, _, subject)| (*at, subject.as_str())).collect();
        if let Some(answers) = each_currency(&subjects) {
            self.ask_with(SAME_VALUES, answers);
            return true;
        }
        for (column, flow, subject) in told {
            // `Exports / Goods / Thousand euros` are of goods.
            let levels = subject.split(" / ").filter(|level| words::unit_of(level).is_none());
            let sector = levels.collect::<Vec<_>>().join(" / ");
            let sector = if sector.is_empty() { subject } else { sector };
            self.set(column, ColumnRole::Series);
            self.proposal.mapping.series.push(SeriesColumn {
                column,
                flow: Some(flow),
                sector: Some(sector),
                ..SeriesColumn::default()
            });
        }
        true
    }

    /// Where each column names a flow and a country, `Germany exports` or `Exports Germany`: whose figures these are, the
    /// countries' own or those of trade with them. A country that stands before the flow rather owns it, but where a title
    /// names the owner of all.
    fn whose(&self, flows: &[(usize, Flow)]) -> Vec<(String, Change)> {
        let told = flows.iter().map(|(at, _)| Some((*at, flow_beside_country(&self.name(*at))?)));
        let Some(told) = told.collect::<Option<Vec<_>>>() else { return Vec::new() };
        let series = |as_partner: bool| -> Vec<SeriesColumn> {
            let one = |(column, (flow, country, _)): &(usize, (Flow, String, bool))| {
                let country = Some(country.clone());
                let (reporter, partner) = if as_partner { (None, country) } else { (country, None) };
                SeriesColumn { column: *column, flow: Some(*flow), reporter, partner, ..SeriesColumn::default() }
            };
            told.iter().map(one).collect()
        };
        let answer = |label: &str, series: Vec<SeriesColumn>| -> (String, Change) {
            let change = move |mapping: &mut Mapping| {
                for one in &series {
                    give(mapping, one.column, ColumnRole::Series);
                }
                mapping.series.extend(series.iter().cloned());
            };
            (label.to_owned(), Box::new(change))
        };
        let mut answers = vec![
            answer("The countries are the reporters: each its own trade", series(false)),
            answer("The countries are the partners: one reporter's trade with each", series(true)),
        ];
        let is_owner = |(_, (_, _, is_before)): &(usize, (Flow, String, bool))| *is_before;
        if !told.iter().all(is_owner) || self.country_of_names().is_some() {
            answers.reverse();
        }
        answers
    }

    /// Where several columns name a flow, those that name nothing else: `Export (US$ Thousand)` before
    /// `Duty Free Imports (US$ Thousand)`.
    fn plainest(&mut self, flows: Vec<(usize, Flow)>) -> Vec<(usize, Flow)> {
        let bare = |name: &str| name.split(['(', '[', ':']).next().and_then(Flow::parse);
        let plain: Vec<(usize, Flow)> =
            flows.iter().copied().filter(|(at, flow)| bare(&self.name(*at)) == Some(*flow)).collect();
        let kinds = |list: &[(usize, Flow)]| list.iter().map(|(_, flow)| *flow).collect::<HashSet<Flow>>().len();
        if plain.len() == flows.len() || plain.len() != kinds(&plain) || kinds(&plain) != kinds(&flows) {
            return flows;
        }
        let rest: Vec<usize> =
            flows.iter().map(|(at, _)| *at).filter(|at| !plain.iter().any(|(p, _)| p == at)).collect();
        let (taken, rest) = (self.quoted(&plain.iter().map(|(at, _)| *at).collect::<Vec<_>>()), self.quoted(&rest));
        self.warn(format!("the values are taken from {taken}, not from {rest}"));
        plain
    }

    /// Each of several columns of one flow as a subject of its own, or only one of them.
    fn each_its_own(&self, flows: &[(usize, Flow)]) -> Vec<(String, Change)> {
        let own: Vec<SeriesColumn> = flows
            .iter()
            .map(|(column, flow)| SeriesColumn {
                column: *column,
                flow: Some(*flow),
                sector: Some(self.name(*column)),
                ..SeriesColumn::default()
            })
            .collect();
        let all: Vec<usize> = flows.iter().map(|(at, _)| *at).collect();
        let mut answers: Vec<(String, Change)> = vec![(
            "Each its own series".to_owned(),
            Box::new(move |mapping: &mut Mapping| {
                for one in &own {
                    give(mapping, one.column, ColumnRole::Series);
                }
                mapping.series.extend(own.iter().cloned());
            }),
        )];
        for (only, flow) in flows.iter().copied() {
            let all = all.clone();
            let change = move |mapping: &mut Mapping| {
                for at in &all {
                    give(mapping, *at, ColumnRole::Ignore);
                }
                give(mapping, only, ColumnRole::ValueFor(flow));
            };
            answers.push((format!("Only `{}`", self.name(only)), Box::new(change)));
        }
        answers
    }

    /// Columns of numbers without a name that says more: one of them, or each a sector of its own.
    fn which_values(&self, numeric: &[usize]) -> Vec<(String, Change)> {
        let all = numeric.to_vec();
        let own: Vec<SeriesColumn> = numeric
            .iter()
            .map(|at| SeriesColumn { column: *at, sector: Some(self.name(*at)), ..SeriesColumn::default() })
            .collect();
        let mut answers: Vec<(String, Change)> = Vec::new();
        let sectors = move |mapping: &mut Mapping| {
            for one in &own {
                give(mapping, one.column, ColumnRole::Series);
            }
            mapping.series.extend(own.iter().cloned());
        };
        answers.push(("Each column is a sector".to_owned(), Box::new(sectors)));
        for only in numeric.iter().copied() {
            let all = all.clone();
            let change = move |mapping: &mut Mapping| {
                for at in &all {
                    give(mapping, *at, ColumnRole::Ignore);
                }
                give(mapping, only, ColumnRole::Value);
            };
            answers.push((format!("`{}`", self.name(only)), Box::new(change)));
        }
        // Of a total and its parts each is a sector; of others the last one is taken.
        if !numeric.iter().any(|at| claims_total(&self.name(*at)).is_some()) {
            answers.rotate_right(1);
        }
        answers
    }

    /// Whether columns of values stand below names of their own, `Meat / Value` and `Clothing / Value`: no two of them
    /// hold the same.
    fn stand_below_names(&self, values: &[usize]) -> bool {
        let above = |at: &usize| {
            let name = self.name(*at);
            let tells = |level: &&str| !is_amount(level) && words::unit_of(level).is_none();
            name.split(" / ").filter(tells).collect::<Vec<_>>().join(" / ")
        };
        let names: HashSet<String> = values.iter().map(above).collect();
        names.len() == values.len() && names.len() > 1 && !names.contains("")
    }

    /// The one column of values in a long table.
    fn one_value(&mut self, numeric: &[usize]) -> bool {
        let mut named: Vec<usize> = numeric
            .iter()
            .copied()
            .filter(|at| self.profile(*at).is_some_and(|p| p.hint == Some(Hint::Value)))
            .collect();
        // Filled columns first; of equals, the shortest name says "the value" most plainly.
        named.sort_by_key(|at| self.profile(*at).map(|p| (std::cmp::Reverse(p.filled), p.name.len())));
        if let Some(at) = named.first().copied() {
            self.set(at, ColumnRole::Value);
            let name = self.name(at);
            // Also of columns without any figure yet.
            if self.columns.iter().filter(|p| p.name.trim() == name).count() > 1 {
                // Levels above them tell them apart, and were not understood.
                let answers = self.which_values(&named);
                self.ask_with(format!("Several columns are called `{name}`. Which of them holds the values?"), answers);
            } else if self.stand_below_names(&named) {
                let (answers, quoted) = (self.which_values(&named), self.quoted(&named));
                self.ask_with(format!("Which column holds the values: {quoted}?"), answers);
            } else if named.len() > 1 {
                let (taken, rest) = (self.name(at), self.quoted(named.get(1..).unwrap_or_default()));
                self.warn(format!("the values are taken from the column `{taken}`, not from {rest}"));
            }
            return true;
        }
        match *numeric {
            [only] => self.set(only, ColumnRole::Value),
            [.., last] => {
                self.set(last, ColumnRole::Value);
                let answers = self.which_values(numeric);
                self.takes_first_answer = true;
                self.ask_with(format!("Which column holds the values: {}?", self.quoted(numeric)), answers);
            }
            [] => {
                let any = self.free(|p| {
                    p.is_numeric()
                        && !matches!(
                            p.hint,
                            Some(
                                Hint::Year
                                    | Hint::Sector
                                    | Hint::Country
                                    | Hint::SubPeriod
                                    | Hint::Reporter
                                    | Hint::Partner
                                    | Hint::Status
                                    | Hint::Unit
                            )
                        )
                });
                let Some(at) = any.first().copied() else { return false };
                self.set(at, ColumnRole::Value);
                let name = self.name(at);
                self.ask(format!("Only the column `{name}` holds numbers. Are they amounts of trade?"));
            }
        }
        true
    }
}

/// Where what columns say besides their flow is the unit, in more than one unit: only the columns of each.
fn each_currency(told: &[(usize, &str)]) -> Option<Vec<(String, Change)>> {
    let mut units: Vec<(Unit, Vec<usize>)> = Vec::new();
    for (at, subject) in told {
        let unit = words::unit_of(subject)?;
        match units.iter_mut().find(|(known, _)| *known == unit) {
            Some((_, columns)) => columns.push(*at),
            None => units.push((unit, vec![*at])),
        }
    }
    let all: Vec<usize> = told.iter().map(|(at, _)| *at).collect();
    let answer = |(unit, columns): (Unit, Vec<usize>)| -> (String, Change) {
        let others: Vec<usize> = all.iter().copied().filter(|at| !columns.contains(at)).collect();
        let label = format!("Only in {}", unit.words());
        let change = move |mapping: &mut Mapping| {
            for at in &others {
                give(mapping, *at, ColumnRole::Ignore);
            }
            mapping.unit = Some(unit.clone());
        };
        (label, Box::new(change))
    };
    (units.len() > 1).then(|| units.into_iter().map(answer).collect())
}

/// The flow and the country that a name is made of, and whether the country comes first.
fn flow_beside_country(name: &str) -> Option<(Flow, String, bool)> {
    let is_country = |text: &str| country::recognise(text).is_some_and(|found| found.role == Role::Leaf);
    let blanks = name.char_indices().filter(|(_, c)| c.is_whitespace() || matches!(c, '_' | '-' | ':' | ','));
    blanks.into_iter().find_map(|(at, sign)| {
        let (before, after) = (name.get(..at)?.trim(), name.get(at + sign.len_utf8()..)?.trim());
        let beside = |flow: &str, place: &str| Flow::parse(flow).filter(|_| is_country(place));
        let owner = beside(after, before).map(|flow| (flow, before.to_owned(), true));
        owner.or_else(|| beside(before, after).map(|flow| (flow, after.to_owned(), false)))
    })
}

/// Gives a column of a mapping a role.
pub(super) fn give(mapping: &mut Mapping, at: usize, role: ColumnRole) {
    if let Some(place) = mapping.columns.get_mut(at) {
        *place = role;
    }
}

/// A name without the mark of its footnote: `Goods (1)`.
pub(super) fn without_marks(name: &str) -> String {
    let mark =
        |text: &str| text.len() <= 3 && text.ends_with(')') && text.bytes().all(|b| b.is_ascii_digit() || b == b')');
    match name.rsplit_once('(') {
        Some((before, rest)) if mark(rest) => before.trim().to_owned(),
        _ => name.trim().to_owned(),
    }
}
