//! Names that are no country's: the world, regions, income groups and unions, as publishers write them.

use super::mapping::fold;
use crate::data::Role;

/// Names of everything together, folded.
const ALL: &[&str] = &[
    "totalallcountries",
    "totalallmarkets",
    "allmarkets",
    "totalworld",
    "allareas",
    "allcountriesandareas",
    "地域別合計",
    "世界計",
    "総額",
];

/// Names of groups that overlap countries, folded.
const NAMES: &[&str] = &[
    "africa",
    "america",
    "americas",
    "asia",
    "europe",
    "oceania",
    "eu",
    "eu27",
    "eu28",
    "eu15",
    "eu272020",
    "exteu",
    "exteu272020",
    "inteu",
    "inteu272020",
    "extraeu",
    "intraeu",
    "oecd",
    "opec",
    "apec",
    "cis",
    "efta",
    "mercosur",
    "gcc",
    "northafrica",
    "pacificrim",
    "australiaandoceania",
    "southamerica",
    "centralamerica",
    "otheramerica",
    "easternasia",
    "nics",
    "eurozone",
    "g20",
    "europeanunion27",
    "europeanunion28",
    "totaleu",
    "euros",
];

/// Parts of the names of such groups, in lower case.
const PARTS: &[&str] = &[
    "income",
    "demographic dividend",
    "ida &",
    "ida only",
    "ida total",
    "ida blend",
    "ibrd",
    "small states",
    "heavily indebted",
    "least developed",
    "developing",
    "developed econom",
    "fragile",
    "euro area",
    "oecd",
    "arab world",
    "sub-saharan",
    "latin america",
    "east asia",
    "south asia",
    "south-east",
    "southeast asia",
    "middle east",
    "north america",
    "central europe",
    "european union",
    "europe &",
    "europe and",
    "western europe",
    "eastern europe",
    "northern ",
    "southern asia",
    "western asia",
    "central asia",
    "caribbean",
    "pacific",
    "commonwealth",
    "union of",
    "(wto)",
    "g20",
    "total ",
    "ext_eu",
    "int_eu",
];

/// Whether a name that is no country is a region or another aggregate that overlaps countries.
pub(crate) fn region_role(label: &str) -> Role {
    // What stands in brackets explains the name.
    let label = label.split_once(" (").map_or(label, |(before, _)| before);
    let lower = label.to_lowercase();
    if ALL.contains(&fold(label).as_str()) || fold(label).starts_with("totalallcountries") {
        return Role::Total;
    }
    let country = lower.contains("rest of") || lower.contains("not specified") || lower.contains("nes");
    let region = NAMES.contains(&fold(label).as_str()) || PARTS.iter().any(|part| lower.contains(part));
    if region && !country { Role::Group } else { Role::Unknown }
}
