//! Which events belong beside a view: by country, by sector, by subject, and within the range shown.

use std::cell::OnceCell;

use memchr::memmem;

use crate::data::{Axis, Dataset, Dimension, Event, MemberId, Role, Subject, country};
use crate::query::{Selection, View};

use super::before_after::month;

/// Whether an event concerns what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// It does.
    In,
    /// It concerns other countries.
    OutOfCountries,
    /// It concerns other sectors, or goods beside services.
    OutOfSectors,
    /// Switched off by a person: all events, its category, or this one.
    Hidden,
}

/// Events of this weight are landmarks.
const LANDMARK: u8 = 1;

/// Whether an event concerns what is shown.
///
/// Countries: it names the world or no one; or a partner that is selected by name; or the reporter,
/// where all partners are selected, where it names no one else, where a partner selected by name is
/// named too, or where it is a landmark. (Another country's deal with the reporter does not concern
/// the balance with a third.) Groups such as the EU stand for their members.
///
/// Sectors: it concerns all or none in particular; or all sectors are selected; or one of its words
/// fits the label or code of a selected sector, see [`fits_sector`].
///
/// Subject: an event on goods is out of the scope of services and the reverse, unless it is a
/// landmark that names the reporter; it then carries [`scope_warning_for`].
#[must_use]
pub fn scope_of(event: &Event, dataset: &Dataset, view: &View) -> Scope {
    Shown::new(dataset, view).scope_of(event)
}

/// The events that are drawn, in their order: those in scope (all that are not hidden, if the view asks
/// for those out of scope too) of which some day lies in the range shown.
#[must_use]
pub fn in_scope<'a>(events: &'a [Event], dataset: &Dataset, view: &View) -> Vec<&'a Event> {
    let shown = Shown::new(dataset, view);
    let drawn = |event: &&Event| match shown.scope_of(event) {
        Scope::In => true,
        Scope::Hidden => false,
        Scope::OutOfCountries | Scope::OutOfSectors => view.events.out_of_scope,
    };
    events.iter().filter(|event| in_range(event, dataset, view)).filter(drawn).collect()
}

/// Whether the event's day, or some day of its span, lies in the range shown and in that of the data.
fn in_range(event: &Event, dataset: &Dataset, view: &View) -> bool {
    let (from, to) = event.span().map_or((event.date, event.date), |(from, to)| (from.min(event.date), to));
    let earliest = dataset.periods.iter().map(|period| period.start_month()).min();
    let end = dataset.periods.iter().map(|period| period.end_month()).max();
    let known = |index: i32| earliest.is_none_or(|first| first <= index) && end.is_none_or(|end| index < end);
    let mut months = from.month_index()..=to.month_index().max(from.month_index());
    months.any(|index| known(index) && view.shows(month(index)))
}

/// "This event concerns goods; the series shown is services." where the dataset is the one and the
/// event is only about the other.
#[must_use]
pub fn scope_warning(event: &Event, dataset: &Dataset) -> Option<String> {
    warning(event, dataset.meta.subject)
}

/// As [`scope_warning`], looking at the selected sectors where the dataset holds goods and services.
#[must_use]
pub fn scope_warning_for(event: &Event, dataset: &Dataset, view: &View) -> Option<String> {
    warning(event, subject_shown(dataset, view))
}

fn warning(event: &Event, shown: Subject) -> Option<String> {
    let concerned = event.subject.unwrap_or_default();
    let differ =
        matches!((concerned, shown), (Subject::Goods, Subject::Services) | (Subject::Services, Subject::Goods));
    differ.then(|| format!("This event concerns {}; the series shown is {}.", concerned.words(), shown.words()))
}

/// What is shown of a dataset that holds both: goods or services where all selected sectors say so by
/// their name or by that of the total above them.
fn subject_shown(dataset: &Dataset, view: &View) -> Subject {
    if dataset.meta.subject != Subject::All {
        return dataset.meta.subject;
    }
    let sectors = dataset.dimension(Axis::Sector);
    let states = view.sectors.states(sectors);
    let of = |id: MemberId| {
        let mut lineage = std::iter::once(id).chain(sectors.ancestors(id));
        let says = |id: MemberId, word: &str| sectors.get(id).label.to_lowercase().contains(word);
        lineage.find_map(|id| match (says(id, "services"), says(id, "goods")) {
            (true, false) => Some(Subject::Services),
            (false, true) => Some(Subject::Goods),
            _ => None,
        })
    };
    let mut subjects = sectors.iter().filter(|(id, _)| states[*id as usize]).map(|(id, _)| of(id));
    let Some(Some(first)) = subjects.next() else { return Subject::All };
    if subjects.all(|subject| subject == Some(first)) { first } else { Subject::All }
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
    subject: OnceCell<Subject>,
    /// What is known of the selected sectors in words, one a line; none where all are selected.
    sectors: OnceCell<Option<String>>,
}

impl<'a> Shown<'a> {
    fn new(dataset: &'a Dataset, view: &'a View) -> Self {
        let partners = by_name(dataset.dimension(Axis::Partner), &view.partners);
        let reporters = reporters(dataset, view);
        Self { dataset, view, reporters, partners, subject: OnceCell::new(), sectors: OnceCell::new() }
    }

    fn scope_of(&self, event: &Event) -> Scope {
        let filter = &self.view.events;
        if !filter.shown || filter.hidden.contains(&event.category) || filter.off.contains(&event.id) {
            return Scope::Hidden;
        }
        if !self.concerns_countries(event) {
            return Scope::OutOfCountries;
        }
        let differs = warning(event, self.subject()).is_some();
        if differs && event.weight == LANDMARK && names_any(event, &self.reporters) {
            return Scope::In;
        }
        if differs || !self.concerns_sectors(event) { Scope::OutOfSectors } else { Scope::In }
    }

    fn concerns_countries(&self, event: &Event) -> bool {
        if event.countries.is_empty() || event.countries.iter().any(|code| code.eq_ignore_ascii_case("WLD")) {
            return true;
        }
        let names_reporter = || names_any(event, &self.reporters);
        let Some(partners) = &self.partners else { return names_reporter() };
        let alone = |named: &String| self.reporters.iter().any(|code| same_economy(named, code));
        names_any(event, partners)
            || (names_reporter() && (event.weight == LANDMARK || event.countries.iter().all(alone)))
    }

    fn concerns_sectors(&self, event: &Event) -> bool {
        let all = |word: &String| word.trim().is_empty() || word.trim().eq_ignore_ascii_case("all");
        if event.sectors.is_empty() || event.sectors.iter().any(all) {
            return true;
        }
        let Some(texts) = self.sectors.get_or_init(|| self.sector_texts()) else { return true };
        event.sectors.iter().any(|word| fits(word, texts))
    }

    fn sector_texts(&self) -> Option<String> {
        let sectors = self.dataset.dimension(Axis::Sector);
        // Alternative definitions of one thing are not "all sectors": their noun says what they are.
        by_name(sectors, &self.view.sectors)?;
        let states = self.view.sectors.states(sectors);
        let selected = sectors.iter().filter(|(id, _)| states[*id as usize]);
        Some(selected.map(|(id, _)| searched(&sector_text(self.dataset, id)) + "\n").collect())
    }

    fn subject(&self) -> Subject {
        *self.subject.get_or_init(|| subject_shown(self.dataset, self.view))
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

/// The words of events, each with the beginnings of words by which publishers name such sectors. A
/// beginning of up to four letters stands for the whole word, with or without an s at its end.
const SYNONYMS: [(&str, &[&str]); 31] = [
    ("cars", &["car", "vehicle", "automo", "motor", "transport equipment"]),
    ("auto parts", &["car", "vehicle", "automo", "motor", "parts of", "transport equipment"]),
    ("trucks", &["truck", "vehicle", "motor", "transport equipment"]),
    ("semiconductors", &["semicon", "chip", "integrated circuit", "electronic", "electrical"]),
    ("electronics", &["electronic", "electrical", "computer", "semicon", "audio", "telepho"]),
    ("batteries", &["batter", "accumulator", "electrical"]),
    ("machinery", &["machin"]),
    ("steel", &["steel", "iron"]),
    ("aluminium", &["alumin", "nonferrous", "non-ferrous"]),
    ("copper", &["copper", "nonferrous", "non-ferrous"]),
    ("energy", &["energy", "fuel", "petrol", "oil", "gas", "coal", "crude"]),
    ("minerals", &["mineral", "ores", "ore"]),
    ("rare earths", &["rare earth", "mineral", "ores", "ore"]),
    ("chemicals", &["chemical", "pharma", "medical", "plastic"]),
    ("agriculture", &["agric", "food", "meat", "cereal", "fruit", "vegetable", "soy", "rice", "fish", "dairy"]),
    ("food", &["food", "meat", "cereal", "fruit", "vegetable", "soy", "rice", "fish", "dairy", "beverage"]),
    ("dairy", &["dairy", "milk", "cheese", "food"]),
    ("beverages", &["beverage", "drink", "wine", "spirits and", "food"]),
    ("consumer goods", &["consumer", "cloth", "apparel", "toys", "furniture", "footwear", "textile"]),
    ("furniture", &["furniture"]),
    ("watches", &["watch", "clock", "scientific"]),
    ("wood", &["wood", "timber", "lumber"]),
    ("shipbuilding", &["ship", "vessel", "transport equipment"]),
    ("aircraft", &["aircraft", "aerospace", "transport equipment"]),
    ("aerospace", &["aircraft", "aerospace", "transport equipment"]),
    ("digital", DIGITAL),
    ("e-commerce", DIGITAL),
    ("services", &["service", "digital"]),
    ("travel", &["travel", "touris"]),
    ("distribution", &["distribution", "wholesale", "retail", "trade-related"]),
    ("investment", &["invest", "primary income"]),
];

/// What is mostly traded over wires.
const DIGITAL: &[&str] = &[
    "digital",
    "computer services",
    "computer, ",
    "software",
    "telecom",
    "information",
    "copyright",
    "cloud",
    "consulting",
    "advert",
    "audiovisual",
    "intellectual property",
    "communications",
];

/// Whether a word of an event names a sector that is described by `text`: by the table of synonyms,
/// else by the word itself.
#[must_use]
pub fn fits_sector(word: &str, text: &str) -> bool {
    fits(word, &searched(text))
}

/// A text as words are looked for in it.
fn searched(text: &str) -> String {
    text.to_lowercase().replace(['-', '_', '/', '(', ')'], " ")
}

/// As [`fits_sector`], in a text made by [`searched`].
fn fits(word: &str, text: &str) -> bool {
    let word = word.trim().to_lowercase();
    let singular = word.strip_suffix('s').unwrap_or(&word);
    match SYNONYMS.iter().find(|(known, _)| *known == word) {
        Some((_, stems)) => stems.iter().any(|stem| has_stem(text, stem)),
        None => has_stem(text, singular),
    }
}

/// Whether a word of the text begins with the stem; a short stem must be the word.
fn has_stem(text: &str, stem: &str) -> bool {
    let stem = stem.replace('-', " ");
    if stem.is_empty() {
        return false;
    }
    memmem::find_iter(text.as_bytes(), stem.as_bytes()).any(|at| {
        let opens = text[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        let rest = &text[at + stem.len()..];
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        let closes = rest.chars().next().is_none_or(|after| !after.is_alphanumeric());
        opens && (stem.len() > 4 || closes)
    })
}
