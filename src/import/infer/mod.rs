//! Infers the roles of columns: by their names in many languages, and by what their cells hold.

mod answers;
mod areas;
mod countries;
mod flows;
mod levels;
mod markers;
mod measure;
mod missed;
mod named;
mod periods;
mod powers;
mod profile;
mod running;
mod scales;
mod series;
mod siblings;
mod signs;
mod tellings;
mod told;
mod values;
mod variants;

use foldhash::HashSet;
use rayon::prelude::*;

use super::error::some_columns;
use super::mapping::fold;
use super::question::Answer;
use super::sniff::Sniffed;
use super::vocabulary::{self, noun_of};
use super::words::{self, Hint};
use super::{ColumnRole, ImportError, Mapping};
use crate::data::{Flow, Noun, Period};

pub(crate) use markers::marker_of_missing;
pub(crate) use powers::column_of_powers;
use profile::Profile;
pub(crate) use profile::is_part;
pub(crate) use scales::row_scale;
use siblings::Siblings;
pub(in crate::import) use signs::remarks as signs_told;
pub(crate) use variants::{Variants, rank_of};

/// A mapping with what is uncertain about it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Proposal {
    /// The best mapping found.
    pub mapping: Mapping,
    /// What must be asked.
    pub problems: Vec<String>,
    /// Whole mappings that answer the problems, the proposed one first.
    pub choices: Vec<Answer>,
    /// What was assumed.
    pub warnings: Vec<String>,
    /// Whether periods or flows stand in columns.
    pub wide: bool,
}

/// The state of working out a mapping.
struct Work<'a> {
    sniffed: &'a Sniffed,
    columns: Vec<Profile>,
    roles: Vec<ColumnRole>,
    /// Columns that tell the same trade again: they are nothing else.
    variants: Vec<usize>,
    proposal: Proposal,
    /// For each question the answers that it may be given.
    answers: Vec<Vec<(String, answers::Change)>>,
    /// Whether the first answers are what is proposed, and not only what is likeliest.
    takes_first_answer: bool,
    /// Whether rows state the unit, so that no column's name does.
    unit_is_of_rows: bool,
    /// The power of ten that the title states, where no name states one.
    power_of_title: u8,
}

/// Works out what the columns mean; `reporter` is whose figures they are, where that is known beforehand.
///
/// # Errors
/// When no column can hold the values or the periods.
pub(crate) fn infer(sniffed: &Sniffed, reporter: Option<&str>) -> Result<Proposal, ImportError> {
    let columns: Vec<Profile> = (0..sniffed.header.len()).into_par_iter().map(|at| Profile::of(sniffed, at)).collect();
    let roles = vec![ColumnRole::Ignore; columns.len()];
    let mapping = Mapping { default_reporter: reporter.map(str::to_owned), ..Mapping::default() };
    let proposal = Proposal { mapping, ..Proposal::default() };
    // What counts quantities as well is left out by its quantities first.
    let amounts = |variants: &Variants| !sniffed.column(variants.column).any(words::is_no_money);
    let dated = |column: usize| {
        let holds = |(at, p): (usize, &Profile)| at != column && p.mostly(p.periods, 80);
        columns.iter().enumerate().any(holds) || sniffed.header.iter().any(|name| Period::parse(name).is_some())
    };
    let amounts = |variants: &Variants| amounts(variants) && (!variants.is_of_releases() || dated(variants.column));
    let variants = Variants::all(sniffed).into_iter().filter(amounts).map(|variants| variants.column).collect();
    let answers = Vec::new();
    let mut work = Work {
        sniffed,
        columns,
        roles,
        variants,
        proposal,
        answers,
        takes_first_answer: false,
        unit_is_of_rows: false,
        power_of_title: 0,
    };
    let (file, line) = (sniffed.file.clone(), sniffed.header_line);
    let names = some_columns(&sniffed.header);
    if is_event_list(&sniffed.header) {
        let advice = "Open it as events, or choose a table with values".to_owned();
        return Err(ImportError::Binary { file, kind: "a list of events".to_owned(), advice });
    }
    if !work.columns.iter().any(Profile::is_numeric) {
        return Err(ImportError::NoNumericColumn { file, line, columns: names });
    }
    work.codes_of_areas();
    work.leave_out_running();
    work.leave_out_parts();
    work.levels();
    if !work.proposal.wide {
        work.wide_periods();
    }
    work.parts_of_years();
    work.told_twice();
    let dated = work.proposal.wide || work.long_periods();
    if !dated && work.period_of_names().is_none() {
        return Err(ImportError::NoPeriod { file, line, columns: names });
    }
    if !dated {
        work.months_of_names();
    }
    work.countries();
    work.flow_column();
    if !work.values() {
        return Err(ImportError::NoNumericColumn { file, line, columns: names });
    }
    work.sectors();
    work.countries_among_sectors();
    work.strangers();
    if !dated {
        work.one_period();
    }
    work.default_flow();
    work.parts_of_all_years();
    work.some_months_of_years();
    work.running_figures();
    work.remarks_of_parts();
    work.months_counted();
    work.years_to_come();
    work.sign_of_balances();
    work.balances_of_trade();
    work.domestic_exports();
    work.units();
    work.amounts_of_titles();
    work.date_order();
    work.decimal_sign();
    work.missed_column();
    work.added_up();
    sniffed.doubts.iter().for_each(|doubt| work.ask(doubt));
    let mut proposal = work.proposal;
    proposal.mapping.columns = work.roles;
    proposal.choices = answers::choices(&proposal.mapping, &work.answers);
    // One answer may be likelier than the others; of two questions that are open it is a guess, and Enter opens none.
    let is_likely = work.takes_first_answer && work.answers.len() == 1;
    if let Some(first) = proposal.choices.first().filter(|_| is_likely) {
        proposal.mapping = first.mapping.clone();
    }
    signs::turn(&mut proposal.mapping, sniffed);
    proposal.choices.iter_mut().for_each(|choice| signs::turn(&mut choice.mapping, sniffed));
    if !work.unit_is_of_rows {
        let mappings = proposal.choices.iter_mut().map(|choice| &mut choice.mapping);
        mappings
            .chain([&mut proposal.mapping])
            .for_each(|mapping| scales::scale(mapping, &sniffed.header, work.power_of_title));
    }
    Ok(proposal)
}

/// What the members of a column are, where they are parts of a country, or ports.
pub(crate) fn area_of(sniffed: &Sniffed, at: usize) -> Option<Noun> {
    noun_of(sniffed.header.get(at)?)?;
    Profile::of(sniffed, at).area
}

/// Whether a column holds words on how firm the figures are, whatever it is called.
pub(crate) fn is_of_firmness(sniffed: &Sniffed, at: usize) -> bool {
    Profile::of(sniffed, at).hint == Some(Hint::Status)
}

/// Whether a cell names a month and no year.
pub(crate) fn is_month(cell: &str) -> bool {
    Period::parse(&format!("2000 {}", super::ingest::month_word(cell))).is_some()
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
        let free = |(at, _): &(usize, &Profile)| {
            self.roles.get(*at) == Some(&ColumnRole::Ignore) && !self.variants.contains(at)
        };
        self.columns.iter().enumerate().filter(free).filter(|(_, p)| condition(p)).map(|(at, _)| at).collect()
    }

    fn profile(&self, at: usize) -> Option<&Profile> {
        self.columns.get(at)
    }

    fn name(&self, at: usize) -> String {
        self.profile(at).map(|p| p.name.trim().to_owned()).unwrap_or_default()
    }

    fn quoted(&self, columns: &[usize]) -> String {
        let name = |at: &usize| match self.name(*at) {
            name if name.is_empty() => format!("column {}", at + 1),
            name => format!("`{name}`"),
        };
        let names: Vec<String> = columns.iter().take(6).map(name).collect();
        let more = if columns.len() > 6 { format!(" and {} more", columns.len() - 6) } else { String::new() };
        names.join(", ") + &more
    }

    /// More columns of figures that nothing is made of than of those that are used, or one that is called like a period
    /// or like its siblings beside others that are used: the table is perhaps another one.
    fn strangers(&mut self) {
        let strange = self.free(|p| p.is_numeric() && p.hint.is_none() && !words::is_no_money(&p.name));
        let used = self.roles.iter().filter(|role| role.is_value()).count();
        let dated: Vec<usize> = strange.iter().copied().filter(|at| Period::parse(&self.name(*at)).is_some()).collect();
        // A flow of which nothing is used was not meant to be lost.
        let flows: HashSet<Flow> = self.flows_used();
        let lost = |at: &usize| {
            let levels: Vec<String> = self.name(*at).split(" / ").map(str::to_owned).collect();
            levels.iter().filter_map(|level| words::flow_of_phrase(level)).any(|flow| !flows.contains(&flow))
        };
        let lost: Vec<usize> = strange.iter().copied().filter(|at| !flows.is_empty() && lost(at)).collect();
        let siblings = self.siblings_left_out();
        let strange = match (dated.is_empty(), used) {
            _ if !lost.is_empty() => lost,
            _ if !siblings.is_empty() => siblings,
            (false, 2..) => dated,
            _ if strange.len() > used.max(1) => strange,
            _ => Vec::new(),
        };
        // Where something else is asked, the columns stand beside the question.
        if !strange.is_empty() && self.proposal.problems.is_empty() {
            let names = self.quoted(&strange);
            let without: (String, answers::Change) = ("Without them".to_owned(), Box::new(|_: &mut Mapping| ()));
            self.ask_with(
                format!("{names} hold figures that are not understood. Are they to be left out?"),
                vec![without],
            );
        }
    }

    /// Columns of figures that are not used, and are called like those that are but for one level of their names.
    fn siblings_left_out(&self) -> Vec<usize> {
        let used = self.columns.iter().zip(&self.roles).filter(|(_, role)| role.is_value());
        let siblings = Siblings::of(used.map(|(p, _)| p.name.trim()));
        self.free(|p| {
            let other = matches!(p.hint, Some(Hint::Other | Hint::Status | Hint::Unit));
            p.is_numeric() && !p.is_part && !other && !words::is_no_money(&p.name) && siblings.has(p.name.trim())
        })
    }

    /// The flows of the columns of values that name one.
    fn flows_used(&self) -> HashSet<Flow> {
        let series = self.proposal.mapping.series.iter().filter_map(|series| series.flow);
        let columns = self.roles.iter().filter_map(|role| match role {
            ColumnRole::ValueFor(flow) | ColumnRole::FlowPeriodValue(flow, _) => Some(*flow),
            _ => None,
        });
        series.chain(columns).collect()
    }

    fn sectors(&mut self) {
        for hint in [Hint::Sector, Hint::Series] {
            let mut columns = self.free(|p| p.hint == Some(hint) && p.distinct > 0);
            // What is counted is no subject: amounts, quantities and shares of the same.
            columns.retain(|at| !(self.tells_quantities(*at) || self.tells_units(*at)));
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
        let free = self.free(text);
        let Some(at) = free.into_iter().find(|at| !(self.tells_quantities(*at) || self.tells_units(*at))) else {
            return;
        };
        // Codes of states and their names beside them.
        let noun = self.profile(at).and_then(|p| p.area);
        let same = noun.map(|noun| self.free(|p| p.area == Some(noun))).filter(|same| same.len() > 1);
        match same {
            Some(same) => self.pair(&same, ColumnRole::Sector, ColumnRole::SectorName),
            None => self.set(at, ColumnRole::SectorName),
        }
        let name = self.name(at);
        self.warn(format!("the column `{name}` is taken as the sector"));
        if vocabulary::is_of_alternatives(&name) || self.tells_again(at) {
            self.ask_which_telling(at);
        }
    }
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
        let counts = counts && Variants::of(sniffed, at).is_none();
        counts.then(|| profile.name.trim().to_owned())
    };
    mapping.columns.iter().enumerate().filter_map(further).take(8).collect()
}
