//! What to add up: the selections turned into a weight for each member and each line.
//!
//! A member's figure contains the figures of its listed parts. So a selection is a sum of published
//! figures with weights: a member counts `+1` when it is selected, less 1 when the nearest published
//! member above it is selected too (it is inside of that figure already). "World without Japan" is then
//! `world - Japan`, "all sections" is the published total, and what the listed parts leave of a total
//! ("not listed") is `total - parts`: nothing is counted twice and nothing is lost.

use super::full_scan::one_sided;
use super::plan_lines::{
    Parts, PlanLine, grouped_states, others, published_parent, set_subtree, whole_label, whole_line,
};
use super::selection::checks_of;
use super::{ChartKind, GroupBy, LineRole, Measure, MemberTotals, Note, Selection, View};
use crate::data::{Axis, Dataset, Dimension, Flow, Frequency, ListLevel, MemberId, Period, Role};

/// A fact's period is not in the series that is shown.
pub(super) const NO_SLOT: u16 = u16::MAX;

/// Everything that the pass over the facts needs to know.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// The frequency of the facts that are used.
    pub source: Frequency,
    /// The frequency that is shown.
    pub frequency: Frequency,
    /// All periods of the source frequency from the first to the last, without holes.
    pub slots: Vec<Period>,
    /// For each period of the dataset its slot, or [`NO_SLOT`].
    pub slot_of: Vec<u16>,
    /// For each slot the dataset's period, where it has one.
    pub period_of: Vec<Option<u16>>,
    /// Weight of each member along each axis when that axis is not split.
    pub weights: [Vec<i8>; 3],
    /// An axis of which nothing is selected, so that nothing can be added up.
    pub unselected: Option<Axis>,
    /// The axis that is split into lines.
    pub axis: Option<Axis>,
    /// The lines; the last is the whole when `whole` says so.
    pub lines: Vec<PlanLine>,
    /// Whether the last line is everything that is selected.
    pub whole: bool,
    /// Whether the lines add up to the whole.
    pub partition: bool,
    /// For each sector the flows that take part, as bits of [`Flow::index`].
    pub flows: Vec<u8>,
    /// The flows that take part for any sector.
    pub taken: u8,
    /// Whether a period for which the one reporter gives only one flow keeps it: where exports and imports stand apart,
    /// each is published or not by itself.
    pub lone_kept: bool,
    /// How many lines went into "others".
    pub folded: usize,
    /// The last period of those by which the lines are chosen, where a ranked chart shows one.
    pub ranked: Option<Period>,
    /// What the reader must be told.
    pub notes: Vec<Note>,
}

impl Plan {
    pub(super) fn new(dataset: &Dataset, view: &View) -> Self {
        let mut notes = Vec::new();
        let frequency = view.frequency.resolve(dataset.finest());
        let source = source_frequency(dataset, frequency);
        let (slots, slot_of, period_of) = slots(dataset, source);
        let frequency = frequency.max(source);
        let axis = view.by.axis();
        let published = Axis::ALL.map(|axis| published(dataset, axis));
        // Overlaps along the split axis stand side by side: nothing is left out there.
        let mut unsaid = Vec::new();
        let states = Axis::ALL.map(|a| {
            let notes = if axis == Some(a) { &mut unsaid } else { &mut notes };
            settled_states(dataset, view.selection(a), a, notes)
        });
        let weights = Axis::ALL.map(|a| weights(dataset.dimension(a), &published[a.index()], &states[a.index()]));
        if view.reporters.is_all() && axis != Some(Axis::Reporter) {
            note_summed_reporters(&weights[Axis::Reporter.index()], &mut notes);
        }
        let nothing = |a: &Axis| axis != Some(*a) && is_nothing(&weights[a.index()]);
        let unselected = Axis::ALL.into_iter().find(nothing);
        let flows = usable_flows(dataset, view.measure, &weights[Axis::Sector.index()], &mut notes);
        let reporters = weights[Axis::Reporter.index()].iter().filter(|weight| **weight > 0).count();
        let lone_kept = by_flow(view) && reporters == 1;
        let mut plan = Self {
            source,
            frequency,
            slots,
            slot_of,
            period_of,
            weights,
            unselected,
            axis,
            lines: Vec::new(),
            whole: false,
            partition: true,
            taken: flows.iter().fold(0, |all, flows| all | flows),
            flows,
            lone_kept,
            folded: 0,
            ranked: None,
            notes,
        };
        plan.notes.extend(unpaired(dataset, view, &plan));
        match axis {
            Some(axis) => plan.split(dataset, view, axis, &published[axis.index()]),
            None => plan.lines.push(whole_line(Vec::new())),
        }
        plan
    }

    /// One line for each part of the selection along an axis, and the whole behind them.
    fn split(&mut self, dataset: &Dataset, view: &View, axis: Axis, published: &[bool]) {
        let dimension = dataset.dimension(axis);
        let usable = |id: MemberId| axis != Axis::Sector || self.flows[id as usize] != 0;
        let usable: Vec<bool> = dimension.iter().map(|(id, _)| usable(id)).collect();
        let mut parts = Parts { dimension, published, usable: &usable, states: &[], checks: &[], lines: Vec::new() };
        let states = grouped_states(dimension, view.selection(axis), published);
        let checks = checks_of(dimension, &states);
        (parts.states, parts.checks) = (&states, &checks);
        let marked: Vec<MemberId> = view.selection(axis).marked().filter_map(|code| dimension.id_of(code)).collect();
        let mut is_marked = vec![false; dimension.len()];
        for id in &marked {
            is_marked[*id as usize] = true;
        }
        let explicit = |id: MemberId| is_marked[id as usize];
        let nested = marked.iter().any(|id| dimension.ancestors(*id).any(explicit));
        if nested {
            // A member and a part of it were both asked for by name: each is a line, side by side.
            for id in &marked {
                parts.node(*id, LineRole::Member);
            }
        } else {
            for root in dimension.roots() {
                parts.root(root, explicit(root));
            }
        }
        self.lines = parts.lines;
        let overlapping = |line: &PlanLine| {
            line.role == LineRole::Definition
                || line.member.is_some_and(|id| matches!(dimension.get(id).role, Role::Group | Role::Memo))
        };
        self.partition = !nested && !self.lines.iter().any(overlapping);
        if self.partition && self.lines.len() > 1 {
            let weights = &self.weights[axis.index()];
            let all = (0..).zip(weights).filter(|(_, w)| **w != 0).map(|(id, w)| (id, *w)).collect();
            let mut whole = whole_line(all);
            whole.label = whole_label((dimension, dataset.noun(axis)), view.selection(axis), published);
            self.lines.push(whole);
            self.whole = true;
        }
    }

    /// Orders the lines by size and folds those beyond the top N into "others".
    pub(super) fn fold_top_n(mut self, dataset: &Dataset, view: &View, member_totals: &MemberTotals) -> Self {
        let Some(axis) = self.axis else { return self };
        let whole = self.whole.then(|| self.lines.pop()).flatten();
        let (mut ranked, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.lines).into_iter().partition(|line| line.role == LineRole::Member);
        let size = |line: &PlanLine| line.member.map_or(0, |id| member_totals.of(axis)[id as usize].size());
        ranked.sort_by_key(|line| std::cmp::Reverse(size(line)));
        let keep = if view.top == 0 { ranked.len() } else { view.top };
        if ranked.len() > keep + 1 && self.partition {
            let folded = ranked.split_off(keep);
            self.folded = folded.len();
            ranked.push(others(&folded, dataset.dimension(axis)));
        } else if ranked.len() > keep && view.top != 0 && !self.partition {
            self.folded = ranked.len() - keep;
            self.notes.push(Note::NotDrawn(self.folded));
            ranked.truncate(keep);
        }
        let window = member_totals.window.filter(|_| view.chart == ChartKind::Ranked);
        self.ranked = window.map(|(_, last)| last);
        self.lines = ranked;
        self.lines.extend(rest);
        self.lines.extend(whole);
        self
    }

    /// The line that holds everything another plan adds up in one line, where this plan has it.
    pub(super) fn whole_for(&self, other: &Self) -> Option<usize> {
        let same = self.slots == other.slots && self.weights == other.weights && self.flows == other.flows;
        let same = same && self.lone_kept == other.lone_kept;
        let line = if self.axis.is_none() || self.whole { self.lines.len().checked_sub(1) } else { None };
        line.filter(|_| same && other.axis.is_none())
    }

    /// Whether the rows of a member enter the measure; only sectors can be left out.
    pub(super) fn usable(&self, axis: Axis, member: usize, flow: Flow) -> bool {
        axis != Axis::Sector || self.flows[member] & flow.bit() != 0
    }

    /// For each member of an axis whether its figures count anywhere.
    pub(super) fn weighing(&self, axis: Axis, members: usize) -> Vec<bool> {
        let mut weighing: Vec<bool> = self.weights[axis.index()].iter().map(|weight| *weight != 0).collect();
        weighing.resize(members, false);
        let lines = self.lines.iter().filter(|_| self.axis == Some(axis));
        for (id, _) in lines.flat_map(|line| &line.parts).filter(|(_, weight)| *weight != 0) {
            weighing[*id as usize] = true;
        }
        weighing
    }

    /// Of which levels the lists along an axis are that a line adds up, by [`ListLevel`].
    pub(super) fn list_levels(&self, dataset: &Dataset, line: Option<&PlanLine>, listed: Axis) -> [bool; 2] {
        let mut levels = [false; 2];
        let last = listed.others().into_iter().filter(|axis| *axis != Axis::Reporter);
        for axis in last {
            for id in self.members(line, axis, |weight| weight != 0) {
                levels[ListLevel::of(dataset.dimension(axis).get(id)) as usize] = true;
            }
        }
        levels
    }

    /// The members of an axis with a wanted weight: those of a line where the axis is split, else the same for all lines.
    pub(super) fn members(&self, line: Option<&PlanLine>, axis: Axis, wanted: impl Fn(i8) -> bool) -> Vec<MemberId> {
        if self.axis == Some(axis) {
            let parts = line.into_iter().flat_map(|line| &line.parts);
            return parts.filter(|(_, weight)| wanted(*weight)).map(|(id, _)| *id).collect();
        }
        (0..).zip(&self.weights[axis.index()]).filter(|(_, weight)| wanted(**weight)).map(|(id, _)| id).collect()
    }
}

/// Whether an axis has members and none of them is added or subtracted.
fn is_nothing(weights: &[i8]) -> bool {
    !weights.is_empty() && weights.iter().all(|weight| *weight == 0)
}

/// The facts' frequency from which the shown one is made: the same where published, else the finest.
fn source_frequency(dataset: &Dataset, shown: Frequency) -> Frequency {
    let available = dataset.frequencies();
    if available.contains(&shown) { shown } else { dataset.finest() }
}

/// Slots of the source frequency. Of calendar and fiscal years in one file the more frequent kind is used.
fn slots(dataset: &Dataset, source: Frequency) -> (Vec<Period>, Vec<u16>, Vec<Option<u16>>) {
    let months = source.months();
    let mut by_alignment = [0usize; 12];
    let alignment = |period: &Period| period.start_month().rem_euclid(months) as usize;
    for period in dataset.periods.iter().filter(|p| p.frequency() == source) {
        by_alignment[alignment(period)] += 1;
    }
    let usual = (0..12).rev().max_by_key(|at| by_alignment[*at]).unwrap_or(0);
    let used = |period: &Period| period.frequency() == source && alignment(period) == usual;
    let mut shown = dataset.periods.iter().copied().filter(used);
    let Some(first) = shown.next() else { return (Vec::new(), vec![NO_SLOT; dataset.periods.len()], Vec::new()) };
    let last = shown.next_back().unwrap_or(first);
    let slots: Vec<Period> = (0..=first.steps_to(last)).map(|step| first.shifted(step)).collect();
    let mut period_of = vec![None; slots.len()];
    let slot_of = (0u16..)
        .zip(&dataset.periods)
        .map(|(index, period)| {
            let slot = u16::try_from(first.steps_to(*period)).ok().filter(|_| used(period)).unwrap_or(NO_SLOT);
            if let Some(place) = period_of.get_mut(usize::from(slot)) {
                *place = Some(index);
            }
            slot
        })
        .collect();
    (slots, slot_of, period_of)
}

fn published(dataset: &Dataset, axis: Axis) -> Vec<bool> {
    dataset.dimension(axis).iter().map(|(id, _)| dataset.has_facts(axis, id)).collect()
}

/// The selection's states for one line: overlapping members are counted once, and said.
fn settled_states(dataset: &Dataset, selection: &Selection, axis: Axis, notes: &mut Vec<Note>) -> Vec<bool> {
    let dimension = dataset.dimension(axis);
    let mut states = selection.states(dimension);
    settle_definitions(dimension, selection, &mut states, notes);
    settle_groups(dimension, &mut states, notes);
    let memos = dimension.iter().filter(|(id, m)| m.role == Role::Memo && states[*id as usize]).count();
    if memos > 0 && states.iter().filter(|on| **on).count() > 1 {
        notes.push(Note::MemoSummed);
    }
    states
}

/// Of several definitions of the same thing only the first selected is counted.
fn settle_definitions(dimension: &Dimension, selection: &Selection, states: &mut [bool], notes: &mut Vec<Note>) {
    let definitions: Vec<MemberId> = dimension.definitions().collect();
    let Some(first) = definitions.first() else { return };
    if selection.is_all() && !dimension.roots().any(|root| states[root as usize]) {
        set_subtree(dimension, *first, true, states);
    }
    let chosen: Vec<MemberId> = definitions.into_iter().filter(|id| states[*id as usize]).collect();
    if let [shown, hidden @ ..] = chosen.as_slice()
        && !hidden.is_empty()
    {
        for id in hidden {
            set_subtree(dimension, *id, false, states);
        }
        let label = |id: &MemberId| dimension.get(*id).label.clone();
        notes.push(Note::OneDefinition { shown: label(shown), hidden: hidden.iter().map(label).collect() });
    }
}

/// Members that a selected group contains are inside of its figure.
fn settle_groups(dimension: &Dimension, states: &mut [bool], notes: &mut Vec<Note>) {
    let total = dimension.total().filter(|id| states[*id as usize]);
    for (id, group) in dimension.iter().filter(|(_, m)| m.role == Role::Group) {
        if !states[id as usize] {
            continue;
        }
        if let Some(total) = total {
            states[id as usize] = false;
            notes.push(Note::InsideGroup { group: dimension.get(total).label.clone(), members: 1 });
            continue;
        }
        let inside: Vec<MemberId> = group.contains.iter().copied().filter(|m| states[*m as usize]).collect();
        if !inside.is_empty() {
            notes.push(Note::InsideGroup { group: group.label.clone(), members: inside.len() });
        }
        for member in inside {
            set_subtree(dimension, member, false, states);
        }
    }
}

fn weights(dimension: &Dimension, published: &[bool], states: &[bool]) -> Vec<i8> {
    let weight = |id: MemberId| {
        if !published[id as usize] {
            return 0;
        }
        let above = published_parent(dimension, published, id).is_some_and(|parent| states[parent as usize]);
        i8::from(states[id as usize]) - i8::from(above)
    };
    dimension.iter().map(|(id, _)| weight(id)).collect()
}

fn note_summed_reporters(weights: &[i8], notes: &mut Vec<Note>) {
    let summed = weights.iter().filter(|weight| **weight > 0).count();
    if summed > 1 {
        notes.push(Note::ReportersSummed(summed));
    }
}

/// Which flows of each sector take part in the measure.
///
/// A balance needs both sides. A sector for which the file has only exports or only imports is left out
/// (and said), a sector with a published balance only is taken by that balance.
fn usable_flows(dataset: &Dataset, measure: Measure, weights: &[i8], notes: &mut Vec<Note>) -> Vec<u8> {
    let (export, import, balance) = (Flow::Export.bit(), Flow::Import.bit(), Flow::Balance.bit());
    let both = Flow::BOTH;
    let wanted = match measure {
        Measure::Exports => return vec![export; weights.len()],
        Measure::Imports => return vec![import; weights.len()],
        Measure::Balance => balance,
        Measure::Turnover | Measure::Coverage | Measure::Normalised => 0,
    };
    let available = dataset.flows();
    if available & both != both && available & balance == 0 {
        notes.push(Note::OnlyFlow(if available & export != 0 { "export" } else { "import" }));
    }
    let mut one_sided = Vec::new();
    let flows = (0..)
        .zip(weights)
        .map(|(id, weight)| {
            let has = dataset.coverage(Axis::Sector, id).flows;
            if has & both == both {
                return both;
            }
            if *weight != 0 && has & wanted == 0 && has & both != 0 && available & both == both {
                one_sided.push(dataset.dimension(Axis::Sector).get(id).label.clone());
            }
            has & wanted
        })
        .collect();
    if !one_sided.is_empty() {
        notes.push(Note::OneSided(one_sided));
    }
    flows
}

/// What is said where exports stand beside imports and some reporters' are left out: nothing in the two lines shows it.
fn unpaired(dataset: &Dataset, view: &View, plan: &Plan) -> Option<Note> {
    if !by_flow(view) {
        return None;
    }
    let weights = &plan.weights[Axis::Reporter.index()];
    let one_sided = one_sided(dataset, plan);
    let reporters = one_sided.reporters().filter(|id| weights[*id as usize] != 0).count();
    (reporters > 0).then(|| Note::Unpaired { reporters, noun: dataset.noun(Axis::Reporter) })
}

/// Whether the view splits by flow.
pub(super) fn by_flow(view: &View) -> bool {
    view.by == GroupBy::Flow
}
