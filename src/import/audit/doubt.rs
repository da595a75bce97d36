//! The check that asks whether a member is what arithmetic or its name says.

use super::evidence::Tally;
use crate::data::{Amount, Axis, Check, CheckKind, Finding, Member, Proposed, Role};

/// A check that asks whether a member is what arithmetic says, with what would settle it.
pub(super) fn doubt(kind: CheckKind, what: String, found: &Tally, axis: Axis, member: &Member, role: Role) -> Check {
    let worst = found.worst.map(|(_, value, sum)| (Amount::new(value, 0), Amount::new(sum, 0)));
    Check {
        kind,
        finding: Finding::Disputes,
        what,
        place: format!("{} of {} places", found.equal, found.together),
        published: worst.map(|(value, _)| value),
        computed: worst.map(|(_, sum)| sum),
        compared: found.together,
        agreeing: found.equal,
        whole: false,
        proposes: Some(Proposed::Member { axis, member: member.code.clone(), role }),
    }
}
