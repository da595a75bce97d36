//! The code pages of one byte a letter, told apart by the words that they make of a text.

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1250, WINDOWS_1252, WINDOWS_1254, WINDOWS_1257};
use foldhash::HashSet;

use crate::data::country;
use crate::import::vocabulary::languages_of;

/// Languages that are written with the letters of windows-1252, and those of windows-1250.
const WESTERN: [&str; 11] = ["de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "is"];
const CENTRAL: [&str; 7] = ["pl", "cs", "sk", "hu", "ro", "sl", "hr"];

/// Guesses that are not believed before the words of a text are looked at.
const LATIN_GUESSES: [&str; 7] =
    ["windows-1250", "ISO-8859-2", "windows-1252", "windows-1254", "windows-1257", "ISO-8859-4", "ISO-8859-13"];

/// Western unless the letters are plainly those of another part of the world.
pub(super) fn single_byte(sample: &[u8], guess: &'static Encoding) -> &'static Encoding {
    let share = |encoding: &'static Encoding, is: fn(char) -> bool| {
        let (text, ..) = encoding.decode(sample);
        // Letters of words: a sign of its own may be a letter elsewhere, as the pound sign is a Polish Ł.
        let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().nth(1).is_some());
        let foreign = words.clone().flat_map(str::chars).filter(|c| !c.is_ascii()).count();
        let found = words.flat_map(str::chars).filter(|c| is(*c)).count();
        (found, foreign)
    };
    let mostly = |(found, foreign): (usize, usize)| foreign > 0 && found * 10 >= foreign * 6;
    let central = |c: char| "ąćęłńśźżĄĆĘŁŃŚŹŻčďěňřšťůžČĎĚŇŘŠŤŮŽőűŐŰşţăŞŢĂľĺŕĽđĐ".contains(c);
    let pounds = only_pounds(sample);
    let cyrillic = |c: char| matches!(c, '\u{400}'..='\u{4FF}');
    let greek = |c: char| matches!(c, '\u{370}'..='\u{3FF}');
    let hebrew = |c: char| matches!(c, '\u{590}'..='\u{5FF}');
    let arabic = |c: char| matches!(c, '\u{600}'..='\u{6FF}');
    let thai = |c: char| matches!(c, '\u{E00}'..='\u{E7F}');
    let turkish = |c: char| "ğşıİĞŞ".contains(c);
    // Letters of Turkish text, and of no other: all that is foreign is one of them.
    let (text, ..) = WINDOWS_1254.decode(sample);
    let foreign = || text.chars().filter(|c| c.is_alphabetic() && !c.is_ascii());
    let own: HashSet<char> = foreign().filter(|c| turkish(*c)).collect();
    let is_told = || own.len() > 1 || own.len() == 1 && is_turkish(&text);
    if is_told() && foreign().all(|c| turkish(c) || "öüçÖÜÇâîûÂÎÛ".contains(c)) {
        return WINDOWS_1254;
    }
    // What tells of another alphabet may be little: three dots are one of its letters.
    let is_latin = || LATIN.iter().map(|page| names_by(page, sample)).max() > Some(names_by(guess, sample));
    if !pounds
        && (LATIN_GUESSES.contains(&guess.name()) || is_latin())
        && let Some(told) = told_by_words(sample)
    {
        return told;
    }
    let baltic = |c: char| "āčēģīķļņšūžąęėįųĀČĒĢĪĶĻŅŠŪŽĄĘĖĮŲ".contains(c);
    match guess.name() {
        "windows-1251" | "KOI8-U" | "KOI8-R" | "ISO-8859-5" | "IBM866" if mostly(share(guess, cyrillic)) => guess,
        "windows-1250" | "ISO-8859-2" if !pounds && mostly(share(WINDOWS_1250, central)) => WINDOWS_1250,
        "windows-1253" | "ISO-8859-7" if mostly(share(guess, greek)) => guess,
        "windows-1255" | "ISO-8859-8" if mostly(share(guess, hebrew)) => guess,
        "windows-1256" | "ISO-8859-6" if mostly(share(guess, arabic)) => guess,
        "windows-874" if mostly(share(guess, thai)) => guess,
        // The Icelandic letters stand in the same places: Turkish text has many of them.
        "windows-1254" if share(guess, turkish).0 * 4 > share(guess, turkish).1 => guess,
        "windows-1257" | "ISO-8859-4" | "ISO-8859-13" if mostly(share(WINDOWS_1257, baltic)) => WINDOWS_1257,
        _ if is_macintosh(sample) => told_by_words(sample).unwrap_or(MACINTOSH),
        _ if has_signs_inside(sample) && share(WINDOWS_1250, central).0 > 0 => WINDOWS_1250,
        _ if pounds => WINDOWS_1252,
        _ => told_by_words(sample).unwrap_or(WINDOWS_1252),
    }
}

/// The cells of a text, whatever parts them, and what colons, brackets and low lines part of them.
fn cells(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '\t', '|', '"', '\n', '\r', ':', '(', ')', '_'])
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
}

/// Code pages with the letters of ASCII and more Latin ones, the most likely first.
const LATIN: [&Encoding; 5] = [WINDOWS_1252, WINDOWS_1250, MACINTOSH, WINDOWS_1254, WINDOWS_1257];

/// So many cells of a text are looked at.
const ENOUGH: usize = 400;

/// How many cells of a text a code page makes names of countries or words of headings, of those that are not ASCII.
fn names_by(page: &'static Encoding, sample: &[u8]) -> usize {
    let (text, ..) = page.decode(sample);
    // Dots that stand for no figure are a letter elsewhere.
    let is_name =
        |cell: &&str| !cell.is_ascii() && cell.chars().count() > 2 && !cell.contains(|c: char| c.is_ascii_digit());
    let foreign: HashSet<&str> = cells(&text).filter(is_name).take(ENOUGH).collect();
    let is_known = |text: &str| country::recognise(text).is_some() || !languages_of(text).is_empty();
    // Also the first word of a title: `Włochy: handel zagraniczny`.
    let first =
        |cell: &str| cell.split_whitespace().next().filter(|word| word.chars().count() > 3).is_some_and(is_known);
    foreign.iter().filter(|cell| is_known(cell) || first(cell)).count()
}

/// The one Latin code page that makes the most names of a text.
fn told_by_names(sample: &[u8]) -> Option<&'static Encoding> {
    let pages = LATIN.map(|page| (page, names_by(page, sample)));
    let [(_, western), ..] = pages;
    let most = pages.iter().map(|(_, names)| *names).max().filter(|most| *most > 0)?;
    // Turkish letters but three stand where the Western ones do.
    let is_best = |(page, names): &(&Encoding, usize)| *names == most && (*page != WINDOWS_1254 || *names > western);
    let mut best = pages.iter().filter(|page| is_best(page));
    best.next().filter(|_| best.next().is_none()).map(|(only, _)| *only)
}

/// Western or Central European, or another Latin code page, by the names that it makes of a text; else by the language
/// of the other words.
fn told_by_words(sample: &[u8]) -> Option<&'static Encoding> {
    if let Some(told) = told_by_names(sample) {
        return Some(told);
    }
    let is_macintosh = is_macintosh(sample) && names_by(MACINTOSH, sample) == names_by(WINDOWS_1252, sample);
    let (text, ..) = WINDOWS_1252.decode(sample);
    let spoken = |of: &[&str]| spoken(&text, of);
    match (spoken(&WESTERN), spoken(&CENTRAL)) {
        _ if is_turkish(&text) => None,
        (0, 2..) => Some(WINDOWS_1250),
        _ if is_macintosh => None,
        (one, other) if one > other => Some(WINDOWS_1252),
        (one, other) if one < other => Some(WINDOWS_1250),
        _ => None,
    }
}

/// How many of a text's words are of these languages and of no other.
fn spoken(text: &str, of: &[&str]) -> usize {
    // A word of both is of neither.
    let only = |languages: &[&str]| !languages.is_empty() && languages.iter().all(|one| of.contains(one));
    // `DE` and `ES` are rather countries.
    let words: HashSet<&str> = cells(text).filter(|cell| cell.chars().count() > 2).take(ENOUGH).collect();
    words.iter().filter(|cell| only(languages_of(cell)) || only(country::languages_of(cell))).count()
}

/// Whether a text has more words of Turkish than of any other language with Latin letters.
fn is_turkish(text: &str) -> bool {
    spoken(text, &["tr"]) > spoken(text, &WESTERN).max(spoken(text, &CENTRAL))
}

/// Whether the sign of a currency before letters, `£mn` or `¥bn`, is the only Polish letter of a text, or the only letter
/// that may be half of a Korean one, but for marks of footnotes.
pub(super) fn only_pounds(sample: &[u8]) -> bool {
    let mut before = b' ';
    sample.iter().all(|byte| {
        let last = std::mem::replace(&mut before, *byte);
        match byte {
            0xA3 | 0xA5 => last.is_ascii() && !last.is_ascii_alphabetic(),
            0xB2 | 0xB3 | 0xB9 => last.is_ascii_digit() || last == b' ',
            byte => byte.is_ascii() || matches!(byte, 0x85 | 0x96 | 0x97 | 0xA0),
        }
    })
}

/// Whether signs stand inside of words in Western text, or at the end of long ones: `Ogó³em` and `Kwarta³` are no words.
/// A text with a second footnote may have a third.
fn has_signs_inside(sample: &[u8]) -> bool {
    let (text, ..) = WINDOWS_1252.decode(sample);
    let letters: Vec<char> = text.chars().collect();
    let footnotes = letters.contains(&'²');
    let inside = |five: &&[char]| match **five {
        [first, second, before, sign, after] => {
            let word = before.is_lowercase() && after.is_lowercase();
            let long = !footnotes && sign == '³' && [first, second, before].iter().all(|c| c.is_lowercase());
            matches!(sign, '³' | '¹' | '¿' | '¼' | '¾' | '£' | '¥') && word || long
        }
        _ => false,
    };
    letters.windows(5).filter(inside).count() > 0
}

/// Whether signs and capitals stand inside of words in Western text and make small letters in the old Macintosh's.
fn is_macintosh(sample: &[u8]) -> bool {
    let inside = |before: u8, byte: u8, after: u8| {
        (byte >= 0x80 && before.is_ascii_alphabetic() && after.is_ascii_alphabetic()).then_some(byte)
    };
    let triples = sample.windows(3).filter_map(|three| match three {
        [before, byte, after] => inside(*before, *byte, *after),
        _ => None,
    });
    let (mut western, mut macintosh) = (0, 0);
    for byte in triples {
        let small = |encoding: &'static Encoding| {
            encoding.decode_without_bom_handling(&[byte]).0.chars().all(char::is_lowercase)
        };
        western += usize::from(small(WINDOWS_1252));
        macintosh += usize::from(small(MACINTOSH));
    }
    macintosh > western * 4
}
