//! Columns to roles: by their names in many languages, and by what their cells hold.

mod values;

use foldhash::{HashMap, HashSet};
use rayon::prelude::*;

use super::date_order::{Order, order_of};
use super::error::some_columns;
use super::mapping::fold;
use super::number::{self, Cell, DecimalSign, SignEvidence};
use super::sniff::Sniffed;
use super::words::{self, Hint};
use super::{ColumnRole, ImportError, Mapping};
use crate::data::{DateOrder, Flow, Period, Role, Unit, UnitKind, country};

/// A mapping with what is uncertain about it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Proposal {
    /// The best mapping found.
    pub mapping: Mapping,
    /// What must be asked.
    pub problems: Vec<String>,
    /// What was assumed.
    pub warnings: Vec<String>,
    /// Whether periods or flows stand in columns.
    pub wide: bool,
}

/// What the cells of a column hold, in the sample.
#[derive(Debug, Default)]
struct Profile {
    name: String,
    hint: Option<Hint>,
    /// Whether the name says codes (true) or names (false).
    code: Option<bool>,
    filled: usize,
    numbers: usize,
    marks: usize,
    periods: usize,
    /// Months without a year, which may stand in a row above.
    months: usize,
    countries: usize,
    flows: usize,
    percents: usize,
    short: usize,
    distinct: usize,
    rows: usize,
}

impl Profile {
    fn of(sniffed: &Sniffed, at: usize) -> Self {
        let name = sniffed.header.get(at).cloned().unwrap_or_default();
        let (hint, code) = words::hint(&name).map_or((None, None), |(hint, code)| (Some(hint), code));
        let mut profile = Self { name, hint, code, rows: sniffed.sample.len(), ..Self::default() };
        let mut seen: HashMap<&str, usize> = HashMap::default();
        for cell in sniffed.column(at) {
            profile.filled += 1;
            *seen.entry(cell).or_default() += 1;
        }
        profile.distinct = seen.len();
        for (cell, times) in seen {
            profile.see(cell, times);
        }
        profile
    }

    fn see(&mut self, cell: &str, times: usize) {
        match (number::read(cell, DecimalSign::Point), number::read(cell, DecimalSign::Comma)) {
            (Cell::Value(_), _) | (_, Cell::Value(_)) => self.numbers += times,
            (Cell::Marked(_), _) => self.marks += times,
            _ => {}
        }
        let period = Period::parse_with(cell, Some(DateOrder::DayFirst))
            .or_else(|| Period::parse_with(cell, Some(DateOrder::MonthFirst)));
        self.periods += times * usize::from(period.is_some());
        self.months += times * usize::from(period.is_none() && is_month(cell));
        // What is written like `12.5` is no country's code and no flow.
        let is_number = cell.contains('.') && cell.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        self.countries += times * usize::from(!is_number && country::recognise(cell).is_some());
        self.flows += times * usize::from(!is_number && words::flow_of_phrase(cell).is_some());
        self.percents += times * usize::from(cell.ends_with('%'));
        let code = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase() || matches!(b, b'.' | b'_' | b'-');
        self.short += times * usize::from(cell.chars().count() <= 3 || (cell.len() <= 12 && cell.bytes().all(code)));
    }

    /// Whether at least `percent` of the filled cells are of a kind.
    const fn mostly(&self, count: usize, percent: usize) -> bool {
        self.filled > 0 && count * 100 >= self.filled * percent
    }

    const fn is_numeric(&self) -> bool {
        self.numbers > 0 && self.mostly(self.numbers + self.marks, 80)
    }

    const fn is_complete(&self) -> bool {
        self.filled * 100 >= self.rows * 95
    }

    const fn is_empty(&self) -> bool {
        self.filled == 0
    }

    fn is_code(&self) -> bool {
        self.code.unwrap_or_else(|| self.mostly(self.short, 90))
    }
}

/// The state of working out a mapping.
struct Work<'a> {
    sniffed: &'a Sniffed,
    columns: Vec<Profile>,
    roles: Vec<ColumnRole>,
    proposal: Proposal,
}

/// Works out what the columns mean.
///
/// # Errors
/// When no column can hold the values or the periods.
pub(crate) fn propose(sniffed: &Sniffed) -> Result<Proposal, ImportError> {
    let columns: Vec<Profile> = (0..sniffed.header.len()).into_par_iter().map(|at| Profile::of(sniffed, at)).collect();
    let roles = vec![ColumnRole::Ignore; columns.len()];
    let mut work = Work { sniffed, columns, roles, proposal: Proposal::default() };
    let (file, line) = (sniffed.file.clone(), sniffed.header_line);
    let names = some_columns(&sniffed.header);
    if is_event_list(&sniffed.header) {
        let advice = "Open it as events, or choose a table with values".to_owned();
        return Err(ImportError::Binary { file, kind: "a list of events".to_owned(), advice });
    }
    if !work.columns.iter().any(Profile::is_numeric) {
        return Err(ImportError::NoNumericColumn { file, line, columns: names });
    }
    work.wide_periods();
    if !work.proposal.wide && !work.long_periods() {
        return Err(ImportError::NoPeriod { file, line, columns: names });
    }
    work.countries();
    work.flow_column();
    if !work.values() {
        return Err(ImportError::NoNumericColumn { file, line, columns: names });
    }
    work.sectors();
    work.default_flow();
    work.units();
    work.date_order();
    work.decimal_sign();
    let mut proposal = work.proposal;
    proposal.mapping.columns = work.roles;
    Ok(proposal)
}

/// Whether a cell names a month and no year.
pub(crate) fn is_month(cell: &str) -> bool {
    Period::parse(&format!("2000 {}", super::engine::month_word(cell))).is_some()
}

/// Whether a header is that of a list of events.
fn is_event_list(header: &[String]) -> bool {
    let has = |names: &[&str]| header.iter().any(|name| names.contains(&fold(name).as_str()));
    has(&["eventname", "eventdate", "eventid"])
        || (has(&["date"]) && has(&["title"]) && has(&["description", "category"]))
}

/// Whether a mapping takes values from several columns.
pub(crate) fn is_wide(mapping: &Mapping) -> bool {
    mapping.columns.iter().filter(|role| role.is_value()).count() > 1
}

impl Work<'_> {
    fn set(&mut self, at: usize, role: ColumnRole) {
        if let Some(place) = self.roles.get_mut(at) {
            *place = role;
        }
    }

    fn has(&self, role: ColumnRole) -> bool {
        self.roles.contains(&role)
    }

    fn ask(&mut self, problem: impl Into<String>) {
        self.proposal.problems.push(problem.into());
    }

    fn warn(&mut self, warning: impl Into<String>) {
        self.proposal.warnings.push(warning.into());
    }

    /// Free columns that satisfy a condition.
    fn free(&self, condition: impl Fn(&Profile) -> bool) -> Vec<usize> {
        let free = |(at, _): &(usize, &Profile)| self.roles.get(*at) == Some(&ColumnRole::Ignore);
        self.columns.iter().enumerate().filter(free).filter(|(_, p)| condition(p)).map(|(at, _)| at).collect()
    }

    fn profile(&self, at: usize) -> Option<&Profile> {
        self.columns.get(at)
    }

    fn name(&self, at: usize) -> String {
        self.profile(at).map(|p| p.name.trim().to_owned()).unwrap_or_default()
    }

    fn quoted(&self, columns: &[usize]) -> String {
        let names: Vec<String> = columns.iter().take(6).map(|at| format!("`{}`", self.name(*at))).collect();
        let more = if columns.len() > 6 { format!(" and {} more", columns.len() - 6) } else { String::new() };
        names.join(", ") + &more
    }

    /// Columns that are named after periods.
    fn wide_periods(&mut self) {
        if self.sniffed.headless {
            return;
        }
        let found: Vec<(usize, ColumnRole)> = self
            .columns
            .iter()
            .enumerate()
            .filter(|(_, p)| p.is_empty() || p.is_numeric() || p.mostly(p.marks, 90))
            .filter_map(|(at, p)| period_role(&p.name).map(|role| (at, role)))
            .collect();
        let numeric: HashSet<ColumnRole> = found
            .iter()
            .filter(|(at, _)| self.profile(*at).is_some_and(Profile::is_numeric))
            .filter_map(|(_, role)| match role {
                ColumnRole::PeriodValue(period) | ColumnRole::FlowPeriodValue(_, period) => {
                    Some(ColumnRole::PeriodValue(*period))
                }
                _ => None,
            })
            .collect();
        // `Exports (constant 2015 US$)` is a column of many periods, and one period is no table of periods.
        let hinted = |p: &Profile| matches!(p.hint, Some(Hint::Period | Hint::Year)) && p.mostly(p.periods, 80);
        let dated = |p: &Profile| p.hint.is_none() && p.mostly(p.periods, 95) && p.distinct > 2;
        let long = self.columns.iter().any(hinted) || self.columns.first().is_some_and(dated);
        if numeric.is_empty() || (numeric.len() < 2 && long) {
            return;
        }
        for (at, role) in found {
            self.set(at, role);
        }
        self.proposal.wide = true;
    }

    /// A column of periods, or a year with a month or quarter beside it.
    fn long_periods(&mut self) -> bool {
        let hinted =
            |wanted: Hint| self.free(|p| p.hint == Some(wanted) && p.periods > 0 && p.mostly(p.periods + p.months, 80));
        // Of several, the plainest name: `period` before `refPeriodId`.
        if let Some(at) = hinted(Hint::Period).into_iter().min_by_key(|at| self.name(*at).len()) {
            self.set(at, ColumnRole::Period);
            return true;
        }
        if let Some(at) = hinted(Hint::Year).first().copied() {
            self.set(at, ColumnRole::Year);
            let parts = self.free(|p| matches!(p.hint, Some(Hint::SubPeriod | Hint::Period)) && p.filled > 0);
            let part = parts.iter().copied().find(|at| {
                self.sniffed.column(*at).take(50).all(|cell| cell.chars().count() <= 14)
                    && self.profile(*at).is_some_and(|p| p.distinct > 1)
            });
            if let Some(part) = part {
                self.set(part, ColumnRole::SubPeriod);
            }
            return true;
        }
        // By content: the first column that is all periods, and not by chance all numbers of years' size.
        let by_content =
            self.free(|p| p.mostly(p.periods, 95) && !matches!(p.hint, Some(Hint::Value | Hint::Sector | Hint::Other)));
        let Some(at) = by_content.first().copied() else { return false };
        self.set(at, ColumnRole::Period);
        let name = self.name(at);
        self.warn(format!("the column `{name}` is taken as the period, by what it holds"));
        true
    }

    /// Reporter and partner.
    fn countries(&mut self) {
        let reporters = self.free(|p| p.hint == Some(Hint::Reporter) && p.filled > 0);
        let partners = self.free(|p| p.hint == Some(Hint::Partner) && p.filled > 0);
        let mut named = self.free(|p| p.hint == Some(Hint::Country) && p.filled > 0);
        let by_content =
            |p: &Profile| p.hint.is_none() && p.distinct > 1 && p.mostly(p.countries, 70) && !p.is_numeric();
        let unnamed = self.free(by_content);
        self.pair(&reporters, ColumnRole::Reporter, ColumnRole::ReporterName);
        self.pair(&partners, ColumnRole::Partner, ColumnRole::PartnerName);
        if named.is_empty() {
            named = unnamed;
        }
        let recognised: Vec<usize> =
            named.iter().copied().filter(|at| self.profile(*at).is_some_and(|p| p.mostly(p.countries, 50))).collect();
        let named = if recognised.is_empty() { named } else { self.with_codes(&recognised, &named) };
        match (reporters.is_empty(), partners.is_empty()) {
            _ if named.is_empty() => {}
            (true, false) => self.pair(&named, ColumnRole::Reporter, ColumnRole::ReporterName),
            (false, true) => self.pair(&named, ColumnRole::Partner, ColumnRole::PartnerName),
            (true, true) => self.undecided_countries(&named),
            (false, false) => {}
        }
    }

    /// The recognised columns and the code columns beside them.
    fn with_codes(&self, recognised: &[usize], named: &[usize]) -> Vec<usize> {
        named
            .iter()
            .copied()
            .filter(|at| recognised.contains(at) || self.profile(*at).is_some_and(|p| p.code == Some(true)))
            .collect()
    }

    /// A country column that does not say on which side it stands.
    fn undecided_countries(&mut self, named: &[usize]) {
        let names: Vec<usize> =
            named.iter().copied().filter(|at| !self.profile(*at).is_some_and(Profile::is_code)).collect();
        let two = if names.len() >= 2 { names } else { named.to_vec() };
        let both_named = two.len() == 2 && self.same_kind(&two);
        if both_named {
            if let [first, second] = *two.as_slice() {
                self.pair(&[first], ColumnRole::Reporter, ColumnRole::ReporterName);
                self.pair(&[second], ColumnRole::Partner, ColumnRole::PartnerName);
                let (a, b) = (self.name(first), self.name(second));
                self.ask(format!("Which column is the reporter and which the partner: `{a}` or `{b}`?"));
            }
            return;
        }
        let taken = self.quoted(named.get(..1).unwrap_or_default());
        if let Some(reporter) = self.country_of_names() {
            self.pair(named, ColumnRole::Partner, ColumnRole::PartnerName);
            let label = reporter.label;
            self.warn(format!(
                "the reporter is {label}, by the file's name or title; the column {taken} is the partner"
            ));
            self.proposal.mapping.default_reporter = Some(reporter.code);
            return;
        }
        self.pair(named, ColumnRole::Reporter, ColumnRole::ReporterName);
        self.warn(format!("the column {taken} is taken as the reporter; the partner is the world"));
    }

    /// The one country that the file's name or title names.
    fn country_of_names(&self) -> Option<country::Recognised> {
        let titles = self.sniffed.preamble.iter().take(4).map(String::as_str);
        let mut found: Vec<country::Recognised> = Vec::new();
        // `UK trade in goods`, `U.S. imports`: who publishes puts itself first.
        for title in titles.clone() {
            let mut words = title.split_whitespace().take_while(|word| !matches!(*word, "with" | "to" | "from" | "by"));
            let own = words.find_map(|word| match word.trim_matches(|c: char| !c.is_alphanumeric() && c != '$') {
                "UK" => Some("GBR"),
                "US" | "U.S" => Some("USA"),
                _ => None,
            });
            found.extend(own.and_then(country::recognise));
        }
        for text in titles.chain([self.sniffed.stem.as_str()]) {
            let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 3);
            found.extend(words.filter_map(country::recognise).filter(|r| r.role == Role::Leaf));
        }
        found.sort_by(|a, b| a.code.cmp(&b.code));
        found.dedup_by(|a, b| a.code == b.code);
        if found.len() == 1 { found.pop() } else { None }
    }

    /// Whether two country columns hold countries of their own rather than codes and names of the same.
    fn same_kind(&self, two: &[usize]) -> bool {
        let [a, b] = *two else { return false };
        let code = |cell: &String| country::recognise(cell).map(|r| r.code);
        let differ = self.sniffed.sample.iter().take(200).filter(
            |(_, row)| matches!((row.get(a).and_then(code), row.get(b).and_then(code)), (Some(x), Some(y)) if x != y),
        );
        differ.count() > 0
    }

    /// Chooses a code and a name column among those of one axis.
    fn pair(&mut self, columns: &[usize], code_role: ColumnRole, name_role: ColumnRole) {
        let by = |want_code: bool| {
            let mut fitting: Vec<usize> = columns
                .iter()
                .copied()
                .filter(|at| self.profile(*at).is_some_and(|p| p.is_code() == want_code && p.filled > 0))
                .collect();
            // Complete columns first, then those that are recognised as countries.
            fitting.sort_by_key(|at| self.profile(*at).map(|p| (!p.is_complete(), !p.mostly(p.countries, 60))));
            fitting.first().copied()
        };
        let (code, name) = (by(true), by(false));
        if let Some(code) = code {
            self.set(code, code_role);
        }
        // Names in a column without a name, beside their codes.
        let beside = code.map(|code| code + 1).filter(|next| {
            let text = |p: &Profile| p.name.trim().is_empty() && p.filled > 0 && !p.is_numeric();
            self.roles.get(*next) == Some(&ColumnRole::Ignore) && self.profile(*next).is_some_and(text)
        });
        if let Some(name) = name.or(beside) {
            self.set(name, name_role);
        }
    }

    fn flow_column(&mut self) {
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

    fn sectors(&mut self) {
        for hint in [Hint::Sector, Hint::Series] {
            let columns = self.free(|p| p.hint == Some(hint) && p.distinct > 0);
            let varied: Vec<usize> =
                columns.iter().copied().filter(|at| self.profile(*at).is_some_and(|p| p.distinct > 1)).collect();
            if hint == Hint::Series && varied.is_empty() {
                break;
            }
            if !columns.is_empty() {
                self.pair(&columns, ColumnRole::Sector, ColumnRole::SectorName);
                return;
            }
        }
        let text = |p: &Profile| {
            p.hint.is_none()
                && !p.is_numeric()
                && p.distinct > 1
                && p.is_complete()
                && !p.mostly(p.periods, 80)
                && !p.mostly(p.percents, 50)
        };
        let Some(at) = self.free(text).first().copied() else { return };
        self.set(at, ColumnRole::SectorName);
        let name = self.name(at);
        self.warn(format!("the column `{name}` is taken as the sector"));
    }

    /// Where neither a column nor column names tell the flow.
    fn default_flow(&mut self) {
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

    fn units(&mut self) {
        let values: Vec<usize> =
            (0..self.roles.len()).filter(|at| self.roles.get(*at).is_some_and(|r| r.is_value())).collect();
        let from_names = values.iter().find_map(|at| words::unit_of(&self.name(*at)));
        let unit_columns = self.free(|p| p.hint == Some(Hint::Unit) && p.filled > 0);
        let mixed: Vec<usize> =
            unit_columns.iter().copied().filter(|at| self.profile(*at).is_some_and(|p| p.distinct > 1)).collect();
        // Beside a column of quantities the unit is theirs.
        let quantities =
            self.columns.iter().any(|p| p.hint == Some(Hint::Other) && p.is_numeric() && words::is_no_money(&p.name));
        if from_names.is_none() && !mixed.is_empty() && !quantities {
            let columns = self.quoted(&mixed);
            self.ask(format!("The rows are in different units (column {columns}). Which of them?"));
        }
        let cell = |at: &usize| self.sniffed.column(*at).next().and_then(words::unit_of);
        let from_column = unit_columns.iter().filter(|at| !mixed.contains(at)).find_map(cell);
        let from_flows = self.roles.iter().position(|role| *role == ColumnRole::Flow).as_ref().and_then(cell);
        let from_title = self.sniffed.preamble.iter().find_map(|text| words::unit_of(text));
        let from_stem = words::unit_of(&self.sniffed.stem.replace('_', " "));
        let unit = from_names.or(from_column).or(from_flows).or(from_title).or(from_stem);
        self.proposal.mapping.unit = unit.map(|unit| self.own_dollars(unit));
    }

    /// Dollars of a reporter whose currency is a dollar are that dollar.
    fn own_dollars(&mut self, unit: Unit) -> Unit {
        const DOLLARS: [(&str, &str); 7] = [
            ("USA", "USD"),
            ("CAN", "CAD"),
            ("AUS", "AUD"),
            ("SGP", "SGD"),
            ("HKG", "HKD"),
            ("NZL", "NZD"),
            ("TWN", "TWD"),
        ];
        let reporter = self.proposal.mapping.default_reporter.clone().unwrap_or_default();
        let own = DOLLARS.iter().find(|(country, _)| *country == reporter).map(|(_, currency)| *currency);
        match (&unit.kind, own) {
            (UnitKind::Other(name), Some(currency)) if name.starts_with("dollars") => {
                let unit = Unit::currency(currency, unit.exponent);
                self.warn(format!("the file says dollars; they are taken as {}, the reporter's own", unit.noun()));
                unit
            }
            _ => unit,
        }
    }

    /// Whether `03/04/2024` is in March or in April, decided for the column.
    fn date_order(&mut self) {
        let Some(at) = self.roles.iter().position(|role| *role == ColumnRole::Period) else { return };
        let cells: Vec<&str> = self.sniffed.column(at).collect();
        match order_of(&cells) {
            Order::NotNeeded => {}
            Order::Known(order) => self.proposal.mapping.date_order = Some(order),
            Order::Open(example) => {
                let name = self.name(at);
                self.ask(format!("In the column `{name}`, does `{example}` begin with the day or with the month?"));
            }
        }
    }

    fn decimal_sign(&mut self) {
        let mut evidence = SignEvidence::default();
        for (at, role) in self.roles.iter().enumerate() {
            if role.is_value() {
                self.sniffed.column(at).for_each(|cell| evidence.see(cell));
            }
        }
        let (sign, open) = evidence.decide();
        self.proposal.mapping.decimal_sign = sign;
        if open && sign == DecimalSign::Comma {
            self.warn("some numbers are written with a decimal point and some with a decimal comma; they are read with a comma");
        } else if open {
            self.warn("numbers such as 1,234 or 1.234 are read with a decimal point and commas between thousands");
        }
    }
}

/// The role of a column that is named after a period, perhaps with a flow: `2024`, `1960 [YR1960]`, `Export 2024`.
fn period_role(name: &str) -> Option<ColumnRole> {
    // `2017 ($US)`, `val2014`: the unit or the word "value" beside the period.
    let bare = name.split(['(', '[']).next().unwrap_or(name).trim();
    let bare = ["val", "value", "fy"].iter().find_map(|start| strip_word(bare, start)).unwrap_or(bare);
    if let Some(period) = Period::parse(name).or_else(|| Period::parse(bare)) {
        return Some(ColumnRole::PeriodValue(period));
    }
    let flow = words::flow_of_phrase(name)?;
    let parts = name.split([' ', '/', '_', ':', '(', ')', ',']).map(str::trim);
    let mut periods = parts.filter_map(Period::parse);
    match (periods.next(), periods.next()) {
        (Some(period), None) => Some(ColumnRole::FlowPeriodValue(flow, period)),
        _ => None,
    }
}

/// What follows a word at the start of a name.
fn strip_word<'a>(name: &'a str, word: &str) -> Option<&'a str> {
    let (start, rest) = name.split_at_checked(word.len())?;
    let rest = rest.trim_start_matches(['_', '-', ' ']);
    (start.eq_ignore_ascii_case(word) && rest.starts_with(|c: char| c.is_ascii_digit())).then_some(rest)
}

/// Columns of categories that the mapping does not use and that distinguish rows of the sample.
pub(crate) fn further_columns(sniffed: &Sniffed, mapping: &Mapping) -> Vec<String> {
    let taken: HashSet<Option<Hint>> = mapping
        .columns
        .iter()
        .zip(&sniffed.header)
        .filter(|(role, _)| **role != ColumnRole::Ignore)
        .map(|(_, name)| words::hint(name).map(|(hint, _)| hint))
        .collect();
    let kept = |at: usize| mapping.keep.iter().any(|(column, _)| *column == at);
    let further = |(at, role): (usize, &ColumnRole)| {
        if *role != ColumnRole::Ignore || kept(at) {
            return None;
        }
        let profile = Profile::of(sniffed, at);
        // Codes and names of the same axis are other spellings, not other dimensions.
        let alias = profile.hint.is_some() && taken.contains(&profile.hint);
        let skipped = matches!(
            profile.hint,
            Some(Hint::Other | Hint::Value | Hint::Status | Hint::Period | Hint::SubPeriod | Hint::Year)
        );
        let counts = !alias && !skipped && !profile.is_numeric() && profile.distinct > 1;
        counts.then(|| profile.name.trim().to_owned())
    };
    mapping.columns.iter().enumerate().filter_map(further).take(8).collect()
}
