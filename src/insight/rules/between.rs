//! What lines are beside each other: who overtook whom, and the largest share.

use std::cmp::Ordering;

use crate::data::Frequency;
use crate::insight::fact::{self, Fact, ShareOf};
use crate::insight::reading::Reading;
use crate::insight::series::Series;
use crate::insight::{Finding, Kind};
use crate::query::{GroupBy, Line, LineRole, Measure, Trajectories, Transform};

/// A line that has overtaken another in size.
pub(in crate::insight) struct Crossing<'a> {
    /// Who is ahead now.
    pub(in crate::insight) ahead: Series<'a>,
    /// Who was ahead before.
    pub(in crate::insight) behind: Series<'a>,
    /// The first place of the present lead.
    pub(in crate::insight) since: usize,
    /// The last place, at which both have values.
    pub(in crate::insight) last: usize,
}

/// Whether the line at the top of all has recently taken that place from another one: within 24
/// months, 8 quarters or 3 years, and for values of single months or quarters for at least three in
/// a row. Compared are sizes of the same sign at periods where both lines have complete values.
pub(in crate::insight) fn crossing(reading: Reading<'_>) -> Option<Crossing<'_>> {
    let shown = reading.shown;
    if !reading.is_level() || shown.lines.iter().filter(|line| line.role == LineRole::Member).count() < 2 {
        return None;
    }
    let members = || {
        let lines = shown.lines.iter().filter(|line| line.role == LineRole::Member && !holds_another(reading, line));
        lines.map(|line| Series { line, periods: &shown.periods })
    };
    let last = members().filter_map(|series| series.last()).max()?;
    let leader = |at: usize, sign: i8| {
        let ranked = members().filter(|series| series.sign(at) == Some(sign));
        ranked.max_by(|a, b| compare_abs(a, b, at))
    };
    let top = members().filter(|s| s.value(last).is_some()).max_by(|a, b| compare_abs(a, b, last))?;
    let sign = top.sign(last).filter(|sign| *sign != 0)?;
    let back = match shown.frequency {
        Frequency::Month => 24,
        Frequency::Quarter => 8,
        Frequency::Year => 3,
    };
    let earliest = last.saturating_sub(back);
    let ahead = |at: usize| leader(at, sign).is_some_and(|series| series.line.code == top.line.code);
    let before = (earliest..last).rev().find(|at| !ahead(*at))?;
    let behind = leader(before, sign)?;
    let lead = last - before;
    let enough = if shown.frequency == Frequency::Year || reading.view.transform == Transform::Rolling { 1 } else { 3 };
    let comparable = (before..=last).all(|at| top.sign(at) == Some(sign) && behind.sign(at) == Some(sign));
    let passed = compare_abs(&top, &behind, last) == Ordering::Greater
        && compare_abs(&top, &behind, before) == Ordering::Less
        && lead >= enough;
    (comparable && passed).then_some(Crossing { ahead: top, behind, since: before + 1, last })
}

/// Whether a line's member contains that of another line: a whole cannot race its part.
fn holds_another(reading: Reading<'_>, line: &Line) -> bool {
    let Some(axis) = reading.view.by.axis() else { return false };
    let dimension = reading.dataset.dimension(axis);
    let Some(id) = dimension.id_of(&line.code) else { return false };
    let others = reading.shown.lines.iter().filter_map(|other| dimension.id_of(&other.code));
    let inside =
        |other| dimension.ancestors(other).any(|above| above == id) || dimension.get(id).contains.contains(&other);
    others.into_iter().any(inside)
}

/// Compares the absolute values of two lines at a place.
fn compare_abs(a: &Series<'_>, b: &Series<'_>, at: usize) -> Ordering {
    let size = |series: &Series<'_>| series.number(at).map_or(-1.0, f64::abs);
    size(a).total_cmp(&size(b))
}

pub(super) fn overtaken(reading: Reading<'_>) -> Option<Finding> {
    let Crossing { ahead, behind, since, last } = crossing(reading)?;
    let alike = reading.alike([ahead.number(last)?, behind.number(last)?]);
    let told = |series: &Series<'_>| (series.line.label.clone(), alike.drawn_at(series, last));
    // Where somebody has no figure any more it is the larger of the two, and perhaps not of all.
    let mut members = reading.shown.lines.iter().filter(|line| line.role == LineRole::Member);
    let all = members.all(|line| Series { line, periods: &reading.shown.periods }.value(last).is_some());
    let led = ahead.number(last)?;
    let fact = Fact::Overtaken(Box::new(fact::Overtaken {
        ahead: told(&ahead),
        behind: told(&behind),
        head: reading.head(ahead.line, led),
        is_largest: all && reading.is_largest(led, last),
        since: *ahead.periods.get(since)?,
    }));
    let line = ahead.line.code.clone();
    Some(Finding { kind: Kind::Crossing, line, fact, newer: None, at: Some(since), weight: 9.5 })
}

/// The shares of all lines in their sum at a place, where all have values of one sign.
fn shares(shown: &Trajectories, at: usize) -> Option<Vec<f64>> {
    let series = || shown.lines.iter().map(|line| Series { line, periods: &shown.periods });
    let values: Option<Vec<f64>> = series().map(|series| series.number(at)).collect();
    let values = values?;
    let one_sign = values.iter().all(|value| *value >= 0.0) || values.iter().all(|value| *value <= 0.0);
    let sum: f64 = values.iter().sum();
    (one_sign && sum != 0.0).then(|| values.iter().map(|value| (100.0 * value / sum).abs()).collect())
}

pub(super) fn share(reading: Reading<'_>) -> Option<Finding> {
    let shown = reading.shown;
    let rest = |line: &Line| matches!(line.role, LineRole::Others | LineRole::NotListed);
    // A rest that is a net balance may hide surpluses among deficits: no share is claimed of it.
    let hidden = reading.view.measure == Measure::Balance && shown.lines.iter().any(rest);
    if !shown.partition || hidden || shown.lines.len() < 2 || !reading.is_level() || reading.view.by == GroupBy::Flow {
        return None;
    }
    let places = || (0..shown.periods.len()).filter(|at| shares(shown, *at).is_some());
    let (first, last) = (places().next()?, places().next_back()?);
    // What was so years ago, before somebody stopped reporting, is no fact of today.
    let newest = shown.lines.iter().filter_map(|line| Series { line, periods: &shown.periods }.last()).max()?;
    if newest - last >= shown.frequency.per_year() {
        return None;
    }
    let now = Listed::of(shown, last)?;
    let (index, share) = { now.shares.iter().enumerate() }
        .filter(|(index, _)| !rest(&shown.lines[*index]))
        .max_by(|a, b| a.1.total_cmp(b.1))
        .map(|(index, share)| (index, *share))?;
    // Of equals none is the largest.
    let is_own = |at: usize| shown.lines.get(at).is_some_and(|line| !rest(line));
    if now.shares.iter().enumerate().filter(|(at, other)| is_own(*at) && **other == share).count() > 1 {
        return None;
    }
    let line = &shown.lines[index];
    // Where most is not listed a part of the whole says little of who is listed.
    let among_listed = now.unlisted > 50.0;
    let part = |listed: &Listed| {
        let share = *listed.shares.get(index)?;
        Some(if among_listed { 100.0 * share / (100.0 - listed.unlisted) } else { share })
    };
    let before = Listed::of(shown, first).and_then(|then| part(&then)).filter(|_| first != last);
    let start = *shown.periods.get(first)?;
    let fact = Fact::Share(Box::new(fact::Share {
        label: line.label.clone(),
        // As the dataset calls them: California is no sector but a state.
        noun: reading.view.by.axis().map(|axis| reading.dataset.noun(axis)),
        of: match among_listed {
            true => ShareOf::Listed,
            false if shown.lines.iter().any(rest) => ShareOf::Whole,
            false => ShareOf::Lines(shown.lines.len()),
        },
        share: part(&now)?,
        when: reading.when(*shown.periods.get(last)?),
        before: before.map(|before| (before, start)),
        estimates: shown.lines.iter().any(|line| Series { line, periods: &shown.periods }.estimated(last)),
        unlisted: (now.unlisted > share).then_some(now.unlisted),
    }));
    let line = line.code.clone();
    Some(Finding { kind: Kind::LargestShare, line, fact, newer: None, at: Some(last), weight: 6.0 })
}

/// The shares of all lines in their sum, and how much of it is not listed, in percent.
struct Listed {
    shares: Vec<f64>,
    unlisted: f64,
}

impl Listed {
    fn of(shown: &Trajectories, at: usize) -> Option<Self> {
        let shares = shares(shown, at)?;
        let unlisted = { shown.lines.iter().zip(&shares) }.filter(|(line, _)| line.role == LineRole::NotListed);
        let unlisted = unlisted.map(|(_, share)| share).sum();
        Some(Self { shares, unlisted })
    }
}
