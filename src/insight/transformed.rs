//! Titles of what is no level: changes, growth, indices, shares, running sums and ratios.

use crate::data::capitalised;
use crate::query::{GroupBy, Line, LineRole, Measure, ValueKind};

use super::headline::{bracketed, shows_everything, whom, within};
use super::series::Series;
use super::wording::{Wording, decapitalised};

pub(super) fn changed(words: Wording<'_>, series: &Series<'_>, at: usize) -> Option<String> {
    let value = series.number(at)?;
    let within = within(words, series, at)?;
    let head = if words.is_balance(series.line) { "balance" } else { words.head(series.line, value) };
    let base = words.phrase(series.line, "", head);
    let money = matches!(words.shown.kind, ValueKind::Money(_));
    let size = if money { words.size_at(series, at) } else { words.short(value.abs()) };
    Some(match series.sign(at)? {
        0 => format!("{base} did not change on a year before {within}"),
        1 => format!("{base} rose by {size} on a year before {within}"),
        _ => format!("{base} fell by {size} on a year before {within}"),
    })
}

pub(super) fn grew(words: Wording<'_>, series: &Series<'_>, at: usize) -> Option<String> {
    let value = series.number(at)?;
    let within = within(words, series, at)?;
    let balance = words.is_balance(series.line);
    let head = if balance { "balance" } else { words.head(series.line, value) };
    let base = words.phrase(series.line, "", head);
    let size = words.short(value.abs());
    let about = if series.estimated(at) { "an estimated " } else { "" };
    let in_size = if balance { " in size" } else { "" };
    Some(match series.sign(at)? {
        0 => format!("{base} did not grow on a year before {within}"),
        1 => format!("{base} grew {about}{size}{in_size} on a year before {within}"),
        _ => format!("{base} shrank {about}{size}{in_size} on a year before {within}"),
    })
}

pub(super) fn indexed(words: Wording<'_>, series: &Series<'_>, at: usize) -> Option<String> {
    let value = series.number(at)?;
    let head = if words.is_balance(series.line) { "balance" } else { words.head(series.line, value) };
    let base = words.phrase(series.line, "", head);
    let first = series.first().filter(|first| series.number(*first).is_some_and(|v| (v - 100.0).abs() < 1e-9));
    let start = first.and_then(|first| series.periods.get(first)).map(|period| format!("{} = 100", period.words()));
    let about = if series.estimated(at) { "an estimated " } else { "" };
    let within = within(words, series, at)?;
    let claim = format!("{base} stood at {about}{} {within}", words.short(value));
    Some(start.map_or(claim.clone(), |start| bracketed(&claim, &start)))
}

pub(super) fn shared(words: Wording<'_>, series: &Series<'_>, at: usize) -> Option<String> {
    let value = words.short(series.number(at)?);
    let within = within(words, series, at)?;
    let about = if series.estimated(at) { "an estimated " } else { "" };
    let head = if words.is_balance(series.line) { "balance" } else { words.head(series.line, 0.0) };
    if series.line.role == LineRole::Whole {
        return Some(format!("{}: 100% of all that is selected {within}", words.phrase(series.line, "", head)));
    }
    let name = capitalised(&whom(words, series.line));
    let whole = match words.view.by {
        GroupBy::Partner => whole_of(words, series.line, head) + &words.sector_of(series.line, head),
        GroupBy::Sector => whole_of(words, series.line, head) + &words.partner(series.line),
        _ => format!("the {head}{}", words.tail(series.line, head)),
    };
    let selected = if shows_everything(words) { "" } else { ", of all that is selected," };
    Some(format!("{name} made up {about}{value} of {whole}{selected} {within}"))
}

/// Whose whole a share is of, inside a sentence: "the US goods balance", "Japan’s goods exports".
fn whole_of(words: Wording<'_>, line: &Line, head: &str) -> String {
    let owner = if head.ends_with("ports") { words.bare_owner(line) } else { words.owner(line) };
    let owner = if owner.starts_with("The ") { decapitalised(&owner) } else { owner };
    let noun = words.plain_noun(words.measure(line));
    [owner.as_str(), noun.as_str(), head].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

pub(super) fn accumulated(words: Wording<'_>, series: &Series<'_>, at: usize) -> Option<String> {
    let value = series.number(at)?;
    let head = if words.is_balance(series.line) { "balance" } else { words.head(series.line, value) };
    let base = words.phrase(series.line, "", head);
    let within = within(words, series, at)?;
    let amount = words.size_at(series, at);
    let sum = match words.head(series.line, value) {
        word @ ("deficit" | "surplus") => format!("a {word} of {amount}"),
        _ => amount,
    };
    let plural = if head.ends_with("ports") { "add" } else { "adds" };
    Some(format!("{base} {plural} up to {sum} {within}"))
}

/// Coverage and the normalised balance.
pub(super) fn quotient(words: Wording<'_>, series: &Series<'_>, at: usize) -> Option<String> {
    let value = words.short(series.number(at)?);
    let about = if series.estimated(at) { "an estimated " } else { "" };
    let within = within(words, series, at)?;
    if words.view.measure == Measure::Coverage {
        let noun = words.noun(series.line);
        let trade = if noun.ends_with("trade") { noun } else { format!("{noun} trade").trim().to_owned() };
        let owner = decapitalised(&words.owner(series.line));
        let owner = if owner.starts_with("the ") { owner } else { words.owner(series.line) };
        let (partner, sector) = (words.partner(series.line), words.sector(series.line));
        return Some(format!(
            "In {owner} {trade}{partner}{sector}, exports covered {about}{value} of imports {within}"
        ));
    }
    Some(format!("{} stood at {about}{value} {within}", words.phrase(series.line, "normalised", "balance")))
}
