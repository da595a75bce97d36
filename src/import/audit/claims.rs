//! Claims: members whose name says that they are the total of others. Figures decide whether they are.

use crate::data::{Member, Role, country};
use crate::import::vocabulary::{self, TotalClaim};

/// What a member's name claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Claim {
    /// Nothing.
    None,
    /// To be two others together: "Goods and services" beside "Goods" and "Services".
    Joint,
    /// To be the total of something: "Total goods", "Subtotal".
    Part,
    /// To be everything: "Total", "All countries", "World".
    Whole,
}

/// What the names of members claim, by member.
pub(super) fn claims_of(members: &[Member]) -> Vec<Claim> {
    let names: Vec<String> = members.iter().map(|member| member.label.trim().to_lowercase()).collect();
    let joins = |name: &str| {
        // "Goods and services" beside "Goods" and "Services".
        let halves = halves_of(name);
        !halves.is_empty() && halves.iter().all(|half| names.iter().any(|name| name == half))
    };
    members.iter().zip(&names).map(|(member, name)| if joins(name) { Claim::Joint } else { claim(member) }).collect()
}

/// What a name joins, in lower case: `Goods and services`; nothing where it joins none.
pub(super) fn halves_of(name: &str) -> Vec<String> {
    let name = name.trim().to_lowercase();
    let halves = [" and ", " & ", " und ", " et ", " y ", " e "].iter().find_map(|word| name.split_once(word));
    halves.map_or_else(Vec::new, |(one, other)| vec![one.trim().to_owned(), other.trim().to_owned()])
}

fn claim(member: &Member) -> Claim {
    if member.role == Role::Total {
        return Claim::Whole;
    }
    // A known region, or a country, claims nothing beyond what it is.
    if country::group(&member.code).is_some() || country::name(&member.code).is_some() {
        return Claim::None;
    }
    // Codes of lists without names; a letter may as well be a section, and its parts begin with it.
    match member.code.as_str() {
        "_T" | "TOT" | "TOTAL" | "ALL" if member.label == member.code => return Claim::Whole,
        "T" if member.label == member.code => return Claim::Part,
        _ => {}
    }
    // A code such as `T` claims nothing where a name beside it says what it is.
    let said = vocabulary::claims_total(&member.label);
    match said {
        Some(TotalClaim::Whole) => Claim::Whole,
        Some(TotalClaim::Part) => Claim::Part,
        None => Claim::None,
    }
}
