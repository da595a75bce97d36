//! Members that count in no sum and are more than all that does: the whole of the list was taken for a remark.

use super::candidates::MOST_CANDIDATES;
use super::doubt::doubt;
use super::structure::Structure;
use crate::data::{Axis, CheckKind, MemberId, Role};
use crate::import::vocabulary::{Beside, beside, claims_total};

/// Asks about a member told for memory that exceeds everything counted wherever both stand, and by more than a tenth.
pub(super) fn ask(structure: &mut Structure<'_>) {
    let is_memo = |id: &MemberId| {
        let member = structure.member(*id);
        // What a publisher's list keeps beside its sums by its meaning, such as gross figures, may well be more.
        let is_worded = beside(&member.label) == Some(Beside::Memo) || claims_total(&member.label).is_some();
        member.role == Role::Memo && is_worded && structure.present.get(*id as usize) == Some(&true)
    };
    let memos: Vec<MemberId> = (0..).take(structure.members.len()).filter(is_memo).collect();
    let roots = structure.roots();
    if memos.is_empty() || roots.is_empty() || structure.axis == Axis::Reporter {
        return;
    }
    let free = memos.into_iter().filter(|id| structure.is_free(*id)).take(MOST_CANDIDATES);
    let larger = free.map(|id| (id, structure.tally(id, &roots)));
    let exceeds = |value: i128, sum: i128| value > 0 && sum >= 0 && value * 10 > sum * 11;
    let all = larger.filter(|(_, found)| found.together > 0 && found.less == found.together);
    let first = all.into_iter().find(|(_, found)| found.worst.is_some_and(|(_, value, sum)| exceeds(value, sum)));
    let Some((id, found)) = first else { return };
    let what = format!("“{}” counts in no sum and is more than all that does", structure.member(id).label);
    let check = doubt(CheckKind::Total, what, &found, structure.axis, structure.member(id), Role::Total);
    structure.checks.push(check);
}
