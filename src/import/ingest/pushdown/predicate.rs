//! The member predicate of push-down: which texts stand in rows that a question can be answered without.
//!
//! A text is marked when it is first met. That may be wrong (what a number stands for can depend on all of a column),
//! so whoever reads for a [`Pushdown`] looks at the end whether the answer could do without what was skipped.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::Pushdown;
use crate::data::{Axis, DatasetBuilder, Frequency, Role};
use crate::import::ingest::Reading;
use crate::import::ingest::assemble::period_in;
use crate::import::ingest::dictionary::Entry;
use crate::import::ingest::resolve::{RawMember, disposition, no_context, period_meaning, raw_member};
use crate::import::ingest::table_layout::{CONTEXT, FIRST_AXIS, PERIOD, PeriodColumns, TableLayout};
use crate::import::members::{Members, sector_of};
use crate::import::recipe::{MemberRule, Recipe, RowDisposition, Variant};

/// A text with which rows are kept.
pub(in crate::import::ingest) const KEEP: u8 = 1;
/// The text of a member that is not asked for.
pub(in crate::import::ingest) const FILTERED: u8 = 2;
/// The text of a partner or sector of which kept rows do not tell everything yet.
pub(in crate::import::ingest) const UNSEEN: u8 = 4;

/// Judges texts, for all readers of a file.
pub(in crate::import::ingest) struct MemberPredicate {
    pushdown: Arc<Pushdown>,
    layout: Arc<TableLayout>,
    recipe: Arc<Recipe>,
    frequency: Option<Frequency>,
    /// Axes along which something can be skipped.
    filtered: [bool; 3],
    /// Whether a sidecar describes the members.
    is_described: bool,
    /// As the members will be made at the end.
    made: Mutex<(Members, DatasetBuilder)>,
    /// The variant that rows which can be skipped have in common: which of several is used shows when all are known.
    variant: OnceLock<Option<Variant>>,
}

impl MemberPredicate {
    /// For the last table of a reading; none where nothing can be skipped.
    pub(in crate::import::ingest) fn new(reading: &Reading, pushdown: &Arc<Pushdown>) -> Option<Self> {
        let [table] = reading.tables.as_slice() else { return None };
        let (layout, recipe) = (&table.layout, &table.recipe);
        let [column] = layout.values.as_slice() else { return None };
        let named = column.members.iter().any(Option::is_some);
        if named
            || recipe.emit_mirror_flow
            || recipe.trailing_zeros_unpublished
            || layout.period == PeriodColumns::Header
        {
            return None;
        }
        let variant = OnceLock::new();
        if layout.context.is_empty() && !is_figure(layout, &no_context(layout, recipe), &variant) {
            return None;
        }
        let is_heading = |axis: Axis, name: &str| {
            let (mut members, mut builder) = (reading.members(), reading.builder.clone());
            let id = members.id(&mut builder, axis, recipe.members_of(axis), name, "");
            let role = id.and_then(|id| builder.members(axis).get(id as usize)).map(|member| member.role);
            !matches!(role, None | Some(Role::Leaf | Role::Unknown))
        };
        // What a heading stands for may have to be added up from its parts.
        let can_be_skipped = |axis: Axis| {
            let names = pushdown.names(axis)?;
            (!names.iter().any(|name| is_heading(axis, name))).then_some(())
        };
        let filtered = Axis::ALL.map(|axis| can_be_skipped(axis).is_some());
        filtered.contains(&true).then(|| Self {
            pushdown: Arc::clone(pushdown),
            layout: Arc::clone(layout),
            recipe: Arc::clone(recipe),
            frequency: reading.frequency,
            filtered,
            is_described: reading.described,
            made: Mutex::new((reading.members(), reading.builder.clone())),
            variant,
        })
    }

    /// Whether it counts in which periods members that are not asked for have figures.
    pub(in crate::import::ingest) fn with_periods(&self) -> bool {
        self.pushdown.with_periods()
    }

    /// What it means for a row to have a text.
    pub(in crate::import::ingest) fn mark(&self, slot: usize, entry: &Entry) -> u8 {
        let is_plain = match slot {
            PERIOD => self.is_period(&entry.key),
            CONTEXT => is_figure(&self.layout, &disposition(&self.layout, &self.recipe, &entry.key), &self.variant),
            _ => return self.member(slot, entry),
        };
        if is_plain { 0 } else { KEEP }
    }

    fn is_period(&self, key: &[u8]) -> bool {
        let Ok(row) = period_meaning(key, &self.layout, &self.recipe) else { return false };
        let period = self.layout.values.first().and_then(|column| period_in(column, Some(row)));
        period.is_some_and(|period| self.frequency.is_none_or(|wanted| wanted == period.frequency()))
    }

    fn member(&self, slot: usize, entry: &Entry) -> u8 {
        let Some(axis) = slot.checked_sub(FIRST_AXIS).and_then(|at| Axis::ALL.get(at).copied()) else { return KEEP };
        let (rule, raw) = (self.recipe.members_of(axis), raw_member(entry, true));
        let number = raw.name.is_empty() && raw.code.trim().bytes().all(|byte| byte.is_ascii_digit());
        if number && axis != Axis::Sector && rule.countries.is_none() && rule.make.is_none() {
            // What numbers stand for shows when all of them are known.
            return KEEP;
        }
        let asked = if axis == Axis::Sector && !self.is_described {
            sector_of(rule, raw.code, raw.name).map(|sector| self.pushdown.asks_for(axis, &sector))
        } else {
            self.is_asked(axis, rule, &raw)
        };
        let Some(asked) = asked else { return KEEP };
        let is_filtered = self.filtered.get(axis.index()) == Some(&true);
        let unseen = if axis == Axis::Reporter { 0 } else { UNSEEN };
        if is_filtered && !asked { FILTERED | unseen } else { unseen }
    }

    /// Whether the member of a text is perhaps asked for, where which one it is depends on those before it; none where
    /// the text names none.
    fn is_asked(&self, axis: Axis, rule: &MemberRule, raw: &RawMember<'_>) -> Option<bool> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let (members, builder) = &mut *made;
        let id = members.id(builder, axis, rule, raw.code, raw.name)?;
        Some(builder.members(axis).get(id as usize).is_some_and(|member| self.pushdown.asks_for(axis, member)))
    }
}

/// Whether rows of this disposition are figures that differ in nothing but what is looked up.
fn is_figure(layout: &TableLayout, disposition: &RowDisposition, variant: &OnceLock<Option<Variant>>) -> bool {
    let RowDisposition::Use(attributes) = disposition else { return false };
    let has_flow = layout.values.first().and_then(|column| column.flow).or(attributes.flow).is_some();
    let is_plain = has_flow && attributes.exponent.is_none() && !attributes.status.is_gap();
    is_plain && *variant.get_or_init(|| attributes.variant.clone()) == attributes.variant
}
