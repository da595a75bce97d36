//! What may be the sum of what: runs of neighbours, any members of a short list, members whose codes begin alike.

use foldhash::{HashMap, HashSet};

use super::claims::Claim;
use super::structure::Structure;
use crate::data::{Axis, MemberId, Role};

/// So many candidates are held against the cells at a time.
pub(super) const MOST_CANDIDATES: usize = 48;
/// Of lists up to this length any members are tried together.
const SHORT: usize = 12;
/// More sets than this are chance.
const MOST_SUBSETS: usize = 3;

/// A member that may be the sum of others.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Candidate {
    pub(super) whole: MemberId,
    pub(super) parts: Vec<MemberId>,
    /// Whether a word or a code proposes it.
    pub(super) named: bool,
    /// Of how many members the parts were any, where they are no block.
    pub(super) of: usize,
}

impl Structure<'_> {
    /// What may be the parts of what, shortest first, and how many pairs were looked at.
    pub(super) fn candidates(&self, roots: &[MemberId]) -> (Vec<Candidate>, usize) {
        let mut found: HashSet<Candidate> = HashSet::default();
        for cell in self.cells.fullest() {
            let figures: HashMap<MemberId, i64> = cell.iter().copied().collect();
            let row: Vec<(MemberId, i128)> =
                roots.iter().filter_map(|id| Some((*id, i128::from(*figures.get(id)?)))).collect();
            self.runs(&row, &mut found);
            self.subsets(&row, &mut found);
            // A total that stands among the parts of another interrupts their run.
            let is_claim = |id: MemberId| self.claim(id) != Claim::None && !self.settled.contains(&id);
            let claims: Vec<MemberId> = row.iter().map(|(id, _)| *id).filter(|id| is_claim(*id)).collect();
            for beside in claims.iter().map(|claim| Some(*claim)).chain([None]).take(MOST_CANDIDATES) {
                let own = |(id, _): &(MemberId, i128)| Some(*id) == beside || !is_claim(*id);
                let row: Vec<(MemberId, i128)> = row.iter().copied().filter(own).collect();
                self.runs(&row, &mut found);
            }
        }
        let open = self.open(roots);
        let mut codes: Vec<(&str, MemberId)> = roots.iter().map(|id| (self.member(*id).code.as_str(), *id)).collect();
        codes.sort_unstable();
        for rest in [roots.to_vec(), self.without_claims(roots)] {
            let mut rest = Rest::of(self, rest);
            found.extend(roots.iter().filter(|id| open.contains(*id)).filter_map(|whole| rest.candidate(self, *whole)));
        }
        found.extend(roots.iter().filter(|id| open.contains(*id)).filter_map(|whole| self.by_code(*whole, &codes)));
        // One claim is no part of another: they may be two names of the same.
        let is_claim = |id: &MemberId| self.claim(*id) != Claim::None && !self.settled.contains(id);
        let alone = |c: &Candidate| c.parts.iter().any(is_claim) || self.is_code_of_total(c.whole);
        let fits = |c: &Candidate| open.contains(&c.whole) && (c.parts.len() > 1 || !alone(c));
        let mut found: Vec<Candidate> = found.into_iter().filter(fits).collect();
        found.sort_by_key(|c| (c.parts.len(), !c.named, c.whole, c.parts.first().copied()));
        // A list of many without a structure has no more candidates than by chance.
        let named: Vec<Candidate> = found.iter().filter(|c| c.named).take(MOST_CANDIDATES * 2).cloned().collect();
        let unnamed = found.into_iter().filter(|c| !c.named).take(MOST_CANDIDATES);
        let mut all: Vec<Candidate> = named.into_iter().chain(unnamed).collect();
        all.sort_by_key(|c| (c.parts.len(), !c.named, c.whole, c.parts.first().copied()));
        (all, roots.len() * roots.len())
    }

    /// Runs of neighbours in one cell whose sum is another member's figure: next to it, or for a claim anywhere.
    fn runs(&self, row: &[(MemberId, i128)], found: &mut HashSet<Candidate>) {
        let mut sums: Vec<i128> = vec![0];
        for (_, value) in row {
            sums.push(sums.last().copied().unwrap_or(0) + value);
        }
        let mut places: HashMap<i128, Vec<usize>> = HashMap::default();
        sums.iter().enumerate().for_each(|(at, sum)| places.entry(*sum).or_default().push(at));
        let sum_at = |at: usize| sums.get(at).copied().unwrap_or(0);
        let parts = |from: usize, to: usize| row.get(from..to).unwrap_or_default().iter().map(|(id, _)| *id).collect();
        for (at, (whole, value)) in row.iter().enumerate().filter(|(_, (id, value))| *value != 0 && self.is_free(*id)) {
            let named = self.claim(*whole) != Claim::None;
            let least = if named { 1 } else { 2 };
            let mut add = |from: usize, to: usize| {
                if to >= from + least && !(from..to).contains(&at) && found.len() < 4096 {
                    found.insert(Candidate { whole: *whole, parts: parts(from, to), named, of: 0 });
                }
            };
            // Below it, and above it.
            for end in places.get(&(sum_at(at + 1) + value)).into_iter().flatten() {
                add(at + 1, *end);
            }
            for start in places.get(&(sum_at(at) - value)).into_iter().flatten().filter(|start| **start < at) {
                add(*start, at);
            }
            if named {
                for from in 0..row.len() {
                    for to in places.get(&(sum_at(from) + value)).into_iter().flatten() {
                        add(from, *to);
                    }
                }
            }
        }
    }

    /// Any members of a short list whose figures add up to another's: those that a first row leaves out stand last.
    fn subsets(&self, row: &[(MemberId, i128)], found: &mut HashSet<Candidate>) {
        if !(4..=SHORT).contains(&row.len()) {
            return;
        }
        for (at, (whole, value)) in row.iter().enumerate().filter(|(_, (id, value))| *value != 0 && self.is_free(*id)) {
            let named = self.claim(*whole) != Claim::None;
            let fitting = (1u32..1 << row.len()).filter(|chosen| chosen >> at & 1 == 0 && chosen.count_ones() > 1);
            let chosen =
                |set: u32| row.iter().enumerate().filter(move |(at, _)| set >> at & 1 == 1).map(|(_, part)| part);
            let fitting = fitting.filter(|set| chosen(*set).map(|(_, value)| value).sum::<i128>() == *value);
            // Where many do, none is meant.
            let sets: Vec<u32> = fitting.take(MOST_SUBSETS + 1).collect();
            for set in sets.iter().filter(|_| sets.len() <= MOST_SUBSETS) {
                let parts = chosen(*set).map(|(id, _)| *id).collect();
                found.insert(Candidate { whole: *whole, parts, named, of: row.len() });
            }
        }
    }

    /// The roots that may be found to be totals.
    fn open(&self, roots: &[MemberId]) -> HashSet<MemberId> {
        let parents: HashSet<MemberId> = (0..)
            .zip(self.members.iter())
            .filter(|(id, _): &(usize, _)| self.present.get(*id) == Some(&true))
            .filter_map(|(_, member)| member.parent)
            .collect();
        roots.iter().copied().filter(|id| self.is_free(*id) && !parents.contains(id)).collect()
    }

    fn without_claims(&self, roots: &[MemberId]) -> Vec<MemberId> {
        let is_plain = |id: &MemberId| self.claim(*id) == Claim::None || self.settled.contains(id);
        roots.iter().copied().filter(is_plain).collect()
    }

    /// Members whose codes begin with a member's own, of codes in their order.
    fn by_code(&self, whole: MemberId, codes: &[(&str, MemberId)]) -> Option<Candidate> {
        let code = self.member(whole).code.as_str();
        let from = codes.partition_point(|(other, _)| *other < code);
        let alike = codes.get(from..).unwrap_or_default().iter().take_while(|(other, _)| other.starts_with(code));
        let mut parts: Vec<MemberId> =
            alike.filter(|(other, id)| *id != whole && other.len() > code.len()).map(|(_, id)| *id).collect();
        parts.sort_unstable();
        (self.axis == Axis::Sector && !code.is_empty() && code.len() <= 12 && parts.len() > 1).then_some(Candidate {
            whole,
            parts,
            named: true,
            of: 0,
        })
    }
}

/// Members of which one may be the sum of all others: a list for each of many would be as long as the square of them.
struct Rest {
    members: Vec<MemberId>,
    among: HashSet<MemberId>,
    /// For each of the fullest cells the sum of their figures, and what its roundings may leave.
    sums: Vec<(i128, i128)>,
    /// How many members are still looked at that stand in none of the fullest cells.
    unseen: usize,
}

impl Rest {
    fn of(structure: &Structure<'_>, members: Vec<MemberId>) -> Self {
        let among: HashSet<MemberId> = members.iter().copied().collect();
        let sum = |cell: &&[(MemberId, i64)]| {
            let listed = cell.iter().filter(|(member, _)| among.contains(member));
            listed.fold((0, 0), |(sum, grains), (member, value)| {
                (sum + i128::from(*value), grains + i128::from(structure.cells.grain_of(*member)))
            })
        };
        let sums = structure.cells.fullest().iter().map(sum).collect();
        Self { members, among, sums, unseen: MOST_CANDIDATES }
    }

    /// A member as the sum of all others; none where no word claims it and no figure of the fullest cells says so.
    fn candidate(&mut self, structure: &Structure<'_>, whole: MemberId) -> Option<Candidate> {
        let named = structure.claim(whole) != Claim::None || structure.member(whole).role == Role::Total;
        let rest = self.members.len() - usize::from(self.among.contains(&whole));
        if rest == 0 || !named && (rest < 2 || !self.fits(structure, whole)) {
            return None;
        }
        let parts = self.members.iter().copied().filter(|id| *id != whole).collect();
        Some(Candidate { whole, parts, named, of: 0 })
    }

    /// Whether a member is the sum of the others in one of the fullest cells, or stands in none of them.
    fn fits(&mut self, structure: &Structure<'_>, whole: MemberId) -> bool {
        let own = self.among.contains(&whole);
        let mut unseen = true;
        for (cell, (sum, rounding)) in structure.cells.fullest().into_iter().zip(&self.sums) {
            let Ok(place) = cell.binary_search_by_key(&whole, |(member, _)| *member) else { continue };
            unseen = false;
            let value = cell.get(place).map_or(0, |(_, value)| i128::from(*value));
            let others = if own { sum - value } else { *sum };
            if (value - others).abs() <= rounding + i128::from(structure.cells.grain_of(whole)) {
                return true;
            }
        }
        self.unseen = self.unseen.saturating_sub(usize::from(unseen));
        unseen && self.unseen > 0
    }
}
