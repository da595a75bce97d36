//! The distinct texts of a column, each with a number and the label beside it.

use std::borrow::Cow;
use std::hash::{BuildHasher as _, RandomState};

use foldhash::HashMap;

/// Distinct texts in the order in which they were met.
#[derive(Debug, Clone, Default)]
pub(super) struct Dictionary {
    tiny: Short<Tiny>,
    short: Short<Key>,
    long: HashMap<Box<[u8]>, u32>,
    entries: Vec<Entry>,
    /// Bytes of all texts and labels.
    bytes: usize,
    /// Whether most rows of the batch before repeated the one above.
    pub repeats: bool,
    /// The long text before this one, which often comes again.
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

/// A text of fewer than sixteen bytes, and its length in the last of them, one more than it is: so none is 0.
pub(super) type Key = u128;

/// So many bytes fit a key.
pub(super) const SHORT: usize = 15;

/// The key of a short text at the start of sixteen bytes.
pub(super) fn key(bytes: [u8; 16], length: usize) -> Key {
    let kept = KEPT.get(length).copied().unwrap_or(0);
    u128::from_le_bytes(bytes) & kept | (length as u128 + 1) << 120
}

/// The bits of a text by its length.
const KEPT: [u128; SHORT + 1] = {
    let mut kept = [0; SHORT + 1];
    let mut length = 1;
    while length <= SHORT {
        kept[length] = (1 << (length * 8)) - 1;
        length += 1;
    }
    kept
};

/// A text of fewer than eight bytes, and its length in the last of them, one more than it is: so none is 0.
pub(super) type Tiny = u64;

/// So many bytes fit a tiny key.
pub(super) const TINY: usize = 7;

/// The key of a tiny text at the start of sixteen bytes.
#[inline]
pub(super) fn tiny(bytes: [u8; 16], length: usize) -> Tiny {
    let kept = KEPT.get(length).copied().unwrap_or(0);
    u128::from_le_bytes(bytes) as u64 & kept as u64 | (length as u64 + 1) << 56
}

/// The first sixteen bytes of a text, and zeros where it is shorter.
fn first(text: &[u8]) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(text).for_each(|(to, from)| *to = *from);
    bytes
}

impl Dictionary {
    /// The number of a text; a new one is entered with the label that stands beside it.
    pub(super) fn code<'a>(&mut self, text: &[u8], label: impl FnOnce() -> Cow<'a, [u8]>) -> u32 {
        match text.len() {
            length @ ..=TINY => self.tiny_code(tiny(first(text), length), label),
            length @ ..=SHORT => self.short_code(key(first(text), length), label),
            _ => self.long_code(text, label),
        }
    }

    /// The number of a tiny text that is known.
    #[inline]
    pub(super) fn tiny(&self, key: Tiny) -> Option<u32> {
        self.tiny.find(key)
    }

    /// The number of a short text that is known and not tiny.
    #[inline]
    pub(super) fn short(&self, key: Key) -> Option<u32> {
        self.short.find(key)
    }

    /// The number of a tiny text.
    fn tiny_code<'a>(&mut self, key: Tiny, label: impl FnOnce() -> Cow<'a, [u8]>) -> u32 {
        if let Some(code) = self.tiny.find(key) {
            return code;
        }
        let length = (key >> 56) as usize - 1;
        let code = self.enter(key.to_le_bytes().get(..length).unwrap_or_default(), &label());
        self.tiny.insert(key, code);
        code
    }

    /// The number of a short text that is not tiny.
    fn short_code<'a>(&mut self, key: Key, label: impl FnOnce() -> Cow<'a, [u8]>) -> u32 {
        if let Some(code) = self.short.find(key) {
            return code;
        }
        let length = (key >> 120) as usize - 1;
        let code = self.enter(key.to_le_bytes().get(..length).unwrap_or_default(), &label());
        self.short.insert(key, code);
        code
    }

    fn long_code<'a>(&mut self, text: &[u8], label: impl FnOnce() -> Cow<'a, [u8]>) -> u32 {
        if let Some(code) = self.last_code.filter(|_| self.last == text) {
            return code;
        }
        let code = match self.long.get(text) {
            Some(code) => *code,
            None => {
                let code = self.enter(text, &label());
                self.long.insert(text.into(), code);
                code
            }
        };
        self.last.clear();
        self.last.extend_from_slice(text);
        self.last_code = Some(code);
        code
    }

    fn enter(&mut self, text: &[u8], label: &[u8]) -> u32 {
        let code = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        self.bytes += text.len() + label.len();
        self.entries.push(Entry { key: text.into(), label: label.into() });
        code
    }

    /// Bytes of memory that it takes, and what becomes of its texts: they are known to each reader, to all readers
    /// together, and as members.
    pub(super) fn size(&self) -> u64 {
        const ENTRY: u64 = 300;
        self.entries.len() as u64 * ENTRY + self.bytes as u64 * 3
    }

    /// All texts.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// What finds its place in a table by its bits.
pub(super) trait Bits: Copy + Eq + Default {
    /// A number whose uppermost bits depend on all bits, and on the factors of a table.
    fn folded(self, factors: Factors) -> u64;
}

impl Bits for u64 {
    fn folded(self, Factors(factor, _): Factors) -> u64 {
        self.wrapping_mul(factor)
    }
}

impl Bits for u128 {
    fn folded(self, Factors(low, high): Factors) -> u64 {
        (self as u64).wrapping_mul(low) ^ ((self >> 64) as u64).wrapping_mul(high)
    }
}

/// By what keys are multiplied to find their places. No number of a text depends on them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Factors(u64, u64);

impl Default for Factors {
    /// Those that spread texts which count on ("P001", "P002", ...) evenly: 2^64 over the golden ratio (Knuth, The Art of
    /// Computer Programming, volume 3, 6.4), and a large prime.
    fn default() -> Self {
        Self(0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F)
    }
}

impl Factors {
    /// Odd numbers that nobody knows beforehand.
    fn drawn() -> Self {
        let drawn = RandomState::new();
        Self(drawn.hash_one(0) | 1, drawn.hash_one(1) | 1)
    }
}

/// Keys and their numbers, each at the place that its bits give or one of the next.
#[derive(Debug, Clone, Default)]
pub(super) struct Short<K> {
    /// As many as a power of two, at most a quarter of them filled, so that the first place looked at is mostly right.
    /// In a free place there is the key 0, which nothing else has.
    places: Vec<(K, u32)>,
    filled: usize,
    /// How many bits of a folded key are no part of its place.
    shift: u32,
    factors: Factors,
    /// How far keys stand from their first places, in all.
    strayed: usize,
    /// Whether the factors were drawn, because many keys fell on few places: a file can be made so on purpose, for
    /// factors that are known.
    is_drawn: bool,
}

impl<K: Bits> Short<K> {
    fn place(&self, key: K) -> usize {
        (key.folded(self.factors) >> self.shift) as usize
    }

    /// The number of a key; a new one is given the next.
    pub(super) fn number(&mut self, key: K) -> u32 {
        self.find(key).unwrap_or_else(|| {
            let next = self.filled as u32;
            self.insert(key, next);
            next
        })
    }

    #[inline]
    fn find(&self, key: K) -> Option<u32> {
        let mut place = self.place(key);
        loop {
            match self.places.get(place) {
                Some((known, code)) if *known == key => return Some(*code),
                Some((known, _)) if *known != K::default() => place = (place + 1) & (self.places.len() - 1),
                _ => return None,
            }
        }
    }

    /// Adds a key that is not there.
    fn insert(&mut self, key: K, code: u32) {
        let spare = if self.places.len() < 1 << 13 { 4 } else { 2 };
        if self.filled * spare >= self.places.len() {
            self.rebuild((self.places.len() * 2).max(64));
        }
        self.put(key, code);
        if !self.is_drawn && self.strayed > 1000 + 4 * self.filled {
            (self.factors, self.is_drawn) = (Factors::drawn(), true);
            self.rebuild(self.places.len());
        }
    }

    /// Puts all keys into a table of another size, or by other factors.
    fn rebuild(&mut self, size: usize) {
        let (places, shift) = (vec![Default::default(); size], 64 - size.ilog2());
        let empty = Self { places, filled: 0, shift, strayed: 0, ..*self };
        let old = std::mem::replace(self, empty);
        old.places.into_iter().filter(|(key, _)| *key != K::default()).for_each(|(key, code)| self.put(key, code));
    }

    fn put(&mut self, key: K, code: u32) {
        let mut place = self.place(key);
        while self.places.get(place).is_some_and(|(key, _)| *key != K::default()) {
            place = (place + 1) & (self.places.len() - 1);
            self.strayed += 1;
        }
        if let Some(free) = self.places.get_mut(place) {
            *free = (key, code);
            self.filled += 1;
        }
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
    /// Appends numbers, widening all of them where one does not fit.
    pub(super) fn extend(&mut self, more: &[u32]) {
        let largest = more.iter().copied().max().unwrap_or(0);
        match self {
            Self::Byte(codes) if largest > 0xFF => {
                *self = Self::Short(codes.iter().map(|code| (*code).into()).collect());
            }
            _ => {}
        }
        match self {
            Self::Short(codes) if largest > 0xFFFF => {
                *self = Self::Long(codes.iter().map(|code| (*code).into()).collect());
            }
            _ => {}
        }
        match self {
            Self::Byte(codes) => codes.extend(more.iter().map(|code| *code as u8)),
            Self::Short(codes) => codes.extend(more.iter().map(|code| *code as u16)),
            Self::Long(codes) => codes.extend_from_slice(more),
        }
    }

    /// Appends a number.
    pub(super) fn push(&mut self, code: u32) {
        self.extend(&[code]);
    }

    /// The number at a place; 0 where nothing was stored.
    pub(super) fn get(&self, row: usize) -> usize {
        match self {
            Self::Byte(codes) => codes.get(row).map_or(0, |code| usize::from(*code)),
            Self::Short(codes) => codes.get(row).map_or(0, |code| usize::from(*code)),
            Self::Long(codes) => codes.get(row).map_or(0, |code| *code as usize),
        }
    }

    /// Visits all numbers in order.
    pub(super) fn each(&self, mut visit: impl FnMut(usize)) {
        match self {
            Self::Byte(codes) => codes.iter().for_each(|code| visit(usize::from(*code))),
            Self::Short(codes) => codes.iter().for_each(|code| visit(usize::from(*code))),
            Self::Long(codes) => codes.iter().for_each(|code| visit(*code as usize)),
        }
    }

    /// What stands in a table at each number, in order; something else where a number is none of its places.
    pub(super) fn mapped<T: Copy>(&self, table: &[T], beyond: T) -> Vec<T> {
        let of = |code: usize| table.get(code).copied().unwrap_or(beyond);
        match self {
            Self::Byte(codes) => {
                let table: [T; 256] = std::array::from_fn(of);
                codes.iter().map(|code| table.get(usize::from(*code)).copied().unwrap_or(beyond)).collect()
            }
            Self::Short(codes) => codes.iter().map(|code| of(usize::from(*code))).collect(),
            Self::Long(codes) => codes.iter().map(|code| of(*code as usize)).collect(),
        }
    }

    /// Whether nothing was stored.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Byte(codes) => codes.is_empty(),
            Self::Short(codes) => codes.is_empty(),
            Self::Long(codes) => codes.is_empty(),
        }
    }

    /// Gives back what memory is not used.
    pub(super) fn shrink(&mut self) {
        match self {
            Self::Byte(codes) => codes.shrink_to_fit(),
            Self::Short(codes) => codes.shrink_to_fit(),
            Self::Long(codes) => codes.shrink_to_fit(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_numbered_in_the_order_in_which_they_come() {
        let mut dictionary = Dictionary::default();
        let codes: Vec<u32> = [b"b", b"a", b"b", b"b", b"c", b"a"]
            .iter()
            .map(|key| dictionary.code(*key, || Cow::Borrowed(b"x")))
            .collect();
        assert_eq!(codes, [0, 1, 0, 0, 2, 1]);
        assert_eq!(&*dictionary.entries()[2].key, b"c");
    }

    #[test]
    fn texts_of_all_lengths_are_told_apart() {
        let texts: Vec<Vec<u8>> = (0..3000)
            .map(|n: usize| format!("{n}\0").repeat(n % 6).into_bytes().into_iter().chain(vec![0; n / 600]).collect())
            .collect();
        let mut dictionary = Dictionary::default();
        let mut plain: HashMap<&[u8], u32> = HashMap::default();
        for text in texts.iter().chain(&texts) {
            let next = plain.len() as u32;
            let expected = *plain.entry(text).or_insert(next);
            assert_eq!(dictionary.code(text, Cow::default), expected, "{text:?}");
        }
        assert!(dictionary.entries().iter().zip(0..).all(|(entry, code)| plain[&*entry.key] == code));
        assert_eq!(key(*b"cdefghijklmnopqr", 3), key(first(b"cde"), 3));
        assert_eq!(tiny(*b"cdefghijklmnopqr", 7), tiny(first(b"cdefghi"), 7));
        assert_eq!(key(*b"fghijklmnopqrstu", 15), key(first(b"fghijklmnopqrst"), 15));
        assert_ne!(key(first(b""), 0), key(first(b"\0"), 1));
        assert_ne!(tiny(first(b""), 0), tiny(first(b"\0"), 1));
    }

    #[test]
    fn no_texts_can_be_made_that_fall_on_one_place() {
        // What falls on a few places by the factors that are known is spread by drawn ones.
        let known = Short::<Key> { shift: 64 - 10, ..Short::default() };
        let texts = (0..).map(|n: u64| key(first(format!("P{n:014}").as_bytes()), 15));
        let unlucky: Vec<Key> = texts.filter(|key| known.place(*key) < 4).take(2000).collect();
        let mut table = Short::<Key>::default();
        let numbers: Vec<u32> = unlucky.iter().map(|key| table.number(*key)).collect();
        assert!(table.is_drawn && table.strayed < 10 * unlucky.len(), "{}", table.strayed);
        assert!(unlucky.iter().zip(&numbers).all(|(key, number)| table.find(*key) == Some(*number)));
    }

    #[test]
    fn texts_that_count_on_are_spread_by_the_factors_that_are_known() {
        let mut table = Short::<Key>::default();
        for n in 0..5000 {
            table.number(key(first(format!("S{n:04}").as_bytes()), 5));
        }
        assert!(!table.is_drawn && table.strayed < 5000, "{}", table.strayed);
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
