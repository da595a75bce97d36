//! Assembles facts of coded rows and what their codes mean, with an account of every row.

use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

use foldhash::{HashMap, HashSet};
use rayon::prelude::*;

use super::decimal_column::NullReason;
use super::encoder::{Chunk, DictionaryEncoder};
use super::give_back;
use super::resolve::Resolved;
use super::table_layout::{CONTEXT, FIRST_AXIS, PERIOD, PeriodColumns, TableLayout, ValueColumn};
use super::values::ValueRows;
use super::vectorised::VectorisedAssembler;
use crate::data::{
    Amount, Axis, CancelCheck, FactBuffer, FactStatus, Flow, Frequency, ImportReport, LeftOutPeriod, MemberId, Outcome,
    ParseAmountError, Period, RowKey,
};
use crate::import::WithinYear;
use crate::import::recipe::{NO_FLOW, Recipe, RowAttributes, RowDisposition, Variant, VariantsOf};

/// Why a row is not used.
type Refusal = (Outcome, Cow<'static, str>);

const fn rejected(reason: &'static str) -> Refusal {
    (Outcome::Rejected, Cow::Borrowed(reason))
}

const fn left_out(reason: &'static str) -> Refusal {
    (Outcome::LeftOut, Cow::Borrowed(reason))
}

/// What a row means before its values are looked at.
type RowContext<'a> = (&'a RowAttributes, Option<Period>, [MemberId; 3]);

/// Why a cell gives no figure.
struct NoValue {
    /// The gap that stands for it.
    gap: Option<(RowKey, FactStatus)>,
    /// Whether something stands there that is no number.
    is_bad: bool,
    refusal: Refusal,
}

/// Remembers why a row is not used: a wrong number says more than an empty cell.
fn refuse(why: &mut Option<Refusal>, refusal: Refusal) {
    if why.as_ref().is_none_or(|(known, _)| *known == Outcome::LeftOut) {
        *why = Some(refusal);
    }
}

/// Who trades, which way and when: variants of the same trade share it.
type TradeKey = ([Option<MemberId>; 3], Option<Flow>, Option<Period>);

/// What was learnt of all rows before any of them becomes a fact.
#[derive(Debug, Default)]
struct FirstPass {
    /// The best variant of each trade, where a table has several.
    best: HashMap<TradeKey, Variant>,
    /// The last period of each frequency with a value other than zero.
    alive: HashMap<Frequency, Period>,
    /// Whether anything was looked for.
    is_needed: bool,
}

impl FirstPass {
    /// Remembers that something is published for a period.
    fn live(&mut self, period: Option<Period>) {
        if let Some(period) = period {
            let last = self.alive.entry(period.frequency()).or_insert(period);
            *last = (*last).max(period);
        }
    }

    /// Remembers the better variant of a trade.
    fn better(&mut self, trade_key: TradeKey, variant: &Variant) {
        let best = self.best.entry(trade_key).or_insert_with(|| variant.clone());
        if (variant.rank, &variant.name) < (best.rank, &best.name) {
            *best = variant.clone();
        }
    }

    fn joined(mut self, other: Self) -> Self {
        other.best.into_iter().for_each(|(trade_key, variant)| self.better(trade_key, &variant));
        other.alive.into_values().for_each(|period| self.live(Some(period)));
        self
    }
}

/// What one table's rows become.
pub(super) struct Assembly<'a> {
    /// The frequency that a sidecar asks for.
    pub frequency: Option<Frequency>,
    /// Periods that a sidecar leaves out, with reasons.
    pub left_out: &'a [LeftOutPeriod],
    /// The power of ten of the dataset's unit.
    pub exponent: u8,
    pub encoder: &'a DictionaryEncoder,
    pub layout: &'a TableLayout,
    pub recipe: &'a Recipe,
    pub resolved: &'a Resolved,
    /// Members that value columns name, by column and axis.
    pub named: &'a [[Option<MemberId>; 3]],
    /// The same countries on the other axis, where rows tell both sides.
    pub mirror: &'a Mirror,
    pub is_cancelled: CancelCheck<'a>,
    /// Where each period stands among those of the dataset.
    pub places: HashMap<Period, u16>,
}

/// What some rows of a table become.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub buffer: FactBuffer,
    pub report: ImportReport,
    pub size: Size,
    /// Whether some period has no place.
    pub lacks_places: bool,
    /// The period before, which often comes again, and its place.
    last: Option<(Period, u16)>,
}

/// Partners as reporters and reporters as partners.
#[derive(Debug, Default)]
pub(super) struct Mirror {
    /// The reporter that is the same country as a partner.
    pub reporters: HashMap<MemberId, MemberId>,
    /// The partner that is the same country as a reporter.
    pub partners: HashMap<MemberId, MemberId>,
}

/// What the values of all tables have in common.
#[derive(Debug, Default)]
pub(super) struct Size {
    /// The most decimals that a value needs.
    pub decimals: u8,
    /// The largest whole part.
    pub largest: u64,
    /// Cells of used rows that hold something that is no number.
    pub bad_cells: u64,
    /// The first of them: line, column, and the column's name.
    pub first_bad: Option<(u64, usize)>,
}

impl Size {
    /// Takes over what was seen in rows further down.
    pub(super) fn absorb(&mut self, other: &Self) {
        self.decimals = self.decimals.max(other.decimals);
        self.largest = self.largest.max(other.largest);
        self.bad_cells += other.bad_cells;
        self.first_bad = self.first_bad.or(other.first_bad);
    }
}

/// The periods that values of a table may have.
pub(super) fn periods_of(layout: &TableLayout, resolved: &Resolved) -> HashSet<Period> {
    let rows: Vec<Option<Period>> = match layout.period {
        PeriodColumns::Header => vec![None],
        _ => resolved.periods.iter().filter_map(|period| period.as_ref().ok().copied()).map(Some).collect(),
    };
    let of_column = |column: &ValueColumn| rows.iter().filter_map(|row| period_in(column, *row)).collect::<Vec<_>>();
    layout.values.iter().flat_map(of_column).collect()
}

impl<'a> Assembly<'a> {
    /// Makes facts of all rows: a part of each chunk, in order.
    pub(super) fn run(&self, chunks: Vec<Chunk>) -> Vec<Part> {
        let first_pass = self.first_pass(&chunks);
        let vectorised = if first_pass.is_needed { None } else { VectorisedAssembler::new(self) };
        let unread = Mutex::new(Vec::new());
        let of_chunk = |mut chunk: Chunk| {
            if (self.is_cancelled)() {
                unread.lock().unwrap_or_else(PoisonError::into_inner).push(chunk);
                return Part::default();
            }
            let part = vectorised.as_ref().and_then(|assembler| assembler.part(&mut chunk));
            part.unwrap_or_else(|| self.part(&chunk, &first_pass))
        };
        let parts = chunks.into_par_iter().map(of_chunk).collect();
        let unread = unread.into_inner().unwrap_or_else(PoisonError::into_inner);
        if !unread.is_empty() {
            give_back(unread);
        }
        parts
    }

    /// Row by row.
    fn part(&self, chunk: &Chunk, first_pass: &FirstPass) -> Part {
        let mut part = Part::default();
        let mut rows = chunk.values.walk();
        for row in 0..chunk.lines.len() {
            if let Err((outcome, reason)) = self.row(chunk, row, &mut rows, first_pass, &mut part) {
                part.report.exclude_row(outcome, chunk.lines.get(row), &reason);
            }
        }
        part
    }

    fn code(&self, chunk: &Chunk, slot: usize, row: usize) -> usize {
        self.encoder.place(chunk, slot, row)
    }

    /// Looks at all rows where what a row means depends on others.
    fn first_pass(&self, chunks: &[Chunk]) -> FirstPass {
        let several = self.resolved.has_variants();
        if !several && !self.recipe.trailing_zeros_unpublished {
            return FirstPass::default();
        }
        let wanted = chunks.par_iter().filter(|_| !(self.is_cancelled)());
        let seen = wanted.map(|chunk| self.seen(chunk, several)).reduce(FirstPass::default, FirstPass::joined);
        FirstPass { is_needed: true, ..seen }
    }

    fn seen(&self, chunk: &Chunk, several: bool) -> FirstPass {
        let mut first_pass = FirstPass::default();
        let mut rows = chunk.values.walk();
        for row in 0..chunk.lines.len() {
            let Some(RowDisposition::Use(attributes)) = self.resolved.dispositions.get(self.code(chunk, CONTEXT, row))
            else {
                continue;
            };
            if let (true, Some(variant)) = (several, &attributes.variant) {
                first_pass.better(self.trade_key(chunk, row, attributes), variant);
            }
            if self.recipe.trailing_zeros_unpublished {
                let period = self.row_period(chunk, row).ok().flatten();
                rows.each(row, |index, cell| {
                    if cell.is_ok_and(|amount| amount.units != 0) {
                        first_pass.live(self.layout.values.get(index).and_then(|column| period_in(column, period)));
                    }
                });
            }
        }
        first_pass
    }

    fn trade_key(&self, chunk: &Chunk, row: usize, attributes: &RowAttributes) -> TradeKey {
        let of_figures = self.recipe.variants_of == VariantsOf::Figures;
        let members = Axis::ALL.map(|axis| {
            let code = self.code(chunk, FIRST_AXIS + axis.index(), row);
            self.resolved.member(axis, code).filter(|_| axis == Axis::Reporter || of_figures)
        });
        (members, attributes.flow, self.row_period(chunk, row).ok().flatten())
    }

    /// The row's period; none where the header has it.
    fn row_period(&self, chunk: &Chunk, row: usize) -> Result<Option<Period>, Refusal> {
        if self.layout.period == PeriodColumns::Header {
            return Ok(None);
        }
        match self.resolved.periods.get(self.code(chunk, PERIOD, row)) {
            Some(Ok(period)) => Ok(Some(*period)),
            Some(Err(reason)) => Err(rejected(reason)),
            None => Err(rejected("the period is empty")),
        }
    }

    fn row(
        &self,
        chunk: &Chunk,
        row: usize,
        rows: &mut ValueRows<'_>,
        first_pass: &FirstPass,
        part: &mut Part,
    ) -> Result<(), Refusal> {
        let line = chunk.lines.get(row);
        let row_context =
            self.row_context(chunk, row, first_pass).map_err(|refusal| self.downgrade(chunk, row, refusal))?;
        let (attributes, ..) = row_context;
        let (mut used, mut why): (bool, Option<Refusal>) = (false, None);
        let (mut bad, mut first_bad) = (0, None);
        let take =
            |index: usize, cell: Result<Amount, NullReason>| match self.figure(index, cell, row_context, first_pass) {
                Ok((key, amount)) => {
                    part.size.measure(amount);
                    self.push(part, key, amount, attributes.status, line);
                    used = true;
                }
                Err(NoValue { gap, is_bad, refusal }) => {
                    if let Some((key, gap)) = gap {
                        self.draft(part, key, Amount::ZERO, gap, line);
                    }
                    if is_bad {
                        bad += 1;
                        first_bad = first_bad.or_else(|| self.layout.values.get(index).map(|column| (line, column.at)));
                    }
                    refuse(&mut why, refusal);
                }
            };
        if attributes.status.is_gap() {
            // The row marks also what is empty.
            rows.every(row, self.layout.values.len(), take);
        } else {
            rows.each(row, take);
        }
        if !used {
            let why = if rows.skips_empty() { self.why(row, rows, row_context, first_pass) } else { why };
            return Err(why.unwrap_or_else(|| left_out("no value")));
        }
        part.report.use_row();
        // In a row without any value the row itself tells.
        part.size.bad_cells += bad;
        part.size.first_bad = part.size.first_bad.or(first_bad);
        Ok(())
    }

    /// Why no cell of a row is a figure, where empty ones were not looked at.
    fn why(
        &self,
        row: usize,
        rows: &mut ValueRows<'_>,
        row_context: RowContext<'_>,
        first_pass: &FirstPass,
    ) -> Option<Refusal> {
        let mut why = None;
        rows.every(row, self.layout.values.len(), |index, cell| {
            if let Err(no_value) = self.figure(index, cell, row_context, first_pass) {
                refuse(&mut why, no_value.refusal);
            }
        });
        why
    }

    /// What the cell of a value column says in a row.
    fn figure(
        &self,
        index: usize,
        cell: Result<Amount, NullReason>,
        (attributes, period, members): RowContext<'_>,
        first_pass: &FirstPass,
    ) -> Result<(RowKey, Amount), NoValue> {
        let plain = |refusal| NoValue { gap: None, is_bad: false, refusal };
        let column = self.layout.values.get(index).ok_or_else(|| plain(left_out("no value")))?;
        let key = self.key(index, column, attributes, period, members).map_err(plain)?;
        match value(cell, attributes.status) {
            Ok(amount) if self.is_unpublished(amount, key.period, first_pass) => {
                let why = format!("not published yet: every value of {} is zero", key.period);
                Err(plain((Outcome::LeftOut, Cow::Owned(why))))
            }
            Ok(amount) => {
                let amount = self.scaled(amount, column.exponent.or(attributes.exponent));
                let turned = column.other_sign || self.recipe.mapping.other_sign.contains(&key.flow);
                Ok((key, if turned { -amount } else { amount }))
            }
            Err((gap, refusal)) => {
                let is_bad = refusal.0 == Outcome::Rejected;
                Err(NoValue { gap: gap.map(|gap| (key, gap)), is_bad, refusal })
            }
        }
    }

    /// What a row means before its values are looked at.
    fn row_context(&self, chunk: &Chunk, row: usize, first_pass: &FirstPass) -> Result<RowContext<'a>, Refusal> {
        let resolved: &'a Resolved = self.resolved;
        let attributes = match resolved.dispositions.get(self.code(chunk, CONTEXT, row)) {
            Some(RowDisposition::Use(attributes)) => attributes,
            Some(RowDisposition::LeaveOut(reason)) => return Err((Outcome::LeftOut, reason.clone())),
            Some(RowDisposition::Reject(reason)) => return Err((Outcome::Rejected, reason.clone())),
            None => return Err(rejected(NO_FLOW)),
        };
        let period = self.row_period(chunk, row)?;
        let mut members = [0; 3];
        for (axis, id) in Axis::ALL.into_iter().zip(&mut members) {
            let code = self.code(chunk, FIRST_AXIS + axis.index(), row);
            *id = self.resolved.member(axis, code).ok_or_else(|| match axis {
                _ if self.resolved.is_idle(axis, code) => left_out("no value"),
                _ if let Some(what) = self.resolved.is_strange(axis, code) => {
                    (Outcome::LeftOut, Cow::Owned(what.to_owned()))
                }
                Axis::Reporter => rejected("the reporter is empty"),
                Axis::Partner => rejected("the partner is empty"),
                Axis::Sector => rejected("the sector is empty"),
            })?;
        }
        if let Some(variant) = &attributes.variant
            && let Some(best) = first_pass.best.get(&self.trade_key(chunk, row, attributes))
            && best != variant
        {
            let reason = format!("{}: the same trade is told by {}, which is used", variant.name, best.name);
            return Err((Outcome::LeftOut, Cow::Owned(reason)));
        }
        Ok((attributes, period, members))
    }

    /// A row that holds next to nothing is a heading or an empty line, not a wrong row.
    fn downgrade(&self, chunk: &Chunk, row: usize, refusal: Refusal) -> Refusal {
        if refusal.0 == Outcome::LeftOut {
            return refusal;
        }
        let place = chunk.sparse.binary_search_by_key(&row, |(at, _)| *at as usize).ok();
        match place.and_then(|at| chunk.sparse.get(at)) {
            Some((_, 0)) => left_out("an empty row"),
            Some(_) if self.layout.width > 2 => left_out("a heading or remark, not a figure"),
            _ => refusal,
        }
    }

    fn key(
        &self,
        index: usize,
        column: &ValueColumn,
        attributes: &RowAttributes,
        period: Option<Period>,
        members: [MemberId; 3],
    ) -> Result<RowKey, Refusal> {
        let flow = column.flow.or(attributes.flow).ok_or_else(|| rejected(NO_FLOW))?;
        let period = period_in(column, period).ok_or_else(|| rejected("the period is no year"))?;
        let named = self.named.get(index).copied().unwrap_or_default();
        let [reporter, partner, sector] = [0, 1, 2].map(|axis: usize| {
            named.get(axis).copied().flatten().or_else(|| members.get(axis).copied()).unwrap_or_default()
        });
        let key = RowKey { reporter, partner, sector, flow, period };
        match self.frequency {
            Some(wanted) if wanted != period.frequency() => {
                let own = self.left_out.iter().find(|entry| entry.period == period).map(|entry| entry.reason.clone());
                let reason = own.unwrap_or_else(|| {
                    let (found, wanted) = (period.frequency().word(), wanted.word());
                    format!("another frequency: a {found} in a dataset of {wanted}s")
                });
                Err((Outcome::LeftOut, Cow::Owned(reason)))
            }
            _ => Ok(key),
        }
    }

    /// Whether a zero stands in a period at the end of which nothing is published yet.
    fn is_unpublished(&self, amount: Amount, period: Period, first_pass: &FirstPass) -> bool {
        let last = || first_pass.alive.get(&period.frequency());
        self.recipe.trailing_zeros_unpublished && amount.units == 0 && last().is_some_and(|last| period > *last)
    }

    /// The value in the dataset's unit.
    fn scaled(&self, amount: Amount, exponent: Option<i8>) -> Amount {
        let unit = i16::from(self.exponent);
        match exponent.map(i16::from).map(|exponent| exponent - unit) {
            None | Some(0) => amount,
            Some(shift) => {
                let decimals = i16::from(amount.decimals) - shift;
                match u8::try_from(decimals) {
                    Ok(decimals) => Amount::new(amount.units, decimals),
                    Err(_) => {
                        let power = 10i128.saturating_pow(u32::from(decimals.unsigned_abs()));
                        Amount::new(amount.units.saturating_mul(power), 0)
                    }
                }
            }
        }
    }

    fn push(&self, part: &mut Part, key: RowKey, amount: Amount, status: FactStatus, line: u64) {
        self.draft(part, key, amount, status, line);
        let sides = (self.mirror.reporters.get(&key.partner), self.mirror.partners.get(&key.reporter));
        let across = match key.flow {
            Flow::Export => Flow::Import,
            Flow::Import => Flow::Export,
            _ => return,
        };
        if let (true, (Some(reporter), Some(partner))) = (self.recipe.emit_mirror_flow, sides) {
            let key = RowKey { reporter: *reporter, partner: *partner, flow: across, ..key };
            self.draft(part, key, amount, status, line);
        }
    }

    fn draft(&self, part: &mut Part, key: RowKey, amount: Amount, status: FactStatus, line: u64) {
        let last = part.last.filter(|(period, _)| *period == key.period);
        let found = last.or_else(|| self.places.get(&key.period).map(|place| (key.period, *place)));
        part.last = found;
        match found {
            Some((_, place)) => part.buffer.push(&key, place, amount, status, line),
            None => part.lacks_places = true,
        }
    }
}

impl Size {
    /// Remembers the finest and the largest value.
    fn measure(&mut self, amount: Amount) {
        if amount.decimals > self.decimals {
            self.decimals = self.decimals.max(amount.trimmed().decimals);
        }
        let whole = u64::try_from(amount.units.unsigned_abs()).unwrap_or(u64::MAX);
        let whole = 10u64.checked_pow(u32::from(amount.decimals)).map_or(0, |power| whole / power);
        self.largest = self.largest.max(whole);
    }
}

/// The period of a value, from its column, its row, or both.
pub(super) fn period_in(column: &ValueColumn, row: Option<Period>) -> Option<Period> {
    match (column.period, column.within, row) {
        (Some(year), _, Some(part)) if column.of_year => {
            let years = year.start_year() - part.start_year();
            Some(part.shifted(years * 12 / part.frequency().months()))
        }
        (Some(period), ..) => Some(period),
        (None, None, row) => row,
        (None, Some(_), Some(year)) if year.frequency() != Frequency::Year => None,
        (None, Some(WithinYear::Month(month)), Some(year)) => Some(Period::month(year.start_year(), i32::from(month))),
        (None, Some(WithinYear::Quarter(quarter)), Some(year)) => {
            Some(Period::quarter(year.start_year(), i32::from(quarter)))
        }
        (None, Some(_), None) => None,
    }
}

/// One value, or the gap that stands for it and the reason.
fn value(cell: Result<Amount, NullReason>, status: FactStatus) -> Result<Amount, (Option<FactStatus>, Refusal)> {
    if status.is_gap() {
        return Err((Some(status), gap_refusal(status)));
    }
    cell.map_err(|null| match null {
        NullReason::Empty => (None, left_out("no value")),
        NullReason::Marked(gap) => (Some(gap), gap_refusal(gap)),
        // What cannot be read is a figure all the same: a sum without it is not whole.
        NullReason::Bad(error) => (
            Some(FactStatus::MISSING),
            rejected(match error {
                ParseAmountError::NotANumber => "the value is not a number",
                ParseAmountError::Formula => {
                    "the value is a formula without its result: save the file where it is computed"
                }
                ParseAmountError::NotFinite => "the value is not a finite number",
                ParseAmountError::TooLong => "the value has more digits than can be kept exactly (18)",
            }),
        ),
    })
}

fn gap_refusal(status: FactStatus) -> Refusal {
    left_out(if status.has(FactStatus::CONFIDENTIAL) {
        "no value (marked confidential)"
    } else {
        "no value (marked missing)"
    })
}
