//! Groups of countries: left out of a sum only for what their members beside them already give.
//!
//! A bloc (European Union, ASEAN, a continent) overlaps its members. Where all of them stand beside it, it stands
//! aside; where none does, it counts like a country; where some do, they are its listed parts, and what they leave of
//! it counts as "other". Under a published total of everything no group is needed for a sum.

use foldhash::HashSet;

use super::doubt::doubt;
use super::evidence::Tally;
use super::structure::Structure;
use crate::data::country::CodeSystem;
use crate::data::{Axis, CheckKind, Member, MemberId, Role, country};
use crate::import::regions;

/// Countries that publishers count to one continent or to another: in the UN's M49 Türkiye, Cyprus and the Caucasus are
/// in Asia and Russia in Europe, in Eurostat's geonomenclature Türkiye is in Europe; Mexico is North or Latin America,
/// Egypt and Sudan are Africa or the Arab countries.
const BETWEEN: [&str; 10] = ["TUR", "CYP", "RUS", "KAZ", "GEO", "ARM", "AZE", "EGY", "MEX", "SDN"];

/// Settles the groups of the axis; gives those whose missing periods are filled by the sums of their members.
pub(super) fn settle(structure: &mut Structure<'_>) -> Vec<MemberId> {
    let groups: Vec<MemberId> = (0..)
        .zip(structure.members.iter())
        .filter(|(id, m)| m.role == Role::Group && structure.present.get(*id as usize) == Some(&true))
        .map(|(id, _)| id)
        .filter(|id| !(structure.stated)(*id))
        .collect();
    if groups.is_empty() || has_published_total(structure) {
        return Vec::new();
    }
    let known: Vec<Known> = structure.members.iter().map(Known::of).collect();
    // The smallest first: what it contains is its own before it is a larger one's.
    let mut sized: Vec<(usize, MemberId)> = groups.into_iter().map(|id| (codes_of(&known, id).len(), id)).collect();
    // Whom a group contains that is not known is asked of those only that are in none that is.
    sized.sort_unstable_by_key(|(size, id)| (*size == 0, *size, *id));
    let mut filled = Vec::new();
    for (_, id) in &sized {
        if counts(structure, &known, *id) {
            filled.push(*id);
        }
    }
    filled
}

fn has_published_total(structure: &Structure<'_>) -> bool {
    let present = |id: usize| structure.present.get(id) == Some(&true);
    structure.members.iter().enumerate().any(|(id, m)| m.role == Role::Total && m.parent.is_none() && present(id))
}

/// What a member's code and name tell: each is looked at once, however many groups there are.
struct Known {
    /// The countries that a group contains.
    codes: Vec<&'static str>,
    /// Of a remainder, `Other Asia`, the countries of the region that it is what is left of.
    left_of: Vec<&'static str>,
    /// Whether it is neither a country, a group nor what is left of one.
    is_strange: bool,
    /// Whether it is a country.
    is_country: bool,
}

impl Known {
    fn of(member: &Member) -> Self {
        let codes = countries_in(member);
        let is_country = country::name(&member.code).is_some();
        let is_known = is_country || !codes.is_empty();
        let left = regions::remainder_of(&member.label);
        let left_of = left.and_then(|code| country::group(&code)).map_or(Vec::new(), |group| group.members.to_vec());
        Self { is_strange: !is_known && !regions::is_remainder(&member.label), is_country, left_of, codes }
    }
}

/// The countries that a member contains, where it is a group and they are known.
fn codes_of(known: &[Known], id: MemberId) -> &[&'static str] {
    known.get(id as usize).map_or(&[], |known| known.codes.as_slice())
}

/// The countries that a group contains, where it is known.
fn countries_in(member: &Member) -> Vec<&'static str> {
    let outside = |of: &str| -> Vec<&'static str> {
        let inside = country::group(of).map_or(&[][..], |group| group.members);
        country::all().into_iter().map(|(code, _)| code).filter(|code| !inside.contains(code)).collect()
    };
    if let Some(without) = regions::world_without(&member.label) {
        let inside = country::group(&without).map_or(&[][..], |group| group.members);
        let others = country::all().into_iter().map(|(code, _)| code);
        return others.filter(|code| *code != without && !inside.contains(code)).collect();
    }
    // A region that the file only names has the name for its code.
    let named = || country::recognise_in(CodeSystem::Names, &member.label, "").map(|found| found.code);
    let code = country::group(&member.code).map(|group| group.code.to_owned()).or_else(named);
    match code.as_deref() {
        Some("EXT-EU") => outside("EU"),
        Some("INTRA-EU") => country::group("EU").map(|group| group.members.to_vec()).unwrap_or_default(),
        Some(code) => country::group(code).map(|group| group.members.to_vec()).unwrap_or_default(),
        None => Vec::new(),
    }
}

/// Lets a group count for what nothing else gives; false where it stands aside.
fn counts(structure: &mut Structure<'_>, known: &[Known], id: MemberId) -> bool {
    let codes: HashSet<&str> = codes_of(known, id).iter().copied().collect();
    let roots = structure.roots();
    let inside = |id: &MemberId| {
        codes.contains(structure.member(*id).code.as_str())
            || {
                let own = codes_of(known, *id);
                !own.is_empty() && own.iter().all(|code| codes.contains(code))
            }
            || known.get(*id as usize).is_some_and(|known| is_left_of(&known.left_of, &codes))
    };
    let mut parts: Vec<MemberId> = roots.iter().copied().filter(inside).collect();
    if structure.tally(id, &parts).is_surpassed() {
        // Lists differ in whom they count to a region: who is larger than the group by itself is none of it.
        parts.retain(|part| structure.tally(id, &[*part]).more == 0);
    }
    let doubtful = settle_between(structure, id, &mut parts);
    let beside: Vec<MemberId> = roots.iter().copied().filter(|root| !parts.contains(root)).collect();
    if parts.is_empty() {
        return counts_alone(structure, known, id, &codes, &beside);
    }
    let found = structure.tally(id, &parts);
    if found.is_surpassed() {
        // Its members exceed it: another composition. They are the finer telling, and it stands aside, unless it has
        // elsewhere what none of them tells.
        if found.less * 20 > found.together && structure.axis != Axis::Reporter {
            let label = &structure.member(id).label;
            let what = format!("“{label}” is less than its listed members in some places and more in others");
            ask(structure, id, what, &found);
        }
        return false;
    }
    let covered = found.always_equal() && found.alone == 0;
    let listed: HashSet<&str> = parts.iter().map(|part| structure.member(*part).code.as_str()).collect();
    if covered || (found.together == 0 && codes.iter().all(|code| listed.contains(code))) {
        return false;
    }
    if let Some(part) = doubtful {
        ask_whether_inside(structure, id, part, &found);
    }
    structure.change(id, |group| group.role = Role::Leaf);
    for part in parts {
        structure.change(part, |member| member.parent = Some(id));
    }
    true
}

/// Whether what is left of one region lies in another: in the same, or in one that contains it.
fn is_left_of(region: &[&str], codes: &HashSet<&str>) -> bool {
    !region.is_empty() && region.iter().all(|code| codes.contains(code))
}

/// Asks about a group: `what` may be wrong with it.
fn ask(structure: &mut Structure<'_>, id: MemberId, what: String, found: &Tally) {
    let check = doubt(CheckKind::Group, what, found, structure.axis, structure.member(id), Role::Group);
    structure.checks.push(check);
}

fn ask_whether_inside(structure: &mut Structure<'_>, id: MemberId, other: MemberId, found: &Tally) {
    let (label, beside) = (&structure.member(id).label, &structure.member(other).label);
    let what = format!("“{label}” is a group, and it is not known whether “{beside}” beside it is one of it");
    ask(structure, id, what, found);
}

/// Takes countries between two continents out of a region's parts where its figures leave no room for them; gives one of
/// which they do not tell.
fn settle_between(structure: &Structure<'_>, id: MemberId, parts: &mut Vec<MemberId>) -> Option<MemberId> {
    let between = |part: &MemberId| BETWEEN.contains(&structure.member(*part).code.as_str());
    let doubtful = parts.iter().copied().find(between)?;
    let without: Vec<MemberId> = parts.iter().copied().filter(|part| !between(part)).collect();
    let (all, fewer) = (structure.tally(id, parts), structure.tally(id, &without));
    if all.always_equal() {
        return None;
    }
    if all.more > 0 || fewer.always_equal() && fewer.parts > 1 {
        *parts = without;
        return None;
    }
    (structure.axis != Axis::Reporter).then_some(doubtful)
}

/// A group without a member beside it counts by itself, unless it overlaps another that counts.
fn counts_alone(
    structure: &mut Structure<'_>,
    known: &[Known],
    id: MemberId,
    codes: &HashSet<&str>,
    beside: &[MemberId],
) -> bool {
    let overlaps = |other: &MemberId| codes_of(known, *other).iter().any(|code| codes.contains(code));
    let unknown = codes.is_empty();
    let clash = beside.iter().copied().find(|other| !unknown && overlaps(other));
    if let Some(other) = clash.filter(|_| structure.axis != Axis::Reporter) {
        let (label, beside) = (&structure.member(id).label, &structure.member(other).label);
        let what = format!("“{label}” and “{beside}” overlap, and no published total says what both come to");
        let found = structure.tally(id, &[other]);
        if found.together > 0 {
            ask(structure, id, what, &found);
        }
        return false;
    }
    if unknown && structure.axis == Axis::Partner && !regions::is_remainder(&structure.member(id).label) {
        // Whom it contains is not known: whoever is nowhere larger may be one of them.
        let is_country = |other: &MemberId| known.get(*other as usize).is_some_and(|known| known.is_country);
        let fits = |found: &Tally| found.together > 0 && found.more == 0;
        let inside = beside.iter().copied().filter(is_country).map(|other| (other, structure.tally(id, &[other])));
        if let Some((other, found)) = inside.into_iter().find(|(_, found)| fits(found)) {
            ask_whether_inside(structure, id, other, &found);
        }
    }
    // Who is not known may be a member of it.
    let foreign = |other: &MemberId| known.get(*other as usize).is_some_and(|known| known.is_strange);
    // One odd name among many countries is a remark or an area; where many are not known, the list is not.
    let strangers = beside.iter().filter(|other| foreign(other)).count();
    let unread = strangers * 4 > beside.len() && structure.axis != Axis::Reporter;
    if let Some(other) = beside.iter().copied().find(foreign).filter(|_| unread) {
        let found = structure.tally(id, &[other]);
        if found.together > 0 {
            ask_whether_inside(structure, id, other, &found);
        }
    }
    structure.change(id, |group| group.role = Role::Leaf);
    false
}
