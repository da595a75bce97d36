//! Which events belong beside a view: by country, by sector, by subject, and within the range shown.

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
    let filter = &view.events;
    if !filter.shown || filter.hidden.contains(&event.category) || filter.off.contains(&event.id) {
        return Scope::Hidden;
    }
    if !concerns_countries(event, dataset, view) {
        return Scope::OutOfCountries;
    }
    let landmark = event.weight == LANDMARK && names_reporter(event, dataset, view);
    if landmark && scope_warning_for(event, dataset, view).is_some() {
        return Scope::In;
    }
    if scope_warning_for(event, dataset, view).is_some() || !concerns_sectors(event, dataset, view) {
        return Scope::OutOfSectors;
    }
    Scope::In
}

/// The events that are drawn, in their order: those in scope (all that are not hidden, if the view asks
/// for those out of scope too) of which some day lies in the range shown.
#[must_use]
pub fn in_scope<'a>(events: &'a [Event], dataset: &Dataset, view: &View) -> Vec<&'a Event> {
    let drawn = |event: &&Event| match scope_of(event, dataset, view) {
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

fn names_reporter(event: &Event, dataset: &Dataset, view: &View) -> bool {
    names_any(event, &reporters(dataset, view))
}

fn concerns_countries(event: &Event, dataset: &Dataset, view: &View) -> bool {
    if event.countries.is_empty() || event.countries.iter().any(|code| code.eq_ignore_ascii_case("WLD")) {
        return true;
    }
    let reporters = reporters(dataset, view);
    let Some(partners) = by_name(dataset.dimension(Axis::Partner), &view.partners) else {
        return names_any(event, &reporters);
    };
    if names_any(event, &partners) {
        return true;
    }
    let alone = event.countries.iter().all(|named| reporters.iter().any(|code| same_economy(named, code)));
    names_any(event, &reporters) && (alone || event.weight == LANDMARK)
}

fn concerns_sectors(event: &Event, dataset: &Dataset, view: &View) -> bool {
    let all = |word: &String| word.trim().is_empty() || word.trim().eq_ignore_ascii_case("all");
    if event.sectors.is_empty() || event.sectors.iter().any(all) {
        return true;
    }
    let sectors = dataset.dimension(Axis::Sector);
    let states = view.sectors.states(sectors);
    // Alternative definitions of one thing are not "all sectors": their noun says what they are.
    let Some(_) = by_name(sectors, &view.sectors) else { return true };
    let selected = sectors.iter().filter(|(id, _)| states[*id as usize]);
    let texts: Vec<String> = selected.map(|(id, _)| sector_text(dataset, id)).collect();
    event.sectors.iter().any(|word| texts.iter().any(|text| fits_sector(word, text)))
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
    let word = word.trim().to_lowercase();
    let text = text.to_lowercase().replace(['-', '_', '/', '(', ')'], " ");
    let singular = word.strip_suffix('s').unwrap_or(&word);
    match SYNONYMS.iter().find(|(known, _)| *known == word) {
        Some((_, stems)) => stems.iter().any(|stem| has_stem(&text, stem)),
        None => has_stem(&text, singular),
    }
}

/// Whether a word of the text begins with the stem; a short stem must be the word.
fn has_stem(text: &str, stem: &str) -> bool {
    let stem = stem.replace('-', " ");
    text.match_indices(&stem).any(|(at, _)| {
        let opens = text[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        let rest = &text[at + stem.len()..];
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        let closes = rest.chars().next().is_none_or(|after| !after.is_alphanumeric());
        opens && (stem.len() > 4 || closes)
    })
}
