//! Cells to members: countries by ISO code, sectors by the file's codes, groups and totals by their names.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashMapExt as _, HashSet};

use super::number::as_written;
use super::recipe::{MemberRule, Tree};
use super::{StatedMember, beneath, regions, words};
use crate::data::classification::{self, System};
use crate::data::country::{self, Recognised};
use crate::data::{Axis, DatasetBuilder, Member, MemberId, Role};

/// The columns that name an axis.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct AxisColumns {
    /// The column with codes.
    pub code: Option<usize>,
    /// The column with names.
    pub name: Option<usize>,
}

/// The members met so far and the rules by which new ones are made.
#[derive(Debug)]
pub(crate) struct Members {
    /// Whether a sidecar describes the codes.
    described: bool,
    default_reporter: String,
    defaults: [Option<MemberId>; 3],
    /// The file's own code behind each recognised country.
    origins: HashMap<(Axis, MemberId), String>,
    /// Names with blanks before them, as written.
    indented: HashMap<(Axis, MemberId), String>,
    undescribed: HashSet<String>,
    /// What the user says of members.
    stated: Vec<StatedMember>,
    /// The members that it was said of.
    settled: BTreeMap<(Axis, MemberId), Role>,
}

impl Members {
    pub(crate) fn new(described: bool, default_reporter: String) -> Self {
        Self {
            described,
            default_reporter,
            defaults: [None; 3],
            origins: HashMap::new(),
            indented: HashMap::new(),
            undescribed: HashSet::default(),
            stated: Vec::new(),
            settled: BTreeMap::new(),
        }
    }

    /// Takes in what the user says of members.
    pub(crate) fn state(&mut self, stated: &[StatedMember]) {
        self.stated.extend_from_slice(stated);
    }

    /// What is said of a member, by its code or name as the file or as Saldo writes them; the last word counts.
    fn said_of(&self, axis: Axis, member: &Member, texts: [&str; 2]) -> Option<Role> {
        let names = |said: &&StatedMember| {
            let wanted = said.member.trim();
            said.axis == axis && (texts.contains(&wanted) || wanted == member.code || wanted == member.label)
        };
        self.stated.iter().rev().find(names).map(|said| said.role)
    }

    /// What the user says wins over codes, names and classifications.
    fn settle(&self, builder: &mut DatasetBuilder) {
        for ((axis, id), role) in &self.settled {
            let own = builder.members(*axis).get(*id as usize).and_then(|member| member.parent);
            let parts: Vec<MemberId> = (0..)
                .zip(builder.members(*axis))
                .filter(|(_, member)| member.parent == Some(*id))
                .map(|(part, _)| part)
                .collect();
            if *role == Role::Group {
                // Its parts are counted without it, where it would have been.
                for part in &parts {
                    builder.member_mut(*axis, *part).parent = own;
                }
            }
            let member = builder.member_mut(*axis, *id);
            member.role = *role;
            match role {
                Role::Total => (member.parent, member.contains) = (None, Vec::new()),
                Role::Group if !parts.is_empty() => (member.parent, member.contains) = (None, parts),
                Role::Leaf => member.contains = Vec::new(),
                _ => {}
            }
        }
    }

    /// The members of which the user has said what they are.
    pub(crate) fn stated_ids(&self) -> BTreeSet<(Axis, MemberId)> {
        self.settled.keys().copied().collect()
    }

    /// The member of rows without a column for the axis.
    pub(crate) fn default_member(&mut self, builder: &mut DatasetBuilder, axis: Axis) -> MemberId {
        if let Some(id) = self.defaults.get(axis.index()).copied().flatten() {
            return id;
        }
        let total = |code: &str, label: &str| Member {
            code: code.to_owned(),
            label: label.to_owned(),
            role: Role::Total,
            ..Member::default()
        };
        let member = match axis {
            Axis::Reporter if !self.default_reporter.is_empty() => {
                let text = self.default_reporter.clone();
                country::recognise(&text).map_or_else(|| plain(&text, &text, Role::Unknown), of_country)
            }
            Axis::Reporter => plain(Member::UNSTATED, "Not stated", Role::Leaf),
            Axis::Partner => total("WLD", "World"),
            Axis::Sector => total("TOTAL", "All trade"),
        };
        let id = builder.id_of(axis, &member.code).unwrap_or_else(|| builder.declare(axis, member));
        if let Some(default) = self.defaults.get_mut(axis.index()) {
            *default = Some(id);
        }
        id
    }

    /// The member of a code and the name beside it; none when the code is empty.
    pub(crate) fn id(
        &mut self,
        builder: &mut DatasetBuilder,
        axis: Axis,
        rule: &MemberRule,
        code: &str,
        name: &str,
    ) -> Option<MemberId> {
        // Leading blanks show how deep an entry of a list stands.
        let written = if name.trim().is_empty() { code } else { name };
        let (code, name) = if rule.both { code.split_once(": ").unwrap_or((code, name)) } else { (code, name) };
        let code = own_code(code)?;
        if let Some(id) = builder.id_of(axis, code).filter(|_| self.described) {
            return Some(id);
        }
        if self.described && self.undescribed.len() < 20 {
            self.undescribed.insert(format!("{} `{code}`", axis.word()));
        }
        let name = as_written(name).trim();
        let member = match axis {
            Axis::Sector => sector(rule, code, name),
            Axis::Reporter | Axis::Partner => {
                made(rule, code, name).unwrap_or_else(|| self.country(builder, axis, rule, code, name))
            }
        };
        let known = builder.id_of(axis, &member.code);
        let said = self.said_of(axis, &member, [code, name]);
        let id = known.unwrap_or_else(|| builder.declare(axis, member));
        if let Some(role) = said {
            self.settled.insert((axis, id), role);
        }
        if axis != Axis::Sector {
            self.origins.entry((axis, id)).or_insert_with(|| code.to_owned());
        }
        if written.starts_with(char::is_whitespace) {
            self.indented.entry((axis, id)).or_insert_with(|| written.to_owned());
        }
        Some(id)
    }

    /// A reporter or partner. Two codes of the file never become one country by their names alone.
    fn country(&self, builder: &DatasetBuilder, axis: Axis, rule: &MemberRule, code: &str, name: &str) -> Member {
        let label = if name.is_empty() { code } else { name };
        let found = match rule.countries {
            Some(system) => country::recognise_in(system, code, name),
            None => by_any_system(code, name),
        };
        let Some(found) = found else { return plain(code, label, regions::region_role(label)) };
        let taken = builder.id_of(axis, &found.code).and_then(|id| self.origins.get(&(axis, id)));
        // `USA` and `United States` are one; two codes, or two names, are two.
        let brief = |text: &str| text.len() <= 3;
        let coded = !name.is_empty() && code != name;
        let other = taken
            .is_some_and(|origin| !origin.eq_ignore_ascii_case(code) && (coded || !(brief(origin) || brief(code))));
        if other { plain(code, label, regions::region_role(label)) } else { of_country(found) }
    }

    /// Whether names of an axis stand at different depths. One or two blanks by chance, as in ` World`, are no depth.
    fn is_indented(&self, axis: Axis) -> bool {
        self.indented.keys().filter(|(at, _)| *at == axis).count() > 2
    }

    /// Hangs the members of an axis below each other, by their classification, their names or their depth.
    fn place(&self, builder: &mut DatasetBuilder, axis: Axis, rule: &MemberRule) {
        let members = builder.members(axis).to_vec();
        let codes: Vec<&str> = members.iter().map(|member| member.code.as_str()).collect();
        let known =
            if axis == Axis::Sector { rule.classes.or_else(|| classification::recognise(&codes, "")) } else { None };
        let system = known.unwrap_or(System::Names);
        let written = |(id, member): (MemberId, &Member)| {
            let label = self.indented.get(&(axis, id)).map_or(member.label.as_str(), String::as_str).to_owned();
            // A list of names has no codes.
            let code = if system == System::Names && member.code == member.label {
                String::new()
            } else {
                member.code.clone()
            };
            (code, label)
        };
        let items: Vec<(String, String)> = (0..).zip(&members).map(written).collect();
        let items: Vec<(&str, &str)> = items.iter().map(|(code, label)| (code.as_str(), label.as_str())).collect();
        let all = classification::place(system, &items);
        let parents: HashSet<usize> = all.iter().filter_map(|placed| placed.parent).collect();
        for ((id, member), placed) in (0..).zip(&members).zip(&all) {
            let change = builder.member_mut(axis, id);
            // A total is above its list, wherever it stands in it.
            if member.parent.is_none() && member.role != Role::Total {
                change.parent = placed.parent.and_then(|parent| MemberId::try_from(parent).ok());
            }
            if member.role == Role::Leaf {
                change.role = placed.role;
            } else if axis == Axis::Partner && member.role == Role::Group && parents.contains(&(id as usize)) {
                // A region with its countries below it is a part of the whole, not a group beside them.
                change.role = Role::Leaf;
            }
            if member.label == member.code {
                let above = || classification::title_above(system, &member.code);
                let within = || above().map(|title| format!("{title} ({})", member.code));
                if let Some(title) = placed.title.map(str::to_owned).or_else(within) {
                    change.label = title;
                }
            }
        }
    }

    /// Once all rows are read: the tree of codes, the members of groups, and codes that no sidecar describes.
    pub(crate) fn finish(&self, builder: &mut DatasetBuilder, rules: &[MemberRule; 3]) {
        if self.described {
            let mut codes: Vec<&String> = self.undescribed.iter().collect();
            codes.sort();
            for code in codes {
                builder.report.warnings.push(format!("the sidecar does not describe the {code}"));
            }
            return;
        }
        for (axis, rule) in Axis::ALL.into_iter().zip(rules) {
            if axis != Axis::Reporter && matches!(rule.tree, Tree::Found) {
                beneath::hang(builder, axis);
            }
            match &rule.tree {
                Tree::Found if axis == Axis::Sector => self.place(builder, axis, rule),
                Tree::Found if self.is_indented(axis) => self.place(builder, axis, rule),
                Tree::Found => {}
                Tree::Above(above) => hang_above(builder, axis, &**above),
            }
        }
        self.settle(builder);
        for axis in [Axis::Reporter, Axis::Partner] {
            fill_groups(builder, axis);
        }
    }
}

/// A code without what is around it; none where nothing is left.
fn own_code(code: &str) -> Option<&str> {
    Some(unquoted(as_written(code).trim())).filter(|code| !code.is_empty())
}

/// The sector of a code and the name beside it, where no sidecar describes it; none when the code is empty.
pub(crate) fn sector_of(rule: &MemberRule, code: &str, name: &str) -> Option<Member> {
    Some(sector(rule, own_code(code)?, as_written(name).trim()))
}

/// What a format makes of a code and a name by a rule of its own.
fn made(rule: &MemberRule, code: &str, name: &str) -> Option<Member> {
    rule.make.as_ref().and_then(|make| make(code, name))
}

/// A sector; its code may be glued to its name, and may have lost its leading zero.
fn sector(rule: &MemberRule, code: &str, name: &str) -> Member {
    if let Some(member) = made(rule, code, name) {
        return member;
    }
    let (code, name) = if name.is_empty() { code_and_label(code) } else { (code, name) };
    // A name in the place of a code, such as that of a total below a list of codes, stays as it is written.
    let is_name = code.contains(char::is_whitespace) || code.contains(char::is_lowercase);
    let classes = rule.classes.filter(|_| !is_name);
    let code = classes.map_or_else(|| code.to_owned(), |system| classification::canonical(system, code));
    let label = if name.is_empty() { &code } else { name };
    // A letter such as `T` is a code like any other where a name beside it says what it is.
    let letter = code.chars().count() < 2 && *label != code;
    let by_code = if letter { Role::Leaf } else { words::sector_role(&code) };
    let role = match by_code {
        Role::Leaf if *label != code => words::sector_role(label),
        role => role,
    };
    Member { label: label.to_owned(), code, role, ..Member::default() }
}

/// Hangs each member below the nearest listed code above it.
fn hang_above(builder: &mut DatasetBuilder, axis: Axis, above: &dyn Fn(&str) -> Option<String>) {
    let codes: Vec<String> = builder.members(axis).iter().map(|member| member.code.clone()).collect();
    for (id, code) in (0..).zip(codes) {
        // A code that is above itself would never end.
        let steps = std::iter::successors(above(&code), |code| above(code)).take(32);
        let parent = steps.filter(|candidate| *candidate != code).find_map(|code| builder.id_of(axis, &code));
        if parent.is_some() {
            builder.member_mut(axis, id).parent = parent;
        }
    }
}

/// A country whose code may be of any system, or that is only named.
fn by_any_system(code: &str, name: &str) -> Option<Recognised> {
    // What stands in brackets explains the name: `European Union (AT-01/1995, ...)`.
    let known = |text: &str| {
        country::recognise(text).or_else(|| text.split_once(" (").and_then(|(before, _)| country::recognise(before)))
    };
    let by_name = if name.is_empty() { None } else { known(name) };
    let numeric = code.bytes().all(|b| b.is_ascii_digit());
    let by_code = if numeric { None } else { known(code) };
    match (by_code, by_name) {
        // The publisher's own code may look like another country's.
        (Some(by_code), Some(by_name)) if by_code.code != by_name.code => Some(by_name),
        (by_code, by_name) => by_code.or(by_name),
    }
}

fn plain(code: &str, label: &str, role: Role) -> Member {
    Member { code: code.to_owned(), label: label.to_owned(), role, ..Member::default() }
}

fn of_country(found: Recognised) -> Member {
    Member { code: found.code, label: found.label, role: found.role, ..Member::default() }
}

/// `'860110000'` and `'840`: apostrophes that keep a spreadsheet from making numbers of codes.
fn unquoted(code: &str) -> &str {
    code.strip_prefix('\'').map_or(code, |rest| rest.strip_suffix('\'').unwrap_or(rest))
}

/// `0104.10 - Sheep, live` is a code with its label.
fn code_and_label(text: &str) -> (&str, &str) {
    match text.split_once(" - ") {
        Some((code, label))
            if !code.is_empty()
                && code.bytes().all(|b| b.is_ascii_digit() || b == b'.')
                && !label.trim().is_empty() =>
        {
            (code.trim(), label.trim())
        }
        _ => (text, ""),
    }
}

/// Gives the known groups those of their members that the file lists.
fn fill_groups(builder: &mut DatasetBuilder, axis: Axis) {
    let groups: Vec<(MemberId, &'static [&'static str])> = (0..)
        .zip(builder.members(axis))
        .filter(|(_, member)| member.role == Role::Group)
        .filter_map(|(id, member)| Some((id, country::group(&member.code)?.members)))
        .collect();
    for (id, codes) in groups {
        let contains: Vec<MemberId> = codes.iter().filter_map(|code| builder.id_of(axis, code)).collect();
        builder.member_mut(axis, id).contains = contains;
    }
}
