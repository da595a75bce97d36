//! What is a total: the members that look like totals and groups, and a search for others.

use egui::{Id, ScrollArea, Ui};

use super::fields::pick;
use crate::app::{MappingDialog, Trial, TrialMember};
use crate::chart::Weight;
use crate::data::{Axis, Role};
use crate::import::{Mapping, StatedMember};
use crate::ui::theme;
use crate::ui::widgets::{muted, search_field, text};

/// So many members are listed at most.
const LISTED: usize = 60;
/// So many members are found at most.
const FOUND: usize = 12;

fn trial(dialog: &MappingDialog) -> Option<&Trial> {
    dialog.trial.as_ref()?.as_ref().ok().map(|trial| &**trial)
}

/// Whether a member is not simply one of the parts.
const fn is_told_apart(role: Role) -> bool {
    !matches!(role, Role::Leaf | Role::Unknown)
}

/// The axes of countries on which a few members are none: these may well be sums of others.
fn odd_axes(trial: &Trial) -> Vec<Axis> {
    let count = |axis, role| trial.members.iter().filter(|m| m.axis == axis && m.role == role).count();
    let few = |axis: &Axis| count(*axis, Role::Unknown) * 2 < count(*axis, Role::Leaf);
    [Axis::Reporter, Axis::Partner].into_iter().filter(few).collect()
}

/// What is taken for a total or group, in a few words.
pub(super) fn in_force(dialog: &MappingDialog) -> String {
    let Some(trial) = trial(dialog) else { return String::new() };
    let names: Vec<&str> = trial.members.iter().filter(|m| is_told_apart(m.role)).map(|m| m.label.as_str()).collect();
    match names.as_slice() {
        [] => "none found".to_owned(),
        [first @ .., last] if first.len() < 3 => {
            let mut all = first.to_vec();
            all.push(last);
            all.join(", ")
        }
        [one, two, ..] => format!("{one}, {two} and {} more", names.len() - 2),
        [one] => (*one).to_owned(),
    }
}

/// Draws the list and the search.
pub(super) fn show(ui: &mut Ui, dialog: &MappingDialog, mapping: &mut Mapping) {
    let Some(trial) = trial(dialog) else {
        muted(ui, "Known once the columns are.");
        return;
    };
    muted(ui, "A total or a group is not counted beside its parts.");
    let stated = |member: &TrialMember| said_at(mapping, member).is_some();
    let odd = odd_axes(trial);
    let looks_like = |member: &TrialMember| {
        is_told_apart(member.role) || (member.role == Role::Unknown && odd.contains(&member.axis))
    };
    let listed: Vec<&TrialMember> =
        trial.members.iter().filter(|member| looks_like(member) || stated(member)).collect();
    if !listed.is_empty() {
        ScrollArea::vertical().id_salt("totals").max_height(170.0).auto_shrink([false, true]).show(ui, |ui| {
            list(ui, "listed", listed.iter().take(LISTED).copied(), mapping);
        });
        if listed.len() > LISTED {
            muted(ui, format!("and {} more: search for them", listed.len() - LISTED));
        }
    }
    let key = Id::unique("search for totals");
    let typed: String = ui.data(|data| data.get_temp(key)).unwrap_or_default();
    let now = search_field(ui, &typed, "Search for a total among all members", "search for totals");
    if let Some(now) = &now {
        ui.data_mut(|data| data.insert_temp(key, now.clone()));
    }
    let wanted = typed.trim().to_lowercase();
    if wanted.is_empty() {
        return;
    }
    let fits = |member: &&TrialMember| {
        !listed.contains(member)
            && (member.label.to_lowercase().contains(&wanted) || member.code.to_lowercase().starts_with(&wanted))
    };
    let found: Vec<&TrialMember> = trial.members.iter().filter(fits).take(FOUND).collect();
    if found.is_empty() {
        muted(ui, "No other member has this in its name.");
    }
    list(ui, "found", found.into_iter(), mapping);
}

fn list<'a>(ui: &mut Ui, salt: &str, members: impl Iterator<Item = &'a TrialMember>, mapping: &mut Mapping) {
    let name_width = (ui.available_width() - 190.0).max(80.0);
    egui::Grid::new(salt).num_columns(2).spacing([12.0, 4.0]).show(ui, |ui| {
        for member in members {
            let tokens = theme::tokens(ui);
            let name = text(&member.label, Weight::Regular, theme::BODY, tokens.ink);
            ui.scope(|ui| {
                ui.set_width(name_width);
                ui.add(egui::Label::new(name).truncate()).on_hover_text(format!(
                    "{} {}",
                    member.axis.word(),
                    member.code
                ));
            });
            let current = said_at(mapping, member).map_or(member.role, |at| mapping.members[at].role);
            let mut chosen = current;
            let name = format!("{} {} is", member.axis.word(), member.label);
            pick(ui, &name, 160.0, &mut chosen, words(member.axis, current), || {
                [Role::Leaf, Role::Total, Role::Group].map(|role| (role, words(member.axis, role).to_owned())).to_vec()
            });
            ui.end_row();
            if chosen != current {
                mapping.members.retain(|said| said.axis != member.axis || !names(said, member));
                mapping.members.push(StatedMember { axis: member.axis, member: member.code.clone(), role: chosen });
            }
        }
    });
}

/// What is said of a member.
fn said_at(mapping: &Mapping, member: &TrialMember) -> Option<usize> {
    mapping.members.iter().position(|said| said.axis == member.axis && names(said, member))
}

fn names(said: &StatedMember, member: &TrialMember) -> bool {
    said.member == member.code || said.member == member.label
}

const fn words(axis: Axis, role: Role) -> &'static str {
    match (role, axis) {
        (Role::Total, Axis::Sector) => "total of all sectors",
        (Role::Total, _) => "total of all",
        (Role::Group | Role::Definition, _) => "group, not counted",
        (Role::Memo, _) => "outside, not counted",
        (Role::Leaf | Role::Unknown, Axis::Sector) => "a sector, counted",
        (Role::Leaf | Role::Unknown, _) => "a country, counted",
    }
}
