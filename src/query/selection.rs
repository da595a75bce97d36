//! Which members of a dimension are selected, as marks on its tree.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::data::{Dimension, MemberId, Role};

/// A selection along one axis, by codes, so that it survives a reload of the file.
///
/// A mark counts for the member and everything below it until a deeper mark says otherwise. A member
/// without any mark above it has the value of `everything`. Groups, memo items and definitions are
/// outside of "everything" and count only when marked themselves.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Selection {
    everything: bool,
    marks: BTreeMap<String, bool>,
}

/// How a selection is written: a list of codes, or the full form.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Only(Vec<String>),
    Marks { everything: bool, marks: BTreeMap<String, bool> },
}

impl From<Written> for Selection {
    fn from(written: Written) -> Self {
        match written {
            Written::Only(codes) => Self::only(codes),
            Written::Marks { everything, marks } => Self { everything, marks },
        }
    }
}

impl From<Selection> for Written {
    fn from(selection: Selection) -> Self {
        if !selection.everything && selection.marks.values().all(|on| *on) {
            return Self::Only(selection.marks.into_keys().collect());
        }
        Self::Marks { everything: selection.everything, marks: selection.marks }
    }
}

impl Default for Selection {
    fn default() -> Self {
        Self::all()
    }
}

/// How much of a member's subtree is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// All of it.
    On,
    /// None of it.
    Off,
    /// Some of it.
    Partly,
}

/// A name that no member has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such member: {text}{}", nearest.as_ref().map(|n| format!(" (did you mean {n}?)")).unwrap_or_default())]
pub struct UnknownMember {
    /// What was asked for.
    pub text: String,
    /// The nearest member, as `CODE (label)`.
    pub nearest: Option<String>,
}

impl Selection {
    /// Everything in the tree.
    #[must_use]
    pub const fn all() -> Self {
        Self { everything: true, marks: BTreeMap::new() }
    }

    /// Nothing.
    #[must_use]
    pub const fn none() -> Self {
        Self { everything: false, marks: BTreeMap::new() }
    }

    /// These members, each with what is below it.
    #[must_use]
    pub fn only<S: Into<String>>(codes: impl IntoIterator<Item = S>) -> Self {
        Self { everything: false, marks: codes.into_iter().map(|code| (code.into(), true)).collect() }
    }

    /// Whether nothing was filtered.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.everything && self.marks.is_empty()
    }

    /// Whether nothing can be selected.
    #[must_use]
    pub fn is_none(&self) -> bool {
        !self.everything && !self.marks.values().any(|on| *on)
    }

    /// Codes that are marked as selected.
    pub fn marked(&self) -> impl Iterator<Item = &str> {
        self.marks.iter().filter(|(_, on)| **on).map(|(code, _)| code.as_str())
    }

    /// Reads codes or exact names as a person types them.
    ///
    /// # Errors
    /// When a name is not in the dimension; the error offers the nearest.
    pub fn named<'a>(
        dimension: &Dimension,
        names: impl IntoIterator<Item = &'a str>,
        also: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, UnknownMember> {
        let mut codes = Vec::new();
        for name in names {
            let id = dimension.find(name).or_else(|| also(name).and_then(|code| dimension.id_of(&code)));
            let id = id.ok_or_else(|| unknown(dimension, name))?;
            codes.push(dimension.get(id).code.clone());
        }
        Ok(Self::only(codes))
    }

    /// For each member whether it is selected itself. For a member with parts this says whether what
    /// its listed parts leave of it is selected.
    #[must_use]
    pub fn states(&self, dimension: &Dimension) -> Vec<bool> {
        let mut states: Vec<Option<bool>> = vec![None; dimension.len()];
        // Marks are looked up among the members, not members among the marks: there are fewer of them.
        for (code, on) in &self.marks {
            if let Some(id) = dimension.id_of(code) {
                states[id as usize] = Some(*on);
            }
        }
        for (id, _) in dimension.iter() {
            self.state(dimension, id, &mut states);
        }
        states.into_iter().map(|state| state.unwrap_or(false)).collect()
    }

    fn state(&self, dimension: &Dimension, id: MemberId, states: &mut [Option<bool>]) -> bool {
        if let Some(known) = states[id as usize] {
            return known;
        }
        let member = dimension.get(id);
        let state = match member.parent {
            Some(parent) => self.state(dimension, parent, states),
            None => self.everything && member.role.in_tree(),
        };
        states[id as usize] = Some(state);
        state
    }

    /// How much of each member's subtree is selected, for checkboxes.
    #[must_use]
    pub fn checks(&self, dimension: &Dimension) -> Vec<Check> {
        checks_of(dimension, &self.states(dimension))
    }

    /// Switches a member and everything below it.
    #[must_use]
    pub fn with(&self, dimension: &Dimension, id: MemberId, on: bool) -> Self {
        let mut changed = self.clone();
        let mut below = vec![id];
        while let Some(member) = below.pop() {
            changed.marks.remove(&dimension.get(member).code);
            below.extend_from_slice(dimension.children(member));
        }
        changed.marks.insert(dimension.get(id).code.clone(), on);
        // A member and parts of it that stand side by side, each by its name, stay so whatever else is switched.
        if changed.names_parts_of_named(dimension) {
            changed.without_idle([id], dimension)
        } else {
            changed.tidied(dimension)
        }
    }

    /// Whether a member and a part of it are both selected by name.
    fn names_parts_of_named(&self, dimension: &Dimension) -> bool {
        let named: Vec<MemberId> = self.marked().filter_map(|code| dimension.id_of(code)).collect();
        named.iter().any(|id| dimension.ancestors(*id).any(|above| named.contains(&above)))
    }

    /// Switches a member on unless all of it is on already.
    #[must_use]
    pub fn toggled(&self, dimension: &Dimension, id: MemberId) -> Self {
        let on = self.checks(dimension)[id as usize] != Check::On;
        self.with(dimension, id, on)
    }

    /// Selected becomes unselected and the reverse.
    #[must_use]
    pub fn inverted(&self, dimension: &Dimension) -> Self {
        let marks = self
            .marks
            .iter()
            .filter(|(code, _)| dimension.id_of(code).is_some_and(|id| dimension.get(id).role.in_tree()))
            .map(|(code, on)| (code.clone(), !on))
            .collect();
        Self { everything: !self.everything, marks }.tidied(dimension)
    }

    /// Drops marks that say what their surroundings say already, and codes that do not exist.
    fn tidied(mut self, dimension: &Dimension) -> Self {
        self.marks.retain(|code, _| dimension.id_of(code).is_some());
        let before = self.states(dimension);
        let in_tree = |(id, on): (MemberId, &bool)| (dimension.get(id).role.in_tree(), *on);
        let mut roles = (0..).zip(&before).map(in_tree);
        if !before.contains(&true) {
            return Self::none();
        }
        if roles.all(|(in_tree, on)| in_tree == on) {
            return Self::all();
        }
        let marked: Vec<MemberId> = self.marks.keys().filter_map(|code| dimension.id_of(code)).collect();
        self.without_idle(marked, dimension)
    }

    /// Drops the marks of some members that change nothing.
    fn without_idle(mut self, members: impl IntoIterator<Item = MemberId>, dimension: &Dimension) -> Self {
        let before = self.states(dimension);
        for id in members {
            let code = &dimension.get(id).code;
            let Some(on) = self.marks.remove(code) else { continue };
            if self.states(dimension)[id as usize] != before[id as usize] {
                self.marks.insert(code.clone(), on);
            }
        }
        self
    }

    /// How many of the members that can be summed are selected, and how many there are: leaves where
    /// the tree has some, for "5 of 33".
    #[must_use]
    pub fn count(&self, dimension: &Dimension) -> (usize, usize) {
        let states = self.states(dimension);
        let leaves = || dimension.iter().filter(|(id, m)| dimension.children(*id).is_empty() && m.role != Role::Group);
        let chosen = leaves().filter(|(id, _)| states[*id as usize]).count();
        (chosen, leaves().count())
    }
}

/// How much of each member's subtree is on, by what is on.
pub(super) fn checks_of(dimension: &Dimension, states: &[bool]) -> Vec<Check> {
    let mut checks: Vec<Check> = states.iter().map(|on| if *on { Check::On } else { Check::Off }).collect();
    let mut deepest_first: Vec<MemberId> = dimension.iter().map(|(id, _)| id).collect();
    deepest_first.sort_by_key(|id| std::cmp::Reverse(dimension.depth(*id)));
    for id in deepest_first {
        if dimension.children(id).iter().any(|child| checks[*child as usize] != checks[id as usize]) {
            checks[id as usize] = Check::Partly;
        }
    }
    checks
}

/// The error for an unknown name, with the member whose code or label is nearest.
fn unknown(dimension: &Dimension, text: &str) -> UnknownMember {
    let wanted = text.trim().to_lowercase();
    let nearest = dimension
        .members()
        .iter()
        .flat_map(|member| [(&member.code, member), (&member.label, member)])
        .map(|(name, member)| (distance(&wanted, &name.to_lowercase()), member))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= 2 + wanted.chars().count() / 2)
        .map(|(_, member)| format!("{} ({})", member.code, member.label));
    UnknownMember { text: text.to_owned(), nearest }
}

/// How many letters have to be changed, added or dropped (Levenshtein), on the first 60.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(60).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().take(60).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let cost = diagonal + usize::from(left != *right);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Member;

    fn tree() -> Dimension {
        let member = |code: &str, parent, role| Member {
            code: code.to_owned(),
            label: format!("{code} label"),
            parent,
            role,
            ..Member::default()
        };
        Dimension::new(vec![
            member("ALL", None, Role::Total),
            member("FOOD", Some(0), Role::Leaf),
            member("CARS", Some(0), Role::Leaf),
            member("VANS", Some(2), Role::Leaf),
            member("EU", None, Role::Group),
        ])
    }

    #[test]
    fn marks_count_until_a_deeper_mark() {
        let tree = tree();
        let all = Selection::all();
        assert_eq!(all.states(&tree), [true, true, true, true, false]);
        let without_vans = all.toggled(&tree, 3);
        assert_eq!(without_vans.checks(&tree), [Check::Partly, Check::On, Check::Partly, Check::Off, Check::Off]);
        assert_eq!(without_vans.toggled(&tree, 3), all);
        assert!(all.toggled(&tree, 0).is_none());
        assert_eq!(Selection::none().toggled(&tree, 0).states(&tree), [true, true, true, true, false]);
    }

    #[test]
    fn toggling_twice_is_nothing_and_inverting_twice_too() {
        let tree = tree();
        for id in 0..5 {
            for start in [Selection::all(), Selection::none(), Selection::only(["CARS"])] {
                let twice = start.toggled(&tree, id).toggled(&tree, id);
                if start.checks(&tree)[id as usize] != Check::Partly {
                    assert_eq!(twice.states(&tree), start.states(&tree), "{start:?} {id}");
                }
                let back = start.inverted(&tree).inverted(&tree);
                assert_eq!(back.states(&tree), start.states(&tree));
            }
        }
    }

    #[test]
    fn a_total_and_parts_that_stand_beside_it_stay_side_by_side() {
        let tree = tree();
        let named = Selection::only(["CARS", "VANS"]);
        let marked = |selection: &Selection| selection.marked().map(str::to_owned).collect::<Vec<_>>();
        let food = tree.id_of("FOOD").expect("food");
        let with_food = named.toggled(&tree, food);
        assert_eq!(marked(&with_food), ["CARS", "FOOD", "VANS"]);
        assert_eq!(with_food.toggled(&tree, food), named);
    }

    #[test]
    fn unknown_names_offer_the_nearest() {
        let error = Selection::named(&tree(), ["FOD"], |_| None).expect_err("unknown");
        assert_eq!(error.to_string(), "no such member: FOD (did you mean FOOD (FOOD label)?)");
        assert_eq!(Selection::named(&tree(), ["food label"], |_| None), Ok(Selection::only(["FOOD"])));
    }

    #[test]
    fn a_list_of_codes_is_how_a_selection_is_written() {
        let text = serde_json::to_string(&Selection::only(["CARS"])).expect("json");
        assert_eq!(text, r#"["CARS"]"#);
        for selection in [Selection::all(), Selection::none(), Selection::all().toggled(&tree(), 1)] {
            let text = serde_json::to_string(&selection).expect("json");
            assert_eq!(serde_json::from_str::<Selection>(&text).expect("back"), selection);
        }
    }
}
