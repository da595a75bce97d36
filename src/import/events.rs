//! Dated events from CSV or JSON, and back again.

use std::io::{self, Write};

use foldhash::{HashMap, HashMapExt as _};

use super::decode::{self, Decoded, Looks};
use super::mapping::fold;
use super::record::{Record, RecordError, Records};
use super::{ImportError, MAX_RECORD, Progress, Source, sniff};
use crate::data::{Category, Date, Event, Subject, country, neutralised, un_neutralised};
use std::io::Read as _;

/// The columns that are written, in order.
pub const COLUMNS: [&str; 17] = [
    "date",
    "end",
    "announced",
    "effective",
    "suspended",
    "title",
    "label",
    "description",
    "category",
    "countries",
    "sectors",
    "subject",
    "weight",
    "confidence",
    "source",
    "legal",
    "as_known_on",
];

/// Reads events from a CSV or JSON file.
///
/// # Errors
/// When the file cannot be read, has no `date` or `title` column, or a cell is wrong: with line and column.
pub fn read(source: &Source, progress: &Progress) -> Result<Vec<Event>, ImportError> {
    let file = source.name();
    let mut bytes = Vec::new();
    let limit = MAX_RECORD as u64;
    let mut input = source.open(progress)?.take(limit + 1);
    input.read_to_end(&mut bytes).map_err(|error| ImportError::from_io(&file, &error))?;
    if bytes.len() as u64 > limit {
        return Err(ImportError::RowTooLong { file, line: 1, limit: MAX_RECORD });
    }
    read_bytes(&file, &bytes)
}

/// Reads events from the contents of a CSV or JSON file called `file`.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(file: &str, bytes: &[u8]) -> Result<Vec<Event>, ImportError> {
    let trimmed = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii();
    let mut events = match trimmed.first() {
        None => return Err(ImportError::Empty { file: file.to_owned() }),
        Some(b'[' | b'{') => read_json(file, trimmed)?,
        Some(_) => read_csv(file, bytes)?,
    };
    for (id, event) in (1..).zip(&mut events) {
        event.id = id;
        for named in &mut event.countries {
            // By whatever name: an event on Germany concerns what the program calls DEU.
            if let Some(known) = country::recognise(named) {
                *named = known.code;
            }
        }
    }
    Ok(events)
}

/// What events name as economies and is not known as one, each once: such events stand beside nothing.
#[must_use]
pub fn unknown_countries(events: &[Event]) -> Vec<&str> {
    let mut unknown: Vec<&str> = Vec::new();
    for named in events.iter().flat_map(|event| &event.countries) {
        if !unknown.contains(&named.as_str()) && country::recognise(named).is_none() {
            unknown.push(named);
        }
    }
    unknown
}

fn read_json(file: &str, bytes: &[u8]) -> Result<Vec<Event>, ImportError> {
    let wrong = |error: &serde_json::Error| ImportError::Events {
        file: file.to_owned(),
        line: error.line() as u64,
        column: error.column().to_string(),
        found: format!("what the reader calls \"{error}\""),
        expected: "a list of events, each with at least `date` (2025-04-02) and `title`".to_owned(),
    };
    let first = match serde_json::from_slice::<Vec<Event>>(bytes) {
        Ok(events) => return Ok(events),
        Err(error) => error,
    };
    // Other spellings of the keys, or a list inside an object.
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|error| wrong(&error))?;
    let list = value.get("events").unwrap_or(&value).as_array().ok_or_else(|| wrong(&first))?;
    let read = |value: &serde_json::Value| serde_json::from_value::<Event>(renamed(value)).ok();
    list.iter().map(read).collect::<Option<Vec<Event>>>().ok_or_else(|| wrong(&first))
}

/// The event with the keys that are read here.
fn renamed(value: &serde_json::Value) -> serde_json::Value {
    let Some(object) = value.as_object() else { return value.clone() };
    let has = |key: &str| object.contains_key(key);
    let key = |name: &String| match name.as_str() {
        "effective_date" | "event_date" if !has("date") => "date".to_owned(),
        "event_name" | "name" if !has("title") => "title".to_owned(),
        "affected_countries" if !has("countries") => "countries".to_owned(),
        other => other.to_owned(),
    };
    object.iter().map(|(name, value)| (key(name), value.clone())).collect()
}

fn read_csv(file: &str, bytes: &[u8]) -> Result<Vec<Event>, ImportError> {
    let encoding = match decode::look(bytes, true) {
        Looks::Text { encoding, .. } => encoding,
        Looks::Binary { kind, advice } => {
            return Err(ImportError::Binary {
                file: file.to_owned(),
                kind: kind.to_owned(),
                advice: advice.to_owned(),
            });
        }
        Looks::Unsupported(name) => {
            return Err(ImportError::UnsupportedEncoding { file: file.to_owned(), encoding: name.to_owned() });
        }
    };
    let (text, _, _) = encoding.decode(bytes);
    let delimiter = sniff::delimiter(text.as_bytes(), true).unwrap_or(b',');
    let mut records = Records::new(Decoded::new(text.as_bytes(), encoding_rs::UTF_8), delimiter, MAX_RECORD, 1 << 18);
    let mut record = Record::default();
    let broken = |error: RecordError| match error {
        RecordError::Io(error) => ImportError::from_io(file, &error),
        RecordError::TooLong(line) => ImportError::RowTooLong { file: file.to_owned(), line, limit: MAX_RECORD },
        RecordError::Unclosed(line) => ImportError::UnclosedQuote { file: file.to_owned(), line },
    };
    if !records.next(&mut record).map_err(broken)? {
        return Err(ImportError::Empty { file: file.to_owned() });
    }
    let columns = Columns::find(file, &record)?;
    let mut events = Vec::new();
    while records.next(&mut record).map_err(broken)? {
        if record.malformed {
            return Err(ImportError::UnclosedQuote { file: file.to_owned(), line: record.line });
        }
        if record.filled() > 0 {
            events.push(columns.event(file, &record)?);
        }
    }
    if events.is_empty() { Err(ImportError::HeaderOnly { file: file.to_owned(), line: 1 }) } else { Ok(events) }
}

/// Where each known column stands.
struct Columns(HashMap<&'static str, usize>);

impl Columns {
    fn find(file: &str, header: &Record) -> Result<Self, ImportError> {
        let mut places = HashMap::new();
        let names: Vec<String> = (0..header.len()).map(|at| fold(header.text(at))).collect();
        for column in COLUMNS {
            let at = synonyms(column).iter().find_map(|name| names.iter().position(|known| known == name));
            if let Some(at) = at {
                places.insert(column, at);
            }
        }
        for needed in ["date", "title"] {
            if !places.contains_key(needed) {
                return Err(ImportError::Events {
                    file: file.to_owned(),
                    line: header.line,
                    column: needed.to_owned(),
                    found: format!("no such column among: {}", super::error::some_columns(&header.to_strings())),
                    expected: format!("a header with `{needed}`"),
                });
            }
        }
        Ok(Self(places))
    }

    fn text<'r>(&self, record: &'r Record, column: &str) -> &'r str {
        self.0.get(column).map_or("", |at| un_neutralised(record.text(*at).trim()))
    }

    fn date(&self, file: &str, record: &Record, column: &'static str) -> Result<Option<Date>, ImportError> {
        let text = self.text(record, column);
        if text.is_empty() {
            return Ok(None);
        }
        Date::read(text).map(Some).map_err(|_| wrong(file, record, column, text, "a date like 2025-04-02"))
    }

    fn event(&self, file: &str, record: &Record) -> Result<Event, ImportError> {
        let date = self
            .date(file, record, "date")?
            .ok_or_else(|| wrong(file, record, "date", "", "a date like 2025-04-02"))?;
        let title = self.text(record, "title");
        if title.is_empty() {
            return Err(wrong(file, record, "title", "", "a title"));
        }
        let list = |column| {
            let split = self.text(record, column).split([';', ':', '|']);
            split.map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
        };
        Ok(Event {
            id: 0,
            date,
            end: self.date(file, record, "end")?,
            announced: self.date(file, record, "announced")?,
            effective: self.date(file, record, "effective")?,
            suspended: self.date(file, record, "suspended")?,
            title: title.to_owned(),
            label: self.text(record, "label").to_owned(),
            description: self.text(record, "description").to_owned(),
            category: Category::parse(self.text(record, "category")),
            countries: list("countries"),
            sectors: list("sectors"),
            subject: self.subject(file, record)?,
            weight: self.weight(file, record)?,
            confidence: self.text(record, "confidence").to_owned(),
            source: self.text(record, "source").to_owned(),
            legal: self.text(record, "legal").to_owned(),
            as_known_on: self.date(file, record, "as_known_on")?,
        })
    }

    fn subject(&self, file: &str, record: &Record) -> Result<Option<Subject>, ImportError> {
        let text = self.text(record, "subject");
        match text.to_lowercase().as_str() {
            "" => Ok(None),
            "goods" => Ok(Some(Subject::Goods)),
            "services" => Ok(Some(Subject::Services)),
            "all" | "both" | "goods and services" => Ok(Some(Subject::All)),
            _ => Err(wrong(file, record, "subject", text, "goods, services or all")),
        }
    }

    fn weight(&self, file: &str, record: &Record) -> Result<u8, ImportError> {
        let text = self.text(record, "weight");
        match text {
            "" => Ok(2),
            "1" | "2" | "3" => Ok(text.parse().unwrap_or(2)),
            _ => Err(wrong(file, record, "weight", text, "1, 2 or 3")),
        }
    }
}

/// Folded header names under which a column is known.
fn synonyms(column: &'static str) -> &'static [&'static str] {
    match column {
        "date" => &["date", "effectivedate", "eventdate"],
        "end" => &["end", "enddate"],
        "announced" => &["announced", "announceddate"],
        "effective" => &["effective"],
        "suspended" => &["suspended"],
        "title" => &["title", "eventname", "name", "event"],
        "label" => &["label"],
        "description" => &["description", "text"],
        "category" => &["category", "type"],
        "countries" => &["countries", "affectedcountries", "country"],
        "sectors" => &["sectors", "sector"],
        "subject" => &["subject"],
        "weight" => &["weight"],
        "confidence" => &["confidence"],
        "legal" => &["legal", "legalsource", "legalbasis"],
        "as_known_on" => &["asknownon"],
        _ => &["source", "url"],
    }
}

fn wrong(file: &str, record: &Record, column: &str, found: &str, expected: &str) -> ImportError {
    let found: String = found.chars().take(60).collect();
    let found = if found.is_empty() { "nothing".to_owned() } else { format!("`{found}`") };
    ImportError::Events {
        file: file.to_owned(),
        line: record.line,
        column: column.to_owned(),
        found,
        expected: expected.to_owned(),
    }
}

/// Writes events as CSV, cells that a spreadsheet would take for formulas made harmless by a leading `'`.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_csv(events: &[Event], mut out: impl Write) -> io::Result<()> {
    let mut row = |cells: &[String]| -> io::Result<()> {
        let cells: Vec<String> = cells.iter().map(|cell| neutralised(cell)).collect();
        super::table::write_row(&mut out, &cells)
    };
    row(&COLUMNS.map(str::to_owned))?;
    for event in events {
        row(&cells(event))?;
    }
    Ok(())
}

fn cells(event: &Event) -> [String; 17] {
    let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let subject = event.subject.map(|subject| match subject {
        Subject::Goods => "goods",
        Subject::Services => "services",
        Subject::All => "all",
    });
    [
        event.date.to_string(),
        day(event.end),
        day(event.announced),
        day(event.effective),
        day(event.suspended),
        event.title.clone(),
        event.label.clone(),
        event.description.clone(),
        event.category.word().to_owned(),
        event.countries.join(";"),
        event.sectors.join(";"),
        subject.unwrap_or_default().to_owned(),
        event.weight.to_string(),
        event.confidence.clone(),
        event.source.clone(),
        event.legal.clone(),
        day(event.as_known_on),
    ]
}

/// Writes events as a JSON list.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_json(events: &[Event], mut out: impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut out, events)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_survives_both_formats() {
        let events = crate::import::library::events();
        let mut csv = Vec::new();
        write_csv(&events, &mut csv).expect("CSV");
        assert_eq!(read_bytes("e.csv", &csv).expect("events"), events);
        let mut json = Vec::new();
        write_json(&events, &mut json).expect("JSON");
        assert_eq!(read_bytes("e.json", &json).expect("events"), events);
    }

    #[test]
    fn formulas_are_made_harmless_and_come_back() {
        let text = "date,title,description\n2025-04-02,=1+1,\"'-quoted\"\n";
        let events = read_bytes("e.csv", text.as_bytes()).expect("events");
        assert_eq!(events[0].title, "=1+1");
        let mut csv = Vec::new();
        write_csv(&events, &mut csv).expect("CSV");
        let csv = String::from_utf8(csv).expect("UTF-8");
        assert!(csv.contains(",'=1+1,"), "{csv}");
        assert_eq!(read_bytes("e.csv", csv.as_bytes()).expect("events"), events);
    }

    #[test]
    fn synonyms_of_publishers() {
        let text = "effective_date,event_id,event_name,description,rate_component,affected_countries\n\
                    2025-02-04,chn_10,China emergency (10%),Text,emergency,CHN:HKG\n";
        let events = read_bytes("e.csv", text.as_bytes()).expect("events");
        assert_eq!((events[0].title.as_str(), events[0].countries.len()), ("China emergency (10%)", 2));
        let json = r#"{"events":[{"effective_date":"2025-02-04","event_name":"X"}]}"#;
        assert_eq!(read_bytes("e.json", json.as_bytes()).expect("events")[0].title, "X");
    }

    #[test]
    fn countries_are_known_by_whatever_name_and_others_are_told() {
        let text = "date,title,countries\n2 Apr 2025,A,Germany;usa;Narnia\n2025-04-03,B,Narnia;European Union\n";
        let events = read_bytes("e.csv", text.as_bytes()).expect("events");
        assert_eq!(events[0].date.to_string(), "2025-04-02");
        assert_eq!(events[0].countries, ["DEU", "USA", "Narnia"]);
        assert_eq!(events[1].countries, ["Narnia", "EU"]);
        assert_eq!(unknown_countries(&events), ["Narnia"]);
    }

    #[test]
    fn errors_name_line_and_column() {
        for (text, line, place) in [
            ("date,title\n2025-04-02,A\n2025-02-30,B\n", 3, "date"),
            ("date,title\n2025-04-02,A\n02/04/2024,B\n", 3, "date"),
            ("date,title\n2025-04-02,\n", 2, "title"),
            ("when,title\n2025-04-02,A\n", 1, "date"),
            ("date,title,weight\n2025-04-02,A,9\n", 2, "weight"),
            ("[{\"date\":\"2025-04-02\",\n \"title\": 5}]", 2, "11"),
        ] {
            match read_bytes("e.csv", text.as_bytes()) {
                Err(ImportError::Events { line: found, column, .. }) => {
                    assert_eq!((found, column.as_str()), (line, place), "{text}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
