//! What a view is about, read off its selections: whose trade with whom in what each line stands for.

use super::claim::{Covers, Head, LineName, Members, Name, Owner, Subject, Trade, When};
use super::traded::is_belied;
use crate::data::{Axis, Dataset, Date, Dimension, Member, MemberId, Period, Role};
use crate::query::{GroupBy, Line, LineRole, Measure, Selection, Trajectories, Transform, ValueKind, View};

/// The figures and the view that claims are made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) view: &'a View,
    pub(super) shown: &'a Trajectories,
    /// The largest absolute value shown: looked up by every claim, so found once.
    pub(super) largest: f64,
    /// The size by which the scale is chosen.
    pub(super) for_scale: f64,
    /// The power of ten in which all values are told, where they stand below each other.
    pub(super) power: Option<u8>,
    /// Whether the dataset's noun claims goods alone or services alone, and something else is among what is shown.
    pub(super) is_noun_belied: bool,
}

impl<'a> Reading<'a> {
    pub(super) fn new(dataset: &'a Dataset, view: &'a View, shown: &'a Trajectories) -> Self {
        let (largest, for_scale) = (shown.largest(), shown.size_for_scale());
        let is_noun_belied = is_belied(&dataset.meta.noun, dataset, view);
        Self { dataset, view, shown, largest, for_scale, power: None, is_noun_belied }
    }

    /// The same, in the same scale, over other trajectories.
    pub(super) const fn over<'b>(self, shown: &'b Trajectories) -> Reading<'b>
    where
        'a: 'b,
    {
        Reading { shown, ..self }
    }
}

/// What a selection comes down to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Chosen {
    /// No member.
    Nothing,
    /// The total, or all members.
    Everything,
    /// One member with all that is below it.
    One(MemberId),
    /// The total without these one or two members.
    Except(Vec<MemberId>),
    /// So many members.
    Several(usize),
}

/// Reads a selection as a person would name it.
pub(super) fn chosen(dimension: &Dimension, selection: &Selection) -> Chosen {
    let states = selection.states(dimension);
    let on = |id: MemberId| states[id as usize];
    if dimension.is_empty() {
        return Chosen::Everything;
    }
    let tops: Vec<MemberId> =
        dimension.iter().filter(|(id, m)| on(*id) && !m.parent.is_some_and(on)).map(|(id, _)| id).collect();
    let cut: Vec<MemberId> =
        dimension.iter().filter(|(id, m)| !on(*id) && m.parent.is_some_and(on)).map(|(id, _)| id).collect();
    let all = dimension.iter().all(|(id, m)| on(id) || !m.role.in_tree());
    match tops.as_slice() {
        [] => Chosen::Nothing,
        [one] if cut.is_empty() && dimension.get(*one).role != Role::Total => Chosen::One(*one),
        [_] if cut.is_empty() => Chosen::Everything,
        [one] if cut.len() <= 2 && dimension.get(*one).role == Role::Total => Chosen::Except(cut),
        _ if all => Chosen::Everything,
        tops if cut.is_empty() => Chosen::Several(tops.len()),
        _ => Chosen::Several(selection.count(dimension).0),
    }
}

/// What a line stands for along an axis.
enum Stands {
    /// Members, by its own or by what is selected.
    For(Chosen),
    /// Those beyond the largest ones.
    Others,
    /// What is not listed.
    NotListed,
}

impl Reading<'_> {
    /// What a period's value covers.
    pub(super) const fn when(&self, period: Period) -> When {
        When::of(self.view.transform, period)
    }

    /// As [`Reading::when`], of sums with the period that they start at.
    pub(super) fn summed_when(&self, period: Period) -> When {
        let first = self.shown.periods.first().filter(|_| self.view.transform == Transform::Cumulative);
        match first.filter(|first| **first != period) {
            Some(first) => When { period, covers: Covers::Since(*first) },
            None => self.when(period),
        }
    }

    /// Whether values are sizes of trade whose records and multiples mean something.
    pub(super) fn is_level(&self) -> bool {
        matches!(self.view.transform, Transform::Level | Transform::Rolling)
            && matches!(self.shown.kind, ValueKind::Money(_))
    }

    /// Whether a line is a balance: below zero a deficit, above a surplus.
    pub(super) fn is_balance(&self, line: &Line) -> bool {
        self.view.measure == Measure::Balance && line.role != LineRole::Flow
    }

    /// The measure of a line: by flow a line is exports or imports whatever the menu says.
    pub(super) fn measure(&self, line: &Line) -> Measure {
        match (line.role, line.code.as_str()) {
            (LineRole::Flow, "export") => Measure::Exports,
            (LineRole::Flow, "import") => Measure::Imports,
            _ => self.view.measure,
        }
    }

    /// What a value of the line is: a deficit, exports.
    pub(super) fn head(&self, line: &Line, value: f64) -> Head {
        match self.measure(line) {
            Measure::Balance if value < 0.0 => Head::Deficit,
            Measure::Balance if value > 0.0 => Head::Surplus,
            Measure::Balance => Head::Balance,
            Measure::Normalised => Head::Normalised,
            Measure::Exports => Head::Exports,
            Measure::Imports => Head::Imports,
            Measure::Turnover => Head::Turnover,
            Measure::Coverage => Head::Coverage,
        }
    }

    /// As [`Reading::head`], of a balance without its side.
    pub(super) fn sideless_head(&self, line: &Line, value: f64) -> Head {
        if self.is_balance(line) { Head::Balance } else { self.head(line, value) }
    }

    /// Whose trade with whom in what a line is.
    pub(super) fn subject(&self, line: &Line) -> Subject {
        Subject {
            owner: self.owner(line),
            summed: self.summed_reporters(line),
            trade: self.trade(line),
            measure: self.measure(line),
            partners: self.partners(line),
            sectors: self.sectors(line),
        }
    }

    /// What a line is called on a card: of a sum, what is summed.
    pub(super) fn line_name(&self, line: &Line) -> LineName {
        if line.role != LineRole::Whole || self.view.by != GroupBy::None {
            return LineName::Line(line.label.clone());
        }
        let of = |axis: Axis| match self.chosen(axis) {
            Chosen::One(id) if self.dataset.dimension(axis).get(id).is_unstated() => None,
            Chosen::One(id) => Some(LineName::One(self.name(axis, id))),
            Chosen::Several(count) => Some(LineName::Selected(axis, count)),
            Chosen::Except(ids) => Some(LineName::Except(self.names(axis, &ids))),
            Chosen::Everything if self.is_list(axis) => Some(LineName::All(axis, self.listed(axis))),
            Chosen::Everything | Chosen::Nothing => None,
        };
        // The only sector there is says less of a sum than which partners are in it.
        let is_only = |axis: &Axis| matches!(self.chosen(*axis), Chosen::One(_)) && self.view.selection(*axis).is_all();
        let (only, several): (Vec<Axis>, Vec<Axis>) =
            [Axis::Sector, Axis::Partner, Axis::Reporter].into_iter().partition(is_only);
        several.into_iter().chain(only).find_map(of).unwrap_or(LineName::Total)
    }

    /// How many reporters a line adds up, where they are several: no country's balance, and nobody's headline.
    pub(super) fn summed_reporters(&self, line: &Line) -> Option<usize> {
        let reporters = self.dataset.dimension(Axis::Reporter);
        let count = match self.stands_for(line, Axis::Reporter) {
            Stands::For(Chosen::Everything) if self.reporters_total().is_some() => return None,
            Stands::For(Chosen::Several(count)) => count,
            Stands::For(Chosen::Everything | Chosen::Except(_)) => self.view.reporters.count(reporters).0,
            Stands::For(Chosen::One(_) | Chosen::Nothing) | Stands::Others | Stands::NotListed => return None,
        };
        (count > 1).then_some(count)
    }

    /// Whether a line is what the world exports less what it imports: the same trade told twice, whose difference is
    /// nobody's surplus.
    pub(super) fn is_worlds_balance(&self, line: &Line) -> bool {
        self.measure(line) == Measure::Balance && self.is_worlds(line)
    }

    /// Whether a line is of the world's trade with the world.
    pub(super) fn is_worlds(&self, line: &Line) -> bool {
        self.reporter(line).is_some_and(|(_, reporter)| reporter.code == "WLD") && self.partners(line) == Members::Whole
    }

    /// The published figure of all reporters, where there is one: the world's own, and no sum.
    fn reporters_total(&self) -> Option<MemberId> {
        let reporters = self.dataset.dimension(Axis::Reporter);
        reporters.total().filter(|id| self.dataset.has_facts(Axis::Reporter, *id))
    }

    /// Whether nothing in the file says whose figures a line shows.
    pub(super) fn is_unstated(&self, line: &Line) -> bool {
        let reporters = self.dataset.dimension(Axis::Reporter);
        matches!(self.stands_for(line, Axis::Reporter), Stands::For(Chosen::One(id)) if reporters.get(id).is_unstated())
    }

    /// What is selected along an axis.
    pub(super) fn chosen(&self, axis: Axis) -> Chosen {
        chosen(self.dataset.dimension(axis), self.view.selection(axis))
    }

    /// The code of the only reporter.
    pub(super) fn owner_code(&self) -> Option<&str> {
        match self.chosen(Axis::Reporter) {
            Chosen::One(id) => Some(&self.dataset.dimension(Axis::Reporter).get(id).code),
            _ => None,
        }
    }

    /// What a line stands for along an axis: its own member where the view groups by it.
    fn stands_for(&self, line: &Line, axis: Axis) -> Stands {
        if self.view.by.axis() != Some(axis) {
            return Stands::For(self.chosen(axis));
        }
        match line.role {
            LineRole::Others => Stands::Others,
            LineRole::NotListed => Stands::NotListed,
            _ => {
                let own = self.dataset.dimension(axis).id_of(&line.code);
                Stands::For(own.map_or_else(|| self.chosen(axis), Chosen::One))
            }
        }
    }

    fn name(&self, axis: Axis, id: MemberId) -> Name {
        let member = self.dataset.dimension(axis).get(id);
        Name { axis, code: member.code.clone(), label: member.label.clone() }
    }

    pub(super) fn names(&self, axis: Axis, ids: &[MemberId]) -> Vec<Name> {
        ids.iter().map(|id| self.name(axis, *id)).collect()
    }

    /// The name of a line's own member, along the axis that the view groups by.
    pub(super) fn own_name(&self, line: &Line) -> Name {
        let axis = self.view.by.axis().unwrap_or(Axis::Partner);
        Name { axis, code: line.code.clone(), label: line.label.clone() }
    }

    fn owner(&self, line: &Line) -> Owner {
        match self.reporter(line) {
            Some((_, member)) if member.is_unstated() => Owner::NotStated,
            Some((id, _)) => Owner::Reporter(self.name(Axis::Reporter, id)),
            None => Owner::Combined,
        }
    }

    /// The one whose figures a line shows: a reporter, or the published total of all.
    fn reporter(&self, line: &Line) -> Option<(MemberId, &Member)> {
        let id = match self.stands_for(line, Axis::Reporter) {
            Stands::For(Chosen::One(id)) => Some(id),
            Stands::For(Chosen::Everything) => self.reporters_total(),
            _ => None,
        }?;
        Some((id, self.dataset.dimension(Axis::Reporter).get(id)))
    }

    /// Whether exports and imports are shown beside one another; where only the balance is published, no flow is.
    pub(super) fn has_two_flows(&self) -> bool {
        let has_flow = || self.shown.lines.iter().any(|line| line.role == LineRole::Flow && line.last().is_some());
        self.view.by == GroupBy::Flow && matches!(self.view.measure, Measure::Balance | Measure::Turnover) && has_flow()
    }

    /// With whom.
    pub(super) fn partners(&self, line: &Line) -> Members {
        let axis = Axis::Partner;
        match self.stands_for(line, axis) {
            Stands::For(Chosen::Everything) if self.is_list(axis) => Members::Several(self.listed(axis)),
            Stands::For(Chosen::Everything | Chosen::Nothing) => Members::Whole,
            Stands::For(Chosen::One(id)) if self.dataset.dimension(axis).get(id).role == Role::Total => Members::Whole,
            Stands::For(Chosen::One(id)) => Members::One(self.name(axis, id)),
            Stands::For(Chosen::Several(count)) => Members::Several(count),
            Stands::For(Chosen::Except(ids)) => Members::Except(self.names(axis, &ids)),
            Stands::Others => Members::Others,
            Stands::NotListed => Members::NotListed,
        }
    }

    /// In what; the whole where the dataset's noun names it.
    pub(super) fn sectors(&self, line: &Line) -> Members {
        let axis = Axis::Sector;
        match self.stands_for(line, axis) {
            Stands::For(Chosen::Everything) if self.is_list(axis) => Members::Several(self.listed(axis)),
            Stands::For(Chosen::Everything | Chosen::Nothing) => Members::Whole,
            Stands::For(Chosen::One(id)) if self.is_named_by_noun(id) || self.is_account(id) => Members::Whole,
            Stands::For(Chosen::One(id)) => Members::One(self.name(axis, id)),
            Stands::For(Chosen::Several(_)) if self.only_definitions() => Members::Whole,
            Stands::For(Chosen::Several(count)) => Members::Several(count),
            Stands::For(Chosen::Except(ids)) => Members::Except(self.names(axis, &ids)),
            Stands::Others => Members::Others,
            Stands::NotListed => Members::NotListed,
        }
    }

    /// Whether the members of an axis are a list of which no total is published: their sum is only of those at hand.
    fn is_list(&self, axis: Axis) -> bool {
        let is_whole = |role: Role| matches!(role, Role::Total | Role::Definition);
        self.listed(axis) > 1 && !self.dataset.dimension(axis).iter().any(|(_, member)| is_whole(member.role))
    }

    /// How many members of an axis there are, as the filter list counts them.
    fn listed(&self, axis: Axis) -> usize {
        self.view.selection(axis).count(self.dataset.dimension(axis)).1
    }

    fn is_named_by_noun(&self, id: MemberId) -> bool {
        matches!(self.dataset.dimension(Axis::Sector).get(id).role, Role::Total | Role::Definition)
    }

    /// "Current account", "Primary income": said before the word surplus, not after "in".
    fn is_account(&self, id: MemberId) -> bool {
        let label = &self.dataset.dimension(Axis::Sector).get(id).label;
        label.ends_with(" account") || label.ends_with(" income")
    }

    /// Whether all that is selected are definitions of the same thing.
    fn only_definitions(&self) -> bool {
        let sectors = self.dataset.dimension(Axis::Sector);
        let marked: Vec<&str> = self.view.sectors.marked().collect();
        !marked.is_empty()
            && marked.iter().all(|code| sectors.id_of(code).is_some_and(|id| sectors.get(id).role == Role::Definition))
    }

    /// The account that a line is of.
    pub(super) fn account(&self, line: &Line) -> Option<Name> {
        match self.stands_for(line, Axis::Sector) {
            Stands::For(Chosen::One(id)) if self.is_account(id) => Some(self.name(Axis::Sector, id)),
            _ => None,
        }
    }

    /// What is traded, before the word of a line's measure; unsaid where a sector says it.
    fn trade(&self, line: &Line) -> Trade {
        if let Some(account) = self.account(line) {
            return Trade::Account(account);
        }
        match self.stands_for(line, Axis::Sector) {
            Stands::For(Chosen::One(id)) if self.is_named_by_noun(id) => self.own_trade(self.measure(line)),
            Stands::For(Chosen::One(_)) => Trade::Unsaid,
            _ => self.plain_trade(self.measure(line)),
        }
    }

    /// What the dataset is of, before the word of a measure; unsaid where it would claim services alone of what is goods
    /// or income as well.
    pub(super) fn plain_trade(&self, measure: Measure) -> Trade {
        if self.is_noun_belied { Trade::Unsaid } else { self.own_trade(measure) }
    }

    fn own_trade(&self, measure: Measure) -> Trade {
        let meta = &self.dataset.meta;
        Trade::Of { noun: meta.noun.clone(), subject: meta.subject, measure }
    }
}

/// Whether a day lies in what the value of a period covers: "2024", the 12 months to Apr 2026.
#[must_use]
pub fn covers(transform: Transform, period: Period, date: Date) -> bool {
    let end = period.end_month();
    let start = if transform == Transform::Rolling { end - 12 } else { period.start_month() };
    (start..end).contains(&date.month_index())
}
