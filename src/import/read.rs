//! Rows to facts: applies a mapping to every record and accounts for each of them.

use std::borrow::Cow;

use encoding_rs::{UTF_8, WINDOWS_1252};
use foldhash::{HashMap, HashMapExt as _};

use super::decode::Decoded;
use super::error::some_columns;
use super::formats::Input;
use super::members::{AxisColumns, Members};
use super::number::{self, Cell};
use super::reconcile::reconcile;
use super::records::{Record, RecordError, Records};
use super::sidecar::Sidecar;
use super::{ColumnRole, ImportError, Mapping, Source, stamp, words};
use crate::data::{
    Amount, Axis, Dataset, DatasetBuilder, FactStatus, Flow, Frequency, LeftOutPeriod, MemberId, Meta, Outcome,
    ParseAmountError, Period, RowError, RowKey,
};

/// What a reader knows of a table beyond its mapping.
#[derive(Debug, Clone, Default)]
pub(crate) struct Setup {
    /// What the dataset says of itself.
    pub meta: Meta,
    /// The sidecar beside it.
    pub sidecar: Option<Sidecar>,
    /// The format's name for the report.
    pub format: &'static str,
    /// Rows with the same key are added up, and this is said where it happens.
    pub sum_note: Option<String>,
    /// What the user should know.
    pub warnings: Vec<String>,
}

/// A column with values.
#[derive(Debug, Clone, Copy)]
struct ValueColumn {
    at: usize,
    flow: Option<Flow>,
    period: Option<Period>,
}

/// Where a row's period stands.
#[derive(Debug, Clone, Copy)]
enum PeriodColumns {
    /// In one column.
    Whole(usize),
    /// The year in one, the month or quarter in another.
    Parts(usize, usize, Frequency),
    /// In the header.
    Header,
}

/// The mapping in the form that the loop over rows needs.
#[derive(Debug)]
struct Plan {
    period: PeriodColumns,
    axes: [AxisColumns; 3],
    flow: Option<usize>,
    status: Option<usize>,
    values: Vec<ValueColumn>,
    width: usize,
}

impl Plan {
    fn compile(file: &str, line: u64, header: &[String], mapping: &Mapping) -> Result<Self, ImportError> {
        let place = |role| mapping.column_of(role);
        let values = value_columns(mapping);
        let columns = || some_columns(header);
        if values.is_empty() {
            return Err(ImportError::NoNumericColumn { file: file.to_owned(), line, columns: columns() });
        }
        let period = match (place(ColumnRole::Period), place(ColumnRole::Year), place(ColumnRole::SubPeriod)) {
            _ if values.iter().all(|value| value.period.is_some()) => PeriodColumns::Header,
            (Some(at), ..) | (None, Some(at), None) => PeriodColumns::Whole(at),
            (None, Some(year), Some(part)) => PeriodColumns::Parts(year, part, part_frequency(header.get(part))),
            _ => return Err(ImportError::NoPeriod { file: file.to_owned(), line, columns: columns() }),
        };
        let flow = place(ColumnRole::Flow);
        let known = |value: &ValueColumn| value.flow.is_some() || flow.is_some() || mapping.default_flow.is_some();
        if !values.iter().all(known) {
            let why = "it is not known whether the values are exports, imports or a balance".to_owned();
            return Err(ImportError::Mapping { file: file.to_owned(), line, why });
        }
        let axis = |code, name| AxisColumns { code: place(code), name: place(name) };
        Ok(Self {
            period,
            axes: [
                axis(ColumnRole::Reporter, ColumnRole::ReporterName),
                axis(ColumnRole::Partner, ColumnRole::PartnerName),
                axis(ColumnRole::Sector, ColumnRole::SectorName),
            ],
            flow,
            status: place(ColumnRole::Status),
            values,
            width: header.len(),
        })
    }
}

fn value_columns(mapping: &Mapping) -> Vec<ValueColumn> {
    let column = |(at, role): (usize, &ColumnRole)| {
        let (flow, period) = match *role {
            ColumnRole::Value => (None, None),
            ColumnRole::ValueFor(flow) => (Some(flow), None),
            ColumnRole::PeriodValue(period) => (None, Some(period)),
            ColumnRole::FlowPeriodValue(flow, period) => (Some(flow), Some(period)),
            _ => return None,
        };
        Some(ValueColumn { at, flow, period })
    };
    mapping.columns.iter().enumerate().filter_map(column).collect()
}

/// Whether a column of bare numbers holds quarters or months.
fn part_frequency(header: Option<&String>) -> Frequency {
    let name = header.map(|name| name.to_lowercase()).unwrap_or_default();
    let quarter =
        ["quarter", "qtr", "trimestre", "quartal", "kwartaal", "四半期"].iter().any(|word| name.contains(word));
    if quarter { Frequency::Quarter } else { Frequency::Month }
}

/// The last answer and all answers for the texts of a column.
#[derive(Debug)]
pub(crate) struct Cache<T> {
    last: Vec<u8>,
    answer: Option<T>,
    all: HashMap<Box<[u8]>, T>,
}

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self { last: Vec::new(), answer: None, all: HashMap::new() }
    }
}

impl<T: Copy> Cache<T> {
    /// So many different texts are remembered.
    const MOST: usize = 1 << 18;

    /// The known answer for a text.
    pub(crate) fn get(&mut self, key: &[u8]) -> Option<T> {
        if self.answer.is_some() && self.last == key {
            return self.answer;
        }
        let answer = self.all.get(key).copied()?;
        self.remember(key, answer);
        Some(answer)
    }

    /// Remembers an answer.
    pub(crate) fn put(&mut self, key: &[u8], answer: T) -> T {
        if self.all.len() >= Self::MOST {
            self.all.clear();
        }
        self.all.insert(key.into(), answer);
        self.remember(key, answer);
        answer
    }

    fn remember(&mut self, key: &[u8], answer: T) {
        self.last.clear();
        self.last.extend_from_slice(key);
        self.answer = Some(answer);
    }
}

/// Why a row is not used.
type Refusal = (Outcome, Cow<'static, str>);

const fn rejected(reason: &'static str) -> Refusal {
    (Outcome::Rejected, Cow::Borrowed(reason))
}

const fn left_out(reason: &'static str) -> Refusal {
    (Outcome::LeftOut, Cow::Borrowed(reason))
}

/// Cells of wide rows that gave no value although they hold something.
#[derive(Debug, Default, Clone)]
struct BadCells {
    count: u64,
    first: Option<(u64, usize)>,
}

/// Turns records into facts.
pub(crate) struct Engine<'a> {
    file: &'a str,
    header: &'a [String],
    line: u64,
    mapping: &'a Mapping,
    plan: Plan,
    builder: DatasetBuilder,
    members: Members,
    frequency: Option<Frequency>,
    left_out: Vec<LeftOutPeriod>,
    periods: Cache<Option<Period>>,
    flows: Cache<Option<Flow>>,
    key: Vec<u8>,
    bad_cells: BadCells,
    decimals: u8,
    largest: u64,
}

impl<'a> Engine<'a> {
    /// An engine for a table called `file` with a header on `line`.
    pub(crate) fn new(
        file: &'a str,
        line: u64,
        header: &'a [String],
        mapping: &'a Mapping,
        setup: Setup,
    ) -> Result<Self, ImportError> {
        let plan = Plan::compile(file, line, header, mapping)?;
        let mut meta = setup.meta;
        let stated = setup.sidecar.as_ref().is_some_and(Sidecar::has_unit);
        if let Some(unit) = mapping.unit.clone().filter(|_| !stated) {
            meta.unit = unit;
        }
        let label = if meta.title.is_empty() { meta.id.clone() } else { meta.title.clone() };
        let mut builder = DatasetBuilder::new(meta);
        builder.sum_duplicates = setup.sum_note.is_some();
        builder.sum_note = setup.sum_note.unwrap_or_default();
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
        let hs =
            plan.axes[Axis::Sector.index()].code.and_then(|at| header.get(at)).is_some_and(|name| words::is_hs(name));
        let members =
            Members::new(setup.sidecar.is_some(), mapping.default_reporter.clone().unwrap_or_default(), label, hs);
        Ok(Self {
            file,
            header,
            line,
            mapping,
            plan,
            builder,
            members,
            frequency,
            left_out,
            periods: Cache::default(),
            flows: Cache::default(),
            key: Vec::new(),
            bad_cells: BadCells::default(),
            decimals: 0,
            largest: 0,
        })
    }

    /// Takes one record.
    pub(crate) fn row(&mut self, record: &Record) {
        if let Err((outcome, reason)) = self.try_row(record) {
            self.builder.report.drop_row(outcome, record.line, &reason);
        }
    }

    fn try_row(&mut self, record: &Record) -> Result<(), Refusal> {
        if record.malformed {
            return Err(rejected("a quote opens a field in this row and is not closed where it should be"));
        }
        if record.has_nul() {
            return Err(rejected("the row holds a NUL byte"));
        }
        if record.len() > self.plan.width && record.width() > self.plan.width {
            return Err(rejected("more cells than the header has columns"));
        }
        let kept = |(at, text): &(usize, String)| record.text(*at).trim() == text;
        if !self.mapping.keep.iter().all(kept) {
            return Err(left_out("another series than the one that was chosen"));
        }
        let period = self.period(record)?;
        let flow = self.flow(record)?;
        let status = self.plan.status.map_or(FactStatus::OK, |at| status_of(record.text(at)));
        let [reporter, partner, sector] = self.members(record)?;
        let key = |flow, period| RowKey { reporter, partner, sector, flow, period };
        self.values(record, period, flow, status, key)
    }

    /// The row's period; none where the header has it.
    fn period(&mut self, record: &Record) -> Result<Option<Period>, Refusal> {
        let (key, found) = match self.plan.period {
            PeriodColumns::Header => return Ok(None),
            PeriodColumns::Whole(at) => {
                let cell = record.bytes(at);
                (cell, self.periods.get(cell))
            }
            PeriodColumns::Parts(year, part, _) => {
                self.key.clear();
                self.key.extend_from_slice(record.bytes(year));
                self.key.push(0x1f);
                self.key.extend_from_slice(record.bytes(part));
                (&*self.key, self.periods.get(&self.key))
            }
        };
        let parsed = match (found, self.plan.period) {
            (Some(known), _) => known,
            (None, PeriodColumns::Parts(year, part, frequency)) => {
                let period = join_parts(record.text(year), record.text(part), frequency);
                self.periods.put(key, period)
            }
            (None, _) => {
                let text = std::str::from_utf8(key).unwrap_or_default();
                self.periods.put(key, Period::parse_with(text, self.mapping.date_order))
            }
        };
        let period = parsed.ok_or_else(|| self.no_period(record))?;
        self.right_frequency(period).map(Some)
    }

    fn no_period(&self, record: &Record) -> Refusal {
        let at = match self.plan.period {
            PeriodColumns::Whole(at) | PeriodColumns::Parts(at, ..) => at,
            PeriodColumns::Header => 0,
        };
        let text = record.text(at).trim();
        let filled = record.filled();
        if filled == 0 {
            left_out("an empty row")
        } else if filled == 1 && self.plan.width > 2 {
            left_out("a heading or remark, not a figure")
        } else if text.is_empty() {
            rejected("the period is empty")
        } else if out_of_range(text) {
            rejected("the period lies outside the years 1500 to 2200")
        } else {
            rejected("the period is not understood (expected 2024, 2024Q1, 2024-04 or the like)")
        }
    }

    fn right_frequency(&self, period: Period) -> Result<Period, Refusal> {
        let Some(wanted) = self.frequency.filter(|wanted| *wanted != period.frequency()) else { return Ok(period) };
        let own = self.left_out.iter().find(|entry| entry.period == period).map(|entry| entry.reason.clone());
        let reason = own.unwrap_or_else(|| {
            format!("another frequency: a {} in a dataset of {}s", period.frequency().word(), wanted.word())
        });
        Err((Outcome::LeftOut, Cow::Owned(reason)))
    }

    /// The row's flow; none where the header has it.
    fn flow(&mut self, record: &Record) -> Result<Option<Flow>, Refusal> {
        let Some(at) = self.plan.flow else { return Ok(self.mapping.default_flow) };
        let cell = record.bytes(at);
        let known = match self.flows.get(cell) {
            Some(known) => known,
            None => {
                let text = record.text(at).trim();
                let stated = self.mapping.flow_words.iter().find(|(word, _)| word == text).map(|(_, flow)| *flow);
                let flow = stated.or_else(|| words::flow_of_phrase(text).filter(|_| !words::is_no_money(text)));
                self.flows.put(cell, flow)
            }
        };
        match known {
            Some(flow) => Ok(Some(flow)),
            None if record.filled() <= 1 && self.plan.width > 2 => Err(left_out("a heading or remark, not a figure")),
            None if words::is_no_money(record.text(at)) => {
                Err(left_out("a quantity, rate or share, not an amount of money"))
            }
            None => Err(rejected("the flow is neither exports, imports nor a balance")),
        }
    }

    fn members(&mut self, record: &Record) -> Result<[MemberId; 3], Refusal> {
        let mut ids = [0; 3];
        for (axis, id) in Axis::ALL.into_iter().zip(&mut ids) {
            let Some(columns) = self.plan.axes.get(axis.index()) else { continue };
            *id = match self.members.id(&mut self.builder, axis, *columns, record) {
                Some(id) => id,
                None if record.filled() <= 1 => return Err(left_out("a heading or remark, not a figure")),
                None => {
                    return Err(rejected(match axis {
                        Axis::Reporter => "the reporter is empty",
                        Axis::Partner => "the partner is empty",
                        Axis::Sector => "the sector is empty",
                    }));
                }
            };
        }
        Ok(ids)
    }

    /// The values of a row, one or many.
    fn values(
        &mut self,
        record: &Record,
        period: Option<Period>,
        flow: Option<Flow>,
        status: FactStatus,
        key: impl Fn(Flow, Period) -> RowKey,
    ) -> Result<(), Refusal> {
        let (mut used, mut why): (bool, Option<Refusal>) = (false, None);
        let mut bad = BadCells::default();
        for index in 0..self.plan.values.len() {
            let Some(column) = self.plan.values.get(index).copied() else { continue };
            let (Some(flow), Some(period)) = (column.flow.or(flow), column.period.or(period)) else { continue };
            match self.value(record, column.at, status) {
                Ok((amount, status)) => {
                    self.builder.push(key(flow, period), amount, status, record.line);
                    used = true;
                }
                Err((gap, refusal)) => {
                    if let Some(gap) = gap {
                        self.builder.push(key(flow, period), Amount::ZERO, gap, record.line);
                    }
                    if refusal.0 == Outcome::Rejected {
                        bad.count += 1;
                        bad.first.get_or_insert((record.line, column.at));
                    }
                    // A wrong number says more than an empty cell.
                    if why.as_ref().is_none_or(|(known, _)| *known == Outcome::LeftOut) {
                        why = Some(refusal);
                    }
                }
            }
        }
        if used {
            self.builder.report.use_row();
            // In a row without any value the row itself tells.
            self.bad_cells.count += bad.count;
            self.bad_cells.first = self.bad_cells.first.or(bad.first);
            return Ok(());
        }
        Err(why.unwrap_or_else(|| left_out("no value")))
    }

    /// One value, or the gap that stands for it and the reason.
    fn value(
        &mut self,
        record: &Record,
        at: usize,
        status: FactStatus,
    ) -> Result<(Amount, FactStatus), (Option<FactStatus>, Refusal)> {
        if status.is_gap() {
            return Err((Some(status), gap_refusal(status)));
        }
        match number::read(record.text(at), self.mapping.decimal_sign) {
            Cell::Value(amount) => {
                self.measure(amount);
                Ok((amount, status))
            }
            Cell::Empty => Err((None, left_out("no value"))),
            Cell::Marked(gap) => Err((Some(gap), gap_refusal(gap))),
            Cell::Bad(error) => Err((
                None,
                rejected(match error {
                    ParseAmountError::NotANumber => "the value is not a number",
                    ParseAmountError::NotFinite => "the value is not a finite number",
                    ParseAmountError::TooLong => "the value has more digits than can be kept exactly (18)",
                }),
            )),
        }
    }

    /// Remembers the finest and the largest value.
    fn measure(&mut self, amount: Amount) {
        if amount.decimals > self.decimals {
            self.decimals = self.decimals.max(amount.trimmed().decimals);
        }
        let whole = u64::try_from(amount.units.unsigned_abs()).unwrap_or(u64::MAX);
        let whole = 10u64.checked_pow(u32::from(amount.decimals)).map_or(0, |power| whole / power);
        self.largest = self.largest.max(whole);
    }

    /// Rounds where the finest and the largest value cannot stand in one column of 18 digits.
    fn settle_digits(&mut self) {
        const DIGITS: u8 = 17;
        let whole = u8::try_from(self.largest.checked_ilog10().map_or(1, |log| log + 1)).unwrap_or(DIGITS);
        let room = DIGITS.saturating_sub(whole);
        if self.decimals > room && whole <= DIGITS {
            let rounded = self.builder.round_to(room);
            self.builder.report.warnings.push(format!(
                "{rounded} values are rounded to {room} decimals: the file gives more digits than can be added up exactly"
            ));
        }
    }

    /// Builds the dataset, or says why there is none.
    pub(crate) fn finish(mut self) -> Result<Dataset, ImportError> {
        if self.builder.report.rows.read == 0 {
            return Err(ImportError::HeaderOnly { file: self.file.to_owned(), line: self.line });
        }
        if self.builder.report.rows.used == 0 {
            return Err(self.no_rows());
        }
        if let (Some((line, at)), true) = (self.bad_cells.first, self.bad_cells.count > 0) {
            let column = self.header.get(at).map_or("", |name| name.trim());
            self.builder.report.warnings.push(format!(
                "{} cells hold something that is no number and are left out (the first: line {line}, column `{column}`)",
                self.bad_cells.count
            ));
        }
        self.settle_digits();
        self.members.finish(&mut self.builder);
        let file = self.file;
        let built = self.builder.finish();
        let mut dataset =
            built.map_err(|RowError::TooManyPeriods| ImportError::TooManyPeriods { file: file.to_owned() })?;
        reconcile(&mut dataset);
        Ok(dataset)
    }

    fn no_rows(&self) -> ImportError {
        let report = &self.builder.report;
        let first = report.reasons.iter().min_by_key(|reason| reason.first_line);
        let taken: Vec<String> = self
            .mapping
            .columns
            .iter()
            .zip(self.header)
            .filter(|(role, _)| **role != ColumnRole::Ignore)
            .take(8)
            .map(|(role, name)| format!("`{}` as {}", name.trim(), role.words()))
            .collect();
        ImportError::NoRows {
            file: self.file.to_owned(),
            line: first.map_or(self.line, |reason| reason.first_line),
            rows: report.rows.read,
            reason: first.map_or_else(String::new, |reason| reason.reason.clone()),
            columns: taken.join(", "),
        }
    }
}

fn gap_refusal(status: FactStatus) -> Refusal {
    left_out(if status.has(FactStatus::CONFIDENTIAL) {
        "no value (marked confidential)"
    } else {
        "no value (marked missing)"
    })
}

/// What a status cell says; flags that Saldo does not know say nothing.
fn status_of(text: &str) -> FactStatus {
    match text.trim().to_lowercase().as_str() {
        "estimated" | "estimate" | "e" | "est" | "p" | "provisional" | "preliminary" | "i" | "imputed" => {
            FactStatus::ESTIMATED
        }
        "missing" | "m" | "o" | "l" => FactStatus::MISSING,
        "confidential" | "c" | "x" | "s" | "suppressed" => FactStatus::CONFIDENTIAL,
        _ => FactStatus::OK,
    }
}

/// Whether a text holds a four-digit year that no statistics reach.
fn out_of_range(text: &str) -> bool {
    let year = |run: &str| run.len() == 4 && run.parse::<i32>().is_ok_and(|year| !(1500..=2200).contains(&year));
    text.split(|c: char| !c.is_ascii_digit()).any(year)
}

/// A year and a month or quarter beside it.
fn join_parts(year: &str, part: &str, frequency: Frequency) -> Option<Period> {
    let whole = Period::parse(year).filter(|period| period.frequency() == Frequency::Year)?;
    let first = whole.start_year();
    let part = part.trim();
    let lower = part.to_lowercase();
    if let Some(quarter) = ["first", "second", "third", "fourth"].iter().position(|word| lower.starts_with(word)) {
        return Some(Period::quarter(first, i32::try_from(quarter).ok()? + 1));
    }
    let digits = lower.trim_start_matches(['q', 'm']).trim_end_matches(['月', '期', '.']);
    let number: Option<i32> = digits.trim().parse().ok();
    match (lower.as_str(), number) {
        ("" | "a" | "annual" | "year" | "total" | "52" | "13" | "0", _) => Some(whole),
        (text, Some(n @ 1..=4)) if text.starts_with('q') || frequency == Frequency::Quarter => {
            Some(Period::quarter(first, n))
        }
        (_, Some(n @ 1..=12)) if frequency == Frequency::Month => Some(Period::month(first, n)),
        _ => Period::parse(&format!("{first} {part}")),
    }
}

/// Reads all rows of an input into a dataset.
pub(crate) fn load(input: &Input<'_>, mapping: &Mapping, setup: &Setup) -> Result<Dataset, ImportError> {
    let (dataset, broken) = load_as(input, mapping, setup, input.sniffed.encoding)?;
    // A file that begins in plain ASCII and goes on in another encoding than UTF-8.
    let plain = |text: &String| text.chars().all(|c| c.is_ascii() || c == '\u{fffd}');
    let ascii = input.sniffed.sample.iter().all(|(_, row)| row.iter().all(plain));
    if broken == 0 || input.sniffed.encoding != UTF_8 {
        return Ok(dataset);
    }
    if ascii && input.sniffed.header.iter().all(plain) {
        let (mut dataset, _) = load_as(input, mapping, setup, WINDOWS_1252)?;
        dataset.report.warnings.push(GUESSED.to_owned());
        return Ok(dataset);
    }
    let mut dataset = dataset;
    dataset.report.warnings.push("some bytes are no valid UTF-8; they are shown as \u{fffd}".to_owned());
    Ok(dataset)
}

/// Said where an encoding was guessed.
pub(crate) const GUESSED: &str = "the text is not UTF-8; it was read as windows-1252 (Western European). If names look wrong, say which encoding it is";

fn load_as(
    input: &Input<'_>,
    mapping: &Mapping,
    setup: &Setup,
    encoding: &'static encoding_rs::Encoding,
) -> Result<(Dataset, u64), ImportError> {
    let sniffed = input.sniffed;
    let file = &sniffed.file;
    let path = if let Source::Path(path) = input.source { Some(path.as_path()) } else { None };
    let before = path.and_then(stamp);
    let mut engine = Engine::new(file, sniffed.header_line, &sniffed.header, mapping, setup.clone())?;
    let mut records = input.records(encoding)?;
    let mut record = Record::default();
    let mut count = 0u64;
    while next(&mut records, &mut record, input)? {
        engine.row(&record);
        count += 1;
        if count.is_multiple_of(4096) && input.progress.is_cancelled() {
            return Err(ImportError::Cancelled { file: file.clone() });
        }
    }
    let decoded = records.input();
    let (broken, counted) = (decoded.broken, decoded.input());
    if counted.done < counted.size {
        return Err(ImportError::Truncated { file: file.clone(), expected: counted.size, found: counted.done });
    }
    if let Some(line) = records.unclosed.first() {
        if engine.builder.report.rows.used == 0 {
            return Err(ImportError::UnclosedQuote { file: file.clone(), line: *line });
        }
        engine.builder.report.warnings.push(format!("line {line}: a quote opens a field and is never closed"));
    }
    if path.is_some() && before != path.and_then(stamp) {
        engine.builder.report.warnings.push("the file changed while it was read: open it again".to_owned());
    }
    encoding.name().clone_into(&mut engine.builder.report.encoding);
    sniffed.delimiter_word().clone_into(&mut engine.builder.report.delimiter);
    Ok((engine.finish()?, broken))
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
