//! Which events belong beside a view: by country, by sector, by subject, and within the range shown.

use std::cell::OnceCell;

use crate::data::{Axis, Category, Dataset, Dimension, Event, MemberId, Role, Subject, country};
use crate::query::{Selection, View};

use super::before_after::month;
use super::sector_words::{fits, searched};
use super::traded::{Traded, traded};

/// Whether an event concerns what is shown, and where it does not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// It does.
    In,
    /// A landmark of goods beside services, or the reverse: it hit everything that the reporter trades of the other
    /// kind, and is drawn with that said.
    Beside,
    /// It does, but lies outside of the period shown.
    OutOfPeriod,
    /// It concerns other countries.
    OutOfCountries,
    /// It concerns goods beside services, or the reverse.
    OutOfSubject,
    /// It concerns other sectors.
    OutOfSectors,
    /// Switched off by a person: all events, its category, or this one.
    Hidden,
}

/// Events of this weight are landmarks.
const LANDMARK: u8 = 1;

/// Whether an event concerns what is shown.
///
/// Countries: a balance is between the reporter and its partners, so an event concerns it that names no one, the
/// world alone, both sides, or one side and no one else. Where all partners are selected, an event that names the
/// reporter names both. The world beside others ("the United States and everyone") stands for the other side of
/// these; in a crisis it stands for everyone. An event between partners, or with one that is not selected, does not
/// concern the balance. Groups such as the EU stand for their members.
///
/// Subject: an event on goods is out of the scope of services and the reverse. A landmark on all of the reporter's
/// goods that names it stands beside its services, with a [warning](other_subject).
///
/// Sectors: it concerns all or none in particular; or all sectors are selected; or one of its words
/// fits the label or code of a selected sector, see [`super::fits_sector`].
///
/// Period: its day lies in the range shown and in that of the data.
#[must_use]
pub fn scope_of(event: &Event, dataset: &Dataset, view: &View) -> Scope {
    Shown::new(dataset, view).scope_of(event)
}

/// The scope of each of some events, in their order.
#[must_use]
pub fn scopes(events: &[Event], dataset: &Dataset, view: &View) -> Vec<Scope> {
    let shown = Shown::new(dataset, view);
    events.iter().map(|event| shown.scope_of(event)).collect()
}

/// The events that are drawn, in their order: those in scope (all that are not hidden, if the view asks
/// for those out of scope too) whose day lies in the range shown.
#[must_use]
pub fn in_scope<'a>(events: &'a [Event], dataset: &Dataset, view: &View) -> Vec<&'a Event> {
    let shown = Shown::new(dataset, view);
    events.iter().filter(|event| shown.draws(event, shown.scope_of(event))).collect()
}

/// Goods or services, where an event is about the one alone and none of it is [shown](traded).
#[must_use]
pub fn other_subject(event: &Event, shown: Traded) -> Option<Subject> {
    let concerned = event.subject.unwrap_or_default();
    let is_shown = match concerned {
        Subject::Goods => shown.goods,
        Subject::Services => shown.services,
        Subject::All => true,
    };
    (!is_shown).then_some(concerned)
}

/// Whether two codes mean the same economy, or one is a group that the other belongs to.
fn same_economy(a: &str, b: &str) -> bool {
    let holds = |group: &str, member: &str| {
        country::group(group).is_some_and(|group| group.members.iter().any(|code| code.eq_ignore_ascii_case(member)))
    };
    a.eq_ignore_ascii_case(b) || holds(a, b) || holds(b, a)
}

/// Codes of the members that are selected by name; nothing where everything (or the total) is selected.
fn by_name(dimension: &Dimension, selection: &Selection) -> Option<Vec<String>> {
    let states = selection.states(dimension);
    let on = |id: MemberId| states[id as usize];
    let everything = match dimension.total() {
        Some(total) => on(total),
        None => dimension.iter().all(|(id, member)| on(id) || !member.role.in_tree()),
    };
    let codes = dimension.iter().filter(|(id, _)| on(*id)).map(|(_, member)| member.code.clone());
    (!everything).then(|| codes.collect())
}

/// Codes of the reporters shown, the world left out.
fn reporters(dataset: &Dataset, view: &View) -> Vec<String> {
    let dimension = dataset.dimension(Axis::Reporter);
    let states = view.reporters.states(dimension);
    let shown = dimension.iter().filter(|(id, member)| states[*id as usize] && member.role != Role::Total);
    shown.map(|(_, member)| member.code.clone()).collect()
}

/// Whether it concerns all sectors, or none in particular.
fn names_all_sectors(event: &Event) -> bool {
    let all = |word: &String| word.trim().is_empty() || word.trim().eq_ignore_ascii_case("all");
    event.sectors.is_empty() || event.sectors.iter().any(all)
}

fn names_any(event: &Event, codes: &[String]) -> bool {
    event.countries.iter().any(|named| codes.iter().any(|code| same_economy(named, code)))
}

/// What a view shows of a dataset, as far as it tells which events concern it: found out once for all events.
struct Shown<'a> {
    dataset: &'a Dataset,
    view: &'a View,
    /// Codes of the reporters shown.
    reporters: Vec<String>,
    /// Codes of the partners that are selected by name; none where all are.
    partners: Option<Vec<String>>,
    /// The first and the last month of the data.
    known: (i32, i32),
    subject: OnceCell<Traded>,
    /// What is known of the selected sectors in words, one a line; none where all are selected.
    sectors: OnceCell<Option<String>>,
}

impl<'a> Shown<'a> {
    fn new(dataset: &'a Dataset, view: &'a View) -> Self {
        let partners = by_name(dataset.dimension(Axis::Partner), &view.partners);
        let reporters = reporters(dataset, view);
        let first = dataset.periods.iter().map(|period| period.start_month()).min().unwrap_or(i32::MIN);
        let end = dataset.periods.iter().map(|period| period.end_month()).max().unwrap_or(i32::MAX);
        let known = (first, end.saturating_sub(1));
        Self { dataset, view, reporters, partners, known, subject: OnceCell::new(), sectors: OnceCell::new() }
    }

    fn scope_of(&self, event: &Event) -> Scope {
        let filter = &self.view.events;
        if !filter.shown || filter.hidden.contains(&event.category) || filter.off.contains(&event.id) {
            return Scope::Hidden;
        }
        if !self.concerns_countries(event) {
            return Scope::OutOfCountries;
        }
        let differs = other_subject(event, self.subject()).is_some();
        if differs && !self.is_landmark_beside(event) {
            return Scope::OutOfSubject;
        }
        if !differs && !self.concerns_sectors(event) {
            return Scope::OutOfSectors;
        }
        match (self.in_range(event), differs) {
            (false, _) => Scope::OutOfPeriod,
            (true, true) => Scope::Beside,
            (true, false) => Scope::In,
        }
    }

    /// Whether an event of this scope is drawn.
    fn draws(&self, event: &Event, scope: Scope) -> bool {
        match scope {
            Scope::In | Scope::Beside => true,
            Scope::Hidden | Scope::OutOfPeriod => false,
            Scope::OutOfCountries | Scope::OutOfSubject | Scope::OutOfSectors => {
                self.view.events.out_of_scope && self.in_range(event)
            }
        }
    }

    /// Whether the event's day lies in the range shown and in that of the data. A span that reaches into it from
    /// outside has no flag there.
    fn in_range(&self, event: &Event) -> bool {
        let index = event.date.month_index();
        (self.known.0..=self.known.1).contains(&index) && self.view.shows(month(index))
    }

    /// It hit all goods (or all services) of the reporter, which it names.
    fn is_landmark_beside(&self, event: &Event) -> bool {
        event.weight == LANDMARK && names_all_sectors(event) && names_any(event, &self.reporters)
    }

    fn concerns_countries(&self, event: &Event) -> bool {
        let is_world = |code: &String| code.eq_ignore_ascii_case("WLD");
        let world = event.countries.iter().any(is_world);
        let named: Vec<&String> = event.countries.iter().filter(|code| !is_world(code)).collect();
        if named.is_empty() || (world && event.category == Category::Crisis) {
            return true;
        }
        let is_reporter = |named: &&String| self.reporters.iter().any(|code| same_economy(named, code));
        let reporter = named.iter().any(is_reporter);
        let Some(partners) = &self.partners else { return reporter || world };
        let is_partner = |named: &&String| partners.iter().any(|code| same_economy(named, code));
        let partner = named.iter().any(is_partner);
        match (reporter, partner) {
            (true, true) => true,
            (true, false) => world || named.iter().all(is_reporter),
            (false, true) => world || named.len() == 1,
            (false, false) => false,
        }
    }

    fn concerns_sectors(&self, event: &Event) -> bool {
        if names_all_sectors(event) {
            return true;
        }
        let Some(texts) = self.sectors.get_or_init(|| self.sector_texts()) else { return true };
        event.sectors.iter().any(|word| fits(word, texts))
    }

    fn sector_texts(&self) -> Option<String> {
        let sectors = self.dataset.dimension(Axis::Sector);
        // Alternative definitions of one thing are not "all sectors": their noun says what they are. Nor is a list
        // without a total: what it does not name is not in it.
        if sectors.total().is_some() {
            by_name(sectors, &self.view.sectors)?;
        }
        let states = self.view.sectors.states(sectors);
        let selected = sectors.iter().filter(|(id, _)| states[*id as usize]);
        Some(selected.map(|(id, _)| searched(&sector_text(self.dataset, id)) + "\n").collect())
    }

    fn subject(&self) -> Traded {
        *self.subject.get_or_init(|| traded(self.dataset, self.view))
    }
}

/// What is known of a sector in words: its code and label and those of what contains it, and for a
/// definition the dataset's noun. The total at the top says nothing about its parts.
fn sector_text(dataset: &Dataset, id: MemberId) -> String {
    let sectors = dataset.dimension(Axis::Sector);
    let lineage = std::iter::once(id).chain(sectors.ancestors(id));
    let mut text = String::new();
    for member in lineage.map(|id| sectors.get(id)).filter(|member| member.role != Role::Total) {
        text.push_str(&format!(" {} {}", member.code, member.label));
        if member.role == Role::Definition {
            text.push_str(&format!(" {}", dataset.meta.noun));
        }
    }
    text
}
