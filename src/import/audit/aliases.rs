//! Aliases: members that say the same under two names, of which one counts.

use foldhash::{HashMap, HashSet};

use super::candidates::MOST_CANDIDATES;
use super::claims::Claim;
use super::doubt::doubt;
use super::evidence::{DOUBT, SURE};
use super::structure::Structure;
use crate::data::{Axis, Check, CheckKind, Fill, Finding, MemberId, Role};

impl Structure<'_> {
    /// Takes one of two members that say the same out of the sum; false where there are none.
    pub(super) fn retire_alias(&mut self) -> bool {
        let roots = self.roots();
        let totals: Vec<MemberId> =
            (0..).zip(self.members.iter()).filter(|(_, m)| m.role == Role::Total).map(|(id, _)| id).collect();
        let mut same: HashMap<Vec<Option<i64>>, Vec<MemberId>> = HashMap::default();
        let cells = self.cells.fullest();
        let value = |id: MemberId, cell: &&[(MemberId, i64)]| {
            cell.binary_search_by_key(&id, |(member, _)| *member).ok().and_then(|at| cell.get(at)).map(|(_, v)| *v)
        };
        let all: HashSet<MemberId> = roots.iter().chain(&totals).copied().collect();
        let mut all: Vec<MemberId> =
            all.into_iter().filter(|id| self.present.get(*id as usize) == Some(&true)).collect();
        all.sort_unstable();
        for id in all {
            let values: Vec<Option<i64>> = cells.iter().map(|cell| value(id, cell)).collect();
            if values.iter().flatten().any(|value| *value != 0) {
                same.entry(values).or_default().push(id);
            }
        }
        let chance = (roots.len().max(2) as f64).log2() * 2.0;
        let mut twins: Vec<Vec<MemberId>> = same.into_values().filter(|ids| ids.len() > 1).collect();
        // Two claims may say the same where other figures hide it from the fullest cells.
        let named: Vec<MemberId> =
            roots.iter().chain(&totals).copied().filter(|id| self.claim(*id) != Claim::None).collect();
        twins.extend(
            named
                .iter()
                .flat_map(|one| named.iter().filter(move |other| other > &one).map(|other| vec![*one, *other]))
                .take(MOST_CANDIDATES),
        );
        twins.sort();
        for ids in twins.iter().take(MOST_CANDIDATES) {
            let total = |id: &MemberId| self.member(*id).role == Role::Total;
            let coded = |id: &MemberId| self.is_code_of_total(*id);
            let mut each = ids.iter().copied();
            let first = each.clone().find(total).or_else(|| each.clone().find(coded)).or_else(|| each.next());
            let Some(first) = first else { continue };
            // Of thousands that say the same each is as good as any other, and looking at all takes their square.
            for twin in ids.iter().copied().filter(|id| *id != first).take(MOST_CANDIDATES) {
                if self.is_alias(first, twin, chance) {
                    return true;
                }
            }
        }
        false
    }

    fn is_alias(&mut self, first: MemberId, twin: MemberId, chance: f64) -> bool {
        // A total with but one part is no alias of it.
        let related = self.member(twin).parent == Some(first) || self.member(first).parent == Some(twin);
        if related || !self.is_free(twin) || self.settled.contains(&twin) && self.member(twin).role == Role::Memo {
            return false;
        }
        let found = self.tally(first, &[twin]);
        let named = self.claim(first) != Claim::None && self.claim(twin) != Claim::None;
        // As large as everything else together: counted beside it, it doubles all.
        let doubles = !self.is_open(first);
        if !found.nearly_always_equal() || !(named || doubles || found.bits - chance >= DOUBT) {
            return false;
        }
        let sure = named || found.bits - chance >= SURE;
        let (one, other) = (self.member(first).label.clone(), self.member(twin).label.clone());
        if !sure {
            if self.settled.insert(twin) && self.axis != Axis::Reporter {
                let what =
                    format!("“{other}” says the same as “{one}” everywhere: is it the same {}?", self.axis.word());
                let check = doubt(CheckKind::Alias, what, &found, self.axis, self.member(twin), Role::Memo);
                self.checks.push(check);
            }
            return false;
        }
        self.settled.insert(twin);
        self.filled.push(Fill { axis: self.axis, member: first, alias: Some(twin) });
        self.change(twin, |member| {
            (member.role, member.parent) = (Role::Memo, None);
            member.note = Some(format!("the same figures as {one}: counted once"));
        });
        self.checks.push(Check {
            kind: CheckKind::Alias,
            finding: Finding::Notes,
            what: format!("“{other}” says the same as “{one}”: counted once"),
            place: String::new(),
            published: None,
            computed: None,
            compared: found.together,
            agreeing: found.equal,
            whole: false,
            proposes: None,
        });
        true
    }

    /// A total that stands for rows without a partner of their own, and has none, is no total beside a published one.
    pub(super) fn retire_unpublished(&mut self) {
        let totals = (0..).zip(self.members.iter()).filter(|(_, m)| m.role == Role::Total && m.parent.is_none());
        let (published, empty): (Vec<MemberId>, Vec<MemberId>) =
            totals.map(|(id, _)| id).partition(|id| self.present.get(*id as usize) == Some(&true));
        for id in empty.into_iter().filter(|_| !published.is_empty()) {
            self.change(id, |member| member.role = Role::Memo);
        }
    }
}
