//! A table of words made ready, and a text cut into the words that it knows and the rest.

use foldhash::HashMap;

use crate::data::words::{entries, is_unspaced, plain};

/// The senses of a table's words, by the word as [`plain`] writes it.
pub(crate) struct Lexicon {
    senses: HashMap<String, &'static str>,
    /// The most words, or letters of a script without blanks, of the phrases that begin with one: most words of a text
    /// begin none, and no phrase is put together for them.
    longest: HashMap<String, usize>,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// What the table says of it; nothing where it does not know it.
    pub sense: Option<&'static str>,
    /// As [`plain`] writes it.
    pub text: String,
    /// The place of its first word or letter among those that were cut.
    pub at: usize,
}

impl Lexicon {
    /// Reads tables; the first that has a word decides its sense.
    pub(crate) fn of(tables: &[&'static str]) -> Self {
        Self::with(tables.iter().flat_map(|table| entries(table)).map(|entry| (plain(entry.text), entry.sense)))
    }

    /// Words and their senses; the first sense of a word stands.
    pub(crate) fn with(words: impl Iterator<Item = (String, &'static str)>) -> Self {
        let mut senses = HashMap::default();
        let mut longest: HashMap<String, usize> = HashMap::default();
        for (word, sense) in words {
            let atoms = atoms(&word);
            if let Some(first) = atoms.first() {
                let most = longest.entry((*first).to_owned()).or_default();
                *most = atoms.len().max(*most);
            }
            senses.entry(word).or_insert(sense);
        }
        Self { senses, longest }
    }

    /// The sense of a whole text.
    pub(crate) fn sense(&self, plain: &str) -> Option<&'static str> {
        self.senses.get(plain).copied()
    }

    /// Cuts a text into known phrases, the longest first, and unknown words; scripts without blanks letter by letter.
    pub(crate) fn cut(&self, text: &str) -> Vec<Piece> {
        self.cut_atoms(&atoms(&plain(text)))
    }

    /// As [`Lexicon::cut`] for a text that is cut into words and single letters already.
    pub(crate) fn cut_atoms(&self, atoms: &[&str]) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut at = 0;
        while let Some(atom) = atoms.get(at) {
            let longest = self.longest.get(*atom).copied().unwrap_or(0);
            let known = (1..=longest.min(atoms.len() - at)).rev().find_map(|count| {
                let phrase = joined(atoms.get(at..at + count)?);
                Some((count, self.sense(&phrase)?, phrase))
            });
            match known {
                Some((count, sense, text)) => {
                    pieces.push(Piece { sense: Some(sense), text, at });
                    at += count;
                }
                None => {
                    let letter = atom.chars().any(is_unspaced);
                    match pieces.last_mut().filter(|piece| letter && piece.sense.is_none()) {
                        Some(piece) => piece.text.push_str(atom),
                        None => pieces.push(Piece { sense: None, text: (*atom).to_owned(), at }),
                    }
                    at += 1;
                }
            }
        }
        pieces
    }
}

/// The words of a text that [`plain`] wrote, those of scripts without blanks letter by letter.
fn atoms(plain: &str) -> Vec<&str> {
    let mut atoms = Vec::new();
    for word in plain.split(' ').filter(|word| !word.is_empty()) {
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let end = if is_unspaced(first) { Some(first.len_utf8()) } else { rest.find(is_unspaced) };
            let (atom, behind) = rest.split_at(end.unwrap_or(rest.len()));
            atoms.push(atom);
            rest = behind;
        }
    }
    atoms
}

/// Words with blanks between them, letters of scripts without blanks with none.
pub(super) fn joined(atoms: &[&str]) -> String {
    let mut text = String::new();
    for atom in atoms {
        let unspaced = |letter: Option<char>| letter.is_some_and(is_unspaced);
        if !(text.is_empty() || unspaced(text.chars().next_back()) && unspaced(atom.chars().next())) {
            text.push(' ');
        }
        text.push_str(atom);
    }
    text
}
