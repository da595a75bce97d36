//! The title: which one finding of what is on screen it claims, and the definition under it.

use crate::data::{Axis, Dataset, Frequency, MemberId};
use crate::query::{ChartKind, GroupBy, Line, LineRole, Measure, Reason, Trajectories, Transform, ValueKind, View};

use super::Kind;
use super::claim::{Each, Head, Members, Size, When, Within};
use super::definition::{Definition, definition};
use super::reading::{Chosen, Reading};
use super::rules::{self, Crossing, crossing, extreme_of, first_of_season, last_turn, ratio};
use super::series::Series;
use super::title::{Among, Claim, Movement, Nothing, Record, Title, Told};
use super::transformed;

/// What stands above the chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Headline {
    /// The finding.
    pub title: Title,
    /// What, how summed, in which unit, on which basis.
    pub definition: Definition,
}

/// The title and the definition of what is on screen; the view's own ones where a person wrote them.
///
/// A record is claimed only where no value of the range is missing and the file does not reach
/// further back than the range shown.
#[must_use]
pub fn headline(dataset: &Dataset, view: &View, trajectories: &Trajectories) -> Headline {
    headline_over(dataset, view, trajectories, None)
}

/// As [`headline`], with the same view over the whole file, so that a record can be claimed although
/// the range shown starts later than the file.
#[must_use]
pub fn headline_over(
    dataset: &Dataset,
    view: &View,
    trajectories: &Trajectories,
    loaded: Option<&Trajectories>,
) -> Headline {
    let reading = Reading::new(dataset, view, trajectories);
    let written = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    Headline {
        title: written(&view.title).map_or_else(|| title(reading, loaded), Title::Written),
        definition: written(&view.subtitle).map_or_else(|| definition(reading), Definition::Written),
    }
}

fn title(reading: Reading<'_>, loaded: Option<&Trajectories>) -> Title {
    // Where there are definitions only, all of them are no sum of anything, and are shown all the same.
    let nothing = |axis: Axis| reading.chosen(axis) == Chosen::Nothing && !reading.view.selection(axis).is_all();
    if Axis::ALL.into_iter().any(nothing) {
        return Title::Nothing(Nothing::Selected);
    }
    let any = reading.shown.lines.iter().any(|line| line.last().is_some());
    // What is not on the chart is no headline over it.
    if let Some(claim) = claim(reading, loaded).filter(|_| any) {
        return Title::Told { reporter: reading.owner_code().map(str::to_owned), claim: Box::new(claim) };
    }
    let mut points = reading.shown.lines.iter().flat_map(|line| &line.points);
    Title::Nothing(match any {
        true => Nothing::Complete,
        false if points.any(|point| reading.shown.reason(point) == Some(&Reason::MixedSigns)) => Nothing::Shared,
        false => Nothing::Known,
    })
}

fn claim(reading: Reading<'_>, loaded: Option<&Trajectories>) -> Option<Claim> {
    added_together(reading)
        .or_else(|| told_twice(reading))
        .or_else(|| ranked(reading))
        .or_else(|| race(reading))
        .or_else(|| flows(reading))
        .or_else(|| of_one_line(reading, loaded))
}

/// What several reporters add up to is nobody's balance: it is named, and no figure of it is a headline.
fn added_together(reading: Reading<'_>) -> Option<Claim> {
    let line = lead(reading)?.line;
    let count = reading.summed_reporters(line)?;
    let measure = if reading.has_two_flows() { Measure::Turnover } else { reading.view.measure };
    // Beside others no line is named alone: what each stands for is told of all.
    let is_one_of_many = reading.shown.lines.len() > 1;
    let each = |by: GroupBy, members: Members| {
        if reading.view.by == by && is_one_of_many { Each::Each } else { Each::All(members) }
    };
    Some(Claim::AddedTogether {
        trade: reading.plain_trade(measure),
        measure,
        count,
        of: reading.measure(line),
        partners: each(GroupBy::Partner, reading.partners(line)),
        sectors: each(GroupBy::Sector, reading.sectors(line)),
    })
}

/// The world's exports and imports are one trade: how far its two tellings differ, and no surplus.
fn told_twice(reading: Reading<'_>) -> Option<Claim> {
    let series = lead(reading).filter(|series| reading.is_worlds_balance(series.line) && reading.is_level())?;
    let at = told_at(reading, &series)?;
    Some(Claim::ToldTwice {
        trade: reading.plain_trade(Measure::Exports),
        sectors: reading.sectors(series.line),
        amount: reading.magnitude_at(&series, at),
        within: within(reading, &series, at)?,
    })
}

/// Whether the lines are all there is, so that their sum is what people ask about first.
pub(super) fn shows_everything(reading: Reading<'_>) -> bool {
    reading.view.by.axis().is_some_and(|axis| reading.chosen(axis) == Chosen::Everything)
}

/// Whether the title tells of the sum of several lines, which is none of them.
pub(super) fn tells_of_sum(reading: Reading<'_>) -> bool {
    let is_ranked = reading.view.chart == ChartKind::Ranked;
    !is_ranked && reading.shown.lines.len() > 1 && lead(reading).is_some_and(|lead| lead.line.role == LineRole::Whole)
}

/// One line that overtook another, among lines that a person picked; nothing where either has no name.
fn race(reading: Reading<'_>) -> Option<Claim> {
    let told_as_a_whole = shows_everything(reading) && reading.shown.whole.is_some();
    let Crossing { ahead, behind, last, .. } = crossing(reading).filter(|_| !told_as_a_whole)?;
    let (ahead, behind, value) = (ahead.line, behind.line, ahead.number(last).unwrap_or(0.0));
    if ahead.label.trim().is_empty() || behind.label.trim().is_empty() {
        return None;
    }
    Some(Claim::Overtaken {
        ahead: reading.subject(ahead),
        behind: reading.subject(behind),
        names: [ahead, behind].map(|line| reading.own_name(line)),
        head: reading.head(ahead, value),
        by: reading.view.by,
    })
}

/// The title of a ranked chart: who is largest at its period.
fn ranked<'a>(reading: Reading<'a>) -> Option<Claim> {
    let Reading { view, shown, .. } = reading;
    if view.chart != ChartKind::Ranked || !reading.is_level() {
        return None;
    }
    let axis = view.by.axis()?;
    let dimension = reading.dataset.dimension(axis);
    let ids: Vec<MemberId> = shown.lines.iter().filter_map(|line| dimension.id_of(&line.code)).collect();
    // A total beside its own parts is larger than any of them, and no news.
    let holds_another = |line: &Line| {
        let own = dimension.id_of(&line.code);
        own.is_some_and(|own| ids.iter().any(|id| dimension.ancestors(*id).any(|above| above == own)))
    };
    let members = || shown.lines.iter().filter(|line| line.role == LineRole::Member && !holds_another(line));
    let series = |line: &'a Line| Series { line, periods: &shown.periods };
    let at = shown.ranked_at(view.ranked_at)?;
    let size = |line: &'a Line| series(line).number(at).map_or(-1.0, f64::abs);
    let line = members().max_by(|a, b| size(a).total_cmp(&size(b)))?;
    let value = series(line).number(at).filter(|value| *value != 0.0)?;
    // Of equals none is the largest.
    if members().count() < 2 || members().filter(|other| size(other) == size(line)).count() > 1 {
        return None;
    }
    let complete = members().all(|line| series(line).value(at).is_some());
    Some(Claim::Largest {
        subject: reading.subject(line),
        name: reading.own_name(line),
        head: reading.head(line, value),
        by: view.by,
        among: match (view.selection(axis).is_all(), complete) {
            _ if !reading.is_largest(value, at) => Among::Listed,
            (false, true) => Among::Selected,
            (false, false) => Among::SelectedWithFigure,
            (true, true) => Among::All,
            (true, false) => Among::Reported,
        },
        amount: reading.magnitude_at(&series(line), at),
        when: reading.summed_when(*shown.periods.get(at)?),
    })
}

/// The title of exports beside imports.
fn flows(reading: Reading<'_>) -> Option<Claim> {
    if reading.view.by != GroupBy::Flow || !reading.is_level() {
        return None;
    }
    let series = |code| reading.shown.line(code).map(|line| Series { line, periods: &reading.shown.periods });
    let (exports, imports) = (series("export")?, series("import")?);
    let is_told = |at: &usize| reading.view.chart != ChartKind::Ranked || told_at(reading, &exports) == Some(*at);
    let at = exports.places().rev().filter(is_told).find(|at| imports.value(*at).is_some())?;
    // In a balance the imports stand below zero already.
    let signed = reading.view.measure == Measure::Balance;
    let imported = if signed { -imports.number(at)? } else { imports.number(at)? };
    let estimated = exports.estimated(at) || imports.estimated(at);
    let difference = Size { estimated, ..reading.size(exports.number(at)? - imported) };
    let (subject, within) = (reading.subject(exports.line), within(reading, &exports, at)?);
    Some(if reading.is_worlds(exports.line) {
        // One trade told twice: neither exceeds the other.
        Claim::ToldTwice { trade: subject.trade, sectors: subject.sectors, amount: difference.magnitude(), within }
    } else {
        Claim::Flows { subject, difference, within }
    })
}

/// The line that the title speaks of: everything where all partners or sectors are shown, else the
/// first definition or the first member.
fn lead(reading: Reading<'_>) -> Option<Series<'_>> {
    let shown = reading.shown;
    let filled = |line: &&Line| told_at(reading, &Series { line, periods: &shown.periods }).is_some();
    let summed = |line: &&Line| reading.summed_reporters(line).is_some();
    // The whole has no share: it is the whole.
    let is_share = reading.view.transform == Transform::Share;
    let whole =
        shown.whole.as_ref().filter(|line| shows_everything(reading) && filled(line) && !summed(line) && !is_share);
    let own = |line: &&Line| !matches!(line.role, LineRole::Others | LineRole::NotListed);
    let sectors = reading.dataset.dimension(Axis::Sector);
    // The file's first definition is the one that people quote, whichever is larger.
    let definitions = shown.lines.iter().filter(|line| line.role == LineRole::Definition).filter(filled);
    let line = whole
        .or_else(|| definitions.min_by_key(|line| sectors.id_of(&line.code)))
        .or_else(|| shown.lines.iter().filter(own).find(filled))
        .or_else(|| shown.lines.iter().find(filled));
    line.map(|line| Series { line, periods: &shown.periods })
}

/// The place of the value of a line that the title tells: of a ranked chart the one that is drawn, else the last; of a
/// definition the last that is no estimate.
fn told_at(reading: Reading<'_>, series: &Series<'_>) -> Option<usize> {
    if reading.view.chart == ChartKind::Ranked {
        return reading.shown.ranked_at(reading.view.ranked_at).filter(|at| series.value(*at).is_some());
    }
    let firm = if series.line.role == LineRole::Definition { series.last_firm() } else { None };
    firm.or_else(|| series.last())
}

/// When a value was; of one long before the end of what is shown also why nothing newer is told. Of a ranked chart the
/// period was chosen.
fn within(reading: Reading<'_>, series: &Series<'_>, at: usize) -> Option<Within> {
    let is_ranked = reading.view.chart == ChartKind::Ranked;
    let last = reading.last_of_its_kind(series, at).filter(|_| !is_ranked);
    Some(Within { when: reading.summed_when(*series.periods.get(at)?), last })
}

/// The claim on one line.
fn of_one_line(reading: Reading<'_>, loaded: Option<&Trajectories>) -> Option<Claim> {
    let series = lead(reading)?;
    let at = told_at(reading, &series)?;
    let (head, told) = match (&reading.shown.kind, reading.view.transform) {
        (_, Transform::Change) => transformed::changed(reading, &series, at),
        (_, Transform::Growth) => transformed::grew(reading, &series, at),
        (_, Transform::Index) => transformed::indexed(reading, &series, at),
        (_, Transform::Share) => transformed::shared(reading, &series, at),
        (ValueKind::Money(_), Transform::Cumulative) => transformed::accumulated(reading, &series, at),
        (ValueKind::Money(_), _) => level(reading, &series, at, loaded),
        _ => transformed::quotient(reading, &series, at),
    }?;
    Some(Claim::Value { subject: reading.subject(series.line), head, told, within: within(reading, &series, at)? })
}

/// The value of a level: a turn of sign, a record, or the change on a year before.
fn level(reading: Reading<'_>, series: &Series<'_>, at: usize, loaded: Option<&Trajectories>) -> Option<(Head, Told)> {
    if let Some(turned) = turned(reading, series, at) {
        return Some((Head::Balance, turned));
    }
    let head = reading.head(series.line, series.number(at)?);
    let told = record(reading, series, at, loaded)
        .map(|record| Told::Record(Box::new(record)))
        .or_else(|| against_year_before(reading, series, at))
        .or_else(|| stood(reading, series, at))?;
    Some((head, told))
}

/// A surplus that turned into a deficit, or the reverse.
fn turned(reading: Reading<'_>, series: &Series<'_>, at: usize) -> Option<Told> {
    let (before, after) = last_turn(series).filter(|_| reading.is_balance(series.line))?;
    // A turn is news for a year, and single months turn too often to be a title.
    let seasonal = reading.view.transform == Transform::Level && reading.shown.frequency != Frequency::Year;
    if seasonal || after - before != 1 || after > at || at - after >= reading.shown.frequency.per_year() {
        return None;
    }
    Some(Told::Turned {
        side: if series.sign(after)? < 0 { Head::Deficit } else { Head::Surplus },
        // The title's figure is the newest, not that of the turn.
        since: if after == at { None } else { Some(*series.periods.get(after)?) },
        amount: reading.magnitude_at(series, at),
    })
}

/// A record, or the largest of those at hand.
fn record(reading: Reading<'_>, series: &Series<'_>, at: usize, loaded: Option<&Trajectories>) -> Option<Record> {
    let long = loaded.and_then(|loaded| rules::longer(series, loaded));
    let starts_here = long.is_none_or(|(_, offset)| offset == 0);
    let (long, offset) = long.unwrap_or((*series, 0));
    let deficit = reading.is_balance(series.line) && series.sign(at)? < 0;
    let kind = if deficit { Kind::RecordLow } else { Kind::RecordHigh };
    let extreme = extreme_of(&long.until(at + offset), kind).filter(|extreme| extreme.at == at + offset)?;
    if reading.is_balance(series.line) && series.sign(at)? == 0 {
        return None;
    }
    let cut = long.periods.first().is_some_and(|first| rules::reaches_before(reading, *first));
    // What a person laid in from another file carries no record of the publisher's.
    let laid_in = long.has_laid_in(extreme.first, extreme.last);
    let sure = !extreme.gap && !cut && !laid_in;
    Some(Record {
        amount: reading.magnitude_at(series, at),
        start: *long.periods.get(extreme.first)?,
        sure,
        gap: extreme.gap || laid_in,
        step: reading.shown.frequency,
        // Of a record how many times it is the first value says more than since when, where both start there.
        times: times(reading, series, at).filter(|_| starts_here || !sure),
    })
}

/// How many times the first value shown of the same season it is, and when that was.
fn times(reading: Reading<'_>, series: &Series<'_>, at: usize) -> Option<(f64, When)> {
    let per_year = reading.shown.frequency.per_year();
    let from = first_of_season(series, at, per_year).filter(|from| !series.estimated(*from))?;
    let ratio = ratio(series, from, at).filter(|ratio| (1.5..=100.0).contains(ratio))?;
    Some((ratio, reading.when(*series.periods.get(from)?)))
}

/// A value against that of a year before.
fn against_year_before(reading: Reading<'_>, series: &Series<'_>, at: usize) -> Option<Told> {
    let frequency = reading.shown.frequency;
    let before = at.checked_sub(frequency.per_year())?;
    let ratio = ratio(series, before, at)?;
    let reading = reading.alike([series.number(at)?, series.number(before)?]);
    // A change that rests on an estimate must say so, and one of a single month or quarter must say
    // that it is not against the month before, however long the title becomes.
    let single = frequency != Frequency::Year && reading.view.transform == Transform::Level;
    Some(Told::Moved {
        movement: Movement::of(ratio),
        now: reading.magnitude_at(series, at),
        then: reading.magnitude_at(series, before),
        ago: match frequency {
            Frequency::Year => Some(reading.summed_when(*series.periods.get(before)?)),
            _ => None,
        },
        must: series.estimated(before) || single,
    })
}

/// The value alone.
fn stood(reading: Reading<'_>, series: &Series<'_>, at: usize) -> Option<Told> {
    let is_zero = series.number(at)? == 0.0 && reading.is_balance(series.line);
    Some(if is_zero { Told::Zero } else { Told::Stood(reading.magnitude_at(series, at)) })
}

impl Series<'_> {
    /// The series as it was known up to a place.
    fn until(&self, at: usize) -> Self {
        Series { line: self.line, periods: &self.periods[..self.periods.len().min(at + 1)] }
    }
}
