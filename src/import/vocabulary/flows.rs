//! The flow that a text names, in any of the tables' languages.
//!
//! Stems stand at the start of a word (`ihracat`, `ihracatı`), or anywhere in scripts that do not part words; whole
//! words and phrases stand for themselves. A text that names exports and imports names neither.

use std::sync::OnceLock;

use foldhash::{HashMap, HashSet};

use crate::data::Flow;
use crate::data::words::{FLOWS, entries, is_unspaced, plain};

/// Longer texts are descriptions, and a flow in them is a word like any other.
const LONGEST: usize = 200;
/// Shorter stems and words are codes, which the reader of a column knows.
const SHORTEST: usize = 3;

/// What a word of the table says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Sense {
    Flow(Flow),
    /// Exports and imports together.
    Both,
}

#[derive(Default)]
struct Words {
    /// Words and phrases that stand for themselves.
    whole: HashMap<String, Sense>,
    /// Stems by their first letters.
    stems: HashMap<String, Vec<(String, Sense)>>,
    /// Stems of scripts without blanks.
    unspaced: Vec<(String, Sense)>,
    /// Words that hold a stem and mean something else.
    not: HashSet<String>,
    /// The most words that a phrase of the table has.
    longest: usize,
}

impl Words {
    fn read() -> Self {
        let mut words = Self::default();
        for entry in entries(FLOWS) {
            let text = plain(entry.text);
            let (sense, form) = entry.sense.rsplit_once('-').unwrap_or((entry.sense, ""));
            let (sense, form) = if matches!(form, "word" | "only") { (sense, form) } else { (entry.sense, "") };
            let sense = match sense {
                "export" => Sense::Flow(Flow::Export),
                "import" => Sense::Flow(Flow::Import),
                "re-export" => Sense::Flow(Flow::ReExport),
                "re-import" => Sense::Flow(Flow::ReImport),
                "balance" => Sense::Flow(Flow::Balance),
                "both" => Sense::Both,
                "not" => {
                    words.not.insert(text);
                    continue;
                }
                _ => continue,
            };
            words.add(text, sense, form);
        }
        words
    }

    fn add(&mut self, text: String, sense: Sense, form: &str) {
        if text.chars().any(is_unspaced) {
            if form.is_empty() {
                self.unspaced.push((text, sense));
            }
            return;
        }
        let letters = text.chars().count();
        if letters < SHORTEST || form == "only" {
            return;
        }
        let is_phrase = text.contains(' ');
        self.longest = self.longest.max(text.split(' ').count());
        // What is the balance in one language is the start of another word in the next.
        if form == "word" || is_phrase || letters < 4 || sense == Sense::Flow(Flow::Balance) {
            self.whole.insert(text, sense);
        } else {
            let start = text.chars().take(SHORTEST).collect();
            self.stems.entry(start).or_default().push((text, sense));
        }
    }

    /// The senses that a text has, a longer phrase before the words in it.
    fn senses(&self, text: &str) -> HashSet<Sense> {
        let tokens: Vec<&str> =
            text.split(' ').filter(|token| !token.is_empty() && !self.not.contains(*token)).collect();
        let mut found = HashSet::default();
        let mut at = 0;
        while at < tokens.len() {
            let phrase = (1..=self.longest.min(tokens.len() - at)).rev().find_map(|length| {
                let phrase = tokens.get(at..at + length)?.join(" ");
                self.whole.get(&phrase).map(|sense| (length, *sense))
            });
            let (length, sense) = match phrase {
                Some((length, sense)) => (length, Some(sense)),
                None => (1, tokens.get(at).and_then(|token| self.stem(token))),
            };
            found.extend(sense);
            at += length;
        }
        if text.chars().any(is_unspaced) {
            let longest = self.unspaced.iter().filter(|(stem, _)| text.contains(stem.as_str()));
            // `再出口` is no export, `进出口` is both.
            let most = longest.clone().map(|(stem, _)| stem.chars().count()).max().unwrap_or(0);
            found.extend(longest.filter(|(stem, _)| stem.chars().count() == most).map(|(_, sense)| *sense));
        }
        found
    }

    fn stem(&self, token: &str) -> Option<Sense> {
        let start: String = token.chars().take(SHORTEST).collect();
        let stems = self.stems.get(&start)?.iter().filter(|(stem, _)| token.starts_with(stem.as_str()));
        stems.max_by_key(|(stem, _)| stem.len()).map(|(_, sense)| *sense)
    }
}

/// The one flow that a text names; none where it names none or several.
pub(crate) fn flow_of(text: &str) -> Option<Flow> {
    static WORDS: OnceLock<Words> = OnceLock::new();
    if text.len() > LONGEST || !text.chars().any(char::is_alphabetic) {
        return None;
    }
    let senses = WORDS.get_or_init(Words::read).senses(&plain(text));
    match senses.into_iter().collect::<Vec<_>>().as_slice() {
        [Sense::Flow(flow)] => Some(*flow),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flows_in_many_languages() {
        for (text, expected) in [
            ("İhracat", Some(Flow::Export)),
            ("İthalat (bin ABD doları)", Some(Flow::Import)),
            ("Экспорт", Some(Flow::Export)),
            ("Импорт товаров", Some(Flow::Import)),
            ("Wywóz", Some(Flow::Export)),
            ("Přívoz", None),
            ("Vývoz zboží", Some(Flow::Export)),
            ("Εισαγωγές", Some(Flow::Import)),
            ("Utvoz", None),
            ("Izvoz", Some(Flow::Export)),
            ("Uvoz", Some(Flow::Import)),
            ("Vienti", Some(Flow::Export)),
            ("Xuất khẩu", Some(Flow::Export)),
            ("进出口", None),
            ("再出口", Some(Flow::ReExport)),
            ("İhracat ve ithalat", None),
            ("Goods sold abroad", None),
            ("Germany", None),
            ("Vehicles", None),
            ("2024", None),
        ] {
            assert_eq!(flow_of(text), expected, "{text}");
        }
    }
}
