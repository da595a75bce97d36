//! The definition under the title: what is shown, how it is summed, in which unit, on which basis.

use crate::data::{Axis, Basis, Dataset, Frequency, Role, capitalised};
use crate::query::{GroupBy, Line, LineRole, Measure, Transform, ValueKind, View};

use super::wording::{Chosen, Wording, decapitalised, listed};

/// The definition in one line.
pub(super) fn subtitle(words: Wording<'_>) -> String {
    let parts = [what(words), how(words), unit(words)];
    let line = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    match words.dataset.meta.basis {
        Basis::BalanceOfPayments => format!("{line} (balance of payments)"),
        Basis::Customs => format!("{line} (customs basis)"),
        Basis::Other => line,
    }
}

/// "Goods balance with each partner", "Digital trade balance: narrow and wide definition".
fn what(words: Wording<'_>) -> String {
    let Wording { view, shown, dataset, .. } = words;
    let two_flows = words.has_two_flows();
    let measure = match view.measure {
        _ if two_flows => "exports and imports",
        Measure::Balance => "balance",
        Measure::Exports => "exports",
        Measure::Imports => "imports",
        Measure::Turnover => "exports plus imports",
        Measure::Coverage => "exports in percent of imports",
        Measure::Normalised => "balance divided by turnover",
    };
    let plain = words.plain_noun(if two_flows { Measure::Exports } else { view.measure });
    let account = shown.lines.first().filter(|_| view.by != GroupBy::Sector).and_then(|line| words.account(line));
    let noun = account.unwrap_or(plain);
    let mut text = capitalised(format!("{noun} {measure}").trim());
    let Some(line) = shown.lines.first() else { return text };
    let sector = if view.by == GroupBy::Sector { String::new() } else { words.sector_of(line, measure) };
    let is_of = sector.starts_with(" of ");
    if is_of {
        text += &sector;
    }
    // The line's own member is what "each" stands for; the other axes are named.
    if view.by != GroupBy::Partner {
        text += &if two_flows { words.with_partner(line) } else { words.partner(line) };
    }
    let mut lines: Vec<&Line> = shown.lines.iter().collect();
    lines.sort_by_key(|line| dataset.dimension(Axis::Sector).id_of(&line.code));
    let labels: Vec<String> = lines.into_iter().map(|line| line.label.clone()).collect();
    match view.by {
        GroupBy::Partner => text += &format!("{} each partner", each(view.measure)),
        GroupBy::Reporter => text += &format!(" of each {}", dataset.noun(Axis::Reporter).word()),
        GroupBy::Sector if line.role == LineRole::Definition => text += &format!(": {}", definitions(&labels)),
        GroupBy::Sector => text += &format!(" by {}", dataset.noun(Axis::Sector).word()),
        GroupBy::None | GroupBy::Flow => {}
    }
    if view.by != GroupBy::Sector {
        text += if is_of { "" } else { &sector };
        text += &one_definition(dataset, view);
    }
    if let Some(axis) = view.by.axis()
        && let Chosen::Except(ids) = words.chosen(axis)
    {
        let names: Vec<String> = ids.iter().map(|id| words.label(axis, *id)).collect();
        text += &format!(" without {}", listed(&names));
    }
    if words.is_unstated(line) {
        text += " of a reporter who is not stated";
    }
    text
}

/// The name of the definition where one line can show only one.
fn one_definition(dataset: &Dataset, view: &View) -> String {
    let sectors = dataset.dimension(Axis::Sector);
    let ids = view.sectors.marked().filter_map(|code| sectors.id_of(code));
    let first =
        ids.map(|id| (id, sectors.get(id))).filter(|(_, member)| member.role == Role::Definition).min_by_key(|m| m.0);
    first.map(|(_, member)| format!(": {}", decapitalised(&member.label))).unwrap_or_default()
}

fn each(measure: Measure) -> &'static str {
    match measure {
        Measure::Exports => " to",
        Measure::Imports => " from",
        _ => " with",
    }
}

/// "narrow and wide definition" from labels that end in the same word.
fn definitions(labels: &[String]) -> String {
    let tail = labels.first().and_then(|label| label.rsplit_once(' ')).map(|(_, tail)| tail.to_owned());
    let stems: Option<Vec<String>> = tail.as_ref().and_then(|tail| {
        labels
            .iter()
            .map(|label| label.strip_suffix(tail.as_str()).map(|stem| decapitalised(stem.trim_end())))
            .collect()
    });
    match (stems, tail) {
        (Some(stems), Some(tail)) if stems.len() > 1 && stems.iter().all(|stem| !stem.is_empty()) => {
            format!("{} {tail}", listed(&stems))
        }
        _ => listed(&labels.iter().map(|label| decapitalised(label)).collect::<Vec<_>>()),
    }
}

/// "sum of the last 12 months", "calendar years".
fn how(words: Wording<'_>) -> String {
    let shown = words.shown;
    let first = shown.periods.first();
    let each = match shown.frequency {
        Frequency::Month => "monthly",
        Frequency::Quarter => "quarterly",
        Frequency::Year if first.is_some_and(|period| period.is_fiscal()) => "fiscal years",
        Frequency::Year => "calendar years",
    };
    // Of exports and imports side by side more is no larger deficit.
    let is_balance = words.view.measure == Measure::Balance && words.view.by != GroupBy::Flow;
    match words.view.transform {
        Transform::Level => each.to_owned(),
        Transform::Rolling => match shown.frequency {
            Frequency::Month => "sum of the last 12 months".to_owned(),
            Frequency::Quarter => "sum of the last 4 quarters".to_owned(),
            Frequency::Year => each.to_owned(),
        },
        Transform::Change => format!("change on a year before, {each}"),
        Transform::Growth if is_balance => {
            format!("growth on a year before, plus is a larger deficit or surplus, {each}")
        }
        Transform::Growth => format!("growth on a year before, {each}"),
        Transform::Cumulative => {
            let since = first.map(|period| format!(" since {}", period.words())).unwrap_or_default();
            format!("summed{since}")
        }
        Transform::Index if is_balance => {
            format!("first complete value = 100, more is a larger deficit or surplus, {each}")
        }
        Transform::Index => format!("first complete value = 100, {each}"),
        Transform::Share => format!("share of all that is selected, {each}"),
    }
}

fn unit(words: Wording<'_>) -> String {
    match &words.shown.kind {
        ValueKind::Money(_) => words.axis_scale().map(|scale| scale.words).unwrap_or_default(),
        ValueKind::Percent => "percent".to_owned(),
        ValueKind::Points => "percentage points".to_owned(),
        ValueKind::Ratio => "from \u{2212}1 to 1".to_owned(),
        ValueKind::Index => String::new(),
    }
}
