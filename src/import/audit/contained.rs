//! Sectors that others beside them may hold by their meaning: `Chemicals` below `Manufactures`, codes within `25-97`.
//!
//! Where the parts of a list are not all there, no sum tells that they are parts: the meaning of their names does, or the
//! range of their codes. A range is certain and takes what lies in it; a name is asked about. Where a published total
//! equals all of them together, they stand side by side, whatever they are called.

use std::cmp::Reverse;

use super::doubt::doubt;
use super::structure::Structure;
use crate::data::{Axis, CheckKind, Member, MemberId, Role};
use crate::import::regions;
use crate::import::vocabulary::{Holds, claims_total, may_hold};

/// More members than these are a classification, in which every name is told by its code.
const MOST: usize = 60;

/// Ranges within ranges go no deeper than this.
const DEEPEST: usize = 16;

/// Hangs what lies in a range of codes below it, and asks about names that others may hold.
pub(super) fn settle(structure: &mut Structure<'_>) {
    if structure.axis != Axis::Sector {
        return;
    }
    hang_ranges(structure);
    let roots = structure.roots();
    if roots.len() > MOST || is_whole_told(structure, &roots) {
        return;
    }
    let named: Vec<MemberId> = roots.into_iter().filter(|id| is_named(structure.member(*id))).collect();
    let mut held: Vec<MemberId> = Vec::new();
    for (at, whole) in named.iter().copied().enumerate() {
        let below = named.get(at + 1..).unwrap_or_default().iter();
        let above = named.get(..at).unwrap_or_default().iter().rev();
        // What a whole holds stands next to it, in one block.
        let down = below.map(|id| (*id, false)).take_while(|(id, up)| holds(structure, whole, *id, *up));
        let up = above.map(|id| (*id, true)).take_while(|(id, up)| holds(structure, whole, *id, *up));
        // What is left of a list holds others, and is no part of one.
        let may_be_part = |id: &MemberId| !held.contains(id) && !regions::is_remainder(&structure.member(*id).label);
        let block: Vec<MemberId> = down.chain(up).map(|(id, _)| id).filter(may_be_part).collect();
        held.extend(ask(structure, whole, &block));
    }
}

/// Whether a member is known by its name alone.
fn is_named(member: &Member) -> bool {
    let is_plain = matches!(member.role, Role::Leaf | Role::Unknown) && claims_total(&member.label).is_none();
    is_plain && member.code == member.label
}

fn holds(structure: &Structure<'_>, whole: MemberId, part: MemberId, is_above: bool) -> bool {
    match may_hold(&structure.member(whole).label, &structure.member(part).label) {
        Some(Holds::Either) => true,
        Some(Holds::Below) => !is_above,
        None => false,
    }
}

/// Whether a published total equals all that counts below it.
fn is_whole_told(structure: &Structure<'_>, roots: &[MemberId]) -> bool {
    let is_total = |id: &MemberId| structure.member(*id).role == Role::Total;
    let parts: Vec<MemberId> = roots.iter().copied().filter(|id| !is_total(id)).collect();
    roots.iter().filter(|id| is_total(id)).any(|total| structure.tally(*total, &parts).nearly_always_equal())
}

/// Asks about the members of a block that are together nowhere more than what may hold them; gives them.
fn ask(structure: &mut Structure<'_>, whole: MemberId, block: &[MemberId]) -> Vec<MemberId> {
    let mut parts: Vec<MemberId> = Vec::new();
    for part in block.iter().copied().filter(|id| structure.is_free(*id) && structure.is_free(whole)) {
        parts.push(part);
        let found = structure.tally(whole, &parts);
        if found.together == 0 || found.more > 0 {
            parts.pop();
        }
    }
    for part in &parts {
        let label = &structure.member(whole).label;
        let what = format!("“{}” may be counted in “{label}” beside it", structure.member(*part).label);
        let found = structure.tally(whole, &[*part]);
        let member = structure.member(*part);
        let check = doubt(CheckKind::Total, what, &found, structure.axis, member, Role::Memo);
        structure.checks.push(check);
    }
    parts
}

/// What lies within a range of codes is a part of it: `27` of `25-97`, `84-85` as well.
fn hang_ranges(structure: &mut Structure<'_>) {
    let coded = structure.roots().into_iter().filter_map(|id| Some((range(&structure.member(id).code)?, id)));
    let mut coded: Vec<(Codes, MemberId)> = coded.collect();
    // Each range before those within it: whatever is still open when one begins may hold it, the last one first.
    coded.sort_by_key(|(codes, id)| (codes.digits, codes.from, Reverse(codes.to), *id));
    let mut open: Vec<(Codes, MemberId)> = Vec::new();
    for (codes, part) in coded {
        while open.last().is_some_and(|(last, _)| last.digits != codes.digits || last.to < codes.from) {
            open.pop();
        }
        let around = open.iter().rev().take(DEEPEST).find(|(whole, _)| whole.holds(&codes));
        if let Some((_, whole)) = around.filter(|_| structure.is_free(part)) {
            let whole = *whole;
            structure.change(part, |member| member.parent = Some(whole));
        }
        if codes.from < codes.to {
            open.push((codes, part));
        }
    }
}

/// A range of codes, or one code: `25-97`, `84`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Codes {
    from: u32,
    to: u32,
    /// Chapters are in no range of headings.
    digits: usize,
}

impl Codes {
    /// Whether another range lies within this one, which is wider.
    const fn holds(&self, other: &Self) -> bool {
        self.from <= other.from && other.to <= self.to && self.to - self.from > other.to - other.from
    }
}

/// The codes of a range, `25-97` or `84–85`, or of one code.
fn range(code: &str) -> Option<Codes> {
    let is_dash = |c: char| matches!(c, '-' | '–' | '—' | '−');
    let (from, to) = code.split_once(is_dash).unwrap_or((code, code));
    let (from, to) = (from.trim(), to.trim());
    let is_code = |text: &str| (1..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let (low, high): (u32, u32) = (from.parse().ok()?, to.parse().ok()?);
    // Chapters are written with one digit or two.
    let digits = |text: &str| text.len().max(2);
    let fits = is_code(from) && is_code(to) && low <= high && digits(from) == digits(to);
    fits.then_some(Codes { from: low, to: high, digits: digits(from) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_codes() {
        for (code, read) in [
            ("25-97", Some((25, 97, 2))),
            ("1-24", Some((1, 24, 2))),
            ("01–05", Some((1, 5, 2))),
            ("84", Some((84, 84, 2))),
            ("2709-2710", Some((2709, 2710, 4))),
            ("97-25", None),
            ("1-2401", None),
            ("S1-3", None),
            ("Food", None),
        ] {
            let read = read.map(|(from, to, digits)| Codes { from, to, digits });
            assert_eq!(range(code), read, "{code}");
        }
    }
}
