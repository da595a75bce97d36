//! The distinct texts of a column, each with a number and the label beside it.

use foldhash::HashMap;

/// Distinct texts in the order in which they were met.
#[derive(Debug, Clone, Default)]
pub(super) struct Dictionary {
    codes: HashMap<Box<[u8]>, u32>,
    entries: Vec<Entry>,
    /// The text before this one, which often comes again.
    last: Vec<u8>,
    last_code: Option<u32>,
}

/// A distinct text.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The text.
    pub key: Box<[u8]>,
    /// What stood beside it when it was first met.
    pub label: Box<[u8]>,
}

impl Dictionary {
    /// The number of a text; a new one is entered with the label that stands beside it.
    pub(super) fn code<'a>(&mut self, key: &[u8], label: impl FnOnce() -> &'a [u8]) -> u32 {
        if let Some(code) = self.last_code.filter(|_| self.last == key) {
            return code;
        }
        let code = match self.codes.get(key) {
            Some(code) => *code,
            None => {
                let code = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
                self.codes.insert(key.into(), code);
                self.entries.push(Entry { key: key.into(), label: label().into() });
                code
            }
        };
        self.last.clear();
        self.last.extend_from_slice(key);
        self.last_code = Some(code);
        code
    }

    /// All texts.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// Small numbers in the smallest integers that hold them.
#[derive(Debug, Clone)]
pub(super) enum Codes {
    /// Below 256.
    Byte(Vec<u8>),
    /// Below 65 536.
    Short(Vec<u16>),
    /// Any.
    Long(Vec<u32>),
}

impl Default for Codes {
    fn default() -> Self {
        Self::Byte(Vec::new())
    }
}

impl Codes {
    /// Appends a number, widening all of them where it does not fit.
    pub(super) fn push(&mut self, code: u32) {
        match self {
            Self::Byte(codes) => match u8::try_from(code) {
                Ok(code) => codes.push(code),
                Err(_) => {
                    *self = Self::Short(codes.iter().map(|code| u16::from(*code)).collect());
                    self.push(code);
                }
            },
            Self::Short(codes) => match u16::try_from(code) {
                Ok(code) => codes.push(code),
                Err(_) => {
                    *self = Self::Long(codes.iter().map(|code| u32::from(*code)).collect());
                    self.push(code);
                }
            },
            Self::Long(codes) => codes.push(code),
        }
    }

    /// The number at a place; 0 where nothing was stored.
    pub(super) fn get(&self, row: usize) -> usize {
        match self {
            Self::Byte(codes) => codes.get(row).map_or(0, |code| usize::from(*code)),
            Self::Short(codes) => codes.get(row).map_or(0, |code| usize::from(*code)),
            Self::Long(codes) => codes.get(row).map_or(0, |code| *code as usize),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_numbered_in_the_order_in_which_they_come() {
        let mut dictionary = Dictionary::default();
        let codes: Vec<u32> =
            [b"b", b"a", b"b", b"b", b"c", b"a"].iter().map(|key| dictionary.code(*key, || b"x")).collect();
        assert_eq!(codes, [0, 1, 0, 0, 2, 1]);
        assert_eq!(&*dictionary.entries()[2].key, b"c");
    }

    #[test]
    fn codes_widen_as_they_must() {
        let mut codes = Codes::default();
        let all: Vec<u32> = (0..300).chain([70_000, 5]).collect();
        for code in &all {
            codes.push(*code);
        }
        assert!(matches!(codes, Codes::Long(_)));
        assert!(all.iter().enumerate().all(|(row, code)| codes.get(row) == *code as usize));
    }
}
