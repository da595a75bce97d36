//! The lines of a plan: one for each part of a selection along the axis that is split, and what they leave of a total.

use super::{Check, LineRole, Selection};
use crate::data::{Dimension, MemberId, Noun, Role, count_in_words};

/// A line before it has values.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PlanLine {
    pub code: String,
    pub label: String,
    pub role: LineRole,
    pub identity: u32,
    /// The member whose bar tells the line's size; none for "others" and remainders.
    pub member: Option<MemberId>,
    /// Members of the grouped axis with their weights.
    pub parts: Vec<(MemberId, i8)>,
}

/// Walks a dimension and collects a line for each part of the selection.
pub(super) struct Parts<'a> {
    pub(super) dimension: &'a Dimension,
    pub(super) published: &'a [bool],
    /// Whether there are figures of a member that the measure can be made of: both flows, where it needs both.
    pub(super) usable: &'a [bool],
    pub(super) states: &'a [bool],
    pub(super) checks: &'a [Check],
    pub(super) lines: Vec<PlanLine>,
}

impl Parts<'_> {
    /// A member at the top. A total that was asked for by name is one line, else its parts are.
    pub(super) fn root(&mut self, id: MemberId, explicit: bool) {
        let role = self.dimension.get(id).role;
        let on = self.states[id as usize];
        match role {
            Role::Group | Role::Memo if on => self.node(id, LineRole::Member),
            Role::Definition if on => self.node(id, LineRole::Definition),
            Role::Total if self.checks[id as usize] == Check::On && !explicit => self.expand(id),
            Role::Total | Role::Leaf | Role::Unknown | Role::Definition | Role::Memo | Role::Group => self.walk(id),
        }
    }

    fn walk(&mut self, id: MemberId) {
        match self.checks[id as usize] {
            Check::Off => {}
            Check::On => self.node(id, LineRole::Member),
            Check::Partly if self.is_inseparable(id) => self.node(id, LineRole::Member),
            Check::Partly => self.expand(id),
        }
    }

    /// Whether a selected member cannot be shown by its parts, for some of them have one flow only: neither they nor what
    /// they leave of it would have a balance. Then it is one line, without what is taken from it.
    fn is_inseparable(&self, id: MemberId) -> bool {
        let has_own = |id: MemberId| self.published[id as usize] && self.usable[id as usize];
        let is_one_sided = |part: MemberId| self.published[part as usize] && !self.usable[part as usize];
        let mut parts = self.dimension.iter().map(|(part, _)| part);
        let is_nearest = |part: MemberId| published_parent(self.dimension, self.published, part) == Some(id);
        self.states[id as usize] && has_own(id) && parts.any(|part| is_one_sided(part) && is_nearest(part))
    }

    /// The parts of a member, and what they leave of it.
    fn expand(&mut self, id: MemberId) {
        let has_parts = self.dimension.children(id).iter().any(|child| self.any_figures(*child));
        if !has_parts {
            if self.states[id as usize] {
                self.node(id, LineRole::Member);
            }
            return;
        }
        for child in self.dimension.children(id).to_vec() {
            self.walk(child);
        }
        if self.states[id as usize] && self.published[id as usize] {
            self.rest(id);
        }
    }

    fn any_figures(&self, id: MemberId) -> bool {
        self.published[id as usize] || self.dimension.children(id).iter().any(|child| self.any_figures(*child))
    }

    pub(super) fn node(&mut self, id: MemberId, role: LineRole) {
        let mut parts = Vec::new();
        let mut below = vec![id];
        while let Some(at) = below.pop() {
            below.extend_from_slice(self.dimension.children(at));
            // A published member above this one is not part of the line, so it takes nothing away from it.
            let above = self
                .dimension
                .ancestors(at)
                .take_while(|_| at != id)
                .find(|parent| self.published[*parent as usize] || *parent == id)
                .is_some_and(|parent| self.published[parent as usize] && self.states[parent as usize]);
            let weight = i8::from(self.states[at as usize]) - i8::from(above);
            if weight != 0 && self.published[at as usize] {
                parts.push((at, weight));
            }
        }
        if parts.is_empty() {
            return;
        }
        let member = self.dimension.get(id);
        // A definition of which a part is switched off is another one, and must not go by its name.
        let is_cut = |part: MemberId| !self.states[part as usize] && self.published[part as usize];
        let without = if self.states[id as usize] { without(self.dimension, id, is_cut) } else { None };
        let label = match without {
            Some(without) => format!("{} {without}", member.label),
            None => member.label.clone(),
        };
        self.lines.push(PlanLine { code: member.code.clone(), label, role, identity: id, member: Some(id), parts });
    }

    fn rest(&mut self, id: MemberId) {
        let mut parts = vec![(id, 1)];
        for (member, _) in self.dimension.iter().filter(|(m, _)| self.published[*m as usize]) {
            if published_parent(self.dimension, self.published, member) == Some(id) {
                parts.push((member, -1));
            }
        }
        let member = self.dimension.get(id);
        let top = member.parent.is_none();
        self.lines.push(PlanLine {
            code: if top { "not listed".to_owned() } else { format!("{} (rest)", member.code) },
            label: if top { "Not listed".to_owned() } else { format!("Other {}", member.label) },
            role: LineRole::NotListed,
            identity: u32::try_from(self.dimension.len()).unwrap_or(u32::MAX),
            member: None,
            parts,
        });
    }
}

pub(super) fn whole_line(parts: Vec<(MemberId, i8)>) -> PlanLine {
    PlanLine {
        code: "all".to_owned(),
        label: "Total".to_owned(),
        role: LineRole::Whole,
        identity: 0,
        member: None,
        parts,
    }
}

/// What the sum of all lines is called: "Total" where a total is published and all of it is selected, else what is summed.
pub(super) fn whole_label((dimension, noun): (&Dimension, Noun), selection: &Selection, published: &[bool]) -> String {
    let states = selection.states(dimension);
    let total = dimension.total().filter(|id| states[*id as usize]);
    // As many as the filter list counts.
    let (members, _) = selection.count(dimension);
    let Some(total) = total else {
        let all =
            selection.is_all() || dimension.iter().all(|(id, member)| states[id as usize] || !member.role.in_tree());
        return match (all, members) {
            (true, 2) => format!("Both {}", noun.plural()),
            (true, _) => format!("All {} {}", count_in_words(members), noun.plural()),
            (false, _) => format!("The {} selected", count_in_words(members)),
        };
    };
    match without(dimension, total, |id| !states[id as usize] && published[id as usize]) {
        None => "Total".to_owned(),
        Some(without) => format!("Total {without}"),
    }
}

/// "without fuels", "without 12 of its parts": what below a member is cut from it, by the topmost ones.
fn without(dimension: &Dimension, id: MemberId, is_cut: impl Fn(MemberId) -> bool) -> Option<String> {
    let mut cut = Vec::new();
    let mut below = dimension.children(id).to_vec();
    while let Some(at) = below.pop() {
        if is_cut(at) {
            cut.push(at);
        } else {
            below.extend_from_slice(dimension.children(at));
        }
    }
    cut.sort_unstable();
    let labels: Vec<&str> = cut.iter().map(|id| dimension.get(*id).label.as_str()).collect();
    match labels.as_slice() {
        [] => None,
        [one] => Some(format!("without {one}")),
        [one, other] => Some(format!("without {one} and {other}")),
        more => Some(format!("without {} of its parts", more.len())),
    }
}

pub(super) fn others(folded: &[PlanLine], dimension: &Dimension) -> PlanLine {
    PlanLine {
        code: "others".to_owned(),
        label: format!("{} others", folded.len()),
        role: LineRole::Others,
        identity: u32::try_from(dimension.len()).unwrap_or(u32::MAX),
        member: None,
        parts: folded.iter().flat_map(|line| line.parts.iter().copied()).collect(),
    }
}

pub(super) fn set_subtree(dimension: &Dimension, id: MemberId, on: bool, states: &mut [bool]) {
    let mut below = vec![id];
    while let Some(member) = below.pop() {
        states[member as usize] = on;
        below.extend_from_slice(dimension.children(member));
    }
}

/// States for a split axis: definitions stand side by side, so "everything" shows all of them.
pub(super) fn grouped_states(dimension: &Dimension, selection: &Selection, published: &[bool]) -> Vec<bool> {
    let mut states = selection.states(dimension);
    let tree = dimension.iter().any(|(id, _)| states[id as usize] && published[id as usize]);
    if selection.is_all() && !tree {
        for id in dimension.definitions().collect::<Vec<_>>() {
            set_subtree(dimension, id, true, &mut states);
        }
    }
    states
}

/// The nearest member above that has figures of its own.
pub(super) fn published_parent(dimension: &Dimension, published: &[bool], id: MemberId) -> Option<MemberId> {
    dimension.ancestors(id).find(|parent| published[*parent as usize])
}
