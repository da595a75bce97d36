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
        let open: HashSet<MemberId> = roots.iter().copied().filter(|id| self.is_open(*id)).collect();
        for whole in roots.iter().filter(|id| open.contains(*id)) {
            let named = self.claim(*whole) != Claim::None || self.member(*whole).role == Role::Total;
            let others: Vec<MemberId> = roots.iter().copied().filter(|id| id != whole).collect();
            let plain: Vec<MemberId> = others
                .iter()
                .copied()
                .filter(|id| self.claim(*id) == Claim::None || self.settled.contains(id))
                .collect();
            for parts in [others, plain] {
                if !parts.is_empty() && (named || parts.len() > 1) {
                    found.insert(Candidate { whole: *whole, parts, named, of: 0 });
                }
            }
            found.extend(self.by_code(*whole, roots));
        }
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

    /// Members whose codes begin with a member's own.
    fn by_code(&self, whole: MemberId, roots: &[MemberId]) -> Option<Candidate> {
        let code = self.member(whole).code.as_str();
        let below = |id: &MemberId| {
            let other = self.member(*id).code.as_str();
            *id != whole && other.len() > code.len() && other.starts_with(code)
        };
        let parts: Vec<MemberId> = roots.iter().copied().filter(below).collect();
        (self.axis == Axis::Sector && !code.is_empty() && code.len() <= 12 && parts.len() > 1).then_some(Candidate {
            whole,
            parts,
            named: true,
            of: 0,
        })
    }
}
