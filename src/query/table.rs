//! Trajectories as a plain table of exact numbers, for files and pipes.

use super::{Trajectories, ValueKind};
use crate::data::neutralised;

fn quoted(text: &str) -> String {
    let text = neutralised(text);
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// What the values are counted in.
fn unit_of(trajectories: &Trajectories) -> String {
    match &trajectories.kind {
        ValueKind::Money(unit) => unit.words(),
        ValueKind::Percent => "percent".to_owned(),
        ValueKind::Points => "percentage points".to_owned(),
        ValueKind::Ratio => "ratio from -1 to +1".to_owned(),
        ValueKind::Index => "index, first complete value = 100".to_owned(),
    }
}

/// `period,code,label,value,status,unit`: one row for each line and period, values exact in the unit that the last
/// column says, empty where missing. A file is read where nothing else says the unit.
#[must_use]
pub fn to_csv(trajectories: &Trajectories) -> String {
    let unit = quoted(&unit_of(trajectories));
    let mut text = String::from("period,code,label,value,status,unit\n");
    for line in &trajectories.lines {
        for (period, point) in trajectories.periods.iter().zip(&line.points) {
            let value = point.value.map(|value| value.to_string()).unwrap_or_default();
            let row =
                [period.to_string(), quoted(&line.code), quoted(&line.label), value, point.status.word().to_owned()];
            text.push_str(&row.join(","));
            text.push(',');
            text.push_str(&unit);
            text.push('\n');
        }
    }
    text
}

/// The same as a JSON array of objects; the value is a string so that no digit is lost.
#[must_use]
pub fn to_json(trajectories: &Trajectories) -> String {
    let unit = unit_of(trajectories);
    let unit = unit.as_str();
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
                "unit": unit,
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
