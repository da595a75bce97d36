//! Vectorised assembly of facts: whole columns at a time, where every row of a chunk is a figure.

use super::assemble::{Assembly, Part, period_in};
use super::dictionary::Codes as Coded;
use super::encoder::Chunk;
use super::table_layout::{CONTEXT, FIRST_AXIS, PERIOD, PeriodColumns, SLOTS};
use super::values::Values;
use crate::data::{Axis, Codes, Decimals, FactBuffer, FactStatus, Flow, MemberId, RowTally, finest};
use crate::import::recipe::{RowAttributes, RowDisposition};

/// What the codes of each reader mean, as far as rows with them are figures.
pub(super) struct VectorisedAssembler {
    maps: Vec<CodeMap>,
    members: [usize; 3],
}

/// What codes mean; none where rows with a code are no figures, or no plain ones.
struct CodeMap {
    periods: Vec<Option<u16>>,
    members: [Vec<Option<MemberId>>; 3],
    contexts: Vec<Option<Figure>>,
}

/// What all rows with a context have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Figure {
    flow: Flow,
    status: FactStatus,
    /// By how many decimals the values are finer than they are written.
    shift: i16,
}

impl VectorisedAssembler {
    /// The meanings of a table with one value column; none where rows have to be looked at one by one.
    pub(super) fn new(assembly: &Assembly<'_>) -> Option<Self> {
        let recipe = assembly.recipe;
        let is_plain = !recipe.emit_mirror_flow && recipe.mapping.other_sign.is_empty();
        let ([column], true) = (assembly.layout.values.as_slice(), is_plain) else { return None };
        if column.other_sign {
            return None;
        }
        let identity = [(); SLOTS].map(|()| None);
        let maps = match assembly.encoder.remap.as_slice() {
            [] => vec![CodeMap::new(assembly, identity)],
            maps => maps.iter().map(|map| CodeMap::new(assembly, map.each_ref().map(|remap| Some(&**remap)))).collect(),
        };
        let most = |axis: usize| {
            let ids = maps.iter().filter_map(|map| map.members.get(axis)).flatten().flatten();
            ids.max().map_or(0, |id| *id as usize + 1)
        };
        let members = [0, 1, 2].map(most);
        Some(Self { maps, members })
    }

    /// The facts of a chunk; nothing, and the chunk as it was, where some row is no plain figure.
    pub(super) fn part(&self, chunk: &mut Chunk) -> Option<Part> {
        let buffer = self.buffer(chunk)?;
        let rows = buffer.len() as u64;
        let mut part = Part::default();
        part.report.rows = RowTally { read: rows, used: rows, ..RowTally::default() };
        let largest = buffer.units.largest();
        let decimals = match buffer.decimals {
            Decimals::One(decimals) => decimals,
            Decimals::Each(_) => 0,
        };
        part.size.largest = 10u64.checked_pow(u32::from(decimals)).map_or(0, |power| largest / power);
        part.size.decimals = finest(&buffer.units, decimals);
        part.buffer = buffer;
        Some(part)
    }

    fn buffer(&self, chunk: &mut Chunk) -> Option<FactBuffer> {
        let map = self.maps.get(chunk.reader)?;
        let rows = chunk.lines.len();
        let Values::Dense(columns) = &mut chunk.values else { return None };
        let [column] = columns.as_mut_slice() else { return None };
        let decimals = column.one_scale()?;
        let codes = |slot: usize| chunk.codes.get(slot);
        let period = translated(codes(PERIOD)?, &map.periods, rows)?;
        let contexts = codes(CONTEXT)?;
        let figure = one_scale(contexts, &map.contexts)?;
        let decimals = u8::try_from(i16::from(decimals) - figure.shift).ok()?;
        let flows: Vec<Option<Flow>> = map.contexts.iter().map(|figure| figure.map(|figure| figure.flow)).collect();
        let flow = translated(contexts, &flows, rows)?;
        let statuses: Vec<Option<FactStatus>> =
            map.contexts.iter().map(|figure| figure.map(|figure| figure.status)).collect();
        let plain = statuses.iter().flatten().all(|status| *status == FactStatus::OK);
        let status = if plain { None } else { translated(contexts, &statuses, rows) };
        let mut members = <[Codes; 3]>::default();
        for (axis, column) in members.iter_mut().enumerate() {
            *column = member_codes(codes(FIRST_AXIS + axis)?, map.members.get(axis)?, rows, *self.members.get(axis)?)?;
        }
        Some(FactBuffer {
            codes: members,
            period,
            flow,
            units: column.take(),
            decimals: Decimals::One(decimals),
            status: status.filter(|status| status.iter().any(|status| *status != FactStatus::OK)),
            line: std::mem::take(&mut chunk.lines),
            ..FactBuffer::default()
        })
    }
}

impl CodeMap {
    fn new(assembly: &Assembly<'_>, remap: [Option<&[u32]>; SLOTS]) -> Self {
        let [column] = assembly.layout.values.as_slice() else {
            return Self { periods: Vec::new(), members: Default::default(), contexts: Vec::new() };
        };
        let resolved = assembly.resolved;
        let places = |slot: usize, all: usize| match remap.get(slot).copied().flatten() {
            // Where no column tells, all rows have the first place.
            Some(remap) if !remap.is_empty() => remap.iter().map(|place| *place as usize).collect(),
            _ => (0..all.max(1)).collect::<Vec<usize>>(),
        };
        let period = |place: usize| {
            let row = match assembly.layout.period {
                PeriodColumns::Header => None,
                _ => Some(*resolved.periods.get(place)?.as_ref().ok()?),
            };
            let period = period_in(column, row)?;
            let wanted = assembly.frequency.is_none_or(|wanted| wanted == period.frequency());
            assembly.places.get(&period).copied().filter(|_| wanted)
        };
        let member = |axis: Axis, place: usize| {
            let named = assembly.named.first().and_then(|named| named.get(axis.index())).copied().flatten();
            // A row without a member is no figure even where the column names one.
            resolved.member(axis, place).map(|id| named.unwrap_or(id))
        };
        let figure = |place: usize| match resolved.dispositions.get(place)? {
            RowDisposition::Use(RowAttributes { flow, exponent, status, variant: _ }) if !status.is_gap() => {
                Some(Figure {
                    flow: column.flow.or(*flow)?,
                    status: *status,
                    shift: column
                        .exponent
                        .or(*exponent)
                        .map_or(0, |exponent| i16::from(exponent) - i16::from(assembly.exponent)),
                })
            }
            _ => None,
        };
        let of_axis = |axis: Axis| {
            let all = resolved.members.get(axis.index()).map_or(0, Vec::len);
            places(FIRST_AXIS + axis.index(), all).into_iter().map(|place| member(axis, place)).collect()
        };
        Self {
            periods: places(PERIOD, resolved.periods.len()).into_iter().map(period).collect(),
            members: Axis::ALL.map(of_axis),
            contexts: places(CONTEXT, resolved.dispositions.len()).into_iter().map(figure).collect(),
        }
    }
}

/// The figure that stands for all codes of a column, where their values have one scale.
fn one_scale(codes: &Coded, figures: &[Option<Figure>]) -> Option<Figure> {
    let mut seen = vec![false; figures.len()];
    if codes.is_empty() {
        return figures.first().copied().flatten();
    }
    codes.each(|code| seen.get_mut(code).into_iter().for_each(|seen| *seen = true));
    let mut used = figures.iter().zip(seen).filter(|(_, seen)| *seen).map(|(figure, _)| *figure);
    let first = used.next()??;
    used.all(|figure| figure.is_some_and(|figure| figure.shift == first.shift)).then_some(first)
}

/// What codes mean, row by row; nothing where some of them mean nothing.
fn translated<T: Copy>(codes: &Coded, meanings: &[Option<T>], rows: usize) -> Option<Vec<T>> {
    if codes.is_empty() {
        return Some(vec![meanings.first().copied().flatten()?; rows]);
    }
    let fallback = meanings.iter().flatten().next().copied()?;
    let plain: Vec<T> = meanings.iter().map(|meaning| meaning.unwrap_or(fallback)).collect();
    if meanings.iter().any(Option::is_none) {
        let mut all = true;
        codes.each(|code| all &= meanings.get(code).is_some_and(Option::is_some));
        if !all {
            return None;
        }
    }
    Some(codes.mapped(&plain, fallback))
}

fn member_codes(codes: &Coded, meanings: &[Option<MemberId>], rows: usize, members: usize) -> Option<Codes> {
    Some(match Codes::for_members(members) {
        Codes::Narrow(_) => Codes::Narrow(translated(codes, &narrowed(meanings, |id| id as u8), rows)?),
        Codes::Medium(_) => Codes::Medium(translated(codes, &narrowed(meanings, |id| id as u16), rows)?),
        Codes::Wide(_) => Codes::Wide(translated(codes, meanings, rows)?),
    })
}

fn narrowed<T>(meanings: &[Option<MemberId>], narrow: impl Fn(MemberId) -> T) -> Vec<Option<T>> {
    meanings.iter().map(|id| id.map(&narrow)).collect()
}
