//! Combines several tables into one dataset: a workbook with a sheet for each flow and frequency, an archive of years, or
//! files that were opened at once, such as exports and imports.
//!
//! Tables belong together when the same format reads them with the same unit and each tells something of its own:
//! another flow (which the sheet's name may say), other periods. Whatever is left beside them is named in the report.

use foldhash::HashSet;

use super::container::{Choice, Found, Likely, Part, not_read};
use super::formats::{self, Input, ReadPlan, generic};
use super::ingest::Reading;
use super::recipe::{Recipe, Setup};
use super::shared_title::shared_words;
use super::sniff::Sniffed;
use super::vocabulary::claims_total;
use super::{
    ColumnRole, ImportError, Limits, Opened, Options, Progress, SeriesColumn, Source, composite, layout, sniff, words,
};
use crate::data::Meta;

/// The most tables that are looked at.
const MOST: usize = 40;

/// One table, as it would be read.
struct Candidate {
    name: String,
    source: Source,
    sniffed: Sniffed,
    recipe: Recipe,
    setup: Setup,
}

impl Candidate {
    /// What tells it from its neighbours: the flow of all its rows, and where its periods begin and end.
    fn signature(&self) -> String {
        let mapping = &self.recipe.mapping;
        let periods: Vec<String> = mapping
            .columns
            .iter()
            .filter_map(|role| match role {
                ColumnRole::PeriodValue(period) | ColumnRole::FlowPeriodValue(_, period) => Some(period.to_string()),
                _ => None,
            })
            .collect();
        let first = |at: Option<usize>| at.and_then(|at| self.sniffed.column(at).next()).unwrap_or_default();
        let of = |role: ColumnRole| first(mapping.column_of(role));
        let period = first(mapping.column_of(ColumnRole::Period).or(mapping.column_of(ColumnRole::Year)));
        // Where each table is one country's.
        let reporter = first(mapping.column_of(ColumnRole::Reporter).or(mapping.column_of(ColumnRole::ReporterName)));
        format!(
            "{:?} {:?} {:?} {period} {reporter} {}",
            mapping.default_flow,
            periods.first(),
            periods.last(),
            of(ColumnRole::Flow)
        )
    }
}

/// Whether two tables of different flows tell of different countries, or only one of them of partners: then it is not
/// clear whose trade they are, and with whom.
fn is_of_others(one: &Candidate, other: &Candidate) -> bool {
    let flow = |candidate: &Candidate| {
        let mapping = &candidate.recipe.mapping;
        let column = mapping.column_of(ColumnRole::Flow).and_then(|at| candidate.sniffed.column(at).next());
        mapping.default_flow.or_else(|| column.and_then(words::flow_of_phrase))
    };
    let reporters = |candidate: &Candidate| -> HashSet<String> {
        let mapping = &candidate.recipe.mapping;
        let at = mapping.column_of(ColumnRole::ReporterName).or(mapping.column_of(ColumnRole::Reporter));
        at.map(|at| candidate.sniffed.column(at).map(str::to_lowercase).collect()).unwrap_or_default()
    };
    let has_partners = |candidate: &Candidate| {
        let mapping = &candidate.recipe.mapping;
        mapping.has(ColumnRole::Partner) || mapping.has(ColumnRole::PartnerName)
    };
    let is_generic = |candidate: &Candidate| candidate.setup.format.starts_with("generic");
    let (own, others) = (reporters(one), reporters(other));
    let of_others = !own.is_empty() && !others.is_empty() && own.is_disjoint(&others);
    // Imports from China beside exports to nobody knows whom make no balance.
    let one_sided = has_partners(one) != has_partners(other) && is_generic(one) && is_generic(other);
    flow(one) != flow(other) && (of_others || one_sided)
}

/// Whether two tables of no known layout tell the same trade in two ways: one by partners and one by sectors, or a summary
/// beside what it sums up. What they say would be added up.
fn tells_again(one: &Candidate, other: &Candidate) -> bool {
    let axes = |candidate: &Candidate| {
        let mapping = &candidate.recipe.mapping;
        let has = |roles: [ColumnRole; 2]| roles.into_iter().any(|role| mapping.has(role));
        let by = |side: fn(&SeriesColumn) -> bool| mapping.series.iter().any(side);
        [
            has([ColumnRole::Reporter, ColumnRole::ReporterName]) || by(|series| series.reporter.is_some()),
            has([ColumnRole::Partner, ColumnRole::PartnerName]) || by(|series| series.partner.is_some()),
            has([ColumnRole::Sector, ColumnRole::SectorName]) || by(|series| series.sector.is_some()),
        ]
    };
    let is_generic = |candidate: &Candidate| candidate.setup.format.starts_with("generic");
    let is_total = |candidate: &Candidate| claims_total(&candidate.name).is_some();
    is_generic(one) && is_generic(other) && (axes(one) != axes(other) || is_total(one) != is_total(other))
}

/// Reads the tables of a choice as one dataset; none where they do not belong together.
pub(crate) fn read(
    choice: &Choice,
    options: &Options,
    progress: &Progress,
    limits: &Limits,
) -> Result<Option<Opened>, ImportError> {
    let all = |wanted: &[Likely]| -> Vec<&Part> {
        choice.parts.iter().filter(|part| wanted.contains(&part.likely)).take(MOST + 1).collect()
    };
    // Where no table looks like figures, a publisher's may still be among them.
    let figures = all(&[Likely::Data]);
    let parts = if figures.is_empty() { all(&[Likely::Notes]) } else { figures };
    let too_many = parts.len() > MOST || choice.unlisted > 0;
    if parts.len() < 2 || too_many || options.mapping.is_some() {
        return Ok(None);
    }
    let mut candidates = Vec::new();
    let mut beside: Vec<(String, String)> = {
        let is_read = |part: &&Part| parts.iter().any(|other| other.name == part.name);
        choice.parts.iter().filter(|part| !is_read(part)).filter_map(Part::why_left_out).collect()
    };
    for part in parts {
        if progress.is_cancelled() {
            return Err(ImportError::Cancelled { file: choice.source.name() });
        }
        match look(choice.source_of(part), &part.name, options, progress, limits)? {
            Looked::Table(candidate) => candidates.push(*candidate),
            Looked::Other(why) => beside.push((part.name.clone(), why)),
        }
    }
    let publishers = candidates.iter().any(|c| !c.setup.format.starts_with("generic"));
    if publishers {
        // Beside a publisher's tables, tables of no known layout are its notes and code lists.
        let generic = |c: &Candidate| c.setup.format.starts_with("generic");
        let why = || "of no known layout, beside a publisher's tables".to_owned();
        beside.extend(candidates.iter().filter(|c| generic(c)).map(|c| (c.name.clone(), why())));
        candidates.retain(|c| !generic(c));
    }
    unit_of_notes(choice, &mut candidates);
    let [first, rest @ ..] = candidates.as_slice() else { return Ok(None) };
    let same = |c: &Candidate| c.setup.format == first.setup.format && unit(c) == unit(first);
    let mut signatures: Vec<String> = candidates.iter().map(Candidate::signature).collect();
    signatures.sort();
    signatures.dedup();
    // One publisher's table with its notes beside it needs no question.
    let of_others = rest.iter().any(|other| is_of_others(first, other) || tells_again(first, other));
    if (rest.is_empty() && !publishers) || !rest.iter().all(same) || of_others || signatures.len() < candidates.len() {
        return Ok(None);
    }
    assemble(&choice.source, &candidates, &beside, (options, progress, limits)).map(Some)
}

/// What tables are counted in, where not they but a sheet of notes beside them says so.
fn unit_of_notes(choice: &Choice, candidates: &mut [Candidate]) {
    let notes = choice.parts.iter().filter(|part| part.likely == Likely::Notes);
    let mut stated = notes.filter_map(|part| Some((part.unit.clone()?, &part.name)));
    let Some((unit, sheet)) = stated.next() else { return };
    for candidate in candidates {
        let mapping = &mut candidate.recipe.mapping;
        if mapping.unit.is_none() && candidate.setup.meta.unit == Meta::default().unit {
            mapping.unit = Some(unit.clone());
            candidate.setup.warnings.retain(|warning| warning != generic::NO_UNIT);
            candidate.setup.warnings.push(format!("the unit is taken from “{sheet}”"));
        }
    }
}

fn unit(candidate: &Candidate) -> Option<&crate::data::Unit> {
    candidate.recipe.mapping.unit.as_ref().or(Some(&candidate.setup.meta.unit))
}

/// What one table is found to be.
enum Looked {
    Table(Box<Candidate>),
    /// No table of trade that is read by itself, and why not.
    Other(String),
}

/// How one table would be read.
///
/// # Errors
/// Where no other can be read either: the job was cancelled, there is no more memory, the file is gone.
fn look(
    whole: Source,
    name: &str,
    options: &Options,
    progress: &Progress,
    limits: &Limits,
) -> Result<Looked, ImportError> {
    let file = whole.name();
    match candidate(whole, name, options, progress, limits) {
        Err(error) if !error.ends_all() => Ok(Looked::Other(error.why(&file))),
        looked => looked,
    }
}

fn candidate(
    whole: Source,
    name: &str,
    options: &Options,
    progress: &Progress,
    limits: &Limits,
) -> Result<Looked, ImportError> {
    let own = Options { part: None, ..options.clone() };
    let source = match whole.unpack(&own, progress)? {
        Found::Plain => whole,
        Found::Table(table) => whole.with(table, &own),
        Found::Choice(_) => return Ok(Looked::Other("holds several tables".to_owned())),
    };
    let (source, _) = layout::lay(&source, &own, progress, limits)?;
    let mut sniffed = sniff::sniff(&source, None, None, progress, limits)?;
    composite::take_apart(&mut sniffed);
    let input = Input { source: &source, sniffed: &sniffed, options: &own, progress, limits };
    let ReadPlan::Ready(mut recipe, setup) = formats::plan(&input)? else {
        return Ok(Looked::Other("what its columns mean is not clear".to_owned()));
    };
    if recipe.mapping.default_flow.is_none()
        && recipe.classifier.is_none()
        && recipe.mapping.column_of(ColumnRole::Flow).is_none()
    {
        recipe.mapping.default_flow = words::flow_of_phrase(name);
    }
    let candidate = Candidate { name: name.to_owned(), source, sniffed, recipe: *recipe, setup: *setup };
    Ok(Looked::Table(Box::new(candidate)))
}

/// Reads files that were opened at once.
///
/// # Errors
/// When one of them cannot be read by itself, or they are not parts of one dataset.
pub(crate) fn files(
    sources: &[Source],
    options: &Options,
    progress: &Progress,
    limits: &Limits,
) -> Result<Opened, ImportError> {
    let whole = Source::Several(sources.to_vec());
    let apart = |why: &str| ImportError::Apart { file: whole.name(), why: why.to_owned() };
    let mut candidates = Vec::new();
    for source in sources {
        source.check()?;
        let name = source.stem();
        match look(source.clone(), &name, options, progress, limits)? {
            Looked::Table(candidate) => candidates.push(*candidate),
            Looked::Other(why) => {
                return Err(apart(&format!("{name} is no single table that is read by itself ({why})")));
            }
        }
    }
    let format = |candidate: &Candidate| (candidate.setup.format, unit(candidate).cloned());
    let Some(first) = candidates.first().map(format) else { return Err(apart("there is no file")) };
    if candidates.iter().any(|candidate| format(candidate) != first) {
        return Err(apart("they are in different formats or units"));
    }
    if candidates.iter().skip(1).any(|other| candidates.first().is_some_and(|first| is_of_others(first, other))) {
        return Err(apart("they tell of different countries in different directions"));
    }
    let mut signatures: Vec<String> = candidates.iter().map(Candidate::signature).collect();
    signatures.sort();
    signatures.dedup();
    if signatures.len() < candidates.len() {
        return Err(apart("two of them tell the same flow, period and reporter"));
    }
    assemble(&whole, &candidates, &[], (options, progress, limits))
}

/// The title of several tables: what their own titles share, or the name of the file; of one its own, where it has one.
fn title_of(candidates: &[Candidate], stem: &str) -> Option<String> {
    let own = |candidate: &Candidate| candidate.setup.meta.title != candidate.sniffed.stem;
    let is_generic = |candidate: &Candidate| candidate.setup.format.starts_with("generic");
    match candidates {
        [_, _, ..] if candidates.iter().all(|candidate| own(candidate) && is_generic(candidate)) => {
            let titles: Vec<&str> = candidates.iter().map(|candidate| candidate.setup.meta.title.as_str()).collect();
            Some(shared_words(&titles).unwrap_or_else(|| stem.to_owned()))
        }
        [first, ..] => (!own(first)).then(|| stem.to_owned()),
        [] => None,
    }
}

/// What was assumed of the tables: once where it is said of all, else with the names of those that it is said of.
fn warnings_of(candidates: &[Candidate]) -> Vec<String> {
    let mut said: Vec<(&str, Vec<String>)> = Vec::new();
    for candidate in candidates {
        for warning in &candidate.setup.warnings {
            match said.iter_mut().find(|(known, _)| known == warning) {
                Some((_, names)) => names.push(candidate.name.clone()),
                None => said.push((warning, vec![candidate.name.clone()])),
            }
        }
    }
    let told = |(warning, tables): (&str, Vec<String>)| {
        if tables.len() == candidates.len() { warning.to_owned() } else { format!("{}: {warning}", names(&tables)) }
    };
    said.into_iter().map(told).collect()
}

/// “Exports”, “Imports”.
fn names(list: &[String]) -> String {
    list.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ")
}

fn assemble(
    whole: &Source,
    candidates: &[Candidate],
    beside: &[(String, String)],
    (options, progress, limits): (&Options, &Progress, &Limits),
) -> Result<Opened, ImportError> {
    let Some(first) = candidates.first() else {
        return Err(ImportError::Empty { file: whole.name() });
    };
    let mut setup = first.setup.clone();
    if let Some(title) = title_of(candidates, &whole.stem()) {
        setup.meta.title = title;
    }
    setup.meta.id = whole.stem();
    setup.warnings = warnings_of(candidates);
    let mut reading = Reading::new(&whole.name(), setup);
    for candidate in candidates {
        let Candidate { source, sniffed, recipe, .. } = candidate;
        let input = Input { source, sniffed, options, progress, limits };
        reading.read_table(&input, recipe.clone(), sniffed.encoding)?;
    }
    let joined: Vec<String> = candidates.iter().map(|candidate| candidate.name.clone()).collect();
    if joined.len() > 1 {
        let of = if matches!(whole, Source::Several(_)) { "files" } else { "tables of one file" };
        reading.packed_in(format!("{} {of}", joined.len()));
        reading.remark(format!("read as one dataset: {}; line numbers are those within each", names(&joined)));
    }
    if let Some(said) = not_read(beside) {
        reading.remark(said);
    }
    Ok(Opened::Dataset(Box::new(reading.finish(progress)?)))
}
