//! Goods and services: where both are listed they are all trade, and what stands beside them is a part of one of them.

use super::structure::Structure;
use crate::data::{Axis, Member, MemberId, Role, Subject};
use crate::import::{regions, vocabulary};

/// What is said of an item beside goods and services.
const MEMO: &str = "beside goods and services, which are all trade: in no sum";

/// Takes out of the sum what stands beside goods and services: `Goods, Food, Fuel, Services` would count food twice.
pub(super) fn settle(structure: &mut Structure<'_>) {
    if structure.axis != Axis::Sector {
        return;
    }
    let roots = structure.roots();
    let half = |subject: Subject| {
        let is_half = |(id, member): (usize, &Member)| {
            structure.present.get(id) == Some(&true) && half_of(&member.label) == Some(subject)
        };
        structure.members.iter().enumerate().any(is_half)
    };
    if !(half(Subject::Goods) && half(Subject::Services)) {
        return;
    }
    let is_beside = |id: &MemberId| {
        let member = structure.member(*id);
        let holds = |part: &Member| half_of(&part.label).is_some() && part.parent == Some(*id);
        let is_whole = half_of(&member.label).is_some() || structure.members.iter().any(holds);
        let is_plain = matches!(member.role, Role::Leaf | Role::Unknown) && !regions::is_remainder(&member.label);
        is_plain && !is_whole && !(structure.stated)(*id)
    };
    let beside: Vec<MemberId> = roots.into_iter().filter(is_beside).collect();
    for id in beside {
        structure.change(id, |member| (member.role, member.note) = (Role::Memo, Some(MEMO.to_owned())));
    }
}

/// Which half of trade a name is, where it is all of it.
pub(super) fn half_of(label: &str) -> Option<Subject> {
    let subject = vocabulary::subject_of([label]);
    (subject != Subject::All && vocabulary::is_half_of_trade(&format!("all {label}"))).then_some(subject)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_halves_of_trade() {
        for (label, half) in [
            ("Goods", Some(Subject::Goods)),
            ("Services", Some(Subject::Services)),
            ("Total goods", Some(Subject::Goods)),
            ("Goods trade", Some(Subject::Goods)),
            ("Trade in services", Some(Subject::Services)),
            ("Goods and services", None),
            ("Food", None),
            ("Digital services", None),
            ("Capital goods", None),
        ] {
            assert_eq!(half_of(label), half, "{label}");
        }
    }
}
