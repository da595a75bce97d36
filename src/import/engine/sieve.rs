//! Rows that a question can be answered without: read and checked as all others, but not kept.
//!
//! A row is spared where it is a plain figure of a member that is not asked for. What such a row tells beside its
//! figure is told by rows that are kept: the first for each reporter, period and context (who reports when, and
//! which periods there are), for each member that is asked for the same, for each other member and context one (that
//! it has figures), and each that is finer or larger than those before it (the digits that all values need).
//!
//! Whether a member is asked for is judged by its text when it is first met. That may be wrong (what a number stands
//! for can depend on all of a column), so whoever reads for a [`Purpose`] looks at the end whether the answer could
//! do without what was spared.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::Reading;
use super::assemble::period_in;
use super::cut_rows::NO_PLAIN;
use super::dictionary::{Dictionary, Entry};
use super::meaning::{no_context, period_meaning, told, verdict};
use super::plan::{CONTEXT, FIRST_AXIS, PERIOD, PeriodColumns, Plan, SLOTS};
use crate::data::{Axis, DatasetBuilder, Frequency, Role};
use crate::import::members::Members;
use crate::import::purpose::Purpose;
use crate::import::recipe::{MemberRule, Recipe, Variant, Verdict};

/// Said of rows that are not kept.
pub(super) const NOT_ASKED_FOR: &str = "not asked for";

/// A text with which rows are kept.
const KEPT: u8 = 1;
/// The text of a member that is not asked for.
const FOREIGN: u8 = 2;

/// The most combinations of which it is remembered whether they were met.
const MOST_SEEN: usize = 1 << 26;

/// Judges texts, for all readers of a file.
pub(super) struct Judge {
    purpose: Arc<Purpose>,
    plan: Arc<Plan>,
    recipe: Arc<Recipe>,
    frequency: Option<Frequency>,
    /// Axes along which something can be spared.
    filtered: [bool; 3],
    /// As the members will be made at the end.
    made: Mutex<(Members, DatasetBuilder)>,
    /// The telling that rows which can be spared have in common: which of several is used shows when all are known.
    telling: OnceLock<Option<Variant>>,
}

impl Judge {
    /// For the last table of a reading; none where nothing can be spared.
    pub(super) fn new(reading: &Reading, purpose: &Arc<Purpose>) -> Option<Self> {
        let [table] = reading.tables.as_slice() else { return None };
        let (plan, recipe) = (&table.plan, &table.recipe);
        let [column] = plan.values.as_slice() else { return None };
        let named = column.members.iter().any(Option::is_some);
        if named || recipe.mirror || recipe.zeros_at_end || plan.period == PeriodColumns::Header {
            return None;
        }
        let telling = OnceLock::new();
        if plan.context.is_empty() && !is_figure(plan, &no_context(plan, recipe), &telling) {
            return None;
        }
        let is_heading = |axis: Axis, name: &str| {
            let (mut members, mut builder) = (reading.members(), reading.builder.clone());
            let id = members.id(&mut builder, axis, &rule_of(recipe, axis), name, "");
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
            plan: Arc::clone(plan),
            recipe: Arc::clone(recipe),
            frequency: reading.frequency,
            filtered,
            made: Mutex::new((reading.members(), reading.builder.clone())),
            telling,
        })
    }

    /// What it means for a row to have a text.
    fn judged(&self, slot: usize, entry: &Entry) -> u8 {
        let is_plain = match slot {
            PERIOD => self.is_period(&entry.key),
            CONTEXT => is_figure(&self.plan, &verdict(&self.plan, &self.recipe, &entry.key), &self.telling),
            _ => return self.member(slot, entry),
        };
        if is_plain { 0 } else { KEPT }
    }

    fn is_period(&self, key: &[u8]) -> bool {
        let Ok(row) = period_meaning(key, &self.plan, &self.recipe) else { return false };
        let period = self.plan.values.first().and_then(|column| period_in(column, Some(row)));
        period.is_some_and(|period| self.frequency.is_none_or(|wanted| wanted == period.frequency()))
    }

    fn member(&self, slot: usize, entry: &Entry) -> u8 {
        let Some(axis) = slot.checked_sub(FIRST_AXIS).and_then(|at| Axis::ALL.get(at).copied()) else { return KEPT };
        let (rule, told) = (rule_of(&self.recipe, axis), told(entry, true));
        let number = told.name.is_empty() && told.code.trim().bytes().all(|byte| byte.is_ascii_digit());
        if number && axis != Axis::Sector && rule.countries.is_none() && rule.make.is_none() {
            // What numbers stand for shows when all of them are known.
            return KEPT;
        }
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let (members, builder) = &mut *made;
        let Some(id) = members.id(builder, axis, &rule, told.code, told.name) else { return KEPT };
        let is_filtered = self.filtered.get(axis.index()) == Some(&true);
        let asked = builder.members(axis).get(id as usize).is_some_and(|member| self.purpose.asks_for(axis, member));
        if is_filtered && !asked { FOREIGN } else { 0 }
    }
}

/// Whether rows of this worth are figures that differ in nothing but what is looked up.
fn is_figure(plan: &Plan, verdict: &Verdict, telling: &OnceLock<Option<Variant>>) -> bool {
    let Verdict::Use(worth) = verdict else { return false };
    let has_flow = plan.values.first().and_then(|column| column.flow).or(worth.flow).is_some();
    let is_plain = has_flow && worth.exponent.is_none() && !worth.status.is_gap();
    is_plain && *telling.get_or_init(|| worth.variant.clone()) == worth.variant
}

fn rule_of(recipe: &Recipe, axis: Axis) -> MemberRule {
    recipe.members.get(axis.index()).cloned().unwrap_or_default()
}

/// Sorts the rows of one reader.
pub(super) struct Sieve {
    judge: Arc<Judge>,
    /// What was judged of the texts that the reader knows, by slot.
    judged: [Vec<u8>; SLOTS],
    /// By axis.
    told: [Told; 3],
    digits: Digits,
    marks: Vec<u8>,
    kept: Vec<u32>,
}

/// Rows as they were coded: by slot, and their numbers.
pub(super) struct Coded<'a> {
    pub codes: &'a [Vec<u32>; SLOTS],
    pub units: &'a [i64],
    pub decimals: &'a [u8],
}

impl Sieve {
    pub(super) fn new(judge: &Arc<Judge>) -> Self {
        let judged = Default::default();
        let (told, digits) = Default::default();
        Self { judge: Arc::clone(judge), judged, told, digits, marks: Vec::new(), kept: Vec::new() }
    }

    /// The texts of members that are not asked for, by slot and number.
    pub(super) fn foreign(&self) -> [Vec<bool>; SLOTS] {
        self.judged.each_ref().map(|judged| judged.iter().map(|mark| mark & FOREIGN != 0).collect())
    }

    /// Which rows must be kept.
    pub(super) fn kept(&mut self, rows: &Coded<'_>, dictionaries: &[Dictionary; SLOTS]) -> &[u32] {
        self.learn(dictionaries);
        self.mark(rows);
        self.kept.clear();
        let [periods, reporters, partners, sectors, contexts] = rows.codes;
        let members = reporters.iter().zip(partners).zip(sectors);
        let codes = members.zip(periods).zip(contexts);
        let numbers = rows.units.iter().zip(rows.decimals);
        for ((row, mark), (codes, (units, decimals))) in (0..).zip(&self.marks).zip(codes.zip(numbers)) {
            let ((((reporter, partner), sector), period), context) = codes;
            if *mark & (KEPT | FOREIGN) != FOREIGN || *decimals == NO_PLAIN {
                self.kept.push(row);
                continue;
            }
            let mut is_new = self.digits.is_new(*units, *decimals);
            for ((slot, told), code) in (FIRST_AXIS..).zip(&mut self.told).zip([reporter, partner, sector]) {
                // When a member has figures counts where it is asked for, and of reporters always.
                let judged = self.judged.get(slot).and_then(|judged| judged.get(*code as usize));
                let once = slot != FIRST_AXIS && judged.is_some_and(|mark| mark & FOREIGN != 0);
                is_new |= told.is_new(*code, if once { 0 } else { *period }, *context);
            }
            if is_new {
                self.kept.push(row);
            }
        }
        &self.kept
    }

    /// Judges what is new in the dictionaries.
    fn learn(&mut self, dictionaries: &[Dictionary; SLOTS]) {
        for (slot, (judged, dictionary)) in self.judged.iter_mut().zip(dictionaries).enumerate() {
            let new = dictionary.entries().get(judged.len()..).unwrap_or_default();
            judged.extend(new.iter().map(|entry| self.judge.judged(slot, entry)));
        }
        // A thing that no column tells has one code.
        let [periods, .., contexts] = self.judged.each_ref().map(|judged| judged.len().max(1));
        for (told, judged) in self.told.iter_mut().zip(self.judged.iter().skip(FIRST_AXIS)) {
            told.fit([judged.len().max(1), periods, contexts]);
        }
    }

    /// What all texts of a row mean together.
    fn mark(&mut self, rows: &Coded<'_>) {
        let fits = self.told.iter().all(Told::fits);
        self.marks.clear();
        self.marks.resize(rows.units.len(), if fits { 0 } else { KEPT });
        for (judged, codes) in self.judged.iter().zip(rows.codes).filter(|(judged, _)| !judged.is_empty()) {
            for (mark, code) in self.marks.iter_mut().zip(codes) {
                *mark |= judged.get(*code as usize).copied().unwrap_or(KEPT);
            }
        }
    }
}

/// Which combinations of a text, a period and a context some kept row has.
#[derive(Debug, Default)]
struct Told {
    bits: Vec<u64>,
    /// How many texts, periods and contexts there is room for.
    room: [usize; 3],
}

impl Told {
    /// Makes room. What was met is forgotten where there was none: some rows more are kept then.
    fn fit(&mut self, sizes: [usize; 3]) {
        if self.room.iter().zip(sizes).any(|(room, size)| *room < size) {
            self.room = sizes.map(usize::next_power_of_two);
            let all = self.all().min(MOST_SEEN);
            self.bits = vec![0; all / 64 + 1];
        }
    }

    fn all(&self) -> usize {
        self.room.iter().fold(1, |all: usize, room| all.saturating_mul(*room))
    }

    fn fits(&self) -> bool {
        self.all() <= MOST_SEEN
    }

    /// Whether a combination is met for the first time.
    fn is_new(&mut self, code: u32, period: u32, context: u32) -> bool {
        let [_, periods, contexts] = self.room;
        let place = (code as usize * periods + period as usize) * contexts + context as usize;
        let bit = 1 << (place % 64);
        let Some(word) = self.bits.get_mut(place / 64) else { return true };
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}

/// The finest and the largest numbers of kept rows.
#[derive(Debug, Default)]
struct Digits {
    finest: u8,
    /// By how many decimals they are written with.
    largest: [u64; 20],
}

impl Digits {
    /// Whether a number is finer, or larger than all that are written as finely.
    fn is_new(&mut self, units: i64, decimals: u8) -> bool {
        let size = units.unsigned_abs();
        let Some(largest) = self.largest.get_mut(usize::from(decimals)) else { return true };
        let is_larger = size > *largest;
        *largest = size.max(*largest);
        let is_finer = decimals > self.finest && {
            let own = own_decimals(size, decimals);
            let is_finer = own > self.finest;
            self.finest = own.max(self.finest);
            is_finer
        };
        is_larger || is_finer
    }
}

/// The decimals of a number without zeros at its end.
fn own_decimals(mut size: u64, mut decimals: u8) -> u8 {
    while decimals > 0 && size.is_multiple_of(10) {
        (size, decimals) = (size / 10, decimals - 1);
    }
    decimals
}
