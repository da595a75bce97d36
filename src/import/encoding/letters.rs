//! Which letters a text has when it is read as one of East Asia.

use encoding_rs::Encoding;

/// What letters come out of a text in an encoding.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Letters {
    pub(super) foreign: usize,
    pub(super) broken: usize,
    kana: usize,
    half_kana: usize,
    kanji: usize,
    hangul: usize,
    signs: usize,
    /// Signs of East Asia beside or inside of Latin letters: `Cura軋o` is a Curaçao.
    inside: usize,
}

impl Letters {
    pub(super) fn of(sample: &[u8], encoding: &'static Encoding) -> Self {
        let (text, ..) = encoding.decode(sample);
        let mut letters = Self::default();
        let (mut before, mut run) = (' ', 0);
        for c in text.chars() {
            let east = matches!(c, '\u{3041}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{FF61}'..='\u{FF9F}');
            if east {
                run += 1;
            } else {
                // At the end of a word, `Ann馥` is an Année, or before small letters: `詣iat` is Świat.
                let ends = before.is_ascii_alphabetic() && c.is_ascii();
                letters.inside += if (ends || c.is_ascii_lowercase()) && run < 3 { run } else { 0 };
                (before, run) = (c, 0);
            }
            if c.is_ascii() {
                continue;
            }
            letters.foreign += 1;
            *match c {
                '\u{FFFD}' => &mut letters.broken,
                '\u{3041}'..='\u{30FF}' => &mut letters.kana,
                '\u{FF61}'..='\u{FF9F}' => &mut letters.half_kana,
                '\u{4E00}'..='\u{9FFF}' => &mut letters.kanji,
                '\u{AC00}'..='\u{D7A3}' => &mut letters.hangul,
                _ => &mut letters.signs,
            } += 1;
        }
        letters
    }

    pub(super) const fn asian(&self) -> usize {
        self.kana + self.kanji + self.hangul
    }

    /// Hardly anything broken: in a long file a single damaged character does not decide. Signs inside of Latin words
    /// disprove the guess.
    const fn sound(&self) -> bool {
        (self.broken == 0 || self.broken * 200 < self.foreign) && !self.is_latin()
    }

    pub(super) const fn is_latin(&self) -> bool {
        self.inside * 4 > self.asian() + self.half_kana
    }

    /// Kana and kanji, few half-width letters (these are what Western text looks like in CP932).
    pub(super) const fn is_japanese(&self) -> bool {
        let text = self.kana + self.kanji;
        self.sound()
            && text >= 2
            && text * 2 > self.foreign.saturating_sub(self.signs)
            && self.half_kana * 2 < self.foreign
            && (text + self.signs) * 2 > self.foreign
    }

    /// Kana among the kanji: neither Chinese nor Korean has them.
    pub(super) const fn is_surely_japanese(&self) -> bool {
        self.is_japanese() && self.half_kana == 0 && self.kana * 12 > self.kanji && self.hangul == 0
    }

    /// Hangul nearly alone.
    pub(super) const fn is_korean(&self) -> bool {
        self.sound() && self.hangul >= 2 && self.hangul * 20 > self.asian() * 19
    }
}
