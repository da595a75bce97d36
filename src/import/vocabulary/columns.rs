//! What the name of a column says of its cells, in many languages.

use std::sync::OnceLock;

use foldhash::HashMap;

use crate::data::words::{entries, plain};
use crate::import::words::Hint;

pub(super) const COLUMNS: &str = include_str!("columns.txt");

/// What a column's whole name says, where it is one of the usual ones.
pub(crate) fn column_hint(name: &str) -> Option<Hint> {
    static NAMES: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    // Without blanks, since an ending such as `ISO` or `Code` has been taken off some names.
    let squeezed = |text: &str| plain(text).replace(' ', "");
    let names = NAMES.get_or_init(|| entries(COLUMNS).map(|entry| (squeezed(entry.text), entry.sense)).collect());
    Some(match *names.get(&squeezed(name))? {
        "period" => Hint::Period,
        "year" => Hint::Year,
        "sub-period" => Hint::SubPeriod,
        "reporter" => Hint::Reporter,
        "partner" => Hint::Partner,
        "country" => Hint::Country,
        "sector" => Hint::Sector,
        "flow" => Hint::Flow,
        "value" => Hint::Value,
        "series" => Hint::Series,
        "unit" => Hint::Unit,
        "other" => Hint::Other,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_columns_in_many_languages() {
        for (name, expected) in [
            ("País informante", Hint::Reporter),
            ("Socio", Hint::Partner),
            ("Страна-партнёр", Hint::Partner),
            ("Verkehrsrichtung", Hint::Flow),
            ("Wartość", Hint::Value),
            ("报告国", Hint::Reporter),
            ("연도", Hint::Year),
            ("Ortak ülke", Hint::Partner),
            ("Mercadoria", Hint::Sector),
            ("Kwartał", Hint::SubPeriod),
        ] {
            assert_eq!(column_hint(name), Some(expected), "{name}");
        }
        assert_eq!(column_hint("Japan"), None);
    }
}
