//! Rows to facts in three steps: cells to numbers, distinct cells to meanings, numbers and meanings to facts.
//!
//! [`encoder`] turns each record into places in dictionaries and integers; [`resolve`] asks the recipe once
//! for each distinct text; [`assemble`] puts facts together and accounts for every row. Several tables
//! (the sheets of a workbook, the halves of a pair of files) become one dataset.
//!
//! Text in blocks takes a fast path to the same encoder: [`structural_index`] finds the ends of cells, [`row_slices`]
//! looks them up column by column, [`fast_path`] leaves rows that are not plain to whoever reads in order. Where a file
//! is read for one answer, [`pushdown`] leaves away the rows that it can do without.

mod assemble;
mod composite_key;
mod decimal_column;
mod dictionary;
mod encoder;
mod fast_path;
mod parallel;
mod preview;
mod pushdown;
mod resolve;
mod row_slices;
pub(super) mod stages;
mod structural_index;
mod table_layout;
#[cfg(test)]
mod tests;
mod values;
mod vectorised;

use std::collections::BTreeSet;
use std::sync::Arc;

use encoding_rs::UTF_8;

use assemble::{Assembly, Mirror, Size, periods_of};
use encoder::DictionaryEncoder;
pub(crate) use encoder::month_word;
use preview::PreviewPublisher;
pub use preview::PreviewSchedule;
use pushdown::predicate::MemberPredicate;
pub use pushdown::{Pushdown, SkippedMembers};
use resolve::Resolved;
pub(crate) use resolve::status_of;
use table_layout::{FIRST_AXIS, TableLayout};

use super::audit::Look;
use super::blocks::Bytes;
use super::container::not_read;
use super::decode::Decoded;
use super::formats::Input;
use super::members::Members;
use super::recipe::{Recipe, Setup};
use super::reconcile::reconcile;
use super::record::{Record, RecordError, Records};
use super::sidecar::Sidecar;
use super::sniff::Sniffed;
use super::{ColumnRole, ImportError, Progress, account, alike, audit, encoding, infer, stamp};
use crate::data::{
    Axis, CancelCheck, Dataset, DatasetBuilder, Facts, Flow, Frequency, LeftOutPeriod, Member, MemberId, Period,
    RowError,
};

/// Collects the rows of one or several tables and makes a dataset of them.
#[derive(Clone)]
pub(crate) struct Reading {
    file: String,
    builder: DatasetBuilder,
    described: bool,
    frequency: Option<Frequency>,
    left_out: Vec<LeftOutPeriod>,
    /// Whether a sidecar states the unit, which then wins over a recipe's.
    unit_stated: bool,
    /// The line of the first quote that is never closed.
    unclosed: Option<u64>,
    tables: Vec<Table>,
    /// The one question that it is read for, if it is.
    pushdown: Option<Arc<Pushdown>>,
    /// Members of which some facts were not kept.
    skipped: SkippedMembers,
    /// Members of which a person has said what they are.
    stated: BTreeSet<(Axis, MemberId)>,
    /// Whether rows were not kept that decide about others.
    skipped_too_much: bool,
}

/// One table.
#[derive(Clone)]
struct Table {
    header: Vec<String>,
    line: u64,
    layout: Arc<TableLayout>,
    recipe: Arc<Recipe>,
    encoder: DictionaryEncoder,
}

impl Reading {
    /// A reading of a source called `file`.
    pub(crate) fn new(file: &str, setup: Setup) -> Self {
        let mut builder = DatasetBuilder::new(setup.meta);
        file.clone_into(&mut builder.report.file);
        setup.format.clone_into(&mut builder.report.format);
        "plain".clone_into(&mut builder.report.container);
        builder.report.warnings = setup.warnings;
        let (frequency, left_out) = match &setup.sidecar {
            Some(sidecar) => {
                sidecar.declare(&mut builder);
                (sidecar.frequency, sidecar.left_out.clone())
            }
            None => (None, Vec::new()),
        };
        Self {
            file: file.to_owned(),
            builder,
            described: setup.sidecar.is_some(),
            frequency,
            left_out,
            unit_stated: setup.sidecar.as_ref().is_some_and(Sidecar::has_unit),
            unclosed: None,
            tables: Vec::new(),
            pushdown: None,
            skipped: SkippedMembers::default(),
            stated: BTreeSet::new(),
            skipped_too_much: false,
        }
    }

    /// Without the rows that an answer can do without.
    fn with_pushdown(self, pushdown: Option<&Arc<Pushdown>>) -> Self {
        Self { pushdown: pushdown.cloned(), ..self }
    }

    /// The members of its tables, before any is met.
    fn members(&self) -> Members {
        let reporter = self.tables.iter().find_map(|table| table.recipe.mapping.default_reporter.clone());
        let mut members = Members::new(self.described, reporter.unwrap_or_default());
        self.tables.iter().for_each(|table| members.state(&table.recipe.mapping.members));
        members
    }

    /// Begins the next table, whose header stands on `line`.
    pub(crate) fn table(&mut self, sniffed: &Sniffed, recipe: Recipe) -> Result<(), ImportError> {
        let (line, header) = (sniffed.header_line, sniffed.header.as_slice());
        let layout = Arc::new(TableLayout::compile(&self.file, line, header, &recipe)?);
        let recipe = Arc::new(recipe);
        if let Some(unit) = recipe.mapping.unit.clone().filter(|_| !self.unit_stated) {
            self.builder.meta.unit = unit;
        }
        self.name_axes(sniffed, &recipe);
        if let Some(note) = &recipe.sum_note {
            self.builder.sum_duplicates = true;
            self.builder.sum_note.clone_from(note);
        }
        self.builder.domestic_exports |= recipe.mapping.domestic_exports;
        self.builder.ends_with = self.builder.ends_with.or(recipe.mapping.ends_with);
        if self.builder.report.columns.is_empty() {
            self.builder.report.columns = account::columns(header, &recipe);
            self.builder.report.warnings.extend(account::twin(header, &recipe));
        }
        let encoder = DictionaryEncoder::new(Arc::clone(&layout), Arc::clone(&recipe));
        self.tables.push(Table { header: header.to_vec(), line, layout, recipe, encoder });
        Ok(())
    }

    /// What the columns say that the members of the axes are: states, ports.
    fn name_axes(&mut self, sniffed: &Sniffed, recipe: &Recipe) {
        use ColumnRole::{Partner, PartnerName, Reporter, ReporterName, Sector, SectorName};
        let of_axes = [[Reporter, ReporterName], [Partner, PartnerName], [Sector, SectorName]];
        for (noun, roles) in self.builder.meta.nouns.iter_mut().zip(of_axes) {
            let mut columns = roles.into_iter().filter_map(|role| recipe.mapping.column_of(role));
            *noun = noun.or_else(|| columns.find_map(|at| infer::area_of(sniffed, at)));
        }
    }

    /// Takes one record of the table at hand.
    pub(crate) fn row(&mut self, record: &Record) {
        if let Some(table) = self.tables.last_mut() {
            table.encoder.row(record);
        }
    }

    /// Says what the tables are packed in.
    pub(crate) fn packed_in(&mut self, container: String) {
        self.builder.report.container = container;
    }

    /// Adds something that the user should know.
    pub(crate) fn remark(&mut self, text: String) {
        self.builder.report.warnings.push(text);
    }

    /// Builds the dataset, or says why there is none.
    pub(crate) fn finish(mut self, progress: &Progress) -> Result<Dataset, ImportError> {
        let is_cancelled = || progress.is_cancelled();
        let size = self.assemble(&is_cancelled);
        self.settled(&size, Look::Whole, &is_cancelled)
    }

    /// As [`Reading::finish`]; nothing where the question that it was read for needs more than was kept.
    fn finish_with_pushdown(mut self, progress: &Progress) -> Result<Option<Dataset>, ImportError> {
        let is_cancelled = || progress.is_cancelled();
        let size = self.assemble(&is_cancelled);
        let (pushdown, skipped) = (self.pushdown.take(), std::mem::take(&mut self.skipped));
        let too_much = self.skipped_too_much;
        let has_skipped = too_much || skipped.iter().any(|members| !members.is_empty());
        let Some(pushdown) = pushdown.filter(|_| has_skipped) else {
            return self.settled(&size, Look::Whole, &is_cancelled).map(Some);
        };
        // What fails without some of the rows may not fail with all of them.
        let dataset = self.settled(&size, Look::Brief, &is_cancelled).ok().filter(|_| !too_much);
        Ok(dataset.filter(|dataset| !dataset.report.has_too_large() && pushdown.is_met_by(dataset, &skipped)))
    }

    /// The dataset of what was assembled, or why there is none.
    fn settled(mut self, size: &Size, look: Look, is_cancelled: CancelCheck<'_>) -> Result<Dataset, ImportError> {
        if is_cancelled() {
            let file = self.file.clone();
            give_back(self);
            return Err(ImportError::Cancelled { file });
        }
        let (rows, line) = (self.builder.report.rows, self.tables.first().map_or(1, |table| table.line));
        if rows.read == 0 {
            return Err(ImportError::HeaderOnly { file: self.file, line });
        }
        if let (0, Some(line)) = (rows.used, self.unclosed) {
            return Err(ImportError::UnclosedQuote { file: self.file, line });
        }
        if rows.used == 0 {
            return Err(self.no_rows(line));
        }
        self.settle_digits(size);
        let file = self.file;
        let (stated, described) = (std::mem::take(&mut self.stated), self.described);
        let mut checks = Vec::new();
        let settle = &mut |facts: &Facts, members: &mut [Vec<Member>; 3]| {
            // What a sidecar describes is as it says.
            if described {
                return Vec::new();
            }
            let found = audit::settle(facts, members, &|axis, id| stated.contains(&(axis, id)), look);
            checks = found.checks;
            for members in members.iter_mut() {
                alike::tell_apart(members);
            }
            found.filled
        };
        let noughts = self.builder.ends_with.is_some();
        let mut dataset = self.builder.finish_settled(is_cancelled, settle).map_err(|error| match error {
            RowError::TooManyPeriods => ImportError::TooManyPeriods { file },
            RowError::Cancelled => ImportError::Cancelled { file },
        })?;
        dataset.report.warnings.extend(kinds_of_years(&dataset.periods));
        reconcile(&mut dataset);
        let said = audit::Said { member: &|axis, id| stated.contains(&(axis, id)), noughts };
        audit::audit(&mut dataset, checks, look, &said);
        Ok(dataset)
    }

    /// Facts of all tables; they mean nothing where it is cancelled.
    fn assemble(&mut self, is_cancelled: CancelCheck<'_>) -> Size {
        let mut members = self.members();
        let mut size = Size::default();
        for (nth, table) in self.tables.iter_mut().enumerate() {
            table.encoder.close();
            let Table { layout, recipe, encoder, .. } = table;
            self.builder.report.absorb(std::mem::take(&mut encoder.report));
            if let Some(line) = encoder.quoted_rows {
                self.builder.report.warnings.push(format!(
                    "line {line}: a field in quotes holds lines that look like rows; they are taken as its text"
                ));
            }
            let resolved = Resolved::of(encoder, layout, recipe, &mut members, &mut self.builder, is_cancelled);
            // All published balances tell whether re-exports stand beside exports.
            let needs_all = resolved.has_variants() || resolved.tells(Flow::ReExport);
            self.skipped_too_much |= encoder.has_skipped() && needs_all;
            for (axis, skipped) in Axis::ALL.into_iter().zip(&mut self.skipped) {
                for place in encoder.filtered_texts(FIRST_AXIS + axis.index()) {
                    match resolved.member(axis, place) {
                        Some(member) => skipped.push(member),
                        None => self.skipped_too_much = true,
                    }
                }
            }
            let (sizes, values) = (&encoder.skipped_sizes, layout.values.first());
            if !sizes.is_known() {
                self.builder.note_skipped_unknown();
            }
            for (context, axis, text, size) in sizes.each() {
                let flow = values.and_then(|column| column.flow).or_else(|| resolved.flow(context));
                if let (Some(flow), Some(member)) = (flow, resolved.member(axis, text)) {
                    self.builder.note_skipped(axis, (flow, member), size);
                }
            }
            let named = named_members(layout, recipe, &mut members, &mut self.builder);
            let mirror = if recipe.emit_mirror_flow { mirrored(&mut self.builder) } else { Mirror::default() };
            let periods = periods_of(layout, &resolved).into_iter();
            let chunks = std::mem::take(&mut encoder.chunks);
            let assembly = Assembly {
                frequency: self.frequency,
                left_out: &self.left_out,
                exponent: self.builder.meta.unit.exponent,
                encoder,
                layout,
                recipe,
                resolved: &resolved,
                named: &named,
                is_cancelled,
                mirror: &mirror,
                places: periods.filter_map(|period| Some((period, self.builder.place(period)?))).collect(),
            };
            for mut part in assembly.run(chunks) {
                part.buffer.line.of_table(nth);
                self.builder.append(part.buffer);
                self.builder.report.absorb(part.report);
                size.absorb(&part.size);
                if part.lacks_places {
                    self.builder.refuse_periods();
                }
            }
            if let (Some((line, at)), true) = (size.first_bad.take(), size.bad_cells > 0) {
                let column = table.header.get(at).map_or("", |name| name.trim());
                self.builder.report.warnings.push(format!(
                    "{} cells hold something that is no number and are left out (the first: line {line}, column `{column}`)",
                    std::mem::take(&mut size.bad_cells)
                ));
            }
        }
        let rules = self.tables.first().map(|table| table.recipe.members.clone()).unwrap_or_default();
        members.finish(&mut self.builder, &rules);
        self.stated = members.stated_ids();
        size
    }

    /// Rounds where the finest and the largest value cannot stand in one column of 18 digits.
    fn settle_digits(&mut self, size: &Size) {
        const DIGITS: u8 = 17;
        let whole = u8::try_from(size.largest.checked_ilog10().map_or(1, |log| log + 1)).unwrap_or(DIGITS);
        let room = DIGITS.saturating_sub(whole);
        if size.decimals > room && whole <= DIGITS {
            let rounded = self.builder.round_to(room);
            self.builder.report.warnings.push(format!(
                "{rounded} values are rounded to {room} decimals: the file gives more digits than can be added up exactly"
            ));
        }
    }

    fn no_rows(&self, line: u64) -> ImportError {
        let report = &self.builder.report;
        let first = report.reasons.iter().min_by_key(|reason| reason.first_line);
        let taken: Vec<String> = self
            .tables
            .iter()
            .flat_map(|table| table.recipe.mapping.columns.iter().zip(&table.header))
            .filter(|(role, _)| **role != ColumnRole::Ignore)
            .take(8)
            .map(|(role, name)| format!("`{}` as {}", name.trim(), role.words()))
            .collect();
        ImportError::NoRows {
            file: self.file.clone(),
            line: first.map_or(line, |reason| reason.first_line),
            rows: report.rows.read,
            reason: first.map_or_else(String::new, |reason| reason.reason.clone()),
            columns: taken.join(", "),
        }
    }
}

/// Said where some years begin in January and others do not: they do not stand on one axis.
fn kinds_of_years(periods: &[Period]) -> Option<String> {
    let years = || periods.iter().filter(|period| period.frequency() == Frequency::Year);
    let fiscal = years().find(|period| period.is_fiscal())?;
    let other = years().find(|period| !period.is_fiscal())?;
    Some(format!(
        "some periods are calendar years ({other}), others fiscal years ({fiscal}): one kind is shown at a time"
    ))
}

/// Gives memory back beside the caller: for a gigabyte that may take longer than who cancels a reading wants to wait.
fn give_back(what: impl Send + 'static) {
    rayon::spawn(move || drop(what));
}

/// The members that value columns name, by column and axis.
fn named_members(
    layout: &TableLayout,
    recipe: &Recipe,
    members: &mut Members,
    builder: &mut DatasetBuilder,
) -> Vec<[Option<MemberId>; 3]> {
    let mut of = |names: &[Option<String>; 3]| {
        let mut ids = [None; 3];
        for (axis, (name, id)) in Axis::ALL.into_iter().zip(names.iter().zip(&mut ids)) {
            *id = name.as_ref().and_then(|name| members.id(builder, axis, recipe.members_of(axis), name, ""));
        }
        ids
    };
    layout.values.iter().map(|column| of(&column.members)).collect()
}

/// Every partner among the reporters and every reporter among the partners.
fn mirrored(builder: &mut DatasetBuilder) -> Mirror {
    let mut across = |from: Axis, to: Axis| {
        let members = builder.members(from).to_vec();
        (0..)
            .zip(members)
            .map(|(id, member)| (id, builder.id_of(to, &member.code).unwrap_or_else(|| builder.declare(to, member))))
            .collect()
    };
    Mirror { reporters: across(Axis::Partner, Axis::Reporter), partners: across(Axis::Reporter, Axis::Partner) }
}

/// Reads all rows of an input into a dataset.
pub(crate) fn load(input: &Input<'_>, recipe: &Recipe, setup: &Setup) -> Result<Dataset, ImportError> {
    let pushdown = input.options.pushdown.as_ref();
    let (dataset, broken) = load_as(input, recipe, setup, input.sniffed.encoding, pushdown)?;
    // A file that begins in plain ASCII and goes on in another encoding than UTF-8.
    let plain = |text: &String| text.chars().all(|c| c.is_ascii() || c == '\u{fffd}');
    let ascii = input.sniffed.sample.iter().all(|(_, row)| row.iter().all(plain));
    if broken == 0 || input.sniffed.encoding != UTF_8 {
        return Ok(dataset);
    }
    if ascii && input.sniffed.header.iter().all(plain) {
        let found = encoding::of_foreign_lines(input.source.open(input.progress)?);
        let (mut dataset, _) = load_as(input, recipe, setup, found, pushdown)?;
        dataset.report.warnings.push(guessed(found.name()));
        return Ok(dataset);
    }
    let mut dataset = dataset;
    dataset.report.warnings.push("some bytes are no valid UTF-8; they are shown as \u{fffd}".to_owned());
    Ok(dataset)
}

/// Said where an encoding was guessed.
pub(crate) fn guessed(encoding: &str) -> String {
    format!("the text is not UTF-8; it was read as {encoding}. If names look wrong, say which encoding it is")
}

fn load_as(
    input: &Input<'_>,
    recipe: &Recipe,
    setup: &Setup,
    encoding: &'static encoding_rs::Encoding,
    pushdown: Option<&Arc<Pushdown>>,
) -> Result<(Dataset, u64), ImportError> {
    let mut reading = Reading::new(&input.sniffed.file, setup.clone()).with_pushdown(pushdown);
    let broken = reading.read_table(input, recipe.clone(), encoding)?;
    match reading.finish_with_pushdown(input.progress)? {
        Some(dataset) => Ok((dataset, broken)),
        None if input.progress.is_cancelled() => Err(ImportError::Cancelled { file: input.sniffed.file.clone() }),
        None => load_as(input, recipe, setup, encoding, None),
    }
}

impl Reading {
    /// Reads all rows of a table; gives how many stretches of its bytes are no text in the encoding.
    pub(crate) fn read_table(
        &mut self,
        input: &Input<'_>,
        recipe: Recipe,
        encoding: &'static encoding_rs::Encoding,
    ) -> Result<u64, ImportError> {
        let sniffed = input.sniffed;
        let file = &sniffed.file;
        let path = input.source.path();
        let before = input.source.first_stamp();
        let recipe = Recipe { split_first_column: sniffed.composite, ..recipe };
        self.table(sniffed, recipe)?;
        let report = &mut self.builder.report;
        report.container = input.source.container();
        encoding.name().clone_into(&mut report.encoding);
        sniffed.delimiter_word().clone_into(&mut report.delimiter);
        report.warnings.extend(not_read(input.source.beside()));
        if let Some(laid) = input.source.laid() {
            laid.account(report);
        }
        let predicate = self.pushdown.as_ref().and_then(|pushdown| MemberPredicate::new(self, pushdown)).map(Arc::new);
        let Some(table) = self.tables.last_mut() else { return Ok(0) };
        table.encoder.held = input.progress.memory().hold();
        let Some(table) = self.tables.last() else { return Ok(0) };
        let publisher = PreviewPublisher::of(self, input.progress);
        let (bytes, unclosed) =
            match parallel::read(&table.encoder, input, encoding, (publisher.as_ref(), predicate.as_ref()))? {
                Some(read) => {
                    (self.tables.last_mut().map_or_else(Default::default, |t| read.into(&mut t.encoder)), None)
                }
                None => self.in_order(input, encoding)?,
            };
        let Bytes { broken, done, size } = bytes;
        if done < size {
            return Err(ImportError::Truncated { file: file.clone(), expected: size, found: done });
        }
        let report = &mut self.builder.report;
        if let Some(line) = unclosed {
            report.warnings.push(format!("line {line}: a quote opens a field and is never closed"));
            self.unclosed = self.unclosed.or(Some(line));
        }
        if path.is_some() && before != path.and_then(stamp) {
            report.warnings.push("the file changed while it was read: open it again".to_owned());
        }
        Ok(broken)
    }

    /// Takes the memory of what was read of the last table.
    fn charge(&mut self, file: &str) -> Result<(), ImportError> {
        let charged = self.tables.last_mut().map_or(Ok(()), |table| table.encoder.charge());
        charged.map_err(|error| ImportError::from_io(file, &error))
    }

    /// Reads the rows of the last table one after another; gives also the line of the first quote that is never
    /// closed.
    fn in_order(
        &mut self,
        input: &Input<'_>,
        encoding: &'static encoding_rs::Encoding,
    ) -> Result<(Bytes, Option<u64>), ImportError> {
        let mut records = input.records(encoding)?;
        let mut record = Record::default();
        let mut count = 0u64;
        while next(&mut records, &mut record, input)? {
            self.row(&record);
            count += 1;
            if count.is_multiple_of(4096) {
                if input.progress.is_cancelled() {
                    return Err(ImportError::Cancelled { file: input.sniffed.file.clone() });
                }
                self.charge(&input.sniffed.file)?;
                if let Some(publisher) = PreviewPublisher::of(self, input.progress) {
                    publisher.show(1, &|| false, |_| true);
                }
            }
        }
        self.charge(&input.sniffed.file)?;
        let decoded = records.input();
        let (broken, counted) = (decoded.broken, decoded.input());
        let bytes = Bytes { broken, done: counted.done, size: counted.size };
        Ok((bytes, records.unclosed.first().copied()))
    }
}

/// The next record, with errors that name the file.
pub(crate) fn next<R: std::io::Read>(
    records: &mut Records<R>,
    record: &mut Record,
    input: &Input<'_>,
) -> Result<bool, ImportError> {
    let file = || input.sniffed.file.clone();
    records.next(record).map_err(|error| match error {
        RecordError::Io(error) => ImportError::from_io(&input.sniffed.file, &error),
        RecordError::TooLong(line) => ImportError::RowTooLong { file: file(), line, limit: input.limits.record },
        RecordError::Unclosed(line) => ImportError::UnclosedQuote { file: file(), line },
    })
}

/// A decoded stream of records over a source.
pub(crate) type SourceRecords<'a> = Records<Decoded<super::source::Counted<'a>>>;
