//! The account of columns: what each is taken for, or why nothing is made of it.

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
        Some(Hint::Unit) => "the unit, which is the same in all rows",
        Some(Hint::Status) => "a remark on the value",
        Some(_) if header.iter().enumerate().any(twin) => "says in other words what another column says",
        _ if name.trim().is_empty() => "has no name",
        _ => "not understood",
    }
}
