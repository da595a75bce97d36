//! The figure in words, for screen readers and for the description inside of files.

use super::sheet::Sheet;
use crate::query::{Line, Reason, Status};

/// How many lines are told one by one.
const TOLD: usize = 12;

/// Title, subtitle, and for each line its first and last value; for a ranked figure each value.
pub(super) fn text(sheet: &Sheet, ranked_at: Option<usize>) -> String {
    let trajectories = sheet.request.trajectories;
    let mut parts: Vec<String> = Vec::new();
    for head in [sheet.request.title, sheet.request.subtitle] {
        if !head.trim().is_empty() {
            parts.push(head.trim().trim_end_matches('.').to_owned());
        }
    }
    parts.push(format!("Values in {}", sheet.numbers.words));
    let told = |line: &Line| ranked_at.map_or_else(|| course(sheet, line), |at| Some(rank(sheet, line, at)));
    let lines: Vec<String> = trajectories.lines.iter().filter_map(told).collect();
    let more = lines.len().saturating_sub(TOLD);
    parts.extend(lines.into_iter().take(TOLD));
    if more > 0 {
        parts.push(format!("And {more} more lines"));
    }
    if !sheet.figure.flags.is_empty() {
        let events: usize = sheet.figure.flags.iter().map(|flag| flag.events.len()).sum();
        parts.push(format!("{events} events are marked above the chart"));
    }
    parts.iter().map(|part| format!("{part}.")).collect::<Vec<_>>().join(" ")
}

/// "Japan: −68 in Dec 2014, −58 in Apr 2026".
fn course(sheet: &Sheet, line: &Line) -> Option<String> {
    let periods = &sheet.request.trajectories.periods;
    let value = |at: usize| Some(format!("{} in {}", told(sheet, line, at)?, periods.get(at)?.words()));
    let known: Vec<usize> = (0..line.points.len()).filter(|at| value(*at).is_some()).collect();
    let (Some(first), Some(last)) = (known.first().copied(), known.last().copied()) else {
        return Some(format!("{}: no figure", line.label));
    };
    if first == last {
        return Some(format!("{}: {}", line.label, value(last)?));
    }
    Some(format!("{}: {}, {}", line.label, value(first)?, value(last)?))
}

fn rank(sheet: &Sheet, line: &Line, at: usize) -> String {
    let value = told(sheet, line, at).unwrap_or_else(|| "no figure".to_owned());
    format!("{}: {value}", line.label)
}

/// A value with what is to be known of it: "−44 (incomplete: 4 of 12 months)".
fn told(sheet: &Sheet, line: &Line, at: usize) -> Option<String> {
    let point = line.points.get(at)?;
    let (value, plus) = sheet.request.view.told(line, sheet.shown(point)?);
    let value = sheet.numbers.written(value, plus);
    let reason = || sheet.request.trajectories.reason(point).and_then(Reason::short);
    Some(match point.status {
        Status::Partial => match reason() {
            Some(reason) => format!("{value} (incomplete: {reason})"),
            None => format!("{value} (incomplete)"),
        },
        Status::Estimated => format!("{value} (estimated)"),
        Status::LaidIn => format!("{value} (laid in)"),
        Status::Ok | Status::Missing | Status::Confidential => value,
    })
}
