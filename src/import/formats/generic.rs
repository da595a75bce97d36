//! Any table of trade: long or wide, its columns recognised by name and by content, or set by the user.

use std::collections::BTreeSet;

use super::{Format, Input, ReadPlan};
use crate::data::classification::{System, named};
use crate::data::{
    Axis, Frequency, Member, Meta, Period, Subject, Unit, UnitKind, names_quarter, tells_part, tells_running,
};
use crate::import::infer::{self, Proposal};
use crate::import::ingest::guessed;
use crate::import::recipe::{MemberRule, Recipe, Setup, VariantsOf};
use crate::import::sniff::Sniffed;
use crate::import::vocabulary::{is_source, stated_source, stated_title, subject_of};
use crate::import::words::{self, Hint};
use crate::import::{ColumnRole, ImportError, Mapping, dated};

/// Said where no unit is found.
pub(in crate::import) const NO_UNIT: &str = "the unit is not stated in the file: numbers are shown as they are";

/// Said of figures that are neither of a year, a quarter nor a month.
const PART: &str = "of a part of a year";
/// Said of figures since January, over twelve months or the like, beside those of each period.
const RUNNING: &str = "running over several periods";
/// Said where months are read as quarters.
const QUARTERS: &str = "months that stand for quarters are read as quarters";
/// Said of a column of powers of ten.
const POWERS: &str = "the power of ten of the values";

/// Said of a column that names who published each row.
const SOURCE: &str = "who published the figures";

/// The reader for everything that no publisher's format claims.
pub(super) struct Generic;

impl Format for Generic {
    fn name(&self) -> &'static str {
        "generic table"
    }

    fn score(&self, _: &Sniffed) -> u8 {
        1
    }

    fn lays_out(&self) -> bool {
        true
    }

    fn plan(&self, input: &Input<'_>) -> Result<ReadPlan, ImportError> {
        plan(input, None)
    }
}

/// By what the columns say, where `reporter` is whose figures they are known to be.
fn plan(input: &Input<'_>, reporter: Option<&str>) -> Result<ReadPlan, ImportError> {
    let mut proposal = match (infer::infer(input.sniffed, reporter), &input.options.mapping) {
        // What a person says is looked at before anything is refused.
        (Err(_), Some(_)) => Proposal::default(),
        (proposal, _) => proposal?,
    };
    if let Some(mapping) = &input.options.mapping {
        check(input.sniffed, mapping)?;
        // The user's mapping settles all questions; what was noticed about further columns stays.
        let mapping = mapping.completed_by(&proposal.mapping);
        let wide = proposal.wide || infer::is_wide(&mapping);
        proposal = Proposal { mapping, wide, ..Proposal::default() };
    }
    if !proposal.problems.is_empty() {
        return Ok(ReadPlan::NeedsUser(Box::new(proposal)));
    }
    let (recipe, setup) = setup(input.sniffed, &proposal);
    Ok(ReadPlan::ready(recipe, setup))
}

/// A publisher's table that the general rules read: whose figures they are, what it says of itself, and what the
/// publisher is known to mean.
pub(super) fn published(
    input: &Input<'_>,
    format: &'static str,
    reporter: &str,
    about: impl FnOnce(&mut Recipe, &mut Setup),
) -> Result<ReadPlan, ImportError> {
    let mut read_plan = plan(input, Some(reporter))?;
    if let ReadPlan::Ready(recipe, setup) = &mut read_plan {
        setup.format = format;
        about(recipe, setup);
    }
    Ok(read_plan)
}

/// Dollars without a name are the publisher's own.
pub(super) fn own_dollars(recipe: &mut Recipe, currency: &str) {
    if let Some(unit) = &mut recipe.mapping.unit
        && matches!(&unit.kind, UnitKind::Other(name) if name.starts_with("dollars"))
    {
        *unit = Unit::currency(currency, unit.exponent);
    }
}

/// Asks the user, with the best proposal and further problems.
pub(super) fn ask(input: &Input<'_>, problems: &[String]) -> Result<ReadPlan, ImportError> {
    let mut proposal = infer::infer(input.sniffed, None)?;
    proposal.problems.splice(0..0, problems.iter().cloned());
    Ok(ReadPlan::NeedsUser(Box::new(proposal)))
}

/// A mapping must have one role per column.
fn check(sniffed: &Sniffed, mapping: &Mapping) -> Result<(), ImportError> {
    let (found, given) = (sniffed.header.len(), mapping.columns.len());
    if found == given {
        return Ok(());
    }
    let why = format!("the mapping has {given} columns and the table {found}");
    Err(ImportError::Mapping { file: sniffed.file.clone(), line: sniffed.header_line, why })
}

/// Whether months without a year stand in rows below a row with the year.
fn has_year_headings(sniffed: &Sniffed, mapping: &Mapping) -> bool {
    let Some(at) = mapping.column_of(ColumnRole::Period) else { return false };
    let cells = || sniffed.column(at);
    let months = cells().filter(|cell| Period::parse(cell).is_none()).filter(|cell| infer::is_month(cell)).count();
    let years = sniffed.sample.iter().filter(|(_, row)| {
        let alone = row.iter().filter(|cell| !cell.trim().is_empty()).count() == 1;
        alone && row.get(at).is_some_and(|cell| Period::parse(cell).is_some())
    });
    months > 0 && years.count() > 0
}

/// Whether goods or services are traded, by the title, the names of the sheet, the file and its columns, and the words
/// that tell the flow.
fn subject(sniffed: &Sniffed, mapping: &Mapping) -> Subject {
    let stem = sniffed.stem.replace(['_', '-', '.'], " ");
    let titles = sniffed.preamble.iter().take(4).map(String::as_str).chain(sniffed.part.as_deref());
    let flows = mapping.column_of(ColumnRole::Flow).into_iter().flat_map(|at| sniffed.column(at).take(50));
    let names = sniffed.header.iter().take(50).map(String::as_str);
    subject_of(titles.chain([stem.as_str()]).chain(names).chain(flows))
}

/// Columns that nothing else is made of and that say who published each row.
fn source_columns(sniffed: &Sniffed, mapping: &Mapping) -> impl Iterator<Item = usize> {
    let is_free = |at: &usize| mapping.columns.get(*at) == Some(&ColumnRole::Ignore);
    let is_source = |at: &usize| sniffed.header.get(*at).is_some_and(|name| is_source(name));
    (0..sniffed.header.len()).filter(move |at| is_free(at) && is_source(at))
}

/// Who published the figures, as the file says: in a line above or below them, or in a column in which all rows say the
/// same.
fn source_of(sniffed: &Sniffed, mapping: &Mapping) -> Option<String> {
    let mut lines = sniffed.preamble.iter().chain(&sniffed.notes).chain(&sniffed.alone);
    let stated = lines.find_map(|line| stated_source(line));
    let of_column = |at: usize| {
        let mut cells = sniffed.column(at);
        let first = cells.next().filter(|cell| cell.chars().any(char::is_alphabetic))?;
        cells.all(|cell| cell == first).then_some(first)
    };
    let source = stated.or_else(|| source_columns(sniffed, mapping).find_map(of_column))?;
    Some(source.trim_end_matches('.').to_owned())
}

/// A part of a country, or the total of all.
fn area(code: &str, name: &str) -> Member {
    let label = if name.is_empty() { code } else { name };
    let role = words::sector_role(label);
    Member { code: code.to_owned(), label: label.to_owned(), role, ..Member::default() }
}

/// Columns that nothing is made of, by whose cells alone it is told why: a `state` of words such as `final`.
fn remarks(sniffed: &Sniffed, mapping: &Mapping) -> Vec<(usize, String)> {
    let is_remark = |at: &usize| {
        let is_free = mapping.columns.get(*at) == Some(&ColumnRole::Ignore);
        let is_known = sniffed.header.get(*at).is_some_and(|name| words::hint(name).is_some());
        is_free && !is_known && infer::is_of_firmness(sniffed, *at)
    };
    let is_part = |at: &usize| {
        let is_free = mapping.columns.get(*at) == Some(&ColumnRole::Ignore);
        is_free && sniffed.header.get(*at).is_some_and(|name| infer::is_part(sniffed, name))
    };
    let columns = || 0..sniffed.header.len();
    let powers = infer::column_of_powers(sniffed, &mapping.columns).map(|(at, _)| (at, POWERS.to_owned()));
    let remarks = columns().filter(is_remark).map(|at| (at, "a remark on the value".to_owned()));
    let parts = columns().filter(|at| is_part(at) && !is_remark(at)).map(|at| (at, PART.to_owned()));
    let is_running = |at: &usize| {
        let is_free = mapping.columns.get(*at) == Some(&ColumnRole::Ignore);
        is_free && !is_part(at) && !is_remark(at) && sniffed.header.get(*at).is_some_and(|name| tells_running(name))
    };
    let running = columns().filter(is_running).map(|at| (at, RUNNING.to_owned()));
    let sources = source_columns(sniffed, mapping).map(|at| (at, SOURCE.to_owned()));
    remarks.chain(parts).chain(running).chain(powers).chain(sources).collect()
}

/// How a year and a month beside it are read, where the months stand for quarters: `2022`, `Jun`.
fn quarters_in_parts(sniffed: &Sniffed, mapping: &Mapping) -> Option<dated::Reader> {
    let (year, part) = (mapping.column_of(ColumnRole::Year)?, mapping.column_of(ColumnRole::SubPeriod)?);
    let joined = |(_, row): &(u64, Vec<String>)| Some(format!("{} {}", row.get(year)?.trim(), row.get(part)?.trim()));
    let cells: Vec<String> = sniffed.sample.iter().filter_map(joined).filter(|cell| !cell.trim().is_empty()).collect();
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    let quarterly = sniffed.header.get(part).is_some_and(|name| names_quarter(name));
    dated::quarters_of(&cells, quarterly, sniffed.whole)
}

/// Years of which a remark beside them says that only a part is meant, `Jan-Sep`, are left out.
fn without_remarked_parts(sniffed: &Sniffed, recipe: Recipe) -> Recipe {
    let period = recipe.mapping.column_of(ColumnRole::Period).or_else(|| recipe.mapping.column_of(ColumnRole::Year));
    let is_year = |cell: &str| Period::parse(cell).is_some_and(|period| period.frequency() == Frequency::Year);
    let is_yearly = period.is_some_and(|at| sniffed.column(at).all(is_year));
    let is_free = |at: &usize| recipe.mapping.columns.get(*at) == Some(&ColumnRole::Ignore);
    // A remark stands beside few rows; what stands beside all of them tells something else.
    let is_sparse = |at: &usize| sniffed.column(*at).count() * 2 <= sniffed.sample.len();
    let tells = |at: &usize| sniffed.column(*at).any(tells_part);
    let remarks = (0..sniffed.header.len()).find(|at| is_yearly && is_free(at) && is_sparse(at) && tells(at));
    let (Some(at), Some(period)) = (remarks, period) else { return recipe };
    // Beside some rows of a year only, what it tells is asked: a sum without them would look whole.
    let told = |cells: &[String], column: usize| cells.get(column).map_or("", |cell| cell.trim()).to_owned();
    let rows = || sniffed.sample.iter().map(|(_, cells)| (told(cells, period), tells_part(&told(cells, at))));
    let whole: BTreeSet<String> = rows().filter(|(_, is_part)| !is_part).map(|(year, _)| year).collect();
    if rows().any(|(year, is_part)| is_part && whole.contains(&year)) {
        return recipe;
    }
    recipe.classify_rows([Some(at)], move |cells, row| row.unless(tells_part(cells.get(Some(at))), PART))
}

/// Rows of which a footnote says that they are of a part of a year are left out.
fn without_parts(sniffed: &Sniffed, recipe: Recipe) -> Recipe {
    let Some(at) = recipe.mapping.column_of(ColumnRole::Period).or_else(|| recipe.mapping.column_of(ColumnRole::Year))
    else {
        return recipe;
    };
    let is_noted = |cell: &&str| Period::parse(cell).is_some() && infer::is_part(sniffed, cell);
    let noted: BTreeSet<String> = sniffed.column(at).filter(is_noted).map(str::to_owned).collect();
    if noted.is_empty() {
        return recipe;
    }
    recipe.classify_rows([Some(at)], move |cells, row| row.unless(noted.contains(cells.get(Some(at))), PART))
}

/// Of columns that tell the same trade again one variant is used for each figure.
fn one_variant(recipe: Recipe, sniffed: &Sniffed, warnings: &mut Vec<String>) -> Recipe {
    let is_free = |at: usize| recipe.mapping.columns.get(at) == Some(&ColumnRole::Ignore);
    let chosen = |at: usize| recipe.mapping.keep.iter().filter(|(column, _)| *column == at).count() == 1;
    let mut variants = infer::Variants::all(sniffed);
    variants.retain(|variants| is_free(variants.column) && !chosen(variants.column));
    if variants.is_empty() {
        return recipe;
    }
    warnings.extend(variants.iter().map(infer::Variants::remark));
    let columns: Vec<Option<usize>> = variants.iter().map(|variants| Some(variants.column)).collect();
    let recipe = Recipe { variants_of: VariantsOf::Figures, ..recipe };
    recipe.classify_rows(columns, move |cells, disposition| {
        let rank = infer::rank_of(&variants, |at| cells.get(Some(at)));
        let names: Vec<String> =
            variants.iter().map(|variants| variants.called(cells.get(Some(variants.column)))).collect();
        match variants.iter().find_map(|variants| variants.excluded(cells.get(Some(variants.column)))) {
            Some(reason) => disposition.unless(true, reason),
            None => disposition.variant(rank, names.join(", ")),
        }
    })
}

/// The recipe of a proposal, and what the dataset says of itself, with what was assumed as warnings.
pub(in crate::import) fn setup(sniffed: &Sniffed, proposal: &Proposal) -> (Recipe, Setup) {
    let mut warnings = proposal.warnings.clone();
    if sniffed.guessed_encoding && sniffed.encoding_name().starts_with("windows-") {
        warnings.push(guessed(sniffed.encoding_name()));
    }
    let further = infer::further_columns(sniffed, &proposal.mapping);
    let sum_note = (!further.is_empty()).then(|| {
        let names: Vec<String> = further.iter().map(|name| format!("`{name}`")).collect();
        format!("rows that differ only in {} are added up, because Saldo does not keep these columns", names.join(", "))
    });
    warnings.extend(infer::signs_told(&proposal.mapping));
    if proposal.mapping.unit.is_none() {
        warnings.push(NO_UNIT.to_owned());
    }
    let titles =
        || sniffed.preamble.iter().map(|cell| cell.trim()).filter(|cell| (8..120).contains(&cell.chars().count()));
    let stated = sniffed.preamble.iter().find_map(|cell| stated_title(cell));
    let title = stated.or_else(|| titles().find(|cell| cell.contains(' '))).or_else(|| titles().next());
    let source = source_of(sniffed, &proposal.mapping);
    let mapping = proposal.mapping.clone();
    let code = mapping.column_of(ColumnRole::Sector).and_then(|at| sniffed.header.get(at));
    let classes = code.and_then(|name| if words::is_hs(name) { Some(System::NationalHs) } else { named(name) });
    let year_headings = has_year_headings(sniffed, &mapping);
    let year = || mapping.column_of(ColumnRole::Year).filter(|_| mapping.column_of(ColumnRole::SubPeriod).is_none());
    let period = mapping.column_of(ColumnRole::Period).or_else(year).and_then(|at| {
        let cells: Vec<&str> = sniffed.column(at).collect();
        let yearly =
            sniffed.header.get(at).and_then(|name| words::hint(name)).is_some_and(|(hint, _)| hint == Hint::Year);
        let quarterly = sniffed.header.get(at).is_some_and(|name| names_quarter(name));
        let mut reader = mapping.months_are.and_then(dated::standing_for);
        if reader.is_none() {
            reader = dated::reader_of(&cells, mapping.date_order, yearly);
        }
        if reader.is_none() {
            reader = dated::lost_noughts(&cells);
            warnings.extend(reader.map(|_| "a month written .1 beside .09 and .11 is read as October".to_owned()));
        }
        if reader.is_none() {
            reader = dated::quarters_of(&cells, quarterly, sniffed.whole);
            warnings.extend(reader.map(|_| QUARTERS.to_owned()));
        }
        if let Some(date) = dated::lone_end_of_year(&cells, mapping.date_order).filter(|_| reader.is_none()) {
            warnings.push(format!(
                "all dates are {date}, and are taken for the month: where a year is dated so, the figures are those of the year"
            ));
        }
        reader
    });
    let period = period.or_else(|| {
        let reader = quarters_in_parts(sniffed, &mapping);
        warnings.extend(reader.map(|_| QUARTERS.to_owned()));
        reader
    });
    let unused = remarks(sniffed, &mapping);
    let missing = infer::marker_of_missing(sniffed, &mapping);
    warnings.extend(missing.map(|marker| format!("{marker} is read as no value: no other figure is below zero")));
    let recipe = Recipe { period, year_headings, missing, unused, sum_note, ..Recipe::of(mapping) }
        .rule(Axis::Sector, MemberRule { classes, ..MemberRule::default() });
    let recipe = match infer::row_scale(sniffed, &recipe.mapping) {
        Some(scale) => recipe.classify_rows([Some(scale.column)], move |cells, row| scale.of(cells, row)),
        None => recipe,
    };
    let recipe = without_remarked_parts(sniffed, without_parts(sniffed, recipe));
    // Georgia is a state there, and no country.
    let of_reporter = [ColumnRole::Reporter, ColumnRole::ReporterName].map(|role| recipe.mapping.column_of(role));
    let is_area = |at: usize| infer::area_of(sniffed, at).is_some();
    let recipe = if of_reporter.into_iter().flatten().any(is_area) {
        recipe.rule(Axis::Reporter, MemberRule::by(|code, name| Some(area(code, name))))
    } else {
        recipe
    };
    let recipe = one_variant(recipe, sniffed, &mut warnings);
    let setup = Setup {
        meta: Meta {
            id: sniffed.stem.clone(),
            title: title.unwrap_or(&sniffed.stem).to_owned(),
            subject: subject(sniffed, &proposal.mapping),
            publisher: source.clone().unwrap_or_default(),
            sources: source.into_iter().collect(),
            notes: sniffed.preamble.iter().take(20).map(|cell| cell.trim().to_owned()).collect(),
            ..Meta::default()
        },
        sidecar: None,
        format: if proposal.wide { "generic wide table" } else { "generic long table" },
        warnings,
    };
    (recipe, setup)
}
