//! Cells to members: countries by ISO code, sectors by the file's codes, groups and totals by their names.

use foldhash::{HashMap, HashMapExt as _, HashSet};

use super::recipe::{MemberRule, Tree};
use super::{regions, words};
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
    table: String,
    defaults: [Option<MemberId>; 3],
    /// The file's own code behind each recognised country.
    origins: HashMap<(Axis, MemberId), String>,
    undescribed: HashSet<String>,
}

impl Members {
    pub(crate) fn new(described: bool, default_reporter: String, table: String) -> Self {
        Self {
            described,
            default_reporter,
            table,
            defaults: [None; 3],
            origins: HashMap::new(),
            undescribed: HashSet::default(),
        }
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
            Axis::Reporter => plain("SELF", &self.table, Role::Leaf),
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
        let code = unquoted(code.trim());
        if code.is_empty() {
            return None;
        }
        if let Some(id) = builder.id_of(axis, code).filter(|_| self.described) {
            return Some(id);
        }
        if self.described && self.undescribed.len() < 20 {
            self.undescribed.insert(format!("{} `{code}`", axis.word()));
        }
        let name = name.trim();
        let own = rule.make.as_ref().and_then(|make| make(code, name));
        let member = own.unwrap_or_else(|| match axis {
            Axis::Sector => sector(rule, code, name),
            Axis::Reporter | Axis::Partner => self.country(builder, axis, code, name),
        });
        let known = builder.id_of(axis, &member.code);
        let id = known.unwrap_or_else(|| builder.declare(axis, member));
        self.origins.entry((axis, id)).or_insert_with(|| code.to_owned());
        Some(id)
    }

    /// A reporter or partner. Two codes of the file never become one country by their names alone.
    fn country(&self, builder: &DatasetBuilder, axis: Axis, code: &str, name: &str) -> Member {
        // What stands in brackets explains the name: `European Union (AT-01/1995, ...)`.
        let known = |text: &str| {
            country::recognise(text)
                .or_else(|| text.split_once(" (").and_then(|(before, _)| country::recognise(before)))
        };
        let by_name = if name.is_empty() { None } else { known(name) };
        let numeric = code.bytes().all(|b| b.is_ascii_digit());
        let by_code = if numeric { None } else { known(code) };
        let found = match (by_code, by_name) {
            // The publisher's own code may look like another country's.
            (Some(by_code), Some(by_name)) if by_code.code != by_name.code => Some(by_name),
            (by_code, by_name) => by_code.or(by_name),
        };
        let label = if name.is_empty() { code } else { name };
        let Some(found) = found else { return plain(code, label, regions::region_role(label)) };
        let taken = builder.id_of(axis, &found.code).and_then(|id| self.origins.get(&(axis, id)));
        // `USA` and `United States` are one; two codes, or two names, are two.
        let brief = |text: &str| text.len() <= 3;
        let coded = !name.is_empty() && code != name;
        let other = taken
            .is_some_and(|origin| !origin.eq_ignore_ascii_case(code) && (coded || !(brief(origin) || brief(code))));
        if other { plain(code, label, regions::region_role(label)) } else { of_country(found) }
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
            match &rule.tree {
                Tree::Flat => {}
                Tree::Found if axis == Axis::Sector => hang_by_prefix(builder, rule.hs),
                Tree::Found => {}
                Tree::Above(above) => hang_above(builder, axis, &**above),
            }
        }
        for axis in [Axis::Reporter, Axis::Partner] {
            fill_groups(builder, axis);
        }
    }
}

/// A sector; its code may be glued to its name, and may have lost its leading zero.
fn sector(rule: &MemberRule, code: &str, name: &str) -> Member {
    let (code, name) = if name.is_empty() { code_and_label(code) } else { (code, name) };
    let digits = !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit());
    let lost = rule.hs && digits && code.len() % 2 == 1 && code.len() < 10;
    let code = if lost { format!("0{code}") } else { code.to_owned() };
    let label = if name.is_empty() { &code } else { name };
    let role = if words::sector_role(&code) == Role::Total { Role::Total } else { words::sector_role(label) };
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

/// Codes of digits in several even lengths are a tree: the parent is the longest code that begins this one.
fn hang_by_prefix(builder: &mut DatasetBuilder, hs: bool) {
    let members = builder.members(Axis::Sector);
    let is_code = |code: &str| !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit());
    let codes: Vec<(usize, String)> =
        members.iter().enumerate().filter(|(_, m)| is_code(&m.code)).map(|(id, m)| (id, m.code.clone())).collect();
    let even = codes.iter().all(|(_, code)| code.len().is_multiple_of(2));
    let others = members.iter().filter(|m| !is_code(&m.code) && m.role != Role::Total).count();
    if others * 10 > codes.len() || !(even || hs) {
        return;
    }
    let ids: HashMap<&str, usize> = codes.iter().map(|(id, code)| (code.as_str(), *id)).collect();
    for (id, code) in &codes {
        let parent = (1..code.len()).rev().find_map(|length| ids.get(code.get(..length)?).copied());
        if let (Some(parent), Ok(id)) = (parent.and_then(|p| MemberId::try_from(p).ok()), MemberId::try_from(*id)) {
            builder.member_mut(Axis::Sector, id).parent = Some(parent);
        }
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
