//! The form in which an event is written: what was typed, kept as it was typed, and the event that it makes.
//!
//! An event is made only of what can be read. What cannot is said beside its field, and nothing takes its place.

use crate::data::{Axis, Category, Dataset, Date, Event, EventId, Subject, country};
use crate::insight;

/// What is typed in the fields of the form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventForm {
    /// The event that is edited; 0 for a new one.
    pub id: EventId,
    /// One line.
    pub title: String,
    /// A short name for the flag.
    pub label: String,
    /// The days, by [`Day`].
    pub days: [String; 5],
    /// Two or three sentences.
    pub description: String,
    /// What kind of event it is.
    pub category: Category,
    /// Whether goods, services or both are concerned.
    pub subject: Option<Subject>,
    /// 1 landmark, 2 notable, 3 detail.
    pub weight: u8,
    /// The economies concerned, by name or code, with commas.
    pub countries: String,
    /// The sectors concerned, in words, with commas.
    pub sectors: String,
    /// How sure the entry is.
    pub confidence: String,
    /// Where it can be read.
    pub source: String,
    /// The law, order or treaty behind it.
    pub legal: String,
    /// The day on which the library last worked over the entry; whoever edits it takes it over.
    pub as_known_on: Option<Date>,
}

/// The days of an event, as places in [`EventForm::days`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// The day under which it is flagged; without it there is no event.
    Date,
    /// When it was announced.
    Announced,
    /// When it took effect.
    Effective,
    /// When it was paused or withdrawn.
    Suspended,
    /// The last day.
    End,
}

impl Day {
    /// All days in the order of the form.
    pub const ALL: [Self; 5] = [Self::Date, Self::Announced, Self::Effective, Self::Suspended, Self::End];

    /// What stands before its field.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Date => "Date",
            Self::Announced => "Announced",
            Self::Effective => "In effect",
            Self::Suspended => "Suspended",
            Self::End => "Until",
        }
    }
}

/// The economies or sectors of a field: what is known of them, and the words that are not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    /// Codes of economies, or words for sectors.
    pub codes: Vec<String>,
    /// The same for people to read.
    pub labels: Vec<String>,
    /// What names nothing.
    pub unknown: Vec<String>,
}

impl EventForm {
    /// An empty form for a new event. It has no date: one that nobody typed would be a guess.
    #[must_use]
    pub fn empty() -> Self {
        Self { weight: 1, confidence: "own entry".to_owned(), ..Self::default() }
    }

    /// The form filled in with an event.
    #[must_use]
    pub fn of(event: &Event) -> Self {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let dates = [Some(event.date), event.announced, event.effective, event.suspended, event.end];
        let countries: Vec<String> = event.countries.iter().map(|code| country_label(code)).collect();
        Self {
            id: event.id,
            title: event.title.clone(),
            label: event.label.clone(),
            days: dates.map(day),
            description: event.description.clone(),
            category: event.category,
            subject: event.subject,
            weight: event.weight,
            countries: countries.join("; "),
            sectors: event.sectors.join("; "),
            confidence: event.confidence.clone(),
            source: event.source.clone(),
            legal: event.legal.clone(),
            as_known_on: event.as_known_on,
        }
    }

    /// A day as it is typed: none where the field is empty.
    ///
    /// # Errors
    /// What to write instead, where it is no day.
    pub fn day(&self, day: Day) -> Result<Option<Date>, String> {
        let typed = self.days[day as usize].trim();
        if typed.is_empty() { Ok(None) } else { Date::read(typed).map(Some) }
    }

    /// The economies of the field.
    #[must_use]
    pub fn named_countries(&self, dataset: &Dataset) -> Named {
        let mut named = Named::default();
        for word in listed(&self.countries) {
            match known_country(word, dataset) {
                Some((code, label)) => named.add(code, label),
                None => named.unknown.push(word.to_owned()),
            }
        }
        named
    }

    /// The sectors of the field. A word counts that the events at hand use, that all events may use, or that fits a
    /// sector of the dataset.
    #[must_use]
    pub fn named_sectors(&self, dataset: &Dataset, events: &[Event]) -> Named {
        let sectors = dataset.dimension(Axis::Sector);
        let mut named = Named::default();
        for word in listed(&self.sectors) {
            let used = || events.iter().flat_map(|event| &event.sectors).any(|known| known.eq_ignore_ascii_case(word));
            let fits = || {
                let of = |label: &str| insight::fits_sector(word, label);
                sectors.iter().any(|(_, member)| of(&member.label) || member.code.eq_ignore_ascii_case(word))
            };
            if insight::is_sector_word(word) || used() || fits() {
                named.add(word.to_owned(), word.to_owned());
            } else {
                named.unknown.push(word.to_owned());
            }
        }
        named
    }

    /// The event that the form makes.
    ///
    /// # Errors
    /// What is still missing or cannot be read, a sentence each.
    pub fn read(&self, dataset: &Dataset, events: &[Event]) -> Result<Event, Vec<String>> {
        let mut wrong = Vec::new();
        if self.title.trim().is_empty() {
            wrong.push("A title is missing.".to_owned());
        }
        let days = Day::ALL.map(|day| {
            self.day(day).unwrap_or_else(|why| {
                wrong.push(format!("{}: {why}.", day.label()));
                None
            })
        });
        let [date, announced, effective, suspended, end] = days;
        if self.days[Day::Date as usize].trim().is_empty() {
            wrong.push("A date is missing.".to_owned());
        }
        let countries = self.named_countries(dataset);
        let sectors = self.named_sectors(dataset, events);
        wrong.extend(countries.complaint("economy"));
        wrong.extend(sectors.complaint("sector"));
        let (Some(date), true) = (date, wrong.is_empty()) else { return Err(wrong) };
        Ok(Event {
            id: self.id,
            date,
            end,
            announced,
            effective,
            suspended,
            title: self.title.trim().to_owned(),
            label: self.label.trim().to_owned(),
            description: self.description.trim().to_owned(),
            category: self.category,
            countries: countries.codes,
            sectors: sectors.codes,
            subject: self.subject,
            weight: self.weight,
            confidence: self.confidence.trim().to_owned(),
            source: self.source.trim().to_owned(),
            legal: self.legal.trim().to_owned(),
            as_known_on: self.as_known_on,
        })
    }
}

impl Named {
    fn add(&mut self, code: String, label: String) {
        if !self.codes.contains(&code) {
            self.codes.push(code);
            self.labels.push(label);
        }
    }

    /// "Narnia names no economy", where something is not known.
    #[must_use]
    pub fn complaint(&self, what: &str) -> Option<String> {
        let one = match self.unknown.as_slice() {
            [] => return None,
            [one] => format!("{one} names"),
            more => format!("{} name", more.join(", ")),
        };
        Some(format!("{one} no {what} that is known here."))
    }
}

/// The parts of a list as it is typed.
fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '、']).map(str::trim).filter(|word| !word.is_empty())
}

/// Code and name of an economy or a group that the text names: one of the dataset, or one that the program knows.
fn known_country(word: &str, dataset: &Dataset) -> Option<(String, String)> {
    let own = [Axis::Reporter, Axis::Partner].into_iter().find_map(|axis| {
        let mut members = dataset.dimension(axis).iter().map(|(_, member)| member);
        let same = |text: &str| text.to_lowercase() == word.to_lowercase();
        members.find(|member| same(&member.code) || same(&member.label) || member.label_ja.as_deref() == Some(word))
    });
    let own = || own.map(|member| (member.code.clone(), member.label.clone()));
    country::recognise(word).map(|known| (known.code, known.label)).or_else(own)
}

/// The name of an economy by its code; the code where it is not known.
#[must_use]
pub fn country_label(code: &str) -> String {
    // A comma would part the name in the form.
    let known = country::recognise(code).map(|known| known.label).filter(|label| !label.contains([',', ';']));
    known.unwrap_or_else(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Change = fn(&mut EventForm);

    fn form() -> EventForm {
        let mut form = EventForm { title: "Ours".to_owned(), ..EventForm::empty() };
        form.days[Day::Date as usize] = "23/04/2024".to_owned();
        form.countries = "Germany, jpn; 韓国, EU".to_owned();
        form.sectors = "cars, steel".to_owned();
        form
    }

    #[test]
    fn what_is_typed_makes_the_event_or_none() {
        let dataset = Dataset::default();
        let event = form().read(&dataset, &[]).expect("an event");
        assert_eq!(event.date.to_string(), "2024-04-23");
        assert_eq!(event.countries, ["DEU", "JPN", "KOR", "EU"]);
        assert_eq!(event.sectors, ["cars", "steel"]);
        let cases: [(Change, &str); 6] = [
            (|form| form.days[0] = "02/04/2024".to_owned(), "2024-02-04"),
            (|form| form.days[0] = String::new(), "date is missing"),
            (|form| form.days[4] = "soon".to_owned(), "Until"),
            (|form| form.title = "  ".to_owned(), "title is missing"),
            (|form| form.countries = "Germany, Narnia".to_owned(), "Narnia names no economy"),
            (|form| form.sectors = "cars, wands".to_owned(), "wands names no sector"),
        ];
        for (change, words) in cases {
            let mut form = form();
            change(&mut form);
            let wrong = form.read(&dataset, &[]).expect_err(words);
            assert!(wrong.len() == 1 && wrong[0].contains(words), "{words}: {wrong:?}");
        }
    }

    #[test]
    fn every_event_of_the_library_comes_back_from_the_form_as_it_was() {
        let events = crate::import::library::events();
        for event in &events {
            let back = EventForm::of(event).read(&Dataset::default(), &events);
            assert_eq!(back.as_ref(), Ok(event));
        }
    }
}
