//! Additive structure: which members are totals, subtotals and aliases of others, found by arithmetic.
//!
//! Words propose and figures decide. A member that claims to be a total is one of whatever it equals: everything else,
//! a run of members above or below it, those whose codes begin with its own. A member without such a claim is a total
//! where the equality is beyond chance ([`SURE`]); where it may be chance and may be not, a person is asked. Runs are
//! found in the fullest cells by sums from the start (a run's sum is the difference of two of them, so each member is
//! one look-up), and then held against every cell: time grows with the figures times the candidates.

use foldhash::HashSet;

use super::candidates::{Candidate, MOST_CANDIDATES};
use super::cells::Cells;
use super::claims::{Claim, claims_of, halves_of};
use super::doubt::doubt;
use super::evidence::{DOUBT, SURE, Tally, tally};
use super::halves::half_of;
use crate::data::country::CodeSystem;
use crate::data::{Axis, Check, CheckKind, Fill, Member, MemberId, Role, Subject, country};
use crate::import::vocabulary;

/// So many bits prove that a name which often heads others does: it is no claim, and little is needed.
const HEADED: f64 = 6.0;
/// Blocks within blocks within blocks.
const ROUNDS: usize = 40;

/// The members of an axis while their structure is being found.
pub(super) struct Structure<'a> {
    pub(super) axis: Axis,
    pub(super) members: &'a mut [Member],
    pub(super) cells: &'a Cells,
    /// Whether a member has figures in the cells.
    pub(super) present: Vec<bool>,
    /// Whether a person has said what the member is.
    pub(super) stated: &'a dyn Fn(MemberId) -> bool,
    claims: Vec<Claim>,
    /// Members whose claim was settled.
    pub(super) settled: HashSet<MemberId>,
    pub(super) checks: Vec<Check>,
    /// Totals that are published under another name as well.
    pub(super) filled: Vec<Fill>,
}

/// Whether a member is a group whose members are known, by its code or its name: `Total Non EU [note 3]`.
fn is_known_group(member: &Member) -> bool {
    let named = || country::recognise_in(CodeSystem::Names, &member.label, "");
    country::group(&member.code).is_some() || named().is_some_and(|found| country::group(&found.code).is_some())
}

impl<'a> Structure<'a> {
    pub(super) fn new(
        axis: Axis,
        members: &'a mut [Member],
        cells: &'a Cells,
        stated: &'a dyn Fn(MemberId) -> bool,
    ) -> Self {
        let present = cells.present(members.len());
        let claims = claims_of(members);
        for (member, claim) in members.iter_mut().zip(&claims) {
            // A name that only sounds like a region is a claim like any other, and figures decide. A group of sectors is
            // one by its code, as `792/3` is.
            let sounds = axis != Axis::Sector && *claim != Claim::None;
            if sounds && member.role == Role::Group && !is_known_group(member) {
                member.role = Role::Leaf;
            }
        }
        Self {
            axis,
            members,
            cells,
            present,
            stated,
            claims,
            settled: HashSet::default(),
            checks: Vec::new(),
            filled: Vec::new(),
        }
    }

    /// Finds subtotals from the innermost out, then what the remaining claims come to.
    pub(super) fn find(&mut self) {
        self.link_joint();
        self.link_lone_half();
        for _ in 0..ROUNDS {
            let known = self.link_next() || self.retire_alias();
            if !known {
                break;
            }
        }
        self.claim_codes();
        self.claim_names();
        self.claim_country();
        self.settle_wholes();
        self.retire_unpublished();
        while self.retire_alias() {}
        self.settle_parts();
    }

    /// `Goods and services` is the sum of both before it is that of anything else that comes to the same by chance.
    fn link_joint(&mut self) {
        let joint: Vec<MemberId> =
            (0..).zip(&self.claims).filter(|(_, c)| **c == Claim::Joint).map(|(id, _)| id).collect();
        for id in joint {
            if !self.is_open(id) {
                continue;
            }
            let halves = halves_of(&self.member(id).label);
            let named = |half: &String| self.members.iter().position(|m| m.label.trim().eq_ignore_ascii_case(half));
            let places: Option<Vec<MemberId>> =
                halves.iter().map(|half| named(half).and_then(|at| MemberId::try_from(at).ok())).collect();
            let Some(parts) = places.filter(|parts| parts.len() == 2) else { continue };
            if self.tally(id, &parts).always_equal() {
                for part in parts {
                    self.change(part, |member| member.parent = Some(id));
                }
                self.settled.insert(id);
            }
        }
    }

    /// `Goods` beside `Goods and services`, where services are not listed, is a part of them.
    fn link_lone_half(&mut self) {
        let names = self.roots();
        let is_half = |id: MemberId, half: &str| self.member(id).label.trim().eq_ignore_ascii_case(half);
        let pair = names.iter().find_map(|joint| {
            let halves = halves_of(&self.member(*joint).label);
            // Few names are joint ones of goods and services; only for them the others are looked through.
            if halves.len() != 2 || !halves.iter().all(|half| half_of(half).is_some()) {
                return None;
            }
            let listed: Vec<MemberId> =
                names.iter().copied().filter(|id| halves.iter().any(|half| is_half(*id, half))).collect();
            let &[only] = listed.as_slice() else { return None };
            let found = self.tally(*joint, &[only]);
            let holds = found.together > 0 && found.more == 0;
            (only != *joint && self.is_open(*joint) && holds).then_some((*joint, only))
        });
        if let Some((joint, half)) = pair {
            self.change(half, |member| member.parent = Some(joint));
            self.settled.insert(joint);
        }
    }

    pub(super) fn member(&self, id: MemberId) -> &Member {
        static NONE: std::sync::LazyLock<Member> = std::sync::LazyLock::new(Member::default);
        self.members.get(id as usize).unwrap_or(&NONE)
    }

    pub(super) fn change(&mut self, id: MemberId, change: impl FnOnce(&mut Member)) {
        if let Some(member) = self.members.get_mut(id as usize) {
            change(member);
        }
    }

    pub(super) fn claim(&self, id: MemberId) -> Claim {
        self.claims.get(id as usize).copied().unwrap_or(Claim::None)
    }

    /// Members that count by themselves: with figures, in the tree, and below nothing that has figures.
    pub(super) fn roots(&self) -> Vec<MemberId> {
        let has = |id: MemberId| self.present.get(id as usize).copied().unwrap_or(false);
        let is_root = |(id, member): (MemberId, &Member)| {
            let above = member.parent.is_some_and(has);
            (has(id) && !above && member.role.in_tree()).then_some(id)
        };
        (0..).zip(self.members.iter()).filter_map(is_root).collect()
    }

    /// Whether a member may still be found to be a total: nobody has said otherwise and it has no parts yet.
    pub(super) fn is_open(&self, id: MemberId) -> bool {
        let mut parts = (0..).zip(self.members.iter()).filter(|(_, member)| member.parent == Some(id));
        self.is_free(id) && !parts.any(|(part, _): (usize, _)| self.present.get(part) == Some(&true))
    }

    pub(super) fn is_free(&self, id: MemberId) -> bool {
        !(self.stated)(id)
    }

    pub(super) fn tally(&self, whole: MemberId, parts: &[MemberId]) -> Tally {
        let parts: HashSet<MemberId> = parts.iter().copied().collect();
        tally(self.cells, whole, &|member| parts.contains(&member))
    }

    /// Links the shortest run that is certainly the parts of one member; false where there is none.
    fn link_next(&mut self) -> bool {
        let roots = self.roots();
        let (candidates, tried) = self.candidates(&roots);
        let chance = (tried.max(1) as f64).log2();
        let mut certain: Vec<Candidate> = Vec::new();
        for candidate in candidates {
            if !self.is_likely(&candidate) {
                continue;
            }
            let found = self.tally(candidate.whole, &candidate.parts);
            // Of any members some set fits by chance.
            let beyond = candidate.of == 0 || found.bits - candidate.of as f64 >= DOUBT;
            let enough = beyond && (found.parts > 1 || candidate.named);
            if !found.nearly_always_equal() || !enough {
                continue;
            }
            let everything = candidate.parts.len() + 1 == roots.len();
            let headed = found.bits >= HEADED && found.always_equal() && self.is_heading(candidate.whole);
            if candidate.named || headed || found.bits - chance - candidate.of as f64 >= SURE {
                certain.push(candidate);
            } else if self.is_doubtful(&candidate, everything, found.bits - chance - candidate.of as f64) {
                self.doubt_total(&candidate, &found, everything);
            }
        }
        // From the innermost out: what is a total itself takes its parts before it is one.
        let is_whole = |id: &MemberId| certain.iter().any(|other| other.whole == *id);
        let innermost = certain.iter().find(|candidate| !candidate.parts.iter().any(is_whole));
        let Some(next) = innermost.or(certain.first()).cloned() else { return false };
        self.link(&next, next.parts.len() + 1 == roots.len());
        true
    }

    /// Whether a name is often that of a part of a list.
    fn is_heading(&self, id: MemberId) -> bool {
        self.axis == Axis::Sector && vocabulary::is_heading(&self.member(id).label)
    }

    /// Whether a candidate is the sum of its parts in most of the fullest cells: all cells are looked at only then.
    fn is_likely(&self, candidate: &Candidate) -> bool {
        let parts: HashSet<MemberId> = candidate.parts.iter().copied().collect();
        let (mut fits, mut stands) = (0, 0);
        for cell in self.cells.fullest() {
            let Ok(place) = cell.binary_search_by_key(&candidate.whole, |(member, _)| *member) else { continue };
            let value = cell.get(place).map_or(0, |(_, value)| i128::from(*value));
            let listed = || cell.iter().filter(|(member, _)| parts.contains(member));
            let sum: i128 = listed().map(|(_, value)| i128::from(*value)).sum();
            let count = listed().count();
            let grains: u64 = listed().map(|(member, _)| self.cells.grain_of(*member)).fold(0, u64::saturating_add);
            let rounding = i128::from(grains.saturating_add(self.cells.grain_of(candidate.whole)));
            stands += usize::from(count > 0);
            fits += usize::from(count > 0 && (value - sum).abs() <= rounding);
        }
        stands == 0 || fits * 2 >= stands
    }

    /// Whether an equality that no word supports must be asked about: it would count everything twice, or is hardly
    /// chance.
    fn is_doubtful(&self, candidate: &Candidate, everything: bool, bits: f64) -> bool {
        let asked = self.axis != Axis::Reporter && !self.settled.contains(&candidate.whole);
        let enough = if self.is_coded_apart(candidate) { 0.0 } else { DOUBT };
        asked && (bits >= enough || (everything && candidate.parts.len() > 2))
    }

    /// Whether a code with letters stands over codes of figures: `S1` beside `84` and `72` says half of it.
    fn is_coded_apart(&self, candidate: &Candidate) -> bool {
        let code = |id: MemberId| self.member(id).code.as_bytes();
        let figures = |code: &[u8]| !code.is_empty() && code.iter().all(u8::is_ascii_digit);
        let lettered = code(candidate.whole).iter().any(u8::is_ascii_alphabetic) && code(candidate.whole).len() <= 6;
        lettered && candidate.parts.iter().all(|part| figures(code(*part)))
    }

    fn link(&mut self, candidate: &Candidate, everything: bool) {
        let whole = candidate.whole;
        self.settled.insert(whole);
        let claim = self.claim(whole);
        if claim == Claim::Whole || (everything && claim != Claim::Part) {
            // Whatever else is listed hangs below it as well, and is held against it.
            self.change(whole, |member| (member.role, member.parent) = (Role::Total, None));
        } else if self.member(whole).role == Role::Total {
            self.change(whole, |member| member.role = Role::Leaf);
        }
        for part in &candidate.parts {
            self.change(*part, |member| member.parent = Some(whole));
        }
    }

    fn doubt_total(&mut self, candidate: &Candidate, found: &Tally, everything: bool) {
        self.settled.insert(candidate.whole);
        let whole = self.member(candidate.whole);
        let parts = if everything {
            format!("all other {}", self.axis.plural())
        } else {
            let names: Vec<&str> = candidate.parts.iter().take(3).map(|id| self.member(*id).label.as_str()).collect();
            let more = candidate.parts.len().saturating_sub(3);
            names.join(", ") + &if more > 0 { format!(" and {more} more") } else { String::new() }
        };
        let what = format!("“{}” equals the sum of {parts}, and no word says that it is their total", whole.label);
        let role = if everything { Role::Total } else { Role::Memo };
        let check = doubt(CheckKind::Total, what, found, self.axis, whole, role);
        self.checks.push(check);
    }

    /// A code of noughts, or a bare `T`, is everything where it is nowhere less than the sum of the others; elsewhere it
    /// is a code like any other.
    fn claim_codes(&mut self) {
        let roots = self.roots();
        let Some(whole) = roots.iter().copied().find(|id| self.is_code_of_total(*id)) else { return };
        let parts: Vec<MemberId> = roots.into_iter().filter(|id| *id != whole).collect();
        let found = self.tally(whole, &parts);
        // Of one partner at a time it is everything where it equals whichever it is.
        let alone = self.axis == Axis::Partner && parts.len() > 1 && found.together > 1 && found.always_equal();
        let is_whole = found.together > 0 && found.more == 0 && (found.parts > 1 || alone);
        if let Some(claim) = self.claims.get_mut(whole as usize).filter(|_| is_whole) {
            *claim = Claim::Whole;
        }
    }

    /// `Merchandise trade` above or below some goods is all of them where it is nowhere less than they are together and
    /// they are the most of it; where they are little of it, it is asked about.
    fn claim_names(&mut self) {
        if self.axis != Axis::Sector {
            return;
        }
        let roots = self.roots();
        let may = |id: &MemberId| {
            let label = &self.member(*id).label;
            vocabulary::may_be_everything(label) || vocabulary::is_half_of_trade(&format!("all {label}"))
        };
        let halves: Vec<MemberId> = roots.iter().copied().filter(may).collect();
        let others: Vec<MemberId> = roots.iter().copied().filter(|id| !halves.contains(id)).collect();
        let &[whole] = halves.as_slice() else { return };
        let claims = others.iter().any(|id| self.claim(*id) != Claim::None || self.member(*id).role == Role::Total);
        // `Goods` may be all products beside it; beside travel and transport it is one of two halves, and `Services` may be
        // their sum.
        let label = &self.member(whole).label;
        let is_everything = vocabulary::may_be_everything(label);
        let beside = || others.iter().any(|id| vocabulary::is_beside_goods(&self.member(*id).label));
        let may_be_sum = match half_of(label) {
            Some(Subject::Goods) => !beside(),
            Some(Subject::Services) => beside(),
            _ => false,
        };
        // A code says it already: `S` of the services of the balance of payments.
        let is_known = self.member(whole).role == Role::Total;
        if claims || is_known || !(is_everything || may_be_sum) || !self.is_open(whole) || self.settled.contains(&whole)
        {
            return;
        }
        let found = self.tally(whole, &others);
        // One item beside goods may be a product; what has parts of its own is another part of an account.
        let is_product = |id: &MemberId| !self.members.iter().any(|member| member.parent == Some(*id));
        let is_one_product = others.iter().all(is_product) && !(is_everything && beside());
        let tells = found.parts > 1 || is_one_product;
        if found.together == 0 || found.more > 0 || !tells {
            return;
        }
        if is_everything && found.parts > 1 && found.worst.is_some_and(|(_, value, sum)| sum * 2 >= value) {
            if let Some(claim) = self.claims.get_mut(whole as usize) {
                *claim = Claim::Whole;
            }
            return;
        }
        self.settled.insert(whole);
        let what = format!("it is not known whether “{}” contains the others beside it", self.member(whole).label);
        let check = doubt(CheckKind::Total, what, &found, self.axis, self.member(whole), Role::Total);
        self.checks.push(check);
    }

    pub(super) fn is_code_of_total(&self, id: MemberId) -> bool {
        let member = self.member(id);
        let noughts = !member.code.is_empty() && member.code.bytes().all(|b| b == b'0');
        noughts || member.code == "T" && member.label == member.code
    }

    /// The one country in a list of parts of it, or of goods, where it is no less than all of them: `Deutschland` below its
    /// states.
    fn claim_country(&mut self) {
        let roots = self.roots();
        if self.axis == Axis::Partner || roots.len() < 3 {
            return;
        }
        let is_country = |id: &MemberId| {
            let member = self.member(*id);
            let by_name = || country::recognise(&member.label).is_some_and(|found| found.is_country());
            country::name(&member.code).is_some() || member.label.chars().count() > 2 && by_name()
        };
        let mut countries = roots.iter().copied().filter(is_country);
        let (Some(whole), None) = (countries.next(), countries.next()) else { return };
        let parts: Vec<MemberId> = roots.into_iter().filter(|id| *id != whole).collect();
        let found = self.tally(whole, &parts);
        let is_whole = found.together > 0 && !found.exceeds() && self.is_free(whole);
        if let Some(claim) = self.claims.get_mut(whole as usize).filter(|_| is_whole) {
            *claim = Claim::Whole;
        }
    }

    /// Members that claim to be everything and are no sum of what is listed: a total with a remainder, or a dispute.
    fn settle_wholes(&mut self) {
        for _ in 0..4 {
            let roots = self.roots();
            let open = |id: &MemberId| {
                let claims = self.claim(*id) == Claim::Whole || self.member(*id).role == Role::Total;
                claims && !self.settled.contains(id) && self.is_free(*id)
            };
            let Some(whole) = roots.iter().copied().find(open) else { return };
            self.settled.insert(whole);
            let parts: Vec<MemberId> = roots.into_iter().filter(|id| *id != whole).collect();
            let found = self.tally(whole, &parts);
            if found.together == 0 && !parts.is_empty() && self.member(whole).role != Role::Total {
                continue;
            }
            self.change(whole, |member| (member.role, member.parent) = (Role::Total, None));
            if found.exceeds() {
                self.set_aside_excess(whole, &parts, &found);
            }
        }
    }

    /// Where the parts exceed their published total because one of them is counted twice, that one stands aside.
    fn set_aside_excess(&mut self, whole: MemberId, parts: &[MemberId], before: &Tally) {
        let mut free: Vec<MemberId> = parts.iter().copied().filter(|id| self.is_free(*id)).collect();
        // Who calls itself a total is looked at first.
        free.sort_by_key(|id| self.claim(*id) == Claim::None);
        let free = free.into_iter().take(MOST_CANDIDATES * 4);
        let without = |candidate: MemberId| {
            let rest: Vec<MemberId> = parts.iter().copied().filter(|id| *id != candidate).collect();
            (self.tally(whole, &rest), candidate)
        };
        let best = free.map(without).min_by_key(|(found, id)| (found.more, found.less, *id));
        if let Some((found, candidate)) = best.filter(|(found, _)| {
            !found.exceeds() && found.equal > before.equal && found.bits >= DOUBT && found.parts > 1
        }) {
            debug_assert!(found.together > 0);
            self.settled.insert(candidate);
            self.change(candidate, |member| {
                (member.role, member.parent) = (Role::Memo, None);
                member.note = Some("stands beside its own parts: counted in them".to_owned());
            });
        }
    }

    /// Members that claim to be the total of something and equal nothing that is listed.
    fn settle_parts(&mut self) {
        let roots = self.roots();
        let open: Vec<MemberId> = roots
            .iter()
            .copied()
            .filter(|id| self.claim(*id) == Claim::Part && !self.settled.contains(id) && self.is_free(*id))
            .collect();
        let plain = roots.iter().filter(|id| !open.contains(id) && self.member(**id).role != Role::Total).count();
        let total = (0..).zip(self.members.iter()).any(|(id, m): (usize, &Member)| {
            m.role == Role::Total && m.parent.is_none() && self.present.get(id) == Some(&true)
        });
        for id in open {
            // Beside a published total of everything it counts nothing twice; alone among its like neither.
            self.change(id, |member| member.role = Role::Leaf);
            if plain == 0 || total || self.axis == Axis::Reporter {
                continue;
            }
            let parts: Vec<MemberId> = roots.iter().copied().filter(|other| *other != id).collect();
            let found = self.tally(id, &parts);
            if found.together > 0 {
                let label = self.member(id).label.clone();
                let what = format!("“{label}” calls itself a total and is no sum of {} beside it", self.axis.plural());
                let check = doubt(CheckKind::Total, what, &found, self.axis, self.member(id), Role::Total);
                self.checks.push(check);
            }
        }
    }
}
