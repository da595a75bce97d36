//! The words of findings and titles: periods and the names of what a line stands for.

use crate::data::{
    Axis, Dataset, Date, Dimension, Frequency, Member, MemberId, Noun, Period, Role, Subject, capitalised,
    count_in_words, country,
};
use crate::query::{GroupBy, Line, LineRole, Measure, Selection, Trajectories, Transform, ValueKind, View};

use super::traded::is_belied;

/// What the words are about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wording<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) view: &'a View,
    pub(super) shown: &'a Trajectories,
    /// The largest absolute value shown: looked up by every word, so found once.
    pub(super) largest: f64,
    /// The size by which the scale is chosen.
    pub(super) for_scale: f64,
    /// Whether long names are told by their beginning: in a title, which must have room for its figure.
    pub(super) brief: bool,
    /// The power of ten in which all values are told, where they stand below each other.
    pub(super) power: Option<u8>,
    /// Whether the dataset's noun claims goods alone or services alone, and something else is among what is shown.
    pub(super) is_noun_belied: bool,
}

impl<'a> Wording<'a> {
    pub(super) fn new(dataset: &'a Dataset, view: &'a View, shown: &'a Trajectories) -> Self {
        let (largest, for_scale) = (shown.largest(), shown.size_for_scale());
        let is_noun_belied = is_belied(&dataset.meta.noun, dataset, view);
        Self { dataset, view, shown, largest, for_scale, brief: false, power: None, is_noun_belied }
    }

    /// The same words, in the same scale, over other trajectories.
    pub(super) const fn over<'b>(self, shown: &'b Trajectories) -> Wording<'b>
    where
        'a: 'b,
    {
        Wording { shown, ..self }
    }

    /// The same words with long names told by their beginning.
    pub(super) const fn brief(self) -> Self {
        Self { brief: true, ..self }
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

/// "Travel" becomes "travel"; "ATP", "G7" and what has more capitals, as "Mach and Elec", stay.
pub(super) fn decapitalised(label: &str) -> String {
    let mut letters = label.chars();
    let is_capital = |word: &str| {
        let mut letters = word.trim_start_matches('(').chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
    };
    if label.split_whitespace().skip(1).any(is_capital) {
        return label.to_owned();
    }
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(label.chars().skip(1)).collect()
        }
        _ => label.to_owned(),
    }
}

/// "China and Japan", "A, B and C".
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A country inside a sentence: "the US", "the Netherlands", "China".
pub(super) fn place(code: &str, label: &str) -> String {
    match code {
        "USA" => "the US".to_owned(),
        "GBR" => "the UK".to_owned(),
        "WLD" => "the world".to_owned(),
        _ => country::in_sentence(label),
    }
}

/// A number with at most three significant digits for multiples: "3.2", "12.3", "0.46", "35".
pub(super) fn multiple(ratio: f64) -> String {
    let decimals = if ratio < 0.995 { 2 } else { usize::from(ratio < 19.95) };
    format!("{ratio:.decimals$}")
}

impl Wording<'_> {
    /// What a period's value covers: "2024", "12 months to Apr 2026".
    pub(super) fn when(&self, period: Period) -> String {
        covered(self.view.transform, period)
    }

    /// "in 2024", "in the 12 months to Apr 2026", "from 2014 to 2024" of sums since the first period.
    pub(super) fn within(&self, period: Period) -> String {
        let first = self.shown.periods.first().filter(|_| self.view.transform == Transform::Cumulative);
        if let Some(first) = first.filter(|first| **first != period) {
            return format!("from {} to {}", first.words(), period.words());
        }
        let when = self.when(period);
        if when == period.words() { format!("in {when}") } else { format!("in the {when}") }
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

    /// "deficit", "surplus", "exports": what a value of the line is.
    pub(super) fn head(&self, line: &Line, value: f64) -> &'static str {
        match self.measure(line) {
            Measure::Balance if value < 0.0 => "deficit",
            Measure::Balance if value > 0.0 => "surplus",
            Measure::Balance | Measure::Normalised => "balance",
            Measure::Exports => "exports",
            Measure::Imports => "imports",
            Measure::Turnover => "exports plus imports",
            Measure::Coverage => "coverage ratio",
        }
    }

    /// The name of a line on a card: of a sum, what is summed.
    pub(super) fn name(&self, line: &Line) -> String {
        if line.role != LineRole::Whole || self.view.by != GroupBy::None {
            return line.label.clone();
        }
        let of = |axis: Axis| {
            let dimension = self.dataset.dimension(axis);
            match self.chosen(axis) {
                Chosen::One(id) if dimension.get(id).is_unstated() => None,
                Chosen::One(id) => Some(dimension.get(id).label.clone()),
                Chosen::Several(count) => {
                    Some(format!("The {} {} selected", count_in_words(count), self.dataset.noun(axis).plural()))
                }
                Chosen::Except(ids) => {
                    let names: Vec<String> = ids.iter().map(|id| dimension.get(*id).label.clone()).collect();
                    Some(format!("All but {}", listed(&names)))
                }
                Chosen::Everything if self.is_list(axis) => {
                    let noun = self.dataset.noun(axis).plural();
                    Some(match self.listed(axis) {
                        2 => format!("Both {noun}"),
                        count => format!("All {} {noun}", count_in_words(count)),
                    })
                }
                Chosen::Everything | Chosen::Nothing => None,
            }
        };
        // The only sector there is says less of a sum than which partners are in it.
        let is_only = |axis: &Axis| matches!(self.chosen(*axis), Chosen::One(_)) && self.view.selection(*axis).is_all();
        let (only, several): (Vec<Axis>, Vec<Axis>) =
            [Axis::Sector, Axis::Partner, Axis::Reporter].into_iter().partition(is_only);
        several.into_iter().chain(only).find_map(of).unwrap_or_else(|| "Total".to_owned())
    }

    /// How many reporters a line adds up, where they are several: no country's balance, and nobody's headline.
    pub(super) fn summed_reporters(&self, line: &Line) -> Option<usize> {
        let reporters = self.dataset.dimension(Axis::Reporter);
        let count = match self.stands_for(line, Axis::Reporter) {
            Ok(Chosen::Everything) if self.reporters_total().is_some() => return None,
            Ok(Chosen::Several(count)) => count,
            Ok(Chosen::Everything | Chosen::Except(_)) => self.view.reporters.count(reporters).0,
            Ok(Chosen::One(_) | Chosen::Nothing) | Err(_) => return None,
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
        self.reporter(line).is_some_and(|reporter| reporter.code == "WLD") && self.partner(line).is_empty()
    }

    /// The published figure of all reporters, where there is one: the world's own, and no sum.
    fn reporters_total(&self) -> Option<&Member> {
        let reporters = self.dataset.dimension(Axis::Reporter);
        let total = reporters.total().filter(|id| self.dataset.has_facts(Axis::Reporter, *id))?;
        Some(reporters.get(total))
    }

    /// Whether nothing in the file says whose figures a line shows.
    pub(super) fn is_unstated(&self, line: &Line) -> bool {
        let reporters = self.dataset.dimension(Axis::Reporter);
        matches!(self.stands_for(line, Axis::Reporter), Ok(Chosen::One(id)) if reporters.get(id).is_unstated())
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
    fn stands_for(&self, line: &Line, axis: Axis) -> Result<Chosen, &'static str> {
        if self.view.by.axis() != Some(axis) {
            return Ok(self.chosen(axis));
        }
        match line.role {
            LineRole::Others => Err("other"),
            LineRole::NotListed => Err("unlisted"),
            _ => Ok(self.dataset.dimension(axis).id_of(&line.code).map_or_else(|| self.chosen(axis), Chosen::One)),
        }
    }

    /// A country or an area within a sentence; a state has its own name only: "Lower Saxony".
    pub(super) fn placed(&self, axis: Axis, code: &str, label: &str) -> String {
        match self.dataset.noun(axis) {
            Noun::Reporter | Noun::Partner => place(code, label),
            _ => label.to_owned(),
        }
    }

    pub(super) fn label(&self, axis: Axis, id: MemberId) -> String {
        let member = self.dataset.dimension(axis).get(id);
        let label = match axis {
            Axis::Sector if self.dataset.noun(axis) == Noun::Sector => decapitalised(&member.label),
            Axis::Sector => member.label.clone(),
            _ => self.placed(axis, &member.code, &member.label),
        };
        self.fitted(label)
    }

    /// Whose: "Japan’s", "The US", "The combined".
    pub(super) fn owner(&self, line: &Line) -> String {
        let whose = |member: &Member| match member.code.as_str() {
            _ if member.is_unstated() => "The".to_owned(),
            "USA" => "The US".to_owned(),
            "GBR" => "The UK".to_owned(),
            "WLD" => "The world\u{2019}s".to_owned(),
            _ => {
                let name = self.fitted(self.placed(Axis::Reporter, &member.code, &member.label));
                capitalised(&country::genitive(&name))
            }
        };
        self.reporter(line).map_or_else(|| "The combined".to_owned(), whose)
    }

    /// As [`Wording::owner`] before exports and imports: "US goods exports", without the article that one deficit has.
    /// Who owns them in the genitive keeps it: "The world’s exports".
    pub(super) fn bare_owner(&self, line: &Line) -> String {
        let owner = self.owner(line);
        match owner.strip_prefix("The") {
            Some(rest) if !owner.ends_with(['\u{2019}', 's']) && (rest.is_empty() || rest.starts_with(' ')) => {
                rest.trim_start().to_owned()
            }
            _ => owner,
        }
    }

    /// The one whose figures a line shows: a reporter, or the published total of all.
    fn reporter(&self, line: &Line) -> Option<&Member> {
        match self.stands_for(line, Axis::Reporter) {
            Ok(Chosen::One(id)) => Some(self.dataset.dimension(Axis::Reporter).get(id)),
            Ok(Chosen::Everything) => self.reporters_total(),
            _ => None,
        }
    }

    /// " of 8 reporters" where several are summed.
    fn owners(&self, line: &Line) -> String {
        self.summed_reporters(line)
            .map(|count| format!(" of {count} {}", self.dataset.noun(Axis::Reporter).plural()))
            .unwrap_or_default()
    }

    /// With whom: " with Taiwan", " to the US", " from other partners", or nothing for the world.
    pub(super) fn partner(&self, line: &Line) -> String {
        self.beside(self.preposition(line), line)
    }

    /// Where exports go to, imports come from, and with whom a balance is.
    pub(super) fn preposition(&self, line: &Line) -> &'static str {
        match self.measure(line) {
            Measure::Exports => "to",
            Measure::Imports => "from",
            _ => "with",
        }
    }

    /// Whether exports and imports are shown beside one another; where only the balance is published, no flow is.
    pub(super) fn has_two_flows(&self) -> bool {
        let has_flow = || self.shown.lines.iter().any(|line| line.role == LineRole::Flow && line.last().is_some());
        self.view.by == GroupBy::Flow && matches!(self.view.measure, Measure::Balance | Measure::Turnover) && has_flow()
    }

    /// With whom both exports and imports are exchanged.
    pub(super) fn with_partner(&self, line: &Line) -> String {
        self.beside("with", line)
    }

    fn beside(&self, preposition: &str, line: &Line) -> String {
        let whom = match self.stands_for(line, Axis::Partner) {
            Ok(Chosen::Everything) if self.is_list(Axis::Partner) => {
                format!("{} partners", self.listed(Axis::Partner))
            }
            Ok(Chosen::Everything | Chosen::Nothing) => return String::new(),
            Ok(Chosen::One(id)) if self.dataset.dimension(Axis::Partner).get(id).role == Role::Total => {
                return String::new();
            }
            Ok(Chosen::One(id)) => self.label(Axis::Partner, id),
            Ok(Chosen::Several(count)) => format!("{count} partners"),
            Ok(Chosen::Except(ids)) => {
                let names: Vec<String> = ids.iter().map(|id| self.label(Axis::Partner, *id)).collect();
                format!("all but {}", listed(&names))
            }
            Err("other") => "other partners".to_owned(),
            Err(_) => "partners that are not listed".to_owned(),
        };
        format!(" {preposition} {whom}")
    }

    /// In what: " in travel", or nothing for the whole that the dataset's noun names.
    pub(super) fn sector(&self, line: &Line) -> String {
        match self.stands_for(line, Axis::Sector) {
            Ok(Chosen::Everything) if self.is_list(Axis::Sector) => {
                format!(" in {} {}", self.listed(Axis::Sector), self.sectors())
            }
            Ok(Chosen::Everything | Chosen::Nothing) => String::new(),
            Ok(Chosen::One(id)) if self.is_named_by_noun(id) || self.is_account(id) => String::new(),
            Ok(Chosen::One(id)) => format!(" in {}", self.label(Axis::Sector, id)),
            Ok(Chosen::Several(_)) if self.only_definitions() => String::new(),
            Ok(Chosen::Several(count)) => format!(" in {count} {}", self.sectors()),
            Ok(Chosen::Except(ids)) => {
                let names: Vec<String> = ids.iter().map(|id| self.label(Axis::Sector, *id)).collect();
                format!(" without {}", listed(&names))
            }
            Err("other") => format!(" in other {}", self.sectors()),
            Err(_) => format!(" in {} that are not listed", self.sectors()),
        }
    }

    /// As [`Wording::sector`] behind a head: exports and imports are of a product, " of cars", a balance is in it.
    pub(super) fn sector_of(&self, line: &Line, head: &str) -> String {
        let sector = self.sector(line);
        let is_product = self.dataset.noun(Axis::Sector) == Noun::Sector
            && matches!(self.stands_for(line, Axis::Sector), Ok(Chosen::One(_)));
        match sector.strip_prefix(" in ") {
            Some(product) if is_product && head.ends_with("ports") => format!(" of {product}"),
            _ => sector,
        }
    }

    /// With whom and in what, behind a head: " with China in travel", " of cars to China".
    pub(super) fn tail(&self, line: &Line, head: &str) -> String {
        let (partner, sector) = (self.partner(line), self.sector_of(line, head));
        if sector.starts_with(" of ") { sector + &partner } else { partner + &sector }
    }

    /// "sectors", or what the file says that they are.
    fn sectors(&self) -> &'static str {
        self.dataset.noun(Axis::Sector).plural()
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

    /// The account that a line is of, which stands before a head as a noun does: "primary income".
    pub(super) fn account(&self, line: &Line) -> Option<String> {
        match self.stands_for(line, Axis::Sector) {
            Ok(Chosen::One(id)) if self.is_account(id) => Some(self.label(Axis::Sector, id)),
            _ => None,
        }
    }

    /// The dataset's noun before a head: "goods" before deficit, "digital trade" before deficit,
    /// "digital" before exports; nothing where a sector says what is traded.
    pub(super) fn noun(&self, line: &Line) -> String {
        if let Some(account) = self.account(line) {
            return account;
        }
        if let Ok(Chosen::One(id)) = self.stands_for(line, Axis::Sector) {
            return if self.is_named_by_noun(id) { self.own_noun(self.measure(line)) } else { String::new() };
        }
        self.plain_noun(self.measure(line))
    }

    /// The dataset's noun before the word of a measure; nothing where it would claim services alone of what is goods or
    /// income as well.
    pub(super) fn plain_noun(&self, measure: Measure) -> String {
        if self.is_noun_belied { String::new() } else { self.own_noun(measure) }
    }

    /// The dataset's noun before the word of a measure.
    fn own_noun(&self, measure: Measure) -> String {
        let noun = match (self.dataset.meta.noun.trim(), self.dataset.meta.subject) {
            // A file that says what is traded, and has no words of its own for it.
            ("" | "trade", Subject::Goods) => "goods trade",
            ("" | "trade", Subject::Services) => "services trade",
            (noun, _) => noun,
        };
        let stem = noun.strip_suffix("trade").map_or(noun, str::trim_end);
        let one_sided = matches!(measure, Measure::Exports | Measure::Imports | Measure::Turnover);
        let bare = one_sided || stem.ends_with("goods") || stem.ends_with("services");
        if bare { stem.to_owned() } else { noun.to_owned() }
    }

    /// "Japan’s goods deficit with China", from the words of the line and a head.
    pub(super) fn phrase(&self, line: &Line, adjective: &str, head: &str) -> String {
        let noun = self.noun(line);
        let owner = if head.ends_with("ports") { self.bare_owner(line) } else { self.owner(line) };
        let words: Vec<&str> =
            [owner.as_str(), adjective, noun.as_str(), head].into_iter().filter(|word| !word.is_empty()).collect();
        let words = capitalised(&words.join(" "));
        match self.owners(line) {
            owners if owners.is_empty() => words + &self.tail(line, head),
            owners => words + &owners + &self.partner(line) + &self.sector(line),
        }
    }

    /// "months", "quarters", "years".
    pub(super) const fn steps(&self) -> &'static str {
        self.shown.frequency.plural()
    }
}

/// What the value of a period covers under a transform: "2024", "12 months to Apr 2026".
#[must_use]
pub fn covered(transform: Transform, period: Period) -> String {
    match (transform, period.frequency()) {
        (Transform::Rolling, Frequency::Month) => format!("12 months to {}", period.words()),
        (Transform::Rolling, Frequency::Quarter) => format!("4 quarters to {}", period.words()),
        _ => period.words(),
    }
}

/// Whether a day lies in what the value of a period covers: "2024", the 12 months to Apr 2026.
#[must_use]
pub fn covers(transform: Transform, period: Period, date: Date) -> bool {
    let end = period.end_month();
    let start = if transform == Transform::Rolling { end - 12 } else { period.start_month() };
    (start..end).contains(&date.month_index())
}
