//! The figure in words, for screen readers and for the description inside of files.

use super::layout::LayoutContext;
use crate::query::{Line, Reason, Status};

/// How many lines are told one by one.
const TOLD: usize = 12;

/// Title, subtitle, and for each line its first and last value; for a ranked figure each value.
pub(super) fn text(cx: &LayoutContext, ranked_at: Option<usize>) -> String {
    let trajectories = cx.request.trajectories;
    let mut parts: Vec<String> = Vec::new();
    for head in [cx.request.title, cx.request.subtitle] {
        if !head.trim().is_empty() {
            parts.push(head.trim().trim_end_matches('.').to_owned());
        }
    }
    parts.push(format!("Values in {}", cx.numbers.words));
    let told = |line: &Line| ranked_at.map_or_else(|| course(cx, line), |at| Some(rank(cx, line, at)));
    // The sum stands first: it is what the title tells of.
    let sum = cx.line(trajectories.lines.len());
    let lines: Vec<String> = sum.into_iter().chain(&trajectories.lines).filter_map(told).collect();
    let more = lines.len().saturating_sub(TOLD);
    parts.extend(lines.into_iter().take(TOLD));
    if more > 0 {
        parts.push(format!("And {more} more lines"));
    }
    if !cx.figure.flags.is_empty() {
        let events: usize = cx.figure.flags.iter().map(|flag| flag.events.len()).sum();
        parts.push(format!("{events} events are marked above the chart"));
    }
    parts.iter().map(|part| format!("{part}.")).collect::<Vec<_>>().join(" ")
}

/// "Japan: −68 in Dec 2014, −58 in Apr 2026".
fn course(cx: &LayoutContext, line: &Line) -> Option<String> {
    let periods = &cx.request.trajectories.periods;
    let value = |at: usize| Some(format!("{} in {}", told(cx, line, at)?, periods.get(at)?.words()));
    let known: Vec<usize> = (0..line.points.len()).filter(|at| value(*at).is_some()).collect();
    let (Some(first), Some(last)) = (known.first().copied(), known.last().copied()) else {
        return Some(format!("{}: no figure", line.label));
    };
    if first == last {
        return Some(format!("{}: {}", line.label, value(last)?));
    }
    Some(format!("{}: {}, {}", line.label, value(first)?, value(last)?))
}

fn rank(cx: &LayoutContext, line: &Line, at: usize) -> String {
    let value = told(cx, line, at).unwrap_or_else(|| "no figure".to_owned());
    format!("{}: {value}", line.label)
}

/// A value with what is to be known of it: "−44 (incomplete: 4 of 12 months)".
fn told(cx: &LayoutContext, line: &Line, at: usize) -> Option<String> {
    let point = line.points.get(at)?;
    let (value, plus) = cx.request.view.told(line, cx.shown(point)?);
    let value = cx.numbers.written(value, plus);
    let reason = || cx.request.trajectories.reason(point).and_then(Reason::short);
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
