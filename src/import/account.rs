//! The account of columns: what each is taken for, or why nothing is made of it.

use foldhash::HashMap;

use super::ColumnRole;
use super::recipe::Recipe;
use super::words::{self, Hint};
use crate::data::ColumnUse;

/// What becomes of each column of a table under a recipe.
pub(super) fn columns(header: &[String], recipe: &Recipe) -> Vec<ColumnUse> {
    let mapping = &recipe.mapping;
    let judged = |at: usize| recipe.context.contains(&at) || mapping.keep.iter().any(|(column, _)| *column == at);
    let role_of = |at: usize| mapping.columns.get(at).copied().unwrap_or_default();
    let of = |(at, name): (usize, &String)| {
        let role = role_of(at);
        let told = recipe.unused.iter().find(|(column, _)| *column == at).map(|(_, reason)| reason.clone());
        let used = role != ColumnRole::Ignore || judged(at);
        ColumnUse {
            name: name.trim().to_owned(),
            role: if role == ColumnRole::Ignore && used {
                "decides which rows are used".to_owned()
            } else {
                role.words()
            },
            used,
            reason: if used {
                String::new()
            } else {
                told.unwrap_or_else(|| reason(name, header, &role_of).to_owned())
            },
        }
    };
    header.iter().enumerate().map(of).collect()
}

/// Why a column is left out, by what its name says that it holds.
fn reason(name: &str, header: &[String], role_of: &dyn Fn(usize) -> ColumnRole) -> &'static str {
    let hint = |name: &str| words::hint(name).map(|(hint, _)| hint);
    let own = hint(name);
    let twin = |(at, other): (usize, &String)| role_of(at) != ColumnRole::Ignore && hint(other) == own;
    match own {
        _ if words::is_no_money(name) => "a quantity, rate or share",
        Some(Hint::Other) => "a quantity, weight or remark",
        Some(Hint::Unit) => "the unit of the values",
        Some(Hint::Status) => "a remark on the value",
        Some(_) if header.iter().enumerate().any(twin) => "says in other words what another column says",
        _ if name.trim().is_empty() => "has no name",
        _ => "not understood",
    }
}

/// Said where a column is used and another of the same name is not: which of them is meant is a guess.
pub(super) fn twin(header: &[String], recipe: &Recipe) -> Option<String> {
    let is_used = |at: usize| recipe.mapping.columns.get(at).is_some_and(|role| *role != ColumnRole::Ignore);
    let mut used: HashMap<&str, usize> = HashMap::default();
    for (at, name) in header.iter().enumerate().filter(|(at, name)| is_used(*at) && !name.trim().is_empty()) {
        used.entry(name.trim()).or_insert(at);
    }
    let mut others = header.iter().enumerate().filter(|(at, _)| !is_used(*at));
    others.find_map(|(at, name)| {
        let (name, other) = used.get_key_value(name.trim())?;
        let (used, other) = (other + 1, at + 1);
        Some(format!("two columns are called \u{201c}{name}\u{201d}: column {used} is used, column {other} is not"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Mapping;

    #[test]
    fn a_name_that_two_columns_have_is_said() {
        use ColumnRole::{Ignore, Period, Value};
        let header: Vec<String> = ["period", "value", "", "", "value "].map(str::to_owned).to_vec();
        let of = |columns: &[ColumnRole]| {
            let mapping = Mapping { columns: columns.to_vec(), ..Mapping::default() };
            twin(&header, &Recipe { mapping, ..Recipe::default() })
        };
        let said = of(&[Period, Value, Ignore, Ignore, Ignore]).expect("a remark");
        assert_eq!(said, "two columns are called \u{201c}value\u{201d}: column 2 is used, column 5 is not");
        assert_eq!(of(&[Period, Value, Ignore, Ignore, Value]), None);
        assert_eq!(of(&[Period, Ignore, Value, Ignore, Ignore]), None);
    }
}
