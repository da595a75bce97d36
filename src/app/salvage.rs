//! Reading settings that may be damaged: what can be read is kept, field by field and answer by answer.

use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::settings::Settings;
use crate::disk;
use crate::import::Mapping;

/// What could be read, and the names of what could not.
pub(super) struct Salvaged {
    pub(super) settings: Settings,
    pub(super) lost: Vec<String>,
}

/// Stands for bytes that are no text.
const NO_TEXT: char = '\u{fffd}';

/// Reads settings from the bytes of their file.
pub(super) fn read(bytes: &[u8]) -> Salvaged {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes);
    let mut salvaged = Salvaged { settings: Settings::default(), lost: Vec::new() };
    let is_text = std::str::from_utf8(bytes).is_ok();
    match serde_json::from_str::<Map<String, Value>>(&text) {
        Ok(fields) => {
            let written: Vec<String> = fields.keys().cloned().collect();
            for (name, value) in fields {
                match misspelt(&name, &written) {
                    Some(field) => {
                        salvaged.take(field.to_owned(), value, is_text);
                        salvaged.lost.push(name);
                    }
                    None => salvaged.take(name, value, is_text),
                }
            }
        }
        Err(error) => {
            salvaged.take_lines(&text);
            salvaged.lost.push(format!("line {}, column {}", error.line(), error.column()));
        }
    }
    salvaged
}

/// All fields that are known.
const FIELDS: [&str; 5] = ["theme", "recent", "no_cache", "mappings", "accepted"];

/// The field whose name this is but for one letter, where it is not written itself.
fn misspelt(name: &str, written: &[String]) -> Option<&'static str> {
    let differ = |field: &str| field.chars().zip(name.chars()).filter(|(one, other)| one != other).count();
    let is_near = |field: &&&str| field.len() == name.chars().count() && differ(field) == 1;
    let field = FIELDS.iter().find(is_near)?;
    (!written.iter().any(|other| other == field)).then_some(*field)
}

impl Salvaged {
    /// Takes a field for what its name says.
    fn take(&mut self, name: String, value: Value, is_text: bool) {
        if !is_text && !matches!(value, Value::Array(_) | Value::Object(_)) && has_no_text(&value) {
            self.lost.push(name);
            return;
        }
        match (name.as_str(), value) {
            ("theme", value) => self.put(&name, value, |settings, theme| settings.theme = theme),
            ("no_cache", value) => self.put(&name, value, |settings, no_cache| settings.no_cache = no_cache),
            ("recent", Value::Array(paths)) => {
                for (at, path) in paths.into_iter().enumerate() {
                    self.take_recent(&format!("recent[{at}]"), path);
                }
            }
            ("mappings", Value::Object(answers)) => {
                answers.into_iter().for_each(|(key, answer)| self.take_answer(key, answer));
            }
            ("accepted", Value::Object(files)) => {
                files.into_iter().for_each(|(file, disputes)| self.take_accepted(file, disputes));
            }
            ("recent" | "mappings" | "accepted", _) => self.lost.push(name),
            (_, value) => {
                self.settings.others.insert(name, value);
            }
        }
    }

    fn put<T: DeserializeOwned>(&mut self, name: &str, value: Value, put: impl FnOnce(&mut Settings, T)) {
        match serde_json::from_value(value) {
            Ok(value) => put(&mut self.settings, value),
            Err(_) => self.lost.push(name.to_owned()),
        }
    }

    fn take_recent(&mut self, name: &str, path: Value) {
        match path {
            Value::String(path) if !path.is_empty() && !path.contains(NO_TEXT) => {
                self.settings.recent.push(disk::from_text(&path));
            }
            _ => self.lost.push(name.to_owned()),
        }
    }

    fn take_answer(&mut self, key: String, answer: Value) {
        let is_key = is_fingerprint(&key) && !has_no_text(&answer);
        match serde_json::from_value::<Mapping>(answer) {
            Ok(mapping) if is_key => drop(self.settings.mappings.insert(key, mapping)),
            _ => self.lost.push(format!("the answer {key}")),
        }
    }

    fn take_accepted(&mut self, file: String, disputes: Value) {
        let is_key = !file.contains(NO_TEXT) && !has_no_text(&disputes);
        match serde_json::from_value::<Vec<String>>(disputes) {
            Ok(disputes) if is_key => drop(self.settings.accepted.insert(file, disputes)),
            _ => self.lost.push(format!("what was accepted of {file}")),
        }
    }

    /// Takes what is whole of a text that is no JSON, by the lines in which settings are written: a field begins with
    /// two spaces and a quote, what is in a field with four.
    fn take_lines(&mut self, text: &str) {
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let field = is_entry(line, FIELD).then(|| entry(&lines[at..], FIELD)).flatten();
            if let Some((name, value)) = field
                && !["recent", "mappings", "accepted"].contains(&name.as_str())
                && !has_no_text(&value)
            {
                self.take(name, value, true);
            }
            if !is_entry(line, WITHIN) {
                continue;
            }
            // What it is shows in its form: the line that says so may be the one that is damaged.
            match entry(&lines[at..], WITHIN) {
                Some((key, answer @ Value::Object(_))) if is_fingerprint(&key) => self.take_answer(key, answer),
                Some((file, disputes @ Value::Array(_))) => self.take_accepted(file, disputes),
                Some(_) => {}
                None if line.trim_end().ends_with(['{', '[']) => {}
                None => texts(line).into_iter().for_each(|path| self.take_recent("recent", Value::String(path))),
            }
        }
        // A field that stands whole in its place says the order; one that does not is as good as it can be.
        let mut seen: Vec<PathBuf> = Vec::new();
        self.settings.recent.retain(|path| {
            !seen.contains(path) && {
                seen.push(path.clone());
                true
            }
        });
    }
}

/// The spaces before a field, and before what is in one.
const FIELD: &str = "  ";
const WITHIN: &str = "    ";

fn is_entry(line: &str, spaces: &str) -> bool {
    line.strip_prefix(spaces).is_some_and(|rest| rest.starts_with('"'))
}

/// The name and value that begin in the first line, up to the bracket that closes them under their first letter.
fn entry(lines: &[&str], spaces: &str) -> Option<(String, Value)> {
    let (first, rest) = lines.split_first()?;
    let mut text = format!("{{{}", first.trim_end().trim_end_matches(','));
    if first.trim_end().ends_with(['{', '[']) {
        for line in rest {
            let closing =
                line.strip_prefix(spaces).and_then(|rest| rest.chars().next()).filter(|c| ['}', ']'].contains(c));
            match closing {
                Some(bracket) => {
                    text.push(bracket);
                    break;
                }
                None if is_entry(line, spaces) => break,
                None => text.push_str(line),
            }
        }
    }
    text.push('}');
    serde_json::from_str::<Map<String, Value>>(&text).ok()?.into_iter().next()
}

/// The texts of a list in a line; there are two where the end of a line is damaged.
fn texts(line: &str) -> Vec<String> {
    let (mut texts, mut rest) = (Vec::new(), line);
    while let Some(at) = rest.find('"') {
        rest = &rest[at..];
        let mut reader = serde_json::Deserializer::from_str(rest).into_iter::<String>();
        let Some(Ok(text)) = reader.next() else { break };
        rest = &rest[reader.byte_offset()..];
        texts.push(text);
    }
    texts
}

fn is_fingerprint(key: &str) -> bool {
    key.len() == 16 && key.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether bytes that are no text were in a value.
fn has_no_text(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains(NO_TEXT),
        Value::Array(items) => items.iter().any(has_no_text),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains(NO_TEXT) || has_no_text(value)),
        _ => false,
    }
}
