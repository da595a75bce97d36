//! Columns of parts of a country, of ports and of districts: what their members are called.

use crate::data::Noun;
use crate::data::words::plain;

/// The names of columns in several languages.
const NAMES: [(Noun, &[&str]); 6] = [
    (Noun::State, &["state", "states", "us state", "statename", "federal state", "bundesland", "entidad federativa"]),
    (Noun::Province, &["province", "provinces", "provincia", "provinz", "provincie", "省份", "省"]),
    (Noun::Prefecture, &["prefecture", "prefectures", "都道府県", "都道府県名"]),
    (Noun::Canton, &["canton", "cantons", "kanton", "cantone"]),
    (Noun::District, &["district", "districts", "customs district", "distrito"]),
    (Noun::Port, &["port", "ports", "port of entry", "port of exit", "puerto", "porto", "港"]),
];

/// What the members of a column are, where its name says that they are places other than countries.
pub(crate) fn noun_of(column: &str) -> Option<Noun> {
    let name = plain(column);
    let bare = [" code", " name", " names"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    NAMES.iter().find(|(_, names)| names.contains(&bare)).map(|(noun, _)| *noun)
}

/// Whether they are parts of a country, which trade; goods only pass through a port.
pub(crate) const fn trades(noun: Noun) -> bool {
    matches!(noun, Noun::State | Noun::Province | Noun::Prefecture | Noun::Canton)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_parts_of_countries() {
        for (name, noun) in [
            ("Province", Some(Noun::Province)),
            ("statename", Some(Noun::State)),
            ("State Name", Some(Noun::State)),
            ("Port Code", Some(Noun::Port)),
            ("都道府県", Some(Noun::Prefecture)),
            ("Status", None),
            ("Transport", None),
        ] {
            assert_eq!(noun_of(name), noun, "{name}");
        }
    }
}
