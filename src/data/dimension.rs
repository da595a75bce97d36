//! The members of one axis of a dataset (reporters, partners or sectors), their tree and their roles.

use foldhash::{HashMap, HashMapExt as _};
use serde::{Deserialize, Serialize};

use super::Noun;

/// The three axes along which facts are filtered and grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Axis {
    /// Who reports.
    Reporter,
    /// With whom.
    Partner,
    /// In what.
    Sector,
}

impl Axis {
    /// All axes, in the order of [`Axis::index`].
    pub const ALL: [Self; 3] = [Self::Reporter, Self::Partner, Self::Sector];

    /// 0, 1 or 2.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The other two, in the order of [`Axis::index`].
    #[must_use]
    pub const fn others(self) -> [Self; 2] {
        match self {
            Self::Reporter => [Self::Partner, Self::Sector],
            Self::Partner => [Self::Reporter, Self::Sector],
            Self::Sector => [Self::Reporter, Self::Partner],
        }
    }

    /// "reporter", "partner" or "sector".
    #[must_use]
    pub const fn word(self) -> &'static str {
        Noun::of(self).word()
    }

    /// "reporters", "partners" or "sectors".
    #[must_use]
    pub const fn plural(self) -> &'static str {
        Noun::of(self).plural()
    }
}

/// A member's place within its dimension.
pub type MemberId = u32;

/// How a member takes part in sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Part of the tree: a country, a section, an item.
    #[default]
    Leaf,
    /// A published total that contains every leaf: the world, all goods.
    Total,
    /// A regional aggregate that overlaps leaves: available by name, never summed beside its parts.
    Group,
    /// One of several definitions of the same thing that overlap: shown side by side, never summed.
    Definition,
    /// An item that overlaps others or stands outside the total: available by name only.
    Memo,
    /// Not recognised; treated as a leaf.
    Unknown,
}

impl Role {
    /// Whether the member is reached by "everything": the tree of totals and leaves.
    #[must_use]
    pub const fn in_tree(self) -> bool {
        matches!(self, Self::Leaf | Self::Total | Self::Unknown)
    }
}

/// One reporter, partner or sector.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Member {
    /// ISO 3166 alpha-3 for countries where recognised, else the file's own code.
    pub code: String,
    /// What a person reads.
    pub label: String,
    /// The same in Japanese, where the publisher gives it.
    pub label_ja: Option<String>,
    /// The member that contains this one.
    pub parent: Option<MemberId>,
    /// How it takes part in sums.
    pub role: Role,
    /// For a [`Role::Group`]: the members that it is known to contain.
    pub contains: Vec<MemberId>,
    /// A remark for the tooltip.
    pub note: Option<String>,
}

impl Member {
    /// The code of a reporter whom nothing in the file names.
    pub const UNSTATED: &'static str = "SELF";

    /// Whether it stands for a reporter whom nothing in the file names.
    #[must_use]
    pub fn is_unstated(&self) -> bool {
        self.code == Self::UNSTATED
    }
}

/// Of what the lists of a reporter are: partners of all its trade may all be listed where those of each product are the
/// largest only, so that neither says anything of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListLevel {
    /// Of a member that is a part of no other.
    Whole,
    /// Of a member that is a part of another.
    Part,
}

impl ListLevel {
    /// Both, in the order of their numbers.
    pub const ALL: [Self; 2] = [Self::Whole, Self::Part];

    /// That of the lists which belong to a member.
    #[must_use]
    pub const fn of(member: &Member) -> Self {
        if member.parent.is_some() { Self::Part } else { Self::Whole }
    }

    /// The row for a reporter's lists of this level where each reporter has one for each.
    pub(super) const fn row(self, reporter: usize) -> usize {
        reporter * Self::ALL.len() + self as usize
    }
}

/// The members of an axis. Immutable once the dataset is built.
#[derive(Debug, Clone, Default)]
pub struct Dimension {
    members: Vec<Member>,
    by_code: HashMap<String, MemberId>,
    children: Vec<Vec<MemberId>>,
}

impl Dimension {
    /// The most levels that a tree has. No classification has more than a dozen; a chain without end would make each
    /// walk along it a walk through all members.
    pub const LEVELS: usize = 64;

    /// Builds the lookup and the tree. Codes must be unique; a parent that would close a circle is dropped, and one
    /// that would make a level too many.
    #[must_use]
    pub fn new(mut members: Vec<Member>) -> Self {
        prune(&mut members);
        let mut by_code = HashMap::with_capacity(members.len());
        let mut children = vec![Vec::new(); members.len()];
        for (id, member) in (0..).zip(&members) {
            by_code.insert(member.code.clone(), id);
            if let Some(parent) = member.parent {
                children[parent as usize].push(id);
            }
        }
        Self { members, by_code, children }
    }

    /// All members by their id.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Ids with their members.
    pub fn iter(&self) -> impl Iterator<Item = (MemberId, &Member)> {
        (0..).zip(&self.members)
    }

    /// A member by id.
    #[must_use]
    pub fn get(&self, id: MemberId) -> &Member {
        &self.members[id as usize]
    }

    /// A member by its code.
    #[must_use]
    pub fn id_of(&self, code: &str) -> Option<MemberId> {
        self.by_code.get(code).copied()
    }

    /// The direct children.
    #[must_use]
    pub fn children(&self, id: MemberId) -> &[MemberId] {
        &self.children[id as usize]
    }

    /// The published total that contains all leaves, where there is exactly one at the top.
    #[must_use]
    pub fn total(&self) -> Option<MemberId> {
        let mut totals = self.iter().filter(|(_, m)| m.role == Role::Total && m.parent.is_none());
        match (totals.next(), totals.next()) {
            (Some((id, _)), None) => Some(id),
            _ => None,
        }
    }

    /// Members without a parent.
    pub fn roots(&self) -> impl Iterator<Item = MemberId> {
        self.iter().filter(|(_, m)| m.parent.is_none()).map(|(id, _)| id)
    }

    /// How deep a member stands in the tree; 0 at the top.
    #[must_use]
    pub fn depth(&self, id: MemberId) -> usize {
        self.ancestors(id).count()
    }

    /// The parent, its parent, and so on.
    pub fn ancestors(&self, id: MemberId) -> impl Iterator<Item = MemberId> {
        std::iter::successors(self.get(id).parent, |id| self.get(*id).parent)
    }

    /// Alternative definitions, in the order of the file.
    pub fn definitions(&self) -> impl Iterator<Item = MemberId> {
        self.iter().filter(|(_, m)| m.role == Role::Definition && m.parent.is_none()).map(|(id, _)| id)
    }

    /// Finds a member by code, exact label or Japanese label, without regard to case.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<MemberId> {
        let text = text.trim();
        let lower = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<String>();
        let wanted = lower(text);
        let is_label = |label: &str| label.chars().flat_map(char::to_lowercase).eq(wanted.chars());
        self.id_of(text)
            .or_else(|| self.iter().find(|(_, m)| m.code.eq_ignore_ascii_case(text)).map(|(id, _)| id))
            .or_else(|| self.iter().find(|(_, m)| is_label(&m.label)).map(|(id, _)| id))
            .or_else(|| self.iter().find(|(_, m)| m.label_ja.as_deref() == Some(text)).map(|(id, _)| id))
    }
}

/// Drops the parent links that would make a member its own ancestor, and those beyond the deepest level. From the top
/// down, so that each member is looked at once.
fn prune(members: &mut [Member]) {
    let mut children = vec![Vec::new(); members.len()];
    let mut tops = Vec::new();
    for (id, member) in members.iter().enumerate() {
        match member.parent.and_then(|parent| children.get_mut(parent as usize)) {
            Some(below) => below.push(id),
            None => tops.push(id),
        }
    }
    let mut depths: Vec<Option<usize>> = vec![None; members.len()];
    let mut waiting = Vec::new();
    // What is not reached from the top stands in a circle, which is cut above its first member.
    for top in tops.into_iter().chain(0..members.len()) {
        if depths[top].is_some() {
            continue;
        }
        members[top].parent = None;
        depths[top] = Some(0);
        waiting.push((top, 0));
        while let Some((above, depth)) = waiting.pop() {
            for child in std::mem::take(&mut children[above]) {
                if depths[child].is_some() {
                    continue;
                }
                let mut depth = depth + 1;
                if depth == Dimension::LEVELS {
                    members[child].parent = None;
                    depth = 0;
                }
                depths[child] = Some(depth);
                waiting.push((child, depth));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(code: &str, parent: Option<MemberId>, role: Role) -> Member {
        Member { code: code.to_owned(), label: format!("The {code}"), parent, role, ..Member::default() }
    }

    #[test]
    fn tree_and_lookup() {
        let dimension = Dimension::new(vec![
            member("WLD", None, Role::Total),
            member("JPN", Some(0), Role::Leaf),
            member("EU", None, Role::Group),
        ]);
        assert_eq!(dimension.total(), Some(0));
        assert_eq!(dimension.children(0), &[1]);
        assert_eq!(dimension.find("jpn"), Some(1));
        assert_eq!(dimension.find("the eu"), Some(2));
        assert_eq!(dimension.depth(1), 1);
    }

    #[test]
    fn circles_are_cut() {
        let dimension = Dimension::new(vec![
            member("A", Some(1), Role::Leaf),
            member("B", Some(0), Role::Leaf),
            member("C", Some(2), Role::Leaf),
        ]);
        assert!(dimension.roots().count() >= 2);
        assert!(dimension.iter().all(|(id, _)| dimension.ancestors(id).count() < 3));
    }

    #[test]
    fn a_chain_is_cut_where_no_tree_goes_so_deep() {
        let length = 200_000;
        // The first member is the lowest.
        let members = (0..length).map(|at| member(&at.to_string(), (at + 1 < length).then_some(at + 1), Role::Leaf));
        let dimension = Dimension::new(members.collect());
        let deepest = dimension.iter().map(|(id, _)| dimension.depth(id)).max();
        assert_eq!(deepest, Some(Dimension::LEVELS - 1));
        assert_eq!(dimension.roots().count(), (length as usize).div_ceil(Dimension::LEVELS));
    }
}
