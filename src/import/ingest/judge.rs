//! Which texts stand in rows that a question can be answered without.
//!
//! A text is judged when it is first met. That may be wrong (what a number stands for can depend on all of a column),
//! so whoever reads for a [`Purpose`] looks at the end whether the answer could do without what was spared.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::Reading;
use super::assemble::period_in;
use super::dictionary::Entry;
use super::resolve::{RawMember, no_context, period_meaning, raw_member, verdict};
use super::table_layout::{CONTEXT, FIRST_AXIS, PERIOD, PeriodColumns, TableLayout};
use crate::data::{Axis, DatasetBuilder, Frequency, Role};
use crate::import::members::{Members, sector_of};
use crate::import::purpose::Purpose;
use crate::import::recipe::{MemberRule, Recipe, Variant, Verdict};

/// A text with which rows are kept.
pub(super) const KEPT: u8 = 1;
/// The text of a member that is not asked for.
pub(super) const FOREIGN: u8 = 2;
/// The text of a partner or sector of which kept rows do not tell everything yet.
pub(super) const OPEN: u8 = 4;

/// Judges texts, for all readers of a file.
pub(super) struct Judge {
    purpose: Arc<Purpose>,
    layout: Arc<TableLayout>,
    recipe: Arc<Recipe>,
    frequency: Option<Frequency>,
    /// Axes along which something can be spared.
    filtered: [bool; 3],
    /// Whether a sidecar describes the members.
    is_described: bool,
    /// As the members will be made at the end.
    made: Mutex<(Members, DatasetBuilder)>,
    /// The telling that rows which can be spared have in common: which of several is used shows when all are known.
    telling: OnceLock<Option<Variant>>,
}

impl Judge {
    /// For the last table of a reading; none where nothing can be spared.
    pub(super) fn new(reading: &Reading, purpose: &Arc<Purpose>) -> Option<Self> {
        let [table] = reading.tables.as_slice() else { return None };
        let (layout, recipe) = (&table.layout, &table.recipe);
        let [column] = layout.values.as_slice() else { return None };
        let named = column.members.iter().any(Option::is_some);
        if named || recipe.mirror || recipe.zeros_at_end || layout.period == PeriodColumns::Header {
            return None;
        }
        let telling = OnceLock::new();
        if layout.context.is_empty() && !is_figure(layout, &no_context(layout, recipe), &telling) {
            return None;
        }
        let is_heading = |axis: Axis, name: &str| {
            let (mut members, mut builder) = (reading.members(), reading.builder.clone());
            let id = members.id(&mut builder, axis, recipe.members_of(axis), name, "");
            let role = id.and_then(|id| builder.members(axis).get(id as usize)).map(|member| member.role);
            !matches!(role, None | Some(Role::Leaf | Role::Unknown))
        };
        // What a heading stands for may have to be added up from its parts.
        let can_be_spared = |axis: Axis| {
            let names = purpose.names(axis)?;
            (!names.iter().any(|name| is_heading(axis, name))).then_some(())
        };
        let filtered = Axis::ALL.map(|axis| can_be_spared(axis).is_some());
        filtered.contains(&true).then(|| Self {
            purpose: Arc::clone(purpose),
            layout: Arc::clone(layout),
            recipe: Arc::clone(recipe),
            frequency: reading.frequency,
            filtered,
            is_described: reading.described,
            made: Mutex::new((reading.members(), reading.builder.clone())),
            telling,
        })
    }

    /// Whether it counts in which periods members that are not asked for have figures.
    pub(super) fn with_periods(&self) -> bool {
        self.purpose.with_periods()
    }

    /// What it means for a row to have a text.
    pub(super) fn judged(&self, slot: usize, entry: &Entry) -> u8 {
        let is_plain = match slot {
            PERIOD => self.is_period(&entry.key),
            CONTEXT => is_figure(&self.layout, &verdict(&self.layout, &self.recipe, &entry.key), &self.telling),
            _ => return self.member(slot, entry),
        };
        if is_plain { 0 } else { KEPT }
    }

    fn is_period(&self, key: &[u8]) -> bool {
        let Ok(row) = period_meaning(key, &self.layout, &self.recipe) else { return false };
        let period = self.layout.values.first().and_then(|column| period_in(column, Some(row)));
        period.is_some_and(|period| self.frequency.is_none_or(|wanted| wanted == period.frequency()))
    }

    fn member(&self, slot: usize, entry: &Entry) -> u8 {
        let Some(axis) = slot.checked_sub(FIRST_AXIS).and_then(|at| Axis::ALL.get(at).copied()) else { return KEPT };
        let (rule, raw) = (self.recipe.members_of(axis), raw_member(entry, true));
        let number = raw.name.is_empty() && raw.code.trim().bytes().all(|byte| byte.is_ascii_digit());
        if number && axis != Axis::Sector && rule.countries.is_none() && rule.make.is_none() {
            // What numbers stand for shows when all of them are known.
            return KEPT;
        }
        let asked = if axis == Axis::Sector && !self.is_described {
            sector_of(rule, raw.code, raw.name).map(|sector| self.purpose.asks_for(axis, &sector))
        } else {
            self.is_asked(axis, rule, &raw)
        };
        let Some(asked) = asked else { return KEPT };
        let is_filtered = self.filtered.get(axis.index()) == Some(&true);
        let open = if axis == Axis::Reporter { 0 } else { OPEN };
        if is_filtered && !asked { FOREIGN | open } else { open }
    }

    /// Whether the member of a text is perhaps asked for, where which one it is depends on those before it; none where
    /// the text names none.
    fn is_asked(&self, axis: Axis, rule: &MemberRule, raw: &RawMember<'_>) -> Option<bool> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let (members, builder) = &mut *made;
        let id = members.id(builder, axis, rule, raw.code, raw.name)?;
        Some(builder.members(axis).get(id as usize).is_some_and(|member| self.purpose.asks_for(axis, member)))
    }
}

/// Whether rows of this worth are figures that differ in nothing but what is looked up.
fn is_figure(layout: &TableLayout, verdict: &Verdict, telling: &OnceLock<Option<Variant>>) -> bool {
    let Verdict::Use(worth) = verdict else { return false };
    let has_flow = layout.values.first().and_then(|column| column.flow).or(worth.flow).is_some();
    let is_plain = has_flow && worth.exponent.is_none() && !worth.status.is_gap();
    is_plain && *telling.get_or_init(|| worth.variant.clone()) == worth.variant
}
