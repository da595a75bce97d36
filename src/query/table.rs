//! Trajectories as a plain table of exact numbers, for files and pipes.

use super::{Trajectories, ValueKind};
use crate::data::neutralised;

fn quoted(text: &str) -> String {
    let text = neutralised(text);
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// `period,code,label,value,status`: one row for each line and period, values exact in the dataset's unit,
/// empty where missing.
#[must_use]
pub fn to_csv(trajectories: &Trajectories) -> String {
    rows(trajectories, None)
}

/// As [`to_csv`], with the unit of the values in a last column: a file is read where nothing else says it.
#[must_use]
pub fn to_csv_with_unit(trajectories: &Trajectories) -> String {
    let unit = match &trajectories.kind {
        ValueKind::Money(unit) => unit.words(),
        ValueKind::Percent => "percent".to_owned(),
        ValueKind::Ratio => "ratio from -1 to +1".to_owned(),
        ValueKind::Index => "index, first value shown = 100".to_owned(),
    };
    rows(trajectories, Some(&quoted(&unit)))
}

fn rows(trajectories: &Trajectories, unit: Option<&str>) -> String {
    let mut text = String::from("period,code,label,value,status");
    text.push_str(if unit.is_some() { ",unit\n" } else { "\n" });
    for line in &trajectories.lines {
        for (period, point) in trajectories.periods.iter().zip(&line.points) {
            let value = point.value.map(|value| value.to_string()).unwrap_or_default();
            let row =
                [period.to_string(), quoted(&line.code), quoted(&line.label), value, point.status.word().to_owned()];
            text.push_str(&row.join(","));
            if let Some(unit) = unit {
                text.push(',');
                text.push_str(unit);
            }
            text.push('\n');
        }
    }
    text
}

/// The same as a JSON array of objects; the value is a string so that no digit is lost.
#[must_use]
pub fn to_json(trajectories: &Trajectories) -> String {
    let rows: Vec<serde_json::Value> = trajectories
        .lines
        .iter()
        .flat_map(|line| {
            trajectories.periods.iter().zip(&line.points).map(move |(period, point)| (line, period, point))
        })
        .map(|(line, period, point)| {
            serde_json::json!({
                "period": period.to_string(),
                "code": line.code,
                "label": line.label,
                "value": point.value.map(|value| value.to_string()),
                "status": point.status.word(),
                "reason": trajectories.reason(point).map(ToString::to_string),
            })
        })
        .collect();
    serde_json::to_string_pretty(&rows).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_neutralised_and_quotes_doubled() {
        for (text, written) in [
            ("Japan", "Japan"),
            ("=1+1", "'=1+1"),
            ("@x", "'@x"),
            ("a,b", "\"a,b\""),
            ("a\"b", "\"a\"\"b\""),
            ("-x", "'-x"),
            ("＝1+1", "'＝1+1"),
        ] {
            assert_eq!(quoted(text), written);
        }
    }
}
